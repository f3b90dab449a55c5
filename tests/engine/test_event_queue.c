#include "event_queue.h"
#include "misuse.h"
#include "pending_events.h"
#include "random.h"
#include "test_main.h"

#include <malloc.h>
#include <signal.h>
#include <string.h>

enum { ITEMS = 300 };

/* What a test schedules: an event, and when the reference says it is due. */
typedef struct {
  Event event;
  bool pending;
  sim_time time;
  uint64_t sequence;
} Item;

static Item *item_of (Event *event)
{
  return event_container (event, Item, event);
}

/* The last event that was fired; each test runs in a process of its own. */
static Event *last_fired;

static void fire (Event *event)
{
  last_fired = event;
}

static bool is_asked_first (void *context)
{
  bool *was_asked = context;
  bool is_first = !*was_asked;
  *was_asked = true;
  return is_first;
}

/* Fires the next event if it is due at or before LIMIT; NULL, with the clock at LIMIT, if it is not. */
static Event *take_until (EventQueue *queue, sim_time limit)
{
  bool was_asked = false;
  last_fired = NULL;
  event_queue_run_while (queue, limit, is_asked_first, &was_asked);
  return last_fired;
}

static Event *take (EventQueue *queue)
{
  return take_until (queue, SIM_TIME_NEVER);
}

static void items_init (Item *items, size_t count)
{
  memset (items, 0, count * sizeof *items);
  for (size_t i = 0; i < count; i++) {
    event_init (&items[i].event, fire, (uint32_t)i);
  }
}

/* The reference: the pending item of the least (time, sequence), found by looking at all. */
static Item *items_next (Item *items, size_t count)
{
  Item *next = NULL;
  for (size_t i = 0; i < count; i++) {
    Item *item = &items[i];
    if (item->pending
        && (next == NULL || item->time < next->time
            || (item->time == next->time && item->sequence < next->sequence))) {
      next = item;
    }
  }
  return next;
}

/* Delays of all magnitudes: none, clustered, any power of two, to the end of time. */
static sim_time draw_delay (Random *random, sim_time now)
{
  sim_time delay = 0;
  switch (random_below (random, 6)) {
  case 0:
    break;
  case 1:
    delay = random_below (random, 4);
    break;
  case 2:
    delay = random_below (random, 1000) * 256;
    break;
  case 3:
    delay = random_next (random) >> random_below (random, 64);
    break;
  case 4:
    delay = UINT64_C (1) << random_below (random, 64);
    break;
  default:
    return SIM_TIME_NEVER - 1 - random_below (random, 4) >= now ? SIM_TIME_NEVER - 1 : now;
  }
  return sim_time_add (now, delay);
}

typedef struct {
  EventQueue *queue;
  Item items[ITEMS];
  size_t count;
  uint64_t sequence;
  uint64_t taken;
  Random random;
  unsigned reach; /* most delays are less than 2^reach, so that the clock does not run off at once */
} Model;

static sim_time model_time (Model *model)
{
  sim_time now = event_queue_now (model->queue);
  if (random_below (&model->random, 20) == 0) {
    return draw_delay (&model->random, now);
  }
  return sim_time_add (now, random_next (&model->random) >> (64 - model->reach)
                                >> random_below (&model->random, model->reach));
}

static void model_schedule (Model *model, Item *item, bool again)
{
  sim_time time = model_time (model);
  item->time = time;
  item->pending = true;
  item->sequence = model->sequence++;
  if (again) {
    event_queue_withdraw (model->queue, &item->event);
    event_queue_schedule (model->queue, &item->event, time);
  } else {
    event_queue_schedule (model->queue, &item->event, time);
  }
}

static void model_check_taken (Model *model, Event *event, sim_time limit, sim_time now_if_none)
{
  Item *expected = items_next (model->items, model->count);
  if (expected != NULL && (expected->time > limit || expected->time == SIM_TIME_NEVER)) {
    expected = NULL;
  }
  if (expected == NULL) {
    ck_assert_ptr_null (event);
    ck_assert_uint_eq (event_queue_now (model->queue), now_if_none);
    return;
  }
  ck_assert_ptr_eq (item_of (event), expected);
  ck_assert (!event_is_pending (event));
  ck_assert_uint_eq (event->time, expected->time);
  ck_assert_uint_eq (event_queue_now (model->queue), expected->time);
  expected->pending = false;
  ck_assert_uint_eq (model->queue->taken, ++model->taken);
}

static void model_step (Model *model)
{
  Item *item = &model->items[random_below (&model->random, model->count)];
  sim_time now = event_queue_now (model->queue);
  switch (random_below (&model->random, 8)) {
  case 0:
  case 1:
  case 2:
    if (!item->pending) {
      model_schedule (model, item, false);
    }
    break;
  case 3:
    if (item->pending) {
      event_queue_cancel (model->queue, &item->event);
      item->pending = false;
    }
    break;
  case 4:
    model_schedule (model, item, true);
    break;
  case 5: {
    sim_time limit = model_time (model);
    Event *event = take_until (model->queue, limit);
    model_check_taken (model, event, limit, limit == SIM_TIME_NEVER ? now : limit);
    break;
  }
  default: {
    Event *event = take (model->queue);
    model_check_taken (model, event, SIM_TIME_NEVER, now);
    break;
  }
  }
}

static void model_check (Model *model)
{
  uint64_t pending = 0;
  unsigned wrong = 0;
  for (size_t i = 0; i < model->count; i++) {
    pending += model->items[i].pending;
    wrong += event_is_pending (&model->items[i].event) != model->items[i].pending;
  }
  ck_assert_uint_eq (wrong, 0);
  ck_assert_uint_eq (count_pending_events (model->queue), pending);
}

/* Whatever is scheduled, cancelled and rescheduled in whatever order: events are taken by (time, sequence).
 */
START_TEST (order_is_that_of_a_sorted_list)
{
  static const size_t counts[] = { 1, 2, 5, 30, ITEMS };
  Model model = { .count = counts[_i % (int)G_N_ELEMENTS (counts)] };
  random_init (&model.random, (uint64_t)_i, 0, "event queue");
  model.reach = (unsigned)(1 + random_below (&model.random, 55));
  model.queue = event_queue_new ();
  items_init (model.items, model.count);
  for (unsigned step = 0; step < 1000; step++) {
    model_step (&model);
    if (step % 16 == 0) {
      model_check (&model);
    }
  }
  Item *next;
  while ((next = items_next (model.items, model.count)) != NULL && next->time != SIM_TIME_NEVER) {
    model_check_taken (&model, take (model.queue), SIM_TIME_NEVER, 0);
  }
  ck_assert_ptr_null (take (model.queue));
  event_queue_free (model.queue);
}
END_TEST

/* Events of the same instant come in the order in which they were scheduled, whether near or far at that
 * time. */
START_TEST (equal_times_are_first_in_first_out)
{
  static const sim_time times[] = { 0, 1, 255, 256, 65536, 0x123456789abcdef0, SIM_TIME_NEVER - 1 };
  EventQueue *queue = event_queue_new ();
  sim_time time = times[_i];
  Item items[100];
  Item steps;
  items_init (items, G_N_ELEMENTS (items));
  items_init (&steps, 1);
  /* The clock comes near in between, so that the later ones are scheduled at a lower level than the first
   * were. */
  for (size_t i = 0; i < 100; i++) {
    event_queue_schedule (queue, &items[i].event, time);
    sim_time rest = time - event_queue_now (queue);
    event_queue_schedule (queue, &steps.event, time - rest / 2);
    if (rest < 2) {
      event_queue_cancel (queue, &steps.event);
    } else {
      ck_assert_ptr_eq (take (queue), &steps.event);
    }
  }
  for (size_t i = 0; i < 100; i++) {
    ck_assert_ptr_eq (take (queue), &items[i].event);
    ck_assert_uint_eq (items[i].event.sequence < items[MIN (i + 1, 99)].event.sequence, i < 99);
  }
  ck_assert_ptr_null (take (queue));
  event_queue_free (queue);
}
END_TEST

START_TEST (reschedule_goes_behind_equals)
{
  EventQueue *queue = event_queue_new ();
  Item items[3];
  items_init (items, 3);
  for (size_t i = 0; i < 3; i++) {
    event_queue_schedule (queue, &items[i].event, 1000);
  }
  event_queue_withdraw (queue, &items[0].event);
  event_queue_schedule (queue, &items[0].event, 1000);
  ck_assert_ptr_eq (take (queue), &items[1].event);
  ck_assert_ptr_eq (take (queue), &items[2].event);
  ck_assert_ptr_eq (take (queue), &items[0].event);
  event_queue_free (queue);
}
END_TEST

/* An event that schedules itself a number of times. */
typedef struct {
  Event event;
  EventQueue *queue;
  sim_time delay;
  unsigned left;
  unsigned fired;
} Repeater;

static void repeater_fire (Event *event)
{
  Repeater *repeater = event_container (event, Repeater, event);
  repeater->fired++;
  if (repeater->left > 0) {
    repeater->left--;
    event_queue_schedule_in (repeater->queue, event, repeater->delay);
  }
}

START_TEST (events_scheduled_at_now_by_an_event_fire_at_now)
{
  EventQueue *queue = event_queue_new ();
  Repeater repeater = { .queue = queue, .delay = 0, .left = 99 };
  Repeater other = { .queue = queue };
  event_init (&repeater.event, repeater_fire, 1);
  event_init (&other.event, repeater_fire, 2);
  event_queue_schedule (queue, &repeater.event, 777);
  event_queue_schedule (queue, &other.event, 778);
  ck_assert_uint_eq (event_queue_run_while (queue, 777, NULL, NULL), 100);
  ck_assert_uint_eq (repeater.fired, 100);
  ck_assert_uint_eq (other.fired, 0);
  ck_assert_uint_eq (event_queue_now (queue), 777);
  ck_assert_uint_eq (queue->taken, 100);
  event_queue_cancel (queue, &other.event);
  event_queue_free (queue);
}
END_TEST

START_TEST (run_until_takes_events_at_the_limit_and_leaves_the_clock_there)
{
  EventQueue *queue = event_queue_new ();
  Repeater repeater = { .queue = queue, .delay = 100, .left = 1000 };
  event_init (&repeater.event, repeater_fire, 1);
  event_queue_schedule (queue, &repeater.event, 100);
  ck_assert_uint_eq (event_queue_run_while (queue, 1000, NULL, NULL), 10);
  ck_assert_uint_eq (event_queue_now (queue), 1000);
  ck_assert_uint_eq (event_queue_run_while (queue, 1099, NULL, NULL), 0);
  ck_assert_uint_eq (event_queue_now (queue), 1099);
  ck_assert_uint_eq (event_queue_run_while (queue, 1100, NULL, NULL), 1);
  ck_assert_uint_eq (event_queue_run_while (queue, SIM_TIME_NEVER, NULL, NULL), 990);
  ck_assert_uint_eq (event_queue_now (queue), 100100);
  ck_assert_uint_eq (event_queue_run_while (queue, 200000, NULL, NULL), 0);
  ck_assert_uint_eq (event_queue_now (queue), 200000);
  event_queue_free (queue);
}
END_TEST

static bool fewer_than_five_fired (void *context)
{
  const Repeater *repeater = context;
  return repeater->fired < 5;
}

START_TEST (run_while_stops_where_it_is_told)
{
  EventQueue *queue = event_queue_new ();
  Repeater repeater = { .queue = queue, .delay = 100, .left = 1000 };
  event_init (&repeater.event, repeater_fire, 1);
  event_queue_schedule (queue, &repeater.event, 0);
  ck_assert_uint_eq (event_queue_run_while (queue, NS_PER_SEC, fewer_than_five_fired, &repeater), 5);
  ck_assert_uint_eq (event_queue_now (queue), 400);
  event_queue_free (queue);
}
END_TEST

START_TEST (what_is_due_never_is_not_taken)
{
  EventQueue *queue = event_queue_new ();
  Item items[3];
  items_init (items, 3);
  event_queue_schedule_in (queue, &items[0].event, 10);
  event_queue_schedule (queue, &items[1].event, SIM_TIME_NEVER);
  event_queue_schedule (queue, &items[2].event, SIM_TIME_NEVER - 1);
  ck_assert_ptr_eq (take_until (queue, 10), &items[0].event);
  event_queue_schedule_in (queue, &items[0].event, SIM_TIME_NEVER - 9);
  ck_assert_uint_eq (items[0].event.time, SIM_TIME_NEVER);
  ck_assert_ptr_eq (take (queue), &items[2].event);
  ck_assert_ptr_null (take (queue));
  ck_assert_ptr_null (take_until (queue, SIM_TIME_NEVER));
  ck_assert_uint_eq (event_queue_now (queue), SIM_TIME_NEVER - 1);
  ck_assert_uint_eq (count_pending_events (queue), 2);
  event_queue_free (queue);
}
END_TEST

START_TEST (a_queue_that_is_cleared_has_no_pending_event)
{
  EventQueue *queue = event_queue_new ();
  Item items[ITEMS];
  items_init (items, ITEMS);
  for (size_t i = 0; i < ITEMS; i++) {
    event_queue_schedule (queue, &items[i].event, (i % 7) << (i % 60));
  }
  event_queue_clear (queue);
  ck_assert_uint_eq (count_pending_events (queue), 0);
  ck_assert_ptr_null (take (queue));
  for (size_t i = 0; i < ITEMS; i++) {
    ck_assert (!event_is_pending (&items[i].event));
  }
  event_queue_schedule (queue, &items[1].event, 5);
  ck_assert_ptr_eq (take (queue), &items[1].event);
  event_queue_free (queue);
}
END_TEST

START_TEST (many_cancelled_events_leave_nothing)
{
  enum { MANY = 20000 };
  EventQueue *queue = event_queue_new ();
  Item *items = g_new (Item, MANY);
  Random random;
  random_init (&random, 1, 0, "many");
  items_init (items, MANY);
  for (unsigned round = 0; round < 3; round++) {
    for (size_t i = 0; i < MANY; i++) {
      event_queue_schedule (queue, &items[i].event, random_next (&random) >> random_below (&random, 64) | 1);
    }
    for (size_t i = MANY; i-- > 0;) {
      if (i != 12345) {
        event_queue_cancel (queue, &items[i].event);
      }
    }
    ck_assert_uint_eq (count_pending_events (queue), 1);
    event_queue_withdraw (queue, &items[12345].event);
    event_queue_schedule (queue, &items[12345].event, event_queue_now (queue) + 5);
    ck_assert_ptr_eq (take (queue), &items[12345].event);
    ck_assert_uint_eq (count_pending_events (queue), 0);
    event_queue_free (queue);
    queue = event_queue_new ();
  }
  g_free (items);
  event_queue_free (queue);
}
END_TEST

START_TEST (steady_state_allocates_nothing)
{
  EventQueue *queue = event_queue_new ();
  Item items[ITEMS];
  items_init (items, ITEMS);
  size_t before = mallinfo2 ().uordblks;
  for (size_t i = 0; i < ITEMS; i++) {
    event_queue_schedule (queue, &items[i].event, i * 1000);
  }
  for (unsigned i = 0; i < 10000; i++) {
    Event *event = take (queue);
    event_queue_schedule_in (queue, event, (sim_time)i * i);
  }
  ck_assert_uint_eq (mallinfo2 ().uordblks, before);
  event_queue_free (queue);
}
END_TEST

START_TEST (fired_events_are_steps_of_the_trail)
{
  EventQueue *queue = event_queue_new ();
  FingerprintTrail *trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
  FingerprintTrail *expected = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
  Repeater repeater = { .queue = queue, .delay = 100, .left = 9 };
  event_init (&repeater.event, repeater_fire, 5);
  queue->trail = trail;
  event_queue_schedule (queue, &repeater.event, 100);
  event_queue_run_while (queue, 10000, NULL, NULL);
  for (sim_time time = 100; time <= 1000; time += 100) {
    fingerprint_trail_step (expected, time, 5, 0);
  }
  ck_assert_uint_eq (trail->fingerprint.count, 10);
  ck_assert_uint_eq (trail->fingerprint.hash, expected->fingerprint.hash);
  fingerprint_trail_free (trail);
  fingerprint_trail_free (expected);
  event_queue_free (queue);
}
END_TEST

START_TEST (scheduling_before_now_aborts)
{
  EventQueue *queue = event_queue_new ();
  Item item;
  items_init (&item, 1);
  event_queue_run_while (queue, 100, NULL, NULL);
  event_queue_schedule (queue, &item.event, 99);
}
END_TEST

START_TEST (scheduling_a_pending_event_aborts)
{
  EventQueue *queue = event_queue_new ();
  Item item;
  items_init (&item, 1);
  event_queue_schedule (queue, &item.event, 99);
  event_queue_schedule (queue, &item.event, 99);
}
END_TEST

START_TEST (cancelling_what_is_not_pending_aborts)
{
  EventQueue *queue = event_queue_new ();
  Item item;
  items_init (&item, 1);
  event_queue_cancel (queue, &item.event);
}
END_TEST

START_TEST (a_limit_before_now_aborts)
{
  EventQueue *queue = event_queue_new ();
  event_queue_run_while (queue, 100, NULL, NULL);
  event_queue_run_while (queue, 99, NULL, NULL);
}
END_TEST

START_TEST (times_add_up_to_never_at_most)
{
  ck_assert_uint_eq (sim_time_add (1, 2), 3);
  ck_assert_uint_eq (sim_time_add (SIM_TIME_NEVER - 3, 2), SIM_TIME_NEVER - 1);
  ck_assert_uint_eq (sim_time_add (SIM_TIME_NEVER - 3, 3), SIM_TIME_NEVER);
  ck_assert_uint_eq (sim_time_add (SIM_TIME_NEVER - 3, 4), SIM_TIME_NEVER);
  ck_assert_uint_eq (sim_time_add (SIM_TIME_NEVER, 0), SIM_TIME_NEVER);
  ck_assert_uint_eq (sim_time_add (0, SIM_TIME_NEVER), SIM_TIME_NEVER);
  ck_assert_uint_eq (NS_PER_HOUR, UINT64_C (3600000000000));
}
END_TEST

static Suite *event_queue_suite (void)
{
  Suite *suite = suite_create ("event queue");
  TCase *order = tcase_create ("order");
  tcase_set_timeout (order, 120);
  tcase_add_loop_test (order, order_is_that_of_a_sorted_list, 0, 100);
  tcase_add_loop_test (order, equal_times_are_first_in_first_out, 0, 7);
  tcase_add_test (order, reschedule_goes_behind_equals);
  tcase_add_test (order, events_scheduled_at_now_by_an_event_fire_at_now);
  suite_add_tcase (suite, order);
  TCase *use = tcase_create ("use");
  tcase_set_timeout (use, 120);
  tcase_add_test (use, run_until_takes_events_at_the_limit_and_leaves_the_clock_there);
  tcase_add_test (use, run_while_stops_where_it_is_told);
  tcase_add_test (use, what_is_due_never_is_not_taken);
  tcase_add_test (use, a_queue_that_is_cleared_has_no_pending_event);
  tcase_add_test (use, many_cancelled_events_leave_nothing);
  tcase_add_test (use, steady_state_allocates_nothing);
  tcase_add_test (use, fired_events_are_steps_of_the_trail);
  tcase_add_test (use, times_add_up_to_never_at_most);
  suite_add_tcase (suite, use);
  if (misuse_can_be_tested ()) {
    TCase *misuse = tcase_create ("misuse");
    tcase_add_test_raise_signal (misuse, scheduling_before_now_aborts, SIGTRAP);
    tcase_add_test_raise_signal (misuse, scheduling_a_pending_event_aborts, SIGTRAP);
    tcase_add_test_raise_signal (misuse, cancelling_what_is_not_pending_aborts, SIGTRAP);
    tcase_add_test_raise_signal (misuse, a_limit_before_now_aborts, SIGTRAP);
    suite_add_tcase (suite, misuse);
  }
  return suite;
}

int main (void)
{
  return test_main (event_queue_suite (), NULL);
}
