/* scenario_load.c - from a file to a scenario, and the command that runs it again */
#include "scenario_load.h"

#include "kernel_tunable.h"
#include "override.h"
#include "scenario_check.h"
#include "scenario_table.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

G_DEFINE_QUARK (scenario - error - quark, scenario_error)

void scenario_free (Scenario *scenario)
{
  if (scenario) {
    g_hash_table_unref (scenario->given);
    arena_free (scenario->arena); /* SCENARIO is in it */
  }
}

SourcePlace scenario_place_of (const Scenario *scenario, const void *member)
{
  const SchemaGiven *given = g_hash_table_lookup (scenario->given, member);
  return given ? given->place : (SourcePlace){ 0 };
}

/* ---- what describes the run ---- */

/* The keys that do not describe the run. */
static const char *const passed_over[] = { "name", "description", "expect", "tolerances", NULL };

/* A node, and the path to it, freed with g_free(). */
typedef struct {
  const YamlNode *node;
  char *path;
} Place;

/* Puts the children of PLACE on STACK, the first child on top. */
static void push_children (GArray *stack, const Place *place)
{
  for (size_t i = place->node->count; i > 0; i--) {
    Place child;
    if (place->node->kind == YAML_NODE_SEQUENCE) {
      child.node = place->node->items[i - 1];
      const char *name = yaml_node_find_text (child.node, "name");
      child.path = name ? g_strconcat (place->path, ".", name, NULL)
                        : g_strdup_printf ("%s[%" G_GSIZE_FORMAT "]", place->path, i - 1);
    } else {
      const YamlPair *pair = &place->node->pairs[i - 1];
      bool is_top = *place->path == '\0';
      if (is_top && g_strv_contains (passed_over, pair->key->text)) {
        continue;
      }
      child.node = pair->value;
      child.path = g_strconcat (place->path, is_top ? "" : ".", pair->key->text, NULL);
    }
    g_array_append_val (stack, child);
  }
}

/* Gives STRINGS to ARENA; returns them as a list that ends with NULL. */
static const char *const *take_strings (Arena *arena, GPtrArray *strings)
{
  g_ptr_array_add (strings, NULL);
  return arena_take (arena, g_ptr_array_free (strings, FALSE));
}

/* All values under ROOT that describe the run, in their order, as "path=value" with paths as --set takes them.
 * Name, description and what is expected do not describe it. */
static const char *const *list_settings (Arena *arena, const YamlNode *root)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Place));
  GPtrArray *found = g_ptr_array_new ();
  Place top = { root, g_strdup ("") };
  g_array_append_val (stack, top);
  while (stack->len > 0) {
    Place place = g_array_index (stack, Place, stack->len - 1);
    g_array_set_size (stack, stack->len - 1);
    if (place.node->kind == YAML_NODE_SCALAR) {
      g_ptr_array_add (found, arena_printf (arena, "%s=%s", place.path, place.node->text));
    } else {
      push_children (stack, &place);
    }
    g_free (place.path);
  }
  return take_strings (arena, found);
}

/* ---- loading ---- */

/* ROOT changed by the SETTINGS of an /etc/system file and by SETS; all become `sets` of SCENARIO. */
static const YamlNode *apply_changes (Scenario *scenario, const YamlNode *root, const GArray *settings,
                                      const char *const *sets, Diagnostics *diagnostics)
{
  Arena *arena = scenario->arena;
  GPtrArray *all = g_ptr_array_new ();
  for (unsigned i = 0; settings && i < settings->len; i++) {
    const SystemSetting *setting = &g_array_index (settings, SystemSetting, i);
    g_ptr_array_add (all, arena_printf (arena, "%s=%s", setting->path, setting->value));
    root = override_put (arena, root, setting->place, setting->path, setting->value, diagnostics);
  }
  for (; sets && *sets; sets++) {
    g_ptr_array_add (all, arena_printf (arena, "%s", *sets));
    root = override_apply (arena, root, *sets, diagnostics);
  }
  scenario->sets = take_strings (arena, all);
  return root;
}

/* Fills SCENARIO from its text with CHANGES; SYSTEM is the bytes of the /etc/system file.  Adds all mistakes
 * to DIAGNOSTICS. */
static void scenario_fill (Scenario *scenario, const ScenarioChanges *changes, const GByteArray *system,
                           Diagnostics *diagnostics)
{
  Arena *arena = scenario->arena;
  g_autoptr (GArray) settings =
      system ? kernel_tunable_read_system (arena, arena_printf (arena, "%s", changes->system_path),
                                           (const char *)system->data, system->len, diagnostics)
             : NULL;
  YamlOrigin origin = { scenario->path, true };
  const YamlNode *root = yaml_tree_read (arena, origin, scenario->text, scenario->text_length, diagnostics);
  if (!root) {
    return;
  }
  root = apply_changes (scenario, root, settings, changes->sets, diagnostics);
  scenario->settings = list_settings (arena, root);
  g_autofree char *directory = g_path_get_dirname (scenario->path);
  SchemaContext context = { arena, diagnostics, directory, scenario->given, scenario_page_bytes (scenario) };
  schema_read (&context, &SCENARIO_TABLE, root, scenario);
  scenario_check (&context, scenario);
}

/* Loads from LENGTH bytes of TEXT as if they were the file at PATH. */
static Scenario *load_from (const char *path, const char *text, size_t length, const ScenarioChanges *changes,
                            const GByteArray *system, GError **error)
{
  Arena *arena = arena_new ();
  Scenario *scenario = arena_alloc (arena, 1, sizeof *scenario);
  scenario->arena = arena;
  scenario->given = g_hash_table_new (NULL, NULL);
  scenario->path = arena_printf (arena, "%s", path);
  scenario->sha256 =
      arena_take (arena, g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text, length));
  scenario->text = arena_copy (arena, text, length);
  scenario->text_length = length;
  g_autoptr (Diagnostics) diagnostics = diagnostics_new (scenario->path);
  scenario_fill (scenario, changes, system, diagnostics);
  char **warnings = diagnostics_warnings (diagnostics);
  for (char **warning = warnings; *warning; warning++) {
    arena_take (arena, *warning);
  }
  scenario->warnings = arena_take (arena, warnings);
  GError *mistakes = diagnostics_error (diagnostics, SCENARIO_ERROR, SCENARIO_ERROR_INVALID);
  if (mistakes) {
    g_propagate_error (error, mistakes);
    g_clear_pointer (&scenario, scenario_free);
  }
  return scenario;
}

Scenario *scenario_load_text (const char *path, const char *text, size_t length, const char *const *sets,
                              GError **error)
{
  return load_from (path, text, length, &(ScenarioChanges){ .sets = sets }, NULL, error);
}

/* The bytes of the file at PATH, at most one more than a scenario may have; NULL on failure. */
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

Scenario *scenario_load (const char *path, const ScenarioChanges *changes, GError **error)
{
  static const ScenarioChanges nothing = { 0 };
  changes = changes ? changes : &nothing;
  g_autoptr (GByteArray) bytes = scenario_read_file (path, error);
  bool has_system = bytes && changes->system_path;
  g_autoptr (GByteArray) system = has_system ? scenario_read_file (changes->system_path, error) : NULL;
  if (!bytes || (has_system && !system)) {
    return NULL;
  }
  return load_from (path, (const char *)bytes->data, bytes->len, changes, system, error);
}

/* ---- running it again ---- */

/* Appends WORD, in quotes if it has characters that a shell could interpret. */
static void append_word (GString *text, const char *word)
{
  bool is_plain = word[0] != '\0';
  for (const char *at = word; *at != '\0'; at++) {
    is_plain = is_plain && (g_ascii_isalnum (*at) || strchr ("_./=,:+-@%", *at) != NULL);
  }
  if (is_plain) {
    g_string_append (text, word);
  } else {
    g_autofree char *quoted = g_shell_quote (word);
    g_string_append (text, quoted);
  }
}

void scenario_append_set (const char *set, GString *text)
{
  g_string_append (text, " --set ");
  append_word (text, set);
}

void scenario_append_command (const Scenario *scenario, GString *text)
{
  g_string_append (text, "pcachesim run ");
  append_word (text, scenario->path);
  for (const char *const *set = scenario->sets; *set; set++) {
    scenario_append_set (*set, text);
  }
}
