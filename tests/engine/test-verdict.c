/* Whether a service survives a change: what its recipe, what it was seen to use, what it listens on
 * and its unit file each say about it, and which of them counts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>

#include "engine/advice/advice.h"
#include "reading.h"
#include "units.h"

#define RECIPE "[Recipe]\nTitle=A server\nUnits=test@one.service\n"
#define TRIED RECIPE "Tried=debian\n"

static const char *const debian[] = { "debian", NULL };
static const char *const fedora[] = { "fedora", NULL };

static HnSettings *
read_unit (HnScope scope, const char *text)
{
  HnUnitContext context = { .unit = "test@one.service", .scope = scope, .version = 257 };
  HnSettings *settings = hn_settings_new (&context);
  g_autofree char *whole = g_strconcat (START, text, NULL);

  hn_unit_file_parse (settings, "/file0", whole, strlen (whole));

  return settings;
}

/* The worst that is said of @check, with its reason where @reason is not NULL. */
static HnSureness
ask (const HnAdviceSource *source, const char *check, const char *value, char **reason)
{
  g_autoptr (GPtrArray) all = hn_advise (source);

  for (guint i = all->len; i > 0; i--)
    {
      const HnAdvice *advice = all->pdata[i - 1];

      if ((int) advice->check != hn_check_find (check) ||
          (value != NULL && g_strcmp0 (advice->value, value) != 0))
        continue;
      if (reason != NULL)
        *reason = g_strdup (advice->reason);
      return advice->sureness;
    }

  return HN_N_SURENESS;
}

static HnRecipe *
parse (const char *head, const char *text)
{
  g_autofree char *whole = g_strconcat (head, text, NULL);
  g_autoptr (GError) error = NULL;
  HnRecipe *recipe = hn_recipe_parse ("test.ini", whole, strlen (whole), &error);

  g_assert_no_error (error);

  return recipe;
}

/* Each kind of need takes the changes that would break it out of what is offered, and no other. */
static void
test_needs (void)
{
  static const struct
  {
    const char *need;
    const char *broken[4];
    const char *harmless[3];
  } cases[] = {
    { "capability CAP_SETUID",
      { "CapabilityBoundingSet_CAP_SET_UID_GID_PCAP" },
      { "CapabilityBoundingSet_CAP_SYS_TIME", "SystemCallFilter_privileged" } },
    { "capability CAP_SYS_TIME",
      { "CapabilityBoundingSet_CAP_SYS_TIME", "ProtectClock" },
      { "ProtectHostname" } },
    { "family AF_NETLINK",
      { "RestrictAddressFamilies_AF_NETLINK" },
      { "RestrictAddressFamilies_AF_UNIX", "PrivateNetwork" } },
    { "network serves",
      { "PrivateNetwork", "IPAddressDeny", "RestrictAddressFamilies_AF_INET_INET6" },
      { "RestrictAddressFamilies_AF_UNIX" } },
    { "namespace user", { "RestrictNamespaces_user" }, { "RestrictNamespaces_net" } },
    { "calls setgroups", { "SystemCallFilter_privileged" }, { "SystemCallFilter_mount" } },
    { "calls @swap",
      { "SystemCallFilter_privileged", "SystemCallFilter_swap" },
      { "SystemCallFilter_resources" } },
    { "calls @resources", { "SystemCallFilter_resources" }, { "SystemCallFilter_privileged" } },
    { "reads /home", { "ProtectHome" }, { "ProtectSystem" } },
    { "writes /var/lib/x", { "ProtectSystem" }, { "ProtectHome", "PrivateTmp" } },
    { "writes /tmp/x", { "PrivateTmp" }, { "ProtectHome" } },
    { "writes /proc/sys/net", { "ProtectKernelTunables" }, { "ProtectHome" } },
    { "reads /proc/PID", { "ProtectProc" }, { "ProcSubset" } },
    { "reads /proc/meminfo", { "ProcSubset" }, { "ProtectProc" } },
    { "device /dev/rtc", { "PrivateDevices", "DeviceAllow" }, { "ProtectHome" } },
    { "directive MemoryDenyWriteExecute", { "MemoryDenyWriteExecute" }, { "LockPersonality" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("[Needs]\n%s=For its work. | tried\n", cases[i].need);
      g_autofree char *copes = g_strdup_printf ("[Copes]\n%s=At times. | tried\n", cases[i].need);
      g_autoptr (HnRecipe) recipe = parse (TRIED, text);
      g_autoptr (HnRecipe) coping = parse (TRIED, copes);
      g_autoptr (HnSettings) unit = read_unit (HN_SCOPE_SYSTEM, "");
      HnAdviceSource source = { .unfinished = unit, .recipe = recipe, .distributions = debian };

      for (guint b = 0; cases[i].broken[b] != NULL; b++)
        {
          g_autofree char *reason = NULL;

          g_test_message ("%s: %s", cases[i].need, cases[i].broken[b]);
          source.recipe = recipe;
          g_assert_cmpint (ask (&source, cases[i].broken[b], NULL, &reason), ==, HN_SURE_NEEDED);
          g_assert_cmpstr (reason, ==, "For its work.");
          source.recipe = coping;
          g_assert_cmpint (ask (&source, cases[i].broken[b], NULL, NULL), ==, HN_SURE_MAY_COPE);
        }
      source.recipe = recipe;
      for (guint h = 0; cases[i].harmless[h] != NULL; h++)
        {
          g_test_message ("%s: not %s", cases[i].need, cases[i].harmless[h]);
          g_assert_cmpint (ask (&source, cases[i].harmless[h], NULL, NULL), ==,
                           HN_SURE_NOTHING_AGAINST);
        }
    }
}

/* What its own files keep open is not closed. */
static void
test_exception (void)
{
  g_autoptr (HnRecipe) recipe = parse (TRIED, "[Needs]\nwrites /var/lib/x=It does. | tried\n");
  g_autoptr (HnSettings) open = read_unit (HN_SCOPE_SYSTEM, "ReadWritePaths=/var/lib\n");
  g_autoptr (HnSettings) closed = read_unit (HN_SCOPE_SYSTEM, "");
  HnAdviceSource source = { .unfinished = open, .recipe = recipe, .distributions = debian };

  g_assert_cmpint (ask (&source, "ProtectSystem", "strict", NULL), ==, HN_SURE_NOTHING_AGAINST);
  source.unfinished = closed;
  g_assert_cmpint (ask (&source, "ProtectSystem", "strict", NULL), ==, HN_SURE_NEEDED);
  /* Less of it goes. */
  g_assert_cmpint (ask (&source, "ProtectSystem", "full", NULL), ==, HN_SURE_NOTHING_AGAINST);
  g_assert_cmpint (ask (&source, "ProtectSystem", "yes", NULL), ==, HN_N_SURENESS);
}

/* What nobody tried here, nobody can tell. */
static void
test_elsewhere (void)
{
  g_autoptr (HnRecipe) recipe = parse (TRIED, "[Needs]\nnetwork serves=It does. | tried\n");
  g_autoptr (HnRecipe) untried = parse (RECIPE, "[Needs]\nnetwork serves=It does. | unit\n");
  g_autoptr (HnSettings) unit = read_unit (HN_SCOPE_SYSTEM, "");
  g_autoptr (HnSettings) of_user = read_unit (HN_SCOPE_USER, "");
  HnAdviceSource source = { .unfinished = unit, .recipe = recipe, .distributions = debian };

  g_assert_cmpint (ask (&source, "LockPersonality", NULL, NULL), ==, HN_SURE_NOTHING_AGAINST);
  source.distributions = fedora;
  g_assert_cmpint (ask (&source, "LockPersonality", NULL, NULL), ==, HN_SURE_CANNOT_TELL);
  source.distributions = NULL;
  g_assert_cmpint (ask (&source, "LockPersonality", NULL, NULL), ==, HN_SURE_CANNOT_TELL);
  source.distributions = debian;
  source.unfinished = of_user;
  g_assert_cmpint (ask (&source, "LockPersonality", NULL, NULL), ==, HN_SURE_CANNOT_TELL);
  source.unfinished = unit;
  source.recipe = untried;
  g_assert_cmpint (ask (&source, "LockPersonality", NULL, NULL), ==, HN_SURE_CANNOT_TELL);
  g_assert_cmpint (ask (&source, "PrivateNetwork", NULL, NULL), ==, HN_SURE_NEEDED);
}

/* What starts sessions, jobs or containers has nothing closed for those. */
static void
test_passed_on (void)
{
  static const char *const units[] = { "PAMName=login\n", "StandardInput=tty\n",
                                       "StandardInput=tty-force\n", "KillMode=process\n",
                                       "KillMode=none\n" };
  g_autoptr (HnRecipe) heirs =
      parse (TRIED "PassesOn=It starts jobs.\n", "[Needs]\nnetwork serves=It does. | tried\n");
  g_autoptr (HnRecipe) plain = parse (TRIED, "[Needs]\nnetwork serves=It does. | tried\n");
  g_autofree char *reason = NULL;
  HnAdviceSource source = { .distributions = debian };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (HnSettings) unit = read_unit (HN_SCOPE_SYSTEM, units[i]);
      g_autoptr (GPtrArray) all = NULL;

      source.unfinished = unit;
      source.recipe = NULL;
      all = hn_advise (&source);
      g_assert_cmpuint (all->len, >, 10);
      for (guint a = 0; a < all->len; a++)
        {
          g_assert_cmpint (((HnAdvice *) all->pdata[a])->sureness, ==, HN_SURE_PASSED_ON);
          g_assert_false (hn_advice_is_offered (all->pdata[a]));
        }
      /* Somebody knows better. */
      source.recipe = plain;
      g_assert_cmpint (ask (&source, "LockPersonality", NULL, NULL), ==, HN_SURE_NOTHING_AGAINST);
    }

  {
    g_autoptr (HnSettings) unit = read_unit (HN_SCOPE_SYSTEM, "");

    source.unfinished = unit;
    source.recipe = heirs;
    g_assert_cmpint (ask (&source, "LockPersonality", NULL, &reason), ==, HN_SURE_PASSED_ON);
    g_assert_cmpstr (reason, ==, "It starts jobs.");
    g_assert_cmpint (ask (&source, "PrivateNetwork", NULL, NULL), ==, HN_SURE_NEEDED);
  }
}

/* What listens is not cut off, be it from the network or from its own machine. */
static void
test_listening (void)
{
  static const char *const checks[] = { "PrivateNetwork", "RestrictAddressFamilies_AF_INET_INET6",
                                        "IPAddressDeny" };
  static const struct
  {
    HnListenKind kind;
    const char *address;
    HnSureness expected;
  } cases[] = {
    { HN_LISTEN_TCP, "::", HN_SURE_NEEDED },
    { HN_LISTEN_UDP, "127.0.0.1", HN_SURE_NEEDED },
    { HN_LISTEN_UNIX, "/run/a", HN_SURE_CANNOT_TELL },
  };
  g_autoptr (HnSettings) unit = read_unit (HN_SCOPE_SYSTEM, "");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint c = 0; c < G_N_ELEMENTS (checks); c++)
      {
        g_autoptr (HnServiceFacts) facts = hn_service_facts_new ();
        HnAdviceSource source = { .unfinished = unit, .facts = facts };

        g_assert_cmpint (ask (&source, checks[c], NULL, NULL), ==, HN_SURE_CANNOT_TELL);
        g_ptr_array_add (facts->listeners, hn_listener_new (cases[i].kind, cases[i].address, 80));
        g_assert_cmpint (ask (&source, checks[c], NULL, NULL), ==, cases[i].expected);
        g_assert_cmpint (ask (&source, "RestrictAddressFamilies_AF_UNIX", NULL, NULL), ==,
                         HN_SURE_CANNOT_TELL);
      }
}

/* What starts as root and runs as somebody else turned into that one by itself, may have made
 * folders for it, when there were none, and is told by root to reload. */
static void
test_turning (void)
{
  static const char *const checks[] = { "PrivateUsers",
                                        "SystemCallFilter_privileged",
                                        "CapabilityBoundingSet_CAP_SET_UID_GID_PCAP",
                                        "CapabilityBoundingSet_CAP_CHOWN_FSETID_SETFCAP",
                                        "CapabilityBoundingSet_CAP_DAC_FOWNER_IPC_OWNER",
                                        "CapabilityBoundingSet_CAP_KILL" };
  g_autoptr (HnRecipe) tried = parse (TRIED, "");
  g_autoptr (HnSettings) root = read_unit (HN_SCOPE_SYSTEM, "");
  /* One of its commands is root, but not those that run on. */
  g_autoptr (HnSettings) named =
      read_unit (HN_SCOPE_SYSTEM, "User=www-data\nExecStartPre=!/bin/true\n");
  g_autoptr (HnServiceFacts) facts = hn_service_facts_new ();
  HnProcess process = { .pid = 1 };
  HnAdviceSource source = { .unfinished = root, .facts = facts };

  hn_service_facts_add_process (facts, &process, TRUE);
  for (guint c = 0; c < G_N_ELEMENTS (checks); c++)
    g_assert_cmpint (ask (&source, checks[c], NULL, NULL), ==, HN_SURE_CANNOT_TELL);
  process.uid[1] = 33;
  hn_service_facts_add_process (facts, &process, FALSE);
  for (guint c = 0; c < G_N_ELEMENTS (checks); c++)
    {
      source.unfinished = root;
      g_assert_cmpint (ask (&source, checks[c], NULL, NULL), ==, HN_SURE_NEEDED);
      source.unfinished = named;
      g_assert_cmpint (ask (&source, checks[c], NULL, NULL), ==, HN_SURE_CANNOT_TELL);
    }

  source.unfinished = root;
  source.recipe = tried;
  source.distributions = debian;
  g_assert_cmpint (ask (&source, checks[0], NULL, NULL), ==, HN_SURE_NEEDED);
  g_assert_cmpint (ask (&source, checks[3], NULL, NULL), ==, HN_SURE_NOTHING_AGAINST);
  g_assert_cmpint (ask (&source, checks[5], NULL, NULL), ==, HN_SURE_NOTHING_AGAINST);
}

static HnEvidence *
watch (guint starts, const char *kind, const char *value, guint32 error)
{
  HnEvidence *evidence = hn_evidence_new ();
  HnUse use = { .kind = (char *) kind,
                .value = (char *) value,
                .error = error,
                .count = 1,
                .program = (char *) "/usr/bin/a",
                .path = (char *) "" };

  evidence->span = (guint64) 90 * 60 * G_USEC_PER_SEC;
  evidence->starts = starts;
  hn_evidence_add (evidence, &use);

  return evidence;
}

static void
test_evidence (void)
{
  g_autoptr (HnSettings) unit = read_unit (HN_SCOPE_SYSTEM, "");
  g_autoptr (HnEvidence) used = watch (1, "personality", "0", 0);
  g_autoptr (HnEvidence) refused = watch (1, "personality", "0", EPERM);
  g_autoptr (HnEvidence) late = watch (0, "personality", "0", 0);
  g_autoptr (HnRecipe) tried = parse (TRIED, "[Needs]\nnetwork serves=It does. | tried\n");
  g_autoptr (HnRecipe) needs = parse (TRIED, "[Needs]\ndirective ProtectHostname=Yes. | tried\n");
  g_autofree char *use = NULL;
  g_autofree char *time = NULL;
  HnAdviceSource source = { .unfinished = unit, .evidence = used, .distributions = debian };

  g_assert_cmpint (ask (&source, "LockPersonality", NULL, &use), ==, HN_SURE_NEEDED);
  g_assert_nonnull (strstr (use, "/usr/bin/a"));
  g_assert_cmpint (ask (&source, "ProtectHostname", NULL, &time), ==, HN_SURE_NOTHING_AGAINST);
  g_assert_nonnull (strstr (time, "90"));
  used->blind_calls = g_strdup ("nobody looked");
  g_assert_cmpint (ask (&source, "ProtectHostname", NULL, NULL), ==, HN_SURE_CANNOT_TELL);
  g_clear_pointer (&used->blind_calls, g_free);

  source.evidence = refused;
  g_assert_cmpint (ask (&source, "LockPersonality", NULL, NULL), ==, HN_SURE_MAY_COPE);
  source.evidence = late;
  g_assert_cmpint (ask (&source, "ProtectHostname", NULL, NULL), ==, HN_SURE_CANNOT_TELL);
  g_assert_cmpint (ask (&source, "LockPersonality", NULL, NULL), ==, HN_SURE_NEEDED);

  /* Used is not needed, where somebody tried. */
  source.evidence = used;
  source.recipe = tried;
  g_assert_cmpint (ask (&source, "LockPersonality", NULL, NULL), ==, HN_SURE_MAY_COPE);
  /* A recipe knows of what a short watch misses. */
  source.recipe = needs;
  g_assert_cmpint (ask (&source, "ProtectHostname", NULL, NULL), ==, HN_SURE_NEEDED);
}

static void
assert_says (const HnAdviceSource *source, const char *check, const char *words)
{
  g_autofree char *reason = NULL;

  ask (source, check, NULL, &reason);
  g_assert_cmpstr (reason, ==, words);
}

/* What was not seen in a short watch is believed as far as the service had something to do. */
static void
test_idle (void)
{
  g_autoptr (HnSettings) unit = read_unit (HN_SCOPE_SYSTEM, "");
  g_autoptr (HnEvidence) evidence = watch (1, "personality", "0", 0);
  g_autoptr (HnRecipe) recipe = parse (RECIPE, "");
  HnAdviceSource source = { .unfinished = unit, .evidence = evidence };
  const char *low = "ProtectHostname", *medium = "PrivateDevices",
             *high = "SystemCallFilter_privileged";
  static const char *const files[] = { "UMask", "ProtectSystem", "ProtectHome" };

  evidence->span = 8 * G_USEC_PER_SEC;
  assert_says (&source, low, "It was not seen to use this in 8 seconds, its start included.");
  evidence->span = (guint64) 9 * 60 * G_USEC_PER_SEC;
  assert_says (&source, low, "It was not seen to use this in 9 minutes, its start included.");
  g_assert_cmpint (ask (&source, low, NULL, NULL), ==, HN_SURE_NOTHING_AGAINST);
  g_assert_cmpint (ask (&source, medium, NULL, NULL), ==, HN_SURE_CANNOT_TELL);
  source.believed = HN_RISK_MEDIUM;
  g_assert_cmpint (ask (&source, medium, NULL, NULL), ==, HN_SURE_NOTHING_AGAINST);
  g_assert_cmpint (ask (&source, high, NULL, NULL), ==, HN_SURE_CANNOT_TELL);
  /* Which files are asked for one page does not tell. */
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_cmpint (ask (&source, files[i], NULL, NULL), ==, HN_SURE_CANNOT_TELL);
  source.believed = HN_RISK_HIGH;
  g_assert_cmpint (ask (&source, high, NULL, NULL), ==, HN_SURE_NOTHING_AGAINST);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_cmpint (ask (&source, files[i], NULL, NULL), ==, HN_SURE_NOTHING_AGAINST);

  source.believed = HN_RISK_LOW;
  evidence->span = (guint64) 10 * 60 * G_USEC_PER_SEC;
  g_assert_cmpint (ask (&source, high, NULL, NULL), ==, HN_SURE_NOTHING_AGAINST);
  /* Somebody wrote down what it does. */
  evidence->span = 1;
  source.recipe = recipe;
  g_assert_cmpint (ask (&source, high, NULL, NULL), ==, HN_SURE_NOTHING_AGAINST);
}

/* Of a service of which nothing is known, nothing is called harmless, unless it has no powers. */
static void
test_unknown (void)
{
  static const char *const units[] = {
    "", "User=nobody\n", "User=root\nNoNewPrivileges=yes\n",
    "User=nobody\nNoNewPrivileges=yes\nExecStartPre=+/bin/true\n",
    "User=nobody\nNoNewPrivileges=yes\nAmbientCapabilities=CAP_KILL\n"
  };
  HnAdviceSource source = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (HnSettings) unit = read_unit (HN_SCOPE_SYSTEM, units[i]);
      g_autoptr (GPtrArray) all = NULL;

      source.unfinished = unit;
      all = hn_advise (&source);
      g_assert_cmpuint (all->len, >, 10);
      for (guint a = 0; a < all->len; a++)
        g_assert_cmpint (((HnAdvice *) all->pdata[a])->sureness, ==, HN_SURE_CANNOT_TELL);
    }

  {
    g_autoptr (HnSettings) unit =
        read_unit (HN_SCOPE_SYSTEM, "User=nobody\nNoNewPrivileges=yes\nLockPersonality=no\n");
    g_autoptr (HnSettings) of_user = read_unit (HN_SCOPE_USER, "NoNewPrivileges=yes\n");
    g_autofree char *reason = NULL;

    source.unfinished = unit;
    g_assert_cmpint (ask (&source, "CapabilityBoundingSet_CAP_SYS_TIME", NULL, NULL), ==,
                     HN_SURE_NOTHING_AGAINST);
    g_assert_cmpint (ask (&source, "PrivateTmp", NULL, NULL), ==, HN_SURE_CANNOT_TELL);
    source.unfinished = of_user;
    g_assert_cmpint (ask (&source, "CapabilityBoundingSet_CAP_SYS_TIME", NULL, &reason), !=,
                     HN_SURE_NOTHING_AGAINST);
    g_assert_null (strstr (reason, "root"));
  }
}

/* How systemd hears that it has started. */
static void
test_telling (void)
{
  static const struct
  {
    const char *text;
    HnSureness sureness;
  } cases[] = {
    { "Type=notify\n", HN_SURE_NEEDED },
    { "Type=notify-reload\n", HN_SURE_NEEDED },
    { "Type=dbus\nBusName=a.b\n", HN_SURE_NEEDED },
    { "Type=exec\n", HN_SURE_CANNOT_TELL },
    { "", HN_SURE_CANNOT_TELL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HnSettings) unit = read_unit (HN_SCOPE_SYSTEM, cases[i].text);
      g_autoptr (HnEvidence) late = watch (0, "personality", "0", 0);
      HnAdviceSource source = { .unfinished = unit };

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (ask (&source, "RestrictAddressFamilies_AF_UNIX", NULL, NULL), ==,
                       cases[i].sureness);
      g_assert_cmpint (ask (&source, "RestrictAddressFamilies_AF_PACKET", NULL, NULL), ==,
                       HN_SURE_CANNOT_TELL);
      /* Watched, but not from its start on. */
      source.evidence = late;
      g_assert_cmpint (ask (&source, "RestrictAddressFamilies_AF_UNIX", NULL, NULL), ==,
                       cases[i].sureness);
    }
}

static void
test_basis (void)
{
  g_autoptr (HnSettings) unit = read_unit (HN_SCOPE_SYSTEM, "");
  g_autoptr (HnRecipe) recipe = parse (TRIED, "");
  g_autoptr (HnEvidence) evidence = watch (1, "personality", "0", 0);
  HnAdviceSource source = { .unfinished = unit };
  g_autofree char *nothing = hn_advice_dup_basis (&source);
  g_autofree char *all = NULL;

  g_assert_nonnull (strstr (nothing, "no recipe"));
  g_assert_nonnull (strstr (nothing, "not been watched"));
  source.recipe = recipe;
  source.evidence = evidence;
  all = hn_advice_dup_basis (&source);
  g_assert_nonnull (strstr (all, "A server"));
  g_assert_null (strstr (all, "not been watched"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verdict/needs", test_needs);
  g_test_add_func ("/verdict/exception", test_exception);
  g_test_add_func ("/verdict/elsewhere", test_elsewhere);
  g_test_add_func ("/verdict/passed-on", test_passed_on);
  g_test_add_func ("/verdict/listening", test_listening);
  g_test_add_func ("/verdict/turning", test_turning);
  g_test_add_func ("/verdict/evidence", test_evidence);
  g_test_add_func ("/verdict/idle", test_idle);
  g_test_add_func ("/verdict/unknown", test_unknown);
  g_test_add_func ("/verdict/telling", test_telling);
  g_test_add_func ("/verdict/basis", test_basis);

  return g_test_run ();
}
