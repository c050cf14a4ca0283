/* The services of one manager, or of an offline root, as a list model. Loaded services come from
 * the manager, and until it has told them from their files; the installed ones that are not loaded
 * are read from disk in a thread afterwards. Changes are gathered and announced in runs, never item
 * by item, so that the views above stay quick with thousands of services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service-list.h"

#include "machine-policy.h"
#include "service-list-private.h"

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

G_DEFINE_FINAL_TYPE_WITH_CODE (HnServiceList,
                               hn_service_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      hn_service_list_model_init))

void
hn_service_list_set_loading (HnServiceList *self, gboolean loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

void
hn_service_list_set_progress (HnServiceList *self, guint done, guint total)
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
scan_batch_cb (GPtrArray *settings, guint done, guint total, gpointer user_data)
{
  HnServiceList *self = user_data;

  for (guint i = 0; i < settings->len; i++)
    hn_service_store_take_settings (self->store, g_steal_pointer (&settings->pdata[i]),
                                    self->reader != NULL, self->policy);

  if (self->reader == NULL)
    hn_service_list_set_progress (self, done, total);
  hn_service_store_flush_sometimes (self->store);
}

static void
scan_done_cb (GHashTable *found, GPtrArray *problems, const GError *error, gpointer user_data)
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
  hn_service_list_set_loading (self, FALSE);
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

void
hn_service_list_schedule_scan (HnServiceList *self, guint delay)
{
  g_clear_handle_id (&self->scan_source, g_source_remove);
  self->scan_source = g_timeout_add (delay, scan_cb, self);
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
hn_service_list_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
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
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = hn_service_list_dispose;
  object_class->finalize = hn_service_list_finalize;
  object_class->get_property = hn_service_list_get_property;

  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_DONE] = g_param_spec_uint ("done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_MANAGER_STATE] =
      g_param_spec_uint ("manager-state", NULL, NULL, 0, HN_MANAGER_GONE, HN_MANAGER_CONNECTING,
                         flags);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_PROBLEMS] =
      g_param_spec_uint ("n-problems", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_LEVELS_CHANGED] =
      g_signal_new ("levels-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_EXPOSURE_CHANGED] =
      g_signal_new ("exposure-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, HN_TYPE_SERVICE, G_TYPE_UINT);
}

static void
policy_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
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
hn_service_list_get_item (GListModel *model, guint position)
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
hn_service_list_new (HnScope scope, const char *address)
{
  HnServiceList *self = g_object_new (HN_TYPE_SERVICE_LIST, NULL);

  self->scope = scope;
  hn_service_list_follow (self, address);

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
      hn_service_list_set_loading (self, TRUE);
      start_scan (self);
      return;
    }

  if (self->state == HN_MANAGER_READY)
    hn_service_list_start_listing (self);
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

  return !self->loading && !self->listing && self->scan == NULL && self->scan_source == 0 &&
         g_hash_table_size (self->in_flight) == 0 && self->gather_source == 0;
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
hn_service_list_get_n_in_level (HnServiceList *self, HnLevel level)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), 0);
  g_return_val_if_fail (level < HN_N_LEVELS, 0);

  return hn_service_store_get_n_in_level (self->store, level);
}

HnService *
hn_service_list_find (HnServiceList *self, const char *name)
{
  g_return_val_if_fail (HN_IS_SERVICE_LIST (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return hn_service_store_find (self->store, name);
}

void
hn_service_list_set_policy (HnServiceList *self, HnPolicy *policy)
{
  g_return_if_fail (HN_IS_SERVICE_LIST (self));

  g_clear_pointer (&self->policy, hn_policy_unref);
  self->policy = policy;

  hn_service_store_reassess (self->store, policy);
}
