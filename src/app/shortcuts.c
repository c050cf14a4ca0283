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
  Shortcut shortcuts[8];
} Section;

static const Section sections[] = {
  { N_ ("General"),
    { { N_ ("Open a unit file"), "win.open-file", { "<Control>o" } },
      { N_ ("Open a root folder"), "win.open-root", { "<Control><Shift>o" } },
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
      { N_ ("Services of the system"), "win.scope::system", { "<Control>1" } },
      { N_ ("Services of your session"), "win.scope::user", { "<Control>2" } } } },
  { N_ ("Staged Changes"),
    /* Bound by the window, so that the undo of an entry comes first. */
    { { N_ ("Undo"), NULL, { "<Control>z" } },
      { N_ ("Redo"), NULL, { "<Control><Shift>z", "<Control>y" } } } },
};

#if !ADW_CHECK_VERSION(1, 8, 0)

static GtkWidget *
create_row (const Shortcut *shortcut)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label;
  guint key;
  GdkModifierType modifiers;
  g_autofree char *text = NULL;

  gtk_accelerator_parse (shortcut->keys[0], &key, &modifiers);
  text = gtk_accelerator_get_label (key, modifiers);

  label = gtk_label_new (text);
  gtk_widget_add_css_class (label, "keycap");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (shortcut->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);

  return row;
}

static AdwDialog *
create_dialog (void)
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

  return dialog;
}

#else

static AdwDialog *
create_dialog (void)
{
  AdwDialog *dialog = adw_shortcuts_dialog_new ();

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      AdwShortcutsSection *section = adw_shortcuts_section_new (_ (sections[i].title));

      for (const Shortcut *shortcut = sections[i].shortcuts; shortcut->title != NULL; shortcut++)
        adw_shortcuts_section_add (
            section, adw_shortcuts_item_new (_ (shortcut->title), shortcut->keys[0]));
      adw_shortcuts_dialog_add (ADW_SHORTCUTS_DIALOG (dialog), section);
    }

  return dialog;
}

#endif

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
  g_return_if_fail (GTK_IS_WIDGET (parent));

  adw_dialog_present (create_dialog (), parent);
}
