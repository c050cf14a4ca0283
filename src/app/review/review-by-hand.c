/* What a person can do without the helper: commands that put the drop-in in place, to be copied, or
 * the drop-in itself, to be copied or saved.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "review-by-hand.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "source/files/host.h"

struct _HnReviewByHand
{
  GtkBox parent_instance;

  /* borrowed, children of the template */
  GtkLabel *reason;
  GtkLabel *commands;
  GtkWidget *save_button;
};

G_DEFINE_FINAL_TYPE (HnReviewByHand, hn_review_by_hand, GTK_TYPE_BOX)

static char *
dup_reason_shared (HnReview *review)
{
  HnChanges *changes = hn_review_get_info (review)->changes;
  const char *name = hn_service_get_name (hn_review_get_service (review));
  g_autofree char *owner = NULL;

  if (hn_review_get_info (review)->removal)
    return g_strdup_printf (
        /* Translators: the name of a template, and of a service. */
        _ ("The settings file is that of %s, and holds for other services than %s, "
           "too. Hardnut removes only what is for one service alone."),
        hn_review_get_info (review)->unit, name);

  owner = hn_changes_dup_present_unit (changes);
  if (*hn_changes_get_files (changes)->present_text != '\0' && g_str_equal (owner, name))
    /* Translators: %s is the name of a service. */
    return g_strdup_printf (
        _ ("The change is for all copies of this service. Hardnut tries changes "
           "with one copy only. %s has a settings file of its own, which hides "
           "this one as long as it is there."),
        name);

  return g_strdup (_ ("The change is for all copies of this service. Hardnut tries changes "
                      "with one copy only."));
}

static char *
dup_reason (HnReview *review)
{
  const GError *error = hn_review_get_info (review)->error;

  switch (hn_review_get_info (review)->state)
    {
    case HN_REVIEW_OFFLINE:
      if (hn_service_get_info (hn_review_get_service (review))->root != NULL)
        return g_strdup (_ ("The service belongs to a root folder, where no systemd runs. The "
                            "change is in force when that system starts next."));
      return g_strdup (_ ("This is an opened file, not a service of this machine."));
    case HN_REVIEW_ALL_INSTANCES:
      return dup_reason_shared (review);
    case HN_REVIEW_NO_HELPER:
      if (hn_host_get_root () != NULL)
        return g_strdup (_ ("Hardnut runs in a sandbox and does not reach a helper that could "
                            "apply the change, watch the service, and take it back."));
      if (error == NULL)
        return g_strdup (_ ("Hardnut cannot apply the change itself. To have changes applied, "
                            "watched and taken back for you, install the helper: with Hardnut’s "
                            "package, or from its sources with “sudo ./dev install”."));
      return g_strdup_printf (
          /* Translators: %s says why, without a stop. The command stays as it is. */
          _ ("Hardnut cannot apply the change itself (%s). To have changes applied, watched and "
             "taken back for you, install the helper: with Hardnut’s package, or from its sources "
             "with “sudo ./dev install”."),
          error->message);
    case HN_REVIEW_READING:
    case HN_REVIEW_READY:
    case HN_REVIEW_BAD:
    default:
      return g_strdup ("");
    }
}

static void
hn_review_by_hand_class_init (HnReviewByHandClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/review-by-hand.ui");
  gtk_widget_class_bind_template_child (widget_class, HnReviewByHand, reason);
  gtk_widget_class_bind_template_child (widget_class, HnReviewByHand, commands);
  gtk_widget_class_bind_template_child (widget_class, HnReviewByHand, save_button);
}

static void
hn_review_by_hand_init (HnReviewByHand *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->commands);
}

void
hn_review_by_hand_show (HnReviewByHand *self, HnReview *review, gboolean restart)
{
  g_autofree char *reason = NULL;
  g_autofree char *commands = NULL;

  g_return_if_fail (HN_IS_REVIEW_BY_HAND (self));
  g_return_if_fail (HN_IS_REVIEW (review));

  reason = dup_reason (review);
  commands = hn_review_dup_commands (review, restart);
  gtk_label_set_label (self->reason, reason);
  gtk_label_set_label (self->commands, g_strchomp (commands));
  gtk_widget_set_visible (self->save_button, *hn_review_get_text (review) != '\0');
}
