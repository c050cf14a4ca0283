/* One service as the window shows it. Its properties follow the manager; views bind to them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "engine/assessment.h"
#include "engine/evidence/need.h"
#include "engine/facts/in-force.h"
#include "engine/limit-check.h"
#include "engine/facts/priority.h"
#include "properties/unit-record.h"
#include "source/files/accepted-files.h"

G_BEGIN_DECLS

/* Which kind of service it is, for the filter. */
typedef enum
{
  HN_SERVICE_LONG_RUNNING, /* loaded, Type= other than oneshot */
  HN_SERVICE_ONESHOT,
  HN_SERVICE_NOT_LOADED, /* installed on disk only */
} HnServiceKind;

/* What is known of a service. */
typedef struct
{
  char *description;
  HnLevel level;
  HnServiceKind kind;
  const char *active_state; /* interned, like the next */
  const char *sub_state;
  gboolean running;
  gboolean refused;    /* systemd does not take its files */
  gboolean staged;     /* there are staged changes */
  char *fragment_path; /* (nullable) */
  const char *const *drop_ins;
  HnUnit *unit;              /* (nullable): the manager's word; NULL for what was read from files */
  HnAssessment *assessment;  /* (nullable): until read */
  HnPolicy *policy;          /* (nullable): by which that was; NULL for the built-in weights */
  guint serial;              /* differs after each reading of the settings */
  guint place;               /* differs after each change of what lists sort and filter by, and
                              * of its settings files */
  HnPriority priority;       /* by what was seen of all services at once, and what is accepted */
  HnAcceptedFiles *accepted; /* (nullable) */
  guint counted;             /* the exposure without what is accepted, in tenths */

  /* Where a service that no manager reported was read from: an offline root, or a file that a
   * person opened. Both NULL for services of this machine. */
  char *root; /* (nullable) */
  char *file; /* (nullable) */
} HnServiceInfo;

#define HN_TYPE_SERVICE (hn_service_get_type ())
G_DECLARE_FINAL_TYPE (HnService, hn_service, HN, SERVICE, GObject)

/* Properties, all read-only, notified explicitly:
 *   "name" (string), "description" (string), "exposure" (uint, tenths), "level" (uint, HnLevel),
 *   "kind" (uint, HnServiceKind), "active-state", "sub-state" (string), "running" (boolean),
 *   "priority" (uint, a rank): also notified where only its reasons are new,
 *   "staged-exposure" (uint, tenths): also notified where only that anything is staged is new.
 * Signals: "assessed": settings were read again and assessed; findings may differ;
 *   "facts-changed": the machine shows something else of it; "evidence-changed": more is known of
 *   what it uses, or less; "accepted-changed": more is accepted, or less, or until another day. */

HnService *hn_service_new (const char *name);

const char *hn_service_get_name (HnService *self);
guint hn_service_get_exposure (HnService *self);
const HnSettings *hn_service_get_settings (HnService *self); /* (nullable) until read */

/** hn_service_get_info: (transfer none): current for as long as the service is there */
const HnServiceInfo *hn_service_get_info (HnService *self);

void hn_service_set_root (HnService *self, const char *root); /* (nullable) */
void hn_service_set_file (HnService *self, const char *path); /* (nullable) */

/* Whether changes are staged for the service, and the exposure it would have then. Lists keep
 * sorting by what holds; they mark the service and show both. */
guint hn_service_get_staged_exposure (HnService *self); /* that which holds if nothing is staged */
HnLevel hn_service_get_staged_level (HnService *self);
void hn_service_set_staged (HnService *self, gboolean staged, guint exposure);

/**
 * hn_service_set_glance:
 * @facts: (nullable): what was seen of it when all services were looked at, by which its priority
 *   goes; %NULL as long as nobody has
 */
void hn_service_set_glance (HnService *self, const HnServiceFacts *facts);

/**
 * hn_service_set_accepted:
 * @accepted: (nullable): what is accepted of all services; without it nothing is
 */
void hn_service_set_accepted (HnService *self, HnAcceptedFiles *accepted);

/**
 * hn_service_get_accepted:
 * @check: an index, or %HN_ACCEPTED_ALL_CHECKS
 * @over: (out) (nullable): whether its day is over, so that it counts again
 *
 * Returns: (transfer none) (nullable): what @check of the service is accepted by, or was
 */
const HnAccepted *hn_service_get_accepted (HnService *self, int check, gboolean *over);

/** hn_service_is_accepted: whether @check, as above, is left out of counts and advice today */
gboolean hn_service_is_accepted (HnService *self, int check);

/**
 * hn_service_set_facts:
 * @facts: what the machine shows of the service now; "facts-changed" tells when any is new
 */
void hn_service_set_facts (HnService *self, HnServiceFacts *facts);
const HnServiceFacts *hn_service_get_facts (HnService *self); /* (nullable) until somebody looks */

/**
 * hn_service_get_remark:
 *
 * Returns: (nullable): what is to be said of a setting that is set but does not hold, or not yet;
 *   good until the settings or the facts change
 */
const char *hn_service_get_remark (HnService *self, HnDirectiveId directive);

/**
 * hn_service_set_evidence:
 * @evidence: (nullable): what the observer has seen the service use
 */
void hn_service_set_evidence (HnService *self, HnEvidence *evidence);
const HnEvidence *hn_service_get_evidence (HnService *self); /* (nullable) */

/**
 * hn_service_get_need:
 *
 * Returns: (nullable): what evidence says against a check; %NULL without evidence; good until the
 *   next "evidence-changed"
 */
const HnNeed *hn_service_get_need (HnService *self, guint check);

/**
 * hn_service_update:
 * @unit: as the manager has just reported it
 * @policy: (nullable)
 *
 * Takes over @unit, assesses it, and notifies what changed.
 */
void hn_service_update (HnService *self, HnUnit *unit, HnPolicy *policy);

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
