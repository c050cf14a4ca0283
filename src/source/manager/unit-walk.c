/* The counting of answers for those who ask several units, and the reading of each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/unit-walk.h"

#include <string.h>

#include "properties/message-read.h"
#include "source/unit-name.h"

/* One call under way. */
typedef struct
{
  GTask *task;
  char *unit;
  HnUnitAnswerFunc func;
  gpointer data;
} Call;

static void
walk_free (gpointer data)
{
  HnUnitWalk *walk = data;

  walk->clear (walk);
  g_free (walk->name);
  g_clear_error (&walk->error);
  g_free (walk);
}

GTask *
hn_unit_walk_new (HnBusConnection *connection,
                  HnUnitWalk *walk,
                  const char *name,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  GTask *task = g_task_new (connection, cancellable, callback, user_data);

  walk->name = g_strdup (name);
  g_task_set_task_data (task, walk, walk_free);

  return task;
}

gboolean
hn_unit_walk_check_name (GTask *task)
{
  const HnUnitWalk *walk = g_task_get_task_data (task);

  if (hn_unit_name_is_service (walk->name))
    return TRUE;

  g_task_return_error (task, hn_manager_error_new_bad_name (walk->name));
  return FALSE;
}

static void
answered_cb (HnBusConnection *connection,
             sd_bus_message *reply,
             const GError *error,
             gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autofree char *unit = call->unit;

  call->func (call->task, unit, reply, error, call->data);
  hn_unit_walk_leave (call->task);
}

void
hn_unit_walk_ask (GTask *task,
                  const char *unit,
                  const char *interface,
                  const char *property,
                  HnUnitAnswerFunc func,
                  gpointer data)
{
  Call *call = g_new0 (Call, 1);

  *call = (Call){ hn_unit_walk_hold (task), g_strdup (unit), func, data };
  hn_bus_connection_get (g_task_get_source_object (task), unit, interface, property, answered_cb,
                         call);
}

GTask *
hn_unit_walk_hold (GTask *task)
{
  HnUnitWalk *walk = g_task_get_task_data (task);

  walk->n_pending++;
  return g_object_ref (task);
}

void
hn_unit_walk_leave (GTask *task)
{
  HnUnitWalk *walk = g_task_get_task_data (task);

  if (--walk->n_pending == 0 && !g_task_return_error_if_cancelled (task))
    {
      if (walk->error != NULL)
        g_task_return_error (task, g_steal_pointer (&walk->error));
      else
        walk->end (task);
    }
  g_object_unref (task);
}

gboolean
hn_unit_walk_is_over (GTask *task)
{
  const HnUnitWalk *walk = g_task_get_task_data (task);

  return walk->error != NULL || g_cancellable_is_cancelled (g_task_get_cancellable (task));
}

typedef struct
{
  const HnUnitField *fields;
  gpointer values;
} Reading;

static int
read_field (sd_bus_message *message, const char *property, gpointer user_data)
{
  const Reading *reading = user_data;
  const HnUnitField *field = reading->fields;
  gpointer value;

  while (field->property != NULL && strcmp (field->property, property) != 0)
    field++;
  if (field->property == NULL)
    return sd_bus_message_skip (message, "v");

  value = G_STRUCT_MEMBER_P (reading->values, field->offset);
  return field->type == 'a'
             ? hn_message_read_list (message, value)
             : sd_bus_message_read (message, "v", (char[]){ field->type, '\0' }, value);
}

int
hn_unit_fields_read (sd_bus_message *reply, const HnUnitField *fields, gpointer values)
{
  Reading reading = { fields, values };

  return hn_message_read_dictionary (reply, read_field, &reading);
}

void
hn_unit_fields_clear (const HnUnitField *fields, gpointer values)
{
  for (; fields->property != NULL; fields++)
    if (fields->type == 'a')
      g_clear_pointer ((GStrv *) G_STRUCT_MEMBER_P (values, fields->offset), g_strfreev);
}
