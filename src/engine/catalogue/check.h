/* The 81 checks by which systemd measures a service's exposure: which directive each looks at, how
 * much it weighs, and the words for its outcome.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sys/socket.h>

#include "engine/catalogue/directive.h"

G_BEGIN_DECLS

#define HN_N_CHECKS 81

/* How a check turns settings into badness. */
typedef enum
{
  HN_RULE_UNSET, /* bad when a boolean is off */
  HN_RULE_SET,   /* bad when a boolean is on */
  HN_RULE_USER,
  HN_RULE_SUPPLEMENTARY_GROUPS,
  HN_RULE_REMOVE_IPC,
  HN_RULE_ROOT_DIRECTORY,
  HN_RULE_PROTECT_HOME,
  HN_RULE_PROTECT_SYSTEM,
  HN_RULE_PROTECT_PROC,
  HN_RULE_PROC_SUBSET,
  HN_RULE_KEYRING_MODE,
  HN_RULE_NOTIFY_ACCESS,
  HN_RULE_UMASK,
  HN_RULE_CAPABILITIES, /* parameter: mask of capabilities */
  HN_RULE_AMBIENT,
  HN_RULE_NAMESPACES,       /* parameter: mask of CLONE_NEW* */
  HN_RULE_ADDRESS_FAMILIES, /* parameter: mask of HN_BIT (AF_*) */
  HN_RULE_ARCHITECTURES,
  HN_RULE_SYSCALLS, /* parameter: HnSyscallGroup, see syscalls.h */
  HN_RULE_ADDRESSES,
  HN_RULE_DEVICES,
} HnRule;

/* What RestrictAddressFamilies= is measured by: each of these has a row. */
#define HN_FAMILY_INET (HN_BIT (AF_INET) | HN_BIT (AF_INET6))
#define HN_FAMILY_UNIX HN_BIT (AF_UNIX)
#define HN_FAMILY_NETLINK HN_BIT (AF_NETLINK)
#define HN_FAMILY_PACKET HN_BIT (AF_PACKET)
#define HN_FAMILY_OTHER ~(HN_FAMILY_INET | HN_FAMILY_UNIX | HN_FAMILY_NETLINK | HN_FAMILY_PACKET)

typedef struct
{
  const char *id;         /* "PrivateTmp=", as systemd-analyze prints it */
  const char *json_field; /* the key in systemd-analyze's JSON and in policies */
  guint weight;
  guint range; /* the largest badness */
  HnRule rule;
  guint64 parameter;
  gboolean only_with_default_dependencies;
  HnDirectiveId directive; /* the directive that changes the outcome */
  const char *item;        /* what of the directive this row is about ("CAP_KILL"), or NULL */
  HnRisk risk;             /* that a service which works today stops when it passes */
  const char *title;       /* untranslated: names the protection, begins with a verb */
  const char *good;        /* untranslated sentence for badness 0 */
  const char *bad;         /* untranslated sentence for the largest badness */
} HnCheck;

/**
 * hn_check_get:
 * @index: 0 to %HN_N_CHECKS - 1, in systemd's order
 *
 * Returns: the row; static
 */
const HnCheck *hn_check_get (guint index);

/**
 * hn_check_find:
 * @json_field: a key as in a policy
 *
 * Returns: the index of the check, or -1
 */
int hn_check_find (const char *json_field);

G_END_DECLS
