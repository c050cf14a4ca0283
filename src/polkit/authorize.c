/* Asks polkit whether a caller may do something, without waiting for the answer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "polkit/authorize.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "protocol/helper1.h"

#define POLKIT_NAME "org.freedesktop.PolicyKit1"
#define POLKIT_PATH "/org/freedesktop/PolicyKit1/Authority"
#define POLKIT_INTERFACE "org.freedesktop.PolicyKit1.Authority"

/* CheckAuthorizationFlags: a person may be asked. */
#define ALLOW_USER_INTERACTION 1u

/* How long somebody may look for the password, and how long a polkit that hangs is waited for, in
 * seconds: meanwhile the request takes a place that others might want. */
#define ANSWER_TIME (2 * 60)

struct _HnAuthorization
{
  sd_bus *bus;
  HnContinueFunc func;
  gpointer user_data;
  sd_bus_slot *slot;
  char *cancel_id;
  gint64 end; /* of the time for an answer, in microseconds of g_get_monotonic_time() */
};

static void
authorization_free (HnAuthorization *self)
{
  sd_bus_slot_unref (self->slot);
  sd_bus_unref (self->bus);
  g_free (self->cancel_id);
  g_free (self);
}

static void
tell_polkit_to_forget (HnAuthorization *self)
{
  sd_bus_call_method_async (self->bus, NULL, POLKIT_NAME, POLKIT_PATH, POLKIT_INTERFACE,
                            "CancelCheckAuthorization", NULL, NULL, "s", self->cancel_id);
}

void
hn_authorization_cancel (HnAuthorization *self)
{
  tell_polkit_to_forget (self);
  authorization_free (self);
}

/* Whether polkit knows that the person closed the question. */
static int
read_details (sd_bus_message *reply, gboolean *dismissed)
{
  const char *key, *value;
  int r = sd_bus_message_enter_container (reply, 'a', "{ss}");

  if (r < 0)
    return r;
  while ((r = sd_bus_message_read (reply, "{ss}", &key, &value)) > 0)
    if (strcmp (key, "polkit.dismissed") == 0 && value[0] != '\0')
      *dismissed = TRUE;

  return r < 0 ? r : sd_bus_message_exit_container (reply);
}

static GError *
read_answer (HnAuthorization *self, sd_bus_message *reply)
{
  const sd_bus_error *wrong = sd_bus_message_get_error (reply);
  int authorized = 0, challenge = 0;
  gboolean dismissed = FALSE;
  int r;

  /* The name of the error is the same when polkit leaves without an answer. */
  if (wrong != NULL && g_get_monotonic_time () >= self->end)
    {
      tell_polkit_to_forget (self);
      return g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_AUTHORIZATION_FAILED,
                                  _ ("The question for permission was not answered within two "
                                     "minutes"));
    }
  if (wrong != NULL)
    return g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_AUTHORIZATION_FAILED,
                        /* Translators: %s is the reason, often in English */
                        _ ("polkit, which decides who may do this, does not answer: %s"),
                        wrong->message != NULL ? wrong->message : wrong->name);

  r = sd_bus_message_enter_container (reply, 'r', "bba{ss}");
  if (r >= 0)
    r = sd_bus_message_read (reply, "bb", &authorized, &challenge);
  if (r >= 0)
    r = read_details (reply, &dismissed);
  if (r < 0)
    return g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_AUTHORIZATION_FAILED,
                                _ ("The answer of polkit, which decides who may do this, makes "
                                   "no sense"));
  if (authorized)
    return NULL;

  return g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED,
                              dismissed   ? _ ("The question for permission was dismissed")
                              : challenge ? _ ("This needs a password, and nobody could be asked "
                                               "for it")
                                          : _ ("You are not permitted to do this"));
}

static int
answer_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnAuthorization *self = user_data;
  g_autoptr (GError) error = read_answer (self, reply);
  HnContinueFunc func = self->func;

  user_data = self->user_data;
  authorization_free (self);
  func (user_data, error);

  return 0;
}

static int
append_details (sd_bus_message *question, const char *text, const char *const *details)
{
  int r = sd_bus_message_open_container (question, 'a', "{ss}");

  for (guint i = 0; details[i] != NULL && r >= 0; i += 2)
    r = sd_bus_message_append (question, "{ss}", details[i], details[i + 1]);
  if (r >= 0)
    r = sd_bus_message_append (question, "{ss}{ss}", "polkit.message", text,
                               "polkit.gettext_domain", GETTEXT_PACKAGE);

  return r < 0 ? r : sd_bus_message_close_container (question);
}

HnAuthorization *
hn_authorize (sd_bus *bus,
              sd_bus_message *message,
              const char *action,
              const char *text,
              const char *const *details,
              HnContinueFunc func,
              gpointer user_data)
{
  static guint64 counter;
  gboolean interactive = sd_bus_message_get_allow_interactive_authorization (message) > 0;
  HnAuthorization *self = g_new0 (HnAuthorization, 1);
  sd_bus_message *question = NULL;
  int r;

  self->bus = sd_bus_ref (bus);
  self->func = func;
  self->user_data = user_data;
  self->end = g_get_monotonic_time () + ANSWER_TIME * G_USEC_PER_SEC;
  self->cancel_id = g_strdup_printf ("hardnut-%" G_GUINT64_FORMAT, ++counter);

  r = sd_bus_message_new_method_call (bus, &question, POLKIT_NAME, POLKIT_PATH, POLKIT_INTERFACE,
                                      "CheckAuthorization");
  if (r >= 0)
    r = sd_bus_message_append (question, "(sa{sv})s", "system-bus-name", 1, "name", "s",
                               sd_bus_message_get_sender (message), action);
  if (r >= 0)
    r = append_details (question, text, details);
  if (r >= 0)
    r = sd_bus_message_append (question, "us", interactive ? ALLOW_USER_INTERACTION : 0,
                               self->cancel_id);
  if (r >= 0)
    r = sd_bus_call_async (bus, &self->slot, question, answer_cb, self,
                           ANSWER_TIME * G_USEC_PER_SEC);
  sd_bus_message_unref (question);
  if (r < 0)
    {
      authorization_free (self);
      return NULL;
    }

  return self;
}
