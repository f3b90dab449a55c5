/* sweep_shard.c - lists the runs of a shard, reads journals, and says which shards or runs are missing */
#include "sweep_shard.h"

#include "number_format.h"
#include "refuse.h"
#include "words.h"

#include <string.h>

#define SHARDS_MAX 100000

bool sweep_shard_parse (const char *text, SweepShard *shard, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", -1);
  if (g_strv_length (parts) != 2 || !number_parse_unsigned (parts[1], 10, 1, SHARDS_MAX, &shard->count)
      || !number_parse_unsigned (parts[0], 10, 1, shard->count, &shard->number)) {
    g_autofree char *quoted = words_quote (text);
    return refuse_option (
        error, "--shard %s: no shard; write K/N, from 1/N to N/N, say 3/8 for the third of eight", quoted);
  }
  return true;
}

char *sweep_shard_make_name (SweepShard shard)
{
  return shard.count == 1 ? g_strdup ("sweep.journal")
                          : g_strdup_printf ("shard-%" G_GUINT64_FORMAT "-of-%" G_GUINT64_FORMAT ".journal",
                                             shard.number, shard.count);
}

char *sweep_shard_format_head (SweepShard shard, const SweepPlan *plan)
{
  g_autofree char *text = sweep_plan_format (plan);
  return g_strdup_printf ("%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT " %s", shard.number, shard.count, text);
}

SweepPlan *sweep_shard_parse_head (const char *text, SweepShard *shard)
{
  const char *blank = text != NULL ? strchr (text, ' ') : NULL;
  if (blank == NULL) {
    return NULL;
  }
  g_autofree char *word = g_strndup (text, (size_t)(blank - text));
  return sweep_shard_parse (word, shard, NULL) ? sweep_plan_parse (blank + 1) : NULL;
}

GArray *sweep_shard_list_runs (SweepShard shard, const SweepPlan *plan)
{
  GArray *runs = evaluation_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  size_t count = sweep_plan_count_runs (plan);
  for (size_t i = 0; i < count; i++) {
    size_t point = i / plan->replications, run = i % plan->replications;
    char *key = sweep_plan_make_key (plan, point, run);
    size_t order = g_hash_table_size (seen);
    if (g_hash_table_add (seen, key) && order % shard.count == shard.number - 1) {
      char **sets = sweep_plan_make_sets (plan, point);
      Evaluation evaluation = { (const char *const *)sets, g_strdup (key), run };
      g_array_append_val (runs, evaluation);
    }
  }
  return runs;
}

/* ---- merging ---- */

static void sweep_part_free (void *data)
{
  SweepPart *part = data;
  journal_close (part->journal);
  sweep_plan_free (part->plan);
  g_free (part->path);
  g_free (part);
}

static const SweepPart *sweep_parts_get (const GPtrArray *parts, size_t index)
{
  return g_ptr_array_index (parts, index);
}

static bool sweep_parts_add_part (GPtrArray *parts, const char *path, GError **error)
{
  SweepPart *part = g_new0 (SweepPart, 1);
  part->path = g_strdup (path);
  g_ptr_array_add (parts, part);
  part->journal = journal_read (path, error);
  if (part->journal == NULL) {
    return false;
  }
  part->plan = sweep_shard_parse_head (journal_get_head (part->journal), &part->shard);
  return part->plan != NULL
         || refuse_file (error, "%s: this is not the journal of a sweep; leave it out", path);
}

static int sweep_parts_compare_names (const void *a, const void *b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static bool add_folder (GPtrArray *parts, const char *folder, GError **error)
{
  GDir *directory = g_dir_open (folder, 0, error);
  if (directory == NULL) {
    return false;
  }
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (const char *name; (name = g_dir_read_name (directory)) != NULL;) {
    if (g_str_has_suffix (name, ".journal")) {
      g_ptr_array_add (names, g_strdup (name));
    }
  }
  g_dir_close (directory);
  g_ptr_array_sort (names, sweep_parts_compare_names);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
    if (!sweep_parts_add_part (parts, path, error)) {
      return false;
    }
  }
  return names->len > 0
         || refuse_file (error, "%s: there is no journal of a sweep; give what 'pcachesim sweep' wrote",
                         folder);
}

static bool check_plans (const GPtrArray *parts, GError **error)
{
  const SweepPart *first = sweep_parts_get (parts, 0);
  for (guint i = 1; i < parts->len; i++) {
    const SweepPart *part = sweep_parts_get (parts, i);
    const char *difference = sweep_plan_find_difference (first->plan, part->plan);
    if (difference != NULL) {
      return refuse_file (error, "%s: not of the same sweep as %s: %s; merge shards of one plan", part->path,
                          first->path, difference);
    }
    if (part->shard.count != first->shard.count) {
      return refuse_file (error,
                          "%s: one of %" G_GUINT64_FORMAT " shards, but %s is one of %" G_GUINT64_FORMAT,
                          part->path, part->shard.count, first->path, first->shard.count);
    }
  }
  return true;
}

/* Checks that all PARTS with KEY have the same result; if not, the run is not reproducible. */
static bool check_agreement (const GPtrArray *parts, const char *key, GError **error)
{
  const SweepPart *first = NULL;
  const char *text = NULL;
  for (guint i = 0; i < parts->len; i++) {
    const SweepPart *part = sweep_parts_get (parts, i);
    const char *other = journal_find (part->journal, key);
    if (other != NULL && text != NULL && strcmp (other, text) != 0) {
      return refuse_file (
          error, "%s: run %s has another result than in %s: the same run must give the same everywhere",
          part->path, key, first->path);
    }
    if (other != NULL && text == NULL) {
      first = part;
      text = other;
    }
  }
  return true;
}

static bool has_shard (const GPtrArray *parts, uint64_t number)
{
  for (guint i = 0; i < parts->len; i++) {
    if (sweep_parts_get (parts, i)->shard.number == number) {
      return true;
    }
  }
  return false;
}

/* Adds to LACKS how many runs of SHARD are missing, and checks that PARTS agree. */
static bool check_shard (const GPtrArray *parts, SweepShard shard, GString *lacks, GError **error)
{
  g_autoptr (GArray) runs = sweep_shard_list_runs (shard, sweep_parts_get (parts, 0)->plan);
  guint missing = 0;
  for (guint i = 0; i < runs->len; i++) {
    const char *key = g_array_index (runs, Evaluation, i).key;
    missing += sweep_parts_find (parts, key) == NULL;
    if (!check_agreement (parts, key, error)) {
      return false;
    }
  }
  if (missing > 0) {
    g_string_append_printf (lacks, "shard %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, shard.number,
                            shard.count);
    if (has_shard (parts, shard.number)) {
      g_string_append_printf (lacks, " lacks %u of its %u runs\n", missing, runs->len);
    } else {
      g_string_append (lacks, " is missing\n");
    }
  }
  return true;
}

static bool check_shards (const GPtrArray *parts, GError **error)
{
  g_autoptr (GString) lacks = g_string_new (NULL);
  uint64_t count = sweep_parts_get (parts, 0)->shard.count;
  for (uint64_t i = 1; i <= count; i++) {
    if (!check_shard (parts, (SweepShard){ i, count }, lacks, error)) {
      return false;
    }
  }
  return lacks->len == 0
         || refuse_file (error,
                         "%srun them with 'pcachesim sweep --shard', or give the folders that they are in",
                         lacks->str);
}

GPtrArray *sweep_parts_read (const char *const *folders, GError **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (sweep_part_free);
  for (; *folders != NULL; folders++) {
    if (!add_folder (parts, *folders, error)) {
      return NULL;
    }
  }
  bool is_good = check_plans (parts, error) && check_shards (parts, error);
  return is_good ? g_steal_pointer (&parts) : NULL;
}

const char *sweep_parts_find (const void *parts, const char *key)
{
  const GPtrArray *all = parts;
  const char *text = NULL;
  for (guint i = 0; i < all->len && text == NULL; i++) {
    text = journal_find (sweep_parts_get (all, i)->journal, key);
  }
  return text;
}
