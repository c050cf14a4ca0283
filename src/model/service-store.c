/* Gathers the changes of a service list. Decides what the views hear and when; where the services
 * come from is somebody else's business.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service-store.h"

/* While much is coming in, the views hear of it this often at most. */
#define FLUSH_INTERVAL (150 * G_TIME_SPAN_MILLISECOND)

/* So many services are not let go of in the main loop. */
#define MANY 200

struct _HnServiceStore
{
  GListModel *owner; /* borrowed */

  GPtrArray *items;    /* of HnService, in the order of arrival */
  GHashTable *by_name; /* borrowed name -> borrowed HnService */
  GPtrArray *fresh;    /* services not announced yet */
  GPtrArray *moved;    /* announced services that changed since */
  char *root;          /* (nullable): where the services are, if not on this machine */
  guint n_in_level[HN_N_LEVELS];
  gint64 last_flush;
};

static void
count_levels (HnServiceStore *self)
{
  guint n_in_level[HN_N_LEVELS] = { 0 };

  for (guint i = 0; i < self->items->len; i++)
    n_in_level[hn_service_get_level (g_ptr_array_index (self->items, i))]++;

  if (memcmp (n_in_level, self->n_in_level, sizeof n_in_level) != 0)
    {
      memcpy (self->n_in_level, n_in_level, sizeof n_in_level);
      g_signal_emit_by_name (self->owner, "levels-changed");
    }
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return x < y ? -1 : x > y;
}

/* Announces services that stay where they are but sort or filter differently now, in runs. */
static void
flush_moved (HnServiceStore *self)
{
  g_autoptr (GPtrArray) moved = NULL;
  g_autoptr (GArray) positions = NULL;
  guint first, last;

  if (self->moved->len == 0)
    return;

  moved = g_steal_pointer (&self->moved);
  self->moved = g_ptr_array_new_with_free_func (g_object_unref);
  positions = g_array_sized_new (FALSE, FALSE, sizeof (guint), moved->len);

  for (guint i = 0; i < moved->len; i++)
    {
      guint position;

      if (g_ptr_array_find (self->items, g_ptr_array_index (moved, i), &position))
        g_array_append_val (positions, position);
    }

  g_array_sort (positions, compare_positions);

  for (guint i = 0; i < positions->len;)
    {
      first = last = g_array_index (positions, guint, i);
      /* One longer run costs the views less than many short ones. */
      while (i < positions->len && g_array_index (positions, guint, i) <= last + 16)
        last = g_array_index (positions, guint, i++);

      g_list_model_items_changed (self->owner, first, last - first + 1, last - first + 1);
    }
}

static void
flush_fresh (HnServiceStore *self)
{
  guint position = self->items->len;
  guint added = self->fresh->len;

  if (added == 0)
    return;

  for (guint i = 0; i < added; i++)
    g_ptr_array_add (self->items, g_object_ref (g_ptr_array_index (self->fresh, i)));
  g_ptr_array_set_size (self->fresh, 0);

  g_list_model_items_changed (self->owner, position, 0, added);
  g_object_notify (G_OBJECT (self->owner), "n-items");
}

void
hn_service_store_flush (HnServiceStore *self)
{
  self->last_flush = g_get_monotonic_time ();
  flush_moved (self);
  flush_fresh (self);
  count_levels (self);
}

void
hn_service_store_flush_sometimes (HnServiceStore *self)
{
  if (g_get_monotonic_time () - self->last_flush >= FLUSH_INTERVAL)
    hn_service_store_flush (self);
}

void
hn_service_store_remove (HnServiceStore *self, HnService *service)
{
  guint position;

  g_hash_table_remove (self->by_name, hn_service_get_name (service));

  if (g_ptr_array_remove (self->fresh, service))
    return;

  g_ptr_array_remove (self->moved, service);
  if (!g_ptr_array_find (self->items, service, &position))
    return;

  g_ptr_array_remove_index (self->items, position);
  g_list_model_items_changed (self->owner, position, 1, 0);
  g_object_notify (G_OBJECT (self->owner), "n-items");
  count_levels (self);
}

/* Returns the service called @name, made when it is new; *@is_new tells. */
static HnService *
ensure_service (HnServiceStore *self, const char *name, gboolean *is_new)
{
  HnService *service = g_hash_table_lookup (self->by_name, name);

  *is_new = service == NULL;
  if (*is_new)
    {
      service = hn_service_new (name);
      hn_service_set_root (service, self->root);
      g_ptr_array_add (self->fresh, service);
      g_hash_table_insert (self->by_name, (gpointer) hn_service_get_name (service), service);
    }

  return service;
}

/* What decides where a row stands and whether it is shown. */
typedef struct
{
  guint exposure;
  HnServiceKind kind;
  gboolean running;
  gboolean refused;
  const char *active_state;
  char *description;
} Place;

static void
place_read (Place *place, HnService *service)
{
  place->exposure = hn_service_get_exposure (service);
  place->kind = hn_service_get_kind (service);
  place->running = hn_service_get_running (service);
  place->refused = hn_service_get_refused (service);
  place->active_state = hn_service_get_active_state (service);
  place->description = g_strdup (hn_service_get_description (service));
}

/* Compares @service with its former @place, which is freed. */
static void
place_compare (HnServiceStore *self, Place *place, HnService *service)
{
  if (place->exposure != hn_service_get_exposure (service) ||
      place->kind != hn_service_get_kind (service) ||
      place->running != hn_service_get_running (service) ||
      place->refused != hn_service_get_refused (service) ||
      place->active_state != hn_service_get_active_state (service) ||
      g_strcmp0 (place->description, hn_service_get_description (service)) != 0)
    {
      if (!g_ptr_array_find (self->moved, service, NULL) &&
          !g_ptr_array_find (self->fresh, service, NULL))
        g_ptr_array_add (self->moved, g_object_ref (service));
    }

  if (place->exposure != hn_service_get_exposure (service))
    g_signal_emit_by_name (self->owner, "exposure-changed", service, place->exposure);

  g_clear_pointer (&place->description, g_free);
}

void
hn_service_store_take_unit (HnServiceStore *self, HnUnit *unit, HnPolicy *policy)
{
  HnService *service;
  Place place;
  gboolean is_new;

  /* What the manager knows nothing of may still be read from disk. */
  if (unit->settings == NULL)
    {
      service = g_hash_table_lookup (self->by_name, unit->name);
      if (service != NULL && hn_service_get_kind (service) != HN_SERVICE_NOT_LOADED)
        hn_service_store_remove (self, service);
      return;
    }

  service = ensure_service (self, unit->name, &is_new);
  if (is_new)
    {
      hn_service_update (service, unit, policy);
      return;
    }

  place_read (&place, service);
  hn_service_update (service, unit, policy);
  place_compare (self, &place, service);
}

void
hn_service_store_take_settings (HnServiceStore *self,
                                HnSettings *settings,
                                gboolean keep_loaded,
                                HnPolicy *policy)
{
  HnService *service;
  Place place;
  gboolean is_new;

  service = ensure_service (self, hn_settings_get_unit (settings), &is_new);
  if (is_new)
    {
      hn_service_update_from_settings (service, settings, policy);
      if (!keep_loaded)
        hn_service_set_offline (service);
      return;
    }

  /* Loaded since the thread looked: the manager knows better. */
  if (keep_loaded && hn_service_get_kind (service) != HN_SERVICE_NOT_LOADED)
    {
      hn_settings_free (settings);
      return;
    }

  place_read (&place, service);
  hn_service_update_from_settings (service, settings, policy);
  if (!keep_loaded)
    hn_service_set_offline (service);
  place_compare (self, &place, service);
}

void
hn_service_store_remove_vanished (HnServiceStore *self, GHashTable *found, gboolean loaded)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->items->len; i++)
    {
      HnService *service = g_ptr_array_index (self->items, i);

      if ((hn_service_get_kind (service) != HN_SERVICE_NOT_LOADED) == loaded &&
          !g_hash_table_contains (found, hn_service_get_name (service)))
        g_ptr_array_add (gone, g_object_ref (service));
    }

  for (guint i = 0; i < gone->len; i++)
    hn_service_store_remove (self, g_ptr_array_index (gone, i));
}

void
hn_service_store_set_not_loaded (HnServiceStore *self, HnService *service)
{
  Place place;

  place_read (&place, service);
  hn_service_set_not_loaded (service);
  place_compare (self, &place, service);
}

void
hn_service_store_reassess (HnServiceStore *self, HnPolicy *policy)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      HnService *service = g_ptr_array_index (self->items, i);
      Place place;

      place_read (&place, service);
      hn_service_reassess (service, policy);
      place_compare (self, &place, service);
    }

  hn_service_store_flush (self);
}

void
hn_service_store_hold_flush (HnServiceStore *self)
{
  self->last_flush = g_get_monotonic_time ();
}

HnServiceStore *
hn_service_store_new (GListModel *owner)
{
  HnServiceStore *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (owner), NULL);

  self = g_new0 (HnServiceStore, 1);
  self->owner = owner;
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->fresh = g_ptr_array_new_with_free_func (g_object_unref);
  self->moved = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

static gpointer
free_thread (gpointer data)
{
  g_ptr_array_unref (data);

  return NULL;
}

void
hn_service_store_set_root (HnServiceStore *self, const char *root)
{
  g_set_str (&self->root, root);
}

void
hn_service_store_free (HnServiceStore *self)
{
  g_free (self->root);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->moved);
  g_ptr_array_unref (self->fresh);
  /* Taking thousands of services apart takes longer than a frame, and nobody waits for it. Who
   * still shows one of them has a reference of its own. */
  if (self->items->len >= MANY)
    g_thread_unref (g_thread_new ("free", free_thread, g_steal_pointer (&self->items)));
  else
    g_ptr_array_unref (self->items);
  g_free (self);
}

guint
hn_service_store_get_n_items (HnServiceStore *self)
{
  return self->items->len;
}

HnService *
hn_service_store_get (HnServiceStore *self, guint position)
{
  g_return_val_if_fail (position < self->items->len, NULL);

  return g_ptr_array_index (self->items, position);
}

HnService *
hn_service_store_find (HnServiceStore *self, const char *name)
{
  return g_hash_table_lookup (self->by_name, name);
}

guint
hn_service_store_get_n_in_level (HnServiceStore *self, HnLevel level)
{
  g_return_val_if_fail (level < HN_N_LEVELS, 0);

  return self->n_in_level[level];
}
