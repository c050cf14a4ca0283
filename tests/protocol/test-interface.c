/* What the helper exports on a bus is what the description of its interface says, which clients are
 * made from. The path of the description is the program's argument.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "exported.h"
#include "helper/helper.h"
#include "helper/methods.h"

static const char *description_path;

static int
add (sd_bus *bus, gpointer data)
{
  static HnHelper helper = { .scope = HN_SCOPE_USER };

  helper.bus = bus;

  return hn_methods_add (&helper);
}

static void
test_exported (void)
{
  g_autofree char *exported = exported_introspect (HN_HELPER_PATH, add, NULL);
  g_autofree char *described = NULL;
  g_autofree char *ours = exported_dup_members (exported, HN_HELPER_INTERFACE);
  g_autofree char *theirs = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (description_path, &described, NULL, &error);
  g_assert_no_error (error);
  theirs = exported_dup_members (described, HN_HELPER_INTERFACE);

  g_assert_nonnull (strstr (ours, "method Try: unit:s settings:a(ss)"));
  g_assert_cmpstr (ours, ==, theirs);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  description_path = argv[1];
  g_test_add_func ("/interface/exported", test_exported);

  return g_test_run ();
}
