/* Which permission a change takes, rule by rule of the promise: what opens something, reaches
 * outside the service, or is about what guards the machine takes the stronger one, and nothing else
 * does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/guards.h"
#include "engine/keepers.h"
#include "engine/request.h"
#include "engine/unit-file.h"
#include "engine/weaken.h"

#define USER_SERVICE "[Service]\nExecStart=/bin/a\nUser=web\n"
#define ROOT_SERVICE "[Service]\nExecStart=/bin/a\n"
#define STRICT "ProtectSystem=strict\n"

static const char *const names[] = { "web.service", NULL };
static const HnUnitFacts ordinary = {
  .names = names, .wanted = TRUE, .shares_user = HN_NO, .slice_denies = HN_NO
};

/* As of a machine where nothing in /var/tmp can be executed, or that has still to mount it. */
static gboolean programs_forbidden = FALSE;
static gboolean mount_awaited = FALSE;

/* A machine of a few paths: all others are real folders that are there, in folders of root's. */
static void
look (const char *path, HnPathFacts *facts, gpointer user_data)
{
  facts->known = strcmp (path, "/srv/unknown") != 0;
  facts->exists = !g_str_has_prefix (path, "/srv/missing");
  facts->folder = facts->exists && strcmp (path, "/srv/file") != 0;
  facts->closed_parents = !g_str_has_prefix (path, "/srv/open/");
  facts->real = !g_str_has_prefix (path, "/srv/link");
  facts->no_exec = programs_forbidden && strcmp (path, "/var/tmp") == 0;
  facts->awaits_mount = mount_awaited && strcmp (path, "/var/tmp") == 0;
  if (!facts->real)
    facts->target = g_strdup ("/etc/cron.d");
}

typedef struct
{
  const char *unit;     /* of the vendor */
  const char *previous; /* what Hardnut has, without "[Service]" */
  guint32 keeper;       /* of that */
  const HnUnitFacts *facts;
  const char *later; /* (nullable): of a drop-in that is read behind Hardnut's */
} Setting;

static HnSettings *
read_unit (const char *text)
{
  const HnUnitContext context = { .unit = "web.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  HnSettings *settings = hn_settings_new (&context);

  hn_unit_file_apply (settings, "/usr/lib/systemd/system/web.service", text, strlen (text));

  return settings;
}

static GPtrArray *
read_edits (const char *lines)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strconcat ("[Service]\n", lines, NULL);
  GPtrArray *edits = hn_request_from_text (text, strlen (text), HN_SCOPE_SYSTEM, 257, &error);

  g_assert_no_error (error);

  return edits;
}

static GPtrArray *
find (const Setting *setting, const char *lines)
{
  g_autoptr (HnSettings) unfinished = read_unit (setting->unit);
  g_autoptr (GPtrArray) edits = read_edits (lines);
  g_autofree char *text = g_strconcat ("[Service]\n", setting->previous, NULL);
  g_autofree char *previous =
      setting->previous != NULL ? hn_keepers_write (text, NULL, setting->keeper) : NULL;
  const HnWeakenContext context = { .unfinished = unfinished,
                                    .previous = previous,
                                    .uid = 1000,
                                    .facts = setting->facts != NULL ? setting->facts : &ordinary,
                                    .look = look };

  if (setting->later != NULL)
    hn_unit_file_apply_later (unfinished, "/zzz.conf", setting->later, strlen (setting->later));

  return hn_weaken_find (&context, edits);
}

static void
assert_free (const Setting *setting, const char *lines)
{
  g_autoptr (GPtrArray) found = find (setting, lines);

  if (found->len > 0)
    {
      g_autofree char *sentence = hn_weakening_dup_sentence (found->pdata[0]);

      g_error ("“%s” on “%s” asks for more: %s", lines, setting->unit, sentence);
    }
}

static void
assert_asks (const Setting *setting, const char *lines, HnWeakenKind kind)
{
  g_autoptr (GPtrArray) found = find (setting, lines);

  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *sentence = hn_weakening_dup_sentence (found->pdata[i]);

      g_assert_cmpstr (sentence, !=, "");
      if (((const HnWeakening *) found->pdata[i])->kind == kind)
        return;
    }
  g_error ("“%s” on “%s” does not ask for more because of %d (%u others)", lines, setting->unit,
           kind, found->len);
}

static const Setting of_user = { USER_SERVICE, NULL, 0, NULL };
static const Setting of_root = { ROOT_SERVICE, NULL, 0, NULL };
static const Setting strict_user = { USER_SERVICE STRICT, NULL, 0, NULL };
static const Setting strict_root = { ROOT_SERVICE STRICT, NULL, 0, NULL };

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
      g_autoptr (GPtrArray) edits = NULL;
      g_autoptr (GPtrArray) found = NULL;
      g_autofree char *text = NULL;

      g_assert_true ((row->weakest != NULL) == !!(row->flags & HN_DIRECTIVE_WRITABLE));
      g_assert_true ((row->reach != HN_REACH_UNKNOWN) == !!(row->flags & HN_DIRECTIVE_WRITABLE));
      if (row->weakest == NULL || row->since > 257)
        continue;
      line = g_strdup_printf ("%s=%s\n", row->name, row->weakest);
      text = g_strconcat ("[Service]\n", line, NULL);
      /* An empty text is no value where it is no list. */
      edits = hn_request_from_text (text, strlen (text), HN_SCOPE_SYSTEM, 257, NULL);
      if (edits == NULL)
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
test_exceptions (void)
{
  const Setting half = { USER_SERVICE "ProtectSystem=full\n", NULL, 0, NULL };
  const Setting half_root = { ROOT_SERVICE "ProtectSystem=full\n", NULL, 0, NULL };
  const Setting opened = { USER_SERVICE STRICT "ReadWritePaths=/var/lib/web\nStateDirectory=data\n",
                           NULL, 0, NULL };
  const Setting no_exec = { USER_SERVICE "NoExecPaths=/\nExecPaths=/usr\n", NULL, 0, NULL };
  const Setting hidden = { USER_SERVICE "InaccessiblePaths=/srv/secret\n", NULL, 0, NULL };
  const Setting lock = { USER_SERVICE "ReadOnlyPaths=/run/lock\n", NULL, 0, NULL };
  const Setting bound = { USER_SERVICE "BindReadOnlyPaths=/usr/share/a:/srv/a\n", NULL, 0, NULL };
  const Setting home = { ROOT_SERVICE "ProtectHome=yes\nPrivateTmp=yes\nPrivateDevices=yes\n", NULL,
                         0, NULL };
  const Setting mixed = { USER_SERVICE
                          "NoExecPaths=/\nExecPaths=/usr\nReadWritePaths=/var/lib/web\n",
                          NULL, 0, NULL };
  const Setting strict_proc = { ROOT_SERVICE STRICT "ProtectProc=invisible\n", NULL, 0, NULL };
  const Setting fixed = { USER_SERVICE "ReadOnlyPaths=/srv/fixed\n", NULL, 0, NULL };
  const Setting opened_root = { ROOT_SERVICE STRICT "ReadWritePaths=/var/lib/web\n", NULL, 0,
                                NULL };
  const Setting opened_open = { USER_SERVICE STRICT "ReadWritePaths=/srv/open\n", NULL, 0, NULL };
  const Setting opened_run = { ROOT_SERVICE STRICT "ReadWritePaths=/run/web\n", NULL, 0, NULL };
  const Setting opened_top = { ROOT_SERVICE STRICT "ReadWritePaths=/run\n", NULL, 0, NULL };
  const Setting inner = { USER_SERVICE STRICT
                          "ReadWritePaths=/var/lib/web\nReadOnlyPaths=/var/lib/web/fixed\n",
                          NULL, 0, NULL };
  const Setting by_link = { USER_SERVICE "ReadOnlyPaths=/srv/link\n", NULL, 0, NULL };
  const Setting by_unknown = { USER_SERVICE "ReadOnlyPaths=/srv/unknown\n", NULL, 0, NULL };
  const Setting mighty = { USER_SERVICE
                           "ProtectSystem=full\nAmbientCapabilities=CAP_DAC_OVERRIDE\n",
                           NULL, 0, NULL };
  const Setting port = { USER_SERVICE
                         "ProtectSystem=full\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n",
                         NULL, 0, NULL };
  const Setting above = { USER_SERVICE "ExecStartPre=-!/bin/b\nProtectSystem=full\n", NULL, 0,
                          NULL };
  const Setting start_only = {
    USER_SERVICE "PermissionsStartOnly=yes\nExecStartPre=/bin/b\nProtectSystem=full\n", NULL, 0,
    NULL
  };
  const Setting not_above = {
    USER_SERVICE "ExecStartPre=!!/bin/b\nExecReload=+/bin/c\nExecReload=\nProtectSystem=full\n",
    NULL, 0, NULL
  };
  const Setting rooted = { USER_SERVICE "RootDirectory=/srv/root\nReadWritePaths=/etc/x\n", NULL, 0,
                           NULL };
  const Setting no_exec_root = { ROOT_SERVICE "NoExecPaths=/\nExecPaths=/usr\n", NULL, 0, NULL };
  const Setting no_exec_inner = { USER_SERVICE "NoExecPaths=/ /usr/local\nExecPaths=/usr\n", NULL,
                                  0, NULL };
  static const char with[] = "ProtectSystem=strict\nReadWritePaths=";
  struct
  {
    const Setting *setting;
    const char *path;
    gboolean asks;
  } cases[] = {
    { &strict_user, "/var/lib/web", TRUE },
    { &strict_root, "/var/lib/web", TRUE },
    { &opened, "/var/lib/web", FALSE },
    { &opened, "/var/lib/web/sub", FALSE },
    { &opened, "/var/lib/data", FALSE },
    { &opened, "/var/lib", TRUE },
    { &opened, "/var/lib/webby", TRUE },
    { &half, "/var/lib/web", FALSE },
    { &half, "/srv/missing/x", TRUE },
    { &half, "/srv/link", TRUE },
    { &half, "/srv/open/x", TRUE },
    { &half, "/srv/unknown", TRUE },
    { &half, "/srv/file", TRUE },
    { &half, "/etc/web", TRUE },
    { &half, "/", TRUE },
    { &half, "/lib/web", TRUE },
    { &half_root, "/var/lib/web", TRUE },
    { &hidden, "/srv/secret/x", TRUE },
    { &hidden, "/srv", TRUE },
    { &hidden, "/srv/other", FALSE },
    { &lock, "/var/lock", TRUE },
    { &bound, "/srv/a/b", TRUE },
    { &home, "/var/lib/web", FALSE },
    { &home, "/srv/missing/x", FALSE },
    { &home, "/home/a", TRUE },
    { &home, "/tmp/a", TRUE },
    { &of_root, "/srv/missing/x", FALSE },
    /* systemd drops what is below, before it would follow a link that the service puts there; but
     * by its very name, and where nothing is mounted in between. */
    { &opened_root, "/var/lib/web", FALSE },
    { &opened_root, "/var/lib/web/sub", FALSE },
    { &opened_open, "/srv/open", FALSE },
    { &opened_open, "/srv/open/sub", FALSE },
    { &opened_run, "/run/web/sub", FALSE },
    { &opened_run, "/var/run/web/sub", TRUE },
    { &opened_run, "/run/web/sub\nReadOnlyPaths=/run/web/sub", TRUE },
    { &opened_run, "/run/web/a/b\nReadOnlyPaths=/run/web/a", TRUE },
    { &opened_run, "/run/web/a/b\nNoExecPaths=/run/web/a", TRUE },
    { &opened_run, "/run/web/a/b\nReadOnlyPaths=/run/web/other", FALSE },
    { &opened_top, "/run/user/1/x", TRUE },
    { &inner, "/var/lib/web/fixed/sub", TRUE },
    { &inner, "/var/lib/web/other", FALSE },
    { &by_link, "/etc/cron.d/x", TRUE },
    { &by_link, "/srv/other", FALSE },
    { &by_unknown, "/srv/other", TRUE },
    { &mighty, "/var/lib/web", TRUE },
    { &port, "/var/lib/web", FALSE },
    { &above, "/var/lib/web", TRUE },
    { &start_only, "/var/lib/web", TRUE },
    { &not_above, "/var/lib/web", FALSE },
    { &rooted, "+/etc/x", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *lines = g_strconcat (with, cases[i].path, "\n", NULL);

      if (cases[i].asks)
        assert_asks (cases[i].setting, lines, HN_WEAKEN_EXCEPTION);
      else
        assert_free (cases[i].setting, lines);
    }

  assert_asks (&no_exec, "NoExecPaths=/\nExecPaths=/srv/bin\n", HN_WEAKEN_EXCEPTION);
  assert_free (&no_exec, "NoExecPaths=/\nExecPaths=/usr\n");
  assert_free (&no_exec_root, "NoExecPaths=/\nExecPaths=/usr/bin\n");
  assert_asks (&no_exec_inner, "NoExecPaths=/\nExecPaths=/usr/local/bin\n", HN_WEAKEN_EXCEPTION);
  assert_free (&no_exec_inner, "NoExecPaths=/\nExecPaths=/usr/bin\n");
  assert_asks (&hidden, "ReadOnlyPaths=/srv/secret/part\n", HN_WEAKEN_EXCEPTION);
  assert_free (&half, "ReadOnlyPaths=/srv/a\n");
  assert_asks (&of_user, "TemporaryFileSystem=/srv/a\n", HN_WEAKEN_EXCEPTION);
  assert_asks (&no_exec, "TemporaryFileSystem=/srv/a:ro\n", HN_WEAKEN_EXCEPTION);
  assert_asks (&no_exec, "PrivateTmp=yes\n", HN_WEAKEN_OPENS);
  assert_asks (&no_exec, "ProtectSystem=strict\n", HN_WEAKEN_OPENS);
  assert_asks (&no_exec, "ProtectKernelTunables=yes\n", HN_WEAKEN_OPENS);
  assert_free (&no_exec, "NoNewPrivileges=yes\n");
  assert_asks (&strict_root, "ProtectKernelTunables=yes\n", HN_WEAKEN_OPENS);
  assert_asks (&strict_root, "ProtectProc=invisible\n", HN_WEAKEN_OPENS);
  assert_free (&strict_proc, "ProtectKernelTunables=yes\nProcSubset=pid\n");
  assert_asks (&mixed, "NoExecPaths=/\nExecPaths=/var/lib/web\n", HN_WEAKEN_EXCEPTION);
  /* A place that is named is left out of what holds for the folders above. */
  assert_asks (&fixed, "NoExecPaths=/srv/fixed/sub\n", HN_WEAKEN_EXCEPTION);
  assert_free (&fixed, "NoExecPaths=/srv/other\n");
  assert_asks (&strict_user, "NoExecPaths=/home\n", HN_WEAKEN_EXCEPTION);
  assert_asks (&no_exec, "ReadOnlyPaths=/srv/a\n", HN_WEAKEN_EXCEPTION);
  assert_asks (&fixed, "NoExecPaths=/srv/fixed\nExecPaths=/srv/fixed/bin\n", HN_WEAKEN_EXCEPTION);
  assert_asks (&no_exec, "NoExecPaths=/srv\n", HN_WEAKEN_EXCEPTION);
  assert_asks (&of_user, "TemporaryFileSystem=/srv/missing:ro\n", HN_WEAKEN_FOLDER);
}

static void
test_hides (void)
{
  static const char *const paths[] = {
    "/etc",
    "/",
    "/etc/polkit-1/rules.d/10-deny.rules",
    "/etc/ssh",
    "/usr",
    "/usr/share/polkit-1/rules.d",
    "/lib/security",
    "/var/run",
    "/usr/lib/x86_64-linux-gnu/security/pam_deny.so",
    "/run/faillock",
    "/var/log",
    "/usr/lib/x86_64-linux-gnu/libnss_sss.so.2",
    "/srv/link/x",
    "/run",
    "/srv/open/x",
    "/srv/unknown",
    "/sbin/nft",
    "/usr/share/dbus-1/system.d",
    "/usr/sbin",
    "/usr/bin/sudo",
    "/var/log/audit/audit.log",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *hidden = g_strdup_printf ("InaccessiblePaths=%s\n", paths[i]);
      g_autofree char *covered = g_strdup_printf ("TemporaryFileSystem=%s:ro\n", paths[i]);

      assert_asks (&of_user, hidden, HN_WEAKEN_HIDES);
      assert_asks (&of_root, covered, HN_WEAKEN_HIDES);
    }
  assert_asks (&of_user, "ReadOnlyPaths=/run/faillock\n", HN_WEAKEN_HIDES);
  assert_asks (&of_user, "ReadOnlyPaths=/var/log/audit/audit.log\n", HN_WEAKEN_HIDES);
  assert_free (&of_user, "InaccessiblePaths=-/srv/missing/x /home /root /opt /var/lib/other\n");
}

/* Under other names, and what is as good as hiding. */
static void
test_hides_elsewhere (void)
{
  const Setting bound = { USER_SERVICE "BindReadOnlyPaths=/etc/polkit-1/rules.d:/srv/rules\n"
                                       "BindPaths=-/usr/lib/pam.d:/opt/a/b:norbind /srv/data\n",
                          NULL, 0, NULL };
  const Setting rooted = { USER_SERVICE "RootDirectory=/srv/root\n", NULL, 0, NULL };

  assert_asks (&bound, "InaccessiblePaths=/srv/rules\n", HN_WEAKEN_HIDES);
  assert_asks (&bound, "InaccessiblePaths=/srv/rules/10.rules\n", HN_WEAKEN_HIDES);
  assert_asks (&bound, "InaccessiblePaths=-/opt/a\n", HN_WEAKEN_HIDES);
  assert_asks (&bound, "NoExecPaths=/opt/a/b\n", HN_WEAKEN_HIDES);
  assert_free (&bound, "InaccessiblePaths=/srv/data /opt/b\n");
  assert_free (&bound, "NoExecPaths=/opt/c\n");
  assert_asks (&rooted, "InaccessiblePaths=+/data\n", HN_WEAKEN_HIDES);
  assert_asks (&rooted, "InaccessiblePaths=/srv/root/etc/pam.d\n", HN_WEAKEN_HIDES);
  assert_free (&rooted, "ProtectHome=yes\n");

  assert_asks (&of_user, "NoExecPaths=/usr/sbin/nft\n", HN_WEAKEN_HIDES);
  assert_asks (&of_user, "NoExecPaths=/usr/lib/x86_64-linux-gnu/security/pam_faillock.so\n",
               HN_WEAKEN_HIDES);
  assert_asks (&of_user, "NoExecPaths=/etc/libvirt/hooks\n", HN_WEAKEN_HIDES);
  assert_free (&of_user, "NoExecPaths=/var /home /tmp\n");
  assert_free (&of_user, "NoExecPaths=/\nExecPaths=/usr\n");
  assert_asks (&of_user, "ReadOnlyPaths=/var/log/auth.log.1\n", HN_WEAKEN_HIDES);
  assert_free (&of_user, "ReadOnlyPaths=/var/log /var/log/dpkg.log\n");
}

/* What another service has for itself. */
static void
test_joined (void)
{
  const Setting joins = { "[Unit]\nJoinsNamespaceOf=db.service\n" USER_SERVICE, NULL, 0, NULL };
  const Setting shares = { "[Unit]\nJoinsNamespaceOf=db.service\n" USER_SERVICE "PrivateTmp=yes\n",
                           NULL, 0, NULL };

  assert_asks (&joins, "PrivateTmp=yes\n", HN_WEAKEN_OPENS);
  assert_asks (&joins, "PrivateNetwork=yes\n", HN_WEAKEN_OPENS);
  assert_asks (&joins, "PrivateIPC=yes\n", HN_WEAKEN_OPENS);
  assert_free (&joins, "NoNewPrivileges=yes\nPrivateDevices=yes\nProtectHome=yes\n");
  assert_free (&shares, "PrivateTmp=yes\n");
  assert_asks (&shares, "PrivateNetwork=yes\n", HN_WEAKEN_OPENS);
}

/* A file system of its own for what is temporary does not have the machine's mount options. */
static void
test_new_places (void)
{
  const Setting has = { USER_SERVICE "PrivateTmp=disconnected\n", NULL, 0, NULL };
  const Setting has_yes = { USER_SERVICE "PrivateTmp=yes\n", NULL, 0, NULL };

  assert_free (&of_user, "PrivateTmp=disconnected\n");
  programs_forbidden = TRUE;
  assert_asks (&of_user, "PrivateTmp=disconnected\n", HN_WEAKEN_OPENS);
  assert_free (&of_user, "PrivateTmp=yes\n");
  assert_free (&has, "PrivateTmp=disconnected\n");
  programs_forbidden = FALSE;

  /* For the folders of the service the machine gets a file system, and keeps it. */
  mount_awaited = TRUE;
  assert_asks (&of_user, "PrivateTmp=yes\n", HN_WEAKEN_FOLDER);
  assert_asks (&of_root, "ProtectHome=yes\nPrivateTmp=1\n", HN_WEAKEN_FOLDER);
  assert_free (&of_user, "ProtectHome=yes\n");
  assert_free (&has_yes, "PrivateTmp=yes\nProtectHome=yes\n");
  mount_awaited = FALSE;
}

/* What system.conf has is not in the files: a line of one's own must not get over it in two steps.
 */
static void
test_own_limits (void)
{
  HnLiveLimit limits[HN_N_DIRECTIVES] = { 0 };
  HnUnitFacts facts = ordinary;
  const Setting own = { USER_SERVICE, "LimitNOFILE=256\nTasksMax=10%\nMemoryMax=1G\n", 1000,
                        &facts };

  facts.limits = limits;
  limits[HN_DIRECTIVE_LIMIT_NOFILE] = (HnLiveLimit){ TRUE, FALSE, 256, 256 };
  limits[HN_DIRECTIVE_TASKS_MAX] = (HnLiveLimit){ TRUE, FALSE, 100, 100 };
  limits[HN_DIRECTIVE_MEMORY_MAX] = (HnLiveLimit){ TRUE, FALSE, 1 << 30, 1 << 30 };
  assert_asks (&own, "LimitNOFILE=1024:524288\n", HN_WEAKEN_LIMIT);
  assert_asks (&own, "LimitNOFILE=256:1024\n", HN_WEAKEN_LIMIT);
  assert_asks (&own, "TasksMax=100000\n", HN_WEAKEN_LIMIT);
  assert_asks (&own, "TasksMax=99%\n", HN_WEAKEN_LIMIT);
  assert_free (&own, "LimitNOFILE=256\nTasksMax=10%\nMemoryMax=2G\n");
  assert_free (&own, "LimitNOFILE=128\nTasksMax=50\n");
  assert_free (&own, "");
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

/* A file that somebody has edited, in a way that Hardnut cannot read. */
static void
test_foreign_text (void)
{
  g_autoptr (HnSettings) unfinished = read_unit (USER_SERVICE);
  g_autoptr (GPtrArray) edits = read_edits ("PrivateTmp=yes\n");
  const HnWeakenContext context = { .unfinished = unfinished,
                                    .previous = "[Service]\nExecStart=/bin/b\n",
                                    .uid = 1000,
                                    .facts = &ordinary,
                                    .look = look };
  g_autoptr (GPtrArray) found = hn_weaken_find (&context, edits);

  g_assert_cmpuint (found->len, >, 0);
  g_assert_null (hn_weaken_leave_out (&context, edits));
}

static void
test_facts (void)
{
  static const char *const instance[] = { "web@a.service", NULL };
  static const char *const dbus[] = { "messagebus.service", "dbus.service", NULL };
  static const char *const early[] = { "shutdown.target", "sysinit.target", NULL };
  HnLiveLimit limits[HN_N_DIRECTIVES] = { 0 };
  HnUnitFacts facts = ordinary;
  const Setting setting = { USER_SERVICE, NULL, 0, &facts };
  const Setting root = { ROOT_SERVICE, NULL, 0, &facts };
  const Setting root_group = { ROOT_SERVICE "Group=web\n", NULL, 0, &facts };
  const char *harmless = "PrivateTmp=yes\n";

  facts.required_by = "polkit.service";
  assert_asks (&setting, harmless, HN_WEAKEN_GUARD_NEEDS);
  facts = ordinary;
  facts.holds_caller = TRUE;
  assert_asks (&setting, harmless, HN_WEAKEN_NEVER_RESTARTS);
  facts = ordinary;
  facts.names = dbus;
  assert_asks (&setting, harmless, HN_WEAKEN_NEVER_RESTARTS);
  facts = ordinary;
  facts.before = early;
  assert_asks (&setting, harmless, HN_WEAKEN_GUARD);
  facts = ordinary;
  facts.shares_user = HN_YES;
  assert_asks (&setting, "RemoveIPC=yes\n", HN_WEAKEN_IPC);
  facts.shares_user = HN_CANNOT_TELL;
  assert_asks (&setting, "RemoveIPC=yes\n", HN_WEAKEN_IPC);
  assert_free (&root, "RemoveIPC=yes\n");
  assert_asks (&root_group, "RemoveIPC=yes\n", HN_WEAKEN_IPC);
  facts = ordinary;
  facts.slice_denies = HN_YES;
  assert_asks (&setting, "IPAddressDeny=any\nIPAddressAllow=localhost\n", HN_WEAKEN_ADDRESS);
  facts.slice_denies = HN_CANNOT_TELL;
  assert_asks (&setting, "IPAddressDeny=any\nIPAddressAllow=localhost\n", HN_WEAKEN_ADDRESS);
  assert_free (&setting, "IPAddressDeny=any\n");
  facts = ordinary;
  facts.limits = limits;
  limits[HN_DIRECTIVE_TASKS_MAX] = (HnLiveLimit){ TRUE, FALSE, 100, 100 };
  limits[HN_DIRECTIVE_LIMIT_NPROC] = (HnLiveLimit){ TRUE, FALSE, 10, 20 };
  limits[HN_DIRECTIVE_LIMIT_NOFILE] = (HnLiveLimit){ TRUE, FALSE, 4096, 1 << 20 };
  limits[HN_DIRECTIVE_CPU_QUOTA] = (HnLiveLimit){ TRUE, TRUE, 5000, 5000 };
  assert_asks (&setting, "TasksMax=101\n", HN_WEAKEN_LIMIT);
  assert_asks (&setting, "TasksMax=10%\n", HN_WEAKEN_LIMIT);
  assert_asks (&setting, "LimitNPROC=11:20\n", HN_WEAKEN_LIMIT);
  assert_asks (&setting, "LimitNPROC=10:21\n", HN_WEAKEN_LIMIT);
  assert_asks (&setting, "CPUQuota=51%\n", HN_WEAKEN_LIMIT);
  assert_free (&setting,
               "TasksMax=100\nLimitNPROC=10:20\nCPUQuota=50%\nLimitNOFILE=4096:1048576\n");

  facts = ordinary;
  facts.names = instance;
  assert_free (&setting, harmless);
}

/* What a default of the manager's closes, and no file of the service. */
static void
test_live (void)
{
  g_autoptr (HnSettings) unfinished = read_unit (USER_SERVICE);
  g_autoptr (HnSettings) live = read_unit (USER_SERVICE "ProtectHome=yes\nRestrictSUIDSGID=yes\n");
  g_autoptr (GPtrArray) opening = read_edits ("ProtectHome=read-only\n");
  g_autoptr (GPtrArray) closing = read_edits ("ProtectHome=yes\nRestrictSUIDSGID=yes\n");
  const HnWeakenContext context = {
    .unfinished = unfinished, .live = live, .uid = 1000, .facts = &ordinary, .look = look
  };
  g_autoptr (GPtrArray) found = hn_weaken_find (&context, opening);
  g_autoptr (GPtrArray) nothing = hn_weaken_find (&context, closing);

  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpint (((const HnWeakening *) found->pdata[0])->kind, ==, HN_WEAKEN_OPENS);
  g_assert_cmpuint (nothing->len, ==, 0);
}

static void
test_instances (void)
{
  const HnUnitContext about = { .unit = "web@a.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  g_autoptr (HnSettings) unfinished = hn_settings_new (&about);
  g_autoptr (GPtrArray) edits = read_edits ("PrivateTmp=yes\n");
  HnUnitFacts facts = ordinary;
  const HnWeakenContext context = { .unfinished = unfinished, .uid = 1000, .facts = &facts };
  g_autoptr (GPtrArray) wanted = NULL;
  g_autoptr (GPtrArray) invented = NULL;

  hn_unit_file_apply (unfinished, "web@.service", USER_SERVICE, strlen (USER_SERVICE));
  wanted = hn_weaken_find (&context, edits);
  facts.wanted = FALSE;
  invented = hn_weaken_find (&context, edits);

  g_assert_cmpuint (wanted->len, ==, 0);
  g_assert_cmpuint (invented->len, ==, 1);
  g_assert_cmpint (((const HnWeakening *) invented->pdata[0])->kind, ==, HN_WEAKEN_INSTANCE);
}

static void
test_guards (void)
{
  static const char *const guards[] = {
    "polkit.service",
    "ssh.service",
    "sshd@1.service",
    "sssd-nss.service",
    "nscd.service",
    "winbind.service",
    "firewalld.service",
    "nftables.service",
    "ufw.service",
    "fail2ban.service",
    "usbguard.service",
    "openvpn@a.service",
    "wg-quick@wg0.service",
    "auditd.service",
    "apparmor.service",
    "systemd-sysctl.service",
    "systemd-tmpfiles-setup.service",
    "systemd-sysusers.service",
    "systemd-cryptsetup@a.service",
    "systemd-logind.service",
    "systemd-journald.service",
  };
  static const char *const others[] = { "nginx.service", "postgresql@15-main.service",
                                        "cron.service",  "cups.service",
                                        "named.service", "web.service" };
  g_autoptr (HnSettings) root_task = read_unit ("[Service]\nType=oneshot\nExecStart=/bin/a\n");
  g_autoptr (HnSettings) user_task =
      read_unit ("[Service]\nType=oneshot\nUser=a\nExecStart=/bin/a\n");
  g_autoptr (HnSettings) above_task =
      read_unit ("[Service]\nType=oneshot\nUser=a\nExecStart=/bin/a\nExecStopPost=+/bin/a\n");
  g_autoptr (HnSettings) early = read_unit ("[Unit]\nDefaultDependencies=no\n[Service]\n"
                                            "ExecStart=/bin/a\n");

  for (guint i = 0; i < G_N_ELEMENTS (guards); i++)
    g_assert_nonnull (hn_guard_find ((const char *const[]){ guards[i], NULL }, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (hn_guard_find ((const char *const[]){ others[i], NULL }, NULL, NULL));
  g_assert_nonnull (hn_guard_find (names, root_task, NULL));
  g_assert_null (hn_guard_find (names, user_task, NULL));
  g_assert_nonnull (hn_guard_find (names, above_task, NULL));
  g_assert_nonnull (hn_guard_find (names, early, NULL));
}

/* Those that run one of their commands as root, or end the machine. */
static void
test_guards_by_lines (void)
{
  static const struct
  {
    const char *text;
    gboolean guard;
  } cases[] = {
    { "[Service]\nType=oneshot\nUser=a\nExecStart=+/bin/a\n", TRUE },
    { "[Service]\nType=oneshot\nUser=a\nExecStart=-!/bin/a\n", TRUE },
    { "[Service]\nType=oneshot\nUser=a\nExecStart=!!/bin/a\n", FALSE },
    { "[Service]\nType=oneshot\nUser=a\nExecStart=/bin/a\nExecStartPre=@-+/bin/b b\n", TRUE },
    { "[Service]\nType=oneshot\nUser=a\nExecStart=/bin/a ; +/bin/b\n", TRUE },
    { "[Service]\nType=oneshot\nUser=a\nExecStart=+/bin/a\nExecStart=\nExecStart=/bin/a\n", FALSE },
    { "[Service]\nType=oneshot\nUser=a\nExecStartPre=+/bin/b\nExecStart=\nExecStart=/bin/a\n",
      TRUE },
    { "[Service]\nType=oneshot\nUser=a\nExecStart=-/bin/a +b !c\n", FALSE },
    { "[Service]\nType=oneshot\nUser=a\nPermissionsStartOnly=yes\nExecStart=/bin/a\n", TRUE },
    { "[Service]\nUser=a\nExecStart=+/bin/a\n", FALSE },
    { "[Service]\nType=exec\nRemainAfterExit=yes\nExecStart=/bin/a\n", TRUE },
    { "[Service]\nType=exec\nUser=a\nRemainAfterExit=yes\nExecStart=/bin/a\n", FALSE },
    { "[Unit]\nFailureAction=reboot\n[Service]\nUser=a\nExecStart=/bin/a\n", TRUE },
    { "[Unit]\nStartLimitAction=poweroff-force\n[Service]\nUser=a\nExecStart=/bin/a\n", TRUE },
    { "[Unit]\nJobTimeoutAction=exit\n[Service]\nUser=a\nExecStart=/bin/a\n", TRUE },
    { "[Service]\nUser=a\nExecStart=/bin/a\nFailureAction=reboot\n", TRUE },
    { "[Unit]\nFailureAction=reboot\nFailureAction=none\n[Service]\nUser=a\nExecStart=/bin/a\n",
      FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HnSettings) settings = read_unit (cases[i].text);

      if ((hn_guard_find (names, settings, NULL) != NULL) != cases[i].guard)
        g_error ("“%s” is %s", cases[i].text, cases[i].guard ? "no guard" : "a guard");
    }
}

static void
test_spawned (void)
{
  static const char *const triggers[] = { "a.timer", "echo.socket", "web@x.socket", NULL };

  g_assert_true (hn_instance_is_spawned ("echo@1-2-3.service", triggers));
  g_assert_false (hn_instance_is_spawned ("web@x.service", triggers + 2));
  g_assert_true (hn_instance_is_spawned ("web@xy.service", triggers + 2));
  g_assert_false (hn_instance_is_spawned ("web.service", triggers));
  g_assert_false (hn_instance_is_spawned ("web@x.service", triggers + 3));
}

/* In a user's own manager there is no question. */
static void
test_user_scope (void)
{
  const HnUnitContext about = { .unit = "web.service", .scope = HN_SCOPE_USER, .version = 257 };
  g_autoptr (HnSettings) unfinished = hn_settings_new (&about);
  g_autoptr (GPtrArray) edits = read_edits ("ProtectSystem=no\n");
  const HnWeakenContext context = { .unfinished = unfinished, .facts = &ordinary };
  g_autoptr (GPtrArray) found = hn_weaken_find (&context, edits);

  g_assert_cmpuint (found->len, ==, 0);
}

static void
assert_left (const Setting *setting, const char *lines, const char *expected)
{
  g_autoptr (HnSettings) unfinished = read_unit (setting->unit);
  g_autoptr (GPtrArray) edits = read_edits (lines);
  g_autofree char *text = g_strconcat ("[Service]\n", setting->previous, NULL);
  g_autofree char *previous =
      setting->previous != NULL ? hn_keepers_write (text, NULL, setting->keeper) : NULL;
  const HnWeakenContext context = { .unfinished = unfinished,
                                    .previous = previous,
                                    .uid = 1000,
                                    .facts = setting->facts != NULL ? setting->facts : &ordinary,
                                    .look = look };
  g_autoptr (GPtrArray) left = hn_weaken_leave_out (&context, edits);
  g_autofree char *got = left != NULL ? hn_request_to_text (left) : NULL;
  g_autofree char *wanted = expected != NULL ? g_strconcat ("[Service]\n", expected, NULL) : NULL;

  g_assert_cmpstr (got, ==, wanted);
  if (left != NULL)
    {
      g_autoptr (GPtrArray) found = hn_weaken_find (&context, left);

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
  g_test_add_func ("/weaken/exceptions", test_exceptions);
  g_test_add_func ("/weaken/hides", test_hides);
  g_test_add_func ("/weaken/hides-elsewhere", test_hides_elsewhere);
  g_test_add_func ("/weaken/joined", test_joined);
  g_test_add_func ("/weaken/new-places", test_new_places);
  g_test_add_func ("/weaken/own-limits", test_own_limits);
  g_test_add_func ("/weaken/keepers", test_keepers);
  g_test_add_func ("/weaken/foreign-text", test_foreign_text);
  g_test_add_func ("/weaken/facts", test_facts);
  g_test_add_func ("/weaken/live", test_live);
  g_test_add_func ("/weaken/instances", test_instances);
  g_test_add_func ("/weaken/later-file", test_later_file);
  g_test_add_func ("/weaken/guards", test_guards);
  g_test_add_func ("/weaken/guards-by-lines", test_guards_by_lines);
  g_test_add_func ("/weaken/spawned", test_spawned);
  g_test_add_func ("/weaken/user-scope", test_user_scope);
  g_test_add_func ("/weaken/leave-out", test_leave_out);

  return g_test_run ();
}
