/* event_places.c - keeps the places of a run, and finds which of them a user names */
#include "event_places.h"

struct EventPlaces {
  GArray *places; /* of EventPlace */
  GStringChunk *strings;
};

static const char *const kernel_tracks[EVENT_PLACES_KERNEL] = {
  [EVENT_PLACE_PURGE_THREAD] = "purges",
  [EVENT_PLACE_PAGEOUT] = "pageout",
  [EVENT_PLACE_SWITCH] = "disable and enable",
  [EVENT_PLACE_COUNTERS] = "memory",
  [EVENT_PLACE_OTHERS] = "waits",
};

EventPlaces *event_places_new (void)
{
  EventPlaces *places = g_new (EventPlaces, 1);
  places->places = g_array_new (FALSE, FALSE, sizeof (EventPlace));
  places->strings = g_string_chunk_new (1024);
  for (size_t i = 0; i < EVENT_PLACES_KERNEL; i++) {
    event_places_add (places, &(EventPlace){ .group = EVENT_GROUP_KERNEL, .track = kernel_tracks[i] });
  }
  return places;
}

void event_places_free (EventPlaces *places)
{
  if (places != NULL) {
    g_array_free (places->places, TRUE);
    g_string_chunk_free (places->strings);
    g_free (places);
  }
}

static const char *keep (EventPlaces *places, const char *string)
{
  return string != NULL ? g_string_chunk_insert_const (places->strings, string) : NULL;
}

uint32_t event_places_add (EventPlaces *places, const EventPlace *place)
{
  EventPlace copy = *place;
  copy.process = keep (places, place->process);
  copy.program = keep (places, place->program);
  copy.segment = keep (places, place->segment);
  copy.object = keep (places, place->object);
  copy.track = keep (places, place->track);
  g_array_append_val (places->places, copy);
  return places->places->len - 1;
}

uint32_t event_places_count (const EventPlaces *places)
{
  return places->places->len;
}

const EventPlace *event_places_get (const EventPlaces *places, uint32_t place)
{
  return &g_array_index (places->places, EventPlace, place);
}

/* All names of PLACE; free them with g_ptr_array_unref(). */
static GPtrArray *event_place_list_names (const EventPlace *place)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  if (place->program != NULL) {
    char *copy = g_strdup_printf ("%s/%" G_GUINT64_FORMAT, place->program, place->copy);
    g_ptr_array_add (names, g_strdup (place->program));
    g_ptr_array_add (names, copy);
    if (place->segment != NULL) {
      g_ptr_array_add (names, g_strconcat (place->program, ".", place->segment, NULL));
      g_ptr_array_add (names, g_strconcat (copy, ".", place->segment, NULL));
    }
  }
  if (place->segment != NULL) {
    g_ptr_array_add (names, g_strdup (place->segment));
  }
  if (place->object != NULL) {
    g_ptr_array_add (names, g_strdup (place->object));
  }
  return names;
}

bool event_place_is_called (const EventPlace *place, const char *name)
{
  g_autoptr (GPtrArray) names = event_place_list_names (place);
  return g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL);
}

char **event_places_list_names (const EventPlaces *places)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *list = g_ptr_array_new ();
  for (uint32_t i = 0; i < event_places_count (places); i++) {
    g_autoptr (GPtrArray) names = event_place_list_names (event_places_get (places, i));
    for (guint j = 0; j < names->len; j++) {
      if (!g_hash_table_contains (known, names->pdata[j])) {
        char *name = g_strdup (names->pdata[j]);
        g_hash_table_add (known, name);
        g_ptr_array_add (list, name);
      }
    }
  }
  g_ptr_array_add (list, NULL);
  return (char **)g_ptr_array_free (list, FALSE);
}
