/* Advice keeps its word: each piece mends its check and gains what it says, and the helper would
 * write it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/advice/advice.h"

#include "engine/weaken-closed.h"
#include "engine/weaken-values.h"
#include "engine/what-if.h"
#include "random-changes.h"
#include "reading.h"
#include "units.h"

static const guint versions[] = { 252, 257, 260, 262 };

static HnSettings *
read_unfinished (HnScope scope, guint version, const char *text)
{
  HnUnitContext context = { .unit = "test@one.service", .scope = scope, .version = version };
  HnSettings *settings = hn_settings_new (&context);

  hn_unit_file_parse (settings, "/file0", text, strlen (text));

  return settings;
}

/* Whether the helper would take @changes as they are. */
static void
assert_valid (GPtrArray *changes, HnScope scope, guint version)
{
  g_autofree HnPair *pairs = g_new0 (HnPair, changes->len);
  g_autoptr (GPtrArray) checked = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      pairs[i].directive = hn_directive_get (change->directive)->name;
      pairs[i].value = change->value;
    }
  checked = hn_validate_change (pairs, changes->len, version, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < changes->len; i++)
    g_assert_cmpstr (((HnChange *) checked->pdata[i])->value, ==, pairs[i].value);
}

/* The checks that some writable directive could make pass, whatever the unit says. */
static gboolean
can_be_mended (const HnSettings *settings, guint check)
{
  const HnCheck *row = hn_check_get (check);
  HnDirectiveId directive =
      row->rule == HN_RULE_DEVICES ? HN_DIRECTIVE_DEVICE_POLICY : row->directive;
  const HnDirective *info = hn_directive_get (directive);

  if (!(info->flags & HN_DIRECTIVE_WRITABLE) || info->since > settings->context.version ||
      ((info->flags & HN_DIRECTIVE_SYSTEM_ONLY) && settings->context.scope == HN_SCOPE_USER))
    return FALSE;
  /* What was let in on purpose. */
  if (row->rule == HN_RULE_DEVICES)
    return !settings->values[HN_DIRECTIVE_DEVICE_ALLOW].exists &&
           !hn_settings_is_on (settings, HN_DIRECTIVE_PROTECT_CLOCK);
  if (row->rule == HN_RULE_ADDRESSES)
    return settings->values[HN_DIRECTIVE_IP_ADDRESS_ALLOW].bits == 0;

  return TRUE;
}

/* Whether mending @check would give the service a place that its vendor has closed. */
static gboolean
would_reopen (const HnSettings *unfinished, GPtrArray *staged, guint check)
{
  HnDirectiveId directive = hn_check_get (check)->directive;
  const char *value = directive == HN_DIRECTIVE_PROTECT_PROC     ? "invisible"
                      : directive == HN_DIRECTIVE_PROC_SUBSET    ? "pid"
                      : directive == HN_DIRECTIVE_PROTECT_SYSTEM ? "strict"
                                                                 : "yes";
  g_autoptr (GPtrArray) changes = hn_change_list_stage (staged, directive, value);
  g_autoptr (HnSettings) vendor = hn_what_if (unfinished, NULL);
  g_autoptr (HnSettings) changed = hn_what_if (unfinished, changes);

  return hn_reopens (vendor, changed, directive);
}

static GPtrArray *
advise (const HnSettings *unfinished, GPtrArray *staged, const HnPolicy *policy)
{
  const HnAdviceSource source = { .unfinished = unfinished, .staged = staged, .policy = policy };

  return hn_advise (&source);
}

static void
check_advice (const HnSettings *unfinished, GPtrArray *staged, HnScope scope, guint version)
{
  g_autoptr (GPtrArray) all = advise (unfinished, staged, NULL);
  g_autoptr (HnSettings) now = hn_what_if (unfinished, staged);
  gboolean advised[HN_N_CHECKS] = { FALSE };
  HnSureness surest = HN_SURE_NOTHING_AGAINST;
  guint last = G_MAXUINT;
  HnAssessment before;

  hn_assess (now, NULL, &before);
  for (guint i = 0; i < all->len; i++)
    {
      const HnAdvice *advice = all->pdata[i];
      g_autoptr (GPtrArray) changes =
          hn_change_list_stage (staged, advice->directive, advice->value);
      g_autoptr (HnSettings) changed = hn_what_if (unfinished, changes);
      HnAssessment after;

      hn_assess (changed, NULL, &after);
      g_assert_cmpint (hn_finding_passed (&before.findings[advice->check]), ==, 0);
      g_assert_cmpint (hn_finding_passed (&after.findings[advice->check]), ==, 1);
      g_assert_cmpuint (advice->gain, ==, before.exposure - after.exposure);
      g_assert_cmpint ((int) advice->sureness, >=, (int) surest);
      if (advice->sureness != surest)
        last = G_MAXUINT;
      g_assert_cmpuint (advice->gain, <=, last);
      g_assert_true (advice->reason != NULL && advice->reason[0] != '\0');
      surest = advice->sureness;
      g_assert_cmpint (advice->risk, ==, hn_check_get (advice->check)->risk);
      g_assert_false (advised[advice->check]);
      g_assert_true (now->load_state != HN_LOAD_LOADED || changed->load_state == HN_LOAD_LOADED);
      assert_valid (changes, scope, version);
      last = advice->gain;
      advised[advice->check] = TRUE;
    }

  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (hn_finding_passed (&before.findings[i]) == 0 && can_be_mended (now, i) &&
        !would_reopen (unfinished, staged, i) && now->load_state == HN_LOAD_LOADED)
      {
        g_test_message ("%s in systemd %u", hn_check_get (i)->id, version);
        g_assert_true (advised[i]);
      }
}

static void
test_every_unit (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  for (guint u = 0; u < G_N_ELEMENTS (test_units); u++)
    for (guint v = 0; v < G_N_ELEMENTS (versions); v++)
      for (guint s = 0; s < 2; s++)
        {
          g_autoptr (HnSettings) unit = read_unfinished (s, versions[v], test_units[u]);
          g_autoptr (GPtrArray) staged = random_changes (rand, s, versions[v], 12);

          check_advice (unit, NULL, s, versions[v]);
          check_advice (unit, staged, s, versions[v]);
        }
}

/* One after another, as a person would press them, until nothing is left. */
static void
test_to_the_end (void)
{
  for (guint u = 0; u < G_N_ELEMENTS (test_units); u++)
    {
      g_autoptr (HnSettings) unit = read_unfinished (HN_SCOPE_SYSTEM, 257, test_units[u]);
      g_autoptr (GPtrArray) staged =
          g_ptr_array_new_with_free_func ((GDestroyNotify) hn_change_free);
      g_autoptr (HnSettings) vendor = hn_what_if (unit, NULL);
      g_autoptr (HnSettings) changed = NULL;
      guint n = 0;

      for (;; n++)
        {
          g_autoptr (GPtrArray) all = advise (unit, staged, NULL);
          const HnAdvice *first = all->len > 0 ? all->pdata[0] : NULL;
          GPtrArray *next;

          if (first == NULL)
            break;
          g_assert_cmpuint (n, <, HN_N_CHECKS);
          next = hn_change_list_stage (staged, first->directive, first->value);
          g_ptr_array_unref (staged);
          staged = next;
        }
      assert_valid (staged, HN_SCOPE_SYSTEM, 257);
      changed = hn_what_if (unit, staged);
      g_assert_cmpint (changed->load_state, ==, vendor->load_state);
      /* Nothing that helps takes anything back; lines stay few. */
      g_assert_false (hn_weakens (vendor, changed, NULL));
      g_assert_cmpuint (staged->len, <=, HN_CHANGE_MAX_SETTINGS);
    }
}

/* What is merged with what. */
static void
test_merging (void)
{
  static const struct
  {
    const char *unit;
    const char *staged_name, *staged_value;
    const char *check;
    const char *value;
  } cases[] = {
    { "", NULL, NULL, "CapabilityBoundingSet_CAP_SYS_TIME", "~CAP_SYS_TIME" },
    { "", "CapabilityBoundingSet", "~CAP_KILL", "CapabilityBoundingSet_CAP_SYS_TIME",
      "~CAP_KILL CAP_SYS_TIME" },
    { "", "CapabilityBoundingSet", "CAP_KILL CAP_SYS_TIME", "CapabilityBoundingSet_CAP_SYS_TIME",
      "CAP_KILL CAP_SYS_TIME\n~CAP_SYS_TIME" },
    { "CapabilityBoundingSet=CAP_SYS_TIME\n", NULL, NULL, "CapabilityBoundingSet_CAP_SYS_TIME",
      "" },
    { "CapabilityBoundingSet=\n", "CapabilityBoundingSet", "CAP_SYS_TIME",
      "CapabilityBoundingSet_CAP_SYS_TIME", "" },
    { "", NULL, NULL, "RestrictNamespaces_user", "~user" },
    { "", "RestrictNamespaces", "~net", "RestrictNamespaces_user", "~net user" },
    { "RestrictNamespaces=user\n", NULL, NULL, "RestrictNamespaces_user", "yes" },
    { "RestrictAddressFamilies=AF_UNIX AF_INET AF_CAN\n", NULL, NULL,
      "RestrictAddressFamilies_OTHER", "~AF_CAN" },
    { "RestrictAddressFamilies=AF_UNIX AF_INET\n", NULL, NULL,
      "RestrictAddressFamilies_AF_INET_INET6", "~AF_INET" },
    { "RestrictAddressFamilies=~AF_CAN\n", NULL, NULL, "RestrictAddressFamilies_AF_INET_INET6",
      "~AF_INET AF_INET6" },
    { "", NULL, NULL, "RestrictAddressFamilies_OTHER",
      "AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET" },
    { "", NULL, NULL, "SystemCallFilter_mount", "~@mount" },
    { "", "SystemCallFilter", "~@swap", "SystemCallFilter_mount", "~@swap @mount" },
    { "", "SystemCallFilter", "@system-service", "SystemCallFilter_privileged",
      "@system-service\n~@privileged" },
    { "", NULL, NULL, "SystemCallArchitectures", "native" },
    { "SystemCallArchitectures=x86\n", NULL, NULL, "SystemCallArchitectures", "\nnative" },
    { "", NULL, NULL, "DeviceAllow", "closed" },
    { "", NULL, NULL, "IPAddressDeny", "any" },
    { "UMask=0002\n", NULL, NULL, "UMask", "0077" },
    { "", "ProtectSystem", "yes", "ProtectSystem", "strict" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat (START, cases[i].unit, NULL);
      g_autoptr (HnSettings) unit = read_unfinished (HN_SCOPE_SYSTEM, 257, text);
      g_autoptr (GPtrArray) staged =
          cases[i].staged_name != NULL
              ? hn_change_list_stage (NULL, hn_directive_find (cases[i].staged_name),
                                      cases[i].staged_value)
              : NULL;
      g_autoptr (GPtrArray) all = advise (unit, staged, NULL);
      gboolean found = FALSE;

      g_test_message ("%s", cases[i].check);
      for (guint s = 0; s < all->len; s++)
        {
          const HnAdvice *advice = all->pdata[s];

          if ((int) advice->check != hn_check_find (cases[i].check))
            continue;
          g_assert_cmpstr (advice->value, ==, cases[i].value);
          found = TRUE;
        }
      g_assert_true (found);
    }
}

/* What could not be written, does nothing here, or would keep the unit from loading, is not said.
 */
static void
test_silence (void)
{
  static const struct
  {
    HnScope scope;
    guint version;
    const char *unit;
    const char *check;
  } cases[] = {
    { HN_SCOPE_SYSTEM, 257, "", "UserOrDynamicUser" },
    { HN_SCOPE_SYSTEM, 257, "", "RootDirectoryOrRootImage" },
    { HN_SCOPE_SYSTEM, 257, "Delegate=yes\n", "Delegate" },
    { HN_SCOPE_SYSTEM, 257, "AmbientCapabilities=CAP_KILL\n", "AmbientCapabilities" },
    { HN_SCOPE_SYSTEM, 257, "", "RemoveIPC" },
    { HN_SCOPE_USER, 257, "", "ProtectProc" },
    { HN_SCOPE_USER, 257, "", "IPAddressDeny" },
    { HN_SCOPE_SYSTEM, 257, "[Unit]\nDefaultDependencies=no\n", "ProtectSystem" },
    { HN_SCOPE_SYSTEM, 257, "WorkingDirectory=/proc\n", "PrivateDevices" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat (START, cases[i].unit, NULL);
      g_autoptr (HnSettings) unit = read_unfinished (cases[i].scope, cases[i].version, text);
      g_autoptr (GPtrArray) all = advise (unit, NULL, NULL);

      g_test_message ("%s", cases[i].check);
      g_assert_cmpint (hn_check_find (cases[i].check), >=, 0);
      g_assert_cmpuint (all->len, >, 0);
      for (guint s = 0; s < all->len; s++)
        g_assert_cmpint ((int) ((HnAdvice *) all->pdata[s])->check, !=,
                         hn_check_find (cases[i].check));
    }
}

/* The policy of the machine decides what is gained. */
static void
test_policy (void)
{
  g_autoptr (HnSettings) unit = read_unfinished (HN_SCOPE_SYSTEM, 257, START);
  g_autoptr (HnPolicy) policy = hn_policy_new ();
  g_autoptr (GPtrArray) all = NULL;
  int umask = hn_check_find ("UMask");
  int tmp = hn_check_find ("PrivateTmp");

  policy->weight[umask] = 1000000;
  policy->weight[tmp] = 0;
  all = advise (unit, NULL, policy);
  g_assert_cmpint ((int) ((HnAdvice *) all->pdata[0])->check, ==, umask);
  for (guint i = 0; i < all->len; i++)
    g_assert_cmpint ((int) ((HnAdvice *) all->pdata[i])->check, !=, tmp);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/advice/every-unit", test_every_unit);
  g_test_add_func ("/advice/to-the-end", test_to_the_end);
  g_test_add_func ("/advice/merging", test_merging);
  g_test_add_func ("/advice/silence", test_silence);
  g_test_add_func ("/advice/policy", test_policy);

  return g_test_run ();
}
