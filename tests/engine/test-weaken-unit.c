/* Which permission a change takes by what is known of the service: facts of the machine, what its
 * manager has in force, and whether it guards the machine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/guards.h"
#include "weaken-cases.h"

/* What system.conf has is not in the files: a line of one's own must not get over it in two steps.
 */
static void
test_own_limits (void)
{
  HnLiveLimit limits[HN_N_DIRECTIVES] = { 0 };
  HnUnitFacts facts = ordinary;
  const Setting own = { USER_SERVICE, "LimitNOFILE=256\nTasksMax=10%\nMemoryMax=1G\n", 1000,
                        &facts };

  facts.limits = limits;
  limits[HN_DIRECTIVE_LIMIT_NOFILE] = (HnLiveLimit){ TRUE, FALSE, 256, 256 };
  limits[HN_DIRECTIVE_TASKS_MAX] = (HnLiveLimit){ TRUE, FALSE, 100, 100 };
  limits[HN_DIRECTIVE_MEMORY_MAX] = (HnLiveLimit){ TRUE, FALSE, 1 << 30, 1 << 30 };
  assert_asks (&own, "LimitNOFILE=1024:524288\n", HN_WEAKEN_LIMIT);
  assert_asks (&own, "LimitNOFILE=256:1024\n", HN_WEAKEN_LIMIT);
  assert_asks (&own, "TasksMax=100000\n", HN_WEAKEN_LIMIT);
  assert_asks (&own, "TasksMax=99%\n", HN_WEAKEN_LIMIT);
  assert_free (&own, "LimitNOFILE=256\nTasksMax=10%\nMemoryMax=2G\n");
  assert_free (&own, "LimitNOFILE=128\nTasksMax=50\n");
  assert_free (&own, "");
}

/* A file that somebody has edited, in a way that Hardnut cannot read. */
static void
test_foreign_text (void)
{
  g_autoptr (HnSettings) unfinished = read_unit (USER_SERVICE);
  g_autoptr (GPtrArray) changes = read_changes ("PrivateTmp=yes\n");
  const HnWeakenContext context = { .unfinished = unfinished,
                                    .previous = "[Service]\nExecStart=/bin/b\n",
                                    .uid = 1000,
                                    .facts = &ordinary,
                                    .look = look };
  g_autoptr (GPtrArray) found = hn_weaken_find (&context, changes);

  g_assert_cmpuint (found->len, >, 0);
  g_assert_null (hn_weaken_leave_out (&context, changes));
}

static void
test_facts (void)
{
  static const char *const instance[] = { "web@a.service", NULL };
  static const char *const dbus[] = { "messagebus.service", "dbus.service", NULL };
  static const char *const early[] = { "shutdown.target", "sysinit.target", NULL };
  HnLiveLimit limits[HN_N_DIRECTIVES] = { 0 };
  HnUnitFacts facts = ordinary;
  const Setting setting = { USER_SERVICE, NULL, 0, &facts };
  const Setting root = { ROOT_SERVICE, NULL, 0, &facts };
  const Setting root_group = { ROOT_SERVICE "Group=web\n", NULL, 0, &facts };
  const char *harmless = "PrivateTmp=yes\n";

  facts.required_by = "polkit.service";
  assert_asks (&setting, harmless, HN_WEAKEN_GUARD_NEEDS);
  facts = ordinary;
  facts.holds_caller = TRUE;
  assert_asks (&setting, harmless, HN_WEAKEN_NEVER_RESTARTS);
  facts = ordinary;
  facts.names = dbus;
  assert_asks (&setting, harmless, HN_WEAKEN_NEVER_RESTARTS);
  facts = ordinary;
  facts.before = early;
  assert_asks (&setting, harmless, HN_WEAKEN_GUARD);
  facts = ordinary;
  facts.shares_user = HN_YES;
  assert_asks (&setting, "RemoveIPC=yes\n", HN_WEAKEN_IPC);
  facts.shares_user = HN_CANNOT_TELL;
  assert_asks (&setting, "RemoveIPC=yes\n", HN_WEAKEN_IPC);
  assert_free (&root, "RemoveIPC=yes\n");
  assert_asks (&root_group, "RemoveIPC=yes\n", HN_WEAKEN_IPC);
  facts = ordinary;
  facts.slice_denies = HN_YES;
  assert_asks (&setting, "IPAddressDeny=any\nIPAddressAllow=localhost\n", HN_WEAKEN_ADDRESS);
  facts.slice_denies = HN_CANNOT_TELL;
  assert_asks (&setting, "IPAddressDeny=any\nIPAddressAllow=localhost\n", HN_WEAKEN_ADDRESS);
  assert_free (&setting, "IPAddressDeny=any\n");
  facts = ordinary;
  facts.limits = limits;
  limits[HN_DIRECTIVE_TASKS_MAX] = (HnLiveLimit){ TRUE, FALSE, 100, 100 };
  limits[HN_DIRECTIVE_LIMIT_NPROC] = (HnLiveLimit){ TRUE, FALSE, 10, 20 };
  limits[HN_DIRECTIVE_LIMIT_NOFILE] = (HnLiveLimit){ TRUE, FALSE, 4096, 1 << 20 };
  limits[HN_DIRECTIVE_CPU_QUOTA] = (HnLiveLimit){ TRUE, TRUE, 5000, 5000 };
  assert_asks (&setting, "TasksMax=101\n", HN_WEAKEN_LIMIT);
  assert_asks (&setting, "TasksMax=10%\n", HN_WEAKEN_LIMIT);
  assert_asks (&setting, "LimitNPROC=11:20\n", HN_WEAKEN_LIMIT);
  assert_asks (&setting, "LimitNPROC=10:21\n", HN_WEAKEN_LIMIT);
  assert_asks (&setting, "CPUQuota=51%\n", HN_WEAKEN_LIMIT);
  assert_free (&setting,
               "TasksMax=100\nLimitNPROC=10:20\nCPUQuota=50%\nLimitNOFILE=4096:1048576\n");

  facts = ordinary;
  facts.names = instance;
  assert_free (&setting, harmless);
}

/* What a default of the manager's closes, and no file of the service. */
static void
test_live (void)
{
  g_autoptr (HnSettings) unfinished = read_unit (USER_SERVICE);
  g_autoptr (HnSettings) live = read_unit (USER_SERVICE "ProtectHome=yes\nRestrictSUIDSGID=yes\n");
  g_autoptr (GPtrArray) opening = read_changes ("ProtectHome=read-only\n");
  g_autoptr (GPtrArray) closing = read_changes ("ProtectHome=yes\nRestrictSUIDSGID=yes\n");
  const HnWeakenContext context = {
    .unfinished = unfinished, .live = live, .uid = 1000, .facts = &ordinary, .look = look
  };
  g_autoptr (GPtrArray) found = hn_weaken_find (&context, opening);
  g_autoptr (GPtrArray) nothing = hn_weaken_find (&context, closing);

  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpint (((const HnWeakening *) found->pdata[0])->kind, ==, HN_WEAKEN_OPENS);
  g_assert_cmpuint (nothing->len, ==, 0);
}

static void
test_instances (void)
{
  const HnUnitContext about = { .unit = "web@a.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  g_autoptr (HnSettings) unfinished = hn_settings_new (&about);
  g_autoptr (GPtrArray) changes = read_changes ("PrivateTmp=yes\n");
  HnUnitFacts facts = ordinary;
  const HnWeakenContext context = { .unfinished = unfinished, .uid = 1000, .facts = &facts };
  g_autoptr (GPtrArray) wanted = NULL;
  g_autoptr (GPtrArray) invented = NULL;

  hn_unit_file_parse (unfinished, "web@.service", USER_SERVICE, strlen (USER_SERVICE));
  wanted = hn_weaken_find (&context, changes);
  facts.wanted = FALSE;
  invented = hn_weaken_find (&context, changes);

  g_assert_cmpuint (wanted->len, ==, 0);
  g_assert_cmpuint (invented->len, ==, 1);
  g_assert_cmpint (((const HnWeakening *) invented->pdata[0])->kind, ==, HN_WEAKEN_INSTANCE);
}

static void
test_guards (void)
{
  static const char *const guards[] = {
    "polkit.service",
    "ssh.service",
    "sshd@1.service",
    "sssd-nss.service",
    "nscd.service",
    "winbind.service",
    "firewalld.service",
    "nftables.service",
    "ufw.service",
    "fail2ban.service",
    "usbguard.service",
    "openvpn@a.service",
    "wg-quick@wg0.service",
    "auditd.service",
    "apparmor.service",
    "systemd-sysctl.service",
    "systemd-tmpfiles-setup.service",
    "systemd-sysusers.service",
    "systemd-cryptsetup@a.service",
    "systemd-logind.service",
    "systemd-journald.service",
  };
  static const char *const others[] = { "nginx.service", "postgresql@15-main.service",
                                        "cron.service",  "cups.service",
                                        "named.service", "web.service" };
  g_autoptr (HnSettings) root_task = read_unit ("[Service]\nType=oneshot\nExecStart=/bin/a\n");
  g_autoptr (HnSettings) user_task =
      read_unit ("[Service]\nType=oneshot\nUser=a\nExecStart=/bin/a\n");
  g_autoptr (HnSettings) above_task =
      read_unit ("[Service]\nType=oneshot\nUser=a\nExecStart=/bin/a\nExecStopPost=+/bin/a\n");
  g_autoptr (HnSettings) early = read_unit ("[Unit]\nDefaultDependencies=no\n[Service]\n"
                                            "ExecStart=/bin/a\n");

  for (guint i = 0; i < G_N_ELEMENTS (guards); i++)
    g_assert_nonnull (hn_guard_find ((const char *const[]){ guards[i], NULL }, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (hn_guard_find ((const char *const[]){ others[i], NULL }, NULL, NULL));
  g_assert_nonnull (hn_guard_find (names, root_task, NULL));
  g_assert_null (hn_guard_find (names, user_task, NULL));
  g_assert_nonnull (hn_guard_find (names, above_task, NULL));
  g_assert_nonnull (hn_guard_find (names, early, NULL));
}

/* Those that run one of their commands as root, or end the machine. */
static void
test_guards_by_lines (void)
{
  static const struct
  {
    const char *text;
    gboolean guard;
  } cases[] = {
    { "[Service]\nType=oneshot\nUser=a\nExecStart=+/bin/a\n", TRUE },
    { "[Service]\nType=oneshot\nUser=a\nExecStart=-!/bin/a\n", TRUE },
    { "[Service]\nType=oneshot\nUser=a\nExecStart=!!/bin/a\n", FALSE },
    { "[Service]\nType=oneshot\nUser=a\nExecStart=/bin/a\nExecStartPre=@-+/bin/b b\n", TRUE },
    { "[Service]\nType=oneshot\nUser=a\nExecStart=/bin/a ; +/bin/b\n", TRUE },
    { "[Service]\nType=oneshot\nUser=a\nExecStart=+/bin/a\nExecStart=\nExecStart=/bin/a\n", FALSE },
    { "[Service]\nType=oneshot\nUser=a\nExecStartPre=+/bin/b\nExecStart=\nExecStart=/bin/a\n",
      TRUE },
    { "[Service]\nType=oneshot\nUser=a\nExecStart=-/bin/a +b !c\n", FALSE },
    { "[Service]\nType=oneshot\nUser=a\nPermissionsStartOnly=yes\nExecStart=/bin/a\n", TRUE },
    { "[Service]\nUser=a\nExecStart=+/bin/a\n", FALSE },
    { "[Service]\nType=exec\nRemainAfterExit=yes\nExecStart=/bin/a\n", TRUE },
    { "[Service]\nType=exec\nUser=a\nRemainAfterExit=yes\nExecStart=/bin/a\n", FALSE },
    { "[Unit]\nFailureAction=reboot\n[Service]\nUser=a\nExecStart=/bin/a\n", TRUE },
    { "[Unit]\nStartLimitAction=poweroff-force\n[Service]\nUser=a\nExecStart=/bin/a\n", TRUE },
    { "[Unit]\nJobTimeoutAction=exit\n[Service]\nUser=a\nExecStart=/bin/a\n", TRUE },
    { "[Service]\nUser=a\nExecStart=/bin/a\nFailureAction=reboot\n", TRUE },
    { "[Unit]\nFailureAction=reboot\nFailureAction=none\n[Service]\nUser=a\nExecStart=/bin/a\n",
      FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HnSettings) settings = read_unit (cases[i].text);

      if ((hn_guard_find (names, settings, NULL) != NULL) != cases[i].guard)
        g_error ("“%s” is %s", cases[i].text, cases[i].guard ? "no guard" : "a guard");
    }
}

static void
test_spawned (void)
{
  static const char *const triggers[] = { "a.timer", "echo.socket", "web@x.socket", NULL };

  g_assert_true (hn_instance_is_spawned ("echo@1-2-3.service", triggers));
  g_assert_false (hn_instance_is_spawned ("web@x.service", triggers + 2));
  g_assert_true (hn_instance_is_spawned ("web@xy.service", triggers + 2));
  g_assert_false (hn_instance_is_spawned ("web.service", triggers));
  g_assert_false (hn_instance_is_spawned ("web@x.service", triggers + 3));
}

/* In a user's own manager there is no question. */
static void
test_user_scope (void)
{
  const HnUnitContext about = { .unit = "web.service", .scope = HN_SCOPE_USER, .version = 257 };
  g_autoptr (HnSettings) unfinished = hn_settings_new (&about);
  g_autoptr (GPtrArray) changes = read_changes ("ProtectSystem=no\n");
  const HnWeakenContext context = { .unfinished = unfinished, .facts = &ordinary };
  g_autoptr (GPtrArray) found = hn_weaken_find (&context, changes);

  g_assert_cmpuint (found->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/weaken-unit/own-limits", test_own_limits);
  g_test_add_func ("/weaken-unit/foreign-text", test_foreign_text);
  g_test_add_func ("/weaken-unit/facts", test_facts);
  g_test_add_func ("/weaken-unit/live", test_live);
  g_test_add_func ("/weaken-unit/instances", test_instances);
  g_test_add_func ("/weaken-unit/guards", test_guards);
  g_test_add_func ("/weaken-unit/guards-by-lines", test_guards_by_lines);
  g_test_add_func ("/weaken-unit/spawned", test_spawned);
  g_test_add_func ("/weaken-unit/user-scope", test_user_scope);

  return g_test_run ();
}
