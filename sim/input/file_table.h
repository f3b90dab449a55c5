/*
 * file_table.h - numbers for the names of recorded files
 *
 * Files are numbered from 0 in the order in which they are first named.  The file of the line before is found
 * without a search, so lines of one file in a row cost a comparison each.
 */
#pragma once

#include "text_fields.h"

#define FILE_TABLE_FULL (-1) /* one file more than FILE_TABLE_MAX */
#define FILE_TABLE_MAX 65536

typedef struct {
  TextSpan last_name; /* what file_table_number() found last, and its number; no bytes: nothing yet */
  int last_number;
  GHashTable *names; /* FileTableName *, a set */
} FileTable;

FileTable *file_table_new (void);
void file_table_free (FileTable *table); /* NULL is accepted */

/* Forgets the numbers given. */
void file_table_clear (FileTable *table);

/* The number of the file NAME, or FILE_TABLE_FULL. */
int file_table_number (FileTable *table, TextSpan name);
