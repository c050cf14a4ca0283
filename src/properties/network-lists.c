/* Lists of addresses and ports, as the manager tells them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "properties/network-lists.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "engine/types/addresses.h"

static void
add_address (guint64 *bits, int family, const void *bytes, guint prefix, GString *text)
{
  char name[INET6_ADDRSTRLEN];
  g_autofree char *word = NULL;
  HnAddresses found = HN_ADDRESSES_OTHER;

  inet_ntop (family, bytes, name, sizeof name);
  word = g_strdup_printf ("%s/%u", name, prefix);
  hn_address_look_at (word, &found);
  *bits |= found;
  g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", word);
}

/* One entry, whose container is open. */
static int
read_address (sd_bus_message *message, guint64 *bits, GString *text)
{
  const void *bytes = NULL;
  guint32 prefix = 0;
  gint32 family = 0;
  gsize size = 0;
  int r = sd_bus_message_read_basic (message, 'i', &family);

  if (r >= 0)
    r = sd_bus_message_read_array (message, 'y', &bytes, &size);
  if (r >= 0)
    r = sd_bus_message_read_basic (message, 'u', &prefix);
  if (r < 0)
    return r;

  if ((family == AF_INET && size == 4) || (family == AF_INET6 && size == 16))
    add_address (bits, family, bytes, prefix, text);
  else
    *bits |= HN_ADDRESSES_OTHER;

  return sd_bus_message_exit_container (message);
}

int
hn_read_addresses (sd_bus_message *message, guint most, guint64 *ret_bits, char **ret_text)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;
  int r = sd_bus_message_enter_container (message, 'a', "(iayu)");

  *ret_bits = 0;
  while (r >= 0 && (r = sd_bus_message_enter_container (message, 'r', "iayu")) > 0)
    {
      if (++n > most)
        return -E2BIG;
      r = read_address (message, ret_bits, text);
    }
  if (r >= 0)
    r = sd_bus_message_exit_container (message);
  if (r >= 0)
    *ret_text = g_strdup (text->str);

  return r;
}

static void
add_rule (GString *text, int family, int protocol, guint n_ports, guint first)
{
  const char *blank = text->len > 0 ? " " : "";
  const char *of_family = family == 0 ? "" : family == AF_INET ? "ipv4:" : "ipv6:";
  const char *of_protocol = protocol == 0 ? "" : protocol == IPPROTO_TCP ? "tcp:" : "udp:";

  g_string_append_printf (text, "%s%s%s", blank, of_family, of_protocol);
  if (n_ports > 1)
    g_string_append_printf (text, "%u-%u", first, first + n_ports - 1);
  else if (n_ports == 1)
    g_string_append_printf (text, "%u", first);
  else if (family == 0 && protocol == 0)
    g_string_append (text, "any");
  else
    g_string_truncate (text, text->len - 1);
}

int
hn_read_socket_binds (sd_bus_message *message, guint most, char **ret_text)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint16 n_ports, first;
  int family, protocol;
  guint n = 0;
  int r = sd_bus_message_enter_container (message, 'a', "(iiqq)");

  if (r < 0)
    return r;
  while ((r = sd_bus_message_read (message, "(iiqq)", &family, &protocol, &n_ports, &first)) > 0)
    {
      if (++n > most)
        return -E2BIG;
      add_rule (text, family, protocol, n_ports, first);
    }
  if (r >= 0)
    r = sd_bus_message_exit_container (message);
  if (r >= 0)
    *ret_text = g_strdup (text->str);

  return r;
}
