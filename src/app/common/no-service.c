/* Says what to do next, or that there is nothing to choose from.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "no-service.h"

#include <glib/gi18n-lib.h>

struct _HnNoService
{
  AdwBin parent_instance;

  gboolean choosable;

  /* borrowed, a child of the template */
  AdwStatusPage *page;
};

enum
{
  PROP_0,
  PROP_CHOOSABLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HnNoService, hn_no_service, ADW_TYPE_BIN)

static void
set_choosable (HnNoService *self, gboolean choosable)
{
  if (self->choosable == choosable)
    return;

  self->choosable = choosable;
  adw_status_page_set_title (self->page,
                             choosable ? _ ("No Service Selected") : _ ("No Services to Show"));
  adw_status_page_set_description (
      self->page,
      choosable ? _ ("Choose a service in the list to see how exposed it is, and why.")
                : _ ("The list has no services. The message there says why, and what you can do."));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOOSABLE]);
}

static void
hn_no_service_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CHOOSABLE:
      g_value_set_boolean (value, HN_NO_SERVICE (object)->choosable);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_no_service_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CHOOSABLE:
      set_choosable (HN_NO_SERVICE (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_no_service_dispose (GObject *object)
{
  /* Or both the template and the bin would let go of it. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_NO_SERVICE);

  G_OBJECT_CLASS (hn_no_service_parent_class)->dispose (object);
}

static void
hn_no_service_class_init (HnNoServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hn_no_service_get_property;
  object_class->set_property = hn_no_service_set_property;
  object_class->dispose = hn_no_service_dispose;

  properties[PROP_CHOOSABLE] =
      g_param_spec_boolean ("choosable", NULL, NULL, TRUE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/no-service.ui");
  gtk_widget_class_bind_template_child (widget_class, HnNoService, page);
}

static void
hn_no_service_init (HnNoService *self)
{
  self->choosable = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}
