/* kernel_tunable.c - the kernel's variables in a scenario, and their settings in /etc/system */
#include "kernel_tunable.h"

#include "scenario_table.h"
#include "units.h"
#include "words.h"

#include <errno.h>
#include <string.h>

#define CACHE_PREFIX "segpcache_"

/* The row of the scenario with that KEY. */
static const SchemaField *find_section (const char *key)
{
  size_t i = 0;
  while (strcmp (SCENARIO_TABLE.fields[i].key, key) != 0) {
    i++;
  }
  return &SCENARIO_TABLE.fields[i];
}

bool kernel_tunable_at (size_t index, KernelTunable *tunable)
{
  static const char *const sections[] = { "tunables", "machine" }; /* the cache's own come first */
  for (size_t i = 0; i < G_N_ELEMENTS (sections); i++) {
    const SchemaField *section = find_section (sections[i]);
    for (size_t j = 0; j < section->table->field_count; j++) {
      const SchemaField *field = &section->table->fields[j];
      if (field->kernel_unit && index-- == 0) {
        *tunable = (KernelTunable){ section, field };
        return true;
      }
    }
  }
  return false;
}

bool kernel_tunable_find (const char *name, KernelTunable *tunable)
{
  size_t i = 0;
  while (kernel_tunable_at (i, tunable) && strcmp (tunable->field->key, name) != 0) {
    i++;
  }
  return kernel_tunable_at (i, tunable);
}

/* The default in the kernel's unit.  In the table the default of a size may have another unit. */
static int64_t default_of (const SchemaField *field)
{
  uint64_t value = 0;
  if (field->type == SCHEMA_SIGNED) {
    return field->fallback ? g_ascii_strtoll (field->fallback, NULL, 10) : 0;
  }
  if (field->fallback && !units_parse (&UNITS_SIZE, field->fallback, 1, 0, &value, NULL)) {
    g_error ("the default of %s is no number", field->key);
  }
  return (int64_t)value;
}

int64_t kernel_tunable_get (const KernelTunable *tunable, const Scenario *scenario)
{
  int64_t value;
  memcpy (&value, (const char *)scenario + tunable->section->offset + tunable->field->offset, sizeof value);
  return value;
}

char *kernel_tunable_line (const KernelTunable *tunable, int64_t value)
{
  const SchemaField *field = tunable->field;
  return value == default_of (field) ? NULL
                                     : g_strdup_printf ("set %s = %" G_GINT64_FORMAT, field->key, value);
}

/* ---- /etc/system ---- */

/* A line that sets a variable of the kernel proper: it may name one of two modules, or none. */
#define SETTING                                                                         \
  "^[ \\t]*(?i:set)[ \\t]+(?:(?:genunix|unix):|(?![^ \\t:=&|]*:))([^ \\t:=&|]*)[ \\t]*" \
  "(=?)[ \\t]*([^ \\t]*)[ \\t]*(.*)$"

/* The parts of such a line. */
enum { PART_NAME = 1, PART_EQUALS, PART_VALUE, PART_REST };

/* A file being read, at one of its lines. */
typedef struct {
  Arena *arena;
  Diagnostics *diagnostics;
  GArray *settings;
  SourcePlace place;
  const char *line;
  const GMatchInfo *parts;
} SystemReader;

static SourcePlace system_part_place (const SystemReader *reader, int part)
{
  int begin = 0;
  g_match_info_fetch_pos (reader->parts, part, &begin, NULL);
  SourcePlace place = reader->place;
  place.column = (unsigned)g_utf8_strlen (reader->line, begin) + 1;
  return place;
}

static void report_misspelt (const SystemReader *reader, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  KernelTunable tunable;
  for (size_t i = 0; kernel_tunable_at (i, &tunable); i++) {
    if (g_str_has_prefix (tunable.field->key, CACHE_PREFIX)) {
      g_ptr_array_add (names, (void *)tunable.field->key);
    }
  }
  g_autofree char *quoted = words_quote (name);
  g_autofree char *hint = words_hint (name, (const char *const *)names->pdata, names->len);
  diagnostics_add (reader->diagnostics, system_part_place (reader, PART_NAME),
                   "the cache has no tunable %s; %s", quoted, hint);
}

/* WORD as a decimal number; NULL if WORD is not a number. */
static const char *system_read_number (Arena *arena, const char *word)
{
  bool negative = *word == '-';
  const char *digits = word + negative;
  char *end;
  errno = 0;
  uint64_t value = g_ascii_strtoull (digits, &end, 0);
  if (!g_ascii_isdigit (*digits) || *end != '\0' || errno != 0) {
    return NULL;
  }
  return arena_printf (arena, "%s%" G_GUINT64_FORMAT, negative && value > 0 ? "-" : "", value);
}

static void system_read_value (const SystemReader *reader, const KernelTunable *tunable)
{
  const char *key = tunable->field->key;
  g_autofree char *equals = g_match_info_fetch (reader->parts, PART_EQUALS);
  g_autofree char *word = g_match_info_fetch (reader->parts, PART_VALUE);
  g_autofree char *rest = g_match_info_fetch (reader->parts, PART_REST);
  if (*equals == '\0') {
    diagnostics_add (reader->diagnostics, system_part_place (reader, PART_EQUALS),
                     "expected '=' and a value; write set %s = value", key);
    return;
  }
  const char *value = system_read_number (reader->arena, word);
  if (!value || *rest != '\0') {
    g_autofree char *quoted = words_quote (value ? rest : word);
    diagnostics_add (reader->diagnostics, system_part_place (reader, value ? PART_REST : PART_VALUE),
                     "%s %s; use a decimal, hexadecimal (0x) or octal (0) number, and nothing behind it",
                     quoted, value ? "stands behind the value" : "is not a number");
    return;
  }
  SystemSetting setting = { .place = system_part_place (reader, PART_VALUE),
                            .path = arena_printf (reader->arena, "%s.%s", tunable->section->key, key),
                            .value = value };
  g_array_append_val (reader->settings, setting);
}

GArray *kernel_tunable_read_system (Arena *arena, const char *file, const char *text, size_t length,
                                    Diagnostics *diagnostics)
{
  SystemReader reader = { .arena = arena,
                          .diagnostics = diagnostics,
                          .settings = g_array_new (FALSE, FALSE, sizeof (SystemSetting)),
                          .place = { .file = file } };
  g_autoptr (GRegex) setting = g_regex_new (SETTING, G_REGEX_DOTALL, 0, NULL);
  g_autofree char *valid = g_utf8_make_valid (text, (gssize)length);
  g_auto (GStrv) lines = g_strsplit (valid, "\n", -1);
  for (char **line = lines; *line; line++) {
    g_autoptr (GMatchInfo) parts = NULL;
    KernelTunable tunable;
    reader.place.line++;
    reader.line = g_strchomp (*line);
    if (!g_regex_match (setting, *line, 0, &parts)) {
      continue;
    }
    reader.parts = parts;
    g_autofree char *name = g_match_info_fetch (parts, PART_NAME);
    if (kernel_tunable_find (name, &tunable)) {
      system_read_value (&reader, &tunable);
    } else if (g_str_has_prefix (name, CACHE_PREFIX)) {
      report_misspelt (&reader, name);
    }
  }
  return reader.settings;
}
