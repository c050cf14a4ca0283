/* Which permission a change takes that is about places: exceptions from what is closed, what hides
 * others, and what opens a place by what it mounts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "weaken-cases.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/weaken-paths/exceptions", test_exceptions);
  g_test_add_func ("/weaken-paths/hides", test_hides);
  g_test_add_func ("/weaken-paths/hides-elsewhere", test_hides_elsewhere);
  g_test_add_func ("/weaken-paths/joined", test_joined);
  g_test_add_func ("/weaken-paths/new-places", test_new_places);

  return g_test_run ();
}
