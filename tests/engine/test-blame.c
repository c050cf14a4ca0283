/* Who is to blame when a service does not come through a change: twelve new lines each, and what
 * such a service writes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <string.h>

#include "engine/blame.h"
#include "engine/validate.h"
#include "engine/unit-file.h"
#include "engine/what-if.h"

static const char twelve[] =
    "[Service]\nProtectSystem=strict\nProtectHome=yes\nPrivateTmp=yes\nPrivateDevices=yes\n"
    "ProtectKernelTunables=yes\nPrivateNetwork=yes\nRestrictAddressFamilies=AF_UNIX AF_INET\n"
    "RestrictNamespaces=yes\nMemoryDenyWriteExecute=yes\nCapabilityBoundingSet=\n"
    "LimitNOFILE=64\nSystemCallFilter=~@clock @mount\n";

typedef struct
{
  const char *journal; /* lines with "|" between */
  const char *first;   /* the line to blame */
  gboolean narrowed;
} Case;

static const Case cases[] = {
  { "OSError: [Errno 97] Address family not supported by protocol", "RestrictAddressFamilies",
    TRUE },
  { "socket() failed (97: Address family not supported by protocol)", "RestrictAddressFamilies",
    TRUE },
  { "Starting.|FATAL: could not open file \"/var/lib/x/lock\": Read-only file system",
    "ProtectSystem", TRUE },
  { "PermissionError: [Errno 13] Permission denied: '/home/web/site'", "ProtectHome", TRUE },
  { "FileNotFoundError: [Errno 2] No such file or directory: '/home/web/site'", "ProtectHome",
    TRUE },
  { "open(\"/proc/sys/vm/swappiness\"): Read-only file system", "ProtectKernelTunables", TRUE },
  { "cannot open /dev/sda: No such file or directory", "PrivateDevices", TRUE },
  { "cannot find /tmp/shared/socket: No such file or directory", "PrivateTmp", TRUE },
  { "connect to 10.0.0.1 failed: Network is unreachable", "PrivateNetwork", TRUE },
  { "bind(): Cannot assign requested address", "PrivateNetwork", TRUE },
  { "Temporary failure in name resolution", "PrivateNetwork", TRUE },
  { "unshare failed: Operation not permitted", "RestrictNamespaces", TRUE },
  { "mprotect: Operation not permitted", "MemoryDenyWriteExecute", TRUE },
  { "bind to port 80: Permission denied", "CapabilityBoundingSet", TRUE },
  { "accept4() failed: Too many open files", "LimitNOFILE", TRUE },
  { "setgroups: Operation not permitted", "CapabilityBoundingSet", TRUE },
  { "error: os error 30", "ProtectSystem", TRUE },
  { "exit EAFNOSUPPORT", "RestrictAddressFamilies", TRUE },
  { "web.service: Main process exited, code=killed, status=31/SYS", "SystemCallFilter", TRUE },
};

static HnBlame *
blame (const char *text,
       const char *journal,
       const char *result,
       int code,
       int status,
       GPtrArray **ret_changes)
{
  const HnUnitContext context = { .unit = "web.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  g_autoptr (HnSettings) vendor = hn_settings_new (&context);
  g_autoptr (HnSettings) changed = NULL;
  g_auto (GStrv) lines = g_strsplit (journal, "|", -1);
  g_autoptr (GError) error = NULL;
  HnEnd end = { result, code, status, (const char *const *) lines };

  *ret_changes = hn_validate_change_text (text, strlen (text), 257, &error);
  g_assert_no_error (error);
  changed = hn_what_if (vendor, *ret_changes);

  return hn_blame_find (&end, changed, *ret_changes);
}

static const char *
get_name (const HnBlame *found, guint index)
{
  const HnSuspect *suspect = found->suspects->pdata[index];

  return hn_directive_get (suspect->change->directive)->name;
}

static void
test_case (gconstpointer data)
{
  const Case *item = data;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (HnBlame) found = blame (twelve, item->journal, "exit-code", CLD_EXITED, 1, &changes);
  const HnSuspect *first;

  g_assert_cmpuint (found->suspects->len, >, 0);
  g_assert_cmpstr (get_name (found, 0), ==, item->first);
  g_assert_cmpint (found->narrowed, ==, item->narrowed);
  first = found->suspects->pdata[0];
  g_assert_nonnull (first->proof);
  g_assert_nonnull (strstr (item->journal, first->proof));
  g_assert_cmpuint (found->suspects->len, <, changes->len);
}

/* Nothing that tells: it is one of these, all of them. */
static void
test_silent (void)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (HnBlame) found = blame (twelve, "Bye.", "exit-code", CLD_EXITED, 1, &changes);

  g_assert_false (found->narrowed);
  g_assert_cmpuint (found->suspects->len, ==, changes->len);
  g_assert_null (((const HnSuspect *) found->suspects->pdata[0])->proof);
}

/* Only a filter of calls sends this signal. */
static void
test_signal (void)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (HnBlame) found = blame (twelve, "", "signal", CLD_DUMPED, SIGSYS, &changes);

  g_assert_true (found->narrowed);
  g_assert_cmpuint (found->suspects->len, ==, 1);
  g_assert_cmpstr (get_name (found, 0), ==, "SystemCallFilter");
}

/* One that kills cannot have made a call fail, one with an error number can. */
static void
test_filter_with_error (void)
{
  static const char kills[] =
      "[Service]\nSystemCallFilter=~@clock\nCapabilityBoundingSet=\nProtectHome=yes\n";
  static const char fails[] = "[Service]\nSystemCallFilter=~@clock\nProtectHome=yes\n"
                              "SystemCallErrorNumber=EPERM\n";
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (HnBlame) first =
      blame (kills, "chroot: Operation not permitted", "exit-code", CLD_EXITED, 1, &changes);
  g_autoptr (HnBlame) second =
      blame (fails, "chroot: Operation not permitted", "exit-code", CLD_EXITED, 1, &others);

  g_assert_cmpuint (first->suspects->len, ==, 1);
  g_assert_cmpstr (get_name (first, 0), ==, "CapabilityBoundingSet");
  g_assert_cmpuint (second->suspects->len, ==, 1);
  g_assert_cmpstr (get_name (second, 0), ==, "SystemCallFilter");
}

/* systemd could not set the sandbox up: the program has had no say. */
static void
test_namespace (void)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (HnBlame) found =
      blame (twelve, "Address family not supported", "exit-code", CLD_EXITED, 226, &changes);

  g_assert_true (found->narrowed);
  for (guint i = 0; i < found->suspects->len; i++)
    g_assert_cmpstr (get_name (found, i), !=, "RestrictAddressFamilies");
}

/* Bytes that are no text, and a line without an end. */
static void
test_bad_journal (void)
{
  g_autofree char *endless = g_strnfill (1 << 20, '/');
  g_autofree char *journal =
      g_strconcat ("\xff\xfe /\xff: Permission denied|errno |(|", endless, NULL);
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (HnBlame) found = blame (twelve, journal, NULL, 0, 0, &changes);

  g_assert_cmpuint (found->suspects->len, >, 0);
}

/* What is in force already, by Hardnut's own line or by anybody's, is not new. */
static void
test_new (void)
{
  static const char *const own[] = { "ProtectHome=yes", NULL };
  static const char *const unit[] = { "PrivateTmp=yes", "RestrictAddressFamilies=AF_UNIX",
                                      "ProtectHome=yes", NULL };
  static const char *const all[] = { "ProtectHome=yes", "PrivateTmp=yes", "ProtectSystem=strict",
                                     "RestrictAddressFamilies=AF_INET", NULL };
  const HnUnitContext context = { .unit = "web.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  g_autoptr (GPtrArray) present = hn_drop_in_parse_changes (own, NULL);
  g_autoptr (GPtrArray) file = hn_drop_in_parse_changes (unit, NULL);
  g_autoptr (GPtrArray) changes = hn_drop_in_parse_changes (all, NULL);
  g_autoptr (HnSettings) vendor = hn_settings_new (&context);
  g_autoptr (HnSettings) before = hn_what_if (vendor, file);
  g_autoptr (HnSettings) after = hn_what_if (vendor, changes);
  g_autoptr (GPtrArray) new = hn_blame_list_new (changes, present, before, after);
  g_autoptr (GPtrArray) unknown = hn_blame_list_new (changes, present, NULL, NULL);

  g_assert_cmpuint (new->len, ==, 2);
  g_assert_true (new->pdata[0] == changes->pdata[2]);
  g_assert_true (new->pdata[1] == changes->pdata[3]);
  g_assert_cmpuint (unknown->len, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/blame/case/%u", i);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/blame/silent", test_silent);
  g_test_add_func ("/blame/signal", test_signal);
  g_test_add_func ("/blame/filter-with-error", test_filter_with_error);
  g_test_add_func ("/blame/namespace", test_namespace);
  g_test_add_func ("/blame/bad-journal", test_bad_journal);
  g_test_add_func ("/blame/new", test_new);

  return g_test_run ();
}
