/* expression.c - parses a condition into steps for a stack, and evaluates them */
#include "expression.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK (expression - error - quark, expression_error)

enum { NESTING_MAX = 64, STACK_MAX = 256, DIGITS_MAX = 15 };

typedef enum {
  STEP_NUMBER,
  STEP_NAME,
  STEP_NEGATE,
  STEP_ADD,
  STEP_SUBTRACT,
  STEP_MULTIPLY,
  STEP_DIVIDE,
  STEP_LESS,
  STEP_LESS_EQUAL,
  STEP_MORE,
  STEP_MORE_EQUAL,
  STEP_EQUAL,
  STEP_UNEQUAL,
  STEP_AND,
  STEP_OR
} StepKind;

/* The steps of an expression are done in order, on a stack of values. */
typedef struct {
  StepKind kind;
  double number;
  size_t slot;
  size_t begin, end; /* of a name, in the text */
} Step;

typedef struct {
  const char *text;
  const char *at;
  GArray *steps;
  const ExpressionNames *names;
  unsigned nesting;
  bool has_percent; /* in this relation, so far */
  GError **error;
} Reader;

/* How tightly operators bind, the loosest first. */
typedef enum { LEVEL_OR, LEVEL_AND, LEVEL_RELATION, LEVEL_SUM, LEVEL_PRODUCT, LEVEL_SIGN } Level;

typedef struct {
  Level level;
  const char *sign;
  StepKind kind;
} Operator;

/* If two operators begin alike, the longer one comes first. */
static const Operator operators[] = {
  { LEVEL_OR, "||", STEP_OR },
  { LEVEL_AND, "&&", STEP_AND },
  { LEVEL_RELATION, "<=", STEP_LESS_EQUAL },
  { LEVEL_RELATION, ">=", STEP_MORE_EQUAL },
  { LEVEL_RELATION, "==", STEP_EQUAL },
  { LEVEL_RELATION, "!=", STEP_UNEQUAL },
  { LEVEL_RELATION, "<", STEP_LESS },
  { LEVEL_RELATION, ">", STEP_MORE },
  { LEVEL_SUM, "+", STEP_ADD },
  { LEVEL_SUM, "-", STEP_SUBTRACT },
  { LEVEL_PRODUCT, "*", STEP_MULTIPLY },
  { LEVEL_PRODUCT, "/", STEP_DIVIDE },
};

static void skip_blanks (Reader *reader)
{
  while (g_ascii_isspace (*reader->at)) {
    reader->at++;
  }
}

static bool expression_fail (Reader *reader, const char *at, ExpressionErrorCode code, const char *mistake)
{
  if (reader->error != NULL && *reader->error == NULL) {
    g_set_error (reader->error, EXPRESSION_ERROR, (int)code, "column %" G_GSIZE_FORMAT ": %s",
                 (size_t)(at - reader->text) + 1, mistake);
  }
  return false;
}

static bool expression_refuse (Reader *reader, const char *at, const char *mistake)
{
  return expression_fail (reader, at, EXPRESSION_ERROR_SYNTAX, mistake);
}

static bool add_step (Reader *reader, Step step)
{
  g_array_append_val (reader->steps, step);
  return true;
}

/* Takes the operator of LEVEL that stands here; NULL if there is none. */
static const Operator *take_operator (Reader *reader, Level level)
{
  skip_blanks (reader);
  for (size_t i = 0; i < G_N_ELEMENTS (operators); i++) {
    if (operators[i].level == level && g_str_has_prefix (reader->at, operators[i].sign)) {
      reader->at += strlen (operators[i].sign);
      return &operators[i];
    }
  }
  return NULL;
}

static bool read_or (Reader *reader);

static bool read_number (Reader *reader)
{
  const char *begin = reader->at;
  guint64 digits = 0;
  double divisor = 1;
  size_t count = 0;
  bool has_point = false;
  for (; g_ascii_isdigit (*reader->at) || (*reader->at == '.' && !has_point); reader->at++) {
    if (*reader->at == '.') {
      has_point = true;
      continue;
    }
    digits = digits * 10 + (guint64)(*reader->at - '0');
    divisor = has_point ? divisor * 10 : divisor;
    count++;
    if (count > DIGITS_MAX) {
      return expression_refuse (reader, begin, "too long a number; use at most 15 digits");
    }
  }
  if (count == 0 || reader->at[-1] == '.' || g_ascii_isalpha (*reader->at) || *reader->at == '.'
      || *reader->at == '_') {
    return expression_refuse (
        reader, begin,
        "not a number; write digits, perhaps with a '.' among them and a '%' behind, and no unit");
  }
  skip_blanks (reader);
  if (*reader->at == '%') {
    reader->at++;
    reader->has_percent = true;
    divisor *= 100;
  }
  return add_step (reader, (Step){ .kind = STEP_NUMBER, .number = (double)digits / divisor });
}

static bool is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.';
}

static bool expression_add_name (Reader *reader, const char *begin, const char *end)
{
  return add_step (reader, (Step){ .kind = STEP_NAME,
                                   .begin = (size_t)(begin - reader->text),
                                   .end = (size_t)(end - reader->text) });
}

static bool read_quoted_name (Reader *reader)
{
  const char *quote = reader->at, *begin = quote + 1, *end = strchr (begin, '"');
  if (end == NULL) {
    return expression_refuse (reader, quote, "a quoted name is open; write '\"' behind it");
  }
  if (end == begin) {
    return expression_refuse (reader, quote, "an empty name; write a name between the quotes");
  }
  reader->at = end + 1;
  return expression_add_name (reader, begin, end);
}

static bool read_primary (Reader *reader)
{
  skip_blanks (reader);
  const char *begin = reader->at;
  if (g_ascii_isdigit (*begin) || *begin == '.') {
    return read_number (reader);
  }
  if (g_ascii_isalpha (*begin) || *begin == '_') {
    while (is_name_char (*reader->at)) {
      reader->at++;
    }
    return expression_add_name (reader, begin, reader->at);
  }
  if (*begin == '"') {
    return read_quoted_name (reader);
  }
  if (*begin != '(') {
    return expression_refuse (reader, begin,
                              "a value is missing; write a number, a name or something in parentheses");
  }
  reader->at++;
  bool has_percent = reader->has_percent;
  if (!read_or (reader)) {
    return false;
  }
  reader->has_percent = has_percent || reader->has_percent;
  skip_blanks (reader);
  if (*reader->at != ')') {
    return expression_refuse (reader, reader->at, "a parenthesis is open; write ')'");
  }
  reader->at++;
  return true;
}

/* Goes one level deeper; false if that is too deep.  The caller goes back up. */
static bool enter (Reader *reader)
{
  return ++reader->nesting <= NESTING_MAX
         || expression_refuse (reader, reader->at, "nested too deeply; use at most 64 levels");
}

static bool read_sign (Reader *reader)
{
  const Operator *sign = take_operator (reader, LEVEL_SUM);
  if (sign == NULL) {
    return read_primary (reader);
  }
  bool is_good = enter (reader) && read_sign (reader);
  reader->nesting--;
  return is_good && (sign->kind == STEP_ADD || add_step (reader, (Step){ .kind = STEP_NEGATE }));
}

static bool read_relation (Reader *reader);

/* Reads PART { OPERATOR PART }, where the operators are of LEVEL and the parts bind more tightly. */
static bool read_level (Reader *reader, Level level)
{
  if (level == LEVEL_SIGN) {
    return read_sign (reader);
  }
  if (level == LEVEL_RELATION) {
    return read_relation (reader);
  }
  bool is_good = read_level (reader, level + 1);
  for (const Operator *found; is_good && (found = take_operator (reader, level)) != NULL;) {
    is_good = read_level (reader, level + 1) && add_step (reader, (Step){ .kind = found->kind });
  }
  return is_good;
}

/* Looks up the names that were read from the step FIRST on. */
static bool find_names (Reader *reader, guint first)
{
  for (guint i = first; i < reader->steps->len; i++) {
    Step *step = &g_array_index (reader->steps, Step, i);
    if (step->kind != STEP_NAME || step->end == 0) {
      continue;
    }
    g_autofree char *name = g_strndup (reader->text + step->begin, step->end - step->begin);
    if (!reader->names->find (reader->names->user, name, reader->has_percent, &step->slot)) {
      g_autofree char *hint = reader->names->hint (reader->names->user, name);
      g_autofree char *mistake = g_strdup_printf ("unknown name '%s'; %s", name, hint);
      return expression_fail (reader, reader->text + step->begin, EXPRESSION_ERROR_NAME, mistake);
    }
    step->end = 0;
  }
  return true;
}

static bool read_relation (Reader *reader)
{
  guint first = reader->steps->len;
  reader->has_percent = false;
  if (!read_level (reader, LEVEL_SUM)) {
    return false;
  }
  const Operator *relation = take_operator (reader, LEVEL_RELATION);
  if (relation != NULL
      && (!read_level (reader, LEVEL_SUM) || !add_step (reader, (Step){ .kind = relation->kind }))) {
    return false;
  }
  skip_blanks (reader);
  const char *behind = reader->at;
  if (relation != NULL && take_operator (reader, LEVEL_RELATION) != NULL) {
    return expression_refuse (reader, behind,
                              "relations cannot be chained; join them by '&&', as in a < b && b < c");
  }
  return reader->nesting > 1 && relation == NULL ? true : find_names (reader, first);
}

static bool read_or (Reader *reader)
{
  bool is_good = enter (reader) && read_level (reader, LEVEL_OR);
  reader->nesting--;
  return is_good;
}

static bool read_all (Reader *reader)
{
  if (!read_or (reader)) {
    return false;
  }
  skip_blanks (reader);
  if (*reader->at != '\0') {
    return expression_refuse (reader, reader->at,
                              "unexpected; use one of + - * / < <= > >= == != && || or the end");
  }
  /* The stack never holds more values than there are steps. */
  if (reader->steps->len > STACK_MAX) {
    return expression_refuse (reader, reader->text, "too long; use a shorter expression");
  }
  return find_names (reader, 0);
}

Expression *expression_new (const char *text, const ExpressionNames *names, GError **error)
{
  GError *mistake = NULL;
  Expression *expression = g_array_new (FALSE, FALSE, sizeof (Step));
  Reader reader = { .text = text, .at = text, .steps = expression, .names = names, .error = &mistake };
  if (!read_all (&reader)) {
    g_propagate_error (error, mistake);
    expression_free (expression);
    return NULL;
  }
  return expression;
}

void expression_free (Expression *expression)
{
  if (expression != NULL) {
    g_array_unref (expression);
  }
}

static bool expression_is_set (double value)
{
  return value < 0 || value > 0;
}

/* Applies KIND to A and B.  A missing value is NAN, which makes every relation 0. */
static double combine (StepKind kind, double a, double b)
{
  switch (kind) {
  case STEP_ADD:
    return a + b;
  case STEP_SUBTRACT:
    return a - b;
  case STEP_MULTIPLY:
    return a * b;
  case STEP_DIVIDE:
    return expression_is_set (b) ? a / b : (double)NAN;
  case STEP_LESS:
    return a < b;
  case STEP_LESS_EQUAL:
    return a <= b;
  case STEP_MORE:
    return a > b;
  case STEP_MORE_EQUAL:
    return a >= b;
  case STEP_EQUAL:
    return a <= b && a >= b;
  case STEP_UNEQUAL:
    return a < b || a > b;
  case STEP_AND:
    return expression_is_set (a) && expression_is_set (b);
  case STEP_OR:
    return expression_is_set (a) || expression_is_set (b);
  default:
    return (double)NAN;
  }
}

double expression_evaluate (const Expression *expression, double (*get) (void *user, size_t slot), void *user)
{
  double stack[STACK_MAX] = { 0 };
  size_t used = 0;
  for (guint i = 0; i < expression->len; i++) {
    const Step *step = &g_array_index (expression, Step, i);
    switch (step->kind) {
    case STEP_NUMBER:
      stack[used++] = step->number;
      break;
    case STEP_NAME:
      stack[used++] = get (user, step->slot);
      break;
    case STEP_NEGATE:
      stack[used - 1] = -stack[used - 1];
      break;
    default:
      used--;
      stack[used - 1] = combine (step->kind, stack[used - 1], stack[used]);
      break;
    }
  }
  return stack[0];
}

bool expression_is_true (const Expression *expression, double (*get) (void *user, size_t slot), void *user)
{
  return expression_is_set (expression_evaluate (expression, get, user));
}
