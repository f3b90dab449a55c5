/*
 * segvn_internal.h - the parts of the segvn driver
 *
 * What the files of the driver share.  Ranges are whole pages of the segment's size within it.
 */
#pragma once

#include "segvn_range.h"

/* Whether SIZE (> 0) bytes at ADDR are whole pages of SEGMENT's size within it. */
bool segvn_range_is_whole_pages (const Segment *segment, uint64_t addr, uint64_t size);

/* §2: before a change of the mapping: purges what the cache has of SEGMENT. 0 if no page is locked then, else EAGAIN. */
int segvn_clear_softlocks (Segment *segment);

/* segvn_unmap.c: takes SIZE bytes at BASE out of SEGMENT, which is gone if that is all, or cut in two. EAGAIN. */
int segvn_unmap (Segment *segment, uint64_t base, uint64_t size);

/* Cuts SEGMENT at ADDR within it; gives the upper part. No page of SEGMENT may be locked. */
Segment *segvn_split (Segment *segment, uint64_t addr);

/* Cuts SEGMENT so that SIZE bytes at ADDR within it are a segment of their own; gives that one. No page of SEGMENT
 * may be locked. */
Segment *segvn_isolate (Segment *segment, uint64_t addr, uint64_t size);

/* The NPAGES pages of the segment of DATA from its page FIRST on are given up, unless others map them too. None is
 * locked through the segment. */
void segvn_drop_pages (SegvnData *data, uint64_t first, uint64_t npages);

/* segvn_dup.c: CHILD, without driver as yet, becomes the copy of SEGMENT that a forked process gets. ENOMEM,
 * or EAGAIN: memory for Vm.pages_wanted has to come first. */
int segvn_dup (Segment *segment, Segment *child);

/* segvn_cow.c: whether a page of RANGE is shared copy-on-write. */
bool segvn_is_shared_cow (const Segment *segment, SegvnRange range);

/* Copies all that is shared copy-on-write in the pages, of the segment's size, that RANGE touches; what is swapped
 * out waits until it is in memory. 0, or EAGAIN or ENOMEM as anon_fault. */
int segvn_break_out_range (const Segment *segment, SegvnRange range);

/* segvn_pagesize.c: SIZE bytes at ADDR have pages of code SZC from now on; what is in memory stays where it is.
 * EAGAIN while pages are locked (§2); EINVAL if the range is not whole pages of both sizes, or a page would have
 * several protections. */
int segvn_setpagesize (Segment *segment, uint64_t addr, uint64_t size, unsigned szc);

/* segvn_advise.c */
int segvn_advise (Segment *segment, uint64_t addr, uint64_t size, unsigned advice);
