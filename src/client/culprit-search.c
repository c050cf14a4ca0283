/* One trial after another: which part comes next is for the bisection to say, and whether it works
 * for the service. What works is taken back as well, since the person decides at the end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/culprit-search.h"

#include "engine/bisect.h"

struct _HnCulpritSearch
{
  GObject parent_instance;

  HnCulpritSearchInfo info;
  gboolean keep_rest;
  gboolean works; /* the trial under way */

  /* owned */
  HnTrialList *list;
  HnTrial *failed;
  HnBisect *bisect;
  GCancellable *cancellable;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnCulpritSearch, hn_culprit_search, G_TYPE_OBJECT)

static void begin_next (HnCulpritSearch *self);

static void
trial_free (HnSearchTrial *trial)
{
  g_ptr_array_unref (trial->lines);
  g_free (trial);
}

/* @with: (nullable): for each new line whether it is tried; all without */
static HnSearchTrial *
add_trial (HnCulpritSearch *self, const gboolean *with)
{
  GPtrArray *lines = hn_trial_get_info (self->failed)->new;
  HnSearchTrial *trial = g_new0 (HnSearchTrial, 1);

  trial->lines = g_ptr_array_new ();
  for (guint i = 0; i < lines->len; i++)
    if (with == NULL || with[i])
      g_ptr_array_add (trial->lines, lines->pdata[i]);
  g_ptr_array_add (self->info.trials, trial);

  return trial;
}

static void
set_state (HnCulpritSearch *self, HnSearchState state)
{
  G_GNUC_UNUSED g_autoptr (HnCulpritSearch) keep = g_object_ref (self);

  self->info.state = state;
  g_signal_emit (self, changed_signal, 0);
}

static void
end (HnCulpritSearch *self, HnSearchState state, const GError *error) /* (nullable) */
{
  HnSearchTrial *trial = self->info.trials->pdata[self->info.trials->len - 1];

  /* One that has no answer is not told. */
  if (!trial->over)
    g_ptr_array_set_size (self->info.trials, (int) self->info.trials->len - 1);
  if (error != NULL && self->info.error == NULL)
    self->info.error = g_error_copy (error);
  set_state (self, state);
}

static void
take_answer (HnCulpritSearch *self, gboolean works)
{
  HnSearchTrial *trial = self->info.trials->pdata[self->info.trials->len - 1];

  trial->over = TRUE;
  trial->works = works;
  hn_bisect_tell (self->bisect, works);
  if (self->info.state == HN_SEARCH_STOPPING)
    end (self, HN_SEARCH_STOPPED, NULL);
  else
    begin_next (self);
}

static void
trial_cb (HnCulpritSearch *self, HnTrial *trial)
{
  HnTrialState state = hn_trial_get_state (trial);

  /* Asked once: where the helper refuses, it takes it back when the time is up. */
  if (state == HN_TRIAL_HEALTHY && !self->works)
    {
      self->works = TRUE;
      if (hn_trial_get_info (trial)->probe)
        hn_trial_take_back (trial);
    }
  if (!hn_trial_state_is_end (state))
    return;

  g_signal_handlers_disconnect_by_data (trial, self);
  if (state == HN_TRIAL_REFUSED && self->info.state == HN_SEARCH_STOPPING)
    end (self, HN_SEARCH_STOPPED, NULL);
  else if (state == HN_TRIAL_REFUSED)
    end (self, HN_SEARCH_REFUSED, hn_trial_get_info (trial)->error);
  else if (state != HN_TRIAL_REVERTED &&
           (state != HN_TRIAL_KEPT || hn_trial_get_info (trial)->probe))
    end (self, HN_SEARCH_BROKEN, NULL);
  else if (hn_trial_get_info (trial)->failed || self->works)
    take_answer (self, !hn_trial_get_info (trial)->failed);
  else
    /* Taken back before there was an answer, from here or by somebody else. */
    end (self, HN_SEARCH_STOPPED, NULL);
}

static void
begin_trial (HnCulpritSearch *self, const char *etag)
{
  const gboolean *with = hn_bisect_next (self->bisect);
  g_autoptr (GPtrArray) content =
      hn_bisect_dup_content (hn_trial_get_info (self->failed)->content,
                             hn_trial_get_info (self->failed)->present,
                             hn_trial_get_info (self->failed)->new, with);
  HnTrialRequest request = {
    .unit = self->info.unit,
    .content = content,
    .present = hn_trial_get_info (self->failed)->present,
    .etag = etag,
    .restart = hn_trial_get_info (self->failed)->restart,
    .confirm_seconds = hn_trial_get_info (self->failed)->confirm_seconds,
    .probe = !self->keep_rest || !hn_bisect_is_last (self->bisect),
  };

  self->works = FALSE;
  g_clear_object (&self->info.trial);
  self->info.trial = g_object_ref (hn_trial_list_begin (self->list, &request));
  g_signal_connect_object (self->info.trial, "state-changed", G_CALLBACK (trial_cb), self,
                           G_CONNECT_SWAPPED);
  set_state (self, HN_SEARCH_RUNNING);
}

static void
etag_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnCulpritSearch) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *etag =
      hn_helper_client_read_etag_finish (HN_HELPER_CLIENT (object), result, &error);

  if (self->info.state != HN_SEARCH_RUNNING)
    return;

  if (etag != NULL)
    begin_trial (self, etag);
  else
    end (self, HN_SEARCH_REFUSED, error);
}

static void
begin_next (HnCulpritSearch *self)
{
  const gboolean *with = hn_bisect_next (self->bisect);

  if (with == NULL)
    {
      end (self, HN_SEARCH_FOUND, NULL);
      return;
    }

  g_clear_object (&self->info.trial);
  add_trial (self, with);
  set_state (self, HN_SEARCH_RUNNING);
  hn_helper_client_read_etag_async (hn_trial_list_get_client (self->list), self->info.unit,
                                    self->cancellable, etag_read_cb, g_object_ref (self));
}

static void
hn_culprit_search_finalize (GObject *object)
{
  HnCulpritSearch *self = HN_CULPRIT_SEARCH (object);

  g_clear_object (&self->list);
  g_clear_object (&self->failed);
  g_clear_object (&self->info.trial);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->bisect, hn_bisect_free);
  g_clear_pointer (&self->info.trials, g_ptr_array_unref);
  g_clear_error (&self->info.error);

  G_OBJECT_CLASS (hn_culprit_search_parent_class)->finalize (object);
}

static void
hn_culprit_search_dispose (GObject *object)
{
  hn_culprit_search_stop (HN_CULPRIT_SEARCH (object));

  G_OBJECT_CLASS (hn_culprit_search_parent_class)->dispose (object);
}

static void
hn_culprit_search_class_init (HnCulpritSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hn_culprit_search_dispose;
  object_class->finalize = hn_culprit_search_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_culprit_search_init (HnCulpritSearch *self)
{
  self->cancellable = g_cancellable_new ();
  self->info.trials = g_ptr_array_new_with_free_func ((GDestroyNotify) trial_free);
}

HnCulpritSearch *
hn_culprit_search_new (HnTrialList *list, HnTrial *failed, gboolean keep_rest)
{
  HnCulpritSearch *self;
  GPtrArray *lines;

  g_return_val_if_fail (HN_IS_TRIAL_LIST (list), NULL);
  g_return_val_if_fail (HN_IS_TRIAL (failed), NULL);

  lines = hn_trial_get_info (failed)->new;
  g_return_val_if_fail (lines->len > 0, NULL);

  self = g_object_new (HN_TYPE_CULPRIT_SEARCH, NULL);
  self->list = g_object_ref (list);
  self->failed = g_object_ref (failed);
  self->keep_rest = keep_rest;
  self->info.unit = hn_trial_get_unit (failed);
  self->info.n_lines = lines->len;
  self->bisect = hn_bisect_new (lines->len);
  add_trial (self, NULL)->over = TRUE;
  begin_next (self);

  return self;
}

void
hn_culprit_search_stop (HnCulpritSearch *self)
{
  g_return_if_fail (HN_IS_CULPRIT_SEARCH (self));

  if (self->info.state != HN_SEARCH_RUNNING)
    return;

  /* Between two trials the service is as before. */
  g_cancellable_cancel (self->cancellable);
  if (self->info.trial == NULL)
    {
      end (self, HN_SEARCH_STOPPED, NULL);
      return;
    }

  self->info.state = HN_SEARCH_STOPPING;
  hn_trial_take_back (self->info.trial);
  g_signal_emit (self, changed_signal, 0);
}

const HnCulpritSearchInfo *
hn_culprit_search_get_info (HnCulpritSearch *self)
{
  g_return_val_if_fail (HN_IS_CULPRIT_SEARCH (self), NULL);

  return &self->info;
}

guint
hn_culprit_search_get_most (HnCulpritSearch *self)
{
  guint n_culprits;

  g_return_val_if_fail (HN_IS_CULPRIT_SEARCH (self), 0);

  n_culprits = hn_bisect_get_n_culprits (self->bisect);
  if (n_culprits > 1 || (n_culprits == 1 && !hn_bisect_is_last (self->bisect) &&
                         hn_bisect_next (self->bisect) != NULL))
    return 0;

  return hn_bisect_count_trials (self->info.n_lines);
}

GPtrArray *
hn_culprit_search_list_culprits (HnCulpritSearch *self)
{
  GPtrArray *culprits = g_ptr_array_new ();
  GPtrArray *lines;

  g_return_val_if_fail (HN_IS_CULPRIT_SEARCH (self), culprits);

  lines = hn_trial_get_info (self->failed)->new;
  for (guint i = 0; i < lines->len; i++)
    if (hn_bisect_is_culprit (self->bisect, i))
      g_ptr_array_add (culprits, lines->pdata[i]);

  return culprits;
}
