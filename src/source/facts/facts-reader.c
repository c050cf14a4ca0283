/* Asks for the service, for the .socket units that start it, and for the manager's own control
 * group; what is left is for the kernel.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/facts/facts-reader.h"

#include <errno.h>
#include <string.h>

#include "properties/message-read.h"
#include "properties/user-number.h"
#include "source/facts/bus-starts.h"
#include "source/facts/machine-look.h"
#include "source/manager/unit-walk.h"

/* No service is started by more. */
#define MAX_TRIGGERS 64

typedef struct
{
  HnUnitWalk base;
  HnScope scope;
  HnMachineLook *look;
  GStrv names;         /* of the service; NULL until it has answered */
  char *manager_group; /* (nullable) */
  char *user;          /* (nullable): as the manager has it */
  char *dynamic_user;  /* (nullable): what the account that is made for it is called */
  gboolean looked;     /* the kernel has been asked */
} Walk;

static void
walk_clear (gpointer data)
{
  Walk *walk = data;

  hn_machine_look_free (walk->look);
  g_strfreev (walk->names);
  g_free (walk->manager_group);
  g_free (walk->user);
  g_free (walk->dynamic_user);
}

/* What is read of the service; texts are the message's. */
typedef struct
{
  GStrv names, triggered_by, wanted_by, required_by;
  const char *load_state, *active_state, *control_group, *user, *network_path;
  guint32 main_pid;
  guint64 main_started, left_inactive;
  int private_network, dynamic_user;
} Answer;

static const HnUnitField fields[] = {
  { "Names", 'a', G_STRUCT_OFFSET (Answer, names) },
  { "TriggeredBy", 'a', G_STRUCT_OFFSET (Answer, triggered_by) },
  { "WantedBy", 'a', G_STRUCT_OFFSET (Answer, wanted_by) },
  { "RequiredBy", 'a', G_STRUCT_OFFSET (Answer, required_by) },
  { "LoadState", 's', G_STRUCT_OFFSET (Answer, load_state) },
  { "ActiveState", 's', G_STRUCT_OFFSET (Answer, active_state) },
  { "ControlGroup", 's', G_STRUCT_OFFSET (Answer, control_group) },
  { "User", 's', G_STRUCT_OFFSET (Answer, user) },
  { "NetworkNamespacePath", 's', G_STRUCT_OFFSET (Answer, network_path) },
  { "MainPID", 'u', G_STRUCT_OFFSET (Answer, main_pid) },
  { "ExecMainStartTimestamp", 't', G_STRUCT_OFFSET (Answer, main_started) },
  { "InactiveExitTimestamp", 't', G_STRUCT_OFFSET (Answer, left_inactive) },
  { "PrivateNetwork", 'b', G_STRUCT_OFFSET (Answer, private_network) },
  { "DynamicUser", 'b', G_STRUCT_OFFSET (Answer, dynamic_user) },
  { NULL, 0, 0 },
};

static void
answer_clear (Answer *answer)
{
  hn_unit_fields_clear (fields, answer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static char *
dup_some (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

typedef struct
{
  HnSocketUnit *unit;
  gboolean active;
} Socket;

static int
read_socket_cb (sd_bus_message *message, const char *property, gpointer user_data)
{
  Socket *socket = user_data;
  const char *text;
  int r;

  if (strcmp (property, "Listen") == 0)
    return hn_socket_unit_read_listen (socket->unit, message);
  if (strcmp (property, "ControlGroup") != 0 && strcmp (property, "ActiveState") != 0)
    return sd_bus_message_skip (message, "v");

  r = sd_bus_message_read (message, "v", "s", &text);
  if (r >= 0 && strcmp (property, "ControlGroup") == 0)
    {
      g_free (socket->unit->group);
      socket->unit->group = dup_some (text);
    }
  else if (r >= 0)
    {
      socket->active = strcmp (text, "active") == 0;
    }

  return r;
}

static void
socket_answered (
    GTask *task, const char *name, sd_bus_message *reply, const GError *error, gpointer data)
{
  Walk *walk = g_task_get_task_data (task);
  Socket socket = { hn_socket_unit_new (name), FALSE };

  if (reply != NULL && hn_message_read_dictionary (reply, read_socket_cb, &socket) >= 0 &&
      socket.active)
    g_ptr_array_add (walk->look->sockets, socket.unit);
  else
    hn_socket_unit_free (socket.unit);
}

static void
manager_answered (
    GTask *task, const char *unit, sd_bus_message *reply, const GError *error, gpointer data)
{
  Walk *walk = g_task_get_task_data (task);
  const char *group;

  /* Without it sockets that the manager holds itself are not found. */
  if (reply != NULL && sd_bus_message_read (reply, "v", "s", &group) >= 0)
    walk->manager_group = g_strdup (group);
}

static void
take_starters (GTask *task, const Answer *answer)
{
  static const struct
  {
    const char *suffix;
    HnStarterKind kind;
  } kinds[] = {
    { ".socket", HN_STARTER_SOCKET },
    { ".timer", HN_STARTER_TIMER },
    { ".path", HN_STARTER_PATH },
    { ".automount", HN_STARTER_MOUNT },
  };
  Walk *walk = g_task_get_task_data (task);
  const GStrv lists[] = { answer->wanted_by, answer->required_by };

  for (guint i = 0; answer->triggered_by != NULL && answer->triggered_by[i] != NULL; i++)
    for (guint j = 0; i < MAX_TRIGGERS && j < G_N_ELEMENTS (kinds); j++)
      if (g_str_has_suffix (answer->triggered_by[i], kinds[j].suffix))
        {
          hn_service_facts_add_starter (walk->look->facts, kinds[j].kind, answer->triggered_by[i]);
          if (kinds[j].kind == HN_STARTER_SOCKET)
            hn_unit_walk_ask (task, answer->triggered_by[i], "", NULL, socket_answered, NULL);
        }
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; lists[i] != NULL && lists[i][j] != NULL && j < MAX_TRIGGERS; j++)
      if (g_str_has_suffix (lists[i][j], ".target"))
        hn_service_facts_add_starter (walk->look->facts, HN_STARTER_TARGET, lists[i][j]);
}

/* As systemd calls the account of a service that says nothing about it. */
static char *
dup_dynamic_user (const char *unit)
{
  const char *end = strpbrk (unit, "@.");

  return end != NULL ? g_strndup (unit, (gsize) (end - unit)) : g_strdup (unit);
}

static void
take_service (GTask *task, Answer *answer)
{
  Walk *walk = g_task_get_task_data (task);
  HnMachineLook *look = walk->look;
  HnServiceFacts *facts = look->facts;

  walk->names = g_steal_pointer (&answer->names);
  if (walk->names == NULL)
    walk->names = g_strdupv ((char *[]){ walk->base.name, NULL });
  look->group = dup_some (answer->control_group);
  look->main_pid = answer->main_pid;
  facts->own_network = answer->private_network > 0 ||
                       (answer->network_path != NULL && *answer->network_path != '\0');
  facts->started = answer->main_started != 0 ? answer->main_started : answer->left_inactive;
  if (answer->main_pid != 0 ||
      (look->group != NULL && g_strcmp0 (answer->active_state, "active") == 0))
    facts->run = HN_RUN_NOW;
  else
    facts->run = facts->started != 0 ? HN_RUN_BEFORE : HN_RUN_UNKNOWN;
  walk->user = dup_some (answer->user);
  if (answer->dynamic_user > 0)
    walk->dynamic_user = answer->user != NULL && *answer->user != '\0'
                             ? g_strdup (answer->user)
                             : dup_dynamic_user (walk->base.name);
  take_starters (task, answer);
}

/* Whether one of the commands of an ExecStartEx= property is run with all rights. */
static int
read_commands (sd_bus_message *message, gboolean *full)
{
  int r = sd_bus_message_enter_container (message, 'v', "a(sasasttttuii)");

  if (r >= 0)
    r = sd_bus_message_enter_container (message, 'a', "(sasasttttuii)");
  while (r >= 0 && (r = sd_bus_message_enter_container (message, 'r', "sasasttttuii")) > 0)
    {
      g_auto (GStrv) flags = NULL;

      r = sd_bus_message_skip (message, "sas");
      if (r >= 0)
        r = sd_bus_message_read_strv (message, &flags);
      *full |= flags != NULL && g_strv_contains ((const char *const *) flags, "privileged");
      if (r >= 0)
        r = sd_bus_message_skip (message, "ttttuii");
      if (r >= 0)
        r = sd_bus_message_exit_container (message);
    }
  if (r >= 0)
    r = sd_bus_message_exit_container (message);

  return r < 0 ? r : sd_bus_message_exit_container (message);
}

static int
read_full_cb (sd_bus_message *message, const char *property, gpointer user_data)
{
  HnServiceFacts *facts = user_data;

  return strcmp (property, "ExecStartEx") == 0 ? read_commands (message, &facts->full)
                                               : sd_bus_message_skip (message, "v");
}

static void
service_answered (
    GTask *task, const char *name, sd_bus_message *reply, const GError *error, gpointer data)
{
  Walk *walk = g_task_get_task_data (task);
  const char *address = hn_bus_connection_get_address (g_task_get_source_object (task));
  g_auto (Answer) answer = { 0 };
  int r;

  if (reply == NULL)
    {
      walk->base.error = g_error_copy (error);
      return;
    }
  r = hn_unit_fields_read (reply, fields, &answer);
  if (r >= 0)
    r = sd_bus_message_rewind (reply, TRUE);
  if (r >= 0)
    r = hn_message_read_dictionary (reply, read_full_cb, walk->look->facts);
  if (r < 0)
    walk->base.error = hn_manager_error_new_bad_properties (r, name, address);
  else if (g_strcmp0 (answer.load_state, "not-found") == 0)
    walk->base.error = hn_manager_error_new_not_found (name, address);
  else
    take_service (task, &answer);
}

/* In a thread; the main loop leaves the data alone until it is over. */
static void
look_in_thread (GTask *looking, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Walk *walk = task_data;
  g_autoptr (GPtrArray) looks = g_ptr_array_new ();
  g_autofree char *bus_name = hn_bus_starts_find (walk->scope, (const char *const *) walk->names);

  if (bus_name != NULL)
    hn_service_facts_add_starter (walk->look->facts, HN_STARTER_DBUS, bus_name);
  if (walk->user != NULL)
    walk->look->facts->account = hn_user_number_find (walk->user);
  g_ptr_array_add (looks, walk->look);
  hn_machine_look (looks, walk->manager_group);
  g_task_return_boolean (looking, TRUE);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Walk *walk = g_task_get_task_data (task);
  GPtrArray *runs_as = walk->look->facts->runs_as;

  walk->looked = TRUE;
  /* No file of accounts has it. */
  for (guint i = 0; walk->dynamic_user != NULL && i < runs_as->len; i++)
    {
      HnRunsAs *found = runs_as->pdata[i];

      if (found->uid == walk->look->facts->main.uid[1] && found->uid != 0)
        {
          g_free (found->name);
          found->name = g_strdup (walk->dynamic_user);
        }
    }
  hn_unit_walk_leave (task);
}

static void
end_walk (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);
  g_autoptr (GTask) looking = NULL;

  if (walk->looked)
    {
      g_task_return_pointer (task, g_steal_pointer (&walk->look->facts),
                             (GDestroyNotify) hn_service_facts_unref);
      return;
    }
  looking = g_task_new (NULL, NULL, looked_cb, hn_unit_walk_hold (task));
  g_task_set_task_data (looking, walk, NULL);
  g_task_run_in_thread (looking, look_in_thread);
}

void
hn_service_facts_read_async (HnBusConnection *self,
                             const char *name,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Walk *walk;

  g_return_if_fail (HN_IS_BUS_CONNECTION (self));
  g_return_if_fail (name != NULL);

  walk = g_new0 (Walk, 1);
  walk->base.end = end_walk;
  walk->base.clear = walk_clear;
  walk->scope = hn_bus_connection_get_scope (self);
  walk->look = hn_machine_look_new ();
  walk->look->deep = TRUE;

  task = hn_unit_walk_new (self, &walk->base, name, cancellable, callback, user_data);
  if (!hn_unit_walk_check_name (task))
    return;
  hn_unit_walk_ask (task, NULL, HN_MANAGER_INTERFACE, "ControlGroup", manager_answered, NULL);
  hn_unit_walk_ask (task, name, "", NULL, service_answered, NULL);
}

HnServiceFacts *
hn_service_facts_read_finish (HnBusConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
hn_service_facts_dup_started (const HnServiceFacts *facts)
{
  g_autoptr (GDateTime) time =
      g_date_time_new_from_unix_local ((gint64) (facts->started / G_USEC_PER_SEC));

  return facts->started != 0 && time != NULL ? g_date_time_format (time, "%x %X") : NULL;
}
