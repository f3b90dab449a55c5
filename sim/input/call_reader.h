/*
 * call_reader.h - calls of the pagelock cache, recorded with DTrace
 *
 * What scenarios/record/pcache.d writes: a first line 'pcachesim pcache version 1 start NS', then a line a call,
 *
 *     TIME ELAPSED THREAD lookup      OWNER TAG SZC ADDR LEN RW FLAGS LIST
 *     TIME ELAPSED THREAD check       OWNER TAG SZC ADDR LEN FLAGS RESULT
 *     TIME ELAPSED THREAD insert      OWNER TAG SZC ADDR LEN WLEN RW FLAGS LIST RESULT
 *     TIME ELAPSED THREAD inactive    OWNER TAG SZC ADDR LEN RW FLAGS LIST
 *     TIME ELAPSED THREAD purge       OWNER TAG FLAGS
 *     TIME ELAPSED THREAD purge_wired LIST
 *     TIME ELAPSED THREAD reclaim     TAG ADDR LEN RW ASYNC LIST
 *
 * where OWNER is seg or amp, RW is read or write, times are in ns on the clock that START is of, and what is an address or
 * FLAGS is hexadecimal with 0x before.  Blank lines and those with a '#' first are comments.  A line that cannot be
 * understood, or says what no call of the cache can (lengths that are not whole pages, say), is an error with its line and
 * column.  A time before that of the line above becomes equal to it.
 */
#ifndef CALL_READER_H
#define CALL_READER_H

#include "trace_formats.h"

/* See trace_open_calls(). */
CallSource *call_reader_open (const TraceOptions *options, GError **error);

#endif
