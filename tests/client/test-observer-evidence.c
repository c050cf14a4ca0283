/* The observer's answer, read, and what is said of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "client/need-text.h"
#include "client/observer-evidence.h"

static HnEvidence *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) members = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);

  return hn_observer_evidence_parse (members);
}

static void
test_parse (void)
{
  g_autoptr (HnEvidence) evidence =
      parse ("{'version': <uint32 1>, 'since': <uint64 5>, 'until': <uint64 6>, 'later': <7>,"
             " 'watched_us': <uint64 7000000>, 'watched': <true>, 'ends': <uint64 9>,"
             " 'starts': <uint32 2>,"
             " 'lost': <uint64 3>, 'cut': <true>, 'unsaved': <'full'>,"
             " 'blind': <{'capabilities': 'no'}>,"
             " 'uses': <[('read', uint32 2, 'own', uint64 8, uint64 9, 'prog', '/proc/self/x')]>}");
  const HnUse *use;

  g_assert_nonnull (evidence);
  g_assert_true (evidence->watched && evidence->cut);
  g_assert_cmpuint (evidence->span, ==, 7000000);
  g_assert_cmpuint (evidence->ends, ==, 9);
  g_assert_cmpuint (evidence->starts, ==, 2);
  g_assert_cmpuint (evidence->lost, ==, 3);
  g_assert_cmpstr (evidence->unsaved, ==, "full");
  g_assert_cmpstr (evidence->blind_capabilities, ==, "no");
  g_assert_null (evidence->blind_calls);
  g_assert_cmpuint (evidence->uses->len, ==, 1);
  use = evidence->uses->pdata[0];
  g_assert_cmpstr (use->kind, ==, "read");
  g_assert_cmpuint (use->error, ==, 2);
  g_assert_cmpuint (use->count, ==, 8);
  g_assert_cmpstr (use->path, ==, "/proc/self/x");
}

static void
test_damaged (void)
{
  static const char *const texts[] = {
    "{}",
    "{'version': <uint32 2>, 'since': <uint64 5>, 'until': <uint64 6>, 'watched_us': <uint64 7>}",
    "{'version': <uint32 1>, 'until': <uint64 6>, 'watched_us': <uint64 7>}",
    "{'version': <uint32 1>, 'since': <'5'>, 'until': <uint64 6>, 'watched_us': <uint64 7>}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (parse (texts[i]));
}

static void
assert_sentence (const HnEvidence *evidence, const char *field, const char *start, const char *end)
{
  const HnCheck *check = hn_check_get ((guint) hn_check_find (field));
  g_autoptr (HnNeed) need = hn_need_new (evidence, check, 257);
  g_autofree char *sentence = hn_need_dup_sentence (need, evidence);

  if (!g_str_has_prefix (sentence, start) || !g_str_has_suffix (sentence, end))
    g_error ("%s: %s", field, sentence);
}

static void
test_sentences (void)
{
  g_autoptr (HnEvidence) evidence =
      parse ("{'version': <uint32 1>, 'since': <uint64 5>, 'until': <uint64 6>,"
             " 'watched_us': <uint64 14400000000>, 'uses': <["
             "('family', uint32 0, 'AF_NETLINK', uint64 3, uint64 9, 'nginx', ''),"
             "('family', uint32 97, 'AF_PACKET', uint64 1, uint64 9, 'nginx', ''),"
             "('read', uint32 0, '', uint64 1, uint64 9, 'nginx', '/home/a'),"
             "('look', uint32 0, '', uint64 1, uint64 8, 'nginx', '/home'),"
             "('address', uint32 0, 'world', uint64 1, uint64 8, 'nginx', '')]>}");

  assert_sentence (evidence, "RestrictAddressFamilies_AF_NETLINK", "Used 3 times, last at ",
                   " by nginx: socket(AF_NETLINK)");
  assert_sentence (evidence, "RestrictAddressFamilies_AF_PACKET", "Tried 1 time and refused, at ",
                   " by nginx: socket(AF_PACKET)");
  assert_sentence (evidence, "ProtectHome", "Used 2 times, ", ": read /home/a, and 1 other");
  assert_sentence (evidence, "IPAddressDeny", "Used 1 time, ", ": an address in the internet");
  assert_sentence (evidence, "RestrictRealtime", "Not seen in 4 hours, without its start", "");
  evidence->starts = 1;
  assert_sentence (evidence, "RestrictRealtime", "Not seen in 4 hours, its start included", "");
  assert_sentence (evidence, "SupplementaryGroups", "Cannot tell, because ", "");
}

static void
assert_short (const HnEvidence *evidence, const char *field, const char *start)
{
  const HnCheck *check = hn_check_get ((guint) hn_check_find (field));
  g_autoptr (HnNeed) need = hn_need_new (evidence, check, 257);
  g_autofree char *text = hn_need_dup_short (need, evidence);

  if (!g_str_has_prefix (text, start))
    g_error ("%s: %s", field, text);
}

/* What has no place in a row is left out there. */
static void
test_short (void)
{
  g_autoptr (HnEvidence) evidence =
      parse ("{'version': <uint32 1>, 'since': <uint64 5>, 'until': <uint64 6>,"
             " 'watched_us': <uint64 90000000>, 'starts': <uint32 1>, 'uses': <["
             "('family', uint32 0, 'AF_NETLINK', uint64 3, uint64 9, 'nginx', ''),"
             "('family', uint32 97, 'AF_PACKET', uint64 1, uint64 8, 'nginx', '')]>}");
  g_autofree char *summary = hn_evidence_dup_summary (evidence);
  g_autofree char *progress = hn_evidence_dup_progress (evidence);

  assert_short (evidence, "RestrictAddressFamilies_AF_NETLINK", "Used 3 times, last at ");
  assert_short (evidence, "RestrictAddressFamilies_AF_PACKET", "Used, but may cope without");
  assert_short (evidence, "RestrictRealtime", "Not seen in 90 seconds");
  assert_short (evidence, "SupplementaryGroups", "Cannot tell whether it is used");
  g_assert_cmpstr (summary, ==, "Watched for 90 seconds, with 1 start.");
  g_assert_true (g_str_has_prefix (progress, "2 things were seen in use, the last at "));
  g_assert_true (g_str_has_suffix (progress, " by nginx: socket(AF_NETLINK)"));
}

static void
test_durations (void)
{
  static const struct
  {
    guint64 seconds;
    const char *text;
  } cases[] = {
    { 0, "0 seconds" },      { 1, "1 second" },   { 119, "119 seconds" }, { 120, "2 minutes" },
    { 7199, "119 minutes" }, { 7200, "2 hours" }, { 172799, "47 hours" }, { 172800, "2 days" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = hn_duration_dup_text (cases[i].seconds * G_USEC_PER_SEC);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_remarks (void)
{
  g_autoptr (HnEvidence) evidence =
      parse ("{'version': <uint32 1>, 'since': <uint64 5>, 'until': <uint64 6>,"
             " 'watched_us': <uint64 7>, 'lost': <uint64 1>, 'cut': <true>, 'unsaved': <'full'>,"
             " 'blind': <{'calls': 'it is old', 'capabilities': 'it is deaf'}>}");
  g_autoptr (HnEvidence) plain =
      parse ("{'version': <uint32 1>, 'since': <uint64 5>, 'until': <uint64 6>,"
             " 'watched_us': <uint64 7>}");
  g_autoptr (GPtrArray) remarks = hn_evidence_list_remarks (evidence);
  g_autoptr (GPtrArray) none = hn_evidence_list_remarks (plain);
  g_autofree char *progress = hn_evidence_dup_progress (plain);

  g_assert_cmpuint (remarks->len, ==, 5);
  g_assert_cmpstr (remarks->pdata[2], ==, "This is in memory alone, as it cannot be written: full");
  g_assert_cmpstr (remarks->pdata[3], ==, "System calls are not seen, because it is old.");
  g_assert_cmpstr (remarks->pdata[4], ==, "Capabilities are not seen, because it is deaf.");
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpstr (progress, ==, "Nothing was seen so far.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/observer-evidence/parse", test_parse);
  g_test_add_func ("/observer-evidence/damaged", test_damaged);
  g_test_add_func ("/observer-evidence/sentences", test_sentences);
  g_test_add_func ("/observer-evidence/short", test_short);
  g_test_add_func ("/observer-evidence/durations", test_durations);
  g_test_add_func ("/observer-evidence/remarks", test_remarks);

  return g_test_run ();
}
