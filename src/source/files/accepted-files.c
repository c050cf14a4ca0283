/* Finding what is accepted, and writing the user's own view.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/accepted-files.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "source/files/host.h"
#include "source/files/root-file.h"
#include "source/files/small-file.h"

#define EVERYBODY "/etc/hardnut/accepted.d"

/* (transfer full): the user's own folder */
static char *
dup_own_folder (HnScope scope)
{
  return g_build_filename (g_get_user_config_dir (), "hardnut", "accepted.d",
                           scope == HN_SCOPE_USER ? "user" : "system", NULL);
}

static void
read_file (HnAcceptedFiles *self, const char *root, const char *path, gboolean everybody)
{
  g_autofree char *real = hn_root_path (root, path);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  HnAccepted *accepted = NULL;
  gsize length = 0;

  switch (hn_root_file_read (root, path, HN_ROOT_FOLLOW, &text, &length, &error))
    {
    case HN_ROOT_FILE_MASKED:
      return;
    case HN_ROOT_FILE_READ:
      accepted = hn_accepted_parse (real, text, length, &error);
      break;
    case HN_ROOT_FILE_FAILED:
    default:
      break;
    }
  if (accepted == NULL)
    {
      g_ptr_array_add (self->wrong, g_strdup (error->message));
      return;
    }
  accepted->everybody = everybody;
  g_ptr_array_add (self->all, accepted);
}

static void
read_folder (HnAcceptedFiles *self, const char *root, const char *path, gboolean everybody)
{
  g_auto (GStrv) names = hn_root_dir_list (root, path, ".conf");

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *file = g_build_filename (path, names[i], NULL);

      read_file (self, root, file, everybody);
    }
}

HnAcceptedFiles *
hn_accepted_files_load (const char *root, HnScope scope, gboolean own)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  const char *host = hn_host_get_root ();
  HnAcceptedFiles *self = g_new0 (HnAcceptedFiles, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_accepted_free);
  self->wrong = g_ptr_array_new_with_free_func (g_free);
  self->today = g_date_time_format (now, "%F");
  if (scope == HN_SCOPE_SYSTEM)
    read_folder (self, root != NULL ? root : host != NULL ? host : "", EVERYBODY, TRUE);
  if (own && root == NULL)
    {
      g_autofree char *folder = dup_own_folder (scope);

      read_folder (self, "", folder, FALSE);
    }

  return self;
}

HnAcceptedFiles *
hn_accepted_files_ref (HnAcceptedFiles *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
hn_accepted_files_unref (HnAcceptedFiles *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->all);
  g_ptr_array_unref (self->wrong);
  g_free (self->today);
  g_free (self);
}

static gboolean
accepted_equal (const HnAccepted *one, const HnAccepted *other)
{
  return g_strcmp0 (one->unit, other->unit) == 0 && one->check == other->check &&
         strcmp (one->until, other->until) == 0 && strcmp (one->note, other->note) == 0 &&
         one->everybody == other->everybody;
}

gboolean
hn_accepted_files_equal (const HnAcceptedFiles *one, const HnAcceptedFiles *other)
{
  if (one->all->len != other->all->len || strcmp (one->today, other->today) != 0)
    return FALSE;

  for (guint i = 0; i < one->all->len; i++)
    if (!accepted_equal (one->all->pdata[i], other->all->pdata[i]))
      return FALSE;

  return TRUE;
}

char *
hn_accepted_files_dup_folder (HnScope scope, gboolean everybody)
{
  return everybody ? hn_host_dup_path (EVERYBODY) : dup_own_folder (scope);
}

gboolean
hn_accepted_files_write_own (HnScope scope, const HnAccepted *accepted, GError **error)
{
  g_autofree char *folder = dup_own_folder (scope);
  g_autofree char *name = hn_accepted_dup_file_name (accepted->unit, accepted->check);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = hn_accepted_to_text (accepted);

  if (g_mkdir_with_parents (folder, 0700) < 0)
    return hn_small_file_fail (folder, error);

  return g_file_set_contents (path, text, -1, error);
}

gboolean
hn_accepted_files_remove_own (HnScope scope, const char *unit, int check, GError **error)
{
  g_autofree char *folder = dup_own_folder (scope);
  g_autofree char *name = hn_accepted_dup_file_name (unit, check);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_unlink (path) == 0 || hn_small_file_fail (path, error);
}
