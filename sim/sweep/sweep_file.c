/* sweep_file.c - reads a plan file by a table of its keys */
#include "sweep_file.h"

#include "scenario_load.h"
#include "schema.h"

#include <string.h>

#define LIST(key_, member_, doc_) \
  SCHEMA_KEY (key_, TEXT_LIST, SweepFile, member_, doc_, .count_offset = offsetof (SweepFile, counts))

static const SchemaField fields[] = {
  LIST ("vary", request.vary, "what to vary: PATH=VALUES, as --vary has it"),
  LIST ("base", request.base, "PATH=VALUE of the point to compare with, instead of the scenario's own"),
  LIST ("metrics", metrics, "metrics of summary.json to record"),
  LIST ("set", sets, "PATH=VALUE for all points"),
  SCHEMA_KEY ("replications", UNSIGNED, SweepFile, request.replications, "how often each point is run",
              .fallback = "1", .range = { 1, 1000000 }),
  SCHEMA_KEY ("random", UNSIGNED, SweepFile, request.random_points, "points to draw from the ranges",
              .fallback = "0", .range = { 0, 1000000 }),
  SCHEMA_KEY ("lhs", UNSIGNED, SweepFile, request.lhs_points,
              "points to draw from the ranges, as a Latin hypercube", .fallback = "0",
              .range = { 0, 1000000 }),
  SCHEMA_KEY ("draw-seed", UNSIGNED, SweepFile, request.draw_seed, "seed of what is drawn", .fallback = "0"),
  SCHEMA_KEY ("seed", UNSIGNED, SweepFile, seed, "instead of the scenario's seed", .absent = "the scenario's",
              .range = { 0, UINT64_MAX - 1 }),
};

static const SchemaTable table = { SCHEMA_TABLE_OF ("plan", "plans", SweepFile, fields) };

void sweep_file_free (SweepFile *file)
{
  if (file != NULL) {
    arena_free (file->arena); /* FILE is in it */
  }
}

static bool sweep_file_read_text (SweepFile *file, const char *path, const char *text, size_t length,
                                  GError **error)
{
  Diagnostics *diagnostics = diagnostics_new (path);
  YamlOrigin origin = { arena_copy (file->arena, path, strlen (path)), true };
  const YamlNode *root = yaml_tree_read (file->arena, origin, text, length, diagnostics);
  if (root != NULL) {
    g_autofree char *directory = g_path_get_dirname (path);
    g_autoptr (GHashTable) given = g_hash_table_new (NULL, NULL);
    SchemaContext context = { file->arena, diagnostics, directory, given,
                              SCHEMA_LEAST_PAGE }; /* no key is a size */
    schema_read (&context, &table, root, file);
  }
  GError *mistakes = diagnostics_error (diagnostics, SCENARIO_ERROR, SCENARIO_ERROR_INVALID);
  diagnostics_free (diagnostics);
  if (mistakes != NULL) {
    g_propagate_error (error, mistakes);
  }
  return mistakes == NULL;
}

SweepFile *sweep_file_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  if (path != NULL && !g_file_get_contents (path, &text, &length, error)) {
    return NULL;
  }
  Arena *arena = arena_new ();
  SweepFile *file = arena_alloc (arena, 1, sizeof *file);
  *file = (SweepFile){ .arena = arena, .seed = SWEEP_FILE_NO_SEED, .request.replications = 1 };
  if (path != NULL && !sweep_file_read_text (file, path, text, length, error)) {
    g_clear_pointer (&file, sweep_file_free);
  }
  return file;
}
