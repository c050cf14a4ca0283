/* The observer's answer, read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/observer-evidence.h"

#include "protocol/observer1.h"

static void
parse_uses (GVariant *members, HnEvidence *evidence)
{
  g_autoptr (GVariantIter) uses = NULL;
  HnUse use;

  if (!g_variant_lookup (members, HN_EVIDENCE_USES, "a" HN_EVIDENCE_USE_TYPE, &uses))
    return;
  while (g_variant_iter_next (uses, "(&su&stt&s&s)", &use.kind, &use.error, &use.value, &use.count,
                              &use.last, &use.program, &use.path))
    hn_evidence_add (evidence, &use);
}

static void
parse_blind (GVariant *members, HnEvidence *evidence)
{
  g_autoptr (GVariant) blind = NULL;

  if (!g_variant_lookup (members, HN_EVIDENCE_BLIND, "@a{ss}", &blind))
    return;
  g_variant_lookup (blind, HN_SOURCE_CALLS, "s", &evidence->blind_calls);
  g_variant_lookup (blind, HN_SOURCE_CAPABILITIES, "s", &evidence->blind_capabilities);
}

HnEvidence *
hn_observer_evidence_parse (GVariant *members)
{
  g_autoptr (HnEvidence) evidence = hn_evidence_new ();
  guint32 version = 0;

  if (!g_variant_lookup (members, HN_EVIDENCE_VERSION, "u", &version) ||
      version != HN_EVIDENCE_FORMAT ||
      !g_variant_lookup (members, HN_EVIDENCE_SINCE, "t", &evidence->since) ||
      !g_variant_lookup (members, HN_EVIDENCE_UNTIL, "t", &evidence->until) ||
      !g_variant_lookup (members, HN_EVIDENCE_WATCHED_US, "t", &evidence->span))
    return NULL;

  g_variant_lookup (members, HN_EVIDENCE_WATCHED, "b", &evidence->watched);
  g_variant_lookup (members, HN_EVIDENCE_ENDS, "t", &evidence->ends);
  g_variant_lookup (members, HN_EVIDENCE_STARTS, "u", &evidence->starts);
  g_variant_lookup (members, HN_EVIDENCE_LAST_START, "t", &evidence->last_start);
  g_variant_lookup (members, HN_EVIDENCE_LOST, "t", &evidence->lost);
  g_variant_lookup (members, HN_EVIDENCE_CUT, "b", &evidence->cut);
  g_variant_lookup (members, HN_EVIDENCE_UNSAVED, "s", &evidence->unsaved);
  parse_blind (members, evidence);
  parse_uses (members, evidence);

  return g_steal_pointer (&evidence);
}
