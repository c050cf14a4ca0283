/* libFuzzer target: any bytes as the text of a unit file. Nothing may crash, leak or take long, and
 * some things must hold for every input.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "engine/assessment.h"
#include "engine/unit-file.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static HnSettings *
read_bytes (const uint8_t *data, size_t size, guint version)
{
  HnUnitContext context = { .unit = "fuzz@in-stance.service", .version = version };
  HnSettings *settings = hn_settings_new (&context);

  hn_unit_file_parse (settings, "/fuzz", (const char *) data, size);
  hn_unit_file_finish (settings);

  return settings;
}

static void
check_same (const HnAssessment *a, const HnAssessment *b)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    g_assert_cmpuint (a->findings[i].badness, ==, b->findings[i].badness);
  g_assert_cmpuint (a->exposure, ==, b->exposure);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint versions[] = { 252, 257, 262 };

  for (guint v = 0; v < G_N_ELEMENTS (versions); v++)
    {
      g_autoptr (HnSettings) settings = read_bytes (data, size, versions[v]);
      g_autoptr (HnSettings) copy = hn_settings_copy (settings);
      HnAssessment first, second;

      hn_assess (settings, NULL, &first);
      hn_assess (copy, NULL, &second);
      check_same (&first, &second);
      g_assert_cmpuint (first.exposure, <=, 100);
      g_assert_cmpuint (settings->warnings.all->len, <=, 1001);

      for (guint i = 0; i < HN_N_DIRECTIVES; i++)
        {
          g_autofree char *value = hn_settings_dup_value (settings, i);
          g_autofree char *source = hn_settings_dup_source (settings, i);
          HnOrigin origin = settings->origin[i];

          /* Text for people is text. */
          g_assert_true (g_utf8_validate (value, -1, NULL));
          g_assert_null (strpbrk (value, "\n\r"));
          g_assert_cmpint ((int) strlen (source), >, 0);
          if (origin.kind == HN_ORIGIN_FILE)
            g_assert_cmpuint (origin.line, >, 0);
        }
    }

  return 0;
}
