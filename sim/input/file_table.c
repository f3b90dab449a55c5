/* file_table.c - numbers for the names of recorded files */
#include "file_table.h"

/* One file.  What is looked up is one too, of which only the name is set. */
typedef struct {
  TextSpan name;
  int number;
} FileTableName;

static guint file_table_hash (gconstpointer key)
{
  TextSpan name = ((const FileTableName *)key)->name;
  uint64_t hash = 0xcbf29ce484222325U; /* FNV-1a */
  for (size_t i = 0; i < name.length_bytes; i++) {
    hash = (hash ^ (unsigned char)name.start[i]) * 0x100000001b3U;
  }
  return (guint)(hash ^ hash >> 32);
}

static gboolean file_table_is_same (gconstpointer a, gconstpointer b)
{
  TextSpan x = ((const FileTableName *)a)->name, y = ((const FileTableName *)b)->name;
  return x.length_bytes == y.length_bytes && memcmp (x.start, y.start, x.length_bytes) == 0;
}

FileTable *file_table_new (void)
{
  FileTable *table = g_new0 (FileTable, 1);
  table->names = g_hash_table_new_full (file_table_hash, file_table_is_same, g_free, NULL);
  file_table_clear (table);
  return table;
}

void file_table_clear (FileTable *table)
{
  g_hash_table_remove_all (table->names);
  table->last_name = (TextSpan){ "\0\0\0\0\0\0\0", 0 };
}

void file_table_free (FileTable *table)
{
  if (table) {
    g_hash_table_destroy (table->names);
    g_free (table);
  }
}

/* The name's bytes stand behind the struct, and behind them those that text_begins_with() may read. */
static FileTableName *file_table_add (FileTable *table, TextSpan name)
{
  FileTableName *file = g_malloc0 (sizeof *file + name.length_bytes + TEXT_NAME_SLACK_BYTES);
  memcpy (file + 1, name.start, name.length_bytes);
  *file = (FileTableName){ { (const char *)(file + 1), name.length_bytes },
                           (int)g_hash_table_size (table->names) };
  g_hash_table_add (table->names, file);
  return file;
}

int file_table_number (FileTable *table, TextSpan name)
{
  TextSpan last = table->last_name;
  if (name.length_bytes == last.length_bytes && last.length_bytes > 0
      && memcmp (name.start, last.start, last.length_bytes) == 0) {
    return table->last_number;
  }
  const FileTableName *file = g_hash_table_lookup (table->names, &(FileTableName){ .name = name });
  if (!file) {
    if (g_hash_table_size (table->names) == FILE_TABLE_MAX) {
      return FILE_TABLE_FULL;
    }
    file = file_table_add (table, name);
  }
  table->last_name = file->name;
  table->last_number = file->number;
  return file->number;
}
