/*
 * output_set.h - the files of a run: all of them, or none
 *
 * A run writes its files into one directory.  Each is written aside, under the hidden name `.NAME.part`, and gets its
 * name only at the end, when all are complete: a run that fails, is interrupted or is killed leaves no half file under
 * a final name.  What an earlier run left there stays until then.  The file added last is the seal: it is
 * taken away before the first of the others is replaced, and comes last, so that a directory which has it has the
 * files of one and the same run.
 *
 * A directory takes one run at a time: a second one is refused while the first writes.  So the names of parts can be
 * fixed, and those that a killed run left behind are overwritten by the next.
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

/* What compresses a file on its way to the disk; a packer embeds it as its first member. */
struct OutputPacker {
  /* Takes BYTES, and gives what they become to output_file_write_packed(); AT_END: completes the format. */
  void (*pack) (OutputPacker *packer, OutputFile *file, char *bytes, size_t length, bool at_end);
  void (*free) (OutputPacker *packer);
};

/* What output_file_reserve() can give at most. */
#define OUTPUT_FILE_RESERVE_MAX_BYTES 65536

/* Files for DIRECTORY, which is made if it is not there, as are its parents.  NULL with ERROR set if that fails, or if
 * another run is writing there. */
OutputSet *output_set_new (const char *directory, GError **error);

/* Gives everything up that was not committed: removes the parts, and the directories that were made if they are empty.
 * NULL is accepted. */
void output_set_free (OutputSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OutputSet, output_set_free)

/* A new file, NAME in the directory; it belongs to SET.  NULL with ERROR set if it cannot be written. */
OutputFile *output_set_add (OutputSet *set, const char *name, GError **error);

/* The same with the LENGTH bytes of TEXT in it. */
bool output_set_add_text (OutputSet *set, const char *name, const char *text, size_t length, GError **error);

/* Whether all that was written so far could be; ERROR says which file could not. */
bool output_set_check (const OutputSet *set, GError **error);

/* Completes all files and gives them their names.  On failure all that can be is as if nothing had been written. */
bool output_set_commit (OutputSet *set, GError **error);

/* Appends to FILE.  A failure is kept, and makes output_set_check() and output_set_commit() fail; what is written after
 * it is dropped. */
void output_file_write (OutputFile *file, const char *bytes, size_t length);

/* FILE, which is empty, is packed by PACKER (NULL: not at all), which becomes its own. */
void output_file_set_packer (OutputFile *file, OutputPacker *packer);

/* For packers: writes to the disk. */
void output_file_write_packed (OutputFile *file, const char *bytes, size_t length);

/* Room for BYTES (at most OUTPUT_FILE_RESERVE_MAX_BYTES) at the end of FILE, to be filled and then told by
 * output_file_advance(), up to END. */
char *output_file_reserve (OutputFile *file, size_t bytes);
void output_file_advance (OutputFile *file, const char *end);
