/* A row for each state, with its settings and the way back in it. What is staged for that and not
 * tried in the end is taken out again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "history-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/common/dialog-height.h"
#include "app/common/level-style.h"
#include "app/common/plain-row.h"
#include "app/review/review-dialog.h"

struct _HnHistoryDialog
{
  AdwDialog parent_instance;

  HnServiceHistory *history; /* owned */
  HnMakeReview make_review;
  gpointer data;
  char *shown; /* (nullable): what the rows were made from */

  /* borrowed, children of the template */
  AdwWindowTitle *window_title;
  GtkStack *stack;
  GtkLabel *problem;
  GtkLabel *explanation;
  GtkListBox *list;
  AdwStatusPage *nothing;
};

G_DEFINE_FINAL_TYPE (HnHistoryDialog, hn_history_dialog, ADW_TYPE_DIALOG)

/* ---- Going back ---- */

/* What was staged to be reviewed. */
typedef struct
{
  HnReview *review; /* owned */
  guint revision;
} Step;

static void
step_free (gpointer data, GClosure *closure)
{
  Step *step = data;

  g_object_unref (step->review);
  g_free (step);
}

/* A person who decides against it has nothing left to discard. */
static void
review_closed_cb (HnReviewDialog *dialog, Step *step)
{
  HnChanges *changes = hn_review_get_info (step->review)->changes;

  if (hn_review_dialog_get_trial (dialog) == NULL &&
      hn_changes_get_revision (changes) == step->revision)
    hn_changes_undo (changes);
}

/* Stages the state with the number @parameter, and has it reviewed in the place of this. */
static void
go_back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnHistoryDialog *self = HN_HISTORY_DIALOG (widget);
  HnChanges *changes = hn_service_history_get_changes (self->history);
  g_autoptr (HnReview) review = self->make_review (changes, FALSE, self->data);
  gboolean removal = FALSE, staged = FALSE;
  AdwDialog *dialog;

  /* One trial at a time: that which is under way is shown first. */
  if (hn_review_find_trial (review) == NULL)
    staged = hn_service_history_stage (self->history, g_variant_get_uint32 (parameter), &removal);
  if (removal)
    {
      g_object_unref (review);
      review = self->make_review (changes, TRUE, self->data);
    }

  dialog = hn_review_dialog_new (review);
  if (staged)
    {
      Step *step = g_new (Step, 1);

      *step = (Step){ g_object_ref (review), hn_changes_get_revision (changes) };
      g_signal_connect_data (dialog, "closed", G_CALLBACK (review_closed_cb), step, step_free, 0);
    }
  adw_dialog_present (dialog, GTK_WIDGET (self));
  adw_dialog_force_close (ADW_DIALOG (self));
}

/* ---- The states ---- */

static char *
dup_title (const HnPastState *past)
{
  g_autoptr (GDateTime) time = NULL;

  if (past->state->when == 0)
    /* Translators: a state of a service: what was there before the first change with Hardnut */
    return g_strdup (_ ("Before the first change"));

  time = g_date_time_new_from_unix_local (past->state->when);
  /* Translators: a date and a time, as in strftime(3): 7 December 2026, 14:30 */
  return g_date_time_format (time, _ ("%-d %B %Y, %H:%M"));
}

static char *
dup_subtitle (const HnPastState *past)
{
  guint n = past->state->lines->len;
  g_autofree char *settings =
      n == 0 && !past->state->incomplete
          /* Translators: in a state of a service Hardnut had set nothing */
          ? g_strdup (_ ("Nothing set"))
          /* Translators: how many settings there were in a state of a service */
          : g_strdup_printf (ngettext ("%u setting", "%u settings", n), n);

  if (past->user == NULL)
    return g_steal_pointer (&settings);

  /* Translators: the first is "3 settings", the second the account that decided to keep them */
  return g_strdup_printf (_ ("%s, kept by %s"), settings, past->user);
}

static void
add_pill (AdwExpanderRow *row, const HnPastState *past)
{
  g_autofree char *figure = NULL;
  g_autofree char *words = NULL;
  GtkWidget *pill;

  if (!past->known)
    return;
  figure = hn_exposure_dup_text (past->exposure);
  words = g_strdup_printf ("%s %s", figure,
                           hn_level_get_emoji (hn_level_from_exposure (past->exposure)));
  pill = gtk_label_new (words);
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (pill, "level-pill");
  hn_level_style_apply (pill, hn_level_from_exposure (past->exposure));
  adw_expander_row_add_suffix (row, pill);
}

static void
add_settings (AdwExpanderRow *row, const HnPastState *past)
{
  for (guint i = 0; i < past->state->lines->len; i++)
    {
      const char *line = past->state->lines->pdata[i];
      g_autofree char *name = g_strndup (line, strcspn (line, "="));
      g_autofree char *valid = g_utf8_make_valid (line, -1);
      HnDirectiveId directive = hn_directive_find (name);

      adw_expander_row_add_row (row, hn_plain_row_new (valid,
                                                       directive != HN_DIRECTIVE_NONE
                                                           ? _ (hn_directive_get (directive)->title)
                                                           : ""));
    }
}

/* What a person can do about it, or why that is nothing. */
static void
add_way_back (AdwExpanderRow *row, const HnPastState *past, guint position)
{
  GtkWidget *button;

  if (past->now)
    {
      adw_expander_row_add_row (row, hn_plain_row_new (_ ("This is what is set now"), ""));
      return;
    }
  if (past->why_not != NULL)
    {
      adw_expander_row_add_row (row,
                                hn_plain_row_new (_ ("Nobody can go back to this"), past->why_not));
      return;
    }
  if (past->changes == NULL)
    return;

  button = adw_button_row_new ();
  /* Translators: a button: tries the settings that a service had at an earlier time */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (button), _ ("_Go Back to This…"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (button), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "history.go-back");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", position);
  adw_expander_row_add_row (row, button);
}

static GtkWidget *
make_row (const HnPastState *past, guint position)
{
  g_autofree char *date = dup_title (past);
  g_autofree char *subtitle = dup_subtitle (past);
  /* Translators: beside the date of a state of a service: it is the present one */
  g_autofree char *title = past->now ? g_strdup_printf (_ ("%s (now)"), date) : g_strdup (date);
  GtkWidget *row = g_object_new (ADW_TYPE_EXPANDER_ROW, "use-markup", FALSE, "title", title,
                                 "subtitle", subtitle, NULL);

  add_pill (ADW_EXPANDER_ROW (row), past);
  add_settings (ADW_EXPANDER_ROW (row), past);
  add_way_back (ADW_EXPANDER_ROW (row), past, position);

  return row;
}

static void
show_rows (HnHistoryDialog *self)
{
  GPtrArray *states = hn_service_history_get_states (self->history);
  g_autoptr (GString) shown = g_string_new (NULL);

  for (guint i = 0; i < states->len; i++)
    {
      const HnPastState *past = states->pdata[i];

      g_string_append_printf (shown, "%d %u %d %d\n", past->known, past->exposure, past->now,
                              past->changes != NULL);
    }
  if (g_strcmp0 (shown->str, self->shown) == 0)
    return;

  /* Rows that are open stay so unless something of them is new. */
  g_set_str (&self->shown, shown->str);
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < states->len; i++)
    gtk_list_box_append (self->list, make_row (states->pdata[i], i));
}

static void
update (HnHistoryDialog *self)
{
  const char *error = hn_service_history_get_error (self->history);
  gboolean installed = hn_service_history_get_changes (self->history) != NULL;

  if (!hn_service_history_is_read (self->history))
    return;

  hn_label_show_text (self->problem, error);
  gtk_widget_set_visible (GTK_WIDGET (self->explanation), installed);
  show_rows (self);
  adw_status_page_set_description (
      self->nothing, error != NULL ? error : _ ("Hardnut has kept no change of this service."));
  gtk_stack_set_visible_child_name (
      self->stack, hn_service_history_get_states (self->history)->len > 0 ? "states" : "nothing");
}

static void
hn_history_dialog_dispose (GObject *object)
{
  HnHistoryDialog *self = HN_HISTORY_DIALOG (object);

  g_clear_object (&self->history);
  g_clear_pointer (&self->shown, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_HISTORY_DIALOG);

  G_OBJECT_CLASS (hn_history_dialog_parent_class)->dispose (object);
}

static void
hn_history_dialog_class_init (HnHistoryDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_history_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/history-dialog.ui");
  hn_dialog_height_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, HnHistoryDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, HnHistoryDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, HnHistoryDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, HnHistoryDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, HnHistoryDialog, list);
  gtk_widget_class_bind_template_child (widget_class, HnHistoryDialog, nothing);
  hn_dialog_height_install (widget_class);
  gtk_widget_class_install_action (widget_class, "history.go-back", "u", go_back_action);
}

static void
hn_history_dialog_init (HnHistoryDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->problem);
}

AdwDialog *
hn_history_dialog_new (HnServiceHistory *history, HnMakeReview make_review, gpointer data)
{
  HnHistoryDialog *self;
  g_autofree char *name = NULL;

  g_return_val_if_fail (HN_IS_SERVICE_HISTORY (history), NULL);
  g_return_val_if_fail (make_review != NULL, NULL);

  self = g_object_new (HN_TYPE_HISTORY_DIALOG, NULL);
  self->history = g_object_ref (history);
  self->make_review = make_review;
  self->data = data;
  name = g_utf8_make_valid (hn_service_history_get_unit (history), -1);
  adw_window_title_set_subtitle (self->window_title, name);
  g_signal_connect_object (history, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return ADW_DIALOG (self);
}
