/* The words on the bus for what the kernel has counted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "observer/use-names.h"

#include <sched.h>
#include <sys/socket.h>

#include "observer/calls.h"
#include "protocol/observer1.h"

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

typedef struct
{
  guint64 value;
  const char *name;
} Name;

static const char *const kinds[] = {
  [HN_TRACE_CALL] = HN_USE_CALL,
  [HN_TRACE_WAITING] = HN_USE_CALL,
  [HN_TRACE_FAMILY] = HN_USE_FAMILY,
  [HN_TRACE_CAPABILITY] = HN_USE_CAPABILITY,
  [HN_TRACE_NAMESPACE] = HN_USE_NAMESPACE,
  [HN_TRACE_CODE] = HN_USE_CODE,
  [HN_TRACE_PERSONALITY] = HN_USE_PERSONALITY,
  [HN_TRACE_REALTIME] = HN_USE_REALTIME,
  [HN_TRACE_SUID] = HN_USE_SUID,
  [HN_TRACE_PRCTL] = HN_USE_PRCTL,
  [HN_TRACE_KEY] = HN_USE_KEY,
  [HN_TRACE_OTHER_ABI] = HN_USE_ABI,
  [HN_TRACE_GAIN] = HN_USE_GAIN,
  [HN_TRACE_ADDRESS] = HN_USE_ADDRESS,
  [HN_TRACE_SHARE] = HN_USE_SHARE,
  [HN_TRACE_GROUP] = HN_USE_GROUP,
};

static const char *const accesses[] = {
  [HN_TRACE_READ] = HN_USE_READ, [HN_TRACE_WRITE] = HN_USE_WRITE, [HN_TRACE_CHANGE] = HN_USE_CHANGE,
  [HN_TRACE_EXEC] = HN_USE_EXEC, [HN_TRACE_LOOK] = HN_USE_LOOK,   [HN_TRACE_PEER] = HN_USE_PEER,
};

static const Name namespaces[] = {
  { CLONE_NEWNS, "mnt" },        { CLONE_NEWUTS, "uts" },   { CLONE_NEWIPC, "ipc" },
  { CLONE_NEWUSER, "user" },     { CLONE_NEWPID, "pid" },   { CLONE_NEWNET, "net" },
  { CLONE_NEWCGROUP, "cgroup" }, { CLONE_NEWTIME, "time" },
};

static const Name policies[] = { { 1, "fifo" }, { 2, "rr" }, { 6, "deadline" } };

static const Name codes[] = {
  { HN_TRACE_CODE_MAP, "mmap" },
  { HN_TRACE_CODE_PROTECT, "mprotect" },
  { HN_TRACE_CODE_SHARE, "shmat" },
};

static const Name nets[] = {
  { HN_TRACE_NET_SELF, "self" },
  { HN_TRACE_NET_LOCAL, "local" },
  { HN_TRACE_NET_WORLD, "world" },
  { HN_TRACE_NET_ABSTRACT, "abstract" },
};

static const Name families[] = {
  { AF_UNIX, "AF_UNIX" },
  { AF_INET, "AF_INET" },
  { AF_INET6, "AF_INET6" },
  { AF_NETLINK, "AF_NETLINK" },
  { AF_PACKET, "AF_PACKET" },
  { AF_ALG, "AF_ALG" },
  { AF_BLUETOOTH, "AF_BLUETOOTH" },
  { AF_CAN, "AF_CAN" },
  { AF_KEY, "AF_KEY" },
  { AF_VSOCK, "AF_VSOCK" },
  { AF_TIPC, "AF_TIPC" },
  { AF_RDS, "AF_RDS" },
  { AF_PPPOX, "AF_PPPOX" },
  { AF_X25, "AF_X25" },
  { AF_IPX, "AF_IPX" },
  { AF_APPLETALK, "AF_APPLETALK" },
  { AF_ATMPVC, "AF_ATMPVC" },
  { AF_AX25, "AF_AX25" },
  { AF_XDP, "AF_XDP" },
  { AF_QIPCRTR, "AF_QIPCRTR" },
  { AF_NFC, "AF_NFC" },
  { AF_LLC, "AF_LLC" },
  { AF_SMC, "AF_SMC" },
  { AF_PHONET, "AF_PHONET" },
};

/* In the kernel's order. */
static const char *const capabilities[] = {
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_DAC_READ_SEARCH",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_KILL",
  "CAP_SETGID",
  "CAP_SETUID",
  "CAP_SETPCAP",
  "CAP_LINUX_IMMUTABLE",
  "CAP_NET_BIND_SERVICE",
  "CAP_NET_BROADCAST",
  "CAP_NET_ADMIN",
  "CAP_NET_RAW",
  "CAP_IPC_LOCK",
  "CAP_IPC_OWNER",
  "CAP_SYS_MODULE",
  "CAP_SYS_RAWIO",
  "CAP_SYS_CHROOT",
  "CAP_SYS_PTRACE",
  "CAP_SYS_PACCT",
  "CAP_SYS_ADMIN",
  "CAP_SYS_BOOT",
  "CAP_SYS_NICE",
  "CAP_SYS_RESOURCE",
  "CAP_SYS_TIME",
  "CAP_SYS_TTY_CONFIG",
  "CAP_MKNOD",
  "CAP_LEASE",
  "CAP_AUDIT_WRITE",
  "CAP_AUDIT_CONTROL",
  "CAP_SETFCAP",
  "CAP_MAC_OVERRIDE",
  "CAP_MAC_ADMIN",
  "CAP_SYSLOG",
  "CAP_WAKE_ALARM",
  "CAP_BLOCK_SUSPEND",
  "CAP_AUDIT_READ",
  "CAP_PERFMON",
  "CAP_BPF",
  "CAP_CHECKPOINT_RESTORE",
};

const char *
hn_use_get_kind (guint kind)
{
  return kind < G_N_ELEMENTS (kinds) ? kinds[kind] : HN_USE_CALL;
}

const char *
hn_use_get_access (guint access)
{
  access &= HN_TRACE_ACCESS_MASK;

  return access < G_N_ELEMENTS (accesses) ? accesses[access] : HN_USE_LOOK;
}

static char *
dup_name (const Name *names, guint n_names, guint64 value)
{
  for (guint i = 0; i < n_names; i++)
    if (names[i].value == value)
      return g_strdup (names[i].name);

  return g_strdup_printf ("%" G_GUINT64_FORMAT, value);
}

static char *
dup_namespace (guint64 value, guint index)
{
  if (value == 0)
    return index == 0 ? g_strdup (HN_USE_ANY) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (namespaces); i++)
    if ((value & namespaces[i].value) != 0 && index-- == 0)
      return g_strdup (namespaces[i].name);

  return NULL;
}

char *
hn_use_dup_value (guint kind, guint64 value, guint index)
{
  if (kind == HN_TRACE_NAMESPACE)
    return dup_namespace (value, index);
  if (index > 0)
    return NULL;

  switch (kind)
    {
    case HN_TRACE_CALL:
    case HN_TRACE_WAITING:
      return hn_calls_dup_name ((guint) value);
    case HN_TRACE_FAMILY:
      return dup_name (families, G_N_ELEMENTS (families), value);
    case HN_TRACE_CAPABILITY:
      value &= 0xffff;
      return value < G_N_ELEMENTS (capabilities) ? g_strdup (capabilities[value])
                                                 : g_strdup_printf ("%" G_GUINT64_FORMAT, value);
    case HN_TRACE_CODE:
      return dup_name (codes, G_N_ELEMENTS (codes), value);
    case HN_TRACE_PERSONALITY:
      return g_strdup_printf ("%" G_GINT64_MODIFIER "x", value);
    case HN_TRACE_REALTIME:
      return dup_name (policies, G_N_ELEMENTS (policies), value);
    case HN_TRACE_SUID:
    case HN_TRACE_SHARE:
      return g_strdup_printf ("%" G_GINT64_MODIFIER "o", value);
    case HN_TRACE_ADDRESS:
      return dup_name (nets, G_N_ELEMENTS (nets), value);
    case HN_TRACE_OTHER_ABI:
      return g_strdup (HN_USE_OTHER);
    case HN_TRACE_GAIN:
      return g_strdup ("exec");
    default:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, value);
    }
}
