/* What a manager tells that decides which permission a change takes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/guards.h"
#include "source/manager/manager-facts.h"

#include <glib/gstdio.h>
#include <string.h>

#include "watched.h"

typedef struct
{
  HnManagerFacts *facts;
  GError *error;
  gboolean done;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->facts, hn_manager_facts_unref);
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
facts_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->facts =
      hn_manager_facts_read_finish (HN_BUS_CONNECTION (object), result, &outcome->error);
  outcome->done = TRUE;
}

static void
read_facts (FakeManager *fake, const char *name, Outcome *outcome)
{
  g_autoptr (Watched) watched = watched_new (fake);

  watched_wait_for_state (watched, HN_MANAGER_READY);
  hn_manager_facts_read_async (watched->manager, name, NULL, facts_cb, outcome);
  while (!outcome->done)
    g_main_context_iteration (NULL, TRUE);
}

static FakeUnit *
add (FakeManager *fake, const char *name, const char *required_by)
{
  FakeUnit *unit = fake_manager_add (fake, name);

  if (required_by != NULL)
    unit->required_by = g_strsplit (required_by, " ", 0);
  return unit;
}

static void
test_service (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_auto (Outcome) outcome = { 0 };
  g_autofree char *umask = NULL;
  const HnLiveLimit *limits;
  FakeUnit *unit = add (fake, "web.service", NULL);

  unit->before = g_strsplit ("multi-user.target shutdown.target", " ", 0);
  read_facts (fake, "web.service", &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.facts->names[0], ==, "web.service");
  g_assert_cmpstr (outcome.facts->names[1], ==, "alias.service");
  g_assert_cmpstr (outcome.facts->before[1], ==, "shutdown.target");
  g_assert_cmpstr (outcome.facts->control_group, ==, "/fake.slice/web.service");
  g_assert_cmpuint (outcome.facts->uid, ==, 2);
  umask = hn_settings_dup_value (outcome.facts->unit->settings, HN_DIRECTIVE_UMASK);
  g_assert_cmpstr (umask, ==, "0077");
  g_assert_null (outcome.facts->required_by);
  g_assert_true (outcome.facts->wanted);
  g_assert_cmpint (outcome.facts->slice_denies, ==, HN_NO);

  limits = outcome.facts->limits;
  g_assert_true (limits[HN_DIRECTIVE_LIMIT_NOFILE].known);
  g_assert_cmpuint (limits[HN_DIRECTIVE_LIMIT_NOFILE].soft, ==, 1024);
  g_assert_cmpuint (limits[HN_DIRECTIVE_LIMIT_NOFILE].hard, ==, 524288);
  g_assert_cmpuint (limits[HN_DIRECTIVE_LIMIT_CPU].soft, ==, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (limits[HN_DIRECTIVE_LIMIT_CPU].hard, ==, 20 * G_USEC_PER_SEC);
  g_assert_cmpuint (limits[HN_DIRECTIVE_MEMORY_MAX].hard, ==, G_MAXUINT64);
  g_assert_cmpuint (limits[HN_DIRECTIVE_TASKS_MAX].soft, ==, 4915);
  /* 150%, in hundredths. */
  g_assert_cmpuint (limits[HN_DIRECTIVE_CPU_QUOTA].hard, ==, 15000);
  g_assert_true (limits[HN_DIRECTIVE_CPU_QUOTA].share);
  g_assert_false (limits[HN_DIRECTIVE_MEMORY_HIGH].known);
}

/* A guard needs the service, whatever stands between, and whether or not anything runs. */
static void
test_required (void)
{
  static const struct
  {
    const char *first, *second; /* what requires web.service, and what requires that */
    const char *guard;
  } cases[] = {
    { "other.service", NULL, NULL },
    { "sshd.service", NULL, "sshd.service" },
    { "other.service", "polkit.service", "polkit.service" },
    /* Whatever stands between, the guard does not start without it. */
    { "some.target", "nftables.service", "nftables.service" },
    { "some.target", "other.service", NULL },
    /* Of several always the same one. */
    { "sssd.service auditd.service", "web.service", "auditd.service" },
    /* What is no service guards nothing. */
    { "sshd.socket", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
      g_auto (Outcome) outcome = { 0 };
      g_auto (GStrv) first = g_strsplit (cases[i].first, " ", 0);

      add (fake, "web.service", cases[i].first);
      for (guint j = 0; first[j] != NULL; j++)
        {
          FakeUnit *unit = add (fake, first[j], j == 0 ? cases[i].second : NULL);

          g_free (unit->active_state);
          unit->active_state = g_strdup ("inactive");
        }
      if (cases[i].second != NULL)
        add (fake, cases[i].second, "web.service");
      read_facts (fake, "web.service", &outcome);
      g_assert_no_error (outcome.error);
      g_assert_cmpstr (outcome.facts->required_by, ==, cases[i].guard);
    }
}

/* A guard may be one by what it is, not by its name; one that cannot be read has only its name. */
static void
test_required_unnamed (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_auto (Outcome) early = { 0 }, once = { 0 }, mute = { 0 };
  FakeUnit *unit;

  add (fake, "one.service", "early.service");
  unit = add (fake, "early.service", NULL);
  unit->before = g_strsplit ("sysinit.target", " ", 0);
  read_facts (fake, "one.service", &early);
  g_assert_cmpstr (early.facts->required_by, ==, "early.service");

  add (fake, "two.service", "once.service");
  unit = add (fake, "once.service", NULL);
  unit->type = g_strdup ("oneshot");
  unit->user = g_strdup ("root");
  read_facts (fake, "two.service", &once);
  g_assert_cmpstr (once.facts->required_by, ==, "once.service");

  add (fake, "three.service", "sshd.service");
  add (fake, "sshd.service", NULL)->mood = FAKE_DENIED;
  read_facts (fake, "three.service", &mute);
  g_assert_no_error (mute.error);
  g_assert_cmpstr (mute.facts->required_by, ==, "sshd.service");
}

/* The same of what is not loaded, and says it in its file. */
static void
test_mentioned (void)
{
  static const struct
  {
    const char *file, *text;
    const char *guard;
    gboolean joined;
  } cases[] = {
    { "sshd.service", "[Unit]\nRequires=web.service\n", "sshd.service", FALSE },
    { "sshd.service", "[Unit]\nRequires=alias.service\n", "sshd.service", FALSE },
    { "sshd.service", "[Unit]\nWants=web.service\n", NULL, FALSE },
    { "other.service", "[Unit]\nRequires=web.service\n", NULL, FALSE },
    /* It is one by what the other one is before, and that is not loaded either. */
    { "first.service", "[Unit]\nPartOf=web.service\n", "first.service", FALSE },
    { "other.service", "[Unit]\nJoinsNamespaceOf=web.service\n", NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
      g_autofree char *path = g_build_filename (fake->folder, cases[i].file, NULL);
      g_auto (Outcome) outcome = { 0 };

      g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
      fake->unit_path = g_strdup (fake->folder);
      add (fake, "web.service", NULL);
      add (fake, "sshd.service", NULL);
      add (fake, "other.service", NULL);
      add (fake, "first.service", NULL)->before = g_strsplit ("second.target", " ", 0);
      add (fake, "second.target", NULL)->before = g_strsplit ("sysinit.target", " ", 0);
      read_facts (fake, "web.service", &outcome);
      g_assert_no_error (outcome.error);
      g_assert_cmpstr (outcome.facts->required_by, ==, cases[i].guard);
      g_assert_cmpint (outcome.facts->joined, ==, cases[i].joined);
      g_unlink (path);
    }
}

/* What it is before is before other things, and so on. */
static void
test_ordered (void)
{
  static const struct
  {
    const char *between; /* what web.service is before */
    const char *after;   /* what that is before */
    gboolean early;
  } cases[] = {
    { "network-pre.target", NULL, TRUE },
    { "middle.service", "network-pre.target", TRUE },
    { "middle.target", "sysinit.target other.service", TRUE },
    { "middle.service", "web.service other.service", FALSE },
    /* The way to the end of the machine says nothing about its start. */
    { "shutdown.target", "local-fs.target", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
      g_auto (Outcome) outcome = { 0 };
      gboolean early = FALSE;

      add (fake, "web.service", NULL)->before = g_strsplit (cases[i].between, " ", 0);
      if (cases[i].after != NULL)
        add (fake, cases[i].between, NULL)->before = g_strsplit (cases[i].after, " ", 0);
      add (fake, "other.service", NULL);
      read_facts (fake, "web.service", &outcome);
      g_assert_no_error (outcome.error);
      for (guint j = 0; outcome.facts->before[j] != NULL; j++)
        early |= hn_guard_is_early (outcome.facts->before[j]);
      g_assert_cmpint (early, ==, cases[i].early);
      g_assert_true (
          g_strv_contains ((const char *const *) outcome.facts->before, cases[i].between));
    }
}

static void
test_slices (void)
{
  static const struct
  {
    const char *slice, *denying;
    HnAnswer answer;
  } cases[] = {
    { "a-b-c.slice", NULL, HN_NO },
    { "a-b-c.slice", "a-b-c.slice", HN_YES },
    { "a-b-c.slice", "a-b.slice", HN_YES },
    { "a-b-c.slice", "a.slice", HN_YES },
    { "a-b-c.slice", "-.slice", HN_YES },
    { "a-b-c.slice", "b.slice", HN_NO },
    { "-.slice", "-.slice", HN_YES },
    { "", NULL, HN_NO },
    { "", "-.slice", HN_YES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
      g_auto (Outcome) outcome = { 0 };

      add (fake, "web.service", NULL)->slice = g_strdup (cases[i].slice);
      if (cases[i].denying != NULL)
        add (fake, cases[i].denying, NULL)->denies = TRUE;
      read_facts (fake, "web.service", &outcome);
      g_assert_no_error (outcome.error);
      g_assert_cmpint (outcome.facts->slice_denies, ==, cases[i].answer);
    }
}

static void
test_unreadable_slice (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_auto (Outcome) outcome = { 0 };

  add (fake, "web.service", NULL);
  add (fake, "system.slice", NULL)->mood = FAKE_DENIED;
  read_facts (fake, "web.service", &outcome);
  g_assert_cmpint (outcome.facts->slice_denies, ==, HN_CANNOT_TELL);
}

/* An instance that is neither running nor asked for by anybody. */
static void
test_wanted (void)
{
  static const struct
  {
    const char *active, *file, *required_by;
    gboolean wanted;
  } cases[] = {
    { "inactive", "static", NULL, FALSE },
    { "failed", "disabled", NULL, TRUE },
    { "active", "static", NULL, TRUE },
    { "inactive", "enabled", NULL, TRUE },
    { "inactive", "enabled-runtime", NULL, TRUE },
    { "inactive", "static", "other.service", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
      g_auto (Outcome) outcome = { 0 };
      FakeUnit *unit = add (fake, "web@x.service", cases[i].required_by);

      g_free (unit->active_state);
      unit->active_state = g_strdup (cases[i].active);
      unit->unit_file_state = g_strdup (cases[i].file);
      read_facts (fake, "web@x.service", &outcome);
      g_assert_no_error (outcome.error);
      g_assert_cmpint (outcome.facts->wanted, ==, cases[i].wanted);
    }
}

static void
test_errors (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_auto (Outcome) missing = { 0 }, template = { 0 }, denied = { 0 }, strange = { 0 };

  read_facts (fake, "missing.service", &missing);
  g_assert_error (missing.error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND);
  read_facts (fake, "web@.service", &template);
  g_assert_error (template.error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND);
  add (fake, "denied.service", NULL)->mood = FAKE_DENIED;
  read_facts (fake, "denied.service", &denied);
  g_assert_error (denied.error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED);
  add (fake, "strange.service", NULL)->mood = FAKE_NO_DICT;
  read_facts (fake, "strange.service", &strange);
  g_assert_error (strange.error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/facts/service", test_service);
  g_test_add_func ("/facts/required", test_required);
  g_test_add_func ("/facts/required-unnamed", test_required_unnamed);
  g_test_add_func ("/facts/mentioned", test_mentioned);
  g_test_add_func ("/facts/ordered", test_ordered);
  g_test_add_func ("/facts/slices", test_slices);
  g_test_add_func ("/facts/unreadable-slice", test_unreadable_slice);
  g_test_add_func ("/facts/wanted", test_wanted);
  g_test_add_func ("/facts/errors", test_errors);

  return g_test_run ();
}
