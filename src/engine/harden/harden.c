/* Which set of rights to take from a service next. All of them first; where that does not work,
 * those that the failure names stay open, and where it names none, half of them is tried. What
 * works is added to what has worked before. Of the trials one is always left to have at the end
 * what works.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/harden/harden.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/evidence/need.h"
#include "engine/harden/harden-exceptions.h"

/* Lines of which it is not known yet whether they work. */
typedef struct
{
  guint *lines;
  guint n;
  gboolean breaks; /* one of them does not work, with what works */
  gboolean pair;   /* so it is when those that are tried before them do */
} Part;

struct _HnHarden
{
  HnHardenSet *set;
  guint max_trials;
  guint n_trials;
  GPtrArray *parts; /* of Part: the last one is tried next */
  gboolean *works;  /* for each line */
  gboolean *next;   /* (nullable): what is tried */
  gboolean again;   /* what is tried has worked before */
  gboolean live;    /* the last trial was of all that works */
};

static void
part_free (gpointer data)
{
  Part *part = data;

  g_free (part->lines);
  g_free (part);
}

/* Returns: (nullable): NULL for no lines */
static Part *
push (HnHarden *self, const guint *lines, guint n)
{
  Part *part;

  if (n == 0)
    return NULL;
  part = g_new0 (Part, 1);
  part->lines = g_memdup2 (lines, n * sizeof *lines);
  part->n = n;
  g_ptr_array_add (self->parts, part);

  return part;
}

/* (nullable): the one that is tried next */
static Part *
get_top (HnHarden *self)
{
  return self->parts->len > 0 ? self->parts->pdata[self->parts->len - 1] : NULL;
}

static HnHardenLine *
get_line (HnHarden *self, guint i)
{
  return self->set->lines->pdata[i];
}

HnHarden *
hn_harden_new (HnHardenSet *set, guint max_trials)
{
  HnHarden *self = g_new0 (HnHarden, 1);
  g_autofree guint *all = g_new0 (guint, set->lines->len);

  g_return_val_if_fail (max_trials > 0, NULL);

  for (guint i = 0; i < set->lines->len; i++)
    all[i] = i;
  self->set = set;
  self->max_trials = max_trials;
  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->works = g_new0 (gboolean, set->lines->len);
  push (self, all, set->lines->len);

  return self;
}

void
hn_harden_free (HnHarden *self)
{
  if (self == NULL)
    return;

  hn_harden_set_free (self->set);
  g_ptr_array_unref (self->parts);
  g_free (self->works);
  g_free (self->next);
  g_free (self);
}

static gboolean
any_works (HnHarden *self)
{
  for (guint i = 0; i < self->set->lines->len; i++)
    if (self->works[i])
      return TRUE;

  return FALSE;
}

/* Puts what only the strictest level tries behind the rest.
 *
 * Returns: how many there are of the rest */
static guint
put_bold_last (HnHarden *self, guint *lines, guint n)
{
  g_autofree guint *bold = g_new (guint, n);
  guint n_bold = 0, n_rest = 0;

  for (guint i = 0; i < n; i++)
    if (get_line (self, lines[i])->bold)
      bold[n_bold++] = lines[i];
    else
      lines[n_rest++] = lines[i];
  for (guint i = 0; i < n_bold; i++)
    lines[n_rest + i] = bold[i];

  return n_rest;
}

/* Takes parts of which one line breaks the service apart, until one is left to be tried. */
static Part *
find_part (HnHarden *self)
{
  Part *part;

  while ((part = get_top (self)) != NULL && part->breaks)
    {
      g_autofree guint *lines = g_steal_pointer (&part->lines);
      guint n = part->n, half = put_bold_last (self, lines, n);

      if (half == 0 || half == n)
        half = (n + 1) / 2;
      g_ptr_array_set_size (self->parts, (int) self->parts->len - 1);
      if (n == 1)
        {
          get_line (self, lines[0])->fate = HN_FATE_BREAKS;
          continue;
        }
      push (self, lines + half, n - half)->pair = TRUE;
      push (self, lines, half);
    }

  return part;
}

const gboolean *
hn_harden_next (HnHarden *self)
{
  guint left = self->max_trials - self->n_trials;
  gboolean any = any_works (self);
  Part *part;

  if (self->next != NULL)
    return self->next;

  part = find_part (self);
  if (left < (any ? 2 : 1))
    part = NULL;
  if (part == NULL && (!any || self->live || left == 0))
    return NULL;

  self->again = part == NULL;
  self->next = g_memdup2 (self->works, self->set->lines->len * sizeof *self->works);
  for (guint i = 0; part != NULL && i < part->n; i++)
    self->next[part->lines[i]] = TRUE;

  return self->next;
}

static void
tell_works (HnHarden *self)
{
  Part *part = get_top (self);

  for (guint i = 0; i < part->n; i++)
    {
      self->works[part->lines[i]] = TRUE;
      get_line (self, part->lines[i])->fate = HN_FATE_WORKS;
    }
  g_ptr_array_set_size (self->parts, (int) self->parts->len - 1);
  part = get_top (self);
  if (part != NULL && part->pair)
    part->breaks = TRUE;
  if (part != NULL)
    part->pair = FALSE;
}

/* What is tried next says nothing any more of what comes then: the two are as good as one. */
static void
join_top (HnHarden *self)
{
  Part *part = get_top (self);
  Part *below = self->parts->len > 1 ? self->parts->pdata[self->parts->len - 2] : NULL;

  if (part == NULL)
    return;
  part->pair = FALSE;
  if (part->breaks || below == NULL || below->breaks || below->pair)
    return;
  below->lines = g_renew (guint, below->lines, below->n + part->n);
  memcpy (below->lines + below->n, part->lines, part->n * sizeof *part->lines);
  below->n += part->n;
  g_ptr_array_set_size (self->parts, (int) self->parts->len - 1);
}

/* Those that are named are put apart from the rest, which is tried next. */
static void
tell_breaks (HnHarden *self, const gboolean *named, gboolean certain)
{
  Part *part = get_top (self);
  g_autofree guint *lines = g_steal_pointer (&part->lines);
  guint n = part->n, n_guilty = 0, n_rest = 0;
  gboolean eased = FALSE;
  g_autofree guint *guilty = g_new (guint, n);
  g_autofree guint *rest = g_new (guint, n);

  g_ptr_array_set_size (self->parts, (int) self->parts->len - 1);
  join_top (self);

  for (guint i = 0; i < n; i++)
    if (named == NULL || !named[lines[i]])
      rest[n_rest++] = lines[i];
    else if (certain && hn_harden_set_let_be (self->set, lines[i]))
      rest[n_rest++] = lines[i], eased = TRUE;
    else
      guilty[n_guilty++] = lines[i];
  if (n_guilty == 0 && !eased)
    {
      push (self, lines, n)->breaks = TRUE;
      return;
    }
  if (certain)
    for (guint i = 0; i < n_guilty; i++)
      get_line (self, guilty[i])->fate = HN_FATE_BREAKS;
  else
    push (self, guilty, n_guilty)->breaks = TRUE;
  push (self, rest, n_rest);
}

void
hn_harden_tell (HnHarden *self, gboolean works, const gboolean *named, gboolean certain)
{
  g_return_if_fail (self->next != NULL);

  g_clear_pointer (&self->next, g_free);
  self->n_trials++;
  self->live = works;
  if (self->again && !works)
    {
      /* What worked does not work any more: nothing can be said of it. */
      memset (self->works, 0, self->set->lines->len * sizeof *self->works);
      self->n_trials = self->max_trials;
    }
  else if (self->again)
    return;
  else if (works)
    tell_works (self);
  else
    tell_breaks (self, named, certain);
  find_part (self);
}

gboolean
hn_harden_is_found (HnHarden *self)
{
  return self->live && any_works (self) && hn_harden_next (self) == NULL;
}

guint
hn_harden_get_n_trials (HnHarden *self)
{
  return self->n_trials;
}

const HnHardenSet *
hn_harden_get_set (HnHarden *self)
{
  return self->set;
}

/* Names. */

static void
put_proof (HnHardenLine *line, const char *proof)
{
  if (line->proof == NULL)
    line->proof = g_strdup (proof);
}

static guint
name_suspects (HnHarden *self, const HnBlame *blame, gboolean *named)
{
  guint n = 0;

  if (blame == NULL || !blame->narrowed)
    return 0;
  for (guint i = 0; i < self->set->lines->len; i++)
    for (guint s = 0; self->next[i] && !named[i] && s < blame->suspects->len; s++)
      {
        const HnSuspect *suspect = blame->suspects->pdata[s];

        if (suspect->change->directive != get_line (self, i)->directive)
          continue;
        named[i] = TRUE;
        put_proof (get_line (self, i), suspect->proof);
        n++;
      }

  return n;
}

/* @all: whether also what it is known to go on without */
static guint
name_refused (
    HnHarden *self, const HnEvidence *evidence, guint64 since, gboolean all, gboolean *named)
{
  g_autoptr (HnEvidence) lately = hn_evidence_new ();
  guint n = 0;

  for (guint i = 0; i < evidence->uses->len; i++)
    {
      const HnUse *use = evidence->uses->pdata[i];

      if (use->error != 0 && use->last >= since)
        hn_evidence_add (lately, use);
    }
  for (guint i = 0; i < self->set->lines->len; i++)
    {
      HnHardenLine *line = get_line (self, i);
      g_autoptr (HnNeed) need = NULL;

      if (!self->next[i] || (line->copes && !all))
        continue;
      need =
          hn_need_new (lately, hn_check_get (line->check), self->set->unfinished->context.version);
      if (need->kind != HN_NEED_REFUSED)
        continue;
      named[i] = TRUE;
      if (line->directive == HN_DIRECTIVE_PROTECT_SYSTEM && g_str_equal (line->line, "strict"))
        {
          g_clear_pointer (&line->wider, g_ptr_array_unref);
          line->wider = hn_harden_widen_exceptions (line->exceptions, lately);
        }
      put_proof (line, need->use->path[0] != '\0' ? need->use->path : need->use->value);
      n++;
    }

  return n;
}

gboolean *
hn_harden_find_named (HnHarden *self,
                      const HnEvidence *evidence,
                      guint64 since,
                      const HnBlame *blame,
                      gboolean *ret_certain)
{
  g_autofree gboolean *named = g_new0 (gboolean, self->set->lines->len);
  guint n = 0;

  g_return_val_if_fail (self->next != NULL, NULL);

  /* What it is known to go on without is not why it failed where there is something else. */
  for (int all = FALSE; evidence != NULL && n == 0 && all <= TRUE; all++)
    n = name_refused (self, evidence, since, all, named);
  *ret_certain = n > 0;
  if (n == 0)
    n = name_suspects (self, blame, named);

  return n > 0 ? g_steal_pointer (&named) : NULL;
}

gboolean
hn_harden_was_refused (HnHarden *self, const HnEvidence *evidence, guint64 since)
{
  g_autofree gboolean *named = g_new0 (gboolean, self->set->lines->len);

  g_return_val_if_fail (self->next != NULL, FALSE);

  return name_refused (self, evidence, since, FALSE, named) > 0;
}

char *
hn_harden_dup_names (HnHarden *self, const gboolean *named)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < self->set->lines->len; i++)
    {
      g_autofree char *line = g_strstrip (g_strdup (get_line (self, i)->line));

      if (named[i])
        g_string_append_printf (names, "%s%s=%s", names->len > 0 ? ", " : "",
                                hn_directive_get (get_line (self, i)->directive)->name, line);
    }

  return g_string_free (g_steal_pointer (&names), FALSE);
}

char *
hn_harden_dup_reason (HnHarden *self, guint check)
{
  for (guint i = 0; i < self->set->lines->len; i++)
    {
      const HnHardenLine *line = get_line (self, i);

      if (line->check != check || line->fate == HN_FATE_WORKS)
        continue;
      if (line->fate == HN_FATE_UNTRIED)
        return g_strdup (_ ("It was not tried: there were no more trials."));
      if (line->proof == NULL)
        return g_strdup (_ ("With it the service did not work."));
      /* Translators: what a service could not do: a system call, a file, a line of its log */
      return g_strdup_printf (_ ("With it the service did not work: %s"), line->proof);
    }

  return g_strdup (self->set->left_out[check]);
}
