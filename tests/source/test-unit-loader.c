/* Which files a service has, and in which order: every rule on a tree of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "unit-tree.h"

static void
test_priority (Tree *tree, gconstpointer data)
{
  static const char *const folders[] = {
    "/run/systemd/generator.late/",   LIB,
    "/usr/local/lib/systemd/system/", "/run/systemd/generator/",
    "/run/systemd/system.attached/",  RUN,
    "/etc/systemd/system.attached/",  ETC,
    "/run/systemd/generator.early/",  "/run/systemd/transient/",
    "/run/systemd/system.control/",   "/etc/systemd/system.control/",
  };

  /* Each stronger folder takes over from the one before, whole. */
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_strconcat (folders[i], "a.service", NULL);

      tree_write (tree, path, SERVICE);
      tree_assert_files (tree, "a.service", path);
    }

  tree_assert_list (tree, "a.service");
}

static void
test_alias (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "a.service", SERVICE);
  tree_link (tree, LIB "b.service", "a.service");
  tree_link (tree, ETC "c.service", "/usr/lib/systemd/system/b.service");
  tree_link (tree, ETC "d.service", "../../../usr/lib/systemd/system/a.service");
  tree_write (tree, ETC "b.service.d/x.conf", "");
  tree_write (tree, LIB "c.service.d/y.conf", "");

  tree_assert_files (tree, "c.service",
                     LIB "a.service " ETC "b.service.d/x.conf " LIB "c.service.d/y.conf");
  tree_assert_names (tree, "c.service", "a.service b.service c.service d.service");
  tree_assert_names (tree, "a.service", "a.service b.service c.service d.service");
  tree_assert_list (tree, "a.service");
}

static void
test_alias_beats_file (Tree *tree, gconstpointer data)
{
  /* The name in the stronger folder is an alias, so the file further down is never seen. */
  tree_write (tree, LIB "a.service", SERVICE);
  tree_write (tree, LIB "b.service", SERVICE);
  tree_link (tree, ETC "a.service", LIB "b.service");

  tree_assert_files (tree, "a.service", LIB "b.service");
  tree_assert_names (tree, "b.service", "b.service a.service");
  tree_assert_list (tree, "b.service");
}

static void
test_alias_refused (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "a.service", SERVICE);
  tree_write (tree, LIB "t@.service", SERVICE);
  tree_write (tree, LIB "s.socket", "");
  tree_write (tree, LIB "own.service", SERVICE);

  /* None of these may be an alias, so they do not hide what is below them. */
  tree_link (tree, ETC "own.service", LIB "own.service");
  tree_link (tree, ETC "a.service", LIB "t@.service");
  tree_link (tree, ETC "t@.service", LIB "s.socket");
  tree_link (tree, ETC "lonely.service", LIB "s.socket");
  tree_write (tree, LIB "t@y.service", SERVICE);
  tree_link (tree, ETC "t@x.service", LIB "t@y.service");

  tree_assert_files (tree, "own.service", LIB "own.service");
  tree_assert_files (tree, "a.service", LIB "a.service");
  tree_assert_files (tree, "t@x.service", LIB "t@.service");
  tree_assert_names (tree, "t@x.service", "t@x.service");
  tree_assert_missing (tree, "lonely.service", ETC "lonely.service");
  tree_assert_list (tree, "a.service own.service t@.service t@y.service");
}

static void
test_alias_loop (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "fine.service", SERVICE);
  tree_link (tree, ETC "a.service", "b.service");
  tree_link (tree, ETC "b.service", "a.service");
  tree_link (tree, ETC "far.service", "n0.service");
  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *from = g_strdup_printf (ETC "n%u.service", i);
      g_autofree char *to = g_strdup_printf ("n%u.service", i + 1);

      tree_link (tree, from, to);
    }
  tree_write (tree, ETC "n9.service", SERVICE);

  tree_assert_missing (tree, "a.service", "circles");
  tree_assert_missing (tree, "far.service", "circles"); /* too long counts as a loop */
  tree_assert_missing (tree, "n1.service", "circles");
  tree_assert_files (tree, "n2.service", ETC "n9.service");
  tree_assert_files (tree, "fine.service", LIB "fine.service");
}

static void
test_linked (Tree *tree, gconstpointer data)
{
  /* Leads out of the search path: a unit of its own under the link's name. */
  tree_write (tree, "/opt/other.service", SERVICE);
  tree_link (tree, ETC "a.service", "/opt/other.service");
  tree_write (tree, ETC "a.service.d/x.conf", "");
  tree_write (tree, ETC "other.service.d/no.conf", "");
  tree_link (tree, ETC "gone.service", "/opt/gone.service");

  tree_assert_files (tree, "a.service", ETC "a.service " ETC "a.service.d/x.conf");
  tree_assert_names (tree, "a.service", "a.service");
  tree_assert_missing (tree, "gone.service", ETC "gone.service");
}

static void
test_linked_folder (Tree *tree, gconstpointer data)
{
  /* A folder of the search path is itself a link; aliases in it are still aliases. */
  tree_write (tree, "/opt/units/a.service", SERVICE);
  tree_link (tree, "/opt/units/b.service", "a.service");
  tree_link (tree, "/opt/units/c.service", "/opt/units/a.service");
  tree_link (tree, "/etc/systemd/system", "/opt/units");

  tree_assert_names (tree, "c.service", "a.service b.service c.service");
  tree_assert_files (tree, "b.service", ETC "a.service");
}

static void
test_masked (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "a.service", SERVICE);
  tree_write (tree, LIB "a.service.d/x.conf", "");
  tree_link (tree, ETC "a.service", "/dev/null");
  tree_write (tree, ETC "empty.service", "");
  tree_link (tree, LIB "other.service", "a.service");

  tree_assert_files (tree, "a.service", ETC "a.service");
  tree_assert_files (tree, "empty.service", ETC "empty.service");
  tree_assert_load_error (tree, "a.service", HN_LOADER_ERROR_MASKED, ETC "a.service");
  tree_assert_load_error (tree, "other.service", HN_LOADER_ERROR_MASKED, ETC "a.service");
  tree_assert_load_error (tree, "empty.service", HN_LOADER_ERROR_MASKED, ETC "empty.service");
  tree_assert_list (tree, "a.service empty.service");

  tree->version = 252;
  tree_assert_files (tree, "a.service", ETC "a.service " LIB "a.service.d/x.conf");
}

static void
test_drop_in_order (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "a.service", SERVICE);
  tree_write (tree, LIB "a.service.d/50.conf", "");
  tree_write (tree, RUN "a.service.d/40.conf", "");
  tree_write (tree, ETC "a.service.d/60.conf", "");
  tree_write (tree, LIB "a.service.d/B.conf", "");
  tree_write (tree, LIB "service.d/45.conf", "");

  tree_assert_files (tree, "a.service",
                     LIB "a.service " RUN "a.service.d/40.conf " LIB "service.d/45.conf " LIB
                         "a.service.d/50.conf " ETC "a.service.d/60.conf " LIB
                         "a.service.d/B.conf");
}

static void
test_drop_in_hides (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "a-b.service", SERVICE);
  tree_write (tree, LIB "a-b.service.d/1.conf", "");
  tree_write (tree, ETC "a-b.service.d/1.conf", "");
  tree_link (tree, ETC "a-b.service.d/2.conf", "/dev/null");
  tree_write (tree, LIB "a-b.service.d/2.conf", "");

  /* The folder comes first, only then how closely its name fits. */
  tree_write (tree, LIB "a-b.service.d/3.conf", "");
  tree_write (tree, ETC "a-.service.d/3.conf", "");
  tree_write (tree, ETC "a-b.service.d/4.conf", "");
  tree_write (tree, ETC "a-.service.d/4.conf", "");

  /* The type is weaker than any name in any folder. */
  tree_write (tree, ETC "service.d/5.conf", "");
  tree_write (tree, LIB "a-.service.d/5.conf", "");

  tree_assert_files (tree, "a-b.service",
                     LIB "a-b.service " ETC "a-b.service.d/1.conf " ETC "a-b.service.d/2.conf " ETC
                         "a-.service.d/3.conf " ETC "a-b.service.d/4.conf " LIB
                         "a-.service.d/5.conf");
}

static void
test_prefixes (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "a-b-c.service", SERVICE);
  tree_write (tree, LIB "a-b-.service", SERVICE);
  tree_write (tree, LIB "-a.service", SERVICE);
  tree_write (tree, LIB "a--.service", SERVICE);
  tree_write (tree, LIB "ab.service", SERVICE);
  tree_write (tree, LIB "a-.service.d/1.conf", "");
  tree_write (tree, LIB "a-b-.service.d/2.conf", "");
  tree_write (tree, LIB "a-b.service.d/no.conf", "");
  tree_write (tree, LIB "-.service.d/no.conf", "");

  tree_assert_files (tree, "a-b-c.service",
                     LIB "a-b-c.service " LIB "a-.service.d/1.conf " LIB "a-b-.service.d/2.conf");
  tree_assert_files (tree, "a-b-.service",
                     LIB "a-b-.service " LIB "a-.service.d/1.conf " LIB "a-b-.service.d/2.conf");
  tree_assert_files (tree, "-a.service", LIB "-a.service");
  tree_assert_files (tree, "a--.service", LIB "a--.service " LIB "a-.service.d/1.conf");
  tree_assert_files (tree, "ab.service", LIB "ab.service");
}

static void
test_templates (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "t@.service", SERVICE);
  tree_write (tree, ETC "t@own.service", SERVICE);
  tree_write (tree, LIB "t@.service.d/1.conf", "");
  tree_write (tree, LIB "t@x.service.d/2.conf", "");
  tree_write (tree, LIB "t@own.service.d/3.conf", "");
  tree_write (tree, LIB "t@x.service.d/1.conf", "");

  tree_assert_files (tree, "t@y.service", LIB "t@.service " LIB "t@.service.d/1.conf");
  tree_assert_files (tree, "t@x.service",
                     LIB "t@.service " LIB "t@x.service.d/1.conf " LIB "t@x.service.d/2.conf");
  tree_assert_files (tree, "t@own.service",
                     ETC "t@own.service " LIB "t@.service.d/1.conf " LIB "t@own.service.d/3.conf");
  tree_assert_files (tree, "t@.service", LIB "t@.service " LIB "t@.service.d/1.conf");
  tree_assert_load_error (tree, "t@.service", HN_LOADER_ERROR_TEMPLATE, "t@.service");
  tree_assert_list (tree, "t@.service t@own.service");
}

static void
test_template_prefixes (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "a-b@.service", SERVICE);
  tree_write (tree, LIB "a-.service.d/1.conf", "");
  tree_write (tree, LIB "a-@.service.d/2.conf", "");
  tree_write (tree, LIB "a-@x.service.d/3.conf", "");
  tree_write (tree, LIB "a-b@.service.d/4.conf", "");

  tree_assert_files (tree, "a-b@x.service",
                     LIB "a-b@.service " LIB "a-.service.d/1.conf " LIB "a-@.service.d/2.conf " LIB
                         "a-@x.service.d/3.conf " LIB "a-b@.service.d/4.conf");
  tree_assert_files (tree, "a-b@y.service",
                     LIB "a-b@.service " LIB "a-.service.d/1.conf " LIB "a-@.service.d/2.conf " LIB
                         "a-b@.service.d/4.conf");
}

static void
test_template_aliases (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "t@.service", SERVICE);
  tree_link (tree, LIB "u@.service", "t@.service");
  tree_link (tree, ETC "v@x.service", LIB "t@.service");
  tree_link (tree, ETC "t@one.service", LIB "t@.service");
  tree_write (tree, LIB "u@.service.d/1.conf", "");
  tree_write (tree, LIB "v@x.service.d/2.conf", "");
  tree_write (tree, LIB "u@own.service", SERVICE);

  tree_assert_names (tree, "u@y.service", "t@y.service u@y.service");
  tree_assert_files (tree, "t@y.service", LIB "t@.service " LIB "u@.service.d/1.conf");
  tree_assert_names (tree, "t@x.service", "t@x.service u@x.service v@x.service");
  tree_assert_files (tree, "v@x.service",
                     LIB "t@.service " LIB "u@.service.d/1.conf " LIB "v@x.service.d/2.conf");
  tree_assert_names (tree, "t@one.service", "t@one.service u@one.service");
  tree_assert_files (tree, "u@own.service", LIB "u@own.service " LIB "u@.service.d/1.conf");
  tree_assert_names (tree, "t@own.service", "t@own.service");
  tree_assert_list (tree, "t@.service u@own.service");
}

static void
test_ignored_names (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "a.service", SERVICE);
  tree_write (tree, LIB "a.service.d/.hidden.conf", "");
  tree_write (tree, LIB "a.service.d/x.conf~", "");
  tree_write (tree, LIB "a.service.d/x.txt", "");
  tree_write (tree, LIB "a.service.d/README", "");
  tree_write (tree, LIB "a.service.wants/b.service", "");
  tree_write (tree, LIB "a.service.dpkg-new", SERVICE);
  tree_write (tree, LIB "b c.service", SERVICE);
  tree_write (tree, LIB "@x.service", SERVICE);
  tree_write (tree, LIB ".service", SERVICE);
  tree_write (tree, LIB "a.timer", "");
  tree_write (tree, LIB "multi-user.target.wants/c.service", SERVICE);
  tree_write (tree, LIB "multi-user.target.wants/t@x.service", SERVICE);

  tree_assert_files (tree, "a.service", LIB "a.service");
  tree_assert_list (tree, "a.service");
}

static void
test_only_drop_ins (Tree *tree, gconstpointer data)
{
  tree_write (tree, ETC "a.service.d/x.conf", "[Service]\nExecStart=/bin/true\n");

  tree_assert_missing (tree, "a.service", "a.service");
  tree_assert_list (tree, "");
}

static void
test_linked_drop_in_folder (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "a.service", SERVICE);
  tree_write (tree, LIB "b.service", SERVICE);
  tree_write (tree, "/opt/shared/x.conf", "");
  tree_link (tree, ETC "a.service.d", "/opt/shared");
  tree_write (tree, ETC "shared/x.conf", "");
  tree_link (tree, ETC "b.service.d", "shared");

  /* systemd looks a relative target up from "/", so this one leads nowhere to it. */
  tree_assert_files (tree, "a.service", LIB "a.service /opt/shared/x.conf");
  tree_assert_files (tree, "b.service", LIB "b.service");
  g_autoptr (HnSettings) settings = tree_load (tree, "b.service");
  g_assert_cmpuint (tree_count_warnings (tree, settings, ETC "b.service.d"), ==, 1);

  /* The look is from "/", but the reading is from where the link is. */
  tree_write (tree, LIB "c.service", SERVICE);
  tree_link (tree, ETC "c.service.d", "opt/shared");
  tree_mkdir (tree, ETC "opt/shared");
  tree_write (tree, ETC "opt/shared/y.conf", "");
  tree_assert_files (tree, "c.service", LIB "c.service " ETC "opt/shared/y.conf");
}

static void
test_inside_root (Tree *tree, gconstpointer data)
{
  /* Absolute links and those that climb too far stay in the root. */
  tree_write (tree, "/opt/a.service", SERVICE);
  tree_link (tree, ETC "a.service", "../../../../../../../../opt/a.service");
  tree_write (tree, LIB "b.service", SERVICE);
  tree_link (tree, "/opt/x.conf", "/etc/passwd");
  tree_link (tree, ETC "b.service.d/x.conf", "/opt/x.conf");

  tree_assert_files (tree, "a.service", ETC "a.service");
  hn_settings_free (tree_load (tree, "a.service"));
  g_autoptr (HnSettings) b = tree_load (tree, "b.service");
  g_assert_cmpuint (tree_count_warnings (tree, b, ETC "b.service.d/x.conf"), ==, 1);
}

static void
test_names (Tree *tree, gconstpointer data)
{
  static const char *const bad[] = { "a",           "a.socket", ".service", "@x.service",
                                     "a b.service", "a/b",      "" };
  g_autoptr (HnUnitLoader) loader = tree_loader (tree);
  g_autofree char *stem = g_strnfill (248, 'a');
  g_autofree char *too_long = g_strconcat (stem, ".service", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (hn_unit_loader_load (loader, bad[i], &error));
      g_assert_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_NAME);
    }

  g_autoptr (GError) error = NULL;
  g_assert_false (hn_unit_loader_find (loader, too_long, NULL, NULL, &error));
  g_assert_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_NAME);
  tree_assert_missing (tree, too_long + 1, "aaa");

  /* With a slash it is a path, not a name below the root. */
  g_clear_error (&error);
  g_assert_null (hn_unit_loader_load (loader, "a/b.service", &error));
  g_assert_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("SYSTEMD_UNIT_PATH");

#define ADD(name, function) \
  g_test_add ("/unit-loader/" name, Tree, NULL, tree_set_up, function, tree_tear_down)
  ADD ("priority", test_priority);
  ADD ("alias", test_alias);
  ADD ("alias-beats-file", test_alias_beats_file);
  ADD ("alias-refused", test_alias_refused);
  ADD ("alias-loop", test_alias_loop);
  ADD ("linked", test_linked);
  ADD ("linked-folder", test_linked_folder);
  ADD ("masked", test_masked);
  ADD ("drop-in-order", test_drop_in_order);
  ADD ("drop-in-hides", test_drop_in_hides);
  ADD ("prefixes", test_prefixes);
  ADD ("templates", test_templates);
  ADD ("template-prefixes", test_template_prefixes);
  ADD ("template-aliases", test_template_aliases);
  ADD ("ignored-names", test_ignored_names);
  ADD ("only-drop-ins", test_only_drop_ins);
  ADD ("linked-drop-in-folder", test_linked_drop_in_folder);
  ADD ("inside-root", test_inside_root);
  ADD ("names", test_names);

  return g_test_run ();
}
