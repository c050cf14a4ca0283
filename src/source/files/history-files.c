/* Reading the history of a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/history-files.h"

#include <errno.h>

#include "source/files/host.h"
#include "source/files/root-file.h"

#define SYSTEM "/var/lib/hardnut/history"
#define OWN ".local/state/hardnut/history"

static const char *
get_root (HnScope scope)
{
  const char *host = hn_host_get_root ();

  return scope == HN_SCOPE_SYSTEM && host != NULL ? host : "";
}

/* (transfer full) */
static char *
dup_folder (HnScope scope)
{
  return scope == HN_SCOPE_SYSTEM ? g_strdup (SYSTEM)
                                  : g_build_filename (g_get_home_dir (), OWN, NULL);
}

GStrv
hn_history_files_list (HnScope scope)
{
  g_autofree char *folder = dup_folder (scope);

  return hn_root_dir_list (get_root (scope), folder, ".service");
}

HnHistoryFile *
hn_history_file_load (const char *unit, HnScope scope, GError **error)
{
  const char *root = get_root (scope);
  g_autofree char *folder = dup_folder (scope);
  g_autofree char *path = g_build_filename (folder, unit, NULL);
  g_autoptr (HnHistoryFile) self = g_new0 (HnHistoryFile, 1);
  g_autoptr (GError) wrong = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  self->path = hn_root_path (root, path);
  self->wrong = g_ptr_array_new_with_free_func (g_free);
  if (hn_root_file_read (root, path, HN_ROOT_FOLLOW, &text, &length, &wrong) != HN_ROOT_FILE_READ)
    {
      if (wrong != NULL && !g_error_matches (wrong, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        {
          g_propagate_error (error, g_steal_pointer (&wrong));
          return NULL;
        }
      length = 0;
    }
  self->states = hn_history_parse (self->path, text != NULL ? text : "", length, self->wrong);

  return g_steal_pointer (&self);
}

void
hn_history_file_free (HnHistoryFile *self)
{
  if (self == NULL)
    return;

  g_free (self->path);
  g_clear_pointer (&self->states, g_ptr_array_unref);
  g_clear_pointer (&self->wrong, g_ptr_array_unref);
  g_free (self);
}
