/* Reads one service of the manager, in the number of calls that its depth needs, and the list of
 * all services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/manager-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "source/manager/bus-loop.h"
#include "source/unit-name.h"

/* A manager with more services than this is none. */
#define MAX_UNITS 1000000

typedef struct
{
  HnUnit *unit;
  char *path;
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
read_free (UnitRead *read)
{
  hn_unit_unref (read->unit);
  g_free (read->path);
  g_clear_error (&read->error);
  g_free (read);
}

static void
read_end (HnBusConnection *self, UnitRead *read, gboolean skipped)
{
  if (read->error == NULL && !skipped)
    hn_unit_finish_settings (read->unit, &read->error);

  if (g_error_matches (read->error, HN_PROPERTIES_ERROR, HN_PROPERTIES_ERROR_PROTOCOL))
    {
      read->error->domain = HN_MANAGER_ERROR;
      read->error->code = HN_MANAGER_ERROR_PROTOCOL;
    }
  read->func (self, read->error == NULL && !skipped ? read->unit : NULL, read->error,
              read->user_data);
  read_free (read);
}

static void
answer_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  g_autofree UnitAnswer *answer = user_data;
  UnitRead *read = answer->read;

  if (read->error == NULL && error != NULL)
    read->error = g_error_copy (error);
  else if (read->error == NULL && answer->property != NULL)
    hn_unit_read_property (read->unit, answer->property, reply, &read->error);
  else if (read->error == NULL)
    hn_unit_read_properties (read->unit, read->depth == HN_READ_SCORE, reply, &read->error);

  if (--read->n_pending == 0)
    read_end (self, read, FALSE);
}

static void
ask_all (HnBusConnection *self, UnitRead *read, const char *interface)
{
  UnitAnswer *answer = g_new0 (UnitAnswer, 1);

  answer->read = read;
  read->n_pending++;
  hn_manager_call (self,
                   hn_manager_new_call (self, read->path, HN_PROPERTIES_INTERFACE, "GetAll", "s",
                                        interface),
                   answer_cb, answer);
}

static void
ask_one (HnBusConnection *self, UnitRead *read, const char *property)
{
  UnitAnswer *answer = g_new0 (UnitAnswer, 1);

  answer->read = read;
  answer->property = property;
  read->n_pending++;
  hn_manager_call (self,
                   hn_manager_new_call (self, read->path, HN_PROPERTIES_INTERFACE, "Get", "ss",
                                        HN_UNIT_INTERFACE, property),
                   answer_cb, answer);
}

/* All of a service and the little that is needed of the unit: asking for all of the unit as well
 * costs a manager four times as much. */
static void
ask_for_depth (HnBusConnection *self, UnitRead *read)
{
  ask_all (self, read, HN_SERVICE_INTERFACE);
  ask_one (self, read, "DefaultDependencies");
  if (read->depth >= HN_READ_PATHS)
    {
      ask_one (self, read, "FragmentPath");
      ask_one (self, read, "DropInPaths");
    }
  if (read->depth >= HN_READ_RELOAD)
    ask_one (self, read, "NeedDaemonReload");
}

static void
type_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  UnitRead *read = user_data;

  if (error != NULL)
    read->error = g_error_copy (error);
  else
    hn_unit_read_property (read->unit, "Type", reply, &read->error);

  if (read->error != NULL)
    read_end (self, read, FALSE);
  else if (strcmp (hn_settings_get_type (read->unit->settings), "oneshot") == 0)
    read_end (self, read, TRUE);
  else
    ask_for_depth (self, read);
}

void
hn_manager_read_unit (HnBusConnection *self,
                      HnUnit *unit,
                      const char *path,
                      HnReadDepth depth,
                      HnUnitFunc func,
                      gpointer user_data)
{
  UnitRead *read = g_new0 (UnitRead, 1);

  read->unit = unit;
  read->path = g_strdup (path);
  read->depth = depth;
  read->func = func;
  read->user_data = user_data;
  hn_unit_begin_settings (unit, self->scope, self->version);

  if (depth == HN_READ_FULL)
    ask_all (self, read, "");
  /* A service that is "running" cannot be of Type=oneshot, which has other words for its states. */
  else if (depth == HN_READ_SCORE && self->skip_oneshot && strcmp (unit->sub_state, "running") != 0)
    hn_manager_call (self,
                     hn_manager_new_call (self, path, HN_PROPERTIES_INTERFACE, "Get", "ss",
                                          HN_SERVICE_INTERFACE, "Type"),
                     type_cb, read);
  else
    ask_for_depth (self, read);
}

/* The list. */

typedef struct
{
  HnBusConnection *manager;
  gboolean holds_manager;
  sd_bus_message *reply;
  GPtrArray *units;
  GHashTable *seen; /* of names in units */
  HnListFunc func;
  gpointer user_data;
} List;

void
hn_listed_free (HnListed *listed)
{
  hn_unit_unref (listed->unit);
  g_free (listed->path);
  g_free (listed);
}

static void
list_free (List *list)
{
  sd_bus_message_unref (list->reply);
  g_hash_table_unref (list->seen);
  g_ptr_array_unref (list->units);
  if (list->holds_manager)
    g_object_unref (list->manager);
  g_free (list);
}

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

/* 1 when there may be more, 0 at the end, negative errno on nonsense. */
static int
list_read_row (List *list)
{
  const char *name, *description, *load_state, *active_state, *sub_state, *path, *text;
  HnListed *listed;
  guint32 job;
  int r = sd_bus_message_read (list->reply, "(ssssssouso)", &name, &description, &load_state,
                               &active_state, &sub_state, &text, &path, &job, &text, &text);

  if (r <= 0)
    return r;
  if (list->units->len >= MAX_UNITS)
    return -E2BIG;

  /* A row that cannot be about a service is left out, the rest may still be right. */
  if (strcmp (load_state, "not-found") == 0 ||
      hn_unit_name_classify (name) == HN_UNIT_NAME_INVALID ||
      hn_unit_name_classify (name) == HN_UNIT_NAME_TEMPLATE ||
      g_hash_table_contains (list->seen, name))
    return 1;

  listed = g_new0 (HnListed, 1);
  listed->unit = hn_unit_new (name);
  listed->path = g_strdup (path);
  set_text (&listed->unit->description, description);
  set_text (&listed->unit->load_state, load_state);
  set_text (&listed->unit->active_state, active_state);
  set_text (&listed->unit->sub_state, sub_state);
  g_ptr_array_add (list->units, listed);
  g_hash_table_add (list->seen, listed->unit->name);

  return 1;
}

static gboolean
list_slice_cb (gpointer user_data)
{
  List *list = user_data;
  g_autoptr (HnBusConnection) self = g_object_ref (list->manager);
  gint64 deadline = g_get_monotonic_time () + HN_BUS_LOOP_SLICE;
  g_autoptr (GError) error = NULL;
  guint n = 0;
  int r;

  do
    r = list_read_row (list);
  while (r > 0 && (++n % 32 != 0 || g_get_monotonic_time () < deadline));

  if (r > 0)
    return G_SOURCE_CONTINUE;

  if (r < 0)
    error = g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL,
                         /* Translators: the address of a bus, and what is wrong */
                         _ ("The list of services from the manager at %s makes no sense: %s"),
                         self->tried, g_strerror (-r));
  list->func (self, r < 0 ? NULL : list->units, error, list->user_data);
  list_free (list);

  return G_SOURCE_REMOVE;
}

static void
list_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  List *list = user_data;
  g_autoptr (GError) nonsense = NULL;
  g_autoptr (GSource) source = NULL;
  int r;

  if (error != NULL)
    {
      list->func (self, NULL, error, list->user_data);
      list_free (list);
      return;
    }

  r = sd_bus_message_enter_container (reply, 'a', "(ssssssouso)");
  if (r < 0)
    {
      nonsense = g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL,
                              _ ("The list of services from the manager at %s makes no sense: %s"),
                              self->tried, g_strerror (-r));
      list->func (self, NULL, nonsense, list->user_data);
      list_free (list);
      return;
    }

  list->reply = sd_bus_message_ref (reply);
  if (!list_slice_cb (list))
    return;

  /* A long list: go on after whatever is more urgent. */
  list->holds_manager = TRUE;
  g_object_ref (self);
  source = g_idle_source_new ();
  g_source_set_priority (source, HN_BUS_LOOP_PRIORITY);
  g_source_set_callback (source, list_slice_cb, list, NULL);
  g_source_attach (source, self->context);
}

void
hn_manager_list (HnBusConnection *self, HnListFunc func, gpointer user_data)
{
  List *list = g_new0 (List, 1);

  list->manager = self;
  list->units = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_listed_free);
  list->seen = g_hash_table_new (g_str_hash, g_str_equal);
  list->func = func;
  list->user_data = user_data;
  hn_manager_call (self,
                   hn_manager_new_call (self, HN_MANAGER_PATH, HN_MANAGER_INTERFACE,
                                        "ListUnitsByPatterns", "asas", 0, 1, "*.service"),
                   list_cb, list);
}
