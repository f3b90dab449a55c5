/*
 * words.h - words of the user and of the program in messages
 *
 * Quotes what a file holds (untrusted, perhaps long), lists what may be written, and guesses what was meant.
 */
#pragma once

#include <glib.h>
#include <stddef.h>

/* TEXT in single quotes on one line, cut after 60 characters: \ becomes \\, and what cannot be printed
 * becomes \n, \t, \xNN or \u{N}. The caller frees it with g_free(). */
char *words_quote (const char *text);

/* The same for LENGTH bytes at BYTES, which need not be text. */
char *words_quote_bytes (const char *bytes, size_t length);

/* "a, b or c" with LAST for "or"; "a, b, c" if LAST is NULL.  The caller frees it with g_free(). */
char *words_list (const char *const *words, size_t count, const char *last);

/* The one of WORDS that WORD was most likely meant to be: the nearest, or one that contains WORD. Or NULL. */
const char *words_nearest (const char *word, const char *const *words, size_t count);

/* "did you mean 'b'?", or "use a, b or c" if no word is near.  The caller frees it with g_free(). */
char *words_hint (const char *word, const char *const *words, size_t count);

/* The same for NAMES, an array of strings; OTHERWISE if no name is near. */
char *words_hint_or (const char *word, const GPtrArray *names, const char *otherwise);
