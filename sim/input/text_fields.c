#include "text_fields.h"

static bool is_digit (char c)
{
  return c >= '0' && c <= '9';
}

/* VALUE becomes VALUE * 10 + DIGIT; false if that does not fit. */
static bool append_digit (uint64_t *value, char digit)
{
  return !__builtin_mul_overflow (*value, (uint64_t)10, value)
         && !__builtin_add_overflow (*value, (uint64_t)(digit - '0'), value);
}

bool text_parse_u64 (TextSpan span, uint64_t *value)
{
  *value = 0;
  for (size_t i = 0; i < span.length_bytes; i++) {
    if (!is_digit (span.start[i]) || !append_digit (value, span.start[i])) {
      return false;
    }
  }
  return span.length_bytes > 0;
}

/* The digits after the point, in ns. */
static bool parse_fraction (TextSpan span, uint64_t unit_ns, uint64_t *ns)
{
  *ns = 0;
  for (size_t i = 0; i < span.length_bytes; i++) {
    if (!is_digit (span.start[i])) {
      return false;
    }
    unit_ns /= 10;
    *ns += unit_ns * (uint64_t)(span.start[i] - '0');
  }
  return span.length_bytes > 0;
}

bool text_parse_time (TextSpan span, uint64_t unit_ns, uint64_t *ns)
{
  const char *point = memchr (span.start, '.', span.length_bytes);
  TextSpan whole = { span.start, point ? (size_t)(point - span.start) : span.length_bytes };
  uint64_t fraction_ns = 0;
  if (point) {
    TextSpan fraction = { point + 1, span.length_bytes - whole.length_bytes - 1 };
    if (!parse_fraction (fraction, unit_ns, &fraction_ns)) {
      return false;
    }
  }
  uint64_t units = 0;
  return text_parse_u64 (whole, &units) && !__builtin_mul_overflow (units, unit_ns, ns)
         && !__builtin_add_overflow (*ns, fraction_ns, ns);
}

enum { WORD_MAX_BYTES = 64 };

static bool same_letter (char a, char b)
{
  return g_ascii_tolower (a) == g_ascii_tolower (b);
}

/* How many letters to insert, remove, replace or swap with the next to make B of A; both at most
 * WORD_MAX_BYTES long. */
static size_t edit_distance (TextSpan a, TextSpan b)
{
  size_t rows[3][WORD_MAX_BYTES + 1]; /* of the begins of A of i, i - 1 and i - 2 letters: row i % 3 */
  for (size_t i = 0; i <= a.length_bytes; i++) {
    size_t *row = rows[i % 3];
    const size_t *above = rows[(i + 2) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b.length_bytes; j++) {
      if (i == 0) {
        row[j] = j;
        continue;
      }
      size_t replaced = above[j - 1] + !same_letter (a.start[i - 1], b.start[j - 1]);
      row[j] = MIN (replaced, MIN (above[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && same_letter (a.start[i - 1], b.start[j - 2])
          && same_letter (a.start[i - 2], b.start[j - 1])) {
        row[j] = MIN (row[j], rows[(i + 1) % 3][j - 2] + 1);
      }
    }
  }
  return rows[a.length_bytes % 3][b.length_bytes];
}

const char *text_nearest_word (TextSpan word, const char *const *words, size_t count)
{
  const char *nearest = NULL;
  size_t nearest_distance = MAX (word.length_bytes / 3, 1) + 1;
  for (size_t i = 0; i < count; i++) {
    TextSpan candidate = { words[i], strlen (words[i]) };
    if (word.length_bytes > WORD_MAX_BYTES || candidate.length_bytes > WORD_MAX_BYTES) {
      continue;
    }
    size_t distance = edit_distance (word, candidate);
    if (distance < nearest_distance && distance < candidate.length_bytes) {
      nearest = words[i];
      nearest_distance = distance;
    }
  }
  return nearest;
}
