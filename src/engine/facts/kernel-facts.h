/* What the kernel has in force for the main process of a service: namespaces, mounts, limits. Plain
 * values.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the kernel says of a process. */
typedef struct
{
  guint32 pid, parent;
  guint32 uid[4], gid[4]; /* real, effective, saved, of files */
  guint64 inheritable, permitted, effective, bounding, ambient; /* capabilities, a bit each */
  int no_new_privileges; /* 0, 1; -1 where the kernel does not say, as the next two */
  int seccomp;           /* 0 none, 1 strict, 2 filters */
  int filters;           /* how many filters of system calls */
  guint pid_levels;      /* namespaces of process ids that it is in, counted from this program's */
  gboolean over;         /* it has ended, and only its parent has not noticed */
  guint unused;          /* so that records can be compared as a whole */
} HnProcess;

/* One place of the tree of files. */
typedef struct
{
  guint64 id;
  char *device;  /* "0:52" */
  char *root;    /* what of the file system is there */
  char *point;   /* where it is mounted */
  char *options; /* "ro,nosuid", of the mount */
  char *type;    /* "tmpfs" */
  char *super;   /* "rw,hidepid=invisible", of the file system */
} HnMount;

void hn_mount_free (HnMount *self);

typedef enum
{
  HN_LIMIT_CPU,
  HN_LIMIT_FSIZE,
  HN_LIMIT_DATA,
  HN_LIMIT_STACK,
  HN_LIMIT_CORE,
  HN_LIMIT_NPROC,
  HN_LIMIT_NOFILE,
  HN_LIMIT_MEMLOCK,
  HN_LIMIT_AS,
  HN_LIMIT_SIGPENDING,
  HN_LIMIT_MSGQUEUE,
  HN_LIMIT_NICE,
  HN_LIMIT_RTPRIO,
  HN_LIMIT_RTTIME,
  HN_N_LIMITS
} HnLimitKind;

/* What may be known or not. */
typedef enum
{
  HN_KNOWN_NOT = 0,
  HN_KNOWN_NO,
  HN_KNOWN_YES,
} HnKnown;

/* Immutable once handed out. */
typedef struct
{
  HnProcess manager; /* who started the main process; its pid is 0 where it cannot be seen */

  /* Whether the main process has another one than the manager. */
  HnKnown own_users, own_network, own_mounts;
  guint64 accounts; /* how many the main process can have to do with; 0 where not known */

  GPtrArray *mounts;         /* of HnMount: what the main process sees; empty where not known */
  GPtrArray *manager_mounts; /* of HnMount */
  gboolean has_limits;
  guint64 limits[HN_N_LIMITS]; /* the hard ones, as the kernel counts; G_MAXUINT64 for none */
  char *controllers; /* (nullable): of the control group, "memory pids"; NULL where not known */

  /* Of the machine. */
  HnKnown bpf; /* whether the manager can filter addresses and devices by programs of the kernel */
  GStrv homes; /* folders of people that are neither below /home nor /root nor /run/user */
} HnKernelFacts;

HnKernelFacts *hn_kernel_facts_new (void);
void hn_kernel_facts_free (HnKernelFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnKernelFacts, hn_kernel_facts_free)

/**
 * hn_mounts_parse:
 * @text: of /proc/PID/mountinfo
 *
 * Returns: (transfer full) (element-type HnMount): in the order of the text; lines that make no
 *   sense are left out
 */
GPtrArray *hn_mounts_parse (const char *text);

/**
 * hn_mounts_find:
 * @path: absolute
 *
 * Returns: (nullable): what @path is in: the last one of those mounted nearest to it
 */
const HnMount *hn_mounts_find (GPtrArray *mounts, const char *path);

/** hn_mount_has_option: whether it or its file system has @option, "ro", or "hidepid=" with a value
 */
gboolean hn_mount_has_option (const HnMount *self, const char *option);

/**
 * hn_accounts_count:
 * @text: of /proc/PID/uid_map
 *
 * Returns: how many accounts it has; 0 where it makes no sense
 */
guint64 hn_accounts_count (const char *text);

/**
 * hn_limits_parse:
 * @text: of /proc/PID/limits
 * @limits: (out caller-allocates): those that are missing have no limit
 *
 * Returns: %FALSE where it makes no sense
 */
gboolean hn_limits_parse (const char *text, guint64 limits[HN_N_LIMITS]);

G_END_DECLS
