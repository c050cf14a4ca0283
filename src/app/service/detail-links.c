/* Rows that open files. A service may have thousands of drop-ins or bad lines, so rows are made a
 * few at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "detail-links.h"

#define FIRST_ROWS 5
#define MORE_ROWS 50

/* A message may quote the line it is about, and lines can be megabytes. */
#define MAX_TITLE_CHARS 500

struct _HnDetailLinks
{
  GtkBox parent_instance;

  const char *icon_name;
  GPtrArray *links; /* owned, (nullable) */
  guint n_rows;

  GtkWidget *more_row; /* borrowed, (nullable) */

  /* borrowed, children of the template */
  GtkLabel *heading;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (HnDetailLinks, hn_detail_links, GTK_TYPE_BOX)

struct _HnDetailLinkRow
{
  AdwActionRow parent_instance;
};

G_DEFINE_FINAL_TYPE (HnDetailLinkRow, hn_detail_link_row, ADW_TYPE_ACTION_ROW)

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate (widget);
}

static void
hn_detail_link_row_class_init (HnDetailLinkRowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "row.open", NULL, open_action);
}

/* The relation to the subtitle would hide the description, and few screen readers follow it. */
static void
describe_cb (HnDetailLinkRow *self)
{
  const char *subtitle = adw_action_row_get_subtitle (ADW_ACTION_ROW (self));

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle != NULL ? subtitle : "", -1);
}

static void
hn_detail_link_row_init (HnDetailLinkRow *self)
{
  g_signal_connect (self, "notify::subtitle", G_CALLBACK (describe_cb), NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

static GtkWidget *
make_icon (const char *name)
{
  return g_object_new (GTK_TYPE_IMAGE, "icon-name", name, "accessible-role",
                       GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static GtkWidget *
make_row (const char *title, const char *subtitle, const char *icon_name, gboolean opens)
{
  GtkWidget *row = g_object_new (HN_TYPE_DETAIL_LINK_ROW, NULL);
  GtkWidget *icon = make_icon (icon_name);

  gtk_widget_add_css_class (icon, "link-icon");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), opens);
  gtk_widget_action_set_enabled (row, "row.open", opens);
  return row;
}

static GtkWidget *
make_link_row (HnDetailLinks *self, const HnDetailLink *link)
{
  GtkWidget *row = make_row (link->title, link->subtitle, self->icon_name, link->path != NULL);

  if (link->path != NULL)
    {
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_icon ("go-next-symbolic"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "detail.open-file");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(^ayu)", link->path, link->line);
    }

  return row;
}

static char *
dup_valid (const char *text, gsize max)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *start = NULL;

  if ((gsize) g_utf8_strlen (valid, -1) <= max)
    return g_steal_pointer (&valid);

  start = g_utf8_substring (valid, 0, (glong) max);
  return g_strconcat (start, "…", NULL);
}

HnDetailLink *
hn_detail_link_new (const char *title, const char *subtitle, const char *path, guint line)
{
  HnDetailLink *self = g_new0 (HnDetailLink, 1);

  self->title = dup_valid (title, MAX_TITLE_CHARS);
  self->subtitle = dup_valid (subtitle, MAX_TITLE_CHARS);
  self->path = g_strdup (path);
  self->line = line;
  return self;
}

void
hn_detail_link_free (HnDetailLink *self)
{
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->path);
  g_free (self);
}

static gboolean
links_equal (GPtrArray *a, GPtrArray *b)
{
  if (a == NULL || a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    {
      const HnDetailLink *first = a->pdata[i], *second = b->pdata[i];

      if (first->line != second->line || g_strcmp0 (first->title, second->title) != 0 ||
          g_strcmp0 (first->subtitle, second->subtitle) != 0 ||
          g_strcmp0 (first->path, second->path) != 0)
        return FALSE;
    }

  return TRUE;
}

static void
add_rows (HnDetailLinks *self, guint n_more)
{
  guint end = MIN (self->links->len, self->n_rows + n_more);

  if (self->more_row != NULL)
    gtk_list_box_remove (self->list, self->more_row);
  self->more_row = NULL;

  /* One row too many is better than a row that says there is one more. */
  if (end + 1 == self->links->len)
    end++;
  for (; self->n_rows < end; self->n_rows++)
    gtk_list_box_append (self->list, make_link_row (self, self->links->pdata[self->n_rows]));

  if (end < self->links->len)
    {
      guint left = self->links->len - end;
      g_autofree char *text = NULL;

      text = g_strdup_printf (ngettext ("Show More (%u left)", "Show More (%u left)", left), left);
      self->more_row = make_row (text, "", "view-more-symbolic", TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->more_row), "links.more");
      gtk_list_box_append (self->list, self->more_row);
    }
}

static void
focus_row (HnDetailLinks *self, guint i)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) i);

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
more_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnDetailLinks *self = HN_DETAIL_LINKS (widget);
  guint first_new = self->n_rows;

  add_rows (self, MORE_ROWS);
  focus_row (self, first_new);
}

static void
hn_detail_links_finalize (GObject *object)
{
  g_clear_pointer (&HN_DETAIL_LINKS (object)->links, g_ptr_array_unref);

  G_OBJECT_CLASS (hn_detail_links_parent_class)->finalize (object);
}

static void
hn_detail_links_class_init (HnDetailLinksClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hn_detail_links_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/detail-links.ui");
  gtk_widget_class_bind_template_child (widget_class, HnDetailLinks, heading);
  gtk_widget_class_bind_template_child (widget_class, HnDetailLinks, list);
  gtk_widget_class_install_action (widget_class, "links.more", NULL, more_action);
}

static void
hn_detail_links_init (HnDetailLinks *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
hn_detail_links_set_heading (HnDetailLinks *self, const char *heading, const char *icon_name)
{
  g_return_if_fail (HN_IS_DETAIL_LINKS (self));

  gtk_label_set_label (self->heading, heading);
  self->icon_name = icon_name;
}

void
hn_detail_links_set_links (HnDetailLinks *self, GPtrArray *links)
{
  g_autoptr (GPtrArray) taken = links;

  g_return_if_fail (HN_IS_DETAIL_LINKS (self));

  /* A service is assessed again and again; rows that stay keep the focus. */
  if (links_equal (self->links, links))
    return;

  gtk_list_box_remove_all (self->list);
  self->more_row = NULL;
  self->n_rows = 0;
  g_clear_pointer (&self->links, g_ptr_array_unref);
  self->links = g_steal_pointer (&taken);
  add_rows (self, FIRST_ROWS);
  gtk_widget_set_visible (GTK_WIDGET (self), self->links->len > 0);
}

void
hn_detail_links_focus (HnDetailLinks *self)
{
  g_return_if_fail (HN_IS_DETAIL_LINKS (self));

  focus_row (self, 0);
}
