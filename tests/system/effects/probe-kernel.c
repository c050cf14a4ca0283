/* What a service can ask of the kernel: system calls, sockets, namespaces, memory, privileges.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE
#include "probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_CALLS 470
#define N_FAMILIES 46
#define WITNESS "FX_WITNESS"
#define PORT 8765

/* What stands there when a call never came back. */
enum
{
  NOT_TRIED,
  TRYING,
  DENIED,
  REACHED
};

/* These end, stop or duplicate the caller whatever their arguments are, or take long. */
static int
is_skipped (long number)
{
  static const long skipped[] = {
    SYS_exit,
    SYS_exit_group,
    SYS_clone,
    SYS_rt_sigreturn,
    SYS_sync,
    SYS_restart_syscall,
#ifdef __x86_64__
    SYS_fork,
    SYS_vfork,
    SYS_pause,
    SYS_alarm,
    335 /* uretprobe */,
    336 /* uprobe */,
#endif
  };

  for (size_t i = 0; i < sizeof skipped / sizeof skipped[0]; i++)
    if (skipped[i] == number)
      return 1;

  return 0;
}

/* With arguments that no call can use. Denied is what a filter, or the want of a privilege,
 * answers; EUCLEAN is the error that the table of cases gives filters. */
static void
try_calls (volatile unsigned char *results, long from)
{
  for (long number = from; number < N_CALLS; number++)
    {
      if (is_skipped (number))
        continue;
      results[number] = TRYING;
      errno = 0;
      syscall (number, -1L, -1L, -1L, -1L, -1L, -1L);
      results[number] = errno == EPERM || errno == ENOSYS || errno == EACCES || errno == EUCLEAN
                            ? DENIED
                            : REACHED;
    }
}

static void
probe_calls (void)
{
  volatile unsigned char *results =
      mmap (NULL, N_CALLS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  long from = 0;

  if (results == MAP_FAILED)
    return;
  while (from < N_CALLS)
    {
      pid_t child = fork ();

      if (child < 0)
        return;
      if (child == 0)
        {
          alarm (30);
          try_calls (results, from);
          _exit (0);
        }
      while (waitpid (child, NULL, 0) < 0 && errno == EINTR)
        ;
      /* Goes on after the call that killed it. */
      while (from < N_CALLS && (is_skipped (from) || results[from] >= DENIED))
        from++;
      if (from < N_CALLS)
        from++;
    }
  for (long number = 0; number < N_CALLS; number++)
    {
      if (results[number] == REACHED)
        tell ("call %ld", number);
      if (results[number] >= DENIED)
        tell ("survive call %ld", number);
    }
}

/* Calls in the manner of other processors. */
static int
call_i386 (const void *data)
{
#ifdef __x86_64__
  long result;

  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L /* getpid */) : "memory");

  return result > 0 ? 42 : 1;
#else
  return 1;
#endif
}

static int
call_x32 (const void *data)
{
#ifdef __x86_64__
  return syscall (0x40000000L | SYS_getpid) > 0 ? 42 : 1;
#else
  return 1;
#endif
}

static int
unshare_one (const void *data)
{
  return unshare (*(const int *) data) == 0 ? 42 : 1;
}

static int
unshare_as_own_user (const void *data)
{
  return unshare (CLONE_NEWUSER | *(const int *) data) == 0 ? 42 : 1;
}

static void
probe_namespaces (void)
{
  static const struct
  {
    int flag;
    const char *name;
  } kinds[] = {
    { CLONE_NEWCGROUP, "cgroup" }, { CLONE_NEWIPC, "ipc" },
    { CLONE_NEWNS, "mnt" },        { CLONE_NEWNET, "net" },
    { CLONE_NEWPID, "pid" },       { CLONE_NEWUSER, "user" },
    { CLONE_NEWUTS, "uts" },       { 0x80 /* CLONE_NEWTIME */, "time" },
  };

  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    {
      if (in_child (unshare_one, &kinds[i].flag) == 42)
        tell ("namespace %s", kinds[i].name);
      if (in_child (unshare_as_own_user, &kinds[i].flag) == 42)
        tell ("namespace user+%s", kinds[i].name);
    }
}

struct address
{
  const char *text;
  int port;
  int type;
};

/* Sets up a socket and calls one function with the address. */
static int
use_address (const struct address *to,
             int type,
             int (*use) (int, const struct sockaddr *, socklen_t))
{
  struct sockaddr_in ipv4 = { .sin_family = AF_INET, .sin_port = htons ((uint16_t) to->port) };
  struct sockaddr_in6 ipv6 = { .sin6_family = AF_INET6, .sin6_port = htons ((uint16_t) to->port) };
  int is_ipv6 = strchr (to->text, ':') != NULL;
  int fd = socket (is_ipv6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC, 0);
  int one = 1;

  if (fd < 0)
    return 1;
  /* Others do the same at the same time. */
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  inet_pton (AF_INET, to->text, &ipv4.sin_addr);
  inet_pton (AF_INET6, to->text, &ipv6.sin6_addr);

  return (is_ipv6 ? use (fd, (struct sockaddr *) &ipv6, sizeof ipv6)
                  : use (fd, (struct sockaddr *) &ipv4, sizeof ipv4)) == 0
             ? 42
             : 1;
}

static int
send_datagram (int fd, const struct sockaddr *address, socklen_t length)
{
  return sendto (fd, "x", 1, 0, address, length) == 1 ? 0 : -1;
}

/* A filter answers a datagram at once, but lets a stream wait: so that is asked second. */
static int
connect_to (const void *data)
{
  return use_address (data, SOCK_DGRAM, send_datagram) == 42 &&
                 use_address (data, SOCK_STREAM, connect) == 42
             ? 42
             : 1;
}

static int
bind_to (const void *data)
{
  return use_address (data, ((const struct address *) data)->type, bind);
}

static void
probe_addresses (void)
{
  static const struct address targets[] = {
    { "127.0.0.1", PORT, SOCK_STREAM }, { "127.0.0.2", PORT, SOCK_STREAM },
    { "::1", PORT, SOCK_STREAM },       { "10.99.0.1", PORT, SOCK_STREAM },
    { "192.0.2.1", PORT, SOCK_STREAM },
  };
  static const struct address own[] = {
    { "127.0.0.1", 81, SOCK_DGRAM },
    { "127.0.0.1", 9191, SOCK_DGRAM },
    { "::1", 9192, SOCK_DGRAM },
    { "127.0.0.1", 9193, SOCK_STREAM },
  };

  for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
    if (in_child (connect_to, &targets[i]) == 42)
      tell ("connect to %s", targets[i].text);
  for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
    if (in_child (bind_to, &own[i]) == 42)
      tell ("bind %s:%d", own[i].text, own[i].port);
  if (if_nametoindex ("fx0") != 0)
    tell ("see the interface fx0");
}

static void
probe_families (void)
{
  static const int types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET };

  for (int family = 1; family < N_FAMILIES; family++)
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
      {
        /* In this process: a child for each would take long. */
        int fd = socket (family, types[i] | SOCK_CLOEXEC, 0);

        if (fd < 0)
          continue;
        tell ("socket of family %d, type %d", family, types[i]);
        close (fd);
      }
}

static int
map_both (const void *data)
{
  return mmap (NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
               0) != MAP_FAILED
             ? 42
             : 1;
}

static int
map_later (const void *data)
{
  void *page = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  return page != MAP_FAILED && mprotect (page, 4096, PROT_READ | PROT_EXEC) == 0 ? 42 : 1;
}

static int
map_memory_file (const void *data)
{
  int fd = (int) syscall (SYS_memfd_create, "fx", 0);

  return fd >= 0 && ftruncate (fd, 4096) == 0 &&
                 mmap (NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0) != MAP_FAILED
             ? 42
             : 1;
}

static int
set_real_time (const void *data)
{
  struct sched_param parameter = { .sched_priority = 1 };

  return sched_setscheduler (0, SCHED_FIFO, &parameter) == 0 ? 42 : 1;
}

static int
set_nice (const void *data)
{
  return setpriority (PRIO_PROCESS, 0, -10) == 0 ? 42 : 1;
}

static int
set_personality (const void *data)
{
  return personality (ADDR_NO_RANDOMIZE) != -1 ? 42 : 1;
}

static int
raise_limit (const void *data)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return 1;
  limit.rlim_max += 1;

  return setrlimit (RLIMIT_NOFILE, &limit) == 0 ? 42 : 1;
}

static int
set_hostname (const void *data)
{
  char name[65];

  /* The one that it has. */
  return gethostname (name, sizeof name) == 0 && sethostname (name, strlen (name)) == 0 ? 42 : 1;
}

static int
read_kernel_log (const void *data)
{
  return klogctl (10 /* its size */, NULL, 0) >= 0 ? 42 : 1;
}

static int
make_map (const void *data)
{
  uint32_t attributes[18] = { 2 /* array */, 4, 4, 1 };

  return syscall (SYS_bpf, 0 /* BPF_MAP_CREATE */, attributes, sizeof attributes) >= 0 ? 42 : 1;
}

static int
see_shared_memory (const void *data)
{
  return shmget (0x66780001, 0, 0) >= 0 ? 42 : 1;
}

static int
read_key (const void *data)
{
  return syscall (SYS_request_key, "user", "fx-key", NULL, 0) >= 0 ? 42 : 1;
}

static int
add_key (const void *data)
{
  return syscall (SYS_add_key, "user", "fx-own", "x", 1, -3 /* the session's */) >= 0 ? 42 : 1;
}

static pid_t
get_witness (void)
{
  const char *text = getenv (WITNESS);

  return text != NULL ? (pid_t) atoi (text) : 0;
}

static int
signal_witness (const void *data)
{
  return get_witness () > 0 && kill (get_witness (), 0) == 0 ? 42 : 1;
}

static int
trace_witness (const void *data)
{
  return get_witness () > 0 && ptrace (PTRACE_SEIZE, get_witness (), 0, 0) == 0 ? 42 : 1;
}

static int
enter_witness (const void *data)
{
  char path[64];
  int fd;

  snprintf (path, sizeof path, "/proc/%d/ns/mnt", (int) get_witness ());
  fd = open (path, O_RDONLY | O_CLOEXEC);

  return fd >= 0 && setns (fd, CLONE_NEWNS) == 0 ? 42 : 1;
}

static int
change_user (const void *data)
{
  return geteuid () == 0 && setresuid (12345, 12345, 12345) == 0 ? 42 : 1;
}

static int
has_capabilities (void)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct data[2];

  return syscall (SYS_capget, &header, data) == 0 && (data[0].effective | data[1].effective) != 0;
}

/* The bits by which root keeps, or gets back, what it would lose. */
static int
keep_as_user (const void *data)
{
  if (geteuid () != 0 || setresuid (12345, 12345, 12345) != 0)
    return 1;

  return has_capabilities () ? 42 : 1;
}

static int
regain (const void *data)
{
  int bits = prctl (PR_GET_SECUREBITS);

  return bits >= 0 && geteuid () == 0 && !(bits & SECBIT_NOROOT) ? 42 : 1;
}

static int
keep_asked (const void *data)
{
  return prctl (PR_SET_KEEPCAPS, 1) == 0 ? 42 : 1;
}

static int
merge_memory (const void *data)
{
  return prctl (68 /* PR_GET_MEMORY_MERGE */, 0, 0, 0, 0) == 1 ? 42 : 1;
}

static int
change_root (const void *data)
{
  return chroot ("/") == 0 ? 42 : 1;
}

void
probe_kernel (void)
{
  static const struct
  {
    const char *name;
    int (*func) (const void *data);
  } singles[] = {
    { "call as i386", call_i386 },
    { "call as x32", call_x32 },
    { "memory to write and execute", map_both },
    { "memory to execute after writing", map_later },
    { "memory file to execute", map_memory_file },
    { "real time", set_real_time },
    { "raise its priority", set_nice },
    { "personality", set_personality },
    { "raise a hard limit", raise_limit },
    { "set the host name", set_hostname },
    { "read the kernel's log", read_kernel_log },
    { "make a BPF map", make_map },
    { "see the shared memory of others", see_shared_memory },
    { "read a key of its user", read_key },
    { "add a key", add_key },
    { "signal others", signal_witness },
    { "trace others", trace_witness },
    { "enter the namespace of others", enter_witness },
    { "change its user", change_user },
    { "keep capabilities as another user", keep_as_user },
    { "get capabilities by being root", regain },
    { "ask to keep capabilities", keep_asked },
    { "memory merged with that of others", merge_memory },
    { "change its root", change_root },
  };

  for (size_t i = 0; i < sizeof singles / sizeof singles[0]; i++)
    if (in_child (singles[i].func, NULL) == 42)
      tell ("%s", singles[i].name);
  probe_namespaces ();
  probe_addresses ();
  probe_families ();
  probe_calls ();
}

void
probe_filters (void)
{
  probe_addresses ();
  if (in_child (read_key, NULL) == 42)
    tell ("read a key of its user");
  if (in_child (merge_memory, NULL) == 42)
    tell ("memory merged with that of others");
}
