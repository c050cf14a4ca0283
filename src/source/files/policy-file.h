/* Reads policies: weights, ranges and words other than systemd's own, from the same JSON files that
 * systemd-analyze takes with --security-policy=.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/assessment.h"

G_BEGIN_DECLS

#define HN_POLICY_ERROR (hn_policy_error_quark ())
GQuark hn_policy_error_quark (void);

typedef enum
{
  HN_POLICY_ERROR_UNREADABLE,
  HN_POLICY_ERROR_SYNTAX, /* not JSON, or not an object at the top */
  HN_POLICY_ERROR_RANGE,  /* a range that an outcome does not fit in: systemd-analyze would abort */
  HN_POLICY_ERROR_WEIGHT, /* no weight left at all, or one too large to reckon with */
} HnPolicyError;

/**
 * hn_policy_file_find:
 * @root: (nullable): a root folder; %NULL for this machine
 *
 * Looks for systemd-analyze-security.policy in the folders in which systemd-analyze does.
 *
 * Returns: (transfer full) (nullable): the path of the policy that counts, below @root; %NULL when
 *   there is none
 */
char *hn_policy_file_find (const char *root);

/**
 * hn_policy_file_load:
 * @path: of the file
 * @warnings: (out) (optional) (transfer full) (element-type HnWarning): what of the file has no
 *   effect, which systemd-analyze would silently ignore; free with g_ptr_array_unref()
 * @error: return location; %HN_POLICY_ERROR, with the file and the line or field in the message
 *
 * Returns: (transfer full) (nullable): the policy
 */
HnPolicy *hn_policy_file_load (const char *path, GPtrArray **warnings, GError **error);

G_END_DECLS
