/* arena.c - allocates blocks that are freed together */
#include "arena.h"

#include <stdarg.h>
#include <string.h>

Arena *arena_new (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

void arena_free (Arena *arena)
{
  if (arena) {
    g_ptr_array_unref (arena);
  }
}

void *arena_take (Arena *arena, void *block)
{
  g_ptr_array_add (arena, block);
  return block;
}

void *arena_alloc (Arena *arena, size_t count, size_t size)
{
  return arena_take (arena, g_malloc0_n (count, size));
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
