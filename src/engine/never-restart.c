/* Which services must not be restarted from under a session: whoever works on the machine would
 * lose that session, the bus, the way to it, or its disks with them; and which are not even
 * changed. One table for the helper, which refuses, and for its callers, which say so first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/never-restart.h"

#include <glib/gi18n-lib.h>

#define BUS N_ ("All programs would lose the bus that they talk over.")
#define SESSIONS N_ ("Those who are logged in might lose their sessions.")
#define ALL_OF_USER N_ ("Everything that the user runs would end.")
#define DESKTOP N_ ("Graphical sessions would end, with everything that is open in them.")
#define CONSOLE N_ ("Whoever is logged in at that console would be logged out.")
#define PASSWORDS N_ ("Nobody could be asked for a password meanwhile.")
#define DEVICES N_ ("Devices that come and go meanwhile would be missed.")
#define LOG N_ ("The log would miss what happens meanwhile.")
#define NETWORK N_ ("The machine might lose its network, and you the way to it.")
#define DISKS N_ ("The machine might lose disks that are in use.")
#define REPAIR N_ ("It is what the machine is repaired from.")
#define HELPER N_ ("It is what takes changes back that do not work.")
#define OBSERVER N_ ("It is what watches services for Hardnut.")

typedef struct
{
  const char *pattern; /* "*" stands for any letters, also none */
  const char *reason;
} Row;

static const Row of_system[] = {
  { "dbus.service", BUS },
  { "dbus-broker.service", BUS },
  { "dbus-daemon.service", BUS },
  { "systemd-logind.service", SESSIONS },
  { "elogind.service", SESSIONS },
  { "seatd.service", SESSIONS },
  { "user@*.service", ALL_OF_USER },
  { "user-runtime-dir@*.service", ALL_OF_USER },
  { "cage@*.service", DESKTOP },
  { "cosmic-greeter.service", DESKTOP },
  { "display-manager.service", DESKTOP },
  { "emptty.service", DESKTOP },
  { "gdm.service", DESKTOP },
  { "gdm3.service", DESKTOP },
  { "gnome-remote-desktop.service", DESKTOP },
  { "greetd.service", DESKTOP },
  { "kdm.service", DESKTOP },
  { "lemurs.service", DESKTOP },
  { "lightdm.service", DESKTOP },
  { "lxdm.service", DESKTOP },
  { "ly.service", DESKTOP },
  { "ly@*.service", DESKTOP },
  { "mdm.service", DESKTOP },
  { "nodm.service", DESKTOP },
  { "phosh.service", DESKTOP },
  { "plasmalogin.service", DESKTOP },
  { "sddm.service", DESKTOP },
  { "slim.service", DESKTOP },
  { "tigervncserver@*.service", DESKTOP },
  { "vncserver@*.service", DESKTOP },
  { "wdm.service", DESKTOP },
  { "weston.service", DESKTOP },
  { "weston@*.service", DESKTOP },
  { "xdm.service", DESKTOP },
  { "xrdp.service", DESKTOP },
  { "xrdp-sesman.service", DESKTOP },
  { "getty@*.service", CONSOLE },
  { "autovt@*.service", CONSOLE },
  { "serial-getty@*.service", CONSOLE },
  { "container-getty@*.service", CONSOLE },
  { "console-getty.service", CONSOLE },
  { "kmscon@*.service", CONSOLE },
  { "kmsconvt@*.service", CONSOLE },
  { "polkit.service", PASSWORDS },
  { "polkitd.service", PASSWORDS },
  { "systemd-udevd.service", DEVICES },
  { "eudev.service", DEVICES },
  { "systemd-journald.service", LOG },
  { "systemd-journald@*.service", LOG },
  { "NetworkManager.service", NETWORK },
  { "wpa_supplicant.service", NETWORK },
  { "wpa_supplicant@*.service", NETWORK },
  { "wpa_supplicant-*@*.service", NETWORK },
  { "iwd.service", NETWORK },
  { "systemd-networkd.service", NETWORK },
  { "networking.service", NETWORK },
  { "network.service", NETWORK },
  { "ifup@*.service", NETWORK },
  { "ifplugd.service", NETWORK },
  { "ifplugd@*.service", NETWORK },
  { "connman.service", NETWORK },
  { "dhcpcd.service", NETWORK },
  { "dhcpcd@*.service", NETWORK },
  { "dhclient.service", NETWORK },
  { "dhclient@*.service", NETWORK },
  { "netctl.service", NETWORK },
  { "netctl@*.service", NETWORK },
  { "netctl-*@*.service", NETWORK },
  { "netplan-*.service", NETWORK },
  { "wicked.service", NETWORK },
  { "wicked@*.service", NETWORK },
  { "wickedd*.service", NETWORK },
  { "ModemManager.service", NETWORK },
  { "ovs-vswitchd.service", NETWORK },
  { "ovsdb-server.service", NETWORK },
  { "openvswitch-switch.service", NETWORK },
  { "iscsid.service", DISKS },
  { "iscsi.service", DISKS },
  { "iscsiuio.service", DISKS },
  { "open-iscsi.service", DISKS },
  { "multipathd.service", DISKS },
  { "mdmon@*.service", DISKS },
  { "nbd@*.service", DISKS },
  { "systemd-cryptsetup@*.service", DISKS },
  { "systemd-integritysetup@*.service", DISKS },
  { "systemd-veritysetup@*.service", DISKS },
};

/* Not changed at all, wherever they stand: from these the machine, and what Hardnut did, is mended.
 */
static const Row untouchable_of_system[] = {
  { "debug-shell.service", REPAIR },      { "emergency.service", REPAIR },
  { "rescue.service", REPAIR },           { "hardnut-helper.service", HELPER },
  { "hardnut-revert@*.service", HELPER }, { "hardnut-observer.service", OBSERVER },
};

static const Row of_user[] = {
  { "dbus.service", BUS },
  { "dbus-broker.service", BUS },
  { "dbus-daemon.service", BUS },
  { "cinnamon-session*.service", DESKTOP },
  { "cosmic-session.service", DESKTOP },
  { "gnome-session*.service", DESKTOP },
  { "hyprland*.service", DESKTOP },
  { "labwc*.service", DESKTOP },
  { "lxqt-session.service", DESKTOP },
  { "mate-session.service", DESKTOP },
  { "niri.service", DESKTOP },
  { "org.gnome.Shell@*.service", DESKTOP },
  { "plasma-kwin_*.service", DESKTOP },
  { "plasma-ksmserver.service", DESKTOP },
  { "plasma-plasmashell.service", DESKTOP },
  { "sway*.service", DESKTOP },
  { "wayland-*.service", DESKTOP },
  { "weston.service", DESKTOP },
  { "xfce4-session.service", DESKTOP },
};

static const Row untouchable_of_user[] = {
  { "hardnut-helper.service", HELPER },
  { "hardnut-revert@*.service", HELPER },
  { "hardnut-observer.service", OBSERVER },
};

/* The reason in the first row that is about one of @names (nullable). */
static const char *
find_row (const Row *table, gsize n, const char *const *names)
{
  for (; names != NULL && *names != NULL; names++)
    for (gsize i = 0; i < n; i++)
      if (g_pattern_match_simple (table[i].pattern, *names))
        return table[i].reason;

  return NULL;
}

const char *
hn_never_change_find_any (const char *const *names, HnScope scope)
{
  return scope == HN_SCOPE_USER
             ? find_row (untouchable_of_user, G_N_ELEMENTS (untouchable_of_user), names)
             : find_row (untouchable_of_system, G_N_ELEMENTS (untouchable_of_system), names);
}

const char *
hn_never_restart_find_any (const char *const *names, HnScope scope)
{
  const char *reason = hn_never_change_find_any (names, scope);

  if (reason != NULL)
    return reason;

  return scope == HN_SCOPE_USER ? find_row (of_user, G_N_ELEMENTS (of_user), names)
                                : find_row (of_system, G_N_ELEMENTS (of_system), names);
}
