/* Exceptions and more, in the same groups as the checks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detail-page-settings.h"

#include <glib/gi18n-lib.h>

#include "check-row-base.h"
#include "setting-group-row.h"

struct _HnDetailSettings
{
  GtkBox parent_instance;

  HnRoom room;

  HnChanges *changes; /* owned, (nullable) */

  /* borrowed, child of the template */
  GtkListBox *list;
};

enum
{
  PROP_0,
  PROP_ROOM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HnDetailSettings, hn_detail_settings, GTK_TYPE_BOX)

static void
ensure_rows (HnDetailSettings *self)
{
  if (gtk_widget_get_first_child (GTK_WIDGET (self->list)) != NULL)
    return;

  for (guint i = 0; i < HN_N_GROUPS; i++)
    {
      GtkWidget *row = hn_setting_group_row_new (i);

      if (row == NULL)
        continue;
      hn_check_row_base_set_position (HN_CHECK_ROW_BASE (row), i);
      hn_check_row_base_set_room (HN_CHECK_ROW_BASE (row), self->room);
      gtk_list_box_append (self->list, row);
    }
}

static void
set_room (HnDetailSettings *self, HnRoom room)
{
  if (self->room == room)
    return;

  self->room = room;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    hn_check_row_base_set_room (HN_CHECK_ROW_BASE (row), room);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROOM]);
}

static void
hn_detail_settings_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ROOM:
      g_value_set_int (value, HN_DETAIL_SETTINGS (object)->room);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_detail_settings_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ROOM:
      set_room (HN_DETAIL_SETTINGS (object), g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_detail_settings_dispose (GObject *object)
{
  g_clear_object (&HN_DETAIL_SETTINGS (object)->changes);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_DETAIL_SETTINGS);

  G_OBJECT_CLASS (hn_detail_settings_parent_class)->dispose (object);
}

static void
hn_detail_settings_class_init (HnDetailSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hn_detail_settings_get_property;
  object_class->set_property = hn_detail_settings_set_property;
  object_class->dispose = hn_detail_settings_dispose;

  properties[PROP_ROOM] =
      g_param_spec_int ("room", NULL, NULL, HN_ROOM_WIDE, HN_ROOM_TIGHT, HN_ROOM_WIDE,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hardnut/Hardnut/detail-page-settings.ui");
  gtk_widget_class_bind_template_child (widget_class, HnDetailSettings, list);
}

static void
hn_detail_settings_init (HnDetailSettings *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_check_row_base_connect_list (self->list);
}

void
hn_detail_settings_set_changes (HnDetailSettings *self, HnChanges *changes)
{
  g_return_if_fail (HN_IS_DETAIL_SETTINGS (self));
  g_return_if_fail (changes == NULL || HN_IS_CHANGES (changes));

  if (!g_set_object (&self->changes, changes) || changes == NULL)
    return;

  ensure_rows (self);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    hn_setting_group_row_set_changes (HN_SETTING_GROUP_ROW (row), changes);
}

void
hn_detail_settings_refresh (HnDetailSettings *self)
{
  g_return_if_fail (HN_IS_DETAIL_SETTINGS (self));

  if (self->changes == NULL)
    return;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    hn_setting_group_row_refresh (HN_SETTING_GROUP_ROW (row));
}
