/* One HnChanges for each unit that was looked at. They are kept by what a unit is, not by its
 * object: lists come and go with the manager or the root that is shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changes-store.h"

struct _HnChangesStore
{
  GObject parent_instance;

  GHashTable *changes; /* owned: key -> HnChanges */
};

G_DEFINE_FINAL_TYPE (HnChangesStore, hn_changes_store, G_TYPE_OBJECT)

static char *
dup_key (HnService *service)
{
  const HnSettings *settings = hn_service_get_settings (service);
  const char *root = hn_service_get_info (service)->root;
  const char *file = hn_service_get_info (service)->file;
  gboolean user = settings != NULL && settings->context.scope == HN_SCOPE_USER;

  return g_strdup_printf ("%s\n%s\n%s\n%s", user ? "user" : "system", root != NULL ? root : "",
                          file != NULL ? file : "", hn_service_get_name (service));
}

static void
hn_changes_store_finalize (GObject *object)
{
  HnChangesStore *self = HN_CHANGES_STORE (object);

  g_hash_table_unref (self->changes);

  G_OBJECT_CLASS (hn_changes_store_parent_class)->finalize (object);
}

static void
hn_changes_store_class_init (HnChangesStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hn_changes_store_finalize;
}

static void
hn_changes_store_init (HnChangesStore *self)
{
  self->changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

HnChangesStore *
hn_changes_store_new (void)
{
  return g_object_new (HN_TYPE_CHANGES_STORE, NULL);
}

HnChanges *
hn_changes_store_get (HnChangesStore *self, HnService *service)
{
  g_autofree char *key = NULL;
  HnChanges *changes;

  g_return_val_if_fail (HN_IS_CHANGES_STORE (self), NULL);
  g_return_val_if_fail (HN_IS_SERVICE (service), NULL);

  key = dup_key (service);
  changes = g_hash_table_lookup (self->changes, key);
  if (changes != NULL)
    {
      hn_changes_set_service (changes, service);
      return changes;
    }

  changes = hn_changes_new (service);
  g_hash_table_insert (self->changes, g_steal_pointer (&key), changes);

  return changes;
}

void
hn_changes_store_attach (HnChangesStore *self, HnService *service)
{
  g_autofree char *key = NULL;
  HnChanges *changes;

  g_return_if_fail (HN_IS_CHANGES_STORE (self));
  g_return_if_fail (HN_IS_SERVICE (service));

  if (g_hash_table_size (self->changes) == 0)
    return;

  key = dup_key (service);
  changes = g_hash_table_lookup (self->changes, key);
  if (changes != NULL)
    hn_changes_set_service (changes, service);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  HnChanges *const *left = a, *const *right = b;

  return strcmp (hn_service_get_name (hn_changes_get_service (*left)),
                 hn_service_get_name (hn_changes_get_service (*right)));
}

GPtrArray *
hn_changes_store_list_dirty (HnChangesStore *self)
{
  GPtrArray *dirty;
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (HN_IS_CHANGES_STORE (self), NULL);

  dirty = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->changes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (hn_changes_is_dirty (value))
      g_ptr_array_add (dirty, g_object_ref (value));
  g_ptr_array_sort (dirty, compare_names);

  return dirty;
}
