/*
 * cache_tunables.h - what a user may set of the cache
 *
 * A tunable is a member of CacheTunables (cache.h) and a row here, which says its default, range and unit.
 */
#pragma once

#include "cache.h"
#include "schema.h"

/* Of CacheTunables. */
extern const SchemaTable CACHE_TUNABLES_TABLE;
