/* Which lines of a change can be to blame for a failure, and finding out which of them is, by
 * trials of parts of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "trial-fixture.h"
#include "engine/bisect.h"
#include "engine/what-if.h"
#include "client/culprit-search.h"

/* Edits of booleans, the first @n of the catalogue that the helper writes. */
static GPtrArray *
make_many (guint n)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_change_free);

  for (HnDirectiveId id = 0; id < HN_N_DIRECTIVES && changes->len < n; id++)
    {
      const HnDirective *directive = hn_directive_get (id);
      HnChange *change;

      if (directive->type->kind != HN_KIND_BOOLEAN ||
          (directive->flags & HN_DIRECTIVE_WRITABLE) == 0)
        continue;
      change = g_new (HnChange, 1);
      change->directive = id;
      change->value = g_strdup ("yes");
      g_ptr_array_add (changes, change);
    }
  g_assert_cmpuint (changes->len, ==, n);

  return changes;
}

static char *
dup_line (GPtrArray *changes, guint index)
{
  const HnChange *change = changes->pdata[index];

  return g_strdup_printf ("%s=%s", hn_directive_get (change->directive)->name, change->value);
}

/* (transfer full): a trial that has failed, since @breaking is among @changes */
static HnTrial *
fail (Fixture *fixture, GPtrArray *changes, GPtrArray *present, const char *breaking)
{
  HnTrialRequest request = {
    .unit = "web.service",
    .content = changes,
    .present = present,
    .etag = "an etag",
    .restart = TRUE,
    .confirm_seconds = 30,
  };
  HnTrial *trial;

  if (fixture->helper->units->len == 0)
    fake_helper_add_unit (fixture->helper, "web.service", "/nowhere/web.service", NULL);
  fixture->helper->pace = 0;
  g_free (fixture->helper->breaking);
  fixture->helper->breaking = g_strdup (breaking);
  set_life (fixture, "written loaded restarted healthy");
  trial = g_object_ref (hn_trial_list_begin (fixture->list, &request));
  wait_for (trial, HN_TRIAL_REVERTED);
  g_assert_true (hn_trial_get_info (trial)->failed);
  g_ptr_array_set_size (fixture->helper->calls, 0);

  return trial;
}

/* What was in force before is not to blame, whoever's line it is. */
static void
test_before (Fixture *fixture, gconstpointer data)
{
  const HnUnitContext context = { .unit = "web.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  g_autoptr (GPtrArray) changes = make_many (4);
  g_autoptr (GPtrArray) present = make_many (1);
  g_autoptr (HnSettings) vendor = hn_settings_new (&context);
  g_autoptr (HnSettings) before = NULL, after = NULL;
  g_autofree char *breaking = dup_line (changes, 3);
  g_autofree char *expected = g_strconcat (breaking, " ", NULL);
  g_autofree char *third = NULL;
  HnTrialRequest request = {
    .unit = "web.service",
    .content = changes,
    .present = present,
    .etag = "an etag",
    .confirm_seconds = 30,
  };
  HnTrial *trial;

  /* The second and the third are in the unit's own file. */
  {
    g_autoptr (GPtrArray) own = g_ptr_array_new ();

    for (guint i = 0; i < 3; i++)
      g_ptr_array_add (own, changes->pdata[i]);
    before = hn_what_if (vendor, own);
    after = hn_what_if (vendor, changes);
  }
  request.before = before;
  request.after = after;
  fixture->helper->breaking = g_strdup (breaking);
  g_free (fixture->helper->end);
  fixture->helper->end = g_strdup ("exit-code 1 1");
  trial = g_object_ref (hn_trial_list_begin (fixture->list, &request));
  wait_for (trial, HN_TRIAL_REVERTED);
  third = dup_lines (hn_trial_get_info (trial)->new);
  g_assert_cmpstr (third, ==, expected);
  g_assert_cmpuint (hn_trial_get_info (trial)->blame->suspects->len, <=, 1);
  end (trial);
}

typedef struct
{
  guint n_tries;
  guint n_reverts;
} Calls;

/* Of the helper since they were forgotten last; each Try has to have @always. */
static Calls
count_calls (Fixture *fixture, const char *always)
{
  Calls calls = { 0 };

  for (guint i = 0; i < fixture->helper->calls->len; i++)
    {
      const char *call = fixture->helper->calls->pdata[i];

      if (g_str_has_prefix (call, "Try "))
        {
          calls.n_tries++;
          if (always != NULL)
            g_assert_nonnull (strstr (call, always));
        }
      calls.n_reverts += g_str_has_prefix (call, "Revert ");
      g_assert_false (g_str_has_prefix (call, "Keep "));
    }

  return calls;
}

/* With the last of its trials: answers that nobody waits for any more still hold that. */
static void
end_search (HnCulpritSearch *search)
{
  HnTrial *trial = hn_culprit_search_get_info (search)->trial;

  if (trial != NULL)
    g_object_ref (trial);
  wait_for_last (search);
  g_assert_finalize_object (search);
  if (trial != NULL)
    end (trial);
}

/* Runs until @state, which has to be the end. */
static void
wait_for_search (HnCulpritSearch *search, HnSearchState state)
{
  while (hn_culprit_search_get_info (search)->state < HN_SEARCH_FOUND)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (hn_culprit_search_get_info (search)->state, ==, state);
}

/* One culprit takes as many trials as are promised, wherever it stands; nothing is kept. */
static void
test_search (Fixture *fixture, gconstpointer data)
{
  for (guint n = 2; n <= 13; n += n < 6 ? 1 : 7)
    for (guint about = 0; about < n; about++)
      {
        g_autoptr (GPtrArray) changes = make_many (n);
        g_autofree char *breaking = dup_line (changes, about);
        g_autofree char *expected = g_strconcat (breaking, " ", NULL);
        HnTrial *failed = fail (fixture, changes, NULL, breaking);
        HnCulpritSearch *search = hn_culprit_search_new (fixture->list, failed, FALSE);
        g_autoptr (GPtrArray) culprits = NULL;
        g_autofree char *found = NULL;
        guint n_works = 0;
        Calls calls;

        wait_for_search (search, HN_SEARCH_FOUND);
        culprits = hn_culprit_search_list_culprits (search);
        found = dup_lines (culprits);
        g_assert_cmpstr (found, ==, expected);
        g_assert_cmpuint (hn_culprit_search_get_info (search)->trials->len, <=,
                          hn_bisect_count_trials (n));
        g_assert_cmpuint (hn_culprit_search_get_most (search), ==, hn_bisect_count_trials (n));
        calls = count_calls (fixture, NULL);
        g_assert_cmpuint (calls.n_tries + 1, ==, hn_culprit_search_get_info (search)->trials->len);
        for (guint i = 0; i < hn_culprit_search_get_info (search)->trials->len; i++)
          n_works +=
              ((HnSearchTrial *) hn_culprit_search_get_info (search)->trials->pdata[i])->works;
        g_assert_cmpuint (calls.n_reverts, ==, n_works);
        g_assert_cmpuint (get_n (fixture), ==, 0);
        g_assert_cmpuint (fixture->helper->trials->len, ==, 0);
        end_search (search);
        end (failed);
      }
}

/* What stands is in each part, and is not found to blame. */
static void
test_search_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_many (6);
  g_autoptr (GPtrArray) present = make_many (1);
  g_autofree char *kept = dup_line (changes, 0);
  g_autofree char *one = dup_line (changes, 2);
  g_autofree char *breaking = g_strdup_printf ("%s+%s", kept, one);
  g_autofree char *expected = g_strconcat (one, " ", NULL);
  HnTrial *failed = fail (fixture, changes, present, breaking);
  HnCulpritSearch *search = hn_culprit_search_new (fixture->list, failed, FALSE);
  g_autoptr (GPtrArray) culprits = NULL, rest = NULL;
  g_autofree char *found = NULL, *left = NULL;

  g_assert_cmpuint (hn_culprit_search_get_info (search)->n_lines, ==, 5);
  wait_for_search (search, HN_SEARCH_FOUND);
  culprits = hn_culprit_search_list_culprits (search);
  found = dup_lines (culprits);
  g_assert_cmpstr (found, ==, expected);
  count_calls (fixture, kept);
  rest = hn_trial_dup_without (failed, culprits);
  left = dup_lines (rest);
  g_assert_nonnull (strstr (left, kept));
  g_assert_null (strstr (left, one));
  g_assert_cmpuint (rest->len, ==, 5);
  end_search (search);
  end (failed);
}

static void
test_search_several (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_many (8);
  g_autofree char *one = dup_line (changes, 1);
  g_autofree char *other = dup_line (changes, 6);
  g_autofree char *breaking = g_strdup_printf ("%s %s", one, other);
  g_autofree char *expected = g_strdup_printf ("%s %s ", one, other);
  HnTrial *failed = fail (fixture, changes, NULL, breaking);
  HnCulpritSearch *search = hn_culprit_search_new (fixture->list, failed, FALSE);
  g_autoptr (GPtrArray) culprits = NULL;
  g_autofree char *found = NULL;

  wait_for_search (search, HN_SEARCH_FOUND);
  culprits = hn_culprit_search_list_culprits (search);
  found = dup_lines (culprits);
  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpuint (hn_culprit_search_get_most (search), ==, 0);
  end_search (search);
  end (failed);
}

/* At every moment: before a trial is begun, while it is asked for, while it is under way, and while
 * it is taken back. Nothing is left of it then, and nothing follows. */
static void
test_search_stop (Fixture *fixture, gconstpointer data)
{
  for (guint turns = 0; turns < 60; turns++)
    {
      g_autoptr (GPtrArray) changes = make_many (8);
      g_autofree char *breaking = dup_line (changes, 5);
      HnTrial *failed = fail (fixture, changes, NULL, breaking);
      HnCulpritSearch *search = hn_culprit_search_new (fixture->list, failed, FALSE);
      guint n_asked;

      for (guint i = 0;
           i < turns && hn_culprit_search_get_info (search)->state == HN_SEARCH_RUNNING; i++)
        g_main_context_iteration (NULL, TRUE);
      /* The first trial was before; the last one may not be asked for yet. */
      n_asked = hn_culprit_search_get_info (search)->trials->len - 1 -
                (hn_culprit_search_get_info (search)->trial == NULL);
      if (hn_culprit_search_get_info (search)->state == HN_SEARCH_RUNNING)
        {
          hn_culprit_search_stop (search);
          wait_for_search (search, HN_SEARCH_STOPPED);
        }
      end_search (search);
      end (failed);
      /* One that the helper hears of only now is taken back as soon as it has answered. */
      while (count_calls (fixture, NULL).n_tries < n_asked || fixture->helper->trials->len > 0 ||
             get_n (fixture) > 0)
        g_main_context_iteration (NULL, TRUE);
      for (guint i = 0; i < 20; i++)
        g_main_context_iteration (NULL, FALSE);
      g_assert_cmpuint (count_calls (fixture, NULL).n_tries, ==, n_asked);
      g_assert_cmpuint (fixture->helper->trials->len, ==, 0);
    }
}

/* A trial that is under way is not waited for. */
static void
test_search_held (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_many (8);
  g_autofree char *breaking = dup_line (changes, 5);
  HnTrial *failed = fail (fixture, changes, NULL, breaking);
  HnCulpritSearch *search = hn_culprit_search_new (fixture->list, failed, FALSE);

  fixture->helper->pace = 600000;
  while (hn_culprit_search_get_info (search)->trial == NULL ||
         hn_trial_get_state (hn_culprit_search_get_info (search)->trial) != HN_TRIAL_AUTHORIZED)
    {
      g_assert_cmpuint (hn_culprit_search_get_info (search)->state, ==, HN_SEARCH_RUNNING);
      g_main_context_iteration (NULL, TRUE);
    }
  hn_culprit_search_stop (search);
  g_assert_cmpuint (hn_culprit_search_get_info (search)->state, ==, HN_SEARCH_STOPPING);
  wait_for_search (search, HN_SEARCH_STOPPED);
  g_assert_cmpuint (fixture->helper->trials->len, ==, 0);
  g_assert_cmpuint (count_calls (fixture, NULL).n_tries, ==, 1);
  g_assert_cmpuint (count_calls (fixture, NULL).n_reverts, ==, 1);
  end_search (search);
  end (failed);
}

/* Who lets go of it stops it. */
static void
test_search_dropped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_many (8);
  g_autofree char *breaking = dup_line (changes, 5);
  HnTrial *failed = fail (fixture, changes, NULL, breaking);
  HnCulpritSearch *search = hn_culprit_search_new (fixture->list, failed, FALSE);

  fixture->helper->pace = 600000;
  while (fixture->helper->trials->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_object_run_dispose (G_OBJECT (search));
  end_search (search);
  while (fixture->helper->trials->len > 0 || get_n (fixture) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_calls (fixture, NULL).n_tries, ==, 1);
  end (failed);
}

static void
test_search_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_many (8);
  g_autofree char *breaking = dup_line (changes, 5);
  HnTrial *failed = fail (fixture, changes, NULL, breaking);
  HnCulpritSearch *search;

  fixture->helper->error = g_strdup ("NotAuthorized");
  search = hn_culprit_search_new (fixture->list, failed, FALSE);
  wait_for_search (search, HN_SEARCH_REFUSED);
  g_assert_error (hn_culprit_search_get_info (search)->error, HN_HELPER_ERROR,
                  HN_HELPER_ERROR_NOT_AUTHORIZED);
  /* The first one alone has an answer. */
  g_assert_cmpuint (hn_culprit_search_get_info (search)->trials->len, ==, 1);
  end_search (search);
  end (failed);
}

/* The last part is for the caller to keep or not; every other one is taken back. */
static void
test_search_keep_rest (Fixture *fixture, gconstpointer data)
{
  for (guint keep = 0; keep < 2; keep++)
    {
      g_autoptr (GPtrArray) changes = make_many (4);
      g_autofree char *breaking = dup_line (changes, 1);
      g_autofree char *expected = g_strconcat (breaking, " ", NULL);
      g_autofree char *found = NULL;
      g_autoptr (GPtrArray) culprits = NULL;
      HnTrial *failed = fail (fixture, changes, NULL, breaking);
      HnCulpritSearch *search = hn_culprit_search_new (fixture->list, failed, TRUE);
      HnTrial *last;

      while ((last = hn_culprit_search_get_info (search)->trial) == NULL ||
             hn_trial_get_info (last)->probe || hn_trial_get_state (last) != HN_TRIAL_HEALTHY)
        {
          g_assert_cmpuint (hn_culprit_search_get_info (search)->state, ==, HN_SEARCH_RUNNING);
          g_main_context_iteration (NULL, TRUE);
        }
      g_object_ref (last);
      culprits = hn_culprit_search_list_culprits (search);
      found = dup_lines (culprits);
      g_assert_cmpstr (found, ==, expected);
      /* It waits for the caller. */
      for (guint i = 0; i < 20; i++)
        g_main_context_iteration (NULL, FALSE);
      g_assert_cmpuint (hn_trial_get_state (last), ==, HN_TRIAL_HEALTHY);
      if (keep)
        hn_trial_keep (last);
      else
        hn_trial_take_back (last);
      wait_for_search (search, HN_SEARCH_FOUND);
      g_assert_cmpuint (hn_trial_get_state (last), ==, keep ? HN_TRIAL_KEPT : HN_TRIAL_REVERTED);
      g_object_unref (last);
      end_search (search);
      end (failed);
    }
}

/* A service that does not come back is not tried any further. */
static void
test_search_broken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_many (8);
  g_autofree char *breaking = dup_line (changes, 0);
  HnTrial *failed = fail (fixture, changes, NULL, breaking);
  HnCulpritSearch *search;

  fixture->helper->stays_broken = TRUE;
  search = hn_culprit_search_new (fixture->list, failed, FALSE);
  wait_for_search (search, HN_SEARCH_BROKEN);
  g_assert_cmpuint (count_calls (fixture, NULL).n_tries, ==, 1);
  end_search (search);
  end (failed);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/search/before", test_before);
  add ("/search/one", test_search);
  add ("/search/kept", test_search_kept);
  add ("/search/several", test_search_several);
  add ("/search/stop", test_search_stop);
  add ("/search/held", test_search_held);
  add ("/search/dropped", test_search_dropped);
  add ("/search/refused", test_search_refused);
  add ("/search/keep-rest", test_search_keep_rest);
  add ("/search/broken", test_search_broken);

  return g_test_run ();
}
