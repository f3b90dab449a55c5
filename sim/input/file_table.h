/*
 * file_table.h - numbers for the names of recorded files
 *
 * Files are numbered from 0 in the order in which they are first named. If only some files are wanted, the
 * others have FILE_TABLE_OTHER. The file of the line before is found without a search, so runs of one file
 * cost a comparison.
 */
#ifndef FILE_TABLE_H
#define FILE_TABLE_H

#include "text_fields.h"

#include <stdint.h>

#define FILE_TABLE_OTHER (-1) /* a file that is not wanted */
#define FILE_TABLE_FULL (-2)  /* one file more than FILE_TABLE_MAX */
#define FILE_TABLE_MAX 65536

typedef struct FileTableEntry FileTableEntry;

typedef struct {
  TextSpan last_name; /* what file_table_number() was asked for last, and its answer; no bytes: nothing yet */
  int last_number;
  /* The rest is for file_table.c. */
  char **wanted;           /* NULL: all */
  FileTableEntry *entries; /* in the order seen */
  uint32_t count;
  uint32_t capacity;
  uint32_t *slots; /* open addressing: index in entries + 1, 0 is free; twice the capacity */
  uint32_t numbers;
} FileTable;

/* A table that wants the files in WANTED, a list that ends with NULL and is copied, or all files if it
 * is NULL. */
FileTable *file_table_new (const char *const *wanted);
void file_table_free (FileTable *table); /* NULL is accepted */

/* Forgets the numbers given. */
void file_table_clear (FileTable *table);

/* The number of the file NAME, FILE_TABLE_OTHER or FILE_TABLE_FULL. */
int file_table_number (FileTable *table, TextSpan name);

/* How many numbers were given. */
uint32_t file_table_count (const FileTable *table);

/* A message about the first wanted file that has not been named, or NULL if all have; freed by g_free(). */
char *file_table_missing (const FileTable *table);

#endif
