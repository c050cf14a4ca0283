/* Suggestions are worked out in a thread, a moment after the last change, and shown in rows that
 * stay: what was third may be second now, but the focus keeps its place.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detail-page-suggestions.h"

#include <glib/gi18n-lib.h>

#include "model/changes-advice.h"
#include "presets-dialog.h"
#include "suggestion-row.h"

/* After the last of several flicks; what is shown for the first time does not wait. */
#define DELAY_MS 150
/* So many rows before somebody asks for more. */
#define FEW 3

struct _HnDetailSuggestions
{
  GtkBox parent_instance;

  guint delay_id;
  gboolean all; /* show all of them */
  gboolean tight;

  /* owned */
  HnChanges *changes;     /* (nullable) */
  GPtrArray *suggestions; /* (nullable) */
  GCancellable *cancellable;

  /* borrowed, children of the template */
  GtkListBox *list;
  GtkWidget *nothing_left;
  GtkButton *more_button;
};

G_DEFINE_FINAL_TYPE (HnDetailSuggestions, hn_detail_suggestions, GTK_TYPE_BOX)

static void
stage_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnDetailSuggestions *self = HN_DETAIL_SUGGESTIONS (widget);
  g_autofree char *value = NULL;
  int directive;

  g_variant_get (parameter, "(is)", &directive, &value);
  if (self->changes != NULL)
    hn_changes_set (self->changes, directive, value);
}

static void
show_rows (HnDetailSuggestions *self)
{
  guint n_all = self->suggestions != NULL ? self->suggestions->len : 0;
  guint n = self->all ? n_all : MIN (n_all, FEW);
  GtkListBoxRow *row;

  for (guint i = 0; i < n; i++)
    {
      row = gtk_list_box_get_row_at_index (self->list, (int) i);
      if (row == NULL)
        {
          row = g_object_new (HN_TYPE_SUGGESTION_ROW, NULL);
          hn_suggestion_row_set_tight (HN_SUGGESTION_ROW (row), self->tight);
          gtk_list_box_append (self->list, GTK_WIDGET (row));
        }
      hn_suggestion_row_show (HN_SUGGESTION_ROW (row), self->suggestions->pdata[i]);
    }
  while ((row = gtk_list_box_get_row_at_index (self->list, (int) n)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));

  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (self->nothing_left, self->suggestions != NULL && n_all == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), n_all > FEW);
  if (n_all > FEW)
    {
      g_autofree char *label = NULL;

      if (self->all)
        label = g_strdup (_ ("Show Fewer"));
      else
        /* Translators: a button below the first few of a list; %u is how many there are */
        label = g_strdup_printf (_ ("Show All %u"), n_all);
      gtk_button_set_label (self->more_button, label);
    }
}

static void
suggested_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnDetailSuggestions) self = user_data;
  GPtrArray *suggestions;

  suggestions = hn_changes_advise_finish (HN_CHANGES (object), result, NULL);
  if (suggestions == NULL)
    return;

  g_clear_pointer (&self->suggestions, g_ptr_array_unref);
  self->suggestions = suggestions;
  show_rows (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), TRUE);
}

static void
stop (HnDetailSuggestions *self)
{
  g_clear_handle_id (&self->delay_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
delay_cb (gpointer data)
{
  HnDetailSuggestions *self = data;

  self->delay_id = 0;
  self->cancellable = g_cancellable_new ();
  hn_changes_advise_async (self->changes, self->cancellable, suggested_cb, g_object_ref (self));
}

static void
more_cb (HnDetailSuggestions *self)
{
  self->all = !self->all;
  show_rows (self);
}

static void
presets_cb (HnDetailSuggestions *self)
{
  if (self->changes != NULL)
    adw_dialog_present (hn_presets_dialog_new (self->changes), GTK_WIDGET (self));
}

static void
hn_detail_suggestions_dispose (GObject *object)
{
  HnDetailSuggestions *self = HN_DETAIL_SUGGESTIONS (object);

  stop (self);
  g_clear_object (&self->changes);
  g_clear_pointer (&self->suggestions, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_DETAIL_SUGGESTIONS);

  G_OBJECT_CLASS (hn_detail_suggestions_parent_class)->dispose (object);
}

static void
hn_detail_suggestions_class_init (HnDetailSuggestionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_detail_suggestions_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hardnut/Hardnut/detail-page-suggestions.ui");
  gtk_widget_class_bind_template_child (widget_class, HnDetailSuggestions, list);
  gtk_widget_class_bind_template_child (widget_class, HnDetailSuggestions, nothing_left);
  gtk_widget_class_bind_template_child (widget_class, HnDetailSuggestions, more_button);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_bind_template_callback (widget_class, presets_cb);
  gtk_widget_class_install_action (widget_class, "suggestions.stage", "(is)", stage_action);
}

static void
hn_detail_suggestions_init (HnDetailSuggestions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
hn_detail_suggestions_set_tight (HnDetailSuggestions *self, gboolean tight)
{
  g_return_if_fail (HN_IS_DETAIL_SUGGESTIONS (self));

  self->tight = tight;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    hn_suggestion_row_set_tight (HN_SUGGESTION_ROW (row), tight);
}

void
hn_detail_suggestions_show (HnDetailSuggestions *self, HnChanges *changes)
{
  HnChangesState state = changes != NULL ? hn_changes_get_state (changes) : HN_CHANGES_NO_FILES;

  g_return_if_fail (HN_IS_DETAIL_SUGGESTIONS (self));
  g_return_if_fail (changes == NULL || HN_IS_CHANGES (changes));

  stop (self);
  if (g_set_object (&self->changes, changes))
    {
      self->all = FALSE;
      g_clear_pointer (&self->suggestions, g_ptr_array_unref);
      /* Rows of another service stay for a moment, so that the page does not jump. */
      gtk_widget_set_sensitive (GTK_WIDGET (self->list), FALSE);
    }

  gtk_widget_set_visible (GTK_WIDGET (self),
                          state == HN_CHANGES_READY || state == HN_CHANGES_READING);
  if (state == HN_CHANGES_READY)
    self->delay_id = g_timeout_add_once (self->suggestions != NULL ? DELAY_MS : 0, delay_cb, self);
}
