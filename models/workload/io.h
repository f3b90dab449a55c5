/*
 * io.h - one I/O on user memory
 *
 * What most workloads do with a buffer: lock it, wait for the device, unlock it.  An Io is one place for
 * that, used again and again.  Its workload is told of each step by a continuation, since a lock and an
 * unlock may take simulated time: when the start is over, when the device is done, and when the finish is
 * over.  What a continuation may do, io_buffer.h says.
 */
#pragma once

#include "distribution.h"
#include "event_queue.h"
#include "histogram.h"
#include "io_buffer.h"
#include "io_source.h"
#include "random.h"

/* Kinds of the workloads' events in the run's fingerprint. */
enum {
  WORKLOAD_EVENT_START = 0x400,
  WORKLOAD_EVENT_DONE = 0x401,
  WORKLOAD_EVENT_REAP = 0x40e,
  WORKLOAD_EVENT_REGION = 0x40f,
  WORKLOAD_EVENT_CHILD = 0x440,
  WORKLOAD_EVENT_FORKER = 0x441,
  WORKLOAD_EVENT_CHURN = 0x442
};

/* What all workloads of a machine did together.  I/Os that failed were started too. */
#define IO_COUNTERS(ROW, of_)                                                                   \
  ROW (of_, COUNTER, started, "io.started", "", "I/Os started")                                 \
  ROW (of_, COUNTER, completed, "io.completed", "", "I/Os completed")                           \
  ROW (of_, COUNTER, failed, "io.failed", "", "I/Os whose buffer could not be locked",          \
       .advice = "failed_locks.* say why")                                                      \
  ROW (of_, COUNTER, reads, "io.reads", "", "disk reads started")                               \
  ROW (of_, COUNTER, writes, "io.writes", "", "disk writes started")                            \
  ROW (of_, COUNTER, delayed, "io.delayed", "", "requests that waited for room in flight")      \
  ROW (of_, COUNTER, cut, "io.cut", "", "requests above maxphys, done in pieces that are I/Os") \
  ROW (of_, COUNTER, bytes, "io.bytes", "bytes", "bytes of the I/Os completed")                 \
  ROW (of_, GAUGE, waiting, "throttle.ios", "", "I/Os that wait for memory now", .after = "throttle.locks")

typedef struct {
  IO_COUNTERS (METRIC_MEMBER, _)
} IoCounters;

extern const MetricTable IO_METRICS;

typedef struct WorkloadCounters WorkloadCounters; /* workload_options.h */
typedef struct Children Children;                 /* children.h */

/* What a workload works with; it belongs to the machine. */
typedef struct {
  Vm *vm;
  EventQueue *queue;
  IoCounters *counters;
  Latency *latency; /* of this workload's I/Os; NULL: not recorded */
  AddressSpace *as;
  uint64_t base; /* the range of AS that its buffers lie in; what is mapped there may come and go */
  uint64_t size; /* bytes */
  sim_time start;
  sim_time stop; /* no I/O starts from here on */
  /* The rest is for some kinds. */
  bool to_the_end;         /* STOP is the end of the run */
  uint64_t seed, run;      /* of its random streams */
  const char *stream;      /* their names are this, or begin with it; not there once the workload is made */
  uint64_t maxphys_bytes;  /* most that a device is given at a time, > 0 */
  WorkloadCounters *kinds; /* what the workloads of each kind did together */
  Children *children;
  int (*map) (AddressSpace *as,
              uint64_t base); /* maps the segment that is to begin at BASE; 0 or an errno value */
  GError **failure;           /* where the failure of a source is left; the workload ends then */
} IoContext;

/* Whether no I/O starts in CONTEXT any more at TIME. */
static inline bool io_context_is_over (const IoContext *context, sim_time time)
{
  return time >= context->stop || context->as->exiting;
}

/* A recorded time, in ns since the recording began, when it is played SPEED (> 0) times as fast. */
sim_time io_scale_recorded (uint64_t time_ns, double speed);

/* RANDOM is the stream of the I-th of the threads or regions of CONTEXT's workload. */
void io_context_init_random (const IoContext *context, uint64_t i, Random *random);

/* A disk read writes memory. */
static inline SegRw io_rw (IoOp op)
{
  return op == IO_OP_READ ? S_WRITE : S_READ;
}

/* A request is one I/O, or several, one after another, as physio cuts it. */
typedef enum { IO_WHOLE, IO_PIECE, IO_LAST_PIECE } IoPiece;

typedef struct Io Io;

/* How a start ended. */
typedef enum {
  IO_AT_DEVICE, /* the buffer is locked, and the device at work */
  IO_WAITS,     /* for memory; it goes on by itself */
  IO_FAILED     /* the buffer could not be locked, and nothing more comes of it */
} IoStart;

/* What the workload of an Io is told. */
typedef struct {
  /* The start of IO is over; it took LOCK_NS of the caller's time. Once for each io_start. */
  void (*started) (Io *io, IoStart start, uint64_t lock_ns);
  /* The device is done (the event is in an Io, as its `done`), or an I/O that waited for memory could not be locked then
   * (its `failed` is set): io_finish is called now or later.  NULL: it is called now. */
  EventFire done;
  /* The finish of IO is over; it took UNLOCK_NS of the caller's time. Once for each io_finish. */
  void (*finished) (Io *io, uint64_t unlock_ns);
} IoContinuations;

struct Io {
  Event done;
  IoBuffer buffer;
  sim_time service_ns;
  sim_time since;  /* when it was wanted */
  sim_time begin;  /* when its device began */
  sim_time finish; /* when io_finish was called */
  IoOp op;
  IoPiece piece;
  uint64_t before[LATENCY_PARTS]; /* latency of the request's earlier pieces */
  bool failed;                    /* after it had waited for memory */
  IoContext *context;
  const IoContinuations *continuations;
  Io *next; /* of those that are free, or for its workload */
};

/* What IO does next is all of a request, or a piece of it: the first, the last, or neither.  The latency of a
 * request is that of all its pieces, and is recorded when the last is done. */
void io_set_piece (Io *io, bool is_first, bool is_last);

/* IO is of CONTEXT, and its workload is told by CONTINUATIONS; both must outlive it. */
void io_init (Io *io, IoContext *context, const IoContinuations *continuations);

/* Starts IO, which was wanted at SINCE: locks LEN bytes at ADDR, and has the device work for SERVICE_NS (at
 * least 1 is taken). Where memory has to come first, or pages have to be read back from swap, all that waits
 * for it. `started` is told. */
void io_start (Io *io, sim_time since, uint64_t addr, uint64_t len, IoOp op, sim_time service_ns);

/* An I/O on LEN bytes at ADDR of CONTEXT's address space comes soon: has the host fetch the memory that it
 * will need; cache_announcing_pays says whether that is worth it. The range may be unmapped, and the I/O need
 * not come. */
void io_announce (const IoContext *context, uint64_t addr, uint64_t len, IoOp op);

/* After `done`, as soon as the process knows of it: unlocks the buffer, and records how long the request took
 * if this was all of it, or its last piece. `finished` is told. */
void io_finish (Io *io);

/* The run is over: IO no longer waits for memory or the device, and its buffer is unlocked if it is
 * locked. */
void io_abandon (Io *io);
