/* sweep_merge.c - reads journals, and says which shards or runs are missing */
#include "sweep_merge.h"

#include "journal.h"
#include "refuse.h"
#include "sweep_shard.h"

#include <string.h>

/* One journal. */
typedef struct {
  char *path;
  Journal *journal;
  SweepShard shard;
  SweepPlan *plan;
} Part;

struct SweepMerge {
  GPtrArray *parts; /* Part *, in the order of the folders and of the names in them */
};

static void part_free (void *data)
{
  Part *part = data;
  journal_close (part->journal);
  sweep_plan_free (part->plan);
  g_free (part->path);
  g_free (part);
}

static const Part *sweep_merge_find_part (const SweepMerge *merge, size_t index)
{
  return g_ptr_array_index (merge->parts, index);
}

/* ---- reading ---- */

static bool sweep_merge_add_part (SweepMerge *merge, const char *path, GError **error)
{
  Part *part = g_new0 (Part, 1);
  part->path = g_strdup (path);
  g_ptr_array_add (merge->parts, part);
  part->journal = journal_read (path, error);
  if (part->journal == NULL) {
    return false;
  }
  part->plan = sweep_shard_parse_head (journal_get_head (part->journal), &part->shard);
  return part->plan != NULL
         || refuse_file (error, "%s: this is not the journal of a sweep; leave it out", path);
}

static int sweep_merge_compare_names (const void *a, const void *b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static bool add_folder (SweepMerge *merge, const char *folder, GError **error)
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
  g_ptr_array_sort (names, sweep_merge_compare_names);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
    if (!sweep_merge_add_part (merge, path, error)) {
      return false;
    }
  }
  return names->len > 0
         || refuse_file (error, "%s: there is no journal of a sweep; give what 'pcachesim sweep' wrote",
                         folder);
}

/* ---- whether they belong together ---- */

static bool check_plans (const SweepMerge *merge, GError **error)
{
  const Part *first = sweep_merge_find_part (merge, 0);
  for (guint i = 1; i < merge->parts->len; i++) {
    const Part *part = sweep_merge_find_part (merge, i);
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

/* What one has and another has otherwise: runs that are not reproducible. */
static bool check_agreement (const SweepMerge *merge, const char *key, GError **error)
{
  const Part *first = NULL;
  const char *text = NULL;
  for (guint i = 0; i < merge->parts->len; i++) {
    const Part *part = sweep_merge_find_part (merge, i);
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

static bool has_shard (const SweepMerge *merge, uint64_t number)
{
  for (guint i = 0; i < merge->parts->len; i++) {
    if (sweep_merge_find_part (merge, i)->shard.number == number) {
      return true;
    }
  }
  return false;
}

/* Adds to LACKS what SHARD lacks. */
static bool check_shard (const SweepMerge *merge, SweepShard shard, GString *lacks, GError **error)
{
  g_autoptr (GPtrArray) keys = sweep_shard_list_keys (shard, sweep_merge_get_plan (merge), NULL);
  guint missing = 0;
  for (guint i = 0; i < keys->len; i++) {
    const char *key = g_ptr_array_index (keys, i);
    missing += sweep_merge_find (merge, key) == NULL;
    if (!check_agreement (merge, key, error)) {
      return false;
    }
  }
  if (missing > 0) {
    g_string_append_printf (lacks, "shard %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, shard.number,
                            shard.count);
    if (has_shard (merge, shard.number)) {
      g_string_append_printf (lacks, " lacks %u of its %u runs\n", missing, keys->len);
    } else {
      g_string_append (lacks, " is missing\n");
    }
  }
  return true;
}

static bool check_shards (const SweepMerge *merge, GError **error)
{
  g_autoptr (GString) lacks = g_string_new (NULL);
  uint64_t count = sweep_merge_find_part (merge, 0)->shard.count;
  for (uint64_t i = 1; i <= count; i++) {
    if (!check_shard (merge, (SweepShard){ i, count }, lacks, error)) {
      return false;
    }
  }
  return lacks->len == 0
         || refuse_file (error,
                         "%srun them with 'pcachesim sweep --shard', or give the folders that they are in",
                         lacks->str);
}

SweepMerge *sweep_merge_new (const char *const *folders, GError **error)
{
  SweepMerge *merge = g_new (SweepMerge, 1);
  merge->parts = g_ptr_array_new_with_free_func (part_free);
  bool is_good = true;
  for (; *folders != NULL && is_good; folders++) {
    is_good = add_folder (merge, *folders, error);
  }
  if (!is_good || !check_plans (merge, error) || !check_shards (merge, error)) {
    g_clear_pointer (&merge, sweep_merge_free);
  }
  return merge;
}

void sweep_merge_free (SweepMerge *merge)
{
  if (merge != NULL) {
    g_ptr_array_unref (merge->parts);
    g_free (merge);
  }
}

const SweepPlan *sweep_merge_get_plan (const SweepMerge *merge)
{
  return sweep_merge_find_part (merge, 0)->plan;
}

const char *sweep_merge_find (const void *merge, const char *key)
{
  const SweepMerge *shards = merge;
  for (guint i = 0; i < shards->parts->len; i++) {
    const char *text = journal_find (sweep_merge_find_part (shards, i)->journal, key);
    if (text != NULL) {
      return text;
    }
  }
  return NULL;
}
