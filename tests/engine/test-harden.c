/* The search finds what a made-up service works without, within its trials, and never gives it more
 * than it had.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/harden/harden.h"

#include <string.h>

#include "engine/validate.h"
#include "engine/weaken-values.h"
#include "engine/what-if.h"
#include "reading.h"

#define UNIT "[Service]\nExecStart=/bin/server\n"

static HnSettings *
read_unfinished (const char *lines)
{
  HnUnitContext context = { .unit = "made-up.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  HnSettings *settings = hn_settings_new (&context);
  g_autofree char *text = g_strconcat (UNIT, lines, NULL);

  hn_unit_file_parse (settings, "/file0", text, strlen (text));

  return settings;
}

static HnHardenSet *
make_set (const char *lines, GPtrArray *present, HnHardenLevel level)
{
  g_autoptr (HnSettings) unfinished = read_unfinished (lines);
  const HnAdviceSource source = { .unfinished = unfinished, .staged = present };

  return hn_harden_set_new (&source, level, NULL, NULL);
}

/* The settings with those of the lines. */
static HnSettings *
dup_settings (const HnHardenSet *set, const gboolean *with)
{
  g_autoptr (GPtrArray) content = hn_harden_set_dup_content (set, with);

  return hn_what_if (set->unfinished, content);
}

/* Not stricter than the whole, and not weaker than nothing; the helper takes each line. */
static void
assert_never_weaker (const HnHardenSet *set, const gboolean *with)
{
  g_autoptr (GPtrArray) content = hn_harden_set_dup_content (set, with);
  g_autoptr (HnSettings) changed = hn_what_if (set->unfinished, content);
  g_autofree char *text = hn_drop_in_to_text (content);
  g_autoptr (GPtrArray) checked = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (hn_weakens (set->before, changed, NULL));
  for (guint i = 0; i < set->present->len; i++)
    {
      const HnChange *kept = set->present->pdata[i];

      g_assert_false (hn_weakens_directive (set->before, changed, kept->directive));
    }
  if (content->len == 0)
    return;
  checked = hn_validate_change_text (text, strlen (text), 257, &error);
  g_assert_no_error (error);
}

/* A service that does not work without some of the rights. */
typedef struct
{
  gboolean *needs;
  guint n_needs;
  gboolean tells; /* what it was refused */
} Service;

static Service
random_service (const HnHardenSet *set, guint n_needs, gboolean tells)
{
  Service self = { .needs = g_new0 (gboolean, set->lines->len), .tells = tells };

  for (guint i = 0; i < n_needs; i++)
    {
      guint need = (guint) g_test_rand_int_range (0, (int) set->lines->len);

      self.n_needs += !self.needs[need];
      self.needs[need] = TRUE;
    }

  return self;
}

static gboolean
try_service (const Service *self, const gboolean *with, guint n, gboolean *named)
{
  gboolean works = TRUE;

  for (guint i = 0; i < n; i++)
    if (with[i] && self->needs[i])
      {
        works = FALSE;
        named[i] = self->tells;
      }

  return works;
}

/* Runs the search to its end; returns whether it found something. */
static gboolean
search (HnHarden *harden, const Service *service, guint max, gboolean *last)
{
  const HnHardenSet *set = hn_harden_get_set (harden);
  const gboolean *with;
  gboolean works = FALSE;

  while ((with = hn_harden_next (harden)) != NULL)
    {
      g_autofree gboolean *named = g_new0 (gboolean, set->lines->len);

      assert_never_weaker (set, with);
      memcpy (last, with, set->lines->len * sizeof *last);
      works = try_service (service, with, set->lines->len, named);
      hn_harden_tell (harden, works, service->tells ? named : NULL, TRUE);
      g_assert_cmpuint (hn_harden_get_n_trials (harden), <=, max);
    }
  g_assert_true (!hn_harden_is_found (harden) || works);

  return hn_harden_is_found (harden);
}

static void
check_search (const char *lines, guint n_needs, gboolean tells, guint max, gboolean all)
{
  HnHardenSet *set = make_set (lines, NULL, HN_HARDEN_STRICT);
  g_autoptr (HnHarden) harden = hn_harden_new (set, max);
  Service service = random_service (set, n_needs, tells);
  g_autofree gboolean *last = g_new0 (gboolean, set->lines->len);
  gboolean found = search (harden, &service, max, last);

  for (guint i = 0; i < set->lines->len; i++)
    {
      const HnHardenLine *line = set->lines->pdata[i];

      /* What is kept works, and what breaks the service is needed. */
      g_assert_true (line->fate != HN_FATE_WORKS || !service.needs[i]);
      g_assert_true (line->fate != HN_FATE_BREAKS || service.needs[i]);
      if (found)
        g_assert_true (last[i] == (line->fate == HN_FATE_WORKS));
      if (all)
        g_assert_true (service.needs[i] ? line->fate == HN_FATE_BREAKS
                                        : line->fate == HN_FATE_WORKS);
    }
  g_assert_true (!all || found);
  g_free (service.needs);
}

static void
test_named (void)
{
  /* What is named is not in the second trial, and no third one is needed. */
  for (guint i = 0; i < 30; i++)
    check_search ("", i, TRUE, 6, TRUE);
  for (guint i = 0; i < 10; i++)
    check_search ("", i, TRUE, 2, TRUE);
}

static void
test_unnamed (void)
{
  /* ceil (log2 (n)) for each, and what works once more at the end. */
  for (guint i = 0; i < 30; i++)
    check_search ("", 1, FALSE, 12, TRUE);
  for (guint i = 0; i < 20; i++)
    check_search ("", i % 5, FALSE, 60, TRUE);
  for (guint i = 0; i < 30; i++)
    check_search ("ProtectHome=yes\nCapabilityBoundingSet=CAP_CHOWN CAP_KILL\n", i % 7, FALSE, 6,
                  FALSE);
  for (guint max = 1; max < 6; max++)
    check_search ("", 3, FALSE, max, FALSE);
}

static void
test_nothing_works (void)
{
  HnHardenSet *set = make_set ("", NULL, HN_HARDEN_STRICT);
  g_autoptr (HnHarden) harden = hn_harden_new (set, 6);

  while (hn_harden_next (harden) != NULL)
    hn_harden_tell (harden, FALSE, NULL, FALSE);
  g_assert_cmpuint (hn_harden_get_n_trials (harden), ==, 6);
  g_assert_false (hn_harden_is_found (harden));
}

/* What has worked and does not any more is not what was found. */
static void
test_works_no_more (void)
{
  HnHardenSet *set = make_set ("", NULL, HN_HARDEN_STRICT);
  g_autoptr (HnHarden) harden = hn_harden_new (set, 5);

  for (guint i = 0; hn_harden_next (harden) != NULL; i++)
    hn_harden_tell (harden, i == 1, NULL, FALSE);
  g_assert_false (hn_harden_is_found (harden));
}

static void
test_nothing_left (void)
{
  g_autoptr (HnHarden) harden = NULL;
  HnHardenSet *set = make_set ("", NULL, HN_HARDEN_STRICT);
  g_autofree gboolean *all = g_new0 (gboolean, set->lines->len);
  g_autoptr (GPtrArray) content = NULL;
  HnHardenSet *again;

  for (guint i = 0; i < set->lines->len; i++)
    all[i] = TRUE;
  content = hn_harden_set_dup_content (set, all);
  again = make_set ("", content, HN_HARDEN_STRICT);
  g_assert_cmpuint (again->lines->len, ==, 0);
  harden = hn_harden_new (again, 6);
  g_assert_null (hn_harden_next (harden));
  g_assert_false (hn_harden_is_found (harden));
  hn_harden_set_free (set);
}

/* All checks that Hardnut can mend pass with the whole of it. */
static void
test_whole (void)
{
  g_autoptr (HnHardenSet) set = make_set ("", NULL, HN_HARDEN_STRICT);
  g_autofree gboolean *all = g_new0 (gboolean, set->lines->len);
  g_autoptr (HnSettings) settings = NULL;
  HnAssessment assessment;

  for (guint i = 0; i < set->lines->len; i++)
    all[i] = TRUE;
  settings = dup_settings (set, all);
  hn_assess (settings, NULL, &assessment);
  g_test_message ("%u lines, exposure %u", set->lines->len, assessment.exposure);
  g_assert_cmpuint (assessment.exposure, <=, 20);
  g_assert_cmpstr (settings->values[HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER].text, ==, "EPERM");
  for (guint i = 0; i < set->lines->len; i++)
    {
      const HnHardenLine *line = set->lines->pdata[i];

      /* ProtectClock= lets a clock be read, which counts as a device. */
      if (hn_check_get (line->check)->rule != HN_RULE_DEVICES)
        g_assert_cmpint (hn_finding_passed (&assessment.findings[line->check]), ==, 1);
    }
}

static void
test_levels (void)
{
  static const char *const names[HN_N_HARDEN_LEVELS] = { "careful", "fitting", "strict" };
  guint n[HN_N_HARDEN_LEVELS];

  for (HnHardenLevel level = 0; level < HN_N_HARDEN_LEVELS; level++)
    {
      g_autoptr (HnHardenSet) set = make_set ("ProtectHostname=no\n", NULL, level);
      HnHardenLevel same;

      n[level] = set->lines->len;
      g_assert_true (hn_harden_level_from_name (names[level], &same));
      g_assert_cmpint (same, ==, level);
      for (guint i = 0; i < set->lines->len; i++)
        {
          const HnHardenLine *line = set->lines->pdata[i];

          if (level == HN_HARDEN_CAREFUL && line->sureness != HN_SURE_NOTHING_AGAINST)
            {
              g_assert_cmpint (line->sureness, ==, HN_SURE_CANNOT_TELL);
              g_assert_cmpint (hn_check_get (line->check)->risk, ==, HN_RISK_LOW);
              g_assert_cmpint (line->directive, !=, HN_DIRECTIVE_PROTECT_HOSTNAME);
            }
          g_assert_cmpint (line->sureness, <=, HN_SURE_CANNOT_TELL);
        }
    }
  g_assert_cmpuint (n[HN_HARDEN_CAREFUL], >, 0);
  g_assert_cmpuint (n[HN_HARDEN_CAREFUL], <, n[HN_HARDEN_FITTING]);
  g_assert_cmpuint (n[HN_HARDEN_FITTING], <, n[HN_HARDEN_STRICT]);
}

/* (nullable): the line about @directive */
static const char *
find_text (const HnHardenSet *set, HnDirectiveId directive)
{
  const char *found = NULL;

  for (guint i = 0; i < set->lines->len; i++)
    {
      const HnHardenLine *line = set->lines->pdata[i];

      if (line->directive != directive)
        continue;
      g_assert_null (found);
      found = line->line;
    }

  return found;
}

/* It answered one page: which files are asked for the next nobody knows, unless nobody asks. */
static void
test_one_page (void)
{
  static const struct
  {
    HnHardenLevel level;
    const char *system, *home, *umask;
  } rows[] = { { HN_HARDEN_CAREFUL, "full", "read-only", NULL },
               { HN_HARDEN_FITTING, "full", "read-only", NULL },
               { HN_HARDEN_STRICT, "strict", "yes", "0077" } };
  g_autoptr (HnSettings) unfinished = read_unfinished ("");
  g_autoptr (HnEvidence) evidence = hn_evidence_new ();
  const HnAdviceSource source = { .unfinished = unfinished,
                                  .evidence = evidence,
                                  .believed = HN_RISK_MEDIUM };

  evidence->starts = 1;
  evidence->span = 30 * G_USEC_PER_SEC;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (HnHardenSet) set = hn_harden_set_new (&source, rows[i].level, NULL, NULL);

      g_assert_cmpstr (find_text (set, HN_DIRECTIVE_PROTECT_SYSTEM), ==, rows[i].system);
      g_assert_cmpstr (find_text (set, HN_DIRECTIVE_PROTECT_HOME), ==, rows[i].home);
      g_assert_cmpstr (find_text (set, HN_DIRECTIVE_UMASK), ==, rows[i].umask);
      g_assert_cmpstr (find_text (set, HN_DIRECTIVE_PRIVATE_TMP), ==, "yes");
      g_assert_true (rows[i].level == HN_HARDEN_STRICT ||
                     set->left_out[hn_check_find ("ProtectSystem")] != NULL);
    }
}

/* What stands there stays. */
static void
test_kept (void)
{
  const char *const words[] = { "PrivateTmp=yes", "SystemCallFilter=~@swap", "UMask=0022", NULL };
  g_autoptr (GPtrArray) present = hn_drop_in_parse_changes (words, NULL);
  g_autoptr (HnHardenSet) set = make_set ("", present, HN_HARDEN_STRICT);

  for (guint n = 0; n < 50; n++)
    {
      g_autofree gboolean *with = g_new0 (gboolean, set->lines->len);
      g_autoptr (GPtrArray) content = NULL;

      for (guint i = 0; i < set->lines->len; i++)
        with[i] = g_test_rand_bit ();
      assert_never_weaker (set, with);
      content = hn_harden_set_dup_content (set, with);
      g_assert_true (hn_change_list_are_about (content, HN_DIRECTIVE_PRIVATE_TMP));
      g_assert_true (hn_change_list_are_about (content, HN_DIRECTIVE_SYSTEM_CALL_FILTER));
    }
}

/* Whatever a line says: what was closed stays closed. */
static void
test_opens_nothing (void)
{
  static const struct
  {
    HnDirectiveId directive;
    const char *line;
  } lines[] = {
    { HN_DIRECTIVE_UMASK, "0000" },
    { HN_DIRECTIVE_PROTECT_HOME, "no" },
    { HN_DIRECTIVE_SYSTEM_CALL_FILTER, "\n~@swap" },
    { HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_ADMIN" },
  };
  g_autoptr (HnHardenSet) set = make_set ("UMask=0077\nProtectHome=yes\nSystemCallFilter=~@mount\n"
                                          "CapabilityBoundingSet=CAP_CHOWN\n",
                                          NULL, HN_HARDEN_CAREFUL);
  g_autofree gboolean *all = NULL;
  g_autoptr (GPtrArray) content = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      HnHardenLine *line = g_new0 (HnHardenLine, 1);

      line->directive = lines[i].directive;
      line->line = g_strdup (lines[i].line);
      g_ptr_array_add (set->lines, line);
    }
  all = g_new0 (gboolean, set->lines->len);
  for (guint i = 0; i < set->lines->len; i++)
    all[i] = TRUE;
  content = hn_harden_set_dup_content (set, all);
  assert_never_weaker (set, all);
  for (guint i = 0; i < content->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (lines); k++)
      g_assert_false (((HnChange *) content->pdata[i])->directive == lines[k].directive &&
                      strcmp (((HnChange *) content->pdata[i])->value, lines[k].line) == 0);
}

/* Not by what it implies either. */
static void
test_implies_nothing (void)
{
  g_autoptr (HnHardenSet) set = make_set ("PrivateDevices=yes\n", NULL, HN_HARDEN_STRICT);
  g_autofree gboolean *all = g_new0 (gboolean, set->lines->len);
  g_autoptr (HnSettings) after = NULL;
  g_autoptr (GPtrArray) content = NULL;
  HnAssessment was, now;
  int clock = hn_check_find ("ProtectClock");

  for (guint i = 0; i < set->lines->len; i++)
    all[i] = TRUE;
  content = hn_harden_set_dup_content (set, all);
  after = hn_what_if (set->unfinished, content);
  hn_assess (set->before, NULL, &was);
  hn_assess (after, NULL, &now);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (was.findings[i].badness != HN_BADNESS_NA && now.findings[i].badness != HN_BADNESS_NA)
      g_assert_cmpuint (now.findings[i].badness, <=, was.findings[i].badness);
  g_assert_nonnull (set->left_out[clock]);
  g_assert_cmpuint (now.exposure, <, was.exposure);
}

static void
test_unenforced (void)
{
  g_autoptr (HnSettings) unfinished = read_unfinished ("");
  g_autoptr (HnServiceFacts) facts = hn_service_facts_new ();
  const HnAdviceSource source = { .unfinished = unfinished, .facts = facts };
  g_autoptr (GPtrArray) unenforced = NULL;
  g_autoptr (HnHarden) harden = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *other = NULL;
  HnHardenSet *set;

  facts->kernel = hn_kernel_facts_new ();
  facts->kernel->bpf = HN_KNOWN_NO;
  unenforced = hn_harden_set_find_unenforced (&source);
  set = hn_harden_set_new (&source, HN_HARDEN_STRICT, NULL, unenforced);
  harden = hn_harden_new (set, 6);

  for (guint i = 0; i < set->lines->len; i++)
    g_assert_cmpint (((HnHardenLine *) set->lines->pdata[i])->directive, !=,
                     HN_DIRECTIVE_IP_ADDRESS_DENY);
  reason = hn_harden_dup_reason (harden, (guint) hn_check_find ("IPAddressDeny"));
  g_assert_nonnull (strstr (reason, "(BPF)"));
  /* That is no fault of the machine. */
  other = hn_harden_dup_reason (harden, (guint) hn_check_find ("ProtectProc"));
  g_assert_nonnull (strstr (other, "from which nothing is hidden"));
}

/* What guards the machine is not for trying things out. */
static void
test_guard (void)
{
  g_autoptr (HnSettings) plain = read_unfinished ("");
  HnAdviceSource source = { NULL };
  g_autoptr (HnHardenSet) set = NULL;
  g_autoptr (HnHardenSet) other = NULL;
  char *tried[] = { (char *) "debian", NULL };
  g_autoptr (GPtrArray) needs = g_ptr_array_new ();
  HnRecipe recipe = { .tried = tried, .needs = needs };
  g_autoptr (HnHardenSet) known = NULL;
  HnUnitContext context = { .unit = "polkit.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  g_autoptr (HnSettings) polkit = hn_settings_new (&context);

  hn_unit_file_parse (polkit, "/file0", UNIT, strlen (UNIT));
  source.unfinished = polkit;
  set = hn_harden_set_new (&source, HN_HARDEN_STRICT, NULL, NULL);
  g_assert_cmpuint (set->lines->len, ==, 0);
  g_assert_nonnull (strstr (set->left_out[0], "guards"));
  /* What somebody has tried it without goes, and nothing else. */
  source.recipe = &recipe;
  source.distributions = (const char *const *) tried;
  known = hn_harden_set_new (&source, HN_HARDEN_STRICT, NULL, NULL);
  g_assert_cmpuint (known->lines->len, >, 0);
  for (guint i = 0; i < known->lines->len; i++)
    g_assert_cmpint (((HnHardenLine *) known->lines->pdata[i])->sureness, ==,
                     HN_SURE_NOTHING_AGAINST);
  source.recipe = NULL;
  source.unfinished = plain;
  other = hn_harden_set_new (&source, HN_HARDEN_STRICT, NULL, NULL);
  g_assert_cmpuint (other->lines->len, >, 0);
}

static guint
find_line (const HnHardenSet *set, const char *check)
{
  for (guint i = 0; i < set->lines->len; i++)
    if (strcmp (hn_check_get (((HnHardenLine *) set->lines->pdata[i])->check)->json_field, check) ==
        0)
      return i;

  g_assert_not_reached ();
}

/* A refusal names what it is about: the very capability, and the very group of calls. */
static void
test_names (void)
{
  HnHardenSet *set = make_set ("", NULL, HN_HARDEN_STRICT);
  g_autoptr (HnHarden) harden = hn_harden_new (set, 6);
  g_autoptr (HnEvidence) evidence = hn_evidence_new ();
  const gboolean *with = hn_harden_next (harden);
  g_autofree gboolean *named = NULL;
  gboolean certain = FALSE;
  guint chown = find_line (set, "CapabilityBoundingSet_CAP_CHOWN_FSETID_SETFCAP");
  guint mount = find_line (set, "SystemCallFilter_mount");
  g_autofree char *reason = NULL;
  HnUse uses[] = {
    { .kind = "capability",
      .value = "CAP_CHOWN",
      .error = 1,
      .last = 20,
      .program = "p",
      .path = "" },
    { .kind = "call", .value = "mount", .error = 1, .last = 21, .program = "p", .path = "" },
    /* Before, and with success. */
    { .kind = "capability",
      .value = "CAP_KILL",
      .error = 1,
      .last = 9,
      .program = "p",
      .path = "" },
    { .kind = "call", .value = "setpriority", .error = 0, .last = 21, .program = "p", .path = "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    hn_evidence_add (evidence, &uses[i]);
  named = hn_harden_find_named (harden, evidence, 10, NULL, &certain);
  g_assert_true (certain && hn_harden_was_refused (harden, evidence, 10));
  g_assert_false (hn_harden_was_refused (harden, evidence, 22));
  g_assert_true (named[chown] && named[mount]);
  g_assert_false (named[find_line (set, "CapabilityBoundingSet_CAP_KILL")]);
  g_assert_false (named[find_line (set, "SystemCallFilter_resources")]);
  hn_harden_tell (harden, FALSE, named, TRUE);
  with = hn_harden_next (harden);
  for (guint i = 0; i < set->lines->len; i++)
    g_assert_true (with[i] == !named[i]);
  reason = hn_harden_dup_reason (harden, hn_check_find ("SystemCallFilter_mount"));
  g_assert_nonnull (strstr (reason, "mount"));
}

/* What a service is known to go on without is not named beside what it is not known of. */
static void
test_copes (void)
{
  HnHardenSet *set = make_set ("", NULL, HN_HARDEN_STRICT);
  g_autoptr (HnHarden) harden = hn_harden_new (set, 6);
  g_autoptr (HnEvidence) evidence = hn_evidence_new ();
  guint mount = find_line (set, "SystemCallFilter_mount");
  guint kill = find_line (set, "CapabilityBoundingSet_CAP_KILL");
  g_autofree gboolean *first = NULL;
  g_autofree gboolean *one = NULL;
  g_autofree gboolean *both = NULL;
  gboolean certain = FALSE;
  HnUse call = {
    .kind = "call", .value = "mount", .error = 1, .last = 20, .program = "p", .path = ""
  };

  g_assert_nonnull (hn_harden_next (harden));
  hn_evidence_add (evidence, &call);
  first = hn_harden_find_named (harden, evidence, 10, NULL, &certain);
  for (guint i = 0; i < set->lines->len; i++)
    ((HnHardenLine *) set->lines->pdata[i])->copes = first[i];
  one = hn_harden_find_named (harden, evidence, 10, NULL, &certain);
  g_assert_true (certain && one[mount] && !one[kill]);
  call.kind = "capability";
  call.value = "CAP_KILL";
  hn_evidence_add (evidence, &call);
  both = hn_harden_find_named (harden, evidence, 10, NULL, &certain);
  g_assert_true (certain && !both[mount] && both[kill]);
}

/* Without a name the second trial is without what only the strictest level tries. */
static void
test_bold (void)
{
  HnHardenSet *set = make_set ("", NULL, HN_HARDEN_STRICT);
  g_autoptr (HnHarden) harden = hn_harden_new (set, 6);
  const gboolean *with;
  guint n = 0;

  g_assert_nonnull (hn_harden_next (harden));
  hn_harden_tell (harden, FALSE, NULL, FALSE);
  with = hn_harden_next (harden);
  for (guint i = 0; i < set->lines->len; i++)
    {
      const HnHardenLine *line = set->lines->pdata[i];

      n += with[i];
      g_assert_true (with[i] == !line->bold);
    }
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, set->lines->len);
}

/* Blame names lines of the drop-in; which part of a long one is not known. */
static void
test_blame (void)
{
  HnHardenSet *set = make_set ("", NULL, HN_HARDEN_STRICT);
  g_autoptr (HnHarden) harden = hn_harden_new (set, 6);
  const gboolean *with = hn_harden_next (harden);
  g_autofree gboolean *named = NULL;
  gboolean certain = FALSE;
  HnChange change = { .directive = HN_DIRECTIVE_CAPABILITY_BOUNDING_SET,
                      .value = (char *) "~CAP_KILL" };
  HnSuspect suspect = { .change = &change, .proof = (char *) "not permitted" };
  g_autoptr (GPtrArray) suspects = g_ptr_array_new ();
  HnBlame blame = { .suspects = suspects, .narrowed = TRUE };

  g_ptr_array_add (suspects, &suspect);
  named = hn_harden_find_named (harden, NULL, 0, &blame, &certain);
  g_assert_nonnull (named);
  g_assert_false (certain);
  hn_harden_tell (harden, FALSE, named, FALSE);
  /* All else is tried first, then half of them. */
  with = hn_harden_next (harden);
  for (guint i = 0; i < set->lines->len; i++)
    g_assert_true (with[i] != named[i]);
  hn_harden_tell (harden, TRUE, NULL, FALSE);
  g_assert_false (hn_harden_is_found (harden));
  g_assert_nonnull (hn_harden_next (harden));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/harden/named", test_named);
  g_test_add_func ("/harden/unnamed", test_unnamed);
  g_test_add_func ("/harden/nothing-works", test_nothing_works);
  g_test_add_func ("/harden/works-no-more", test_works_no_more);
  g_test_add_func ("/harden/nothing-left", test_nothing_left);
  g_test_add_func ("/harden/whole", test_whole);
  g_test_add_func ("/harden/levels", test_levels);
  g_test_add_func ("/harden/kept", test_kept);
  g_test_add_func ("/harden/opens-nothing", test_opens_nothing);
  g_test_add_func ("/harden/implies-nothing", test_implies_nothing);
  g_test_add_func ("/harden/one-page", test_one_page);
  g_test_add_func ("/harden/unenforced", test_unenforced);
  g_test_add_func ("/harden/guard", test_guard);
  g_test_add_func ("/harden/names", test_names);
  g_test_add_func ("/harden/copes", test_copes);
  g_test_add_func ("/harden/bold", test_bold);
  g_test_add_func ("/harden/blame", test_blame);

  return g_test_run ();
}
