/* workload_kinds.c - all kinds of workloads, and the keys and checks that every kind has */
#include "recording_kind.h"
#include "scenario.h"
#include "scenario_check.h"
#include "scenario_table.h"

/* A new kind needs a row here, and a file of its own. */
static const WorkloadKind *const workload_kinds[] = {
  &DIRECT_IO_KIND, &RECORDING_KIND, &WORKING_SET_KIND, &CHURN_KIND, &FORKER_KIND, &ASYNC_IO_KIND, &RDMA_KIND,
};

/* ---- keys ---- */

static const SchemaVariant *workload_variant (size_t i)
{
  return i < G_N_ELEMENTS (workload_kinds) ? &workload_kinds[i]->schema : NULL;
}

static const SchemaField workload_fields[] = {
  SCHEMA_KEY ("name", NAME, ScenarioWorkload, name, "its name in results; its random numbers depend on it",
              .required = true),
  SCHEMA_KEY ("start", TIME, ScenarioWorkload, start_ns, "when it begins", .fallback = "0",
              .range = { 0, SCHEMA_TIME_MAX_NS }),
  SCHEMA_KEY ("stop", TIME, ScenarioWorkload, stop_ns,
              "when it begins no further I/O, or touches nothing more", .range = { 1, SCHEMA_TIME_MAX_NS },
              .absent = "the end of the run"),
};

const SchemaTable WORKLOAD_TABLE = {
  SCHEMA_TABLE_OF ("workload", "workloads", ScenarioWorkload, workload_fields),
  .tag_key = "type",
  .tag_doc = "what kind of workload it is",
  .tag_offset = SCHEMA_MEMBER (ScenarioWorkload, kind, const WorkloadKind *),
  .options_offset = SCHEMA_MEMBER (ScenarioWorkload, options, const void *),
  .variant = workload_variant,
};

/* ---- checks ---- */

/* The segment of PROCESS that begins where SEGMENT ends; NULL if there is none. */
static const ScenarioSegment *workload_find_adjacent (const ScenarioProcess *process,
                                                      const ScenarioSegment *segment)
{
  uint64_t end = segment->address + segment->size_bytes;
  for (size_t i = 0; i < process->segment_count; i++) {
    if (process->segments[i].address == end) {
      return &process->segments[i];
    }
  }
  return NULL;
}

/* Bytes from the start of FIRST through the end of LAST, which PLACE names; 0 with the mistake added if the
 * segments of PROCESS from FIRST to LAST do not adjoin. */
static uint64_t workload_count_bytes (const SchemaContext *context, const ScenarioProcess *process,
                                      const ScenarioSegment *first, const ScenarioSegment *last,
                                      SourcePlace place)
{
  uint64_t bytes = 0;
  const ScenarioSegment *segment = last ? first : NULL;
  while (segment && segment->size_bytes > 0) {
    bytes += segment->size_bytes;
    if (segment == last) {
      return bytes;
    }
    if (segment->address == 0) {
      schema_mistake (context, NULL, place,
                      "segment '%s' has no address; give one to each segment up to '%s', so that they "
                      "adjoin",
                      segment->name, last->name);
      return 0;
    }
    const ScenarioSegment *next = workload_find_adjacent (process, segment);
    if (!next) {
      schema_mistake (context, NULL, place,
                      "segment '%s' does not adjoin '%s': none begins where '%s' ends; use 'address: "
                      "0x%" G_GINT64_MODIFIER "x' for the one after it",
                      last->name, first->name, segment->name, segment->address + segment->size_bytes);
    }
    segment = next;
  }
  return 0;
}

static void workload_check (const ScenarioCheck *check, const ScenarioProcess *process, GHashTable *segments,
                            ScenarioWorkload *workload, const char *owner)
{
  const WorkloadRange *range = workload->options;
  const ScenarioSegment *segment =
      scenario_check_find (check, segments, range->segment, &range->segment, "segment", owner);
  WorkloadCheck subject = { .context = check->context,
                            .place = workload->place,
                            .name = workload->name,
                            .segment_bytes = segment ? segment->size_bytes : 0,
                            .bytes = segment ? segment->size_bytes : 0,
                            .is_spt = segment && scenario_segment_is_spt (segment->type) };
  if (range->through) {
    const ScenarioSegment *last =
        scenario_check_find (check, segments, range->through, &range->through, "segment", owner);
    subject.bytes = workload_count_bytes (check->context, process, segment, last,
                                          schema_place (check->context, &range->through, workload->place));
  }
  scenario_check_span (check, &workload->start_ns, &workload->stop_ns, "start", "stop", workload->place);
  if (workload->kind->check) {
    workload->kind->check (&subject, workload->options);
  }
}

void scenario_check_workloads (const ScenarioCheck *check, ScenarioProcess *process, GHashTable *segments)
{
  g_autofree char *owner =
      process->name ? g_strdup_printf ("process '%s'", process->name) : g_strdup ("its process");
  for (size_t i = 0; i < process->workload_count; i++) {
    if (process->workloads[i].kind) {
      workload_check (check, process, segments, &process->workloads[i], owner);
    }
  }
}
