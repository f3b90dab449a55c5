/* run_record.c - writes who made a run and from what, as JSON and as comment lines */
#include "run_record.h"

#include "number_format.h"

#include <string.h>

static void write_texts (JsonWriter *json, const char *key, const char *const *texts)
{
  json_writer_begin_array (json, key);
  for (; texts != NULL && *texts != NULL; texts++) {
    json_writer_add_text (json, NULL, *texts);
  }
  json_writer_end_array (json);
}

void run_record_write_identity (JsonWriter *json, const RunIdentity *identity)
{
  json_writer_add_text (json, "tool", identity->tool);
  json_writer_add_text (json, "version", identity->version);
  json_writer_begin_object (json, "scenario");
  json_writer_add_text (json, "name", identity->scenario);
  json_writer_add_text (json, "path", identity->scenario_path);
  json_writer_add_text (json, "sha256", identity->scenario_sha256);
  json_writer_end_object (json);
  write_texts (json, "set", identity->sets);
  if (identity->settings != NULL) {
    write_texts (json, "settings", identity->settings);
  }
  json_writer_add_unsigned (json, "seed", identity->seed);
  json_writer_add_unsigned (json, "run", identity->run);
  json_writer_add_fixed (json, "duration_s", identity->duration_ns, NUMBER_TIME_DECIMALS);
  json_writer_add_fixed (json, "warmup_s", identity->warmup_ns, NUMBER_TIME_DECIMALS);
  json_writer_add_fixed (json, "sample_s", identity->sample_ns, NUMBER_TIME_DECIMALS);
}

static char *format_fingerprint (const RunOutcome *outcome)
{
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x", outcome->fingerprint);
}

void run_record_write_outcome (JsonWriter *json, const RunOutcome *outcome)
{
  json_writer_add_unsigned (json, "events", outcome->events);
  json_writer_add_unsigned (json, "fingerprint_steps", outcome->steps);
  g_autofree char *fingerprint = format_fingerprint (outcome);
  json_writer_add_text (json, "fingerprint", fingerprint);
}

void run_record_write_summary (JsonWriter *json, const RunIdentity *identity, const RunOutcome *outcome,
                               const MetricSet *setup, const Summary *summary, const LatencyReport *latency)
{
  json_writer_begin_object (json, NULL);
  run_record_write_identity (json, identity);
  run_record_write_outcome (json, outcome);
  summary_write_values_json (setup, json, "setup");
  summary_write_json (summary, json, "metrics");
  latency_report_write_json (latency, json, "workloads");
  json_writer_end_object (json);
}

static void append_time (GString *text, const char *name, sim_time time)
{
  char number[NUMBER_MAX_BYTES];
  char *end = number_put_fixed (number, time, NUMBER_TIME_DECIMALS);
  g_string_append_printf (text, ", %s %.*s s", name, (int)(end - number), number);
}

void run_record_write_csv_head (OutputFile *file, const RunIdentity *identity)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "# %s %s, scenario %s, file %s, sha256 %s\n", identity->tool,
                          identity->version, identity->scenario, identity->scenario_path,
                          identity->scenario_sha256);
  g_string_append_printf (text, "# seed %" G_GUINT64_FORMAT ", run %" G_GUINT64_FORMAT, identity->seed,
                          identity->run);
  append_time (text, "duration", identity->duration_ns);
  append_time (text, "warmup", identity->warmup_ns);
  append_time (text, "sample", identity->sample_ns);
  g_string_append_c (text, '\n');
  for (const char *const *set = identity->sets; set != NULL && *set != NULL; set++) {
    g_autofree char *one_line = g_strdelimit (g_strdup (*set), "\n\r", ' ');
    g_string_append_printf (text, "# set %s\n", one_line);
  }
  output_file_write (file, text->str, text->len);
}

void run_record_write_csv_tail (OutputFile *file, const RunOutcome *outcome)
{
  g_autofree char *fingerprint = format_fingerprint (outcome);
  g_autofree char *text =
      g_strdup_printf ("# events %" G_GUINT64_FORMAT ", fingerprint %s\n", outcome->events, fingerprint);
  output_file_write (file, text, strlen (text));
}
