/* event_table.c - what a scenario may say of its events */
#include "scenario.h"
#include "scenario_table.h"

#define AMOUNT_AT SCHEMA_AT (ScenarioMemoryAmount, pages, uint64_t)

static const SchemaField consume_fields[] = {
  { .key = "size",
    .type = SCHEMA_PAGES,
    AMOUNT_AT,
    .required = true,
    .range = { SCHEMA_PAGE_BYTES, 4 * SCHEMA_TIB },
    .doc = "how much" },
};

static const SchemaField release_fields[] = {
  { .key = "size",
    .type = SCHEMA_PAGES,
    AMOUNT_AT,
    .range = { SCHEMA_PAGE_BYTES, 4 * SCHEMA_TIB },
    .absent = "all that was consumed",
    .doc = "how much" },
};

static const SchemaField set_fields[] = {
  { .key = "size",
    .type = SCHEMA_PAGES,
    AMOUNT_AT,
    .required = true,
    .range = { 0, 4 * SCHEMA_TIB },
    .plain = SCHEMA_PAGE_BYTES,
    .doc = "what it becomes" },
};

static const SchemaField owner_fields[] = {
  { .key = "process",
    .type = SCHEMA_NAME,
    SCHEMA_AT (ScenarioOwner, process, const char *),
    .required = true,
    .doc = "the process; each of them, if it has a count" },
  { .key = "segment",
    .type = SCHEMA_NAME,
    SCHEMA_AT (ScenarioOwner, segment, const char *),
    .required = true,
    .doc = "its segment; of a shared one, the object" },
};

/* ---- what processes do ---- */

#define IN_OWNER(member_) \
  .offset = offsetof (ScenarioProcessOp, owner) + SCHEMA_MEMBER (ScenarioOwner, member_, const char *)

#define OP_PROCESS                                                               \
  {                                                                              \
    .key = "process", .type = SCHEMA_NAME, IN_OWNER (process), .required = true, \
    .doc = "the process; each of them, if it has a count"                        \
  }

#define OP_SEGMENT                                                                                    \
  {                                                                                                   \
    .key = "segment", .type = SCHEMA_NAME, IN_OWNER (segment), .required = true, .doc = "its segment" \
  }

#define OP_PART                                                                               \
  { .key = "offset",                                                                          \
    .type = SCHEMA_BYTES,                                                                     \
    SCHEMA_AT (ScenarioProcessOp, offset_bytes, uint64_t),                                    \
    .fallback = "0",                                                                          \
    .doc = "where in the segment it begins, a multiple of page_size" },                       \
  {                                                                                           \
    .key = "size", .type = SCHEMA_BYTES, SCHEMA_AT (ScenarioProcessOp, size_bytes, uint64_t), \
    .range = { SCHEMA_PAGE_BYTES, 4 * SCHEMA_TIB }, .absent = "up to the end of the segment", \
    .doc = "how much, a multiple of page_size"                                                \
  }

static const SchemaWord advice_words[] = {
  { "free", SEGMENT_ADVICE_FREE, "MADV_FREE: pages that nobody else has become free" },
  { "access_default", SEGMENT_ADVICE_ACCESS_DEFAULT, "MADV_ACCESS_DEFAULT" },
  { "access_lwp", SEGMENT_ADVICE_ACCESS_LWP, "MADV_ACCESS_LWP: the next thread to touch it uses it most" },
  { "access_many", SEGMENT_ADVICE_ACCESS_MANY, "MADV_ACCESS_MANY: many processes will use it" },
};

static const SchemaField mmap_fields[] = { OP_PROCESS, OP_SEGMENT };
static const SchemaField munmap_fields[] = { OP_PROCESS, OP_SEGMENT, OP_PART };
static const SchemaField mlock_fields[] = { OP_PROCESS, OP_SEGMENT, OP_PART };
static const SchemaField exit_fields[] = { OP_PROCESS };

static const SchemaField mprotect_fields[] = {
  OP_PROCESS,
  OP_SEGMENT,
  OP_PART,
  { .key = "protection",
    .type = SCHEMA_ENUM,
    SCHEMA_AT (ScenarioProcessOp, protection, Protection),
    .required = true,
    SCHEMA_WORDS (PROTECTION_WORDS),
    .doc = "what the process may do with it" },
};

static const SchemaField setpagesize_fields[] = {
  OP_PROCESS,
  OP_SEGMENT,
  OP_PART,
  { .key = "page_size",
    .type = SCHEMA_ENUM,
    SCHEMA_AT (ScenarioProcessOp, page_size, PageSizeCode),
    .required = true,
    SCHEMA_WORDS (PAGE_SIZE_WORDS),
    .doc = "size of its pages from now on; offset and size are multiples of this and of what it was" },
};

static const SchemaField madvise_fields[] = {
  OP_PROCESS,
  OP_SEGMENT,
  OP_PART,
  { .key = "advice",
    .type = SCHEMA_ENUM,
    SCHEMA_AT (ScenarioProcessOp, advice, SegmentAdvice),
    .required = true,
    SCHEMA_WORDS (advice_words),
    .doc = "what the process says about it" },
};

static const SchemaField fork_fields[] = {
  OP_PROCESS,
  { .key = "lifetime",
    .type = SCHEMA_TIME,
    SCHEMA_AT (ScenarioProcessOp, lifetime_ns, uint64_t),
    .fallback = "100ms",
    .range = { 0, SCHEMA_TIME_MAX_NS },
    .doc = "time between the child's fork and its exit" },
};

static const SchemaField zone_enter_fields[] = {
  OP_PROCESS,
  { .key = "zone",
    .type = SCHEMA_NAME,
    SCHEMA_AT (ScenarioProcessOp, zone, const char *),
    .required = true,
    .doc = "the zone that it moves to" },
};

#define OF_PROCESS_OP(fields_) NULL, fields_, G_N_ELEMENTS (fields_), offsetof (ScenarioEvent, process_op), 0
static const SchemaField remove_fields[] = {
  { .key = "size",
    .type = SCHEMA_PAGES,
    SCHEMA_AT (ScenarioMemoryChange, pages, uint64_t),
    .required = true,
    .range = { SCHEMA_PAGE_BYTES, 4 * SCHEMA_TIB },
    .doc = "how much; it is the memory that was used first" },
  { .key = "timeout",
    .type = SCHEMA_TIME,
    SCHEMA_AT (ScenarioMemoryChange, timeout_ns, uint64_t),
    .fallback = "60s",
    .range = { 1, SCHEMA_TIME_MAX_NS },
    .doc = "it gives up after so long without getting a page, and gives all back" },
};

static const SchemaField add_fields[] = {
  { .key = "size",
    .type = SCHEMA_PAGES,
    SCHEMA_AT (ScenarioMemoryChange, pages, uint64_t),
    .required = true,
    .range = { SCHEMA_PAGE_BYTES, 4 * SCHEMA_TIB },
    .doc = "how much" },
};

#define OF_CHANGE(fields_) fields_, G_N_ELEMENTS (fields_), offsetof (ScenarioEvent, change), 0
#define OF_MEMORY(fields_) fields_, G_N_ELEMENTS (fields_), offsetof (ScenarioEvent, memory), 0
#define OF_NOTHING NULL, 0, 0, 0

static const SchemaVariant event_variants[] = {
  { "consume_memory", SCENARIO_EVENT_CONSUME_MEMORY, "somebody takes free memory and keeps it", NULL,
    OF_MEMORY (consume_fields) },
  { "release_memory", SCENARIO_EVENT_RELEASE_MEMORY, "memory taken by consume_memory becomes free", NULL,
    OF_MEMORY (release_fields) },
  { "set_freemem", SCENARIO_EVENT_SET_FREEMEM,
    "an experiment: pages are taken or given so that freemem is this", NULL, OF_MEMORY (set_fields) },
  { "set_needfree", SCENARIO_EVENT_SET_NEEDFREE,
    "an experiment: needfree, what sleepers wait for, becomes this", NULL, OF_MEMORY (set_fields) },
  { "cache_disable", SCENARIO_EVENT_CACHE_DISABLE, "the cache is emptied and off (seg_p_disable); these nest",
    NULL, OF_NOTHING },
  { "cache_enable", SCENARIO_EVENT_CACHE_ENABLE, "undoes one cache_disable (seg_p_enable)", NULL,
    OF_NOTHING },
  { "purge_owner", SCENARIO_EVENT_PURGE_OWNER, "all idle entries of one owner leave the cache (seg_ppurge)",
    NULL, owner_fields, G_N_ELEMENTS (owner_fields), offsetof (ScenarioEvent, owner), 0 },
  { "force_purge", SCENARIO_EVENT_FORCE_PURGE, "all idle entries leave the cache (a forced purge)", NULL,
    OF_NOTHING },
  { "mmap", SCENARIO_EVENT_MMAP, "a process maps a segment that is not mapped; fails if a part of it is",
    OF_PROCESS_OP (mmap_fields) },
  { "munmap", SCENARIO_EVENT_MUNMAP, "a process unmaps a segment, or a part; waits while pages are locked",
    OF_PROCESS_OP (munmap_fields) },
  { "mprotect", SCENARIO_EVENT_MPROTECT, "a process changes a protection; waits while pages are locked",
    OF_PROCESS_OP (mprotect_fields) },
  { "setpagesize", SCENARIO_EVENT_SETPAGESIZE,
    "a private or shared segment, or a part, gets pages of another size; waits while pages are locked",
    OF_PROCESS_OP (setpagesize_fields) },
  { "madvise", SCENARIO_EVENT_MADVISE, "a process says how it will use memory",
    OF_PROCESS_OP (madvise_fields) },
  { "mlock", SCENARIO_EVENT_MLOCK,
    "a process locks pages of a dism segment into memory, so that the cache may have them",
    OF_PROCESS_OP (mlock_fields) },
  { "munlock", SCENARIO_EVENT_MUNLOCK, "a process undoes its mlock of pages of a dism segment",
    OF_PROCESS_OP (mlock_fields) },
  { "fork", SCENARIO_EVENT_FORK, "a process forks a child, which does nothing and exits",
    OF_PROCESS_OP (fork_fields) },
  { "exit", SCENARIO_EVENT_EXIT, "a process ends: its workloads stop, and it unmaps all when their I/Os end",
    OF_PROCESS_OP (exit_fields) },
  { "zone_enter", SCENARIO_EVENT_ZONE_ENTER,
    "a process moves to another zone; fails if a shared segment of it reserves swap",
    OF_PROCESS_OP (zone_enter_fields) },
  { "memory_remove", SCENARIO_EVENT_MEMORY_REMOVE,
    "memory is taken out of the running machine; the cache is off until that is over", NULL,
    OF_CHANGE (remove_fields) },
  { "memory_add", SCENARIO_EVENT_MEMORY_ADD,
    "memory is added to the running machine; the cache's window does not grow", NULL,
    OF_CHANGE (add_fields) },
  { "page_retire", SCENARIO_EVENT_PAGE_RETIRE,
    "a page with errors is retired; if it is locked, the cache is off for up to 3 x 23 s", NULL, OF_NOTHING },
};

static const SchemaVariant *event_variant (size_t i)
{
  return i < G_N_ELEMENTS (event_variants) ? &event_variants[i] : NULL;
}

static const SchemaField event_fields[] = {
  { .key = "at",
    .type = SCHEMA_TIME,
    SCHEMA_AT (ScenarioEvent, at_ns, uint64_t),
    .required = true,
    .range = { 0, SCHEMA_TIME_MAX_NS },
    .doc = "when it happens" },
  { .key = "every",
    .type = SCHEMA_TIME,
    SCHEMA_AT (ScenarioEvent, every_ns, uint64_t),
    .range = { 1, SCHEMA_TIME_MAX_NS },
    .absent = "it happens once",
    .doc = "so long after, it happens again, and so on" },
  { .key = "until",
    .type = SCHEMA_TIME,
    SCHEMA_AT (ScenarioEvent, until_ns, uint64_t),
    .range = { 1, SCHEMA_TIME_MAX_NS },
    .absent = "the end of the run",
    .doc = "with every: it does not happen after this time" },
};

const SchemaTable EVENT_TABLE = {
  .noun = "event",
  .plural = "events",
  .size = sizeof (ScenarioEvent),
  .fields = event_fields,
  .field_count = G_N_ELEMENTS (event_fields),
  .tag_key = "action",
  .tag_doc = "what happens",
  .tag_offset = SCHEMA_MEMBER (ScenarioEvent, action, ScenarioEventAction),
  .variant = event_variant,
};
