/* Reading texts of unit files in tests: what the engine makes of them, in one line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/assessment.h"
#include "engine/unit-file.h"

/* Settings of "test@one.service" in systemd @version, read from @texts: the unit file, then its
 * drop-ins, called /file0, /file1, …; ends with NULL. */
static inline HnSettings *
read_texts (HnScope scope, guint version, ...)
{
  HnUnitContext context = { .unit = "test@one.service", .scope = scope, .version = version };
  HnSettings *settings = hn_settings_new (&context);
  const char *text;
  guint n = 0;
  va_list texts;

  va_start (texts, version);
  while ((text = va_arg (texts, const char *)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/file%u", n++);

      hn_unit_file_parse (settings, path, text, strlen (text));
    }
  va_end (texts);
  hn_unit_file_finish (settings);

  return settings;
}

/* What every service needs to be loaded. */
#define START "[Service]\nExecStart=/bin/true\n"

/* Settings from START and @lines. */
static inline HnSettings *
read_lines (guint version, const char *lines)
{
  g_autofree char *text = g_strconcat (START, lines, NULL);

  return read_texts (HN_SCOPE_SYSTEM, version, text, NULL);
}

static inline void
assert_value (const HnSettings *settings, HnDirectiveId directive, const char *expected)
{
  g_autofree char *value = hn_settings_dup_value (settings, directive);

  g_assert_cmpstr (value, ==, expected);
}

static inline const HnFinding *
find (const HnAssessment *assessment, const char *json_field)
{
  int index = hn_check_find (json_field);

  g_assert_cmpint (index, >=, 0);

  return &assessment->findings[index];
}
