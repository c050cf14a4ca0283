/* A search as a person follows it: what is said before, its steps, and each of its ends. The helper
 * and the manager are played; the service is in a folder.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changes-tree.h"
#include "model/hardening/hardening.h"
#include "trial-fixture.h"

typedef struct
{
  Fixture played;
  Tree tree;
  HnChanges *changes;
  HnHardening *hardening;
  const HnHardeningInfo *info;
} Search;

static void
begin_reading (Search *search, const char *unit, const char *text)
{
  g_autofree char *path = g_strconcat (ETC, unit, NULL);
  g_autofree char *real = NULL;

  tree_write (&search->tree, path, text);
  real = tree_path (&search->tree, path);
  fake_helper_add_unit (search->played.helper, unit, real, NULL);
  search->changes = create_changes (&search->tree, unit);
  search->hardening =
      hn_hardening_new (search->changes, search->played.list, search->played.manager);
  search->info = hn_hardening_get_info (search->hardening);
}

static void
search_set_up (Search *search, gconstpointer data)
{
  set_up (&search->played, NULL);
  tree_set_up (&search->tree, NULL);
}

static void
let_go (Search *search)
{
  if (search->hardening == NULL)
    return;
  g_object_unref (search->hardening);
  search->hardening = NULL;
}

static void
search_tear_down (Search *search, gconstpointer data)
{
  let_go (search);
  /* A thread may still hold them, and does not say when it lets go. */
  while ((search->changes != NULL && G_OBJECT (search->changes)->ref_count > 1) ||
         hn_trial_list_find (search->played.list, NULL) != NULL ||
         G_OBJECT (search->played.list)->ref_count > 1)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_clear_object (&search->changes);
  tree_tear_down (&search->tree, NULL);
  tear_down (&search->played, NULL);
}

static void
wait_state (Search *search, HnHardeningState state)
{
  while (search->info->state != state)
    {
      g_assert_false (hn_hardening_is_over (search->hardening));
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
start_watched (Search *search, HnHardenLevel level, guint seconds, gboolean keep)
{
  g_autoptr (GPtrArray) checks = g_ptr_array_new ();

  wait_state (search, HN_HARDENING_READY);
  hn_hardening_start (search->hardening, level, seconds, checks, keep);
}

static void
start (Search *search, HnHardenLevel level, gboolean keep)
{
  start_watched (search, level, 0, keep);
}

/* How often the helper was asked for what begins so. */
static guint
count_calls (Search *search, const char *start_of_call)
{
  GPtrArray *calls = search->played.helper->calls;
  guint n = 0;

  for (guint i = 0; i < calls->len; i++)
    n += g_str_has_prefix (calls->pdata[i], start_of_call);

  return n;
}

/* Nobody has to know a setting's name. */
static void
assert_plain (const char *sentence)
{
  g_assert_cmpstr (sentence, !=, "");
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    {
      g_autofree char *setting = g_strconcat (hn_directive_get (i)->name, "=", NULL);

      g_assert_null (strstr (sentence, setting));
    }
}

static void
assert_all_plain (GPtrArray *sentences)
{
  for (guint i = 0; i < sentences->len; i++)
    assert_plain (sentences->pdata[i]);
}

static gboolean
has_step (Search *search, const char *part)
{
  for (guint i = 0; i < search->info->steps->len; i++)
    if (strstr (search->info->steps->pdata[i], part) != NULL)
      return TRUE;

  return FALSE;
}

/* ---- Before ---- */

static void
test_offer (Search *search, gconstpointer data)
{
  const HnLevelOffer *offer;
  g_autoptr (GPtrArray) sentences = NULL;

  begin_reading (search, "web.service", SERVICE);
  wait_state (search, HN_HARDENING_READY);
  offer = search->info->offer;

  g_assert_cmpuint (search->info->before, ==, 96);
  g_assert_cmpuint (offer->exposures[HN_HARDEN_CAREFUL], <=, search->info->before);
  g_assert_cmpuint (offer->exposures[HN_HARDEN_FITTING], <=, offer->exposures[HN_HARDEN_CAREFUL]);
  g_assert_cmpuint (offer->exposures[HN_HARDEN_STRICT], <, offer->exposures[HN_HARDEN_FITTING]);
  g_assert_cmpuint (offer->n_lines[HN_HARDEN_STRICT], >, 20);

  /* Six trials, each with a restart and one to take it back. */
  sentences = hn_hardening_list_consequences (search->hardening, 0);
  g_assert_cmpstr (sentences->pdata[0], ==,
                   "It takes about 1 to 4 minutes: up to 6 trials of about 32 seconds each.");
  g_assert_cmpstr (sentences->pdata[1], ==, "The service restarts up to 12 times.");
  g_assert_cmpstr (sentences->pdata[2], ==, "No other service restarts with it.");
  g_ptr_array_unref (sentences);
  sentences = hn_hardening_list_consequences (search->hardening, 30);
  g_assert_cmpstr (sentences->pdata[0], ==,
                   "It takes about 2 to 5 minutes: 30 seconds of watching, then up to 6 trials of "
                   "about 32 seconds each.");
  g_assert_cmpstr (sentences->pdata[1], ==, "The service restarts up to 14 times.");
  assert_all_plain (sentences);
}

static void
test_dependents (Search *search, gconstpointer data)
{
  g_autoptr (GPtrArray) sentences = NULL;
  FakeUnit *unit = search->played.fake->units->pdata[0];
  const char *const names[] = { "shop.service", NULL };

  unit->required_by = g_strdupv ((char **) names);
  fake_manager_add (search->played.fake, "shop.service");
  begin_reading (search, "web.service", SERVICE);
  wait_state (search, HN_HARDENING_READY);

  sentences = hn_hardening_list_consequences (search->hardening, 0);
  g_assert_cmpstr (sentences->pdata[2], ==, "These restart with it: shop.service.");
}

/* Whose files somebody else changed and systemd has not read, that it reads for a trial. */
static void
test_unread (Search *search, gconstpointer data)
{
  gboolean found = FALSE;

  fake_manager_add (search->played.fake, "shop.service")->need_reload = TRUE;
  begin_reading (search, "web.service", SERVICE);
  wait_state (search, HN_HARDENING_READY);
  hn_hardening_find_unread (search->hardening);
  while (!found)
    {
      g_autoptr (GPtrArray) sentences = NULL;

      g_main_context_iteration (NULL, TRUE);
      sentences = hn_hardening_list_consequences (search->hardening, 0);
      for (guint i = 0; i < sentences->len; i++)
        found |= g_str_has_prefix (sentences->pdata[i], "Also put in force: shop.service.");
    }
}

/* A recipe with a mistake is not taken, and whoever wrote it learns that. */
static void
test_wrong_recipe (Search *search, gconstpointer data)
{
  g_autoptr (GPtrArray) sentences = NULL;

  begin_reading (search, "web.service", SERVICE);
  wait_state (search, HN_HARDENING_READY);
  g_ptr_array_add (search->info->offer->recipes->wrong, g_strdup ("/etc/web.ini:2: No such key"));
  sentences = hn_hardening_list_consequences (search->hardening, 0);
  g_assert_cmpstr (sentences->pdata[3], ==,
                   "Left out, because of a mistake: /etc/web.ini:2: No such key.");
}

/* What is staged is no part of it: a search goes on from what stands. */
static void
test_staged (Search *search, gconstpointer data)
{
  guint careful;

  begin_reading (search, "web.service", SERVICE);
  wait_state (search, HN_HARDENING_READY);
  careful = search->info->offer->exposures[HN_HARDEN_CAREFUL];
  let_go (search);

  hn_changes_set (search->changes, HN_DIRECTIVE_PRIVATE_TMP, "yes");
  search->hardening =
      hn_hardening_new (search->changes, search->played.list, search->played.manager);
  search->info = hn_hardening_get_info (search->hardening);
  wait_state (search, HN_HARDENING_READY);
  g_assert_cmpuint (search->info->before, ==, 96);
  g_assert_cmpuint (search->info->offer->exposures[HN_HARDEN_CAREFUL], ==, careful);
  hn_changes_discard (search->changes);
}

static void
assert_blocked (Search *search, const char *part)
{
  wait_state (search, HN_HARDENING_BLOCKED);
  g_assert_nonnull (strstr (search->info->blocked, part));
  let_go (search);
}

static void
test_guard (Search *search, gconstpointer data)
{
  fake_manager_add (search->played.fake, "ssh.service");
  begin_reading (search, "ssh.service", SERVICE);
  assert_blocked (search, "It decides who may log in. Less rights for it can mean more");
}

static void
test_never_restarted (Search *search, gconstpointer data)
{
  fake_manager_add (search->played.fake, "dbus.service");
  begin_reading (search, "dbus.service", SERVICE);
  assert_blocked (search, "is not restarted from here");
}

static void
test_needed_by_untouchable (Search *search, gconstpointer data)
{
  FakeUnit *unit = search->played.fake->units->pdata[0];
  const char *const names[] = { "dbus.service", NULL };

  unit->required_by = g_strdupv ((char **) names);
  fake_manager_add (search->played.fake, "dbus.service");
  begin_reading (search, "web.service", SERVICE);
  wait_state (search, HN_HARDENING_BLOCKED);
  assert_blocked (search, "dbus.service depends on it");
}

static void
test_not_running (Search *search, gconstpointer data)
{
  FakeUnit *unit = search->played.fake->units->pdata[0];

  g_free (unit->active_state);
  unit->active_state = g_strdup ("inactive");
  begin_reading (search, "web.service", SERVICE);
  assert_blocked (search, "Start it first");
}

/* What helps with other services does not help here. */
static void
test_not_started (Search *search, const char *text, const char *part)
{
  FakeUnit *unit = search->played.fake->units->pdata[0];

  g_free (unit->active_state);
  unit->active_state = g_strdup ("inactive");
  begin_reading (search, "web.service", text);
  wait_state (search, HN_HARDENING_BLOCKED);
  g_assert_null (strstr (search->info->blocked, "Start it"));
  assert_blocked (search, part);
}

static void
test_oneshot (Search *search, gconstpointer data)
{
  test_not_started (search, SERVICE "Type=oneshot\nUser=daemon\n", "runs once and ends");
}

static void
test_not_by_hand (Search *search, gconstpointer data)
{
  ((FakeUnit *) search->played.fake->units->pdata[0])->refuses_start = TRUE;
  test_not_started (search, SERVICE, "nobody can start it by hand");
}

static void
test_no_helper (Search *search, gconstpointer data)
{
  begin_reading (search, "web.service", SERVICE);
  wait_state (search, HN_HARDENING_READY);
  fake_helper_disown (search->played.helper);
  assert_blocked (search, "not installed");
}

static void
test_offline (Search *search, gconstpointer data)
{
  tree_write (&search->tree, WEB, SERVICE);
  search->changes = create_changes (&search->tree, "web.service");
  search->hardening = hn_hardening_new (search->changes, NULL, NULL);
  search->info = hn_hardening_get_info (search->hardening);
  assert_blocked (search, "not a service of the running system");
}

/* ---- What a person chooses ---- */

static void
wait_exposure (HnHardeningChoice *choice, guint *exposure)
{
  while (!hn_hardening_choice_find_exposure (choice, exposure))
    g_main_context_iteration (NULL, TRUE);
}

/* Each switch tells what it would do, and does it. */
static void
test_switches (Search *search, gconstpointer data)
{
  guint logs = find_check ("ProtectKernelLogs"), users = find_check ("PrivateUsers");
  guint account = find_check ("UserOrDynamicUser");
  guint n, on, fitting, foretold, exposure;
  HnHardeningChoice *choice;
  const HnHardeningRight *right;
  g_autoptr (GPtrArray) sentences = NULL;

  begin_reading (search, "web.service", SERVICE);
  wait_state (search, HN_HARDENING_READY);
  choice = search->info->choice;
  g_assert_cmpint (hn_hardening_choice_get_level (choice), ==, HN_HARDEN_FITTING);
  g_assert_false (hn_hardening_choice_is_own (choice));
  g_assert_null (hn_hardening_choice_get_picks (choice));
  g_assert_true (hn_hardening_choice_find_exposure (choice, &fitting));
  g_assert_cmpuint (fitting, ==, search->info->offer->exposures[HN_HARDEN_FITTING]);
  n = hn_hardening_choice_count (choice, &on);
  g_assert_cmpuint (on, <, n);
  g_assert_null (hn_hardening_choice_find (choice, account));
  right = hn_hardening_choice_find (choice, logs);
  g_assert_true (right->on && right->closed);
  g_assert_false (hn_hardening_choice_find (choice, users)->on);

  hn_hardening_choice_begin_looking (choice);
  while (right->other == HN_EXPOSURE_UNKNOWN)
    g_main_context_iteration (NULL, TRUE);
  foretold = right->other;
  g_assert_cmpuint (foretold, >, fitting);
  hn_hardening_choice_switch (choice, logs, FALSE);
  g_assert_false (right->on);
  g_assert_true (hn_hardening_choice_is_own (choice));
  wait_exposure (choice, &exposure);
  g_assert_cmpuint (exposure, ==, foretold);
  while (right->other == HN_EXPOSURE_UNKNOWN)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (right->other, ==, fitting);
  g_assert_cmpuint (hn_hardening_choice_count (choice, &exposure), ==, n);
  g_assert_cmpuint (exposure, ==, on - 1);
  sentences = hn_hardening_list_consequences (search->hardening, 0);
  g_assert_true (g_str_has_prefix (sentences->pdata[4], "Only what you switched on is tried: "));
  assert_all_plain (sentences);

  /* Another level leaves it as it was set, and all of it can be set anew. */
  hn_hardening_choice_set_level (choice, HN_HARDEN_STRICT);
  g_assert_false (right->on);
  g_assert_true (hn_hardening_choice_find (choice, users)->on);
  hn_hardening_choice_reset (choice);
  g_assert_true (right->on);
  g_assert_false (hn_hardening_choice_is_own (choice));
}

/* What would also close what is off says so. */
static void
test_switched_with_it (Search *search, gconstpointer data)
{
  guint power = find_check ("CapabilityBoundingSet_CAP_SYS_MODULE");
  const HnHardeningRight *modules;
  guint exposure;

  begin_reading (search, "web.service", SERVICE);
  wait_state (search, HN_HARDENING_READY);
  hn_hardening_choice_set_level (search->info->choice, HN_HARDEN_STRICT);
  modules = hn_hardening_choice_find (search->info->choice, find_check ("ProtectKernelModules"));
  hn_hardening_choice_switch (search->info->choice, power, FALSE);
  wait_exposure (search->info->choice, &exposure);
  g_assert_true (modules->on && !modules->closed);
  g_assert_nonnull (strstr (modules->reason, "you left open"));
  assert_plain (modules->reason);
}

/* The search tries what is on and nothing else. */
static void
test_only_what_is_on (Search *search, gconstpointer data)
{
  guint logs = find_check ("ProtectKernelLogs");
  g_autoptr (GPtrArray) open = NULL;
  gboolean told = FALSE;

  begin_reading (search, "web.service", SERVICE);
  wait_state (search, HN_HARDENING_READY);
  hn_hardening_choice_set_level (search->info->choice, HN_HARDEN_CAREFUL);
  hn_hardening_choice_switch (search->info->choice, logs, FALSE);
  hn_hardening_choice_switch (search->info->choice, find_check ("PrivateUsers"), TRUE);
  start (search, HN_HARDEN_CAREFUL, FALSE);
  wait_state (search, HN_HARDENING_FOUND);
  g_assert_null (strstr (search->info->text, "ProtectKernelLogs="));
  g_assert_nonnull (strstr (search->info->text, "PrivateUsers="));
  open = hn_hardening_list_open (search->hardening);
  for (guint i = 0; i < open->len; i++)
    {
      const HnHardeningOpen *one = open->pdata[i];

      if (strcmp (one->title, hn_check_get (logs)->title) == 0)
        told = strcmp (one->reason, "You left it open.") == 0;
    }
  g_assert_true (told);
  /* Another search begins as the level has it. */
  hn_hardening_stop (search->hardening);
  wait_state (search, HN_HARDENING_TAKEN_BACK);
  hn_hardening_renew (search->hardening);
  wait_state (search, HN_HARDENING_READY);
  g_assert_false (hn_hardening_choice_is_own (search->info->choice));
}

/* ---- The search ---- */

static void
test_kept (Search *search, gconstpointer data)
{
  g_autoptr (GPtrArray) could = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autofree char *heading = NULL;
  g_autofree char *end_words = NULL;

  begin_reading (search, "web.service", SERVICE);
  start (search, HN_HARDEN_STRICT, FALSE);
  wait_state (search, HN_HARDENING_FOUND);

  g_assert_cmpuint (search->info->after, <, 30);
  /* It knows of the machine by now, and leaves out what that does not enforce. */
  g_assert_cmpuint (search->info->after, >=, search->info->offer->exposures[HN_HARDEN_STRICT]);
  could = hn_hardening_list_could (search->hardening);
  g_assert_cmpuint (could->len, >, 20);
  assert_all_plain (could);
  open = hn_hardening_list_open (search->hardening);
  g_assert_cmpuint (open->len, >, 0);
  for (guint i = 0; i < open->len; i++)
    {
      const HnHardeningOpen *one = open->pdata[i];

      assert_plain (one->title);
      assert_plain (one->reason);
    }
  g_assert_true (has_step (search, "Trying set 1 of at most 6"));
  g_assert_true (has_step (search, "The service works with it."));
  assert_all_plain (search->info->steps);
  g_assert_nonnull (strstr (search->info->text, "PrivateTmp="));
  g_assert_cmpuint (count_calls (search, "Keep"), ==, 0);

  hn_hardening_keep (search->hardening);
  wait_state (search, HN_HARDENING_KEPT);
  g_assert_cmpuint (count_calls (search, "Begin web.service 3600"), ==, 1);
  g_assert_cmpuint (count_calls (search, "Begin"), ==, 1);
  g_assert_cmpuint (count_calls (search, "Keep"), ==, 1);
  heading = hn_hardening_dup_heading (search->hardening);
  end_words = hn_hardening_dup_end (search->hardening);
  g_assert_cmpstr (heading, ==, "Hardened");
  assert_plain (end_words);
}

static gboolean
has_note (Search *search, const char *part)
{
  GPtrArray *notes = hn_hardening_get_notes (search->hardening);

  for (guint i = 0; i < notes->len; i++)
    if (strstr (notes->pdata[i], part) != NULL)
      return has_step (search, notes->pdata[i]);

  return FALSE;
}

/* How well it was searched, and what gives way, stands among the steps and at the end. There is no
 * observer. */
static void
test_notes (Search *search, gconstpointer data)
{
  const char *replaced = "“Keep its new files from others” was kept as 0022 before, and is 0077 "
                         "now.";
  GPtrArray *steps;

  tree_write (&search->tree, OWN, "[Service]\nUMask=0022\n");
  begin_reading (search, "web.service", SERVICE);
  start_watched (search, HN_HARDEN_STRICT, 30, FALSE);
  wait_state (search, HN_HARDENING_FOUND);
  g_assert_true (has_note (search, "It is not watched: "));
  g_assert_true (has_note (search, "Nothing but that it runs shows whether it works."));
  g_assert_true (has_note (search, replaced));
  assert_all_plain (search->info->steps);
  /* What it found comes before what that replaces. */
  steps = search->info->steps;
  g_assert_cmpstr (steps->pdata[steps->len - 1], ==, replaced);
  g_assert_cmpstr (steps->pdata[steps->len - 2], ==, "The service works with it.");
  hn_hardening_stop (search->hardening);
  wait_state (search, HN_HARDENING_TAKEN_BACK);
}

/* Nor is it where nobody wants that. */
static void
test_not_watched (Search *search, gconstpointer data)
{
  begin_reading (search, "web.service", SERVICE);
  start (search, HN_HARDEN_FITTING, FALSE);
  wait_state (search, HN_HARDENING_FOUND);
  g_assert_true (has_note (search, "It is not watched, so less is known of what it uses."));
  hn_hardening_stop (search->hardening);
  wait_state (search, HN_HARDENING_TAKEN_BACK);
}

static void
test_kept_at_once (Search *search, gconstpointer data)
{
  begin_reading (search, "web.service", SERVICE);
  start (search, HN_HARDEN_FITTING, TRUE);
  wait_state (search, HN_HARDENING_KEPT);
  g_assert_cmpuint (count_calls (search, "Keep"), ==, 1);
}

/* What the service does not work without is named by what it is for. */
static void
test_broken (Search *search, gconstpointer data)
{
  g_autoptr (GPtrArray) open = NULL;
  gboolean found = FALSE;

  search->played.helper->breaking = g_strdup ("SystemCallArchitectures=native");
  g_free (search->played.helper->end);
  search->played.helper->end = g_strdup ("signal 2 31");
  begin_reading (search, "web.service", SERVICE);
  start (search, HN_HARDEN_STRICT, FALSE);
  while (search->info->state != HN_HARDENING_FOUND)
    g_main_context_iteration (NULL, TRUE);

  g_assert_true (has_step (search, "did not stay well"));
  g_assert_true (has_step (search, "The service works with it, and may do with less."));
  g_assert_true (has_step (search, "left off: “Allow only the machine's own kind of call”."));
  g_assert_null (strstr (search->info->text, "SystemCallArchitectures="));
  assert_all_plain (search->info->steps);
  open = hn_hardening_list_open (search->hardening);
  for (guint i = 0; i < open->len; i++)
    found = found || strcmp (((HnHardeningOpen *) open->pdata[i])->title,
                             "Allow only the machine's own kind of call") == 0;
  g_assert_true (found);
  hn_hardening_stop (search->hardening);
  wait_state (search, HN_HARDENING_TAKEN_BACK);
}

static void
test_nothing (Search *search, gconstpointer data)
{
  g_autofree char *end_words = NULL;

  set_life (&search->played, "authorized written loaded reverting reverted");
  search->played.helper->breaking = g_strdup ("KeyringMode=private");
  begin_reading (search, "web.service", SERVICE);
  start (search, HN_HARDEN_STRICT, FALSE);
  wait_state (search, HN_HARDENING_NOTHING);
  end_words = hn_hardening_dup_end (search->hardening);
  g_assert_nonnull (strstr (end_words, "as before"));
  g_assert_cmpuint (search->info->after, ==, search->info->before);
}

static void
test_denied (Search *search, gconstpointer data)
{
  g_autofree char *heading = NULL;

  begin_reading (search, "web.service", SERVICE);
  wait_state (search, HN_HARDENING_READY);
  search->played.helper->error = g_strdup ("NotAuthorized");
  start (search, HN_HARDEN_FITTING, FALSE);
  wait_state (search, HN_HARDENING_DENIED);
  heading = hn_hardening_dup_heading (search->hardening);
  g_assert_cmpstr (heading, ==, "Not Authorized");
  g_assert_cmpuint (count_calls (search, "Try"), ==, 0);

  /* And again, with the password. */
  g_clear_pointer (&search->played.helper->error, g_free);
  hn_hardening_renew (search->hardening);
  start (search, HN_HARDEN_FITTING, FALSE);
  wait_state (search, HN_HARDENING_FOUND);
  hn_hardening_stop (search->hardening);
  wait_state (search, HN_HARDENING_TAKEN_BACK);
}

static void
test_stopped_while_asking (Search *search, gconstpointer data)
{
  begin_reading (search, "web.service", SERVICE);
  wait_state (search, HN_HARDENING_READY);
  search->played.helper->answer = FAKE_ANSWER_LATE;
  start (search, HN_HARDEN_FITTING, FALSE);
  while (g_queue_is_empty (&search->played.helper->late))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (search->info->state, ==, HN_HARDENING_ASKING);
  hn_hardening_stop (search->hardening);
  wait_state (search, HN_HARDENING_STOPPED);
  search->played.helper->answer = FAKE_ANSWER_GOOD;
  fake_helper_answer_late (search->played.helper);
  while (count_calls (search, "Begin") == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_calls (search, "Try"), ==, 0);
}

static void
test_stopped_while_trying (Search *search, gconstpointer data)
{
  /* It never gets well by itself. */
  set_life (&search->played, "authorized written loaded");
  begin_reading (search, "web.service", SERVICE);
  start (search, HN_HARDEN_FITTING, FALSE);
  while (!has_step (search, "Trying set 1"))
    g_main_context_iteration (NULL, TRUE);
  while (hn_trial_get_info (search->info->trial)->id == NULL)
    g_main_context_iteration (NULL, TRUE);
  hn_hardening_stop (search->hardening);
  g_assert_cmpint (search->info->state, ==, HN_HARDENING_STOPPING);
  wait_state (search, HN_HARDENING_STOPPED);
  g_assert_cmpuint (count_calls (search, "Revert"), ==, 1);
}

/* Whoever lets go of it while it searches leaves no trial behind. */
static void
test_let_go (Search *search, gconstpointer data)
{
  set_life (&search->played, "authorized written loaded");
  begin_reading (search, "web.service", SERVICE);
  start (search, HN_HARDEN_FITTING, FALSE);
  while (!has_step (search, "Trying set 1") || hn_trial_get_info (search->info->trial)->id == NULL)
    g_main_context_iteration (NULL, TRUE);
  let_go (search);
  while (count_calls (search, "Revert") == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_time_up (Search *search, gconstpointer data)
{
  begin_reading (search, "web.service", SERVICE);
  start (search, HN_HARDEN_FITTING, FALSE);
  wait_state (search, HN_HARDENING_FOUND);
  fake_helper_emit (search->played.helper, NULL, hn_trial_get_info (search->info->trial)->id,
                    "web.service", "reverting", 1, "reason", "s", "nobody kept it");
  wait_state (search, HN_HARDENING_TAKING_BACK);
  fake_helper_emit (search->played.helper, NULL, hn_trial_get_info (search->info->trial)->id,
                    "web.service", "reverted", 1, "reason", "s", "nobody kept it");
  wait_state (search, HN_HARDENING_TIME_UP);
}

/* One that the helper knows no more is not waited for: neither where it says so, nor where it has
 * begun to take it back. */
static void
test_forgotten (Search *search, gconstpointer data)
{
  gboolean begun = GPOINTER_TO_INT (data);

  begin_reading (search, "web.service", SERVICE);
  start (search, HN_HARDEN_FITTING, FALSE);
  wait_state (search, HN_HARDENING_FOUND);
  g_ptr_array_set_size (search->played.helper->trials, 0);
  if (begun)
    fake_helper_emit (search->played.helper, NULL, hn_trial_get_info (search->info->trial)->id,
                      "web.service", "reverting", 1, "reason", "s", "nobody kept it");
  else
    hn_hardening_stop (search->hardening);
  wait_state (search, HN_HARDENING_FAILED);
  g_assert_nonnull (search->info->error);
}

static void
test_by_hand (Search *search, gconstpointer data)
{
  begin_reading (search, "web.service", SERVICE);
  start (search, HN_HARDEN_FITTING, FALSE);
  wait_state (search, HN_HARDENING_FOUND);
  hn_hardening_change_by_hand (search->hardening);
  g_assert_true (hn_changes_is_dirty (search->changes));
  g_assert_cmpuint (get_exposure (search->changes), ==, search->info->after);
  wait_state (search, HN_HARDENING_TAKEN_BACK);
  g_assert_true (hn_changes_is_dirty (search->changes));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/hardening/" name, Search, NULL, search_set_up, function, search_tear_down)
  ADD ("offer", test_offer);
  ADD ("forgotten/asked", test_forgotten);
  g_test_add ("/hardening/forgotten/begun", Search, GINT_TO_POINTER (TRUE), search_set_up,
              test_forgotten, search_tear_down);
  ADD ("dependents", test_dependents);
  ADD ("unread", test_unread);
  ADD ("wrong-recipe", test_wrong_recipe);
  ADD ("staged", test_staged);
  ADD ("blocked/guard", test_guard);
  ADD ("blocked/never-restarted", test_never_restarted);
  ADD ("blocked/needed-by-untouchable", test_needed_by_untouchable);
  ADD ("blocked/not-running", test_not_running);
  ADD ("blocked/oneshot", test_oneshot);
  ADD ("blocked/not-by-hand", test_not_by_hand);
  ADD ("blocked/no-helper", test_no_helper);
  ADD ("blocked/offline", test_offline);
  ADD ("switches/scores", test_switches);
  ADD ("switches/with-it", test_switched_with_it);
  ADD ("switches/only-what-is-on", test_only_what_is_on);
  ADD ("kept", test_kept);
  ADD ("notes", test_notes);
  ADD ("not-watched", test_not_watched);
  ADD ("kept-at-once", test_kept_at_once);
  ADD ("broken", test_broken);
  ADD ("nothing", test_nothing);
  ADD ("denied", test_denied);
  ADD ("stopped/asking", test_stopped_while_asking);
  ADD ("stopped/trying", test_stopped_while_trying);
  ADD ("let-go", test_let_go);
  ADD ("time-up", test_time_up);
  ADD ("by-hand", test_by_hand);

  return g_test_run ();
}
