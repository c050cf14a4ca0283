/* The services of one manager, or of an offline root, as a list model. Loaded services come from the
 * manager, and until it has told them from their files; the installed ones that are not loaded are
 * read from disk in a thread afterwards. Changes are gathered and announced in runs, never item by
 * item, so that the views above stay quick with thousands of services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service-list.h"

#include "disk-scan.h"
#include "machine-policy.h"
#include "service-reader.h"
#include "service-store.h"

/* Signals of a manager come in bursts; what they name is read together, this much later (in ms). */
#define GATHER_DELAY 20
/* The files on disk are looked through again this long after the last word about them (in ms). */
#define RESCAN_DELAY 400
/* And this long after the loaded services are there (in ms), which are to be drawn first. The manager
 * is asked what it knows of them as much later than their files. */
#define SCAN_DELAY 100

struct _HnServiceList
{
  GObject parent_instance;

  /* Owned. */
  HnServiceReader *reader; /* NULL for an offline root */
  char *root;
  char *address; /* NULL for this machine's own manager: another one's files may be elsewhere */
  HnPolicy *policy;
  GError *error;
  GError *manager_error; /* as long as it is gone */
  GCancellable *cancellable;
  HnServiceStore *store;
  GHashTable *wanted;    /* names to read from the manager soon */
  GHashTable *in_flight; /* names being read */
  GHashTable *seen;      /* names that the running listing has brought */
  GPtrArray *problems;   /* sentences */
  gboolean bad_policy;   /* the first of them is about the machine's policy */
  HnDiskScan *scan;

  HnScope scope;
  HnManagerState state; /* of the manager */
  guint version;        /* of the manager; 0 before it is known */
  guint done;
  guint total;
  guint gather_source;
  guint scan_source;
  guint confirm_source;
  gboolean loading;
  gboolean listing; /* between hn_service_reader_list() and its end */
  gboolean listed;  /* at least once */
  gboolean stale;   /* the connection was lost since */
};

enum
{
  PROP_0,
  PROP_LOADING,
  PROP_DONE,
  PROP_TOTAL,
  PROP_MANAGER_STATE,
  PROP_N_ITEMS,
  PROP_N_PROBLEMS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_LEVELS_CHANGED,
  SIGNAL_EXPOSURE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void hn_service_list_model_init (GListModelInterface *iface);
static void start_listing (HnServiceList *self);
static void schedule_gather (HnServiceList *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (HnServiceList,
                               hn_service_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      hn_service_list_model_init))

static void
set_loading (HnServiceList *self,
             gboolean       loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
set_progress (HnServiceList *self,
              guint          done,
              guint          total)
{
  if (self->done != done)
    {
      self->done = done;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DONE]);
    }
  if (self->total != total)
    {
      self->total = total;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
    }
}

static void
scan_batch_cb (GPtrArray *settings,
               guint      done,
               guint      total,
               gpointer   user_data)
{
  HnServiceList *self = user_data;

  for (guint i = 0; i < settings->len; i++)
    hn_service_store_take_settings (self->store, g_steal_pointer (&settings->pdata[i]),
                                    self->reader != NULL, self->policy);

  if (self->reader == NULL)
    set_progress (self, done, total);
  hn_service_store_flush_sometimes (self->store);
}

static void
scan_done_cb (GHashTable   *found,
              GPtrArray    *problems,
              const GError *error,
              gpointer      user_data)
{
  HnServiceList *self = user_data;

  hn_service_store_flush (self->store);
  g_clear_pointer (&self->scan, hn_disk_scan_free);

  if (error == NULL)
    {
      hn_service_store_remove_vanished (self->store, found, self->reader == NULL);
      g_ptr_array_set_size (self->problems, self->bad_policy ? 1 : 0);
      for (guint i = 0; i < problems->len; i++)
        g_ptr_array_add (self->problems, g_strdup (g_ptr_array_index (problems, i)));
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PROBLEMS]);
    }

  if (self->reader == NULL)
    {
      g_clear_error (&self->error);
      if (error != NULL)
        self->error = g_error_copy (error);
    }

  self->listed = TRUE;
  set_loading (self, FALSE);
  /* Also when it was not loading: whoever waits for everything listens here. */
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
start_scan (HnServiceList *self)
{
  g_autoptr (GHashTable) loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_clear_pointer (&self->scan, hn_disk_scan_free);

  for (guint i = 0; i < hn_service_store_get_n_items (self->store); i++)
    {
      HnService *service = hn_service_store_get (self->store, i);

      if (self->reader != NULL && hn_service_get_kind (service) != HN_SERVICE_NOT_LOADED)
        g_hash_table_add (loaded, g_strdup (hn_service_get_name (service)));
    }

  self->scan = hn_disk_scan_new (self->root, self->scope, self->version, g_steal_pointer (&loaded),
                                 scan_batch_cb, scan_done_cb, self);
}

static gboolean
scan_cb (gpointer user_data)
{
  HnServiceList *self = user_data;

  self->scan_source = 0;
  start_scan (self);

  return G_SOURCE_REMOVE;
}

static void
schedule_scan (HnServiceList *self,
               guint          delay)
{
  g_clear_handle_id (&self->scan_source, g_source_remove);
  self->scan_source = g_timeout_add (delay, scan_cb, self);
}

static void
files_changed_cb (gpointer user_data)
{
  HnServiceList *self = user_data;

  if (self->address == NULL && self->listed)
    schedule_scan (self, RESCAN_DELAY);
}

/* What the reader tells. */

static void
state_cb (HnManagerState state,
          const GError  *error,
          guint          version,
          gpointer       user_data)
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
        start_listing (self);
      break;

    case HN_MANAGER_CONNECTING:
    case HN_MANAGER_RELOADING:
    default:
      break;
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MANAGER_STATE]);
}

static void
units_cb (GPtrArray *units,
          guint      done,
          guint      total,
          gpointer   user_data)
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

  set_progress (self, done, total);
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
  self->confirm_source = g_timeout_add (SCAN_DELAY, confirm_cb, self);
  set_loading (self, FALSE);
}

static void
listed_cb (const GError *error,
           gpointer      user_data)
{
  HnServiceList *self = user_data;

  self->listing = FALSE;
  g_clear_error (&self->error);
  hn_service_store_flush (self->store);

  if (error != NULL)
    {
      self->stale = TRUE;
      self->error = g_error_copy (error);
      set_loading (self, FALSE);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MANAGER_STATE]);
      /* Back already: nobody will tell again. */
      if (self->state == HN_MANAGER_READY
          && !g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED))
        schedule_gather (self);
      return;
    }

  hn_service_store_remove_vanished (self->store, self->seen, TRUE);
  g_hash_table_remove_all (self->seen);

  self->stale = FALSE;
  self->listed = TRUE;
  if (self->address == NULL)
    schedule_scan (self, SCAN_DELAY);
  set_loading (self, FALSE);
  schedule_gather (self);
}

static void
read_cb (const char   *name,
         HnUnit       *unit,
         const GError *error,
         gpointer      user_data)
{
  HnServiceList *self = user_data;
  HnService *service;

  g_hash_table_remove (self->in_flight, name);

  if (unit != NULL)
    {
      hn_service_store_take_unit (self->store, unit, self->policy);
    }
  else if (g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND)
           || g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_MASKED)
           || g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_BAD_UNIT))
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
changed_cb (const char *name,
            gpointer    user_data)
{
  HnServiceList *self = user_data;

  if (!g_str_has_suffix (name, ".service"))
    return;

  g_hash_table_add (self->wanted, g_strdup (name));
  if (!self->listing)
    schedule_gather (self);
}

static void
removed_cb (const char *name,
            gpointer    user_data)
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
  start_listing (self);
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

static void
start_listing (HnServiceList *self)
{
  if (self->listing)
    return;

  self->listing = TRUE;
  g_hash_table_remove_all (self->seen);
  set_loading (self, TRUE);
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
        start_listing (self);
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

static void
hn_service_list_dispose (GObject *object)
{
  HnServiceList *self = HN_SERVICE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->gather_source, g_source_remove);
  g_clear_handle_id (&self->scan_source, g_source_remove);
  g_clear_handle_id (&self->confirm_source, g_source_remove);
  g_clear_pointer (&self->scan, hn_disk_scan_free);
  g_clear_pointer (&self->reader, hn_service_reader_free);

  G_OBJECT_CLASS (hn_service_list_parent_class)->dispose (object);
}

static void
hn_service_list_finalize (GObject *object)
{
  HnServiceList *self = HN_SERVICE_LIST (object);

  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_clear_error (&self->manager_error);
  g_clear_pointer (&self->root, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->policy, hn_policy_unref);
  g_hash_table_unref (self->wanted);
  g_hash_table_unref (self->in_flight);
  g_hash_table_unref (self->seen);
  hn_service_store_free (self->store);
  g_ptr_array_unref (self->problems);

  G_OBJECT_CLASS (hn_service_list_parent_class)->finalize (object);
}

static void
hn_service_list_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  HnServiceList *self = HN_SERVICE_LIST (object);

  switch (property_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_DONE:
      g_value_set_uint (value, self->done);
      break;
    case PROP_TOTAL:
      g_value_set_uint (value, self->total);
      break;
    case PROP_MANAGER_STATE:
      g_value_set_uint (value, self->reader != NULL ? self->state : HN_MANAGER_READY);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, hn_service_store_get_n_items (self->store));
      break;
    case PROP_N_PROBLEMS:
      g_value_set_uint (value, self->problems->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
hn_service_list_class_init (HnServiceListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags
      = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = hn_service_list_dispose;
  object_class->finalize = hn_service_list_finalize;
  object_class->get_property = hn_service_list_get_property;

  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_DONE] = g_param_spec_uint ("done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_MANAGER_STATE] = g_param_spec_uint (
      "manager-state", NULL, NULL, 0, HN_MANAGER_GONE, HN_MANAGER_CONNECTING, flags);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_PROBLEMS]
      = g_param_spec_uint ("n-problems", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_LEVELS_CHANGED]
      = g_signal_new ("levels-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_EXPOSURE_CHANGED]
      = g_signal_new ("exposure-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 2, HN_TYPE_SERVICE, G_TYPE_UINT);
}

static void
policy_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (HnServiceList) self = user_data;
  g_autoptr (GError) error = NULL;
  HnPolicy *policy = hn_machine_policy_load_finish (result, &error);

  if (policy != NULL)
    hn_service_list_set_policy (self, policy);
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->bad_policy = TRUE;
      g_ptr_array_insert (self->problems, 0, g_strdup (error->message));
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PROBLEMS]);
    }
}

static void
hn_service_list_init (HnServiceList *self)
{
  self->cancellable = g_cancellable_new ();
  hn_machine_policy_load_async (self->cancellable, policy_loaded_cb, g_object_ref (self));
  self->store = hn_service_store_new (G_LIST_MODEL (self));
  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->in_flight = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static GType
hn_service_list_get_item_type (GListModel *model)
{
  return HN_TYPE_SERVICE;
}

static guint
hn_service_list_get_n_items (GListModel *model)
{
  return hn_service_store_get_n_items (HN_SERVICE_LIST (model)->store);
}

static gpointer
hn_service_list_get_item (GListModel *model,
                          guint       position)
{
  HnServiceList *self = HN_SERVICE_LIST (model);

  return position < hn_service_store_get_n_items (self->store)
             ? g_object_ref (hn_service_store_get (self->store, position))
             : NULL;
}

static void
hn_service_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hn_service_list_get_item_type;
  iface->get_n_items = hn_service_list_get_n_items;
  iface->get_item = hn_service_list_get_item;
}

HnServiceList *
hn_service_list_new (HnScope     scope,
                     const char *address)
{
  HnServiceList *self = g_object_new (HN_TYPE_SERVICE_LIST, NULL);

  self->scope = scope;
  self->address = g_strdup (address);
  self->reader = hn_service_reader_new (scope, address, &reader_funcs, self);
  start_listing (self);

  return self;
}

HnServiceList *
hn_service_list_new_for_root (const char *root,
                              HnScope     scope)
{
  HnServiceList *self;

  g_return_val_if_fail (root != NULL, NULL);

  self = g_object_new (HN_TYPE_SERVICE_LIST, NULL);
  self->scope = scope;
  self->root = g_strdup (root);
  hn_service_store_set_root (self->store, root);
  self->loading = TRUE;
  start_scan (self);

  return self;
}

void
hn_service_list_retry (HnServiceList *self)
{
  g_return_if_fail (HN_IS_SERVICE_LIST (self));

  if (self->reader == NULL)
    {
      set_loading (self, TRUE);
      start_scan (self);
      return;
    }

  if (self->state == HN_MANAGER_READY)
    start_listing (self);
  else
    hn_service_reader_retry (self->reader);
}

void
hn_service_list_catch_up (HnServiceList *self)
{
  g_return_if_fail (HN_IS_SERVICE_LIST (self));

  if (self->reader == NULL)
    return;

  hn_service_reader_catch_up (self->reader);
  /* Also when there is more to come. */
  hn_service_store_flush (self->store);
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

guint
hn_service_list_get_version (HnServiceList *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), 0);

  return self->version;
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

  return !self->loading && !self->listing && self->scan == NULL && self->scan_source == 0
         && g_hash_table_size (self->in_flight) == 0 && self->gather_source == 0;
}

guint
hn_service_list_get_done (HnServiceList *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), 0);

  return self->done;
}

guint
hn_service_list_get_total (HnServiceList *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), 0);

  return self->total;
}

GPtrArray *
hn_service_list_get_problems (HnServiceList *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), NULL);

  return self->problems;
}

guint
hn_service_list_get_n_in_level (HnServiceList *self,
                                HnLevel        level)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), 0);
  g_return_val_if_fail (level < HN_N_LEVELS, 0);

  return hn_service_store_get_n_in_level (self->store, level);
}

HnService *
hn_service_list_find (HnServiceList *self,
                      const char    *name)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return hn_service_store_find (self->store, name);
}

void
hn_service_list_set_policy (HnServiceList *self,
                            HnPolicy      *policy)
{
  g_return_if_fail (HN_IS_SERVICE_LIST (self));

  g_clear_pointer (&self->policy, hn_policy_unref);
  self->policy = policy;

  hn_service_store_reassess (self->store, policy);
}
