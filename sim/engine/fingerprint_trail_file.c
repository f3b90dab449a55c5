/* fingerprint_trail_file.c - writes a trail into a file and reads it back */
#include "fingerprint_trail.h"

#include "number_format.h"

#include <glib.h>
#include <string.h>

/*
 * A line is a word and then numbers; hashes are hexadecimal, all others decimal:
 *
 *     fingerprint-trail 1
 *     run COUNT HASH
 *     stride STRIDE MAX
 *     window LOW HIGH
 *     checkpoint COUNT HASH          all, in order
 *     step INDEX TIME KIND VALUE HASH       all of the window, in order
 */

#define NUMBER "%" G_GUINT64_FORMAT
#define HASH "%016" G_GINT64_MODIFIER "x"

bool fingerprint_trail_save (const FingerprintTrail *trail, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new ("fingerprint-trail 1\n");
  g_string_append_printf (text,
                          "run " NUMBER " " HASH "\nstride " NUMBER " %zu\nwindow " NUMBER " " NUMBER "\n",
                          trail->fingerprint.count, trail->fingerprint.hash, trail->stride,
                          trail->checkpoint_max, trail->window_low, trail->window_high);
  for (size_t i = 0; i < trail->checkpoint_count; i++) {
    const FingerprintCheckpoint *checkpoint = &trail->checkpoints[i];
    g_string_append_printf (text, "checkpoint " NUMBER " " HASH "\n", checkpoint->count, checkpoint->hash);
  }
  for (guint i = 0; i < trail->steps->len; i++) {
    const FingerprintStep *step = &g_array_index (trail->steps, FingerprintStep, i);
    g_string_append_printf (text, "step " NUMBER " " NUMBER " %u " NUMBER " " HASH "\n", step->index,
                            step->time, step->kind, step->value, step->hash);
  }
  return g_file_set_contents (path, text->str, (gssize)text->len, error);
}

typedef enum { FIELD_NUMBER, FIELD_KIND, FIELD_HASH } FieldType;

enum { FIELDS_MAX = 5 };

typedef struct {
  const char *word;
  unsigned field_count;
  FieldType fields[FIELDS_MAX];
  /* Takes the values of the line; returns NULL, or what is wrong with them. */
  const char *(*take) (FingerprintTrail *trail, const uint64_t *values);
} LineType;

static const char *take_run (FingerprintTrail *trail, const uint64_t *values)
{
  trail->fingerprint = (Fingerprint){ .count = values[0], .hash = values[1] };
  return NULL;
}

static const char *take_stride (FingerprintTrail *trail, const uint64_t *values)
{
  uint64_t stride = values[0];
  uint64_t max = values[1];
  if (stride == 0 || (stride & (stride - 1)) != 0) {
    return "the stride must be a power of two";
  }
  if (max < 2 || max % 2 != 0 || max > 1 << 20 || trail->checkpoint_count > 0) {
    return "the number of checkpoints must be even, 2 to 1048576, and stated before them";
  }
  trail->stride = stride;
  trail->checkpoint_max = max;
  trail->checkpoints = g_renew (FingerprintCheckpoint, trail->checkpoints, max);
  return NULL;
}

static const char *take_window (FingerprintTrail *trail, const uint64_t *values)
{
  if (values[0] > values[1]) {
    return "a window must not end before it begins";
  }
  trail->window_low = values[0];
  trail->window_high = values[1];
  return NULL;
}

static const char *take_checkpoint (FingerprintTrail *trail, const uint64_t *values)
{
  if (trail->checkpoint_count + 1 >= trail->checkpoint_max) {
    return "more checkpoints than stated";
  }
  uint64_t count;
  if (__builtin_mul_overflow (trail->checkpoint_count + 1, trail->stride, &count) || values[0] != count
      || count > trail->fingerprint.count) {
    return "a checkpoint must be one stride after the one before, and not after the end of the run";
  }
  trail->checkpoints[trail->checkpoint_count++] =
      (FingerprintCheckpoint){ .count = count, .hash = values[1] };
  return NULL;
}

static const char *take_step (FingerprintTrail *trail, const uint64_t *values)
{
  FingerprintStep step = {
    .index = values[0], .time = values[1], .kind = (uint32_t)values[2], .value = values[3], .hash = values[4]
  };
  if (step.index != trail->window_low + trail->steps->len || step.index >= trail->window_high
      || step.index >= trail->fingerprint.count) {
    return "a step must be in the window and the run, and follow the one before";
  }
  g_array_append_val (trail->steps, step);
  return NULL;
}

static const LineType line_types[] = {
  { "run", 2, { FIELD_NUMBER, FIELD_HASH }, take_run },
  { "stride", 2, { FIELD_NUMBER, FIELD_NUMBER }, take_stride },
  { "window", 2, { FIELD_NUMBER, FIELD_NUMBER }, take_window },
  { "checkpoint", 2, { FIELD_NUMBER, FIELD_HASH }, take_checkpoint },
  { "step", 5, { FIELD_NUMBER, FIELD_NUMBER, FIELD_KIND, FIELD_NUMBER, FIELD_HASH }, take_step },
};

static bool parse_field (const char *word, FieldType type, uint64_t *value)
{
  uint64_t most = type == FIELD_KIND ? UINT32_MAX : UINT64_MAX;
  return number_parse_unsigned (word, type == FIELD_HASH ? 16 : 10, 0, most, value);
}

/* Reads LINE into TRAIL; returns NULL, or what is wrong with LINE. */
static const char *parse_line (FingerprintTrail *trail, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", FIELDS_MAX + 2);
  for (size_t i = 0; i < G_N_ELEMENTS (line_types); i++) {
    const LineType *type = &line_types[i];
    if (g_strcmp0 (words[0], type->word) != 0 || g_strv_length (words) != type->field_count + 1) {
      continue;
    }
    uint64_t values[FIELDS_MAX];
    for (unsigned field = 0; field < type->field_count; field++) {
      if (!parse_field (words[field + 1], type->fields[field], &values[field])) {
        return "a number is malformed or too large";
      }
    }
    return type->take (trail, values);
  }
  return "expected run, stride, window, checkpoint or step and its numbers";
}

/* Reads LINES into TRAIL; returns NULL, or what is wrong at line *AT or in the file as a whole. */
static const char *parse_lines (FingerprintTrail *trail, char **lines, guint *at)
{
  *at = 0;
  if (lines[0] == NULL || strcmp (lines[0], "fingerprint-trail 1") != 0) {
    return "expected 'fingerprint-trail 1'";
  }
  for (*at = 1; lines[*at] != NULL && lines[*at][0] != '\0'; ++*at) {
    const char *wrong = parse_line (trail, lines[*at]);
    if (wrong != NULL) {
      return wrong;
    }
  }
  if (lines[*at] == NULL || lines[*at + 1] != NULL) {
    return lines[*at] == NULL ? "the last line is not complete" : "an empty line";
  }
  uint64_t checkpoints = trail->fingerprint.count / trail->stride;
  uint64_t low = MIN (trail->window_low, trail->fingerprint.count);
  uint64_t high = MIN (trail->window_high, trail->fingerprint.count);
  if (checkpoints != trail->checkpoint_count || high - low != trail->steps->len) {
    return "the checkpoints and steps are not those of the run: lines are missing";
  }
  return NULL;
}

FingerprintTrail *fingerprint_trail_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  if (!g_file_get_contents (path, &text, &length, error)) {
    return NULL;
  }
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  FingerprintTrail *trail = fingerprint_trail_new (2);
  guint at = 0;
  const char *wrong = strlen (text) == length ? parse_lines (trail, lines, &at) : "a NUL byte: not a text";
  if (wrong != NULL) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s:%u: %s", path, at + 1, wrong);
    g_clear_pointer (&trail, fingerprint_trail_free);
  }
  return trail;
}
