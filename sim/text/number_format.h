/*
 * number_format.h - numbers as text
 *
 * Everything that a run writes is made of integers: counts, nanoseconds, and fixed-point numbers (an integer
 * that counts units of the last decimal, such as millionths).  They are formatted here without doubles and
 * without a locale, so the text is the same everywhere.  Whole numbers are read here as well.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads TEXT, which must be digits of BASE (10 or 16) only, as a number from LEAST to MOST into *VALUE.
 * Otherwise returns false and leaves *VALUE.  Many threads may call it at once. g_ascii_string_to_unsigned()
 * is not safe for that: its first calls wait for each other inside GLib, which changes the errno that it
 * checks, so it refuses a good number. */
bool number_parse_unsigned (const char *text, unsigned base, uint64_t least, uint64_t most, uint64_t *value);

/* No number_put_* function writes more bytes than this. */
#define NUMBER_MAX_BYTES 32

/* How many decimals a ratio, the mean of a gauge and a time in seconds have wherever they are written. */
#define NUMBER_RATIO_DECIMALS 6
#define NUMBER_MEAN_DECIMALS 3
#define NUMBER_TIME_DECIMALS 9

/* Writes VALUE at TO, without a final 0 byte.  Returns the end of what it wrote. */
char *number_put_unsigned (char *to, uint64_t value);

/* The same for SCALED × 10^-DECIMALS, with all DECIMALS (at most 9) decimals. */
char *number_put_fixed (char *to, uint64_t scaled, unsigned decimals);

/* The double nearest to SCALED × 10^-DECIMALS: what reading the text of number_put_fixed() gives. */
double number_fixed_to_double (uint64_t scaled, unsigned decimals);

/* NUMERATOR / DENOMINATOR (> 0) as a multiple of 10^-DECIMALS (at most 9), rounded to the nearest, half up;
 * UINT64_MAX if the result does not fit. */
uint64_t number_scale_ratio (uint64_t numerator, uint64_t denominator, unsigned decimals);

/* Appends what number_put_fixed() writes. */
void number_append_fixed (GString *text, uint64_t scaled, unsigned decimals);

/* Appends VALUE for people: 1,234,567. */
void number_append_grouped (GString *text, uint64_t value);

/* Appends NUMERATOR / DENOMINATOR (> 0) in per cent: "97.20 %". */
void number_append_percent (GString *text, uint64_t numerator, uint64_t denominator);

/* Appends BYTES in the largest binary unit that is not above BYTES, with one decimal: "1.5 GiB", "512 B". */
void number_append_size (GString *text, uint64_t bytes);

/* VALUE with UNIT, the unit of a metric: "1.5 ms", "1,024 pages", "0.912345", "without a value". The
 * caller frees it with g_free(). */
char *number_text (double value, const char *unit);

/* A change of PERCENT: "+4.25 %"; "-" if it is no number.  The caller frees it with g_free(). */
char *number_text_change (double percent);
