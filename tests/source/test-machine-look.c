/* What the kernel and its files say of processes and sockets, and what is made of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/facts/machine-look.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "source/facts/bus-starts.h"
#include "source/facts/inet-dump.h"
#include "source/facts/process-text.h"

static const char status[] =
    "Name:\tweb: a\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t12\nPid:\t12\n"
    "PPid:\t1\nUid:\t33\t34\t35\t36\nGid:\t43\t44\t45\t46\n"
    "NSpid:\t12\t1\nCapInh:\t0000000000000001\nCapPrm:\t0000000000000002\n"
    "CapEff:\t0000000000000004\nCapBnd:\t000001ffffffffff\n"
    "CapAmb:\t0000000000000010\nNoNewPrivs:\t1\nSeccomp:\t2\n"
    "Seccomp_filters:\t5\n";

static void
test_status (void)
{
  HnProcess process;

  g_assert_true (hn_process_parse_status (status, &process));
  g_assert_cmpuint (process.pid, ==, 12);
  g_assert_cmpuint (process.parent, ==, 1);
  g_assert_cmpuint (process.uid[0], ==, 33);
  g_assert_cmpuint (process.uid[3], ==, 36);
  g_assert_cmpuint (process.gid[1], ==, 44);
  g_assert_cmpuint (process.inheritable, ==, 1);
  g_assert_cmpuint (process.permitted, ==, 2);
  g_assert_cmpuint (process.effective, ==, 4);
  g_assert_cmpuint (process.bounding, ==, 0x1ffffffffff);
  g_assert_cmpuint (process.ambient, ==, 16);
  g_assert_cmpint (process.no_new_privileges, ==, 1);
  g_assert_cmpint (process.seccomp, ==, 2);
  g_assert_cmpuint (process.pid_levels, ==, 2);
  g_assert_false (process.over);
}

static void
test_bad_status (void)
{
  HnProcess process;

  g_assert_false (hn_process_parse_status ("", &process));
  g_assert_false (hn_process_parse_status ("Pid:\t12\n", &process));
  g_assert_false (hn_process_parse_status ("Pid:\t12\nUid:\t1\t2\n", &process));
  g_assert_false (hn_process_parse_status ("no colon", &process));
  /* A kernel without the two says nothing of them, and that is not "no". */
  g_assert_true (
      hn_process_parse_status ("State:\tZ (zombie)\nPid:\t2\nUid:\t0\t0\t0\t0", &process));
  g_assert_true (process.over);
  g_assert_cmpint (process.seccomp, ==, -1);
  g_assert_cmpint (process.no_new_privileges, ==, -1);
  /* No text, cut anywhere, leads beyond its end. */
  for (gsize i = 0; i < sizeof status; i++)
    {
      g_autofree char *cut = g_strndup (status, i);

      hn_process_parse_status (cut, &process);
    }
}

/* Appends one answer about a socket. */
static void
put_socket (GByteArray *bytes, int family, const char *address, guint16 port, guint64 group)
{
  struct inet_diag_msg body = { .idiag_family = (guint8) family };
  struct rtattr other = { RTA_LENGTH (1), INET_DIAG_SHUTDOWN };
  struct rtattr attribute = { RTA_LENGTH (sizeof group), INET_DIAG_CGROUP_ID };
  gsize size = NLMSG_LENGTH (sizeof body) + RTA_SPACE (1) + RTA_SPACE (sizeof group);
  struct nlmsghdr header = { .nlmsg_len = (guint32) size, .nlmsg_type = SOCK_DIAG_BY_FAMILY };

  g_assert_cmpint (inet_pton (family, address, body.id.idiag_src), ==, 1);
  body.id.idiag_sport = g_htons (port);
  g_byte_array_append (bytes, (guint8 *) &header, sizeof header);
  g_byte_array_append (bytes, (guint8 *) &body, sizeof body);
  g_byte_array_append (bytes, (guint8 *) &other, sizeof other);
  g_byte_array_append (bytes, (const guint8 *) "\0\0\0", 4);
  g_byte_array_append (bytes, (guint8 *) &attribute, sizeof attribute);
  g_byte_array_append (bytes, (guint8 *) &group, sizeof group);
}

static void
put_plain (GByteArray *bytes, guint16 type)
{
  struct nlmsghdr header = { .nlmsg_len = NLMSG_LENGTH (4), .nlmsg_type = type };

  g_byte_array_append (bytes, (guint8 *) &header, sizeof header);
  g_byte_array_append (bytes, (const guint8 *) "\0\0\0", 4);
}

static GPtrArray *
sockets_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) hn_inet_socket_free);
}

static void
test_sockets (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GPtrArray) sockets = sockets_new ();
  const HnInetSocket *socket;

  put_socket (bytes, AF_INET, "127.0.0.1", 22, 7);
  put_socket (bytes, AF_INET6, "fe80::1", 53, G_MAXUINT64);
  /* One that no packet reaches. */
  put_socket (bytes, AF_INET, "0.0.0.0", 0, 7);
  g_assert_cmpint (hn_inet_parse (bytes->data, bytes->len, HN_LISTEN_UDP, sockets), ==,
                   HN_INET_MORE);
  g_assert_cmpuint (sockets->len, ==, 2);
  socket = sockets->pdata[0];
  g_assert_cmpstr (socket->address, ==, "127.0.0.1");
  g_assert_cmpuint (socket->port, ==, 22);
  g_assert_cmpuint (socket->group, ==, 7);
  g_assert_cmpint (socket->kind, ==, HN_LISTEN_UDP);
  socket = sockets->pdata[1];
  g_assert_cmpstr (socket->address, ==, "fe80::1");
  g_assert_cmpuint (socket->group, ==, G_MAXUINT64);

  put_plain (bytes, NLMSG_DONE);
  g_assert_cmpint (hn_inet_parse (bytes->data, bytes->len, HN_LISTEN_TCP, sockets), ==,
                   HN_INET_DONE);
  g_byte_array_set_size (bytes, 0);
  put_plain (bytes, NLMSG_ERROR);
  g_assert_cmpint (hn_inet_parse (bytes->data, bytes->len, HN_LISTEN_TCP, sockets), ==,
                   HN_INET_FAILED);
}

/* Whatever length is claimed, nothing behind the end is read; the sanitizers watch. */
static void
test_bad_sockets (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  put_socket (bytes, AF_INET, "127.0.0.1", 22, 7);
  for (guint cut = 0; cut <= bytes->len; cut++)
    for (guint claim = 0; claim <= bytes->len + 8; claim++)
      {
        g_autofree guint8 *copy = g_memdup2 (bytes->data, cut);
        g_autoptr (GPtrArray) sockets = sockets_new ();
        struct nlmsghdr header = { .nlmsg_len = claim, .nlmsg_type = SOCK_DIAG_BY_FAMILY };

        if (cut >= sizeof header)
          memcpy (copy, &header, sizeof header);
        hn_inet_parse (copy, cut, HN_LISTEN_TCP, sockets);
      }
}

/* What this program opens, the kernel tells, and tells no more once it is closed. */
static void
test_dump (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = g_htonl (0x7f000001) };
  socklen_t length = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fd, 1), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &length), ==, 0);
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GPtrArray) sockets = hn_inet_dump ();
      guint found = 0;

      g_assert_nonnull (sockets);
      for (guint i = 0; i < sockets->len; i++)
        {
          const HnInetSocket *socket = sockets->pdata[i];

          found += socket->kind == HN_LISTEN_TCP && socket->port == g_ntohs (address.sin_port) &&
                   strcmp (socket->address, "127.0.0.1") == 0;
        }
      g_assert_cmpuint (found, ==, round == 0 ? 1 : 0);
      if (round == 0)
        close (fd);
    }
}

static void
test_socket_unit (void)
{
  static const struct
  {
    const char *type, *address;
    HnListenKind kind;
    const char *found;
    guint16 port;
    const char *interface;
  } cases[] = {
    { "Stream", "[::]:22", HN_LISTEN_TCP, "::", 22, NULL },
    { "Stream", "127.0.0.1:631", HN_LISTEN_TCP, "127.0.0.1", 631, NULL },
    { "Datagram", "[fe80::1%eth0]:53", HN_LISTEN_UDP, "fe80::1", 53, "eth0" },
    { "Stream", "/run/web.sock", HN_LISTEN_UNIX, "/run/web.sock", 0, NULL },
    { "Datagram", "@web", HN_LISTEN_UNIX, "@web", 0, NULL },
    { "SequentialPacket", "/run/udev/control", HN_LISTEN_UNIX, "/run/udev/control", 0, NULL },
    { "FIFO", "/run/fifo", HN_LISTEN_OTHER, "/run/fifo", 0, NULL },
    { "Netlink", "audit 1", HN_LISTEN_OTHER, "audit 1", 0, NULL },
    { "Stream", "vsock::22", HN_LISTEN_OTHER, "vsock::22", 0, NULL },
    { "Stream", "127.0.0.1:0", HN_LISTEN_OTHER, "127.0.0.1:0", 0, NULL },
    { "Stream", "127.0.0.1:65536", HN_LISTEN_OTHER, "127.0.0.1:65536", 0, NULL },
    { "Stream", ":22", HN_LISTEN_OTHER, ":22", 0, NULL },
    { "Stream", "[:22", HN_LISTEN_OTHER, "[:22", 0, NULL },
    { "Stream", "[]:22", HN_LISTEN_OTHER, "[]:22", 0, NULL },
    { "Stream", "", HN_LISTEN_OTHER, "", 0, NULL },
  };
  HnSocketUnit *unit = hn_socket_unit_new ("web.socket");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const HnListener *listener;

      hn_socket_unit_add (unit, cases[i].type, cases[i].address);
      listener = unit->listeners->pdata[i];
      g_test_message ("%s", cases[i].address);
      g_assert_cmpint (listener->kind, ==, cases[i].kind);
      g_assert_cmpstr (listener->address, ==, cases[i].found);
      g_assert_cmpuint (listener->port, ==, cases[i].port);
      g_assert_cmpstr (listener->interface, ==, cases[i].interface);
    }
  hn_socket_unit_free (unit);
}

static char *
put_file (const char *folder, const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
test_bus_starts (void)
{
  static const char *const unit[] = { "web.service", "dbus-org.example.Web.service", NULL };
  static const char *const other[] = { "other.service", NULL };
  g_autofree char *strong = g_dir_make_tmp ("hardnut-XXXXXX", NULL);
  g_autofree char *weak = g_dir_make_tmp ("hardnut-XXXXXX", NULL);
  const char *folders[] = { "/nowhere", strong, weak, NULL };
  char *files[] = {
    put_file (weak, "org.example.Web.service",
              "[D-BUS Service]\nName=org.example.Web\nExec=/bin/false\n"
              "SystemdService=dbus-org.example.Web.service\n"),
    put_file (weak, "org.example.Hidden.service",
              "[D-BUS Service]\nName=org.example.Hidden\nSystemdService=other.service\n"),
    put_file (strong, "org.example.Hidden.service",
              "[D-BUS Service]\nName=org.example.Hidden\nExec=/bin/true\n"),
    put_file (strong, "broken.service", "[D-BUS Service\nSystemdService=other.service"),
    put_file (strong, "notes.txt", "[D-BUS Service]\nName=org.x.Y\nSystemdService=other.service\n"),
  };
  g_autofree char *found = hn_bus_starts_find_in (folders, unit);

  g_assert_cmpstr (found, ==, "org.example.Web");
  g_assert_null (hn_bus_starts_find_in (folders, other));
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_assert_cmpint (g_unlink (files[i]), ==, 0);
      g_free (files[i]);
    }
  g_rmdir (strong);
  g_rmdir (weak);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/machine-look/status", test_status);
  g_test_add_func ("/machine-look/bad-status", test_bad_status);
  g_test_add_func ("/machine-look/sockets", test_sockets);
  g_test_add_func ("/machine-look/bad-sockets", test_bad_sockets);
  g_test_add_func ("/machine-look/dump", test_dump);
  g_test_add_func ("/machine-look/socket-unit", test_socket_unit);
  g_test_add_func ("/machine-look/bus-starts", test_bus_starts);

  return g_test_run ();
}
