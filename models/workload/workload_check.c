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
  schema_mistake (check->context, size, check->place,
                  "size is up to %s, more than segment '%s' has%s; use at most %s",
                  schema_size_text (check->context, largest), name,
                  check->bytes > check->segment_bytes ? ", with those that it goes through" : "",
                  schema_size_text (check->context, check->bytes));
  return 0;
}
