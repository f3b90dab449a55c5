/* children.c - the lives of forked processes */
#include "children.h"

#include <glib.h>

typedef struct {
  AddressSpace as; /* first */
  Children *children;
  ChildLife life;
  GList link; /* in Children.living; its data is the child */
} Child;

static Child *child_new (Children *children, const ChildLife *life)
{
  Child *child = g_new0 (Child, 1);
  child->children = children;
  child->life = *life;
  child->link.data = child;
  g_queue_push_head_link (&children->living, &child->link);
  return child;
}

static void child_free (Child *child)
{
  g_queue_unlink (&child->children->living, &child->link);
  g_free (child);
}

void children_clear (Children *children)
{
  GList *link;
  while ((link = g_queue_pop_head_link (&children->living))) {
    Child *child = link->data;
    while (child->as.first) {
      seg_free (child->as.first);
    }
    g_free (child);
  }
}

static void child_live (SimThreads *threads, void *argument)
{
  Child *child = argument;
  Vm *vm = child->children->vm;
  kernel_clock_update (vm->clock);
  if (child->life.write_bytes > 0) {
    as_write (vm, &child->as, child->life.write_base, child->life.write_bytes);
  }
  sim_thread_sleep (threads, child->life.lifetime_ns);
  as_exit (vm, &child->as);
  child_free (child);
}

int children_fork (Children *children, AddressSpace *parent, const ChildLife *life)
{
  Vm *vm = children->vm;
  Child *child = child_new (children, life);
  sim_time copy_ns;
  int error_number = as_dup (vm, parent, &child->as, &copy_ns);
  if (error_number != 0) {
    child_free (child);
    return error_number;
  }
  if (copy_ns > 0) {
    sim_thread_sleep (vm->threads, copy_ns);
  }
  sim_thread_spawn (vm->threads, WORKLOAD_EVENT_CHILD, child_live, child);
  return 0;
}

static uint64_t children_read_count (const void *base)
{
  const Children *children = base;
  return children->living.length;
}

static const MetricRow children_rows[] = {
  METRIC_READ (GAUGE, children_read_count, "children", "", "forked children that live",
               .after = "segment_joins_refused"),
};

METRIC_TABLE_OF (CHILDREN_METRICS, children_rows);
