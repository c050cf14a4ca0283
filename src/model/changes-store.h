/* What is staged for all services of a window. Keeps it while other services, other managers and
 * offline roots are shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_CHANGES_STORE (hn_changes_store_get_type ())
G_DECLARE_FINAL_TYPE (HnChangesStore, hn_changes_store, HN, CHANGES_STORE, GObject)

HnChangesStore *hn_changes_store_new (void);

/**
 * hn_changes_store_get:
 *
 * Returns: (transfer none): what is staged for @service; the same object for the same unit of the
 *   same manager or root, even where @service is a new object
 */
HnChanges *hn_changes_store_get (HnChangesStore *self, HnService *service);

/**
 * hn_changes_store_attach:
 * @service: has come into a list
 *
 * Where something is staged for this unit, it goes on with @service.
 */
void hn_changes_store_attach (HnChangesStore *self, HnService *service);

/** hn_changes_store_list_dirty: (transfer full) (element-type HnChanges): sorted by name */
GPtrArray *hn_changes_store_list_dirty (HnChangesStore *self);

G_END_DECLS
