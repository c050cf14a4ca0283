/* What is said of all services at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/overview.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "fake-manager.h"
#include "wait.h"

typedef struct
{
  FakeManager *fake;
  HnServiceList *list;
  HnOverview *overview;
} Fixture;

static FakeUnit *
add (FakeManager *fake, const char *name, const char *active_state, const char *user)
{
  FakeUnit *unit = fake_manager_add (fake, name);

  g_free (unit->active_state);
  unit->active_state = g_strdup (active_state);
  unit->user = g_strdup (user);
  unit->bare = TRUE;

  return unit;
}

static void
set_drop_ins (FakeUnit *unit, const char *first, const char *second)
{
  const char *const paths[] = { first, second, NULL };

  g_strfreev (unit->drop_ins);
  unit->drop_ins = g_strdupv ((char **) paths);
}

static void
add_socket (FakeManager *fake, const char *name, const char *triggers, const char *listen)
{
  FakeUnit *unit = fake_manager_add (fake, name);

  unit->listen = g_strdup (listen);
  unit->triggers = g_strsplit (triggers, " ", 0);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->fake = fake_manager_new (FAKE_PEER);
  fixture->overview = hn_overview_new ();
}

static void
show (Fixture *fixture)
{
  fixture->list = hn_service_list_new (HN_SCOPE_SYSTEM, fixture->fake->address);
  hn_overview_set_list (fixture->overview, fixture->list);
  g_assert_true (hn_overview_get_list (fixture->overview) == fixture->list);
  wait_until (hn_service_list_is_complete (fixture->list) &&
              hn_overview_get_info (fixture->overview)->n_services > 0 &&
              hn_overview_get_info (fixture->overview)->n_reach_unknown == 0);
}

/* Also what was written at other looks counts. */
static void
forget (void)
{
  g_autofree char *file =
      g_build_filename (g_get_user_state_dir (), "hardnut/last-look-system", NULL);

  g_unlink (file);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->list);
  g_clear_object (&fixture->overview);
  fake_manager_free (fixture->fake);
}

/* (transfer full): the names of what was changed, with spaces between */
static char *
join_changed (const HnOverviewInfo *info)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < info->changed->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            ((HnChangedService *) info->changed->pdata[i])->unit);

  return g_string_free (text, FALSE);
}

static const HnHardened *
get_hardened (const HnOverviewInfo *info, guint i)
{
  return ((HnChangedService *) info->changed->pdata[i])->hardened;
}

/* (transfer full): the names, with spaces between */
static char *
join (GPtrArray *services)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < services->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            hn_service_get_name (services->pdata[i]));

  return g_string_free (text, FALSE);
}

static void
assert_concern (Fixture *fixture, HnConcern concern, const char *expected)
{
  g_autofree char *names = join (hn_overview_get_info (fixture->overview)->concerns[concern]);

  g_assert_cmpstr (names, ==, expected);
}

static void
test_concerns (Fixture *fixture, gconstpointer data)
{
  const HnOverviewInfo *info = hn_overview_get_info (fixture->overview);
  guint n_levels = 0;

  g_assert_cmpuint (info->n_services, ==, 0);

  add (fixture->fake, "beside.service", "inactive", "root");
  add (fixture->fake, "files.service", "active", "root");
  add (fixture->fake, "alone.service", "active", "root");
  add (fixture->fake, "account.service", "active", "daemon");
  add (fixture->fake, "task.service", "active", "root")->type = g_strdup ("oneshot");
  add (fixture->fake, "idle.service", "inactive", "root");
  add_socket (fixture->fake, "files.socket", "files.service", "/run/files");
  add_socket (fixture->fake, "beside.socket", "beside.service", "@beside");
  show (fixture);

  /* Of the same rank, by name. What a task does, what is not in use and what is no root is left
   * out. */
  assert_concern (fixture, HN_CONCERN_MACHINE_ROOT, "beside.service files.service");
  assert_concern (fixture, HN_CONCERN_ROOT, "alone.service");
  assert_concern (fixture, HN_CONCERN_NETWORK_ROOT, "");
  assert_concern (fixture, HN_CONCERN_NETWORK, "");
  assert_concern (fixture, HN_CONCERN_UNKNOWN_ROOT, "");
  g_assert_cmpuint (info->n_services, ==, 5);
  g_assert_cmpuint (info->n_idle, ==, 1);
  g_assert_cmpuint (info->n_network, ==, 0);
  for (guint i = 0; i < HN_N_LEVELS; i++)
    n_levels += info->levels[i];
  g_assert_cmpuint (n_levels, ==, 5);
  g_assert_cmpuint (info->changed->len, ==, 0);

  hn_overview_set_list (fixture->overview, NULL);
  g_assert_cmpuint (info->n_services, ==, 0);
  assert_concern (fixture, HN_CONCERN_ROOT, "");
}

/* Of files nobody can tell who reaches the service. */
static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("hardnut-XXXXXX", NULL);
  g_autofree char *units = g_build_filename (folder, "etc/systemd/system", NULL);
  g_autofree char *web = g_build_filename (units, "web.service", NULL);
  g_autofree char *account = g_build_filename (units, "account.service", NULL);
  const HnOverviewInfo *info = hn_overview_get_info (fixture->overview);

  g_assert_cmpint (g_mkdir_with_parents (units, 0755), ==, 0);
  g_assert_true (g_file_set_contents (web, "[Service]\nExecStart=/bin/true\n", -1, NULL));
  g_assert_true (
      g_file_set_contents (account, "[Service]\nExecStart=/bin/true\nUser=nobody\n", -1, NULL));

  fixture->list = hn_service_list_new_for_root (folder, HN_SCOPE_SYSTEM);
  hn_overview_set_list (fixture->overview, fixture->list);
  wait_until (info->n_services == 2);
  g_assert_cmpuint (info->n_reach_unknown, ==, 2);
  g_assert_cmpuint (info->n_idle, ==, 0);
  assert_concern (fixture, HN_CONCERN_UNKNOWN_ROOT, "web.service");

  g_assert_cmpint (g_unlink (web), ==, 0);
  g_assert_cmpint (g_unlink (account), ==, 0);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *parent = g_path_get_dirname (units);

      g_assert_cmpint (g_rmdir (units), ==, 0);
      g_free (units);
      units = g_steal_pointer (&parent);
    }
}

/* Where sockets are hidden, what runs may be reached, and what does not run is not; no news of all
 * of them. */
static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  const HnOverviewInfo *info = hn_overview_get_info (fixture->overview);
  g_autoptr (HnServiceFacts) facts = hn_service_facts_new ();

  add (fixture->fake, "web.service", "active", "daemon");
  add (fixture->fake, "later.service", "inactive", "daemon");
  add_socket (fixture->fake, "later.socket", "later.service", "/run/later");
  show (fixture);
  facts->hidden = TRUE;
  facts->run = HN_RUN_NOW;
  hn_service_set_glance (hn_overview_find (fixture->overview, "web.service"), facts);
  hn_overview_set_list (fixture->overview, NULL);
  hn_overview_set_list (fixture->overview, fixture->list);
  g_assert_cmpuint (info->n_services, ==, 2);
  g_assert_cmpuint (info->n_reach_unknown, ==, 1);
  g_assert_cmpuint (info->n_network, ==, 0);
}

/* A socket that a service opens long after it has started, of which no signal tells. */
static void
test_late_socket (Fixture *fixture, gconstpointer data)
{
  const HnOverviewInfo *info = hn_overview_get_info (fixture->overview);
  gint64 begin;

  add (fixture->fake, "web.service", "active", "daemon");
  show (fixture);
  hn_service_list_set_seen (fixture->list, TRUE);
  begin = g_get_monotonic_time ();
  wait_until (g_get_monotonic_time () > begin + 3 * G_TIME_SPAN_SECOND);
  add_socket (fixture->fake, "web.socket", "web.service", "@late");
  wait_until (info->n_services == 1 &&
              hn_service_get_info (hn_overview_find (fixture->overview, "web.service"))
                      ->priority.reached_by == HN_REACHED_BY_FILES);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("hardnut-XXXXXX", NULL);
  static const char *const names[] = { "early", "late", "other" };
  const HnOverviewInfo *info = hn_overview_get_info (fixture->overview);
  g_autofree char *order = NULL;
  guint changes = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strconcat (names[i], ".service", NULL);
      g_autofree char *parent = g_strconcat (folder, "/", name, ".d", NULL);
      g_autofree char *path =
          g_build_filename (parent, i < 2 ? "zz-hardnut.conf" : "hardnut.conf", NULL);
      struct utimbuf times = { 1000 + i, 1000 + i };

      g_assert_cmpint (g_mkdir (parent, 0755), ==, 0);
      g_assert_true (g_file_set_contents (path, "[Service]\n", -1, NULL));
      g_assert_cmpint (utime (path, &times), ==, 0);
      set_drop_ins (add (fixture->fake, name, "active", "root"), "/etc/other.conf", path);
    }
  /* For a trial only. */
  set_drop_ins (add (fixture->fake, "tried.service", "active", "root"),
                "/run/systemd/system.control/tried.service.d/zz-hardnut.conf", NULL);
  set_drop_ins (add (fixture->fake, "gone.service", "active", "root"), "/nowhere/zz-hardnut.conf",
                NULL);
  g_signal_connect_swapped (fixture->overview, "changed", G_CALLBACK (count_cb), &changes);
  show (fixture);
  wait_until (info->changed->len == 3 && get_hardened (info, 0) != NULL);
  g_assert_cmpuint (changes, >, 0);
  order = join_changed (info);
  g_assert_cmpstr (order, ==, "late.service early.service gone.service");
  g_assert_cmpint (get_hardened (info, 0)->when, ==, 1001);
  g_assert_cmpint (get_hardened (info, 1)->when, ==, 1000);
  g_assert_cmpint (get_hardened (info, 2)->when, ==, 0);
  /* It has no unit file here. */
  g_assert_false (get_hardened (info, 0)->known);
  g_assert_false (get_hardened (info, 0)->has_history);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *parent = g_strconcat (folder, "/", names[i], ".service.d", NULL);
      g_autofree char *path =
          g_build_filename (parent, i < 2 ? "zz-hardnut.conf" : "hardnut.conf", NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
      g_assert_cmpint (g_rmdir (parent), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* What somebody has accepted counts no more, until its day is over; the levels stay. */
static void
test_accepted (Fixture *fixture, gconstpointer data)
{
  const HnOverviewInfo *info = hn_overview_get_info (fixture->overview);
  g_autoptr (GError) error = NULL;
  g_autoptr (HnAccepted) web = hn_accepted_new ("web.service", "", "2999-01-01", "known", &error);
  g_autoptr (HnAccepted) old = hn_accepted_new ("old.service", "", "2001-01-01", "known", &error);
  HnAcceptedFiles *files;
  guint n_levels = 0;

  g_assert_no_error (error);
  add (fixture->fake, "web.service", "active", "root");
  add (fixture->fake, "old.service", "active", "root");
  show (fixture);
  g_assert_cmpuint (info->n_little, ==, 2);
  assert_concern (fixture, HN_CONCERN_ROOT, "old.service web.service");

  g_assert_true (hn_accepted_files_write_own (HN_SCOPE_SYSTEM, web, &error));
  g_assert_true (hn_accepted_files_write_own (HN_SCOPE_SYSTEM, old, &error));
  files = hn_accepted_files_load (NULL, HN_SCOPE_SYSTEM, TRUE);
  hn_service_list_set_accepted (fixture->list, files);
  hn_accepted_files_unref (files);
  wait_until (info->n_little == 1);
  assert_concern (fixture, HN_CONCERN_ROOT, "old.service");
  g_assert_cmpuint (info->accepted->all->len, ==, 2);
  g_assert_cmpuint (info->n_accepted_over, ==, 1);
  for (guint i = HN_LEVEL_EXPOSED; i < HN_N_LEVELS; i++)
    n_levels += info->levels[i];
  g_assert_cmpuint (n_levels, ==, 2);
  g_assert_true (hn_accepted_files_remove_own (HN_SCOPE_SYSTEM, "web.service",
                                               HN_ACCEPTED_ALL_CHECKS, &error));
  g_assert_true (hn_accepted_files_remove_own (HN_SCOPE_SYSTEM, "old.service",
                                               HN_ACCEPTED_ALL_CHECKS, &error));
}

/* What is meant to be as it is, is not hardened with all the others. */
static void
test_accepted_is_left_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HnAccepted) mail = hn_accepted_new ("mail.service", "", "2999-01-01", "known", &error);
  g_autoptr (GPtrArray) services = NULL;
  HnAcceptedFiles *files;

  add (fixture->fake, "mail.service", "active", "mail");
  add (fixture->fake, "shop.service", "active", "shop");
  add_socket (fixture->fake, "mail.socket", "mail.service", "vsock::25");
  add_socket (fixture->fake, "shop.socket", "shop.service", "vsock::80");
  show (fixture);
  services = hn_overview_list_network (G_LIST_MODEL (fixture->list));
  g_assert_cmpuint (services->len, ==, 2);

  g_assert_true (hn_accepted_files_write_own (HN_SCOPE_SYSTEM, mail, &error));
  files = hn_accepted_files_load (NULL, HN_SCOPE_SYSTEM, TRUE);
  hn_service_list_set_accepted (fixture->list, files);
  hn_accepted_files_unref (files);
  g_ptr_array_unref (services);
  services = hn_overview_list_network (G_LIST_MODEL (fixture->list));
  g_assert_cmpuint (services->len, ==, 1);
  g_assert_cmpstr (hn_service_get_name (services->pdata[0]), ==, "shop.service");
  g_assert_true (hn_accepted_files_remove_own (HN_SCOPE_SYSTEM, "mail.service",
                                               HN_ACCEPTED_ALL_CHECKS, &error));
}

/* ---- Since the last look ---- */

static void
look_at (Fixture *fixture)
{
  g_clear_object (&fixture->list);
  g_clear_object (&fixture->overview);
  fixture->overview = hn_overview_new ();
  show (fixture);
}

static void
test_worse (Fixture *fixture, gconstpointer data)
{
  FakeUnit *web = add (fixture->fake, "web.service", "active", "root");
  g_autofree char *file =
      g_build_filename (g_get_user_state_dir (), "hardnut/last-look-system", NULL);
  const HnOverviewInfo *info;
  const HnWorse *worse;

  forget ();
  web->bare = FALSE;
  look_at (fixture);
  wait_until (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (hn_overview_get_info (fixture->overview)->worse->len, ==, 0);

  /* While nobody looked, and again as long as nobody has seen it. */
  web->bare = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      look_at (fixture);
      info = hn_overview_get_info (fixture->overview);
      wait_until (info->worse->len == 1);
      worse = info->worse->pdata[0];
      g_assert_cmpstr (worse->unit, ==, "web.service");
      g_assert_cmpuint (worse->before, <, worse->after);
    }
  hn_overview_see (fixture->overview);
  wait_until (info->worse->len == 0);

  /* A new one that the network reaches. */
  add (fixture->fake, "mail.service", "active", "mail");
  add_socket (fixture->fake, "mail.socket", "mail.service", "vsock::25");
  look_at (fixture);
  info = hn_overview_get_info (fixture->overview);
  wait_until (info->worse->len == 1);
  worse = info->worse->pdata[0];
  g_assert_cmpstr (worse->unit, ==, "mail.service");
  g_assert_true (worse->is_new);
  g_assert_null (info->look_problem);

  /* Begun anew, and said. */
  g_assert_true (g_file_set_contents (file, "[What", -1, NULL));
  look_at (fixture);
  info = hn_overview_get_info (fixture->overview);
  wait_until (info->look_problem != NULL);
  g_assert_true (g_str_has_prefix (info->look_problem, file));
  g_assert_cmpuint (info->worse->len, ==, 0);
  hn_overview_see (fixture->overview);
  wait_until (info->look_problem == NULL);
  g_assert_cmpint (g_unlink (file), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_autofree char *state = g_dir_make_tmp ("hardnut-XXXXXX", NULL);
  static const char *const below[] = { "hardnut/accepted.d/system", "hardnut/accepted.d",
                                       "hardnut" };
  g_autofree char *file = g_build_filename (state, "hardnut/last-look-system", NULL);
  int status;

  g_assert_true (g_setenv ("XDG_STATE_HOME", state, TRUE));
  g_assert_true (g_setenv ("XDG_CONFIG_HOME", state, TRUE));
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/overview/concerns", test_concerns);
  ADD ("/overview/unknown", test_unknown);
  ADD ("/overview/hidden", test_hidden);
  ADD ("/overview/late-socket", test_late_socket);
  ADD ("/overview/changed", test_changed);
  ADD ("/overview/accepted", test_accepted);
  ADD ("/overview/accepted-is-left-out", test_accepted_is_left_out);
  ADD ("/overview/worse", test_worse);

  status = g_test_run ();
  g_unlink (file);
  for (guint i = 0; i < G_N_ELEMENTS (below); i++)
    {
      g_autofree char *path = g_build_filename (state, below[i], NULL);

      g_rmdir (path);
    }
  g_rmdir (state);

  return status;
}
