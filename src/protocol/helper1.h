/* The words that the helper and its clients speak on the bus: names, errors, the states of a trial
 * and what is told about them. The interface itself is in
 * data/dbus-1/interfaces/io.github.hardnut.Helper1.xml.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HN_HELPER_NAME "io.github.hardnut.Helper1"
#define HN_HELPER_PATH "/io/github/hardnut/Helper1"
#define HN_HELPER_INTERFACE HN_HELPER_NAME

/* What of the interface is named in more than one place. */
#define HN_HELPER_KEEP "Keep"
#define HN_HELPER_COVERS "Covers"
#define HN_HELPER_TRIAL_CHANGED "TrialChanged"
#define HN_HELPER_TRIALS "Trials"

/* What polkit is asked for. */
#define HN_ACTION_APPLY "io.github.hardnut.apply"
#define HN_ACTION_LOOSEN "io.github.hardnut.loosen"
#define HN_ACTION_HARDEN "io.github.hardnut.harden"

/* For how long Keep is waited, in seconds. */
#define HN_CONFIRM_MIN 5
#define HN_CONFIRM_MAX 3600

/* What one question for a search stands for at the most: seconds, services, and trials of each. */
#define HN_SESSION_MAX_SECONDS 3600
#define HN_SESSION_MAX_UNITS 32
#define HN_SESSION_TRIALS 16

/* The most directives that are told with a trial. */
#define HN_TRIAL_MAX_DIRECTIVES 256

/* Hexadecimal digits of the id of a trial. */
#define HN_TRIAL_ID_LENGTH 32

#define HN_HELPER_ERROR (hn_helper_error_quark ())
GQuark hn_helper_error_quark (void);

/* The first ones have a name on the bus; the rest is found by a client alone. */
typedef enum
{
  HN_HELPER_ERROR_FAILED,
  HN_HELPER_ERROR_INVALID_ARGS,
  HN_HELPER_ERROR_INVALID_UNIT,
  HN_HELPER_ERROR_NOT_FOUND,
  HN_HELPER_ERROR_UNIT_REFUSED, /* masked, transient, generated, a job pending, the helper itself */
  HN_HELPER_ERROR_INVALID_VALUE,
  HN_HELPER_ERROR_DIRECTIVE_REFUSED,
  HN_HELPER_ERROR_TOO_OLD, /* systemd is, for a directive */
  HN_HELPER_ERROR_TOO_LARGE,
  HN_HELPER_ERROR_CHANGED, /* the unit's files are not those of the etag any more */
  HN_HELPER_ERROR_BUSY,
  HN_HELPER_ERROR_NOT_AUTHORIZED,       /* denied, or the question was dismissed */
  HN_HELPER_ERROR_AUTHORIZATION_FAILED, /* nobody could ask: polkit is missing, broken, too slow */
  HN_HELPER_ERROR_NO_SUCH_TRIAL,
  HN_HELPER_ERROR_NOT_YOURS,
  HN_HELPER_ERROR_NO_SUCH_SESSION,
  HN_N_HELPER_ERRORS_ON_BUS,

  HN_HELPER_ERROR_UNAVAILABLE = HN_N_HELPER_ERRORS_ON_BUS, /* a bus, but no helper: not installed,
                                                            * or it cannot be started */
  HN_HELPER_ERROR_NO_BUS,
  HN_HELPER_ERROR_LOST, /* the bus or the helper went while we waited */
  HN_HELPER_ERROR_TIMEOUT,
  HN_HELPER_ERROR_PROTOCOL,   /* an answer that makes no sense */
  HN_HELPER_ERROR_UNREADABLE, /* a file of the unit, which the etag needs */
} HnHelperError;

/**
 * hn_helper_error_get_name:
 *
 * Returns: the name of @error on the bus, "io.github.hardnut.Error.Failed" for what has none;
 * static
 */
const char *hn_helper_error_get_name (const GError *error);

/**
 * hn_helper_error_from_name:
 * @name: of an error on the bus
 * @ret_code: (out): which one it is; %HN_HELPER_ERROR_FAILED for a name of the helper's that is not
 *   known here
 *
 * Returns: whether @name is one of the helper's
 */
gboolean hn_helper_error_from_name (const char *name, HnHelperError *ret_code);

/* The states of a trial, in the order in which it goes through them; one that fails jumps to
 * REVERTING. */
typedef enum
{
  HN_TRIAL_UNKNOWN,    /* a word that this version does not know */
  HN_TRIAL_ASKING,     /* only a client says so: the helper has been asked for a trial */
  HN_TRIAL_AUTHORIZED, /* from here on the trial exists; nothing is changed yet */
  HN_TRIAL_WRITTEN,    /* the trial's drop-in is there */
  HN_TRIAL_LOADED,     /* and in force, by the manager's word */
  HN_TRIAL_RESTARTED,  /* the service runs with it, and is watched; skipped without a restart */
  HN_TRIAL_HEALTHY,    /* it did well; Keep is waited for until the deadline */
  HN_TRIAL_KEEPING,    /* on the way to KEPT */
  HN_TRIAL_REVERTING,  /* on the way to REVERTED or FAILED */
  HN_TRIAL_KEPT,       /* from here on, ends */
  HN_TRIAL_REVERTED,
  HN_TRIAL_FAILED,  /* taken back, and still the service is not what it was */
  HN_TRIAL_ENDED,   /* only a client says so: it ended while helper or bus were away */
  HN_TRIAL_REFUSED, /* likewise: the helper was asked, and no trial began */
} HnTrialState;

/** hn_trial_state_get_name: "authorized" and so on, as on the bus, and the client's own; static */
const char *hn_trial_state_get_name (HnTrialState state);

/** hn_trial_state_from_name: %HN_TRIAL_UNKNOWN for what is no state on the bus */
HnTrialState hn_trial_state_from_name (const char *name);

/** hn_trial_state_is_end: whether nothing comes after it */
gboolean hn_trial_state_is_end (HnTrialState state);

/** hn_trial_id_is_valid: whether @id may be the id of a trial, and so the name of a file */
gboolean hn_trial_id_is_valid (const char *id);

/* The steps at which a trial can fail. */
#define HN_STEP_WRITE "written"
#define HN_STEP_LOAD "loaded"
#define HN_STEP_RESTART "restarted"
#define HN_STEP_WATCH "healthy"
#define HN_STEP_KEEP "keep"

/* What is told with TrialChanged. */
#define HN_DETAIL_RESTART "restart"       /* b: the service is restarted for this trial */
#define HN_DETAIL_REMOVAL "removal"       /* b: it is one without Hardnut's drop-in */
#define HN_DETAIL_DEADLINE "deadline"     /* t: of Keep, in microseconds of CLOCK_REALTIME */
#define HN_DETAIL_SECONDS "seconds"       /* u: until then */
#define HN_DETAIL_NOTE "note"             /* s: when it is in force, see below */
#define HN_DETAIL_REASON "reason"         /* s: why it failed, for a person */
#define HN_DETAIL_STEP "step"             /* s: at which step */
#define HN_DETAIL_RESULT "result"         /* s: systemd's Result of the service */
#define HN_DETAIL_CODE "code"             /* i: CLD_EXITED and so on, with the status */
#define HN_DETAIL_STATUS "status"         /* i: exit status or signal */
#define HN_DETAIL_DIRECTIVES "directives" /* as: that systemd has not put in force */
#define HN_DETAIL_SINCE "since"           /* t: from here to there, in microseconds of */
#define HN_DETAIL_UNTIL "until"           /* t: CLOCK_REALTIME, the journal may tell why */

/* The service has the change when it starts next, or part of it as soon as systemd has read it. */
#define HN_NOTE_NEXT_START "next-start"
#define HN_NOTE_AT_ONCE "at-once"

G_END_DECLS
