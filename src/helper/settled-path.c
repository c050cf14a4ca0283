/* Whether the paths of a change lead where they say, and will go on doing so. The engine compares paths
 * by name; a link would let an exception for one folder open another one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/settled-path.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/drop-in.h"

/* What closes files to a service. */
static const HnDirectiveId closing[] = {
  HN_DIRECTIVE_PROTECT_SYSTEM,     HN_DIRECTIVE_PROTECT_HOME, HN_DIRECTIVE_READ_ONLY_PATHS,
  HN_DIRECTIVE_INACCESSIBLE_PATHS, HN_DIRECTIVE_NO_EXEC_PATHS, HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM,
};

/* What opens some of them again. */
static const HnDirectiveId opening[] = {
  HN_DIRECTIVE_READ_WRITE_PATHS,
  HN_DIRECTIVE_READ_ONLY_PATHS,
  HN_DIRECTIVE_EXEC_PATHS,
};

gboolean
hn_path_is_settled (const char *path,
                    guint       owner)
{
  g_autofree char *part = NULL;
  char *slash;

  g_return_val_if_fail (path != NULL, FALSE);

  if (path[0] != '/')
    return FALSE;

  part = g_strdup (path);
  slash = part;
  do
    {
      struct stat info;
      char *end = strchr (slash + 1, '/');

      if (end != NULL)
        *end = '\0';
      if (lstat (part, &info) < 0)
        /* Nobody but the owner of the folder above, who was looked at, can make it. */
        return errno == ENOENT;
      if (S_ISLNK (info.st_mode) || (info.st_uid != 0 && info.st_uid != owner) ||
          (S_ISDIR (info.st_mode) && (info.st_mode & (S_IWGRP | S_IWOTH)) != 0))
        return FALSE;
      if (end != NULL)
        *end = '/';
      slash = end;
    }
  while (slash != NULL && slash[1] != '\0');

  return TRUE;
}

static gboolean
closes_files (const HnSettings *vendor)
{
  for (gsize i = 0; i < G_N_ELEMENTS (closing); i++)
    {
      g_autofree char *value = hn_settings_dup_value (vendor, closing[i]);

      if (*value != '\0' && strcmp (value, "no") != 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
are_settled (const char *value)
{
  g_auto (GStrv) words = g_strsplit_set (value, " \t\n", -1);

  /* A path with quotes or escapes is rare enough to ask for the other permission. */
  if (strpbrk (value, "\"'\\") != NULL)
    return FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !hn_path_is_settled (words[i] + strspn (words[i], "-+"), 0))
      return FALSE;

  return TRUE;
}

gboolean
hn_paths_may_open_more (const HnSettings *vendor,
                        GPtrArray        *edits)
{
  g_return_val_if_fail (vendor != NULL, TRUE);
  g_return_val_if_fail (edits != NULL, TRUE);

  if (!closes_files (vendor))
    return FALSE;

  for (guint i = 0; i < edits->len; i++)
    {
      const HnEdit *edit = g_ptr_array_index (edits, i);

      for (gsize j = 0; j < G_N_ELEMENTS (opening); j++)
        if (edit->directive == opening[j] && !are_settled (edit->value))
          return TRUE;
    }

  return FALSE;
}
