/* What the dialog asks for is checked as it is typed; what the helper or the disk has against it is
 * said in the dialog, which stays open then.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "accept-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "accepted-text.h"
#include "app/common/alert.h"
#include "app/common/dialog-height.h"
#include "app/common/level-style.h"

/* The same as in the terminal. */
#define DEFAULT_YEARS 1

struct _HnAcceptDialog
{
  AdwDialog parent_instance;

  int check;

  /* owned */
  HnAccepted *before; /* (nullable): what was accepted, and is changed now */
  HnAccepted *given;  /* (nullable): while it waits for the password, or the disk */
  HnAcceptedHub *acceptance;
  HnService *service;
  GCancellable *cancellable;

  /* borrowed, children of the template */
  GtkLabel *subject;
  AdwEntryRow *note;
  AdwActionRow *until_row;
  GtkCalendar *calendar;
  AdwSwitchRow *all_services;
  AdwSwitchRow *everybody;
  GtkLabel *trouble;
};

G_DEFINE_FINAL_TYPE (HnAcceptDialog, hn_accept_dialog, ADW_TYPE_DIALOG)

/* (transfer full): "2027-05-01" */
static char *
dup_until (HnAcceptDialog *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);

  return g_date_time_format (date, "%F");
}

static gboolean
is_to_come (const char *day)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%F");

  return strcmp (day, today) > 0;
}

/* (transfer full) (nullable): what is accepted by what was typed; %NULL with @error */
static HnAccepted *
make_accepted (HnAcceptDialog *self, GError **error)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->note));
  g_autofree char *note = g_strstrip (g_strdup (typed));
  g_autofree char *until = dup_until (self);
  HnAccepted *accepted;

  accepted = hn_accepted_new (
      adw_switch_row_get_active (self->all_services) ? "" : hn_service_get_name (self->service),
      self->check == HN_ACCEPTED_ALL_CHECKS ? "" : hn_check_get ((guint) self->check)->json_field,
      until, note, error);
  if (accepted != NULL)
    accepted->everybody = adw_switch_row_get_active (self->everybody);

  return accepted;
}

/* What stands in the way; nothing is said of a reason that is not yet typed. */
static void
show_state (HnAcceptDialog *self, const char *trouble)
{
  g_autofree char *until = dup_until (self);
  g_autofree char *day = hn_accepted_dup_day (until);
  const char *note = gtk_editable_get_text (GTK_EDITABLE (self->note));
  gboolean typed = *note != '\0' && strspn (note, " \t") < strlen (note);
  g_autoptr (GError) error = NULL;
  g_autoptr (HnAccepted) accepted = make_accepted (self, &error);

  adw_action_row_set_subtitle (self->until_row, day);
  if (trouble == NULL && !is_to_come (until))
    trouble = _ ("The day to look again has to be in the future.");
  else if (trouble == NULL && typed && error != NULL)
    trouble = error->message;
  hn_label_show_text (self->trouble, trouble);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "accept.accept",
                                 typed && accepted != NULL && is_to_come (until) &&
                                     self->given == NULL);
}

static void
changed_cb (HnAcceptDialog *self)
{
  /* While the template is made. */
  if (self->service != NULL)
    show_state (self, NULL);
}

/* Returns: whether it was done; what stood in the way is said */
static gboolean
take_answer (HnAcceptDialog *self, GObject *acceptance, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  if (hn_accepted_hub_change_finish (HN_ACCEPTED_HUB (acceptance), result, &error))
    return TRUE;

  g_clear_pointer (&self->given, hn_accepted_free);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show_state (self, error->message);
      gtk_accessible_announce (GTK_ACCESSIBLE (self), error->message,
                               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
    }

  return FALSE;
}

static void
withdrawn_before_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnAcceptDialog) self = user_data;

  if (take_answer (self, object, result))
    adw_dialog_force_close (ADW_DIALOG (self));
}

/* What is now said of all services, or for everybody, no longer holds where it was said before. */
static gboolean
leaves_something (HnAcceptDialog *self)
{
  return self->before != NULL && (self->before->everybody != self->given->everybody ||
                                  g_strcmp0 (self->before->unit, self->given->unit) != 0);
}

static void
accepted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnAcceptDialog) self = user_data;

  if (!take_answer (self, object, result))
    return;

  if (leaves_something (self))
    hn_accepted_hub_change_async (self->acceptance, self->before, TRUE, self->cancellable,
                                  withdrawn_before_cb, g_object_ref (self));
  else
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
accept_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnAcceptDialog *self = HN_ACCEPT_DIALOG (widget);

  if (self->given != NULL || (self->given = make_accepted (self, NULL)) == NULL)
    return;

  show_state (self, NULL);
  hn_accepted_hub_change_async (self->acceptance, self->given, FALSE, self->cancellable,
                                accepted_cb, g_object_ref (self));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_dialog_close (ADW_DIALOG (widget));
}

static void
hn_accept_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (HN_ACCEPT_DIALOG (dialog)->cancellable);
}

static void
hn_accept_dialog_dispose (GObject *object)
{
  HnAcceptDialog *self = HN_ACCEPT_DIALOG (object);

  g_clear_object (&self->acceptance);
  g_clear_object (&self->service);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_ACCEPT_DIALOG);

  G_OBJECT_CLASS (hn_accept_dialog_parent_class)->dispose (object);
}

static void
hn_accept_dialog_finalize (GObject *object)
{
  HnAcceptDialog *self = HN_ACCEPT_DIALOG (object);

  hn_accepted_free (self->before);
  hn_accepted_free (self->given);

  G_OBJECT_CLASS (hn_accept_dialog_parent_class)->finalize (object);
}

static void
hn_accept_dialog_class_init (HnAcceptDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_accept_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = hn_accept_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = hn_accept_dialog_closed;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/accept-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HnAcceptDialog, subject);
  gtk_widget_class_bind_template_child (widget_class, HnAcceptDialog, note);
  gtk_widget_class_bind_template_child (widget_class, HnAcceptDialog, until_row);
  gtk_widget_class_bind_template_child (widget_class, HnAcceptDialog, calendar);
  gtk_widget_class_bind_template_child (widget_class, HnAcceptDialog, all_services);
  gtk_widget_class_bind_template_child (widget_class, HnAcceptDialog, everybody);
  gtk_widget_class_bind_template_child (widget_class, HnAcceptDialog, trouble);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  hn_dialog_height_bind (widget_class);
  hn_dialog_height_install (widget_class);
  gtk_widget_class_install_action (widget_class, "accept.accept", NULL, accept_action);
  gtk_widget_class_install_action (widget_class, "accept.cancel", NULL, cancel_action);
}

static void
hn_accept_dialog_init (HnAcceptDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* What somebody has accepted before is changed, and else begun. */
static void
fill_in (HnAcceptDialog *self)
{
  gboolean over;
  const HnAccepted *before = hn_service_get_accepted (self->service, self->check, &over);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) date = g_date_time_add_years (now, DEFAULT_YEARS);

  /* What holds for the whole service is no reason of this check. */
  if (before != NULL && before->check != self->check)
    before = NULL;
  if (before != NULL && !over)
    {
      g_autofree char *midday = g_strconcat (before->until, "T12:00:00", NULL);
      g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
      GDateTime *until = g_date_time_new_from_iso8601 (midday, zone);

      if (until != NULL)
        {
          g_date_time_unref (date);
          date = until;
        }
    }
  gtk_calendar_select_day (self->calendar, date);
  if (before == NULL)
    return;

  self->before = hn_accepted_copy (before);
  gtk_editable_set_text (GTK_EDITABLE (self->note), before->note);
  adw_switch_row_set_active (self->all_services, before->unit == NULL);
  if (gtk_widget_get_sensitive (GTK_WIDGET (self->everybody)))
    adw_switch_row_set_active (self->everybody, before->everybody);
}

static void
show_everybody (HnAcceptDialog *self)
{
  gboolean for_user = hn_accepted_hub_can_for_user (self->acceptance);
  gboolean for_all = hn_accepted_hub_can_for_everybody (self->acceptance);

  gtk_widget_set_visible (GTK_WIDGET (self->everybody), for_all);
  gtk_widget_set_sensitive (GTK_WIDGET (self->everybody), for_user);
  adw_switch_row_set_active (self->everybody, !for_user);
  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (self->everybody),
      for_user ? _ ("Asks for an administrator’s password. Without it only you see it as accepted.")
               : _ ("As root only what is accepted for everybody counts."));
}

AdwDialog *
hn_accept_dialog_new (HnAcceptedHub *acceptance, HnService *service, int check)
{
  HnAcceptDialog *self;
  g_autofree char *subject = NULL;

  g_return_val_if_fail (HN_IS_ACCEPTED_HUB (acceptance), NULL);
  g_return_val_if_fail (HN_IS_SERVICE (service), NULL);

  self = g_object_new (HN_TYPE_ACCEPT_DIALOG, NULL);
  self->acceptance = g_object_ref (acceptance);
  self->check = check;
  if (check == HN_ACCEPTED_ALL_CHECKS)
    subject = g_strdup_printf (
        /* Translators: %s is a service: it is accepted as it is */
        _ ("%s stays as exposed as it is"), hn_service_get_name (service));
  else
    subject = g_strdup_printf (
        /* Translators: a service, and the name of a protection that it does without */
        _ ("%s does without “%s”"), hn_service_get_name (service),
        _ (hn_check_get ((guint) check)->title));
  gtk_label_set_label (self->subject, subject);
  gtk_widget_set_visible (GTK_WIDGET (self->all_services), check != HN_ACCEPTED_ALL_CHECKS);
  show_everybody (self);
  self->service = g_object_ref (service);
  fill_in (self);
  show_state (self, NULL);

  return ADW_DIALOG (self);
}

/* ---- Taking back ---- */

static void
withdrawn_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GError) error = NULL;
  AdwDialog *alert;

  if (hn_accepted_hub_change_finish (HN_ACCEPTED_HUB (object), result, &error) ||
      gtk_widget_get_root (parent) == NULL)
    return;

  alert = hn_alert_new (_ ("It Stays Accepted"), error->message);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (alert), "close", _ ("_Close"));
  adw_dialog_present (alert, parent);
}

void
hn_accept_withdraw (HnAcceptedHub *acceptance, const HnAccepted *accepted, GtkWidget *parent)
{
  g_return_if_fail (HN_IS_ACCEPTED_HUB (acceptance));
  g_return_if_fail (accepted != NULL);

  hn_accepted_hub_change_async (acceptance, accepted, TRUE, NULL, withdrawn_cb,
                                g_object_ref (parent));
}
