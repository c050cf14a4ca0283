/* The rights that a search may take from a service, one line each, and what a drop-in with some of
 * them says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/harden/harden-set.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/facts/in-force.h"
#include "engine/guards.h"
#include "engine/harden/harden-exceptions.h"
#include "engine/validate.h"
#include "engine/weaken-closed.h"
#include "engine/weaken-values.h"
#include "engine/what-if.h"

static const char *const level_names[HN_N_HARDEN_LEVELS] = {
  [HN_HARDEN_CAREFUL] = "careful",
  [HN_HARDEN_FITTING] = "fitting",
  [HN_HARDEN_STRICT] = "strict",
};

gboolean
hn_harden_level_from_name (const char *name, HnHardenLevel *ret_level)
{
  for (guint i = 0; i < HN_N_HARDEN_LEVELS; i++)
    if (strcmp (level_names[i], name) == 0)
      {
        *ret_level = (HnHardenLevel) i;
        return TRUE;
      }

  return FALSE;
}

static const char *const opens = N_ ("It would open something that is closed.");

static void
line_free (gpointer data)
{
  HnHardenLine *line = data;

  g_free (line->line);
  g_free (line->reason);
  g_free (line->proof);
  g_clear_pointer (&line->exceptions, g_ptr_array_unref);
  g_clear_pointer (&line->wider, g_ptr_array_unref);
  g_free (line);
}

void
hn_harden_set_free (HnHardenSet *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->lines);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    g_free (self->left_out[i]);
  hn_settings_free (self->unfinished);
  hn_settings_free (self->vendor);
  hn_settings_free (self->before);
  g_ptr_array_unref (self->present);
  g_free (self);
}

/* Content. */

/* (transfer full): @content with one more line */
static GPtrArray *
add_line (GPtrArray *content, HnDirectiveId directive, const char *line)
{
  g_autofree char *value = hn_validate_is_list (directive) && line[0] != '\n'
                               ? hn_change_list_dup_value_with (content, directive, line)
                               : g_strdup (line);

  return hn_change_list_stage (content, directive, value);
}

/* (transfer full): likewise with all that goes with @line */
static GPtrArray *
add_all (GPtrArray *content, const HnHardenLine *line)
{
  GPtrArray *all = add_line (content, line->directive, line->line);

  for (guint i = 0; line->exceptions != NULL && i < line->exceptions->len; i++)
    {
      const HnChange *exception = line->exceptions->pdata[i];
      g_autoptr (GPtrArray) before = all;

      all = add_line (before, exception->directive, exception->value);
    }

  return all;
}

/* What a check says against the service more than before: where the vendor's PrivateDevices= closes
 * all devices, ProtectClock= lists that of the clock again. Or less, where it is to stay.
 *
 * Returns: (nullable): as find_objection() */
static const char *
compare_checks (const HnHardenSet *self, const HnSettings *changed)
{
  HnAssessment before, after;
  const char *objection = NULL;

  hn_assess (self->before, NULL, &before);
  hn_assess (changed, NULL, &after);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      guint was = before.findings[i].badness, is = after.findings[i].badness;

      if (was == HN_BADNESS_NA || is == HN_BADNESS_NA)
        continue;
      if (is > was)
        return _ (opens);
      if (is < was && self->leaves[i])
        objection = _ ("It would also close something that you left open.");
    }

  return objection;
}

/* Returns: (nullable): why the service cannot have @changed, translated; %NULL where it can */
static const char *
find_objection (const HnHardenSet *self, const HnSettings *changed, HnDirectiveId directive)
{
  if ((self->before->load_state == HN_LOAD_LOADED && changed->load_state != HN_LOAD_LOADED) ||
      hn_weakens (self->before, changed, NULL) || hn_reopens (self->vendor, changed, directive) ||
      hn_reopens (self->vendor, changed, HN_DIRECTIVE_READ_WRITE_PATHS))
    return _ (opens);

  return compare_checks (self, changed);
}

/* Takes @next (transfer full) for @content unless something is to be said against it.
 *
 * Returns: (nullable): that, translated */
static const char *
take_up (const HnHardenSet *self, GPtrArray **content, HnDirectiveId directive, GPtrArray *next)
{
  g_autoptr (GPtrArray) taken = next;
  g_autoptr (HnSettings) changed = NULL;
  const char *objection;

  if (taken->len > HN_CHANGE_MAX_SETTINGS)
    return _ (opens);
  changed = hn_what_if (self->unfinished, taken);
  objection = find_objection (self, changed, directive);
  if (objection != NULL)
    return objection;
  g_ptr_array_unref (*content);
  *content = g_steal_pointer (&taken);

  return NULL;
}

/* A call that is refused leaves a trace and a service that may go on; one that ends it does not. A
 * filter that is there already goes on as it is. */
static void
be_kind (const HnHardenSet *self, GPtrArray **content)
{
  if (!self->before->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].exists &&
      !hn_change_list_are_about (*content, HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER))
    take_up (self, content, HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER,
             hn_change_list_stage (*content, HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER, "EPERM"));
}

GPtrArray *
hn_harden_set_dup_content (const HnHardenSet *self, const gboolean *with)
{
  GPtrArray *content = hn_change_list_copy (self->present);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const HnHardenLine *line = self->lines->pdata[i];

      if (!with[i])
        continue;
      if (line->directive == HN_DIRECTIVE_SYSTEM_CALL_FILTER)
        be_kind (self, &content);
      take_up (self, &content, line->directive, add_all (content, line));
    }

  return content;
}

gboolean
hn_harden_set_let_be (HnHardenSet *self, guint i)
{
  HnHardenLine *line = self->lines->pdata[i];
  g_autofree gboolean *alone = g_new0 (gboolean, self->lines->len);
  g_autoptr (GPtrArray) content = NULL;
  g_autofree char *value = NULL;

  if (line->wider == NULL)
    return FALSE;
  g_clear_pointer (&line->exceptions, g_ptr_array_unref);
  line->exceptions = g_steal_pointer (&line->wider);
  /* What that opens may be closed by somebody else. */
  alone[i] = TRUE;
  content = hn_harden_set_dup_content (self, alone);
  value = hn_change_list_dup_value (content, line->directive);

  return g_strcmp0 (value, line->line) == 0;
}

/* Which lines there are. */

/* What is looked for. */
typedef struct
{
  HnHardenLevel level;
  const HnHardenPick *picks;   /* (nullable) */
  const GPtrArray *unenforced; /* (nullable) */
  gboolean proven;             /* only what somebody knows to be harmless */
} Aim;

static gboolean
is_unenforced (const Aim *aim, HnDirectiveId directive)
{
  return aim->unenforced != NULL && aim->unenforced->pdata[directive] != NULL;
}

/* How far it goes for one check. */
static HnHardenLevel
get_level (const Aim *aim, guint check)
{
  return aim->picks != NULL && aim->picks[check] == HN_HARDEN_TAKE && !aim->proven
             ? HN_HARDEN_STRICT
             : aim->level;
}

static gboolean
is_wanted (const Aim *aim, const HnAdvice *advice, HnSureness sureness)
{
  HnHardenLevel level = get_level (aim, advice->check);

  if (advice->sureness != sureness)
    return FALSE;
  switch (sureness)
    {
    case HN_SURE_NOTHING_AGAINST:
      return TRUE;
    case HN_SURE_MAY_COPE:
      return level >= HN_HARDEN_FITTING;
    case HN_SURE_CANNOT_TELL:
      return level == HN_HARDEN_STRICT || (advice->risk == HN_RISK_LOW && !aim->proven &&
                                           (level == HN_HARDEN_FITTING || !advice->hinted));
    case HN_SURE_NEEDED:
    case HN_SURE_PASSED_ON:
    case HN_N_SURENESS:
    default:
      return FALSE;
    }
}

/* Whether what @advice does a part of is wanted as a whole. */
static gboolean
has_whole (const Aim *aim, const GPtrArray *all, const HnAdvice *advice)
{
  for (guint i = 0; i < all->len; i++)
    {
      const HnAdvice *other = all->pdata[i];

      if (other->check == advice->check && !other->part && advice->part &&
          is_wanted (aim, other, other->sureness))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_guard (const HnHardenSet *self)
{
  const char *const names[] = { self->unfinished->context.unit, NULL };

  return self->before->context.scope == HN_SCOPE_SYSTEM &&
         hn_guard_find (names, self->before, NULL) != NULL;
}

static HnHardenLine *
append_line (HnHardenSet *self,
             const HnAdviceSource *source,
             const Aim *aim,
             const HnAdvice *advice)
{
  const Aim fitting = { .level = HN_HARDEN_FITTING, .proven = aim->proven };
  HnHardenLine *line = g_new0 (HnHardenLine, 1);

  line->directive = advice->directive;
  line->line = g_strdup (advice->line);
  line->check = advice->check;
  line->sureness = advice->sureness;
  line->bold = !is_wanted (&fitting, advice, advice->sureness);
  line->reason = g_strdup (advice->reason);
  line->copes = advice->sureness == HN_SURE_MAY_COPE ||
                (source->recipe != NULL && advice->sureness == HN_SURE_NOTHING_AGAINST &&
                 hn_recipe_is_tried (source->recipe, source->distributions));
  g_ptr_array_add (self->lines, line);

  return line;
}

/* (transfer full) (nullable): why the service is not to have it, translated */
static char *
dup_reason_against (const HnHardenSet *self,
                    const Aim *aim,
                    const HnAdvice *advice,
                    HnSureness sureness)
{
  if (is_unenforced (aim, advice->directive))
    return g_strdup_printf (
        /* Translators: the placeholder is a reason: "a user’s own manager has no right to do it" */
        _ ("It would be without effect, because %s."),
        (const char *) aim->unenforced->pdata[advice->directive]);
  if (!is_wanted (aim, advice, sureness))
    return g_strdup (advice->reason);

  return g_strdup (self->leaves[advice->check] ? _ ("You left it open.") : NULL);
}

static void
leave_out (HnHardenSet *self, guint check, const char *reason)
{
  g_free (self->left_out[check]);
  self->left_out[check] = g_strdup (reason);
}

/* One line of each directive at a time: the next one of a list builds on it.
 *
 * Returns: whether there was any */
static gboolean
take_round (
    HnHardenSet *self, HnAdviceSource *source, const Aim *aim, HnSureness sureness, gboolean *done)
{
  g_autoptr (GPtrArray) all = hn_advise (source);
  gboolean about[HN_N_DIRECTIVES] = { FALSE };
  gboolean any = FALSE;

  for (guint i = 0; i < all->len; i++)
    {
      const HnAdvice *advice = all->pdata[i];
      g_autofree char *against = NULL;

      /* Of what is taken in part the rest stays open. */
      if (done[advice->check] && !advice->part && self->left_out[advice->check] == NULL)
        leave_out (self, advice->check, advice->reason);
      if (done[advice->check] || has_whole (aim, all, advice))
        continue;
      against = dup_reason_against (self, aim, advice, sureness);
      if (against == NULL && about[advice->directive])
        continue;
      if (against == NULL)
        {
          about[advice->directive] = TRUE;
          done[advice->check] = TRUE;
          against = g_strdup (take_up (self, &source->staged, advice->directive,
                                       add_line (source->staged, advice->directive, advice->line)));
        }
      if (against != NULL)
        {
          leave_out (self, advice->check, against);
          continue;
        }
      append_line (self, source, aim, advice);
      any = TRUE;
    }

  return any;
}

/* Exceptions. */

/* Whether exceptions are known well enough for all levels: what is written seldom only a recipe
 * knows. */
static gboolean
knows_exceptions (const HnAdviceSource *source)
{
  return source->evidence != NULL && source->evidence->starts > 0 && source->recipe != NULL &&
         hn_recipe_is_tried (source->recipe, source->distributions);
}

/* Whether the service survives @advice with what goes with it, and that is known well enough. */
static gboolean
survives (const HnHardenSet *self,
          const HnAdviceSource *source,
          const Aim *aim,
          GPtrArray *content,
          HnAdvice *advice)
{
  g_autoptr (HnSettings) now = hn_what_if (self->unfinished, source->staged);
  g_autoptr (HnSettings) changed = hn_what_if (self->unfinished, content);
  HnHardenLevel level = get_level (aim, advice->check);

  g_free (advice->reason);
  hn_verdict_find (source, self->vendor, now, changed, advice);

  return advice->sureness <= HN_SURE_CANNOT_TELL &&
         (level == HN_HARDEN_STRICT || (level == HN_HARDEN_FITTING && knows_exceptions (source)));
}

/* What the service needs something of, closed but for that. A milder value that is taken already
 * stays where this does not work. */
static void
take_with_exceptions (HnHardenSet *self, HnAdviceSource *source, const Aim *aim)
{
  g_autoptr (GPtrArray) all = hn_advise (source);
  g_autoptr (HnSettings) now = hn_what_if (self->unfinished, source->staged);

  for (guint i = 0; i < all->len; i++)
    {
      HnAdvice *advice = all->pdata[i];
      g_autoptr (GPtrArray) content = NULL;
      HnHardenLine *line;
      HnHardenLine trial = { .directive = advice->directive, .line = advice->line };

      /* An exception from what a milder value leaves open would be one from nothing. */
      if (advice->sureness != HN_SURE_NEEDED ||
          (advice->directive == HN_DIRECTIVE_PROTECT_SYSTEM &&
           strcmp (advice->line, "strict") != 0) ||
          is_unenforced (aim, advice->directive))
        continue;
      trial.exceptions = hn_harden_find_exceptions (source, now, advice->directive);
      if (trial.exceptions == NULL)
        continue;
      content = add_all (source->staged, &trial);
      if (survives (self, source, aim, content, advice) &&
          take_up (self, &source->staged, advice->directive, g_ptr_array_ref (content)) == NULL)
        {
          line = append_line (self, source, aim, advice);
          line->bold = !knows_exceptions (source);
          line->copes = FALSE;
          line->exceptions = g_steal_pointer (&trial.exceptions);
        }
      g_clear_pointer (&trial.exceptions, g_ptr_array_unref);
    }
}

HnHardenSet *
hn_harden_set_new (const HnAdviceSource *source,
                   HnHardenLevel level,
                   const HnHardenPick *picks,
                   const GPtrArray *unenforced)
{
  HnHardenSet *self = g_new0 (HnHardenSet, 1);
  HnAdviceSource now = *source;
  Aim aim = { .level = level, .picks = picks, .unenforced = unenforced };
  gboolean done[HN_N_CHECKS] = { FALSE };

  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->unfinished = hn_settings_copy (source->unfinished);
  self->present = hn_change_list_copy (source->staged);
  self->vendor = hn_what_if (self->unfinished, NULL);
  self->before = hn_what_if (self->unfinished, self->present);
  for (guint i = 0; picks != NULL && i < HN_N_CHECKS; i++)
    self->leaves[i] = picks[i] == HN_HARDEN_LEAVE;

  /* Of what guards the machine only what somebody has tried it without. */
  aim.proven = is_guard (self);
  if (aim.proven)
    aim.level = HN_HARDEN_CAREFUL;
  if (aim.proven &&
      (source->recipe == NULL || !hn_recipe_is_tried (source->recipe, source->distributions)))
    {
      for (guint i = 0; i < HN_N_CHECKS; i++)
        self->left_out[i] = g_strdup (
            _ ("It guards the machine, and nobody has tried it without on such a system."));
      return self;
    }

  /* What has no powers any more can do without more: so the surest first, all of them. */
  now.staged = hn_change_list_copy (source->staged);
  for (HnSureness sureness = HN_SURE_NOTHING_AGAINST; sureness <= HN_SURE_CANNOT_TELL; sureness++)
    while (take_round (self, &now, &aim, sureness, done))
      ;
  take_with_exceptions (self, &now, &aim);
  g_ptr_array_unref (now.staged);

  return self;
}

GPtrArray *
hn_harden_set_find_unenforced (const HnAdviceSource *source)
{
  GPtrArray *unenforced = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HnHardenSet) set = hn_harden_set_new (source, HN_HARDEN_STRICT, NULL, NULL);
  g_autofree gboolean *all = g_new0 (gboolean, set->lines->len);
  g_autoptr (GPtrArray) content = NULL;
  g_autoptr (HnSettings) settings = NULL;

  g_ptr_array_set_size (unenforced, HN_N_DIRECTIVES);
  if (source->facts == NULL)
    return unenforced;
  for (guint i = 0; i < set->lines->len; i++)
    all[i] = TRUE;
  content = hn_harden_set_dup_content (set, all);
  settings = hn_what_if (set->unfinished, content);
  for (guint i = 0; i < set->lines->len; i++)
    {
      HnDirectiveId directive = ((const HnHardenLine *) set->lines->pdata[i])->directive;
      g_auto (HnInForce) in_force = hn_in_force_find (settings, source->facts, directive);

      if (in_force.state != HN_IN_FORCE_NO)
        continue;
      g_free (unenforced->pdata[directive]);
      unenforced->pdata[directive] = g_steal_pointer (&in_force.reason);
    }

  return unenforced;
}

gboolean
hn_harden_set_leave_out (HnHardenSet *self, HnDirectiveId directive, const char *reason)
{
  gboolean any = FALSE;

  for (guint i = self->lines->len; i-- > 0;)
    {
      const HnHardenLine *line = self->lines->pdata[i];

      if (line->directive != directive &&
          (line->exceptions == NULL || !hn_change_list_are_about (line->exceptions, directive)))
        continue;
      leave_out (self, line->check, reason);
      g_ptr_array_remove_index (self->lines, i);
      any = TRUE;
    }

  return any;
}
