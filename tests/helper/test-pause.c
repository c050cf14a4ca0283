/* The pauses between the tries of what is never given up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/pause.h"

static void
test_grows (void)
{
  guint64 last = 0;

  g_assert_cmpuint (hn_pause_before_try (0), ==, G_USEC_PER_SEC);
  for (guint i = 0; i < 100; i++)
    {
      guint64 pause = hn_pause_before_try (i);

      g_assert_cmpuint (pause, >=, last);
      g_assert_true (pause > last || pause == HN_PAUSE_MAX);
      last = pause;
    }
  g_assert_cmpuint (last, ==, HN_PAUSE_MAX);
}

/* Neither the first tries nor the thousandth takes what works again by surprise: it is tried once
 * more within a minute, with time left for the try itself. */
static void
test_bounds (void)
{
  const guint many[] = { 31, 32, 63, 64, 65, 1000, G_MAXINT, G_MAXUINT - 1, G_MAXUINT };
  guint64 sum = 0;

  g_assert_cmpuint (HN_PAUSE_MAX, <=, 20 * G_USEC_PER_SEC);
  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    g_assert_cmpuint (hn_pause_before_try (many[i]), ==, HN_PAUSE_MAX);
  for (guint i = 0; i < 5; i++)
    sum += hn_pause_before_try (i);
  g_assert_cmpuint (sum, <=, 30 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pause/grows", test_grows);
  g_test_add_func ("/pause/bounds", test_bounds);

  return g_test_run ();
}
