/* op_table.c - tells reads from writes by the words of a recording */
#include "op_table.h"

#include "trace_error.h"

static const char *const default_reads[] = { "r",  "read", "08", "0x08", "28", "0x28",
                                             "a8", "0xa8", "88", "0x88", NULL };
static const char *const default_writes[] = { "w",  "write", "0a", "0x0a", "2a", "0x2a",
                                              "aa", "0xaa",  "8a", "0x8a", NULL };

static const char *const list_names[] = { "read_ops", "write_ops", "ignore_ops" };

static uint64_t key_of (const char *word, size_t length)
{
  uint64_t key = 0;
  for (size_t i = 0; i < length; i++) {
    key = op_key_append (key, word[i]);
  }
  return length <= OP_KEY_MAX_BYTES ? key : 0;
}

static const OpWord *word_at (const OpTable *table, guint i)
{
  return &g_array_index (table->words, OpWord, i);
}

OpKind op_table_find (const OpTable *table, TextSpan word)
{
  for (guint i = 0; i < table->words->len; i++) {
    const OpWord *candidate = word_at (table, i);
    if (strlen (candidate->word) == word.length_bytes
        && g_ascii_strncasecmp (candidate->word, word.start, word.length_bytes) == 0) {
      return candidate->kind;
    }
  }
  return OP_UNKNOWN;
}

/* g_ascii_strncasecmp() ends at a NUL in the field, which no word of the table has: the lengths differ
 * then. */
OpKind op_table_find_key (OpTable *table, uint64_t key)
{
  size_t slot = (size_t)(key * 0x9e3779b97f4a7c15U >> 60);
  for (guint i = 0; i < table->words->len; i++) {
    if (word_at (table, i)->key == key && key != 0) {
      table->cache[slot].key = key;
      table->cache[slot].kind = word_at (table, i)->kind;
      return table->cache[slot].kind;
    }
  }
  return OP_UNKNOWN;
}

static void add_word (OpTable *table, const char *word, OpKind kind)
{
  OpWord entry = { g_strdup (word), key_of (word, strlen (word)), kind };
  g_array_append_val (table->words, entry);
}

/* Adds the words of a list that a user gave. */
static bool add_list (OpTable *table, const char *const *list, OpKind kind, const char *path, GError **error)
{
  for (; list && *list; list++) {
    OpKind present = op_table_find (table, (TextSpan){ *list, strlen (*list) });
    if (present == OP_UNKNOWN) {
      add_word (table, *list, kind);
    } else if (present != kind) {
      g_propagate_error (error, trace_error_new (TRACE_ERROR_OPTIONS, path, 0,
                                                 "op '%s' is in %s and in %s; one of them would be right",
                                                 *list, list_names[present], list_names[kind]));
      return false;
    }
  }
  return true;
}

static void add_defaults (OpTable *table, const char *const *list, OpKind kind)
{
  for (; *list; list++) {
    if (op_table_find (table, (TextSpan){ *list, strlen (*list) }) == OP_UNKNOWN) {
      add_word (table, *list, kind);
    }
  }
}

bool op_table_init (OpTable *table, const TraceOptions *options, GError **error)
{
  *table = (OpTable){ .words = g_array_new (FALSE, FALSE, sizeof (OpWord)) };
  if (!add_list (table, options->read_ops, OP_READ, options->path, error)
      || !add_list (table, options->write_ops, OP_WRITE, options->path, error)
      || !add_list (table, options->ignore_ops, OP_IGNORED, options->path, error)) {
    return false;
  }
  if (!options->read_ops) {
    add_defaults (table, default_reads, OP_READ);
  }
  if (!options->write_ops) {
    add_defaults (table, default_writes, OP_WRITE);
  }
  return true;
}

void op_table_clear (OpTable *table)
{
  for (guint i = 0; table->words && i < table->words->len; i++) {
    g_free (word_at (table, i)->word);
  }
  if (table->words) {
    g_array_unref (table->words);
  }
}
