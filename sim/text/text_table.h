/*
 * text_table.h - columns on a terminal
 *
 * Rows of cells, which are aligned when they are printed: each column is as wide as its widest cell.  Width
 * is counted in characters of UTF-8.
 */
#pragma once

#include <glib.h>
#include <stddef.h>

typedef struct TextTable TextTable;

/* ALIGNMENT has one letter for each column: 'l' left, 'r' right. */
TextTable *text_table_new (const char *alignment);
void text_table_free (TextTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TextTable, text_table_free)

/* Adds a cell to the last row, which must have a free column.  The first takes over TEXT (g_free()). */
void text_table_take_cell (TextTable *table, char *text);
void text_table_add_cell (TextTable *table, const char *text);

/* Ends the row; the next cell begins a new one. */
void text_table_end_row (TextTable *table);

/* Adds a whole row of TEXTS, which end with NULL. */
void text_table_add_row (TextTable *table, const char *const *texts);

/* Appends the rows to TEXT: columns are two blanks apart, and no line ends with a blank. */
void text_table_append (const TextTable *table, GString *text);
