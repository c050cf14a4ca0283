/* For each check that fails the one directive that mends it, tried out on the settings before it is
 * named, and what is known of whether the service survives it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/advice/advice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/validate.h"
#include "engine/weaken-closed.h"
#include "engine/what-if.h"

void
hn_advice_free (HnAdvice *advice)
{
  g_free (advice->value);
  g_free (advice->line);
  g_free (advice->reason);
  g_free (advice);
}

gboolean
hn_advice_is_offered (const HnAdvice *advice)
{
  return advice->sureness <= HN_SURE_CANNOT_TELL;
}

char *
hn_advice_dup_setting (const HnAdvice *advice)
{
  g_autofree char *value = g_strdelimit (g_strstrip (g_strdup (advice->value)), "\n", ' ');

  return g_strdup_printf ("%s=%s", hn_directive_get (advice->directive)->name, value);
}

char *
hn_advice_dup_basis (const HnAdviceSource *source)
{
  gboolean watched = source->evidence != NULL && source->evidence->span > 0;
  g_autofree char *known = NULL;

  if (source->recipe != NULL)
    /* Translators: %s is what a service is, such as "nginx web server" */
    known = g_strdup_printf (_ ("Hardnut knows this service: %s."), _ (source->recipe->title));
  else if (!watched)
    known = g_strdup (_ ("Hardnut has no recipe for this service, and goes by its unit file."));
  if (watched && known == NULL)
    return g_strdup (_ ("Hardnut has no recipe for this service, and goes by its unit file and by "
                        "what it was seen to use."));
  if (watched)
    /* Translators: a sentence about what is known, then another one */
    return g_strdup_printf (_ ("%s %s"), known, _ ("It was watched, too."));

  /* Translators: a sentence about what is known, then one about what is not */
  return g_strdup_printf (_ ("%s %s"), known,
                          _ ("It has not been watched, so that less is known of what it uses."));
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

/* The service before anything is added to what is staged. */
typedef struct
{
  const HnAdviceSource *source;
  const HnSettings *vendor; /* without what is staged */
  const HnSettings *now;    /* with it */
  HnAssessment before;
} Base;

/* Takes up advice about @check if @value does what it is for, the whole of it or a part. */
static gboolean
try_value (const Base *base,
           guint check,
           HnDirectiveId directive,
           const char *value,
           const char *line,
           gboolean whole,
           GPtrArray *all)
{
  const HnAdviceSource *source = base->source;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (HnSettings) settings = NULL;
  HnAssessment after;
  HnAdvice *advice;

  if (!hn_validate_has_effect (source->unfinished, directive, value))
    return FALSE;

  changes = hn_change_list_stage (source->staged, directive, value);
  settings = hn_what_if (source->unfinished, changes);
  if ((base->now->load_state == HN_LOAD_LOADED && settings->load_state != HN_LOAD_LOADED) ||
      hn_reopens (base->vendor, settings, directive))
    return FALSE;
  hn_assess (settings, source->policy, &after);
  if ((whole && hn_finding_passed (&after.findings[check]) != 1) ||
      after.findings[check].badness >= base->before.findings[check].badness ||
      after.exposure > base->before.exposure)
    return FALSE;

  advice = g_new0 (HnAdvice, 1);
  advice->directive = directive;
  advice->value = g_strdup (value);
  advice->line = g_strdup (line);
  advice->gain = base->before.exposure - after.exposure;
  advice->risk = hn_check_get (check)->risk;
  advice->check = check;
  advice->part = !whole;
  hn_verdict_find (source, base->vendor, base->now, settings, advice);
  g_ptr_array_add (all, advice);

  return TRUE;
}

/* Takes the last one back unless that is known to be harmless. */
static void
drop_unsure (GPtrArray *all)
{
  const HnAdvice *last = all->pdata[all->len - 1];

  if (last->sureness >= HN_SURE_CANNOT_TELL)
    g_ptr_array_set_size (all, (int) all->len - 1);
}

/* Where the service would not live with the whole of it, or nobody can tell, perhaps with less. */
static void
try_less (const Base *base, guint check, HnDirectiveId directive, GPtrArray *all)
{
  static const struct
  {
    HnDirectiveId directive;
    const char *value;
  } less[] = {
    { HN_DIRECTIVE_PROTECT_SYSTEM, "full" },
    { HN_DIRECTIVE_PROTECT_SYSTEM, "yes" },
    { HN_DIRECTIVE_PROTECT_HOME, "read-only" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (less); i++)
    {
      HnSureness sureness = ((const HnAdvice *) all->pdata[all->len - 1])->sureness;

      if (less[i].directive != directive || sureness < HN_SURE_CANNOT_TELL ||
          sureness > HN_SURE_NEEDED)
        continue;
      if (try_value (base, check, directive, less[i].value, less[i].value, FALSE, all) &&
          sureness == HN_SURE_CANNOT_TELL)
        drop_unsure (all);
    }
}

static void
advise_for (const Base *base, const HnSettings *lines, guint check, GPtrArray *all)
{
  HnDirectiveId directive;
  g_autofree char *line = dup_line (lines, hn_check_get (check), &directive);
  g_autofree char *value = NULL;
  g_autofree char *anew = NULL;

  if (line == NULL)
    return;

  value = hn_validate_is_list (directive)
              ? hn_change_list_dup_value_with (base->source->staged, directive, line)
              : g_strdup (line);
  if (try_value (base, check, directive, value, line, TRUE, all))
    {
      try_less (base, check, directive, all);
      return;
    }

  /* A list that says too much already is begun anew. Only architectures are: what other lists let
   * in, somebody knew to be needed. */
  if (directive == HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES)
    {
      anew = g_strconcat ("\n", line, NULL);
      try_value (base, check, directive, anew, anew, TRUE, all);
    }
}

static int
compare_advice (gconstpointer a, gconstpointer b)
{
  const HnAdvice *left = *(const HnAdvice *const *) a;
  const HnAdvice *right = *(const HnAdvice *const *) b;

  if (left->sureness != right->sureness)
    return left->sureness < right->sureness ? -1 : 1;
  if (left->gain != right->gain)
    return left->gain > right->gain ? -1 : 1;
  if (left->risk != right->risk)
    return left->risk < right->risk ? -1 : 1;

  return (left->check > right->check) - (left->check < right->check);
}

GPtrArray *
hn_advise (const HnAdviceSource *source)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_advice_free);
  g_autoptr (HnSettings) lines = hn_what_if_unfinished (source->unfinished, source->staged);
  g_autoptr (HnSettings) now = hn_what_if (source->unfinished, source->staged);
  g_autoptr (HnSettings) vendor = hn_what_if (source->unfinished, NULL);
  Base base = { .source = source, .vendor = vendor, .now = now };

  hn_assess (now, source->policy, &base.before);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (hn_finding_passed (&base.before.findings[i]) == 0)
      advise_for (&base, lines, i, all);
  g_ptr_array_sort (all, compare_advice);

  return all;
}
