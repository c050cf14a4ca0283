/* What evidence says against a protection: which of the uses it would take away. What counts is
 * said by the catalogue, in the row of a directive (HN_EVIDENCE), or follows from what a check
 * looks at.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/check.h"
#include "engine/evidence/evidence.h"

G_BEGIN_DECLS

typedef enum
{
  HN_NEED_USED,
  HN_NEED_REFUSED,  /* tried, and always refused: the service may cope without */
  HN_NEED_NOT_SEEN, /* in the time that was watched */
  HN_NEED_CANNOT_TELL,
} HnNeedKind;

typedef struct
{
  HnNeedKind kind;
  guint64 count;
  const HnUse *use; /* (nullable): the last of those that count; belongs to the evidence */
  guint others;     /* so many different ones beside it */
  char *reason;     /* (nullable): why nobody can tell, for a person */
} HnNeed;

/**
 * hn_need_new:
 * @check: which would pass
 * @version: of systemd, whose groups of system calls count
 *
 * Returns: (transfer full): what speaks against it; must not outlive @evidence
 */
HnNeed *hn_need_new (const HnEvidence *evidence, const HnCheck *check, guint version);
void hn_need_free (HnNeed *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnNeed, hn_need_free)

G_END_DECLS
