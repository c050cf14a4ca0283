/* harden for several services: one question for all, one search after another, and a report in the
 * end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/harden/harden-several.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/guards.h"

/* What came of one. */
typedef enum
{
  RESULT_WAITING,  /* it was not begun */
  RESULT_LEFT_OUT, /* by a rule, which is no failure */
  RESULT_KEPT,
  RESULT_TAKEN_BACK, /* it works, and nobody was there to keep it */
  RESULT_NOTHING,
  RESULT_FAILED,
  RESULT_STOPPED,
} Result;

static const char *const result_names[] = {
  [RESULT_WAITING] = "not-begun",   [RESULT_LEFT_OUT] = "left-out", [RESULT_KEPT] = "kept",
  [RESULT_TAKEN_BACK] = "not-kept", [RESULT_NOTHING] = "nothing",   [RESULT_FAILED] = "failed",
  [RESULT_STOPPED] = "interrupted",
};

typedef struct
{
  HnUnitSearch search;
  Result result;
  char *reason; /* (nullable): why it was left out, or what went wrong */
} One;

static void
one_free (One *self)
{
  hn_unit_search_clear (&self->search);
  g_free (self->reason);
  g_free (self);
}

static void
set_result (One *self, Result result, const GError *error)
{
  self->result = result;
  g_free (self->reason);
  self->reason = g_strdup (error->message);
  if (!self->search.options->json)
    g_message ("%s", error->message);
}

/* What may not be tried is left out, and all else that is in the way is a failure. */
static void
set_unread (One *self, const GError *error)
{
  gboolean by_rule = g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED);

  set_result (self, by_rule ? RESULT_LEFT_OUT : RESULT_FAILED, error);
}

/* Each trial of a guard takes a permission of its own, and this is about asking once. */
static gboolean
check_guard (const One *one, GError **error)
{
  const HnUnitSearch *search = &one->search;
  const char *own[] = { search->target->unit, NULL };
  const char *const *names =
      search->restart != NULL ? (const char *const *) search->restart->names : own;
  const char *guards = search->options->scope == HN_SCOPE_SYSTEM
                           ? hn_guard_find (names, search->before->settings, NULL)
                           : NULL;

  if (guards == NULL)
    return TRUE;
  g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
               /* Translators: a service, and a sentence that says what it guards */
               _ ("%s is left out: %s It can be hardened alone."), search->target->unit,
               _ (guards));

  return FALSE;
}

static gboolean
is_known (GPtrArray *all, const char *unit)
{
  for (guint i = 0; i + 1 < all->len; i++)
    if (strcmp (((One *) all->pdata[i])->search.target->unit, unit) == 0)
      return TRUE;

  return FALSE;
}

/* Which of them there is something to be searched for. An alias stands for what was named already.
 */
static void
read_all (GPtrArray *all, GPtrArray *targets, const HnUnitSearch *common)
{
  for (guint i = 0; i < targets->len; i++)
    {
      g_autoptr (GError) error = NULL;
      One *one = g_new0 (One, 1);

      one->search = *common;
      one->search.target = g_steal_pointer (&targets->pdata[i]);
      g_ptr_array_add (all, one);
      if (!hn_unit_search_read (&one->search, &error) || !check_guard (one, &error))
        set_unread (one, error);
      if (is_known (all, one->search.target->unit))
        g_ptr_array_remove_index (all, all->len - 1);
    }
}

static HnHardenQuestion *
make_question (GPtrArray *all, HnHelperClient *client, const HnOptions *options)
{
  g_autoptr (GPtrArray) units = g_ptr_array_new ();
  guint least = 0, most = 0;

  for (guint i = 0; i < all->len; i++)
    {
      const One *one = all->pdata[i];

      if (one->result != RESULT_WAITING)
        continue;
      g_ptr_array_add (units, one->search.target->unit);
      hn_unit_search_estimate (&one->search, &least, &most);
    }
  if (units->len == 0)
    return NULL;
  if (!options->json)
    {
      g_autofree char *duration = hn_harden_search_dup_duration (least, most);

      /* Translators: a number of services, and "about 5 to 20 minutes" */
      g_message (ngettext ("%u service is searched; it takes %s",
                           "%u services are searched, one after another; it takes %s in all",
                           units->len),
                 units->len, duration);
    }
  g_ptr_array_add (units, NULL);

  return hn_harden_question_new (client, (const char *const *) units->pdata, options->watch,
                                 options->max_trials);
}

static gboolean
is_denial (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED);
}

/* Returns: whether others may follow */
static gboolean
harden (One *one, HnHardenQuestion *question)
{
  g_autoptr (GError) error = NULL;
  HnUnitSearch *search = &one->search;

  search->question = question;
  /* Anew: while others were searched somebody may have changed it. */
  if (!hn_unit_search_read (search, &error))
    {
      set_unread (one, error);
      return TRUE;
    }
  if (!hn_unit_search_run (search, &error))
    {
      set_result (one, search->interrupted ? RESULT_STOPPED : RESULT_FAILED, error);
      return !search->interrupted && !is_denial (error);
    }
  one->result = search->kept                       ? RESULT_KEPT
                : hn_unit_search_is_found (search) ? RESULT_TAKEN_BACK
                                                   : RESULT_NOTHING;

  return !search->interrupted;
}

static char *
dup_sentence (const One *one)
{
  const HnReport *before = one->search.before, *after = one->search.after;
  guint was = before != NULL ? before->assessment.exposure : 0;
  guint is = after != NULL ? after->assessment.exposure : was;

  switch (one->result)
    {
    case RESULT_KEPT:
      if (is == was)
        /* Translators: an exposure, which counts none of what was taken away */
        return g_strdup_printf (_ ("%u.%u as before; what it can do without was kept"), was / 10,
                                was % 10);
      /* Translators: exposures before and after */
      return g_strdup_printf (_ ("%u.%u → %u.%u, kept"), was / 10, was % 10, is / 10, is % 10);
    case RESULT_TAKEN_BACK:
      return g_strdup_printf (
          /* Translators: exposures before and after */
          _ ("%u.%u → %u.%u would work, and was not kept; it is as before"), was / 10, was % 10,
          is / 10, is % 10);
    case RESULT_NOTHING:
      /* Translators: an exposure */
      return g_strdup_printf (_ ("%u.%u, nothing stricter works; it is as before"), was / 10,
                              was % 10);
    case RESULT_LEFT_OUT:
    case RESULT_FAILED:
    case RESULT_STOPPED:
      return g_strdup (one->reason);
    case RESULT_WAITING:
    default:
      return g_strdup (_ ("not begun"));
    }
}

static void
print_report (GPtrArray *all)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = 0;
  HnTerminal terminal;

  hn_terminal_init (&terminal, FALSE);
  for (guint i = 0; i < all->len; i++)
    n += ((const One *) all->pdata[i])->result == RESULT_KEPT;
  g_string_append_printf (out,
                          /* Translators: how many services are stricter now, and of how many */
                          ngettext ("%u of %u service is stricter now:",
                                    "%u of %u services are stricter now:", all->len),
                          n, all->len);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < all->len; i++)
    {
      const One *one = all->pdata[i];
      g_autofree char *sentence = dup_sentence (one);
      g_autofree char *clean = hn_terminal_clean (sentence);

      /* Most reasons begin with it. */
      if (!g_str_has_prefix (clean, one->search.target->unit))
        g_string_append_printf (out, "  %s: %s\n", one->search.target->unit, clean);
      else
        g_string_append_printf (out, "  %s\n", clean);
    }
  hn_terminal_print (&terminal, out->str, NULL);
}

static gboolean
print_json (GPtrArray *all, GError **error)
{
  HnJsonOut *out = hn_json_out_new ();

  hn_json_out_begin_array (out, NULL);
  for (guint i = 0; i < all->len; i++)
    {
      const One *one = all->pdata[i];

      hn_json_out_begin_object (out, NULL);
      hn_unit_search_write_json (&one->search, out);
      hn_json_out_string (out, "result", result_names[one->result]);
      hn_json_out_string (out, "error", one->reason);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);

  return hn_terminal_print_json (out, error);
}

gboolean
hn_harden_several_print_failure (GPtrArray *targets, const GError *failure, GError **error)
{
  HnJsonOut *out = hn_json_out_new ();

  hn_json_out_begin_array (out, NULL);
  for (guint i = 0; i < targets->len; i++)
    {
      hn_json_out_begin_object (out, NULL);
      hn_harden_write_json_unread (((const HnTarget *) targets->pdata[i])->unit, out);
      hn_json_out_string (out, "result", result_names[RESULT_FAILED]);
      hn_json_out_string (out, "error", failure->message);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);

  return hn_terminal_print_json (out, error);
}

/* The worst that happened to any of them. */
static HnExit
find_exit (GPtrArray *all)
{
  gboolean kept = FALSE, not_kept = FALSE;

  for (guint i = 0; i < all->len; i++)
    switch (((const One *) all->pdata[i])->result)
      {
      case RESULT_KEPT:
        kept = TRUE;
        break;
      case RESULT_TAKEN_BACK:
        not_kept = TRUE;
        break;
      case RESULT_NOTHING:
      case RESULT_LEFT_OUT:
        break;
      default:
        return HN_EXIT_FAILURE;
      }

  return not_kept ? HN_EXIT_NOT_KEPT : kept ? HN_EXIT_OK : HN_EXIT_NOTHING;
}

HnExit
hn_harden_several (GPtrArray *targets,
                   HnHelperClient *client,
                   const HnUnitSearch *common,
                   GError **error)
{
  const HnOptions *options = common->options;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) one_free);
  g_autoptr (HnHardenQuestion) question = NULL;
  gboolean more = TRUE;

  read_all (all, targets, common);
  question = make_question (all, client, options);
  for (guint i = 0; i < all->len && more; i++)
    if (((One *) all->pdata[i])->result == RESULT_WAITING)
      more = harden (all->pdata[i], question);
  if (question != NULL)
    hn_harden_question_end (question);

  if (!options->json)
    print_report (all);
  else if (!print_json (all, error))
    return HN_EXIT_FAILURE;

  return find_exit (all);
}
