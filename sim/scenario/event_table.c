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

/* NOLINTBEGIN(bugprone-macro-parentheses): the name of a member cannot stand in parentheses */
#define KEYS(fields_) .fields = (fields_), .field_count = G_N_ELEMENTS (fields_)
#define NO_KEYS .fields = NULL
#define EVENT_VARIANT(id_, word_, member_, keys_, check_, doc_) \
  { .word = (word_),                                            \
    .value = SCENARIO_EVENT_##id_,                              \
    .doc = (doc_),                                              \
    keys_,                                                      \
    .offset = offsetof (ScenarioEvent, member_) },
/* NOLINTEND(bugprone-macro-parentheses) */

static const SchemaVariant event_variants[] = { SCENARIO_ACTIONS_TABLE (EVENT_VARIANT) };

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
