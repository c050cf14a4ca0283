/* A window of libadwaita with nothing in it, to measure Hardnut's against. Prints "painted" and the
 * monotonic time in microseconds after its first frame, and stays until its standard input ends.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib-unix.h>
#include <unistd.h>

static gulong paint_handler;

static gboolean
input_cb (int fd, GIOCondition condition, gpointer user_data)
{
  g_application_quit (user_data);

  return G_SOURCE_REMOVE;
}

static void
painted_cb (GdkFrameClock *clock)
{
  g_clear_signal_handler (&paint_handler, clock);
  g_print ("painted %" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
}

static void
activate_cb (GApplication *application)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (application));

  /* As large as Hardnut's. */
  gtk_window_set_default_size (GTK_WINDOW (window), 1080, 760);
  gtk_widget_realize (window);
  paint_handler = g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint",
                                    G_CALLBACK (painted_cb), NULL);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application =
      adw_application_new (APP_ID ".EmptyWindow", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  g_unix_fd_add (STDIN_FILENO, G_IO_HUP | G_IO_IN, input_cb, application);

  return g_application_run (G_APPLICATION (application), argc, argv);
}
