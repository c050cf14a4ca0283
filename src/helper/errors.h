/* What the helper refuses, and under which name it says so on the bus.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HN_HELPER_ERROR_INVALID_ARGS,
  HN_HELPER_ERROR_INVALID_UNIT,
  HN_HELPER_ERROR_NOT_FOUND,
  HN_HELPER_ERROR_UNIT_REFUSED,
  HN_HELPER_ERROR_INVALID_VALUE,
  HN_HELPER_ERROR_DIRECTIVE_REFUSED,
  HN_HELPER_ERROR_TOO_OLD,
  HN_HELPER_ERROR_TOO_LARGE,
  HN_HELPER_ERROR_CHANGED,
  HN_HELPER_ERROR_BUSY,
  HN_HELPER_ERROR_NOT_AUTHORIZED,
  HN_HELPER_ERROR_AUTHORIZATION_FAILED,
  HN_HELPER_ERROR_NO_SUCH_TRIAL,
  HN_HELPER_ERROR_NOT_YOURS,
  HN_HELPER_ERROR_FAILED,
  HN_N_HELPER_ERRORS
} HnHelperError;

#define HN_HELPER_ERROR (hn_helper_error_quark ())
GQuark hn_helper_error_quark (void);

/**
 * hn_helper_error_get_name:
 *
 * Returns: the name of @error on the bus, "io.github.hardnut.Error.Failed" for errors of other
 *   domains; static
 */
const char *hn_helper_error_get_name (const GError *error);

/**
 * hn_helper_error_reply:
 * @error: (transfer none): why the call is refused
 *
 * Answers the method call @message with @error. A caller that is gone or wants no answer gets none.
 */
void hn_helper_error_reply (sd_bus_message *message,
                            const GError   *error);

/**
 * hn_helper_error_set_errno:
 * @number: an errno, positive
 * @format: what could not be done, without the reason
 *
 * Sets %HN_HELPER_ERROR_FAILED with the system's words for @number behind.
 */
void hn_helper_error_set_errno (GError    **error,
                                int         number,
                                const char *format,
                                ...) G_GNUC_PRINTF (3, 4);

/**
 * hn_helper_error_set_from_request:
 * @wrong: (transfer full): from the engine's check of a request
 *
 * Sets the error of the helper that tells the same.
 */
void hn_helper_error_set_from_request (GError **error,
                                       GError  *wrong);

G_END_DECLS
