/* How the helper says on the bus what it refuses.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/errors.h"

#include "engine/request.h"

void
hn_helper_error_reply (sd_bus_message *message, const GError *error)
{
  sd_bus_reply_method_errorf (message, hn_helper_error_get_name (error), "%s", error->message);
}

void
hn_helper_error_set_errno (GError **error, int number, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED, "%s: %s", what, g_strerror (number));
}

void
hn_helper_error_set_from_request (GError **error, GError *wrong)
{
  HnHelperError code = HN_HELPER_ERROR_INVALID_VALUE;

  if (wrong->domain == HN_REQUEST_ERROR)
    switch ((HnRequestError) wrong->code)
      {
      case HN_REQUEST_ERROR_TOO_LARGE:
        code = HN_HELPER_ERROR_TOO_LARGE;
        break;
      case HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE:
      case HN_REQUEST_ERROR_NOT_WRITABLE:
        code = HN_HELPER_ERROR_DIRECTIVE_REFUSED;
        break;
      case HN_REQUEST_ERROR_TOO_OLD:
        code = HN_HELPER_ERROR_TOO_OLD;
        break;
      case HN_REQUEST_ERROR_BAD_UNIT:
        code = HN_HELPER_ERROR_INVALID_UNIT;
        break;
      case HN_REQUEST_ERROR_BAD_VALUE:
      case HN_REQUEST_ERROR_DUPLICATE:
      default:
        break;
      }

  g_set_error_literal (error, HN_HELPER_ERROR, code, wrong->message);
  g_error_free (wrong);
}
