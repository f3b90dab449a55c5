/*
 * json_writer.h - JSON text, written as it comes
 *
 * Appends JSON to a string, one value after the other, indented for people.  A general library does not write
 * all integers of 64 bits, nor fixed-point numbers with exactly their decimals; this writer does, so that the
 * text of a result is exact and the same everywhere.
 *
 * A caller that wants the values and not the text gives a listener instead of a string.
 *
 * KEY is the member's name in an object, NULL in an array and at the top.  An end that does not match its
 * begin is a bug and aborts.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define JSON_WRITER_MAX_DEPTH 32

/* Receives the values that are written. */
typedef struct {
  void (*begin) (void *user, const char *key); /* an object or an array */
  void (*end) (void *user);
  void (*add_text) (void *user, const char *key, const char *value);
  void (*add_integer) (void *user, const char *key, uint64_t value);
  void (*add_real) (void *user, const char *key, double value); /* the number that reading the text gives */
  void (*add_null) (void *user, const char *key);
  void *user;
} JsonListener;

/* The caller sets one of the first two members, which stays the caller's, and all others to 0. */
typedef struct {
  GString *text;                /* receives the text; NULL with a listener */
  const JsonListener *listener; /* receives the values; then json_writer_finish() is not called */
  bool is_compact;              /* the text is one line without white space */
  unsigned depth;
  bool is_array[JSON_WRITER_MAX_DEPTH];
  bool has_member[JSON_WRITER_MAX_DEPTH + 1]; /* something stands at this depth already */
} JsonWriter;

/* Ends the line after the complete top value. */
void json_writer_finish (JsonWriter *writer);

void json_writer_begin_object (JsonWriter *writer, const char *key);
void json_writer_end_object (JsonWriter *writer);
void json_writer_begin_array (JsonWriter *writer, const char *key);
void json_writer_end_array (JsonWriter *writer);

void json_writer_add_unsigned (JsonWriter *writer, const char *key, uint64_t value);

/* Adds SCALED × 10^-DECIMALS, as number_put_fixed() writes it. */
void json_writer_add_fixed (JsonWriter *writer, const char *key, uint64_t scaled, unsigned decimals);

/* Does the same, but adds null if SCALED is UINT64_MAX, which stands for no value. */
void json_writer_add_known (JsonWriter *writer, const char *key, uint64_t scaled, unsigned decimals);

/* Adds VALUE with 15 significant digits; null if VALUE is not finite. */
void json_writer_add_double (JsonWriter *writer, const char *key, double value);

/* Adds VALUE, with U+FFFD for bytes that are not UTF-8; null if VALUE is NULL. */
void json_writer_add_text (JsonWriter *writer, const char *key, const char *value);

/* Appends VALUE to TEXT as json_writer_add_text() writes it. */
void json_writer_append_text (GString *text, const char *value);

void json_writer_add_null (JsonWriter *writer, const char *key);
void json_writer_add_bool (JsonWriter *writer, const char *key, bool value);
