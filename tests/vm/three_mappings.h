/*
 * three_mappings.h - a machine with a private mapping, and a map that two processes share
 *
 * The state of one test; each program that includes this has its own.
 */
#pragma once

#include "test_main.h"
#include "vm_fixture.h"
#include "x86_pages.h"

#define SIZE (2 * MIB)

static VmFixture *fixture;
static Segment *segment;   /* private */
static AnonMap *amp;       /* of the next two, both of which see its page 32 at 128 KiB */
static Segment *shared;    /* in the first process, from page 0 of the map on */
static Segment *elsewhere; /* in the second one, from page 16 on */

#define SHARED_BASE (FIXTURE_BASE + 16 * MIB)
#define ELSEWHERE_BASE (FIXTURE_BASE + 32 * MIB)

static inline void set_up (void)
{
  fixture = vm_fixture_new (4096, 256);
  segment = vm_fixture_private (fixture, FIXTURE_BASE, SIZE, 0);
  amp = segvn_amp_new (&fixture->vm, btop (SIZE));
  shared = vm_fixture_shared (fixture, &fixture->as, SHARED_BASE, SIZE, amp, 0);
  elsewhere = vm_fixture_shared (fixture, &fixture->other_as, ELSEWHERE_BASE, SIZE - 64 * KIB, amp, 16);
}

static inline void tear_down (void)
{
  vm_fixture_free (fixture);
}

static inline uint64_t softlockcnt (const Segment *of)
{
  return segvn_data (of)->softlockcnt;
}
