/*
 * trace_fixture.h - recordings for tests
 *
 * A test says what a file holds and how it is to be read, and gets all requests, what they come to and the
 * message of the error without the path.  Files live in a temporary directory and are removed with the
 * fixture.
 */
#pragma once

#include "trace_formats.h"

#include <glib.h>

typedef enum {
  STORED_PLAIN,
  STORED_GZIP,
  STORED_ZSTD,
  STORED_XZ,
  STORED_LZ4,
  STORED_BZIP2,
  STORAGES
} Storage;

/* TEXT (LENGTH bytes) as a tool would store it; added to TO. */
void store_bytes (Storage storage, const void *text, size_t length, GByteArray *to);

/* A file named NAME with the bytes; the path is to be given to remove_file(). */
char *write_file (const char *name, const void *bytes, size_t length);
void remove_file (char *path);

/* What the requests of a recording come to. */
typedef struct {
  uint64_t reads;
  uint64_t writes;
  uint64_t read_bytes;
  uint64_t write_bytes;
  uint64_t last_time_ns; /* time of the last request */
  uint32_t files;
} Sums;

typedef struct {
  GArray *requests; /* of IoRequest */
  Sums statistics;
  char *message; /* of the error behind PATH, or NULL */
} Recording;

/* Reads the file at OPTIONS->path, BATCH requests at a time, then frees the source. */
Recording read_recording (const TraceOptions *options, size_t batch);

/* The same for a file NAME that holds TEXT; options->path is not used. */
Recording read_text (const char *name, const char *text, TraceOptions options);

void clear_recording (Recording *recording);

#define request_at(recording, i) (&g_array_index ((recording).requests, IoRequest, i))

/* Fails unless TEXT, read with OPTIONS as a file NAME, ends with the error MESSAGE. */
void assert_error (const char *name, const char *text, TraceOptions options, const char *message);
