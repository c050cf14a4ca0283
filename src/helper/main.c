/* hardnut-helper: changes the sandbox of services for callers on the bus. Runs as root on the system
 * bus, or as a user, for the user's own services, on the session bus. Started when it is called,
 * leaves when it has nothing to do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
#include <time.h>
#include <unistd.h>

#include "helper/change-request.h"
#include "helper/errors.h"
#include "helper/methods.h"
#include "helper/record.h"
#include "helper/recover.h"
#include "helper/trial.h"

/* A manager that reads its files again does not answer meanwhile. */
#define CALL_TIMEOUT (90 * G_USEC_PER_SEC)

/* How long one helper waits for another one to be through, and when it is taken for dead. */
#define LOCK_PAUSE (G_USEC_PER_SEC / 10)
#define LOCK_TIME (60 * G_USEC_PER_SEC)
#define LOCK_TIME_DEAD_MAN (20 * G_USEC_PER_SEC)

typedef struct
{
  gboolean user;
  gboolean version;
  char *revert;
  char *boot_id;
} Options;

/* Leaving. */

static int
released_cb (sd_bus_message *reply,
             void           *user_data,
             sd_bus_error   *ret_error)
{
  HnHelper *self = user_data;

  /* A call that came in just before the name was gone: stay. */
  self->leaving = FALSE;
  if (self->trials->len > 0 || self->requests->len > 0)
    {
      if (sd_bus_request_name (self->bus, HN_HELPER_NAME, 0) < 0)
        sd_journal_print (LOG_WARNING, "The name on the bus is taken by somebody else");
      return 0;
    }

  /* From here on systemd expects the end; a call that comes now is answered by the next helper. */
  sd_notify (FALSE, "STOPPING=1");

  return sd_event_exit (self->event, self->exit_status);
}

static int
idle_cb (sd_event_source *source,
         uint64_t         usec,
         void            *user_data)
{
  HnHelper *self = user_data;

  self->leaving = TRUE;
  if (sd_bus_release_name_async (self->bus, NULL, HN_HELPER_NAME, released_cb, self) < 0)
    return sd_event_exit (self->event, EXIT_FAILURE);

  return 0;
}

void
hn_helper_work_changed (HnHelper *self)
{
  self->idle = sd_event_source_disable_unref (self->idle);
  if (self->trials->len > 0 || self->requests->len > 0 || self->leaving)
    return;

  if (self->revert_only)
    sd_event_exit (self->event, self->exit_status);
  else if (self->serving)
    sd_event_add_time_relative (self->event, &self->idle, CLOCK_MONOTONIC, HN_IDLE_USEC, 0, idle_cb,
                                self);
}

/* Folders. */

static gboolean
open_system_places (HnHelper *self,
                    GError  **error)
{
  self->permanent = hn_place_new ("/", "etc/systemd/system", 0, FALSE, error);
  if (self->permanent == NULL)
    return FALSE;
  self->trial = hn_place_new ("/", "run/systemd/system.control", 0, FALSE, error);
  if (self->trial == NULL)
    return FALSE;
  self->records_fd = hn_record_open_folder ("/run/hardnut", 0, error);

  return self->records_fd >= 0;
}

static gboolean
open_user_places (HnHelper *self,
                  GError  **error)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  const char *config = g_getenv ("XDG_CONFIG_HOME");
  g_autofree char *records = NULL;

  if (runtime == NULL || runtime[0] != '/')
    {
      g_set_error_literal (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                           _("There is no user session here: XDG_RUNTIME_DIR is not set"));
      return FALSE;
    }
  if (config != NULL && config[0] == '/')
    {
      g_autofree char *base = g_canonicalize_filename (config, "/");

      g_mkdir_with_parents (base, 0700);
      self->permanent = hn_place_new (base, "systemd/user", self->uid, TRUE, error);
    }
  else
    {
      g_autofree char *base = g_canonicalize_filename (g_get_home_dir (), "/");

      self->permanent = hn_place_new (base, ".config/systemd/user", self->uid, TRUE, error);
    }
  if (self->permanent == NULL)
    return FALSE;
  self->trial = hn_place_new (runtime, "systemd/user.control", self->uid, TRUE, error);
  if (self->trial == NULL)
    return FALSE;
  records = g_build_filename (runtime, "hardnut", NULL);
  self->records_fd = hn_record_open_folder (records, self->uid, error);

  return self->records_fd >= 0;
}

/* The bus. */

static int
connect_to (HnHelper   *self,
            const char *address,
            gboolean    is_bus)
{
  int r = sd_bus_new (&self->bus);

  if (r >= 0)
    r = sd_bus_set_address (self->bus, address);
  if (r >= 0)
    r = sd_bus_set_bus_client (self->bus, is_bus);
  /* No method takes a file. */
  if (r >= 0)
    r = sd_bus_negotiate_fds (self->bus, FALSE);
  if (r >= 0)
    r = sd_bus_start (self->bus);
  if (r < 0)
    self->bus = sd_bus_unref (self->bus);

  return r;
}

/* Connects to the bus, or, for a trial that has to end whatever is broken, to the manager itself. */
static int
connect_helper (HnHelper *self)
{
  gboolean in_system = self->scope == HN_SCOPE_SYSTEM;
  const char *runtime = in_system ? "/run" : g_getenv ("XDG_RUNTIME_DIR");
  const char *given = g_getenv (in_system ? "DBUS_SYSTEM_BUS_ADDRESS" : "DBUS_SESSION_BUS_ADDRESS");
  g_autofree char *escaped = g_uri_escape_string (runtime, "/", FALSE);
  g_autofree char *usual = g_strconcat ("unix:path=", escaped,
                                        in_system ? "/dbus/system_bus_socket" : "/bus", NULL);
  g_autofree char *private = g_strconcat ("unix:path=", escaped, "/systemd/private", NULL);
  int r = connect_to (self, given != NULL ? given : usual, TRUE);

  if (r < 0 && self->revert_only)
    r = connect_to (self, private, FALSE);

  return r;
}

static int
job_removed_cb (sd_bus_message *message,
                void           *user_data,
                sd_bus_error   *ret_error)
{
  const char *job, *unit, *result;
  guint32 number;

  if (sd_bus_message_read (message, "uoss", &number, &job, &unit, &result) > 0)
    hn_trial_job_removed (user_data, job, unit, result);

  return 0;
}

/* Learns what has to be known of the manager, and asks it to tell when jobs end. */
static int
meet_manager (HnHelper *self)
{
  g_autofree char *version = NULL;
  sd_bus_error error = SD_BUS_ERROR_NULL;
  int r = sd_bus_get_property_string (self->bus, HN_SYSTEMD_NAME, HN_SYSTEMD_PATH,
                                      HN_SYSTEMD_MANAGER, "Version", NULL, &version);

  if (r < 0)
    return r;
  self->version = (guint) g_ascii_strtoull (version + strcspn (version, "0123456789"), NULL, 10);
  r = sd_bus_match_signal (self->bus, NULL, HN_SYSTEMD_NAME, HN_SYSTEMD_PATH, HN_SYSTEMD_MANAGER,
                           "JobRemoved", job_removed_cb, self);
  if (r < 0)
    return r;
  /* On a connection of the manager's own there is nothing to subscribe to. */
  sd_bus_call_method (self->bus, HN_SYSTEMD_NAME, HN_SYSTEMD_PATH, HN_SYSTEMD_MANAGER, "Subscribe",
                      &error, NULL, "");
  sd_bus_error_free (&error);

  return 0;
}

/* One helper at a time. */

static void
kill_helper (HnHelper *self)
{
  sd_bus_error error = SD_BUS_ERROR_NULL;

  sd_journal_print (LOG_WARNING, "The helper does not end a trial whose time is over; killing it");
  sd_bus_call_method (self->bus, HN_SYSTEMD_NAME, HN_SYSTEMD_PATH, HN_SYSTEMD_MANAGER, "KillUnit",
                      &error, NULL, "ssi", "hardnut-helper.service", "all", SIGKILL);
  sd_bus_error_free (&error);
}

/* The folder of records is the lock. Who was started by a dead man's timer gives a helper that still
 * runs a while to end the trial by itself. Returns whether there is anything left to do. */
static gboolean
take_lock (HnHelper   *self,
           const char *revert,
           GError    **error)
{
  guint64 limit = revert != NULL ? LOCK_TIME_DEAD_MAN : LOCK_TIME;

  for (guint64 waited = 0;; waited += LOCK_PAUSE)
    {
      if (flock (self->records_fd, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
      if (errno != EWOULDBLOCK && errno != EINTR)
        {
          hn_helper_error_set_errno (error, errno, _("The helper's folder cannot be locked"));
          return FALSE;
        }
      if (revert != NULL)
        {
          g_autoptr (GError) wrong = NULL;
          g_autoptr (HnRecord) record = hn_record_load (self->records_fd, revert, NULL, &wrong);

          /* One that cannot be read is not over. */
          if (record == NULL && wrong == NULL)
            return FALSE;
        }
      if (waited == limit && revert != NULL)
        kill_helper (self);
      if (waited >= 2 * limit)
        {
          g_set_error_literal (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                               _("Another helper is at work and does not end"));
          return FALSE;
        }
      g_usleep (LOCK_PAUSE);
    }
}

/* Starting. */

static int
stop_cb (sd_event_source             *source,
         const struct signalfd_siginfo *info,
         void                        *user_data)
{
  /* What is under way is on record, and its timer is armed. */
  return sd_event_exit (sd_event_source_get_event (source), EXIT_SUCCESS);
}

static int
prepare_event (HnHelper *self)
{
  sigset_t signals;
  int r = sd_event_default (&self->event);

  if (r < 0)
    return r;
  sigemptyset (&signals);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGINT);
  sigprocmask (SIG_BLOCK, &signals, NULL);
  r = sd_event_add_signal (self->event, NULL, SIGTERM, stop_cb, NULL);
  if (r >= 0)
    r = sd_event_add_signal (self->event, NULL, SIGINT, stop_cb, NULL);
  if (r >= 0)
    r = sd_event_set_watchdog (self->event, TRUE);

  return r;
}

static char *
dup_boot_id (const char *given)
{
  sd_id128_t id;

  if (given != NULL)
    return g_strdup (given);
  if (sd_id128_get_boot (&id) < 0)
    return g_strdup ("");

  return g_strdup_printf (SD_ID128_FORMAT_STR, SD_ID128_FORMAT_VAL (id));
}

static int
complain (const char *what,
          int         r)
{
  sd_journal_print (LOG_ERR, "%s: %s", what, g_strerror (-r));

  return EXIT_FAILURE;
}

static int
run (HnHelper      *self,
     const Options *options)
{
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
  r = connect_helper (self);
  if (r < 0)
    return complain ("The bus cannot be reached", r);
  sd_bus_set_method_call_timeout (self->bus, CALL_TIMEOUT);
  if (!take_lock (self, options->revert, &error))
    {
      if (error == NULL)
        return EXIT_SUCCESS;
      sd_journal_print (LOG_ERR, "%s", error->message);
      return EXIT_FAILURE;
    }
  r = meet_manager (self);
  if (r < 0)
    return complain ("systemd's manager does not answer", r);

  if (!self->revert_only)
    {
      r = hn_methods_add (self);
      if (r < 0)
        return complain ("The interface cannot be offered", r);
    }
  r = sd_bus_attach_event (self->bus, self->event, SD_EVENT_PRIORITY_NORMAL);
  if (r >= 0)
    r = sd_bus_set_exit_on_disconnect (self->bus, TRUE);
  if (r < 0)
    return complain ("The bus cannot be followed", r);

  hn_recover (self, options->revert);
  if (!self->revert_only)
    {
      /* Whoever calls finds what was taken up. */
      r = sd_bus_request_name (self->bus, HN_HELPER_NAME, 0);
      if (r < 0)
        return complain ("The name on the bus cannot be had", r);
      self->serving = TRUE;
      sd_notify (FALSE, "READY=1");
    }
  hn_helper_work_changed (self);

  r = sd_event_loop (self->event);
  sd_bus_flush (self->bus);

  return r < 0 ? complain ("The helper ends in an error", r) : r;
}

/* Leaves of "ID-NUMBER", which is what a timer is called, the number of the trial. */
static gboolean
take_trial_id (char *name)
{
  if (strlen (name) > HN_TRIAL_ID_LENGTH && name[HN_TRIAL_ID_LENGTH] == '-')
    name[HN_TRIAL_ID_LENGTH] = '\0';

  return hn_trial_id_is_valid (name);
}

static void
helper_clear (HnHelper *self)
{
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->trials);
  sd_event_source_disable_unref (self->idle);
  sd_bus_close_unref (self->bus);
  sd_event_unref (self->event);
  g_clear_pointer (&self->permanent, hn_place_free);
  g_clear_pointer (&self->trial, hn_place_free);
  if (self->records_fd >= 0)
    close (self->records_fd);
  g_free (self->boot_id);
}

int
main (int    argc,
      char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "user", 0, 0, G_OPTION_ARG_NONE, &options.user,
      N_ ("Change the user's own services, not those of the system"), NULL },
    { "revert", 0, 0, G_OPTION_ARG_STRING, &options.revert,
      N_ ("Take back the change that is tried under the number TRIAL, then exit"),
      N_ ("TRIAL") },
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
      (options.revert != NULL && !take_trial_id (options.revert)))
    {
      fprintf (stderr, "hardnut-helper: %s\n",
               error != NULL ? error->message
                             : _("The arguments are not valid; --help lists those that are"));
      return 2;
    }
  if (options.version)
    {
      puts ("hardnut-helper " PACKAGE_VERSION);
      return EXIT_SUCCESS;
    }

  self.scope = options.user ? HN_SCOPE_USER : HN_SCOPE_SYSTEM;
  self.uid = getuid ();
  self.boot_id = dup_boot_id (options.boot_id);
  self.revert_only = options.revert != NULL;
  self.requests = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_change_request_free);
  self.trials = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_trial_free);
  status = run (&self, &options);
  helper_clear (&self);
  g_free (options.revert);
  g_free (options.boot_id);

  return status;
}
