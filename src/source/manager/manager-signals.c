/* The signals of a manager: asks for them, and takes note of what they say. What comes of it is the
 * business of manager-follow.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/manager-private.h"

#include <string.h>

#include "source/timer.h"
#include "source/unit-name.h"

/* How long the end of a reload may be overdue before it is taken for granted, in milliseconds. */
#define RELOAD_GUARD 2000

#define DBUS_NAME "org.freedesktop.DBus"
#define UNIT_PATH_PREFIX HN_MANAGER_PATH "/unit"

static gboolean
is_service (const char *name)
{
  HnUnitNameKind kind;

  if (!g_str_has_suffix (name, ".service"))
    return FALSE;

  kind = hn_unit_name_classify (name);

  return kind == HN_UNIT_NAME_PLAIN || kind == HN_UNIT_NAME_INSTANCE;
}

static int
unit_new_cb (sd_bus_message *message, void *user_data, sd_bus_error *error)
{
  HnBusConnection *self = user_data;
  const char *name;

  if (self->state != HN_MANAGER_READY || sd_bus_message_read (message, "s", &name) <= 0 ||
      !is_service (name))
    return 0;

  g_hash_table_remove (self->departed, name);
  hn_manager_note (self, self->arrived, name);

  return 0;
}

static int
unit_removed_cb (sd_bus_message *message, void *user_data, sd_bus_error *error)
{
  HnBusConnection *self = user_data;
  const char *name;

  if (self->state != HN_MANAGER_READY || sd_bus_message_read (message, "s", &name) <= 0 ||
      !is_service (name))
    return 0;

  g_hash_table_remove (self->arrived, name);
  hn_manager_note (self, self->departed, name);

  return 0;
}

static int
files_changed_cb (sd_bus_message *message, void *user_data, sd_bus_error *error)
{
  HnBusConnection *self = user_data;

  self->files_changed = TRUE;
  hn_manager_schedule_tell (self);

  return 0;
}

/* Reads the states out of a{sv}; what is not there stays. */
static void
read_states (sd_bus_message *message, const char **active, const char **sub)
{
  if (sd_bus_message_enter_container (message, 'a', "{sv}") < 0)
    return;

  while (sd_bus_message_enter_container (message, 'e', "sv") > 0)
    {
      const char *name, *signature;
      const char **target = NULL;

      if (sd_bus_message_read_basic (message, 's', &name) <= 0)
        return;
      if (strcmp (name, "ActiveState") == 0)
        target = active;
      else if (strcmp (name, "SubState") == 0)
        target = sub;

      if (target != NULL && sd_bus_message_peek_type (message, NULL, &signature) > 0 &&
          g_strcmp0 (signature, "s") == 0)
        {
          if (sd_bus_message_read (message, "v", "s", target) < 0)
            return;
        }
      else if (sd_bus_message_skip (message, "v") < 0)
        return;
      if (sd_bus_message_exit_container (message) < 0)
        return;
    }
}

static int
properties_changed_cb (sd_bus_message *message, void *user_data, sd_bus_error *error)
{
  HnBusConnection *self = user_data;
  const char *path = sd_bus_message_get_path (message);
  const char *interface, *active = NULL, *sub = NULL;
  g_autofree char *name = NULL;

  if (self->state != HN_MANAGER_READY || path == NULL || !g_str_has_suffix (path, "_2eservice") ||
      sd_bus_message_read_basic (message, 's', &interface) <= 0 ||
      strcmp (interface, HN_UNIT_INTERFACE) != 0 ||
      sd_bus_path_decode (path, UNIT_PATH_PREFIX, &name) <= 0)
    return 0;

  read_states (message, &active, &sub);
  if (active != NULL && sub != NULL)
    hn_manager_note_state (self, name, active, sub);

  return 0;
}

static void
end_reload (HnBusConnection *self)
{
  hn_timer_clear (&self->reload_guard);
  if (self->state != HN_MANAGER_RELOADING && self->state != HN_MANAGER_READY)
    return;

  hn_manager_set_reloading (self, FALSE);
  hn_manager_refresh (self);
  hn_manager_schedule_tell (self);
}

static gboolean
reload_guard_cb (gpointer user_data)
{
  g_autoptr (HnBusConnection) self = g_object_ref (user_data);

  end_reload (self);

  return G_SOURCE_REMOVE;
}

/* A manager that answers is not reloading any more, whether it says so or not. */
static void
reload_probe_cb (HnBusConnection *self,
                 sd_bus_message *reply,
                 const GError *error,
                 gpointer user_data)
{
  if (self->state != HN_MANAGER_RELOADING || GPOINTER_TO_UINT (user_data) != self->connection)
    return;

  hn_timer_set (&self->reload_guard, self->context, RELOAD_GUARD, reload_guard_cb, self);
}

static int
reloading_cb (sd_bus_message *message, void *user_data, sd_bus_error *error)
{
  g_autoptr (HnBusConnection) self = g_object_ref (user_data);
  int active;

  if (sd_bus_message_read (message, "b", &active) <= 0)
    return 0;

  if (!active)
    {
      end_reload (self);
      return 0;
    }

  hn_timer_clear (&self->reload_guard);
  hn_timer_clear (&self->gather);
  hn_manager_set_reloading (self, TRUE);
  hn_manager_call (self,
                   hn_manager_new_call (self, HN_MANAGER_PATH, HN_PROPERTIES_INTERFACE, "Get", "ss",
                                        HN_MANAGER_INTERFACE, "Version"),
                   reload_probe_cb, GUINT_TO_POINTER (self->connection));

  return 0;
}

static int
name_owner_cb (sd_bus_message *message, void *user_data, sd_bus_error *error)
{
  g_autoptr (HnBusConnection) self = g_object_ref (user_data);
  const char *name, *before, *after;

  if (sd_bus_message_read (message, "sss", &name, &before, &after) <= 0 ||
      strcmp (name, HN_MANAGER_NAME) != 0)
    return 0;

  if (after[0] == '\0')
    hn_manager_name_lost (self);
  else
    hn_manager_name_back (self);

  return 0;
}

void
hn_manager_add_matches (HnBusConnection *self)
{
  const char *sender = self->broker ? HN_MANAGER_NAME : NULL;
  static const struct
  {
    const char *member;
    sd_bus_message_handler_t handler;
  } matches[] = {
    { "Reloading", reloading_cb },
    { "UnitNew", unit_new_cb },
    { "UnitRemoved", unit_removed_cb },
    { "UnitFilesChanged", files_changed_cb },
  };
  g_autofree char *properties =
      g_strdup_printf ("type='signal',%s%s%sinterface='" HN_PROPERTIES_INTERFACE
                       "',member='PropertiesChanged',"
                       "path_namespace='" UNIT_PATH_PREFIX "',arg0='" HN_UNIT_INTERFACE "'",
                       sender != NULL ? "sender='" : "", sender != NULL ? sender : "",
                       sender != NULL ? "'," : "");

  if (self->broker)
    sd_bus_match_signal_async (self->bus, NULL, DBUS_NAME, "/org/freedesktop/DBus", DBUS_NAME,
                               "NameOwnerChanged", name_owner_cb, NULL, self);
  if (self->scores_only)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (matches); i++)
    sd_bus_match_signal_async (self->bus, NULL, sender, HN_MANAGER_PATH, HN_MANAGER_INTERFACE,
                               matches[i].member, matches[i].handler, NULL, self);
  sd_bus_add_match_async (self->bus, NULL, properties, properties_changed_cb, NULL, self);
}

static void
subscribed_cb (HnBusConnection *self,
               sd_bus_message *reply,
               const GError *error,
               gpointer user_data)
{
  /* A manager that was started anew may still know its subscribers, and then complains. */
  if (g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED))
    g_message ("Changes at %s stay unseen: %s", self->tried, error->message);
}

void
hn_manager_subscribe (HnBusConnection *self)
{
  if (!self->scores_only)
    hn_manager_call (self,
                     hn_manager_new_call (self, HN_MANAGER_PATH, HN_MANAGER_INTERFACE, "Subscribe",
                                          NULL),
                     subscribed_cb, NULL);
}
