/*
 * source_place.h - where in the user's text something stands
 *
 * A place is that of a file (line and column count from 1, columns in characters), or of a `--set path=value` from
 * the command line, which has no lines (line 0).
 */
#pragma once

typedef struct {
  const char *file; /* as the user named it, or "--set path=value" */
  unsigned line;    /* 0: the whole of FILE */
  unsigned column;
} SourcePlace;
