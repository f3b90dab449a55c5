/*
 * bench_engine.c - what an event, a draw and a switch cost
 *
 * The hold model: of N pending events the next is taken and scheduled again after a random time, over and
 * over, in the event queue, in the heap that it must not be slower than, and in containers that GLib has.
 */
#include "bench.h"
#include "coroutine.h"
#include "distribution.h"
#include "event_queue.h"
#include "fingerprint_trail.h"
#include "quad_heap.h"
#include "random.h"
#include "sim_thread.h"

#include <glib.h>
#include <stdio.h>

enum { DELAYS = 16384 };

/* The times from one scheduling of an event to the next. */
typedef struct {
  uint32_t delays_ns[DELAYS];
  unsigned next;
} Delays;

static inline uint32_t delays_next (Delays *delays)
{
  return delays->delays_ns[delays->next++ % DELAYS];
}

static Distribution *exponential_new (uint64_t mean_ns)
{
  return distribution_new (
      &(DistributionConfig){ DISTRIBUTION_CONFIG_EXPONENTIAL, .exponential = { mean_ns } }, 1);
}

/* Nine in ten with a mean of SHORT, the others of LONG. */
static Delays *delays_new (uint64_t short_ns, uint64_t long_ns)
{
  Delays *delays = g_new0 (Delays, 1);
  Distribution *short_delay = exponential_new (short_ns);
  Distribution *long_delay = exponential_new (long_ns);
  Random random;
  random_init (&random, 1, 0, "delays");
  for (unsigned i = 0; i < DELAYS; i++) {
    bool is_short = random_below (&random, 10) > 0;
    delays->delays_ns[i] = (uint32_t)distribution_draw (is_short ? short_delay : long_delay, &random);
  }
  distribution_free (short_delay);
  distribution_free (long_delay);
  return delays;
}

/* A hold model on one kind of queue. */
typedef struct Hold Hold;

/* One of the pending events; each queue has its own. */
typedef struct {
  Event event;
  Hold *hold;
} __attribute__ ((aligned (64))) HoldItem;

static void queue_fire (Event *event);

static HoldItem *hold_items_new (size_t count, Hold *hold)
{
  HoldItem *items = g_aligned_alloc0 (count, sizeof *items, _Alignof(HoldItem));
  for (size_t i = 0; i < count; i++) {
    event_init (&items[i].event, queue_fire, 0);
    items[i].hold = hold;
  }
  return items;
}

typedef struct {
  const char *name;
  void (*prepare) (Hold *hold);
  BenchFunction run;
  void (*clear) (Hold *hold);
  uint64_t ops;
  size_t count_max; /* larger ones take too long to measure */
} HoldKind;

struct Hold {
  const HoldKind *kind;
  size_t count;
  HoldItem *items;
  Delays delays;
  uint64_t sequence;
  uint64_t ops_left; /* of the event queue */
  union {
    EventQueue *queue;
    QuadHeap heap;
    GTree *tree;
    GSequence *list;
  };
};

static void queue_prepare (Hold *hold)
{
  hold->queue = event_queue_new ();
  for (size_t i = 0; i < hold->count; i++) {
    event_queue_schedule (hold->queue, &hold->items[i].event, delays_next (&hold->delays));
  }
}

static void queue_fire (Event *event)
{
  Hold *hold = event_container (event, HoldItem, event)->hold;
  event_queue_schedule (hold->queue, event, event->time + delays_next (&hold->delays));
}

static bool queue_goes_on (void *context)
{
  Hold *hold = context;
  return hold->ops_left-- > 0;
}

/* As a run does it: what is taken is fired. */
static void queue_run (void *context, uint64_t ops)
{
  Hold *hold = context;
  hold->ops_left = ops;
  event_queue_run_while (hold->queue, SIM_TIME_NEVER, queue_goes_on, hold);
}

static void queue_clear (Hold *hold)
{
  event_queue_free (hold->queue);
}

static void heap_prepare (Hold *hold)
{
  quad_heap_init (&hold->heap, hold->count);
  for (size_t i = 0; i < hold->count; i++) {
    quad_heap_push (&hold->heap, delays_next (&hold->delays), &hold->items[i]);
  }
}

/* Who takes an event looks at it, whatever the queue. */
static void heap_run (void *context, uint64_t ops)
{
  Hold *hold = context;
  for (uint64_t i = 0; i < ops; i++) {
    uint64_t time;
    HoldItem *item = quad_heap_pop (&hold->heap, &time);
    item->event.time = time;
    quad_heap_push (&hold->heap, time + delays_next (&hold->delays), item);
  }
}

static void heap_clear (Hold *hold)
{
  quad_heap_clear (&hold->heap);
}

static int compare_items (gconstpointer a, gconstpointer b, gpointer unused)
{
  const HoldItem *x = a;
  const HoldItem *y = b;
  (void)unused;
  if (x->event.time != y->event.time) {
    return x->event.time < y->event.time ? -1 : 1;
  }
  return (x->event.sequence > y->event.sequence) - (x->event.sequence < y->event.sequence);
}

static void item_postpone (Hold *hold, HoldItem *item)
{
  item->event.time += delays_next (&hold->delays);
  item->event.sequence = hold->sequence++;
}

static void tree_prepare (Hold *hold)
{
  hold->tree = g_tree_new_full (compare_items, NULL, NULL, NULL);
  for (size_t i = 0; i < hold->count; i++) {
    item_postpone (hold, &hold->items[i]);
    g_tree_insert (hold->tree, &hold->items[i], &hold->items[i]);
  }
}

static void tree_run (void *context, uint64_t ops)
{
  Hold *hold = context;
  for (uint64_t i = 0; i < ops; i++) {
    HoldItem *item = g_tree_node_value (g_tree_node_first (hold->tree));
    g_tree_remove (hold->tree, item);
    item_postpone (hold, item);
    g_tree_insert (hold->tree, item, item);
  }
}

static void tree_clear (Hold *hold)
{
  g_tree_unref (hold->tree);
}

static void list_prepare (Hold *hold)
{
  hold->list = g_sequence_new (NULL);
  for (size_t i = 0; i < hold->count; i++) {
    item_postpone (hold, &hold->items[i]);
    g_sequence_insert_sorted (hold->list, &hold->items[i], compare_items, NULL);
  }
}

static void list_run (void *context, uint64_t ops)
{
  Hold *hold = context;
  for (uint64_t i = 0; i < ops; i++) {
    GSequenceIter *first = g_sequence_get_begin_iter (hold->list);
    HoldItem *item = g_sequence_get (first);
    g_sequence_remove (first);
    item_postpone (hold, item);
    g_sequence_insert_sorted (hold->list, item, compare_items, NULL);
  }
}

static void list_clear (Hold *hold)
{
  g_sequence_free (hold->list);
}

/* The first is ours, the second what the others are compared with. */
static const HoldKind hold_kinds[] = {
  { "event queue", queue_prepare, queue_run, queue_clear, 4000000, SIZE_MAX },
  { "quad heap", heap_prepare, heap_run, heap_clear, 4000000, SIZE_MAX },
  { "GTree", tree_prepare, tree_run, tree_clear, 400000, 10000 },
  { "GSequence", list_prepare, list_run, list_clear, 400000, 10000 },
};

enum { HOLD_KINDS = G_N_ELEMENTS (hold_kinds), HEAP = 1 };

static void bench_hold (Bench *bench, const char *name, size_t count, const Delays *delays)
{
  Hold *holds = g_new0 (Hold, HOLD_KINDS);
  BenchSubject subjects[HOLD_KINDS];
  size_t kinds = 0;
  for (size_t i = 0; i < HOLD_KINDS && count <= hold_kinds[i].count_max; i++, kinds++) {
    const HoldKind *kind = &hold_kinds[i];
    holds[i] =
        (Hold){ .kind = kind, .count = count, .items = hold_items_new (count, &holds[i]), .delays = *delays };
    kind->prepare (&holds[i]);
    /* Every event is taken a few times first, so that the queues are as they are in the long run. */
    kind->run (&holds[i], 3 * count);
    subjects[i] = (BenchSubject){ .run = kind->run, .context = &holds[i], .ops = kind->ops };
  }
  bench_measure (bench, subjects, kinds);
  for (size_t i = 0; i < kinds; i++) {
    char *row = g_strdup_printf ("hold %zu %s, %s", count, name, hold_kinds[i].name);
    bench_report (bench, row, subjects[i].ns_per_op, subjects[HEAP].ns_per_op);
    g_free (row);
    hold_kinds[i].clear (&holds[i]);
    g_aligned_free (holds[i].items);
  }
  g_free (holds);
}

static void bench_holds (Bench *bench)
{
  static const size_t counts[] = { 100, 10000, 1000000 };
  static const struct {
    const char *name;
    uint64_t short_ns, long_ns;
  } shapes[] = { { "exponential", 1e6, 1e6 }, { "bimodal", 1e5, 1e7 } };
  for (size_t shape = 0; shape < G_N_ELEMENTS (shapes); shape++) {
    Delays *delays = delays_new (shapes[shape].short_ns, shapes[shape].long_ns);
    for (size_t i = 0; i < G_N_ELEMENTS (counts); i++) {
      bench_hold (bench, shapes[shape].name, bench_is_smoke (bench) ? counts[i] / 100 : counts[i], delays);
    }
    g_free (delays);
  }
}

typedef struct {
  Distribution *distribution;
  Random random;
} Draws;

static void draws_run (void *context, uint64_t ops)
{
  Draws *draws = context;
  for (uint64_t i = 0; i < ops; i++) {
    bench_keep (distribution_draw (draws->distribution, &draws->random));
  }
}

static void bench_draws (Bench *bench)
{
  static const uint64_t values[] = { 512, 4096, 8192, 65536 };
  static const double weights[] = { 0.1, 0.2, 0.6, 0.1 };
  const struct {
    const char *name;
    DistributionConfig config;
    uint64_t places;
  } cases[] = {
    { "draw uniform", { DISTRIBUTION_CONFIG_UNIFORM, .uniform = { 1000, 5000 } }, 1 },
    { "draw exponential", { DISTRIBUTION_CONFIG_EXPONENTIAL, .exponential = { 500000 } }, 1 },
    { "draw Pareto", { DISTRIBUTION_CONFIG_PARETO, .pareto = { 1000000, 1.5 } }, 1 },
    { "draw normal", { DISTRIBUTION_CONFIG_NORMAL, .normal = { 1000000, 200000 } }, 1 },
    { "draw Zipf, 0.99, 1e6 items", { DISTRIBUTION_CONFIG_ZIPF, .zipf = { 0.99 } }, 1000000 },
    { "draw Zipf, 1, 2^32 items", { DISTRIBUTION_CONFIG_ZIPF, .zipf = { 1 } }, UINT64_C (1) << 32 },
    { "draw empirical",
      { DISTRIBUTION_CONFIG_EMPIRICAL, .empirical = { values, weights, G_N_ELEMENTS (values) } },
      1 },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    Draws draws = { .distribution = distribution_new (&cases[i].config, cases[i].places) };
    random_init (&draws.random, 1, 0, "draws");
    bench_run (bench, cases[i].name, draws_run, &draws, 2000000);
    distribution_free (draws.distribution);
  }
}

static void yield_main (Coroutine *self, void *unused)
{
  (void)unused;
  for (;;) {
    coroutine_yield (self);
  }
}

static void switch_run (void *context, uint64_t ops)
{
  for (uint64_t i = 0; i < ops; i++) {
    coroutine_resume (context);
  }
}

static void sleep_main (SimThreads *threads, void *unused)
{
  (void)unused;
  for (;;) {
    sim_thread_sleep (threads, 1000);
  }
}

static void sleep_run (void *context, uint64_t ops)
{
  event_queue_run_while (context, event_queue_now (context) + ops * 10, NULL, NULL);
}

static void trail_run (void *context, uint64_t ops)
{
  for (uint64_t i = 0; i < ops; i++) {
    fingerprint_trail_step (context, i, 1, 0);
  }
}

static void bench_threads (Bench *bench)
{
  Coroutine *coroutine = coroutine_new (yield_main, NULL);
  bench_run (bench, "coroutine, there and back", switch_run, coroutine, 2000000);
  coroutine_free (coroutine);
  /* Of a hundred threads each wakes once in 1000 ns: an event every 10 ns. */
  EventQueue *queue = event_queue_new ();
  SimThreads *threads = sim_threads_new (queue);
  for (unsigned i = 0; i < 100; i++) {
    sim_thread_spawn (threads, 1, sleep_main, NULL);
    event_queue_run_while (queue, event_queue_now (queue) + 10, NULL, NULL);
  }
  bench_run (bench, "sleep of one in 100 simulated threads", sleep_run, queue, 2000000);
  sim_threads_free (threads);
  event_queue_free (queue);
  FingerprintTrail *trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
  bench_run (bench, "step of the fingerprint's trail", trail_run, trail, 10000000);
  fingerprint_trail_free (trail);
}

int main (int argc, char **argv)
{
  Bench *bench = bench_new ("engine", "event, draw or switch", "4-ary heap", argc, argv);
  bench_holds (bench);
  bench_draws (bench);
  bench_threads (bench);
  return bench_finish (bench);
}
