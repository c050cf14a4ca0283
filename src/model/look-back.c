/* One thread at a time, with copies: it reads what was, compares, asks the files of what is worse
 * for the reasons, and writes down what is no worse.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/look-back.h"

#include "source/files/drift.h"
#include "source/files/last-look-file.h"
#include "source/files/unit-loader.h"

struct _HnLookBack
{
  GObject parent_instance;

  HnServiceList *list;     /* owned, (nullable) */
  GPtrArray *worse;        /* of HnWorse */
  char *problem;           /* (nullable) */
  GCancellable *comparing; /* (nullable): the thread that is under way */
  guint64 compared;        /* what that is about, or the last one was */
  gboolean again;          /* something is new meanwhile */
  gboolean see;            /* the user has seen it meanwhile */
  guint idle;
};

/* One service, for the thread. */
typedef struct
{
  HnPresent present; /* of what is below */
  HnAssessment assessment;
  char *unit;
  GStrv drop_ins;
} Copy;

typedef struct
{
  HnScope scope;
  guint version;
  gboolean see;
  GPtrArray *copies; /* of Copy */

  /* what comes of it */
  GPtrArray *worse; /* of HnWorse */
  char *problem;    /* (nullable) */
} Job;

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnLookBack, hn_look_back, G_TYPE_OBJECT)

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_free (copy->unit);
  g_strfreev (copy->drop_ins);
  g_free (copy);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_ptr_array_unref (job->copies);
  g_clear_pointer (&job->worse, g_ptr_array_unref);
  g_free (job->problem);
  g_free (job);
}

/* ---- The thread ---- */

/* (transfer container) (element-type HnPresent) */
static GPtrArray *
list_present (const Job *job, GHashTable *kept)
{
  GPtrArray *all = g_ptr_array_sized_new (job->copies->len);

  for (guint i = 0; i < job->copies->len; i++)
    {
      Copy *copy = job->copies->pdata[i];

      hn_kept_state_fill (g_hash_table_lookup (kept, copy->unit), &copy->present);
      g_ptr_array_add (all, &copy->present);
    }

  return all;
}

static void
add_causes (const Job *job)
{
  g_autoptr (HnUnitLoader) loader = NULL;

  if (job->worse->len > 0)
    loader = hn_unit_loader_new (NULL, job->scope, job->version);
  for (guint i = 0; i < job->worse->len; i++)
    {
      HnWorse *worse = job->worse->pdata[i];
      g_autoptr (HnSettings) files = hn_unit_loader_load (loader, worse->unit, NULL);

      if (files != NULL)
        hn_worse_add_causes (worse, files);
    }
}

static void
save (Job *job, const HnLastLook *look, const char *before)
{
  g_autofree char *text = hn_last_look_to_text (look);
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (text, before) == 0 || hn_last_look_file_save (job->scope, text, &error))
    return;
  if (job->problem == NULL)
    job->problem = g_strdup (error->message);
}

static void
compare_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GHashTable) kept = hn_drift_read_all (job->scope, job->version);
  g_autoptr (HnLastLook) look = hn_last_look_file_load (job->scope, &job->problem);
  g_autofree char *before = hn_last_look_has_begun (look) ? hn_last_look_to_text (look) : NULL;
  g_autoptr (GPtrArray) present = list_present (job, kept);

  if (job->see)
    hn_last_look_see (look, present, now);
  job->worse = hn_last_look_compare (look, present, now);
  add_causes (job);
  save (job, look, before);
  g_task_return_boolean (task, TRUE);
}

/* ---- The main loop ---- */

static Copy *
copy_new (HnService *service)
{
  const HnServiceInfo *info = hn_service_get_info (service);
  Copy *copy = g_new0 (Copy, 1);

  copy->unit = g_strdup (hn_service_get_name (service));
  copy->assessment = *info->assessment;
  copy->drop_ins = g_strdupv ((GStrv) info->drop_ins);
  copy->present = (HnPresent){
    .unit = copy->unit,
    .assessment = &copy->assessment,
    .drop_ins = (const char *const *) copy->drop_ins,
    .reach_known = info->priority.reached_by != HN_REACHED_BY_UNKNOWN,
    .network = info->priority.reached_by == HN_REACHED_BY_NETWORK &&
               info->priority.in_use != HN_IN_USE_NEVER,
    .running = info->priority.in_use == HN_IN_USE_NOW,
  };

  return copy;
}

/* What is only installed is not in force. */
static gboolean
is_compared (const HnServiceInfo *info)
{
  return info->kind != HN_SERVICE_NOT_LOADED && info->assessment != NULL;
}

/* A number that differs where anything that is compared does; @ret_reach_known: that was looked at
 */
static guint64
take_stock (HnLookBack *self, gboolean *ret_reach_known)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint64 sum = 0;

  *ret_reach_known = FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HnService) service = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      const HnServiceInfo *info = hn_service_get_info (service);
      guint64 one;

      if (!is_compared (info))
        continue;
      *ret_reach_known |= info->priority.reached_by != HN_REACHED_BY_UNKNOWN;
      one = g_str_hash (hn_service_get_name (service));
      one = one * 1000003 + info->serial;
      one = one * 1000003 + info->priority.reached_by;
      one = one * 1000003 + (info->priority.in_use == HN_IN_USE_NEVER);
      sum += one * one;
    }

  return sum;
}

static void schedule (HnLookBack *self);

static void
compared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnLookBack) self = user_data;
  Job *job = g_task_get_task_data (G_TASK (result));

  /* Cancelled: of another list. */
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;

  g_clear_object (&self->comparing);
  g_ptr_array_unref (self->worse);
  self->worse = g_steal_pointer (&job->worse);
  /* It stays until somebody has seen it. */
  if (job->problem != NULL || job->see)
    {
      g_free (self->problem);
      self->problem = g_steal_pointer (&job->problem);
    }
  g_signal_emit (self, changed_signal, 0);
  if (self->again || self->see)
    schedule (self);
}

static void
begin (HnLookBack *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  job->scope = hn_service_list_get_scope (self->list);
  job->see = self->see;
  job->copies = g_ptr_array_new_with_free_func (copy_free);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HnService) service = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      const HnSettings *settings = hn_service_get_settings (service);

      if (!is_compared (hn_service_get_info (service)))
        continue;
      g_ptr_array_add (job->copies, copy_new (service));
      job->version = settings != NULL ? settings->context.version : job->version;
    }
  self->again = self->see = FALSE;
  self->comparing = g_cancellable_new ();
  task = g_task_new (NULL, self->comparing, compared_cb, g_object_ref (self));
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, compare_thread);
}

static gboolean
begin_cb (gpointer user_data)
{
  HnLookBack *self = user_data;

  self->idle = 0;
  begin (self);

  return G_SOURCE_REMOVE;
}

/* In a turn of its own, when all that is to be drawn is drawn. */
static void
schedule (HnLookBack *self)
{
  if (self->idle == 0 && self->comparing == NULL && self->list != NULL)
    self->idle = g_idle_add_full (G_PRIORITY_LOW, begin_cb, self, NULL);
}

static void
hn_look_back_finalize (GObject *object)
{
  HnLookBack *self = HN_LOOK_BACK (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->list);
  g_clear_object (&self->comparing);
  g_ptr_array_unref (self->worse);
  g_free (self->problem);

  G_OBJECT_CLASS (hn_look_back_parent_class)->finalize (object);
}

static void
hn_look_back_class_init (HnLookBackClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hn_look_back_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_look_back_init (HnLookBack *self)
{
  self->worse = g_ptr_array_new ();
}

HnLookBack *
hn_look_back_new (void)
{
  return g_object_new (HN_TYPE_LOOK_BACK, NULL);
}

void
hn_look_back_set_list (HnLookBack *self, HnServiceList *list)
{
  g_return_if_fail (HN_IS_LOOK_BACK (self));

  if (self->list == list)
    return;

  g_clear_handle_id (&self->idle, g_source_remove);
  g_cancellable_cancel (self->comparing);
  g_clear_object (&self->comparing);
  g_clear_pointer (&self->problem, g_free);
  g_ptr_array_unref (self->worse);
  self->worse = g_ptr_array_new ();
  self->compared = 0;
  self->again = self->see = FALSE;
  g_set_object (&self->list, list);
}

void
hn_look_back_update (HnLookBack *self)
{
  gboolean reach_known;
  guint64 stock;

  g_return_if_fail (HN_IS_LOOK_BACK (self));

  if (self->list == NULL || hn_service_list_get_root (self->list) != NULL ||
      hn_service_list_get_error (self->list) != NULL || hn_service_list_get_loading (self->list))
    return;
  stock = take_stock (self, &reach_known);
  if (!reach_known || stock == self->compared)
    return;

  self->compared = stock;
  self->again = TRUE;
  schedule (self);
}

GPtrArray *
hn_look_back_get_worse (HnLookBack *self)
{
  g_return_val_if_fail (HN_IS_LOOK_BACK (self), NULL);

  return self->worse;
}

const char *
hn_look_back_get_problem (HnLookBack *self)
{
  g_return_val_if_fail (HN_IS_LOOK_BACK (self), NULL);

  return self->problem;
}

void
hn_look_back_see (HnLookBack *self)
{
  g_return_if_fail (HN_IS_LOOK_BACK (self));

  self->see = TRUE;
  schedule (self);
}
