/*
 * direct_io.h - threads that do direct I/O
 *
 * Each thread for ever: choose a buffer, lock it, wait for the device, unlock it, think.  As physio does it, a
 * request that is larger than a device takes at a time is cut into pieces, which are locked, done and unlocked one
 * after the other; each is an I/O of its own.  Every thread draws from a random stream of its own, so what happens to
 * one does not change the choices of the others.
 */
#pragma once

#include "io_pattern.h"

typedef struct {
  IoPatternOptions pattern;   /* first; sequential: of all threads together */
  uint64_t threads;           /* > 0 */
  DistributionConfig think;   /* ns */
  DistributionConfig service; /* ns, of a piece */
  uint64_t requests;          /* per thread; 0: no limit */
} DirectIoOptions;

extern const WorkloadKind DIRECT_IO_KIND;
