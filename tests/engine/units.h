/* Services as distributions ship them, from bare to shut tight, in the ways in which they differ:
 * for tests of what is said about any service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

static const char *const test_units[] = {
  /* Nothing at all. */
  "[Service]\nExecStart=/bin/true\n",
  /* A server that starts as root. */
  "[Unit]\nDescription=Web\nAfter=network.target\n"
  "[Service]\nType=forking\nPIDFile=/run/web.pid\nExecStart=/usr/sbin/web -g 'daemon on;'\n"
  "KillMode=mixed\nPrivateTmp=true\n",
  /* An account of its own. */
  "[Service]\nType=notify\nUser=db\nGroup=db\nExecStart=/usr/bin/db\nUMask=007\n"
  "PrivateTmp=yes\nLimitNOFILE=65535\nPrivateDevices=yes\nProtectHome=yes\n"
  "ReadOnlyDirectories=/\nReadWritePaths=-/var/lib/db\nReadWritePaths=-/run/db\n"
  "NoNewPrivileges=true\nMemoryDenyWriteExecute=true\nPrivateUsers=true\n"
  "RestrictNamespaces=true\nRestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX\n"
  "RuntimeDirectory=db\nRuntimeDirectoryMode=2755\nProtectSystem=true\n",
  /* The time: needs one power, keeps several. */
  "[Service]\nType=notify\nExecStart=!/usr/sbin/timed\nPIDFile=/run/timed.pid\n"
  "CapabilityBoundingSet=~CAP_AUDIT_CONTROL CAP_AUDIT_READ CAP_AUDIT_WRITE\n"
  "CapabilityBoundingSet=~CAP_BLOCK_SUSPEND CAP_KILL CAP_LEASE CAP_LINUX_IMMUTABLE\n"
  "CapabilityBoundingSet=~CAP_SYS_ADMIN CAP_SYS_BOOT CAP_SYS_CHROOT CAP_SYS_MODULE\n"
  "DeviceAllow=char-pps rw\nDeviceAllow=char-ptp rw\nDeviceAllow=char-rtc rw\n"
  "DevicePolicy=closed\nLockPersonality=yes\nProcSubset=pid\nProtectControlGroups=yes\n"
  "ProtectHome=yes\nProtectProc=invisible\nProtectSystem=strict\n"
  "ReadWritePaths=/run /var/lib/timed -/var/log\nRestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX\n"
  "RestrictNamespaces=yes\nSystemCallArchitectures=native\n"
  "SystemCallFilter=~@cpu-emulation @debug @module @mount @obsolete @raw-io @reboot @swap\n",
  /* The system's own: allow lists throughout. */
  "[Service]\nType=notify\nUser=net\nExecStart=/usr/lib/net\nAmbientCapabilities=CAP_NET_ADMIN "
  "CAP_NET_BIND_SERVICE CAP_NET_BROADCAST CAP_NET_RAW\nBusName=org.example.net\n"
  "CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_BIND_SERVICE CAP_NET_BROADCAST CAP_NET_RAW\n"
  "DeviceAllow=char-* rw\nLockPersonality=yes\nMemoryDenyWriteExecute=yes\nNoNewPrivileges=yes\n"
  "ProtectClock=yes\nProtectControlGroups=yes\nProtectHome=yes\nProtectKernelLogs=yes\n"
  "ProtectKernelModules=yes\nProtectProc=invisible\nProtectSystem=strict\nRestrictAddressFamilies="
  "AF_UNIX AF_NETLINK AF_INET AF_INET6 AF_PACKET\nRestrictNamespaces=yes\nRestrictRealtime=yes\n"
  "RestrictSUIDSGID=yes\nRuntimeDirectory=systemd/net\nSystemCallArchitectures=native\n"
  "SystemCallErrorNumber=EPERM\nSystemCallFilter=@system-service\nWatchdogSec=3min\n",
  /* A throw-away account. */
  "[Service]\nExecStart=/usr/bin/dyn\nDynamicUser=yes\nStateDirectory=dyn\n"
  "IPAddressDeny=any\nIPAddressAllow=192.168.0.0/16\n",
  /* A deny list of families, namespaces left open on purpose, a box inside. */
  "[Service]\nExecStart=/usr/bin/box\nRestrictAddressFamilies=~AF_PACKET AF_CAN\n"
  "RestrictNamespaces=user mnt pid\nPrivateTmp=no\nProtectHome=read-only\n"
  "ReadWritePaths=/home/box\nNoExecPaths=/\nExecPaths=/usr\nSystemCallFilter=~@clock:EPERM\n"
  "SystemCallArchitectures=native x86\nNotifyAccess=all\nKeyringMode=shared\nDelegate=yes\n",
  /* Early in the boot. */
  "[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nRemainAfterExit=yes\n"
  "ExecStart=/usr/lib/early\nCapabilityBoundingSet=CAP_SYS_ADMIN CAP_MKNOD\n",
  /* Shut tight. */
  "[Service]\nUser=nobody\nExecStart=/usr/bin/tight\nCapabilityBoundingSet=\nDevicePolicy=strict\n"
  "IPAddressDeny=any\nKeyringMode=private\nLockPersonality=yes\nMemoryDenyWriteExecute=yes\n"
  "NoNewPrivileges=yes\nPrivateDevices=yes\nPrivateMounts=yes\nPrivateNetwork=yes\nPrivateTmp=yes\n"
  "PrivateUsers=yes\nProcSubset=pid\nProtectClock=yes\nProtectControlGroups=yes\nProtectHome=yes\n"
  "ProtectHostname=yes\nProtectKernelLogs=yes\nProtectKernelModules=yes\n"
  "ProtectKernelTunables=yes\nProtectProc=invisible\nProtectSystem=strict\nRemoveIPC=yes\n"
  "RestrictAddressFamilies=none\nRestrictNamespaces=yes\nRestrictRealtime=yes\n"
  "RestrictSUIDSGID=yes\nSystemCallArchitectures=native\nUMask=0077\n"
  "SystemCallFilter=@basic-io @file-system\n",
  /* One that systemd does not load. */
  "[Service]\nType=dbus\nExecStart=/usr/bin/lost\nPrivateTmp=yes\n",
};
