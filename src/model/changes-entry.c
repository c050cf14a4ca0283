/* From the text of an entry to lines of the drop-in. What an entry of a list shows is all that
 * holds, from any file, so that what is missing in the text is taken out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changes-control.h"

#include <string.h>

#include "changes-private.h"
#include "engine/validate.h"

/* Whether each line takes one entry. */
static gboolean
takes_one_a_line (HnDirectiveId directive)
{
  return directive == HN_DIRECTIVE_DEVICE_ALLOW || directive == HN_DIRECTIVE_SOCKET_BIND_ALLOW ||
         directive == HN_DIRECTIVE_SOCKET_BIND_DENY;
}

/* Whether what an entry shows is a plain list: each line adds to it, and none takes away. */
static gboolean
adds_up (HnDirectiveId directive)
{
  HnKind kind = hn_directive_get (directive)->type->kind;

  return takes_one_a_line (directive) || kind == HN_KIND_PATHS || kind == HN_KIND_ADDRESSES;
}

/* The entries of a list; a device may have a word behind it that says what may be done with it. */
static GPtrArray *
split_entries (HnDirectiveId directive, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n", -1);
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean rights = directive == HN_DIRECTIVE_DEVICE_ALLOW && entries->len > 0 &&
                        strspn (words[i], "rwm") == strlen (words[i]);

      if (*words[i] == '\0')
        continue;
      if (rights)
        {
          g_autofree char *device = g_ptr_array_steal_index (entries, entries->len - 1);

          g_ptr_array_add (entries, g_strdup_printf ("%s %s", device, words[i]));
        }
      else
        {
          g_ptr_array_add (entries, g_strdup (words[i]));
        }
    }

  return entries;
}

static char *
join (GPtrArray *entries, const char *separator)
{
  g_ptr_array_add (entries, NULL);

  return g_strjoinv (separator, (char **) entries->pdata);
}

static gboolean
has_all (GPtrArray *entries, GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++)
    if (!g_ptr_array_find_with_equal_func (entries, others->pdata[i], g_str_equal, NULL))
      return FALSE;

  return TRUE;
}

/* What a person may take out: not what another setting adds. */
static char *
dup_own_value (const HnSettings *settings, HnDirectiveId directive)
{
  g_autofree char *value = hn_settings_dup_value (settings, directive);
  g_autofree char *clock = hn_settings_dup_value (settings, HN_DIRECTIVE_PROTECT_CLOCK);
  g_autoptr (GPtrArray) entries = NULL;
  guint rtc;

  if (directive != HN_DIRECTIVE_DEVICE_ALLOW || !g_str_equal (clock, "yes"))
    return g_steal_pointer (&value);

  entries = split_entries (directive, value);
  while (g_ptr_array_find_with_equal_func (entries, "char-rtc r", g_str_equal, &rtc))
    g_ptr_array_remove_index (entries, rtc);

  return join (entries, " ");
}

/* Whether the list would be just what @wanted is with @value in the drop-in. */
static gboolean
leads_to_entries (HnChanges *self, HnDirectiveId directive, const char *value, const char *wanted)
{
  g_autoptr (HnSettings) settings = hn_changes_try_value (self, directive, value);
  g_autofree char *result = dup_own_value (settings, directive);
  g_autoptr (GPtrArray) has = split_entries (directive, result);
  g_autoptr (GPtrArray) wants = split_entries (directive, wanted);

  return has_all (has, wants) && has_all (wants, has);
}

/* Whether an entry shows the one line that Hardnut has, and not all that holds: what several lines
 * say is what all of them together say, which one line may not be able to. */
static gboolean
shows_own_line (HnChanges *self, HnDirectiveId directive)
{
  const char *own = hn_changes_get_value (self, directive);

  return own != NULL && strchr (own, '\n') == NULL && *own != '\0' && !takes_one_a_line (directive);
}

char *
hn_changes_dup_entry (HnChanges *self, HnDirectiveId directive)
{
  const HnSettings *settings;

  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  if (shows_own_line (self, directive))
    return g_strdup (hn_changes_get_value (self, directive));

  settings = hn_changes_get_settings (self);
  return settings != NULL ? dup_own_value (settings, directive) : g_strdup ("");
}

static char *
dup_canonical_line (HnChanges *self, HnDirectiveId directive, const char *text, GError **error)
{
  const HnSettings *settings = hn_changes_get_settings (self);
  char *canonical = NULL;

  if (!hn_validate_value (directive, text, settings->context.version, &canonical, error))
    return NULL;

  return canonical;
}

/* The lines that @text stands for, canonical. */
static char *
dup_canonical (HnChanges *self, HnDirectiveId directive, const char *text, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  if (!takes_one_a_line (directive))
    return dup_canonical_line (self, directive, text, error);

  entries = split_entries (directive, text);
  lines = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < entries->len; i++)
    {
      char *line = dup_canonical_line (self, directive, entries->pdata[i], error);

      if (line == NULL)
        return NULL;
      g_ptr_array_add (lines, line);
    }

  return join (lines, "\n");
}

gboolean
hn_changes_check_entry (HnChanges *self, HnDirectiveId directive, const char *text, GError **error)
{
  g_autofree char *canonical = NULL;

  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  if (*text == '\0' || hn_changes_get_settings (self) == NULL)
    return TRUE;

  canonical = dup_canonical (self, directive, text, error);

  return canonical != NULL;
}

/* The lines of @canonical that the service does not have without Hardnut's. */
static char *
dup_new_lines (HnChanges *self, HnDirectiveId directive, const char *canonical)
{
  g_autoptr (HnSettings) without = hn_changes_try_value (self, directive, NULL);
  g_autofree char *value = dup_own_value (without, directive);
  g_autoptr (GPtrArray) has = split_entries (directive, value);
  g_autoptr (GPtrArray) wants = split_entries (directive, canonical);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  for (guint i = 0; i < wants->len; i++)
    if (!g_ptr_array_find_with_equal_func (has, wants->pdata[i], g_str_equal, NULL))
      g_ptr_array_add (lines, wants->pdata[i]);

  return join (lines, "\n");
}

/* Takes everything out: Hardnut's line, or what the files have. */
static void
empty_entry (HnChanges *self, HnDirectiveId directive)
{
  if (!adds_up (directive) || shows_own_line (self, directive) ||
      leads_to_entries (self, directive, NULL, ""))
    hn_changes_set (self, directive, NULL);
  else
    hn_changes_set (self, directive, "");
}

gboolean
hn_changes_set_entry (HnChanges *self, HnDirectiveId directive, const char *text, GError **error)
{
  g_autofree char *present = NULL;
  g_autofree char *canonical = NULL;
  g_autofree char *more = NULL;
  g_autofree char *anew = NULL;

  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  if (hn_changes_get_base (self) == NULL)
    return TRUE;

  /* Confirming what is shown is no change. */
  present = hn_changes_dup_entry (self, directive);
  if (g_str_equal (present, text))
    return TRUE;

  if (*text == '\0')
    {
      empty_entry (self, directive);
      return TRUE;
    }

  canonical = dup_canonical (self, directive, text, error);
  if (canonical == NULL)
    return FALSE;
  if (g_str_equal (present, canonical))
    return TRUE;

  if (!adds_up (directive) || shows_own_line (self, directive))
    {
      hn_changes_set (self, directive, canonical);
      return TRUE;
    }

  /* What is missing from all that was shown is to go. */
  more = takes_one_a_line (directive) ? dup_new_lines (self, directive, canonical)
                                      : g_strdup (canonical);
  anew = g_strconcat ("\n", canonical, NULL);
  if (leads_to_entries (self, directive, NULL, canonical))
    hn_changes_set (self, directive, NULL);
  else if (leads_to_entries (self, directive, more, canonical) ||
           (*more != '\0' && !leads_to_entries (self, directive, anew, canonical)))
    hn_changes_set (self, directive, more);
  else
    hn_changes_set (self, directive, anew);

  return TRUE;
}
