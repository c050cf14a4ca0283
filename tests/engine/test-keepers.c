/* Who kept which line of Hardnut's drop-in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/kept/keepers.h"

#define TWO "[Service]\nPrivateTmp=yes\nProtectHome=yes\n"
#define THREE "[Service]\nNoNewPrivileges=yes\nPrivateTmp=yes\nProtectHome=yes\n"

static void
assert_keepers (const char *text, guint n, ...)
{
  g_autoptr (GPtrArray) kept = hn_keepers_parse (text);
  va_list keepers;

  g_assert_cmpuint (kept->len, ==, n);
  va_start (keepers, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (((const HnKeptLine *) kept->pdata[i])->keeper, ==, va_arg (keepers, guint32));
  va_end (keepers);
}

static void
test_written (void)
{
  g_autofree char *text = hn_keepers_write (TWO, NULL, 1000);
  g_autofree char *stripped = hn_keepers_strip (text);
  g_autoptr (GPtrArray) kept = hn_keepers_parse (text);

  assert_keepers (text, 2, 1000u, 1000u);
  g_assert_cmpstr (stripped, ==, TWO);
  g_assert_cmpstr (((const HnKeptLine *) kept->pdata[1])->line, ==, "ProtectHome=yes");
}

static void
test_does_not_pass_on (void)
{
  g_autofree char *first = hn_keepers_write (TWO, NULL, 0);
  g_autofree char *second = hn_keepers_write (THREE, first, 1000);
  g_autofree char *third = hn_keepers_write (THREE, second, 1001);

  assert_keepers (second, 3, 1000u, 0u, 0u);
  assert_keepers (third, 3, 1000u, 0u, 0u);
}

static void
test_changed_line_is_new (void)
{
  g_autofree char *first = hn_keepers_write ("[Service]\nProtectHome=read-only\n", NULL, 0);
  g_autofree char *second = hn_keepers_write ("[Service]\nProtectHome=yes\n", first, 1000);

  assert_keepers (second, 1, 1000u);
}

static void
test_equal_lines (void)
{
  static const char once[] = "[Service]\nSystemCallFilter=~@clock\n";
  static const char twice[] = "[Service]\nSystemCallFilter=~@clock\nSystemCallFilter=~@clock\n";
  g_autofree char *first = hn_keepers_write (once, NULL, 0);
  g_autofree char *second = hn_keepers_write (twice, first, 1000);

  assert_keepers (second, 2, 0u, 1000u);
}

/* Any difference at all, also in the comments. */
static void
test_changed_by_hand (void)
{
  g_autofree char *text = hn_keepers_write (TWO, NULL, 1000);
  const char *const changes[][2] = {
    { "ProtectHome=yes", "ProtectHome=tmpfs" },
    { "user 1000", "user 1001" },
    { "[Service]\n", "[Service]\n\n" },
    { "PrivateTmp=yes\n", "PrivateTmp=yes\nProtectClock=yes\n" },
    { "# Lines and", "# lines and" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_auto (GStrv) parts = g_strsplit (text, changes[i][0], 2);
      g_autofree char *changed = g_strjoinv (changes[i][1], parts);
      g_autoptr (GPtrArray) kept = hn_keepers_parse (changed);

      g_assert_cmpstr (changed, !=, text);
      for (guint l = 0; l < kept->len; l++)
        g_assert_cmpuint (((const HnKeptLine *) kept->pdata[l])->keeper, ==, HN_KEEPER_NONE);
    }
}

/* Whoever keeps a line that nobody is known for does not become its keeper. */
static void
test_of_nobody (void)
{
  g_autofree char *second = hn_keepers_write (THREE, TWO, 1000);
  g_autofree char *third = hn_keepers_write (THREE, second, 1000);

  assert_keepers (second, 3, 1000u, HN_KEEPER_NONE, HN_KEEPER_NONE);
  g_assert_cmpstr (second, ==, third);
}

static void
test_nothing (void)
{
  assert_keepers (NULL, 0);
  assert_keepers ("", 0);
  assert_keepers ("# Kept by user 0\n", 0);
  g_assert_null (hn_keepers_strip (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keepers/written", test_written);
  g_test_add_func ("/keepers/does-not-pass-on", test_does_not_pass_on);
  g_test_add_func ("/keepers/changed-line-is-new", test_changed_line_is_new);
  g_test_add_func ("/keepers/equal-lines", test_equal_lines);
  g_test_add_func ("/keepers/changed-by-hand", test_changed_by_hand);
  g_test_add_func ("/keepers/of-nobody", test_of_nobody);
  g_test_add_func ("/keepers/nothing", test_nothing);

  return g_test_run ();
}
