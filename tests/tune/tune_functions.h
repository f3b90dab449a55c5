/*
 * tune_functions.h - searches of plain functions, which cost nothing
 */
#pragma once

#include "test_main.h"
#include "tune_search.h"

#include <math.h>

typedef TuneScore (*TuneFunction) (const TunePoint *point, unsigned replication);

typedef struct {
  TuneFunction function;
  GArray *trials;   /* TuneTrial, as they were made */
  uint64_t fail_at; /* the trial that fails; 0: none */
} TuneFunctions;

static inline bool functions_evaluate (void *user, const TuneTrial *trials, size_t count, TuneScore *scores,
                                       GError **error)
{
  TuneFunctions *functions = user;
  for (size_t i = 0; i < count; i++) {
    g_array_append_val (functions->trials, trials[i]);
    if (functions->trials->len == functions->fail_at) {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "enough");
      return false;
    }
    scores[i] = functions->function (&trials[i].point, trials[i].replication);
  }
  return true;
}

static inline TuneFunctions functions_of (TuneFunction function)
{
  return (TuneFunctions){ .function = function, .trials = g_array_new (FALSE, FALSE, sizeof (TuneTrial)) };
}

/* Something between -0.5 and 0.5 that looks random. */
static inline double functions_noise (const TunePoint *point, unsigned replication)
{
  uint64_t x = replication * UINT64_C (0x9e3779b97f4a7c15);
  for (size_t i = 0; i < TUNE_AXES_MAX; i++) {
    x = (x ^ point->index[i]) * UINT64_C (0xff51afd7ed558ccd);
    x ^= x >> 33;
  }
  return (double)(x >> 11) * 0x1p-53 - 0.5;
}
