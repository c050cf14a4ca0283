/* What the windows of the tests share: their ear, their mouth and their picture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "driven-window.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

static void (*obey_line) (const char *line);
static void (*quit_window) (void);

void
driven_window_answer (const char *text)
{
  printf ("%s\n", text);
  fflush (stdout);
}

gboolean
driven_window_screenshot (GtkWindow  *window,
                          const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return FALSE;

  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  return gdk_texture_save_to_png (texture, path);
}

static void read_line (GDataInputStream *input);

static void
line_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  GDataInputStream *input = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, NULL, NULL);

  if (line == NULL)
    {
      quit_window ();
      return;
    }

  if (*line != '\0')
    obey_line (line);
  if (!g_str_equal (line, "quit"))
    read_line (input);
}

static void
read_line (GDataInputStream *input)
{
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT_IDLE, NULL, line_cb, NULL);
}

void
driven_window_listen (GtkApplication *application,
                      void          (*obey) (const char *line),
                      void          (*quit) (void))
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  GDataInputStream *input = g_data_input_stream_new (stream);

  obey_line = obey;
  quit_window = quit;
  g_object_set_data_full (G_OBJECT (application), "input", input, g_object_unref);
  read_line (input);
}
