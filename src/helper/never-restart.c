/* The services that are not restarted while people work, because their sessions, their network or
 * the way back hang on them. Hardnut changes them for their next start.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/never-restart.h"

#include <fnmatch.h>

static const char *const in_system[] = {
  /* Everything that talks, and the helper with it. */
  "dbus.service",
  "dbus-broker.service",
  /* Sessions of people, and the doors to them. */
  "systemd-logind.service",
  "elogind.service",
  "user@*.service",
  "user-runtime-dir@*.service",
  "getty@*.service",
  "autovt@*.service",
  "serial-getty@*.service",
  "container-getty@*.service",
  "console-getty.service",
  "kmsconvt@*.service",
  "display-manager.service",
  "gdm.service",
  "gdm3.service",
  "sddm.service",
  "plasmalogin.service",
  "lightdm.service",
  "lxdm.service",
  "xdm.service",
  "slim.service",
  "greetd.service",
  "ly.service",
  "ly@*.service",
  /* Who is asked for permission, the devices and the log. */
  "polkit.service",
  "systemd-udevd.service",
  "systemd-journald.service",
  "systemd-journald@*.service",
  /* The network over which somebody may be logged in. */
  "NetworkManager.service",
  "wpa_supplicant.service",
  "wpa_supplicant@*.service",
  "wpa_supplicant-*@*.service",
  /* The last resorts. */
  "emergency.service",
  "rescue.service",
  "debug-shell.service",
  "hardnut-helper.service",
  "hardnut-revert@*.service",
  NULL,
};

static const char *const in_session[] = {
  "dbus.service",
  "dbus-broker.service",
  /* The desktop itself. */
  "gnome-session*.service",
  "org.gnome.Shell@*.service",
  "plasma-kwin_*.service",
  "plasma-ksmserver.service",
  "plasma-plasmashell.service",
  "sway*.service",
  "wayland-*.service",
  "xfce4-session.service",
  "hardnut-helper.service",
  "hardnut-revert@*.service",
  NULL,
};

static const char *const helper[] = {
  "hardnut-helper.service",
  "hardnut-revert@*.service",
  NULL,
};

static gboolean
any_matches (const char *const *names,
             const char *const *patterns)
{
  for (; *names != NULL; names++)
    for (guint i = 0; patterns[i] != NULL; i++)
      if (fnmatch (patterns[i], *names, 0) == 0)
        return TRUE;

  return FALSE;
}

gboolean
hn_never_restart (const char *const *names,
                  HnScope            scope)
{
  return any_matches (names, scope == HN_SCOPE_SYSTEM ? in_system : in_session);
}

gboolean
hn_is_helper (const char *const *names)
{
  return any_matches (names, helper);
}
