/* Asks polkit whether a caller may do something, without waiting for the answer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/helper.h"

G_BEGIN_DECLS

/* @error is NULL for who is authorized, and belongs to the caller. */
typedef void (*HnAuthorizeFunc) (gpointer user_data, const GError *error);

/* A question under way. */
typedef struct _HnAuthorization HnAuthorization;

/**
 * hn_authorize:
 * @message: the call of who asks; its flag says whether a person may be asked for a password
 * @action: HN_ACTION_APPLY or HN_ACTION_LOOSEN
 * @unit: what is changed, for the one who is asked
 * @change: the change in words
 *
 * Returns: (nullable): to be given to hn_authorization_cancel() before @func is called, which also
 *   takes the question from the screen; not valid afterwards. Never calls @func before it returns.
 *   %NULL when nobody can be asked; @func is not called then.
 */
HnAuthorization *hn_authorize (HnHelper *helper,
                               sd_bus_message *message,
                               const char *action,
                               const char *unit,
                               const char *change,
                               HnAuthorizeFunc func,
                               gpointer user_data);
void hn_authorization_cancel (HnAuthorization *self);

G_END_DECLS
