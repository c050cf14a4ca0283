/* Policies: where they are looked for, what is taken from them, and what is refused.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "unit-tree.h"

#include "source/json-reader.h"
#include "source/files/policy-file.h"

#define NAME "systemd-analyze-security.policy"

static char *
write_policy (Tree *tree, const char *folder, const char *text)
{
  g_autofree char *parent = g_build_filename (tree->root, folder, NULL);
  char *path = g_build_filename (parent, NAME, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);

  return path;
}

static HnPolicy *
load (Tree *tree, const char *text, GPtrArray **warnings, GError **error)
{
  g_autofree char *path = write_policy (tree, "etc/systemd", text);

  return hn_policy_file_load (path, warnings, error);
}

static void
test_find (Tree *tree, gconstpointer data)
{
  static const char *const folders[] = {
    "lib/systemd", "usr/lib/systemd", "usr/local/lib/systemd", "run/systemd", "etc/systemd",
  };

  g_assert_null (hn_policy_file_find (tree->root));
  /* Each is stronger than those before it. */
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = write_policy (tree, folders[i], "{}");
      g_autofree char *found = hn_policy_file_find (tree->root);

      g_assert_cmpstr (found, ==, path);
    }
}

static void
test_values (Tree *tree, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  g_autoptr (HnPolicy) policy = NULL;
  guint tmp = (guint) hn_check_find ("PrivateTmp");
  guint user = (guint) hn_check_find ("UserOrDynamicUser");

  policy = load (tree,
                 "{\"PrivateTmp\": {\"weight\": 7, \"range\": 3, \"description_good\": \"g\","
                 " \"description_bad\": \"b\\u00e4\\ud83d\\ude28\", \"description_na\": \"n\"}}",
                 &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (policy->weight[tmp], ==, 7);
  g_assert_cmpuint (policy->range[tmp], ==, 3);
  g_assert_cmpstr (policy->good[tmp], ==, "g");
  g_assert_cmpstr (policy->bad[tmp], ==, "bä😨");
  g_assert_cmpstr (policy->na[tmp], ==, "n");
  g_assert_cmpuint (policy->weight[user], ==, 2000);
  g_assert_cmpuint (policy->range[user], ==, 10);
  g_assert_null (policy->bad[user]);
  g_assert_cmpuint (warnings->len, ==, 0);
}

static void
test_warnings (Tree *tree, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  g_autoptr (HnPolicy) policy = NULL;
  const HnWarning *warning;

  policy =
      load (tree, "{\n\"Nothing\": {},\n\"PrivateTmp\": {\n\"weight\": -1}}", &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (policy->weight[hn_check_find ("PrivateTmp")], ==, 1000);
  g_assert_cmpuint (warnings->len, ==, 2);
  warning = g_ptr_array_index (warnings, 0);
  g_assert_cmpuint (warning->line, ==, 2);
  g_assert_true (g_str_has_suffix (warning->file, NAME));
  g_assert_nonnull (strstr (warning->message, "Nothing"));
  warning = g_ptr_array_index (warnings, 1);
  g_assert_cmpuint (warning->line, ==, 4);
  g_assert_nonnull (strstr (warning->message, "weight"));
}

/* Every check refuses a range below what it can yield, and takes its own. */
static void
test_ranges (Tree *tree, gconstpointer data)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnCheck *check = hn_check_get (i);
      g_autofree char *fits = NULL;
      g_autofree char *low = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (HnPolicy) policy = NULL;

      fits = g_strdup_printf ("{\"%s\": {\"range\": %u}}", check->json_field, check->range);
      policy = load (tree, fits, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (policy);

      low = g_strdup_printf ("{\"%s\": {\"range\": %u}}", check->json_field, check->range - 1);
      g_assert_null (load (tree, low, NULL, &error));
      g_assert_error (error, HN_POLICY_ERROR, HN_POLICY_ERROR_RANGE);
      g_assert_nonnull (strstr (error->message, check->json_field));
      g_assert_nonnull (strstr (error->message, NAME ":1: "));
    }
}

static void
test_errors (Tree *tree, gconstpointer data)
{
  g_autoptr (GString) zeros = g_string_new ("{");
  g_autoptr (GError) error = NULL;

  g_assert_null (load (tree, "{\n  \"a\": 1,\n}", NULL, &error));
  g_assert_error (error, HN_POLICY_ERROR, HN_POLICY_ERROR_SYNTAX);
  g_assert_nonnull (strstr (error->message, NAME ":3:1: "));
  g_clear_error (&error);

  g_assert_null (load (tree, "[]", NULL, &error));
  g_assert_error (error, HN_POLICY_ERROR, HN_POLICY_ERROR_SYNTAX);
  g_clear_error (&error);

  for (guint i = 0; i < HN_N_CHECKS; i++)
    g_string_append_printf (zeros, "%s\"%s\": {\"weight\": 0}", i > 0 ? ", " : "",
                            hn_check_get (i)->json_field);
  g_string_append_c (zeros, '}');
  g_assert_null (load (tree, zeros->str, NULL, &error));
  g_assert_error (error, HN_POLICY_ERROR, HN_POLICY_ERROR_WEIGHT);
  g_clear_error (&error);

  g_assert_null (hn_policy_file_load (tree->root, NULL, &error));
  g_assert_error (error, HN_POLICY_ERROR, HN_POLICY_ERROR_UNREADABLE);
  g_assert_nonnull (strstr (error->message, tree->root));
}

static void
test_json_numbers (void)
{
  static const struct
  {
    const char *text;
    gboolean is_unsigned;
    guint64 number;
  } numbers[] = {
    { "0", TRUE, 0 },
    { "-0", TRUE, 0 },
    { "18446744073709551615", TRUE, G_MAXUINT64 },
    { "18446744073709551616", FALSE, 0 },
    { "9223372036854775808.0", TRUE, G_GUINT64_CONSTANT (9223372036854775808) },
    { "1e3", TRUE, 1000 },
    { "15e-1", FALSE, 0 },
    { "-1", FALSE, 0 },
    { "1e999", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const char *message;
      guint line, column;
      g_autoptr (HnJson) json = NULL;

      json = hn_json_read (numbers[i].text, strlen (numbers[i].text), &line, &column, &message);
      g_assert_nonnull (json);
      g_assert_cmpint (json->kind, ==, HN_JSON_NUMBER);
      g_assert_cmpint (json->is_unsigned, ==, numbers[i].is_unsigned);
      if (numbers[i].is_unsigned)
        g_assert_cmpuint (json->number, ==, numbers[i].number);
    }
}

/* What systemd refuses and JSON-GLib takes (1.6.6): why the reader is our own. */
static void
test_json_strict (void)
{
  static const char *const texts[] = {
    "{\"a\": 01}",           "{'a': 1}",
    "{\"a\": 1} {\"b\": 2}", "{\"a\": .5}",
    "{\"a\": 1.}",           "{\"a\": 0x10}",
    "/* c */{\"a\": 1}",     "{\"a\": \"x\ny\"}",
    "{\"a\": \"\\x\"}",      "{\"a\": \"\\u0000b\"}",
    "var x = {\"a\": 1};",
  };
  static const char repeated[] = "{\"a\": 1, \"a\": 2}";
  const char *message = NULL;
  guint line = 0, column = 0;
  g_autoptr (HnJson) first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (HnJson) json =
          hn_json_read (texts[i], strlen (texts[i]), &line, &column, &message);

      g_test_message ("%s", texts[i]);
      g_assert_null (json);
      g_assert_nonnull (message);
    }

  /* Of two members of one name systemd takes the first, JSON-GLib has the last alone. */
  first = hn_json_read (repeated, strlen (repeated), &line, &column, &message);
  g_assert_nonnull (first);
  g_assert_cmpuint (hn_json_get_member (first, "a")->number, ==, 1);
}

/* Cut anywhere, a text is refused without reading behind its end. */
static void
test_json_cut (void)
{
  static const char text[] = "{\"a\\u00e4\": [1.5e+3, true, false, null, \"x\\ud83d\\ude28\"]}";

  for (gsize length = 0; length < sizeof text; length++)
    {
      g_autofree char *copy = g_memdup2 (text, MAX (length, 1));
      const char *message = NULL;
      guint line = 0, column = 0;
      g_autoptr (HnJson) json = hn_json_read (copy, length, &line, &column, &message);

      if (length + 1 == sizeof text)
        {
          g_assert_nonnull (json);
          g_assert_nonnull (hn_json_get_member (json, "aä"));
          continue;
        }
      g_assert_null (json);
      g_assert_nonnull (message);
      g_assert_cmpuint (line, ==, 1);
      g_assert_cmpuint (column, <=, length + 1);
    }
}

static void
add (const char *path, void (*test) (Tree *tree, gconstpointer data))
{
  g_test_add (path, Tree, NULL, tree_set_up, test, tree_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/policy-file/find", test_find);
  add ("/policy-file/values", test_values);
  add ("/policy-file/warnings", test_warnings);
  add ("/policy-file/ranges", test_ranges);
  add ("/policy-file/errors", test_errors);
  g_test_add_func ("/policy-file/json-numbers", test_json_numbers);
  g_test_add_func ("/policy-file/json-strict", test_json_strict);
  g_test_add_func ("/policy-file/json-cut", test_json_cut);

  return g_test_run ();
}
