/* The checks of a service in groups, with the switches that filter and sort them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "check-row-base.h"

G_BEGIN_DECLS

#define HN_TYPE_DETAIL_CHECKS (hn_detail_checks_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailChecks, hn_detail_checks, HN, DETAIL_CHECKS, GtkBox)

/* Properties: "failed-only" and "sort-by-share" (boolean), kept in the settings keys of the same
 * names; actions "checks.failed-only" and "checks.sort-by-share". */

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

G_END_DECLS
