/* The part of a check's row that opens. Takes its words from the catalogue and the finding.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "app/common/risk-text.h"
#include "check-details.h"
#include "check-text.h"
#include "value-entry.h"

struct _HnCheckDetails
{
  GtkBox parent_instance;

  HnDirectiveId directive;
  gboolean nested;
  gboolean entries_made;
  char *origins_text; /* owned, (nullable): what the widgets in origins were made from */

  /* borrowed, children of the template */
  GtkLabel *note;
  GtkWidget *weaker;
  GtkBox *entries;
  GtkLabel *value_heading;
  GtkLabel *value;
  GtkWidget *why_box;
  GtkLabel *why;
  GtkWidget *breaks_box;
  GtkLabel *breaks;
  GtkLabel *risk;
  GtkBox *origins;
  GtkWidget *manual_button;
  GtkLabel *manual_link;
};

G_DEFINE_FINAL_TYPE (HnCheckDetails, hn_check_details, GTK_TYPE_BOX)

static const char *
translate (const char *text)
{
  return text != NULL && *text != '\0' ? _ (text) : "";
}

static GtkWidget *
make_origin_link (const char *text, const char *path, guint line)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (text);
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *name = NULL;

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  hn_label_set_verbatim (GTK_LABEL (label));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "text-link");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "detail.open-file");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(^ayu)", path, line);
  /* Translators: what a screen reader says about a button: a path, then a line number. */
  name = g_strdup_printf (_ ("Open %s at line %u"), shown, line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static GtkWidget *
make_origin_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  hn_label_set_verbatim (GTK_LABEL (label));
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

/* @build is %FALSE to learn what would be shown, so that a link that stays keeps the focus. */
static char *
walk_origins (HnCheckDetails *self,
              HnChanges *changes,
              const HnDirectiveId *directives,
              guint n,
              gboolean build)
{
  const HnSettings *settings = hn_changes_get_settings (changes);
  GString *all = g_string_new (NULL);

  for (guint i = 0; settings != NULL && i < n; i++)
    {
      HnOrigin origin = settings->origin[directives[i]];
      gboolean staged = hn_changes_is_changed (changes, directives[i]);
      g_autofree char *source = staged ? g_strdup (_ ("changed here, not applied yet"))
                                       : hn_settings_dup_source (settings, directives[i]);
      g_autofree char *valid = g_utf8_make_valid (source, -1);
      g_autofree char *text = NULL;

      if (n > 1)
        /* Translators: a directive's name, then where its value comes from. */
        text = g_strdup_printf (_ ("%s=: %s"), hn_directive_get (directives[i])->name, valid);
      else
        text = g_strdup (valid);

      g_string_append_printf (all, "%d%s\n", staged ? -1 : (int) origin.kind, text);
      if (!build)
        continue;
      if (origin.kind == HN_ORIGIN_FILE && !staged)
        gtk_box_append (self->origins,
                        make_origin_link (text, hn_settings_get_file (settings, origin.file),
                                          origin.line));
      else
        gtk_box_append (self->origins, make_origin_label (text));
    }

  return g_string_free (all, FALSE);
}

static void
show_origins (HnCheckDetails *self, HnChanges *changes, const HnDirectiveId *directives, guint n)
{
  g_autofree char *text = walk_origins (self, changes, directives, n, FALSE);
  GtkWidget *child;

  if (g_strcmp0 (text, self->origins_text) == 0)
    return;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->origins))) != NULL)
    gtk_box_remove (self->origins, child);
  g_free (self->origins_text);
  self->origins_text = walk_origins (self, changes, directives, n, TRUE);
}

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnCheckDetails) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error) &&
      !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    gtk_widget_activate_action (GTK_WIDGET (self), "detail.launch-failed", "s",
                                gtk_uri_launcher_get_uri (GTK_URI_LAUNCHER (source)));
}

static void
open_manual_cb (HnCheckDetails *self)
{
  g_autofree char *uri = hn_directive_dup_manual_uri (self->directive);
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL,
                           launched_cb, g_object_ref (self));
}

static void
hn_check_details_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_CHECK_DETAILS);

  G_OBJECT_CLASS (hn_check_details_parent_class)->dispose (object);
}

static void
hn_check_details_finalize (GObject *object)
{
  HnCheckDetails *self = HN_CHECK_DETAILS (object);

  g_free (self->origins_text);

  G_OBJECT_CLASS (hn_check_details_parent_class)->finalize (object);
}

static void
hn_check_details_class_init (HnCheckDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hn_check_details_dispose;
  object_class->finalize = hn_check_details_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/check-details.ui");
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, note);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, weaker);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, entries);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, value_heading);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, value);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, why_box);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, why);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, breaks_box);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, breaks);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, risk);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, origins);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, manual_button);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, manual_link);
  gtk_widget_class_bind_template_callback (widget_class, open_manual_cb);
}

static void
hn_check_details_init (HnCheckDetails *self)
{
  self->directive = HN_DIRECTIVE_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->value);
}

static void
add_entry (HnCheckDetails *self, HnDirectiveId directive, const char *title)
{
  gtk_box_append (self->entries, hn_value_entry_new (directive, title));
  gtk_widget_set_visible (GTK_WIDGET (self->entries), TRUE);
}

/* What of the check takes more than a switch or a choice. */
static void
make_entries (HnCheckDetails *self, guint check)
{
  if (self->entries_made || self->nested)
    return;

  self->entries_made = TRUE;
  switch (hn_check_get (check)->rule)
    {
    case HN_RULE_PROTECT_SYSTEM:
      add_entry (self, HN_DIRECTIVE_READ_WRITE_PATHS, _ ("Folders it may still write to"));
      break;
    case HN_RULE_DEVICES:
      add_entry (self, HN_DIRECTIVE_DEVICE_ALLOW, NULL);
      break;
    case HN_RULE_ADDRESSES:
      add_entry (self, HN_DIRECTIVE_IP_ADDRESS_DENY, NULL);
      add_entry (self, HN_DIRECTIVE_IP_ADDRESS_ALLOW, NULL);
      break;
    case HN_RULE_UMASK:
    case HN_RULE_ARCHITECTURES:
      add_entry (self, hn_check_get (check)->directive, NULL);
      break;
    default:
      break;
    }
}

static void
show_entries (HnCheckDetails *self, HnChanges *changes, guint check)
{
  make_entries (self, check);

  /* An exception only makes sense where something is closed. */
  if (hn_check_get (check)->rule == HN_RULE_PROTECT_SYSTEM)
    {
      g_autofree char *word = hn_changes_dup_choice (changes, HN_DIRECTIVE_PROTECT_SYSTEM);

      gtk_widget_set_visible (GTK_WIDGET (self->entries), !g_str_equal (word, "no"));
    }

  for (GtkWidget *entry = gtk_widget_get_first_child (GTK_WIDGET (self->entries)); entry != NULL;
       entry = gtk_widget_get_next_sibling (entry))
    hn_value_entry_show (HN_VALUE_ENTRY (entry), changes);
}

GtkWidget *
hn_check_details_new (gboolean nested)
{
  HnCheckDetails *self = g_object_new (HN_TYPE_CHECK_DETAILS, NULL);

  self->nested = nested;
  return GTK_WIDGET (self);
}

/* What the catalogue says about a directive. */
static void
show_directive (HnCheckDetails *self, HnDirectiveId id)
{
  const HnDirective *directive = hn_directive_get (id);
  g_autofree char *uri = NULL;
  g_autofree char *link = NULL;

  if (self->directive == id)
    return;

  self->directive = id;
  uri = hn_directive_dup_manual_uri (id);
  /* Translators: the name of a manual page such as systemd.exec(5), then of a directive. */
  link = g_strdup_printf (_ ("%s, %s="), hn_page_get_name (directive->page), directive->name);
  gtk_label_set_label (self->why, translate (directive->why));
  gtk_widget_set_visible (self->why_box, *directive->why != '\0');
  gtk_label_set_label (self->breaks, translate (directive->breaks));
  gtk_widget_set_visible (GTK_WIDGET (self->breaks), *directive->breaks != '\0');
  gtk_label_set_label (self->risk, hn_risk_get_title (directive->risk));
  gtk_label_set_label (self->manual_link, link);
  hn_widget_set_tooltip (self->manual_button, uri);
}

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
show_mark (HnCheckDetails *self, HnRowMark mark)
{
  gtk_widget_set_visible (self->weaker, mark == HN_ROW_MARK_WEAKER);
  gtk_label_set_label (self->value_heading,
                       mark != HN_ROW_MARK_NONE ? _ ("Value once applied") : _ ("Present value"));
}

void
hn_check_details_show (HnCheckDetails *self, HnChanges *changes, guint check)
{
  HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES];
  g_autofree char *value = NULL;
  g_autofree char *note = NULL;

  g_return_if_fail (HN_IS_CHECK_DETAILS (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  note = hn_changes_dup_check_note (changes, check);
  value = hn_check_dup_full_text (changes, check);

  show_text (self->note, note);
  show_mark (self, hn_check_get_mark (changes, check));
  show_entries (self, changes, check);
  gtk_label_set_label (self->value, value);
  show_directive (self, hn_check_get (check)->directive);
  show_origins (self, changes, directives, hn_check_get_directives (check, directives));
}

void
hn_check_details_show_directive (HnCheckDetails *self, HnChanges *changes, HnDirectiveId directive)
{
  g_autofree char *value = NULL;
  g_autofree char *note = NULL;

  g_return_if_fail (HN_IS_CHECK_DETAILS (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  note = hn_changes_dup_blocked (changes, directive);
  value = hn_directive_dup_short_text (changes, directive);

  if (!self->entries_made && hn_directive_get_control (directive) == HN_CONTROL_ENTRY)
    add_entry (self, directive, NULL);
  self->entries_made = TRUE;
  for (GtkWidget *entry = gtk_widget_get_first_child (GTK_WIDGET (self->entries)); entry != NULL;
       entry = gtk_widget_get_next_sibling (entry))
    hn_value_entry_show (HN_VALUE_ENTRY (entry), changes);

  /* An entry says itself why it cannot be used. */
  show_text (self->note, hn_directive_get_control (directive) != HN_CONTROL_ENTRY ? note : NULL);
  show_mark (self, hn_changes_get_mark (changes, directive));
  gtk_label_set_label (self->value, value);
  show_directive (self, directive);
  show_origins (self, changes, &directive, 1);
}
