/* The arithmetic of exposure: the figures of a service hardened step by step, levels, shares,
 * policies, and the two managers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "reading.h"

static guint
expose (HnScope scope, guint version, const char *lines)
{
  g_autofree char *text = g_strconcat (START, lines, NULL);
  g_autoptr (HnSettings) settings = read_texts (scope, version, text, NULL);
  HnAssessment assessment;

  hn_assess (settings, NULL, &assessment);
  return assessment.exposure;
}

/* A web server that nothing protects, then one step after the other; as measured on 257. */
static void
test_steps (void)
{
  static const struct
  {
    const char *line;
    guint exposure;
  } steps[] = {
    { "", 96 },
    { "NoNewPrivileges=true\n", 94 },
    { "PrivateTmp=yes\n", 90 },
    { "RestrictNamespaces=uts ipc pid user cgroup\n", 89 },
    { "ProtectKernelTunables=yes\nProtectKernelModules=yes\nProtectControlGroups=yes\n", 82 },
    { "ProtectSystem=strict\n", 80 },
    { "PrivateUsers=strict\n", 80 }, /* no valid value: ignored */
    { "PrivateUsers=yes\n", 78 },
  };
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_string_append (lines, steps[i].line);
      g_assert_cmpuint (expose (HN_SCOPE_SYSTEM, 257, lines->str), ==, steps[i].exposure);
    }
}

/* The services of a user manager are measured as root's until 257, and as a user's in 262. */
static void
test_managers (void)
{
  g_assert_cmpuint (expose (HN_SCOPE_USER, 257, ""), ==, 98);
  g_assert_cmpuint (expose (HN_SCOPE_USER, 262, ""), ==, 94);
  g_assert_cmpuint (expose (HN_SCOPE_SYSTEM, 262, ""), ==, 96);
}

static void
test_levels (void)
{
  static const struct
  {
    guint exposure;
    const char *name;
    const char *emoji;
  } edges[] = {
    { 0, "PERFECT", "😇" },        { 1, "SAFE", "😀" },        { 9, "SAFE", "😀" },
    { 10, "OK", "🙂" },         { 49, "OK", "🙂" },      { 50, "MEDIUM", "😐" },
    { 74, "MEDIUM", "😐" },        { 75, "EXPOSED", "🙁" }, { 89, "EXPOSED", "🙁" },
    { 90, "UNSAFE", "😨" },        { 99, "UNSAFE", "😨" },     { 100, "DANGEROUS", "🤢" },
    { 110, "DANGEROUS", "🤢" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      HnLevel level = hn_level_from_exposure (edges[i].exposure);

      g_assert_cmpstr (hn_level_get_name (level), ==, edges[i].name);
      g_assert_cmpstr (hn_level_get_emoji (level), ==, edges[i].emoji);
    }
}

/* One check at a time: lines, its badness, whether it passed. */
typedef struct
{
  const char *lines;
  const char *field;
  guint badness;
} CheckCase;

static const CheckCase check_cases[] = {
  { "", "UserOrDynamicUser", 10 },
  { "User=root\n", "UserOrDynamicUser", 10 },
  { "User=0\n", "UserOrDynamicUser", 10 },
  { "User=nobody\n", "UserOrDynamicUser", 9 },
  { "User=daemon\n", "UserOrDynamicUser", 0 },
  { "DynamicUser=yes\n", "UserOrDynamicUser", 0 },
  { "DynamicUser=yes\nUser=root\n", "UserOrDynamicUser", 10 },
  { "SupplementaryGroups=adm\n", "SupplementaryGroups", HN_BADNESS_NA },
  { "User=daemon\n", "SupplementaryGroups", 0 },
  { "User=daemon\nSupplementaryGroups=adm\n", "SupplementaryGroups", 1 },
  { "", "RemoveIPC", HN_BADNESS_NA },
  { "User=daemon\n", "RemoveIPC", 1 },
  { "User=daemon\nRemoveIPC=yes\n", "RemoveIPC", 0 },
  { "RootDirectory=/\n", "RootDirectoryOrRootImage", 1 },
  { "RootDirectory=/srv\n", "RootDirectoryOrRootImage", 0 },
  { "ProtectHome=tmpfs\n", "ProtectHome", 1 },
  { "ProtectHome=read-only\n", "ProtectHome", 5 },
  { "ProtectSystem=full\n", "ProtectSystem", 3 },
  { "ProtectSystem=yes\n", "ProtectSystem", 5 },
  { "ProtectProc=noaccess\n", "ProtectProc", 1 },
  { "ProtectProc=ptraceable\n", "ProtectProc", 0 },
  { "", "ProtectProc", 3 },
  { "ProcSubset=pid\n", "ProcSubset", 0 },
  { "", "KeyringMode", 0 },
  { "KeyringMode=inherit\n", "KeyringMode", 1 },
  { "NotifyAccess=all\n", "NotifyAccess", 1 },
  { "NotifyAccess=exec\n", "NotifyAccess", 0 },
  { "Delegate=\n", "Delegate", 1 },
  { "", "Delegate", 0 },
  { "UMask=0000\n", "UMask", 10 },
  { "UMask=0002\n", "UMask", 5 },
  { "UMask=0006\n", "UMask", 2 },
  { "UMask=0026\n", "UMask", 1 },
  { "UMask=0077\n", "UMask", 0 },
  { "CapabilityBoundingSet=~CAP_KILL\n", "CapabilityBoundingSet_CAP_KILL", 0 },
  { "CapabilityBoundingSet=~CAP_SETUID\n", "CapabilityBoundingSet_CAP_SET_UID_GID_PCAP", 1 },
  { "AmbientCapabilities=CAP_KILL\n", "AmbientCapabilities", 1 },
  { "RestrictNamespaces=~user\n", "RestrictNamespaces_user", 0 },
  { "RestrictNamespaces=~user\n", "RestrictNamespaces_mnt", 1 },
  { "RestrictAddressFamilies=AF_INET6\n", "RestrictAddressFamilies_AF_INET_INET6", 1 },
  { "RestrictAddressFamilies=AF_INET6\n", "RestrictAddressFamilies_AF_UNIX", 0 },
  { "RestrictAddressFamilies=~AF_INET6\n", "RestrictAddressFamilies_AF_INET_INET6", 0 },
  { "RestrictAddressFamilies=~AF_INET6\n", "RestrictAddressFamilies_AF_UNIX", 1 },
  { "RestrictAddressFamilies=AF_ALG\n", "RestrictAddressFamilies_OTHER", 1 },
  { "RestrictAddressFamilies=~AF_ALG\n", "RestrictAddressFamilies_OTHER", 0 },
  { "RestrictAddressFamilies=none\n", "RestrictAddressFamilies_AF_PACKET", 0 },
  { "SystemCallArchitectures=native\n", "SystemCallArchitectures", 0 },
  { "SystemCallArchitectures=native x86\n", "SystemCallArchitectures", 8 },
  { "SystemCallArchitectures=x86-64\n", "SystemCallArchitectures", 8 },
  { "", "SystemCallFilter_swap", 10 },
  { "SystemCallFilter=~@swap\n", "SystemCallFilter_swap", 0 },
  { "SystemCallFilter=~@swap:EPERM\n", "SystemCallFilter_swap", 0 },
  { "SystemCallFilter=~swapon\n", "SystemCallFilter_swap", 10 },
  { "SystemCallFilter=swapon\n", "SystemCallFilter_swap", 9 },
  { "SystemCallFilter=@system-service\n", "SystemCallFilter_swap", 0 },
  { "", "IPAddressDeny", 10 },
  { "IPAddressDeny=any\n", "IPAddressDeny", 0 },
  { "IPAddressDeny=0.0.0.0/0\n", "IPAddressDeny", 10 },
  { "IPAddressDeny=0.0.0.0/0 ::/0\nIPAddressAllow=localhost\n", "IPAddressDeny", 2 },
  { "IPAddressDeny=any\nIPAddressAllow=127.0.0.1\n", "IPAddressDeny", 5 },
  { "IPAddressDeny=any\nIPAddressAllow=127.1.2.3/8 ::1\n", "IPAddressDeny", 2 },
  { "IPIngressFilterPath=/sys/fs/bpf/a\n", "IPAddressDeny", 0 },
  { "DevicePolicy=closed\n", "DeviceAllow", 0 },
  { "DevicePolicy=closed\nProtectClock=yes\n", "DeviceAllow", 5 },
  { "ProtectClock=yes\n", "DeviceAllow", 10 },
  { "PrivateDevices=yes\nDeviceAllow=/dev/null rw\n", "DeviceAllow", 5 },
  { "[Unit]\nDefaultDependencies=no\n", "ProtectSystem", HN_BADNESS_NA },
  { "[Unit]\nDefaultDependencies=no\n", "PrivateDevices", 1 },
};

static void
test_check (gconstpointer data)
{
  const CheckCase *test = data;
  g_autoptr (HnSettings) settings = read_lines (257, test->lines);
  HnAssessment assessment;
  const HnFinding *finding;
  g_autofree char *description = NULL;

  hn_assess (settings, NULL, &assessment);
  finding = find (&assessment, test->field);
  g_assert_cmpuint (finding->badness, ==, test->badness);
  g_assert_cmpint (hn_finding_passed (finding), ==,
                   test->badness == HN_BADNESS_NA ? -1 : test->badness == 0);
  if (test->badness == 0 || test->badness == HN_BADNESS_NA)
    g_assert_cmpuint (finding->share, ==, 0);
  else
    g_assert_cmpuint (finding->share, >, 0);

  description =
      hn_finding_dup_description (&assessment, hn_check_find (test->field), settings, NULL);
  g_assert_cmpuint (strlen (description), >, 10);
}

/* Shares are rounded up twice, the largest check first. */
static void
test_shares (void)
{
  g_autoptr (HnSettings) settings = read_lines (257, "");
  HnAssessment assessment;

  hn_assess (settings, NULL, &assessment);
  g_assert_cmpuint (find (&assessment, "PrivateNetwork")->share, ==, 5);
  g_assert_cmpuint (find (&assessment, "UserOrDynamicUser")->share, ==, 4);
  g_assert_cmpuint (find (&assessment, "ProcSubset")->share, ==, 1);
  g_assert_cmpuint (find (&assessment, "KeyringMode")->share, ==, 0);
}

static void
test_policy (void)
{
  g_autoptr (HnPolicy) policy = hn_policy_new ();
  g_autoptr (HnSettings) settings = read_lines (257, "ProtectHome=read-only\n");
  HnAssessment assessment;
  guint home = hn_check_find ("ProtectHome");
  g_autofree char *description = NULL;

  /* Only home folders count, half of their range is used up. */
  for (guint i = 0; i < HN_N_CHECKS; i++)
    policy->weight[i] = i == home ? 3 : 0;
  hn_assess (settings, policy, &assessment);
  g_assert_cmpuint (assessment.exposure, ==, 67); /* 5 · 3 / 10 rounds up to 2 of 3 */
  g_assert_cmpuint (assessment.findings[home].share, ==, 50);
  g_assert_cmpint (hn_finding_passed (find (&assessment, "PrivateTmp")), ==, -1);

  policy->range[home] = 20;
  hn_assess (settings, policy, &assessment);
  g_assert_cmpuint (assessment.exposure, ==, 34);

  policy->weight[home] = 0;
  hn_assess (settings, policy, &assessment);
  g_assert_cmpuint (assessment.exposure, ==, 0);

  policy->weight[home] = 1;
  policy->bad[home] = g_strdup ("own words");
  g_clear_pointer (&settings, hn_settings_free);
  settings = read_lines (257, "");
  hn_assess (settings, policy, &assessment);
  description = hn_finding_dup_description (&assessment, home, settings, policy);
  g_assert_cmpstr (description, ==, "own words");
}

/* What systemd closes without being told to still counts as open, by its own measure; but nobody
 * must be told that sudo works. */
static void
test_closed_without_being_set (void)
{
  static const struct
  {
    HnScope scope;
    guint version;
    const char *lines;
    const char *because; /* NULL: it is open */
  } cases[] = {
    { HN_SCOPE_SYSTEM, 252, "User=web\nProtectClock=yes\n", "ProtectClock=" },
    { HN_SCOPE_SYSTEM, 252, "User=web\nSystemCallFilter=@system-service\n", "SystemCallFilter=" },
    { HN_SCOPE_SYSTEM, 252, "User=web\nRestrictNamespaces=yes\n", "RestrictNamespaces=" },
    { HN_SCOPE_SYSTEM, 252, "User=web\nRestrictNamespaces=no\n", NULL },
    { HN_SCOPE_SYSTEM, 252, "User=web\nProtectHome=yes\n", NULL },
    { HN_SCOPE_SYSTEM, 252, "ProtectClock=yes\n", NULL },
    { HN_SCOPE_SYSTEM, 252, "User=root\nProtectClock=yes\n", NULL },
    { HN_SCOPE_SYSTEM, 252, "User=web\nAmbientCapabilities=CAP_SYS_ADMIN\nProtectClock=yes\n",
      NULL },
    { HN_SCOPE_SYSTEM, 254, "User=web\nRestrictAddressFamilies=AF_UNIX\n",
      "RestrictAddressFamilies=" },
    { HN_SCOPE_SYSTEM, 257, "User=web\nProtectClock=yes\n", NULL },
    { HN_SCOPE_USER, 257, "LockPersonality=yes\n", "LockPersonality=" },
  };
  const guint check = (guint) hn_check_find ("NoNewPrivileges");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat ("[Service]\nExecStart=/bin/a\n", cases[i].lines, NULL);
      g_autoptr (HnSettings) settings = read_texts (cases[i].scope, cases[i].version, text, NULL);
      g_autofree char *description = NULL;
      HnAssessment assessment;

      g_test_message ("%u: %s", cases[i].version, cases[i].lines);
      hn_assess (settings, NULL, &assessment);
      g_assert_cmpuint (assessment.findings[check].badness, ==, 1);
      description = hn_finding_dup_description (&assessment, check, settings, NULL);
      if (cases[i].because != NULL)
        g_assert_nonnull (strstr (description, cases[i].because));
      else
        g_assert_cmpstr (description, ==, hn_check_get (check)->bad);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/assessment/steps", test_steps);
  g_test_add_func ("/assessment/managers", test_managers);
  g_test_add_func ("/assessment/levels", test_levels);
  g_test_add_func ("/assessment/shares", test_shares);
  g_test_add_func ("/assessment/policy", test_policy);
  for (guint i = 0; i < G_N_ELEMENTS (check_cases); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/assessment/check/%02u-%s", i, check_cases[i].field);

      g_test_add_data_func (path, &check_cases[i], test_check);
    }
  g_test_add_func ("/assessment/closed-without-being-set", test_closed_without_being_set);

  return g_test_run ();
}
