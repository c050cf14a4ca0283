/* What a check says, and the settings that it looks at, as text for its row.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/accept/accepted-text.h"
#include "check-text.h"

/* A row has one line for the value; shaping more than fits would be wasted. */
#define MAX_SHORT_CHARS 160
/* Lists of paths can be megabytes; more than this is cut, with a word about it. */
#define MAX_FULL_CHARS 10000

guint
hn_check_get_directives (guint check, HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES])
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

guint
hn_check_get_written (guint check, HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES])
{
  guint n = hn_check_get_directives (check, directives);

  if (hn_check_get (check)->rule == HN_RULE_PROTECT_SYSTEM)
    directives[n++] = HN_DIRECTIVE_READ_WRITE_PATHS;

  return n;
}

const char *
hn_check_get_title (guint check)
{
  const char *title = hn_check_get (check)->title;

  return title != NULL && *title != '\0' ? _ (title) : hn_check_get (check)->id;
}

/* NULL before the service is read. */
static const HnFinding *
get_finding (HnChanges *changes, guint check)
{
  const HnAssessment *assessment = hn_changes_get_after (changes);

  return assessment != NULL ? &assessment->findings[check] : NULL;
}

int
hn_check_get_passed (HnChanges *changes, guint check)
{
  const HnFinding *finding;

  g_return_val_if_fail (HN_IS_CHANGES (changes), -1);

  finding = get_finding (changes, check);

  return finding != NULL ? hn_finding_passed (finding) : -1;
}

guint
hn_check_get_share (HnChanges *changes, guint check)
{
  const HnFinding *finding;

  g_return_val_if_fail (HN_IS_CHANGES (changes), 0);

  finding = get_finding (changes, check);

  return finding != NULL ? finding->share : 0;
}

gboolean
hn_check_is_accepted (HnChanges *changes, guint check)
{
  g_return_val_if_fail (HN_IS_CHANGES (changes), FALSE);

  return hn_check_get_passed (changes, check) == 0 &&
         hn_service_is_accepted (hn_changes_get_service (changes), (int) check);
}

char *
hn_check_dup_accepted (HnChanges *changes, guint check)
{
  const HnAccepted *accepted;
  gboolean over;

  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  if (hn_check_get_passed (changes, check) != 0)
    return NULL;

  accepted = hn_service_get_accepted (hn_changes_get_service (changes), (int) check, &over);

  return accepted != NULL ? hn_accepted_dup_text (accepted, over) : NULL;
}

char *
hn_checks_dup_count (HnChanges *changes)
{
  guint passed = 0, counted = 0, accepted = 0;

  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      int outcome = hn_check_get_passed (changes, i);
      gboolean left_out = hn_check_is_accepted (changes, i);

      passed += outcome > 0;
      counted += outcome >= 0 && !left_out;
      accepted += left_out;
    }
  if (accepted > 0)
    /* Translators: how many of all checks passed, how many count, how many do not apply, and how
     * many failed ones somebody has accepted. */
    return g_strdup_printf (_ ("%u of %u passed, %u not applicable, %u accepted"), passed, counted,
                            HN_N_CHECKS - counted - accepted, accepted);
  if (counted < HN_N_CHECKS)
    /* Translators: how many of all checks passed, how many count, and how many do not apply. */
    return g_strdup_printf (_ ("%u of %u passed, %u not applicable"), passed, counted,
                            HN_N_CHECKS - counted);

  /* Translators: how many checks of a group passed, such as 12 of 28. */
  return g_strdup_printf (ngettext ("%u of %u passed", "%u of %u passed", counted), passed,
                          counted);
}

char *
hn_check_dup_description (HnChanges *changes, guint check)
{
  const HnAssessment *assessment;
  char *description = NULL;

  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  assessment = hn_changes_get_after (changes);
  if (assessment != NULL)
    description =
        hn_finding_dup_description (assessment, check, hn_changes_get_settings (changes),
                                    hn_service_get_info (hn_changes_get_service (changes))->policy);

  return description != NULL ? description : g_strdup ("");
}

/* The start of @text, at most @max characters; %NULL when that is all of it. */
static char *
dup_start (const char *text, guint max)
{
  const char *end = text;

  for (guint n = 0; *end != '\0' && n < max; n++)
    end = g_utf8_next_char (end);

  return *end != '\0' ? g_strndup (text, (gsize) (end - text)) : NULL;
}

/* Only words that are short enough to be read side by side. */
#define MAX_COMPARED_CHARS 24

static char *
dup_setting (HnChanges *changes, HnDirectiveId directive, gboolean compare)
{
  const HnSettings *settings = hn_changes_get_settings (changes);
  const HnSettings *before = hn_service_get_settings (hn_changes_get_service (changes));
  const char *name = hn_directive_get (directive)->name;
  g_autofree char *value = NULL;
  g_autofree char *old = NULL;

  if (settings != NULL)
    value = hn_settings_dup_value (settings, directive);
  if (compare && before != NULL && hn_changes_is_changed (changes, directive))
    old = hn_settings_dup_value (before, directive);

  if (old != NULL && value != NULL && !g_str_equal (old, value) && *old != '\0' && *value != '\0' &&
      strlen (old) <= MAX_COMPARED_CHARS && strlen (value) <= MAX_COMPARED_CHARS)
    /* Translators: a setting that a person is about to change: its name, the value it has and the
     * one it will have. Turn the arrow round where text runs from right to left. */
    return g_strdup_printf (_ ("%s=%s → %s"), name, old, value);

  if (value == NULL || *value == '\0')
    /* Translators: a directive that nothing sets; %s is its name. */
    return g_strdup_printf (_ ("%s= (not set)"), name);

  return g_strdup_printf ("%s=%s", name, value);
}

static char *
dup_text (HnChanges *changes, guint check, const char *separator, gboolean compare)
{
  HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES];
  guint n = hn_check_get_directives (check, directives);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *setting = dup_setting (changes, directives[i], compare);

      if (i > 0)
        g_string_append (text, separator);
      g_string_append (text, setting);
    }

  return g_string_free (text, FALSE);
}

static char *
dup_line (char *text)
{
  g_autofree char *whole = text;
  char *start = dup_start (whole, MAX_SHORT_CHARS);

  if (start != NULL)
    {
      g_free (whole);
      whole = g_strconcat (start, "…", NULL);
      g_free (start);
    }

  return g_strdelimit (g_steal_pointer (&whole), "\n\r\t", ' ');
}

char *
hn_check_dup_short_text (HnChanges *changes, guint check)
{
  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  return dup_line (dup_text (changes, check, " · ", TRUE));
}

char *
hn_directive_dup_short_text (HnChanges *changes, HnDirectiveId directive)
{
  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  return dup_line (dup_setting (changes, directive, TRUE));
}

char *
hn_check_dup_full_text (HnChanges *changes, guint check)
{
  g_autofree char *text = NULL;
  g_autofree char *start = NULL;

  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  text = dup_text (changes, check, "\n", FALSE);
  start = dup_start (text, MAX_FULL_CHARS);
  if (start == NULL)
    return g_steal_pointer (&text);

  /* Translators: %s is the start of a very long value. */
  return g_strdup_printf (_ ("%s … (cut here; the unit's files have the rest)"), start);
}

gboolean
hn_directive_is_too_new (HnChanges *changes, HnDirectiveId directive)
{
  const HnSettings *settings;

  g_return_val_if_fail (HN_IS_CHANGES (changes), FALSE);

  settings = hn_changes_get_settings (changes);
  return settings != NULL && hn_directive_get (directive)->since > settings->context.version &&
         hn_changes_get_value (changes, directive) == NULL;
}

HnRowMark
hn_changes_get_mark (HnChanges *changes, HnDirectiveId directive)
{
  g_return_val_if_fail (HN_IS_CHANGES (changes), HN_ROW_MARK_NONE);

  if (!hn_changes_is_changed (changes, directive))
    return HN_ROW_MARK_NONE;

  return hn_changes_weakens (changes, directive) ? HN_ROW_MARK_WEAKER : HN_ROW_MARK_STAGED;
}

HnRowMark
hn_check_get_mark (HnChanges *changes, guint check)
{
  HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES];
  guint n = hn_check_get_written (check, directives);
  HnRowMark mark = HN_ROW_MARK_NONE;

  for (guint i = 0; i < n; i++)
    mark = MAX (mark, hn_changes_get_mark (changes, directives[i]));

  return mark;
}

char *
hn_check_dup_with_remark (HnChanges *changes, HnDirectiveId directive, const char *state)
{
  const char *remark;

  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  remark = hn_changes_is_changed (changes, directive)
               ? NULL
               : hn_service_get_remark (hn_changes_get_service (changes), directive);
  if (remark == NULL)
    return g_strdup (state);

  return state != NULL ? g_strdup_printf ("%s\n%s", state, remark) : g_strdup (remark);
}
