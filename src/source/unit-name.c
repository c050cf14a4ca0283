/* Names of services: which are valid, what is a template, and which drop-in folders count for one.
 * Pure string work, no files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/unit-name.h"

#include <string.h>

#define SUFFIX ".service"
#define SUFFIX_LENGTH (sizeof SUFFIX - 1)
#define NAME_MAX_LENGTH 255

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr (":-_.\\", c) != NULL);
}

static gboolean
is_charset (const char *text, gsize length, gboolean allow_at)
{
  if (length == 0)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!is_name_char (text[i]) && !(allow_at && text[i] == '@'))
      return FALSE;

  return TRUE;
}

HnUnitNameKind
hn_unit_name_classify (const char *name)
{
  gsize length = strlen (name);

  if (length <= SUFFIX_LENGTH || length > NAME_MAX_LENGTH || !g_str_has_suffix (name, SUFFIX))
    return HN_UNIT_NAME_INVALID;

  gsize stem = length - SUFFIX_LENGTH;
  if (!is_charset (name, stem, TRUE))
    return HN_UNIT_NAME_INVALID;

  const char *at = memchr (name, '@', stem);
  if (at == NULL)
    return HN_UNIT_NAME_PLAIN;
  if (at == name)
    return HN_UNIT_NAME_INVALID;

  return at + 1 == name + stem ? HN_UNIT_NAME_TEMPLATE : HN_UNIT_NAME_INSTANCE;
}

gboolean
hn_unit_name_is_service (const char *name)
{
  HnUnitNameKind kind = hn_unit_name_classify (name);

  return kind == HN_UNIT_NAME_PLAIN || kind == HN_UNIT_NAME_INSTANCE;
}

char *
hn_unit_name_dup_instance (const char *name)
{
  if (hn_unit_name_classify (name) != HN_UNIT_NAME_INSTANCE)
    return NULL;

  const char *at = strchr (name, '@');
  return g_strndup (at + 1, strlen (at + 1) - SUFFIX_LENGTH);
}

char *
hn_unit_name_dup_template (const char *name)
{
  const char *at = strchr (name, '@');

  return at != NULL ? g_strdup_printf ("%.*s@" SUFFIX, (int) (at - name), name) : NULL;
}

char *
hn_unit_name_dup_short (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  if (g_str_has_suffix (valid, SUFFIX))
    valid[strlen (valid) - SUFFIX_LENGTH] = '\0';

  return g_steal_pointer (&valid);
}

char *
hn_unit_name_with_instance (const char *name, const char *instance)
{
  const char *at = strchr (name, '@');
  g_autofree char *result = NULL;

  if (at == NULL)
    return NULL;

  result = g_strdup_printf ("%.*s@%s" SUFFIX, (int) (at - name), name, instance);
  return hn_unit_name_classify (result) == HN_UNIT_NAME_INSTANCE ? g_steal_pointer (&result) : NULL;
}

gboolean
hn_unit_name_is_drop_in_folder (const char *folder)
{
  gsize length = strlen (folder);

  if (!g_str_has_suffix (folder, SUFFIX ".d"))
    return strcmp (folder, "service.d") == 0;

  g_autofree char *name = g_strndup (folder, length - strlen (".d"));
  return hn_unit_name_classify (name) != HN_UNIT_NAME_INVALID;
}

/* "foo-bar" becomes "foo-", "foo-" nothing; FALSE when there is no shorter prefix. A trailing dash
 * belongs to what was cut before, so it is passed over once. */
static gboolean
shorten_prefix (char *prefix)
{
  for (gboolean passed = FALSE;; passed = TRUE)
    {
      char *dash = strrchr (prefix, '-');

      if (dash == NULL || dash == prefix)
        return FALSE;

      if (dash[1] != '\0' || passed)
        {
          dash[1] = '\0';
          return TRUE;
        }

      *dash = '\0';
    }
}

void
hn_unit_name_add_drop_in_names (const char *name, GPtrArray *names)
{
  g_ptr_array_add (names, g_strdup (name));

  g_autofree char *instance = hn_unit_name_dup_instance (name);
  if (instance != NULL)
    {
      g_autofree char *template = hn_unit_name_dup_template (name);
      hn_unit_name_add_drop_in_names (template, names);
    }

  const char *at = strchr (name, '@');
  g_autofree char *prefix =
      g_strndup (name, at != NULL ? (gsize) (at - name) : strlen (name) - SUFFIX_LENGTH);

  if (!shorten_prefix (prefix) || !is_charset (prefix, strlen (prefix), FALSE))
    return;

  /* The prefix of a template is a plain name, that of an instance is an instance. */
  g_autofree char *shorter = instance != NULL ? g_strdup_printf ("%s@%s" SUFFIX, prefix, instance)
                                              : g_strdup_printf ("%s" SUFFIX, prefix);
  hn_unit_name_add_drop_in_names (shorter, names);
}

int
hn_unit_name_compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GStrv
hn_unit_name_sort_list (GPtrArray *names)
{
  g_ptr_array_sort (names, hn_unit_name_compare);
  g_ptr_array_add (names, NULL);

  return (GStrv) g_ptr_array_free (names, FALSE);
}
