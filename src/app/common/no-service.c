/* Says what to do next, or that there is nothing to choose from.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "no-service.h"

#include <glib/gi18n-lib.h>

static char *
dup_title (GObject *object, gboolean choosable)
{
  return g_strdup (choosable ? _ ("No Service Selected") : _ ("No Services to Show"));
}

static char *
dup_description (GObject *object, gboolean choosable)
{
  return g_strdup (
      choosable ? _ ("Choose a service in the list to see how exposed it is, and why.")
                : _ ("The list has no services. The message there says why, and what you can do."));
}

void
hn_no_service_bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback_full (widget_class, "no_service_title",
                                                G_CALLBACK (dup_title));
  gtk_widget_class_bind_template_callback_full (widget_class, "no_service_description",
                                                G_CALLBACK (dup_description));
}
