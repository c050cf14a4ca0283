/* A section of rows. The page adds rows to it and says how to arrange them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "check-group.h"

struct _HnCheckGroup
{
  GtkBox parent_instance;

  /* borrowed, children of the template */
  GtkLabel *title;
  GtkLabel *count;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (HnCheckGroup, hn_check_group, GTK_TYPE_BOX)

static void
hn_check_group_class_init (HnCheckGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/check-group.ui");
  gtk_widget_class_bind_template_child (widget_class, HnCheckGroup, title);
  gtk_widget_class_bind_template_child (widget_class, HnCheckGroup, count);
  gtk_widget_class_bind_template_child (widget_class, HnCheckGroup, list);
}

static void
hn_check_group_init (HnCheckGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_check_row_base_connect_list (self->list);
}

HnCheckGroup *
hn_check_group_new (const char *title)
{
  HnCheckGroup *self = g_object_new (HN_TYPE_CHECK_GROUP, NULL);

  gtk_label_set_label (self->title, title);
  return self;
}

void
hn_check_group_take_row (HnCheckGroup *self, HnCheckRowBase *row)
{
  g_autoptr (GtkWidget) held = NULL;
  GtkWidget *parent;

  g_return_if_fail (HN_IS_CHECK_GROUP (self));
  g_return_if_fail (HN_IS_CHECK_ROW_BASE (row));

  parent = gtk_widget_get_parent (GTK_WIDGET (row));
  if (parent == GTK_WIDGET (self->list))
    return;

  held = GTK_WIDGET (g_object_ref_sink (row));
  if (parent != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (parent), held);
  gtk_list_box_append (self->list, held);
}

void
hn_check_group_set_count (HnCheckGroup *self, guint n_passed, guint n_counted)
{
  g_autofree char *text = NULL;

  g_return_if_fail (HN_IS_CHECK_GROUP (self));

  if (n_counted > 0)
    /* Translators: how many checks of a group passed, such as 12 of 28. */
    text = g_strdup_printf (ngettext ("%u of %u passed", "%u of %u passed", n_counted), n_passed,
                            n_counted);
  gtk_label_set_label (self->count, text != NULL ? text : "");
}

guint
hn_check_group_arrange (HnCheckGroup *self, HnArrange how, const char *const *words)
{
  guint n_visible;

  g_return_val_if_fail (HN_IS_CHECK_GROUP (self), 0);

  n_visible = hn_check_row_base_arrange_list (self->list, how, words);
  gtk_widget_set_visible (GTK_WIDGET (self), n_visible > 0);
  return n_visible;
}
