/* Descriptors that are closed by themselves, and the ways in which the helper reads from them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void
hn_descriptor_clear (int *fd)
{
  int number = errno;

  if (*fd >= 0)
    close (*fd);
  errno = number;
}

DIR *
hn_descriptor_open_folder (int folder_fd, const char *name)
{
  hn_auto_fd fd = openat (folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  DIR *folder = fd >= 0 ? fdopendir (fd) : NULL;

  if (folder != NULL)
    fd = -1;

  return folder;
}

char *
hn_descriptor_read (int fd, gsize limit, gsize *ret_length)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  while ((n = read (fd, buffer, sizeof buffer)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return NULL;
      g_string_append_len (text, buffer, n);
      if (text->len > limit)
        {
          errno = EFBIG;
          return NULL;
        }
    }
  if (ret_length != NULL)
    *ret_length = text->len;

  return g_string_free (g_steal_pointer (&text), FALSE);
}
