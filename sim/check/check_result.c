/* check_result.c - collects what each expectation came to */
#include "check_result.h"

#include <string.h>

static void case_clear (void *data)
{
  CheckCase *item = data;
  g_free ((char *)item->place.file);
  g_free (item->title);
  g_free (item->message);
}

CheckResult *check_result_new (const char *path)
{
  CheckResult *result = g_new0 (CheckResult, 1);
  result->path = g_strdup (path);
  result->name = g_path_get_basename (path);
  char *ending = strrchr (result->name, '.');
  if (ending != NULL && ending != result->name) {
    *ending = '\0';
  }
  result->cases = g_array_new (FALSE, FALSE, sizeof (CheckCase));
  g_array_set_clear_func (result->cases, case_clear);
  check_result_add (result, (SourcePlace){ .file = path }, g_strdup ("runs to its end"), NULL);
  return result;
}

void check_result_free (void *data)
{
  CheckResult *result = data;
  if (result != NULL) {
    g_free (result->path);
    g_free (result->name);
    g_free (result->note);
    g_array_unref (result->cases);
    g_free (result);
  }
}

void check_result_add (CheckResult *result, SourcePlace place, char *title, char *message)
{
  CheckCase item = { .place = { g_strdup (place.file), place.line, place.column } };
  item.title = title;
  item.message = message;
  g_array_append_val (result->cases, item);
}

void check_result_set_error (CheckResult *result, const GError *error)
{
  g_array_index (result->cases, CheckCase, 0).message = error != NULL ? g_strdup (error->message) : NULL;
}

bool check_result_is_broken (const CheckResult *result)
{
  return g_array_index (result->cases, CheckCase, 0).message != NULL;
}

unsigned check_result_count_failed (const CheckResult *result)
{
  unsigned count = 0;
  for (guint i = 0; i < result->cases->len; i++) {
    count += g_array_index (result->cases, CheckCase, i).message != NULL;
  }
  return count;
}
