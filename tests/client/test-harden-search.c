/* A search that loses who it needs: it ends, takes back what it tries, and leaves nothing running.
 * Helper, observer and manager are played.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "client/harden-search.h"
#include "engine/unit-file.h"
#include "fake-observer.h"
#include "trial-fixture.h"

#define TEXT "[Service]\nExecStart=/bin/server\n"

typedef struct
{
  Fixture played;
  FakeObserver *observer;
  HnSettings *unfinished;
  HnHardenSearch *run;
  const HnHardenInfo *info;
  char *file;       /* of the service */
  HnRecipe *recipe; /* (nullable) */
} Search;

static void
search_set_up (Search *search, gconstpointer data)
{
  HnUnitContext context = { .unit = "web.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("web-XXXXXX.service", &search->file, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  set_up (&search->played, NULL);
  g_file_set_contents (search->file, TEXT, -1, &error);
  g_assert_no_error (error);
  fake_helper_add_unit (search->played.helper, "web.service", search->file, NULL);
  search->observer = fake_observer_new (search->played.address);
  fake_observer_own (search->observer);
  search->unfinished = hn_settings_new (&context);
  hn_unit_file_parse (search->unfinished, "/file0", TEXT, strlen (TEXT));
}

static void
search_tear_down (Search *search, gconstpointer data)
{
  if (search->run != NULL)
    {
      wait_for_last (search->run);
      g_assert_finalize_object (search->run);
    }
  while (hn_trial_list_find (search->played.list, NULL) != NULL)
    g_main_context_iteration (NULL, TRUE);
  fake_observer_free (search->observer);
  tear_down (&search->played, NULL);
  hn_settings_free (search->unfinished);
  g_unlink (search->file);
  g_free (search->file);
  g_clear_pointer (&search->recipe, hn_recipe_free);
}

/* @check: (nullable) */
static void
start_with (Search *search, guint watch_seconds, const char *check)
{
  const char *const kept[] = { "UMask=0022", "PrivateTmp=yes", NULL };
  g_autoptr (GPtrArray) staged = hn_drop_in_parse_changes (kept, NULL);
  g_autoptr (GPtrArray) checks =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hn_harden_check_free);
  HnHardenAim aim = {
    .unit = "web.service",
    .level = HN_HARDEN_STRICT,
    .watch_seconds = watch_seconds,
    .max_trials = 6,
    .confirm_seconds = 60,
    .checks = checks,
    .unfinished = search->unfinished,
    .staged = staged,
    .recipe = search->recipe,
  };

  if (check != NULL)
    g_ptr_array_add (checks, hn_harden_check_new (check));
  search->run = hn_harden_search_new (search->played.list, search->played.manager, &aim);
  search->info = hn_harden_search_get_info (search->run);
}

static void
start (Search *search, guint watch_seconds)
{
  start_with (search, watch_seconds, NULL);
}

/* Whether the helper, or the observer, was asked for what begins so. */
static gboolean
was_asked (GPtrArray *calls, const char *begin)
{
  for (guint i = 0; i < calls->len; i++)
    if (g_str_has_prefix (calls->pdata[i], begin))
      return TRUE;

  return FALSE;
}

static void
wait_asked (GPtrArray *calls, const char *begin)
{
  while (!was_asked (calls, begin))
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_state (Search *search, HnHardenState state)
{
  while (search->info->state != state)
    {
      g_assert_cmpint (search->info->state, <=, HN_HARDEN_STOPPING);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
wait_healthy (Search *search)
{
  while (search->info->trial == NULL ||
         hn_trial_get_state (search->info->trial) != HN_TRIAL_HEALTHY)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_says (Search *search, const char *words)
{
  g_assert_nonnull (search->info->error);
  g_test_message ("%s", search->info->error->message);
  g_assert_nonnull (strstr (search->info->error->message, words));
}

/* It is watched from a start on, which is a trial. */
static void
test_observer_gone (Search *search, gconstpointer data)
{
  GPtrArray *calls = search->played.helper->calls;

  start (search, 1800);
  wait_healthy (search);
  fake_observer_disown (search->observer);
  wait_state (search, HN_HARDEN_FAILED);
  assert_says (search, "observer ended in the middle of the search; the service is as before");
  g_assert_true (was_asked (calls, "Revert trial-1"));
  wait_asked (calls, "End session-1");
  g_assert_false (was_asked (calls, "Keep"));
  g_assert_cmpint (hn_trial_get_state (search->info->trial), ==, HN_TRIAL_REVERTED);
}

static gboolean
has_step (Search *search, const char *words)
{
  for (guint i = 0; i < search->info->steps->len; i++)
    if (strstr (search->info->steps->pdata[i], words) != NULL)
      return TRUE;

  return FALSE;
}

/* Without one it goes on, and says so; and what becomes of what was kept before. */
static void
test_no_observer (Search *search, gconstpointer data)
{
  fake_observer_disown (search->observer);
  start (search, 1800);
  wait_state (search, HN_HARDEN_FOUND);
  g_assert_true (has_step (search, "It is not watched"));
  g_assert_true (has_step (search, "UMask=0022 was kept before, and is UMask=0077 now."));
  g_assert_false (has_step (search, "PrivateTmp=yes was kept"));
  hn_trial_take_back (search->info->trial);
}

/* What is known already needs no watch, and of root no password. */
static void
test_not_watched (Search *search, gconstpointer data)
{
  start (search, 0);
  wait_state (search, HN_HARDEN_FOUND);
  g_assert_cmpint (was_asked (search->observer->calls, "Get"), ==, geteuid () == 0);
  g_assert_false (was_asked (search->observer->calls, "Watch"));
  hn_trial_take_back (search->info->trial);
}

/* A recipe that cannot say how one sees that it works, to this user or at all, is as good as none:
 * what is left to go by is told. */
static void
test_without_checks (Search *search, gconstpointer data)
{
  static const char text[] = "[Recipe]\nTitle=A server\nUnits=web.service\n";
  g_autoptr (GError) error = NULL;

  search->recipe = hn_recipe_parse ("web.ini", text, strlen (text), &error);
  g_assert_no_error (error);
  start (search, 0);
  wait_state (search, HN_HARDEN_FOUND);
  g_assert_true (has_step (search, "It is not watched"));
  g_assert_true (has_step (search, "Nothing but that it runs shows whether it works."));
  g_assert_cmpuint (search->info->notes->len, ==, 3);
  hn_trial_take_back (search->info->trial);
}

/* A watch that begins after nobody wants it any more is ended. */
static void
test_stopped_before_the_watch (Search *search, gconstpointer data)
{
  search->observer->late = TRUE;
  start (search, 1800);
  wait_asked (search->observer->calls, "Watch");
  hn_harden_search_stop (search->run);
  g_assert_cmpint (search->info->state, ==, HN_HARDEN_STOPPED);
  search->observer->late = FALSE;
  fake_observer_answer_late (search->observer);
  wait_asked (search->observer->calls, "Stop");
  wait_asked (search->played.helper->calls, "End session-1");
}

/* Who asks the observer to end it needs the permission for that, and is not asked for a password.
 */
static void
test_permitted_until_it_is_unwatched (Search *search, gconstpointer data)
{
  GPtrArray *calls = search->played.helper->calls;

  start (search, 1800);
  wait_healthy (search);
  search->observer->late = TRUE;
  hn_harden_search_stop (search->run);
  wait_state (search, HN_HARDEN_STOPPED);
  wait_asked (search->observer->calls, "Stop");
  /* What was sent before is heard before. */
  hn_helper_client_end_session (search->played.client, "another");
  wait_asked (calls, "End another");
  g_assert_false (was_asked (calls, "End session-1"));
  search->observer->late = FALSE;
  fake_observer_answer_late (search->observer);
  wait_asked (calls, "End session-1");
}

static void
test_stopped_while_watched (Search *search, gconstpointer data)
{
  start (search, 1800);
  wait_healthy (search);
  hn_harden_search_stop (search->run);
  wait_state (search, HN_HARDEN_STOPPED);
  wait_asked (search->observer->calls, "Stop");
  wait_asked (search->played.helper->calls, "End session-1");
}

/* What a service does for its checks is seen before anything is tried. */
static void
test_works_while_watched (Search *search, gconstpointer data)
{
  g_autofree char *file = g_strconcat (search->file, ".checked", NULL);
  g_autofree char *check = g_strdup_printf ("echo >>%s", file);
  g_autofree char *lines = NULL;
  gsize n = 0;

  start_with (search, 1, check);
  wait_asked (search->observer->calls, "Get");
  g_assert_true (g_file_get_contents (file, &lines, &n, NULL));
  g_unlink (file);
  g_assert_cmpuint (n, ==, 2);
  hn_harden_search_stop (search->run);
  wait_state (search, HN_HARDEN_STOPPED);
}

/* Permission has gone with it. */
static void
test_helper_gone (Search *search, gconstpointer data)
{
  GPtrArray *calls = search->played.helper->calls;

  start (search, 1800);
  wait_healthy (search);
  fake_helper_disown (search->played.helper);
  wait_state (search, HN_HARDEN_FAILED);
  assert_says (search, "helper ended in the middle of the search");
  g_assert_false (was_asked (calls, "Keep"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/harden-search/" path, Search, NULL, search_set_up, func, search_tear_down)
  ADD ("observer-gone", test_observer_gone);
  ADD ("no-observer", test_no_observer);
  ADD ("not-watched", test_not_watched);
  ADD ("without-checks", test_without_checks);
  ADD ("stopped-before-the-watch", test_stopped_before_the_watch);
  ADD ("stopped-while-watched", test_stopped_while_watched);
  ADD ("permitted-until-it-is-unwatched", test_permitted_until_it_is_unwatched);
  ADD ("helper-gone", test_helper_gone);
  ADD ("works-while-watched", test_works_while_watched);

  return g_test_run ();
}
