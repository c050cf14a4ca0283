/* Which permission is foretold, and how sure that is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/permission.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/unit-file.h"
#include "properties/user-number.h"
#include "source/account.h"

/* An account that nobody has. */
#define ACCOUNT 1234567

/* Starts a process of @uid, which ends with the other end of @ret_end. */
static pid_t
start_process (uid_t uid, int *ret_end)
{
  int told[2], ends[2];
  char byte = 0;
  pid_t pid;

  g_assert_cmpint (pipe (told), ==, 0);
  g_assert_cmpint (pipe (ends), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      close (ends[1]);
      if (setresuid (uid, uid, uid) < 0 || write (told[1], &byte, 1) != 1)
        _exit (1);
      _exit (read (ends[0], &byte, 1) != 0);
    }
  close (told[1]);
  close (ends[0]);
  g_assert_cmpint (read (told[0], &byte, 1), ==, 1);
  close (told[0]);
  *ret_end = ends[1];

  return pid;
}

static void
test_accounts (void)
{
  g_autofree char *groups = NULL;
  g_autofree char *own = NULL;
  g_autofree char *shorter = NULL;
  int status, end;
  pid_t pid;

  g_assert_cmpuint (hn_user_number_find ("root"), ==, 0);
  g_assert_cmpuint (hn_user_number_find ("1234"), ==, 1234);
  g_assert_cmpuint (hn_user_number_find ("hardnut-nobody-has-this-name"), ==, G_MAXUINT32);
  g_assert_cmpint (hn_account_is_shared (getuid (), getgid (), NULL), ==, HN_YES);
  g_assert_cmpint (hn_account_is_shared (getuid (), getgid (), "/elsewhere"), ==, HN_YES);
  g_assert_cmpint (hn_account_is_shared (ACCOUNT, ACCOUNT, NULL), ==, HN_NO);
  /* Of a group it is enough that one process has it; of one that is not known nobody can tell. */
  g_assert_cmpint (hn_account_is_shared (ACCOUNT, getgid (), NULL), ==, HN_YES);
  g_assert_cmpint (hn_account_is_shared (ACCOUNT, G_MAXUINT32, NULL), ==, HN_CANNOT_TELL);
  if (geteuid () != 0)
    {
      g_test_message ("only root can start a process of another account; the rest is left out");
      return;
    }

  g_assert_true (g_file_get_contents ("/proc/self/cgroup", &groups, NULL, NULL));
  own = g_strdup (strstr (groups, "0::") + strlen ("0::"));
  g_strchomp (own);
  shorter = g_strndup (own, strlen (own) - 1);
  pid = start_process (ACCOUNT, &end);
  g_assert_cmpint (hn_account_is_shared (ACCOUNT, ACCOUNT, NULL), ==, HN_YES);
  g_assert_cmpint (hn_account_is_shared (ACCOUNT, ACCOUNT, "/elsewhere"), ==, HN_YES);
  g_assert_cmpint (hn_account_is_shared (ACCOUNT, ACCOUNT, own), ==, HN_NO);
  if (*shorter != '\0')
    g_assert_cmpint (hn_account_is_shared (ACCOUNT, ACCOUNT, shorter), ==, HN_YES);
  close (end);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (status, ==, 0);
}

static HnSettings *
load (const char *text)
{
  const HnUnitContext context = { .unit = "web.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  HnSettings *settings = hn_settings_new (&context);

  hn_unit_file_parse (settings, "/etc/systemd/system/web.service", text, strlen (text));
  return settings;
}

static GPtrArray *
changes_new (const char *first, const char *second)
{
  const char *const words[] = { first, second, NULL };
  GPtrArray *changes = hn_drop_in_parse_changes (words, NULL);

  g_assert_nonnull (changes);
  return changes;
}

static HnManagerFacts *
facts_new (void)
{
  HnManagerFacts *facts = g_new0 (HnManagerFacts, 1);

  g_atomic_ref_count_init (&facts->ref_count);
  facts->names = g_strsplit ("web.service", " ", 0);
  facts->unit = hn_unit_new ("web.service");
  /* An account of every Debian in whose name nothing runs, here neither. */
  facts->unit->settings = load ("[Service]\nExecStart=/bin/a\nUser=games\nPrivateTmp=yes\n");
  facts->uid = ACCOUNT;
  facts->slice_denies = HN_NO;
  facts->limits[HN_DIRECTIVE_TASKS_MAX] = (HnLiveLimit){ .known = TRUE, .soft = 100, .hard = 100 };

  return facts;
}

static void
test_foretold (void)
{
  static const struct
  {
    const char *unit, *first, *second;
    int kind;         /* of the first reason; -1 for none */
    const char *left; /* (nullable): the one line that is left when that is left out */
  } cases[] = {
    { "", "PrivateTmp=yes", NULL, -1, NULL },
    { "PrivateTmp=yes\n", "PrivateTmp=no", NULL, HN_WEAKEN_OPENS, NULL },
    { "PrivateTmp=yes\n", "PrivateTmp=no", "UMask=0077", HN_WEAKEN_OPENS, "UMask=0077" },
    { "", "TasksMax=50", NULL, -1, NULL },
    { "", "TasksMax=200", "UMask=0077", HN_WEAKEN_LIMIT, "UMask=0077" },
    { "User=games\n", "RemoveIPC=yes", "UMask=0077", -1, NULL },
    /* Home folders are closed to the helper: who can put a link there, it cannot tell. */
    { "", "InaccessiblePaths=/home", NULL, -1, NULL },
    { "", "InaccessiblePaths=/home/somebody", NULL, HN_WEAKEN_HIDES, NULL },
    { "", "InaccessiblePaths=/root/x", "UMask=0077", HN_WEAKEN_HIDES, "UMask=0077" },
    { "", "InaccessiblePaths=/homes", NULL, -1, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("[Service]\nExecStart=/bin/a\n%s", cases[i].unit);
      g_autoptr (HnSettings) unfinished = load (text);
      g_autoptr (GPtrArray) changes = changes_new (cases[i].first, cases[i].second);
      g_autoptr (HnManagerFacts) facts = facts_new ();
      g_autoptr (HnPermission) permission = hn_permission_find (facts, unfinished, NULL, changes);

      g_test_message ("%s", cases[i].first);
      g_assert_true (permission->certain);
      g_assert_cmpint (permission->reasons->len > 0, ==, cases[i].kind >= 0);
      if (cases[i].kind >= 0)
        g_assert_cmpint (((HnWeakening *) permission->reasons->pdata[0])->kind, ==, cases[i].kind);
      if (cases[i].left == NULL)
        {
          g_assert_null (permission->rest);
        }
      else
        {
          g_autofree char *left = hn_drop_in_to_text (permission->rest);
          g_autofree char *expected = g_strdup_printf ("[Service]\n%s\n", cases[i].left);

          g_assert_cmpstr (left, ==, expected);
        }
    }
}

/* What only the helper can look at makes a claim a guess, and nothing else does. */
static void
test_sharing (void)
{
  g_autoptr (HnSettings) unfinished = load ("[Service]\nExecStart=/bin/a\nUser=games\n");
  g_autoptr (GPtrArray) changes = changes_new ("RemoveIPC=yes", NULL);
  g_autoptr (HnManagerFacts) facts = facts_new ();
  g_autoptr (HnPermission) permission = NULL;
  int end = -1;
  pid_t pid = 0;

  /* That of this very program, which runs elsewhere; as root, of another one. */
  if (getuid () == 0)
    pid = start_process (ACCOUNT, &end);
  else
    facts->uid = getuid ();
  permission = hn_permission_find (facts, unfinished, NULL, changes);
  if (pid != 0)
    {
      close (end);
      g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
    }
  g_assert_true (permission->certain);
  g_assert_cmpuint (permission->reasons->len, ==, 1);
  g_assert_cmpint (((HnWeakening *) permission->reasons->pdata[0])->kind, ==, HN_WEAKEN_IPC);
}

static void
test_certain (void)
{
  g_autoptr (HnSettings) unfinished =
      load ("[Service]\nExecStart=/bin/a\nUser=games\nPrivateTmp=yes\n");
  g_autoptr (GPtrArray) ipc = changes_new ("IPAddressAllow=localhost", "IPAddressDeny=any");
  g_autoptr (GPtrArray) both = changes_new ("IPAddressAllow=localhost", "PrivateTmp=no");
  g_autoptr (GPtrArray) tasks = changes_new ("TasksMax=100", NULL);
  g_autoptr (GPtrArray) strict = changes_new ("NoNewPrivileges=yes", NULL);
  g_autoptr (HnManagerFacts) facts = facts_new ();
  g_autoptr (HnPermission) unsure = NULL, sure = NULL, unasked = NULL, plain = NULL;

  facts->slice_denies = HN_CANNOT_TELL;
  unsure = hn_permission_find (facts, unfinished, NULL, ipc);
  g_assert_cmpuint (unsure->reasons->len, ==, 1);
  g_assert_false (unsure->certain);
  sure = hn_permission_find (facts, unfinished, NULL, both);
  g_assert_cmpuint (sure->reasons->len, >, 1);
  g_assert_true (sure->certain);
  /* Without a manager no limit is known. */
  unasked = hn_permission_find (NULL, unfinished, NULL, tasks);
  g_assert_false (unasked->certain);
  plain = hn_permission_find (NULL, unfinished, NULL, strict);
  g_assert_cmpuint (plain->reasons->len, ==, 0);
  g_assert_false (plain->certain);
}

static void
found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(HnPermission **) user_data = hn_permission_find_finish (result, NULL);
}

/* The thread has copies of its own. */
static void
test_thread (void)
{
  HnSettings *unfinished = load ("[Service]\nExecStart=/bin/a\nPrivateTmp=yes\n");
  GPtrArray *changes = changes_new ("PrivateTmp=no", "UMask=0077");
  HnManagerFacts *facts = facts_new ();
  HnPermission *permission = NULL;

  hn_permission_find_async (facts, unfinished, NULL, changes, NULL, found_cb, &permission);
  hn_settings_free (unfinished);
  g_ptr_array_unref (changes);
  hn_manager_facts_unref (facts);
  while (permission == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (((HnWeakening *) permission->reasons->pdata[0])->line, ==, "PrivateTmp=no");
  g_assert_cmpuint (permission->rest->len, ==, 1);
  hn_permission_unref (permission);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/permission/accounts", test_accounts);
  g_test_add_func ("/permission/foretold", test_foretold);
  g_test_add_func ("/permission/certain", test_certain);
  g_test_add_func ("/permission/sharing", test_sharing);
  g_test_add_func ("/permission/thread", test_thread);

  return g_test_run ();
}
