/* Calls that wait: bounded in number, asked of polkit, and answered.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "observer/method-call.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "observer/identity.h"
#include "observer/lookup.h"
#include "observer/store.h"
#include "observer/tracer.h"
#include "observer/watch.h"
#include "polkit/authorize.h"

struct _HnMethodCall
{
  HnObserver *observer;
  sd_bus_message *call;
  HnMethod kind;
  guint32 caller;
  HnSubject subject;
  guint32 seconds;
  sd_bus_track *track; /* of the caller, who may leave while polkit asks */
  HnAuthorization *authorization;
  HnLookup *lookup;
  sd_bus_slot *covers; /* the question to the helper, whether permission was given with a search */
};

/* How long the helper may take to answer that, in microseconds. */
#define COVERS_TIME (5 * G_USEC_PER_SEC)

void
hn_method_call_free (HnMethodCall *self)
{
  sd_bus_track_unref (self->track);
  g_clear_pointer (&self->authorization, hn_authorization_cancel);
  g_clear_pointer (&self->lookup, hn_lookup_cancel);
  sd_bus_slot_unref (self->covers);
  sd_bus_message_unref (self->call);
  g_free (self->subject.unit);
  g_free (self);
}

/* Over. */
static void
end (HnMethodCall *self, const GError *error)
{
  HnObserver *observer = self->observer;

  if (error != NULL)
    sd_bus_reply_method_errorf (self->call, hn_helper_error_get_name (error), "%s", error->message);
  g_ptr_array_remove (observer->calls, self);
  hn_observer_work_changed (observer);
}

/* Watch and Stop. */

/* @watch: (nullable): of the service, where there is one already */
static gboolean
check_number (HnMethodCall *self, const HnWatch *watch, GError **error)
{
  HnObserver *observer = self->observer;
  gboolean one_more = watch != NULL || observer->watches->len < HN_OBSERVER_MAX_WATCHES;

  if (one_more && (self->caller == 0 || (watch != NULL && hn_watch_is_of (watch, self->caller)) ||
                   hn_watch_count (observer, self->caller) < HN_OBSERVER_MAX_WATCHES_OF_USER))
    return TRUE;

  g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_BUSY,
               _ ("Too many services are watched already: at most %d, and %d of one user"),
               HN_OBSERVER_MAX_WATCHES, HN_OBSERVER_MAX_WATCHES_OF_USER);

  return FALSE;
}

static gboolean
check_programs (const HnFound *found, GError **error)
{
  if (!hn_tracer_hides (found->programs))
    return TRUE;

  g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
               /* Translators: a service */
               _ ("%s runs a manager of its own, whose work looks like that of systemd for it"),
               found->unit);

  return FALSE;
}

/* (transfer full): of the programs as they are now; "" where that is not known */
static char *
dup_identity (const HnFound *found)
{
  gboolean own_files = found->own_files;

  /* Where each service may have a folder of its own. */
  for (guint i = 0; i < found->programs->len; i++)
    own_files |= g_str_has_prefix (found->programs->pdata[i], "/tmp/") ||
                 g_str_has_prefix (found->programs->pdata[i], "/var/tmp/");

  return own_files ? g_strdup ("") : hn_identity_new (found->programs);
}

static HnWatchCaller
get_watch_caller (const HnMethodCall *self)
{
  return (HnWatchCaller){ .name = sd_bus_message_get_sender (self->call), .uid = self->caller };
}

static void
begin_watch (HnMethodCall *self, const HnFound *found, GError **error)
{
  const HnWatchCaller caller = get_watch_caller (self);
  g_autofree char *programs = NULL;
  HnSubject subject = self->subject;
  HnWatch *watch;

  subject.unit = found->unit;
  watch = hn_watch_find (self->observer, &subject);
  if (!check_number (self, watch, error))
    return;
  if (watch != NULL)
    {
      if (!hn_watch_join (watch, &caller, self->seconds, error))
        return;
    }
  else
    {
      if (!check_programs (found, error))
        return;
      programs = dup_identity (found);
      watch = hn_watch_begin (self->observer, &subject, found->below, programs, &caller,
                              self->seconds, error);
    }
  if (watch == NULL)
    return;
  hn_watch_add_listener (watch, caller.name);
  sd_bus_reply_method_return (self->call, "");
}

static void
stop (HnMethodCall *self)
{
  const HnWatchCaller caller = get_watch_caller (self);
  HnWatch *watch = hn_watch_find (self->observer, &self->subject);
  g_autoptr (GError) error = NULL;

  if (watch == NULL)
    {
      error = g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_FOUND,
                           /* Translators: a service */
                           _ ("%s is not watched"), self->subject.unit);
    }
  else if (hn_watch_leave (watch, &caller, &error))
    {
      sd_bus_reply_method_return (self->call, "");
    }
  end (self, error);
}

/* Get. */

static int
append_member (sd_bus_message *reply, const char *name, const char *type, ...)
{
  va_list args;
  int r = sd_bus_message_open_container (reply, 'e', "sv");

  va_start (args, type);
  if (r >= 0)
    r = sd_bus_message_append_basic (reply, 's', name);
  if (r >= 0)
    r = sd_bus_message_open_container (reply, 'v', type);
  if (r >= 0)
    r = sd_bus_message_appendv (reply, type, args);
  if (r >= 0)
    r = sd_bus_message_close_container (reply);
  if (r >= 0)
    r = sd_bus_message_close_container (reply);
  va_end (args);

  return r;
}

/* Which sources of evidence are missing. */
static int
append_blind (sd_bus_message *reply, const HnObserved *evidence)
{
  if (!evidence->blind)
    return 0;

  return append_member (reply, HN_EVIDENCE_BLIND, "a{ss}", 1, HN_SOURCE_CAPABILITIES,
                        _ ("this machine’s kernel does not tell which capabilities are used"));
}

static int
append_facts (sd_bus_message *reply, const HnObserved *evidence, const HnWatch *watch)
{
  guint64 waiting = watch != NULL ? hn_watch_count_waiting (watch) : 0;
  int r = append_member (reply, HN_EVIDENCE_SINCE, "t", evidence->since);

  if (r >= 0)
    r = append_member (reply, HN_EVIDENCE_UNTIL, "t", evidence->until);
  if (r >= 0)
    r = append_member (reply, HN_EVIDENCE_WATCHED_US, "t", evidence->watched);
  if (r >= 0)
    r = append_member (reply, HN_EVIDENCE_STARTS, "u", evidence->starts);
  if (r >= 0)
    r = append_member (reply, HN_EVIDENCE_LAST_START, "t", evidence->last_start);
  if (r >= 0)
    r = append_member (reply, HN_EVIDENCE_LOST, "t", evidence->lost + waiting);
  if (r >= 0)
    r = append_member (reply, HN_EVIDENCE_CUT, "b", evidence->cut);

  return r;
}

static int
append_uses (sd_bus_message *reply, const HnObserved *evidence)
{
  int r = sd_bus_message_open_container (reply, 'e', "sv");

  if (r >= 0)
    r = sd_bus_message_append_basic (reply, 's', HN_EVIDENCE_USES);
  if (r >= 0)
    r = hn_observed_append_uses (evidence, reply);
  if (r >= 0)
    r = sd_bus_message_close_container (reply);

  return r;
}

static int
send_evidence (HnMethodCall *self, const HnObserved *evidence, const HnWatch *watch)
{
  const char *unsaved = watch != NULL ? hn_watch_get_unsaved (watch) : NULL;
  sd_bus_message *reply = NULL;
  int r = sd_bus_message_new_method_return (self->call, &reply);

  if (r >= 0)
    r = sd_bus_message_open_container (reply, 'a', "{sv}");
  if (r >= 0)
    r = append_member (reply, HN_EVIDENCE_VERSION, "u", (guint32) HN_EVIDENCE_FORMAT);
  if (r >= 0)
    r = append_member (reply, HN_EVIDENCE_UNIT, "s", self->subject.unit);
  if (r >= 0)
    r = append_member (reply, HN_EVIDENCE_WATCHED, "b", watch != NULL);
  if (r >= 0 && watch != NULL)
    r = append_member (reply, HN_EVIDENCE_ENDS, "t", hn_watch_get_end (watch));
  if (r >= 0)
    r = append_facts (reply, evidence, watch);
  if (r >= 0 && unsaved != NULL)
    r = append_member (reply, HN_EVIDENCE_UNSAVED, "s", unsaved);
  if (r >= 0)
    r = append_blind (reply, evidence);
  if (r >= 0)
    r = append_uses (reply, evidence);
  if (r >= 0)
    r = sd_bus_message_close_container (reply);
  if (r >= 0)
    r = sd_bus_send (self->observer->bus, reply, NULL);
  sd_bus_message_unref (reply);

  return r;
}

/* Answers are long, and stay in memory until the bus takes them. */
static gboolean
may_answer (HnObserver *observer)
{
  uint64_t waiting = 0;

  return sd_bus_get_n_queued_write (observer->bus, &waiting) < 0 ||
         waiting < HN_OBSERVER_MAX_ANSWERS;
}

static void
answer (HnMethodCall *self, const HnObserved *evidence, const HnWatch *watch)
{
  g_autoptr (GError) error = NULL;
  int r = 0;

  if (may_answer (self->observer))
    r = send_evidence (self, evidence, watch);
  else
    error = g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_BUSY,
                                 _ ("Too many answers have not been read yet"));
  if (r < 0)
    error = g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED, g_strerror (-r));
  end (self, error);
}

/* What was kept of a service, as long as its programs are those that it is about. @found is NULL
 * for a service that is not there any more. */
static void
answer_from_store (HnMethodCall *self, const HnFound *found)
{
  g_autoptr (HnObserved) known = NULL;
  g_autoptr (GError) error = NULL;

  known = hn_store_load (self->observer->folder_fd, &self->subject);
  if (known != NULL && known->programs[0] != '\0' && found != NULL)
    {
      g_autofree char *programs = dup_identity (found);

      if (strcmp (programs, known->programs) != 0)
        error = g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_FOUND,
                             /* Translators: a service */
                             _ ("The programs of %s have changed since it was watched"),
                             self->subject.unit);
    }
  else if (known == NULL)
    {
      error = g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_FOUND,
                           /* Translators: a service */
                           _ ("%s has not been watched"), self->subject.unit);
    }
  if (error != NULL)
    end (self, error);
  else
    answer (self, known, NULL);
}

static void ask (HnMethodCall *self);

static void
found_cb (gpointer user_data, const HnFound *found, const GError *error)
{
  HnMethodCall *self = user_data;
  g_autoptr (GError) wrong = NULL;

  self->lookup = NULL;
  /* polkit was asked about an alias, and may think otherwise of the service. */
  if (found != NULL && strcmp (found->unit, self->subject.unit) != 0)
    {
      g_free (self->subject.unit);
      self->subject.unit = g_strdup (found->unit);
      ask (self);
      return;
    }
  if (self->kind == HN_METHOD_GET)
    {
      answer_from_store (self, found);
      return;
    }
  if (found != NULL)
    begin_watch (self, found, &wrong);
  end (self, wrong != NULL ? wrong : error);
}

static void
look_up (HnMethodCall *self)
{
  g_autoptr (GError) error = NULL;

  self->lookup = hn_lookup_begin (self->observer, &self->subject, found_cb, self);
  if (self->lookup != NULL)
    return;
  error =
      g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED, _ ("systemd cannot be asked"));
  end (self, error);
}

static void
get (HnMethodCall *self)
{
  HnWatch *watch = hn_watch_find (self->observer, &self->subject);

  if (watch == NULL)
    {
      look_up (self);
      return;
    }
  hn_watch_add_listener (watch, sd_bus_message_get_sender (self->call));
  hn_watch_update (watch);
  answer (self, hn_watch_get_evidence (watch), watch);
}

/* Permission. */

static void
go_on (HnMethodCall *self)
{
  self->track = sd_bus_track_unref (self->track);
  if (self->kind == HN_METHOD_GET)
    get (self);
  else if (self->kind == HN_METHOD_STOP)
    stop (self);
  else
    look_up (self);
}

static void
authorized_cb (gpointer user_data, const GError *error)
{
  HnMethodCall *self = user_data;

  self->authorization = NULL;
  if (error != NULL)
    end (self, error);
  else
    go_on (self);
}

static int
caller_left_cb (sd_bus_track *track, void *user_data)
{
  HnMethodCall *self = user_data;

  /* There is nobody to answer. */
  end (self, NULL);

  return 0;
}

static void
ask_permission (HnMethodCall *self)
{
  g_autofree char *uid = g_strdup_printf ("%u", self->subject.uid);
  const char *const details[] = {
    "unit", self->subject.unit, "scope", hn_subject_get_scope (&self->subject), "uid", uid, NULL
  };
  g_autoptr (GError) error = NULL;

  self->authorization = hn_authorize (self->observer->bus, self->call, HN_ACTION_OBSERVE,
                                      /* Translators: $(unit) stays as it is; polkit fills it in */
                                      N_ ("Authentication is required to watch what $(unit) does"),
                                      details, authorized_cb, self);
  if (self->authorization == NULL)
    {
      error = g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_AUTHORIZATION_FAILED,
                                   _ ("polkit, which decides who may watch services, cannot be "
                                      "asked"));
      end (self, error);
    }
}

static int
covers_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnMethodCall *self = user_data;
  int covers = 0;

  self->covers = sd_bus_slot_unref (self->covers);
  if (!sd_bus_message_is_method_error (reply, NULL) &&
      sd_bus_message_read (reply, "b", &covers) > 0 && covers)
    go_on (self);
  else
    ask_permission (self);

  return 0;
}

/* Whether the caller was asked for a whole search, which this is the watching of. Of that the
 * helper knows; where none runs there is no search, so none is started. */
static int
ask_helper (HnMethodCall *self)
{
  sd_bus_message *question = NULL;
  int r = sd_bus_message_new_method_call (self->observer->bus, &question, HN_HELPER_NAME,
                                          HN_HELPER_PATH, HN_HELPER_INTERFACE, HN_HELPER_COVERS);

  if (r >= 0)
    r = sd_bus_message_set_auto_start (question, FALSE);
  if (r >= 0)
    r = sd_bus_message_append (question, "ss", sd_bus_message_get_sender (self->call),
                               self->subject.unit);
  if (r >= 0)
    r = sd_bus_call_async (self->observer->bus, &self->covers, question, covers_cb, self,
                           COVERS_TIME);
  sd_bus_message_unref (question);

  return r;
}

/* Whether a search may include this: it ends within an hour. */
static gboolean
may_be_of_search (const HnMethodCall *self)
{
  return !self->subject.user && self->seconds <= HN_SESSION_MAX_SECONDS;
}

/* A caller that was permitted to watch a service, or to read what was seen so far, may read on for
 * as long as it is watched. */
static gboolean
may_read_on (const HnMethodCall *self)
{
  const HnWatch *watch = hn_watch_find (self->observer, &self->subject);

  return self->kind == HN_METHOD_GET && watch != NULL &&
         hn_watch_has_listener (watch, sd_bus_message_get_sender (self->call));
}

/* Root needs no polkit, which may not even be there. */
static void
ask (HnMethodCall *self)
{
  if (self->caller == 0 || may_read_on (self))
    {
      go_on (self);
      return;
    }

  if (sd_bus_track_new (self->observer->bus, &self->track, caller_left_cb, self) >= 0)
    sd_bus_track_add_sender (self->track, self->call);
  if (!may_be_of_search (self) || ask_helper (self) < 0)
    ask_permission (self);
}

/* Root has places of its own, so that others cannot take them all. */
static gboolean
may_wait (HnObserver *observer, guint32 caller)
{
  guint of_root = 0, of_caller = 0;

  for (guint i = 0; i < observer->calls->len; i++)
    {
      const HnMethodCall *call = observer->calls->pdata[i];

      of_root += call->caller == 0;
      of_caller += call->caller == caller;
    }

  return of_caller < HN_OBSERVER_MAX_CALLS_OF_USER &&
         (caller == 0 || observer->calls->len - of_root < HN_OBSERVER_MAX_CALLS);
}

void
hn_method_call_start (HnObserver *observer,
                      sd_bus_message *call,
                      HnMethod kind,
                      guint32 caller,
                      const HnSubject *subject,
                      guint32 seconds)
{
  g_autoptr (GError) error = NULL;
  HnMethodCall *self;

  if (!may_wait (observer, caller))
    {
      error = g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_BUSY,
                                   _ ("Too many questions wait for an answer already"));
      sd_bus_reply_method_errorf (call, hn_helper_error_get_name (error), "%s", error->message);
      return;
    }

  self = g_new0 (HnMethodCall, 1);
  self->observer = observer;
  self->call = sd_bus_message_ref (call);
  self->kind = kind;
  self->caller = caller;
  self->subject = *subject;
  self->subject.unit = g_strdup (subject->unit);
  self->seconds = seconds;
  g_ptr_array_add (observer->calls, self);
  hn_observer_work_changed (observer);
  ask (self);
}
