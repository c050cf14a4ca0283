/* What polkit is asked, and what becomes of its answers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "polkit/authorize.h"

#include <string.h>
#include <sys/socket.h>

#include "exported.h"
#include "protocol/helper1.h"

#define ACTION "io.github.hardnut.test"
#define CALLER ":1.7"

static const char *const details[] = { "unit", "foo.service", NULL };

typedef struct
{
  sd_bus *bus;          /* of the program that asks */
  sd_bus *polkit;       /* the other end */
  sd_bus_message *call; /* what the program was asked for */
  gboolean answered;
  GError *error; /* of the answer */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), ==, 0);
  self->polkit = exported_open_end (fds[0], TRUE);
  self->bus = exported_open_end (fds[1], FALSE);
  g_assert_cmpint (sd_bus_message_new_method_call (self->bus, &self->call, NULL, HN_HELPER_PATH,
                                                   HN_HELPER_INTERFACE, "Try"),
                   >=, 0);
  g_assert_cmpint (sd_bus_message_set_sender (self->call, CALLER), >=, 0);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  sd_bus_message_unref (self->call);
  sd_bus_close_unref (self->bus);
  sd_bus_close_unref (self->polkit);
  g_clear_error (&self->error);
}

static void
answered_cb (gpointer user_data, const GError *error)
{
  Fixture *self = user_data;

  g_assert_false (self->answered);
  self->answered = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

static HnAuthorization *
ask (Fixture *self)
{
  return hn_authorize (self->bus, self->call, ACTION, "Change $(unit)", details, answered_cb, self);
}

/* (transfer full): the next call that polkit gets, which is one of @member */
static sd_bus_message *
receive (Fixture *self, const char *member)
{
  sd_bus_message *message = NULL;

  while (message == NULL)
    {
      int sent = sd_bus_process (self->bus, NULL);
      int got = sd_bus_process (self->polkit, &message);

      g_assert_cmpint (sent, >=, 0);
      g_assert_cmpint (got, >=, 0);
      if (sent == 0 && got == 0)
        g_assert_cmpint (sd_bus_wait (self->polkit, G_USEC_PER_SEC), >=, 0);
    }
  g_assert_cmpint (sd_bus_message_is_method_call (message, "org.freedesktop.PolicyKit1.Authority",
                                                  member),
                   >, 0);

  return message;
}

/* Waits for what becomes of an answer. */
static void
wait_for_end (Fixture *self)
{
  while (!self->answered)
    {
      int sent = sd_bus_process (self->polkit, NULL);
      int got = sd_bus_process (self->bus, NULL);

      g_assert_cmpint (sent, >=, 0);
      g_assert_cmpint (got, >=, 0);
      if (sent == 0 && got == 0)
        g_assert_cmpint (sd_bus_wait (self->bus, G_USEC_PER_SEC), >=, 0);
    }
}

/* What a question says, as text; the id by which it is cancelled goes to @ret_id. */
static char *
dup_question (sd_bus_message *question, char **ret_id)
{
  const char *kind, *key, *sender, *action, *value, *id;
  GString *text = g_string_new (NULL);
  guint32 flags;

  g_assert_cmpint (sd_bus_message_read (question, "(sa{sv})s", &kind, 1, &key, "s", &sender,
                                        &action),
                   >, 0);
  g_string_append_printf (text, "%s %s=%s %s", kind, key, sender, action);
  g_assert_cmpint (sd_bus_message_enter_container (question, 'a', "{ss}"), >, 0);
  while (sd_bus_message_read (question, "{ss}", &key, &value) > 0)
    g_string_append_printf (text, " %s=%s", key, value);
  g_assert_cmpint (sd_bus_message_exit_container (question), >=, 0);
  g_assert_cmpint (sd_bus_message_read (question, "us", &flags, &id), >, 0);
  g_string_append_printf (text, " %u", flags);
  g_assert_cmpstr (id, !=, "");
  *ret_id = g_strdup (id);

  return g_string_free (text, FALSE);
}

static void
test_question (Fixture *self, gconstpointer data)
{
  gboolean interactive = GPOINTER_TO_INT (data);
  g_autofree char *id = NULL;
  g_autofree char *asked = NULL;
  g_autofree char *expected =
      g_strdup_printf ("system-bus-name name=" CALLER " " ACTION " unit=foo.service"
                       " polkit.message=Change $(unit) polkit.gettext_domain=" GETTEXT_PACKAGE
                       " %d",
                       interactive);
  sd_bus_message *question;

  g_assert_cmpint (sd_bus_message_set_allow_interactive_authorization (self->call, interactive), >=,
                   0);
  g_assert_nonnull (ask (self));
  question = receive (self, "CheckAuthorization");
  asked = dup_question (question, &id);
  g_assert_cmpstr (asked, ==, expected);
  g_assert_cmpint (sd_bus_reply_method_return (question, "(bba{ss})", 1, 0, 0), >=, 0);
  sd_bus_message_unref (question);
  wait_for_end (self);

  g_assert_no_error (self->error);
}

/* An answer that is no yes. */
typedef struct
{
  const char *name;
  gboolean challenge;
  const char *dismissed; /* (nullable): what polkit says of that */
  HnHelperError code;
  const char *text; /* part of what a person reads */
} Answer;

static const Answer answers[] = {
  { "denied", FALSE, NULL, HN_HELPER_ERROR_NOT_AUTHORIZED, "not permitted" },
  { "nobody-to-ask", TRUE, NULL, HN_HELPER_ERROR_NOT_AUTHORIZED, "password" },
  { "dismissed", FALSE, "true", HN_HELPER_ERROR_NOT_AUTHORIZED, "dismissed" },
  { "dismissed-is-empty", FALSE, "", HN_HELPER_ERROR_NOT_AUTHORIZED, "not permitted" },
};

static void
test_refused (Fixture *self, gconstpointer data)
{
  const Answer *answer = data;
  sd_bus_message *question;
  int r;

  g_assert_nonnull (ask (self));
  question = receive (self, "CheckAuthorization");
  if (answer->dismissed != NULL)
    r = sd_bus_reply_method_return (question, "(bba{ss})", 0, answer->challenge, 1,
                                    "polkit.dismissed", answer->dismissed);
  else
    r = sd_bus_reply_method_return (question, "(bba{ss})", 0, answer->challenge, 0);
  g_assert_cmpint (r, >=, 0);
  sd_bus_message_unref (question);
  wait_for_end (self);

  g_assert_error (self->error, HN_HELPER_ERROR, (int) answer->code);
  g_assert_nonnull (strstr (self->error->message, answer->text));
}

/* An answer that makes no sense is no permission. */
static void
test_nonsense (Fixture *self, gconstpointer data)
{
  static const char *const all[] = { "", "b", "(ba{ss})" };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      sd_bus_message *question;

      g_assert_nonnull (ask (self));
      question = receive (self, "CheckAuthorization");
      g_assert_cmpint (sd_bus_reply_method_return (question, all[i], 1, 0), >=, 0);
      sd_bus_message_unref (question);
      wait_for_end (self);

      g_assert_error (self->error, HN_HELPER_ERROR, HN_HELPER_ERROR_AUTHORIZATION_FAILED);
      g_clear_error (&self->error);
      self->answered = FALSE;
    }
}

static void
test_error (Fixture *self, gconstpointer data)
{
  sd_bus_message *question;

  g_assert_nonnull (ask (self));
  question = receive (self, "CheckAuthorization");
  g_assert_cmpint (sd_bus_reply_method_errorf (question, SD_BUS_ERROR_FAILED, "out of order"), >=,
                   0);
  sd_bus_message_unref (question);
  wait_for_end (self);

  g_assert_error (self->error, HN_HELPER_ERROR, HN_HELPER_ERROR_AUTHORIZATION_FAILED);
  g_assert_nonnull (strstr (self->error->message, "out of order"));
}

/* polkit is told to forget the very question, and its answer reaches nobody. */
static void
test_cancel (Fixture *self, gconstpointer data)
{
  HnAuthorization *authorization = ask (self);
  sd_bus_message *question = receive (self, "CheckAuthorization");
  g_autofree char *id = NULL;
  g_autofree char *asked = dup_question (question, &id);
  sd_bus_message *cancel;
  const char *cancelled;

  g_assert_nonnull (asked);
  hn_authorization_cancel (authorization);
  cancel = receive (self, "CancelCheckAuthorization");
  g_assert_cmpint (sd_bus_message_read (cancel, "s", &cancelled), >, 0);
  g_assert_cmpstr (cancelled, ==, id);
  sd_bus_message_unref (cancel);

  g_assert_cmpint (sd_bus_reply_method_return (question, "(bba{ss})", 1, 0, 0), >=, 0);
  sd_bus_message_unref (question);
  g_assert_cmpint (sd_bus_flush (self->polkit), >=, 0);
  while (sd_bus_process (self->bus, NULL) > 0)
    ;
  g_assert_false (self->answered);
}

static void
test_nobody_can_be_asked (Fixture *self, gconstpointer data)
{
  sd_bus_close (self->bus);

  g_assert_null (ask (self));
  g_assert_false (self->answered);
}

static void
add (const char *path, gconstpointer data, void (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, data, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/authorize/question", GINT_TO_POINTER (FALSE), test_question);
  add ("/authorize/question/interactive", GINT_TO_POINTER (TRUE), test_question);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/authorize/refused/", answers[i].name, NULL);

      add (path, &answers[i], test_refused);
    }
  add ("/authorize/nonsense", NULL, test_nonsense);
  add ("/authorize/error", NULL, test_error);
  add ("/authorize/cancel", NULL, test_cancel);
  add ("/authorize/nobody-can-be-asked", NULL, test_nobody_can_be_asked);

  return g_test_run ();
}
