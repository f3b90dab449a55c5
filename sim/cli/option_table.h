/*
 * option_table.h - the options of a subcommand
 *
 * A table says what options there are: a row has the name, what it takes, where its value goes, and its
 * documentation.  Reading the command line, writing one for another process, `--help`, the manual page and
 * completions all follow from it.
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
  OPTION_LIST,     /* may be given many times; const char *const *, ended by NULL; NULL if not given */
  OPTION_UNSIGNED, /* uint64_t */
  OPTION_TIME      /* a time with a unit; uint64_t, in ns */
} OptionKind;

typedef struct {
  const char *name;     /* without the dashes */
  const char *argument; /* what stands for the value in help: "DIR" */
  const char *doc;      /* one line */
  size_t offset;        /* of the value in the struct */
  size_t given_offset;  /* of a bool that becomes true if a number is given; 0: none */
  OptionKind kind;
  /* Of numbers: what is accepted (MOST of 0: as much as there is), and the value if none is given. */
  uint64_t least, most, fallback;
  char letter;      /* the short form, 0: none */
  bool is_internal; /* used by the tool itself: not shown, not suggested */
} Option;

/* clang-format off */
/* A row: --NAME, or -LETTER (0: none), which takes KIND into MEMBER of STRUCT.  ARGUMENT: NULL for a flag. */
#define OPTION_ROW(struct_, member_, kind_, letter_, name_, argument_, doc_)                                 \
  { .name = (name_), .letter = (letter_), .kind = (kind_), .offset = offsetof (struct_, member_),            \
    .argument = (argument_), .doc = (doc_) }
/* The same for a flag. */
#define OPTION_FLAG_ROW(struct_, member_, letter_, name_, doc_)                                              \
  OPTION_ROW (struct_, member_, OPTION_FLAG, letter_, name_, NULL, doc_)
/* The same for numbers from LEAST to MOST; FALLBACK is the value if it is not given. */
#define OPTION_NUMBER_ROW(struct_, member_, letter_, name_, argument_, least_, most_, fallback_, doc_)       \
  { .name = (name_), .letter = (letter_), .kind = OPTION_UNSIGNED, .offset = offsetof (struct_, member_),    \
    .least = (least_), .most = (most_), .fallback = (fallback_), .argument = (argument_), .doc = (doc_) }
/* The same for a number of which the bool GIVEN says whether it is given, as any number may be. */
#define OPTION_GIVEN_ROW(struct_, member_, given_, kind_, name_, argument_, doc_)                            \
  { .name = (name_), .kind = (kind_), .offset = offsetof (struct_, member_),                                 \
    .given_offset = offsetof (struct_, given_), .argument = (argument_), .doc = (doc_) }
/* The same for options of the tool itself. */
#define OPTION_INTERNAL_ROW(struct_, member_, kind_, name_, argument_, doc_)                                 \
  { .name = (name_), .kind = (kind_), .offset = offsetof (struct_, member_), .argument = (argument_),        \
    .doc = (doc_), .is_internal = true }
/* clang-format on */

/* Ends every table of options. */
#define OPTION_END \
  {                \
    .name = NULL   \
  }

/* ---- rows that several subcommands have ---- */

/* clang-format off */
/* The ScenarioChanges in STRUCT, where PREFIX leads to its members: nothing, or `changes.`.  SCOPE says of
 * which scenario or runs: "for all points: ". */
#define OPTION_CHANGE_ROWS(struct_, prefix_, scope_)                                                         \
  OPTION_ROW (struct_, prefix_ system_path, OPTION_TEXT, 0, "system", "FILE",                                \
              scope_ "take tunables from an /etc/system file; --set overrides it"),                           \
  OPTION_ROW (struct_, prefix_ sets, OPTION_LIST, 0, "set", "PATH=VALUE",                                    \
              scope_ "change a value of the scenario; may be given many times")
/* Of the MachineOptions in STRUCT, where PREFIX leads to their members. */
#define OPTION_SEED_ROW(struct_, prefix_)                                                                    \
  OPTION_GIVEN_ROW (struct_, prefix_ seed, prefix_ has_seed, OPTION_UNSIGNED, "seed", "N",                   \
                    "instead of the scenario's seed")
#define OPTION_DURATION_ROW(struct_, member_)                                                                \
  { .name = "duration", .kind = OPTION_TIME, .offset = offsetof (struct_, member_), .least = 1,              \
    .argument = "TIME", .doc = "simulate this long, say 90s, instead of what the scenario says" }
#define OPTION_JOBS_ROW(struct_, member_)                                                                    \
  OPTION_NUMBER_ROW (struct_, member_, 'j', "jobs", "N", 1, 1024, 0,                                         \
                     "make N runs at a time; the default is one a processor")
#define OPTION_QUIET_ROW(struct_, member_)                                                                   \
  OPTION_FLAG_ROW (struct_, member_, 'q', "quiet", "print nothing but errors")
/* clang-format on */

/* Reads *ARGUMENTS, ended by NULL, by OPTIONS into the zeroed VALUES, and leaves the words that are no
 * options.  IS_HELP: whether --help is among them, which no table has; NULL: it is an option like any other.
 * False with ERROR set, which says what would be right, on a mistake. */
bool option_table_parse (const Option *options, char ***arguments, void *values, bool *is_help,
                         GError **error);

/* Appends to WORDS (char *, with g_free()) the arguments by which option_table_parse() reads VALUES again:
 * one for each option that is given. */
void option_table_write (const Option *options, const void *values, GPtrArray *words);

/* Frees what option_table_parse() put into VALUES. */
void option_table_clear (const Option *options, void *values);
