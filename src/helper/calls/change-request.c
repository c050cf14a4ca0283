/* A request for a change on its way to a trial: the service is looked up, polkit is asked, the
 * service is looked up again, and only then something happens. The table of these steps is at the
 * end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/calls/change-request.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/kept/keepers.h"
#include "engine/never-restart.h"
#include "engine/validate.h"
#include "helper/audit.h"
#include "helper/calls/change-measures.h"
#include "helper/calls/change-words.h"
#include "helper/calls/harden-session.h"
#include "helper/calls/pending-call.h"
#include "helper/errors.h"
#include "helper/facts.h"
#include "helper/inspect.h"
#include "helper/quota.h"
#include "helper/systemd.h"
#include "helper/trial/trial.h"

/* What a look at the service and its files has shown. */
typedef struct
{
  const char *action; /* what the change needs permission for */
  GStrv weakened;     /* why; see hn_change_name_weakenings() */
  char *words;        /* of the change, as the question has them */
  char *all_words;    /* uncut, for the journal */
} Verdict;

static void
verdict_clear (Verdict *verdict)
{
  g_strfreev (verdict->weakened);
  g_free (verdict->words);
  g_free (verdict->all_words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Verdict, verdict_clear)

struct _HnChangeRequest
{
  HnPendingCall call;
  pid_t pid;
  char *name;
  GPtrArray *changes; /* NULL: a removal */
  char *etag;
  guint confirm;
  gboolean restart;

  guint step; /* that is under way */
  HnFactsReading *reading;
  HnLook *look;         /* the last one */
  HnFacts *facts;       /* of the same moment */
  gboolean had_process; /* by the first one, which the caller has seen as well */
  char *session_words;  /* (nullable): of the question that was answered for the whole search */
  char *unit;           /* the name that was asked for permission; NULL before it is */
  Verdict verdict;      /* by which it is asked for */
  char *trial;          /* the number of what has begun */
};

void
hn_change_request_free (HnChangeRequest *self)
{
  hn_pending_call_clear (&self->call);
  g_clear_pointer (&self->reading, hn_facts_reading_cancel);
  g_clear_pointer (&self->look, hn_look_free);
  g_clear_pointer (&self->facts, hn_facts_free);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self->name);
  g_free (self->etag);
  g_free (self->unit);
  g_free (self->trial);
  g_free (self->session_words);
  verdict_clear (&self->verdict);
  g_free (self);
}

/* A user's own services are the user's. Root needs no polkit, which may not even be there. */
static gboolean
is_asked (const HnChangeRequest *self)
{
  return self->call.helper->scope != HN_SCOPE_USER && self->call.uid != 0;
}

/* What a person was shown; NULL where nobody was. */
static const char *
get_shown_words (const HnChangeRequest *self)
{
  if (self->session_words != NULL)
    return self->session_words;

  return is_asked (self) ? self->verdict.words : NULL;
}

/* Once permission has been asked for, the journal says who got it, and why it was of no use. */
static void
refuse (HnChangeRequest *self, const GError *error)
{
  if (self->unit != NULL)
    hn_audit_refusal (self->call.uid, self->unit, self->verdict.all_words, get_shown_words (self),
                      error->message);
  hn_pending_call_refuse (&self->call, error);
}

gboolean
hn_change_request_check_trials (HnHelper *helper, uid_t uid, GError **error)
{
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (uid_t));

  for (guint i = 0; i < helper->trials->len; i++)
    g_array_append_val (users, hn_trial_get_record (helper->trials->pdata[i])->uid);

  return hn_quota_check (helper->uid, uid, users, hn_has_session, error);
}

/* The service. */

/* Whether no trial of @unit is under way; like the quota asked again right before it begins.
 */
static gboolean
check_free (HnChangeRequest *self, GError **error)
{
  const char *unit = self->look->unit->name;

  if (hn_trial_find (self->call.helper, unit) != NULL)
    return hn_helper_error_set (error, HN_HELPER_ERROR_BUSY,
                                _ ("Another change of %s is being tried"), unit);
  /* The files of a new trial would be taken for those of the old one, when that is tried again. */
  if (hn_record_exists (self->call.helper->records_fd, unit))
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_BUSY,
        _ ("An earlier change of %s could not be taken back completely yet"), unit);

  return TRUE;
}

/* Whether Hardnut may touch the service at all. */
static gboolean
check_service (HnChangeRequest *self, GError **error)
{
  const HnLook *look = self->look;
  const HnUnit *unit = look->unit;
  const char *reason =
      hn_never_change_find_any ((const char *const *) look->names, self->call.helper->scope);

  if (reason != NULL)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_UNIT_REFUSED,
        /* Translators: a service, and a sentence that says what it is for */
        _ ("Hardnut does not change %s. %s"), unit->name, _ (reason));
  if (!hn_validate_unit_name (unit->name, NULL))
    return hn_helper_error_set (error, HN_HELPER_ERROR_UNIT_REFUSED,
                                _ ("Hardnut does not change %s"), unit->name);
  if (strcmp (unit->load_state, "not-found") == 0)
    return hn_helper_error_set (error, HN_HELPER_ERROR_NOT_FOUND, _ ("There is no service %s"),
                                self->name);
  if (strcmp (unit->load_state, "loaded") != 0 || unit->settings == NULL)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_UNIT_REFUSED,
        /* Translators: a service, and systemd's word for its state: "masked" … */
        _ ("%s cannot be changed, because it is “%s”"), unit->name, unit->load_state);
  if (look->transient || unit->fragment_path == NULL || unit->fragment_path[0] != '/' ||
      strstr (unit->fragment_path, "/systemd/transient/") != NULL)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_UNIT_REFUSED,
        _ ("%s cannot be changed, because it is there for this moment only"), unit->name);
  if (g_strcmp0 (unit->unit_file_state, "generated") == 0 ||
      strstr (unit->fragment_path, "/systemd/generator") != NULL)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_UNIT_REFUSED,
        _ ("%s cannot be changed, because a program generates it anew each time"), unit->name);
  if (look->job != 0)
    return hn_helper_error_set (error, HN_HELPER_ERROR_UNIT_REFUSED,
                                _ ("%s is just being started or stopped"), unit->name);

  return check_free (self, error);
}

static gboolean
weigh_change (HnChangeRequest *self,
              const HnInspection *inspection,
              Verdict *verdict,
              GError **error)
{
  g_autofree char *previous = NULL;
  g_autofree char *uncovered = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) found = NULL;

  if (!hn_place_read (self->call.helper->permanent, self->look->unit->name, &previous, error) ||
      !hn_trial_read_uncovered (self->call.helper, self->look->unit->name, &uncovered, error))
    return FALSE;
  before = hn_parse (self->call.helper, previous != NULL ? previous : uncovered);
  found = hn_change_find_weakenings (self->call.helper, self->look, self->facts, inspection,
                                     self->call.uid, self->changes, previous, uncovered);
  verdict->action = found->len > 0 ? HN_ACTION_LOOSEN : HN_ACTION_APPLY;
  verdict->weakened = hn_change_name_weakenings (found);
  verdict->words = hn_change_dup_words (self->changes, before, found, FALSE);
  verdict->all_words = hn_change_dup_words (self->changes, before, found, TRUE);

  return TRUE;
}

/* Folders on the way may have two names. */
static gboolean
is_same_file (const char *path, const char *other)
{
  struct stat one, two;

  return strcmp (path, other) == 0 || (lstat (path, &one) == 0 && lstat (other, &two) == 0 &&
                                       one.st_dev == two.st_dev && one.st_ino == two.st_ino);
}

/* Of two drop-ins of one name systemd reads one, so that Hardnut's would hide a file of that name
 * for all services of a kind, of an older name of the service, or of another folder. */
static gboolean
check_names (HnChangeRequest *self, GError **error)
{
  const HnUnit *unit = self->look->unit;
  g_autofree char *template = hn_trial_dup_template (unit->name);
  g_autofree char *own = hn_place_dup_path (self->call.helper->permanent, unit->name);
  g_autofree char *tried = hn_place_dup_path (self->call.helper->trial, unit->name);
  g_autofree char *shared =
      template != NULL ? hn_place_dup_path (self->call.helper->permanent, template) : NULL;

  for (guint i = 0; unit->drop_ins[i] != NULL; i++)
    {
      const char *path = unit->drop_ins[i];
      g_autofree char *name = g_path_get_basename (path);

      if (strcmp (name, HN_DROP_IN_NAME) != 0 || is_same_file (path, own) ||
          is_same_file (path, tried) || (shared != NULL && is_same_file (path, shared)))
        continue;
      return hn_helper_error_set (
          error, HN_HELPER_ERROR_UNIT_REFUSED,
          /* Translators: the first %s is the path of a file, the second a service */
          _ ("%s has the name of Hardnut's own settings file, and would hold for %s no more"), path,
          unit->name);
    }

  return TRUE;
}

static gboolean
check_files (HnChangeRequest *self, Verdict *verdict, GError **error)
{
  const HnLook *look = self->look;
  g_autoptr (HnInspection) inspection = hn_inspect (self->call.helper, look, error);
  gboolean may_know;

  if (inspection == NULL)
    return FALSE;
  /* Whether the fingerprint is right, which is to know what the files say, is for those to know who
   * have a permission, and for everybody where everybody may read them. */
  may_know = !is_asked (self) || self->unit != NULL || inspection->open_to_all;
  if (strcmp (inspection->etag, self->etag) != 0 && may_know)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_CHANGED,
        _ ("The files of %s are not what they were when the change was made up"), look->unit->name);

  /* The reload would put in force what somebody else has written, and the trial would be about
   * that, too. */
  if (!hn_check_read (self->call.helper, look, error) ||
      (self->call.helper->scope == HN_SCOPE_SYSTEM &&
       (!hn_check_folder (self->call.helper->permanent, look, error) ||
        !hn_check_folder (self->call.helper->trial, look, error))))
    return FALSE;

  return check_names (self, error) && weigh_change (self, inspection, verdict, error);
}

/* Whether the way to the place of the trial's drop-in is safe, so that what could not be written is
 * refused before anything is. */
static gboolean
check_place (HnChangeRequest *self, GError **error)
{
  g_autofree char *left = NULL;

  return hn_place_read (self->call.helper->trial, self->look->unit->name, &left, error);
}

static gboolean
check_removal (HnChangeRequest *self, const char *previous, GError **error)
{
  return self->changes != NULL || previous != NULL ||
         hn_helper_error_set (error, HN_HELPER_ERROR_NOT_FOUND,
                              _ ("Hardnut has not changed %s, so there is nothing to remove"),
                              self->look->unit->name);
}

/* After permission. */

/* Whether something of the service is there that limits could hold for; one that has done its work
 * counts as active. */
static gboolean
has_process (const HnLook *look)
{
  return hn_look_is_active (look) && strcmp (look->unit->sub_state, "exited") != 0;
}

/* The new text, with the keeper of each line. An instance's first drop-in of its own takes the
 * lines of its template's over, and their keepers. A user's own services have no other keeper. */
static char *
dup_text (HnChangeRequest *self, const char *previous, const char *shared)
{
  g_autofree char *text = hn_change_to_text (self->changes);

  return self->call.helper->scope == HN_SCOPE_USER
             ? g_steal_pointer (&text)
             : hn_keepers_write (text, previous != NULL ? previous : shared, self->call.uid);
}

/* What can be said of the trial before it begins. */
static void
fill_record (HnChangeRequest *self, HnRecord *record, const char *shared)
{
  const HnLook *look = self->look;

  record->removal = self->changes == NULL;
  /* Whatever the caller runs in goes down with its service. */
  record->never =
      self->facts->facts.holds_caller || hn_look_never_restarts (look, self->call.helper->scope);
  record->restart = self->restart && !record->never;
  record->confirm = self->confirm;
  record->text = self->changes != NULL ? dup_text (self, record->previous, shared) : NULL;
  record->text_hash = hn_record_hash (record->text);
  record->previous_hash = hn_record_hash (record->previous);
  g_strfreev (record->weakened);
  record->weakened = g_steal_pointer (&self->verdict.weakened);
  record->words = g_strdup (get_shown_words (self));
  if (self->changes != NULL)
    {
      g_strfreev (record->unproven);
      record->unproven =
          hn_list_unproven (self->call.helper, look, self->changes, record->previous);
    }
}

/* What is to be tried. Between the look and now another request may have become a trial; from here
 * on nothing waits. */
static HnRecord *
make_record (HnChangeRequest *self, GError **error)
{
  g_autoptr (HnRecord) record =
      hn_record_new_for (self->look->unit->name, self->call.uid, self->call.helper->boot_id);
  g_autofree char *shared = NULL;
  gboolean acts;

  if (!check_free (self, error) ||
      !hn_change_request_check_trials (self->call.helper, self->call.uid, error) ||
      !check_place (self, error) ||
      !hn_place_read_text (self->call.helper->permanent, record->unit, &record->previous, error) ||
      !check_removal (self, record->previous, error) ||
      !hn_trial_read_uncovered (self->call.helper, self->look->unit->name, &shared, error))
    return NULL;

  fill_record (self, record, shared);
  /* An instance's own drop-in hides its template's. */
  acts =
      hn_change_acts_at_once (record->previous != NULL ? record->previous : shared,
                              record->removal ? shared : record->text, self->call.helper->version);
  /* Who was promised a trial has not agreed to a change for good. */
  if (record->never && acts && self->had_process && !has_process (self->look))
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_UNIT_REFUSED,
                           _ ("%s is just being started or stopped"), record->unit);
      return NULL;
    }
  record->at_once = !record->restart && has_process (self->look) && acts;
  record->uncovered = record->removal ? g_steal_pointer (&shared) : NULL;
  /* What holds from the next start on only cannot be tried before. */
  record->next_start = record->never && !record->at_once;
  if (!hn_change_measure_powers (self->call.helper, self->look, self->etag, self->changes, record,
                                 error))
    return NULL;
  /* Who may loosen has that permission for what comes of the change. */
  record->gain &= self->call.uid != 0 && strcmp (self->verdict.action, HN_ACTION_LOOSEN) != 0;

  return g_steal_pointer (&record);
}

/* Permission was for one service and one change, as the question had it. */
static gboolean
weigh_again (HnChangeRequest *self, GError **error)
{
  g_auto (Verdict) verdict = { 0 };

  if (!check_service (self, error) || !check_files (self, &verdict, error) ||
      !hn_change_check_limits (self->call.helper, self->look, self->changes, error))
    return FALSE;
  if (strcmp (self->look->unit->name, self->unit) != 0 ||
      strcmp (verdict.action, self->verdict.action) != 0 ||
      strcmp (verdict.words, self->verdict.words) != 0)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_CHANGED,
        _ ("The files of %s are not what they were when the change was made up"), self->unit);
  g_strfreev (self->verdict.weakened);
  self->verdict.weakened = g_steal_pointer (&verdict.weakened);

  return TRUE;
}

/* Before permission. */

static gboolean
weigh (HnChangeRequest *self, GError **error)
{
  const HnLook *look = self->look;
  g_autofree char *previous = NULL;

  if (!check_service (self, error) || !check_files (self, &self->verdict, error) ||
      !hn_change_check_limits (self->call.helper, look, self->changes, error) ||
      !check_place (self, error) ||
      !hn_place_read (self->call.helper->permanent, look->unit->name, &previous, error) ||
      !check_removal (self, previous, error))
    return FALSE;
  self->had_process = has_process (look);
  self->unit = g_strdup (look->unit->name);

  return TRUE;
}

/* The steps. */

static void go_on (gpointer user_data, const GError *error);

static gboolean
ask_facts (HnChangeRequest *self, GError **error)
{
  g_clear_pointer (&self->look, hn_look_free);
  g_clear_pointer (&self->facts, hn_facts_free);
  self->reading = hn_facts_read (self->call.helper, self->name, self->pid, &self->look,
                                 &self->facts, go_on, self);
  if (self->reading == NULL)
    hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                         _ ("systemd's manager cannot be reached on the bus"));

  return TRUE;
}

/* Whether the caller has been asked for the whole search that this is a trial of. A session stands
 * for the weaker permission alone, and not for a removal, which no search needs. */
static gboolean
is_in_session (HnChangeRequest *self)
{
  if (self->changes == NULL || strcmp (self->verdict.action, HN_ACTION_APPLY) != 0)
    return FALSE;
  self->session_words = g_strdup (
      hn_harden_session_take (self->call.helper, sd_bus_message_get_sender (self->call.message),
                              self->unit));

  return self->session_words != NULL;
}

static gboolean
ask_permission (HnChangeRequest *self, GError **error)
{
  const char *const details[] = { "unit", self->unit, "change", self->verdict.words, NULL };

  if (!is_asked (self) || is_in_session (self))
    return FALSE;

  hn_pending_call_authorize (
      &self->call, self->verdict.action,
      strcmp (self->verdict.action, HN_ACTION_LOOSEN) == 0
          /* Translators: $(unit) and $(change) stay as they are; polkit fills them in */
          ? N_ ("Authentication is required for a change of $(unit) that may weaken "
                "the machine: $(change)")
          /* Translators: $(unit) and $(change) stay as they are; polkit fills them in */
          : N_ ("Authentication is required to change the protection of $(unit): "
                "$(change)"),
      details, go_on, error);

  return TRUE;
}

static gboolean
begin (HnChangeRequest *self, GError **error)
{
  g_autoptr (HnRecord) record = make_record (self, error);

  if (record == NULL)
    return TRUE;

  /* What has begun ends as trials do, whether or not somebody looks on. */
  self->call.track = sd_bus_track_unref (self->call.track);
  self->trial = g_strdup (record->id);
  hn_trial_begin (self->call.helper, g_steal_pointer (&record), g_steal_pointer (&self->changes),
                  self->look, self->facts->caller_unit, go_on, self);

  return TRUE;
}

static gboolean
answer (HnChangeRequest *self, GError **error)
{
  sd_bus_reply_method_return (self->call.message, "s", self->trial);
  hn_pending_call_drop (&self->call);

  return TRUE;
}

/* All of a change up to its trial, one after another. */
static const struct
{
  gboolean (*ask) (HnChangeRequest *self, GError **error);  /* whether an answer is waited for */
  gboolean (*take) (HnChangeRequest *self, GError **error); /* (nullable): the answer */
} steps[] = {
  { ask_facts, weigh },
  { ask_permission, NULL },
  { ask_facts, weigh_again },
  { begin, answer },
};

static void
run (HnChangeRequest *self)
{
  g_autoptr (GError) wrong = NULL;

  while (!steps[self->step].ask (self, &wrong))
    self->step++;
  if (wrong != NULL)
    refuse (self, wrong);
}

/* With the answer to what the step has asked for. */
static void
go_on (gpointer user_data, const GError *error)
{
  HnChangeRequest *self = user_data;
  gboolean last = self->step + 1 == G_N_ELEMENTS (steps);
  g_autoptr (GError) wrong = NULL;

  self->reading = NULL;
  self->call.authorization = NULL;
  if (error == NULL && steps[self->step].take != NULL && !steps[self->step].take (self, &wrong))
    error = wrong;
  if (error != NULL)
    {
      refuse (self, error);
      return;
    }
  /* Then it is a trial's, or gone. */
  if (last)
    return;
  self->step++;
  run (self);
}

void
hn_change_request_start (HnHelper *helper,
                         sd_bus_message *call,
                         uid_t uid,
                         pid_t pid,
                         const char *name,
                         GPtrArray *changes,
                         const char *etag,
                         guint confirm,
                         gboolean restart)
{
  HnChangeRequest *self = g_new0 (HnChangeRequest, 1);

  self->pid = pid;
  self->name = g_strdup (name);
  self->changes = changes;
  self->etag = g_strdup (etag);
  self->confirm = confirm;
  self->restart = restart;

  hn_pending_call_begin (&self->call, helper, helper->requests, call, uid);
  run (self);
}
