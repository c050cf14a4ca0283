/* hardnut-helper: changes the sandbox of services for callers on the bus. Runs as root on the
 * system bus, or as a user, for the user's own services, on the session bus. Started when it is
 * called, leaves when it has nothing to do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <time.h>
#include <unistd.h>

#include "helper/calls/acceptance.h"
#include "helper/calls/change-request.h"
#include "helper/calls/harden-session.h"
#include "helper/connect.h"
#include "helper/errors.h"
#include "helper/methods.h"
#include "helper/pause.h"
#include "helper/record.h"
#include "helper/recover.h"
#include "helper/systemd.h"
#include "helper/trial/trial.h"

/* How long one helper waits for another one to be through, and how long one that the timer of
 * a trial started does until it has the other one killed. */
#define LOCK_PAUSE (G_USEC_PER_SEC / 10)
#define LOCK_TIME (120 * G_USEC_PER_SEC)
#define LOCK_TIME_REVERT (20 * G_USEC_PER_SEC)

typedef struct
{
  gboolean user;
  gboolean version;
  char *revert;
  guint number; /* of the timer that started us; 0: none did */
  char *boot_id;
} Options;

/* The wait for the folder of records, and then for the manager. */
typedef struct
{
  HnHelper *helper;
  const Options *options;
  guint64 waited;
  guint tries; /* to ask the manager again who it is */
} Start;

static int
complain (const char *what, int r)
{
  sd_journal_print (LOG_ERR, "%s: %s", what, g_strerror (-r));

  return EXIT_FAILURE;
}

/* Serving. */

static void
serve (HnHelper *self)
{
  int r = hn_methods_add (self);

  if (r >= 0)
    r = sd_bus_set_exit_on_disconnect (self->bus, TRUE);
  if (r < 0)
    sd_event_exit (self->event, complain ("The interface cannot be offered", r));
  else
    /* Callers find what was taken up. */
    hn_helper_claim_name (self);
}

/* Without a bus there is nobody to serve; but a trial goes on, or is taken back. */
static int
find_bus_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  HnHelper *self = user_data;

  if (hn_connect_bus (self) >= 0)
    serve (self);
  else
    sd_event_add_time_relative (self->event, NULL, CLOCK_MONOTONIC, HN_PAUSE_MAX, 0, find_bus_cb,
                                self);

  return 0;
}

/* Folders. */

/* Each of a base that is trusted, and of what lies below it. */
static gboolean
open_places (HnHelper *self,
             const char *const permanent[2],
             const char *const trial[2],
             const char *records,
             GError **error)
{
  gboolean user = self->scope == HN_SCOPE_USER;
  uid_t owner = user ? self->uid : 0;

  self->permanent = hn_place_new (permanent[0], permanent[1], owner, user, error);
  if (self->permanent == NULL)
    return FALSE;
  self->trial = hn_place_new (trial[0], trial[1], owner, user, error);
  if (self->trial == NULL)
    return FALSE;
  self->records_fd = hn_record_open_folder (records, owner, error);

  return self->records_fd >= 0;
}

static gboolean
open_user_places (HnHelper *self, GError **error)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  const char *config = g_getenv ("XDG_CONFIG_HOME");
  gboolean has_config = config != NULL && config[0] == '/';
  g_autofree char *base = NULL;
  g_autofree char *records = NULL;
  g_autofree char *state = NULL;

  if (runtime == NULL || runtime[0] != '/')
    return hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                                _ ("There is no user session here: XDG_RUNTIME_DIR is not set"));
  base = g_canonicalize_filename (has_config ? config : g_get_home_dir (), "/");
  if (has_config)
    g_mkdir_with_parents (base, 0700);
  records = g_build_filename (runtime, "hardnut", NULL);
  /* Not $XDG_STATE_HOME: the unit has to name the folder, and who reads it may have another one. */
  state = g_build_filename (g_get_home_dir (), ".local/state", NULL);
  g_mkdir_with_parents (state, 0700);
  self->history = hn_place_new (state, "hardnut/history", self->uid, TRUE, NULL);

  return open_places (self,
                      (const char *[]){ base,
                                        has_config ? "systemd/user" : ".config/systemd/user" },
                      (const char *[]){ runtime, "systemd/user.control" }, records, error);
}

static gboolean
open_system_places (HnHelper *self, GError **error)
{
  self->history = hn_place_new ("/", "var/lib/hardnut/history", 0, FALSE, error);
  if (self->history == NULL)
    return FALSE;
  self->accepted = hn_place_new ("/", "etc/hardnut/accepted.d", 0, FALSE, error);
  if (self->accepted == NULL)
    return FALSE;

  return open_places (self, (const char *[]){ "/", "etc/systemd/system" },
                      (const char *[]){ "/", "run/systemd/system.control" }, "/run/hardnut", error);
}

/* One helper at a time. */

/* Whether there is nothing left to take back: the trial is over, or who is at it has armed
 * another timer since. */
static gboolean
is_needless (Start *start)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HnRecord) record =
      hn_record_load (start->helper->records_fd, start->options->revert, NULL, &error);

  /* One that cannot be read is not over. */
  if (record == NULL)
    return error == NULL;

  return start->options->number != 0 && record->armed > start->options->number;
}

static void
begin (HnHelper *self)
{
  hn_recover (self, self->revert);
  self->recovered = TRUE;
  if (!self->revert_only && self->bus != NULL)
    serve (self);
  else if (!self->revert_only)
    find_bus_cb (NULL, 0, self);
  hn_helper_work_changed (self);
}

/* The manager is asked until it answers. */

static int ask_cb (sd_event_source *source, uint64_t usec, void *user_data);

static void
ask_later (Start *start)
{
  if (sd_event_add_time_relative (start->helper->event, NULL, CLOCK_MONOTONIC,
                                  hn_pause_before_try (start->tries++), 1, ask_cb, start) < 0)
    g_error ("out of memory");
}

static int
version_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  Start *start = user_data;
  HnHelper *self = start->helper;
  const char *version;

  if (sd_bus_message_is_method_error (reply, NULL) ||
      sd_bus_message_read (reply, "v", "s", &version) < 0)
    {
      sd_journal_print (LOG_WARNING, "systemd's manager does not answer");
      ask_later (start);
      return 0;
    }

  self->version = (guint) g_ascii_strtoull (version + strcspn (version, "0123456789"), NULL, 10);
  begin (self);

  return 0;
}

static int
ask_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  Start *start = user_data;

  if (hn_systemd_get (start->helper, NULL, version_cb, start, HN_SYSTEMD_PATH, HN_SYSTEMD_MANAGER,
                      "Version") < 0)
    ask_later (start);

  return 0;
}

/* The folder of records is the lock. Who was started by a revert timer gives a helper that
 * still runs a while to end the trial by itself, and then has it killed, again and again. */
static int
lock_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  Start *start = user_data;
  HnHelper *self = start->helper;

  if (flock (self->records_fd, LOCK_EX | LOCK_NB) == 0)
    return ask_cb (NULL, 0, start);
  if (errno != EWOULDBLOCK && errno != EINTR)
    return sd_event_exit (self->event, complain ("The helper's folder cannot be locked", -errno));
  if (self->revert_only && is_needless (start))
    return sd_event_exit (self->event, EXIT_SUCCESS);

  start->waited += LOCK_PAUSE;
  if (self->revert_only && start->waited % LOCK_TIME_REVERT == 0)
    {
      sd_journal_print (LOG_WARNING,
                        "The helper does not end a trial whose time is over; killing it");
      hn_systemd_kill_helper (self);
    }
  if (!self->revert_only && start->waited >= LOCK_TIME)
    return sd_event_exit (self->event,
                          complain ("Another helper is at work and does not end", -EBUSY));
  if (sd_event_add_time_relative (self->event, NULL, CLOCK_MONOTONIC, LOCK_PAUSE, 1, lock_cb,
                                  start) < 0)
    g_error ("out of memory");

  return 0;
}

/* Starting. */

static int
prepare_event (HnHelper *self)
{
  int r = sd_event_default (&self->event);

  /* What is under way is on record, and its timer is armed. */
  if (r >= 0)
    r = sd_event_set_signal_exit (self->event, TRUE);
  if (r >= 0)
    r = sd_event_set_watchdog (self->event, TRUE);

  return r;
}

static char *
dup_boot_id (void)
{
  sd_id128_t id;

  return sd_id128_get_boot (&id) < 0
             ? g_strdup ("")
             : g_strdup_printf (SD_ID128_FORMAT_STR, SD_ID128_FORMAT_VAL (id));
}

static int
run (HnHelper *self, const Options *options)
{
  Start start = { .helper = self, .options = options };
  g_autoptr (GError) error = NULL;
  int r;

  if (!(options->user ? open_user_places (self, &error) : open_system_places (self, &error)))
    {
      sd_journal_print (LOG_ERR, "%s", error->message);
      return EXIT_FAILURE;
    }
  r = prepare_event (self);
  if (r < 0)
    return complain ("The helper cannot wait for anything", r);
  r = hn_connect_bus (self);
  if (r < 0)
    complain ("The bus cannot be reached", r);
  lock_cb (NULL, 0, &start);

  r = sd_event_loop (self->event);
  hn_connect_flush (self);

  return r < 0 ? complain ("The helper ends in an error", r) : r;
}

/* Leaves of "ID-NUMBER", which is what a timer is called, the number of the trial. */
static gboolean
take_trial_id (Options *options)
{
  char *name = options->revert;

  if (strlen (name) > HN_TRIAL_ID_LENGTH && name[HN_TRIAL_ID_LENGTH] == '-')
    {
      options->number = (guint) g_ascii_strtoull (name + HN_TRIAL_ID_LENGTH + 1, NULL, 10);
      name[HN_TRIAL_ID_LENGTH] = '\0';
    }

  return hn_trial_id_is_valid (name);
}

static void
close_manager (gpointer manager)
{
  sd_bus_close_unref (manager);
}

static void
helper_clear (HnHelper *self)
{
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->accepts);
  g_hash_table_unref (self->settled);
  g_ptr_array_unref (self->trials);
  sd_event_source_disable_unref (self->idle);
  sd_bus_close_unref (self->bus);
  g_ptr_array_unref (self->managers);
  sd_event_unref (self->event);
  g_clear_pointer (&self->permanent, hn_place_free);
  g_clear_pointer (&self->trial, hn_place_free);
  g_clear_pointer (&self->accepted, hn_place_free);
  g_clear_pointer (&self->history, hn_place_free);
  if (self->records_fd >= 0)
    close (self->records_fd);
  g_free (self->boot_id);
}

int
main (int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "user", 0, 0, G_OPTION_ARG_NONE, &options.user,
      N_ ("Change the user's own services, not those of the system"), NULL },
    { "revert", 0, 0, G_OPTION_ARG_STRING, &options.revert,
      N_ ("Take back the change that is tried under the number TRIAL, then exit"), N_ ("TRIAL") },
    { "boot-id", 0, 0, G_OPTION_ARG_STRING, &options.boot_id,
      N_ ("Use ID as the number of the current boot, instead of asking the system"), N_ ("ID") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options.version, N_ ("Print the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  HnHelper self = { .records_fd = -1 };
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  umask (0077);

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1 ||
      (options.revert != NULL && !take_trial_id (&options)))
    {
      fprintf (stderr, "hardnut-helper: %s\n",
               error != NULL ? error->message
                             : _ ("The arguments are not valid; --help lists those that are"));
      return 2;
    }
  if (options.version)
    {
      puts ("hardnut-helper " PACKAGE_VERSION);
      return EXIT_SUCCESS;
    }

  self.scope = options.user ? HN_SCOPE_USER : HN_SCOPE_SYSTEM;
  self.uid = getuid ();
  self.boot_id = options.boot_id != NULL ? options.boot_id : dup_boot_id ();
  self.revert_only = options.revert != NULL;
  self.revert = options.revert;
  self.managers = g_ptr_array_new_with_free_func (close_manager);
  self.settled = hn_settled_new ();
  self.job_removed = hn_trial_job_removed;
  self.jobs_missed = hn_trial_jobs_missed;
  self.requests = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_change_request_free);
  self.sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_harden_session_free);
  self.accepts = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_acceptance_free);
  self.trials = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_trial_free);
  status = run (&self, &options);
  /* No other timer is armed for the trial. */
  if (self.revert_only && status != EXIT_SUCCESS && status != self.exit_status)
    status = HN_EXIT_AGAIN;
  helper_clear (&self);
  g_free (options.revert);

  return status;
}
