/* Which permission a change takes, and for each line that takes the stronger one why.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "review-permission.h"

#include <glib/gi18n-lib.h>

struct _HnReviewPermission
{
  AdwPreferencesGroup parent_instance;

  /* owned */
  HnPermission *shown; /* (nullable): whose reasons are in the rows */
  GPtrArray *reasons;  /* of GtkWidget, borrowed */

  /* borrowed, children of the template */
  AdwActionRow *heading_row;
  GtkImage *icon;
  GtkWidget *leave_out_row;
};

enum
{
  SIGNAL_LEAVE_OUT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HnReviewPermission, hn_review_permission, ADW_TYPE_PREFERENCES_GROUP)

static void
leave_out_cb (HnReviewPermission *self)
{
  g_signal_emit (self, signals[SIGNAL_LEAVE_OUT], 0);
}

static void
add_reason (HnReviewPermission *self, const HnWeakening *reason)
{
  g_autofree char *line = hn_permission_dup_line (reason);
  g_autofree char *sentence = hn_weakening_dup_sentence (reason);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), line != NULL ? line : sentence);
  if (line != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), sentence);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->reasons, row);
}

static void
fill_reasons (HnReviewPermission *self, const HnPermission *permission)
{
  if (self->shown == permission)
    return;

  for (guint i = 0; i < self->reasons->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->reasons->pdata[i]);
  g_ptr_array_set_size (self->reasons, 0);
  g_clear_pointer (&self->shown, hn_permission_unref);
  if (permission == NULL)
    return;

  self->shown = hn_permission_ref ((HnPermission *) permission);
  /* The button stays behind the last one. */
  g_object_ref (self->leave_out_row);
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->leave_out_row);
  for (guint i = 0; i < permission->reasons->len; i++)
    add_reason (self, permission->reasons->pdata[i]);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->leave_out_row);
  g_object_unref (self->leave_out_row);
}

static void
show_heading (HnReviewPermission *self, const HnPermission *permission)
{
  const char *icon, *title, *subtitle;

  if (permission == NULL)
    {
      icon = "dialog-password-symbolic";
      /* Translators: a heading: which permission a change takes. */
      title = _ ("Permission");
      subtitle = _ ("Finding out which permission the change takes…");
    }
  else if (permission->reasons->len == 0)
    {
      icon = "dialog-password-symbolic";
      title = _ ("Takes the Ordinary Permission");
      if (permission->certain)
        subtitle = _ ("It only takes rights away from the service, and can be undone. An "
                      "administrator’s password is asked for now and then.");
      else
        subtitle = _ ("As far as can be seen from here it only takes rights away from the service, "
                      "and can be undone.");
    }
  else if (permission->certain)
    {
      icon = "dialog-warning-symbolic";
      title = _ ("Takes the Stronger Permission, Because:");
      subtitle = _ ("An administrator’s password is asked for each time.");
    }
  else
    {
      icon = "dialog-warning-symbolic";
      title = _ ("May Take the Stronger Permission, Because:");
      subtitle = _ ("Not everything can be seen from here. The helper looks again, and may be "
                    "content with the ordinary one.");
    }

  gtk_image_set_from_icon_name (self->icon, icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->heading_row), title);
  adw_action_row_set_subtitle (self->heading_row, subtitle);
  if (permission != NULL && permission->reasons->len > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "warning");
}

void
hn_review_permission_show (HnReviewPermission *self, HnReview *review)
{
  const HnPermission *permission;

  g_return_if_fail (HN_IS_REVIEW_PERMISSION (self));
  g_return_if_fail (HN_IS_REVIEW (review));

  permission = hn_review_get_info (review)->plan.permission;
  gtk_widget_set_visible (GTK_WIDGET (self),
                          hn_review_is_asked (review) &&
                              hn_review_get_info (review)->state < HN_REVIEW_NO_HELPER);
  show_heading (self, permission);
  fill_reasons (self, permission);
  gtk_widget_set_visible (self->leave_out_row, permission != NULL && permission->rest != NULL &&
                                                   !hn_review_get_info (review)->removal);
}

static void
hn_review_permission_dispose (GObject *object)
{
  HnReviewPermission *self = HN_REVIEW_PERMISSION (object);

  g_clear_pointer (&self->shown, hn_permission_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_REVIEW_PERMISSION);

  G_OBJECT_CLASS (hn_review_permission_parent_class)->dispose (object);
}

static void
hn_review_permission_finalize (GObject *object)
{
  g_ptr_array_unref (HN_REVIEW_PERMISSION (object)->reasons);

  G_OBJECT_CLASS (hn_review_permission_parent_class)->finalize (object);
}

static void
hn_review_permission_class_init (HnReviewPermissionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hn_review_permission_dispose;
  object_class->finalize = hn_review_permission_finalize;

  signals[SIGNAL_LEAVE_OUT] = g_signal_new ("leave-out", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/review-permission.ui");
  gtk_widget_class_bind_template_child (widget_class, HnReviewPermission, heading_row);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPermission, icon);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPermission, leave_out_row);
  gtk_widget_class_bind_template_callback (widget_class, leave_out_cb);
}

static void
hn_review_permission_init (HnReviewPermission *self)
{
  self->reasons = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
