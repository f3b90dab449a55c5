/*
 * vm_observer.h - watching the callers of the cache
 *
 * An observer is told through these functions, while it happens, why lookups miss, and which threads wait for
 * what. The cache (cache_observer.h) and the queue for memory (memory_waiters.h) have observers of their own.
 */
#pragma once

#include "vm.h"

/* What a thread waits for: an unlock in its address space, since an operation met locked pages; the unlock of
 * all pages of an anon map whose last mapping goes; the end of a shadow list, before MADV_FREE; a page that
 * is read back. */
#define VM_WAITS_TABLE(ROW)          \
  ROW (VM_WAIT_UNLOCK, "unlock")     \
  ROW (VM_WAIT_ANON_MAP, "anon_map") \
  ROW (VM_WAIT_LIST, "list")         \
  ROW (VM_WAIT_SWAP, "swap")

typedef enum { VM_WAITS_TABLE (VM_ENUMERATOR) VM_WAITS } VmWait;

struct VmObserver {
  void *user;
  /* The miss of a lookup is explained and counted. PURGE is the number of the purge that took what it looked
   * for, as far as it was observed; 0: none, or not known. */
  void (*missed) (void *user, const CacheRequest *request, MissReason reason, uint64_t purge);
  /* A wait of the running thread, in AS (NULL: not of one), begins and ends. NUMBER is that of no other. */
  void (*wait_begun) (void *user, VmWait what, const AddressSpace *as, uint64_t number);
  void (*wait_ended) (void *user, VmWait what, uint64_t number);
};

/* The running thread begins to wait: a number for vm_end_wait. */
uint64_t vm_begin_wait (Vm *vm, VmWait what, const AddressSpace *as);
void vm_end_wait (const Vm *vm, VmWait what, uint64_t number);
