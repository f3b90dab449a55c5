/* json_writer.c - writes JSON with its commas, indentation and escapes */
#include "json_writer.h"

#include "number_format.h"

#include <math.h>

void json_writer_finish (JsonWriter *writer)
{
  g_assert (writer->depth == 0 && writer->has_member[0]);
  g_string_append_c (writer->text, '\n');
}

void json_writer_append_text (GString *text, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  g_string_append_c (text, '"');
  for (const char *c = valid; *c != '\0'; c++) {
    if (*c == '"' || *c == '\\') {
      g_string_append_c (text, '\\');
      g_string_append_c (text, *c);
    } else if (*c == '\n') {
      g_string_append (text, "\\n");
    } else if (*c == '\t') {
      g_string_append (text, "\\t");
    } else if ((unsigned char)*c < 0x20 || *c == 0x7f) {
      g_string_append_printf (text, "\\u%04x", (unsigned)*c);
    } else {
      g_string_append_c (text, *c);
    }
  }
  g_string_append_c (text, '"');
}

static void begin_line (JsonWriter *writer)
{
  if (writer->is_compact) {
    return;
  }
  g_string_append_c (writer->text, '\n');
  for (unsigned i = 0; i < writer->depth; i++) {
    g_string_append (writer->text, "  ");
  }
}

/* Writes what stands before a value: comma, indentation, key. */
static void begin_value (JsonWriter *writer, const char *key)
{
  bool in_object = writer->depth > 0 && !writer->is_array[writer->depth - 1];
  g_assert ((key != NULL) == in_object);
  g_assert (writer->depth > 0 || !writer->has_member[0]);
  if (writer->has_member[writer->depth]) {
    g_string_append_c (writer->text, ',');
  }
  writer->has_member[writer->depth] = true;
  if (writer->depth > 0) {
    begin_line (writer);
  }
  if (key != NULL) {
    json_writer_append_text (writer->text, key);
    g_string_append (writer->text, writer->is_compact ? ":" : ": ");
  }
}

static void begin_container (JsonWriter *writer, const char *key, bool is_array)
{
  if (writer->listener != NULL) {
    writer->listener->begin (writer->listener->user, key);
    return;
  }
  begin_value (writer, key);
  g_assert (writer->depth < JSON_WRITER_MAX_DEPTH);
  g_string_append_c (writer->text, is_array ? '[' : '{');
  writer->is_array[writer->depth++] = is_array;
  writer->has_member[writer->depth] = false;
}

static void end_container (JsonWriter *writer, bool is_array)
{
  if (writer->listener != NULL) {
    writer->listener->end (writer->listener->user);
    return;
  }
  g_assert (writer->depth > 0 && writer->is_array[writer->depth - 1] == is_array);
  bool is_empty = !writer->has_member[writer->depth];
  writer->depth--;
  if (!is_empty) {
    begin_line (writer);
  }
  g_string_append_c (writer->text, is_array ? ']' : '}');
}

void json_writer_begin_object (JsonWriter *writer, const char *key)
{
  begin_container (writer, key, false);
}

void json_writer_end_object (JsonWriter *writer)
{
  end_container (writer, false);
}

void json_writer_begin_array (JsonWriter *writer, const char *key)
{
  begin_container (writer, key, true);
}

void json_writer_end_array (JsonWriter *writer)
{
  end_container (writer, true);
}

void json_writer_add_unsigned (JsonWriter *writer, const char *key, uint64_t value)
{
  json_writer_add_fixed (writer, key, value, 0);
}

void json_writer_add_fixed (JsonWriter *writer, const char *key, uint64_t scaled, unsigned decimals)
{
  const JsonListener *listener = writer->listener;
  if (listener != NULL && decimals == 0) {
    listener->add_integer (listener->user, key, scaled);
    return;
  }
  if (listener != NULL) {
    listener->add_real (listener->user, key, number_fixed_to_double (scaled, decimals));
    return;
  }
  begin_value (writer, key);
  number_append_fixed (writer->text, scaled, decimals);
}

void json_writer_add_known (JsonWriter *writer, const char *key, uint64_t scaled, unsigned decimals)
{
  if (scaled == UINT64_MAX) {
    json_writer_add_null (writer, key);
  } else {
    json_writer_add_fixed (writer, key, scaled, decimals);
  }
}

void json_writer_add_double (JsonWriter *writer, const char *key, double value)
{
  if (!isfinite (value)) {
    json_writer_add_null (writer, key);
    return;
  }
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_assert (writer->listener == NULL); /* with 15 digits the text would be another number */
  begin_value (writer, key);
  g_string_append (writer->text, g_ascii_formatd (number, sizeof number, "%.15g", value));
}

void json_writer_add_text (JsonWriter *writer, const char *key, const char *value)
{
  if (value == NULL) {
    json_writer_add_null (writer, key);
    return;
  }
  if (writer->listener != NULL) {
    writer->listener->add_text (writer->listener->user, key, value);
    return;
  }
  begin_value (writer, key);
  json_writer_append_text (writer->text, value);
}

void json_writer_add_null (JsonWriter *writer, const char *key)
{
  if (writer->listener != NULL) {
    writer->listener->add_null (writer->listener->user, key);
    return;
  }
  begin_value (writer, key);
  g_string_append (writer->text, "null");
}

void json_writer_add_bool (JsonWriter *writer, const char *key, bool value)
{
  if (writer->listener != NULL) {
    writer->listener->add_integer (writer->listener->user, key, value);
    return;
  }
  begin_value (writer, key);
  g_string_append (writer->text, value ? "true" : "false");
}
