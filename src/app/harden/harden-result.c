/* The page that tells what a search has found, waits for it to be kept, and tells of every end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "harden-result.h"

#include <glib/gi18n-lib.h>

#include "app/common/alert.h"
#include "app/common/level-style.h"
#include "app/common/plain-row.h"

struct _HnHardenResult
{
  AdwNavigationPage parent_instance;

  /* owned */
  HnHardening *hardening;
  GPtrArray *open_rows; /* borrowed widgets */

  /* borrowed, children of the template */
  AdwWindowTitle *window_title;
  AdwBanner *banner;
  GtkImage *icon;
  GtkLabel *heading;
  GtkLabel *score;
  GtkLabel *description;
  GtkListBox *notes;
  GtkWidget *could_box;
  GtkListBox *could;
  GtkWidget *more;
  AdwExpanderRow *open_row;
  GtkWidget *file_row;
  GtkLabel *text;
  GtkLabel *left;
  GtkWidget *buttons;
  GtkWidget *by_hand_button;
  GtkWidget *take_back_button;
  GtkWidget *keep_button;
  GtkWidget *again_button;
  GtkWidget *close_button;
};

G_DEFINE_FINAL_TYPE (HnHardenResult, hn_harden_result, ADW_TYPE_NAVIGATION_PAGE)

static void
keep_cb (HnHardenResult *self)
{
  hn_hardening_keep (self->hardening);
}

static void
take_back_cb (HnHardenResult *self)
{
  hn_hardening_stop (self->hardening);
}

static const char *
get_icon_name (HnHardeningState state)
{
  switch (state)
    {
    case HN_HARDENING_FOUND:
    case HN_HARDENING_KEEPING:
    case HN_HARDENING_KEPT:
      return "object-select-symbolic";
    case HN_HARDENING_FAILED:
      return "dialog-error-symbolic";
    case HN_HARDENING_DENIED:
      return "changes-prevent-symbolic";
    case HN_HARDENING_NOTHING:
      return "security-high-symbolic";
    default:
      return "edit-undo-symbolic";
    }
}

static void
seconds_cb (HnHardenResult *self)
{
  const HnHardeningInfo *info = hn_hardening_get_info (self->hardening);
  guint left = info->trial != NULL ? hn_trial_get_seconds_left (info->trial) : 0;
  g_autofree char *text = NULL;

  text = g_strdup_printf (ngettext ("Taken back in %u second unless you keep it.",
                                    "Taken back in %u seconds unless you keep it.", left),
                          left);
  gtk_label_set_label (self->left, left > 0 ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->left), info->state == HN_HARDENING_FOUND && left > 0);

  /* Not each second: a screen reader has other things to say, too. */
  if (info->state == HN_HARDENING_FOUND && (left == 30 || left == 10 || left == 5))
    gtk_accessible_announce (GTK_ACCESSIBLE (self), text,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
fill_notes (HnHardenResult *self)
{
  GPtrArray *notes = hn_hardening_get_notes (self->hardening);

  gtk_list_box_remove_all (self->notes);
  for (guint i = 0; notes != NULL && i < notes->len; i++)
    gtk_list_box_append (self->notes, hn_plain_row_new (notes->pdata[i], ""));
}

static void
fill_could (HnHardenResult *self)
{
  g_autoptr (GPtrArray) could = hn_hardening_list_could (self->hardening);

  gtk_list_box_remove_all (self->could);
  for (guint i = 0; i < could->len; i++)
    gtk_list_box_append (self->could, hn_plain_row_new (could->pdata[i], ""));
}

static void
fill_open (HnHardenResult *self)
{
  g_autoptr (GPtrArray) open = hn_hardening_list_open (self->hardening);

  for (guint i = 0; i < self->open_rows->len; i++)
    adw_expander_row_remove (self->open_row, self->open_rows->pdata[i]);
  g_ptr_array_set_size (self->open_rows, 0);
  for (guint i = 0; i < open->len; i++)
    {
      const HnHardeningOpen *one = open->pdata[i];
      GtkWidget *row = hn_plain_row_new (one->title, one->reason);

      adw_expander_row_add_row (self->open_row, row);
      g_ptr_array_add (self->open_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->open_row), open->len > 0);
}

static void
show_buttons (HnHardenResult *self, HnHardeningState state)
{
  gboolean over = hn_hardening_is_over (self->hardening);
  gboolean found = state == HN_HARDENING_FOUND;

  gtk_widget_set_visible (self->buttons, found || over);
  gtk_widget_set_visible (self->by_hand_button, found);
  gtk_widget_set_visible (self->take_back_button, found);
  gtk_widget_set_visible (self->keep_button, found);
  gtk_widget_set_visible (self->again_button, over && state != HN_HARDENING_KEPT);
  gtk_widget_set_visible (self->close_button, over);
}

static void
show_words (HnHardenResult *self, const HnHardeningInfo *info)
{
  gboolean holds = info->state == HN_HARDENING_FOUND || info->state == HN_HARDENING_KEEPING ||
                   info->state == HN_HARDENING_KEPT;
  g_autofree char *heading = hn_hardening_dup_heading (self->hardening);
  g_autofree char *words = hn_hardening_dup_end (self->hardening);
  g_autofree char *score = hn_exposure_dup_change (info->before, info->after);

  gtk_image_set_from_icon_name (self->icon, get_icon_name (info->state));
  if (holds)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "success");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "success");
  gtk_label_set_label (self->heading, heading);
  gtk_label_set_label (self->description, words);
  gtk_label_set_label (self->score, score);
  gtk_widget_set_visible (GTK_WIDGET (self->score), holds);
  gtk_widget_set_visible (GTK_WIDGET (self->notes),
                          (holds || info->state == HN_HARDENING_NOTHING) &&
                              gtk_list_box_get_row_at_index (self->notes, 0) != NULL);
  gtk_widget_set_visible (self->could_box, holds);
  gtk_label_set_label (self->text, info->text != NULL ? info->text : "");
  gtk_widget_set_visible (self->file_row, holds && info->text != NULL);
  gtk_widget_set_visible (self->more, holds || info->state == HN_HARDENING_NOTHING);
}

static void
update (HnHardenResult *self)
{
  const HnHardeningInfo *info = hn_hardening_get_info (self->hardening);
  gboolean refused = info->state == HN_HARDENING_FOUND && info->error != NULL;

  show_words (self, info);
  show_buttons (self, info->state);
  seconds_cb (self);
  if (refused)
    adw_banner_set_title (self->banner, info->error->message);
  adw_banner_set_revealed (self->banner, refused);
}

static void
state_cb (HnHardenResult *self)
{
  g_autofree char *spoken = NULL;

  update (self);
  spoken = g_strdup_printf ("%s. %s", gtk_label_get_label (self->heading),
                            gtk_label_get_label (self->description));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), spoken,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* A person who happens to press Enter now has not decided to keep anything. */
static gboolean
hn_harden_result_grab_focus (GtkWidget *widget)
{
  HnHardenResult *self = HN_HARDEN_RESULT (widget);

  if (hn_hardening_is_over (self->hardening))
    return gtk_widget_grab_focus (self->close_button);

  return gtk_widget_grab_focus (self->take_back_button);
}

static void
hn_harden_result_dispose (GObject *object)
{
  HnHardenResult *self = HN_HARDEN_RESULT (object);

  g_clear_object (&self->hardening);
  g_clear_pointer (&self->open_rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_HARDEN_RESULT);

  G_OBJECT_CLASS (hn_harden_result_parent_class)->dispose (object);
}

static void
hn_harden_result_class_init (HnHardenResultClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_harden_result_dispose;
  widget_class->grab_focus = hn_harden_result_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/harden-result.ui");
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, window_title);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, banner);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, icon);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, heading);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, score);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, description);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, notes);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, could_box);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, could);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, more);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, open_row);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, file_row);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, text);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, left);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, buttons);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, by_hand_button);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, take_back_button);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, keep_button);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, again_button);
  gtk_widget_class_bind_template_child (widget_class, HnHardenResult, close_button);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_back_cb);
}

static void
hn_harden_result_init (HnHardenResult *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->open_rows = g_ptr_array_new ();
  hn_buttons_wrap (self->buttons);
  hn_label_set_verbatim (self->text);
}

AdwNavigationPage *
hn_harden_result_new (HnHardening *hardening)
{
  HnHardenResult *self;
  const HnHardeningInfo *info;

  g_return_val_if_fail (HN_IS_HARDENING (hardening), NULL);

  self = g_object_new (HN_TYPE_HARDEN_RESULT, NULL);
  self->hardening = g_object_ref (hardening);
  info = hn_hardening_get_info (hardening);
  adw_window_title_set_subtitle (self->window_title,
                                 hn_service_get_name (hn_changes_get_service (info->changes)));
  g_signal_connect_object (hardening, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hardening, "state-changed", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  if (info->trial != NULL)
    g_signal_connect_object (info->trial, "seconds-changed", G_CALLBACK (seconds_cb), self,
                             G_CONNECT_SWAPPED);
  fill_notes (self);
  fill_could (self);
  fill_open (self);
  state_cb (self);

  return ADW_NAVIGATION_PAGE (self);
}
