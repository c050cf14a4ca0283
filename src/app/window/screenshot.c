/* One step after the other: the list is complete, the service has its origins, some frames have
 * gone by, the window is drawn. Uses what the window's parts offer to everybody.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "screenshot.h"

#include <glib/gi18n-lib.h>

#include "model/changes-control.h"

/* So many frames after the last change, rows have been laid out and scrolled to. */
#define FRAMES_TO_REST 12
/* A manager that does not answer must not hold up a script for ever (in seconds). */
#define PATIENCE 60

typedef struct
{
  char *path;
  char *unit;
  GStrv stage;
  guint patience_source;
  guint tick;
  gulong loading_handler;
  HnServiceList *list;
  guint frames;
} Shot;

static void
shot_free (gpointer data)
{
  Shot *shot = data;

  g_clear_handle_id (&shot->patience_source, g_source_remove);
  if (shot->list != NULL)
    g_clear_signal_handler (&shot->loading_handler, shot->list);
  g_clear_object (&shot->list);
  g_free (shot->path);
  g_free (shot->unit);
  g_strfreev (shot->stage);
  g_free (shot);
}

static void fail (GTask *task, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Ends the task once: whoever comes later finds it completed. */
static void
finish (GTask *task, GError *error)
{
  Shot *shot = g_task_get_task_data (task);
  GtkWidget *window = g_task_get_source_object (task);

  g_clear_handle_id (&shot->patience_source, g_source_remove);
  if (shot->tick != 0)
    gtk_widget_remove_tick_callback (window, shot->tick);
  shot->tick = 0;

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
fail (GTask *task, const char *format, ...)
{
  va_list args;
  GError *error;

  va_start (args, format);
  error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_FAILED, format, args);
  va_end (args);
  finish (task, error);
}

static void
draw (GTask *task)
{
  Shot *shot = g_task_get_task_data (task);
  GtkWidget *window = g_task_get_source_object (task);
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  GdkPaintable *paintable = gtk_widget_paintable_new (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_object_unref (paintable);

  if (node == NULL || renderer == NULL)
    {
      fail (task, _ ("The window could not be drawn"));
      return;
    }

  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (!gdk_texture_save_to_png (texture, shot->path))
    /* Translators: %s is the path of a file */
    fail (task, _ ("%s cannot be written"), shot->path);
  else
    finish (task, NULL);
}

/* Between frames, what the window last drew is at hand. */
static void
painted_cb (GdkFrameClock *clock, GTask *task)
{
  g_autoptr (GTask) keep = g_object_ref (task);

  g_signal_handlers_disconnect_by_data (clock, task);
  if (!g_task_get_completed (task))
    draw (task);
}

static gboolean
frame_cb (GtkWidget *window, GdkFrameClock *clock, gpointer user_data)
{
  GTask *task = user_data;
  Shot *shot = g_task_get_task_data (task);

  if (++shot->frames < FRAMES_TO_REST)
    return G_SOURCE_CONTINUE;

  shot->tick = 0;
  g_signal_connect_data (clock, "after-paint", G_CALLBACK (painted_cb), g_object_ref (task),
                         (GClosureNotify) (void (*) (void)) g_object_unref, 0);

  return G_SOURCE_REMOVE;
}

static void
wait_for_rest (GTask *task)
{
  Shot *shot = g_task_get_task_data (task);
  GtkWidget *window = g_task_get_source_object (task);

  /* Off screen nobody gives the window the focus, and without a compositor it gets a border. */
  gtk_widget_unset_state_flags (window, GTK_STATE_FLAG_BACKDROP);
  gtk_widget_remove_css_class (window, "solid-csd");

  shot->tick = gtk_widget_add_tick_callback (window, frame_cb, g_object_ref (task), g_object_unref);
}

static void
staged_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HnChanges *changes = HN_CHANGES (object);
  Shot *shot = g_task_get_task_data (task);
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (GError) error = NULL;

  hn_changes_load_finish (changes, result, NULL);
  if (g_task_get_completed (task))
    return;

  edits = hn_drop_in_parse_edits ((const char *const *) shot->stage, &error);
  if (edits == NULL)
    {
      fail (task, "%s", error->message);
      return;
    }

  for (guint i = 0; i < edits->len; i++)
    {
      const HnEdit *edit = edits->pdata[i];

      if (!hn_changes_set_entry (changes, edit->directive, edit->value, &error))
        {
          fail (task, "%s", error->message);
          return;
        }
    }

  wait_for_rest (task);
}

static void
stage (GTask *task)
{
  Shot *shot = g_task_get_task_data (task);
  HnWindow *window = g_task_get_source_object (task);
  HnChanges *changes = hn_detail_page_get_changes (hn_window_get_detail_page (window));

  if (shot->stage == NULL || changes == NULL)
    wait_for_rest (task);
  else
    hn_changes_load_async (changes, NULL, staged_cb, g_object_ref (task));
}

static void
origins_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* Without files there are no origins, and the page says so: no reason to fail. */
  if (!hn_service_load_origins_finish (HN_SERVICE (object), result, &error))
    g_debug ("No origins: %s", error->message);

  if (!g_task_get_completed (task))
    stage (task);
}

static void
open_unit (GTask *task)
{
  Shot *shot = g_task_get_task_data (task);
  HnWindow *window = g_task_get_source_object (task);
  g_autofree char *name = NULL;
  HnService *service;

  if (shot->unit == NULL)
    {
      wait_for_rest (task);
      return;
    }

  name = g_str_has_suffix (shot->unit, ".service") ? g_strdup (shot->unit)
                                                   : g_strconcat (shot->unit, ".service", NULL);
  service = hn_service_list_find (shot->list, name);
  if (service == NULL)
    {
      /* Translators: %s is the name of a service */
      fail (task, _ ("There is no service called %s"), name);
      return;
    }

  hn_window_show_service (window, service);
  hn_service_load_origins_async (service, NULL, origins_cb, g_object_ref (task));
}

static void
loading_cb (HnServiceList *list, GParamSpec *pspec, GTask *task)
{
  Shot *shot = g_task_get_task_data (task);
  const GError *error = hn_service_list_get_error (list);

  if (error != NULL)
    {
      g_clear_signal_handler (&shot->loading_handler, list);
      fail (task, "%s", error->message);
      return;
    }

  if (!hn_service_list_is_complete (list))
    return;

  g_clear_signal_handler (&shot->loading_handler, list);
  open_unit (task);
}

static gboolean
patience_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Shot *shot = g_task_get_task_data (task);

  shot->patience_source = 0;
  g_clear_signal_handler (&shot->loading_handler, shot->list);
  fail (task, _ ("The list of services was not complete after %d seconds"), PATIENCE);

  return G_SOURCE_REMOVE;
}

gboolean
hn_screenshot_parse_size (const char *text, int *width, int *height)
{
  g_auto (GStrv) parts = NULL;
  guint64 numbers[2];

  g_return_val_if_fail (text != NULL, FALSE);

  parts = g_strsplit (text, "x", 3);
  if (g_strv_length (parts) != 2)
    return FALSE;

  for (guint i = 0; i < 2; i++)
    if (!g_ascii_string_to_unsigned (parts[i], 10, 100, 16384, &numbers[i], NULL))
      return FALSE;

  *width = (int) numbers[0];
  *height = (int) numbers[1];

  return TRUE;
}

void
hn_screenshot_async (HnWindow *window,
                     const char *path,
                     const char *unit,
                     const char *const *words,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Shot *shot;

  g_return_if_fail (HN_IS_WINDOW (window));
  g_return_if_fail (path != NULL);

  shot = g_new0 (Shot, 1);
  shot->path = g_strdup (path);
  shot->unit = g_strdup (unit);
  shot->stage = g_strdupv ((char **) words);
  shot->list = g_object_ref (hn_services_page_get_list (hn_window_get_services_page (window)));

  task = g_task_new (window, NULL, callback, user_data);
  g_task_set_task_data (task, shot, shot_free);

  shot->patience_source = g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, PATIENCE, patience_cb,
                                                      g_object_ref (task), g_object_unref);
  shot->loading_handler =
      g_signal_connect_data (shot->list, "notify", G_CALLBACK (loading_cb), g_object_ref (task),
                             (GClosureNotify) (void (*) (void)) g_object_unref, 0);
  loading_cb (shot->list, NULL, task);
}

gboolean
hn_screenshot_finish (HnWindow *window, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, window), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
