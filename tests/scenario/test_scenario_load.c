#include "recording_kind.h"
#include "scenario_fixture.h"
#include "workload_options.h"

#include <glib/gstdio.h>
#include <string.h>

#define MIB (UINT64_C (1) << 20)
#define SECOND UINT64_C (1000000000)

static Scenario *everything;

static void load_everything (void)
{
  g_autofree char *text = fixture_everything ();
  everything = fixture_load (text, NULL);
}

static void free_everything (void)
{
  scenario_free (everything);
}

START_TEST (the_run_is_read)
{
  ck_assert_str_eq (everything->name, "everything");
  ck_assert_str_eq (everything->description, "Every kind of key\n");
  ck_assert_uint_eq (everything->seed, 42);
  ck_assert_uint_eq (everything->duration_ns, 60 * SECOND);
  ck_assert_uint_eq (everything->warmup_ns, 5 * SECOND);
  ck_assert_uint_eq (everything->sample_ns, SECOND / 4);
}
END_TEST

START_TEST (the_machine_is_read_in_pages)
{
  const ScenarioMachine *machine = &everything->machine;
  ck_assert_uint_eq (machine->memory_pages, 1 << 20);
  ck_assert_uint_eq (machine->kernel_memory_pages, 1 << 17);
  ck_assert_uint_eq (machine->hz, 1000);
  ck_assert_int_eq (machine->thresholds, MEMORY_THRESHOLDS_CLASSIC);
  ck_assert_uint_eq (machine->wanted.lotsfree, 16384);
  ck_assert_uint_eq (machine->wanted.desfree, 8192);
  ck_assert_uint_eq (machine->wanted.minfree, 4096);
  ck_assert_uint_eq (machine->wanted.throttlefree, 2048);
  ck_assert_uint_eq (machine->wanted.pageout_reserve, 1024);
  ck_assert_uint_eq (machine->maxphys_bytes, 256 << 10);
}
END_TEST

START_TEST (tunables_are_read_in_their_units)
{
  const CacheTunables *tunables = &everything->tunables;
  ck_assert_uint_eq (tunables->segpcache_enabled, 1);
  ck_assert_uint_eq (tunables->segpcache_maxwindow, 32768);
  ck_assert_uint_eq (tunables->segpcache_hashsize_win, 2048);
  ck_assert_uint_eq (tunables->segpcache_hashsize_wired, 1000);
  ck_assert_int_eq (tunables->segpcache_reap_sec, 2);
  ck_assert_int_eq (tunables->segpcache_reap_ticks, -1);
  ck_assert_int_eq (tunables->segpcache_pcp_maxage_sec, 3);
  ck_assert_int_eq (tunables->segpcache_pcp_maxage_ticks, 50);
  ck_assert_uint_eq (tunables->segpcache_shrink_shift, 4);
  ck_assert_uint_eq (tunables->segpcache_maxapurge_bytes, 65536);
}
END_TEST

START_TEST (objects_and_segments_are_read)
{
  ck_assert_uint_eq (everything->object_count, 3);
  ck_assert_str_eq (everything->objects[0].name, "shm");
  ck_assert_uint_eq (everything->objects[0].size_bytes, 512 * MIB);
  ck_assert_uint_eq (everything->process_count, 5);
  const ScenarioProcess *db = &everything->processes[0];
  ck_assert_str_eq (db->name, "db");
  ck_assert_uint_eq (db->count, 4);
  ck_assert_uint_eq (db->segment_count, 3);
  const ScenarioSegment *sga = &db->segments[0];
  ck_assert_int_eq (sga->type, SCENARIO_SEGMENT_SHARED);
  ck_assert_str_eq (sga->object, "shm");
  ck_assert_uint_eq (sga->object_offset_bytes, 2 * MIB);
  ck_assert_uint_eq (sga->size_bytes, 256 * MIB);
  ck_assert_int_eq (sga->page_size, PAGE_SIZE_2M);
  ck_assert_int_eq (sga->protection, PROTECT_READ | PROTECT_WRITE);
  ck_assert_uint_eq (sga->address, 0);
  ck_assert_uint_eq (db->segments[2].address, 0x10000000);
  ck_assert_ptr_null (db->segments[2].object);
}
END_TEST

START_TEST (pages_of_ism_and_dism_are_large_unless_given)
{
  const ScenarioSegment *ism = &everything->processes[3].segments[0];
  ck_assert_int_eq (ism->type, SCENARIO_SEGMENT_ISM);
  ck_assert_int_eq (ism->page_size, PAGE_SIZE_2M);
  const ScenarioSegment *dism = &everything->processes[4].segments[0];
  ck_assert_int_eq (dism->type, SCENARIO_SEGMENT_DISM);
  ck_assert_int_eq (dism->page_size, PAGE_SIZE_4K);
}
END_TEST

START_TEST (merged_keys_count_unless_given)
{
  const ScenarioSegment *sga2 = &everything->processes[0].segments[1];
  ck_assert_str_eq (sga2->name, "sga2");
  ck_assert_str_eq (sga2->object, "shm");
  ck_assert_int_eq (sga2->page_size, PAGE_SIZE_2M);
  ck_assert_int_eq (sga2->protection, PROTECT_READ);
  ck_assert_uint_eq (sga2->address, 0x40000000);
}
END_TEST

START_TEST (async_io_is_read)
{
  const ScenarioWorkload *kaio = &everything->processes[2].workloads[0];
  ck_assert_ptr_eq (kaio->kind, &ASYNC_IO_KIND);
  const AsyncIoOptions *io = kaio->options;
  ck_assert_str_eq (io->pattern.range.segment, "low");
  ck_assert_str_eq (io->pattern.range.through, "high");
  ck_assert_uint_eq (io->depth, 64);
  ck_assert_double_eq (io->pattern.read, 0.25);
  ck_assert_uint_eq (io->pattern.size.constant, 6 * MIB);
  ck_assert_int_eq (io->pattern.offset.kind, DISTRIBUTION_CONFIG_SEQUENTIAL);
  ck_assert_uint_eq (io->pattern.align_bytes, 65536);
  ck_assert_uint_eq (io->pattern.buffers, 8);
  ck_assert_uint_eq (io->service.exponential.mean, 3000000);
  ck_assert_uint_eq (io->interval.constant, 200000);
  ck_assert_uint_eq (io->reap_interval.uniform.high, 4000000);
  ck_assert_uint_eq (io->reap_count, 16);
  ck_assert_uint_eq (io->requests, 5000);
}
END_TEST

START_TEST (rdma_is_read)
{
  const ScenarioWorkload *regions = &everything->processes[2].workloads[1];
  ck_assert_ptr_eq (regions->kind, &RDMA_KIND);
  const RdmaOptions *rdma = regions->options;
  ck_assert_str_eq (rdma->pattern.range.segment, "low");
  ck_assert_ptr_null (rdma->pattern.range.through);
  ck_assert_uint_eq (rdma->regions, 12);
  ck_assert_double_eq (rdma->pattern.read, 0.75);
  ck_assert_uint_eq (rdma->pattern.size.uniform.high, MIB);
  ck_assert_int_eq (rdma->pattern.offset.kind, DISTRIBUTION_CONFIG_ZIPF);
  ck_assert_uint_eq (rdma->pattern.align_bytes, 256 << 10);
  ck_assert_uint_eq (rdma->pattern.buffers, 9);
  ck_assert_uint_eq (rdma->lifetime.exponential.mean, 10 * SECOND);
  ck_assert_uint_eq (rdma->pause.constant, 20000000);
  ck_assert_uint_eq (rdma->retry_ns, SECOND);
}
END_TEST

START_TEST (holders_have_defaults)
{
  Scenario *scenario = fixture_load (RUN "processes:\n"
                                         "- name: p\n"
                                         "  segments: [{name: s, type: private, size: 16MiB}]\n"
                                         "  workloads:\n"
                                         "  - {name: a, type: async_io, segment: s}\n"
                                         "  - {name: r, type: rdma, segment: s}\n",
                                     NULL);
  const AsyncIoOptions *io = scenario->processes[0].workloads[0].options;
  ck_assert_uint_eq (scenario->machine.maxphys_bytes, MIB);
  ck_assert_uint_eq (io->depth, 32);
  ck_assert_uint_eq (io->pattern.size.constant, 8192);
  ck_assert_uint_eq (io->reap_interval.constant, 1000000);
  ck_assert_int_eq (io->interval.kind, DISTRIBUTION_CONFIG_CONSTANT);
  ck_assert_uint_eq (io->interval.constant, 0);
  ck_assert_uint_eq (io->reap_count, 0);
  const RdmaOptions *rdma = scenario->processes[0].workloads[1].options;
  ck_assert_uint_eq (rdma->regions, 16);
  ck_assert_double_eq (rdma->pattern.read, 1);
  ck_assert_uint_eq (rdma->pattern.size.constant, MIB);
  ck_assert_uint_eq (rdma->lifetime.constant, 60 * SECOND);
  ck_assert_uint_eq (rdma->retry_ns, SECOND / 10);
  scenario_free (scenario);
}
END_TEST

START_TEST (direct_io_is_read)
{
  const ScenarioWorkload *reader = &everything->processes[0].workloads[0];
  ck_assert_ptr_eq (reader->kind, &DIRECT_IO_KIND);
  ck_assert_str_eq (reader->name, "reader");
  ck_assert_uint_eq (reader->start_ns, 0);
  ck_assert_uint_eq (reader->stop_ns, 60 * SECOND);
  const DirectIoOptions *io = reader->options;
  ck_assert_str_eq (io->pattern.range.segment, "heap");
  ck_assert_uint_eq (io->threads, 8);
  ck_assert_double_eq (io->pattern.read, 0.7);
  ck_assert_uint_eq (io->pattern.align_bytes, 8192);
  ck_assert_uint_eq (io->pattern.buffers, 0);
  ck_assert_uint_eq (io->requests, 1000);
}
END_TEST

START_TEST (every_distribution_is_read)
{
  const DirectIoOptions *reader = everything->processes[0].workloads[0].options;
  const DirectIoOptions *mixed = everything->processes[0].workloads[1].options;
  ck_assert_int_eq (reader->pattern.size.kind, DISTRIBUTION_CONFIG_CONSTANT);
  ck_assert_uint_eq (reader->pattern.size.constant, 8192);
  ck_assert_int_eq (reader->pattern.offset.kind, DISTRIBUTION_CONFIG_ZIPF);
  ck_assert_double_eq (reader->pattern.offset.zipf.exponent, 0.99);
  ck_assert_int_eq (reader->think.kind, DISTRIBUTION_CONFIG_EXPONENTIAL);
  ck_assert_uint_eq (reader->think.exponential.mean, 2000000);
  ck_assert_int_eq (reader->service.kind, DISTRIBUTION_CONFIG_PARETO);
  ck_assert_uint_eq (reader->service.pareto.scale, 200000);
  ck_assert_double_eq (reader->service.pareto.shape, 1.5);
  ck_assert_int_eq (mixed->pattern.size.kind, DISTRIBUTION_CONFIG_EMPIRICAL);
  ck_assert_uint_eq (mixed->pattern.size.empirical.count, 2);
  ck_assert_uint_eq (mixed->pattern.size.empirical.values[1], 65536);
  ck_assert_double_eq (mixed->pattern.size.empirical.weights[1], 0.3);
  ck_assert_int_eq (mixed->pattern.offset.kind, DISTRIBUTION_CONFIG_SEQUENTIAL);
  ck_assert_int_eq (mixed->think.kind, DISTRIBUTION_CONFIG_UNIFORM);
  ck_assert_uint_eq (mixed->think.uniform.low, 1000000);
  ck_assert_uint_eq (mixed->think.uniform.high, 2000000);
  ck_assert_int_eq (mixed->service.kind, DISTRIBUTION_CONFIG_NORMAL);
  ck_assert_uint_eq (mixed->service.normal.mean, 1000000);
  ck_assert_uint_eq (mixed->service.normal.sd, 100000);
}
END_TEST

START_TEST (replays_are_read)
{
  const RecordingOptions *pool = everything->processes[1].workloads[0].options;
  ck_assert_str_eq (pool->trace.path, "/dev/null");
  ck_assert_int_eq (pool->trace.format, TRACE_FORMAT_FIO);
  ck_assert_int_eq (pool->trace.time_unit, TRACE_TIME_UNIT_DEFAULT);
  ck_assert_int_eq (pool->replay.buffer.kind, REPLAY_BUFFER_POOL);
  ck_assert_uint_eq (pool->replay.buffer.frames, 100);
  ck_assert_uint_eq (pool->replay.buffer.frame_size_bytes, 256 << 10);
  ck_assert_int_eq (pool->replay.timing, REPLAY_ASAP);
  ck_assert_uint_eq (pool->replay.inflight, 64);
  ck_assert_uint_eq (pool->replay.repeat, 3);
  ck_assert_ptr_null (pool->trace.read_ops);
  const RecordingOptions *csv = everything->processes[1].workloads[1].options;
  ck_assert_int_eq (csv->trace.format, TRACE_FORMAT_CSV);
  ck_assert_int_eq (csv->trace.time_unit, TRACE_TIME_UNIT_MS);
  ck_assert_str_eq (csv->trace.time_column, "t");
  ck_assert_str_eq (csv->trace.op_column, "o");
  ck_assert_str_eq (csv->trace.size_column, "s");
  ck_assert_ptr_null (csv->trace.offset_column);
  ck_assert_str_eq (csv->trace.block_column, "lbn");
  ck_assert_str_eq (csv->trace.file_column, "dev");
  ck_assert_uint_eq (csv->trace.block_size_bytes, 4096);
  ck_assert_uint_eq (g_strv_length ((char **)(void *)csv->trace.read_ops), 2);
  ck_assert_str_eq (csv->trace.read_ops[0], "28");
  ck_assert_str_eq (csv->trace.read_ops[1], "r");
  ck_assert_ptr_null (csv->trace.read_ops[2]);
  ck_assert_str_eq (csv->trace.write_ops[0], "2a");
  ck_assert_str_eq (csv->trace.ignore_ops[0], "x");
  ck_assert_int_eq (csv->trace.separator, ';');
  ck_assert_uint_eq (csv->replay.buffer.base_bytes, 4096);
  ck_assert_double_eq (csv->replay.speed, 2.5);
}
END_TEST

START_TEST (events_are_read)
{
  static const ScenarioEventAction actions[] = { SCENARIO_EVENT_CONSUME_MEMORY, SCENARIO_EVENT_RELEASE_MEMORY,
                                                 SCENARIO_EVENT_PURGE_OWNER,    SCENARIO_EVENT_SET_FREEMEM,
                                                 SCENARIO_EVENT_SET_NEEDFREE,   SCENARIO_EVENT_CACHE_DISABLE,
                                                 SCENARIO_EVENT_CACHE_ENABLE,   SCENARIO_EVENT_FORCE_PURGE };
  const ScenarioEvent *events = everything->events;
  ck_assert_uint_eq (everything->event_count, SCENARIO_EVENT_ACTIONS);
  for (size_t i = 0; i < G_N_ELEMENTS (actions); i++) {
    ck_assert_int_eq (events[i].action, actions[i]);
  }
  ck_assert_uint_eq (events[0].memory.pages, 786432);
  ck_assert_uint_eq (events[0].every_ns, 0);
  ck_assert_uint_eq (events[0].until_ns, 60 * SECOND);
  ck_assert_uint_eq (events[1].memory.pages, 0);
  ck_assert_uint_eq (events[2].at_ns, 20 * SECOND);
  ck_assert_uint_eq (events[2].every_ns, SECOND);
  ck_assert_uint_eq (events[2].until_ns, 25 * SECOND);
  ck_assert_str_eq (events[2].process_op.owner.process, "db");
  ck_assert_str_eq (events[2].process_op.owner.segment, "heap");
  ck_assert_uint_eq (events[3].memory.pages, 10000);
  ck_assert_uint_eq (events[4].memory.pages, 100);
}
END_TEST

START_TEST (what_is_not_given_has_its_default)
{
  Scenario *scenario = fixture_load (REPLAY "}\n  - {name: d, type: direct_io, segment: s}\n", NULL);
  ck_assert_ptr_null (scenario->description);
  ck_assert_uint_eq (scenario->seed, 1);
  ck_assert_uint_eq (scenario->warmup_ns, 0);
  ck_assert_uint_eq (scenario->sample_ns, SECOND / 10);
  ck_assert_uint_eq (scenario->machine.kernel_memory_pages, 1024);
  ck_assert_uint_eq (scenario->machine.hz, 100);
  ck_assert_int_eq (scenario->machine.thresholds, MEMORY_THRESHOLDS_NEW);
  ck_assert_uint_eq (scenario->tunables.segpcache_enabled, 1);
  ck_assert_uint_eq (scenario->tunables.segpcache_maxwindow, 0);
  ck_assert_int_eq (scenario->tunables.segpcache_reap_sec, 1);
  ck_assert_uint_eq (scenario->tunables.segpcache_shrink_shift, 5);
  ck_assert_uint_eq (scenario->tunables.segpcache_maxapurge_bytes, UINT64_C (1) << 30);
  ck_assert_uint_eq (scenario->processes[0].count, 1);
  const RecordingOptions *replay = scenario->processes[0].workloads[0].options;
  ck_assert_int_eq (replay->trace.format, TRACE_FORMAT_BY_NAME);
  ck_assert_int_eq (replay->trace.separator, ',');
  ck_assert_uint_eq (replay->trace.block_size_bytes, 512);
  ck_assert_uint_eq (replay->replay.inflight, 32);
  ck_assert_double_eq (replay->replay.speed, 1);
  ck_assert_uint_eq (replay->replay.repeat, 1);
  ck_assert_uint_eq (replay->replay.service.constant, 500000);
  const DirectIoOptions *io = scenario->processes[0].workloads[1].options;
  ck_assert_uint_eq (io->threads, 1);
  ck_assert_double_eq (io->pattern.read, 0.5);
  ck_assert_uint_eq (io->pattern.size.constant, 8192);
  ck_assert_int_eq (io->pattern.offset.kind, DISTRIBUTION_CONFIG_UNIFORM_EVERYWHERE);
  ck_assert_uint_eq (io->think.constant, 0);
  scenario_free (scenario);
}
END_TEST

START_TEST (values_know_where_they_were_given)
{
  Scenario *scenario = fixture_load (REPLAY "inflight: 7}\n", NULL);
  const ScenarioWorkload *workload = &scenario->processes[0].workloads[0];
  ck_assert_uint_eq (workload->place.line, 8);
  ck_assert_uint_eq (workload->place.column, 5);
  const RecordingOptions *options = workload->options;
  SourcePlace trace = scenario_place_of (scenario, &options->trace.path);
  ck_assert_str_eq (trace.file, "t.yaml");
  ck_assert_uint_eq (trace.line, 8);
  ck_assert_uint_eq (trace.column, 48);
  ck_assert_ptr_null (scenario_place_of (scenario, &options->replay.repeat).file);
  scenario_free (scenario);
}
END_TEST

START_TEST (the_scenario_knows_where_it_came_from)
{
  const char *const sets[] = { "seed=3", "sample=1s", NULL };
  Scenario *scenario = fixture_load (RUN, sets);
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, RUN, -1);
  ck_assert_str_eq (scenario->path, "t.yaml");
  ck_assert_str_eq (scenario->sha256, sha256);
  ck_assert_uint_eq (g_strv_length ((char **)scenario->sets), 2);
  ck_assert_str_eq (scenario->sets[1], "sample=1s");
  ck_assert_ptr_null (scenario->warnings[0]);
  scenario_free (scenario);
}
END_TEST

START_TEST (a_threshold_that_the_kernel_ignores_is_a_warning)
{
  Scenario *scenario = fixture_load (
      "name: t\nduration: 1s\nmachine: {memory: 64MiB, lotsfree: 1MiB, minfree: 1MiB, desfree: 0}\n", NULL);
  ck_assert_uint_eq (g_strv_length ((char **)scenario->warnings), 1);
  ck_assert_str_eq (scenario->warnings[0],
                    "t.yaml:3:51: minfree is 1 MiB, not below lotsfree, 1 MiB: the kernel ignores it");
  scenario_free (scenario);
}
END_TEST

START_TEST (a_short_run_has_at_least_one_sample)
{
  Scenario *scenario = fixture_load (RUN, (const char *const[]){ "duration=5ms", NULL });
  ck_assert_uint_eq (scenario->sample_ns, 5000000);
  scenario_free (scenario);
}
END_TEST

/* A scenario file and its trace in a folder of their own. */
START_TEST (files_are_loaded_and_paths_are_relative_to_them)
{
  g_autofree char *folder = g_dir_make_tmp ("scenario-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "t.yaml", NULL);
  g_autofree char *trace = g_build_filename (folder, "t.iolog", NULL);
  ck_assert (g_file_set_contents (trace, "", 0, NULL));
  ck_assert (g_file_set_contents (file, WORKLOADS "{name: w, type: replay, segment: s, trace: t.iolog}\n", -1,
                                  NULL));
  GError *error = NULL;
  Scenario *scenario = scenario_load (file, NULL, &error);
  ck_assert_msg (scenario != NULL, "%s", error ? error->message : "");
  const RecordingOptions *options = scenario->processes[0].workloads[0].options;
  ck_assert_str_eq (options->trace.path, trace);
  scenario_free (scenario);
  g_remove (trace);
  g_remove (file);
  g_rmdir (folder);
}
END_TEST

START_TEST (a_file_that_cannot_be_read_is_an_error)
{
  GError *error = NULL;
  ck_assert_ptr_null (scenario_load ("/nonexistent/t.yaml", NULL, &error));
  ck_assert (g_error_matches (error, SCENARIO_ERROR, SCENARIO_ERROR_FILE));
  ck_assert_str_eq (error->message, "/nonexistent/t.yaml: cannot be read: No such file or directory");
  g_clear_error (&error);
  ck_assert_ptr_null (scenario_load ("/", NULL, &error));
  ck_assert_str_eq (error->message, "/: cannot be read: Is a directory");
  g_clear_error (&error);
}
END_TEST

START_TEST (a_shell_reads_the_command_that_runs_it_again)
{
  const char *const sets[] = { "seed=7", "description=it's; $(rm)", "machine.hz=1000", NULL };
  g_autofree char *text = fixture_everything ();
  Scenario *scenario = fixture_load (text, sets);
  g_autoptr (GString) command = g_string_new (NULL);
  scenario_append_command (scenario, command);
  g_auto (GStrv) words = NULL;
  ck_assert (g_shell_parse_argv (command->str, NULL, &words, NULL));
  const char *const expected[] = { "pcachesim", "run",   scenario->path, "--set", sets[0],
                                   "--set",     sets[1], "--set",        sets[2], NULL };
  ck_assert (g_strv_equal ((const char *const *)words, expected));
  ck_assert (strstr (command->str, " --set machine.hz=1000") != NULL);
  scenario_free (scenario);
}
END_TEST

static Suite *load_suite (void)
{
  Suite *suite = suite_create ("scenario_load");
  TCase *whole = tcase_create ("everything");
  tcase_add_checked_fixture (whole, load_everything, free_everything);
  tcase_add_test (whole, the_run_is_read);
  tcase_add_test (whole, the_machine_is_read_in_pages);
  tcase_add_test (whole, tunables_are_read_in_their_units);
  tcase_add_test (whole, objects_and_segments_are_read);
  tcase_add_test (whole, pages_of_ism_and_dism_are_large_unless_given);
  tcase_add_test (whole, merged_keys_count_unless_given);
  tcase_add_test (whole, direct_io_is_read);
  tcase_add_test (whole, async_io_is_read);
  tcase_add_test (whole, rdma_is_read);
  tcase_add_test (whole, holders_have_defaults);
  tcase_add_test (whole, every_distribution_is_read);
  tcase_add_test (whole, replays_are_read);
  tcase_add_test (whole, events_are_read);
  suite_add_tcase (suite, whole);
  TCase *parts = tcase_create ("parts");
  tcase_add_test (parts, what_is_not_given_has_its_default);
  tcase_add_test (parts, values_know_where_they_were_given);
  tcase_add_test (parts, the_scenario_knows_where_it_came_from);
  tcase_add_test (parts, a_shell_reads_the_command_that_runs_it_again);
  tcase_add_test (parts, a_threshold_that_the_kernel_ignores_is_a_warning);
  tcase_add_test (parts, a_short_run_has_at_least_one_sample);
  tcase_add_test (parts, files_are_loaded_and_paths_are_relative_to_them);
  tcase_add_test (parts, a_file_that_cannot_be_read_is_an_error);
  suite_add_tcase (suite, parts);
  return suite;
}

int main (void)
{
  return test_main (load_suite (), NULL);
}
