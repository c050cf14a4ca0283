/* Starting and stopping pkttyagent.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "agent.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <termios.h>
#include <unistd.h>

/* How long the agent may take to tell that it is ready, in milliseconds. Without it polkit says no
 * at once, so that waiting is worth it. */
#define READY_TIMEOUT 10000

/* The descriptor that the agent closes when it is ready, as it is called in the agent. */
#define NOTIFY_FD 3

struct _HnAgent
{
  GSubprocess *process;
  struct termios mode; /* of the terminal before */
  gboolean has_mode;
};

/* Between fork and exec: whatever becomes of us, the agent must not stay at the terminal. */
static void
child_setup_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static void
wait_until_ready (int fd)
{
  struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
  gint64 deadline = g_get_monotonic_time () + READY_TIMEOUT * G_TIME_SPAN_MILLISECOND;
  gint64 left;

  /* It writes nothing: the other end is closed, by itself or by its end. */
  while ((left = deadline - g_get_monotonic_time ()) > 0)
    if (poll (&poll_fd, 1, (int) (left / G_TIME_SPAN_MILLISECOND) + 1) >= 0 || errno != EINTR)
      return;
}

HnAgent *
hn_agent_start (HnScope scope)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *pid = g_strdup_printf ("%d", (int) getpid ());
  g_autofree char *notify = g_strdup_printf ("%d", NOTIFY_FD);
  HnAgent *self;
  int ends[2];

  /* Without a terminal to read from, nobody can be asked. */
  if (scope != HN_SCOPE_SYSTEM || geteuid () == 0 || isatty (STDIN_FILENO) != 1 ||
      isatty (STDERR_FILENO) != 1 || !g_unix_open_pipe (ends, FD_CLOEXEC, NULL))
    return NULL;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_INHERIT);
  g_subprocess_launcher_take_fd (launcher, ends[1], NOTIFY_FD);
  g_subprocess_launcher_set_child_setup (launcher, child_setup_cb, NULL, NULL);
  process = g_subprocess_launcher_spawn (launcher, NULL, "pkttyagent", "--process", pid,
                                         "--notify-fd", notify, "--fallback", NULL);
  /* Our end of what the agent is to close. */
  g_subprocess_launcher_close (launcher);
  if (process == NULL)
    {
      close (ends[0]);
      return NULL;
    }

  self = g_new0 (HnAgent, 1);
  self->process = g_steal_pointer (&process);
  self->has_mode = tcgetattr (STDIN_FILENO, &self->mode) == 0;
  wait_until_ready (ends[0]);
  close (ends[0]);

  return self;
}

void
hn_agent_stop (HnAgent *self)
{
  if (self == NULL)
    return;

  /* One that was stopped would not hear of its end. */
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_send_signal (self->process, SIGCONT);
  g_subprocess_wait (self->process, NULL, NULL);
  /* It may have been in the midst of a password, with the echo off. */
  if (self->has_mode)
    tcsetattr (STDIN_FILENO, TCSANOW, &self->mode);
  g_object_unref (self->process);
  g_free (self);
}
