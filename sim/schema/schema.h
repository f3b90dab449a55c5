/*
 * schema.h - tables that say what a scenario may hold, and the functions that use them
 *
 * A table describes one C struct.  It has a row for each key: its type, the member for its value, its range,
 * default and documentation.  Everything that concerns keys is made from the tables: reading YAML into
 * structs with all mistakes reported (schema_read()), the reference for people (schema_reference()) and the
 * JSON Schema for editors (schema_json()).  A new key is a row; a new kind of workload or event is a
 * SchemaVariant and its rows.
 *
 * A table can have variants.  A key of the struct (`type`, `action`) then chooses one of them, and the keys
 * of the chosen variant are allowed beside those of the table.  A struct that stands in a list begins with a
 * SourcePlace.
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
  SCHEMA_TEXT_LIST,    /* const char *const *, ended by NULL; and size_t if there is a count_offset */
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
  DistributionQuantity quantity; /* distribution: what its values are */
  size_t offset;                 /* in the struct */
  size_t count_offset;           /* list: where the number of items goes; 0: nowhere */
  const char *fallback;          /* the default, as a scalar in the file; NULL: the member stays 0 */
  const char *absent;            /* for people: what happens without the key, if there is no fallback */
  const char *doc;               /* one line */
  const char *details;           /* more documentation, or NULL */
  const char *kernel_unit; /* the unit of the kernel's variable of this name, perhaps ""; NULL: no variable */
  /* The following depend on the type.  Ranges of sizes are in bytes, even for SCHEMA_PAGES.  A `max` of 0: no
   * upper limit. */
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
  unsigned group; /* bits for the checks of a kind: what the key needs to have a meaning; 0: nothing */
} SchemaField;

/* One of the things that a struct can be, with the keys that only this variant has.  Their values go into the
 * table's struct, from OFFSET on.  If SIZE is not 0, they go into a separate struct of SIZE bytes, and the
 * table's struct has a pointer to it. */
typedef struct {
  const char *word;
  int value; /* of the enum in the table's struct; not used with a separate struct */
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
  size_t tag_offset;     /* where the enum is or, with separate structs, a pointer to the variant */
  size_t options_offset; /* where the pointer to the separate struct of a variant is */
  const SchemaVariant *(*variant) (size_t i); /* variant I, from 0 on; NULL after the last */
};

/* The offset of a member, which must have the given type. */
/* NOLINTBEGIN(bugprone-macro-parentheses): neither a type nor a member can stand in parentheses here */
#define SCHEMA_MEMBER(struct_, member_, type_) \
  _Generic(((struct_ *)0)->member_, type_ : offsetof (struct_, member_))

/* Columns of a row: where the value goes, and the words of an enum. */
#define SCHEMA_AT(struct_, member_, type_) .offset = SCHEMA_MEMBER (struct_, member_, type_)
#define SCHEMA_WORDS(words_) .words = (words_), .word_count = G_N_ELEMENTS (words_)

/* The C type of a member for each type of key; all enumerations here are compatible with unsigned. */
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

/* A row: KEY holds a value of SCHEMA_TYPE for MEMBER of STRUCT.  Its line of documentation follows, then
 * further columns by their names. */
#define SCHEMA_KEY(key_, type_, struct_, member_, ...)                                     \
  {                                                                                        \
    .key = (key_), .type = SCHEMA_##type_, SCHEMA_AT (struct_, member_, SCHEMA_C_##type_), \
    .doc = __VA_ARGS__                                                                     \
  }

/* A row for a key that holds the keys of TABLE.  MEMBER itself is the struct, of TYPE. */
#define SCHEMA_PART(key_, struct_, member_, type_, table_, ...)                                   \
  {                                                                                               \
    .key = (key_), .type = SCHEMA_STRUCT, SCHEMA_AT (struct_, member_, type_), .table = (table_), \
    .doc = __VA_ARGS__                                                                            \
  }

/* A row for a list of such structs.  MEMBER points to the items, COUNT becomes their number. */
#define SCHEMA_LIST(key_, struct_, member_, count_, type_, table_, ...)                            \
  {                                                                                                \
    .key = (key_), .type = SCHEMA_STRUCT_LIST, SCHEMA_AT (struct_, member_, type_ *),              \
    .count_offset = SCHEMA_MEMBER (struct_, count_, size_t), .table = (table_), .doc = __VA_ARGS__ \
  }

/* Columns of a table or a variant: its rows.  Then the columns that every table has. */
#define SCHEMA_FIELDS(fields_) .fields = (fields_), .field_count = G_N_ELEMENTS (fields_)
#define SCHEMA_TABLE_OF(noun_, plural_, struct_, fields_) \
  .noun = (noun_), .plural = (plural_), .size = sizeof (struct_), SCHEMA_FIELDS (fields_)
/* NOLINTEND(bugprone-macro-parentheses) */

#define SCHEMA_KIB (UINT64_C (1) << 10)
#define SCHEMA_MIB (UINT64_C (1) << 20)
#define SCHEMA_GIB (UINT64_C (1) << 30)
#define SCHEMA_TIB (UINT64_C (1) << 40)
#define SCHEMA_LEAST_PAGE (UINT64_C (4) << 10) /* the smallest page of any machine */
#define SCHEMA_SECOND_NS UINT64_C (1000000000)
#define SCHEMA_TIME_MAX_NS \
  (UINT64_C (1000) * 3600 * SCHEMA_SECOND_NS) /* 1000 h: far from the end of the clock */

/* Where the value of a member was given, and whether it could be read. */
typedef struct {
  SourcePlace place;
  bool is_valid;
} SchemaGiven;

/* What reading needs, and what it leaves for later checks. */
typedef struct {
  Arena *arena;
  Diagnostics *diagnostics;
  const char *directory; /* relative paths start here */
  GHashTable *given;     /* address of each member given → SchemaGiven * */
  uint64_t page_bytes;   /* the base page of the simulated machine */
} SchemaContext;

/* Reads ROOT into the zeroed CONFIG, a struct of TABLE, and fills in the defaults.  A value with a mistake
 * leaves its member as it was. */
void schema_read (SchemaContext *context, const SchemaTable *table, const YamlNode *root, void *config);

/* Fills in the defaults of TABLE, which has neither texts nor lists, into the zeroed CONFIG. */
void schema_fill_defaults (const SchemaTable *table, void *config);

/* True if MEMBER was given, with or without a mistake. */
bool schema_is_given (const SchemaContext *context, const void *member);

/* False if MEMBER was given with a mistake. */
bool schema_is_usable (const SchemaContext *context, const void *member);

/* The place where MEMBER was given; ELSEWHERE if it was not given. */
SourcePlace schema_place (const SchemaContext *context, const void *member, SourcePlace elsewhere);

/* Adds a mistake at schema_place().  MEMBER may be NULL. */
void schema_mistake (const SchemaContext *context, const void *member, SourcePlace elsewhere,
                     const char *format, ...) G_GNUC_PRINTF (4, 5);

/* An exact size or time for messages; the text belongs to CONTEXT's arena. */
const char *schema_size_text (const SchemaContext *context, uint64_t bytes);
const char *schema_time_text (const SchemaContext *context, uint64_t ns);

#define SCHEMA_REFERENCE_COLUMNS 100

/* Everything that TABLE allows, for people: one paragraph for each key, nested keys indented, lines of at
 * most SCHEMA_REFERENCE_COLUMNS columns.  The caller frees it with g_free(). */
char *schema_reference (const SchemaTable *table);

/* The reference of FIELD alone, as a variable of the kernel.  The caller frees it with g_free(). */
char *schema_reference_kernel (const SchemaField *field);

/* A JSON Schema (draft 7) of TABLE as text, with a newline at the end.  Editors use it to complete and check
 * scenario files.  For a single value it is at least as strict as schema_read(); it does not compare values.
 * The caller frees it with g_free(). */
char *schema_json (const SchemaTable *table);
