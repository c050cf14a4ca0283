/* The reader of unit files: from text to lines, and what the manager adds at the end. The rules are
 * those of systemd's conf-parser.c and unit_patch_contexts(), versions 252, 257 and 262.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/unit-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/parse-line.h"
#include "engine/implied.h"
#include "engine/types/values.h"

/* systemd gives up on a file with a longer line, continued lines counted together. */
#define LONGEST_LINE (1024 * 1024)

typedef struct
{
  HnSettings *settings;
  const char *path;
  guint file;
  gboolean in_section; /* one that services have */
  gboolean section_ignored;
  HnSection section;
} Reader;

static char *
strip (char *text)
{
  gsize length;

  text += strspn (text, HN_WHITESPACE);
  length = strlen (text);
  while (length > 0 && strchr (HN_WHITESPACE, text[length - 1]) != NULL)
    text[--length] = '\0';

  return text;
}

/* A section header. Returns FALSE where systemd stops. */
static gboolean
enter_section (Reader *reader, char *text, guint line)
{
  gsize length = strlen (text);
  const char *name = text + 1;

  if (text[length - 1] != ']')
    {
      hn_warnings_add (&reader->settings->warnings, reader->path, line,
                       _ ("The section header “%s” has no closing bracket; systemd stops "
                          "reading the file here"),
                       text);
      return FALSE;
    }
  text[length - 1] = '\0';
  for (const char *c = name; *c != '\0'; c++)
    if ((guchar) *c < ' ' || *c == 127 || strchr ("\"'\\", *c) != NULL)
      {
        g_autofree char *shown = g_strescape (name, NULL);

        hn_warnings_add (&reader->settings->warnings, reader->path, line,
                         _ ("No section can be called “%s”; systemd stops reading the file "
                            "here"),
                         shown);
        return FALSE;
      }

  reader->section = hn_section_find (name);
  reader->in_section = reader->section != HN_N_SECTIONS;
  reader->section_ignored = !reader->in_section;
  if (!reader->in_section && !g_str_has_prefix (name, "X-"))
    hn_warnings_add (&reader->settings->warnings, reader->path, line,
                     _ ("Services have no section “%s”; systemd ignores it"), name);

  return TRUE;
}

/* A whole line, continued ones joined. Returns FALSE where systemd stops. */
static gboolean
take_line (char *text, guint line, gpointer user_data)
{
  Reader *reader = user_data;
  HnLine found;
  char *equals;

  text = strip (text);
  if (text[0] == '\0')
    return TRUE;

  if (!g_utf8_validate (text, -1, NULL))
    {
      hn_warnings_add (&reader->settings->warnings, reader->path, line,
                       _ ("The line is not valid UTF-8; systemd stops reading the file "
                          "here"));
      return FALSE;
    }

  if (text[0] == '[')
    return enter_section (reader, text, line);

  if (!reader->in_section)
    {
      if (!reader->section_ignored)
        hn_warnings_add (&reader->settings->warnings, reader->path, line,
                         _ ("The line stands before any section; systemd ignores it"));
      return TRUE;
    }

  equals = strchr (text, '=');
  if (equals == NULL || equals == text)
    {
      hn_warnings_add (&reader->settings->warnings, reader->path, line,
                       equals == NULL ? _ ("The line has no “=”; systemd ignores it")
                                      : _ ("The line has nothing before “=”; systemd ignores it"));
      return TRUE;
    }

  *equals = '\0';
  found.section = reader->section;
  found.key = strip (text);
  found.value = equals + 1 + strspn (equals + 1, HN_WHITESPACE);
  found.path = reader->path;
  found.file = reader->file;
  found.line = line;
  found.context = &reader->settings->context;
  found.row = NULL;
  found.warnings = &reader->settings->warnings;

  return hn_parse_line (reader->settings, &found);
}

typedef struct
{
  const char *p, *end; /* what is left to read */
  guint line;          /* of what was read last */
} Lines;

/* Reads one line into @text; LF, CR and NUL end a line, and a pair of them one line. */
static gboolean
read_line (Lines *lines, GString *text)
{
  static const char ends[] = { '\n', '\r', '\0' };
  const char *start = lines->p;
  const char *p = lines->end;
  gboolean nl = FALSE, cr = FALSE, nul = FALSE;

  if (start >= lines->end)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      const char *found = memchr (start, ends[i], (gsize) (p - start));

      if (found != NULL)
        p = found;
    }
  g_string_truncate (text, 0);
  g_string_append_len (text, start, p - start);

  /* LF and CR may end a line once each, in either order; nothing after a NUL belongs to its end. */
  for (; p < lines->end && !nul; p++)
    {
      gboolean *seen = *p == '\n' ? &nl : *p == '\r' ? &cr : *p == '\0' ? &nul : NULL;

      if (seen == NULL || *seen)
        break;
      *seen = TRUE;
    }

  lines->p = p;
  lines->line++;

  return TRUE;
}

static gboolean
is_comment (const char *text)
{
  text += strspn (text, HN_WHITESPACE);

  return *text == '#' || *text == ';';
}

static gboolean
ends_in_backslash (const char *text)
{
  const char *end = text + strlen (text);
  const char *p = end;

  while (p > text && p[-1] == '\\')
    p--;

  /* Two of them stand for one that is none. */
  return (end - p) % 2 == 1;
}

gboolean
hn_unit_file_read_lines (
    const char *text, gsize length, HnTextLineFunc func, gpointer user_data, guint *ret_too_long)
{
  Lines lines = { text, text + length, 0 };
  g_autoptr (GString) part = g_string_sized_new (256);
  g_autoptr (GString) joined = g_string_new (NULL);
  gboolean continued = FALSE, mark_seen = FALSE;
  guint first_line = 0;

  *ret_too_long = 0;
  while (read_line (&lines, part))
    {
      gboolean goes_on;

      /* A comment is skipped even between continued lines. */
      if (part->len < LONGEST_LINE && is_comment (part->str))
        continue;

      if (!mark_seen && part->len < LONGEST_LINE && g_str_has_prefix (part->str, "\xef\xbb\xbf"))
        {
          g_string_erase (part, 0, 3);
          mark_seen = TRUE;
        }

      if (part->len >= LONGEST_LINE || (continued && joined->len + part->len > LONGEST_LINE))
        {
          *ret_too_long = lines.line;
          return FALSE;
        }
      /* Looking at the new part is enough: what is joined so far ends in a space. */
      goes_on = ends_in_backslash (part->str);
      if (!continued && !goes_on)
        {
          if (!func (part->str, lines.line, user_data))
            return FALSE;
          continue;
        }

      if (!continued)
        {
          first_line = lines.line;
          g_string_truncate (joined, 0);
        }
      g_string_append_len (joined, part->str, (gssize) part->len);
      continued = goes_on;
      if (continued)
        joined->str[joined->len - 1] = ' ';
      else if (!func (joined->str, first_line, user_data))
        return FALSE;
    }

  return !continued || func (joined->str, first_line, user_data);
}

void
hn_unit_file_parse (HnSettings *settings, const char *path, const char *text, gsize length)
{
  Reader reader = { .settings = settings, .path = path };
  gboolean whole;
  guint too_long;

  reader.file = hn_settings_add_file (settings, path);
  whole = hn_unit_file_read_lines (text, length, take_line, &reader, &too_long);
  if (too_long != 0)
    hn_warnings_add (&settings->warnings, path, too_long,
                     _ ("The line is longer than a megabyte; systemd stops reading the "
                        "file here"));
  /* A unit file that is cut short makes the unit unusable; a drop-in loses its rest only. */
  if (!whole && reader.file == 0)
    hn_settings_refuse (settings);
}

typedef struct
{
  char *path;
  char *text;
  gsize length;
} HnLaterFile;

static void
later_file_free (gpointer data)
{
  HnLaterFile *file = data;

  g_free (file->path);
  g_free (file->text);
  g_free (file);
}

void
hn_unit_file_parse_later (HnSettings *settings, const char *path, const char *text, gsize length)
{
  HnLaterFile *file = g_new (HnLaterFile, 1);

  *file = (HnLaterFile){ g_strdup (path), g_memdup2 (text, length), length };
  if (settings->later == NULL)
    settings->later = g_ptr_array_new_with_free_func (later_file_free);
  g_ptr_array_add (settings->later, file);
}

void
hn_unit_file_parse_rest (HnSettings *settings)
{
  g_autoptr (GPtrArray) later = g_steal_pointer (&settings->later);

  for (guint i = 0; later != NULL && i < later->len; i++)
    {
      const HnLaterFile *file = later->pdata[i];

      hn_unit_file_parse (settings, file->path, file->length > 0 ? file->text : "", file->length);
    }
}

void
hn_unit_file_finish (HnSettings *settings)
{
  hn_unit_file_parse_rest (settings);
  hn_settings_imply (settings);
  hn_settings_validate (settings);
  hn_settings_imply_for_checks (settings);
  hn_warnings_finish (&settings->warnings);
}
