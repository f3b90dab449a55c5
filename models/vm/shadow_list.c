/* shadow_list.c - arrays of locked pages; freed ones are kept, by size, for later use */
#include "shadow_list.h"

#include <glib.h>

static unsigned shadow_list_class (uint64_t npages)
{
  return npages <= 1 ? 0 : 64 - (unsigned)__builtin_clzll (npages - 1);
}

ShadowList *shadow_list_new (ShadowListStore *store, uint64_t npages)
{
  unsigned size_class = shadow_list_class (npages);
  g_assert (npages > 0 && size_class < SHADOW_LIST_CLASSES);
  ShadowList *list = store->free_lists[size_class];
  if (list) {
    store->free_lists[size_class] = list->next;
  } else {
    list = g_malloc (sizeof (ShadowList) + (sizeof (PageNumber) << size_class));
  }
  list->npages = npages;
  list->charged = NULL;
  list->prev = NULL;
  list->next = store->live;
  if (store->live) {
    store->live->prev = list;
  }
  store->live = list;
  return list;
}

void shadow_list_free (ShadowListStore *store, ShadowList *list)
{
  unsigned size_class = shadow_list_class (list->npages);
  *(list->prev ? &list->prev->next : &store->live) = list->next;
  if (list->next) {
    list->next->prev = list->prev;
  }
  list->next = store->free_lists[size_class];
  store->free_lists[size_class] = list;
}

void shadow_list_store_clear (ShadowListStore *store)
{
  for (unsigned i = 0; i < SHADOW_LIST_CLASSES; i++) {
    while (store->free_lists[i]) {
      ShadowList *list = store->free_lists[i];
      store->free_lists[i] = list->next;
      g_free (list);
    }
  }
}
