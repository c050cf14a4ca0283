/* Asks the kernel's sock_diag for listening sockets of TCP and open ones of UDP, of both families.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/facts/inet-dump.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel puts so much into one answer. */
#define BUFFER_SIZE (32 * 1024)

void
hn_inet_socket_free (HnInetSocket *self)
{
  g_free (self->address);
  g_free (self);
}

static guint64
find_group (const struct inet_diag_msg *found, gsize length)
{
  const char *attributes = (const char *) (found + 1);
  gsize rest = length - sizeof *found;

  while (rest >= sizeof (struct rtattr))
    {
      struct rtattr attribute;
      guint64 group;

      memcpy (&attribute, attributes, sizeof attribute);
      if (attribute.rta_len < sizeof attribute || attribute.rta_len > rest)
        break;
      if (attribute.rta_type == INET_DIAG_CGROUP_ID && RTA_PAYLOAD (&attribute) == sizeof group)
        {
          memcpy (&group, attributes + RTA_LENGTH (0), sizeof group);
          return group;
        }
      if (RTA_ALIGN (attribute.rta_len) >= rest)
        break;
      rest -= RTA_ALIGN (attribute.rta_len);
      attributes += RTA_ALIGN (attribute.rta_len);
    }

  return 0;
}

static void
take_socket (const struct inet_diag_msg *found, gsize length, HnListenKind kind, GPtrArray *sockets)
{
  char address[INET6_ADDRSTRLEN];
  HnInetSocket *taken;
  int family = found->idiag_family;

  if ((family != AF_INET && family != AF_INET6) || found->id.idiag_sport == 0 ||
      inet_ntop (family, found->id.idiag_src, address, sizeof address) == NULL)
    return;

  taken = g_new0 (HnInetSocket, 1);
  taken->kind = kind;
  taken->port = g_ntohs (found->id.idiag_sport);
  taken->interface = found->id.idiag_if;
  taken->group = find_group (found, length);
  taken->address = g_strdup (address);
  g_ptr_array_add (sockets, taken);
}

HnInetResult
hn_inet_parse (gconstpointer data, gsize length, HnListenKind kind, GPtrArray *sockets)
{
  const char *place = data;

  while (length >= sizeof (struct nlmsghdr))
    {
      const struct nlmsghdr *header = (gconstpointer) place;
      gsize size = header->nlmsg_len;

      if (size < sizeof *header || size > length)
        return HN_INET_FAILED;
      if (header->nlmsg_type == NLMSG_DONE)
        return HN_INET_DONE;
      if (header->nlmsg_type == NLMSG_ERROR)
        return HN_INET_FAILED;
      if (header->nlmsg_type == SOCK_DIAG_BY_FAMILY &&
          size >= NLMSG_LENGTH (sizeof (struct inet_diag_msg)))
        take_socket (NLMSG_DATA (header), size - NLMSG_HDRLEN, kind, sockets);

      size = MIN (NLMSG_ALIGN (size), length);
      length -= size;
      place += size;
    }

  return HN_INET_MORE;
}

static gboolean
dump (int fd, int family, HnListenKind kind, GPtrArray *sockets)
{
  struct
  {
    struct nlmsghdr header;
    struct inet_diag_req_v2 body;
  } request = {
    .header = { .nlmsg_len = sizeof request,
                .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
    .body = { .sdiag_family = (guint8) family,
              .sdiag_protocol = kind == HN_LISTEN_TCP ? IPPROTO_TCP : IPPROTO_UDP,
              /* Of UDP those that are connected to nobody. */
              .idiag_states = 1u << (kind == HN_LISTEN_TCP ? TCP_LISTEN : TCP_CLOSE) },
  };
  g_autofree guint32 *buffer = g_malloc (BUFFER_SIZE);
  HnInetResult result = HN_INET_MORE;

  if (send (fd, &request, sizeof request, 0) != (gssize) sizeof request)
    return FALSE;
  while (result == HN_INET_MORE)
    {
      gssize length = TEMP_FAILURE_RETRY (recv (fd, buffer, BUFFER_SIZE, 0));

      if (length <= 0)
        return FALSE;
      result = hn_inet_parse (buffer, (gsize) length, kind, sockets);
    }

  return result == HN_INET_DONE;
}

GPtrArray *
hn_inet_dump (void)
{
  g_autoptr (GPtrArray) sockets =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hn_inet_socket_free);
  static const int families[] = { AF_INET, AF_INET6 };
  static const HnListenKind kinds[] = { HN_LISTEN_TCP, HN_LISTEN_UDP };
  int fd = socket (AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  gboolean good = fd >= 0;

  for (guint family = 0; family < G_N_ELEMENTS (families); family++)
    for (guint kind = 0; good && kind < G_N_ELEMENTS (kinds); kind++)
      /* A machine may be without IPv6. */
      good = dump (fd, families[family], kinds[kind], sockets) || families[family] == AF_INET6;
  if (fd >= 0)
    close (fd);

  return good ? g_steal_pointer (&sockets) : NULL;
}
