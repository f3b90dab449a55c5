/*
 * test_folder.h - a temporary folder of a test
 */
#pragma once

/* A new empty folder.  The caller frees the path with test_folder_remove. */
char *test_folder_new (void);

/* Removes FOLDER with everything in it, and frees the path. */
void test_folder_remove (char *folder);

/* The contents of the file NAME in FOLDER, NULL if there is no such file.  The caller frees them with g_free(). */
char *test_folder_read (const char *folder, const char *name);

/* How many names there are in FOLDER; 0 if it does not exist. */
unsigned test_folder_count_names (const char *folder);
