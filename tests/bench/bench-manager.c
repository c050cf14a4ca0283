/* How long it takes to read all services of the running manager: blocking calls one after another,
 * as systemd-analyze makes them, beside the ways that Hardnut has. Prints the best of some rounds.
 *
 *   bench-manager [--user] [ROUNDS]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "source/manager/unit-reader.h"

typedef struct
{
  GMainLoop *loop;
  guint n_units;
  GError *error;
} Reading;

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (GPtrArray) units = NULL;

  units = hn_unit_reader_list_finish (HN_UNIT_READER (object), result, &reading->error);
  reading->n_units = units != NULL ? units->len : 0;
  g_main_loop_quit (reading->loop);
}

/* From nothing to the last answer, in milliseconds; negative on failure. */
static double
read_once (HnScope scope, HnReadDepth depth, guint *n_units)
{
  Reading reading = { .loop = g_main_loop_new (NULL, FALSE) };
  gint64 start = g_get_monotonic_time ();
  g_autoptr (HnBusConnection) connection =
      hn_bus_connection_new (scope, NULL, depth >= HN_READ_PATHS);
  g_autoptr (HnUnitReader) reader = hn_unit_reader_new (connection);
  double duration;

  hn_unit_reader_read_many_async (reader, NULL, depth, NULL, NULL, NULL, read_cb, &reading);
  g_main_loop_run (reading.loop);
  duration = (double) (g_get_monotonic_time () - start) / 1000;
  g_main_loop_unref (reading.loop);

  *n_units = reading.n_units;
  if (reading.error != NULL)
    {
      g_printerr ("%s\n", reading.error->message);
      g_error_free (reading.error);
      return -1;
    }

  return duration;
}

/* Blocking calls for everything, without looking at the answers. */
static double
read_blocking (gboolean user, guint *n_units)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  gint64 start = g_get_monotonic_time ();
  g_autofree char *address = NULL;
  sd_bus *bus = NULL;
  sd_bus_message *reply = NULL;
  const char *name, *path, *text;
  guint32 job;

  address = user ? g_strdup_printf ("unix:path=%s/systemd/private", g_getenv ("XDG_RUNTIME_DIR"))
                 : g_strdup ("unix:path=/run/systemd/private");
  if (sd_bus_new (&bus) < 0 || sd_bus_set_address (bus, address) < 0 || sd_bus_start (bus) < 0 ||
      sd_bus_call_method (bus, NULL, "/org/freedesktop/systemd1",
                          "org.freedesktop.systemd1.Manager", "ListUnits", NULL, &reply, NULL) < 0)
    {
      sd_bus_unref (bus);
      return -1;
    }

  sd_bus_message_enter_container (reply, 'a', "(ssssssouso)");
  while (sd_bus_message_read (reply, "(ssssssouso)", &name, &text, &text, &text, &text, &text,
                              &path, &job, &text, &text) > 0)
    if (g_str_has_suffix (name, ".service"))
      g_ptr_array_add (paths, g_strdup (path));
  sd_bus_message_unref (reply);

  for (guint i = 0; i < paths->len; i++)
    {
      reply = NULL;
      sd_bus_call_method (bus, NULL, paths->pdata[i], "org.freedesktop.DBus.Properties", "GetAll",
                          NULL, &reply, "s", "");
      sd_bus_message_unref (reply);
    }
  sd_bus_flush_close_unref (bus);
  *n_units = paths->len;

  return (double) (g_get_monotonic_time () - start) / 1000;
}

int
main (int argc, char *argv[])
{
  static const char *const names[] = { "blocking GetAll", "everything", "scores",
                                       "scores of long-running" };
  gboolean user = argc > 1 && strcmp (argv[1], "--user") == 0;
  static const HnReadDepth depths[] = { 0, HN_READ_PATHS, HN_READ_SCORE, HN_READ_LONG_RUNNING };
  int rounds = argc > 1 + user ? atoi (argv[1 + user]) : 5;
  HnScope scope = user ? HN_SCOPE_USER : HN_SCOPE_SYSTEM;
  double best[G_N_ELEMENTS (names)];
  guint n_units[G_N_ELEMENTS (names)] = { 0 };

  for (int round = 0; round < rounds; round++)
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      {
        double duration =
            i == 0 ? read_blocking (user, &n_units[i]) : read_once (scope, depths[i], &n_units[i]);

        if (duration < 0)
          return EXIT_FAILURE;
        if (round == 0 || duration < best[i])
          best[i] = duration;
      }

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_print ("%-24s %4u services %8.1f ms  %.2f\n", names[i], n_units[i], best[i],
             best[i] / best[0]);

  return EXIT_SUCCESS;
}
