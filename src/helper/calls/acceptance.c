/* A request to accept something for everybody, or to count it again: the service is looked up,
 * polkit is asked, and then one file is written or removed. It hides something from others, and so
 * it always takes the stronger permission.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/calls/acceptance.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/validate.h"
#include "helper/audit.h"
#include "helper/calls/pending-call.h"
#include "helper/errors.h"
#include "helper/systemd.h"

/* In bytes: what is longer is wrong, and would make an error of its own length. */
#define LONGEST_WORD 255

struct _HnAcceptance
{
  HnPendingCall call;
  HnAccepted *accepted;
  gboolean withdraw;
  char *words; /* of the question; NULL before it is asked */
  HnLooking *looking;
  HnLook *look;
};

void
hn_acceptance_free (HnAcceptance *self)
{
  hn_pending_call_clear (&self->call);
  g_clear_pointer (&self->looking, hn_looking_cancel);
  g_clear_pointer (&self->look, hn_look_free);
  g_clear_pointer (&self->accepted, hn_accepted_free);
  g_free (self->words);
  g_free (self);
}

/* Once permission has been asked for, the journal says what came of it. */
static void
refuse (HnAcceptance *self, const GError *error)
{
  if (self->words != NULL)
    hn_audit_accept (self->call.uid, self->accepted->unit, self->withdraw, self->words,
                     error->message);
  hn_pending_call_refuse (&self->call, error);
}

/* What it is about, in the words of the question. */
static const char *
get_check_words (const HnAccepted *accepted)
{
  return accepted->check == HN_ACCEPTED_ALL_CHECKS ? _ ("all checks")
                                                   : hn_check_get ((guint) accepted->check)->id;
}

static const char *
get_unit_words (const HnAccepted *accepted)
{
  return accepted->unit != NULL ? accepted->unit : _ ("all services");
}

static char *
dup_words (const HnAcceptance *self)
{
  const HnAccepted *accepted = self->accepted;

  if (self->withdraw)
    /* Translators: a check and a service */
    return g_strdup_printf (_ ("count %s of %s again"), get_check_words (accepted),
                            get_unit_words (accepted));

  /* Translators: a check, a service, a day, and the reason that somebody gave */
  return g_strdup_printf (_ ("accept %s of %s until %s: %s"), get_check_words (accepted),
                          get_unit_words (accepted), accepted->until, accepted->note);
}

/* Whether there is something to withdraw, or room for one more. */
static gboolean
check_files (HnAcceptance *self, GError **error)
{
  g_autofree char *name = hn_accepted_dup_file_name (self->accepted->unit, self->accepted->check);
  gboolean has;
  int n = hn_place_count_files (self->call.helper->accepted, name, &has, error);

  if (n < 0)
    return FALSE;
  if (self->withdraw && !has)
    return hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                                /* Translators: a file */
                                _ ("This is not accepted for everybody: there is no %s"), name);
  if (!self->withdraw && !has && n >= HN_ACCEPTED_MAX_FILES)
    return hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                                _ ("No more than %d things can be accepted for everybody"),
                                HN_ACCEPTED_MAX_FILES);

  return TRUE;
}

/* With permission. */
static void
change (HnAcceptance *self)
{
  g_autofree char *name = hn_accepted_dup_file_name (self->accepted->unit, self->accepted->check);
  g_autofree char *text = hn_accepted_to_text (self->accepted);
  const HnPlace *place = self->call.helper->accepted;
  g_autoptr (GError) error = NULL;

  if (!check_files (self, &error) ||
      !(self->withdraw ? hn_place_remove_file (place, name, &error)
                       : hn_place_write_file (place, name, text, &error)))
    {
      refuse (self, error);
      return;
    }

  hn_audit_accept (self->call.uid, self->accepted->unit, self->withdraw, self->words, NULL);
  sd_bus_reply_method_return (self->call.message, "");
  hn_pending_call_drop (&self->call);
}

static void
authorize_cb (gpointer user_data, const GError *error)
{
  HnAcceptance *self = user_data;

  self->call.authorization = NULL;
  if (error != NULL)
    refuse (self, error);
  else
    change (self);
}

static void
ask_permission (HnAcceptance *self)
{
  const HnAccepted *accepted = self->accepted;
  const char *const details[] = { "unit",  get_unit_words (accepted),
                                  "check", get_check_words (accepted),
                                  "until", accepted->until,
                                  "note",  accepted->note,
                                  NULL };
  const char *text =
      self->withdraw
          /* Translators: $(check) and $(unit) stay as they are; polkit fills them in */
          ? N_ ("Authentication is required to count $(check) of $(unit) again for everybody")
          /* Translators: $(check), $(unit), $(until) and $(note) stay as they are; polkit fills
           * them in: a check, a service, a day, and the reason that somebody gave */
          : N_ ("Authentication is required to leave $(check) of $(unit) out of the counts, advice "
                "and thresholds of everybody until $(until). The reason given: $(note)");
  g_autoptr (GError) error = NULL;

  if (!check_files (self, &error))
    {
      refuse (self, error);
      return;
    }
  self->words = dup_words (self);
  /* Root needs no polkit, which may not even be there. */
  if (self->call.uid == 0)
    {
      change (self);
      return;
    }
  if (!hn_pending_call_authorize (&self->call, HN_ACTION_LOOSEN, text, details, authorize_cb,
                                  &error))
    refuse (self, error);
}

/* Under its own name, by which it is looked for when it counts. */
static gboolean
take_unit (HnAcceptance *self, GError **error)
{
  const HnUnit *unit = self->look->unit;

  if (strcmp (unit->load_state, "not-found") == 0)
    return hn_helper_error_set (error, HN_HELPER_ERROR_NOT_FOUND, _ ("There is no service %s"),
                                self->accepted->unit);
  if (!hn_validate_unit_name (unit->name, NULL))
    return hn_helper_error_set (error, HN_HELPER_ERROR_INVALID_UNIT,
                                _ ("%s is no name of a service"), self->accepted->unit);
  g_free (self->accepted->unit);
  self->accepted->unit = g_strdup (unit->name);

  return TRUE;
}

static void
look_cb (gpointer user_data, const GError *error)
{
  HnAcceptance *self = user_data;
  g_autoptr (GError) wrong = NULL;

  self->looking = NULL;
  if (error == NULL && !take_unit (self, &wrong))
    error = wrong;
  if (error != NULL)
    refuse (self, error);
  else
    ask_permission (self);
}

/* A service that is gone may still be accepted, and is counted again without a look at it. */
static void
find_unit (HnAcceptance *self)
{
  g_autoptr (GError) error = NULL;

  if (self->accepted->unit == NULL || self->withdraw)
    {
      ask_permission (self);
      return;
    }
  self->looking =
      hn_systemd_look (self->call.helper, self->accepted->unit, &self->look, look_cb, self);
  if (self->looking != NULL)
    return;
  hn_helper_error_set (&error, HN_HELPER_ERROR_FAILED, _ ("systemd cannot be asked"));
  refuse (self, error);
}

static HnAccepted *
validate (const char *unit, const char *check, const char *until, const char *note, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  gboolean withdraw = *until == '\0' && *note == '\0';
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%F");
  HnAccepted *accepted;

  if (strlen (check) > LONGEST_WORD || strlen (until) > LONGEST_WORD)
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_INVALID_VALUE,
                           _ ("This is neither a check nor a day"));
      return NULL;
    }
  accepted = withdraw ? hn_accepted_new (unit, check, "2000-01-01", "-", &wrong)
                      : hn_accepted_new (unit, check, until, note, &wrong);
  if (accepted != NULL && !withdraw && !hn_accepted_check_day (accepted, today, &wrong))
    g_clear_pointer (&accepted, hn_accepted_free);
  if (accepted == NULL)
    hn_helper_error_set (error,
                         wrong->code == HN_ACCEPTED_ERROR_UNIT ? HN_HELPER_ERROR_INVALID_UNIT
                                                               : HN_HELPER_ERROR_INVALID_VALUE,
                         "%s", wrong->message);

  return accepted;
}

void
hn_acceptance_start (HnHelper *helper,
                     sd_bus_message *call,
                     uid_t uid,
                     const char *unit,
                     const char *check,
                     const char *until,
                     const char *note,
                     GError **error)
{
  g_autoptr (HnAccepted) accepted = NULL;
  HnAcceptance *self;

  if (helper->accepted == NULL)
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_INVALID_ARGS,
                           _ ("What everybody accepts is about the services of the system"));
      return;
    }
  accepted = validate (unit, check, until, note, error);
  if (accepted == NULL)
    return;

  self = g_new0 (HnAcceptance, 1);
  self->accepted = g_steal_pointer (&accepted);
  self->withdraw = *until == '\0' && *note == '\0';
  hn_pending_call_begin (&self->call, helper, helper->accepts, call, uid);
  find_unit (self);
}
