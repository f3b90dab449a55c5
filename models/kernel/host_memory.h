/*
 * host_memory.h - large tables
 *
 * Zeroed memory of the host, aligned to cache lines, for tables that are read at random places. A large table
 * is backed by huge pages if the host has them: with small pages, translating the address would be most of
 * the cost of a read. Memory costs nothing until it is touched.
 */
#pragma once

#include <stddef.h>

/* Returns BYTES (> 0) of zeroes, to be freed by host_memory_free with BYTES; aborts if there is no memory. */
void *host_memory_alloc (size_t bytes);

/* Returns the same in small pages, for a table that will stay mostly untouched. */
void *host_memory_alloc_sparse (size_t bytes);

void host_memory_free (void *memory, size_t bytes);
