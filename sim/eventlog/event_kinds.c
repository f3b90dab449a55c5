/* event_kinds.c - the records of a trace, with words from the tables of the models */
#include "event_kinds.h"

#include "cache_observer.h"
#include "vm_observer.h"

#include <glib.h>

#define EVENT_KIND_ROW(id_, name_, doc_) [id_] = { name_, doc_ },
const EventKindRow EVENT_KIND_ROWS[EVENT_KINDS] = { EVENT_KINDS_TABLE (EVENT_KIND_ROW) };

/* Takes the second column of a row, which has two or more. */
#define WORD(...) WORD_OF (__VA_ARGS__, )
#define WORD_OF(id_, word_, ...) word_,
static const char *const words_rw[] = { SEG_RW_TABLE (WORD) };
static const char *const words_admission[] = { CACHE_ADMISSIONS_TABLE (WORD) };
static const char *const words_miss[] = { MISS_REASONS_TABLE (WORD) };
static const char *const words_cause[] = { CACHE_REMOVALS_TABLE (WORD) };
static const char *const words_walk[] = { CACHE_PURGE_WALKS_TABLE (WORD) };
static const char *const words_wait[] = { VM_WAITS_TABLE (WORD) "memory" };
static const char *const words_stage[] = { "check", "insert" };
static const char *const words_disabled[] = { "unfinished", "emptied", "stalled" };
static const char *const words_wait_ended[] = { "unfinished", "over" };

#define FIELD(type_, name_)                      \
  {                                              \
    .name = (name_), .type = EVENT_FIELD_##type_ \
  }
#define NUMBER(name_) FIELD (NUMBER, name_)
#define ADDRESS(name_) FIELD (ADDRESS, name_)
#define FLAG(name_) FIELD (FLAG, name_)
#define TIME(name_) FIELD (TIME, name_)
#define WORDS(name_, words_)                                                                          \
  {                                                                                                   \
    .name = (name_), .type = EVENT_FIELD_WORD, .words = (words_), .word_count = G_N_ELEMENTS (words_) \
  }
#define TAG ADDRESS ("tag")
#define RANGE ADDRESS ("addr"), NUMBER ("len")
#define RW WORDS ("rw", words_rw)

const EventRecordRow EVENT_RECORD_ROWS[EVENT_RECORDS] = {
  [EVENT_RECORD_INSERT] = { .kind = EVENT_INSERT,
                            .shape = EVENT_SHAPE_POINT,
                            .fields = { TAG, RANGE, RW, FLAG ("wired") } },
  [EVENT_RECORD_REFUSAL] = { .kind = EVENT_REFUSAL,
                             .shape = EVENT_SHAPE_POINT,
                             .fields = { WORDS ("reason", words_admission), WORDS ("by", words_stage), TAG,
                                         RANGE },
                             .title = 1 },
  [EVENT_RECORD_HIT] = { .kind = EVENT_HIT, .shape = EVENT_SHAPE_POINT, .fields = { TAG, RANGE, RW } },
  [EVENT_RECORD_MISS] = { .kind = EVENT_MISS,
                          .shape = EVENT_SHAPE_SLICE_POINT,
                          .fields = { WORDS ("reason", words_miss), NUMBER ("purge"), TAG, RANGE, RW },
                          .title = 1,
                          .flow_in = 2 },
  [EVENT_RECORD_PURGE_BEGIN] = { .kind = EVENT_PURGE,
                                 .shape = EVENT_SHAPE_SLICE_BEGIN,
                                 .phase = "begin",
                                 .fields = { NUMBER ("number"), WORDS ("walk", words_walk),
                                             WORDS ("cause", words_cause), FLAG ("trim"), FLAG ("lowmem"),
                                             NUMBER ("target_pages") },
                                 .title = 3,
                                 .flow_out = 1 },
  [EVENT_RECORD_PURGE_END] = { .kind = EVENT_PURGE,
                               .shape = EVENT_SHAPE_SLICE_END,
                               .phase = "end",
                               .fields = { NUMBER ("number"), WORDS ("walk", words_walk),
                                           WORDS ("cause", words_cause), NUMBER ("full_buckets"),
                                           NUMBER ("empty_buckets"), NUMBER ("second_chances"),
                                           NUMBER ("entries"), NUMBER ("pages") },
                               .title = 3 },
  [EVENT_RECORD_REMOVAL] = { .kind = EVENT_REMOVAL,
                             .shape = EVENT_SHAPE_POINT,
                             .fields = { WORDS ("cause", words_cause), NUMBER ("purge"), TAG, RANGE,
                                         FLAG ("wired") },
                             .title = 1 },
  [EVENT_RECORD_RECLAIM] = { .kind = EVENT_RECLAIM,
                             .shape = EVENT_SHAPE_POINT,
                             .fields = { TAG, RANGE, RW, FLAG ("async"), FLAG ("was_cached") } },
  [EVENT_RECORD_DISABLE_BEGIN] = { .kind = EVENT_DISABLE,
                                   .shape = EVENT_SHAPE_SPAN_BEGIN,
                                   .phase = "begin",
                                   .fields = { NUMBER ("number"), NUMBER ("pages") } },
  [EVENT_RECORD_DISABLE_END] = { .kind = EVENT_DISABLE,
                                 .shape = EVENT_SHAPE_SPAN_END,
                                 .phase = "end",
                                 .fields = { NUMBER ("number"), WORDS ("result", words_disabled),
                                             TIME ("time") } },
  [EVENT_RECORD_ENABLE] = { .kind = EVENT_ENABLE,
                            .shape = EVENT_SHAPE_POINT,
                            .fields = { NUMBER ("disabled") } },
  [EVENT_RECORD_PAGEOUT] = { .kind = EVENT_PAGEOUT,
                             .shape = EVENT_SHAPE_SLICE_POINT,
                             .fields = { NUMBER ("freemem"), NUMBER ("needfree"), FLAG ("purge_thread_woken"),
                                         NUMBER ("desscan"), NUMBER ("scanned"), NUMBER ("skipped_locked"),
                                         NUMBER ("freed"), NUMBER ("writes_started") } },
  [EVENT_RECORD_WAIT_BEGIN] = { .kind = EVENT_WAIT,
                                .shape = EVENT_SHAPE_SPAN_BEGIN,
                                .phase = "begin",
                                .fields = { NUMBER ("number"), WORDS ("for", words_wait), NUMBER ("pages") },
                                .title = 2 },
  [EVENT_RECORD_WAIT_END] = { .kind = EVENT_WAIT,
                              .shape = EVENT_SHAPE_SPAN_END,
                              .phase = "end",
                              .fields = { NUMBER ("number"), WORDS ("result", words_wait_ended),
                                          TIME ("time"), WORDS ("for", words_wait) },
                              .title = 4 },
  [EVENT_RECORD_MEMORY] = { .kind = EVENT_MEMORY,
                            .shape = EVENT_SHAPE_COUNTERS,
                            .fields = { NUMBER ("freemem"), NUMBER ("needfree"), NUMBER ("plocked_window"),
                                        NUMBER ("plocked_wired"), NUMBER ("entries"),
                                        NUMBER ("entries_active"), NUMBER ("disabled") } }
};

size_t event_record_field_count (const EventRecordRow *row)
{
  size_t count = 0;
  while (count < EVENT_FIELDS_MAX && row->fields[count].name) {
    count++;
  }
  return count;
}

const char *event_field_word (const EventField *field, uint64_t value)
{
  g_assert (value < field->word_count);
  return field->words[value];
}
