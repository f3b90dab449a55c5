#include "event_trace.h"
#include "event_writer.h"
#include "output_set.h"
#include "test_folder.h"
#include "test_main.h"

#include <string.h>

/* A trace of a run that never was, into the files trace.jsonl and trace.json. */
typedef struct {
  EventPlaces *places;
  uint32_t heap;  /* a place: a segment of db */
  uint32_t other; /* one of web */
  char *folder;
  OutputSet *outputs;
  EventTrace *trace;
} Traced;

static const char *const files[] = { "trace.jsonl", "trace.json", NULL };

static Traced trace_begin (EventTraceOptions *options)
{
  Traced traced = { .places = event_places_new (), .folder = test_folder_new () };
  traced.heap = event_places_add (
      traced.places, &(EventPlace){ .group = 2, .process = "db", .program = "db", .segment = "he\"ap" });
  traced.other = event_places_add (
      traced.places,
      &(EventPlace){
          .group = 3, .process = "web/1", .program = "web", .copy = 1, .segment = "pool", .object = "obj" });
  options->files = files;
  options->to = options->to != 0 ? options->to : SIM_TIME_NEVER;
  options->kinds = options->kinds != 0 ? options->kinds : EVENT_KINDS_ALL;
  traced.outputs = output_set_new (traced.folder, NULL);
  traced.trace = event_trace_new (options, traced.places);
  static const char *const sets[] = { "seed=4", NULL };
  RunIdentity identity = { .tool = "pcachesim",
                           .version = "1.2.3",
                           .scenario = "none",
                           .scenario_path = "none.yaml",
                           .scenario_sha256 = "abc",
                           .sets = sets,
                           .seed = 4,
                           .run = 1,
                           .duration_ns = 2000000000 };
  ck_assert (event_trace_open (traced.trace, traced.outputs, &identity, NULL));
  return traced;
}

/* The lines of both files; the caller frees them with g_strfreev(). */
typedef struct {
  char **lines;
  char **viewer;
} Written;

static Written trace_end (Traced *traced, sim_time time)
{
  event_trace_close (traced->trace, time, &(RunOutcome){ .events = 7, .steps = 8, .fingerprint = 0x9abc });
  event_trace_free (traced->trace);
  ck_assert (output_set_commit (traced->outputs, NULL));
  output_set_free (traced->outputs);
  g_autofree char *lines = test_folder_read (traced->folder, "trace.jsonl");
  g_autofree char *viewer = test_folder_read (traced->folder, "trace.json");
  test_folder_remove (traced->folder);
  event_places_free (traced->places);
  return (Written){ .lines = g_strsplit (lines, "\n", -1), .viewer = g_strsplit (viewer, "\n", -1) };
}

static void written_clear (Written *written)
{
  g_strfreev (written->lines);
  g_strfreev (written->viewer);
}

/* The viewer's line I after the names. */
static const char *viewer_event (const Written *written, size_t i)
{
  char **line = written->viewer + 1;
  while (strstr (*line, "\"ph\":\"M\"") != NULL) {
    line++;
  }
  return line[i];
}

static void add_hit (Traced *traced, sim_time time, uint32_t place)
{
  const uint64_t values[] = { 0xfffffe0000000040, 0, 8192, 1 };
  event_trace_add (traced->trace, time, EVENT_RECORD_HIT, place, values);
}

static void add_purge (Traced *traced, sim_time time, uint32_t place, uint64_t number)
{
  const uint64_t begin[] = { number, 0, 1, 0, 1, 32 };
  const uint64_t end[] = { number, 0, 1, 4, 2, 1, 5, 40 };
  event_trace_add (traced->trace, time, EVENT_RECORD_PURGE_BEGIN, place, begin);
  event_trace_add (traced->trace, time, EVENT_RECORD_PURGE_END, place, end);
}

static void add_miss (Traced *traced, sim_time time, uint32_t place, uint64_t purge)
{
  const uint64_t values[] = { 2, purge, 64, 4096, 8192, 0 };
  event_trace_add (traced->trace, time, EVENT_RECORD_MISS, place, values);
}

START_TEST (lines_begin_with_what_was_run_and_end_with_what_came_out)
{
  Traced traced = trace_begin (&(EventTraceOptions){ .from = 5 });
  add_hit (&traced, 10, traced.heap);
  Written written = trace_end (&traced, 20);
  ck_assert_str_eq (
      written.lines[0],
      "{\"kind\":\"trace\",\"tool\":\"pcachesim\",\"version\":\"1.2.3\",\"scenario\":{\"name\":\"none\","
      "\"path\":\"none.yaml\",\"sha256\":\"abc\"},\"set\":[\"seed=4\"],\"seed\":4,\"run\":1,"
      "\"duration_s\":2.000000000,\"warmup_s\":0.000000000,\"sample_s\":0.000000000,\"kinds\":["
      "\"insert\",\"refusal\",\"hit\",\"miss\",\"purge\",\"removal\",\"reclaim\",\"disable\",\"enable\","
      "\"pageout\",\"wait\",\"memory\"],\"from_s\":0.000000005,\"to_s\":null,\"owners\":[]}");
  ck_assert_str_eq (written.lines[2],
                    "{\"kind\":\"end\",\"records\":1,\"events\":7,\"fingerprint_steps\":8,\"fingerprint\":"
                    "\"0000000000009abc\"}");
  ck_assert_str_eq (written.lines[3], "");
  written_clear (&written);
}
END_TEST

START_TEST (a_line_has_time_kind_place_and_fields)
{
  Traced traced = trace_begin (&(EventTraceOptions){ .from = 0 });
  add_hit (&traced, 1000000001, traced.heap);
  add_miss (&traced, 1000000002, traced.other, 0);
  add_purge (&traced, 1000000003, EVENT_PLACE_PURGE_THREAD, 9);
  Written written = trace_end (&traced, 2000000000);
  ck_assert_str_eq (written.lines[1],
                    "{\"t\":1.000000001,\"kind\":\"hit\",\"process\":\"db\",\"segment\":\"he\\\"ap\",\"tag\":"
                    "\"0xfffffe0000000040\",\"addr\":\"0x0\",\"len\":8192,\"rw\":\"S_WRITE\"}");
  ck_assert_str_eq (
      written.lines[2],
      "{\"t\":1.000000002,\"kind\":\"miss\",\"process\":\"web/1\",\"segment\":\"pool\",\"object\":\"obj\","
      "\"reason\":\"purged_lowmem\",\"purge\":0,\"tag\":\"0x40\",\"addr\":\"0x1000\",\"len\":8192,"
      "\"rw\":\"S_READ\"}");
  ck_assert_str_eq (
      written.lines[3],
      "{\"t\":1.000000003,\"kind\":\"purge\",\"phase\":\"begin\",\"number\":9,\"walk\":\"async\","
      "\"cause\":\"lowmem\",\"trim\":false,\"lowmem\":true,\"target_pages\":32}");
  ck_assert_str_eq (
      written.lines[4],
      "{\"t\":1.000000003,\"kind\":\"purge\",\"phase\":\"end\",\"number\":9,\"walk\":\"async\","
      "\"cause\":\"lowmem\",\"full_buckets\":4,\"empty_buckets\":2,\"second_chances\":1,\"entries\":5,"
      "\"pages\":40}");
  written_clear (&written);
}
END_TEST

START_TEST (names_of_any_length_are_written)
{
  g_autofree char *name = g_strnfill (20000, 'n');
  EventTraceOptions options = { .kinds = EVENT_KINDS_ALL, .to = SIM_TIME_NEVER, .files = files };
  Traced traced = { .places = event_places_new (), .folder = test_folder_new () };
  traced.heap =
      event_places_add (traced.places, &(EventPlace){ .group = 2, .process = name, .segment = name });
  traced.outputs = output_set_new (traced.folder, NULL);
  traced.trace = event_trace_new (&options, traced.places);
  ck_assert (event_trace_open (traced.trace, traced.outputs, &(RunIdentity){ .tool = "pcachesim" }, NULL));
  for (sim_time i = 0; i < 10; i++) {
    add_hit (&traced, i, traced.heap);
  }
  Written written = trace_end (&traced, 20);
  for (size_t i = 1; i <= 10; i++) {
    ck_assert_uint_gt (strlen (written.lines[i]), 40000);
    ck_assert (g_str_has_suffix (written.lines[i], "\"rw\":\"S_WRITE\"}"));
  }
  written_clear (&written);
}
END_TEST

START_TEST (only_what_is_wanted_is_written)
{
  static const char *const owners[] = { "db", NULL };
  Traced traced = trace_begin (&(EventTraceOptions){
      .kinds = 1U << EVENT_HIT | 1U << EVENT_PURGE, .from = 10, .to = 20, .owners = owners });
  add_hit (&traced, 9, traced.heap);                    /* too early */
  add_hit (&traced, 10, traced.heap);                   /* this */
  add_hit (&traced, 11, traced.other);                  /* of another owner */
  add_miss (&traced, 12, traced.heap, 0);               /* of another kind */
  add_purge (&traced, 13, EVENT_PLACE_PURGE_THREAD, 1); /* the kernel's */
  add_purge (&traced, 14, traced.other, 2);             /* another owner's */
  add_hit (&traced, 19, traced.heap);                   /* this */
  add_hit (&traced, 20, traced.heap);                   /* too late */
  Written written = trace_end (&traced, 30);
  ck_assert_uint_eq (g_strv_length (written.lines), 1 + 4 + 1 + 1);
  ck_assert (strstr (written.lines[1], "\"kind\":\"hit\"") != NULL);
  ck_assert (strstr (written.lines[2], "\"kind\":\"purge\",\"phase\":\"begin\"") != NULL);
  ck_assert (strstr (written.lines[3], "\"kind\":\"purge\",\"phase\":\"end\"") != NULL);
  ck_assert (strstr (written.lines[4], "\"kind\":\"hit\"") != NULL);
  written_clear (&written);
}
END_TEST

/* Waits 1 and 3 overlap; 5 begins before the window; 3 does not end in it. */
START_TEST (spans_end_with_the_time_that_they_took_or_unfinished)
{
  Traced traced = trace_begin (&(EventTraceOptions){ .from = 10, .to = 1000 });
  const EventRecordType wait = EVENT_RECORD_WAIT_BEGIN;
  event_trace_begin_span (traced.trace, 5, wait, traced.heap, (const uint64_t[]){ 5, 4, 1 });
  event_trace_begin_span (traced.trace, 10, wait, traced.heap, (const uint64_t[]){ 3, 0, 0 });
  event_trace_begin_span (traced.trace, 20, wait, traced.heap, (const uint64_t[]){ 1, 4, 7 });
  event_trace_end_span (traced.trace, 30, wait, 5, 1);
  event_trace_end_span (traced.trace, 50, wait, 1, 1);
  event_trace_end_span (traced.trace, 1500, wait, 3, 1);
  Written written = trace_end (&traced, 2000);
  ck_assert_uint_eq (g_strv_length (written.lines), 1 + 4 + 1 + 1);
  ck_assert_ptr_nonnull (strstr (written.lines[1],
                                 "\"phase\":\"begin\",\"process\":\"db\",\"segment\":\"he\\\"ap\","
                                 "\"number\":3,\"for\":\"unlock\",\"pages\":0}"));
  ck_assert_ptr_nonnull (strstr (written.lines[3],
                                 "\"number\":1,\"result\":\"over\",\"time\":0.000000030,\"for\":"
                                 "\"memory\"}"));
  ck_assert_ptr_nonnull (strstr (written.lines[4], "{\"t\":0.000001000,"));
  ck_assert_ptr_nonnull (strstr (written.lines[4],
                                 "\"number\":3,\"result\":\"unfinished\",\"time\":0.000000990,"
                                 "\"for\":\"unlock\"}"));
  ck_assert_ptr_nonnull (strstr (viewer_event (&written, 0),
                                 "{\"ph\":\"b\",\"cat\":\"wait\",\"name\":\"wait unlock\","
                                 "\"ts\":0.010,\"pid\":2,\"tid\":6,\"id\":\"0x3\""));
  ck_assert_ptr_nonnull (strstr (viewer_event (&written, 3),
                                 "{\"ph\":\"e\",\"cat\":\"wait\",\"name\":\"wait unlock\","
                                 "\"ts\":1.000,\"pid\":2,\"tid\":6,\"id\":\"0x3\""));
  written_clear (&written);
}
END_TEST

START_TEST (arrows_go_from_a_purge_to_each_miss_of_what_it_took)
{
  static const char *const owners[] = { "db", NULL };
  Traced traced = trace_begin (&(EventTraceOptions){ .owners = owners });
  add_purge (&traced, 1, EVENT_PLACE_PURGE_THREAD, 17);
  add_purge (&traced, 2, traced.other, 18); /* not written, so that nothing can come from it */
  add_purge (&traced, 3, traced.heap, 19);
  add_miss (&traced, 4, traced.heap, 17);
  add_miss (&traced, 5, traced.heap, 17);
  add_miss (&traced, 6, traced.heap, 18);
  add_miss (&traced, 7, traced.heap, 0);
  Written written = trace_end (&traced, 10);
  static const char *const arrows[] = { "\"bind_id\":\"0x11\",\"flow_out\":true",
                                        NULL,
                                        "\"bind_id\":\"0x13\",\"flow_out\":true",
                                        NULL,
                                        "\"bind_id\":\"0x11\",\"flow_in\":true",
                                        "\"bind_id\":\"0x11\",\"flow_in\":true",
                                        NULL,
                                        NULL };
  for (size_t i = 0; i < G_N_ELEMENTS (arrows); i++) {
    const char *line = viewer_event (&written, i);
    ck_assert_msg (strstr (line, arrows[i] != NULL ? arrows[i] : "\"ph\"") != NULL, "%s", line);
    ck_assert_msg ((strstr (line, "bind_id") != NULL) == (arrows[i] != NULL), "%s", line);
  }
  written_clear (&written);
}
END_TEST

START_TEST (the_last_purges_are_remembered)
{
  EventPurges *purges = g_new0 (EventPurges, 1);
  ck_assert (!event_purges_have (purges, 0));
  ck_assert (!event_purges_have (purges, 1));
  event_purges_add (purges, 1);
  event_purges_add (purges, 70);
  ck_assert (event_purges_have (purges, 1));
  ck_assert (event_purges_have (purges, 70));
  ck_assert (!event_purges_have (purges, 2));
  ck_assert (!event_purges_have (purges, 69));
  ck_assert (!event_purges_have (purges, 71));
  event_purges_add (purges, EVENT_PURGES_REMEMBERED + 1);
  ck_assert (!event_purges_have (purges, 1));
  ck_assert (event_purges_have (purges, 70));
  ck_assert (event_purges_have (purges, EVENT_PURGES_REMEMBERED + 1));
  event_purges_add (purges, 5 * EVENT_PURGES_REMEMBERED);
  ck_assert (!event_purges_have (purges, 4 * EVENT_PURGES_REMEMBERED + 70));
  ck_assert (!event_purges_have (purges, 4 * EVENT_PURGES_REMEMBERED + 1));
  ck_assert (event_purges_have (purges, 5 * EVENT_PURGES_REMEMBERED));
  g_free (purges);
}
END_TEST

START_TEST (tracks_are_named_before_the_events)
{
  Traced traced = trace_begin (&(EventTraceOptions){ .from = 0 });
  add_hit (&traced, 1500, traced.heap);
  event_trace_add (traced.trace, 2500, EVENT_RECORD_MEMORY, EVENT_PLACE_COUNTERS,
                   (const uint64_t[]){ 11, 12, 13, 14, 15, 16, 17 });
  Written written = trace_end (&traced, 3000);
  g_autofree char *text = g_strjoinv ("\n", written.viewer);
  ck_assert_ptr_nonnull (strstr (
      text, "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":1,\"tid\":0,\"args\":{\"name\":\"kernel\"}}"));
  ck_assert_ptr_nonnull (strstr (
      text, "{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":2,\"tid\":6,\"args\":{\"name\":\"he\\\"ap\"}}"));
  ck_assert_ptr_nonnull (strstr (text, "\"pid\":3,\"tid\":0,\"args\":{\"name\":\"web/1\"}}"));
  ck_assert_str_eq (
      viewer_event (&written, 0),
      "{\"ph\":\"i\",\"s\":\"t\",\"cat\":\"hit\",\"name\":\"hit\",\"ts\":1.500,\"pid\":2,\"tid\":6,"
      "\"args\":{\"tag\":\"0xfffffe0000000040\",\"addr\":\"0x0\",\"len\":8192,\"rw\":\"S_WRITE\"}},");
  ck_assert_str_eq (viewer_event (&written, 1),
                    "{\"ph\":\"C\",\"cat\":\"memory\",\"name\":\"freemem\",\"ts\":2.500,\"pid\":1,\"tid\":4,"
                    "\"args\":{\"value\":11}},");
  ck_assert_str_eq (viewer_event (&written, 7),
                    "{\"ph\":\"C\",\"cat\":\"memory\",\"name\":\"disabled\",\"ts\":2.500,\"pid\":1,\"tid\":4,"
                    "\"args\":{\"value\":17}}");
  ck_assert_str_eq (viewer_event (&written, 8), "]}");
  written_clear (&written);
}
END_TEST

/* What users of the table count on. */
START_TEST (the_table_keeps_its_own_rules)
{
  for (size_t i = 0; i < EVENT_RECORDS; i++) {
    const EventRecordRow *row = &EVENT_RECORD_ROWS[i];
    size_t count = event_record_field_count (row);
    ck_assert_uint_gt (count, 0);
    ck_assert (row->title == 0 || row->fields[row->title - 1].type == EVENT_FIELD_WORD);
    ck_assert (row->flow_in == 0 || row->shape == EVENT_SHAPE_SLICE_POINT);
    ck_assert (row->flow_out == 0 || row->shape == EVENT_SHAPE_SLICE_BEGIN);
    for (size_t j = 0; j < count; j++) {
      ck_assert ((row->fields[j].words != NULL) == (row->fields[j].type == EVENT_FIELD_WORD));
    }
    if (row->shape == EVENT_SHAPE_SPAN_BEGIN) {
      const EventRecordRow *end = row + 1;
      ck_assert_int_eq (end->shape, EVENT_SHAPE_SPAN_END);
      ck_assert_int_eq (end->kind, row->kind);
      ck_assert_str_eq (end->fields[0].name, "number");
      ck_assert_str_eq (end->fields[1].words[0], "unfinished");
      ck_assert_int_eq (end->fields[2].type, EVENT_FIELD_TIME);
    }
  }
}
END_TEST

static Suite *event_trace_suite (void)
{
  Suite *suite = suite_create ("event_trace");
  TCase *tcase = tcase_create ("event_trace");
  tcase_add_test (tcase, lines_begin_with_what_was_run_and_end_with_what_came_out);
  tcase_add_test (tcase, a_line_has_time_kind_place_and_fields);
  tcase_add_test (tcase, names_of_any_length_are_written);
  tcase_add_test (tcase, only_what_is_wanted_is_written);
  tcase_add_test (tcase, spans_end_with_the_time_that_they_took_or_unfinished);
  tcase_add_test (tcase, arrows_go_from_a_purge_to_each_miss_of_what_it_took);
  tcase_add_test (tcase, the_last_purges_are_remembered);
  tcase_add_test (tcase, tracks_are_named_before_the_events);
  tcase_add_test (tcase, the_table_keeps_its_own_rules);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (event_trace_suite (), NULL);
}
