/* Which service comes before which, and what is said of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/facts/priority.h"
#include "engine/types/values.h"

static HnSettings *
settings_new (HnScope scope, const char *user)
{
  HnUnitContext context = { .unit = "web.service", .scope = scope, .version = 257 };
  HnSettings *settings = hn_settings_new (&context);

  hn_setting_set_text (&settings->values[HN_DIRECTIVE_USER], user);

  return settings;
}

static HnServiceFacts *
running_new (void)
{
  HnServiceFacts *facts = hn_service_facts_new ();

  facts->run = HN_RUN_NOW;
  return facts;
}

static void
add_process (HnServiceFacts *facts, guint32 uid, guint64 permitted)
{
  HnProcess process = { .pid = 7, .uid = { uid, uid, uid, uid }, .permitted = permitted };

  hn_service_facts_add_process (facts, &process, TRUE);
}

static void
add_listener (HnServiceFacts *facts, HnListenKind kind, const char *address)
{
  g_ptr_array_add (facts->listeners, hn_listener_new (kind, address, 80));
}

static void
assert_reasons (const HnPriority *priority, const char *expected)
{
  g_autofree char *reasons = hn_priority_dup_reasons (priority);

  g_assert_cmpstr (reasons, ==, expected);
}

static void
test_reach (void)
{
  static const struct
  {
    HnListenKind kind;
    const char *address;
    HnReachedBy expected;
    const char *reasons;
  } cases[] = {
    { HN_LISTEN_TCP, "0.0.0.0", HN_REACHED_BY_NETWORK, "network · root" },
    { HN_LISTEN_UDP, "::", HN_REACHED_BY_NETWORK, "network · root" },
    { HN_LISTEN_OTHER, "vsock::22", HN_REACHED_BY_NETWORK, "network · root" },
    { HN_LISTEN_TCP, "127.0.0.1", HN_REACHED_BY_MACHINE, "this machine · root" },
    { HN_LISTEN_UNIX, "/run/web", HN_REACHED_BY_FILES, "local socket · root" },
    { HN_LISTEN_UNIX, "@web", HN_REACHED_BY_FILES, "local socket · root" },
    { HN_LISTEN_OTHER, "/run/fifo", HN_REACHED_BY_FILES, "local socket · root" },
    { HN_LISTEN_OTHER, "audit 1", HN_REACHED_BY_NOTHING, "root" },
    { HN_LISTEN_TCP, NULL, HN_REACHED_BY_NOTHING, "root" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HnServiceFacts) facts = running_new ();
      HnPriority priority;

      add_process (facts, 0, 0);
      if (cases[i].address != NULL)
        add_listener (facts, cases[i].kind, cases[i].address);
      priority = hn_priority_find (facts, NULL, FALSE, 96);
      g_assert_cmpint (priority.reached_by, ==, cases[i].expected);
      assert_reasons (&priority, cases[i].reasons);

      /* The farthest counts. */
      add_listener (facts, HN_LISTEN_TCP, "10.0.0.1");
      priority = hn_priority_find (facts, NULL, FALSE, 96);
      g_assert_cmpint (priority.reached_by, ==, HN_REACHED_BY_NETWORK);
    }
}

static void
test_rights (void)
{
  g_autoptr (HnSettings) root = settings_new (HN_SCOPE_SYSTEM, NULL);
  g_autoptr (HnSettings) account = settings_new (HN_SCOPE_SYSTEM, "www-data");
  g_autoptr (HnSettings) user = settings_new (HN_SCOPE_USER, NULL);
  g_autoptr (HnServiceFacts) facts = running_new ();

  /* Nothing runs: what the settings give. */
  g_assert_cmpint (hn_priority_find (facts, root, FALSE, 96).rights, ==, HN_RIGHTS_ROOT);
  g_assert_cmpint (hn_priority_find (NULL, root, FALSE, 96).rights, ==, HN_RIGHTS_ROOT);
  g_assert_cmpint (hn_priority_find (facts, account, FALSE, 96).rights, ==, HN_RIGHTS_ACCOUNT);
  g_assert_cmpint (hn_priority_find (facts, user, FALSE, 96).rights, ==, HN_RIGHTS_ACCOUNT);
  g_assert_cmpint (hn_priority_find (facts, NULL, FALSE, 96).rights, ==, HN_RIGHTS_UNKNOWN);
  account->values[HN_DIRECTIVE_AMBIENT_CAPABILITIES].bits =
      hn_capability_from_name ("CAP_NET_BIND_SERVICE");
  g_assert_cmpint (hn_priority_find (facts, account, FALSE, 96).rights, ==, HN_RIGHTS_CAPABILITIES);

  /* What runs says more than the settings: one that gives up root by itself, and one that has
   * helpers. */
  add_process (facts, 33, 0);
  g_assert_cmpint (hn_priority_find (facts, root, FALSE, 96).rights, ==, HN_RIGHTS_ACCOUNT);
  facts->partial = TRUE;
  g_assert_cmpint (hn_priority_find (facts, root, FALSE, 96).rights, ==, HN_RIGHTS_ROOT);
  facts->partial = FALSE;
  add_process (facts, 33, hn_capability_from_name ("CAP_NET_RAW"));
  g_assert_cmpint (hn_priority_find (facts, root, FALSE, 96).rights, ==, HN_RIGHTS_CAPABILITIES);
  add_process (facts, 0, 0);
  g_assert_cmpint (hn_priority_find (facts, account, FALSE, 96).rights, ==, HN_RIGHTS_ROOT);
}

static void
test_use (void)
{
  g_autoptr (HnServiceFacts) facts = hn_service_facts_new ();
  HnPriority priority = hn_priority_find (facts, NULL, FALSE, 96);

  g_assert_cmpint (priority.in_use, ==, HN_IN_USE_NEVER);
  assert_reasons (&priority, "not in use");
  g_assert_cmpint (hn_priority_find (facts, NULL, TRUE, 96).in_use, ==, HN_IN_USE_AT_TIMES);
  g_assert_cmpint (hn_priority_find (NULL, NULL, FALSE, 96).in_use, ==, HN_IN_USE_UNKNOWN);
  hn_service_facts_add_starter (facts, HN_STARTER_TIMER, "web.timer");
  g_assert_cmpint (hn_priority_find (facts, NULL, FALSE, 96).in_use, ==, HN_IN_USE_AT_TIMES);
  facts->run = HN_RUN_NOW;
  g_assert_cmpint (hn_priority_find (facts, NULL, FALSE, 96).in_use, ==, HN_IN_USE_NOW);
}

/* What is not known is said, and stands between what is well and what is not. */
static void
test_unknown (void)
{
  g_autoptr (HnSettings) private = settings_new (HN_SCOPE_SYSTEM, NULL);
  g_autoptr (HnServiceFacts) facts = running_new ();
  HnPriority priority = hn_priority_find (NULL, NULL, FALSE, 96);

  assert_reasons (&priority, "reach unknown · rights unknown");

  facts->hidden = TRUE;
  g_assert_cmpint (hn_priority_find (facts, NULL, FALSE, 96).reached_by, ==, HN_REACHED_BY_UNKNOWN);
  facts->hidden = FALSE;
  facts->no_sockets = TRUE;
  g_assert_cmpint (hn_priority_find (facts, NULL, FALSE, 96).reached_by, ==, HN_REACHED_BY_UNKNOWN);
  /* No process has a socket. */
  facts->run = HN_RUN_BEFORE;
  g_assert_cmpint (hn_priority_find (facts, NULL, FALSE, 96).reached_by, ==, HN_REACHED_BY_NOTHING);
  /* Whatever it listens on, nobody gets there. */
  facts->run = HN_RUN_NOW;
  private->values[HN_DIRECTIVE_PRIVATE_NETWORK].on = 1;
  g_assert_cmpint (hn_priority_find (facts, private, FALSE, 96).reached_by, ==,
                   HN_REACHED_BY_NOTHING);
  /* What its .socket unit listens on is known all the same. */
  add_listener (facts, HN_LISTEN_TCP, "0.0.0.0");
  g_assert_cmpint (hn_priority_find (facts, private, FALSE, 96).reached_by, ==,
                   HN_REACHED_BY_NETWORK);
}

/* All services, from the one to look at first. */
static void
test_order (void)
{
  HnPriority before = { 0 };

  for (HnInUse in_use = HN_N_IN_USE; in_use-- > HN_IN_USE_UNKNOWN;)
    for (HnRights rights = 0; rights < HN_N_RIGHTS; rights++)
      for (guint exposure = 0; exposure <= 100; exposure++)
        for (HnReachedBy reach = 0; reach < HN_N_REACHED_BY; reach++)
          {
            HnPriority one = { .reached_by = reach, .rights = rights, .in_use = in_use };
            HnPriority never = { .reached_by = HN_REACHED_BY_NETWORK,
                                 .rights = HN_RIGHTS_ROOT,
                                 .in_use = HN_IN_USE_NEVER };

            hn_priority_set_exposure (&one, exposure);
            hn_priority_set_exposure (&never, 100);
            /* Whatever is not in use is last. */
            g_assert_cmpuint (one.rank, >, never.rank);
            /* More of one thing is never less. */
            if (reach > 0 && exposure > 0)
              g_assert_cmpuint (one.rank, >, before.rank);
            before = one;
          }

  for (HnRights rights = 1; rights < HN_N_RIGHTS; rights++)
    {
      HnPriority one = { .rights = rights, .in_use = HN_IN_USE_NOW };
      HnPriority less = { .rights = rights - 1, .in_use = HN_IN_USE_NOW };

      hn_priority_set_exposure (&one, 50);
      hn_priority_set_exposure (&less, 50);
      g_assert_cmpuint (one.rank, >, less.rank);
      hn_priority_set_exposure (&less, 49);
      hn_priority_set_exposure (&one, 49);
      g_assert_cmpuint (one.rank, >, less.rank);
    }
}

static void
test_names (void)
{
  for (HnReachedBy i = 0; i < HN_N_REACHED_BY; i++)
    g_assert_nonnull (hn_reached_by_get_name (i));
  for (HnRights i = 0; i < HN_N_RIGHTS; i++)
    g_assert_nonnull (hn_rights_get_name (i));
  for (HnInUse i = 0; i < HN_N_IN_USE; i++)
    g_assert_nonnull (hn_in_use_get_name (i));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/priority/reach", test_reach);
  g_test_add_func ("/priority/rights", test_rights);
  g_test_add_func ("/priority/use", test_use);
  g_test_add_func ("/priority/unknown", test_unknown);
  g_test_add_func ("/priority/order", test_order);
  g_test_add_func ("/priority/names", test_names);

  return g_test_run ();
}
