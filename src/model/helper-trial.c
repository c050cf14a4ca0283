/* One trial as the helper tells about it: its state and what comes with that.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/helper-client-private.h"

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
    g_once_init_leave (&type, g_boxed_type_register_static (
                                  "HnTrialDetail", (GBoxedCopyFunc) hn_trial_detail_ref,
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
  HnTrialDetail *copy = hn_trial_detail_new (0);

  copy->reason = g_strdup (self->reason);
  copy->step = g_strdup (self->step);
  copy->result = g_strdup (self->result);
  copy->has_status = self->has_status;
  copy->code = self->code;
  copy->status = self->status;
  copy->directives = g_strdupv (self->directives);
  copy->deadline = self->deadline;
  copy->restart = self->restart;
  copy->removal = self->removal;
  copy->note = g_strdup (self->note);
  copy->since = self->since;
  copy->until = self->until;

  return copy;
}

static gboolean
text_is_new (const char *here,
             const char *there)
{
  return here != NULL && g_strcmp0 (here, there) != 0;
}

static gboolean
list_is_new (char **here,
             char **there)
{
  return here != NULL &&
         (there == NULL || !g_strv_equal ((const char *const *) here, (const char *const *) there));
}

gboolean
hn_trial_detail_says_more (const HnTrialDetail *self,
                           const HnTrialDetail *other)
{
  if (text_is_new (self->reason, other->reason) || text_is_new (self->step, other->step) ||
      text_is_new (self->result, other->result) || text_is_new (self->note, other->note) ||
      list_is_new (self->directives, other->directives))
    return TRUE;
  if (self->has_status && (!other->has_status || self->code != other->code ||
                           self->status != other->status))
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

/* Reads the strings of an array, the first @most of them. */
static int
read_list (sd_bus_message *message,
           guint           most,
           GStrv          *ret_list)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  const char *text;
  int r;

  r = sd_bus_message_enter_container (message, 'a', "s");
  if (r < 0)
    return r;
  while ((r = sd_bus_message_read_basic (message, 's', &text)) > 0)
    if (list->len < most)
      g_ptr_array_add (list, g_strdup (text));
  if (r < 0)
    return r;
  g_ptr_array_add (list, NULL);
  g_strfreev (*ret_list);
  *ret_list = (GStrv) g_ptr_array_free (g_steal_pointer (&list), FALSE);

  return sd_bus_message_exit_container (message);
}

/* The numbers of a detail that make sense together alone. */
typedef struct
{
  guint64 deadline, since, until;
  guint32 seconds;
  gboolean has_seconds, has_code;
} Numbers;

/* Reads the value of @key inside its variant, if it is one that we know and of the right type. */
static int
read_value (HnTrialDetail  *self,
            sd_bus_message *message,
            const char     *key,
            const char     *type,
            Numbers        *numbers)
{
  const struct
  {
    const char *key;
    char **text;
  } texts[] = {
    { HN_DETAIL_REASON, &self->reason },
    { HN_DETAIL_STEP, &self->step },
    { HN_DETAIL_RESULT, &self->result },
    { HN_DETAIL_NOTE, &self->note },
  };
  const struct
  {
    const char *key;
    char type;
    void *number;
    gboolean *given;
  } basics[] = {
    { HN_DETAIL_CODE, 'i', &self->code, &numbers->has_code },
    { HN_DETAIL_STATUS, 'i', &self->status, &self->has_status },
    { HN_DETAIL_DEADLINE, 't', &numbers->deadline, NULL },
    { HN_DETAIL_SINCE, 't', &numbers->since, NULL },
    { HN_DETAIL_UNTIL, 't', &numbers->until, NULL },
    { HN_DETAIL_SECONDS, 'u', &numbers->seconds, &numbers->has_seconds },
    { HN_DETAIL_RESTART, 'b', &self->restart, NULL },
    { HN_DETAIL_REMOVAL, 'b', &self->removal, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (key, texts[i].key) == 0 && strcmp (type, "s") == 0)
      {
        const char *text;
        int r = sd_bus_message_read_basic (message, 's', &text);

        if (r < 0)
          return r;
        g_free (*texts[i].text);
        *texts[i].text = *text != '\0' ? g_strdup (text) : NULL;
        return 0;
      }

  for (guint i = 0; i < G_N_ELEMENTS (basics); i++)
    if (strcmp (key, basics[i].key) == 0 && type[0] == basics[i].type && type[1] == '\0')
      {
        if (basics[i].given != NULL)
          *basics[i].given = TRUE;
        return sd_bus_message_read_basic (message, basics[i].type, basics[i].number);
      }

  if (strcmp (type, "as") == 0 && strcmp (key, HN_DETAIL_DIRECTIVES) == 0)
    return read_list (message, HN_TRIAL_MAX_DIRECTIVES, &self->directives);

  return sd_bus_message_skip (message, type);
}

static int
read_pair (HnTrialDetail  *self,
           sd_bus_message *message,
           Numbers        *numbers)
{
  const char *key, *type;
  int r;

  r = sd_bus_message_read_basic (message, 's', &key);
  if (r >= 0)
    r = sd_bus_message_peek_type (message, NULL, &type);
  if (r >= 0)
    r = sd_bus_message_enter_container (message, 'v', type);
  if (r >= 0)
    r = read_value (self, message, key, type, numbers);
  if (r >= 0)
    r = sd_bus_message_exit_container (message);

  return r;
}

HnTrialDetail *
hn_trial_detail_parse (sd_bus_message *message)
{
  g_autoptr (HnTrialDetail) self = hn_trial_detail_new (0);
  Numbers numbers = { 0 };
  int r;

  if (sd_bus_message_enter_container (message, 'a', "{sv}") < 0)
    return NULL;
  while ((r = sd_bus_message_enter_container (message, 'e', "sv")) > 0)
    if (read_pair (self, message, &numbers) < 0 || sd_bus_message_exit_container (message) < 0)
      return NULL;
  if (r < 0 || sd_bus_message_exit_container (message) < 0)
    return NULL;

  /* A code without a status says as little as a status without a code. */
  self->has_status = self->has_status && numbers.has_code;
  if (!self->has_status)
    self->code = self->status = 0;
  self->since = (gint64) MIN (numbers.since, G_MAXINT64);
  self->until = (gint64) MIN (numbers.until, G_MAXINT64);
  if (numbers.deadline > 0)
    self->deadline = to_monotonic (numbers.deadline);
  if (numbers.has_seconds && numbers.seconds > 0)
    {
      gint64 by_seconds = g_get_monotonic_time () + numbers.seconds * G_USEC_PER_SEC;

      /* When the clock was set meanwhile, the seconds are right. */
      if (self->deadline == 0 || ABS (self->deadline - by_seconds) > DEADLINE_SLACK)
        self->deadline = by_seconds;
    }

  return g_steal_pointer (&self);
}

HnTrial *
hn_trial_new (const char    *id,
              const char    *unit,
              HnTrialState   state,
              HnTrialDetail *detail)
{
  HnTrial *self = g_new0 (HnTrial, 1);

  self->id = g_strdup (id);
  self->unit = g_strdup (unit);
  self->state = state;
  self->detail = hn_trial_detail_ref (detail);

  return self;
}

void
hn_trial_free (HnTrial *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->unit);
  hn_trial_detail_unref (self->detail);
  g_free (self);
}
