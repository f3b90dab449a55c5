/*
 * pcache_fixture.h - a small cache to test
 *
 * A cache of 16 window buckets and 16 wired ones over a kernel that checks the locking protocol, with owners whose tags
 * play no part in the hash: what begins at page P is in window bucket P modulo 16.  Addresses and lengths are in pages,
 * shadow lists are small numbers.  Reclaim callbacks, lock operations and removals are written down as text.
 */
#pragma once

#include "cache_observer.h"
#include "cache_ops.h"
#include "test_main.h"
#include "x86_pages.h"

#include <glib.h>
#include <signal.h>

#define FIXTURE_OWNERS 8
#define FIXTURE_BUCKETS 16
#define FIXTURE_TAG(i) (UINT64_C (0x30000000000) + (uint64_t)(i)*0x1000)

typedef struct Fixture Fixture;

struct Fixture {
  Kernel kernel; /* first: its hooks get back to the fixture by it */
#if KERNEL_CHECKED
  LockChecker checker;
#endif
  CacheTunables tunables;
  Cache *pcache;
  CacheSeg segs[FIXTURE_OWNERS];
  CacheOwner amps[FIXTURE_OWNERS];
  int reclaim_returns;
  uint64_t slept_ticks;
  unsigned sleeps;
  GString *calls;    /* "owner:page+pages=list rw [async];" of each callback */
  GString *locks;    /* "+mem -mem ?owner ..." while traced */
  GString *removals; /* "page+pages/cause;" of each removal, while observed */
  bool trace;
  /* Called, if set, in every callback, and after every lock operation that is traced. */
  void (*on_reclaim) (Fixture *fixture, uint64_t list);
  void (*on_delay) (Fixture *fixture);
  void (*on_lock) (Fixture *fixture, const char *operation);
  /* Called, if set, once, before the next lock is entered: what another thread does that goes first. */
  void (*other_thread) (Fixture *fixture);
  GString *text; /* what fixture_chains wrote last */
};

/* Sized by default for the tests: change TUNABLES or the kernel's memory and call fixture_setup again for others. */
Fixture *fixture_new (void);
void fixture_free (Fixture *fixture);

/* Sizes the cache anew, empty. */
void fixture_setup (Fixture *fixture);

/* A callback like the cache's own; for those who call the cache themselves. */
int fixture_reclaim (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list, SegRw rw,
                     bool async);

/* A request: of segment OWNER, PAGES from page PAGE on. Where pages or list is 0, 1 is meant. */
typedef struct {
  unsigned owner;
  uint64_t page;
  uint64_t pages;
  uint64_t list; /* shadow list */
  SegRw rw;
  uint32_t flags;
  uint64_t wlen;   /* bytes; 0: all */
  CacheOwner *amp; /* or NULL */
} Request;

/* The outcome of a lookup. */
typedef struct {
  void *shadow_list; /* NULL: a miss */
  CacheMiss miss;    /* why */
  CacheHit *hit;     /* of a hit */
} FixtureLookup;

FixtureLookup fixture_lookup (Fixture *fixture, Request request);
CacheAdmission fixture_insert (Fixture *fixture, Request request);
void fixture_inactive (Fixture *fixture, Request request);

/* Inserts what must be admitted, and ends its I/O. */
void fixture_add_idle (Fixture *fixture, Request request);

/* The list that a lookup hits, 0 for a miss. */
uint64_t fixture_hit (Fixture *fixture, Request request);

/* The calls since the last fixture_calls; good until the next. */
const char *fixture_calls (Fixture *fixture);

/* What is in the cache: "c3:2,1 o5: w0:7" is bucket 3 of the current list with lists 2 and 1, an empty bucket 5 on the other
 * list and list 7 in wired bucket 0; a list is followed by * for each I/O on it, by r if it is referenced. */
const char *fixture_chains (Fixture *fixture);

/* Whether tests run in processes of their own, so that one may abort; and without a sanitizer, which takes signals. */
bool fixture_can_abort (void);

#define REQUEST(...) ((Request){ __VA_ARGS__ })
