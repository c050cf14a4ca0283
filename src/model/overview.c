/* Goes through the whole list whenever something of it changes, once for many changes: that takes
 * less than to follow each service. When a settings file was written the disk tells, and that is
 * asked in a thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/overview.h"

#include <glib/gstdio.h>

#include "engine/validate.h"
#include "source/files/host.h"

/* From this level on there is little or no protection. */
#define LITTLE HN_LEVEL_EXPOSED

struct _HnOverview
{
  GObject parent_instance;

  HnServiceList *list; /* owned, (nullable) */
  HnOverviewInfo info;
  GHashTable *dates;    /* path of a settings file -> gint64, in seconds */
  GCancellable *dating; /* (nullable): of the question for dates that is under way */
  gboolean date_again;  /* it has become stale meanwhile */
  guint idle;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnOverview, hn_overview, G_TYPE_OBJECT)

static void find_dates (HnOverview *self);

/* (transfer none) (nullable): the settings file that Hardnut has written for @service */
static const char *
find_drop_in (HnService *service)
{
  const char *const *drop_ins = hn_service_get_info (service)->drop_ins;

  for (guint i = 0; drop_ins[i] != NULL; i++)
    if (g_str_has_suffix (drop_ins[i], "/" HN_DROP_IN_NAME))
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
compare_dates (gconstpointer a, gconstpointer b, gpointer user_data)
{
  HnService *one = *(HnService *const *) a, *other = *(HnService *const *) b;
  gint64 first = hn_overview_get_date (user_data, one);
  gint64 second = hn_overview_get_date (user_data, other);

  return first != second ? (first > second ? -1 : 1) : compare_names (one, other);
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
  memset (self->info.levels, 0, sizeof self->info.levels);
  self->info.n_services = self->info.n_idle = self->info.n_network = 0;
  self->info.reach_known = FALSE;
}

static void
take_service (HnOverview *self, HnService *service)
{
  const HnServiceInfo *info = hn_service_get_info (service);
  HnConcern concern;

  /* Whatever kind of service it is. */
  if (find_drop_in (service) != NULL)
    g_ptr_array_add (self->info.changed, g_object_ref (service));
  if (info->kind != HN_SERVICE_LONG_RUNNING || info->assessment == NULL)
    return;

  self->info.n_services++;
  self->info.levels[info->level]++;
  self->info.n_idle += info->priority.in_use == HN_IN_USE_NEVER;
  self->info.n_network += info->priority.in_use != HN_IN_USE_NEVER &&
                          info->priority.reached_by == HN_REACHED_BY_NETWORK;
  self->info.reach_known |= info->priority.reached_by != HN_REACHED_BY_UNKNOWN;
  concern = find_concern (&info->priority, info->level);
  if (concern < HN_N_CONCERNS)
    g_ptr_array_add (self->info.concerns[concern], g_object_ref (service));
}

static void
sort_changed (HnOverview *self)
{
  g_ptr_array_sort_with_data (self->info.changed, compare_dates, self);
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
    }
  for (guint i = 0; i < HN_N_CONCERNS; i++)
    g_ptr_array_sort (self->info.concerns[i], compare_ranks);
  sort_changed (self);
  find_dates (self);
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

/* ---- Dates ---- */

/* In a thread: @task_data has the paths, and the answer the date of each. */
static void
find_dates_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GPtrArray *paths = task_data;
  g_autoptr (GHashTable) dates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *path = hn_host_dup_path (paths->pdata[i]);
      gint64 seconds;
      GStatBuf status;

      if (g_stat (path, &status) != 0)
        continue;
      seconds = status.st_mtime;
      g_hash_table_insert (dates, g_strdup (paths->pdata[i]), g_memdup2 (&seconds, sizeof seconds));
    }
  g_task_return_pointer (task, g_steal_pointer (&dates), (GDestroyNotify) g_hash_table_unref);
}

static gboolean
dates_equal (GHashTable *one, GHashTable *other)
{
  GHashTableIter iter;
  gpointer path, date;

  if (g_hash_table_size (one) != g_hash_table_size (other))
    return FALSE;

  g_hash_table_iter_init (&iter, one);
  while (g_hash_table_iter_next (&iter, &path, &date))
    {
      const gint64 *found = g_hash_table_lookup (other, path);

      if (found == NULL || *found != *(gint64 *) date)
        return FALSE;
    }

  return TRUE;
}

static void
dated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  HnOverview *self = HN_OVERVIEW (object);
  g_autoptr (GHashTable) dates = g_task_propagate_pointer (G_TASK (result), NULL);

  if (dates == NULL)
    return;

  g_clear_object (&self->dating);
  if (!dates_equal (self->dates, dates))
    {
      g_hash_table_unref (self->dates);
      self->dates = g_steal_pointer (&dates);
      sort_changed (self);
      g_signal_emit (self, changed_signal, 0);
    }
  if (self->date_again)
    find_dates (self);
}

static void
find_dates (HnOverview *self)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *paths;

  self->date_again = self->dating != NULL;
  if (self->info.changed->len == 0 || self->dating != NULL)
    return;

  paths = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->info.changed->len; i++)
    g_ptr_array_add (paths, g_strdup (find_drop_in (self->info.changed->pdata[i])));
  self->dating = g_cancellable_new ();
  task = g_task_new (self, self->dating, dated_cb, NULL);
  g_task_set_task_data (task, paths, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, find_dates_thread);
}

/* ---- The object ---- */

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
  g_hash_table_unref (self->dates);
  g_clear_object (&self->dating);

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
  self->info.changed = g_ptr_array_new_with_free_func (g_object_unref);
  self->dates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
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
  g_cancellable_cancel (self->dating);
  g_clear_object (&self->dating);
  g_set_object (&self->list, list);
  if (list == NULL)
    {
      clear (self);
      return;
    }

  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (schedule), self);
  g_signal_connect_swapped (list, "loading", G_CALLBACK (schedule), self);
  /* Whoever shows it has it in the first frame. */
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

gint64
hn_overview_get_date (HnOverview *self, HnService *service)
{
  const char *path;
  const gint64 *date;

  g_return_val_if_fail (HN_IS_OVERVIEW (self), 0);
  g_return_val_if_fail (HN_IS_SERVICE (service), 0);

  path = find_drop_in (service);
  date = path != NULL ? g_hash_table_lookup (self->dates, path) : NULL;

  return date != NULL ? *date : 0;
}
