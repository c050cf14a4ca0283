/* From a flick or a choice to a line of the drop-in. Systemd's rules for lines that add up are
 * many; instead of repeating them here, a few candidates are tried out by what-if, and the first
 * that does what was asked for is staged.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changes-control.h"

#include "changes-private.h"
#include "engine/validate.h"
#include "engine/catalogue/syscalls.h"
#include "engine/types/values.h"

HnDirectiveId
hn_check_get_control_directive (guint check)
{
  /* The check is about both; the policy decides, the list makes exceptions. */
  if (hn_check_get (check)->rule == HN_RULE_DEVICES)
    return HN_DIRECTIVE_DEVICE_POLICY;

  return hn_check_get (check)->directive;
}

HnControl
hn_directive_get_control (HnDirectiveId directive)
{
  if ((hn_directive_get (directive)->flags & HN_DIRECTIVE_WRITABLE) == 0)
    return HN_CONTROL_NONE;

  switch (hn_directive_get (directive)->type->kind)
    {
    case HN_KIND_BOOLEAN:
      return HN_CONTROL_SWITCH;
    case HN_KIND_CHOICE:
      return HN_CONTROL_CHOICE;
    default:
      return HN_CONTROL_ENTRY;
    }
}

HnControl
hn_check_get_control (guint check)
{
  HnDirectiveId directive = hn_check_get_control_directive (check);

  if ((hn_directive_get (directive)->flags & HN_DIRECTIVE_WRITABLE) == 0)
    return HN_CONTROL_NONE;

  switch (hn_check_get (check)->rule)
    {
    case HN_RULE_CAPABILITIES:
    case HN_RULE_NAMESPACES:
    case HN_RULE_ADDRESS_FAMILIES:
    case HN_RULE_SYSCALLS:
    case HN_RULE_ARCHITECTURES:
    case HN_RULE_ADDRESSES:
      return HN_CONTROL_SWITCH;
    default:
      return hn_directive_get_control (directive);
    }
}

static char *
dup_value (HnChanges *self, HnDirectiveId directive)
{
  const HnSettings *settings = hn_changes_get_settings (self);

  return settings != NULL ? hn_settings_dup_value (settings, directive) : g_strdup ("");
}

/* Whether a list of addresses to deny has everything in it. */
static gboolean
denies_all (const char *value)
{
  g_auto (GStrv) words = g_strsplit (value, " ", -1);
  const char *const *list = (const char *const *) words;

  return g_strv_contains (list, "any") ||
         (g_strv_contains (list, "0.0.0.0/0") && g_strv_contains (list, "::/0"));
}

/* Whether @check is on by @settings and their @assessment. */
static gboolean
check_is_on (guint check, const HnSettings *settings, const HnAssessment *assessment)
{
  HnRule rule = hn_check_get (check)->rule;
  g_autofree char *value = NULL;

  switch (rule)
    {
    case HN_RULE_CAPABILITIES:
    case HN_RULE_NAMESPACES:
    case HN_RULE_ADDRESS_FAMILIES:
    case HN_RULE_SYSCALLS:
      return assessment->findings[check].badness == 0;
    default:
      break;
    }

  value = hn_settings_dup_value (settings, hn_check_get_control_directive (check));
  if (rule == HN_RULE_ADDRESSES)
    return denies_all (value);

  return g_str_equal (value, rule == HN_RULE_ARCHITECTURES ? "native" : "yes");
}

gboolean
hn_changes_is_on (HnChanges *self, guint check)
{
  const HnSettings *settings;

  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);
  g_return_val_if_fail (check < HN_N_CHECKS, FALSE);

  settings = hn_changes_get_settings (self);
  if (settings == NULL)
    return FALSE;

  return check_is_on (check, settings, hn_changes_get_plain_assessment (self));
}

gboolean
hn_changes_moves_check (HnChanges *self, guint check)
{
  const HnAssessment *before;

  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);
  g_return_val_if_fail (check < HN_N_CHECKS, FALSE);

  before = hn_changes_get_before (self);
  if (before == NULL || !hn_changes_is_changed (self, hn_check_get_control_directive (check)))
    return FALSE;

  return (before->findings[check].badness == 0) !=
         (hn_changes_get_after (self)->findings[check].badness == 0);
}

gboolean
hn_changes_is_directive_on (HnChanges *self, HnDirectiveId directive)
{
  g_autofree char *value = NULL;

  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);

  value = dup_value (self, directive);

  return g_str_equal (value, "yes");
}

/* A row of checks that one directive decides about, and where their switches are to be. */
typedef struct
{
  HnDirectiveId directive;
  guint version; /* of systemd */
  guint flicked; /* the check that must come out right */
  guint checks[HN_N_CHECKS];
  gboolean wanted[HN_N_CHECKS];
  gboolean plain[HN_N_CHECKS]; /* where they are without Hardnut's line */
  guint n_checks;

  guint fewest; /* switches out of place with the best candidate so far */
  char *best;   /* (nullable): that candidate */
  gboolean found;
} Search;

static guint
count_misplaced (const Search *search, const HnSettings *settings)
{
  HnAssessment assessment;
  guint n = 0;

  hn_assess (settings, NULL, &assessment);
  for (guint i = 0; i < search->n_checks; i++)
    {
      gboolean on = check_is_on (search->checks[i], settings, &assessment);

      if (on != search->wanted[i] && search->checks[i] == search->flicked)
        return G_MAXUINT;
      n += on != search->wanted[i];
    }

  return n;
}

/* Returns whether the search is over. */
static gboolean
try_candidate (HnChanges *self, Search *search, const char *value)
{
  g_autoptr (HnSettings) settings = NULL;
  g_auto (GStrv) lines = NULL;
  guint misplaced;

  /* Only what the helper would take as well. */
  lines = value != NULL ? g_strsplit (value, "\n", -1) : NULL;
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    if (!hn_validate_value (search->directive, lines[i],
                            hn_changes_get_base (self)->context.version, NULL, NULL))
      return FALSE;

  settings = hn_changes_try_value (self, search->directive, value);
  misplaced = count_misplaced (search, settings);
  if (misplaced < search->fewest)
    {
      g_free (search->best);
      search->best = g_strdup (value);
      search->fewest = misplaced;
      search->found = TRUE;
    }

  return search->found && search->fewest == 0;
}

/* The words by which a line of the directive names what a check is about. */
static void
append_words (GString *text, guint check)
{
  const HnCheck *row = hn_check_get (check);
  g_autofree char *names = NULL;

  switch (row->rule)
    {
    case HN_RULE_CAPABILITIES:
      for (guint i = 0; hn_capability_get_name (i) != NULL; i++)
        if ((row->parameter >> i) & 1)
          g_string_append_printf (text, " %s", hn_capability_get_name (i));
      break;

    case HN_RULE_NAMESPACES:
      names = hn_namespaces_dup_names (row->parameter);
      g_string_append_printf (text, " %s", names);
      break;

    case HN_RULE_ADDRESS_FAMILIES:
      if (row->parameter != HN_FAMILY_OTHER)
        {
          names = hn_families_dup_names (row->parameter);
          g_string_append_printf (text, " %s", names);
        }
      break;

    case HN_RULE_SYSCALLS:
      g_string_append_printf (text, " %s", hn_syscall_group_get_name (row->parameter));
      break;

    default:
      break;
    }
}

typedef gboolean (*Pick) (const Search *search, guint i);

static gboolean
pick_wanted (const Search *search, guint i)
{
  return search->wanted[i];
}

static gboolean
pick_unwanted (const Search *search, guint i)
{
  return !search->wanted[i];
}

/* What the service does not have by other means. */
static gboolean
pick_new (const Search *search, guint i)
{
  return search->wanted[i] && !search->plain[i];
}

static gboolean
pick_flicked (const Search *search, guint i)
{
  return search->checks[i] == search->flicked;
}

/* Groups of system calls hold one another: to let one of them go, those around it must go too. */
static gboolean
pick_apart (const Search *search, guint i)
{
  const HnCheck *row = hn_check_get (search->checks[i]);
  const HnCheck *flicked = hn_check_get (search->flicked);

  return pick_new (search, i) &&
         (row->rule != HN_RULE_SYSCALLS ||
          !hn_syscall_set_covers (hn_syscall_group_get_set (row->parameter, search->version),
                                  hn_syscall_group_get_set (flicked->parameter, search->version)));
}

/* Tries a line with the words of the checks that @pick picks. */
static gboolean
try_line (HnChanges *self, Search *search, const char *before, Pick pick)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *line = NULL;

  for (guint i = 0; i < search->n_checks; i++)
    if (pick (search, i))
      append_words (words, search->checks[i]);

  /* Nothing named: a line that would do something else. */
  if (words->len == 0)
    return FALSE;

  line = g_strconcat (before, words->str + 1, NULL);

  return try_candidate (self, search, line);
}

static gboolean
all_wanted (const Search *search)
{
  for (guint i = 0; i < search->n_checks; i++)
    if (!search->wanted[i])
      return FALSE;

  return TRUE;
}

/* Takes @words out of @line: what is said of them later holds. A first "~" stays, and the line is
 * NULL when nothing but that is left.
 *
 * Returns: (transfer full) (nullable): the rest */
static char *
dup_without_words (const char *line, const char *const *words)
{
  g_auto (GStrv) old = g_strsplit (line + (*line == '~'), " ", -1);
  g_autoptr (GString) rest = g_string_new (NULL);

  for (guint i = 0; old[i] != NULL; i++)
    if (*old[i] != '\0' && !g_strv_contains (words, old[i]))
      g_string_append_printf (rest, " %s", old[i]);
  if (rest->len == 0)
    return NULL;

  return g_strconcat (*line == '~' ? "~" : "", rest->str + 1, NULL);
}

/* Says @words, with "~" or without, after the lines of @present. The last line that names something
 * decides about it, so that the words go from the lines after the first, which says what kind of
 * list it is, and into a line of the same kind if there is one: it stays as short as a person would
 * write it, however often switches move. Groups of system calls hold one another, so that only the
 * last line can take one more. */
static char *
dup_added_words (const char *present, gboolean without, const char *words, gboolean overlap)
{
  g_auto (GStrv) lines = g_strsplit (present, "\n", -1);
  g_auto (GStrv) added = g_strsplit (words, " ", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  char **target = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean reset = *lines[i] == '\0' || g_str_equal (lines[i], "~");
      char *line = i == 0 || reset ? g_strdup (lines[i])
                                   : dup_without_words (lines[i], (const char *const *) added);

      if (line != NULL)
        g_ptr_array_add (kept, line);
    }
  for (guint i = kept->len; i-- > 1 && target == NULL && !(overlap && i + 1 < kept->len);)
    {
      const char *line = kept->pdata[i];

      if (*line == '\0' || g_str_equal (line, "~"))
        break;
      if ((*line == '~') == without)
        target = (char **) &kept->pdata[i];
    }
  if (target != NULL)
    {
      char *longer = g_strconcat (*target, " ", words, NULL);

      g_free (*target);
      *target = longer;
    }
  else
    g_ptr_array_add (kept, g_strconcat (without ? "~" : "", words, NULL));
  g_ptr_array_add (kept, NULL);

  return g_strjoinv ("\n", (char **) kept->pdata);
}

/* Adds to the lines that are staged. */
static gboolean
try_added_line (HnChanges *self, Search *search, gboolean on)
{
  const char *present = hn_changes_get_value (self, search->directive);
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *lines = NULL;

  append_words (words, search->flicked);
  if (present == NULL || words->len == 0)
    return FALSE;

  lines = dup_added_words (present, on, words->str + 1,
                           hn_check_get (search->flicked)->rule == HN_RULE_SYSCALLS);

  return try_candidate (self, search, lines);
}

/* Sets that a "~" takes away from. In the order of preference: no line of ours, one line, more of
 * the same, everything anew. */
static void
search_set (HnChanges *self, Search *search, gboolean on)
{
  HnRule rule = hn_check_get (search->flicked)->rule;
  const char *whole = rule == HN_RULE_NAMESPACES         ? "yes"
                      : rule == HN_RULE_ADDRESS_FAMILIES ? "none"
                                                         : NULL;
  const char *anew = rule == HN_RULE_CAPABILITIES ? "~\n" : "\n";
  g_autofree char *anew_not = g_strconcat (anew, "~", NULL);

  if (try_candidate (self, search, NULL))
    return;
  if (whole != NULL && all_wanted (search) && try_candidate (self, search, whole))
    return;
  if (try_line (self, search, "~", pick_new) || try_line (self, search, "~", pick_apart))
    return;
  /* "Other" families can only be kept out by naming those that are let in. */
  if (rule == HN_RULE_ADDRESS_FAMILIES &&
      (try_line (self, search, "", pick_unwanted) || try_line (self, search, "\n", pick_unwanted)))
    return;
  if (try_added_line (self, search, on))
    return;
  if (!on && try_line (self, search, "", pick_flicked))
    return;
  if (try_line (self, search, anew_not, pick_wanted) ||
      try_line (self, search, anew_not, pick_apart))
    return;
  if (!on)
    try_candidate (self, search, rule == HN_RULE_CAPABILITIES ? "~" : "");
}

static void
search_words (
    HnChanges *self, Search *search, gboolean on, const char *word_on, const char *word_off)
{
  const char *word = on ? word_on : word_off;
  const char *present = hn_changes_get_value (self, search->directive);

  if (try_candidate (self, search, NULL) || try_candidate (self, search, word))
    return;

  if (present != NULL && hn_validate_is_list (search->directive))
    {
      g_autofree char *added = g_strconcat (present, "\n", word, NULL);

      if (try_candidate (self, search, added))
        return;
    }

  if (hn_validate_is_list (search->directive) && *word != '\0')
    {
      g_autofree char *anew = g_strconcat ("\n", word, NULL);

      try_candidate (self, search, anew);
    }
}

void
hn_changes_flick (HnChanges *self, guint check, gboolean on)
{
  Search search = { .flicked = check, .fewest = G_MAXUINT };
  g_autoptr (HnSettings) without = NULL;
  HnAssessment assessment;

  g_return_if_fail (HN_IS_CHANGES (self));
  g_return_if_fail (check < HN_N_CHECKS);

  on = !!on;
  if (hn_changes_get_base (self) == NULL || hn_check_get_control (check) != HN_CONTROL_SWITCH ||
      hn_changes_is_on (self, check) == on)
    return;

  search.directive = hn_check_get_control_directive (check);
  search.version = hn_changes_get_base (self)->context.version;
  without = hn_changes_try_value (self, search.directive, NULL);
  hn_assess (without, NULL, &assessment);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (hn_check_get_control_directive (i) == search.directive)
      {
        search.checks[search.n_checks] = i;
        search.plain[search.n_checks] = check_is_on (i, without, &assessment);
        search.wanted[search.n_checks++] = i == check ? on : hn_changes_is_on (self, i);
      }

  switch (hn_check_get (check)->rule)
    {
    case HN_RULE_CAPABILITIES:
    case HN_RULE_NAMESPACES:
    case HN_RULE_ADDRESS_FAMILIES:
    case HN_RULE_SYSCALLS:
      search_set (self, &search, on);
      break;
    case HN_RULE_ARCHITECTURES:
      search_words (self, &search, on, "native", "");
      break;
    case HN_RULE_ADDRESSES:
      search_words (self, &search, on, "any", "");
      break;
    default:
      search_words (self, &search, on, "yes", "no");
      break;
    }

  if (search.found)
    hn_changes_set (self, search.directive, search.best);
  else if (!on)
    /* Another setting holds it on: what is left to do is to stop asking for it. */
    hn_changes_set (self, search.directive, NULL);
  g_free (search.best);
}

/* The manager has another word for what "yes" means where there is more than one kind of it. */
static const char *
canonical_choice (HnDirectiveId directive, const char *word)
{
  if (directive == HN_DIRECTIVE_PRIVATE_TMP && g_str_equal (word, "connected"))
    return "yes";
  if (directive == HN_DIRECTIVE_PRIVATE_USERS && g_str_equal (word, "self"))
    return "yes";

  return word;
}

/* Whether the word of a choice or boolean would be @word with @value in the drop-in. */
static gboolean
leads_to (HnChanges *self, HnDirectiveId directive, const char *value, const char *word)
{
  g_autoptr (HnSettings) settings = hn_changes_try_value (self, directive, value);
  g_autofree char *result = hn_settings_dup_value (settings, directive);

  return g_str_equal (canonical_choice (directive, result), word);
}

char *
hn_changes_dup_choice (HnChanges *self, HnDirectiveId directive)
{
  g_autofree char *value = NULL;

  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  value = dup_value (self, directive);

  return g_strdup (canonical_choice (directive, value));
}

void
hn_changes_choose (HnChanges *self, HnDirectiveId directive, const char *word)
{
  g_autofree char *present = NULL;

  g_return_if_fail (HN_IS_CHANGES (self));
  g_return_if_fail (word != NULL);

  if (hn_changes_get_base (self) == NULL)
    return;

  present = hn_changes_dup_choice (self, directive);
  if (g_str_equal (present, word))
    return;

  /* Where another setting decides, nothing would come of the word. */
  if (leads_to (self, directive, NULL, word) || !leads_to (self, directive, word, word))
    hn_changes_set (self, directive, NULL);
  else
    hn_changes_set (self, directive, word);
}

GStrv
hn_changes_list_choices (HnChanges *self, HnDirectiveId directive)
{
  const HnDirective *row = hn_directive_get (directive);
  const HnSettings *settings;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  settings = hn_changes_get_settings (self);
  for (const HnChoice *choice = row->choices; choice != NULL && choice->value != NULL; choice++)
    if (settings != NULL && hn_choice_known (row, choice, settings->context.version) &&
        g_str_equal (canonical_choice (directive, choice->value), choice->value) &&
        !hn_changes_is_refused_with (self, directive, choice->value))
      g_strv_builder_add (builder, choice->value);

  return g_strv_builder_end (builder);
}
