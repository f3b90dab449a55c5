/* text_table.c - aligns cells and prints them */
#include "text_table.h"

#include <stdbool.h>
#include <string.h>

struct TextTable {
  char *alignment;
  size_t columns;
  size_t filled;    /* cells of the last row */
  GPtrArray *cells; /* char *, COLUMNS a row */
};

enum { GAP = 2 };

TextTable *text_table_new (const char *alignment)
{
  TextTable *table = g_new0 (TextTable, 1);
  table->alignment = g_strdup (alignment);
  table->columns = strlen (alignment);
  table->cells = g_ptr_array_new_with_free_func (g_free);
  return table;
}

void text_table_free (TextTable *table)
{
  if (table != NULL) {
    g_ptr_array_free (table->cells, TRUE);
    g_free (table->alignment);
    g_free (table);
  }
}

void text_table_take_cell (TextTable *table, char *text)
{
  g_assert (table->filled < table->columns);
  g_ptr_array_add (table->cells, text);
  table->filled++;
}

void text_table_add_cell (TextTable *table, const char *text)
{
  text_table_take_cell (table, g_strdup (text));
}

void text_table_end_row (TextTable *table)
{
  while (table->filled < table->columns) {
    text_table_add_cell (table, "");
  }
  table->filled = 0;
}

void text_table_add_row (TextTable *table, const char *const *texts)
{
  for (; *texts != NULL; texts++) {
    text_table_add_cell (table, *texts);
  }
  text_table_end_row (table);
}

static size_t cell_width (const TextTable *table, size_t row, size_t column)
{
  return (size_t)g_utf8_strlen (g_ptr_array_index (table->cells, row * table->columns + column), -1);
}

static void append_blanks (GString *text, size_t count)
{
  while (count-- > 0) {
    g_string_append_c (text, ' ');
  }
}

static void append_row (const TextTable *table, size_t row, const size_t *widths, GString *text)
{
  size_t begin = text->len;
  for (size_t column = 0; column < table->columns; column++) {
    size_t padding = widths[column] - cell_width (table, row, column);
    bool is_right = table->alignment[column] == 'r';
    append_blanks (text, (column > 0 ? GAP : 0) + (is_right ? padding : 0));
    g_string_append (text, g_ptr_array_index (table->cells, row * table->columns + column));
    append_blanks (text, is_right ? 0 : padding);
  }
  while (text->len > begin && text->str[text->len - 1] == ' ') {
    g_string_truncate (text, text->len - 1);
  }
  g_string_append_c (text, '\n');
}

void text_table_append (const TextTable *table, GString *text)
{
  g_assert (table->filled == 0);
  size_t rows = table->columns > 0 ? table->cells->len / table->columns : 0;
  size_t *widths = g_new0 (size_t, table->columns + 1);
  for (size_t row = 0; row < rows; row++) {
    for (size_t column = 0; column < table->columns; column++) {
      widths[column] = MAX (widths[column], cell_width (table, row, column));
    }
  }
  for (size_t row = 0; row < rows; row++) {
    append_row (table, row, widths, text);
  }
  g_free (widths);
}
