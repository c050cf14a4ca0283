/* What the kernel has in force of a service's settings, and what comes to nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/facts/in-force.h"

#include <string.h>

#include "engine/types/values.h"
#include "reading.h"

#define MACHINE                                           \
  "1 0 0:1 / / rw,relatime shared:1 - ext4 /dev/vda rw\n" \
  "2 1 0:2 / /proc rw - proc proc rw\n"                   \
  "3 1 0:3 / /tmp rw - tmpfs tmpfs rw\n"                  \
  "4 1 0:4 / /dev rw - devtmpfs dev rw\n"                 \
  "5 1 0:5 / /sys rw - sysfs sysfs rw\n"                  \
  "6 5 0:6 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n"

/* What has all that can be seen. */
#define STRICT                                                                \
  "11 0 0:1 / / ro,relatime - ext4 /dev/vda rw\n"                             \
  "12 11 0:7 / /proc rw,nosuid - proc proc rw,hidepid=invisible,subset=pid\n" \
  "13 11 0:3 /systemd-private-1/tmp /tmp rw - tmpfs tmpfs rw\n"               \
  "14 11 0:8 / /dev rw - tmpfs tmpfs rw\n"                                    \
  "15 11 0:5 / /sys ro - sysfs sysfs rw\n"                                    \
  "16 15 0:6 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n"                       \
  "17 12 0:7 /sys /proc/sys ro - proc proc rw\n"

/* Of PrivateTmp=disconnected. */
#define OWN_TMP "18 11 0:9 /tmp /tmp rw - tmpfs tmpfs rw\n"

/* Of its own, but nothing else. */
#define LAX                                                                       \
  "21 0 0:1 / / rw - ext4 /dev/vda rw\n22 21 0:2 / /proc rw - proc proc rw\n"     \
  "23 21 0:3 / /tmp rw - tmpfs tmpfs rw\n24 21 0:4 / /dev rw - devtmpfs dev rw\n" \
  "25 21 0:5 / /sys rw - sysfs sysfs rw\n26 25 0:6 / /sys/fs/cgroup rw - cgroup2 c rw\n"

static HnSettings *
read_unit (const char *text)
{
  return read_texts (HN_SCOPE_SYSTEM, 262, text, NULL);
}

static void
set_mounts (HnServiceFacts *facts, const char *text)
{
  g_ptr_array_unref (facts->kernel->mounts);
  facts->kernel->mounts = hn_mounts_parse (text);
  facts->kernel->own_mounts =
      strstr (text, "1 0 0:1 / / rw,rel") == text ? HN_KNOWN_NO : HN_KNOWN_YES;
}

/* A service that runs with nothing in force. */
static HnServiceFacts *
facts_new (void)
{
  HnServiceFacts *facts = hn_service_facts_new ();

  facts->main = (HnProcess){ .pid = 5,
                             .parent = 1,
                             .filters = 2,
                             .pid_levels = 1,
                             .permitted = G_MAXUINT64,
                             .effective = G_MAXUINT64,
                             .bounding = G_MAXUINT64 };
  facts->kernel = hn_kernel_facts_new ();
  facts->kernel->manager = (HnProcess){ .pid = 1, .filters = 2, .pid_levels = 1 };
  facts->kernel->own_users = facts->kernel->own_network = HN_KNOWN_NO;
  g_ptr_array_unref (facts->kernel->manager_mounts);
  facts->kernel->manager_mounts = hn_mounts_parse (MACHINE);
  set_mounts (facts, MACHINE);
  facts->kernel->has_limits = TRUE;
  for (guint i = 0; i < HN_N_LIMITS; i++)
    facts->kernel->limits[i] = G_MAXUINT64;
  facts->kernel->controllers = g_strdup ("cpuset cpu memory pids\n");

  return facts;
}

/* The same with everything in force. */
static HnServiceFacts *
strict_facts_new (void)
{
  HnServiceFacts *facts = facts_new ();

  facts->main.uid[0] = facts->main.uid[1] = facts->main.gid[3] = 33;
  facts->main.no_new_privileges = 1;
  facts->main.filters = 9;
  facts->main.pid_levels = 2;
  facts->main.effective = facts->main.bounding = 0;
  facts->kernel->own_users = facts->kernel->own_network = HN_KNOWN_YES;
  facts->kernel->accounts = 2;
  for (guint i = 0; i < HN_N_LIMITS; i++)
    facts->kernel->limits[i] = 1;
  set_mounts (facts, STRICT);

  return facts;
}

static HnInForceState
find_state (const HnSettings *settings, const HnServiceFacts *facts, HnDirectiveId directive)
{
  g_auto (HnInForce) found = hn_in_force_find (settings, facts, directive);

  return found.state;
}

/* What the kernel shows: before and after a restart. */
static void
test_restart (void)
{
  static const struct
  {
    HnDirectiveId directive;
    const char *line;
  } cases[] = {
    { HN_DIRECTIVE_NO_NEW_PRIVILEGES, "NoNewPrivileges=yes" },
    { HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CapabilityBoundingSet=CAP_KILL" },
    { HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CapabilityBoundingSet=" },
    { HN_DIRECTIVE_USER, "User=daemon" },
    { HN_DIRECTIVE_DYNAMIC_USER, "DynamicUser=yes" },
    { HN_DIRECTIVE_PRIVATE_USERS, "PrivateUsers=yes" },
    { HN_DIRECTIVE_PRIVATE_NETWORK, "PrivateNetwork=yes" },
    { HN_DIRECTIVE_PRIVATE_PIDS, "PrivatePIDs=yes" },
    { HN_DIRECTIVE_PROTECT_SYSTEM, "ProtectSystem=strict" },
    { HN_DIRECTIVE_PROTECT_SYSTEM, "ProtectSystem=yes" },
    { HN_DIRECTIVE_PRIVATE_TMP, "PrivateTmp=yes" },
    { HN_DIRECTIVE_PRIVATE_MOUNTS, "PrivateMounts=yes" },
    { HN_DIRECTIVE_PRIVATE_DEVICES, "PrivateDevices=yes" },
    { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, "ProtectKernelTunables=yes" },
    { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "ProtectControlGroups=yes" },
    { HN_DIRECTIVE_PROTECT_PROC, "ProtectProc=invisible" },
    { HN_DIRECTIVE_PROC_SUBSET, "ProcSubset=pid" },
    { HN_DIRECTIVE_LIMIT_NOFILE, "LimitNOFILE=1024" },
    { HN_DIRECTIVE_LIMIT_CPU, "LimitCPU=10s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("[Service]\nExecStart=x\n%s\n", cases[i].line);
      g_autoptr (HnSettings) settings = read_unit (text);
      g_autoptr (HnSettings) nothing = read_unit ("[Service]\nExecStart=x\n");
      g_autoptr (HnServiceFacts) before = facts_new ();
      g_autoptr (HnServiceFacts) after = strict_facts_new ();
      g_autoptr (HnServiceFacts) unseen = hn_service_facts_new ();
      HnInForceState state;

      g_test_message ("%s", cases[i].line);
      /* One that may look at everything does so all the same. */
      if (cases[i].directive == HN_DIRECTIVE_PROTECT_PROC)
        {
          before->main.effective = 0;
          before->main.gid[3] = 33;
        }
      state = find_state (settings, before, cases[i].directive);
      g_assert_cmpint (state, ==, HN_IN_FORCE_AFTER_RESTART);
      g_assert_cmpint (find_state (settings, after, cases[i].directive), ==, HN_IN_FORCE_YES);
      g_assert_cmpint (find_state (nothing, before, cases[i].directive), ==, HN_IN_FORCE_NOT_SET);
      g_assert_cmpint (find_state (settings, unseen, cases[i].directive), !=, HN_IN_FORCE_YES);
      g_assert_cmpint (find_state (settings, unseen, cases[i].directive), !=,
                       HN_IN_FORCE_AFTER_RESTART);

      before->full = TRUE;
      g_assert_cmpint (find_state (settings, before, cases[i].directive), ==, HN_IN_FORCE_NO);
    }
}

/* A tree of its own is not enough, where what is in it can be seen. */
static void
test_mounts (void)
{
  static const struct
  {
    HnDirectiveId directive;
    const char *line;
  } cases[] = {
    { HN_DIRECTIVE_PROTECT_SYSTEM, "ProtectSystem=full" },
    { HN_DIRECTIVE_PRIVATE_TMP, "PrivateTmp=yes" },
    { HN_DIRECTIVE_PRIVATE_DEVICES, "PrivateDevices=yes" },
    { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, "ProtectKernelTunables=yes" },
    { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "ProtectControlGroups=yes" },
    { HN_DIRECTIVE_PROTECT_PROC, "ProtectProc=invisible\nCapabilityBoundingSet=\nGroup=daemon" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("[Service]\nExecStart=x\n%s\n", cases[i].line);
      g_autofree char *rooted = g_strdup_printf ("%sRootDirectory=/srv/x\n", text);
      g_autoptr (HnSettings) settings = read_unit (text);
      g_autoptr (HnSettings) below_root = read_unit (rooted);
      g_autoptr (HnServiceFacts) facts = facts_new ();

      g_test_message ("%s", cases[i].line);
      facts->main.effective = 0;
      facts->main.gid[3] = 33;
      set_mounts (facts, LAX);
      g_assert_cmpint (find_state (settings, facts, cases[i].directive), ==,
                       HN_IN_FORCE_AFTER_RESTART);
      /* Nobody can compare it with the machine then. */
      g_assert_cmpint (find_state (below_root, facts, cases[i].directive), ==,
                       HN_IN_FORCE_CANNOT_TELL);
    }
}

/* Of a setting with several values the one that the kernel has is told from the others. */
static void
test_values (void)
{
  static const char private[] = "1 0 0:1 / / rw - ext4 x rw\n"
                                "2 1 0:6 /system.slice/x /sys/fs/cgroup rw - cgroup2 c rw\n";
  static const char strict[] = "1 0 0:1 / / rw - ext4 x rw\n"
                               "2 1 0:6 /system.slice/x /sys/fs/cgroup ro - cgroup2 c rw\n";
  const HnInForceState yes = HN_IN_FORCE_YES, waits = HN_IN_FORCE_AFTER_RESTART,
                       unknown = HN_IN_FORCE_CANNOT_TELL;
  const struct
  {
    HnDirectiveId directive;
    const char *line, *mounts;
    guint64 accounts;
    HnInForceState state;
  } cases[] = {
    { HN_DIRECTIVE_PRIVATE_TMP, "PrivateTmp=yes", STRICT OWN_TMP, 0, unknown },
    { HN_DIRECTIVE_PRIVATE_TMP, "PrivateTmp=disconnected", STRICT OWN_TMP, 0, yes },
    { HN_DIRECTIVE_PRIVATE_TMP, "PrivateTmp=disconnected", STRICT, 0, waits },
    { HN_DIRECTIVE_PRIVATE_TMP, "PrivateTmp=disconnected", LAX, 0, waits },
    { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "ProtectControlGroups=yes", private, 0, waits },
    { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "ProtectControlGroups=yes", strict, 0, waits },
    { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "ProtectControlGroups=private", STRICT, 0, waits },
    { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "ProtectControlGroups=private", private, 0, yes },
    { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "ProtectControlGroups=private", strict, 0, waits },
    { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "ProtectControlGroups=strict", STRICT, 0, waits },
    { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "ProtectControlGroups=strict", private, 0, waits },
    { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "ProtectControlGroups=strict", strict, 0, yes },
    { HN_DIRECTIVE_PRIVATE_USERS, "PrivateUsers=self", STRICT, 1, yes },
    { HN_DIRECTIVE_PRIVATE_USERS, "PrivateUsers=yes", STRICT, 65536, waits },
    { HN_DIRECTIVE_PRIVATE_USERS, "PrivateUsers=yes", STRICT, 0, unknown },
    { HN_DIRECTIVE_PRIVATE_USERS, "PrivateUsers=identity", STRICT, 2, waits },
    { HN_DIRECTIVE_PRIVATE_USERS, "PrivateUsers=identity", STRICT, 65536, yes },
    { HN_DIRECTIVE_PRIVATE_USERS, "PrivateUsers=full", STRICT, 2, unknown },
    { HN_DIRECTIVE_PRIVATE_USERS, "PrivateUsers=managed", STRICT, 2, waits },
    { HN_DIRECTIVE_PRIVATE_USERS, "PrivateUsers=managed", STRICT, 65536, unknown },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("[Service]\nExecStart=x\n%s\n", cases[i].line);
      g_autoptr (HnSettings) settings = read_unit (text);
      g_autoptr (HnServiceFacts) facts = strict_facts_new ();

      g_test_message ("%u: %s", i, cases[i].line);
      set_mounts (facts, cases[i].mounts);
      facts->kernel->own_mounts = HN_KNOWN_YES;
      facts->kernel->accounts = cases[i].accounts;
      g_assert_cmpint (find_state (settings, facts, cases[i].directive), ==, cases[i].state);
    }
}

/* Of some nothing can be seen but that there is a tree of its own. */
static void
test_trees (void)
{
  static const char made[] = STRICT "18 11 0:9 / /x rw - ext4 /dev/vdb rw\n"
                                    "19 18 0:9 /a /x/a ro - ext4 /dev/vdb rw\n"
                                    "20 18 0:9 /systemd/inaccessible/dir /x/b ro - tmpfs t rw\n";
  static const HnDirectiveId directives[] = { HN_DIRECTIVE_READ_ONLY_PATHS,
                                              HN_DIRECTIVE_INACCESSIBLE_PATHS,
                                              HN_DIRECTIVE_BIND_READ_ONLY_PATHS,
                                              HN_DIRECTIVE_PROTECT_HOME };
  g_autoptr (HnSettings) settings =
      read_unit ("[Service]\nExecStart=x\nReadOnlyPaths=/a\nInaccessiblePaths=/b\n"
                 "BindReadOnlyPaths=/c\nProtectHome=yes\n");
  g_autoptr (HnServiceFacts) facts = facts_new ();

  for (guint i = 0; i < G_N_ELEMENTS (directives); i++)
    {
      set_mounts (facts, MACHINE);
      g_assert_cmpint (find_state (settings, facts, directives[i]), ==, HN_IN_FORCE_AFTER_RESTART);
      /* What a link leads to has another name. */
      set_mounts (facts, made);
      g_assert_cmpint (find_state (settings, facts, directives[i]), ==, HN_IN_FORCE_CANNOT_TELL);
      facts->kernel->own_mounts = HN_KNOWN_NOT;
      g_assert_cmpint (find_state (settings, facts, directives[i]), ==, HN_IN_FORCE_CANNOT_TELL);
    }
}

/* A service with a tree of its own that is told more, or something else, than when it started. */
static void
test_changed_trees (void)
{
  static const struct
  {
    HnDirectiveId directive;
    const char *line, *mounts;
    HnInForceState state;
  } cases[] = {
    { HN_DIRECTIVE_PROTECT_HOME, "ProtectHome=yes", LAX, HN_IN_FORCE_AFTER_RESTART },
    { HN_DIRECTIVE_PROTECT_HOME, "ProtectHome=yes",
      LAX "27 21 0:1 /home /home ro - ext4 /dev/vda rw\n", HN_IN_FORCE_AFTER_RESTART },
    { HN_DIRECTIVE_PROTECT_HOME, "ProtectHome=read-only",
      LAX "27 21 0:1 /home /home ro - ext4 /dev/vda rw\n", HN_IN_FORCE_CANNOT_TELL },
    { HN_DIRECTIVE_PROTECT_HOME, "ProtectHome=yes",
      LAX "27 21 0:9 /systemd/inaccessible/dir /root ro - tmpfs t rw\n", HN_IN_FORCE_CANNOT_TELL },
    { HN_DIRECTIVE_PROTECT_HOME, "ProtectHome=yes",
      LAX "27 21 0:9 /host/inaccessible/dir /home ro - tmpfs t rw\n", HN_IN_FORCE_CANNOT_TELL },
    { HN_DIRECTIVE_PROTECT_HOME, "ProtectHome=tmpfs", LAX, HN_IN_FORCE_AFTER_RESTART },
    { HN_DIRECTIVE_PROTECT_HOME, "ProtectHome=tmpfs", LAX "27 21 0:9 / /root ro - tmpfs t rw\n",
      HN_IN_FORCE_CANNOT_TELL },
    { HN_DIRECTIVE_READ_ONLY_PATHS, "ReadOnlyPaths=/srv", LAX, HN_IN_FORCE_AFTER_RESTART },
    { HN_DIRECTIVE_READ_ONLY_PATHS, "ReadOnlyPaths=/srv", STRICT, HN_IN_FORCE_CANNOT_TELL },
    { HN_DIRECTIVE_READ_ONLY_PATHS, "ReadOnlyPaths=-/srv", LAX, HN_IN_FORCE_CANNOT_TELL },
    { HN_DIRECTIVE_READ_ONLY_PATHS, "ReadOnlyPaths=/var/a /srv",
      LAX "27 21 0:1 /var/a /var/a ro - ext4 /dev/vda rw\n", HN_IN_FORCE_CANNOT_TELL },
    { HN_DIRECTIVE_INACCESSIBLE_PATHS, "InaccessiblePaths=/srv", STRICT,
      HN_IN_FORCE_AFTER_RESTART },
    { HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM, "TemporaryFileSystem=/srv:ro", STRICT,
      HN_IN_FORCE_AFTER_RESTART },
    { HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM, "TemporaryFileSystem=/srv:ro",
      STRICT "18 11 0:9 / /srv ro - tmpfs t rw\n", HN_IN_FORCE_CANNOT_TELL },
    { HN_DIRECTIVE_PROTECT_PROC, "ProtectProc=noaccess\nCapabilityBoundingSet=CAP_KILL\nUser=x",
      STRICT, HN_IN_FORCE_AFTER_RESTART },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("[Service]\nExecStart=x\n%s\n", cases[i].line);
      g_autoptr (HnSettings) settings = read_unit (text);
      g_autoptr (HnServiceFacts) facts = strict_facts_new ();

      g_test_message ("%u: %s", i, cases[i].line);
      set_mounts (facts, cases[i].mounts);
      g_assert_cmpint (find_state (settings, facts, cases[i].directive), ==, cases[i].state);
    }
}

/* The process has what was set when it was started. */
static void
test_other_account (void)
{
  g_autoptr (HnSettings) settings =
      read_unit ("[Service]\nExecStart=x\nUser=daemon\nProtectProc=invisible\n");
  g_autoptr (HnSettings) group =
      read_unit ("[Service]\nExecStart=x\nUser=daemon\nGroup=daemon\nProtectProc=invisible\n");
  g_autoptr (HnSettings) bounded = read_unit (
      "[Service]\nExecStart=x\nGroup=daemon\nProtectProc=invisible\nCapabilityBoundingSet=\n");
  g_autoptr (HnSettings) may_look =
      read_unit ("[Service]\nExecStart=x\nUser=daemon\nProtectProc=invisible\n"
                 "AmbientCapabilities=CAP_SYS_PTRACE\n");
  g_autoptr (HnServiceFacts) facts = facts_new ();

  /* As root, with nothing of it. */
  g_assert_cmpint (find_state (settings, facts, HN_DIRECTIVE_PROTECT_PROC), ==,
                   HN_IN_FORCE_AFTER_RESTART);
  g_assert_cmpint (find_state (bounded, facts, HN_DIRECTIVE_PROTECT_PROC), ==,
                   HN_IN_FORCE_AFTER_RESTART);
  g_assert_cmpint (find_state (may_look, facts, HN_DIRECTIVE_PROTECT_PROC), ==, HN_IN_FORCE_NO);

  /* As another account, and as one with its group. */
  facts->main.effective = 0;
  facts->main.uid[0] = 33;
  g_assert_cmpint (find_state (settings, facts, HN_DIRECTIVE_USER), ==, HN_IN_FORCE_YES);
  facts->account = 1;
  g_assert_cmpint (find_state (settings, facts, HN_DIRECTIVE_USER), ==, HN_IN_FORCE_AFTER_RESTART);
  g_assert_cmpint (find_state (settings, facts, HN_DIRECTIVE_PROTECT_PROC), ==,
                   HN_IN_FORCE_AFTER_RESTART);
  facts->main.uid[0] = 1;
  g_assert_cmpint (find_state (settings, facts, HN_DIRECTIVE_USER), ==, HN_IN_FORCE_YES);
  /* That account may well be in the group root. */
  g_assert_cmpint (find_state (settings, facts, HN_DIRECTIVE_PROTECT_PROC), ==, HN_IN_FORCE_NO);
  g_assert_cmpint (find_state (group, facts, HN_DIRECTIVE_PROTECT_PROC), ==,
                   HN_IN_FORCE_AFTER_RESTART);
}

/* Filters of system calls are counted: those that a container has for all are none of its own. */
static void
test_filters (void)
{
  static const HnDirectiveId directives[] = {
    HN_DIRECTIVE_SYSTEM_CALL_FILTER,        HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES,
    HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, HN_DIRECTIVE_RESTRICT_NAMESPACES,
    HN_DIRECTIVE_RESTRICT_REALTIME,         HN_DIRECTIVE_RESTRICT_SUID_SGID,
    HN_DIRECTIVE_LOCK_PERSONALITY,          HN_DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE,
  };
  g_autoptr (HnSettings) settings = read_unit (
      "[Service]\nExecStart=x\nSystemCallFilter=@system-service\nSystemCallArchitectures=native\n"
      "RestrictAddressFamilies=AF_UNIX\nRestrictNamespaces=yes\nRestrictRealtime=yes\n"
      "RestrictSUIDSGID=yes\nLockPersonality=yes\nMemoryDenyWriteExecute=yes\n");
  g_autoptr (HnServiceFacts) facts = facts_new ();

  for (guint i = 0; i < G_N_ELEMENTS (directives); i++)
    {
      facts->main.filters = 2;
      g_assert_cmpint (find_state (settings, facts, directives[i]), ==, HN_IN_FORCE_AFTER_RESTART);
      /* Whose they are, nobody can tell. */
      facts->main.filters = 3;
      g_assert_cmpint (find_state (settings, facts, directives[i]), ==, HN_IN_FORCE_CANNOT_TELL);
      facts->main.filters = -1;
      g_assert_cmpint (find_state (settings, facts, directives[i]), ==, HN_IN_FORCE_CANNOT_TELL);
    }
}

/* Rules about what comes to nothing: a unit that one is about, what the reason says, and the same
 * unit but for one line, which it is not about. */
static void
assert_rule (const char *line,
             const char *other,
             const HnServiceFacts *facts,
             HnDirectiveId directive,
             HnInForceState state,
             const char *reason)
{
  g_autofree char *text = g_strdup_printf ("[Service]\nExecStart=x\n%s\n", line);
  g_autofree char *other_text = g_strdup_printf ("[Service]\nExecStart=x\n%s\n", other);
  g_autoptr (HnSettings) settings = read_unit (text);
  g_autoptr (HnSettings) fine = read_unit (other_text);
  g_auto (HnInForce) found = hn_in_force_find (settings, facts, directive);
  g_autofree char *told = hn_in_force_dup_text (&found);
  HnInForceState others = find_state (fine, facts, directive);

  g_test_message ("%s: %s", line, told != NULL ? told : "nothing");
  g_assert_cmpint (found.state, ==, state);
  g_assert_nonnull (strstr (told, reason));
  g_assert_cmpint (others, !=, HN_IN_FORCE_NO);
  g_assert_cmpint (others, !=, HN_IN_FORCE_PARTLY);
}

static void
test_rules (void)
{
  g_autoptr (HnServiceFacts) none = hn_service_facts_new ();

  assert_rule ("ProtectProc=invisible", "ProtectProc=invisible\nDynamicUser=yes", NULL,
               HN_DIRECTIVE_PROTECT_PROC, HN_IN_FORCE_NO, "CAP_SYS_PTRACE");
  assert_rule ("ProtectProc=invisible\nCapabilityBoundingSet=~CAP_SYS_PTRACE",
               "ProtectProc=ptraceable\nCapabilityBoundingSet=~CAP_SYS_PTRACE", NULL,
               HN_DIRECTIVE_PROTECT_PROC, HN_IN_FORCE_NO, "group root");
  assert_rule ("ProtectProc=noaccess\nUser=daemon\nGroup=root", "ProtectProc=noaccess\nUser=daemon",
               NULL, HN_DIRECTIVE_PROTECT_PROC, HN_IN_FORCE_NO, "group root");
  assert_rule ("ProtectProc=invisible", "ProtectProc=invisible\nUser=daemon", none,
               HN_DIRECTIVE_PROTECT_PROC, HN_IN_FORCE_NO, "CAP_SYS_PTRACE");
  assert_rule ("RootDirectory=/srv/x\nReadOnlyPaths=/etc",
               "RootDirectory=/srv/x\nReadOnlyPaths=+/etc", NULL, HN_DIRECTIVE_READ_ONLY_PATHS,
               HN_IN_FORCE_NO, "/etc is outside");
  assert_rule ("RootDirectory=/srv/x\nInaccessiblePaths=-/etc",
               "RootDirectory=/srv/x\nInaccessiblePaths=-/srv/x/etc", NULL,
               HN_DIRECTIVE_INACCESSIBLE_PATHS, HN_IN_FORCE_NO, "-/etc is outside");
  assert_rule ("RootImage=/x.raw\nReadWritePaths=/var", "ReadWritePaths=/var", NULL,
               HN_DIRECTIVE_READ_WRITE_PATHS, HN_IN_FORCE_NO, "/var is outside");
  assert_rule ("RootDirectory=/srv/x\nReadOnlyPaths=+/a /srv/xy",
               "RootDirectory=/srv/x\nReadOnlyPaths=/srv/x", NULL, HN_DIRECTIVE_READ_ONLY_PATHS,
               HN_IN_FORCE_PARTLY, "/srv/xy is outside");
  assert_rule ("RootDirectory=/\nReadOnlyPaths=/etc\nRemoveIPC=yes", "RemoveIPC=yes\nUser=daemon",
               NULL, HN_DIRECTIVE_REMOVE_IPC, HN_IN_FORCE_NO, "root");
}

static void
test_machine_rules (void)
{
  static const char disconnected[] = "[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=x\n"
                                     "PrivateTmp=disconnected\n";
  g_autoptr (HnServiceFacts) facts = facts_new ();
  g_autoptr (HnSettings) settings = read_unit (disconnected);
  g_autoptr (HnSettings) home = read_unit ("[Service]\nExecStart=x\nProtectHome=yes\n");
  static const HnDirectiveId filters[] = { HN_DIRECTIVE_IP_ADDRESS_DENY, HN_DIRECTIVE_DEVICE_POLICY,
                                           HN_DIRECTIVE_SOCKET_BIND_DENY };

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      static const char line[] = "IPAddressDeny=any\nDevicePolicy=strict\nSocketBindDeny=any";
      g_autofree char *text = g_strdup_printf ("[Service]\nExecStart=x\n%s\n", line);
      g_autoptr (HnSettings) filtered = read_unit (text);

      facts->kernel->bpf = HN_KNOWN_NO;
      assert_rule (line, "", facts, filters[i], HN_IN_FORCE_NO, "BPF");
      facts->kernel->bpf = HN_KNOWN_YES;
      g_assert_cmpint (find_state (filtered, facts, filters[i]), !=, HN_IN_FORCE_NO);
      facts->kernel->bpf = HN_KNOWN_NOT;
      g_assert_cmpint (find_state (filtered, facts, filters[i]), !=, HN_IN_FORCE_NO);
    }

  g_free (facts->kernel->controllers);
  facts->kernel->controllers = g_strdup ("cpu pids\n");
  assert_rule ("MemoryMax=1G", "TasksMax=10", facts, HN_DIRECTIVE_MEMORY_MAX, HN_IN_FORCE_NO,
               "“memory”");
  g_clear_pointer (&facts->kernel->controllers, g_free);
  facts->kernel->controllers = g_strdup ("");
  assert_rule ("TasksMax=10", "", facts, HN_DIRECTIVE_TASKS_MAX, HN_IN_FORCE_NO, "“pids”");
  /* Neither of the two has /var/tmp of its own, and then one has. */
  set_mounts (facts, STRICT OWN_TMP);
  g_assert_cmpint (find_state (settings, facts, HN_DIRECTIVE_PRIVATE_TMP), ==, HN_IN_FORCE_PARTLY);
  set_mounts (facts, STRICT OWN_TMP "19 11 0:9 /var-tmp /var/tmp rw - tmpfs tmpfs rw\n");
  g_assert_cmpint (find_state (settings, facts, HN_DIRECTIVE_PRIVATE_TMP), ==, HN_IN_FORCE_YES);

  g_assert_cmpint (find_state (home, facts, HN_DIRECTIVE_PROTECT_HOME), ==,
                   HN_IN_FORCE_AFTER_RESTART);
  facts->kernel->homes = g_strdupv ((char *[]){ (char *) "/srv/anna", NULL });
  assert_rule ("ProtectHome=yes", "", facts, HN_DIRECTIVE_PROTECT_HOME, HN_IN_FORCE_PARTLY,
               "/srv/anna is not below /home");
}

/* What a user's own manager has no right to. */
static void
test_user (void)
{
  static const char text[] = "[Service]\nExecStart=x\nIPAddressDeny=any\nProtectProc=invisible\n"
                             "RemoveIPC=yes\nNoNewPrivileges=yes\nProtectSystem=strict\n";
  g_autoptr (HnSettings) settings = read_texts (HN_SCOPE_USER, 257, text, NULL);
  g_autoptr (HnServiceFacts) facts = facts_new ();

  facts->main.effective = 0;
  g_assert_cmpint (find_state (settings, NULL, HN_DIRECTIVE_IP_ADDRESS_DENY), ==, HN_IN_FORCE_NO);
  g_assert_cmpint (find_state (settings, facts, HN_DIRECTIVE_PROTECT_PROC), ==, HN_IN_FORCE_NO);
  g_assert_cmpint (find_state (settings, NULL, HN_DIRECTIVE_REMOVE_IPC), ==, HN_IN_FORCE_NO);
  g_assert_cmpint (find_state (settings, NULL, HN_DIRECTIVE_NO_NEW_PRIVILEGES), ==,
                   HN_IN_FORCE_CANNOT_TELL);
  g_assert_cmpint (find_state (settings, facts, HN_DIRECTIVE_PROTECT_SYSTEM), ==,
                   HN_IN_FORCE_AFTER_RESTART);
  /* Where the kernel has it, it was let. */
  set_mounts (facts, STRICT);
  g_assert_cmpint (find_state (settings, facts, HN_DIRECTIVE_PROTECT_PROC), ==, HN_IN_FORCE_YES);
}

static void
test_mount_texts (void)
{
  g_autoptr (GPtrArray) mounts = hn_mounts_parse (
      "1 0 0:1 / / rw - ext4 /dev/vda rw,errors=x\nnonsense\n2 1 0:2 / /a\\040b ro - tmpfs t rw\n"
      "3 1 0:3 /r /a\\040b rw,nosuid master:4 shared:5 - tmpfs t rw,hidepid=2\n4 1 0:4 / /short\n");
  const HnMount *mount;

  g_assert_cmpuint (mounts->len, ==, 3);
  mount = hn_mounts_find (mounts, "/a b/c");
  g_assert_cmpuint (mount->id, ==, 3);
  g_assert_cmpstr (mount->root, ==, "/r");
  g_assert_true (hn_mount_has_option (mount, "nosuid"));
  g_assert_true (hn_mount_has_option (mount, "hidepid="));
  g_assert_false (hn_mount_has_option (mount, "hidepid=1"));
  g_assert_false (hn_mount_has_option (mount, "suid"));
  g_assert_false (hn_mount_has_option (mount, "ro"));
  g_assert_cmpuint (hn_mounts_find (mounts, "/a bc")->id, ==, 1);
}

static void
test_account_texts (void)
{
  g_assert_cmpuint (hn_accounts_count ("         0          0 4294967295\n"), ==, 4294967295);
  g_assert_cmpuint (hn_accounts_count ("0 0 1\n33 33 1\n"), ==, 2);
  g_assert_cmpuint (hn_accounts_count (""), ==, 0);
  g_assert_cmpuint (hn_accounts_count ("0 0 1\nnone\n"), ==, 0);
}

static void
test_limit_texts (void)
{
  guint64 limits[HN_N_LIMITS];

  g_assert_false (hn_limits_parse ("", limits));
  g_assert_true (hn_limits_parse (
      "Limit                     Soft Limit           Hard Limit           Units     \n"
      "Max cpu time              5                    unlimited            seconds   \n"
      "Max open files            1024                 524288               files     \n"
      "Max nice priority         0                    0                    \n",
      limits));
  g_assert_cmpuint (limits[HN_LIMIT_CPU], ==, G_MAXUINT64);
  g_assert_cmpuint (limits[HN_LIMIT_NOFILE], ==, 524288);
  g_assert_cmpuint (limits[HN_LIMIT_NICE], ==, 0);
  g_assert_cmpuint (limits[HN_LIMIT_AS], ==, G_MAXUINT64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/in-force/restart", test_restart);
  g_test_add_func ("/in-force/mounts", test_mounts);
  g_test_add_func ("/in-force/trees", test_trees);
  g_test_add_func ("/in-force/changed-trees", test_changed_trees);
  g_test_add_func ("/in-force/other-account", test_other_account);
  g_test_add_func ("/in-force/filters", test_filters);
  g_test_add_func ("/in-force/rules", test_rules);
  g_test_add_func ("/in-force/machine-rules", test_machine_rules);
  g_test_add_func ("/in-force/user", test_user);
  g_test_add_func ("/in-force/mount-texts", test_mount_texts);
  g_test_add_func ("/in-force/values", test_values);
  g_test_add_func ("/in-force/account-texts", test_account_texts);
  g_test_add_func ("/in-force/limit-texts", test_limit_texts);

  return g_test_run ();
}
