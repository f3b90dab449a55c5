/*
 * vm_check.c - what must hold of locked pages at any moment
 *
 * Every shadow list of segvn, in the cache or outside it, locks each of its pages once, and is charged to the
 * softlockcnt of the segment or anon map that it was made for (surroundings §2). An object of segspt locks
 * its pages for its life, or while they are mlocked, and once more while it has a list (§3). From this the
 * check derives the locks of each page and each softlockcnt, and compares them with the actual numbers.
 */
#include "segspt.h"
#include "segvn.h"

#define HEX "0x%" G_GINT64_MODIFIER "x"
#define NUMBER "%" G_GUINT64_FORMAT

typedef struct {
  const Vm *vm;
  const GPtrArray *spaces; /* of AddressSpace */
  uint32_t *locks;         /* by page, how many locks it should have */
  uint64_t n_pages;
  GHashTable *lists;   /* ShadowList → itself */
  GHashTable *entries; /* the lists of window entries */
  GHashTable *objects; /* SptObject → itself */
  GHashTable *spt;     /* list of an SptObject → SptObject */
  GHashTable *counts;  /* address of a softlockcnt → CheckedCount */
  char *broken;
} VmCheck;

/* What a softlockcnt should be, and, for an anon map, the softlockcnt of all its segments. */
typedef struct {
  uint64_t charged;       /* pages of the lists charged to this softlockcnt */
  uint64_t segment_pages; /* of an anon map: its segments' softlockcnt in all, without soft locks */
  uint64_t locks;         /* least that segment_pages may be: active locks through the segments */
  uint64_t list_pages;    /* most that it may be: the pages of their lists; a lock may use a part */
} CheckedCount;

static CheckedCount *vm_check_count (VmCheck *check, const uint64_t *softlockcnt)
{
  CheckedCount *count = g_hash_table_lookup (check->counts, softlockcnt);
  if (!count) {
    count = g_new0 (CheckedCount, 1);
    g_hash_table_insert (check->counts, (void *)(uintptr_t)softlockcnt, count);
  }
  return count;
}

static void vm_check_add_locks (VmCheck *check, const ShadowList *list, uint64_t locks)
{
  if (list->charged) {
    CheckedCount *count = vm_check_count (check, list->charged);
    count->locks += locks;
    count->list_pages += locks * list->npages;
  }
}

static void vm_check_add_lock (VmCheck *check, PageNumber page)
{
  if (page >= check->n_pages) {
    g_error ("vm_check: page %u is locked, but pages from " NUMBER " on were never used", page,
             check->n_pages);
  }
  check->locks[page]++;
}

static VmCheck *vm_check_new (const Vm *vm, const GPtrArray *spaces)
{
  VmCheck *check = g_new (VmCheck, 1);
  *check = (VmCheck){ .vm = vm,
                      .spaces = spaces,
                      .n_pages = vm->allocator->n_ever_used,
                      .lists = g_hash_table_new (NULL, NULL),
                      .entries = g_hash_table_new (NULL, NULL),
                      .objects = g_hash_table_new (NULL, NULL),
                      .spt = g_hash_table_new (NULL, NULL),
                      .counts = g_hash_table_new_full (NULL, NULL, NULL, g_free) };
  check->locks = g_new0 (uint32_t, check->n_pages);
  for (ShadowList *list = vm->shadow_lists.live; list; list = list->next) {
    g_hash_table_add (check->lists, list);
    if (list->charged) {
      vm_check_count (check, list->charged)->charged += list->npages;
    }
    for (uint64_t i = 0; i < list->npages; i++) {
      vm_check_add_lock (check, list->pages[i]);
    }
  }
  return check;
}

static void vm_check_free (VmCheck *check)
{
  g_hash_table_unref (check->lists);
  g_hash_table_unref (check->entries);
  g_hash_table_unref (check->objects);
  g_hash_table_unref (check->spt);
  g_hash_table_unref (check->counts);
  g_free (check->locks);
  g_free (check);
}

/* Adds up the softlockcnt of segments that share a map. vm_check_segment finds a count that is too low. */
static void vm_check_add_shared_segment (VmCheck *check, const Segment *segment)
{
  const SegvnData *data = segvn_data (segment);
  if (data->shared) {
    uint64_t soft = vm_check_count (check, &data->softlockcnt)->charged;
    vm_check_count (check, &data->amp->softlockcnt)->segment_pages +=
        data->softlockcnt - MIN (soft, data->softlockcnt);
  }
}

/* Adds what is locked through SEGMENT if it shares an anon map, and the pages that its segspt object has
 * locked: ISM, mlocked DISM, and the object's own list. */
static char *vm_check_add_segment (VmCheck *check, const Segment *segment)
{
  if (segment_is_segvn (segment)) {
    vm_check_add_shared_segment (check, segment);
  }
  SptObject *object = segment_is_segspt (segment) ? segspt_data (segment)->object : NULL;
  if (!object || !g_hash_table_add (check->objects, object)) {
    return NULL;
  }
  if (object->list) {
    g_hash_table_insert (check->spt, object->list, object);
  }
  for (uint64_t i = 0; i < object->map->npages; i++) {
    bool kept = !object->pageable || object->mlocks[i] > 0;
    for (unsigned locks = kept + (unsigned)spt_object_lists (object, i); locks > 0; locks--) {
      vm_check_add_lock (check, anon_map_peek_page (object->map, i));
    }
  }
  return NULL;
}

static void vm_check_ignore_bucket (void *user, CacheList list, uint64_t index)
{
  (void)user, (void)list, (void)index;
}

static void vm_check_entry (void *user, const CacheEntryInfo *entry)
{
  VmCheck *check = user;
  const char *what = NULL;
  if (g_hash_table_contains (check->spt, entry->shadow_list)) {
    return;
  }
  const ShadowList *list = g_hash_table_lookup (check->lists, entry->shadow_list);
  if (!list) {
    what = "has a shadow list that is not there";
  } else if (list->npages != page_btop (check->vm->pages, entry->len)) {
    what = "has a shadow list of another length";
  } else if (!(entry->flags & SEGP_FORCE_WIRED) && !g_hash_table_add (check->entries, entry->shadow_list)) {
    what = "has the shadow list of another entry";
  } else {
    vm_check_add_locks (check, list, entry->active);
  }
  if (what && !check->broken) {
    check->broken = g_strdup_printf ("entry of tag " HEX ", address " HEX ", " NUMBER " bytes, %s",
                                     entry->owner->tag, entry->addr, entry->len, what);
  }
}

/* Checks that each entry of the cache has a live list of its length, and each window entry its own. */
static char *vm_check_entries (VmCheck *check)
{
  CacheVisitor visitor = { .user = check, .bucket = vm_check_ignore_bucket, .entry = vm_check_entry };
  cache_visit (check->vm->pcache, &visitor);
  for (const ShadowList *list = check->vm->shadow_lists.live; list; list = list->next) {
    if (!g_hash_table_contains (check->entries, list)) {
      vm_check_add_locks (check, list, 1);
    }
  }
  return g_steal_pointer (&check->broken);
}

/* Checks the shared locks of each page, after vm_check_entries. */
static char *vm_check_pages (VmCheck *check)
{
  for (uint64_t i = 0; i < check->n_pages; i++) {
    uint32_t found = page_get_shared_locks (check->vm->allocator, (PageNumber)i);
    if (found != check->locks[i]) {
      return g_strdup_printf (
          "page " NUMBER " has %u shared locks, should have %u: one for each list it is on%s", i, found,
          check->locks[i], !page_is (check->vm->allocator, (PageNumber)i, PAGE_IN_USE) ? "; it is free" : "");
    }
  }
  return NULL;
}

static char *vm_check_map (VmCheck *check, const AnonMap *amp)
{
  const CheckedCount *count = vm_check_count (check, &amp->softlockcnt);
  if (amp->softlockcnt != count->charged) {
    return g_strdup_printf ("softlockcnt of the anon map of tag " HEX " is " NUMBER ", should be " NUMBER,
                            amp->owner.tag, amp->softlockcnt, count->charged);
  }
  if (count->segment_pages < count->locks || count->segment_pages > count->list_pages) {
    return g_strdup_printf ("softlockcnt of the shared segments of the anon map of tag " HEX " is " NUMBER
                            " together, should be from " NUMBER " to " NUMBER,
                            amp->owner.tag, count->segment_pages, count->locks, count->list_pages);
  }
  return NULL;
}

/* Checks, for segvn, the softlockcnt of SEGMENT, of its anon map, and of all segments that share the map. */
static char *vm_check_segment (VmCheck *check, const Segment *segment)
{
  if (!segment_is_segvn (segment)) {
    return NULL;
  }
  const SegvnData *data = segvn_data (segment);
  uint64_t pages = vm_check_count (check, &data->softlockcnt)->charged;
  if (data->shared ? data->softlockcnt < pages : data->softlockcnt != pages) {
    return g_strdup_printf ("softlockcnt of the %s segment at " HEX " (tag " HEX ") is " NUMBER
                            ", should be %s" NUMBER,
                            data->shared ? "shared" : "private", segment->base, segment->cached.owner.tag,
                            data->softlockcnt, data->shared ? "at least " : "", pages);
  }
  return data->shared ? vm_check_map (check, data->amp) : NULL;
}

static char *vm_check_freemem (VmCheck *check)
{
  uint64_t free_pages = page_allocator_count_free (check->vm->allocator);
  uint64_t freemem = check->vm->kernel->freemem;
  return freemem == free_pages
             ? NULL
             : g_strdup_printf ("freemem is " NUMBER ", should be " NUMBER ": the free pages", freemem,
                                free_pages);
}

/* Calls LOOK for each segment of the address spaces until LOOK finds something broken. */
static char *vm_check_each (VmCheck *check, char *(*look) (VmCheck *check, const Segment *segment))
{
  char *broken = NULL;
  for (guint i = 0; i < check->spaces->len && !broken; i++) {
    const AddressSpace *as = g_ptr_array_index (check->spaces, i);
    for (const Segment *segment = as->first; segment && !broken; segment = segment->next) {
      broken = look (check, segment);
    }
  }
  return broken;
}

static char *vm_check_segments (VmCheck *check)
{
  return vm_check_each (check, vm_check_segment);
}

char *vm_find_broken (const Vm *vm, const GPtrArray *spaces)
{
  static char *(*const checks[]) (VmCheck * check) = { vm_check_entries, vm_check_pages, vm_check_freemem,
                                                       vm_check_segments };
  VmCheck *check = vm_check_new (vm, spaces);
  char *broken = vm_check_each (check, vm_check_add_segment);
  for (size_t i = 0; i < G_N_ELEMENTS (checks) && !broken; i++) {
    broken = checks[i](check);
  }
  vm_check_free (check);
  return broken;
}
