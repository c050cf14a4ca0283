/* One row for all of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "accepted-group.h"

#include <glib/gi18n-lib.h>

/* Names in the row. */
#define MAX_NAMES 5

struct _HnAcceptedGroup
{
  AdwBin parent_instance;

  AdwActionRow *row; /* of the template */
};

G_DEFINE_FINAL_TYPE (HnAcceptedGroup, hn_accepted_group, ADW_TYPE_BIN)

/* (transfer full): the first few services, each once */
static char *
dup_accepted_units (const HnAcceptedFiles *accepted)
{
  g_autoptr (GPtrArray) units = g_ptr_array_new ();
  guint n = 0;

  for (guint i = 0; i < accepted->all->len; i++)
    {
      const char *unit = ((HnAccepted *) accepted->all->pdata[i])->unit;

      if (unit == NULL)
        /* Translators: in a list of services, of what is accepted for all of them */
        unit = C_ ("accepted", "all services");
      if (g_ptr_array_find_with_equal_func (units, unit, g_str_equal, NULL))
        continue;
      if (n++ < MAX_NAMES)
        g_ptr_array_add (units, (gpointer) unit);
    }
  if (n > MAX_NAMES)
    g_ptr_array_add (units, (gpointer) "…");
  g_ptr_array_add (units, NULL);

  return g_strjoinv (", ", (GStrv) units->pdata);
}

static void
hn_accepted_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_ACCEPTED_GROUP);

  G_OBJECT_CLASS (hn_accepted_group_parent_class)->dispose (object);
}

static void
hn_accepted_group_class_init (HnAcceptedGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_accepted_group_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/accepted-group.ui");
  gtk_widget_class_bind_template_child (widget_class, HnAcceptedGroup, row);
}

static void
hn_accepted_group_init (HnAcceptedGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

HnAcceptedGroup *
hn_accepted_group_new (void)
{
  return g_object_new (HN_TYPE_ACCEPTED_GROUP, NULL);
}

void
hn_accepted_group_show (HnAcceptedGroup *self, const HnAcceptedFiles *accepted, guint n_over)
{
  guint n = accepted->all->len;
  g_autofree char *title = NULL;
  g_autofree char *units = NULL;
  g_autofree char *subtitle = NULL;

  g_return_if_fail (HN_IS_ACCEPTED_GROUP (self));

  title = g_strdup_printf (
      /* Translators: checks or services that somebody has accepted, and said why */
      ngettext ("%u thing is accepted, with a reason", "%u things are accepted, with a reason", n),
      n);
  units = dup_accepted_units (accepted);
  if (n_over == 0)
    subtitle = g_steal_pointer (&units);
  else
    subtitle = g_strdup_printf (
        /* Translators: the first is how many of the things that somebody has accepted are to be
         * looked at again, the second names services */
        ngettext ("%u to look at again: %s", "%u to look at again: %s", n_over), n_over, units);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  adw_action_row_set_subtitle (self->row, subtitle);
}
