/* as.c - mmap, munmap, mprotect, fork and the rest, over all segments of a range */
#include "as.h"

#include "as_wait.h"
#include "segspt.h"
#include "segvn.h"

/* The range of an operation, and the change. */
typedef struct {
  uint64_t addr, end;
  SegmentChangeKind change; /* what the operation changes */
  unsigned value;           /* the new value */
} AsRange;

static int as_count (Vm *vm, AsOp op, int error_number)
{
  *(error_number == 0 ? &vm->as.done[op] : &vm->as.failed[op]) += 1;
  return error_number;
}

/* ---- mmap ---- */

int as_map (Vm *vm, AddressSpace *as, const AsMapping *mapping)
{
  kernel_clock_update (vm->clock);
  Segment *segment = segvn_create (vm, as, mapping->base, mapping->size, mapping->szc, mapping->protection,
                                   mapping->amp, mapping->amp_first_page);
  if (!segment) {
    return as_count (vm, AS_OP_MMAP, ENOMEM);
  }
  if (segment->prev && segvn_join (segment->prev, segment)) {
    segment = as_segat (as, mapping->base);
  }
  if (segment->next) {
    segvn_join (segment, segment->next);
  }
  as_settle_zone (as);
  return as_count (vm, AS_OP_MMAP, 0);
}

int as_attach (Vm *vm, AddressSpace *as, uint64_t base, const SptAttachment *what)
{
  kernel_clock_update (vm->clock);
  Segment *segment;
  return as_count (vm, AS_OP_MMAP, segspt_attach (vm, as, base, what, &segment));
}

/* ---- changes of what is mapped ---- */

static bool as_is_mapped (const AddressSpace *as, const AsRange *range)
{
  uint64_t addr = range->addr;
  const Segment *segment;
  while (addr < range->end && (segment = as_segat (as, addr))) {
    addr = segment_end (segment);
  }
  return addr >= range->end;
}

/* A change may cut or free its segment, so the loop looks for the next segment by address. */
static int as_try_change (AddressSpace *as, void *argument)
{
  const AsRange *range = argument;
  if (range->change != SEGMENT_CHANGE_UNMAP && !as_is_mapped (as, range)) {
    return ENOMEM;
  }
  uint64_t addr = range->addr;
  Segment *segment;
  while (addr < range->end && (segment = as_first_from (as, addr)) && segment->base < range->end) {
    SegmentChange change = segment->driver->changes[range->change];
    uint64_t first = MAX (addr, segment->base);
    addr = MIN (range->end, segment_end (segment));
    int error_number = change ? change (segment, first, addr - first, range->value) : ENOTSUP;
    if (error_number != 0) {
      return error_number;
    }
  }
  return 0;
}

/* By operation: what changes in segments, and the value, for operations whose caller gives none. */
static const struct {
  SegmentChangeKind kind;
  unsigned value;
} as_changes[AS_OPS] = {
  [AS_OP_MUNMAP] = { SEGMENT_CHANGE_UNMAP, 0 },        [AS_OP_EXIT] = { SEGMENT_CHANGE_UNMAP, 0 },
  [AS_OP_MPROTECT] = { SEGMENT_CHANGE_PROTECTION, 0 }, [AS_OP_SETPAGESIZE] = { SEGMENT_CHANGE_PAGE_SIZE, 0 },
  [AS_OP_MADVISE] = { SEGMENT_CHANGE_ADVICE, 0 },      [AS_OP_MLOCK] = { SEGMENT_CHANGE_MLOCK, 1 },
  [AS_OP_MUNLOCK] = { SEGMENT_CHANGE_MLOCK, 0 },
};

int as_change (Vm *vm, AddressSpace *as, AsOp op, uint64_t addr, uint64_t size, unsigned value)
{
  AsRange range = { addr, addr + size, as_changes[op].kind, value | as_changes[op].value };
  kernel_clock_update (vm->clock);
  bool fits = range.end > range.addr;
  return as_count (vm, op, fits ? as_until_done (vm, as, as_try_change, &range) : EINVAL);
}

int as_unmap (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size)
{
  return as_change (vm, as, AS_OP_MUNMAP, addr, size, 0);
}

int as_exit (Vm *vm, AddressSpace *as)
{
  as->exiting = true;
  return as_change (vm, as, AS_OP_EXIT, 0, UINT64_MAX, 0);
}

/* ---- touching ---- */

/* Writes those of the SIZE bytes at ADDR that are in the segment of ADDR. */
static int as_write_part (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size)
{
  sim_time ready = event_queue_now (vm->clock->queue);
  Segment *segment;
  int error_number;
  do {
    segment = as_segat (as, addr);
    if (!segment || !segment_is_segvn (segment)) {
      return EFAULT;
    }
    error_number = segvn_write (segment, addr, MIN (size, segment_end (segment) - addr), &ready);
    if (error_number == EAGAIN) {
      vm_wait_for_memory (vm, as, 1);
    }
  } while (error_number == EAGAIN);
  vm_wait_until (vm, as, ready);
  return error_number;
}

int as_write (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size)
{
  uint64_t end = page_ceil (vm->pages, addr + size);
  int error_number = 0;
  kernel_clock_update (vm->clock);
  addr = page_floor (vm->pages, addr);
  while (addr < end && error_number == 0) {
    const Segment *segment = as_segat (as, addr);
    uint64_t part_end = segment ? MIN (end, segment_end (segment)) : end;
    error_number = as_write_part (vm, as, addr, part_end - addr);
    addr = part_end;
  }
  return error_number;
}

/* ---- fork ---- */

static int as_dup_segment (Vm *vm, Segment *segment, AddressSpace *child)
{
  Segment *copy = vm_new_segment (vm, child, segment->base, segment->size);
  if (!copy) {
    g_error ("as_dup: the child's address space is not empty");
  }
  int error_number = segment->driver->dup ? segment->driver->dup (segment, copy) : ENOTSUP;
  if (error_number != 0) {
    vm_discard_segment (vm, copy);
  }
  return error_number;
}

static int as_dup_segments (Vm *vm, const AddressSpace *parent, AddressSpace *child)
{
  int error_number = 0;
  for (Segment *segment = parent->first; segment && error_number == 0; segment = segment->next) {
    error_number = as_dup_segment (vm, segment, child);
  }
  while (error_number != 0 && child->first) {
    seg_free (child->first);
  }
  return error_number;
}

int as_dup (Vm *vm, AddressSpace *parent, AddressSpace *child, sim_time *copy_ns)
{
  kernel_clock_update (vm->clock);
  uint64_t before_ns;
  int error_number;
  child->limit = parent->limit;
  child->zone = parent->zone;
  child->process = parent->process;
  do {
    before_ns = vm->as.fork_copy_ns;
    error_number = as_dup_segments (vm, parent, child);
    if (error_number == EAGAIN) {
      vm_wait_for_memory (vm, parent, vm->pages_wanted);
    }
  } while (error_number == EAGAIN);
  as_settle_zone (child);
  *copy_ns = vm->as.fork_copy_ns - before_ns;
  parent->held_until = sim_time_add (event_queue_now (vm->clock->queue), *copy_ns);
  return as_count (vm, AS_OP_FORK, error_number);
}

/* ---- zones ---- */

int as_enter_zone (Vm *vm, AddressSpace *as, Zone *zone)
{
  for (const Segment *segment = as->first; segment; segment = segment->next) {
    if (!seg_can_change_zones (segment)) {
      return as_count (vm, AS_OP_ZONE_ENTER, EBUSY);
    }
  }
  if (as->zone) {
    as->zone->swresv -= as->zone_swresv;
  }
  as->zone = zone;
  as->zone_swresv = 0;
  as_settle_zone (as);
  return as_count (vm, AS_OP_ZONE_ENTER, 0);
}
