/* Many what-ifs in a thread, on copies of what they are about.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changes-advice.h"

#include <string.h>

#include "changes-private.h"
#include "engine/what-if.h"
#include "source/in-thread.h"

typedef struct
{
  HnSettings *base;      /* (nullable) */
  GPtrArray *lines;      /* of HnChange: what is staged */
  HnPolicy *policy;      /* (nullable) */
  HnServiceFacts *facts; /* (nullable) until the machine has been looked at */
  HnEvidence *evidence;  /* (nullable) unless it was watched */

  /* What is asked of a search. */
  HnHardenLevel level;
  HnHardenPick picks[HN_N_CHECKS];
  HnHardenPick others[HN_N_CHECKS];
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->base, hn_settings_free);
  g_clear_pointer (&job->policy, hn_policy_unref);
  g_clear_pointer (&job->facts, hn_service_facts_unref);
  g_clear_pointer (&job->evidence, hn_evidence_unref);
  g_ptr_array_unref (job->lines);
  g_free (job);
}

/* @lines: of HnChange: the content of the drop-in to build upon */
static Job *
job_new (HnChanges *self, GPtrArray *lines)
{
  const HnSettings *base = hn_changes_get_base (self);
  const HnPolicy *policy = hn_service_get_info (hn_changes_get_service (self))->policy;
  const HnServiceFacts *facts = hn_service_get_facts (hn_changes_get_service (self));
  const HnEvidence *evidence = hn_service_get_evidence (hn_changes_get_service (self));
  Job *job = g_new0 (Job, 1);

  /* The array of lines is made anew at each change, and never changed itself; its changes are. */
  job->lines = hn_change_list_copy (lines);
  if (base != NULL)
    job->base = hn_settings_copy (base);
  if (policy != NULL)
    job->policy = hn_policy_ref ((HnPolicy *) policy);
  if (facts != NULL)
    job->facts = hn_service_facts_ref ((HnServiceFacts *) facts);
  if (evidence != NULL)
    job->evidence = hn_evidence_ref ((HnEvidence *) evidence);

  return job;
}

/* @job: (transfer full) */
static void
run (HnChanges *self,
     Job *job,
     GTaskThreadFunc thread,
     GDestroyNotify free_offer,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_return_on_cancel (task, TRUE);
  hn_run_in_thread (task, thread, job, job_free, free_offer);
}

/* @recipes: must stay */
static HnAdviceSource
make_source (const Job *job, HnRecipes *recipes)
{
  return (HnAdviceSource){
    .unfinished = job->base,
    .staged = job->lines,
    .policy = job->policy,
    .recipe = job->base != NULL ? hn_recipes_find (recipes, job->base) : NULL,
    .distributions = hn_recipes_get_distributions (recipes),
    .evidence = job->evidence,
    .facts = job->facts,
  };
}

static void
advise_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  g_autoptr (HnRecipes) recipes = hn_recipes_load (NULL);
  const HnAdviceSource source = make_source (job, recipes);
  HnAdviceOffer *offer = g_new0 (HnAdviceOffer, 1);
  g_autofree char *basis = NULL;
  g_autofree char *wrong = NULL;

  if (job->base != NULL)
    {
      basis = hn_advice_dup_basis (&source);
      wrong = hn_recipes_dup_wrong (recipes);
      offer->basis = g_strjoin (" ", basis, wrong, NULL);
      offer->all = hn_advise (&source);
    }
  else
    offer->all = g_ptr_array_new ();

  g_task_return_pointer (task, offer, (GDestroyNotify) hn_advice_offer_free);
}

void
hn_advice_offer_free (HnAdviceOffer *offer)
{
  g_ptr_array_unref (offer->all);
  g_free (offer->basis);
  g_free (offer);
}

void
hn_changes_advise_async (HnChanges *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (HN_IS_CHANGES (self));

  run (self, job_new (self, hn_changes_get_list (self)), advise_thread,
       (GDestroyNotify) hn_advice_offer_free, cancellable, callback, user_data);
}

HnAdviceOffer *
hn_changes_advise_finish (HnChanges *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- Levels ---- */

/* What a search finds if all of it works.
 *
 * @closes: (out caller-allocates) (array fixed-size=HN_N_CHECKS) (nullable)
 *
 * Returns: the exposure, in tenths */
static guint
assess_set (const HnHardenSet *set, const HnPolicy *policy, gboolean *closes)
{
  g_autofree gboolean *all = g_new0 (gboolean, set->lines->len + 1);
  g_autoptr (GPtrArray) content = NULL;
  g_autoptr (HnSettings) settings = NULL;
  HnAssessment before, after;

  for (guint i = 0; i < set->lines->len; i++)
    all[i] = TRUE;
  content = hn_harden_set_dup_content (set, all);
  settings = hn_what_if (set->unfinished, content);
  hn_assess (settings, policy, &after);
  if (closes == NULL)
    return after.exposure;

  hn_assess (set->before, policy, &before);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    closes[i] = before.findings[i].badness != HN_BADNESS_NA &&
                after.findings[i].badness < before.findings[i].badness;

  return after.exposure;
}

static void
levels_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  g_autoptr (HnLevelOffer) offer = g_new0 (HnLevelOffer, 1);
  g_autoptr (GPtrArray) unenforced = NULL;
  HnAdviceSource source;

  if (job->base == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  offer->recipes = hn_recipes_load (NULL);
  source = make_source (job, offer->recipes);
  unenforced = hn_harden_set_find_unenforced (&source);
  for (HnHardenLevel level = 0; level < HN_N_HARDEN_LEVELS; level++)
    if (!g_cancellable_is_cancelled (cancellable))
      {
        g_autoptr (HnHardenSet) set = hn_harden_set_new (&source, level, NULL, unenforced);

        offer->n_lines[level] = set->lines->len;
        offer->exposures[level] = assess_set (set, job->policy, offer->closes[level]);
      }

  g_task_return_pointer (task, g_steal_pointer (&offer), (GDestroyNotify) hn_level_offer_free);
}

void
hn_level_offer_free (HnLevelOffer *offer)
{
  g_clear_pointer (&offer->recipes, hn_recipes_free);
  g_free (offer);
}

void
hn_changes_offer_levels_async (HnChanges *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GPtrArray) present = NULL;

  g_return_if_fail (HN_IS_CHANGES (self));

  present = hn_change_list_split (self->present);
  run (self, job_new (self, present), levels_thread, (GDestroyNotify) hn_level_offer_free,
       cancellable, callback, user_data);
}

HnLevelOffer *
hn_changes_offer_levels_finish (HnChanges *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- A person's picks ---- */

static void
picks_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (HnPickOffer) offer = g_new0 (HnPickOffer, 1);
  g_autoptr (HnRecipes) recipes = NULL;
  g_autoptr (HnHardenSet) set = NULL;
  g_autoptr (GPtrArray) unenforced = NULL;
  HnAdviceSource source;

  if (job->base == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  recipes = hn_recipes_load (NULL);
  source = make_source (job, recipes);
  unenforced = hn_harden_set_find_unenforced (&source);
  set = hn_harden_set_new (&source, job->level, job->picks, unenforced);
  offer->exposure = assess_set (set, job->policy, offer->closes);
  memcpy (offer->left_out, set->left_out, sizeof offer->left_out);
  memset (set->left_out, 0, sizeof set->left_out);
  for (guint i = 0; i < HN_N_CHECKS && !g_cancellable_is_cancelled (cancellable); i++)
    {
      HnHardenPick pick = job->picks[i];
      g_autoptr (HnHardenSet) other = NULL;

      offer->other[i] = HN_EXPOSURE_UNKNOWN;
      if (job->others[i] == pick)
        continue;
      job->picks[i] = job->others[i];
      other = hn_harden_set_new (&source, job->level, job->picks, unenforced);
      offer->other[i] = assess_set (other, job->policy, NULL);
      job->picks[i] = pick;
    }

  g_task_return_pointer (task, g_steal_pointer (&offer), (GDestroyNotify) hn_pick_offer_free);
}

void
hn_pick_offer_free (HnPickOffer *offer)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    g_free (offer->left_out[i]);
  g_free (offer);
}

void
hn_changes_offer_picks_async (HnChanges *self,
                              HnHardenLevel level,
                              const HnHardenPick *picks,
                              const HnHardenPick *others,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GPtrArray) present = NULL;
  Job *job;

  g_return_if_fail (HN_IS_CHANGES (self));

  present = hn_change_list_split (self->present);
  job = job_new (self, present);
  job->level = level;
  memcpy (job->picks, picks, sizeof job->picks);
  memcpy (job->others, others != NULL ? others : picks, sizeof job->others);
  run (self, job, picks_thread, (GDestroyNotify) hn_pick_offer_free, cancellable, callback,
       user_data);
}

HnPickOffer *
hn_changes_offer_picks_finish (HnChanges *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
