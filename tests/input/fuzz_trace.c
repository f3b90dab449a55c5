#include "fuzz_trace.h"

#include "trace_formats.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BATCH_MAX = 64 };

/* All that a reading gives, in brief. */
typedef struct {
  uint64_t hash;
  uint64_t requests;
  char *message;
} Outcome;

static void require (bool holds, const char *what)
{
  if (!holds) {
    g_printerr ("a reader of recordings broke a rule: %s\n", what);
    abort ();
  }
}

static void add (Outcome *outcome, uint64_t value)
{
  outcome->hash = (outcome->hash ^ value) * 0x100000001b3U;
}

static void add_request (Outcome *outcome, const IoRequest *request, uint64_t *last_ns)
{
  require (request->length_bytes > 0, "a request of no bytes");
  require (request->offset_bytes <= UINT64_MAX - request->length_bytes, "a request beyond 2^64");
  require (request->time_ns >= *last_ns, "a time that decreases");
  require (request->op == IO_OP_READ || request->op == IO_OP_WRITE, "an unknown op");
  require (outcome->requests > 0 || request->time_ns == 0, "a first request that is not at 0");
  *last_ns = request->time_ns;
  outcome->requests++;
  add (outcome, request->time_ns);
  add (outcome, request->offset_bytes);
  add (outcome, request->length_bytes);
  add (outcome, request->file);
  add (outcome, request->op);
}

static Outcome read_all (IoSource *source, size_t batch)
{
  Outcome outcome = { 0 };
  GError *error = NULL;
  IoRequest requests[BATCH_MAX];
  uint64_t last_ns = 0;
  size_t count = 0;
  while ((count = source->read (source, requests, batch, &error)) > 0) {
    require (count <= batch && !error, "a batch too large or with an error");
    for (size_t i = 0; i < count; i++) {
      add_request (&outcome, &requests[i], &last_ns);
    }
  }
  require (error || outcome.requests > 0, "silence about an empty recording");
  outcome.message = error ? g_strdup (error->message) : NULL;
  g_clear_error (&error);
  return outcome;
}

static void require_same (const Outcome *a, const Outcome *b)
{
  if (a->hash != b->hash || a->requests != b->requests || g_strcmp0 (a->message, b->message) != 0) {
    g_printerr ("%" G_GUINT64_FORMAT " requests, %s\n%" G_GUINT64_FORMAT " requests, %s\n", a->requests,
                a->message ? a->message : "no error", b->requests, b->message ? b->message : "no error");
    require (false, "two readings differ");
  }
}

/* Opens, reads, rewinds and reads again. */
static Outcome read_twice (const TraceOptions *options, size_t batch)
{
  GError *error = NULL;
  IoSource *source = trace_open (options, TRACE_HOLDS_IO, &error);
  if (!source) {
    Outcome outcome = { .message = g_strdup (error->message) };
    g_error_free (error);
    return outcome;
  }
  Outcome first = read_all (source, batch);
  require (source->rewind (source, NULL), "a rewind that fails");
  Outcome second = read_all (source, batch);
  require_same (&first, &second);
  g_free (second.message);
  io_source_free (source);
  return first;
}

static bool is_damaged (const Outcome *outcome)
{
  return outcome->message && strstr (outcome->message, " data is damaged");
}

static FuzzOutcome check (TraceOptions options, const uint8_t *data, size_t size)
{
  int file = memfd_create ("recording", MFD_CLOEXEC);
  require (file >= 0 && write (file, data, size) == (ssize_t)size, "no memory for the recording");
  char *path = g_strdup_printf ("/proc/self/fd/%d", file);
  options.path = path;
  Outcome whole = read_twice (&options, BATCH_MAX);
  require (!whole.message
               || (g_str_has_prefix (whole.message, path) && strlen (whole.message) > strlen (path) + 2),
           "an error without a place");
  require (!whole.message || g_utf8_validate (whole.message, -1, NULL), "an error that cannot be printed");
  options.buffer_bytes = 1 + size % 61;
  Outcome pieces = read_twice (&options, 1 + size % 5);
  /* Where text ends in damaged compressed data depends on how much of it is seen at a time. */
  if (!is_damaged (&whole) && !is_damaged (&pieces)) {
    require_same (&whole, &pieces);
  }
  FuzzOutcome outcome = whole.message ? FUZZ_ERROR : FUZZ_RECORDING;
  g_free (whole.message);
  g_free (pieces.message);
  g_free (path);
  close (file);
  return outcome;
}

FuzzOutcome fuzz_trace_iolog (const uint8_t *data, size_t size)
{
  return check ((TraceOptions){ .format = TRACE_FORMAT_FIO }, data, size);
}

FuzzOutcome fuzz_trace_csv (const uint8_t *data, size_t size)
{
  static const char *const ignored[] = { "flush", NULL };
  bool has_file = size >= 5 && memmem (data, MIN (size, 100), "file", 4);
  return check ((TraceOptions){ .format = TRACE_FORMAT_CSV,
                                .file_column = has_file ? "file" : NULL,
                                .ignore_ops = ignored },
                data, size);
}
