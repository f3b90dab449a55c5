/*
 * option_table.h - the options of a subcommand
 *
 * A table says what options there are: a row has the name, what it takes, where its value goes, and its documentation.
 * Reading the command line, writing one for another process, `--help`, the manual page and completions all follow from it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an option takes, and the type of its member in the struct of values. */
typedef enum {
  OPTION_FLAG,     /* nothing; bool */
  OPTION_TEXT,     /* const char *, NULL if not given */
  OPTION_LIST,     /* may be given many times; GPtrArray * of char *, ended by NULL; NULL if not given */
  OPTION_UNSIGNED, /* OptionNumber */
  OPTION_TIME      /* a time with a unit; OptionNumber, in ns */
} OptionKind;

typedef struct {
  uint64_t value;
  bool is_given;
} OptionNumber;

typedef struct {
  const char *name;     /* without the dashes */
  const char *argument; /* what stands for the value in help: "DIR" */
  const char *doc;      /* one line */
  size_t offset;        /* of the value in the struct */
  OptionKind kind;
  char letter;      /* the short form, 0: none */
  bool is_internal; /* used by the tool itself: not shown, not suggested */
} Option;

/* clang-format off */
/* A row: --NAME, or -LETTER (0: it has none), which takes KIND into MEMBER of STRUCT.  ARGUMENT is NULL for a flag. */
#define OPTION_ROW(struct_, member_, kind_, letter_, name_, argument_, doc_)                                 \
  { .name = (name_), .letter = (letter_), .kind = (kind_), .offset = offsetof (struct_, member_),            \
    .argument = (argument_), .doc = (doc_) }
#define OPTION_INTERNAL_ROW(struct_, member_, kind_, name_, argument_, doc_)                                 \
  { .name = (name_), .kind = (kind_), .offset = offsetof (struct_, member_), .argument = (argument_),        \
    .doc = (doc_), .is_internal = true }
/* clang-format on */

/* Ends every table of options. */
#define OPTION_END \
  {                \
    .name = NULL   \
  }

/* Reads *ARGUMENTS, ended by NULL, by OPTIONS into the zeroed VALUES, and leaves the words that are no options.
 * False with ERROR set, which says what would be right, on a mistake. */
bool option_table_parse (const Option *options, char ***arguments, void *values, GError **error);

/* Appends to WORDS (char *, with g_free()) the arguments by which option_table_parse() reads VALUES again: one for each
 * option that is given. */
void option_table_write (const Option *options, const void *values, GPtrArray *words);

/* Frees what option_table_parse() put into VALUES. */
void option_table_clear (const Option *options, void *values);

/* What LIST, of an OPTION_LIST, holds, ended by NULL; NULL if the option was not given. */
const char *const *option_list_get (const GPtrArray *list);
