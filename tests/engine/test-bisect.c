/* Finding the lines that a service does not survive, with as few trials as promised.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/bisect.h"

/* Whether a service survives these lines. */
typedef gboolean (*Service) (const gboolean *lines, guint n, guint about);

static gboolean
fails_of_one (const gboolean *lines, guint n, guint about)
{
  return !lines[about];
}

/* Two that only together are too much. */
static gboolean
fails_of_both (const gboolean *lines, guint n, guint about)
{
  return !(lines[about] && lines[(about + n / 2) % n]);
}

/* Each of two by itself. */
static gboolean
fails_of_either (const gboolean *lines, guint n, guint about)
{
  return !(lines[about] || lines[(about + n / 2) % n]);
}

/* Returns: how many trials it took, the first one included */
static guint
run (Service service, guint n, guint about, HnBisect *bisect)
{
  guint trials = 1;
  gboolean works = FALSE;
  const gboolean *next;

  while ((next = hn_bisect_next (bisect)) != NULL)
    {
      gboolean last = hn_bisect_is_last (bisect);

      works = service (next, n, about);
      if (last)
        for (guint i = 0; i < n; i++)
          g_assert_cmpint (next[i], ==, !hn_bisect_is_culprit (bisect, i));
      hn_bisect_tell (bisect, works);
      g_assert_cmpuint (++trials, <, 200);
    }
  /* What is left in the end has been seen to work, or is nothing. */
  g_assert_true (works || hn_bisect_get_n_culprits (bisect) == n);

  return trials;
}

static void
test_one (void)
{
  for (guint n = 1; n <= 40; n++)
    for (guint about = 0; about < n; about++)
      {
        g_autoptr (HnBisect) bisect = hn_bisect_new (n);
        guint trials = run (fails_of_one, n, about, bisect);

        g_assert_cmpuint (trials, <=, hn_bisect_count_trials (n));
        g_assert_cmpuint (hn_bisect_get_n_culprits (bisect), ==, 1);
        g_assert_true (hn_bisect_is_culprit (bisect, about));
      }
}

static void
test_together (void)
{
  for (guint n = 2; n <= 40; n++)
    for (guint about = 0; about < n; about++)
      {
        g_autoptr (HnBisect) bisect = hn_bisect_new (n);
        guint other = (about + n / 2) % n;

        run (fails_of_both, n, about, bisect);
        g_assert_cmpuint (hn_bisect_get_n_culprits (bisect), ==, 1);
        g_assert_true (hn_bisect_is_culprit (bisect, about) ||
                       hn_bisect_is_culprit (bisect, other));
      }
}

static void
test_several (void)
{
  for (guint n = 2; n <= 40; n++)
    for (guint about = 0; about < n; about++)
      {
        g_autoptr (HnBisect) bisect = hn_bisect_new (n);

        run (fails_of_either, n, about, bisect);
        g_assert_cmpuint (hn_bisect_get_n_culprits (bisect), ==, 2);
        g_assert_true (hn_bisect_is_culprit (bisect, about));
        g_assert_true (hn_bisect_is_culprit (bisect, (about + n / 2) % n));
      }
}

static void
test_counts (void)
{
  g_assert_cmpuint (hn_bisect_count_trials (1), ==, 2);
  g_assert_cmpuint (hn_bisect_count_trials (2), ==, 3);
  g_assert_cmpuint (hn_bisect_count_trials (12), ==, 6);
  g_assert_cmpuint (hn_bisect_count_trials (64), ==, 8);
}

static void
assert_content (const char *expected,
                GPtrArray *changes,
                GPtrArray *present,
                GPtrArray *changed,
                gboolean first,
                gboolean second,
                gboolean third)
{
  const gboolean with[] = { first, second, third };
  g_autoptr (GPtrArray) content = hn_bisect_dup_content (changes, present, changed, with);
  g_autofree char *text = hn_drop_in_to_text (content);

  g_assert_cmpstr (text, ==, expected);
}

/* What stands stays in each part, and comes back where a new line takes its place. */
static void
test_content (void)
{
  static const char *const words[] = { "ProtectHome=yes", "ProtectSystem=strict", "BindPaths=/a",
                                       "BindPaths=/b",    "PrivateTmp=yes",       NULL };
  static const char *const old[] = { "ProtectHome=yes", "ProtectSystem=full", "BindPaths=/a",
                                     NULL };
  g_autoptr (GPtrArray) changes = hn_drop_in_parse_changes (words, NULL);
  g_autoptr (GPtrArray) present = hn_drop_in_parse_changes (old, NULL);
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();

  g_ptr_array_add (changed, changes->pdata[1]);
  g_ptr_array_add (changed, changes->pdata[3]);
  g_ptr_array_add (changed, changes->pdata[4]);

  assert_content ("[Service]\nBindPaths=/a\nBindPaths=/b\nProtectSystem=strict\nProtectHome=yes\n"
                  "PrivateTmp=yes\n",
                  changes, present, changed, TRUE, TRUE, TRUE);
  assert_content ("[Service]\nBindPaths=/a\nProtectSystem=full\nProtectHome=yes\n", changes,
                  present, changed, FALSE, FALSE, FALSE);
  assert_content ("[Service]\nBindPaths=/a\nBindPaths=/b\nProtectSystem=full\nProtectHome=yes\n",
                  changes, present, changed, FALSE, TRUE, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bisect/one", test_one);
  g_test_add_func ("/bisect/together", test_together);
  g_test_add_func ("/bisect/several", test_several);
  g_test_add_func ("/bisect/counts", test_counts);
  g_test_add_func ("/bisect/content", test_content);

  return g_test_run ();
}
