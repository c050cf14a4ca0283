/* The choice between one and all instances of a template.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "instance-choice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More names than this are a number. */
#define MAX_NAMES 8

struct _HnInstanceChoice
{
  GtkBox parent_instance;

  gboolean updating;

  HnChanges *changes; /* owned, (nullable) */

  /* borrowed, children of the template */
  AdwActionRow *one_row;
  AdwActionRow *all_row;
  GtkCheckButton *one_button;
  GtkCheckButton *all_button;
};

G_DEFINE_FINAL_TYPE (HnInstanceChoice, hn_instance_choice, GTK_TYPE_BOX)

static void
toggled_cb (HnInstanceChoice *self)
{
  if (!self->updating && self->changes != NULL)
    hn_changes_set_all_instances (self->changes, gtk_check_button_get_active (self->all_button));
}

/* The length of "foo@" in "foo@bar.service"; 0 for anything but an instance. */
static gsize
get_prefix_length (const char *name)
{
  const char *at = strchr (name, '@');

  return at != NULL && at != name && !g_str_has_prefix (at + 1, ".") ? (gsize) (at - name + 1) : 0;
}

static char *
dup_others (HnService *service, GListModel *services)
{
  const char *name = hn_service_get_name (service);
  gsize length = get_prefix_length (name);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *valid = NULL;
  guint n = 0;

  for (guint i = 0; services != NULL && i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr (HnService) other = g_list_model_get_item (services, i);
      const char *other_name = hn_service_get_name (other);

      if (strncmp (name, other_name, length) != 0 || g_str_equal (name, other_name) ||
          get_prefix_length (other_name) == 0 ||
          hn_service_get_info (other)->kind == HN_SERVICE_NOT_LOADED)
        continue;

      if (n < MAX_NAMES)
        g_string_append_printf (names, "%s%s", n > 0 ? ", " : "", other_name);
      n++;
    }

  if (n == 0)
    return g_strdup (_ ("No other copy is loaded; those that start later get the changes too."));

  valid = g_utf8_make_valid (names->str, -1);
  if (n > MAX_NAMES)
    /* Translators: %s is a list of services, %u how many more there are */
    return g_strdup_printf (ngettext ("Also changes %s and %u more.",
                                      "Also changes %s and %u more.", n - MAX_NAMES),
                            valid, n - MAX_NAMES);

  /* Translators: %s is a list of services */
  return g_strdup_printf (_ ("Also changes %s."), valid);
}

static void
hn_instance_choice_dispose (GObject *object)
{
  g_clear_object (&HN_INSTANCE_CHOICE (object)->changes);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_INSTANCE_CHOICE);

  G_OBJECT_CLASS (hn_instance_choice_parent_class)->dispose (object);
}

static void
hn_instance_choice_class_init (HnInstanceChoiceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_instance_choice_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/instance-choice.ui");
  gtk_widget_class_bind_template_child (widget_class, HnInstanceChoice, one_row);
  gtk_widget_class_bind_template_child (widget_class, HnInstanceChoice, all_row);
  gtk_widget_class_bind_template_child (widget_class, HnInstanceChoice, one_button);
  gtk_widget_class_bind_template_child (widget_class, HnInstanceChoice, all_button);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
hn_instance_choice_init (HnInstanceChoice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
hn_instance_choice_show (HnInstanceChoice *self, HnChanges *changes, GListModel *services)
{
  g_autofree char *valid = NULL;
  g_autofree char *others = NULL;
  g_autofree char *text = NULL;
  gboolean instance, all;
  HnService *service;

  g_return_if_fail (HN_IS_INSTANCE_CHOICE (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  g_set_object (&self->changes, changes);
  service = hn_changes_get_service (changes);
  instance = get_prefix_length (hn_service_get_name (service)) > 0 &&
             hn_changes_get_state (changes) == HN_CHANGES_READY;
  gtk_widget_set_visible (GTK_WIDGET (self), instance);
  if (!instance)
    return;

  valid = g_utf8_make_valid (hn_service_get_name (service), -1);
  others = dup_others (service, services);
  /* Translators: a choice; %s says which services are changed too */
  text = g_strdup_printf (_ ("%s Hardnut writes the file for you to install: it applies changes to "
                             "one service at a time."),
                          others);
  adw_action_row_set_subtitle (self->one_row, valid);
  adw_action_row_set_subtitle (self->all_row, text);

  all = hn_changes_get_all_instances (changes);
  self->updating = TRUE;
  gtk_check_button_set_active (all ? self->all_button : self->one_button, TRUE);
  self->updating = FALSE;
}
