/* The thread that reads installed services. It owns a loader of its own and shares nothing with the
 * main loop but finished batches and a flag to stop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "disk-scan.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "engine/unit-file.h"
#include "source/files/unit-loader.h"

/* So many services at a time reach the main loop: about a millisecond of work there. */
#define BATCH_SIZE 48

struct _HnDiskScan
{
  gatomicrefcount ref_count;

  char *root;
  HnScope scope;
  guint version;
  GHashTable *skip;

  /* For the main loop alone. */
  HnDiskScanBatch batch_func;
  HnDiskScanDone done_func;
  gpointer user_data;
  GMainContext *context;

  int stopped; /* atomic */
};

typedef struct
{
  HnDiskScan *scan;
  GPtrArray *settings;
  guint done;
  guint total;

  /* For the last one. */
  GHashTable *found;
  GPtrArray *problems;
  GError *error;
} Message;

static void
scan_unref (HnDiskScan *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->root);
  g_hash_table_unref (self->skip);
  g_main_context_unref (self->context);
  g_free (self);
}

static void
settings_free (gpointer data)
{
  if (data != NULL)
    hn_settings_free (data);
}

static Message *
message_new (HnDiskScan *self)
{
  Message *message = g_new0 (Message, 1);

  g_atomic_ref_count_inc (&self->ref_count);
  message->scan = self;
  message->settings = g_ptr_array_new_with_free_func (settings_free);

  return message;
}

static void
message_free (gpointer data)
{
  Message *message = data;

  scan_unref (message->scan);
  g_ptr_array_unref (message->settings);
  g_clear_pointer (&message->found, g_hash_table_unref);
  g_clear_pointer (&message->problems, g_ptr_array_unref);
  g_clear_error (&message->error);
  g_free (message);
}

static gboolean
deliver_cb (gpointer data)
{
  Message *message = data;
  HnDiskScan *self = message->scan;

  if (g_atomic_int_get (&self->stopped))
    return G_SOURCE_REMOVE;

  if (message->settings->len > 0)
    self->batch_func (message->settings, message->done, message->total, self->user_data);

  if (message->found != NULL && !g_atomic_int_get (&self->stopped))
    self->done_func (message->found, message->problems, message->error, self->user_data);

  return G_SOURCE_REMOVE;
}

static void
deliver (Message *message)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  /* Behind drawing, so that a long list does not hold up the window. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (source, deliver_cb, message, message_free);
  g_source_attach (source, message->scan->context);
}

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

/* What systemd would refuse is read like all others: a service that somebody looks for is not to be
 * missing from the list. */
static HnSettings *
read_one (HnUnitLoader *loader, const char *name, GError **error)
{
  HnSettings *settings = hn_unit_loader_load_unfinished (loader, name, NULL, error);

  if (settings != NULL)
    hn_unit_file_finish (settings);

  return settings;
}

static void
read_all (HnDiskScan *self, GHashTable *found, GPtrArray *problems, Message *last)
{
  g_autoptr (HnUnitLoader) loader = hn_unit_loader_new (self->root, self->scope, self->version);
  g_auto (GStrv) names = hn_unit_loader_list (loader);
  Message *message = message_new (self);
  guint total = g_strv_length (names);

  for (guint i = 0; i < total && !g_atomic_int_get (&self->stopped); i++)
    {
      g_autoptr (GError) error = NULL;
      HnSettings *settings;

      /* A template is no service without an instance. */
      if (g_hash_table_contains (self->skip, names[i]) || strstr (names[i], "@.") != NULL)
        continue;

      settings = read_one (loader, names[i], &error);
      if (settings != NULL)
        {
          g_hash_table_add (found, g_strdup (hn_settings_get_unit (settings)));
          g_ptr_array_add (message->settings, settings);
        }
      else if (!g_error_matches (error, HN_LOADER_ERROR, HN_LOADER_ERROR_MASKED) &&
               !g_error_matches (error, HN_LOADER_ERROR, HN_LOADER_ERROR_TEMPLATE) &&
               !g_error_matches (error, HN_LOADER_ERROR, HN_LOADER_ERROR_NOT_FOUND))
        {
          /* It names the service itself. */
          g_ptr_array_add (problems, g_strdup (error->message));
        }

      if (message->settings->len >= BATCH_SIZE)
        {
          message->done = i + 1;
          message->total = total;
          deliver (message);
          message = message_new (self);
        }
    }

  g_ptr_array_extend_and_steal (last->settings, g_steal_pointer (&message->settings));
  message->settings = g_ptr_array_new ();
  message_free (message);
  last->done = last->total = total;
}

static gpointer
scan_thread (gpointer data)
{
  HnDiskScan *self = data;
  Message *last = message_new (self);

  last->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  last->problems = g_ptr_array_new_with_free_func (g_free);

  if (is_root (self->root, &last->error))
    read_all (self, last->found, last->problems, last);

  deliver (last);
  scan_unref (self);

  return NULL;
}

HnDiskScan *
hn_disk_scan_new (const char *root,
                  HnScope scope,
                  guint version,
                  GHashTable *skip,
                  HnDiskScanBatch batch,
                  HnDiskScanDone done,
                  gpointer user_data)
{
  HnDiskScan *self;

  g_return_val_if_fail (skip != NULL, NULL);
  g_return_val_if_fail (batch != NULL && done != NULL, NULL);

  self = g_new0 (HnDiskScan, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->root = g_strdup (root);
  self->scope = scope;
  self->version = version;
  self->skip = skip;
  self->batch_func = batch;
  self->done_func = done;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();

  g_atomic_ref_count_inc (&self->ref_count);
  g_thread_unref (g_thread_new ("disk-scan", scan_thread, self));

  return self;
}

void
hn_disk_scan_free (HnDiskScan *self)
{
  if (self == NULL)
    return;

  g_atomic_int_set (&self->stopped, TRUE);
  scan_unref (self);
}
