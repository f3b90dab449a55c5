/*
 * schema.h - tables that say what a scenario may hold, and the engine that reads by them
 *
 * A table describes one C struct: a row for each key, with its type, where in the struct its value goes, range,
 * default and documentation.  Everything that concerns keys follows from the tables: reading YAML into structs with
 * all mistakes reported (schema_read()), the reference for people (schema_reference()) and the JSON Schema for editors
 * (schema_json()).  A new key is a row; a new kind of workload or event is a SchemaVariant and its rows.
 *
 * A table with variants describes a struct that has a key (`type`, `action`) which chooses among them; the keys of the
 * chosen variant are then allowed beside those of the table.  A struct that stands in a list begins with a SourcePlace.
 */
#pragma once

#include "arena.h"
#include "diagnostics.h"
#include "distribution_config.h"
#include "units.h"
#include "yaml_tree.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a key holds, and the C type of its member. */
typedef enum {
  SCHEMA_BOOL,         /* bool */
  SCHEMA_UNSIGNED,     /* uint64_t; hexadecimal (0x...) is allowed */
  SCHEMA_SIGNED,       /* int64_t */
  SCHEMA_REAL,         /* double */
  SCHEMA_BYTES,        /* uint64_t */
  SCHEMA_PAGES,        /* uint64_t, in whole pages */
  SCHEMA_TIME,         /* uint64_t, in ns */
  SCHEMA_NAME,         /* const char *: letters, digits, - and _ */
  SCHEMA_TEXT,         /* const char * */
  SCHEMA_CHARACTER,    /* char */
  SCHEMA_PATH,         /* const char *; a relative one is relative to the folder of the scenario file */
  SCHEMA_ENUM,         /* an enum */
  SCHEMA_DISTRIBUTION, /* DistributionConfig */
  SCHEMA_TEXT_LIST,    /* const char *const *, ended by NULL, and size_t if COUNT_OFFSET says where */
  SCHEMA_STRUCT,       /* the struct itself */
  SCHEMA_STRUCT_LIST   /* pointer to structs, and size_t */
} SchemaType;

/* What a number without a unit counts. */
typedef enum {
  SCHEMA_PLAIN_NOTHING, /* a unit is needed */
  SCHEMA_PLAIN_BYTES,
  SCHEMA_PLAIN_PAGES
} SchemaPlain;

/* A word of an enum. */
typedef struct {
  const char *word;
  int value;
  const char *doc;
} SchemaWord;

typedef struct SchemaTable SchemaTable;

typedef struct {
  const char *key;
  SchemaType type;
  DistributionQuantity quantity; /* distribution: of what */
  size_t offset;                 /* in the struct */
  size_t count_offset;           /* of lists: of the number of items; 0: nowhere */
  const char *fallback;          /* the default, as a scalar in the file; NULL: the member stays 0 */
  const char *absent;  /* for people: what happens without the key, where FALLBACK does not say it */
  const char *doc;     /* one line */
  const char *details; /* more, or NULL */
  const char
      *kernel_unit; /* of a kernel's variable of the name KEY: its unit, perhaps ""; NULL: it is none */
  /* By type.  Of sizes in pages too the range is in bytes.  A largest value of 0: no upper limit. */
  struct {
    uint64_t min, max;
  } range; /* unsigned, bytes, pages, time, and the values of a distribution */
  struct {
    int64_t min, max;
  } signed_range;
  struct {
    double min, max;
    bool above_min; /* the minimum itself is not allowed */
  } real_range;
  SchemaPlain plain;       /* bytes, pages */
  const SchemaWord *words; /* enum */
  size_t word_count;
  const SchemaTable *table; /* struct, list of structs */
  bool required;
  unsigned
      group; /* for the checks of a kind: bits for what the key has a meaning with only; 0: it always has */
} SchemaField;

/* One of the things that a struct can be, with the keys that only it has.  They go into a struct at OFFSET of the
 * table's; or, if SIZE is not 0, into a struct of that size of its own, to which the table's has a pointer. */
typedef struct {
  const char *word;
  int value; /* of the enum in the table's struct; with a struct of its own that has a pointer to the variant instead */
  const char *doc;
  const char *details;
  const SchemaField *fields;
  size_t field_count;
  size_t offset;
  size_t size;
} SchemaVariant;

struct SchemaTable {
  const char *noun;   /* "workload" */
  const char *plural; /* "workloads" */
  size_t size;        /* of the struct */
  const SchemaField *fields;
  size_t field_count;
  const char *tag_key; /* the key that chooses the variant; NULL: no variants */
  const char *tag_doc;
  size_t tag_offset;     /* of an enum, or a pointer to the variant */
  size_t options_offset; /* of a pointer to the struct of the variant, if it has one of its own */
  const SchemaVariant *(*variant) (size_t i); /* variant I, from 0 on; NULL behind the last */
};

/* The offset of a member, which must be of TYPE. */
/* NOLINTBEGIN(bugprone-macro-parentheses): neither a type nor a member can stand in parentheses here */
#define SCHEMA_MEMBER(struct_, member_, type_) \
  _Generic(((struct_ *)0)->member_, type_ : offsetof (struct_, member_))

/* Columns of a row: where the value goes, and the words of an enum. */
#define SCHEMA_AT(struct_, member_, type_) .offset = SCHEMA_MEMBER (struct_, member_, type_)
#define SCHEMA_WORDS(words_) .words = (words_), .word_count = G_N_ELEMENTS (words_)

/* The types of members, by what a key holds; all enumerations here are compatible with unsigned. */
#define SCHEMA_C_BOOL bool
#define SCHEMA_C_UNSIGNED uint64_t
#define SCHEMA_C_SIGNED int64_t
#define SCHEMA_C_REAL double
#define SCHEMA_C_BYTES uint64_t
#define SCHEMA_C_PAGES uint64_t
#define SCHEMA_C_TIME uint64_t
#define SCHEMA_C_NAME const char *
#define SCHEMA_C_TEXT const char *
#define SCHEMA_C_CHARACTER char
#define SCHEMA_C_PATH const char *
#define SCHEMA_C_ENUM unsigned
#define SCHEMA_C_DISTRIBUTION DistributionConfig
#define SCHEMA_C_TEXT_LIST const char *const *

/* A row: KEY, which holds a value of SCHEMA_TYPE for MEMBER of STRUCT; then its line of documentation, and further
 * columns by their names. */
#define SCHEMA_KEY(key_, type_, struct_, member_, ...)                                     \
  {                                                                                        \
    .key = (key_), .type = SCHEMA_##type_, SCHEMA_AT (struct_, member_, SCHEMA_C_##type_), \
    .doc = __VA_ARGS__                                                                     \
  }

/* The same for a key that holds the keys of TABLE, whose struct of TYPE is MEMBER itself ... */
#define SCHEMA_PART(key_, struct_, member_, type_, table_, ...)                                   \
  {                                                                                               \
    .key = (key_), .type = SCHEMA_STRUCT, SCHEMA_AT (struct_, member_, type_), .table = (table_), \
    .doc = __VA_ARGS__                                                                            \
  }

/* ... or for a list of such, whose items MEMBER points to; COUNT becomes their number. */
#define SCHEMA_LIST(key_, struct_, member_, count_, type_, table_, ...)                            \
  {                                                                                                \
    .key = (key_), .type = SCHEMA_STRUCT_LIST, SCHEMA_AT (struct_, member_, type_ *),              \
    .count_offset = SCHEMA_MEMBER (struct_, count_, size_t), .table = (table_), .doc = __VA_ARGS__ \
  }

/* Columns of a table and of a variant: their rows; and those that every table has. */
#define SCHEMA_FIELDS(fields_) .fields = (fields_), .field_count = G_N_ELEMENTS (fields_)
#define SCHEMA_TABLE_OF(noun_, plural_, struct_, fields_) \
  .noun = (noun_), .plural = (plural_), .size = sizeof (struct_), SCHEMA_FIELDS (fields_)
/* NOLINTEND(bugprone-macro-parentheses) */

#define SCHEMA_KIB (UINT64_C (1) << 10)
#define SCHEMA_MIB (UINT64_C (1) << 20)
#define SCHEMA_GIB (UINT64_C (1) << 30)
#define SCHEMA_TIB (UINT64_C (1) << 40)
#define SCHEMA_LEAST_PAGE (UINT64_C (4) << 10) /* no machine has smaller pages: where ranges of sizes begin */
#define SCHEMA_SECOND_NS UINT64_C (1000000000)
#define SCHEMA_TIME_MAX_NS \
  (UINT64_C (1000) * 3600 * SCHEMA_SECOND_NS) /* 1000 h: far from the end of the clock */

/* Where the value of a member was given, and whether it could be read. */
typedef struct {
  SourcePlace place;
  bool is_valid;
} SchemaGiven;

/* What reading needs and leaves. */
typedef struct {
  Arena *arena;
  Diagnostics *diagnostics;
  const char *directory; /* that relative paths are relative to */
  GHashTable *given;     /* address of a member → SchemaGiven *, of all that were given */
  uint64_t page_bytes;   /* of the machine that it is about: its base page */
} SchemaContext;

/* Reads ROOT into the zeroed CONFIG, a struct of TABLE, and fills in the defaults.  A value with a mistake leaves its
 * member as it was. */
void schema_read (SchemaContext *context, const SchemaTable *table, const YamlNode *root, void *config);

/* Fills in the defaults of TABLE, which has neither texts nor lists, into the zeroed CONFIG. */
void schema_fill_defaults (const SchemaTable *table, void *config);

/* True if MEMBER was given, with or without a mistake. */
bool schema_is_given (const SchemaContext *context, const void *member);

/* False if MEMBER was given with a mistake. */
bool schema_is_usable (const SchemaContext *context, const void *member);

/* Where MEMBER was given, else ELSEWHERE. */
SourcePlace schema_place (const SchemaContext *context, const void *member, SourcePlace elsewhere);

/* Adds a mistake where MEMBER was given, else ELSEWHERE.  MEMBER may be NULL. */
void schema_mistake (const SchemaContext *context, const void *member, SourcePlace elsewhere,
                     const char *format, ...) G_GNUC_PRINTF (4, 5);

/* A size and a time for messages, exactly; they belong to CONTEXT's arena. */
const char *schema_size_text (const SchemaContext *context, uint64_t bytes);
const char *schema_time_text (const SchemaContext *context, uint64_t ns);

#define SCHEMA_REFERENCE_COLUMNS 100

/* Everything that TABLE allows, for people: a key a paragraph, nested keys indented, in lines of at most
 * SCHEMA_REFERENCE_COLUMNS columns.  The caller frees it with g_free(). */
char *schema_reference (const SchemaTable *table);

/* FIELD alone, as the variable of the kernel that it stands for.  The caller frees it with g_free(). */
char *schema_reference_kernel (const SchemaField *field);

/* A JSON Schema (draft 7) of TABLE as text, with a newline at the end, by which editors complete and check scenario
 * files.  It is at least as strict as schema_read() on one value, and does not compare values with each other.  The
 * caller frees it with g_free(). */
char *schema_json (const SchemaTable *table);
