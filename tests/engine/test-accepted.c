/* What is accepted: what may be, its file and back, whom it is for, and what counts then.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/kept/accepted.h"

#include <string.h>

#include "reading.h"

#define TODAY "2026-11-30"
#define LATER "2027-05-01"

static HnAccepted *
make_accepted (const char *unit, const char *check)
{
  g_autoptr (GError) error = NULL;
  HnAccepted *self = hn_accepted_new (unit, check, LATER, "It is meant to", &error);

  g_assert_no_error (error);

  return self;
}

static void
test_refused (void)
{
  g_autofree char *longest = g_strnfill (HN_ACCEPTED_MAX_NOTE, 'x');
  g_autofree char *too_long = g_strnfill (HN_ACCEPTED_MAX_NOTE + 1, 'x');
  const struct
  {
    const char *unit, *check, *until, *note;
    int code; /* -1 for none */
  } cases[] = {
    { "a.service", "PrivateTmp", LATER, "Why", -1 },
    { "a.service", "PrivateTmp=", LATER, "Why", -1 },
    { "a.service", "CapabilityBoundingSet=~CAP_SYS_ADMIN", LATER, "Why", -1 },
    { "a.service", "", LATER, "Don’t ask; don't #1 [x] \"", -1 },
    { "", "PrivateTmp", LATER, longest, -1 },
    { "", "", LATER, "Why", HN_ACCEPTED_ERROR_CHECK },
    { "a.service", "PrivateTemp", LATER, "Why", HN_ACCEPTED_ERROR_CHECK },
    { "a.service", "\xff", LATER, "Why", HN_ACCEPTED_ERROR_CHECK },
    { "a.socket", "PrivateTmp", LATER, "Why", HN_ACCEPTED_ERROR_UNIT },
    { "../a.service", "PrivateTmp", LATER, "Why", HN_ACCEPTED_ERROR_UNIT },
    { "a@.service", "PrivateTmp", LATER, "Why", HN_ACCEPTED_ERROR_UNIT },
    { "*", "PrivateTmp", LATER, "Why", HN_ACCEPTED_ERROR_UNIT },
    { "a.service", "PrivateTmp", "", "Why", HN_ACCEPTED_ERROR_UNTIL },
    { "a.service", "PrivateTmp", "2027-02-29", "Why", HN_ACCEPTED_ERROR_UNTIL },
    { "a.service", "PrivateTmp", "2027-13-01", "Why", HN_ACCEPTED_ERROR_UNTIL },
    { "a.service", "PrivateTmp", "0000-01-01", "Why", HN_ACCEPTED_ERROR_UNTIL },
    { "a.service", "PrivateTmp", "2027-5-1", "Why", HN_ACCEPTED_ERROR_UNTIL },
    { "a.service", "PrivateTmp", "2027-05-01 ", "Why", HN_ACCEPTED_ERROR_UNTIL },
    { "a.service", "PrivateTmp", "2028-02-29", "Why", -1 },
    { "a.service", "PrivateTmp", LATER, "", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, "   ", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, too_long, HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, "a\nUnit=b.service", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, "a\r", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, "a\x1b[2J", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, "a\u2028", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, "a\u202e", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, "\ufeffa", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, "a\xff", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, "a\\", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, "#a", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, "[a", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, ";a", HN_ACCEPTED_ERROR_NOTE },
    { "a.service", "PrivateTmp", LATER, " a", HN_ACCEPTED_ERROR_NOTE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HnAccepted) self =
          hn_accepted_new (cases[i].unit, cases[i].check, cases[i].until, cases[i].note, &error);

      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, HN_ACCEPTED_ERROR, cases[i].code);
      g_assert_true ((self != NULL) == (error == NULL));
      g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
    }
}

static void
assert_parsed (const char *text, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HnAccepted) self = hn_accepted_parse ("/x.conf", text, strlen (text), &error);

  g_assert_null (self);
  g_assert_error (error, HN_ACCEPTED_ERROR, error->code);
  g_assert_true (g_str_has_prefix (error->message, "/x.conf: "));
  g_assert_nonnull (strstr (error->message, message));
}

static void
test_file (void)
{
  static const char *const notes[] = { "Why", "a = b; c\\d", "“Quotes” and 100 %", "'" };

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    for (guint check = 0; check <= HN_N_CHECKS; check++)
      {
        const char *name = check < HN_N_CHECKS ? hn_check_get (check)->json_field : "";
        g_autoptr (GError) error = NULL;
        g_autoptr (HnAccepted) self =
            hn_accepted_new (check % 2 == 0 && check < HN_N_CHECKS ? "" : "a@b.service", name,
                             LATER, notes[i], &error);
        g_autofree char *text = hn_accepted_to_text (self);
        g_autoptr (HnAccepted) back = hn_accepted_parse ("/x.conf", text, strlen (text), &error);

        g_assert_no_error (error);
        g_assert_cmpstr (back->unit, ==, self->unit);
        g_assert_cmpint (back->check, ==, self->check);
        g_assert_cmpstr (back->until, ==, LATER);
        g_assert_cmpstr (back->note, ==, notes[i]);
        g_assert_cmpstr (back->path, ==, "/x.conf");
      }

  assert_parsed ("", "[Accepted]");
  assert_parsed ("[Accepted]\nUnit=a.service\nUntil=2027-05-01\n", "note");
  assert_parsed ("[Accepted]\nUnit=a.service\nUntil=2027-05-01\nNote=a\nNotes=b\n", "Notes");
  assert_parsed ("[Accepted]\nUnit=a.service\nUntil=2027-05-01\nNote=a\n[More]\n", "[Accepted]");
  assert_parsed ("nothing", "nothing");
}

static void
test_file_names (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *stem = g_strnfill (240, 'x');
  g_autofree char *longest = g_strconcat (stem, ".service", NULL);
  const char *const units[] = { NULL, "a.service", "b@c.service", longest };

  for (guint u = 0; u < G_N_ELEMENTS (units); u++)
    for (int check = units[u] == NULL ? 0 : HN_ACCEPTED_ALL_CHECKS; check < HN_N_CHECKS; check++)
      {
        char *name = hn_accepted_dup_file_name (units[u], check);

        g_assert_cmpuint (strlen (name), <=, 255);
        g_assert_null (strchr (name, '/'));
        g_assert_true (g_str_has_suffix (name, ".conf"));
        g_assert_true (g_hash_table_add (names, name));
      }
}

static void
test_find (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_accepted_free);
  int tmp = hn_check_find ("PrivateTmp"), devices = hn_check_find ("PrivateDevices");
  HnAccepted *everywhere = make_accepted ("", "PrivateTmp"),
             *one = make_accepted ("a.service", "PrivateTmp");
  HnAccepted *whole = make_accepted ("b.service", ""),
             *shared = make_accepted ("a.service", "PrivateTmp");

  shared->everybody = TRUE;
  g_ptr_array_add (all, everywhere);
  g_ptr_array_add (all, shared);
  g_ptr_array_add (all, one);
  g_ptr_array_add (all, whole);

  g_assert_true (hn_accepted_find (all, "a.service", tmp, TODAY) == one);
  g_assert_true (hn_accepted_find (all, "b.service", tmp, TODAY) == whole);
  g_assert_true (hn_accepted_find (all, "c.service", tmp, TODAY) == everywhere);
  g_assert_null (hn_accepted_find (all, "a.service", devices, TODAY));
  g_assert_true (hn_accepted_find (all, "b.service", devices, TODAY) == whole);
  g_assert_null (hn_accepted_find (all, "a.service", HN_ACCEPTED_ALL_CHECKS, TODAY));
  g_assert_true (hn_accepted_find (all, "b.service", HN_ACCEPTED_ALL_CHECKS, TODAY) == whole);

  g_assert_nonnull (hn_accepted_find (all, "a.service", tmp, "2027-04-30"));
  g_assert_null (hn_accepted_find (all, "a.service", tmp, LATER));
}

/* What is accepted counts as if it passed, and nothing else changes. */
static void
test_exposure (void)
{
  g_autoptr (HnSettings) settings = read_lines (257, "");
  g_autoptr (HnSettings) better = read_lines (257, "PrivateNetwork=yes\n");
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_accepted_free);
  HnAssessment assessment, other;
  const char *unit = settings->context.unit;

  hn_assess (settings, NULL, &assessment);
  hn_assess (better, NULL, &other);
  g_assert_cmpuint (hn_accepted_get_exposure (all, unit, TODAY, &assessment), ==,
                    assessment.exposure);
  g_ptr_array_add (all, make_accepted ("", "PrivateNetwork"));
  g_assert_cmpuint (other.exposure, <, assessment.exposure);
  g_assert_cmpuint (hn_accepted_get_exposure (all, unit, TODAY, &assessment), ==, other.exposure);
  g_assert_cmpuint (hn_accepted_get_exposure (all, unit, LATER, &assessment), ==,
                    assessment.exposure);
  g_ptr_array_add (all, make_accepted (unit, ""));
  g_assert_cmpuint (hn_accepted_get_exposure (all, unit, TODAY, &assessment), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/accepted/refused", test_refused);
  g_test_add_func ("/accepted/file", test_file);
  g_test_add_func ("/accepted/file-names", test_file_names);
  g_test_add_func ("/accepted/find", test_find);
  g_test_add_func ("/accepted/exposure", test_exposure);

  return g_test_run ();
}
