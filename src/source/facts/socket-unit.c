/* Takes "[fe80::1%eth0]:22" apart.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/facts/socket-unit.h"

#include <string.h>

#include "engine/types/values.h"

HnSocketUnit *
hn_socket_unit_new (const char *name)
{
  HnSocketUnit *self = g_new0 (HnSocketUnit, 1);

  self->name = g_strdup (name);
  self->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_listener_free);

  return self;
}

void
hn_socket_unit_free (HnSocketUnit *self)
{
  g_free (self->name);
  g_free (self->group);
  g_ptr_array_unref (self->listeners);
  g_free (self);
}

/* (transfer full) (nullable) */
static HnListener *
parse_inet (HnListenKind kind, const char *text)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *host = NULL;
  g_autofree char *interface = NULL;
  HnListener *listener;
  HnAddress address;
  guint port;
  char *percent;
  gsize length;

  if (colon == NULL || !hn_parse_number (colon + 1, 10, &port) || port == 0 || port > G_MAXUINT16)
    return NULL;

  host = g_strndup (text, (gsize) (colon - text));
  length = strlen (host);
  if (*host == '[' && host[length - 1] == ']')
    {
      memmove (host, host + 1, length - 2);
      host[length - 2] = '\0';
    }
  percent = strchr (host, '%');
  if (percent != NULL)
    {
      interface = g_strdup (percent + 1);
      *percent = '\0';
    }
  if (!hn_address_parse (host, &address))
    return NULL;

  listener = hn_listener_new (kind, host, (guint16) port);
  listener->interface = g_steal_pointer (&interface);

  return listener;
}

void
hn_socket_unit_add (HnSocketUnit *self, const char *type, const char *address)
{
  gboolean packets = strcmp (type, "Datagram") == 0;
  HnListener *listener = NULL;

  if (!packets && strcmp (type, "Stream") != 0 && strcmp (type, "SequentialPacket") != 0)
    listener = hn_listener_new (HN_LISTEN_OTHER, address, 0);
  else if (*address == '/' || *address == '@')
    listener = hn_listener_new (HN_LISTEN_UNIX, address, 0);
  else if (strcmp (type, "SequentialPacket") != 0)
    listener = parse_inet (packets ? HN_LISTEN_UDP : HN_LISTEN_TCP, address);
  if (listener == NULL)
    listener = hn_listener_new (HN_LISTEN_OTHER, address, 0);
  g_ptr_array_add (self->listeners, listener);
}

int
hn_socket_unit_read_listen (HnSocketUnit *self, sd_bus_message *message)
{
  const char *type, *address;
  int r = sd_bus_message_enter_container (message, 'v', "a(ss)");

  if (r >= 0)
    r = sd_bus_message_enter_container (message, 'a', "(ss)");
  while (r >= 0 && (r = sd_bus_message_read (message, "(ss)", &type, &address)) > 0)
    hn_socket_unit_add (self, type, address);
  if (r >= 0)
    r = sd_bus_message_exit_container (message);

  return r < 0 ? r : sd_bus_message_exit_container (message);
}
