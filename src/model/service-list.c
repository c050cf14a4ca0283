/* The services of one manager, or of an offline root, as a list model. Loaded services come from
 * the manager, and until it has told them from their files; the installed ones that are not loaded
 * are read from disk afterwards. Services are added and changed one by one, and announced to the
 * views in runs, so that these stay quick with thousands of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service-list.h"

#include "disk-feed.h"
#include "manager-feed.h"
#include "policy-load.h"
#include "slices.h"
#include "source/facts/facts-list.h"

/* While much is coming in, the views hear of it this often at most. */
#define FLUSH_INTERVAL (150 * G_TIME_SPAN_MILLISECOND)
/* The files on disk are looked through this long after the loaded services are there (in ms), which
 * are to be drawn first. The manager is asked what it knows of them as much later than their files.
 */
#define SCAN_DELAY 100
/* They are looked through again this long after the last word about them (in ms). */
#define RESCAN_DELAY 400
/* One longer run of changed services costs the views less than two with so few between them. */
#define RUN_GAP 16

struct _HnServiceList
{
  GObject parent_instance;

  HnScope scope;
  char *root;    /* (nullable) */
  char *address; /* NULL for this machine's own manager: another's files may be elsewhere */
  HnManagerFeed *manager; /* NULL for an offline root */
  HnFeed *disk;           /* NULL unless the files are being read */
  HnPolicy *policy;
  HnAcceptedFiles *accepted; /* owned, (nullable) */
  GHashTable *facts; /* (nullable): see hn_facts_list_finish(); NULL until all were looked at */

  GPtrArray *items;    /* of HnService, in the order of arrival; announced ones first */
  guint n_announced;   /* so many of them */
  GHashTable *by_name; /* borrowed name -> borrowed HnService */
  GHashTable *moved;   /* borrowed: announced services that changed since */
  gint64 last_flush;

  GError *error;
  GError *manager_error; /* as long as it is gone */
  GPtrArray *problems;   /* sentences */
  gboolean bad_policy;   /* the first of them is about the machine's policy */

  guint version; /* of the manager; 0 before it is known */
  guint done;
  guint total;
  guint scan_source;
  guint confirm_source;
  gboolean loading;
  gboolean listing; /* the manager lists all of its services */
  gboolean pending; /* the manager has more to tell */
  gboolean begun;   /* the listing has brought something */
  gboolean listed;  /* at least once */
};

static guint loading_signal, progress_signal, problems_signal, exposure_changed_signal;

static void hn_service_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HnServiceList,
                               hn_service_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      hn_service_list_model_init))

/* ---- The services, and the gathering of their changes ---- */

/* Announces services that stay where they are but sort or filter differently now, in runs. */
static void
flush_moved (HnServiceList *self)
{
  g_autoptr (GHashTable) moved = g_steal_pointer (&self->moved);
  guint n = self->n_announced, end;

  self->moved = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < n && g_hash_table_size (moved) > 0; i = end)
    {
      end = i + 1;
      if (!g_hash_table_remove (moved, self->items->pdata[i]))
        continue;

      for (guint j = end; j < MIN (n, end + RUN_GAP); j++)
        if (g_hash_table_remove (moved, self->items->pdata[j]))
          end = j + 1;

      g_list_model_items_changed (G_LIST_MODEL (self), i, end - i, end - i);
    }
}

/* Announces what has gathered. */
static void
flush (HnServiceList *self)
{
  guint position = self->n_announced;

  self->last_flush = g_get_monotonic_time ();
  if (g_hash_table_size (self->moved) > 0)
    flush_moved (self);

  self->n_announced = self->items->len;
  if (self->n_announced > position)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, self->n_announced - position);
}

/* The same unless the last time is only just over. */
static void
flush_sometimes (HnServiceList *self)
{
  if (g_get_monotonic_time () - self->last_flush >= FLUSH_INTERVAL)
    flush (self);
}

/* Removes those in @gone, a set of borrowed services, in runs from the end. */
static void
remove_services (HnServiceList *self, GHashTable *gone)
{
  guint end = self->items->len;

  while (end > 0 && g_hash_table_size (gone) > 0)
    {
      guint first = end, n_announced;

      while (first > 0 && g_hash_table_contains (gone, self->items->pdata[first - 1]))
        {
          HnService *service = self->items->pdata[--first];

          g_hash_table_remove (self->by_name, hn_service_get_name (service));
          g_hash_table_remove (self->moved, service);
          g_hash_table_remove (gone, service);
        }

      if (first < end)
        {
          n_announced = first < self->n_announced ? MIN (end, self->n_announced) - first : 0;
          g_ptr_array_remove_range (self->items, first, end - first);
          self->n_announced -= n_announced;
          if (n_announced > 0)
            g_list_model_items_changed (G_LIST_MODEL (self), first, n_announced, 0);
        }
      end = first > 0 ? first - 1 : 0;
    }
}

static void
remove_service (HnServiceList *self, HnService *service)
{
  g_autoptr (GHashTable) gone = g_hash_table_new (NULL, NULL);

  g_hash_table_add (gone, service);
  remove_services (self, gone);
}

static gboolean
is_loaded (HnService *service)
{
  return hn_service_get_info (service)->kind != HN_SERVICE_NOT_LOADED;
}

/* Removes what a look through everything has not met; it looked at the services that are @loaded,
 * or at those that are not. */
static void
remove_vanished (HnServiceList *self, GHashTable *found, gboolean loaded)
{
  g_autoptr (GHashTable) gone = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->n_announced; i++)
    {
      HnService *service = self->items->pdata[i];

      if (is_loaded (service) == loaded &&
          !g_hash_table_contains (found, hn_service_get_name (service)))
        g_hash_table_add (gone, service);
    }

  remove_services (self, gone);
}

/* Where a service stands, and with which exposure. */
typedef struct
{
  guint place, exposure;
} Before;

static Before
look_at (HnService *service)
{
  return (Before){ hn_service_get_info (service)->place, hn_service_get_exposure (service) };
}

static void
compare (HnServiceList *self, HnService *service, Before before)
{
  if (before.place != hn_service_get_info (service)->place)
    g_hash_table_add (self->moved, service);
  if (before.exposure != hn_service_get_exposure (service))
    g_signal_emit (self, exposure_changed_signal, 0, service, before.exposure);
}

/* What is known of all services at once goes to one. */
static void
tell (HnServiceList *self, HnService *service)
{
  hn_service_set_accepted (service, self->accepted);
  if (self->facts != NULL)
    hn_service_set_glance (service,
                           hn_facts_list_find (self->facts, hn_service_get_name (service)));
}

static void
tell_all (HnServiceList *self, gboolean reassess)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      HnService *service = self->items->pdata[i];
      Before before = look_at (service);

      tell (self, service);
      if (reassess)
        hn_service_reassess (service, self->policy);
      compare (self, service, before);
    }
  if (self->listing)
    flush_sometimes (self);
  else
    flush (self);
}

/* Updates the service called @name by one of @unit and @settings (transfer full), and adds it when
 * it is new. */
static void
update_service (HnServiceList *self, const char *name, HnUnit *unit, HnSettings *settings)
{
  HnService *service = hn_service_list_find (self, name);
  gboolean is_new = service == NULL;
  Before before;

  if (is_new)
    {
      service = hn_service_new (name);
      hn_service_set_root (service, self->root);
      g_ptr_array_add (self->items, service);
      g_hash_table_insert (self->by_name, (gpointer) hn_service_get_name (service), service);
    }
  before = look_at (service);
  tell (self, service);

  if (unit != NULL)
    hn_service_update (service, unit, self->policy);
  else
    hn_service_update_from_settings (service, settings, self->policy);

  if (!is_new)
    compare (self, service, before);
}

/* ---- From the disk ---- */

/* Also where it is as before: callers that wait for everything listen to this. */
static void
set_loading (HnServiceList *self, gboolean loading)
{
  self->loading = loading;
  g_signal_emit (self, loading_signal, 0);
}

static void
set_progress (HnServiceList *self, guint done, guint total)
{
  self->total = total;
  if (self->done == done)
    return;

  self->done = done;
  g_signal_emit (self, progress_signal, 0);
}

static void
take_settings (HnServiceList *self, HnBatch *batch)
{
  for (guint i = 0; i < batch->settings->len; i++)
    {
      HnSettings *settings = batch->settings->pdata[i];
      const char *name = settings->context.unit;
      HnService *service = hn_service_list_find (self, name);

      /* Loaded since the thread looked: the manager knows better. */
      if (self->manager != NULL && service != NULL && is_loaded (service))
        continue;

      update_service (self, name, NULL, g_steal_pointer (&batch->settings->pdata[i]));
    }

  if (self->manager == NULL)
    set_progress (self, batch->done, batch->total);
  flush_sometimes (self);
}

static void
take_scanned (HnServiceList *self, HnBatch *batch)
{
  flush (self);
  g_clear_pointer (&self->disk, hn_feed_close);

  if (batch->error == NULL)
    {
      remove_vanished (self, batch->names, self->manager == NULL);
      g_ptr_array_set_size (self->problems, self->bad_policy ? 1 : 0);
      g_ptr_array_extend_and_steal (self->problems, g_steal_pointer (&batch->problems));
      g_signal_emit (self, problems_signal, 0);
    }

  if (self->manager == NULL)
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&batch->error);
    }

  self->listed = TRUE;
  set_loading (self, FALSE);
}

static void take_cb (HnBatch *batch, gpointer user_data);

static void
start_scan (HnServiceList *self)
{
  g_autoptr (GHashTable) loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; self->manager != NULL && i < self->items->len; i++)
    {
      HnService *service = self->items->pdata[i];

      if (is_loaded (service))
        g_hash_table_add (loaded, g_strdup (hn_service_get_name (service)));
    }

  g_clear_pointer (&self->disk, hn_feed_close);
  self->disk = hn_disk_feed_new (self->root, self->scope, self->version, g_steal_pointer (&loaded),
                                 take_cb, self);
}

static void
scan_cb (gpointer user_data)
{
  HnServiceList *self = user_data;

  self->scan_source = 0;
  start_scan (self);
}

/* Reads the files on disk again after @delay (in ms). */
static void
schedule_scan (HnServiceList *self, guint delay)
{
  if (self->address != NULL)
    return;

  g_clear_handle_id (&self->scan_source, g_source_remove);
  self->scan_source = g_timeout_add_once (delay, scan_cb, self);
}

/* ---- From the manager ---- */

static void
take_state (HnServiceList *self, HnBatch *batch)
{
  self->version = batch->version;
  g_clear_error (&self->manager_error);
  if (batch->error != NULL)
    self->manager_error = g_error_copy (batch->error);

  if (batch->state == HN_MANAGER_GONE && !self->listing)
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&batch->error);
    }

  set_loading (self, self->loading);
}

static void
take_units (HnServiceList *self, HnBatch *batch)
{
  /* The views wait for more from here on, and not from when the question was asked: the first
   * answers may have lain here for as long as the window took to start. */
  if (self->listing && !self->begun)
    self->last_flush = g_get_monotonic_time ();
  self->begun = TRUE;

  for (guint i = 0; i < batch->units->len; i++)
    {
      HnUnit *unit = batch->units->pdata[i];
      HnService *service = hn_service_list_find (self, unit->name);

      if (unit->settings != NULL)
        update_service (self, unit->name, unit, NULL);
      /* What the manager knows nothing of may still be read from disk. */
      else if (service != NULL && is_loaded (service))
        remove_service (self, service);
    }

  if (batch->total > 0)
    set_progress (self, batch->done, batch->total);
  if (batch->pending)
    flush_sometimes (self);
  else
    flush (self);
}

static void
confirm_cb (gpointer user_data)
{
  HnServiceList *self = user_data;

  self->confirm_source = 0;
  hn_manager_feed_confirm (self->manager);
}

/* All are there, by their files. Where the manager knows better, it says so soon. */
static void
take_glanced (HnServiceList *self)
{
  self->begun = FALSE;
  flush (self);
  self->confirm_source = g_timeout_add_once (SCAN_DELAY, confirm_cb, self);
  set_loading (self, FALSE);
}

static void
take_listed (HnServiceList *self, HnBatch *batch)
{
  self->listing = FALSE;
  g_clear_error (&self->error);
  flush (self);

  if (batch->error != NULL)
    {
      self->error = g_steal_pointer (&batch->error);
      set_loading (self, FALSE);
      return;
    }

  remove_vanished (self, batch->names, TRUE);
  self->listed = TRUE;
  schedule_scan (self, SCAN_DELAY);
  set_loading (self, FALSE);
}

static void
take_facts (HnServiceList *self, HnBatch *batch)
{
  g_clear_pointer (&self->facts, g_hash_table_unref);
  self->facts = g_steal_pointer (&batch->facts);
  tell_all (self, FALSE);
}

static void
take_removed (HnServiceList *self, HnBatch *batch)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, batch->names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      HnService *service = hn_service_list_find (self, name);
      Before before;

      if (service == NULL || !is_loaded (service))
        continue;
      if (self->address != NULL || hn_service_get_info (service)->fragment_path == NULL)
        {
          remove_service (self, service);
          continue;
        }

      before = look_at (service);
      hn_service_set_not_loaded (service);
      compare (self, service, before);
      flush (self);
      if (self->listed)
        schedule_scan (self, RESCAN_DELAY);
    }
}

static void
take_cb (HnBatch *batch, gpointer user_data)
{
  HnServiceList *self = user_data;

  if (batch->kind <= HN_BATCH_UNITS)
    self->pending = batch->pending;

  switch (batch->kind)
    {
    case HN_BATCH_STATE:
      take_state (self, batch);
      break;
    case HN_BATCH_LISTING:
      self->listing = TRUE;
      self->begun = FALSE;
      set_loading (self, TRUE);
      break;
    case HN_BATCH_UNITS:
      take_units (self, batch);
      break;
    case HN_BATCH_GLANCED:
      take_glanced (self);
      break;
    case HN_BATCH_LISTED:
      take_listed (self, batch);
      break;
    case HN_BATCH_FACTS:
      take_facts (self, batch);
      break;
    case HN_BATCH_REMOVED:
      take_removed (self, batch);
      break;
    case HN_BATCH_FILES_CHANGED:
      if (self->listed)
        schedule_scan (self, RESCAN_DELAY);
      break;
    case HN_BATCH_SETTINGS:
      take_settings (self, batch);
      break;
    case HN_BATCH_SCANNED:
      take_scanned (self, batch);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* ---- The object ---- */

static void
hn_service_list_finalize (GObject *object)
{
  HnServiceList *self = HN_SERVICE_LIST (object);

  g_clear_handle_id (&self->scan_source, g_source_remove);
  g_clear_handle_id (&self->confirm_source, g_source_remove);
  g_clear_pointer (&self->disk, hn_feed_close);
  g_clear_pointer (&self->manager, hn_manager_feed_free);
  g_clear_error (&self->error);
  g_clear_error (&self->manager_error);
  g_clear_pointer (&self->root, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->policy, hn_policy_unref);
  g_clear_pointer (&self->accepted, hn_accepted_files_unref);
  g_clear_pointer (&self->facts, g_hash_table_unref);
  g_hash_table_unref (self->by_name);
  g_hash_table_unref (self->moved);
  /* What still shows one of them has a reference of its own. */
  hn_slices_let_go (self->items);
  g_ptr_array_unref (self->problems);

  G_OBJECT_CLASS (hn_service_list_parent_class)->finalize (object);
}

static void
hn_service_list_class_init (HnServiceListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hn_service_list_finalize;

  loading_signal = g_signal_new ("loading", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  progress_signal = g_signal_new ("progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  problems_signal = g_signal_new ("problems", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  exposure_changed_signal =
      g_signal_new ("exposure-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, HN_TYPE_SERVICE, G_TYPE_UINT);
}

static void
policy_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnServiceList) self = user_data;
  g_autoptr (GError) error = NULL;
  HnPolicy *policy = hn_policy_load_finish (result, &error);

  if (policy != NULL)
    hn_service_list_set_policy (self, policy);
  else if (error != NULL)
    {
      self->bad_policy = TRUE;
      g_ptr_array_insert (self->problems, 0, g_strdup (error->message));
      g_signal_emit (self, problems_signal, 0);
    }
}

static void
hn_service_list_init (HnServiceList *self)
{
  hn_policy_load_async (policy_loaded_cb, g_object_ref (self));
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->moved = g_hash_table_new (NULL, NULL);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->loading = TRUE;
}

static GType
hn_service_list_get_item_type (GListModel *model)
{
  return HN_TYPE_SERVICE;
}

static guint
hn_service_list_get_n_items (GListModel *model)
{
  return HN_SERVICE_LIST (model)->n_announced;
}

static gpointer
hn_service_list_get_item (GListModel *model, guint position)
{
  HnServiceList *self = HN_SERVICE_LIST (model);

  return position < self->n_announced ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
hn_service_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hn_service_list_get_item_type;
  iface->get_n_items = hn_service_list_get_n_items;
  iface->get_item = hn_service_list_get_item;
}

HnServiceList *
hn_service_list_new (HnScope scope, const char *address)
{
  HnServiceList *self = g_object_new (HN_TYPE_SERVICE_LIST, NULL);

  self->scope = scope;
  self->address = g_strdup (address);
  self->listing = TRUE;
  self->manager = hn_manager_feed_new (scope, address, take_cb, self);

  return self;
}

HnServiceList *
hn_service_list_new_for_root (const char *root, HnScope scope)
{
  HnServiceList *self;

  g_return_val_if_fail (root != NULL, NULL);

  self = g_object_new (HN_TYPE_SERVICE_LIST, NULL);
  self->scope = scope;
  self->root = g_strdup (root);
  start_scan (self);

  return self;
}

void
hn_service_list_retry (HnServiceList *self)
{
  g_return_if_fail (HN_IS_SERVICE_LIST (self));

  if (self->manager != NULL)
    {
      hn_manager_feed_retry (self->manager);
      return;
    }

  set_loading (self, TRUE);
  start_scan (self);
}

void
hn_service_list_catch_up (HnServiceList *self)
{
  g_return_if_fail (HN_IS_SERVICE_LIST (self));

  if (self->manager == NULL)
    return;

  hn_manager_feed_catch_up (self->manager);
  /* Also when there is more to come. */
  flush (self);
}

void
hn_service_list_set_seen (HnServiceList *self, gboolean seen)
{
  g_return_if_fail (HN_IS_SERVICE_LIST (self));

  if (self->manager != NULL)
    hn_manager_feed_set_seen (self->manager, seen);
}

HnScope
hn_service_list_get_scope (HnServiceList *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), HN_SCOPE_SYSTEM);

  return self->scope;
}

const char *
hn_service_list_get_root (HnServiceList *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), NULL);

  return self->root;
}

const char *
hn_service_list_get_address (HnServiceList *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), NULL);

  return self->address;
}

const GError *
hn_service_list_get_error (HnServiceList *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), NULL);

  return self->manager_error != NULL ? self->manager_error : self->error;
}

gboolean
hn_service_list_get_loading (HnServiceList *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), FALSE);

  return self->loading;
}

gboolean
hn_service_list_is_complete (HnServiceList *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), FALSE);

  return !self->loading && !self->listing && !self->pending && self->disk == NULL &&
         self->scan_source == 0;
}

void
hn_service_list_get_progress (HnServiceList *self, guint *done, guint *total)
{
  g_return_if_fail (HN_IS_SERVICE_LIST (self));

  *done = self->done;
  *total = self->total;
}

GPtrArray *
hn_service_list_get_problems (HnServiceList *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), NULL);

  return self->problems;
}

HnService *
hn_service_list_find (HnServiceList *self, const char *name)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->by_name, name);
}

void
hn_service_list_set_policy (HnServiceList *self, HnPolicy *policy)
{
  g_return_if_fail (HN_IS_SERVICE_LIST (self));

  g_clear_pointer (&self->policy, hn_policy_unref);
  self->policy = policy;
  tell_all (self, TRUE);
}

void
hn_service_list_set_accepted (HnServiceList *self, HnAcceptedFiles *accepted)
{
  g_return_if_fail (HN_IS_SERVICE_LIST (self));

  g_clear_pointer (&self->accepted, hn_accepted_files_unref);
  self->accepted = hn_accepted_files_ref (accepted);
  tell_all (self, FALSE);
}
