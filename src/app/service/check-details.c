/* The part of a check's row that opens. Takes its words from the catalogue and the finding.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "app/common/risk-text.h"
#include "check-details.h"
#include "check-text.h"
#include "client/need-text.h"
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
  GtkLabel *evidence;
  GtkBox *entries;
  GtkLabel *value_heading;
  GtkLabel *value;
  GtkLabel *why;
  GtkLabel *breaks;
  GtkLabel *risk;
  GtkBox *origins;
  GtkWidget *manual_button;
  GtkLabel *manual_link;
  GtkWidget *accepted_box;
  GtkLabel *accepted_text;
  GtkButton *accept_button;
  GtkWidget *withdraw_button;
};

G_DEFINE_FINAL_TYPE (HnCheckDetails, hn_check_details, GTK_TYPE_BOX)

static const char *
translate (const char *text)
{
  return text != NULL && *text != '\0' ? _ (text) : "";
}

/* @path: (nullable): what the text leads to */
static GtkWidget *
make_origin (const char *text, const char *path, guint line)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "xalign", 0.0f, NULL);
  GtkWidget *button;
  g_autofree char *shown = NULL;
  g_autofree char *name = NULL;

  hn_label_set_verbatim (GTK_LABEL (label));
  if (path == NULL)
    {
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      return label;
    }

  button = g_object_new (GTK_TYPE_BUTTON, "child", label, "halign", GTK_ALIGN_START, "action-name",
                         "detail.open-file", NULL);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "text-link");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(^ayu)", path, line);
  shown = g_filename_display_name (path);
  /* Translators: what a screen reader says about a button: a path, then a line number. */
  name = g_strdup_printf (_ ("Open %s at line %u"), shown, line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

/* (transfer full): where the value of a directive comes from */
static char *
dup_origin (HnChanges *changes, HnDirectiveId directive, gboolean named)
{
  g_autofree char *source =
      hn_changes_is_changed (changes, directive)
          ? g_strdup (_ ("changed here, not applied yet"))
          : hn_settings_dup_source (hn_changes_get_settings (changes), directive);
  g_autofree char *valid = g_utf8_make_valid (source, -1);

  if (!named)
    return g_steal_pointer (&valid);

  /* Translators: a directive's name, then where its value comes from. */
  return g_strdup_printf (_ ("%s=: %s"), hn_directive_get (directive)->name, valid);
}

static void
show_origins (HnCheckDetails *self, HnChanges *changes, const HnDirectiveId *directives, guint n)
{
  const HnSettings *settings = hn_changes_get_settings (changes);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_null_terminated (n, g_free, TRUE);
  g_autofree char *all = NULL;
  GtkWidget *child;

  for (guint i = 0; settings != NULL && i < n; i++)
    g_ptr_array_add (texts, dup_origin (changes, directives[i], n > 1));
  all = g_strjoinv ("\n", (char **) texts->pdata);
  /* A link that stays keeps the focus. */
  if (!g_set_str (&self->origins_text, all))
    return;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->origins))) != NULL)
    gtk_box_remove (self->origins, child);
  for (guint i = 0; i < texts->len; i++)
    {
      HnOrigin origin = settings->origin[directives[i]];
      gboolean in_file =
          origin.kind == HN_ORIGIN_FILE && !hn_changes_is_changed (changes, directives[i]);

      gtk_box_append (self->origins,
                      make_origin (texts->pdata[i],
                                   in_file ? hn_settings_get_file (settings, origin.file) : NULL,
                                   origin.line));
    }
}

static void
hn_check_details_finalize (GObject *object)
{
  g_free (HN_CHECK_DETAILS (object)->origins_text);

  G_OBJECT_CLASS (hn_check_details_parent_class)->finalize (object);
}

static void
hn_check_details_class_init (HnCheckDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hn_check_details_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/check-details.ui");
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, note);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, weaker);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, evidence);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, entries);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, value_heading);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, value);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, why);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, breaks);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, risk);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, origins);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, manual_button);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, manual_link);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, accepted_box);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, accepted_text);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, accept_button);
  gtk_widget_class_bind_template_child (widget_class, HnCheckDetails, withdraw_button);
}

static void
hn_check_details_init (HnCheckDetails *self)
{
  self->directive = HN_DIRECTIVE_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->value);
  hn_label_set_verbatim (self->evidence);
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
  hn_label_show_text (self->why, translate (directive->why));
  hn_label_show_text (self->breaks, translate (directive->breaks));
  gtk_label_set_label (self->risk, hn_risk_get_title (directive->risk));
  gtk_label_set_label (self->manual_link, link);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->manual_button), "s", uri);
  hn_widget_set_tooltip (self->manual_button, uri);
}

/* @directives: what it is about, the one to be explained first */
static void
show (HnCheckDetails *self,
      HnChanges *changes,
      const HnDirectiveId *directives,
      guint n_directives,
      HnRowMark mark,
      const char *note,
      const char *value)
{
  hn_label_show_text (self->note, note);
  gtk_widget_set_visible (self->weaker, mark == HN_ROW_MARK_WEAKER);
  gtk_label_set_label (self->value_heading,
                       mark != HN_ROW_MARK_NONE ? _ ("Value once applied") : _ ("Present value"));
  for (GtkWidget *entry = gtk_widget_get_first_child (GTK_WIDGET (self->entries)); entry != NULL;
       entry = gtk_widget_get_next_sibling (entry))
    hn_value_entry_show (HN_VALUE_ENTRY (entry), changes);
  gtk_label_set_label (self->value, value);
  show_directive (self, directives[0]);
  show_origins (self, changes, directives, n_directives);
}

static void
show_evidence (HnCheckDetails *self, HnService *service, guint check)
{
  const HnNeed *need = hn_service_get_need (service, check);
  g_autofree char *sentence =
      need != NULL ? hn_need_dup_sentence (need, hn_service_get_evidence (service)) : NULL;

  hn_label_show_text (self->evidence, sentence);
}

/* What fails, and nothing else, can be accepted; what is accepted as a part of its service is taken
 * back on the page of that. */
static void
show_accepted (HnCheckDetails *self, HnChanges *changes, guint check)
{
  HnService *service = hn_changes_get_service (changes);
  const HnAccepted *accepted = hn_service_get_accepted (service, (int) check, NULL);
  gboolean own = accepted != NULL && accepted->check == (int) check;
  g_autofree char *text = hn_check_dup_accepted (changes, check);

  gtk_widget_set_visible (self->accepted_box, hn_check_get_passed (changes, check) == 0 &&
                                                  hn_service_get_info (service)->file == NULL &&
                                                  hn_service_get_info (service)->root == NULL);
  hn_label_show_text (self->accepted_text, text);
  /* Translators: buttons: say that a weakness is known and stays, or say it anew */
  gtk_button_set_label (self->accept_button, own ? C_ ("accepted", "Change…") : _ ("Accept…"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->accept_button), "i", (int) check);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->withdraw_button), "i", (int) check);
  gtk_widget_set_visible (self->withdraw_button, own);
}

void
hn_check_details_show (HnCheckDetails *self, HnChanges *changes, guint check)
{
  HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES];
  guint n = hn_check_get_directives (check, directives);
  g_autofree char *value = NULL;
  g_autofree char *note = NULL;

  g_return_if_fail (HN_IS_CHECK_DETAILS (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  make_entries (self, check);
  /* An exception only makes sense where something is closed. */
  if (hn_check_get (check)->rule == HN_RULE_PROTECT_SYSTEM)
    {
      g_autofree char *word = hn_changes_dup_choice (changes, HN_DIRECTIVE_PROTECT_SYSTEM);

      gtk_widget_set_visible (GTK_WIDGET (self->entries), !g_str_equal (word, "no"));
    }

  show_evidence (self, hn_changes_get_service (changes), check);
  note = hn_changes_dup_check_note (changes, check);
  value = hn_check_dup_full_text (changes, check);
  show (self, changes, directives, n, hn_check_get_mark (changes, check), note, value);
  show_accepted (self, changes, check);
}

void
hn_check_details_show_directive (HnCheckDetails *self, HnChanges *changes, HnDirectiveId directive)
{
  gboolean has_entry = hn_directive_get_control (directive) == HN_CONTROL_ENTRY;
  g_autofree char *value = NULL;
  g_autofree char *note = NULL;

  g_return_if_fail (HN_IS_CHECK_DETAILS (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  if (!self->entries_made && has_entry)
    add_entry (self, directive, NULL);
  self->entries_made = TRUE;

  /* An entry says itself why it cannot be used. */
  note = has_entry ? NULL : hn_changes_dup_blocked (changes, directive);
  value = hn_directive_dup_short_text (changes, directive);
  gtk_widget_set_visible (self->accepted_box, FALSE);
  show (self, changes, &directive, 1, hn_changes_get_mark (changes, directive), note, value);
}
