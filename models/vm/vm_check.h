/*
 * vm_check.h - what must hold of locked pages at any moment
 *
 * Every shadow list of segvn that there is, in the cache or beside it, locks each of its pages once, and is charged
 * to the softlockcnt of the segment or anon map that it was made for (surroundings §2).  An object of segspt locks
 * its pages for its life, or while they are mlocked, and once more while it has a list (§3).  So the locks of each
 * page, and those counts, follow.
 */
#pragma once

#include "segspt.h"
#include "segvn.h"

typedef struct VmCheck VmCheck;

/* Goes through the lists of VM, and adds up what they lock. No lock may be under way. */
VmCheck *vm_check_new (const Vm *vm);
void vm_check_free (VmCheck *check);

/* Adds what is locked through SEGMENT if it shares an anon map, and the pages that its object has locked besides those
 * lists: ISM, mlocked DISM, and the object's own list. All segments are added before pages and entries are checked. */
void vm_check_add_segment (VmCheck *check, const Segment *segment);

/* Each returns a description of the first thing that is broken, to be freed by g_free(), or NULL. */

/* Entries of the cache have lists that are there, of their length, window entries each its own. */
char *vm_check_entries (VmCheck *check);
/* The shared locks of each page; after all were added. */
char *vm_check_pages (const VmCheck *check);
/* The softlockcnt of SEGMENT, of its anon map, and of all segments that share that, if it is a segvn one; after the
 * entries. */
char *vm_check_segment (VmCheck *check, const Segment *segment);
/* freemem against the pages. */
char *vm_check_freemem (const VmCheck *check);
