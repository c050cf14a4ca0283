/* Prints what a service wrote into the journal, for the system suite: UNIT [SECONDS [user]].
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdlib.h>

#include "client/journal.h"

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = hn_journal_read_finish (result, &error);

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    g_print ("%s\n", lines[i]);
  if (error != NULL)
    g_print ("error %d: %s\n", error->code, error->message);
  g_main_loop_quit (user_data);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gint64 since = 0;

  if (argc < 2)
    return 2;
  if (argc > 2)
    since = g_get_real_time () - atoi (argv[2]) * G_USEC_PER_SEC;
  hn_journal_read_async (argc > 3 ? HN_SCOPE_USER : HN_SCOPE_SYSTEM, argv[1], since, 0, NULL,
                         read_cb, loop);
  g_main_loop_run (loop);

  return 0;
}
