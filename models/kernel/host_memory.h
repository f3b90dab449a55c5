/*
 * host_memory.h - large tables
 *
 * Zeroed memory of the host for tables that are looked into at random: aligned to cache lines, and, where it
 * is large, backed by huge pages if the host has them, since most of the cost of such a look would be
 * translating its address. Untouched memory costs nothing.
 */
#pragma once

#include <stddef.h>

/* BYTES (> 0) of zeroes; aborts when there is no memory. Freed by host_memory_free with the same size. */
void *host_memory_alloc (size_t bytes);

/* The same for tables of which little will be used: in small pages. */
void *host_memory_alloc_sparse (size_t bytes);

void host_memory_free (void *memory, size_t bytes);
