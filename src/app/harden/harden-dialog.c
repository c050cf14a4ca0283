/* Decides which page comes when; the pages know nothing of each other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "harden-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/common/alert.h"
#include "harden-choice.h"
#include "harden-result.h"
#include "harden-progress.h"
#include "harden-start.h"

/* So many a new page waits for the focus at the most. */
#define MOST_FRAMES 30

/* Which pages there are. */
typedef enum
{
  PAGE_NONE,
  PAGE_START,
  PAGE_SEARCH,
  PAGE_RESULT,
} Page;

struct _HnHardenDialog
{
  AdwDialog parent_instance;

  Page page;    /* that is shown */
  guint frames; /* that it has waited for the focus */

  HnHardening *hardening; /* owned */

  AdwNavigationView *navigation; /* borrowed, child of the template */
};

static guint by_hand_signal;

G_DEFINE_FINAL_TYPE (HnHardenDialog, hn_harden_dialog, ADW_TYPE_DIALOG)

static Page
find_page (HnHardening *hardening)
{
  HnHardeningState state = hn_hardening_get_info (hardening)->state;

  if (state <= HN_HARDENING_READY)
    return PAGE_START;

  return hn_hardening_is_under_way (hardening) ? PAGE_SEARCH : PAGE_RESULT;
}

static AdwNavigationPage *
make_page (HnHardenDialog *self)
{
  switch (self->page)
    {
    case PAGE_START:
      return hn_harden_start_new (self->hardening);
    case PAGE_SEARCH:
      return hn_harden_progress_new (self->hardening);
    case PAGE_NONE:
    case PAGE_RESULT:
    default:
      return hn_harden_result_new (self->hardening);
    }
}

/* What had the focus is gone with the page before, and GTK takes the focus from its place once that
 * is drawn. */
static gboolean
focus_cb (GtkWidget *page, GdkFrameClock *clock, gpointer user_data)
{
  HnHardenDialog *self = user_data;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (page));

  if (focus != NULL && gtk_widget_is_ancestor (focus, page))
    return G_SOURCE_REMOVE;
  gtk_widget_grab_focus (page);

  return ++self->frames < MOST_FRAMES ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
show_page (HnHardenDialog *self)
{
  HnHardeningState state = hn_hardening_get_info (self->hardening)->state;
  Page page = find_page (self->hardening);
  AdwNavigationPage *widget;

  adw_dialog_set_can_close (ADW_DIALOG (self), !hn_hardening_is_under_way (self->hardening) &&
                                                   state != HN_HARDENING_FOUND);
  if (page == self->page)
    return;

  self->page = page;
  widget = make_page (self);
  adw_navigation_view_replace (self->navigation, &widget, 1);
  self->frames = 0;
  gtk_widget_add_tick_callback (GTK_WIDGET (widget), focus_cb, self, NULL);
}

static void
leave (HnHardenDialog *self)
{
  hn_hardening_stop (self->hardening);
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
keep_and_leave (HnHardenDialog *self)
{
  hn_hardening_keep (self->hardening);
}

static void
ask_to_stop (HnHardenDialog *self)
{
  AdwDialog *question =
      hn_question_new (_ ("Stop the Search?"),
                       _ ("What is being tried is taken back, and the service is as before."),
                       "stop",
                       /* Translators: a button: ends a search */
                       _ ("_Stop"), ADW_RESPONSE_DESTRUCTIVE);

  g_signal_connect_object (question, "response::stop", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  adw_dialog_present (question, GTK_WIDGET (self));
}

static void
ask_to_keep (HnHardenDialog *self)
{
  AdwDialog *question = hn_alert_new (_ ("Keep What Was Found?"),
                                      _ ("It is not kept yet. If you do nothing, it is taken back "
                                         "when the time is up."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (question), "cancel", _ ("_Cancel"), "back",
                                  /* Translators: a button: the change goes. */
                                  _ ("_Take Back"), "keep",
                                  /* Translators: a button: the change stays. */
                                  _ ("_Keep"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (question), "keep",
                                            ADW_RESPONSE_SUGGESTED);
  g_signal_connect_object (question, "response::back", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (question, "response::keep", G_CALLBACK (keep_and_leave), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (question, GTK_WIDGET (self));
}

static void
close_asked_cb (HnHardenDialog *self)
{
  if (hn_hardening_get_info (self->hardening)->state == HN_HARDENING_FOUND)
    ask_to_keep (self);
  else
    ask_to_stop (self);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_dialog_close (ADW_DIALOG (widget));
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hn_hardening_renew (HN_HARDEN_DIALOG (widget)->hardening);
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnHardenDialog *self = HN_HARDEN_DIALOG (widget);

  if (self->page == PAGE_START)
    adw_navigation_view_push (self->navigation, hn_harden_choice_new (self->hardening));
}

static void
by_hand_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnHardenDialog *self = HN_HARDEN_DIALOG (widget);

  hn_hardening_change_by_hand (self->hardening);
  g_signal_emit (self, by_hand_signal, 0);
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
hn_harden_dialog_dispose (GObject *object)
{
  g_clear_object (&HN_HARDEN_DIALOG (object)->hardening);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_HARDEN_DIALOG);

  G_OBJECT_CLASS (hn_harden_dialog_parent_class)->dispose (object);
}

static void
hn_harden_dialog_class_init (HnHardenDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_harden_dialog_dispose;

  by_hand_signal = g_signal_new ("by-hand", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/harden-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HnHardenDialog, navigation);
  gtk_widget_class_install_action (widget_class, "harden.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "harden.again", NULL, again_action);
  gtk_widget_class_install_action (widget_class, "harden.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "harden.by-hand", NULL, by_hand_action);
}

static void
hn_harden_dialog_init (HnHardenDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "close-attempt", G_CALLBACK (close_asked_cb), NULL);
}

AdwDialog *
hn_harden_dialog_new (HnHardening *hardening)
{
  HnHardenDialog *self;
  HnService *service;
  g_autofree char *title = NULL;

  g_return_val_if_fail (HN_IS_HARDENING (hardening), NULL);

  self = g_object_new (HN_TYPE_HARDEN_DIALOG, NULL);
  self->hardening = g_object_ref (hardening);
  service = hn_changes_get_service (hn_hardening_get_info (hardening)->changes);
  /* Translators: the title of a dialog; %s is the name of a service. */
  title = g_strdup_printf (_ ("Harden %s"), hn_service_get_name (service));
  adw_dialog_set_title (ADW_DIALOG (self), title);
  g_signal_connect_object (hardening, "state-changed", G_CALLBACK (show_page), self,
                           G_CONNECT_SWAPPED);
  hn_hardening_find_unread (hardening);
  show_page (self);

  return ADW_DIALOG (self);
}

HnTrial *
hn_harden_dialog_get_trial (HnHardenDialog *self)
{
  g_return_val_if_fail (HN_IS_HARDEN_DIALOG (self), NULL);

  return self->hardening != NULL ? hn_hardening_get_info (self->hardening)->trial : NULL;
}
