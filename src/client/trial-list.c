/* The trials under way at one helper, as an object: those of this window, and those that were
 * found because another program began them, or Hardnut before it was started anew.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/trial-list.h"

struct _HnTrialList
{
  GObject parent_instance;

  /* owned */
  HnHelperClient *client;
  HnBusConnection *manager; /* (nullable) */
  GPtrArray *trials;        /* of HnTrial */
};

static guint changed_signal, ended_signal;

G_DEFINE_FINAL_TYPE (HnTrialList, hn_trial_list, G_TYPE_OBJECT)

static void
state_cb (HnTrialList *self, HnTrial *trial)
{
  G_GNUC_UNUSED g_autoptr (HnTrial) keep = g_object_ref (trial);
  guint position;

  if (!hn_trial_state_is_end (hn_trial_get_state (trial)) ||
      !g_ptr_array_find (self->trials, trial, &position))
    return;

  g_signal_handlers_disconnect_by_data (trial, self);
  g_ptr_array_remove_index (self->trials, position);
  g_signal_emit (self, changed_signal, 0);
  g_signal_emit (self, ended_signal, 0, trial);
}

/* @trial: (transfer full) */
static void
take (HnTrialList *self, HnTrial *trial)
{
  g_ptr_array_add (self->trials, trial);
  g_signal_connect_object (trial, "state-changed", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_emit (self, changed_signal, 0);
}

/* A trial without an id may be the one that @record is of: the answer is still on its way.
 * By unit that is certain, since the helper does not begin a second trial at one. */
static gboolean
knows (HnTrialList *self, const HnTrialRecord *record)
{
  for (guint i = 0; i < self->trials->len; i++)
    {
      HnTrial *trial = self->trials->pdata[i];
      const char *id = hn_trial_get_info (trial)->id;

      if (id != NULL ? g_str_equal (id, record->id)
                     : g_str_equal (hn_trial_get_unit (trial), record->unit))
        return TRUE;
    }

  return FALSE;
}

static void
find_trials (HnTrialList *self)
{
  g_autoptr (GPtrArray) trials = hn_helper_client_list_trials (self->client);

  for (guint i = 0; i < trials->len; i++)
    {
      const HnTrialRecord *record = trials->pdata[i];

      if (!hn_trial_state_is_end (record->state) && !knows (self, record))
        take (self, hn_trial_new_for_record (self->client, self->manager, record));
    }
}

static void
hn_trial_list_dispose (GObject *object)
{
  HnTrialList *self = HN_TRIAL_LIST (object);

  g_clear_object (&self->client);
  g_clear_object (&self->manager);
  g_clear_pointer (&self->trials, g_ptr_array_unref);

  G_OBJECT_CLASS (hn_trial_list_parent_class)->dispose (object);
}

static void
hn_trial_list_class_init (HnTrialListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_trial_list_dispose;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  ended_signal = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, HN_TYPE_TRIAL);
}

static void
hn_trial_list_init (HnTrialList *self)
{
  self->trials = g_ptr_array_new_with_free_func (g_object_unref);
}

HnTrialList *
hn_trial_list_new (HnHelperClient *client, HnBusConnection *manager)
{
  HnTrialList *self;

  g_return_val_if_fail (HN_IS_HELPER_CLIENT (client), NULL);

  self = g_object_new (HN_TYPE_TRIAL_LIST, NULL);
  self->client = g_object_ref (client);
  hn_trial_list_set_manager (self, manager);
  g_signal_connect_object (client, "trial-changed", G_CALLBACK (find_trials), self,
                           G_CONNECT_SWAPPED);
  find_trials (self);

  return self;
}

HnHelperClient *
hn_trial_list_get_client (HnTrialList *self)
{
  g_return_val_if_fail (HN_IS_TRIAL_LIST (self), NULL);

  return self->client;
}

void
hn_trial_list_set_manager (HnTrialList *self, HnBusConnection *manager)
{
  g_return_if_fail (HN_IS_TRIAL_LIST (self));
  g_return_if_fail (manager == NULL || HN_IS_BUS_CONNECTION (manager));

  g_set_object (&self->manager, manager);
}

HnTrial *
hn_trial_list_begin (HnTrialList *self, const HnTrialRequest *request)
{
  HnTrial *trial;

  g_return_val_if_fail (HN_IS_TRIAL_LIST (self), NULL);

  trial = hn_trial_new (self->client, self->manager, request);
  take (self, trial);

  return trial;
}

HnTrial *
hn_trial_list_find (HnTrialList *self, const char *unit)
{
  g_return_val_if_fail (HN_IS_TRIAL_LIST (self), NULL);

  for (guint i = 0; i < self->trials->len; i++)
    if (unit == NULL || g_str_equal (hn_trial_get_unit (self->trials->pdata[i]), unit))
      return self->trials->pdata[i];

  return NULL;
}
