/*
 * workload.h - a workload of one process, and what a kind of workload is
 *
 * Each kind has one row: its word and explanation, the keys that a user may set and the option members
 * that the keys set, further checks of the options, and how its workloads begin and end.  The row and the
 * keys stand in the kind's own file, its options in workload_options.h; workload_kinds.c lists the rows.
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
  void *options; /* of the kind; the workload's own copy */
  IoContext context;
  Random random;         /* the stream of the workload */
  Event next;            /* of kinds with a `fire`; the first is at the start */
  GSList *distributions; /* those that were made for it */
  Io *ios, *free_ios;    /* of kinds that call workload_add_ios */
  uint64_t n_ios;
} Workload;

/* What the options of every kind begin with: which segments of its process a workload uses. */
typedef struct {
  const char *segment; /* NULL: none */
  const char *through; /* the last of the adjoining segments that are used too; NULL: only one is used */
} WorkloadRange;

/* What a check of a workload's options needs to know. */
typedef struct {
  const SchemaContext *context;
  SourcePlace place;      /* of the workload */
  const char *name;       /* of the workload; NULL: a mistake in it is reported already */
  uint64_t segment_bytes; /* of the segment; 0: not known */
  uint64_t bytes;         /* of all segments that it uses; 0: not known */
  bool is_spt;            /* the segment is ISM or DISM */
} WorkloadCheck;

struct WorkloadKind {
  SchemaVariant schema; /* first; SIZE is that of the options */
  /* Reports mistakes in OPTIONS that the rows of the keys do not find; NULL: there are none. */
  void (*check) (const WorkloadCheck *check, const void *options);
  /* What workload_start calls; returns NULL with ERROR set on failure.  NULL: it calls workload_new. */
  Workload *(*start) (const IoContext *context, const void *options, GError **error);

  /* The size of the kind's struct, which begins with a Workload, and which is WORKLOAD below. */
  size_t bytes;
  /* Readies what the kind adds to a Workload, which is all zeroes. */
  void (*init) (void *workload);
  /* Called when the workload's event fires; NULL: the kind has no event. */
  EventFire fire;
  /* Runs as a thread from the start on, with events of kind `thread_event`.  NULL: there is no thread. */
  void (*run) (SimThreads *threads, void *workload);
  uint32_t thread_event;
  /* Called when the process exits, with AddressSpace.exiting set: gives up, at once or as soon as possible,
   * what the kernel takes from a process before it frees the process's memory.  NULL: there is nothing. */
  void (*leave) (void *workload);
  /* Called after the run: gives up what is still locked, and frees what `init` made except distributions.
   * NULL: there is nothing. */
  void (*clear) (void *workload);
};

/* Makes a workload of KIND that starts by itself at CONTEXT's start. CONTEXT and OPTIONS are copied; what
 * OPTIONS points to must outlive the workload. Returns NULL with ERROR set on failure. */
Workload *workload_start (const WorkloadKind *kind, const IoContext *context, const void *options,
                          GError **error);

/* Makes a workload without KIND's `start`. Returns the struct of KIND, which `init`, if any, has readied. */
void *workload_new (const WorkloadKind *kind, const IoContext *context, const void *options);

/* At the exit of the process: gives up what of WORKLOAD the kernel takes from a process before its memory. */
void workload_leave (Workload *workload);

/* After the run: gives up what is still locked, and frees WORKLOAD. */
void workload_free (Workload *workload);

/* For `init`: calls distribution_new for CONFIG and PLACES. The result lives as long as WORKLOAD. */
Distribution *workload_distribution (Workload *workload, const DistributionConfig *config, uint64_t places);

/* For `init`: makes N free I/Os that call CONTINUATIONS; workload_free abandons them after the run. */
void workload_add_ios (Workload *workload, uint64_t n, const IoContinuations *continuations);

/* Whether the time is past in which WORKLOAD starts I/Os. */
static inline bool workload_is_over (const Workload *workload)
{
  return io_context_is_over (&workload->context, event_queue_now (workload->context.queue));
}

#define WORKLOAD_ERROR (workload_error_quark ())

/* Errors of a start. Their text says what is wrong with the workload, but not its place in the scenario. */
typedef enum { WORKLOAD_ERROR_START } WorkloadErrorCode;

GQuark workload_error_quark (void);

/* Checks that all sizes that SIZE, a member of the options, can draw fit in the workload's segments, of which
 * NAME is the first. Returns the largest size; 0 if SIZE has no bound, or does not fit. */
uint64_t workload_check_size (const WorkloadCheck *check, const DistributionConfig *size, const char *name);

/* Rows of keys that many kinds have. */

#define WORKLOAD_DELAY_MAX_NS (UINT64_C (3600) * SCHEMA_SECOND_NS)
#define WORKLOAD_COUNT_MAX (UINT64_C (1) << 32)
#define WORKLOAD_IO_MAX_BYTES SCHEMA_GIB

/* A key for a time that is drawn from a distribution. */
#define WORKLOAD_TIMES(struct_, name_, fallback_, doc_)                            \
  SCHEMA_KEY (#name_, DISTRIBUTION, struct_, name_, doc_, .fallback = (fallback_), \
              .quantity = DISTRIBUTION_OF_TIMES, .range = { 0, WORKLOAD_DELAY_MAX_NS })

/* A key for a share, from 0 to 1. */
#define WORKLOAD_SHARE(key_, struct_, member_, fallback_, doc_) \
  SCHEMA_KEY (key_, REAL, struct_, member_, doc_, .fallback = (fallback_), .real_range = { 0, 1, false })

/* A key for the number of requests after which a workload ends. */
#define WORKLOAD_REQUESTS(struct_, doc_) \
  SCHEMA_KEY ("requests", UNSIGNED, struct_, requests, doc_, .range = { 1, 0 }, .absent = "no limit")
