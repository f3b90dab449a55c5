#include "event_kinds.h"

const EventKindRow EVENT_KIND_ROWS[EVENT_KINDS] = {
  [EVENT_INSERT] = { "insert", "a list is put into the cache" },
  [EVENT_REFUSAL] = { "refusal",
                      "a list is kept out of it, by the check before or by the insert itself, and why" },
  [EVENT_HIT] = { "hit", "a lookup finds an entry" },
  [EVENT_MISS] = { "miss", "a lookup finds none, why, and which purge took what it looked for" },
  [EVENT_PURGE] = { "purge",
                    "a purge walk begins, with its cause, and ends: buckets seen, entries and pages taken" },
  [EVENT_REMOVAL] = { "removal", "an entry leaves the cache, why, and in which purge" },
  [EVENT_RECLAIM] = { "reclaim", "a callback unlocks the pages of a list that is not in the cache any more, "
                                 "or never was" },
  [EVENT_DISABLE] = { "disable", "the cache is turned off, from then until it is empty, or stalls" },
  [EVENT_ENABLE] = { "enable", "one disable is taken back" },
  [EVENT_PAGEOUT] = { "pageout", "memory is low: whether the purge thread is woken, and what the scan does" },
  [EVENT_WAIT] = { "wait",
                   "a thread waits: for an unlock (EAGAIN), for memory (throttle), for a page from swap" },
  [EVENT_MEMORY] = { "memory",
                     "freemem and what the cache holds, at every sample and around purges and scans" },
};

const char *const EVENT_WORDS_RW[] = { "S_READ", "S_WRITE", NULL };
const char *const EVENT_WORDS_ADMISSION[] = {
  "admitted", "disabled", "window", "desfree", "duplicate", NULL
};
const char *const EVENT_WORDS_STAGE[] = { "check", "insert", NULL };
const char *const EVENT_WORDS_MISS[] = { "cold",
                                         "purged_trim",
                                         "purged_lowmem",
                                         "purged_owner",
                                         "purged_wired",
                                         "purged_force",
                                         "purged_duplicate",
                                         "purged_disabled",
                                         "refused_disabled",
                                         "refused_window",
                                         "refused_desfree",
                                         "lost_duplicate",
                                         "elsewhere",
                                         "failed",
                                         "too_short",
                                         "not_writable",
                                         "saturated",
                                         "disabled",
                                         "recheck",
                                         NULL };
const char *const EVENT_WORDS_CAUSE[] = { "trim",  "lowmem",    "owner",    "wired",
                                          "force", "duplicate", "disabled", NULL };
const char *const EVENT_WORDS_WALK[] = { "async", "owner", "wired_list", NULL };
const char *const EVENT_WORDS_DISABLED[] = { "unfinished", "emptied", "stalled", NULL };
const char *const EVENT_WORDS_WAIT[] = { "unlock", "anon_map", "list", "swap", "memory", NULL };
const char *const EVENT_WORDS_WAIT_ENDED[] = { "unfinished", "over", NULL };

#define TAG                          \
  {                                  \
    "tag", EVENT_FIELD_ADDRESS, NULL \
  }
#define RANGE                            \
  { "addr", EVENT_FIELD_ADDRESS, NULL }, \
  {                                      \
    "len", EVENT_FIELD_NUMBER, NULL      \
  }
#define RW                                 \
  {                                        \
    "rw", EVENT_FIELD_WORD, EVENT_WORDS_RW \
  }
#define NO_FLOW .flow_out = EVENT_NO_FIELD, .flow_in = EVENT_NO_FIELD

const EventRecordRow EVENT_RECORD_ROWS[EVENT_RECORDS] = {
  [EVENT_RECORD_INSERT] = { .kind = EVENT_INSERT,
                            .shape = EVENT_SHAPE_POINT,
                            .fields = { TAG, RANGE, RW, { "wired", EVENT_FIELD_FLAG, NULL } },
                            .title = EVENT_NO_FIELD,
                            NO_FLOW },
  [EVENT_RECORD_REFUSAL] = { .kind = EVENT_REFUSAL,
                             .shape = EVENT_SHAPE_POINT,
                             .fields = { { "reason", EVENT_FIELD_WORD, EVENT_WORDS_ADMISSION },
                                         { "by", EVENT_FIELD_WORD, EVENT_WORDS_STAGE },
                                         TAG,
                                         RANGE },
                             .title = 0,
                             NO_FLOW },
  [EVENT_RECORD_HIT] = { .kind = EVENT_HIT,
                         .shape = EVENT_SHAPE_POINT,
                         .fields = { TAG, RANGE, RW },
                         .title = EVENT_NO_FIELD,
                         NO_FLOW },
  [EVENT_RECORD_MISS] = { .kind = EVENT_MISS,
                          .shape = EVENT_SHAPE_SLICE_POINT,
                          .fields = { { "reason", EVENT_FIELD_WORD, EVENT_WORDS_MISS },
                                      { "purge", EVENT_FIELD_NUMBER, NULL },
                                      TAG,
                                      RANGE,
                                      RW },
                          .title = 0,
                          .flow_out = EVENT_NO_FIELD,
                          .flow_in = 1 },
  [EVENT_RECORD_PURGE_BEGIN] = { .kind = EVENT_PURGE,
                                 .shape = EVENT_SHAPE_SLICE_BEGIN,
                                 .phase = "begin",
                                 .fields = { { "number", EVENT_FIELD_NUMBER, NULL },
                                             { "walk", EVENT_FIELD_WORD, EVENT_WORDS_WALK },
                                             { "cause", EVENT_FIELD_WORD, EVENT_WORDS_CAUSE },
                                             { "trim", EVENT_FIELD_FLAG, NULL },
                                             { "lowmem", EVENT_FIELD_FLAG, NULL },
                                             { "target_pages", EVENT_FIELD_NUMBER, NULL } },
                                 .title = 2,
                                 .flow_out = 0,
                                 .flow_in = EVENT_NO_FIELD },
  [EVENT_RECORD_PURGE_END] = { .kind = EVENT_PURGE,
                               .shape = EVENT_SHAPE_SLICE_END,
                               .phase = "end",
                               .fields = { { "number", EVENT_FIELD_NUMBER, NULL },
                                           { "walk", EVENT_FIELD_WORD, EVENT_WORDS_WALK },
                                           { "cause", EVENT_FIELD_WORD, EVENT_WORDS_CAUSE },
                                           { "full_buckets", EVENT_FIELD_NUMBER, NULL },
                                           { "empty_buckets", EVENT_FIELD_NUMBER, NULL },
                                           { "second_chances", EVENT_FIELD_NUMBER, NULL },
                                           { "entries", EVENT_FIELD_NUMBER, NULL },
                                           { "pages", EVENT_FIELD_NUMBER, NULL } },
                               .title = 2,
                               NO_FLOW },
  [EVENT_RECORD_REMOVAL] = { .kind = EVENT_REMOVAL,
                             .shape = EVENT_SHAPE_POINT,
                             .fields = { { "cause", EVENT_FIELD_WORD, EVENT_WORDS_CAUSE },
                                         { "purge", EVENT_FIELD_NUMBER, NULL },
                                         TAG,
                                         RANGE,
                                         { "wired", EVENT_FIELD_FLAG, NULL } },
                             .title = 0,
                             NO_FLOW },
  [EVENT_RECORD_RECLAIM] = { .kind = EVENT_RECLAIM,
                             .shape = EVENT_SHAPE_POINT,
                             .fields = { TAG,
                                         RANGE,
                                         RW,
                                         { "async", EVENT_FIELD_FLAG, NULL },
                                         { "was_cached", EVENT_FIELD_FLAG, NULL } },
                             .title = EVENT_NO_FIELD,
                             NO_FLOW },
  [EVENT_RECORD_DISABLE_BEGIN] = { .kind = EVENT_DISABLE,
                                   .shape = EVENT_SHAPE_SPAN_BEGIN,
                                   .phase = "begin",
                                   .fields = { { "number", EVENT_FIELD_NUMBER, NULL },
                                               { "pages", EVENT_FIELD_NUMBER, NULL } },
                                   .title = EVENT_NO_FIELD,
                                   NO_FLOW },
  [EVENT_RECORD_DISABLE_END] = { .kind = EVENT_DISABLE,
                                 .shape = EVENT_SHAPE_SPAN_END,
                                 .phase = "end",
                                 .fields = { { "number", EVENT_FIELD_NUMBER, NULL },
                                             { "result", EVENT_FIELD_WORD, EVENT_WORDS_DISABLED },
                                             { "time", EVENT_FIELD_TIME, NULL } },
                                 .title = EVENT_NO_FIELD,
                                 NO_FLOW },
  [EVENT_RECORD_ENABLE] = { .kind = EVENT_ENABLE,
                            .shape = EVENT_SHAPE_POINT,
                            .fields = { { "disabled", EVENT_FIELD_NUMBER, NULL } },
                            .title = EVENT_NO_FIELD,
                            NO_FLOW },
  [EVENT_RECORD_PAGEOUT] = { .kind = EVENT_PAGEOUT,
                             .shape = EVENT_SHAPE_SLICE_POINT,
                             .fields = { { "freemem", EVENT_FIELD_NUMBER, NULL },
                                         { "needfree", EVENT_FIELD_NUMBER, NULL },
                                         { "purge_thread_woken", EVENT_FIELD_FLAG, NULL },
                                         { "desscan", EVENT_FIELD_NUMBER, NULL },
                                         { "scanned", EVENT_FIELD_NUMBER, NULL },
                                         { "skipped_locked", EVENT_FIELD_NUMBER, NULL },
                                         { "freed", EVENT_FIELD_NUMBER, NULL },
                                         { "writes_started", EVENT_FIELD_NUMBER, NULL } },
                             .title = EVENT_NO_FIELD,
                             NO_FLOW },
  [EVENT_RECORD_WAIT_BEGIN] = { .kind = EVENT_WAIT,
                                .shape = EVENT_SHAPE_SPAN_BEGIN,
                                .phase = "begin",
                                .fields = { { "number", EVENT_FIELD_NUMBER, NULL },
                                            { "for", EVENT_FIELD_WORD, EVENT_WORDS_WAIT },
                                            { "pages", EVENT_FIELD_NUMBER, NULL } },
                                .title = 1,
                                NO_FLOW },
  [EVENT_RECORD_WAIT_END] = { .kind = EVENT_WAIT,
                              .shape = EVENT_SHAPE_SPAN_END,
                              .phase = "end",
                              .fields = { { "number", EVENT_FIELD_NUMBER, NULL },
                                          { "result", EVENT_FIELD_WORD, EVENT_WORDS_WAIT_ENDED },
                                          { "time", EVENT_FIELD_TIME, NULL },
                                          { "for", EVENT_FIELD_WORD, EVENT_WORDS_WAIT } },
                              .title = 3,
                              NO_FLOW },
  [EVENT_RECORD_MEMORY] = { .kind = EVENT_MEMORY,
                            .shape = EVENT_SHAPE_COUNTERS,
                            .fields = { { "freemem", EVENT_FIELD_NUMBER, NULL },
                                        { "needfree", EVENT_FIELD_NUMBER, NULL },
                                        { "plocked_window", EVENT_FIELD_NUMBER, NULL },
                                        { "plocked_wired", EVENT_FIELD_NUMBER, NULL },
                                        { "entries", EVENT_FIELD_NUMBER, NULL },
                                        { "entries_active", EVENT_FIELD_NUMBER, NULL },
                                        { "disabled", EVENT_FIELD_NUMBER, NULL } },
                            .title = EVENT_NO_FIELD,
                            NO_FLOW },
};

size_t event_record_field_count (const EventRecordRow *row)
{
  size_t count = 0;
  while (count < EVENT_FIELDS_MAX && row->fields[count].name) {
    count++;
  }
  return count;
}
