/* The factories of the list of services. A row and its list item share the work: the row draws, the
 * list item speaks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service-factory.h"

#include <glib/gi18n-lib.h>

#include "service-row.h"

static void
row_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer choice)
{
  GtkWidget *row = g_object_new (HN_TYPE_SERVICE_ROW, NULL);

  hn_service_row_set_choice (HN_SERVICE_ROW (row), choice);
  gtk_list_item_set_child (list_item, row);
}

static void
row_speak (GtkListItem *list_item)
{
  HnService *service = gtk_list_item_get_item (list_item);
  g_autofree char *label = NULL;
  g_autofree char *description = NULL;

  if (service == NULL)
    return;

  label = hn_service_row_dup_label (service);
  if (hn_service_row_is_chosen (HN_SERVICE_ROW (gtk_list_item_get_child (list_item))))
    {
      g_autofree char *whole = g_steal_pointer (&label);

      /* Translators: what a screen reader says for a service that is selected in a list */
      label = g_strdup_printf (_ ("%s, selected"), whole);
    }
  description = hn_service_row_dup_description (service);
  gtk_list_item_set_accessible_label (list_item, label);
  gtk_list_item_set_accessible_description (list_item, description);
}

static void
row_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer choice)
{
  HnService *service = gtk_list_item_get_item (list_item);

  hn_service_row_set_service (HN_SERVICE_ROW (gtk_list_item_get_child (list_item)), service);
  row_speak (list_item);
  g_signal_connect_object (service, "notify", G_CALLBACK (row_speak), list_item, G_CONNECT_SWAPPED);
  g_signal_connect_object (choice, "changed", G_CALLBACK (row_speak), list_item, G_CONNECT_SWAPPED);
}

static void
row_unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer choice)
{
  g_signal_handlers_disconnect_by_data (choice, list_item);
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (list_item), list_item);
  hn_service_row_set_service (HN_SERVICE_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
header_update_cb (GtkListHeader *header, GParamSpec *pspec, gpointer by_initial)
{
  HnService *service = gtk_list_header_get_item (header);
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  if (service == NULL)
    return;

  if (GPOINTER_TO_INT (by_initial))
    title = hn_service_dup_initial (hn_service_get_name (service));
  else
    title = g_strdup_printf ("%s %s", hn_level_get_emoji (hn_service_get_info (service)->level),
                             _ (hn_level_get_title (hn_service_get_info (service)->level)));

  /* Translators: the heading of a part of the list: a level or a letter, and how many services */
  text = g_strdup_printf (C_ ("section heading", "%s · %u"), title,
                          gtk_list_header_get_n_items (header));
  gtk_label_set_text (GTK_LABEL (gtk_list_header_get_child (header)), text);
}

static void
header_setup_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, gpointer by_initial)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "margin-start", 12, NULL);

  gtk_list_header_set_child (header, label);
  g_signal_connect (header, "notify::n-items", G_CALLBACK (header_update_cb), by_initial);
  g_signal_connect (header, "notify::item", G_CALLBACK (header_update_cb), by_initial);
}

char *
hn_service_dup_initial (const char *name)
{
  gunichar first = name != NULL ? g_utf8_get_char_validated (name, -1) : 0;
  char letter[7] = "";

  if (first == 0 || first == (gunichar) -1 || first == (gunichar) -2 || !g_unichar_isalnum (first))
    return g_strdup ("…");

  g_unichar_to_utf8 (g_unichar_toupper (first), letter);

  return g_strdup (letter);
}

GtkListItemFactory *
hn_service_factory_new_rows (HnServiceChoice *choice)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (row_setup_cb), choice);
  g_signal_connect (factory, "bind", G_CALLBACK (row_bind_cb), choice);
  g_signal_connect (factory, "unbind", G_CALLBACK (row_unbind_cb), choice);

  return factory;
}

GtkListItemFactory *
hn_service_factory_new_headings (gboolean by_initial)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (header_setup_cb), GINT_TO_POINTER (by_initial));

  return factory;
}
