/* System calls and systemd's groups of them: which call belongs to which group in which version of
 * systemd, as bit sets, so that a filter is compared with a group in a few instructions.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* systemd's groups, in the order of their names. */
typedef enum
{
#define SYSCALL_GROUP(id, ...) HN_SYSCALL_GROUP_##id,
#include "engine/catalogue/syscalls-table.h"
#undef SYSCALL_GROUP
  HN_N_SYSCALL_GROUPS
} HnSyscallGroup;

#define HN_SYSCALL_WORDS 10

/* A set of the calls that libseccomp can resolve on this machine's architecture. */
typedef struct
{
  guint64 bits[HN_SYSCALL_WORDS];
} HnSyscallSet;

/**
 * hn_syscall_find:
 * @name: of a system call, "mount"
 *
 * Returns: its index for the set functions; -1 where libseccomp does not know the name at all; -2
 *   for a call that exists on other architectures only, which systemd accepts and no check looks at
 */
int hn_syscall_find (const char *name);

static inline void
hn_syscall_set_add (HnSyscallSet *set, guint index)
{
  set->bits[index / 64] |= G_GUINT64_CONSTANT (1) << (index % 64);
}

static inline gboolean
hn_syscall_set_contains (const HnSyscallSet *set, guint index)
{
  return (set->bits[index / 64] >> (index % 64)) & 1;
}

/** hn_syscall_set_intersects: whether any call is in both */
gboolean hn_syscall_set_intersects (const HnSyscallSet *a, const HnSyscallSet *b);

/** hn_syscall_set_covers: whether every call of @part is in @whole */
gboolean hn_syscall_set_covers (const HnSyscallSet *whole, const HnSyscallSet *part);

/**
 * hn_syscall_group_find:
 * @name: with the "@": "@mount"
 * @version: of systemd
 *
 * Returns: the group, or -1 where that version has none of this name
 */
int hn_syscall_group_find (const char *name, guint version);

/** hn_syscall_group_since: the first version of systemd with the group @name; 0 where there is none
 */
guint hn_syscall_group_since (const char *name);

/** hn_syscall_group_get_name: with the "@"; static */
const char *hn_syscall_group_get_name (HnSyscallGroup group);

/**
 * hn_syscall_group_get_set:
 * @version: of systemd
 *
 * Returns: the calls of @group, those of nested groups included; static. Empty where that version
 *   does not have the group.
 */
const HnSyscallSet *hn_syscall_group_get_set (HnSyscallGroup group, guint version);

/**
 * hn_syscall_set_to_string:
 * @prefix: put before the first word, "~" or ""
 *
 * Returns: (transfer full): the names, whole groups written as such, sorted
 */
char *hn_syscall_set_to_string (const HnSyscallSet *set, guint version, const char *prefix);

G_END_DECLS
