/* override.c - changes to a tree of YAML by "path=value" */
#include "override.h"

#include "words.h"

#include <string.h>

#define STEPS_MAX 32

/* One part of a path: a key, the name of an item of a list, or an index. */
typedef struct {
  const char *text; /* an index has its brackets */
  bool is_index;
  size_t index;
} Step;

typedef struct {
  Arena *arena;
  Diagnostics *diagnostics;
  SourcePlace place;
  Step steps[STEPS_MAX];
  size_t count;
  const YamlNode *value;
} Override;

G_GNUC_PRINTF (2, 3)
static bool report (const Override *override, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  diagnostics_add_va (override->diagnostics, override->place, format, arguments);
  va_end (arguments);
  return false;
}

/* ---- reading the path ---- */

static bool override_read_path (Override *override, const char *path)
{
  if (!g_regex_match_simple ("^[^.[]+(\\[[0-9]+\\]|\\.[^.[]+)*$", path, G_REGEX_DOLLAR_ENDONLY, 0)) {
    return report (override, "the path is malformed; write it as processes.db.count=4 or events[0].at=5s");
  }
  g_autoptr (GRegex) part = g_regex_new ("\\[[0-9]+\\]|[^.[]+", 0, 0, NULL);
  g_autoptr (GMatchInfo) found = NULL;
  for (g_regex_match (part, path, 0, &found); g_match_info_matches (found); g_match_info_next (found, NULL)) {
    if (override->count == STEPS_MAX) {
      return report (override, "the path has more than %d parts; no value is so deep", STEPS_MAX);
    }
    Step *step = &override->steps[override->count++];
    step->text = arena_take (override->arena, g_match_info_fetch (found, 0));
    step->is_index = step->text[0] == '[';
    /* An index that does not fit becomes the largest number, which is beyond any list. */
    step->index = step->is_index ? g_ascii_strtoull (step->text + 1, NULL, 10) : 0;
  }
  return true;
}

/* ---- finding the place and putting the value there ---- */

static const YamlNode *set_in (const Override *override, const YamlNode *node, size_t depth);

/* The path of the first COUNT steps; "scenario" if COUNT is 0.  The caller frees it with g_free(). */
static char *path_of (const Override *override, size_t count)
{
  GString *path = g_string_new (count > 0 ? NULL : "scenario");
  for (size_t i = 0; i < count; i++) {
    const Step *step = &override->steps[i];
    g_string_append_printf (path, "%s%s", i > 0 && !step->is_index ? "." : "", step->text);
  }
  return g_string_free (path, FALSE);
}

static void report_no_item (const Override *override, const YamlNode *sequence, size_t depth)
{
  g_autofree char *list = path_of (override, depth);
  const Step *step = &override->steps[depth];
  if (step->is_index) {
    report (override, "%s%s does not exist; %s has %zu item%s, counted from 0", list, step->text, list,
            sequence->count, sequence->count == 1 ? "" : "s");
    return;
  }
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (size_t i = 0; i < sequence->count; i++) {
    const char *name = yaml_node_find_text (sequence->items[i], "name");
    if (name) {
      g_ptr_array_add (names, (void *)name);
    }
  }
  g_autofree char *quoted = words_quote (step->text);
  if (names->len == 0) {
    report (override, "%s has no item named %s; use an index such as %s[0]", list, quoted, list);
    return;
  }
  g_autofree char *hint = words_hint (step->text, (const char *const *)names->pdata, names->len);
  report (override, "%s has no item named %s; %s", list, quoted, hint);
}

static size_t find_item (const YamlNode *sequence, const Step *step)
{
  if (step->is_index) {
    return MIN (step->index, sequence->count);
  }
  size_t i = 0;
  while (i < sequence->count
         && g_strcmp0 (yaml_node_find_text (sequence->items[i], "name"), step->text) != 0) {
    i++;
  }
  return i;
}

static const YamlNode *set_in_sequence (const Override *override, const YamlNode *sequence, size_t depth)
{
  size_t index = find_item (sequence, &override->steps[depth]);
  if (index == sequence->count) {
    report_no_item (override, sequence, depth);
    return NULL;
  }
  const YamlNode *item = set_in (override, sequence->items[index], depth + 1);
  return item ? yaml_node_with_item (override->arena, sequence, index, item) : NULL;
}

/* MAPPING is NULL if it does not exist yet. */
static const YamlNode *set_in_mapping (const Override *override, const YamlNode *mapping, size_t depth)
{
  const Step *step = &override->steps[depth];
  if (step->is_index) {
    g_autofree char *path = path_of (override, depth + 1);
    report (override, "%s is not there: an index is for lists only; use a key", path);
    return NULL;
  }
  const YamlPair *pair = yaml_node_find (mapping, step->text);
  const YamlNode *value = set_in (override, pair ? pair->value : NULL, depth + 1);
  const YamlNode *key = yaml_node_scalar (override->arena, override->place, step->text);
  return value ? yaml_node_with_pair (override->arena, mapping, pair ? pair->key : key, value) : NULL;
}

/* A copy of NODE with the value set at the path from step DEPTH on; NULL with the mistake added. */
static const YamlNode *set_in (const Override *override, const YamlNode *node, size_t depth)
{
  if (depth == override->count) {
    return override->value;
  }
  bool is_absent = !node || yaml_node_is_null (node);
  if (!is_absent && node->kind == YAML_NODE_SEQUENCE) {
    return set_in_sequence (override, node, depth);
  }
  if (!is_absent && node->kind == YAML_NODE_SCALAR) {
    g_autofree char *path = path_of (override, depth);
    g_autofree char *quoted = words_quote (node->text);
    report (override, "%s is the value %s, which has no keys; set %s itself", path, quoted, path);
    return NULL;
  }
  return set_in_mapping (override, is_absent ? NULL : node, depth);
}

/* A copy of ROOT with the value set; ROOT itself on a mistake. */
static const YamlNode *set_in_root (const Override *override, const YamlNode *root)
{
  const YamlNode *changed = override->value ? set_in (override, root, 0) : NULL;
  return changed ? changed : root;
}

const YamlNode *override_apply (Arena *arena, const YamlNode *root, const char *set, Diagnostics *diagnostics)
{
  Override override = { .arena = arena, .diagnostics = diagnostics };
  g_autofree char *printable = g_utf8_make_valid (set, -1);
  override.place.file = arena_printf (arena, "--set %s", printable);
  const char *equals = strchr (set, '=');
  if (!equals || equals == set) {
    report (&override, "expected path=value, such as tunables.segpcache_shrink_shift=4");
    return root;
  }
  if (!g_utf8_validate (set, -1, NULL)) {
    report (&override, "this is not UTF-8; check the encoding of the terminal");
    return root;
  }
  if (!override_read_path (&override, arena_copy (arena, set, (size_t)(equals - set)))) {
    return root;
  }
  const char *value = equals + 1;
  if (*value == '\0') {
    report (&override, "there is no value after the '='; give one, or \"\" for no text");
    return root;
  }
  YamlOrigin origin = { override.place.file, false };
  override.value = yaml_tree_read (arena, origin, value, strlen (value), diagnostics);
  return set_in_root (&override, root);
}

const YamlNode *override_put (Arena *arena, const YamlNode *root, SourcePlace place, const char *path,
                              const char *text, Diagnostics *diagnostics)
{
  Override override = { .arena = arena, .diagnostics = diagnostics, .place = place };
  if (override_read_path (&override, path)) {
    override.value = yaml_node_scalar (arena, place, text);
  }
  return set_in_root (&override, root);
}
