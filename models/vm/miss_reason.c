/* miss_reason.c - which reason follows from what happened before, and from what the cache says */
#include "miss_reason.h"

static const MissReason reasons_after_removals[] = {
  [CACHE_REMOVED_TRIM] = MISS_PURGED_TRIM,         [CACHE_REMOVED_LOWMEM] = MISS_PURGED_LOWMEM,
  [CACHE_REMOVED_OWNER_PURGE] = MISS_PURGED_OWNER, [CACHE_REMOVED_WIRED_PURGE] = MISS_PURGED_WIRED,
  [CACHE_REMOVED_FORCE] = MISS_PURGED_FORCE,       [CACHE_REMOVED_DUPLICATE] = MISS_PURGED_DUPLICATE,
  [CACHE_REMOVED_DISABLED] = MISS_PURGED_DISABLED,
};

static const MissReason reasons_after_admissions[] = {
  [CACHE_ADMITTED] = MISS_ELSEWHERE,
  [CACHE_REFUSED_DISABLED] = MISS_REFUSED_DISABLED,
  [CACHE_REFUSED_WINDOW] = MISS_REFUSED_WINDOW,
  [CACHE_REFUSED_DESFREE] = MISS_REFUSED_DESFREE,
  [CACHE_REFUSED_DUPLICATE] = MISS_LOST_DUPLICATE,
};

static const MissReason reasons_of_cache[] = {
  [CACHE_MISS_DISABLED] = MISS_DISABLED,   [CACHE_MISS_ABSENT] = MISS_COLD,
  [CACHE_MISS_TOO_SHORT] = MISS_TOO_SHORT, [CACHE_MISS_NOT_WRITABLE] = MISS_NOT_WRITABLE,
  [CACHE_MISS_SATURATED] = MISS_SATURATED,
};

_Static_assert(sizeof reasons_after_removals / sizeof (MissReason) == CACHE_REMOVAL_CAUSES,
               "each cause of a removal has its reason");
_Static_assert(sizeof reasons_after_admissions / sizeof (MissReason) == CACHE_ADMISSIONS,
               "each admission has its reason");
_Static_assert(sizeof reasons_of_cache / sizeof (MissReason) == CACHE_MISS_REASONS,
               "each miss of the cache has its reason");

MissReason miss_reason_after_removal (CacheRemovalCause cause)
{
  return reasons_after_removals[cause];
}

MissReason miss_reason_after_admission (CacheAdmission admission)
{
  return admission == CACHE_REFUSED_UNKNOWN ? MISS_COLD : reasons_after_admissions[admission];
}

MissReason miss_reason_of_cache (CacheMiss miss)
{
  return reasons_of_cache[miss];
}

bool miss_reason_is_removal (MissReason reason)
{
  for (unsigned cause = 0; cause < CACHE_REMOVAL_CAUSES; cause++) {
    if (reasons_after_removals[cause] == reason) {
      return true;
    }
  }
  return false;
}
