/* event_check.c - checks that events fit processes and their segments */
#include "scenario_check.h"
#include "scenario_table.h"

#include <string.h>

/* The segment that the event names; NULL if it names none, or one that does not exist. */
static const ScenarioSegment *event_check_owner (const ScenarioCheck *check, const ScenarioOwner *owner)
{
  ScenarioProcess *process = scenario_check_find (check, check->processes, owner->process, &owner->process,
                                                  "process", "the scenario");
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
    schema_mistake (check->context, zone, elsewhere,
                    "zone '%s' is to be part of a metric's name; use a-z, 0-9 and '_' only", *zone);
  }
}

static bool is_mlock (const ScenarioEvent *event)
{
  return event->action == SCENARIO_EVENT_MLOCK || event->action == SCENARIO_EVENT_MUNLOCK;
}

/* Parts of SEGMENT are multiples of this. setpagesize has two page sizes: the larger power of 2 counts. */
static uint64_t page_bytes_of (const ScenarioCheck *check, const ScenarioEvent *event,
                               const ScenarioSegment *segment)
{
  bool is_change = event->action == SCENARIO_EVENT_SETPAGESIZE;
  PageSizeCode largest =
      is_change ? MAX (segment->page_size, event->process_op.page_size) : segment->page_size;
  return scenario_check_page_bytes (check, largest);
}

/* Pages of the new size must also lie at multiples of that size. */
static void check_new_page_size (const ScenarioCheck *check, const ScenarioEvent *event,
                                 const ScenarioSegment *segment)
{
  const ScenarioProcessOp *op = &event->process_op;
  if (event->action != SCENARIO_EVENT_SETPAGESIZE || !schema_is_usable (check->context, &op->page_size)) {
    return;
  }
  uint64_t page = page_bytes_of (check, event, segment);
  const char *size = schema_size_text (check->context, page);
  if (scenario_segment_is_spt (segment->type)) {
    schema_mistake (
        check->context, &op->owner.segment, event->place,
        "segment '%s' is of type ism or dism, whose pages keep their size; use a private or shared one",
        op->owner.segment);
  } else if (op->size_bytes == 0 && segment->size_bytes % page != 0) {
    schema_mistake (check->context, &op->page_size, event->place,
                    "segment '%s' does not end at a multiple of %s; add 'size:', or change the segment's",
                    op->owner.segment, size);
  } else if (segment->address % page != 0 || segment->object_offset_bytes % page != 0) {
    schema_mistake (check->context, &op->page_size, event->place,
                    "segment '%s' does not begin at a multiple of %s; change its address or object_offset",
                    op->owner.segment, size);
  }
}

/* Whether the value at MEMBER is whole pages of SEGMENT. */
static bool check_pages (const ScenarioCheck *check, const ScenarioEvent *event,
                         const ScenarioSegment *segment, const uint64_t *member, const char *key)
{
  bool of_small_pages = is_mlock (event);
  uint64_t page = of_small_pages ? check->context->page_bytes : page_bytes_of (check, event, segment);
  if (!schema_is_usable (check->context, member) || *member % page == 0) {
    return true;
  }
  schema_mistake (check->context, member, event->place, "%s is no multiple of %s; use a multiple of %s", key,
                  of_small_pages                                ? "a page"
                  : event->action == SCENARIO_EVENT_SETPAGESIZE ? "both page sizes"
                                                                : "the segment's page_size",
                  schema_size_text (check->context, page));
  return false;
}

static void event_check_process_op (const ScenarioCheck *check, const ScenarioEvent *event)
{
  const ScenarioProcessOp *op = &event->process_op;
  const ScenarioSegment *segment = event_check_owner (check, &op->owner);
  scenario_check_zone (check, &op->zone, event->place);
  if (segment && is_mlock (event) && segment->type != SCENARIO_SEGMENT_DISM) {
    schema_mistake (check->context, &op->owner.segment, event->place,
                    "segment '%s' is not of type dism; mlock and munlock are for these", op->owner.segment);
  }
  if (segment) {
    check_new_page_size (check, event, segment);
  }
  if (!segment || segment->size_bytes == 0
      || !check_pages (check, event, segment, &op->offset_bytes, "offset")
      || !check_pages (check, event, segment, &op->size_bytes, "size")) {
    return;
  }
  const char *size = schema_size_text (check->context, segment->size_bytes);
  if (op->offset_bytes >= segment->size_bytes) {
    schema_mistake (check->context, &op->offset_bytes, event->place,
                    "offset is beyond segment '%s'; use less than its size, %s", op->owner.segment, size);
  } else if (op->size_bytes > segment->size_bytes - op->offset_bytes) {
    schema_mistake (check->context, &op->size_bytes, event->place,
                    "from its offset on, size goes beyond the end of segment '%s', which has %s",
                    op->owner.segment, size);
  }
}

static void event_check_memory (const ScenarioCheck *check, const ScenarioEvent *event)
{
  const uint64_t *pages = &event->memory.pages;
  uint64_t memory_pages = check->scenario->machine.memory_pages;
  if (memory_pages > 0 && *pages > memory_pages) {
    schema_mistake (check->context, pages, event->place,
                    "size is more than the machine has; use at most its memory, %s",
                    schema_size_text (check->context, memory_pages * check->context->page_bytes));
  }
}

#define EVENT_CHECK(id_, word_, member_, ...) event_check_##member_,

void scenario_check_action (const ScenarioCheck *check, const ScenarioEvent *event)
{
  static void (*const checks[]) (const ScenarioCheck *check,
                                 const ScenarioEvent *event) = { SCENARIO_ACTIONS_TABLE (EVENT_CHECK) };
  checks[event->action](check, event);
}
