/* What is accepted with a reason, kept up to date for the services of a list, and changed: in the
 * user's own view, or for everybody through the helper.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/service-list.h"

G_BEGIN_DECLS

#define HN_TYPE_ACCEPTED_HUB (hn_accepted_hub_get_type ())
G_DECLARE_FINAL_TYPE (HnAcceptedHub, hn_accepted_hub, HN, ACCEPTED_HUB, GObject)

/* Signals: "changed": something else is accepted, or counts again. */

HnAcceptedHub *hn_accepted_hub_new (void);

/** hn_accepted_hub_set_list: @list: (nullable): whose services are told what is accepted for them
 */
void hn_accepted_hub_set_list (HnAcceptedHub *self, HnServiceList *list);

/**
 * hn_accepted_hub_refresh:
 *
 * Reads it again in a thread: other programs change it, and the days pass.
 */
void hn_accepted_hub_refresh (HnAcceptedHub *self);

/** hn_accepted_hub_get_files: (transfer none) (nullable): until read; good until "changed" */
const HnAcceptedFiles *hn_accepted_hub_get_files (HnAcceptedHub *self);

/* Whether the user can accept something of the list's services in their own view, or for everybody.
 * The first does not count for root, and the second not for users' own services; neither can be
 * done for the services of another system. */
gboolean hn_accepted_hub_can_for_user (HnAcceptedHub *self);
gboolean hn_accepted_hub_can_for_everybody (HnAcceptedHub *self);

/**
 * hn_accepted_hub_change_async:
 * @accepted: goes for everybody or not by itself; copied
 * @withdraw: whether it is taken back: as it was read, or what is said of the same by oneself
 *
 * For everybody that asks for permission, which may take long.
 */
void hn_accepted_hub_change_async (HnAcceptedHub *self,
                                   const HnAccepted *accepted,
                                   gboolean withdraw,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/** hn_accepted_hub_change_finish: @error: return location; says what went wrong, for a person */
gboolean hn_accepted_hub_change_finish (HnAcceptedHub *self, GAsyncResult *result, GError **error);

G_END_DECLS
