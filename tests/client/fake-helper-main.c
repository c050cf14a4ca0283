/* The fake helper as a program, for tests of commands: writes "ready" and then the calls it gets, a
 * line each, and ends with its standard input.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib-unix.h>
#include <stdio.h>
#include <unistd.h>

#include "fake-helper.h"

static void
heard_cb (const char *call)
{
  printf ("%s\n", call);
  fflush (stdout);
}

static gboolean
input_cb (int fd, GIOCondition condition, gpointer user_data)
{
  char byte;

  if (read (fd, &byte, 1) <= 0)
    g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  g_autofree char *address = NULL, *error = NULL, *life = NULL, *note = NULL;
  g_autofree char *alias = NULL, *breaking = NULL;
  g_auto (GStrv) units = NULL, trials = NULL, ties = NULL, unread = NULL;
  gboolean no_helper = FALSE, silent = FALSE, keep_fails = FALSE, revert_fails = FALSE,
           inactive = FALSE;
  gboolean activated = FALSE, early = FALSE, stays_broken = FALSE;
  const GOptionEntry entries[] = {
    { "address", 0, 0, G_OPTION_ARG_STRING, &address, "Of the bus", "ADDRESS" },
    { "error", 0, 0, G_OPTION_ARG_STRING, &error, "Answer with this error", "NAME" },
    { "life", 0, 0, G_OPTION_ARG_STRING, &life, "Of a trial", "STATES" },
    { "note", 0, 0, G_OPTION_ARG_STRING, &note, "That comes with kept", "NOTE" },
    { "unit", 0, 0, G_OPTION_ARG_STRING_ARRAY, &units, "NAME:FRAGMENT[:DROP-IN…]", "UNIT" },
    { "alias", 0, 0, G_OPTION_ARG_STRING, &alias, "Another name of a unit", "ALIAS:NAME" },
    { "trial", 0, 0, G_OPTION_ARG_STRING_ARRAY, &trials, "ID:UNIT:STATE:SECONDS", "TRIAL" },
    { "tie", 0, 0, G_OPTION_ARG_STRING_ARRAY, &ties, "Between units", "NAME:PROPERTY:NAME" },
    { "unread", 0, 0, G_OPTION_ARG_STRING_ARRAY, &unread, "With files not read yet", "NAME" },
    { "no-helper", 0, 0, G_OPTION_ARG_NONE, &no_helper, "Be a manager alone", NULL },
    { "silent", 0, 0, G_OPTION_ARG_NONE, &silent, "Answer nothing", NULL },
    { "keep-fails", 0, 0, G_OPTION_ARG_NONE, &keep_fails, "Take back what is kept", NULL },
    { "inactive", 0, 0, G_OPTION_ARG_NONE, &inactive, "No unit runs", NULL },
    { "revert-fails", 0, 0, G_OPTION_ARG_NONE, &revert_fails, "Do not come back", NULL },
    { "breaking", 0, 0, G_OPTION_ARG_STRING, &breaking, "Lines that fail", "A=1+B=2 C=3" },
    { "stays-broken", 0, 0, G_OPTION_ARG_NONE, &stays_broken, "After a failure", NULL },
    { "early", 0, 0, G_OPTION_ARG_NONE, &early, "Tell before answering", NULL },
    { "activated", 0, 0, G_OPTION_ARG_NONE, &activated, "Started by the bus", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) wrong = NULL;
  g_autoptr (FakeHelper) fake = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &wrong))
    g_error ("%s", wrong->message);

  fake = fake_helper_new (address);
  fake->heard = heard_cb;
  fake->pace = 20;
  fake->keep_fails = keep_fails;
  fake->revert_fails = revert_fails;
  fake->inactive = inactive;
  fake->early = early;
  fake->breaking = g_steal_pointer (&breaking);
  fake->stays_broken = stays_broken;
  fake->error = g_steal_pointer (&error);
  fake->note = g_steal_pointer (&note);
  fake->ties = g_steal_pointer (&ties);
  fake->unread = g_steal_pointer (&unread);
  if (silent)
    fake->answer = FAKE_ANSWER_SILENT;
  if (life != NULL)
    {
      g_free (fake->life);
      fake->life = g_steal_pointer (&life);
    }
  for (guint i = 0; units != NULL && units[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (units[i], ":", -1);

      fake_helper_add_unit (fake, parts[0], parts[1], (const char **) parts + 2);
    }
  if (alias != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (alias, ":", 2);

      fake->alias = g_strdup (parts[0]);
      fake->alias_of = g_strdup (parts[1]);
    }
  for (guint i = 0; trials != NULL && trials[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (trials[i], ":", -1);
      guint64 seconds = g_ascii_strtoull (parts[3], NULL, 10);

      fake_helper_add_trial (fake, parts[0], parts[1], parts[2],
                             (guint64) g_get_real_time () + seconds * G_USEC_PER_SEC);
    }
  if (!activated)
    fake_helper_own_manager (fake);
  if (!no_helper)
    fake_helper_own (fake);

  heard_cb ("ready");
  /* One that the bus started has no standard input, and ends with the bus. */
  if (!activated)
    g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, input_cb, loop);
  fake->loop = loop;
  g_main_loop_run (loop);

  return 0;
}
