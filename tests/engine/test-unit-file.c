/* The reader of unit files against what systemd does with the same text. Every expectation was seen
 * on a booted systemd of that version.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "reading.h"

/* One text, one version, one value. */
typedef struct
{
  const char *name;
  guint version;
  const char *lines;
  HnDirectiveId directive;
  const char *value;
} ValueCase;

static const ValueCase value_cases[] = {
  /* The text itself. */
  { "plain", 257, "ProtectSystem=strict\n", HN_DIRECTIVE_PROTECT_SYSTEM, "strict" },
  { "spaces", 257, " \tProtectSystem \t= strict \n", HN_DIRECTIVE_PROTECT_SYSTEM, "strict" },
  { "no-last-newline", 257, "ProtectSystem=strict", HN_DIRECTIVE_PROTECT_SYSTEM, "strict" },
  { "crlf", 257, "ProtectSystem=strict\r\nProtectHome=yes\r\n", HN_DIRECTIVE_PROTECT_HOME, "yes" },
  { "cr", 257, "ProtectSystem=strict\rProtectHome=yes\r", HN_DIRECTIVE_PROTECT_HOME, "yes" },
  { "comment", 257, "#ProtectHome=yes\n ;ProtectHome=yes\n", HN_DIRECTIVE_PROTECT_HOME, "no" },
  { "no-comment-behind", 257, "ProtectHome=yes # really\n", HN_DIRECTIVE_PROTECT_HOME, "no" },
  { "continued", 257, "RestrictNamespaces=user \\\n  net\n", HN_DIRECTIVE_RESTRICT_NAMESPACES,
    "net user" },
  { "continued-over-comment", 257, "RestrictNamespaces=user \\\n# why\n;\n net\n",
    HN_DIRECTIVE_RESTRICT_NAMESPACES, "net user" },
  { "continued-without-space", 257, "RestrictNamespaces=user\\\nnet\n",
    HN_DIRECTIVE_RESTRICT_NAMESPACES, "net user" },
  { "continued-at-the-end", 257, "ProtectHome=yes\\", HN_DIRECTIVE_PROTECT_HOME, "yes" },
  { "two-backslashes", 257, "UMask=0077\\\\\nProtectHome=yes\n", HN_DIRECTIVE_PROTECT_HOME, "yes" },
  { "key-case", 257, "protecthome=yes\n", HN_DIRECTIVE_PROTECT_HOME, "no" },
  { "two-equals", 257, "ProtectHome==yes\n", HN_DIRECTIVE_PROTECT_HOME, "no" },
  { "other-section", 257, "[Unit]\nProtectHome=yes\n", HN_DIRECTIVE_PROTECT_HOME, "no" },
  { "unknown-section", 257, "[Nothing]\nProtectHome=yes\n", HN_DIRECTIVE_PROTECT_HOME, "no" },
  { "back-in-section", 257, "[X-Own]\nA=b\n[Service]\nProtectHome=yes\n", HN_DIRECTIVE_PROTECT_HOME,
    "yes" },

  /* Booleans and choices. */
  { "last-wins", 257, "ProtectHome=yes\nProtectHome=tmpfs\n", HN_DIRECTIVE_PROTECT_HOME, "tmpfs" },
  { "wrong-keeps", 257, "ProtectHome=yes\nProtectHome=maybe\n", HN_DIRECTIVE_PROTECT_HOME, "yes" },
  { "empty-keeps-choice", 257, "ProtectHome=yes\nProtectHome=\n", HN_DIRECTIVE_PROTECT_HOME,
    "yes" },
  { "choice-case", 257, "ProtectSystem=Strict\n", HN_DIRECTIVE_PROTECT_SYSTEM, "no" },
  { "choice-boolean", 257, "ProtectSystem=ON\n", HN_DIRECTIVE_PROTECT_SYSTEM, "yes" },
  { "boolean-words", 257, "PrivateDevices=T\n", HN_DIRECTIVE_PRIVATE_DEVICES, "yes" },
  { "boolean-empty-keeps", 257, "PrivateDevices=y\nPrivateDevices=\n", HN_DIRECTIVE_PRIVATE_DEVICES,
    "yes" },
  { "tmp-disconnected-257", 257, "PrivateTmp=disconnected\n", HN_DIRECTIVE_PRIVATE_TMP,
    "disconnected" },
  { "tmp-disconnected-252", 252, "PrivateTmp=disconnected\n", HN_DIRECTIVE_PRIVATE_TMP, "no" },
  { "users-identity-257", 257, "PrivateUsers=identity\n", HN_DIRECTIVE_PRIVATE_USERS, "identity" },
  { "users-identity-252", 252, "PrivateUsers=identity\n", HN_DIRECTIVE_PRIVATE_USERS, "no" },
  { "users-strict", 257, "PrivateUsers=strict\n", HN_DIRECTIVE_PRIVATE_USERS, "no" },
  { "hostname-private-262", 262, "ProtectHostname=private:box\n", HN_DIRECTIVE_PROTECT_HOSTNAME,
    "private" },
  { "hostname-private-257", 257, "ProtectHostname=private\n", HN_DIRECTIVE_PROTECT_HOSTNAME, "no" },
  { "hostname-empty-262", 262, "ProtectHostname=yes\nProtectHostname=\n",
    HN_DIRECTIVE_PROTECT_HOSTNAME, "no" },
  { "umask", 257, "UMask=77\n", HN_DIRECTIVE_UMASK, "0077" },
  { "umask-wrong", 257, "UMask=0077\nUMask=8\nUMask=17777\nUMask=+7\n", HN_DIRECTIVE_UMASK,
    "0077" },
  { "umask-default", 257, "", HN_DIRECTIVE_UMASK, "0022" },

  /* Capabilities: the first line sets, later ones change. */
  { "caps-default", 257, "", HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "" },
  { "caps-set", 257, "CapabilityBoundingSet=CAP_KILL cap_chown\n",
    HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_CHOWN CAP_KILL" },
  { "caps-add", 257, "CapabilityBoundingSet=CAP_KILL\nCapabilityBoundingSet=CAP_CHOWN\n",
    HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_CHOWN CAP_KILL" },
  { "caps-invert", 257, "CapabilityBoundingSet=~CAP_KILL\n", HN_DIRECTIVE_CAPABILITY_BOUNDING_SET,
    "~CAP_KILL" },
  { "caps-take", 257, "CapabilityBoundingSet=CAP_KILL CAP_CHOWN\nCapabilityBoundingSet=~CAP_KILL\n",
    HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_CHOWN" },
  { "caps-empty", 257, "CapabilityBoundingSet=CAP_KILL\nCapabilityBoundingSet=\n",
    HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "none" },
  { "caps-reset-all", 257, "CapabilityBoundingSet=CAP_KILL\nCapabilityBoundingSet=~\n",
    HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "" },
  { "caps-after-all-257", 257, "CapabilityBoundingSet=~\nCapabilityBoundingSet=CAP_KILL\n",
    HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_KILL" },
  { "caps-after-all-262", 262, "CapabilityBoundingSet=~\nCapabilityBoundingSet=CAP_KILL\n",
    HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "" },
  { "caps-unknown", 257, "CapabilityBoundingSet=CAP_NOPE CAP_KILL\n",
    HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_KILL" },
  { "caps-number", 257, "CapabilityBoundingSet=5\n", HN_DIRECTIVE_CAPABILITY_BOUNDING_SET,
    "CAP_KILL" },
  { "caps-implied", 257, "ProtectKernelModules=yes\n", HN_DIRECTIVE_CAPABILITY_BOUNDING_SET,
    "~CAP_SYS_MODULE" },
  { "ambient", 257, "AmbientCapabilities=CAP_KILL\nAmbientCapabilities=CAP_CHOWN\n",
    HN_DIRECTIVE_AMBIENT_CAPABILITIES, "CAP_CHOWN CAP_KILL" },

  { "secure-bits", 262, "SecureBits=noroot\nSecureBits=keep-caps noroot-locked\n",
    HN_DIRECTIVE_SECURE_BITS, "keep-caps noroot-locked" },

  /* Namespaces. */
  { "ns-yes", 257, "RestrictNamespaces=user\nRestrictNamespaces=yes\n",
    HN_DIRECTIVE_RESTRICT_NAMESPACES, "yes" },
  { "ns-no", 257, "RestrictNamespaces=yes\nRestrictNamespaces=no\n",
    HN_DIRECTIVE_RESTRICT_NAMESPACES, "no" },
  { "ns-invert", 257, "RestrictNamespaces=~user mnt\n", HN_DIRECTIVE_RESTRICT_NAMESPACES,
    "cgroup ipc net pid uts" },
  { "ns-merge", 257, "RestrictNamespaces=user\nRestrictNamespaces=net\nRestrictNamespaces=~user\n",
    HN_DIRECTIVE_RESTRICT_NAMESPACES, "net" },
  { "ns-reset", 257, "RestrictNamespaces=user\nRestrictNamespaces=\n",
    HN_DIRECTIVE_RESTRICT_NAMESPACES, "no" },
  { "ns-wrong-word-keeps", 257, "RestrictNamespaces=user\nRestrictNamespaces=net bogus\n",
    HN_DIRECTIVE_RESTRICT_NAMESPACES, "user" },
  { "ns-time", 252, "RestrictNamespaces=time\n", HN_DIRECTIVE_RESTRICT_NAMESPACES, "time" },

  /* Address families. */
  { "af-allow", 257, "RestrictAddressFamilies=AF_UNIX af_inet\n",
    HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_UNIX AF_INET" },
  { "af-deny", 257, "RestrictAddressFamilies=~AF_PACKET\n", HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES,
    "~AF_PACKET" },
  { "af-none", 257, "RestrictAddressFamilies=AF_UNIX\nRestrictAddressFamilies=none\n",
    HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "none" },
  { "af-reset", 257, "RestrictAddressFamilies=AF_UNIX\nRestrictAddressFamilies=\n",
    HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "" },
  { "af-take", 257, "RestrictAddressFamilies=AF_UNIX AF_INET\nRestrictAddressFamilies=~AF_INET\n",
    HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_UNIX" },
  { "af-wrong-257", 257, "RestrictAddressFamilies=AF_UNIX AF_NOPE AF_INET\n",
    HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_UNIX AF_INET" },
  { "af-wrong-262", 262, "RestrictAddressFamilies=AF_UNIX AF_NOPE AF_INET\n",
    HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_UNIX" },
  { "af-second-name", 257, "RestrictAddressFamilies=AF_LOCAL AF_ROUTE\n",
    HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_UNIX AF_NETLINK" },

  /* System calls. */
  { "calls-deny", 257, "SystemCallFilter=~@swap\n", HN_DIRECTIVE_SYSTEM_CALL_FILTER, "~@swap" },
  { "calls-deny-errno", 257, "SystemCallFilter=~@swap:EPERM reboot:kill\n",
    HN_DIRECTIVE_SYSTEM_CALL_FILTER, "~@swap reboot" },
  { "calls-deny-take-back", 257, "SystemCallFilter=~@swap\nSystemCallFilter=swapoff\n",
    HN_DIRECTIVE_SYSTEM_CALL_FILTER, "~swapon" },
  { "calls-allow-has-default", 257, "SystemCallFilter=@swap\n", HN_DIRECTIVE_SYSTEM_CALL_FILTER,
    "@default @swap" },
  { "calls-allow-no-errno", 257, "SystemCallFilter=@swap reboot:EPERM\n",
    HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@default @swap" },
  { "calls-reset", 257, "SystemCallFilter=@swap\nSystemCallFilter=\n",
    HN_DIRECTIVE_SYSTEM_CALL_FILTER, "" },
  { "calls-nothing-left", 257, "SystemCallFilter=@swap\nSystemCallFilter=~@known\n",
    HN_DIRECTIVE_SYSTEM_CALL_FILTER, "none" },
  { "calls-unknown", 257, "SystemCallFilter=~@nothing nocall\n", HN_DIRECTIVE_SYSTEM_CALL_FILTER,
    "" },
  { "calls-sandbox-252", 252, "SystemCallFilter=~@sandbox\n", HN_DIRECTIVE_SYSTEM_CALL_FILTER, "" },
  { "calls-sandbox-254", 254, "SystemCallFilter=~@sandbox\n", HN_DIRECTIVE_SYSTEM_CALL_FILTER,
    "~@sandbox" },
  { "calls-open-tree-257", 257, "SystemCallFilter=~@file-system open_tree\n",
    HN_DIRECTIVE_SYSTEM_CALL_FILTER, "~@file-system open_tree" },
  { "calls-open-tree-258", 258, "SystemCallFilter=~@file-system open_tree\n",
    HN_DIRECTIVE_SYSTEM_CALL_FILTER, "~@file-system" },
  { "architectures", 257, "SystemCallArchitectures='native' x86 nope\n",
    HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, "native x86" },

  /* Users, paths, devices. */
  { "user-instance", 257, "User=%i\n", HN_DIRECTIVE_USER, "one" },
  { "user-prefix", 257, "User=%p\n", HN_DIRECTIVE_USER, "test" },
  { "user-percent", 257, "User=a%%b\n", HN_DIRECTIVE_USER, "a%b" },
  { "user-reset", 257, "User=daemon\nUser=\n", HN_DIRECTIVE_USER, "" },
  { "groups", 257, "SupplementaryGroups=adm audio\nSupplementaryGroups=video\n",
    HN_DIRECTIVE_SUPPLEMENTARY_GROUPS, "adm audio video" },
  { "root", 257, "RootDirectory=//srv/./x//\n", HN_DIRECTIVE_ROOT_DIRECTORY, "/srv/x" },
  { "root-name", 257, "RootDirectory=/srv/%N\n", HN_DIRECTIVE_ROOT_DIRECTORY, "/srv/test@one" },
  { "old-spelling", 257, "ReadWriteDirectories=/srv\nReadWritePaths=/run\n",
    HN_DIRECTIVE_READ_WRITE_PATHS, "/srv /run" },
  { "paths-reset", 257, "ReadWritePaths=/srv\nReadWritePaths=\nReadWritePaths=/run\n",
    HN_DIRECTIVE_READ_WRITE_PATHS, "/run" },
  { "devices-no-device", 257, "DeviceAllow=/etc/passwd rw\n", HN_DIRECTIVE_DEVICE_ALLOW, "" },
  { "devices-rights", 257, "DeviceAllow=/dev/null rwx\n", HN_DIRECTIVE_DEVICE_ALLOW, "" },
  { "delegate-empty", 257, "Delegate=\n", HN_DIRECTIVE_DELEGATE, "yes" },
  { "delegate-unclosed", 257, "Delegate=cpu 'io\n", HN_DIRECTIVE_DELEGATE, "no" },

  /* Implied by others. */
  { "dynamic-system", 257, "DynamicUser=yes\n", HN_DIRECTIVE_PROTECT_SYSTEM, "strict" },
  { "dynamic-home", 257, "DynamicUser=yes\n", HN_DIRECTIVE_PROTECT_HOME, "read-only" },
  { "dynamic-home-stricter", 257, "DynamicUser=yes\nProtectHome=yes\n", HN_DIRECTIVE_PROTECT_HOME,
    "yes" },
  { "dynamic-tmp-257", 257, "DynamicUser=yes\n", HN_DIRECTIVE_PRIVATE_TMP, "disconnected" },
  { "dynamic-tmp-252", 252, "DynamicUser=yes\n", HN_DIRECTIVE_PRIVATE_TMP, "yes" },
  { "dynamic-user", 257, "DynamicUser=yes\n", HN_DIRECTIVE_USER, "test" },
  { "devices-closed", 257, "PrivateDevices=yes\n", HN_DIRECTIVE_DEVICE_POLICY, "closed" },
  { "devices-policy-stays", 257, "PrivateDevices=yes\nDevicePolicy=strict\n",
    HN_DIRECTIVE_DEVICE_POLICY, "strict" },
  { "devices-clock", 257, "DevicePolicy=closed\nProtectClock=yes\n", HN_DIRECTIVE_DEVICE_ALLOW,
    "char-rtc r" },
  { "devices-clock-open", 257, "ProtectClock=yes\n", HN_DIRECTIVE_DEVICE_ALLOW, "" },
  { "devices-clock-more", 257, "DeviceAllow=/dev/null rw\nProtectClock=yes\n",
    HN_DIRECTIVE_DEVICE_ALLOW, "/dev/null rw char-rtc r" },
  { "mounts-implied", 257, "ProtectHome=read-only\n", HN_DIRECTIVE_PRIVATE_MOUNTS, "yes" },
  { "paths-wrong-word", 257, "ReadWritePaths=/srv srv \"/a b\"\n", HN_DIRECTIVE_READ_WRITE_PATHS,
    "/srv \"/a b\"" },
  { "amount-wrong-keeps", 257, "MemoryMax=1G\nMemoryMax=lots\n", HN_DIRECTIVE_MEMORY_MAX, "1G" },
  { "image-wrong", 257, "PrivateDevices=yes\nMountImages=a.img:/mnt\n", HN_DIRECTIVE_DEVICE_ALLOW,
    "" },
  { "section-quoted", 257, "[X-\"a\"]\n[Service]\nProtectHome=yes\n", HN_DIRECTIVE_PROTECT_HOME,
    "no" },
  { "notify-implied", 257, "Type=notify\n", HN_DIRECTIVE_NOTIFY_ACCESS, "main" },
  { "notify-by-watchdog", 257, "WatchdogSec=5\n", HN_DIRECTIVE_NOTIFY_ACCESS, "main" },
  { "notify-by-no-watchdog", 257, "WatchdogSec=0\n", HN_DIRECTIVE_NOTIFY_ACCESS, "none" },
  { "notify-by-bad-watchdog", 257, "WatchdogSec=soon\n", HN_DIRECTIVE_NOTIFY_ACCESS, "none" },
  { "notify-by-zero-seconds", 257, "WatchdogSec=0s\n", HN_DIRECTIVE_NOTIFY_ACCESS, "none" },
  { "specifier-keeps-others", 257, "BindPaths=/a:/b /%Q /c:/d\n", HN_DIRECTIVE_BIND_PATHS,
    "/a:/b /c:/d" },
  { "specifier-keeps-before", 257, "PAMName=login\nPAMName=%Q\n", HN_DIRECTIVE_PAM_NAME, "login" },
  { "notify-by-store", 252, "FileDescriptorStoreMax=2\n", HN_DIRECTIVE_NOTIFY_ACCESS, "main" },
  { "too-new-252", 252, "PrivatePIDs=yes\n", HN_DIRECTIVE_PRIVATE_PIDS, "no" },
};

static void
test_value (gconstpointer data)
{
  const ValueCase *test = data;
  g_autoptr (HnSettings) settings = read_lines (test->version, test->lines);

  assert_value (settings, test->directive, test->value);
}

/* A text that systemd complains about, the line it complains about, and a part of our words. */
typedef struct
{
  const char *name;
  guint version;
  const char *lines; /* the first is line 3 */
  guint line;
  const char *words;
} WarningCase;

static const WarningCase warning_cases[] = {
  { "unknown", 257, "Nonsense=yes\n", 3, "Nonsense=" },
  { "wrong-section", 257, "\n[Unit]\nProtectHome=yes\n", 5, "[Service]" },
  { "too-new", 252, "PrivatePIDs=yes\n", 3, "257" },
  { "too-new-value", 252, "PrivateTmp=disconnected\n", 3, "257" },
  { "wrong-value", 257, "PrivateUsers=strict\n", 3, "strict" },
  { "wrong-word", 257, "RestrictAddressFamilies=AF_NOPE\n", 3, "AF_NOPE" },
  { "no-equals", 257, "ProtectHome\n", 3, "=" },
  { "no-key", 257, "=yes\n", 3, "=" },
  { "section", 257, "[Servce]\n", 3, "Servce" },
  { "first-of-continued", 257, "\nRestrictNamespaces=a \\\n b\n", 4, "RestrictNamespaces=" },
  { "bad-group", 257, "SystemCallFilter=@nothing\n", 3, "@nothing" },
  { "no-amount", 257, "MemoryMax=lots\n", 3, "lots" },
  { "no-number", 257, "\nTasksMax=x\n", 4, "TasksMax=" },
  { "no-share", 257, "CPUQuota=50\n", 3, "50" },
  { "no-limit", 257, "LimitNOFILE=unlimited\n", 3, "unlimited" },
  { "relative-path", 257, "ReadWritePaths=/srv srv\n", 3, "srv" },
  { "path-above", 257, "InaccessiblePaths=/srv/../etc\n", 3, "/srv/../etc" },
  { "no-image", 257, "MountImages=a.img:/mnt\n", 3, "a.img" },
  { "section-quoted", 257, "[X-\"a\"]\n[Service]\nNonsense=yes\n", 3, "X-" },
  { "tilde-inside", 257, "RestrictNamespaces=user ~net\n", 3, "before the first word" },
  { "commas", 257, "RestrictAddressFamilies=AF_INET,AF_UNIX\n", 3, "not by commas" },
  { "comma-at-end", 257, "PrivateDevices=yes,\n", 3, "not by commas" },
  { "capitals", 257, "ProtectSystem=Strict\n", 3, "small letters" },
  { "specifier-in-label", 257, "AppArmorProfile=-%Q\n", 3, "%Q" },
  { "specifier-in-mount", 257, "BindPaths=/a /b:/%Q\n", 3, "/b:/%Q" },
  { "specifier-in-folder", 257, "StateDirectory=%p %Q/x\n", 3, "%Q/x" },
  { "specifier-in-tmpfs", 257, "TemporaryFileSystem=/%Q:size=50%%\n", 3, "%Q" },
  { "specifier-in-credential", 257, "SetCredential=%Q:100%Quite\n", 3, "%Q" },
  { "specifier-in-name", 257, "LogNamespace=%Q\n", 3, "%Q" },
  { "specifier-in-numbers", 257, "AllowedCPUs=%Q\n", 3, "%Q" },
  { "bad-restart", 257, "Restart=sometimes\n", 3, "sometimes" },
  { "bad-bus-name", 257, "BusName=alone\n", 3, "alone" },
  { "bad-watchdog", 257, "WatchdogSec=soon\n", 3, "soon" },
  { "error-number", 257, "SystemCallErrorNumber=EPERMS\n", 3, "EPERMS" },
  { "two-sockets", 257, "SocketBindAllow=tcp:80 tcp:443\n", 3, "tcp:443" },
  { "relative-mount", 257, "BindPaths=relative\n", 3, "relative" },
  { "marked-target", 257, "BindReadOnlyPaths=-/a:-/a\n", 3, "-/a:-/a" },
  { "file-systems", 257, "RestrictFileSystems=ext4 @bogus\n", 3, "@bogus" },
  { "absolute-folder", 257, "StateDirectory=/absolute\n", 3, "/absolute" },
  { "size-unit", 257, "MemoryMax=2GB\n", 3, "2GB" },
  { "time-comment", 257, "TimeoutStopSec=5s # why\n", 3, "comment" },
  { "credential-path", 257, "LoadCredential=id:a/b\n", 3, "a/b" },
  { "relative-condition", 257, "[Unit]\nConditionPathExists=relative\n", 4, "relative" },
  { "install-key", 257, "[Install]\nWanted=x\n", 4, "Wanted=" },
  { "no-unit", 257, "[Unit]\nAfter=a.service b\n", 4, "“b”" },
  { "slice-instance", 257, "Slice=a@b.slice\n", 3, "a@b.slice" },
  { "old-stream", 257, "StandardOutput=syslog\n", 3, "warns" },
  { "old-kill-mode", 257, "KillMode=none\n", 3, "warns" },
  { "old-key", 257, "CPUShares=100\n", 3, "warns" },
  { "dropped-key", 262, "CPUShares=100\n", 3, "no longer" },
  { "long-dropped-key", 252, "NetClass=1\n", 3, "no longer" },
  { "variable-name", 257, "Environment=A=1 2B=3\n", 3, "2B=3" },
  { "signal", 257, "KillSignal=SIGNOPE\n", 3, "SIGNOPE" },
  { "interface-252", 252, "RestrictNetworkInterfaces=a-very-long-name-indeed\n", 3, "a-very-long" },
  { "soft-above-hard", 257, "LimitNOFILE=200:100\n", 3, "200:100" },
  { "cpus", 257, "CPUAffinity=0-3 x\n", 3, "“x”" },
  { "nice", 257, "Nice=20\n", 3, "20" },
  { "escape", 257, "ExecStartPre=/bin/echo \\q\n", 3, "escape" },
  { "bad-base64", 257, "StandardInputData=Zm9\n", 3, "Zm9" },
  { "pid-file", 257, "PIDFile=/var/run/a.pid\n", 3, "warns" },
  { "documentation", 257, "[Unit]\nDocumentation=man:a(1) readme\n", 4, "readme" },
  { "device-limit", 257, "IOReadBandwidthMax=/dev/sda 5X\n", 3, "5X" },
  { "open-file", 257, "OpenFile=/a:b:append,truncate\n", 3, "append,truncate" },
  { "switch", 257, "TTYReset=maybe\n", 3, "maybe" },
};

static void
test_warning (gconstpointer data)
{
  const WarningCase *test = data;
  g_autoptr (HnSettings) settings = read_lines (test->version, test->lines);
  GPtrArray *warnings = settings->warnings.all;
  const HnWarning *warning;

  g_assert_cmpuint (warnings->len, ==, 1);
  warning = warnings->pdata[0];
  g_assert_cmpstr (warning->file, ==, "/file0");
  g_assert_cmpuint (warning->line, ==, test->line);
  g_assert_nonnull (strstr (warning->message, test->words));
}

/* What is fine must not be complained about. */
static void
test_quiet (void)
{
  g_autoptr (HnSettings) settings = read_texts (
      HN_SCOPE_SYSTEM, 257,
      "# x\n[Unit]\nDescription=Of %i\nX-Own=1\n[X-Mine]\nnothing here\n" START
      "ExecStartPre=-/bin/sh -c 'a; b'\nRestart=always\nReadWritePaths=-/srv +/x -+/%i \"/a b\" "
      "%t/x\n"
      "MemoryMax=10.5%\nMemoryHigh=1G 500M\nTasksMax=infinity\nCPUQuota=12.5%\n"
      "LimitNOFILE=1024:infinity\nLimitNICE=-5\nLimitCPU=1min\nMemoryMax=\n"
      "MountImages=-/a.img:/mnt:root:ro\nTemporaryFileSystem=/x:size=50%Q\n"
      "SetCredential=a:100%Quite\nSELinuxContext=a:%i\nStateDirectory=%p/%i:%j\n"
      "WatchdogSec=5min 20s\nRestartForceExitStatus=SIGTERM 133 FAILURE\nBusName=a.b-c._d\n"
      "CapabilityBoundingSet=CAP_NOPE\nExecStartPre=!!/bin/a -x \\; 'b c'\nNice=-5\n"
      "BindPaths=/a:/b:norbind -/c /d\\:e\nTimeoutStopSec=1min 5.5s\nCPUAffinity=numa\n"
      "Environment=A=1 'B=2 3' \"C=%i\"\nEnvironmentFile=-/a\nKillSignal=RTMIN+2\n"
      "LoadCredential=a:/b\nImportCredential=a.*\nIODeviceWeight=/dev/sda 100\nSlice=a-%i.slice\n"
      "[Unit]\nAfter=a.service b@%i.socket\nConditionPathExists=|!/a\nDocumentation=man:a(1)\n"
      "[Install]\nWantedBy=multi-user.target\n",
      NULL);

  g_assert_cmpuint (settings->warnings.all->len, ==, 0);
  g_assert_cmpint (settings->load_state, ==, HN_LOAD_LOADED);
  g_assert_cmpstr (settings->description, ==, "Of one");
}

/* What makes systemd refuse a unit. */
typedef struct
{
  const char *name;
  guint version;
  const char *text;
  HnLoadState state;
} LoadCase;

static const LoadCase load_cases[] = {
  { "good", 257, START, HN_LOAD_LOADED },
  { "empty", 257, "", HN_LOAD_BAD_SETTING },
  { "no-start", 257, "[Service]\nType=simple\nExecStop=/bin/true\n", HN_LOAD_BAD_SETTING },
  { "oneshot-stop-only", 257, "[Service]\nRemainAfterExit=yes\nExecStop=/bin/true\n",
    HN_LOAD_LOADED },
  { "two-starts", 257, START "ExecStart=/bin/false\n", HN_LOAD_BAD_SETTING },
  { "two-starts-oneshot", 257, START "ExecStart=/bin/false\nType=oneshot\n", HN_LOAD_LOADED },
  { "start-replaced", 257, START "ExecStart=\nExecStart=/bin/false\n", HN_LOAD_LOADED },
  { "semicolon", 257, "[Service]\nExecStart=/bin/a ; /bin/b\n", HN_LOAD_BAD_SETTING },
  { "no-semicolon", 257, "[Service]\nExecStart=/bin/a \\; /bin/b\n", HN_LOAD_LOADED },
  { "relative-program", 257, "[Service]\nExecStart=bin/a\n", HN_LOAD_BAD_SETTING },
  { "bare-program", 257, "[Service]\nExecStart=a\n", HN_LOAD_LOADED },
  { "open-quote", 257, "[Service]\nExecStart=/bin/sh -c 'a\n", HN_LOAD_BAD_SETTING },
  { "bad-user", 257, START "User=a/b\n", HN_LOAD_BAD_SETTING },
  { "bad-specifier", 257, START "User=%z\n", HN_LOAD_BAD_SETTING },
  { "bad-root", 257, START "RootDirectory=srv\n", HN_LOAD_BAD_SETTING },
  { "bad-dynamic", 257, START "DynamicUser=perhaps\n", HN_LOAD_BAD_SETTING },
  { "bad-header", 257, START "[Unit\n", HN_LOAD_BAD_SETTING },
  { "bad-utf8", 257, START "Slice=\xff\n", HN_LOAD_BAD_SETTING },
  { "dbus-without-name", 257, START "Type=dbus\n", HN_LOAD_BAD_SETTING },
  { "dbus", 257, START "Type=dbus\nBusName=a.b\n", HN_LOAD_LOADED },
  { "oneshot-always", 257, START "Type=oneshot\nRestart=always\n", HN_LOAD_BAD_SETTING },
  { "pam-kill", 257, START "PAMName=a\nKillMode=process\n", HN_LOAD_BAD_SETTING },
  { "home-dynamic-257", 257, START "DynamicUser=yes\nWorkingDirectory=~\n", HN_LOAD_BAD_SETTING },
  { "home-dynamic-252", 252, START "DynamicUser=yes\nWorkingDirectory=~\n", HN_LOAD_LOADED },
  { "proc-mounts-257", 257, START "WorkingDirectory=/proc\nProtectHome=yes\n",
    HN_LOAD_BAD_SETTING },
  /* What systemd cannot make out of a label or of an argument ends the file, unless told to
     forgive. */
  { "label-selinux", 257, START "SELinuxContext=%Q\n", HN_LOAD_BAD_SETTING },
  { "label-apparmor", 252, START "AppArmorProfile=x%Qy\n", HN_LOAD_BAD_SETTING },
  { "label-smack", 262, START "SmackProcessLabel=%z\n", HN_LOAD_BAD_SETTING },
  { "label-forgiven", 257, START "SELinuxContext=-%Q\n", HN_LOAD_LOADED },
  { "label-known", 257, START "AppArmorProfile=%p-100%%\n", HN_LOAD_LOADED },
  { "argument", 257, "[Service]\nExecStart=/bin/echo a%Q\n", HN_LOAD_BAD_SETTING },
  { "argument-of-stop", 252, START "ExecStop=@/bin/echo x %Q\n", HN_LOAD_BAD_SETTING },
  { "argument-forgiven", 257, START "ExecStartPre=-/bin/echo %Q\n", HN_LOAD_LOADED },
  { "argument-left-out", 257, START "ExecStart=-/bin/echo %Q\n", HN_LOAD_LOADED },
  { "argument-date", 257, "[Service]\nExecStart=/bin/date +%%F\n", HN_LOAD_LOADED },
  { "image-policy", 257, START "RootImagePolicy=root:usr\n", HN_LOAD_BAD_SETTING },
  { "image-policy-twice", 257, START "MountImagePolicy=root=open:root=open\n",
    HN_LOAD_BAD_SETTING },
  { "image-policy-good", 257, START "ExtensionImagePolicy=root=verity+signed : usr=absent:=-\n",
    HN_LOAD_LOADED },
  { "image-policy-any", 257, START "RootImagePolicy=*\n", HN_LOAD_LOADED },
  { "image-policy-252", 252, START "RootImagePolicy=root:usr\n", HN_LOAD_LOADED },
  /* A word that does not exist leaves the one before in force. */
  { "restart-stays", 257, START "Type=oneshot\nRestart=always\nRestart=sometimes\n",
    HN_LOAD_BAD_SETTING },
  { "restart-changed", 257, START "Type=oneshot\nRestart=always\nRestart=on-abort\n",
    HN_LOAD_LOADED },
  { "exit-type-stays", 257, START "Type=oneshot\nExitType=cgroup\nExitType=\n",
    HN_LOAD_BAD_SETTING },
  { "kill-mode-stays", 257, START "PAMName=a\nKillMode=process\nKillMode=all\n",
    HN_LOAD_BAD_SETTING },
  { "kill-mode-reset", 257, START "PAMName=a\nKillMode=process\nKillMode=\n", HN_LOAD_LOADED },
  { "bus-name-stays", 257, START "Type=dbus\nBusName=a.b\nBusName=\n", HN_LOAD_LOADED },
  { "bus-name-bad", 257, START "Type=dbus\nBusName=a\n", HN_LOAD_BAD_SETTING },
  { "bus-name-digit", 257, START "Type=dbus\nBusName=a.1b\n", HN_LOAD_BAD_SETTING },
  { "bus-name-unknown", 257, START "Type=dbus\nBusName=a.%Q\n", HN_LOAD_BAD_SETTING },
  { "bus-name-instance", 257, START "Type=dbus\nBusName=a.%p\n", HN_LOAD_LOADED },
  { "action-bad", 257, "[Unit]\nSuccessAction=stop\n[Service]\nType=oneshot\n",
    HN_LOAD_BAD_SETTING },
  { "action-stays", 257, "[Unit]\nSuccessAction=exit\nSuccessAction=\n[Service]\nType=oneshot\n",
    HN_LOAD_LOADED },
  { "action-new", 252, "[Unit]\nSuccessAction=soft-reboot\n[Service]\nType=oneshot\n",
    HN_LOAD_BAD_SETTING },
  { "forced-restart-252", 252, START "Type=oneshot\nRestartForceExitStatus=nonsense 300\n",
    HN_LOAD_LOADED },
  { "home-stays", 257, START "DynamicUser=yes\nWorkingDirectory=~\nWorkingDirectory=-\n",
    HN_LOAD_BAD_SETTING },
  { "proc-plain-257", 257, START "WorkingDirectory=/proc\n", HN_LOAD_LOADED },
};

static void
test_load (gconstpointer data)
{
  const LoadCase *test = data;
  g_autoptr (HnSettings) settings = read_texts (HN_SCOPE_SYSTEM, test->version, test->text, NULL);

  g_assert_cmpint (settings->load_state, ==, test->state);
  if (test->state != HN_LOAD_LOADED)
    g_assert_cmpuint (settings->warnings.all->len, >, 0);
}

/* A drop-in that systemd gives up on loses its rest and nothing else. */
static void
test_broken_drop_in (void)
{
  g_autoptr (HnSettings) settings =
      read_texts (HN_SCOPE_SYSTEM, 257, START,
                  "[Service]\nProtectHome=yes\nUser=a/b\nProtectSystem=strict\n",
                  "[Service]\nPrivateDevices=yes\n", NULL);

  g_assert_cmpint (settings->load_state, ==, HN_LOAD_LOADED);
  assert_value (settings, HN_DIRECTIVE_PROTECT_HOME, "yes");
  assert_value (settings, HN_DIRECTIVE_PROTECT_SYSTEM, "no");
  assert_value (settings, HN_DIRECTIVE_PRIVATE_DEVICES, "yes");
}

/* What holds without a line is one of the words that a person can choose. */
static void
test_defaults_are_choices (void)
{
  g_autoptr (HnSettings) settings = read_texts (HN_SCOPE_SYSTEM, 262, START, NULL);
  guint n = 0;

  for (guint id = 0; id < HN_N_DIRECTIVES; id++)
    {
      const HnDirective *directive = hn_directive_get (id);
      g_autofree char *value = NULL;
      gboolean found = FALSE;

      /* Without MountFlags= the propagation is whatever follows from other settings. */
      if (directive->type->kind != HN_KIND_CHOICE || directive->choices == NULL ||
          id == HN_DIRECTIVE_MOUNT_FLAGS)
        continue;

      value = hn_settings_dup_value (settings, id);
      for (const HnChoice *choice = directive->choices; choice->value != NULL; choice++)
        found = found || strcmp (choice->value, value) == 0;
      if (!found)
        g_error ("%s=%s", directive->name, value);
      n++;
    }

  g_assert_cmpuint (n, >, 10);
}

static void
test_origins (void)
{
  g_autoptr (HnSettings) settings =
      read_texts (HN_SCOPE_SYSTEM, 257, START "ProtectHome=yes\nUMask=0077\n",
                  "[Service]\n\nProtectHome=tmpfs\nPrivateUsers=strict\nDynamicUser=yes\n", NULL);
  static const struct
  {
    HnDirectiveId directive;
    const char *source;
  } expected[] = {
    { HN_DIRECTIVE_PROTECT_HOME, "/file1:3" },
    { HN_DIRECTIVE_UMASK, "/file0:4" },
    { HN_DIRECTIVE_PRIVATE_USERS, "default" }, /* its line was ignored */
    { HN_DIRECTIVE_PROTECT_SYSTEM, "implied by DynamicUser=" },
    { HN_DIRECTIVE_PRIVATE_DEVICES, "default" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *source = hn_settings_dup_source (settings, expected[i].directive);

      g_assert_cmpstr (source, ==, expected[i].source);
    }
  g_assert_cmpuint (settings->files->len, ==, 2);
}

/* A copy is equal and independent. */
static void
test_copy (void)
{
  g_autoptr (HnSettings) settings =
      read_lines (257, "User=daemon\nReadWritePaths=/a\nReadWritePaths=/b\nNope=1\n");
  g_autoptr (HnSettings) copy = hn_settings_copy (settings);

  hn_unit_file_parse (copy, "/more", "[Service]\nReadWritePaths=/c\nUser=bin\n", 36);
  assert_value (copy, HN_DIRECTIVE_READ_WRITE_PATHS, "/a /b /c");
  assert_value (copy, HN_DIRECTIVE_USER, "bin");
  assert_value (settings, HN_DIRECTIVE_READ_WRITE_PATHS, "/a /b");
  assert_value (settings, HN_DIRECTIVE_USER, "daemon");
  g_assert_cmpuint (copy->warnings.all->len, ==, 1);
}

/* Values of a manager get the origins that the files explain, and no others. */
static void
test_adopt (void)
{
  g_autoptr (HnSettings) running = read_lines (257, "ProtectHome=yes\nProtectSystem=full\n");
  g_autoptr (HnSettings) files = read_texts (HN_SCOPE_SYSTEM, 257, START "ProtectHome=yes\n",
                                             "[Service]\nProtectSystem=strict\nOops=1\n", NULL);
  g_autofree char *home = NULL, *system = NULL, *suid = NULL;

  hn_settings_set_default (files, HN_DIRECTIVE_RESTRICT_SUID_SGID, "no");
  hn_settings_adopt_origins (running, files);
  suid = hn_settings_dup_source (running, HN_DIRECTIVE_RESTRICT_SUID_SGID);
  g_assert_cmpstr (suid, ==, "default of system.conf");
  home = hn_settings_dup_source (running, HN_DIRECTIVE_PROTECT_HOME);
  system = hn_settings_dup_source (running, HN_DIRECTIVE_PROTECT_SYSTEM);
  g_assert_cmpstr (home, ==, "/file0:3");
  g_assert_cmpstr (system, ==, "/file0:4");
  assert_value (running, HN_DIRECTIVE_PROTECT_SYSTEM, "full");
  g_assert_cmpuint (running->warnings.all->len, ==, 1);
}

/* A manager spells some values in its own way; they are the same all the same. */
static void
test_adopt_spelling (void)
{
  static const struct
  {
    HnDirectiveId directive;
    const char *running;
    const char *file;
  } spellings[] = {
    { HN_DIRECTIVE_PRIVATE_TMP, "PrivateTmp=connected\n", "PrivateTmp=yes\n" },
    { HN_DIRECTIVE_PRIVATE_USERS, "PrivateUsers=self\n", "PrivateUsers=yes\n" },
    { HN_DIRECTIVE_IP_ADDRESS_DENY, "IPAddressDeny=::/0 0.0.0.0/0\n", "IPAddressDeny=any\n" },
    { HN_DIRECTIVE_IP_ADDRESS_ALLOW, "IPAddressAllow=127.0.0.0/8 ::1/128\n",
      "IPAddressAllow=localhost\n" },
    { HN_DIRECTIVE_DEVICE_ALLOW, "DeviceAllow=char-b r\nDeviceAllow=char-a rw\n",
      "DeviceAllow=char-a rw\nDeviceAllow=char-b r\n" },
    { HN_DIRECTIVE_DELEGATE, "Delegate=yes\n", "Delegate=pids\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      g_autoptr (HnSettings) running = read_lines (257, spellings[i].running);
      g_autoptr (HnSettings) files = NULL;
      g_autofree char *text = g_strconcat (START "User=daemon\n", spellings[i].file, NULL);
      guint line = running->origin[spellings[i].directive].line;

      /* The line with the user moves all below it by one. */
      files = read_texts (HN_SCOPE_SYSTEM, 257, text, NULL);
      hn_settings_adopt_origins (running, files);
      g_assert_cmpuint (running->origin[spellings[i].directive].line, ==, line + 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (value_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/unit-file/value/%s", value_cases[i].name);

      g_test_add_data_func (path, &value_cases[i], test_value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (warning_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/unit-file/warning/%s", warning_cases[i].name);

      g_test_add_data_func (path, &warning_cases[i], test_warning);
    }
  for (guint i = 0; i < G_N_ELEMENTS (load_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/unit-file/load/%s", load_cases[i].name);

      g_test_add_data_func (path, &load_cases[i], test_load);
    }
  g_test_add_func ("/unit-file/quiet", test_quiet);
  g_test_add_func ("/unit-file/broken-drop-in", test_broken_drop_in);
  g_test_add_func ("/unit-file/defaults-are-choices", test_defaults_are_choices);
  g_test_add_func ("/unit-file/origins", test_origins);
  g_test_add_func ("/unit-file/copy", test_copy);
  g_test_add_func ("/unit-file/adopt", test_adopt);
  g_test_add_func ("/unit-file/adopt-spelling", test_adopt_spelling);

  return g_test_run ();
}
