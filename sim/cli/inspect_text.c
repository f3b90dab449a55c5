#include "inspect_text.h"

#include "json_writer.h"
#include "number_format.h"
#include "sample_row.h"
#include "summary_text.h"
#include "text_table.h"

#define NS_PER_S UINT64_C (1000000000)
#define NUMBER "%" G_GUINT64_FORMAT

static const char *const list_names[INSPECTED_LISTS] = { "current", "other", "wired" };
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

/* The metrics since the start of the run. */
static SampleRow *read_metrics (const MetricSet *metrics)
{
  g_autofree uint64_t *values = g_new (uint64_t, metric_set_count (metrics));
  metric_set_read (metrics, values);
  SampleRow *row = sample_row_new (metrics);
  sample_row_begin (row, values);
  return row;
}

static uint64_t get_age_ns (const MachineInspection *inspection, const InspectedEntry *entry)
{
  return entry->age_ticks / inspection->hz * NS_PER_S
         + entry->age_ticks % inspection->hz * NS_PER_S / inspection->hz;
}

static const InspectedOwner *get_owner (const MachineInspection *inspection, size_t i)
{
  return &g_array_index (inspection->owners, InspectedOwner, i);
}

static const InspectedBucket *get_bucket (const MachineInspection *inspection, size_t i)
{
  return &g_array_index (inspection->buckets, InspectedBucket, i);
}

static const InspectedEntry *get_entry (const MachineInspection *inspection, const InspectedBucket *bucket,
                                        size_t i)
{
  return &g_array_index (inspection->entries, InspectedEntry, bucket->first + i);
}

/* ---- tables ---- */

static void add_count (TextTable *table, uint64_t value)
{
  GString *text = g_string_new (NULL);
  number_append_grouped (text, value);
  text_table_take_cell (table, g_string_free (text, FALSE));
}

static TextTable *begin_table (const char *alignment, const char *const *headings)
{
  TextTable *table = text_table_new (alignment);
  for (; *headings != NULL; headings++) {
    text_table_add_cell (table, *headings);
  }
  text_table_end_row (table);
  return table;
}

static void end_table (TextTable *table, GString *text, size_t count, size_t shown, const char *noun)
{
  text_table_append (table, text);
  text_table_free (table);
  if (count > shown) {
    g_string_append_printf (text, "and %" G_GSIZE_FORMAT " %s more; --limit shows more of them\n",
                            count - shown, noun);
  }
}

static void append_head (GString *text, const InspectText *inspect)
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

/* A summary that has seen this moment alone. */
static void append_memory (GString *text, const InspectText *inspect)
{
  g_autofree uint64_t *values = g_new (uint64_t, metric_set_count (inspect->metrics));
  metric_set_read (inspect->metrics, values);
  Summary *summary = summary_new (inspect->metrics);
  summary_add_sample (summary, values);
  g_string_append_c (text, '\n');
  summary_text_append (text, lines, G_N_ELEMENTS (lines), summary, NULL);
  summary_free (summary);
  size_t disabled;
  if (inspect->inspection->window_buckets == 0) {
    g_string_append (text, "the cache was never switched on\n");
    return;
  }
  g_string_append (text, "purges trim the window from ");
  number_append_grouped (text, inspect->inspection->trim_pages);
  g_string_append (text, " pages on");
  if (metric_set_find (inspect->metrics, "disabled", &disabled) && values[disabled] > 0) {
    g_string_append_printf (text, "; the cache is disabled, " NUMBER " times", values[disabled]);
  }
  g_string_append_c (text, '\n');
}

static void append_lists (GString *text, const MachineInspection *inspection)
{
  static const char *const headings[] = {
    "list", "buckets", "entries", "held", "pages", "longest chain", NULL
  };
  TextTable *table = begin_table ("lrrrrr", headings);
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
  end_table (table, text, 0, 0, "");
}

static void append_owners (GString *text, const InspectText *inspect)
{
  static const char *const headings[] = { "owner", "entries", "held",         "idle", "wired",
                                          "pages", "lists",   "longest list", NULL };
  const GArray *owners = inspect->inspection->owners;
  TextTable *table = begin_table ("lrrrrrrr", headings);
  for (size_t i = 0; i < owners->len && i < inspect->limit; i++) {
    const InspectedOwner *owner = get_owner (inspect->inspection, i);
    text_table_add_cell (table, owner->name);
    add_count (table, owner->entries);
    add_count (table, owner->active);
    add_count (table, owner->entries - owner->active);
    add_count (table, owner->wired);
    add_count (table, owner->pages);
    add_count (table, owner->lists);
    add_count (table, owner->longest_list);
    text_table_end_row (table);
  }
  g_string_append_c (text, '\n');
  end_table (table, text, owners->len, inspect->limit, "owners");
}

static void append_chains (GString *text, const InspectText *inspect)
{
  static const char *const headings[] = { "chains of", "window", "wired", NULL };
  const GArray *chains = inspect->inspection->chains;
  TextTable *table = begin_table ("rrr", headings);
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
  end_table (table, text, chains->len, inspect->limit, "lengths");
}

/* One that is held has none. */
static char *format_age (const MachineInspection *inspection, const InspectedEntry *entry)
{
  GString *text = g_string_new (entry->active > 0 ? "-" : NULL);
  if (entry->active == 0) {
    number_append_fixed (text, get_age_ns (inspection, entry) / (NS_PER_S / 1000), 3);
  }
  return g_string_free (text, FALSE);
}

static void append_entries (GString *text, const InspectText *inspect, const InspectedBucket *bucket)
{
  static const char *const headings[] = { "", "owner", "address", "bytes", "held by", "age, s", "", NULL };
  const MachineInspection *inspection = inspect->inspection;
  TextTable *table = begin_table ("llrrrrl", headings);
  for (size_t i = 0; i < bucket->length && i < inspect->limit; i++) {
    const InspectedEntry *entry = get_entry (inspection, bucket, i);
    text_table_add_cell (table, "");
    text_table_add_cell (table, get_owner (inspection, entry->owner)->name);
    text_table_take_cell (table, g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", entry->addr));
    add_count (table, entry->len);
    add_count (table, entry->active);
    text_table_take_cell (table, format_age (inspection, entry));
    text_table_take_cell (table, g_strdup_printf ("%s%s", entry->is_written ? "written " : "",
                                                  entry->is_referenced ? "referenced" : ""));
    text_table_end_row (table);
  }
  end_table (table, text, bucket->length, inspect->limit, "entries");
}

static void append_buckets (GString *text, const InspectText *inspect)
{
  const GArray *buckets = inspect->inspection->buckets;
  if (buckets->len > 0) {
    g_string_append (text, "\nthe longest chains, from head to tail:\n");
  }
  for (size_t i = 0; i < buckets->len; i++) {
    const InspectedBucket *bucket = get_bucket (inspect->inspection, i);
    g_string_append_printf (
        text, "bucket " NUMBER ", %s: " NUMBER " entries, " NUMBER " held, " NUMBER " pages\n", bucket->index,
        list_names[bucket->list], bucket->length, bucket->active, bucket->pages);
    append_entries (text, inspect, bucket);
  }
}

static char *format_metric (const Metric *metric, uint64_t value)
{
  GString *text = g_string_new (NULL);
  if (metric->kind == METRIC_RATIO) {
    number_append_fixed (text, value, NUMBER_RATIO_DECIMALS);
  } else {
    number_append_grouped (text, value);
  }
  return g_string_free (text, FALSE);
}

/* All that are not 0. */
static void append_metrics (GString *text, const MetricSet *metrics)
{
  SampleRow *row = read_metrics (metrics);
  TextTable *table = text_table_new ("lrl");
  for (size_t i = 0; i < metric_set_count (metrics); i++) {
    const Metric *metric = metric_set_get (metrics, i);
    uint64_t value = sample_row_get (row, i);
    if (value != 0 && value != METRIC_NO_VALUE) {
      text_table_add_cell (table, metric->name);
      text_table_take_cell (table, format_metric (metric, value));
      text_table_add_cell (table, metric->unit);
      text_table_end_row (table);
    }
  }
  g_string_append (text, "\nmetrics since the start that are not 0:\n");
  end_table (table, text, 0, 0, "");
  sample_row_free (row);
}

void inspect_text_append (GString *text, const InspectText *inspect)
{
  append_head (text, inspect);
  append_memory (text, inspect);
  append_lists (text, inspect->inspection);
  append_owners (text, inspect);
  append_chains (text, inspect);
  append_buckets (text, inspect);
  append_metrics (text, inspect->metrics);
}

/* ---- JSON ---- */

static void write_lists (JsonWriter *json, const MachineInspection *inspection)
{
  json_writer_begin_object (json, "lists");
  for (size_t i = 0; i < INSPECTED_LISTS; i++) {
    const InspectedList *list = &inspection->lists[i];
    json_writer_begin_object (json, list_names[i]);
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
    const InspectedOwner *owner = get_owner (inspect->inspection, i);
    json_writer_begin_object (json, NULL);
    json_writer_add_text (json, "owner", owner->name);
    json_writer_add_unsigned (json, "entries", owner->entries);
    json_writer_add_unsigned (json, "held", owner->active);
    json_writer_add_unsigned (json, "wired", owner->wired);
    json_writer_add_unsigned (json, "pages", owner->pages);
    json_writer_add_unsigned (json, "lists", owner->lists);
    json_writer_add_unsigned (json, "longest_list", owner->longest_list);
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

static void write_entry (JsonWriter *json, const MachineInspection *inspection, const InspectedEntry *entry)
{
  json_writer_begin_object (json, NULL);
  json_writer_add_text (json, "owner", get_owner (inspection, entry->owner)->name);
  json_writer_add_unsigned (json, "address", entry->addr);
  json_writer_add_unsigned (json, "bytes", entry->len);
  json_writer_add_unsigned (json, "writable_bytes", entry->wlen);
  json_writer_add_unsigned (json, "held_by", entry->active);
  json_writer_add_fixed (json, "age_s", get_age_ns (inspection, entry), NUMBER_TIME_DECIMALS);
  json_writer_add_bool (json, "written", entry->is_written);
  json_writer_add_bool (json, "referenced", entry->is_referenced);
  json_writer_end_object (json);
}

static void write_buckets (JsonWriter *json, const InspectText *inspect)
{
  json_writer_begin_array (json, "longest_chains");
  for (size_t i = 0; i < inspect->inspection->buckets->len; i++) {
    const InspectedBucket *bucket = get_bucket (inspect->inspection, i);
    json_writer_begin_object (json, NULL);
    json_writer_add_text (json, "list", list_names[bucket->list]);
    json_writer_add_unsigned (json, "bucket", bucket->index);
    json_writer_add_unsigned (json, "length", bucket->length);
    json_writer_add_unsigned (json, "held", bucket->active);
    json_writer_add_unsigned (json, "pages", bucket->pages);
    json_writer_begin_array (json, "entries");
    for (size_t j = 0; j < bucket->length && j < inspect->limit; j++) {
      write_entry (json, inspect->inspection, get_entry (inspect->inspection, bucket, j));
    }
    json_writer_end_array (json);
    json_writer_end_object (json);
  }
  json_writer_end_array (json);
}

static void write_metrics (JsonWriter *json, const MetricSet *metrics)
{
  SampleRow *row = read_metrics (metrics);
  json_writer_begin_object (json, "metrics");
  for (size_t i = 0; i < metric_set_count (metrics); i++) {
    const Metric *metric = metric_set_get (metrics, i);
    uint64_t value = sample_row_get (row, i);
    if (value == METRIC_NO_VALUE) {
      json_writer_add_null (json, metric->name);
    } else {
      json_writer_add_fixed (json, metric->name, value,
                             metric->kind == METRIC_RATIO ? NUMBER_RATIO_DECIMALS : 0);
    }
  }
  json_writer_end_object (json);
  sample_row_free (row);
}

void inspect_text_append_json (GString *text, const InspectText *inspect)
{
  const MachineInspection *inspection = inspect->inspection;
  JsonWriter json;
  json_writer_init (&json, text);
  json_writer_begin_object (&json, NULL);
  json_writer_add_text (&json, "scenario", inspect->scenario);
  json_writer_add_unsigned (&json, "seed", inspect->seed);
  json_writer_add_unsigned (&json, "run", inspect->run);
  json_writer_add_text (&json, "when", inspect->condition);
  json_writer_add_fixed (&json, "time_s", inspection->now, NUMBER_TIME_DECIMALS);
  json_writer_add_unsigned (&json, "events", inspection->events);
  json_writer_add_unsigned (&json, "trim_pages", inspection->trim_pages);
  write_lists (&json, inspection);
  write_owners (&json, inspect);
  write_chains (&json, inspection);
  write_buckets (&json, inspect);
  write_metrics (&json, inspect->metrics);
  json_writer_end_object (&json);
  json_writer_finish (&json);
}
