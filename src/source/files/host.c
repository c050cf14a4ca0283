/* Recognizes the sandbox and translates paths for it. Opens nothing itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/host.h"

#include <string.h>
#include <unistd.h>

#include "source/files/root-file.h"

/* Flatpak puts this file into each sandbox, and the machine's /usr and /etc below this folder. */
#define SANDBOX_MARK "/.flatpak-info"
#define SANDBOX_HOST "/run/host"

const char *
hn_host_get_root (void)
{
  static gsize known = 0;
  enum
  {
    HERE = 1,
    SANDBOX = 2
  };

  if (g_once_init_enter (&known))
    g_once_init_leave (&known, access (SANDBOX_MARK, F_OK) == 0 ? SANDBOX : HERE);

  return known == SANDBOX ? SANDBOX_HOST : NULL;
}

/* The folders that a sandbox replaces by its own; all others have the same path on both sides. */
static gboolean
is_replaced (const char *path)
{
  static const char *const folders[] = { "/usr/", "/etc/", "/lib/" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (strncmp (path, folders[i], strlen (folders[i])) == 0)
      return TRUE;

  return FALSE;
}

char *
hn_host_dup_path_below (const char *root, const char *path)
{
  g_autofree char *resolved = NULL;

  if (root == NULL || !is_replaced (path))
    return g_strdup (path);

  /* A link on the machine leads to a place on the machine. */
  resolved = hn_root_resolve (root, path, HN_ROOT_MISSING);
  if (resolved == NULL || !is_replaced (resolved))
    return resolved != NULL ? g_steal_pointer (&resolved) : hn_root_path (root, path);

  return hn_root_path (root, resolved);
}

char *
hn_host_dup_path (const char *path)
{
  return hn_host_dup_path_below (hn_host_get_root (), path);
}
