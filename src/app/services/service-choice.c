/* A set of services. It knows nothing of what the list shows: who searches, selects, and searches
 * again has selected both.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service-choice.h"

struct _HnServiceChoice
{
  GObject parent_instance;

  gboolean active;
  GHashTable *chosen; /* owned: HnService */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnServiceChoice, hn_service_choice, G_TYPE_OBJECT)

static void
hn_service_choice_finalize (GObject *object)
{
  g_hash_table_unref (HN_SERVICE_CHOICE (object)->chosen);

  G_OBJECT_CLASS (hn_service_choice_parent_class)->finalize (object);
}

static void
hn_service_choice_class_init (HnServiceChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hn_service_choice_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_service_choice_init (HnServiceChoice *self)
{
  self->chosen = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

HnServiceChoice *
hn_service_choice_new (void)
{
  return g_object_new (HN_TYPE_SERVICE_CHOICE, NULL);
}

void
hn_service_choice_set_active (HnServiceChoice *self, gboolean active)
{
  g_return_if_fail (HN_IS_SERVICE_CHOICE (self));

  if (self->active == active)
    return;
  self->active = active;
  g_hash_table_remove_all (self->chosen);
  g_signal_emit (self, changed_signal, 0);
}

gboolean
hn_service_choice_get_active (HnServiceChoice *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_CHOICE (self), FALSE);

  return self->active;
}

void
hn_service_choice_set (HnServiceChoice *self, HnService *service, gboolean chosen)
{
  g_return_if_fail (HN_IS_SERVICE_CHOICE (self));
  g_return_if_fail (HN_IS_SERVICE (service));

  if (!self->active || hn_service_choice_has (self, service) == chosen)
    return;
  if (chosen)
    g_hash_table_add (self->chosen, g_object_ref (service));
  else
    g_hash_table_remove (self->chosen, service);
  g_signal_emit (self, changed_signal, 0);
}

gboolean
hn_service_choice_has (HnServiceChoice *self, HnService *service)
{
  g_return_val_if_fail (HN_IS_SERVICE_CHOICE (self), FALSE);

  return g_hash_table_contains (self->chosen, service);
}

GPtrArray *
hn_service_choice_list (HnServiceChoice *self, GListModel *model)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = model != NULL ? g_list_model_get_n_items (model) : 0;

  g_return_val_if_fail (HN_IS_SERVICE_CHOICE (self), list);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HnService) service = g_list_model_get_item (model, i);

      if (hn_service_choice_has (self, service))
        g_ptr_array_add (list, g_steal_pointer (&service));
    }

  return list;
}
