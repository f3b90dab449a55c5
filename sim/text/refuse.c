/* refuse.c - sets the errors of what the user asked for */
#include "refuse.h"

G_GNUC_PRINTF (4, 0)
static bool refuse_with_list (GError **error, GQuark domain, int code, const char *format, va_list arguments)
{
  if (error != NULL) {
    *error = g_error_new_valist (domain, code, format, arguments);
  }
  return false;
}

bool refuse_option (GError **error, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  bool result = refuse_with_list (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format, arguments);
  va_end (arguments);
  return result;
}

bool refuse_file (GError **error, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  bool result = refuse_with_list (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, format, arguments);
  va_end (arguments);
  return result;
}
