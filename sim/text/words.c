/* words.c - quotes words, lists them, and guesses which one was meant */
#include "words.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define QUOTE_MAX_CHARACTERS 60
#define DISTANCE_MAX_LENGTH 48 /* longer words are nobody's misspelling */
#define PART_MIN_LENGTH 4      /* shorter parts are in many words */

static void quote_character (GString *out, gunichar c)
{
  if (c == '\n') {
    g_string_append (out, "\\n");
  } else if (c == '\t') {
    g_string_append (out, "\\t");
  } else if (c == '\\') {
    g_string_append (out, "\\\\");
  } else if (c < 0x80 && !g_ascii_isprint ((char)c)) {
    g_string_append_printf (out, "\\x%02x", c);
  } else if (!g_unichar_isprint (c)) {
    g_string_append_printf (out, "\\u{%x}", c);
  } else {
    g_string_append_unichar (out, c);
  }
}

char *words_quote_bytes (const char *bytes, size_t length)
{
  GString *out = g_string_new ("'");
  const char *end = bytes + length;
  for (size_t characters = 0; bytes < end && characters < QUOTE_MAX_CHARACTERS; characters++) {
    gunichar c = g_utf8_get_char_validated (bytes, end - bytes);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
      g_string_append_printf (out, "\\x%02x", (unsigned char)*bytes++);
    } else {
      quote_character (out, c);
      bytes = g_utf8_next_char (bytes);
    }
  }
  g_string_append (out, bytes == end ? "'" : "...'");
  return g_string_free (out, FALSE);
}

char *words_quote (const char *text)
{
  return words_quote_bytes (text, strlen (text));
}

char *words_list (const char *const *words, size_t count, const char *last)
{
  GString *out = g_string_new (NULL);
  for (size_t i = 0; i < count; i++) {
    if (i > 0 && last && i + 1 == count) {
      g_string_append_printf (out, " %s ", last);
    } else if (i > 0) {
      g_string_append (out, ", ");
    }
    g_string_append (out, words[i]);
  }
  return g_string_free (out, FALSE);
}

/* The number of insertions, deletions, changes and swaps of neighbours from A to B, ignoring case. */
static size_t edit_distance (const char *a, size_t a_length, const char *b, size_t b_length)
{
  size_t rows[3][DISTANCE_MAX_LENGTH + 1];
  size_t *before = rows[0], *above = rows[1], *row = rows[2];
  for (size_t j = 0; j <= b_length; j++) {
    row[j] = j;
  }
  for (size_t i = 1; i <= a_length; i++) {
    size_t *oldest = before;
    before = above;
    above = row;
    row = oldest;
    row[0] = i;
    for (size_t j = 1; j <= b_length; j++) {
      char x = g_ascii_tolower (a[i - 1]), y = g_ascii_tolower (b[j - 1]);
      row[j] = MIN (above[j - 1] + (x != y), MIN (above[j], row[j - 1]) + 1);
      bool swapped = i > 1 && j > 1 && x == g_ascii_tolower (b[j - 2]) && y == g_ascii_tolower (a[i - 2]);
      if (swapped) {
        row[j] = MIN (row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b_length];
}

static size_t distance_limit (size_t length)
{
  return length <= 3 ? 1 : length <= 6 ? 2 : 3;
}

/* The only one of WORDS that contains WORD, as 'segpcache_maxwindow' contains 'maxwindow'. */
static const char *only_word_with (const char *word, const char *const *words, size_t count)
{
  const char *found = NULL;
  for (size_t i = 0; i < count; i++) {
    if (strstr (words[i], word)) {
      if (found) {
        return NULL;
      }
      found = words[i];
    }
  }
  return found;
}

const char *words_nearest (const char *word, const char *const *words, size_t count)
{
  size_t length = strlen (word);
  if (length == 0 || length > DISTANCE_MAX_LENGTH) {
    return NULL;
  }
  const char *nearest = NULL;
  size_t nearest_distance = distance_limit (length) + 1;
  for (size_t i = 0; i < count; i++) {
    size_t candidate_length = strlen (words[i]);
    if (candidate_length > DISTANCE_MAX_LENGTH) {
      continue;
    }
    size_t distance = edit_distance (word, length, words[i], candidate_length);
    if (distance < nearest_distance && distance < MAX (length, candidate_length)) {
      nearest = words[i];
      nearest_distance = distance;
    }
  }
  if (!nearest && length >= PART_MIN_LENGTH) {
    nearest = only_word_with (word, words, count);
  }
  return nearest;
}

char *words_hint_or (const char *word, const GPtrArray *names, const char *otherwise)
{
  const char *nearest = words_nearest (word, (const char *const *)names->pdata, names->len);
  g_autofree char *quoted = nearest ? words_quote (nearest) : NULL;
  return nearest ? g_strdup_printf ("did you mean %s?", quoted) : g_strdup (otherwise);
}

char *words_hint (const char *word, const char *const *words, size_t count)
{
  const GPtrArray names = { (void **)(uintptr_t)words, (guint)count };
  g_autofree char *list = words_list (words, count, "or");
  g_autofree char *use = g_strconcat ("use ", list, NULL);
  return words_hint_or (word, &names, use);
}
