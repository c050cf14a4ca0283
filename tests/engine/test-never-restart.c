/* The services that are never restarted from a session.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/never-restart.h"

static const char *
find_restart (const char *name, HnScope scope)
{
  return hn_never_restart_find_any ((const char *const[]){ name, NULL }, scope);
}

static const char *
find_change (const char *name, HnScope scope)
{
  return hn_never_change_find_any ((const char *const[]){ name, NULL }, scope);
}

static void
test_find (void)
{
  static const char *const never[] = {
    "dbus.service",
    "dbus-broker.service",
    "systemd-logind.service",
    "user@1000.service",
    "user@.service",
    "getty@tty1.service",
    "wpa_supplicant-nl80211@wlan0.service",
    "polkit.service",
    "systemd-udevd.service",
    "systemd-journald.service",
    "systemd-journald@web.service",
    "NetworkManager.service",
    "wpa_supplicant.service",
    "wpa_supplicant@wlan0.service",
    "emergency.service",
    "rescue.service",
    "hardnut-helper.service",
    "gdm.service",
    "sddm.service",
    "lightdm.service",
    "display-manager.service",
    "seatd.service",
    "xrdp-sesman.service",
    "debug-shell.service",
    "hardnut-observer.service",
    "systemd-networkd.service",
    "networking.service",
    "connman.service",
    "dhcpcd.service",
    "dhcpcd@eth0.service",
    "ifplugd.service",
    "wicked.service",
    "wickedd-nanny.service",
    "netctl-auto@wlan0.service",
    "iwd.service",
    "iscsid.service",
    "open-iscsi.service",
    "multipathd.service",
    "systemd-cryptsetup@home.service",
  };
  static const char *const may[] = {
    "",
    ".service",
    "@.service",
    "dbus",
    "dbus.socket",
    "dbusx.service",
    "xdbus.service",
    "dbus@.service",
    "dbus@x.service",
    "org.gnome.Shell@wayland.service",
    "user.service",
    "getty.service",
    "users@1.service",
    "networkmanager.service",
    "NetworkManager-dispatcher.service",
    "helloworld.service",
    "systemd-journald-audit.socket",
    "gett@.service",
    "systemd-networkd-wait-online.service",
    "systemd-resolved.service",
    "systemd-timesyncd.service",
    "tlp.service",
    "ssh.service",
    "cups.service",
  };

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    {
      g_test_message ("%s", never[i]);
      g_assert_nonnull (find_restart (never[i], HN_SCOPE_SYSTEM));
    }
  for (guint i = 0; i < G_N_ELEMENTS (may); i++)
    {
      g_test_message ("%s", may[i]);
      g_assert_null (find_restart (may[i], HN_SCOPE_SYSTEM));
    }
}

/* A user manager has other services that a session hangs on. */
static void
test_user (void)
{
  g_assert_nonnull (find_restart ("dbus.service", HN_SCOPE_USER));
  g_assert_nonnull (find_restart ("org.gnome.Shell@wayland.service", HN_SCOPE_USER));
  g_assert_nonnull (find_restart ("plasma-kwin_wayland.service", HN_SCOPE_USER));
  g_assert_null (find_restart ("emergency.service", HN_SCOPE_USER));
  g_assert_null (find_restart ("pipewire.service", HN_SCOPE_USER));
}

static void
test_aliases (void)
{
  static const char *const strange[] = { "mygreeter.service", "display-manager.service", NULL };
  static const char *const plain[] = { "cron.service", "crond.service", NULL };

  g_assert_nonnull (hn_never_restart_find_any (strange, HN_SCOPE_SYSTEM));
  g_assert_null (hn_never_restart_find_any (plain, HN_SCOPE_SYSTEM));
  g_assert_null (hn_never_restart_find_any (NULL, HN_SCOPE_SYSTEM));
}

/* From these the machine, and what Hardnut did, is mended. */
static void
test_never_change (void)
{
  static const char *const never[] = { "emergency.service",
                                       "rescue.service",
                                       "debug-shell.service",
                                       "hardnut-helper.service",
                                       "hardnut-revert@abc-1.service",
                                       "hardnut-observer.service" };
  static const char *const may[] = { "dbus.service", "hardnut-test.service", "rescue2.service",
                                     "hardnut-observer.socket", "emergency.target" };
  static const char *const alias[] = { "my-shell.service", "debug-shell.service", NULL };
  static const char *const plain[] = { "cron.service", "crond.service", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    {
      g_assert_nonnull (find_change (never[i], HN_SCOPE_SYSTEM));
      g_assert_nonnull (find_restart (never[i], HN_SCOPE_SYSTEM));
    }
  for (guint i = 0; i < G_N_ELEMENTS (may); i++)
    g_assert_null (find_change (may[i], HN_SCOPE_SYSTEM));
  g_assert_nonnull (hn_never_change_find_any (alias, HN_SCOPE_SYSTEM));
  g_assert_null (hn_never_change_find_any (plain, HN_SCOPE_SYSTEM));
  g_assert_null (hn_never_change_find_any (NULL, HN_SCOPE_SYSTEM));
  g_assert_nonnull (find_change ("hardnut-observer.service", HN_SCOPE_USER));
  g_assert_null (find_change ("rescue.service", HN_SCOPE_USER));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/never-restart/find", test_find);
  g_test_add_func ("/never-restart/user", test_user);
  g_test_add_func ("/never-restart/aliases", test_aliases);
  g_test_add_func ("/never-change/find", test_never_change);

  return g_test_run ();
}
