/* A search asks once, for what the weaker permission is enough for. What would take the stronger
 * one is left out before the first trial: in the middle of it nobody expects another question.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/harden-search-private.h"

#include "engine/drop-in.h"
#include "source/permission.h"

typedef struct
{
  HnHardenSearch *run; /* owned */
  HnHardenSet *set;    /* owned, handed on in the end */
  HnManagerFacts *facts;
  HnHardenTakeFunc take;
} Weighing;

static void
weighing_free (Weighing *self)
{
  g_object_unref (self->run);
  g_clear_pointer (&self->set, hn_harden_set_free);
  g_clear_pointer (&self->facts, hn_manager_facts_unref);
  g_free (self);
}

static void
end (Weighing *self)
{
  if (!hn_harden_search_is_late (self->run))
    self->take (self->run, g_steal_pointer (&self->set));
  weighing_free (self);
}

/* Returns: whether anything was left out. Where the service itself takes the stronger permission,
 * nothing of it is asked for again. */
static gboolean
leave_out (HnHardenSet *set, const HnPermission *permission)
{
  gboolean any = FALSE;

  if (!permission->certain)
    return FALSE;
  for (guint i = 0; i < permission->reasons->len; i++)
    if (((const HnWeakening *) permission->reasons->pdata[i])->directive == HN_DIRECTIVE_NONE)
      return FALSE;

  for (guint i = 0; i < permission->reasons->len; i++)
    {
      const HnWeakening *reason = permission->reasons->pdata[i];
      g_autofree char *sentence = hn_weakening_dup_sentence (reason);

      /* Who has kept a line is not known here. */
      if (reason->kind == HN_WEAKEN_LINE_GOES)
        continue;
      any |= hn_harden_set_leave_out (set, reason->directive, sentence);
    }

  return any;
}

static void weigh (Weighing *self);

static void
permission_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Weighing *self = data;
  g_autoptr (HnPermission) permission = hn_permission_find_finish (result, NULL);

  if (permission != NULL && leave_out (self->set, permission))
    weigh (self);
  else
    end (self);
}

/* All of it together, as it is tried first. */
static void
weigh (Weighing *self)
{
  g_autofree gboolean *all = g_new (gboolean, self->set->lines->len);
  g_autofree char *previous = hn_drop_in_to_text (self->set->present);
  g_autoptr (GPtrArray) content = NULL;

  for (guint i = 0; i < self->set->lines->len; i++)
    all[i] = TRUE;
  content = hn_harden_set_dup_content (self->set, all);
  hn_permission_find_async (self->facts, self->set->unfinished, previous, content,
                            self->run->cancellable, permission_cb, self);
}

static void
facts_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Weighing *self = data;

  self->facts = hn_manager_facts_read_finish (HN_BUS_CONNECTION (object), result, NULL);
  /* Without them it is for the helper to say. */
  if (self->facts != NULL)
    weigh (self);
  else
    end (self);
}

void
hn_harden_search_weigh (HnHardenSearch *self, HnHardenSet *set, HnHardenTakeFunc take)
{
  Weighing *weighing = g_new0 (Weighing, 1);

  weighing->run = g_object_ref (self);
  weighing->set = set;
  weighing->take = take;
  /* A user's own manager asks nobody. */
  if (hn_helper_client_get_scope (hn_trial_list_get_client (self->list)) == HN_SCOPE_USER)
    end (weighing);
  else
    hn_manager_facts_read_async (self->manager, self->unit, self->cancellable, facts_cb, weighing);
}
