/* replay_owner.c - owners of a recording, and their memory */
#include "replay_owner.h"

#include "page_size.h"

#include <glib.h>

/* Each block of 2 MiB of addresses has an anon map. */
#define BLOCK_SHIFT 21

typedef struct {
  uint64_t recorded; /* address of the recorded list */
  ShadowList *list;
  uint64_t entries;
} WiredList;

struct ReplayOwners {
  Vm *vm;
  GHashTable *by_tag;        /* → ReplayOwner */
  GPtrArray *all;            /* in the order of first appearance */
  GHashTable *wired;         /* recorded address → WiredList */
  GHashTable *wired_by_list; /* ShadowList → WiredList */
};

ReplayOwners *replay_owners_new (Vm *vm)
{
  ReplayOwners *owners = g_new (ReplayOwners, 1);
  *owners = (ReplayOwners){ .vm = vm,
                            .by_tag = g_hash_table_new (g_int64_hash, g_int64_equal),
                            .all = g_ptr_array_new (),
                            .wired = g_hash_table_new (g_int64_hash, g_int64_equal),
                            .wired_by_list = g_hash_table_new_full (NULL, NULL, NULL, g_free) };
  return owners;
}

static void replay_owner_purge (ReplayOwner *owner)
{
  Cache *pcache = owner->owners->vm->pcache;
  seg_ppurge (pcache, &owner->segment.cached, NULL, 0);
  seg_ppurge (pcache, &owner->segment.cached, NULL, SEGP_FORCE_WIRED);
}

void replay_owners_free (ReplayOwners *owners)
{
  /* Purges all before it frees one, since owners of wired entries share pages. */
  for (guint i = 0; i < owners->all->len && cache_is_configured (owners->vm->pcache); i++) {
    replay_owner_purge (g_ptr_array_index (owners->all, i));
  }
  for (guint i = 0; i < owners->all->len; i++) {
    ReplayOwner *owner = g_ptr_array_index (owners->all, i);
    g_hash_table_unref (owner->memory);
    g_free (owner);
  }
  g_ptr_array_free (owners->all, TRUE);
  g_hash_table_unref (owners->by_tag);
  g_hash_table_unref (owners->wired);
  g_hash_table_unref (owners->wired_by_list);
  g_free (owners);
}

static void replay_owner_free_memory (void *map)
{
  anon_map_free (map);
}

ReplayOwner *replay_owners_get (ReplayOwners *owners, uint64_t tag)
{
  ReplayOwner *owner = g_hash_table_lookup (owners->by_tag, &tag);
  if (!owner) {
    owner = g_new0 (ReplayOwner, 1);
    owner->owners = owners;
    owner->memory = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, replay_owner_free_memory);
    cache_owner_init (&owner->segment.cached.owner, tag);
    owner->segment.cached.owner.kind = OWNER_IS_RECORDED;
    vm_adopt_owner (owners->vm, &owner->segment.cached.owner);
    g_hash_table_insert (owners->by_tag, &owner->segment.cached.owner.tag, owner);
    g_ptr_array_add (owners->all, owner);
  }
  return owner;
}

static AnonMap *replay_owner_memory (ReplayOwner *owner, uint64_t addr)
{
  uint64_t block = addr >> BLOCK_SHIFT;
  if (owner->last_memory && owner->last_block == block) {
    return owner->last_memory;
  }
  Vm *vm = owner->owners->vm;
  AnonMap *map = g_hash_table_lookup (owner->memory, &block);
  if (!map) {
    map = anon_map_new (0, page_btop (vm->pages, UINT64_C (1) << BLOCK_SHIFT), &vm->anon);
    g_hash_table_insert (owner->memory, g_memdup2 (&block, sizeof block), map);
  }
  owner->last_block = block;
  owner->last_memory = map;
  return map;
}

static PageNumber replay_owner_page (ReplayOwner *owner, uint64_t addr)
{
  Vm *vm = owner->owners->vm;
  AnonMap *map = replay_owner_memory (owner, addr);
  uint64_t i = page_btop (vm->pages, addr & ((UINT64_C (1) << BLOCK_SHIFT) - 1));
  PageNumber page = anon_map_get_page (map, i);
  if (G_UNLIKELY (page == PAGE_NONE) && anon_map_is_swapped_out (map, i)) {
    page = page_create (vm->allocator);
    if (page != PAGE_NONE) {
      anon_slot_swap_in (&vm->anon, map->index[i], page);
    }
  }
  return page;
}

ShadowList *replay_owner_lock (ReplayOwner *owner, uint64_t addr, uint64_t len, int *error_number)
{
  Vm *vm = owner->owners->vm;
  uint64_t npages = page_btop (vm->pages, len);
  uint64_t freemem = vm->kernel->freemem;
  ShadowList *list = shadow_list_new (&vm->shadow_lists, npages);
  uint64_t done = 0;
  *error_number = 0;
  for (; done < npages; done++) {
    PageNumber page = replay_owner_page (owner, addr + page_ptob (vm->pages, done));
    if (page == PAGE_NONE || !page_trylock_shared (vm->allocator, page)) {
      *error_number = page == PAGE_NONE ? ENOMEM : EFAULT;
      break;
    }
    list->pages[done] = page;
  }
  vm_count_created (vm, freemem - vm->kernel->freemem);
  if (done == npages) {
    vm_count_locked (vm, npages);
    return list;
  }
  while (done-- > 0) {
    page_unlock (vm->allocator, list->pages[done]);
  }
  shadow_list_free (&vm->shadow_lists, list);
  return NULL;
}

static void replay_owner_unlock (Vm *vm, ShadowList *list, SegRw rw)
{
  vm_record_outcome (vm, VM_OUTCOME_RECLAIM, list->npages);
  vm_unlock_pages (vm, list, rw);
}

int replay_owner_reclaim (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                          SegRw rw, bool async)
{
  (void)owner, (void)addr, (void)len, (void)async;
  replay_owner_unlock (user, shadow_list, rw);
  return 0;
}

ShadowList *replay_owners_find_wired (const ReplayOwners *owners, uint64_t recorded)
{
  const WiredList *wired = g_hash_table_lookup (owners->wired, &recorded);
  return wired ? wired->list : NULL;
}

ShadowList *replay_owner_lock_wired (ReplayOwner *owner, uint64_t recorded, uint64_t addr, uint64_t len,
                                     int *error_number)
{
  ReplayOwners *owners = owner->owners;
  WiredList *wired = g_hash_table_lookup (owners->wired, &recorded);
  if (!wired || wired->list->npages != page_btop (owners->vm->pages, len)) {
    ShadowList *list = replay_owner_lock (owner, addr, len, error_number);
    if (!list) {
      return NULL;
    }
    wired = g_new (WiredList, 1);
    *wired = (WiredList){ .recorded = recorded, .list = list };
    g_hash_table_replace (owners->wired, &wired->recorded, wired);
    g_hash_table_insert (owners->wired_by_list, list, wired);
  }
  wired->entries++;
  return wired->list;
}

int replay_owner_reclaim_wired (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                                SegRw rw, bool async)
{
  (void)addr, (void)len, (void)async;
  ReplayOwners *owners = ((ReplayOwner *)(void *)owner)->owners;
  WiredList *wired = g_hash_table_lookup (owners->wired_by_list, shadow_list);
  if (--wired->entries > 0) {
    return 0;
  }
  /* Another list may have been recorded later under the same address. */
  if (g_hash_table_lookup (owners->wired, &wired->recorded) == wired) {
    g_hash_table_remove (owners->wired, &wired->recorded);
  }
  g_hash_table_remove (owners->wired_by_list, shadow_list);
  replay_owner_unlock (user, shadow_list, rw);
  return 1;
}
