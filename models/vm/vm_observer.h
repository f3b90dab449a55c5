/*
 * vm_observer.h - watching the callers of the cache
 *
 * An observer is told through these functions, while it happens, why lookups miss, and which threads wait for
 * what. The cache (cache_observer.h) and the queue for memory (memory_waiters.h) have observers of their own.
 */
#pragma once

#include "vm.h"

/* What a thread waits for, row by row: an unlock in its address space, since an operation met locked pages;
 * the unlock of all pages of an anon map whose last mapping goes; the end of a shadow list, before MADV_FREE;
 * a page that is read back from swap. */
#define VM_WAITS_TABLE(ROW)          \
  ROW (VM_WAIT_UNLOCK, "unlock")     \
  ROW (VM_WAIT_ANON_MAP, "anon_map") \
  ROW (VM_WAIT_LIST, "list")         \
  ROW (VM_WAIT_SWAP, "swap")

typedef enum { VM_WAITS_TABLE (VM_ENUMERATOR) VM_WAITS } VmWait;

struct VmObserver {
  void *user;
  /* The miss of the lookup REQUEST is explained and counted. PURGE is the number of the purge that took the
   * entry that REQUEST looked for; 0: there was no such purge, or it was not observed. */
  void (*missed) (void *user, const CacheRequest *request, MissReason reason, uint64_t purge);
  /* A wait of the running thread, in AS (NULL: in none), begins and ends. Each wait has its own NUMBER. */
  void (*wait_begun) (void *user, VmWait what, const AddressSpace *as, uint64_t number);
  void (*wait_ended) (void *user, VmWait what, uint64_t number);
};

/* Notes that the running thread begins to wait. Returns the number of the wait, for vm_end_wait. */
uint64_t vm_begin_wait (Vm *vm, VmWait what, const AddressSpace *as);
void vm_end_wait (const Vm *vm, VmWait what, uint64_t number);
