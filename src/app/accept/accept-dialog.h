/* Accepting a check or a service with a reason, and taking that back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/accepted-hub.h"

G_BEGIN_DECLS

#define HN_TYPE_ACCEPT_DIALOG (hn_accept_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HnAcceptDialog, hn_accept_dialog, HN, ACCEPT_DIALOG, AdwDialog)

/**
 * hn_accept_dialog_new:
 * @service: what it is about, or whose check
 * @check: an index, or %HN_ACCEPTED_ALL_CHECKS
 *
 * Begins with what was accepted before, if anything was.
 */
AdwDialog *hn_accept_dialog_new (HnAcceptedHub *acceptance, HnService *service, int check);

/**
 * hn_accept_withdraw:
 * @parent: over which is said what went wrong
 *
 * Takes @accepted back; for everybody that asks for a password.
 */
void hn_accept_withdraw (HnAcceptedHub *acceptance, const HnAccepted *accepted, GtkWidget *parent);

G_END_DECLS
