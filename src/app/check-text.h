/* A check's present settings as text. Most checks look at one directive; some at two or three
 * together, and then all of them are shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/finding.h"

G_BEGIN_DECLS

#define HN_CHECK_MAX_DIRECTIVES 3

/**
 * hn_check_get_directives:
 * @check: index of a check
 * @directives: (out caller-allocates): what the check looks at, the one to change first
 *
 * Returns: how many there are, 1 at least
 */
guint hn_check_get_directives (guint         check,
                               HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES]);

/**
 * hn_check_dup_short_text:
 *
 * Returns: (transfer full): "PrivateTmp=no" on one line, cut where it is very long
 */
char *hn_check_dup_short_text (HnService     *service,
                               HnFindingItem *item);

/**
 * hn_check_dup_full_text:
 *
 * Returns: (transfer full): a line for each directive with its whole value
 */
char *hn_check_dup_full_text (HnService     *service,
                              HnFindingItem *item);

G_END_DECLS
