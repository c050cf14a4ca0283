/* The services that systemd itself brings for when there is no file of their name: so that a
 * container without a single unit file can be shut down. Files and masks go before them, drop-ins
 * apply to them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/builtin-units.h"

#include <string.h>

/* The system manager has them since this version, the user manager has none. */
#define SINCE 262

/* By name. They differ in what they do in the end, and have no [Service] section. */
static const struct
{
  const char *name;
  const char *description;
  const char *action;
} units[] = {
  { "systemd-exit.service", "Exit the Container", "exit-force" },
  { "systemd-halt.service", "System Halt", "halt-force" },
  { "systemd-kexec.service", "Reboot via kexec", "kexec-force" },
  { "systemd-poweroff.service", "System Power Off", "poweroff-force" },
  { "systemd-reboot.service", "System Reboot", "reboot-force" },
  { "systemd-soft-reboot.service", "Reboot System Userspace", "soft-reboot-force" },
};

static gboolean
has_any (HnScope scope, guint version)
{
  return scope == HN_SCOPE_SYSTEM && version >= SINCE;
}

char *
hn_builtin_unit_dup_text (const char *unit, HnScope scope, guint version)
{
  if (!has_any (scope, version))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].name, unit) == 0)
      return g_strdup_printf ("[Unit]\nDescription=%s\nDefaultDependencies=no\nSuccessAction=%s\n",
                              units[i].description, units[i].action);

  return NULL;
}

GPtrArray *
hn_builtin_unit_list (HnScope scope, guint version)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; has_any (scope, version) && i < G_N_ELEMENTS (units); i++)
    g_ptr_array_add (names, (gpointer) units[i].name);

  return names;
}
