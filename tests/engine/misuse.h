/*
 * misuse.h - tests of what aborts
 *
 * A test that ends in a signal needs a process of its own, which Check gives it unless CK_FORK=no says
 * otherwise (under valgrind, and in a debugger): there such tests are left out.
 */
#pragma once

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static inline bool misuse_can_be_tested (void)
{
  const char *fork = getenv ("CK_FORK");
  return fork == NULL || strcmp (fork, "no") != 0;
}
