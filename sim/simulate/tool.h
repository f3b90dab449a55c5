/*
 * tool.h - what the tool is called
 */
#ifndef TOOL_H
#define TOOL_H

#define TOOL_NAME "pcachesim"
/* TOOL_VERSION comes from the build. */

#endif
