/* number_format.c - writes integers and fixed-point numbers as digits */
#include "number_format.h"

#include "units.h"

#include <math.h>
#include <string.h>

enum { DECIMALS_MAX = 9 };

static const uint64_t powers_of_ten[DECIMALS_MAX + 1] = { 1,      10,      100,      1000,      10000,
                                                          100000, 1000000, 10000000, 100000000, 1000000000 };

static const char digit_pairs[] = "00010203040506070809"
                                  "10111213141516171819"
                                  "20212223242526272829"
                                  "30313233343536373839"
                                  "40414243444546474849"
                                  "50515253545556575859"
                                  "60616263646566676869"
                                  "70717273747576777879"
                                  "80818283848586878889"
                                  "90919293949596979899";

bool number_parse_unsigned (const char *text, unsigned base, uint64_t least, uint64_t most, uint64_t *value)
{
  uint64_t number = 0;
  bool is_good = *text != '\0';
  for (; *text != '\0' && is_good; text++) {
    int digit = g_ascii_xdigit_value (*text);
    is_good = digit >= 0 && (unsigned)digit < base && !__builtin_mul_overflow (number, base, &number)
              && !__builtin_add_overflow (number, (unsigned)digit, &number);
  }
  is_good = is_good && number >= least && number <= most;
  *value = is_good ? number : *value;
  return is_good;
}

char *number_put_unsigned (char *to, uint64_t value)
{
  char digits[20];
  char *first = digits + sizeof digits;
  while (value >= 100) {
    first -= 2;
    memcpy (first, digit_pairs + value % 100 * 2, 2);
    value /= 100;
  }
  if (value >= 10) {
    first -= 2;
    memcpy (first, digit_pairs + value * 2, 2);
  } else {
    *--first = (char)('0' + value);
  }
  size_t length = (size_t)(digits + sizeof digits - first);
  memcpy (to, first, length);
  return to + length;
}

char *number_put_fixed (char *to, uint64_t scaled, unsigned decimals)
{
  g_assert (decimals <= DECIMALS_MAX);
  to = number_put_unsigned (to, scaled / powers_of_ten[decimals]);
  if (decimals == 0) {
    return to;
  }
  *to = '.';
  uint64_t fraction = scaled % powers_of_ten[decimals];
  for (unsigned i = decimals; i > 0; i--) {
    to[i] = (char)('0' + fraction % 10);
    fraction /= 10;
  }
  return to + 1 + decimals;
}

double number_fixed_to_double (uint64_t scaled, unsigned decimals)
{
  g_assert (decimals <= DECIMALS_MAX);
  if (scaled <= UINT64_C (1) << 53) { /* both are exact, so the quotient is rounded once */
    return (double)scaled / (double)powers_of_ten[decimals];
  }
  char text[NUMBER_MAX_BYTES];
  *number_put_fixed (text, scaled, decimals) = '\0';
  return g_ascii_strtod (text, NULL);
}

uint64_t number_scale_ratio (uint64_t numerator, uint64_t denominator, unsigned decimals)
{
  __extension__ typedef unsigned __int128 Uint128;
  g_assert (denominator > 0 && decimals <= DECIMALS_MAX);
  Uint128 scaled = ((Uint128)numerator * powers_of_ten[decimals] + denominator / 2) / denominator;
  return scaled < UINT64_MAX ? (uint64_t)scaled : UINT64_MAX;
}

void number_append_fixed (GString *text, uint64_t scaled, unsigned decimals)
{
  char digits[NUMBER_MAX_BYTES];
  g_string_append_len (text, digits, number_put_fixed (digits, scaled, decimals) - digits);
}

void number_append_grouped (GString *text, uint64_t value)
{
  char digits[NUMBER_MAX_BYTES];
  size_t length = (size_t)(number_put_unsigned (digits, value) - digits);
  for (size_t i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0) {
      g_string_append_c (text, ',');
    }
    g_string_append_c (text, digits[i]);
  }
}

void number_append_percent (GString *text, uint64_t numerator, uint64_t denominator)
{
  number_append_fixed (text, number_scale_ratio (numerator, denominator, 4), 2);
  g_string_append (text, " %");
}

void number_append_size (GString *text, uint64_t bytes)
{
  static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
  unsigned unit = 0;
  while (unit + 1 < G_N_ELEMENTS (units) && bytes >> (10 * (unit + 1)) != 0) {
    unit++;
  }
  if (unit == 0) {
    number_append_fixed (text, bytes, 0);
  } else {
    number_append_fixed (text, number_scale_ratio (bytes, UINT64_C (1) << (10 * unit), 1), 1);
  }
  g_string_append_printf (text, " %s", units[unit]);
}

char *number_text (double value, const char *unit)
{
  if (isnan (value)) {
    return g_strdup ("without a value");
  }
  bool is_count = value >= 0 && value < 0x1p53 && value == floor (value);
  if (is_count && strcmp (unit, "ns") == 0) {
    return units_format_exact (&UNITS_TIME, (uint64_t)value);
  }
  GString *text = g_string_new (NULL);
  if (is_count) {
    number_append_grouped (text, (uint64_t)value);
  } else {
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append (text, g_ascii_formatd (number, sizeof number, "%.9g", value));
  }
  if (*unit != '\0') {
    g_string_append_printf (text, " %s", unit);
  }
  return g_string_free (text, FALSE);
}

char *number_text_change (double percent)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  return isfinite (percent)
             ? g_strdup_printf ("%s %%", g_ascii_formatd (number, sizeof number, "%+.2f", percent))
             : g_strdup ("-");
}
