/* Texts that no one should write and someone will: endless, broken and huge ones. None may crash
 * the reader, none may take it long, and what stands before the bad place stays.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "reading.h"

#define MILLION 1000000

static HnSettings *
read_bytes (const char *text, gsize length)
{
  HnUnitContext context = { .unit = "test.service", .version = 257 };
  HnSettings *settings = hn_settings_new (&context);
  HnAssessment assessment;

  hn_unit_file_parse (settings, "/bad", text, length);
  hn_unit_file_finish (settings);
  hn_assess (settings, NULL, &assessment);
  g_assert_cmpuint (assessment.exposure, <=, 100);

  return settings;
}

/* START, then @line as often as @n says. */
static HnSettings *
read_repeated (const char *line, gsize length, guint n)
{
  g_autoptr (GString) text = g_string_new (START "ProtectHome=yes\n");

  for (guint i = 0; i < n; i++)
    g_string_append_len (text, line, length);

  return read_bytes (text->str, text->len);
}

static const HnWarning *
last_warning (const HnSettings *settings)
{
  GPtrArray *warnings = settings->warnings.all;

  g_assert_cmpuint (warnings->len, >, 0);

  return warnings->pdata[warnings->len - 1];
}

static void
test_nul (void)
{
  static const char text[] = START "ProtectHome=yes\0ProtectSystem=strict\n\0\0PrivateTmp=yes";
  g_autoptr (HnSettings) settings = read_bytes (text, sizeof text - 1);

  /* NUL ends a line for systemd. */
  assert_value (settings, HN_DIRECTIVE_PROTECT_HOME, "yes");
  assert_value (settings, HN_DIRECTIVE_PROTECT_SYSTEM, "strict");
  assert_value (settings, HN_DIRECTIVE_PRIVATE_TMP, "yes");
}

static void
test_invalid_utf8 (void)
{
  static const char text[] = START "ProtectHome=yes\nUser=\xff\xfe\nProtectSystem=strict\n";
  g_autoptr (HnSettings) settings = read_bytes (text, sizeof text - 1);

  g_assert_cmpint (settings->load_state, ==, HN_LOAD_BAD_SETTING);
  assert_value (settings, HN_DIRECTIVE_PROTECT_HOME, "yes");
  assert_value (settings, HN_DIRECTIVE_PROTECT_SYSTEM, "no");
  g_assert_cmpstr (last_warning (settings)->file, ==, "/bad");
  g_assert_cmpuint (last_warning (settings)->line, ==, 4);
}

static void
test_long_line (void)
{
  g_autofree char *line = g_strnfill (10 * 1024 * 1024, 'x');
  g_autoptr (HnSettings) settings = read_repeated (line, 10 * 1024 * 1024, 1);

  g_assert_cmpint (settings->load_state, ==, HN_LOAD_BAD_SETTING);
  assert_value (settings, HN_DIRECTIVE_PROTECT_HOME, "yes");
  g_assert_nonnull (strstr (last_warning (settings)->message, "megabyte"));
  g_assert_cmpuint (last_warning (settings)->line, ==, 4);
}

static void
test_endless_continuation (void)
{
  g_autoptr (HnSettings) settings = read_repeated ("\\\n", 2, 3 * MILLION);

  g_assert_cmpint (settings->load_state, ==, HN_LOAD_BAD_SETTING);
  assert_value (settings, HN_DIRECTIVE_PROTECT_HOME, "yes");
}

/* Lists that grow by every line, and warnings for every line. */
static void
test_million_lines (gconstpointer data)
{
  const char *line = data;
  g_autoptr (HnSettings) settings = read_repeated (line, strlen (line), MILLION);

  assert_value (settings, HN_DIRECTIVE_PROTECT_HOME, "yes");
  g_assert_cmpuint (settings->warnings.all->len, <=, 1001);
}

static void
test_warnings_are_counted (void)
{
  g_autoptr (HnSettings) settings = read_repeated ("Oops=1\n", 7, 1500);

  g_assert_cmpuint (settings->warnings.all->len, ==, 1001);
  g_assert_nonnull (strstr (last_warning (settings)->message, "500"));
}

static void
test_many_drop_ins (void)
{
  HnUnitContext context = { .unit = "test.service", .version = 257 };
  g_autoptr (HnSettings) settings = hn_settings_new (&context);
  const char *line = "[Service]\nReadWritePaths=/srv\n";

  hn_unit_file_parse (settings, "/unit", START, strlen (START));
  for (guint i = 0; i < 10000; i++)
    hn_unit_file_parse (settings, "/drop-in", line, strlen (line));
  hn_unit_file_finish (settings);

  g_assert_cmpint (settings->load_state, ==, HN_LOAD_LOADED);
  g_assert_cmpuint (settings->files->len, ==, 10001);
  g_assert_cmpuint (settings->origin[HN_DIRECTIVE_READ_WRITE_PATHS].file, ==, 10000);
}

/* Every prefix of a sensible text, and bytes without sense. */
static void
test_cut_and_noise (void)
{
  static const char text[] =
      START "[Unit]\nDescription=%n\n[Service]\nSystemCallFilter=~@swap \\\n"
            "# c\n @clock:EPERM\nDeviceAllow='/dev/a b' r\nUser=%i\n"
            "CapabilityBoundingSet=~CAP_KILL 5\nIPAddressAllow=::1/128 any\n";
  guint32 noise = 1;
  char bytes[4096];

  for (gsize i = 0; i < sizeof text; i++)
    hn_settings_free (read_bytes (text, i));

  for (guint round = 0; round < 2000; round++)
    {
      memcpy (bytes, text, sizeof text);
      for (guint i = 0; i < 8; i++)
        {
          noise = noise * 1664525 + 1013904223;
          bytes[(noise >> 8) % (sizeof text - 1)] = (char) (noise >> 24);
        }
      hn_settings_free (read_bytes (bytes, sizeof text - 1));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bad-input/nul", test_nul);
  g_test_add_func ("/bad-input/invalid-utf8", test_invalid_utf8);
  g_test_add_func ("/bad-input/long-line", test_long_line);
  g_test_add_func ("/bad-input/endless-continuation", test_endless_continuation);
  g_test_add_data_func ("/bad-input/million-lines/paths", "ReadWritePaths=/srv/data\n",
                        test_million_lines);
  g_test_add_data_func ("/bad-input/million-lines/unknown", "Nothing=1\n", test_million_lines);
  g_test_add_data_func ("/bad-input/million-lines/addresses", "IPAddressAllow=10.0.0.0/8\n",
                        test_million_lines);
  g_test_add_data_func ("/bad-input/million-lines/sections", "[X]\n[Service]\n",
                        test_million_lines);
  g_test_add_func ("/bad-input/warnings-are-counted", test_warnings_are_counted);
  g_test_add_func ("/bad-input/many-drop-ins", test_many_drop_ins);
  g_test_add_func ("/bad-input/cut-and-noise", test_cut_and_noise);

  return g_test_run ();
}
