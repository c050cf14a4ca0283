/* The factories of the list of services. A row and its list item share the work: the row draws, the
 * list item speaks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service-factory.h"

#include <glib/gi18n-lib.h>

#include "service-row.h"

static void
row_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  gtk_list_item_set_child (list_item, hn_service_row_new ());
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
  description = hn_service_row_dup_description (service);
  gtk_list_item_set_accessible_label (list_item, label);
  gtk_list_item_set_accessible_description (list_item, description);
}

static void
row_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  HnService *service = gtk_list_item_get_item (list_item);

  hn_service_row_set_service (HN_SERVICE_ROW (gtk_list_item_get_child (list_item)), service);
  row_speak (list_item);
  g_signal_connect_object (service, "notify", G_CALLBACK (row_speak), list_item, G_CONNECT_SWAPPED);
}

static void
row_unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (list_item), list_item);
  hn_service_row_set_service (HN_SERVICE_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
header_setup_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, gpointer user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_start (label, 12);
  gtk_list_header_set_child (header, label);
}

static void
header_update (GtkListHeader *header, gboolean by_initial)
{
  HnService *service = gtk_list_header_get_item (header);
  GtkWidget *label = gtk_list_header_get_child (header);
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  if (service == NULL || label == NULL)
    return;

  if (by_initial)
    title = hn_service_dup_initial (hn_service_get_name (service));
  else
    title = g_strdup_printf ("%s %s", hn_level_get_emoji (hn_service_get_info (service)->level),
                             _ (hn_level_get_title (hn_service_get_info (service)->level)));

  /* Translators: the heading of a part of the list: a level or a letter, and how many services */
  text = g_strdup_printf (C_ ("section heading", "%s · %u"), title,
                          gtk_list_header_get_n_items (header));
  gtk_label_set_text (GTK_LABEL (label), text);
}

static void
header_level_cb (GtkListHeader *header)
{
  header_update (header, FALSE);
}

static void
header_initial_cb (GtkListHeader *header)
{
  header_update (header, TRUE);
}

static void
header_bind_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, gpointer user_data)
{
  gboolean by_initial = GPOINTER_TO_INT (user_data);
  GCallback update = by_initial ? G_CALLBACK (header_initial_cb) : G_CALLBACK (header_level_cb);

  g_signal_connect (header, "notify::n-items", update, header);
  g_signal_connect (header, "notify::item", update, header);
  header_update (header, by_initial);
}

static void
header_unbind_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, gpointer user_data)
{
  g_signal_handlers_disconnect_by_data (header, header);
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
hn_service_factory_new_rows (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (row_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (row_bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (row_unbind_cb), NULL);

  return factory;
}

GtkListItemFactory *
hn_service_factory_new_headings (gboolean by_initial)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (header_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (header_bind_cb), GINT_TO_POINTER (by_initial));
  g_signal_connect (factory, "unbind", G_CALLBACK (header_unbind_cb), NULL);

  return factory;
}
