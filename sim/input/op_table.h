/*
 * op_table.h - which words in a recording are reads, writes, or to be ignored
 *
 * Upper and lower case are alike (ASCII).  Words of up to eight letters, as all usual words are, are compared
 * as one number, the key of the word.
 */
#pragma once

#include "text_fields.h"
#include "trace_formats.h"

typedef enum { OP_READ, OP_WRITE, OP_IGNORED, OP_UNKNOWN } OpKind;

#define OP_KEY_MAX_BYTES 8
#define OP_CACHE_SLOTS 16

typedef struct {
  char *word;
  uint64_t key; /* 0 for a longer word */
  OpKind kind;
} OpWord;

typedef struct {
  GArray *words; /* of OpWord */
  struct {
    uint64_t key; /* 0: free */
    OpKind kind;
  } cache[OP_CACHE_SLOTS]; /* keys found before */
} OpTable;

/* Fills TABLE from the lists of OPTIONS and the defaults.  False with ERROR set if two lists have the same
 * word; TABLE must be cleared then too. */
bool op_table_init (OpTable *table, const TraceOptions *options, GError **error);
void op_table_clear (OpTable *table);

OpKind op_table_find (const OpTable *table, TextSpan word);
OpKind op_table_find_key (OpTable *table, uint64_t key);

/* Appends LETTER to KEY.  The key of a word begins as 0 and takes one letter after the other. */
static inline uint64_t op_key_append (uint64_t key, char letter)
{
  unsigned char byte = (unsigned char)letter;
  return key << 8 | (byte + ((unsigned)(byte - 'A') < 26U ? 32U : 0U));
}

/* The kind of the word with KEY, as op_table_find() finds it for the word. */
static inline OpKind op_table_kind (OpTable *table, uint64_t key)
{
  size_t slot = (size_t)(key * 0x9e3779b97f4a7c15U >> 60);
  return table->cache[slot].key == key ? table->cache[slot].kind : op_table_find_key (table, key);
}
