/*
 * expression.h - conditions over named values
 *
 * What a user asks of a run in one line: `misses.total > 1000 && hit_rate < 90%`.  An expression is read once, when its
 * names are looked up, and evaluated as often as wanted, without allocation.
 *
 *   expression = all { "||" all }            all     = relation { "&&" relation }
 *   relation   = sum [ OP sum ]              OP      = "<" "<=" ">" ">=" "==" "!="
 *   sum        = product { "+" | "-" product }
 *   product    = sign { "*" | "/" sign }     sign    = { "+" | "-" } primary
 *   primary    = NUMBER [ "%" ] | NAME | "(" expression ")"
 *
 * NUMBER is decimal digits, perhaps with a '.'; NUMBER% is a hundredth of it.  NAME is as metrics are called: letters,
 * digits, '_' and '.'; one with other characters, say a process's '-', stands in double quotes.  A relation is 1 or 0.  A
 * name may have no value at the moment, and a division by 0 has none: NAN, with which every relation is 0,
 * `!=` too.  Only the four basic operations on doubles are used, so that it comes out the same everywhere.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define EXPRESSION_ERROR (expression_error_quark ())

typedef enum { EXPRESSION_ERROR_SYNTAX, EXPRESSION_ERROR_NAME } ExpressionErrorCode;

GQuark expression_error_quark (void);

typedef GArray Expression; /* its steps */

typedef struct {
  void *user;
  /* The SLOT by which the value of NAME is asked for later; false if there is none of that name.  HAS_PERCENT: the relation
   * in which it stands has a number with '%'. */
  bool (*find) (void *user, const char *name, bool has_percent, size_t *slot);
  /* What would be right instead of NAME, which was not found; the reader frees it with g_free(). */
  char *(*hint) (void *user, const char *name);
} ExpressionNames;

/* Reads TEXT.  NULL with ERROR set to "column N: what is wrong; what would be right". */
Expression *expression_new (const char *text, const ExpressionNames *names, GError **error);
void expression_free (Expression *expression);

/* GET gives the value of a slot, NAN if it has none now. */
double expression_evaluate (const Expression *expression, double (*get) (void *user, size_t slot),
                            void *user);

/* Whether it comes out as a number other than 0. */
bool expression_is_true (const Expression *expression, double (*get) (void *user, size_t slot), void *user);
