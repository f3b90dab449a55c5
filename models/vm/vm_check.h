/*
 * vm_check.h - what must hold of locked pages at any moment
 *
 * Every shadow list of segvn that there is, in the cache or beside it, locks each of its pages once, and is charged
 * to the softlockcnt of the segment or anon map that it was made for (surroundings §2).  An object of segspt locks
 * its pages for its life, or while they are mlocked, and once more while it has a list (§3).  So the locks of each
 * page, and those counts, follow.
 */
#pragma once

#include "vm.h"

/* What is broken in VM, whose address spaces SPACES (of AddressSpace) are: entries of the cache, the locks of each page,
 * freemem and each softlockcnt, the first that is found; the caller frees it with g_free().  NULL: nothing.  No lock may be
 * under way. */
char *vm_find_broken (const Vm *vm, const GPtrArray *spaces);
