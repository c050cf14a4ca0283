/* What a person lets a search take from a service. What comes of a flick is worked out in a thread,
 * and what each other switch would do after it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "hardening-choice.h"

#include <string.h>

struct _HnHardeningChoice
{
  GObject parent_instance;

  HnHardenLevel level;
  gboolean known;   /* which rights there are */
  gboolean looking; /* somebody sees the switches */
  gboolean closes[HN_N_HARDEN_LEVELS][HN_N_CHECKS];
  guint exposures[HN_N_HARDEN_LEVELS];
  gboolean turned[HN_N_CHECKS]; /* a person has set it */
  HnHardeningRight all[HN_N_CHECKS];
  HnHardenPick picks[HN_N_CHECKS]; /* as they follow from that */
  guint exposure;                  /* with them, in tenths; or unknown */

  HnChanges *changes;        /* owned */
  GCancellable *working_out; /* (nullable), owned */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnHardeningChoice, hn_hardening_choice, G_TYPE_OBJECT)

/* Whether any search could take it. */
static gboolean
is_listed (HnHardeningChoice *self, guint check)
{
  for (HnHardenLevel level = 0; level < HN_N_HARDEN_LEVELS; level++)
    if (self->closes[level][check])
      return TRUE;

  return FALSE;
}

static HnHardenPick
make_pick (HnHardeningChoice *self, guint check, gboolean on)
{
  if (!on)
    return HN_HARDEN_LEAVE;

  return self->closes[self->level][check] ? HN_HARDEN_BY_LEVEL : HN_HARDEN_TAKE;
}

static void
take_offer (HnHardeningChoice *self, const HnPickOffer *offer)
{
  self->exposure = offer->exposure;
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      HnHardeningRight *right = &self->all[i];

      right->closed = offer->closes[i];
      right->other = offer->other[i];
      g_free (right->reason);
      right->reason = right->on && !right->closed ? g_strdup (offer->left_out[i]) : NULL;
    }
}

static void work_out (HnHardeningChoice *self, gboolean others);

/* Only where it was not cancelled is @data still there. */
static void
others_offered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnPickOffer) offer = hn_changes_offer_picks_finish (HN_CHANGES (object), result, NULL);

  if (offer == NULL)
    return;
  take_offer (data, offer);
  g_signal_emit (data, changed_signal, 0);
}

static void
offered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnPickOffer) offer = hn_changes_offer_picks_finish (HN_CHANGES (object), result, NULL);

  if (offer == NULL)
    return;
  take_offer (data, offer);
  if (HN_HARDENING_CHOICE (data)->looking)
    work_out (data, TRUE);
  g_signal_emit (data, changed_signal, 0);
}

static void
stop_working_out (HnHardeningChoice *self)
{
  g_cancellable_cancel (self->working_out);
  g_clear_object (&self->working_out);
}

/* @others: also with each switch turned, which takes many times as long */
static void
work_out (HnHardeningChoice *self, gboolean others)
{
  HnHardenPick turned[HN_N_CHECKS];

  stop_working_out (self);
  if (!self->known)
    return;
  memcpy (turned, self->picks, sizeof turned);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (is_listed (self, i))
      turned[i] = make_pick (self, i, !self->all[i].on);
  self->working_out = g_cancellable_new ();
  hn_changes_offer_picks_async (self->changes, self->level, self->picks, others ? turned : NULL,
                                self->working_out, others ? others_offered_cb : offered_cb, self);
}

static void
set_on (HnHardeningRight *right, gboolean on)
{
  right->other = HN_EXPOSURE_UNKNOWN;
  if (right->on == on)
    return;
  right->on = right->closed = on;
  g_clear_pointer (&right->reason, g_free);
}

/* Any switch, or the level, is new. */
static void
update (HnHardeningChoice *self)
{
  self->exposure = HN_EXPOSURE_UNKNOWN;
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      set_on (&self->all[i], self->turned[i] ? self->all[i].on : self->closes[self->level][i]);
      self->picks[i] = make_pick (self, i, self->all[i].on);
    }
  if (!hn_hardening_choice_is_own (self))
    self->exposure = self->exposures[self->level];
  if (self->looking || hn_hardening_choice_is_own (self))
    work_out (self, FALSE);
  g_signal_emit (self, changed_signal, 0);
}

static void
hn_hardening_choice_dispose (GObject *object)
{
  stop_working_out (HN_HARDENING_CHOICE (object));

  G_OBJECT_CLASS (hn_hardening_choice_parent_class)->dispose (object);
}

static void
hn_hardening_choice_finalize (GObject *object)
{
  HnHardeningChoice *self = HN_HARDENING_CHOICE (object);

  for (guint i = 0; i < HN_N_CHECKS; i++)
    g_free (self->all[i].reason);
  g_clear_object (&self->changes);

  G_OBJECT_CLASS (hn_hardening_choice_parent_class)->finalize (object);
}

static void
hn_hardening_choice_class_init (HnHardeningChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hn_hardening_choice_dispose;
  object_class->finalize = hn_hardening_choice_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_hardening_choice_init (HnHardeningChoice *self)
{
  self->level = HN_HARDEN_FITTING;
}

HnHardeningChoice *
hn_hardening_choice_new (HnChanges *changes)
{
  HnHardeningChoice *self;

  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  self = g_object_new (HN_TYPE_HARDENING_CHOICE, NULL);
  self->changes = g_object_ref (changes);

  return self;
}

void
hn_hardening_choice_set_offer (HnHardeningChoice *self, const HnLevelOffer *offer)
{
  g_return_if_fail (HN_IS_HARDENING_CHOICE (self));

  self->known = offer != NULL;
  memset (self->closes, 0, sizeof self->closes);
  memset (self->turned, 0, sizeof self->turned);
  if (offer != NULL)
    {
      memcpy (self->closes, offer->closes, sizeof self->closes);
      memcpy (self->exposures, offer->exposures, sizeof self->exposures);
    }
  update (self);
}

void
hn_hardening_choice_set_level (HnHardeningChoice *self, HnHardenLevel level)
{
  g_return_if_fail (HN_IS_HARDENING_CHOICE (self));
  g_return_if_fail (level < HN_N_HARDEN_LEVELS);

  if (level == self->level)
    return;
  self->level = level;
  update (self);
}

HnHardenLevel
hn_hardening_choice_get_level (HnHardeningChoice *self)
{
  g_return_val_if_fail (HN_IS_HARDENING_CHOICE (self), HN_HARDEN_CAREFUL);

  return self->level;
}

const HnHardeningRight *
hn_hardening_choice_find (HnHardeningChoice *self, guint check)
{
  g_return_val_if_fail (HN_IS_HARDENING_CHOICE (self), NULL);
  g_return_val_if_fail (check < HN_N_CHECKS, NULL);

  return is_listed (self, check) ? &self->all[check] : NULL;
}

void
hn_hardening_choice_switch (HnHardeningChoice *self, guint check, gboolean on)
{
  g_return_if_fail (HN_IS_HARDENING_CHOICE (self));
  g_return_if_fail (check < HN_N_CHECKS && is_listed (self, check));

  if (self->all[check].on == on)
    return;
  set_on (&self->all[check], on);
  self->turned[check] = TRUE;
  update (self);
}

void
hn_hardening_choice_reset (HnHardeningChoice *self)
{
  g_return_if_fail (HN_IS_HARDENING_CHOICE (self));

  memset (self->turned, 0, sizeof self->turned);
  update (self);
}

guint
hn_hardening_choice_count (HnHardeningChoice *self, guint *ret_on)
{
  guint n = 0;

  g_return_val_if_fail (HN_IS_HARDENING_CHOICE (self), 0);

  *ret_on = 0;
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (is_listed (self, i))
      {
        n++;
        *ret_on += self->all[i].on;
      }

  return n;
}

gboolean
hn_hardening_choice_is_own (HnHardeningChoice *self)
{
  g_return_val_if_fail (HN_IS_HARDENING_CHOICE (self), FALSE);

  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (self->all[i].on != self->closes[self->level][i])
      return TRUE;

  return FALSE;
}

const HnHardenPick *
hn_hardening_choice_get_picks (HnHardeningChoice *self)
{
  return hn_hardening_choice_is_own (self) ? self->picks : NULL;
}

gboolean
hn_hardening_choice_find_exposure (HnHardeningChoice *self, guint *ret_exposure)
{
  g_return_val_if_fail (HN_IS_HARDENING_CHOICE (self), FALSE);

  *ret_exposure = self->exposure;

  return self->known && self->exposure != HN_EXPOSURE_UNKNOWN;
}

void
hn_hardening_choice_begin_looking (HnHardeningChoice *self)
{
  g_return_if_fail (HN_IS_HARDENING_CHOICE (self));

  if (self->looking)
    return;
  self->looking = TRUE;
  work_out (self, FALSE);
}
