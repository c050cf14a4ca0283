/* The 81 checks against a copy of the facts they must agree with (tests/data/checks.csv), and the
 * words about them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/catalogue/check.h"
#include "engine/catalogue/syscalls.h"

#include <sched.h>
#include <string.h>

/* The file has no quoted cells. */
static GPtrArray *
read_rows (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "checks.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i]), ",", -1);

      if (g_strv_length (cells) == 7)
        g_ptr_array_add (rows, g_steal_pointer (&cells));
    }

  return rows;
}

static void
test_facts (void)
{
  g_autoptr (GPtrArray) rows = read_rows ();
  guint sum = 0;

  g_assert_cmpuint (rows->len, ==, HN_N_CHECKS);
  for (guint i = 0; i < rows->len; i++)
    {
      char **cells = g_ptr_array_index (rows, i);
      const HnCheck *check = hn_check_get (i);

      g_assert_cmpstr (check->id, ==, cells[0]);
      g_assert_cmpstr (check->json_field, ==, cells[1]);
      g_assert_cmpuint (check->weight, ==, g_ascii_strtoull (cells[2], NULL, 10));
      g_assert_cmpuint (check->range, ==, g_ascii_strtoull (cells[3], NULL, 10));
      g_assert_cmpint (check->only_with_default_dependencies, ==, g_str_equal (cells[6], "yes"));
      sum += check->weight;
    }
  g_assert_cmpuint (sum, ==, 56460);
}

/* The parameters, spelt as in the facts, worked out anew from the masks. */
static void
test_parameters (void)
{
  static const struct
  {
    const char *name;
    guint number;
  } capabilities[] = {
    { "CAP_CHOWN", 0 },
    { "CAP_DAC_OVERRIDE", 1 },
    { "CAP_DAC_READ_SEARCH", 2 },
    { "CAP_FOWNER", 3 },
    { "CAP_FSETID", 4 },
    { "CAP_KILL", 5 },
    { "CAP_SETGID", 6 },
    { "CAP_SETUID", 7 },
    { "CAP_SETPCAP", 8 },
    { "CAP_LINUX_IMMUTABLE", 9 },
    { "CAP_NET_BIND_SERVICE", 10 },
    { "CAP_NET_BROADCAST", 11 },
    { "CAP_NET_ADMIN", 12 },
    { "CAP_NET_RAW", 13 },
    { "CAP_IPC_LOCK", 14 },
    { "CAP_IPC_OWNER", 15 },
    { "CAP_SYS_MODULE", 16 },
    { "CAP_SYS_RAWIO", 17 },
    { "CAP_SYS_CHROOT", 18 },
    { "CAP_SYS_PTRACE", 19 },
    { "CAP_SYS_PACCT", 20 },
    { "CAP_SYS_ADMIN", 21 },
    { "CAP_SYS_BOOT", 22 },
    { "CAP_SYS_NICE", 23 },
    { "CAP_SYS_RESOURCE", 24 },
    { "CAP_SYS_TIME", 25 },
    { "CAP_SYS_TTY_CONFIG", 26 },
    { "CAP_MKNOD", 27 },
    { "CAP_LEASE", 28 },
    { "CAP_AUDIT_WRITE", 29 },
    { "CAP_AUDIT_CONTROL", 30 },
    { "CAP_SETFCAP", 31 },
    { "CAP_MAC_OVERRIDE", 32 },
    { "CAP_MAC_ADMIN", 33 },
    { "CAP_SYSLOG", 34 },
    { "CAP_WAKE_ALARM", 35 },
    { "CAP_BLOCK_SUSPEND", 36 },
    { "CAP_AUDIT_READ", 37 },
    { "CAP_BPF", 39 },
  };
  static const struct
  {
    const char *name;
    guint64 flag;
  } namespaces[] = {
    { "CLONE_NEWNS", 0x00020000 },   { "CLONE_NEWCGROUP", 0x02000000 },
    { "CLONE_NEWUTS", 0x04000000 },  { "CLONE_NEWIPC", 0x08000000 },
    { "CLONE_NEWUSER", 0x10000000 }, { "CLONE_NEWPID", 0x20000000 },
    { "CLONE_NEWNET", 0x40000000 },
  };
  g_autoptr (GPtrArray) rows = read_rows ();

  for (guint i = 0; i < rows->len; i++)
    {
      char **cells = g_ptr_array_index (rows, i);
      const HnCheck *check = hn_check_get (i);

      if (g_str_equal (cells[4], "capability-bounding-set"))
        {
          g_auto (GStrv) words = g_strsplit (cells[5], " ", -1);
          guint64 mask = 0;

          for (guint w = 0; words[w] != NULL; w++)
            for (guint c = 0; c < G_N_ELEMENTS (capabilities); c++)
              if (g_str_equal (words[w], capabilities[c].name))
                mask |= G_GUINT64_CONSTANT (1) << capabilities[c].number;
          g_assert_cmpint (check->rule, ==, HN_RULE_CAPABILITIES);
          g_assert_cmphex (mask, !=, 0);
          g_assert_cmphex (check->parameter, ==, mask);
        }
      else if (g_str_equal (cells[4], "restrict-namespaces"))
        {
          guint64 mask = 0;

          for (guint n = 0; n < G_N_ELEMENTS (namespaces); n++)
            if (g_str_equal (cells[5], namespaces[n].name))
              mask = namespaces[n].flag;
          g_assert_cmpint (check->rule, ==, HN_RULE_NAMESPACES);
          g_assert_cmphex (check->parameter, ==, mask);
        }
      else if (g_str_equal (cells[4], "system-call-filter"))
        {
          g_assert_cmpint (check->rule, ==, HN_RULE_SYSCALLS);
          g_assert_cmpstr (hn_syscall_group_get_name ((HnSyscallGroup) check->parameter), ==,
                           cells[5]);
          g_assert_cmpstr (check->item, ==, cells[5]);
        }
      else if (g_str_has_prefix (cells[1], "RestrictAddressFamilies_"))
        g_assert_cmpint (check->rule, ==, HN_RULE_ADDRESS_FAMILIES);
      else if (g_str_equal (cells[4], "bool"))
        g_assert_cmpint (check->rule, ==,
                         g_str_equal (cells[5], "bad when set") ? HN_RULE_SET : HN_RULE_UNSET);
      else
        g_assert_cmphex (check->parameter, ==, 0);
    }
}

/* Each family has one row, so that an assessment can find the row of a bit. */
static void
test_families (void)
{
  guint64 seen = 0;
  guint n = 0;

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnCheck *check = hn_check_get (i);

      if (check->rule != HN_RULE_ADDRESS_FAMILIES)
        continue;
      g_assert_cmphex (seen & check->parameter, ==, 0);
      seen |= check->parameter;
      n++;
    }
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmphex (seen, ==,
                   HN_FAMILY_INET | HN_FAMILY_UNIX | HN_FAMILY_NETLINK | HN_FAMILY_PACKET |
                       HN_FAMILY_OTHER);
}

static void
test_find (void)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    g_assert_cmpint (hn_check_find (hn_check_get (i)->json_field), ==, (int) i);

  /* The stray bracket is part of the key. */
  g_assert_cmpint (hn_check_find ("CapabilityBoundingSet_CAP_NET_BIND_SERVICE_BROADCAST_RAW)"), >=,
                   0);
  g_assert_cmpint (hn_check_find ("CapabilityBoundingSet_CAP_NET_BIND_SERVICE_BROADCAST_RAW"), ==,
                   -1);
  g_assert_cmpint (hn_check_find ("privatetmp"), ==, -1);
  g_assert_cmpint (hn_check_find (""), ==, -1);
}

/* The directive is the one that the id begins with, and the item the rest behind the tilde. */
static void
test_directives (void)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnCheck *check = hn_check_get (i);
      const HnDirective *directive = hn_directive_get (check->directive);
      const char *tilde = strchr (check->id, '~');

      g_assert_true (g_str_has_prefix (check->id, directive->name));
      g_assert_true (check->id[strlen (directive->name)] == '=');
      g_assert_cmpstr (check->item, ==, tilde == NULL ? NULL : tilde + 1);
    }
}

/* What a person switches on, in one grammar: otherwise a switch that is off stands beside
 * "Cannot…". */
static void
assert_begins_with_verb (const char *title)
{
  const char *const verbs[] = { "Allow ",  "Block ", "Confine ",  "Cut ",   "Hide ",
                                "Hold ",   "Keep ",  "Leave ",    "Limit ", "Lock ",
                                "Remove ", "Run ",   "Separate ", "Start ", "Take " };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_has_prefix (title, verbs[i]))
      return;

  g_error ("This names no protection: %s", title);
}

static void
test_words (void)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnCheck *check = hn_check_get (i);
      const char *const sentences[] = { check->good, check->bad };

      g_test_message ("%s", check->json_field);
      g_assert_cmpuint (strlen (check->title), >, 10);
      g_assert_cmpuint (strlen (check->title), <=, 60);
      assert_begins_with_verb (check->title);
      g_assert_false (g_str_has_suffix (check->title, "."));
      for (guint s = 0; s < G_N_ELEMENTS (sentences); s++)
        {
          g_assert_cmpuint (strlen (sentences[s]), >, 20);
          g_assert_true (g_str_has_suffix (sentences[s], "."));
          g_assert_null (strstr (sentences[s], ". "));
          g_assert_null (strstr (sentences[s], "  "));
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/check/facts", test_facts);
  g_test_add_func ("/check/parameters", test_parameters);
  g_test_add_func ("/check/families", test_families);
  g_test_add_func ("/check/find", test_find);
  g_test_add_func ("/check/directives", test_directives);
  g_test_add_func ("/check/words", test_words);

  return g_test_run ();
}
