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
  static const char *const words[] = { "SystemCallFilter=@system-service", "ProtectSystem=strict",
                                       "SystemCallFilter=~@privileged", "CapabilityBoundingSet=",
                                       "NoNewPrivileges=yes", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) edits = hn_drop_in_parse_edits (words, &error);
  g_autofree char *text = NULL;
  g_autoptr (HnSettings) settings = NULL;

  g_assert_no_error (error);
  text = hn_drop_in_to_text (edits);

  /* Sorted as the catalogue is, but lines of one directive stay in their order. */
  g_assert_cmpstr (text, ==,
                   "[Service]\nNoNewPrivileges=yes\nProtectSystem=strict\n"
                   "SystemCallFilter=@system-service\nSystemCallFilter=~@privileged\n"
                   "CapabilityBoundingSet=\n");

  settings = read_texts (HN_SCOPE_SYSTEM, 257, START, text, NULL);
  g_assert_cmpuint (hn_settings_get_warnings (settings)->len, ==, 0);
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

      g_assert_null (hn_drop_in_parse_edits (words, &error));
      g_assert_error (error, HN_DROP_IN_ERROR, wrong[i].code);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/drop-in/text", test_text);
  g_test_add_func ("/drop-in/errors", test_errors);

  return g_test_run ();
}
