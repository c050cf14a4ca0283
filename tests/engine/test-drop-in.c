/* Edits and their text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/drop-in.h"

#include <string.h>

#include "reading.h"

static void
test_text (void)
{
  static const char *const words[] = {
    "SystemCallFilter=@system-service", "ProtectSystem=strict", "SystemCallFilter=~@privileged",
    "CapabilityBoundingSet=",           "NoNewPrivileges=yes",  NULL
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = hn_drop_in_parse_changes (words, &error);
  g_autofree char *text = NULL;
  g_autoptr (HnSettings) settings = NULL;

  g_assert_no_error (error);
  text = hn_drop_in_to_text (changes);

  /* Sorted as the catalogue is, but lines of one directive stay in their order. */
  g_assert_cmpstr (text, ==,
                   "[Service]\nNoNewPrivileges=yes\nProtectSystem=strict\n"
                   "SystemCallFilter=@system-service\nSystemCallFilter=~@privileged\n"
                   "CapabilityBoundingSet=\n");

  settings = read_texts (HN_SCOPE_SYSTEM, 257, START, text, NULL);
  g_assert_cmpuint (settings->warnings.all->len, ==, 0);
  assert_value (settings, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "none");
}

static void
test_errors (void)
{
  static const struct
  {
    const char *word;
    int code;
  } wrong[] = {
    { "ProtectSystem", HN_DROP_IN_ERROR_SYNTAX },
    { "=strict", HN_DROP_IN_ERROR_SYNTAX },
    { "", HN_DROP_IN_ERROR_SYNTAX },
    { "ProtectSystem=a\nExecStart=/bin/sh", HN_DROP_IN_ERROR_SYNTAX },
    { "ProtectSystem=a\rExecStart=/bin/sh", HN_DROP_IN_ERROR_SYNTAX },
    { "ExecStart=/bin/sh", HN_DROP_IN_ERROR_UNKNOWN_DIRECTIVE },
    { "protectsystem=strict", HN_DROP_IN_ERROR_UNKNOWN_DIRECTIVE },
    { " ProtectSystem=strict", HN_DROP_IN_ERROR_UNKNOWN_DIRECTIVE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const char *const words[] = { "ProtectHome=yes", wrong[i].word, NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (hn_drop_in_parse_changes (words, &error));
      g_assert_error (error, HN_DROP_IN_ERROR, wrong[i].code);
    }
}

static void
assert_changes (GPtrArray *changes, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      g_string_append_printf (text, "%s%s=%s", i > 0 ? "|" : "",
                              hn_directive_get (change->directive)->name, change->value);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_stage (void)
{
  g_autoptr (GPtrArray) one = hn_change_list_stage (NULL, HN_DIRECTIVE_UMASK, "0077");
  g_autoptr (GPtrArray) two =
      hn_change_list_stage (one, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@aio\n~@swap");
  g_autoptr (GPtrArray) three = hn_change_list_stage (two, HN_DIRECTIVE_UMASK, "0027");
  g_autoptr (GPtrArray) four =
      hn_change_list_stage (three, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "\n@aio");
  g_autoptr (GPtrArray) five = hn_change_list_stage (four, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "");

  assert_changes (one, "UMask=0077");
  assert_changes (two, "UMask=0077|SystemCallFilter=@aio|SystemCallFilter=~@swap");
  assert_changes (three, "SystemCallFilter=@aio|SystemCallFilter=~@swap|UMask=0027");
  assert_changes (four, "UMask=0027|SystemCallFilter=|SystemCallFilter=@aio");
  assert_changes (five, "UMask=0027|SystemCallFilter=");
}

static void
assert_merged (const char *present, const char *lines, const char *expected)
{
  g_autofree char *text = hn_drop_in_merge (present, lines);

  g_assert_cmpstr (text, ==, expected);
}

/* A setting takes the place of all its lines; the rest stays. */
static void
test_merge (void)
{
#define NEW "[Service]\nUMask=0077\nSystemCallFilter=~@clock\nSystemCallFilter=~@swap\n"
  assert_merged (NULL, NEW, NEW);
  assert_merged ("", NEW, NEW);
  assert_merged ("# why\n[Service]\n UMask = 0022\n\n", NEW, NEW);
  assert_merged (
      "[Service]\nSystemCallFilter=\nSystemCallFilter=a \\\n# of it\n b\nPrivateTmp=yes\n", NEW,
      "[Service]\nPrivateTmp=yes\nUMask=0077\nSystemCallFilter=~@clock\n"
      "SystemCallFilter=~@swap\n");
  /* The text must not go on in the last line, which is not ended. */
  assert_merged ("[Service]\nReadWritePaths=/a \\", NEW,
                 "[Service]\nReadWritePaths=/a \\\n\nUMask=0077\nSystemCallFilter=~@clock\n"
                 "SystemCallFilter=~@swap\n");
  assert_merged ("[Service]\nType=exec\n[Unit]\nUMask=1\n", NEW,
                 "[Service]\nType=exec\n[Unit]\nUMask=1\n" NEW);
#undef NEW
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/drop-in/text", test_text);
  g_test_add_func ("/drop-in/errors", test_errors);

  g_test_add_func ("/drop-in/stage", test_stage);
  g_test_add_func ("/drop-in/merge", test_merge);

  return g_test_run ();
}
