/*
 * units.h - sizes and times as people write them
 *
 * A size is a number and B, KiB, MiB, GiB, TiB or pages; a time is a number and ns, us, ms, s, min or h.
 * Decimals are exact: 1.5s is 1,500,000,000 ns, and 0.3B is a mistake, not 0.  All arithmetic is on integers,
 * so every machine reads the same value. 0 needs no unit.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct UnitsQuantity UnitsQuantity;

extern const UnitsQuantity UNITS_SIZE; /* in bytes */
extern const UnitsQuantity UNITS_TIME; /* in ns */

/* Reads TEXT into *VALUE, in bytes or ns.  PLAIN is what a number without a unit counts (1, or the bytes of a
 * page); 0: every number needs a unit.  PAGE_BYTES (for sizes) is the size of a page.  False on a mistake:
 * *MISTAKE then says what is wrong and what would be right, and the caller frees it with g_free(). */
bool units_parse (const UnitsQuantity *quantity, const char *text, uint64_t plain, uint64_t page_bytes,
                  uint64_t *value, char **mistake);

/* VALUE exactly, in the largest unit that needs at most three decimals: "1.5 GiB", "1001 us"; never in
 * pages. units_parse() reads the text as VALUE again.  The caller frees it with g_free(). */
char *units_format_exact (const UnitsQuantity *quantity, uint64_t value);

/* VALUE for people, rounded to three digits: "1.5 GiB", "12.3 ms".  The caller frees it with g_free(). */
char *units_format (const UnitsQuantity *quantity, uint64_t value);

/* "size", "time" */
const char *units_noun (const UnitsQuantity *quantity);

/* "B, KiB, MiB, GiB, TiB or pages", with LAST for "or".  The caller frees it with g_free(). */
char *units_list (const UnitsQuantity *quantity, const char *last);

/* A regular expression (ECMA 262) for what units_parse() accepts.  The caller frees it with g_free(). */
char *units_pattern (const UnitsQuantity *quantity, bool plain);

/* Reads a decimal number such as -0.75 or 12 (no exponent, at most 15 digits) into *VALUE, correctly
 * rounded.  False if TEXT is no such number. */
bool units_parse_decimal (const char *text, double *value);

/* A number to compare a metric with: plain, with %, or with the unit of a time or a size: 0.9, 90%, 2ms,
 * 128MiB.  Its value depends on the unit of the metric: 128MiB are 32768 pages, but no number of entries. */
typedef enum {
  MEASURE_PLAIN,
  MEASURE_PERCENT, /* `value` is a hundredth of the number written */
  MEASURE_TIME,    /* ns */
  MEASURE_SIZE     /* bytes */
} MeasureKind;

typedef struct {
  MeasureKind kind;
  double value;
  uint64_t page_bytes; /* a size in pages is its bytes divided by this */
} Measure;

/* Reads TEXT, for a machine with pages of PAGE_BYTES.  False on a mistake: *MISTAKE then says what is wrong and
 * what would be right, and the caller frees it with g_free(). */
bool measure_parse (const char *text, uint64_t page_bytes, Measure *measure, char **mistake);

/* Converts MEASURE to UNIT, the unit of a metric ("pages", "bytes", "ns", ""); false, with *MISTAKE as
 * above, if MEASURE has no value in UNIT. */
bool measure_convert (const Measure *measure, const char *unit, double *value, char **mistake);
