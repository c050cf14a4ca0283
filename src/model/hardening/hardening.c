/* A search for the strictest set that a service works with, as a person follows it. Follows the
 * search while that is under way, and the trial of what was found from then on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "hardening-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "client/change-list.h"
#include "engine/validate.h"
#include "engine/what-if.h"
#include "source/manager/unread-units.h"

/* How long what was found waits to be kept, in seconds. */
#define CONFIRM_SECONDS 120

static guint changed_signal, state_changed_signal;

G_DEFINE_FINAL_TYPE (HnHardening, hn_hardening, G_TYPE_OBJECT)

static const char *
get_unit (HnHardening *self)
{
  return hn_service_get_name (hn_changes_get_service (self->info.changes));
}

void
hn_hardening_set_state (HnHardening *self, HnHardeningState state)
{
  G_GNUC_UNUSED g_autoptr (HnHardening) keep = g_object_ref (self);

  if (self->info.state != state)
    {
      self->info.state = state;
      g_signal_emit (self, state_changed_signal, 0);
    }
  g_signal_emit (self, changed_signal, 0);
}

/* ---- Before ---- */

/* (transfer full) (nullable) */
static char *
dup_helper_missing (HnHardening *self)
{
  HnHelperClient *client = self->list != NULL ? hn_trial_list_get_client (self->list) : NULL;

  if (client == NULL || self->manager == NULL)
    return g_strdup (_ ("This is not a service of the running system, so nothing can be tried with "
                        "it. The protections below show what can be changed."));
  if (hn_helper_client_get_state (client) == HN_HELPER_CONNECTING ||
      hn_helper_client_get_available (client))
    return NULL;

  return g_strdup (hn_helper_client_get_error (client)->message);
}

/* (transfer full) (nullable) */
static char *
dup_restart_blocked (HnHardening *self)
{
  const char *const own[] = { get_unit (self), NULL };
  const char *reason;
  const HnDependent *dependent;

  if (self->restart == NULL)
    return hn_hardening_dup_blocked (self->info.changes, own);
  if (hn_changes_get_state (self->info.changes) == HN_CHANGES_READY && !self->restart->active)
    return g_strdup (hn_harden_search_get_idle_reason (hn_changes_get_base (self->info.changes),
                                                       self->restart->can_start));
  dependent = hn_restart_find_untouchable (self->restart, self->info.scope, &reason);
  if (dependent != NULL)
    /* Translators: a unit, and a sentence that says what its restart would take away. */
    return g_strdup_printf (_ ("A search restarts the service, and %s depends on it. %s"),
                            dependent->name, _ (reason));

  return hn_hardening_dup_blocked (self->info.changes, (const char *const *) self->restart->names);
}

static char *
dup_blocked (HnHardening *self)
{
  char *blocked = dup_helper_missing (self);

  if (blocked == NULL && self->list != NULL &&
      hn_trial_list_find (self->list, get_unit (self)) != NULL)
    blocked = g_strdup (_ ("A change of this service is being tried already. Keep it or take it "
                           "back first."));

  return blocked != NULL ? blocked : dup_restart_blocked (self);
}

static void
update_before (HnHardening *self)
{
  const HnAssessment *assessment = hn_changes_get_before (self->info.changes);
  HnChangesState state = hn_changes_get_state (self->info.changes);
  gboolean known = state != HN_CHANGES_READING && self->restart != NULL && self->info.offer != NULL;

  if (self->info.state > HN_HARDENING_READY)
    return;

  self->info.before = assessment != NULL ? assessment->exposure : 0;
  g_free (self->info.blocked);
  self->info.blocked = dup_blocked (self);
  hn_hardening_set_state (self, self->info.blocked != NULL ? HN_HARDENING_BLOCKED
                                : known                    ? HN_HARDENING_READY
                                                           : HN_HARDENING_READING);
}

static void
offered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardening) self = data;
  g_autoptr (GError) error = NULL;
  HnLevelOffer *offer = hn_changes_offer_levels_finish (HN_CHANGES (object), result, &error);

  if (error != NULL)
    return;
  g_clear_pointer (&self->info.offer, hn_level_offer_free);
  self->info.offer = offer;
  hn_hardening_choice_set_offer (self->info.choice, offer);
  update_before (self);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardening) self = data;

  if (!hn_changes_load_finish (HN_CHANGES (object), result, NULL))
    return;
  hn_changes_offer_levels_async (self->info.changes, self->reading, offered_cb,
                                 g_object_ref (self));
  update_before (self);
}

static void
restart_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardening) self = data;
  g_autoptr (GError) error = NULL;
  HnRestart *restart = hn_restart_read_finish (HN_BUS_CONNECTION (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_pointer (&self->restart, hn_restart_unref);
  self->restart = restart;
  update_before (self);
  if (restart == NULL)
    {
      g_free (self->info.blocked);
      self->info.blocked = g_strdup (error->message);
      hn_hardening_set_state (self, HN_HARDENING_BLOCKED);
    }
}

static void
read_all (HnHardening *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  hn_changes_load_async (self->info.changes, self->reading, loaded_cb, g_object_ref (self));
  if (self->manager != NULL)
    hn_restart_read_async (self->manager, get_unit (self), self->reading, restart_cb,
                           g_object_ref (self));
  update_before (self);
}

static void
unread_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardening) self = data;
  GStrv unread = hn_unread_units_find_finish (HN_BUS_CONNECTION (object), result, NULL);

  if (unread == NULL)
    return;
  g_strfreev (self->unread);
  self->unread = unread;
  update_before (self);
}

void
hn_hardening_find_unread (HnHardening *self)
{
  g_return_if_fail (HN_IS_HARDENING (self));

  if (self->manager != NULL)
    hn_unread_units_find_all_async (self->manager, get_unit (self), self->reading, unread_cb,
                                    g_object_ref (self));
}

/* ---- The search ---- */

static void
assess_found (HnHardening *self)
{
  const HnHardenInfo *run = hn_harden_search_get_info (self->run);
  const HnPolicy *policy =
      hn_service_get_info (hn_changes_get_service (self->info.changes))->policy;

  g_clear_pointer (&self->found, hn_settings_free);
  g_clear_pointer (&self->info.text, g_free);
  self->info.after = self->info.before;
  if (run->content == NULL || run->harden == NULL)
    return;
  self->found = hn_what_if (hn_harden_get_set (run->harden)->unfinished, run->content);
  hn_assess (self->found, policy, &self->assessed);
  self->info.after = self->assessed.exposure;
  self->info.text = hn_change_to_text (run->content);
}

static gboolean
is_denial (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED);
}

void
hn_hardening_set_error (HnHardening *self, const char *message)
{
  g_clear_error (&self->error);
  g_set_error_literal (&self->error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED, message);
  self->info.error = self->error;
}

/* The trial of what was found goes its own way. */
static void
follow_found (HnHardening *self)
{
  HnTrial *trial = self->info.trial;
  const HnTrialInfo *info = hn_trial_get_info (trial);

  switch (hn_trial_get_state (trial))
    {
    case HN_TRIAL_HEALTHY:
      /* The helper may have said no to Keep. */
      self->info.error = info->error;
      hn_hardening_set_state (self, HN_HARDENING_FOUND);
      break;
    case HN_TRIAL_KEEPING:
      hn_hardening_set_state (self, HN_HARDENING_KEEPING);
      break;
    case HN_TRIAL_KEPT:
      self->info.error = NULL;
      hn_changes_set_kept (self->info.changes, info->content);
      g_signal_handlers_disconnect_by_data (trial, self);
      hn_hardening_set_state (self, HN_HARDENING_KEPT);
      break;
    case HN_TRIAL_REVERTED:
      self->info.error = NULL;
      if (info->failed)
        hn_hardening_set_error (self, info->explanation != NULL ? info->explanation
                                      : info->reason != NULL    ? info->reason
                                                                : _ ("The service has failed."));
      hn_hardening_set_state (self, info->failed        ? HN_HARDENING_FAILED
                                    : self->taking_back ? HN_HARDENING_TAKEN_BACK
                                                        : HN_HARDENING_TIME_UP);
      break;
    case HN_TRIAL_FAILED:
      hn_hardening_set_error (
          self, _ ("The service is not well, even without what was tried. Its page shows how "
                   "it is now."));
      hn_hardening_set_state (self, HN_HARDENING_FAILED);
      break;
    case HN_TRIAL_ENDED:
      hn_hardening_set_error (
          self, _ ("The helper could not be heard for a while, so it is not known whether "
                   "the change was kept. The page of the service shows how it is now."));
      hn_hardening_set_state (self, HN_HARDENING_FAILED);
      break;
    default:
      hn_hardening_set_state (self, HN_HARDENING_TAKING_BACK);
      break;
    }
}

static void
trial_cb (HnHardening *self, HnTrial *trial)
{
  if (trial == self->info.trial && self->info.state >= HN_HARDENING_FOUND &&
      !hn_hardening_is_over (self))
    follow_found (self);
}

static void
take_found (HnHardening *self)
{
  g_signal_connect_object (self->info.trial, "changed", G_CALLBACK (trial_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->info.trial, "state-changed", G_CALLBACK (trial_cb), self,
                           G_CONNECT_SWAPPED);
  self->info.state = HN_HARDENING_FOUND;
  g_signal_emit (self, state_changed_signal, 0);
  follow_found (self);
  if (self->keep && self->info.state == HN_HARDENING_FOUND)
    hn_hardening_keep (self);
}

static void
run_cb (HnHardening *self)
{
  const HnHardenInfo *run = hn_harden_search_get_info (self->run);

  if (self->info.state >= HN_HARDENING_FOUND)
    return;

  hn_hardening_tell_steps (self);
  g_set_object (&self->info.trial, run->trial);
  assess_found (self);
  self->info.error = run->error;
  switch (run->state)
    {
    case HN_HARDEN_SEARCHNING:
      hn_hardening_set_state (self, self->info.steps->len > 0 || run->steps->len > 0
                                        ? HN_HARDENING_SEARCHING
                                        : HN_HARDENING_ASKING);
      break;
    case HN_HARDEN_STOPPING:
      hn_hardening_set_state (self, HN_HARDENING_STOPPING);
      break;
    case HN_HARDEN_FOUND:
      take_found (self);
      break;
    case HN_HARDEN_NOTHING:
      hn_hardening_set_state (self, HN_HARDENING_NOTHING);
      break;
    case HN_HARDEN_STOPPED:
      hn_hardening_set_state (self,
                              run->error != NULL ? HN_HARDENING_FAILED : HN_HARDENING_STOPPED);
      break;
    case HN_HARDEN_FAILED:
    default:
      hn_hardening_set_state (self,
                              is_denial (run->error) ? HN_HARDENING_DENIED : HN_HARDENING_FAILED);
      break;
    }
}

void
hn_hardening_start (
    HnHardening *self, HnHardenLevel level, guint watch_seconds, GPtrArray *checks, gboolean keep)
{
  HnService *service;
  const HnSettings *base;
  g_autoptr (GPtrArray) own =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hn_harden_check_free);
  g_autoptr (GPtrArray) joined = NULL;
  g_autoptr (GPtrArray) present = NULL;
  HnHardenAim aim = { NULL };

  g_return_if_fail (HN_IS_HARDENING (self));
  g_return_if_fail (self->info.state == HN_HARDENING_READY);

  service = hn_changes_get_service (self->info.changes);
  base = hn_changes_get_base (self->info.changes);
  joined = hn_change_list_parse (hn_changes_get_files (self->info.changes)->present_text,
                                 base->context.version);
  present = hn_change_list_split (joined);
  for (guint i = 0; i < checks->len; i++)
    g_ptr_array_add (own, hn_harden_check_new (checks->pdata[i]));

  self->watch_seconds = watch_seconds;
  self->keep = keep;
  self->was = g_ptr_array_ref (present);
  self->now = hn_what_if (base, present);
  hn_assess (self->now, hn_service_get_info (service)->policy, &self->original);
  aim.unit = get_unit (self);
  aim.level = level;
  hn_hardening_choice_set_level (self->info.choice, level);
  aim.picks = hn_hardening_choice_get_picks (self->info.choice);
  aim.watch_seconds = watch_seconds;
  aim.max_trials = HN_HARDENING_MAX_TRIALS;
  aim.confirm_seconds = CONFIRM_SECONDS;
  aim.checks = own;
  aim.unfinished = base;
  aim.staged = present;
  aim.policy = hn_service_get_info (service)->policy;
  aim.recipe = hn_recipes_find (self->info.offer->recipes, base);
  aim.distributions = hn_recipes_get_distributions (self->info.offer->recipes);
  aim.question = self->question;
  self->run = hn_harden_search_new (self->list, self->manager, &aim);
  g_signal_connect_object (self->run, "changed", G_CALLBACK (run_cb), self, G_CONNECT_SWAPPED);
  hn_hardening_set_state (self, HN_HARDENING_ASKING);
}

void
hn_hardening_stop (HnHardening *self)
{
  g_return_if_fail (HN_IS_HARDENING (self));

  if (hn_hardening_is_under_way (self))
    {
      hn_harden_search_stop (self->run);
    }
  else if (self->info.state == HN_HARDENING_FOUND)
    {
      self->taking_back = TRUE;
      hn_trial_take_back (self->info.trial);
    }
}

void
hn_hardening_keep (HnHardening *self)
{
  g_return_if_fail (HN_IS_HARDENING (self));

  if (self->info.state == HN_HARDENING_FOUND)
    hn_trial_keep (self->info.trial);
}

void
hn_hardening_change_by_hand (HnHardening *self)
{
  g_return_if_fail (HN_IS_HARDENING (self));

  if (self->info.state != HN_HARDENING_FOUND)
    return;
  hn_changes_set_content (self->info.changes, hn_harden_search_get_info (self->run)->content);
  hn_hardening_stop (self);
}

gboolean
hn_hardening_is_under_way (HnHardening *self)
{
  g_return_val_if_fail (HN_IS_HARDENING (self), FALSE);

  return self->info.state >= HN_HARDENING_ASKING && self->info.state <= HN_HARDENING_STOPPING;
}

gboolean
hn_hardening_is_over (HnHardening *self)
{
  g_return_val_if_fail (HN_IS_HARDENING (self), FALSE);

  return self->info.state >= HN_HARDENING_KEPT;
}

/* ---- The object ---- */

static void
drop_search (HnHardening *self)
{
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  if (self->info.trial != NULL)
    g_signal_handlers_disconnect_by_data (self->info.trial, self);
  g_clear_object (&self->run);
  g_clear_object (&self->info.trial);
  g_clear_object (&self->told);
  g_clear_pointer (&self->was, g_ptr_array_unref);
  if (self->undoing != NULL)
    g_signal_handlers_disconnect_by_data (self->undoing, self);
  g_clear_object (&self->undoing);
  g_clear_pointer (&self->now, hn_settings_free);
  g_clear_pointer (&self->found, hn_settings_free);
  g_clear_pointer (&self->info.text, g_free);
  g_clear_error (&self->error);
  g_ptr_array_set_size (self->info.steps, 0);
  g_array_set_size (self->fates, 0);
  self->info.error = NULL;
  self->info.n_trials = self->told_trials = self->told_notes = 0;
  self->taking_back = FALSE;
}

static void
begin_reading (HnHardening *self)
{
  g_clear_pointer (&self->info.offer, hn_level_offer_free);
  hn_hardening_choice_set_offer (self->info.choice, NULL);
  g_clear_pointer (&self->restart, hn_restart_unref);
  self->info.state = HN_HARDENING_READING;
  g_signal_emit (self, state_changed_signal, 0);
  read_all (self);
}

void
hn_hardening_renew (HnHardening *self)
{
  g_return_if_fail (HN_IS_HARDENING (self));

  if (!hn_hardening_is_over (self))
    return;
  drop_search (self);
  begin_reading (self);
}

void
hn_hardening_read_again (HnHardening *self)
{
  g_return_if_fail (HN_IS_HARDENING (self));
  g_return_if_fail (self->info.state <= HN_HARDENING_READY);

  begin_reading (self);
}

void
hn_hardening_set_question (HnHardening *self, HnHardenQuestion *question)
{
  g_return_if_fail (HN_IS_HARDENING (self));

  g_set_object (&self->question, question);
}

static void
hn_hardening_dispose (GObject *object)
{
  HnHardening *self = HN_HARDENING (object);

  g_cancellable_cancel (self->reading);
  drop_search (self);

  G_OBJECT_CLASS (hn_hardening_parent_class)->dispose (object);
}

static void
hn_hardening_finalize (GObject *object)
{
  HnHardening *self = HN_HARDENING (object);

  g_clear_pointer (&self->info.offer, hn_level_offer_free);
  g_clear_pointer (&self->restart, hn_restart_unref);
  g_ptr_array_unref (self->info.steps);
  g_array_unref (self->fates);
  g_free (self->info.blocked);
  g_strfreev (self->unread);
  g_clear_object (&self->info.choice);
  g_clear_object (&self->info.changes);
  g_clear_object (&self->question);
  g_clear_object (&self->list);
  g_clear_object (&self->manager);
  g_clear_object (&self->reading);

  G_OBJECT_CLASS (hn_hardening_parent_class)->finalize (object);
}

static void
hn_hardening_class_init (HnHardeningClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = hn_hardening_dispose;
  object_class->finalize = hn_hardening_finalize;

  changed_signal =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  state_changed_signal =
      g_signal_new ("state-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_hardening_init (HnHardening *self)
{
  self->info.steps = g_ptr_array_new_with_free_func (g_free);
  self->fates = g_array_new (FALSE, TRUE, sizeof (HnFate));
}

HnHardening *
hn_hardening_new (HnChanges *changes, HnTrialList *list, HnBusConnection *manager)
{
  HnHardening *self;
  const HnSettings *settings;

  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  self = g_object_new (HN_TYPE_HARDENING, NULL);
  self->info.changes = g_object_ref (changes);
  self->info.choice = hn_hardening_choice_new (changes);
  settings = hn_service_get_settings (hn_changes_get_service (changes));
  self->info.scope = settings != NULL ? settings->context.scope : HN_SCOPE_SYSTEM;
  if (list != NULL)
    {
      self->list = g_object_ref (list);
      g_signal_connect_object (hn_trial_list_get_client (list), "state-changed",
                               G_CALLBACK (update_before), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (list, "changed", G_CALLBACK (update_before), self,
                               G_CONNECT_SWAPPED);
    }
  if (manager != NULL)
    self->manager = g_object_ref (manager);
  read_all (self);

  return self;
}

const HnHardeningInfo *
hn_hardening_get_info (HnHardening *self)
{
  g_return_val_if_fail (HN_IS_HARDENING (self), NULL);

  return &self->info;
}

gboolean
hn_hardening_find_original (HnChanges *changes, guint *ret_exposure)
{
  const HnSettings *base;
  g_autoptr (HnSettings) original = NULL;
  HnAssessment assessment;

  g_return_val_if_fail (HN_IS_CHANGES (changes), FALSE);

  base = hn_changes_get_base (changes);
  if (base == NULL)
    return FALSE;
  original = hn_what_if (base, NULL);
  hn_assess (original, hn_service_get_info (hn_changes_get_service (changes))->policy, &assessment);
  *ret_exposure = assessment.exposure;

  return TRUE;
}
