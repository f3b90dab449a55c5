/* workload_check.c - what the options of several kinds have to keep */
#include "workload_kind.h"

G_DEFINE_QUARK (workload - error - quark, workload_error)

uint64_t workload_check_size (const WorkloadCheck *check, const DistributionConfig *size, const char *name)
{
  uint64_t largest = distribution_config_max (size);
  if (check->bytes == 0 || !schema_is_usable (check->context, size) || largest == UINT64_MAX) {
    return 0;
  }
  if (largest <= check->bytes) {
    return largest;
  }
  g_autofree char *room = units_format_exact (&UNITS_SIZE, check->bytes);
  g_autofree char *wanted = units_format_exact (&UNITS_SIZE, largest);
  schema_mistake (check->context, workload_check_place (check, size),
                  "size is up to %s, more than segment '%s' has%s; use at most %s", wanted, name,
                  check->bytes > check->segment_bytes ? ", with those that it goes through" : "", room);
  return 0;
}
