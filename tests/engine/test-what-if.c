/* What the settings would be: the same as if the change stood on disk.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/what-if.h"

#include <string.h>

#include "engine/weaken-values.h"
#include "engine/validate.h"
#include "random-changes.h"
#include "reading.h"
#include "units.h"

static HnSettings *
read_unfinished (guint version, const char *text)
{
  HnUnitContext context = { .unit = "test@one.service", .version = version };
  HnSettings *settings = hn_settings_new (&context);

  hn_unit_file_parse (settings, "/file0", text, strlen (text));

  return settings;
}

static void
test_percent (void)
{
  const HnPair pairs[] = { { "ReadWritePaths", "/srv/%h" }, { "CPUQuota", "20%" } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = hn_validate_change (pairs, 2, 257, &error);
  g_autoptr (HnSettings) unfinished = read_unfinished (257, START);
  g_autoptr (HnSettings) changed = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = hn_change_to_text (changes);
  g_assert_cmpstr (text, ==, "[Service]\nReadWritePaths=/srv/%%h\nCPUQuota=20%\n");
  changed = hn_what_if (unfinished, changes);
  g_assert_cmpuint (changed->warnings.all->len, ==, 0);
  assert_value (changed, HN_DIRECTIVE_CPU_QUOTA, "20%");
}

/* What is implied follows from the change, and is gone with it. */
static void
test_implied (void)
{
  const HnPair pairs[] = { { "PrivateDevices", "yes" } };
  g_autoptr (GPtrArray) changes = hn_validate_change (pairs, 1, 257, NULL);
  g_autoptr (HnSettings) unfinished = read_unfinished (257, START);
  g_autoptr (HnSettings) with = hn_what_if (unfinished, changes);
  g_autoptr (HnSettings) without = hn_what_if (unfinished, NULL);

  assert_value (with, HN_DIRECTIVE_DEVICE_POLICY, "closed");
  assert_value (with, HN_DIRECTIVE_PRIVATE_MOUNTS, "yes");
  assert_value (without, HN_DIRECTIVE_DEVICE_POLICY, "auto");
  assert_value (without, HN_DIRECTIVE_PRIVATE_MOUNTS, "no");
  g_assert_cmpuint (with->files->len, ==, 2);
  g_assert_cmpuint (without->files->len, ==, 1);
}

/* All that is known about @a and @b is the same, but for what the last file is called. */
static void
assert_same (const HnSettings *a, const HnSettings *b)
{
  HnAssessment first, second;
  GPtrArray *a_warnings = a->warnings.all;
  GPtrArray *b_warnings = b->warnings.all;

  hn_assess (a, NULL, &first);
  hn_assess (b, NULL, &second);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      g_assert_cmpuint (first.findings[i].badness, ==, second.findings[i].badness);
      g_assert_cmpuint (first.findings[i].share, ==, second.findings[i].share);
    }
  g_assert_cmpuint (first.exposure, ==, second.exposure);
  g_assert_cmpint (a->load_state, ==, b->load_state);
  g_assert_cmpstr (hn_settings_get_type (a), ==, hn_settings_get_type (b));
  g_assert_cmpuint (a->files->len, ==, b->files->len);

  for (guint d = 0; d < HN_N_DIRECTIVES; d++)
    {
      g_autofree char *one = hn_settings_dup_value (a, d);
      g_autofree char *two = hn_settings_dup_value (b, d);
      HnOrigin from = a->origin[d];
      HnOrigin to = b->origin[d];

      g_assert_cmpstr (one, ==, two);
      g_assert_cmpint (from.kind, ==, to.kind);
      g_assert_cmpuint (from.file, ==, to.file);
      g_assert_cmpuint (from.line, ==, to.line);
      g_assert_cmpint (from.implied_by, ==, to.implied_by);
    }

  g_assert_cmpuint (a_warnings->len, ==, b_warnings->len);
  for (guint i = 0; i < a_warnings->len; i++)
    g_assert_cmpstr (((HnWarning *) a_warnings->pdata[i])->message, ==,
                     ((HnWarning *) b_warnings->pdata[i])->message);
}

/* Whatever is staged on whatever unit: as if the text stood on disk. And the unit that it is staged
 * upon stays as it is. */
static void
test_random (void)
{
  static const guint versions[] = { 252, 257, 260, 262 };
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  for (guint u = 0; u < G_N_ELEMENTS (test_units); u++)
    for (guint v = 0; v < G_N_ELEMENTS (versions); v++)
      {
        g_autoptr (HnSettings) unfinished = read_unfinished (versions[v], test_units[u]);

        for (guint round = 0; round < 50; round++)
          {
            g_autoptr (GPtrArray) changes = random_changes (rand, HN_SCOPE_SYSTEM, versions[v], 30);
            g_autofree char *text = hn_change_to_text (changes);
            g_autoptr (HnSettings) changed = hn_what_if (unfinished, changes);
            g_autoptr (HnSettings) read =
                changes->len > 0
                    ? read_texts (HN_SCOPE_SYSTEM, versions[v], test_units[u], text, NULL)
                    : read_texts (HN_SCOPE_SYSTEM, versions[v], test_units[u], NULL);

            assert_same (changed, read);
          }

        g_autoptr (HnSettings) after = hn_what_if (unfinished, NULL);
        g_autoptr (HnSettings) before =
            read_texts (HN_SCOPE_SYSTEM, versions[v], test_units[u], NULL);

        assert_same (after, before);
      }
}

/* A value of several lines is several lines. */
static void
test_lines (void)
{
  g_autoptr (GPtrArray) changes =
      hn_change_list_stage (NULL, HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, "\nnative");
  g_autoptr (HnSettings) unfinished = read_unfinished (257, START "SystemCallArchitectures=x86\n");
  g_autoptr (HnSettings) changed = hn_what_if (unfinished, changes);

  g_assert_cmpuint (changes->len, ==, 2);
  assert_value (changed, HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, "native");
}

static void
expect_addresses (const char *written, const char *told, gboolean expected)
{
  g_autofree char *ours = g_strdup_printf (START "IPAddressAllow=%s\n", written);
  g_autofree char *theirs = g_strdup_printf (START "IPAddressAllow=%s\n", told);
  g_autoptr (HnSettings) a = read_unfinished (257, ours);
  g_autoptr (HnSettings) b = read_unfinished (257, theirs);

  hn_unit_file_finish (a);
  hn_unit_file_finish (b);
  g_assert_cmpint (hn_settings_agree (a, b, HN_DIRECTIVE_IP_ADDRESS_ALLOW), ==, expected);
}

/* As a person writes addresses, and as a manager tells them. */
static void
test_addresses (void)
{
  expect_addresses ("10.0.0.0/8 ::1", "::1/128 10.0.0.0/8", TRUE);
  expect_addresses ("192.168.7.9", "192.168.7.9/32", TRUE);
  expect_addresses ("10.1.2.3/8 10.0.0.0/8", "10.0.0.0/8", TRUE);
  expect_addresses ("localhost ::1", "127.0.0.0/8 ::1/128", TRUE);
  expect_addresses ("2001:DB8:0:0::5", "2001:db8::5/128", TRUE);
  expect_addresses ("any", "::/0 0.0.0.0/0", TRUE);
  expect_addresses ("10.0.0.0/8", "10.0.0.0/9", FALSE);
  expect_addresses ("::1", "::2/128", FALSE);
}

/* Files that are read later have the last word, by themselves and by what they imply; and what they
 * change is named. */
static void
test_last_words (void)
{
  static const char later[] = "[Service]\nProtectHome=no\nUMask=0077\nDynamicUser=yes\n"
                              "ReadWritePaths=/b\nProtectKernelLogs=yes\nLockPersonality=\n"
                              "ProtectSystem=no\n";
  static const char own[] = "[Service]\nProtectHome=yes\nUMask=0077\nPrivateTmp=no\n"
                            "ReadWritePaths=/a\nCapabilityBoundingSet=CAP_SYSLOG CAP_KILL\n"
                            "LockPersonality=yes\nPrivateUsers=yes\nProtectSystem=full\n";
  static const struct
  {
    HnDirectiveId directive;
    guint line; /* of the later file; 0: it changes nothing */
    const char *value;
  } expected[] = {
    { HN_DIRECTIVE_PROTECT_HOME, 4, "read-only" }, /* by DynamicUser= */
    { HN_DIRECTIVE_UMASK, 0, "0077" },
    { HN_DIRECTIVE_PRIVATE_TMP, 4, "disconnected" },
    { HN_DIRECTIVE_READ_WRITE_PATHS, 5, "/a /b" },
    { HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, 6, "CAP_KILL" },
    { HN_DIRECTIVE_LOCK_PERSONALITY, 0, "yes" }, /* an empty boolean is ignored */
    { HN_DIRECTIVE_PRIVATE_USERS, 0, "yes" },
    { HN_DIRECTIVE_PROTECT_SYSTEM, 4, "strict" },
    { HN_DIRECTIVE_DYNAMIC_USER, 0, "yes" }, /* Hardnut's says nothing of it */
  };
  HnOrigin last_words[HN_N_DIRECTIVES];
  g_autoptr (HnSettings) unfinished = read_unfinished (257, START);
  g_autoptr (HnSettings) changed = NULL;
  g_autoptr (HnSettings) again = read_unfinished (257, START);
  g_autoptr (HnSettings) implied = NULL;
  g_autoptr (HnSettings) nothing_later = read_unfinished (257, START);
  g_autoptr (HnSettings) plain = NULL;
  guint n = 0;

  hn_unit_file_parse_later (unfinished, "/zzz.conf", later, strlen (later));
  changed = hn_what_if_text (unfinished, "own", own, last_words);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      HnOrigin origin = last_words[expected[i].directive];

      g_test_message ("%s", hn_directive_get (expected[i].directive)->name);
      assert_value (changed, expected[i].directive, expected[i].value);
      g_assert_cmpint (origin.kind == HN_ORIGIN_FILE, ==, expected[i].line > 0);
      g_assert_cmpuint (origin.line, ==, expected[i].line);
      if (expected[i].line > 0)
        g_assert_cmpstr (hn_settings_get_file (changed, origin.file), ==, "/zzz.conf");
    }
  for (guint i = 0; i < changed->warnings.all->len; i++)
    {
      const HnWarning *warning = changed->warnings.all->pdata[i];

      n += strstr (warning->message, "read later") != NULL &&
           strcmp (warning->file, "/zzz.conf") == 0;
    }
  g_assert_cmpuint (n, ==, 5);

  /* What a later file resets, a line of Hardnut's own may imply. */
  hn_unit_file_parse_later (again, "/zzz.conf", "[Service]\nProtectHome=no\n", 25);
  implied =
      hn_what_if_text (again, "own", "[Service]\nProtectHome=yes\nDynamicUser=yes\n", last_words);
  assert_value (implied, HN_DIRECTIVE_PROTECT_HOME, "read-only");
  g_assert_cmpuint (last_words[HN_DIRECTIVE_PROTECT_HOME].line, ==, 2);

  plain = hn_what_if_text (nothing_later, "own", own, last_words);
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    g_assert_cmpint (last_words[i].kind, ==, HN_ORIGIN_DEFAULT);
  g_assert_cmpuint (plain->warnings.all->len, ==, 0);
}

/* Two lists may let through together what neither does: an allow list behind a deny list takes
 * calls off it. */
static void
test_last (void)
{
  const HnPair pairs[] = { { "CapabilityBoundingSet", "~CAP_SYS_ADMIN" } };
  static const char later[] = "[Service]\nCapabilityBoundingSet=CAP_KILL\n";
  g_autoptr (GPtrArray) changes = hn_validate_change (pairs, 1, 257, NULL);
  g_autoptr (HnSettings) unfinished = read_unfinished (257, START);
  g_autoptr (HnSettings) vendor = NULL;
  g_autoptr (HnSettings) placed = NULL;
  g_autoptr (HnSettings) last = NULL;

  hn_unit_file_parse_later (unfinished, "/zzz.conf", later, strlen (later));
  vendor = hn_what_if (unfinished, NULL);
  placed = hn_what_if (unfinished, changes);
  last = hn_what_if_last (unfinished, changes);
  assert_value (vendor, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_KILL");
  assert_value (last, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_KILL");
  g_assert_true (hn_weakens (vendor, placed, NULL));
  g_assert_false (hn_weakens (vendor, last, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/what-if/percent", test_percent);
  g_test_add_func ("/what-if/implied", test_implied);
  g_test_add_func ("/what-if/last-words", test_last_words);
  g_test_add_func ("/what-if/last", test_last);
  g_test_add_func ("/what-if/random", test_random);
  g_test_add_func ("/what-if/lines", test_lines);
  g_test_add_func ("/what-if/addresses", test_addresses);

  return g_test_run ();
}
