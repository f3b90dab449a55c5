/*
 * workload_options.h - the kinds of workloads: what each does, its options and its counters
 *
 * The rest of each kind is in a file KIND.c. The row there says what the kind does; comments here say more.
 * workload.h says what every kind is made of.
 */
#pragma once

#include "io_pattern.h"
#include "replay_buffer.h"

/* direct_io. Every thread draws from a random stream of its own, so what happens to one does not change the
 * choices of the others. */
typedef struct {
  IoPatternOptions pattern;   /* first; all threads together draw a sequential one */
  uint64_t threads;           /* > 0 */
  DistributionConfig think;   /* ns */
  DistributionConfig service; /* ns for one piece */
  uint64_t requests;          /* per thread; 0: no limit */
} DirectIoOptions;

extern const WorkloadKind DIRECT_IO_KIND;

/* async_io. The process submits as many I/Os as its depth allows, or one per interval if there is room; after
 * the stop it still reaps the I/Os that it started before. */
typedef struct {
  IoPatternOptions pattern;         /* first */
  uint64_t depth;                   /* most in flight, > 0 */
  DistributionConfig service;       /* ns */
  DistributionConfig interval;      /* ns between submissions; constant 0: whenever there is room */
  DistributionConfig reap_interval; /* ns from one reaping to the next; 0 counts as 1 */
  uint64_t reap_count;              /* completions that are reaped at once, at most DEPTH; 0: none */
  uint64_t requests;                /* 0: no limit */
} AsyncIoOptions;

#define ASYNC_IO_COUNTERS(ROW, of_)                                                                   \
  ROW (of_, GAUGE, in_flight, "async_io.in_flight", "", "asynchronous I/Os submitted and not reaped") \
  ROW (of_, GAUGE, unreaped, "async_io.unreaped", "", "of these, with their device done")             \
  ROW (of_, COUNTER, reaps, "async_io.reaps", "", "times that completed ones were reaped")            \
  ROW (of_, COUNTER, unreaped_ns, "async_io.unreaped_time", "ns",                                     \
       "time that buffers stayed locked when the device was done")

typedef struct {
  ASYNC_IO_COUNTERS (METRIC_MEMBER, _)
} AsyncIoCounters;

extern const MetricTable ASYNC_IO_METRICS;
extern const WorkloadKind ASYNC_IO_KIND;

/* rdma. A region is registered, held for its lifetime and deregistered, again and again, with a pause before
 * each registration. Nothing is registered after the stop. */
typedef struct {
  IoPatternOptions pattern;    /* first; a disk read is a region that the device may write */
  uint64_t regions;            /* regions at a time, > 0 */
  DistributionConfig lifetime; /* ns */
  DistributionConfig pause;    /* ns before each registration, also the first */
  uint64_t retry_ns;           /* ns until a failed registration is tried again, > 0 */
} RdmaOptions;

#define RDMA_COUNTERS(ROW, of_)                                                               \
  ROW (of_, COUNTER, registrations, "rdma.registrations", "",                                 \
       "registrations of memory regions, also failed ones")                                   \
  ROW (of_, COUNTER, failed, "rdma.failed", "", "of these, whose memory could not be locked") \
  ROW (of_, COUNTER, deregistrations, "rdma.deregistrations", "", "regions given up")         \
  ROW (of_, GAUGE, waiting, "rdma.waiting", "", "registrations that wait for memory")         \
  ROW (of_, GAUGE, regions, "rdma.regions", "", "regions that are registered")                \
  ROW (of_, GAUGE, bytes, "rdma.bytes", "bytes", "bytes of these")                            \
  ROW (of_, GAUGE, pages, "rdma.pages", "pages", "pages that these hold, counted for each region")

typedef struct {
  RDMA_COUNTERS (METRIC_MEMBER, _)
} RdmaCounters;

extern const MetricTable RDMA_METRICS;
extern const WorkloadKind RDMA_KIND;

/* churn. It models a program that allocates its buffers anew for every job: cache entries of a mapping are
 * useless once the mapping is gone. */
typedef struct {
  IoPatternOptions pattern;   /* first */
  uint64_t requests;          /* I/Os between mapping and unmapping, > 0 */
  DistributionConfig service; /* ns */
  DistributionConfig think;   /* ns between two I/Os */
  DistributionConfig pause;   /* ns between unmapping and mapping */
} ChurnOptions;

extern const WorkloadKind CHURN_KIND;

/* fork. It models a shell, or a server that starts helpers. */
typedef struct {
  WorkloadRange range;         /* first; the segment that children write; NULL: they write nothing */
  DistributionConfig interval; /* ns from the end of a fork to the next fork */
  DistributionConfig lifetime; /* ns of a child */
  DistributionConfig writes;   /* bytes that a child writes from the segment's start on; at most all of it */
} ForkerOptions;

extern const WorkloadKind FORKER_KIND;

/* working_set. It touches a number of pages a second, some of them by stores, in batches of one event each.
 * The set begins at the start of a segment; its size may change over time.  The workload makes the pages of
 * the first size at once, and new pages as the set grows.  It gives back pages that leave the set, or leaves
 * them to pageout.  If it stops at the end of the run, it gives nothing back at the stop. */
#define WORKING_SET_BATCH_NS (10 * NS_PER_MS)
#define WORKING_SET_BATCHES_PER_SECOND (NS_PER_SEC / WORKING_SET_BATCH_NS)

typedef enum {
  WORKING_SET_FIXED,
  WORKING_SET_GROWING,   /* up to TO, by RATE */
  WORKING_SET_SHRINKING, /* down to TO, by RATE */
  WORKING_SET_PERIODIC   /* evenly to TO and back, once in each period */
} WorkingSetChange;

typedef struct {
  WorkloadRange range; /* first */
  uint64_t pages;      /* size at first, > 0; all sizes fit in the range of the context */
  WorkingSetChange change;
  uint64_t to_pages;   /* > 0 unless fixed */
  uint64_t rate_pages; /* growing, shrinking: pages a second, > 0 */
  uint64_t period_ns;  /* periodic: > 0 */
  uint64_t touch_rate; /* touches a second */
  double write;        /* share of the touches that are stores, 0 to 1 */
  /* Sequential, or a distribution of places over the pages of the largest size, scaled to the present one. */
  DistributionConfig places;
  bool give_back; /* gives back pages that leave the set, and all pages at the stop */
} WorkingSetOptions;

#define WORKING_SET_COUNTERS(ROW, of_)                                                                  \
  ROW (of_, GAUGE, pages, "working_sets.size", "pages", "pages that working sets want")                 \
  ROW (of_, COUNTER, touches, "working_sets.touches", "", "touches of their pages",                     \
       .moves = "not when a set makes its first pages")                                                 \
  ROW (of_, COUNTER, touched_new, "working_sets.made", "pages", "pages that they made as they grew")    \
  ROW (of_, COUNTER, given_back, "working_sets.given_back", "pages", "pages that they gave back")       \
  ROW (of_, COUNTER, page_in_waits, "working_sets.page_in_waits", "",                                   \
       "times that one waited for a page from swap")                                                    \
  ROW (of_, COUNTER, page_in_ns, "working_sets.page_in_time", "ns", "and how long")                     \
  ROW (of_, COUNTER, memory_waits, "working_sets.memory_waits", "", "times that one waited for memory") \
  ROW (of_, COUNTER, failed, "working_sets.failed", "",                                                 \
       "touches where nothing was mapped, or nothing was left")

typedef struct {
  WORKING_SET_COUNTERS (METRIC_MEMBER, _)
} WorkingSetCounters;

extern const MetricTable WORKING_SET_METRICS;
extern const WorkloadKind WORKING_SET_KIND;

/* Returns the size, in pages, that OPTIONS ask for at ELAPSED_NS after the start. */
uint64_t working_set_size_at (const WorkingSetOptions *options, sim_time elapsed_ns);

/*
 * Recorded I/O, played back; the kind is that of sim/scenario/recording_kind.h.
 *
 * Starts each recorded request at its recorded time, or as soon as there is room. At most a given number of
 * I/Os is in flight: a request that finds no room waits, and later requests wait behind it.
 */

/* When a recorded I/O starts: at its recorded time, or as soon as there is room in flight. */
typedef enum { REPLAY_RECORDED, REPLAY_ASAP } ReplayTiming;

typedef struct {
  WorkloadRange range;        /* first */
  ReplayBufferOptions buffer; /* in it, a span_bytes or frames of 0 means all of the range */
  uint64_t inflight;          /* at most this many I/Os at a time, > 0 */
  DistributionConfig service; /* ns */
  ReplayTiming timing;
  double speed;    /* recorded times are divided by it, > 0 */
  uint64_t repeat; /* how many times in a row the recording is played, > 0 */
} ReplayOptions;

/* Plays SOURCE, which it takes over; the workload starts by itself at CONTEXT's start. CONTEXT is copied. */
Workload *replay_new (const IoContext *context, const ReplayOptions *options, IoSource *source);

/*
 * Calls of a real machine's cache, replayed against the simulated cache; the kind is the same.
 *
 * The recording says what the callers of the cache did: they looked up a range, on a miss asked whether to
 * cache it, put their list in, and ended the I/O.  Here the simulated cache answers, under its own tunables.
 * Where the answer differs from the recorded one, the caller follows the answer: on a miss that was a hit on
 * the recorded machine it locks, checks and inserts at once; on a hit that was a miss there it leaves out its
 * check and insert. Purges by owners are made as recorded; all other purges the simulated cache decides.
 *
 * An I/O ends where the recording says so: at its inactive call, by owner, address and shadow list; or, if
 * the recorded machine did not cache it, when the recorded callback unlocks its pages.  Recordings may
 * lack calls (DTrace calls that drops): a call whose earlier calls are missing is counted and left out, and
 * so is an I/O that has not ended when the recording ends.
 */

/* Counts of all replayed calls. Lookups, checks and inserts that both machines made are compared. */
#define REPLAY_CALL_COUNTERS(ROW, of_)                                                                      \
  ROW (of_, COUNTER, calls, "replayed.calls", "", "recorded calls of a real cache that were replayed")      \
  ROW (of_, COUNTER, recorded_lookups, "replayed.recorded_lookups", "", "lookups among them")               \
  ROW (of_, COUNTER, recorded_hits, "replayed.recorded_hits", "", "of these, hits on the recorded machine") \
  ROW (of_, COUNTER, recorded_reclaimed_pages, "replayed.recorded_reclaimed_pages", "pages",                \
       "pages that reclaims unlocked on the recorded machine")                                              \
  ROW (of_, COUNTER, compared, "replayed.compared", "",                                                     \
       "lookups, checks and inserts that both machines made")                                               \
  ROW (of_, COUNTER, agreed, "replayed.agreed", "", "of these, those with the same outcome on both")        \
  ROW (of_, COUNTER, lost, "replayed.lost", "", "calls left out, since what comes before them is missing",  \
       .advice = "the recording has gaps: DTrace calls them drops")                                         \
  ROW (of_, COUNTER, unended, "replayed.unended", "", "I/Os whose end is not in the recording")

typedef struct {
  uint32_t process; /* the number of the process that replays them (AddressSpace.process); 0: none */
  REPLAY_CALL_COUNTERS (METRIC_MEMBER, _)
} ReplayCallCounters;

extern const MetricTable REPLAY_CALL_METRICS;

/* Plays SOURCE, which it takes over, with recorded times divided by SPEED (> 0). The workload starts by
 * itself at CONTEXT's start, which stands for the begin of the recording. It does not use CONTEXT's address
 * space: the recording names the owners. CONTEXT is copied. */
Workload *replay_calls_new (const IoContext *context, IoSource *source, double speed);

/* What all workloads of a machine did together, kind by kind. */
struct WorkloadCounters {
  AsyncIoCounters async_io;
  RdmaCounters rdma;
  ReplayCallCounters replay_calls;
  WorkingSetCounters working_sets;
};
