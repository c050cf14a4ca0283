/* The page on which a person follows the search for the setting that a service does not work with,
 * and reads what was found; and the question before it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "culprit-page.h"

#include <glib/gi18n-lib.h>

#include "app/common/alert.h"
#include "app/common/dialog-height.h"
#include "app/common/plain-row.h"
#include "engine/bisect.h"
#include "suspect-row.h"

struct _HnCulpritPage
{
  AdwNavigationPage parent_instance;

  HnSearchState state;
  HnCulpritSearch *search; /* owned */
  guint told;              /* how many trials have been told to who listens */
  guint n_culprits;        /* that are shown */

  /* borrowed, children of the template */
  AdwWindowTitle *window_title;
  GtkLabel *heading;
  GtkProgressBar *progress;
  GtkLabel *description;
  AdwPreferencesGroup *culprits;
  AdwBin *trials;
  GtkWidget *stop_button;
  GtkWidget *back_button;
  GtkWidget *rest_button;
};

G_DEFINE_FINAL_TYPE (HnCulpritPage, hn_culprit_page, ADW_TYPE_NAVIGATION_PAGE)

static void
stop_cb (HnCulpritPage *self)
{
  hn_culprit_search_stop (self->search);
}

static void
announce (HnCulpritPage *self, const char *text)
{
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static gboolean
is_over (HnCulpritPage *self)
{
  return self->state != HN_SEARCH_RUNNING && self->state != HN_SEARCH_STOPPING;
}

/* ---- Trials ---- */

static char *
dup_names (GPtrArray *lines)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const HnChange *change = lines->pdata[i];

      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              hn_directive_get (change->directive)->name);
    }

  return g_string_free (names, FALSE);
}

static char *
dup_outcome (guint number, const HnSearchTrial *trial)
{
  guint n = trial->lines->len;

  if (!trial->over)
    /* Translators: the number of a trial, and how many settings are tried in it. */
    return g_strdup_printf (ngettext ("Trial %u: trying %u setting", "Trial %u: trying %u settings",
                                      n),
                            number, n);
  if (trial->works)
    /* Translators: the number of a trial, and how many settings were tried in it. */
    return g_strdup_printf (ngettext ("Trial %u: works with this %u setting",
                                      "Trial %u: works with these %u settings", n),
                            number, n);

  /* Translators: the number of a trial, and how many settings were tried in it. */
  return g_strdup_printf (ngettext ("Trial %u: fails with this %u setting",
                                    "Trial %u: fails with these %u settings", n),
                          number, n);
}

static GtkWidget *
sign_new (const HnSearchTrial *trial)
{
  GtkWidget *sign;

  if (!trial->over)
    {
      sign = adw_spinner_new ();
      gtk_widget_set_size_request (sign, 16, 16);
    }
  else
    {
      sign = gtk_image_new_from_icon_name (trial->works ? "object-select-symbolic"
                                                        : "dialog-error-symbolic");
      gtk_widget_add_css_class (sign, trial->works ? "success" : "error");
    }
  gtk_widget_set_valign (sign, GTK_ALIGN_CENTER);

  return sign;
}

static void
show_trials (HnCulpritPage *self)
{
  GPtrArray *trials = hn_culprit_search_get_info (self->search)->trials;
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  /* Translators: above a list of trials: the last one is under way, or was the end. */
  adw_preferences_group_set_title (group, _ ("Trials"));
  /* What is new stands where it is seen. */
  for (guint i = trials->len; i > 0; i--)
    {
      const HnSearchTrial *trial = trials->pdata[i - 1];
      g_autofree char *title = dup_outcome (i, trial);
      g_autofree char *names = dup_names (trial->lines);
      GtkWidget *row = hn_plain_row_new (title, names);

      adw_action_row_add_prefix (ADW_ACTION_ROW (row), sign_new (trial));
      adw_preferences_group_add (group, row);
      if (trial->over && i > self->told)
        {
          self->told = i;
          announce (self, title);
        }
    }
  adw_bin_set_child (self->trials, GTK_WIDGET (group));
}

/* ---- What came of it ---- */

static void
show_culprits (HnCulpritPage *self)
{
  g_autoptr (GPtrArray) lines = hn_culprit_search_list_culprits (self->search);

  if (self->state != HN_SEARCH_FOUND || self->n_culprits > 0)
    return;

  self->n_culprits = lines->len;
  for (guint i = 0; i < lines->len; i++)
    adw_preferences_group_add (self->culprits, hn_suspect_row_new (lines->pdata[i], NULL));
  gtk_widget_set_visible (GTK_WIDGET (self->culprits), TRUE);
}

static char *
dup_heading (HnCulpritPage *self)
{
  const char *unit = hn_culprit_search_get_info (self->search)->unit;
  guint n = hn_culprit_search_get_info (self->search)->trials->len;
  guint most = hn_culprit_search_get_most (self->search);

  switch (self->state)
    {
    case HN_SEARCH_FOUND:
      if (self->n_culprits == 1)
        /* Translators: %s is the name of a service. */
        return g_strdup_printf (_ ("%s Does Not Work With This Setting"), unit);
      /* Translators: %s is the name of a service. */
      return g_strdup_printf (_ ("%s Does Not Work With Several Settings"), unit);
    case HN_SEARCH_STOPPING:
      return g_strdup (_ ("Stopping…"));
    case HN_SEARCH_STOPPED:
      return g_strdup (_ ("Stopped"));
    case HN_SEARCH_REFUSED:
      return g_strdup (_ ("The Next Trial Was Not Begun"));
    case HN_SEARCH_BROKEN:
      /* Translators: %s is the name of a service. */
      return g_strdup_printf (_ ("%s May Not Be as Before"), unit);
    case HN_SEARCH_RUNNING:
    default:
      if (most == 0)
        /* Translators: the number of a trial. */
        return g_strdup_printf (_ ("Trial %u"), n);
      /* Translators: the number of a trial, and how many there are at most. */
      return g_strdup_printf (_ ("Trial %u of at Most %u"), n, most);
    }
}

static char *
dup_description (HnCulpritPage *self)
{
  const char *unit = hn_culprit_search_get_info (self->search)->unit;
  const GError *error = hn_culprit_search_get_info (self->search)->error;
  guint n_rest = hn_culprit_search_get_info (self->search)->n_lines - self->n_culprits;

  switch (self->state)
    {
    case HN_SEARCH_FOUND:
      if (n_rest == 0)
        return g_strdup (_ ("None of the settings can stay. The service is as before."));
      if (self->n_culprits == 1)
        return g_strdup_printf (
            ngettext ("It works with the other new setting, which was taken back as well. The "
                      "service is as before.",
                      "It works with the other %u new settings, which were taken back as well. "
                      "The service is as before.",
                      n_rest),
            n_rest);
      return g_strdup_printf (
          ngettext ("Leaving out one of them is not enough: all of these have to go. It works with "
                    "the other new setting. The service is as before.",
                    "Leaving out one of them is not enough: all of these have to go. It works with "
                    "the other %u new settings. The service is as before.",
                    n_rest),
          n_rest);
    case HN_SEARCH_STOPPING:
      return g_strdup (_ ("What is being tried is taken back."));
    case HN_SEARCH_STOPPED:
      return g_strdup (_ ("It was not found out. The service is as before."));
    case HN_SEARCH_REFUSED:
      return g_strdup_printf ("%s\n%s", _ ("The service is as before."),
                              error != NULL ? error->message : "");
    case HN_SEARCH_BROKEN:
      return g_strdup_printf (
          /* Translators: %s is the name of a service; the command stays as it is. */
          _ ("A trial did not end by being taken back, so no other was begun. “systemctl status "
             "%s” tells more."),
          unit);
    case HN_SEARCH_RUNNING:
    default:
      if (hn_culprit_search_get_most (self->search) == 0)
        return g_strdup (_ ("Several settings are to blame, so it takes longer. What is tried is "
                            "taken back each time."));
      return g_strdup (_ ("Each part of the change is tried, and taken back again. When you stop "
                          "or close this window, the service is as before."));
    }
}

static void
show_progress (HnCulpritPage *self)
{
  guint n = hn_culprit_search_get_info (self->search)->trials->len;
  guint most = hn_culprit_search_get_most (self->search);

  gtk_widget_set_visible (GTK_WIDGET (self->progress), !is_over (self));
  if (most > 0)
    gtk_progress_bar_set_fraction (self->progress, (double) (n - 1) / most);
  else
    gtk_progress_bar_pulse (self->progress);
}

static void
show_buttons (HnCulpritPage *self)
{
  gboolean over = is_over (self);
  gboolean rest = self->state == HN_SEARCH_FOUND &&
                  hn_culprit_search_get_info (self->search)->n_lines > self->n_culprits;

  gtk_widget_set_sensitive (self->stop_button, self->state == HN_SEARCH_RUNNING);
  gtk_widget_set_visible (self->stop_button, !over);
  gtk_widget_set_visible (self->back_button, over);
  gtk_widget_set_visible (self->rest_button, rest);
}

static void
update (HnCulpritPage *self)
{
  HnSearchState before = self->state;
  g_autofree char *heading = NULL;
  g_autofree char *description = NULL;

  self->state = hn_culprit_search_get_info (self->search)->state;
  show_trials (self);
  show_culprits (self);
  heading = dup_heading (self);
  description = dup_description (self);
  gtk_label_set_label (self->heading, heading);
  gtk_label_set_label (self->description, description);
  show_progress (self);
  show_buttons (self);
  if (self->state == before || !is_over (self))
    return;

  adw_window_title_set_title (self->window_title, self->state == HN_SEARCH_FOUND
                                                      ? _ ("Found Out")
                                                      : _ ("Not Found Out"));
  announce (self, heading);
  announce (self, description);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static gboolean
hn_culprit_page_grab_focus (GtkWidget *widget)
{
  HnCulpritPage *self = HN_CULPRIT_PAGE (widget);

  return gtk_widget_grab_focus (is_over (self) ? self->back_button : self->stop_button);
}

static void
hn_culprit_page_dispose (GObject *object)
{
  HnCulpritPage *self = HN_CULPRIT_PAGE (object);

  if (self->search != NULL)
    g_signal_handlers_disconnect_by_data (self->search, self);
  g_clear_object (&self->search);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_CULPRIT_PAGE);

  G_OBJECT_CLASS (hn_culprit_page_parent_class)->dispose (object);
}

static void
hn_culprit_page_class_init (HnCulpritPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_culprit_page_dispose;
  widget_class->grab_focus = hn_culprit_page_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/culprit-page.ui");
  hn_dialog_height_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, HnCulpritPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, HnCulpritPage, heading);
  gtk_widget_class_bind_template_child (widget_class, HnCulpritPage, progress);
  gtk_widget_class_bind_template_child (widget_class, HnCulpritPage, description);
  gtk_widget_class_bind_template_child (widget_class, HnCulpritPage, culprits);
  gtk_widget_class_bind_template_child (widget_class, HnCulpritPage, trials);
  gtk_widget_class_bind_template_child (widget_class, HnCulpritPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, HnCulpritPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, HnCulpritPage, rest_button);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
hn_culprit_page_init (HnCulpritPage *self)
{
  self->told = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_buttons_wrap (GTK_WIDGET (self));
}

AdwNavigationPage *
hn_culprit_page_new (HnCulpritSearch *search)
{
  HnCulpritPage *self;

  g_return_val_if_fail (HN_IS_CULPRIT_SEARCH (search), NULL);

  self = g_object_new (HN_TYPE_CULPRIT_PAGE, NULL);
  self->search = g_object_ref (search);
  adw_window_title_set_subtitle (self->window_title, hn_culprit_search_get_info (search)->unit);
  g_signal_connect_object (search, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return ADW_NAVIGATION_PAGE (self);
}

/* ---- The question ---- */

AdwDialog *
hn_culprit_question_new (HnTrial *failed)
{
  g_autofree char *body = NULL;
  guint more;

  g_return_val_if_fail (HN_IS_TRIAL (failed), NULL);

  more = hn_bisect_count_trials (hn_trial_get_info (failed)->new->len) - 1;
  body = g_strdup_printf (
      /* Translators: how many trials there are at most. */
      ngettext ("Hardnut tries the change in parts: at most %u more trial, and more only if "
                "several settings are to blame. Each trial restarts the service twice, also "
                "one that works: with the part, and as before. Nothing of it stays, and you "
                "can stop at any moment.",
                "Hardnut tries the change in parts: at most %u more trials, and more only if "
                "several settings are to blame. Each trial restarts the service twice, also "
                "one that works: with the part, and as before. Nothing of it stays, and you "
                "can stop at any moment.",
                more),
      more);

  return hn_question_new (_ ("Find Out Which One?"), body, "begin",
                          /* Translators: a button: begins to try parts of a change. */
                          _ ("_Find Out"), ADW_RESPONSE_SUGGESTED);
}
