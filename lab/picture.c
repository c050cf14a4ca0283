/* Takes a picture of Hardnut's window and ends. Drives the program's own library, as a test does:
 * once the list is complete or says why it is not, the service is shown and has its origins, and
 * some frames have gone by, the window is drawn. Not installed; ./dev run --screenshot uses it.
 *
 *   picture [OPTION…] OUTPUT [UNIT FILE | ROOT FOLDER]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <locale.h>

#include <glib/gi18n-lib.h>

#include "app/service/detail-page-private.h"
#include "app/window/application.h"
#include "app/window/window-private.h"
#include "model/changes-control.h"

/* So many frames after the last change, rows have been laid out and scrolled to. */
#define FRAMES_TO_REST 12
/* A manager that does not answer must not hold up a script for ever (in seconds). */
#define PATIENCE 60
/* What text of twice the size has for an inch. */
#define LARGE_DPI 192

/* From the command line. */
static char *size;
static char *unit;
static GStrv staged;
static gboolean dark;
static gboolean large_text;
static const char *output;
static const char *place; /* (nullable): a unit file or a root folder */

static HnWindow *window;
static HnServiceList *list; /* owned; (nullable) until it is waited for */
static guint frames;
static int status;

static const GOptionEntry options[] = {
  { "size", 0, 0, G_OPTION_ARG_STRING, &size, "Size of the window", "WIDTHxHEIGHT" },
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "Use dark colours", NULL },
  { "large-text", 0, 0, G_OPTION_ARG_NONE, &large_text, "Double the size of text", NULL },
  { "open", 0, 0, G_OPTION_ARG_STRING, &unit, "Show this service", "UNIT" },
  { "change", 0, 0, G_OPTION_ARG_STRING_ARRAY, &staged, "Change this of it", "DIRECTIVE=VALUE" },
  { NULL }
};

static void
end (void)
{
  if (list != NULL)
    g_signal_handlers_disconnect_by_data (list, &list);
  g_clear_object (&list);
  g_application_quit (g_application_get_default ());
}

static void fail (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
fail (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("picture: %s\n", text);
  status = 1;
  end ();
}

static void
draw (void)
{
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), width, height);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL || renderer == NULL)
    {
      fail ("The window could not be drawn");
      return;
    }

  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (!gdk_texture_save_to_png (texture, output))
    fail ("%s cannot be written", output);
  else
    end ();
}

/* Between frames, what the window last drew is at hand. */
static void
painted_cb (GdkFrameClock *clock)
{
  g_signal_handlers_disconnect_by_data (clock, &frames);
  draw ();
}

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  if (++frames < FRAMES_TO_REST)
    return G_SOURCE_CONTINUE;

  g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &frames);
  return G_SOURCE_REMOVE;
}

static void
wait_for_rest (void)
{
  /* Off screen nobody gives the window the focus, and without a compositor it gets a border. */
  gtk_widget_unset_state_flags (GTK_WIDGET (window), GTK_STATE_FLAG_BACKDROP);
  gtk_widget_remove_css_class (GTK_WIDGET (window), "solid-csd");
  gtk_widget_add_tick_callback (GTK_WIDGET (window), frame_cb, NULL, NULL);
}

static void
changes_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  HnChanges *self = HN_CHANGES (object);
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;

  hn_changes_load_finish (self, result, NULL);
  changes = hn_drop_in_parse_changes ((const char *const *) staged, &error);
  for (guint i = 0; changes != NULL && error == NULL && i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      hn_changes_set_entry (self, change->directive, change->value, &error);
    }

  if (error != NULL)
    fail ("%s", error->message);
  else
    wait_for_rest ();
}

static void
origins_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  HnChanges *changes = hn_window_get_detail_page (window)->changes;

  /* Without files there are no origins, and the page says so: no reason to fail. */
  hn_service_load_origins_finish (HN_SERVICE (object), result, NULL);
  if (staged == NULL || changes == NULL)
    wait_for_rest ();
  else
    hn_changes_load_async (changes, NULL, changes_cb, NULL);
}

static void
show_unit (void)
{
  g_autofree char *name =
      g_str_has_suffix (unit, ".service") ? g_strdup (unit) : g_strconcat (unit, ".service", NULL);
  HnService *service = hn_service_list_find (list, name);

  if (service == NULL)
    {
      fail ("There is no service called %s", name);
      return;
    }

  hn_window_show_service (window, service);
  hn_service_load_origins_async (service, NULL, origins_cb, NULL);
}

/* A page that says why there is no list is worth a picture, too. */
static void
list_cb (HnServiceList *changed)
{
  const GError *error = hn_service_list_get_error (changed);

  if (error == NULL && !hn_service_list_is_complete (changed))
    return;

  g_signal_handlers_disconnect_by_data (changed, &list);
  if (unit == NULL)
    wait_for_rest ();
  else if (error != NULL)
    fail ("%s", error->message);
  else
    show_unit ();
}

static void
wait_for_list (void)
{
  list = g_object_ref (hn_services_page_get_list (window->services_page));
  g_signal_connect (list, "loading", G_CALLBACK (list_cb), &list);
  list_cb (list);
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (hn_window_open_finish (window, result, &error))
    wait_for_list ();
  else
    fail ("%s", error->message);
}

static void
patience_cb (gpointer user_data)
{
  fail ("The list of services was not complete after %d seconds", PATIENCE);
}

static void
startup_cb (void)
{
  GtkSettings *settings = gtk_settings_get_default ();

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                           : ADW_COLOR_SCHEME_FORCE_LIGHT);
  /* A picture of something half way would be of no use. */
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  if (large_text)
    g_object_set (settings, "gtk-xft-dpi", LARGE_DPI * PANGO_SCALE, NULL);
}

static void
activate_cb (GtkApplication *application)
{
  window = HN_WINDOW (gtk_application_get_active_window (application));
  g_timeout_add_seconds_once (PATIENCE, patience_cb, NULL);

  if (place != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (place);

      hn_window_open_async (window, file, opened_cb, NULL);
    }
  else
    {
      wait_for_list ();
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("OUTPUT [UNIT FILE | ROOT FOLDER]");
  g_autoptr (HnApplication) application = NULL;
  g_autoptr (GError) error = NULL;
  char *words[] = { argv[0], "--size", NULL, NULL };
  int result;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 2 || argc > 3)
    {
      g_printerr ("picture: %s\n", error != NULL ? error->message : "Name a file for the picture");
      return 1;
    }

  output = argv[1];
  place = argv[2];
  words[2] = size;

  application = hn_application_new ();
  /* It never talks to an instance that is already running. */
  g_application_set_flags (G_APPLICATION (application),
                           g_application_get_flags (G_APPLICATION (application)) |
                               G_APPLICATION_NON_UNIQUE);
  g_signal_connect_after (application, "startup", G_CALLBACK (startup_cb), NULL);
  g_signal_connect_after (application, "activate", G_CALLBACK (activate_cb), NULL);
  result = g_application_run (G_APPLICATION (application), size != NULL ? 3 : 1, words);

  return result != 0 ? result : status;
}
