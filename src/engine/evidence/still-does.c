/* Of each use the observer keeps when it was last.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/evidence/still-does.h"

#include <errno.h>
#include <string.h>

#define HOUR (G_GUINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static gboolean
is_same (const HnUse *one, const HnUse *other)
{
  return strcmp (one->kind, other->kind) == 0 && strcmp (one->value, other->value) == 0 &&
         strcmp (one->path, other->path) == 0;
}

/* What a protection answers. */
static gboolean
is_refusal (const HnUse *use)
{
  switch (use->error)
    {
    case EPERM:
    case EACCES:
    case EROFS:
    case ENOSYS:
    case EAFNOSUPPORT:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Whether the same succeeded since @changed, by whichever of its programs. */
static gboolean
succeeded (const HnEvidence *evidence, const HnUse *use, guint64 changed)
{
  for (guint i = 0; i < evidence->uses->len; i++)
    {
      const HnUse *other = evidence->uses->pdata[i];

      if (other->error == 0 && other->last >= changed && is_same (other, use))
        return TRUE;
    }

  return FALSE;
}

HnStill
hn_evidence_still_does (const HnEvidence *evidence, guint64 changed)
{
  guint64 begin;
  gboolean any = FALSE;

  if (evidence == NULL || changed == 0 || evidence->since >= changed ||
      evidence->until <= changed || evidence->lost > 0 || evidence->cut ||
      evidence->blind_calls != NULL || evidence->blind_capabilities != NULL)
    return HN_STILL_UNKNOWN;

  begin = changed > HOUR ? changed - HOUR : 0;
  for (guint i = 0; i < evidence->uses->len; i++)
    {
      const HnUse *use = evidence->uses->pdata[i];
      gboolean since = use->last >= changed;

      /* What it did long ago, or tried in vain, it need not do again. */
      if ((!since && (use->last < begin || use->error != 0)) ||
          (use->error != 0 && !is_refusal (use)))
        continue;
      if ((!since || use->error != 0) && !succeeded (evidence, use, changed))
        return HN_STILL_UNKNOWN;
      any = TRUE;
    }
  if (!any)
    return HN_STILL_UNKNOWN;

  return evidence->since <= begin ? HN_STILL_HOUR : HN_STILL_WATCHED;
}
