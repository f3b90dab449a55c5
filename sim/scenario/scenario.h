/*
 * scenario.h - what a scenario file says, checked and complete
 *
 * Plain structs that the table in scenario_table.c fills from YAML: every default is filled in, every size
 * and time is in the unit in its name, and everything that can be checked without a run has been checked
 * (scenario_load.h).  Lists are a pointer and a count, in the order of the file; strings and lists belong to
 * the scenario and live until scenario_free().
 *
 * Mistakes that only a run can find (a malformed line of a trace, too little memory) are reported with the
 * place of the key that they are about: scenario_place_of().
 */
#pragma once

#include "arena.h"
#include "cache_telemetry.h"
#include "diagnostics.h"
#include "distribution_config.h"
#include "kernel.h"
#include "page_size.h"
#include "pageout.h"
#include "segvn.h"
#include "swap_device.h"
#include "vm.h"
#include "workload.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- the machine ---- */

typedef struct {
  uint64_t memory_pages;        /* installed */
  uint64_t kernel_memory_pages; /* the kernel's own, never free; less than memory_pages */
  uint64_t hz;
  MemoryThresholdsRule thresholds; /* how the thresholds that the user does not set are derived */
  MemoryThresholds wanted; /* set by the user, in pages; the kernel ignores one not below its parent */
  PageoutTunables pageout;
  SwapDeviceOptions swap;
  uint64_t swap_pages;    /* as large as memory if not given */
  uint64_t page_copy_ns;  /* the time to copy one page, as fork does */
  LockCost lock_cost;     /* the time that locking takes */
  uint64_t maxphys_bytes; /* > 0 */
} ScenarioMachine;

/* The page sizes of MACHINE. */
static inline const PageSizes *scenario_machine_pages (const ScenarioMachine *machine)
{
  (void)machine; /* there is one platform */
  return &PAGE_SIZES_X86;
}

/* ---- memory objects and processes ---- */

/* What becomes of an object that nobody maps any more. */
typedef enum { SCENARIO_LIFETIME_KEPT, SCENARIO_LIFETIME_MAPPED } ScenarioLifetime;

/* An anon map that segments of several processes share. */
typedef struct {
  SourcePlace place;
  const char *name;
  uint64_t size_bytes; /* whole pages */
  ScenarioLifetime lifetime;
} ScenarioObject;

typedef enum {
  SCENARIO_SEGMENT_PRIVATE,
  SCENARIO_SEGMENT_SHARED,
  SCENARIO_SEGMENT_ISM,
  SCENARIO_SEGMENT_DISM
} ScenarioSegmentType;

/* Whether the segspt driver attaches the segment, which then maps a whole object. */
static inline bool scenario_segment_is_spt (ScenarioSegmentType type)
{
  return type == SCENARIO_SEGMENT_ISM || type == SCENARIO_SEGMENT_DISM;
}

typedef struct {
  SourcePlace place;
  const char *name;
  ScenarioSegmentType type;
  uint64_t size_bytes; /* whole pages of page_size */
  PageSizeCode page_size;
  Protection protection;        /* PROTECT_READ, with PROTECT_WRITE or without */
  uint64_t address;             /* 0: any free place; else aligned; segments do not overlap */
  const char *object;           /* a name in Scenario.objects; private: NULL */
  uint64_t object_offset_bytes; /* aligned; the segment lies within the object */
  bool mapped;                  /* mapped when the run starts */
} ScenarioSegment;

/* ---- workloads ---- */

typedef struct {
  SourcePlace place;
  const char *name;         /* unique in its process; with the process's name it names the random stream */
  const WorkloadKind *kind; /* workload_kinds.c */
  uint64_t start_ns;
  uint64_t stop_ns;    /* start < stop <= duration; the scenario's end if not given */
  const void *options; /* of its kind */
} ScenarioWorkload;

typedef struct {
  SourcePlace place;
  const char *name;
  uint64_t count; /* number of such processes, each with its own address space; > 0 */
  const char *zone;
  ScenarioSegment *segments;
  size_t segment_count;
  ScenarioWorkload *workloads;
  size_t workload_count;
} ScenarioProcess;

/* ---- events ---- */

/* Each event that can happen: its word, the member of ScenarioEvent that holds its details, the rows of the
 * details in scenario_table.c, and its meaning.  A function of event_check.c checks the member;
 * machine_actions.c says what the event does. */
#define SCENARIO_ACTIONS_TABLE(ROW)                                                                        \
  ROW (CONSUME_MEMORY, "consume_memory", memory, KEYS (consume_fields),                                    \
       "somebody takes free memory and keeps it")                                                          \
  ROW (RELEASE_MEMORY, "release_memory", memory, KEYS (release_fields),                                    \
       "memory taken by consume_memory becomes free")                                                      \
  ROW (SET_FREEMEM, "set_freemem", memory, KEYS (set_fields),                                              \
       "an experiment: pages are taken or given so that freemem is this")                                  \
  ROW (SET_NEEDFREE, "set_needfree", memory, KEYS (set_fields),                                            \
       "an experiment: needfree, what sleepers wait for, becomes this")                                    \
  ROW (CACHE_DISABLE, "cache_disable", memory, NO_KEYS,                                                    \
       "the cache is emptied and off (seg_p_disable); these nest")                                         \
  ROW (CACHE_ENABLE, "cache_enable", memory, NO_KEYS, "undoes one cache_disable (seg_p_enable)")           \
  ROW (PURGE_OWNER, "purge_owner", process_op, KEYS (owner_fields),                                        \
       "all idle entries of one owner leave the cache (seg_ppurge)")                                       \
  ROW (FORCE_PURGE, "force_purge", memory, NO_KEYS, "all idle entries leave the cache (a forced purge)")   \
  ROW (MMAP, "mmap", process_op, KEYS (mmap_fields),                                                       \
       "a process maps a segment that is not mapped; fails if a part of it is")                            \
  ROW (MUNMAP, "munmap", process_op, KEYS (munmap_fields),                                                 \
       "a process unmaps a segment, or a part; waits while pages are locked")                              \
  ROW (MPROTECT, "mprotect", process_op, KEYS (mprotect_fields),                                           \
       "a process changes a protection; waits while pages are locked")                                     \
  ROW (SETPAGESIZE, "setpagesize", process_op, KEYS (setpagesize_fields),                                  \
       "a private or shared segment, or a part, gets pages of another size; waits while pages are locked") \
  ROW (MADVISE, "madvise", process_op, KEYS (madvise_fields), "a process says how it will use memory")     \
  ROW (MLOCK, "mlock", process_op, KEYS (mlock_fields),                                                    \
       "a process locks pages of a dism segment into memory, so that the cache may have them")             \
  ROW (MUNLOCK, "munlock", process_op, KEYS (mlock_fields),                                                \
       "a process undoes its mlock of pages of a dism segment")                                            \
  ROW (FORK, "fork", process_op, KEYS (fork_fields),                                                       \
       "a process forks a child, which does nothing and exits")                                            \
  ROW (EXIT, "exit", process_op, KEYS (exit_fields),                                                       \
       "a process ends: its workloads stop, and it unmaps all when their I/Os end")                        \
  ROW (ZONE_ENTER, "zone_enter", process_op, KEYS (zone_enter_fields),                                     \
       "a process moves to another zone; fails if a shared segment of it reserves swap")                   \
  ROW (MEMORY_REMOVE, "memory_remove", memory, KEYS (remove_fields),                                       \
       "memory is taken out of the running machine; the cache is off until that is over")                  \
  ROW (MEMORY_ADD, "memory_add", memory, KEYS (consume_fields),                                            \
       "memory is added to the running machine; the cache's window does not grow")                         \
  ROW (PAGE_RETIRE, "page_retire", memory, NO_KEYS,                                                        \
       "a page with errors is retired; if it is locked, the cache is off for up to 3 x 23 s")

#define SCENARIO_ACTION_ENUMERATOR(id_, ...) SCENARIO_EVENT_##id_,

typedef enum {
  SCENARIO_ACTIONS_TABLE (SCENARIO_ACTION_ENUMERATOR) SCENARIO_EVENT_ACTIONS
} ScenarioEventAction;

typedef struct {
  uint64_t pages;      /* > 0; but release: 0 means all, set: 0 is allowed */
  uint64_t timeout_ns; /* remove: gives up after this long without progress */
} ScenarioMemoryAmount;

/* The owner whose entries are purged: the segment in each process of this name, or its object. */
typedef struct {
  const char *process;
  const char *segment;
} ScenarioOwner;

/* What each process named owner.process does with its address space. */
typedef struct {
  ScenarioOwner owner;   /* the segment: purge_owner, mmap to munlock */
  uint64_t offset_bytes; /* munmap to munlock: where the part of the segment begins, whole pages */
  uint64_t size_bytes;   /* its size; 0: up to the end of the segment */
  union {
    Protection protection;
    SegmentAdvice advice;
    PageSizeCode page_size; /* setpagesize */
    unsigned value;         /* the one of these members that the action has; 0: none */
  };
  uint64_t lifetime_ns; /* fork: of the child */
  const char *zone;     /* zone_enter */
} ScenarioProcessOp;

typedef struct {
  SourcePlace place;
  ScenarioEventAction action;
  uint64_t at_ns;    /* < duration */
  uint64_t every_ns; /* the event is repeated at this interval; 0: it happens once */
  uint64_t until_ns; /* the last time for a repetition; the scenario's end if not given */
  union {
    ScenarioMemoryAmount memory;  /* consume, release, set_freemem, set_needfree, memory_remove, memory_add */
    ScenarioProcessOp process_op; /* purge_owner, mmap to zone_enter */
  };
} ScenarioEvent;

/* ---- what is expected ---- */

/* The number that is taken from the samples of a metric. */
typedef enum {
  SCENARIO_STATISTIC_NONE, /* no samples: the number of the summary */
  SCENARIO_STATISTIC_MIN,
  SCENARIO_STATISTIC_MAX,
  SCENARIO_STATISTIC_MEAN,
  SCENARIO_STATISTIC_LAST,
  SCENARIO_STATISTIC_TOTAL,
  SCENARIO_STATISTIC_PERCENTILES /* this plus the percentile in tenths of a per cent */
} ScenarioStatistic;

/* Has either `metric` or `that`.  Measures are as the user wrote them (units.h), NULL if not given. */
typedef struct {
  SourcePlace place;
  const char *metric; /* of the summary, or of the series */
  const char *that;   /* a relation between metrics */
  const char *min, *max, *equals;
  const char *within; /* how far from `equals` the number may be */
  ScenarioStatistic statistic;
  uint64_t from_ns, to_ns; /* from < to <= duration; the scenario's end if not given */
  bool is_over_time;       /* checks the series between from and to, not the summary */
} ScenarioExpectation;

/* How far a number may be from the same number of the baseline. */
typedef struct {
  SourcePlace place;
  const char *metric; /* may have * for any letters */
  const char *within;
} ScenarioTolerance;

/* ---- the whole ---- */

typedef struct Scenario Scenario;

struct Scenario {
  const char *name;
  const char *description; /* NULL if not given */
  uint64_t seed;
  uint64_t duration_ns; /* > 0 */
  uint64_t warmup_ns;   /* < duration_ns */
  uint64_t sample_ns;   /* > 0, <= duration_ns */
  ScenarioMachine machine;
  CacheTunables tunables;
  ScenarioObject *objects;
  size_t object_count;
  ScenarioProcess *processes;
  size_t process_count;
  ScenarioEvent *events;
  size_t event_count;
  ScenarioExpectation *expectations;
  size_t expectation_count;
  ScenarioTolerance *tolerances;
  size_t tolerance_count;

  /* Where it came from; the lists end with NULL. */
  const char *path;            /* as given to scenario_load() */
  const char *sha256;          /* of the file's bytes, 64 hexadecimal digits */
  const char *const *sets;     /* the path=value overrides, as given */
  const char *const *settings; /* path=value of each value that describes the run, after the overrides */
  const char *const *warnings; /* what is allowed but surely not meant, with its place */

  const char *text; /* the bytes of the file, as they were read */
  size_t text_length;
  Arena *arena;      /* holds the scenario and all that hangs on it */
  GHashTable *given; /* see SchemaContext */
};

/* The bytes in a base page of the machine of SCENARIO. */
static inline uint64_t scenario_page_bytes (const Scenario *scenario)
{
  return page_bytes (scenario_machine_pages (&scenario->machine), 0);
}

/* The place where a value was given.  MEMBER is the address of a member of SCENARIO or of one of its structs:
 * `scenario_place_of (s, &segment->size_bytes)`.  If the value was not given, `file` of the result is NULL,
 * and the place to report is the member `place` of the struct. */
SourcePlace scenario_place_of (const Scenario *scenario, const void *member);
