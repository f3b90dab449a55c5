/*
 * output_set.h - the files of a run: all of them, or none
 *
 * A run writes its files into one directory.  Each is written aside, under the hidden name `.NAME.part`, and
 * gets its name only at the end, when all are complete: a run that fails, is interrupted or is killed leaves
 * no half file under a final name.  The files of an earlier run stay until then.  The file added last is the
 * seal: it is removed before the first of the other files is replaced, and gets its name last.  So all files
 * of a directory with a seal are from the same run.
 *
 * A directory takes one run at a time: a second run is refused while the first writes.  So parts can have
 * fixed names, and the next run overwrites the parts that a killed run left behind.
 *
 * Errors are G_FILE_ERROR, with a message "PATH: what is wrong".
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct OutputSet OutputSet;
typedef struct OutputFile OutputFile;
typedef struct OutputPacker OutputPacker;

/* Compresses a file on its way to the disk.  A packer embeds this struct as its first member. */
struct OutputPacker {
  /* Compresses BYTES and passes the result to output_file_write_packed(); AT_END: completes the format. */
  void (*pack) (OutputPacker *packer, OutputFile *file, const char *bytes, size_t length, bool at_end);
  void (*free) (OutputPacker *packer);
};

/* The largest size that output_file_reserve() takes. */
#define OUTPUT_FILE_RESERVE_MAX_BYTES 65536

/* Begins a set of files for DIRECTORY, which is made with its parents if it does not exist.  NULL with
 * ERROR set if that fails, or if another run is writing there. */
OutputSet *output_set_new (const char *directory, GError **error);

/* Drops what was not committed: removes parts, and empty directories that it made.  NULL is accepted. */
void output_set_free (OutputSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OutputSet, output_set_free)

/* Adds a new file NAME, which belongs to SET.  NULL with ERROR set if it cannot be written. */
OutputFile *output_set_add (OutputSet *set, const char *name, GError **error);

/* Adds a file NAME that holds the LENGTH bytes of TEXT. */
bool output_set_add_text (OutputSet *set, const char *name, const char *text, size_t length, GError **error);

/* Whether all writing so far succeeded; if not, ERROR says which file failed. */
bool output_set_check (const OutputSet *set, GError **error);

/* Completes all files and gives them their names.  On failure it undoes as much as it can. */
bool output_set_commit (OutputSet *set, GError **error);

/* Appends to FILE.  After a failure more bytes are dropped, and output_set_check() and _commit() fail. */
void output_file_write (OutputFile *file, const char *bytes, size_t length);

/* Makes PACKER (NULL: none) compress FILE, which must be empty and takes over PACKER. */
void output_file_set_packer (OutputFile *file, OutputPacker *packer);

/* Writes to the disk; only packers call it. */
void output_file_write_packed (OutputFile *file, const char *bytes, size_t length);

/* Returns room for BYTES (at most OUTPUT_FILE_RESERVE_MAX_BYTES) at the end of FILE.  The caller fills the
 * room up to END and then calls output_file_advance(). */
char *output_file_reserve (OutputFile *file, size_t bytes);
void output_file_advance (OutputFile *file, const char *end);
