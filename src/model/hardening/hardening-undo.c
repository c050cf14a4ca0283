/* Taking back what a search has kept: a trial of what stood before, which keeps itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "client/change-list.h"
#include "hardening-private.h"

/* In seconds: how long the trial may wait for the answer that the service is well. */
#define CONFIRM_SECONDS 60

/* What was kept stays. */
static void
give_up (HnHardening *self, const char *message)
{
  hn_hardening_set_error (self, message);
  hn_hardening_set_state (self, HN_HARDENING_KEPT);
}

static void
undone (HnHardening *self)
{
  hn_changes_set_kept (self->info.changes, self->was);
  self->info.error = NULL;
  hn_hardening_set_state (self, HN_HARDENING_TAKEN_BACK);
}

static void
trial_cb (HnHardening *self, HnTrial *trial)
{
  const HnTrialInfo *info = hn_trial_get_info (trial);

  switch (hn_trial_get_state (trial))
    {
    case HN_TRIAL_HEALTHY:
      if (info->error == NULL)
        hn_trial_keep (trial);
      else
        hn_trial_take_back (trial);
      return;
    case HN_TRIAL_KEPT:
    case HN_TRIAL_REFUSED:
    case HN_TRIAL_REVERTED:
    case HN_TRIAL_FAILED:
    case HN_TRIAL_ENDED:
      break;
    default:
      return;
    }

  g_signal_handlers_disconnect_by_data (trial, self);
  if (hn_trial_get_state (trial) == HN_TRIAL_KEPT)
    undone (self);
  else if (info->error != NULL)
    give_up (self, info->error->message);
  else
    give_up (self, info->explanation != NULL ? info->explanation
                   : info->reason != NULL    ? info->reason
                                             : _ ("The service has failed."));
}

static void
etag_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardening) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *etag =
      hn_helper_client_read_etag_finish (HN_HELPER_CLIENT (object), result, &error);
  HnTrialRequest request = { NULL };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (etag == NULL)
    {
      give_up (self, error->message);
      return;
    }

  request.unit = hn_service_get_name (hn_changes_get_service (self->info.changes));
  request.content = self->was;
  request.present = hn_harden_search_get_info (self->run)->content;
  request.before = self->found;
  request.after = self->now;
  request.etag = etag;
  request.restart = TRUE;
  request.confirm_seconds = CONFIRM_SECONDS;
  self->undoing = g_object_ref (hn_trial_list_begin (self->list, &request));
  g_signal_connect_object (self->undoing, "changed", G_CALLBACK (trial_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->undoing, "state-changed", G_CALLBACK (trial_cb), self,
                           G_CONNECT_SWAPPED);
}

void
hn_hardening_undo (HnHardening *self)
{
  g_return_if_fail (HN_IS_HARDENING (self));

  if (self->info.state != HN_HARDENING_KEPT)
    return;
  if (self->undoing != NULL)
    g_signal_handlers_disconnect_by_data (self->undoing, self);
  g_clear_object (&self->undoing);
  self->info.error = NULL;
  hn_hardening_set_state (self, HN_HARDENING_TAKING_BACK);
  hn_helper_client_read_etag_async (hn_trial_list_get_client (self->list),
                                    hn_service_get_name (
                                        hn_changes_get_service (self->info.changes)),
                                    self->reading, etag_cb, g_object_ref (self));
}
