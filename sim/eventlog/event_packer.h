/*
 * event_packer.h - compresses a file of a trace if its name says so
 *
 * By zlib (`.gz`) or zstd (`.zst`), at their fastest levels.  Nothing in the bytes depends on when or where
 * they were written.
 */
#pragma once

#include "output_set.h"

typedef enum { EVENT_PACKED_PLAIN, EVENT_PACKED_GZIP, EVENT_PACKED_ZSTD } EventCompression;

/* Lets what is written to FILE be compressed. */
void event_packer_add (OutputFile *file, EventCompression compression);
