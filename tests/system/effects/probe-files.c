/* What a service can do to files: see, read, write, make, execute, open up and give away.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE
#include "probe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#define PROGRAMS "/usr/lib/hardnut-effects/"

/* "%u" stands for the name of the unit without its suffix, "%t" for the case's token, "%o" for a
 * process of root's that is none of the service's. */
static const char *const folders[] = {
  "/etc",
  "/usr",
  "/var",
  "/var/lib",
  "/var/cache",
  "/var/log",
  "/var/tmp",
  "/tmp",
  "/srv",
  "/home",
  "/root",
  "/run",
  "/run/user",
  "/run/lock",
  "/dev",
  "/dev/shm",
  "/proc/sys/kernel",
  "/sys",
  "/sys/kernel",
  "/sys/fs/cgroup",
  "/boot",
  "/opt",
  "/lib/modules",
  "/run/systemd",
  "/etc/polkit-1",
  "/etc/fx",
  "/usr/lib/fx",
  "/home/fxother",
  "/root/fx",
  "/var/lib/fx",
  "/srv/fx/own",
  "/srv/fx/own/sub",
  "/srv/fx/ro",
  "/srv/fx/ro/sub",
  "/srv/fx/ro/rw",
  "/srv/fx/ro/rw/sub",
  "/srv/fx/closed",
  "/srv/fx/closed/sub",
  "/srv/fx/covered",
  "/srv/fx/covered/sub",
  "/srv/fx/noexec",
  "/srv/fx/noexec/sub",
  "/srv/fx/bound",
  "/srv/fx/other",
  "/srv/fx/%t",
  "/srv/fx/%t/etc",
  "/srv/fx/%t/closed",
  "/srv/fx/%t/ro",
  "/srv/fx/%t/late",
  "/var/lib/%u",
  "/var/lib/%u/sub",
  "/run/%u",
  "/var/cache/%u",
  "/var/log/%u",
  "/etc/%u",
  "/var/lib/%t",
  "/run/%t",
  "/var/cache/%t",
  "/var/log/%t",
  "/etc/%t",
  NULL,
};

static const char *const files[] = {
  "/etc/passwd",
  "/etc/shadow",
  "/etc/fx/file",
  "/usr/lib/fx/file",
  "/home/fxother/file",
  "/root/fx/file",
  "/var/lib/fx/file",
  "/tmp/fx-file",
  "/var/tmp/fx-file",
  "/dev/shm/fx-file",
  "/srv/fx/own/file",
  "/srv/fx/ro/file",
  "/srv/fx/ro/sub/file",
  "/srv/fx/ro/rw/file",
  "/srv/fx/closed/file",
  "/srv/fx/closed/sub/file",
  "/srv/fx/covered/file",
  "/srv/fx/noexec/file",
  "/srv/fx/bound/file",
  "/srv/fx/other/file",
  "/srv/fx/%t/file",
  "/dev/null",
  "/dev/zero",
  "/dev/full",
  "/dev/random",
  "/dev/urandom",
  "/dev/tty",
  "/dev/ptmx",
  "/dev/kmsg",
  "/dev/mem",
  "/dev/port",
  "/dev/rtc0",
  "/dev/console",
  "/dev/kvm",
  "/dev/fuse",
  "/dev/net/tun",
  "/dev/loop-control",
  "/dev/watchdog0",
  "/dev/fx-device",
  "/proc/kmsg",
  "/proc/%o/environ",
  "/proc/%o/status",
  "/proc/%o/maps",
  "/proc/kallsyms",
  "/proc/kcore",
  "/proc/modules",
  "/proc/cpuinfo",
  "/proc/sysrq-trigger",
  "/proc/sys/kernel/hostname",
  "/proc/sys/kernel/core_pattern",
  "/proc/sys/vm/swappiness",
  "/proc/sys/net/ipv4/ip_forward",
  "/proc/self/oom_score_adj",
  "/proc/self/coredump_filter",
  "/proc/self/setgroups",
  "/sys/kernel/profiling",
  "/sys/kernel/mm/ksm/run",
  "/sys/power/state",
  "/sys/fs/cgroup/cgroup.procs",
  "/sys/fs/cgroup/cgroup.max.depth",
  "/sys/fs/cgroup/system.slice/cgroup.procs",
  "/run/fx-secret",
  "/run/log/journal",
  "/boot/fx-file",
  NULL,
};

static const char *unit_name, *case_token;

static void
expand (const char *pattern, char path[256])
{
  size_t at = 0;

  for (const char *p = pattern; *p != '\0' && at < 200; p++)
    {
      const char *what;

      if (*p != '%')
        {
          path[at++] = *p;
          continue;
        }
      p++;
      what = *p == 'u' ? unit_name : *p == 't' ? case_token : getenv ("FX_OTHER");
      at += (size_t) snprintf (path + at, 255 - at, "%s", what != NULL ? what : "none");
    }
  path[at] = '\0';
}

static int
execute (const void *data)
{
  const char *path = data;
  char *arguments[] = { (char *) path, "who", NULL };

  execve (path, arguments, NULL);

  return 1;
}

/* What the folder's program says when it is executed: 42 as root, 43 as anybody else. */
static void
probe_program (const char *folder, const char *name, const char *verb)
{
  char path[300];
  int status;

  snprintf (path, sizeof path, "%s/%s", folder, name);
  if (access (path, F_OK) != 0)
    return;
  status = in_child (execute, path);
  if (status == 42 || status == 43)
    tell ("%s %s", verb, path);
  if (status == 42 && geteuid () != 0 && strcmp (name, "suid") == 0)
    tell ("become root %s", path);
}

/* Copies the small program to where it can be executed, if it can. */
static void
plant (const char *folder, const char *path)
{
  static char program[16384];
  static ssize_t length;
  int fd;

  if (length == 0)
    {
      fd = open (PROGRAMS "exit42", O_RDONLY | O_CLOEXEC);
      if (fd < 0)
        return;
      length = read (fd, program, sizeof program);
      close (fd);
    }
  if (length <= 0)
    return;
  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
  if (fd < 0)
    return;
  if (write (fd, program, (size_t) length) == length && fchmod (fd, 0755) == 0)
    {
      close (fd);
      if (in_child (execute, path) == 42)
        tell ("plant %s", folder);
    }
  else
    {
      close (fd);
    }
  unlink (path);
}

/* What a file of its own may become in a folder that can be written to. */
static void
probe_made (const char *folder, const char *path)
{
  struct stat st;
  int fd;

  if (stat (path, &st) != 0)
    return;
  for (unsigned int bit = 0400; bit != 0; bit >>= 1)
    if (st.st_mode & bit)
      tell ("make with mode %04o in %s", bit, folder);
  if (chmod (path, 04755) == 0 && stat (path, &st) == 0 && (st.st_mode & 04000))
    tell ("set-uid in %s", folder);
  if (chmod (path, 02755) == 0 && stat (path, &st) == 0 && (st.st_mode & 02000))
    tell ("set-gid in %s", folder);
  if (chown (path, 12345, 12345) == 0)
    tell ("give away in %s", folder);
  unlink (path);
  if (mknod (path, S_IFCHR | 0666, makedev (1, 3)) == 0)
    {
      tell ("make a device in %s", folder);
      fd = open (path, O_RDWR | O_CLOEXEC);
      if (fd >= 0)
        {
          tell ("open a device in %s", folder);
          close (fd);
        }
      unlink (path);
    }
}

static void
probe_folder (const char *folder)
{
  char path[300];
  struct stat st;
  DIR *listing;
  int fd;

  if (lstat (folder, &st) != 0)
    return;
  tell ("see %s", folder);
  listing = opendir (folder);
  if (listing != NULL)
    {
      /* An empty one that covers what is there shows nothing. */
      for (struct dirent *entry; (entry = readdir (listing)) != NULL;)
        if (entry->d_name[0] != '.')
          {
            tell ("list %s", folder);
            break;
          }
      closedir (listing);
    }
  probe_program (folder, "prog", "execute");
  probe_program (folder, "suid", "execute");

  snprintf (path, sizeof path, "%s/.fx-%s", folder, case_token);
  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0777);
  if (fd < 0)
    return;
  close (fd);
  tell ("make in %s", folder);
  probe_made (folder, path);
  unlink (path);
  plant (folder, path);
}

static void
probe_file (const char *path)
{
  struct stat st;
  char byte;
  int fd;

  if (stat (path, &st) != 0)
    return;
  tell ("see %s", path);
  fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd >= 0)
    {
      if (S_ISDIR (st.st_mode) || S_ISCHR (st.st_mode) || read (fd, &byte, 1) >= 0)
        tell ("read %s", path);
      close (fd);
    }
  if (S_ISDIR (st.st_mode))
    return;
  /* Only opened: what it holds stays. */
  fd = open (path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd >= 0)
    {
      tell ("write %s", path);
      close (fd);
    }
  if (st.st_uid != geteuid () && chmod (path, st.st_mode & 07777) == 0)
    tell ("change the mode of %s", path);
}

static int
mount_there (const void *data)
{
  return mount ("fx", data, "tmpfs", 0, "size=4k") == 0 ? 42 : 1;
}

static int
call_socket (const void *data)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  const char *path = data;
  socklen_t length = (socklen_t) (offsetof (struct sockaddr_un, sun_path) + strlen (path));
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  memcpy (address.sun_path, path, strlen (path));
  if (address.sun_path[0] == '@')
    address.sun_path[0] = '\0';

  return fd >= 0 && connect (fd, (struct sockaddr *) &address, length) == 0 ? 42 : 1;
}

void
probe_devices (const char *unit, const char *token)
{
  char path[256];

  unit_name = unit;
  case_token = token;
  probe_folder ("/srv/fx/own");
  for (int i = 0; files[i] != NULL; i++)
    if (strncmp (files[i], "/dev/", 5) == 0 || strcmp (files[i], "/etc/passwd") == 0)
      {
        expand (files[i], path);
        probe_file (path);
      }
}

void
probe_files (const char *unit, const char *token)
{
  static const char *const sockets[] = { "/run/fx-socket", "@fx-socket",
                                         "/run/dbus/system_bus_socket", NULL };
  char path[256];

  unit_name = unit;
  case_token = token;
  for (int i = 0; folders[i] != NULL; i++)
    {
      expand (folders[i], path);
      probe_folder (path);
    }
  for (int i = 0; files[i] != NULL; i++)
    {
      expand (files[i], path);
      probe_file (path);
    }
  for (int i = 0; sockets[i] != NULL; i++)
    if (in_child (call_socket, sockets[i]) == 42)
      tell ("reach %s", sockets[i]);
  /* Whether it is seen outside is for the outside to say. */
  expand ("/srv/fx/%t/mnt", path);
  if (in_child (mount_there, path) == 42)
    tell ("mount");
}
