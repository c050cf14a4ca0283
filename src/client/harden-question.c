/* What the helper permits at once is bounded by a number of services and by a time; here it is
 * remembered which services and until when, so that nobody is asked for a search that is permitted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/harden-question.h"

#include <time.h>

#include "protocol/helper1.h"

/* In seconds: what one trial takes at the most, as far as anybody can tell before. */
#define TRIAL_SECONDS 60

struct _HnHardenQuestion
{
  GObject parent_instance;

  guint search_seconds; /* of one search, at the most */
  guint first, end;     /* which services are permitted, by their place */
  gint64 until;         /* and until when, in seconds since the machine started */
  guint n_holds;
  gboolean ended;

  /* owned */
  HnHelperClient *client;
  GStrv units;
  char *session; /* (nullable) */
  char *helper;  /* (nullable): its name on the bus; another one knows of no session */
};

G_DEFINE_FINAL_TYPE (HnHardenQuestion, hn_harden_question, G_TYPE_OBJECT)

/* What is asked under way. */
typedef struct
{
  guint first, end;
  gint64 asked;
} Round;

/* As the helper counts it: also while the machine sleeps. */
static gint64
get_seconds (void)
{
  struct timespec now;

  return clock_gettime (CLOCK_BOOTTIME, &now) == 0 ? now.tv_sec : 0;
}

static void
end_session (HnHardenQuestion *self)
{
  if (self->session != NULL)
    hn_helper_client_end_session (self->client, self->session);
  g_clear_pointer (&self->session, g_free);
}

static gboolean
is_permitted (HnHardenQuestion *self, guint at, gint64 now)
{
  return self->session != NULL && self->first <= at && at < self->end &&
         now + self->search_seconds <= self->until &&
         g_strcmp0 (hn_helper_client_get_owner (self->client), self->helper) == 0;
}

static void
hn_harden_question_dispose (GObject *object)
{
  HnHardenQuestion *self = HN_HARDEN_QUESTION (object);

  self->ended = TRUE;
  end_session (self);

  G_OBJECT_CLASS (hn_harden_question_parent_class)->dispose (object);
}

static void
hn_harden_question_finalize (GObject *object)
{
  HnHardenQuestion *self = HN_HARDEN_QUESTION (object);

  g_clear_object (&self->client);
  g_strfreev (self->units);
  g_free (self->helper);

  G_OBJECT_CLASS (hn_harden_question_parent_class)->finalize (object);
}

static void
hn_harden_question_class_init (HnHardenQuestionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hn_harden_question_dispose;
  object_class->finalize = hn_harden_question_finalize;
}

static void
hn_harden_question_init (HnHardenQuestion *self)
{
}

HnHardenQuestion *
hn_harden_question_new (HnHelperClient *client,
                        const char *const *units,
                        guint watch_seconds,
                        guint max_trials)
{
  HnHardenQuestion *self;

  g_return_val_if_fail (HN_IS_HELPER_CLIENT (client), NULL);

  self = g_object_new (HN_TYPE_HARDEN_QUESTION, NULL);
  self->client = g_object_ref (client);
  self->units = g_strdupv ((char **) units);
  self->search_seconds = watch_seconds + (max_trials + 1) * TRIAL_SECONDS;

  return self;
}

/* The permission holds from when it was given, which is later than it was asked for. */
static void
asked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HnHardenQuestion *self = g_task_get_source_object (task);
  const Round *round = g_task_get_task_data (task);
  GError *error = NULL;
  char *session = hn_helper_client_begin_finish (HN_HELPER_CLIENT (object), result, &error);

  if (session == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* The helper has ended an earlier one of this connection by itself. */
  g_free (self->session);
  self->session = session;
  g_free (self->helper);
  self->helper = g_strdup (hn_helper_client_get_owner (self->client));
  self->first = round->first;
  self->end = round->end;
  self->until = round->asked + HN_SESSION_MAX_SECONDS;
  if (self->ended && self->n_holds == 0)
    end_session (self);
  g_task_return_boolean (task, TRUE);
}

void
hn_harden_question_ask_async (HnHardenQuestion *self,
                              const char *unit,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) units = NULL;
  gint64 now = get_seconds ();
  guint at = 0;
  Round *round;

  g_return_if_fail (HN_IS_HARDEN_QUESTION (self));
  g_return_if_fail (!self->ended);

  task = g_task_new (self, cancellable, callback, user_data);
  while (self->units[at] != NULL && !g_str_equal (self->units[at], unit))
    at++;
  g_return_if_fail (self->units[at] != NULL);
  if (is_permitted (self, at, now))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  units = g_ptr_array_new ();
  round = g_new (Round, 1);
  round->first = round->end = at;
  round->asked = now;
  for (; self->units[round->end] != NULL && units->len < HN_SESSION_MAX_UNITS; round->end++)
    g_ptr_array_add (units, self->units[round->end]);
  g_ptr_array_add (units, NULL);
  g_task_set_task_data (task, round, g_free);
  /* What is permitted though nobody waits for it any more has to be ended. */
  hn_helper_client_begin_async (self->client, (const char *const *) units->pdata,
                                HN_SESSION_MAX_SECONDS, NULL, asked_cb, g_steal_pointer (&task));
}

void
hn_harden_question_end (HnHardenQuestion *self)
{
  g_return_if_fail (HN_IS_HARDEN_QUESTION (self));

  self->ended = TRUE;
  if (self->n_holds == 0)
    end_session (self);
}

void
hn_harden_question_hold (HnHardenQuestion *self)
{
  g_return_if_fail (HN_IS_HARDEN_QUESTION (self));

  self->n_holds++;
}

void
hn_harden_question_release (HnHardenQuestion *self)
{
  g_return_if_fail (HN_IS_HARDEN_QUESTION (self));
  g_return_if_fail (self->n_holds > 0);

  if (--self->n_holds == 0 && self->ended)
    end_session (self);
}

guint
hn_harden_question_count (guint n_units)
{
  return (n_units + HN_SESSION_MAX_UNITS - 1) / HN_SESSION_MAX_UNITS;
}
