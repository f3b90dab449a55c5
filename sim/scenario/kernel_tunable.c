/* kernel_tunable.c - the variables of the kernel that a scenario has, as /etc/system names them */
#include "kernel_tunable.h"

#include "scenario_table.h"
#include "units.h"

#include <string.h>

/* The cache's own come first. */
static const char *const sections[] = { "tunables", "machine" };

static const SchemaTable *section_table (const char *section)
{
  size_t i = 0;
  while (strcmp (SCENARIO_TABLE.fields[i].key, section) != 0) {
    i++;
  }
  return SCENARIO_TABLE.fields[i].table;
}

bool kernel_tunable_at (size_t index, KernelTunable *tunable)
{
  for (size_t i = 0; i < G_N_ELEMENTS (sections); i++) {
    const SchemaTable *table = section_table (sections[i]);
    for (size_t j = 0; j < table->field_count; j++) {
      if (table->fields[j].kernel_unit && index-- == 0) {
        *tunable = (KernelTunable){ sections[i], &table->fields[j] };
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

/* The struct in SCENARIO that the field of TUNABLE is in. */
static const char *section_of (const KernelTunable *tunable, const Scenario *scenario)
{
  size_t i = 0;
  while (strcmp (SCENARIO_TABLE.fields[i].key, tunable->section) != 0) {
    i++;
  }
  return (const char *)scenario + SCENARIO_TABLE.fields[i].offset;
}

/* The default in the kernel's unit; sizes in the scenario are written with theirs. */
static int64_t default_of (const SchemaField *field)
{
  uint64_t value = 0;
  if (field->type == SCHEMA_SIGNED) {
    return field->fallback ? g_ascii_strtoll (field->fallback, NULL, 10) : 0;
  }
  if (field->fallback && !units_parse (&UNITS_SIZE, field->fallback, 1, SCHEMA_PAGE_BYTES, &value, NULL)) {
    g_error ("the default of %s is no number", field->key);
  }
  return (int64_t)value;
}

int64_t kernel_tunable_get (const KernelTunable *tunable, const Scenario *scenario)
{
  int64_t value;
  memcpy (&value, section_of (tunable, scenario) + tunable->field->offset, sizeof value);
  return value;
}

char *kernel_tunable_line_for (const KernelTunable *tunable, int64_t value)
{
  const SchemaField *field = tunable->field;
  if (value == default_of (field)) {
    return NULL;
  }
  return g_strdup_printf ("set %s = %" G_GINT64_FORMAT, field->key, value);
}

char *kernel_tunable_line (const KernelTunable *tunable, const Scenario *scenario)
{
  return kernel_tunable_line_for (tunable, kernel_tunable_get (tunable, scenario));
}
