/* journal.c - appends lines with checksums to a file, and reads the complete lines */
#include "journal.h"

#include "refuse.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define KIND_JOURNAL "journal"
#define KIND_HEAD "head"
#define FORMAT_NAME "pcachesim 1"

#define SYNC_US G_USEC_PER_SEC

enum { CHECKSUM_DIGITS = 16 };

struct Journal {
  char *path;
  int file; /* -1: the journal is only read */
  char *head;
  GHashTable *texts; /* key -> text */
  gint64 synced_us;
};

static void journal_set_error (GError **error, const char *path, const char *what, int reason)
{
  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (reason), "%s: %s: %s", path, what,
               g_strerror (reason));
}

/* ---- lines ---- */

/* Writes the checksum of REST, the rest of a line, to DIGITS. */
static void make_checksum (const char *rest, size_t length, char *digits)
{
  g_autofree char *whole = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)rest, length);
  memcpy (digits, whole, CHECKSUM_DIGITS);
  digits[CHECKSUM_DIGITS] = '\0';
}

static char *format_line (const char *kind, const char *text)
{
  g_assert (strpbrk (kind, " \n") == NULL && strchr (text, '\n') == NULL);
  g_autofree char *rest = g_strconcat (kind, " ", text, NULL);
  char checksum[CHECKSUM_DIGITS + 1];
  make_checksum (rest, strlen (rest), checksum);
  return g_strconcat (checksum, " ", rest, "\n", NULL);
}

/* Splits LINE, without its end, into *KIND and *TEXT.  False if LINE is damaged. */
static bool journal_parse_line (char *line, size_t length, const char **kind, const char **text)
{
  if (length <= CHECKSUM_DIGITS || line[CHECKSUM_DIGITS] != ' ' || memchr (line, '\0', length) != NULL) {
    return false;
  }
  char *rest = line + CHECKSUM_DIGITS + 1;
  char checksum[CHECKSUM_DIGITS + 1];
  make_checksum (rest, length - CHECKSUM_DIGITS - 1, checksum);
  char *blank = strchr (rest, ' ');
  if (memcmp (checksum, line, CHECKSUM_DIGITS) != 0 || blank == NULL) {
    return false;
  }
  *blank = '\0';
  *kind = rest;
  *text = blank + 1;
  return true;
}

static void take_line (Journal *journal, const char *kind, const char *text)
{
  if (strcmp (kind, KIND_HEAD) == 0) {
    g_free (journal->head);
    journal->head = g_strdup (text);
  } else if (strcmp (kind, KIND_JOURNAL) != 0 && !g_hash_table_contains (journal->texts, kind)) {
    (void)g_hash_table_insert (journal->texts, g_strdup (kind), g_strdup (text));
  }
}

/* ---- reading ---- */

/* Whether the LENGTH bytes of TEXT, which may be few, begin like a journal. */
static bool begins_right (const char *text, size_t length)
{
  g_autofree char *first = format_line (KIND_JOURNAL, FORMAT_NAME);
  size_t common = MIN (length, strlen (first));
  return memcmp (text, first, common) == 0;
}

/* Reads the lines of TEXT.  *GOOD is how many of its LENGTH bytes are complete lines; the rest is torn. */
static bool take_lines (Journal *journal, char *text, size_t length, size_t *good, GError **error)
{
  *good = 0;
  if (!begins_right (text, length)) {
    return refuse_file (
        error, "%s: this is no journal that this version can go on with; use another place, or move it away",
        journal->path);
  }
  for (size_t number = 1; *good < length; number++) {
    char *line = text + *good;
    char *end = memchr (line, '\n', length - *good);
    if (end == NULL) {
      return true;
    }
    *end = '\0';
    const char *kind, *rest;
    if (journal_parse_line (line, (size_t)(end - line), &kind, &rest)) {
      take_line (journal, kind, rest);
    } else if ((size_t)(end + 1 - text) < length) {
      return refuse_file (error, "%s:%zu: this line is damaged; take it out, and what it held is made again",
                          journal->path, number);
    } else {
      return true;
    }
    *good = (size_t)(end + 1 - text);
  }
  return true;
}

static Journal *journal_new (const char *path)
{
  Journal *journal = g_new0 (Journal, 1);
  journal->path = g_strdup (path);
  journal->file = -1;
  journal->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return journal;
}

void journal_close (Journal *journal)
{
  if (journal != NULL) {
    if (journal->file >= 0) {
      (void)fdatasync (journal->file);
      (void)close (journal->file);
    }
    g_hash_table_unref (journal->texts);
    g_free (journal->head);
    g_free (journal->path);
    g_free (journal);
  }
}

Journal *journal_read (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  if (!g_file_get_contents (path, &text, &length, error)) {
    return NULL;
  }
  Journal *journal = journal_new (path);
  size_t good;
  if (!take_lines (journal, text, length, &good, error)) {
    g_clear_pointer (&journal, journal_close);
  }
  return journal;
}

/* ---- writing ---- */

static bool write_line (Journal *journal, const char *kind, const char *text, GError **error)
{
  g_autofree char *line = format_line (kind, text);
  size_t length = strlen (line);
  ssize_t written;
  do {
    written = write (journal->file, line, length);
  } while (written < 0 && errno == EINTR);
  if (written != (ssize_t)length) {
    journal_set_error (error, journal->path, "cannot be written", written < 0 ? errno : ENOSPC);
    return false;
  }
  gint64 now_us = g_get_monotonic_time ();
  if (now_us - journal->synced_us < SYNC_US) {
    return true;
  }
  journal->synced_us = now_us;
  if (fdatasync (journal->file) != 0 && errno != EINVAL) { /* EINVAL: a pipe needs no syncing */
    journal_set_error (error, journal->path, "cannot be written", errno);
    return false;
  }
  return true;
}

static bool journal_open_file (Journal *journal, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (journal->path);
  if (g_mkdir_with_parents (folder, 0777) != 0) {
    journal_set_error (error, folder, "cannot make this folder", errno);
    return false;
  }
  journal->file = open (journal->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (journal->file < 0) {
    journal_set_error (error, journal->path, "cannot be written", errno);
    return false;
  }
  if (flock (journal->file, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
                   "%s: another process is writing there; wait until it is done, or use another place",
                   journal->path);
    } else {
      journal_set_error (error, journal->path, "cannot be locked", errno);
    }
    return false;
  }
  return true;
}

Journal *journal_open (const char *path, GError **error)
{
  Journal *journal = journal_new (path);
  g_autofree char *text = NULL;
  gsize length = 0;
  size_t good = 0;
  bool is_good = journal_open_file (journal, error) && g_file_get_contents (path, &text, &length, error)
                 && take_lines (journal, text, length, &good, error);
  if (is_good && good < length && ftruncate (journal->file, (off_t)good) != 0) {
    journal_set_error (error, path, "its last line, which is torn, cannot be cut off", errno);
    is_good = false;
  }
  if (!is_good || (good == 0 && !write_line (journal, KIND_JOURNAL, FORMAT_NAME, error))) {
    g_clear_pointer (&journal, journal_close);
  }
  return journal;
}

const char *journal_get_head (const Journal *journal)
{
  return journal->head;
}

bool journal_put_head (Journal *journal, const char *head, GError **error)
{
  if (g_strcmp0 (journal->head, head) == 0) {
    return true;
  }
  if (!write_line (journal, KIND_HEAD, head, error)) {
    return false;
  }
  take_line (journal, KIND_HEAD, head);
  return true;
}

const char *journal_find (const Journal *journal, const char *key)
{
  return g_hash_table_lookup (journal->texts, key);
}

bool journal_add (Journal *journal, const char *key, const char *text, GError **error)
{
  if (g_hash_table_contains (journal->texts, key)) {
    g_error ("%s: %s would be there twice", journal->path, key);
  }
  if (!write_line (journal, key, text, error)) {
    return false;
  }
  take_line (journal, key, text);
  return true;
}
