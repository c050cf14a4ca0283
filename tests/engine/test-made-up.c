/* To add a directive is one row of the catalogue: the engine with a row more (see made-up/) reads,
 * offers, checks, writes, compares and explains it, be it a choice or an amount.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/limit-check.h"
#include "engine/validate.h"
#include "engine/weaken.h"
#include "engine/weaken-values.h"
#include "engine/what-if.h"
#include "reading.h"

#define MADE_UP HN_DIRECTIVE_MADE_UP_GUARD

static void
assert_warning (const HnSettings *settings, const char *part)
{
  GPtrArray *warnings = settings->warnings.all;

  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_nonnull (strstr (((const HnWarning *) warnings->pdata[0])->message, part));
}

static void
test_read (void)
{
  g_autoptr (HnSettings) set = read_lines (260, "MadeUpGuard=some\nMadeUpGuard=all\n");
  g_autoptr (HnSettings) unset = read_lines (260, "");
  g_autoptr (HnSettings) bad = read_lines (260, "MadeUpGuard=Some\n");
  g_autoptr (HnSettings) newer = read_lines (259, "MadeUpGuard=all\n");
  g_autoptr (HnSettings) old = read_lines (254, "MadeUpGuard=some\n");
  g_autoptr (HnSettings) misspelt = read_lines (260, "MadeUpGard=some\n");
  g_autoptr (HnSettings) misplaced =
      read_texts (HN_SCOPE_SYSTEM, 260, START, "[Unit]\nMadeUpGuard=some\n", NULL);
  g_autofree char *source = hn_settings_dup_source (set, MADE_UP);

  assert_value (set, MADE_UP, "all");
  g_assert_cmpstr (source, ==, "/file0:4");
  g_assert_cmpuint (set->warnings.all->len, ==, 0);

  assert_value (unset, MADE_UP, "no");
  assert_value (bad, MADE_UP, "no");
  assert_warning (bad, "small letters");
  assert_warning (newer, "needs systemd 260");
  assert_warning (old, "needs systemd 255");
  assert_warning (misspelt, "MadeUpGuard=");
  assert_warning (misplaced, "[Service]");
}

/* By its name, with its words, in its group: what the window's rows and the command line's
 * completion go through. */
static void
test_offered (void)
{
  const HnDirective *row = hn_directive_get (MADE_UP);

  g_assert_cmpint (hn_directive_find ("MadeUpGuard"), ==, MADE_UP);
  g_assert_cmpint (row->group, ==, HN_GROUP_KERNEL);
  g_assert_cmpint (row->type->kind, ==, HN_KIND_CHOICE);
  g_assert_true (hn_choice_known (row, &row->choices[1], 259));
  g_assert_false (hn_choice_known (row, &row->choices[2], 259));
  g_assert_true (hn_choice_known (row, &row->choices[2], 260));
  g_assert_null (row->choices[3].value);
}

static void
assert_refused (const char *value, guint version, int code)
{
  const HnPair pair = { "MadeUpGuard", value };
  g_autoptr (GError) error = NULL;

  g_assert_null (hn_validate_change (&pair, 1, version, &error));
  g_assert_error (error, HN_VALIDATE_ERROR, code);
}

/* From a person's words to the file and back. */
static void
test_written (void)
{
  const HnPair pairs[] = { { "MadeUpGuard", " on " }, { "MadeUpGuard", "all" } };
  g_autoptr (HnSettings) unfinished = read_lines (260, "");
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GPtrArray) back = NULL;
  g_autoptr (HnSettings) changed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  assert_refused ("on", 260, HN_VALIDATE_ERROR_BAD_VALUE); /* no word of it is "yes" */
  assert_refused ("", 260, HN_VALIDATE_ERROR_BAD_VALUE);
  assert_refused ("all", 259, HN_VALIDATE_ERROR_TOO_OLD);
  assert_refused ("some", 254, HN_VALIDATE_ERROR_TOO_OLD);
  g_assert_null (hn_validate_change (pairs, 2, 260, &error));
  g_assert_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_BAD_VALUE);
  g_clear_error (&error);

  changes = hn_validate_change (&pairs[1], 1, 260, &error);
  g_assert_no_error (error);
  text = hn_change_to_text (changes);
  g_assert_nonnull (strstr (text, "[Service]\nMadeUpGuard=all\n"));

  back = hn_validate_change_text (text, strlen (text), 260, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->len, ==, 1);
  g_assert_cmpint (((const HnChange *) back->pdata[0])->directive, ==, MADE_UP);
  g_assert_cmpstr (((const HnChange *) back->pdata[0])->value, ==, "all");

  changed = hn_what_if (unfinished, back);
  assert_value (changed, MADE_UP, "all");
}

static gboolean
is_weaker (const char *before, const char *after)
{
  g_autoptr (HnSettings) vendor = read_lines (260, before);
  g_autoptr (HnSettings) changed = read_lines (260, after);
  g_autoptr (GPtrArray) names = NULL;
  gboolean weaker = hn_weakens (vendor, changed, &names);

  g_assert_cmpuint (names->len, ==, weaker);
  if (weaker)
    g_assert_cmpstr (names->pdata[0], ==, "MadeUpGuard");

  return weaker;
}

/* Which permission it takes. */
static GPtrArray *
find_weakenings (const char *lines, const char *directive, const char *value)
{
  static const char *const names[] = { "test@one.service", NULL };
  const HnUnitFacts facts = { .names = names, .wanted = TRUE, .shares_user = HN_NO };
  HnUnitContext reader = { .unit = "test.service", .version = 260 };
  g_autoptr (HnSettings) unfinished = hn_settings_new (&reader);
  const HnWeakenContext context = { .unfinished = unfinished, .uid = 1000, .facts = &facts };
  const HnPair pair = { directive, value };
  g_autoptr (GPtrArray) changes = hn_validate_change (&pair, 1, 260, NULL);
  g_autofree char *text = g_strconcat (START, lines, NULL);

  hn_unit_file_parse (unfinished, "/file", text, strlen (text));

  return hn_weaken_find (&context, changes);
}

static void
test_weighed (void)
{
  g_autoptr (GPtrArray) stricter = find_weakenings ("MadeUpGuard=some\n", "MadeUpGuard", "all");
  g_autoptr (GPtrArray) weaker = find_weakenings ("MadeUpGuard=all\n", "MadeUpGuard", "some");
  g_autoptr (GPtrArray) weakest = find_weakenings ("", "MadeUpGuard", "no");
  g_autoptr (GPtrArray) unknown = find_weakenings ("", "MadeUpRisk", "yes");

  g_assert_false (is_weaker ("MadeUpGuard=some\n", "MadeUpGuard=all\n"));
  g_assert_true (is_weaker ("MadeUpGuard=all\n", "MadeUpGuard=some\n"));
  g_assert_true (is_weaker ("MadeUpGuard=some\n", ""));
  g_assert_false (is_weaker ("", "MadeUpGuard=no\n"));

  g_assert_cmpuint (stricter->len, ==, 0);
  g_assert_cmpuint (weaker->len, ==, 1);
  g_assert_cmpint (((const HnWeakening *) weaker->pdata[0])->kind, ==, HN_WEAKEN_OPENS);
  g_assert_cmpuint (weakest->len, ==, 1);
  g_assert_cmpint (((const HnWeakening *) weakest->pdata[0])->kind, ==, HN_WEAKEN_WEAKEST);

  /* Nobody has shown that it reaches nothing but the service. */
  g_assert_cmpuint (unknown->len, ==, 1);
  g_assert_cmpint (((const HnWeakening *) unknown->pdata[0])->directive, ==,
                   HN_DIRECTIVE_MADE_UP_RISK);
}

/* Reads, checks and writes MadeUpLimit=@value; TRUE where a service with @memory can live with it.
 */
static gboolean
lives_with (const char *value, guint64 memory, char **text, GError **error)
{
  const HnPair pair = { "MadeUpLimit", value };
  const HnUsage usage = { .memory = memory };
  g_autoptr (GPtrArray) changes = hn_validate_change (&pair, 1, 260, error);

  if (changes == NULL)
    return FALSE;
  *text = hn_change_to_text (changes);

  return hn_limits_check (changes, NULL, &usage, error);
}

/* An amount, in the spelling of its type, not below what its row says nor what is in use. */
static void
test_amount (void)
{
  static const struct
  {
    const char *value;
    guint64 memory;
    const char *expected; /* a line of the file, or a part of the message */
    gboolean fine;
  } cases[] = {
    { "8192K", 0, "MadeUpLimit=8M\n", TRUE },
    { "4M:infinity", 4 << 20, "MadeUpLimit=4M:infinity\n", TRUE },
    { "3M", 0, "nothing does with less", FALSE },
    { "8M", 9 << 20, "9.0", FALSE },
    { "many", 0, "“many” is no value for MadeUpLimit=", FALSE },
  };
  g_autoptr (HnSettings) set = read_lines (260, "MadeUpLimit=8M\n");
  g_autoptr (HnSettings) raised = read_lines (260, "MadeUpLimit=1G\n");
  g_autoptr (HnSettings) ignored = read_lines (260, "MadeUpLimit=many\n");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      gboolean fine = lives_with (cases[i].value, cases[i].memory, &text, &error);

      g_assert_cmpint (fine, ==, cases[i].fine);
      g_assert_nonnull (strstr (fine ? text : error->message, cases[i].expected));
    }

  assert_value (set, HN_DIRECTIVE_MADE_UP_LIMIT, "8M");
  assert_value (ignored, HN_DIRECTIVE_MADE_UP_LIMIT, "");
  assert_warning (ignored, "“many”");
  g_assert_true (hn_weakens_directive (set, raised, HN_DIRECTIVE_MADE_UP_LIMIT));
  g_assert_false (hn_weakens_directive (raised, set, HN_DIRECTIVE_MADE_UP_LIMIT));
}

static void
test_reference (void)
{
  g_autofree char *page = NULL;
  g_autoptr (GError) error = NULL;
  const char *row;

  g_spawn_command_line_sync (g_getenv ("HN_GEN_DIRECTIVES"), &page, NULL, NULL, &error);
  g_assert_no_error (error);
  row = strstr (page, "MadeUpGuard");
  g_assert_nonnull (row);
  g_assert_nonnull (strstr (row, "`no`, `some`, `all`"));
  g_assert_nonnull (strstr (row, "Guard what is made up"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/made-up/read", test_read);
  g_test_add_func ("/made-up/offered", test_offered);
  g_test_add_func ("/made-up/written", test_written);
  g_test_add_func ("/made-up/weighed", test_weighed);
  g_test_add_func ("/made-up/amount", test_amount);
  g_test_add_func ("/made-up/reference", test_reference);

  return g_test_run ();
}
