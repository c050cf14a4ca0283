/* One trial as the helper tells about it: its state and what comes with that.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/trial-record.h"

#include <string.h>

/* How far two deadlines may be apart and still be the same, in microseconds: they are told in
 * seconds, and arrive at different times. */
#define DEADLINE_SLACK (2 * G_USEC_PER_SEC)

/* G_DEFINE_BOXED_TYPE() needs a union that ISO C does not know. */
GType
hn_trial_detail_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
                       g_boxed_type_register_static ("HnTrialDetail",
                                                     (GBoxedCopyFunc) hn_trial_detail_ref,
                                                     (GBoxedFreeFunc) hn_trial_detail_unref));

  return type;
}

static gint64
to_monotonic (guint64 real)
{
  gint64 now = g_get_real_time ();

  /* A year is more than any helper waits, and keeps the sum from overflowing. */
  if (real > (guint64) now + 365 * 24 * G_TIME_SPAN_HOUR)
    return g_get_monotonic_time () + 365 * 24 * G_TIME_SPAN_HOUR;
  /* Over, and not to be confused with none. */
  if (real <= (guint64) now)
    return 1;

  return g_get_monotonic_time () + ((gint64) real - now);
}

HnTrialDetail *
hn_trial_detail_new (guint64 deadline)
{
  HnTrialDetail *self = g_new0 (HnTrialDetail, 1);

  g_atomic_ref_count_init (&self->ref_count);
  if (deadline > 0)
    self->deadline = to_monotonic (deadline);

  return self;
}

HnTrialDetail *
hn_trial_detail_ref (HnTrialDetail *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
hn_trial_detail_unref (HnTrialDetail *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->reason);
  g_free (self->step);
  g_free (self->result);
  g_strfreev (self->directives);
  g_free (self->note);
  g_free (self);
}

HnTrialDetail *
hn_trial_detail_copy (const HnTrialDetail *self)
{
  HnTrialDetail *copy = g_memdup2 (self, sizeof *self);

  g_atomic_ref_count_init (&copy->ref_count);
  copy->reason = g_strdup (self->reason);
  copy->step = g_strdup (self->step);
  copy->result = g_strdup (self->result);
  copy->directives = g_strdupv (self->directives);
  copy->note = g_strdup (self->note);

  return copy;
}

static gboolean
text_is_new (const char *here, const char *there)
{
  return here != NULL && g_strcmp0 (here, there) != 0;
}

static gboolean
list_is_new (char **here, char **there)
{
  return here != NULL &&
         (there == NULL || !g_strv_equal ((const char *const *) here, (const char *const *) there));
}

gboolean
hn_trial_detail_says_more (const HnTrialDetail *self, const HnTrialDetail *other)
{
  if (text_is_new (self->reason, other->reason) || text_is_new (self->step, other->step) ||
      text_is_new (self->result, other->result) || text_is_new (self->note, other->note) ||
      list_is_new (self->directives, other->directives))
    return TRUE;
  if (self->has_status &&
      (!other->has_status || self->code != other->code || self->status != other->status))
    return TRUE;
  if ((self->restart && !other->restart) || (self->removal && !other->removal))
    return TRUE;
  if ((self->since != 0 && self->since != other->since) ||
      (self->until != 0 && self->until != other->until))
    return TRUE;

  return self->deadline != 0 &&
         (other->deadline == 0 || ABS (self->deadline - other->deadline) > DEADLINE_SLACK);
}

guint
hn_trial_detail_get_seconds_left (const HnTrialDetail *self)
{
  gint64 left;

  g_return_val_if_fail (self != NULL, 0);

  left = self->deadline - g_get_monotonic_time ();

  return left <= 0 ? 0 : (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

static char *
dup_text (GVariant *dictionary, const char *key)
{
  g_autofree char *text = NULL;

  g_variant_lookup (dictionary, key, "s", &text);

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* The strings of an array, not too many of them. */
static GStrv
dup_list (GVariant *dictionary, const char *key)
{
  g_autoptr (GVariantIter) iter = NULL;
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  const char *text;

  if (!g_variant_lookup (dictionary, key, "as", &iter))
    return NULL;
  for (guint i = 0; i < HN_TRIAL_MAX_DIRECTIVES && g_variant_iter_next (iter, "&s", &text); i++)
    g_strv_builder_add (list, text);

  return g_strv_builder_end (list);
}

static gint64
look_up_time (GVariant *dictionary, const char *key)
{
  guint64 time = 0;

  g_variant_lookup (dictionary, key, "t", &time);

  return (gint64) MIN (time, G_MAXINT64);
}

HnTrialDetail *
hn_trial_detail_parse (GVariant *dictionary)
{
  HnTrialDetail *self =
      hn_trial_detail_new ((guint64) look_up_time (dictionary, HN_DETAIL_DEADLINE));
  guint32 seconds = 0;

  self->reason = dup_text (dictionary, HN_DETAIL_REASON);
  self->step = dup_text (dictionary, HN_DETAIL_STEP);
  self->result = dup_text (dictionary, HN_DETAIL_RESULT);
  self->note = dup_text (dictionary, HN_DETAIL_NOTE);
  self->directives = dup_list (dictionary, HN_DETAIL_DIRECTIVES);
  self->since = look_up_time (dictionary, HN_DETAIL_SINCE);
  self->until = look_up_time (dictionary, HN_DETAIL_UNTIL);
  g_variant_lookup (dictionary, HN_DETAIL_RESTART, "b", &self->restart);
  g_variant_lookup (dictionary, HN_DETAIL_REMOVAL, "b", &self->removal);

  /* A code without a status says as little as a status without a code. */
  self->has_status = g_variant_lookup (dictionary, HN_DETAIL_CODE, "i", &self->code) &&
                     g_variant_lookup (dictionary, HN_DETAIL_STATUS, "i", &self->status);
  if (!self->has_status)
    self->code = 0;

  if (g_variant_lookup (dictionary, HN_DETAIL_SECONDS, "u", &seconds) && seconds > 0)
    {
      gint64 by_seconds = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

      /* When the clock was set meanwhile, the seconds are right. */
      if (self->deadline == 0 || ABS (self->deadline - by_seconds) > DEADLINE_SLACK)
        self->deadline = by_seconds;
    }

  return self;
}

HnTrialRecord *
hn_trial_record_new (const char *id, const char *unit, HnTrialState state, HnTrialDetail *detail)
{
  HnTrialRecord *self = g_new0 (HnTrialRecord, 1);

  self->id = g_strdup (id);
  self->unit = g_strdup (unit);
  self->state = state;
  self->detail = hn_trial_detail_ref (detail);

  return self;
}

void
hn_trial_record_free (HnTrialRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->unit);
  hn_trial_detail_unref (self->detail);
  g_free (self);
}
