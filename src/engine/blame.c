/* Which lines of a change can have ended a service. A line of the journal is read for the error
 * that it tells, the path that it is about, and what was being done; a table says which directive
 * makes what fail with which error.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/blame.h"

#include <errno.h>
#include <string.h>

#include "engine/exit-status.h"
#include "engine/types/values.h"
#include "engine/weaken-closed.h"

/* From here on a rule leaves little doubt, and rules out what no rule speaks of. */
#define SURE 7

/* What a line of the journal tells. */
typedef struct
{
  const char *line;
  char *small; /* in small letters */
  int error;   /* 0 where it names none */
  GPtrArray *paths;
} Clue;

static void
clue_clear (Clue *clue)
{
  g_free (clue->small);
  g_ptr_array_unref (clue->paths);
}

/* Errors by the words that the C library has for them, in English, and by their names. Programs
 * that speak another language mostly write the number or the name as well. */
static const struct
{
  int number;
  const char *name;
  const char *words;
} errors[] = {
  { EPERM, "eperm", "operation not permitted" },
  { EPERM, "eperm", "not permitted" },
  { ENOENT, "enoent", "no such file or directory" },
  { ESRCH, "esrch", "no such process" },
  { EAGAIN, "eagain", "resource temporarily unavailable" },
  { EAGAIN, "eagain", "can't start new thread" },
  { ENOMEM, "enomem", "cannot allocate memory" },
  { ENOMEM, "enomem", "out of memory" },
  { ENOMEM, "enomem", "memoryerror" },
  { EACCES, "eacces", "permission denied" },
  { ENODEV, "enodev", "no such device" },
  { EMFILE, "emfile", "too many open files" },
  { EFBIG, "efbig", "file too large" },
  { ENOSPC, "enospc", "no space left on device" },
  { EROFS, "erofs", "read-only file system" },
  { ENOSYS, "enosys", "function not implemented" },
  { EAFNOSUPPORT, "eafnosupport", "address family not supported" },
  { EPROTONOSUPPORT, "eprotonosupport", "protocol not supported" },
  { EADDRNOTAVAIL, "eaddrnotavail", "cannot assign requested address" },
  { ENETDOWN, "enetdown", "network is down" },
  { ENETUNREACH, "enetunreach", "network is unreachable" },
  { EHOSTUNREACH, "ehostunreach", "no route to host" },
  { ECONNREFUSED, "econnrefused", "connection refused" },
  { ETIMEDOUT, "etimedout", "timed out" },
  { EDQUOT, "edquot", "disk quota exceeded" },
  { ENOKEY, "enokey", "required key not available" },
  /* Of the resolver, which knows no error numbers. */
  { ENETUNREACH, "eai_again", "temporary failure in name resolution" },
  { ENETUNREACH, "eai_noname", "name or service not known" },
};

/* "errno 97", "os error 97", "errno=97", "error 97", "(97: Address …", "code 97" */
static int
read_number (const char *small)
{
  static const char *const before[] = { "errno", "os error", "error:", "error", "(" };

  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    for (const char *at = small; (at = strstr (at, before[i])) != NULL; at++)
      {
        const char *digits = at + strlen (before[i]);
        guint64 number;
        char *end;

        digits += strspn (digits, " =:-(");
        if (!g_ascii_isdigit (*digits))
          continue;
        number = g_ascii_strtoull (digits, &end, 10);
        /* An opening bracket is before many numbers; that of an error has its words behind it. */
        if (before[i][0] == '(' && *end != ':')
          continue;
        for (guint e = 0; e < G_N_ELEMENTS (errors); e++)
          if ((guint64) errors[e].number == number)
            return errors[e].number;
      }

  return 0;
}

static gboolean
has_name (const char *small, const char *name)
{
  gsize length = strlen (name);

  for (const char *at = small; (at = strstr (at, name)) != NULL; at++)
    if ((at == small || !g_ascii_isalnum (at[-1])) && !g_ascii_isalnum (at[length]))
      return TRUE;

  return FALSE;
}

static int
find_error (const char *small)
{
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    if (strstr (small, errors[i].words) != NULL)
      return errors[i].number;
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    if (has_name (small, errors[i].name))
      return errors[i].number;

  return read_number (small);
}

/* What stands behind a blank, a quote or a bracket and begins with a slash. */
static GPtrArray *
find_paths (const char *line)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (const char *at = line; (at = strchr (at, '/')) != NULL; at++)
    {
      gsize length = strcspn (at, " \t\"'`,;:)]}>\n");
      char *path;

      if (at > line && strchr (" \t\"'`([{<=:", at[-1]) == NULL)
        continue;
      while (length > 1 && at[length - 1] == '.')
        length--;
      path = g_strndup (at, length);
      hn_path_simplify (path);
      g_ptr_array_add (paths, path);
      at += length - 1;
    }

  return paths;
}

static GArray *
read_journal (const char *const *journal)
{
  GArray *clues = g_array_new (FALSE, FALSE, sizeof (Clue));

  g_array_set_clear_func (clues, (GDestroyNotify) clue_clear);
  for (; journal != NULL && *journal != NULL; journal++)
    {
      Clue clue = { .line = *journal };
      g_autofree char *valid = g_utf8_make_valid (*journal, -1);

      clue.small = g_utf8_strdown (valid, -1);
      clue.error = find_error (clue.small);
      clue.paths = find_paths (*journal);
      g_array_append_val (clues, clue);
    }

  return clues;
}

/* The table. */

/* Where the path of the clue has to be. */
typedef enum
{
  ANYWHERE, /* also without a path */
  NOWHERE,  /* the line is about no path */
  NAMED,    /* at or below one that the change names */
  HOME,
  SYSTEM, /* what ProtectSystem= closes, by its value */
  DEVICES,
  PROC,
  PROC_SYS, /* below /proc or /sys */
  GROUPS,
  TEMPORARY,
} Where;

typedef struct
{
  int error;
  HnDirectiveId directive;
  Where where;
  guint strength;    /* the more, the surer */
  const char *words; /* (nullable): one of which, with "|" between, has to be in the line */
} Rule;

#define D(id) HN_DIRECTIVE_##id

#define BIND "bind|listen|port "
#define MEMORY "mmap|mprotect|executable|jit|writable"
#define NAMESPACE "clone|unshare|namespace|setns"
#define SCHEDULE "sched|realtime|real-time|priorit|nice"
#define IDENTITY \
  "setuid|setgid|setgroups|initgroups|chown|chgrp|user|group|sudo|setresuid|setresgid"
#define CONNECT "connect|send|address|socket"
#define CLOCK "clock|adjtime|settime|ntp|date"
#define PROCESS "fork|thread|process|clone|spawn|child"

static const Rule rules[] = {
  { EAFNOSUPPORT, D (RESTRICT_ADDRESS_FAMILIES), ANYWHERE, 10, NULL },
  { EPROTONOSUPPORT, D (RESTRICT_ADDRESS_FAMILIES), ANYWHERE, 6, NULL },

  { EROFS, D (READ_ONLY_PATHS), NAMED, 10, NULL },
  { EROFS, D (TEMPORARY_FILE_SYSTEM), NAMED, 10, NULL },
  { EROFS, D (INACCESSIBLE_PATHS), NAMED, 9, NULL },
  { EROFS, D (PROTECT_CONTROL_GROUPS), GROUPS, 10, NULL },
  { EROFS, D (PROTECT_KERNEL_TUNABLES), PROC_SYS, 9, NULL },
  { EROFS, D (PROTECT_HOME), HOME, 9, NULL },
  { EROFS, D (PROTECT_SYSTEM), SYSTEM, 9, NULL },
  { EROFS, D (PROTECT_SYSTEM), NOWHERE, 8, NULL },
  { EROFS, D (READ_ONLY_PATHS), NOWHERE, 7, NULL },
  { EROFS, D (PROTECT_KERNEL_TUNABLES), NOWHERE, 5, NULL },
  { EROFS, D (PROTECT_HOME), NOWHERE, 4, NULL },

  { EACCES, D (INACCESSIBLE_PATHS), NAMED, 10, NULL },
  { EACCES, D (NO_EXEC_PATHS), NAMED, 9, NULL },
  { EACCES, D (PROTECT_HOME), HOME, 10, NULL },
  { EACCES, D (PROTECT_HOME), NOWHERE, 5, NULL },
  { EACCES, D (PRIVATE_DEVICES), DEVICES, 7, NULL },
  { EACCES, D (PROTECT_KERNEL_LOGS), ANYWHERE, 9, "kmsg|syslog" },
  { EACCES, D (PROTECT_KERNEL_TUNABLES), PROC_SYS, 7, NULL },
  { EACCES, D (CAPABILITY_BOUNDING_SET), ANYWHERE, 9, BIND },
  { EACCES, D (PRIVATE_USERS), ANYWHERE, 8, BIND },
  { EACCES, D (CAPABILITY_BOUNDING_SET), ANYWHERE, 6, NULL },
  { EACCES, D (PRIVATE_USERS), ANYWHERE, 5, NULL },
  { EACCES, D (RESTRICT_REALTIME), ANYWHERE, 4, SCHEDULE },
  { EACCES, D (LIMIT_NICE), ANYWHERE, 8, SCHEDULE },
  { EACCES, D (RESTRICT_FILE_SYSTEMS), ANYWHERE, 4, NULL },
  { EACCES, D (NO_NEW_PRIVILEGES), ANYWHERE, 5, "sudo|setuid|pkexec" },
  { EACCES, D (UMASK), ANYWHERE, 3, NULL },
  { EACCES, D (MEMORY_DENY_WRITE_EXECUTE), ANYWHERE, 8, MEMORY },

  { EPERM, D (SOCKET_BIND_DENY), ANYWHERE, 10, BIND },
  { EPERM, D (MEMORY_DENY_WRITE_EXECUTE), ANYWHERE, 10, MEMORY },
  { EPERM, D (RESTRICT_NAMESPACES), ANYWHERE, 10, NAMESPACE },
  { EPERM, D (RESTRICT_REALTIME), ANYWHERE, 10, SCHEDULE },
  { EPERM, D (LIMIT_RTPRIO), ANYWHERE, 8, SCHEDULE },
  { EPERM, D (LIMIT_NICE), ANYWHERE, 7, SCHEDULE },
  { EPERM, D (PROTECT_CLOCK), ANYWHERE, 10, CLOCK },
  { EPERM, D (PROTECT_HOSTNAME), ANYWHERE, 10, "hostname|domainname" },
  { EPERM, D (PROTECT_KERNEL_MODULES), ANYWHERE, 10, "module|modprobe|insmod" },
  { EPERM, D (PROTECT_KERNEL_LOGS), ANYWHERE, 10, "kmsg|syslog|klog" },
  { EPERM, D (LOCK_PERSONALITY), ANYWHERE, 10, "personality" },
  { EPERM, D (RESTRICT_SUID_SGID), ANYWHERE, 10, "chmod|mkdir|mode|suid|sgid|permissions|mknod" },
  { EPERM, D (NO_NEW_PRIVILEGES), ANYWHERE, 10, "sudo|pkexec|new privileges" },
  { EPERM, D (KEYRING_MODE), ANYWHERE, 8, "keyctl|keyring|key " },
  { EPERM, D (PRIVATE_USERS), ANYWHERE, 9, IDENTITY },
  { EPERM, D (IP_ADDRESS_DENY), ANYWHERE, 9, CONNECT },
  { EPERM, D (RESTRICT_NETWORK_INTERFACES), ANYWHERE, 8, CONNECT },
  { EPERM, D (DEVICE_POLICY), DEVICES, 10, NULL },
  { EPERM, D (DEVICE_ALLOW), DEVICES, 9, NULL },
  { EPERM, D (PRIVATE_DEVICES), DEVICES, 8, NULL },
  { EPERM, D (PRIVATE_DEVICES), ANYWHERE, 6, "mknod|iopl|ioperm|device" },
  { EPERM, D (PROTECT_PROC), PROC, 7, NULL },
  { EPERM, D (SYSTEM_CALL_FILTER), ANYWHERE, 8, NULL },
  { EPERM, D (CAPABILITY_BOUNDING_SET), ANYWHERE, 8, NULL },
  { EPERM, D (PRIVATE_USERS), ANYWHERE, 6, NULL },
  { EPERM, D (RESTRICT_NAMESPACES), ANYWHERE, 5, NULL },
  { EPERM, D (IP_ADDRESS_DENY), NOWHERE, 5, NULL },
  { EPERM, D (RESTRICT_REALTIME), NOWHERE, 3, NULL },
  { EPERM, D (MEMORY_DENY_WRITE_EXECUTE), NOWHERE, 3, NULL },
  { EPERM, D (RESTRICT_SUID_SGID), ANYWHERE, 3, NULL },
  { EPERM, D (SECURE_BITS), ANYWHERE, 3, NULL },

  { ENOENT, D (READ_WRITE_PATHS), NAMED, 10, NULL },
  { ENOENT, D (READ_ONLY_PATHS), NAMED, 10, NULL },
  { ENOENT, D (EXEC_PATHS), NAMED, 10, NULL },
  { ENOENT, D (NO_EXEC_PATHS), NAMED, 10, NULL },
  { ENOENT, D (TEMPORARY_FILE_SYSTEM), NAMED, 10, NULL },
  { ENOENT, D (INACCESSIBLE_PATHS), NAMED, 9, NULL },
  { ENOENT, D (PROTECT_HOME), HOME, 9, NULL },
  { ENOENT, D (PRIVATE_DEVICES), DEVICES, 9, NULL },
  { ENOENT, D (PROC_SUBSET), PROC, 10, NULL },
  { ENOENT, D (PROTECT_PROC), PROC, 8, NULL },
  { ENOENT, D (PRIVATE_PIDS), PROC, 7, NULL },
  { ENOENT, D (PRIVATE_TMP), TEMPORARY, 10, NULL },
  { ENOENT, D (PROTECT_KERNEL_TUNABLES), PROC_SYS, 5, NULL },
  { ENOENT, D (PRIVATE_IPC), ANYWHERE, 6, "shm|semaphore|message queue|mq_open" },
  { ENOENT, D (PRIVATE_NETWORK), ANYWHERE, 5, "interface|/sys/class/net" },

  { ESRCH, D (PRIVATE_PIDS), ANYWHERE, 9, NULL },
  { ESRCH, D (PROTECT_PROC), ANYWHERE, 8, NULL },

  { ENOSYS, D (SYSTEM_CALL_FILTER), ANYWHERE, 9, NULL },

  { ENETUNREACH, D (PRIVATE_NETWORK), ANYWHERE, 10, NULL },
  { ENETUNREACH, D (IP_ADDRESS_DENY), ANYWHERE, 7, NULL },
  { ENETUNREACH, D (RESTRICT_ADDRESS_FAMILIES), ANYWHERE, 5, "resolution|known" },
  { EADDRNOTAVAIL, D (PRIVATE_NETWORK), ANYWHERE, 10, NULL },
  { ENETDOWN, D (PRIVATE_NETWORK), ANYWHERE, 10, NULL },
  { EHOSTUNREACH, D (PRIVATE_NETWORK), ANYWHERE, 8, NULL },
  { ENODEV, D (PRIVATE_NETWORK), ANYWHERE, 9, "interface|eth|lo|net" },
  { ENODEV, D (PRIVATE_DEVICES), DEVICES, 8, NULL },
  { ECONNREFUSED, D (PRIVATE_NETWORK), ANYWHERE, 9, NULL },
  { ECONNREFUSED, D (PRIVATE_TMP), TEMPORARY, 8, NULL },
  { ETIMEDOUT, D (IP_ADDRESS_DENY), ANYWHERE, 9, NULL },
  { ETIMEDOUT, D (PRIVATE_NETWORK), ANYWHERE, 7, NULL },

  { EMFILE, D (LIMIT_NOFILE), ANYWHERE, 10, NULL },
  { EFBIG, D (LIMIT_FSIZE), ANYWHERE, 10, NULL },
  { EDQUOT, D (STATE_DIRECTORY_QUOTA), ANYWHERE, 10, NULL },
  { EDQUOT, D (CACHE_DIRECTORY_QUOTA), ANYWHERE, 9, NULL },
  { EDQUOT, D (LOGS_DIRECTORY_QUOTA), ANYWHERE, 9, NULL },
  { ENOSPC, D (TEMPORARY_FILE_SYSTEM), NAMED, 9, NULL },
  { ENOKEY, D (KEYRING_MODE), ANYWHERE, 10, NULL },
  { EAGAIN, D (TASKS_MAX), ANYWHERE, 10, PROCESS },
  { EAGAIN, D (LIMIT_NPROC), ANYWHERE, 9, PROCESS },
  { EAGAIN, D (LIMIT_MEMLOCK), ANYWHERE, 8, "lock" },
  { EAGAIN, D (LIMIT_SIGPENDING), ANYWHERE, 4, NULL },
  { EAGAIN, D (TASKS_MAX), ANYWHERE, 5, NULL },
  { EAGAIN, D (LIMIT_NPROC), ANYWHERE, 4, NULL },
  { ENOMEM, D (LIMIT_MEMLOCK), ANYWHERE, 10, "lock" },
  { ENOMEM, D (LIMIT_AS), ANYWHERE, 9, NULL },
  { ENOMEM, D (LIMIT_DATA), ANYWHERE, 8, NULL },
  { ENOMEM, D (LIMIT_STACK), ANYWHERE, 6, "thread|stack" },
  { ENOMEM, D (MEMORY_MAX), ANYWHERE, 5, NULL },
  { ENOMEM, D (PRIVATE_IPC), ANYWHERE, 2, NULL },

  /* What systemd itself writes, and what names no error. */
  { 0, D (SYSTEM_CALL_FILTER), ANYWHERE, 10, "31/sys|bad system call|sigsys|seccomp" },
  { 0, D (SYSTEM_CALL_ARCHITECTURES), ANYWHERE, 7, "31/sys|bad system call|sigsys" },
  { 0, D (NOTIFY_ACCESS), ANYWHERE, 10, "reception only permitted|reception is disabled" },
  { 0, D (MEMORY_MAX), ANYWHERE, 10, "oom-kill|oom killer" },
  { 0, D (LIMIT_FSIZE), ANYWHERE, 10, "25/xfsz|file size limit exceeded" },
  { 0, D (LIMIT_CPU), ANYWHERE, 10, "24/xcpu|cpu time limit exceeded" },
};

#undef D

static gboolean
is_below_any (const char *path, const char *const *folders)
{
  for (; *folders != NULL; folders++)
    if (hn_path_is_below (path, *folders))
      return TRUE;

  return FALSE;
}

/* Whether one of the paths that @change names is @path, or above it. */
static gboolean
names_path (const HnChange *change, const char *path)
{
  g_autoptr (GPtrArray) words = hn_words_split (change->value);

  for (guint i = 0; i < words->len; i++)
    {
      char *own = words->pdata[i];

      own += strspn (own, "-+");
      own[strcspn (own, ":")] = '\0';
      hn_path_simplify (own);
      if (own[0] == '/' && hn_path_is_below (path, own))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_of_system (const HnChange *change, const char *path)
{
  static const char *const never[] = { "/dev", "/proc", "/sys", NULL };
  static const char *const always[] = { "/usr", "/boot",  "/efi",   "/bin",    "/sbin",
                                        "/lib", "/lib32", "/lib64", "/libx32", NULL };

  if (is_below_any (path, always))
    return TRUE;
  if (strcmp (change->value, "strict") == 0)
    return !is_below_any (path, never);

  return strcmp (change->value, "full") == 0 && hn_path_is_below (path, "/etc");
}

static gboolean
is_there (const HnChange *change, Where where, const char *path)
{
  static const char *const folders[][4] = {
    [HOME] = { "/home", "/root", "/run/user" },
    [DEVICES] = { "/dev" },
    [PROC] = { "/proc" },
    [PROC_SYS] = { "/proc", "/sys" },
    [GROUPS] = { "/sys/fs/cgroup" },
    [TEMPORARY] = { "/tmp", "/var/tmp" },
  };

  if (where == NAMED)
    return names_path (change, path);
  if (where == SYSTEM)
    return is_of_system (change, path);

  return is_below_any (path, folders[where]);
}

static gboolean
has_word (const char *small, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, "|", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (strstr (small, list[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* A program is started with its path in the message; that is where it was, not what it wanted. */
static gboolean
fits_place (const Rule *rule, const HnChange *change, const Clue *clue)
{
  if (rule->where == ANYWHERE)
    return TRUE;
  if (clue->paths->len == 0)
    return rule->where == NOWHERE;

  for (guint i = 0; i < clue->paths->len; i++)
    if (is_there (change, rule->where, clue->paths->pdata[i]))
      return TRUE;

  return FALSE;
}

/* A filter of calls kills, unless an error was asked for. */
static gboolean
can_give (const HnSettings *settings, const HnChange *change, int error)
{
  const char *number = NULL;
  int asked;

  if (change->directive != HN_DIRECTIVE_SYSTEM_CALL_FILTER || settings == NULL)
    return TRUE;
  if (strchr (change->value, ':') != NULL)
    return TRUE;

  number = settings->values[HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER].text;
  if (number == NULL || number[0] == '\0' || strcmp (number, "kill") == 0)
    return error == 0;
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    if (g_ascii_strcasecmp (errors[i].name, number) == 0)
      return errors[i].number == error;
  asked = (int) g_ascii_strtoull (number, NULL, 10);

  return asked == 0 || asked == error;
}

static guint
weigh (const HnSettings *settings, const HnChange *change, const Clue *clue)
{
  guint most = 0;

  if (!can_give (settings, change, clue->error))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      const Rule *rule = &rules[i];

      if (rule->directive != change->directive || rule->strength <= most ||
          (rule->error != 0 && rule->error != clue->error) ||
          (rule->words != NULL && !has_word (clue->small, rule->words)) ||
          !fits_place (rule, change, clue))
        continue;
      most = rule->strength;
    }

  return most;
}

/* Suspects. */

static void
suspect_free (HnSuspect *suspect)
{
  g_free (suspect->proof);
  g_free (suspect);
}

void
hn_blame_free (HnBlame *self)
{
  g_ptr_array_unref (self->suspects);
  g_free (self);
}

typedef struct
{
  HnChange *change;
  const char *proof;
  guint strength;
  guint order; /* among those of equal strength */
} Weighed;

static int
compare_weighed (gconstpointer a, gconstpointer b)
{
  const Weighed *left = a;
  const Weighed *right = b;

  if (left->strength != right->strength)
    return left->strength > right->strength ? -1 : 1;

  return (left->order > right->order) - (left->order < right->order);
}

static GArray *
weigh_all (const HnEnd *end, const HnSettings *settings, GPtrArray *changes, GPtrArray *by_end)
{
  g_autoptr (GArray) clues = read_journal (end->journal);
  GArray *weighed = g_array_new (FALSE, FALSE, sizeof (Weighed));

  for (guint e = 0; e < changes->len; e++)
    {
      Weighed one = { .change = changes->pdata[e] };

      /* How likely it is by how the service ended; G_MAXUINT where it cannot be the cause. */
      if (!g_ptr_array_find (by_end, one.change, &one.order))
        one.order = G_MAXUINT;

      if (hn_exit_restricts (one.change))
        for (guint c = 0; c < clues->len; c++)
          {
            const Clue *clue = &g_array_index (clues, Clue, c);
            guint strength = weigh (settings, one.change, clue);

            if (strength <= one.strength)
              continue;
            one.strength = strength;
            one.proof = clue->line;
          }
      if (one.strength > 0)
        g_array_append_val (weighed, one);
    }
  g_array_sort (weighed, compare_weighed);

  return weighed;
}

static void
add_suspect (HnBlame *blame, HnChange *change, const char *proof)
{
  HnSuspect *suspect = g_new0 (HnSuspect, 1);

  suspect->change = change;
  suspect->proof = g_strdup (proof);
  g_ptr_array_add (blame->suspects, suspect);
}

static gboolean
is_suspected (const HnBlame *blame, const HnChange *change)
{
  for (guint i = 0; i < blame->suspects->len; i++)
    if (((const HnSuspect *) blame->suspects->pdata[i])->change == change)
      return TRUE;

  return FALSE;
}

HnBlame *
hn_blame_find (const HnEnd *end, const HnSettings *settings, GPtrArray *changes)
{
  HnBlame *blame = g_new0 (HnBlame, 1);
  g_autoptr (GPtrArray) by_end = NULL;
  g_autoptr (GArray) weighed = NULL;
  gboolean told;

  g_return_val_if_fail (end != NULL, NULL);
  g_return_val_if_fail (changes != NULL, NULL);

  blame->suspects = g_ptr_array_new_with_free_func ((GDestroyNotify) suspect_free);
  by_end = hn_exit_suspects (end->result, end->code, end->status, changes);
  told = hn_exit_is_telling (end->result, end->code, end->status);
  weighed = weigh_all (end, settings, changes, by_end);

  for (guint i = 0; i < weighed->len; i++)
    {
      const Weighed *one = &g_array_index (weighed, Weighed, i);

      /* Where systemd could not even set the sandbox up, the program has said nothing. */
      if (!told || one->order != G_MAXUINT)
        add_suspect (blame, one->change, one->proof);
    }
  blame->narrowed =
      (blame->suspects->len > 0 && g_array_index (weighed, Weighed, 0).strength >= SURE) ||
      (told && by_end->len > 0);
  if (blame->suspects->len > 0 && blame->narrowed)
    return blame;

  for (guint i = 0; i < by_end->len; i++)
    if (!is_suspected (blame, by_end->pdata[i]))
      add_suspect (blame, by_end->pdata[i], NULL);

  return blame;
}

/* Whether the service has the same with and without the change; nothing is said where a value is
 * not known. */
static gboolean
is_the_same (const HnSettings *before, const HnSettings *after, HnDirectiveId directive)
{
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;

  if (before == NULL || after == NULL)
    return FALSE;

  old = hn_settings_dup_value (before, directive);
  new = hn_settings_dup_value (after, directive);

  return old[0] != '\0' && strcmp (old, new) == 0;
}

GPtrArray *
hn_blame_list_new (GPtrArray *changes,
                   GPtrArray *present,
                   const HnSettings *before,
                   const HnSettings *after)
{
  GPtrArray *list;

  g_return_val_if_fail (changes != NULL && present != NULL, NULL);

  list = g_ptr_array_new ();
  for (guint i = 0; i < changes->len; i++)
    {
      HnChange *change = changes->pdata[i];

      if (!hn_change_list_have (present, change) && !is_the_same (before, after, change->directive))
        g_ptr_array_add (list, change);
    }

  return list;
}
