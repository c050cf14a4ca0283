/* Lets chosen system calls of the helper fail, end early, or be the last thing it does, as the
 * lines of a file say. To be preloaded; the tests in tests/system/helper_faults_*.py write the
 * file.
 *
 * A line is "ID CALL SKIP COUNT ACTION PATTERN": of the calls CALL ("change" for each that changes
 * something, "create" for an openat that makes a file) on paths that match PATTERN, an
 * extended glob, SKIP are left alone and the COUNT after them meet ACTION: the number of an error;
 * "short", which writes or reads one byte; "kill" and "kill-after", which end the process by
 * SIGKILL and take the file away first, so that the next one lives; "pause", which stops the
 * process until it gets SIGCONT; or "note", which does nothing. The ID of each line that was met is
 * appended to a second file, with the call and the path. A third file has the seconds that
 * CLOCK_REALTIME and CLOCK_BOOTTIME are to be ahead.
 *
 * Two calls are not the system's but sd-bus's: "subscribe" on the path "/MEMBER" of a signal, which
 * any ACTION loses, and "patience" on "/", of which ACTION is the milliseconds that a call of the
 * helper's may take instead of minutes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* In the only folder of /run that both the helper's sandbox and the tests can write to. */
#define RULES "/run/systemd/hardnut-faults"
#define MET "/run/systemd/hardnut-faults.met"
#define CLOCK "/run/systemd/hardnut-faults.clock"

#define MAX_RULES 4096

typedef enum
{
  PASS,
  FAIL,
  SHORT,
  KILL_AFTER,
} Verdict;

static unsigned seen[MAX_RULES];

static long
real_syscall (long number, long a, long b, long c, long d)
{
  static long (*next) (long, ...);

  if (next == NULL)
    *(void **) &next = dlsym (RTLD_NEXT, "syscall");

  return next (number, a, b, c, d);
}

static int
plain_open (const char *path, int flags)
{
  return (int) real_syscall (SYS_openat, AT_FDCWD, (long) path, flags | O_CLOEXEC, 0600);
}

/* The path that a call is about, as the process sees it. */
static void
get_path (int fd, const char *name, char *ret_path, size_t size)
{
  char folder[PATH_MAX] = "";
  char link[64];
  ssize_t n;

  if (name != NULL && name[0] == '/')
    {
      snprintf (ret_path, size, "%s", name);
      return;
    }
  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  n = real_syscall (SYS_readlinkat, AT_FDCWD, (long) link, (long) folder, sizeof folder - 1);
  folder[n > 0 ? n : 0] = '\0';
  if (name == NULL)
    snprintf (ret_path, size, "%s", folder);
  else
    snprintf (ret_path, size, "%s/%s", strcmp (folder, "/") == 0 ? "" : folder, name);
}

static void
note (unsigned id, const char *call, const char *path)
{
  int fd = plain_open (MET, O_WRONLY | O_APPEND | O_CREAT);
  char line[2 * PATH_MAX + 64];

  snprintf (line, sizeof line, "%u %s %s\n", id, call, path);
  if (fd >= 0)
    {
      real_syscall (SYS_write, fd, (long) line, (long) strlen (line), 0);
      real_syscall (SYS_close, fd, 0, 0, 0);
    }
}

static void
end_here (void)
{
  real_syscall (SYS_kill, getpid (), SIGKILL, 0, 0);
}

static bool
call_matches (const char *wanted, const char *call)
{
  if (strcmp (wanted, "change") != 0)
    return strcmp (wanted, call) == 0;

  return strcmp (call, "openat") != 0 && strcmp (call, "openat2") != 0 &&
         strcmp (call, "read") != 0 && strcmp (call, "close") != 0 &&
         strcmp (call, "subscribe") != 0 && strcmp (call, "patience") != 0;
}

/* Sets errno for FAIL. */
static Verdict
match_line (const char *line, const char *call, const char *path)
{
  unsigned id, skip, count;
  char name[32], action[32], pattern[PATH_MAX];

  if (sscanf (line, "%u %31s %u %u %31s %4095s", &id, name, &skip, &count, action, pattern) != 6 ||
      id >= MAX_RULES || !call_matches (name, call) || fnmatch (pattern, path, FNM_EXTMATCH) != 0)
    return PASS;
  seen[id]++;
  if (seen[id] <= skip || seen[id] > skip + count)
    return PASS;

  note (id, call, path);
  if (strcmp (action, "note") == 0)
    return PASS;
  if (strcmp (action, "pause") == 0)
    {
      real_syscall (SYS_kill, getpid (), SIGSTOP, 0, 0);
      return PASS;
    }
  if (strcmp (action, "short") == 0)
    return SHORT;
  if (strncmp (action, "kill", 4) == 0)
    real_syscall (SYS_unlinkat, AT_FDCWD, (long) RULES, 0, 0);
  if (strcmp (action, "kill-after") == 0)
    return KILL_AFTER;
  if (strcmp (action, "kill") == 0)
    end_here ();
  errno = atoi (action);

  return FAIL;
}

static Verdict
match (const char *call, int fd, const char *name)
{
  static char text[1 << 16];
  char path[2 * PATH_MAX];
  int saved = errno;
  int file = plain_open (RULES, O_RDONLY);
  Verdict verdict = PASS;
  char *line, *rest = text;
  ssize_t n;

  if (file < 0)
    {
      errno = saved;
      return PASS;
    }
  n = real_syscall (SYS_read, file, (long) text, sizeof text - 1, 0);
  real_syscall (SYS_close, file, 0, 0, 0);
  text[n > 0 ? n : 0] = '\0';
  errno = saved;
  get_path (fd, name, path, sizeof path);
  while (verdict == PASS && (line = strsep (&rest, "\n")) != NULL)
    verdict = match_line (line, call, path);

  return verdict;
}

/* Calls on behalf of the wrapper with the same arguments, and does not come back if it should not.
 */
#define FINISH(verdict, type, value) \
  do                                 \
    {                                \
      type finished_ = (value);      \
                                     \
      if ((verdict) == KILL_AFTER)   \
        end_here ();                 \
      return finished_;              \
    }                                \
  while (0)

static int
wrapped_openat (int fd, const char *name, int flags, mode_t mode)
{
  Verdict verdict = match ((flags & O_CREAT) != 0 ? "create" : "openat", fd, name);

  if (verdict == FAIL)
    return -1;
  FINISH (verdict, int, (int) real_syscall (SYS_openat, fd, (long) name, flags, mode));
}

int
openat (int fd, const char *name, int flags, ...)
{
  va_list args;
  mode_t mode;

  va_start (args, flags);
  mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg (args, mode_t) : 0;
  va_end (args);

  return wrapped_openat (fd, name, flags, mode);
}

int
openat64 (int fd, const char *name, int flags, ...)
{
  va_list args;
  mode_t mode;

  va_start (args, flags);
  mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg (args, mode_t) : 0;
  va_end (args);

  return wrapped_openat (fd, name, flags, mode);
}

/* What _FORTIFY_SOURCE makes of an open without a mode. */
int __openat_2 (int, const char *, int);
int __openat64_2 (int, const char *, int);

int
__openat_2 (int fd, const char *name, int flags)
{
  return wrapped_openat (fd, name, flags, 0);
}

int
__openat64_2 (int fd, const char *name, int flags)
{
  return wrapped_openat (fd, name, flags, 0);
}

/* openat2() has no function of its own in the C library. */
long
syscall (long number, ...)
{
  long arguments[6];
  Verdict verdict = PASS;
  va_list args;

  va_start (args, number);
  for (unsigned i = 0; i < 6; i++)
    arguments[i] = va_arg (args, long);
  va_end (args);

  if (number == SYS_openat2)
    verdict = match ("openat2", (int) arguments[0], (const char *) arguments[1]);
  if (verdict == FAIL)
    return -1;
  {
    static long (*next) (long, ...);

    if (next == NULL)
      *(void **) &next = dlsym (RTLD_NEXT, "syscall");
    FINISH (verdict, long,
            next (number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                  arguments[5]));
  }
}

ssize_t
write (int fd, const void *data, size_t size)
{
  Verdict verdict = match ("write", fd, NULL);

  if (verdict == FAIL)
    return -1;
  if (verdict == SHORT && size > 1)
    size = 1;
  FINISH (verdict, ssize_t, real_syscall (SYS_write, fd, (long) data, (long) size, 0));
}

ssize_t
read (int fd, void *data, size_t size)
{
  Verdict verdict = match ("read", fd, NULL);

  if (verdict == FAIL)
    return -1;
  if (verdict == SHORT && size > 1)
    size = 1;
  FINISH (verdict, ssize_t, real_syscall (SYS_read, fd, (long) data, (long) size, 0));
}

int
fsync (int fd)
{
  Verdict verdict = match ("fsync", fd, NULL);

  if (verdict == FAIL)
    return -1;
  FINISH (verdict, int, (int) real_syscall (SYS_fsync, fd, 0, 0, 0));
}

int
fchmod (int fd, mode_t mode)
{
  Verdict verdict = match ("fchmod", fd, NULL);

  if (verdict == FAIL)
    return -1;
  FINISH (verdict, int, (int) real_syscall (SYS_fchmod, fd, mode, 0, 0));
}

/* After an interrupted close() the descriptor is gone. */
int
close (int fd)
{
  Verdict verdict = match ("close", fd, NULL);
  int number = errno;
  int r = (int) real_syscall (SYS_close, fd, 0, 0, 0);

  if (verdict == FAIL)
    {
      errno = number;
      return -1;
    }
  FINISH (verdict, int, r);
}

int
mkdirat (int fd, const char *name, mode_t mode)
{
  Verdict verdict = match ("mkdirat", fd, name);

  if (verdict == FAIL)
    return -1;
  FINISH (verdict, int, (int) real_syscall (SYS_mkdirat, fd, (long) name, mode, 0));
}

int
renameat (int old_fd, const char *old_name, int fd, const char *name)
{
  Verdict verdict = match ("renameat", fd, name);

  if (verdict == FAIL)
    return -1;
  FINISH (verdict, int,
          (int) real_syscall (SYS_renameat, old_fd, (long) old_name, fd, (long) name));
}

int
unlinkat (int fd, const char *name, int flags)
{
  Verdict verdict = match ("unlinkat", fd, name);

  if (verdict == FAIL)
    return -1;
  FINISH (verdict, int, (int) real_syscall (SYS_unlinkat, fd, (long) name, flags, 0));
}

int
symlinkat (const char *target, int fd, const char *name)
{
  Verdict verdict = match ("symlinkat", fd, name);

  if (verdict == FAIL)
    return -1;
  FINISH (verdict, int, (int) real_syscall (SYS_symlinkat, (long) target, fd, (long) name, 0));
}

int
clock_gettime (clockid_t clock, struct timespec *ret_now)
{
  int r = (int) real_syscall (SYS_clock_gettime, clock, (long) ret_now, 0, 0);
  int saved = errno;
  int file;

  if (r < 0 || (clock != CLOCK_REALTIME && clock != CLOCK_BOOTTIME))
    return r;
  file = plain_open (CLOCK, O_RDONLY);
  if (file >= 0)
    {
      long realtime = 0, boottime = 0;
      char text[64];
      ssize_t n = real_syscall (SYS_read, file, (long) text, sizeof text - 1, 0);

      real_syscall (SYS_close, file, 0, 0, 0);
      text[n > 0 ? n : 0] = '\0';
      if (sscanf (text, "%ld %ld", &realtime, &boottime) == 2)
        ret_now->tv_sec += clock == CLOCK_REALTIME ? realtime : boottime;
    }
  errno = saved;

  return r;
}

/* What sd-bus does. Its types are of no interest here. */

int sd_bus_match_signal (
    void *, void **, const char *, const char *, const char *, const char *, void *, void *);
int sd_bus_set_method_call_timeout (void *, unsigned long long);

int
sd_bus_match_signal (void *bus,
                     void **slot,
                     const char *sender,
                     const char *path,
                     const char *interface,
                     const char *member,
                     void *callback,
                     void *user_data)
{
  static int (*next) (void *, void **, const char *, const char *, const char *, const char *,
                      void *, void *);
  char name[PATH_MAX];

  snprintf (name, sizeof name, "/%s", member);
  if (match ("subscribe", -1, name) == FAIL)
    return 0;
  if (next == NULL)
    *(void **) &next = dlsym (RTLD_NEXT, "sd_bus_match_signal");

  return next (bus, slot, sender, path, interface, member, callback, user_data);
}

int
sd_bus_set_method_call_timeout (void *bus, unsigned long long usec)
{
  static int (*next) (void *, unsigned long long);

  if (match ("patience", -1, "/") == FAIL)
    usec = (unsigned long long) errno * 1000;
  if (next == NULL)
    *(void **) &next = dlsym (RTLD_NEXT, "sd_bus_set_method_call_timeout");

  return next (bus, usec);
}
