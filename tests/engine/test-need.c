/* What evidence says against each check.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <string.h>

#include "engine/catalogue/syscalls.h"
#include "engine/evidence/need.h"

#define VERSION 257

static HnEvidence *
make_evidence (const char *kind, guint error, const char *value, const char *path)
{
  HnEvidence *evidence = hn_evidence_new ();
  HnUse use = { .kind = (char *) kind,
                .error = error,
                .value = (char *) value,
                .count = 3,
                .last = 1,
                .program = (char *) "prog",
                .path = (char *) path };

  evidence->span = G_USEC_PER_SEC;
  if (kind != NULL)
    hn_evidence_add (evidence, &use);

  return evidence;
}

static HnNeedKind
find_kind (const HnEvidence *evidence, const char *field)
{
  int check = hn_check_find (field);
  g_autoptr (HnNeed) need = NULL;

  g_assert_cmpint (check, >=, 0);
  need = hn_need_new (evidence, hn_check_get ((guint) check), VERSION);

  return need->kind;
}

/* Uses, what they speak against, and what they say nothing about. */
static const struct
{
  const char *kind, *value, *path;
  const char *used[4];
  const char *not_seen[4];
} cases[] = {
  { "family",
    "AF_NETLINK",
    "",
    { "RestrictAddressFamilies_AF_NETLINK" },
    { "RestrictAddressFamilies_AF_UNIX", "RestrictAddressFamilies_OTHER", "PrivateNetwork" } },
  { "family",
    "AF_INET6",
    "",
    { "RestrictAddressFamilies_AF_INET_INET6", "PrivateNetwork" },
    { "IPAddressDeny" } },
  { "family", "AF_ALG", "", { "RestrictAddressFamilies_OTHER" }, { "PrivateNetwork" } },
  { "namespace", "user", "", { "RestrictNamespaces_user" }, { "RestrictNamespaces_mnt" } },
  { "namespace", "any", "", { "RestrictNamespaces_user", "RestrictNamespaces_uts" }, { NULL } },
  { "capability",
    "CAP_SETGID",
    "",
    { "CapabilityBoundingSet_CAP_SET_UID_GID_PCAP", "PrivateUsers", "AmbientCapabilities" },
    { "CapabilityBoundingSet_CAP_KILL", "ProtectClock" } },
  { "call",
    "settimeofday",
    "",
    { "SystemCallFilter_clock", "ProtectClock" },
    { "SystemCallFilter_swap" } },
  { "call", "umount2", "", { "SystemCallFilter_mount", "PrivateMounts" }, { "ProtectHostname" } },
  { "call", "chroot", "", { "SystemCallFilter_mount" }, { "PrivateMounts" } },
  { "call", "sethostname", "", { "ProtectHostname" }, { "SystemCallFilter_mount" } },
  { "read", "", "/home", { "ProtectHome" }, { "ProtectSystem", "PrivateTmp" } },
  { "look", "", "/home/a/b", { "ProtectHome" }, { "ProtectSystem" } },
  { "read", "", "/homes/a", { NULL }, { "ProtectHome" } },
  { "change",
    "",
    "/etc/passwd",
    { "ProtectSystem", "RootDirectoryOrRootImage" },
    { "ProtectKernelTunables" } },
  { "group", "4", "", { "SupplementaryGroups" }, { "UserOrDynamicUser", "ProtectHome" } },
  { "read", "", "/etc/passwd", { NULL }, { "ProtectSystem" } },
  { "write",
    "",
    "/proc/sys/vm/swappiness",
    { "ProtectKernelTunables", "ProcSubset" },
    { "ProtectSystem", "ProtectHostname", "ProtectProc" } },
  { "write",
    "",
    "/sys/fs/cgroup/x",
    { "ProtectControlGroups", "Delegate" },
    { "ProtectKernelTunables", "ProtectSystem" } },
  { "read", "", "/proc/PID/stat", { "ProtectProc" }, { "ProcSubset" } },
  { "read", "own", "/proc/self/stat", { NULL }, { "ProtectProc", "ProcSubset" } },
  { "read", "device", "/dev/sda", { "PrivateDevices", "DeviceAllow" }, { "ProtectSystem" } },
  { "write", "device", "/dev/null", { NULL }, { "PrivateDevices", "DeviceAllow" } },
  { "write", "device", "/dev/pts/7", { NULL }, { "PrivateDevices", "DeviceAllow" } },
  { "code", "mmap", "", { "MemoryDenyWriteExecute" }, { "LockPersonality" } },
  { "personality", "40000", "", { "LockPersonality" }, { "RestrictRealtime" } },
  { "realtime", "rr", "", { "RestrictRealtime" }, { "RestrictSUIDSGID" } },
  { "suid", "4000", "", { "RestrictSUIDSGID" }, { "NoNewPrivileges" } },
  { "gain", "exec", "", { "NoNewPrivileges" }, { "RestrictSUIDSGID" } },
  { "key", "0", "", { "KeyringMode" }, { "RestrictSUIDSGID" } },
  { "abi", "other", "", { "SystemCallArchitectures" }, { "CapabilityBoundingSet_CAP_KILL" } },
  { "address", "world", "", { "IPAddressDeny", "PrivateNetwork" }, { "DeviceAllow" } },
  { "address", "abstract", "", { "PrivateNetwork" }, { "IPAddressDeny" } },
  { "call", "shmget", "", { "RemoveIPC" }, { "SystemCallFilter_mount" } },
  { "share", "44", "", { "UMask" }, { "RestrictSUIDSGID" } },
  { "peer", "", "/run/systemd/notify", { "NotifyAccess" }, { "ProtectHome", "PrivateTmp" } },
  { "peer", "", "/run/user/7/systemd/notify", { "NotifyAccess", "ProtectHome" }, { NULL } },
  { "peer", "main", "/run/systemd/notify", { NULL }, { "NotifyAccess" } },
  { "peer", "", "/tmp/socket", { "PrivateTmp" }, { "NotifyAccess", "ProtectSystem" } },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HnEvidence) evidence =
          make_evidence (cases[i].kind, 0, cases[i].value, cases[i].path);

      for (guint j = 0; j < 4 && cases[i].used[j] != NULL; j++)
        if (find_kind (evidence, cases[i].used[j]) != HN_NEED_USED)
          g_error ("case %u: %s is not used", i, cases[i].used[j]);
      for (guint j = 0; j < 4 && cases[i].not_seen[j] != NULL; j++)
        if (find_kind (evidence, cases[i].not_seen[j]) != HN_NEED_NOT_SEEN)
          g_error ("case %u: %s is seen", i, cases[i].not_seen[j]);
    }
}

/* Of two of them the kernel tells some needs, and never that there is none. */
static void
test_sources (void)
{
  g_autoptr (HnEvidence) nothing = make_evidence (NULL, 0, NULL, NULL);
  guint without = 0;

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      g_autoptr (HnNeed) need = hn_need_new (nothing, hn_check_get (i), VERSION);

      g_assert_true (need->kind == HN_NEED_NOT_SEEN || need->kind == HN_NEED_CANNOT_TELL);
      g_assert_true ((need->kind == HN_NEED_CANNOT_TELL) == (need->reason != NULL));
      without += need->kind == HN_NEED_CANNOT_TELL;
    }
  g_assert_cmpuint (without, ==, 2);
}

/* The words in the catalogue are words that something is found by. */
static void
test_words (void)
{
  static const char *const kinds[] = { "call",   "capability", "family",      "namespace",
                                       "code",   "realtime",   "suid",        "key",
                                       "abi",    "gain",       "address",     "device",
                                       "touch",  "alter",      "personality", "share",
                                       "report", "group",      NULL };
  guint n = 0;

  for (int i = 0; i < HN_N_DIRECTIVES; i++)
    {
      const char *text = hn_directive_get_evidence ((HnDirectiveId) i);
      g_auto (GStrv) words = text != NULL ? g_strsplit (text, " ", -1) : NULL;

      for (guint j = 0; words != NULL && words[j] != NULL; j++, n++)
        {
          const char *word = words[j][0] == '!' ? words[j] + 1 : words[j];
          const char *value = strchr (word, '=');
          g_autofree char *kind = value != NULL ? g_strndup (word, value - word) : NULL;

          if (g_str_equal (word, HN_EVIDENCE_UNSURE))
            continue;
          if (kind == NULL || !g_strv_contains (kinds, kind))
            g_error ("%s: %s", hn_directive_get ((HnDirectiveId) i)->name, words[j]);
          if (g_str_equal (kind, "call") && value[1] == '@')
            g_assert_cmpint (hn_syscall_group_find (value + 1, VERSION), >=, 0);
          else if (g_str_equal (kind, "call"))
            g_assert_cmpint (hn_syscall_find (value + 1), >=, 0);
          if (g_str_equal (kind, "touch") || g_str_equal (kind, "alter"))
            g_assert_true (value[1] == '/');
        }
    }
  g_assert_cmpuint (n, >, 40);
}

/* Tried and refused is another thing than used, and what is not there is missed by nobody. */
static void
test_errors (void)
{
  g_autoptr (HnEvidence) refused = make_evidence ("family", EAFNOSUPPORT, "AF_NETLINK", "");
  g_autoptr (HnEvidence) failed = make_evidence ("call", EINVAL, "umount2", "");
  g_autoptr (HnEvidence) missing = make_evidence ("read", ENOENT, "", "/home/x");
  g_autoptr (HnEvidence) denied = make_evidence ("read", EACCES, "", "/home/x");
  HnUse use = { .kind = (char *) "family",
                .value = (char *) "AF_NETLINK",
                .count = 1,
                .last = 0,
                .program = (char *) "other",
                .path = (char *) "" };

  g_assert_cmpint (find_kind (refused, "RestrictAddressFamilies_AF_NETLINK"), ==, HN_NEED_REFUSED);
  hn_evidence_add (refused, &use);
  g_assert_cmpint (find_kind (refused, "RestrictAddressFamilies_AF_NETLINK"), ==, HN_NEED_USED);
  g_assert_cmpint (find_kind (failed, "SystemCallFilter_mount"), ==, HN_NEED_USED);
  g_assert_cmpint (find_kind (missing, "ProtectHome"), ==, HN_NEED_NOT_SEEN);
  g_assert_cmpint (find_kind (denied, "ProtectHome"), ==, HN_NEED_REFUSED);
}

/* Where a source is missing, or something was not counted, nothing is called not seen. */
static void
test_doubt (void)
{
  g_autoptr (HnEvidence) evidence = make_evidence ("family", 0, "AF_NETLINK", "");

  evidence->blind_capabilities = g_strdup ("no");
  g_assert_cmpint (find_kind (evidence, "CapabilityBoundingSet_CAP_KILL"), ==, HN_NEED_CANNOT_TELL);
  g_assert_cmpint (find_kind (evidence, "ProtectClock"), ==, HN_NEED_CANNOT_TELL);
  g_assert_cmpint (find_kind (evidence, "RestrictRealtime"), ==, HN_NEED_NOT_SEEN);
  evidence->lost = 1;
  g_assert_cmpint (find_kind (evidence, "RestrictRealtime"), ==, HN_NEED_CANNOT_TELL);
  g_assert_cmpint (find_kind (evidence, "RestrictAddressFamilies_AF_NETLINK"), ==, HN_NEED_USED);
  evidence->lost = 0;
  evidence->span = 0;
  g_assert_cmpint (find_kind (evidence, "RestrictRealtime"), ==, HN_NEED_CANNOT_TELL);
}

/* What is done by the kernel for a process, or in words that are not read, may be anything. */
static void
test_unseen (void)
{
  g_autoptr (HnEvidence) queue = make_evidence ("call", 0, "io_uring_enter", "");
  g_autoptr (HnEvidence) refused = make_evidence ("call", EPERM, "io_uring_enter", "");
  g_autoptr (HnEvidence) other = make_evidence ("abi", 0, "other", "");
  g_autoptr (HnEvidence) state = make_evidence ("change", 0, "", "/var/lib/x");

  g_assert_cmpint (find_kind (queue, "ProtectHome"), ==, HN_NEED_CANNOT_TELL);
  g_assert_cmpint (find_kind (queue, "PrivateDevices"), ==, HN_NEED_CANNOT_TELL);
  g_assert_cmpint (find_kind (queue, "PrivateNetwork"), ==, HN_NEED_CANNOT_TELL);
  g_assert_cmpint (find_kind (queue, "UMask"), ==, HN_NEED_CANNOT_TELL);
  g_assert_cmpint (find_kind (queue, "SystemCallFilter_mount"), ==, HN_NEED_NOT_SEEN);
  g_assert_cmpint (find_kind (refused, "ProtectHome"), ==, HN_NEED_NOT_SEEN);
  g_assert_cmpint (find_kind (state, "RootDirectoryOrRootImage"), ==, HN_NEED_CANNOT_TELL);
  g_assert_cmpint (find_kind (state, "SupplementaryGroups"), ==, HN_NEED_CANNOT_TELL);
  g_assert_cmpint (find_kind (other, "SystemCallFilter_mount"), ==, HN_NEED_CANNOT_TELL);
  g_assert_cmpint (find_kind (other, "ProtectHome"), ==, HN_NEED_CANNOT_TELL);
  g_assert_cmpint (find_kind (other, "SystemCallArchitectures"), ==, HN_NEED_USED);
  g_assert_cmpint (find_kind (other, "CapabilityBoundingSet_CAP_KILL"), ==, HN_NEED_NOT_SEEN);
}

/* The last one is shown, and all are counted. */
static void
test_several (void)
{
  g_autoptr (HnEvidence) evidence = make_evidence ("call", 0, "umount2", "");
  HnUse use = { .kind = (char *) "call",
                .value = (char *) "mount",
                .count = 4,
                .last = 9,
                .program = (char *) "other",
                .path = (char *) "" };
  g_autoptr (HnNeed) need = NULL;

  hn_evidence_add (evidence, &use);
  need = hn_need_new (evidence, hn_check_get ((guint) hn_check_find ("SystemCallFilter_mount")),
                      VERSION);
  g_assert_cmpstr (need->use->value, ==, "mount");
  g_assert_cmpuint (need->count, ==, 7);
  g_assert_cmpuint (need->others, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/need/cases", test_cases);
  g_test_add_func ("/need/sources", test_sources);
  g_test_add_func ("/need/words", test_words);
  g_test_add_func ("/need/errors", test_errors);
  g_test_add_func ("/need/doubt", test_doubt);
  g_test_add_func ("/need/several", test_several);
  g_test_add_func ("/need/unseen", test_unseen);

  return g_test_run ();
}
