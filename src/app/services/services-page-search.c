/* What of the services is shown and in which order: search, filters, levels and sort.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "services-page-private.h"

#include <glib/gi18n-lib.h>

#include "service-factory.h"

/* The values of the key "sort". */
enum
{
  SORT_EXPOSURE,
  SORT_NAME,
  SORT_LEVEL,
  SORT_PRIORITY,
};

void
hn_services_page_change (gpointer user_data)
{
  HnServicesPage *self = user_data;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  guint levels = g_settings_get_flags (self->settings, "levels");
  gboolean changed;

  changed = hn_service_filter_set (self->filter, g_settings_get_flags (self->settings, "kinds"),
                                   g_settings_get_enum (self->settings, "state"));
  changed |= hn_service_filter_set_text (self->filter, text);
  changed |= hn_service_filter_set_levels (self->level_filter, levels);
  if (gtk_sort_list_model_get_model (self->sorted) != G_LIST_MODEL (self->list))
    {
      gtk_sort_list_model_set_model (self->sorted, G_LIST_MODEL (self->list));
      changed = TRUE;
    }

  if (!changed)
    return;

  hn_services_page_show_place (self);
  hn_services_page_update (self);
}

gboolean
hn_services_page_is_default (HnServicesPage *self)
{
  return hn_filter_is_default (self->settings) && !hn_service_filter_has_text (self->filter);
}

static void
sort_changed_cb (HnServicesPage *self)
{
  int sort = g_settings_get_enum (self->settings, "sort");
  g_autoptr (GtkListItemFactory) headings =
      sort != SORT_PRIORITY ? hn_service_factory_new_headings (sort == SORT_NAME) : NULL;
  GtkSorter *sections[] = { [SORT_EXPOSURE] = self->by_level,
                            [SORT_NAME] = self->by_initial,
                            [SORT_LEVEL] = self->by_level,
                            [SORT_PRIORITY] = NULL };
  GtkSorter *orders[] = { [SORT_EXPOSURE] = self->by_exposure,
                          [SORT_NAME] = self->by_name,
                          [SORT_LEVEL] = self->by_name,
                          [SORT_PRIORITY] = self->by_priority };

  gtk_sort_list_model_set_section_sorter (self->sorted, NULL);
  gtk_sort_list_model_set_sorter (self->sorted, orders[sort]);
  gtk_sort_list_model_set_section_sorter (self->sorted, sections[sort]);
  gtk_list_view_set_header_factory (self->list_view, headings);
  hn_services_page_show_place (self);
}

static void
filters_changed_cb (HnServicesPage *self)
{
  GtkWidget *button = GTK_WIDGET (self->filter_button);
  gboolean in_use = !hn_filter_is_default (self->settings);

  hn_level_bar_set_selected (self->level_bar, g_settings_get_flags (self->settings, "levels"));
  hn_list_top_hold (self->top);
  hn_list_pacer_hold (self->pacer);

  gtk_widget_remove_css_class (button, "filtering");
  if (in_use)
    gtk_widget_add_css_class (button, "filtering");
  gtk_widget_set_tooltip_text (button, in_use ? _ ("Filter (in use)") : _ ("Filter"));
}

static void
search_changed_cb (HnServicesPage *self)
{
  /* A key that was pressed meanwhile has made the change already. */
  if (hn_service_filter_has (self->filter,
                             gtk_editable_get_text (GTK_EDITABLE (self->search_entry))))
    return;

  hn_list_top_hold (self->top);
  hn_list_pacer_hold (self->pacer);
}

static void
stop_search_cb (HnServicesPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  /* The place in the whole list is looked for, not that among what was found. */
  hn_services_page_change (self);
  hn_list_pacer_release (self->pacer);
  hn_services_page_focus_list (self);
}

/* Return opens what was found: the service that is shown already if that is among it, else the
 * first. */
static void
search_activate_cb (HnServicesPage *self)
{
  guint position;

  /* What was typed last may be waiting yet. */
  hn_services_page_change (self);
  hn_list_pacer_release (self->pacer);
  position = self->current != NULL ? hn_services_page_find (self, self->current)
                                   : GTK_INVALID_LIST_POSITION;
  if (position == GTK_INVALID_LIST_POSITION)
    position = 0;
  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    hn_services_page_open_at (self, position);
}

static gboolean
search_key_cb (HnServicesPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down) ||
      (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  hn_services_page_change (self);
  hn_services_page_focus_list (self);
  return GDK_EVENT_STOP;
}

static void
level_clicked_cb (HnServicesPage *self, guint level)
{
  guint chosen = 1u << level;

  if (g_settings_get_flags (self->settings, "levels") == chosen)
    chosen = 0;
  g_settings_set_flags (self->settings, "levels", chosen);
}

void
hn_services_page_clear_filters (HnServicesPage *self)
{
  /* Even without a filter of the person's own, the usual kind may leave nothing. */
  if (hn_services_page_is_default (self))
    {
      g_settings_set_flags (self->settings, "kinds",
                            (1u << HN_SERVICE_LONG_RUNNING) | (1u << HN_SERVICE_ONESHOT) |
                                (1u << HN_SERVICE_NOT_LOADED));
      return;
    }

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  search_changed_cb (self);
  hn_filter_reset (self->settings);
}

void
hn_services_page_class_init_search (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, level_clicked_cb);
}

void
hn_services_page_init_search (HnServicesPage *self)
{
  static const char *const filter_signals[] = { "changed::kinds", "changed::levels",
                                                "changed::state" };

  g_signal_connect_object (self->settings, "changed::sort", G_CALLBACK (sort_changed_cb), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (filter_signals); i++)
    g_signal_connect_object (self->settings, filter_signals[i], G_CALLBACK (filters_changed_cb),
                             self, G_CONNECT_SWAPPED);

  sort_changed_cb (self);
  filters_changed_cb (self);
}
