/* run_values.c - numbers and facts of a summary, found by name */
#include "run_values.h"

#include "metric.h"

#include <math.h>
#include <string.h>

typedef struct {
  const char *name; /* owned by `places`, as its key */
  double value;
} Value;

typedef struct {
  const char *text; /* owned by the fact */
  double number;    /* NAN if the fact is a text */
} Fact;

struct RunValues {
  GArray *values;      /* of Value */
  GHashTable *places;  /* name -> index */
  GHashTable *facts;   /* name -> Fact */
  GPtrArray *sets;     /* char *, ended by NULL */
  GPtrArray *settings; /* likewise */
  /* While it is filled. */
  GString *path;   /* of the object or array that is open: its keys, joined by dots */
  GArray *lengths; /* gsize: of the paths of the objects and arrays around that one */
  char *process;   /* of the workload that is open; NULL: not told yet */
  char *workload;
};

static void run_values_free_fact (void *data)
{
  Fact *fact = data;
  g_free ((char *)(uintptr_t)fact->text);
  g_free (fact);
}

static GPtrArray *run_values_new_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (list, NULL);
  return list;
}

RunValues *run_values_new (void)
{
  RunValues *values = g_new (RunValues, 1);
  *values =
      (RunValues){ .values = g_array_new (FALSE, FALSE, sizeof (Value)),
                   .places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                   .facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, run_values_free_fact),
                   .sets = run_values_new_list (),
                   .settings = run_values_new_list (),
                   .path = g_string_new (NULL),
                   .lengths = g_array_new (FALSE, FALSE, sizeof (gsize)) };
  return values;
}

void run_values_free (RunValues *values)
{
  if (values != NULL) {
    g_hash_table_unref (values->places);
    g_hash_table_unref (values->facts);
    g_ptr_array_unref (values->sets);
    g_ptr_array_unref (values->settings);
    g_array_unref (values->values);
    g_string_free (values->path, TRUE);
    g_array_unref (values->lengths);
    g_free (values->process);
    g_free (values->workload);
    g_free (values);
  }
}

/* ---- filling ---- */

/* What the members of a summary are. */
typedef enum { PART_FACT, PART_METRIC, PART_SETUP, PART_WORKLOAD, PART_SET, PART_SETTING } ValuesPart;

static ValuesPart run_values_find_part (const RunValues *values)
{
  static const struct {
    const char *key;
    ValuesPart part;
  } parts[] = { { "metrics", PART_METRIC },
                { "setup", PART_SETUP },
                { "workloads", PART_WORKLOAD },
                { "set", PART_SET },
                { "settings", PART_SETTING } };
  size_t length = strcspn (values->path->str, ".");
  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (strlen (parts[i].key) == length && strncmp (parts[i].key, values->path->str, length) == 0) {
      return parts[i].part;
    }
  }
  return PART_FACT;
}

static char *run_values_join (const char *prefix, const char *name)
{
  return *prefix != '\0' ? g_strconcat (prefix, ".", name, NULL) : g_strdup (name);
}

/* The name of the number KEY in the PART that is open; NULL if it has none.  The caller frees it with
 * g_free(). */
static char *run_values_name_number (const RunValues *values, ValuesPart part, const char *key)
{
  if (key == NULL) {
    return NULL;
  }
  g_autofree char *whole = run_values_join (values->path->str, key);
  switch (part) {
  case PART_METRIC:
    return g_strdup (whole + strlen ("metrics."));
  case PART_SETUP:
    return g_steal_pointer (&whole);
  case PART_WORKLOAD:
    return values->process != NULL && values->workload != NULL ? g_strconcat (
               "workloads.", values->process, ".", values->workload, whole + strlen ("workloads"), NULL)
                                                               : NULL;
  default:
    return NULL;
  }
}

/* VALUES takes TEXT over. */
static void run_values_add_fact (RunValues *values, const char *key, const char *text, double number)
{
  Fact *fact = g_new (Fact, 1);
  *fact = (Fact){ text, number };
  (void)g_hash_table_insert (values->facts, run_values_join (values->path->str, key), fact);
}

/* FACT is the number as the text of a fact; VALUES takes it over. */
static void run_values_add_number (RunValues *values, const char *key, double number, char *fact)
{
  ValuesPart part = run_values_find_part (values);
  char *name = run_values_name_number (values, part, key);
  if (name != NULL && !g_hash_table_contains (values->places, name)) {
    Value value = { g_steal_pointer (&name), number };
    (void)g_hash_table_insert (values->places, (char *)(uintptr_t)value.name,
                               GUINT_TO_POINTER (values->values->len));
    g_array_append_val (values->values, value);
  } else if (part == PART_FACT && key != NULL && fact != NULL) {
    run_values_add_fact (values, key, g_steal_pointer (&fact), number);
  }
  g_free (name);
  g_free (fact);
}

/* Most readers of JSON, ours too, have signed integers of 64 bits. */
static void run_values_take_integer (void *user, const char *key, uint64_t number)
{
  int64_t value = (int64_t)number;
  run_values_add_number (user, key, (double)value, g_strdup_printf ("%" G_GINT64_FORMAT, value));
}

static void run_values_take_real (void *user, const char *key, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_dtostr (text, sizeof text, number);
  run_values_add_number (user, key, number, g_strconcat (text, strchr (text, '.') == NULL ? ".0" : "", NULL));
}

static void run_values_take_null (void *user, const char *key)
{
  run_values_add_number (user, key, (double)NAN, NULL);
}

static void run_values_replace_text (char **to, const char *text)
{
  g_free (*to);
  *to = g_strdup (text);
}

static void run_values_take_text (void *user, const char *key, const char *text)
{
  RunValues *values = user;
  ValuesPart part = run_values_find_part (values);
  if (part == PART_SET || part == PART_SETTING) {
    GPtrArray *list = part == PART_SET ? values->sets : values->settings;
    g_ptr_array_insert (list, (int)list->len - 1, g_strdup (text));
  } else if (part == PART_WORKLOAD && g_strcmp0 (key, "process") == 0) {
    run_values_replace_text (&values->process, text);
  } else if (part == PART_WORKLOAD && g_strcmp0 (key, "workload") == 0) {
    run_values_replace_text (&values->workload, text);
  } else if (part == PART_FACT && key != NULL) {
    run_values_add_fact (values, key, g_strdup (text), (double)NAN);
  }
}

static void run_values_open_container (void *user, const char *key)
{
  RunValues *values = user;
  g_array_append_val (values->lengths, values->path->len);
  if (key != NULL) {
    g_string_append_printf (values->path, "%s%s", values->path->len > 0 ? "." : "", key);
  } else {
    g_clear_pointer (&values->process, g_free);
    g_clear_pointer (&values->workload, g_free);
  }
}

static void run_values_close_container (void *user)
{
  RunValues *values = user;
  g_string_truncate (values->path, g_array_index (values->lengths, gsize, values->lengths->len - 1));
  g_array_set_size (values->lengths, values->lengths->len - 1);
}

JsonListener run_values_listen (RunValues *values)
{
  return (JsonListener){ .begin = run_values_open_container,
                         .end = run_values_close_container,
                         .add_text = run_values_take_text,
                         .add_integer = run_values_take_integer,
                         .add_real = run_values_take_real,
                         .add_null = run_values_take_null,
                         .user = values };
}

/* ---- asking ---- */

size_t run_values_count (const RunValues *values)
{
  return values->values->len;
}

const char *run_values_get_name (const RunValues *values, size_t index)
{
  return g_array_index (values->values, Value, index).name;
}

double run_values_get (const RunValues *values, size_t index)
{
  return g_array_index (values->values, Value, index).value;
}

bool run_values_find (const RunValues *values, const char *name, size_t *index)
{
  void *place;
  g_autofree char *total = run_values_join (name, METRIC_TOTAL);
  if (!g_hash_table_lookup_extended (values->places, name, NULL, &place)
      && !g_hash_table_lookup_extended (values->places, total, NULL, &place)) {
    return false;
  }
  if (index != NULL) {
    *index = GPOINTER_TO_UINT (place);
  }
  return true;
}

double run_values_get_named (const RunValues *values, const char *name)
{
  size_t index;
  return run_values_find (values, name, &index) ? run_values_get (values, index) : (double)NAN;
}

const char *run_values_get_fact (const RunValues *values, const char *name)
{
  const Fact *fact = g_hash_table_lookup (values->facts, name);
  return fact != NULL ? fact->text : NULL;
}

double run_values_get_fact_number (const RunValues *values, const char *name)
{
  const Fact *fact = g_hash_table_lookup (values->facts, name);
  return fact != NULL ? fact->number : (double)NAN;
}

const char *const *run_values_get_sets (const RunValues *values)
{
  return (const char *const *)values->sets->pdata;
}

const char *const *run_values_get_settings (const RunValues *values)
{
  return (const char *const *)values->settings->pdata;
}
