/* Which permission a change takes, and for each line that takes the stronger one why.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "review-permission.h"

#include <glib/gi18n-lib.h>

#include "app/common/plain-row.h"

struct _HnReviewPermission
{
  AdwBin parent_instance;

  HnPermission *shown; /* owned, (nullable): what the rows were made from */
};

G_DEFINE_FINAL_TYPE (HnReviewPermission, hn_review_permission, ADW_TYPE_BIN)

static GtkWidget *
heading_new (const HnPermission *permission)
{
  gboolean stronger = permission != NULL && permission->reasons->len > 0;
  const char *icon_name = stronger ? "dialog-warning-symbolic" : "dialog-password-symbolic";
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon_name, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  const char *title, *subtitle;
  GtkWidget *row;

  if (permission == NULL)
    {
      /* Translators: a heading: which permission a change takes. */
      title = _ ("Permission");
      subtitle = _ ("Finding out which permission the change takes…");
    }
  else if (!stronger)
    {
      title = _ ("Takes the Ordinary Permission");
      subtitle = permission->certain
                     ? _ ("It only takes rights away from the service, and can be undone. An "
                          "administrator’s password is asked for now and then.")
                     : _ ("As far as can be seen from here it only takes rights away from the "
                          "service, and can be undone.");
    }
  else if (permission->certain)
    {
      title = _ ("Takes the Stronger Permission, Because:");
      subtitle = _ ("An administrator’s password is asked for each time.");
    }
  else
    {
      title = _ ("May Take the Stronger Permission, Because:");
      subtitle = _ ("Not everything can be seen from here. The helper looks again, and may be "
                    "content with the ordinary one.");
    }

  if (stronger)
    gtk_widget_add_css_class (icon, "warning");
  row = hn_plain_row_new (title, subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);

  return row;
}

static GtkWidget *
reason_new (const HnWeakening *reason)
{
  g_autofree char *line = hn_permission_dup_line (reason);
  g_autofree char *sentence = hn_weakening_dup_sentence (reason);

  return line != NULL ? hn_plain_row_new (line, sentence) : hn_plain_row_new (sentence, "");
}

static GtkWidget *
leave_out_new (void)
{
  return g_object_new (ADW_TYPE_BUTTON_ROW, "title", _ ("_Leave These Out"), "use-underline", TRUE,
                       "action-name", "review.leave-out", NULL);
}

static void
fill (HnReviewPermission *self, gboolean removal)
{
  const HnPermission *permission = self->shown;
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_add (group, heading_new (permission));
  for (guint i = 0; permission != NULL && i < permission->reasons->len; i++)
    adw_preferences_group_add (group, reason_new (permission->reasons->pdata[i]));
  if (permission != NULL && permission->rest != NULL && !removal)
    adw_preferences_group_add (group, leave_out_new ());
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (group));
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
  if (permission == self->shown && adw_bin_get_child (ADW_BIN (self)) != NULL)
    return;

  g_clear_pointer (&self->shown, hn_permission_unref);
  if (permission != NULL)
    self->shown = hn_permission_ref ((HnPermission *) permission);
  fill (self, hn_review_get_info (review)->removal);
}

static void
hn_review_permission_dispose (GObject *object)
{
  g_clear_pointer (&HN_REVIEW_PERMISSION (object)->shown, hn_permission_unref);

  G_OBJECT_CLASS (hn_review_permission_parent_class)->dispose (object);
}

static void
hn_review_permission_class_init (HnReviewPermissionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_review_permission_dispose;
}

static void
hn_review_permission_init (HnReviewPermission *self)
{
}
