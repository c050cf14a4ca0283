/* The whole program, which also does what lines on its standard input say: see driven-window.h. Its
 * command line is that of the program itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/window/application.h"
#include "driven-window.h"

static void
obey (const char *line)
{
  GtkWindow *window =
      gtk_application_get_active_window (GTK_APPLICATION (g_application_get_default ()));

  if (window == NULL || !driven_window_obey (window, line))
    driven_window_answer ("unknown command");
}

/* It is ended as the program is. */
static void
quit (void)
{
}

static void
startup_cb (GtkApplication *application)
{
  driven_window_listen (application, obey, quit);
}

int
main (int argc, char **argv)
{
  g_autoptr (HnApplication) application = hn_application_new ();

  g_signal_connect (application, "startup", G_CALLBACK (startup_cb), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
