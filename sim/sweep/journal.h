/*
 * journal.h - results as they come, that survive a kill
 *
 * A file of lines that is only ever added to: each has a checksum, the key of what it is the result of, and
 * the result as text.  A process that is killed, at any moment, loses at most the line that it was writing:
 * that line is recognised when the journal is opened again, and cut off.  A key is there once.
 *
 *     b2f0c0a91d5b3e77 journal pcachesim 1
 *     07c1f7d3a4be2295 head {"scenario": ...}
 *     5e0cf2ab8f3c1d60 3f9a0c... ok 81c3f0a2d4e5b697 0.9714 1042
 *
 * A head says what follows is for; of several the last one counts, and what stands before it may still be
 * used.  Each line is one write to a file open for appending, and gets to the disk within about a second, and
 * at the end.
 *
 * One process at a time writes: another is refused.  Errors are G_FILE_ERROR with a message "PATH: what is
 * wrong; what would be right".
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Journal Journal;

/* Opens the journal at PATH to add to it; makes it, and its folder, if there is none.  NULL with ERROR set if
 * that cannot be, if another process has it open, or if the file is something else or damaged other than at
 * its end. */
Journal *journal_open (const char *path, GError **error);

/* Only reads what is at PATH: nothing is cut off, and somebody else may be writing. */
Journal *journal_read (const char *path, GError **error);

/* NULL is accepted. */
void journal_close (Journal *journal);

/* NULL if there is none. */
const char *journal_get_head (const Journal *journal);

/* Makes HEAD, a line of text, the one that counts; does nothing if it is already. */
bool journal_put_head (Journal *journal, const char *head, GError **error);

/* The text of KEY, or NULL; it is the journal's and lives as long. */
const char *journal_find (const Journal *journal, const char *key);

/* Adds TEXT, one line, under KEY, one word that is not there yet: aborts if it is. */
bool journal_add (Journal *journal, const char *key, const char *text, GError **error);
