/* The pages that stand in the place of the list while there is nothing to list. They are made when
 * the first of them is needed, which in an ordinary start is never. Each says what is wrong and
 * what to do about it, without the words of the code.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "services-states.h"

#include <glib/gi18n-lib.h>

#include "source/manager/bus-connection.h"

struct _HnServicesStates
{
  AdwBin parent_instance;

  /* Of the template. */
  GtkStack *stack;
  AdwStatusPage *loading_page;
  GtkButton *clear_button;
  AdwStatusPage *empty_page;
  AdwStatusPage *error_page;
};

G_DEFINE_FINAL_TYPE (HnServicesStates, hn_services_states, ADW_TYPE_BIN)

static void
hn_services_states_class_init (HnServicesStatesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/services-states.ui");
  gtk_widget_class_bind_template_child (widget_class, HnServicesStates, stack);
  gtk_widget_class_bind_template_child (widget_class, HnServicesStates, loading_page);
  gtk_widget_class_bind_template_child (widget_class, HnServicesStates, clear_button);
  gtk_widget_class_bind_template_child (widget_class, HnServicesStates, empty_page);
  gtk_widget_class_bind_template_child (widget_class, HnServicesStates, error_page);
}

static void
hn_services_states_init (HnServicesStates *self)
{
  g_autoptr (GdkPaintable) spinner = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));

  spinner = GDK_PAINTABLE (adw_spinner_paintable_new (GTK_WIDGET (self->loading_page)));
  adw_status_page_set_paintable (self->loading_page, spinner);
}

void
hn_services_states_show_loading (HnServicesStates *self)
{
  g_return_if_fail (HN_IS_SERVICES_STATES (self));

  gtk_stack_set_visible_child_name (self->stack, "loading");
}

void
hn_services_states_show_no_match (HnServicesStates *self, gboolean filtered)
{
  g_return_if_fail (HN_IS_SERVICES_STATES (self));

  gtk_button_set_label (self->clear_button,
                        filtered ? _ ("_Clear Filters") : _ ("_Show All Kinds"));
  gtk_stack_set_visible_child_name (self->stack, "no-match");
}

void
hn_services_states_show_empty (HnServicesStates *self, HnScope scope, const char *root)
{
  const char *description;

  g_return_if_fail (HN_IS_SERVICES_STATES (self));

  if (root != NULL)
    description = scope == HN_SCOPE_USER
                      ? _ ("The folder holds no services for users. Choose System above, or open "
                           "another folder.")
                      : _ ("The folder holds no unit files. Open the one that holds “etc” and "
                           "“usr” of the system.");
  else if (scope == HN_SCOPE_USER)
    description = _ ("Your session has no services. Choose System above.");
  else
    description = _ ("systemd knows no services on this machine. Open a root folder to see those "
                     "of another system.");

  adw_status_page_set_description (self->empty_page, description);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

void
hn_services_states_show_error (HnServicesStates *self, const GError *error, HnScope scope)
{
  gboolean user = scope == HN_SCOPE_USER;
  const char *icon = "network-offline-symbolic";
  const char *title = _ ("Services Cannot Be Read");
  const char *advice = _ ("Try again. If that does not help, restart the message bus or log in "
                          "anew.");
  g_autofree char *details = NULL;
  g_autofree char *markup = NULL;
  char *noise;

  g_return_if_fail (HN_IS_SERVICES_STATES (self));
  g_return_if_fail (error != NULL);

  if (g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NO_BUS))
    {
      title = _ ("No Message Bus");
      advice = user ? _ ("Hardnut talks to systemd over D-Bus, and your session has none. Log in "
                         "to a session that systemd manages, or choose System above.")
                    : _ ("Hardnut talks to systemd over D-Bus, and it does not answer. Start it "
                         "with “systemctl start dbus”, or open a root folder to see the services "
                         "on disk.");
    }
  else if (g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NO_MANAGER))
    {
      icon = "system-run-symbolic";
      title = user ? _ ("No systemd in This Session") : _ ("systemd Is Not Running");
      advice = user ? _ ("Your session is not managed by systemd. Choose System above.")
                    : _ ("This machine was started by something else. Open a root folder or a unit "
                         "file to see services that are on disk.");
    }
  else if (g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED) ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    {
      icon = "channel-secure-symbolic";
      title = _ ("Not Permitted");
      advice = _ ("You may not read these services. Ask an administrator for access, or run "
                  "Hardnut as a user that has it.");
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY) ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      icon = "folder-symbolic";
      title = _ ("No Such Folder");
      advice = _ ("Open another one: the folder that holds “etc” and “usr” of the system.");
    }
  else if (g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_TIMEOUT))
    {
      title = _ ("systemd Does Not Answer");
      advice = _ ("It may be busy. Try again in a moment.");
    }
  else if (g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_LOST))
    {
      title = _ ("Connection Lost");
      advice = _ ("Hardnut connects again by itself as soon as systemd is back.");
    }

  details = g_utf8_make_valid (error->message, -1);
  /* A message bus that refuses a call goes on with all that it knows about the two programs. */
  noise = strstr (details, "; type=\"");
  if (noise != NULL)
    *noise = '\0';
  markup = g_markup_printf_escaped ("%s\n\n<small>%s</small>", advice, details);

  adw_status_page_set_icon_name (self->error_page, icon);
  adw_status_page_set_title (self->error_page, title);
  adw_status_page_set_description (self->error_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

void
hn_services_page_present_problems (GtkWidget *parent, GPtrArray *problems)
{
  GtkWidget *list = g_object_new (GTK_TYPE_LIST_BOX, "selection-mode", GTK_SELECTION_NONE, "valign",
                                  GTK_ALIGN_START, "margin-top", 12, "margin-bottom", 24,
                                  "margin-start", 12, "margin-end", 12, NULL);
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "child", list, NULL);
  GtkWidget *scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy",
                                      GTK_POLICY_NEVER, "child", clamp, NULL);
  GtkWidget *view = g_object_new (ADW_TYPE_TOOLBAR_VIEW, "content", scroller, NULL);
  AdwDialog *dialog =
      g_object_new (ADW_TYPE_DIALOG, "title", _ ("Services That Cannot Be Read"), "content-width",
                    520, "content-height", 420, "child", view, NULL);

  gtk_widget_add_css_class (list, "boxed-list");
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *sentence = g_utf8_make_valid (g_ptr_array_index (problems, i), -1);

      gtk_list_box_append (GTK_LIST_BOX (list),
                           g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title",
                                         sentence, "title-selectable", TRUE, NULL));
    }

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_dialog_present (dialog, parent);
}
