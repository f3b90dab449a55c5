/*
 * anon_fault.h - a page of anonymous memory is needed
 *
 * What a page fault does about one page: makes it, reads it back from swap, or, before a write, copies it if a fork
 * shares it.  Each asks for memory first, and may have to wait for it (surroundings §5).  A page that is read back is
 * there at once, but may not be used before the swap device is done; another thread that needs it meanwhile does not
 * wait for that.
 */
#pragma once

#include "anon_map.h"
#include "vm.h"

typedef struct {
  PageNumber page;
  sim_time ready; /* when the last page that was read back may be used; unchanged if none was */
} AnonFault;

/* The page at I of MAP, for a write if WRITE. 0, with FAULT's page set and its time raised; EAGAIN: memory has to
 * come first (memory_waiters.h), or ENOMEM: there is none, neither in memory nor on swap. Nothing is done then. */
int anon_fault (Vm *vm, AnonMap *map, uint64_t i, bool write, AnonFault *fault);

/* The same of a page that is neither in memory nor swapped out yet. */
int anon_fault_new (Vm *vm, AnonMap *map, uint64_t i, PageNumber *page);

/* Before a write, or a lock, of a page that is in memory and that a fork shares: MAP gets a copy in *PAGE. */
int anon_fault_break_out (Vm *vm, AnonMap *map, uint64_t i, PageNumber *page);
