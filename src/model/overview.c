/* Goes through the whole list whenever something of it changes, once for many changes: that takes
 * less than to follow each service. Since when something is changed the disk tells, and that is
 * asked in a thread, when all else is there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/overview.h"

#include "engine/drop-in.h"
#include "engine/validate.h"

/* From this level on there is little or no protection. */
#define LITTLE HN_LEVEL_EXPOSED

struct _HnOverview
{
  GObject parent_instance;

  HnServiceList *list; /* owned, (nullable) */
  HnOverviewInfo info;
  GHashTable *paths;     /* service -> settings file of Hardnut's */
  GHashTable *hardened;  /* service -> HnHardened; empty until read */
  GCancellable *reading; /* (nullable): of the question for it that is under way */
  char *asked;           /* (nullable): what that was about, or the last one */
  HnLookBack *look_back; /* owned */
  guint idle;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnOverview, hn_overview, G_TYPE_OBJECT)

/* (transfer none) (nullable): the settings file that Hardnut has written for @service; what is
 * there for a trial only is not meant */
static const char *
find_drop_in (HnService *service)
{
  const char *const *drop_ins = hn_service_get_info (service)->drop_ins;

  for (guint i = 0; drop_ins[i] != NULL; i++)
    if (g_str_has_suffix (drop_ins[i], "/" HN_DROP_IN_NAME) && !hn_drop_in_is_tried (drop_ins[i]))
      return drop_ins[i];

  return NULL;
}

static int
compare_names (HnService *one, HnService *other)
{
  return strcmp (hn_service_get_name (one), hn_service_get_name (other));
}

static int
compare_ranks (gconstpointer a, gconstpointer b)
{
  HnService *one = *(HnService *const *) a, *other = *(HnService *const *) b;
  guint first = hn_service_get_info (one)->priority.rank;
  guint second = hn_service_get_info (other)->priority.rank;

  return first != second ? (first > second ? -1 : 1) : compare_names (one, other);
}

static int
compare_changed (gconstpointer a, gconstpointer b)
{
  const HnChangedService *one = *(HnChangedService *const *) a;
  const HnChangedService *other = *(HnChangedService *const *) b;
  gboolean first_gone = one->hardened != NULL && !one->hardened->present;
  gboolean second_gone = other->hardened != NULL && !other->hardened->present;
  gint64 first = one->hardened != NULL ? one->hardened->when : 0;
  gint64 second = other->hardened != NULL ? other->hardened->when : 0;

  if (first_gone != second_gone)
    return first_gone ? 1 : -1;

  return first != second ? (first > second ? -1 : 1) : strcmp (one->unit, other->unit);
}

static void
changed_service_free (gpointer data)
{
  HnChangedService *self = data;

  g_clear_object (&self->service);
  g_free (self);
}

/* HN_N_CONCERNS where nothing is the matter. */
static HnConcern
find_concern (const HnPriority *priority, HnLevel level)
{
  gboolean root = priority->rights == HN_RIGHTS_ROOT;

  if (priority->in_use == HN_IN_USE_NEVER || level < LITTLE)
    return HN_N_CONCERNS;
  if (priority->reached_by == HN_REACHED_BY_NETWORK)
    return root ? HN_CONCERN_NETWORK_ROOT : HN_CONCERN_NETWORK;
  if (!root)
    return HN_N_CONCERNS;

  switch (priority->reached_by)
    {
    case HN_REACHED_BY_FILES:
    case HN_REACHED_BY_MACHINE:
      return HN_CONCERN_MACHINE_ROOT;
    case HN_REACHED_BY_UNKNOWN:
      return HN_CONCERN_UNKNOWN_ROOT;
    default:
      return HN_CONCERN_ROOT;
    }
}

static void
clear (HnOverview *self)
{
  for (guint i = 0; i < HN_N_CONCERNS; i++)
    g_ptr_array_set_size (self->info.concerns[i], 0);
  g_ptr_array_set_size (self->info.changed, 0);
  g_hash_table_remove_all (self->paths);
  memset (self->info.levels, 0, sizeof self->info.levels);
  g_clear_pointer (&self->info.accepted, hn_accepted_files_unref);
  self->info.n_accepted_over = 0;
  self->info.n_little = 0;
  self->info.n_services = self->info.n_idle = 0;
  self->info.n_network = self->info.n_network_accepted = self->info.n_reach_unknown = 0;
}

static gboolean
is_network (const HnServiceInfo *info)
{
  return info->kind == HN_SERVICE_LONG_RUNNING && info->assessment != NULL &&
         info->priority.in_use != HN_IN_USE_NEVER &&
         info->priority.reached_by == HN_REACHED_BY_NETWORK;
}

static void
take_service (HnOverview *self, HnService *service)
{
  const HnServiceInfo *info = hn_service_get_info (service);
  const char *drop_in = find_drop_in (service);
  HnLevel counted = hn_level_from_exposure (info->counted);
  HnConcern concern;

  /* Whatever kind of service it is. */
  if (drop_in != NULL)
    g_hash_table_insert (self->paths, g_strdup (hn_service_get_name (service)), g_strdup (drop_in));
  if (info->kind != HN_SERVICE_LONG_RUNNING || info->assessment == NULL)
    return;

  self->info.n_services++;
  self->info.levels[info->level]++;
  self->info.n_little += counted >= LITTLE;
  self->info.n_idle += info->priority.in_use == HN_IN_USE_NEVER;
  self->info.n_network += is_network (info);
  self->info.n_network_accepted += is_network (info) && info->level >= LITTLE && counted < LITTLE;
  self->info.n_reach_unknown += info->priority.in_use != HN_IN_USE_NEVER &&
                                info->priority.reached_by == HN_REACHED_BY_UNKNOWN;
  concern = find_concern (&info->priority, counted);
  if (concern < HN_N_CONCERNS)
    g_ptr_array_add (self->info.concerns[concern], g_object_ref (service));
}

/* All services know the same. */
static void
take_accepted (HnOverview *self, HnService *service)
{
  HnAcceptedFiles *accepted = hn_service_get_info (service)->accepted;

  if (self->info.accepted != NULL || accepted == NULL)
    return;
  self->info.accepted = hn_accepted_files_ref (accepted);
  for (guint i = 0; i < accepted->all->len; i++)
    self->info.n_accepted_over +=
        strcmp (((HnAccepted *) accepted->all->pdata[i])->until, accepted->today) <= 0;
}

/* ---- What was changed ---- */

static void
add_changed (HnOverview *self, const char *unit, const HnHardened *hardened)
{
  HnService *service = hn_service_list_find (self->list, unit);
  HnChangedService *changed = g_new0 (HnChangedService, 1);

  changed->service = service != NULL ? g_object_ref (service) : NULL;
  changed->unit = service != NULL ? hn_service_get_name (service) : hardened->unit;
  changed->hardened = hardened;
  g_ptr_array_add (self->info.changed, changed);
}

/* From what the list says now, and what was read of it. */
static void
gather_changed (HnOverview *self)
{
  GHashTableIter iter;
  gpointer unit, hardened;

  g_ptr_array_set_size (self->info.changed, 0);
  g_hash_table_iter_init (&iter, self->paths);
  while (g_hash_table_iter_next (&iter, &unit, NULL))
    add_changed (self, unit, g_hash_table_lookup (self->hardened, unit));
  g_hash_table_iter_init (&iter, self->hardened);
  /* What is only installed is in the list when it is complete. */
  while (hn_service_list_is_complete (self->list) &&
         g_hash_table_iter_next (&iter, &unit, &hardened))
    if (!((HnHardened *) hardened)->present && !g_hash_table_contains (self->paths, unit))
      add_changed (self, unit, hardened);
  g_ptr_array_sort (self->info.changed, compare_changed);
}

/* (transfer full): all that the answer goes by; the settings of services may have changed besides
 * Hardnut's */
static char *
dup_question (HnOverview *self)
{
  g_autoptr (GList) units =
      g_list_sort (g_hash_table_get_keys (self->paths), (GCompareFunc) strcmp);
  GString *text = g_string_new (NULL);

  for (GList *i = units; i != NULL; i = i->next)
    {
      HnService *service = hn_service_list_find (self->list, i->data);

      g_string_append_printf (text, "%s %s %u\n", (char *) i->data,
                              (char *) g_hash_table_lookup (self->paths, i->data),
                              hn_service_get_info (service)->serial);
    }

  return g_string_free (text, FALSE);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnOverview) self = user_data;
  GHashTable *hardened = hn_hardened_read_finish (result, NULL);

  /* Cancelled: another question is under way, or none is wanted. */
  if (hardened == NULL)
    return;

  g_clear_object (&self->reading);
  g_ptr_array_set_size (self->info.changed, 0);
  g_hash_table_unref (self->hardened);
  self->hardened = hardened;
  gather_changed (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
read_hardened (HnOverview *self)
{
  HnHardenedPlace place = { hn_service_list_get_scope (self->list),
                            hn_service_list_get_root (self->list), 0, NULL };
  g_autofree char *question = NULL;
  g_autoptr (HnService) any = NULL;

  /* A person who opens the window waits for its list first. */
  if (hn_service_list_get_loading (self->list) ||
      g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0)
    return;
  question = dup_question (self);
  if (g_strcmp0 (question, self->asked) == 0)
    return;

  any = g_list_model_get_item (G_LIST_MODEL (self->list), 0);
  if (any != NULL && hn_service_get_settings (any) != NULL)
    {
      place.version = hn_service_get_settings (any)->context.version;
      place.policy = hn_service_get_info (any)->policy;
    }
  g_free (self->asked);
  self->asked = g_steal_pointer (&question);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  hn_hardened_read_async (&place, self->paths, self->reading, read_cb, g_object_ref (self));
}

static void
update (HnOverview *self)
{
  guint n = self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;

  g_clear_handle_id (&self->idle, g_source_remove);
  clear (self);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HnService) service = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      take_service (self, service);
      take_accepted (self, service);
    }
  for (guint i = 0; i < HN_N_CONCERNS; i++)
    g_ptr_array_sort (self->info.concerns[i], compare_ranks);
  if (self->list != NULL)
    {
      gather_changed (self);
      read_hardened (self);
      hn_look_back_update (self->look_back);
    }
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
update_cb (gpointer user_data)
{
  HnOverview *self = user_data;

  self->idle = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
schedule (HnOverview *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_cb, self, NULL);
}

/* ---- The object ---- */

static void
looked_back_cb (HnOverview *self)
{
  self->info.worse = hn_look_back_get_worse (self->look_back);
  self->info.look_problem = hn_look_back_get_problem (self->look_back);
  g_signal_emit (self, changed_signal, 0);
}

static void
hn_overview_dispose (GObject *object)
{
  HnOverview *self = HN_OVERVIEW (object);

  hn_overview_set_list (self, NULL);
  g_clear_handle_id (&self->idle, g_source_remove);

  G_OBJECT_CLASS (hn_overview_parent_class)->dispose (object);
}

static void
hn_overview_finalize (GObject *object)
{
  HnOverview *self = HN_OVERVIEW (object);

  for (guint i = 0; i < HN_N_CONCERNS; i++)
    g_ptr_array_unref (self->info.concerns[i]);
  g_ptr_array_unref (self->info.changed);
  g_clear_object (&self->look_back);
  g_hash_table_unref (self->paths);
  g_hash_table_unref (self->hardened);
  g_clear_object (&self->reading);
  g_free (self->asked);

  G_OBJECT_CLASS (hn_overview_parent_class)->finalize (object);
}

static void
hn_overview_class_init (HnOverviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hn_overview_dispose;
  object_class->finalize = hn_overview_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_overview_init (HnOverview *self)
{
  for (guint i = 0; i < HN_N_CONCERNS; i++)
    self->info.concerns[i] = g_ptr_array_new_with_free_func (g_object_unref);
  self->info.changed = g_ptr_array_new_with_free_func (changed_service_free);
  self->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->hardened = g_hash_table_new (g_str_hash, g_str_equal);
  self->look_back = hn_look_back_new ();
  self->info.worse = hn_look_back_get_worse (self->look_back);
  g_signal_connect_object (self->look_back, "changed", G_CALLBACK (looked_back_cb), self,
                           G_CONNECT_SWAPPED);
}

HnOverview *
hn_overview_new (void)
{
  return g_object_new (HN_TYPE_OVERVIEW, NULL);
}

void
hn_overview_set_list (HnOverview *self, HnServiceList *list)
{
  g_return_if_fail (HN_IS_OVERVIEW (self));

  if (self->list == list)
    return;

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->asked, g_free);
  clear (self);
  g_hash_table_remove_all (self->hardened);
  g_set_object (&self->list, list);
  hn_look_back_set_list (self->look_back, list);
  self->info.worse = hn_look_back_get_worse (self->look_back);
  self->info.look_problem = NULL;
  if (list == NULL)
    return;

  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (schedule), self);
  g_signal_connect_swapped (list, "loading", G_CALLBACK (schedule), self);
  /* The page shows it in its first frame. */
  update (self);
}

HnServiceList *
hn_overview_get_list (HnOverview *self)
{
  g_return_val_if_fail (HN_IS_OVERVIEW (self), NULL);

  return self->list;
}

const HnOverviewInfo *
hn_overview_get_info (HnOverview *self)
{
  g_return_val_if_fail (HN_IS_OVERVIEW (self), NULL);

  return &self->info;
}

void
hn_overview_see (HnOverview *self)
{
  g_return_if_fail (HN_IS_OVERVIEW (self));

  hn_look_back_see (self->look_back);
}

HnService *
hn_overview_find (HnOverview *self, const char *unit)
{
  g_return_val_if_fail (HN_IS_OVERVIEW (self), NULL);

  return self->list != NULL ? hn_service_list_find (self->list, unit) : NULL;
}

GPtrArray *
hn_overview_list_network (GListModel *list)
{
  GPtrArray *services = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = list != NULL ? g_list_model_get_n_items (list) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HnService) service = g_list_model_get_item (list, i);

      if (is_network (hn_service_get_info (service)) &&
          !hn_service_is_accepted (service, HN_ACCEPTED_ALL_CHECKS))
        g_ptr_array_add (services, g_steal_pointer (&service));
    }
  hn_overview_sort (services);

  return services;
}

void
hn_overview_sort (GPtrArray *services)
{
  g_return_if_fail (services != NULL);

  g_ptr_array_sort (services, compare_ranks);
}
