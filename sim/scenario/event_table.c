/* event_table.c - what a scenario may say of its events */
#include "scenario.h"
#include "scenario_table.h"

static const SchemaField consume_fields[] = {
  SCHEMA_KEY ("size", PAGES, ScenarioMemoryAmount, pages, "how much", .required = true,
              .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }),
};

static const SchemaField release_fields[] = {
  SCHEMA_KEY ("size", PAGES, ScenarioMemoryAmount, pages, "how much",
              .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }, .absent = "all that was consumed"),
};

static const SchemaField set_fields[] = {
  SCHEMA_KEY ("size", PAGES, ScenarioMemoryAmount, pages, "what it becomes", .required = true,
              .range = { 0, 4 * SCHEMA_TIB }, .plain = SCHEMA_PLAIN_PAGES),
};

/* ---- what processes do ---- */

#define OP_PROCESS                                               \
  SCHEMA_KEY ("process", NAME, ScenarioProcessOp, owner.process, \
              "the process; each of them, if it has a count", .required = true)

#define OP_SEGMENT \
  SCHEMA_KEY ("segment", NAME, ScenarioProcessOp, owner.segment, "its segment", .required = true)

#define OP_PART                                                                                      \
  SCHEMA_KEY ("offset", BYTES, ScenarioProcessOp, offset_bytes,                                      \
              "where in the segment it begins, a multiple of page_size", .fallback = "0"),           \
      SCHEMA_KEY ("size", BYTES, ScenarioProcessOp, size_bytes, "how much, a multiple of page_size", \
                  .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }, .absent = "up to the end of the segment")

static const SchemaWord advice_words[] = {
  { "free", SEGMENT_ADVICE_FREE, "MADV_FREE: pages that nobody else has become free" },
  { "access_default", SEGMENT_ADVICE_ACCESS_DEFAULT, "MADV_ACCESS_DEFAULT" },
  { "access_lwp", SEGMENT_ADVICE_ACCESS_LWP, "MADV_ACCESS_LWP: the next thread to touch it uses it most" },
  { "access_many", SEGMENT_ADVICE_ACCESS_MANY, "MADV_ACCESS_MANY: many processes will use it" },
};

static const SchemaField owner_fields[] = {
  OP_PROCESS,
  SCHEMA_KEY ("segment", NAME, ScenarioProcessOp, owner.segment, "its segment; of a shared one, the object",
              .required = true),
};

static const SchemaField mmap_fields[] = { OP_PROCESS, OP_SEGMENT };
static const SchemaField munmap_fields[] = { OP_PROCESS, OP_SEGMENT, OP_PART };
static const SchemaField mlock_fields[] = { OP_PROCESS, OP_SEGMENT, OP_PART };
static const SchemaField exit_fields[] = { OP_PROCESS };

static const SchemaField mprotect_fields[] = {
  OP_PROCESS,
  OP_SEGMENT,
  OP_PART,
  SCHEMA_KEY ("protection", ENUM, ScenarioProcessOp, protection, "what the process may do with it",
              .required = true, SCHEMA_WORDS (PROTECTION_WORDS)),
};

static const SchemaField setpagesize_fields[] = {
  OP_PROCESS,
  OP_SEGMENT,
  OP_PART,
  SCHEMA_KEY ("page_size", ENUM, ScenarioProcessOp, page_size,
              "size of its pages from now on; offset and size are multiples of this and of what it was",
              .required = true, SCHEMA_WORDS (PAGE_SIZE_WORDS)),
};

static const SchemaField madvise_fields[] = {
  OP_PROCESS,
  OP_SEGMENT,
  OP_PART,
  SCHEMA_KEY ("advice", ENUM, ScenarioProcessOp, advice, "what the process says about it", .required = true,
              SCHEMA_WORDS (advice_words)),
};

static const SchemaField fork_fields[] = {
  OP_PROCESS,
  SCHEMA_KEY ("lifetime", TIME, ScenarioProcessOp, lifetime_ns, "time between the child's fork and its exit",
              .fallback = "100ms", .range = { 0, SCHEMA_TIME_MAX_NS }),
};

static const SchemaField zone_enter_fields[] = {
  OP_PROCESS,
  SCHEMA_KEY ("zone", NAME, ScenarioProcessOp, zone, "the zone that it moves to", .required = true),
};

static const SchemaField remove_fields[] = {
  SCHEMA_KEY ("size", PAGES, ScenarioMemoryAmount, pages, "how much; it is the memory that was used first",
              .required = true, .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }),
  SCHEMA_KEY ("timeout", TIME, ScenarioMemoryAmount, timeout_ns,
              "it gives up after so long without getting a page, and gives all back", .fallback = "60s",
              .range = { 1, SCHEMA_TIME_MAX_NS }),
};

/* NOLINTBEGIN(bugprone-macro-parentheses): the name of a member cannot stand in parentheses */
#define KEYS SCHEMA_FIELDS
#define NO_KEYS .fields = NULL
#define EVENT_VARIANT(id_, word_, member_, keys_, doc_) \
  { .word = (word_),                                    \
    .value = SCENARIO_EVENT_##id_,                      \
    .doc = (doc_),                                      \
    keys_,                                              \
    .offset = offsetof (ScenarioEvent, member_) },
/* NOLINTEND(bugprone-macro-parentheses) */

static const SchemaVariant event_variants[] = { SCENARIO_ACTIONS_TABLE (EVENT_VARIANT) };

static const SchemaVariant *event_variant (size_t i)
{
  return i < G_N_ELEMENTS (event_variants) ? &event_variants[i] : NULL;
}

static const SchemaField event_fields[] = {
  SCHEMA_KEY ("at", TIME, ScenarioEvent, at_ns, "when it happens", .required = true,
              .range = { 0, SCHEMA_TIME_MAX_NS }),
  SCHEMA_KEY ("every", TIME, ScenarioEvent, every_ns, "so long after, it happens again, and so on",
              .range = { 1, SCHEMA_TIME_MAX_NS }, .absent = "it happens once"),
  SCHEMA_KEY ("until", TIME, ScenarioEvent, until_ns, "with every: it does not happen after this time",
              .range = { 1, SCHEMA_TIME_MAX_NS }, .absent = "the end of the run"),
};

const SchemaTable EVENT_TABLE = {
  SCHEMA_TABLE_OF ("event", "events", ScenarioEvent, event_fields),
  .tag_key = "action",
  .tag_doc = "what happens",
  .tag_offset = SCHEMA_MEMBER (ScenarioEvent, action, ScenarioEventAction),
  .variant = event_variant,
};
