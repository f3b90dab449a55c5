/* refuse.c - sets the errors of what the user asked for */
#include "refuse.h"

bool refuse_with (GError **error, GQuark domain, int code, const char *format, ...)
{
  if (error != NULL) {
    va_list arguments;
    va_start (arguments, format);
    *error = g_error_new_valist (domain, code, format, arguments);
    va_end (arguments);
  }
  return false;
}
