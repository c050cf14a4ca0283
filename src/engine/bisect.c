/* Bisecting. Some lines are known to work together (the base); with the candidates added they fail.
 * Half of the candidates is tried with the base: if that fails, the culprit is among this half,
 * otherwise this half joins the base, and the culprit is among the other one. So it is right as
 * well where a line fails only together with others.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/bisect.h"

typedef enum
{
  ROLE_CANDIDATE,
  ROLE_BASE,
  ROLE_LATER, /* neither: the lines before it fail already */
  ROLE_CULPRIT,
} Role;

struct _HnBisect
{
  guint n;
  Role *roles;
  gboolean *next;  /* the trial that is asked for */
  gboolean asking; /* whether there is one */
  gboolean last;   /* it is of everything but the culprits */
};

static guint
count (const HnBisect *self, Role role)
{
  guint n = 0;

  for (guint i = 0; i < self->n; i++)
    n += self->roles[i] == role;

  return n;
}

static void
ask_last (HnBisect *self)
{
  self->last = TRUE;
  self->asking = FALSE;
  for (guint i = 0; i < self->n; i++)
    {
      self->next[i] = self->roles[i] != ROLE_CULPRIT;
      self->asking |= self->next[i];
    }
}

/* Asks for the base with the first half of the candidates, or, when one is left, takes it for
 * found. */
static void
ask_half (HnBisect *self)
{
  guint n = count (self, ROLE_CANDIDATE);
  guint taken = 0;

  if (n == 1)
    {
      for (guint i = 0; i < self->n; i++)
        if (self->roles[i] == ROLE_CANDIDATE)
          self->roles[i] = ROLE_CULPRIT;
      ask_last (self);
      return;
    }

  self->last = FALSE;
  self->asking = TRUE;
  for (guint i = 0; i < self->n; i++)
    {
      gboolean half = self->roles[i] == ROLE_CANDIDATE && taken < n / 2;

      taken += half;
      self->next[i] = half || self->roles[i] == ROLE_BASE;
    }
}

HnBisect *
hn_bisect_new (guint n)
{
  HnBisect *self;

  g_return_val_if_fail (n > 0, NULL);

  self = g_new0 (HnBisect, 1);
  self->n = n;
  self->roles = g_new0 (Role, n);
  self->next = g_new0 (gboolean, n);
  ask_half (self);

  return self;
}

void
hn_bisect_free (HnBisect *self)
{
  g_free (self->roles);
  g_free (self->next);
  g_free (self);
}

const gboolean *
hn_bisect_next (HnBisect *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->asking ? self->next : NULL;
}

gboolean
hn_bisect_is_last (HnBisect *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->asking && self->last;
}

void
hn_bisect_tell (HnBisect *self, gboolean works)
{
  g_return_if_fail (self != NULL && self->asking);

  self->asking = FALSE;
  if (self->last && works)
    return;

  for (guint i = 0; i < self->n; i++)
    /* All that is left has failed: what has not been found begins anew. */
    if (self->last && self->roles[i] != ROLE_CULPRIT)
      self->roles[i] = ROLE_CANDIDATE;
    else if (self->roles[i] == ROLE_CANDIDATE && self->next[i] == works)
      self->roles[i] = works ? ROLE_BASE : ROLE_LATER;
  ask_half (self);
}

gboolean
hn_bisect_is_culprit (HnBisect *self, guint line)
{
  g_return_val_if_fail (self != NULL && line < self->n, FALSE);

  return self->roles[line] == ROLE_CULPRIT;
}

guint
hn_bisect_get_n_culprits (HnBisect *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return count (self, ROLE_CULPRIT);
}

guint
hn_bisect_count_trials (guint n)
{
  guint halvings = 0;

  while ((G_GUINT64_CONSTANT (1) << halvings) < n)
    halvings++;

  return 2 + halvings;
}

static void
add_lines (GPtrArray *content, GPtrArray *changes, HnDirectiveId directive, GPtrArray *without)
{
  for (guint i = 0; i < changes->len; i++)
    {
      HnChange *change = changes->pdata[i];

      if (change->directive == directive && !g_ptr_array_find (without, change, NULL))
        g_ptr_array_add (content, change);
    }
}

GPtrArray *
hn_bisect_dup_content (GPtrArray *changes,
                       GPtrArray *present,
                       GPtrArray *changed,
                       const gboolean *with)
{
  g_autoptr (GPtrArray) without = g_ptr_array_new ();
  GPtrArray *content = g_ptr_array_new ();
  gboolean touched[HN_N_DIRECTIVES] = { FALSE };
  gboolean taken[HN_N_DIRECTIVES] = { FALSE };

  for (guint i = 0; i < changed->len; i++)
    {
      HnChange *change = changed->pdata[i];

      touched[change->directive] = TRUE;
      taken[change->directive] |= with[i];
      if (!with[i])
        g_ptr_array_add (without, change);
    }
  for (HnDirectiveId i = 0; i < HN_N_DIRECTIVES; i++)
    add_lines (content, touched[i] && !taken[i] ? present : changes, i, without);

  return content;
}
