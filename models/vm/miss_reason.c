/* miss_reason.c - which reason follows from what happened before, and from what the cache says */
#include "miss_reason.h"

static const MissReason reasons_after_removals[] = {
  [PCACHE_REMOVED_TRIM] = MISS_PURGED_TRIM,         [PCACHE_REMOVED_LOWMEM] = MISS_PURGED_LOWMEM,
  [PCACHE_REMOVED_OWNER_PURGE] = MISS_PURGED_OWNER, [PCACHE_REMOVED_WIRED_PURGE] = MISS_PURGED_WIRED,
  [PCACHE_REMOVED_FORCE] = MISS_PURGED_FORCE,       [PCACHE_REMOVED_DUPLICATE] = MISS_PURGED_DUPLICATE,
  [PCACHE_REMOVED_DISABLED] = MISS_PURGED_DISABLED,
};

static const MissReason reasons_after_admissions[] = {
  [PCACHE_ADMITTED] = MISS_ELSEWHERE,
  [PCACHE_REFUSED_DISABLED] = MISS_REFUSED_DISABLED,
  [PCACHE_REFUSED_WINDOW] = MISS_REFUSED_WINDOW,
  [PCACHE_REFUSED_DESFREE] = MISS_REFUSED_DESFREE,
  [PCACHE_REFUSED_DUPLICATE] = MISS_LOST_DUPLICATE,
};

static const MissReason reasons_of_cache[] = {
  [PCACHE_MISS_DISABLED] = MISS_DISABLED,   [PCACHE_MISS_ABSENT] = MISS_COLD,
  [PCACHE_MISS_TOO_SHORT] = MISS_TOO_SHORT, [PCACHE_MISS_NOT_WRITABLE] = MISS_NOT_WRITABLE,
  [PCACHE_MISS_SATURATED] = MISS_SATURATED,
};

_Static_assert(sizeof reasons_after_removals / sizeof (MissReason) == PCACHE_REMOVAL_CAUSES,
               "each cause of a removal has its reason");
_Static_assert(sizeof reasons_after_admissions / sizeof (MissReason) == PCACHE_ADMISSIONS,
               "each admission has its reason");
_Static_assert(sizeof reasons_of_cache / sizeof (MissReason) == PCACHE_MISS_REASONS,
               "each miss of the cache has its reason");

MissReason miss_reason_after_removal (PcacheRemovalCause cause)
{
  return reasons_after_removals[cause];
}

MissReason miss_reason_after_admission (PcacheAdmission admission)
{
  return reasons_after_admissions[admission];
}

MissReason miss_reason_of_cache (PcacheMiss miss)
{
  return reasons_of_cache[miss];
}

bool miss_reason_is_removal (MissReason reason)
{
  for (unsigned cause = 0; cause < PCACHE_REMOVAL_CAUSES; cause++) {
    if (reasons_after_removals[cause] == reason) {
      return true;
    }
  }
  return false;
}
