/* A group of settings without checks. There are many, and few people need them: their rows are made
 * when the group opens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "setting-group-row.h"

#include <glib/gi18n-lib.h>

#include "check-text.h"
#include "setting-row.h"

/* A fifth of a frame: the rest is for laying out and drawing what was made. */
#define SLICE_US 3000

struct _HnSettingGroupRow
{
  HnCheckRowBase parent_instance;

  HnGroup group;
  HnDirectiveId directives[HN_N_DIRECTIVES];
  guint n_directives;
  guint n_made; /* rows below, so far */
  guint make_id;

  HnChanges *changes; /* owned, (nullable) */

  GtkListBox *list; /* borrowed; NULL until it was opened */
};

G_DEFINE_FINAL_TYPE (HnSettingGroupRow, hn_setting_group_row, HN_TYPE_CHECK_ROW_BASE)

static gboolean
has_check (HnDirectiveId directive)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES];
      guint n = hn_check_get_directives (i, directives);

      for (guint j = 0; j < n; j++)
        if (directives[j] == directive)
          return TRUE;
    }

  return FALSE;
}

static void
list_directives (HnSettingGroupRow *self)
{
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    if (hn_directive_get (i)->group == self->group &&
        (hn_directive_get (i)->flags & HN_DIRECTIVE_WRITABLE) != 0 && !has_check (i))
      self->directives[self->n_directives++] = i;
}

static void
show (HnSettingGroupRow *self)
{
  HnRowMark mark = HN_ROW_MARK_NONE;
  g_autofree char *subtitle = NULL;
  g_autofree char *newer = NULL;
  guint n = 0, first = 0;

  for (guint i = 0; i < self->n_directives; i++)
    {
      mark = MAX (mark, hn_changes_get_mark (self->changes, self->directives[i]));
      if (hn_directive_is_too_new (self->changes, self->directives[i]))
        continue;
      if (n++ == 0)
        first = i;
    }
  if (n < self->n_directives)
    /* Translators: of a group of settings: how many of them are not offered */
    newer = g_strdup_printf (ngettext ("%u more needs a newer systemd.",
                                       "%u more need a newer systemd.", self->n_directives - n),
                             self->n_directives - n);

  /* Translators: below the name of a group: how many settings are in it, then the first of them */
  subtitle = g_strdup_printf (ngettext ("%u setting: %s=", "%u settings: %s= …", n), n,
                              hn_directive_get (self->directives[first])->name);
  hn_check_row_base_show (HN_CHECK_ROW_BASE (self), HN_CHECK_ROW_NO_OUTCOME, 0,
                          _ (hn_group_get_title (self->group)), newer != NULL ? subtitle : NULL,
                          newer != NULL ? newer : subtitle, FALSE);
  hn_check_row_base_set_mark (HN_CHECK_ROW_BASE (self), mark);
}

/* Makes some of the rows below. Returns whether there are more to make. */
static gboolean
make_rows (HnSettingGroupRow *self)
{
  gint64 end = g_get_monotonic_time () + SLICE_US;

  do
    {
      GtkWidget *row = hn_setting_row_new (self->directives[self->n_made]);

      hn_check_row_base_set_position (HN_CHECK_ROW_BASE (row), self->n_made++);
      hn_check_row_base_set_room (HN_CHECK_ROW_BASE (row),
                                  hn_check_row_base_get_room (HN_CHECK_ROW_BASE (self)));
      hn_setting_row_set_changes (HN_SETTING_ROW (row), self->changes);
      gtk_list_box_append (self->list, row);
    }
  while (self->n_made < self->n_directives && g_get_monotonic_time () < end);

  return self->n_made < self->n_directives;
}

static gboolean
make_rows_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HnSettingGroupRow *self = HN_SETTING_GROUP_ROW (widget);

  if (make_rows (self))
    return G_SOURCE_CONTINUE;

  self->make_id = 0;
  return G_SOURCE_REMOVE;
}

static GtkWidget *
hn_setting_group_row_build (HnCheckRowBase *base)
{
  HnSettingGroupRow *self = HN_SETTING_GROUP_ROW (base);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "check-nested");
  hn_check_row_base_connect_list (self->list);
  if (self->changes != NULL && make_rows (self))
    self->make_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), make_rows_cb, NULL, NULL);

  return GTK_WIDGET (self->list);
}

static void
hn_setting_group_row_reset (HnCheckRowBase *base)
{
  HnSettingGroupRow *self = HN_SETTING_GROUP_ROW (base);

  hn_changes_reset_all (self->changes, self->directives, self->n_directives);
}

static void
hn_setting_group_row_set_room (HnCheckRowBase *base, HnRoom room)
{
  HnSettingGroupRow *self = HN_SETTING_GROUP_ROW (base);

  for (GtkWidget *row = self->list != NULL ? gtk_widget_get_first_child (GTK_WIDGET (self->list))
                                           : NULL;
       row != NULL; row = gtk_widget_get_next_sibling (row))
    hn_check_row_base_set_room (HN_CHECK_ROW_BASE (row), room);
}

static void
hn_setting_group_row_dispose (GObject *object)
{
  HnSettingGroupRow *self = HN_SETTING_GROUP_ROW (object);

  if (self->make_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->make_id);
  self->make_id = 0;
  self->list = NULL;
  g_clear_object (&self->changes);

  G_OBJECT_CLASS (hn_setting_group_row_parent_class)->dispose (object);
}

static void
hn_setting_group_row_class_init (HnSettingGroupRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_setting_group_row_dispose;
  HN_CHECK_ROW_BASE_CLASS (klass)->build = hn_setting_group_row_build;
  HN_CHECK_ROW_BASE_CLASS (klass)->reset = hn_setting_group_row_reset;
  HN_CHECK_ROW_BASE_CLASS (klass)->set_room = hn_setting_group_row_set_room;
}

static void
hn_setting_group_row_init (HnSettingGroupRow *self)
{
}

GtkWidget *
hn_setting_group_row_new (HnGroup group)
{
  HnSettingGroupRow *self = g_object_new (HN_TYPE_SETTING_GROUP_ROW, NULL);

  self->group = group;
  list_directives (self);
  if (self->n_directives > 0)
    return GTK_WIDGET (self);

  g_object_ref_sink (self);
  g_object_unref (self);
  return NULL;
}

void
hn_setting_group_row_set_changes (HnSettingGroupRow *self, HnChanges *changes)
{
  g_return_if_fail (HN_IS_SETTING_GROUP_ROW (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  if (g_set_object (&self->changes, changes))
    hn_check_row_base_set_expanded (HN_CHECK_ROW_BASE (self), FALSE);
  show (self);

  for (GtkWidget *row = self->list != NULL ? gtk_widget_get_first_child (GTK_WIDGET (self->list))
                                           : NULL;
       row != NULL; row = gtk_widget_get_next_sibling (row))
    hn_setting_row_set_changes (HN_SETTING_ROW (row), changes);
}

void
hn_setting_group_row_refresh (HnSettingGroupRow *self)
{
  g_return_if_fail (HN_IS_SETTING_GROUP_ROW (self));

  if (self->changes == NULL)
    return;

  show (self);
  for (GtkWidget *row = self->list != NULL ? gtk_widget_get_first_child (GTK_WIDGET (self->list))
                                           : NULL;
       row != NULL; row = gtk_widget_get_next_sibling (row))
    hn_setting_row_refresh (HN_SETTING_ROW (row));
}
