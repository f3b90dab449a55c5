/*
 * anon_map.h - anonymous memory of one object
 *
 * The slots of an object that has no file behind it, by index; a slot is there once it was touched. A private
 * mapping has a map of its own, which a fork copies, both then holding the same slots; shared mappings of one
 * object share one map, which is then the owner of cached entries.
 */
#pragma once

#include "vm.h"

/* What ISM or DISM keeps for a map (segspt.h). */
typedef struct SptObject SptObject;

/* What an owner of entries is embedded in: its `kind`. */
typedef enum { OWNER_IS_SEGMENT, OWNER_IS_ANON_MAP, OWNER_IS_RECORDED } OwnerKind;

typedef struct AnonMap AnonMap;

struct AnonMap {
  CacheOwner owner; /* first */
  AnonSlots *slots;
  uint64_t npages;
  AnonSlot *index;         /* slots; ANON_SLOT_NONE: not there */
  uint64_t softlockcnt;    /* pages of shared lists that are locked, active or idle in the cache */
  uint64_t references;     /* segments that map it */
  uint64_t swresv;         /* swap reserved by it, bytes */
  SimThread *purge_waiter; /* waits until softlockcnt is 0 (anonmap_purge); NULL: none */
  SptObject *spt;          /* of its ISM or DISM attachments; NULL: none */
  AnonMap **keeper; /* a pointer to the map that is set to NULL when the map goes; NULL: there is none */
};

static inline AnonMap *anon_map_of_owner (CacheOwner *owner)
{
  return (AnonMap *)(void *)((char *)owner - offsetof (AnonMap, owner));
}

/* A map of NPAGES pages at simulated kernel address KADDR, without references, whose slots come from
 * SLOTS. */
AnonMap *anon_map_new (uint64_t kaddr, uint64_t npages, AnonSlots *slots);

/* Gives up MAP's slots and frees it; pages of slots that no other map holds must not be locked. */
void anon_map_free (AnonMap *map);

/* The page at I (< npages), made if there is no slot: a new page is dirty, since nothing holds its contents
 * yet. PAGE_NONE if there is no free page, or the slot is swapped out. */
PageNumber anon_map_get_page (AnonMap *map, uint64_t i);

/* The page at I if it is there and in memory, else PAGE_NONE. Nothing is made. */
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

/* TO, from its page TO_FIRST on, holds the slots of NPAGES pages of FROM from FROM_FIRST on too, as a fork
 * has it; there must be none in TO yet. */
void anon_map_share (AnonMap *to, uint64_t to_first, const AnonMap *from, uint64_t from_first,
                     uint64_t npages);

/* Moves the slots of NPAGES pages of FROM from FROM_FIRST on to TO from TO_FIRST on, which has none there. */
void anon_map_move (AnonMap *to, uint64_t to_first, AnonMap *from, uint64_t from_first, uint64_t npages);

/* Whether the slot at I is one that another map holds too. */
static inline bool anon_map_is_shared (const AnonMap *map, uint64_t i)
{
  return map->index[i] != ANON_SLOT_NONE && anon_slot_is_shared (map->slots, map->index[i]);
}

/* The shared slot at I, in memory, gives way to one of MAP's own, with a copy in PAGE, which the caller
 * created. */
void anon_map_break_out (AnonMap *map, uint64_t i, PageNumber page);

/* Gives up the slot at I, if any. Returns false, with nothing changed, if its page would be free then, and is
 * locked; a write to swap does not matter. */
bool anon_map_drop (AnonMap *map, uint64_t i);

/* ---- a page is needed: what a page fault does ---- */

/* It makes a page, reads it back from swap, or, before a write, copies it if a fork shares it. Each asks for
 * memory first, and may have to wait for it (surroundings §5). A page that is read back is there at once, but
 * may not be used before the swap device is done; others that need it do not wait for that. */

typedef struct {
  PageNumber page;
  sim_time ready; /* when the last page that was read back may be used; unchanged if none was */
} AnonFault;

/* The page at I of MAP, for a write if WRITE. 0, with FAULT's page set and its time raised; EAGAIN: memory
 * has to come first (memory_waiters.h); or ENOMEM: neither memory nor swap is left. */
int anon_fault (Vm *vm, AnonMap *map, uint64_t i, bool write, AnonFault *fault);

/* The same of a page that is neither in memory nor swapped out yet. */
int anon_fault_new (Vm *vm, AnonMap *map, uint64_t i, PageNumber *page);

/* Before a write, or a lock, of a page that is in memory and that a fork shares: MAP gets a copy in *PAGE. */
int anon_fault_break_out (Vm *vm, AnonMap *map, uint64_t i, PageNumber *page);
