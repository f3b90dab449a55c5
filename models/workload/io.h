/*
 * io.h - one I/O on user memory
 *
 * Most workloads lock a buffer, wait for the device, and unlock the buffer.  An Io does that, again and
 * again. A lock and an unlock may take simulated time, so continuations tell the workload of each step: when
 * the start is over, when the device is done, and when the finish is over.  io_buffer.h says what a
 * continuation may do.
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

/* Counts of all workloads of a machine.  I/Os that failed count as started, too. */
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

/* What a workload uses of the machine, which owns it. */
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
  /* Only some kinds use the rest. */
  bool to_the_end;         /* STOP is the end of the run */
  uint64_t seed, run;      /* of its random streams */
  const char *stream;      /* their name, or its beginning; only valid while the workload is made */
  uint64_t maxphys_bytes;  /* the most that a device gets at a time, > 0 */
  WorkloadCounters *kinds; /* counts of the workloads of each kind */
  Children *children;
  int (*map) (AddressSpace *as,
              uint64_t base); /* maps the segment that begins at BASE; 0 or an errno value */
  GError **failure;           /* gets the error of a source that fails; the workload ends then */
} IoContext;

/* Whether at TIME, and later, no I/O may start in CONTEXT. */
static inline bool io_context_is_over (const IoContext *context, sim_time time)
{
  return time >= context->stop || context->as->exiting;
}

/* Returns the recorded TIME_NS, since the recording began, as played SPEED (> 0) times as fast. */
sim_time io_scale_recorded (uint64_t time_ns, double speed);

/* Makes RANDOM the stream of thread or region I of CONTEXT's workload. */
void io_context_init_random (const IoContext *context, uint64_t i, Random *random);

/* Returns what the device does to memory: a disk read writes memory. */
static inline SegRw io_rw (IoOp op)
{
  return op == IO_OP_READ ? S_WRITE : S_READ;
}

/* A request is one I/O, or, where physio cuts it, several I/Os one after another. */
typedef enum { IO_WHOLE, IO_PIECE, IO_LAST_PIECE } IoPiece;

typedef struct Io Io;

/* How a start ended. */
typedef enum {
  IO_AT_DEVICE, /* the buffer is locked, and the device works */
  IO_WAITS,     /* the I/O waits for memory, and goes on by itself */
  IO_FAILED     /* the buffer could not be locked, and nothing more comes of it */
} IoStart;

/* The calls by which an Io tells its workload. */
typedef struct {
  /* The start of IO is over; it took LOCK_NS of the caller's time. Once for each io_start. */
  void (*started) (Io *io, IoStart start, uint64_t lock_ns);
  /* The device is done, or an I/O that waited for memory could not be locked in the end (its `failed` is
   * set). The event is `done` of the Io.  Calls io_finish now or later.  NULL: the Io calls it now. */
  EventFire done;
  /* The finish of IO is over; it took UNLOCK_NS of the caller's time. Once for each io_finish. */
  void (*finished) (Io *io, uint64_t unlock_ns);
} IoContinuations;

struct Io {
  Event done;
  IoBuffer buffer;
  sim_time service_ns;
  sim_time since;  /* when the I/O was wanted */
  sim_time begin;  /* when the device began */
  sim_time finish; /* when io_finish was called */
  IoOp op;
  IoPiece piece;
  uint64_t before[LATENCY_PARTS]; /* latency of the request's earlier pieces */
  bool failed;                    /* could not be locked after a wait for memory */
  IoContext *context;
  const IoContinuations *continuations;
  Io *next; /* the next free one, or as the workload uses it */
};

/* Says whether the next start of IO is a whole request (both first and last), or which piece of one.  The
 * latency of a request is the sum over its pieces, and is recorded when the last piece is done. */
void io_set_piece (Io *io, bool is_first, bool is_last);

/* Makes IO, of CONTEXT, which tells its workload by CONTINUATIONS; both must outlive IO. */
void io_init (Io *io, IoContext *context, const IoContinuations *continuations);

/* Starts IO, which was wanted at SINCE: locks LEN bytes at ADDR, and has the device work for SERVICE_NS (0
 * counts as 1). Where memory is short, or pages are read back from swap, the device begins after that. Calls
 * `started`. */
void io_start (Io *io, sim_time since, uint64_t addr, uint64_t len, IoOp op, sim_time service_ns);

/* Announces an I/O on LEN bytes at ADDR of CONTEXT's address space: has the host fetch the host memory that
 * the simulation of this I/O will need. cache_announcing_pays says whether that is worth it. The range may be
 * unmapped, and the I/O need not come. */
void io_announce (const IoContext *context, uint64_t addr, uint64_t len, IoOp op);

/* Unlocks the buffer, after `done`, as soon as the process knows that the device is done. Records how long
 * the request took if IO was all of it, or its last piece. Calls `finished`. */
void io_finish (Io *io);

/* After the run: stops IO's wait for memory or the device, and unlocks its buffer if the buffer is
 * locked. */
void io_abandon (Io *io);
