/* inspect_text.c - prints the cache at one moment as tables and as JSON */
#include "inspect_text.h"

#include "json_writer.h"
#include "number_format.h"
#include "summary_text.h"
#include "text_table.h"

#define NUMBER "%" G_GUINT64_FORMAT

static const char *const list_labels[INSPECTED_LISTS] = { "current active buckets", "other active buckets",
                                                          "wired buckets" };

static const SummaryLine lines[] = {
  { .kind = SUMMARY_LINE_GAUGE_LAST,
    .label = "window",
    .name = "plocked_window",
    .against = { { "limit", "maxwindow" } },
    .has_share = true },
  { .kind = SUMMARY_LINE_GAUGE_LAST,
    .label = "freemem",
    .name = "freemem",
    .against = { { "lotsfree", "lotsfree" },
                 { "desfree", "desfree" },
                 { "minfree", "minfree" },
                 { "throttlefree", "throttlefree" } } },
  { .kind = SUMMARY_LINE_GAUGE_LAST, .label = "wanted by sleepers", .name = "needfree" },
};

static void add_count (TextTable *table, uint64_t value)
{
  GString *text = g_string_new (NULL);
  number_append_grouped (text, value);
  text_table_take_cell (table, g_string_free (text, FALSE));
}

static void add_age (TextTable *table, uint64_t age_ns)
{
  GString *text = g_string_new (age_ns == INSPECTED_NO_AGE ? "-" : NULL);
  if (age_ns != INSPECTED_NO_AGE) {
    number_append_fixed (text, age_ns / NS_PER_MS, 3);
  }
  text_table_take_cell (table, g_string_free (text, FALSE));
}

/* Appends TABLE, which has SHOWN of COUNT rows, and says how many more rows there are; NOUN names a row. */
static void append_table (GString *text, const TextTable *table, size_t count, size_t shown, const char *noun)
{
  text_table_append (table, text);
  if (count > shown) {
    g_string_append_printf (text, "and %" G_GSIZE_FORMAT " %s more; --limit shows more of them\n",
                            count - shown, noun);
  }
}

static void inspect_text_append_head (GString *text, const InspectText *inspect)
{
  const MachineInspection *inspection = inspect->inspection;
  g_string_append_printf (text, "%s at ", inspect->scenario);
  number_append_fixed (text, inspection->now, NUMBER_TIME_DECIMALS);
  g_string_append (text, " s, after ");
  number_append_grouped (text, inspection->events);
  g_string_append_printf (text, " events; seed " NUMBER ", run " NUMBER "\n", inspect->seed, inspect->run);
  if (inspect->condition != NULL) {
    g_string_append_printf (text, "%s holds\n", inspect->condition);
  }
}

static void append_memory (GString *text, const InspectText *inspect)
{
  g_string_append_c (text, '\n');
  summary_text_append (text, lines, G_N_ELEMENTS (lines), inspect->summary, NULL);
  size_t disabled;
  if (inspect->inspection->window_buckets == 0) {
    g_string_append (text, "the cache was never switched on\n");
    return;
  }
  if (inspect->inspection->trim_pages == INSPECTED_NEVER) {
    g_string_append (text, "no purge trims the window");
  } else {
    g_string_append (text, "purges trim the window from ");
    number_append_grouped (text, inspect->inspection->trim_pages);
    g_string_append (text, " pages on");
  }
  if (metric_set_find (summary_get_metrics (inspect->summary), "disabled", &disabled)
      && summary_get_number (inspect->summary, disabled) > 0) {
    g_string_append_printf (text, "; the cache is disabled, " NUMBER " times",
                            summary_get_number (inspect->summary, disabled));
  }
  g_string_append_c (text, '\n');
}

static void append_lists (GString *text, const MachineInspection *inspection)
{
  static const char *const headings[] = {
    "list", "buckets", "entries", "held", "pages", "longest chain", NULL
  };
  g_autoptr (TextTable) table = text_table_new ("lrrrrr");
  text_table_add_row (table, headings);
  for (size_t i = 0; i < INSPECTED_LISTS; i++) {
    const InspectedList *list = &inspection->lists[i];
    text_table_add_cell (table, list_labels[i]);
    add_count (table, list->buckets);
    add_count (table, list->entries);
    add_count (table, list->active);
    add_count (table, list->pages);
    add_count (table, list->longest);
    text_table_end_row (table);
  }
  g_string_append_c (text, '\n');
  text_table_append (table, text);
}

static void append_owners (GString *text, const InspectText *inspect)
{
  static const char *const headings[] = { "owner",       "entries",   "held",  "idle",
                                          "wired",       "pages",     "lists", "longest list",
                                          "mean age, s", "oldest, s", NULL };
  const GPtrArray *owners = inspect->inspection->owners;
  g_autoptr (TextTable) table = text_table_new ("lrrrrrrrrr");
  text_table_add_row (table, headings);
  for (size_t i = 0; i < owners->len && i < inspect->limit; i++) {
    const InspectedOwner *owner = g_ptr_array_index (inspect->inspection->owners, i);
    text_table_add_cell (table, owner->name);
    add_count (table, owner->entries);
    add_count (table, owner->active);
    add_count (table, owner->entries - owner->active);
    add_count (table, owner->wired);
    add_count (table, owner->pages);
    add_count (table, owner->lists);
    add_count (table, owner->longest_list);
    add_age (table, owner->mean_age_ns);
    add_age (table, owner->oldest_ns);
    text_table_end_row (table);
  }
  g_string_append_c (text, '\n');
  append_table (text, table, owners->len, inspect->limit, "owners");
  if (owners->len == 0) {
    g_string_append (text, "no entries\n");
  }
}

static void inspect_text_append_chains (GString *text, const InspectText *inspect)
{
  static const char *const headings[] = { "chains of", "window", "wired", NULL };
  const GArray *chains = inspect->inspection->chains;
  g_autoptr (TextTable) table = text_table_new ("rrr");
  text_table_add_row (table, headings);
  for (size_t i = 0; i < chains->len && i < inspect->limit; i++) {
    const InspectedChains *row = &g_array_index (chains, InspectedChains, i);
    add_count (table, row->length);
    add_count (table, row->window);
    add_count (table, row->wired);
    text_table_end_row (table);
  }
  g_string_append (text, "\nof ");
  number_append_grouped (text, inspect->inspection->window_buckets);
  g_string_append (text, " buckets of the window table and ");
  number_append_grouped (text, inspect->inspection->wired_buckets);
  g_string_append (text, " of the wired one:\n");
  append_table (text, table, chains->len, inspect->limit, "lengths");
}

static void append_entries (GString *text, const InspectText *inspect, const InspectedBucket *bucket)
{
  static const char *const headings[] = { "", "owner", "address", "bytes", "held by", "age, s", "", NULL };
  const MachineInspection *inspection = inspect->inspection;
  g_autoptr (TextTable) table = text_table_new ("llrrrrl");
  text_table_add_row (table, headings);
  for (size_t i = 0; i < bucket->shown && i < inspect->limit; i++) {
    const InspectedEntry *entry = &g_array_index (inspection->entries, InspectedEntry, bucket->first + i);
    text_table_add_cell (table, "");
    text_table_add_cell (table, entry->owner->name);
    text_table_take_cell (table, g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", entry->addr));
    add_count (table, entry->len);
    add_count (table, entry->active);
    add_age (table, entry->age_ns);
    text_table_take_cell (table, g_strdup_printf ("%s%s", entry->is_written ? "written " : "",
                                                  entry->is_referenced ? "referenced" : ""));
    text_table_end_row (table);
  }
  append_table (text, table, bucket->shown, inspect->limit, "entries");
}

static void append_buckets (GString *text, const InspectText *inspect)
{
  const GArray *buckets = inspect->inspection->buckets;
  if (buckets->len > 0) {
    g_string_append (text, "\nthe longest chains, from head to tail:\n");
  }
  for (size_t i = 0; i < buckets->len; i++) {
    const InspectedBucket *bucket = &g_array_index (inspect->inspection->buckets, InspectedBucket, i);
    g_string_append_printf (text, "bucket " NUMBER ", %s: " NUMBER " entr%s, " NUMBER " held, ",
                            bucket->index, inspected_list_name (bucket->list), bucket->length,
                            bucket->length == 1 ? "y" : "ies", bucket->active);
    number_append_grouped (text, bucket->pages);
    g_string_append (text, bucket->pages == 1 ? " page" : " pages");
    if (bucket->shown < bucket->length) {
      g_string_append_printf (text, "; " NUMBER " of them of others, not shown",
                              (uint64_t)(bucket->length - bucket->shown));
    }
    g_string_append_c (text, '\n');
    append_entries (text, inspect, bucket);
  }
}

static char *inspect_text_format_metric (const Metric *metric, uint64_t value)
{
  GString *text = g_string_new (NULL);
  if (metric->kind == METRIC_RATIO) {
    number_append_fixed (text, value, NUMBER_RATIO_DECIMALS);
  } else {
    number_append_grouped (text, value);
  }
  return g_string_free (text, FALSE);
}

/* Appends all metrics that are not 0. */
static void append_metrics (GString *text, const InspectText *inspect)
{
  const MetricSet *metrics = summary_get_metrics (inspect->summary);
  g_autoptr (TextTable) table = text_table_new ("lrl");
  for (size_t i = 0; i < metric_set_count (metrics); i++) {
    const Metric *metric = metric_set_get (metrics, i);
    uint64_t value = summary_get_number (inspect->summary, i);
    if (value != 0 && value != METRIC_NO_VALUE) {
      text_table_add_cell (table, metric->name);
      text_table_take_cell (table, inspect_text_format_metric (metric, value));
      text_table_add_cell (table, metric->unit);
      text_table_end_row (table);
    }
  }
  g_string_append (text, "\nmetrics since the start that are not 0:\n");
  text_table_append (table, text);
}

void inspect_text_append (GString *text, const InspectText *inspect)
{
  inspect_text_append_head (text, inspect);
  append_memory (text, inspect);
  append_lists (text, inspect->inspection);
  append_owners (text, inspect);
  inspect_text_append_chains (text, inspect);
  append_buckets (text, inspect);
  append_metrics (text, inspect);
}

/* ---- as JSON ---- */

static void write_lists (JsonWriter *json, const MachineInspection *inspection)
{
  json_writer_begin_object (json, "lists");
  for (size_t i = 0; i < INSPECTED_LISTS; i++) {
    const InspectedList *list = &inspection->lists[i];
    json_writer_begin_object (json, inspected_list_name ((InspectedListName)i));
    json_writer_add_unsigned (json, "buckets", list->buckets);
    json_writer_add_unsigned (json, "entries", list->entries);
    json_writer_add_unsigned (json, "held", list->active);
    json_writer_add_unsigned (json, "pages", list->pages);
    json_writer_add_unsigned (json, "longest_chain", list->longest);
    json_writer_end_object (json);
  }
  json_writer_end_object (json);
}

static void write_owners (JsonWriter *json, const InspectText *inspect)
{
  json_writer_add_unsigned (json, "owner_count", inspect->inspection->owners->len);
  json_writer_begin_array (json, "owners");
  for (size_t i = 0; i < inspect->inspection->owners->len && i < inspect->limit; i++) {
    const InspectedOwner *owner = g_ptr_array_index (inspect->inspection->owners, i);
    json_writer_begin_object (json, NULL);
    json_writer_add_text (json, "owner", owner->name);
    json_writer_add_unsigned (json, "entries", owner->entries);
    json_writer_add_unsigned (json, "held", owner->active);
    json_writer_add_unsigned (json, "wired", owner->wired);
    json_writer_add_unsigned (json, "pages", owner->pages);
    json_writer_add_unsigned (json, "lists", owner->lists);
    json_writer_add_unsigned (json, "longest_list", owner->longest_list);
    json_writer_add_known (json, "mean_age_s", owner->mean_age_ns, NUMBER_TIME_DECIMALS);
    json_writer_add_known (json, "oldest_s", owner->oldest_ns, NUMBER_TIME_DECIMALS);
    json_writer_end_object (json);
  }
  json_writer_end_array (json);
}

static void write_chains (JsonWriter *json, const MachineInspection *inspection)
{
  json_writer_add_unsigned (json, "window_buckets", inspection->window_buckets);
  json_writer_add_unsigned (json, "wired_buckets", inspection->wired_buckets);
  json_writer_begin_array (json, "chains");
  for (size_t i = 0; i < inspection->chains->len; i++) {
    const InspectedChains *row = &g_array_index (inspection->chains, InspectedChains, i);
    json_writer_begin_object (json, NULL);
    json_writer_add_unsigned (json, "length", row->length);
    json_writer_add_unsigned (json, "window", row->window);
    json_writer_add_unsigned (json, "wired", row->wired);
    json_writer_end_object (json);
  }
  json_writer_end_array (json);
}

static void write_entry (JsonWriter *json, const InspectedEntry *entry)
{
  json_writer_begin_object (json, NULL);
  json_writer_add_text (json, "owner", entry->owner->name);
  json_writer_add_unsigned (json, "address", entry->addr);
  json_writer_add_unsigned (json, "bytes", entry->len);
  json_writer_add_unsigned (json, "writable_bytes", entry->wlen);
  json_writer_add_unsigned (json, "held_by", entry->active);
  json_writer_add_known (json, "age_s", entry->age_ns, NUMBER_TIME_DECIMALS);
  json_writer_add_bool (json, "written", entry->is_written);
  json_writer_add_bool (json, "referenced", entry->is_referenced);
  json_writer_end_object (json);
}

static void write_buckets (JsonWriter *json, const InspectText *inspect)
{
  json_writer_begin_array (json, "longest_chains");
  for (size_t i = 0; i < inspect->inspection->buckets->len; i++) {
    const InspectedBucket *bucket = &g_array_index (inspect->inspection->buckets, InspectedBucket, i);
    json_writer_begin_object (json, NULL);
    json_writer_add_text (json, "list", inspected_list_name (bucket->list));
    json_writer_add_unsigned (json, "bucket", bucket->index);
    json_writer_add_unsigned (json, "length", bucket->length);
    json_writer_add_unsigned (json, "of_owners", bucket->shown);
    json_writer_add_unsigned (json, "held", bucket->active);
    json_writer_add_unsigned (json, "pages", bucket->pages);
    json_writer_begin_array (json, "entries");
    for (size_t j = 0; j < bucket->shown && j < inspect->limit; j++) {
      write_entry (json, &g_array_index (inspect->inspection->entries, InspectedEntry, bucket->first + j));
    }
    json_writer_end_array (json);
    json_writer_end_object (json);
  }
  json_writer_end_array (json);
}

static void write_metrics (JsonWriter *json, const InspectText *inspect)
{
  const MetricSet *metrics = summary_get_metrics (inspect->summary);
  json_writer_begin_object (json, "metrics");
  for (size_t i = 0; i < metric_set_count (metrics); i++) {
    const Metric *metric = metric_set_get (metrics, i);
    json_writer_add_known (json, metric->name, summary_get_number (inspect->summary, i),
                           metric->kind == METRIC_RATIO ? NUMBER_RATIO_DECIMALS : 0);
  }
  json_writer_end_object (json);
}

void inspect_text_append_json (GString *text, const InspectText *inspect)
{
  const MachineInspection *inspection = inspect->inspection;
  JsonWriter json = { .text = text };
  json_writer_begin_object (&json, NULL);
  json_writer_add_text (&json, "scenario", inspect->scenario);
  json_writer_add_unsigned (&json, "seed", inspect->seed);
  json_writer_add_unsigned (&json, "run", inspect->run);
  json_writer_add_text (&json, "when", inspect->condition);
  json_writer_add_fixed (&json, "time_s", inspection->now, NUMBER_TIME_DECIMALS);
  json_writer_add_unsigned (&json, "events", inspection->events);
  json_writer_add_known (&json, "trim_pages", inspection->trim_pages, 0);
  write_lists (&json, inspection);
  write_owners (&json, inspect);
  write_chains (&json, inspection);
  write_buckets (&json, inspect);
  write_metrics (&json, inspect);
  json_writer_end_object (&json);
  json_writer_finish (&json);
}
