/* The settings are the truth; the buttons show them and write to them, and nothing else is kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "filter-popover.h"

#include <glib/gi18n-lib.h>

static const char *const filter_keys[] = { "levels", "state", "kinds" };

struct _HnFilterPopover
{
  GtkPopover parent_instance;

  GSettings *settings;

  GtkGrid *levels;
  GtkCheckButton *level_buttons[HN_N_LEVELS];
  GtkCheckButton *kind_long_running;
  GtkCheckButton *kind_oneshot;
  GtkCheckButton *kind_not_loaded;
  GtkWidget *reset_button;

  gboolean showing; /* the buttons are being set from the settings */
};

G_DEFINE_FINAL_TYPE (HnFilterPopover, hn_filter_popover, GTK_TYPE_POPOVER)

static void
show_settings (HnFilterPopover *self)
{
  GtkCheckButton *kinds[] = { self->kind_long_running, self->kind_oneshot, self->kind_not_loaded };
  guint levels = g_settings_get_flags (self->settings, "levels");
  guint kind_flags = g_settings_get_flags (self->settings, "kinds");

  self->showing = TRUE;
  for (guint i = 0; i < HN_N_LEVELS; i++)
    gtk_check_button_set_active (self->level_buttons[i], levels == 0 || (levels & (1u << i)) != 0);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_check_button_set_active (kinds[i], (kind_flags & (1u << i)) != 0);
  self->showing = FALSE;

  gtk_widget_set_sensitive (self->reset_button, !hn_filter_is_default (self->settings));
}

static void
level_toggled_cb (HnFilterPopover *self)
{
  guint levels = 0;

  if (self->showing)
    return;

  for (guint i = 0; i < HN_N_LEVELS; i++)
    if (gtk_check_button_get_active (self->level_buttons[i]))
      levels |= 1u << i;

  /* All of them is the same as no filter; none would show nothing, and is taken as all. */
  if (levels == (1u << HN_N_LEVELS) - 1)
    levels = 0;

  g_settings_set_flags (self->settings, "levels", levels);
  show_settings (self);
}

static void
kind_toggled_cb (HnFilterPopover *self)
{
  GtkCheckButton *kinds[] = { self->kind_long_running, self->kind_oneshot, self->kind_not_loaded };
  guint flags = 0;

  if (self->showing)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (gtk_check_button_get_active (kinds[i]))
      flags |= 1u << i;

  g_settings_set_flags (self->settings, "kinds", flags);
}

static void
reset_cb (HnFilterPopover *self)
{
  hn_filter_reset (self->settings);
}

static void
hn_filter_popover_dispose (GObject *object)
{
  HnFilterPopover *self = HN_FILTER_POPOVER (object);

  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), HN_TYPE_FILTER_POPOVER);

  G_OBJECT_CLASS (hn_filter_popover_parent_class)->dispose (object);
}

static void
hn_filter_popover_class_init (HnFilterPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_filter_popover_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/filter-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, HnFilterPopover, levels);
  gtk_widget_class_bind_template_child (widget_class, HnFilterPopover, kind_long_running);
  gtk_widget_class_bind_template_child (widget_class, HnFilterPopover, kind_oneshot);
  gtk_widget_class_bind_template_child (widget_class, HnFilterPopover, kind_not_loaded);
  gtk_widget_class_bind_template_child (widget_class, HnFilterPopover, reset_button);
  gtk_widget_class_bind_template_callback (widget_class, kind_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
}

static void
hn_filter_popover_init (HnFilterPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; i < HN_N_LEVELS; i++)
    {
      /* The worst first, as in the bar of levels. */
      HnLevel level = HN_N_LEVELS - 1 - i;
      g_autofree char *label =
          g_strdup_printf ("%s %s", hn_level_get_emoji (level), _ (hn_level_get_title (level)));
      GtkWidget *button = gtk_check_button_new_with_label (label);

      self->level_buttons[level] = GTK_CHECK_BUTTON (button);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (hn_level_get_title (level)), -1);
      g_signal_connect_swapped (button, "toggled", G_CALLBACK (level_toggled_cb), self);
      gtk_grid_attach (self->levels, button, i % 2, i / 2, 1, 1);
    }
}

GtkWidget *
hn_filter_popover_new (GSettings *settings)
{
  HnFilterPopover *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (HN_TYPE_FILTER_POPOVER, NULL);
  self->settings = g_object_ref (settings);
  for (guint i = 0; i < G_N_ELEMENTS (filter_keys); i++)
    {
      g_autofree char *signal = g_strconcat ("changed::", filter_keys[i], NULL);

      g_signal_connect_object (settings, signal, G_CALLBACK (show_settings), self,
                               G_CONNECT_SWAPPED);
    }
  show_settings (self);

  return GTK_WIDGET (self);
}

gboolean
hn_filter_is_default (GSettings *settings)
{
  g_return_val_if_fail (G_IS_SETTINGS (settings), TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (filter_keys); i++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (settings, filter_keys[i]);
      g_autoptr (GVariant) first = g_settings_get_default_value (settings, filter_keys[i]);

      if (!g_variant_equal (value, first))
        return FALSE;
    }

  return TRUE;
}

void
hn_filter_reset (GSettings *settings)
{
  g_return_if_fail (G_IS_SETTINGS (settings));

  for (guint i = 0; i < G_N_ELEMENTS (filter_keys); i++)
    g_settings_reset (settings, filter_keys[i]);
}
