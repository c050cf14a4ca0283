/* Watching: follows a service from one control group to the next, takes in every two seconds what
 * the kernel has counted, and writes it down from time to time and at the end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "observer/watch.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#include "observer/groups.h"
#include "observer/store.h"
#include "observer/tracer.h"

#define TICK (2 * G_USEC_PER_SEC)

/* The most that a crash loses. */
#define SAVE_PAUSE (60 * G_USEC_PER_SEC)

/* Who hears of a user's service, and who may want to know of one. */
#define MAX_LISTENERS 16
#define MAX_CALLERS 16

typedef struct
{
  guint32 uid;
  guint64 end; /* of what that caller asked for, as that of the watch */
} HnWatchCaller;

struct _HnWatch
{
  HnObserver *observer;
  HnSubject subject;
  GArray *callers; /* of HnWatchCaller: who asked for it, and has not stopped it */
  char *below;
  guint64 manager;         /* the number of that control group */
  guint64 traced;          /* what the tracer calls it; 0 for nothing */
  guint64 clock;           /* CLOCK_BOOTTIME of the last tick, in microseconds */
  guint64 end;             /* likewise, of the watch: the last of its callers' */
  guint64 saved;           /* likewise */
  sd_bus_track *listeners; /* who is let read on; connections that are gone leave by themselves */
  HnObserved *evidence;
  char *unsaved; /* (nullable) */
  gboolean changed;
};

static guint64
get_clock (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);

  return (guint64) now.tv_sec * G_USEC_PER_SEC + (guint64) now.tv_nsec / 1000;
}

const char *
hn_subject_get_scope (const HnSubject *self)
{
  return self->user ? HN_WATCH_USER : HN_WATCH_SYSTEM;
}

const HnSubject *
hn_watch_get_subject (const HnWatch *self)
{
  return &self->subject;
}

const HnObserved *
hn_watch_get_evidence (const HnWatch *self)
{
  return self->evidence;
}

const char *
hn_watch_get_unsaved (const HnWatch *self)
{
  return self->unsaved;
}

guint64
hn_watch_count_waiting (const HnWatch *self)
{
  return self->traced != 0 ? hn_tracer_count_waiting (self->observer->tracer, self->traced) : 0;
}

guint64
hn_watch_get_end (const HnWatch *self)
{
  guint64 now = get_clock ();

  return (guint64) g_get_real_time () + (self->end > now ? self->end - now : 0);
}

void
hn_watch_free (HnWatch *self)
{
  g_free (self->subject.unit);
  g_free (self->below);
  g_array_unref (self->callers);
  sd_bus_track_unref (self->listeners);
  hn_observed_free (self->evidence);
  g_free (self->unsaved);
  g_free (self);
}

HnWatch *
hn_watch_find (HnObserver *observer, const HnSubject *subject)
{
  for (guint i = 0; i < observer->watches->len; i++)
    {
      HnWatch *watch = observer->watches->pdata[i];

      if (watch->subject.user == subject->user && watch->subject.uid == subject->uid &&
          strcmp (watch->subject.unit, subject->unit) == 0)
        return watch;
    }

  return NULL;
}

/* (nullable) (transfer none) */
static HnWatchCaller *
find_caller (const HnWatch *self, guint32 uid)
{
  for (guint i = 0; i < self->callers->len; i++)
    {
      HnWatchCaller *caller = &g_array_index (self->callers, HnWatchCaller, i);

      if (caller->uid == uid)
        return caller;
    }

  return NULL;
}

gboolean
hn_watch_is_of (const HnWatch *self, guint32 caller)
{
  return find_caller (self, caller) != NULL;
}

guint
hn_watch_count (HnObserver *observer, guint32 caller)
{
  guint count = 0;

  for (guint i = 0; i < observer->watches->len; i++)
    count += hn_watch_is_of (observer->watches->pdata[i], caller);

  return count;
}

static void
find_end (HnWatch *self)
{
  self->end = 0;
  for (guint i = 0; i < self->callers->len; i++)
    self->end = MAX (self->end, g_array_index (self->callers, HnWatchCaller, i).end);
}

/* Forgets those whose time is over. */
static void
drop_callers (HnWatch *self, guint64 now)
{
  for (guint i = self->callers->len; i > 0; i--)
    if (g_array_index (self->callers, HnWatchCaller, i - 1).end <= now)
      g_array_remove_index (self->callers, i - 1);
}

/* Telling. */

static void
send_changed (HnWatch *self, const char *to)
{
  sd_bus_message *signal = NULL;
  int r = sd_bus_message_new_signal (self->observer->bus, &signal, HN_OBSERVER_PATH,
                                     HN_OBSERVER_INTERFACE, "Changed");

  if (r >= 0 && to != NULL)
    r = sd_bus_message_set_destination (signal, to);
  if (r >= 0)
    r = sd_bus_message_append (signal, "sus", hn_subject_get_scope (&self->subject),
                               self->subject.uid, self->subject.unit);
  if (r >= 0)
    sd_bus_send (self->observer->bus, signal, NULL);
  sd_bus_message_unref (signal);
}

/* The names of a user's services are nobody else's business. */
static void
tell_changed (HnWatch *self)
{
  self->changed = FALSE;
  if (!self->subject.user)
    send_changed (self, NULL);
  else
    for (const char *name = sd_bus_track_first (self->listeners); name != NULL;
         name = sd_bus_track_next (self->listeners))
      send_changed (self, name);
}

static void
tell_watched (HnObserver *observer)
{
  if (!observer->leaving)
    sd_bus_emit_properties_changed (observer->bus, HN_OBSERVER_PATH, HN_OBSERVER_INTERFACE,
                                    "Watched", NULL);
}

/* What the tracer tells. */

static HnWatch *
find_traced (HnObserver *observer, guint64 traced)
{
  for (guint i = 0; i < observer->watches->len; i++)
    {
      HnWatch *watch = observer->watches->pdata[i];

      if (watch->traced == traced)
        return watch;
    }

  return NULL;
}

static gboolean
add_group_cb (gpointer user_data, guint64 group)
{
  HnWatch *self = user_data;

  return hn_tracer_add_group (self->observer->tracer, self->traced, group);
}

/* Begins to count what runs already. */
static void
take_running (HnWatch *self)
{
  gboolean complete = TRUE;
  g_autofree char *folder = hn_groups_find (self->below, self->subject.unit, &complete);

  if (folder != NULL)
    complete = hn_groups_foreach (folder, add_group_cb, self);
  if (!complete)
    self->evidence->lost++;
}

/* CLOCK_REALTIME of a time of CLOCK_BOOTTIME. */
static guint64
get_date (guint64 when)
{
  guint64 now = get_clock ();

  return (guint64) g_get_real_time () - (now > when ? now - when : 0);
}

static void
started_cb (gpointer user_data, guint64 traced, guint64 count, guint64 last)
{
  HnWatch *watch = find_traced (user_data, traced);

  if (watch == NULL)
    return;
  watch->evidence->starts += (guint32) count;
  watch->evidence->last_start = get_date (last);
  watch->changed = TRUE;
}

static void
used_cb (gpointer user_data, guint64 traced, const HnObservedUse *use)
{
  HnWatch *watch = find_traced (user_data, traced);
  HnObservedUse dated = *use;

  if (watch == NULL)
    return;
  dated.last = get_date (use->last);
  hn_observed_add (watch->evidence, &dated);
  watch->changed = TRUE;
}

static void
lost_cb (gpointer user_data, guint64 traced, guint64 count)
{
  HnWatch *watch = find_traced (user_data, traced);

  if (watch == NULL)
    return;
  watch->evidence->lost += count;
  watch->changed = TRUE;
}

static const HnTracerFuncs funcs = {
  .started = started_cb,
  .used = used_cb,
  .lost = lost_cb,
};

/* Time. */

static void
save (HnWatch *self, gboolean open)
{
  int r = hn_store_save (self->observer->folder_fd, &self->subject, self->evidence, open);

  g_clear_pointer (&self->unsaved, g_free);
  if (r < 0)
    self->unsaved = g_strdup (g_strerror (-r));
  self->saved = get_clock ();
}

static void
count_time (HnWatch *self)
{
  guint64 now = get_clock ();
  guint64 last = MIN (now, self->end);

  if (last > self->clock)
    self->evidence->watched += last - self->clock;
  self->clock = now;
  self->evidence->until = (guint64) g_get_real_time ();
}

void
hn_watch_update (HnWatch *self)
{
  hn_tracer_drain (self->observer->tracer);
  count_time (self);
}

static int
tick_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  HnObserver *observer = user_data;
  guint64 now = get_clock ();

  hn_tracer_drain (observer->tracer);
  for (guint i = observer->watches->len; i > 0; i--)
    {
      HnWatch *watch = observer->watches->pdata[i - 1];

      count_time (watch);
      if (now >= watch->end)
        {
          hn_watch_end (watch);
          continue;
        }
      drop_callers (watch, now);
      if (watch->changed)
        tell_changed (watch);
      if (now - watch->saved >= SAVE_PAUSE)
        save (watch, TRUE);
    }
  if (observer->tick != NULL)
    {
      sd_event_source_set_time_relative (source, TICK);
      sd_event_source_set_enabled (source, SD_EVENT_ONESHOT);
    }

  return 0;
}

/* Begin and end. */

/* FALSE: @error says why nothing can be watched here. */
static gboolean
begin_tracing (HnObserver *observer, GError **error)
{
  int r;

  if (observer->tracer != NULL)
    return TRUE;

  observer->tracer = hn_tracer_new (&funcs, observer, error);
  if (observer->tracer == NULL)
    return FALSE;

  r = sd_event_add_time_relative (observer->event, &observer->tick, CLOCK_MONOTONIC, TICK, 0,
                                  tick_cb, observer);
  if (r >= 0)
    return TRUE;

  /* Without it no watch would end. */
  g_set_error_literal (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED, g_strerror (-r));
  g_clear_pointer (&observer->tracer, hn_tracer_free);

  return FALSE;
}

static void
end_tracing (HnObserver *observer)
{
  observer->tick = sd_event_source_disable_unref (observer->tick);
  g_clear_pointer (&observer->tracer, hn_tracer_free);
}

/* What is known of the same programs; of others it says nothing any more. */
static HnObserved *
load_evidence (HnObserver *observer, const HnSubject *subject, const char *programs, guint32 caller)
{
  g_autoptr (HnObserved) known = hn_store_load (observer->folder_fd, subject);
  g_autoptr (HnObserved) fresh = NULL;

  if (known != NULL && programs[0] != '\0' && strcmp (known->programs, programs) == 0)
    return g_steal_pointer (&known);

  fresh = hn_observed_new (programs);
  fresh->owner = known != NULL ? known->owner : caller;

  return g_steal_pointer (&fresh);
}

static void
add_caller (HnWatch *self, guint32 uid, guint64 seconds)
{
  const HnWatchCaller caller = { .uid = uid, .end = get_clock () + seconds * G_USEC_PER_SEC };
  HnWatchCaller *known = find_caller (self, uid);

  if (known != NULL)
    *known = caller;
  else
    g_array_append_val (self->callers, caller);
  find_end (self);
}

HnWatch *
hn_watch_begin (HnObserver *observer,
                const HnSubject *subject,
                const char *below,
                const char *programs,
                guint32 caller,
                guint64 seconds,
                GError **error)
{
  HnWatch *self;

  if (!begin_tracing (observer, error))
    return NULL;

  self = g_new0 (HnWatch, 1);
  self->observer = observer;
  self->subject = *subject;
  self->subject.unit = g_strdup (subject->unit);
  self->callers = g_array_new (FALSE, FALSE, sizeof (HnWatchCaller));
  self->below = g_strdup (below);
  self->manager = hn_groups_get_manager (below);
  sd_bus_track_new (observer->bus, &self->listeners, NULL, NULL);
  self->evidence = load_evidence (observer, subject, programs, caller);
  self->evidence->blind |= hn_tracer_is_blind (observer->tracer);
  self->clock = self->saved = get_clock ();
  add_caller (self, caller, seconds);
  if (self->evidence->since == 0)
    self->evidence->since = (guint64) g_get_real_time ();
  count_time (self);
  g_ptr_array_add (observer->watches, self);
  /* First the name: a service that starts in between is found by it. */
  self->traced = hn_tracer_add_watch (observer->tracer, self->subject.unit, self->manager);
  if (self->traced == 0)
    {
      g_set_error_literal (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                           _ ("the kernel has no room for another service to watch"));
      hn_watch_end (self);
      return NULL;
    }
  take_running (self);
  save (self, TRUE);
  tell_watched (observer);
  self->changed = TRUE;

  return self;
}

gboolean
hn_watch_join (HnWatch *self, guint32 caller, guint64 seconds, GError **error)
{
  if (!hn_watch_is_of (self, caller) && self->callers->len >= MAX_CALLERS)
    {
      g_set_error_literal (error, HN_HELPER_ERROR, HN_HELPER_ERROR_BUSY,
                           _ ("Too many others watch this service already"));
      return FALSE;
    }
  add_caller (self, caller, seconds);
  tell_watched (self->observer);

  return TRUE;
}

gboolean
hn_watch_leave (HnWatch *self, guint32 caller, GError **error)
{
  if (caller != 0 && !hn_watch_is_of (self, caller))
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED,
                   /* Translators: a service */
                   _ ("%s is watched for somebody else"), self->subject.unit);
      return FALSE;
    }
  for (guint i = self->callers->len; i > 0; i--)
    if (caller == 0 || g_array_index (self->callers, HnWatchCaller, i - 1).uid == caller)
      g_array_remove_index (self->callers, i - 1);
  find_end (self);
  if (self->callers->len == 0)
    hn_watch_end (self);
  else
    tell_watched (self->observer);

  return TRUE;
}

gboolean
hn_watch_has_listener (const HnWatch *self, const char *sender)
{
  return sd_bus_track_contains (self->listeners, sender) != NULL;
}

void
hn_watch_add_listener (HnWatch *self, const char *sender)
{
  if (sd_bus_track_count (self->listeners) < MAX_LISTENERS)
    sd_bus_track_add_name (self->listeners, sender);
}

void
hn_watch_end (HnWatch *self)
{
  HnObserver *observer = self->observer;

  hn_watch_update (self);
  self->evidence->lost += hn_watch_count_waiting (self);
  save (self, FALSE);
  if (self->traced != 0)
    hn_tracer_remove_watch (observer->tracer, self->traced, self->subject.unit, self->manager);
  tell_changed (self);
  g_ptr_array_remove (observer->watches, self);
  if (observer->watches->len == 0)
    end_tracing (observer);
  tell_watched (observer);
  hn_observer_work_changed (observer);
}

void
hn_watch_end_all (HnObserver *observer)
{
  while (observer->watches->len > 0)
    hn_watch_end (observer->watches->pdata[observer->watches->len - 1]);
}
