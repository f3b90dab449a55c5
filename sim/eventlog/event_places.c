/* event_places.c - keeps the places of a run, and finds which of them a user names */
#include "event_places.h"

#include <string.h>

struct EventPlaces {
  GArray *places; /* of EventPlace */
  GStringChunk *strings;
};

/* The most names that a place has. */
enum { NAMES_MAX = 8 };

typedef struct {
  char *names[NAMES_MAX];
  size_t count;
} Names;

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

static void event_place_add_name (Names *names, char *name)
{
  g_assert (names->count < NAMES_MAX);
  names->names[names->count++] = name;
}

static Names event_place_names_of (const EventPlace *place)
{
  Names names = { .count = 0 };
  if (place->program != NULL) {
    char *copy = g_strdup_printf ("%s/%" G_GUINT64_FORMAT, place->program, place->copy);
    event_place_add_name (&names, g_strdup (place->program));
    event_place_add_name (&names, copy);
    if (place->segment != NULL) {
      event_place_add_name (&names, g_strconcat (place->program, ".", place->segment, NULL));
      event_place_add_name (&names, g_strconcat (copy, ".", place->segment, NULL));
    }
  }
  if (place->segment != NULL) {
    event_place_add_name (&names, g_strdup (place->segment));
  }
  if (place->object != NULL) {
    event_place_add_name (&names, g_strdup (place->object));
  }
  return names;
}

static void event_place_free_names (Names *names)
{
  for (size_t i = 0; i < names->count; i++) {
    g_free (names->names[i]);
  }
}

bool event_place_is_called (const EventPlace *place, const char *name)
{
  Names names = event_place_names_of (place);
  bool is_called = false;
  for (size_t i = 0; i < names.count; i++) {
    is_called = is_called || strcmp (names.names[i], name) == 0;
  }
  event_place_free_names (&names);
  return is_called;
}

char **event_places_list_names (const EventPlaces *places)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *list = g_ptr_array_new ();
  for (uint32_t i = 0; i < event_places_count (places); i++) {
    Names names = event_place_names_of (event_places_get (places, i));
    for (size_t j = 0; j < names.count; j++) {
      if (!g_hash_table_contains (known, names.names[j])) {
        char *name = g_strdup (names.names[j]);
        g_hash_table_add (known, name);
        g_ptr_array_add (list, name);
      }
    }
    event_place_free_names (&names);
  }
  g_ptr_array_add (list, NULL);
  return (char **)g_ptr_array_free (list, FALSE);
}
