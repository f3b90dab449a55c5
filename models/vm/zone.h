/*
 * zone.h - zones and the swap that they account for
 *
 * A process is in one zone, which accounts for the swap that the process's private mappings reserve.
 */
#pragma once

#include <stdint.h>

typedef struct {
  const char *name;
  uint64_t swresv; /* reserved by the segments of its processes, bytes */
} Zone;
