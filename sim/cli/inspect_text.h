/*
 * inspect_text.h - the cache at one moment, for people and for programs
 */
#pragma once

#include "machine_inspection.h"
#include "summary.h"

typedef struct {
  const char *scenario;  /* its name */
  const char *condition; /* that holds; NULL: none was asked for */
  uint64_t seed, run;
  const MachineInspection *inspection;
  const Summary *summary; /* of the run up to then, of which it has seen this moment alone */
  size_t limit;           /* rows of tables that may be long */
} InspectText;

/* Appends tables in columns. */
void inspect_text_append (GString *text, const InspectText *inspect);

/* Appends an object in JSON. */
void inspect_text_append_json (GString *text, const InspectText *inspect);
