/* spt_check.c - segments of ISM and DISM, which attach whole objects */
#include "scenario_check.h"

#include <string.h>

void scenario_check_fill_page_size (const ScenarioCheck *check, ScenarioSegment *segment)
{
  if (scenario_segment_is_spt (segment->type) && !schema_is_given (check->context, &segment->page_size)) {
    segment->page_size = PAGE_SIZE_2M;
  }
}

/* The first segment of ISM or DISM on the object that SEGMENT attaches; SEGMENT itself if there is none before. */
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

void scenario_check_spt_segment (const ScenarioCheck *check, const ScenarioSegment *segment,
                                 GHashTable *objects)
{
  const ScenarioObject *object = segment->object ? g_hash_table_lookup (objects, segment->object) : NULL;
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
