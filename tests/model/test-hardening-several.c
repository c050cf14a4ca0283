/* Several searches as a person follows them: one question, one after another, each with its own
 * end. The helper and the manager are played; the services are in a folder.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changes-tree.h"
#include "model/hardening/hardening-several.h"
#include "trial-fixture.h"

typedef struct
{
  Fixture played;
  Tree tree;
  GPtrArray *changes; /* of HnChanges */
  GPtrArray *all;     /* of HnHardening */
  HnHardeningSeveral *several;
  const HnSeveralInfo *info;
} Search;

/* Has web.service, shop.service and so on in the folder and at the manager. */
static void
add (Search *search, const char *unit, const char *text)
{
  g_autofree char *path = g_strconcat (ETC, unit, NULL);
  g_autofree char *real = NULL;
  HnChanges *changes;

  if (!g_str_equal (unit, "web.service"))
    fake_manager_add (search->played.fake, unit);
  tree_write (&search->tree, path, text);
  real = tree_path (&search->tree, path);
  fake_helper_add_unit (search->played.helper, unit, real, NULL);
  changes = create_changes (&search->tree, unit);
  g_ptr_array_add (search->changes, changes);
  g_ptr_array_add (search->all,
                   hn_hardening_new (changes, search->played.list, search->played.manager));
}

static void
search_set_up (Search *search, gconstpointer data)
{
  set_up (&search->played, NULL);
  tree_set_up (&search->tree, NULL);
  search->changes = g_ptr_array_new_with_free_func (g_object_unref);
  search->all = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
search_tear_down (Search *search, gconstpointer data)
{
  g_clear_object (&search->several);
  g_ptr_array_set_size (search->all, 0);
  for (guint i = 0; i < search->changes->len; i++)
    wait_for_last (search->changes->pdata[i]);
  while (hn_trial_list_find (search->played.list, NULL) != NULL ||
         G_OBJECT (search->played.list)->ref_count > 1)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_ptr_array_unref (search->changes);
  g_ptr_array_unref (search->all);
  tree_tear_down (&search->tree, NULL);
  tear_down (&search->played, NULL);
}

static void
wait_state (Search *search, HnSeveralState state)
{
  while (search->info->state != state)
    {
      g_assert_cmpint (search->info->state, !=, HN_SEVERAL_OVER);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
begin (Search *search)
{
  search->several = hn_hardening_several_new (search->all, search->played.list);
  search->info = hn_hardening_several_get_info (search->several);
}

static void
start (Search *search, gboolean keep)
{
  begin (search);
  wait_state (search, HN_SEVERAL_READY);
  hn_hardening_several_start (search->several, HN_HARDEN_STRICT, 0, keep);
}

static HnHardeningState
get_state (Search *search, guint at)
{
  return hn_hardening_get_info (search->all->pdata[at])->state;
}

static GPtrArray *
get_calls (Search *search)
{
  return search->played.helper->calls;
}

static guint
count_calls (Search *search, const char *start_of_call)
{
  guint n = 0;

  for (guint i = 0; i < get_calls (search)->len; i++)
    n += g_str_has_prefix (get_calls (search)->pdata[i], start_of_call);

  return n;
}

static void
wait_calls (Search *search, const char *start_of_call, guint n)
{
  while (count_calls (search, start_of_call) < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_words (Search *search, guint at, const char *part)
{
  g_autofree char *words = hn_hardening_several_dup_words (search->several, at);

  if (strstr (words, part) == NULL)
    g_test_message ("%s", words);
  g_assert_nonnull (strstr (words, part));
}

static void
assert_heading (Search *search, const char *expected)
{
  g_autofree char *heading = hn_hardening_several_dup_heading (search->several);

  g_assert_cmpstr (heading, ==, expected);
}

static void
test_kept (Search *search, gconstpointer data)
{
  g_autofree char *report = NULL;
  g_autofree char *notes = NULL;

  add (search, "web.service", SERVICE);
  add (search, "shop.service", SERVICE);
  add (search, "mail.service", SERVICE);
  start (search, TRUE);
  assert_words (search, 2, "Waiting");
  wait_state (search, HN_SEVERAL_OVER);

  g_assert_cmpuint (count_calls (search, "Begin"), ==, 1);
  g_assert_cmpuint (count_calls (search, "Begin web.service shop.service mail.service 3600"), ==,
                    1);
  g_assert_cmpuint (count_calls (search, "Try"), ==, 3);
  g_assert_cmpuint (count_calls (search, "Keep"), ==, 3);
  /* Each before the next is tried. */
  for (guint i = 0, n_tried = 0, n_kept = 0; i < get_calls (search)->len; i++)
    {
      n_tried += g_str_has_prefix (get_calls (search)->pdata[i], "Try");
      n_kept += g_str_has_prefix (get_calls (search)->pdata[i], "Keep");
      g_assert_cmpuint (n_tried, <=, n_kept + 1);
    }
  g_assert_cmpuint (search->info->n_kept, ==, 3);
  assert_heading (search, "3 of 3 Services Hardened");
  assert_words (search, 1, "which is kept");
  report = hn_hardening_several_dup_report (search->several);
  g_assert_nonnull (strstr (report, "shop.service: 9.6 → "));
  /* What is to be known of each of them is told once. */
  notes = hn_hardening_several_dup_notes (search->several);
  g_assert_nonnull (notes);
  g_assert_nonnull (strstr (report, notes));
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *words = hn_hardening_several_dup_words (search->several, i);
      GPtrArray *told = hn_hardening_get_notes (search->all->pdata[i]);

      for (guint j = 0; j < told->len; j++)
        g_assert_null (strstr (words, told->pdata[j]));
    }
  /* Nothing more is permitted. */
  wait_calls (search, "End", 1);
}

static void
test_not_kept (Search *search, gconstpointer data)
{
  add (search, "web.service", SERVICE);
  add (search, "shop.service", SERVICE);
  start (search, FALSE);
  wait_state (search, HN_SEVERAL_OVER);
  g_assert_cmpuint (count_calls (search, "Keep"), ==, 0);
  g_assert_cmpuint (count_calls (search, "Revert"), ==, 2);
  g_assert_true (hn_hardening_several_has_result (search->several, 0));
  g_assert_cmpuint (hn_hardening_get_info (search->all->pdata[0])->after, <, 96);
  assert_heading (search, "What Would Work");
  assert_words (search, 1, "would work with less");
}

/* With the reason, and the others go on. */
static void
test_left_out (Search *search, gconstpointer data)
{
  g_autoptr (GPtrArray) sentences = NULL;

  add (search, "dbus.service", SERVICE);
  add (search, "web.service", SERVICE);
  add (search, "ssh.service", SERVICE);
  begin (search);
  wait_state (search, HN_SEVERAL_READY);
  g_assert_cmpuint (search->info->n, ==, 3);
  g_assert_cmpuint (search->info->n_chosen, ==, 1);
  g_assert_true (hn_hardening_several_is_left_out (search->several, 0));
  g_assert_true (hn_hardening_several_is_left_out (search->several, 2));
  assert_words (search, 0, "not restarted from here");
  assert_words (search, 2, "It decides who may log in.");
  sentences = hn_hardening_several_list_consequences (search->several, 30, TRUE);
  g_assert_cmpstr (sentences->pdata[0], ==, "1 service is searched.");
  g_assert_cmpstr (sentences->pdata[1], ==, "It takes about 2 to 5 minutes in all.");
  g_assert_cmpstr (sentences->pdata[2], ==, "Each restarts up to 14 times.");

  hn_hardening_several_start (search->several, HN_HARDEN_STRICT, 0, TRUE);
  wait_state (search, HN_SEVERAL_OVER);
  g_assert_cmpuint (count_calls (search, "Begin web.service 3600"), ==, 1);
  g_assert_cmpuint (count_calls (search, "Keep"), ==, 1);
  assert_heading (search, "1 of 3 Services Hardened");
  assert_words (search, 2, "It decides who may log in.");
}

static gboolean
has_sentence (Search *search, const char *expected)
{
  g_autoptr (GPtrArray) sentences =
      hn_hardening_several_list_consequences (search->several, 30, TRUE);

  return g_ptr_array_find_with_equal_func (sentences, expected, g_str_equal, NULL);
}

/* Each is named once, and nothing is said of who depends on what is left out. */
static void
test_dependents (Search *search, gconstpointer data)
{
  const char *const units[] = { "shop.service", "mail.service", "ssh.service" };

  /* Not the alias that all have, as it would count as the same. */
  fake_manager_add (search->played.fake, "cart.service")->alias = g_strdup ("cart.service");
  add (search, "web.service", SERVICE);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      GPtrArray *known = search->played.fake->units;
      g_autofree char *own = g_strconcat ("of-", units[i], NULL);
      const char *names[] = { own, "cart.service", NULL };

      fake_manager_add (search->played.fake, own)->alias = g_strdup (own);
      add (search, units[i], SERVICE);
      ((FakeUnit *) known->pdata[known->len - 1])->required_by = g_strdupv ((GStrv) names);
    }
  begin (search);
  wait_state (search, HN_SEVERAL_READY);
  g_assert_true (has_sentence (search, "These restart with them: cart.service, of-shop.service, "
                                       "of-mail.service."));
}

static void
test_all_left_out (Search *search, gconstpointer data)
{
  add (search, "dbus.service", SERVICE);
  add (search, "ssh.service", SERVICE);
  begin (search);
  wait_state (search, HN_SEVERAL_BLOCKED);
  g_assert_cmpuint (count_calls (search, "Begin"), ==, 0);
}

/* One that takes nothing keeps nobody else from it. */
static void
test_one_has_nothing (Search *search, gconstpointer data)
{
  search->played.helper->breaking = g_strdup ("KeyringMode=private");
  set_life (&search->played, "authorized written loaded restarted healthy");
  add (search, "web.service", SERVICE);
  add (search, "shop.service", SERVICE "KeyringMode=private\n");
  start (search, TRUE);
  wait_state (search, HN_SEVERAL_OVER);
  g_assert_cmpint (get_state (search, 1), ==, HN_HARDENING_KEPT);
}

static void
test_denied (Search *search, gconstpointer data)
{
  add (search, "web.service", SERVICE);
  add (search, "shop.service", SERVICE);
  begin (search);
  wait_state (search, HN_SEVERAL_READY);
  search->played.helper->error = g_strdup ("NotAuthorized");
  hn_hardening_several_start (search->several, HN_HARDEN_STRICT, 0, TRUE);
  wait_state (search, HN_SEVERAL_OVER);
  g_assert_cmpuint (count_calls (search, "Begin"), ==, 1);
  g_assert_cmpuint (count_calls (search, "Try"), ==, 0);
  assert_words (search, 0, "Not authorized.");
  assert_words (search, 1, "It was not begun");
  assert_heading (search, "0 of 2 Services Hardened");
}

static void
test_stopped (Search *search, gconstpointer data)
{
  /* It never gets well by itself. */
  set_life (&search->played, "authorized written loaded");
  add (search, "web.service", SERVICE);
  add (search, "shop.service", SERVICE);
  start (search, TRUE);
  wait_calls (search, "Try", 1);
  while (hn_hardening_get_info (search->all->pdata[0])->trial == NULL ||
         hn_trial_get_info (hn_hardening_get_info (search->all->pdata[0])->trial)->id == NULL)
    g_main_context_iteration (NULL, TRUE);
  hn_hardening_several_stop (search->several);
  assert_heading (search, "Stopping…");
  wait_state (search, HN_SEVERAL_OVER);
  g_assert_cmpuint (count_calls (search, "Try"), ==, 1);
  g_assert_cmpuint (count_calls (search, "Revert"), ==, 1);
  assert_words (search, 0, "Stopped.");
  assert_words (search, 1, "It was not begun");
}

static void
test_let_go (Search *search, gconstpointer data)
{
  set_life (&search->played, "authorized written loaded");
  add (search, "web.service", SERVICE);
  add (search, "shop.service", SERVICE);
  start (search, TRUE);
  wait_calls (search, "Try", 1);
  while (hn_trial_get_info (hn_hardening_get_info (search->all->pdata[0])->trial)->id == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&search->several);
  wait_calls (search, "Revert", 1);
  wait_calls (search, "End", 1);
  g_assert_cmpuint (count_calls (search, "Try"), ==, 1);
}

/* What was kept goes back to what stood before, and the others stay. */
static void
test_taken_back (Search *search, gconstpointer data)
{
  add (search, "web.service", SERVICE);
  add (search, "shop.service", SERVICE);
  start (search, TRUE);
  wait_state (search, HN_SEVERAL_OVER);

  hn_hardening_undo (search->all->pdata[1]);
  assert_words (search, 1, "being taken back");
  while (get_state (search, 1) != HN_HARDENING_TAKEN_BACK)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_calls (search, "Remove shop.service"), ==, 1);
  g_assert_cmpuint (count_calls (search, "Begin"), ==, 1);
  g_assert_cmpuint (count_calls (search, "Keep"), ==, 3);
  g_assert_cmpuint (search->info->n_kept, ==, 1);
  assert_words (search, 1, "It was taken back");
  assert_heading (search, "1 of 2 Services Hardened");
  g_assert_cmpint (get_state (search, 0), ==, HN_HARDENING_KEPT);
}

/* Then it is kept on, and may be tried again. */
static void
test_not_taken_back (Search *search, gconstpointer data)
{
  add (search, "web.service", SERVICE);
  start (search, TRUE);
  wait_state (search, HN_SEVERAL_OVER);

  search->played.helper->error = g_strdup ("NotAuthorized");
  hn_hardening_undo (search->all->pdata[0]);
  while (get_state (search, 0) != HN_HARDENING_KEPT)
    g_main_context_iteration (NULL, TRUE);
  assert_words (search, 0, "It was not taken back");

  g_clear_pointer (&search->played.helper->error, g_free);
  hn_hardening_undo (search->all->pdata[0]);
  while (get_state (search, 0) != HN_HARDENING_TAKEN_BACK)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/hardening-several/" name, Search, NULL, search_set_up, function, search_tear_down)
  ADD ("kept", test_kept);
  ADD ("not-kept", test_not_kept);
  ADD ("left-out", test_left_out);
  ADD ("dependents", test_dependents);
  ADD ("all-left-out", test_all_left_out);
  ADD ("one-has-nothing", test_one_has_nothing);
  ADD ("denied", test_denied);
  ADD ("stopped", test_stopped);
  ADD ("let-go", test_let_go);
  ADD ("taken-back", test_taken_back);
  ADD ("not-taken-back", test_not_taken_back);

  return g_test_run ();
}
