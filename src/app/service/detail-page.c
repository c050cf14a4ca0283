/* The detail page: follows one service of the model, passes what it says to its parts, and opens
 * files. Knows no manager and reads no file itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/common/emoji-ahead.h"
#include "app/common/level-style.h"
#include "detail-page-private.h"
#include "check-text.h"
#include "model/changes-control.h"

/* A wait shorter than this shows no spinner: it would only flicker. */
#define SPINNER_DELAY_MS 300
/* Where the name on the page has scrolled out of sight. */
#define TITLE_SCROLL 60

G_DEFINE_FINAL_TYPE (HnDetailPage, hn_detail_page, ADW_TYPE_NAVIGATION_PAGE)

static void load_origins (HnDetailPage *self);

static HnDetailLink *
make_file_link (const char *path, gboolean drop_in)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *name = g_path_get_basename (shown);
  g_autofree char *folder = g_path_get_dirname (shown);
  g_autofree char *subtitle = NULL;

  if (drop_in)
    /* Translators: below the name of a file that changes a unit; %s is the folder where it is. */
    subtitle = g_strdup_printf (_ ("Settings file in %s"), folder);
  else
    /* Translators: below the name of a file; %s is the folder where it is. */
    subtitle = g_strdup_printf (_ ("Unit file in %s"), folder);

  return hn_detail_link_new (name, subtitle, path, 0);
}

static void
show_files (HnDetailPage *self)
{
  const char *fragment = hn_service_get_info (self->service)->fragment_path;
  const char *const *drop_ins = hn_service_get_info (self->service)->drop_ins;
  GPtrArray *links = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_detail_link_free);

  if (fragment != NULL && *fragment != '\0')
    g_ptr_array_add (links, make_file_link (fragment, FALSE));
  for (guint i = 0; drop_ins[i] != NULL; i++)
    g_ptr_array_add (links, make_file_link (drop_ins[i], TRUE));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "detail.open-unit-file",
                                 fragment != NULL && *fragment != '\0');
  hn_detail_links_set_links (self->files, links);
}

static void
show_warnings (HnDetailPage *self)
{
  const HnSettings *settings = hn_service_get_settings (self->service);
  GPtrArray *warnings = settings != NULL ? settings->warnings.all : NULL;
  GPtrArray *links = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_detail_link_free);
  guint n = warnings != NULL ? warnings->len : 0;
  g_autofree char *title = NULL;

  for (guint i = 0; i < n; i++)
    {
      const HnWarning *warning = warnings->pdata[i];
      g_autofree char *path = NULL;
      g_autofree char *place = NULL;

      if (warning->file != NULL)
        path = g_filename_display_name (warning->file);
      if (path != NULL && warning->line > 0)
        place = g_strdup_printf ("%s:%u", path, warning->line);
      g_ptr_array_add (links, hn_detail_link_new (warning->message,
                                                  place != NULL  ? place
                                                  : path != NULL ? path
                                                                 : "",
                                                  warning->file, warning->line));
    }

  /* Translators: %u is a number of lines that systemd ignores or takes differently. */
  title = g_strdup_printf (ngettext ("%u warning about the unit files",
                                     "%u warnings about the unit files", n),
                           n);
  adw_banner_set_title (self->warnings_banner, title);
  adw_banner_set_revealed (self->warnings_banner, n > 0);
  hn_detail_links_set_links (self->warnings, links);
}

/* Tells screen readers of a change that the ring shows. What a person has staged is answered in any
 * case. */
static void
announce (HnDetailPage *self, gboolean staged)
{
  guint exposure = hn_changes_get_after (self->changes)->exposure;
  const char *name = hn_service_get_name (self->service);
  const char *level = _ (hn_level_get_title (hn_level_from_exposure (exposure)));
  g_autofree char *before = hn_exposure_dup_text (self->announced);
  g_autofree char *after = hn_exposure_dup_text (exposure);
  g_autofree char *text = NULL;

  if (!self->assessed)
    staged = FALSE;
  else if (staged && exposure == self->announced)
    /* Translators: said by screen readers after a change: a service's name, a figure such as 9.6 */
    text = g_strdup_printf (_ ("Exposure of %s stays at %s"), name, after);
  else if (staged)
    /* Translators: said by screen readers: a service's name, the figure that it would have, such as
     * 7.8, and the level such as Exposed. */
    text = g_strdup_printf (_ ("With the changes, exposure of %s would be %s, %s"), name, after,
                            level);
  else if (exposure != self->announced)
    /* Translators: said by screen readers: a service's name, the figures before and after such as
     * 9.6 and 7.8, and the level such as Exposed. */
    text = g_strdup_printf (_ ("Exposure of %s changed from %s to %s, %s"), name, before, after,
                            level);

  if (text != NULL)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), text,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);

  self->announced = exposure;
  self->assessed = TRUE;
}

static void
show_actions (HnDetailPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  HnChanges *changes = self->changes;

  gtk_widget_action_set_enabled (widget, "detail.undo",
                                 changes != NULL && hn_changes_can_undo (changes));
  gtk_widget_action_set_enabled (widget, "detail.redo",
                                 changes != NULL && hn_changes_can_redo (changes));
  gtk_widget_action_set_enabled (widget, "detail.discard",
                                 changes != NULL && hn_changes_is_dirty (changes));
}

/* Says how many changes are staged, and what they do to the exposure. */
static void
show_summary (HnDetailPage *self)
{
  const HnAssessment *before = hn_changes_get_before (self->changes);
  const HnAssessment *after = hn_changes_get_after (self->changes);
  guint n = hn_changes_get_n_changes (self->changes);
  g_autofree char *scores = NULL;
  g_autofree char *text = NULL;

  if (before == NULL || after == NULL)
    return;

  scores = hn_exposure_dup_change (before->exposure, after->exposure);
  /* Translators: the number of staged changes, then the scores before and after */
  text = g_strdup_printf (ngettext ("%u change · %s", "%u changes · %s", n), n, scores);
  gtk_label_set_label (self->changes_summary, text);
  hn_widget_set_tooltip (GTK_WIDGET (self->changes_summary), text);
}

static void
show_bar (HnDetailPage *self)
{
  gboolean dirty = self->changes != NULL && hn_changes_is_dirty (self->changes);

  if (dirty)
    show_summary (self);
  /* A bar that is not revealed still takes its width, which large text makes more than a phone has.
   */
  gtk_widget_set_visible (self->changes_bar, dirty);
  adw_toolbar_view_set_reveal_bottom_bars (self->toolbar_view, dirty);
}

static void
show_changes (HnDetailPage *self)
{
  gboolean own =
      self->changes != NULL && *hn_changes_get_files (self->changes)->present_text != '\0';
  g_autofree char *blocked = NULL;

  gtk_widget_set_visible (self->own_changes, own);
  if (self->changes != NULL)
    blocked = hn_changes_dup_all_blocked (self->changes);
  hn_label_show_text (self->blocked, blocked);
  hn_protections_page_show_blocked (self->protections, blocked);
  hn_protections_page_show_score (self->protections, self->changes);
  hn_detail_harden_show (self->harden, self->changes);

  if (self->changes != NULL)
    hn_instance_choice_show (self->instance_choice, self->changes, self->services);
  show_actions (self);
}

static void
show_spinner_cb (gpointer data)
{
  HnDetailPage *self = data;

  self->spinner_id = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
}

/* A service without settings is either not read yet, or has none that systemd would give. */
static void
show_missing (HnDetailPage *self)
{
  adw_banner_set_revealed (self->warnings_banner, FALSE);
  if (*hn_service_get_info (self->service)->active_state != '\0')
    {
      show_files (self);
      gtk_stack_set_visible_child_name (self->stack, "unread");
      return;
    }

  gtk_widget_set_visible (self->spinner, FALSE);
  if (self->spinner_id == 0)
    self->spinner_id = g_timeout_add_once (SPINNER_DELAY_MS, show_spinner_cb, self);
  gtk_stack_set_visible_child_name (self->stack, "waiting");
}

static void
show_service (HnDetailPage *self)
{
  if (hn_service_get_info (self->service)->assessment == NULL)
    {
      show_missing (self);
      return;
    }

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  show_warnings (self);
  show_files (self);
  announce (self, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "service");
  hn_emoji_ahead (GTK_WIDGET (self));
}

static void
origins_loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnDetailPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!hn_service_load_origins_finish (HN_SERVICE (object), result, &error))
    g_debug ("No origins for %s: %s", hn_service_get_name (HN_SERVICE (object)), error->message);

  if (HN_SERVICE (object) != self->service)
    return;

  self->loading_origins = FALSE;
  if (self->origins_stale)
    load_origins (self);
}

static void
load_origins (HnDetailPage *self)
{
  self->origins_stale = self->loading_origins;
  if (self->loading_origins)
    return;

  self->loading_origins = TRUE;
  hn_service_load_origins_async (self->service, self->cancellable, origins_loaded_cb,
                                 g_object_ref (self));
}

static void
load (HnDetailPage *self)
{
  load_origins (self);
  /* What goes wrong with the files is a state of the changes, and shown as such. */
  hn_changes_load_async (self->changes, self->cancellable, NULL, NULL);
}

static void
assessed_cb (HnDetailPage *self)
{
  show_service (self);
  load (self);
}

/* What the row says that leads to all checks. */
static void
show_protections_row (HnDetailPage *self)
{
  g_autofree char *counts = hn_checks_dup_count (self->changes);
  g_autofree char *text = g_strdup_printf (
      /* Translators: below "Protections"; %s is how many checks passed, as "12 of 79 passed" */
      _ ("%s. Every check and setting, with its switch."), counts);

  adw_action_row_set_subtitle (self->protections_row, text);
}

static void
show_rows (HnDetailPage *self, gboolean staged)
{
  hn_protections_page_show (self->protections, self->changes, staged);
  if (self->changes != NULL)
    show_protections_row (self);
  hn_detail_page_show_accepted (self);
  hn_detail_advice_show (self->advice, self->changes);
}

/* The rows and the bar. Only what differs is touched. */
static void
show_rest (HnDetailPage *self)
{
  gboolean staged = self->rest_staged;

  self->rest_staged = FALSE;
  if (self->rest_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->rest_tick);
  self->rest_tick = 0;

  show_bar (self);
  if (self->changes == NULL || hn_changes_get_after (self->changes) == NULL)
    return;

  show_rows (self, staged);
}

static gboolean
rest_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HnDetailPage *self = HN_DETAIL_PAGE (widget);

  if (self->rest_waits)
    {
      self->rest_waits = FALSE;
      return G_SOURCE_CONTINUE;
    }

  self->rest_tick = 0;
  show_rest (self);
  return G_SOURCE_REMOVE;
}

/* The frame after a click has the new score to draw. A bar that slides in has the
 * whole page drawn again, and one switch may change many rows: both come with the next frame. */
static void
queue_rest (HnDetailPage *self)
{
  self->rest_waits = TRUE;
  if (self->rest_tick == 0)
    self->rest_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), rest_cb, NULL, NULL);
}

/* Comes after everything that may be different about the service, and at every flick of a switch.
 */
static void
changed_cb (HnDetailPage *self)
{
  guint revision = hn_changes_get_revision (self->changes);
  gboolean staged = revision != self->revision;

  self->revision = revision;
  self->rest_staged |= staged;
  if (staged)
    hn_detail_page_dismiss_discard_toast (self);
  show_changes (self);
  if (hn_changes_get_after (self->changes) == NULL)
    {
      show_bar (self);
      return;
    }

  if (staged)
    announce (self, TRUE);
  if (staged && gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      if (hn_changes_is_dirty (self->changes))
        show_summary (self);
      queue_rest (self);
    }
  else
    {
      show_rest (self);
    }
}

/* What holds of the settings, or what speaks against them, may be something else now. */
static void
facts_changed_cb (HnDetailPage *self)
{
  if (self->changes != NULL && hn_changes_get_after (self->changes) != NULL)
    show_rows (self, FALSE);
}

static void
show_warnings_cb (HnDetailPage *self)
{
  hn_detail_links_focus (self->warnings);
}

/* Tells those parts that have something beside their words. */
static void
breakpoint_cb (HnDetailPage *self, GParamSpec *pspec, AdwBreakpointBin *bin)
{
  AdwBreakpoint *current = adw_breakpoint_bin_get_current_breakpoint (bin);
  HnSpace space = current == NULL          ? HN_SPACE_WIDE
                  : current == self->tight ? HN_SPACE_TIGHT
                                           : HN_SPACE_NARROW;

  hn_protections_page_set_space (self->protections, space);
  hn_detail_advice_set_tight (self->advice, space == HN_SPACE_TIGHT);
  hn_detail_facts_set_stacked (self->facts, space != HN_SPACE_WIDE);
}

/* The name stands on the page itself; the bar repeats it once that is out of sight. */
static void
scrolled_cb (HnDetailPage *self)
{
  adw_header_bar_set_show_title (self->header_bar,
                                 gtk_adjustment_get_value (self->scroll_adjustment) > TITLE_SCROLL);
}

/* What is learnt of a service goes to all its pages, and stops where none can be seen. */
static void
show_seen (HnDetailPage *self)
{
  gboolean seen = gtk_widget_get_mapped (GTK_WIDGET (self)) && !self->suspended;

  /* Unmapping comes with the disposal of the page, too. */
  if (self->facts == NULL)
    return;

  hn_detail_facts_set_seen (self->facts, seen);
  hn_detail_watch_set_seen (self->watch, seen);
}

static void
hn_detail_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hn_detail_page_parent_class)->map (widget);
  show_seen (HN_DETAIL_PAGE (widget));
}

static void
hn_detail_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hn_detail_page_parent_class)->unmap (widget);
  show_seen (HN_DETAIL_PAGE (widget));
}

static void
hn_detail_page_dispose (GObject *object)
{
  HnDetailPage *self = HN_DETAIL_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->changes_signals);
  g_clear_object (&self->service);
  self->changes = NULL;
  g_clear_object (&self->store);
  g_clear_object (&self->services);
  g_clear_object (&self->hub);
  g_clear_object (&self->acceptance);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_DETAIL_PAGE);

  G_OBJECT_CLASS (hn_detail_page_parent_class)->dispose (object);
}

static void
hn_detail_page_class_init (HnDetailPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_detail_page_dispose;
  widget_class->map = hn_detail_page_map;
  widget_class->unmap = hn_detail_page_unmap;

  g_type_ensure (HN_TYPE_DETAIL_FACTS);
  g_type_ensure (HN_TYPE_DETAIL_HARDEN);
  g_type_ensure (HN_TYPE_DETAIL_HEADER);
  g_type_ensure (HN_TYPE_DETAIL_WATCH);
  g_type_ensure (HN_TYPE_DETAIL_LINKS);
  g_type_ensure (HN_TYPE_DETAIL_LINK_ROW);
  g_type_ensure (HN_TYPE_TRIAL_BANNER);
  g_type_ensure (HN_TYPE_DETAIL_ADVICE);
  g_type_ensure (HN_TYPE_INSTANCE_CHOICE);
  g_type_ensure (HN_TYPE_PROTECTIONS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/detail-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, tight);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, toolbar_view);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, changes_bar);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, changes_summary);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, blocked);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, header_bar);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, warnings_banner);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, scroll_adjustment);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, header);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, harden);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, warnings);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, files);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, facts);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, watch);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, own_changes);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, trial_banner);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, navigation);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, protections);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, protections_row);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, accept_row);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, withdraw_button);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, instance_choice);
  gtk_widget_class_bind_template_child (widget_class, HnDetailPage, advice);
  gtk_widget_class_bind_template_callback (widget_class, breakpoint_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_warnings_cb);
  gtk_widget_class_bind_template_callback (widget_class, scrolled_cb);
  hn_detail_page_class_install_actions (widget_class);
}

static void
hn_detail_page_init (HnDetailPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_detail_links_set_heading (self->warnings, _ ("Warnings About the Unit Files"),
                               "dialog-warning-symbolic");
  hn_detail_links_set_heading (self->files, _ ("Settings Files"), "text-x-generic-symbolic");

  self->store = hn_changes_store_new ();
  self->changes_signals = g_signal_group_new (HN_TYPE_CHANGES);
  g_signal_group_connect_swapped (self->changes_signals, "changed", G_CALLBACK (changed_cb), self);

  self->signals = g_signal_group_new (HN_TYPE_SERVICE);
  /* After the changes, which follow the same signal. */
  g_signal_group_connect_data (self->signals, "assessed", G_CALLBACK (assessed_cb), self, NULL,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_group_connect_swapped (self->signals, "facts-changed", G_CALLBACK (facts_changed_cb),
                                  self);
  g_signal_group_connect_swapped (self->signals, "evidence-changed", G_CALLBACK (facts_changed_cb),
                                  self);
  g_signal_group_connect_swapped (self->signals, "accepted-changed", G_CALLBACK (facts_changed_cb),
                                  self);
}

GtkWidget *
hn_detail_page_new (void)
{
  return g_object_new (HN_TYPE_DETAIL_PAGE, NULL);
}

/* (nullable): that knows the shown service */
static HnBusConnection *
get_manager (HnDetailPage *self)
{
  return self->hub != NULL && self->service != NULL
             ? hn_trial_hub_get_manager (self->hub, self->service)
             : NULL;
}

HnService *
hn_detail_page_get_service (HnDetailPage *self)
{
  g_return_val_if_fail (HN_IS_DETAIL_PAGE (self), NULL);

  return self->service;
}

void
hn_detail_page_set_service (HnDetailPage *self, HnService *service)
{
  g_return_if_fail (HN_IS_DETAIL_PAGE (self));
  g_return_if_fail (service == NULL || HN_IS_SERVICE (service));

  if (self->service == service)
    return;

  /* Of another service the page is shown from its top; a unit that has come back is the same one.
   */
  if (self->service == NULL || service == NULL ||
      !g_str_equal (hn_service_get_name (self->service), hn_service_get_name (service)))
    hn_detail_page_leave_protections (self);
  g_set_object (&self->service, service);
  hn_detail_page_dismiss_discard_toast (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  self->assessed = FALSE;
  self->rest_staged = FALSE;
  self->loading_origins = FALSE;
  self->origins_stale = FALSE;
  self->changes = service != NULL ? hn_changes_store_get (self->store, service) : NULL;
  self->revision = self->changes != NULL ? hn_changes_get_revision (self->changes) : 0;
  g_signal_group_set_target (self->signals, service);
  g_signal_group_set_target (self->changes_signals, self->changes);
  hn_detail_header_set_changes (self->header, self->changes);
  show_rows (self, FALSE);
  hn_trial_banner_set_unit (self->trial_banner,
                            service != NULL ? hn_service_get_name (service) : NULL);
  hn_detail_facts_set_service (self->facts, get_manager (self), service);
  hn_detail_watch_set_service (self->watch, get_manager (self), service);
  show_changes (self);
  show_bar (self);

  if (service == NULL)
    {
      adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), _ ("Hardnut"));
      adw_banner_set_revealed (self->warnings_banner, FALSE);
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
  else
    {
      self->cancellable = g_cancellable_new ();
      adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), hn_service_get_name (service));
      gtk_adjustment_set_value (self->scroll_adjustment, 0);
      show_service (self);
      load (self);
    }

  scrolled_cb (self);
}

void
hn_detail_page_set_services (HnDetailPage *self, GListModel *services)
{
  g_return_if_fail (HN_IS_DETAIL_PAGE (self));
  g_return_if_fail (services == NULL || G_IS_LIST_MODEL (services));

  if (g_set_object (&self->services, services))
    show_changes (self);
}

void
hn_detail_page_set_suspended (HnDetailPage *self, gboolean suspended)
{
  g_return_if_fail (HN_IS_DETAIL_PAGE (self));

  self->suspended = suspended;
  show_seen (self);
}

void
hn_detail_page_set_changes_store (HnDetailPage *self, HnChangesStore *store)
{
  g_return_if_fail (HN_IS_DETAIL_PAGE (self));
  g_return_if_fail (HN_IS_CHANGES_STORE (store));
  g_return_if_fail (self->service == NULL);

  g_set_object (&self->store, store);
}

void
hn_detail_page_set_trials (HnDetailPage *self, HnTrialHub *hub)
{
  g_return_if_fail (HN_IS_DETAIL_PAGE (self));

  if (g_set_object (&self->hub, hub))
    {
      hn_trial_banner_follow (self->trial_banner, hub, TRUE);
      hn_protections_page_set_trials (self->protections, hub);
    }
}

gboolean
hn_detail_page_start_search (HnDetailPage *self)
{
  g_return_val_if_fail (HN_IS_DETAIL_PAGE (self), FALSE);

  if (adw_navigation_view_get_visible_page (self->navigation) !=
      ADW_NAVIGATION_PAGE (self->protections))
    return FALSE;

  hn_protections_page_start_search (self->protections);
  return TRUE;
}

void
hn_detail_page_set_acceptance (HnDetailPage *self, HnAcceptedHub *acceptance)
{
  g_return_if_fail (HN_IS_DETAIL_PAGE (self));

  if (g_set_object (&self->acceptance, acceptance))
    hn_detail_page_show_accepted (self);
}
