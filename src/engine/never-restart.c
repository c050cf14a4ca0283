/* Which services must not be restarted from under a session: whoever works on the machine would lose
 * that session, the bus, or the log with them. One table for the helper, which refuses to restart
 * them, and for whoever tells a person so beforehand.
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
#define REPAIR N_ ("It is what the machine is repaired from.")
#define HELPER N_ ("It is what takes changes back that do not work.")

typedef struct
{
  const char *pattern; /* "*" stands for any letters, also none */
  const char *reason;
} Row;

static const Row of_system[] = {
  { "dbus.service", BUS },
  { "dbus-broker.service", BUS },
  { "systemd-logind.service", SESSIONS },
  { "elogind.service", SESSIONS },
  { "user@*.service", ALL_OF_USER },
  { "user-runtime-dir@*.service", ALL_OF_USER },
  { "display-manager.service", DESKTOP },
  { "gdm.service", DESKTOP },
  { "gdm3.service", DESKTOP },
  { "greetd.service", DESKTOP },
  { "lightdm.service", DESKTOP },
  { "lxdm.service", DESKTOP },
  { "ly.service", DESKTOP },
  { "ly@*.service", DESKTOP },
  { "nodm.service", DESKTOP },
  { "plasmalogin.service", DESKTOP },
  { "sddm.service", DESKTOP },
  { "slim.service", DESKTOP },
  { "wdm.service", DESKTOP },
  { "xdm.service", DESKTOP },
  { "getty@*.service", CONSOLE },
  { "autovt@*.service", CONSOLE },
  { "serial-getty@*.service", CONSOLE },
  { "container-getty@*.service", CONSOLE },
  { "console-getty.service", CONSOLE },
  { "kmsconvt@*.service", CONSOLE },
  { "debug-shell.service", CONSOLE },
  { "polkit.service", PASSWORDS },
  { "polkitd.service", PASSWORDS },
  { "systemd-udevd.service", DEVICES },
  { "systemd-journald.service", LOG },
  { "systemd-journald@*.service", LOG },
  { "NetworkManager.service", NETWORK },
  { "wpa_supplicant.service", NETWORK },
  { "wpa_supplicant@*.service", NETWORK },
  { "wpa_supplicant-*@*.service", NETWORK },
  { "iwd.service", NETWORK },
  { "emergency.service", REPAIR },
  { "rescue.service", REPAIR },
  { "hardnut-helper.service", HELPER },
  { "hardnut-revert@*.service", HELPER },
};

static const Row of_user[] = {
  { "dbus.service", BUS },
  { "dbus-broker.service", BUS },
  { "gnome-session*.service", DESKTOP },
  { "org.gnome.Shell@*.service", DESKTOP },
  { "plasma-kwin_*.service", DESKTOP },
  { "plasma-ksmserver.service", DESKTOP },
  { "plasma-plasmashell.service", DESKTOP },
  { "sway*.service", DESKTOP },
  { "wayland-*.service", DESKTOP },
  { "xfce4-session.service", DESKTOP },
  { "hardnut-helper.service", HELPER },
  { "hardnut-revert@*.service", HELPER },
};

const char *
hn_never_restart_find (const char *name,
                       HnScope     scope)
{
  const Row *table = scope == HN_SCOPE_USER ? of_user : of_system;
  gsize n = scope == HN_SCOPE_USER ? G_N_ELEMENTS (of_user) : G_N_ELEMENTS (of_system);

  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; i < n; i++)
    if (g_pattern_match_simple (table[i].pattern, name))
      return table[i].reason;

  return NULL;
}

const char *
hn_never_restart_find_any (const char *const *names,
                           HnScope            scope)
{
  const char *reason = NULL;

  for (guint i = 0; names != NULL && names[i] != NULL && reason == NULL; i++)
    reason = hn_never_restart_find (names[i], scope);

  return reason;
}
