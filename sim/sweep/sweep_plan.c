/* sweep_plan.c - makes the points of a sweep, a grid or drawn from ranges, and writes the plan as text */
#include "sweep_plan.h"

#include "json_writer.h"
#include "random.h"
#include "refuse.h"
#include "sweep_axis.h"
#include "units.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define POINTS_MAX 1000000

/* A plan in the making. */
typedef struct {
  const SweepRequest *request;
  uint64_t page_bytes; /* of the machine */
  bool has_seed;       /* the user gave a seed for the runs */
  GPtrArray *axes;     /* SweepAxis * */
  uint64_t drawn;      /* points drawn from the ranges; 1 if there are no ranges */
} Draft;

/* ---- axes ---- */

static SweepAxis *find_axis (const Draft *draft, size_t index)
{
  return g_ptr_array_index (draft->axes, index);
}

/* Returns the index of the axis whose path is the LENGTH bytes of PATH; the number of axes if none is. */
static size_t find_path (const Draft *draft, const char *path, size_t length)
{
  size_t i = 0;
  while (i < draft->axes->len
         && (strlen (find_axis (draft, i)->path) != length
             || memcmp (find_axis (draft, i)->path, path, length) != 0)) {
    i++;
  }
  return i;
}

static bool read_axes (Draft *draft, GError **error)
{
  for (const char *const *text = draft->request->vary; text != NULL && *text != NULL; text++) {
    SweepAxis *axis = sweep_axis_parse (*text, draft->page_bytes, error);
    if (axis == NULL) {
      return false;
    }
    g_ptr_array_add (draft->axes, axis);
    if (find_path (draft, axis->path, strlen (axis->path)) + 1 < draft->axes->len) {
      return refuse_option (error, "--vary %s: %s is varied already; give all its values at once", *text,
                            axis->path);
    }
    if (draft->has_seed && strcmp (axis->path, "seed") == 0) {
      return refuse_option (error, "--seed and --vary seed= contradict each other; leave one out");
    }
  }
  return true;
}

/* ---- drawing ---- */

/* Draws the place in [0, 1) of each point on the axis PATH, from a random stream of that axis. */
static double *draw_fractions (const SweepRequest *request, const char *path)
{
  g_autofree char *stream = g_strconcat ("sweep.", path, NULL);
  Random random;
  random_init (&random, request->draw_seed, 0, stream);
  size_t count = MAX (request->lhs_points, request->random_points);
  double *fractions = g_new (double, count);
  for (size_t i = 0; i < count; i++) {
    fractions[i] = (double)i;
  }
  for (size_t i = count; request->lhs_points > 0 && i > 1; i--) {
    size_t j = random_below (&random, i);
    double kept = fractions[i - 1];
    fractions[i - 1] = fractions[j];
    fractions[j] = kept;
  }
  for (size_t i = 0; i < count; i++) {
    double unit = random_unit (&random);
    fractions[i] = request->lhs_points > 0 ? (fractions[i] + unit) / (double)count : unit;
  }
  return fractions;
}

static bool draw_ranges (Draft *draft, GError **error)
{
  const SweepRequest *request = draft->request;
  uint64_t count = MAX (request->random_points, request->lhs_points);
  bool has_range = false;
  if (request->random_points > 0 && request->lhs_points > 0) {
    return refuse_option (error, "--random and --lhs are two ways to draw the same points; leave one out");
  }
  if (count > POINTS_MAX) {
    return refuse_option (error, "a sweep has at most 1000000 points; draw fewer");
  }
  for (guint i = 0; i < draft->axes->len; i++) {
    SweepAxis *axis = find_axis (draft, i);
    if (axis->values != NULL) {
      continue;
    }
    if (count == 0) {
      return refuse_option (
          error,
          "--vary %s: from a range points are drawn; say how many with --random N or --lhs N, or "
          "write lin:FROM:TO:N",
          axis->path);
    }
    double *fractions = draw_fractions (request, axis->path);
    sweep_axis_draw (axis, fractions, count);
    g_free (fractions);
    has_range = true;
  }
  if (count > 0 && !has_range) {
    return refuse_option (error,
                          "--random and --lhs draw points from ranges; give one with --vary PATH=FROM..TO");
  }
  draft->drawn = has_range ? count : 1;
  return true;
}

/* ---- points ---- */

/* Counts the points.  False with ERROR set if there are too many. */
static bool count_points (const Draft *draft, uint64_t *points, GError **error)
{
  uint64_t count = draft->drawn;
  for (guint i = 0; i < draft->axes->len && count <= POINTS_MAX; i++) {
    const SweepAxis *axis = find_axis (draft, i);
    count *= axis->is_drawn ? 1 : axis->count;
  }
  if (draft->axes->len == 0) {
    count = 0;
  }
  *points = count;
  if (draft->request->replications == 0) {
    return refuse_option (error, "--replications 0: each point is run at least once");
  }
  if (count > POINTS_MAX || draft->request->replications > POINTS_MAX / (count + 1)) {
    return refuse_option (
        error,
        "a sweep has at most 1000000 runs; take fewer values or replications, or draw points with --lhs");
  }
  return true;
}

/* Makes point INDEX: the drawn values change slowest, those of the last listed path fastest. */
static char **make_point (const Draft *draft, uint64_t index)
{
  guint count = draft->axes->len;
  char **point = g_new0 (char *, count + 1);
  for (guint i = count; i-- > 0;) {
    const SweepAxis *axis = find_axis (draft, i);
    if (!axis->is_drawn) {
      point[i] = g_strdup (axis->values[index % axis->count]);
      index /= axis->count;
    }
  }
  for (guint i = 0; i < count; i++) {
    const SweepAxis *axis = find_axis (draft, i);
    if (axis->is_drawn) {
      point[i] = g_strdup (axis->values[index]);
    }
  }
  return point;
}

static char **make_base (const Draft *draft, GError **error)
{
  char **point = g_new0 (char *, draft->axes->len + 1);
  for (guint i = 0; i < draft->axes->len; i++) {
    point[i] = g_strdup ("");
  }
  for (const char *const *text = draft->request->base; text != NULL && *text != NULL; text++) {
    const char *equals = strchr (*text, '=');
    size_t index = equals != NULL ? find_path (draft, *text, (size_t)(equals - *text)) : draft->axes->len;
    if (index == draft->axes->len) {
      (void)refuse_option (error, "--base %s: give it as PATH=VALUE of something that --vary varies", *text);
      g_strfreev (point);
      return NULL;
    }
    g_free (point[index]);
    point[index] = g_strdup (equals + 1);
  }
  return point;
}

static bool sweep_plan_make_points (const Draft *draft, SweepPlan *plan, GError **error)
{
  uint64_t count;
  char **base = count_points (draft, &count, error) ? make_base (draft, error) : NULL;
  if (base == NULL) {
    return false;
  }
  g_ptr_array_add (plan->points, base);
  for (uint64_t i = 0; i < count; i++) {
    g_ptr_array_add (plan->points, make_point (draft, i));
  }
  return true;
}

/* ---- the plan ---- */

static SweepPlan *sweep_plan_alloc (void)
{
  SweepPlan *plan = g_new0 (SweepPlan, 1);
  plan->points = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  return plan;
}

void sweep_plan_free (SweepPlan *plan)
{
  if (plan != NULL) {
    g_ptr_array_unref (plan->points);
    g_strfreev (plan->keys);
    g_strfreev (plan->paths);
    g_strfreev (plan->metrics);
    g_strfreev (plan->sets);
    g_free (plan->seed);
    g_free (plan->duration);
    g_free (plan->sha256);
    g_free (plan->scenario);
    g_free (plan->version);
    g_free (plan);
  }
}

size_t sweep_plan_count_runs (const SweepPlan *plan)
{
  return plan->points->len * plan->replications;
}

const char *sweep_plan_get_value (const SweepPlan *plan, size_t point, size_t path)
{
  char **values = g_ptr_array_index (plan->points, point);
  return values[path];
}

char **sweep_plan_make_sets (const SweepPlan *plan, size_t point)
{
  GPtrArray *sets = g_ptr_array_new ();
  for (size_t i = 0; i < plan->path_count; i++) {
    const char *value = sweep_plan_get_value (plan, point, i);
    if (*value != '\0') {
      g_ptr_array_add (sets, g_strconcat (plan->paths[i], "=", value, NULL));
    }
  }
  g_ptr_array_add (sets, NULL);
  return (char **)g_ptr_array_free (sets, FALSE);
}

char *sweep_plan_make_key (const SweepPlan *plan, size_t point, size_t replication)
{
  return evaluation_make_key (plan->keys[point], replication);
}

static void sweep_plan_describe (SweepPlan *plan, const Runner *runner, const SweepRequest *request)
{
  const Scenario *scenario = runner->scenario;
  const MachineOptions *machine = &runner->options.machine;
  plan->version = g_strdup (RUNNER_TOOL_BUILD);
  plan->scenario = g_strdup (scenario->name);
  plan->sha256 = g_strdup (scenario->sha256);
  plan->sets = g_strdupv ((char **)(uintptr_t)scenario->sets);
  plan->duration =
      machine->duration_ns > 0 ? units_format_exact (&UNITS_TIME, machine->duration_ns) : g_strdup ("");
  plan->seed = g_strdup_printf ("%" G_GUINT64_FORMAT, machine->has_seed ? machine->seed : scenario->seed);
  plan->metrics = g_strdupv ((char **)(uintptr_t)runner->options.metrics);
  plan->metric_count = runner->metric_count;
  plan->replications = request->replications;
}

static void take_paths (SweepPlan *plan, const Draft *draft)
{
  plan->path_count = draft->axes->len;
  plan->paths = g_new0 (char *, plan->path_count + 1);
  for (size_t i = 0; i < plan->path_count; i++) {
    plan->paths[i] = g_strdup (find_axis (draft, i)->path);
  }
}

static bool make_keys (SweepPlan *plan, Runner *runner, GError **error)
{
  plan->keys = g_new0 (char *, plan->points->len + 1);
  for (size_t i = 0; i < plan->points->len; i++) {
    g_auto (GStrv) sets = sweep_plan_make_sets (plan, i);
    Evaluation evaluation = { .sets = (const char *const *)sets };
    plan->keys[i] = runner_prepare (runner, &evaluation, error);
    if (plan->keys[i] == NULL) {
      return false;
    }
  }
  return true;
}

SweepPlan *sweep_plan_new (Runner *runner, const SweepRequest *request, GError **error)
{
  Draft draft = { .request = request,
                  .page_bytes = scenario_page_bytes (runner->scenario),
                  .has_seed = runner->options.machine.has_seed,
                  .axes = g_ptr_array_new_with_free_func (sweep_axis_free) };
  SweepPlan *plan = sweep_plan_alloc ();
  sweep_plan_describe (plan, runner, request);
  bool is_good = read_axes (&draft, error) && draw_ranges (&draft, error)
                 && sweep_plan_make_points (&draft, plan, error);
  if (is_good) {
    take_paths (plan, &draft);
    is_good = make_keys (plan, runner, error);
  }
  g_ptr_array_unref (draft.axes);
  if (!is_good) {
    g_clear_pointer (&plan, sweep_plan_free);
  }
  return plan;
}

/* ---- as text ---- */

typedef enum {
  MEMBER_TEXT,   /* char * */
  MEMBER_COUNT,  /* size_t, above 0 */
  MEMBER_LIST,   /* char **, ended by NULL */
  MEMBER_POINTS, /* GPtrArray * of char **, each with a value for each path */
} MemberKind;

#define PLAN_MEMBER(kind_, name_, other_)              \
  {                                                    \
    kind_, #name_, offsetof (SweepPlan, name_), other_ \
  }

/* The members in the text of a plan, in this order, and the message if two plans differ in a member. */
static const struct {
  MemberKind kind;
  const char *name;
  size_t offset;
  const char *other;
} plan_members[] = {
  PLAN_MEMBER (MEMBER_TEXT, version, "another version or build of pcachesim made it"),
  PLAN_MEMBER (MEMBER_TEXT, scenario, "its scenario is another"),
  PLAN_MEMBER (MEMBER_TEXT, sha256, "its scenario is another"),
  PLAN_MEMBER (MEMBER_LIST, sets, "it has other values set"),
  PLAN_MEMBER (MEMBER_TEXT, duration, "its seed or duration is another"),
  PLAN_MEMBER (MEMBER_TEXT, seed, "its seed or duration is another"),
  PLAN_MEMBER (MEMBER_COUNT, replications, "it has another number of replications"),
  PLAN_MEMBER (MEMBER_LIST, metrics, "its metrics are others"),
  PLAN_MEMBER (MEMBER_LIST, paths, "its points are others"),
  PLAN_MEMBER (MEMBER_POINTS, points, "its points are others"),
  PLAN_MEMBER (MEMBER_LIST, keys, "its traces are others"),
};

static void plan_write_list (JsonWriter *json, const char *key, char *const *strings)
{
  json_writer_begin_array (json, key);
  for (; *strings != NULL; strings++) {
    json_writer_add_text (json, NULL, *strings);
  }
  json_writer_end_array (json);
}

static void plan_write_member (const SweepPlan *plan, size_t index, JsonWriter *json)
{
  const char *name = plan_members[index].name;
  const void *member = (const char *)plan + plan_members[index].offset;
  switch (plan_members[index].kind) {
  case MEMBER_TEXT:
    json_writer_add_text (json, name, *(char *const *)member);
    break;
  case MEMBER_COUNT:
    json_writer_add_unsigned (json, name, *(const size_t *)member);
    break;
  case MEMBER_LIST:
    plan_write_list (json, name, *(char **const *)member);
    break;
  case MEMBER_POINTS:
    json_writer_begin_array (json, name);
    for (size_t i = 0; i < plan->points->len; i++) {
      plan_write_list (json, NULL, g_ptr_array_index (plan->points, i));
    }
    json_writer_end_array (json);
    break;
  }
}

/* Writes members FIRST to END on one line: without line ends and the blanks after them. */
static char *plan_format_members (const SweepPlan *plan, size_t first, size_t end)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonWriter json = { .text = text };
  json_writer_begin_object (&json, NULL);
  for (size_t i = first; i < end; i++) {
    plan_write_member (plan, i, &json);
  }
  json_writer_end_object (&json);
  GString *line = g_string_sized_new (text->len);
  for (const char *at = text->str; *at != '\0'; at += strspn (at, "\n ")) {
    size_t length = strcspn (at, "\n");
    g_string_append_len (line, at, (gssize)length);
    at += length;
  }
  return g_string_free (line, FALSE);
}

char *sweep_plan_format (const SweepPlan *plan)
{
  return plan_format_members (plan, 0, G_N_ELEMENTS (plan_members));
}

const char *sweep_plan_find_difference (const SweepPlan *a, const SweepPlan *b)
{
  for (size_t i = 0; i < G_N_ELEMENTS (plan_members); i++) {
    g_autofree char *of_a = plan_format_members (a, i, i + 1), *of_b = plan_format_members (b, i, i + 1);
    if (strcmp (of_a, of_b) != 0) {
      return plan_members[i].other;
    }
  }
  return NULL;
}

/* Reads a list of strings.  NULL if NODE is no list. */
static char **plan_read_list (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_ARRAY (node)) {
    return NULL;
  }
  JsonArray *array = json_node_get_array (node);
  guint count = json_array_get_length (array);
  char **strings = g_new0 (char *, count + 1);
  for (guint i = 0; i < count; i++) {
    JsonNode *element = json_array_get_element (array, i);
    const char *text = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_string (element) : NULL;
    strings[i] = g_strdup (text != NULL ? text : "");
  }
  return strings;
}

/* Reads the points.  False unless each point has a value for each path. */
static bool plan_read_points (SweepPlan *plan, JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    char **point = plan_read_list (json_array_get_element (array, i));
    if (point == NULL) {
      return false;
    }
    g_ptr_array_add (plan->points, point);
    if (g_strv_length (point) != g_strv_length (plan->paths)) {
      return false;
    }
  }
  return plan->points->len > 0;
}

static bool plan_read_member (SweepPlan *plan, size_t index, JsonNode *node)
{
  void *member = (char *)plan + plan_members[index].offset;
  switch (plan_members[index].kind) {
  case MEMBER_TEXT:
    *(char **)member = JSON_NODE_HOLDS_VALUE (node) ? json_node_dup_string (node) : NULL;
    return *(char **)member != NULL;
  case MEMBER_COUNT:
    *(size_t *)member = JSON_NODE_HOLDS_VALUE (node) ? (size_t)MAX (json_node_get_int (node), 0) : 0;
    return *(size_t *)member > 0;
  case MEMBER_LIST:
    *(char ***)member = plan_read_list (node);
    return *(char ***)member != NULL;
  case MEMBER_POINTS:
    return plan_read_points (plan, node);
  }
  return false;
}

SweepPlan *sweep_plan_parse (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root = json_parser_load_from_data (parser, text, -1, NULL) ? json_parser_get_root (parser) : NULL;
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  SweepPlan *plan = sweep_plan_alloc ();
  bool is_good = object != NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (plan_members) && is_good; i++) {
    JsonNode *node = json_object_get_member (object, plan_members[i].name);
    is_good = node != NULL && plan_read_member (plan, i, node);
  }
  if (!is_good || g_strv_length (plan->keys) != plan->points->len) {
    sweep_plan_free (plan);
    return NULL;
  }
  plan->metric_count = g_strv_length (plan->metrics);
  plan->path_count = g_strv_length (plan->paths);
  return plan;
}
