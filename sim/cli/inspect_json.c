/* inspect_json.c - the cache at one moment, for programs */
#include "inspect_text.h"
#include "json_writer.h"
#include "number_format.h"

static void write_age (JsonWriter *json, const char *key, uint64_t age_ns)
{
  if (age_ns == INSPECTED_NO_AGE) {
    json_writer_add_null (json, key);
  } else {
    json_writer_add_fixed (json, key, age_ns, NUMBER_TIME_DECIMALS);
  }
}

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
    const InspectedOwner *owner = &g_array_index (inspect->inspection->owners, InspectedOwner, i);
    json_writer_begin_object (json, NULL);
    json_writer_add_text (json, "owner", owner->name);
    json_writer_add_unsigned (json, "entries", owner->entries);
    json_writer_add_unsigned (json, "held", owner->active);
    json_writer_add_unsigned (json, "wired", owner->wired);
    json_writer_add_unsigned (json, "pages", owner->pages);
    json_writer_add_unsigned (json, "lists", owner->lists);
    json_writer_add_unsigned (json, "longest_list", owner->longest_list);
    write_age (json, "mean_age_s", owner->mean_age_ns);
    write_age (json, "oldest_s", owner->oldest_ns);
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
  json_writer_add_text (json, "owner", g_array_index (inspection->owners, InspectedOwner, entry->owner).name);
  json_writer_add_unsigned (json, "address", entry->addr);
  json_writer_add_unsigned (json, "bytes", entry->len);
  json_writer_add_unsigned (json, "writable_bytes", entry->wlen);
  json_writer_add_unsigned (json, "held_by", entry->active);
  write_age (json, "age_s", entry->age_ns);
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
      write_entry (json, inspect->inspection,
                   &g_array_index (inspect->inspection->entries, InspectedEntry, bucket->first + j));
    }
    json_writer_end_array (json);
    json_writer_end_object (json);
  }
  json_writer_end_array (json);
}

static void write_metrics (JsonWriter *json, const InspectText *inspect)
{
  const MetricSet *metrics = inspect->metrics;
  json_writer_begin_object (json, "metrics");
  for (size_t i = 0; i < metric_set_count (metrics); i++) {
    const Metric *metric = metric_set_get (metrics, i);
    uint64_t value = sample_row_get (inspect->row, i);
    if (value == METRIC_NO_VALUE) {
      json_writer_add_null (json, metric->name);
    } else {
      json_writer_add_fixed (json, metric->name, value,
                             metric->kind == METRIC_RATIO ? NUMBER_RATIO_DECIMALS : 0);
    }
  }
  json_writer_end_object (json);
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
  if (inspection->trim_pages == INSPECTED_NEVER) {
    json_writer_add_null (&json, "trim_pages");
  } else {
    json_writer_add_unsigned (&json, "trim_pages", inspection->trim_pages);
  }
  write_lists (&json, inspection);
  write_owners (&json, inspect);
  write_chains (&json, inspection);
  write_buckets (&json, inspect);
  write_metrics (&json, inspect);
  json_writer_end_object (&json);
  json_writer_finish (&json);
}
