/* The names of members are a promise to programs; the manual and tests hold them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "accepted-out.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "source/files/accepted-files.h"
#include "table.h"

static void
write_reason (const HnAccepted *accepted, HnJsonOut *out)
{
  hn_json_out_string (out, "until", accepted->until);
  hn_json_out_boolean (out, "everybody", accepted->everybody);
  hn_json_out_string (out, "note", accepted->note);
}

void
hn_accepted_write_json (const HnAccepted *accepted, HnJsonOut *out)
{
  if (accepted == NULL)
    return;

  hn_json_out_begin_object (out, "accepted");
  write_reason (accepted, out);
  hn_json_out_end_object (out);
}

void
hn_accepted_append_text (const HnAccepted *accepted,
                         const char *what,
                         const HnTerminal *terminal,
                         GString *text)
{
  g_autofree char *note = hn_terminal_clean (accepted->note);
  g_autofree char *line = NULL;

  if (accepted->everybody)
    /* Translators: a check, a day such as 2030-01-31, and the reason that somebody gave */
    line = g_strdup_printf (_ ("  %s for everybody, until %s: %s"), what, accepted->until, note);
  else
    /* Translators: a check, a day such as 2030-01-31, and the reason that somebody gave */
    line = g_strdup_printf (_ ("  %s until %s: %s"), what, accepted->until, note);
  g_string_append_printf (text, "%s\n", line);
}

static gboolean
print_json (const HnAcceptedFiles *files, GError **error)
{
  HnJsonOut *out = hn_json_out_new ();

  hn_json_out_begin_array (out, NULL);
  for (guint i = 0; i < files->all->len; i++)
    {
      const HnAccepted *accepted = files->all->pdata[i];

      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "unit", accepted->unit);
      hn_json_out_string (out, "check",
                          accepted->check == HN_ACCEPTED_ALL_CHECKS
                              ? NULL
                              : hn_check_get ((guint) accepted->check)->json_field);
      write_reason (accepted, out);
      hn_json_out_boolean (out, "counts_again", strcmp (accepted->until, files->today) <= 0);
      hn_json_out_string (out, "file", accepted->path);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);

  return hn_terminal_print_json (out, error);
}

static gboolean
print_text (const HnAcceptedFiles *files, const HnOptions *options, GError **error)
{
  const HnColumn columns[] = {
    { _ ("UNIT"), FALSE, 16 },
    { _ ("CHECK"), FALSE, 16 },
    /* Translators: heading over days on which something counts again */
    { _ ("UNTIL"), FALSE, 0 },
    /* Translators: heading over "everybody" and "you" */
    { _ ("FOR"), FALSE, 0 },
    /* Translators: heading over reasons that somebody gave */
    { _ ("NOTE"), FALSE, 16 },
  };
  g_autoptr (HnTable) table = hn_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GString) text = g_string_new (NULL);
  HnTerminal terminal;

  if (files->all->len == 0)
    return hn_terminal_print_raw (_ ("Nothing is accepted.\n"), error);

  hn_terminal_init (&terminal, !options->no_pager);
  for (guint i = 0; i < files->all->len; i++)
    {
      const HnAccepted *accepted = files->all->pdata[i];
      gboolean over = strcmp (accepted->until, files->today) <= 0;

      hn_table_add (table, HN_COLOR_NONE,
                    /* Translators: in the column UNIT: every service */
                    accepted->unit != NULL ? accepted->unit : C_ ("accepted", "all"));
      hn_table_add (table, HN_COLOR_NONE,
                    accepted->check == HN_ACCEPTED_ALL_CHECKS
                        /* Translators: in the column CHECK: every check */
                        ? C_ ("accepted check", "all")
                        : hn_check_get ((guint) accepted->check)->id);
      hn_table_add (table, over ? HN_COLOR_YELLOW : HN_COLOR_NONE, accepted->until);
      hn_table_add (table, HN_COLOR_NONE,
                    /* Translators: in the column FOR */
                    accepted->everybody ? C_ ("accepted", "everybody") : C_ ("accepted", "you"));
      hn_table_add (table, HN_COLOR_NONE, accepted->note);
    }
  hn_table_append_to (table, &terminal, text);

  return hn_terminal_print (&terminal, text->str, error);
}

gboolean
hn_accepted_list (const HnOptions *options, GError **error)
{
  g_autoptr (HnAcceptedFiles) files =
      hn_accepted_files_load (options->root, options->scope, geteuid () != 0);

  for (guint i = 0; i < files->wrong->len; i++)
    g_message ("%s", (char *) files->wrong->pdata[i]);

  return options->json ? print_json (files, error) : print_text (files, options, error);
}
