/* One run of hardnutctl: the policy and the profile it was given, and where it reads services, a
 * running manager or files. The one place that waits: it runs the main context until an answer is
 * there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/plan.h"
#include "engine/assessment.h"
#include "engine/facts/priority.h"
#include "options.h"
#include "report.h"
#include "source/files/accepted-files.h"
#include "source/files/recipes.h"
#include "source/files/unit-loader.h"
#include "source/manager/restart.h"
#include "source/manager/unit-reader.h"
#include "source/permission.h"
#include "target.h"

G_BEGIN_DECLS

/* For all to read; only the session's own functions write. */
typedef struct
{
  const HnOptions *options;  /* borrowed */
  HnBusConnection *manager;  /* (nullable): %NULL without a running manager */
  HnUnitReader *reader;      /* (nullable): of it */
  HnUnitLoader *loader;      /* (nullable): see hn_session_get_loader() */
  gboolean version_unknown;  /* of the systemd that its files are for */
  HnPolicy *policy;          /* (nullable): %NULL for systemd's own weights */
  HnAcceptedFiles *accepted; /* what is left out of counts */
  char *profile_path;        /* (nullable): %NULL without a profile */
  char *profile_text;
  GHashTable *facts; /* (nullable): of all services, where a list is sorted by them */
} HnSession;

/* One line of a list: what stays of a service once it is assessed. A report keeps everything that
 * is known of one, which is far too much to hold for hundreds. */
typedef struct
{
  char *unit;
  guint exposure; /* in tenths */
  guint counted;  /* in tenths: without what is accepted */
  HnLevel level;
  HnPriority priority;      /* where the list is sorted by it */
  gboolean needs_reload;    /* there are files of it that the manager has not read */
  HnAssessment *assessment; /* (nullable): where what got worse is wanted, as the next */
  GStrv drop_ins;
  char *refused; /* (nullable): why systemd does not load it; there is no exposure then */
} HnListEntry;

/**
 * hn_session_new:
 * @options: must stay while the session lives
 * @live: whether the running manager is to be asked, if @options let it
 * @error: return location
 *
 * Reads the policy and the profile, and connects to the manager. What a policy has without effect
 * is told on standard error.
 */
HnSession *hn_session_new (const HnOptions *options, gboolean live, GError **error);
void hn_session_free (HnSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnSession, hn_session_free)

/** hn_session_load_recipes: (transfer full): what is wrong with those that could not be taken is
 * told on standard error */
HnRecipes *hn_session_load_recipes (HnSession *self);

/** hn_session_get_loader: (transfer none): of the files, made when first needed */
HnUnitLoader *hn_session_get_loader (HnSession *self);

/** hn_session_load_files: (transfer full) (nullable): the settings that the files give, with the
 * profile behind them */
HnSettings *hn_session_load_files (HnSession *self, HnTarget *target, GError **error);

/** hn_session_load_unfinished: (transfer full) (nullable): the same without Hardnut's drop-in, and
 * before anything is implied; for hn_what_if() */
HnSettings *hn_session_load_unfinished (HnSession *self, HnTarget *target, GError **error);

/**
 * hn_session_dup_refusal:
 * @otherwise: what to say when the files do not tell
 *
 * Returns: (transfer full): why systemd refuses to load @unit: the manager does not say more than
 *   that it does, but the files tell which line it stumbles over
 */
char *hn_session_dup_refusal (HnSession *self, const char *unit, const char *otherwise);

/**
 * hn_session_list:
 * @ret_missed: (out): whether a word of the options that names a service, or stands for several,
 * led to none, which is told on standard error
 * @error: return location
 *
 * Reads what the options ask for: all services, or those that their words name. A service that
 * cannot be read is told on standard error and left out.
 *
 * Returns: (transfer full) (nullable) (element-type HnListEntry): sorted as the options say
 */
GPtrArray *hn_session_list (HnSession *self, gboolean *ret_missed, GError **error);

/**
 * hn_session_expand:
 * @words: names, patterns and files
 * @error: return location; %HN_USAGE_ERROR for a word that makes no sense
 *
 * Returns: (transfer full) (element-type HnTarget) (nullable): what they stand for, a service that
 *   several of them stand for once. A pattern stands for the services that are loaded, or installed
 *   where no manager is asked.
 */
GPtrArray *hn_session_expand (HnSession *self, GStrv words, GError **error);

/**
 * hn_session_show:
 * @target: a template gets its instance
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what counts now: of the running manager where there is one,
 *   with what its files tell about origins, or else of the files
 */
HnReport *hn_session_show (HnSession *self, HnTarget *target, GError **error);

/**
 * hn_session_add_facts:
 * @report: of a service, as hn_session_show() gives it
 *
 * Adds what the machine shows of the service, where a running manager tells about it.
 */
void hn_session_add_facts (HnSession *self, HnReport *report);

/**
 * hn_session_resolve:
 * @target: gets the manager's own name for it, as an alias has no drop-ins of its own
 * @error: return location
 *
 * Returns: (transfer full) (nullable): as hn_session_show()
 */
HnReport *hn_session_resolve (HnSession *self, HnTarget *target, GError **error);

/**
 * hn_session_new_for:
 * @target: see hn_session_resolve(), where a manager is asked
 * @ret_live: (out) (transfer full) (nullable): what that returns; %NULL without a manager
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a session that asks the manager, but for a file
 */
HnSession *hn_session_new_for (const HnOptions *options,
                               HnTarget *target,
                               HnReport **ret_live,
                               GError **error);

/**
 * hn_session_read_files:
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what the files give, for a running manager once it has
 *   reloaded them
 */
HnReport *hn_session_read_files (HnSession *self, HnTarget *target, GError **error);

/**
 * hn_session_read_own:
 * @target: a unit
 * @ret_text: (out) (transfer full) (nullable): the content of Hardnut's own drop-in of the unit;
 *   %NULL where there is none
 * @ret_path: (out) (transfer full): where it is, or would be, once it is kept
 * @error: return location
 */
gboolean hn_session_read_own (
    HnSession *self, HnTarget *target, char **ret_text, char **ret_path, GError **error);

/**
 * hn_session_read_without_own:
 * @target: a unit with a drop-in of Hardnut of its own
 * @ret_uncovered: (out) (transfer full) (nullable): the path of the template's drop-in, which holds
 *   again when the unit's own does not hide it any more; %NULL where there is none
 * @ret_text: (out) (transfer full) (nullable): its content
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the unit as its files have it without that drop-in
 */
HnReport *hn_session_read_without_own (
    HnSession *self, HnTarget *target, char **ret_uncovered, char **ret_text, GError **error);

/**
 * hn_session_read_hidden:
 * @target: a unit without a drop-in of Hardnut of its own, or a file
 * @ret_text: (out) (transfer full) (nullable): the content of the file of this name that is in
 *   force for the unit all the same: of its template, say; %NULL where there is none
 * @ret_path: (out) (transfer full) (nullable): where it is
 * @error: return location
 *
 * Of files with one name systemd reads a single one, so that a drop-in of the unit's own hides
 * this. What is being tried does not count.
 */
gboolean hn_session_read_hidden (
    HnSession *self, HnTarget *target, char **ret_text, char **ret_path, GError **error);

/**
 * hn_session_read_staged:
 * @ret_staged: (out) (transfer full) (nullable) (element-type HnChange): Hardnut's drop-in of
 *   @target as it stands, or that of its template; %NULL where there is none
 * @error: return location; also where it makes no sense
 */
gboolean
hn_session_read_staged (HnSession *self, HnTarget *target, GPtrArray **ret_staged, GError **error);

/**
 * hn_session_read_with_own:
 * @path: (nullable): what to call the text in origins and warnings
 * @text: (nullable): the content of Hardnut's drop-in; %NULL for none
 * @error: return location
 *
 * Weighs the text at the place where it will stand: drop-ins that are read later win, and warnings
 * name what they change of it.
 *
 * Returns: (transfer full) (nullable): what the files give with this content in place of what
 * stands there now; %NULL also where systemd would refuse the service then
 */
HnReport *hn_session_read_with_own (
    HnSession *self, HnTarget *target, const char *path, const char *text, GError **error);

/**
 * hn_session_check_limits:
 * @target: a unit, of a running manager
 * @plan: of its change
 * @in_force: what its files say now
 * @error: return location; %HN_HELPER_ERROR_INVALID_VALUE as from the helper, which may know more
 *
 * Returns: %FALSE when the service could not live with one of the limits
 */
gboolean hn_session_check_limits (HnSession *self,
                                  HnTarget *target,
                                  const HnPlan *plan,
                                  const HnSettings *in_force,
                                  GError **error);

/**
 * hn_session_read_permission:
 * @target: a unit, of a running manager
 * @kept: (nullable): Hardnut's drop-in that is in force, with who kept each line
 * @changes: (element-type HnChange): its whole new content
 *
 * What the manager does not tell is not known, and makes the answer a guess.
 *
 * Returns: (transfer full) (nullable): which permission the change takes; %NULL where nobody is
 *   asked or nobody can tell: for a user's own services, and without a running manager
 */
HnPermission *hn_session_read_permission (HnSession *self,
                                          HnTarget *target,
                                          const char *kept,
                                          GPtrArray *changes);

/** hn_session_get_version: of the systemd that reads the files */
guint hn_session_get_version (HnSession *self);

/* An asynchronous call under way. */
typedef struct
{
  HnBusConnection *manager; /* (nullable) */
  GCancellable *cancellable;
  GAsyncResult *result;
} HnWait;

/**
 * hn_wait_begin:
 * @manager: (nullable): whose end is that of the call, too: it would connect again in its own time,
 *   and a command has an end
 *
 * Comes before a call of a function that takes the cancellable of @wait, hn_wait_answered_cb(), and
 * @wait as its data.
 */
void hn_wait_begin (HnWait *wait, HnBusConnection *manager);
void hn_wait_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/**
 * hn_wait_end:
 * @error: return location; says why the manager is gone when that is the reason
 *
 * Runs the main loop until the answer is there.
 *
 * Returns: (transfer full) (nullable): the pointer that the call's finish function gives
 */
gpointer hn_wait_end (HnWait *wait, GError **error);

G_END_DECLS
