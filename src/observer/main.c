/* hardnut-observer: watches what services use, for callers on the system bus, and keeps it as
 * evidence. Runs as root, changes nothing, and leaves when nothing is watched.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
#include <time.h>
#include <unistd.h>

#include "observer/methods.h"
#include "observer/method-call.h"
#include "observer/store.h"
#include "observer/watch.h"

/* The bus itself answers at once, or hangs. */
#define BUS_TIMEOUT (25 * G_USEC_PER_SEC)

static int
complain (const char *what, int r)
{
  sd_journal_print (LOG_ERR, "%s: %s", what, g_strerror (-r));

  return EXIT_FAILURE;
}

/* Starting. */

static int
stop_cb (sd_event_source *source, const struct signalfd_siginfo *info, void *user_data)
{
  return sd_event_exit (sd_event_source_get_event (source), EXIT_SUCCESS);
}

static int
prepare_event (HnObserver *self)
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

static int
serve (HnObserver *self)
{
  int r = sd_bus_open_system (&self->bus);

  if (r >= 0)
    r = sd_bus_set_method_call_timeout (self->bus, BUS_TIMEOUT);
  if (r >= 0)
    r = sd_bus_attach_event (self->bus, self->event, SD_EVENT_PRIORITY_NORMAL);
  if (r >= 0)
    r = sd_bus_set_exit_on_disconnect (self->bus, TRUE);
  if (r >= 0)
    r = hn_observer_methods_add (self);
  if (r >= 0)
    r = sd_bus_request_name (self->bus, HN_OBSERVER_NAME, 0);

  return r;
}

/* Without a folder evidence is in memory alone, and callers are told so. */
static void
open_folder (HnObserver *self)
{
  const char *path = g_getenv ("STATE_DIRECTORY");

  self->folder_fd = path != NULL ? hn_store_open (path) : -ENOENT;
  if (self->folder_fd < 0)
    complain ("There is no folder for evidence", self->folder_fd);
}

static int
run (HnObserver *self)
{
  int r;

  open_folder (self);
  r = prepare_event (self);
  if (r < 0)
    return complain ("The observer cannot wait for anything", r);
  r = serve (self);
  if (r < 0)
    return complain ("The name on the bus cannot be had", r);
  self->serving = TRUE;
  sd_notify (FALSE, "READY=1");
  hn_observer_work_changed (self);
  r = sd_event_loop (self->event);
  self->serving = FALSE;
  hn_watch_end_all (self);
  sd_bus_flush (self->bus);

  return r < 0 ? complain ("The observer ends in an error", r) : r;
}

static void
observer_clear (HnObserver *self)
{
  g_ptr_array_unref (self->calls);
  g_ptr_array_unref (self->watches);
  sd_event_source_disable_unref (self->idle);
  sd_event_source_disable_unref (self->tick);
  sd_bus_close_unref (self->bus);
  sd_event_unref (self->event);
  if (self->folder_fd >= 0)
    close (self->folder_fd);
}

int
main (int argc, char **argv)
{
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  HnObserver self = { .folder_fd = -1 };
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  umask (0077);

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1)
    {
      fprintf (stderr, "hardnut-observer: %s\n",
               error != NULL ? error->message
                             : _ ("The arguments are not valid; --help lists those that are"));
      return 2;
    }
  if (version)
    {
      puts ("hardnut-observer " PACKAGE_VERSION);
      return EXIT_SUCCESS;
    }

  self.watches = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_watch_free);
  self.calls = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_method_call_free);
  status = run (&self);
  observer_clear (&self);

  return status;
}
