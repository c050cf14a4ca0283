/* What is remembered of services that have settled, and for how long.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/settled.h"

#define SECOND ((guint64) G_USEC_PER_SEC)
#define UNIT "web.service"

/* Of one process, which has run for @age microseconds. */
static HnPowers
measure (
    HnSettled *settled, const char *unit, const char *etag, gboolean root, guint64 age, guint64 now)
{
  g_autoptr (GPtrArray) processes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hn_process_powers_free);
  HnProcessPowers *process = g_new0 (HnProcessPowers, 1);

  process->pid = 1;
  process->program = g_strdup ("web");
  process->root = root;
  process->age = age;
  g_ptr_array_add (processes, process);

  return hn_settled_measure (settled, unit, etag, processes, TRUE, now);
}

/* As many other services as anybody could think of. */
static void
measure_others (HnSettled *settled, guint n, guint64 now)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *unit = g_strdup_printf ("other%u.service", i);

      measure (settled, unit, "a", TRUE, 0, now);
    }
}

/* While it starts it is root, and was not before. */
static void
test_young (void)
{
  g_autoptr (HnSettled) settled = hn_settled_new ();

  g_assert_false (measure (settled, UNIT, "a", FALSE, 60 * SECOND, 0).root);
  g_assert_false (measure (settled, UNIT, "a", TRUE, 0, SECOND).root);
  /* Also when it was young the first time. */
  g_assert_false (measure (settled, UNIT, "b", FALSE, 0, SECOND).root);
  g_assert_false (measure (settled, UNIT, "b", TRUE, 0, SECOND).root);
  g_assert_true (measure (settled, UNIT, "c", TRUE, 0, SECOND).root);
  /* One that stays so is root. */
  g_assert_true (measure (settled, UNIT, "a", TRUE, 60 * SECOND, 2 * SECOND).root);
}

/* Nobody makes the helper forget by having it measure others. */
static void
test_many (void)
{
  g_autoptr (HnSettled) settled = hn_settled_new ();

  measure (settled, UNIT, "a", FALSE, 60 * SECOND, 0);
  measure_others (settled, 2000, SECOND);
  g_assert_false (measure (settled, UNIT, "a", TRUE, 0, 2 * SECOND).root);
}

/* Nor while there is a trial, however long it takes, and right after it. */
static void
test_held (void)
{
  const guint64 hour = 3600 * SECOND;
  g_autoptr (HnSettled) settled = hn_settled_new ();

  measure (settled, UNIT, "a", FALSE, 60 * SECOND, 0);
  hn_settled_hold (settled, UNIT, "a", TRUE, 0);
  measure_others (settled, 1000, hour);
  hn_settled_hold (settled, UNIT, "a", FALSE, hour);
  measure_others (settled, 2000, hour + SECOND);
  g_assert_false (measure (settled, UNIT, "a", TRUE, 0, hour + 2 * SECOND).root);
}

/* What nobody needs any more goes. */
static void
test_forgotten (void)
{
  const guint64 hour = 3600 * SECOND;
  g_autoptr (HnSettled) settled = hn_settled_new ();

  measure_others (settled, 1000, 0);
  g_assert_cmpuint (g_hash_table_size (settled), ==, 1000);
  measure (settled, UNIT, "a", FALSE, 0, hour);
  g_assert_cmpuint (g_hash_table_size (settled), ==, 1);
}

/* A change that was kept is the beginning of the next one. */
static void
test_put (void)
{
  g_autoptr (HnSettled) settled = hn_settled_new ();
  const HnPowers most = { .known = TRUE, .n = 1 };
  const HnPowers nothing = { .known = TRUE };

  hn_settled_put (settled, UNIT, "b", &most, 0);
  g_assert_false (measure (settled, UNIT, "b", TRUE, 0, SECOND).root);
  hn_settled_put (settled, UNIT, "c", &nothing, 0);
  g_assert_true (measure (settled, UNIT, "c", TRUE, 0, SECOND).root);
  hn_settled_put (settled, UNIT, "c", &most, 0);
  g_assert_true (measure (settled, UNIT, "c", TRUE, 0, SECOND).root);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settled/young", test_young);
  g_test_add_func ("/settled/many", test_many);
  g_test_add_func ("/settled/held", test_held);
  g_test_add_func ("/settled/forgotten", test_forgotten);
  g_test_add_func ("/settled/put", test_put);

  return g_test_run ();
}
