/*
 * x86_pages.h - pages of 4 KiB
 *
 * What tests of a machine with the pages of x86 count with.
 */
#pragma once

#include "page_size.h"

#define PAGESHIFT 12
#define PAGESIZE (UINT64_C (1) << PAGESHIFT)
#define PAGEOFFSET (PAGESIZE - 1)

static inline uint64_t btop (uint64_t bytes)
{
  return bytes >> PAGESHIFT;
}

static inline uint64_t ptob (uint64_t pages)
{
  return pages << PAGESHIFT;
}
