/*
 * segspt.h - database shared memory: ISM and DISM
 *
 * The driver of shared memory whose translations are shared too (surroundings §3). To the cache an object is
 * one large buffer: each attachment of the object has at most one entry, a wired one, over the whole object.
 * All entries of an object share one shadow list, which is made for the first entry and freed with the last.
 * ISM's pages are locked from the first attachment to the last detachment. DISM's pages are locked by mlock
 * and unlocked by munlock, and either leaves the list out of date. An old list is freed once no I/O holds it;
 * until then requests are soft-locked.
 *
 * Memory is counted in small pages, but locked in pages of the object's own size: the list of DISM has a
 * large page as soon as a part of this page is mlocked.
 */
#pragma once

#include "anon_map.h"
#include "kernel_sync.h"
#include "vm.h"

/* Pages of availrmem that the kernel keeps back. */
#define SPT_T_MINARMEM 25

/* How long MADV_FREE waits until a list is freed. */
#define SPT_PCACHE_WAIT_SEC 120

typedef struct SptAttachment {
  AnonMap *amp;  /* the whole object; its size is whole pages of SZC */
  unsigned szc;  /* page size code */
  bool pageable; /* DISM, else ISM */
} SptAttachment;

/* Attaches WHAT at BASE of AS, a multiple of WHAT's page size. Page size and kind are those of the first
 * attachment. 0 with *SEGMENT; ENOMEM if the range is not free, or there is not enough memory for ISM. */
int segspt_attach (Vm *vm, AddressSpace *as, uint64_t base, const SptAttachment *what, Segment **segment);

extern const SegmentDriver segspt_driver;

static inline bool segment_is_segspt (const Segment *segment)
{
  return segment->driver == &segspt_driver;
}

/* Takes the idle entry of SEGMENT out of the cache. */
void segspt_purge (Segment *segment);

/* ---- the parts of the driver; pages are small pages of the object, by index ---- */

/* The shadow list of an object. */
typedef struct SptList SptList;

/* What an object's attachments share. The anon map points to it; it exists while there are attachments. */
struct SptObject {
  Vm *vm;
  AnonMap *map;
  unsigned szc;
  bool pageable;       /* DISM */
  KMutex lock;         /* taken before the cache's lock */
  uint64_t references; /* attachments */
  uint16_t *mlocks;    /* of DISM: how many attachments have mlocked each page */
  SptList *list;       /* NULL: none */
  uint64_t entries;    /* entries that share the list */
  bool list_changed;   /* the list is out of date */
  VmWaiter *waiters;   /* threads that wait until the list is freed, the newest first */
};

typedef struct {
  Vm *vm;
  SptObject *object;
  uint8_t *mlocked;     /* of DISM: by page, whether this attachment has mlocked the page; NULL: none */
  uint64_t softlockcnt; /* pages of its entry, active or idle, and of soft locks */
  uint64_t holds;       /* MADV_FREEs that wait: the segment must not go meanwhile */
} SptData;

static inline SptData *segspt_data (const Segment *segment)
{
  return segment->data;
}

/* ---- pages, and which attachments have locked them ---- */

/* Adds one attachment to WHAT's object, which the first makes. ENOMEM: not enough memory for ISM's pages. */
int spt_object_attach (Vm *vm, const SptAttachment *what, SptObject **object);

/* Takes one attachment from OBJECT, and frees OBJECT with the last one. */
void spt_object_detach (SptObject *object);

/* Locks the NPAGES pages from FIRST on in memory for the attachment whose marks are at MLOCKED. ENOMEM, with
 * nothing done: there is not enough free memory or availrmem. Sets *CHANGED if at least one of the pages was
 * locked by no attachment before. */
int spt_object_mlock (SptObject *object, uint8_t *mlocked, uint64_t first, uint64_t npages, bool *changed);

/* Undoes spt_object_mlock. Sets *CHANGED if at least one of the pages is now locked by no attachment. */
void spt_object_munlock (SptObject *object, uint8_t *mlocked, uint64_t first, uint64_t npages, bool *changed);

/* Faults in and locks the NPAGES pages from FIRST on, and makes *LIST of them. 0; or, with nothing locked,
 * ENOMEM, EAGAIN or EFAULT. Raises *READY to when the last page that is read back may be used. */
int spt_object_softlock (SptObject *object, uint64_t first, uint64_t npages, sim_time *ready,
                         ShadowList **list);

/* Whether any part of the large page around page I is mlocked. */
bool spt_is_mlocked (const SptObject *object, uint64_t i);

/* Returns the number of small pages in a page of the object's size. */
static inline uint64_t spt_pages_per_large (const SptObject *object)
{
  return page_btop (object->vm->pages, page_bytes (object->vm->pages, object->szc));
}

/* ---- the shadow list ---- */

/* Whether OBJECT has a shadow list, and page I is in the list. */
bool spt_object_lists (const SptObject *object, uint64_t i);

/* Makes the list of all locked pages, and locks each once more. False, with *REFUSAL set, on failure. */
bool spt_list_build (SptObject *object, SptRefusal *refusal);

/* Unlocks the pages of the list and frees the list, after its last entry has gone. */
void spt_list_free (SptObject *object);

/* Marks the list, if there is one, out of date, since pages came or went. Returns the list, or NULL. */
SptList *spt_list_mark_changed (SptObject *object);

/* Waits until the present list is freed, at most SPT_PCACHE_WAIT_SEC. */
void spt_list_await_end (SptObject *object);
