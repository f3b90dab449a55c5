/*
 * anon_map.h - anonymous memory of one object
 *
 * An anon map holds the slots of an object without a file, by index. A slot is made at the first touch. A
 * private mapping has a map of its own; a fork copies this map, and then both maps hold the same slots.
 * Shared mappings of one object share one map, and this map owns their cached entries.
 */
#pragma once

#include "vm.h"

/* What ISM or DISM keeps for a map (segspt.h). */
typedef struct SptObject SptObject;

/* The struct that an owner of entries is embedded in: the `kind` of the owner. */
typedef enum { OWNER_IS_SEGMENT, OWNER_IS_ANON_MAP, OWNER_IS_RECORDED } OwnerKind;

typedef struct AnonMap AnonMap;

struct AnonMap {
  CacheOwner owner; /* first */
  AnonSlots *slots;
  uint64_t npages;
  AnonSlot *index;         /* the slots; ANON_SLOT_NONE: no slot yet */
  uint64_t softlockcnt;    /* pages of shared lists that are locked, active or idle in the cache */
  uint64_t references;     /* segments that map it */
  uint64_t swresv;         /* swap that the map reserves, bytes */
  SimThread *purge_waiter; /* the thread that waits for softlockcnt 0 (anonmap_purge); NULL: none */
  SptObject *spt;          /* of its ISM or DISM attachments; NULL: none */
  AnonMap **keeper; /* a pointer to the map that is set to NULL when the map goes; NULL: there is none */
};

static inline AnonMap *anon_map_of_owner (CacheOwner *owner)
{
  return (AnonMap *)(void *)((char *)owner - offsetof (AnonMap, owner));
}

/* Makes a map of NPAGES pages at simulated kernel address KADDR. The map has no references; its slots come
 * from SLOTS. */
AnonMap *anon_map_new (uint64_t kaddr, uint64_t npages, AnonSlots *slots);

/* Gives up MAP's slots and frees MAP; pages of slots that no other map holds must not be locked. */
void anon_map_free (AnonMap *map);

/* Returns the page at I (< npages). Makes slot and page if there is no slot: a new page is dirty, since swap
 * does not have its contents yet. PAGE_NONE if there is no free page, or the slot is swapped out. */
PageNumber anon_map_get_page (AnonMap *map, uint64_t i);

/* Returns the page at I if there is a slot, and it is in memory; else PAGE_NONE. Makes nothing. */
static inline PageNumber anon_map_peek_page (const AnonMap *map, uint64_t i)
{
  AnonSlot slot = map->index[i];
  return slot != ANON_SLOT_NONE ? anon_slot_get_page (map->slots, slot) : PAGE_NONE;
}

/* Whether there is a slot at I whose contents are swapped out. */
static inline bool anon_map_is_swapped_out (const AnonMap *map, uint64_t i)
{
  return map->index[i] != ANON_SLOT_NONE && anon_slot_get_page (map->slots, map->index[i]) == PAGE_NONE;
}

/* Shares the slots of NPAGES pages of FROM, from FROM_FIRST on, with TO, from TO_FIRST on, as a fork does. TO
 * must have no slots there yet. */
void anon_map_share (AnonMap *to, uint64_t to_first, const AnonMap *from, uint64_t from_first,
                     uint64_t npages);

/* Moves the slots of NPAGES pages of FROM, from FROM_FIRST on, to TO, from TO_FIRST on; TO has none there. */
void anon_map_move (AnonMap *to, uint64_t to_first, AnonMap *from, uint64_t from_first, uint64_t npages);

/* Whether another map holds the slot at I too. */
static inline bool anon_map_is_shared (const AnonMap *map, uint64_t i)
{
  return map->index[i] != ANON_SLOT_NONE && anon_slot_is_shared (map->slots, map->index[i]);
}

/* Replaces the shared slot at I, which is in memory, by a slot of MAP's own, with the copy in PAGE, which the
 * caller created. */
void anon_map_break_out (AnonMap *map, uint64_t i, PageNumber page);

/* Gives up the slot at I, if any. Returns false, with nothing changed, if no other map holds the slot and its
 * page is locked; a page that is being written to swap does not count as locked. */
bool anon_map_drop (AnonMap *map, uint64_t i);

/* ---- a page is needed: what a page fault does ---- */

/* A page fault makes a page, reads it back from swap, or, before a write, copies it if a fork shares it. Each
 * asks for memory first, and may have to wait for memory (surroundings §5). A page that is read back is there
 * at once, but its reader may not use it before the swap device is done; others do not wait for that. */

typedef struct {
  PageNumber page;
  sim_time ready; /* when the last page that was read back may be used; unchanged if no page was */
} AnonFault;

/* Faults in the page at I of MAP, for a write if WRITE. 0, with FAULT's page set and its time raised; EAGAIN:
 * the caller has to wait for memory (memory_waiters.h); or ENOMEM: neither memory nor swap is left. */
int anon_fault (Vm *vm, AnonMap *map, uint64_t i, bool write, AnonFault *fault);

/* Does what anon_fault does, for a page that is neither in memory nor swapped out yet. */
int anon_fault_new (Vm *vm, AnonMap *map, uint64_t i, PageNumber *page);

/* Before a write or a lock of a page that is in memory and that a fork shares: gives MAP a copy in *PAGE. */
int anon_fault_break_out (Vm *vm, AnonMap *map, uint64_t i, PageNumber *page);
