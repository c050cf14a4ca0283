/* The fake manager: sd-bus on the answering side, with the few methods and properties that the real
 * one is asked for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-manager.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "source/manager/bus-loop.h"

#define MANAGER "org.freedesktop.systemd1"
#define UNIT_PREFIX "/org/freedesktop/systemd1/unit"

typedef struct
{
  FakeManager *fake;
  int fd; /* of a connection without sd-bus, or -1 */
  sd_bus *bus;
  GSource *source;
  GQueue waiting; /* of sd_bus_message */
  guint answer_source;
} Peer;

static void
unit_free (gpointer data)
{
  FakeUnit *unit = data;

  g_free (unit->name);
  g_free (unit->load_state);
  g_free (unit->active_state);
  g_free (unit->alias);
  g_strfreev (unit->drop_ins);
  g_strfreev (unit->required_by);
  g_strfreev (unit->bound_by);
  g_strfreev (unit->consists_of);
  g_strfreev (unit->propagates_stop_to);
  g_strfreev (unit->wants);
  g_strfreev (unit->triggers);
  g_free (unit->sub_state);
  g_free (unit->listen);
  g_free (unit->type);
  g_free (unit->user);
  g_free (unit->slice);
  g_free (unit->unit_file_state);
  g_strfreev (unit->before);
  g_free (unit);
}

static void
peer_free (gpointer data)
{
  Peer *peer = data;
  sd_bus_message *message;

  g_clear_handle_id (&peer->answer_source, g_source_remove);
  while ((message = g_queue_pop_head (&peer->waiting)) != NULL)
    sd_bus_message_unref (message);
  if (peer->source != NULL)
    g_source_destroy (peer->source);
  g_clear_pointer (&peer->source, g_source_unref);
  g_clear_pointer (&peer->bus, sd_bus_close_unref);
  if (peer->fd >= 0)
    close (peer->fd);
  g_free (peer);
}

static FakeUnit *
find (FakeManager *self, const char *name)
{
  for (guint i = 0; i < self->units->len; i++)
    if (strcmp (((FakeUnit *) self->units->pdata[i])->name, name) == 0)
      return self->units->pdata[i];

  return NULL;
}

static int
reply_list (FakeManager *self, sd_bus_message *call)
{
  sd_bus_message *reply = NULL;
  int r;

  self->n_lists++;
  if (self->list_mood == FAKE_LIST_DENIED)
    return sd_bus_reply_method_errorf (call, SD_BUS_ERROR_ACCESS_DENIED, "no");
  if (self->list_mood == FAKE_LIST_WRONG_TYPE)
    return sd_bus_reply_method_return (call, "a(sd)", 1, "bad.service", 1.5);

  sd_bus_message_new_method_return (call, &reply);
  sd_bus_message_open_container (reply, 'a', "(ssssssouso)");
  if (self->list_mood == FAKE_LIST_ODD_NAMES)
    {
      static const char *const odd[] = { "",
                                         "..",
                                         "a/b.service",
                                         "dev.mount",
                                         "@.service",
                                         "getty@.service",
                                         ".service",
                                         "\xc3\xa4.service" };

      for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
        sd_bus_message_append (reply, "(ssssssouso)", odd[i], "odd", "loaded", "active", "running",
                               "", UNIT_PREFIX "/odd", 0, "", "/");
    }
  for (guint i = 0; i < self->units->len; i++)
    {
      const FakeUnit *unit = self->units->pdata[i];
      g_autofree char *path = NULL;

      sd_bus_path_encode (UNIT_PREFIX, unit->name, &path);
      for (guint j = 0; j < (self->list_mood == FAKE_LIST_ODD_NAMES ? 2 : 1); j++)
        sd_bus_message_append (reply, "(ssssssouso)", unit->name, "A fake service",
                               unit->load_state, unit->active_state,
                               unit->sub_state != NULL ? unit->sub_state : "sub", "", path, 0, "",
                               "/");
    }
  sd_bus_message_close_container (reply);
  r = sd_bus_send (NULL, reply, NULL);
  sd_bus_message_unref (reply);

  return r;
}

static void
append_huge (sd_bus_message *reply)
{
  sd_bus_message_open_container (reply, 'e', "sv");
  sd_bus_message_append (reply, "s", "SupplementaryGroups");
  sd_bus_message_open_container (reply, 'v', "as");
  sd_bus_message_open_container (reply, 'a', "s");
  for (guint i = 0; i < 100000; i++)
    sd_bus_message_append (reply, "s", "group");
  sd_bus_message_close_container (reply);
  sd_bus_message_close_container (reply);
  sd_bus_message_close_container (reply);
}

/* Not all that a real manager has, but one property of each type that is read. */
static void
append_service (sd_bus_message *reply, const FakeUnit *unit)
{
  static const guint8 any4[4], loopback[4] = { 127, 0, 0, 0 };

  g_autofree char *group = g_strconcat ("/fake.slice/", unit->name, NULL);

  sd_bus_message_append (reply, "{sv}", "Type", "s", unit->type != NULL ? unit->type : "simple");
  if (unit->bare)
    {
      sd_bus_message_append (reply, "{sv}{sv}", "User", "s", unit->user != NULL ? unit->user : "",
                             "CapabilityBoundingSet", "t", G_MAXUINT64);
      return;
    }
  sd_bus_message_append (reply, "{sv}", "SomethingNew", "a(sasb)", 1, "x", 2, "y", "z", 1);
  sd_bus_message_append (reply, "{sv}", "PrivateTmp", "b", unit->private_tmp);
  sd_bus_message_append (reply, "{sv}", "PrivateTmpEx", "s",
                         unit->private_tmp ? "disconnected" : "no");
  sd_bus_message_append (reply, "{sv}", "ProtectSystem", "s", "strict");
  sd_bus_message_append (reply, "{sv}", "ProtectHome", "s", "no");
  sd_bus_message_append (reply, "{sv}", "NotifyAccess", "s", "main");
  sd_bus_message_append (reply, "{sv}", "User", "s", unit->user != NULL ? unit->user : "daemon");
  sd_bus_message_append (reply, "{sv}", "UID", "u", (guint32) 2);
  sd_bus_message_append (reply, "{sv}", "ControlGroup", "s", group);
  sd_bus_message_append (reply, "{sv}", "Slice", "s",
                         unit->slice != NULL ? unit->slice : "system.slice");
  sd_bus_message_append (reply, "{sv}", "LimitNOFILE", "t", (guint64) 524288);
  sd_bus_message_append (reply, "{sv}", "LimitNOFILESoft", "t", (guint64) 1024);
  sd_bus_message_append (reply, "{sv}", "LimitCPU", "t", (guint64) 20);
  sd_bus_message_append (reply, "{sv}", "LimitCPUSoft", "t", (guint64) 10);
  sd_bus_message_append (reply, "{sv}", "MemoryMax", "t", G_MAXUINT64);
  sd_bus_message_append (reply, "{sv}", "TasksMax", "t", (guint64) 4915);
  sd_bus_message_append (reply, "{sv}", "CPUQuotaPerSecUSec", "t", (guint64) 1500000);
  sd_bus_message_append (reply, "{sv}", "UMask", "u", 077);
  sd_bus_message_append (reply, "{sv}", "SupplementaryGroups", "as", 2, "audio", "video");
  sd_bus_message_append (reply, "{sv}", "SystemCallFilter", "(bas)", 0, 2, "mount:EPERM", "reboot");
  sd_bus_message_append (reply, "{sv}", "SystemCallArchitectures", "as", 1, "native");
  sd_bus_message_append (reply, "{sv}", "RestrictAddressFamilies", "(bas)", 1, 1, "AF_UNIX");
  sd_bus_message_append (reply, "{sv}", "RestrictNamespaces", "t", (guint64) 0);
  sd_bus_message_append (reply, "{sv}", "DeviceAllow", "a(ss)", 1, "/dev/null", "rw");
  sd_bus_message_append (reply, "{sv}", "DevicePolicy", "s", "closed");
  sd_bus_message_append (reply, "{sv}", "SocketBindDeny", "a(iiqq)", 1, 0, 0, 0, 0);
  sd_bus_message_append (reply, "{sv}", "SocketBindAllow", "a(iiqq)", 3, AF_INET, IPPROTO_TCP, 1,
                         80, AF_INET6, IPPROTO_UDP, 0, 0, 0, 0, 11, 8000);
  sd_bus_message_append (reply, "{sv}", "IPAddressDeny", "a(iayu)", 1, AF_INET, 4, any4[0], any4[1],
                         any4[2], any4[3], 0);
  sd_bus_message_append (reply, "{sv}", "IPAddressAllow", "a(iayu)", 1, AF_INET, 4, loopback[0],
                         loopback[1], loopback[2], loopback[3], 8);
  if (unit->mood == FAKE_WRONG_TYPE)
    sd_bus_message_append (reply, "{sv}", "CapabilityBoundingSet", "d", 0.0 / 0.0);
  else
    sd_bus_message_append (reply, "{sv}", "CapabilityBoundingSet", "t", (guint64) 1 << 10);
  if (unit->mood == FAKE_HUGE)
    append_huge (reply);
}

/* @unit: NULL for one that is not there */
static int
reply_denied (sd_bus_message *call, const FakeUnit *unit)
{
  if (unit != NULL && unit->mood == FAKE_DENIED)
    return sd_bus_reply_method_errorf (call, SD_BUS_ERROR_ACCESS_DENIED, "not you");
  if (unit != NULL && unit->mood != FAKE_GOOD)
    return sd_bus_reply_method_return (call, "v", "s", "hello");
  if (unit != NULL && unit->denies)
    return sd_bus_reply_method_return (call, "v", "a(iayu)", 1, AF_INET, 4, 0, 0, 0, 0, 0);

  return sd_bus_reply_method_return (call, "v", "a(iayu)", 0);
}

static void
append_list (sd_bus_message *reply, const char *property, GStrv list)
{
  sd_bus_message_open_container (reply, 'e', "sv");
  sd_bus_message_append (reply, "s", property);
  sd_bus_message_open_container (reply, 'v', "as");
  sd_bus_message_append_strv (reply, list);
  sd_bus_message_close_container (reply);
  sd_bus_message_close_container (reply);
}

static void
append_unit (sd_bus_message *reply, const FakeUnit *unit)
{
  sd_bus_message_append (reply, "{sv}", "Id", "s", unit->name);
  sd_bus_message_append (reply, "{sv}", "Description", "s", "A fake service");
  if (unit->mood != FAKE_NO_STATE)
    sd_bus_message_append (reply, "{sv}{sv}", "LoadState", "s", unit->load_state, "ActiveState",
                           "s", unit->active_state);
  sd_bus_message_append (reply, "{sv}", "SubState", "s", "sub");
  sd_bus_message_append (reply, "{sv}", "UnitFileState", "s",
                         unit->unit_file_state != NULL ? unit->unit_file_state : "enabled");
  sd_bus_message_append (reply, "{sv}", "FragmentPath", "s", "/etc/fake");
  sd_bus_message_append (reply, "{sv}", "NeedDaemonReload", "b", unit->need_reload);
  sd_bus_message_append (reply, "{sv}", "DefaultDependencies", "b", 1);
  sd_bus_message_append (reply, "{sv}", "CanStart", "b", !unit->refuses_start);
  append_list (reply, "DropInPaths", unit->drop_ins);
  append_list (reply, "Before", unit->before);
  append_list (reply, "RequiredBy", unit->required_by);
  append_list (reply, "BoundBy", unit->bound_by);
  append_list (reply, "ConsistsOf", unit->consists_of);
  append_list (reply, "PropagatesStopTo", unit->propagates_stop_to);
  append_list (reply, "Wants", unit->wants);
  append_list (reply, "Triggers", unit->triggers);
  if (unit->listen != NULL)
    sd_bus_message_append (reply, "{sv}", "Listen", "a(ss)", 1, "Stream", unit->listen);
  sd_bus_message_append (reply, "{sv}", "Names", "as", 2, unit->name,
                         unit->alias != NULL ? unit->alias : "alias.service");
}

static int
reply_all (FakeManager *self, sd_bus_message *call, const FakeUnit *unit, const char *interface)
{
  sd_bus_message *reply = NULL;
  int r;

  self->n_reads++;
  if (unit->mood == FAKE_DENIED)
    return sd_bus_reply_method_errorf (call, SD_BUS_ERROR_ACCESS_DENIED, "not you");
  if (unit->mood == FAKE_NO_DICT)
    return sd_bus_reply_method_return (call, "s", "hello");

  sd_bus_message_new_method_return (call, &reply);
  sd_bus_message_open_container (reply, 'a', "{sv}");
  if (unit->mood != FAKE_EMPTY)
    {
      if (!g_str_has_suffix (interface, ".Service"))
        append_unit (reply, unit);
      if (!g_str_has_suffix (interface, ".Unit"))
        append_service (reply, unit);
    }
  sd_bus_message_close_container (reply);
  r = sd_bus_send (NULL, reply, NULL);
  sd_bus_message_unref (reply);

  return r;
}

static int
reply_one (FakeManager *self, sd_bus_message *call, const FakeUnit *unit, const char *property)
{
  sd_bus_message *reply = NULL;
  int r;

  if (unit == NULL && strcmp (property, "Version") == 0)
    return sd_bus_reply_method_return (call, "v", "s", self->version);
  if (unit == NULL && strcmp (property, "UnitPath") == 0)
    return sd_bus_reply_method_return (call, "v", "as", self->unit_path != NULL ? 1 : 0,
                                       self->unit_path);
  if (unit == NULL && self->loaded != 0 && strcmp (property, "UnitsLoadTimestamp") == 0)
    return sd_bus_reply_method_return (call, "v", "t", self->loaded);
  if (strcmp (property, "IPAddressDeny") == 0)
    return reply_denied (call, unit);
  if (unit == NULL)
    return sd_bus_reply_method_errorf (call, SD_BUS_ERROR_UNKNOWN_PROPERTY, "no");
  if (strcmp (property, "DefaultDependencies") == 0)
    return sd_bus_reply_method_return (call, "v", "b", 1);
  if (strcmp (property, "NeedDaemonReload") == 0)
    return sd_bus_reply_method_return (call, "v", "b", unit->need_reload);
  if (strcmp (property, "FragmentPath") == 0)
    return sd_bus_reply_method_return (call, "v", "s", "/etc/fake");
  if (strcmp (property, "Type") == 0)
    return sd_bus_reply_method_return (call, "v", "s", "simple");

  sd_bus_message_new_method_return (call, &reply);
  sd_bus_message_open_container (reply, 'v', "as");
  sd_bus_message_append_strv (reply,
                              strcmp (property, "Before") == 0 ? unit->before : unit->drop_ins);
  sd_bus_message_close_container (reply);
  r = sd_bus_send (NULL, reply, NULL);
  sd_bus_message_unref (reply);

  return r;
}

static void
restart (FakeManager *self, sd_bus_message *call)
{
  const char *name = "", *mode = "";

  sd_bus_message_read (call, "ss", &name, &mode);
  if (self->refuses_restart)
    {
      sd_bus_reply_method_errorf (call, SD_BUS_ERROR_ACCESS_DENIED, "played refusal");
      return;
    }
  g_free (self->restarted);
  self->restarted = g_strdup (name);
  sd_bus_reply_method_return (call, "o", "/org/freedesktop/systemd1/job/1");
}

static void
answer (Peer *peer, sd_bus_message *call)
{
  FakeManager *self = peer->fake;
  const char *member = sd_bus_message_get_member (call);
  const char *path = sd_bus_message_get_path (call);
  const char *interface = "", *property = "", *name_asked;
  g_autofree char *name = NULL;
  FakeUnit *unit = NULL;

  if (strcmp (member, "Hello") == 0)
    {
      sd_bus_reply_method_return (call, "s", ":1.7");
      return;
    }
  if (self->others != NULL && self->others (call))
    return;
  if (self->kind == FAKE_EMPTY_BUS && strcmp (member, "AddMatch") != 0)
    {
      sd_bus_reply_method_errorf (call, SD_BUS_ERROR_SERVICE_UNKNOWN, "nobody has that name");
      return;
    }
  /* There is nobody else on the bus. */
  if (strcmp (member, "StartServiceByName") == 0 ||
      (strcmp (member, "GetNameOwner") == 0 && sd_bus_message_read (call, "s", &name_asked) > 0 &&
       strcmp (name_asked, "org.freedesktop.systemd1") != 0))
    {
      sd_bus_reply_method_errorf (call, SD_BUS_ERROR_NAME_HAS_NO_OWNER, "nobody has that name");
      return;
    }
  if (strcmp (member, "ListUnitsByPatterns") == 0)
    {
      reply_list (self, call);
      return;
    }
  if (strcmp (member, "RestartUnit") == 0)
    {
      restart (self, call);
      return;
    }
  if (strcmp (member, "GetAll") != 0 && strcmp (member, "Get") != 0)
    {
      self->n_subscribed += strcmp (member, "Subscribe") == 0;
      sd_bus_reply_method_return (call, NULL);
      return;
    }

  if (sd_bus_path_decode (path, UNIT_PREFIX, &name) > 0)
    unit = find (self, name);
  if (unit != NULL && unit->mood == FAKE_SILENT)
    return;
  if (unit != NULL && unit->mood == FAKE_CLOSE)
    {
      fake_manager_stop (self);
      return;
    }

  if (strcmp (member, "Get") == 0)
    {
      sd_bus_message_read (call, "ss", &interface, &property);
      reply_one (self, call, unit, property);
      return;
    }

  sd_bus_message_read (call, "s", &interface);
  if (unit != NULL)
    reply_all (self, call, unit, interface);
  else
    {
      FakeUnit missing = { .name = name,
                           .load_state = (char *) "not-found",
                           .active_state = (char *) "inactive" };

      reply_all (self, call, &missing, interface);
    }
}

static gboolean
answer_one_cb (gpointer user_data)
{
  Peer *peer = user_data;
  sd_bus_message *call = g_queue_pop_head (&peer->waiting);
  gboolean more = peer->waiting.length > 0;

  if (!more)
    peer->answer_source = 0;
  answer (peer, call);
  sd_bus_message_unref (call);

  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static int
call_cb (sd_bus_message *message, void *user_data, sd_bus_error *error)
{
  Peer *peer = user_data;
  FakeManager *self = peer->fake;

  if (!sd_bus_message_is_method_call (message, NULL, NULL))
    return 0;

  g_queue_push_tail (&peer->waiting, sd_bus_message_ref (message));
  self->max_waiting = MAX (self->max_waiting, peer->waiting.length);
  if (self->slow)
    {
      if (peer->answer_source == 0)
        peer->answer_source = g_idle_add (answer_one_cb, peer);
      return 1;
    }

  message = g_queue_pop_head (&peer->waiting);
  answer (peer, message);
  sd_bus_message_unref (message);

  return 1;
}

static void
peer_closed_cb (int error_number, gpointer user_data)
{
  Peer *peer = user_data;

  g_ptr_array_remove_fast (peer->fake->peers, peer);
}

static gboolean
accept_cb (int fd, GIOCondition condition, gpointer user_data)
{
  FakeManager *self = user_data;
  int connection = accept4 (fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  static const char junk[] =
      "HTTP/1.1 400 Bad Request\r\nServer: none\r\nConnection: close\r\n\r\n";
  sd_id128_t id = { .bytes = { 1 } };
  Peer *peer;

  g_assert_cmpint (connection, >=, 0);
  self->n_connections++;
  if (self->kind == FAKE_SLAM)
    {
      close (connection);
      return G_SOURCE_CONTINUE;
    }

  peer = g_new0 (Peer, 1);
  peer->fake = self;
  peer->fd = connection;
  g_ptr_array_add (self->peers, peer);
  if (self->kind == FAKE_JUNK)
    g_assert_cmpint (write (connection, junk, strlen (junk)), ==, strlen (junk));
  if (self->kind == FAKE_JUNK || self->kind == FAKE_MUTE)
    return G_SOURCE_CONTINUE;

  g_assert_cmpint (sd_bus_new (&peer->bus), >=, 0);
  g_assert_cmpint (sd_bus_set_fd (peer->bus, connection, connection), >=, 0);
  peer->fd = -1;
  g_assert_cmpint (sd_bus_set_server (peer->bus, TRUE, id), >=, 0);
  g_assert_cmpint (sd_bus_set_anonymous (peer->bus, TRUE), >=, 0);
  g_assert_cmpint (sd_bus_add_filter (peer->bus, NULL, call_cb, peer), >=, 0);
  g_assert_cmpint (sd_bus_start (peer->bus), >=, 0);
  peer->source = hn_bus_loop_attach (peer->bus, NULL, peer_closed_cb, peer);

  return G_SOURCE_CONTINUE;
}

void
fake_manager_start (FakeManager *self)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  g_assert_cmpint (fd, >=, 0);
  g_snprintf (address.sun_path, sizeof address.sun_path, "%s/bus", self->folder);
  g_unlink (address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fd, 16), ==, 0);
  self->listener = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_callback (self->listener, G_SOURCE_FUNC (accept_cb), self, NULL);
  g_source_attach (self->listener, NULL);
  self->listener_fd = fd;
}

FakeManager *
fake_manager_new (FakeKind kind)
{
  FakeManager *self = g_new0 (FakeManager, 1);

  self->kind = kind;
  self->folder = g_dir_make_tmp ("hardnut-XXXXXX", NULL);
  self->address =
      g_strdup_printf ("%sunix:path=%s/bus",
                       kind == FAKE_BUS || kind == FAKE_EMPTY_BUS ? "" : "peer:", self->folder);
  self->version = g_strdup ("257.13-1~deb13u1");
  self->units = g_ptr_array_new_with_free_func (unit_free);
  self->peers = g_ptr_array_new_with_free_func (peer_free);
  fake_manager_start (self);

  return self;
}

void
fake_manager_stop (FakeManager *self)
{
  if (self->listener != NULL)
    {
      g_source_destroy (self->listener);
      g_clear_pointer (&self->listener, g_source_unref);
      close (self->listener_fd);
    }
  g_ptr_array_set_size (self->peers, 0);
}

void
fake_manager_free (FakeManager *self)
{
  g_autofree char *socket_path = g_build_filename (self->folder, "bus", NULL);

  fake_manager_stop (self);
  g_unlink (socket_path);
  g_rmdir (self->folder);
  g_ptr_array_unref (self->peers);
  g_ptr_array_unref (self->units);
  g_free (self->folder);
  g_free (self->address);
  g_free (self->version);
  g_free (self->unit_path);
  g_free (self->restarted);
  g_free (self);
}

FakeUnit *
fake_manager_add (FakeManager *self, const char *name)
{
  FakeUnit *unit = g_new0 (FakeUnit, 1);

  unit->name = g_strdup (name);
  unit->load_state = g_strdup ("loaded");
  unit->active_state = g_strdup ("active");
  unit->drop_ins = g_new0 (char *, 1);
  g_ptr_array_add (self->units, unit);

  return unit;
}

void
fake_manager_remove (FakeManager *self, const char *name)
{
  g_ptr_array_remove (self->units, find (self, name));
}

/* Sends @message to everybody connected. */
static void
send_all (FakeManager *self,
          const char *path,
          const char *interface,
          const char *member,
          const char *types,
          ...)
{
  for (guint i = 0; i < self->peers->len; i++)
    {
      Peer *peer = self->peers->pdata[i];
      sd_bus_message *message = NULL;
      va_list arguments;

      if (peer->bus == NULL)
        continue;
      g_assert_cmpint (sd_bus_message_new_signal (peer->bus, &message, path, interface, member), >=,
                       0);
      /* A bus writes the unique name of who sent it. */
      if (self->kind == FAKE_BUS)
        g_assert_cmpint (sd_bus_message_set_sender (message,
                                                    strcmp (member, "NameOwnerChanged") == 0
                                                        ? "org.freedesktop.DBus"
                                                        : MANAGER),
                         >=, 0);
      va_start (arguments, types);
      g_assert_cmpint (sd_bus_message_appendv (message, types, arguments), >=, 0);
      va_end (arguments);
      g_assert_cmpint (sd_bus_send (peer->bus, message, NULL), >=, 0);
      sd_bus_message_unref (message);
    }
}

void
fake_manager_emit_reloading (FakeManager *self, gboolean active)
{
  send_all (self, "/org/freedesktop/systemd1", MANAGER ".Manager", "Reloading", "b", active);
}

void
fake_manager_emit_unit (FakeManager *self, const char *signal, const char *name)
{
  g_autofree char *path = NULL;

  sd_bus_path_encode (UNIT_PREFIX, name, &path);
  send_all (self, "/org/freedesktop/systemd1", MANAGER ".Manager", signal, "so", name, path);
}

void
fake_manager_emit_state (FakeManager *self, const char *name, const char *active_state)
{
  g_autofree char *path = NULL;
  FakeUnit *unit = find (self, name);

  if (unit != NULL)
    {
      g_free (unit->active_state);
      unit->active_state = g_strdup (active_state);
    }
  sd_bus_path_encode (UNIT_PREFIX, name, &path);
  send_all (self, path, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as",
            MANAGER ".Unit", 3, "ActiveState", "s", active_state, "Other", "t", (guint64) 1,
            "SubState", "s", "sub", 0);
}

void
fake_manager_emit_owner (FakeManager *self, const char *before, const char *after)
{
  send_all (self, "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameOwnerChanged", "sss",
            MANAGER, before, after);
}
