/* How a service ended, in words, and which settings could have ended it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/exit-status.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>

/* Ends with HN_DIRECTIVE_NONE. */
#define MOST_DIRECTIVES 32

typedef struct
{
  int code;
  const char *name;
  const char *sentence;
  HnDirectiveId directives[MOST_DIRECTIVES];
} ExitStatus;

static const ExitStatus statuses[] = {
#define EXIT_STATUS(code, name, sentence, ...) \
  { code, name, sentence, { __VA_ARGS__, HN_DIRECTIVE_NONE } },
#include "engine/catalogue/exit-table.h"
#undef EXIT_STATUS
};

#define D(id) HN_DIRECTIVE_##id

static const ExitStatus signals[] = {
  { SIGSYS,
    "SIGSYS",
    N_ ("It made a system call that it is not allowed to, and was ended on the spot."),
    /* What else filters calls makes them fail with an error. */
    { D (SYSTEM_CALL_FILTER), D (SYSTEM_CALL_ARCHITECTURES), HN_DIRECTIVE_NONE } },
  { SIGSEGV,
    "SIGSEGV",
    N_ ("It crashed: it touched memory that it may not use."),
    { D (MEMORY_DENY_WRITE_EXECUTE), D (LIMIT_STACK), D (LIMIT_AS), D (LIMIT_DATA),
      D (SYSTEM_CALL_FILTER), D (NO_EXEC_PATHS), D (LIMIT_MEMLOCK), HN_DIRECTIVE_NONE } },
  { SIGBUS,
    "SIGBUS",
    N_ ("It crashed: memory that it uses went away."),
    { D (MEMORY_DENY_WRITE_EXECUTE), D (LIMIT_FSIZE), D (LIMIT_AS), D (LIMIT_DATA), D (PRIVATE_TMP),
      HN_DIRECTIVE_NONE } },
  { SIGILL,
    "SIGILL",
    N_ ("It crashed: it came to code that cannot be run."),
    { D (MEMORY_DENY_WRITE_EXECUTE), D (SYSTEM_CALL_FILTER), HN_DIRECTIVE_NONE } },
  { SIGTRAP,
    "SIGTRAP",
    N_ ("It gave up: it found itself where it should never be."),
    { D (MEMORY_DENY_WRITE_EXECUTE), D (RESTRICT_NAMESPACES), D (SYSTEM_CALL_FILTER),
      D (PROC_SUBSET), HN_DIRECTIVE_NONE } },
  { SIGXCPU,
    "SIGXCPU",
    N_ ("It used more processor time than it may."),
    { D (LIMIT_CPU), D (LIMIT_RTTIME), HN_DIRECTIVE_NONE } },
  { SIGXFSZ,
    "SIGXFSZ",
    N_ ("It wrote a file that is larger than it may."),
    { D (LIMIT_FSIZE), HN_DIRECTIVE_NONE } },
  { SIGKILL,
    "SIGKILL",
    N_ ("It was ended by force."),
    { D (MEMORY_MAX), D (MEMORY_SWAP_MAX), D (MEMORY_HIGH), D (LIMIT_CPU), D (LIMIT_RTTIME),
      D (TASKS_MAX), D (CPU_QUOTA), HN_DIRECTIVE_NONE } },
};

/* The manager's own verdicts, where they say more than how the process ended. */
static const struct
{
  const char *result;
  const char *sentence;
  HnDirectiveId directives[MOST_DIRECTIVES];
} results[] = {
  { "timeout",
    N_ ("It did not say in time that it is ready, or did not stop in time."),
    { D (NOTIFY_ACCESS), D (RESTRICT_ADDRESS_FAMILIES), D (PRIVATE_NETWORK), D (IP_ADDRESS_DENY),
      D (RESTRICT_NETWORK_INTERFACES), D (PRIVATE_PIDS), D (SYSTEM_CALL_FILTER), D (PRIVATE_TMP),
      D (PROTECT_SYSTEM), D (PRIVATE_USERS), D (CPU_QUOTA), D (MEMORY_HIGH), HN_DIRECTIVE_NONE } },
  { "protocol",
    N_ ("It did not report to systemd in the way that its unit promises."),
    { D (NOTIFY_ACCESS), D (RESTRICT_ADDRESS_FAMILIES), D (PRIVATE_PIDS), D (PROTECT_SYSTEM),
      D (RUNTIME_DIRECTORY), D (PRIVATE_TMP), D (SYSTEM_CALL_FILTER), D (PRIVATE_USERS),
      HN_DIRECTIVE_NONE } },
  { "watchdog",
    N_ ("It stopped giving signs of life."),
    { D (NOTIFY_ACCESS), D (RESTRICT_ADDRESS_FAMILIES), D (CPU_QUOTA), D (MEMORY_HIGH),
      D (PRIVATE_NETWORK), D (IP_ADDRESS_DENY), HN_DIRECTIVE_NONE } },
  { "oom-kill",
    N_ ("It needed more memory than it may have."),
    { D (MEMORY_MAX), D (MEMORY_SWAP_MAX), D (MEMORY_HIGH), D (MEMORY_ZSWAP_MAX),
      HN_DIRECTIVE_NONE } },
  { "resources",
    N_ ("systemd could not get what is needed to start it."),
    { D (TASKS_MAX), D (MEMORY_MAX), D (LIMIT_NPROC), D (RUNTIME_DIRECTORY), D (STATE_DIRECTORY),
      D (CACHE_DIRECTORY), D (LOGS_DIRECTORY), D (CONFIGURATION_DIRECTORY), HN_DIRECTIVE_NONE } },
  { "start-limit-hit",
    N_ ("It failed so often in a row that systemd no longer tries."),
    { HN_DIRECTIVE_NONE } },
  { "exec-condition",
    N_ ("A command that decides whether it may start said no."),
    { HN_DIRECTIVE_NONE } },
};

/* The manager's words for the end of a command, where it is not known which command that was, nor
 * with which code: mostly one that runs before the program. */
static const struct
{
  const char *result;
  const char *sentence;
} command_results[] = {
  { "exit-code", N_ ("One of its commands ended with an error.") },
  { "signal", N_ ("One of its commands was ended by force.") },
  { "core-dump", N_ ("One of its commands crashed.") },
};

/* Where the program itself gives up, with whatever code: it was told "not permitted" or "not there"
 * by something. By how often each of them is what a service cannot do without; all others come
 * after these. */
static const HnDirectiveId by_likelihood[] = {
  D (PROTECT_SYSTEM),
  D (SYSTEM_CALL_FILTER),
  D (CAPABILITY_BOUNDING_SET),
  D (PRIVATE_USERS),
  D (PRIVATE_NETWORK),
  D (RESTRICT_ADDRESS_FAMILIES),
  D (PROTECT_HOME),
  D (READ_ONLY_PATHS),
  D (INACCESSIBLE_PATHS),
  D (TEMPORARY_FILE_SYSTEM),
  D (IP_ADDRESS_DENY),
  D (IP_ADDRESS_ALLOW),
  D (PRIVATE_DEVICES),
  D (DEVICE_POLICY),
  D (DEVICE_ALLOW),
  D (NO_EXEC_PATHS),
  D (EXEC_PATHS),
  D (MEMORY_DENY_WRITE_EXECUTE),
  D (PRIVATE_TMP),
  D (NO_NEW_PRIVILEGES),
  D (SOCKET_BIND_DENY),
  D (SOCKET_BIND_ALLOW),
  D (PROC_SUBSET),
  D (PROTECT_PROC),
  D (PROTECT_KERNEL_TUNABLES),
  D (PROTECT_CLOCK),
  D (PROTECT_KERNEL_MODULES),
  D (PROTECT_KERNEL_LOGS),
  D (RESTRICT_NAMESPACES),
  D (PRIVATE_PIDS),
  D (PRIVATE_IPC),
  D (RESTRICT_NETWORK_INTERFACES),
  D (RESTRICT_FILE_SYSTEMS),
  D (SYSTEM_CALL_ARCHITECTURES),
  D (SYSTEM_CALL_ERROR_NUMBER),
  D (PROTECT_CONTROL_GROUPS),
  D (PROTECT_HOSTNAME),
  D (RESTRICT_REALTIME),
  D (RESTRICT_SUID_SGID),
  D (LOCK_PERSONALITY),
  D (UMASK),
  D (LIMIT_NOFILE),
  D (LIMIT_NPROC),
  D (TASKS_MAX),
  D (LIMIT_MEMLOCK),
  D (LIMIT_AS),
  D (LIMIT_DATA),
  D (LIMIT_STACK),
  D (LIMIT_FSIZE),
  D (LIMIT_RTPRIO),
  D (LIMIT_NICE),
  D (LIMIT_MSGQUEUE),
  D (LIMIT_SIGPENDING),
  D (MEMORY_MAX),
  HN_DIRECTIVE_NONE,
};

#undef D

/* The row of @result, or -1. */
static int
find_result (const char *result)
{
  for (guint i = 0; result != NULL && i < G_N_ELEMENTS (results); i++)
    if (strcmp (results[i].result, result) == 0)
      return (int) i;

  return -1;
}

static gboolean
was_killed (int code)
{
  return code == CLD_KILLED || code == CLD_DUMPED;
}

/* What is known of such an end; NULL for one that has no meaning of its own. */
static const ExitStatus *
find_end (int code, int status)
{
  const ExitStatus *rows = was_killed (code) ? signals : statuses;
  const gsize n = was_killed (code) ? G_N_ELEMENTS (signals) : G_N_ELEMENTS (statuses);

  if (!was_killed (code) && code != CLD_EXITED)
    return NULL;
  for (gsize i = 0; i < n; i++)
    if (rows[i].code == status)
      return &rows[i];

  return NULL;
}

static char *
dup_signal_name (int signal)
{
  const char *name = sigabbrev_np (signal);

  return name != NULL ? g_strconcat ("SIG", name, NULL) : g_strdup_printf ("%d", signal);
}

/* How the process ended; NULL where that says nothing. */
static char *
dup_end (int code, int status)
{
  const ExitStatus *row = find_end (code, status);

  if (was_killed (code))
    {
      g_autofree char *name = dup_signal_name (status);

      if (row != NULL)
        /* Translators: a sentence, then the name of a signal, such as SIGSYS */
        return g_strdup_printf (_ ("%s (signal %s)"), _ (row->sentence), name);
      /* Translators: %s is the name of a signal, such as SIGTERM */
      return g_strdup_printf (_ ("It was ended by the signal %s."), name);
    }

  if (code != CLD_EXITED || status == 0)
    return NULL;
  if (row != NULL)
    /* Translators: a sentence, then an exit code and systemd's name for it, such as NAMESPACE */
    return g_strdup_printf (_ ("%s (exit code %d, %s)"), _ (row->sentence), status, row->name);
  return g_strdup_printf (_ ("It gave up by itself with exit code %d."), status);
}

char *
hn_exit_dup_explanation (const char *result, int code, int status)
{
  g_autofree char *end = dup_end (code, status);
  int row = find_result (result);

  /* How a process ended that systemd itself has killed says nothing. */
  if (row >= 0 && (end == NULL || (was_killed (code) &&
                                   (status == SIGKILL || status == SIGTERM || status == SIGABRT))))
    return g_strdup (_ (results[row].sentence));
  if (row >= 0)
    /* Translators: two sentences after one another */
    return g_strdup_printf (_ ("%s %s"), _ (results[row].sentence), end);
  if (end != NULL)
    return g_steal_pointer (&end);
  if (code == CLD_EXITED && (result == NULL || strcmp (result, "success") == 0))
    return g_strdup (_ ("It ended by itself, without an error."));
  if (result == NULL || result[0] == '\0' || strcmp (result, "success") == 0)
    return g_strdup (_ ("It is not known why it ended."));

  for (guint i = 0; i < G_N_ELEMENTS (command_results); i++)
    if (strcmp (command_results[i].result, result) == 0)
      return g_strdup (_ (command_results[i].sentence));

  /* Translators: %s is a word of systemd's that this version of Hardnut does not know */
  return g_strdup_printf (_ ("It is not known why it ended; systemd has the word “%s” for it."),
                          result);
}

gboolean
hn_exit_restricts (const HnChange *change)
{
  static const char *const harmless[] = { "no",      "infinity", "off",    "auto",
                                          "default", "all",      "inherit" };

  /* Neither has to do with what the service does. */
  if (change->directive == HN_DIRECTIVE_TIMEOUT_CLEAN_SEC ||
      change->directive == HN_DIRECTIVE_COREDUMP_FILTER)
    return FALSE;

  /* What stands alone, that is: "all" of a dump restricts nothing either. */
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    if (strcmp (change->value, harmless[i]) == 0)
      return FALSE;

  return TRUE;
}

static void
add_suspect (GPtrArray *suspects, HnChange *change)
{
  if (hn_exit_restricts (change) && !g_ptr_array_find (suspects, change, NULL))
    g_ptr_array_add (suspects, change);
}

static void
add_suspects (GPtrArray *suspects, GPtrArray *changes, const HnDirectiveId *directives)
{
  for (; *directives != HN_DIRECTIVE_NONE; directives++)
    for (guint i = 0; i < changes->len; i++)
      if (((HnChange *) changes->pdata[i])->directive == *directives)
        add_suspect (suspects, changes->pdata[i]);
}

GPtrArray *
hn_exit_suspects (const char *result, int code, int status, GPtrArray *changes)
{
  GPtrArray *suspects = g_ptr_array_new ();
  const ExitStatus *row = find_end (code, status);
  int verdict = find_result (result);

  /* A process that systemd put an end to tells less than why it did. */
  if (verdict >= 0)
    add_suspects (suspects, changes, results[verdict].directives);
  if (row != NULL)
    add_suspects (suspects, changes, row->directives);

  /* What systemd could not set up has its own list, and nothing else can be the cause. Everything
   * else may have been told "no" anywhere. */
  if (suspects->len == 0 && !(row != NULL && code == CLD_EXITED))
    {
      add_suspects (suspects, changes, by_likelihood);
      for (guint i = 0; i < changes->len; i++)
        add_suspect (suspects, changes->pdata[i]);
    }

  return suspects;
}

gboolean
hn_exit_is_telling (const char *result, int code, int status)
{
  if (was_killed (code))
    return status == SIGSYS || status == SIGXCPU || status == SIGXFSZ;

  return find_end (code, status) != NULL || g_strcmp0 (result, "oom-kill") == 0;
}
