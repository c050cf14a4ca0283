/* What is accepted with a reason: read, told to the services, and changed for oneself or, through a
 * played helper, for everybody.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/accepted-hub.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "fake-helper.h"
#include "fake-manager.h"
#include "wait.h"

#define LATER "2999-01-31"
#define BEFORE "2020-01-31"
#define NOBODY 65534

static const char *bus_address; /* owned by the bus */

typedef struct
{
  FakeManager *fake;
  HnServiceList *list;
  HnAcceptedHub *acceptance;
  HnService *service;
  GError *error;
  gboolean answered;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->fake = fake_manager_new (FAKE_PEER);
  fake_manager_add (fixture->fake, "apple.service");
  fake_manager_add (fixture->fake, "banana.service");
  fixture->list = hn_service_list_new (HN_SCOPE_SYSTEM, fixture->fake->address);
  fixture->acceptance = hn_accepted_hub_new ();
  hn_accepted_hub_set_list (fixture->acceptance, fixture->list);
  wait_until ((fixture->service = hn_service_list_find (fixture->list, "apple.service")) != NULL &&
              hn_service_list_is_complete (fixture->list) &&
              hn_service_get_info (fixture->service)->priority.in_use != HN_IN_USE_UNKNOWN &&
              hn_service_list_find (fixture->list, "banana.service") != NULL &&
              hn_accepted_hub_get_files (fixture->acceptance) != NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->acceptance);
  g_clear_object (&fixture->list);
  g_clear_error (&fixture->error);
  fake_manager_free (fixture->fake);
}

static void
changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  hn_accepted_hub_change_finish (HN_ACCEPTED_HUB (object), result, &fixture->error);
  fixture->answered = TRUE;
}

static void
change_for (Fixture *fixture,
            gboolean everybody,
            const char *unit,
            const char *check,
            const char *until,
            gboolean withdraw)
{
  g_autoptr (HnAccepted) accepted =
      hn_accepted_new (unit, check, until, "Printing needs it", &fixture->error);

  g_assert_no_error (fixture->error);
  accepted->everybody = everybody;
  fixture->answered = FALSE;
  hn_accepted_hub_change_async (fixture->acceptance, accepted, withdraw, NULL, changed_cb, fixture);
  wait_until (fixture->answered);
}

static void
change (Fixture *fixture, const char *unit, const char *check, const char *until, gboolean withdraw)
{
  change_for (fixture, FALSE, unit, check, until, withdraw);
  g_assert_no_error (fixture->error);
}

static gboolean
is_accepted (Fixture *fixture, int check)
{
  return hn_service_is_accepted (fixture->service, check);
}

/* The exposure never changes by it; what is counted does, and with it the order of the list. */
static void
test_own_view (Fixture *fixture, gconstpointer data)
{
  int check = hn_check_find ("PrivateNetwork");
  guint exposure = hn_service_get_exposure (fixture->service);
  guint rank = hn_service_get_info (fixture->service)->priority.rank;
  const HnAccepted *found;
  gboolean over;

  g_assert_cmpuint (hn_service_get_info (fixture->service)->counted, ==, exposure);
  change (fixture, "apple.service", "PrivateNetwork", LATER, FALSE);
  wait_until (is_accepted (fixture, check));
  found = hn_service_get_accepted (fixture->service, check, &over);
  g_assert_cmpstr (found->note, ==, "Printing needs it");
  g_assert_false (found->everybody);
  g_assert_false (over);
  g_assert_cmpuint (hn_service_get_exposure (fixture->service), ==, exposure);
  g_assert_cmpuint (hn_service_get_info (fixture->service)->counted, <, exposure);
  g_assert_cmpuint (hn_service_get_info (fixture->service)->priority.rank, <, rank);
  g_assert_false (is_accepted (fixture, hn_check_find ("PrivateTmp")));
  g_assert_false (
      hn_service_is_accepted (hn_service_list_find (fixture->list, "banana.service"), check));

  change (fixture, "apple.service", "PrivateNetwork", LATER, TRUE);
  wait_until (!is_accepted (fixture, check));
  g_assert_cmpuint (hn_service_get_info (fixture->service)->counted, ==, exposure);
  g_assert_cmpuint (hn_service_get_info (fixture->service)->priority.rank, ==, rank);
}

static void
test_whole_service (Fixture *fixture, gconstpointer data)
{
  HnService *other = hn_service_list_find (fixture->list, "banana.service");

  change (fixture, "apple.service", "", LATER, FALSE);
  wait_until (is_accepted (fixture, HN_ACCEPTED_ALL_CHECKS));
  g_assert_true (is_accepted (fixture, hn_check_find ("PrivateTmp")));
  g_assert_cmpuint (hn_service_get_info (fixture->service)->counted, ==, 0);
  g_assert_cmpuint (hn_service_get_info (fixture->service)->priority.rank, <,
                    hn_service_get_info (other)->priority.rank);
  change (fixture, "apple.service", "", LATER, TRUE);
  wait_until (!is_accepted (fixture, HN_ACCEPTED_ALL_CHECKS));
}

static void
test_everywhere (Fixture *fixture, gconstpointer data)
{
  int check = hn_check_find ("PrivateTmp");

  change (fixture, "", "PrivateTmp", LATER, FALSE);
  wait_until (is_accepted (fixture, check));
  g_assert_true (
      hn_service_is_accepted (hn_service_list_find (fixture->list, "banana.service"), check));
  /* One that comes later is told, too. */
  fake_manager_add (fixture->fake, "cherry.service");
  fake_manager_emit_unit (fixture->fake, "UnitNew", "cherry.service");
  wait_until (hn_service_list_find (fixture->list, "cherry.service") != NULL);
  g_assert_true (
      hn_service_is_accepted (hn_service_list_find (fixture->list, "cherry.service"), check));
  change (fixture, "", "PrivateTmp", LATER, TRUE);
  wait_until (!is_accepted (fixture, check));
}

/* Past its day it counts again, and is still there to be looked at. */
static void
test_day_is_over (Fixture *fixture, gconstpointer data)
{
  int check = hn_check_find ("PrivateTmp");
  gboolean over = FALSE;

  change (fixture, "apple.service", "PrivateTmp", BEFORE, FALSE);
  wait_until (hn_service_get_accepted (fixture->service, check, &over) != NULL);
  g_assert_true (over);
  g_assert_false (is_accepted (fixture, check));
  g_assert_cmpuint (hn_service_get_info (fixture->service)->counted, ==,
                    hn_service_get_exposure (fixture->service));
  change (fixture, "apple.service", "PrivateTmp", BEFORE, TRUE);
  wait_until (hn_service_get_accepted (fixture->service, check, &over) == NULL);
}

/* What another program writes is there by itself. */
static void
test_of_others (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HnAccepted) accepted =
      hn_accepted_new ("apple.service", "UMask", LATER, "By hand", &fixture->error);
  int check = hn_check_find ("UMask");

  hn_accepted_files_write_own (HN_SCOPE_SYSTEM, accepted, &fixture->error);
  g_assert_no_error (fixture->error);
  wait_until (is_accepted (fixture, check));
  hn_accepted_files_remove_own (HN_SCOPE_SYSTEM, "apple.service", check, &fixture->error);
  g_assert_no_error (fixture->error);
  wait_until (!is_accepted (fixture, check));
}

static void
test_everybody (Fixture *fixture, gconstpointer data)
{
  FakeHelper *helper = fake_helper_new (bus_address);

  fake_helper_own_manager (helper);
  fake_helper_own (helper);
  g_assert_true (hn_accepted_hub_can_for_everybody (fixture->acceptance));
  change_for (fixture, TRUE, "apple.service", "PrivateTmp", LATER, FALSE);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (helper->calls->pdata[helper->calls->len - 1], ==,
                   "Accept apple.service [PrivateTmp] [" LATER "] [Printing needs it] interactive");
  change_for (fixture, TRUE, "", "PrivateTmp", LATER, TRUE);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (helper->calls->pdata[helper->calls->len - 1], ==,
                   "Accept  [PrivateTmp] [] [] interactive");

  /* Nobody with the password there. */
  helper->error = g_strdup ("NotAuthorized");
  change_for (fixture, TRUE, "apple.service", "PrivateTmp", LATER, FALSE);
  g_assert_nonnull (fixture->error);
  g_clear_error (&fixture->error);
  fake_helper_free (helper);
}

static void
test_of_another_system (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = g_dir_make_tmp ("hardnut-root-XXXXXX", NULL);
  g_autoptr (HnServiceList) list = hn_service_list_new_for_root (root, HN_SCOPE_SYSTEM);

  hn_accepted_hub_set_list (fixture->acceptance, list);
  g_assert_false (hn_accepted_hub_can_for_user (fixture->acceptance));
  g_assert_false (hn_accepted_hub_can_for_everybody (fixture->acceptance));
  wait_until (hn_accepted_hub_get_files (fixture->acceptance) != NULL);
  hn_accepted_hub_set_list (fixture->acceptance, NULL);
  g_rmdir (root);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GTestDBus) bus = NULL;
  g_autofree char *config = NULL;
  g_autofree char *own = NULL;
  int status;

  /* As root one's own view does not count. */
  if (geteuid () == 0)
    {
      g_assert_cmpint (setresgid (NOBODY, NOBODY, NOBODY), ==, 0);
      g_assert_cmpint (setresuid (NOBODY, NOBODY, NOBODY), ==, 0);
    }
  config = g_dir_make_tmp ("hardnut-config-XXXXXX", NULL);
  own = g_build_filename (config, "hardnut", "accepted.d", "system", NULL);
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  bus_address = g_test_dbus_get_bus_address (bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", bus_address, TRUE);

#define ADD(name, test) \
  g_test_add ("/model/accepted-hub/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("own-view", test_own_view);
  ADD ("whole-service", test_whole_service);
  ADD ("everywhere", test_everywhere);
  ADD ("day-is-over", test_day_is_over);
  ADD ("of-others", test_of_others);
  ADD ("everybody", test_everybody);
  ADD ("of-another-system", test_of_another_system);
  status = g_test_run ();

  g_test_dbus_down (bus);
  g_rmdir (own);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *parent = g_path_get_dirname (own);

      g_rmdir (parent);
      g_free (own);
      own = g_steal_pointer (&parent);
    }
  return status;
}
