#include "fuzz_trace.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  (void)fuzz_trace_iolog (data, size);
  return 0;
}
