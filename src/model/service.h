/* One service as the window shows it. Its properties follow the manager; views bind to them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "engine/assessment.h"
#include "engine/limit-check.h"
#include "properties/unit-record.h"

G_BEGIN_DECLS

/* Which kind of service it is, for the filter. */
typedef enum
{
  HN_SERVICE_LONG_RUNNING, /* loaded, Type= other than oneshot */
  HN_SERVICE_ONESHOT,
  HN_SERVICE_NOT_LOADED, /* installed on disk only */
} HnServiceKind;

#define HN_TYPE_SERVICE (hn_service_get_type ())
G_DECLARE_FINAL_TYPE (HnService, hn_service, HN, SERVICE, GObject)

/* Properties, all read-only, notified explicitly:
 *   "name" (string), "description" (string), "exposure" (uint, tenths), "level" (uint, HnLevel),
 *   "kind" (uint, HnServiceKind), "active-state", "sub-state" (string), "running" (boolean),
 *   "staged-exposure" (uint, tenths): also notified where only that anything is staged is new.
 * Signal "assessed": settings were read again and assessed; findings may differ. */

HnService *hn_service_new (const char *name);

const char *hn_service_get_name (HnService *self);
const char *hn_service_get_description (HnService *self);
guint hn_service_get_exposure (HnService *self);
HnLevel hn_service_get_level (HnService *self);
const char *hn_service_get_emoji (HnService *self);
HnServiceKind hn_service_get_kind (HnService *self);
const char *hn_service_get_active_state (HnService *self);
const char *hn_service_get_sub_state (HnService *self);
gboolean hn_service_get_running (HnService *self);
const char *hn_service_get_fragment_path (HnService *self);   /* (nullable) */
const char *const *hn_service_get_drop_ins (HnService *self); /* never NULL */
const HnSettings *hn_service_get_settings (HnService *self);  /* (nullable) until read */
gboolean hn_service_get_refused (HnService *self);            /* systemd does not take its files */
const HnAssessment *hn_service_get_assessment (HnService *self); /* (nullable) until read */
const HnPolicy *hn_service_get_policy (HnService *self);         /* (nullable): built-in */

/** hn_service_get_serial: a number that differs after each reading of the service's settings */
guint hn_service_get_serial (HnService *self);

/** hn_service_get_place: a number that differs after each change of what lists sort and filter by
 */
guint hn_service_get_place (HnService *self);

/* Where a service that no manager reported was read from: an offline root, or a file that a person
 * opened. Both %NULL for services of this machine. */
const char *hn_service_get_root (HnService *self);            /* (nullable) */
const char *hn_service_get_file (HnService *self);            /* (nullable) */
void hn_service_set_root (HnService *self, const char *root); /* (nullable) */
void hn_service_set_file (HnService *self, const char *path); /* (nullable) */

/* Whether changes are staged for the service, and the exposure it would have then. Lists keep
 * sorting by what holds; they mark the service and show both. */
gboolean hn_service_get_staged (HnService *self);
guint hn_service_get_staged_exposure (HnService *self); /* that which holds if nothing is staged */
HnLevel hn_service_get_staged_level (HnService *self);
void hn_service_set_staged (HnService *self, gboolean staged, guint exposure);

/**
 * hn_service_update:
 * @unit: as the manager has just reported it
 * @policy: (nullable)
 *
 * Takes over @unit, assesses it, and notifies what changed.
 */
void hn_service_update (HnService *self, HnUnit *unit, HnPolicy *policy);

/** hn_service_get_usage: what it uses, by the manager's word when it was read last */
HnUsage hn_service_get_usage (HnService *self);

/**
 * hn_service_update_from_settings:
 * @settings: (transfer full): read from files
 *
 * For services that are not loaded, and for files that a person opened. The kind of one with a
 * root, where nothing is loaded, goes by its Type=.
 */
void hn_service_update_from_settings (HnService *self, HnSettings *settings, HnPolicy *policy);

/**
 * hn_service_set_not_loaded:
 *
 * The manager has let go of the service: it keeps its last settings and counts as installed only.
 */
void hn_service_set_not_loaded (HnService *self);

/**
 * hn_service_get_search_key:
 *
 * Returns: name and description without regard to case, see g_utf8_casefold(); owned by the service
 */
const char *hn_service_get_search_key (HnService *self);

/**
 * hn_service_reassess:
 * @policy: (nullable)
 *
 * The same settings by another policy.
 */
void hn_service_reassess (HnService *self, HnPolicy *policy);

/**
 * hn_service_load_file_async:
 * @path: a unit file anywhere
 * @scope: whose manager would read it
 *
 * Reads a unit file that a person opened, in a thread.
 */
void hn_service_load_file_async (const char *path,
                                 HnScope scope,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

/**
 * hn_service_load_file_finish:
 *
 * Returns: (transfer full) (nullable): a service of its own, in no list
 */
HnService *hn_service_load_file_finish (GAsyncResult *result, GError **error);

/**
 * hn_service_load_origins_async:
 *
 * Reads the unit's files in a thread and gives the values their origins and the warnings; emits
 * "assessed" when something was learnt. For the detail page: the list does without.
 */
void hn_service_load_origins_async (HnService *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean hn_service_load_origins_finish (HnService *self, GAsyncResult *result, GError **error);

G_END_DECLS
