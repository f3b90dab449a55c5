/*
 * inspect_text.h - prints the state of the cache at one moment, for people and for programs
 */
#pragma once

#include "machine_inspection.h"
#include "summary.h"

typedef struct {
  const char *scenario;  /* the name */
  const char *condition; /* the condition that holds; NULL: the user asked for none */
  uint64_t seed, run;
  const MachineInspection *inspection;
  const Summary *summary; /* with one sample, which is of this moment */
  size_t limit;           /* the most rows of a table that may be long */
} InspectText;

/* Appends tables in columns. */
void inspect_text_append (GString *text, const InspectText *inspect);

/* Appends an object in JSON. */
void inspect_text_append_json (GString *text, const InspectText *inspect);
