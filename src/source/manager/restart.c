/* Walks from a service to what depends on it: one call for each unit on the way, several at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/restart.h"

#include <errno.h>
#include <string.h>

#include "engine/never-restart.h"
#include "properties/message-read.h"
#include "source/unit-name.h"

/* Along which properties of a unit a restart of it reaches others, which restart as well, and a
 * stop of it, which stops them. */
static const char *const ways[] = { "RequiredBy", "RequisiteOf", "BoundBy", "ConsistsOf" };

/* Whom a restart of the service itself stops, unless they are restarted or started by it as well:
 * systemd looks at these only when all else that comes of the restart is known. */
#define STOPPED "PropagatesStopTo"

/* Whom a start of the service starts, and a restart along with STOPPED restarts. */
static const char *const pulling[] = { "Requires", "BindsTo", "Wants", "Upholds" };

/* The worst that is known to befall a unit. */
typedef enum
{
  REACH_NOT,
  REACH_RESTART,
  REACH_STOP,
} Reach;

typedef struct
{
  char *name;
  HnRestart *restart;
  GHashTable *seen; /* name -> Reach, of what was or is being asked */
  guint n_pending;
  GStrv stopped; /* (nullable) whom the service stops, until they are asked */
  GError *error; /* of the service itself */
} Walk;

/* One unit that is asked. */
typedef struct
{
  GTask *task;
  char *name;
  gboolean stops;
} Visit;

static void
dependent_free (HnDependent *dependent)
{
  g_free (dependent->name);
  g_strfreev (dependent->names);
  g_free (dependent->description);
  g_free (dependent);
}

HnRestart *
hn_restart_ref (HnRestart *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
hn_restart_unref (HnRestart *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_strfreev (self->names);
  g_ptr_array_unref (self->dependents);
  g_free (self);
}

const HnDependent *
hn_restart_find_untouchable (const HnRestart *self, HnScope scope, const char **reason)
{
  for (guint i = 0; i < self->dependents->len; i++)
    {
      const HnDependent *dependent = self->dependents->pdata[i];
      const char *why = hn_never_restart_find_any ((const char *const *) dependent->names, scope);

      if (why == NULL)
        continue;
      if (reason != NULL)
        *reason = why;
      return dependent;
    }

  return NULL;
}

static void
walk_free (gpointer data)
{
  Walk *walk = data;

  g_free (walk->name);
  g_clear_pointer (&walk->restart, hn_restart_unref);
  g_hash_table_unref (walk->seen);
  g_strfreev (walk->stopped);
  g_clear_error (&walk->error);
  g_free (walk);
}

static void
visit_free (Visit *visited)
{
  g_object_unref (visited->task);
  g_free (visited->name);
  g_free (visited);
}

static void visit (HnBusConnection *self, GTask *task, const char *name, gboolean stops);

/* What is read of one unit; texts are the message's. */
typedef struct
{
  const char *description;
  const char *active_state;
  const char *sub_state; /* (nullable) */
  const char *load_state;
  GStrv names;
  GStrv reached[G_N_ELEMENTS (ways)];
  GStrv stopped;
  GStrv pulled[G_N_ELEMENTS (pulling)];
} Answer;

static void
answer_clear (Answer *answer)
{
  g_strfreev (answer->names);
  g_strfreev (answer->stopped);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    g_strfreev (answer->reached[i]);
  for (guint i = 0; i < G_N_ELEMENTS (pulling); i++)
    g_strfreev (answer->pulled[i]);
}

static int
read_value (sd_bus_message *message, const char *property, gpointer user_data)
{
  Answer *answer = user_data;

  if (strcmp (property, "Names") == 0)
    return hn_message_read_list (message, &answer->names);
  if (strcmp (property, "Description") == 0)
    return sd_bus_message_read (message, "v", "s", &answer->description);
  if (strcmp (property, "ActiveState") == 0)
    return sd_bus_message_read (message, "v", "s", &answer->active_state);
  if (strcmp (property, "SubState") == 0)
    return sd_bus_message_read (message, "v", "s", &answer->sub_state);
  if (strcmp (property, "LoadState") == 0)
    return sd_bus_message_read (message, "v", "s", &answer->load_state);
  if (strcmp (property, STOPPED) == 0)
    return hn_message_read_list (message, &answer->stopped);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (strcmp (property, ways[i]) == 0)
      return hn_message_read_list (message, &answer->reached[i]);
  for (guint i = 0; i < G_N_ELEMENTS (pulling); i++)
    if (strcmp (property, pulling[i]) == 0)
      return hn_message_read_list (message, &answer->pulled[i]);

  return sd_bus_message_skip (message, "v");
}

/* Negative errno on failure. */
static int
read_answer (sd_bus_message *message, Answer *answer)
{
  int r = hn_message_read_dictionary (message, read_value, answer);

  return r >= 0 && (answer->active_state == NULL || answer->load_state == NULL) ? -EBADMSG : r;
}

static gboolean
runs (const char *active_state)
{
  return strcmp (active_state, "active") == 0 || strcmp (active_state, "reloading") == 0 ||
         strcmp (active_state, "activating") == 0 || strcmp (active_state, "refreshing") == 0;
}

static void
take_service (HnBusConnection *self, Walk *walk, Answer *answer)
{
  if (strcmp (answer->load_state, "not-found") == 0)
    {
      walk->error =
          hn_manager_error_new_not_found (walk->name, hn_bus_connection_get_address (self));
      return;
    }

  walk->restart->active = runs (answer->active_state);
  /* One that has done its work counts as active. */
  walk->restart->has_process = walk->restart->active &&
                               strcmp (answer->active_state, "activating") != 0 &&
                               g_strcmp0 (answer->sub_state, "exited") != 0;
  walk->restart->names = g_steal_pointer (&answer->names);
  if (walk->restart->names == NULL)
    walk->restart->names = g_strdupv ((char *[]){ walk->name, NULL });
}

/* @answer: (nullable): where it could not be read */
static void
take_dependent (Walk *walk, Visit *visited, Answer *answer)
{
  GPtrArray *dependents = walk->restart->dependents;
  HnDependent *dependent = NULL;

  for (guint i = 0; i < dependents->len && dependent == NULL; i++)
    if (strcmp (((HnDependent *) dependents->pdata[i])->name, visited->name) == 0)
      dependent = dependents->pdata[i];

  if (dependent == NULL)
    {
      dependent = g_new0 (HnDependent, 1);
      dependent->name = g_strdup (visited->name);
      if (answer != NULL)
        {
          dependent->names = g_steal_pointer (&answer->names);
          dependent->description = g_strdup (answer->description);
        }
      if (dependent->names == NULL)
        dependent->names = g_strdupv ((char *[]){ visited->name, NULL });
      g_ptr_array_add (dependents, dependent);
    }
  dependent->stops |= visited->stops;
}

static int
compare_dependents (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(HnDependent **) a)->name, (*(HnDependent **) b)->name);
}

/* All who restart are known; returns whether there are others to ask. */
static gboolean
visit_stopped (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);
  g_auto (GStrv) stopped = g_steal_pointer (&walk->stopped);

  for (guint i = 0; stopped != NULL && stopped[i] != NULL; i++)
    if (!g_hash_table_contains (walk->seen, stopped[i]))
      visit (g_task_get_source_object (task), task, stopped[i], TRUE);

  return walk->n_pending > 0;
}

static void
leave (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);

  if (--walk->n_pending > 0)
    return;
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)) && visit_stopped (task))
    return;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (walk->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&walk->error));
      return;
    }

  g_ptr_array_sort (walk->restart->dependents, compare_dependents);
  g_task_return_pointer (task, g_steal_pointer (&walk->restart), (GDestroyNotify) hn_restart_unref);
}

static gboolean
is_pulled (const Answer *answer, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (pulling); i++)
    if (answer->pulled[i] != NULL &&
        g_strv_contains ((const char *const *) answer->pulled[i], name))
      return TRUE;

  return FALSE;
}

static void
pass_on (HnBusConnection *self, Visit *visited, Answer *answer)
{
  Walk *walk = g_task_get_task_data (visited->task);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    for (guint j = 0; answer->reached[i] != NULL && answer->reached[i][j] != NULL; j++)
      visit (self, visited->task, answer->reached[i][j], visited->stops);

  if (answer->stopped == NULL)
    return;
  if (visited->stops)
    {
      for (guint i = 0; answer->stopped[i] != NULL; i++)
        visit (self, visited->task, answer->stopped[i], TRUE);
    }
  else if (strcmp (visited->name, walk->name) == 0 &&
           hn_bus_connection_get_version (self) >= HN_RESTART_STOPS_SINCE)
    {
      for (guint i = 0; answer->stopped[i] != NULL; i++)
        if (is_pulled (answer, answer->stopped[i]))
          visit (self, visited->task, answer->stopped[i], FALSE);
      walk->stopped = g_steal_pointer (&answer->stopped);
    }
}

static void
visited_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  Visit *visited = user_data;
  Walk *walk = g_task_get_task_data (visited->task);
  gboolean first = strcmp (visited->name, walk->name) == 0;
  Answer answer = { 0 };
  int r = reply != NULL ? read_answer (reply, &answer) : 0;

  if (r < 0 && first)
    walk->error =
        hn_manager_error_new_bad_properties (r, walk->name, hn_bus_connection_get_address (self));
  else if (reply == NULL && first)
    walk->error = g_error_copy (error);
  else if (r < 0 || reply == NULL)
    /* Something depends on the service, whatever it is. */
    take_dependent (walk, visited, NULL);
  else if (first)
    take_service (self, walk, &answer);
  else if (runs (answer.active_state))
    take_dependent (walk, visited, &answer);

  if (r >= 0 && reply != NULL && walk->error == NULL && runs (answer.active_state) &&
      !g_cancellable_is_cancelled (g_task_get_cancellable (visited->task)))
    pass_on (self, visited, &answer);

  answer_clear (&answer);
  leave (visited->task);
  visit_free (visited);
}

static void
visit (HnBusConnection *self, GTask *task, const char *name, gboolean stops)
{
  Walk *walk = g_task_get_task_data (task);
  Reach reach = stops ? REACH_STOP : REACH_RESTART;
  Visit *visited;

  if ((Reach) GPOINTER_TO_INT (g_hash_table_lookup (walk->seen, name)) >= reach ||
      g_hash_table_size (walk->seen) > HN_MANAGER_MAX_DEPENDENTS)
    return;

  /* The service itself restarts, whatever leads back to it. */
  if (strcmp (name, walk->name) == 0)
    reach = REACH_STOP;
  g_hash_table_replace (walk->seen, g_strdup (name), GINT_TO_POINTER (reach));
  visited = g_new0 (Visit, 1);
  visited->task = g_object_ref (task);
  visited->name = g_strdup (name);
  visited->stops = stops;
  walk->n_pending++;
  hn_bus_connection_get (self, name, HN_UNIT_INTERFACE, NULL, visited_cb, visited);
}

void
hn_restart_read_async (HnBusConnection *self,
                       const char *name,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  HnUnitNameKind kind;
  Walk *walk;

  g_return_if_fail (HN_IS_BUS_CONNECTION (self));
  g_return_if_fail (name != NULL);

  walk = g_new0 (Walk, 1);
  walk->name = g_strdup (name);
  walk->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk->restart = g_new0 (HnRestart, 1);
  g_atomic_ref_count_init (&walk->restart->ref_count);
  walk->restart->dependents = g_ptr_array_new_with_free_func ((GDestroyNotify) dependent_free);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_task_data (task, walk, walk_free);

  kind = hn_unit_name_classify (name);
  if (kind == HN_UNIT_NAME_PLAIN || kind == HN_UNIT_NAME_INSTANCE)
    visit (self, task, name, FALSE);
  else
    g_task_return_error (task, hn_manager_error_new_bad_name (name));
}

HnRestart *
hn_restart_read_finish (HnBusConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
