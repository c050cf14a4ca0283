/* The settings that a check looks at, as text for its row.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "check-text.h"

/* A row has one line for the value; shaping more than fits would be wasted. */
#define MAX_SHORT_CHARS 200
/* Lists of paths can be megabytes; more than this is cut, with a word about it. */
#define MAX_FULL_CHARS 10000

guint
hn_check_get_directives (guint         check,
                         HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES])
{
  guint n = 0;

  directives[n++] = hn_check_get (check)->directive;
  switch (hn_check_get (check)->rule)
    {
    case HN_RULE_USER:
      directives[n++] = HN_DIRECTIVE_DYNAMIC_USER;
      break;
    case HN_RULE_ROOT_DIRECTORY:
      directives[n++] = HN_DIRECTIVE_ROOT_IMAGE;
      break;
    case HN_RULE_ADDRESSES:
      directives[n++] = HN_DIRECTIVE_IP_ADDRESS_ALLOW;
      break;
    case HN_RULE_DEVICES:
      directives[n++] = HN_DIRECTIVE_DEVICE_POLICY;
      break;
    default:
      break;
    }

  return n;
}

/* The start of @text, at most @max characters; %NULL when that is all of it. */
static char *
dup_start (const char *text,
           guint       max)
{
  const char *end = text;

  for (guint n = 0; *end != '\0' && n < max; n++)
    end = g_utf8_next_char (end);

  return *end != '\0' ? g_strndup (text, (gsize) (end - text)) : NULL;
}

static char *
dup_setting (HnDirectiveId directive,
             const char   *value)
{
  const char *name = hn_directive_get (directive)->name;

  if (value == NULL || *value == '\0')
    /* Translators: a directive that nothing sets; %s is its name. */
    return g_strdup_printf (_("%s= (not set)"), name);

  return g_strdup_printf ("%s=%s", name, value);
}

static char *
dup_text (HnService     *service,
          HnFindingItem *item,
          const char    *separator)
{
  const HnSettings *settings = hn_service_get_settings (service);
  HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES];
  guint n = hn_check_get_directives (hn_finding_item_get_check (item), directives);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = NULL;
      g_autofree char *setting = NULL;

      if (i > 0 && settings != NULL)
        value = hn_settings_dup_value (settings, directives[i]);
      setting = dup_setting (directives[i], i == 0 ? hn_finding_item_get_value (item) : value);
      if (i > 0)
        g_string_append (text, separator);
      g_string_append (text, setting);
    }

  return g_string_free (text, FALSE);
}

char *
hn_check_dup_short_text (HnService     *service,
                         HnFindingItem *item)
{
  g_autofree char *text = NULL;
  char *start;

  g_return_val_if_fail (HN_IS_SERVICE (service), NULL);
  g_return_val_if_fail (HN_IS_FINDING_ITEM (item), NULL);

  text = dup_text (service, item, " · ");
  start = dup_start (text, MAX_SHORT_CHARS);
  return g_strdelimit (start != NULL ? start : g_steal_pointer (&text), "\n\r\t", ' ');
}

char *
hn_check_dup_full_text (HnService     *service,
                        HnFindingItem *item)
{
  g_autofree char *text = NULL;
  g_autofree char *start = NULL;

  g_return_val_if_fail (HN_IS_SERVICE (service), NULL);
  g_return_val_if_fail (HN_IS_FINDING_ITEM (item), NULL);

  text = dup_text (service, item, "\n");
  start = dup_start (text, MAX_FULL_CHARS);
  if (start == NULL)
    return g_steal_pointer (&text);

  /* Translators: %s is the start of a very long value. */
  return g_strdup_printf (_("%s … (cut here; the unit's files have the rest)"), start);
}
