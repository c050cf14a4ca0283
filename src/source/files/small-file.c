/* One loop of read(), and the errors of small files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/small-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

char *
hn_small_file_read (const char *path, gsize *length, const char **reason)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[16384];
  gssize n;
  int fd;

  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    {
      *reason = g_strerror (errno);
      return NULL;
    }

  do
    {
      n = read (fd, buffer, sizeof buffer);
      if (n > 0)
        g_byte_array_append (bytes, buffer, (guint) n);
    }
  while ((n > 0 && bytes->len <= HN_SMALL_FILE_MAX) || (n < 0 && errno == EINTR));

  if (n != 0)
    *reason = n < 0 ? g_strerror (errno) : _ ("larger than 16 MiB");
  close (fd);
  if (n != 0)
    return NULL;

  *length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) "", 1);

  return (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);
}

gboolean
hn_small_file_fail (const char *path, GError **error)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code), "%s: %s", path,
               g_strerror (code));

  return FALSE;
}
