/*
 * diagnostics.h - all mistakes of a scenario, in one go
 *
 * The code that finds a mistake adds it with its place and goes on.  At the end all mistakes are sorted by
 * place and written one to a line:
 *
 *     scenarios/oltp.yaml:14:7: unknown key 'thread' in workload 'reader'; did you mean 'threads'?
 *
 * The same mistake at the same place (an alias used twice) is kept once.  At most DIAGNOSTICS_MAX mistakes
 * are kept; further ones are only counted.  Warnings, for what is allowed but surely not meant, are kept
 * apart.
 */
#pragma once

#include <glib.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define DIAGNOSTICS_MAX 100

/* Where in the user's text something stands: in a file (lines and columns count from 1, columns in
 * characters), or in a `--set path=value` of the command line, without lines. */
typedef struct {
  const char *file; /* as the user named it, or "--set path=value" */
  unsigned line;    /* 0: the whole of `file` */
  unsigned column;
} SourcePlace;

typedef struct Diagnostics Diagnostics;

/* Mistakes in FILE are sorted before those in other places. */
Diagnostics *diagnostics_new (const char *file);

/* NULL is accepted. */
void diagnostics_free (Diagnostics *diagnostics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Diagnostics, diagnostics_free)

/* Adds a mistake: what is wrong; what would be right.  Returns false, for a caller that gives up. */
bool diagnostics_add (Diagnostics *diagnostics, SourcePlace place, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* The same with ARGUMENTS. */
bool diagnostics_add_va (Diagnostics *diagnostics, SourcePlace place, const char *format, va_list arguments)
    G_GNUC_PRINTF (3, 0);

void diagnostics_warn (Diagnostics *diagnostics, SourcePlace place, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* The number of mistakes found, without warnings. */
size_t diagnostics_count (const Diagnostics *diagnostics);

/* True when further mistakes are only counted, so that their texts do not matter. */
bool diagnostics_is_full (const Diagnostics *diagnostics);

/* All mistakes, one to a line, then "and N more mistakes" if there were too many; no final newline.  The
 * caller frees it with g_free(). */
char *diagnostics_text (const Diagnostics *diagnostics);

/* The lines of the warnings, as a list that ends with NULL.  The caller frees it with g_strfreev(). */
char **diagnostics_warnings (const Diagnostics *diagnostics);

/* The mistakes as one error; NULL if there are none. */
GError *diagnostics_error (const Diagnostics *diagnostics, GQuark domain, int code);
