/* Who kept each line of Hardnut's drop-in, written into and read from its comments.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/kept/keepers.h"

#include <string.h>

#define KEPT "# Kept by user "
#define NOBODY "# Kept by nobody that is known"
#define SUM "# Lines and keepers as Hardnut wrote them: "

static void
kept_line_free (HnKeptLine *self)
{
  g_free (self->line);
  g_free (self);
}

/* Of everything but the line with the sum itself. */
static char *
dup_sum (char **lines)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (; *lines != NULL; lines++)
    if (!g_str_has_prefix (*lines, SUM))
      {
        g_checksum_update (sum, (const guchar *) *lines, strlen (*lines));
        g_checksum_update (sum, (const guchar *) "\n", 1);
      }

  return g_strdup (g_checksum_get_string (sum));
}

static char **
split (const char *text)
{
  g_autofree char *copy = g_strdup (text != NULL ? text : "");
  gsize length = strlen (copy);

  if (length > 0 && copy[length - 1] == '\n')
    copy[length - 1] = '\0';

  return g_strsplit (copy, "\n", -1);
}

static gboolean
is_as_written (char **lines)
{
  g_autofree char *sum = dup_sum (lines);
  guint n = g_strv_length (lines);

  return n > 0 && g_str_has_prefix (lines[n - 1], SUM) &&
         strcmp (lines[n - 1] + strlen (SUM), sum) == 0;
}

static guint32
read_keeper (const char *line)
{
  guint64 uid;

  if (!g_str_has_prefix (line, KEPT) ||
      !g_ascii_string_to_unsigned (line + strlen (KEPT), 10, 0, HN_KEEPER_NONE - 1, &uid, NULL))
    return HN_KEEPER_NONE;

  return (guint32) uid;
}

static gboolean
is_setting (const char *line)
{
  return line[0] != '\0' && line[0] != '#' && line[0] != ';' && line[0] != '[';
}

GPtrArray *
hn_keepers_parse (const char *text)
{
  g_auto (GStrv) lines = split (text);
  gboolean trusted = is_as_written (lines);
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify) kept_line_free);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      HnKeptLine *line;

      if (!is_setting (lines[i]))
        continue;
      line = g_new0 (HnKeptLine, 1);
      line->line = g_strdup (lines[i]);
      line->keeper = trusted && i > 0 ? read_keeper (lines[i - 1]) : HN_KEEPER_NONE;
      g_ptr_array_add (kept, line);
    }

  return kept;
}

/* Takes @line out of those of before, so that of two equal lines each has its own keeper. */
static guint32
take_keeper (GPtrArray *before, const char *line, guint32 uid)
{
  for (guint i = 0; i < before->len; i++)
    {
      const HnKeptLine *kept = before->pdata[i];
      guint32 keeper = kept->keeper;

      if (strcmp (kept->line, line) != 0)
        continue;
      g_ptr_array_remove_index (before, i);
      return keeper;
    }

  return uid;
}

char *
hn_keepers_write (const char *text, const char *previous, guint32 uid)
{
  g_autoptr (GPtrArray) before = hn_keepers_parse (previous);
  g_auto (GStrv) lines = split (text);
  g_auto (GStrv) written = NULL;
  g_autofree char *sum = NULL;
  GString *out = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (is_setting (lines[i]))
        {
          guint32 keeper = take_keeper (before, lines[i], uid);

          if (keeper == HN_KEEPER_NONE)
            g_string_append (out, NOBODY "\n");
          else
            g_string_append_printf (out, KEPT "%u\n", keeper);
        }
      g_string_append_printf (out, "%s\n", lines[i]);
    }
  written = split (out->str);
  sum = dup_sum (written);
  g_string_append_printf (out, SUM "%s\n", sum);

  return g_string_free (out, FALSE);
}

char *
hn_keepers_strip (const char *text)
{
  g_auto (GStrv) lines = NULL;
  GString *out;

  if (text == NULL)
    return NULL;

  lines = split (text);
  out = g_string_new (NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!g_str_has_prefix (lines[i], KEPT) && !g_str_has_prefix (lines[i], SUM) &&
        strcmp (lines[i], NOBODY) != 0)
      g_string_append_printf (out, "%s\n", lines[i]);

  return g_string_free (out, FALSE);
}
