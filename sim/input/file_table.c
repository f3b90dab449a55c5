#include "file_table.h"

#include "trace_error.h"

struct FileTableEntry {
  char *name;
  size_t length_bytes;
  uint64_t hash;
  int number;
};

enum { OTHERS_MAX = 65536, NAMES_IN_MESSAGE = 5 };

/* FNV-1a. */
static uint64_t hash_of (TextSpan name)
{
  uint64_t hash = 0xcbf29ce484222325U;
  for (size_t i = 0; i < name.length_bytes; i++) {
    hash = (hash ^ (unsigned char)name.start[i]) * 0x100000001b3U;
  }
  return hash;
}

static bool entry_is (const FileTableEntry *entry, TextSpan name)
{
  return entry->length_bytes == name.length_bytes && memcmp (entry->name, name.start, name.length_bytes) == 0;
}

FileTable *file_table_new (const char *const *wanted)
{
  FileTable *table = g_new0 (FileTable, 1);
  table->wanted = g_strdupv ((char **)(uintptr_t)wanted);
  table->capacity = 8;
  table->entries = g_new0 (FileTableEntry, table->capacity);
  table->slots = g_new0 (uint32_t, (size_t)2 * table->capacity);
  file_table_clear (table);
  return table;
}

void file_table_clear (FileTable *table)
{
  for (uint32_t i = 0; i < table->count; i++) {
    g_free (table->entries[i].name);
  }
  memset (table->slots, 0, sizeof *table->slots * 2 * table->capacity);
  table->count = 0;
  table->numbers = 0;
  table->last_name = (TextSpan){ "\0\0\0\0\0\0\0", 0 };
  table->last_number = FILE_TABLE_OTHER;
}

void file_table_free (FileTable *table)
{
  if (table) {
    file_table_clear (table);
    g_strfreev (table->wanted);
    g_free (table->entries);
    g_free (table->slots);
    g_free (table);
  }
}

/* The slot that holds NAME, or the free one where it belongs. */
static uint32_t *slot_of (const FileTable *table, TextSpan name, uint64_t hash)
{
  uint32_t mask = 2 * table->capacity - 1;
  uint32_t at = (uint32_t)hash & mask;
  while (table->slots[at] != 0) {
    const FileTableEntry *entry = &table->entries[table->slots[at] - 1];
    if (entry->hash == hash && entry_is (entry, name)) {
      break;
    }
    at = (at + 1) & mask;
  }
  return &table->slots[at];
}

static void grow (FileTable *table)
{
  table->capacity *= 2;
  table->entries = g_renew (FileTableEntry, table->entries, table->capacity);
  table->slots = g_renew (uint32_t, table->slots, (size_t)2 * table->capacity);
  memset (table->slots, 0, sizeof *table->slots * 2 * table->capacity);
  for (uint32_t i = 0; i < table->count; i++) {
    const FileTableEntry *entry = &table->entries[i];
    *slot_of (table, (TextSpan){ entry->name, entry->length_bytes }, entry->hash) = i + 1;
  }
}

static bool is_wanted (const FileTable *table, TextSpan name)
{
  for (char **wanted = table->wanted; wanted && *wanted; wanted++) {
    if (text_span_is (name, *wanted)) {
      return true;
    }
  }
  return table->wanted == NULL;
}

/* The number of ENTRY, which is also that of the last name from now on. */
static int remember (FileTable *table, const FileTableEntry *entry)
{
  table->last_name = (TextSpan){ entry->name, entry->length_bytes };
  table->last_number = entry->number;
  return entry->number;
}

static int add_file (FileTable *table, TextSpan name, uint64_t hash)
{
  bool wanted = is_wanted (table, name);
  if (wanted && table->numbers == FILE_TABLE_MAX) {
    return FILE_TABLE_FULL;
  }
  if (!wanted && table->count - table->numbers == OTHERS_MAX) {
    return FILE_TABLE_OTHER; /* a table of these has a bound too, beyond which each is looked up in vain */
  }
  if (table->count == table->capacity) {
    grow (table);
  }
  int number = wanted ? (int)table->numbers++ : FILE_TABLE_OTHER;
  char *copy = g_malloc0 (name.length_bytes + TEXT_NAME_SLACK_BYTES);
  memcpy (copy, name.start, name.length_bytes);
  FileTableEntry *entry = &table->entries[table->count];
  *entry = (FileTableEntry){ copy, name.length_bytes, hash, number };
  *slot_of (table, name, hash) = ++table->count;
  return remember (table, entry);
}

int file_table_number (FileTable *table, TextSpan name)
{
  TextSpan last = table->last_name;
  if (name.length_bytes == last.length_bytes && last.length_bytes > 0
      && memcmp (name.start, last.start, last.length_bytes) == 0) {
    return table->last_number;
  }
  uint64_t hash = hash_of (name);
  uint32_t slot = *slot_of (table, name, hash);
  return slot == 0 ? add_file (table, name, hash) : remember (table, &table->entries[slot - 1]);
}

uint32_t file_table_count (const FileTable *table)
{
  return table->numbers;
}

static const char *first_missing (const FileTable *table)
{
  for (char **wanted = table->wanted; wanted && *wanted; wanted++) {
    TextSpan name = { *wanted, strlen (*wanted) };
    if (*slot_of (table, name, hash_of (name)) == 0) {
      return *wanted;
    }
  }
  return NULL;
}

char *file_table_missing (const FileTable *table)
{
  const char *missing = first_missing (table);
  if (!missing) {
    return NULL;
  }
  GString *message = g_string_new ("no line names the file ");
  char *quoted = trace_quote (missing, strlen (missing));
  g_string_append_printf (message, "%s that was asked for; the files named are", quoted);
  g_free (quoted);
  for (uint32_t i = 0; i < MIN (table->count, (uint32_t)NAMES_IN_MESSAGE); i++) {
    quoted = trace_quote (table->entries[i].name, table->entries[i].length_bytes);
    g_string_append_printf (message, "%s %s", i > 0 ? "," : "", quoted);
    g_free (quoted);
  }
  g_string_append (message, table->count == 0 ? " none" : table->count > NAMES_IN_MESSAGE ? ", ..." : "");
  return g_string_free (message, FALSE);
}
