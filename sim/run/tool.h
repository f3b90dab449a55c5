/*
 * tool.h - what the tool is called
 */
#pragma once

#define TOOL_NAME "pcachesim"
/* TOOL_VERSION comes from the build. */

_Static_assert(sizeof TOOL_NAME > 1, "the tool has a name");
