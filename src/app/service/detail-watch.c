/* Shows what the evidence watch tells, and passes on what is pressed. The time that is left is told
 * anew by a timer, while it can be seen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detail-watch.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "client/need-text.h"

/* Between two looks at the clock: at the end of a watch, and before. */
#define SHORT_PAUSE 1
#define LONG_PAUSE 20

/* What the choice offers, in its order. */
static const guint durations[] = { 5 * 60, 60 * 60, 8 * 60 * 60, 24 * 60 * 60, 7 * 24 * 60 * 60 };

struct _HnDetailWatch
{
  GtkBox parent_instance;

  gboolean seen;
  guint timer;

  /* owned */
  HnEvidenceWatch *watch;
  HnService *service; /* (nullable) */
  GSignalGroup *signals;
  char *announced; /* (nullable): what screen readers were told last */

  /* borrowed, children of the template */
  GtkWidget *spinner;
  GtkWidget *watching_icon;
  GtkLabel *status;
  GtkLabel *progress;
  GtkLabel *remarks;
  GtkLabel *trouble;
  GtkWidget *choices;
  GtkDropDown *seconds;
  GtkCheckButton *restart;
  GtkLabel *restart_label;
  GtkLabel *restart_note;
  GtkWidget *watch_button;
  GtkLabel *watch_label;
  GtkWidget *stop_button;
  GtkWidget *show_button;
  GtkLabel *show_label;
};

G_DEFINE_FINAL_TYPE (HnDetailWatch, hn_detail_watch, GTK_TYPE_BOX)

/* (transfer full) */
static char *
dup_left (guint64 ends)
{
  gint64 left = (gint64) ends - g_get_real_time ();
  g_autofree char *duration = hn_duration_dup_text (left > 0 ? (guint64) left : 0);

  /* Translators: %s is a time such as "4 hours" */
  return g_strdup_printf (_ ("Being watched, for another %s."), duration);
}

static char *
dup_status (const HnEvidenceWatchInfo *info, const HnEvidence *evidence)
{
  switch (info->state)
    {
    case HN_EVIDENCE_WATCH_ASKING:
      return g_strdup (_ ("Waiting for permission…"));
    case HN_EVIDENCE_WATCH_STOPPING:
      return g_strdup (_ ("Ending the watch…"));
    case HN_EVIDENCE_WATCH_WATCHING:
      return info->ends != 0 ? dup_left (info->ends) : g_strdup (_ ("Being watched."));
    case HN_EVIDENCE_WATCH_IDLE:
    default:
      break;
    }
  if (evidence != NULL)
    return hn_evidence_dup_summary (evidence);
  if (info->note != NULL)
    return g_strdup (info->note);
  if (info->missing)
    return g_strdup (
        _ ("Hardnut’s observer is not installed here: nobody can tell what this service "
           "uses."));

  return g_strdup (
      _ ("While it is watched, Hardnut sees which calls, files, networks and powers it "
         "uses. That changes nothing of the service."));
}

static char *
dup_remarks (const HnEvidence *evidence)
{
  g_autoptr (GPtrArray) remarks = NULL;

  if (evidence == NULL)
    return NULL;

  remarks = hn_evidence_list_remarks (evidence);
  g_ptr_array_add (remarks, NULL);

  return g_strjoinv ("\n", (char **) remarks->pdata);
}

static void
show_status (HnDetailWatch *self)
{
  const HnEvidenceWatchInfo *info = hn_evidence_watch_get_info (self->watch);
  const HnEvidence *evidence =
      self->service != NULL ? hn_service_get_evidence (self->service) : NULL;
  g_autofree char *status = dup_status (info, evidence);

  gtk_label_set_label (self->status, status);
}

/* What a restart takes with it; %NULL where nothing is to be said. */
static char *
dup_restart_note (HnDetailWatch *self, const HnEvidenceWatchInfo *info)
{
  g_autoptr (GString) names = NULL;
  guint n;

  if (info->unrestartable != NULL)
    /* Translators: %s is a sentence that says why a service is not restarted */
    return g_strdup_printf (_ ("Not restarted from here. %s"), info->unrestartable);
  if (!gtk_check_button_get_active (self->restart))
    return NULL;
  if (info->restart_due || info->restart == NULL)
    return g_strdup (_ ("Finding out what depends on it…"));

  n = info->restart->dependents->len;
  if (n == 0)
    return g_strdup (_ ("It stops for a moment. Nothing else that runs depends on it."));

  names = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((const HnDependent *) info->restart->dependents->pdata[i])->name);

  /* Translators: names of units with commas between */
  return g_strdup_printf (ngettext ("It stops for a moment, and so does what depends on it: %s.",
                                    "It stops for a moment, and so do those that depend on it: %s.",
                                    n),
                          names->str);
}

static void
show_choices (HnDetailWatch *self, const HnEvidenceWatchInfo *info)
{
  gboolean restart = gtk_check_button_get_active (self->restart);
  gboolean runs = self->service != NULL && hn_service_get_info (self->service)->running;
  gboolean idle = info->state == HN_EVIDENCE_WATCH_IDLE;
  gboolean known =
      !restart || (info->restart != NULL && !info->restart_due && info->unrestartable == NULL);
  const char *name = self->service != NULL ? hn_service_get_name (self->service) : "";
  g_autofree char *label = g_strdup_printf (
      /* Translators: %s is a service */
      runs ? _ ("Restart %s once, so that its start is seen, too")
           /* Translators: %s is a service */
           : _ ("Start %s, so that its start is seen, too"),
      name);
  g_autofree char *note = dup_restart_note (self, info);

  gtk_widget_set_visible (self->choices, info->state <= HN_EVIDENCE_WATCH_ASKING && !info->missing);
  gtk_widget_set_sensitive (self->choices, idle);
  gtk_label_set_label (self->restart_label, label);
  hn_label_show_text (self->restart_note, note);
  gtk_widget_set_sensitive (GTK_WIDGET (self->restart), info->unrestartable == NULL);
  gtk_widget_set_visible (self->watch_button,
                          info->state <= HN_EVIDENCE_WATCH_ASKING && !info->missing);
  gtk_widget_set_sensitive (self->watch_button, idle && known);
  gtk_label_set_label (self->watch_label,
                       !restart
                           /* Translators: a button that has a service watched */
                           ? _ ("Wa_tch This Service")
                           : runs ? _ ("Wa_tch and Restart") : _ ("Wa_tch and Start"));
}

static void
announce (HnDetailWatch *self, const char *text)
{
  if (!self->seen || g_strcmp0 (text, self->announced) == 0)
    return;

  g_set_str (&self->announced, text);
  if (text != NULL)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), text,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void set_timer (HnDetailWatch *self);

static void
show_all (HnDetailWatch *self)
{
  const HnEvidenceWatchInfo *info = hn_evidence_watch_get_info (self->watch);
  const HnEvidence *evidence =
      self->service != NULL ? hn_service_get_evidence (self->service) : NULL;
  gboolean waiting =
      info->state == HN_EVIDENCE_WATCH_ASKING || info->state == HN_EVIDENCE_WATCH_STOPPING;
  g_autofree char *progress = evidence != NULL ? hn_evidence_dup_progress (evidence) : NULL;
  g_autofree char *remarks = dup_remarks (evidence);

  if (info->unrestartable != NULL)
    gtk_check_button_set_active (self->restart, FALSE);
  show_status (self);
  gtk_widget_set_visible (self->spinner, waiting);
  gtk_widget_set_visible (self->watching_icon, info->state == HN_EVIDENCE_WATCH_WATCHING);
  hn_label_show_text (self->progress, progress);
  hn_label_show_text (self->remarks, remarks);
  hn_label_show_text (self->trouble, info->trouble);
  show_choices (self, info);
  gtk_widget_set_visible (self->stop_button, info->state >= HN_EVIDENCE_WATCH_WATCHING);
  gtk_widget_set_sensitive (self->stop_button, info->state == HN_EVIDENCE_WATCH_WATCHING);
  gtk_widget_set_visible (self->show_button, info->hidden);
  gtk_widget_set_sensitive (self->show_button, !waiting);
  gtk_label_set_label (self->show_label, evidence != NULL
                                             /* Translators: a button that asks for permission to
                                              * see the rest of what was seen of a service */
                                             ? _ ("Show What Came Si_nce…")
                                             : _ ("Show What Was See_n…"));
  announce (self, info->trouble != NULL                       ? info->trouble
                  : info->state == HN_EVIDENCE_WATCH_WATCHING ? _ ("Being watched.")
                                                              : NULL);
  set_timer (self);
}

/* The time that is left. */

static gboolean
timer_cb (gpointer data)
{
  HnDetailWatch *self = data;

  self->timer = 0;
  show_status (self);
  set_timer (self);

  return G_SOURCE_REMOVE;
}

static void
set_timer (HnDetailWatch *self)
{
  const HnEvidenceWatchInfo *info = hn_evidence_watch_get_info (self->watch);
  gboolean runs = self->seen && info->state == HN_EVIDENCE_WATCH_WATCHING && info->ends != 0;
  gint64 left = (gint64) info->ends - g_get_real_time ();

  if (!runs || left < 0)
    g_clear_handle_id (&self->timer, g_source_remove);
  else if (self->timer == 0)
    self->timer = g_timeout_add_seconds (left < 3 * 60 * G_USEC_PER_SEC ? SHORT_PAUSE : LONG_PAUSE,
                                         timer_cb, self);
}

/* What a person does. */

static void
restart_cb (HnDetailWatch *self)
{
  const HnEvidenceWatchInfo *info = hn_evidence_watch_get_info (self->watch);

  if (gtk_check_button_get_active (self->restart) && info->unrestartable == NULL)
    hn_evidence_watch_read_restart (self->watch);
  show_choices (self, info);
}

static void
watch_cb (HnDetailWatch *self)
{
  guint chosen = gtk_drop_down_get_selected (self->seconds);

  hn_evidence_watch_begin (self->watch, durations[MIN (chosen, G_N_ELEMENTS (durations) - 1)],
                           gtk_check_button_get_active (self->restart));
}

static void
stop_cb (HnDetailWatch *self)
{
  hn_evidence_watch_stop (self->watch);
}

static void
show_cb (HnDetailWatch *self)
{
  hn_evidence_watch_show (self->watch);
}

static void
hn_detail_watch_dispose (GObject *object)
{
  HnDetailWatch *self = HN_DETAIL_WATCH (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->watch != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->watch, self);
      hn_evidence_watch_set_service (self->watch, NULL, NULL);
      hn_evidence_watch_set_seen (self->watch, FALSE);
    }
  g_clear_object (&self->watch);
  g_clear_object (&self->signals);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_DETAIL_WATCH);

  G_OBJECT_CLASS (hn_detail_watch_parent_class)->dispose (object);
}

static void
hn_detail_watch_finalize (GObject *object)
{
  g_free (HN_DETAIL_WATCH (object)->announced);

  G_OBJECT_CLASS (hn_detail_watch_parent_class)->finalize (object);
}

static void
hn_detail_watch_class_init (HnDetailWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hn_detail_watch_dispose;
  object_class->finalize = hn_detail_watch_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/detail-watch.ui");
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, spinner);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, watching_icon);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, status);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, progress);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, remarks);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, trouble);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, choices);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, seconds);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, restart);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, restart_label);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, restart_note);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, watch_button);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, watch_label);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, stop_button);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, show_button);
  gtk_widget_class_bind_template_child (widget_class, HnDetailWatch, show_label);
  gtk_widget_class_bind_template_callback (widget_class, restart_cb);
  gtk_widget_class_bind_template_callback (widget_class, watch_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
}

static void
hn_detail_watch_init (HnDetailWatch *self)
{
  self->watch = hn_evidence_watch_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->progress);
  g_signal_connect_swapped (self->watch, "changed", G_CALLBACK (show_all), self);
  self->signals = g_signal_group_new (HN_TYPE_SERVICE);
  g_signal_group_connect_swapped (self->signals, "notify::running", G_CALLBACK (show_all), self);
}

void
hn_detail_watch_set_service (HnDetailWatch *self, HnBusConnection *manager, HnService *service)
{
  g_return_if_fail (HN_IS_DETAIL_WATCH (self));

  g_set_object (&self->service, service);
  g_signal_group_set_target (self->signals, service);
  g_clear_pointer (&self->announced, g_free);
  gtk_check_button_set_active (self->restart, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), manager != NULL);
  hn_evidence_watch_set_service (self->watch, manager, service);
  show_all (self);
}

void
hn_detail_watch_set_seen (HnDetailWatch *self, gboolean seen)
{
  g_return_if_fail (HN_IS_DETAIL_WATCH (self));

  self->seen = seen;
  hn_evidence_watch_set_seen (self->watch, seen);
  if (seen)
    show_status (self);
  set_timer (self);
}
