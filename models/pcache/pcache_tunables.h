/*
 * pcache_tunables.h - what a user may set of the cache
 *
 * A tunable is a member of PcacheTunables (pcache.h) and a row here, which says its default, range and unit.
 */
#ifndef PCACHE_TUNABLES_H
#define PCACHE_TUNABLES_H

#include "pcache.h"
#include "schema.h"

/* Of PcacheTunables. */
extern const SchemaTable PCACHE_TUNABLES_TABLE;

#endif
