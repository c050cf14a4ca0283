/* A setting that may be why a service does not work, with what it may break, and the words of the
 * service that say so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "suspect-row.h"

#include <glib/gi18n-lib.h>

#include "app/common/plain-row.h"

/* What a service writes in one line may fill pages, and so may a filter of system calls. */
#define MAX_LENGTH 240

static char *
dup_short (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (valid, -1) <= MAX_LENGTH)
    return g_steal_pointer (&valid);

  start = g_utf8_substring (valid, 0, MAX_LENGTH);

  return g_strconcat (start, "…", NULL);
}

static GtkWidget *
row_new (const char *title, HnDirectiveId directive, const char *proof)
{
  g_autofree char *shown = dup_short (title);
  g_autoptr (GString) text = g_string_new (NULL);

  if (directive != HN_DIRECTIVE_NONE)
    g_string_append (text, _ (hn_directive_get (directive)->breaks));
  if (proof != NULL)
    {
      g_autofree char *words = dup_short (proof);
      /* Translators: %s is a line that the service has written into the journal. */
      g_autofree char *quote = g_strdup_printf (_ ("It wrote: “%s”"), words);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", quote);
    }

  return hn_plain_row_new (shown, text->str);
}

GtkWidget *
hn_suspect_row_new (const HnChange *change, const char *proof)
{
  g_autofree char *title = NULL;

  g_return_val_if_fail (change != NULL, NULL);

  title = hn_change_dup_line (change);

  return row_new (title, change->directive, proof);
}

GtkWidget *
hn_suspect_row_new_for_name (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return row_new (name, hn_directive_find (name), NULL);
}
