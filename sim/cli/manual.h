/*
 * manual.h - the manual page
 */
#pragma once

/* pcachesim(1) as roff with the man macros, made from the tables of the subcommands. The caller frees it with g_free(). */
char *manual_page (void);
