/* The fingerprint of a unit's files: it changes with everything that matters, and with nothing
 * else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/etag.h"

/* One file; NULL content stands for one that is missing. */
typedef struct
{
  const char *path;
  const char *content;
} File;

static char *
make (const File *files)
{
  HnEtag *etag = hn_etag_new ();

  for (; files->path != NULL; files++)
    if (files->content != NULL)
      hn_etag_add (etag, files->path, files->content, strlen (files->content));
    else
      hn_etag_add_missing (etag, files->path);

  return hn_etag_finish (etag);
}

static void
test_known (void)
{
  static const File files[] = { { "/a", "x" }, { NULL, NULL } };
  g_autofree char *etag = make (files);
  /* Caller and helper may be of different ages: what goes into the sum stays the same for good. */
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "p2:/ac1:x", -1);

  g_assert_cmpstr (etag, ==, expected);
  g_assert_cmpuint (strlen (etag), ==, 64);
}

static void
test_differences (void)
{
  static const File cases[][4] = {
    { { NULL, NULL } },
    { { "/a", "" } },
    { { "/a", NULL } },
    { { "/a", "x" } },
    { { "/a", "y" } },
    { { "/b", "x" } },
    { { "/a", "x" }, { "/b", "" } },
    { { "/a", "x" }, { "/b", NULL } },
    { { "/b", "" }, { "/a", "x" } },
    { { "/a", "x" }, { "/b", "" }, { "/b", "" } },
    /* Where the bytes of two files run into each other. */
    { { "/a", "xc1:y" } },
    { { "/a", "x" }, { "/bc1:y", "" } },
    { { "/ac1:x", "" } },
    { { "/a", "p2:/bc1:x" } },
    { { "/ap2:/b", "x" } },
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *again = make (cases[i]);

      g_assert_true (g_hash_table_add (seen, make (cases[i])));
      g_assert_true (g_hash_table_contains (seen, again));
    }
}

/* Content is bytes, not text. */
static void
test_bytes (void)
{
  HnEtag *a = hn_etag_new ();
  HnEtag *b = hn_etag_new ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  hn_etag_add (a, "/a", "x\0y", 3);
  hn_etag_add (b, "/a", "x\0z", 3);
  first = hn_etag_finish (a);
  second = hn_etag_finish (b);
  g_assert_cmpstr (first, !=, second);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/etag/known", test_known);
  g_test_add_func ("/etag/differences", test_differences);
  g_test_add_func ("/etag/bytes", test_bytes);

  return g_test_run ();
}
