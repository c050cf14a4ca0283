/* A fingerprint of everything that makes a unit.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/etag.h"

#include <string.h>

HnEtag *
hn_etag_new (void)
{
  return g_checksum_new (G_CHECKSUM_SHA256);
}

/* Every part carries its kind and length, so that no two lists of files run together into the same
 * bytes. GChecksum takes its lengths signed. */
static void
add_part (HnEtag *self, char kind, const void *data, gsize length)
{
  const guchar *rest = data;
  char head[32];
  int n = g_snprintf (head, sizeof head, "%c%" G_GSIZE_FORMAT ":", kind, length);

  g_checksum_update (self, (const guchar *) head, n);
  while (length > 0)
    {
      gsize slice = MIN (length, (gsize) 1 << 30);

      g_checksum_update (self, rest, (gssize) slice);
      rest += slice;
      length -= slice;
    }
}

void
hn_etag_add (HnEtag *self, const char *path, const void *data, gsize length)
{
  add_part (self, 'p', path, strlen (path));
  add_part (self, 'c', data, length);
}

void
hn_etag_add_missing (HnEtag *self, const char *path)
{
  add_part (self, 'p', path, strlen (path));
  add_part (self, 'm', NULL, 0);
}

char *
hn_etag_finish (HnEtag *self)
{
  char *text = g_strdup (g_checksum_get_string (self));

  g_checksum_free (self);

  return text;
}
