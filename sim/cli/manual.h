/*
 * manual.h - the manual page
 */
#ifndef MANUAL_H
#define MANUAL_H

/* pcachesim(1) as roff with the man macros, made from the tables of the subcommands. The caller frees it with g_free(). */
char *manual_page (void);

#endif
