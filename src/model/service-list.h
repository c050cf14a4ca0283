/* The services of one manager, kept current: a GListModel of HnService.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/service.h"
#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

#define HN_TYPE_SERVICE_LIST (hn_service_list_get_type ())
G_DECLARE_FINAL_TYPE (HnServiceList, hn_service_list, HN, SERVICE_LIST, GObject)

/* Signals: "loading": that begins or is over, the manager is there or gone, or all is complete;
 * "progress" and "problems": there is more of them; "exposure-changed" (HnService *, uint before):
 * a service changed that was listed before. */

/**
 * hn_service_list_new:
 * @scope: system or user
 * @address: (nullable): see hn_bus_connection_new()
 */
HnServiceList *hn_service_list_new (HnScope scope, const char *address);

/**
 * hn_service_list_new_for_root:
 * @root: an offline root folder
 */
HnServiceList *hn_service_list_new_for_root (const char *root, HnScope scope);

/**
 * hn_service_list_retry:
 *
 * Tries again after an error: connects to the manager, or reads the root once more.
 */
void hn_service_list_retry (HnServiceList *self);

/**
 * hn_service_list_catch_up:
 *
 * Takes over at once whatever another thread has read until now, which otherwise comes in slices.
 * For a list that nobody looks at yet. Does not wait for more.
 */
void hn_service_list_catch_up (HnServiceList *self);

/**
 * hn_service_list_set_seen:
 * @seen: whether anybody can see the services
 *
 * What reaches services is looked at once, when all are listed. While somebody can see them it is
 * looked at again after each change of one, and when this is called with %TRUE, three times within
 * about a minute: nothing tells of a socket that is opened, and asking for ever would wake up the
 * machine.
 */
void hn_service_list_set_seen (HnServiceList *self, gboolean seen);

HnScope hn_service_list_get_scope (HnServiceList *self);
const char *hn_service_list_get_root (HnServiceList *self);    /* (nullable): a manager's */
const char *hn_service_list_get_address (HnServiceList *self); /* (nullable): the usual one */
const GError *hn_service_list_get_error (HnServiceList *self); /* (nullable) */
gboolean hn_service_list_get_loading (HnServiceList *self);

/** hn_service_list_is_complete: loaded and installed services are all there, or cannot be had */
gboolean hn_service_list_is_complete (HnServiceList *self);

/** hn_service_list_get_progress: @done of @total are read; both 0 at first */
void hn_service_list_get_progress (HnServiceList *self, guint *done, guint *total);

/** hn_service_list_get_problems: (element-type utf8): a sentence for each unit that was left out */
GPtrArray *hn_service_list_get_problems (HnServiceList *self);
HnService *hn_service_list_find (HnServiceList *self, /* (transfer none) (nullable) */
                                 const char *name);
void
hn_service_list_set_policy (HnServiceList *self, HnPolicy *policy); /* (transfer full) (nullable) */

/** hn_service_list_set_accepted: what is accepted of its services, by which their order goes */
void hn_service_list_set_accepted (HnServiceList *self, HnAcceptedFiles *accepted);

G_END_DECLS
