/* A switch or a choice. It follows what is staged: when that does not take what was chosen, it goes
 * back to what holds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "row-control.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "engine/catalogue/check.h"

struct _HnRowControl
{
  AdwBin parent_instance;

  HnControl control;
  HnDirectiveId directive;
  int check;         /* -1 for a setting that no check is about */
  gboolean updating; /* a change is not a person's */

  /* owned */
  HnChanges *changes; /* (nullable) */
  GStrv words;        /* (nullable): of a choice */
  char *blocked;      /* (nullable): why it cannot be used */
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (HnRowControl, hn_row_control, ADW_TYPE_BIN)

static gboolean
is_on (HnRowControl *self)
{
  if (self->check >= 0)
    return hn_changes_is_on (self->changes, (guint) self->check);

  return hn_changes_is_directive_on (self->changes, self->directive);
}

static void
show_switch (HnRowControl *self)
{
  GtkSwitch *widget = GTK_SWITCH (adw_bin_get_child (ADW_BIN (self)));
  gboolean on = is_on (self);

  /* A switch that is on its way says so at the end only; setting what it says already would take a
   * person's flick back. */
  if (gtk_switch_get_active (widget) != on)
    gtk_switch_set_active (widget, on);
}

static void
show_choice (HnRowControl *self)
{
  GtkDropDown *widget = GTK_DROP_DOWN (adw_bin_get_child (ADW_BIN (self)));
  g_autofree char *word = hn_changes_dup_choice (self->changes, self->directive);
  g_auto (GStrv) words = hn_changes_list_choices (self->changes, self->directive);

  /* A word from a newer or odd unit file holds all the same, until another is chosen. */
  if (!g_strv_contains ((const char *const *) words, word))
    {
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

      g_strv_builder_addv (builder, (const char **) words);
      g_strv_builder_add (builder, word);
      g_strfreev (words);
      words = g_strv_builder_end (builder);
    }

  if (self->words == NULL ||
      !g_strv_equal ((const char *const *) words, (const char *const *) self->words))
    {
      g_autoptr (GtkStringList) model = gtk_string_list_new ((const char *const *) words);

      gtk_drop_down_set_model (widget, G_LIST_MODEL (model));
      g_strfreev (self->words);
      self->words = g_steal_pointer (&words);
    }

  for (guint i = 0; self->words[i] != NULL; i++)
    if (g_str_equal (self->words[i], word))
      gtk_drop_down_set_selected (widget, i);
}

static void
update (HnRowControl *self)
{
  self->updating = TRUE;
  if (self->control == HN_CONTROL_SWITCH)
    show_switch (self);
  else
    show_choice (self);
  self->updating = FALSE;
}

static void
switched_cb (HnRowControl *self, GParamSpec *pspec, GtkSwitch *widget)
{
  gboolean on = gtk_switch_get_active (widget);

  if (self->updating || self->changes == NULL)
    return;

  if (self->check >= 0)
    hn_changes_flick (self->changes, (guint) self->check, on);
  else
    hn_changes_choose (self->changes, self->directive, on ? "yes" : "no");
  update (self);
}

static void
selected_cb (HnRowControl *self, GParamSpec *pspec, GtkDropDown *widget)
{
  guint selected = gtk_drop_down_get_selected (widget);
  g_autofree char *word = NULL;

  if (self->updating || self->changes == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;

  word = g_strdup (self->words[selected]);
  hn_changes_choose (self->changes, self->directive, word);
  update (self);
  g_signal_emit (self, chosen_signal, 0, word);
}

static void
hn_row_control_dispose (GObject *object)
{
  HnRowControl *self = HN_ROW_CONTROL (object);

  g_clear_object (&self->changes);
  g_clear_pointer (&self->words, g_strfreev);
  g_clear_pointer (&self->blocked, g_free);

  G_OBJECT_CLASS (hn_row_control_parent_class)->dispose (object);
}

static void
hn_row_control_class_init (HnRowControlClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_row_control_dispose;

  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hn_row_control_init (HnRowControl *self)
{
}

static HnRowControl *
create (HnControl control, HnDirectiveId directive, int check, const char *name)
{
  HnRowControl *self;
  GtkWidget *widget;

  if (control != HN_CONTROL_SWITCH && control != HN_CONTROL_CHOICE)
    return NULL;

  self = g_object_new (HN_TYPE_ROW_CONTROL, NULL);
  self->control = control;
  self->directive = directive;
  self->check = check;

  if (control == HN_CONTROL_SWITCH)
    {
      widget = gtk_switch_new ();
      g_signal_connect_object (widget, "notify::active", G_CALLBACK (switched_cb), self,
                               G_CONNECT_SWAPPED);
    }
  else
    {
      widget = gtk_drop_down_new (NULL, NULL);
      g_signal_connect_object (widget, "notify::selected", G_CALLBACK (selected_cb), self,
                               G_CONNECT_SWAPPED);
    }

  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_bin_set_child (ADW_BIN (self), widget);

  return self;
}

HnRowControl *
hn_row_control_new_for_check (guint check)
{
  const HnCheck *row = hn_check_get (check);
  g_autofree char *name = NULL;

  g_return_val_if_fail (check < HN_N_CHECKS, NULL);

  name = row->title != NULL ? g_strdup_printf ("%s (%s)", _ (row->title), row->id)
                            : g_strdup (row->id);

  return create (hn_check_get_control (check), hn_check_get_control_directive (check), (int) check,
                 name);
}

HnRowControl *
hn_row_control_new_for_directive (HnDirectiveId directive)
{
  const HnDirective *row = hn_directive_get (directive);
  g_autofree char *name = g_strdup_printf ("%s (%s=)", _ (row->title), row->name);

  return create (hn_directive_get_control (directive), directive, -1, name);
}

void
hn_row_control_set_labels (HnRowControl *self, GtkWidget *title, GtkWidget *value)
{
  GtkWidget *widget;

  g_return_if_fail (HN_IS_ROW_CONTROL (self));

  widget = adw_bin_get_child (ADW_BIN (self));
  if (self->control != HN_CONTROL_CHOICE)
    return;

  /* Its button is what takes the focus. */
  gtk_accessible_update_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  title, value, NULL, -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (gtk_widget_get_first_child (widget)),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, title, value, NULL, -1);
}

gboolean
hn_row_control_is_wide (HnRowControl *self)
{
  g_return_val_if_fail (HN_IS_ROW_CONTROL (self), FALSE);

  return self->control == HN_CONTROL_CHOICE;
}

void
hn_row_control_show (HnRowControl *self, HnChanges *changes, const char *blocked)
{
  GtkWidget *widget;

  g_return_if_fail (HN_IS_ROW_CONTROL (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  widget = adw_bin_get_child (ADW_BIN (self));
  g_set_object (&self->changes, changes);
  update (self);
  gtk_widget_set_sensitive (widget, blocked == NULL);
  if (!g_set_str (&self->blocked, blocked))
    return;

  hn_widget_set_tooltip (widget, blocked);
  if (blocked != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    blocked, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}
