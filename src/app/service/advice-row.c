/* A piece of advice as a row.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "advice-row.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "check-text.h"

struct _HnAdviceRow
{
  GtkListBoxRow parent_instance;

  /* borrowed, children of the template */
  GtkLabel *title;
  GtkLabel *setting;
  GtkImage *icon;
  GtkLabel *sureness;
  GtkLabel *reason;
  GtkLabel *gain;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (HnAdviceRow, hn_advice_row, GTK_TYPE_LIST_BOX_ROW)

static void
hn_advice_row_class_init (HnAdviceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/advice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HnAdviceRow, title);
  gtk_widget_class_bind_template_child (widget_class, HnAdviceRow, setting);
  gtk_widget_class_bind_template_child (widget_class, HnAdviceRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HnAdviceRow, sureness);
  gtk_widget_class_bind_template_child (widget_class, HnAdviceRow, reason);
  gtk_widget_class_bind_template_child (widget_class, HnAdviceRow, gain);
  gtk_widget_class_bind_template_child (widget_class, HnAdviceRow, button);
}

static void
hn_advice_row_init (HnAdviceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->setting);
  /* Many buttons in a row say the same; for screen readers each has a name of its own. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->button),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

void
hn_advice_row_set_tight (HnAdviceRow *self, gboolean tight)
{
  GtkWidget *child;

  g_return_if_fail (HN_IS_ADVICE_ROW (self));

  child = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (child),
                                  tight ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

void
hn_advice_row_show (HnAdviceRow *self, const HnAdvice *advice)
{
  static const char *const icons[] = {
    [HN_SURE_NOTHING_AGAINST] = "security-high-symbolic",
    [HN_SURE_MAY_COPE] = "security-medium-symbolic",
    [HN_SURE_CANNOT_TELL] = "security-low-symbolic",
  };
  const char *title;
  g_autofree char *setting = NULL;
  g_autofree char *figure = NULL;
  g_autofree char *gain = NULL;
  g_autofree char *spoken_gain = NULL;
  g_autofree char *button = NULL;

  g_return_if_fail (HN_IS_ADVICE_ROW (self));
  g_return_if_fail (advice != NULL && hn_advice_is_offered (advice));

  title = hn_check_get_title (advice->check);
  setting = hn_advice_dup_setting (advice);
  figure = hn_exposure_dup_text (advice->gain);
  gain = g_strdup_printf ("−%s", figure);
  /* Translators: %s is a figure such as 0.4 */
  spoken_gain = g_strdup_printf (_ ("Takes %s off the exposure"), figure);
  /* Translators: what a screen reader says about a button; %s is a setting such as PrivateTmp=yes
   */
  button = g_strdup_printf (_ ("Add %s"), setting);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->button), "(is)", (int) advice->directive,
                                    advice->value);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "u", advice->check);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->setting, setting);
  hn_widget_set_tooltip (GTK_WIDGET (self->setting), setting);
  gtk_image_set_from_icon_name (self->icon, icons[advice->sureness]);
  gtk_label_set_label (self->sureness, _ (hn_sureness_get_title (advice->sureness)));
  gtk_label_set_label (self->reason, advice->reason);
  gtk_label_set_label (self->gain, gain);
  hn_widget_set_tooltip (GTK_WIDGET (self->gain), spoken_gain);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->gain), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken_gain, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  button, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken_gain, -1);
}
