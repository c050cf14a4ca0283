/* A load for a web server on this machine: a number of connections, each of which asks again as
 * soon as it has the answer, until so many answers have come: bench-requests PORT CONNECTIONS
 * ANSWERS. Prints the answers per second.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib.h>

#define QUESTION "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
#define LENGTH "\r\nContent-Length: "
#define MAX_CONNECTIONS 256

typedef struct
{
  int fd;
  gsize got;
  char answer[64 * 1024];
} Connection;

static int port;

static void
die (const char *what)
{
  fprintf (stderr, "bench-requests: %s: %s\n", what, g_strerror (errno));
  exit (EXIT_FAILURE);
}

static void
ask (Connection *self)
{
  self->got = 0;
  if (send (self->fd, QUESTION, strlen (QUESTION), MSG_NOSIGNAL) != (gssize) strlen (QUESTION))
    die ("send");
}

static void
open_connection (Connection *self, int poll)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) port) };
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = self };

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (self->fd < 0 || connect (self->fd, (struct sockaddr *) &address, sizeof (address)) < 0 ||
      epoll_ctl (poll, EPOLL_CTL_ADD, self->fd, &event) < 0)
    die ("connect");
  ask (self);
}

/* Whether all of the answer has come. */
static gboolean
is_complete (Connection *self)
{
  const char *end, *length;

  self->answer[self->got] = '\0';
  end = strstr (self->answer, "\r\n\r\n");
  length = end != NULL ? strstr (self->answer, LENGTH) : NULL;
  if (end == NULL)
    return FALSE;
  if (!g_str_has_prefix (self->answer, "HTTP/1.1 200") || length == NULL || length > end)
    {
      errno = EPROTO;
      die ("answer");
    }

  return self->got >=
         (gsize) (end + 4 - self->answer) + (gsize) strtoul (length + strlen (LENGTH), NULL, 10);
}

/* Returns how many answers are complete by this: one or none. */
static guint
take (Connection *self, int poll)
{
  gssize got = recv (self->fd, self->answer + self->got, sizeof (self->answer) - 1 - self->got, 0);

  if (got < 0)
    die ("recv");
  /* The server has had enough of this connection. */
  if (got == 0)
    {
      close (self->fd);
      open_connection (self, poll);
      return 0;
    }
  self->got += (gsize) got;
  if (!is_complete (self))
    return 0;
  ask (self);

  return 1;
}

int
main (int argc, char **argv)
{
  guint count = argc == 4 ? (guint) atoi (argv[2]) : 0,
        wanted = argc == 4 ? (guint) atoi (argv[3]) : 0;
  guint answers = 0;
  int poll = epoll_create1 (EPOLL_CLOEXEC);
  g_autofree Connection *connections = NULL;
  gint64 begin;

  if (count < 1 || count > MAX_CONNECTIONS || wanted < 1)
    {
      fputs ("bench-requests PORT CONNECTIONS ANSWERS\n", stderr);
      return 2;
    }
  port = atoi (argv[1]);
  connections = g_new0 (Connection, count);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < count; i++)
    open_connection (&connections[i], poll);
  while (answers < wanted)
    {
      struct epoll_event events[MAX_CONNECTIONS];
      int ready = epoll_wait (poll, events, MAX_CONNECTIONS, 60 * 1000);

      if (ready <= 0)
        die ("nothing is answered");
      for (int i = 0; i < ready; i++)
        answers += take (events[i].data.ptr, poll);
    }
  printf ("%.1f\n", answers * (double) G_USEC_PER_SEC / (double) (g_get_monotonic_time () - begin));

  return EXIT_SUCCESS;
}
