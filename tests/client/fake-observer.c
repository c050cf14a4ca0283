/* The played observer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-observer.h"

#include "observer1-generated.h"
#include "protocol/observer1.h"

typedef struct
{
  GDBusMethodInvocation *invocation;
  char *member;
} Waiting;

static gboolean
is_interactive (GDBusMethodInvocation *invocation)
{
  GDBusMessage *message = g_dbus_method_invocation_get_message (invocation);

  return (g_dbus_message_get_flags (message) &
          G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION) != 0;
}

static void
refuse (GDBusMethodInvocation *invocation, const char *error, const char *words)
{
  g_autofree char *name = g_strconcat ("io.github.hardnut.Error.", error, NULL);

  g_dbus_method_invocation_return_dbus_error (invocation, name, words);
}

static GVariant *
make_evidence (FakeObserver *self)
{
  GVariantDict members;

  g_variant_dict_init (&members, self->more != NULL ? g_variant_new_parsed (self->more) : NULL);
  g_variant_dict_insert (&members, HN_EVIDENCE_VERSION, "u", HN_EVIDENCE_FORMAT);
  g_variant_dict_insert (&members, HN_EVIDENCE_WATCHED, "b", self->watched);
  if (self->watched)
    g_variant_dict_insert (&members, HN_EVIDENCE_ENDS, "t", self->ends);
  g_variant_dict_insert (&members, HN_EVIDENCE_SINCE, "t", (guint64) 1);
  g_variant_dict_insert (&members, HN_EVIDENCE_UNTIL, "t", self->span + 1);
  g_variant_dict_insert (&members, HN_EVIDENCE_WATCHED_US, "t", self->span);
  g_variant_dict_insert (&members, HN_EVIDENCE_STARTS, "u", self->starts);
  g_variant_dict_insert_value (&members, HN_EVIDENCE_USES,
                               g_variant_new_parsed (self->uses != NULL ? self->uses
                                                                        : "@a" HN_EVIDENCE_USE_TYPE
                                                                          " []"));

  return g_variant_dict_end (&members);
}

static void
answer (FakeObserver *self, GDBusMethodInvocation *invocation, const char *member)
{
  if (self->error != NULL)
    {
      refuse (invocation, self->error, "Played refusal");
      return;
    }
  if (self->asks && !is_interactive (invocation))
    {
      refuse (invocation, "NotAuthorized", "This needs a password");
      return;
    }

  self->asks = FALSE;
  if (g_str_equal (member, "Watch"))
    self->watched = self->seen = TRUE;
  else if (g_str_equal (member, "Stop"))
    self->watched = FALSE;
  if (!g_str_equal (member, "Get"))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else if (!self->seen)
    refuse (invocation, "NotFound", "It has not been watched");
  else if (self->broken)
    g_dbus_method_invocation_return_value (invocation, g_variant_new_parsed (
                                                           "(@a{sv} {'version': <uint32 99>},)"));
  else
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(@a{sv})", make_evidence (self)));
}

static gboolean
take (FakeObserver *self, GDBusMethodInvocation *invocation, const char *member, char *call)
{
  g_autofree char *words = call;

  g_ptr_array_add (self->calls,
                   g_strconcat (words, is_interactive (invocation) ? " interactive" : "", NULL));
  if (self->late)
    {
      Waiting *waiting = g_new0 (Waiting, 1);

      *waiting = (Waiting){ invocation, g_strdup (member) };
      g_queue_push_tail (&self->waiting, waiting);
    }
  else
    answer (self, invocation, member);

  return TRUE;
}

static gboolean
watch_cb (FakeObserver *self,
          GDBusMethodInvocation *invocation,
          const char *scope,
          guint uid,
          const char *unit,
          guint seconds)
{
  self->ends = (guint64) g_get_real_time () + (guint64) seconds * G_USEC_PER_SEC;

  return take (self, invocation, "Watch", g_strdup_printf ("Watch %s %s %u", scope, unit, seconds));
}

static gboolean
stop_cb (FakeObserver *self,
         GDBusMethodInvocation *invocation,
         const char *scope,
         guint uid,
         const char *unit)
{
  return take (self, invocation, "Stop", g_strdup_printf ("Stop %s %s", scope, unit));
}

static gboolean
get_cb (FakeObserver *self,
        GDBusMethodInvocation *invocation,
        const char *scope,
        guint uid,
        const char *unit)
{
  return take (self, invocation, "Get", g_strdup_printf ("Get %s %s", scope, unit));
}

FakeObserver *
fake_observer_new (const char *address)
{
  FakeObserver *self = g_new0 (FakeObserver, 1);
  g_autoptr (GError) error = NULL;

  self->calls = g_ptr_array_new_with_free_func (g_free);
  self->connection =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  self->skeleton = G_DBUS_INTERFACE_SKELETON (hn_observer1_skeleton_new ());
  g_signal_connect_swapped (self->skeleton, "handle-watch", G_CALLBACK (watch_cb), self);
  g_signal_connect_swapped (self->skeleton, "handle-stop", G_CALLBACK (stop_cb), self);
  g_signal_connect_swapped (self->skeleton, "handle-get", G_CALLBACK (get_cb), self);
  g_dbus_interface_skeleton_export (self->skeleton, self->connection, HN_OBSERVER_PATH, &error);
  g_assert_no_error (error);

  return self;
}

void
fake_observer_free (FakeObserver *self)
{
  self->late = FALSE;
  fake_observer_answer_late (self);
  fake_observer_disown (self);
  g_dbus_interface_skeleton_unexport (self->skeleton);
  g_object_unref (self->skeleton);
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_object_unref (self->connection);
  g_ptr_array_unref (self->calls);
  g_free (self->error);
  g_free (self->uses);
  g_free (self->more);
  g_free (self);
}

void
fake_observer_own (FakeObserver *self)
{
  if (self->name == 0)
    self->name = g_bus_own_name_on_connection (self->connection, HN_OBSERVER_NAME,
                                               G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
}

void
fake_observer_disown (FakeObserver *self)
{
  if (self->name != 0)
    g_bus_unown_name (self->name);
  self->name = 0;
}

void
fake_observer_tell (FakeObserver *self, const char *scope, guint uid, const char *unit)
{
  hn_observer1_emit_changed (HN_OBSERVER1 (self->skeleton), scope, uid, unit);
}

void
fake_observer_answer_late (FakeObserver *self)
{
  Waiting *waiting;

  self->late = FALSE;
  while ((waiting = g_queue_pop_head (&self->waiting)) != NULL)
    {
      answer (self, waiting->invocation, waiting->member);
      g_free (waiting->member);
      g_free (waiting);
    }
}

char *
fake_observer_dup_calls (FakeObserver *self)
{
  char *text;

  g_ptr_array_add (self->calls, NULL);
  text = g_strjoinv ("; ", (char **) self->calls->pdata);
  g_ptr_array_set_size (self->calls, 0);

  return text;
}
