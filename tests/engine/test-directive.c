/* The catalogue: complete against systemd's manual (tests/data/directives.csv), without
 * duplicates, with words everywhere, and with the reference page made from it up to date.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/catalogue/check.h"
#include "engine/catalogue/directive.h"

#include <stdlib.h>
#include <string.h>

/* Sandboxing directives as the manual of the versions lists them: name, page, and in which of 252,
 * 257 and 262 the name is known. */
static void
test_complete (void)
{
  static const guint versions[] = { 252, 257, 262 };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "directives.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);
      HnDirectiveId id = hn_directive_find (cells[0]);

      g_test_message ("%s", cells[0]);
      g_assert_cmpint (id, !=, HN_DIRECTIVE_NONE);
      g_assert_cmpstr (hn_directive_get (id)->name, ==, cells[0]);
      g_assert_cmpstr (hn_page_get_name (hn_directive_get (id)->page), ==, cells[1]);
      for (guint v = 0; v < G_N_ELEMENTS (versions); v++)
        g_assert_cmpint (hn_directive_get (id)->since <= versions[v], ==,
                         g_str_equal (cells[2 + v], "yes"));
      n++;
    }
  g_assert_cmpuint (n, >, 100);
}

static void
test_unique (void)
{
  for (int a = 0; a < HN_N_DIRECTIVES; a++)
    {
      g_assert_cmpint (hn_directive_find (hn_directive_get (a)->name), ==, a);
      for (int b = 0; b < a; b++)
        g_assert_cmpstr (hn_directive_get (a)->name, !=, hn_directive_get (b)->name);
    }
}

static void
test_find (void)
{
  g_assert_cmpint (hn_directive_find ("ReadWriteDirectories"), ==, HN_DIRECTIVE_READ_WRITE_PATHS);
  g_assert_cmpint (hn_directive_find ("ReadOnlyDirectories"), ==, HN_DIRECTIVE_READ_ONLY_PATHS);
  g_assert_cmpint (hn_directive_find ("InaccessibleDirectories"), ==,
                   HN_DIRECTIVE_INACCESSIBLE_PATHS);
  g_assert_cmpint (hn_directive_find ("privatetmp"), ==, HN_DIRECTIVE_NONE);
  g_assert_cmpint (hn_directive_find ("PrivateTmp="), ==, HN_DIRECTIVE_NONE);
  g_assert_cmpint (hn_directive_find (" PrivateTmp"), ==, HN_DIRECTIVE_NONE);
  g_assert_cmpint (hn_directive_find ("ExecStart"), ==, HN_DIRECTIVE_NONE);
  g_assert_cmpint (hn_directive_find (""), ==, HN_DIRECTIVE_NONE);
}

static void
test_facts (void)
{
  for (int id = 0; id < HN_N_DIRECTIVES; id++)
    {
      const HnDirective *directive = hn_directive_get (id);

      g_test_message ("%s", directive->name);
      g_assert_cmpint (directive->type->kind, <=, HN_KIND_STRING);
      g_assert_cmpint (directive->group, <, HN_N_GROUPS);
      g_assert_cmpint (directive->risk, <=, HN_RISK_HIGH);
      g_assert_true (directive->since == 0 || (directive->since >= 187 && directive->since <= 262));
      g_assert_true (directive->type->kind != HN_KIND_CHOICE || directive->choices != NULL);
      g_assert_true (directive->type->kind == HN_KIND_CHOICE ||
                     directive->type->kind == HN_KIND_SET || directive->choices == NULL);
    }

  /* What a helper must never write, however its rules are relaxed. */
  for (int id = 0; id < HN_N_DIRECTIVES; id++)
    {
      static const char *const barred[] = { "Bind",          "Root",    "LoadCredential",
                                            "SetCredential", "Mount",   "Extension",
                                            "Environment",   "Ambient", "ImportCredential",
                                            "ExecSearch",    "PAM",     "IPCNamespace" };
      const HnDirective *directive = hn_directive_get (id);

      if (!(directive->flags & HN_DIRECTIVE_WRITABLE))
        continue;
      g_test_message ("%s", directive->name);
      for (guint b = 0; b < G_N_ELEMENTS (barred); b++)
        g_assert_false (g_str_has_prefix (directive->name, barred[b]));
      g_assert_cmpstr (directive->name, !=, "User");
      g_assert_cmpstr (directive->name, !=, "Group");
      g_assert_cmpstr (directive->name, !=, "DynamicUser");
    }
}

/* The words of a directive, in three versions; booleans stand first. */
static const struct
{
  const char *name;
  guint version;
  const char *words;
} known_words[] = {
  { "ProtectSystem", 252, "no yes full strict" },
  { "ProtectHome", 252, "no yes read-only tmpfs" },
  { "PrivateTmp", 252, "no yes" },
  { "PrivateTmp", 257, "no yes connected disconnected" },
  { "PrivateUsers", 252, "no yes" },
  { "PrivateUsers", 257, "no yes self identity" },
  { "PrivateUsers", 258, "no yes self identity full" },
  { "PrivateUsers", 262, "no yes self identity full managed" },
  { "ProtectControlGroups", 252, "no yes" },
  { "ProtectControlGroups", 257, "no yes private strict" },
  { "ProtectHostname", 257, "no yes" },
  { "ProtectHostname", 258, "no yes private" },
  { "ProtectProc", 252, "default noaccess invisible ptraceable" },
  { "ProcSubset", 252, "all pid" },
  { "KeyringMode", 252, "inherit private shared" },
  { "NotifyAccess", 252, "none main exec all" },
  { "DevicePolicy", 252, "auto closed strict" },
  { "MountFlags", 252, "shared slave private" },
  { "RuntimeDirectoryPreserve", 260, "no yes restart" },
  { "RuntimeDirectoryPreserve", 261, "no yes restart on-success" },
  { "SecureBits", 261,
    "keep-caps keep-caps-locked no-setuid-fixup no-setuid-fixup-locked noroot noroot-locked" },
  { "RestrictNamespaces", 252, "cgroup ipc mnt net pid user uts time" },
  { "DelegateNamespaces", 262, "cgroup ipc mnt net pid uts time" },
};

static void
test_choices (void)
{
  for (int id = 0; id < HN_N_DIRECTIVES; id++)
    {
      const HnChoice *choices = hn_directive_get (id)->choices;

      g_test_message ("%s", hn_directive_get (id)->name);
      for (guint a = 0; choices != NULL && choices[a].value != NULL; a++)
        {
          g_assert_cmpuint (choices[a].since, <=, 262);
          /* From the oldest systemd that Hardnut meets on: what a version knows stands in front. */
          g_assert_true (a == 0 || MAX (choices[a].since, 252) >= MAX (choices[a - 1].since, 252));
          for (guint b = 0; b < a; b++)
            g_assert_cmpstr (choices[a].value, !=, choices[b].value);
        }
    }

  for (guint i = 0; i < G_N_ELEMENTS (known_words); i++)
    {
      HnDirectiveId id = hn_directive_find (known_words[i].name);
      g_autoptr (GString) words = g_string_new (NULL);

      for (const HnChoice *c = hn_directive_get (id)->choices; c->value != NULL; c++)
        if (c->since <= known_words[i].version)
          g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", c->value);
      g_assert_cmpstr (words->str, ==, known_words[i].words);
    }
}

static void
assert_sentences (const char *text)
{
  g_assert_cmpuint (strlen (text), >, 30);
  g_assert_true (g_ascii_isupper (text[0]) || g_str_has_prefix (text, "systemd "));
  g_assert_true (g_str_has_suffix (text, "."));
  g_assert_null (strstr (text, "  "));
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* What a person does to the service, in one grammar: not "Have a folder of its own" beside "Name
 * the places it may write to". */
static void
assert_begins_with_verb (const char *title)
{
  const char *const verbs[] = {
    "Accept ", "Allow ",    "Attach ", "Block ",  "Check ",   "Choose ", "Confine ", "Cover ",
    "Cut ",    "Decide ",   "Demand ", "Filter ", "Forbid ",  "Give ",   "Grant ",   "Hand ",
    "Hide ",   "Keep ",     "Lay ",    "Leave ",  "Let ",     "Limit ",  "Lock ",    "Measure ",
    "Mount ",  "Name ",     "Open ",   "Pass ",   "Present ", "Refuse ", "Remove ",  "Return ",
    "Run ",    "Separate ", "Set ",    "Show ",   "Slow ",    "Start ",  "Take ",    "Tell ",
    "Tie ",    "Undo ",     "Write "
  };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_has_prefix (title, verbs[i]))
      return;

  g_error ("This says not what is done to the service: %s", title);
}

static void
test_words (void)
{
  for (int id = 0; id < HN_N_DIRECTIVES; id++)
    {
      const HnDirective *directive = hn_directive_get (id);

      g_test_message ("%s", directive->name);
      g_assert_cmpuint (strlen (directive->title), >, 10);
      g_assert_cmpuint (strlen (directive->title), <=, 60);
      assert_begins_with_verb (directive->title);
      g_assert_false (g_str_has_suffix (directive->title, "."));
      assert_sentences (directive->why);
      assert_sentences (directive->breaks);
    }
}

/* A text that stands twice says nothing about one of its two places; but what is one thing to a
 * person, a directive and the only check about it, has one title. */
static void
test_no_text_twice (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int id = 0; id < HN_N_DIRECTIVES; id++)
    {
      const HnDirective *directive = hn_directive_get (id);

      g_test_message ("%s", directive->name);
      g_assert_true (g_hash_table_add (seen, (gpointer) directive->title));
      g_assert_true (g_hash_table_add (seen, (gpointer) directive->why));
      g_assert_true (g_hash_table_add (seen, (gpointer) directive->breaks));
    }
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnCheck *check = hn_check_get (i);

      g_test_message ("%s", check->json_field);
      if (g_strcmp0 (check->title, hn_directive_get (check->directive)->title) != 0)
        g_assert_true (g_hash_table_add (seen, (gpointer) check->title));
      g_assert_true (g_hash_table_add (seen, (gpointer) check->good));
      g_assert_true (g_hash_table_add (seen, (gpointer) check->bad));
    }
}

static void
test_names (void)
{
  g_autofree char *exec = hn_directive_dup_manual_uri (HN_DIRECTIVE_PRIVATE_TMP);
  g_autofree char *device = hn_directive_dup_manual_uri (HN_DIRECTIVE_DEVICE_POLICY);
  g_autofree char *service = hn_directive_dup_manual_uri (HN_DIRECTIVE_NOTIFY_ACCESS);

  g_assert_cmpstr (exec, ==,
                   "https://www.freedesktop.org/software/systemd/man/latest/"
                   "systemd.exec.html#PrivateTmp=");
  g_assert_cmpstr (device, ==,
                   "https://www.freedesktop.org/software/systemd/man/latest/"
                   "systemd.resource-control.html#DevicePolicy=");
  g_assert_cmpstr (service, ==,
                   "https://www.freedesktop.org/software/systemd/man/latest/"
                   "systemd.service.html#NotifyAccess=");
  g_assert_cmpstr (hn_page_get_name (HN_PAGE_RESOURCE_CONTROL), ==, "systemd.resource-control(5)");

  for (int a = 0; a < HN_N_GROUPS; a++)
    {
      g_assert_cmpuint (strlen (hn_group_get_title (a)), >, 0);
      for (int b = 0; b < a; b++)
        g_assert_cmpstr (hn_group_get_title (a), !=, hn_group_get_title (b));
    }
}

/* The generator's output is the page in the tree, byte for byte. */
static void
test_reference_page (void)
{
  const char *generator = g_getenv ("HN_GEN_DIRECTIVES");
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "..", "docs", "directives.md", NULL);
  const char *argv[] = { generator, NULL };
  g_autofree char *made = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_assert_nonnull (generator);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &made, NULL,
                               &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &kept, NULL, &error));
  g_assert_no_error (error);
  for (int id = 0; id < HN_N_DIRECTIVES; id++)
    {
      g_autofree char *cell = g_strdup_printf ("| [`%s=`]", hn_directive_get (id)->name);

      g_assert_nonnull (strstr (made, cell));
    }
  if (!g_str_equal (made, kept))
    g_test_message ("docs/directives.md is old: meson compile -C BUILD directives-page");
  g_assert_true (g_str_equal (made, kept));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/directive/complete", test_complete);
  g_test_add_func ("/directive/unique", test_unique);
  g_test_add_func ("/directive/find", test_find);
  g_test_add_func ("/directive/facts", test_facts);
  g_test_add_func ("/directive/choices", test_choices);
  g_test_add_func ("/directive/words", test_words);
  g_test_add_func ("/directive/no-text-twice", test_no_text_twice);
  g_test_add_func ("/directive/names", test_names);
  g_test_add_func ("/directive/reference-page", test_reference_page);

  return g_test_run ();
}
