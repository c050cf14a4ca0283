/* A message bus with a manager on it, for a program that is started beside. Prints its address, and
 * plays until its standard input ends:
 *
 *   fake-system UNIT…    "NAME|ACTIVE STATE|USER|LISTEN|TRIGGERS|DROP-IN", what is empty may be
 * missing; "--helper" is a helper that accepts, and prints what; "--helper=NAME" answers with that
 * error
 *
 * A socket of the kind "vsock:" is reached from outside of the machine, and takes no port of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gunixinputstream.h>
#include <string.h>
#include <unistd.h>

#include "fake-manager.h"
#include "protocol/helper1.h"

#define HELPER_OWNER ":1.8"

static const char *helper_error; /* (nullable) */

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

static gboolean
is_helper (const char *name)
{
  return g_strcmp0 (name, HN_HELPER_NAME) == 0 || g_strcmp0 (name, HELPER_OWNER) == 0;
}

static void
answer_helper (sd_bus_message *call)
{
  const char *member = sd_bus_message_get_member (call);
  const char *unit, *check, *until, *note;

  if (g_str_equal (member, "GetAll"))
    sd_bus_reply_method_return (call, "a{sv}", 1, "Trials", "a(ssst)", 0);
  else if (g_str_equal (member, "Get"))
    sd_bus_reply_method_return (call, "v", "a(ssst)", 0);
  else if (sd_bus_message_read (call, "ssss", &unit, &check, &until, &note) > 0)
    {
      g_print ("%s %s [%s] [%s] [%s]\n", member, unit, check, until, note);
      if (helper_error != NULL)
        sd_bus_reply_method_errorf (call, helper_error, "the helper’s words");
      else
        sd_bus_reply_method_return (call, NULL);
    }
}

/* What concerns the helper, of the bus and of itself. */
static gboolean
others (sd_bus_message *call)
{
  const char *member = sd_bus_message_get_member (call), *name = NULL;

  if (g_str_equal (member, "ListActivatableNames"))
    sd_bus_reply_method_return (call, "as", 1, HN_HELPER_NAME);
  else if (is_helper (sd_bus_message_get_destination (call)))
    answer_helper (call);
  else if (!g_str_equal (member, "GetNameOwner") && !g_str_equal (member, "StartServiceByName"))
    return FALSE;
  else if (sd_bus_message_read (call, "s", &name) <= 0 || !is_helper (name))
    {
      sd_bus_message_rewind (call, TRUE);
      return FALSE;
    }
  else if (g_str_equal (member, "GetNameOwner"))
    sd_bus_reply_method_return (call, "s", HELPER_OWNER);
  else
    sd_bus_reply_method_return (call, "u", 2);

  return TRUE;
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
    {
      if (!g_str_has_prefix (argv[i], "--helper"))
        add (fake, argv[i]);
      else
        fake->others = others;
      if (g_str_has_prefix (argv[i], "--helper="))
        helper_error = argv[i] + strlen ("--helper=");
    }
  g_print ("%s\n", fake->address);
  g_input_stream_skip_async (input, G_MAXSSIZE / 2, G_PRIORITY_DEFAULT, NULL, over_cb, loop);
  g_main_loop_run (loop);

  return 0;
}
