/*
 * arena.h - memory that is freed all at once
 *
 * What belongs to one scenario (nodes, structs, strings) is allocated from its arena and never freed one by one.
 * Every block is one of the allocator's, so that memory checkers see each of them.
 */
#pragma once

#include <glib.h>
#include <stddef.h>

typedef GPtrArray Arena; /* the blocks */

Arena *arena_new (void);

/* Frees ARENA and all that was allocated from it.  NULL is accepted. */
void arena_free (Arena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Arena, arena_free)

/* COUNT zeroed items of SIZE bytes; NULL if COUNT is 0. */
void *arena_alloc (Arena *arena, size_t count, size_t size);

/* A copy of LENGTH bytes of TEXT, ended by a NUL. */
char *arena_copy (Arena *arena, const char *text, size_t length);

/* ARENA takes over BLOCK, which GLib allocated or which is NULL, and returns it. */
void *arena_take (Arena *arena, void *block);

char *arena_printf (Arena *arena, const char *format, ...) G_GNUC_PRINTF (2, 3);
