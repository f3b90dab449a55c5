#include "event_places.h"
#include "test_main.h"

/* Two copies of a program, each with a segment over an object, a process of its own, and the object. */
static EventPlaces *places_new (void)
{
  EventPlaces *places = event_places_new ();
  for (uint64_t copy = 0; copy < 2; copy++) {
    event_places_add (places, &(EventPlace){ .group = 2 + (uint32_t)copy,
                                             .process = copy == 0 ? "server/0" : "server/1",
                                             .program = "server",
                                             .copy = copy,
                                             .segment = "buffers",
                                             .object = "pool" });
  }
  event_places_add (places,
                    &(EventPlace){ .group = 4, .process = "batch", .program = "batch", .segment = "scan" });
  event_places_add (places, &(EventPlace){ .group = 5, .object = "pool" });
  return places;
}

START_TEST (the_kernels_places_are_there_from_the_beginning)
{
  EventPlaces *places = event_places_new ();
  ck_assert_uint_eq (event_places_count (places), EVENT_PLACES_KERNEL);
  for (uint32_t i = 0; i < EVENT_PLACES_KERNEL; i++) {
    ck_assert_uint_eq (event_places_get (places, i)->group, EVENT_GROUP_KERNEL);
    ck_assert_ptr_nonnull (event_places_get (places, i)->track);
  }
  event_places_free (places);
}
END_TEST

START_TEST (strings_are_copied)
{
  EventPlaces *places = event_places_new ();
  char name[] = "heap";
  uint32_t place = event_places_add (places, &(EventPlace){ .segment = name });
  name[0] = 'x';
  ck_assert_str_eq (event_places_get (places, place)->segment, "heap");
  event_places_free (places);
}
END_TEST

/* Each name with the places, from the kernel's on, that it means. */
START_TEST (names_mean_processes_segments_and_objects)
{
  static const struct {
    const char *name;
    const char *means;
  } rows[] = { { "server", "1100" },
               { "server/0", "1000" },
               { "server/1", "0100" },
               { "server.buffers", "1100" },
               { "server/1.buffers", "0100" },
               { "buffers", "1100" },
               { "pool", "1101" },
               { "batch", "0010" },
               { "batch/0", "0010" },
               { "batch.scan", "0010" },
               { "kernel", "0000" },
               { "serve", "0000" },
               { "server/2", "0000" },
               { "", "0000" } };
  EventPlaces *places = places_new ();
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    for (uint32_t j = 0; j < 4; j++) {
      bool is_called =
          event_place_is_called (event_places_get (places, EVENT_PLACES_KERNEL + j), rows[i].name);
      ck_assert_msg (is_called == (rows[i].means[j] == '1'), "'%s' and place %u", rows[i].name, j);
    }
  }
  event_places_free (places);
}
END_TEST

START_TEST (each_name_is_listed_once)
{
  EventPlaces *places = places_new ();
  g_auto (GStrv) names = event_places_list_names (places);
  g_autofree char *line = g_strjoinv (" ", names);
  ck_assert_str_eq (line,
                    "server server/0 server.buffers server/0.buffers buffers pool server/1 server/1.buffers "
                    "batch batch/0 batch.scan batch/0.scan scan");
  event_places_free (places);
}
END_TEST

static Suite *event_places_suite (void)
{
  Suite *suite = suite_create ("event_places");
  TCase *tcase = tcase_create ("event_places");
  tcase_add_test (tcase, the_kernels_places_are_there_from_the_beginning);
  tcase_add_test (tcase, strings_are_copied);
  tcase_add_test (tcase, names_mean_processes_segments_and_objects);
  tcase_add_test (tcase, each_name_is_listed_once);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (event_places_suite (), NULL);
}
