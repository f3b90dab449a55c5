/*
 * call_source.h - replayed calls of the cache
 *
 * What a real machine asked of its pagelock cache, and what came of it there: the records of an IoSource whose times never
 * decrease.  Addresses are the recorded machine's.
 */
#pragma once

#include "io_source.h"

typedef enum {
  CACHE_CALL_LOOKUP,      /* seg_plookup */
  CACHE_CALL_CHECK,       /* seg_pinsert_check */
  CACHE_CALL_INSERT,      /* seg_pinsert */
  CACHE_CALL_INACTIVE,    /* seg_pinactive */
  CACHE_CALL_PURGE,       /* seg_ppurge */
  CACHE_CALL_PURGE_WIRED, /* seg_ppurge_wiredpp */
  CACHE_CALL_RECLAIM,     /* the callback of ordinary memory */
  CACHE_CALLS
} CacheCallKind;

/* What a kind of call does not have is 0. */
typedef struct {
  uint64_t time_ns;    /* of its end, since the recording began */
  uint64_t elapsed_ns; /* that it took on the recorded machine */
  uint64_t thread;
  uint64_t tag;  /* of the owner: the anon map if there is one, else the segment */
  uint64_t addr; /* bytes, as are the lengths; whole pages */
  uint64_t len;
  uint64_t wlen;
  uint64_t list; /* address of the shadow list; lookup: 0 was a miss */
  uint32_t flags;
  uint8_t kind; /* CacheCallKind */
  uint8_t szc;  /* page size code of the segment */
  bool amp;     /* the owner is an anon map */
  bool write;   /* the device writes memory */
  bool failed;  /* check, insert */
  bool async;   /* reclaim */
} CacheCall;
