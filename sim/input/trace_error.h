/*
 * trace_error.h - what readers of recordings say when they cannot go on
 *
 * Every message names its place, then what is wrong, then what would be right:
 *
 * traces/db.iolog:1042: expected 'TIME FILE ACTION OFFSET LENGTH', found 'data.bin read 4096'
 *
 * A quote from a file is made printable, and cut if it is long (words.h): a recording is untrusted input.
 */
#pragma once

#include "text_fields.h"

#define TRACE_ERROR (trace_error_quark ())

typedef enum {
  TRACE_ERROR_FILE,      /* cannot be opened, read or decompressed */
  TRACE_ERROR_MALFORMED, /* is not what its format says */
  TRACE_ERROR_OPTIONS    /* the options do not fit each other, the format or the file */
} TraceErrorCode;

GQuark trace_error_quark (void);

/* Sets ERROR to "PATH:LINE: MESSAGE", or "PATH: MESSAGE" if LINE is 0.  Returns false. */
bool trace_error_set (GError **error, TraceErrorCode code, const char *path, uint64_t line,
                      const char *format, ...) G_GNUC_PRINTF (5, 6);

/* "; expected A, B or C" for the COUNT WORDS, with a guess which of them FOUND was meant to be.  The caller
 * frees it with g_free(). */
char *trace_error_expect (TextSpan found, const char *const *words, size_t count);
