/* One table says which keys do what; the application and the dialog both go by it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "shortcuts.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *title;  /* NULL for keys that the dialog need not name */
  const char *action; /* with its target; NULL for keys that GTK handles */
  const char *keys[3];
} Shortcut;

typedef struct
{
  const char *title;
  Shortcut shortcuts[9];
} Section;

static const Section sections[] = {
  { N_ ("General"),
    { { N_ ("Open a unit file"), "win.open-file", { "<Control>o" } },
      { N_ ("Open a root folder"), "win.open-root", { "<Control><Shift>o" } },
      { N_ ("Go to Your Machine"), "win.show-overview", { "<Alt>Home" } },
      { N_ ("Read the services again"), "win.reload", { "<Control>r", "F5" } },
      { N_ ("Open the main menu"), NULL, { "F10" } },
      { N_ ("Show the keyboard shortcuts"), "app.shortcuts", { "<Control>question" } },
      { N_ ("Close the window"), "window.close", { "<Control>w" } },
      { N_ ("Quit"), "app.quit", { "<Control>q" } } } },
  { N_ ("Services"),
    { { N_ ("Search"), "win.search", { "<Control>f" } },
      { N_ ("End the search"), NULL, { "Escape" } },
      { N_ ("Go to the list"), "win.show-list", { "<Control>l" } },
      { N_ ("Show the chosen service"), NULL, { "Return" } },
      { N_ ("Select several services"), NULL, { "<Shift>Down", "<Shift>Up" } },
      { N_ ("Select a service, or not any more"), NULL, { "<Control>space" } },
      { N_ ("Services of the system"), "win.scope::system", { "<Control>1" } },
      { N_ ("Services of your session"), "win.scope::user", { "<Control>2" } } } },
  { N_ ("Changes"),
    /* Bound by the window, so that the undo of an entry comes first. */
    { { N_ ("Undo"), NULL, { "<Control>z" } },
      { N_ ("Redo"), NULL, { "<Control><Shift>z", "<Control>y" } } } },
};

static GtkWidget *
create_row (const Shortcut *shortcut)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (shortcut->title));
  for (guint i = 0; i < G_N_ELEMENTS (shortcut->keys) && shortcut->keys[i] != NULL; i++)
    {
      guint key;
      GdkModifierType modifiers;
      g_autofree char *text = NULL;
      GtkWidget *label;

      gtk_accelerator_parse (shortcut->keys[i], &key, &modifiers);
      text = gtk_accelerator_get_label (key, modifiers);
      label = gtk_label_new (text);
      gtk_widget_add_css_class (label, "keycap");
      gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }

  return row;
}

static AdwDialog *
create_own_dialog (void)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      GtkWidget *group = adw_preferences_group_new ();

      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (sections[i].title));
      for (const Shortcut *shortcut = sections[i].shortcuts; shortcut->title != NULL; shortcut++)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), create_row (shortcut));
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
    }

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_title (dialog, _ ("Keyboard Shortcuts"));
  adw_dialog_set_content_width (dialog, 480);
  adw_dialog_set_content_height (dialog, 620);
  adw_dialog_set_child (dialog, view);

  return g_object_ref_sink (dialog);
}

/* The types are looked up by their names, so that a program built with an older libadwaita shows
 * this dialog as well. NULL where the library is older still. */
static AdwDialog *
create_dialog (void)
{
  g_autoptr (GtkBuilder) builder = NULL;
  g_autoptr (GString) xml = NULL;
  g_autoptr (GError) error = NULL;
  GObject *dialog;

  if (adw_get_major_version () == 1 && adw_get_minor_version () < 8)
    return NULL;

  xml = g_string_new ("<interface><object class='AdwShortcutsDialog' id='dialog'>");
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      g_autofree char *section = g_markup_escape_text (_ (sections[i].title), -1);

      g_string_append_printf (xml,
                              "<child><object class='AdwShortcutsSection'>"
                              "<property name='title'>%s</property>",
                              section);
      for (const Shortcut *shortcut = sections[i].shortcuts; shortcut->title != NULL; shortcut++)
        {
          g_autofree char *keys = g_strjoinv (" ", (char **) shortcut->keys);
          g_autofree char *item = NULL;

          item = g_markup_printf_escaped ("<child><object class='AdwShortcutsItem'>"
                                          "<property name='title'>%s</property>"
                                          "<property name='accelerator'>%s</property>"
                                          "</object></child>",
                                          _ (shortcut->title), keys);
          g_string_append (xml, item);
        }
      g_string_append (xml, "</object></child>");
    }
  g_string_append (xml, "</object></interface>");

  builder = gtk_builder_new ();
  if (!gtk_builder_add_from_string (builder, xml->str, (gssize) xml->len, &error))
    {
      g_warning ("No dialog for the shortcuts: %s", error->message);
      return NULL;
    }

  dialog = gtk_builder_get_object (builder, "dialog");

  return ADW_DIALOG (g_object_ref (dialog));
}

void
hn_shortcuts_install (GtkApplication *application)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    for (const Shortcut *shortcut = sections[i].shortcuts; shortcut->title != NULL; shortcut++)
      if (shortcut->action != NULL)
        gtk_application_set_accels_for_action (application, shortcut->action, shortcut->keys);
}

void
hn_shortcuts_present (GtkWidget *parent)
{
  g_autoptr (AdwDialog) dialog = NULL;

  g_return_if_fail (GTK_IS_WIDGET (parent));

  dialog = create_dialog ();
  if (dialog == NULL)
    dialog = create_own_dialog ();
  adw_dialog_present (dialog, parent);
}
