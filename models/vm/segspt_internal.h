/*
 * segspt_internal.h - the parts of the segspt driver
 *
 * What the driver (segspt.c) knows of its objects (spt_object.c).  Pages are small pages of the object, by index.
 */
#pragma once

#include "segspt.h"

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

/* One attachment less; the last one takes the object with it. */
void spt_object_detach (SptObject *object);

/* The NPAGES pages from FIRST on are locked, in memory, for the attachment whose marks are at MLOCKED. ENOMEM, with
 * nothing done: there is not enough free memory, or of availrmem. Sets *CHANGED if no attachment had some of the
 * pages locked before. */
int spt_object_mlock (SptObject *object, uint8_t *mlocked, uint64_t first, uint64_t npages, bool *changed);

/* Undoes spt_object_mlock. Sets *CHANGED if no attachment has some of the pages locked any more. */
void spt_object_munlock (SptObject *object, uint8_t *mlocked, uint64_t first, uint64_t npages, bool *changed);

/* Faults the NPAGES pages from FIRST on in and locks them into LIST, which is made. 0, or ENOMEM, EAGAIN or EFAULT, as
 * anon_fault has it, with nothing locked. Raises *READY likewise. */
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

/* Makes the list, of all locked pages, and locks them once more. False, with the reason, if that cannot be. */
bool spt_list_build (SptObject *object, SptRefusal *refusal);

/* The last entry is gone: unlocks the pages. */
void spt_list_free (SptObject *object);

/* Pages came or went: the list, if there is one, is out of date. Gives what to purge by, or NULL. */
SptList *spt_list_mark_changed (SptObject *object);

/* Waits until the list of now has gone, but not for ever. */
void spt_list_await_end (SptObject *object);
