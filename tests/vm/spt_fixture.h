/*
 * spt_fixture.h - a shared memory object of ISM or DISM, and two processes that attach it
 */
#pragma once

#include "segspt.h"
#include "vm_fixture.h"

#define SPT_BASE UINT64_C (0x40000000)

typedef struct {
  VmFixture *vm;
  AnonMap *amp;
  SptAttachment what;
  Segment *first;  /* in the first process */
  Segment *second; /* in the other one */
} SptFixture;

/* An object of SIZE bytes in pages of code SZC on a machine of PAGES pages, attached by both. */
SptFixture spt_fixture_new (uint64_t pages, uint64_t size, unsigned szc, bool pageable);

/* Detaches both where they still are attached, and fails unless all is as before. */
void spt_fixture_free (SptFixture *fixture);

/* Locks LEN bytes at OFFSET of SEGMENT as as_pagelock does, and gives what became of it. */
PagelockOutcome spt_fixture_lock (const SptFixture *fixture, const Segment *segment, uint64_t offset,
                                  uint64_t len, AsLock *lock);

/* Locks and unlocks. */
PagelockOutcome spt_fixture_touch (const SptFixture *fixture, const Segment *segment, uint64_t offset,
                                   uint64_t len);

/* How many shared locks the page at I of the object has; 0 if it is not there. */
uint32_t spt_fixture_page_locks (const SptFixture *fixture, uint64_t i);

/* mlock or munlock of LEN bytes at OFFSET. */
int spt_fixture_mlock (Segment *segment, uint64_t offset, uint64_t len, bool lock);

static inline const SptObject *spt_fixture_object (const SptFixture *fixture)
{
  return fixture->amp->spt;
}

static inline const SptCounters *spt_fixture_counters (const SptFixture *fixture)
{
  return &fixture->vm->vm.spt;
}
