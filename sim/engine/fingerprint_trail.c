/* fingerprint_trail.c - records checkpoints of a fingerprint, and thins them out */
#include "fingerprint_trail.h"

/* Sets `attention` to the next count at which to record something: a checkpoint, or a step of the window. */
static void fingerprint_trail_look_ahead (FingerprintTrail *trail)
{
  uint64_t count = trail->fingerprint.count;
  uint64_t attention = (trail->checkpoint_count + 1) * trail->stride;
  if (count < trail->window_high) {
    attention = MIN (attention, MAX (count, trail->window_low) + 1);
  }
  trail->attention = attention;
}

FingerprintTrail *fingerprint_trail_new (size_t checkpoint_max)
{
  if (checkpoint_max < 2 || checkpoint_max % 2 != 0) {
    g_error ("a trail of %zu checkpoints: must be even and at least 2", checkpoint_max);
  }
  FingerprintTrail *trail = g_new0 (FingerprintTrail, 1);
  trail->fingerprint.hash = UINT64_C (0x9e3779b97f4a7c15);
  trail->stride = 1;
  trail->checkpoint_max = checkpoint_max;
  trail->checkpoints = g_new (FingerprintCheckpoint, checkpoint_max);
  trail->steps = g_array_new (FALSE, FALSE, sizeof (FingerprintStep));
  fingerprint_trail_look_ahead (trail);
  return trail;
}

void fingerprint_trail_free (FingerprintTrail *trail)
{
  if (trail != NULL) {
    g_array_unref (trail->steps);
    g_free (trail->checkpoints);
    g_free (trail);
  }
}

void fingerprint_trail_set_window (FingerprintTrail *trail, uint64_t low, uint64_t high)
{
  if (low < trail->fingerprint.count || low > high || trail->steps->len > 0) {
    g_error ("window from step %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
             " set after step %" G_GUINT64_FORMAT,
             low, high, trail->fingerprint.count);
  }
  trail->window_low = low;
  trail->window_high = high;
  fingerprint_trail_look_ahead (trail);
}

static void fingerprint_trail_drop_every_other (FingerprintTrail *trail)
{
  trail->checkpoint_count /= 2;
  for (size_t i = 0; i < trail->checkpoint_count; i++) {
    trail->checkpoints[i] = trail->checkpoints[2 * i + 1];
  }
  trail->stride *= 2;
}

void fingerprint_trail_record (FingerprintTrail *trail, sim_time time, uint32_t kind, uint64_t value)
{
  const Fingerprint *now = &trail->fingerprint;
  uint64_t index = now->count - 1;
  if (trail->window_low <= index && index < trail->window_high) {
    FingerprintStep step = { .index = index, .time = time, .value = value, .hash = now->hash, .kind = kind };
    g_array_append_val (trail->steps, step);
  }
  if (now->count == (trail->checkpoint_count + 1) * trail->stride) {
    trail->checkpoints[trail->checkpoint_count++] =
        (FingerprintCheckpoint){ .count = now->count, .hash = now->hash };
    if (trail->checkpoint_count == trail->checkpoint_max) {
      fingerprint_trail_drop_every_other (trail);
    }
  }
  fingerprint_trail_look_ahead (trail);
}

/* The hash of TRAIL after the I-th stretch of STRIDE steps, STRIDE being a multiple of the trail's own. */
static uint64_t fingerprint_trail_hash (const FingerprintTrail *trail, uint64_t stride, uint64_t i)
{
  return trail->checkpoints[(i + 1) * (stride / trail->stride) - 1].hash;
}

bool fingerprint_trail_first_difference (const FingerprintTrail *a, const FingerprintTrail *b, uint64_t *low,
                                         uint64_t *high)
{
  if (a->fingerprint.count == b->fingerprint.count && a->fingerprint.hash == b->fingerprint.hash) {
    return false;
  }
  uint64_t stride = MAX (a->stride, b->stride);
  uint64_t common =
      MIN (a->checkpoint_count / (stride / a->stride), b->checkpoint_count / (stride / b->stride));
  /* The first `same` checkpoints agree, and none from `differs` on does: once parted, runs stay apart. */
  uint64_t same = 0;
  uint64_t differs = common;
  while (same < differs) {
    uint64_t middle = same + (differs - same) / 2;
    if (fingerprint_trail_hash (a, stride, middle) == fingerprint_trail_hash (b, stride, middle)) {
      same = middle + 1;
    } else {
      differs = middle;
    }
  }
  *low = same * stride;
  *high = same < common ? (same + 1) * stride : MAX (a->fingerprint.count, b->fingerprint.count);
  if (same == common && a->fingerprint.count != b->fingerprint.count) {
    /* The runs differ at the latest in the step that only the longer run has. */
    *high = MIN (a->fingerprint.count, b->fingerprint.count) + 1;
  }
  return true;
}

bool fingerprint_trail_first_step (const FingerprintTrail *a, const FingerprintTrail *b,
                                   const FingerprintStep **in_a, const FingerprintStep **in_b)
{
  if (a->window_low != b->window_low) {
    g_error ("windows that begin at different steps cannot be compared");
  }
  guint count = MAX (a->steps->len, b->steps->len);
  for (guint i = 0; i < count; i++) {
    const FingerprintStep *a_step = i < a->steps->len ? &g_array_index (a->steps, FingerprintStep, i) : NULL;
    const FingerprintStep *b_step = i < b->steps->len ? &g_array_index (b->steps, FingerprintStep, i) : NULL;
    if (a_step == NULL || b_step == NULL || a_step->hash != b_step->hash) {
      *in_a = a_step;
      *in_b = b_step;
      return true;
    }
  }
  return false;
}
