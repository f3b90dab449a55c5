/*
 * expression.h - conditions over named values
 *
 * A condition that a user gives in one line: `misses.total > 1000 && hit_rate < 90%`.  An expression is read
 * once, which looks up its names.  It can then be evaluated any number of times, without allocation.
 *
 *   expression = all { "||" all }            all     = relation { "&&" relation }
 *   relation   = sum [ OP sum ]              OP      = "<" "<=" ">" ">=" "==" "!="
 *   sum        = product { "+" | "-" product }
 *   product    = sign { "*" | "/" sign }     sign    = { "+" | "-" } primary
 *   primary    = NUMBER [ "%" ] | NAME | "(" expression ")"
 *
 * NUMBER is decimal digits, perhaps with a '.'; NUMBER% is a hundredth of NUMBER.  NAME is the name of a
 * metric: letters, digits, '_' and '.'; a name with other characters, such as the '-' of a process, stands in
 * double quotes.  A relation is 1 or 0.  A name that has no value at the moment and a division by 0 are NAN,
 * and every relation with NAN is 0, even `!=`.  Only the four basic operations on doubles are used, so that
 * results are the same everywhere.
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
  /* Sets *SLOT, by which the value of NAME is read later; false if there is no such name.  HAS_PERCENT:
   * the relation that NAME stands in has a number with '%'. */
  bool (*find) (void *user, const char *name, bool has_percent, size_t *slot);
  /* Returns what would be right instead of the unknown NAME; the reader frees it with g_free(). */
  char *(*hint) (void *user, const char *name);
} ExpressionNames;

/* Reads TEXT.  NULL with ERROR set to "column N: what is wrong; what would be right". */
Expression *expression_new (const char *text, const ExpressionNames *names, GError **error);
void expression_free (Expression *expression);

/* Returns the value of EXPRESSION.  GET returns the value of a slot, NAN if it has none now. */
double expression_evaluate (const Expression *expression, double (*get) (void *user, size_t slot),
                            void *user);

/* Whether the value of EXPRESSION is a number other than 0. */
bool expression_is_true (const Expression *expression, double (*get) (void *user, size_t slot), void *user);
