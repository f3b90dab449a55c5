/*
 * csv_columns.h - which column of a table means what
 *
 * The header line of a CSV file names its columns, and the options name the columns that matter.  The result
 * is a role for each column, in order, which is all that the parser of a line needs.
 */
#pragma once

#include "text_fields.h"
#include "trace_formats.h"

typedef enum {
  CSV_ROLE_SKIP,
  CSV_ROLE_TIME,
  CSV_ROLE_OP,
  CSV_ROLE_SIZE,
  CSV_ROLE_OFFSET,
  CSV_ROLE_BLOCK,
  CSV_ROLE_FILE,
  CSV_ROLES
} CsvRole;

typedef struct {
  char *wanted[CSV_ROLES]; /* the column that the options name; NULL: the default */
  char separator;
  char **names; /* of the columns, as in the header; ends with NULL */
  CsvRole *roles;
  size_t count;
  GString *scratch;
} CsvColumns;

/* Fills COLUMNS from the options alone.  False with ERROR set if they are wrong; COLUMNS must be cleared then
 * too. */
bool csv_columns_init (CsvColumns *columns, const TraceOptions *options, GError **error);
void csv_columns_clear (CsvColumns *columns);

/* Reads the names from the HEADER line and finds the roles.  Returns NULL, or what is wrong with HEADER,
 * which the caller frees with g_free(). */
char *csv_columns_read_header (CsvColumns *columns, TextSpan header);

/* Takes the next field of a line.  *CURSOR is the begin of the field and becomes the separator after it, or
 * END.  Blanks around the field and quotes are removed.  FIELD is valid until the next call.  False if the
 * quotes are wrong. */
bool csv_take_field (CsvColumns *columns, const char **cursor, const char *end, TextSpan *field);
