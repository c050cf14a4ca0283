/* The observer's answer, read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/observer-evidence.h"

#include <string.h>

#include "engine/catalogue/directive.h"
#include "protocol/observer1.h"

/* What the observer says, and what the engine calls it: kinds, and values that are no name of
 * something. */
static const struct
{
  const char *said, *word;
} kinds[] = {
  { HN_USE_CALL, HN_SEEN_CALL },
  { HN_USE_FAMILY, HN_SEEN_FAMILY },
  { HN_USE_CAPABILITY, HN_SEEN_CAPABILITY },
  { HN_USE_NAMESPACE, HN_SEEN_NAMESPACE },
  { HN_USE_CODE, HN_SEEN_CODE },
  { HN_USE_PERSONALITY, HN_SEEN_PERSONALITY },
  { HN_USE_REALTIME, HN_SEEN_REALTIME },
  { HN_USE_SUID, HN_SEEN_SUID },
  { HN_USE_PRCTL, HN_SEEN_PRCTL },
  { HN_USE_KEY, HN_SEEN_KEY },
  { HN_USE_ABI, HN_SEEN_ABI },
  { HN_USE_GAIN, HN_SEEN_GAIN },
  { HN_USE_ADDRESS, HN_SEEN_ADDRESS },
  { HN_USE_SHARE, HN_SEEN_SHARE },
  { HN_USE_GROUP, HN_SEEN_GROUP },
  { HN_USE_READ, HN_SEEN_READ },
  { HN_USE_WRITE, HN_SEEN_WRITE },
  { HN_USE_CHANGE, HN_SEEN_CHANGE },
  { HN_USE_EXEC, HN_SEEN_EXEC },
  { HN_USE_LOOK, HN_SEEN_LOOK },
  { HN_USE_PEER, HN_SEEN_PEER },
}, values[] = {
  { HN_USE_DEVICE, HN_SEEN_DEVICE },
  { HN_USE_OWN, HN_SEEN_OWN },
  { HN_USE_MAIN, HN_SEEN_MAIN },
  { HN_USE_ANY, HN_SEEN_ANY },
  { HN_USE_OTHER, HN_SEEN_OTHER },
};

static void
translate_use (HnUse *use)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (use->kind, kinds[i].said) == 0)
      {
        use->kind = (char *) kinds[i].word;
        break;
      }
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (strcmp (use->value, values[i].said) == 0)
      {
        use->value = (char *) values[i].word;
        break;
      }
}

static void
parse_uses (GVariant *members, HnEvidence *evidence)
{
  g_autoptr (GVariantIter) uses = NULL;
  HnUse use;

  if (!g_variant_lookup (members, HN_EVIDENCE_USES, "a" HN_EVIDENCE_USE_TYPE, &uses))
    return;
  while (g_variant_iter_next (uses, "(&su&stt&s&s)", &use.kind, &use.error, &use.value, &use.count,
                              &use.last, &use.program, &use.path))
    {
      translate_use (&use);
      hn_evidence_add (evidence, &use);
    }
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
