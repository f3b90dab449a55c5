/* picture_of.c - the table of metrics and pictures */
#include "picture_of.h"

#include <glib.h>

static const struct {
  const char *prefix, *picture;
} pictures[] = {
  { "hit", "hits" },        { "cache_hit", "hits" },  { "cache_miss", "hits" },     { "miss", "hits" },
  { "lookups", "hits" },    { "latency", "latency" }, { "workloads.", "latency" },  { "io.", "latency" },
  { "entries", "entries" }, { "plocked", "reap" },    { "maxwindow", "reap" },      { "purged", "reap" },
  { "freemem", "reap" },    { "lotsfree", "reap" },   { "desfree", "reap" },        { "minfree", "reap" },
  { "refused", "reap" },    { "refusals", "reap" },   { "second_chances", "reap" },
};

const char *picture_of (const char *metric)
{
  for (size_t i = 0; i < G_N_ELEMENTS (pictures); i++) {
    if (g_str_has_prefix (metric, pictures[i].prefix)) {
      return pictures[i].picture;
    }
  }
  return NULL;
}
