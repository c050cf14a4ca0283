/* A report for a person to read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "report.h"

#include <glib/gi18n-lib.h>

#include "accepted-out.h"
#include "facts-out.h"
#include "table.h"

static HnColor
color_of_outcome (int passed)
{
  return passed < 0 ? HN_COLOR_DIM : passed > 0 ? HN_COLOR_GREEN : HN_COLOR_RED;
}

void
hn_warnings_append_text (GPtrArray *warnings, const HnTerminal *terminal, GString *text)
{
  if (warnings->len == 0)
    return;

  g_string_append_c (text, '\n');
  hn_terminal_append (terminal, text, HN_COLOR_YELLOW, _ ("Warnings:"));
  g_string_append_c (text, '\n');
  for (guint i = 0; i < warnings->len; i++)
    {
      const HnWarning *warning = g_ptr_array_index (warnings, i);
      g_autofree char *message = hn_terminal_clean (warning->message);

      g_string_append (text, "  ");
      if (warning->file != NULL)
        {
          g_autofree char *file = hn_terminal_clean (warning->file);

          g_string_append (text, file);
          if (warning->line > 0)
            g_string_append_printf (text, ":%u", warning->line);
          g_string_append (text, ": ");
        }
      g_string_append_printf (text, "%s\n", message);
    }
}

/* Below this a table would cut all its sentences short. */
#define NARROW 140

/* Puts @sentence under an entry, indented, and broken between words. */
static void
append_wrapped (GString *text, const char *sentence, guint indent, const HnTerminal *terminal)
{
  g_auto (GStrv) words = g_strsplit (sentence, " ", -1);
  guint column = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint width = hn_terminal_get_text_width (words[i]);

      /* A pipe has no width. */
      if (column == 0 || (terminal->width > 0 && column + 1 + width > terminal->width))
        {
          g_string_append_printf (text, "%s%*s", column > 0 ? "\n" : "", (int) indent, "");
          column = indent;
        }
      else
        {
          g_string_append_c (text, ' ');
          column++;
        }
      g_string_append (text, words[i]);
      column += width;
    }
  g_string_append_c (text, '\n');
}

/* What may go wrong when the service passes the check that it fails now. */
static void
append_breaks (guint index, guint indent, const HnTerminal *terminal, GString *text)
{
  const HnCheck *check = hn_check_get (index);
  const char *breaks = _ (hn_directive_get (check->directive)->breaks);
  g_autofree char *line = NULL;

  if (check->risk == HN_RISK_LOW)
    /* Translators: what a setting may break in a service; %s is one or more sentences */
    line = g_strdup_printf (_ ("Unlikely to break it: %s"), breaks);
  else if (check->risk == HN_RISK_MEDIUM)
    /* Translators: what a setting may break in a service; %s is one or more sentences */
    line = g_strdup_printf (_ ("May break it: %s"), breaks);
  else
    /* Translators: what a setting may break in a service; %s is one or more sentences */
    line = g_strdup_printf (_ ("Likely to break it: %s"), breaks);
  append_wrapped (text, line, indent, terminal);
}

/* Each check on lines of its own, for narrow terminals, and where there is more to say of it. */
static void
append_entries (const HnReport *self, gboolean explain, const HnTerminal *terminal, GString *text)
{
  const guint indent = 6;
  const guint limit = terminal->width == 0           ? G_MAXUINT
                      : terminal->width > 2 * indent ? terminal->width - indent
                                                     : indent;

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      g_auto (HnReportRow) row = hn_report_read_row (self, i);
      g_autofree char *meaning = hn_terminal_clean (row.meaning);
      g_autofree char *id = hn_table_cut (hn_check_get (i)->id, limit, FALSE, terminal);

      hn_terminal_append (terminal, text, color_of_outcome (row.passed),
                          hn_terminal_get_check_mark (terminal, row.passed));
      g_string_append_printf (text, " %3s ", row.share);
      hn_terminal_append (terminal, text, HN_COLOR_BOLD, id);
      g_string_append_c (text, '\n');
      append_wrapped (text, meaning, indent, terminal);
      if (explain && row.passed == 0)
        append_breaks (i, indent, terminal, text);

      /* What nobody set needs no explanation. */
      if (self->settings->origin[row.directive].kind != HN_ORIGIN_DEFAULT)
        {
          g_autofree char *setting =
              g_strdup_printf ("%s=%s", hn_directive_get (row.directive)->name, row.value);
          g_autofree char *clean = hn_terminal_clean (setting);
          g_autofree char *place = hn_terminal_clean (row.source);
          g_autofree char *short_setting = hn_table_cut (clean, limit, FALSE, terminal);
          g_autofree char *short_place = hn_table_cut (place, limit, TRUE, terminal);

          g_string_append_printf (text, "%*s%s\n%*s", (int) indent, "", short_setting, (int) indent,
                                  "");
          hn_terminal_append (terminal, text, HN_COLOR_DIM, short_place);
          g_string_append_c (text, '\n');
        }
    }
}

static void
append_table (const HnReport *self, const HnTerminal *terminal, GString *text)
{
  /* Words without spaces stand first and the value, which can be very long, last, so that a pipe
   * can be cut at the spaces. */
  const HnColumn columns[] = {
    /* Translators: heading over check marks, as short as can be */
    { C_ ("heading", "OK"), FALSE, 0 },
    /* Translators: heading over the names of checks, such as "PrivateTmp=" */
    { _ ("CHECK"), FALSE, 24 },
    /* Translators: heading over how much a check adds to the exposure */
    { _ ("SHARE"), TRUE, 0 },
    /* Translators: heading over sentences that say what an outcome means */
    { _ ("MEANING"), FALSE, 20 },
    /* Translators: heading over where a value comes from, a file and line */
    { _ ("SOURCE"), FALSE, 12, TRUE },
    /* Translators: heading over the values of settings */
    { _ ("VALUE"), FALSE, 8 },
  };
  g_autoptr (HnTable) table = hn_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      g_auto (HnReportRow) row = hn_report_read_row (self, i);

      hn_table_add (table, color_of_outcome (row.passed),
                    hn_terminal_get_check_mark (terminal, row.passed));
      hn_table_add (table, HN_COLOR_NONE, hn_check_get (i)->id);
      hn_table_add (table, HN_COLOR_NONE, row.share);
      hn_table_add (table, color_of_outcome (row.passed), row.meaning);
      hn_table_add (table, HN_COLOR_DIM, row.source);
      hn_table_add (table, HN_COLOR_NONE, row.value);
    }
  hn_table_append_to (table, terminal, text);
}

/* Below the table: what stays visible there, and does not count. */
static void
append_accepted (const HnReport *self, const HnTerminal *terminal, GString *text)
{
  gboolean any = FALSE;

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnAccepted *accepted = hn_report_find_accepted (self, i);

      if (accepted == NULL)
        continue;
      if (!any)
        {
          g_string_append_c (text, '\n');
          /* Translators: heading over checks that somebody accepted, each with a reason */
          hn_terminal_append (terminal, text, HN_COLOR_BOLD, _ ("Accepted:"));
          g_string_append_c (text, '\n');
        }
      any = TRUE;
      hn_accepted_append_text (accepted, hn_check_get (i)->id, terminal, text);
    }
}

void
hn_report_append_text (const HnReport *self,
                       gboolean explain,
                       const HnTerminal *terminal,
                       GString *text)
{
  g_autoptr (GPtrArray) warnings = hn_report_list_new_warnings (self, NULL);
  g_autofree char *overall = NULL;

  if (explain || (terminal->width > 0 && terminal->width < NARROW))
    append_entries (self, explain, terminal, text);
  else
    append_table (self, terminal, text);
  hn_warnings_append_text (warnings, terminal, text);
  if (self->facts != NULL)
    hn_facts_append_text (self->facts, terminal, text);
  hn_in_force_append_text (self->settings, self->facts, terminal, text);
  append_accepted (self, terminal, text);

  g_string_append_printf (text, "\n%s ", hn_terminal_get_arrow (terminal));
  /* Translators: the placeholder is a service; an exposure such as "9.6 UNSAFE" follows */
  overall = g_strdup_printf (_ ("Exposure of %s:"), self->settings->context.unit);
  hn_terminal_append (terminal, text, HN_COLOR_BOLD, overall);
  g_string_append_c (text, ' ');
  hn_terminal_append_level (terminal, text, self->assessment.exposure, self->assessment.level);
  if (hn_report_get_counted (self) != self->assessment.exposure)
    {
      guint counted = hn_report_get_counted (self);

      g_string_append_c (text, ' ');
      /* Translators: behind an exposure; the placeholders are one such as 9.2 */
      g_string_append_printf (text, _ ("(%u.%u without what is accepted)"), counted / 10,
                              counted % 10);
    }
  g_string_append_c (text, '\n');
}

static char *
join_change (const HnTerminal *terminal, const char *before, const char *after)
{
  if (g_str_equal (before, after))
    return g_strdup (after);

  return g_strdup_printf ("%s %s %s", *before != '\0' ? before : "-",
                          hn_terminal_get_arrow (terminal), *after != '\0' ? after : "-");
}

static void
add_change (const HnReport *self,
            const HnReport *before,
            guint index,
            const HnTerminal *terminal,
            HnTable *table)
{
  g_auto (HnReportRow) old = hn_report_read_row (before, index);
  g_auto (HnReportRow) new = hn_report_read_row (self, index);
  g_autofree char *values = join_change (terminal, old.value, new.value);
  g_autofree char *marks =
      g_strdup_printf ("%s%s%s", hn_terminal_get_check_mark (terminal, old.passed),
                       hn_terminal_get_arrow (terminal),
                       hn_terminal_get_check_mark (terminal, new.passed));

  hn_table_add (table, color_of_outcome (new.passed), marks);
  hn_table_add (table, HN_COLOR_NONE, hn_check_get (index)->id);
  hn_table_add (table, HN_COLOR_NONE, old.share);
  hn_table_add (table, HN_COLOR_NONE, new.share);
  hn_table_add (table, color_of_outcome (new.passed), new.meaning);
  hn_table_add (table, HN_COLOR_NONE, values);
}

void
hn_report_append_exposure (const HnReport *self,
                           const HnReport *before,
                           const HnTerminal *terminal,
                           GString *text)
{
  hn_terminal_append (terminal, text, HN_COLOR_BOLD, self->settings->context.unit);
  g_string_append (text, ": ");
  if (before != NULL)
    {
      hn_terminal_append_level (terminal, text, before->assessment.exposure,
                                before->assessment.level);
      g_string_append_printf (text, " %s ", hn_terminal_get_arrow (terminal));
    }
  hn_terminal_append_level (terminal, text, self->assessment.exposure, self->assessment.level);
  g_string_append_c (text, '\n');
}

void
hn_report_append_comparison (const HnReport *self,
                             const HnReport *before,
                             const HnTerminal *terminal,
                             GString *text)
{
  const HnColumn columns[] = {
    { C_ ("heading", "OK"), FALSE, 0 },
    { _ ("CHECK"), FALSE, 24 },
    /* Translators: heading over shares of the exposure before a change */
    { _ ("BEFORE"), TRUE, 0 },
    /* Translators: heading over shares of the exposure after a change */
    { _ ("AFTER"), TRUE, 0 },
    { _ ("MEANING"), FALSE, 20 },
    { _ ("VALUE"), FALSE, 12 },
  };
  g_autoptr (HnTable) table = hn_table_new (columns, G_N_ELEMENTS (columns));
  gboolean any = FALSE;

  hn_report_append_exposure (self, before, terminal, text);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (before->assessment.findings[i].badness != self->assessment.findings[i].badness)
      {
        add_change (self, before, i, terminal, table);
        any = TRUE;
      }

  if (any)
    hn_table_append_to (table, terminal, text);
  else
    g_string_append_printf (text, "%s\n", _ ("No check changes."));
}

void
hn_drop_in_append_text (const char *unit,
                        const char *drop_in,
                        const HnTerminal *terminal,
                        GString *text)
{
  g_auto (GStrv) lines = g_strsplit (drop_in, "\n", -1);
  g_autofree char *heading = NULL;

  /* Translators: heading over the text of a drop-in, whose name the placeholder is */
  heading = g_strdup_printf (_ ("Drop-in %s.d/zz-hardnut.conf:"), unit);
  g_string_append_c (text, '\n');
  hn_terminal_append (terminal, text, HN_COLOR_BOLD, heading);
  g_string_append_c (text, '\n');
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autofree char *line = NULL;

      /* In a pipe it may well become a file, so it stays as it is. */
      line = terminal->is_terminal ? hn_terminal_clean (lines[i]) : g_strdup (lines[i]);
      g_string_append_printf (text, "%s\n", line);
    }
}
