/* What the helper refuses, and under which name it says so on the bus.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/errors.h"

#include "engine/request.h"

#define PREFIX "io.github.hardnut.Error."

G_DEFINE_QUARK (hn-helper-error-quark, hn_helper_error)

static const char *const names[HN_N_HELPER_ERRORS] = {
  [HN_HELPER_ERROR_INVALID_ARGS] = PREFIX "InvalidArgs",
  [HN_HELPER_ERROR_INVALID_UNIT] = PREFIX "InvalidUnit",
  [HN_HELPER_ERROR_NOT_FOUND] = PREFIX "NotFound",
  [HN_HELPER_ERROR_UNIT_REFUSED] = PREFIX "UnitRefused",
  [HN_HELPER_ERROR_INVALID_VALUE] = PREFIX "InvalidValue",
  [HN_HELPER_ERROR_DIRECTIVE_REFUSED] = PREFIX "DirectiveRefused",
  [HN_HELPER_ERROR_TOO_OLD] = PREFIX "TooOld",
  [HN_HELPER_ERROR_TOO_LARGE] = PREFIX "TooLarge",
  [HN_HELPER_ERROR_CHANGED] = PREFIX "Changed",
  [HN_HELPER_ERROR_BUSY] = PREFIX "Busy",
  [HN_HELPER_ERROR_NOT_AUTHORIZED] = PREFIX "NotAuthorized",
  [HN_HELPER_ERROR_AUTHORIZATION_FAILED] = PREFIX "AuthorizationFailed",
  [HN_HELPER_ERROR_NO_SUCH_TRIAL] = PREFIX "NoSuchTrial",
  [HN_HELPER_ERROR_NOT_YOURS] = PREFIX "NotYours",
  [HN_HELPER_ERROR_FAILED] = PREFIX "Failed",
};

const char *
hn_helper_error_get_name (const GError *error)
{
  if (error->domain == HN_HELPER_ERROR && error->code >= 0 && error->code < HN_N_HELPER_ERRORS)
    return names[error->code];

  return names[HN_HELPER_ERROR_FAILED];
}

void
hn_helper_error_reply (sd_bus_message *message,
                       const GError   *error)
{
  sd_bus_reply_method_errorf (message, hn_helper_error_get_name (error), "%s", error->message);
}

void
hn_helper_error_set_errno (GError    **error,
                           int         number,
                           const char *format,
                           ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED, "%s: %s", what,
               g_strerror (number));
}

void
hn_helper_error_set_from_request (GError **error,
                                  GError  *wrong)
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
