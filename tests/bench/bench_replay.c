/*
 * bench_replay.c - what a replayed request costs, all in
 *
 * Whole machines that replay a recording: reading and parsing its lines, events, buffers, the cache, the fingerprint. The
 * recording is made here, of 8 KiB requests at 20,000 a second over so many blocks, the hottest the most often, so that
 * after its first pass all of it is in the cache; it is played over and over.  Besides, the rates of direct I/O threads.
 */
#include "bench.h"
#include "machine.h"
#include "random.h"
#include "scenario_load.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RECORDED_REQUESTS 100000
#define REQUESTS_PER_SECOND 20000
#define BLOCK_BYTES 8192

typedef struct {
  Scenario *scenario;
  Machine *machine;
  FingerprintTrail *trail;
  sim_time ns_per_request;
} Subject;

/* Runs the machine for as long as OPS requests take. */
static void run_requests (void *context, uint64_t ops)
{
  Subject *subject = context;
  GError *error = NULL;
  sim_time now = event_queue_now (machine_get_view (subject->machine).queue);
  if (!machine_run_until (subject->machine, now + ops * subject->ns_per_request, NULL, NULL, NULL, &error)) {
    g_error ("%s", error->message);
  }
}

static Subject subject_new (const char *text, sim_time ns_per_request)
{
  GError *error = NULL;
  Subject subject = { .ns_per_request = ns_per_request,
                      .trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS) };
  subject.scenario = scenario_load_text ("bench.yaml", text, strlen (text), NULL, &error);
  if (!subject.scenario) {
    g_error ("%s", error->message);
  }
  MachineOptions options = { .trail = subject.trail };
  subject.machine = machine_new (subject.scenario, &options, &error);
  if (!subject.machine) {
    g_error ("%s", error->message);
  }
  return subject;
}

static void subject_free (Subject *subject)
{
  machine_free (subject->machine);
  scenario_free (subject->scenario);
  fingerprint_trail_free (subject->trail);
}

/* Square of a uniform number: a few blocks get most of the requests. */
static uint64_t choose_block (Random *random, uint64_t blocks)
{
  double unit = random_unit (random);
  return (uint64_t)(unit * unit * (double)blocks);
}

static void write_iolog (FILE *file, Random *random, uint64_t blocks)
{
  fputs ("fio version 3 iolog\n0 data add\n0 data open\n", file);
  for (uint64_t i = 0; i < RECORDED_REQUESTS; i++) {
    uint64_t offset = choose_block (random, blocks) * BLOCK_BYTES;
    fprintf (file, "%" G_GUINT64_FORMAT " data %s %" G_GUINT64_FORMAT " %d\n",
             i * 1000000 / REQUESTS_PER_SECOND, random_below (random, 10) < 7 ? "read" : "write", offset,
             BLOCK_BYTES);
  }
}

static void write_csv (FILE *file, Random *random, uint64_t blocks)
{
  fputs ("time,op,size,offset\n", file);
  for (uint64_t i = 0; i < RECORDED_REQUESTS; i++) {
    uint64_t offset = choose_block (random, blocks) * BLOCK_BYTES;
    fprintf (file, "%" G_GUINT64_FORMAT ".%06" G_GUINT64_FORMAT ",%s,%d,%" G_GUINT64_FORMAT "\n",
             i / REQUESTS_PER_SECOND, i % REQUESTS_PER_SECOND * 1000000 / REQUESTS_PER_SECOND,
             random_below (random, 10) < 7 ? "r" : "w", BLOCK_BYTES, offset);
  }
}

typedef struct {
  const char *name;
  const char *format;
  const char *buffer;
  uint64_t blocks;
  void (*write) (FILE *file, Random *random, uint64_t blocks);
} Case;

static void bench_case (Bench *bench, const Case *c)
{
  GError *error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp ("bench-XXXXXX", &path, &error);
  FILE *file = fd < 0 ? NULL : fdopen (fd, "w");
  if (!file) {
    g_error ("%s", error ? error->message : "no temporary file");
  }
  Random random;
  random_init (&random, 1, 0, c->name);
  c->write (file, &random, c->blocks);
  fclose (file);
  g_autofree char *text = g_strdup_printf (
      "{name: bench, duration: 1000h, sample: 1h, machine: {memory: 4GiB}, processes: [{name: db, "
      "segments: [{name: pool, type: private, size: 1GiB}], "
      "workloads: [{name: replay, type: replay, segment: pool, trace: %s, format: %s, %s, "
      "inflight: 64, service: 300us, repeat: 1000000}]}]}",
      path, c->format, c->buffer);
  Subject subject = subject_new (text, NS_PER_SEC / REQUESTS_PER_SECOND);
  /* The first pass fills the cache. */
  run_requests (&subject, RECORDED_REQUESTS);
  bench_run (bench, c->name, run_requests, &subject, 2 * UINT64_C (1000000));
  subject_free (&subject);
  unlink (path);
  g_free (path);
}

static void bench_direct_io (Bench *bench)
{
  Subject subject = subject_new (
      "{name: bench, duration: 1000h, sample: 1h, machine: {memory: 4GiB}, processes: [{name: db, "
      "segments: [{name: a, type: private, size: 32MiB}], workloads: [{name: io, type: direct_io, segment: "
      "a, "
      "threads: 20, size: 8KiB, offset: {zipf: 0.99}, think: 700us, service: {uniform: [100us, 500us]}}]}]}",
      NS_PER_SEC / REQUESTS_PER_SECOND);
  run_requests (&subject, RECORDED_REQUESTS);
  bench_run (bench, "direct_io, 20 threads, Zipf 0.99", run_requests, &subject, 2 * UINT64_C (1000000));
  subject_free (&subject);
}

int main (int argc, char **argv)
{
  static const Case cases[] = {
    { "fio iolog, pool, 4,096 blocks", "fio", "buffer: pool, frame_size: 8KiB", 4096, write_iolog },
    { "fio iolog, direct, 4,096 blocks", "fio", "buffer: direct", 4096, write_iolog },
    { "csv, pool, 4,096 blocks", "csv", "buffer: pool, frame_size: 8KiB", 4096, write_csv },
    { "fio iolog, pool, 100,000 blocks", "fio", "buffer: pool, frame_size: 8KiB", 100000, write_iolog },
  };
  Bench *bench = bench_new ("replay", "request", NULL, argc, argv);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    bench_case (bench, &cases[i]);
  }
  bench_direct_io (bench);
  return bench_finish (bench);
}
