/* Rows that open files. A service may have thousands of drop-ins or bad lines, so rows are made a
 * few at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "detail-page-links.h"

#define FIRST_ROWS 5
#define MORE_ROWS 50

/* A message may quote the line it is about, and lines can be megabytes. */
#define MAX_TITLE_CHARS 500

struct _HnDetailLinks
{
  GtkBox parent_instance;

  /* owned */
  char *title;
  char *icon_name;
  GPtrArray *links; /* (nullable) */
  guint n_rows;

  /* borrowed */
  GtkWidget *more_row; /* (nullable) */

  /* borrowed, children of the template */
  GtkListBox *list;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_ICON_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HnDetailLinks, hn_detail_links, GTK_TYPE_BOX)

struct _HnDetailLinkRow
{
  AdwActionRow parent_instance;
};

G_DEFINE_FINAL_TYPE (HnDetailLinkRow, hn_detail_link_row, ADW_TYPE_ACTION_ROW)

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *list = gtk_widget_get_parent (widget);

  g_signal_emit_by_name (list, "row-activated", widget);
}

static void
hn_detail_link_row_class_init (HnDetailLinkRowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "row.open", NULL, open_action);
}

static void
hn_detail_link_row_init (HnDetailLinkRow *self)
{
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
  /* The relation to the subtitle would hide the description, and few screen readers follow it. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle, -1);
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
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_icon ("go-next-symbolic"));
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
      gtk_list_box_append (self->list, self->more_row);
    }
}

static void
row_activated_cb (HnDetailLinks *self, GtkListBoxRow *row)
{
  guint index = (guint) gtk_list_box_row_get_index (row);
  const HnDetailLink *link;

  if (GTK_WIDGET (row) == self->more_row)
    {
      GtkListBoxRow *first_new;

      add_rows (self, MORE_ROWS);
      first_new = gtk_list_box_get_row_at_index (self->list, (int) index);
      if (first_new != NULL)
        gtk_widget_grab_focus (GTK_WIDGET (first_new));
      return;
    }

  link = self->links->pdata[index];
  if (link->path != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "detail.open-file", "(^ayu)", link->path,
                                link->line);
}

static void
hn_detail_links_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HnDetailLinks *self = HN_DETAIL_LINKS (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, self->icon_name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_detail_links_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HnDetailLinks *self = HN_DETAIL_LINKS (object);
  char **field = id == PROP_TITLE ? &self->title : &self->icon_name;

  if (id != PROP_TITLE && id != PROP_ICON_NAME)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }

  if (g_strcmp0 (*field, g_value_get_string (value)) == 0)
    return;

  g_free (*field);
  *field = g_value_dup_string (value);
  g_object_notify_by_pspec (object, pspec);
}

static void
hn_detail_links_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_DETAIL_LINKS);

  G_OBJECT_CLASS (hn_detail_links_parent_class)->dispose (object);
}

static void
hn_detail_links_finalize (GObject *object)
{
  HnDetailLinks *self = HN_DETAIL_LINKS (object);

  g_free (self->title);
  g_free (self->icon_name);
  g_clear_pointer (&self->links, g_ptr_array_unref);

  G_OBJECT_CLASS (hn_detail_links_parent_class)->finalize (object);
}

static void
hn_detail_links_class_init (HnDetailLinksClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hn_detail_links_get_property;
  object_class->set_property = hn_detail_links_set_property;
  object_class->dispose = hn_detail_links_dispose;
  object_class->finalize = hn_detail_links_finalize;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ICON_NAME] =
      g_param_spec_string ("icon-name", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/detail-page-links.ui");
  gtk_widget_class_bind_template_child (widget_class, HnDetailLinks, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
hn_detail_links_init (HnDetailLinks *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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
  GtkListBoxRow *row;

  g_return_if_fail (HN_IS_DETAIL_LINKS (self));

  row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}
