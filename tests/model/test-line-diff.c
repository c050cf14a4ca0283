/* Differences of texts, line by line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/line-diff.h"

static char *
dup_diff (const char *before, const char *after)
{
  static const char signs[] = " -+";
  g_autoptr (GPtrArray) lines = hn_line_diff (before, after);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const HnDiffLine *line = lines->pdata[i];

      g_string_append_printf (text, "%c%s ", signs[line->change], line->text);
    }

  return g_string_free (text, FALSE);
}

static void
test_diff (void)
{
  static const struct
  {
    const char *before, *after, *expected;
  } cases[] = {
    { "", "", "" },
    { "a\n", "a", " a " },
    { "", "a\nb\n", "+a +b " },
    { "a\nb\n", "", "-a -b " },
    { "a\nb\nc\n", "a\nx\nc\n", " a -b +x  c " },
    { "a\nb\nc\n", "b\nc\nd\n", "-a  b  c +d " },
    { "a\na\na\n", "a\na\n", " a  a -a " },
    { "a\n\nb\n", "a\nb\n", " a -  b " },
    { "x\ny\nz\n", "z\ny\nx\n", "-x -y  z +y +x " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = dup_diff (cases[i].before, cases[i].after);

      g_test_message ("%u", i);
      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* Whatever is done with the lines: those that stay and go are the first text, those that stay and
 * come are the second. Texts too long for a table of common lines are no exception. */
static void
test_diff_random (void)
{
  for (guint round = 0; round < 200; round++)
    {
      guint n = round < 190 ? 12 : 2000;
      g_autoptr (GString) before = g_string_new (NULL);
      g_autoptr (GString) after = g_string_new (NULL);
      g_autoptr (GString) left = g_string_new (NULL);
      g_autoptr (GString) right = g_string_new (NULL);
      g_autoptr (GPtrArray) lines = NULL;

      for (guint i = g_test_rand_int_range (0, n); i > 0; i--)
        g_string_append_printf (before, "%d\n", g_test_rand_int_range (0, 5));
      for (guint i = g_test_rand_int_range (0, n); i > 0; i--)
        g_string_append_printf (after, "%d\n", g_test_rand_int_range (0, 5));

      lines = hn_line_diff (before->str, after->str);
      for (guint i = 0; i < lines->len; i++)
        {
          const HnDiffLine *line = lines->pdata[i];

          if (line->change != HN_LINE_ADDED)
            g_string_append_printf (left, "%s\n", line->text);
          if (line->change != HN_LINE_REMOVED)
            g_string_append_printf (right, "%s\n", line->text);
        }
      g_assert_cmpstr (left->str, ==, before->str);
      g_assert_cmpstr (right->str, ==, after->str);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/line-diff/cases", test_diff);
  g_test_add_func ("/line-diff/random", test_diff_random);

  return g_test_run ();
}
