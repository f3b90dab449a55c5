/*
 * segvn_touch.h - a process uses its memory
 *
 * What loads and stores of a process do to the pages of a segment: a page that is not there is faulted in, and it is
 * marked referenced, and dirty by a store.  These pages are tracked, so that those in memory can be told at any time.
 */
#pragma once

#include "segvn.h"

/* A load, or a store if WRITE, at ADDR of SEGMENT; a store where only loads are allowed is a load. 0, with *READY
 * raised to when the page may be used if it has to be read back; EAGAIN or ENOMEM as anon_fault, with nothing done.
 * */
int segvn_touch (Segment *segment, uint64_t addr, bool write, sim_time *ready);

/* The process gives up what is in the LEN bytes at ADDR of SEGMENT, which is private, as by unmapping and mapping it
 * anew; pages that are locked stay. Gives how many pages went, in memory or on swap. */
uint64_t segvn_give_up (Segment *segment, uint64_t addr, uint64_t len);
