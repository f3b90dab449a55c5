#include "scenario_fixture.h"
#include "scenario_table.h"

#include <json-glib/json-glib.h>

/* ---- a table of our own, for what scenarios have no key for yet ---- */

typedef struct {
  bool on;
  bool off;
  int64_t number;
  uint64_t room;
} Small;

static const SchemaField small_fields[] = {
  SCHEMA_KEY ("on", BOOL, Small, on, "a switch", .fallback = "true"),
  SCHEMA_KEY ("off", BOOL, Small, off, "another"),
  SCHEMA_KEY ("number", SIGNED, Small, number, "any number"),
  SCHEMA_KEY ("room", PAGES, Small, room, "a size in pages", .plain = SCHEMA_PLAIN_PAGES),
};

static const SchemaTable small_table = {
  SCHEMA_TABLE_OF ("small", "smalls", Small, small_fields),
};

#define PAGE 8192 /* not that of x86 */

/* Reads TEXT by the small table; the mistakes, freed by the caller with g_free(). */
static char *read_small (const char *text, Small *small)
{
  *small = (Small){ 0 };
  Arena *arena = arena_new ();
  Diagnostics *diagnostics = diagnostics_new ("t");
  const YamlNode *root = yaml_tree_read (arena, (YamlOrigin){ "t", true }, text, strlen (text), diagnostics);
  ck_assert_ptr_nonnull (root);
  SchemaContext context = { arena, diagnostics, ".", g_hash_table_new (NULL, NULL), PAGE };
  schema_read (&context, &small_table, root, small);
  char *mistakes = diagnostics_text (diagnostics);
  g_hash_table_unref (context.given);
  diagnostics_free (diagnostics);
  arena_free (arena);
  return mistakes;
}

START_TEST (pages_are_those_of_the_machine)
{
  static const struct {
    const char *text, *mistakes;
    uint64_t pages;
  } cases[] = { { "{room: 3}", "", 3 },
                { "{room: 16KiB}", "", 2 },
                { "{room: 5 pages}", "", 5 },
                { "{room: 12KiB}", "t:1:8: room is '12KiB'; use a multiple of the page, 8 KiB", 0 } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    Small small;
    g_autofree char *mistakes = read_small (cases[i].text, &small);
    ck_assert_str_eq (mistakes, cases[i].mistakes);
    ck_assert_uint_eq (small.room, cases[i].pages);
  }
}
END_TEST

START_TEST (switches_are_true_or_false)
{
  Small small;
  g_autofree char *mistakes = read_small ("{on: false, off: yes}", &small);
  ck_assert_str_eq (mistakes, "t:1:18: off is 'yes'; expected true or false");
  ck_assert (!small.on);
  g_autofree char *none = read_small ("{}", &small);
  ck_assert_str_eq (none, "");
  ck_assert (small.on && !small.off);
}
END_TEST

START_TEST (signed_numbers_have_64_bits)
{
  Small small;
  g_autofree char *lowest = read_small ("number: -9223372036854775808", &small);
  ck_assert_str_eq (lowest, "");
  ck_assert (small.number == INT64_MIN);
  g_autofree char *highest = read_small ("number: 9223372036854775807", &small);
  ck_assert_str_eq (highest, "");
  ck_assert (small.number == INT64_MAX);
  g_autofree char *above = read_small ("number: 9223372036854775808", &small);
  ck_assert_str_eq (above, "t:1:9: number is '9223372036854775808'; expected a whole number");
  g_autofree char *below = read_small ("number: -9223372036854775809", &small);
  ck_assert_str_eq (below, "t:1:9: number is '-9223372036854775809'; expected a whole number");
}
END_TEST

/* ---- what every table must keep ---- */

typedef void (*FieldCheck) (const SchemaTable *table, const SchemaField *field, void *user);

static void visit (const SchemaTable *table, FieldCheck check, void *user);

static void visit_fields (const SchemaTable *table, const SchemaField *fields, size_t count, FieldCheck check,
                          void *user)
{
  for (size_t i = 0; i < count; i++) {
    check (table, &fields[i], user);
    if (fields[i].table) {
      visit (fields[i].table, check, user);
    }
  }
}

static void visit (const SchemaTable *table, FieldCheck check, void *user)
{
  visit_fields (table, table->fields, table->field_count, check, user);
  const SchemaVariant *variant;
  for (size_t i = 0; table->variant && (variant = table->variant (i)); i++) {
    visit_fields (table, variant->fields, variant->field_count, check, user);
  }
}

static void check_documented (const SchemaTable *table, const SchemaField *field, void *user)
{
  (void)user;
  ck_assert_msg (field->doc && *field->doc != '\0', "%s.%s has no documentation", table->noun, field->key);
  bool is_said = field->required || field->fallback || field->absent || field->type == SCHEMA_STRUCT;
  ck_assert_msg (is_said, "%s.%s does not say what happens without it", table->noun, field->key);
  ck_assert_msg (!field->required || !field->fallback, "%s.%s is required and has a default", table->noun,
                 field->key);
}

START_TEST (every_key_is_documented)
{
  visit (&SCENARIO_TABLE, check_documented, NULL);
}
END_TEST

static void check_mentioned (const SchemaTable *table, const SchemaField *field, void *user)
{
  g_autofree char *heading = g_strdup_printf (" %s: ", field->key);
  ck_assert_msg (strstr (user, heading) != NULL, "%s.%s is not in the reference", table->noun, field->key);
}

START_TEST (the_reference_has_every_key_and_short_lines)
{
  g_autofree char *reference = schema_reference (&SCENARIO_TABLE);
  g_autofree char *spaced = g_strdelimit (g_strconcat (" ", reference, NULL), "\n", ' ');
  visit (&SCENARIO_TABLE, check_mentioned, spaced);
  g_auto (GStrv) lines = g_strsplit (reference, "\n", -1);
  for (size_t i = 0; lines[i]; i++) {
    ck_assert_msg (g_utf8_strlen (lines[i], -1) <= SCHEMA_REFERENCE_COLUMNS, "too long: %s", lines[i]);
    ck_assert_msg (!g_str_has_suffix (lines[i], " "), "ends with a space: %s", lines[i]);
  }
  ck_assert (strstr (reference, "\n\n\n") == NULL);
}
END_TEST

START_TEST (the_reference_says_type_range_default_and_words)
{
  g_autofree char *reference = schema_reference (&SCENARIO_TABLE);
  ck_assert_ptr_nonnull (strstr (
      reference, "\n    hz: whole number, from 10 to 10000; default 100\n        clock ticks a second\n"));
  ck_assert_ptr_nonnull (strstr (reference, "\nduration: time, from 1 ns to 1000 h; required\n"));
  ck_assert_ptr_nonnull (
      strstr (reference, "            think: time or distribution, at most 1 h; default 0\n"));
  ck_assert_ptr_nonnull (strstr (reference, "        type: replay - recorded I/O, played again\n"));
  ck_assert_ptr_nonnull (
      strstr (reference, "            read-only - disk reads, which write memory, fail with EACCES\n"));
}
END_TEST

/* The object at PATH, member names separated by '/'. */
static JsonObject *object_at (JsonNode *root, const char *path)
{
  JsonObject *object = json_node_get_object (root);
  g_auto (GStrv) names = g_strsplit (path, "/", -1);
  for (size_t i = 0; names[i]; i++) {
    ck_assert_msg (json_object_has_member (object, names[i]), "no %s of %s", names[i], path);
    object = json_object_get_object_member (object, names[i]);
  }
  return object;
}

START_TEST (the_json_schema_is_json_that_describes_the_keys)
{
  g_autofree char *text = schema_json (&SCENARIO_TABLE);
  GError *error = NULL;
  g_autoptr (JsonNode) root = json_from_string (text, &error);
  ck_assert_msg (root != NULL, "%s", error ? error->message : "");
  JsonObject *hz = object_at (root, "properties/machine/properties/hz");
  ck_assert_str_eq (json_object_get_string_member (hz, "type"), "integer");
  ck_assert_int_eq (json_object_get_int_member (hz, "minimum"), 10);
  ck_assert_int_eq (json_object_get_int_member (hz, "maximum"), 10000);
  ck_assert_int_eq (json_object_get_int_member (hz, "default"), 100);
  ck_assert_str_eq (json_object_get_string_member (hz, "description"),
                    "clock ticks a second (from 10 to 10000)");
  JsonObject *event = object_at (root, "properties/events/items");
  ck_assert_uint_eq (json_array_get_length (json_object_get_array_member (event, "oneOf")),
                     SCENARIO_EVENT_ACTIONS);
  JsonObject *machine = object_at (root, "properties/machine");
  ck_assert (!json_object_get_boolean_member (machine, "additionalProperties"));
  ck_assert_str_eq (json_array_get_string_element (json_object_get_array_member (machine, "required"), 0),
                    "memory");
}
END_TEST

static Suite *schema_suite (void)
{
  Suite *suite = suite_create ("schema");
  TCase *tcase = tcase_create ("schema");
  tcase_add_test (tcase, switches_are_true_or_false);
  tcase_add_test (tcase, pages_are_those_of_the_machine);
  tcase_add_test (tcase, signed_numbers_have_64_bits);
  tcase_add_test (tcase, every_key_is_documented);
  tcase_add_test (tcase, the_reference_has_every_key_and_short_lines);
  tcase_add_test (tcase, the_reference_says_type_range_default_and_words);
  tcase_add_test (tcase, the_json_schema_is_json_that_describes_the_keys);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (schema_suite (), NULL);
}
