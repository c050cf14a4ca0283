/* Reads one service of the manager, in the number of calls that its depth needs, and the list of
 * all services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/unit-read.h"

#include <errno.h>
#include <string.h>

#include "properties/unit-properties.h"
#include "source/unit-name.h"

/* A manager with more services than this is none. */
#define MAX_UNITS 1000000

typedef struct
{
  HnBusConnection *connection; /* not owned: it calls back before it goes */
  HnUnit *unit;
  HnReadDepth depth;
  HnUnitFunc func;
  gpointer user_data;

  guint n_pending;
  GError *error; /* the first one */
} UnitRead;

/* One answer of several about a unit. */
typedef struct
{
  UnitRead *read;
  const char *property; /* NULL: all of an interface */
} UnitAnswer;

static void
read_end (UnitRead *read, gboolean skipped)
{
  if (read->error == NULL && !skipped)
    hn_unit_finish_settings (read->unit, &read->error);

  if (g_error_matches (read->error, HN_PROPERTIES_ERROR, HN_PROPERTIES_ERROR_PROTOCOL))
    {
      read->error->domain = HN_MANAGER_ERROR;
      read->error->code = HN_MANAGER_ERROR_PROTOCOL;
    }
  read->func (read->error == NULL && !skipped ? read->unit : NULL, read->error, read->user_data);

  hn_unit_unref (read->unit);
  g_clear_error (&read->error);
  g_free (read);
}

static void
answer_cb (HnBusConnection *connection,
           sd_bus_message *reply,
           const GError *error,
           gpointer user_data)
{
  g_autofree UnitAnswer *answer = user_data;
  UnitRead *read = answer->read;

  if (read->error == NULL && error != NULL)
    read->error = g_error_copy (error);
  else if (read->error == NULL && answer->property != NULL)
    hn_unit_read_property (read->unit, answer->property, reply, &read->error);
  else if (read->error == NULL)
    hn_unit_read_properties (read->unit, read->depth <= HN_READ_SCORE, reply, &read->error);

  if (--read->n_pending == 0)
    read_end (read, FALSE);
}

static void
ask (UnitRead *read, const char *interface, const char *property)
{
  UnitAnswer *answer = g_new0 (UnitAnswer, 1);

  answer->read = read;
  answer->property = property;
  read->n_pending++;
  hn_bus_connection_get (read->connection, read->unit->name, interface, property, answer_cb,
                         answer);
}

/* All of a service and the little that is needed of the unit: asking for all of the unit as well
 * costs a manager four times as much. */
static void
ask_for_depth (UnitRead *read)
{
  ask (read, HN_SERVICE_INTERFACE, NULL);
  ask (read, HN_UNIT_INTERFACE, "DefaultDependencies");
  if (read->depth >= HN_READ_PATHS)
    {
      ask (read, HN_UNIT_INTERFACE, "FragmentPath");
      ask (read, HN_UNIT_INTERFACE, "DropInPaths");
    }
  if (read->depth >= HN_READ_RELOAD)
    ask (read, HN_UNIT_INTERFACE, "NeedDaemonReload");
}

static void
type_cb (HnBusConnection *connection,
         sd_bus_message *reply,
         const GError *error,
         gpointer user_data)
{
  UnitRead *read = user_data;

  if (error != NULL)
    read->error = g_error_copy (error);
  else
    hn_unit_read_property (read->unit, "Type", reply, &read->error);

  if (read->error != NULL)
    read_end (read, FALSE);
  else if (strcmp (hn_settings_get_type (read->unit->settings), "oneshot") == 0)
    read_end (read, TRUE);
  else
    ask_for_depth (read);
}

void
hn_unit_read (HnBusConnection *connection,
              HnUnit *unit,
              HnReadDepth depth,
              HnUnitFunc func,
              gpointer user_data)
{
  UnitRead *read = g_new0 (UnitRead, 1);

  read->connection = connection;
  read->unit = hn_unit_ref (unit);
  read->depth = depth;
  read->func = func;
  read->user_data = user_data;
  hn_unit_begin_settings (unit, hn_bus_connection_get_scope (connection),
                          hn_bus_connection_get_version (connection));

  if (depth == HN_READ_FULL)
    ask (read, "", NULL);
  /* A service that is "running" cannot be of Type=oneshot, which has other words for its states. */
  else if (depth == HN_READ_LONG_RUNNING && strcmp (unit->sub_state, "running") != 0)
    hn_bus_connection_get (connection, unit->name, HN_SERVICE_INTERFACE, "Type", type_cb, read);
  else
    ask_for_depth (read);
}

/* The list. */

/* A list that is asked for. */
typedef struct
{
  HnUnitListFunc func;
  gpointer user_data;
} List;

/* Adds the rows of @reply that can be about a service; the rest may still be right. Negative errno
 * on nonsense. */
static int
read_list (sd_bus_message *reply, GPtrArray *units)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const char *name, *description, *load_state, *active_state, *sub_state;
  int r = sd_bus_message_enter_container (reply, 'a', "(ssssssouso)");

  while (r >= 0 &&
         (r = sd_bus_message_read (reply, "(ssssssouso)", &name, &description, &load_state,
                                   &active_state, &sub_state, NULL, NULL, NULL, NULL, NULL)) > 0)
    {
      HnUnitNameKind kind = hn_unit_name_classify (name);
      HnUnit *unit;

      if (units->len >= MAX_UNITS)
        return -E2BIG;
      if (strcmp (load_state, "not-found") == 0 || kind == HN_UNIT_NAME_INVALID ||
          kind == HN_UNIT_NAME_TEMPLATE || g_hash_table_contains (seen, name))
        continue;

      unit = hn_unit_new (name);
      hn_unit_set_states (unit, description, load_state, active_state, sub_state);
      g_ptr_array_add (units, unit);
      g_hash_table_add (seen, unit->name);
    }

  return r;
}

static void
list_cb (HnBusConnection *connection,
         sd_bus_message *reply,
         const GError *error,
         gpointer user_data)
{
  g_autofree List *list = user_data;
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_unit_unref);
  g_autoptr (GError) nonsense = NULL;
  int r = reply != NULL ? read_list (reply, units) : 0;

  if (r < 0)
    {
      nonsense = hn_manager_error_new_bad_list (r, hn_bus_connection_get_address (connection));
      error = nonsense;
    }
  list->func (error == NULL ? units : NULL, error, list->user_data);
}

void
hn_unit_list (HnBusConnection *connection, HnUnitListFunc func, gpointer user_data)
{
  List *list = g_new0 (List, 1);

  list->func = func;
  list->user_data = user_data;
  hn_bus_connection_call (connection, "ListUnitsByPatterns", list_cb, list, "asas", 0, 1,
                          "*.service");
}
