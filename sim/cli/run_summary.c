/* run_summary.c - the lines that `run` prints at its end */
#include "run_summary.h"

#include "summary_text.h"
#include "units.h"

static const SummaryLine lines[] = {
  { .kind = SUMMARY_LINE_COUNTER, .label = "I/Os", .name = "io.started" },
  { .kind = SUMMARY_LINE_COUNTER,
    .label = "I/Os failed",
    .name = "io.failed",
    .of = "io.started",
    .only_if_any = true },
  { .kind = SUMMARY_LINE_COUNTER, .label = "lookups", .name = "lookups" },
  { .kind = SUMMARY_LINE_COUNTER, .label = "hits", .name = "cache_hit", .of = "lookups" },
  { .kind = SUMMARY_LINE_GROUP, .label = "misses", .name = "misses", .of = "lookups" },
  { .kind = SUMMARY_LINE_COUNTER, .label = "inserts", .name = "inserts" },
  { .kind = SUMMARY_LINE_GROUP, .label = "refusals", .name = "refusals", .only_if_any = true },
  { .kind = SUMMARY_LINE_GROUP, .label = "purged", .name = "purged_pages", .only_if_any = true },
  { .kind = SUMMARY_LINE_GAUGE_LAST,
    .label = "window, at the end",
    .name = "plocked_window",
    .against = { { "limit", "maxwindow" } },
    .has_share = true },
  { .kind = SUMMARY_LINE_GAUGE_MAX,
    .label = "window, peak",
    .name = "plocked_window",
    .against = { { "limit", "maxwindow" } },
    .has_share = true },
  { .kind = SUMMARY_LINE_GAUGE_MIN,
    .label = "freemem, lowest",
    .name = "freemem",
    .against = { { "lotsfree", "lotsfree" }, { "desfree", "desfree" }, { "minfree", "minfree" } } },
};

static void run_summary_append_title (GString *text, const Simulation *simulation)
{
  RunIdentity identity = simulation_get_identity (simulation);
  g_autofree char *duration = units_format (&UNITS_TIME, identity.duration_ns);
  g_string_append_printf (text, "%s: %s simulated", identity.scenario, duration);
  if (identity.warmup_ns > 0) {
    g_autofree char *warmup = units_format (&UNITS_TIME, identity.warmup_ns);
    g_string_append_printf (text, ", of which the first %s are left out", warmup);
  }
  g_string_append_printf (text, "; seed %" G_GUINT64_FORMAT ", run %" G_GUINT64_FORMAT "\n\n", identity.seed,
                          identity.run);
}

void run_summary_append (GString *text, const Simulation *simulation)
{
  run_summary_append_title (text, simulation);
  summary_text_append (text, lines, G_N_ELEMENTS (lines), simulation_get_summary (simulation),
                       simulation_get_setup (simulation));
  latency_report_append (simulation_get_latency (simulation), text);
}

void run_summary_append_all (GString *text, const Simulation *simulation)
{
  g_string_append (text, "Set up:\n");
  summary_text_append_values (text, simulation_get_setup (simulation));
  g_string_append (text, "\nMetrics:\n");
  summary_text_append_all (text, simulation_get_summary (simulation));
}
