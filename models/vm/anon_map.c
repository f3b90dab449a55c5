#include "anon_map.h"

#include "host_memory.h"

#include <glib.h>

static size_t anon_map_bytes (const AnonMap *map)
{
  return map->npages * sizeof (uint32_t);
}

AnonMap *anon_map_new (uint64_t kaddr, uint64_t npages)
{
  AnonMap *map = g_new0 (AnonMap, 1);
  pcache_owner_init (&map->owner, kaddr);
  map->npages = npages;
  map->pages = host_memory_alloc (anon_map_bytes (map));
  return map;
}

void anon_map_free (AnonMap *map, PageAllocator *allocator)
{
  for (uint64_t i = 0; i < map->npages; i++) {
    if (map->pages[i] != 0) {
      page_free (allocator, map->pages[i] - 1);
    }
  }
  host_memory_free (map->pages, anon_map_bytes (map));
  g_free (map);
}

PageNumber anon_map_get_page (AnonMap *map, PageAllocator *allocator, uint64_t index)
{
  if (G_LIKELY (map->pages[index] != 0)) {
    return map->pages[index] - 1;
  }
  PageNumber page = page_create (allocator);
  if (page != PAGE_NONE) {
    page_set_dirty (allocator, page, true);
    map->pages[index] = page + 1;
  }
  return page;
}
