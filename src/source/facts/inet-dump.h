/* The sockets of the machine that take connections or packets, as the kernel tells everybody, each
 * with the control group of who made it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/facts/service-facts.h"

G_BEGIN_DECLS

typedef struct
{
  HnListenKind kind; /* TCP or UDP */
  guint16 port;
  guint32 interface; /* its number; 0 for all */
  guint64 group;     /* the id of the control group; 0 where the kernel does not say */
  char *address;
} HnInetSocket;

void hn_inet_socket_free (HnInetSocket *self);

typedef enum
{
  HN_INET_MORE,
  HN_INET_DONE,
  HN_INET_FAILED,
} HnInetResult;

/**
 * hn_inet_parse:
 * @data: what a netlink socket gave in one go; aligned as for a guint32
 * @kind: what was asked for
 * @sockets: (element-type HnInetSocket): gets what is in it
 *
 * Pure. Leaves out sockets of UDP that have no port.
 */
HnInetResult
hn_inet_parse (gconstpointer data, gsize length, HnListenKind kind, GPtrArray *sockets);

/**
 * hn_inet_dump:
 *
 * Asks the kernel, which waits for nobody. A machine may have very many sockets, so this is for
 * threads.
 *
 * Returns: (transfer full) (nullable) (element-type HnInetSocket): %NULL where it does not answer
 */
GPtrArray *hn_inet_dump (void);

G_END_DECLS
