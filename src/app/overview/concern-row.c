/* The names are links within one label, which flows with the text and takes the focus by each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "concern-row.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "model/service.h"
#include "source/unit-name.h"

/* More names than this are a number, until a person wants them. */
#define MAX_NAMES 8
/* No service is called so. */
#define MORE "more:"

struct _HnConcernRow
{
  GtkListBoxRow parent_instance;

  GPtrArray *services; /* of HnService */
  gboolean all;        /* their names are shown */
  const char *style;   /* (nullable): interned */

  /* of the template */
  GtkImage *icon;
  GtkLabel *sentence;
  GtkLabel *names;
  GtkWidget *harden_button;
};

static guint service_chosen_signal, harden_signal;

G_DEFINE_FINAL_TYPE (HnConcernRow, hn_concern_row, GTK_TYPE_LIST_BOX_ROW)

static void
append_link (GString *markup, const char *address, const char *text)
{
  g_autofree char *link = g_markup_printf_escaped ("<a href=\"%s\">%s</a>", address, text);

  if (markup->len > 0)
    g_string_append (markup, ", ");
  g_string_append (markup, link);
}

static void
show_names (HnConcernRow *self)
{
  guint n = self->services->len;
  /* One more would take no less space than its name. */
  guint n_shown = self->all || n <= MAX_NAMES + 1 ? n : MAX_NAMES;
  g_autoptr (GString) markup = g_string_new (NULL);

  for (guint i = 0; i < n_shown; i++)
    {
      g_autofree char *name =
          hn_unit_name_dup_short (hn_service_get_name (self->services->pdata[i]));
      /* The position, as a name may be no text at all. */
      g_autofree char *address = g_strdup_printf ("service:%u", i);

      append_link (markup, address, name);
    }
  if (n_shown < n)
    {
      g_autofree char *more = g_strdup_printf (
          /* Translators: behind some names of services: how many there are besides */
          ngettext ("%u more", "%u more", n - n_shown), n - n_shown);

      append_link (markup, MORE, more);
    }
  gtk_label_set_markup (self->names, markup->str);
  gtk_widget_set_visible (GTK_WIDGET (self->names), n > 0);
}

static gboolean
activate_link_cb (HnConcernRow *self, const char *address)
{
  guint64 position;

  if (g_str_equal (address, MORE))
    {
      self->all = TRUE;
      show_names (self);
    }
  else if (g_ascii_string_to_unsigned (address + strlen ("service:"), 10, 0,
                                       MAX (self->services->len, 1) - 1, &position, NULL))
    {
      g_autoptr (HnService) service = g_object_ref (self->services->pdata[position]);

      g_signal_emit (self, service_chosen_signal, 0, service);
    }

  return GDK_EVENT_STOP;
}

static void
harden_cb (HnConcernRow *self)
{
  g_signal_emit (self, harden_signal, 0, self->services);
}

static void
hn_concern_row_dispose (GObject *object)
{
  g_clear_pointer (&HN_CONCERN_ROW (object)->services, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_CONCERN_ROW);

  G_OBJECT_CLASS (hn_concern_row_parent_class)->dispose (object);
}

static void
hn_concern_row_class_init (HnConcernRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_concern_row_dispose;

  service_chosen_signal =
      g_signal_new ("service-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, HN_TYPE_SERVICE);
  harden_signal = g_signal_new ("harden", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/concern-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HnConcernRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HnConcernRow, sentence);
  gtk_widget_class_bind_template_child (widget_class, HnConcernRow, names);
  gtk_widget_class_bind_template_child (widget_class, HnConcernRow, harden_button);
  gtk_widget_class_bind_template_callback (widget_class, activate_link_cb);
  gtk_widget_class_bind_template_callback (widget_class, harden_cb);
}

static void
hn_concern_row_init (HnConcernRow *self)
{
  self->services = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->names);
}

GtkWidget *
hn_concern_row_new (void)
{
  return g_object_new (HN_TYPE_CONCERN_ROW, NULL);
}

static gboolean
services_equal (GPtrArray *one, GPtrArray *other)
{
  return one->len == other->len &&
         memcmp (one->pdata, other->pdata, one->len * sizeof *one->pdata) == 0;
}

void
hn_concern_row_show (HnConcernRow *self,
                     const char *icon,
                     const char *style,
                     const char *sentence,
                     GPtrArray *services,
                     gboolean hardenable)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_return_if_fail (HN_IS_CONCERN_ROW (self));

  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->style);
  self->style = g_intern_string (style);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), style);
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_label_set_label (self->sentence, sentence);
  gtk_widget_set_visible (self->harden_button, hardenable);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->harden_button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  if (services == NULL)
    services = none;
  /* A label that is set anew loses the focus of its links. */
  if (services_equal (self->services, services) && services->len > 0)
    return;

  g_ptr_array_set_size (self->services, 0);
  for (guint i = 0; i < services->len; i++)
    g_ptr_array_add (self->services, g_object_ref (services->pdata[i]));
  show_names (self);
}
