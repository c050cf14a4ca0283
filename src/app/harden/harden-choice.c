/* A switch for each right that a search could take from a service, with what an intruder gains by
 * it, and the score that the service would have with the switch turned.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "harden-choice.h"

#include <glib/gi18n-lib.h>

#include "app/common/alert.h"
#include "app/common/level-style.h"

struct _HnHardenChoice
{
  AdwNavigationPage parent_instance;

  HnHardening *hardening;       /* owned */
  char *sentences[HN_N_CHECKS]; /* (nullable), owned: of each row */

  /* borrowed */
  AdwSwitchRow *rows[HN_N_CHECKS]; /* (nullable) */

  /* borrowed, children of the template */
  GtkLabel *unit;
  GtkBox *groups;
  GtkLabel *score;
  GtkLabel *count;
  GtkButton *reset_button;
};

G_DEFINE_FINAL_TYPE (HnHardenChoice, hn_harden_choice, ADW_TYPE_NAVIGATION_PAGE)

static HnHardeningChoice *
get_choice (HnHardenChoice *self)
{
  return hn_hardening_get_info (self->hardening)->choice;
}

/* (transfer full): what the switch is worth, or why it is worth nothing */
static char *
dup_outcome (const HnHardeningRight *right)
{
  g_autofree char *score = NULL;

  if (right->on && !right->closed && right->reason != NULL)
    return g_strdup (right->reason);

  if (right->other == HN_EXPOSURE_UNKNOWN)
    /* Translators: in the place of a score that is still being worked out */
    score = g_strdup (_ ("…"));
  else
    score = hn_exposure_dup_text (right->other);

  return g_strdup_printf (right->on
                              /* Translators: %s is the exposure that a service would have if this
                               * switch was off. */
                              ? _ ("Without it: %s")
                              /* Translators: %s is the exposure that a service would have if this
                               * switch was on. */
                              : _ ("With it: %s"),
                          score);
}

static void
show_row (HnHardenChoice *self, guint check)
{
  const HnHardeningRight *right = hn_hardening_choice_find (get_choice (self), check);
  g_autofree char *outcome = NULL;
  g_autofree char *subtitle = NULL;

  if (right == NULL)
    return;
  outcome = dup_outcome (right);
  subtitle = g_strconcat (self->sentences[check], "\n", outcome, NULL);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[check]), subtitle);
  adw_switch_row_set_active (self->rows[check], right->on);
}

static void
update (HnHardenChoice *self)
{
  const HnHardeningInfo *info = hn_hardening_get_info (self->hardening);
  guint exposure, on, n = hn_hardening_choice_count (info->choice, &on);
  g_autofree char *count = NULL;
  g_autofree char *reset = NULL;
  const char *level;

  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (self->rows[i] != NULL)
      show_row (self, i);
  if (hn_hardening_choice_find_exposure (info->choice, &exposure))
    {
      g_autofree char *score = hn_exposure_dup_change (info->before, exposure);

      gtk_label_set_label (self->score, score);
    }
  /* Translators: how many protections are switched on, of how many */
  count = g_strdup_printf (ngettext ("%u of %u protection is tried",
                                     "%u of %u protections are tried", n),
                           on, n);
  gtk_label_set_label (self->count, count);
  level = hn_harden_level_get_title (hn_hardening_choice_get_level (info->choice));
  /* Translators: a button: sets all switches as one of the levels, such as “Fitting”, has them */
  reset = g_strdup_printf (_ ("As “%s” Has It"), _ (level));
  gtk_button_set_label (self->reset_button, reset);
  hn_buttons_wrap (GTK_WIDGET (self->reset_button));
  gtk_widget_set_visible (GTK_WIDGET (self->reset_button),
                          hn_hardening_choice_is_own (info->choice));
}

static void
switched_cb (AdwSwitchRow *row, GParamSpec *pspec, HnHardenChoice *self)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (self->rows[i] == row)
      hn_hardening_choice_switch (get_choice (self), i, adw_switch_row_get_active (row));
}

static void
reset_cb (HnHardenChoice *self)
{
  hn_hardening_choice_reset (get_choice (self));
}

static void
add_row (HnHardenChoice *self, GtkListBox *list, guint check)
{
  const HnHardeningInfo *info = hn_hardening_get_info (self->hardening);
  HnService *service = hn_changes_get_service (info->changes);

  self->sentences[check] = hn_finding_dup_description (hn_changes_get_before (info->changes), check,
                                                       hn_service_get_settings (service),
                                                       hn_service_get_info (service)->policy);
  self->rows[check] = g_object_new (ADW_TYPE_SWITCH_ROW, "use-markup", FALSE, "title",
                                    _ (hn_check_get (check)->title), "active",
                                    hn_hardening_choice_find (info->choice, check)->on, NULL);
  gtk_list_box_append (list, GTK_WIDGET (self->rows[check]));
  g_signal_connect (self->rows[check], "notify::active", G_CALLBACK (switched_cb), self);
}

/* Its title wraps, which those of libadwaita do not.
 *
 * Returns: (transfer none): what takes the rows */
static GtkListBox *
add_group (HnHardenChoice *self, HnGroup group)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "label", _ (hn_group_get_title (group)), "wrap",
                                   TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0f,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);
  GtkWidget *list = gtk_list_box_new ();

  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_RELATION_LABELLED_BY, title,
                                  NULL, -1);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (self->groups, box);

  return GTK_LIST_BOX (list);
}

static void
add_groups (HnHardenChoice *self)
{
  HnHardeningChoice *choice = get_choice (self);

  for (HnGroup group = 0; group < HN_N_GROUPS; group++)
    {
      GtkListBox *list = NULL;

      for (guint i = 0; i < HN_N_CHECKS; i++)
        {
          if (hn_directive_get (hn_check_get (i)->directive)->group != group ||
              hn_hardening_choice_find (choice, i) == NULL)
            continue;
          if (list == NULL)
            list = add_group (self, group);
          add_row (self, list, i);
        }
    }
}

static void
hn_harden_choice_dispose (GObject *object)
{
  g_clear_object (&HN_HARDEN_CHOICE (object)->hardening);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_HARDEN_CHOICE);

  G_OBJECT_CLASS (hn_harden_choice_parent_class)->dispose (object);
}

static void
hn_harden_choice_finalize (GObject *object)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    g_free (HN_HARDEN_CHOICE (object)->sentences[i]);

  G_OBJECT_CLASS (hn_harden_choice_parent_class)->finalize (object);
}

static void
hn_harden_choice_class_init (HnHardenChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hn_harden_choice_dispose;
  object_class->finalize = hn_harden_choice_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/harden-choice.ui");
  gtk_widget_class_bind_template_child (widget_class, HnHardenChoice, unit);
  gtk_widget_class_bind_template_child (widget_class, HnHardenChoice, groups);
  gtk_widget_class_bind_template_child (widget_class, HnHardenChoice, score);
  gtk_widget_class_bind_template_child (widget_class, HnHardenChoice, count);
  gtk_widget_class_bind_template_child (widget_class, HnHardenChoice, reset_button);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
}

static void
hn_harden_choice_init (HnHardenChoice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
hn_harden_choice_new (HnHardening *hardening)
{
  HnHardenChoice *self;
  const HnHardeningInfo *info;

  g_return_val_if_fail (HN_IS_HARDENING (hardening), NULL);

  self = g_object_new (HN_TYPE_HARDEN_CHOICE, NULL);
  self->hardening = g_object_ref (hardening);
  info = hn_hardening_get_info (hardening);
  gtk_label_set_label (self->unit, hn_service_get_name (hn_changes_get_service (info->changes)));
  add_groups (self);
  g_signal_connect_object (info->choice, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  hn_hardening_choice_begin_looking (info->choice);

  return ADW_NAVIGATION_PAGE (self);
}
