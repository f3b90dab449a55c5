/* conform_segment.c - the operations of address spaces and segments (§10) */
#include "conform.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What the driver data of a segment made by seg_alloc says. */
typedef struct {
  bool shared;
  uint64_t swresv;
} DriverData;

static bool op_as (Session *session, const Args *args)
{
  AddressSpace *as = session_keep (session, g_new0 (AddressSpace, 1));
  as->limit = args->numbers[1];
  g_hash_table_replace (session->spaces, GUINT_TO_POINTER (args->numbers[0]), as);
  return true;
}

static int print_unmap (Segment *segment, uint64_t base, uint64_t size, unsigned unused)
{
  (void)unused;
  (void)segment;
  printf ("  driver unmap base=%s size=%s\n", HEX (base), HEX (size));
  return 0;
}

static void print_free (Segment *segment)
{
  printf ("  driver free base=%s\n", HEX (segment->base));
  g_free (segment->data);
}

static bool shared_can_change_zones (const Segment *segment)
{
  const DriverData *data = segment->data;
  return data->swresv == 0;
}

static bool spt_can_change_zones (const Segment *segment)
{
  (void)segment;
  return false;
}

static uint64_t private_swresv (const Segment *segment)
{
  const DriverData *data = segment->data;
  return data->swresv;
}

static const SegmentDriver drivers[] = {
  { .name = "vn-private",
    .changes = { [SEGMENT_CHANGE_UNMAP] = print_unmap },
    .free = print_free,
    .swresv = private_swresv },
  { .name = "vn-shared",
    .changes = { [SEGMENT_CHANGE_UNMAP] = print_unmap },
    .free = print_free,
    .can_change_zones = shared_can_change_zones },
  { .name = "spt",
    .changes = { [SEGMENT_CHANGE_UNMAP] = print_unmap },
    .free = print_free,
    .can_change_zones = spt_can_change_zones },
};

static bool op_seg_alloc (Session *session, const Args *args)
{
  const uint64_t *n = args->numbers;
  AddressSpace *as = g_hash_table_lookup (session->spaces, GUINT_TO_POINTER (n[1]));
  const SegmentDriver *driver = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (drivers); i++) {
    if (strcmp (drivers[i].name, args->words[4]) == 0) {
      driver = &drivers[i];
    }
  }
  if (!as || !driver) {
    return false;
  }
  Segment *segment = seg_alloc (as, &PAGE_SIZES_X86, n[0] << 6, n[2], n[3]);
  if (!segment) {
    puts ("  fail");
    return true;
  }
  DriverData *data = g_new0 (DriverData, 1);
  data->swresv = n[5];
  segment->driver = driver;
  segment->data = data;
  g_hash_table_replace (session->segs, GUINT_TO_POINTER (n[0]), segment);
  printf ("  success base=%s size=%s\n", HEX (segment->base), HEX (segment->size));
  return true;
}

static bool op_seg_unmap (Session *session, const Args *args)
{
  Segment *segment = session_find_seg (session, args->numbers[0]);
  return segment && segment->driver && seg_unmap (segment) == 0;
}

typedef struct {
  const CacheOwner *owner;
  bool found;
} Search;

static void ignore_bucket (void *user, CacheList list, uint64_t index)
{
  (void)user, (void)list, (void)index;
}

static void search_entry (void *user, const CacheEntryInfo *entry)
{
  Search *search = user;
  search->found |= entry->owner == search->owner;
}

/* Wired entries are on no owner's list, so seg_free does not see them. */
static bool has_entries (const Session *session, const Segment *segment)
{
  Search search = { .owner = &segment->cached.owner };
  CacheVisitor visitor = { &search, ignore_bucket, search_entry };
  cache_visit (session->pcache, &visitor);
  return search.found;
}

static bool op_seg_free (Session *session, const Args *args)
{
  Segment *segment = session_find_seg (session, args->numbers[0]);
  if (!segment || !segment->as) {
    return false;
  }
  if (has_entries (session, segment)) {
    g_error ("the segment still has entries in the cache");
  }
  seg_free (segment);
  g_hash_table_remove (session->segs, GUINT_TO_POINTER (args->numbers[0]));
  return true;
}

static bool op_zones (Session *session, const Args *args)
{
  const Segment *segment = session_find_seg (session, args->numbers[0]);
  if (!segment || !segment->driver) {
    return false;
  }
  printf ("  can_change=%d swresv=%" PRIu64 "\n", seg_can_change_zones (segment), seg_swresv (segment));
  return true;
}

static bool op_inherit (Session *session, const Args *args)
{
  Segment *segment = session_find_seg (session, args->numbers[0]);
  if (!segment || seg_inherit_notsup (segment, (unsigned)args->numbers[1]) != ENOTSUP) {
    return false;
  }
  puts ("  ENOTSUP");
  return true;
}

static const Operation operations[] = {
  { "as", "nn", op_as },
  { "seg_alloc", "nnnnwn", op_seg_alloc },
  { "seg_unmap", "n", op_seg_unmap },
  { "seg_free", "n", op_seg_free },
  { "zones", "n", op_zones },
  { "inherit", "nn", op_inherit },
};

const OperationTable conform_segment_operations = { operations, G_N_ELEMENTS (operations) };
