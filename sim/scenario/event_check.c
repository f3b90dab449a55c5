/* event_check.c - what events say of processes and their segments */
#include "scenario_check.h"
#include "scenario_table.h"

#include <string.h>

#define mistake(check_, place_, ...) diagnostics_add ((check_)->context->diagnostics, place_, __VA_ARGS__)

const ScenarioSegment *scenario_check_owner (const ScenarioCheck *check, const ScenarioOwner *owner,
                                             GHashTable *processes)
{
  ScenarioProcess *process =
      scenario_check_find (check, processes, owner->process, &owner->process, "process", "the scenario");
  if (!process || !owner->segment) {
    return NULL;
  }
  g_autoptr (GHashTable) segments = g_hash_table_new (g_str_hash, g_str_equal);
  for (size_t i = 0; i < process->segment_count; i++) {
    if (process->segments[i].name) {
      g_hash_table_insert (segments, (void *)process->segments[i].name, &process->segments[i]);
    }
  }
  g_autofree char *name = g_strdup_printf ("process '%s'", process->name);
  return scenario_check_find (check, segments, owner->segment, &owner->segment, "segment", name);
}

void scenario_check_zone (const ScenarioCheck *check, const char *const *zone, SourcePlace elsewhere)
{
  if (*zone && strspn (*zone, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen (*zone)) {
    mistake (check, scenario_check_place (check, zone, elsewhere),
             "zone '%s' is to be part of a metric's name; use a-z, 0-9 and '_' only", *zone);
  }
}

/* Whether the value at MEMBER is whole pages of SEGMENT. */
static bool check_pages (const ScenarioCheck *check, const ScenarioEvent *event,
                         const ScenarioSegment *segment, const uint64_t *member, const char *key)
{
  bool of_small_pages = event->action == SCENARIO_EVENT_MLOCK || event->action == SCENARIO_EVENT_MUNLOCK;
  uint64_t page =
      of_small_pages ? SCENARIO_PAGE_BYTES : UINT64_C (1) << (12 + 9 * (unsigned)segment->page_size);
  if (!scenario_check_is_usable (check, member) || *member % page == 0) {
    return true;
  }
  g_autofree char *size = units_format_exact (&UNITS_SIZE, page);
  mistake (check, scenario_check_place (check, member, event->place),
           "%s is no multiple of %s; use a multiple of %s", key,
           of_small_pages ? "a page" : "the segment's page_size", size);
  return false;
}

void scenario_check_process_op (const ScenarioCheck *check, const ScenarioEvent *event, GHashTable *processes)
{
  const ScenarioProcessOp *op = &event->process_op;
  const ScenarioSegment *segment = scenario_check_owner (check, &op->owner, processes);
  scenario_check_zone (check, &op->zone, event->place);
  bool is_mlock = event->action == SCENARIO_EVENT_MLOCK || event->action == SCENARIO_EVENT_MUNLOCK;
  if (segment && is_mlock && segment->type != SCENARIO_SEGMENT_DISM) {
    mistake (check, scenario_check_place (check, &op->owner.segment, event->place),
             "segment '%s' is not of type dism; mlock and munlock are for these", op->owner.segment);
  }
  if (!segment || segment->size_bytes == 0
      || !check_pages (check, event, segment, &op->offset_bytes, "offset")
      || !check_pages (check, event, segment, &op->size_bytes, "size")) {
    return;
  }
  g_autofree char *size = units_format_exact (&UNITS_SIZE, segment->size_bytes);
  if (op->offset_bytes >= segment->size_bytes) {
    mistake (check, scenario_check_place (check, &op->offset_bytes, event->place),
             "offset is beyond segment '%s'; use less than its size, %s", op->owner.segment, size);
  } else if (op->size_bytes > segment->size_bytes - op->offset_bytes) {
    mistake (check, scenario_check_place (check, &op->size_bytes, event->place),
             "from its offset on, size goes beyond the end of segment '%s', which has %s", op->owner.segment,
             size);
  }
}
