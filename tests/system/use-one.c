/* Does exactly one thing, which the observer has to see, and name, when it runs as a service:
 * use-one NAME. Whether it succeeds does not matter; without a name all are listed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include <netinet/in.h>

#define FILE_OF_OURS "/var/tmp/hardnut-use-one"

static void
use_nothing (void)
{
}

static void
use_family (int family)
{
  socket (family, SOCK_RAW, 0);
}

static void
use_unix (void)
{
  use_family (AF_UNIX);
}

static void
use_inet (void)
{
  socket (AF_INET, SOCK_DGRAM, 0);
}

static void
use_netlink (void)
{
  use_family (AF_NETLINK);
}

static void
use_packet (void)
{
  use_family (AF_PACKET);
}

static void
use_alg (void)
{
  use_family (AF_ALG);
}

static void
use_address (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (9) };
  int fd = socket (AF_INET, SOCK_DGRAM, 0);

  address.sin_addr.s_addr = htonl (0xc0a80001);
  (void) connect (fd, (struct sockaddr *) &address, sizeof (address));
}

static void
use_message (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (9) };
  struct msghdr message = { .msg_name = &address, .msg_namelen = sizeof (address) };
  int fd = socket (AF_INET, SOCK_DGRAM, 0);

  address.sin_addr.s_addr = htonl (0xc0a80001);
  sendmsg (fd, &message, 0);
}

/* Sockets of this machine. */

static void
use_abstract (void)
{
  struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "\0hardnut-use-one" };

  (void) connect (socket (AF_UNIX, SOCK_DGRAM, 0), (struct sockaddr *) &name, sizeof (name));
}

static void
use_socket_file (void)
{
  struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "/run/hardnut-use-one" };

  (void) bind (socket (AF_UNIX, SOCK_DGRAM, 0), (struct sockaddr *) &name, sizeof (name));
  unlink (name.sun_path);
}

static void
use_report (void)
{
  struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "/run/systemd/notify" };

  sendto (socket (AF_UNIX, SOCK_DGRAM, 0), "STATUS=x", 8, 0, (struct sockaddr *) &name,
          sizeof (name));
}

static void
use_report_by_child (void)
{
  pid_t pid = fork ();

  if (pid == 0)
    {
      use_report ();
      _exit (0);
    }
  waitpid (pid, NULL, 0);
}

/* Namespaces. */

static void
use_user (void)
{
  unshare (CLONE_NEWUSER);
}

static void
use_mnt (void)
{
  unshare (CLONE_NEWNS);
}

static void
use_ipc (void)
{
  unshare (CLONE_NEWIPC);
}

static void
use_pid (void)
{
  unshare (CLONE_NEWPID);
}

static void
use_net (void)
{
  unshare (CLONE_NEWNET);
}

static void
use_uts (void)
{
  unshare (CLONE_NEWUTS);
}

static void
use_cgroup (void)
{
  unshare (CLONE_NEWCGROUP);
}

/* Groups of system calls. */

static void
use_swap (void)
{
  swapoff ("/nonexistent");
}

static void
use_obsolete (void)
{
#ifdef SYS_ustat
  syscall (SYS_ustat, 0, NULL);
#endif
}

static void
use_clock (void)
{
  struct timespec now = { 0 };

  clock_settime (CLOCK_MONOTONIC, &now);
}

static void
use_emulation (void)
{
#ifdef SYS_modify_ldt
  syscall (SYS_modify_ldt, 99, NULL, 0);
#endif
}

static void
use_debug (void)
{
  syscall (SYS_ptrace, -1, 0, 0, 0);
}

static void
use_mount (void)
{
  umount2 ("/nonexistent", 0);
}

static void
use_module (void)
{
  syscall (SYS_delete_module, "hardnut_nonexistent", O_NONBLOCK);
}

static void
use_raw_io (void)
{
#ifdef SYS_ioperm
  syscall (SYS_ioperm, 0, 0, 0);
#endif
}

static void
use_reboot (void)
{
  /* Numbers that the kernel does not take. */
  syscall (SYS_reboot, 0, 0, 0, NULL);
}

static void
use_chroot (void)
{
  syscall (SYS_chroot, "/nonexistent");
}

static void
use_resources (void)
{
  setpriority (PRIO_PROCESS, 0, 0);
}

static void
use_keyring (void)
{
  syscall (SYS_keyctl, 0, 0, 0, 0, 0);
}

static void
use_kernel_log (void)
{
  syscall (SYS_syslog, 10, NULL, 0);
}

static void
use_hostname (void)
{
  char name[65] = "";

  gethostname (name, sizeof (name) - 1);
  sethostname (name, strlen (name));
}

static void
use_ipc_object (void)
{
  shmctl (shmget (IPC_PRIVATE, 4096, 0600), IPC_RMID, NULL);
}

/* Capabilities, where a call needs one. */

static void
use_chown (void)
{
  fchown (STDIN_FILENO, 1, 1);
}

static void
use_kill (void)
{
  /* Of another account, and without a signal. */
  pid_t pid = fork ();
  int ends[2];
  char byte;

  /* What is left of a service is killed when its first process ends. */
  if (pid != 0)
    {
      waitpid (pid, NULL, 0);
      return;
    }
  if (pipe (ends) == 0 && (pid = fork ()) == 0)
    {
      syscall (SYS_setuid, 65534);
      write (ends[1], "x", 1);
      pause ();
      _exit (0);
    }
  read (ends[0], &byte, 1);
  syscall (SYS_setresuid, 1, 1, 0);
  kill (pid, SIGKILL);
  _exit (0);
}

static void
use_setuid (void)
{
  syscall (SYS_setuid, 65534);
}

static void
use_port (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (7) };
  int fd = socket (AF_INET, SOCK_DGRAM, 0);

  (void) bind (fd, (struct sockaddr *) &address, sizeof (address));
}

static void
use_lock (void)
{
  struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_MEMLOCK, &none);
  mlock (&none, sizeof (none));
}

static void
use_mknod (void)
{
  mknod (FILE_OF_OURS "-node", S_IFCHR | 0600, makedev (1, 3));
  unlink (FILE_OF_OURS "-node");
}

/* What is in arguments. */

static void
use_code (void)
{
  (void) mmap (NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void
use_protect (void)
{
  void *page = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  mprotect (page, 4096, PROT_READ | PROT_EXEC);
}

static void
use_personality (void)
{
  personality (ADDR_NO_RANDOMIZE);
}

static void
use_realtime (void)
{
  struct sched_param parameters = { .sched_priority = 1 };

  syscall (SYS_sched_setscheduler, 0, SCHED_FIFO, &parameters);
}

static void
use_suid (void)
{
  close (open (FILE_OF_OURS "-suid", O_CREAT | O_RDONLY, 04755));
  unlink (FILE_OF_OURS "-suid");
}

static void
use_share (void)
{
  close (open (FILE_OF_OURS "-share", O_CREAT | O_RDONLY, 0644));
  unlink (FILE_OF_OURS "-share");
}

static void
use_share_folder (void)
{
  mkdir (FILE_OF_OURS "-folder", 0755);
  rmdir (FILE_OF_OURS "-folder");
}

/* Lets nobody else in, whatever was asked for. */
static void
use_keep (void)
{
  umask (0077);
  use_share ();
  use_share_folder ();
}

/* Paths. */

static void
use_path (const char *path)
{
  close (open (path, O_RDONLY));
}

static void
use_home (void)
{
  use_path ("/home");
}

static void
use_group_file (void)
{
  use_path ("/run/hardnut-use-one-group");
}

static void
use_tmp (void)
{
  use_path ("/tmp");
}

static void
use_modules (void)
{
  use_path ("/usr/lib/modules");
}

static void
use_other_process (void)
{
  use_path ("/proc/1/status");
}

static void
use_own_process (void)
{
  use_path ("/proc/self/status");
}

static void
use_proc (void)
{
  use_path ("/proc/meminfo");
}

static void
use_device (void)
{
  use_path ("/dev/net/tun");
}

static void
use_null_device (void)
{
  use_path ("/dev/null");
}

static void
use_etc (void)
{
  mkdir ("/etc/hardnut-use-one", 0700);
  rmdir ("/etc/hardnut-use-one");
}

static void
use_relative (void)
{
  chdir ("/etc");
  mkdir ("hardnut-use-two", 0700);
  rmdir ("hardnut-use-two");
}

static void
use_tunable (void)
{
  close (open ("/proc/sys/kernel/hostname", O_WRONLY));
}

static void
use_group (void)
{
  mkdir ("/sys/fs/cgroup/hardnut-use-one", 0700);
  rmdir ("/sys/fs/cgroup/hardnut-use-one");
}

static void
use_gain (void)
{
  execl ("/usr/bin/passwd", "passwd", "--help", NULL);
}

/* Never returns. */
static void
use_exec (void)
{
  execl ("/bin/true", "true", NULL);
}

/* Calls that never return, either. */

static void
use_wait_accept (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  int fd = socket (AF_INET, SOCK_STREAM, 0);

  (void) bind (fd, (struct sockaddr *) &address, sizeof (address));
  listen (fd, 1);
  (void) accept (fd, NULL, NULL);
}

static void
use_wait_poll (void)
{
  poll (NULL, 0, -1);
}

static void
use_wait_read (void)
{
  int ends[2];
  char byte;

  pipe (ends);
  read (ends[0], &byte, 1);
}

/* Nobody writes to it. */
static void
use_wait_open (void)
{
  mkfifo (FILE_OF_OURS "-fifo", 0600);
  open (FILE_OF_OURS "-fifo", O_RDONLY);
}

/* Too much at once. */

static void
use_many_paths (void)
{
  char path[64];

  for (int i = 0; i < 60000; i++)
    {
      snprintf (path, sizeof (path), "/run/%d/%d/x", i % 4001, i);
      mkdir (path, 0700);
    }
}

/* As many as that, however few a service may have at a time. */
static void
use_many_processes (void)
{
  int started = 0;

  signal (SIGCHLD, SIG_IGN);
  while (started < 3000)
    {
      pid_t pid = fork ();

      if (pid == 0)
        _exit (0);
      if (pid > 0)
        started++;
      else
        sched_yield ();
    }
  /* Until the last is gone. */
  wait (NULL);
}

static void *
thread (void *data)
{
  return data;
}

/* Where the arguments of a call lay that has just returned. */
static __attribute__ ((noinline)) void
write_over (void)
{
  volatile unsigned char there[8192];

  for (size_t i = 0; i < sizeof (there); i++)
    there[i] = 0xff;
}

/* A new thread returns from the call that made it after its parent did. */
static void
use_threads (void)
{
  for (int i = 0; i < 300; i++)
    {
      pthread_t one;

      if (pthread_create (&one, NULL, thread, NULL) != 0)
        continue;
      write_over ();
      pthread_join (one, NULL);
    }
}

/* Deeper than is looked: what it is called at its end says nothing. */
static void
use_deep (void)
{
  mkdir (FILE_OF_OURS "-deep", 0700);
  chdir (FILE_OF_OURS "-deep");
  for (int i = 0; i < 30; i++)
    {
      mkdir ("home", 0700);
      chdir ("home");
    }
  close (open ("file", O_CREAT | O_RDWR, 0600));
  unlink ("file");
  for (int i = 0; i < 30; i++)
    {
      chdir ("..");
      rmdir ("home");
    }
  rmdir (FILE_OF_OURS "-deep");
}

/* Two paths of which the observer's programs make the same number, whatever they begin it with. */
static void
use_same_hash (void)
{
  char path[] = "/etc/hardnut-same/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  struct stat st;

  stat (path, &st);
  path[31] ^= (char) 0x80;
  path[36] ^= 0x04;
  path[39] ^= (char) 0x80;
  stat (path, &st);
}

/* The same file by two paths, one after the other: a folder above it gets another name. */
static void
use_moved (void)
{
  mkdir (FILE_OF_OURS "-before", 0700);
  mkdir (FILE_OF_OURS "-before/within", 0700);
  for (int i = 0; i < 3; i++)
    close (open (FILE_OF_OURS "-before/within/file", O_CREAT | O_RDWR, 0600));
  rename (FILE_OF_OURS "-before", FILE_OF_OURS "-after");
  close (open (FILE_OF_OURS "-after/within/file", O_RDWR));
  unlink (FILE_OF_OURS "-after/within/file");
  rmdir (FILE_OF_OURS "-after/within");
  rmdir (FILE_OF_OURS "-after");
}

/* Longer than what is read of a path: the last folder is not seen. */
static void
use_long (void)
{
  char path[300] = "/etc/";
  struct stat st;

  memset (path + 5, 'A', sizeof (path) - 6);
  stat (path, &st);
}

/* Everything that is nobody's business: its words come from its environment. */
static void
use_secrets (const char *secret)
{
  struct sockaddr_un name = { .sun_family = AF_UNIX };
  int fd = open (FILE_OF_OURS "-data", O_CREAT | O_RDWR, 0600);

  write (fd, secret, strlen (secret));
  unlink (FILE_OF_OURS "-data");
  prctl (PR_SET_NAME, secret);
  syscall (SYS_memfd_create, secret, 0);
  fsetxattr (fd, "user.hardnut", secret, strlen (secret), 0);
  /* A name that is no path. */
  strncpy (name.sun_path + 1, secret, sizeof (name.sun_path) - 2);
  fd = socket (AF_UNIX, SOCK_DGRAM, 0);
  (void) connect (fd, (struct sockaddr *) &name, sizeof (name));
  sendto (fd, secret, strlen (secret), 0, (struct sockaddr *) &name, sizeof (name));
  /* Nor does it belong to the path. */
  snprintf (name.sun_path, sizeof (name.sun_path), "/run/none%s", secret);
  (void) connect (fd, (struct sockaddr *) &name, offsetof (struct sockaddr_un, sun_path) + 9);
  execl ("/bin/echo", "echo", secret, NULL);
}

static const struct
{
  const char *name;
  void (*use) (void);
} uses[] = {
  { "nothing", use_nothing },
  { "unix", use_unix },
  { "inet", use_inet },
  { "netlink", use_netlink },
  { "packet", use_packet },
  { "alg", use_alg },
  { "address", use_address },
  { "message", use_message },
  { "abstract", use_abstract },
  { "socket-file", use_socket_file },
  { "report", use_report },
  { "report-by-child", use_report_by_child },
  { "user", use_user },
  { "mnt", use_mnt },
  { "ipc", use_ipc },
  { "pid", use_pid },
  { "net", use_net },
  { "uts", use_uts },
  { "cgroup", use_cgroup },
  { "swap", use_swap },
  { "obsolete", use_obsolete },
  { "clock", use_clock },
  { "emulation", use_emulation },
  { "debug", use_debug },
  { "mount", use_mount },
  { "module", use_module },
  { "raw-io", use_raw_io },
  { "reboot", use_reboot },
  { "chroot", use_chroot },
  { "resources", use_resources },
  { "keyring", use_keyring },
  { "kernel-log", use_kernel_log },
  { "hostname", use_hostname },
  { "ipc-object", use_ipc_object },
  { "chown", use_chown },
  { "kill", use_kill },
  { "setuid", use_setuid },
  { "port", use_port },
  { "lock", use_lock },
  { "mknod", use_mknod },
  { "code", use_code },
  { "protect", use_protect },
  { "personality", use_personality },
  { "realtime", use_realtime },
  { "suid", use_suid },
  { "home", use_home },
  { "tmp", use_tmp },
  { "group-file", use_group_file },
  { "modules", use_modules },
  { "other-process", use_other_process },
  { "own-process", use_own_process },
  { "proc", use_proc },
  { "device", use_device },
  { "null-device", use_null_device },
  { "etc", use_etc },
  { "relative", use_relative },
  { "tunable", use_tunable },
  { "group", use_group },
  { "gain", use_gain },
  { "exec", use_exec },
  { "share", use_share },
  { "share-folder", use_share_folder },
  { "keep", use_keep },
  { "threads", use_threads },
  { "deep", use_deep },
  { "same-hash", use_same_hash },
  { "moved", use_moved },
  { "long", use_long },
  { "wait-accept", use_wait_accept },
  { "wait-poll", use_wait_poll },
  { "wait-read", use_wait_read },
  { "wait-open", use_wait_open },
  { "many-paths", use_many_paths },
  { "many-processes", use_many_processes },
};

int
main (int argc, char **argv)
{
  for (size_t i = 0; i < sizeof (uses) / sizeof (uses[0]); i++)
    {
      if (argc < 2)
        puts (uses[i].name);
      else if (strcmp (argv[1], uses[i].name) == 0)
        {
          uses[i].use ();
          return 0;
        }
    }
  if (argc == 3 && strcmp (argv[1], "secrets") == 0 && getenv (argv[2]) != NULL)
    use_secrets (getenv (argv[2]));

  return argc < 2 ? 0 : 2;
}
