/* kernel_tunable.c - the variables of the kernel that a scenario has, as /etc/system names them */
#include "kernel_tunable.h"

#include "scenario_table.h"
#include "units.h"

#include <string.h>

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
  memcpy (&value, (const char *)scenario + tunable->section->offset + tunable->field->offset, sizeof value);
  return value;
}

char *kernel_tunable_line (const KernelTunable *tunable, int64_t value)
{
  const SchemaField *field = tunable->field;
  return value == default_of (field) ? NULL
                                     : g_strdup_printf ("set %s = %" G_GINT64_FORMAT, field->key, value);
}
