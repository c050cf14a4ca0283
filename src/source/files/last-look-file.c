/* Reading and writing the last look.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/last-look-file.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "source/files/small-file.h"

/* (transfer full) */
static char *
dup_path (HnScope scope)
{
  return g_build_filename (g_get_user_state_dir (), "hardnut",
                           scope == HN_SCOPE_USER ? "last-look-user" : "last-look-system", NULL);
}

HnLastLook *
hn_last_look_file_load (HnScope scope, char **ret_wrong)
{
  g_autofree char *path = dup_path (scope);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  const char *reason = NULL;
  HnLastLook *self = NULL;
  gsize length = 0;

  *ret_wrong = NULL;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return hn_last_look_new ();
  text = hn_small_file_read (path, &length, &reason);
  if (text != NULL)
    self = hn_last_look_parse (path, text, length, &error);
  if (self != NULL)
    return self;
  *ret_wrong = error != NULL ? g_strdup (error->message) : g_strdup_printf ("%s: %s", path, reason);

  return hn_last_look_new ();
}

gboolean
hn_last_look_file_save (HnScope scope, const char *text, GError **error)
{
  g_autofree char *path = dup_path (scope);
  g_autofree char *folder = g_path_get_dirname (path);
  /* Two programs may look at the same time. */
  g_autofree char *written = g_strdup_printf ("%s.%u", path, (guint) getpid ());

  if (g_mkdir_with_parents (folder, 0700) < 0)
    return hn_small_file_fail (folder, error);
  /* Nobody waits for the disk here: after a power cut there may be no last look, and that is told.
   */
  if (g_file_set_contents_full (written, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, error) &&
      (g_rename (written, path) == 0 || hn_small_file_fail (path, error)))
    return TRUE;
  g_unlink (written);

  return FALSE;
}
