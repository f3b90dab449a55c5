/* sweep_shard.c - makes the runs of a shard that its journal does not have */
#include "sweep_shard.h"

#include "refuse.h"
#include "words.h"

#include <string.h>

#define SHARDS_MAX 100000

bool sweep_shard_parse (const char *text, SweepShard *shard, GError **error)
{
  const char *slash = strchr (text, '/');
  char *end_number = NULL, *end_count = NULL;
  bool has_digits = g_ascii_isdigit (*text) && slash != NULL && g_ascii_isdigit (slash[1]);
  if (has_digits) {
    *shard = (SweepShard){ g_ascii_strtoull (text, &end_number, 10),
                           g_ascii_strtoull (slash + 1, &end_count, 10) };
  }
  if (!has_digits || end_number != slash || *end_count != '\0' || shard->number < 1
      || shard->number > shard->count || shard->count > SHARDS_MAX) {
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

GPtrArray *sweep_shard_list_keys (SweepShard shard, const SweepPlan *plan, GArray **runs)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  GArray *places = g_array_new (FALSE, FALSE, sizeof (size_t));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  size_t count = sweep_plan_count_runs (plan);
  for (size_t i = 0; i < count; i++) {
    char *key = sweep_plan_make_key (plan, i / plan->replications, i % plan->replications);
    size_t order = g_hash_table_size (seen);
    if (g_hash_table_add (seen, key) && order % shard.count == shard.number - 1) {
      g_ptr_array_add (keys, g_strdup (key));
      g_array_append_val (places, i);
    }
  }
  if (runs != NULL) {
    *runs = places;
  } else {
    g_array_unref (places);
  }
  return keys;
}

/* ---- running ---- */

/* What is still to be run. */
typedef struct {
  Journal *journal;
  const SweepShardCalls *calls;
  GPtrArray *keys; /* of the evaluations */
  size_t done;     /* of the shard, what was there included */
} Work;

static bool sweep_shard_keep_result (void *user, size_t index, EvaluationResult *result, GError **error)
{
  Work *work = user;
  g_autofree char *text = evaluation_result_format (result);
  if (!journal_add (work->journal, g_ptr_array_index (work->keys, index), text, error)) {
    return false;
  }
  work->done++;
  return true;
}

static void sweep_shard_report (void *user)
{
  const Work *work = user;
  work->calls->progress (work->calls->user, work->done);
}

bool sweep_shard_run (SweepShard shard, const SweepPlan *plan, Runner *runner, const SweepRequest *request,
                      Journal *journal, const SweepShardCalls *calls, GError **error)
{
  g_autofree char *head = sweep_shard_format_head (shard, plan);
  if (!journal_put_head (journal, head, error)) {
    return false;
  }
  g_autoptr (GArray) places = NULL;
  g_autoptr (GPtrArray) keys = sweep_shard_list_keys (shard, plan, &places);
  g_autoptr (GArray) evaluations = g_array_new (FALSE, FALSE, sizeof (Evaluation));
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  for (guint i = 0; i < keys->len; i++) {
    if (journal_find (journal, g_ptr_array_index (keys, i)) == NULL) {
      size_t run = g_array_index (places, size_t, i);
      char **set = sweep_plan_make_sets (plan, run / plan->replications);
      Evaluation evaluation = { (const char *const *)set, request->seed, request->has_seed,
                                run % plan->replications };
      g_ptr_array_add (sets, set);
      g_ptr_array_add (missing, g_ptr_array_index (keys, i));
      g_array_append_val (evaluations, evaluation);
    }
  }
  Work work = { journal, calls, missing, keys->len - missing->len };
  calls->begin (calls->user, work.done, keys->len);
  RunnerCalls runner_calls = { sweep_shard_keep_result, sweep_shard_report, &work };
  return runner_run (runner, (const Evaluation *)(void *)evaluations->data, evaluations->len, &runner_calls,
                     error);
}
