/* A template and nothing else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "no-service.h"

struct _HnNoService
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (HnNoService, hn_no_service, ADW_TYPE_BIN)

static void
hn_no_service_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_NO_SERVICE);

  G_OBJECT_CLASS (hn_no_service_parent_class)->dispose (object);
}

static void
hn_no_service_class_init (HnNoServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_no_service_dispose;

  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/hardnut/Hardnut/no-service.ui");
}

static void
hn_no_service_init (HnNoService *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
