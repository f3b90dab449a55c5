/*
 * tune.h - the tunables that serve a scenario best
 *
 * A search (tune_search.h) within a budget of runs, and then what one wants to know about the best point: how
 * much better it is than the scenario as it is, and how much each tunable has to do with that.  The gain is
 * measured with replications that the search did not see: with those that it saw, the best point was chosen
 * partly by chance.
 */
#pragma once

#include "output_set.h"
#include "runner.h"
#include "statistics.h"
#include "tune_axis.h"
#include "tune_goal.h"

/* The first of the fresh replications; the search has those from 0 on. */
#define TUNE_FRESH_RUN 1000
#define TUNE_FRESH_MAX 1000

typedef struct {
  RunnerOptions runner; /* the metrics come from the goal */
  TuneGoalTexts goal;
  const char *const *tunables; /* as tune_axis.h has them, ended by NULL; NULL: the default ones */
  uint64_t budget;             /* runs in all */
  unsigned replications;       /* of a point in the search */
  unsigned fresh;              /* replications at the end */
  uint64_t draw_seed;          /* of the hypercube */
  const char *output;          /* the folder of the journal; NULL: out/, the scenario's name, and -tune */
} TuneOptions;

/* How much the objective changes if one tunable gets VALUE and the others stay as in the best, over the
 * search's replications. */
typedef struct {
  int64_t value;
  Estimate change; /* a mean of NAN: it cannot get it, or there is no result */
  bool breaks;     /* then a constraint is broken */
} TuneChange;

/* The values that a tunable gets: the next less, the next more, and what the scenario has. */
typedef enum { TUNE_LESS, TUNE_MORE, TUNE_AS_IT_IS, TUNE_CHANGES } TuneChangeKind;

/* A search and what came of it.  Its members are for all to read.  Values of the objective are as the user
 * knows them. */
typedef struct {
  const TuneOptions *options; /* the caller's */
  TuneGoal *goal;
  Runner *runner; /* of the metrics of the goal */
  char *output;   /* the folder */
  Journal *journal;
  RunCount *progress;     /* of the budget; NULL: none */
  GPtrArray *axes;        /* TuneAxis */
  TuneBook *book;         /* all points that were tried */
  size_t base, best;      /* in it */
  bool keeps_constraints; /* the best, in the search's replications */
  Estimate fresh_base, fresh_best, fresh_difference;
  double gain;         /* share of the base's objective that it became better by; NAN if there is none */
  size_t fresh_broken; /* fresh replications of the best that break a constraint */
  TuneChange sensitivities[TUNE_AXES_MAX][TUNE_CHANGES];
  int64_t base_values[TUNE_AXES_MAX], best_values[TUNE_AXES_MAX];
  char **sets;         /* of the best: "PATH=VALUE" */
  char *command;       /* that runs the best */
  char **system_lines; /* with which a machine has the scenario's tuning and the best */
  uint64_t search_runs, sensitivity_runs, fresh_runs;
  uint64_t failed; /* trials without a result */
  char *failure;   /* of the first of them; NULL: there is none */
} TuneResult;

/* The name of the journal in the folder. */
#define TUNE_JOURNAL "tune.journal"

/* A search that is to be made, with its journal open.  NULL with ERROR set if OPTIONS, which must live as
 * long, make no sense. */
TuneResult *tune_new (const TuneOptions *options, GError **error);

/* Makes it, and draws PROGRESS (NULL: none).  False with ERROR set if no run has a value of the objective, or
 * it was interrupted. */
bool tune_run (TuneResult *result, RunCount *progress, GError **error);
void tune_result_free (TuneResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TuneResult, tune_result_free)

/* Trials as runs of a scenario: a TuneEvaluate of a TuneResult, which has options, goal, runner, journal and
 * axes.  Makes the runs on all cores, and keeps what came out in the journal, from which a later search takes
 * it: one that was killed goes on where it was.  What cannot be run, a combination of values that contradict
 * each other or a run that fails, is a result too: a score that is worse than any other. */
bool tune_evaluate (void *result, const TuneTrial *trials, size_t count, TuneScore *scores, GError **error);

/* What to set for POINT: "PATH=VALUE", ended by NULL.  The caller frees it with g_strfreev(). */
char **tune_make_sets (const TuneResult *result, const TunePoint *point);

/* ---- the report (tune_report.c) ---- */

/* `tune.json` has the whole result; `points.csv` a row a point that was tried, in the order in which they
 * were first, with the mean of the objective over as many replications as it got.  The same search gives the
 * same bytes, however often it was interrupted. */
#define TUNE_REPORT_JSON "tune.json"
#define TUNE_REPORT_POINTS "points.csv"

/* In a screenful.  The caller frees it with g_free(). */
char *tune_report_format (const TuneResult *result);

/* As JSON.  The caller frees it with g_free(). */
char *tune_report_format_json (const TuneResult *result);

/* Adds both files to OUTPUTS. */
bool tune_report_write (const TuneResult *result, OutputSet *outputs, GError **error);
