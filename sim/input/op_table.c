/* op_table.c - tells reads from writes by the words of a recording */
#include "op_table.h"

#include "trace_error.h"

static const char *const default_reads[] = { "r",  "read", "08", "0x08", "28", "0x28",
                                             "a8", "0xa8", "88", "0x88", NULL };
static const char *const default_writes[] = { "w",  "write", "0a", "0x0a", "2a", "0x2a",
                                              "aa", "0xaa",  "8a", "0x8a", NULL };

/* The lists of words, by OpKind. */
static const struct {
  const char *name;
  size_t member; /* offset in TraceOptions */
  const char *const *defaults;
} lists[] = {
  [OP_READ] = { "read_ops", offsetof (TraceOptions, read_ops), default_reads },
  [OP_WRITE] = { "write_ops", offsetof (TraceOptions, write_ops), default_writes },
  [OP_IGNORED] = { "ignore_ops", offsetof (TraceOptions, ignore_ops), NULL },
};

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

/* A NUL in the field ends g_ascii_strncasecmp().  No word of the table has a NUL, so the lengths differ. */
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

/* Adds to TABLE the words of LIST (may be NULL) that it lacks.  Returns the first word of LIST that TABLE has
 * as another kind, or NULL. */
static const char *add_list (OpTable *table, const char *const *list, OpKind kind)
{
  const char *taken = NULL;
  for (; list && *list; list++) {
    OpKind present = op_table_find (table, (TextSpan){ *list, strlen (*list) });
    if (present == OP_UNKNOWN) {
      OpWord entry = { g_strdup (*list), key_of (*list, strlen (*list)), kind };
      g_array_append_val (table->words, entry);
    } else if (present != kind && !taken) {
      taken = *list;
    }
  }
  return taken;
}

bool op_table_init (OpTable *table, const TraceOptions *options, GError **error)
{
  *table = (OpTable){ .words = g_array_new (FALSE, FALSE, sizeof (OpWord)) };
  for (size_t i = 0; i < G_N_ELEMENTS (lists); i++) {
    const char *taken =
        add_list (table, G_STRUCT_MEMBER (const char *const *, options, lists[i].member), (OpKind)i);
    if (taken) {
      OpKind present = op_table_find (table, (TextSpan){ taken, strlen (taken) });
      return trace_error_set (error, TRACE_ERROR_OPTIONS, options->path, 0,
                              "op '%s' is in %s and in %s; one of them would be right", taken,
                              lists[present].name, lists[i].name);
    }
  }
  /* The words of the user come first, so they win over the defaults. */
  for (size_t i = 0; i < G_N_ELEMENTS (lists); i++) {
    if (!G_STRUCT_MEMBER (const char *const *, options, lists[i].member)) {
      add_list (table, lists[i].defaults, (OpKind)i);
    }
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
