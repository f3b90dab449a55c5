/*
 * children.h - forked processes
 *
 * A child has a copy of its parent's address space (as_dup).  It does no I/O: it writes some of the memory
 * that it has got, which copies what it shares with the parent, lives for a while, and exits.
 */
#pragma once

#include "as.h"
#include "io.h"

typedef struct {
  sim_time lifetime_ns; /* from the end of the fork to the exit */
  uint64_t write_base;  /* what it writes when it begins to live; */
  uint64_t write_bytes; /* bytes; 0: nothing */
} ChildLife;

/* The children of one machine that live. */
struct Children {
  Vm *vm;        /* with its threads; it must outlive them */
  GQueue living; /* of AddressSpace, the youngest first */
};

/* The run is over: frees the address spaces of the children that still live; none of their pages may be
 * locked. */
void children_clear (Children *children);

/* The running simulated thread forks: PARENT's child lives LIFE. Returns when fork does: after the time
 * for the pages that had to be copied. 0, or an errno value, and no child. */
int children_fork (Children *children, AddressSpace *parent, const ChildLife *life);

/* Of Children: how many live. */
extern const MetricTable CHILDREN_METRICS;
