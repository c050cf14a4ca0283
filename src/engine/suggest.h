/* What would help most: for each check that fails, the one directive that mends it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "assessment.h"
#include "drop-in.h"

G_BEGIN_DECLS

typedef struct
{
  HnDirectiveId directive;
  char *value; /* the directive's whole new value for hn_change_list_stage(), merged with what is
                  staged */
  guint gain;  /* tenths of exposure that it takes off, staged now and alone */
  HnRisk risk; /* that the service stops working */
  guint check; /* the check that it mends; see hn_check_get() */
} HnSuggestion;

void hn_suggestion_free (HnSuggestion *suggestion);

/**
 * hn_suggest:
 * @unfinished: as for hn_what_if()
 * @staged_edits: (element-type HnChange) (nullable): what is staged already
 * @policy: (nullable): as for hn_assess()
 *
 * Only directives that the helper writes, that this systemd knows, and that have an effect on this
 * service; each line of a value passes hn_validate_value(). Staged by hn_change_list_stage(), each
 * makes its check pass, and the unit can still be loaded.
 *
 * Returns: (transfer full) (element-type HnSuggestion): the largest gain first, then the smallest
 *   risk, then in the order of the checks
 */
GPtrArray *
hn_suggest (const HnSettings *unfinished, GPtrArray *staged_edits, const HnPolicy *policy);

G_END_DECLS
