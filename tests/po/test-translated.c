/* The German catalogue as the engine uses it: every text of its tables is looked up at display and
 * found, and what the engine says about a unit file comes out translated.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <locale.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "engine/assessment.h"
#include "engine/catalogue/check.h"
#include "engine/catalogue/directive.h"
#include "engine/unit-file.h"

/* A sentence that reads the same in two languages was not found; one word may well be the same. */
static void
assert_translated (const char *text)
{
  g_assert_nonnull (text);
  if (strchr (text, ' ') == NULL)
    return;
  if (g_str_equal (_ (text), text))
    g_error ("This is not translated: %s", text);
}

static void
test_directives (void)
{
  guint n_sentences = 0;

  for (HnDirectiveId id = 0; id < HN_N_DIRECTIVES; id++)
    {
      const HnDirective *directive = hn_directive_get (id);

      assert_translated (directive->title);
      assert_translated (directive->why);
      assert_translated (directive->breaks);
      n_sentences += strchr (directive->why, ' ') != NULL;
    }
  g_assert_cmpuint (n_sentences, >, 100);
}

static void
test_checks (void)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnCheck *check = hn_check_get (i);

      assert_translated (check->title);
      assert_translated (check->good);
      assert_translated (check->bad);
    }
}

static void
test_words (void)
{
  g_assert_cmpstr (_ (hn_level_get_title (HN_LEVEL_PERFECT)), ==, "Perfekt");
  g_assert_cmpstr (_ (hn_level_get_title (HN_LEVEL_DANGEROUS)), ==, "Gefährlich");
  g_assert_cmpstr (hn_level_get_name (HN_LEVEL_DANGEROUS), ==, "DANGEROUS");
  g_assert_cmpstr (_ (hn_group_get_title (HN_GROUP_FILES)), ==, "Dateien");
  g_assert_cmpstr (_ (hn_group_get_title (HN_GROUP_NAMESPACES)), ==, "Namensräume");
}

/* Not the tables alone, but what the engine hands out. */
static void
test_service (void)
{
  const char text[] = "[Service]\nExecStart=/bin/true\nLockPersonality=maybe\nDynamicUser=yes\n";
  const HnUnitContext context = { .unit = "web.service", .version = 257 };
  g_autoptr (HnSettings) settings = hn_settings_new (&context);
  g_autofree char *source = NULL;
  HnAssessment assessment;
  GPtrArray *warnings;

  hn_unit_file_parse (settings, "/etc/systemd/system/web.service", text, strlen (text));
  hn_unit_file_finish (settings);
  hn_assess (settings, NULL, &assessment);

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnCheck *check = hn_check_get (i);
      g_autofree char *said = hn_finding_dup_description (&assessment, i, settings, NULL);

      g_assert_cmpstr (said, !=, "");
      g_assert_cmpstr (said, !=, check->good);
      g_assert_cmpstr (said, !=, check->bad);
    }

  warnings = settings->warnings.all;
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_nonnull (strstr (((HnWarning *) warnings->pdata[0])->message, "übergeht die Zeile"));
  source = hn_settings_dup_source (settings, HN_DIRECTIVE_PROTECT_HOME);
  g_assert_cmpstr (source, ==, "folgt aus DynamicUser=");
}

/* Puts the test into a German locale. No German one need be installed: it is told from C.UTF-8,
 * which always is, by its name alone, and that is where libintl looks. The folder is removed at
 * once, as the C library has read what is in it. */
static void
speak_german (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("hardnut-locale-XXXXXX", &error);
  g_autofree char *locale = g_build_filename (folder, "de_DE.UTF-8", NULL);

  g_assert_no_error (error);
  g_assert_cmpint (symlink ("/usr/lib/locale/C.utf8", locale), ==, 0);
  g_unsetenv ("LANGUAGE");
  g_setenv ("LOCPATH", folder, TRUE);
  g_assert_cmpstr (setlocale (LC_ALL, "de_DE.UTF-8"), ==, "de_DE.UTF-8");
  g_assert_cmpint (unlink (locale), ==, 0);
  g_assert_cmpint (rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  speak_german ();
  g_assert_nonnull (bindtextdomain (GETTEXT_PACKAGE, g_getenv ("HARDNUT_LOCALEDIR")));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/po/directives", test_directives);
  g_test_add_func ("/po/checks", test_checks);
  g_test_add_func ("/po/words", test_words);
  g_test_add_func ("/po/service", test_service);

  return g_test_run ();
}
