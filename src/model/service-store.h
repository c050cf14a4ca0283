/* What a service list holds, and the gathering of its changes: services are added, changed and
 * removed one by one, and announced to the views in runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/service.h"

G_BEGIN_DECLS

typedef struct _HnServiceStore HnServiceStore;

/**
 * hn_service_store_new:
 * @owner: (transfer none): the list model whose changes are announced; has the property "n-items"
 *   and the signals "levels-changed" and "exposure-changed" of HnServiceList
 */
HnServiceStore *hn_service_store_new (GListModel *owner);
void hn_service_store_free (HnServiceStore *self);

/** hn_service_store_set_root: @root: (nullable): the offline root that the services will be in */
void hn_service_store_set_root (HnServiceStore *self, const char *root);

guint hn_service_store_get_n_items (HnServiceStore *self);
HnService *hn_service_store_get (HnServiceStore *self, /* (transfer none) */
                                 guint position);
HnService *hn_service_store_find (HnServiceStore *self, /* (transfer none) (nullable) */
                                  const char *name);
guint hn_service_store_get_n_in_level (HnServiceStore *self, HnLevel level);

/** hn_service_store_take_unit: adds or updates; a unit without settings is removed */
void hn_service_store_take_unit (HnServiceStore *self, HnUnit *unit, HnPolicy *policy);

/**
 * hn_service_store_take_settings:
 * @settings: (transfer full): read from files
 * @keep_loaded: whether there is a manager: what it has loaded stays as it is. Without one the
 *   services are those of an offline root.
 */
void hn_service_store_take_settings (HnServiceStore *self,
                                     HnSettings *settings,
                                     gboolean keep_loaded,
                                     HnPolicy *policy);

void hn_service_store_set_not_loaded (HnServiceStore *self, HnService *service);
void hn_service_store_remove (HnServiceStore *self, HnService *service);

/**
 * hn_service_store_remove_vanished:
 * @found: (element-type utf8): the names that a look through everything has met
 * @loaded: whether it looked at the loaded services, or at those that are not
 */
void hn_service_store_remove_vanished (HnServiceStore *self, GHashTable *found, gboolean loaded);

void hn_service_store_reassess (HnServiceStore *self, HnPolicy *policy);

/** hn_service_store_flush: announces what has gathered */
void hn_service_store_flush (HnServiceStore *self);

/** hn_service_store_flush_sometimes: the same unless the last time is only just over */
void hn_service_store_flush_sometimes (HnServiceStore *self);

/** hn_service_store_hold_flush: counts the pause between two flushes from now */
void hn_service_store_hold_flush (HnServiceStore *self);

G_END_DECLS
