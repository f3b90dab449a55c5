/*
 * pcache_check.h - what must hold of the cache at any moment
 *
 * Walks all that the cache consists of and says what does not fit: chains, the index over them, owners' lists, the lists of
 * active buckets, and the counts of entries and pages.
 */
#ifndef PCACHE_CHECK_H
#define PCACHE_CHECK_H

#include "pcache.h"

/* The first thing that is broken, with what was found and expected, to be freed by g_free(); NULL if nothing is. No call of
 * the cache may be under way. */
char *pcache_find_broken (const Pcache *pcache);

#endif
