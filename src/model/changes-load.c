/* Reads the files of a unit in a thread: all of them but Hardnut's drop-in, and that one by itself;
 * and what of them is asked for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changes-private.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/kept/keepers.h"
#include "engine/never-restart.h"
#include "engine/validate.h"
#include "source/account.h"
#include "source/files/unit-loader.h"
#include "source/in-thread.h"
#include "source/unit-name.h"

/* The helper writes no more than this, with who kept each line; a longer file is somebody else's
 * work. */
#define MAX_PRESENT_BYTES (4 * HN_CHANGE_MAX_BYTES)

/* What the thread works with: copies, so that the service can go on. */
typedef struct
{
  char *name;
  char *root; /* (nullable) */
  char *file; /* (nullable) */
  HnScope scope;
  guint version;
  gboolean refused;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->name);
  g_free (job->root);
  g_free (job->file);
  g_free (job);
}

void
hn_changes_files_free (HnChangesFiles *files)
{
  g_clear_pointer (&files->base, hn_settings_free);
  g_free (files->present_text);
  g_free (files->present_kept);
  g_clear_pointer (&files->keepers, g_hash_table_unref);
  g_free (files->present_path);
  g_free (files->template_text);
  g_free (files);
}

/* The folders whose files a program writes that is not the admin. */
static HnChangesState
state_of_fragment (const char *fragment)
{
  if (strstr (fragment, "/systemd/transient/") != NULL)
    return HN_CHANGES_TRANSIENT;
  if (strstr (fragment, "/systemd/generator/") != NULL ||
      strstr (fragment, "/systemd/generator.early/") != NULL ||
      strstr (fragment, "/systemd/generator.late/") != NULL)
    return HN_CHANGES_GENERATED;

  return HN_CHANGES_READY;
}

/* Sets @text and @path to Hardnut's own among @drop_ins, where there is one. */
static void
read_own (const char *const *drop_ins, char **text, char **path)
{
  for (guint i = 0; drop_ins != NULL && drop_ins[i] != NULL; i++)
    {
      g_autofree char *name = g_path_get_basename (drop_ins[i]);
      g_autofree char *read = NULL;
      gsize length;

      if (!g_str_equal (name, HN_DROP_IN_NAME) ||
          !g_file_test (drop_ins[i], G_FILE_TEST_IS_REGULAR))
        continue;

      /* An unreadable or overlong one does not stand in the way: what it says is not known, but the
       * helper refuses what does not match what was seen. */
      if (!g_file_get_contents (drop_ins[i], &read, &length, NULL) || length > MAX_PRESENT_BYTES)
        continue;

      g_free (*path);
      *path = g_strdup (drop_ins[i]);
      g_free (*text);
      *text = g_utf8_make_valid (read, (gssize) MIN (length, strlen (read)));
    }
}

/* Accounts of another machine have numbers only. */
static GHashTable *
list_keepers (const char *kept, gboolean here)
{
  g_autoptr (GPtrArray) lines = hn_keepers_parse (kept);
  GHashTable *keepers = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  for (guint i = 0; i < lines->len; i++)
    {
      const HnKeptLine *line = lines->pdata[i];
      g_autofree char *name = g_strndup (line->line, strcspn (line->line, "="));
      gpointer directive = GINT_TO_POINTER (hn_directive_find (name));
      const char *known = g_hash_table_lookup (keepers, directive);
      g_auto (GStrv) names = g_strsplit (known != NULL ? known : "", ", ", -1);
      g_autofree char *account = NULL;

      if (line->keeper == HN_KEEPER_NONE || hn_directive_find (name) == HN_DIRECTIVE_NONE)
        continue;
      account = here ? hn_account_dup_name (line->keeper) : g_strdup_printf ("%u", line->keeper);
      if (!g_strv_contains ((const char *const *) names, account))
        g_hash_table_insert (keepers, directive,
                             known != NULL ? g_strdup_printf ("%s, %s", known, account)
                                           : g_steal_pointer (&account));
    }

  return keepers;
}

/* What an instance's own drop-in hides. */
static void
read_template (HnChangesFiles *files, HnUnitLoader *loader, const char *name)
{
  g_autofree char *template = hn_unit_name_dup_template (name);
  g_autofree char *kept = g_strdup ("");
  g_autofree char *path = NULL;
  g_auto (GStrv) drop_ins = NULL;

  if (template != NULL && hn_unit_loader_find (loader, template, NULL, &drop_ins, NULL))
    read_own ((const char *const *) drop_ins, &kept, &path);
  files->template_text = hn_keepers_strip (kept);
}

/* Whether the helper would refuse the service whatever is changed, by one of its names; a name that
 * ends in a dash is that of many. */
static gboolean
is_untouchable (HnChangesFiles *files, HnUnitLoader *loader, const Job *job)
{
  g_auto (GStrv) names = hn_unit_loader_dup_names (loader, job->name);

  files->untouchable = hn_never_change_find_any ((const char *const *) names, job->scope);

  return files->untouchable != NULL ||
         (hn_unit_name_classify (job->name) != HN_UNIT_NAME_TEMPLATE &&
          !hn_validate_unit_name (job->name, NULL));
}

static void
load_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  g_autoptr (HnUnitLoader) loader = hn_unit_loader_new (job->root, job->scope, job->version);
  HnChangesFiles *files = g_new0 (HnChangesFiles, 1);
  g_autofree char *fragment = NULL;
  g_auto (GStrv) drop_ins = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  files->present_kept = g_strdup ("");

  if (job->file != NULL)
    {
      g_autofree char *folder = g_strconcat (job->file, ".d", NULL);
      g_autofree char *drop_in = g_build_filename (folder, HN_DROP_IN_NAME, NULL);

      read_own ((const char *const[]){ drop_in, NULL }, &files->present_kept, &files->present_path);
      files->template_text = g_strdup ("");
      files->base = hn_unit_loader_load_unfinished (loader, job->file, HN_DROP_IN_NAME, &error);
    }
  else
    {
      if (hn_unit_loader_find (loader, job->name, &fragment, &drop_ins, NULL))
        read_own ((const char *const *) drop_ins, &files->present_kept, &files->present_path);
      read_template (files, loader, job->name);
      files->base = hn_unit_loader_load_unfinished (loader, job->name, HN_DROP_IN_NAME, &error);
    }
  if (files->present_path != NULL && g_stat (files->present_path, &status) == 0)
    files->present_when = status.st_mtime;
  files->present_text = hn_keepers_strip (files->present_kept);
  files->keepers = list_keepers (files->present_kept, job->root == NULL);

  if (files->base == NULL)
    {
      g_debug ("Nothing to stage upon: %s", error->message);
      files->state = g_error_matches (error, HN_LOADER_ERROR, HN_LOADER_ERROR_MASKED)
                         ? HN_CHANGES_MASKED
                         : HN_CHANGES_NO_FILES;
    }
  else if (job->file == NULL && is_untouchable (files, loader, job))
    {
      files->state = HN_CHANGES_UNTOUCHABLE;
    }
  else if (job->refused)
    {
      files->state = HN_CHANGES_REFUSED;
    }
  else if (fragment != NULL)
    {
      files->state = state_of_fragment (fragment);
    }

  g_task_return_pointer (task, files, (GDestroyNotify) hn_changes_files_free);
}

void
hn_changes_files_load_async (HnService *service, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (service, NULL, callback, user_data);
  const HnSettings *settings = hn_service_get_settings (service);
  Job *job = g_new0 (Job, 1);

  job->name = g_strdup (hn_service_get_name (service));
  job->root = g_strdup (hn_service_get_info (service)->root);
  job->file = g_strdup (hn_service_get_info (service)->file);
  job->scope = settings != NULL ? settings->context.scope : HN_SCOPE_SYSTEM;
  job->version = settings != NULL ? settings->context.version : 0;
  /* A file that a person opened may be on its way to become a unit. */
  job->refused = hn_service_get_info (service)->refused && job->file == NULL;

  hn_run_in_thread (task, load_thread, job, job_free, (GDestroyNotify) hn_changes_files_free);
}

HnChangesFiles *
hn_changes_files_load_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

const HnChangesFiles *
hn_changes_get_files (HnChanges *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->files;
}

const char *
hn_changes_get_keepers (HnChanges *self, HnDirectiveId directive)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->files->keepers != NULL
             ? g_hash_table_lookup (self->files->keepers, GINT_TO_POINTER (directive))
             : NULL;
}

char *
hn_changes_dup_present_unit (HnChanges *self)
{
  const char *path;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  path = self->files->present_path;
  if (path == NULL || hn_service_get_info (self->service)->file != NULL)
    return g_strdup (hn_service_get_name (self->service));

  folder = g_path_get_dirname (path);
  name = g_path_get_basename (folder);
  if (g_str_has_suffix (name, ".d"))
    name[strlen (name) - strlen (".d")] = '\0';

  return g_steal_pointer (&name);
}
