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
#define MAX_USERS 16
#define MAX_CONNECTIONS_OF_USER 8

/* What one connection asked for. While that is there it keeps its place after the end of its time,
 * so that what it ends later is its own, and nobody else's. */
typedef struct
{
  char *name; /* of the connection, a unique one */
  guint32 uid;
  guint64 end; /* as that of the watch */
} HnWatchPart;

struct _HnWatch
{
  HnObserver *observer;
  HnSubject subject;
  GArray *parts;             /* of HnWatchPart: of who asked for it, and has not stopped it */
  sd_bus_track *connections; /* of those; the ones that are gone leave by themselves */
  char *below;
  guint64 manager;         /* the number of that control group */
  guint64 traced;          /* what the tracer calls it; 0 for nothing */
  guint64 clock;           /* CLOCK_BOOTTIME of the last tick, in microseconds */
  guint64 end;             /* likewise, of the watch: the last of its parts' */
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
  g_array_unref (self->parts);
  sd_bus_track_unref (self->connections);
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

/* Who asked for it. */

static HnWatchPart *
get_part (const HnWatch *self, guint position)
{
  return &g_array_index (self->parts, HnWatchPart, position);
}

static void
clear_part (gpointer data)
{
  HnWatchPart *part = data;

  g_free (part->name);
}

/* (nullable) (transfer none) */
static HnWatchPart *
find_part (const HnWatch *self, const char *name)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (strcmp (get_part (self, i)->name, name) == 0)
      return get_part (self, i);

  return NULL;
}

/* Whether its connection is. */
static gboolean
is_gone (const HnWatch *self, const HnWatchPart *part)
{
  return sd_bus_track_contains (self->connections, part->name) == NULL;
}

static guint
count_parts (const HnWatch *self, guint32 uid)
{
  guint count = 0;

  for (guint i = 0; i < self->parts->len; i++)
    count += get_part (self, i)->uid == uid;

  return count;
}

gboolean
hn_watch_is_of (const HnWatch *self, guint32 uid)
{
  guint64 now = get_clock ();

  for (guint i = 0; i < self->parts->len; i++)
    if (get_part (self, i)->uid == uid && get_part (self, i)->end > now)
      return TRUE;

  return FALSE;
}

guint
hn_watch_count (HnObserver *observer, guint32 uid)
{
  guint count = 0;

  for (guint i = 0; i < observer->watches->len; i++)
    count += hn_watch_is_of (observer->watches->pdata[i], uid);

  return count;
}

static void
find_end (HnWatch *self)
{
  self->end = 0;
  for (guint i = 0; i < self->parts->len; i++)
    self->end = MAX (self->end, get_part (self, i)->end);
}

static void
remove_part (HnWatch *self, guint position)
{
  sd_bus_track_remove_name (self->connections, get_part (self, position)->name);
  g_array_remove_index (self->parts, position);
}

/* Forgets those whose time is over and whose connection is gone; with @all, as there is no room,
 * each whose time is over. */
static void
drop_parts (HnWatch *self, guint64 now, gboolean all)
{
  for (guint i = self->parts->len; i > 0; i--)
    if (get_part (self, i - 1)->end <= now && (all || is_gone (self, get_part (self, i - 1))))
      remove_part (self, i - 1);
}

/* What connections of a user have left behind is one part, with the last end of them. */
static void
merge_gone (HnWatch *self, guint32 uid)
{
  HnWatchPart *kept = NULL;

  for (guint i = self->parts->len; i > 0; i--)
    {
      HnWatchPart *part = get_part (self, i - 1);

      if (part->uid != uid || !is_gone (self, part))
        continue;
      if (kept != NULL)
        {
          part->end = MAX (kept->end, part->end);
          remove_part (self, (guint) (kept - get_part (self, 0)));
        }
      kept = part;
    }
}

static gboolean
may_join (const HnWatch *self, guint32 uid)
{
  guint of_user = count_parts (self, uid), users = 0;

  if (of_user > 0)
    return of_user < MAX_CONNECTIONS_OF_USER;
  for (guint i = 0; i < self->parts->len; i++)
    {
      gboolean first = TRUE;

      for (guint k = 0; k < i; k++)
        first &= get_part (self, k)->uid != get_part (self, i)->uid;
      users += first;
    }

  return users < MAX_USERS;
}

static gboolean
admit (HnWatch *self, guint32 uid)
{
  merge_gone (self, uid);
  if (!may_join (self, uid))
    drop_parts (self, get_clock (), TRUE);

  return may_join (self, uid);
}

/* Telling. */

static void
send_changed (HnWatch *self, const char *to)
{
  sd_bus_message *signal = NULL;
  int r = sd_bus_message_new_signal (self->observer->bus, &signal, HN_OBSERVER_PATH,
                                     HN_OBSERVER_INTERFACE, HN_OBSERVER_CHANGED);

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
                                    HN_OBSERVER_WATCHED, NULL);
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

static void
end_tracing (HnObserver *observer)
{
  observer->tick = sd_event_source_disable_unref (observer->tick);
  g_clear_pointer (&observer->tracer, hn_tracer_free);
}

/* Writes the evidence down, and forgets the watch; unloads with the last one. */
static void
end_watch (HnWatch *self)
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
          end_watch (watch);
          continue;
        }
      drop_parts (watch, now, FALSE);
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
add_part (HnWatch *self, const HnWatchCaller *caller, guint64 seconds)
{
  guint64 end = get_clock () + seconds * G_USEC_PER_SEC;
  HnWatchPart *known = find_part (self, caller->name);

  if (known != NULL)
    {
      known->end = end;
    }
  else
    {
      const HnWatchPart part = { .name = g_strdup (caller->name), .uid = caller->uid, .end = end };

      g_array_append_val (self->parts, part);
      sd_bus_track_add_name (self->connections, caller->name);
    }
  find_end (self);
}

HnWatch *
hn_watch_begin (HnObserver *observer,
                const HnSubject *subject,
                const char *below,
                const char *programs,
                const HnWatchCaller *caller,
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
  self->parts = g_array_new (FALSE, FALSE, sizeof (HnWatchPart));
  g_array_set_clear_func (self->parts, clear_part);
  sd_bus_track_new (observer->bus, &self->connections, NULL, NULL);
  self->below = g_strdup (below);
  self->manager = hn_groups_get_manager (below);
  sd_bus_track_new (observer->bus, &self->listeners, NULL, NULL);
  self->evidence = load_evidence (observer, subject, programs, caller->uid);
  self->evidence->blind |= hn_tracer_is_blind (observer->tracer);
  self->clock = self->saved = get_clock ();
  add_part (self, caller, seconds);
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
      end_watch (self);
      return NULL;
    }
  take_running (self);
  save (self, TRUE);
  tell_watched (observer);
  self->changed = TRUE;

  return self;
}

gboolean
hn_watch_join (HnWatch *self, const HnWatchCaller *caller, guint64 seconds, GError **error)
{
  if (find_part (self, caller->name) == NULL && !admit (self, caller->uid))
    {
      g_set_error_literal (error, HN_HELPER_ERROR, HN_HELPER_ERROR_BUSY,
                           _ ("Too many others watch this service already"));
      return FALSE;
    }
  add_part (self, caller, seconds);
  tell_watched (self->observer);

  return TRUE;
}

/* Returns whether there was one. */
static gboolean
end_parts (HnWatch *self, const HnWatchCaller *caller)
{
  const HnWatchPart *own = find_part (self, caller->name);
  guint before = self->parts->len;

  for (guint i = before; i > 0; i--)
    {
      const HnWatchPart *part = get_part (self, i - 1);

      if (own != NULL ? part == own
                      : caller->uid == 0 || (part->uid == caller->uid && is_gone (self, part)))
        {
          remove_part (self, i - 1);
          if (own != NULL)
            break;
        }
    }

  return self->parts->len < before;
}

gboolean
hn_watch_leave (HnWatch *self, const HnWatchCaller *caller, GError **error)
{
  if (!end_parts (self, caller))
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED,
                   hn_watch_is_of (self, caller->uid)
                       /* Translators: a service */
                       ? _ ("%s is watched by another of your programs, which can end it")
                       /* Translators: a service */
                       : _ ("%s is watched for somebody else"),
                   self->subject.unit);
      return FALSE;
    }
  find_end (self);
  if (self->end <= get_clock ())
    end_watch (self);
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
hn_watch_end_all (HnObserver *observer)
{
  while (observer->watches->len > 0)
    end_watch (observer->watches->pdata[observer->watches->len - 1]);
}
