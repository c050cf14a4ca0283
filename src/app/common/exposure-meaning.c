/* The levels are found by asking for each exposure: their bounds are the engine's business.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "exposure-meaning.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"

struct _HnExposureMeaning
{
  AdwDialog parent_instance;

  GtkListBox *levels; /* of the template */
};

G_DEFINE_FINAL_TYPE (HnExposureMeaning, hn_exposure_meaning, ADW_TYPE_DIALOG)

static void
hn_exposure_meaning_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_EXPOSURE_MEANING);

  G_OBJECT_CLASS (hn_exposure_meaning_parent_class)->dispose (object);
}

static void
hn_exposure_meaning_class_init (HnExposureMeaningClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_exposure_meaning_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/exposure-meaning.ui");
  gtk_widget_class_bind_template_child (widget_class, HnExposureMeaning, levels);
}

static void
add_level (HnExposureMeaning *self, HnLevel level, guint first, guint last)
{
  g_autofree char *title =
      g_strdup_printf ("%s %s", hn_level_get_emoji (level), _ (hn_level_get_title (level)));
  g_autofree char *from = hn_exposure_dup_text (first);
  g_autofree char *to = hn_exposure_dup_text (last);
  g_autofree char *range = first == last ? g_strdup (from)
                                         /* Translators: the first and the last figure of a level */
                                         : g_strdup_printf (_ ("%s–%s"), from, to);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (range);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_prepend (self->levels, row);
}

static void
hn_exposure_meaning_init (HnExposureMeaning *self)
{
  guint first = 0;

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint exposure = 0; exposure <= 100; exposure++)
    {
      HnLevel level = hn_level_from_exposure (exposure);

      if (exposure < 100 && hn_level_from_exposure (exposure + 1) == level)
        continue;
      add_level (self, level, first, exposure);
      first = exposure + 1;
    }
}

AdwDialog *
hn_exposure_meaning_new (void)
{
  return g_object_new (HN_TYPE_EXPOSURE_MEANING, NULL);
}
