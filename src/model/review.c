/* What a person is shown before a change is applied: the drop-in against the one that stands, the
 * scores, what is weakened, and what restarts. Gathers all that, and begins the trial.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/review.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "client/own-unit.h"
#include "engine/validate.h"
#include "engine/rescue.h"
#include "engine/what-if.h"
#include "model/line-diff.h"
#include "source/manager/unread-units.h"

struct _HnReview
{
  GObject parent_instance;

  HnReviewInfo info;
  gboolean shared; /* the drop-in holds for other services, too */
  gboolean reading_etag;
  gboolean has_facts; /* or it is known that there are none */

  /* owned */
  HnTrialList *trials;      /* (nullable) */
  HnBusConnection *manager; /* (nullable) */
  char *etag;               /* (nullable) */
  HnManagerFacts *facts;    /* (nullable) */
  HnAssessment *without;    /* (nullable): without the drop-in, for removals */
  GError *limit_error;      /* (nullable): a limit that the service could not live with */
  GCancellable *reading;
  GCancellable *asking; /* about the permission */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnReview, hn_review, G_TYPE_OBJECT)

/* Answers to what was asked before are of no use. */
static void
renew (GCancellable **cancellable)
{
  g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
  *cancellable = g_cancellable_new ();
}

static gboolean
is_offline (HnReview *self)
{
  HnService *service = hn_changes_get_service (self->info.changes);

  return self->manager == NULL || hn_service_get_info (service)->root != NULL ||
         hn_service_get_info (service)->file != NULL;
}

static HnReviewState
work_out_state (HnReview *self)
{
  HnHelperClient *client;
  const GError *error;

  if (is_offline (self))
    return HN_REVIEW_OFFLINE;
  if (self->shared)
    return HN_REVIEW_ALL_INSTANCES;
  if (self->trials == NULL)
    return HN_REVIEW_NO_HELPER;

  client = hn_trial_list_get_client (self->trials);
  if (hn_helper_client_get_state (client) == HN_HELPER_CONNECTING)
    return HN_REVIEW_READING;
  if (!hn_helper_client_get_available (client))
    {
      error = hn_helper_client_get_error (client);
      g_clear_error (&self->info.error);
      self->info.error = error != NULL ? g_error_copy (error) : NULL;
      return HN_REVIEW_NO_HELPER;
    }
  if (hn_changes_get_state (self->info.changes) == HN_CHANGES_READING || self->reading_etag)
    return HN_REVIEW_READING;

  if (self->etag != NULL && self->limit_error != NULL)
    {
      g_clear_error (&self->info.error);
      self->info.error = g_error_copy (self->limit_error);
      return HN_REVIEW_BAD;
    }

  return self->etag != NULL ? HN_REVIEW_READY : HN_REVIEW_BAD;
}

/* Tells of whatever is new. */
static void
update (HnReview *self)
{
  self->info.state = work_out_state (self);
  g_signal_emit (self, changed_signal, 0);
}

/* The helper would refuse it. */
static void
check_limits (HnReview *self)
{
  const HnSettings *base = hn_changes_get_base (self->info.changes);
  HnUsage usage =
      hn_unit_get_usage (hn_service_get_info (hn_changes_get_service (self->info.changes))->unit);
  g_autoptr (HnSettings) in_force = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  g_clear_error (&self->limit_error);
  if (base == NULL || self->info.removal)
    return;

  lines = hn_plan_list_present (&self->info.plan);
  in_force = hn_what_if (base, lines);
  hn_plan_check_limits (&self->info.plan, in_force, &usage, &self->limit_error);
}

/* (transfer full) (nullable): NULL for no text */
static char *
dup_text (const char *text)
{
  return *text != '\0' ? g_strdup (text) : NULL;
}

static char *
make_path (HnService *service, const char *unit)
{
  const HnSettings *settings = hn_service_get_settings (service);
  const char *root = hn_service_get_info (service)->root;

  if (hn_service_get_info (service)->file != NULL)
    return g_strdup_printf ("%s.d/%s", hn_service_get_info (service)->file, HN_DROP_IN_NAME);
  if (settings != NULL && settings->context.scope == HN_SCOPE_USER && root == NULL)
    return g_strdup_printf ("~/.config/systemd/user/%s.d/%s", unit, HN_DROP_IN_NAME);

  return g_strdup_printf ("%s/etc/systemd/%s/%s.d/%s", root != NULL ? root : "",
                          settings != NULL && settings->context.scope == HN_SCOPE_USER ? "user"
                                                                                       : "system",
                          unit, HN_DROP_IN_NAME);
}

/* What of the plan follows from the staged changes alone; what else is known of it stays. */
static void
fill_plan (HnReview *self)
{
  HnService *service = hn_changes_get_service (self->info.changes);
  const char *const names[] = { hn_service_get_name (service), NULL };
  const HnSettings *settings = hn_service_get_settings (service);
  HnPlan plan = {
    .scope = settings != NULL ? settings->context.scope : HN_SCOPE_SYSTEM,
    .version = settings != NULL ? settings->context.version : 0,
    .names = g_strdupv ((GStrv) names),
    .path = self->info.removal && self->shared
                ? g_strdup (hn_changes_get_files (self->info.changes)->present_path)
                : make_path (service, self->info.unit),
    .present = dup_text (hn_changes_get_files (self->info.changes)->present_text),
    .kept = dup_text (hn_changes_get_files (self->info.changes)->present_kept),
    .ours = self->info.plan.ours,
    .restart = g_steal_pointer (&self->info.plan.restart),
    .permission = g_steal_pointer (&self->info.plan.permission),
    .unread = g_steal_pointer (&self->info.plan.unread),
  };

  /* Unless that is the one to be removed. */
  if (!self->shared)
    plan.rest = dup_text (hn_changes_get_files (self->info.changes)->template_text);
  if (!self->info.removal)
    plan.lines = g_ptr_array_ref (hn_changes_get_list (self->info.changes));
  if (!self->info.removal && plan.lines->len > 0)
    plan.text = hn_changes_dup_text (self->info.changes);
  hn_plan_clear (&self->info.plan);
  self->info.plan = plan;
}

/* What follows from the staged changes alone. */
static void
take_changes (HnReview *self)
{
  HnService *service = hn_changes_get_service (self->info.changes);
  const HnSettings *base = hn_changes_get_base (self->info.changes);

  g_free (self->info.unit);
  g_strfreev ((GStrv) self->info.weakened);
  self->info.unit = self->info.removal ? hn_changes_dup_present_unit (self->info.changes)
                                       : hn_changes_dup_target (self->info.changes);
  self->shared = strcmp (self->info.unit, hn_service_get_name (service)) != 0;
  fill_plan (self);
  /* Not of what is new alone: the helper looks at the whole drop-in. Without that everything is as
   * others set it. */
  self->info.weakened =
      (const char *const *) (self->info.removal ? g_new0 (char *, 1)
                                                : hn_changes_dup_weakened (self->info.changes));
  check_limits (self);

  g_clear_pointer (&self->without, g_free);
  if (self->info.removal && base != NULL)
    {
      g_autoptr (GPtrArray) rest = hn_plan_list_after (&self->info.plan);
      g_autoptr (HnSettings) settings = hn_what_if (base, rest);

      self->without = g_new (HnAssessment, 1);
      hn_assess (settings, hn_service_get_info (service)->policy, self->without);
    }
}

static void
permission_found_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnReview) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HnPermission) permission = hn_permission_find_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_pointer (&self->info.plan.permission, hn_permission_unref);
  self->info.plan.permission = g_steal_pointer (&permission);
  update (self);
}

/* Looks at files, so that it takes a thread. What was known stays until there is an answer. */
static void
ask_permission (HnReview *self)
{
  const HnSettings *base = hn_changes_get_base (self->info.changes);
  g_autoptr (GPtrArray) lines = NULL;

  renew (&self->asking);
  if (!self->has_facts || base == NULL || self->shared || !hn_review_is_asked (self))
    return;

  lines = hn_plan_list_after (&self->info.plan);
  hn_permission_find_async (self->facts, base, self->info.plan.kept, lines, self->asking,
                            permission_found_cb, g_object_ref (self));
}

static void
facts_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnReview) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HnManagerFacts) facts =
      hn_manager_facts_read_finish (HN_BUS_CONNECTION (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* What the manager does not tell counts as unknown. */
  g_clear_pointer (&self->facts, hn_manager_facts_unref);
  self->facts = g_steal_pointer (&facts);
  self->has_facts = TRUE;
  ask_permission (self);
}

static void
changes_cb (HnReview *self)
{
  take_changes (self);
  ask_permission (self);
  update (self);
}

static void
etag_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnReview) self = data;
  g_autoptr (GError) error = NULL;
  char *etag = hn_helper_client_read_etag_finish (HN_HELPER_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->reading_etag = FALSE;
  self->etag = etag;
  if (etag == NULL)
    {
      g_clear_error (&self->info.error);
      self->info.error = g_steal_pointer (&error);
    }
  update (self);
}

static void
restart_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnReview) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HnRestart) restart =
      hn_restart_read_finish (HN_BUS_CONNECTION (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_pointer (&self->info.plan.restart, hn_restart_unref);
  g_clear_error (&self->info.restart_error);
  self->info.plan.restart = g_steal_pointer (&restart);
  self->info.restart_error = g_steal_pointer (&error);
  update (self);
}

static void
unread_found_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnReview) self = data;
  g_auto (GStrv) unread = hn_unread_units_find_finish (HN_BUS_CONNECTION (object), result, NULL);

  if (unread == NULL)
    return;

  g_strfreev (self->info.plan.unread);
  self->info.plan.unread = g_steal_pointer (&unread);
  update (self);
}

/* Restarting the service that this program runs in would end this program. */
static void
own_unit_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnReview) self = data;
  g_autofree char *own = hn_own_unit_find_finish (result);

  if (own == NULL)
    return;

  self->info.plan.ours =
      strcmp (own, hn_service_get_name (hn_changes_get_service (self->info.changes))) == 0;
  if (self->info.plan.ours)
    update (self);
}

static void
changes_loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnReview) self = data;

  /* What goes wrong there is a state of the changes. */
  hn_changes_load_finish (HN_CHANGES (object), result, NULL);
  changes_cb (self);
}

/* What is under way holds the review, so that there is nothing to cancel any more. */
static void
hn_review_finalize (GObject *object)
{
  HnReview *self = HN_REVIEW (object);

  g_clear_object (&self->info.changes);
  g_clear_object (&self->trials);
  g_clear_object (&self->manager);
  g_clear_object (&self->reading);
  g_clear_object (&self->asking);
  hn_plan_clear (&self->info.plan);
  g_free (self->info.unit);
  g_free (self->etag);
  g_clear_error (&self->info.error);
  g_clear_error (&self->info.restart_error);
  g_clear_pointer (&self->facts, hn_manager_facts_unref);
  g_free (self->without);
  g_strfreev ((GStrv) self->info.weakened);
  g_clear_error (&self->limit_error);

  G_OBJECT_CLASS (hn_review_parent_class)->finalize (object);
}

static void
hn_review_class_init (HnReviewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hn_review_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_review_init (HnReview *self)
{
  self->reading = g_cancellable_new ();
  self->asking = g_cancellable_new ();
}

/* What could not be read while it was away can be read now; and one that cannot be reached is not
 * waited for. */
static void
manager_cb (HnReview *self)
{
  if (self->info.plan.restart == NULL &&
      hn_bus_connection_get_state (self->manager) != HN_MANAGER_CONNECTING)
    hn_review_refresh (self);
}

HnReview *
hn_review_new (HnChanges *changes, gboolean removal, HnTrialList *trials, HnBusConnection *manager)
{
  HnReview *self;

  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);
  g_return_val_if_fail (trials == NULL || HN_IS_TRIAL_LIST (trials), NULL);
  g_return_val_if_fail (manager == NULL || HN_IS_BUS_CONNECTION (manager), NULL);

  self = g_object_new (HN_TYPE_REVIEW, NULL);
  self->info.changes = g_object_ref (changes);
  self->info.removal = removal;
  self->trials = trials != NULL ? g_object_ref (trials) : NULL;
  self->manager = manager != NULL ? g_object_ref (manager) : NULL;
  g_signal_connect_object (changes, "changed", G_CALLBACK (changes_cb), self, G_CONNECT_SWAPPED);
  if (trials != NULL)
    g_signal_connect_object (hn_trial_list_get_client (trials), "state-changed",
                             G_CALLBACK (hn_review_refresh), self, G_CONNECT_SWAPPED);
  if (manager != NULL)
    g_signal_connect_object (manager, "notify::state", G_CALLBACK (manager_cb), self,
                             G_CONNECT_SWAPPED);
  take_changes (self);
  hn_review_refresh (self);

  return self;
}

void
hn_review_refresh (HnReview *self)
{
  const char *service;

  g_return_if_fail (HN_IS_REVIEW (self));

  service = hn_service_get_name (hn_changes_get_service (self->info.changes));
  renew (&self->reading);
  g_clear_pointer (&self->etag, g_free);
  g_clear_error (&self->info.error);
  self->reading_etag = FALSE;
  hn_changes_load_async (self->info.changes, self->reading, changes_loaded_cb, g_object_ref (self));

  if (!is_offline (self))
    {
      /* One that is not there yet is asked as soon as it is. */
      if (hn_bus_connection_get_state (self->manager) != HN_MANAGER_CONNECTING)
        {
          hn_restart_read_async (self->manager, service, self->reading, restart_read_cb,
                                 g_object_ref (self));
          hn_manager_facts_read_async (self->manager, service, self->reading, facts_read_cb,
                                       g_object_ref (self));
          hn_unread_units_find_all_async (self->manager, service, self->reading, unread_found_cb,
                                          g_object_ref (self));
        }
      hn_own_unit_find_async (hn_bus_connection_get_scope (self->manager), self->reading,
                              own_unit_cb, g_object_ref (self));
    }
  if (!is_offline (self) && self->trials != NULL &&
      hn_helper_client_get_available (hn_trial_list_get_client (self->trials)))
    {
      self->reading_etag = TRUE;
      hn_helper_client_read_etag_async (hn_trial_list_get_client (self->trials), service,
                                        self->reading, etag_read_cb, g_object_ref (self));
    }
  update (self);
}

const HnReviewInfo *
hn_review_get_info (HnReview *self)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  return &self->info;
}

HnScope
hn_review_get_scope (HnReview *self)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), HN_SCOPE_SYSTEM);

  return self->manager != NULL ? hn_bus_connection_get_scope (self->manager) : HN_SCOPE_SYSTEM;
}

HnService *
hn_review_get_service (HnReview *self)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  return hn_changes_get_service (self->info.changes);
}

const char *
hn_review_get_text (HnReview *self)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  return self->info.plan.text != NULL ? self->info.plan.text : "";
}

const HnAssessment *
hn_review_get_after (HnReview *self)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  return self->info.removal ? self->without : hn_changes_get_after (self->info.changes);
}

GPtrArray *
hn_review_list_last_words (HnReview *self)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  return self->info.removal ? g_ptr_array_new () : hn_changes_list_last_words (self->info.changes);
}

gboolean
hn_review_is_asked (HnReview *self)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), FALSE);

  return !is_offline (self) && self->trials != NULL &&
         hn_review_get_scope (self) == HN_SCOPE_SYSTEM;
}

gboolean
hn_review_leave_out (HnReview *self)
{
  g_autoptr (HnPermission) permission = NULL;

  g_return_val_if_fail (HN_IS_REVIEW (self), FALSE);

  if (self->info.removal || self->info.plan.permission == NULL ||
      self->info.plan.permission->rest == NULL)
    return FALSE;

  /* What is new replaces it. */
  permission = hn_permission_ref (self->info.plan.permission);
  hn_changes_set_content (self->info.changes, permission->rest);

  return TRUE;
}

gboolean
hn_review_has_changes (HnReview *self)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), FALSE);

  return self->info.removal ? *hn_changes_get_files (self->info.changes)->present_text != '\0'
                            : hn_changes_is_dirty (self->info.changes);
}

GPtrArray *
hn_review_list_lines (HnReview *self)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  return hn_line_diff (!self->info.removal && self->shared
                           ? hn_changes_get_files (self->info.changes)->template_text
                           : hn_changes_get_files (self->info.changes)->present_text,
                       hn_review_get_text (self));
}

const char *
hn_review_get_never (HnReview *self)
{
  const char *reason;

  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  reason = hn_plan_get_never (&self->info.plan);

  return reason != NULL ? _ (reason) : NULL;
}

char *
hn_review_dup_blocked (HnReview *self)
{
  const HnDependent *dependent;
  const char *reason;

  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  if (self->info.plan.restart == NULL)
    return NULL;
  dependent =
      hn_restart_find_untouchable (self->info.plan.restart, hn_review_get_scope (self), &reason);
  if (dependent == NULL)
    return NULL;

  /* Translators: the name of a unit, and a sentence that says what its restart would take away. */
  return g_strdup_printf (_ ("%s depends on it. %s"), dependent->name, _ (reason));
}

char *
hn_review_dup_commands (HnReview *self, gboolean restart)
{
  HnService *service;
  g_autofree char *folder = NULL;
  g_autofree char *quoted_folder = NULL;
  g_autofree char *quoted_path = NULL;
  g_autofree char *quoted_unit = NULL;
  const char *sudo, *systemctl;
  const char *unit, *path, *text;
  GString *commands;
  gboolean user;

  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  service = hn_review_get_service (self);
  unit = self->info.unit;
  path = self->info.plan.path;
  text = hn_review_get_text (self);
  user = self->info.plan.scope == HN_SCOPE_USER;
  folder = g_path_get_dirname (path);
  quoted_folder = hn_rescue_quote_path (folder);
  quoted_path = hn_rescue_quote_path (path);
  if (g_strrstr (unit, "@.") != NULL)
    /* All instances that run. */
    quoted_unit =
        g_strdup_printf ("'%.*s*.service'", (int) (strlen (unit) - strlen (".service")), unit);
  else
    quoted_unit = hn_rescue_quote_path (hn_service_get_name (service));
  sudo = g_str_has_prefix (path, "~/") || hn_service_get_info (service)->file != NULL ||
                 (user && g_str_has_prefix (path, g_get_home_dir ()))
             ? ""
             : "sudo ";
  systemctl = user ? "systemctl --user" : "sudo systemctl";

  commands = g_string_new (NULL);
  if (*text != '\0')
    {
      g_string_append_printf (commands, "%smkdir -p %s\n", sudo, quoted_folder);
      g_string_append_printf (commands, "%stee %s >/dev/null <<'EOF'\n%sEOF\n", sudo, quoted_path,
                              text);
    }
  else
    {
      g_string_append_printf (commands, "%srm %s\n", sudo, quoted_path);
    }

  if (self->info.state != HN_REVIEW_OFFLINE)
    {
      g_string_append_printf (commands, "%s daemon-reload\n", systemctl);
      if (restart)
        g_string_append_printf (commands, "%s try-restart %s\n", systemctl, quoted_unit);
    }

  return g_string_free (commands, FALSE);
}

HnTrial *
hn_review_try (HnReview *self, gboolean restart, guint confirm_seconds)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GPtrArray) present = NULL;
  g_autoptr (HnSettings) before = NULL;
  HnTrialRequest request = { 0 };
  const HnSettings *base;

  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);
  g_return_val_if_fail (self->info.state == HN_REVIEW_READY, NULL);

  base = hn_changes_get_base (self->info.changes);
  request.unit = self->info.unit;
  request.content = self->info.removal ? nothing : hn_changes_get_list (self->info.changes);
  if (base != NULL && !self->info.removal)
    {
      present = hn_plan_list_present (&self->info.plan);
      before = hn_what_if (base, present);
      request.present = present;
      request.before = before;
      request.after = hn_changes_get_settings (self->info.changes);
    }
  request.etag = self->etag;
  request.next_start = !hn_plan_is_tried (&self->info.plan);
  request.restart = restart && hn_review_get_never (self) == NULL &&
                    self->info.plan.restart != NULL && self->info.plan.restart->active;
  request.confirm_seconds = confirm_seconds;
  request.predicted = hn_review_get_after (self);
  request.policy = hn_service_get_info (hn_review_get_service (self))->policy;

  return g_object_ref (hn_trial_list_begin (self->trials, &request));
}

HnCulpritSearch *
hn_review_search (HnReview *self, HnTrial *failed)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);
  g_return_val_if_fail (self->trials != NULL, NULL);

  return hn_culprit_search_new (self->trials, failed, FALSE);
}

HnTrial *
hn_review_find_trial (HnReview *self)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  return self->trials != NULL
             ? hn_trial_list_find (self->trials, hn_service_get_name (hn_review_get_service (self)))
             : NULL;
}
