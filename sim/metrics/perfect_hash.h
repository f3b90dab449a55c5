/*
 * perfect_hash.h - how long chains should be
 *
 * A perfect hash files every entry under a bucket drawn evenly at random.  The length of a chain is then binomially
 * distributed; what a run's chains are is compared with that.  Lengths are told in bins: each length up to 15 has one of
 * its own, from 16 on there is one for each power of two.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Bins of single lengths, and all bins of 64-bit lengths. */
#define CHAIN_BINS_SINGLE 16
#define CHAIN_BINS (CHAIN_BINS_SINGLE + 60)

/* The bin of LENGTH. */
size_t chain_bin_of (uint64_t length);

/* The least length of BIN; that of the bin after it ends it.  UINT64_MAX for CHAIN_BINS and beyond. */
uint64_t chain_bin_get_from (size_t bin);

/* How many of BUCKETS (> 0) are expected to have a chain of each bin, with ENTRIES spread evenly at random: into the
 * CHAIN_BINS numbers at EXPECTED, whose sum is BUCKETS. Uses + - * / only, so it is the same everywhere. */
void perfect_hash_expect (uint64_t entries, uint64_t buckets, double *expected);
