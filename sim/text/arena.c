/* arena.c - allocates blocks that are freed together */
#include "arena.h"

#include <stdarg.h>
#include <string.h>

struct Arena {
  GPtrArray *blocks;
};

Arena *arena_new (void)
{
  Arena *arena = g_new (Arena, 1);
  arena->blocks = g_ptr_array_new_with_free_func (g_free);
  return arena;
}

void arena_free (Arena *arena)
{
  if (arena) {
    g_ptr_array_unref (arena->blocks);
    g_free (arena);
  }
}

void *arena_alloc (Arena *arena, size_t count, size_t size)
{
  void *block = g_malloc0_n (count, size);
  if (block) {
    g_ptr_array_add (arena->blocks, block);
  }
  return block;
}

char *arena_take (Arena *arena, char *text)
{
  g_ptr_array_add (arena->blocks, text);
  return text;
}

char *arena_copy (Arena *arena, const char *text, size_t length)
{
  char *copy = g_malloc (length + 1);
  memcpy (copy, text, length);
  copy[length] = '\0';
  return arena_take (arena, copy);
}

char *arena_printf (Arena *arena, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return arena_take (arena, text);
}
