#include "bench.h"

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct {
  char *name;
  double ns_per_op;
  double reference_ns;
} BenchRow;

struct Bench {
  const char *name;
  const char *operation;
  const char *reference;
  gboolean json;
  gboolean smoke;
  int rounds;
  GArray *rows; /* of BenchRow */
};

static void bench_row_clear (gpointer data)
{
  BenchRow *row = data;
  g_free (row->name);
}

Bench *bench_new (const char *name, const char *operation, const char *reference, int argc, char **argv)
{
  Bench *bench = g_new0 (Bench, 1);
  *bench = (Bench){ .name = name, .operation = operation, .reference = reference, .rounds = 5 };
  bench->rows = g_array_new (FALSE, FALSE, sizeof (BenchRow));
  g_array_set_clear_func (bench->rows, bench_row_clear);
  const GOptionEntry options[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &bench->json, "Print JSON instead of a table", NULL },
    { "smoke", 0, 0, G_OPTION_ARG_NONE, &bench->smoke, "Do very little, and check the report", NULL },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &bench->rounds, "Take the median of N rounds (default 5)", "N" },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  GOptionContext *context = g_option_context_new (NULL);
  GError *error = NULL;
  g_option_context_add_main_entries (context, options, NULL);
  bool parsed = g_option_context_parse (context, &argc, &argv, &error);
  if (!parsed || argc > 1 || bench->rounds < 1) {
    fprintf (stderr, "%s: %s\n", name,
             parsed ? "expected --json, --smoke, or --rounds N with N at least 1" : error->message);
    exit (2);
  }
  g_option_context_free (context);
  if (bench->smoke) {
    bench->rounds = 1;
  }
  return bench;
}

bool bench_is_smoke (const Bench *bench)
{
  return bench->smoke;
}

uint64_t bench_scale (const Bench *bench, uint64_t ops)
{
  return bench->smoke ? MAX (ops / 100, 1) : ops;
}

static double processor_time_ns (void)
{
  struct timespec time;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;
  return (x > y) - (x < y);
}

void bench_measure (const Bench *bench, BenchSubject *subjects, size_t count)
{
  size_t rounds = (size_t)bench->rounds;
  double *times = g_new (double, count *rounds);
  for (size_t round = 0; round <= rounds; round++) {
    for (size_t i = 0; i < count; i++) {
      uint64_t ops = bench_scale (bench, subjects[i].ops);
      double begin = processor_time_ns ();
      subjects[i].run (subjects[i].context, ops);
      double ns = (processor_time_ns () - begin) / (double)ops;
      if (round > 0) {
        times[i * rounds + round - 1] = ns;
      }
    }
  }
  for (size_t i = 0; i < count; i++) {
    qsort (&times[i * rounds], rounds, sizeof *times, compare_doubles);
    subjects[i].ns_per_op = (times[i * rounds + (rounds - 1) / 2] + times[i * rounds + rounds / 2]) / 2;
  }
  g_free (times);
}

void bench_report (Bench *bench, const char *name, double ns_per_op, double reference_ns)
{
  BenchRow row = { .name = g_strdup (name), .ns_per_op = ns_per_op, .reference_ns = reference_ns };
  g_array_append_val (bench->rows, row);
}

void bench_run (Bench *bench, const char *name, BenchFunction run, void *context, uint64_t ops)
{
  BenchSubject subject = { .run = run, .context = context, .ops = ops };
  bench_measure (bench, &subject, 1);
  bench_report (bench, name, subject.ns_per_op, 0);
}

static void bench_print_table (const Bench *bench)
{
  printf ("%-44s %12s %12s", bench->name, "ns per op", "M ops/s");
  printf (bench->reference == NULL ? "\n" : " %14s %8s\n", "reference ns", "ratio");
  for (guint i = 0; i < bench->rows->len; i++) {
    const BenchRow *row = &g_array_index (bench->rows, BenchRow, i);
    printf ("%-44s %12.2f %12.2f", row->name, row->ns_per_op, 1000 / row->ns_per_op);
    if (row->reference_ns > 0) {
      printf (" %14.2f %8.3f", row->reference_ns, row->ns_per_op / row->reference_ns);
    }
    printf ("\n");
  }
  printf ("operation: %s", bench->operation);
  if (bench->reference != NULL) {
    printf ("; reference: %s; a ratio below 1 is faster than the reference", bench->reference);
  }
  printf ("\n");
}

static void json_builder_add_member (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void json_builder_add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value == NULL) {
    json_builder_add_null_value (builder);
  } else {
    json_builder_add_string_value (builder, value);
  }
}

static char *bench_to_json (const Bench *bench)
{
  JsonBuilder *builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_add_text (builder, "benchmark", bench->name);
  json_builder_add_text (builder, "operation", bench->operation);
  json_builder_add_text (builder, "reference", bench->reference);
  json_builder_set_member_name (builder, "rounds");
  json_builder_add_int_value (builder, bench->rounds);
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < bench->rows->len; i++) {
    const BenchRow *row = &g_array_index (bench->rows, BenchRow, i);
    json_builder_begin_object (builder);
    json_builder_add_text (builder, "name", row->name);
    json_builder_add_member (builder, "ns_per_op", row->ns_per_op);
    json_builder_add_member (builder, "mops_per_s", 1000 / row->ns_per_op);
    if (row->reference_ns > 0) {
      json_builder_add_member (builder, "reference_ns", row->reference_ns);
      json_builder_add_member (builder, "ratio", row->ns_per_op / row->reference_ns);
    }
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  JsonNode *root = json_builder_get_root (builder);
  char *text = json_to_string (root, TRUE);
  json_node_unref (root);
  g_object_unref (builder);
  return text;
}

/* Whether JSON, the report of BENCH, is well-formed and has all rows, with names and times. */
static bool bench_check_json (const Bench *bench, const char *json)
{
  JsonParser *parser = json_parser_new ();
  bool right = json_parser_load_from_data (parser, json, -1, NULL) && bench->rows->len > 0;
  if (right) {
    JsonObject *root = json_node_get_object (json_parser_get_root (parser));
    JsonArray *rows = json_object_get_array_member (root, "rows");
    right = g_strcmp0 (json_object_get_string_member (root, "benchmark"), bench->name) == 0
            && json_array_get_length (rows) == bench->rows->len;
    for (guint i = 0; right && i < bench->rows->len; i++) {
      JsonObject *row = json_array_get_object_element (rows, i);
      right = g_strcmp0 (json_object_get_string_member (row, "name"),
                         g_array_index (bench->rows, BenchRow, i).name)
                  == 0
              && json_object_get_double_member (row, "ns_per_op") > 0
              && (!json_object_has_member (row, "ratio") || json_object_get_double_member (row, "ratio") > 0);
    }
  }
  g_object_unref (parser);
  return right;
}

int bench_finish (Bench *bench)
{
  char *json = bench_to_json (bench);
  int status = EXIT_SUCCESS;
  if (bench->smoke && !bench_check_json (bench, json)) {
    fprintf (stderr, "%s: the report is not what it should be:\n%s\n", bench->name, json);
    status = EXIT_FAILURE;
  } else if (bench->json) {
    printf ("%s\n", json);
  } else {
    bench_print_table (bench);
  }
  g_free (json);
  g_array_unref (bench->rows);
  g_free (bench);
  return status;
}
