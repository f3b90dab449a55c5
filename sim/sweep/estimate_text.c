/* estimate_text.c - writes a mean with its confidence interval */
#include "estimate_text.h"

#include "evaluation.h"

#include <glib.h>
#include <math.h>

char *estimate_format_number (double value, int digits)
{
  char format[8], buffer[EVALUATION_NUMBER_BYTES];
  double whole = 1; /* from here on there is no room for a fraction */
  for (int i = 1; i < digits; i++) {
    whole *= 10;
  }
  (void)g_snprintf (format, sizeof format, "%%.%dg", digits);
  if (fabs (value) >= whole && fabs (value) < 1e15) {
    (void)g_snprintf (format, sizeof format, "%%.0f");
  }
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, format, value));
}

char *estimate_format (Estimate estimate)
{
  if (isnan (estimate.mean)) {
    return g_strdup ("-");
  }
  g_autofree char *mean = estimate_format_number (estimate.mean, 6);
  if (isnan (estimate.half) || estimate.half == 0) {
    return g_steal_pointer (&mean);
  }
  g_autofree char *half = estimate_format_number (estimate.half, 2);
  return g_strconcat (mean, " ± ", half, NULL);
}

char *estimate_format_difference (Estimate difference)
{
  if (isnan (difference.mean)) {
    return g_strdup ("-");
  }
  g_autofree char *mean = estimate_format_number (difference.mean, 3);
  bool is_sure = !isnan (difference.half) && fabs (difference.mean) > difference.half;
  return g_strconcat (difference.mean > 0 ? "+" : "", mean, is_sure ? " *" : "", NULL);
}
