/* Directives that close something by themselves, and open something by their place among the
 * mounts of the vendor's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/catalogue/directive.h"
#include "engine/unit-file.h"
#include "engine/weaken-closed.h"

typedef struct
{
  const char *vendor;
  const char *change;
  const char *opens; /* (nullable): the directive of the change that opens something */
} Case;

static const Case cases[] = {
  /* Of what is in memory and what is read-only, systemd mounts the latter. */
  { "TemporaryFileSystem=/:ro\n", "ProtectSystem=strict\n", "ProtectSystem" },
  { "TemporaryFileSystem=/:ro\n", "ProtectSystem=full\n", NULL },
  { "TemporaryFileSystem=/etc\n", "ProtectSystem=full\n", "ProtectSystem" },
  { "TemporaryFileSystem=/etc\n", "ProtectSystem=yes\n", NULL },
  { "TemporaryFileSystem=/etc/x\n", "ProtectSystem=full\n", NULL },
  { "TemporaryFileSystem=/srv /boot:ro\n", "ProtectSystem=yes\n", "ProtectSystem" },
  { "TemporaryFileSystem=/home:ro\n", "ProtectHome=read-only\n", "ProtectHome" },
  { "TemporaryFileSystem=/home:ro\n", "ProtectHome=yes\n", NULL },
  { "TemporaryFileSystem=/home:ro\n", "ProtectHome=tmpfs\n", NULL },
  { "TemporaryFileSystem=/sys:ro\n", "ProtectKernelTunables=yes\n", "ProtectKernelTunables" },
  { "TemporaryFileSystem=/sys/fs/cgroup:ro\n", "ProtectControlGroups=yes\n",
    "ProtectControlGroups" },
  /* It is so already. */
  { "TemporaryFileSystem=/home:ro\nProtectHome=read-only\n", "ProtectHome=read-only\n", NULL },
  { "TemporaryFileSystem=/home:ro\nProtectSystem=strict\n", "ProtectHome=read-only\n",
    "ProtectHome" },
  { "TemporaryFileSystem=/sys:ro\nPrivateNetwork=yes\n", "ProtectKernelTunables=yes\n", NULL },
  /* What is left as it is, is left out of what holds above it. */
  { "ReadOnlyPaths=/\n", "ProtectSystem=strict\n", "ProtectSystem" },
  { "ReadOnlyPaths=/run\n", "ProtectSystem=strict\n", "ProtectSystem" },
  { "ReadOnlyPaths=/var/run\n", "ProtectSystem=strict\n", "ProtectSystem" },
  { "ReadOnlyPaths=/\nReadWritePaths=/home /root /dev /proc /sys /run\n", "ProtectSystem=strict\n",
    NULL },
  { "TemporaryFileSystem=/var/run/user:ro\n", "ProtectHome=read-only\n", "ProtectHome" },
  { "BindReadOnlyPaths=/run\n", "ProtectSystem=strict\n", "ProtectSystem" },
  { "ReadOnlyPaths=/\n", "ProtectSystem=full\n", NULL },
  { "ReadOnlyPaths=/home\n", "ProtectSystem=strict\n", NULL },
  { "InaccessiblePaths=/home /root\n", "ProtectSystem=strict\n", NULL },
  { "ReadOnlyPaths=/srv\n", "ProtectSystem=strict\n", NULL },
  { "ReadOnlyPaths=/\nProtectSystem=strict\n", "ProtectSystem=strict\n", NULL },
  /* New file systems. */
  { "ReadOnlyPaths=/var\n", "PrivateTmp=yes\n", "PrivateTmp" },
  { "ProtectSystem=strict\n", "PrivateDevices=yes\n", NULL },
  { "ReadOnlyPaths=/dev\n", "PrivateIPC=yes\n", "PrivateIPC" },
  { "TemporaryFileSystem=/sys:ro\n", "ProtectProc=invisible\n", "ProtectProc" },
  { "TemporaryFileSystem=/dev:ro\n", "ProtectKernelTunables=yes\n", "ProtectKernelTunables" },
  { "TemporaryFileSystem=/proc:ro\n", "ProtectControlGroups=yes\n", "ProtectControlGroups" },
  { "ProtectKernelTunables=yes\n", "ProtectProc=invisible\n", NULL },
  { "", "ProtectSystem=strict\nProtectHome=read-only\nPrivateTmp=yes\nPrivateIPC=yes\n", NULL },
};

static HnSettings *
read_text (const char *first, const char *second)
{
  const HnUnitContext context = { .unit = "web.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  g_autofree char *text = g_strconcat ("[Service]\n", first, second, NULL);
  HnSettings *settings = hn_settings_new (&context);

  hn_unit_file_parse (settings, "/usr/lib/systemd/system/web.service", text, strlen (text));
  hn_unit_file_finish (settings);

  return settings;
}

static void
test_reopens (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HnSettings) vendor = read_text (cases[i].vendor, "");
      g_autoptr (HnSettings) changed = read_text (cases[i].vendor, cases[i].change);

      for (guint d = 0; d < HN_N_DIRECTIVES; d++)
        if (hn_reopens (vendor, changed, d) !=
            (g_strcmp0 (hn_directive_get (d)->name, cases[i].opens) == 0))
          g_error ("“%s” with “%s”: %s is taken wrong", cases[i].vendor, cases[i].change,
                   hn_directive_get (d)->name);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weaken-mounts/reopens", test_reopens);

  return g_test_run ();
}
