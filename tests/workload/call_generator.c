#include "call_generator.h"

#include "random.h"
#include "replay_owner.h"
#include "sim_thread.h"
#include "vm_fixture.h"
#include "x86_pages.h"

enum { PRIVATE_OWNERS = 6, SHARED_OWNERS = 3, WIRED_OWNERS = 2, BUFFERS = 160, EVENT_THREAD = 0x900 };

#define NS_PER_US UINT64_C (1000)
#define NS_PER_MS UINT64_C (1000000)
#define START_NS UINT64_C (4711000000000)
#define LIST_BASE UINT64_C (0xfffffe2000000000)
#define THREAD_BASE UINT64_C (0xfffffe3000000000)
#define OWNER_BASE UINT64_C (0xfffffe1000000040)
#define BLOCK_BYTES (UINT64_C (64) << 10)
#define WIRED_PAGES 64

typedef struct {
  uint64_t address; /* recorded */
  ShadowList *pages;
  uint64_t entries; /* wired */
} List;

typedef struct {
  VmFixture *machine;
  ReplayOwners *owners;
  List *wired;
  uint64_t n_lists;
  uint64_t n_threads;
  CallGeneratorOptions options;
  GString *to;
  bool ended;
} Generator;

/* A buffer that is locked, as the cache knows it, and what of it is the request. */
typedef struct {
  ReplayOwner *owner;
  bool amp, wired;
  uint64_t addr, len;
  uint64_t request_addr, request_len;
  uint32_t flags;
  SegRw rw;
} Buffer;

typedef struct {
  Generator *generator;
  Random random;
  uint64_t address;
} Caller;

static Generator *generator_of (const Vm *vm)
{
  return vm_fixture_of (vm)->user;
}

static void write_begin (Generator *g, uint64_t thread)
{
  uint64_t now = event_queue_now (g->machine->queue);
  g_string_append_printf (g->to, "%" G_GUINT64_FORMAT " %u 0x%" G_GINT64_MODIFIER "x ", START_NS + now,
                          (unsigned)(300 + now % 500), thread);
}

static void write_owner (Generator *g, const char *call, const Buffer *b)
{
  g_string_append_printf (g->to,
                          "%s %s 0x%" G_GINT64_MODIFIER "x 0 0x%" G_GINT64_MODIFIER "x %" G_GUINT64_FORMAT,
                          call, b->amp ? "amp" : "seg", b->owner->segment.cached.owner.tag, b->addr, b->len);
}

static const char *rw_word (SegRw rw)
{
  return rw == S_WRITE ? "write" : "read";
}

static int reclaim (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list, SegRw rw,
                    bool async)
{
  Generator *g = generator_of (user);
  List *list = shadow_list;
  if (!g->ended) {
    write_begin (g, THREAD_BASE);
    g_string_append_printf (g->to,
                            "reclaim 0x%" G_GINT64_MODIFIER "x 0x%" G_GINT64_MODIFIER "x %" G_GUINT64_FORMAT
                            " %s %d 0x%" G_GINT64_MODIFIER "x\n",
                            owner->tag, addr, len, rw_word (rw), async, list->address);
  }
  replay_owner_reclaim (user, owner, addr, len, list->pages, rw, async);
  g_free (list);
  return 0;
}

/* The driver of ISM unlocks with the last entry; nobody records that. */
static int reclaim_wired (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                          SegRw rw, bool async)
{
  Generator *g = generator_of (user);
  List *list = shadow_list;
  if (--list->entries > 0) {
    return 0;
  }
  replay_owner_reclaim (user, owner, addr, len, list->pages, rw, async);
  g->wired = g->wired == list ? NULL : g->wired;
  g_free (list);
  return 1;
}

static List *list_new (Generator *g, const Buffer *b, uint64_t addr, uint64_t len)
{
  int error_number;
  List *list = g_new0 (List, 1);
  list->address = LIST_BASE + 0x40 * ++g->n_lists;
  list->pages = replay_owner_lock (b->owner, addr, len, &error_number);
  g_assert (list->pages);
  return list;
}

static CacheOwner *amp_of (const Buffer *b)
{
  return b->amp ? &b->owner->segment.cached.owner : NULL;
}

static Buffer pick_wired (Caller *caller)
{
  Generator *g = caller->generator;
  uint64_t which = PRIVATE_OWNERS + SHARED_OWNERS + random_below (&caller->random, WIRED_OWNERS);
  ReplayOwner *owner = replay_owners_get (g->owners, OWNER_BASE + 0xc0 * which);
  uint64_t base = UINT64_C (0x20000000);
  return (Buffer){ .owner = owner,
                   .wired = true,
                   .addr = base,
                   .len = ptob (WIRED_PAGES),
                   .request_addr = base,
                   .request_len = ptob (WIRED_PAGES),
                   .flags = SEGP_FORCE_WIRED,
                   .rw = S_WRITE };
}

/* Small buffers are asked for as they are, large ones by 64 KiB blocks; those of low numbers more often. */
static Buffer pick (Caller *caller)
{
  Random *random = &caller->random;
  if (random_below (random, 20) == 0) {
    return pick_wired (caller);
  }
  uint64_t which = random_below (random, PRIVATE_OWNERS + SHARED_OWNERS);
  bool amp = which >= PRIVATE_OWNERS;
  uint64_t place = random_below (random, BUFFERS);
  place = place * random_below (random, BUFFERS) / BUFFERS;
  bool large = random_below (random, 4) == 0;
  uint64_t addr = (amp ? 0 : UINT64_C (0x10000000)) + place * 2 * BLOCK_BYTES;
  uint64_t len = large ? 2 * BLOCK_BYTES : PAGESIZE << random_below (random, 3);
  return (Buffer){ .owner = replay_owners_get (caller->generator->owners, OWNER_BASE + 0xc0 * which),
                   .amp = amp,
                   .addr = addr,
                   .len = len,
                   .request_addr = large ? addr + PAGESIZE : addr,
                   .request_len = large ? len - 2 * PAGESIZE : len,
                   .flags = large ? SEGP_PSHIFT | 16U << 16 : 0,
                   .rw = random_below (random, 3) == 0 ? S_WRITE : S_READ };
}

/* The lookup, and its line; NULL: a miss. */
static List *caller_look_up (Caller *caller, const Buffer *b)
{
  Generator *g = caller->generator;
  kernel_clock_update (&g->machine->clock);
  List *list = seg_plookup (g->machine->pcache, &b->owner->segment.cached, amp_of (b), b->addr, b->len, b->rw,
                            b->flags);
  write_begin (g, caller->address);
  write_owner (g, "lookup", b);
  g_string_append_printf (g->to, " %s 0x%x 0x%" G_GINT64_MODIFIER "x\n", rw_word (b->rw), b->flags,
                          list ? list->address : 0);
  return list;
}

static bool caller_check (Caller *caller, const Buffer *b)
{
  Generator *g = caller->generator;
  bool admitted =
      seg_pinsert_check (g->machine->pcache, &b->owner->segment.cached, amp_of (b), b->addr, b->len, b->flags)
      == SEGP_SUCCESS;
  write_begin (g, caller->address);
  write_owner (g, "check", b);
  g_string_append_printf (g->to, " 0x%x %d\n", b->flags, !admitted);
  return admitted;
}

static void caller_insert (Caller *caller, const Buffer *b, List *list)
{
  Generator *g = caller->generator;
  int result = seg_pinsert (g->machine->pcache, &b->owner->segment.cached, amp_of (b), b->addr, b->len,
                            b->len, list, b->rw, b->flags, b->wired ? reclaim_wired : reclaim);
  write_begin (g, caller->address);
  write_owner (g, "insert", b);
  g_string_append_printf (g->to, " %" G_GUINT64_FORMAT " %s 0x%x 0x%" G_GINT64_MODIFIER "x %d\n", b->len,
                          rw_word (b->rw), b->flags, list->address, result != SEGP_SUCCESS);
}

static void caller_inactive (Caller *caller, const Buffer *b, List *list)
{
  Generator *g = caller->generator;
  uint64_t address = list->address;
  kernel_clock_update (&g->machine->clock);
  seg_pinactive (g->machine->pcache, &b->owner->segment.cached, amp_of (b), b->addr, b->len, list, b->rw,
                 b->flags, b->wired ? reclaim_wired : reclaim);
  write_begin (g, caller->address);
  write_owner (g, "inactive", b);
  g_string_append_printf (g->to, " %s 0x%x 0x%" G_GINT64_MODIFIER "x\n", rw_word (b->rw), b->flags, address);
}

/* Up to WITHIN_NS, and never at a tick, when the purge thread acts: which would be first then, a recording cannot say. */
static void caller_sleep (Caller *caller, uint64_t within_ns)
{
  Generator *g = caller->generator;
  uint64_t sleep = 1 + random_below (&caller->random, within_ns);
  sleep += (event_queue_now (g->machine->queue) + sleep) % NS_PER_MS == 0;
  sim_thread_sleep (g->machine->threads, sleep);
}

static void caller_io (Caller *caller)
{
  Generator *g = caller->generator;
  Buffer b = pick (caller);
  List *list = caller_look_up (caller, &b);
  bool cached = true;
  if (!list) {
    caller_sleep (caller, 2 * NS_PER_US);
    cached = caller_check (caller, &b);
    caller_sleep (caller, 30 * NS_PER_US);
    if (b.wired) {
      g->wired = g->wired ? g->wired : list_new (g, &b, b.addr, b.len);
      list = g->wired;
      list->entries++;
    } else {
      list = list_new (g, &b, cached ? b.addr : b.request_addr, cached ? b.len : b.request_len);
    }
    if (cached) {
      caller_insert (caller, &b, list);
    }
  }
  caller_sleep (caller, 2 * NS_PER_MS);
  if (cached) {
    caller_inactive (caller, &b, list);
  } else {
    reclaim (&g->machine->vm, &b.owner->segment.cached.owner, b.request_addr, b.request_len, list, b.rw,
             false);
  }
}

static void caller_main (SimThreads *threads, void *argument)
{
  (void)threads;
  Caller caller = { .generator = argument };
  Generator *g = argument;
  g_autofree char *name = g_strdup_printf ("caller/%" G_GUINT64_FORMAT, ++g->n_threads);
  random_init (&caller.random, g->options.seed, 0, name);
  caller.address = THREAD_BASE + 0x400 * g->n_threads;
  while (event_queue_now (g->machine->queue) < g->options.duration_ns) {
    caller_sleep (&caller, 2 * NS_PER_MS);
    caller_io (&caller);
  }
}

/* Owners purge now and then, as unmapping or fork have it, and DISM gives up its list. */
static void purger_main (SimThreads *threads, void *argument)
{
  (void)threads;
  Caller caller = { .generator = argument, .address = THREAD_BASE };
  Generator *g = argument;
  random_init (&caller.random, g->options.seed, 0, "purger");
  for (unsigned turn = 1; event_queue_now (g->machine->queue) < g->options.duration_ns; turn++) {
    caller_sleep (&caller, 300 * NS_PER_MS);
    kernel_clock_update (&g->machine->clock);
    if (turn % 4 == 0 && g->wired) {
      uint64_t address = g->wired->address;
      seg_ppurge_wiredpp (g->machine->pcache, g->wired);
      write_begin (g, caller.address);
      g_string_append_printf (g->to, "purge_wired 0x%" G_GINT64_MODIFIER "x\n", address);
      continue;
    }
    uint64_t which = random_below (&caller.random, PRIVATE_OWNERS + SHARED_OWNERS);
    bool amp = which >= PRIVATE_OWNERS;
    ReplayOwner *owner = replay_owners_get (g->owners, OWNER_BASE + 0xc0 * which);
    seg_ppurge (g->machine->pcache, &owner->segment.cached, amp ? &owner->segment.cached.owner : NULL, 0);
    write_begin (g, caller.address);
    g_string_append_printf (g->to, "purge %s 0x%" G_GINT64_MODIFIER "x 0x0\n", amp ? "amp" : "seg",
                            owner->segment.cached.owner.tag);
  }
}

static void generator_build (Generator *g)
{
  static const MemoryThresholdsRule rule = MEMORY_THRESHOLDS_NEW;
  g->machine =
      vm_fixture_new_with (&(VmFixtureOptions){ .pages = g->options.memory_pages - g->options.kernel_pages,
                                                .kernel_pages = g->options.kernel_pages,
                                                .window_pages = g->options.maxwindow_pages,
                                                .thresholds = &rule });
  g->machine->user = g;
  thread_create (&g->machine->kernel, CACHE_EVENT_PURGE_THREAD, seg_pasync_thread, g->machine->pcache);
  g->owners = replay_owners_new (&g->machine->vm);
}

static void generator_free (Generator *g)
{
  g->ended = true;
  seg_ppurge_async (g->machine->pcache, true);
  replay_owners_free (g->owners);
  vm_fixture_discard (g->machine);
  g_free (g);
}

CacheCounters generate_calls (const CallGeneratorOptions *options, GString *to)
{
  Generator *g = g_new0 (Generator, 1);
  g->options = *options;
  g->to = to;
  generator_build (g);
  g_string_append_printf (to, "pcachesim pcache version 1 start %" G_GUINT64_FORMAT "\n", START_NS);
  if (options->comment) {
    g_string_append_printf (to, "# %s\n", options->comment);
  }
  for (uint64_t i = 0; i < options->threads; i++) {
    sim_thread_spawn (g->machine->threads, EVENT_THREAD, caller_main, g);
  }
  sim_thread_spawn (g->machine->threads, EVENT_THREAD, purger_main, g);
  /* Until all I/Os are over; the last began before the end. */
  event_queue_run_while (g->machine->queue, options->duration_ns + 400 * NS_PER_MS, NULL, NULL);
  g_assert (sim_threads_count (g->machine->threads) == 1); /* the purge thread, which never ends */
  CacheCounters counters = *cache_get_counters (g->machine->pcache);
  generator_free (g);
  return counters;
}
