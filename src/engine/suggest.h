/* What would help most: for each check that fails, the one edit that mends it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "assessment.h"
#include "drop-in.h"

G_BEGIN_DECLS

typedef struct
{
  HnDirectiveId directive;
  char *value;  /* canonical, to be staged: one more line of a list, or the value of anything else */
  guint gain;   /* tenths of exposure that it takes off, staged now and alone */
  HnRisk risk;  /* that the service stops working */
  guint check;  /* the check that it mends; see hn_check_get() */
} HnSuggestion;

void hn_suggestion_free (HnSuggestion *suggestion);

/**
 * hn_suggest:
 * @unfinished: as for hn_what_if()
 * @staged_edits: (element-type HnEdit) (nullable): what is staged already
 * @policy: (nullable): as for hn_assess()
 *
 * Only directives that the helper writes, that this systemd knows, and that have an effect on this
 * service. Staging one is adding (directive, value) behind @staged_edits, in place of an edit of the
 * same directive unless that is a list; see hn_edits_stage().
 *
 * Returns: (transfer full) (element-type HnSuggestion): the largest gain first, then the smallest
 *   risk
 */
GPtrArray *hn_suggest (const HnSettings *unfinished,
                       GPtrArray        *staged_edits,
                       const HnPolicy   *policy);

/**
 * hn_edits_stage:
 * @edits: (element-type HnEdit) (nullable): left as they are
 * @directive: what to set
 * @value: canonical
 *
 * Returns: (transfer full) (element-type HnEdit): a copy of @edits with one more line for a list,
 *   and with the new value in place of the old one for anything else
 */
GPtrArray *hn_edits_stage (GPtrArray    *edits,
                           HnDirectiveId directive,
                           const char   *value);

G_END_DECLS
