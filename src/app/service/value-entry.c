/* An entry that checks while a person types, and stages on Enter or when the focus leaves. It never
 * overwrites what is being typed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "value-entry.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"

struct _HnValueEntry
{
  GtkBox parent_instance;

  HnDirectiveId directive;
  gboolean updating; /* a change is not a person's */
  gboolean typed;    /* by a person, since it last showed what is staged */

  HnChanges *changes; /* owned, (nullable) */

  /* borrowed, children of the template */
  GtkLabel *title;
  GtkEntry *entry;
  GtkLabel *error;
  GtkLabel *hint;
};

G_DEFINE_FINAL_TYPE (HnValueEntry, hn_value_entry, GTK_TYPE_BOX)

static void
show_error (HnValueEntry *self, const GError *error)
{
  GtkWidget *entry = GTK_WIDGET (self->entry);
  g_autofree char *valid = error != NULL ? g_utf8_make_valid (error->message, -1) : NULL;

  hn_label_show_text (self->error, valid);
  if (error != NULL)
    {
      gtk_widget_add_css_class (entry, "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
      gtk_accessible_update_relation (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE,
                                      self->error, NULL, -1);
    }
  else
    {
      gtk_widget_remove_css_class (entry, "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE);
    }
}

static void
set_typed (HnValueEntry *self, gboolean typed, gboolean valid)
{
  self->typed = typed;
  gtk_entry_set_icon_from_icon_name (self->entry, GTK_ENTRY_ICON_SECONDARY,
                                     typed && valid ? "object-select-symbolic" : NULL);
}

static char *
dup_text (HnValueEntry *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
}

static void
changed_cb (HnValueEntry *self)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (self->updating || self->changes == NULL)
    return;

  text = dup_text (self);
  hn_changes_check_entry (self->changes, self->directive, text, &error);
  set_typed (self, TRUE, error == NULL);
  show_error (self, error);
}

static void
stage_cb (HnValueEntry *self)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!self->typed || self->changes == NULL)
    return;

  text = dup_text (self);
  if (hn_changes_set_entry (self->changes, self->directive, text, &error))
    {
      set_typed (self, FALSE, TRUE);
      hn_value_entry_show (self, self->changes);
    }
  show_error (self, error);
}

/* The keys of undo and redo are the entry's own while something is typed, and the page's after
 * that. */
static const char *
get_page_action (guint keyval, GdkModifierType state)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != GDK_CONTROL_MASK)
    return NULL;

  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_z:
      return (state & GDK_SHIFT_MASK) != 0 ? "detail.redo" : "detail.undo";
    case GDK_KEY_y:
      return "detail.redo";
    default:
      return NULL;
    }
}

/* Escape takes back what was typed, and only that. */
static gboolean
key_pressed_cb (HnValueEntry *self, guint keyval, guint keycode, GdkModifierType state)
{
  const char *action = get_page_action (keyval, state);

  if (!self->typed && action != NULL)
    return gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
  if (keyval != GDK_KEY_Escape || !self->typed)
    return GDK_EVENT_PROPAGATE;

  set_typed (self, FALSE, TRUE);
  hn_value_entry_show (self, self->changes);
  return GDK_EVENT_STOP;
}

static void
hn_value_entry_dispose (GObject *object)
{
  HnValueEntry *self = HN_VALUE_ENTRY (object);

  g_clear_object (&self->changes);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_VALUE_ENTRY);

  G_OBJECT_CLASS (hn_value_entry_parent_class)->dispose (object);
}

static void
hn_value_entry_class_init (HnValueEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_value_entry_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/value-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, HnValueEntry, title);
  gtk_widget_class_bind_template_child (widget_class, HnValueEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, HnValueEntry, error);
  gtk_widget_class_bind_template_child (widget_class, HnValueEntry, hint);
  gtk_widget_class_bind_template_callback (widget_class, stage_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
hn_value_entry_init (HnValueEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->error);
}

/* What may be written, in the words of an example. */
static const char *
get_example (HnDirectiveId directive)
{
  static const char *const examples[HN_N_DIRECTIVES] = {
    [HN_DIRECTIVE_UMASK] = "0077",
    [HN_DIRECTIVE_IP_ADDRESS_ALLOW] = "localhost 192.0.2.0/24",
    [HN_DIRECTIVE_IP_ADDRESS_DENY] = "any",
    [HN_DIRECTIVE_DEVICE_ALLOW] = "/dev/rtc r",
    [HN_DIRECTIVE_SYSTEM_CALL_FILTER] = "@system-service",
    [HN_DIRECTIVE_CAPABILITY_BOUNDING_SET] = "CAP_NET_BIND_SERVICE",
    [HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES] = "AF_UNIX AF_INET AF_INET6",
    [HN_DIRECTIVE_STATE_DIRECTORY] = "example",
    [HN_DIRECTIVE_CACHE_DIRECTORY] = "example",
    [HN_DIRECTIVE_LOGS_DIRECTORY] = "example",
    [HN_DIRECTIVE_RUNTIME_DIRECTORY] = "example",
    [HN_DIRECTIVE_CONFIGURATION_DIRECTORY] = "example",
  };

  if (examples[directive] != NULL)
    return examples[directive];

  switch (hn_directive_get (directive)->type->kind)
    {
    case HN_KIND_PATHS:
      return "/srv/example";
    case HN_KIND_MODE:
      return "0700";
    default:
      return NULL;
    }
}

GtkWidget *
hn_value_entry_new (HnDirectiveId directive, const char *title)
{
  HnValueEntry *self = g_object_new (HN_TYPE_VALUE_ENTRY, NULL);
  const HnDirective *row = hn_directive_get (directive);
  const char *example = get_example (directive);
  g_autofree char *heading =
      g_strdup_printf ("%s (%s=)", title != NULL ? title : _ (row->title), row->name);

  self->directive = directive;
  gtk_label_set_label (self->title, heading);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  heading, -1);
  if (example != NULL)
    {
      /* Translators: in an empty entry; %s is a value that it would take */
      g_autofree char *text = g_strdup_printf (_ ("Such as %s"), example);

      gtk_entry_set_placeholder_text (self->entry, text);
    }

  return GTK_WIDGET (self);
}

void
hn_value_entry_show (HnValueEntry *self, HnChanges *changes)
{
  g_autofree char *text = NULL;
  g_autofree char *blocked = NULL;

  g_return_if_fail (HN_IS_VALUE_ENTRY (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  if (g_set_object (&self->changes, changes))
    set_typed (self, FALSE, TRUE);

  blocked = hn_changes_dup_blocked (changes, self->directive);
  gtk_widget_set_sensitive (GTK_WIDGET (self->entry), blocked == NULL);
  hn_label_show_text (self->hint, blocked);

  if (self->typed)
    return;

  text = hn_changes_dup_entry (changes, self->directive);
  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (self->entry))) != 0)
    {
      self->updating = TRUE;
      gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
      self->updating = FALSE;
    }
  show_error (self, NULL);
}
