/*
 * journal.h - a file that keeps each result as it comes, and survives a kill
 *
 * Lines are only ever appended.  A line has a checksum, the key of an evaluation, and the result as text.  A
 * process that is killed, at any moment, loses at most the line that it was writing: when the journal is
 * opened again, the incomplete line is recognised and cut off.  A key occurs once.
 *
 *     b2f0c0a91d5b3e77 journal pcachesim 1
 *     07c1f7d3a4be2295 head {"scenario": ...}
 *     5e0cf2ab8f3c1d60 3f9a0c... ok 81c3f0a2d4e5b697 0.9714 1042
 *
 * A head says what the results are for.  If there are several heads, the last one counts; results before it
 * may still be used.  Each line is one write to a file open for appending.  Lines are synced to the disk
 * about every second, and at the end.
 *
 * Only one process at a time may write; others get an error.  Errors are G_FILE_ERROR with a message "PATH:
 * what is wrong; what would be right".
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Journal Journal;

/* Opens the journal at PATH for adding; makes it, and its folder, if there is none.  NULL with ERROR set if
 * it cannot be opened, another process has it open, or it is no journal or is damaged before its end. */
Journal *journal_open (const char *path, GError **error);

/* Reads the journal at PATH and does not change it; another process may be writing to it. */
Journal *journal_read (const char *path, GError **error);

/* NULL is accepted. */
void journal_close (Journal *journal);

/* Returns the last head; NULL if there is none. */
const char *journal_get_head (const Journal *journal);

/* Adds HEAD, a line of text, unless it is the last head already. */
bool journal_put_head (Journal *journal, const char *head, GError **error);

/* Returns the text of KEY, or NULL.  The journal owns the text. */
const char *journal_find (const Journal *journal, const char *key);

/* Adds TEXT, one line, under KEY, one word.  Aborts if the journal has KEY already. */
bool journal_add (Journal *journal, const char *key, const char *text, GError **error);
