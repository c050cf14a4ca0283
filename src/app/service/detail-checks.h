/* The checks of a service in groups, with the switches that filter and sort them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "check-row-base.h"

G_BEGIN_DECLS

#define HN_TYPE_DETAIL_CHECKS (hn_detail_checks_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailChecks, hn_detail_checks, HN, DETAIL_CHECKS, GtkBox)

/* Properties: "failed-only" and "sort-by-share" (boolean), kept in the settings keys of the same
 * names; actions "checks.failed-only" and "checks.sort-by-share".
 * Signals: "arranged": other rows are to be seen, or in another order. */

/** hn_detail_checks_set_space: how much there is beside the words of rows */
void hn_detail_checks_set_space (HnDetailChecks *self, HnSpace space);

/**
 * hn_detail_checks_show:
 * @changes: (nullable): of the service whose checks to show
 * @staged: whether a person has just staged something, so that no row may move
 *
 * Shows what the findings say now; call again after the signal "changed". Rows that changed light
 * up.
 */
void hn_detail_checks_show (HnDetailChecks *self, HnChanges *changes, gboolean staged);

/**
 * hn_detail_checks_search:
 * @words: (nullable): only rows with these are to be seen, see check-search.h
 */
void hn_detail_checks_search (HnDetailChecks *self, const char *const *words);

/** hn_detail_checks_get_n_visible: how many rows are to be seen; see the signal "arranged" */
guint hn_detail_checks_get_n_visible (HnDetailChecks *self);

/**
 * hn_detail_checks_reveal:
 * @check: an index; the row is made when it is not yet there
 *
 * Opens the row that the check has, alone or with others, and gives it the focus. Nothing may be
 * searched for.
 */
void hn_detail_checks_reveal (HnDetailChecks *self, guint check);

G_END_DECLS
