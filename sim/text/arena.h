/*
 * arena.h - memory that is freed all at once
 *
 * What belongs to one scenario (nodes, structs, strings) is allocated from its arena and freed with the
 * arena.  Every block comes from malloc, so that memory checkers see each block.
 */
#pragma once

#include <glib.h>
#include <stddef.h>

typedef GPtrArray Arena; /* the blocks */

Arena *arena_new (void);

/* Frees ARENA and all that was allocated from it.  NULL is accepted. */
void arena_free (Arena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Arena, arena_free)

/* Allocates COUNT zeroed items of SIZE bytes; NULL if COUNT is 0. */
void *arena_alloc (Arena *arena, size_t count, size_t size);

/* A copy of LENGTH bytes of TEXT, ended by a NUL. */
char *arena_copy (Arena *arena, const char *text, size_t length);

/* Gives BLOCK, allocated by GLib or NULL, to ARENA.  Returns BLOCK. */
void *arena_take (Arena *arena, void *block);

char *arena_printf (Arena *arena, const char *format, ...) G_GNUC_PRINTF (2, 3);
