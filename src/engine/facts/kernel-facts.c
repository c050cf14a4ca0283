/* Reads the texts of /proc/PID/mountinfo, uid_map and limits.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/facts/kernel-facts.h"

#include <string.h>

void
hn_mount_free (HnMount *self)
{
  g_free (self->device);
  g_free (self->root);
  g_free (self->point);
  g_free (self->options);
  g_free (self->type);
  g_free (self->super);
  g_free (self);
}

HnKernelFacts *
hn_kernel_facts_new (void)
{
  HnKernelFacts *self = g_new0 (HnKernelFacts, 1);

  self->mounts = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_mount_free);
  self->manager_mounts = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_mount_free);

  return self;
}

void
hn_kernel_facts_free (HnKernelFacts *self)
{
  g_ptr_array_unref (self->mounts);
  g_ptr_array_unref (self->manager_mounts);
  g_free (self->controllers);
  g_strfreev (self->homes);
  g_free (self);
}

/* The kernel writes blanks and backslashes as three octal digits. */
static char *
dup_unescaped (const char *word)
{
  char *text = g_strdup (word), *to = text;

  for (const char *from = text; *from != '\0';)
    {
      if (from[0] == '\\' && from[1] >= '0' && from[1] <= '3' && from[2] >= '0' && from[2] <= '7' &&
          from[3] >= '0' && from[3] <= '7')
        {
          *to++ = (char) ((from[1] - '0') * 64 + (from[2] - '0') * 8 + (from[3] - '0'));
          from += 4;
        }
      else
        {
          *to++ = *from++;
        }
    }
  *to = '\0';

  return text;
}

/* "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue", with any number
 * of fields before the dash. */
static HnMount *
parse_mount (const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  guint n = g_strv_length (words), dash = 6;
  HnMount *mount;

  while (dash < n && strcmp (words[dash], "-") != 0)
    dash++;
  if (dash + 3 >= n)
    return NULL;

  mount = g_new0 (HnMount, 1);
  mount->id = g_ascii_strtoull (words[0], NULL, 10);
  mount->device = g_strdup (words[2]);
  mount->root = dup_unescaped (words[3]);
  mount->point = dup_unescaped (words[4]);
  mount->options = g_strdup (words[5]);
  mount->type = g_strdup (words[dash + 1]);
  mount->super = g_strdup (words[dash + 3]);

  return mount;
}

GPtrArray *
hn_mounts_parse (const char *text)
{
  GPtrArray *mounts = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_mount_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      HnMount *mount = parse_mount (lines[i]);

      if (mount != NULL)
        g_ptr_array_add (mounts, mount);
    }

  return mounts;
}

static gboolean
is_in (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  return strcmp (folder, "/") == 0 ||
         (strncmp (path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/'));
}

const HnMount *
hn_mounts_find (GPtrArray *mounts, const char *path)
{
  const HnMount *found = NULL;

  for (guint i = 0; i < mounts->len; i++)
    {
      const HnMount *mount = mounts->pdata[i];

      if (is_in (path, mount->point) &&
          (found == NULL || strlen (mount->point) >= strlen (found->point)))
        found = mount;
    }

  return found;
}

static gboolean
has_option (const char *options, const char *option)
{
  gsize length = strlen (option);
  const char *place = options;

  while ((place = strstr (place, option)) != NULL)
    {
      gboolean begins = place == options || place[-1] == ',';
      gboolean ends = option[length - 1] == '=' || place[length] == '\0' || place[length] == ',';

      if (begins && ends)
        return TRUE;
      place++;
    }

  return FALSE;
}

gboolean
hn_mount_has_option (const HnMount *self, const char *option)
{
  return has_option (self->options, option) || has_option (self->super, option);
}

guint64
hn_accounts_count (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint64 count = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *number = strrchr (lines[i], ' ');
      guint64 length = number != NULL ? g_ascii_strtoull (number, NULL, 10) : 0;

      if (length == 0 && *lines[i] != '\0')
        return 0;
      count += length;
    }

  return count;
}

gboolean
hn_limits_parse (const char *text, guint64 limits[HN_N_LIMITS])
{
  static const char *const names[HN_N_LIMITS] = {
    [HN_LIMIT_CPU] = "Max cpu time",
    [HN_LIMIT_FSIZE] = "Max file size",
    [HN_LIMIT_DATA] = "Max data size",
    [HN_LIMIT_STACK] = "Max stack size",
    [HN_LIMIT_CORE] = "Max core file size",
    [HN_LIMIT_NPROC] = "Max processes",
    [HN_LIMIT_NOFILE] = "Max open files",
    [HN_LIMIT_MEMLOCK] = "Max locked memory",
    [HN_LIMIT_AS] = "Max address space",
    [HN_LIMIT_SIGPENDING] = "Max pending signals",
    [HN_LIMIT_MSGQUEUE] = "Max msgqueue size",
    [HN_LIMIT_NICE] = "Max nice priority",
    [HN_LIMIT_RTPRIO] = "Max realtime priority",
    [HN_LIMIT_RTTIME] = "Max realtime timeout",
  };
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean any = FALSE;

  for (guint i = 0; i < HN_N_LIMITS; i++)
    limits[i] = G_MAXUINT64;
  for (guint i = 0; lines[i] != NULL; i++)
    for (guint j = 0; j < HN_N_LIMITS; j++)
      {
        const char *place;

        /* The soft limit, then the hard one. */
        if (!g_str_has_prefix (lines[i], names[j]) || lines[i][strlen (names[j])] != ' ')
          continue;
        place = lines[i] + strlen (names[j]);
        place += strspn (place, " ");
        place += strcspn (place, " ");
        place += strspn (place, " ");
        if (g_ascii_isdigit (*place))
          limits[j] = g_ascii_strtoull (place, NULL, 10);
        any |= *place != '\0';
      }

  return any;
}
