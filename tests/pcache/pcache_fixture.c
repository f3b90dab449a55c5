#include "pcache_fixture.h"
#include "x86_pages.h"

#include <string.h>

static void fixture_delay (Kernel *kernel, uint64_t ticks)
{
  Fixture *fixture = (Fixture *)(void *)kernel;
  kernel->lbolt += ticks;
  fixture->slept_ticks += ticks;
  fixture->sleeps++;
  if (fixture->on_delay) {
    fixture->on_delay (fixture);
  }
}

#if KERNEL_CHECKED
static void fixture_trace (void *user, LockOp op, const KMutex *mutex)
{
  static const char signs[] = {
    [LOCK_OP_ENTER] = '+', [LOCK_OP_EXIT] = '-', [LOCK_OP_TRY] = '?', [LOCK_OP_TRY_BUSY] = '!'
  };
  Fixture *fixture = user;
  if (!fixture->trace) {
    return;
  }
  char name[64];
  g_autofree char *operation =
      g_strdup_printf ("%c%s", signs[op], lock_checker_name (mutex, name, sizeof name));
  g_string_append_printf (fixture->locks, "%s%s", fixture->locks->len > 0 ? ", " : "", operation);
  if (fixture->on_lock) {
    fixture->on_lock (fixture, operation);
  }
}
#endif

#if KERNEL_CHECKED
static void fixture_go_first (void *user, const KMutex *mutex)
{
  (void)mutex;
  Fixture *fixture = user;
  void (*other_thread) (Fixture *) = fixture->other_thread;
  fixture->other_thread = NULL;
  if (other_thread) {
    other_thread (fixture);
  }
}
#endif

int fixture_reclaim (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list, SegRw rw,
                     bool async)
{
  Fixture *fixture = user;
  uint64_t list = (uint64_t)(uintptr_t)shadow_list;
  g_string_append_printf (fixture->calls, "%u:%u+%u=%u%s%s;",
                          (unsigned)((owner->tag - FIXTURE_TAG (0)) / 0x1000), (unsigned)btop (addr),
                          (unsigned)btop (len), (unsigned)list, rw == S_WRITE ? "w" : "r",
                          async ? " async" : "");
  if (fixture->on_reclaim) {
    fixture->on_reclaim (fixture, list);
  }
  return fixture->reclaim_returns;
}

Fixture *fixture_new (void)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  fixture->kernel = (Kernel){ .pages = PAGE_SIZES_X86,
                              .hz = 100,
                              .physmem = 4096,
                              .availrmem = 4096,
                              .availrmem_initial = 4096,
                              .freemem = 2000,
                              .lotsfree = 64,
                              .desfree = 32,
                              .delay = fixture_delay };
#if KERNEL_CHECKED
  fixture->checker = (LockChecker){ .trace = fixture_trace, .go_first = fixture_go_first, .user = fixture };
  fixture->kernel.lock_checker = &fixture->checker;
#endif
  fixture->calls = g_string_new (NULL);
  fixture->locks = g_string_new (NULL);
  fixture->removals = g_string_new (NULL);
  fixture->text = g_string_new (NULL);
  fixture->tunables = cache_tunables_default ();
  fixture->tunables.segpcache_hashsize_win = fixture->tunables.segpcache_hashsize_wired = FIXTURE_BUCKETS;
  fixture->tunables.segpcache_maxwindow = 1000;
  fixture->pcache = pcache_new (&fixture->kernel, fixture);
  fixture_setup (fixture);
  return fixture;
}

void fixture_setup (Fixture *fixture)
{
  seg_pinit (fixture->pcache, &fixture->tunables);
  for (unsigned i = 0; i < FIXTURE_OWNERS; i++) {
    fixture->segs[i].s_szc = 0;
    cache_owner_init (&fixture->segs[i].owner, FIXTURE_TAG (i));
    cache_owner_init (&fixture->amps[i], FIXTURE_TAG (FIXTURE_OWNERS + i));
  }
}

void fixture_free (Fixture *fixture)
{
  cache_free (fixture->pcache);
  g_string_free (fixture->calls, TRUE);
  g_string_free (fixture->locks, TRUE);
  g_string_free (fixture->removals, TRUE);
  g_string_free (fixture->text, TRUE);
  g_free (fixture);
}

static uint64_t request_bytes (const Request *request)
{
  return ptob (request->pages ? request->pages : 1);
}

static void *request_list (const Request *request)
{
  return (void *)(uintptr_t)(request->list ? request->list : 1);
}

FixtureLookup fixture_lookup (Fixture *fixture, Request request)
{
  void *shadow_list = seg_plookup (fixture->pcache, &fixture->segs[request.owner], request.amp,
                                   ptob (request.page), request_bytes (&request), request.rw, request.flags);
  return (FixtureLookup){ .shadow_list = shadow_list,
                          .miss = cache_last_miss (fixture->pcache),
                          .hit = cache_last_hit (fixture->pcache) };
}

uint64_t fixture_hit (Fixture *fixture, Request request)
{
  return (uint64_t)(uintptr_t)fixture_lookup (fixture, request).shadow_list;
}

CacheAdmission fixture_insert (Fixture *fixture, Request request)
{
  int result = seg_pinsert (fixture->pcache, &fixture->segs[request.owner], request.amp, ptob (request.page),
                            request_bytes (&request), request.wlen ? request.wlen : request_bytes (&request),
                            request_list (&request), request.rw, request.flags, fixture_reclaim);
  CacheAdmission admission = cache_last_admission (fixture->pcache);
  bool is_served = admission == CACHE_ADMITTED || admission == CACHE_REFUSED_DUPLICATE;
  ck_assert_int_eq (result, is_served ? SEGP_SUCCESS : SEGP_FAIL);
  return admission;
}

void fixture_inactive (Fixture *fixture, Request request)
{
  seg_pinactive (fixture->pcache, &fixture->segs[request.owner], request.amp, ptob (request.page),
                 request_bytes (&request), request_list (&request), request.rw, request.flags,
                 fixture_reclaim);
}

void fixture_add_idle (Fixture *fixture, Request request)
{
  ck_assert_int_eq (fixture_insert (fixture, request), CACHE_ADMITTED);
  fixture_inactive (fixture, request);
}

bool fixture_can_abort (void)
{
  return g_strcmp0 (g_getenv ("CK_FORK"), "no") != 0;
}

const char *fixture_calls (Fixture *fixture)
{
  g_string_assign (fixture->text, fixture->calls->str);
  g_string_truncate (fixture->calls, 0);
  return fixture->text->str;
}

static void fixture_write_bucket (void *user, CacheList list, uint64_t index)
{
  GString *text = user;
  g_string_append_printf (text, "%s%c%u:", text->len > 0 ? " " : "", "cow"[list], (unsigned)index);
}

static void fixture_write_entry (void *user, const CacheEntryInfo *entry)
{
  GString *text = user;
  g_string_append_printf (text, "%s%u", text->str[text->len - 1] == ':' ? "" : ",",
                          (unsigned)(uintptr_t)entry->shadow_list);
  for (uint32_t i = 0; i < entry->active && i < 4; i++) {
    g_string_append_c (text, '*');
  }
  if (entry->referenced) {
    g_string_append_c (text, 'r');
  }
}

const char *fixture_chains (Fixture *fixture)
{
  g_string_truncate (fixture->text, 0);
  CacheVisitor visitor = { .user = fixture->text,
                           .bucket = fixture_write_bucket,
                           .entry = fixture_write_entry };
  cache_visit (fixture->pcache, &visitor);
  return fixture->text->str;
}
