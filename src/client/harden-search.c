/* The search as an object.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/harden-search-private.h"

#include <glib/gi18n-lib.h>

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnHardenSearch, hn_harden_search, G_TYPE_OBJECT)

static void
hn_harden_search_dispose (GObject *object)
{
  HnHardenSearch *self = HN_HARDEN_SEARCH (object);

  /* What was found is the person's. */
  if (!hn_harden_search_is_over (self))
    hn_harden_search_stop (self);

  G_OBJECT_CLASS (hn_harden_search_parent_class)->dispose (object);
}

static void
hn_harden_search_finalize (GObject *object)
{
  HnHardenSearch *self = HN_HARDEN_SEARCH (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->info.harden, hn_harden_free);
  g_clear_object (&self->info.trial);
  g_clear_pointer (&self->info.content, g_ptr_array_unref);
  g_ptr_array_unref (self->info.steps);
  g_ptr_array_unref (self->info.notes);
  g_clear_error (&self->info.error);
  g_free (self->unit);
  g_free (self->picks);
  g_free (self->session);
  g_free (self->helper);
  g_free (self->failure);
  g_clear_pointer (&self->unfinished, hn_settings_free);
  g_clear_pointer (&self->source.staged, g_ptr_array_unref);
  g_clear_pointer ((HnPolicy **) &self->source.policy, hn_policy_unref);
  g_clear_object (&self->question);
  g_clear_object (&self->list);
  g_clear_object (&self->manager);
  g_clear_object (&self->reader);
  g_clear_object (&self->observer);
  g_clear_pointer (&self->evidence, hn_evidence_unref);
  g_clear_pointer (&self->lately, hn_evidence_unref);
  g_clear_pointer (&self->facts, hn_service_facts_unref);
  g_clear_pointer (&self->listeners, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (hn_harden_search_parent_class)->finalize (object);
}

static void
hn_harden_search_class_init (HnHardenSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hn_harden_search_dispose;
  object_class->finalize = hn_harden_search_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_harden_search_init (HnHardenSearch *self)
{
  self->cancellable = g_cancellable_new ();
  self->info.steps = g_ptr_array_new_with_free_func (g_free);
  self->info.notes = g_ptr_array_new_with_free_func (g_free);
}

HnHardenSearch *
hn_harden_search_new (HnTrialList *list, HnBusConnection *manager, const HnHardenAim *aim)
{
  HnHardenSearch *self;

  g_return_val_if_fail (HN_IS_TRIAL_LIST (list), NULL);
  g_return_val_if_fail (HN_IS_BUS_CONNECTION (manager), NULL);

  self = g_object_new (HN_TYPE_HARDEN_SEARCH, NULL);
  self->list = g_object_ref (list);
  self->manager = g_object_ref (manager);
  self->reader = hn_unit_reader_new (manager);
  self->unit = g_strdup (aim->unit);
  self->question = aim->question != NULL ? g_object_ref (aim->question) : NULL;
  self->level = aim->level;
  if (aim->picks != NULL)
    self->picks = g_memdup2 (aim->picks, HN_N_CHECKS * sizeof *aim->picks);
  self->watch_seconds = aim->watch_seconds;
  self->max_trials = aim->max_trials;
  self->confirm_seconds = aim->confirm_seconds;
  self->unfinished = hn_settings_copy (aim->unfinished);
  self->source.unfinished = self->unfinished;
  self->source.staged = hn_change_list_copy (aim->staged);
  self->source.policy = aim->policy != NULL ? hn_policy_ref (aim->policy) : NULL;
  self->source.recipe = aim->recipe;
  self->source.distributions = aim->distributions;
  self->checks = g_ptr_array_ref (aim->checks);
  self->n_own = self->checks->len;
  hn_harden_check_add_proofs (self->checks, aim->recipe);
  g_signal_connect_object (hn_trial_list_get_client (list), "owner-changed",
                           G_CALLBACK (hn_harden_search_check_helper), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hn_trial_list_get_client (list), "state-changed",
                           G_CALLBACK (hn_harden_search_check_helper), self, G_CONNECT_SWAPPED);
  hn_harden_search_begin (self);

  return self;
}

void
hn_harden_search_stop (HnHardenSearch *self)
{
  g_return_if_fail (HN_IS_HARDEN_SEARCH (self));

  hn_harden_search_give_up (self);
}

void
hn_harden_search_leave (HnHardenSearch *self)
{
  g_return_if_fail (HN_IS_HARDEN_SEARCH (self));

  if (self->info.state != HN_HARDEN_STOPPING)
    return;
  g_clear_error (&self->info.error);
  g_set_error (&self->info.error, HN_HELPER_ERROR, HN_HELPER_ERROR_LOST,
               /* Translators: a service */
               _ ("%s: The helper goes on taking the change back"), self->unit);
  hn_harden_search_end (self, HN_HARDEN_FAILED, NULL);
}

const HnHardenInfo *
hn_harden_search_get_info (HnHardenSearch *self)
{
  g_return_val_if_fail (HN_IS_HARDEN_SEARCH (self), NULL);

  return &self->info;
}

guint
hn_harden_search_count_restarts (const HnHardenAim *aim)
{
  return 2 * aim->max_trials + (aim->watch_seconds > 0 ? 2 : 0);
}

/* As long as the helper watches it, and a moment for the restart; in seconds. */
static guint
get_trial_seconds (const HnHardenAim *aim)
{
  const char *type = aim->unfinished != NULL ? hn_settings_get_type (aim->unfinished) : "simple";

  return g_str_has_prefix (type, "notify") || g_str_equal (type, "dbus") ? 12 : 32;
}

void
hn_harden_search_estimate (const HnHardenAim *aim, guint *ret_least, guint *ret_most)
{
  guint trial = get_trial_seconds (aim);
  /* A start is watched by a trial, too. */
  guint watch = aim->watch_seconds > 0 ? aim->watch_seconds + trial : 0;

  *ret_least += watch + trial;
  *ret_most += watch + aim->max_trials * trial;
}

char *
hn_harden_search_dup_duration (guint least, guint most)
{
  guint from = MAX (1, (least + 30) / 60), to = (most + 59) / 60;

  if (from >= to)
    return g_strdup_printf (ngettext ("about %u minute", "about %u minutes", to), to);

  /* Translators: a search takes "about 1 to 4 minutes"; the plural goes by the second number */
  return g_strdup_printf (ngettext ("about %u to %u minute", "about %u to %u minutes", to), from,
                          to);
}

char *
hn_harden_search_dup_estimate (const HnHardenAim *aim)
{
  guint least = 0, most = 0, trial = get_trial_seconds (aim);
  g_autofree char *duration = NULL;
  g_autofree char *watching = NULL;

  hn_harden_search_estimate (aim, &least, &most);
  duration = hn_harden_search_dup_duration (least, most);
  if (aim->watch_seconds == 0)
    return g_strdup_printf (
        /* Translators: "about 1 to 4 minutes", a number of trials, and of seconds for each */
        ngettext ("It takes %s: %u trial of about %u seconds.",
                  "It takes %s: up to %u trials of about %u seconds each.", aim->max_trials),
        duration, aim->max_trials, trial);

  watching = aim->watch_seconds % 60 == 0
                 ? g_strdup_printf (ngettext ("%u minute", "%u minutes", aim->watch_seconds / 60),
                                    aim->watch_seconds / 60)
                 : g_strdup_printf (ngettext ("%u second", "%u seconds", aim->watch_seconds),
                                    aim->watch_seconds);

  return g_strdup_printf (
      /* Translators: "about 1 to 4 minutes", "30 seconds", a number of trials, and of seconds for
       * each */
      ngettext ("It takes %s: %s of watching, then %u trial of about %u seconds.",
                "It takes %s: %s of watching, then up to %u trials of about %u seconds each.",
                aim->max_trials),
      duration, watching, aim->max_trials, trial);
}
