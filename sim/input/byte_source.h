/*
 * byte_source.h - the bytes of a file, decompressed on the way
 *
 * A file is plain or compressed by gzip, zstd, xz, lz4 or bzip2, and its first bytes tell which: the name
 * only matters for a file too short to tell.  Concatenated members are one text, as their own tools have it.
 * Data that is cut short or damaged is an error, never an early end.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* What the names of files end with, plain and compressed. */
#define BYTE_SOURCE_SUFFIXES "", ".gz", ".zst", ".xz", ".lz4", ".bz2"

typedef struct ByteSource ByteSource;

/* Opens the file at PATH, read in blocks of BLOCK_BYTES (> 0).  NULL with ERROR set if that cannot be. */
ByteSource *byte_source_open (const char *path, size_t block_bytes, GError **error);

/* Puts up to CAPACITY (> 0) bytes at TO and their number, 0 only at the end, in *COUNT.  False with
 * ERROR set on failure. */
bool byte_source_read (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error);

/* Starts over from the first byte.  False with ERROR set if the file cannot be read twice, as a pipe. */
bool byte_source_rewind (ByteSource *source, GError **error);

/* NULL is accepted. */
void byte_source_free (ByteSource *source);
