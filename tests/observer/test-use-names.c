/* The words for what the kernel counts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "observer/calls.h"
#include "observer/use-names.h"

static void
assert_value (guint kind, guint64 value, const char *expected)
{
  g_autofree char *found = hn_use_dup_value (kind, value, 0);

  g_assert_cmpstr (found, ==, expected);
  g_assert_null (hn_use_dup_value (kind, value, 1));
}

static void
test_values (void)
{
  g_autofree char *first = hn_use_dup_value (HN_TRACE_NAMESPACE, CLONE_NEWUSER | CLONE_NEWNS, 0);
  g_autofree char *second = hn_use_dup_value (HN_TRACE_NAMESPACE, CLONE_NEWUSER | CLONE_NEWNS, 1);

  assert_value (HN_TRACE_CALL, SYS_openat, "openat");
  assert_value (HN_TRACE_CALL, 1000, "1000");
  assert_value (HN_TRACE_FAMILY, AF_NETLINK, "AF_NETLINK");
  assert_value (HN_TRACE_FAMILY, 77, "77");
  assert_value (HN_TRACE_CAPABILITY, 21 | (guint64) 17 << 16, "CAP_SYS_ADMIN");
  assert_value (HN_TRACE_CAPABILITY, 63, "63");
  assert_value (HN_TRACE_NAMESPACE, 0, "any");
  assert_value (HN_TRACE_SUID, 06000, "6000");
  assert_value (HN_TRACE_REALTIME, SCHED_FIFO, "fifo");
  g_assert_cmpstr (first, ==, "mnt");
  g_assert_cmpstr (second, ==, "user");
  g_assert_null (hn_use_dup_value (HN_TRACE_NAMESPACE, CLONE_NEWUSER | CLONE_NEWNS, 2));
}

static void
test_kinds (void)
{
  g_assert_cmpstr (hn_use_get_kind (HN_TRACE_CODE), ==, "code");
  g_assert_cmpstr (hn_use_get_access (HN_TRACE_WRITE | HN_TRACE_DEVICE | HN_TRACE_ASKED), ==,
                   "write");
}

static void
test_calls (void)
{
  struct hn_trace_call call = hn_calls_get (SYS_socket);

  g_assert_cmpuint (call.step[0].action, ==, HN_TRACE_DO_FAMILY);
  call = hn_calls_get (SYS_openat);
  g_assert_cmpuint (call.step[0].action, ==, HN_TRACE_DO_OPEN);
  g_assert_cmpuint (call.step[1].action, ==, HN_TRACE_DO_MODE);
  call = hn_calls_get (SYS_read);
  g_assert_cmpuint (call.step[0].action, ==, HN_TRACE_NOTHING);
  /* Those that succeed are counted by the kernel's note of a new program. */
  g_assert_true (hn_calls_get (SYS_execve).only_failed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/use-names/values", test_values);
  g_test_add_func ("/use-names/kinds", test_kinds);
  g_test_add_func ("/use-names/calls", test_calls);

  return g_test_run ();
}
