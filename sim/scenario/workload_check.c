#include "workload_check.h"

#include "scenario_table.h"

#include <unistd.h>

#define mistake(check_, place_, ...) diagnostics_add ((check_)->context->diagnostics, place_, __VA_ARGS__)

/* The segment with its size in bytes, when that is known; else 0. */
static uint64_t segment_bytes (const WorkloadSubject *subject)
{
  return subject->segment ? subject->segment->size_bytes : 0;
}

/* ---- replay ---- */

/* A key that has a meaning for some replays only. */
typedef struct {
  size_t offset; /* in ScenarioReplay */
  const char *key;
} PartialKey;

static const PartialKey csv_keys[] = {
  { offsetof (ScenarioReplay, columns.time), "columns" },
  { offsetof (ScenarioReplay, columns.op), "columns" },
  { offsetof (ScenarioReplay, columns.size), "columns" },
  { offsetof (ScenarioReplay, columns.offset), "columns" },
  { offsetof (ScenarioReplay, columns.block), "columns" },
  { offsetof (ScenarioReplay, block_size_bytes), "block_size" },
  { offsetof (ScenarioReplay, read_ops), "read_ops" },
  { offsetof (ScenarioReplay, write_ops), "write_ops" },
  { offsetof (ScenarioReplay, ignore_ops), "ignore_ops" },
  { offsetof (ScenarioReplay, separator), "separator" },
};

static const PartialKey direct_keys[] = { { offsetof (ScenarioReplay, base_bytes), "base" } };

static const PartialKey frame_keys[] = { { offsetof (ScenarioReplay, frames), "frames" },
                                         { offsetof (ScenarioReplay, frame_size_bytes), "frame_size" } };

static const PartialKey recorded_keys[] = { { offsetof (ScenarioReplay, speed), "speed" } };

/* A recording of calls of the cache has its own owners, ranges and times. */
static const PartialKey io_keys[] = {
  { offsetof (ScenarioReplay, segment), "segment" },
  { offsetof (ScenarioReplay, time_unit), "time_unit" },
  { offsetof (ScenarioReplay, buffer), "buffer" },
  { offsetof (ScenarioReplay, base_bytes), "base" },
  { offsetof (ScenarioReplay, frames), "frames" },
  { offsetof (ScenarioReplay, frame_size_bytes), "frame_size" },
  { offsetof (ScenarioReplay, inflight), "inflight" },
  { offsetof (ScenarioReplay, service), "service" },
  { offsetof (ScenarioReplay, timing), "timing" },
  { offsetof (ScenarioReplay, repeat), "repeat" },
};

static void refuse_keys (const WorkloadSubject *subject, const PartialKey *keys, size_t count,
                         const char *meaning)
{
  for (size_t i = 0; i < count; i++) {
    const void *member = (const char *)&subject->workload->replay + keys[i].offset;
    if (scenario_check_is_given (subject->check, member)) {
      mistake (subject->check, workload_subject_place (subject, member),
               "%s has no meaning here, it is for %s; remove it", keys[i].key, meaning);
    }
  }
}

static void check_partial_keys (const WorkloadSubject *subject)
{
  const ScenarioReplay *replay = &subject->workload->replay;
  if (replay->format == SCENARIO_TRACE_FIO) {
    refuse_keys (subject, csv_keys, G_N_ELEMENTS (csv_keys), "format csv");
  }
  if (scenario_check_is_usable (subject->check, &replay->buffer)) {
    if (replay->buffer == SCENARIO_BUFFER_DIRECT) {
      refuse_keys (subject, frame_keys, G_N_ELEMENTS (frame_keys), "buffer ring or pool");
    } else {
      refuse_keys (subject, direct_keys, G_N_ELEMENTS (direct_keys), "buffer direct");
    }
  }
  if (replay->timing == SCENARIO_TIMING_ASAP) {
    refuse_keys (subject, recorded_keys, G_N_ELEMENTS (recorded_keys), "timing recorded");
  }
  if (replay->columns.offset && replay->columns.block) {
    mistake (subject->check, workload_subject_place (subject, &replay->columns.block),
             "columns has both offset and block; use the one that says where the I/O goes");
  }
}

static void check_trace (const WorkloadSubject *subject)
{
  const char *path = subject->workload->replay.trace;
  SourcePlace place = workload_subject_place (subject, &subject->workload->replay.trace);
  if (!path) {
    return;
  }
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    mistake (subject->check, place,
             "there is no trace file '%s'; a relative path begins at the folder of the scenario file", path);
  } else if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    mistake (subject->check, place, "trace '%s' is a folder; name a file in it", path);
  } else if (access (path, R_OK) != 0) {
    mistake (subject->check, place, "trace '%s' may not be read; change its permissions", path);
  }
}

static void check_replay_fit (const WorkloadSubject *subject)
{
  const ScenarioReplay *replay = &subject->workload->replay;
  uint64_t bytes = segment_bytes (subject);
  if (bytes == 0 || !scenario_check_is_usable (subject->check, &replay->buffer)) {
    return;
  }
  g_autofree char *size = units_format_exact (&UNITS_SIZE, bytes);
  if (replay->buffer == SCENARIO_BUFFER_DIRECT) {
    if (replay->base_bytes >= bytes) {
      mistake (subject->check, workload_subject_place (subject, &replay->base_bytes),
               "base is beyond segment '%s'; use less than its size, %s", replay->segment, size);
    }
    return;
  }
  if (replay->frame_size_bytes == 0) {
    return;
  }
  uint64_t fit = bytes / replay->frame_size_bytes;
  if (fit == 0) {
    mistake (subject->check, workload_subject_place (subject, &replay->frame_size_bytes),
             "a frame is larger than segment '%s'; use at most %s", replay->segment, size);
  } else if (replay->frames > fit) {
    mistake (subject->check, workload_subject_place (subject, &replay->frames),
             "frames is %" G_GUINT64_FORMAT
             ", more than fit segment '%s' of %s; use at most %" G_GUINT64_FORMAT,
             replay->frames, replay->segment, size, fit);
  }
}

static void check_calls (const WorkloadSubject *subject)
{
  refuse_keys (subject, io_keys, G_N_ELEMENTS (io_keys), "recordings of I/O");
  refuse_keys (subject, csv_keys, G_N_ELEMENTS (csv_keys), "format csv");
  check_trace (subject);
}

static void check_replay (const WorkloadSubject *subject)
{
  const ScenarioReplay *replay = &subject->workload->replay;
  if (replay->format == SCENARIO_TRACE_PCACHE) {
    check_calls (subject);
    return;
  }
  if (!scenario_check_is_given (subject->check, &replay->segment)) {
    mistake (subject->check, subject->workload->place,
             "missing key 'segment' in workload '%s'; add 'segment:' with a name, or 'format: pcache' if "
             "that is what "
             "the recording is",
             subject->workload->name ? subject->workload->name : "");
  }
  check_partial_keys (subject);
  check_trace (subject);
  check_replay_fit (subject);
}

/* ---- working_set ---- */

/* A key that a change of size needs, or has no use for. */
static void check_change_key (const WorkloadSubject *subject, const void *member, const char *key,
                              bool needed, const char *change)
{
  bool given = scenario_check_is_given (subject->check, member);
  if (needed && !given) {
    mistake (subject->check, subject->workload->place, "%s is missing; a working set that is %s needs it",
             key, change);
  } else if (given && !needed) {
    mistake (subject->check, workload_subject_place (subject, member),
             "%s has no meaning in a working set that is %s; remove it, or say another change", key, change);
  }
}

static void check_working_set_size (const WorkloadSubject *subject, const uint64_t *pages, const char *key)
{
  uint64_t bytes = segment_bytes (subject);
  if (bytes != 0 && *pages > bytes / SCENARIO_PAGE_BYTES) {
    g_autofree char *size = units_format_exact (&UNITS_SIZE, bytes);
    mistake (subject->check, workload_subject_place (subject, pages),
             "%s is more than segment '%s' has; use at most its size, %s", key,
             subject->workload->working_set.segment, size);
  }
}

static void check_working_set_change (const WorkloadSubject *subject)
{
  static const char *const names[] = { "fixed", "growing", "shrinking", "periodic" };
  const ScenarioWorkingSet *set = &subject->workload->working_set;
  if (!scenario_check_is_usable (subject->check, &set->change)) {
    return;
  }
  bool moves = set->change == SCENARIO_CHANGE_GROWING || set->change == SCENARIO_CHANGE_SHRINKING;
  const char *change = names[set->change];
  check_change_key (subject, &set->to_pages, "to", set->change != SCENARIO_CHANGE_FIXED, change);
  check_change_key (subject, &set->rate_pages, "rate", moves, change);
  check_change_key (subject, &set->period_ns, "period", set->change == SCENARIO_CHANGE_PERIODIC, change);
  if (moves && set->to_pages != 0 && set->size_pages != 0
      && (set->change == SCENARIO_CHANGE_GROWING) != (set->to_pages > set->size_pages)) {
    mistake (subject->check, workload_subject_place (subject, &set->to_pages),
             "a working set that is %s cannot come to this size; use %s than its size at first", change,
             set->change == SCENARIO_CHANGE_GROWING ? "more" : "less");
  }
}

static void check_working_set (const WorkloadSubject *subject)
{
  const ScenarioWorkingSet *set = &subject->workload->working_set;
  ScenarioSegmentType type = subject->segment ? subject->segment->type : SCENARIO_SEGMENT_PRIVATE;
  if (type == SCENARIO_SEGMENT_ISM || type == SCENARIO_SEGMENT_DISM) {
    mistake (subject->check, workload_subject_place (subject, &set->segment),
             "the pages of segment '%s' are locked in memory, or not there; use a private or shared segment",
             set->segment);
  }
  check_working_set_size (subject, &set->size_pages, "size");
  check_working_set_size (subject, &set->to_pages, "to");
  check_working_set_change (subject);
}

/* ---- churn and fork ---- */

static void check_churn (const WorkloadSubject *subject)
{
  const ScenarioChurn *churn = &subject->workload->churn;
  workload_check_size (subject, &churn->size, churn->segment);
}

static void check_fork (const WorkloadSubject *subject)
{
  const ScenarioFork *fork = &subject->workload->fork;
  if (scenario_check_is_given (subject->check, &fork->writes)
      && !scenario_check_is_given (subject->check, &fork->segment)) {
    mistake (subject->check, workload_subject_place (subject, &fork->writes),
             "writes has no meaning without segment; add 'segment:', or remove it");
  }
}

/* ---- all kinds ---- */

/* What a kind of workload has to be checked for. */
typedef struct {
  size_t segment_offset; /* in ScenarioWorkload: the name of the segment it uses */
  size_t through_offset; /* and of the last one; 0: it uses but one */
  void (*check) (const WorkloadSubject *subject);
} KindCheck;

/* NOLINTBEGIN(bugprone-macro-parentheses): the name of a member cannot stand in parentheses */
#define SEGMENT(kind_) offsetof (ScenarioWorkload, kind_.segment), 0
#define SEGMENTS(kind_) offsetof (ScenarioWorkload, kind_.segment), offsetof (ScenarioWorkload, kind_.through)
/* NOLINTEND(bugprone-macro-parentheses) */

static const KindCheck kinds[SCENARIO_WORKLOAD_TYPES] = {
  [SCENARIO_WORKLOAD_DIRECT_IO] = { SEGMENTS (direct_io), workload_check_direct_io },
  [SCENARIO_WORKLOAD_REPLAY] = { SEGMENT (replay), check_replay },
  [SCENARIO_WORKLOAD_WORKING_SET] = { SEGMENT (working_set), check_working_set },
  [SCENARIO_WORKLOAD_CHURN] = { SEGMENT (churn), check_churn },
  [SCENARIO_WORKLOAD_FORK] = { SEGMENT (fork), check_fork },
  [SCENARIO_WORKLOAD_ASYNC_IO] = { SEGMENTS (async_io), workload_check_async_io },
  [SCENARIO_WORKLOAD_RDMA] = { SEGMENTS (rdma), workload_check_rdma },
};

/* The name at OFFSET of WORKLOAD. */
static const char *const *name_at (const ScenarioWorkload *workload, size_t offset)
{
  return (const char *const *)(const void *)((const char *)workload + offset);
}

void scenario_check_workloads (const ScenarioCheck *check, ScenarioProcess *process, GHashTable *segments)
{
  g_autofree char *owner =
      process->name ? g_strdup_printf ("process '%s'", process->name) : g_strdup ("its process");
  for (size_t i = 0; i < process->workload_count; i++) {
    ScenarioWorkload *workload = &process->workloads[i];
    bool has_type =
        scenario_check_is_given (check, &workload->type) && scenario_check_is_usable (check, &workload->type);
    if (!has_type) {
      continue;
    }
    const KindCheck *kind = &kinds[workload->type];
    const char *const *name = name_at (workload, kind->segment_offset);
    WorkloadSubject subject = {
      .check = check,
      .workload = workload,
      .segment = scenario_check_find (check, segments, *name, name, "segment", owner),
    };
    subject.bytes = segment_bytes (&subject);
    const char *const *through = kind->through_offset > 0 ? name_at (workload, kind->through_offset) : NULL;
    if (through && *through) {
      const ScenarioSegment *last =
          scenario_check_find (check, segments, *through, through, "segment", owner);
      subject.bytes = workload_check_through (&subject, process, last, through);
    }
    scenario_check_span (check, &workload->start_ns, &workload->stop_ns, "start", "stop", workload->place);
    kind->check (&subject);
  }
}
