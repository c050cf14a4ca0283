/* The 81 checks in systemd's order, the only truth about their weights and words: included by
 * check.c.
 *
 * HN_CHECK (id, json_field, weight, range, rule, parameter, only_with_default_dependencies,
 *           directive, item, title, good, bad)
 *
 * title says in a few words what a good outcome means for the service; good and bad are the
 * sentences for the best and the worst outcome.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

HN_CHECK ("User=/DynamicUser=", "UserOrDynamicUser",
          2000, 10, HN_RULE_USER, 0,
          FALSE, HN_DIRECTIVE_USER, NULL,
          "",
          "",
          "")

HN_CHECK ("SupplementaryGroups=", "SupplementaryGroups",
          200, 1, HN_RULE_SUPPLEMENTARY_GROUPS, 0,
          FALSE, HN_DIRECTIVE_SUPPLEMENTARY_GROUPS, NULL,
          "",
          "",
          "")

HN_CHECK ("PrivateDevices=", "PrivateDevices",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PRIVATE_DEVICES, NULL,
          "",
          "",
          "")

HN_CHECK ("PrivateMounts=", "PrivateMounts",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PRIVATE_MOUNTS, NULL,
          "",
          "",
          "")

HN_CHECK ("PrivateNetwork=", "PrivateNetwork",
          2500, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PRIVATE_NETWORK, NULL,
          "",
          "",
          "")

HN_CHECK ("PrivateTmp=", "PrivateTmp",
          1000, 1, HN_RULE_UNSET, 0,
          TRUE, HN_DIRECTIVE_PRIVATE_TMP, NULL,
          "",
          "",
          "")

HN_CHECK ("PrivateUsers=", "PrivateUsers",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PRIVATE_USERS, NULL,
          "",
          "",
          "")

HN_CHECK ("ProtectControlGroups=", "ProtectControlGroups",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, NULL,
          "",
          "",
          "")

HN_CHECK ("ProtectKernelModules=", "ProtectKernelModules",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PROTECT_KERNEL_MODULES, NULL,
          "",
          "",
          "")

HN_CHECK ("ProtectKernelTunables=", "ProtectKernelTunables",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, NULL,
          "",
          "",
          "")

HN_CHECK ("ProtectKernelLogs=", "ProtectKernelLogs",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PROTECT_KERNEL_LOGS, NULL,
          "",
          "",
          "")

HN_CHECK ("ProtectClock=", "ProtectClock",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PROTECT_CLOCK, NULL,
          "",
          "",
          "")

HN_CHECK ("ProtectHome=", "ProtectHome",
          1000, 10, HN_RULE_PROTECT_HOME, 0,
          TRUE, HN_DIRECTIVE_PROTECT_HOME, NULL,
          "",
          "",
          "")

HN_CHECK ("ProtectHostname=", "ProtectHostname",
          50, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PROTECT_HOSTNAME, NULL,
          "",
          "",
          "")

HN_CHECK ("ProtectSystem=", "ProtectSystem",
          1000, 10, HN_RULE_PROTECT_SYSTEM, 0,
          TRUE, HN_DIRECTIVE_PROTECT_SYSTEM, NULL,
          "",
          "",
          "")

HN_CHECK ("RootDirectory=/RootImage=", "RootDirectoryOrRootImage",
          200, 1, HN_RULE_ROOT_DIRECTORY, 0,
          TRUE, HN_DIRECTIVE_ROOT_DIRECTORY, NULL,
          "",
          "",
          "")

HN_CHECK ("LockPersonality=", "LockPersonality",
          100, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_LOCK_PERSONALITY, NULL,
          "",
          "",
          "")

HN_CHECK ("MemoryDenyWriteExecute=", "MemoryDenyWriteExecute",
          100, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE, NULL,
          "",
          "",
          "")

HN_CHECK ("NoNewPrivileges=", "NoNewPrivileges",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_NO_NEW_PRIVILEGES, NULL,
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_ADMIN", "CapabilityBoundingSet_CAP_SYS_ADMIN",
          1500, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_ADMIN),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_ADMIN",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_SET(UID|GID|PCAP)", "CapabilityBoundingSet_CAP_SET_UID_GID_PCAP",
          1500, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_SETUID) | CAPABILITY (CAP_SETGID) |
            CAPABILITY (CAP_SETPCAP),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SET(UID|GID|PCAP)",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_PTRACE", "CapabilityBoundingSet_CAP_SYS_PTRACE",
          1500, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_PTRACE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_PTRACE",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_TIME", "CapabilityBoundingSet_CAP_SYS_TIME",
          1000, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_TIME),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_TIME",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_NET_ADMIN", "CapabilityBoundingSet_CAP_NET_ADMIN",
          1000, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_NET_ADMIN),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_NET_ADMIN",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_RAWIO", "CapabilityBoundingSet_CAP_SYS_RAWIO",
          1000, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_RAWIO),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_RAWIO",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_MODULE", "CapabilityBoundingSet_CAP_SYS_MODULE",
          1000, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_MODULE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_MODULE",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_AUDIT_*", "CapabilityBoundingSet_CAP_AUDIT",
          500, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_AUDIT_CONTROL) | CAPABILITY (CAP_AUDIT_READ) |
            CAPABILITY (CAP_AUDIT_WRITE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_AUDIT_*",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_SYSLOG", "CapabilityBoundingSet_CAP_SYSLOG",
          500, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYSLOG),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYSLOG",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_(NICE|RESOURCE)", "CapabilityBoundingSet_CAP_SYS_NICE_RESOURCE",
          500, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_SYS_NICE) | CAPABILITY (CAP_SYS_RESOURCE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_(NICE|RESOURCE)",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_MKNOD", "CapabilityBoundingSet_CAP_MKNOD",
          500, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_MKNOD),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_MKNOD",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_(CHOWN|FSETID|SETFCAP)", "CapabilityBoundingSet_CAP_CHOWN_FSETID_SETFCAP",
          1000, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_CHOWN) | CAPABILITY (CAP_FSETID) |
            CAPABILITY (CAP_SETFCAP),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_(CHOWN|FSETID|SETFCAP)",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_(DAC_*|FOWNER|IPC_OWNER)", "CapabilityBoundingSet_CAP_DAC_FOWNER_IPC_OWNER",
          1000, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_DAC_OVERRIDE) | CAPABILITY (CAP_DAC_READ_SEARCH) |
            CAPABILITY (CAP_FOWNER) | CAPABILITY (CAP_IPC_OWNER),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_(DAC_*|FOWNER|IPC_OWNER)",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_KILL", "CapabilityBoundingSet_CAP_KILL",
          500, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_KILL),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_KILL",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_NET_(BIND_SERVICE|BROADCAST|RAW)", "CapabilityBoundingSet_CAP_NET_BIND_SERVICE_BROADCAST_RAW)",
          500, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_NET_BIND_SERVICE) | CAPABILITY (CAP_NET_BROADCAST) |
            CAPABILITY (CAP_NET_RAW),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_NET_(BIND_SERVICE|BROADCAST|RAW)",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_BOOT", "CapabilityBoundingSet_CAP_SYS_BOOT",
          100, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_BOOT),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_BOOT",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_MAC_*", "CapabilityBoundingSet_CAP_MAC",
          100, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_MAC_ADMIN) | CAPABILITY (CAP_MAC_OVERRIDE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_MAC_*",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_LINUX_IMMUTABLE", "CapabilityBoundingSet_CAP_LINUX_IMMUTABLE",
          75, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_LINUX_IMMUTABLE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_LINUX_IMMUTABLE",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_IPC_LOCK", "CapabilityBoundingSet_CAP_IPC_LOCK",
          50, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_IPC_LOCK),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_IPC_LOCK",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_CHROOT", "CapabilityBoundingSet_CAP_SYS_CHROOT",
          50, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_CHROOT),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_CHROOT",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_BLOCK_SUSPEND", "CapabilityBoundingSet_CAP_BLOCK_SUSPEND",
          25, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_BLOCK_SUSPEND),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_BLOCK_SUSPEND",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_WAKE_ALARM", "CapabilityBoundingSet_CAP_WAKE_ALARM",
          25, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_WAKE_ALARM),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_WAKE_ALARM",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_LEASE", "CapabilityBoundingSet_CAP_LEASE",
          25, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_LEASE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_LEASE",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_TTY_CONFIG", "CapabilityBoundingSet_CAP_SYS_TTY_CONFIG",
          25, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_TTY_CONFIG),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_TTY_CONFIG",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_PACCT", "CapabilityBoundingSet_CAP_SYS_PACCT",
          25, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_PACCT),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_PACCT",
          "",
          "",
          "")

HN_CHECK ("CapabilityBoundingSet=~CAP_BPF", "CapabilityBoundingSet_CAP_BPF",
          25, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_BPF),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_BPF",
          "",
          "",
          "")

HN_CHECK ("UMask=", "UMask",
          100, 10, HN_RULE_UMASK, 0,
          FALSE, HN_DIRECTIVE_UMASK, NULL,
          "",
          "",
          "")

HN_CHECK ("KeyringMode=", "KeyringMode",
          1000, 1, HN_RULE_KEYRING_MODE, 0,
          FALSE, HN_DIRECTIVE_KEYRING_MODE, NULL,
          "",
          "",
          "")

HN_CHECK ("ProtectProc=", "ProtectProc",
          1000, 3, HN_RULE_PROTECT_PROC, 0,
          FALSE, HN_DIRECTIVE_PROTECT_PROC, NULL,
          "",
          "",
          "")

HN_CHECK ("ProcSubset=", "ProcSubset",
          10, 1, HN_RULE_PROC_SUBSET, 0,
          FALSE, HN_DIRECTIVE_PROC_SUBSET, NULL,
          "",
          "",
          "")

HN_CHECK ("NotifyAccess=", "NotifyAccess",
          1000, 1, HN_RULE_NOTIFY_ACCESS, 0,
          FALSE, HN_DIRECTIVE_NOTIFY_ACCESS, NULL,
          "",
          "",
          "")

HN_CHECK ("RemoveIPC=", "RemoveIPC",
          100, 1, HN_RULE_REMOVE_IPC, 0,
          FALSE, HN_DIRECTIVE_REMOVE_IPC, NULL,
          "",
          "",
          "")

HN_CHECK ("Delegate=", "Delegate",
          100, 1, HN_RULE_SET, 0,
          FALSE, HN_DIRECTIVE_DELEGATE, NULL,
          "",
          "",
          "")

HN_CHECK ("RestrictRealtime=", "RestrictRealtime",
          500, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_RESTRICT_REALTIME, NULL,
          "",
          "",
          "")

HN_CHECK ("RestrictSUIDSGID=", "RestrictSUIDSGID",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_RESTRICT_SUID_SGID, NULL,
          "",
          "",
          "")

HN_CHECK ("RestrictNamespaces=~user", "RestrictNamespaces_user",
          1500, 1, HN_RULE_NAMESPACES, CLONE_NEWUSER,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "user",
          "",
          "",
          "")

HN_CHECK ("RestrictNamespaces=~mnt", "RestrictNamespaces_mnt",
          500, 1, HN_RULE_NAMESPACES, CLONE_NEWNS,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "mnt",
          "",
          "",
          "")

HN_CHECK ("RestrictNamespaces=~ipc", "RestrictNamespaces_ipc",
          500, 1, HN_RULE_NAMESPACES, CLONE_NEWIPC,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "ipc",
          "",
          "",
          "")

HN_CHECK ("RestrictNamespaces=~pid", "RestrictNamespaces_pid",
          500, 1, HN_RULE_NAMESPACES, CLONE_NEWPID,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "pid",
          "",
          "",
          "")

HN_CHECK ("RestrictNamespaces=~cgroup", "RestrictNamespaces_cgroup",
          500, 1, HN_RULE_NAMESPACES, CLONE_NEWCGROUP,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "cgroup",
          "",
          "",
          "")

HN_CHECK ("RestrictNamespaces=~net", "RestrictNamespaces_net",
          500, 1, HN_RULE_NAMESPACES, CLONE_NEWNET,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "net",
          "",
          "",
          "")

HN_CHECK ("RestrictNamespaces=~uts", "RestrictNamespaces_uts",
          100, 1, HN_RULE_NAMESPACES, CLONE_NEWUTS,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "uts",
          "",
          "",
          "")

HN_CHECK ("RestrictAddressFamilies=~AF_(INET|INET6)", "RestrictAddressFamilies_AF_INET_INET6",
          1500, 1, HN_RULE_ADDRESS_FAMILIES, HN_FAMILY_INET,
          FALSE, HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_(INET|INET6)",
          "",
          "",
          "")

HN_CHECK ("RestrictAddressFamilies=~AF_UNIX", "RestrictAddressFamilies_AF_UNIX",
          25, 1, HN_RULE_ADDRESS_FAMILIES, HN_FAMILY_UNIX,
          FALSE, HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_UNIX",
          "",
          "",
          "")

HN_CHECK ("RestrictAddressFamilies=~AF_NETLINK", "RestrictAddressFamilies_AF_NETLINK",
          200, 1, HN_RULE_ADDRESS_FAMILIES, HN_FAMILY_NETLINK,
          FALSE, HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_NETLINK",
          "",
          "",
          "")

HN_CHECK ("RestrictAddressFamilies=~AF_PACKET", "RestrictAddressFamilies_AF_PACKET",
          1000, 1, HN_RULE_ADDRESS_FAMILIES, HN_FAMILY_PACKET,
          FALSE, HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_PACKET",
          "",
          "",
          "")

HN_CHECK ("RestrictAddressFamilies=~…", "RestrictAddressFamilies_OTHER",
          1250, 1, HN_RULE_ADDRESS_FAMILIES, HN_FAMILY_OTHER,
          FALSE, HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "…",
          "",
          "",
          "")

HN_CHECK ("SystemCallArchitectures=", "SystemCallArchitectures",
          1000, 10, HN_RULE_ARCHITECTURES, 0,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, NULL,
          "",
          "",
          "")

HN_CHECK ("SystemCallFilter=~@swap", "SystemCallFilter_swap",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_SWAP,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@swap",
          "",
          "",
          "")

HN_CHECK ("SystemCallFilter=~@obsolete", "SystemCallFilter_obsolete",
          250, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_OBSOLETE,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@obsolete",
          "",
          "",
          "")

HN_CHECK ("SystemCallFilter=~@clock", "SystemCallFilter_clock",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_CLOCK,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@clock",
          "",
          "",
          "")

HN_CHECK ("SystemCallFilter=~@cpu-emulation", "SystemCallFilter_cpu_emulation",
          250, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_CPU_EMULATION,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@cpu-emulation",
          "",
          "",
          "")

HN_CHECK ("SystemCallFilter=~@debug", "SystemCallFilter_debug",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_DEBUG,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@debug",
          "",
          "",
          "")

HN_CHECK ("SystemCallFilter=~@mount", "SystemCallFilter_mount",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_MOUNT,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@mount",
          "",
          "",
          "")

HN_CHECK ("SystemCallFilter=~@module", "SystemCallFilter_module",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_MODULE,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@module",
          "",
          "",
          "")

HN_CHECK ("SystemCallFilter=~@raw-io", "SystemCallFilter_raw_io",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_RAW_IO,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@raw-io",
          "",
          "",
          "")

HN_CHECK ("SystemCallFilter=~@reboot", "SystemCallFilter_reboot",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_REBOOT,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@reboot",
          "",
          "",
          "")

HN_CHECK ("SystemCallFilter=~@privileged", "SystemCallFilter_privileged",
          700, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_PRIVILEGED,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@privileged",
          "",
          "",
          "")

HN_CHECK ("SystemCallFilter=~@resources", "SystemCallFilter_resources",
          700, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_RESOURCES,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@resources",
          "",
          "",
          "")

HN_CHECK ("IPAddressDeny=", "IPAddressDeny",
          1000, 10, HN_RULE_ADDRESSES, 0,
          FALSE, HN_DIRECTIVE_IP_ADDRESS_DENY, NULL,
          "",
          "",
          "")

HN_CHECK ("DeviceAllow=", "DeviceAllow",
          1000, 10, HN_RULE_DEVICES, 0,
          FALSE, HN_DIRECTIVE_DEVICE_ALLOW, NULL,
          "",
          "",
          "")

HN_CHECK ("AmbientCapabilities=", "AmbientCapabilities",
          500, 1, HN_RULE_AMBIENT, 0,
          FALSE, HN_DIRECTIVE_AMBIENT_CAPABILITIES, NULL,
          "",
          "",
          "")
