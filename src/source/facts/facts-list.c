/* The manager says which services are active, and which sockets, timers and the like start others;
 * the folders say what else does, and control groups and the kernel the rest.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/facts/facts-list.h"

#include <string.h>

#include "properties/message-read.h"
#include "source/facts/bus-starts.h"
#include "source/facts/machine-look.h"
#include "source/facts/unit-links.h"
#include "source/manager/unit-walk.h"

/* Units that start others. */
static const struct
{
  const char *suffix;
  HnStarterKind kind;
} starters[] = {
  { ".socket", HN_STARTER_SOCKET },
  { ".timer", HN_STARTER_TIMER },
  { ".path", HN_STARTER_PATH },
  { ".automount", HN_STARTER_MOUNT },
};

typedef struct
{
  HnUnitWalk base;
  HnScope scope;
  guint version;
  char *manager_group; /* (nullable) */
  GHashTable *looks;   /* name -> HnMachineLook */
  GHashTable *targets; /* names of those that are active */
  gboolean looked;     /* the kernel has been asked */
} Walk;

static void
walk_clear (gpointer data)
{
  Walk *walk = data;

  g_free (walk->manager_group);
  g_hash_table_unref (walk->looks);
  g_hash_table_unref (walk->targets);
}

static HnMachineLook *
ensure_look (Walk *walk, const char *name)
{
  HnMachineLook *look = g_hash_table_lookup (walk->looks, name);

  if (look == NULL)
    {
      look = hn_machine_look_new ();
      g_hash_table_insert (walk->looks, g_strdup (name), look);
    }

  return look;
}

/* The units that a unit starts; texts are the message's. */
typedef struct
{
  GStrv triggers;
  const char *control_group;
  HnSocketUnit *socket; /* (nullable) */
} Starter;

static int
read_starter_cb (sd_bus_message *message, const char *property, gpointer user_data)
{
  Starter *starter = user_data;

  if (strcmp (property, "Triggers") == 0)
    return hn_message_read_list (message, &starter->triggers);
  if (strcmp (property, "ControlGroup") == 0)
    return sd_bus_message_read (message, "v", "s", &starter->control_group);
  if (strcmp (property, "Listen") == 0 && starter->socket != NULL)
    return hn_socket_unit_read_listen (starter->socket, message);

  return sd_bus_message_skip (message, "v");
}

static void
take_starter (Walk *walk, HnStarterKind kind, const char *name, Starter *starter)
{
  gboolean taken = FALSE;

  for (guint i = 0; starter->triggers != NULL && starter->triggers[i] != NULL; i++)
    {
      HnMachineLook *look;

      if (!g_str_has_suffix (starter->triggers[i], ".service"))
        continue;
      look = ensure_look (walk, starter->triggers[i]);
      hn_service_facts_add_starter (look->facts, kind, name);
      /* One that starts several is the first one's. */
      if (starter->socket != NULL && !taken)
        {
          if (starter->control_group != NULL && *starter->control_group != '\0')
            starter->socket->group = g_strdup (starter->control_group);
          g_ptr_array_add (look->sockets, g_steal_pointer (&starter->socket));
          taken = TRUE;
        }
    }
}

static void
starter_answered (
    GTask *task, const char *name, sd_bus_message *reply, const GError *error, gpointer data)
{
  HnStarterKind kind = (HnStarterKind) GPOINTER_TO_INT (data);
  Starter starter = { 0 };

  if (kind == HN_STARTER_SOCKET)
    starter.socket = hn_socket_unit_new (name);
  /* Without it one service less has a reason to run. */
  if (reply != NULL && hn_message_read_dictionary (reply, read_starter_cb, &starter) >= 0)
    take_starter (g_task_get_task_data (task), kind, name, &starter);
  g_strfreev (starter.triggers);
  g_clear_pointer (&starter.socket, hn_socket_unit_free);
}

static void
take_unit (GTask *task, const char *name, const char *active_state, const char *sub_state)
{
  Walk *walk = g_task_get_task_data (task);
  gboolean active = strcmp (active_state, "active") == 0 ||
                    strcmp (active_state, "reloading") == 0 ||
                    strcmp (active_state, "refreshing") == 0;

  /* One that has done its work counts as active, but no process of it is there any more. */
  if (active && g_str_has_suffix (name, ".service"))
    ensure_look (walk, name)->facts->run =
        strcmp (sub_state, "exited") == 0 ? HN_RUN_BEFORE : HN_RUN_NOW;
  else if (active && g_str_has_suffix (name, ".target"))
    g_hash_table_add (walk->targets, g_strdup (name));
  for (guint i = 0; active && i < G_N_ELEMENTS (starters); i++)
    if (g_str_has_suffix (name, starters[i].suffix))
      hn_unit_walk_ask (task, name, "", NULL, starter_answered, GINT_TO_POINTER (starters[i].kind));
}

static void
listed_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  GTask *task = user_data;
  HnUnitWalk *base = g_task_get_task_data (task);
  const char *name, *active_state, *sub_state;
  int r = 0;

  if (reply != NULL)
    r = sd_bus_message_enter_container (reply, 'a', "(ssssssouso)");
  while (reply != NULL && r >= 0 &&
         (r = sd_bus_message_read (reply, "(ssssssouso)", &name, NULL, NULL, &active_state,
                                   &sub_state, NULL, NULL, NULL, NULL, NULL)) > 0)
    take_unit (task, name, active_state, sub_state);

  if (error != NULL)
    base->error = g_error_copy (error);
  else if (r < 0)
    base->error = hn_manager_error_new_bad_list (r, hn_bus_connection_get_address (self));
  hn_unit_walk_leave (task);
}

static void
manager_answered (
    GTask *task, const char *unit, sd_bus_message *reply, const GError *error, gpointer data)
{
  Walk *walk = g_task_get_task_data (task);
  const char *group;

  if (reply != NULL && sd_bus_message_read (reply, "v", "s", &group) >= 0)
    walk->manager_group = g_strdup (group);
}

static void
add_links (Walk *walk)
{
  g_autoptr (HnUnitLinks) links = hn_unit_links_new (walk->scope, walk->version);
  g_autoptr (GHashTable) bus = hn_bus_starts_list (walk->scope);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, bus);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_autofree char *name = hn_unit_links_dup_name (links, key);

      hn_service_facts_add_starter (ensure_look (walk, name)->facts, HN_STARTER_DBUS, value);
    }

  g_hash_table_iter_init (&iter, walk->targets);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_auto (GStrv) names = hn_unit_links_list_wanted (links, key);

      for (guint i = 0; names[i] != NULL; i++)
        hn_service_facts_add_starter (ensure_look (walk, names[i])->facts, HN_STARTER_TARGET, key);
    }
}

/* In a thread; the others leave the data alone until it is over. */
static void
look_in_thread (GTask *looking, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Walk *walk = task_data;
  g_autoptr (GHashTable) groups = hn_machine_list_groups (walk->manager_group);
  g_autoptr (GPtrArray) looks = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key, value;

  add_links (walk);
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      HnMachineLook *look = ensure_look (walk, key);

      look->group = g_strdup (value);
    }
  g_hash_table_iter_init (&iter, walk->looks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (looks, value);
  hn_machine_look (looks, walk->manager_group);
  g_task_return_boolean (looking, TRUE);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;

  ((Walk *) g_task_get_task_data (task))->looked = TRUE;
  hn_unit_walk_leave (task);
}

static GHashTable *
steal_facts (Walk *walk)
{
  GHashTable *facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                             (GDestroyNotify) hn_service_facts_unref);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, walk->looks);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (facts, g_strdup (key),
                         g_steal_pointer (&((HnMachineLook *) value)->facts));

  return facts;
}

static void
end_walk (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);
  g_autoptr (GTask) looking = NULL;

  if (walk->looked)
    {
      g_task_return_pointer (task, steal_facts (walk), (GDestroyNotify) g_hash_table_unref);
      return;
    }
  looking = g_task_new (NULL, NULL, looked_cb, hn_unit_walk_hold (task));
  g_task_set_task_data (looking, walk, NULL);
  g_task_run_in_thread (looking, look_in_thread);
}

void
hn_facts_list_async (HnBusConnection *self,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Walk *walk;

  g_return_if_fail (HN_IS_BUS_CONNECTION (self));

  walk = g_new0 (Walk, 1);
  walk->base.end = end_walk;
  walk->base.clear = walk_clear;
  walk->scope = hn_bus_connection_get_scope (self);
  walk->version = hn_bus_connection_get_version (self);
  walk->looks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) hn_machine_look_free);
  walk->targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  task = hn_unit_walk_new (self, &walk->base, NULL, cancellable, callback, user_data);
  hn_unit_walk_ask (task, NULL, HN_MANAGER_INTERFACE, "ControlGroup", manager_answered, NULL);
  hn_bus_connection_call (self, "ListUnitsByPatterns", listed_cb, hn_unit_walk_hold (task), "asas",
                          0, 6, "*.service", "*.socket", "*.timer", "*.path", "*.automount",
                          "*.target");
}

GHashTable *
hn_facts_list_finish (HnBusConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const HnServiceFacts *
hn_facts_list_find (GHashTable *facts, const char *name)
{
  static HnServiceFacts *idle;
  static gsize ready;
  const HnServiceFacts *found = g_hash_table_lookup (facts, name);

  if (g_once_init_enter (&ready))
    {
      idle = hn_service_facts_new ();
      g_once_init_leave (&ready, 1);
    }

  return found != NULL ? found : idle;
}
