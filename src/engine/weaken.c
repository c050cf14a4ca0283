/* Which parts of a change take the stronger permission. Each rule of the promise has its function
 * here; those about paths are in weaken-paths.c, which of two values is the stricter one is in
 * weaken-values.c, and findings are added in weaken-found.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/weaken.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/guards.h"
#include "engine/kept/keepers.h"
#include "engine/never-restart.h"
#include "engine/validate.h"
#include "engine/types/addresses.h"
#include "engine/types/amounts.h"
#include "engine/types/paths.h"
#include "engine/unit-file.h"
#include "engine/weaken-closed.h"
#include "engine/weaken-private.h"
#include "engine/weaken-values.h"
#include "engine/what-if.h"

void
hn_weakening_free (HnWeakening *self)
{
  g_free (self->line);
  g_free (self->detail);
  g_free (self);
}

/* The sentences. */

/* Where there is no detail to name. */
static const char *const sentences[] = {
  [HN_WEAKEN_OPENS] = N_ ("It opens something that is closed now."),
  [HN_WEAKEN_WEAKEST] = N_ ("It takes nothing away, and would undo what others set later."),
  [HN_WEAKEN_LINE_GOES] = N_ ("Somebody else kept this line, and it would go."),
  [HN_WEAKEN_FOLDER] =
      N_ ("systemd would make, hand over or delete a folder, and that is not undone."),
  [HN_WEAKEN_EXCEPTION] = N_ ("It gives the service a new place to write to."),
  [HN_WEAKEN_HIDES] = N_ ("Others can change what the path leads to, and so what is hidden."),
  [HN_WEAKEN_IPC] = N_ ("Other programs of the same account may lose their shared memory."),
  [HN_WEAKEN_LIMIT] = N_ ("It raises a limit above the one in force."),
  [HN_WEAKEN_ADDRESS] = N_ ("It allows addresses that are denied for a whole group of services."),
  [HN_WEAKEN_NEVER_RESTARTS] =
      N_ ("The service is never restarted while people work, so the change cannot be "
          "tried: it holds for good from the next start on."),
  [HN_WEAKEN_INSTANCE] = N_ ("Nobody has started or enabled this copy of the service."),
};

char *
hn_weakening_dup_sentence (const HnWeakening *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->detail == NULL)
    return g_strdup (_ (sentences[self->kind]));

  switch ((int) self->kind)
    {
    case HN_WEAKEN_FOLDER:
      return g_strdup_printf (
          /* Translators: %s is the path of a folder */
          _ ("systemd would mount something at %s for the whole machine, and that is "
             "not undone."),
          self->detail);
    case HN_WEAKEN_EXCEPTION:
      /* Translators: %s is the path of a folder */
      return g_strdup_printf (_ ("It may open something below %s, which is closed."), self->detail);
    case HN_WEAKEN_HIDES:
      /* Translators: %s is the path of a file or folder */
      return g_strdup_printf (_ ("It covers %s, which decides about rights or records attacks."),
                              self->detail);
    case HN_WEAKEN_GUARD:
      /* Translators: %s is a sentence, such as "It guards the network." */
      return g_strdup_printf (_ ("The service guards the machine. %s"), self->detail);
    case HN_WEAKEN_GUARD_NEEDS:
    default:
      /* Translators: %s is the name of a service */
      return g_strdup_printf (_ ("%s, which guards the machine, needs the service."), self->detail);
    }
}

/* Findings. */

/* The next of @changes from @index on that is about @directive; NULL behind the last one. */
static const HnChange *
next_change (GPtrArray *changes, HnDirectiveId directive, guint *index)
{
  while (*index < changes->len)
    {
      const HnChange *change = changes->pdata[(*index)++];

      if (change->directive == directive)
        return change;
    }

  return NULL;
}

/* Whether all lines of @directive are as they were. */
static gboolean
is_as_before (const HnWeakenWork *work, HnDirectiveId directive)
{
  guint before = 0, now = 0;
  const HnChange *old, *new;

  do
    {
      old = next_change (work->previous, directive, &before);
      new = next_change (work->changes, directive, &now);
    }
  while (old != NULL && new != NULL && strcmp (old->value, new->value) == 0);

  return old == NULL && new == NULL;
}

/* The first line of @directive that is new, or else the first one at all. */
static int
find_line (const HnWeakenWork *work, HnDirectiveId directive)
{
  guint next = 0;
  const HnChange *change;
  int first = -1;

  while ((change = next_change (work->changes, directive, &next)) != NULL)
    {
      if (hn_weaken_is_new (work, change))
        return (int) next - 1;
      if (first < 0)
        first = (int) next - 1;
    }

  return first;
}

static gboolean
has_found (const HnWeakenWork *work, HnDirectiveId directive)
{
  for (guint i = 0; i < work->found->len; i++)
    if (((const HnWeakening *) work->found->pdata[i])->directive == directive)
      return TRUE;

  return FALSE;
}

static void
add_directive (HnWeakenWork *work, HnWeakenKind kind, HnDirectiveId directive)
{
  if (has_found (work, directive))
    return;
  hn_weaken_add (work, kind, find_line (work, directive), NULL);
  ((HnWeakening *) work->found->pdata[work->found->len - 1])->directive = directive;
}

/* Lines that somebody else kept. */

/* Hardnut's content until now as changes, those of the caller left out where @others_only; an array
 * that is %NULL when a hand has been at it. */
static GPtrArray *
dup_previous (const HnWeakenContext *context, gboolean others_only)
{
  g_autoptr (GPtrArray) kept = hn_keepers_parse (context->previous);
  g_autoptr (GString) text = g_string_new ("[Service]\n");

  for (guint i = 0; i < kept->len; i++)
    {
      const HnKeptLine *line = kept->pdata[i];

      if (!others_only || line->keeper != context->uid)
        g_string_append_printf (text, "%s\n", line->line);
    }

  return hn_validate_change_text (text->str, text->len, context->unfinished->context.version, NULL);
}

static void
find_lines_that_go (HnWeakenWork *work, GPtrArray *others)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new ();

  g_ptr_array_extend (left, work->changes, NULL, NULL);
  for (guint i = 0; i < others->len; i++)
    {
      const HnChange *change = others->pdata[i];
      HnWeakening *found;
      guint index;

      if (g_ptr_array_find_with_equal_func (left, change, hn_change_equal, &index))
        {
          g_ptr_array_remove_index (left, index);
          continue;
        }
      hn_weaken_add (work, HN_WEAKEN_LINE_GOES, -1, NULL);
      found = work->found->pdata[work->found->len - 1];
      found->directive = change->directive;
      found->line = hn_change_dup_line (change);
    }
}

/* Values. */

/* Exceptions have rules of their own, and folders are never compared. */
static gboolean
is_compared (HnDirectiveId directive)
{
  const HnDirective *row = hn_directive_get (directive);

  if (row->reach & HN_REACH_FOLDERS)
    return FALSE;

  return directive != HN_DIRECTIVE_READ_WRITE_PATHS && directive != HN_DIRECTIVE_EXEC_PATHS &&
         directive != HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM;
}

static const HnLiveLimit *
get_live_limit (const HnWeakenWork *work, HnDirectiveId directive)
{
  const HnLiveLimit *limits = work->context->facts->limits;

  return limits != NULL && limits[directive].known ? &limits[directive] : NULL;
}

/* Whether the manager has something stricter in force than any file says: a default of its own.
 * Only single words come from it as the files have them. */
static gboolean
opens_live (const HnWeakenWork *work, const HnSettings *changed, const HnChange *change)
{
  HnKind kind = hn_directive_get (change->directive)->type->kind;

  return work->context->live != NULL && (kind == HN_KIND_BOOLEAN || kind == HN_KIND_CHOICE) &&
         !hn_change_list_are_about (work->previous, change->directive) &&
         hn_weakens_directive (work->context->live, changed, change->directive);
}

/* Whether @directive gives the service a part in what another one has for itself: with
 * JoinsNamespaceOf=, one of the two only has to be made private. */
static gboolean
joins (const HnWeakenWork *work, const HnSettings *changed, HnDirectiveId directive)
{
  const HnSettings *live = work->context->live;

  if (!work->floor->joins_namespaces && !work->context->facts->joined &&
      (live == NULL || !live->joins_namespaces))
    return FALSE;

  switch ((int) directive)
    {
    case HN_DIRECTIVE_PRIVATE_TMP:
      return hn_settings_is_enabled (changed, directive) &&
             !hn_settings_is_enabled (work->floor, directive);
    case HN_DIRECTIVE_PRIVATE_NETWORK:
    case HN_DIRECTIVE_PRIVATE_IPC:
      return hn_settings_is_on (changed, directive) && !hn_settings_is_on (work->floor, directive);
    default:
      return FALSE;
    }
}

/* Whether the service gets a new file system for its temporary files, where those of the machine
 * cannot hold programs. Otherwise systemd binds a folder of the machine's, with all that holds
 * there. */
static gboolean
may_execute_anew (const HnWeakenWork *work, const HnSettings *changed, HnDirectiveId directive)
{
  static const char *const places[] = { "/tmp", "/var/tmp" };
  gboolean may = FALSE;

  if (directive != HN_DIRECTIVE_PRIVATE_TMP ||
      strcmp (hn_settings_get_word (changed, directive), "disconnected") != 0 ||
      strcmp (hn_settings_get_word (work->floor, directive), "disconnected") == 0)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      HnPathFacts facts = { 0 };

      if (work->context->look != NULL)
        work->context->look (places[i], &facts, work->context->look_data);
      may |= !facts.known || facts.no_exec;
      g_free (facts.target);
    }

  return may;
}

/* Whether an empty folder in memory is gone. */
static gboolean
drops_temporary (const HnSettings *floor, const HnSettings *changed)
{
  const HnDirectiveId directive = HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM;
  g_autoptr (GPtrArray) before = hn_settings_dup_paths (floor, directive);
  g_autoptr (GPtrArray) after = hn_settings_dup_paths (changed, directive);

  return hn_words_lack (after, before);
}

static void
find_opened_in (HnWeakenWork *work, const HnSettings *changed)
{
  g_autoptr (GPtrArray) names = NULL;

  hn_weakens (work->floor, changed, &names);
  for (guint i = 0; i < names->len; i++)
    {
      HnDirectiveId directive = hn_directive_find (names->pdata[i]);

      /* What is not in any file the manager knows. */
      if (hn_directive_get (directive)->limit != NULL &&
          work->floor->values[directive].text == NULL && get_live_limit (work, directive) != NULL &&
          !hn_change_list_are_about (work->previous, directive))
        continue;
      if (is_compared (directive))
        add_directive (work, HN_WEAKEN_OPENS, directive);
    }
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    if (hn_reopens (work->floor, changed, i) || joins (work, changed, i) ||
        may_execute_anew (work, changed, i))
      add_directive (work, HN_WEAKEN_OPENS, i);
  for (guint i = 0; i < work->changes->len; i++)
    if (opens_live (work, changed, work->changes->pdata[i]))
      add_directive (work, HN_WEAKEN_OPENS,
                     ((const HnChange *) work->changes->pdata[i])->directive);
  if (drops_temporary (work->floor, changed))
    add_directive (work, HN_WEAKEN_OPENS, HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM);
}

/* A file that is read behind Hardnut's can hide a weak value only as long as it is there; and lists
 * of both together can let through what neither would. */
static void
find_opened (HnWeakenWork *work)
{
  g_autoptr (HnSettings) changed = hn_what_if (work->context->unfinished, work->changes);
  g_autoptr (HnSettings) last = hn_what_if_last (work->context->unfinished, work->changes);

  find_opened_in (work, changed);
  find_opened_in (work, last);
}

/* Whether system.conf can have a limit for services that have none of their own. */
static gboolean
has_default (HnDirectiveId directive)
{
  return directive == HN_DIRECTIVE_TASKS_MAX ||
         g_str_has_prefix (hn_directive_get (directive)->name, "Limit");
}

/* Above what the manager has in force, be it from system.conf. A line of Hardnut's that is in force
 * now is measured by what holds without it instead, unless that is system.conf's: nobody tells it
 * then. */
static void
find_limits (HnWeakenWork *work)
{
  for (guint i = 0; i < work->changes->len; i++)
    {
      const HnChange *change = work->changes->pdata[i];
      const HnLiveLimit *live = get_live_limit (work, change->directive);
      HnAmount soft, hard;

      if (live == NULL || hn_directive_get (change->directive)->limit == NULL ||
          is_as_before (work, change->directive) || has_found (work, change->directive) ||
          (hn_change_list_are_about (work->previous, change->directive) &&
           !has_default (change->directive)))
        continue;
      if (!hn_amount_parse (hn_directive_get (change->directive), change->value, NULL, &soft,
                            &hard) ||
          (live->soft != G_MAXUINT64 && (soft.share != live->share || soft.number > live->soft)) ||
          (live->hard != G_MAXUINT64 && (hard.share != live->share || hard.number > live->hard)))
        hn_weaken_add (work, HN_WEAKEN_LIMIT, (int) i, NULL);
    }
}

/* Every directive at the value that takes nothing away. */
static HnSettings *
dup_weakest (const HnSettings *blank)
{
  HnSettings *weakest = hn_settings_copy (blank);
  g_autoptr (GString) text = g_string_new ("[Service]\n");

  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    {
      const HnDirective *row = hn_directive_get (i);

      if (row->weakest != NULL && *row->weakest != '\0' && !(row->reach & HN_REACH_FOLDERS) &&
          row->since <= blank->context.version)
        g_string_append_printf (text, "%s=%s\n", row->name, row->weakest);
    }
  hn_unit_file_parse (weakest, "", text->str, text->len);
  hn_unit_file_finish (weakest);

  return weakest;
}

/* Whether a list names what it allows, and takes that out again: of an empty one of these systemd
 * makes none at all, and so of what others allow by name. */
static gboolean
cancels_out (GPtrArray *changes, HnDirectiveId directive)
{
  gboolean allows = FALSE, denies = FALSE;

  if (directive != HN_DIRECTIVE_RESTRICT_FILE_SYSTEMS &&
      directive != HN_DIRECTIVE_RESTRICT_NETWORK_INTERFACES)
    return FALSE;

  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      if (change->directive != directive)
        continue;
      denies |= change->value[0] == '~';
      allows |= change->value[0] != '~';
    }

  return allows && denies;
}

/* An empty value starts a list anew: what was set before, by whomever, is gone. Of capabilities
 * nothing is left then, which is as strict as can be, and each architecture lets something in. */
static gboolean
resets (const HnChange *change)
{
  return change->value[0] == '\0' && change->directive != HN_DIRECTIVE_CAPABILITY_BOUNDING_SET &&
         change->directive != HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES;
}

static void
find_weakest (HnWeakenWork *work, HnSettings *blank)
{
  g_autoptr (HnSettings) weakest = dup_weakest (blank);

  for (guint i = 0; i < work->changes->len; i++)
    {
      const HnChange *change = work->changes->pdata[i];
      HnDirectiveId directive = change->directive;

      if (has_found (work, directive))
        continue;
      if ((resets (change) || cancels_out (work->changes, directive)) &&
          hn_weaken_is_new (work, change))
        hn_weaken_add (work, HN_WEAKEN_WEAKEST, (int) i, NULL);
      else if (is_compared (directive) && !hn_takes_away (work->alone, weakest, directive) &&
               (!is_as_before (work, directive) ||
                hn_takes_away (work->alone_before, weakest, directive)))
        add_directive (work, HN_WEAKEN_WEAKEST, directive);
    }
}

/* What reaches outside. */

static void
find_folders (HnWeakenWork *work)
{
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    if ((hn_directive_get (i)->reach & HN_REACH_FOLDERS) && !is_as_before (work, i))
      add_directive (work, HN_WEAKEN_FOLDER, i);
}

/* Before a service gets folders of its own for temporary files, systemd mounts what belongs where
 * they are made. */
static void
find_mounted (HnWeakenWork *work, guint index)
{
  static const char *const places[] = { "/tmp", "/var/tmp", "/var" };
  const HnChange *change = work->changes->pdata[index];

  if (change->directive != HN_DIRECTIVE_PRIVATE_TMP ||
      strcmp (hn_settings_get_word (work->alone, change->directive), "yes") != 0 ||
      strcmp (hn_settings_get_word (work->floor, change->directive), "yes") == 0)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      HnPathFacts facts = { 0 };

      if (work->context->look != NULL)
        work->context->look (places[i], &facts, work->context->look_data);
      g_free (facts.target);
      if (!facts.awaits_mount)
        continue;
      hn_weaken_add (work, HN_WEAKEN_FOLDER, (int) index, g_strdup (places[i]));
      return;
    }
}

/* Whether the service has a group beside that of its account: what belongs to that goes as well,
 * whoever made it. */
static gboolean
has_group (const HnSettings *settings)
{
  const char *group = settings->values[HN_DIRECTIVE_GROUP].text;

  return group != NULL && *group != '\0' && strcmp (group, "root") != 0 &&
         g_strcmp0 (group, settings->values[HN_DIRECTIVE_USER].text) != 0;
}

static void
find_reaching (HnWeakenWork *work)
{
  const HnUnitFacts *facts = work->context->facts;

  for (guint i = 0; i < work->changes->len; i++)
    {
      const HnChange *change = work->changes->pdata[i];
      HnReach reach = hn_directive_get (change->directive)->reach;

      if (reach & HN_REACH_EXCEPTION)
        hn_weaken_find_exception (work, i);
      if (reach & (HN_REACH_HIDES | HN_REACH_HIDES_CHANGES | HN_REACH_HIDES_PROGRAMS))
        hn_weaken_find_hidden (work, i);
      if (!hn_weaken_is_new (work, change))
        continue;
      find_mounted (work, i);
      if ((reach & HN_REACH_IPC) && hn_settings_is_on (work->alone, change->directive) &&
          (has_group (work->floor) ||
           (!hn_settings_may_be_root (work->floor) &&
            !hn_settings_is_on (work->floor, HN_DIRECTIVE_DYNAMIC_USER) &&
            facts->shares_user != HN_NO)))
        hn_weaken_add (work, HN_WEAKEN_IPC, (int) i, NULL);
      if (change->directive == HN_DIRECTIVE_IP_ADDRESS_ALLOW && facts->slice_denies != HN_NO)
        hn_weaken_add (work, HN_WEAKEN_ADDRESS, (int) i, NULL);
      /* What is not known to be safe. */
      if (reach == HN_REACH_UNKNOWN || (reach & HN_REACH_LOG))
        add_directive (work, HN_WEAKEN_WEAKEST, change->directive);
    }
}

/* The change as a whole. */

gboolean
hn_instance_is_spawned (const char *name, const char *const *triggers)
{
  const char *at = strchr (name, '@');

  for (; at != NULL && triggers != NULL && *triggers != NULL; triggers++)
    {
      const char *dot = strrchr (*triggers, '.');

      if (dot != NULL && strcmp (dot, ".socket") == 0 &&
          strncmp (name, *triggers, (gsize) (dot - *triggers) + 1) != 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_instance (const char *name)
{
  const char *at = strchr (name, '@');

  return at != NULL && at[1] != '.';
}

static void
find_whole (HnWeakenWork *work)
{
  const HnUnitFacts *facts = work->context->facts;
  const char *reason = hn_guard_find (facts->names, work->floor, facts->before);

  if (reason != NULL)
    hn_weaken_add (work, HN_WEAKEN_GUARD, -1, g_strdup (_ (reason)));
  if (facts->required_by != NULL)
    hn_weaken_add (work, HN_WEAKEN_GUARD_NEEDS, -1, g_strdup (facts->required_by));
  if (facts->holds_caller || hn_never_restart_find_any (facts->names, HN_SCOPE_SYSTEM) != NULL)
    hn_weaken_add (work, HN_WEAKEN_NEVER_RESTARTS, -1, NULL);
  if (is_instance (work->context->unfinished->context.unit) && !facts->wanted)
    hn_weaken_add (work, HN_WEAKEN_INSTANCE, -1, NULL);
}

/* Together. */

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const HnWeakening *left = *(const HnWeakening *const *) a;
  const HnWeakening *right = *(const HnWeakening *const *) b;

  /* -1 comes last: as unsigned it is the largest. */
  return (guint) left->change < (guint) right->change   ? -1
         : (guint) left->change > (guint) right->change ? 1
                                                        : (int) left->kind - (int) right->kind;
}

GPtrArray *
hn_weaken_find (const HnWeakenContext *context, GPtrArray *changes)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_weakening_free);
  g_autoptr (GPtrArray) previous = NULL;
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (HnSettings) floor = NULL;
  g_autoptr (HnSettings) blank = NULL;
  g_autoptr (HnSettings) alone = NULL;
  g_autoptr (HnSettings) alone_before = NULL;
  HnWeakenWork work = { .context = context, .changes = changes, .found = found };

  g_return_val_if_fail (context != NULL, NULL);
  g_return_val_if_fail (changes != NULL, NULL);

  if (context->unfinished->context.scope == HN_SCOPE_USER)
    return g_steal_pointer (&found);

  previous = dup_previous (context, FALSE);
  others = dup_previous (context, TRUE);
  /* Nobody knows what a hand has written there, nor whose it is. */
  if (previous == NULL || others == NULL)
    {
      hn_weaken_add (&work, HN_WEAKEN_LINE_GOES, -1, NULL);
      ((HnWeakening *) found->pdata[0])->line = g_strdup (HN_DROP_IN_NAME);
      g_clear_pointer (&previous, g_ptr_array_unref);
      g_clear_pointer (&others, g_ptr_array_unref);
      previous = g_ptr_array_new ();
      others = g_ptr_array_new ();
    }
  floor = hn_what_if (context->unfinished, others);
  floor->user_is_root |= context->live != NULL && context->live->user_is_root;
  blank = hn_settings_new (&context->unfinished->context);
  alone = hn_what_if (blank, changes);
  alone_before = hn_what_if (blank, previous);
  work.previous = previous;
  work.floor = floor;
  work.alone = alone;
  work.alone_before = alone_before;

  find_lines_that_go (&work, others);
  find_folders (&work);
  find_reaching (&work);
  find_opened (&work);
  find_limits (&work);
  find_weakest (&work, blank);
  find_whole (&work);
  g_ptr_array_sort (found, compare_found);
  g_clear_pointer (&work.closed, g_array_unref);
  g_clear_pointer (&work.closed_at, g_ptr_array_unref);

  return g_steal_pointer (&found);
}

/* Leaving out. */

/* Puts back what others kept and @changes lack, before their own lines of the same directive. */
static void
put_back (GPtrArray *changes, GPtrArray *others)
{
  for (guint i = others->len; i > 0; i--)
    {
      const HnChange *change = others->pdata[i - 1];
      gboolean list = hn_validate_is_list (change->directive);

      if (hn_change_list_have (changes, change))
        continue;
      for (guint e = changes->len; e > 0 && !list; e--)
        if (((const HnChange *) changes->pdata[e - 1])->directive == change->directive)
          g_ptr_array_remove_index (changes, e - 1);
      g_ptr_array_insert (changes, 0, hn_change_copy (change));
    }
}

GPtrArray *
hn_weaken_leave_out (const HnWeakenContext *context, GPtrArray *changes)
{
  g_autoptr (GPtrArray) left = hn_change_list_copy (changes);
  g_autoptr (GPtrArray) previous = dup_previous (context, FALSE);
  g_autoptr (GPtrArray) others = dup_previous (context, TRUE);

  if (previous == NULL || others == NULL)
    return NULL;

  put_back (left, others);

  /* What goes may have been what closed the place that another line is an exception for. */
  for (;;)
    {
      g_autoptr (GPtrArray) found = hn_weaken_find (context, left);
      guint before = left->len;

      if (found->len == 0)
        break;
      for (guint i = 0; i < found->len; i++)
        if (((const HnWeakening *) found->pdata[i])->directive == HN_DIRECTIVE_NONE)
          return NULL;
      for (guint i = found->len; i > 0; i--)
        {
          const HnWeakening *weakening = found->pdata[i - 1];
          const HnChange *change = weakening->change >= 0 && (guint) weakening->change < left->len
                                       ? left->pdata[weakening->change]
                                       : NULL;

          if (change != NULL && change->directive == weakening->directive &&
              !hn_change_list_have (others, change) &&
              (i == found->len ||
               ((const HnWeakening *) found->pdata[i])->change != weakening->change))
            g_ptr_array_remove_index (left, (guint) weakening->change);
        }
      if (left->len == before)
        return NULL;
    }

  for (guint i = 0; i < left->len; i++)
    if (!hn_change_list_have (previous, left->pdata[i]))
      return g_steal_pointer (&left);

  return NULL;
}
