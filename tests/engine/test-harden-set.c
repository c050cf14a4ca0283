/* What a search tries: exceptions from what it closes, and, whatever the service had before, no
 * right that it had not. Compared here value by value, apart from how the engine does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/harden/harden.h"

#include <errno.h>
#include <string.h>

#include "engine/types/values.h"
#include "engine/weaken.h"
#include "engine/weaken-closed.h"
#include "engine/what-if.h"
#include "random-changes.h"
#include "reading.h"
#include "units.h"

static HnSettings *
read_unfinished (const char *text)
{
  HnUnitContext context = { .unit = "made-up.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  HnSettings *settings = hn_settings_new (&context);

  hn_unit_file_parse (settings, "/file0", text, strlen (text));

  return settings;
}

/* Evidence of ten minutes and a start. */
static HnEvidence *
new_evidence (void)
{
  HnEvidence *evidence = hn_evidence_new ();

  evidence->since = 1;
  evidence->span = 600 * G_USEC_PER_SEC;
  evidence->until = evidence->since + evidence->span;
  evidence->starts = 1;

  return evidence;
}

static void
add_use (HnEvidence *evidence, const char *kind, const char *value, const char *path, guint error)
{
  HnUse use = { .kind = (char *) kind,
                .error = error,
                .value = (char *) value,
                .count = 1,
                .last = 100,
                .program = (char *) "server",
                .path = (char *) path };

  hn_evidence_add (evidence, &use);
}

static HnRecipe *
parse_recipe (const char *lines)
{
  g_autofree char *text = g_strconcat ("[Recipe]\nTitle=Made up\nUnits=made-up.service\n"
                                       "Tried=debian\n",
                                       lines, NULL);
  g_autoptr (GError) error = NULL;
  HnRecipe *recipe = hn_recipe_parse ("/made-up.ini", text, strlen (text), &error);

  g_assert_no_error (error);

  return recipe;
}

/* (transfer full) (nullable): all that the set says about @directive */
static char *
dup_value (const HnHardenSet *set, HnDirectiveId directive)
{
  g_autofree gboolean *all = g_new0 (gboolean, set->lines->len + 1);
  g_autoptr (GPtrArray) content = NULL;

  for (guint i = 0; i < set->lines->len; i++)
    all[i] = TRUE;
  content = hn_harden_set_dup_content (set, all);

  return hn_change_list_dup_value (content, directive);
}

static void
assert_says (const HnAdviceSource *source,
             HnHardenLevel level,
             HnDirectiveId directive,
             const char *value)
{
  g_autoptr (HnHardenSet) set = hn_harden_set_new (source, level, NULL, NULL);
  g_autofree char *said = dup_value (set, directive);

  g_assert_cmpstr (said, ==, value);
}

#define DEBIAN ((const char *const[]){ "debian", NULL })

/* What the recipe knows and what was seen stays open; the folders of the unit are open already. */
static void
test_places (void)
{
  g_autoptr (HnSettings) unfinished =
      read_unfinished ("[Service]\nExecStart=/bin/server\nStateDirectory=own\n");
  g_autoptr (HnEvidence) evidence = new_evidence ();
  g_autoptr (HnRecipe) recipe =
      parse_recipe ("[Needs]\nwrites /var/log/web = It writes logs. | tried\n"
                    "[Seldom Needs]\nwrites /var/log/web.log = It writes logs. | tried | fedora\n"
                    "[Copes]\nwrites /srv/web = It does without. | tried\n"
                    "writes /home = It does without. | tried\n");
  HnAdviceSource source = {
    .unfinished = unfinished, .recipe = recipe, .distributions = DEBIAN, .evidence = evidence
  };
  const char *expected = "-/run -/srv/web -/var/cache/web -/var/log/web";

  add_use (evidence, "write", "", "/var/cache/web/a/1", 0);
  add_use (evidence, "change", "", "/var/cache/web", 0);
  add_use (evidence, "change", "", "/var/run/web.pid", 0);
  add_use (evidence, "write", "", "/var/lib/own/data", 0);
  add_use (evidence, "write", "", "/dev/null", 0);
  add_use (evidence, "write", "", "/var/cache/man/1", EACCES);
  assert_says (&source, HN_HARDEN_STRICT, HN_DIRECTIVE_READ_WRITE_PATHS, expected);
  assert_says (&source, HN_HARDEN_STRICT, HN_DIRECTIVE_PROTECT_SYSTEM, "strict");
  assert_says (&source, HN_HARDEN_FITTING, HN_DIRECTIVE_READ_WRITE_PATHS, expected);
  assert_says (&source, HN_HARDEN_CAREFUL, HN_DIRECTIVE_READ_WRITE_PATHS, NULL);
  assert_says (&source, HN_HARDEN_CAREFUL, HN_DIRECTIVE_PROTECT_SYSTEM, "full");
  /* What is written seldom only a recipe knows. */
  source.recipe = NULL;
  assert_says (&source, HN_HARDEN_FITTING, HN_DIRECTIVE_READ_WRITE_PATHS, NULL);
  assert_says (&source, HN_HARDEN_STRICT, HN_DIRECTIVE_READ_WRITE_PATHS, "-/run -/var/cache/web");
}

static void
test_too_wide (void)
{
  static const char *const paths[] = { "/etc/passwd", "/usr/x", "/x", "/var/x", "/a \"b/c" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (HnSettings) unfinished = read_unfinished (START);
      g_autoptr (HnEvidence) evidence = new_evidence ();
      const HnAdviceSource source = { .unfinished = unfinished, .evidence = evidence };

      add_use (evidence, "write", "", paths[i], 0);
      assert_says (&source, HN_HARDEN_STRICT, HN_DIRECTIVE_READ_WRITE_PATHS, NULL);
    }
}

/* What somebody else has closed is not opened. */
static void
test_closed_by_others (void)
{
  static const char *const closed[] = { "ReadOnlyPaths=/var/cache/web", "InaccessiblePaths=/var",
                                        "ProtectSystem=strict" };

  for (guint i = 0; i < G_N_ELEMENTS (closed); i++)
    {
      g_autofree char *text = g_strconcat (START, closed[i], "\n", NULL);
      g_autoptr (HnSettings) unfinished = read_unfinished (text);
      g_autoptr (HnEvidence) evidence = new_evidence ();
      const HnAdviceSource source = { .unfinished = unfinished, .evidence = evidence };

      add_use (evidence, "write", "", "/var/cache/web/1", 0);
      assert_says (&source, HN_HARDEN_STRICT, HN_DIRECTIVE_READ_WRITE_PATHS, NULL);
    }
}

static void
test_devices (void)
{
  g_autoptr (HnSettings) unfinished = read_unfinished (START);
  g_autoptr (HnEvidence) evidence = new_evidence ();
  HnAdviceSource source = { .unfinished = unfinished, .evidence = evidence };

  add_use (evidence, "read", "device", "/dev/rtc0", 0);
  assert_says (&source, HN_HARDEN_STRICT, HN_DIRECTIVE_DEVICE_POLICY, "closed");
  assert_says (&source, HN_HARDEN_STRICT, HN_DIRECTIVE_DEVICE_ALLOW, "/dev/rtc0 r");
  add_use (evidence, "write", "device", "/dev/rtc0", 0);
  assert_says (&source, HN_HARDEN_STRICT, HN_DIRECTIVE_DEVICE_ALLOW, "/dev/rtc0 rw");
}

static guint
find_line (const HnHardenSet *set, HnDirectiveId directive)
{
  for (guint i = 0; i < set->lines->len; i++)
    if (((HnHardenLine *) set->lines->pdata[i])->directive == directive)
      return i;

  g_assert_not_reached ();
}

/* A refusal that names a place opens it, and no more; refused there once more, the line goes. */
static void
test_eased (void)
{
  g_autoptr (HnSettings) unfinished = read_unfinished (START);
  const HnAdviceSource source = { .unfinished = unfinished };
  HnHardenSet *set = hn_harden_set_new (&source, HN_HARDEN_STRICT, NULL, NULL);
  g_autoptr (HnHarden) harden = hn_harden_new (set, 6);
  guint line = find_line (set, HN_DIRECTIVE_PROTECT_SYSTEM);
  g_autoptr (HnEvidence) refused = hn_evidence_new ();

  add_use (refused, "write", "", "/var/spool/web/1", EROFS);
  add_use (refused, "write", "", "/var/spool/web/2", EROFS);
  add_use (refused, "write", "", "/proc/sys/x", EROFS);
  for (guint trial = 0; trial < 2; trial++)
    {
      const gboolean *with = hn_harden_next (harden);
      g_autofree gboolean *named = NULL;
      g_autoptr (GPtrArray) content = hn_harden_set_dup_content (set, with);
      g_autofree char *open = hn_change_list_dup_value (content, HN_DIRECTIVE_READ_WRITE_PATHS);
      gboolean certain;

      g_assert_true (with[line]);
      g_assert_cmpstr (open, ==, trial == 0 ? NULL : "-/var/spool/web");
      named = hn_harden_find_named (harden, refused, 10, NULL, &certain);
      g_assert_true (certain && named[line]);
      hn_harden_tell (harden, FALSE, named, certain);
    }
  g_assert_false (hn_harden_next (harden)[line]);
}

/* A place that may not be opened keeps what needs it open from being closed. */
static void
test_left_out (void)
{
  g_autoptr (HnSettings) unfinished = read_unfinished (START);
  g_autoptr (HnEvidence) evidence = new_evidence ();
  const HnAdviceSource source = { .unfinished = unfinished, .evidence = evidence };
  g_autoptr (HnHardenSet) set = NULL;
  g_autofree char *places = NULL;
  g_autofree char *system = NULL;
  guint n, check;

  add_use (evidence, "write", "", "/var/cache/web/a/1", 0);
  set = hn_harden_set_new (&source, HN_HARDEN_STRICT, NULL, NULL);
  n = set->lines->len;
  check = ((HnHardenLine *) set->lines->pdata[find_line (set, HN_DIRECTIVE_PROTECT_SYSTEM)])->check;

  g_assert_true (hn_harden_set_leave_out (set, HN_DIRECTIVE_READ_WRITE_PATHS, "Because."));
  g_assert_cmpuint (set->lines->len, <, n);
  g_assert_cmpstr (set->left_out[check], ==, "Because.");
  places = dup_value (set, HN_DIRECTIVE_READ_WRITE_PATHS);
  system = dup_value (set, HN_DIRECTIVE_PROTECT_SYSTEM);
  g_assert_null (places);
  g_assert_cmpstr (system, !=, "strict");
  g_assert_false (hn_harden_set_leave_out (set, HN_DIRECTIVE_READ_WRITE_PATHS, "Again."));
}

/* ---- Nothing weakens ---- */

static gboolean
may_call (const HnSetting *filter, guint call)
{
  return !filter->exists ||
         (hn_syscall_set_contains (&hn_setting_get_filter (filter)->calls, call) ? filter->allow
                                                                                 : !filter->allow);
}

static void
assert_calls (const HnSettings *before, const HnSettings *after)
{
  const HnSyscallSet *known = hn_syscall_group_get_set (HN_SYSCALL_GROUP_KNOWN, 257);

  for (guint call = 0; call < HN_SYSCALL_WORDS * 64; call++)
    if (hn_syscall_set_contains (known, call) &&
        !may_call (&before->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER], call))
      g_assert_false (may_call (&after->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER], call));
}

static void
assert_bits (const HnSettings *before, const HnSettings *after)
{
  static const HnDirectiveId sets[] = { HN_DIRECTIVE_CAPABILITY_BOUNDING_SET,
                                        HN_DIRECTIVE_AMBIENT_CAPABILITIES,
                                        HN_DIRECTIVE_RESTRICT_NAMESPACES };
  guint64 mask = before->values[HN_DIRECTIVE_UMASK].bits;

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    g_assert_cmphex (after->values[sets[i]].bits & ~before->values[sets[i]].bits, ==, 0);
  g_assert_cmphex (mask & ~after->values[HN_DIRECTIVE_UMASK].bits, ==, 0);
}

/* Switches that are on, and words. */
static void
assert_words (const HnSettings *before, const HnSettings *after)
{
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    {
      const HnDirective *row = hn_directive_get (i);
      const HnChoice *was = NULL, *is = NULL;

      if (row->order != HN_ORDER_CLOSES || !(row->flags & HN_DIRECTIVE_WRITABLE))
        continue;
      if (row->type->kind == HN_KIND_BOOLEAN && before->values[i].on == 1)
        g_assert_cmpint (after->values[i].on, ==, 1);
      if (row->type->kind != HN_KIND_CHOICE)
        continue;
      for (const HnChoice *choice = row->choices; choice->value != NULL; choice++)
        {
          if (strcmp (choice->value, hn_settings_get_word (before, i)) == 0)
            was = choice;
          if (strcmp (choice->value, hn_settings_get_word (after, i)) == 0)
            is = choice;
        }
      if (was != NULL && is != NULL)
        g_assert_cmpuint (is->strictness, >=, was->strictness);
    }
}

static void
assert_places (const HnSettings *before, const HnSettings *after)
{
  static const char *const places[] = {
    "/",           "/etc/passwd", "/usr/bin/x",    "/var/lib/x",  "/var/log/x",
    "/run/x",      "/srv/a/b",    "/home/box",     "/home/x",     "/root/.ssh",
    "/opt/x",      "/boot/x",     "/var/spool",    "/run/user/1", "/var/cache",
    "/proc/sys/x", "/sys/x",      "/sys/fs/bpf/x", "/media/x",    "/lib/modules/x"
  };
  static const HnClosedFor kinds[] = { HN_CLOSED_WRITE, HN_CLOSED_READ, HN_CLOSED_EXEC };
  g_autoptr (GArray) were = hn_closed_places (before);
  g_autoptr (GArray) are = hn_closed_places (after);

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr (GPtrArray) open = hn_open_places (before, kinds[k]);
      g_autoptr (GPtrArray) now = hn_open_places (after, kinds[k]);

      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        if (hn_is_closed (places[i], were, open, kinds[k], FALSE))
          g_assert_true (hn_is_closed (places[i], are, now, kinds[k], FALSE));
    }
}

static void
assert_checks (const HnSettings *before, const HnSettings *after)
{
  HnAssessment was, is;

  hn_assess (before, NULL, &was);
  hn_assess (after, NULL, &is);
  g_assert_cmpuint (is.exposure, <=, was.exposure);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (was.findings[i].badness != HN_BADNESS_NA && is.findings[i].badness != HN_BADNESS_NA)
      g_assert_cmpuint (is.findings[i].badness, <=, was.findings[i].badness);
}

/* What was kept stays: as it is where it is a list of names, else in something stricter. */
static void
assert_kept (GPtrArray *present, GPtrArray *content)
{
  static const HnDirectiveId names[] = {
    HN_DIRECTIVE_READ_WRITE_PATHS,   HN_DIRECTIVE_READ_ONLY_PATHS,
    HN_DIRECTIVE_INACCESSIBLE_PATHS, HN_DIRECTIVE_EXEC_PATHS,
    HN_DIRECTIVE_NO_EXEC_PATHS,      HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM,
    HN_DIRECTIVE_DEVICE_ALLOW,       HN_DIRECTIVE_SOCKET_BIND_ALLOW,
    HN_DIRECTIVE_SOCKET_BIND_DENY,   HN_DIRECTIVE_IP_ADDRESS_ALLOW,
  };

  for (guint i = 0; i < present->len; i++)
    {
      HnChange *kept = present->pdata[i];

      g_assert_true (hn_change_list_are_about (content, kept->directive));
      for (guint k = 0; k < G_N_ELEMENTS (names); k++)
        if (names[k] == kept->directive)
          g_assert_true (hn_change_list_have (content, kept));
    }
}

static void
look_cb (const char *path, HnPathFacts *facts, gpointer data)
{
  facts->known = facts->exists = facts->folder = facts->real = facts->closed_parents = TRUE;
  facts->target = g_strdup (path);
}

/* (transfer full) (nullable): the first line for which the helper would ask for more */
static char *
dup_eased (const HnSettings *unfinished, GPtrArray *content)
{
  const char *const names[] = { "made-up.service", NULL };
  const HnUnitFacts facts = {
    .names = names, .wanted = TRUE, .shares_user = HN_NO, .slice_denies = HN_NO
  };
  const HnWeakenContext context = {
    .unfinished = unfinished, .uid = 1000, .facts = &facts, .look = look_cb
  };
  g_autoptr (GPtrArray) found = hn_weaken_find (&context, content);

  return found->len > 0 ? g_strdup (((HnWeakening *) found->pdata[0])->line) : NULL;
}

static void
add_random_uses (GRand *rand, HnEvidence *evidence)
{
  static const char *const paths[] = { "/var/lib/x/1", "/run/x.pid",     "/etc/x/y",
                                       "/srv/a/b",     "/home/box/1",    "/tmp/x",
                                       "/opt/x/1",     "/var/log/x.log", "/usr/x",
                                       "/var/tmp/x",   "/run/user/1/x" };
  static const char *const kinds[] = { "write", "change", "read" };

  for (gint i = g_rand_int_range (rand, 0, 8); i > 0; i--)
    add_use (evidence, kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))], "",
             paths[g_rand_int_range (rand, 0, G_N_ELEMENTS (paths))],
             g_rand_int_range (rand, 0, 4) == 0 ? EACCES : 0);
  if (g_rand_boolean (rand))
    add_use (evidence, "write", "device", "/dev/rtc0", 0);
  if (g_rand_boolean (rand))
    add_use (evidence, "capability", "CAP_CHOWN", "", 0);
  if (g_rand_boolean (rand))
    add_use (evidence, "call", "mount", "", 0);
}

static void
check_random (GRand *rand, const char *text, gboolean kept)
{
  g_autoptr (HnSettings) unfinished = read_unfinished (text);
  g_autoptr (GPtrArray) present = kept ? random_changes (rand, HN_SCOPE_SYSTEM, 257, 6) : NULL;
  g_autoptr (HnEvidence) evidence = new_evidence ();
  const HnAdviceSource source = { .unfinished = unfinished,
                                  .staged = present,
                                  .evidence = g_rand_boolean (rand) ? evidence : NULL };
  HnHardenLevel level = (HnHardenLevel) g_rand_int_range (rand, 0, HN_N_HARDEN_LEVELS);
  g_autoptr (HnHardenSet) set = NULL;

  add_random_uses (rand, evidence);
  set = hn_harden_set_new (&source, level, NULL, NULL);
  for (guint n = 0; n < 4; n++)
    {
      g_autofree gboolean *with = g_new0 (gboolean, set->lines->len + 1);
      g_autoptr (GPtrArray) content = NULL;
      g_autoptr (HnSettings) after = NULL;
      g_autofree char *said = NULL;

      for (guint i = 0; i < set->lines->len; i++)
        with[i] = n == 0 || g_rand_boolean (rand);
      content = hn_harden_set_dup_content (set, with);
      after = hn_what_if (unfinished, content);
      said = hn_drop_in_to_text (content);
      g_test_message ("%s", said);
      assert_checks (set->before, after);
      assert_words (set->before, after);
      assert_bits (set->before, after);
      assert_calls (set->before, after);
      assert_places (set->before, after);
      if (present != NULL)
        assert_kept (present, content);
    }
}

static void
test_nothing_weakens (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  for (guint i = 0; i < 4 * G_N_ELEMENTS (test_units); i++)
    check_random (rand, test_units[i % G_N_ELEMENTS (test_units)], i % 2 == 1);
}

/* Of a service that nobody narrowed nothing takes the stronger permission. */
static void
test_no_stronger_permission (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  static const char *const accounts[] = { "", "User=web\n", "DynamicUser=yes\n",
                                          "User=web\nStateDirectory=web\nRuntimeDirectory=web\n" };

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *text = g_strconcat (START, accounts[i % G_N_ELEMENTS (accounts)], NULL);
      g_autoptr (HnSettings) unfinished = read_unfinished (text);
      g_autoptr (HnEvidence) evidence = new_evidence ();
      const HnAdviceSource source = { .unfinished = unfinished, .evidence = evidence };
      g_autoptr (HnHardenSet) set = NULL;

      add_random_uses (rand, evidence);
      set = hn_harden_set_new (&source, HN_HARDEN_STRICT, NULL, NULL);
      for (guint n = 0; n < 4; n++)
        {
          g_autofree gboolean *with = g_new0 (gboolean, set->lines->len + 1);
          g_autoptr (GPtrArray) content = NULL;
          g_autofree char *eased = NULL;
          g_autofree char *said = NULL;

          for (guint k = 0; k < set->lines->len; k++)
            with[k] = n == 0 || g_rand_boolean (rand);
          content = hn_harden_set_dup_content (set, with);
          said = hn_drop_in_to_text (content);
          g_test_message ("%s", said);
          eased = dup_eased (unfinished, content);
          g_assert_cmpstr (eased, ==, NULL);
        }
    }
}

/* ---- A person's picks ---- */

static guint
find_check (const char *json_field)
{
  int check = hn_check_find (json_field);

  g_assert_cmpint (check, >=, 0);

  return (guint) check;
}

static gboolean
has_check (const HnHardenSet *set, guint check)
{
  for (guint i = 0; i < set->lines->len; i++)
    if (((HnHardenLine *) set->lines->pdata[i])->check == check)
      return TRUE;

  return FALSE;
}

/* Nothing takes anything of what is left: not the lines about it, none that is about something
 * else, and no two of them together. */
static void
test_left (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  g_autoptr (HnSettings) unfinished = read_unfinished (START);
  const HnAdviceSource source = { .unfinished = unfinished };
  HnAssessment before, after;

  for (guint round = 0; round < 12; round++)
    {
      HnHardenPick picks[HN_N_CHECKS] = { HN_HARDEN_BY_LEVEL };
      g_autoptr (HnHardenSet) set = NULL;

      for (guint i = 0; i < HN_N_CHECKS; i++)
        if (g_rand_int_range (rand, 0, 10) < 2)
          picks[i] = HN_HARDEN_LEAVE;
      set = hn_harden_set_new (&source, HN_HARDEN_STRICT, picks, NULL);
      g_assert_cmpuint (set->lines->len, >, 0);
      hn_assess (set->before, NULL, &before);
      for (guint n = 0; n < 4; n++)
        {
          g_autofree gboolean *with = g_new0 (gboolean, set->lines->len);
          g_autoptr (GPtrArray) content = NULL;
          g_autoptr (HnSettings) settings = NULL;

          for (guint k = 0; k < set->lines->len; k++)
            with[k] = n == 0 || g_rand_boolean (rand);
          content = hn_harden_set_dup_content (set, with);
          settings = hn_what_if (unfinished, content);
          hn_assess (settings, NULL, &after);
          for (guint i = 0; i < HN_N_CHECKS; i++)
            if (picks[i] == HN_HARDEN_LEAVE && after.findings[i].badness != HN_BADNESS_NA)
              g_assert_cmpuint (after.findings[i].badness, ==, before.findings[i].badness);
        }
    }
}

/* What would take it with something else says so. */
static void
test_left_by_others (void)
{
  g_autoptr (HnSettings) unfinished = read_unfinished (START);
  const HnAdviceSource source = { .unfinished = unfinished };
  guint modules = find_check ("ProtectKernelModules");
  guint power = find_check ("CapabilityBoundingSet_CAP_SYS_MODULE");
  HnHardenPick picks[HN_N_CHECKS] = { HN_HARDEN_BY_LEVEL };
  g_autoptr (HnHardenSet) all = hn_harden_set_new (&source, HN_HARDEN_STRICT, picks, NULL);
  g_autoptr (HnHardenSet) set = NULL;
  HnHarden *harden;
  g_autofree char *reason = NULL;

  g_assert_true (has_check (all, modules));
  picks[power] = HN_HARDEN_LEAVE;
  set = hn_harden_set_new (&source, HN_HARDEN_STRICT, picks, NULL);
  g_assert_false (has_check (set, power));
  g_assert_false (has_check (set, modules));
  g_assert_nonnull (strstr (set->left_out[modules], "you left open"));
  harden = hn_harden_new (g_steal_pointer (&set), 6);
  reason = hn_harden_dup_reason (harden, power);
  g_assert_cmpstr (reason, ==, "You left it open.");
  hn_harden_free (harden);
}

/* What is picked is tried at any level, and the rest as that has it. What guards the machine is
 * left alone all the same. */
static void
test_taken (void)
{
  g_autoptr (HnSettings) unfinished = read_unfinished (START);
  HnAdviceSource source = { .unfinished = unfinished };
  HnHardenPick picks[HN_N_CHECKS] = { HN_HARDEN_BY_LEVEL };
  guint users = find_check ("PrivateUsers");
  g_autoptr (HnHardenSet) careful = hn_harden_set_new (&source, HN_HARDEN_CAREFUL, NULL, NULL);
  g_autoptr (HnHardenSet) set = NULL;
  HnUnitContext context = { .unit = "polkit.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  g_autoptr (HnSettings) polkit = hn_settings_new (&context);
  g_autoptr (HnRecipe) recipe = parse_recipe ("");
  g_autoptr (HnHardenSet) known = NULL;
  g_autoptr (HnHardenSet) guard = NULL;

  g_assert_false (has_check (careful, users));
  picks[users] = HN_HARDEN_TAKE;
  set = hn_harden_set_new (&source, HN_HARDEN_CAREFUL, picks, NULL);
  g_assert_true (has_check (set, users));
  g_assert_cmpuint (set->lines->len, ==, careful->lines->len + 1);

  hn_unit_file_parse (polkit, "/file0", START, strlen (START));
  source.unfinished = polkit;
  source.recipe = recipe;
  source.distributions = DEBIAN;
  known = hn_harden_set_new (&source, HN_HARDEN_STRICT, NULL, NULL);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    picks[i] = HN_HARDEN_TAKE;
  guard = hn_harden_set_new (&source, HN_HARDEN_STRICT, picks, NULL);
  g_assert_cmpuint (guard->lines->len, ==, known->lines->len);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/harden-set/places", test_places);
  g_test_add_func ("/harden-set/too-wide", test_too_wide);
  g_test_add_func ("/harden-set/closed-by-others", test_closed_by_others);
  g_test_add_func ("/harden-set/devices", test_devices);
  g_test_add_func ("/harden-set/eased", test_eased);
  g_test_add_func ("/harden-set/left-out", test_left_out);
  g_test_add_func ("/harden-set/nothing-weakens", test_nothing_weakens);
  g_test_add_func ("/harden-set/left", test_left);
  g_test_add_func ("/harden-set/left-by-others", test_left_by_others);
  g_test_add_func ("/harden-set/taken", test_taken);
  g_test_add_func ("/harden-set/no-loosen", test_no_stronger_permission);

  return g_test_run ();
}
