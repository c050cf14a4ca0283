/* What a check says with what is staged, and the settings that it looks at. Most checks look at one
 * directive; some at two or three together, and then all of them are shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "check-row-base.h"
#include "model/changes.h"

G_BEGIN_DECLS

#define HN_CHECK_MAX_DIRECTIVES 3

/**
 * hn_check_get_directives:
 * @check: index of a check
 * @directives: (out caller-allocates): what the check looks at, the one to change first
 *
 * Returns: how many there are, 1 at least
 */
guint hn_check_get_directives (guint check, HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES]);

/** hn_check_get_written: the same, and with it the exceptions that its row offers */
guint hn_check_get_written (guint check, HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES]);

const char *hn_check_get_title (guint check); /* translated */

/**
 * hn_check_is_accepted:
 *
 * Returns: whether a check fails, and that is accepted today, so that it is left out of counts
 */
gboolean hn_check_is_accepted (HnChanges *changes, guint check);

/**
 * hn_check_dup_accepted:
 *
 * Returns: (transfer full) (nullable): until when it is accepted that a check fails, and why, or
 *   that this is to be looked at again
 */
char *hn_check_dup_accepted (HnChanges *changes, guint check);

/** hn_checks_dup_count: (transfer full): how many of all checks pass with what is staged */
char *hn_checks_dup_count (HnChanges *changes);

/* What came of a check with what is staged: see HnFinding. Before the service is read, none
 * applies.
 */
int hn_check_get_passed (HnChanges *changes, guint check);
guint hn_check_get_share (HnChanges *changes, guint check);

/** hn_check_dup_description: (transfer full): a sentence; "" before the service is read */
char *hn_check_dup_description (HnChanges *changes, guint check);

/**
 * hn_check_dup_short_text:
 *
 * Returns: (transfer full): "PrivateTmp=no" on one line, cut where it is very long; "PrivateTmp=no
 * → yes" where that is staged
 */
char *hn_check_dup_short_text (HnChanges *changes, guint check);

/**
 * hn_check_dup_full_text:
 *
 * Returns: (transfer full): a line for each directive with its whole value
 */
char *hn_check_dup_full_text (HnChanges *changes, guint check);

/**
 * hn_directive_dup_short_text:
 *
 * Returns: (transfer full): the same for one directive
 */
char *hn_directive_dup_short_text (HnChanges *changes, HnDirectiveId directive);

/**
 * hn_directive_is_too_new:
 *
 * Returns: whether the service's systemd does not know @directive yet, so that there is nothing to
 * be chosen; %FALSE where it is in Hardnut's file already
 */
gboolean hn_directive_is_too_new (HnChanges *changes, HnDirectiveId directive);

/** hn_changes_get_mark: how rows about @directive are to be marked */
HnRowMark hn_changes_get_mark (HnChanges *changes, HnDirectiveId directive);

/** hn_check_get_mark: the same for all directives of hn_check_get_written() */
HnRowMark hn_check_get_mark (HnChanges *changes, guint check);

/**
 * hn_check_dup_with_remark:
 * @state: (nullable): what a row says already
 *
 * Returns: (transfer full) (nullable): with what is to be said of @directive, where it is set but
 * not in force, unless it is about to change
 */
char *hn_check_dup_with_remark (HnChanges *changes, HnDirectiveId directive, const char *state);

G_END_DECLS
