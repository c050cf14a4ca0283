/* What a service exports on a bus, as lines to be compared.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "exported.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>

sd_bus *
exported_open_end (int fd, gboolean server)
{
  sd_bus *bus;
  sd_id128_t id;

  g_assert_cmpint (sd_bus_new (&bus), >=, 0);
  g_assert_cmpint (sd_bus_set_fd (bus, fd, fd), >=, 0);
  if (server)
    {
      g_assert_cmpint (sd_id128_randomize (&id), >=, 0);
      g_assert_cmpint (sd_bus_set_server (bus, 1, id), >=, 0);
    }
  g_assert_cmpint (sd_bus_set_anonymous (bus, 1), >=, 0);
  g_assert_cmpint (sd_bus_start (bus), >=, 0);

  return bus;
}

static int
introspected_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  char **ret_xml = user_data;
  const char *xml;

  g_assert_false (sd_bus_message_is_method_error (reply, NULL));
  g_assert_cmpint (sd_bus_message_read_basic (reply, 's', &xml), >=, 0);
  *ret_xml = g_strdup (xml);

  return 1;
}

/* (transfer full): what the object @path says of itself */
static char *
introspect (const char *path, int (*add) (sd_bus *bus))
{
  int fds[2];
  sd_bus *server, *client;
  char *xml = NULL;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), ==, 0);
  server = exported_open_end (fds[0], TRUE);
  client = exported_open_end (fds[1], FALSE);
  g_assert_cmpint (add (server), >=, 0);
  g_assert_cmpint (sd_bus_call_method_async (client, NULL, NULL, path,
                                             "org.freedesktop.DBus.Introspectable", "Introspect",
                                             introspected_cb, &xml, NULL),
                   >=, 0);
  while (xml == NULL)
    {
      int done = sd_bus_process (client, NULL);
      int answered = sd_bus_process (server, NULL);

      g_assert_cmpint (done, >=, 0);
      g_assert_cmpint (answered, >=, 0);
      if (done == 0 && answered == 0)
        g_assert_cmpint (sd_bus_wait (client, G_USEC_PER_SEC), >=, 0);
    }
  sd_bus_close_unref (client);
  sd_bus_close_unref (server);

  return xml;
}

static void
append_args (GString *text, GDBusArgInfo **args)
{
  for (guint i = 0; args != NULL && args[i] != NULL; i++)
    g_string_append_printf (text, " %s:%s", args[i]->name, args[i]->signature);
}

/* (transfer full): a line for each member of the interface @name */
static char *
dup_members (const char *xml, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, &error);
  GDBusInterfaceInfo *interface;
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  interface = g_dbus_node_info_lookup_interface (node, name);
  g_assert_nonnull (interface);
  for (guint i = 0; interface->methods != NULL && interface->methods[i] != NULL; i++)
    {
      g_string_append_printf (text, "method %s:", interface->methods[i]->name);
      append_args (text, interface->methods[i]->in_args);
      g_string_append (text, " ->");
      append_args (text, interface->methods[i]->out_args);
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; interface->signals != NULL && interface->signals[i] != NULL; i++)
    {
      g_string_append_printf (text, "signal %s:", interface->signals[i]->name);
      append_args (text, interface->signals[i]->args);
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; interface->properties != NULL && interface->properties[i] != NULL; i++)
    g_string_append_printf (text, "property %s: %s, %d\n", interface->properties[i]->name,
                            interface->properties[i]->signature, interface->properties[i]->flags);

  return g_string_free (text, FALSE);
}

/* What is compared. */
typedef struct
{
  const char *description, *object, *interface, *member;
  int (*add) (sd_bus *bus);
} Exported;

static void
test_exported (gconstpointer data)
{
  const Exported *self = data;
  g_autofree char *exported = introspect (self->object, self->add);
  g_autofree char *described = NULL;
  g_autofree char *ours = dup_members (exported, self->interface);
  g_autofree char *theirs = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (self->description, &described, NULL, &error);
  g_assert_no_error (error);
  theirs = dup_members (described, self->interface);

  g_assert_nonnull (strstr (ours, self->member));
  g_assert_cmpstr (ours, ==, theirs);
}

int
exported_main (int argc,
               char **argv,
               const char *object,
               const char *interface,
               const char *member,
               int (*add) (sd_bus *bus))
{
  Exported exported = { NULL, object, interface, member, add };

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  exported.description = argv[1];
  g_test_add_data_func ("/interface/exported", &exported, test_exported);

  return g_test_run ();
}
