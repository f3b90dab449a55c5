/* text_fields.c - numbers in a line of a recording */
#include "text_fields.h"

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
    if (!g_ascii_isdigit (span.start[i]) || !append_digit (value, span.start[i])) {
      return false;
    }
  }
  return span.length_bytes > 0;
}

/* Reads SPAN, the digits after the point, as ns. */
static bool parse_fraction (TextSpan span, uint64_t unit_ns, uint64_t *ns)
{
  *ns = 0;
  for (size_t i = 0; i < span.length_bytes; i++) {
    if (!g_ascii_isdigit (span.start[i])) {
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
