#include "run_record.h"

#include "number_format.h"

static void write_sets (JsonWriter *json, const char *const *sets)
{
  json_writer_begin_array (json, "set");
  for (; sets != NULL && *sets != NULL; sets++) {
    json_writer_add_text (json, NULL, *sets);
  }
  json_writer_end_array (json);
}

static void write_identity (JsonWriter *json, const RunIdentity *identity)
{
  json_writer_add_text (json, "tool", identity->tool);
  json_writer_add_text (json, "version", identity->version);
  json_writer_begin_object (json, "scenario");
  json_writer_add_text (json, "name", identity->scenario);
  json_writer_add_text (json, "path", identity->scenario_path);
  json_writer_add_text (json, "sha256", identity->scenario_sha256);
  json_writer_end_object (json);
  write_sets (json, identity->sets);
  json_writer_add_unsigned (json, "seed", identity->seed);
  json_writer_add_unsigned (json, "run", identity->run);
  json_writer_add_fixed (json, "duration_s", identity->duration_ns, NUMBER_TIME_DECIMALS);
  json_writer_add_fixed (json, "warmup_s", identity->warmup_ns, NUMBER_TIME_DECIMALS);
  json_writer_add_fixed (json, "sample_s", identity->sample_ns, NUMBER_TIME_DECIMALS);
}

static void write_outcome (JsonWriter *json, const RunOutcome *outcome)
{
  json_writer_add_unsigned (json, "events", outcome->events);
  json_writer_add_unsigned (json, "fingerprint_steps", outcome->steps);
  g_autofree char *fingerprint = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", outcome->fingerprint);
  json_writer_add_text (json, "fingerprint", fingerprint);
}

void run_record_write_summary (GString *text, const RunIdentity *identity, const RunOutcome *outcome,
                               const MetricSet *setup, const Summary *summary)
{
  JsonWriter json;
  json_writer_init (&json, text);
  json_writer_begin_object (&json, NULL);
  write_identity (&json, identity);
  write_outcome (&json, outcome);
  summary_write_values_json (setup, &json, "setup");
  summary_write_json (summary, &json, "metrics");
  json_writer_end_object (&json);
  json_writer_finish (&json);
}
