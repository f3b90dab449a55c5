#include "scenario.h"
#include "scenario_table.h"

#define AMOUNT_AT SCENARIO_AT (ScenarioMemoryAmount, pages, uint64_t)

static const SchemaField consume_fields[] = {
  { .key = "size",
    .type = SCHEMA_PAGES,
    AMOUNT_AT,
    .required = true,
    .range = { SCENARIO_PAGE_BYTES, 4 * SCENARIO_TIB },
    .doc = "how much" },
};

static const SchemaField release_fields[] = {
  { .key = "size",
    .type = SCHEMA_PAGES,
    AMOUNT_AT,
    .range = { SCENARIO_PAGE_BYTES, 4 * SCENARIO_TIB },
    .absent = "all that was consumed",
    .doc = "how much" },
};

static const SchemaField set_fields[] = {
  { .key = "size",
    .type = SCHEMA_PAGES,
    AMOUNT_AT,
    .required = true,
    .range = { 0, 4 * SCENARIO_TIB },
    .plain = SCENARIO_PAGE_BYTES,
    .doc = "what it becomes" },
};

static const SchemaField owner_fields[] = {
  { .key = "process",
    .type = SCHEMA_NAME,
    SCENARIO_AT (ScenarioOwner, process, const char *),
    .required = true,
    .doc = "the process; each of them, if it has a count" },
  { .key = "segment",
    .type = SCHEMA_NAME,
    SCENARIO_AT (ScenarioOwner, segment, const char *),
    .required = true,
    .doc = "its segment; of a shared one, the object" },
};

#define OF_MEMORY(fields_) fields_, G_N_ELEMENTS (fields_), offsetof (ScenarioEvent, memory)
#define OF_NOTHING NULL, 0, 0

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
    NULL, owner_fields, G_N_ELEMENTS (owner_fields), offsetof (ScenarioEvent, owner) },
  { "force_purge", SCENARIO_EVENT_FORCE_PURGE, "all idle entries leave the cache (a forced purge)", NULL,
    OF_NOTHING },
};

static const SchemaField event_fields[] = {
  { .key = "at",
    .type = SCHEMA_TIME,
    SCENARIO_AT (ScenarioEvent, at_ns, uint64_t),
    .required = true,
    .range = { 0, SCENARIO_TIME_MAX_NS },
    .doc = "when it happens" },
  { .key = "every",
    .type = SCHEMA_TIME,
    SCENARIO_AT (ScenarioEvent, every_ns, uint64_t),
    .range = { 1, SCENARIO_TIME_MAX_NS },
    .absent = "it happens once",
    .doc = "so long after, it happens again, and so on" },
  { .key = "until",
    .type = SCHEMA_TIME,
    SCENARIO_AT (ScenarioEvent, until_ns, uint64_t),
    .range = { 1, SCENARIO_TIME_MAX_NS },
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
  .variants = event_variants,
  .variant_count = G_N_ELEMENTS (event_variants),
};
