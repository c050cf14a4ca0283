/* The first page of several searches: how far they go, what will happen, and who is left out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "several-start.h"

#include <glib/gi18n-lib.h>

#include "app/common/plain-row.h"

struct _HnSeveralStart
{
  AdwNavigationPage parent_instance;

  HnHardeningSeveral *several; /* owned */

  /* borrowed, children of the template */
  GtkCheckButton *buttons[HN_N_HARDEN_LEVELS];
  GtkLabel *summary;
  GtkWidget *choices;
  GtkListBox *levels;
  GtkWidget *watch_row;
  AdwSwitchRow *keep_row;
  GtkLabel *consequences;
  GtkWidget *left_out_box;
  GtkListBox *left_out;
  GtkWidget *start_button;
  GtkWidget *close_button;
};

G_DEFINE_FINAL_TYPE (HnSeveralStart, hn_several_start, ADW_TYPE_NAVIGATION_PAGE)

static guint
get_watch_seconds (HnSeveralStart *self)
{
  static const guint seconds[] = { 0, 30, 300 };
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->watch_row));

  if (!gtk_widget_get_visible (self->watch_row) || selected >= G_N_ELEMENTS (seconds))
    return 0;

  return seconds[selected];
}

static void
start_cb (HnSeveralStart *self)
{
  HnHardenLevel level = HN_HARDEN_CAREFUL;

  while (!gtk_check_button_get_active (self->buttons[level]) && level + 1 < HN_N_HARDEN_LEVELS)
    level++;
  hn_hardening_several_start (self->several, level, get_watch_seconds (self),
                              adw_switch_row_get_active (self->keep_row));
}

static void
show_consequences (HnSeveralStart *self)
{
  g_autoptr (GPtrArray) sentences = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->several == NULL)
    return;
  sentences = hn_hardening_several_list_consequences (self->several, get_watch_seconds (self),
                                                      adw_switch_row_get_active (self->keep_row));
  for (guint i = 0; i < sentences->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) sentences->pdata[i]);
  gtk_label_set_label (self->consequences, text->str);
}

static void
show_left_out (HnSeveralStart *self)
{
  guint n = 0;

  gtk_list_box_remove_all (self->left_out);
  for (guint i = 0; i < hn_hardening_several_get_info (self->several)->n; i++)
    {
      HnChanges *changes =
          hn_hardening_get_info (hn_hardening_several_get (self->several, i))->changes;
      g_autofree char *words = NULL;

      if (!hn_hardening_several_is_left_out (self->several, i))
        continue;
      words = hn_hardening_several_dup_words (self->several, i);
      gtk_list_box_append (self->left_out,
                           hn_plain_row_new (hn_service_get_name (hn_changes_get_service (changes)),
                                             words));
      n++;
    }
  gtk_widget_set_visible (self->left_out_box, n > 0);
}

static void
update (HnSeveralStart *self)
{
  HnSeveralState state = hn_hardening_several_get_info (self->several)->state;
  gboolean blocked = state == HN_SEVERAL_BLOCKED;

  if (state > HN_SEVERAL_BLOCKED)
    return;
  gtk_label_set_label (
      self->summary,
      blocked ? _ ("There is nothing to do: none of these services can be tried.")
              : _ ("Hardnut tries what these services can do without, one after another, watches "
                   "whether they still work, and tells you in the end what came of it."));
  gtk_widget_set_visible (self->choices, !blocked);
  gtk_widget_set_visible (self->start_button, !blocked);
  gtk_widget_set_visible (self->close_button, blocked);
  gtk_widget_set_sensitive (self->start_button, state == HN_SEVERAL_READY);
  show_consequences (self);
  if (state != HN_SEVERAL_READING)
    show_left_out (self);
  /* What had the focus is gone. */
  if (blocked && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
add_level (HnSeveralStart *self, HnHardenLevel level)
{
  const char *title = _ (hn_harden_level_get_title (level));
  const char *meaning = _ (hn_harden_level_get_meaning (level));
  GtkWidget *row = hn_plain_row_new (title, meaning);
  GtkWidget *button = gtk_check_button_new ();

  self->buttons[level] = GTK_CHECK_BUTTON (button);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (level > 0)
    gtk_check_button_set_group (self->buttons[level], self->buttons[0]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, meaning, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (self->levels, row);
}

static gboolean
hn_several_start_grab_focus (GtkWidget *widget)
{
  HnSeveralStart *self = HN_SEVERAL_START (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (self->close_button)
                                    ? self->close_button
                                    : GTK_WIDGET (self->buttons[HN_HARDEN_FITTING]));
}

static void
hn_several_start_dispose (GObject *object)
{
  g_clear_object (&HN_SEVERAL_START (object)->several);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_SEVERAL_START);

  G_OBJECT_CLASS (hn_several_start_parent_class)->dispose (object);
}

static void
hn_several_start_class_init (HnSeveralStartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_several_start_dispose;
  widget_class->grab_focus = hn_several_start_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/several-start.ui");
  gtk_widget_class_bind_template_child (widget_class, HnSeveralStart, summary);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralStart, choices);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralStart, levels);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralStart, watch_row);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralStart, keep_row);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralStart, consequences);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralStart, left_out_box);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralStart, left_out);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralStart, start_button);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralStart, close_button);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_consequences);
}

static void
hn_several_start_init (HnSeveralStart *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (HnHardenLevel level = 0; level < HN_N_HARDEN_LEVELS; level++)
    add_level (self, level);
  gtk_check_button_set_active (self->buttons[HN_HARDEN_FITTING], TRUE);
  g_signal_connect_after (self, "map", G_CALLBACK (gtk_widget_grab_focus), NULL);
}

AdwNavigationPage *
hn_several_start_new (HnHardeningSeveral *several)
{
  HnSeveralStart *self;
  HnHardening *first;

  g_return_val_if_fail (HN_IS_HARDENING_SEVERAL (several), NULL);

  self = g_object_new (HN_TYPE_SEVERAL_START, NULL);
  self->several = g_object_ref (several);
  first = hn_hardening_several_get (several, 0);
  /* The observer watches the system's services. */
  gtk_widget_set_visible (self->watch_row, hn_hardening_get_info (first)->scope == HN_SCOPE_SYSTEM);
  g_signal_connect_object (several, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return ADW_NAVIGATION_PAGE (self);
}
