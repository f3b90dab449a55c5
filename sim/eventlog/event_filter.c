/* event_filter.c - reads which events a user wants */
#include "event_filter.h"

#include "event_kinds.h"
#include "refuse.h"
#include "words.h"

#include <string.h>

#define ALL "all"

static bool set_bad_value (GError **error, const char *option, const char *text, const char *mistake)
{
  g_autofree char *quoted = words_quote (text);
  return refuse_option (error, "--%s: %s%s", option, quoted, mistake);
}

static bool add_kind (const char *name, uint32_t *kinds, GError **error)
{
  const char *names[EVENT_KINDS + 1] = { [EVENT_KINDS] = ALL };
  for (size_t i = 0; i < EVENT_KINDS; i++) {
    names[i] = EVENT_KIND_ROWS[i].name;
    if (strcmp (name, names[i]) == 0) {
      *kinds |= UINT32_C (1) << i;
      return true;
    }
  }
  if (strcmp (name, ALL) == 0) {
    *kinds = EVENT_KINDS_ALL;
    return true;
  }
  g_autofree char *hint = words_hint (name, names, G_N_ELEMENTS (names));
  g_autofree char *mistake = g_strconcat (" is no kind of event; ", hint, NULL);
  return set_bad_value (error, "trace", name, mistake);
}

bool event_filter_parse_kinds (const char *list, uint32_t *kinds, GError **error)
{
  g_auto (GStrv) names = g_strsplit (list, ",", -1);
  *kinds = 0;
  if (names[0] == NULL) {
    return add_kind ("", kinds, error);
  }
  for (char **name = names; *name != NULL; name++) {
    if (!add_kind (g_strstrip (*name), kinds, error)) {
      return false;
    }
  }
  return true;
}

/* ---- files ---- */

static const struct {
  const char *ending;
  EventCompression compression;
} compressions[] = { { ".gz", EVENT_PACKED_GZIP }, { ".zst", EVENT_PACKED_ZSTD } };

static const struct {
  const char *ending;
  EventFormat format;
} formats[] = { { ".jsonl", EVENT_FORMAT_LINES }, { ".json", EVENT_FORMAT_VIEWER } };

/* The files of every run. */
#define RESERVED_SUMMARY "summary.json"

bool event_file_parse_name (const char *name, EventFormat *format, EventCompression *compression,
                            GError **error)
{
  if (name[0] == '.' || strchr (name, '/') != NULL) {
    return set_bad_value (
        error, "trace-file", name,
        " is not the name of a file in the run's directory; use one like trace.jsonl.zst, and "
        "--output for the directory");
  }
  if (strcmp (name, RESERVED_SUMMARY) == 0) {
    return set_bad_value (error, "trace-file", name, " is a file of every run; use another name");
  }
  g_autofree char *rest = g_strdup (name);
  *compression = EVENT_PACKED_PLAIN;
  for (size_t i = 0; i < G_N_ELEMENTS (compressions) && *compression == EVENT_PACKED_PLAIN; i++) {
    if (g_str_has_suffix (rest, compressions[i].ending)) {
      *compression = compressions[i].compression;
      rest[strlen (rest) - strlen (compressions[i].ending)] = '\0';
    }
  }
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++) {
    if (g_str_has_suffix (rest, formats[i].ending)) {
      *format = formats[i].format;
      return true;
    }
  }
  return set_bad_value (
      error, "trace-file", name,
      " does not say by its ending what it is to hold; use .jsonl for lines or .json for a trace "
      "viewer, and .gz or .zst after it to compress");
}

/* ---- owners ---- */

bool event_filter_check_owners (const char *option, const char *const *owners, const EventPlaces *places,
                                GError **error)
{
  g_auto (GStrv) names = event_places_list_names (places);
  for (const char *const *owner = owners; owner != NULL && *owner != NULL; owner++) {
    if (!g_strv_contains ((const char *const *)names, *owner)) {
      g_autofree char *hint = words_hint (*owner, (const char *const *)names, g_strv_length (names));
      g_autofree char *mistake =
          g_strconcat (" is no process, segment or object of the scenario; ", hint, NULL);
      return set_bad_value (error, option, *owner, mistake);
    }
  }
  return true;
}

bool event_filter_wants_owner (const char *const *owners, const EventPlace *place)
{
  bool wants = owners == NULL;
  for (const char *const *owner = owners; !wants && *owner != NULL; owner++) {
    wants = event_place_is_called (place, *owner);
  }
  return wants;
}

bool event_filter_wants_place (const EventTraceOptions *options, const EventPlace *place)
{
  return place->group == EVENT_GROUP_KERNEL || event_filter_wants_owner (options->owners, place);
}
