/* libFuzzer target: any bytes as a request. What passes must be what the manager reads: checked,
 * written, read back, asked again.
 *
 * The input is NAME=VALUE pairs, ended by NUL; its first byte chooses the version and the manager.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "engine/weaken-values.h"
#include "engine/validate.h"
#include "engine/unit-file.h"
#include "engine/what-if.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define MOST_PAIRS 80
#define START "[Service]\nExecStart=/bin/true\n"

static HnSettings *
read_start (guint version, HnScope scope)
{
  HnUnitContext context = { .unit = "fuzz@in-stance.service", .version = version, .scope = scope };
  HnSettings *settings = hn_settings_new (&context);

  hn_unit_file_parse (settings, "/fuzz", START, strlen (START));

  return settings;
}

static void
check_passed (GPtrArray *changes, HnScope scope, guint version)
{
  g_autofree char *text = hn_change_to_text (changes);
  g_autofree char *again = NULL;
  g_autoptr (HnSettings) unfinished = read_start (version, scope);
  g_autoptr (HnSettings) settings = hn_what_if (unfinished, changes);
  g_autoptr (HnSettings) vendor = hn_what_if (unfinished, NULL);
  g_autoptr (GPtrArray) back = NULL;
  GPtrArray *warnings = settings->warnings.all;
  guint lines = 0;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (g_str_has_prefix (text, "[Service]\n"));
  g_assert_null (strpbrk (text, "\r\x1b"));
  for (const char *p = text; *p != '\0'; p++)
    lines += *p == '\n';
  g_assert_cmpuint (lines, ==, changes->len + 1);

  /* The manager ignores no line. */
  for (guint i = 0; i < warnings->len; i++)
    g_assert_cmpuint (((HnWarning *) warnings->pdata[i])->line, ==, 0);

  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      g_assert_true (hn_directive_get (change->directive)->flags & HN_DIRECTIVE_WRITABLE);
      /* A line ends at its end. */
      g_assert_true (change->value[0] == '\0' || change->value[strlen (change->value) - 1] != '\\');
      /* Every directive that is set has been taken in, or was reset to nothing. */
      if (change->value[0] != '\0')
        g_assert_cmpint (settings->origin[change->directive].kind, !=, HN_ORIGIN_DEFAULT);
    }

  /* And back, to the letter. */
  back = hn_validate_change_text (text, strlen (text), version, NULL);
  g_assert_nonnull (back);
  again = hn_change_to_text (back);
  g_assert_cmpstr (text, ==, again);

  hn_weakens (vendor, settings, NULL);
  hn_weakens (settings, vendor, NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint versions[] = { 252, 257, 260, 262 };
  HnPair pairs[MOST_PAIRS];
  g_autofree char *copy = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GPtrArray) parsed = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0, version;
  HnScope scope;

  if (size == 0)
    return 0;

  version = versions[data[0] & 3];
  scope = data[0] & 4 ? HN_SCOPE_USER : HN_SCOPE_SYSTEM;
  copy = g_malloc (size);
  memcpy (copy, data + 1, size - 1);
  copy[size - 1] = '\0';

  for (char *p = copy; p < copy + size && n < MOST_PAIRS; p += strlen (p) + 1)
    {
      /* The pair is split in place, and the length of what follows must stay known. */
      char *equals = strchr (p, '=');

      hn_validate_unit_name (p, NULL);
      if (equals == NULL)
        continue;
      *equals = '\0';
      pairs[n].directive = p;
      pairs[n].value = equals + 1;
      n++;
      p = equals + 1;
    }

  changes = hn_validate_change (pairs, n, version, &error);
  if (changes != NULL)
    check_passed (changes, scope, version);
  else
    g_assert_true (g_utf8_validate (error->message, -1, NULL));

  /* The same bytes as a drop-in that somebody else wrote. */
  parsed = hn_validate_change_text ((const char *) data, size, version, NULL);
  if (parsed != NULL && parsed->len > 0)
    check_passed (parsed, scope, version);

  return 0;
}
