/* The thread that reads installed services. It owns a loader of its own and shares nothing with the
 * main loop but the feed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "disk-feed.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "engine/unit-file.h"
#include "source/files/unit-loader.h"

/* Services that are told together: about half a millisecond of work in the main loop. */
#define BATCH 32

typedef struct
{
  HnFeed *feed;
  char *root;
  HnScope scope;
  guint version;
  GHashTable *skip;
} Scan;

static gboolean
is_root (const char *root, GError **error)
{
  if (root == NULL)
    return TRUE;

  if (!g_file_test (root, G_FILE_TEST_IS_DIR))
    {
      /* Translators: %s is the path of a folder */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, _ ("%s is not a folder"), root);
      return FALSE;
    }

  if (g_access (root, R_OK | X_OK) != 0)
    {
      /* Translators: %s is the path of a folder */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, _ ("%s may not be read"), root);
      return FALSE;
    }

  return TRUE;
}

static HnBatch *
settings_batch_new (guint total)
{
  HnBatch *batch = hn_batch_new (HN_BATCH_SETTINGS);

  batch->settings = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_settings_free);
  batch->total = total;

  return batch;
}

/* Reads all, and adds to @last what of that is known at the end only. */
static void
read_all (Scan *self, HnBatch *last)
{
  g_autoptr (HnUnitLoader) loader = hn_unit_loader_new (self->root, self->scope, self->version);
  g_auto (GStrv) names = hn_unit_loader_list (loader);
  guint total = g_strv_length (names);
  HnBatch *batch = settings_batch_new (total);

  for (guint i = 0; i < total && !hn_feed_is_closed (self->feed); i++)
    {
      g_autoptr (GError) error = NULL;
      HnSettings *settings;

      /* A template is no service without an instance. */
      if (g_hash_table_contains (self->skip, names[i]) || strstr (names[i], "@.") != NULL)
        continue;

      /* What systemd would refuse is read like all others: a service that somebody looks for is not
       * to be missing from the list. */
      settings = hn_unit_loader_load_unfinished (loader, names[i], NULL, &error);
      if (settings != NULL)
        {
          hn_unit_file_finish (settings);
          g_hash_table_add (last->names, g_strdup (settings->context.unit));
          g_ptr_array_add (batch->settings, settings);
        }
      else if (!g_error_matches (error, HN_LOADER_ERROR, HN_LOADER_ERROR_MASKED) &&
               !g_error_matches (error, HN_LOADER_ERROR, HN_LOADER_ERROR_TEMPLATE) &&
               !g_error_matches (error, HN_LOADER_ERROR, HN_LOADER_ERROR_NOT_FOUND))
        {
          /* It names the service itself. */
          g_ptr_array_add (last->problems, g_strdup (error->message));
        }

      if (batch->settings->len == BATCH)
        {
          batch->done = i + 1;
          hn_feed_put (self->feed, batch);
          batch = settings_batch_new (total);
        }
    }

  batch->done = total;
  hn_feed_put (self->feed, batch);
}

static gpointer
scan_thread (gpointer data)
{
  Scan *self = data;
  HnBatch *last = hn_batch_new (HN_BATCH_SCANNED);

  last->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  last->problems = g_ptr_array_new_with_free_func (g_free);

  if (is_root (self->root, &last->error))
    read_all (self, last);
  hn_feed_put (self->feed, last);

  hn_feed_unref (self->feed);
  g_hash_table_unref (self->skip);
  g_free (self->root);
  g_free (self);

  return NULL;
}

HnFeed *
hn_disk_feed_new (const char *root,
                  HnScope scope,
                  guint version,
                  GHashTable *skip,
                  HnFeedTake take,
                  gpointer user_data)
{
  Scan *scan = g_new (Scan, 1);
  HnFeed *feed = hn_feed_new (take, user_data);

  scan->feed = hn_feed_ref (feed);
  scan->root = g_strdup (root);
  scan->scope = scope;
  scan->version = version;
  scan->skip = skip;
  g_thread_unref (g_thread_new ("disk", scan_thread, scan));

  return feed;
}
