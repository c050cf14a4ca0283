/* Whether a service works as before, asked for in the order of what tells most: sockets, the
 * manager, the checks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/harden-works.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "client/harden-check.h"
#include "source/facts/facts-reader.h"
#include "source/manager/unit-reader.h"

/* Sockets that a service opens by and by are waited for, in milliseconds and tries. */
#define LISTEN_PAUSE 250
#define LISTEN_TRIES 40

/* Above it the kernel chooses the number, another one with each start. */
#define FIRST_EPHEMERAL_PORT 32768

typedef struct
{
  char *unit;
  GPtrArray *listeners; /* (nullable) */
  GPtrArray *checks;
  guint looks;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->unit);
  g_clear_pointer (&self->listeners, g_ptr_array_unref);
  g_ptr_array_unref (self->checks);
  g_free (self);
}

/* (nullable) (transfer none): one that has to be there and is not */
static const HnListener *
find_missing (GPtrArray *wanted, GPtrArray *found)
{
  for (guint i = 0; i < wanted->len; i++)
    {
      gboolean there = FALSE;

      for (guint k = 0; k < found->len && !there; k++)
        there = hn_listener_compare (&wanted->pdata[i], &found->pdata[k]) == 0;
      if (!there)
        return wanted->pdata[i];
    }

  return NULL;
}

static gboolean
is_lasting (const HnListener *listener)
{
  return listener->unit == NULL && listener->port < FIRST_EPHEMERAL_PORT &&
         (listener->kind == HN_LISTEN_TCP || listener->kind == HN_LISTEN_UDP);
}

GPtrArray *
hn_harden_list_listeners (const HnServiceFacts *facts, GPtrArray *before)
{
  GPtrArray *lasting = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_listener_free);

  for (guint i = 0; i < facts->listeners->len; i++)
    {
      const HnListener *listener = facts->listeners->pdata[i];
      HnListener *copy = hn_listener_new (listener->kind, listener->address, listener->port);
      g_autoptr (GPtrArray) alone = g_ptr_array_new ();

      copy->interface = g_strdup (listener->interface);
      g_ptr_array_add (alone, copy);
      if (is_lasting (listener) && (before == NULL || find_missing (alone, before) == NULL))
        g_ptr_array_add (lasting, copy);
      else
        hn_listener_free (copy);
    }

  return lasting;
}

/* Checks. */

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) failed = g_task_propagate_pointer (G_TASK (result), &error);

  if (failed == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (failed->len > 0)
    {
      const HnHardenCheck *check = self->checks->pdata[g_array_index (failed, guint, 0)];

      g_task_return_pointer (
          task,
          /* Translators: how one sees that a service works: an address, a port or a command */
          g_strdup_printf (_ ("This check fails: %s"), check->text), g_free);
    }
  else
    {
      g_task_return_pointer (task, NULL, NULL);
    }
}

/* The manager. */

static void
unit_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (HnUnit) unit = hn_unit_reader_read_finish (HN_UNIT_READER (object), result, &error);

  if (unit == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (strcmp (unit->active_state, "active") != 0)
    g_task_return_pointer (task, g_strdup (_ ("It does not run any more.")), g_free);
  else
    hn_harden_check_all_async (self->checks, HN_HARDEN_CHECK_SECONDS, cancellable, checked_cb,
                               g_steal_pointer (&task));
}

/* Sockets. */

static void look (GTask *task);

static gboolean
look_again_cb (gpointer data)
{
  GTask *task = data;

  if (g_task_return_error_if_cancelled (task))
    g_object_unref (task);
  else
    look (task);

  return G_SOURCE_REMOVE;
}

static gboolean
shows_sockets (const HnServiceFacts *facts)
{
  return facts != NULL && !facts->own_network && !facts->no_sockets && !facts->hidden;
}

static void
sockets_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *self = g_task_get_task_data (task);
  g_autoptr (HnServiceFacts) facts =
      hn_service_facts_read_finish (HN_BUS_CONNECTION (object), result, NULL);
  const HnListener *missing = self->listeners != NULL && shows_sockets (facts)
                                  ? find_missing (self->listeners, facts->listeners)
                                  : NULL;

  if (missing != NULL && self->looks++ < LISTEN_TRIES)
    {
      g_timeout_add (LISTEN_PAUSE, look_again_cb, g_steal_pointer (&task));
    }
  else if (missing != NULL)
    {
      g_autofree char *address = hn_listener_dup_text (missing);

      g_task_return_pointer (task,
                             /* Translators: an address such as "[::]:80 (TCP)" */
                             g_strdup_printf (_ ("It does not listen any more on %s."), address),
                             g_free);
    }
  else
    {
      g_autoptr (HnUnitReader) reader = hn_unit_reader_new (HN_BUS_CONNECTION (object));
      GCancellable *cancellable = g_task_get_cancellable (task);

      hn_unit_reader_read_async (reader, self->unit, cancellable, unit_cb, g_steal_pointer (&task));
    }
}

static void
look (GTask *task) /* (transfer full) */
{
  Question *self = g_task_get_task_data (task);

  hn_service_facts_read_async (g_task_get_source_object (task), self->unit,
                               g_task_get_cancellable (task), sockets_cb, task);
}

void
hn_harden_works_async (HnBusConnection *manager,
                       const char *unit,
                       GPtrArray *listeners,
                       GPtrArray *checks,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (manager, cancellable, callback, user_data);
  Question *self = g_new0 (Question, 1);

  self->unit = g_strdup (unit);
  self->listeners = listeners != NULL ? g_ptr_array_ref (listeners) : NULL;
  self->checks = g_ptr_array_ref (checks);
  g_task_set_name (task, "[Hardnut] see whether a service works as before");
  g_task_set_task_data (task, self, question_free);
  look (task);
}

gboolean
hn_harden_is_left (HnTrial *trial)
{
  const GError *error = hn_trial_get_info (trial)->error;

  return error != NULL && hn_trial_get_state (trial) != HN_TRIAL_REVERTING &&
         !g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NO_SUCH_TRIAL) &&
         !g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_LOST) &&
         !g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NO_BUS);
}
