/* twice.c - finds the first step at which two runs differ, by making them again */
#include "twice.h"

#include "number_format.h"

/* The trails of one run on either side. */
typedef struct {
  FingerprintTrail *of[2];
} TrailPair;

static void clear_trails (TrailPair *trails)
{
  g_clear_pointer (&trails->of[0], fingerprint_trail_free);
  g_clear_pointer (&trails->of[1], fingerprint_trail_free);
}

/* Makes both runs into TRAILS, in the place of those there. */
static bool run_both (const TwiceSide sides[2], uint64_t low, uint64_t high, TrailPair *trails,
                      GError **error)
{
  clear_trails (trails);
  for (unsigned side = 0; side < 2; side++) {
    trails->of[side] = sides[side].run (sides[side].user, low, high, error);
    if (trails->of[side] == NULL) {
      return false;
    }
  }
  return true;
}

/* Whether the trails differ, and then in RESULT between which steps. */
static bool find_range (const TrailPair *trails, TwiceResult *result)
{
  return fingerprint_trail_first_difference (trails->of[0], trails->of[1], &result->low, &result->high);
}

static bool twice_find_step (const TrailPair *trails, TwiceResult *result)
{
  const FingerprintStep *steps[2];
  if (!fingerprint_trail_first_step (trails->of[0], trails->of[1], &steps[0], &steps[1])) {
    return false;
  }
  result->outcome = TWICE_STEP;
  for (unsigned side = 0; side < 2; side++) {
    result->has_step[side] = steps[side] != NULL;
    if (steps[side] != NULL) {
      result->step[side] = *steps[side];
      result->low = steps[side]->index;
    }
  }
  result->high = result->low + 1;
  return true;
}

/* Makes the runs anew, as often as it takes to see every step of the range in RESULT, until the one that differs is met. */
static bool search_range (const TwiceSide sides[2], TrailPair *trails, TwiceResult *result, GError **error)
{
  uint64_t low = result->low, high = result->high;
  while (low < high) {
    uint64_t next = low + MIN (high - low, TWICE_WINDOW_STEPS);
    if (!run_both (sides, low, next, trails, error)) {
      return false;
    }
    if (twice_find_step (trails, result)) {
      return true;
    }
    low = next;
  }
  /* The runs differ from themselves, too: the last ones may tell of another place. */
  (void)find_range (trails, result);
  return true;
}

static bool compare_trails (const TwiceSide sides[2], TrailPair *trails, TwiceResult *result, GError **error)
{
  *result = (TwiceResult){ .outcome = TWICE_SAME };
  if (!run_both (sides, 0, 0, trails, error)) {
    return false;
  }
  result->steps = trails->of[0]->fingerprint.count;
  result->fingerprint = trails->of[0]->fingerprint.hash;
  if (!find_range (trails, result)) {
    return true;
  }
  result->outcome = TWICE_RANGE;
  for (unsigned attempt = 0; attempt < TWICE_ATTEMPTS && result->outcome == TWICE_RANGE; attempt++) {
    if (!search_range (sides, trails, result, error)) {
      return false;
    }
  }
  return true;
}

bool twice_compare (const TwiceSide sides[2], TwiceResult *result, GError **error)
{
  TrailPair trails = { { NULL, NULL } };
  bool is_good = compare_trails (sides, &trails, result, error);
  clear_trails (&trails);
  return is_good;
}

static void append_step (GString *text, const char *who, bool has_step, const FingerprintStep *step)
{
  g_string_append_printf (text, "\n  %s: ", who);
  if (!has_step) {
    g_string_append (text, "it has ended before");
    return;
  }
  number_append_fixed (text, step->time, NUMBER_TIME_DECIMALS);
  g_string_append_printf (text,
                          " s, kind %" G_GUINT32_FORMAT ", value %" G_GUINT64_FORMAT " (0x%" G_GINT64_MODIFIER
                          "x), fingerprint %016" G_GINT64_MODIFIER "x",
                          step->kind, step->value, step->value, step->hash);
}

char *twice_describe (const TwiceResult *result)
{
  GString *text = g_string_new (NULL);
  switch (result->outcome) {
  case TWICE_SAME:
    g_string_append_printf (text,
                            "the two runs are the same: %" G_GUINT64_FORMAT
                            " steps, fingerprint %016" G_GINT64_MODIFIER "x",
                            result->steps, result->fingerprint);
    break;
  case TWICE_STEP:
    g_string_append_printf (text,
                            "the two runs part at step %" G_GUINT64_FORMAT ", counted from 0:", result->low);
    append_step (text, "first run", result->has_step[0], &result->step[0]);
    append_step (text, "second run", result->has_step[1], &result->step[1]);
    break;
  case TWICE_RANGE:
    g_string_append_printf (text,
                            "the two runs part between steps %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT
                            ", not always at the same one",
                            result->low, result->high);
    break;
  }
  return g_string_free (text, FALSE);
}
