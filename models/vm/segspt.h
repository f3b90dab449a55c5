/*
 * segspt.h - database shared memory: ISM and DISM
 *
 * The driver of shared memory whose translations are shared too (surroundings §3). All of it is one large
 * buffer to the cache: each attachment of an object has at most one entry, a wired one, over the whole of it,
 * and all entries of an object share one shadow list, which is made for the first of them and goes with the
 * last. ISM's pages are locked from the first attachment to the last detachment; DISM's come and go by mlock
 * and munlock, which leaves the list out of date: it goes once no I/O holds it; until then requests are
 * soft-locked.
 *
 * Memory is counted in small pages, and locked in pages of the object's own size: a large page is in the list
 * of DISM as soon as a part of it is mlocked.
 */
#pragma once

#include "anon_map.h"
#include "kernel_sync.h"
#include "vm.h"

/* Pages of availrmem that the kernel keeps back. */
#define SPT_T_MINARMEM 25

/* How long MADV_FREE waits for a list to go. */
#define SPT_PCACHE_WAIT_SEC 120

typedef struct SptAttachment {
  AnonMap *amp;  /* the object, all of it; whole pages of SZC */
  unsigned szc;  /* page size code */
  bool pageable; /* DISM, else ISM */
} SptAttachment;

/* Attaches WHAT at BASE of AS, a multiple of its page size. Page size and kind are those of the first
 * attachment. 0 with *SEGMENT; ENOMEM if the range is not free, or the pages of ISM cannot be had. */
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

/* What an object's attachments share; it hangs on the anon map, and is there while there are attachments. */
struct SptObject {
  Vm *vm;
  AnonMap *map;
  unsigned szc;
  bool pageable;       /* DISM */
  KMutex lock;         /* before the cache's */
  uint64_t references; /* attachments */
  uint16_t *mlocks;    /* of DISM: how many attachments have mlocked each page */
  SptList *list;       /* NULL: none */
  uint64_t entries;    /* that share the list */
  bool list_changed;   /* the list is out of date */
  VmWaiter *waiters;   /* for the list to go, the newest first */
};

typedef struct {
  Vm *vm;
  SptObject *object;
  uint8_t *mlocked;     /* of DISM: by page, whether this attachment has mlocked it; NULL: none */
  uint64_t softlockcnt; /* pages of its entry, active or idle, and of soft locks */
  uint64_t holds;       /* MADV_FREEs that wait, and need the segment */
} SptData;

static inline SptData *segspt_data (const Segment *segment)
{
  return segment->data;
}

/* ---- pages, and the attachments that have them locked ---- */

/* The object on MAP, made for its first attachment. ENOMEM if it is of ISM and its pages cannot be had. */
int spt_object_attach (Vm *vm, const SptAttachment *what, SptObject **object);

/* Takes one attachment from OBJECT, which goes with the last one. */
void spt_object_detach (SptObject *object);

/* The NPAGES pages from FIRST on are locked, in memory, for the attachment whose marks are at MLOCKED.
 * ENOMEM, with nothing done: there is not enough free memory, or of availrmem. Sets *CHANGED if no attachment
 * had some of the pages locked before. */
int spt_object_mlock (SptObject *object, uint8_t *mlocked, uint64_t first, uint64_t npages, bool *changed);

/* Undoes spt_object_mlock. Sets *CHANGED if no attachment has some of the pages locked any more. */
void spt_object_munlock (SptObject *object, uint8_t *mlocked, uint64_t first, uint64_t npages, bool *changed);

/* Faults the NPAGES pages from FIRST on in and locks them into LIST, which is made. 0, or ENOMEM, EAGAIN or
 * EFAULT, as anon_fault has it, with nothing locked. Raises *READY likewise. */
int spt_object_softlock (SptObject *object, uint64_t first, uint64_t npages, sim_time *ready,
                         ShadowList **list);

/* Whether a part of the large page that page I is in is mlocked. */
bool spt_is_mlocked (const SptObject *object, uint64_t i);

/* Small pages in a page of the object's size. */
static inline uint64_t spt_pages_per_large (const SptObject *object)
{
  return page_btop (object->vm->pages, page_bytes (object->vm->pages, object->szc));
}

/* ---- the shadow list ---- */

/* Whether it is there and has page I. */
bool spt_object_lists (const SptObject *object, uint64_t i);

/* Makes the list of all locked pages, and locks these once more. False, with the reason: it cannot. */
bool spt_list_build (SptObject *object, SptRefusal *refusal);

/* Unlocks the pages and frees the list, since its last entry is gone. */
void spt_list_free (SptObject *object);

/* Marks the list, if there is one, out of date, since pages came or went. Returns it, or NULL. */
SptList *spt_list_mark_changed (SptObject *object);

/* Waits until the present list has gone, at most SPT_PCACHE_WAIT_SEC. */
void spt_list_await_end (SptObject *object);
