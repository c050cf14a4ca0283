/* The client of the observer: each question is a task; the first one connects.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/observer-client.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "client/observer-evidence.h"
#include "observer1-generated.h"

/* In milliseconds: what is answered at once, but for a person who looks up a password. */
#define TIMEOUT (5 * 60 * 1000)

struct _HnObserverClient
{
  GObject parent_instance;

  HnScope scope;
  GDBusConnection *bus; /* (nullable): instead of the usual one */
  HnObserver1 *proxy;   /* (nullable): once it was asked */
  gboolean permitted;   /* it has answered */
};

enum
{
  CHANGED,
  GONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HnObserverClient, hn_observer_client, G_TYPE_OBJECT)

typedef enum
{
  QUESTION_WATCH,
  QUESTION_STOP,
  QUESTION_GET,
  QUESTION_PEEK, /* the same, without a question to a person */
} QuestionKind;

typedef struct
{
  QuestionKind kind;
  char *unit;
  guint seconds;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->unit);
  g_free (self);
}

static const char *
get_scope (HnObserverClient *self)
{
  return self->scope == HN_SCOPE_USER ? HN_WATCH_USER : HN_WATCH_SYSTEM;
}

static guint
get_uid (HnObserverClient *self)
{
  return self->scope == HN_SCOPE_USER ? getuid () : 0;
}

/* Errors. */

static gboolean
is_absence (const char *name)
{
  return g_str_equal (name, "org.freedesktop.DBus.Error.ServiceUnknown") ||
         g_str_equal (name, "org.freedesktop.DBus.Error.NameHasNoOwner") ||
         g_str_has_prefix (name, "org.freedesktop.DBus.Error.Spawn.");
}

static GError *
new_absence (void)
{
  return g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_UNAVAILABLE,
                              _ ("Hardnut’s observer is not installed here"));
}

static GError *
translate_error (const GError *error)
{
  g_autofree char *name =
      g_dbus_error_is_remote_error (error) ? g_dbus_error_get_remote_error (error) : NULL;
  g_autoptr (GError) plain = g_error_copy (error);
  HnHelperError code = HN_HELPER_ERROR_LOST;

  g_dbus_error_strip_remote_error (plain);
  if (error->domain == HN_HELPER_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (name != NULL && hn_helper_error_from_name (name, &code))
    return g_error_new_literal (HN_HELPER_ERROR, (int) code, plain->message);
  if (name != NULL && is_absence (name))
    return new_absence ();

  return g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_LOST,
                      /* Translators: %s is what the bus says */
                      _ ("Hardnut’s observer does not answer: %s"), plain->message);
}

/* Questions. */

static void
startable_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree const char **names = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(^a&s)", &names);
  if (names == NULL)
    g_task_return_error (task, translate_error (error));
  else if (g_strv_contains (names, HN_OBSERVER_NAME))
    g_task_return_new_error (task, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED, "%s",
                             _ ("Nobody has been asked for permission yet"));
  else
    g_task_return_error (task, new_absence ());
}

/* Nobody starts it just to be refused: whether it could be is enough. */
static void
ask_whether_startable (HnObserver1 *proxy, GTask *task) /* (transfer full) */
{
  g_dbus_connection_call (g_dbus_proxy_get_connection (G_DBUS_PROXY (proxy)),
                          "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          "ListActivatableNames", NULL, G_VARIANT_TYPE ("(as)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, g_task_get_cancellable (task), startable_cb,
                          task);
}

static gboolean
is_absent (const GError *error)
{
  g_autofree char *name =
      g_dbus_error_is_remote_error (error) ? g_dbus_error_get_remote_error (error) : NULL;

  return name != NULL && is_absence (name);
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HnObserverClient *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  HnObserver1 *proxy = HN_OBSERVER1 (source);
  g_autoptr (GVariant) members = NULL;
  g_autoptr (GError) error = NULL;
  HnEvidence *evidence;
  gboolean done;

  if (question->kind == QUESTION_WATCH)
    done = hn_observer1_call_watch_finish (proxy, result, &error);
  else if (question->kind == QUESTION_STOP)
    done = hn_observer1_call_stop_finish (proxy, result, &error);
  else
    done = hn_observer1_call_get_finish (proxy, &members, result, &error);
  self->permitted |= done;
  if (!done && question->kind == QUESTION_PEEK && !self->permitted && is_absent (error))
    {
      ask_whether_startable (proxy, g_steal_pointer (&task));
      return;
    }
  if (!done)
    {
      g_task_return_error (task, translate_error (error));
      return;
    }
  if (question->kind < QUESTION_GET)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  evidence = hn_observer_evidence_parse (members);
  if (evidence != NULL)
    g_task_return_pointer (task, evidence, (GDestroyNotify) hn_evidence_unref);
  else
    g_task_return_new_error (task, HN_HELPER_ERROR, HN_HELPER_ERROR_PROTOCOL, "%s",
                             _ ("Hardnut’s observer gives an answer that makes no sense here"));
}

static void
ask (HnObserverClient *self, GTask *task) /* (transfer full) */
{
  Question *question = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GDBusCallFlags flags = question->kind != QUESTION_PEEK
                             ? G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION
                         : self->permitted ? G_DBUS_CALL_FLAGS_NONE
                                           : G_DBUS_CALL_FLAGS_NO_AUTO_START;

  if (question->kind == QUESTION_WATCH)
    hn_observer1_call_watch (self->proxy, get_scope (self), get_uid (self), question->unit,
                             question->seconds, flags, TIMEOUT, cancellable, answer_cb, task);
  else if (question->kind == QUESTION_STOP)
    hn_observer1_call_stop (self->proxy, get_scope (self), get_uid (self), question->unit, flags,
                            TIMEOUT, cancellable, answer_cb, task);
  else
    hn_observer1_call_get (self->proxy, get_scope (self), get_uid (self), question->unit, flags,
                           TIMEOUT, cancellable, answer_cb, task);
}

static void
changed_cb (HnObserverClient *self, const char *scope, guint uid, const char *unit)
{
  if (g_str_equal (scope, get_scope (self)) && uid == get_uid (self))
    g_signal_emit (self, signals[CHANGED], 0, unit);
}

static void
owner_cb (HnObserverClient *self)
{
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->proxy));

  if (owner == NULL)
    g_signal_emit (self, signals[GONE], 0);
}

static void
proxy_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HnObserverClient *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (HnObserver1) proxy = hn_observer1_proxy_new_finish (result, &error);

  if (proxy == NULL)
    {
      g_task_return_error (task, translate_error (error));
      return;
    }
  /* Another question may have connected meanwhile. */
  if (self->proxy == NULL)
    {
      self->proxy = g_steal_pointer (&proxy);
      g_signal_connect_swapped (self->proxy, "changed", G_CALLBACK (changed_cb), self);
      g_signal_connect_swapped (self->proxy, "notify::g-name-owner", G_CALLBACK (owner_cb), self);
    }
  ask (self, g_steal_pointer (&task));
}

static void
begin (HnObserverClient *self,
       QuestionKind kind,
       const char *unit,
       guint seconds,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->kind = kind;
  question->unit = g_strdup (unit);
  question->seconds = seconds;
  g_task_set_name (task, "[Hardnut] ask the observer");
  g_task_set_task_data (task, question, question_free);
  if (self->proxy != NULL)
    ask (self, task);
  else if (self->bus != NULL)
    hn_observer1_proxy_new (self->bus,
                            G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES |
                                G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START_AT_CONSTRUCTION,
                            HN_OBSERVER_NAME, HN_OBSERVER_PATH, cancellable, proxy_cb, task);
  else
    hn_observer1_proxy_new_for_bus (G_BUS_TYPE_SYSTEM,
                                    G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES |
                                        G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START_AT_CONSTRUCTION,
                                    HN_OBSERVER_NAME, HN_OBSERVER_PATH, cancellable, proxy_cb,
                                    task);
}

void
hn_observer_client_watch_async (HnObserverClient *self,
                                const char *unit,
                                guint seconds,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (HN_IS_OBSERVER_CLIENT (self));
  g_return_if_fail (unit != NULL);

  begin (self, QUESTION_WATCH, unit, seconds, cancellable, callback, user_data);
}

void
hn_observer_client_stop_async (HnObserverClient *self,
                               const char *unit,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (HN_IS_OBSERVER_CLIENT (self));
  g_return_if_fail (unit != NULL);

  begin (self, QUESTION_STOP, unit, 0, cancellable, callback, user_data);
}

void
hn_observer_client_get_async (HnObserverClient *self,
                              const char *unit,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (HN_IS_OBSERVER_CLIENT (self));
  g_return_if_fail (unit != NULL);

  begin (self, QUESTION_GET, unit, 0, cancellable, callback, user_data);
}

void
hn_observer_client_peek_async (HnObserverClient *self,
                               const char *unit,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (HN_IS_OBSERVER_CLIENT (self));
  g_return_if_fail (unit != NULL);

  begin (self, QUESTION_PEEK, unit, 0, cancellable, callback, user_data);
}

static void
hn_observer_client_dispose (GObject *object)
{
  HnObserverClient *self = HN_OBSERVER_CLIENT (object);

  if (self->proxy != NULL)
    g_signal_handlers_disconnect_by_data (self->proxy, self);
  g_clear_object (&self->proxy);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (hn_observer_client_parent_class)->dispose (object);
}

static void
hn_observer_client_class_init (HnObserverClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_observer_client_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[GONE] = g_signal_new ("gone", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
hn_observer_client_init (HnObserverClient *self)
{
}

HnObserverClient *
hn_observer_client_new (HnScope scope)
{
  HnObserverClient *self = g_object_new (HN_TYPE_OBSERVER_CLIENT, NULL);

  self->scope = scope;

  return self;
}

HnObserverClient *
hn_observer_client_new_on (HnScope scope, GDBusConnection *bus)
{
  HnObserverClient *self = hn_observer_client_new (scope);

  self->bus = g_object_ref (bus);

  return self;
}
