/* The permissions are named by their polkit actions, as those who write rules for them need these.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "permission-out.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "protocol/helper1.h"

static char *
dup_heading (const HnPermission *permission)
{
  if (geteuid () == 0)
    /* Translators: %s is the name of a permission; a list of lines follows */
    return g_strdup_printf (_ ("You are root and not asked; anybody else needs the stronger "
                               "permission (%s):"),
                            HN_ACTION_LOOSEN);
  if (!permission->certain)
    /* Translators: %s is the name of a permission; a list of lines follows */
    return g_strdup_printf (_ ("May need the stronger permission (%s), as not all can be seen from "
                               "here:"),
                            HN_ACTION_LOOSEN);

  /* Translators: %s is the name of a permission; a list of lines follows */
  return g_strdup_printf (_ ("Needs the stronger permission (%s):"), HN_ACTION_LOOSEN);
}

void
hn_permission_append_text (const HnPermission *permission,
                           const HnTerminal *terminal,
                           GString *text)
{
  g_autofree char *heading = NULL;

  if (permission == NULL)
    return;

  if (permission->reasons->len == 0)
    {
      if (geteuid () == 0)
        return;
      if (permission->certain)
        /* Translators: %s is the name of a permission */
        g_string_append_printf (text, _ ("Needs the ordinary permission (%s)."), HN_ACTION_APPLY);
      else
        /* Translators: %s is the name of a permission */
        g_string_append_printf (text,
                                _ ("Needs the ordinary permission (%s), as far as can be seen from "
                                   "here."),
                                HN_ACTION_APPLY);
      g_string_append_c (text, '\n');
      return;
    }

  heading = dup_heading (permission);
  hn_terminal_append (terminal, text, HN_COLOR_YELLOW, heading);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < permission->reasons->len; i++)
    {
      const HnWeakening *reason = permission->reasons->pdata[i];
      g_autofree char *line = hn_permission_dup_line (reason);
      g_autofree char *sentence = hn_weakening_dup_sentence (reason);
      g_autofree char *whole =
          g_strdup_printf ("%s%s%s", line != NULL ? line : "", line != NULL ? ": " : "", sentence);
      g_autofree char *clean = hn_terminal_clean (whole);

      g_string_append_printf (text, "  %s\n", clean);
    }
}

void
hn_reasons_write_json (const char *name, GPtrArray *reasons, HnJsonOut *out)
{
  hn_json_out_begin_array (out, name);
  for (guint i = 0; reasons != NULL && i < reasons->len; i++)
    {
      const HnWeakening *reason = reasons->pdata[i];
      g_autofree char *line = hn_permission_dup_line (reason);
      g_autofree char *sentence = hn_weakening_dup_sentence (reason);

      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "line", line);
      hn_json_out_string (out, "reason", sentence);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
}

void
hn_permission_write_json (const HnPermission *permission, HnJsonOut *out)
{
  const char *name = NULL;

  if (permission != NULL)
    name = permission->reasons->len > 0 ? "loosen" : "apply";
  hn_json_out_string (out, "permission", name);
  hn_json_out_boolean (out, "permission_certain", permission != NULL ? permission->certain : -1);
  hn_reasons_write_json ("reasons", permission != NULL ? permission->reasons : NULL, out);
}
