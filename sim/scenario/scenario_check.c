/* scenario_check.c - what must fit together in a scenario as a whole, its machine and its segments */
#include "scenario_check.h"

#include "scenario_table.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

#define KERNEL_MEMORY_SHARE 16

/* ---- what the parts share ---- */

static int compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

void *scenario_check_find (const ScenarioCheck *check, GHashTable *table, const char *name,
                           const void *member, const char *noun, const char *owner)
{
  if (!name) {
    return NULL;
  }
  void *found = g_hash_table_lookup (table, name);
  if (found || diagnostics_is_full (check->context->diagnostics)) {
    return found;
  }
  unsigned count;
  g_autofree const char **names = (const char **)g_hash_table_get_keys_as_array (table, &count);
  qsort (names, count, sizeof *names, compare_names); /* a hash table has no fixed order */
  g_autofree char *hint = count > 0 ? words_hint (name, names, count) : g_strdup ("there are none at all");
  schema_mistake (check->context, member, check->whole, "%s '%s' is not defined in %s; %s", noun, name, owner,
                  hint);
  return NULL;
}

void scenario_check_span (const ScenarioCheck *check, const uint64_t *begin_ns, uint64_t *end_ns,
                          const char *begin_key, const char *end_key, SourcePlace place)
{
  uint64_t duration_ns = check->scenario->duration_ns;
  if (duration_ns == 0 || !schema_is_usable (check->context, begin_ns)
      || !schema_is_usable (check->context, end_ns)) {
    return;
  }
  const char *duration = schema_time_text (check->context, duration_ns);
  const char *begin = schema_time_text (check->context, *begin_ns);
  const char *end = schema_time_text (check->context, *end_ns);
  bool has_end = schema_is_given (check->context, end_ns);
  if (*begin_ns >= duration_ns) {
    schema_mistake (check->context, begin_ns, place,
                    "%s is %s, not before the end of the run; its duration is %s", begin_key, begin,
                    duration);
  } else if (has_end && *end_ns > duration_ns) {
    schema_mistake (check->context, end_ns, place, "%s is %s, after the end of the run; its duration is %s",
                    end_key, end, duration);
  } else if (has_end && *end_ns <= *begin_ns) {
    schema_mistake (check->context, end_ns, place, "%s is %s, not after %s, %s; use a later time", end_key,
                    end, begin_key, begin);
  }
  if (!has_end) {
    *end_ns = duration_ns;
  }
}

/* A table by name of the COUNT structs of SIZE bytes at ITEMS, whose names are at NAME_OFFSET.  A repeated
 * name is a mistake. */
static GHashTable *scenario_collect_names (const ScenarioCheck *check, void *items, size_t count, size_t size,
                                           size_t name_offset, const char *noun)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);
  for (size_t i = 0; i < count; i++) {
    char *item = (char *)items + i * size;
    const char *const *name = (const char *const *)(void *)(item + name_offset);
    void *first = *name ? g_hash_table_lookup (table, *name) : NULL;
    if (first) {
      SourcePlace place = schema_place (check->context, (char *)first + name_offset, check->whole);
      g_autofree char *where = place.line > 0 ? g_strdup_printf (" at line %u", place.line) : g_strdup ("");
      schema_mistake (check->context, name, check->whole, "%s '%s' is defined%s already; use another name",
                      noun, *name, where);
    } else if (*name) {
      g_hash_table_insert (table, (void *)*name, item);
    }
  }
  return table;
}

/* Checks that VALUE at MEMBER is a multiple of UNIT. */
static void check_multiple (const ScenarioCheck *check, const uint64_t *member, uint64_t unit,
                            const char *key, const char *unit_name)
{
  if (schema_is_usable (check->context, member) && *member % unit != 0) {
    schema_mistake (check->context, member, check->whole, "%s is %s; use a multiple of %s, %s", key,
                    schema_size_text (check->context, *member), unit_name,
                    schema_size_text (check->context, unit));
  }
}

/* ---- the run and the machine ---- */

static void check_times (const ScenarioCheck *check)
{
  Scenario *scenario = check->scenario;
  if (scenario->duration_ns == 0) {
    return;
  }
  const char *duration = schema_time_text (check->context, scenario->duration_ns);
  if (scenario->warmup_ns >= scenario->duration_ns) {
    schema_mistake (check->context, &scenario->warmup_ns, check->whole,
                    "warmup is %s; use less than the duration, %s",
                    schema_time_text (check->context, scenario->warmup_ns), duration);
  }
  if (scenario->sample_ns > scenario->duration_ns && schema_is_given (check->context, &scenario->sample_ns)) {
    schema_mistake (check->context, &scenario->sample_ns, check->whole,
                    "sample is %s; use at most the duration, %s",
                    schema_time_text (check->context, scenario->sample_ns), duration);
  }
  scenario->sample_ns = MIN (scenario->sample_ns, scenario->duration_ns);
}

/* Warns of a threshold that is not below its parent: it is allowed, but the kernel ignores it. */
static void check_thresholds (const ScenarioCheck *check)
{
  const ScenarioMachine *machine = &check->scenario->machine;
  const struct {
    const char *key;
    const uint64_t *pages;
  } order[] = { { "memory", &machine->memory_pages },
                { "lotsfree", &machine->wanted.lotsfree },
                { "desfree", &machine->wanted.desfree },
                { "minfree", &machine->wanted.minfree },
                { "throttlefree", &machine->wanted.throttlefree },
                { "pageout_reserve", &machine->wanted.pageout_reserve } };
  size_t parent = 0;
  for (size_t i = 1; i < G_N_ELEMENTS (order); i++) {
    if (*order[i].pages == 0) {
      continue;
    }
    if (*order[parent].pages > 0 && *order[i].pages >= *order[parent].pages) {
      diagnostics_warn (
          check->context->diagnostics, schema_place (check->context, order[i].pages, check->whole),
          "%s is %s, not below %s, %s: the kernel ignores it", order[i].key,
          schema_size_text (check->context, *order[i].pages * check->context->page_bytes), order[parent].key,
          schema_size_text (check->context, *order[parent].pages * check->context->page_bytes));
    }
    parent = i;
  }
}

static void check_machine (const ScenarioCheck *check)
{
  ScenarioMachine *machine = &check->scenario->machine;
  if (machine->memory_pages == 0) {
    return;
  }
  if (machine->kernel_memory_pages >= machine->memory_pages) {
    schema_mistake (check->context, &machine->kernel_memory_pages, check->whole,
                    "kernel_memory leaves nothing; use less than memory, %s",
                    schema_size_text (check->context, machine->memory_pages * check->context->page_bytes));
  }
  if (machine->swap_pages == 0) {
    machine->swap_pages = machine->memory_pages;
  }
  if (machine->kernel_memory_pages == 0) {
    machine->kernel_memory_pages = machine->memory_pages / KERNEL_MEMORY_SHARE;
  }
  check_thresholds (check);
}

/* ---- segments ---- */

static void check_private_segment (const ScenarioCheck *check, const ScenarioSegment *segment)
{
  const void *members[] = { &segment->object, &segment->object_offset_bytes };
  static const char *const keys[] = { "object", "object_offset" };
  for (size_t i = 0; i < G_N_ELEMENTS (members); i++) {
    if (schema_is_given (check->context, members[i])) {
      schema_mistake (check->context, members[i], check->whole,
                      "%s is for shared segments, and this is private; remove it or use type shared",
                      keys[i]);
    }
  }
}

static void check_shared_segment (const ScenarioCheck *check, const ScenarioSegment *segment)
{
  if (!schema_is_given (check->context, &segment->object)) {
    schema_mistake (check->context, NULL, segment->place,
                    "missing key 'object' in segment '%s'; a shared segment maps one of the objects",
                    segment->name ? segment->name : "");
    return;
  }
  const ScenarioObject *object = scenario_check_find (check, check->objects, segment->object,
                                                      &segment->object, "object", "the scenario");
  if (!object || segment->size_bytes == 0 || object->size_bytes == 0) {
    return;
  }
  uint64_t offset = segment->object_offset_bytes;
  if (offset >= object->size_bytes || segment->size_bytes > object->size_bytes - offset) {
    schema_mistake (check->context, &segment->size_bytes, check->whole,
                    "size is %s from object_offset %s on, beyond the end of object '%s'; it has %s",
                    schema_size_text (check->context, segment->size_bytes),
                    schema_size_text (check->context, offset), object->name,
                    schema_size_text (check->context, object->size_bytes));
  }
}

/* ---- segments of ISM and DISM, which attach whole objects ---- */

static void fill_page_size (const ScenarioCheck *check, ScenarioSegment *segment)
{
  if (scenario_segment_is_spt (segment->type) && !schema_is_given (check->context, &segment->page_size)) {
    segment->page_size = PAGE_SIZE_2M;
  }
}

/* The first segment of ISM or DISM that attaches the object of SEGMENT, perhaps SEGMENT itself. */
static const ScenarioSegment *first_attachment (const ScenarioCheck *check, const ScenarioSegment *segment)
{
  const Scenario *scenario = check->scenario;
  for (size_t i = 0; i < scenario->process_count; i++) {
    const ScenarioProcess *process = &scenario->processes[i];
    for (size_t j = 0; j < process->segment_count; j++) {
      const ScenarioSegment *other = &process->segments[j];
      if (other == segment
          || (scenario_segment_is_spt (other->type) && other->object
              && strcmp (other->object, segment->object) == 0)) {
        return other;
      }
    }
  }
  return segment;
}

static void check_is_like_first (const ScenarioCheck *check, const ScenarioSegment *segment)
{
  const ScenarioSegment *first = first_attachment (check, segment);
  const char *type = first->type == SCENARIO_SEGMENT_ISM ? "ism" : "dism";
  if (first->type != segment->type) {
    schema_mistake (check->context, &segment->type, segment->place,
                    "object '%s' is attached as %s at line %u already; use that here too", segment->object,
                    type, first->place.line);
  } else if (first->page_size != segment->page_size) {
    schema_mistake (check->context, &segment->page_size, segment->place,
                    "object '%s' is attached with another page_size at line %u already; use that here too",
                    segment->object, first->place.line);
  }
}

static void check_spt_segment (const ScenarioCheck *check, const ScenarioSegment *segment)
{
  const ScenarioObject *object =
      segment->object ? g_hash_table_lookup (check->objects, segment->object) : NULL;
  if (!scenario_segment_is_spt (segment->type) || !object || segment->size_bytes == 0) {
    return;
  }
  if (segment->size_bytes < object->size_bytes) {
    schema_mistake (check->context, &segment->size_bytes, segment->place,
                    "an ism or dism segment is all of its object; use the size of '%s', %s", object->name,
                    schema_size_text (check->context, object->size_bytes));
  }
  if (!(segment->protection & PROTECT_WRITE)) {
    schema_mistake (check->context, &segment->protection, segment->place,
                    "ism and dism can always be written; remove protection, or use type shared");
  }
  check_is_like_first (check, segment);
}

static void check_address (const ScenarioCheck *check, const ScenarioSegment *segment)
{
  uint64_t limit = UINT64_C (1) << 47;
  uint64_t page = scenario_check_page_bytes (check, segment->page_size);
  if (!schema_is_given (check->context, &segment->address)
      || !schema_is_usable (check->context, &segment->address)) {
    return;
  }
  if (segment->address % page != 0) {
    schema_mistake (check->context, &segment->address, check->whole,
                    "address is 0x%" G_GINT64_MODIFIER "x; use a multiple of page_size, %s", segment->address,
                    schema_size_text (check->context, page));
  }
  if (segment->size_bytes > limit - segment->address) {
    schema_mistake (check->context, &segment->address, check->whole,
                    "segment '%s' ends beyond 0x%" G_GINT64_MODIFIER "x; use a lower address",
                    segment->name ? segment->name : "", limit);
  }
}

static void check_segment (const ScenarioCheck *check, ScenarioSegment *segment)
{
  fill_page_size (check, segment);
  if (schema_is_usable (check->context, &segment->page_size)) {
    uint64_t page = scenario_check_page_bytes (check, segment->page_size);
    check_multiple (check, &segment->size_bytes, page, "size", "page_size");
    check_multiple (check, &segment->object_offset_bytes, page, "object_offset", "page_size");
    check_address (check, segment);
  }
  bool has_type =
      schema_is_given (check->context, &segment->type) && schema_is_usable (check->context, &segment->type);
  if (has_type && segment->type == SCENARIO_SEGMENT_PRIVATE) {
    check_private_segment (check, segment);
  } else if (has_type) {
    check_shared_segment (check, segment);
    check_spt_segment (check, segment);
  }
}

static int compare_addresses (const void *a, const void *b)
{
  const ScenarioSegment *x = *(const ScenarioSegment *const *)a, *y = *(const ScenarioSegment *const *)b;
  int order = (x->address > y->address) - (x->address < y->address);
  return order != 0 ? order : (x > y) - (x < y); /* same list: keeps the order of the file */
}

static void check_overlaps (const ScenarioCheck *check, const ScenarioProcess *process)
{
  g_autoptr (GPtrArray) placed = g_ptr_array_new ();
  for (size_t i = 0; i < process->segment_count; i++) {
    if (process->segments[i].address > 0 && process->segments[i].size_bytes > 0) {
      g_ptr_array_add (placed, &process->segments[i]);
    }
  }
  g_ptr_array_sort (placed, compare_addresses);
  const ScenarioSegment *highest = NULL; /* the earlier segment that ends last */
  for (unsigned i = 0; i < placed->len; i++) {
    const ScenarioSegment *segment = g_ptr_array_index (placed, i);
    if (highest && segment->address - highest->address < highest->size_bytes) {
      schema_mistake (check->context, &segment->address, check->whole,
                      "segment '%s' overlaps segment '%s', which is at 0x%" G_GINT64_MODIFIER
                      "x to 0x%" G_GINT64_MODIFIER "x; use another address, or leave it out",
                      segment->name ? segment->name : "", highest->name ? highest->name : "",
                      highest->address, highest->address + highest->size_bytes - 1);
    }
    if (!highest || segment->address + segment->size_bytes > highest->address + highest->size_bytes) {
      highest = segment;
    }
  }
}

/* ---- processes and events ---- */

#define collect(check_, items_, count_, type_, noun_) \
  scenario_collect_names (check_, items_, count_, sizeof (type_), offsetof (type_, name), noun_)

static void check_process (const ScenarioCheck *check, ScenarioProcess *process)
{
  g_autoptr (GHashTable) segments =
      collect (check, process->segments, process->segment_count, ScenarioSegment, "segment");
  scenario_check_zone (check, &process->zone, process->place);
  g_hash_table_unref (
      collect (check, process->workloads, process->workload_count, ScenarioWorkload, "workload"));
  for (size_t i = 0; i < process->segment_count; i++) {
    check_segment (check, &process->segments[i]);
  }
  check_overlaps (check, process);
  scenario_check_workloads (check, process, segments);
}

static void check_event (const ScenarioCheck *check, ScenarioEvent *event)
{
  if (!schema_is_usable (check->context, &event->action)
      || !schema_is_given (check->context, &event->action)) {
    return; /* without an action there is nothing to check */
  }
  if (schema_is_given (check->context, &event->until_ns)
      && !schema_is_given (check->context, &event->every_ns)) {
    schema_mistake (check->context, &event->until_ns, check->whole,
                    "until has no meaning without every; add 'every:', or remove it");
  }
  scenario_check_span (check, &event->at_ns, &event->until_ns, "at", "until", event->place);
  scenario_check_action (check, event);
}

void scenario_check (SchemaContext *context, Scenario *scenario)
{
  ScenarioCheck check = { .context = context, .scenario = scenario, .whole = { .file = scenario->path } };
  check_times (&check);
  check_machine (&check);
  check.objects = collect (&check, scenario->objects, scenario->object_count, ScenarioObject, "object");
  for (size_t i = 0; i < scenario->object_count; i++) {
    check_multiple (&check, &scenario->objects[i].size_bytes, context->page_bytes, "size", "the page");
  }
  check.processes =
      collect (&check, scenario->processes, scenario->process_count, ScenarioProcess, "process");
  for (size_t i = 0; i < scenario->process_count; i++) {
    check_process (&check, &scenario->processes[i]);
  }
  for (size_t i = 0; i < scenario->event_count; i++) {
    check_event (&check, &scenario->events[i]);
  }
  scenario_check_expectations (&check);
  g_hash_table_unref (check.processes);
  g_hash_table_unref (check.objects);
}
