/* A row for each service: waiting, under way, and what came of it. In the end the same rows are the
 * report.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "several-list.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "app/common/plain-row.h"

typedef struct
{
  AdwPreferencesRow *widget;
  GtkImage *icon;
  AdwSpinner *spinner;
  GtkLabel *score;
  GtkLabel *words;
  GtkWidget *take_back;
} Row;

struct _HnSeveralList
{
  AdwNavigationPage parent_instance;

  int shown; /* whose turn it was when it was scrolled to */

  /* owned */
  HnHardeningSeveral *several;
  Row *rows_of; /* of each service; its widgets are borrowed */

  /* borrowed, children of the template */
  GtkViewport *viewport;
  GtkLabel *heading;
  GtkLabel *notes;
  GtkProgressBar *progress;
  GtkListBox *rows;
  GtkWidget *stop_button;
  GtkButton *copy_button;
  GtkWidget *close_button;
};

G_DEFINE_FINAL_TYPE (HnSeveralList, hn_several_list, ADW_TYPE_NAVIGATION_PAGE)

static void
stop_cb (HnSeveralList *self)
{
  hn_hardening_several_stop (self->several);
}

static void
copy_cb (HnSeveralList *self)
{
  g_autofree char *report = hn_hardening_several_dup_report (self->several);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), report);
  /* Translators: on a button: what it copies is in the clipboard now. */
  gtk_button_set_label (self->copy_button, _ ("Copied"));
}

static void
take_back_cb (HnHardening *one)
{
  hn_hardening_undo (one);
}

static const char *
get_icon_name (HnSeveralList *self, guint at)
{
  if (hn_hardening_several_is_left_out (self->several, at))
    return "action-unavailable-symbolic";

  switch (hn_hardening_get_info (hn_hardening_several_get (self->several, at))->state)
    {
    case HN_HARDENING_KEPT:
      return "object-select-symbolic";
    case HN_HARDENING_FAILED:
      return "dialog-error-symbolic";
    case HN_HARDENING_DENIED:
      return "changes-prevent-symbolic";
    case HN_HARDENING_NOTHING:
      return "security-high-symbolic";
    case HN_HARDENING_TAKEN_BACK:
    case HN_HARDENING_TIME_UP:
    case HN_HARDENING_STOPPED:
      return "edit-undo-symbolic";
    default:
      return "content-loading-symbolic";
    }
}

static gboolean
is_busy (HnSeveralList *self, guint at)
{
  HnHardening *one = hn_hardening_several_get (self->several, at);
  HnHardeningState state = hn_hardening_get_info (one)->state;

  return state >= HN_HARDENING_ASKING && !hn_hardening_is_over (one);
}

static void
show_row (HnSeveralList *self, guint at)
{
  const HnHardeningInfo *info =
      hn_hardening_get_info (hn_hardening_several_get (self->several, at));
  gboolean kept = info->state == HN_HARDENING_KEPT, busy = is_busy (self, at);
  g_autofree char *words = hn_hardening_several_dup_words (self->several, at);
  g_autofree char *score = hn_hardening_several_has_result (self->several, at)
                               ? hn_exposure_dup_change (info->before, info->after)
                               : NULL;
  Row *row = &self->rows_of[at];

  gtk_widget_set_visible (GTK_WIDGET (row->spinner), busy);
  gtk_widget_set_visible (GTK_WIDGET (row->icon), !busy);
  gtk_image_set_from_icon_name (row->icon, get_icon_name (self, at));
  if (kept)
    gtk_widget_add_css_class (GTK_WIDGET (row->icon), "success");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row->icon), "success");
  hn_label_show_text (row->score, score);
  gtk_label_set_label (row->words, words);
  gtk_widget_set_visible (row->take_back, kept);
}

static void
update (HnSeveralList *self)
{
  const HnSeveralInfo *info = hn_hardening_several_get_info (self->several);
  g_autofree char *heading = hn_hardening_several_dup_heading (self->several);
  g_autofree char *notes = hn_hardening_several_dup_notes (self->several);
  gboolean over = info->state == HN_SEVERAL_OVER;

  gtk_label_set_label (self->heading, heading);
  hn_label_show_text (self->notes, notes);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), !over);
  gtk_progress_bar_set_fraction (self->progress,
                                 info->n_chosen > 0 ? (double) info->n_over / info->n_chosen : 1);
  gtk_widget_set_visible (self->stop_button, !over);
  gtk_widget_set_sensitive (self->stop_button, info->state == HN_SEVERAL_SEARCHING);
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), over);
  gtk_widget_set_visible (self->close_button, over);
  for (guint i = 0; i < info->n; i++)
    show_row (self, i);
  if (info->at >= 0 && info->at != self->shown)
    {
      self->shown = info->at;
      gtk_viewport_scroll_to (self->viewport, GTK_WIDGET (self->rows_of[info->at].widget), NULL);
    }
}

static void
state_cb (HnSeveralList *self)
{
  update (self);
  /* The report is read from its beginning. */
  if (hn_hardening_several_get_info (self->several)->state == HN_SEVERAL_OVER)
    gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->viewport)), 0);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), gtk_label_get_label (self->heading),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* What is said stands below the name, and not beside it: there large text leaves no room for it. */
static void
add_row (HnSeveralList *self, guint at)
{
  HnHardening *one = hn_hardening_several_get (self->several, at);
  const char *name =
      hn_service_get_name (hn_changes_get_service (hn_hardening_get_info (one)->changes));
  GtkBox *texts = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 3,
                                "hexpand", TRUE, NULL);
  GtkBox *box = g_object_new (GTK_TYPE_BOX, "spacing", 12, "margin-top", 9, "margin-bottom", 9,
                              "margin-start", 12, "margin-end", 12, NULL);
  Row *row = &self->rows_of[at];

  row->icon = GTK_IMAGE (gtk_image_new ());
  row->spinner = ADW_SPINNER (adw_spinner_new ());
  row->score = GTK_LABEL (hn_wrapped_label_new ("", FALSE));
  row->words = GTK_LABEL (hn_wrapped_label_new ("", TRUE));
  /* Translators: a button in each of many rows: the change goes. */
  row->take_back = gtk_button_new_with_label (_ ("Take Back"));
  gtk_widget_set_halign (row->take_back, GTK_ALIGN_START);
  gtk_widget_set_margin_top (row->take_back, 6);
  gtk_widget_set_valign (GTK_WIDGET (row->icon), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (row->spinner), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (row->score), "numeric");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->take_back),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name, -1);
  g_signal_connect_object (row->take_back, "clicked", G_CALLBACK (take_back_cb), one,
                           G_CONNECT_SWAPPED);
  gtk_box_append (texts, hn_wrapped_label_new (name, FALSE));
  gtk_box_append (texts, GTK_WIDGET (row->score));
  gtk_box_append (texts, GTK_WIDGET (row->words));
  gtk_box_append (texts, row->take_back);
  gtk_box_append (box, GTK_WIDGET (row->icon));
  gtk_box_append (box, GTK_WIDGET (row->spinner));
  gtk_box_append (box, GTK_WIDGET (texts));
  row->widget = g_object_new (ADW_TYPE_PREFERENCES_ROW, "title", name, "use-markup", FALSE,
                              "activatable", FALSE, "child", box, NULL);
  gtk_list_box_append (self->rows, GTK_WIDGET (row->widget));
}

static gboolean
hn_several_list_grab_focus (GtkWidget *widget)
{
  HnSeveralList *self = HN_SEVERAL_LIST (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (self->close_button) ? self->close_button
                                                                            : self->stop_button);
}

static void
hn_several_list_dispose (GObject *object)
{
  HnSeveralList *self = HN_SEVERAL_LIST (object);

  g_clear_object (&self->several);
  g_clear_pointer (&self->rows_of, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_SEVERAL_LIST);

  G_OBJECT_CLASS (hn_several_list_parent_class)->dispose (object);
}

static void
hn_several_list_class_init (HnSeveralListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_several_list_dispose;
  widget_class->grab_focus = hn_several_list_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/several-list.ui");
  gtk_widget_class_bind_template_child (widget_class, HnSeveralList, viewport);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralList, heading);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralList, notes);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralList, progress);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralList, rows);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralList, stop_button);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralList, copy_button);
  gtk_widget_class_bind_template_child (widget_class, HnSeveralList, close_button);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
hn_several_list_init (HnSeveralList *self)
{
  self->shown = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
hn_several_list_new (HnHardeningSeveral *several)
{
  HnSeveralList *self;
  guint n;

  g_return_val_if_fail (HN_IS_HARDENING_SEVERAL (several), NULL);

  self = g_object_new (HN_TYPE_SEVERAL_LIST, NULL);
  self->several = g_object_ref (several);
  n = hn_hardening_several_get_info (several)->n;
  self->rows_of = g_new0 (Row, n);
  for (guint i = 0; i < n; i++)
    add_row (self, i);
  g_signal_connect_object (several, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (several, "state-changed", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);

  return ADW_NAVIGATION_PAGE (self);
}
