/*
 * event_stream.h - bytes into a file of a run, compressed if its name says so
 *
 * What is written goes through a buffer of fixed size, and from there into the file, as it is, or by zlib (`.gz`) or zstd
 * (`.zst`), at their fastest levels.  Nothing in the bytes depends on when or where they were written.
 */
#pragma once

#include "output_set.h"

typedef struct EventStream EventStream;

typedef enum { EVENT_STREAM_PLAIN, EVENT_STREAM_GZIP, EVENT_STREAM_ZSTD } EventCompression;

/* The most that event_stream_reserve() gives. */
#define EVENT_STREAM_RESERVE_MAX_BYTES 4096

/* FILE stays the caller's, and must live until the stream is closed. */
EventStream *event_stream_new (OutputFile *file, EventCompression compression);

/* Room for EVENT_STREAM_RESERVE_MAX_BYTES, to be filled and then told by event_stream_advance(), up to END. */
char *event_stream_reserve (EventStream *stream);
void event_stream_advance (EventStream *stream, const char *end);

/* Appends any number of bytes. */
void event_stream_write (EventStream *stream, const char *bytes, size_t length);

/* Writes what is left and completes the file's format, */
void event_stream_close (EventStream *stream);
/* and frees the stream, closed or not.  NULL is accepted. */
void event_stream_free (EventStream *stream);
