/* The JSON printer: numbers as they are, escapes, nesting.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>

#include "cli/json-out.h"

static void
test_numbers (void)
{
  HnJsonOut *out = hn_json_out_new ();
  g_autofree char *text = NULL;

  hn_json_out_begin_array (out, NULL);
  for (guint i = 0; i <= 100; i++)
    hn_json_out_tenths (out, NULL, (int) i);
  hn_json_out_tenths (out, NULL, -1);
  hn_json_out_number (out, NULL, -1);
  hn_json_out_boolean (out, NULL, -1);
  hn_json_out_number (out, NULL, G_MAXINT64);
  hn_json_out_end_array (out);
  text = hn_json_out_finish (out);

  g_assert_true (g_str_has_prefix (text, "[\n  0.0,\n  0.1,\n  0.2,\n"));
  g_assert_nonnull (g_strstr_len (text, -1, "\n  9.6,\n"));
  g_assert_true (
      g_str_has_suffix (text, "\n  10.0,\n  null,\n  null,\n  null,\n  9223372036854775807\n]\n"));
}

static void
test_strings (void)
{
  static const struct
  {
    const char *string;
    const char *expected;
  } strings[] = {
    { "", "\"\"\n" },
    { "a\"b\\c/", "\"a\\\"b\\\\c/\"\n" },
    { "\n\t\r\001\033\177", "\"\\n\\t\\u000d\\u0001\\u001b\\u007f\"\n" },
    { "ä😨", "\"ä😨\"\n" },
    { "a\xff\xc3", "\"a\357\277\275\357\277\275\"\n" },
    { NULL, "null\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      HnJsonOut *out = hn_json_out_new ();
      g_autofree char *text = NULL;

      hn_json_out_string (out, NULL, strings[i].string);
      text = hn_json_out_finish (out);
      g_assert_cmpstr (text, ==, strings[i].expected);
    }
}

static void
test_nesting (void)
{
  HnJsonOut *out = hn_json_out_new ();
  g_autofree char *text = NULL;

  hn_json_out_begin_object (out, NULL);
  hn_json_out_begin_array (out, "none");
  hn_json_out_end_array (out);
  hn_json_out_begin_object (out, "inner");
  hn_json_out_boolean (out, "yes", TRUE);
  hn_json_out_null (out, "null");
  hn_json_out_end_object (out);
  hn_json_out_tenths (out, "last", 75);
  hn_json_out_end_object (out);
  text = hn_json_out_finish (out);

  g_assert_cmpstr (text, ==,
                   "{\n  \"none\": [],\n  \"inner\": {\n    \"yes\": true,\n    \"null\": null\n"
                   "  },\n  \"last\": 7.5\n}\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-out/numbers", test_numbers);
  g_test_add_func ("/json-out/strings", test_strings);
  g_test_add_func ("/json-out/nesting", test_nesting);

  return g_test_run ();
}
