/* How a service ended: systemd's codes by name, words for each end, and the settings to suspect.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/exit-status.h"

#include <signal.h>
#include <string.h>

#include "engine/validate.h"

/* As "systemd-analyze exit-status" prints them in 252, 257 and 262. */
static const struct
{
  int status;
  const char *name;
} names[] = {
  { 200, "CHDIR" },
  { 201, "NICE" },
  { 202, "FDS" },
  { 203, "EXEC" },
  { 204, "MEMORY" },
  { 205, "LIMITS" },
  { 206, "OOM_ADJUST" },
  { 207, "SIGNAL_MASK" },
  { 208, "STDIN" },
  { 209, "STDOUT" },
  { 210, "CHROOT" },
  { 211, "IOPRIO" },
  { 212, "TIMERSLACK" },
  { 213, "SECUREBITS" },
  { 214, "SETSCHEDULER" },
  { 215, "CPUAFFINITY" },
  { 216, "GROUP" },
  { 217, "USER" },
  { 218, "CAPABILITIES" },
  { 219, "CGROUP" },
  { 220, "SETSID" },
  { 221, "CONFIRM" },
  { 222, "STDERR" },
  { 223, NULL },
  { 224, "PAM" },
  { 225, "NETWORK" },
  { 226, "NAMESPACE" },
  { 227, "NO_NEW_PRIVILEGES" },
  { 228, "SECCOMP" },
  { 229, "SELINUX_CONTEXT" },
  { 230, "PERSONALITY" },
  { 231, "APPARMOR" },
  { 232, "ADDRESS_FAMILIES" },
  { 233, "RUNTIME_DIRECTORY" },
  { 234, NULL },
  { 235, "CHOWN" },
  { 236, "SMACK_PROCESS_LABEL" },
  { 237, "KEYRING" },
  { 238, "STATE_DIRECTORY" },
  { 239, "CACHE_DIRECTORY" },
  { 240, "LOGS_DIRECTORY" },
  { 241, "CONFIGURATION_DIRECTORY" },
  { 242, "NUMA_POLICY" },
  { 243, "CREDENTIALS" },
  { 244, "BPF" },
  { 245, "KSM" },
  { 246, "MEMORY_THP" },
  { 247, NULL },
  { 0, NULL },
  { 1, NULL },
  { 199, NULL },
  { -1, NULL },
};

static void
test_names (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = hn_exit_dup_explanation ("exit-code", CLD_EXITED, names[i].status);
      g_autofree char *named =
          g_strdup_printf ("(exit code %d, %s)", names[i].status, names[i].name);

      if (names[i].name != NULL)
        g_assert_true (g_str_has_suffix (text, named));
      else
        g_assert_null (strstr (text, "(exit code "));
    }
}

static void
test_explanations (void)
{
  static const struct
  {
    const char *result;
    int code, status;
    const char *parts[3]; /* of what is said */
  } cases[] = {
    { "exit-code", CLD_EXITED, 226, { "view of the files", "226", "NAMESPACE" } },
    { "exit-code", CLD_EXITED, 228, { "system calls", "228", "SECCOMP" } },
    { "exit-code", CLD_EXITED, 218, { "powers", "218", "CAPABILITIES" } },
    { "exit-code", CLD_EXITED, 1, { "exit code 1" } },
    { "signal", CLD_KILLED, SIGSYS, { "system call", "SIGSYS" } },
    { "core-dump", CLD_DUMPED, SIGSYS, { "system call", "SIGSYS" } },
    { "core-dump", CLD_DUMPED, SIGSEGV, { "crashed", "SIGSEGV" } },
    { "signal", CLD_KILLED, SIGTERM, { "SIGTERM" } },
    { "signal", CLD_KILLED, 37, { "37" } },
    { "timeout", CLD_KILLED, SIGTERM, { "in time" } },
    { "timeout", 0, 0, { "in time" } },
    { "watchdog", CLD_DUMPED, SIGABRT, { "signs of life" } },
    { "oom-kill", CLD_KILLED, SIGKILL, { "memory" } },
    { "protocol", CLD_EXITED, 0, { "report" } },
    { "resources", 0, 0, { "needed to start" } },
    { "start-limit-hit", CLD_EXITED, 203, { "in a row", "203", "EXEC" } },
    { "exec-condition", 0, 0, { "said no" } },
    { "success", CLD_EXITED, 0, { "without an error" } },
    { NULL, CLD_EXITED, 0, { "without an error" } },
    { NULL, 0, 0, { "not known" } },
    { "", 0, 0, { "not known" } },
    { "brand-new", 0, 0, { "brand-new" } },
    { "signal", 0, 0, { "commands", "by force" } },
    { "exit-code", 0, 0, { "commands", "error" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
          hn_exit_dup_explanation (cases[i].result, cases[i].code, cases[i].status);

      g_test_message ("%s", text);
      g_assert_true (g_ascii_isupper (text[0]) || g_str_has_prefix (text, "systemd "));
      for (guint k = 0; k < 3 && cases[i].parts[k] != NULL; k++)
        g_assert_nonnull (strstr (text, cases[i].parts[k]));
    }
}

/* Whatever numbers come, there is a sentence. */
static void
test_any_numbers (void)
{
  static const char *const results[] = { NULL, "exit-code", "signal", "timeout", "nonsense" };

  for (guint r = 0; r < G_N_ELEMENTS (results); r++)
    for (int code = -1; code < 8; code++)
      for (int status = -2; status < 300; status++)
        {
          g_autofree char *text = hn_exit_dup_explanation (results[r], code, status);

          g_assert_cmpuint (strlen (text), >, 10);
          g_assert_true (g_utf8_validate (text, -1, NULL));
        }
}

/* "A=b|C=d" */
static GPtrArray *
read_changes (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, "|", -1);
  g_autoptr (GError) error = NULL;
  GPtrArray *changes = hn_drop_in_parse_changes ((const char *const *) words, &error);

  g_assert_no_error (error);

  return changes;
}

static void
test_suspects (void)
{
  static const struct
  {
    const char *result;
    int code, status;
    const char *changes;
    const char *suspects; /* in their order */
  } cases[] = {
    /* A path that is not there. */
    { "exit-code", CLD_EXITED, 226, "NoNewPrivileges=yes|PrivateTmp=yes|ReadWritePaths=/srv/x",
      "ReadWritePaths=/srv/x|PrivateTmp=yes" },
    { "exit-code", CLD_EXITED, 226, "NoNewPrivileges=yes|UMask=0077", "" },
    { "exit-code", CLD_EXITED, 228,
      "ProtectHome=yes|SystemCallFilter=@system-service|"
      "SystemCallFilter=~@mount|LockPersonality=yes",
      "SystemCallFilter=@system-service|SystemCallFilter=~@mount|LockPersonality=yes" },
    { "exit-code", CLD_EXITED, 218,
      "PrivateTmp=yes|CapabilityBoundingSet=", "CapabilityBoundingSet=" },
    { "exit-code", CLD_EXITED, 227, "NoNewPrivileges=yes|PrivateTmp=yes", "NoNewPrivileges=yes" },
    { "exit-code", CLD_EXITED, 225, "PrivateNetwork=yes|PrivateTmp=yes", "PrivateNetwork=yes" },
    { "exit-code", CLD_EXITED, 203, "PrivateTmp=yes|ProtectHome=yes",
      "ProtectHome=yes|PrivateTmp=yes" },
    { "exit-code", CLD_EXITED, 200, "ProtectHome=yes|PrivateNetwork=yes", "ProtectHome=yes" },
    { "exit-code", CLD_EXITED, 238, "StateDirectory=x|PrivateTmp=yes", "StateDirectory=x" },
    /* A call that is not allowed. */
    { "signal", CLD_KILLED, SIGSYS, "PrivateTmp=yes|SystemCallFilter=~@network-io",
      "SystemCallFilter=~@network-io" },
    { "core-dump", CLD_DUMPED, SIGSYS, "PrivateTmp=yes|SystemCallFilter=~@network-io",
      "SystemCallFilter=~@network-io" },
    { "core-dump", CLD_DUMPED, SIGSEGV, "PrivateTmp=yes|MemoryDenyWriteExecute=yes",
      "MemoryDenyWriteExecute=yes" },
    { "signal", CLD_KILLED, SIGXFSZ, "PrivateTmp=yes|LimitFSIZE=1M", "LimitFSIZE=1M" },
    { "oom-kill", CLD_KILLED, SIGKILL, "MemoryMax=1M|PrivateTmp=yes", "MemoryMax=1M" },
    { "timeout", CLD_KILLED, SIGTERM, "RestrictAddressFamilies=AF_INET|NoNewPrivileges=yes",
      "RestrictAddressFamilies=AF_INET" },
    { "protocol", CLD_EXITED, 0, "NotifyAccess=none|PrivateTmp=yes",
      "NotifyAccess=none|PrivateTmp=yes" },
    { "start-limit-hit", CLD_EXITED, 226, "ReadOnlyPaths=/x|UMask=0077", "ReadOnlyPaths=/x" },
    /* The program gave up by itself: the likeliest first, and what can do no harm not at all. */
    { "exit-code", CLD_EXITED, 1,
      "UMask=0077|PrivateTmp=yes|ProtectHome=yes|ProtectSystem=strict|PrivateNetwork=yes|"
      "TimeoutCleanSec=5s|MemoryTHP=inherit",
      "ProtectSystem=strict|PrivateNetwork=yes|ProtectHome=yes|PrivateTmp=yes|UMask=0077" },
    { "signal", CLD_KILLED, SIGTERM, "ProtectSystem=strict", "ProtectSystem=strict" },
    { "core-dump", CLD_DUMPED, SIGSYS, "PrivateTmp=yes", "PrivateTmp=yes" },
    /* Switched off, it cannot be the cause. */
    { "exit-code", CLD_EXITED, 1, "PrivateTmp=no|ProtectSystem=no|ProtectHome=yes",
      "ProtectHome=yes" },
    { "exit-code", CLD_EXITED, 226, "PrivateTmp=no", "" },
    { NULL, 0, 0, "PrivateTmp=yes", "PrivateTmp=yes" },
    { "exit-code", CLD_EXITED, 1, "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) changes =
          cases[i].changes[0] != '\0' ? read_changes (cases[i].changes) : g_ptr_array_new ();
      g_autoptr (GPtrArray) suspects =
          hn_exit_suspects (cases[i].result, cases[i].code, cases[i].status, changes);
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint s = 0; s < suspects->len; s++)
        {
          const HnChange *change = suspects->pdata[s];

          g_assert_true (g_ptr_array_find (changes, change, NULL));
          g_string_append_printf (text, "%s%s=%s", s > 0 ? "|" : "",
                                  hn_directive_get (change->directive)->name, change->value);
        }
      g_test_message ("%s %d %d %s", cases[i].result, cases[i].code, cases[i].status,
                      cases[i].changes);
      g_assert_cmpstr (text->str, ==, cases[i].suspects);
    }
}

/* Every writable directive that restricts something is suspected by somebody. */
static void
test_nobody_forgotten (void)
{
  static const char *const results[] = { "timeout", "protocol", "watchdog", "oom-kill",
                                         "resources" };

  for (guint d = 0; d < HN_N_DIRECTIVES; d++)
    {
      const HnDirective *row = hn_directive_get (d);
      g_autofree char *word = NULL;
      g_autoptr (GPtrArray) changes = NULL;
      gboolean found = FALSE;

      if (!(row->flags & HN_DIRECTIVE_WRITABLE) || d == HN_DIRECTIVE_TIMEOUT_CLEAN_SEC ||
          d == HN_DIRECTIVE_COREDUMP_FILTER)
        continue;
      word = g_strconcat (row->name, "=x", NULL);
      changes = read_changes (word);
      for (int status = 1; status < 256 && !found; status++)
        {
          g_autoptr (GPtrArray) suspects =
              hn_exit_suspects ("exit-code", CLD_EXITED, status, changes);

          found = suspects->len > 0;
        }
      for (int signal = 1; signal < 32 && !found; signal++)
        {
          g_autoptr (GPtrArray) suspects = hn_exit_suspects ("signal", CLD_KILLED, signal, changes);

          found = suspects->len > 0;
        }
      for (guint r = 0; r < G_N_ELEMENTS (results) && !found; r++)
        {
          g_autoptr (GPtrArray) suspects =
              hn_exit_suspects (results[r], CLD_KILLED, SIGTERM, changes);

          found = suspects->len > 0;
        }
      g_test_message ("%s", row->name);
      g_assert_true (found);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/exit-status/names", test_names);
  g_test_add_func ("/exit-status/explanations", test_explanations);
  g_test_add_func ("/exit-status/any-numbers", test_any_numbers);
  g_test_add_func ("/exit-status/suspects", test_suspects);
  g_test_add_func ("/exit-status/nobody-forgotten", test_nobody_forgotten);

  return g_test_run ();
}
