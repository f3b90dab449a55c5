/*
 * text_fields.h - numbers and words in a line
 *
 * These functions parse every line of a recording.  They rely on a promise of text_stream.h: the byte after a
 * line can be read, and belongs to no number or word.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
  const char *start;
  size_t length_bytes;
} TextSpan;

/* Whether C stands between the words of a line. */
static inline bool text_is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* Takes the next word between *CURSOR and END and moves *CURSOR behind it; empty if there is none. */
static inline TextSpan text_take_word (const char **cursor, const char *end)
{
  const char *start = *cursor;
  while (start < end && text_is_blank (*start)) {
    start++;
  }
  const char *at = start;
  while (at < end && !text_is_blank (*at)) {
    at++;
  }
  *cursor = at;
  return (TextSpan){ start, (size_t)(at - start) };
}

/* A number of this many digits always fits 64 bits. */
#define TEXT_DIGITS_SAFE 19

/* The eight bytes at TEXT as a number; the first byte is the lowest. */
static inline uint64_t text_load (const char *text)
{
  uint64_t word;
  memcpy (&word, text, sizeof word);
  return GUINT64_FROM_LE (word);
}

/* The value of up to eight digits at TEXT; *COUNT becomes how many there are.  All eight bytes are examined
 * at once: a digit has 3 in the upper half of its byte.  Multiplications join digits to pairs, pairs to fours
 * and fours to eights. */
static inline uint64_t text_eight_digits (const char *text, unsigned *count)
{
  static const uint64_t bytes = 0x0101010101010101U;
  uint64_t digits = text_load (text) ^ 0x30 * bytes;
  uint64_t others = ((digits + 0x06 * bytes) | digits) & 0xf0 * bytes;
  unsigned n = others ? (unsigned)__builtin_ctzll (others) / 8 : 8;
  *count = n;
  if (n == 0) {
    return 0;
  }
  digits <<= 64 - 8 * n;
  digits = (digits * 10) + (digits >> 8);
  return (((digits & 0x000000ff000000ffU) * (100 + (1000000ULL << 32)))
          + (((digits >> 16) & 0x000000ff000000ffU) * (1 + (10000ULL << 32))))
         >> 32;
}

/* Reads the digits from *CURSOR on and moves *CURSOR behind them.  False, with *CURSOR moved or not, if there
 * are none, or so many that the value might not fit 64 bits: then text_parse_u64() decides. */
static inline bool text_take_digits (const char **cursor, uint64_t *value)
{
  static const uint64_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000 };
  const char *at = *cursor;
  unsigned n;
  uint64_t sum = text_eight_digits (at, &n);
  at += n;
  while (n == 8) {
    uint64_t more = text_eight_digits (at, &n);
    sum = sum * powers[n] + more;
    at += n;
  }
  size_t count = (size_t)(at - *cursor);
  *cursor = at;
  *value = sum;
  return count - 1 < TEXT_DIGITS_SAFE;
}

/* True if TEXT begins with NAME.  TEXT_NAME_SLACK_BYTES bytes after NAME must be readable; after a line they
 * are.  The caller has made sure that the line has at least as many bytes as NAME. */
#define TEXT_NAME_SLACK_BYTES 8
static inline bool text_begins_with (const char *text, TextSpan name)
{
  size_t i = 0;
  for (; i + 8 <= name.length_bytes; i += 8) {
    if (text_load (text + i) != text_load (name.start + i)) {
      return false;
    }
  }
  uint64_t mask = ((uint64_t)1 << 8 * (name.length_bytes - i)) - 1;
  return ((text_load (text + i) ^ text_load (name.start + i)) & mask) == 0;
}

/* True if SPAN is digits only and their value, in *VALUE, fits 64 bits. */
bool text_parse_u64 (TextSpan span, uint64_t *value);

/* True if SPAN is a time: digits, then perhaps '.' and more digits; *NS becomes the time in ns, rounded down.
 * UNIT_NS (a power of ten) is the unit of SPAN in ns.  False also if the time does not fit 64 bits. */
bool text_parse_time (TextSpan span, uint64_t unit_ns, uint64_t *ns);

static inline bool text_span_is (TextSpan span, const char *word)
{
  return strlen (word) == span.length_bytes && memcmp (span.start, word, span.length_bytes) == 0;
}
