/* event_trace.c - gives each event to the files that want it */
#include "event_trace.h"

#include "event_writer.h"

/* A span that has begun and not ended. */
typedef struct {
  EventRecordType type; /* of the record that began it */
  uint32_t place;
  uint64_t number;
  uint64_t what;
  sim_time since;
} OpenSpan;

struct EventTrace {
  const EventTraceOptions *options;
  const EventPlaces *places;
  bool *wants_place;
  GPtrArray *writers; /* of EventWriter */
  GTree *open;        /* of OpenSpan, by type and number */
  sim_time closed;    /* when the spans that were still open ended */
  uint64_t records;   /* written */
};

static int compare_spans (gconstpointer a, gconstpointer b, void *user)
{
  (void)user;
  const OpenSpan *one = a;
  const OpenSpan *other = b;
  return one->type != other->type ? (one->type > other->type) - (one->type < other->type)
                                  : (one->number > other->number) - (one->number < other->number);
}

EventTrace *event_trace_new (const EventTraceOptions *options, const EventPlaces *places)
{
  EventTrace *trace = g_new0 (EventTrace, 1);
  trace->options = options;
  trace->places = places;
  trace->wants_place = g_new (bool, event_places_count (places));
  for (uint32_t i = 0; i < event_places_count (places); i++) {
    trace->wants_place[i] = event_filter_wants_place (options, event_places_get (places, i));
  }
  trace->writers = g_ptr_array_new_with_free_func (event_writer_free);
  trace->open = g_tree_new_full (compare_spans, NULL, g_free, NULL);
  return trace;
}

void event_trace_free (EventTrace *trace)
{
  if (trace != NULL) {
    g_ptr_array_free (trace->writers, TRUE);
    g_tree_unref (trace->open);
    g_free (trace->wants_place);
    g_free (trace);
  }
}

static bool open_file (EventTrace *trace, OutputSet *outputs, const char *name, const RunIdentity *identity,
                       GError **error)
{
  EventFormat format;
  EventCompression compression;
  OutputFile *file;
  if (!event_file_parse_name (name, &format, &compression, error)
      || (file = output_set_add (outputs, name, error)) == NULL) {
    return false;
  }
  event_packer_add (file, compression);
  EventWriter *writer = event_writer_new (
      format == EVENT_FORMAT_LINES ? &EVENT_WRITER_LINES : &EVENT_WRITER_VIEWER, file, trace->places);
  g_ptr_array_add (trace->writers, writer);
  writer->type->begin (writer, identity, trace->options);
  return true;
}

bool event_trace_open (EventTrace *trace, OutputSet *outputs, const RunIdentity *identity, GError **error)
{
  bool is_good = true;
  for (const char *const *name = trace->options->files; is_good && *name != NULL; name++) {
    is_good = open_file (trace, outputs, *name, identity, error);
  }
  return is_good;
}

bool event_trace_wants (const EventTrace *trace, EventKind kind)
{
  return (trace->options->kinds >> kind & 1) != 0;
}

static void write_record (EventTrace *trace, const EventRecord *record)
{
  trace->records++;
  for (guint i = 0; i < trace->writers->len; i++) {
    EventWriter *writer = g_ptr_array_index (trace->writers, i);
    writer->type->add (writer, record);
  }
}

static bool is_wanted (const EventTrace *trace, sim_time time, EventRecordType type, uint32_t place)
{
  return event_trace_wants (trace, EVENT_RECORD_ROWS[type].kind) && time >= trace->options->from
         && time < trace->options->to && trace->wants_place[place];
}

void event_trace_add (EventTrace *trace, sim_time time, EventRecordType type, uint32_t place,
                      const uint64_t *values)
{
  if (is_wanted (trace, time, type, place)) {
    write_record (trace, &(EventRecord){ .time = time, .type = type, .place = place, .values = values });
  }
}

void event_trace_begin_span (EventTrace *trace, sim_time time, EventRecordType type, uint32_t place,
                             const uint64_t *values)
{
  if (is_wanted (trace, time, type, place)) {
    OpenSpan *span = g_new (OpenSpan, 1);
    *span = (OpenSpan){ .type = type, .place = place, .number = values[0], .what = values[1], .since = time };
    g_tree_replace (trace->open, span, span);
    event_trace_add (trace, time, type, place, values);
  }
}

static void write_span_end (EventTrace *trace, const OpenSpan *span, sim_time time, uint64_t result)
{
  uint64_t values[] = { span->number, result, time - span->since, span->what };
  write_record (
      trace, &(EventRecord){ .time = time, .type = span->type + 1, .place = span->place, .values = values });
}

void event_trace_end_span (EventTrace *trace, sim_time time, EventRecordType type, uint64_t number,
                           uint64_t result)
{
  OpenSpan key = { .type = type, .number = number };
  const OpenSpan *span = time < trace->options->to ? g_tree_lookup (trace->open, &key) : NULL;
  if (span != NULL) {
    write_span_end (trace, span, time, result);
    g_tree_remove (trace->open, &key);
  }
}

static gboolean close_span (void *span, void *same, void *user)
{
  (void)same;
  EventTrace *trace = user;
  write_span_end (trace, span, trace->closed, 0);
  return false;
}

void event_trace_close (EventTrace *trace, sim_time time, const RunOutcome *outcome)
{
  trace->closed = MIN (time, trace->options->to);
  g_tree_foreach (trace->open, close_span, trace);
  g_tree_destroy (g_tree_ref (trace->open)); /* empties the tree */
  for (guint i = 0; i < trace->writers->len; i++) {
    EventWriter *writer = g_ptr_array_index (trace->writers, i);
    writer->type->end (writer, outcome, trace->records);
  }
}
