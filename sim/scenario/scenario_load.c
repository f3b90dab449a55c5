/* scenario_load.c - from a file to a scenario */
#include "scenario_load.h"

#include "override.h"
#include "scenario_check.h"
#include "scenario_table.h"
#include "settings.h"
#include "system_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What hangs on a scenario beside its structs. */
struct ScenarioMemory {
  Arena *arena;
  GHashTable *given; /* see SchemaContext */
};

G_DEFINE_QUARK (scenario - error - quark, scenario_error)

void scenario_free (Scenario *scenario)
{
  if (scenario) {
    struct ScenarioMemory *memory = scenario->memory;
    g_hash_table_unref (memory->given);
    arena_free (memory->arena); /* SCENARIO and MEMORY are in it */
  }
}

static Scenario *scenario_new (void)
{
  Arena *arena = arena_new ();
  Scenario *scenario = arena_alloc (arena, 1, sizeof *scenario);
  scenario->memory = arena_alloc (arena, 1, sizeof *scenario->memory);
  scenario->memory->arena = arena;
  scenario->memory->given = g_hash_table_new (NULL, NULL);
  return scenario;
}

SourcePlace scenario_place_of (const Scenario *scenario, const void *member)
{
  const SchemaGiven *given = g_hash_table_lookup (scenario->memory->given, member);
  return given ? given->place : (SourcePlace){ 0 };
}

static ScenarioStrings copy_strings (Arena *arena, const char *const *strings)
{
  size_t count = strings ? g_strv_length ((char **)(void *)strings) : 0;
  const char **items = arena_alloc (arena, count + 1, sizeof (char *));
  for (size_t i = 0; i < count; i++) {
    items[i] = arena_copy (arena, strings[i], strlen (strings[i]));
  }
  return (ScenarioStrings){ items, count };
}

/* What is to be changed, read but not yet done. */
typedef struct {
  GArray *settings; /* SystemSetting */
  const char *const *sets;
} Changes;

/* All of CHANGES as overrides, for SCENARIO's `sets`. */
static ScenarioStrings list_changes (Arena *arena, const Changes *changes)
{
  size_t sets = changes->sets ? g_strv_length ((char **)(void *)changes->sets) : 0;
  size_t settings = changes->settings ? changes->settings->len : 0;
  const char **items = arena_alloc (arena, settings + sets + 1, sizeof (char *));
  for (size_t i = 0; i < settings; i++) {
    const SystemSetting *setting = &g_array_index (changes->settings, SystemSetting, i);
    items[i] = arena_printf (arena, "%s=%s", setting->path, setting->value);
  }
  for (size_t i = 0; i < sets; i++) {
    items[settings + i] = arena_copy (arena, changes->sets[i], strlen (changes->sets[i]));
  }
  return (ScenarioStrings){ items, settings + sets };
}

static const YamlNode *apply_changes (Arena *arena, const YamlNode *root, const Changes *changes,
                                      ScenarioStrings all, Diagnostics *diagnostics)
{
  size_t settings = changes->settings ? changes->settings->len : 0;
  for (size_t i = 0; i < settings; i++) {
    const SystemSetting *setting = &g_array_index (changes->settings, SystemSetting, i);
    root = override_put (arena, root, setting->place, setting->path, setting->value, diagnostics);
  }
  for (size_t i = settings; i < all.count; i++) {
    root = override_apply (arena, root, all.items[i], diagnostics);
  }
  return root;
}

/* Fills SCENARIO, all mistakes into DIAGNOSTICS. */
static void scenario_fill (Scenario *scenario, const char *text, size_t length, const Changes *changes,
                           Diagnostics *diagnostics)
{
  Arena *arena = scenario->memory->arena;
  YamlOrigin origin = { scenario->path, true };
  const YamlNode *root = yaml_tree_read (arena, origin, text, length, diagnostics);
  if (!root) {
    return;
  }
  root = apply_changes (arena, root, changes, scenario->sets, diagnostics);
  scenario->settings = settings_list (arena, root);
  g_autofree char *directory = g_path_get_dirname (scenario->path);
  SchemaContext context = { arena, diagnostics, directory, scenario->memory->given };
  schema_read (&context, &SCENARIO_TABLE, root, scenario);
  scenario_check (&context, scenario);
}

/* The file of bytes at a path. */
typedef struct {
  const char *path;
  const char *text;
  size_t length;
} FileText;

static Scenario *load_from (const FileText *file, const FileText *system, const char *const *sets,
                            GError **error)
{
  Scenario *scenario = scenario_new ();
  Arena *arena = scenario->memory->arena;
  scenario->path = arena_copy (arena, file->path, strlen (file->path));
  scenario->sha256 = arena_take (
      arena, g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)file->text, file->length));
  scenario->text = arena_copy (arena, file->text, file->length);
  scenario->text_length = file->length;
  Diagnostics *diagnostics = diagnostics_new (scenario->path);
  Changes changes = { .sets = sets };
  if (system) {
    changes.settings = system_file_read (arena, arena_copy (arena, system->path, strlen (system->path)),
                                         system->text, system->length, diagnostics);
  }
  scenario->sets = list_changes (arena, &changes);
  scenario_fill (scenario, file->text, file->length, &changes, diagnostics);
  g_clear_pointer (&changes.settings, g_array_unref);
  GError *mistakes = diagnostics_error (diagnostics, SCENARIO_ERROR, SCENARIO_ERROR_INVALID);
  g_auto (GStrv) warnings = diagnostics_warnings (diagnostics);
  scenario->warnings = copy_strings (arena, (const char *const *)warnings);
  diagnostics_free (diagnostics);
  if (mistakes) {
    g_propagate_error (error, mistakes);
    scenario_free (scenario);
    return NULL;
  }
  return scenario;
}

Scenario *scenario_load_text (const char *path, const char *text, size_t length, const char *const *sets,
                              GError **error)
{
  FileText file = { path, text, length };
  return load_from (&file, NULL, sets, error);
}

/* The bytes of the file at PATH, at most one more than a scenario may have; NULL if that cannot be. */
static GByteArray *scenario_read_file (const char *path, GError **error)
{
  FILE *file = fopen (path, "rbe");
  GByteArray *bytes = g_byte_array_new ();
  g_byte_array_set_size (bytes, YAML_MAX_BYTES + 1);
  size_t length = file ? fread (bytes->data, 1, bytes->len, file) : 0;
  bool failed = !file || ferror (file);
  int reason = errno;
  if (file) {
    (void)fclose (file); /* it was only read */
  }
  if (failed) {
    g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_FILE, "%s: cannot be read: %s", path,
                 g_strerror (reason));
    g_byte_array_unref (bytes);
    return NULL;
  }
  g_byte_array_set_size (bytes, (unsigned)length);
  return bytes;
}

Scenario *scenario_load_changed (const char *path, const ScenarioChanges *changes, GError **error)
{
  g_autoptr (GByteArray) bytes = scenario_read_file (path, error);
  if (!bytes) {
    return NULL;
  }
  FileText file = { path, (const char *)bytes->data, bytes->len };
  if (!changes->system_path) {
    return load_from (&file, NULL, changes->sets, error);
  }
  g_autoptr (GByteArray) system_bytes = scenario_read_file (changes->system_path, error);
  if (!system_bytes) {
    return NULL;
  }
  FileText system = { changes->system_path, (const char *)system_bytes->data, system_bytes->len };
  return load_from (&file, &system, changes->sets, error);
}

Scenario *scenario_load (const char *path, const char *const *sets, GError **error)
{
  return scenario_load_changed (path, &(ScenarioChanges){ .sets = sets }, error);
}
