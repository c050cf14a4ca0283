/* Edits as the text of a drop-in, and back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/drop-in.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/values.h"

G_DEFINE_QUARK (hn-drop-in-error-quark, hn_drop_in_error)

void
hn_edit_free (HnEdit *edit)
{
  g_free (edit->value);
  g_free (edit);
}

GPtrArray *
hn_drop_in_parse_edits (const char *const *words,
                        GError           **error)
{
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_edit_free);

  for (; *words != NULL; words++)
    {
      const char *equals = strchr (*words, '=');
      g_autofree char *name = NULL;
      HnDirectiveId directive;
      HnEdit *edit;

      if (equals == NULL || equals == *words)
        {
          g_set_error (error, HN_DROP_IN_ERROR, HN_DROP_IN_ERROR_SYNTAX,
                       /* Translators: %s is what the person typed; keep DIRECTIVE=VALUE */
                       _("“%s” is not of the form DIRECTIVE=VALUE"), *words);
          return NULL;
        }
      if (strpbrk (*words, "\n\r") != NULL)
        {
          g_set_error (error, HN_DROP_IN_ERROR, HN_DROP_IN_ERROR_SYNTAX,
                       _("“%s” holds more than one line"), *words);
          return NULL;
        }

      name = g_strndup (*words, equals - *words);
      directive = hn_directive_find (name);
      if (directive == HN_DIRECTIVE_NONE)
        {
          g_set_error (error, HN_DROP_IN_ERROR, HN_DROP_IN_ERROR_UNKNOWN_DIRECTIVE,
                       /* Translators: %s is the name of a setting in a unit file */
                       _("“%s” is not a sandboxing directive"), name);
          return NULL;
        }

      edit = g_new0 (HnEdit, 1);
      edit->directive = directive;
      edit->value = g_strdup (equals + 1);
      g_ptr_array_add (edits, edit);
    }

  return g_steal_pointer (&edits);
}

static void
add_edit (GPtrArray    *edits,
          HnDirectiveId directive,
          const char   *value,
          gsize         length)
{
  HnEdit *edit = g_new0 (HnEdit, 1);

  edit->directive = directive;
  edit->value = g_strndup (value, length);
  g_ptr_array_add (edits, edit);
}

gboolean
hn_drop_in_is_tried (const char *path)
{
  g_return_val_if_fail (path != NULL, FALSE);

  return strstr (path, "/systemd/system.control/") != NULL ||
         strstr (path, "/systemd/user.control/") != NULL;
}

GPtrArray *
hn_edits_stage (GPtrArray    *edits,
                HnDirectiveId directive,
                const char   *value)
{
  GPtrArray *staged = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_edit_free);
  const char *end;

  for (guint i = 0; edits != NULL && i < edits->len; i++)
    {
      const HnEdit *edit = edits->pdata[i];

      if (edit->directive != directive)
        add_edit (staged, edit->directive, edit->value, strlen (edit->value));
    }

  for (; (end = strchr (value, '\n')) != NULL; value = end + 1)
    add_edit (staged, directive, value, end - value);
  add_edit (staged, directive, value, strlen (value));

  return staged;
}

static int
compare_edits (gconstpointer a,
               gconstpointer b)
{
  const HnEdit *const *left = a;
  const HnEdit *const *right = b;

  return (int) (*left)->directive - (int) (*right)->directive;
}

char *
hn_drop_in_to_text (GPtrArray *edits)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  GString *text = g_string_new ("[Service]\n");

  /* Lines of one directive build on each other and keep their order; g_ptr_array_sort() is stable.
   * No directive depends on where another one stands. */
  for (guint i = 0; i < edits->len; i++)
    g_ptr_array_add (sorted, edits->pdata[i]);
  g_ptr_array_sort (sorted, compare_edits);

  for (guint i = 0; i < sorted->len; i++)
    {
      const HnEdit *edit = sorted->pdata[i];

      g_string_append_printf (text, "%s=%s\n", hn_directive_get (edit->directive)->name,
                              edit->value);
    }

  return g_string_free (text, FALSE);
}
