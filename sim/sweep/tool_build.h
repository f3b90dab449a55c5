/*
 * tool_build.h - which program a result is of
 *
 * The version alone does not say: a program that was changed and built anew has the same.  The hash of the sources does, and is
 * the same for any compiler and its options, since they do not change results.
 */
#pragma once

#include "tool.h"
#include "tool_sources.h"

#define TOOL_BUILD TOOL_VERSION "+" TOOL_SOURCES
