/* How the helper says on the bus what it refuses.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/errors.h"

#include "engine/validate.h"

void
hn_helper_error_reply (sd_bus_message *message, const GError *error)
{
  sd_bus_reply_method_errorf (message, hn_helper_error_get_name (error), "%s", error->message);
}

gboolean
hn_helper_error_set (GError **error, HnHelperError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (HN_HELPER_ERROR, (int) code, format, args));
  va_end (args);

  return FALSE;
}

gboolean
hn_helper_error_set_errno (GError **error, int number, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  return hn_helper_error_set (error, HN_HELPER_ERROR_FAILED, "%s: %s", what, g_strerror (number));
}

gboolean
hn_helper_error_set_from_validate (GError **error, const GError *wrong)
{
  static const HnHelperError codes[] = {
    [HN_VALIDATE_ERROR_TOO_LARGE] = HN_HELPER_ERROR_TOO_LARGE,
    [HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE] = HN_HELPER_ERROR_DIRECTIVE_REFUSED,
    [HN_VALIDATE_ERROR_NOT_WRITABLE] = HN_HELPER_ERROR_DIRECTIVE_REFUSED,
    [HN_VALIDATE_ERROR_TOO_OLD] = HN_HELPER_ERROR_TOO_OLD,
    [HN_VALIDATE_ERROR_BAD_VALUE] = HN_HELPER_ERROR_INVALID_VALUE,
    [HN_VALIDATE_ERROR_DUPLICATE] = HN_HELPER_ERROR_INVALID_VALUE,
    [HN_VALIDATE_ERROR_BAD_UNIT] = HN_HELPER_ERROR_INVALID_UNIT,
  };
  gboolean known = wrong->domain == HN_VALIDATE_ERROR && (gsize) wrong->code < G_N_ELEMENTS (codes);

  return hn_helper_error_set (error, known ? codes[wrong->code] : HN_HELPER_ERROR_INVALID_VALUE,
                              "%s", wrong->message);
}
