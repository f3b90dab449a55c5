/*
 * spt_counters.h - what became of ISM and DISM
 */
#pragma once

#include "metric_row.h"

/* Why segspt would not lock through the cache, so that the address-space layer locked softly (surroundings §3). */
#define SPT_REFUSALS_TABLE(ROW)                                                                      \
  ROW (SPT_REFUSED_DISABLED, "disabled", "the cache is off")                                         \
  ROW (SPT_REFUSED_CHANGED, "list_changed", "pages came or went since the list was made")            \
  ROW (SPT_REFUSED_NOT_LOCKED, "not_mlocked", "a page of the request is not mlocked")                \
  ROW (SPT_REFUSED_AVAILRMEM, "availrmem", "too little of it for the unlocked parts of large pages") \
  ROW (SPT_REFUSED_PAGED_OUT, "paged_out", "unlocked parts of large pages are paged out")

#define SPT_REFUSAL_ENUMERATOR(id_, ...) id_,

typedef enum { SPT_REFUSALS_TABLE (SPT_REFUSAL_ENUMERATOR) SPT_REFUSALS } SptRefusal;

#define SPT_COUNTERS(ROW, of_)                                                                        \
  ROW (of_, GAUGE, attachments, "spt_attachments", "", "segments of ISM and DISM")                    \
  ROW (of_, GAUGE, locked_pages, "spt_locked", "pages", "pages of ISM, and of DISM that are mlocked") \
  ROW (of_, GAUGE, entries, "entries_wired", "entries", "wired entries, of ISM and DISM")             \
  ROW (of_, GAUGE, lists, "spt_lists", "", "shadow lists of ISM and DISM")                            \
  ROW (of_, GAUGE, list_pages, "spt_list_pages", "pages", "pages that these lock, counted once")      \
  ROW (of_, COUNTER, list_builds, "spt_list_builds", "", "lists made")                                \
  ROW (of_, COUNTER, list_shares, "spt_list_shares", "", "entries made of a list that was there")     \
  ROW (of_, COUNTER, lists_changed, "spt_lists_changed", "",                                          \
       "lists that came out of date by mlock, munlock or MADV_FREE")                                  \
  ROW (of_, COUNTER, free_waits, "spt_free_waits", "", "MADV_FREEs that waited for a list to go")     \
  ROW (of_, COUNTER, free_timeouts, "spt_free_timeouts", "", "and went on after 120 s, though it had not")

typedef struct {
  uint64_t refusals[SPT_REFUSALS];
  SPT_COUNTERS (METRIC_MEMBER, _)
} SptCounters;

extern const MetricTable SPT_METRICS;
