/* One question for all trials of a search: who answered it may try changes of these services for a
 * while, as far as the weaker permission would let that through. What bounds it is checked here,
 * when it is taken: the connection, the services, the number of trials, the time. It is nowhere on
 * record: with the helper it is gone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/calls/harden-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#include "helper/audit.h"
#include "helper/calls/pending-call.h"
#include "helper/errors.h"
#include "helper/quota.h"

struct _HnHardenSession
{
  HnPendingCall call; /* once it is answered, the session holds */
  char *owner;        /* the caller's name on the bus, which no other connection ever has */
  char *id;
  GStrv units;
  guint *trials; /* that are left, of each unit */
  guint seconds;
  char *words; /* of the question */
  sd_event_source *deadline;
};

void
hn_harden_session_free (HnHardenSession *self)
{
  hn_pending_call_clear (&self->call);
  sd_event_source_disable_unref (self->deadline);
  g_strfreev (self->units);
  g_free (self->trials);
  g_free (self->owner);
  g_free (self->words);
  g_free (self->id);
  g_free (self);
}

static int
deadline_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  hn_pending_call_drop (user_data);

  return 0;
}

static void
refuse (HnHardenSession *self, const GError *error)
{
  hn_audit_session (self->call.uid, self->units, self->words, error->message);
  hn_pending_call_refuse (&self->call, error);
}

/* Two of one connection would be twice the trials. */
static void
drop_earlier (HnHardenSession *self)
{
  GPtrArray *sessions = self->call.helper->sessions;

  for (guint i = sessions->len; i > 0; i--)
    {
      HnHardenSession *other = sessions->pdata[i - 1];

      if (other != self && other->call.message == NULL && strcmp (other->owner, self->owner) == 0)
        g_ptr_array_remove_index (sessions, i - 1);
    }
}

static void
grant (HnHardenSession *self)
{
  g_autoptr (GError) error = NULL;

  if (sd_event_add_time_relative (self->call.helper->event, &self->deadline, CLOCK_BOOTTIME,
                                  self->seconds * G_USEC_PER_SEC, 0, deadline_cb, self) < 0)
    {
      hn_helper_error_set (&error, HN_HELPER_ERROR_FAILED, _ ("The time cannot be limited"));
      refuse (self, error);
      return;
    }

  drop_earlier (self);
  hn_audit_session (self->call.uid, self->units, self->words, NULL);
  sd_bus_reply_method_return (self->call.message, "s", self->id);
  self->call.message = sd_bus_message_unref (self->call.message);
}

static void
authorize_cb (gpointer user_data, const GError *error)
{
  HnHardenSession *self = user_data;

  self->call.authorization = NULL;
  if (error != NULL)
    refuse (self, error);
  else
    grant (self);
}

static void
ask_permission (HnHardenSession *self)
{
  g_autofree char *units = g_strjoinv (", ", self->units);
  g_autofree char *trials = g_strdup_printf ("%d", HN_SESSION_TRIALS);
  g_autofree char *minutes = g_strdup_printf ("%u", (self->seconds + 59) / 60);
  const char *const details[] = { "units", units, "trials", trials, "minutes", minutes, NULL };
  g_autoptr (GError) error = NULL;

  if (!hn_pending_call_authorize (
          &self->call, HN_ACTION_HARDEN,
          /* Translators: $(units), $(trials) and $(minutes) stay as they are; polkit fills them in
           */
          N_ ("Authentication is required to find the strictest protection with which these work: "
              "$(units). Each is watched, and restarted for up to $(trials) changes in the next "
              "$(minutes) minutes."),
          details, authorize_cb, &error))
    refuse (self, error);
}

/* Those that hold count as well: each is a search under way. */
static gboolean
check_quota (HnHelper *helper, uid_t uid, GError **error)
{
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (uid_t));

  for (guint i = 0; i < helper->sessions->len; i++)
    g_array_append_val (users, ((const HnHardenSession *) helper->sessions->pdata[i])->call.uid);

  return hn_quota_check (helper->uid, uid, users, hn_has_session, error);
}

void
hn_harden_session_begin (
    HnHelper *helper, sd_bus_message *call, uid_t uid, GStrv units, guint seconds, GError **error)
{
  g_auto (GStrv) names = units;
  g_autofree char *list = NULL;
  HnHardenSession *self;
  sd_id128_t id;

  if (!check_quota (helper, uid, error))
    return;
  if (sd_id128_randomize (&id) < 0)
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_FAILED, _ ("No number can be had"));
      return;
    }

  self = g_new0 (HnHardenSession, 1);
  self->owner = g_strdup (sd_bus_message_get_sender (call));
  self->id = g_strdup_printf (SD_ID128_FORMAT_STR, SD_ID128_FORMAT_VAL (id));
  self->units = g_steal_pointer (&names);
  self->seconds = seconds;
  self->trials = g_new0 (guint, g_strv_length (self->units));
  for (guint i = 0; self->units[i] != NULL; i++)
    self->trials[i] = HN_SESSION_TRIALS;
  list = g_strjoinv (", ", self->units);
  self->words = g_strdup_printf (
      /* Translators: names of services, a number of changes, and a time in minutes */
      _ ("find the strictest protection for %s: up to %d changes of each in %u minutes"), list,
      HN_SESSION_TRIALS, (seconds + 59) / 60);

  /* It must not outlive the connection. */
  if (hn_pending_call_begin (&self->call, helper, helper->sessions, call, uid) < 0)
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                           _ ("The bus does not say who is calling"));
      hn_pending_call_drop (&self->call);
    }
  /* A user's own services are the user's. Root needs no polkit, which may not even be there. */
  else if (helper->scope == HN_SCOPE_USER || uid == 0)
    grant (self);
  else
    ask_permission (self);
}

gboolean
hn_harden_session_end (HnHelper *helper, const char *owner, const char *id, GError **error)
{
  for (guint i = 0; i < helper->sessions->len; i++)
    {
      HnHardenSession *self = helper->sessions->pdata[i];

      if (self->call.message == NULL && strcmp (self->id, id) == 0 &&
          strcmp (self->owner, owner) == 0)
        {
          hn_pending_call_drop (&self->call);
          return TRUE;
        }
    }

  return hn_helper_error_set (error, HN_HELPER_ERROR_NO_SUCH_SESSION,
                              _ ("There is no such search; it may be over"));
}

/* Where in its session of @owner the unit stands; %NULL where there is none. */
static HnHardenSession *
find (HnHelper *helper, const char *owner, const char *unit, guint *ret_at)
{
  for (guint i = 0; i < helper->sessions->len; i++)
    {
      HnHardenSession *self = helper->sessions->pdata[i];

      if (self->call.message != NULL || strcmp (self->owner, owner) != 0)
        continue;
      for (*ret_at = 0; self->units[*ret_at] != NULL; (*ret_at)++)
        if (strcmp (self->units[*ret_at], unit) == 0)
          return self;
    }

  return NULL;
}

gboolean
hn_harden_session_covers (HnHelper *helper, const char *owner, const char *unit)
{
  guint at;

  return find (helper, owner, unit, &at) != NULL;
}

const char *
hn_harden_session_take (HnHelper *helper, const char *owner, const char *unit)
{
  guint at;
  HnHardenSession *self = find (helper, owner, unit, &at);

  if (self == NULL || self->trials[at] == 0)
    return NULL;
  self->trials[at]--;

  return self->words;
}
