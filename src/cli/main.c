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
run (const HnOptions *options, GError **error)
{
  g_autofree char *help = NULL;

  switch (options->command)
    {
    case HN_COMMAND_LIST:
      return hn_command_list (options, error);
    case HN_COMMAND_SHOW:
      return hn_command_show (options, error);
    case HN_COMMAND_PREVIEW:
      return hn_command_preview (options, error);
    case HN_COMMAND_TRY:
      return hn_command_try (options, error);
    case HN_COMMAND_KEEP:
      return hn_command_keep (options, error);
    case HN_COMMAND_REVERT:
      return hn_command_revert (options, error);
    case HN_COMMAND_REMOVE:
      return hn_command_remove (options, error);
    case HN_COMMAND_TRIALS:
      return hn_command_trials (options, error);
    case HN_COMMAND_COMPLETE:
      return hn_command_complete (options, error);
    case HN_COMMAND_HELP:
      {
        HnTerminal terminal;

        hn_terminal_init (&terminal, FALSE);
        help = hn_options_dup_help ();
        hn_terminal_print (&terminal, help, error);
        return HN_EXIT_OK;
      }
    case HN_COMMAND_VERSION:
      hn_terminal_print_raw ("hardnutctl " PACKAGE_VERSION "\n", error);
      return HN_EXIT_OK;
    default:
      g_assert_not_reached ();
    }
}

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
    status = run (options, &error);
  if (error == NULL)
    return (int) status;

  line = hn_terminal_clean (error->message);
  g_printerr ("hardnutctl: %s\n", line);
  if (error->domain != HN_USAGE_ERROR)
    return HN_EXIT_FAILURE;
  g_printerr ("%s\n", _ ("Try “hardnutctl --help”."));

  return HN_EXIT_USAGE;
}
