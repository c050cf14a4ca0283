/* What would help most: for each check that fails, the one directive that mends it, tried out
 * before it is named.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/suggest.h"

#include <string.h>

#include "engine/validate.h"
#include "engine/weaken-closed.h"
#include "engine/what-if.h"

void
hn_suggestion_free (HnSuggestion *suggestion)
{
  g_free (suggestion->value);
  g_free (suggestion);
}

/* The directive and the line that would make @check pass; NULL where there is none. @now has what
 * is staged in it, before anything is implied. */
static char *
dup_line (const HnSettings *now, const HnCheck *check, HnDirectiveId *directive)
{
  /* Who the service is and where it lives is for its author to say. */
  static const char *const lines[] = {
    [HN_RULE_UNSET] = "yes",
    [HN_RULE_SET] = "no",
    [HN_RULE_REMOVE_IPC] = "yes",
    [HN_RULE_PROTECT_HOME] = "yes",
    [HN_RULE_PROTECT_SYSTEM] = "strict",
    [HN_RULE_PROTECT_PROC] = "invisible",
    [HN_RULE_PROC_SUBSET] = "pid",
    [HN_RULE_KEYRING_MODE] = "private",
    [HN_RULE_NOTIFY_ACCESS] = "main",
    [HN_RULE_UMASK] = "0077",
    [HN_RULE_ARCHITECTURES] = "native",
    [HN_RULE_ADDRESSES] = "any",
    [HN_RULE_DEVICES] = "closed",
  };

  *directive = check->rule == HN_RULE_ADDRESSES ? HN_DIRECTIVE_IP_ADDRESS_DENY
               : check->rule == HN_RULE_DEVICES ? HN_DIRECTIVE_DEVICE_POLICY
                                                : check->directive;
  switch (check->rule)
    {
    case HN_RULE_CAPABILITIES:
    case HN_RULE_NAMESPACES:
    case HN_RULE_ADDRESS_FAMILIES:
      return hn_settings_dup_removal (now, check->directive, check->parameter);
    case HN_RULE_SYSCALLS:
      return g_strconcat ("~", hn_syscall_group_get_name (check->parameter), NULL);
    default:
      return g_strdup (lines[check->rule]);
    }
}

typedef struct
{
  const HnSettings *unfinished;
  GPtrArray *staged;
  const HnPolicy *policy;
  const HnSettings *vendor; /* without what is staged */
  gboolean loads;           /* with what is staged */
  HnAssessment before;
} Trial;

/* Takes up a suggestion for @check if @value does what it is for. */
static gboolean
try_value (const Trial *trial,
           guint check,
           HnDirectiveId directive,
           const char *value,
           GPtrArray *suggestions)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (HnSettings) settings = NULL;
  HnAssessment after;
  HnSuggestion *suggestion;

  if (!hn_validate_has_effect (trial->unfinished, directive, value))
    return FALSE;

  changes = hn_change_list_stage (trial->staged, directive, value);
  settings = hn_what_if (trial->unfinished, changes);
  if ((trial->loads && settings->load_state != HN_LOAD_LOADED) ||
      hn_reopens (trial->vendor, settings, directive))
    return FALSE;
  hn_assess (settings, trial->policy, &after);
  if (hn_finding_passed (&after.findings[check]) != 1 || after.exposure > trial->before.exposure)
    return FALSE;

  suggestion = g_new0 (HnSuggestion, 1);
  suggestion->directive = directive;
  suggestion->value = g_strdup (value);
  suggestion->gain = trial->before.exposure - after.exposure;
  suggestion->risk = hn_check_get (check)->risk;
  suggestion->check = check;
  g_ptr_array_add (suggestions, suggestion);

  return TRUE;
}

static void
suggest_for (const Trial *trial, const HnSettings *now, guint check, GPtrArray *suggestions)
{
  HnDirectiveId directive;
  g_autofree char *line = dup_line (now, hn_check_get (check), &directive);
  g_autofree char *value = NULL;
  g_autofree char *anew = NULL;

  if (line == NULL)
    return;

  value = hn_validate_is_list (directive)
              ? hn_change_list_dup_value_with (trial->staged, directive, line)
              : g_strdup (line);
  if (try_value (trial, check, directive, value, suggestions))
    return;

  /* A list that says too much already is begun anew. Only architectures are: what other lists let
   * in, somebody knew to be needed. */
  if (directive == HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES)
    {
      anew = g_strconcat ("\n", line, NULL);
      try_value (trial, check, directive, anew, suggestions);
    }
}

static int
compare_suggestions (gconstpointer a, gconstpointer b)
{
  const HnSuggestion *left = *(const HnSuggestion *const *) a;
  const HnSuggestion *right = *(const HnSuggestion *const *) b;

  if (left->gain != right->gain)
    return left->gain > right->gain ? -1 : 1;
  if (left->risk != right->risk)
    return left->risk < right->risk ? -1 : 1;

  return (left->check > right->check) - (left->check < right->check);
}

GPtrArray *
hn_suggest (const HnSettings *unfinished, GPtrArray *staged_edits, const HnPolicy *policy)
{
  GPtrArray *suggestions = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_suggestion_free);
  g_autoptr (HnSettings) now = hn_what_if_unfinished (unfinished, staged_edits);
  g_autoptr (HnSettings) finished = hn_what_if (unfinished, staged_edits);
  g_autoptr (HnSettings) vendor = hn_what_if (unfinished, NULL);
  Trial trial = {
    .unfinished = unfinished, .staged = staged_edits, .policy = policy, .vendor = vendor
  };

  trial.loads = finished->load_state == HN_LOAD_LOADED;
  hn_assess (finished, policy, &trial.before);

  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (hn_finding_passed (&trial.before.findings[i]) == 0)
      suggest_for (&trial, now, i, suggestions);

  g_ptr_array_sort (suggestions, compare_suggestions);

  return suggestions;
}
