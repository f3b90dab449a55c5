/*
 * iolog_reader.h - recordings by fio (write_iolog)
 *
 * A text file; its first line is 'fio version 2 iolog' or 'fio version 3 iolog', then one action a line:
 *
 *     FILE ACTION                  add, open, close
 *     FILE ACTION OFFSET LENGTH    read, write, sync, datasync, sync_file_range, trim, wait
 *
 * with fields separated by blanks, and in version 3 a TIME before the FILE.  Reads and writes become
 * requests; the rest is checked, counted and skipped.  Files need not be added or opened first, so a piece
 * of a log with a header is a log.
 *
 * Version 3 has times, in microseconds as fio 3.33 writes them unless options->time_unit says otherwise,
 * and no wait. Version 2 has no times but 'FILE wait MICROSECONDS LENGTH', which puts off all that follows,
 * whatever its file: a request's time is the sum of the waits between the first request and it.  Waits
 * under 100 us, which fio drops when it replays, count too.
 */
#ifndef IOLOG_READER_H
#define IOLOG_READER_H

#include "trace_formats.h"

/* See trace_open(). */
IoSource *iolog_open (const TraceOptions *options, GError **error);

#endif
