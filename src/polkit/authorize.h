/* Asks polkit whether a caller may do something, without waiting for the answer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include <glib.h>

G_BEGIN_DECLS

/* Continues a request once the answer to a question is there. @error (nullable) belongs to the
 * callee, and says why there is none, or that the caller is not authorized. Called once, and never
 * before the function that asked returns. */
typedef void (*HnContinueFunc) (gpointer user_data, const GError *error);

/* A question under way. */
typedef struct _HnAuthorization HnAuthorization;

/**
 * hn_authorize:
 * @bus: on which polkit is
 * @message: the caller's call; its flag says whether a person may be asked for a password
 * @action: one of polkit's
 * @text: why, for the person: marked for translation, but not translated, as polkit knows the
 *   language of who is asked; polkit fills $(name) in from @details
 * @details: (array zero-terminated=1): names and values in turn
 *
 * Returns: (nullable): to be given to hn_authorization_cancel() before @func is called, which also
 *   takes the question from the screen; not valid afterwards. Never calls @func before it returns.
 *   %NULL when nobody can be asked; @func is not called then.
 */
HnAuthorization *hn_authorize (sd_bus *bus,
                               sd_bus_message *message,
                               const char *action,
                               const char *text,
                               const char *const *details,
                               HnContinueFunc func,
                               gpointer user_data);
void hn_authorization_cancel (HnAuthorization *self);

G_END_DECLS
