/* run_pool.c - gives items to a pool of threads, and draws how many are done */
#include "run_pool.h"

#include "interrupt.h"

enum { TICK_US = 100000, JOBS_MAX = 4096 };

/* ---- progress ---- */

RunCount *run_count_new (FILE *to, const char *noun, uint64_t done, uint64_t count)
{
  RunCount *progress = g_new0 (RunCount, 1);
  *progress = (RunCount){ progress_line_begin (to), noun, done, done, count };
  return progress;
}

void run_count_free (RunCount *progress)
{
  if (progress != NULL) {
    progress_line_erase (&progress->line);
    g_free (progress);
  }
}

char *run_count_format (const char *noun, uint64_t done, uint64_t count, uint64_t fresh, uint64_t elapsed_us)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " %s, %u %%", done, count, noun,
                          count > 0 ? (unsigned)(100 * (double)done / (double)count) : 100);
  if (fresh > 0 && elapsed_us > 0) {
    double rate = (double)fresh * G_USEC_PER_SEC / (double)elapsed_us;
    g_autofree char *left = progress_line_format_left ((double)(count - done) / rate);
    g_string_append_printf (text, ", %.*f %s/s, %s", rate < 10 ? 1 : 0, rate, noun, left);
  }
  return g_strdup (text->str);
}

void run_count_add (RunCount *progress, uint64_t done)
{
  if (progress == NULL) {
    return;
  }
  progress->done += done;
  if (progress_line_is_due (&progress->line)) {
    g_autofree char *text =
        run_count_format (progress->noun, progress->done, progress->count, progress->done - progress->before,
                          progress_line_get_elapsed_us (&progress->line));
    progress_line_draw (&progress->line, text);
  }
}

/* ---- the pool ---- */

/* What the threads share. */
typedef struct {
  const RunPoolCalls *calls;
  GAsyncQueue *done; /* index + 1 of each item that is done */
  int is_over;       /* atomic: items that have not begun are not made */
} Pool;

static void run_pool_work (void *item, void *user)
{
  Pool *pool = user;
  if (g_atomic_int_get (&pool->is_over) == 0) {
    pool->calls->work (pool->calls->user, GPOINTER_TO_SIZE (item) - 1);
  }
  g_async_queue_push (pool->done, item);
}

static bool run_pool_take (Pool *pool, size_t count, RunCount *progress, GError **error)
{
  const RunPoolCalls *calls = pool->calls;
  for (size_t i = 0; i < count;) {
    run_count_add (progress, 0);
    void *item = g_async_queue_timeout_pop (pool->done, TICK_US);
    bool is_good = interrupt_check (error);
    if (item != NULL) {
      i++;
      /* Keep results that are complete, even after an error. */
      is_good = calls->done (calls->user, GPOINTER_TO_SIZE (item) - 1, is_good ? error : NULL) && is_good;
    }
    if (!is_good) {
      return false;
    }
  }
  return true;
}

bool run_pool_make (size_t count, uint64_t jobs, const RunPoolCalls *calls, RunCount *progress,
                    GError **error)
{
  Pool pool = { .calls = calls };
  int threads = (int)MIN (jobs > 0 ? jobs : g_get_num_processors (), JOBS_MAX);
  GThreadPool *workers = g_thread_pool_new (run_pool_work, &pool, threads, TRUE, error);
  if (workers == NULL) {
    return false;
  }
  pool.done = g_async_queue_new ();
  for (size_t i = 0; i < count; i++) {
    (void)g_thread_pool_push (workers, GSIZE_TO_POINTER (i + 1), NULL);
  }
  bool is_good = run_pool_take (&pool, count, progress, error);
  g_atomic_int_set (&pool.is_over, 1);
  g_thread_pool_free (workers, !is_good, TRUE);
  g_async_queue_unref (pool.done);
  return is_good;
}
