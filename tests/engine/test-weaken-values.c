/* Whether a change weakens what the vendor set: each directive from both sides, and properties that
 * hold for any two units.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/weaken-values.h"

#include "engine/what-if.h"
#include "random-changes.h"
#include "reading.h"

typedef struct
{
  const char *vendor; /* lines of the unit */
  const char *change; /* lines of the drop-in */
  const char *weaker; /* names, with spaces between; "" for none */
} WeakenCase;

static const WeakenCase cases[] = {
  /* Nothing from the vendor, nothing to weaken. */
  { "", "", "" },
  { "", "ProtectSystem=strict\nReadWritePaths=/srv /etc /home\n", "" },
  { "", "ProtectHome=no\nPrivateTmp=no\nNoNewPrivileges=no\n", "" },
  { "", "IPAddressDeny=any\nIPAddressAllow=localhost\n", "" },
  { "", "SystemCallFilter=~@mount\nSystemCallFilter=mount\nSystemCallErrorNumber=EPERM\n", "" },
  { "", "CapabilityBoundingSet=CAP_KILL\n", "" },
  { "", "DeviceAllow=/dev/null rw\n", "" },
  { "", "NoExecPaths=/\nExecPaths=/usr /tmp\n", "" },

  /* Switches. */
  { "NoNewPrivileges=yes\n", "NoNewPrivileges=no\n", "NoNewPrivileges" },
  { "NoNewPrivileges=yes\n", "NoNewPrivileges=yes\n", "" },
  { "PrivateIPC=yes\n", "PrivateIPC=no\n", "PrivateIPC" },
  { "PrivatePIDs=yes\n", "PrivatePIDs=no\n", "PrivatePIDs" },
  { "PrivateBPF=yes\n", "PrivateBPF=no\n", "PrivateBPF" },
  { "PrivateMounts=yes\n", "PrivateMounts=no\n", "PrivateMounts" },
  { "MemoryKSM=no\n", "MemoryKSM=yes\n", "MemoryKSM" },
  { "", "MemoryKSM=yes\n", "MemoryKSM" },
  { "MemoryKSM=yes\n", "MemoryKSM=no\n", "" },
  { "DynamicUser=yes\n", "RemoveIPC=no\nNoNewPrivileges=no\nPrivateTmp=no\n", "" },

  /* Words. */
  { "ProtectSystem=strict\n", "ProtectSystem=full\n", "ProtectSystem" },
  { "ProtectSystem=full\n", "ProtectSystem=strict\n", "" },
  { "ProtectHome=tmpfs\n", "ProtectHome=read-only\n", "ProtectHome" },
  { "ProtectHome=read-only\n", "ProtectHome=yes\n", "" },
  { "PrivateTmp=yes\n", "PrivateTmp=connected\n", "" },
  { "PrivateTmp=disconnected\n", "PrivateTmp=yes\n", "PrivateTmp" },
  { "PrivateUsers=self\n", "PrivateUsers=yes\n", "" },
  { "PrivateUsers=yes\n", "PrivateUsers=identity\n", "PrivateUsers" },
  { "PrivateUsers=yes\n", "PrivateUsers=managed\n", "PrivateUsers" },
  { "PrivateUsers=managed\n", "PrivateUsers=yes\n", "PrivateUsers" },
  { "ProtectControlGroups=yes\n", "ProtectControlGroups=private\n", "ProtectControlGroups" },
  { "ProtectControlGroups=yes\n", "ProtectControlGroups=strict\n", "" },
  { "ProtectHostname=yes\n", "ProtectHostname=private\n", "ProtectHostname" },
  { "ProtectProc=invisible\n", "ProtectProc=noaccess\n", "ProtectProc" },
  { "ProcSubset=pid\n", "ProcSubset=all\n", "ProcSubset" },
  { "", "KeyringMode=shared\n", "KeyringMode" },
  { "NotifyAccess=main\n", "NotifyAccess=exec\n", "NotifyAccess" },
  { "NotifyAccess=all\n", "NotifyAccess=main\n", "" },
  { "DevicePolicy=closed\n", "DevicePolicy=auto\n", "DevicePolicy DeviceAllow" },
  { "RuntimeDirectoryPreserve=no\n", "RuntimeDirectoryPreserve=yes\n", "RuntimeDirectoryPreserve" },
  { "MemoryTHP=disable\n", "MemoryTHP=madvise\n", "" },
  { "TimeoutCleanSec=5\n", "TimeoutCleanSec=infinity\n", "" },

  /* Modes. */
  { "UMask=0077\n", "UMask=0027\n", "UMask" },
  { "UMask=0027\n", "UMask=0077\n", "" },
  { "UMask=0770\n", "UMask=0077\n", "UMask" },
  { "", "UMask=0002\n", "UMask" },
  { "StateDirectoryMode=0700\n", "StateDirectoryMode=0750\n", "StateDirectoryMode" },
  { "", "StateDirectoryMode=0700\n", "" },
  { "", "RuntimeDirectoryMode=0777\n", "RuntimeDirectoryMode" },

  /* Capabilities, namespaces, families. */
  { "CapabilityBoundingSet=CAP_KILL\n", "CapabilityBoundingSet=CAP_CHOWN\n",
    "CapabilityBoundingSet" },
  { "CapabilityBoundingSet=CAP_KILL\n", "CapabilityBoundingSet=~\n", "CapabilityBoundingSet" },
  { "CapabilityBoundingSet=~CAP_KILL\n", "CapabilityBoundingSet=~CAP_CHOWN\n", "" },
  /* No check looks at this one. */
  { "CapabilityBoundingSet=~CAP_PERFMON\n", "CapabilityBoundingSet=~\n", "CapabilityBoundingSet" },
  { "CapabilityBoundingSet=CAP_KILL CAP_CHOWN\n", "CapabilityBoundingSet=\n", "" },
  { "RestrictNamespaces=yes\n", "RestrictNamespaces=net\n", "RestrictNamespaces" },
  { "RestrictNamespaces=net\n", "RestrictNamespaces=\n", "RestrictNamespaces" },
  { "RestrictNamespaces=net user\n", "RestrictNamespaces=~user\n", "" },
  { "RestrictAddressFamilies=AF_UNIX\n", "RestrictAddressFamilies=AF_INET\n",
    "RestrictAddressFamilies" },
  { "RestrictAddressFamilies=~AF_PACKET\n", "RestrictAddressFamilies=AF_PACKET\n",
    "RestrictAddressFamilies" },
  /* Two families of one row, and a second one of a row that fails anyhow. */
  { "RestrictAddressFamilies=AF_INET\n", "RestrictAddressFamilies=AF_INET6\n",
    "RestrictAddressFamilies" },
  { "RestrictAddressFamilies=AF_CAN\n", "RestrictAddressFamilies=AF_ALG\n",
    "RestrictAddressFamilies" },
  { "RestrictAddressFamilies=AF_UNIX AF_INET\n", "RestrictAddressFamilies=~AF_INET\n", "" },
  { "RestrictAddressFamilies=AF_UNIX\n", "RestrictAddressFamilies=none\n", "" },
  { "RestrictAddressFamilies=none\n", "RestrictAddressFamilies=\n", "RestrictAddressFamilies" },

  /* System calls. */
  { "SystemCallFilter=@system-service\n", "SystemCallFilter=@mount\n", "SystemCallFilter" },
  { "SystemCallFilter=@system-service\n", "SystemCallFilter=~@resources\n", "" },
  { "SystemCallFilter=~@mount\n", "SystemCallFilter=umount2\n", "SystemCallFilter" },
  { "SystemCallFilter=~@mount\n", "SystemCallFilter=\n", "SystemCallFilter" },
  { "SystemCallFilter=~@mount\n", "SystemCallFilter=\nSystemCallFilter=~@mount @swap\n",
    "SystemCallFilter" },
  { "SystemCallFilter=~@mount\nSystemCallArchitectures=native\n",
    "SystemCallFilter=\nSystemCallFilter=~@mount @swap\n", "" },
  /* One that fails no check, and one that only foreign programs make. */
  { "SystemCallFilter=@system-service\n", "SystemCallFilter=bpf\n", "SystemCallFilter" },
  { "SystemCallFilter=~vm86 vm86old\n", "SystemCallFilter=vm86old\n", "SystemCallFilter" },
  { "SystemCallFilter=~@mount\n", "SystemCallErrorNumber=EPERM\n", "SystemCallErrorNumber" },
  { "SystemCallFilter=~@mount\nSystemCallErrorNumber=EPERM\n", "SystemCallErrorNumber=kill\n", "" },
  { "SystemCallErrorNumber=EPERM\n", "SystemCallErrorNumber=ENOSYS\n", "" },
  { "SystemCallArchitectures=native\n", "SystemCallArchitectures=x86\n",
    "SystemCallArchitectures" },
  { "SystemCallArchitectures=native x86\n", "SystemCallArchitectures=\n",
    "SystemCallArchitectures" },
  { "SystemCallArchitectures=native x86\n",
    "SystemCallArchitectures=\nSystemCallArchitectures=native\n", "" },
  { "SystemCallLog=@mount\n", "SystemCallLog=\n", "SystemCallLog" },

  /* Exceptions from what the vendor closed, and only from that. */
  { "ProtectSystem=strict\n", "ReadWritePaths=/srv\n", "ReadWritePaths" },
  { "ProtectSystem=strict\nReadWritePaths=/srv\n", "ReadWritePaths=/srv/data\n", "" },
  { "ProtectSystem=strict\nReadWritePaths=/srv/data\n", "ReadWritePaths=/srv\n", "ReadWritePaths" },
  { "ProtectSystem=strict\nReadWritePaths=-/srv/\n", "ReadWritePaths=/srv\n", "" },
  { "ProtectSystem=full\n", "ReadWritePaths=/var/lib/x\n", "" },
  { "ProtectSystem=full\n", "ReadWritePaths=/etc/x\n", "ReadWritePaths" },
  { "ProtectSystem=yes\n", "ReadWritePaths=/lib/x\n", "ReadWritePaths" },
  { "ProtectSystem=yes\n", "ReadWritePaths=/\n", "ReadWritePaths" },
  { "ProtectHome=read-only\n", "ReadWritePaths=/home/me\n", "ReadWritePaths" },
  { "ProtectHome=read-only\n", "ReadWritePaths=/srv\n", "" },
  /* Where anybody can make a link to somewhere else. */
  { "ProtectSystem=full\n", "ReadWritePaths=/tmp/x\n", "ReadWritePaths" },
  { "ProtectSystem=full\n", "ReadWritePaths=/var/tmp/x\n", "ReadWritePaths" },
  { "ReadOnlyPaths=/srv\n", "ReadWritePaths=/srv/a\n", "ReadWritePaths" },
  { "ReadOnlyPaths=/srv/a\n", "ReadWritePaths=/srv/ab\n", "" },
  { "InaccessiblePaths=/srv\n", "ReadWritePaths=/srv\n", "ReadWritePaths" },
  { "TemporaryFileSystem=/srv\n", "ReadWritePaths=/srv\n", "ReadWritePaths" },
  { "ReadOnlyPaths=/srv\nReadWritePaths=/srv/a\n", "ReadWritePaths=/srv/a/b\n", "" },
  { "ReadOnlyPaths=/srv\nReadWritePaths=/\n", "ReadWritePaths=/srv/a\n", "ReadWritePaths" },
  { "ReadOnlyPaths=/srv /opt\n", "ReadOnlyPaths=\nReadOnlyPaths=/srv\n", "ReadOnlyPaths" },
  { "ReadOnlyPaths=/srv\n", "ReadOnlyPaths=/opt\n", "" },
  { "InaccessiblePaths=/srv\n", "InaccessiblePaths=\n", "InaccessiblePaths" },
  { "NoExecPaths=/\n", "NoExecPaths=\n", "NoExecPaths" },
  { "NoExecPaths=/\nExecPaths=/usr\n", "ExecPaths=/tmp\n", "ExecPaths" },
  { "NoExecPaths=/\nExecPaths=/usr /opt\n", "ExecPaths=\nExecPaths=/usr\n", "" },
  { "TemporaryFileSystem=/srv\n", "TemporaryFileSystem=\n", "TemporaryFileSystem" },
  { "ReadOnlyPaths=/etc/x\n", "TemporaryFileSystem=/etc\n", "TemporaryFileSystem" },
  { "ReadOnlyPaths=/etc/x\n", "TemporaryFileSystem=/srv\n", "" },
  { "ProtectSystem=strict\n", "TemporaryFileSystem=/srv\n", "TemporaryFileSystem" },

  /* Folders of its own, and of others. */
  { "", "StateDirectory=test\n", "StateDirectory" },
  { "", "StateDirectory=test/sub\n", "StateDirectory" },
  { "", "StateDirectory=testing\n", "StateDirectory" },
  { "", "StateDirectory=postgresql\n", "StateDirectory" },
  { "", "RuntimeDirectory=other\n", "RuntimeDirectory" },
  { "StateDirectory=other\n", "StateDirectory=other\n", "" },
  { "ProtectSystem=strict\n", "StateDirectory=test\n", "StateDirectory" },
  { "ProtectSystem=strict\n", "ConfigurationDirectory=test\n", "ConfigurationDirectory" },
  { "StateDirectory=test\n", "StateDirectory=\n", "" },

  /* Devices. */
  { "DevicePolicy=closed\n", "DeviceAllow=/dev/sda r\n", "DeviceAllow" },
  { "DeviceAllow=/dev/null rw\n", "DeviceAllow=\n", "DeviceAllow" },
  { "DevicePolicy=closed\nDeviceAllow=/dev/sda r\n", "DeviceAllow=/dev/sda rw\n", "DeviceAllow" },
  { "DevicePolicy=closed\nDeviceAllow=/dev/sda\n", "DeviceAllow=/dev/sda r\n", "" },
  { "DevicePolicy=closed\nDeviceAllow=/dev/sda r\n", "DeviceAllow=\n", "" },
  { "PrivateDevices=yes\n", "PrivateDevices=no\n",
    "PrivateMounts PrivateDevices DevicePolicy DeviceAllow CapabilityBoundingSet" },
  { "PrivateDevices=yes\n", "ProtectClock=yes\n", "" },
  { "PrivateDevices=yes\n", "DeviceAllow=char-rtc rw\n", "DeviceAllow" },

  /* Addresses. */
  { "IPAddressDeny=any\n", "IPAddressDeny=\n", "IPAddressDeny" },
  { "IPAddressDeny=any\n", "IPAddressAllow=localhost\n", "IPAddressAllow IPAddressDeny" },
  { "IPAddressDeny=any\nIPAddressAllow=10.0.0.0/8\n", "IPAddressAllow=10.1.0.0/16\n", "" },
  { "IPAddressDeny=any\nIPAddressAllow=10.1.0.0/16\n", "IPAddressAllow=10.0.0.0/8\n",
    "IPAddressAllow" },
  { "IPAddressDeny=10.0.0.0/8\n", "IPAddressAllow=192.168.0.0/16\n", "" },
  { "IPAddressDeny=10.0.0.0/8\n", "IPAddressAllow=any\n", "IPAddressAllow" },
  { "IPAddressDeny=10.0.0.0/8\n", "IPAddressAllow=10.2.0.0/16\n", "IPAddressAllow" },
  { "IPAddressDeny=10.0.0.0/8\n", "IPAddressDeny=\nIPAddressDeny=any\n", "" },
  { "IPAddressDeny=any\n", "IPAddressDeny=\nIPAddressDeny=0.0.0.0/0\n", "IPAddressDeny" },
  { "IPAddressDeny=any\n", "IPAddressDeny=\nIPAddressDeny=0.0.0.0/0 ::/0\n", "" },
  /* No more can be reached, but the check does not see that. */
  { "IPAddressDeny=any\nIPAddressAllow=localhost\n", "IPAddressAllow=127.0.0.1\n",
    "IPAddressDeny" },
  { "SocketBindDeny=any\n", "SocketBindAllow=80\n", "SocketBindAllow" },
  { "SocketBindDeny=any\n", "SocketBindDeny=\n", "SocketBindDeny" },
  { "SocketBindDeny=any\nSocketBindAllow=80\n", "SocketBindDeny=udp\n", "" },
  { "RestrictNetworkInterfaces=lo\n", "RestrictNetworkInterfaces=eth0\n",
    "RestrictNetworkInterfaces" },
  { "RestrictFileSystems=ext4\n", "RestrictFileSystems=tmpfs\n", "RestrictFileSystems" },
  /* What systemd leaves out of a list does not turn it round. */
  { "RestrictFileSystems=~ext4 @nothing\n", "RestrictFileSystems=\nRestrictFileSystems=ext4\n",
    "RestrictFileSystems" },

  /* Numbers. */
  { "MemoryMax=1G\n", "MemoryMax=2G\n", "MemoryMax" },
  { "MemoryMax=1G\n", "MemoryMax=512M\n", "" },
  { "MemoryMax=1G\n", "MemoryMax=infinity\n", "MemoryMax" },
  { "MemoryMax=1G\n", "MemoryMax=10%\n", "MemoryMax" },
  { "MemoryMax=1.5G\n", "MemoryMax=1G\n", "MemoryMax" },
  { "MemoryMax=20%\n", "MemoryMax=10%\n", "" },
  { "", "MemoryMax=1G\n", "" },
  { "", "TasksMax=100\n", "" },
  { "", "TasksMax=infinity\n", "TasksMax" },
  { "TasksMax=100\n", "TasksMax=101\n", "TasksMax" },
  { "CPUQuota=50%\n", "CPUQuota=51%\n", "CPUQuota" },
  { "", "LimitNOFILE=1024\n", "" },
  { "", "LimitNOFILE=1048576\n", "LimitNOFILE" },
  { "LimitNOFILE=65536\n", "LimitNOFILE=1024:65536\n", "" },
  { "LimitNOFILE=1024:65536\n", "LimitNOFILE=65536\n", "LimitNOFILE" },
  { "", "LimitMEMLOCK=infinity\n", "LimitMEMLOCK" },
  { "", "LimitRTPRIO=10\n", "LimitRTPRIO" },
  { "LimitCPU=60\n", "LimitCPU=1min\n", "" },
  { "LimitCPU=60\n", "LimitCPU=61\n", "LimitCPU" },
  { "LimitNPROC=10\n", "LimitNPROC=infinity\n", "LimitNPROC" },
  { "", "LimitNPROC=10\n", "" },
  { "StateDirectoryQuota=1G\n", "StateDirectoryQuota=off\n", "StateDirectoryQuota" },
  { "AllowedCPUs=0-1\n", "AllowedCPUs=2\n", "AllowedCPUs" },
  { "AllowedCPUs=0-3\n", "AllowedCPUs=\nAllowedCPUs=0-1\n", "" },
  { "", "AllowedCPUs=0\n", "" },

  /* Bits of crashes and of powers. */
  { "SecureBits=noroot noroot-locked\n", "SecureBits=\nSecureBits=noroot\n", "SecureBits" },
  { "", "SecureBits=noroot noroot-locked\n", "" },
  { "", "SecureBits=keep-caps\n", "SecureBits" },
  { "", "CoredumpFilter=all\n", "CoredumpFilter" },
  { "", "CoredumpFilter=private-anonymous\n", "" },
  { "CoredumpFilter=elf-headers\n", "CoredumpFilter=\n", "CoredumpFilter" },
};

static HnSettings *
read_change (guint version, const char *vendor, const char *change)
{
  g_autofree char *first = g_strconcat (START, vendor, NULL);
  g_autofree char *second = g_strconcat ("[Service]\n", change, NULL);

  return read_texts (HN_SCOPE_SYSTEM, version, first, second, NULL);
}

static void
test_case (gconstpointer data)
{
  const WeakenCase *item = data;
  g_autoptr (HnSettings) vendor = read_change (262, item->vendor, "");
  g_autoptr (HnSettings) changed = read_change (262, item->vendor, item->change);
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *joined = NULL;
  gboolean weaker;

  g_test_message ("%s/ %s", item->vendor, item->change);
  weaker = hn_weakens (vendor, changed, &names);
  g_ptr_array_add (names, NULL);
  joined = g_strjoinv (" ", (char **) names->pdata);
  g_assert_cmpstr (joined, ==, item->weaker);
  g_assert_cmpint (weaker, ==, item->weaker[0] != '\0');
  g_assert_cmpint (hn_weakens (vendor, changed, NULL), ==, weaker);
}

/* Of any two words of a choice at least one is weaker than the other, unless they mean the same. */
static void
test_words (void)
{
  guint n = 0;

  for (guint d = 0; d < HN_N_DIRECTIVES; d++)
    {
      const HnDirective *row = hn_directive_get (d);

      if (row->type->kind != HN_KIND_CHOICE || !(row->flags & HN_DIRECTIVE_WRITABLE) ||
          d == HN_DIRECTIVE_MEMORY_THP)
        continue;
      for (const HnChoice *a = row->choices; a->value != NULL; a++)
        for (const HnChoice *b = a + 1; b->value != NULL; b++)
          {
            g_autofree char *first = g_strdup_printf ("%s=%s\n", row->name, a->value);
            g_autofree char *second = g_strdup_printf ("%s=%s\n", row->name, b->value);
            g_autoptr (HnSettings) one = read_change (262, "", first);
            g_autoptr (HnSettings) two = read_change (262, "", second);
            gboolean same =
                (strcmp (a->value, "yes") == 0 &&
                 (strcmp (b->value, "connected") == 0 || strcmp (b->value, "self") == 0));

            g_test_message ("%s: %s, %s", row->name, a->value, b->value);
            g_assert_cmpint (hn_weakens (one, two, NULL) || hn_weakens (two, one, NULL), ==, !same);
            n++;
          }
    }
  g_assert_cmpuint (n, >, 30);
}

/* Whether @directive tells nothing about what a service may do. */
static gboolean
is_neutral (HnDirectiveId directive)
{
  return directive == HN_DIRECTIVE_MEMORY_THP || directive == HN_DIRECTIVE_TIMEOUT_CLEAN_SEC ||
         /* Without a filter there is nothing to answer. */
         directive == HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER;
}

/* No directive is forgotten: of two values with different effects, going from one to the other or
 * back is weaker. */
static void
test_both_ways (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  guint n_different[HN_N_DIRECTIVES] = { 0 };

  for (guint round = 0; round < 60000; round++)
    {
      HnDirectiveId directive = random_directive (rand);
      g_autofree char *first = random_value (rand, directive);
      g_autofree char *second = random_value (rand, directive);
      g_autofree char *one = NULL;
      g_autofree char *two = NULL;

      if (is_neutral (directive) || !hn_validate_value (directive, first, 262, &one, NULL) ||
          !hn_validate_value (directive, second, 262, &two, NULL))
        continue;

      const char *name = hn_directive_get (directive)->name;
      g_autofree char *a_line = g_strdup_printf ("%s=%s\n", name, one);
      g_autofree char *b_line = g_strdup_printf ("%s=%s\n", name, two);
      g_autoptr (HnSettings) a = read_change (262, "", a_line);
      g_autoptr (HnSettings) b = read_change (262, "", b_line);
      g_autofree char *a_value = hn_settings_dup_value (a, directive);
      g_autofree char *b_value = hn_settings_dup_value (b, directive);
      HnKind kind = hn_directive_get (directive)->type->kind;

      g_assert_false (hn_weakens (a, a, NULL));
      if (strcmp (a_value, b_value) == 0)
        continue;
      /* Exceptions count only where something is closed, and lists of paths may be in any order or
       * say the same twice. */
      if (kind == HN_KIND_PATHS || kind == HN_KIND_ADDRESSES ||
          directive == HN_DIRECTIVE_SOCKET_BIND_ALLOW || directive == HN_DIRECTIVE_PRIVATE_TMP ||
          directive == HN_DIRECTIVE_PRIVATE_USERS)
        continue;
      /* Two spellings of one number, or of several. */
      if ((directive == HN_DIRECTIVE_ALLOWED_CPUS ||
           directive == HN_DIRECTIVE_ALLOWED_MEMORY_NODES ||
           directive == HN_DIRECTIVE_COREDUMP_FILTER) &&
          !hn_weakens (a, b, NULL) && !hn_weakens (b, a, NULL))
        continue;
      if (kind == HN_KIND_STRING && !hn_weakens (a, b, NULL) && !hn_weakens (b, a, NULL))
        {
          g_test_message ("%s: %s, %s", hn_directive_get (directive)->name, a_value, b_value);
          g_assert_true (strstr (a_value, "infinity") != NULL || a_value[0] == '\0' ||
                         b_value[0] == '\0' || strstr (b_value, "infinity") != NULL ||
                         strstr (a_value, ":") != NULL || strstr (b_value, ":") != NULL);
          continue;
        }

      g_test_message ("%s: %s, %s", hn_directive_get (directive)->name, a_value, b_value);
      g_assert_true (hn_weakens (a, b, NULL) || hn_weakens (b, a, NULL));
      n_different[directive]++;
    }

  for (guint d = 0; d < HN_N_DIRECTIVES; d++)
    {
      HnKind kind = hn_directive_get (d)->type->kind;

      if ((hn_directive_get (d)->flags & HN_DIRECTIVE_WRITABLE) && !is_neutral (d) &&
          kind != HN_KIND_PATHS && kind != HN_KIND_ADDRESSES &&
          d != HN_DIRECTIVE_SOCKET_BIND_ALLOW && d != HN_DIRECTIVE_PRIVATE_TMP &&
          d != HN_DIRECTIVE_PRIVATE_USERS)
        {
          g_test_message ("%s", hn_directive_get (d)->name);
          g_assert_cmpuint (n_different[d], >, 0);
        }
    }
}

/* A check that gets worse is always noticed, but for the one of devices, which is seen more
 * closely. */
static void
test_checks (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  guint n_worse = 0;

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (GPtrArray) first = random_changes (rand, HN_SCOPE_SYSTEM, 257, 20);
      g_autoptr (GPtrArray) second = random_changes (rand, HN_SCOPE_SYSTEM, 257, 10);
      g_autofree char *vendor_text = hn_change_to_text (first);
      g_autofree char *change_text = hn_change_to_text (second);
      g_autoptr (HnSettings) vendor = read_texts (HN_SCOPE_SYSTEM, 257, START, vendor_text, NULL);
      g_autoptr (HnSettings) changed =
          read_texts (HN_SCOPE_SYSTEM, 257, START, vendor_text, change_text, NULL);
      HnAssessment before, after;
      gboolean worse = FALSE;

      hn_assess (vendor, NULL, &before);
      hn_assess (changed, NULL, &after);
      for (guint i = 0; i < HN_N_CHECKS; i++)
        if (before.findings[i].badness != HN_BADNESS_NA &&
            after.findings[i].badness > before.findings[i].badness &&
            hn_check_get (i)->rule != HN_RULE_DEVICES)
          worse = TRUE;
      if (worse)
        g_assert_true (hn_weakens (vendor, changed, NULL));
      n_worse += worse;
    }
  g_assert_cmpuint (n_worse, >, 100);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/weaken-values/case/%u", i);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/weaken-values/words", test_words);
  g_test_add_func ("/weaken-values/both-ways", test_both_ways);
  g_test_add_func ("/weaken-values/checks", test_checks);

  return g_test_run ();
}
