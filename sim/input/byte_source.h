/*
 * byte_source.h - the bytes of a file, decompressed on the way
 *
 * A file is plain or compressed by gzip, zstd, xz, lz4 or bzip2.  Its first bytes tell which; the name
 * matters only for a file that is too short to tell.  Concatenated members are one text, as for the tools
 * themselves.  Truncated or damaged data is an error, never an early end.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* The suffixes of file names, plain and compressed. */
#define BYTE_SOURCE_SUFFIXES "", ".gz", ".zst", ".xz", ".lz4", ".bz2"

typedef struct ByteSource ByteSource;

/* Opens the file at PATH, read in blocks of BLOCK_BYTES (> 0).  NULL with ERROR set on failure. */
ByteSource *byte_source_open (const char *path, size_t block_bytes, GError **error);

/* Reads up to CAPACITY (> 0) bytes to TO; *COUNT becomes their number, 0 only at the end.  False with ERROR
 * set on failure. */
bool byte_source_read (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error);

/* Starts over from the first byte.  False with ERROR set if it can be read only once, like a pipe. */
bool byte_source_rewind (ByteSource *source, GError **error);

/* NULL is accepted. */
void byte_source_free (ByteSource *source);
