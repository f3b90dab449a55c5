/*
 * page_size.h - pages and bytes
 *
 * The simulated machine's page is 4 KiB, as on x86; large pages are named by page size codes (surroundings §1).
 */
#pragma once

#include <stdint.h>

#define PAGESHIFT 12
#define PAGESIZE (UINT64_C (1) << PAGESHIFT)
#define PAGEOFFSET (PAGESIZE - 1)

/* The page size codes of x86. */
typedef enum { PAGE_SIZE_4K, PAGE_SIZE_2M, PAGE_SIZE_1G, PAGE_SIZE_CODES } PageSizeCode;

/* The shift of page size code SZC (0 to 2). */
static inline unsigned page_get_shift (unsigned szc)
{
  return 12 + 9 * szc;
}

/* Whole pages in BYTES, rounded down. */
static inline uint64_t btop (uint64_t bytes)
{
  return bytes >> PAGESHIFT;
}

/* Pages that BYTES need, rounded up. */
static inline uint64_t btopr (uint64_t bytes)
{
  return (bytes >> PAGESHIFT) + ((bytes & PAGEOFFSET) != 0);
}

static inline uint64_t ptob (uint64_t pages)
{
  return pages << PAGESHIFT;
}
