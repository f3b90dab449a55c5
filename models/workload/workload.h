/*
 * workload.h - a workload of one process, and what a kind of workload is
 *
 * Each kind has one row: its word and explanation, the keys that a user may set and where in its options they
 * go, what else has to be true of them, and how its workloads begin and end.  The row and the keys stand in
 * the kind's own file, its options in workload_options.h; sim/scenario/workload_kinds.c lists the rows.
 *
 * Options are plain data, as the user gave them.  What a workload needs of the machine is in its IoContext.
 */
#pragma once

#include "io.h"
#include "schema.h"

typedef struct WorkloadKind WorkloadKind;

/* What the workloads of all kinds have; the struct of each begins with it. */
typedef struct {
  const WorkloadKind *kind;
  void *options; /* of the kind; a copy */
  IoContext context;
  Random random;         /* the stream of the workload */
  Event next;            /* of the kinds that have a `fire`; at first at the start */
  GSList *distributions; /* that were made for it */
  Io *ios, *free_ios;    /* of the kinds that ask for some */
  uint64_t n_ios;
} Workload;

/* What the options of every kind begin with: which segments of its process a workload uses. */
typedef struct {
  const char *segment; /* NULL: none */
  const char *through; /* the last of those that adjoin it and are used too; NULL: only one is used */
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
  /* Starts a workload otherwise than workload_new does; NULL with ERROR set if it cannot be made. NULL: none does. */
  Workload *(*start) (const IoContext *context, const void *options, GError **error);

  /* A WORKLOAD below is a struct of this many bytes, which begins with a Workload. */
  size_t bytes;
  /* Readies what the kind adds to a Workload, which is all zeroes. */
  void (*init) (void *workload);
  /* The workload's event comes; NULL: it has none. */
  EventFire fire;
  /* Runs as a thread from the start on, whose events are of kind THREAD_EVENT; NULL: it has none. */
  void (*run) (SimThreads *threads, void *workload);
  uint32_t thread_event;
  /* The process exits, and its address space says so: gives up, at once or as soon as possible, what the kernel takes
   * from a process before it frees its memory.  NULL: there is nothing. */
  void (*leave) (void *workload);
  /* The run is over: gives up what is still locked, and frees what INIT made, but not distributions.  NULL: there is
   * nothing. */
  void (*clear) (void *workload);
};

/* A workload of KIND that starts by itself at CONTEXT's start. CONTEXT and OPTIONS are copied; what OPTIONS
 * points to must outlive it. NULL with ERROR set if it cannot be made. */
Workload *workload_start (const WorkloadKind *kind, const IoContext *context, const void *options,
                          GError **error);

/* The same whatever `start` KIND has: the struct of KIND, which `init` has readied if there is one. */
void *workload_new (const WorkloadKind *kind, const IoContext *context, const void *options);

/* Its process exits: WORKLOAD gives up what the kernel takes from a process before its memory. */
void workload_leave (Workload *workload);

/* The run is over: gives up what is still locked, and frees WORKLOAD. */
void workload_free (Workload *workload);

/* For its init: what CONFIG describes as distribution_new has it, which lives as long as WORKLOAD. */
Distribution *workload_distribution (Workload *workload, const DistributionConfig *config, uint64_t places);

/* For its init: N I/Os, all free, that tell CONTINUATIONS; WORKLOAD abandons them when the run is over. */
void workload_add_ios (Workload *workload, uint64_t n, const IoContinuations *continuations);

/* Whether WORKLOAD starts no I/O any more. */
static inline bool workload_is_over (const Workload *workload)
{
  return io_context_is_over (&workload->context, event_queue_now (workload->context.queue));
}

#define WORKLOAD_ERROR (workload_error_quark ())

/* Errors of a start that say what is wrong with the workload, without its place. */
typedef enum { WORKLOAD_ERROR_START } WorkloadErrorCode;

GQuark workload_error_quark (void);

/* Checks that what SIZE, a member of the options, draws fits what the workload has, which begins in segment
 * NAME. Returns the largest, 0 if there is no bound or it does not fit. */
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
