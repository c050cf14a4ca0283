/* A caller's call that waits for polkit or for systemd before it is answered: what all of them have
 * in common.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/calls/pending-call.h"

#include <glib/gi18n-lib.h>

#include "helper/errors.h"
#include "helper/quota.h"

/* There is nobody left to be asked, or to be answered. */
static int
caller_left_cb (sd_bus_track *track, void *user_data)
{
  hn_pending_call_drop (user_data);

  return 0;
}

int
hn_pending_call_begin (
    HnPendingCall *self, HnHelper *helper, GPtrArray *list, sd_bus_message *message, uid_t uid)
{
  int r;

  self->helper = helper;
  self->list = list;
  self->uid = uid;
  self->message = sd_bus_message_ref (message);
  g_ptr_array_add (list, self);
  hn_helper_work_changed (helper);

  r = sd_bus_track_new (helper->bus, &self->track, caller_left_cb, self);
  if (r >= 0)
    r = sd_bus_track_add_sender (self->track, message);

  return r;
}

gboolean
hn_pending_call_authorize (HnPendingCall *self,
                           const char *action,
                           const char *text,
                           const char *const *details,
                           HnContinueFunc func,
                           GError **error)
{
  self->authorization =
      hn_authorize (self->helper->bus, self->message, action, text, details, func, self);

  return self->authorization != NULL ||
         hn_helper_error_set (error, HN_HELPER_ERROR_AUTHORIZATION_FAILED,
                              _ ("polkit, which decides who may change services, cannot be asked"));
}

void
hn_pending_call_drop (HnPendingCall *self)
{
  HnHelper *helper = self->helper;

  g_ptr_array_remove (self->list, self);
  hn_helper_work_changed (helper);
}

void
hn_pending_call_refuse (HnPendingCall *self, const GError *error)
{
  hn_helper_error_reply (self->message, error);
  hn_pending_call_drop (self);
}

void
hn_pending_call_clear (HnPendingCall *self)
{
  sd_bus_track_unref (self->track);
  g_clear_pointer (&self->authorization, hn_authorization_cancel);
  sd_bus_message_unref (self->message);
}

gboolean
hn_pending_call_check_quota (HnHelper *helper, uid_t uid, GError **error)
{
  const GPtrArray *const lists[] = { helper->requests, helper->sessions, helper->accepts };
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (uid_t));

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < lists[i]->len; j++)
      {
        const HnPendingCall *call = lists[i]->pdata[j];

        if (call->message != NULL)
          g_array_append_val (users, call->uid);
      }

  return hn_quota_check (helper->uid, uid, users, hn_has_session, error);
}
