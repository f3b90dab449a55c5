/* statistics.c - means, and their confidence intervals by Student's t, and both as text */
#include "statistics.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>

enum { NUMBER_BYTES = 40 };

static const double first[] = { 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                                2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                                2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042 };

static const struct {
  double inverse; /* 1 / degrees of freedom */
  double t;
} others[] = {
  { 1.0 / 30, 2.042 }, { 1.0 / 40, 2.021 }, { 1.0 / 60, 2.000 }, { 1.0 / 120, 1.980 }, { 0, 1.960 }
};

double statistics_student_t (size_t degrees)
{
  g_assert (degrees > 0);
  if (degrees <= G_N_ELEMENTS (first)) {
    return first[degrees - 1];
  }
  double inverse = 1.0 / (double)degrees;
  size_t i = 1;
  while (inverse < others[i].inverse) {
    i++;
  }
  double share = (others[i - 1].inverse - inverse) / (others[i - 1].inverse - others[i].inverse);
  return others[i - 1].t + share * (others[i].t - others[i - 1].t);
}

Estimate statistics_estimate (const double *values, size_t count)
{
  Estimate estimate = { 0, NAN, NAN };
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    if (!isnan (values[i])) {
      sum += values[i];
      estimate.count++;
    }
  }
  if (estimate.count == 0) {
    return estimate;
  }
  estimate.mean = sum / (double)estimate.count;
  if (estimate.count < 2) {
    return estimate;
  }
  double squares = 0;
  for (size_t i = 0; i < count; i++) {
    if (!isnan (values[i])) {
      double difference = values[i] - estimate.mean;
      squares += difference * difference;
    }
  }
  double n = (double)estimate.count;
  estimate.half = statistics_student_t (estimate.count - 1) * sqrt (squares / (n - 1) / n);
  return estimate;
}

Estimate statistics_estimate_difference (const double *values, const double *base, size_t count)
{
  double *differences = g_new (double, count);
  for (size_t i = 0; i < count; i++) {
    differences[i] = values[i] - base[i];
  }
  Estimate estimate = statistics_estimate (differences, count);
  g_free (differences);
  return estimate;
}

/* ---- for people ---- */

char *estimate_format_number (double value, int digits)
{
  char format[8], buffer[NUMBER_BYTES];
  double whole = 1; /* a value from here on has no room for a fraction */
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
