/*
 * tune_axis.h - a tunable, and the values that it may take
 *
 * `NAME`, a variable of the kernel (kernel_tunable.h), or `NAME=` and the values, as sweep_axis.h reads them:
 * a range, or a list of at least two.  Values are numbers in the kernel's own unit, or sizes.  A range stands
 * for whole numbers of that unit, in ascending order, including FROM and TO, on a scale:
 *
 *     linear   evenly apart: all of them if there are at most 64, else 64; the default if TO < 10 × FROM
 *     log      each about 5 % more than the one before; the default otherwise
 *     double   each twice the one before, until TO: for what the kernel rounds to powers of two
 *
 * A COUNT sets the number of values; if rounding makes some equal, there are fewer.  `NAME` alone has a
 * built-in range, which may depend on the machine's memory and clock.
 */
#pragma once

#include "kernel_tunable.h"

typedef struct {
  KernelTunable tunable;
  char *path;      /* in the scenario: "tunables.segpcache_maxwindow" */
  int64_t *values; /* ascending */
  uint32_t count;
  uint64_t page_bytes; /* of the machine */
} TuneAxis;

/* Reads TEXT, for SCENARIO.  If TEXT has a mistake, NULL with ERROR (G_OPTION_ERROR) set, which begins with
 * "--tunable TEXT: ". */
TuneAxis *tune_axis_parse (const char *text, const Scenario *scenario, GError **error);
/* Frees a TuneAxis; a GDestroyNotify. */
void tune_axis_free (void *axis);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TuneAxis, tune_axis_free)

/* The tunables that a search varies if the user names none, ended by NULL. */
extern const char *const TUNE_AXIS_DEFAULTS[];

/* Returns "PATH=VALUE" for --set, with the value at INDEX.  The caller frees it with g_free(). */
char *tune_axis_make_set (const TuneAxis *axis, uint32_t index);

/* Returns VALUE for people, with its unit: "32,768 pages (128.0 MiB)".  The caller frees it with g_free(). */
char *tune_axis_format_value (const TuneAxis *axis, int64_t value);

/* Sets *TO to the index of the next value above FROM (WAY is 1) or below it (-1) by at least a tenth of FROM,
 * else of the last value that way.  False if there is none.  FROM need not be a value of the axis. */
bool tune_axis_step (const TuneAxis *axis, int64_t from, int way, uint32_t *to);
