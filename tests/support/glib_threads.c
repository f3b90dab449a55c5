/*
 * glib_threads.c - what ThreadSanitizer does not see of GLib
 *
 * GLib is not compiled with ThreadSanitizer, which therefore does not know that one thread hands work or a result to
 * another, and would report each as a race.  This library, loaded before GLib (LD_PRELOAD), tells it: what happens before
 * something is put into a queue or a pool happens before whatever follows its being taken out.
 */
#include <dlfcn.h>
#include <glib.h>
#include <stdint.h>

/* Calls a function of the sanitizer, which is not there in a program without it, such as a shell that runs a test. */
static void glib_threads_tell (const char *function, void *address)
{
  void (*tell) (void *) = (void (*) (void *)) (uintptr_t)dlsym (RTLD_DEFAULT, function);
  if (tell) {
    tell (address);
  }
}

static void glib_threads_acquire (void *address)
{
  glib_threads_tell ("__tsan_acquire", address);
}

static void glib_threads_release (void *address)
{
  glib_threads_tell ("__tsan_release", address);
}

/* GLib's own function of this name. */
#define REAL(function) ((__typeof__ (&(function)))(uintptr_t)dlsym (RTLD_NEXT, #function))

/* Stands between a pool and its function. */
typedef struct {
  GFunc work;
  gpointer user;
} GlibThreadsPool;

static void glib_threads_work (gpointer data, gpointer user)
{
  GlibThreadsPool *pool = user;
  glib_threads_acquire (pool);
  pool->work (data, pool->user);
  glib_threads_release (pool);
}

GThreadPool *g_thread_pool_new (GFunc work, gpointer user, gint max_threads, gboolean exclusive,
                                GError **error)
{
  GlibThreadsPool *pool = g_new (GlibThreadsPool, 1);
  *pool = (GlibThreadsPool){ work, user };
  GThreadPool *made = REAL (g_thread_pool_new) (glib_threads_work, pool, max_threads, exclusive, error);
  if (!made) {
    g_free (pool);
  }
  return made;
}

gboolean g_thread_pool_push (GThreadPool *pool, gpointer data, GError **error)
{
  glib_threads_release (pool->user_data);
  return REAL (g_thread_pool_push) (pool, data, error);
}

/* Both callers of the program wait for what has begun. */
void g_thread_pool_free (GThreadPool *pool, gboolean immediate, gboolean wait)
{
  gpointer work = pool->user_data;
  REAL (g_thread_pool_free) (pool, immediate, wait);
  glib_threads_acquire (work);
  if (wait) {
    g_free (work);
  }
}

void g_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  glib_threads_release (queue);
  REAL (g_async_queue_push) (queue, data);
}

gpointer g_async_queue_pop (GAsyncQueue *queue)
{
  gpointer data = REAL (g_async_queue_pop) (queue);
  glib_threads_acquire (queue);
  return data;
}

gpointer g_async_queue_try_pop (GAsyncQueue *queue)
{
  gpointer data = REAL (g_async_queue_try_pop) (queue);
  glib_threads_acquire (queue);
  return data;
}

gpointer g_async_queue_timeout_pop (GAsyncQueue *queue, guint64 timeout_us)
{
  gpointer data = REAL (g_async_queue_timeout_pop) (queue, timeout_us);
  glib_threads_acquire (queue);
  return data;
}
