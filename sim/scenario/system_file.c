/* system_file.c - the settings in an /etc/system file that are about the cache and paging */
#include "system_file.h"

#include "kernel_tunable.h"
#include "words.h"

#include <errno.h>
#include <string.h>

#define CACHE_PREFIX "segpcache_"

typedef struct {
  Arena *arena;
  Diagnostics *diagnostics;
  GArray *settings;
  SourcePlace place;
  const char *line;
  const char *at; /* in the line */
} Reader;

static SourcePlace system_file_place (const Reader *reader, const char *at)
{
  SourcePlace place = reader->place;
  place.column = (unsigned)g_utf8_strlen (reader->line, at - reader->line) + 1;
  return place;
}

static void system_file_skip_blanks (Reader *reader)
{
  reader->at += strspn (reader->at, " \t");
}

/* The word from here up to one of ENDS. */
static char *take_word (Reader *reader, const char *ends)
{
  size_t length = strcspn (reader->at, ends);
  char *word = g_strndup (reader->at, length);
  reader->at += length;
  return word;
}

/* Variables of the cache and of paging are in these modules, which need not be named. */
static bool is_kernel_module (const char *module)
{
  return g_str_equal (module, "genunix") || g_str_equal (module, "unix");
}

static void report_misspelt (const Reader *reader, SourcePlace place, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  KernelTunable tunable;
  for (size_t i = 0; kernel_tunable_at (i, &tunable); i++) {
    if (g_str_has_prefix (tunable.field->key, CACHE_PREFIX)) {
      g_ptr_array_add (names, (void *)tunable.field->key);
    }
  }
  g_autofree char *quoted = words_quote (name);
  g_autofree char *hint = words_hint (name, (const char *const *)names->pdata, names->len);
  diagnostics_add (reader->diagnostics, place, "the cache has no tunable %s; %s", quoted, hint);
}

/* The number that WORD is, as decimal text; NULL if it is none. */
static const char *system_file_read_number (Arena *arena, const char *word)
{
  bool negative = *word == '-';
  const char *digits = word + negative;
  char *end;
  errno = 0;
  uint64_t value = g_ascii_strtoull (digits, &end, 0);
  if (!g_ascii_isdigit (*digits) || *end != '\0' || errno != 0) {
    return NULL;
  }
  return arena_printf (arena, "%s%" G_GUINT64_FORMAT, negative && value > 0 ? "-" : "", value);
}

/* Behind the name of TUNABLE: "= value". */
static void system_file_read_value (Reader *reader, const KernelTunable *tunable)
{
  system_file_skip_blanks (reader);
  if (*reader->at != '=') {
    diagnostics_add (reader->diagnostics, system_file_place (reader, reader->at),
                     "expected '=' and a value; write set %s = value", tunable->field->key);
    return;
  }
  reader->at++;
  system_file_skip_blanks (reader);
  SourcePlace place = system_file_place (reader, reader->at);
  g_autofree char *word = take_word (reader, " \t");
  const char *value = system_file_read_number (reader->arena, word);
  system_file_skip_blanks (reader);
  if (!value || *reader->at != '\0') {
    g_autofree char *quoted = words_quote (value ? reader->at : word);
    diagnostics_add (reader->diagnostics, value ? system_file_place (reader, reader->at) : place,
                     "%s %s; use a decimal, hexadecimal (0x) or octal (0) number, and nothing behind it",
                     quoted, value ? "stands behind the value" : "is not a number");
    return;
  }
  SystemSetting setting = { .place = place,
                            .path = arena_printf (reader->arena, "%s.%s", tunable->section->key,
                                                  tunable->field->key),
                            .value = value };
  g_array_append_val (reader->settings, setting);
}

/* Behind "set". */
static void read_set (Reader *reader)
{
  system_file_skip_blanks (reader);
  const char *start = reader->at;
  g_autofree char *name = take_word (reader, " \t:=&|");
  if (*reader->at == ':') {
    if (!is_kernel_module (name)) {
      return;
    }
    reader->at++;
    start = reader->at;
    g_free (name);
    name = take_word (reader, " \t:=&|");
  }
  KernelTunable tunable;
  if (kernel_tunable_find (name, &tunable)) {
    system_file_read_value (reader, &tunable);
  } else if (g_str_has_prefix (name, CACHE_PREFIX)) {
    report_misspelt (reader, system_file_place (reader, start), name);
  }
}

static void read_line (Reader *reader, char *line)
{
  g_strchomp (line);
  reader->line = reader->at = line;
  system_file_skip_blanks (reader);
  if (*reader->at == '*' || *reader->at == '#') {
    return;
  }
  g_autofree char *command = take_word (reader, " \t");
  if (g_ascii_strcasecmp (command, "set") == 0) {
    read_set (reader);
  }
}

GArray *system_file_read (Arena *arena, const char *file, const char *text, size_t length,
                          Diagnostics *diagnostics)
{
  Reader reader = { .arena = arena,
                    .diagnostics = diagnostics,
                    .settings = g_array_new (FALSE, FALSE, sizeof (SystemSetting)),
                    .place = { .file = file } };
  g_autofree char *valid = g_utf8_make_valid (text, (gssize)length);
  g_auto (GStrv) lines = g_strsplit (valid, "\n", -1);
  for (char **line = lines; *line; line++) {
    reader.place.line++;
    read_line (&reader, *line);
  }
  return reader.settings;
}
