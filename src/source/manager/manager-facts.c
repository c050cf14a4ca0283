/* Walks from a service to the slices above it, to what requires it and to what it is ordered
 * before: one call for each unit, several at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/manager-facts.h"

#include <errno.h>
#include <string.h>

#include "engine/guards.h"
#include "properties/message-read.h"
#include "properties/unit-limits.h"
#include "properties/unit-mentions.h"
#include "properties/unit-properties.h"
#include "properties/user-number.h"
#include "source/files/host.h"
#include "source/manager/unit-walk.h"
#include "source/unit-name.h"

#define SLICE_INTERFACE "org.freedesktop.systemd1.Slice"
#define ROOT_SLICE "-.slice"

/* No unit is required by so many others that one more would tell anything. */
#define MAX_REQUIRING 256

/* All units of a large machine. */
#define MAX_ORDERED 4096

typedef struct
{
  HnUnitWalk base;
  HnManagerFacts *facts;
  HnMentions *mentions; /* NULL before the manager has said where its files are */
  GHashTable *seen;     /* of names of units that were or are being asked what requires them */
  GHashTable *before;   /* char * -> GStrv (nullable): what units are ordered before, by name */
} Walk;

HnManagerFacts *
hn_manager_facts_ref (HnManagerFacts *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
hn_manager_facts_unref (HnManagerFacts *self)
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
walk_clear (gpointer data)
{
  Walk *walk = data;

  g_clear_pointer (&walk->facts, hn_manager_facts_unref);
  g_hash_table_unref (walk->seen);
  g_hash_table_unref (walk->before);
  g_clear_pointer (&walk->mentions, hn_mentions_free);
}

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
  g_autoptr (GHashTable) found = find_ordered (walk, walk->base.name);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (found), (GCompareFunc) strcmp);
  g_autoptr (GStrvBuilder) before = g_strv_builder_new ();

  for (const GList *name = names; name != NULL; name = name->next)
    g_strv_builder_add (before, name->data);

  return g_strv_builder_end (before);
}

static void
take_guard (HnManagerFacts *facts, const char *name)
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
      while (strcmp (name, walk->base.name) != 0 &&
             hn_unit_name_classify (name) != HN_UNIT_NAME_INVALID &&
             g_hash_table_iter_next (&early, &other, NULL))
        if (hn_guard_is_early (other))
          take_guard (walk->facts, name);
    }
}

static void
end_walk (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);

  walk->facts->before = list_ordered (walk);
  find_early_guards (walk);
  g_task_return_pointer (task, g_steal_pointer (&walk->facts),
                         (GDestroyNotify) hn_manager_facts_unref);
}

/* What is read of one unit besides its settings. */
typedef struct
{
  GStrv names, before, triggered_by;
  /* What goes down with it, besides; and by what else others ask for it. */
  GStrv required_by, requisite_of, bound_by, consists_of, stops_to;
  GStrv wanted_by, upheld_by;
  const char *slice, *control_group; /* (nullable): the message's */
  guint32 uid;
} Answer;

static const HnUnitField fields[] = {
  { "Names", 'a', G_STRUCT_OFFSET (Answer, names) },
  { "Before", 'a', G_STRUCT_OFFSET (Answer, before) },
  { "TriggeredBy", 'a', G_STRUCT_OFFSET (Answer, triggered_by) },
  { "RequiredBy", 'a', G_STRUCT_OFFSET (Answer, required_by) },
  { "RequisiteOf", 'a', G_STRUCT_OFFSET (Answer, requisite_of) },
  { "BoundBy", 'a', G_STRUCT_OFFSET (Answer, bound_by) },
  { "ConsistsOf", 'a', G_STRUCT_OFFSET (Answer, consists_of) },
  { "PropagatesStopTo", 'a', G_STRUCT_OFFSET (Answer, stops_to) },
  { "WantedBy", 'a', G_STRUCT_OFFSET (Answer, wanted_by) },
  { "UpheldBy", 'a', G_STRUCT_OFFSET (Answer, upheld_by) },
  { "Slice", 's', G_STRUCT_OFFSET (Answer, slice) },
  { "ControlGroup", 's', G_STRUCT_OFFSET (Answer, control_group) },
  { "UID", 'u', G_STRUCT_OFFSET (Answer, uid) },
  { NULL, 0, 0 },
};

/* Whether another unit asks for this one. */
static gboolean
is_asked_for (const Answer *answer)
{
  const GStrv lists[] = { answer->required_by, answer->requisite_of, answer->wanted_by,
                          answer->bound_by,    answer->upheld_by,    answer->triggered_by };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (lists[i] != NULL && lists[i][0] != NULL)
      return TRUE;

  return FALSE;
}

static int
read_limit_cb (sd_bus_message *message, const char *property, gpointer limits)
{
  int r = hn_limits_read_property (limits, property, message);

  return r != 0 ? r : sd_bus_message_skip (message, "v");
}

/* The same answer as the limits of the service. */
static int
read_limits (sd_bus_message *reply, HnManagerFacts *facts)
{
  int r = sd_bus_message_rewind (reply, TRUE);

  return r < 0 ? r : hn_message_read_dictionary (reply, read_limit_cb, facts->limits);
}

/* (transfer full) (nullable): the same answer as a service with its settings */
static HnUnit *
read_unit (HnBusConnection *connection, const char *name, guint32 uid, sd_bus_message *reply)
{
  g_autoptr (HnUnit) unit = hn_unit_new (name);

  if (hn_unit_name_classify (name) == HN_UNIT_NAME_INVALID ||
      sd_bus_message_rewind (reply, TRUE) < 0)
    return NULL;

  hn_unit_begin_settings (unit, hn_bus_connection_get_scope (connection),
                          hn_bus_connection_get_version (connection));
  if (!hn_unit_read_properties (unit, FALSE, reply, NULL) || !hn_unit_finish_settings (unit, NULL))
    return NULL;
  if (unit->settings != NULL)
    hn_user_number_mark_root (unit->settings, uid);

  return g_steal_pointer (&unit);
}

/* The slices. */

static void
slice_answered (
    GTask *task, const char *unit, sd_bus_message *reply, const GError *error, gpointer data)
{
  HnManagerFacts *facts = ((Walk *) g_task_get_task_data (task))->facts;
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
}

/* "a-b.slice" lies in "a.slice", and that in "-.slice". */
static void
visit_slices (GTask *task, const char *slice)
{
  Walk *walk = g_task_get_task_data (task);
  g_autofree char *name = g_strdup (slice != NULL ? slice : "");
  char *dash;

  walk->facts->slice_denies = HN_NO;
  while (g_str_has_suffix (name, ".slice") && strcmp (name, ROOT_SLICE) != 0)
    {
      hn_unit_walk_ask (task, name, SLICE_INTERFACE, "IPAddressDeny", slice_answered, NULL);
      dash = strrchr (name, '-');
      if (dash == NULL)
        break;
      strcpy (dash, ".slice");
    }
  hn_unit_walk_ask (task, ROOT_SLICE, SLICE_INTERFACE, "IPAddressDeny", slice_answered, NULL);
}

/* What the service is ordered before. */

static void visit_ordered (GTask *task, const char *name, GStrv before);

static void
ordered_answered (
    GTask *task, const char *unit, sd_bus_message *reply, const GError *error, gpointer data)
{
  g_auto (GStrv) names = NULL;

  if (reply != NULL && hn_message_read_list (reply, &names) >= 0)
    visit_ordered (task, unit, names);
}

static void
visit_ordered (GTask *task, const char *name, GStrv before)
{
  Walk *walk = g_task_get_task_data (task);

  g_hash_table_insert (walk->before, g_strdup (name), g_strdupv (before));
  for (; *before != NULL; before++)
    {
      /* Everything ends before shutdown.target, whenever it starts. */
      if (g_hash_table_size (walk->before) >= MAX_ORDERED ||
          g_hash_table_contains (walk->before, *before) || hn_guard_is_early (*before) ||
          strcmp (*before, "shutdown.target") == 0 || hn_unit_walk_is_over (task))
        continue;

      g_hash_table_insert (walk->before, g_strdup (*before), NULL);
      hn_unit_walk_ask (task, *before, HN_UNIT_INTERFACE, "Before", ordered_answered, NULL);
    }
}

/* What requires the service. */

static void
take_service (GTask *task, HnUnit *unit, const Answer *answer)
{
  Walk *walk = g_task_get_task_data (task);
  HnBusConnection *connection = g_task_get_source_object (task);
  const char *const *triggers = (const char *const *) answer->triggered_by;
  const char *name = walk->base.name;
  HnManagerFacts *facts = walk->facts;

  if (strcmp (unit->load_state, "not-found") == 0)
    {
      walk->base.error =
          hn_manager_error_new_not_found (name, hn_bus_connection_get_address (connection));
      return;
    }

  facts->unit = hn_unit_ref (unit);
  facts->names = g_strdupv (answer->names);
  for (guint i = 0; facts->names[i] != NULL; i++)
    {
      g_auto (GStrv) joining = hn_mentions_find (walk->mentions, HN_MENTION_JOINS, facts->names[i]);

      facts->joined |= joining[0] != NULL;
    }
  facts->wanted =
      !hn_instance_is_spawned (name, triggers) &&
      (is_asked_for (answer) || strcmp (unit->active_state, "inactive") != 0 ||
       (unit->unit_file_state != NULL && g_str_has_prefix (unit->unit_file_state, "enabled")));
  facts->uid = answer->uid;
  if (answer->control_group != NULL && *answer->control_group != '\0')
    facts->control_group = g_strdup (answer->control_group);
  visit_slices (task, answer->slice);
}

static void visit (GTask *task, const char *name);

/* Asks what goes down with a unit that has answered: what the manager has loaded, and what it would
 * load. */
static void
visit_requiring (GTask *task, const Answer *answer)
{
  const GStrv lists[] = { answer->required_by, answer->requisite_of, answer->bound_by,
                          answer->consists_of, answer->stops_to,     answer->triggered_by };
  Walk *walk = g_task_get_task_data (task);

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (GStrv name = lists[i]; name != NULL && *name != NULL; name++)
      if (lists[i] != answer->triggered_by || g_str_has_suffix (*name, ".socket"))
        visit (task, *name);
  for (GStrv name = answer->names; *name != NULL; name++)
    {
      g_auto (GStrv) found = hn_mentions_find (walk->mentions, HN_MENTION_REQUIRES, *name);

      for (guint i = 0; found[i] != NULL; i++)
        visit (task, found[i]);
    }
}

static void
visited (
    GTask *task, const char *name, sd_bus_message *reply, const GError *error, gpointer is_service)
{
  Walk *walk = g_task_get_task_data (task);
  HnBusConnection *connection = g_task_get_source_object (task);
  Answer answer = { .uid = G_MAXUINT32 };
  g_autoptr (HnUnit) unit = NULL;
  int r = 0;

  if (reply != NULL)
    r = hn_unit_fields_read (reply, fields, &answer);
  if (answer.names == NULL)
    answer.names = g_strdupv ((char *[]){ (char *) name, NULL });
  if (reply != NULL && r >= 0 && is_service)
    r = read_limits (reply, walk->facts);
  if (reply != NULL && r >= 0)
    unit = read_unit (connection, name, answer.uid, reply);

  if (is_service && reply == NULL)
    walk->base.error = g_error_copy (error);
  else if (is_service && unit == NULL)
    walk->base.error =
        hn_manager_error_new_bad_properties (r < 0 ? r : -EBADMSG, name,
                                             hn_bus_connection_get_address (connection));
  else if (is_service)
    take_service (task, unit, &answer);
  else if (hn_unit_name_classify (name) != HN_UNIT_NAME_INVALID &&
           hn_guard_find ((const char *const *) answer.names, unit != NULL ? unit->settings : NULL,
                          (const char *const *) answer.before) != NULL)
    take_guard (walk->facts, name);

  if (!hn_unit_walk_is_over (task))
    {
      if (answer.before != NULL)
        visit_ordered (task, name, answer.before);
      visit_requiring (task, &answer);
    }
  hn_unit_fields_clear (fields, &answer);
}

static void
visit (GTask *task, const char *name)
{
  Walk *walk = g_task_get_task_data (task);
  gboolean is_service = g_hash_table_size (walk->seen) == 0;

  if (g_hash_table_contains (walk->seen, name) || g_hash_table_size (walk->seen) > MAX_REQUIRING)
    return;

  g_hash_table_add (walk->seen, g_strdup (name));
  /* Of all interfaces: what kind of unit it is, its name alone tells. */
  hn_unit_walk_ask (task, name, "", NULL, visited, GINT_TO_POINTER (is_service));
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
  GTask *task = user_data;
  Walk *walk = g_task_get_task_data (task);

  walk->mentions = g_task_propagate_pointer (G_TASK (result), NULL);
  if (!hn_unit_walk_is_over (task))
    visit (task, walk->base.name);

  hn_unit_walk_leave (task);
}

/* Where the manager has its files. */
static void
folders_answered (
    GTask *task, const char *unit, sd_bus_message *reply, const GError *error, gpointer data)
{
  Walk *walk = g_task_get_task_data (task);
  g_autoptr (GTask) reading = NULL;
  GStrv folders = NULL;

  if (reply == NULL)
    {
      walk->base.error = g_error_copy (error);
      return;
    }
  if (hn_message_read_list (reply, &folders) < 0)
    walk->facts->joined = TRUE;
  for (guint i = 0; folders != NULL && folders[i] != NULL; i++)
    {
      g_autofree char *path = folders[i];

      folders[i] = hn_host_dup_path (path);
    }
  reading = g_task_new (NULL, NULL, mentions_read_cb, hn_unit_walk_hold (task));
  g_task_set_task_data (reading, folders, (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (reading, read_mentions);
}

void
hn_manager_facts_read_async (HnBusConnection *self,
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
  walk->before =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  walk->facts = g_new0 (HnManagerFacts, 1);
  walk->facts->uid = G_MAXUINT32;
  g_atomic_ref_count_init (&walk->facts->ref_count);

  task = hn_unit_walk_new (self, &walk->base, name, cancellable, callback, user_data);
  if (hn_unit_walk_check_name (task))
    hn_unit_walk_ask (task, NULL, HN_MANAGER_INTERFACE, "UnitPath", folders_answered, NULL);
}

HnManagerFacts *
hn_manager_facts_read_finish (HnBusConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
