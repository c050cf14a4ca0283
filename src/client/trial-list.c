/* The attempts under way at one helper, as a list model: those of this window, and those that were
 * found because another program began them, or Hardnut before it was started anew.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/trial-list.h"

struct _HnAttemptList
{
  GObject parent_instance;

  /* owned */
  HnHelperClient *client;
  HnBusConnection *manager; /* (nullable) */
  GPtrArray *attempts;      /* of HnAttempt */
};

enum
{
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void hn_attempt_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HnAttemptList,
                               hn_attempt_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      hn_attempt_list_model_init))

static void
state_cb (HnAttemptList *self, GParamSpec *pspec, HnAttempt *attempt)
{
  g_autoptr (HnAttempt) keep = g_object_ref (attempt);
  guint position;

  if (!hn_attempt_state_is_end (hn_attempt_get_state (attempt)) ||
      !g_ptr_array_find (self->attempts, attempt, &position))
    return;

  g_signal_handlers_disconnect_by_data (attempt, self);
  g_ptr_array_remove_index (self->attempts, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, attempt);
}

/* @attempt: (transfer full) */
static void
take (HnAttemptList *self, HnAttempt *attempt)
{
  g_ptr_array_add (self->attempts, attempt);
  g_signal_connect_object (attempt, "notify::state", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  g_list_model_items_changed (G_LIST_MODEL (self), self->attempts->len - 1, 0, 1);
}

/* An attempt without an id may be the one that a trial belongs to: the answer is still on its way.
 * By unit that is certain, since the helper does not begin a second trial at one. */
static gboolean
knows (HnAttemptList *self, const HnTrial *trial)
{
  for (guint i = 0; i < self->attempts->len; i++)
    {
      HnAttempt *attempt = self->attempts->pdata[i];
      const char *id = hn_attempt_get_trial (attempt);

      if (id != NULL ? g_str_equal (id, trial->id)
                     : g_str_equal (hn_attempt_get_unit (attempt), trial->unit))
        return TRUE;
    }

  return FALSE;
}

static void
find_trials (HnAttemptList *self)
{
  g_autoptr (GPtrArray) trials = hn_helper_client_list_trials (self->client);

  for (guint i = 0; i < trials->len; i++)
    {
      const HnTrial *trial = trials->pdata[i];

      if (!hn_trial_state_is_end (trial->state) && !knows (self, trial))
        take (self, hn_attempt_new_for_trial (self->client, self->manager, trial));
    }
}

static GType
hn_attempt_list_get_item_type (GListModel *model)
{
  return HN_TYPE_ATTEMPT;
}

static guint
hn_attempt_list_get_n_items (GListModel *model)
{
  return HN_ATTEMPT_LIST (model)->attempts->len;
}

static gpointer
hn_attempt_list_get_item (GListModel *model, guint position)
{
  HnAttemptList *self = HN_ATTEMPT_LIST (model);

  return position < self->attempts->len ? g_object_ref (self->attempts->pdata[position]) : NULL;
}

static void
hn_attempt_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hn_attempt_list_get_item_type;
  iface->get_n_items = hn_attempt_list_get_n_items;
  iface->get_item = hn_attempt_list_get_item;
}

static void
hn_attempt_list_dispose (GObject *object)
{
  HnAttemptList *self = HN_ATTEMPT_LIST (object);

  g_clear_object (&self->client);
  g_clear_object (&self->manager);
  g_clear_pointer (&self->attempts, g_ptr_array_unref);

  G_OBJECT_CLASS (hn_attempt_list_parent_class)->dispose (object);
}

static void
hn_attempt_list_class_init (HnAttemptListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_attempt_list_dispose;

  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, HN_TYPE_ATTEMPT);
}

static void
hn_attempt_list_init (HnAttemptList *self)
{
  self->attempts = g_ptr_array_new_with_free_func (g_object_unref);
}

HnAttemptList *
hn_attempt_list_new (HnHelperClient *client, HnBusConnection *manager)
{
  HnAttemptList *self;

  g_return_val_if_fail (HN_IS_HELPER_CLIENT (client), NULL);

  self = g_object_new (HN_TYPE_ATTEMPT_LIST, NULL);
  self->client = g_object_ref (client);
  hn_attempt_list_set_manager (self, manager);
  g_signal_connect_object (client, "trial-changed", G_CALLBACK (find_trials), self,
                           G_CONNECT_SWAPPED);
  find_trials (self);

  return self;
}

HnHelperClient *
hn_attempt_list_get_client (HnAttemptList *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT_LIST (self), NULL);

  return self->client;
}

void
hn_attempt_list_set_manager (HnAttemptList *self, HnBusConnection *manager)
{
  g_return_if_fail (HN_IS_ATTEMPT_LIST (self));
  g_return_if_fail (manager == NULL || HN_IS_BUS_CONNECTION (manager));

  g_set_object (&self->manager, manager);
}

HnAttempt *
hn_attempt_list_begin (HnAttemptList *self, const HnAttemptRequest *request)
{
  HnAttempt *attempt;

  g_return_val_if_fail (HN_IS_ATTEMPT_LIST (self), NULL);

  attempt = hn_attempt_new (self->client, self->manager, request);
  take (self, attempt);

  return attempt;
}

HnAttempt *
hn_attempt_list_find (HnAttemptList *self, const char *unit)
{
  g_return_val_if_fail (HN_IS_ATTEMPT_LIST (self), NULL);
  g_return_val_if_fail (unit != NULL, NULL);

  for (guint i = 0; i < self->attempts->len; i++)
    if (g_str_equal (hn_attempt_get_unit (self->attempts->pdata[i]), unit))
      return self->attempts->pdata[i];

  return NULL;
}
