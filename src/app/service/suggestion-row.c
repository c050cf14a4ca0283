/* A suggestion as a row.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "suggestion-row.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "app/common/risk-text.h"
#include "check-text.h"

struct _HnSuggestionRow
{
  GtkListBoxRow parent_instance;

  /* borrowed, children of the template */
  GtkLabel *title;
  GtkLabel *setting;
  GtkImage *risk_icon;
  GtkLabel *risk;
  GtkLabel *gain;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (HnSuggestionRow, hn_suggestion_row, GTK_TYPE_LIST_BOX_ROW)

static void
hn_suggestion_row_class_init (HnSuggestionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/suggestion-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HnSuggestionRow, title);
  gtk_widget_class_bind_template_child (widget_class, HnSuggestionRow, setting);
  gtk_widget_class_bind_template_child (widget_class, HnSuggestionRow, risk_icon);
  gtk_widget_class_bind_template_child (widget_class, HnSuggestionRow, risk);
  gtk_widget_class_bind_template_child (widget_class, HnSuggestionRow, gain);
  gtk_widget_class_bind_template_child (widget_class, HnSuggestionRow, button);
}

static void
hn_suggestion_row_init (HnSuggestionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->setting);
  /* Many buttons in a row say the same; for screen readers each has a name of its own. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->button),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

void
hn_suggestion_row_set_tight (HnSuggestionRow *self, gboolean tight)
{
  GtkWidget *child;

  g_return_if_fail (HN_IS_SUGGESTION_ROW (self));

  child = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (child),
                                  tight ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

void
hn_suggestion_row_show (HnSuggestionRow *self, const HnSuggestion *suggestion)
{
  const HnDirective *directive;
  const char *title;
  g_autofree char *value = NULL;
  g_autofree char *setting = NULL;
  g_autofree char *figure = NULL;
  g_autofree char *gain = NULL;
  g_autofree char *spoken_gain = NULL;
  g_autofree char *button = NULL;

  g_return_if_fail (HN_IS_SUGGESTION_ROW (self));
  g_return_if_fail (suggestion != NULL);

  directive = hn_directive_get (suggestion->directive);
  title = hn_check_get_title (suggestion->check);
  value = g_strdelimit (g_strstrip (g_strdup (suggestion->value)), "\n", ' ');
  setting = g_strdup_printf ("%s=%s", directive->name, value);
  figure = hn_exposure_dup_text (suggestion->gain);
  gain = g_strdup_printf ("−%s", figure);
  /* Translators: %s is a figure such as 0.4 */
  spoken_gain = g_strdup_printf (_ ("Takes %s off the exposure"), figure);
  /* Translators: what a screen reader says about a button; %s is a setting such as PrivateTmp=yes
   */
  button = g_strdup_printf (_ ("Add %s"), setting);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->button), "(is)",
                                    (int) suggestion->directive, suggestion->value);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->setting, setting);
  hn_widget_set_tooltip (GTK_WIDGET (self->setting), setting);
  gtk_image_set_from_icon_name (self->risk_icon, hn_risk_get_icon_name (suggestion->risk));
  gtk_label_set_label (self->risk, hn_risk_get_title (suggestion->risk));
  gtk_label_set_label (self->gain, gain);
  hn_widget_set_tooltip (GTK_WIDGET (self->gain), spoken_gain);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->gain), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken_gain, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  button, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken_gain, -1);
}
