/* The way to a stricter service, at the top of its page.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detail-harden.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "engine/evidence/still-does.h"
#include "model/changes-control.h"
#include "model/hardening/hardening.h"

struct _HnDetailHarden
{
  GtkBox parent_instance;

  /* owned, (nullable) */
  HnChanges *changes;
  HnService *service; /* of these */

  /* borrowed, children of the template */
  GtkLabel *score;
  GtkLabel *words;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (HnDetailHarden, hn_detail_harden, GTK_TYPE_BOX)

static void
evidence_changed_cb (HnDetailHarden *self)
{
  hn_detail_harden_show (self, self->changes);
}

/* What the observer sees meanwhile may complete what can be said. */
static void
follow (HnDetailHarden *self, HnChanges *changes)
{
  HnService *service = changes != NULL ? hn_changes_get_service (changes) : NULL;

  g_set_object (&self->changes, changes);
  if (self->service == service)
    return;
  if (self->service != NULL)
    g_signal_handlers_disconnect_by_data (self->service, self);
  g_set_object (&self->service, service);
  if (service != NULL)
    g_signal_connect_object (service, "evidence-changed", G_CALLBACK (evidence_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
hn_detail_harden_dispose (GObject *object)
{
  follow (HN_DETAIL_HARDEN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_DETAIL_HARDEN);

  G_OBJECT_CLASS (hn_detail_harden_parent_class)->dispose (object);
}

static void
hn_detail_harden_class_init (HnDetailHardenClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_detail_harden_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/detail-harden.ui");
  gtk_widget_class_bind_template_child (widget_class, HnDetailHarden, score);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHarden, words);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHarden, button);
}

static void
hn_detail_harden_init (HnDetailHarden *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* (transfer full) (nullable): "9.6 → 2.9" where Hardnut has changed anything, with what can be said
 * of what the service does since */
static char *
dup_score (HnChanges *changes)
{
  const HnAssessment *before = hn_changes_get_before (changes);
  const HnChangesFiles *files = hn_changes_get_files (changes);
  g_autofree char *scores = NULL;
  guint original;

  if (before == NULL || *files->present_text == '\0' ||
      !hn_hardening_find_original (changes, &original) || original <= before->exposure)
    return NULL;

  scores = hn_exposure_dup_change (original, before->exposure);
  switch (hn_evidence_still_does (hn_service_get_evidence (hn_changes_get_service (changes)),
                                  (guint64) files->present_when * G_USEC_PER_SEC))
    {
    case HN_STILL_HOUR:
      /* Translators: of a service before and after a change: “9.6 → 2.9, still does…” */
      return g_strdup_printf (_ ("%s, still does all that it did in the last hour before"), scores);
    case HN_STILL_WATCHED:
      /* Translators: of a service before and after a change: “9.6 → 2.9, still does…” */
      return g_strdup_printf (_ ("%s, still does all that it was seen to do before"), scores);
    default:
      return g_steal_pointer (&scores);
    }
}

void
hn_detail_harden_show (HnDetailHarden *self, HnChanges *changes)
{
  const char *names[] = { NULL, NULL };
  g_autofree char *all_blocked = NULL;
  g_autofree char *blocked = NULL;
  g_autofree char *score = NULL;
  HnService *service;

  g_return_if_fail (HN_IS_DETAIL_HARDEN (self));

  follow (self, changes);
  /* What stands in the way of every change is said beside it. */
  if (changes != NULL)
    all_blocked = hn_changes_dup_all_blocked (changes);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          changes != NULL && all_blocked == NULL &&
                              hn_changes_get_state (changes) == HN_CHANGES_READY);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;

  service = hn_changes_get_service (changes);
  names[0] = hn_service_get_name (service);
  if (hn_service_get_info (service)->root != NULL || hn_service_get_info (service)->file != NULL)
    blocked = g_strdup (_ ("On the machine where this service runs, Hardnut can find out what it "
                           "does not need, and take it away."));
  else
    blocked = hn_hardening_dup_blocked (changes, names);
  score = dup_score (changes);
  hn_label_show_text (self->score, score);
  if (blocked != NULL)
    gtk_label_set_label (self->words, blocked);
  else if (score != NULL)
    gtk_label_set_label (self->words,
                         _ ("This is the exposure before and after what Hardnut has changed. It "
                            "can look again for what the service does not need."));
  else
    gtk_label_set_label (self->words, _ ("Hardnut can find out what this service does not need, "
                                         "and take it away."));
  gtk_widget_set_visible (self->button, blocked == NULL);
}
