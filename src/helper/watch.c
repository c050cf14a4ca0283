/* What speaks against a service that has a change, and for how long it is watched. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/watch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/exit-status.h"

#define TIME_READY (10 * G_USEC_PER_SEC)
#define TIME_OTHERS (30 * G_USEC_PER_SEC)
#define TIME_MAX (5 * 60 * G_USEC_PER_SEC)

static const char *
get_type (const HnLook *look)
{
  return look->unit->settings != NULL ? hn_settings_get_type (look->unit->settings) : "";
}

guint64
hn_watch_time (const HnLook *look)
{
  const char *type = get_type (look);
  guint64 time =
      g_str_has_prefix (type, "notify") || strcmp (type, "dbus") == 0 ? TIME_READY : TIME_OTHERS;

  if (look->restart_usec >= TIME_MAX / 2)
    return TIME_MAX;

  return MIN (MAX (time, 2 * look->restart_usec + G_USEC_PER_SEC), TIME_MAX);
}

char *
hn_watch_dup_fault (const HnLook *look, const char *invocation, guint32 n_restarts)
{
  const HnUnit *unit = look->unit;

  if (strcmp (unit->load_state, "loaded") != 0)
    return g_strdup_printf (
        /* Translators: systemd's word for the state of a service: "masked", "not-found" … */
        _ ("The service is “%s” now"), unit->load_state);

  if (strcmp (unit->active_state, "failed") == 0 ||
      g_str_has_prefix (unit->sub_state, "auto-restart") ||
      (look->n_restarts > n_restarts && look->code != 0) || strcmp (look->result, "success") != 0)
    {
      g_autofree char *why = hn_exit_dup_explanation (look->result, look->code, look->status);

      return why != NULL && why[0] != '\0' ? g_steal_pointer (&why)
                                           : g_strdup (_ ("The service has failed"));
    }
  /* Of the process before nothing is known once there is another one. With a job for it an inactive
   * service is between the stop and the start of somebody's restart. */
  if (look->n_restarts > n_restarts ||
      (look->invocation[0] != '\0' && strcmp (look->invocation, invocation) != 0) ||
      (strcmp (unit->active_state, "inactive") == 0 && look->job != 0))
    return g_strdup (_ ("The service was started again while it was watched"));

  /* A service that has nothing to do any more, or is started again when it is needed. */
  if (strcmp (unit->active_state, "inactive") == 0 && !look->on_demand &&
      strcmp (get_type (look), "oneshot") != 0)
    return g_strdup (_ ("The service ran before and does not run any more"));

  return NULL;
}

gboolean
hn_watch_needs_bus (const HnLook *look)
{
  return strcmp (get_type (look), "dbus") == 0;
}

/* Whether the stop began before the main process ended. One that ends by itself does so first,
 * except where it tells systemd before that it is about to. */
static gboolean
began_before_end (const HnLook *look)
{
  /* It stays active whatever its processes do; or there was none to know of. */
  if (look->remains || look->main_exit == 0)
    return TRUE;
  /* It was stopped while it was being started; what does its work once is never active. */
  if (look->active_exit < look->inactive_exit)
    return strcmp (get_type (look), "oneshot") != 0;

  return look->active_exit < look->main_exit;
}

gboolean
hn_watch_stop_was_asked (const HnLook *look, guint64 job_time, gboolean missed_jobs)
{
  if (!began_before_end (look))
    return FALSE;
  /* A job to stop it ends when it is down. */
  if (job_time != 0 && job_time >= look->inactive_enter)
    return TRUE;

  return missed_jobs && strcmp (look->unit->active_state, "inactive") == 0 &&
         strcmp (look->result, "success") == 0;
}
