/* What got worse since the last look: what counts, until when, and what is in the file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/kept/last-look.h"
#include "engine/unit-file.h"

#define FIRST 1900000000
#define LATER (FIRST + 7200)

/* One service as it is, which the test changes. */
typedef struct
{
  HnSettings *settings;
  HnAssessment assessment;
  char **drop_ins;
  HnPresent present;
} Service;

static HnPolicy *policy;

static void
set (Service *self, const char *lines)
{
  HnUnitContext context = { .unit = (char *) self->present.unit, .version = 257 };
  g_autofree char *text = g_strconcat ("[Service]\nExecStart=/bin/true\n", lines, NULL);

  g_clear_pointer (&self->settings, hn_settings_free);
  self->settings = hn_settings_new (&context);
  hn_unit_file_parse (self->settings, "/usr/lib/systemd/system/web.service", text, strlen (text));
  hn_unit_file_finish (self->settings);
  hn_assess (self->settings, policy, &self->assessment);
  self->present.assessment = &self->assessment;
}

static void
set_drop_ins (Service *self, const char *path)
{
  g_strfreev (self->drop_ins);
  self->drop_ins = g_strsplit (path, " ", 0);
  self->present.drop_ins = (const char *const *) self->drop_ins;
}

static Service *
service_new (const char *unit, const char *lines)
{
  Service *self = g_new0 (Service, 1);

  self->present.unit = unit;
  self->present.reach_known = TRUE;
  self->present.running = TRUE;
  set (self, lines);
  set_drop_ins (self, "");

  return self;
}

static void
service_free (Service *self)
{
  hn_settings_free (self->settings);
  g_strfreev (self->drop_ins);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Service, service_free)

static GPtrArray *
list (Service *one, Service *other)
{
  GPtrArray *all = g_ptr_array_new ();

  g_ptr_array_add (all, &one->present);
  if (other != NULL)
    g_ptr_array_add (all, &other->present);

  return all;
}

/* By the file, as another program would. */
static void
read_again (HnLastLook **look)
{
  g_autofree char *text = hn_last_look_to_text (*look);
  g_autoptr (GError) error = NULL;

  hn_last_look_free (*look);
  *look = hn_last_look_parse ("/state/look", text, strlen (text), &error);
  g_assert_no_error (error);
}

static GPtrArray *
compare (HnLastLook **look, gint64 now, Service *one, Service *other)
{
  g_autoptr (GPtrArray) all = list (one, other);
  GPtrArray *worse = hn_last_look_compare (*look, all, now);

  read_again (look);

  return worse;
}

static void
see (HnLastLook **look, gint64 now, Service *one)
{
  g_autoptr (GPtrArray) all = list (one, NULL);

  hn_last_look_see (*look, all, now);
  read_again (look);
}

static void
assert_none (HnLastLook **look, gint64 now, Service *one, Service *other)
{
  g_autoptr (GPtrArray) worse = compare (look, now, one, other);

  g_assert_cmpuint (worse->len, ==, 0);
}

/* (transfer full): all that is said of the first */
static char *
join (GPtrArray *worse)
{
  g_autoptr (GPtrArray) reasons = NULL;

  g_assert_cmpuint (worse->len, >, 0);
  reasons = hn_worse_dup_reasons (worse->pdata[0]);
  g_ptr_array_add (reasons, NULL);

  return g_strjoinv ("\n", (GStrv) reasons->pdata);
}

static void
assert_says (GPtrArray *worse, const char *part)
{
  g_autofree char *text = join (worse);

  if (strstr (text, part) == NULL)
    g_test_message ("“%s” is missing in: %s", part, text);
  g_assert_nonnull (strstr (text, part));
}

static void
test_exposure (void)
{
  g_autoptr (HnLastLook) look = hn_last_look_new ();
  g_autoptr (Service) web = service_new ("web.service", "ProtectHome=yes\n");
  g_autoptr (GPtrArray) worse = NULL;
  g_autoptr (GPtrArray) again = NULL;
  const HnWorse *one;
  guint before = web->assessment.exposure;

  g_assert_false (hn_last_look_has_begun (look));
  assert_none (&look, FIRST, web, NULL);
  g_assert_true (hn_last_look_has_begun (look));
  assert_none (&look, LATER, web, NULL);

  /* Another weight of what is as it was makes nothing worse. */
  policy = hn_policy_new ();
  policy->weight[hn_check_find ("ProtectHome")] = 0;
  set (web, "ProtectHome=yes\n");
  g_assert_cmpuint (web->assessment.exposure, !=, before);
  assert_none (&look, LATER, web, NULL);
  g_clear_pointer (&policy, hn_policy_unref);

  set (web, "ProtectHome=no\n");
  set_drop_ins (web, "/etc/systemd/system/web.service.d/home.conf");
  worse = compare (&look, LATER + 1, web, NULL);
  g_assert_cmpuint (worse->len, ==, 1);
  one = worse->pdata[0];
  g_assert_cmpstr (one->unit, ==, "web.service");
  g_assert_cmpint (one->since, ==, LATER);
  g_assert_cmpuint (one->before, ==, before);
  g_assert_cmpuint (one->after, ==, web->assessment.exposure);
  /* It had implied something else. */
  g_assert_cmpuint (one->checks->len, ==, 2);
  g_assert_cmpint ((int) g_array_index (one->checks, guint, 1), ==, hn_check_find ("ProtectHome"));
  g_assert_cmpuint (one->added->len, ==, 1);
  g_assert_cmpuint (one->gone->len, ==, 0);
  g_assert_false (one->reached);
  assert_says (worse, "home.conf is new");
  hn_worse_add_causes (worse->pdata[0], web->settings);
  assert_says (worse, "the vendor has ProtectHome= otherwise now, in "
                      "/usr/lib/systemd/system/web.service:3");

  /* Looking is not seeing. */
  again = compare (&look, LATER + 2, web, NULL);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpint (((HnWorse *) again->pdata[0])->since, ==, LATER);
  see (&look, LATER + 3, web);
  assert_none (&look, LATER + 4, web, NULL);

  /* What got better counts from then on. */
  set (web, "ProtectHome=yes\n");
  assert_none (&look, LATER + 5, web, NULL);
  set (web, "");
  set_drop_ins (web, "");
  g_ptr_array_unref (again);
  again = compare (&look, LATER + 6, web, NULL);
  assert_says (again, "home.conf is gone");
  hn_worse_add_causes (again->pdata[0], web->settings);
  assert_says (again, "nothing sets ProtectHome= any more");
}

/* While it is tried, and where somebody wanted it so. */
static void
test_asked_for (void)
{
  g_autoptr (HnLastLook) look = hn_last_look_new ();
  g_autoptr (Service) web = service_new ("web.service", "ProtectHome=yes\n");
  g_autoptr (GPtrArray) other = NULL;

  assert_none (&look, FIRST, web, NULL);
  set (web, "");
  set_drop_ins (web, "/run/systemd/system.control/web.service.d/zz-hardnut.conf");
  assert_none (&look, LATER, web, NULL);
  set_drop_ins (web, "");
  web->present.kept = LATER + 1;
  other = compare (&look, LATER + 2, web, NULL);
  g_assert_cmpuint (other->len, ==, 1);
  web->present.kept_here = TRUE;
  assert_none (&look, LATER + 3, web, NULL);
  /* Kept long ago says nothing about a change since. */
  set (web, "ProtectHome=yes\n");
  assert_none (&look, LATER + 4, web, NULL);
  set (web, "");
  g_ptr_array_unref (other);
  other = compare (&look, LATER + 5, web, NULL);
  g_assert_cmpuint (other->len, ==, 1);
}

static void
test_drift (void)
{
  g_autoptr (HnLastLook) look = hn_last_look_new ();
  g_autoptr (Service) web = service_new ("web.service", "");
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GPtrArray) third = NULL;

  /* By what Hardnut had kept: also at the first look. */
  web->present.drift = HN_DRIFT_GONE;
  web->present.drift_place = "/etc/web.service.d/zz-hardnut.conf";
  first = compare (&look, FIRST, web, NULL);
  g_assert_cmpuint (first->len, ==, 1);
  assert_says (first, "/etc/web.service.d/zz-hardnut.conf is gone");
  second = compare (&look, LATER, web, NULL);
  g_assert_cmpuint (second->len, ==, 1);
  see (&look, LATER, web);
  assert_none (&look, LATER, web, NULL);
  web->present.drift = HN_DRIFT_OVERRIDDEN;
  third = compare (&look, LATER, web, NULL);
  assert_says (third, "has the last word");
  see (&look, LATER, web);
  /* Once mended, it is news again. */
  web->present.drift = HN_DRIFT_NONE;
  assert_none (&look, LATER, web, NULL);
  web->present.drift = HN_DRIFT_CHANGED;
  g_ptr_array_unref (third);
  third = compare (&look, LATER, web, NULL);
  assert_says (third, "somebody changed");
}

static void
test_reach (void)
{
  g_autoptr (HnLastLook) look = hn_last_look_new ();
  g_autoptr (Service) web = service_new ("web.service", "");
  g_autoptr (Service) mail = service_new ("mail.service", "");
  g_autoptr (GPtrArray) worse = NULL;
  const HnWorse *one;

  mail->present.network = TRUE;
  assert_none (&look, FIRST, web, mail);
  /* Nobody could tell. */
  web->present.reach_known = FALSE;
  web->present.network = TRUE;
  assert_none (&look, LATER, web, NULL);
  web->present.reach_known = TRUE;
  worse = compare (&look, LATER, web, mail);
  g_assert_cmpuint (worse->len, ==, 1);
  one = worse->pdata[0];
  g_assert_cmpstr (one->unit, ==, "web.service");
  g_assert_true (one->reached);
  g_assert_false (one->is_new);
  assert_says (worse, "which they could not");
  see (&look, LATER, web);
  assert_none (&look, LATER, web, mail);

  /* Stopped, and started again; then really out of reach for a while. */
  web->present.network = web->present.running = FALSE;
  assert_none (&look, LATER, web, NULL);
  web->present.network = web->present.running = TRUE;
  assert_none (&look, LATER, web, NULL);
  web->present.network = FALSE;
  assert_none (&look, LATER, web, NULL);
  web->present.network = TRUE;
  g_ptr_array_unref (worse);
  worse = compare (&look, LATER, web, NULL);
  g_assert_cmpuint (worse->len, ==, 1);
}

static void
test_new (void)
{
  g_autoptr (HnLastLook) look = hn_last_look_new ();
  g_autoptr (Service) web = service_new ("web.service", "");
  g_autoptr (Service) local = service_new ("local.service", "");
  g_autoptr (Service) mail = service_new ("mail.service", "");
  g_autoptr (GPtrArray) worse = NULL;

  assert_none (&look, FIRST, web, NULL);
  /* What nobody reaches may come. */
  assert_none (&look, LATER, web, local);
  mail->present.network = TRUE;
  worse = compare (&look, LATER, web, mail);
  g_assert_cmpuint (worse->len, ==, 1);
  g_assert_true (((HnWorse *) worse->pdata[0])->is_new);
  g_assert_cmpint (((HnWorse *) worse->pdata[0])->since, ==, 0);
  assert_says (worse, "It is new");
  /* One that was away is not new. */
  see (&look, LATER, mail);
  assert_none (&look, LATER, web, NULL);
  assert_none (&look, LATER, web, mail);
}

/* Looking on writes nothing anew. */
static void
test_same (void)
{
  g_autoptr (HnLastLook) look = hn_last_look_new ();
  g_autoptr (Service) web = service_new ("web.service", "");
  g_autofree char *first = NULL;
  g_autofree char *soon = NULL;
  g_autofree char *later = NULL;

  assert_none (&look, FIRST, web, NULL);
  first = hn_last_look_to_text (look);
  assert_none (&look, FIRST + 60, web, NULL);
  soon = hn_last_look_to_text (look);
  g_assert_cmpstr (soon, ==, first);
  assert_none (&look, LATER, web, NULL);
  later = hn_last_look_to_text (look);
  g_assert_cmpstr (later, !=, first);
}

static void
test_bounds (void)
{
  g_autoptr (HnLastLook) look = hn_last_look_new ();
  g_autoptr (Service) web = service_new ("web.service", "");
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint round = 0; round < 2; round++)
    {
      g_ptr_array_set_size (all, 0);
      for (guint i = 0; i < HN_LAST_LOOK_MAX; i++)
        {
          HnPresent *present = g_memdup2 (&web->present, sizeof web->present);

          g_ptr_array_add (names, g_strdup_printf ("s%u-%u.service", round, i));
          present->unit = names->pdata[names->len - 1];
          g_ptr_array_add (all, present);
        }
      hn_last_look_see (look, all, FIRST);
      read_again (&look);
    }
}

static void
test_bad_files (void)
{
  static const char *const texts[] = {
    "",
    "\xff\xfe",
    "[Hardnut]\n",
    "[Hardnut]\nChecks=PrivateTmp;\n[web.service]\n",
    "[Hardnut]\nChecks=PrivateTmp;\n[a.service]\nSince=now\nChecks=0\n",
    "[Hardnut]\nChecks=PrivateTmp;\n[a.service]\nSince=2030-01-01T00:00:00Z\nChecks=00\n",
    "[Hardnut]\nChecks=PrivateTmp;\n[a.service]\nSince=2030-01-01T00:00:00Z\nChecks=!\n",
    "[Hardnut]\nChecks=PrivateTmp;\n[a.service]\nSince=2030-01-01T00:00:00Z\nChecks=0\nDrift=x\n",
    "[Hardnut]\nChecks=PrivateTmp;\n[a.service]\nSince=2030-01-01T00:00:00Z\nChecks=0\nNetwork=x\n",
  };
  g_autoptr (HnLastLook) good = NULL;
  static const char text[] = "[Hardnut]\nChecks=PrivateTmp;NoLongerThere;\n"
                             "[a.service]\nSince=2030-01-01T00:00:00Z\nChecks=01\n";

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (hn_last_look_parse ("/state/look", texts[i], strlen (texts[i]), &error));
      g_assert_error (error, HN_LAST_LOOK_ERROR, HN_LAST_LOOK_ERROR_FILE);
      g_assert_true (g_str_has_prefix (error->message, "/state/look: "));
    }
  /* Of another version of Hardnut, with other checks. */
  good = hn_last_look_parse ("/state/look", text, strlen (text), NULL);
  g_assert_nonnull (good);
  {
    g_autoptr (Service) a = service_new ("a.service", "");
    g_autoptr (GPtrArray) worse = compare (&good, LATER, a, NULL);

    g_assert_cmpuint (worse->len, ==, 1);
    g_assert_cmpuint (((HnWorse *) worse->pdata[0])->checks->len, ==, 1);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/last-look/exposure", test_exposure);
  g_test_add_func ("/last-look/own-wish", test_asked_for);
  g_test_add_func ("/last-look/drift", test_drift);
  g_test_add_func ("/last-look/reach", test_reach);
  g_test_add_func ("/last-look/new", test_new);
  g_test_add_func ("/last-look/same", test_same);
  g_test_add_func ("/last-look/bounds", test_bounds);
  g_test_add_func ("/last-look/bad-files", test_bad_files);

  return g_test_run ();
}
