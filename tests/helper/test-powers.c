/* What the processes of a service may do now, held against what they might before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "helper/powers.h"

#define OLD (60 * G_USEC_PER_SEC)
#define CAPABILITY(number) (G_GUINT64_CONSTANT (1) << (number))
#define CHOWN 0
#define SYS_ADMIN 21
#define BPF 39

static HnProcessPowers *
make_process (void)
{
  HnProcessPowers *process = g_new0 (HnProcessPowers, 1);

  process->pid = 1234;
  process->program = g_strdup ("daemon");
  process->age = OLD;
  process->uid = 1000;
  process->locked = TRUE;
  process->filters = 2;

  return process;
}

static GPtrArray *
make_list (HnProcessPowers *first, HnProcessPowers *second)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_process_powers_free);

  g_ptr_array_add (list, first);
  if (second != NULL)
    g_ptr_array_add (list, second);

  return list;
}

/* The word in the reason, or NULL where nothing is more. */
static void
expect (const HnPowers *before, HnProcessPowers *process, HnPowersVerdict verdict, const char *word)
{
  g_autoptr (GPtrArray) list = make_list (make_process (), process);
  g_autofree char *reason = NULL;

  g_assert_cmpint (hn_powers_compare (before, list, TRUE, &reason), ==, verdict);
  if (word == NULL)
    g_assert_null (reason);
  else
    g_assert_nonnull (strstr (reason, word));
}

static HnPowers
measure (HnProcessPowers *process)
{
  g_autoptr (GPtrArray) list = make_list (process, NULL);

  return hn_powers_measure (list, TRUE);
}

static void
test_measure (void)
{
  HnProcessPowers *first = make_process (), *second = make_process ();
  g_autoptr (GPtrArray) list = make_list (first, second);
  HnPowers powers;

  first->capabilities = CAPABILITY (CHOWN);
  first->filters = 5;
  second->capabilities = CAPABILITY (BPF);
  second->root = TRUE;
  second->locked = FALSE;
  powers = hn_powers_measure (list, TRUE);
  g_assert_true (powers.known && powers.root && powers.unlocked);
  g_assert_cmpuint (powers.n, ==, 2);
  g_assert_cmpuint (powers.capabilities, ==, CAPABILITY (CHOWN) | CAPABILITY (BPF));
  g_assert_cmpuint (powers.filters, ==, 2);
  g_assert_false (hn_powers_measure (list, FALSE).known);
}

static void
test_text (void)
{
  HnPowers powers = { .known = TRUE,
                      .n = 7,
                      .capabilities = G_MAXUINT64 - 1,
                      .unlocked = TRUE,
                      .filters = 3,
                      .own_filter_needs_lock = TRUE };
  g_autofree char *text = hn_powers_to_text (&powers);
  HnPowers again = hn_powers_from_text (text);
  g_autofree char *text_again = hn_powers_to_text (&again);

  g_assert_cmpstr (text, ==, text_again);
  g_assert_cmpuint (again.capabilities, ==, G_MAXUINT64 - 1);
  g_assert_cmpuint (again.filters, ==, 3);
  g_assert_true (again.own_filter_needs_lock && !again.own_filter_denied && !again.root);
  g_assert_false (hn_powers_from_text (NULL).known);
  g_assert_false (hn_powers_from_text ("").known);
  g_assert_false (hn_powers_from_text ("known=1 n=0").known);
}

static void
test_same (void)
{
  HnPowers before = measure (make_process ());

  expect (&before, make_process (), HN_POWERS_NOT_MORE, NULL);
}

/* Each kind of more, and the same when it was there before. */
static void
test_more (void)
{
  static const char *const words[] = { "runs as root",    "holds CAP_SYS_ADMIN", "holds CAP_BPF",
                                       "NoNewPrivileges", "without a filter",    "fewer filters",
                                       "group of root" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    for (guint old = 0; old < 2; old++)
      {
        HnPowers before = measure (make_process ());
        HnProcessPowers *process = make_process ();

        process->root = i == 0;
        process->capabilities = i == 1 ? CAPABILITY (SYS_ADMIN) : i == 2 ? CAPABILITY (BPF) : 0;
        process->root_group = i == 6;
        process->locked = i != 3;
        process->filters = i == 4 ? 0 : i == 5 ? 1 : 2;
        process->age = old ? OLD : HN_POWERS_PATIENCE - 1;
        if (!old)
          {
            HnPowers itself;
            HnProcessPowers *twin = make_process ();

            twin->root = process->root;
            twin->root_group = process->root_group;
            twin->capabilities = process->capabilities;
            twin->locked = process->locked;
            twin->filters = process->filters;
            itself = measure (twin);
            expect (&itself, make_process (), HN_POWERS_NOT_MORE, NULL);
          }
        expect (&before, process, old ? HN_POWERS_MORE : HN_POWERS_TOO_EARLY, words[i]);
      }
}

/* One that is old decides, whichever comes first. */
static void
test_young_and_old (void)
{
  HnPowers before = measure (make_process ());
  HnProcessPowers *young = make_process (), *old = make_process ();
  g_autoptr (GPtrArray) list = make_list (young, old);
  g_autofree char *reason = NULL;

  young->root = old->root = TRUE;
  young->age = 0;
  young->pid = 99;
  g_assert_cmpint (hn_powers_compare (&before, list, TRUE, &reason), ==, HN_POWERS_MORE);
  g_assert_nonnull (strstr (reason, "daemon (1234)"));
}

static void
test_own_filter (void)
{
  HnPowers before = measure (make_process ());
  HnProcessPowers *process;

  before.unlocked = TRUE;
  before.own_filter_needs_lock = TRUE;
  expect (&before, make_process (), HN_POWERS_NOT_MORE, NULL);
  process = make_process ();
  process->locked = FALSE;
  expect (&before, process, HN_POWERS_MORE, "installed a filter");
  before.own_filter_denied = TRUE;
  expect (&before, make_process (), HN_POWERS_MORE, "installed a filter");
}

/* What cannot be seen is neither more nor the same. */
static void
test_unknown (void)
{
  HnPowers before = measure (make_process ());
  HnProcessPowers *process = make_process ();
  g_autoptr (GPtrArray) list = make_list (process, NULL);
  g_autofree char *reason = NULL;
  g_autofree char *more = NULL;

  g_assert_cmpint (hn_powers_compare (&before, list, FALSE, &reason), ==, HN_POWERS_UNKNOWN);
  g_assert_nonnull (strstr (reason, "cannot be seen"));
  g_clear_pointer (&reason, g_free);
  process->root = TRUE;
  g_assert_cmpint (hn_powers_compare (&before, list, FALSE, &more), ==, HN_POWERS_MORE);
  before.known = FALSE;
  g_assert_cmpint (hn_powers_compare (&before, list, TRUE, &reason), ==, HN_POWERS_UNKNOWN);
  g_clear_pointer (&reason, g_free);
  before.n = 0;
  g_assert_cmpint (hn_powers_compare (&before, list, TRUE, &reason), ==, HN_POWERS_UNKNOWN);
}

/* Right after a start it may still be root, and was not before. */
static void
test_settled (void)
{
  HnPowers settled = { 0 };
  HnProcessPowers *old = make_process (), *young = make_process ();
  g_autoptr (GPtrArray) one = make_list (old, NULL);
  g_autoptr (GPtrArray) other = make_list (young, NULL);
  HnPowers powers;

  young->root = TRUE;
  young->age = 0;
  powers = hn_powers_measure_settled (other, TRUE, &settled);
  g_assert_true (powers.root && !settled.known);
  powers = hn_powers_measure_settled (one, TRUE, &settled);
  g_assert_true (powers.known && !powers.root && settled.known);
  powers = hn_powers_measure_settled (other, TRUE, &settled);
  g_assert_true (powers.known && !powers.root && settled.known);
  g_assert_cmpuint (powers.n, ==, 1);
  young->age = OLD;
  powers = hn_powers_measure_settled (other, TRUE, &settled);
  g_assert_true (powers.root && settled.root);
}

static void
test_nothing_before (void)
{
  HnPowers before = { .known = TRUE };
  HnProcessPowers *process = make_process ();

  process->root = TRUE;
  expect (&before, process, HN_POWERS_NOT_MORE, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/powers/measure", test_measure);
  g_test_add_func ("/powers/text", test_text);
  g_test_add_func ("/powers/same", test_same);
  g_test_add_func ("/powers/more", test_more);
  g_test_add_func ("/powers/young-and-old", test_young_and_old);
  g_test_add_func ("/powers/own-filter", test_own_filter);
  g_test_add_func ("/powers/unknown", test_unknown);
  g_test_add_func ("/powers/settled", test_settled);
  g_test_add_func ("/powers/nothing-before", test_nothing_before);

  return g_test_run ();
}
