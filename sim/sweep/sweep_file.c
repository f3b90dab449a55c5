/* sweep_file.c - reads a plan file by a table of its keys */
#include "sweep_file.h"

#include "scenario_load.h"
#include "schema.h"

#include <string.h>

struct SweepFileMemory {
  Arena *arena;
  GHashTable *given;
};

_Static_assert(offsetof (SweepFileStrings, items) == 0, "the list itself is what the offset names");

#define LIST(key_, member_, doc_)                                                                     \
  {                                                                                                   \
    .key = (key_), .type = SCHEMA_TEXT_LIST, .offset = offsetof (SweepFile, member_),                 \
    .count_offset = offsetof (SweepFile, member_) + offsetof (SweepFileStrings, count), .doc = (doc_) \
  }

static const SchemaField fields[] = {
  LIST ("vary", vary, "what to vary: PATH=VALUES, as --vary has it"),
  LIST ("base", base, "PATH=VALUE of the point to compare with, instead of the scenario's own"),
  LIST ("metrics", metrics, "metrics of summary.json to record"),
  LIST ("set", sets, "PATH=VALUE for all points"),
  { .key = "replications",
    .type = SCHEMA_UNSIGNED,
    .offset = SCHEMA_MEMBER (SweepFile, replications, uint64_t),
    .fallback = "1",
    .range = { 1, 1000000 },
    .doc = "how often each point is run" },
  { .key = "random",
    .type = SCHEMA_UNSIGNED,
    .offset = SCHEMA_MEMBER (SweepFile, random, uint64_t),
    .fallback = "0",
    .range = { 0, 1000000 },
    .doc = "points to draw from the ranges" },
  { .key = "lhs",
    .type = SCHEMA_UNSIGNED,
    .offset = SCHEMA_MEMBER (SweepFile, lhs, uint64_t),
    .fallback = "0",
    .range = { 0, 1000000 },
    .doc = "points to draw from the ranges, as a Latin hypercube" },
  { .key = "draw-seed",
    .type = SCHEMA_UNSIGNED,
    .offset = SCHEMA_MEMBER (SweepFile, draw_seed, uint64_t),
    .fallback = "0",
    .doc = "seed of what is drawn" },
  { .key = "seed",
    .type = SCHEMA_UNSIGNED,
    .offset = SCHEMA_MEMBER (SweepFile, seed, uint64_t),
    .absent = "the scenario's",
    .range = { 0, UINT64_MAX - 1 },
    .doc = "instead of the scenario's seed" },
};

static const SchemaTable table = { .noun = "plan",
                                   .plural = "plans",
                                   .size = sizeof (SweepFile),
                                   .fields = fields,
                                   .field_count = G_N_ELEMENTS (fields) };

static SweepFile *file_new (void)
{
  Arena *arena = arena_new ();
  SweepFile *file = arena_alloc (arena, 1, sizeof *file);
  file->memory = arena_alloc (arena, 1, sizeof *file->memory);
  *file->memory = (struct SweepFileMemory){ arena, g_hash_table_new (NULL, NULL) };
  file->seed = SWEEP_FILE_NO_SEED;
  file->replications = 1;
  return file;
}

void sweep_file_free (SweepFile *file)
{
  if (file != NULL) {
    g_hash_table_unref (file->memory->given);
    arena_free (file->memory->arena); /* FILE is in it */
  }
}

static GError *sweep_file_read_text (SweepFile *file, const char *path, const char *text, size_t length)
{
  Arena *arena = file->memory->arena;
  Diagnostics *diagnostics = diagnostics_new (path);
  YamlOrigin origin = { arena_copy (arena, path, strlen (path)), true };
  const YamlNode *root = yaml_tree_read (arena, origin, text, length, diagnostics);
  if (root != NULL) {
    g_autofree char *directory = g_path_get_dirname (path);
    SchemaContext context = { arena, diagnostics, directory, file->memory->given };
    schema_read (&context, &table, root, file);
  }
  GError *mistakes = diagnostics_error (diagnostics, SCENARIO_ERROR, SCENARIO_ERROR_INVALID);
  diagnostics_free (diagnostics);
  return mistakes;
}

SweepFile *sweep_file_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  if (path != NULL && !g_file_get_contents (path, &text, &length, error)) {
    return NULL;
  }
  SweepFile *file = file_new ();
  GError *mistakes = path != NULL ? sweep_file_read_text (file, path, text, length) : NULL;
  if (mistakes != NULL) {
    g_propagate_error (error, mistakes);
    g_clear_pointer (&file, sweep_file_free);
  }
  return file;
}
