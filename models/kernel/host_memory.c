/* host_memory.c - large tables from the host, in huge pages where it has them */
#include "host_memory.h"

#include <glib.h>
#include <stdint.h>
#include <sys/mman.h>

#define HOST_CACHE_LINE 64U
#define HOST_HUGE_PAGE (UINT64_C (2) << 20)
#define HOST_PAGE ((size_t)4096)

/* Tables of many pages are mapped for themselves, so that untouched pages cost nothing. */
#define HOST_MAP_MIN (16 * HOST_PAGE)

static size_t host_memory_round (size_t bytes)
{
  return (bytes + HOST_PAGE - 1) & ~(size_t)(HOST_PAGE - 1);
}

static char *host_memory_map (size_t bytes)
{
  void *mapped =
      mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) {
    g_error ("out of memory: %zu bytes cannot be mapped", bytes);
  }
  return mapped;
}

/* Maps more than needed and gives back what lies before and after the aligned part. */
static void *host_memory_map_huge (size_t size)
{
  size_t spare = HOST_HUGE_PAGE;
  char *mapped = host_memory_map (size + spare);
  size_t before = (HOST_HUGE_PAGE - (uintptr_t)mapped) & (HOST_HUGE_PAGE - 1);
  if (before > 0) {
    munmap (mapped, before);
  }
  if (spare > before) {
    munmap (mapped + before + size, spare - before);
  }
  madvise (mapped + before, size, MADV_HUGEPAGE);
  return mapped + before;
}

void *host_memory_alloc_sparse (size_t bytes)
{
  return bytes < HOST_MAP_MIN ? g_aligned_alloc0 (1, bytes, HOST_CACHE_LINE)
                              : host_memory_map (host_memory_round (bytes));
}

void *host_memory_alloc (size_t bytes)
{
  return bytes < HOST_HUGE_PAGE ? host_memory_alloc_sparse (bytes)
                                : host_memory_map_huge (host_memory_round (bytes));
}

void host_memory_free (void *memory, size_t bytes)
{
  if (bytes < HOST_MAP_MIN) {
    g_aligned_free (memory);
  } else {
    munmap (memory, host_memory_round (bytes));
  }
}
