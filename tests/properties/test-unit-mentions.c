/* What unit files say of other units, in folders that the test makes up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "properties/unit-mentions.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Two folders of units, the stronger one first. */
typedef struct
{
  char *top;
  char *folders[3];
} Tree;

static void
tree_set_up (Tree *tree, gconstpointer data)
{
  tree->top = g_dir_make_tmp ("hardnut-mentions-XXXXXX", NULL);
  g_assert_nonnull (tree->top);
  tree->folders[0] = g_build_filename (tree->top, "etc", NULL);
  tree->folders[1] = g_build_filename (tree->top, "lib", NULL);
  tree->folders[2] = NULL;
  g_assert_cmpint (g_mkdir (tree->folders[0], 0755), ==, 0);
  g_assert_cmpint (g_mkdir (tree->folders[1], 0755), ==, 0);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      if (g_file_test (below, G_FILE_TEST_IS_SYMLINK) || !g_file_test (below, G_FILE_TEST_IS_DIR))
        g_unlink (below);
      else
        remove_all (below);
    }
  g_rmdir (path);
}

static void
tree_tear_down (Tree *tree, gconstpointer data)
{
  remove_all (tree->top);
  g_free (tree->top);
  g_free (tree->folders[0]);
  g_free (tree->folders[1]);
}

static void
put (Tree *tree, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (tree->top, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_found (Tree *tree, HnMentionKind kind, const char *name, const char *units)
{
  g_autoptr (HnMentions) mentions = hn_mentions_read ((const char *const *) tree->folders);
  g_auto (GStrv) found = hn_mentions_find (mentions, kind, name);
  g_autofree char *joined = g_strjoinv (" ", found);

  g_assert_cmpstr (joined, ==, units);
}

static void
test_lines (Tree *tree, gconstpointer data)
{
  put (tree, "lib/one.service", "[Unit]\nRequires=x.service web.service\n");
  put (tree, "lib/two.service", "[Unit]\nBindsTo = \"web.service\"\n");
  put (tree, "lib/three.service", "[Unit]\r\nPartOf=\\\r\n;Wants=\\\r\n web.service\r\n");
  put (tree, "lib/four.service", "[Unit]\nJoinsNamespaceOf=web.service\n");
  put (tree, "lib/five.target", "[Unit]\nRequisite=web.service");
  put (tree, "lib/six.service",
       "[Unit]\n#Requires=web.service\n;PartOf=web.service\n"
       "Wants=web.service\n[Install]\nRequires=web.service\n"
       "[X-Unit]\nRequires=web.service\n");
  put (tree, "lib/seven.service", "[Unit]\nRequires=web.service.d\nRequires=eb.service\n");
  put (tree, "lib/README", "[Unit]\nRequires=web.service\n");
  assert_found (tree, HN_MENTION_REQUIRES, "web.service",
                "five.target one.service three.service two.service");
  assert_found (tree, HN_MENTION_JOINS, "web.service", "four.service");
  assert_found (tree, HN_MENTION_REQUIRES, "other.service", "");
}

static void
test_files (Tree *tree, gconstpointer data)
{
  g_autofree char *link =
      g_build_filename (tree->top, "etc/linked.service.requires/web.service", NULL);
  g_autofree char *folder = g_path_get_dirname (link);
  g_autofree char *mask = g_build_filename (tree->top, "etc/masked.service", NULL);

  /* Of files with one name the manager reads the first. */
  put (tree, "lib/over.service", "[Unit]\nRequires=web.service\n");
  put (tree, "etc/over.service", "[Unit]\n");
  put (tree, "lib/masked.service", "[Unit]\nRequires=web.service\n");
  g_assert_cmpint (symlink ("/dev/null", mask), ==, 0);
  put (tree, "lib/plain.service", "[Unit]\n");
  put (tree, "etc/plain.service.d/10.conf", "[Unit]\nRequires=web.service\n");
  put (tree, "lib/plain.service.d/20.txt", "[Unit]\nJoinsNamespaceOf=web.service\n");
  put (tree, "lib/many-one.service", "[Unit]\n");
  put (tree, "lib/many-two.socket", "[Unit]\n");
  put (tree, "etc/many-.service.d/10.conf", "[Unit]\nRequires=web.service\n");
  put (tree, "etc/service.d/10.conf", "[Unit]\nRequires=web.service\n");
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  g_assert_cmpint (symlink ("/nowhere", link), ==, 0);
  assert_found (tree, HN_MENTION_REQUIRES, "web.service",
                "linked.service many-one.service plain.service");
  assert_found (tree, HN_MENTION_JOINS, "web.service", "");
}

static void
test_names (Tree *tree, gconstpointer data)
{
  put (tree, "lib/one.service", "[Unit]\nRequires=%N-db.service\n");
  put (tree, "lib/two@.service", "[Unit]\nRequires=%p-db@%i.service\n");
  put (tree, "lib/three.service", "[Unit]\nRequires=100%%.service\n");
  put (tree, "lib/four.socket", "[Socket]\nListenStream=/x\n");
  put (tree, "lib/five.socket", "[Socket]\nService=web.service\n");
  assert_found (tree, HN_MENTION_REQUIRES, "one-db.service", "one.service");
  assert_found (tree, HN_MENTION_REQUIRES, "two-db@x.service", "two@any.service");
  assert_found (tree, HN_MENTION_REQUIRES, "100%.service", "three.service");
  assert_found (tree, HN_MENTION_REQUIRES, "four.service", "four.socket");
  assert_found (tree, HN_MENTION_REQUIRES, "four@7.service", "four.socket");
  assert_found (tree, HN_MENTION_REQUIRES, "web.service", "five.socket");
  /* Itself is no other unit. */
  put (tree, "lib/six.service", "[Unit]\nPartOf=six.service\n");
  assert_found (tree, HN_MENTION_REQUIRES, "six.service", "");
}

/* Files that are no text, or no files. */
static void
test_odd (Tree *tree, gconstpointer data)
{
  g_autofree char *fifo = g_build_filename (tree->top, "lib/fifo.service", NULL);
  g_autofree char *loop = g_build_filename (tree->top, "lib/loop.service", NULL);
  g_autofree char *folder = g_build_filename (tree->top, "lib/folder.service", NULL);

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (symlink ("loop.service", loop), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  put (tree, "lib/empty.service", "");
  put (tree, "lib/junk.service", "\xff\xfe[Unit\n[]\n=\n=web.service\nRequires\n\\\n");
  put (tree, "lib/end.service", "[Unit]\nRequires=web.service\\");
  put (tree, "lib/quote.service", "[Unit]\nRequires=\"web.service\n");
  put (tree, "lib/.d/x.conf", "[Unit]\nRequires=web.service\n");
  put (tree, "lib/a.d/x.conf", "[Unit]\nRequires=web.service\n");
  put (tree, "lib/.service", "[Unit]\nRequires=web.service\n");
  assert_found (tree, HN_MENTION_REQUIRES, "web.service", "end.service quote.service");

  {
    g_autoptr (HnMentions) none = hn_mentions_read (NULL);
    g_auto (GStrv) found = hn_mentions_find (none, HN_MENTION_JOINS, "web.service");

    g_assert_null (found[0]);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/unit-mentions/" name, Tree, NULL, tree_set_up, function, tree_tear_down)
  ADD ("lines", test_lines);
  ADD ("files", test_files);
  ADD ("names", test_names);
  ADD ("odd", test_odd);
#undef ADD

  return g_test_run ();
}
