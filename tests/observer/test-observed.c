/* What is kept of what a service did: merged, in one form, bounded, and the same after a file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "observer/observed.h"
#include "protocol/observer1.h"

static void
add (HnObserved *observed, const char *kind, const char *value, const char *path, guint64 last)
{
  HnObservedUse use = { .kind = kind,
                        .value = (char *) value,
                        .path = (char *) path,
                        .count = 2,
                        .last = last,
                        .program = (char *) "prog" };

  hn_observed_add (observed, &use);
}

static void
assert_text (const HnObserved *observed, const char *part)
{
  g_autofree char *text = hn_observed_to_text (observed, FALSE);

  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in %s", part, text);
}

static void
test_merged (void)
{
  g_autoptr (HnObserved) observed = hn_observed_new ("sum");

  add (observed, HN_USE_FAMILY, "AF_UNIX", "", 5);
  add (observed, HN_USE_FAMILY, "AF_UNIX", "", 9);
  add (observed, HN_USE_FAMILY, "AF_INET", "", 7);
  g_assert_cmpuint (g_hash_table_size (observed->uses), ==, 2);
  assert_text (observed, "Use\tfamily\t0\tAF_UNIX\t4\t9\tprog\t\n");
}

static void
test_paths (void)
{
  g_autoptr (HnObserved) observed = hn_observed_new ("");

  add (observed, HN_USE_READ, "", "/etc/./x/../hosts", 1);
  add (observed, HN_USE_READ, "", "/proc/17/status", 1);
  add (observed, HN_USE_READ, "", "/proc/18/task/19/stat", 1);
  add (observed, HN_USE_READ, HN_USE_OWN, "/proc/20/maps", 1);
  assert_text (observed, "\t/etc/hosts\n");
  assert_text (observed, "\t/proc/PID/status\n");
  assert_text (observed, "\t/proc/PID/task/TID/stat\n");
  assert_text (observed, "\t/proc/self/maps\n");
}

static void
test_bounded (void)
{
  g_autoptr (HnObserved) observed = hn_observed_new ("");

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *path = g_strdup_printf ("/srv/%u", i);

      add (observed, HN_USE_READ, "", path, i);
    }
  g_assert_cmpuint (g_hash_table_size (observed->uses), ==, HN_OBSERVED_MAX_ENTRIES + 1);
  assert_text (observed, "\t/srv/*\n");
  for (guint i = 0; i < 2 * HN_OBSERVED_MAX_USES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/srv/%u/x", i);

      add (observed, HN_USE_READ, "", path, i);
    }
  g_assert_cmpuint (g_hash_table_size (observed->uses), ==, HN_OBSERVED_MAX_USES);
  g_assert_cmpuint (observed->lost, >, HN_OBSERVED_MAX_USES);
  g_assert_cmpuint (g_hash_table_size (observed->folders), <=, HN_OBSERVED_MAX_USES);
}

static void
test_file (void)
{
  g_autoptr (HnObserved) observed = hn_observed_new ("sum");
  g_autoptr (HnObserved) again = NULL;
  g_autoptr (HnObserved) open = NULL;
  g_autofree char *text = NULL;
  g_autofree char *open_text = NULL;
  g_autofree char *text_again = NULL;

  observed->since = 1;
  observed->until = 2;
  observed->watched = 3;
  observed->starts = 4;
  observed->last_start = 5;
  observed->lost = 6;
  observed->blind = TRUE;
  add (observed, HN_USE_READ, "", "/srv/a\tb\nc\x01\xff", 8);
  add (observed, HN_USE_CAPABILITY, "CAP_CHOWN", "", 9);
  text = hn_observed_to_text (observed, FALSE);
  again = hn_observed_new_from_text (text);
  g_assert_nonnull (again);
  text_again = hn_observed_to_text (again, FALSE);
  g_assert_cmpstr (text, ==, text_again);
  g_assert_false (again->cut);
  /* Nobody looked, which is not the same as not seen. */
  g_assert_true (again->blind);

  /* One that was never closed. */
  open_text = hn_observed_to_text (observed, TRUE);
  open = hn_observed_new_from_text (open_text);
  g_assert_true (open->cut);
}

static void
test_damaged (void)
{
  static const char *const texts[] = {
    "",
    "Version\t2\n",
    "Version\t1\nUse\tfamily\t0\n",
    "Version\t1\nUse\tnothing\t0\tx\t1\t1\tp\t\n",
    "Version\t1\nElse\t1\n",
    "Version\n",
    "Version 1\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (HnObserved) observed = hn_observed_new_from_text (texts[i]);

      if (observed != NULL)
        g_error ("text %u is taken", i);
    }
}

/* Names of files may hold what no message can. */
static void
test_message (void)
{
  g_autoptr (HnObserved) observed = hn_observed_new ("");
  sd_bus_message *message = NULL;
  sd_bus *bus = NULL;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  g_assert_cmpint (sd_bus_new (&bus), >=, 0);
  g_assert_cmpint (sd_bus_set_fd (bus, fds[0], fds[0]), >=, 0);
  g_assert_cmpint (sd_bus_start (bus), >=, 0);
  g_assert_cmpint (sd_bus_message_new_method_call (bus, &message, "a.b", "/", "a.b", "C"), >=, 0);
  add (observed, HN_USE_READ, "", "/srv/\xff", 1);
  add (observed, HN_USE_READ, "", "/srv/\xef\xbf\xbe", 1);
  add (observed, HN_USE_READ, "", "/srv/\xef\xb7\x90", 1);
  add (observed, HN_USE_READ, "", "/srv/\xf0\x9f\xbf\xbf", 1);
  g_assert_cmpint (hn_observed_append_uses (observed, message), >=, 0);

  sd_bus_message_unref (message);
  sd_bus_close (bus);
  sd_bus_unref (bus);
  close (fds[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/observed/merged", test_merged);
  g_test_add_func ("/observed/paths", test_paths);
  g_test_add_func ("/observed/bounded", test_bounded);
  g_test_add_func ("/observed/file", test_file);
  g_test_add_func ("/observed/damaged", test_damaged);
  g_test_add_func ("/observed/message", test_message);

  return g_test_run ();
}
