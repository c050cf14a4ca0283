/* The bar of staged changes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changes-bar.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"

struct _HnChangesBar
{
  GtkBox parent_instance;

  gboolean narrow;

  /* borrowed, children of the template */
  GtkLabel *summary;
};

enum
{
  PROP_0,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HnChangesBar, hn_changes_bar, GTK_TYPE_BOX)

static void
set_narrow (HnChangesBar *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
hn_changes_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, HN_CHANGES_BAR (object)->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_changes_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NARROW:
      set_narrow (HN_CHANGES_BAR (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_changes_bar_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_CHANGES_BAR);

  G_OBJECT_CLASS (hn_changes_bar_parent_class)->dispose (object);
}

static void
hn_changes_bar_class_init (HnChangesBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hn_changes_bar_get_property;
  object_class->set_property = hn_changes_bar_set_property;
  object_class->dispose = hn_changes_bar_dispose;

  properties[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/changes-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, HnChangesBar, summary);
}

static void
hn_changes_bar_init (HnChangesBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
hn_changes_bar_show (HnChangesBar *self, HnChanges *changes)
{
  const HnAssessment *before, *after;
  g_autofree char *scores = NULL;
  g_autofree char *text = NULL;
  guint n;

  g_return_if_fail (HN_IS_CHANGES_BAR (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  before = hn_changes_get_before (changes);
  after = hn_changes_get_after (changes);
  n = hn_changes_get_n_changes (changes);
  if (before == NULL || after == NULL)
    return;

  scores = hn_exposure_dup_change (before->exposure, after->exposure);
  /* Translators: the number of staged changes, then the scores before and after */
  text = g_strdup_printf (ngettext ("%u change · %s", "%u changes · %s", n), n, scores);
  gtk_label_set_label (self->summary, text);
  hn_widget_set_tooltip (GTK_WIDGET (self->summary), text);
}
