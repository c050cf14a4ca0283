/* The dialog that shows what Hardnut has changed about a service: each setting can be taken out, or
 * all of it removed. Nothing is done before it was reviewed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "own-changes.h"

#include <glib/gi18n-lib.h>

#include "app/common/dialog-height.h"
#include "app/common/level-style.h"
#include "app/common/plain-row.h"
#include "app/common/toast.h"
#include "app/review/review-dialog.h"
#include "app/review/review-scores.h"

struct _HnOwnChanges
{
  AdwDialog parent_instance;

  HnReview *review; /* owned */
  HnTrialHub *hub;  /* owned, (nullable) */
  char *shown;      /* owned, (nullable): what the rows were made from */

  /* borrowed, children of the template */
  AdwWindowTitle *window_title;
  GtkWidget *history_button;
  AdwBanner *trial_banner;
  GtkStack *stack;
  GtkLabel *path;
  AdwToastOverlay *toast_overlay;
  GtkListBox *list;
  HnReviewScores *scores;
  GtkWidget *buttons;
  GtkWidget *remove_button;
  GtkWidget *review_button;
};

G_DEFINE_FINAL_TYPE (HnOwnChanges, hn_own_changes, ADW_TYPE_DIALOG)

/* One dialog in place of the other. */
static void
go_on (HnOwnChanges *self, HnReview *review)
{
  adw_dialog_present (hn_review_dialog_new (review), GTK_WIDGET (self));
  adw_dialog_force_close (ADW_DIALOG (self));
}

/* To the removal, or the trial that is under way. */
static void
remove_cb (HnOwnChanges *self)
{
  go_on (self, self->review);
}

/* Of what was taken out here, or changed on the page before. */
static void
review_cb (HnOwnChanges *self)
{
  g_autoptr (HnReview) review =
      hn_trial_hub_review (self->hub, hn_review_get_info (self->review)->changes, FALSE);

  go_on (self, review);
}

static void
copy_cb (HnOwnChanges *self)
{
  gdk_clipboard_set_text (
      gtk_widget_get_clipboard (GTK_WIDGET (self)),
      hn_changes_get_files (hn_review_get_info (self->review)->changes)->present_text);
  adw_toast_overlay_add_toast (self->toast_overlay,
                               hn_toast_new (GTK_WIDGET (self), _ ("Settings file copied"), NULL));
}

/* Takes out the setting with the number @parameter, or takes back that it was changed. */
static void
switch_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnChanges *changes = hn_review_get_info (HN_OWN_CHANGES (widget)->review)->changes;
  HnDirectiveId id = (HnDirectiveId) g_variant_get_int32 (parameter);

  if (hn_changes_is_changed (changes, id))
    hn_changes_reset (changes, &id, 1);
  else
    hn_changes_set (changes, id, NULL);
}

/* (transfer full): "PrivateTmp=yes"; a list in several lines is one line each */
static char *
dup_setting (HnDirectiveId id, const char *value)
{
  g_autofree char *start = g_strconcat ("\n", hn_directive_get (id)->name, "=", NULL);
  g_auto (GStrv) lines = g_strsplit (value != NULL ? value : "", "\n", -1);
  g_autofree char *rest = g_strjoinv (start, lines);

  return g_strconcat (start + 1, rest, NULL);
}

/* (transfer full): what the row is about, and who wanted it */
static char *
dup_subtitle (HnChanges *changes, HnDirectiveId id)
{
  const char *title = _ (hn_directive_get (id)->title);
  const char *keepers = hn_changes_get_keepers (changes, id);
  g_autofree char *kept = NULL;

  if (hn_changes_is_changed (changes, id))
    return g_strdup (hn_changes_get_value (changes, id) == NULL
                         ? _ ("Goes with the change, not applied yet")
                         : _ ("Changed, not applied yet"));
  if (keepers == NULL)
    return g_strdup (title);

  /* Translators: of a setting; %s is the account that has decided to keep it, or several of them */
  kept = g_strdup_printf (_ ("Kept by %s"), keepers);
  return g_strdup_printf ("%s\n%s", title, kept);
}

static GtkWidget *
make_row (HnOwnChanges *self, HnDirectiveId id, gboolean editable)
{
  HnChanges *changes = hn_review_get_info (self->review)->changes;
  const char *value = hn_changes_get_value (changes, id);
  gboolean changed = hn_changes_is_changed (changes, id);
  g_autofree char *setting = dup_setting (id, value);
  g_autofree char *subtitle = dup_subtitle (changes, id);
  g_autofree char *label = NULL;
  GtkWidget *row = hn_plain_row_new (setting, subtitle);
  GtkWidget *button;

  if (!editable)
    return row;

  button = gtk_button_new_from_icon_name (changed ? "edit-undo-symbolic" : "user-trash-symbolic");
  if (changed)
    /* Translators: a button takes back what was changed of a setting; %s is its name */
    label = g_strdup_printf (_ ("Take back: %s="), hn_directive_get (id)->name);
  else
    /* Translators: a button takes a line out of a settings file; %s is a setting */
    label = g_strdup_printf (_ ("Take out %s="), hn_directive_get (id)->name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "own.switch");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", (int) id);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

static void
show_rows (HnOwnChanges *self, gboolean editable)
{
  HnChanges *changes = hn_review_get_info (self->review)->changes;
  g_autofree char *text = hn_changes_dup_text (changes);
  g_autoptr (GString) shown = g_string_new (NULL);
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL;

  g_string_printf (shown, "%d\n%s\n%s", editable, text,
                   hn_changes_get_files (changes)->present_text);
  for (HnDirectiveId id = 0; id < HN_N_DIRECTIVES; id++)
    {
      const char *keepers = hn_changes_get_keepers (changes, id);

      g_string_append_printf (shown, "\n%s", keepers != NULL ? keepers : "");
    }
  if (g_strcmp0 (shown->str, self->shown) == 0)
    return;

  g_set_str (&self->shown, shown->str);
  gtk_list_box_remove_all (self->list);
  for (HnDirectiveId id = 0; id < HN_N_DIRECTIVES; id++)
    if (hn_changes_get_value (changes, id) != NULL || hn_changes_is_changed (changes, id))
      gtk_list_box_append (self->list, make_row (self, id, editable));
  if (focused)
    gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
update (HnOwnChanges *self)
{
  HnChanges *changes = hn_review_get_info (self->review)->changes;
  const char *text = hn_changes_get_files (changes)->present_text;
  const char *path = hn_changes_get_files (changes)->present_path;
  gboolean there = *text != '\0';
  gboolean trying = hn_review_find_trial (self->review) != NULL;
  gboolean dirty = hn_changes_is_dirty (changes);
  g_autofree char *owner = hn_changes_dup_present_unit (changes);
  /* What is for all copies of a service is not changed for one. */
  gboolean own = g_strcmp0 (owner, hn_service_get_name (hn_review_get_service (self->review))) == 0;
  g_autofree char *shown = NULL;

  shown = path != NULL ? g_filename_display_name (path)
                       : g_strdup (hn_review_get_info (self->review)->plan.path);
  gtk_label_set_label (self->path, shown);
  show_rows (self, own && !trying && hn_changes_get_state (changes) == HN_CHANGES_READY);
  hn_review_scores_show (self->scores, hn_review_get_after (self->review),
                         hn_changes_get_before (hn_review_get_info (self->review)->changes),
                         _ ("Without the changes"),
                         /* Translators: above the exposure of a service as it is. */
                         _ ("Now"));
  gtk_stack_set_visible_child_name (self->stack, there ? "text" : "nothing");
  gtk_widget_set_visible (self->buttons, there && !trying);
  gtk_widget_set_visible (self->review_button, dirty && self->hub != NULL);
  adw_banner_set_revealed (self->trial_banner, trying);
}

static void
hn_own_changes_dispose (GObject *object)
{
  g_clear_object (&HN_OWN_CHANGES (object)->review);
  g_clear_object (&HN_OWN_CHANGES (object)->hub);
  g_clear_pointer (&HN_OWN_CHANGES (object)->shown, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_OWN_CHANGES);

  G_OBJECT_CLASS (hn_own_changes_parent_class)->dispose (object);
}

static void
hn_own_changes_class_init (HnOwnChangesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_own_changes_dispose;

  g_type_ensure (HN_TYPE_REVIEW_SCORES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/own-changes.ui");
  hn_dialog_height_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, window_title);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, history_button);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, trial_banner);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, stack);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, path);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, list);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, scores);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, buttons);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, remove_button);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, review_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, review_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  hn_dialog_height_install (widget_class);
  gtk_widget_class_install_action (widget_class, "own.switch", "i", switch_action);
}

static void
hn_own_changes_init (HnOwnChanges *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->path);
}

AdwDialog *
hn_own_changes_new (HnReview *review, HnTrialHub *hub)
{
  HnOwnChanges *self;
  HnService *service;

  g_return_val_if_fail (HN_IS_REVIEW (review), NULL);

  self = g_object_new (HN_TYPE_OWN_CHANGES, NULL);
  self->review = g_object_ref (review);
  g_set_object (&self->hub, hub);
  service = hn_review_get_service (review);
  adw_window_title_set_subtitle (self->window_title, hn_service_get_name (service));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->history_button), "s",
                                    hn_service_get_name (service));
  /* Of files elsewhere nobody keeps a history. */
  gtk_widget_set_visible (self->history_button, hn_service_get_info (service)->root == NULL &&
                                                    hn_service_get_info (service)->file == NULL);
  g_signal_connect_object (review, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hn_review_get_info (review)->changes, "changed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  update (self);

  return ADW_DIALOG (self);
}
