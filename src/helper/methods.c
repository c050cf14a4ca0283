/* The helper's interface on the bus: what each method takes, and what is refused before anything
 * else is done. A method reads its arguments, checks them, and hands over to a request or a trial,
 * which sees to it that the caller is permitted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/methods.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/validate.h"
#include "helper/calls/acceptance.h"
#include "helper/calls/change-request.h"
#include "helper/calls/harden-session.h"
#include "helper/calls/pending-call.h"
#include "helper/errors.h"
#include "helper/trial/trial.h"

#define ETAG_LENGTH 64 /* SHA-256, hexadecimal */

typedef struct
{
  uid_t uid;
  pid_t pid;
} Caller;

/* Who calls, as the bus vouches for it. */
static gboolean
get_caller (HnHelper *helper, sd_bus_message *call, Caller *caller, GError **error)
{
  sd_bus_creds *creds = NULL;
  int r = sd_bus_query_sender_creds (call, SD_BUS_CREDS_EUID | SD_BUS_CREDS_PID, &creds);

  caller->pid = 0;
  if (r >= 0)
    r = sd_bus_creds_get_euid (creds, &caller->uid);
  if (r >= 0 && sd_bus_creds_get_pid (creds, &caller->pid) < 0)
    caller->pid = 0;
  sd_bus_creds_unref (creds);

  if (r < 0)
    return hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                                _ ("The bus does not say who is calling"));
  if (helper->scope == HN_SCOPE_USER && caller->uid != helper->uid)
    return hn_helper_error_set (error, HN_HELPER_ERROR_NOT_AUTHORIZED,
                                _ ("These are the services of somebody else"));

  return TRUE;
}

/* Reads the settings, of which there may be any number, into @pairs; stops at the first that is too
 * many. */
static int
read_pairs (sd_bus_message *call, GArray *pairs, GError **error)
{
  HnPair pair;
  gsize size = 0;
  int r = sd_bus_message_enter_container (call, 'a', "(ss)");

  if (r < 0)
    return r;
  while ((r = sd_bus_message_read (call, "(ss)", &pair.directive, &pair.value)) > 0)
    {
      size += strlen (pair.directive) + strlen (pair.value);
      if (pairs->len >= HN_CHANGE_MAX_SETTINGS || size > HN_CHANGE_MAX_BYTES)
        {
          hn_helper_error_set (error, HN_HELPER_ERROR_TOO_LARGE,
                               _ ("A change holds at most %d settings and %d kilobytes"),
                               HN_CHANGE_MAX_SETTINGS, HN_CHANGE_MAX_BYTES / 1024);
          return -E2BIG;
        }
      g_array_append_val (pairs, pair);
    }

  return r < 0 ? r : sd_bus_message_exit_container (call);
}

static gboolean
check_pairs (HnHelper *helper, GArray *pairs, GPtrArray **ret_changes, GError **error)
{
  g_autoptr (GError) wrong = NULL;

  if (pairs->len == 0)
    return hn_helper_error_set (error, HN_HELPER_ERROR_INVALID_ARGS,
                                _ ("The request contains no setting; to take Hardnut's settings "
                                   "away, remove them instead"));
  *ret_changes = hn_validate_change ((const HnPair *) (gpointer) pairs->data, pairs->len,
                                     helper->version, &wrong);

  return *ret_changes != NULL || hn_helper_error_set_from_validate (error, wrong);
}

static gboolean
check_rest (const char *name, const char *etag, guint32 confirm, GError **error)
{
  g_autoptr (GError) wrong = NULL;

  if (!hn_validate_unit_name (name, &wrong))
    return hn_helper_error_set_from_validate (error, wrong);
  if (strlen (etag) != ETAG_LENGTH || strspn (etag, "0123456789abcdef") != ETAG_LENGTH)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_INVALID_ARGS,
        _ ("The request does not say for which files of the service it was made"));
  if (confirm < HN_CONFIRM_MIN || confirm > HN_CONFIRM_MAX)
    return hn_helper_error_set (error, HN_HELPER_ERROR_INVALID_ARGS,
                                _ ("The time to keep a change is between %d and %d seconds"),
                                HN_CONFIRM_MIN, HN_CONFIRM_MAX);

  return TRUE;
}

/* What a method returns: the caller is told of @error (nullable), or has an answer later. */
static int
end (sd_bus_error *ret_error, const GError *error)
{
  return error != NULL
             ? sd_bus_error_set (ret_error, hn_helper_error_get_name (error), error->message)
             : 1;
}

/* Who does not wait for the answer does not learn the number of the trial, and could not keep it.
 * Such a call is passed over without a word, as nobody would hear one. */
static gboolean
wants_answer (sd_bus_message *call)
{
  return sd_bus_message_get_expect_reply (call) > 0;
}

/* @pairs: (element-type HnPair) (nullable): for what the call has of them; %NULL for a removal */
static int
start (HnHelper *helper, sd_bus_message *call, GArray *pairs, sd_bus_error *ret_error)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;
  const char *name, *etag;
  guint32 confirm;
  Caller caller;
  int restart, r;

  if (!wants_answer (call))
    return 1;
  r = sd_bus_message_read_basic (call, 's', &name);
  if (r >= 0 && pairs != NULL)
    r = read_pairs (call, pairs, &error);
  if (r >= 0)
    r = sd_bus_message_read (call, "sub", &etag, &confirm, &restart);
  if (r < 0 && error == NULL)
    return r;

  if (error == NULL && check_rest (name, etag, confirm, &error) &&
      (pairs == NULL || check_pairs (helper, pairs, &changes, &error)) &&
      get_caller (helper, call, &caller, &error) &&
      hn_pending_call_check_quota (helper, caller.uid, &error) &&
      hn_change_request_check_trials (helper, caller.uid, &error))
    hn_change_request_start (helper, call, caller.uid, caller.pid, name, g_steal_pointer (&changes),
                             etag, confirm, restart);

  return end (ret_error, error);
}

static int
method_try (sd_bus_message *call, void *user_data, sd_bus_error *ret_error)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (HnPair));

  return start (user_data, call, pairs, ret_error);
}

static int
method_remove (sd_bus_message *call, void *user_data, sd_bus_error *ret_error)
{
  return start (user_data, call, NULL, ret_error);
}

/* The trial that a call is about, which only who began it may end; but root takes back anybody's.
 * @ret_foreign: (nullable): whether somebody else began it; without it nobody else may end it */
static gboolean
find_trial (HnHelper *helper,
            sd_bus_message *call,
            HnHelperTrial **ret_trial,
            gboolean *ret_foreign,
            GError **error)
{
  gboolean foreign;
  const char *id;
  Caller caller;

  if (sd_bus_message_read (call, "s", &id) < 0)
    return hn_helper_error_set (error, HN_HELPER_ERROR_INVALID_ARGS,
                                _ ("The request is incomplete or damaged"));
  if (!get_caller (helper, call, &caller, error))
    return FALSE;

  *ret_trial = hn_trial_id_is_valid (id) ? hn_trial_find (helper, id) : NULL;
  if (*ret_trial == NULL)
    return hn_helper_error_set (error, HN_HELPER_ERROR_NO_SUCH_TRIAL,
                                _ ("There is no such trial; it may be over"));
  foreign = hn_trial_get_record (*ret_trial)->uid != caller.uid;
  if (foreign && (ret_foreign == NULL || caller.uid != 0))
    return hn_helper_error_set (error, HN_HELPER_ERROR_NOT_YOURS,
                                _ ("Somebody else began that trial"));
  if (ret_foreign != NULL)
    *ret_foreign = foreign;

  return TRUE;
}

static int
method_keep (sd_bus_message *call, void *user_data, sd_bus_error *ret_error)
{
  g_autoptr (GError) error = NULL;
  HnHelperTrial *trial = NULL;

  if (find_trial (user_data, call, &trial, NULL, &error))
    hn_trial_call_keep (trial, call, &error);

  return end (ret_error, error);
}

static int
method_revert (sd_bus_message *call, void *user_data, sd_bus_error *ret_error)
{
  g_autoptr (GError) error = NULL;
  gboolean foreign = FALSE;
  HnHelperTrial *trial = NULL;

  if (find_trial (user_data, call, &trial, &foreign, &error))
    hn_trial_call_revert (trial, call, foreign, &error);

  return end (ret_error, error);
}

/* Reads the names, of which there may be any number; stops at the first that is wrong. */
static int
read_units (sd_bus_message *call, GPtrArray *units, GError **error)
{
  const char *unit;
  g_autoptr (GError) wrong = NULL;
  int r = sd_bus_message_enter_container (call, 'a', "s");

  if (r < 0)
    return r;
  while ((r = sd_bus_message_read_basic (call, 's', &unit)) > 0)
    {
      if (units->len >= HN_SESSION_MAX_UNITS)
        hn_helper_error_set (error, HN_HELPER_ERROR_TOO_LARGE,
                             _ ("A search is about %d services at most"), HN_SESSION_MAX_UNITS);
      else if (!hn_validate_unit_name (unit, &wrong))
        hn_helper_error_set_from_validate (error, wrong);
      else if (g_ptr_array_find_with_equal_func (units, unit, g_str_equal, NULL))
        hn_helper_error_set (error, HN_HELPER_ERROR_INVALID_ARGS,
                             _ ("A search names each service once"));
      if (*error != NULL)
        return -EINVAL;
      g_ptr_array_add (units, g_strdup (unit));
    }
  if (r >= 0)
    r = sd_bus_message_exit_container (call);
  if (r >= 0 && units->len == 0)
    hn_helper_error_set (error, HN_HELPER_ERROR_INVALID_ARGS, _ ("A search is about a service"));

  return r;
}

static int
method_begin (sd_bus_message *call, void *user_data, sd_bus_error *ret_error)
{
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  guint32 seconds = 0;
  Caller caller;
  int r;

  if (!wants_answer (call))
    return 1;
  r = read_units (call, units, &error);
  if (r >= 0 && error == NULL)
    r = sd_bus_message_read (call, "u", &seconds);
  if (r < 0 && error == NULL)
    return r;
  if (error == NULL && (seconds == 0 || seconds > HN_SESSION_MAX_SECONDS))
    hn_helper_error_set (&error, HN_HELPER_ERROR_INVALID_ARGS,
                         _ ("A search may take between 1 and %d seconds"), HN_SESSION_MAX_SECONDS);
  if (error == NULL && get_caller (user_data, call, &caller, &error) &&
      hn_pending_call_check_quota (user_data, caller.uid, &error))
    {
      g_ptr_array_set_free_func (units, NULL);
      g_ptr_array_add (units, NULL);
      hn_harden_session_begin (user_data, call, caller.uid,
                               (GStrv) g_ptr_array_free (g_steal_pointer (&units), FALSE), seconds,
                               &error);
    }

  return end (ret_error, error);
}

static int
method_end (sd_bus_message *call, void *user_data, sd_bus_error *ret_error)
{
  g_autoptr (GError) error = NULL;
  const char *id;
  int r = sd_bus_message_read (call, "s", &id);

  if (r < 0)
    return r;
  if (hn_harden_session_end (user_data, sd_bus_message_get_sender (call), id, &error))
    return sd_bus_reply_method_return (call, "");

  return end (ret_error, error);
}

/* The observer asks. Who searches for what is nobody else's business. */
static int
method_covers (sd_bus_message *call, void *user_data, sd_bus_error *ret_error)
{
  g_autoptr (GError) error = NULL;
  const char *connection, *unit;
  Caller caller;
  int r = sd_bus_message_read (call, "ss", &connection, &unit);

  if (r < 0)
    return r;
  if (get_caller (user_data, call, &caller, &error) && caller.uid == 0)
    return sd_bus_reply_method_return (call, "b",
                                       hn_harden_session_covers (user_data, connection, unit));
  if (error == NULL)
    hn_helper_error_set (&error, HN_HELPER_ERROR_NOT_AUTHORIZED,
                         _ ("You are not permitted to do this"));

  return end (ret_error, error);
}

static int
method_accept (sd_bus_message *call, void *user_data, sd_bus_error *ret_error)
{
  const char *unit, *check, *until, *note;
  g_autoptr (GError) error = NULL;
  Caller caller;
  int r;

  if (!wants_answer (call))
    return 1;
  r = sd_bus_message_read (call, "ssss", &unit, &check, &until, &note);
  if (r < 0)
    return r;
  if (get_caller (user_data, call, &caller, &error) &&
      hn_pending_call_check_quota (user_data, caller.uid, &error))
    hn_acceptance_start (user_data, call, caller.uid, unit, check, until, note, &error);

  return end (ret_error, error);
}

static int
get_trials (sd_bus *bus,
            const char *path,
            const char *interface,
            const char *property,
            sd_bus_message *reply,
            void *user_data,
            sd_bus_error *ret_error)
{
  return hn_trial_append_all (user_data, reply);
}

/* Every method may be called by everybody, and decides itself: by polkit, or by whose trial it is.
 */
static const sd_bus_vtable vtable[] = {
  SD_BUS_VTABLE_START (0),
  SD_BUS_METHOD_WITH_ARGS (
      "Try",
      SD_BUS_ARGS ("s", unit, "a(ss)", settings, "s", etag, "u", confirm_s, "b", restart),
      SD_BUS_RESULT ("s", trial),
      method_try,
      SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_METHOD_WITH_ARGS ("Remove",
                           SD_BUS_ARGS ("s", unit, "s", etag, "u", confirm_s, "b", restart),
                           SD_BUS_RESULT ("s", trial),
                           method_remove,
                           SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_METHOD_WITH_ARGS (HN_HELPER_KEEP,
                           SD_BUS_ARGS ("s", trial),
                           SD_BUS_NO_RESULT,
                           method_keep,
                           SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_METHOD_WITH_ARGS ("Revert",
                           SD_BUS_ARGS ("s", trial),
                           SD_BUS_NO_RESULT,
                           method_revert,
                           SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_METHOD_WITH_ARGS ("Begin",
                           SD_BUS_ARGS ("as", units, "u", seconds),
                           SD_BUS_RESULT ("s", session),
                           method_begin,
                           SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_METHOD_WITH_ARGS (
      "End", SD_BUS_ARGS ("s", session), SD_BUS_NO_RESULT, method_end, SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_METHOD_WITH_ARGS (HN_HELPER_COVERS,
                           SD_BUS_ARGS ("s", connection, "s", unit),
                           SD_BUS_RESULT ("b", covers),
                           method_covers,
                           SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_METHOD_WITH_ARGS ("Accept",
                           SD_BUS_ARGS ("s", unit, "s", check, "s", until, "s", note),
                           SD_BUS_NO_RESULT,
                           method_accept,
                           SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_SIGNAL_WITH_ARGS (HN_HELPER_TRIAL_CHANGED,
                           SD_BUS_ARGS ("s", trial, "s", unit, "s", state, "a{sv}", detail),
                           0),
  SD_BUS_PROPERTY (HN_HELPER_TRIALS, "a(ssst)", get_trials, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
  SD_BUS_VTABLE_END,
};

int
hn_methods_add (HnHelper *helper)
{
  return sd_bus_add_object_vtable (helper->bus, NULL, HN_HELPER_PATH, HN_HELPER_INTERFACE, vtable,
                                   helper);
}
