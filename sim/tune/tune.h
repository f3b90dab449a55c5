/*
 * tune.h - finds the best values of tunables for a scenario
 *
 * A search (tune_search.h) within a budget of runs finds the best point.  Then more runs show how much better
 * the best point is than the scenario as it is, and how much each tunable contributes.  The gain is measured
 * with fresh replications, which the search did not see: in the replications of the search, the best point
 * may be the best partly by chance.
 */
#pragma once

#include "output_set.h"
#include "runner.h"
#include "statistics.h"
#include "tune_axis.h"
#include "tune_goal.h"

/* The number of the first fresh replication; the search uses replications from 0 on. */
#define TUNE_FRESH_RUN 1000
#define TUNE_FRESH_MAX 1000

typedef struct {
  RunnerOptions runner; /* the metrics come from the goal */
  TuneGoalTexts goal;
  const char *const *tunables; /* in the grammar of tune_axis.h, ended by NULL; NULL: the default ones */
  uint64_t budget;             /* runs in all */
  unsigned replications;       /* of a point in the search */
  unsigned fresh;              /* number of fresh replications */
  uint64_t draw_seed;          /* of the hypercube */
  const char *output;          /* the folder of the journal; NULL: out/NAME-tune, NAME is the scenario's */
} TuneOptions;

/* How much the objective changes, over the search's replications, if one tunable gets VALUE and the others
 * stay as in the best point. */
typedef struct {
  int64_t value;
  Estimate change; /* a mean of NAN: the tunable cannot have VALUE, or the runs have no result */
  bool breaks;     /* whether the change breaks a constraint */
} TuneChange;

/* The changes of a tunable: to the next smaller value, to the next larger one, to the scenario's. */
typedef enum { TUNE_LESS, TUNE_MORE, TUNE_AS_IT_IS, TUNE_CHANGES } TuneChangeKind;

/* A search and its result; everybody may read the members.  Values of the objective are what the user's
 * expression gives, even if it is maximized. */
typedef struct {
  const TuneOptions *options; /* the caller's */
  TuneGoal *goal;
  Runner *runner; /* for the metrics of the goal */
  char *output;   /* the folder */
  Journal *journal;
  RunCount *progress;     /* of the budget; NULL: none */
  GPtrArray *axes;        /* TuneAxis */
  TuneBook *book;         /* all points that were tried */
  size_t base, best;      /* entries in the book */
  bool keeps_constraints; /* of the best point, in the search's replications */
  Estimate fresh_base, fresh_best, fresh_difference;
  double gain;         /* improvement as a share of the base's objective; NAN if there is none */
  size_t fresh_broken; /* fresh replications in which the best point breaks a constraint */
  TuneChange sensitivities[TUNE_AXES_MAX][TUNE_CHANGES];
  int64_t base_values[TUNE_AXES_MAX], best_values[TUNE_AXES_MAX];
  char **sets;         /* of the best point: "PATH=VALUE" */
  char *command;       /* that runs the best point */
  char **system_lines; /* for /etc/system: the scenario's tunables, changed to the best point */
  uint64_t search_runs, sensitivity_runs, fresh_runs;
  uint64_t failed; /* trials without a result */
  char *failure;   /* why the first of them failed; NULL: none did */
} TuneResult;

/* The name of the journal in the folder. */
#define TUNE_JOURNAL "tune.journal"

/* Prepares a search and opens its journal.  OPTIONS must live as long as the result.  NULL with ERROR set if
 * OPTIONS have mistakes. */
TuneResult *tune_new (const TuneOptions *options, GError **error);

/* Makes the search, and draws PROGRESS (NULL: none).  False with ERROR set if no run has a value of the
 * objective, or if the search was interrupted. */
bool tune_run (TuneResult *result, RunCount *progress, GError **error);
void tune_result_free (TuneResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TuneResult, tune_result_free)

/* A TuneEvaluate, which makes TRIALS as runs of the scenario.  RESULT is a TuneResult with options, goal,
 * runner, journal and axes.  Makes the runs on all cores, and keeps the results in the journal, so that a
 * search that was killed can continue.  A trial that cannot be run, or whose run fails, for example because
 * its values contradict each other, gets a score that is worse than any other. */
bool tune_evaluate (void *result, const TuneTrial *trials, size_t count, TuneScore *scores, GError **error);

/* Returns the "PATH=VALUE" to set for POINT, ended by NULL.  The caller frees them with g_strfreev(). */
char **tune_make_sets (const TuneResult *result, const TunePoint *point);

/* ---- the report (tune_report.c) ---- */

/* `tune.json` has the whole result.  `points.csv` has a row for each point, in the order in which the points
 * were first tried, with the mean of the objective over the replications that the point got.  The same search
 * gives the same bytes, however often it was interrupted. */
#define TUNE_REPORT_JSON "tune.json"
#define TUNE_REPORT_POINTS "points.csv"

/* Describes RESULT for people, on one screen.  The caller frees it with g_free(). */
char *tune_report_format (const TuneResult *result);

/* Returns RESULT as JSON.  The caller frees it with g_free(). */
char *tune_report_format_json (const TuneResult *result);

/* Adds both files to OUTPUTS. */
bool tune_report_write (const TuneResult *result, OutputSet *outputs, GError **error);
