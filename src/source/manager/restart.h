/* What a restart of a service would take with it, as a running manager knows: units that restart or
 * stop because they depend on it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

/* No restart takes so many units with it that a person would read more. */
#define HN_MANAGER_MAX_DEPENDENTS 256

/* The first systemd that stops what PropagatesStopTo= names when a service restarts; before, only a
 * stop did. The rule is in transaction_add_job_and_dependencies() of its src/core/transaction.c,
 * and a running 257 and 262 do so, a 252 does not. */
#define HN_RESTART_STOPS_SINCE 253

/* A unit that runs now and goes the way of the service. */
typedef struct
{
  char *name;
  GStrv names; /* with its aliases */
  char *description;
  gboolean stops; /* and does not come back by itself, as others do that restart */
} HnDependent;

/* Immutable once handed out. */
typedef struct
{
  gatomicrefcount ref_count;
  GStrv names;           /* of the service: its own and its aliases */
  gboolean active;       /* whether there is anything to restart */
  gboolean can_start;    /* whether a person may start it, and not only what it belongs to */
  gboolean has_process;  /* whether there is anything that a limit could hold for */
  GPtrArray *dependents; /* of HnDependent, by name */
} HnRestart;

HnRestart *hn_restart_ref (HnRestart *self);
void hn_restart_unref (HnRestart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnRestart, hn_restart_unref)

/**
 * hn_restart_find_untouchable:
 * @scope: of the manager that it was read from
 * @reason: (out) (optional): as of hn_never_restart_find_any()
 *
 * Returns: (transfer none) (nullable): a unit that would go the way of the service and must not be
 *   restarted from under a session
 */
const HnDependent *
hn_restart_find_untouchable (const HnRestart *self, HnScope scope, const char **reason);

/**
 * hn_restart_dup_refusal:
 * @scope: of the manager that it was read from
 * @own: (nullable): the service that this very program runs in
 *
 * Returns: (transfer full) (nullable): why the service is not to be restarted from here, a
 *   sentence, translated; %NULL where it may
 */
char *hn_restart_dup_refusal (const HnRestart *self, HnScope scope, const char *own);

/**
 * hn_restart_read_async:
 * @name: a service
 *
 * Follows the dependencies along which systemd passes on a restart, through units that run. Fails
 * when the manager is not there, or does not know @name. A dependent that cannot be read is in the
 * result, but not what depends on it.
 */
void hn_restart_read_async (HnBusConnection *self,
                            const char *name,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
HnRestart *hn_restart_read_finish (HnBusConnection *self, /* (transfer full) (nullable) */
                                   GAsyncResult *result,
                                   GError **error);

G_END_DECLS
