/* Keeps a list as its manager says: what the reader tells, and what it is asked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service-list-private.h"

/* Signals of a manager come in bursts; what they name is read together, this much later (in ms). */
#define GATHER_DELAY 20
/* The files on disk are looked through again this long after the last word about them (in ms). */
#define RESCAN_DELAY 400

static void schedule_gather (HnServiceList *self);

static void
files_changed_cb (gpointer user_data)
{
  HnServiceList *self = user_data;

  if (self->address == NULL && self->listed)
    hn_service_list_schedule_scan (self, RESCAN_DELAY);
}

static void
state_cb (HnManagerState state, const GError *error, guint version, gpointer user_data)
{
  HnServiceList *self = user_data;

  self->state = state;
  self->version = version;
  g_clear_error (&self->manager_error);
  if (error != NULL)
    self->manager_error = g_error_copy (error);

  switch (state)
    {
    case HN_MANAGER_GONE:
      self->stale = TRUE;
      g_hash_table_remove_all (self->wanted);
      if (!self->listing)
        {
          g_clear_error (&self->error);
          if (error != NULL)
            self->error = g_error_copy (error);
        }
      break;

    case HN_MANAGER_READY:
      if (self->stale)
        hn_service_list_start_listing (self);
      break;

    case HN_MANAGER_CONNECTING:
    case HN_MANAGER_RELOADING:
    default:
      break;
    }

  g_object_notify (G_OBJECT (self), "manager-state");
}

static void
units_cb (GPtrArray *units, guint done, guint total, gpointer user_data)
{
  HnServiceList *self = user_data;

  /* The views wait for more from here on, and not from when the question was asked: the first
   * answers may have lain here for as long as the window took to start. */
  if (g_hash_table_size (self->seen) == 0)
    hn_service_store_hold_flush (self->store);

  for (guint i = 0; i < units->len; i++)
    {
      HnUnit *unit = g_ptr_array_index (units, i);

      g_hash_table_add (self->seen, g_strdup (unit->name));
      hn_service_store_take_unit (self->store, unit, self->policy);
    }

  hn_service_list_set_progress (self, done, total);
}

static gboolean
confirm_cb (gpointer user_data)
{
  HnServiceList *self = user_data;

  self->confirm_source = 0;
  hn_service_reader_list (self->reader);

  return G_SOURCE_REMOVE;
}

/* All are there, by their files. Where the manager knows better, it says so soon. */
static void
glanced_cb (gpointer user_data)
{
  HnServiceList *self = user_data;

  g_hash_table_remove_all (self->seen);
  hn_service_store_flush (self->store);
  self->confirm_source = g_timeout_add (HN_SERVICE_LIST_SCAN_DELAY, confirm_cb, self);
  hn_service_list_set_loading (self, FALSE);
}

static void
listed_cb (const GError *error, gpointer user_data)
{
  HnServiceList *self = user_data;

  self->listing = FALSE;
  g_clear_error (&self->error);
  hn_service_store_flush (self->store);

  if (error != NULL)
    {
      self->stale = TRUE;
      self->error = g_error_copy (error);
      hn_service_list_set_loading (self, FALSE);
      g_object_notify (G_OBJECT (self), "manager-state");
      /* Back already: nobody will tell again. */
      if (self->state == HN_MANAGER_READY &&
          !g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED))
        schedule_gather (self);
      return;
    }

  hn_service_store_remove_vanished (self->store, self->seen, TRUE);
  g_hash_table_remove_all (self->seen);

  self->stale = FALSE;
  self->listed = TRUE;
  if (self->address == NULL)
    hn_service_list_schedule_scan (self, HN_SERVICE_LIST_SCAN_DELAY);
  hn_service_list_set_loading (self, FALSE);
  schedule_gather (self);
}

static void
read_cb (const char *name, HnUnit *unit, const GError *error, gpointer user_data)
{
  HnServiceList *self = user_data;
  HnService *service;

  g_hash_table_remove (self->in_flight, name);

  if (unit != NULL)
    {
      hn_service_store_take_unit (self->store, unit, self->policy);
    }
  else if (g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND) ||
           g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_MASKED) ||
           g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_BAD_UNIT))
    {
      service = hn_service_store_find (self->store, name);
      if (service != NULL && hn_service_get_kind (service) != HN_SERVICE_NOT_LOADED)
        hn_service_store_remove (self->store, service);
    }

  if (g_hash_table_size (self->in_flight) == 0)
    hn_service_store_flush (self->store);

  if (g_hash_table_size (self->wanted) > 0)
    schedule_gather (self);
}

static void
changed_cb (const char *name, gpointer user_data)
{
  HnServiceList *self = user_data;

  if (!g_str_has_suffix (name, ".service"))
    return;

  g_hash_table_add (self->wanted, g_strdup (name));
  if (!self->listing)
    schedule_gather (self);
}

static void
removed_cb (const char *name, gpointer user_data)
{
  HnServiceList *self = user_data;
  HnService *service = hn_service_store_find (self->store, name);

  /* Reading it now would make the manager load it again. */
  g_hash_table_remove (self->wanted, name);

  if (service == NULL || hn_service_get_kind (service) == HN_SERVICE_NOT_LOADED)
    return;

  if (self->address != NULL || hn_service_get_fragment_path (service) == NULL)
    {
      hn_service_store_remove (self->store, service);
      return;
    }

  hn_service_store_set_not_loaded (self->store, service);
  hn_service_store_flush (self->store);
  files_changed_cb (self);
}

static void
reset_cb (gpointer user_data)
{
  HnServiceList *self = user_data;

  self->stale = TRUE;
  hn_service_list_start_listing (self);
}

static void
sliced_cb (gpointer user_data)
{
  HnServiceList *self = user_data;

  hn_service_store_flush_sometimes (self->store);
}

static const HnServiceReaderFuncs reader_funcs = {
  .state = state_cb,
  .units = units_cb,
  .glanced = glanced_cb,
  .listed = listed_cb,
  .read = read_cb,
  .changed = changed_cb,
  .removed = removed_cb,
  .files_changed = files_changed_cb,
  .reset = reset_cb,
  .sliced = sliced_cb,
};

/* What the reader is asked. */

void
hn_service_list_start_listing (HnServiceList *self)
{
  if (self->listing)
    return;

  self->listing = TRUE;
  g_hash_table_remove_all (self->seen);
  hn_service_list_set_loading (self, TRUE);
  hn_service_reader_list (self->reader);
}

static gboolean
gather_cb (gpointer user_data)
{
  HnServiceList *self = user_data;
  GHashTableIter iter;
  gpointer name;

  self->gather_source = 0;

  if (self->stale)
    {
      g_hash_table_remove_all (self->wanted);
      if (self->state == HN_MANAGER_READY)
        hn_service_list_start_listing (self);
      return G_SOURCE_REMOVE;
    }

  g_hash_table_iter_init (&iter, self->wanted);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      /* Read it again once the answer is there, which may be about the state before. */
      if (g_hash_table_contains (self->in_flight, name))
        continue;

      g_hash_table_iter_steal (&iter);
      g_hash_table_add (self->in_flight, name);
      hn_service_reader_read (self->reader, name);
    }

  return G_SOURCE_REMOVE;
}

static void
schedule_gather (HnServiceList *self)
{
  if (self->gather_source == 0 && (self->stale || g_hash_table_size (self->wanted) > 0))
    self->gather_source = g_timeout_add (GATHER_DELAY, gather_cb, self);
}

void
hn_service_list_follow (HnServiceList *self, const char *address)
{
  self->address = g_strdup (address);
  self->reader = hn_service_reader_new (self->scope, address, &reader_funcs, self);
  hn_service_list_start_listing (self);
}
