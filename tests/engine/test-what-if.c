/* What the settings would be: the same as if the change stood on disk.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/what-if.h"

#include <string.h>

#include "engine/request.h"
#include "reading.h"

static HnSettings *
read_unfinished (guint       version,
                 const char *text)
{
  HnUnitContext context = { .unit = "test@one.service", .version = version };
  HnSettings *settings = hn_settings_new (&context);

  hn_unit_file_apply (settings, "/file0", text, strlen (text));

  return settings;
}

static void
test_percent (void)
{
  const HnPair pairs[] = { { "ReadWritePaths", "/srv/%h" }, { "CPUQuota", "20%" } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) edits = hn_request_check (pairs, 2, HN_SCOPE_SYSTEM, 257, &error);
  g_autoptr (HnSettings) unfinished = read_unfinished (257, START);
  g_autoptr (HnSettings) changed = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = hn_request_to_text (edits);
  g_assert_cmpstr (text, ==, "[Service]\nReadWritePaths=/srv/%%h\nCPUQuota=20%\n");
  changed = hn_what_if (unfinished, edits);
  g_assert_cmpuint (hn_settings_get_warnings (changed)->len, ==, 0);
  assert_value (changed, HN_DIRECTIVE_CPU_QUOTA, "20%");
}

/* What is implied follows from the change, and is gone with it. */
static void
test_implied (void)
{
  const HnPair pairs[] = { { "PrivateDevices", "yes" } };
  g_autoptr (GPtrArray) edits = hn_request_check (pairs, 1, HN_SCOPE_SYSTEM, 257, NULL);
  g_autoptr (HnSettings) unfinished = read_unfinished (257, START);
  g_autoptr (HnSettings) with = hn_what_if (unfinished, edits);
  g_autoptr (HnSettings) without = hn_what_if (unfinished, NULL);

  assert_value (with, HN_DIRECTIVE_DEVICE_POLICY, "closed");
  assert_value (with, HN_DIRECTIVE_PRIVATE_MOUNTS, "yes");
  assert_value (without, HN_DIRECTIVE_DEVICE_POLICY, "auto");
  assert_value (without, HN_DIRECTIVE_PRIVATE_MOUNTS, "no");
  g_assert_cmpuint (hn_settings_get_n_files (with), ==, 2);
  g_assert_cmpuint (hn_settings_get_n_files (without), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/what-if/percent", test_percent);
  g_test_add_func ("/what-if/implied", test_implied);

  return g_test_run ();
}
