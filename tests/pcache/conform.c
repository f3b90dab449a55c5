/*
 * conform.c - replays recorded operations on the cache
 *
 * Reads operations from standard input, one a line, and writes the transcript of what they did to standard output.  A
 * line that it does not know, or that breaks what the cache relies on, is an error: a message with its number, exit 2,
 * with what came before it written.
 */
#include "conform.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_ERROR 2

const char *conform_hex (uint64_t value, char buffer[32])
{
  snprintf (buffer, 32, value ? "0x%" PRIx64 : "0", value);
  return buffer;
}
Segment *session_find_seg (const Session *session, uint64_t id)
{
  return g_hash_table_lookup (session->segs, GUINT_TO_POINTER (id));
}

static bool parse_number (const char *word, bool negative_allowed, uint64_t *value)
{
  bool negative = negative_allowed && word[0] == '-';
  const char *digits = word + negative;
  bool is_hex = digits[0] == '0' && digits[1] == 'x';
  char *end;
  if (!g_ascii_isxdigit (digits[is_hex ? 2 : 0])) {
    return false;
  }
  errno = 0;
  *value = g_ascii_strtoull (digits, &end, is_hex ? 16 : 10);
  if (negative) {
    *value = 0 - *value;
  }
  return errno == 0 && *end == '\0';
}

/* Splits LINE, which it changes, into the arguments that SHAPE wants. */
static bool parse_args (char *line, const char *shape, Args *args)
{
  char *rest = NULL;
  unsigned n = 0;
  for (char *word = strtok_r (line, " ", &rest); word; word = strtok_r (NULL, " ", &rest), n++) {
    if (shape[n] == '\0' || n == ARGS_MAX) {
      return false;
    }
    args->words[n] = word;
    bool is_number = shape[n] != 'w' && !(shape[n] == 'a' && strcmp (word, "-") == 0);
    if (is_number && !parse_number (word, shape[n] == 'i', &args->numbers[n])) {
      return false;
    }
  }
  return shape[n] == '\0';
}

static const Operation *find_operation (const char *name, size_t length)
{
  const OperationTable *const tables[] = { &conform_cache_operations, &conform_segment_operations };
  for (size_t i = 0; i < G_N_ELEMENTS (tables); i++) {
    for (size_t k = 0; k < tables[i]->n; k++) {
      const Operation *operation = &tables[i]->operations[k];
      if (strlen (operation->name) == length && strncmp (operation->name, name, length) == 0) {
        return operation;
      }
    }
  }
  return NULL;
}

/* Reads TEXT, which it changes. Returns what is wrong with it, or NULL. */
static const char *parse_line (char *text, const Operation **operation, Args *args)
{
  size_t length = strcspn (text, " ");
  *operation = find_operation (text, length);
  if (!*operation) {
    return "no such operation";
  }
  return parse_args (text + length, (*operation)->shape, args)
             ? NULL
             : "not the arguments of this operation: too few, too many, or no numbers";
}

/* Returns what is wrong with LINE, or NULL if it was done. A line that is not understood is not written either. */
static const char *run_line (Session *session, const char *line)
{
  g_autofree char *text = g_strdup (line);
  const Operation *operation;
  Args args = { 0 };
  const char *mistake = parse_line (text, &operation, &args);
  if (mistake) {
    return mistake;
  }
  printf ("> %s\n", line);
  return operation->run (session, &args) ? NULL : "an argument names nothing that there is";
}

static G_GNUC_NORETURN void fail (unsigned long number, const char *message)
{
  fflush (stdout);
  fprintf (stderr, "conform: line %lu: %s\n", number, message);
  exit (EXIT_ERROR);
}

/* The cache found that its caller broke a rule: the transcript's mistake, not a crash. */
static void fail_on_fatal_message (const char *domain, GLogLevelFlags level, const char *message, void *user)
{
  (void)domain;
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL)) {
    fail (*(const unsigned long *)user, message);
  }
}

int main (void)
{
  static Session session;
  static unsigned long number;
  g_log_set_default_handler (fail_on_fatal_message, &number);
  session_init (&session);
  char *line = NULL;
  size_t capacity = 0;
  ssize_t length;
  while ((length = getline (&line, &capacity, stdin)) >= 0) {
    number++;
    if (length > 0 && line[length - 1] == '\n') {
      line[length - 1] = '\0';
    }
    const char *mistake = run_line (&session, line);
    if (mistake) {
      fail (number, mistake);
    }
  }
  free (line);
  session_clear (&session);
  return 0;
}
