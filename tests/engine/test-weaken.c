/* Which permission a change takes, rule by rule of the promise: what opens something, reaches
 * outside the service, or is about what guards the machine takes the stronger one, and nothing else
 * does. Here the rules about lines and values.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "weaken-cases.h"

/* A file that is read behind Hardnut's hides nothing: it may go. And together with it a change may
 * let through what neither of them would. */
static void
test_later_file (void)
{
  static const Setting later_closes = { ROOT_SERVICE "ProtectHome=yes\n", NULL, 0, NULL,
                                        "[Service]\nProtectHome=yes\n" };
  static const Setting later_allows = { ROOT_SERVICE, NULL, 0, NULL,
                                        "[Service]\nCapabilityBoundingSet=CAP_KILL\n" };

  assert_asks (&later_closes, "ProtectHome=read-only\n", HN_WEAKEN_OPENS);
  assert_free (&later_closes, "ProtectClock=yes\n");
  assert_asks (&later_allows, "CapabilityBoundingSet=~CAP_SYS_ADMIN\n", HN_WEAKEN_OPENS);
}

static void
test_ordinary (void)
{
  static const char *const changes[] = {
    "NoNewPrivileges=yes\nProtectSystem=strict\nProtectHome=yes\nPrivateTmp=yes\n",
    "KeyringMode=private\nUMask=0027\nRemoveIPC=yes\n",
    "CapabilityBoundingSet=\n",
    "CapabilityBoundingSet=~CAP_SYS_ADMIN\n",
    "SystemCallFilter=@system-service\nSystemCallFilter=~@privileged\n",
    "SystemCallErrorNumber=EPERM\nSystemCallFilter=@system-service\n",
    "RestrictAddressFamilies=AF_UNIX AF_INET\nRestrictNamespaces=yes\n",
    "IPAddressDeny=any\nIPAddressAllow=localhost\n",
    "SocketBindDeny=any\nSocketBindAllow=tcp:80\n",
    "ProtectSystem=strict\nReadWritePaths=/var/lib/web\n",
    "NoExecPaths=/\nExecPaths=/usr /lib\n",
    "InaccessiblePaths=/srv/secret\nTemporaryFileSystem=/srv/other:ro\nReadOnlyPaths=/\n",
    "MemoryMax=1G\nTasksMax=100\nLimitNOFILE=512\nLimitCORE=0\n",
    "DevicePolicy=closed\nDeviceAllow=/dev/null rw\nPrivateDevices=yes\n",
    "ProtectProc=invisible\nProcSubset=pid\nPrivateUsers=yes\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      assert_free (&of_user, changes[i]);
      assert_free (&of_root, changes[i]);
    }
}

/* Each writable directive at its weakest value, from its own row, which nobody else had set. */
static void
test_weakest (void)
{
  guint n = 0;

  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    {
      const HnDirective *row = hn_directive_get (i);
      g_autofree char *line = NULL;
      g_autoptr (GPtrArray) changes = NULL;
      g_autoptr (GPtrArray) found = NULL;
      g_autofree char *text = NULL;

      g_assert_true ((row->weakest != NULL) == !!(row->flags & HN_DIRECTIVE_WRITABLE));
      g_assert_true ((row->reach != HN_REACH_UNKNOWN) == !!(row->flags & HN_DIRECTIVE_WRITABLE));
      if (row->weakest == NULL || row->since > 257)
        continue;
      line = g_strdup_printf ("%s=%s\n", row->name, row->weakest);
      text = g_strconcat ("[Service]\n", line, NULL);
      /* An empty text is no value where it is no list. */
      changes = hn_validate_change_text (text, strlen (text), 257, NULL);
      if (changes == NULL)
        {
          g_assert_cmpstr (row->weakest, ==, "");
          continue;
        }
      found = find (&of_user, line);
      if (found->len == 0)
        g_error ("%s is taken for a protection", line);
      n++;
    }
  g_test_message ("%u weakest values", n);
  g_assert_cmpuint (n, >, 75);
}

static void
test_weakest_by_hand (void)
{
  static const char *const lines[] = {
    "ProtectSystem=no\n",
    "CapabilityBoundingSet=~\n",
    "SystemCallFilter=\n",
    "SystemCallFilter=\nSystemCallFilter=@system-service\n",
    "RestrictAddressFamilies=\n",
    "RestrictNamespaces=no\n",
    "ReadWritePaths=/var\n",
    "ReadWritePaths=/var\nReadOnlyPaths=/srv\n",
    "ExecPaths=/usr\n",
    "IPAddressAllow=any\n",
    "IPAddressAllow=10.0.0.0/8\nIPAddressDeny=192.168.0.0/16\n",
    "SocketBindAllow=tcp:80\n",
    "UMask=0000\n",
    "KeyringMode=shared\n",
    "NotifyAccess=all\n",
    "LimitNOFILE=infinity\n",
    "TasksMax=infinity\n",
    "MemoryMax=infinity\n",
    "SystemCallErrorNumber=EPERM\n",
    "DevicePolicy=auto\n",
    "DeviceAllow=/dev/mem rwm\n",
    /* All there is. */
    "SystemCallFilter=@known\n",
    "SystemCallArchitectures=native x86 x32\n",
    "SystemCallArchitectures=arm\n",
    "AllowedCPUs=0-8191\n",
    "AllowedMemoryNodes=0-4095 4096-8191\n",
    "MemoryMax=100%\n",
    "MemoryHigh=100%\n",
    "TasksMax=100%\n",
    /* What is left of these is nothing, of which systemd makes no list. */
    "RestrictFileSystems=ext4\nRestrictFileSystems=~ext4\n",
    "RestrictNetworkInterfaces=lo\nRestrictNetworkInterfaces=~lo\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GPtrArray) for_user = find (&of_user, lines[i]);
      g_autoptr (GPtrArray) for_root = find (&of_root, lines[i]);

      if (for_user->len == 0 || for_root->len == 0)
        g_error ("“%s” is taken for a protection", lines[i]);
    }
}

static void
test_opens (void)
{
  const Setting vendor = { USER_SERVICE "ProtectHome=yes\nNoNewPrivileges=yes\n"
                                        "SystemCallFilter=@system-service\nUMask=0077\n"
                                        "CapabilityBoundingSet=CAP_CHOWN\nMemoryMax=1G\n",
                           NULL, 0, NULL };

  assert_asks (&vendor, "ProtectHome=read-only\n", HN_WEAKEN_OPENS);
  assert_asks (&vendor, "NoNewPrivileges=no\n", HN_WEAKEN_OPENS);
  assert_asks (&vendor, "SystemCallFilter=@mount\n", HN_WEAKEN_OPENS);
  assert_asks (&vendor, "UMask=0027\n", HN_WEAKEN_OPENS);
  assert_asks (&vendor, "CapabilityBoundingSet=CAP_KILL\n", HN_WEAKEN_OPENS);
  assert_asks (&vendor, "MemoryMax=2G\n", HN_WEAKEN_OPENS);
  assert_free (&vendor, "ProtectHome=yes\nUMask=0177\nMemoryMax=512M\nSystemCallFilter=~@mount\n");
  assert_asks (&strict_user, "PrivateTmp=yes\n", HN_WEAKEN_OPENS);
}

/* What kills a program that tries leaves it no second try, and an error does. */
static void
test_call_errors (void)
{
  const Setting kills = { USER_SERVICE "SystemCallFilter=~@mount\n", NULL, 0, NULL };
  const Setting fails = { USER_SERVICE "SystemCallFilter=~mount:EPERM umount2:EPERM swapon\n", NULL,
                          0, NULL };
  const Setting kills_again = { USER_SERVICE
                                "SystemCallFilter=~mount:EPERM\nSystemCallFilter=~@mount\n",
                                NULL, 0, NULL };

  assert_asks (&kills, "SystemCallFilter=~mount:EPERM\n", HN_WEAKEN_OPENS);
  assert_asks (&kills, "SystemCallFilter=~@mount:ENOSYS\n", HN_WEAKEN_OPENS);
  assert_free (&kills, "SystemCallFilter=~@mount:kill\nSystemCallFilter=~@swap:EPERM\n");
  assert_free (&fails, "SystemCallFilter=~mount:EPERM\n");
  assert_asks (&fails, "SystemCallFilter=~swapon:EPERM\n", HN_WEAKEN_OPENS);
  assert_asks (&kills_again, "SystemCallFilter=~mount:EPERM\n", HN_WEAKEN_OPENS);
}

static void
test_folders (void)
{
  static const char *const lines[] = {
    "StateDirectory=web\n",        "StateDirectory=web/a/b\n",
    "RuntimeDirectory=other\n",    "CacheDirectory=web\n",
    "LogsDirectory=web\n",         "ConfigurationDirectory=web\n",
    "StateDirectoryMode=0700\n",   "RuntimeDirectoryPreserve=no\n",
    "RuntimeDirectoryMode=0700\n", "ConfigurationDirectoryMode=0700\n",
    "LogsDirectoryMode=0750\n",    "CacheDirectoryMode=0700\n",
  };
  const Setting own = { USER_SERVICE, "StateDirectory=web\n", 1000, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    assert_asks (&of_user, lines[i], HN_WEAKEN_FOLDER);
  assert_asks (&own, "PrivateTmp=yes\n", HN_WEAKEN_FOLDER);
  assert_free (&own, "StateDirectory=web\nPrivateTmp=yes\n");
}

static void
test_keepers (void)
{
  const Setting others = { USER_SERVICE, "ProtectHome=yes\nPrivateTmp=yes\n", 1001, NULL };
  const Setting own = { USER_SERVICE, "ProtectHome=yes\nReadWritePaths=/home/a\nPrivateTmp=yes\n",
                        1000, NULL };
  const Setting nobodys = { USER_SERVICE, "ProtectHome=yes\n", HN_KEEPER_NONE, NULL };

  assert_asks (&others, "PrivateTmp=yes\n", HN_WEAKEN_LINE_GOES);
  assert_asks (&others, "", HN_WEAKEN_LINE_GOES);
  assert_asks (&others, "ProtectHome=read-only\nPrivateTmp=yes\n", HN_WEAKEN_LINE_GOES);
  assert_free (&others, "ProtectHome=yes\nPrivateTmp=yes\nNoNewPrivileges=yes\n");
  assert_asks (&others, "ProtectHome=yes\nPrivateTmp=yes\nReadWritePaths=/home/a\n",
               HN_WEAKEN_EXCEPTION);
  assert_free (&own, "");
  assert_free (&own, "ProtectHome=read-only\nReadWritePaths=/home/a\n");
  assert_asks (&own, "ReadWritePaths=/home/a\n", HN_WEAKEN_WEAKEST);
  assert_asks (&nobodys, "", HN_WEAKEN_LINE_GOES);
}

static void
assert_left (const Setting *setting, const char *lines, const char *expected)
{
  g_auto (Question) question = make_question (setting);
  g_autoptr (GPtrArray) changes = read_changes (lines);
  g_autoptr (GPtrArray) left = hn_weaken_leave_out (&question.context, changes);
  g_autofree char *got = left != NULL ? hn_change_to_text (left) : NULL;
  g_autofree char *wanted = expected != NULL ? g_strconcat ("[Service]\n", expected, NULL) : NULL;

  g_assert_cmpstr (got, ==, wanted);
  if (left != NULL)
    {
      g_autoptr (GPtrArray) found = hn_weaken_find (&question.context, left);

      g_assert_cmpuint (found->len, ==, 0);
    }
}

static void
test_leave_out (void)
{
  const Setting others = { USER_SERVICE, "ProtectHome=yes\n", 1001, NULL };
  HnUnitFacts guarded = ordinary;
  const Setting guard = { USER_SERVICE, NULL, 0, &guarded };

  guarded.required_by = "polkit.service";
  assert_left (&of_user, "PrivateTmp=yes\nStateDirectory=web\n", "PrivateTmp=yes\n");
  assert_left (&of_user, "PrivateTmp=yes\nReadWritePaths=/var\nUMask=0000\n", "PrivateTmp=yes\n");
  assert_left (&strict_user, "NoNewPrivileges=yes\nReadWritePaths=/var\n", "NoNewPrivileges=yes\n");
  assert_left (&others, "ProtectHome=read-only\nPrivateTmp=yes\n",
               "ProtectHome=yes\nPrivateTmp=yes\n");
  assert_left (&of_user, "StateDirectory=web\n", NULL);
  assert_left (&guard, "PrivateTmp=yes\n", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/weaken/ordinary", test_ordinary);
  g_test_add_func ("/weaken/weakest", test_weakest);
  g_test_add_func ("/weaken/weakest-by-hand", test_weakest_by_hand);
  g_test_add_func ("/weaken/opens", test_opens);
  g_test_add_func ("/weaken/call-errors", test_call_errors);
  g_test_add_func ("/weaken/folders", test_folders);
  g_test_add_func ("/weaken/keepers", test_keepers);
  g_test_add_func ("/weaken/later-file", test_later_file);
  g_test_add_func ("/weaken/leave-out", test_leave_out);

  return g_test_run ();
}
