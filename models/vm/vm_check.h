/*
 * vm_check.h - what must hold of locked pages at any moment
 *
 * Every shadow list that there is, in the cache or beside it, locks each of its pages once, and is charged to the softlockcnt
 * of the segment or anon map that it was made for (surroundings §2).  So the locks of each page, and those counts, follow
 * from the lists.
 */
#ifndef VM_CHECK_H
#define VM_CHECK_H

#include "segvn.h"

typedef struct VmCheck VmCheck;

/* Goes through the lists of VM, and adds up what they lock. No lock may be under way. */
VmCheck *vm_check_new (const Vm *vm);
void vm_check_free (VmCheck *check);

/* Somebody else than a list has PAGE locked, once more. */
void vm_check_add_lock (VmCheck *check, PageNumber page);

/* Each says the first thing that is broken, to be freed by g_free(), or NULL. */

/* Entries of the cache have lists that are there, of their length, window entries each its own. */
char *vm_check_entries (VmCheck *check);
/* The shared locks of each page; after all were added. */
char *vm_check_pages (const VmCheck *check);
/* The softlockcnt of SEGMENT, and of its anon map, if it is a segvn one. */
char *vm_check_segment (const VmCheck *check, const Segment *segment);
/* freemem against the pages. */
char *vm_check_freemem (const VmCheck *check);

#endif
