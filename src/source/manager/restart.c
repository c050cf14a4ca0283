/* Walks from a service to what depends on it: one call for each unit on the way, several at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/restart.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/never-restart.h"
#include "source/manager/unit-walk.h"

/* The worst that is known to befall a unit. */
typedef enum
{
  REACH_NOT,
  REACH_RESTART,
  REACH_STOP,
} Reach;

typedef struct
{
  HnUnitWalk base;
  HnRestart *restart;
  GHashTable *seen; /* name -> Reach, of what was or is being asked */
  GStrv stopped;    /* (nullable) whom the service stops, until they are asked */
} Walk;

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

char *
hn_restart_dup_refusal (const HnRestart *self, HnScope scope, const char *own)
{
  const char *const *names = (const char *const *) self->names;
  const char *reason = hn_never_restart_find_any (names, scope);
  const HnDependent *dependent;

  if (reason != NULL)
    return g_strdup (_ (reason));
  dependent = hn_restart_find_untouchable (self, scope, &reason);
  if (dependent != NULL)
    /* Translators: the name of a unit, and a sentence that says what its restart would take
     * away. */
    return g_strdup_printf (_ ("%s depends on it. %s"), dependent->name, _ (reason));

  return own != NULL && g_strv_contains (names, own) ? g_strdup (_ ("Hardnut itself runs in it."))
                                                     : NULL;
}

static void
walk_clear (gpointer data)
{
  Walk *walk = data;

  g_clear_pointer (&walk->restart, hn_restart_unref);
  g_hash_table_unref (walk->seen);
  g_strfreev (walk->stopped);
}

/* What is read of one unit; texts are the message's. */
typedef struct
{
  const char *description, *active_state, *load_state;
  const char *sub_state; /* (nullable) */
  GStrv names;
  /* Along which a restart of it reaches others, which restart as well, and a stop of it, which
   * stops them. */
  GStrv required_by, requisite_of, bound_by, consists_of;
  /* Whom a restart of the service itself stops, unless they are restarted or started by it as well:
   * systemd looks at these only when all else that comes of the restart is known. */
  GStrv stopped;
  /* Whom a start of the service starts, and a restart along with those restarts. */
  GStrv requires, binds_to, wants, upholds;
  int can_start; /* by hand */
} Answer;

static const HnUnitField fields[] = {
  { "Description", 's', G_STRUCT_OFFSET (Answer, description) },
  { "ActiveState", 's', G_STRUCT_OFFSET (Answer, active_state) },
  { "LoadState", 's', G_STRUCT_OFFSET (Answer, load_state) },
  { "SubState", 's', G_STRUCT_OFFSET (Answer, sub_state) },
  { "Names", 'a', G_STRUCT_OFFSET (Answer, names) },
  { "RequiredBy", 'a', G_STRUCT_OFFSET (Answer, required_by) },
  { "RequisiteOf", 'a', G_STRUCT_OFFSET (Answer, requisite_of) },
  { "BoundBy", 'a', G_STRUCT_OFFSET (Answer, bound_by) },
  { "ConsistsOf", 'a', G_STRUCT_OFFSET (Answer, consists_of) },
  { "PropagatesStopTo", 'a', G_STRUCT_OFFSET (Answer, stopped) },
  { "Requires", 'a', G_STRUCT_OFFSET (Answer, requires) },
  { "BindsTo", 'a', G_STRUCT_OFFSET (Answer, binds_to) },
  { "Wants", 'a', G_STRUCT_OFFSET (Answer, wants) },
  { "Upholds", 'a', G_STRUCT_OFFSET (Answer, upholds) },
  { "CanStart", 'b', G_STRUCT_OFFSET (Answer, can_start) },
  { NULL, 0, 0 },
};

static gboolean
runs (const char *active_state)
{
  return strcmp (active_state, "active") == 0 || strcmp (active_state, "reloading") == 0 ||
         strcmp (active_state, "activating") == 0 || strcmp (active_state, "refreshing") == 0;
}

static void
take_service (GTask *task, Answer *answer)
{
  Walk *walk = g_task_get_task_data (task);
  HnRestart *restart = walk->restart;

  if (strcmp (answer->load_state, "not-found") == 0)
    {
      walk->base.error =
          hn_manager_error_new_not_found (walk->base.name, hn_bus_connection_get_address (
                                                               g_task_get_source_object (task)));
      return;
    }

  restart->active = runs (answer->active_state);
  restart->can_start = answer->can_start;
  /* One that has done its work counts as active. */
  restart->has_process = restart->active && strcmp (answer->active_state, "activating") != 0 &&
                         g_strcmp0 (answer->sub_state, "exited") != 0;
  restart->names = g_steal_pointer (&answer->names);
}

static void
take_dependent (Walk *walk, const char *name, gboolean stops, Answer *answer)
{
  GPtrArray *dependents = walk->restart->dependents;
  HnDependent *dependent = NULL;

  for (guint i = 0; i < dependents->len && dependent == NULL; i++)
    if (strcmp (((HnDependent *) dependents->pdata[i])->name, name) == 0)
      dependent = dependents->pdata[i];

  if (dependent == NULL)
    {
      dependent = g_new0 (HnDependent, 1);
      dependent->name = g_strdup (name);
      dependent->names = g_steal_pointer (&answer->names);
      dependent->description = g_strdup (answer->description);
      g_ptr_array_add (dependents, dependent);
    }
  dependent->stops |= stops;
}

static int
compare_dependents (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(HnDependent **) a)->name, (*(HnDependent **) b)->name);
}

static void visit (GTask *task, const char *name, gboolean stops);

static void
end_walk (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);
  g_auto (GStrv) stopped = g_steal_pointer (&walk->stopped);

  /* All who restart are known. */
  for (guint i = 0; stopped != NULL && stopped[i] != NULL; i++)
    if (!g_hash_table_contains (walk->seen, stopped[i]))
      visit (task, stopped[i], TRUE);
  if (walk->base.n_pending > 0)
    return;

  g_ptr_array_sort (walk->restart->dependents, compare_dependents);
  g_task_return_pointer (task, g_steal_pointer (&walk->restart), (GDestroyNotify) hn_restart_unref);
}

static gboolean
is_pulled (const Answer *answer, const char *name)
{
  const GStrv lists[] = { answer->requires, answer->binds_to, answer->wants, answer->upholds };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (lists[i] != NULL && g_strv_contains ((const char *const *) lists[i], name))
      return TRUE;

  return FALSE;
}

static void
visit_all (GTask *task, GStrv names, gboolean stops)
{
  for (; names != NULL && *names != NULL; names++)
    visit (task, *names, stops);
}

static void
pass_on (GTask *task, gboolean is_service, gboolean stops, Answer *answer)
{
  Walk *walk = g_task_get_task_data (task);

  visit_all (task, answer->required_by, stops);
  visit_all (task, answer->requisite_of, stops);
  visit_all (task, answer->bound_by, stops);
  visit_all (task, answer->consists_of, stops);

  if (stops)
    {
      visit_all (task, answer->stopped, TRUE);
    }
  else if (is_service && hn_bus_connection_get_version (g_task_get_source_object (task)) >=
                             HN_RESTART_STOPS_SINCE)
    {
      for (guint i = 0; answer->stopped != NULL && answer->stopped[i] != NULL; i++)
        if (is_pulled (answer, answer->stopped[i]))
          visit (task, answer->stopped[i], FALSE);
      walk->stopped = g_steal_pointer (&answer->stopped);
    }
}

static void
visited (GTask *task, const char *name, sd_bus_message *reply, const GError *error, gpointer stops)
{
  Walk *walk = g_task_get_task_data (task);
  gboolean is_service = strcmp (name, walk->base.name) == 0;
  Answer answer = { .can_start = TRUE };
  int r = reply != NULL ? hn_unit_fields_read (reply, fields, &answer) : 0;
  gboolean known =
      reply != NULL && r >= 0 && answer.active_state != NULL && answer.load_state != NULL;

  if (!known)
    hn_unit_fields_clear (fields, &answer);
  if (answer.names == NULL)
    answer.names = g_strdupv ((char *[]){ (char *) name, NULL });

  if (is_service && reply == NULL)
    walk->base.error = g_error_copy (error);
  else if (is_service && !known)
    walk->base.error = hn_manager_error_new_bad_properties (r < 0 ? r : -EBADMSG, name,
                                                            hn_bus_connection_get_address (
                                                                g_task_get_source_object (task)));
  else if (is_service)
    take_service (task, &answer);
  /* Something depends on the service, whatever it is. */
  else if (!known || runs (answer.active_state))
    take_dependent (walk, name, stops != NULL, &answer);

  if (known && runs (answer.active_state) && !hn_unit_walk_is_over (task))
    pass_on (task, is_service, stops != NULL, &answer);
  hn_unit_fields_clear (fields, &answer);
}

static void
visit (GTask *task, const char *name, gboolean stops)
{
  Walk *walk = g_task_get_task_data (task);
  Reach reach = stops ? REACH_STOP : REACH_RESTART;

  if ((Reach) GPOINTER_TO_INT (g_hash_table_lookup (walk->seen, name)) >= reach ||
      g_hash_table_size (walk->seen) > HN_MANAGER_MAX_DEPENDENTS)
    return;

  /* The service itself restarts, whatever leads back to it. */
  if (strcmp (name, walk->base.name) == 0)
    reach = REACH_STOP;
  g_hash_table_replace (walk->seen, g_strdup (name), GINT_TO_POINTER (reach));
  hn_unit_walk_ask (task, name, HN_UNIT_INTERFACE, NULL, visited, GINT_TO_POINTER (stops));
}

void
hn_restart_read_async (HnBusConnection *self,
                       const char *name,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Walk *walk;

  g_return_if_fail (HN_IS_BUS_CONNECTION (self));
  g_return_if_fail (name != NULL);

  walk = g_new0 (Walk, 1);
  walk->base.end = end_walk;
  walk->base.clear = walk_clear;
  walk->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk->restart = g_new0 (HnRestart, 1);
  g_atomic_ref_count_init (&walk->restart->ref_count);
  walk->restart->dependents = g_ptr_array_new_with_free_func ((GDestroyNotify) dependent_free);

  task = hn_unit_walk_new (self, &walk->base, name, cancellable, callback, user_data);
  if (hn_unit_walk_check_name (task))
    visit (task, name, FALSE);
}

HnRestart *
hn_restart_read_finish (HnBusConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
