/*
 * page_size.h - pages and bytes
 *
 * How large pages are is a property of the machine.  Large pages are named by page size codes
 * (surroundings §1).
 */
#pragma once

#include <stdint.h>

/* The shifts of a machine's page sizes, by page size code; the first is the base page's. 0: no such size. */
typedef struct {
  uint8_t shifts[8];
} PageSizes;

/* The page size codes of x86, and its page sizes. */
typedef enum { PAGE_SIZE_4K, PAGE_SIZE_2M, PAGE_SIZE_1G, PAGE_SIZE_CODES } PageSizeCode;

static const PageSizes PAGE_SIZES_X86 = { .shifts = { 12, 21, 30 } };

/* Bytes in a page of code SZC. */
static inline uint64_t page_bytes (const PageSizes *pages, unsigned szc)
{
  return UINT64_C (1) << pages->shifts[szc];
}

/* Whole base pages in BYTES, rounded down. */
static inline uint64_t page_btop (const PageSizes *pages, uint64_t bytes)
{
  return bytes >> pages->shifts[0];
}

/* Bytes in NPAGES base pages. */
static inline uint64_t page_ptob (const PageSizes *pages, uint64_t npages)
{
  return npages << pages->shifts[0];
}

/* The bits of an address that say where in its base page it is. */
static inline uint64_t page_offset_mask (const PageSizes *pages)
{
  return page_bytes (pages, 0) - 1;
}

/* The beginning of the base page that has ADDR. */
static inline uint64_t page_floor (const PageSizes *pages, uint64_t addr)
{
  return addr & ~page_offset_mask (pages);
}

/* The first base page that begins at ADDR or above it; wraps. */
static inline uint64_t page_ceil (const PageSizes *pages, uint64_t addr)
{
  return page_floor (pages, addr + page_offset_mask (pages));
}
