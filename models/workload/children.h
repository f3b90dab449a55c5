/*
 * children.h - forked processes
 *
 * A child has a copy of its parent's address space (as_dup).  It does no I/O: it writes some of its memory,
 * which copies the pages that it shares with the parent, lives for a while, and exits.
 */
#pragma once

#include "as.h"
#include "io.h"

typedef struct {
  sim_time lifetime_ns; /* from the end of the fork to the exit */
  uint64_t write_base;  /* address of the memory that the child writes at its start */
  uint64_t write_bytes; /* how much it writes; 0: nothing */
} ChildLife;

/* The living children of one machine. */
struct Children {
  Vm *vm;        /* its `threads` must be set; it must outlive the children */
  GQueue living; /* of AddressSpace, the youngest first */
};

/* Frees, after the run, the address spaces of the children that still live; none of their pages may be
 * locked. */
void children_clear (Children *children);

/* Forks PARENT in the running simulated thread; the child lives as LIFE says. Returns when the fork is over,
 * after the time for the pages that had to be copied: 0, or an errno value, with no child made. */
int children_fork (Children *children, AddressSpace *parent, const ChildLife *life);

/* The metrics of Children: how many live. */
extern const MetricTable CHILDREN_METRICS;
