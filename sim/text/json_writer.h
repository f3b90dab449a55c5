/*
 * json_writer.h - JSON text, written as it comes
 *
 * Appends JSON to a string, one value after the other, indented for people.  It writes what a general library does not:
 * all integers of 64 bits, and fixed-point numbers with exactly their decimals, so that the text of a result is the
 * same everywhere and reads as it was meant.
 *
 * Whoever wants the values and not the text has a listener instead of a string.
 *
 * KEY is the member's name in an object, NULL in an array and at the top.  Ends that do not match their begins are bugs and
 * abort.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define JSON_WRITER_MAX_DEPTH 32

/* Takes what is written, as values. */
typedef struct {
  void (*begin) (void *user, const char *key); /* an object or an array */
  void (*end) (void *user);
  void (*add_text) (void *user, const char *key, const char *value);
  void (*add_integer) (void *user, const char *key, uint64_t value);
  void (*add_real) (void *user, const char *key, double value); /* as it is read from the text */
  void (*add_null) (void *user, const char *key);
  void *user;
} JsonListener;

/* Begun with either of the first two, the caller's, and all else 0. */
typedef struct {
  GString *text;                /* takes the text; or */
  const JsonListener *listener; /* takes the values, and json_writer_finish() is not called */
  bool is_compact;              /* the text is without any white space, all on one line */
  unsigned depth;
  bool is_array[JSON_WRITER_MAX_DEPTH];
  bool has_member[JSON_WRITER_MAX_DEPTH + 1]; /* something stands at this depth already */
} JsonWriter;

/* The top value is complete; ends the line. */
void json_writer_finish (JsonWriter *writer);

void json_writer_begin_object (JsonWriter *writer, const char *key);
void json_writer_end_object (JsonWriter *writer);
void json_writer_begin_array (JsonWriter *writer, const char *key);
void json_writer_end_array (JsonWriter *writer);

void json_writer_add_unsigned (JsonWriter *writer, const char *key, uint64_t value);

/* SCALED × 10^-DECIMALS, as number_put_fixed() writes it. */
void json_writer_add_fixed (JsonWriter *writer, const char *key, uint64_t scaled, unsigned decimals);

/* The same; null if SCALED is UINT64_MAX, which stands for no value. */
void json_writer_add_known (JsonWriter *writer, const char *key, uint64_t scaled, unsigned decimals);

/* VALUE to 15 significant digits; null if it is not finite. */
void json_writer_add_double (JsonWriter *writer, const char *key, double value);

/* VALUE, of which bytes that are no UTF-8 become U+FFFD; null if it is NULL. */
void json_writer_add_text (JsonWriter *writer, const char *key, const char *value);

/* Appends VALUE to TEXT as a member's value would be written. */
void json_writer_append_text (GString *text, const char *value);

void json_writer_add_null (JsonWriter *writer, const char *key);
void json_writer_add_bool (JsonWriter *writer, const char *key, bool value);
