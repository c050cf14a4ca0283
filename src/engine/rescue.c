/* The words and commands of the way back by hand.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/rescue.h"

#include <glib/gi18n-lib.h>
#include <string.h>

char *
hn_rescue_dup_warning (const char *unit, const char *why)
{
  return g_strdup_printf (
      /* Translators: the name of a service, and a sentence on why it is not restarted. */
      _ ("%s is not restarted from here. %s The change is written for good and "
         "not tried: nobody knows whether the service starts with it. If it does "
         "not, you may be unable to log in after the next start of the machine."),
      unit, why);
}

const char *
hn_rescue_get_way (HnScope scope)
{
  if (scope == HN_SCOPE_USER)
    return _ ("To undo it then, log in on a text console (Ctrl+Alt+F3) or over ssh, and run:");

  return _ (
      "To undo it then, add systemd.unit=rescue.target to the kernel’s command line in the "
      "boot menu, or init=/bin/sh where that does not help. In the shell that comes up, run:");
}

char *
hn_rescue_dup_commands (const char *path, const char *restored, HnScope scope)
{
  g_autofree char *quoted = hn_rescue_quote_path (path);
  GString *commands = g_string_new (NULL);

  /* With init=/bin/sh nothing is writable yet. */
  if (scope == HN_SCOPE_SYSTEM)
    g_string_append (commands, "mount -o remount,rw /\n");
  if (restored != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (path);
      g_autofree char *quoted_folder = hn_rescue_quote_path (folder);

      g_string_append_printf (commands, "mkdir -p %s\ncat >%s <<'EOF'\n%sEOF\n", quoted_folder,
                              quoted, restored);
    }
  else
    {
      g_string_append_printf (commands, "rm %s\n", quoted);
    }
  if (scope == HN_SCOPE_SYSTEM)
    g_string_append (commands, "sync\nreboot -f\n");
  else
    g_string_append (commands, "systemctl --user daemon-reload\n");

  return g_string_free (commands, FALSE);
}

char *
hn_rescue_quote_path (const char *path)
{
  g_autofree char *quoted = NULL;

  if (strspn (path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-@:~") ==
      strlen (path))
    return g_strdup (path);
  if (!g_str_has_prefix (path, "~/"))
    return g_shell_quote (path);

  quoted = g_shell_quote (path + 2);
  return g_strconcat ("~/", quoted, NULL);
}
