/* Walks from a service to the slices above it, to what requires it and to what it is ordered
 * before: one call for each unit, several at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/facts.h"

#include <errno.h>
#include <string.h>

#include "engine/guards.h"
#include "properties/message-read.h"
#include "properties/unit-limits.h"
#include "properties/unit-mentions.h"
#include "properties/unit-properties.h"
#include "properties/user-number.h"
#include "source/files/host.h"
#include "source/unit-name.h"

#define SLICE_INTERFACE "org.freedesktop.systemd1.Slice"
#define ROOT_SLICE "-.slice"

/* No unit is required by so many others that one more would tell anything. */
#define MAX_REQUIRING 256

/* All units of a large machine. */
#define MAX_ORDERED 4096

/* Along which properties of a unit others go down with it. */
static const char *const requiring[] = { "RequiredBy", "RequisiteOf",      "BoundBy",
                                         "ConsistsOf", "PropagatesStopTo", "TriggeredBy" };
#define TRIGGERS 5

/* By which properties another unit asks for this one. */
static const char *const wanting[] = { "RequiredBy", "RequisiteOf", "WantedBy", "BoundBy",
                                       "UpheldBy",   "TriggeredBy", NULL };

typedef struct
{
  char *name;
  HnFacts *facts;
  HnMentions *mentions; /* NULL before the manager has said where its files are */
  GHashTable *seen;     /* of names of units that were or are being asked what requires them */
  GHashTable *before;   /* char * -> GStrv (nullable): what units are ordered before, by name */
  guint n_pending;
  GError *error; /* of the service itself */
} Walk;

/* One unit that is asked. */
typedef struct
{
  GTask *task;
  char *name;
} Visit;

HnFacts *
hn_facts_ref (HnFacts *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
hn_facts_unref (HnFacts *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->unit, hn_unit_unref);
  g_strfreev (self->names);
  g_strfreev (self->before);
  g_free (self->required_by);
  g_free (self->control_group);
  g_free (self);
}

static void
walk_free (gpointer data)
{
  Walk *walk = data;

  g_free (walk->name);
  g_clear_pointer (&walk->facts, hn_facts_unref);
  g_hash_table_unref (walk->seen);
  g_hash_table_unref (walk->before);
  g_clear_pointer (&walk->mentions, hn_mentions_free);
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

static void visit (HnBusConnection *self, GTask *task, const char *name);

/* All that @name is ordered before, directly or by others in between.
 *
 * Returns: (transfer full): a set of names, which @walk owns */
static GHashTable *
find_ordered (Walk *walk, const char *name)
{
  GHashTable *found = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();

  g_ptr_array_add (queue, (gpointer) name);
  for (guint i = 0; i < queue->len; i++)
    {
      GStrv before = g_hash_table_lookup (walk->before, queue->pdata[i]);

      for (; before != NULL && *before != NULL; before++)
        if (g_hash_table_add (found, *before))
          g_ptr_array_add (queue, *before);
    }

  return found;
}

/* Answers come in any order, and what is told should not. */
static GStrv
list_ordered (Walk *walk)
{
  g_autoptr (GHashTable) found = find_ordered (walk, walk->name);
  g_autoptr (GList) names = g_hash_table_get_keys (found);
  GPtrArray *before = g_ptr_array_new ();

  names = g_list_sort (names, (GCompareFunc) strcmp);
  for (const GList *name = names; name != NULL; name = name->next)
    g_ptr_array_add (before, g_strdup (name->data));
  g_ptr_array_add (before, NULL);

  return (GStrv) g_ptr_array_free (before, FALSE);
}

static void
take_guard (HnFacts *facts, const char *name)
{
  if (facts->required_by != NULL && strcmp (name, facts->required_by) >= 0)
    return;
  g_free (facts->required_by);
  facts->required_by = g_strdup (name);
}

/* What requires the service may be early through others. */
static void
find_early_guards (Walk *walk)
{
  GHashTableIter seen, early;
  gpointer name, other;

  g_hash_table_iter_init (&seen, walk->seen);
  while (g_hash_table_iter_next (&seen, &name, NULL))
    {
      g_autoptr (GHashTable) found = find_ordered (walk, name);

      g_hash_table_iter_init (&early, found);
      while (strcmp (name, walk->name) != 0 &&
             hn_unit_name_classify (name) != HN_UNIT_NAME_INVALID &&
             g_hash_table_iter_next (&early, &other, NULL))
        if (hn_guard_is_early (other))
          take_guard (walk->facts, name);
    }
}

static void
leave (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);

  if (--walk->n_pending > 0 || g_task_return_error_if_cancelled (task))
    return;

  if (walk->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&walk->error));
      return;
    }

  walk->facts->before = list_ordered (walk);
  find_early_guards (walk);
  g_task_return_pointer (task, g_steal_pointer (&walk->facts), (GDestroyNotify) hn_facts_unref);
}

/* What is read of one unit besides its settings. */
typedef struct
{
  GStrv names, before;
  GStrv requiring[G_N_ELEMENTS (requiring)];
  gboolean asked_for;
  char *slice;
  char *control_group;
  guint32 uid;
  HnLiveLimit *limits; /* (nullable): those of the service, where the answer is about it */
} Answer;

static void
answer_clear (Answer *answer)
{
  g_strfreev (answer->names);
  g_strfreev (answer->before);
  for (guint i = 0; i < G_N_ELEMENTS (requiring); i++)
    g_strfreev (answer->requiring[i]);
  g_free (answer->slice);
  g_free (answer->control_group);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static int
read_text (sd_bus_message *message, char **ret_text)
{
  const char *text;
  int r = sd_bus_message_read (message, "v", "s", &text);

  if (r >= 0)
    {
      g_free (*ret_text);
      *ret_text = g_strdup (text);
    }

  return r;
}

static int
read_asking (sd_bus_message *message, const char *property, Answer *answer)
{
  g_auto (GStrv) list = NULL;
  int r = hn_message_read_list (message, &list);

  if (r < 0)
    return r;

  answer->asked_for |= list[0] != NULL && g_strv_contains (wanting, property);
  for (guint i = 0; i < G_N_ELEMENTS (requiring); i++)
    if (strcmp (property, requiring[i]) == 0)
      {
        g_strfreev (answer->requiring[i]);
        answer->requiring[i] = g_steal_pointer (&list);
      }

  return r;
}

static int
read_value (sd_bus_message *message, const char *property, gpointer user_data)
{
  Answer *answer = user_data;
  int r = answer->limits != NULL ? hn_limits_read_property (answer->limits, property, message) : 0;

  if (r != 0)
    return r;
  if (strcmp (property, "Names") == 0)
    return hn_message_read_list (message, &answer->names);
  if (strcmp (property, "Before") == 0)
    return hn_message_read_list (message, &answer->before);
  if (strcmp (property, "Slice") == 0)
    return read_text (message, &answer->slice);
  if (strcmp (property, "ControlGroup") == 0)
    return read_text (message, &answer->control_group);
  if (strcmp (property, "UID") == 0)
    return sd_bus_message_read (message, "v", "u", &answer->uid);
  for (guint i = 0; i < G_N_ELEMENTS (requiring); i++)
    if (strcmp (property, requiring[i]) == 0)
      return read_asking (message, property, answer);
  if (g_strv_contains (wanting, property))
    return read_asking (message, property, answer);

  return sd_bus_message_skip (message, "v");
}

/* (transfer full) (nullable): the same answer as a service with its settings */
static HnUnit *
read_unit (HnBusConnection *self, const char *name, guint32 uid, sd_bus_message *reply)
{
  g_autoptr (HnUnit) unit = hn_unit_new (name);

  if (hn_unit_name_classify (name) == HN_UNIT_NAME_INVALID ||
      sd_bus_message_rewind (reply, TRUE) < 0)
    return NULL;

  hn_unit_begin_settings (unit, hn_bus_connection_get_scope (self),
                          hn_bus_connection_get_version (self));
  if (!hn_unit_read_properties (unit, FALSE, reply, NULL) || !hn_unit_finish_settings (unit, NULL))
    return NULL;
  if (unit->settings != NULL)
    hn_user_number_mark_root (unit->settings, uid);

  return g_steal_pointer (&unit);
}

/* The slices. */

static void
slice_read_cb (HnBusConnection *self,
               sd_bus_message *reply,
               const GError *error,
               gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HnFacts *facts = ((Walk *) g_task_get_task_data (task))->facts;
  int r = -ENODATA;

  if (reply != NULL)
    r = sd_bus_message_enter_container (reply, 'v', "a(iayu)");
  if (r >= 0)
    r = sd_bus_message_enter_container (reply, 'a', "(iayu)");
  if (r >= 0)
    r = sd_bus_message_at_end (reply, FALSE);

  /* Whatever is in it: no more is to be known. */
  if (r == 0)
    facts->slice_denies = HN_YES;
  else if (r < 0 && facts->slice_denies == HN_NO)
    facts->slice_denies = HN_CANNOT_TELL;

  leave (task);
}

static void
visit_slice (HnBusConnection *self, GTask *task, const char *name)
{
  Walk *walk = g_task_get_task_data (task);

  walk->n_pending++;
  hn_bus_connection_get (self, name, SLICE_INTERFACE, "IPAddressDeny", slice_read_cb,
                         g_object_ref (task));
}

/* "a-b.slice" lies in "a.slice", and that in "-.slice". */
static void
visit_slices (HnBusConnection *self, GTask *task, const char *slice)
{
  Walk *walk = g_task_get_task_data (task);
  g_autofree char *name = g_strdup (slice != NULL ? slice : "");
  char *dash;

  walk->facts->slice_denies = HN_NO;
  while (g_str_has_suffix (name, ".slice") && strcmp (name, ROOT_SLICE) != 0)
    {
      visit_slice (self, task, name);
      dash = strrchr (name, '-');
      if (dash == NULL)
        break;
      strcpy (dash, ".slice");
    }
  visit_slice (self, task, ROOT_SLICE);
}

/* What the service is ordered before. */

static void visit_ordered (HnBusConnection *self, GTask *task, const char *name, GStrv before);

static void
ordered_read_cb (HnBusConnection *self,
                 sd_bus_message *reply,
                 const GError *error,
                 gpointer user_data)
{
  Visit *visited = user_data;
  g_auto (GStrv) names = NULL;

  if (reply != NULL && hn_message_read_list (reply, &names) >= 0)
    visit_ordered (self, visited->task, visited->name, names);

  leave (visited->task);
  visit_free (visited);
}

static void
visit_ordered (HnBusConnection *self, GTask *task, const char *name, GStrv before)
{
  Walk *walk = g_task_get_task_data (task);

  g_hash_table_insert (walk->before, g_strdup (name), g_strdupv (before));
  for (guint i = 0; before[i] != NULL; i++)
    {
      Visit *visited;

      /* Everything ends before shutdown.target, whenever it starts. */
      if (g_hash_table_size (walk->before) >= MAX_ORDERED ||
          g_hash_table_contains (walk->before, before[i]) || hn_guard_is_early (before[i]) ||
          strcmp (before[i], "shutdown.target") == 0 ||
          g_cancellable_is_cancelled (g_task_get_cancellable (task)))
        continue;

      g_hash_table_insert (walk->before, g_strdup (before[i]), NULL);
      visited = g_new0 (Visit, 1);
      visited->task = g_object_ref (task);
      visited->name = g_strdup (before[i]);
      walk->n_pending++;
      hn_bus_connection_get (self, before[i], HN_UNIT_INTERFACE, "Before", ordered_read_cb,
                             visited);
    }
}

/* What requires the service. */

static void
take_service (HnBusConnection *self, GTask *task, HnUnit *unit, Answer *answer)
{
  Walk *walk = g_task_get_task_data (task);
  HnFacts *facts = walk->facts;

  if (strcmp (unit->load_state, "not-found") == 0)
    {
      walk->error =
          hn_manager_error_new_not_found (walk->name, hn_bus_connection_get_address (self));
      return;
    }

  facts->unit = hn_unit_ref (unit);
  facts->names = g_strdupv (answer->names != NULL ? answer->names : (char *[]){ walk->name, NULL });
  for (guint i = 0; facts->names[i] != NULL; i++)
    {
      g_auto (GStrv) joining = hn_mentions_find (walk->mentions, HN_MENTION_JOINS, facts->names[i]);

      facts->joined |= joining[0] != NULL;
    }
  facts->wanted =
      !hn_instance_is_spawned (walk->name, (const char *const *) answer->requiring[TRIGGERS]) &&
      (answer->asked_for || strcmp (unit->active_state, "inactive") != 0 ||
       (unit->unit_file_state != NULL && g_str_has_prefix (unit->unit_file_state, "enabled")));
  facts->uid = answer->uid;
  if (answer->control_group != NULL && *answer->control_group != '\0')
    facts->control_group = g_steal_pointer (&answer->control_group);
  visit_slices (self, task, answer->slice);
}

/* @unit: (nullable): where it could not be read */
static void
take_requiring (Walk *walk, const char *name, const HnUnit *unit, const Answer *answer)
{
  const char *const only[] = { name, NULL };
  const char *const *names = answer->names != NULL ? (const char *const *) answer->names : only;

  if (hn_unit_name_classify (name) == HN_UNIT_NAME_INVALID ||
      hn_guard_find (names, unit != NULL ? unit->settings : NULL,
                     (const char *const *) answer->before) == NULL)
    return;

  take_guard (walk->facts, name);
}

/* Asks what goes down with a unit that has answered: what the manager has loaded, and what it would
 * load. */
static void
visit_requiring (HnBusConnection *self, Visit *visited, const Answer *answer)
{
  Walk *walk = g_task_get_task_data (visited->task);
  const char *const only[] = { visited->name, NULL };
  const char *const *names = answer->names != NULL ? (const char *const *) answer->names : only;

  for (guint i = 0; i < G_N_ELEMENTS (requiring); i++)
    for (guint j = 0; answer->requiring[i] != NULL && answer->requiring[i][j] != NULL; j++)
      if (i != TRIGGERS || g_str_has_suffix (answer->requiring[i][j], ".socket"))
        visit (self, visited->task, answer->requiring[i][j]);
  for (; *names != NULL; names++)
    {
      g_auto (GStrv) found = hn_mentions_find (walk->mentions, HN_MENTION_REQUIRES, *names);

      for (guint i = 0; found[i] != NULL; i++)
        visit (self, visited->task, found[i]);
    }
}

static void
visited_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  Visit *visited = user_data;
  Walk *walk = g_task_get_task_data (visited->task);
  gboolean first = strcmp (visited->name, walk->name) == 0;
  g_auto (Answer) answer = { .uid = G_MAXUINT32, .limits = first ? walk->facts->limits : NULL };
  g_autoptr (HnUnit) unit = NULL;
  int r = 0;

  if (reply != NULL)
    r = hn_message_read_dictionary (reply, read_value, &answer);
  if (reply != NULL && r >= 0)
    unit = read_unit (self, visited->name, answer.uid, reply);

  if (first && reply == NULL)
    walk->error = g_error_copy (error);
  else if (first && unit == NULL)
    walk->error = hn_manager_error_new_bad_properties (r < 0 ? r : -EBADMSG, walk->name,
                                                       hn_bus_connection_get_address (self));
  else if (first)
    take_service (self, visited->task, unit, &answer);
  else
    take_requiring (walk, visited->name, unit, &answer);

  if (walk->error == NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (visited->task)))
    {
      if (answer.before != NULL)
        visit_ordered (self, visited->task, visited->name, answer.before);
      visit_requiring (self, visited, &answer);
    }

  leave (visited->task);
  visit_free (visited);
}

static void
visit (HnBusConnection *self, GTask *task, const char *name)
{
  Walk *walk = g_task_get_task_data (task);
  Visit *visited;

  if (g_hash_table_contains (walk->seen, name) || g_hash_table_size (walk->seen) > MAX_REQUIRING)
    return;

  g_hash_table_add (walk->seen, g_strdup (name));
  visited = g_new0 (Visit, 1);
  visited->task = g_object_ref (task);
  visited->name = g_strdup (name);
  walk->n_pending++;
  /* Of all interfaces: what kind of unit it is, its name alone tells. */
  hn_bus_connection_get (self, name, "", NULL, visited_cb, visited);
}

/* All unit files of the machine are more than may be read where a window is drawn. */

static void
read_mentions (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, hn_mentions_read (task_data), (GDestroyNotify) hn_mentions_free);
}

static void
mentions_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Visit *visited = user_data;
  Walk *walk = g_task_get_task_data (visited->task);

  walk->mentions = g_task_propagate_pointer (G_TASK (result), NULL);
  if (walk->error == NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (visited->task)))
    visit (g_task_get_source_object (visited->task), visited->task, visited->name);

  leave (visited->task);
  visit_free (visited);
}

/* Where the manager has its files. */
static void
folders_read_cb (HnBusConnection *self,
                 sd_bus_message *reply,
                 const GError *error,
                 gpointer user_data)
{
  Visit *visited = user_data;
  Walk *walk = g_task_get_task_data (visited->task);
  g_autoptr (GTask) reading = g_task_new (NULL, NULL, mentions_read_cb, visited);
  GStrv folders = NULL;

  if (reply == NULL)
    walk->error = g_error_copy (error);
  else if (hn_message_read_list (reply, &folders) < 0)
    walk->facts->joined = TRUE;
  for (guint i = 0; folders != NULL && folders[i] != NULL; i++)
    {
      char *path = hn_host_dup_path (folders[i]);

      g_free (folders[i]);
      folders[i] = path;
    }
  g_task_set_task_data (reading, folders, (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (reading, read_mentions);
}

static void
visit_folders (HnBusConnection *self, GTask *task)
{
  Walk *walk = g_task_get_task_data (task);
  Visit *visited = g_new0 (Visit, 1);

  visited->task = g_object_ref (task);
  visited->name = g_strdup (walk->name);
  walk->n_pending++;
  hn_bus_connection_get (self, NULL, HN_MANAGER_INTERFACE, "UnitPath", folders_read_cb, visited);
}

void
hn_facts_read_async (HnBusConnection *self,
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
  walk->before =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  walk->facts = g_new0 (HnFacts, 1);
  walk->facts->uid = G_MAXUINT32;
  g_atomic_ref_count_init (&walk->facts->ref_count);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_task_data (task, walk, walk_free);

  kind = hn_unit_name_classify (name);
  if (kind == HN_UNIT_NAME_PLAIN || kind == HN_UNIT_NAME_INSTANCE)
    visit_folders (self, task);
  else
    g_task_return_error (task, hn_manager_error_new_bad_name (name));
}

HnFacts *
hn_facts_read_finish (HnBusConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
