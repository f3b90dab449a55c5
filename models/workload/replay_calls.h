/*
 * replay_calls.h - a real machine's calls of its cache, made to the simulated one
 *
 * The recording says what the callers of the cache did: they looked up a range, on a miss asked whether to cache it,
 * put their list in, and ended the I/O.  Here the simulated cache answers, under its own tunables.  A caller whose
 * answer is another than the recorded one goes on as such callers do: on a miss it did not have it locks, checks and
 * inserts at once; after a hit it did not have it leaves out its check and insert.  Purges by owners are made as
 * recorded; the simulated cache decides itself when else it purges.
 *
 * An I/O ends where the recording says so: at its inactive call, by owner, address and shadow list; or, if the
 * recorded machine did not cache it, when the recorded callback unlocks its pages.  Recordings lose calls (DTrace
 * calls that drops): a call without what comes before it is counted and left out, and so is an I/O that has not ended
 * when the recording does.
 */
#pragma once

#include "call_source.h"
#include "io.h"
#include "workload.h"

/* Of all replayed calls. The outcomes of lookups, checks and inserts that both machines had are compared. */
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
  uint32_t process; /* which process replays them: its number, as address spaces have it; 0: none */
  REPLAY_CALL_COUNTERS (METRIC_MEMBER, _)
} ReplayCallCounters;

extern const MetricTable REPLAY_CALL_METRICS;

/* Plays SOURCE, which it takes over, with recorded times divided by SPEED (> 0). The workload starts by itself at
 * CONTEXT's start, which is when the recording began. Of CONTEXT, the address space is not used: owners are those of
 * the recording. CONTEXT is copied. */
Workload *replay_calls_new (const IoContext *context, CallSource *source, double speed);
