/* Reads the command line and opens windows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "application.h"

#include <glib/gi18n-lib.h>

#include "shortcuts.h"
#include "window.h"

struct _HnApplication
{
  AdwApplication parent_instance;

  /* From the command line. */
  char *unit;
  int width;
  int height;

  HnServiceList *early_list; /* owned; until the first window takes it */
};

G_DEFINE_FINAL_TYPE (HnApplication, hn_application, ADW_TYPE_APPLICATION)

static HnWindow *
ensure_window (HnApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (HN_IS_WINDOW (window))
    return HN_WINDOW (window);

  return hn_window_new (GTK_APPLICATION (self), g_steal_pointer (&self->early_list));
}

/* Once: a person who comes back to the window later has looked at something else since. */
static void
open_wanted (HnApplication *self, HnWindow *window)
{
  g_autofree char *unit = g_steal_pointer (&self->unit);

  if (unit != NULL)
    hn_window_open_unit (window, unit);
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  /* What went wrong is shown in the window. */
  if (hn_window_open_finish (HN_WINDOW (object), result, NULL))
    open_wanted (user_data, HN_WINDOW (object));
}

static HnWindow *
present (HnApplication *self, GFile *file)
{
  HnWindow *window = ensure_window (self);

  if (self->width > 0)
    gtk_window_set_default_size (GTK_WINDOW (window), self->width, self->height);

  gtk_window_present (GTK_WINDOW (window));

  if (file != NULL)
    hn_window_open_async (window, file, opened_cb, self);
  else
    open_wanted (self, window);

  return window;
}

static void
hn_application_activate (GApplication *application)
{
  present (HN_APPLICATION (application), NULL);
}

static void
hn_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  HnWindow *window = present (HN_APPLICATION (application), files[0]);

  if (n_files > 1)
    hn_window_tell_only (window, files[0]);
}

static gboolean
parse_size (const char *text, int *width, int *height)
{
  g_auto (GStrv) parts = g_strsplit (text, "x", 3);
  guint64 numbers[2];

  if (g_strv_length (parts) != 2)
    return FALSE;

  for (guint i = 0; i < 2; i++)
    if (!g_ascii_string_to_unsigned (parts[i], 10, 100, 16384, &numbers[i], NULL))
      return FALSE;

  *width = (int) numbers[0];
  *height = (int) numbers[1];

  return TRUE;
}

static int
hn_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  HnApplication *self = HN_APPLICATION (application);
  g_autofree char *size = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("hardnut %s\n", PACKAGE_VERSION);
      return 0;
    }

  if (g_variant_dict_lookup (options, "size", "s", &size) &&
      !parse_size (size, &self->width, &self->height))
    {
      g_printerr (_ ("hardnut: “%s” is not a size such as 1080x760\n"), size);
      return 1;
    }

  g_variant_dict_lookup (options, "open", "s", &self->unit);

  if (self->unit != NULL && g_application_register (application, NULL, NULL) &&
      g_application_get_is_remote (application))
    g_action_group_activate_action (G_ACTION_GROUP (application), "open-unit",
                                    g_variant_new_string (self->unit));

  return -1;
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AdwDialog *dialog = adw_about_dialog_new ();
  AdwAboutDialog *about = ADW_ABOUT_DIALOG (dialog);

  adw_about_dialog_set_application_name (about, "Hardnut");
  adw_about_dialog_set_application_icon (about, APP_ID);
  adw_about_dialog_set_version (about, PACKAGE_VERSION);
  adw_about_dialog_set_developer_name (about, _ ("The Hardnut contributors"));
  adw_about_dialog_set_comments (
      about, _ ("See how exposed each systemd service is, why, and harden it safely."));
  adw_about_dialog_set_license_type (about, GTK_LICENSE_GPL_3_0);
  /* Translators: replace this with your names, one on each line */
  adw_about_dialog_set_translator_credits (about, _ ("translator-credits"));
  adw_dialog_present (dialog,
                      GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (user_data))));
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hn_shortcuts_present (
      GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (user_data))));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *application = GTK_APPLICATION (user_data);
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (application));

  /* Not closed: a window with an open dialog would close that instead. */
  for (GList *item = windows; item != NULL; item = item->next)
    if (!HN_IS_WINDOW (item->data) || !hn_window_changes_ask (item->data))
      gtk_window_destroy (item->data);
}

static void
open_unit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HnApplication *self = user_data;

  g_set_str (&self->unit, g_variant_get_string (parameter, NULL));
  present (self, NULL);
}

static const GActionEntry actions[] = {
  { .name = "about", .activate = about_action },
  { .name = "shortcuts", .activate = shortcuts_action },
  { .name = "quit", .activate = quit_action },
  { .name = "open-unit", .activate = open_unit_action, .parameter_type = "s" },
};

static void
hn_application_startup (GApplication *application)
{
  HnApplication *self = HN_APPLICATION (application);

  /* GTK takes a while to start, and the services are read by another thread meanwhile. */
  self->early_list = hn_services_page_read_early ();

  /* Before GTK looks for the program's icon: once libadwaita has added its own icons after that,
   * the whole theme is read again. */
  adw_init ();
  G_APPLICATION_CLASS (hn_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APP_ID);
  hn_shortcuts_install (GTK_APPLICATION (self));
}

static void
hn_application_dispose (GObject *object)
{
  g_clear_object (&HN_APPLICATION (object)->early_list);
  g_clear_pointer (&HN_APPLICATION (object)->unit, g_free);

  G_OBJECT_CLASS (hn_application_parent_class)->dispose (object);
}

static void
hn_application_class_init (HnApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_application_dispose;
  application_class->activate = hn_application_activate;
  application_class->open = hn_application_open;
  application_class->startup = hn_application_startup;
  application_class->handle_local_options = hn_application_handle_local_options;
}

static void
hn_application_init (HnApplication *self)
{
  static const GOptionEntry options[] = {
    { "size", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Size of the window"),
      /* Translators: a width and a height with an x between them */
      N_ ("WIDTHxHEIGHT") },
    { "open", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Show this service"), N_ ("UNIT") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { NULL }
  };
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option_entries (application, options);
  g_application_set_option_context_parameter_string (application, _ ("[UNIT FILE | ROOT FOLDER]"));
  g_application_set_option_context_summary (
      application, _ ("Shows how exposed each systemd service is, and why."));
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

HnApplication *
hn_application_new (void)
{
  return g_object_new (HN_TYPE_APPLICATION, "application-id", APP_ID, "resource-base-path",
                       "/io/github/hardnut/Hardnut", "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}
