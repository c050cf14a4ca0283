/* How the helper says on the bus what it refuses.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include <glib.h>

#include "protocol/helper1.h"

G_BEGIN_DECLS

/**
 * hn_helper_error_reply:
 * @error: (transfer none): why the call is refused
 *
 * Answers the method call @message with @error. A caller that is gone or wants no answer gets none.
 */
void hn_helper_error_reply (sd_bus_message *message, const GError *error);

/**
 * hn_helper_error_set:
 * @format: why something is refused, for a person
 *
 * Returns: %FALSE, for the caller to return
 */
gboolean hn_helper_error_set (GError **error, HnHelperError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/**
 * hn_helper_error_set_errno:
 * @number: an errno, positive
 * @format: what could not be done, without the reason
 *
 * Sets %HN_HELPER_ERROR_FAILED with the system's words for @number behind.
 *
 * Returns: %FALSE
 */
gboolean hn_helper_error_set_errno (GError **error, int number, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/**
 * hn_helper_error_set_from_validate:
 * @wrong: from the engine's check of a request
 *
 * Sets the error of the helper that tells the same.
 *
 * Returns: %FALSE
 */
gboolean hn_helper_error_set_from_validate (GError **error, const GError *wrong);

G_END_DECLS
