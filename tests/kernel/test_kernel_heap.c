#include "kernel_heap.h"
#include "random.h"
#include "test_main.h"
#include "x86_pages.h"

#include <glib.h>
#include <signal.h>
#include <stdbool.h>

/* Of a slab, at its end. */
#define BOOKKEEPING_BYTES 64

static KernelHeap heap;
static uint64_t arena; /* where it begins */

static void set_up (void)
{
  kernel_heap_init (&heap, &PAGE_SIZES_X86);
  arena = heap.next_slab;
}

START_TEST (the_arena_begins_where_a_kernel_heap_does)
{
  ck_assert_uint_eq (arena, UINT64_C (0xfffffe0000000000));
}
END_TEST

START_TEST (objects_are_packed_from_the_start_of_a_slab)
{
  KernelHeapCache *cache = kernel_heap_cache_new (&heap, KERNEL_HEAP_SEG_BYTES);
  for (uint64_t i = 0; i < 42; i++) {
    ck_assert_uint_eq (kernel_heap_alloc (cache), arena + i * 96);
  }
  ck_assert_uint_eq (kernel_heap_alloc (cache), arena + PAGESIZE);
  kernel_heap_cache_free (cache);
}
END_TEST

START_TEST (each_slab_is_shifted_by_a_colour_until_they_begin_again)
{
  KernelHeapCache *cache = kernel_heap_cache_new (&heap, KERNEL_HEAP_ANON_MAP_BYTES);
  /* 33 objects of 120 bytes leave 72 bytes: colours 0, 8, ... 72. */
  for (uint64_t slab = 0; slab < 25; slab++) {
    for (uint64_t i = 0; i < 33; i++) {
      ck_assert_uint_eq (kernel_heap_alloc (cache), arena + slab * PAGESIZE + slab % 10 * 8 + i * 120);
    }
  }
  kernel_heap_cache_free (cache);
}
END_TEST

START_TEST (sizes_are_rounded_up_to_8)
{
  KernelHeapCache *cache = kernel_heap_cache_new (&heap, 9);
  uint64_t first = kernel_heap_alloc (cache);
  ck_assert_uint_eq (kernel_heap_alloc (cache), first + 16);
  kernel_heap_cache_free (cache);
}
END_TEST

START_TEST (caches_take_slabs_from_one_arena_as_they_need_them)
{
  KernelHeapCache *segments = kernel_heap_cache_new (&heap, KERNEL_HEAP_SEG_BYTES);
  KernelHeapCache *maps = kernel_heap_cache_new (&heap, KERNEL_HEAP_ANON_MAP_BYTES);
  ck_assert_uint_eq (kernel_heap_alloc (maps), arena);
  ck_assert_uint_eq (kernel_heap_alloc (segments), arena + PAGESIZE);
  ck_assert_uint_eq (kernel_heap_alloc (maps), arena + 120);
  for (unsigned i = 2; i < 33; i++) {
    kernel_heap_alloc (maps);
  }
  ck_assert_uint_eq (kernel_heap_alloc (maps), arena + 2 * PAGESIZE + 8);
  kernel_heap_cache_free (segments);
  kernel_heap_cache_free (maps);
}
END_TEST

START_TEST (the_object_released_last_comes_first)
{
  KernelHeapCache *cache = kernel_heap_cache_new (&heap, KERNEL_HEAP_SEG_BYTES);
  uint64_t objects[4];
  for (unsigned i = 0; i < 4; i++) {
    objects[i] = kernel_heap_alloc (cache);
  }
  kernel_heap_release (cache, objects[2]);
  kernel_heap_release (cache, objects[0]);
  ck_assert_uint_eq (kernel_heap_alloc (cache), objects[0]);
  ck_assert_uint_eq (kernel_heap_alloc (cache), objects[2]);
  ck_assert_uint_eq (kernel_heap_alloc (cache), objects[3] + 96);
  kernel_heap_cache_free (cache);
}
END_TEST

START_TEST (heaps_are_the_same_in_every_run)
{
  KernelHeap other;
  kernel_heap_init (&other, &PAGE_SIZES_X86);
  KernelHeapCache *cache = kernel_heap_cache_new (&heap, 56);
  KernelHeapCache *other_cache = kernel_heap_cache_new (&other, 56);
  for (unsigned i = 0; i < 1000; i++) {
    ck_assert_uint_eq (kernel_heap_alloc (cache), kernel_heap_alloc (other_cache));
  }
  kernel_heap_cache_free (cache);
  kernel_heap_cache_free (other_cache);
}
END_TEST

#define CACHES 4

typedef struct {
  uint64_t address;
  unsigned cache;
} LiveObject;

static const uint64_t object_bytes[CACHES] = { 8, 96, 120, 512 };

static gint compare_addresses (gconstpointer a, gconstpointer b)
{
  const LiveObject *left = a;
  const LiveObject *right = b;
  return left->address < right->address ? -1 : left->address > right->address;
}

/* Sorts LIVE. Nor does an object reach into the end of its slab. */
static bool none_overlap (GArray *live)
{
  g_array_sort (live, compare_addresses);
  uint64_t end = 0; /* of the object before */
  for (guint i = 0; i < live->len; i++) {
    const LiveObject *object = &g_array_index (live, LiveObject, i);
    uint64_t bytes = object_bytes[object->cache];
    if (object->address < end || object->address % 8 != 0
        || (object->address & PAGEOFFSET) + bytes > PAGESIZE - BOOKKEEPING_BYTES) {
      return false;
    }
    end = object->address + bytes;
  }
  return true;
}

START_TEST (no_two_live_objects_overlap)
{
  KernelHeapCache *caches[CACHES];
  for (unsigned i = 0; i < CACHES; i++) {
    caches[i] = kernel_heap_cache_new (&heap, object_bytes[i]);
  }
  GArray *live = g_array_new (FALSE, FALSE, sizeof (LiveObject));
  Random random;
  random_init (&random, 5, 0, "heap");
  for (unsigned step = 0; step < 4000; step++) {
    if (live->len > 0 && random_below (&random, 10) < 4) {
      guint victim = (guint)random_below (&random, live->len);
      LiveObject object = g_array_index (live, LiveObject, victim);
      kernel_heap_release (caches[object.cache], object.address);
      g_array_remove_index_fast (live, victim);
    } else {
      LiveObject object = { .cache = (unsigned)random_below (&random, CACHES) };
      object.address = kernel_heap_alloc (caches[object.cache]);
      g_array_append_val (live, object);
    }
    if (step % 40 == 39) {
      ck_assert (none_overlap (live));
    }
  }
  ck_assert_uint_gt (live->len, 500);
  g_array_free (live, TRUE);
  for (unsigned i = 0; i < CACHES; i++) {
    kernel_heap_cache_free (caches[i]);
  }
}
END_TEST

START_TEST (objects_of_an_odd_size_abort)
{
  static const uint64_t sizes[] = { 0, 7, 513 };
  kernel_heap_cache_new (&heap, sizes[_i]);
}
END_TEST

static Suite *kernel_heap_suite (void)
{
  Suite *suite = suite_create ("kernel_heap");
  TCase *tcase = tcase_create ("kernel_heap");
  tcase_add_checked_fixture (tcase, set_up, NULL);
  tcase_add_test (tcase, the_arena_begins_where_a_kernel_heap_does);
  tcase_add_test (tcase, objects_are_packed_from_the_start_of_a_slab);
  tcase_add_test (tcase, each_slab_is_shifted_by_a_colour_until_they_begin_again);
  tcase_add_test (tcase, sizes_are_rounded_up_to_8);
  tcase_add_test (tcase, caches_take_slabs_from_one_arena_as_they_need_them);
  tcase_add_test (tcase, the_object_released_last_comes_first);
  tcase_add_test (tcase, heaps_are_the_same_in_every_run);
  tcase_add_test (tcase, no_two_live_objects_overlap);
  tcase_add_loop_test_raise_signal (tcase, objects_of_an_odd_size_abort, SIGTRAP, 0, 3);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (kernel_heap_suite (), NULL);
}
