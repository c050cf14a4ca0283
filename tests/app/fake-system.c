/* A message bus with a manager on it, for a program that is started beside. Prints its address, and
 * plays until its standard input ends:
 *
 *   fake-system UNIT…    "NAME|ACTIVE STATE|USER|LISTEN|TRIGGERS|DROP-IN", what is empty may be
 * missing
 *
 * A socket of the kind "vsock:" is reached from outside of the machine, and takes no port of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gunixinputstream.h>
#include <unistd.h>

#include "fake-manager.h"

static const char *
get_field (GStrv fields, guint i)
{
  return i < g_strv_length (fields) && *fields[i] != '\0' ? fields[i] : NULL;
}

static void
add (FakeManager *fake, const char *text)
{
  g_auto (GStrv) fields = g_strsplit (text, "|", 0);
  FakeUnit *unit = fake_manager_add (fake, fields[0]);

  unit->bare = TRUE;
  if (get_field (fields, 1) != NULL)
    {
      g_free (unit->active_state);
      unit->active_state = g_strdup (fields[1]);
    }
  unit->user = g_strdup (get_field (fields, 2));
  unit->listen = g_strdup (get_field (fields, 3));
  if (get_field (fields, 4) != NULL)
    unit->triggers = g_strsplit (fields[4], " ", 0);
  if (get_field (fields, 5) != NULL)
    {
      g_strfreev (unit->drop_ins);
      unit->drop_ins = g_strsplit (fields[5], " ", 0);
    }
}

static void
over_cb (GObject *stream, GAsyncResult *result, gpointer loop)
{
  g_main_loop_quit (loop);
}

int
main (int argc, char *argv[])
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_BUS);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  for (int i = 1; i < argc; i++)
    add (fake, argv[i]);
  g_print ("%s\n", fake->address);
  g_input_stream_skip_async (input, G_MAXSSIZE / 2, G_PRIORITY_DEFAULT, NULL, over_cb, loop);
  g_main_loop_run (loop);

  return 0;
}
