/* What is found out about all services at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/facts/facts-list.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "source/facts/unit-links.h"
#include "watched.h"

typedef struct
{
  GHashTable *facts;
  GError *error;
  gboolean done;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->facts, g_hash_table_unref);
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->facts = hn_facts_list_finish (HN_BUS_CONNECTION (object), result, &outcome->error);
  outcome->done = TRUE;
}

static void
list_facts (FakeManager *fake, Outcome *outcome)
{
  g_autoptr (Watched) watched = watched_new (fake);

  watched_wait_for_state (watched, HN_MANAGER_READY);
  hn_facts_list_async (watched->manager, NULL, listed_cb, outcome);
  while (!outcome->done)
    g_main_context_iteration (NULL, TRUE);
}

static FakeUnit *
add (FakeManager *fake, const char *name, const char *active_state, const char *triggers)
{
  FakeUnit *unit = fake_manager_add (fake, name);

  g_free (unit->active_state);
  unit->active_state = g_strdup (active_state);
  if (triggers != NULL)
    unit->triggers = g_strsplit (triggers, " ", 0);

  return unit;
}

static void
test_starters (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_auto (Outcome) outcome = { 0 };
  const HnServiceFacts *facts;
  const HnStarter *starter;

  add (fake, "hn-web.service", "active", NULL);
  add (fake, "hn-idle.service", "inactive", NULL);
  add (fake, "hn-done.service", "active", NULL)->sub_state = g_strdup ("exited");
  add (fake, "hn-web.socket", "active", "hn-web.service hn-other.service hn-other.mount")->listen =
      g_strdup ("/run/hn-web.sock");
  add (fake, "hn-timed.timer", "active", "hn-timed.service");
  add (fake, "hn-off.timer", "inactive", "hn-idle.service");
  list_facts (fake, &outcome);
  g_assert_no_error (outcome.error);

  facts = hn_facts_list_find (outcome.facts, "hn-web.service");
  g_assert_cmpint (facts->run, ==, HN_RUN_NOW);
  g_assert_cmpuint (facts->listeners->len, ==, 1);
  g_assert_cmpstr (((HnListener *) facts->listeners->pdata[0])->address, ==, "/run/hn-web.sock");
  g_assert_cmpuint (facts->starters->len, ==, 1);
  starter = facts->starters->pdata[0];
  g_assert_cmpint (starter->kind, ==, HN_STARTER_SOCKET);
  g_assert_cmpstr (starter->name, ==, "hn-web.socket");

  /* The socket is that of the first one, and starts both. */
  facts = hn_facts_list_find (outcome.facts, "hn-other.service");
  g_assert_cmpuint (facts->listeners->len, ==, 0);
  g_assert_cmpuint (facts->starters->len, ==, 1);
  g_assert_false (g_hash_table_contains (outcome.facts, "hn-other.mount"));

  facts = hn_facts_list_find (outcome.facts, "hn-timed.service");
  g_assert_cmpint (facts->run, ==, HN_RUN_UNKNOWN);
  g_assert_cmpuint (facts->starters->len, ==, 1);
  g_assert_cmpint (((HnStarter *) facts->starters->pdata[0])->kind, ==, HN_STARTER_TIMER);

  /* That it is active does not say that it runs. */
  facts = hn_facts_list_find (outcome.facts, "hn-done.service");
  g_assert_cmpint (facts->run, ==, HN_RUN_BEFORE);

  /* What is not active starts nothing. */
  facts = hn_facts_list_find (outcome.facts, "hn-idle.service");
  g_assert_cmpint (facts->run, ==, HN_RUN_UNKNOWN);
  g_assert_cmpuint (facts->starters->len, ==, 0);
}

/* One odd unit takes nothing from the others. */
static void
test_odd_units (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_auto (Outcome) outcome = { 0 };

  add (fake, "hn-denied.socket", "active", "hn-web.service")->mood = FAKE_DENIED;
  add (fake, "hn-no-dict.timer", "active", "hn-web.service")->mood = FAKE_NO_DICT;
  add (fake, "hn-empty.path", "active", "hn-web.service")->mood = FAKE_EMPTY;
  add (fake, "hn-good.path", "active", "hn-web.service");
  fake->list_mood = FAKE_LIST_ODD_NAMES;
  list_facts (fake, &outcome);
  g_assert_no_error (outcome.error);
  /* Such a list has each of them twice. */
  g_assert_cmpuint (hn_facts_list_find (outcome.facts, "hn-web.service")->starters->len, ==, 2);
}

static void
test_no_list (void)
{
  static const FakeListMood moods[] = { FAKE_LIST_DENIED, FAKE_LIST_WRONG_TYPE };

  for (guint i = 0; i < G_N_ELEMENTS (moods); i++)
    {
      g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
      g_auto (Outcome) outcome = { 0 };

      fake->list_mood = moods[i];
      list_facts (fake, &outcome);
      g_assert_null (outcome.facts);
      g_assert_nonnull (outcome.error);
    }
}

static void
link_file (const char *folder, const char *below, const char *name, const char *target)
{
  g_autofree char *parent = g_build_filename (folder, below, NULL);
  g_autofree char *path = g_build_filename (parent, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
remove_links (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_links (path);
      else
        g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_links (void)
{
  g_autofree char *strong = g_dir_make_tmp ("hardnut-XXXXXX", NULL);
  g_autofree char *weak = g_dir_make_tmp ("hardnut-XXXXXX", NULL);
  const char *folders[] = { "/nowhere", strong, weak, NULL };
  g_autoptr (HnUnitLinks) links = hn_unit_links_new_in (folders);
  g_auto (GStrv) wanted = NULL;
  static const char *const names[][2] = {
    { "dbus-org.x.Web.service", "web.service" },
    { "masked.service", "masked.service" },
    { "web.service", "web.service" },
    { "../escape.service", "../escape.service" },
  };

  link_file (weak, "", "dbus-org.x.Web.service", "/usr/lib/systemd/system/web.service");
  link_file (strong, "", "masked.service", "/dev/null");
  link_file (weak, "", "masked.service", "other.service");
  link_file (strong, "some.target.wants", "web.service", "/nowhere");
  link_file (strong, "some.target.wants", "web.timer", "/nowhere");
  link_file (weak, "some.target.requires", "base.service", "../base.service");
  link_file (weak, "other.target.wants", "no.service", "../no.service");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = hn_unit_links_dup_name (links, names[i][0]);

      g_assert_cmpstr (name, ==, names[i][1]);
    }
  wanted = hn_unit_links_list_wanted (links, "some.target");
  g_assert_cmpuint (g_strv_length (wanted), ==, 2);
  g_assert_true (g_strv_contains ((const char *const *) wanted, "web.service"));
  g_assert_true (g_strv_contains ((const char *const *) wanted, "base.service"));

  remove_links (strong);
  remove_links (weak);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/facts-list/starters", test_starters);
  g_test_add_func ("/facts-list/odd-units", test_odd_units);
  g_test_add_func ("/facts-list/no-list", test_no_list);
  g_test_add_func ("/facts-list/links", test_links);

  return g_test_run ();
}
