/* Whether a service does after a change what it did before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>

#include "engine/evidence/still-does.h"

#define SECOND ((guint64) G_USEC_PER_SEC)
#define CHANGED (G_GUINT64_CONSTANT (1900000000) * SECOND)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

static HnEvidence *
evidence_new (guint64 before)
{
  HnEvidence *self = hn_evidence_new ();

  self->since = CHANGED - before;
  self->until = CHANGED + 10 * MINUTE;

  return self;
}

static void
add (HnEvidence *self, const char *value, guint32 error, guint64 last)
{
  HnUse use = { (char *) "call", error, (char *) value, 1, last, (char *) "web", (char *) "" };

  hn_evidence_add (self, &use);
}

#define assert_still(evidence, expected) \
  g_assert_cmpuint (hn_evidence_still_does (evidence, CHANGED), ==, expected)

static void
test_said (void)
{
  g_autoptr (HnEvidence) hour = evidence_new (2 * HOUR);
  g_autoptr (HnEvidence) minute = evidence_new (MINUTE);

  add (hour, "read", 0, CHANGED + MINUTE);
  add (hour, "mount", 0, CHANGED - HOUR - MINUTE);
  add (hour, "bind", EPERM, CHANGED - MINUTE);
  add (hour, "open", ENOENT, CHANGED + MINUTE);
  assert_still (hour, HN_STILL_HOUR);
  /* Refused to one of its programs, and given to another. */
  add (hour, "read", EACCES, CHANGED + MINUTE);
  assert_still (hour, HN_STILL_HOUR);
  add (minute, "read", 0, CHANGED + MINUTE);
  assert_still (minute, HN_STILL_WATCHED);
  g_assert_cmpuint (hn_evidence_still_does (minute, 0), ==, HN_STILL_UNKNOWN);
}

static void
test_not_said (void)
{
  g_autoptr (HnEvidence) nothing = evidence_new (HOUR);
  g_autoptr (HnEvidence) missing = evidence_new (HOUR);
  g_autoptr (HnEvidence) refused = evidence_new (HOUR);
  g_autoptr (HnEvidence) late = evidence_new (0);
  g_autoptr (HnEvidence) early = evidence_new (HOUR);
  g_autoptr (HnEvidence) lost = evidence_new (HOUR);
  g_autoptr (HnEvidence) blind = evidence_new (HOUR);

  assert_still (NULL, HN_STILL_UNKNOWN);
  assert_still (nothing, HN_STILL_UNKNOWN);
  /* Not yet again. */
  add (missing, "read", 0, CHANGED + MINUTE);
  add (missing, "write", 0, CHANGED - MINUTE);
  assert_still (missing, HN_STILL_UNKNOWN);
  add (refused, "read", 0, CHANGED + MINUTE);
  add (refused, "bind", EPERM, CHANGED + MINUTE);
  assert_still (refused, HN_STILL_UNKNOWN);
  /* Only after, only before, or not all of it. */
  add (late, "read", 0, CHANGED + MINUTE);
  assert_still (late, HN_STILL_UNKNOWN);
  early->until = CHANGED;
  add (early, "read", 0, CHANGED);
  assert_still (early, HN_STILL_UNKNOWN);
  add (lost, "read", 0, CHANGED + MINUTE);
  lost->lost = 1;
  assert_still (lost, HN_STILL_UNKNOWN);
  add (blind, "read", 0, CHANGED + MINUTE);
  blind->blind_calls = g_strdup ("no");
  assert_still (blind, HN_STILL_UNKNOWN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/still-does/said", test_said);
  g_test_add_func ("/still-does/not-said", test_not_said);

  return g_test_run ();
}
