/* The sum over the programs of a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "observer/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than this is not read while others wait. */
#define MAX_SIZE (32 * 1024 * 1024)

static void
add_content (GChecksum *sum, int fd)
{
  g_autofree guint8 *block = g_malloc (64 * 1024);
  gssize got;

  /* It may grow while it is read. */
  for (gsize left = MAX_SIZE;
       left > 0 && (got = read (fd, block, MIN (left, (gsize) 64 * 1024))) > 0; left -= (gsize) got)
    g_checksum_update (sum, block, got);
}

/* FALSE: nothing can be known of it. What is not there may be in a folder that the service alone
 * has. */
static gboolean
add_file (GChecksum *sum, const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat info = { 0 };
  gboolean known = fd >= 0 ? fstat (fd, &info) == 0 : stat (path, &info) == 0;

  g_checksum_update (sum, (const guchar *) path, (gssize) strlen (path) + 1);
  if (fd >= 0 && known && S_ISREG (info.st_mode) && info.st_size <= MAX_SIZE)
    add_content (sum, fd);
  else if (known)
    {
      g_autofree char *facts =
          g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%ld",
                           (guint64) info.st_ino, (gint64) info.st_size,
                           (gint64) info.st_mtim.tv_sec, info.st_mtim.tv_nsec);

      g_checksum_update (sum, (const guchar *) facts, (gssize) strlen (facts) + 1);
    }
  if (fd >= 0)
    close (fd);

  return known;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
hn_identity_new (GPtrArray *paths)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gboolean known = paths->len > 0;

  g_ptr_array_sort (paths, compare_paths);
  for (guint i = 0; i < paths->len; i++)
    if (i == 0 || strcmp (paths->pdata[i], paths->pdata[i - 1]) != 0)
      known &= add_file (sum, paths->pdata[i]);

  return g_strdup (known ? g_checksum_get_string (sum) : "");
}
