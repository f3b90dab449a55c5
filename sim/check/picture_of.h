/*
 * picture_of.h - which picture of `plot` shows a metric
 */
#ifndef PICTURE_OF_H
#define PICTURE_OF_H

/* The name of the picture; NULL if none does. */
const char *picture_of (const char *metric);

#endif
