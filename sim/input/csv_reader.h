/*
 * csv_reader.h - recordings as tables of text with named columns
 *
 * The first line that is neither blank nor a comment (a '#' first) names the columns; each further one is a
 * request.  Fields are separated by options->separator, may have blanks around them, and may be quoted as
 * in RFC 4180 ("" in quotes is a quote), but a quoted field ends on its line.  A byte order mark before the
 * header is accepted.
 *
 * What the columns mean is said by TraceOptions.  Every line must have as many fields as the header.
 */
#ifndef CSV_READER_H
#define CSV_READER_H

#include "trace_formats.h"

/* See trace_open(). */
IoSource *csv_open (const TraceOptions *options, GError **error);

#endif
