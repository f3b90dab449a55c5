/* tune_race.c - gives a challenger replications while it is ahead of the best */
#include "tune_race.h"

#include "tune_halving.h"

#include <math.h>

/* How many replications of ENTRY count: those that it has with the best over them, up to where it is behind. */
static unsigned count_compared (const TuneRace *race, size_t best, size_t entry, bool *is_behind)
{
  unsigned known = tune_book_count_known (race->book, entry);
  unsigned compared = 0;
  *is_behind = false;
  while (compared < known && compared < race->replications && !*is_behind) {
    unsigned next = tune_halving_next (compared, race->replications);
    if (next > known) {
      break;
    }
    compared = next;
    *is_behind = tune_score_compare (tune_book_get_mean (race->book, entry, compared),
                                     tune_book_get_mean (race->book, best, compared))
                 >= 0;
  }
  return compared;
}

static TuneScore reckon (const TuneRace *race, size_t best, size_t entry)
{
  bool is_behind;
  unsigned compared = count_compared (race, best, entry, &is_behind);
  if (compared == 0) {
    return (TuneScore){ 0, INFINITY };
  }
  TuneScore mean = tune_book_get_mean (race->book, entry, compared);
  if (isinf (mean.excess)) {
    return mean;
  }
  TuneScore all = tune_book_get_mean (race->book, best, race->replications);
  TuneScore part = tune_book_get_mean (race->book, best, compared);
  return (TuneScore){ all.objective + (mean.objective - part.objective), mean.excess };
}

/* Those of ENTRIES that are not behind, and want more replications: KNOWN of them they have. */
static GArray *list_runners (const TuneRace *race, const size_t *entries, size_t count, unsigned known)
{
  GArray *runners = g_array_new (FALSE, FALSE, sizeof (size_t));
  for (size_t i = 0; i < count; i++) {
    bool is_behind;
    if (count_compared (race, race->best, entries[i], &is_behind) >= known && !is_behind) {
      g_array_append_val (runners, entries[i]);
    }
  }
  return runners;
}

static bool tune_race_evaluate (TuneRace *race, const size_t *entries, size_t count, GError **error)
{
  for (unsigned known = 0; known < race->replications;) {
    unsigned next = tune_halving_next (known, race->replications);
    g_autoptr (GArray) runners = list_runners (race, entries, count, known);
    const size_t *first = (const size_t *)(void *)runners->data;
    if (!tune_book_evaluate (race->book, first, runners->len, next, error)) {
      return false;
    }
    for (guint i = 0; i < runners->len; i++) {
      race->is_out_of_runs |= tune_book_count_known (race->book, first[i]) < next;
    }
    known = next;
  }
  return true;
}

/* What came of COUNT ENTRIES: the best, and the scores if somebody wants them. */
static void tune_race_judge (TuneRace *race, const size_t *entries, size_t count, TuneScore *scores)
{
  size_t before = race->best;
  for (size_t i = 0; i < count; i++) {
    if (scores != NULL) {
      scores[i] = reckon (race, before, entries[i]);
    }
    if (tune_book_count_known (race->book, entries[i]) >= race->replications
        && tune_score_compare (tune_book_get_mean (race->book, entries[i], race->replications),
                               tune_book_get_mean (race->book, race->best, race->replications))
               < 0) {
      race->best = entries[i];
    }
  }
}

bool tune_race_run (TuneRace *race, const TunePoint *challengers, size_t count, TuneScore *scores,
                    bool *is_won, GError **error)
{
  size_t before = race->best;
  size_t *entries = g_new (size_t, count);
  for (size_t i = 0; i < count; i++) {
    entries[i] = tune_book_add (race->book, &challengers[i]);
  }
  bool is_good = tune_race_evaluate (race, entries, count, error);
  if (is_good) {
    tune_race_judge (race, entries, count, scores);
  }
  g_free (entries);
  *is_won = race->best != before;
  return is_good;
}
