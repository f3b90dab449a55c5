/*
 * workload_kind.h - what a kind of workload is
 *
 * Each kind has one row: its word and explanation, the keys that a user may set and where in its options they go,
 * what else has to be true of them, and how a workload is made from them.  The row stands beside the options in the
 * kind's own file; sim/scenario/workload_kinds.c lists the rows.
 *
 * Options are plain data, as the user gave them.  What a workload needs of the machine is in its IoContext.
 */
#pragma once

#include "io.h"
#include "schema.h"
#include "workload.h"

typedef struct WorkloadKind WorkloadKind;

/* What the options of every kind begin with: which segments of its process a workload uses. */
typedef struct {
  const char *segment; /* NULL: none */
  const char *through; /* the last of those that adjoin it and are used too; NULL: it uses but one */
} WorkloadRange;

/* A workload whose options are checked. */
typedef struct {
  const SchemaContext *context;
  SourcePlace place;      /* of the workload */
  const char *name;       /* of the workload; NULL: that has been said already */
  uint64_t segment_bytes; /* of the segment; 0: not known */
  uint64_t bytes;         /* of all segments that it uses; 0: not known */
  bool is_spt;            /* the segment is ISM or DISM */
} WorkloadCheck;

struct WorkloadKind {
  SchemaVariant schema; /* first; SIZE is that of the options */
  /* Adds what is wrong with OPTIONS, beside what the rows say, as mistakes; NULL: nothing can be. */
  void (*check) (const WorkloadCheck *check, const void *options);
  /* The workload starts by itself at CONTEXT's start.  CONTEXT and OPTIONS are copied; what OPTIONS points to must
   * outlive it.  NULL with ERROR set if it cannot be made. */
  Workload *(*start) (const IoContext *context, const void *options, GError **error);
};

#define WORKLOAD_ERROR (workload_error_quark ())

/* Errors of a start() that say what is wrong with the workload, without its place. */
typedef enum { WORKLOAD_ERROR_START } WorkloadErrorCode;

GQuark workload_error_quark (void);

/* That what SIZE, a member of the options, draws fits what the workload has, which begins in segment NAME. Returns the
 * largest, 0 if there is no bound or it does not fit. */
uint64_t workload_check_size (const WorkloadCheck *check, const DistributionConfig *size, const char *name);

/* Rows of many kinds. */

#define WORKLOAD_DELAY_MAX_NS (UINT64_C (3600) * SCHEMA_SECOND_NS)
#define WORKLOAD_COUNT_MAX (UINT64_C (1) << 32)
#define WORKLOAD_IO_MAX_BYTES SCHEMA_GIB

/* A key of a time that is drawn. */
#define WORKLOAD_TIMES(struct_, name_, fallback_, doc_)                            \
  SCHEMA_KEY (#name_, DISTRIBUTION, struct_, name_, doc_, .fallback = (fallback_), \
              .quantity = DISTRIBUTION_OF_TIMES, .range = { 0, WORKLOAD_DELAY_MAX_NS })

/* A share, from 0 to 1. */
#define WORKLOAD_SHARE(key_, struct_, member_, fallback_, doc_) \
  SCHEMA_KEY (key_, REAL, struct_, member_, doc_, .fallback = (fallback_), .real_range = { 0, 1, false })

/* Requests after which something ends. */
#define WORKLOAD_REQUESTS(struct_, doc_) \
  SCHEMA_KEY ("requests", UNSIGNED, struct_, requests, doc_, .range = { 1, 0 }, .absent = "no limit")
