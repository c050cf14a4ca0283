/* The table of system calls whose arguments tell more than their names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "observer/calls.h"

#include <seccomp.h>
#include <stdlib.h>
#include <string.h>

#define NO HN_TRACE_NO_ARGUMENT
#define DO(action, ...)               \
  {                                   \
    HN_TRACE_DO_##action, __VA_ARGS__ \
  }

static const struct
{
  const char *name;
  struct hn_trace_call call;
} table[] = {
  { "socket", { .step = { DO (FAMILY, 0) } } },
  { "socketpair", { .step = { DO (FAMILY, 0) } } },
  { "connect", { .step = { DO (ADDRESS, 1, 2) } } },
  { "bind", { .step = { DO (BIND, 1, 2) } } },
  { "sendto", { .step = { DO (ADDRESS, 4, 5) } } },
  { "sendmsg", { .step = { DO (MESSAGE, 1, NO) } } },
  { "sendmmsg", { .step = { DO (MESSAGE, 1, 2) } } },
  { "accept", { .step = { DO (ACCEPT, 0) } } },
  { "accept4", { .step = { DO (ACCEPT, 0) } } },

  { "clone", { .step = { DO (NAMESPACES, 0) } } },
  { "clone3", { .step = { DO (NAMESPACES_PTR, 0) } } },
  { "unshare", { .step = { DO (NAMESPACES, 0) } } },
  { "setns", { .step = { DO (SETNS, 1) } } },

  { "mmap", { .step = { DO (MAP, 2) } } },
  { "mmap2", { .step = { DO (MAP, 2) } } },
  { "mprotect", { .step = { DO (PROTECT, 2) } } },
  { "pkey_mprotect", { .step = { DO (PROTECT, 2) } } },
  { "shmat", { .step = { DO (SHARE, 2) } } },

  { "personality", { .step = { DO (PERSONALITY, 0) } } },
  { "sched_setscheduler", { .step = { DO (POLICY, 1) } } },
  { "sched_setattr", { .step = { DO (POLICY_PTR, 1) } } },
  { "prctl", { .step = { DO (PRCTL, 0) } } },
  { "keyctl", { .step = { DO (KEY, 0) } } },

  { "open", { .step = { DO (OPEN, 0, NO, 1), DO (MODE, 2, 1) } } },
  { "openat", { .step = { DO (OPEN, 1, 0, 2), DO (MODE, 3, 2) } } },
  { "openat2", { .step = { DO (OPEN_PTR, 1, 0, 2) } } },
  { "creat", { .step = { DO (OPEN, 0, NO, NO), DO (MODE, 1, NO) } } },
  { "truncate", { .step = { DO (PATH, 0, NO, HN_TRACE_WRITE) } } },

  { "chmod", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE), DO (MODE, 1, NO) } } },
  { "fchmod", { .step = { DO (MODE, 1, NO) } } },
  { "fchmodat", { .step = { DO (PATH, 1, 0, HN_TRACE_CHANGE), DO (MODE, 2, NO) } } },
  { "fchmodat2", { .step = { DO (PATH, 1, 0, HN_TRACE_CHANGE), DO (MODE, 2, NO) } } },
  { "mkdir", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE), DO (MODE, 1, NO, HN_TRACE_MAKES) } } },
  { "mkdirat", { .step = { DO (PATH, 1, 0, HN_TRACE_CHANGE), DO (MODE, 2, NO, HN_TRACE_MAKES) } } },
  { "mknod", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE), DO (MODE, 1, NO, HN_TRACE_MAKES) } } },
  { "mknodat", { .step = { DO (PATH, 1, 0, HN_TRACE_CHANGE), DO (MODE, 2, NO, HN_TRACE_MAKES) } } },

  { "chown", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE) } } },
  { "lchown", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE) } } },
  { "fchownat", { .step = { DO (PATH, 1, 0, HN_TRACE_CHANGE) } } },
  { "rmdir", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE) } } },
  { "unlink", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE) } } },
  { "unlinkat", { .step = { DO (PATH, 1, 0, HN_TRACE_CHANGE) } } },
  { "rename",
    { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE), DO (PATH, 1, NO, HN_TRACE_CHANGE) } } },
  { "renameat",
    { .step = { DO (PATH, 1, 0, HN_TRACE_CHANGE), DO (PATH, 3, 2, HN_TRACE_CHANGE) } } },
  { "renameat2",
    { .step = { DO (PATH, 1, 0, HN_TRACE_CHANGE), DO (PATH, 3, 2, HN_TRACE_CHANGE) } } },
  { "link", { .step = { DO (PATH, 1, NO, HN_TRACE_CHANGE) } } },
  { "linkat", { .step = { DO (PATH, 3, 2, HN_TRACE_CHANGE) } } },
  { "symlink", { .step = { DO (PATH, 1, NO, HN_TRACE_CHANGE) } } },
  { "symlinkat", { .step = { DO (PATH, 2, 1, HN_TRACE_CHANGE) } } },
  { "mq_open", { .step = { DO (MODE, 2, 1, HN_TRACE_MAKES) } } },
  { "lsetxattr", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE) } } },
  { "lremovexattr", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE) } } },
  { "utime", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE) } } },
  { "utimes", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE) } } },
  { "futimesat", { .step = { DO (PATH, 1, 0, HN_TRACE_CHANGE) } } },
  { "utimensat", { .step = { DO (PATH, 1, 0, HN_TRACE_CHANGE) } } },
  { "setxattr", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE) } } },
  { "removexattr", { .step = { DO (PATH, 0, NO, HN_TRACE_CHANGE) } } },
  { "chdir", { .step = { DO (PATH, 0, NO, HN_TRACE_LOOK) } } },
  { "stat", { .step = { DO (PATH, 0, NO, HN_TRACE_LOOK) } } },
  { "lstat", { .step = { DO (PATH, 0, NO, HN_TRACE_LOOK) } } },
  { "newfstatat", { .step = { DO (PATH, 1, 0, HN_TRACE_LOOK) } } },
  { "statx", { .step = { DO (PATH, 1, 0, HN_TRACE_LOOK) } } },
  { "readlink", { .step = { DO (PATH, 0, NO, HN_TRACE_LOOK) } } },
  { "readlinkat", { .step = { DO (PATH, 1, 0, HN_TRACE_LOOK) } } },
  { "statfs", { .step = { DO (PATH, 0, NO, HN_TRACE_LOOK) } } },
  { "getxattr", { .step = { DO (PATH, 0, NO, HN_TRACE_LOOK) } } },
  { "lgetxattr", { .step = { DO (PATH, 0, NO, HN_TRACE_LOOK) } } },
  { "listxattr", { .step = { DO (PATH, 0, NO, HN_TRACE_LOOK) } } },
  { "llistxattr", { .step = { DO (PATH, 0, NO, HN_TRACE_LOOK) } } },
  { "inotify_add_watch", { .step = { DO (PATH, 1, NO, HN_TRACE_LOOK) } } },
  { "name_to_handle_at", { .step = { DO (PATH, 1, 0, HN_TRACE_LOOK) } } },
  { "access", { .step = { DO (PATH, 0, NO, HN_TRACE_LOOK) } } },
  { "faccessat", { .step = { DO (PATH, 1, 0, HN_TRACE_LOOK) } } },
  { "faccessat2", { .step = { DO (PATH, 1, 0, HN_TRACE_LOOK) } } },

  /* Those that succeed are told by the kernel's own note of a new program. */
  { "execve", { .step = { DO (PATH, 0, NO, HN_TRACE_EXEC) }, .only_failed = 1 } },
  { "execveat", { .step = { DO (PATH, 1, 0, HN_TRACE_EXEC) }, .only_failed = 1 } },
};

char *
hn_calls_dup_name (guint number)
{
  char *given = seccomp_syscall_resolve_num_arch (SCMP_ARCH_NATIVE, (int) number);
  char *name = given != NULL ? g_strdup (given) : g_strdup_printf ("%u", number);

  free (given);

  return name;
}

struct hn_trace_call
hn_calls_get (guint number)
{
  g_autofree char *name = hn_calls_dup_name (number);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].name, name) == 0)
      return table[i].call;

  return (struct hn_trace_call){ 0 };
}
