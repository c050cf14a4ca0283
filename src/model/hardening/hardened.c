/* Everything here happens in a thread, with copies.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/hardening/hardened.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/kept/keepers.h"
#include "engine/unit-file.h"
#include "engine/validate.h"
#include "source/files/history-files.h"
#include "source/files/host.h"
#include "source/files/unit-loader.h"

typedef struct
{
  HnScope scope;
  char *root; /* (nullable) */
  guint version;
  HnPolicy *policy;  /* (nullable) */
  GHashTable *paths; /* service -> path */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->root);
  g_clear_pointer (&job->policy, hn_policy_unref);
  g_hash_table_unref (job->paths);
  g_free (job);
}

static void
hardened_free (gpointer data)
{
  HnHardened *self = data;

  g_free (self->unit);
  g_free (self);
}

/* Whether what was kept last is what stands at @path. */
static gboolean
is_last (const HnHistoryState *last, const char *path)
{
  g_autoptr (GPtrArray) changes = hn_history_state_dup_changes (last, NULL);
  g_autofree char *kept = NULL;
  g_autofree char *present = NULL;
  g_autofree char *text = NULL;

  if (changes == NULL || !g_file_get_contents (path, &kept, NULL, NULL))
    return FALSE;
  present = hn_keepers_strip (kept);
  text = hn_change_to_text (changes);

  return g_str_equal (present, text);
}

/* The history knows who kept it when; a file that somebody else has written knows when. */
static void
find_date (HnHardened *self, const HnHistoryState *last, const char *drop_in)
{
  g_autofree char *path = drop_in != NULL ? hn_host_dup_path (drop_in) : NULL;
  GStatBuf status;

  self->lost = drop_in == NULL && (last->lines->len > 0 || last->incomplete);
  if (last != NULL && last->when != 0 && (path == NULL || is_last (last, path)))
    self->when = last->when;
  else if (path != NULL && g_stat (path, &status) == 0)
    self->when = status.st_mtime;
}

static void
find_before (HnHardened *self, HnUnitLoader *loader, HnPolicy *policy)
{
  g_autoptr (HnSettings) settings =
      hn_unit_loader_load_unfinished (loader, self->unit, HN_DROP_IN_NAME, NULL);
  HnAssessment assessment;

  if (settings == NULL)
    return;
  hn_unit_file_finish (settings);
  hn_assess (settings, policy, &assessment);
  self->known = TRUE;
  self->before = assessment.exposure;
}

/* @drop_in: (nullable)
 *
 * Returns: (transfer full) (nullable): %NULL where nothing was ever kept */
static HnHardened *
read_one (const Job *job, HnUnitLoader *loader, const char *unit, const char *drop_in)
{
  g_autoptr (HnHistoryFile) file =
      job->root == NULL ? hn_history_file_load (unit, job->scope, NULL) : NULL;
  guint n = file != NULL ? file->states->len : 0;
  const HnHistoryState *last = n > 0 ? file->states->pdata[n - 1] : NULL;
  HnHardened *self;

  /* What was there before the first change was kept is no change. */
  if (drop_in == NULL && (last == NULL || last->when == 0))
    return NULL;

  self = g_new0 (HnHardened, 1);
  self->unit = g_strdup (unit);
  self->present = drop_in != NULL;
  self->has_history = n > 0;
  find_date (self, last, drop_in);
  find_before (self, loader, job->policy);

  return self;
}

static void
add (GHashTable *found, HnHardened *hardened)
{
  if (hardened != NULL)
    g_hash_table_insert (found, hardened->unit, hardened);
}

static void
read_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  g_autoptr (GHashTable) found =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, hardened_free);
  g_auto (GStrv) told = job->root == NULL ? hn_history_files_list (job->scope) : NULL;
  g_autoptr (HnUnitLoader) loader = NULL;
  GHashTableIter iter;
  gpointer unit, path;

  /* Mostly there is nothing to do. */
  if (g_hash_table_size (job->paths) > 0 || (told != NULL && *told != NULL))
    loader = hn_unit_loader_new (job->root, job->scope, job->version);
  g_hash_table_iter_init (&iter, job->paths);
  while (g_hash_table_iter_next (&iter, &unit, &path) && !g_cancellable_is_cancelled (cancellable))
    add (found, read_one (job, loader, unit, path));
  for (guint i = 0; told != NULL && told[i] != NULL; i++)
    {
      if (g_cancellable_is_cancelled (cancellable))
        break;
      if (!g_hash_table_contains (job->paths, told[i]))
        add (found, read_one (job, loader, told[i], NULL));
    }
  g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_hash_table_unref);
}

void
hn_hardened_read_async (const HnHardenedPlace *place,
                        GHashTable *paths,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);
  GHashTableIter iter;
  gpointer unit, path;

  job->scope = place->scope;
  job->root = g_strdup (place->root);
  job->version = place->version;
  job->policy = place->policy != NULL ? hn_policy_ref (place->policy) : NULL;
  job->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, paths);
  while (g_hash_table_iter_next (&iter, &unit, &path))
    g_hash_table_insert (job->paths, g_strdup (unit), g_strdup (path));
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, read_thread);
}

GHashTable *
hn_hardened_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
