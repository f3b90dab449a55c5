/*
 * picture_of.h - which picture of `plot` shows a metric
 */
#pragma once

/* The name of the picture; NULL if none does. */
const char *picture_of (const char *metric);
