/* hardnutctl: the terminal's way to what Hardnut knows. This file turns words into a command and
 * errors into a line and an exit status.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>

#include "commands.h"
#include "terminal.h"

/* One line for each message of the libraries below, without the program's id and date. */
static GLogWriterOutput
write_log_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if ((level & G_LOG_LEVEL_MASK) > G_LOG_LEVEL_MESSAGE)
    return g_log_writer_default (level, fields, n_fields, user_data);

  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      {
        g_autofree char *line = hn_terminal_clean (fields[i].value);

        g_printerr ("hardnutctl: %s\n", line);
      }

  return G_LOG_WRITER_HANDLED;
}

static HnExit
print_help (const HnOptions *options, GError **error)
{
  g_autofree char *help = hn_options_dup_help ();
  HnTerminal terminal;

  hn_terminal_init (&terminal, FALSE);
  hn_terminal_print (&terminal, help, error);

  return HN_EXIT_OK;
}

static HnExit
print_version (const HnOptions *options, GError **error)
{
  hn_terminal_print_raw ("hardnutctl " PACKAGE_VERSION "\n", error);

  return HN_EXIT_OK;
}

static HnExit (*const commands[]) (const HnOptions *options, GError **error) = {
  [HN_COMMAND_LIST] = hn_command_list,         [HN_COMMAND_SHOW] = hn_command_show,
  [HN_COMMAND_PREVIEW] = hn_command_preview,   [HN_COMMAND_ADVISE] = hn_command_advise,
  [HN_COMMAND_TRY] = hn_command_try,           [HN_COMMAND_KEEP] = hn_command_keep,
  [HN_COMMAND_REVERT] = hn_command_revert,     [HN_COMMAND_REMOVE] = hn_command_remove,
  [HN_COMMAND_TRIALS] = hn_command_trials,     [HN_COMMAND_WATCH] = hn_command_watch,
  [HN_COMMAND_EVIDENCE] = hn_command_evidence, [HN_COMMAND_ACCEPT] = hn_command_accept,
  [HN_COMMAND_HARDEN] = hn_command_harden,     [HN_COMMAND_HISTORY] = hn_command_history,
  [HN_COMMAND_COMPLETE] = hn_command_complete, [HN_COMMAND_HELP] = print_help,
  [HN_COMMAND_VERSION] = print_version,
};

int
main (int argc, char **argv)
{
  g_autoptr (HnOptions) options = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  HnExit status = HN_EXIT_USAGE;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_log_set_writer_func (write_log_cb, NULL, NULL);

  options = hn_options_parse (argv, &error);
  if (options != NULL)
    status = commands[options->command](options, &error);
  if (error == NULL)
    return (int) status;

  line = hn_terminal_clean (error->message);
  g_printerr ("hardnutctl: %s\n", line);
  if (error->domain != HN_USAGE_ERROR)
    return HN_EXIT_FAILURE;
  g_printerr ("%s\n", _ ("Try “hardnutctl --help”."));

  return HN_EXIT_USAGE;
}
