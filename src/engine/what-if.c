/* What a service's settings would be with other content in Hardnut's drop-in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/what-if.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/implied.h"
#include "engine/validate.h"
#include "engine/unit-file.h"

/* By way of the text that would be written, so that no second reading of values can differ from the
 * first. */
HnSettings *
hn_what_if_unfinished (const HnSettings *unfinished, GPtrArray *changes)
{
  HnSettings *settings = hn_settings_copy (unfinished);

  if (changes != NULL && changes->len > 0)
    {
      g_autofree char *text = hn_change_to_text (changes);

      hn_unit_file_parse (settings, _ ("the change"), text, strlen (text));
    }

  return settings;
}

HnSettings *
hn_what_if (const HnSettings *unfinished, GPtrArray *changes)
{
  HnSettings *settings = hn_what_if_unfinished (unfinished, changes);

  hn_unit_file_finish (settings);

  return settings;
}

HnSettings *
hn_what_if_last (const HnSettings *unfinished, GPtrArray *changes)
{
  g_autoptr (HnSettings) others = hn_settings_copy (unfinished);

  hn_unit_file_parse_rest (others);

  return hn_what_if (others, changes);
}

/* Which line made the value of @directive in @whole another one than in @alone: its own, or that of
 * a directive that implies it. */
static HnOrigin
find_line (const HnSettings *whole, const HnSettings *alone, HnDirectiveId directive)
{
  HnOrigin origin = whole->origin[directive];

  /* Directives that drop capabilities leave the origin of a set that somebody wrote. */
  if (directive == HN_DIRECTIVE_CAPABILITY_BOUNDING_SET)
    {
      guint64 gone = alone->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits &
                     ~whole->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits;
      HnDirectiveId by = hn_capabilities_implied_by (whole, gone);

      if (by != HN_DIRECTIVE_NONE && !hn_settings_is_on (alone, by))
        directive = by;
      origin = whole->origin[directive];
    }
  /* What implies something is never implied by it in turn. */
  while (origin.kind == HN_ORIGIN_IMPLIED)
    origin = whole->origin[origin.implied_by];

  return origin;
}

static gboolean
is_behind (HnOrigin origin, guint file)
{
  return origin.kind == HN_ORIGIN_FILE && origin.file > file;
}

/* Whether a file behind @file, which gives @directive in @own, changes what it has in @alone.
 * @written: where it is written last, before anything is implied */
static gboolean
has_last_word (const HnSettings *whole,
               const HnSettings *own,
               const HnSettings *alone,
               guint file,
               HnDirectiveId directive,
               HnOrigin written,
               HnOrigin *ret_origin)
{
  HnOrigin said = own->origin[directive];

  *ret_origin = find_line (whole, alone, directive);
  /* What is implied in its place may come from any file. */
  if (!is_behind (*ret_origin, file))
    *ret_origin = written;

  return said.kind == HN_ORIGIN_FILE && said.file == file && is_behind (*ret_origin, file) &&
         !hn_settings_agree (alone, whole, directive);
}

static void
warn_of_last_word (HnSettings *whole,
                   const HnSettings *alone,
                   HnDirectiveId directive,
                   HnOrigin origin)
{
  g_autofree char *asked = hn_settings_dup_value (alone, directive);
  g_autofree char *value = hn_settings_dup_value (whole, directive);

  hn_warnings_add (&whole->warnings, hn_settings_get_file (whole, origin.file), origin.line,
                   /* Translators: a directive, and two of its values, which may be empty */
                   _ ("%s=: this file is read later than Hardnut's settings file and has "
                      "the last word: “%s” instead of “%s”"),
                   hn_directive_get (directive)->name, value, asked);
}

HnSettings *
hn_what_if_text (const HnSettings *unfinished,
                 const char *path,
                 const char *text,
                 HnOrigin *ret_last_words)
{
  HnSettings *whole = hn_settings_copy (unfinished);
  g_autoptr (HnSettings) own = NULL;
  g_autoptr (HnSettings) alone = NULL;
  guint file = whole->files->len;
  HnOrigin written[HN_N_DIRECTIVES];
  HnOrigin origin;

  if (ret_last_words != NULL)
    memset (ret_last_words, 0, HN_N_DIRECTIVES * sizeof *ret_last_words);
  hn_unit_file_parse (whole, path, text, strlen (text));
  if (whole->later != NULL)
    {
      own = hn_settings_copy (whole);
      g_clear_pointer (&own->later, g_ptr_array_unref);
      alone = hn_settings_copy (own);
      hn_unit_file_finish (alone);
    }
  hn_unit_file_parse_rest (whole);
  memcpy (written, whole->origin, sizeof written);
  hn_unit_file_finish (whole);

  for (guint i = 0; own != NULL && i < HN_N_DIRECTIVES; i++)
    if (has_last_word (whole, own, alone, file, i, written[i], &origin))
      {
        warn_of_last_word (whole, alone, i, origin);
        if (ret_last_words != NULL)
          ret_last_words[i] = origin;
      }

  return whole;
}
