/* Running a dbus-daemon.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "private-bus.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <systemd/sd-bus.h>

static const char configuration[] =
    "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n"
    " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
    "<busconfig>\n"
    "  <type>session</type>\n"
    "  <listen>unix:path=%s/bus</listen>\n"
    "  <auth>EXTERNAL</auth>\n"
    "  <servicedir>%s/services</servicedir>\n"
    "  <policy context=\"default\">\n"
    "    <allow send_destination=\"*\" eavesdrop=\"true\"/>\n"
    "    <allow eavesdrop=\"true\"/>\n"
    "    <allow own=\"*\"/>\n"
    "  </policy>\n"
    "</busconfig>\n";

static void
write_file (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

void
private_bus_start (PrivateBus *self)
{
  g_autofree char *config = g_build_filename (self->folder, "bus.conf", NULL);
  g_autofree char *option = g_strconcat ("--config-file=", config, NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  self->daemon =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                        "dbus-daemon", option, "--nofork", "--print-address", NULL);
  g_assert_no_error (error);
  /* It writes its address as soon as it listens. */
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->daemon));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
}

PrivateBus *
private_bus_new (void)
{
  PrivateBus *self = g_new0 (PrivateBus, 1);
  g_autofree char *config = NULL;
  g_autofree char *text = NULL;

  self->folder = g_dir_make_tmp ("hardnut-XXXXXX", NULL);
  self->address = g_strdup_printf ("unix:path=%s/bus", self->folder);
  self->services = g_build_filename (self->folder, "services", NULL);
  g_assert_cmpint (g_mkdir (self->services, 0755), ==, 0);
  config = g_build_filename (self->folder, "bus.conf", NULL);
  text = g_strdup_printf (configuration, self->folder, self->folder);
  write_file (config, text);
  private_bus_start (self);

  return self;
}

void
private_bus_stop (PrivateBus *self)
{
  g_subprocess_force_exit (self->daemon);
  g_subprocess_wait (self->daemon, NULL, NULL);
  g_clear_object (&self->daemon);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_all (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
private_bus_free (PrivateBus *self)
{
  if (self->daemon != NULL)
    private_bus_stop (self);
  remove_all (self->folder);
  g_free (self->folder);
  g_free (self->address);
  g_free (self->services);
  g_free (self);
}

void
private_bus_add_service (PrivateBus *self, const char *name, const char *command)
{
  g_autofree char *file = g_strconcat (name, ".service", NULL);
  g_autofree char *path = g_build_filename (self->services, file, NULL);
  g_autofree char *text = g_strdup_printf ("[D-BUS Service]\nName=%s\nExec=%s\n", name, command);

  write_file (path, text);
}

void
private_bus_reload (PrivateBus *self)
{
  sd_bus *bus = NULL;
  sd_bus_error error = SD_BUS_ERROR_NULL;

  g_assert_cmpint (sd_bus_new (&bus), >=, 0);
  g_assert_cmpint (sd_bus_set_address (bus, self->address), >=, 0);
  g_assert_cmpint (sd_bus_set_bus_client (bus, TRUE), >=, 0);
  g_assert_cmpint (sd_bus_start (bus), >=, 0);
  g_assert_cmpint (sd_bus_call_method (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "ReloadConfig", &error, NULL, NULL),
                   >=, 0);
  sd_bus_error_free (&error);
  sd_bus_flush_close_unref (bus);
}
