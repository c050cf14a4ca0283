/* The helper's two connections: to the bus, on which callers and polkit are, and to the manager
 * itself. What a trial needs of systemd goes over the second one, which is there when the bus is
 * not, and answers when the bus hangs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/connect.h"

#include <syslog.h>
#include <systemd/sd-journal.h>

/* A manager that reads its files again does not answer meanwhile. */
#define MANAGER_TIMEOUT (90 * G_USEC_PER_SEC)

/* The bus itself answers at once, or hangs. Who a caller is, is asked while everything waits. */
#define BUS_TIMEOUT (5 * G_USEC_PER_SEC)

/* How long the end of the process waits for what was said last. */
#define FLUSH_TIME (2 * G_USEC_PER_SEC)

/* @ret_bus: (out): only set when it returns no error */
static int
connect_to (HnHelper *self, const char *address, gboolean is_bus, guint64 timeout, sd_bus **ret_bus)
{
  sd_bus *bus = NULL;
  int r = sd_bus_new (&bus);

  if (r >= 0)
    r = sd_bus_set_address (bus, address);
  if (r >= 0)
    r = sd_bus_set_bus_client (bus, is_bus);
  /* No method takes a file. */
  if (r >= 0)
    r = sd_bus_negotiate_fds (bus, FALSE);
  if (r >= 0)
    r = sd_bus_start (bus);
  if (r >= 0)
    r = sd_bus_set_method_call_timeout (bus, timeout);
  /* Which would wait for as long as a bus hangs; see hn_connect_flush(). */
  if (r >= 0)
    r = sd_bus_set_close_on_exit (bus, FALSE);
  if (r >= 0)
    r = sd_bus_attach_event (bus, self->event, SD_EVENT_PRIORITY_NORMAL);
  if (r < 0)
    {
      sd_bus_close_unref (bus);
      return r;
    }
  *ret_bus = bus;

  return 0;
}

static char *
dup_address (HnHelper *self, const char *name)
{
  const char *runtime = self->scope == HN_SCOPE_SYSTEM ? "/run" : g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *escaped = g_uri_escape_string (runtime, "/", FALSE);

  return g_strconcat ("unix:path=", escaped, name, NULL);
}

int
hn_connect_bus (HnHelper *self)
{
  gboolean in_system = self->scope == HN_SCOPE_SYSTEM;
  const char *given = g_getenv (in_system ? "DBUS_SYSTEM_BUS_ADDRESS" : "DBUS_SESSION_BUS_ADDRESS");
  g_autofree char *usual = dup_address (self, in_system ? "/dbus/system_bus_socket" : "/bus");

  return connect_to (self, given != NULL ? given : usual, TRUE, BUS_TIMEOUT, &self->bus);
}

gboolean
hn_connect_bus_answers (HnHelper *self)
{
  return self->bus != NULL && sd_bus_is_ready (self->bus) > 0 &&
         sd_bus_call_method (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                             "org.freedesktop.DBus", "GetId", NULL, NULL, "") >= 0;
}

/* The manager. */

static int
job_removed_cb (sd_bus_message *message, void *user_data, sd_bus_error *ret_error)
{
  HnHelper *self = user_data;
  const char *job, *unit, *result;
  guint32 number;

  if (sd_bus_message_read (message, "uoss", &number, &job, &unit, &result) > 0)
    self->job_removed (self, job, unit, result);

  return 0;
}

/* The manager was started anew. */
static int
disconnected_cb (sd_bus_message *message, void *user_data, sd_bus_error *ret_error)
{
  HnHelper *self = user_data;

  g_ptr_array_remove (self->managers, sd_bus_message_get_bus (message));
  self->jobs_missed (self);

  return 0;
}

sd_bus *
hn_connect_manager (HnHelper *self)
{
  sd_bus *last = self->managers->len > 0 ? self->managers->pdata[self->managers->len - 1] : NULL;
  g_autofree char *address = NULL;
  int r;

  if (last != NULL && sd_bus_is_open (last) > 0)
    return last;

  address = dup_address (self, "/systemd/private");
  r = connect_to (self, address, FALSE, MANAGER_TIMEOUT, &last);
  if (r < 0)
    {
      sd_journal_print (LOG_WARNING, "systemd's manager cannot be reached: %s", g_strerror (-r));
      return NULL;
    }
  g_ptr_array_add (self->managers, last);
  self->n_managers++;
  /* Here signals have no sender. */
  r = sd_bus_match_signal (last, NULL, NULL, HN_SYSTEMD_PATH, HN_SYSTEMD_MANAGER, "JobRemoved",
                           job_removed_cb, self);
  if (r >= 0)
    r = sd_bus_match_signal (last, NULL, NULL, "/org/freedesktop/DBus/Local",
                             "org.freedesktop.DBus.Local", "Disconnected", disconnected_cb, self);
  if (r < 0)
    g_error ("out of memory");

  return last;
}

/* Leaving. */

static void
flush (sd_bus *bus)
{
  gint64 end = g_get_monotonic_time () + FLUSH_TIME;
  gint64 now;
  uint64_t queued;

  while (sd_bus_get_n_queued_write (bus, &queued) >= 0 && queued > 0 &&
         (now = g_get_monotonic_time ()) < end)
    {
      int r = sd_bus_process (bus, NULL);

      if (r < 0)
        return;
      if (r == 0)
        sd_bus_wait (bus, (guint64) (end - now));
    }
}

/* Until the manager has done all that it was asked for: what has not been read yet when a
 * connection closes may never be. */
static void
wait_for_manager (sd_bus *manager)
{
  sd_bus_message *ping = NULL;

  if (sd_bus_is_ready (manager) > 0 &&
      sd_bus_message_new_method_call (manager, &ping, HN_SYSTEMD_NAME, HN_SYSTEMD_PATH,
                                      "org.freedesktop.DBus.Peer", "Ping") >= 0)
    sd_bus_call (manager, ping, FLUSH_TIME, NULL, NULL);
  sd_bus_message_unref (ping);
}

void
hn_connect_flush (HnHelper *self)
{
  if (self->bus != NULL)
    flush (self->bus);
  if (self->managers->len > 0)
    wait_for_manager (self->managers->pdata[self->managers->len - 1]);
}
