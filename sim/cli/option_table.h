/*
 * option_table.h - the options of a subcommand
 *
 * A table has a row for each option: its name, the kind of its value, where the value is stored, and the
 * documentation.  From the table the tool reads its command line, writes one for another process, and makes
 * `--help`, the manual page and the completions.
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
  const char *argument; /* the name of the value in the help: "DIR" */
  const char *doc;      /* one line */
  size_t offset;        /* of the value in the struct */
  size_t given_offset;  /* of a bool that becomes true if the number is given; 0: there is none */
  OptionKind kind;
  /* Of numbers: the limits (MOST of 0: none), and the value without the option. */
  uint64_t least, most, fallback;
  char letter;      /* the short form, 0: none */
  bool is_internal; /* used by the tool itself: not shown, not suggested */
} Option;

/* clang-format off */
/* A row: --NAME or -LETTER (0: none) stores a KIND in MEMBER of STRUCT.  ARGUMENT is NULL for a flag. */
#define OPTION_ROW(struct_, member_, kind_, letter_, name_, argument_, doc_)                                 \
  { .name = (name_), .letter = (letter_), .kind = (kind_), .offset = offsetof (struct_, member_),            \
    .argument = (argument_), .doc = (doc_) }
/* The same for a flag. */
#define OPTION_FLAG_ROW(struct_, member_, letter_, name_, doc_)                                              \
  OPTION_ROW (struct_, member_, OPTION_FLAG, letter_, name_, NULL, doc_)
/* The same for numbers from LEAST to MOST; FALLBACK is the value without the option. */
#define OPTION_NUMBER_ROW(struct_, member_, letter_, name_, argument_, least_, most_, fallback_, doc_)       \
  { .name = (name_), .letter = (letter_), .kind = OPTION_UNSIGNED, .offset = offsetof (struct_, member_),    \
    .least = (least_), .most = (most_), .fallback = (fallback_), .argument = (argument_), .doc = (doc_) }
/* The same for any number; the bool GIVEN tells whether the user gave it. */
#define OPTION_GIVEN_ROW(struct_, member_, given_, kind_, name_, argument_, doc_)                            \
  { .name = (name_), .kind = (kind_), .offset = offsetof (struct_, member_),                                 \
    .given_offset = offsetof (struct_, given_), .argument = (argument_), .doc = (doc_) }
/* The same for options that only the tool itself uses. */
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
/* Rows for a ScenarioChanges in STRUCT.  PREFIX leads to its members: empty, or `changes.`.  SCOPE begins the
 * documentation and says which runs change: "for all points: ". */
#define OPTION_CHANGE_ROWS(struct_, prefix_, scope_)                                                         \
  OPTION_ROW (struct_, prefix_ system_path, OPTION_TEXT, 0, "system", "FILE",                                \
              scope_ "take tunables from an /etc/system file; --set overrides it"),                           \
  OPTION_ROW (struct_, prefix_ sets, OPTION_LIST, 0, "set", "PATH=VALUE",                                    \
              scope_ "change a value of the scenario; may be given many times")
/* A row for the seed in a MachineOptions in STRUCT.  PREFIX leads to its members. */
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

/* Reads the options in *ARGUMENTS, ended by NULL, into VALUES, which are zero before, and leaves the other
 * words in *ARGUMENTS.  Sets *IS_HELP if --help, which no table has, is among them; with IS_HELP NULL, --help
 * is an unknown option.  On a mistake, false with ERROR set, which says what would be right. */
bool option_table_parse (const Option *options, char ***arguments, void *values, bool *is_help,
                         GError **error);

/* Appends to WORDS (char *, freed by g_free()) the arguments from which option_table_parse() reads VALUES
 * again: one for each option that is given. */
void option_table_write (const Option *options, const void *values, GPtrArray *words);

/* Frees what option_table_parse() put into VALUES. */
void option_table_clear (const Option *options, void *values);
