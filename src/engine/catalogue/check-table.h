/* The 81 checks in systemd's order, the only truth about their weights and words: included by
 * check.c.
 *
 * HN_CHECK (id, json_field, weight, range, rule, parameter, only_with_default_dependencies,
 *           directive, item, risk, title, good, bad)
 *
 * risk is that a service which works today stops when it passes: for rows that look at a part of a
 * directive, of that part.
 * title names the protection, as what a person switches on: it begins with a verb ("Hide home
 * folders"). good and bad say what holds, each in a sentence, with the best and the worst outcome.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

HN_CHECK ("User=/DynamicUser=", "UserOrDynamicUser",
          2000, 10, HN_RULE_USER, 0,
          FALSE, HN_DIRECTIVE_USER, NULL, HN_RISK_HIGH,
          N_ ("Run as a plain user"),
          N_ ("The service runs under a plain account, so a break-in does not hand over the "
              "whole machine."),
          N_ ("The service runs as root: whoever breaks into it owns the machine."))

HN_CHECK ("SupplementaryGroups=", "SupplementaryGroups",
          200, 1, HN_RULE_SUPPLEMENTARY_GROUPS, 0,
          FALSE, HN_DIRECTIVE_SUPPLEMENTARY_GROUPS, NULL, HN_RISK_MEDIUM,
          N_ ("Keep it out of extra groups"),
          N_ ("The service is in no group beyond its own and reaches nothing through others."),
          N_ ("The service is in extra groups and can open whatever those groups may open."))

HN_CHECK ("PrivateDevices=", "PrivateDevices",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PRIVATE_DEVICES, NULL, HN_RISK_MEDIUM,
          N_ ("Hide hardware devices"),
          N_ ("Disks, microphones, keyboards and other devices do not exist for the service."),
          N_ ("The service sees the machine's device files, disks included."))

HN_CHECK ("PrivateMounts=", "PrivateMounts",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PRIVATE_MOUNTS, NULL, HN_RISK_LOW,
          N_ ("Separate its mounts"),
          N_ ("What the service mounts stays invisible to the rest of the machine."),
          N_ ("The service can mount false files over real ones for the whole machine, given the "
              "rights."))

HN_CHECK ("PrivateNetwork=", "PrivateNetwork",
          2500, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PRIVATE_NETWORK, NULL, HN_RISK_HIGH,
          N_ ("Cut off the network"),
          N_ ("The service has no connection to any network, neither in nor out."),
          N_ ("The service can use every network that the machine is connected to."))

HN_CHECK ("PrivateTmp=", "PrivateTmp",
          1000, 1, HN_RULE_UNSET, 0,
          TRUE, HN_DIRECTIVE_PRIVATE_TMP, NULL, HN_RISK_MEDIUM,
          N_ ("Separate its temporary files"),
          N_ ("Nobody else sees or plants files in the temporary folders of the service."),
          N_ ("The service shares /tmp with every other program and account."))

HN_CHECK ("PrivateUsers=", "PrivateUsers",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PRIVATE_USERS, NULL, HN_RISK_MEDIUM,
          N_ ("Separate it from other accounts"),
          N_ ("Other accounts are strangers to the service, and its powers end at its own door."),
          N_ ("The service sees the accounts of the machine as they are, and its powers count "
              "everywhere."))

HN_CHECK ("ProtectControlGroups=", "ProtectControlGroups",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, NULL, HN_RISK_LOW,
          N_ ("Lock control groups"),
          N_ ("The service can read the control groups but not shift limits or processes between "
              "them."),
          N_ ("With enough rights the service can change the control groups that hold other "
              "services in check."))

HN_CHECK ("ProtectKernelModules=", "ProtectKernelModules",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PROTECT_KERNEL_MODULES, NULL, HN_RISK_MEDIUM,
          N_ ("Block kernel modules"),
          N_ ("Loading modules is closed to the service, and the module files are out of its "
              "sight."),
          N_ ("With enough rights the service can load modules, and so take over the kernel "
              "itself."))

HN_CHECK ("ProtectKernelTunables=", "ProtectKernelTunables",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, NULL, HN_RISK_MEDIUM,
          N_ ("Lock kernel settings"),
          N_ ("The switches below /proc/sys and /sys are read-only for the service."),
          N_ ("With enough rights the service can turn the kernel's switches, memory protection "
              "among them."))

HN_CHECK ("ProtectKernelLogs=", "ProtectKernelLogs",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PROTECT_KERNEL_LOGS, NULL, HN_RISK_LOW,
          N_ ("Hide kernel messages"),
          N_ ("The kernel's messages are out of reach for the service."),
          N_ ("With enough rights the service can read the kernel's messages and wipe them."))

HN_CHECK ("ProtectClock=", "ProtectClock",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PROTECT_CLOCK, NULL, HN_RISK_LOW,
          N_ ("Lock the clock"),
          N_ ("Date and time are safe from the service."),
          N_ ("With enough rights the service can set the machine's clock to any time."))

HN_CHECK ("ProtectHome=", "ProtectHome",
          1000, 10, HN_RULE_PROTECT_HOME, 0,
          TRUE, HN_DIRECTIVE_PROTECT_HOME, NULL, HN_RISK_MEDIUM,
          N_ ("Hide home folders"),
          N_ ("The home folders of people are hidden from the service."),
          N_ ("The service can look into every home folder that its account may read."))

HN_CHECK ("ProtectHostname=", "ProtectHostname",
          50, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_PROTECT_HOSTNAME, NULL, HN_RISK_LOW,
          N_ ("Lock the machine's name"),
          N_ ("The machine's name is safe from the service."),
          N_ ("With enough rights the service can give the machine another name."))

HN_CHECK ("ProtectSystem=", "ProtectSystem",
          1000, 10, HN_RULE_PROTECT_SYSTEM, 0,
          TRUE, HN_DIRECTIVE_PROTECT_SYSTEM, NULL, HN_RISK_MEDIUM,
          N_ ("Lock system files"),
          N_ ("The whole disk is read-only for the service, but for the places named as "
              "exceptions."),
          N_ ("Nothing but ordinary file rights keeps the service from changing programs and "
              "settings."))

HN_CHECK ("RootDirectory=/RootImage=", "RootDirectoryOrRootImage",
          200, 1, HN_RULE_ROOT_DIRECTORY, 0,
          TRUE, HN_DIRECTIVE_ROOT_DIRECTORY, NULL, HN_RISK_HIGH,
          N_ ("Confine it to a file tree of its own"),
          N_ ("The service sees its own root folder or image instead of the machine's disk."),
          N_ ("The service sees the file tree of the whole machine."))

HN_CHECK ("LockPersonality=", "LockPersonality",
          100, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_LOCK_PERSONALITY, NULL, HN_RISK_LOW,
          N_ ("Block old kernel modes"),
          N_ ("Old compatibility modes of the kernel cannot be switched on by the service."),
          N_ ("The service can switch itself into old kernel modes with weaker protection."))

HN_CHECK ("MemoryDenyWriteExecute=", "MemoryDenyWriteExecute",
          100, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE, NULL, HN_RISK_MEDIUM,
          N_ ("Block code made at run time"),
          N_ ("Memory that was written to can never be executed by the service."),
          N_ ("Attack code that gets into the memory of the service can be executed there."))

HN_CHECK ("NoNewPrivileges=", "NoNewPrivileges",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_NO_NEW_PRIVILEGES, NULL, HN_RISK_LOW,
          N_ ("Block gaining more rights"),
          N_ ("No program that the service starts gets more rights than the service has."),
          N_ ("The service can gain rights through sudo, su and programs like them."))

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_ADMIN", "CapabilityBoundingSet_CAP_SYS_ADMIN",
          1500, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_ADMIN),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_ADMIN", HN_RISK_MEDIUM,
          N_ ("Take away the general administrator power"),
          N_ ("The broadest single power of root is taken away for good."),
          N_ ("The service can hold the power that is nearly as good as being root: mounting, "
              "namespaces, quotas and much more."))

HN_CHECK ("CapabilityBoundingSet=~CAP_SET(UID|GID|PCAP)",
          "CapabilityBoundingSet_CAP_SET_UID_GID_PCAP",
          1500, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_SETUID) | CAPABILITY (CAP_SETGID) |
            CAPABILITY (CAP_SETPCAP),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SET(UID|GID|PCAP)", HN_RISK_HIGH,
          N_ ("Block becoming another user"),
          N_ ("The service can neither take on another account or group nor pass powers on."),
          N_ ("The service can take on any account and group, root among them, and hand its "
              "powers on."))

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_PTRACE", "CapabilityBoundingSet_CAP_SYS_PTRACE",
          1500, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_PTRACE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_PTRACE", HN_RISK_MEDIUM,
          N_ ("Block spying on other processes"),
          N_ ("The power to look into the memory of any process is taken away."),
          N_ ("The service can read and change the memory of any other process, passwords "
              "included."))

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_TIME", "CapabilityBoundingSet_CAP_SYS_TIME",
          1000, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_TIME),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_TIME", HN_RISK_LOW,
          N_ ("Take away power over the time"),
          N_ ("The power to set the clocks is taken away."),
          N_ ("The service can hold the power to set the system and hardware clocks."))

HN_CHECK ("CapabilityBoundingSet=~CAP_NET_ADMIN", "CapabilityBoundingSet_CAP_NET_ADMIN",
          1000, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_NET_ADMIN),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_NET_ADMIN", HN_RISK_MEDIUM,
          N_ ("Take away power over the network's set-up"),
          N_ ("Addresses, routes and firewall rules cannot be changed by the service."),
          N_ ("The service can change addresses, routes and firewall rules of the machine."))

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_RAWIO", "CapabilityBoundingSet_CAP_SYS_RAWIO",
          1000, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_RAWIO),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_RAWIO", HN_RISK_LOW,
          N_ ("Block direct access to hardware"),
          N_ ("Reaching past the drivers to memory, ports and disks is taken away."),
          N_ ("The service can talk to memory, ports and disks directly, past every protection "
              "of the kernel."))

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_MODULE", "CapabilityBoundingSet_CAP_SYS_MODULE",
          1000, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_MODULE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_MODULE", HN_RISK_LOW,
          N_ ("Take away power over kernel modules"),
          N_ ("The power to load and unload kernel modules is taken away."),
          N_ ("The service can hold the power to load code into the kernel."))

HN_CHECK ("CapabilityBoundingSet=~CAP_AUDIT_*", "CapabilityBoundingSet_CAP_AUDIT",
          500, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_AUDIT_CONTROL) | CAPABILITY (CAP_AUDIT_READ) |
            CAPABILITY (CAP_AUDIT_WRITE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_AUDIT_*", HN_RISK_MEDIUM,
          N_ ("Lock the audit records"),
          N_ ("The service can neither read nor switch off nor fake the security records of the "
              "kernel."),
          N_ ("The service can fake entries in the kernel's security records, or switch them off."))

HN_CHECK ("CapabilityBoundingSet=~CAP_SYSLOG", "CapabilityBoundingSet_CAP_SYSLOG",
          500, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYSLOG),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYSLOG", HN_RISK_LOW,
          N_ ("Take away power over kernel messages"),
          N_ ("The power to read and clear the message buffer of the kernel is taken away."),
          N_ ("The service can hold the power over the kernel's message buffer, which gives away "
              "memory addresses."))

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_(NICE|RESOURCE)",
          "CapabilityBoundingSet_CAP_SYS_NICE_RESOURCE",
          500, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_SYS_NICE) | CAPABILITY (CAP_SYS_RESOURCE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_(NICE|RESOURCE)", HN_RISK_MEDIUM,
          N_ ("Hold it to its limits"),
          N_ ("The service can neither raise its priority at others' cost nor step over its "
              "limits."),
          N_ ("The service can give itself priority, slow down others and ignore limits on "
              "resources."))

HN_CHECK ("CapabilityBoundingSet=~CAP_MKNOD", "CapabilityBoundingSet_CAP_MKNOD",
          500, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_MKNOD),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_MKNOD", HN_RISK_LOW,
          N_ ("Block making device files"),
          N_ ("The power to create doors to hardware in the file system is taken away."),
          N_ ("The service can create device files, and through them reach disks past all file "
              "rights."))

HN_CHECK ("CapabilityBoundingSet=~CAP_(CHOWN|FSETID|SETFCAP)",
          "CapabilityBoundingSet_CAP_CHOWN_FSETID_SETFCAP",
          1000, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_CHOWN) | CAPABILITY (CAP_FSETID) |
            CAPABILITY (CAP_SETFCAP),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_(CHOWN|FSETID|SETFCAP)", HN_RISK_MEDIUM,
          N_ ("Block giving files away or lending them rights"),
          N_ ("The service can neither change the owners of files nor attach powers to programs."),
          N_ ("The service can change the owner of any file and turn programs into back doors "
              "that lend root's powers."))

HN_CHECK ("CapabilityBoundingSet=~CAP_(DAC_*|FOWNER|IPC_OWNER)",
          "CapabilityBoundingSet_CAP_DAC_FOWNER_IPC_OWNER",
          1000, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_DAC_OVERRIDE) | CAPABILITY (CAP_DAC_READ_SEARCH) |
            CAPABILITY (CAP_FOWNER) | CAPABILITY (CAP_IPC_OWNER),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_(DAC_*|FOWNER|IPC_OWNER)", HN_RISK_HIGH,
          N_ ("Hold it to file rights"),
          N_ ("Rights on files and shared memory hold for the service as for everybody."),
          N_ ("The service can read and write every file and all shared memory, whatever the "
              "rights say."))

HN_CHECK ("CapabilityBoundingSet=~CAP_KILL", "CapabilityBoundingSet_CAP_KILL",
          500, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_KILL),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_KILL", HN_RISK_MEDIUM,
          N_ ("Block ending other processes"),
          N_ ("The service can send signals to processes of its own account only."),
          N_ ("The service can end or disturb any process on the machine."))

HN_CHECK ("CapabilityBoundingSet=~CAP_NET_(BIND_SERVICE|BROADCAST|RAW)",
          "CapabilityBoundingSet_CAP_NET_BIND_SERVICE_BROADCAST_RAW)",
          500, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_NET_BIND_SERVICE) | CAPABILITY (CAP_NET_BROADCAST) |
            CAPABILITY (CAP_NET_RAW),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET,
          "CAP_NET_(BIND_SERVICE|BROADCAST|RAW)", HN_RISK_MEDIUM,
          N_ ("Take away special powers on the network"),
          N_ ("Low ports, broadcasts and hand-made packets are closed to the service."),
          N_ ("The service can take over low ports, forge packets and listen in on network "
              "traffic."))

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_BOOT", "CapabilityBoundingSet_CAP_SYS_BOOT",
          100, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_BOOT),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_BOOT", HN_RISK_LOW,
          N_ ("Block switching the machine off"),
          N_ ("The power to restart the machine or load another kernel is taken away."),
          N_ ("The service can restart the machine or start another kernel in its place."))

HN_CHECK ("CapabilityBoundingSet=~CAP_MAC_*", "CapabilityBoundingSet_CAP_MAC",
          100, 1, HN_RULE_CAPABILITIES,
          CAPABILITY (CAP_MAC_ADMIN) | CAPABILITY (CAP_MAC_OVERRIDE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_MAC_*", HN_RISK_LOW,
          N_ ("Lock the security policy"),
          N_ ("The rules of SELinux, Smack and the like stand above the service."),
          N_ ("The service can change or step over the security policy where Smack and similar "
              "ones are used."))

HN_CHECK ("CapabilityBoundingSet=~CAP_LINUX_IMMUTABLE",
          "CapabilityBoundingSet_CAP_LINUX_IMMUTABLE",
          75, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_LINUX_IMMUTABLE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_LINUX_IMMUTABLE", HN_RISK_LOW,
          N_ ("Keep locked files locked"),
          N_ ("Files that are marked as unchangeable stay so for the service."),
          N_ ("The service can lift the mark that protects files and logs from change."))

HN_CHECK ("CapabilityBoundingSet=~CAP_IPC_LOCK", "CapabilityBoundingSet_CAP_IPC_LOCK",
          50, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_IPC_LOCK),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_IPC_LOCK", HN_RISK_MEDIUM,
          N_ ("Block pinning memory"),
          N_ ("The service can pin memory only up to its limit."),
          N_ ("The service can pin any amount of memory and leave others without."))

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_CHROOT", "CapabilityBoundingSet_CAP_SYS_CHROOT",
          50, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_CHROOT),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_CHROOT", HN_RISK_MEDIUM,
          N_ ("Block changing its root folder"),
          N_ ("The power to switch to another root folder or to enter namespaces of others is "
              "taken away."),
          N_ ("The service can switch its root folder, a step in many ways out of a sandbox."))

HN_CHECK ("CapabilityBoundingSet=~CAP_BLOCK_SUSPEND", "CapabilityBoundingSet_CAP_BLOCK_SUSPEND",
          25, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_BLOCK_SUSPEND),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_BLOCK_SUSPEND", HN_RISK_LOW,
          N_ ("Block keeping the machine awake"),
          N_ ("The machine can go to sleep whatever the service wants."),
          N_ ("The service can keep the machine from going to sleep and drain its battery."))

HN_CHECK ("CapabilityBoundingSet=~CAP_WAKE_ALARM", "CapabilityBoundingSet_CAP_WAKE_ALARM",
          25, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_WAKE_ALARM),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_WAKE_ALARM", HN_RISK_LOW,
          N_ ("Block waking the machine up"),
          N_ ("The service cannot set alarms that wake the machine from sleep."),
          N_ ("The service can set alarms that wake the sleeping machine."))

HN_CHECK ("CapabilityBoundingSet=~CAP_LEASE", "CapabilityBoundingSet_CAP_LEASE",
          25, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_LEASE),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_LEASE", HN_RISK_LOW,
          N_ ("Block leases on files"),
          N_ ("The service cannot ask to be told before others open a file that is not its own."),
          N_ ("The service can hold up other programs when they open files."))

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_TTY_CONFIG", "CapabilityBoundingSet_CAP_SYS_TTY_CONFIG",
          25, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_TTY_CONFIG),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_TTY_CONFIG", HN_RISK_LOW,
          N_ ("Block reconfiguring terminals"),
          N_ ("The power to hang up and reconfigure terminals is taken away."),
          N_ ("The service can hang up or reconfigure terminals at which people work."))

HN_CHECK ("CapabilityBoundingSet=~CAP_SYS_PACCT", "CapabilityBoundingSet_CAP_SYS_PACCT",
          25, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_SYS_PACCT),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_SYS_PACCT", HN_RISK_LOW,
          N_ ("Lock process accounting"),
          N_ ("The records about which programs ran are out of the reach of the service."),
          N_ ("The service can switch off the records about which programs ran."))

HN_CHECK ("CapabilityBoundingSet=~CAP_BPF", "CapabilityBoundingSet_CAP_BPF",
          25, 1, HN_RULE_CAPABILITIES, CAPABILITY (CAP_BPF),
          FALSE, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_BPF", HN_RISK_LOW,
          N_ ("Block loading BPF programs"),
          N_ ("The power to load small programs into the kernel is taken away."),
          N_ ("The service can load BPF programs into the kernel, and checking them has often "
              "gone wrong."))

HN_CHECK ("UMask=", "UMask",
          100, 10, HN_RULE_UMASK, 0,
          FALSE, HN_DIRECTIVE_UMASK, NULL, HN_RISK_MEDIUM,
          N_ ("Keep its new files from others"),
          N_ ("Other accounts can neither read nor change the files that the service creates."),
          N_ ("Every account on the machine can change the files that the service creates."))

HN_CHECK ("KeyringMode=", "KeyringMode",
          1000, 1, HN_RULE_KEYRING_MODE, 0,
          FALSE, HN_DIRECTIVE_KEYRING_MODE, NULL, HN_RISK_LOW,
          N_ ("Separate its keys"),
          N_ ("The service keeps its keys in the kernel apart from those of others."),
          N_ ("The service shares a key store in the kernel with other programs."))

HN_CHECK ("ProtectProc=", "ProtectProc",
          1000, 3, HN_RULE_PROTECT_PROC, 0,
          FALSE, HN_DIRECTIVE_PROTECT_PROC, NULL, HN_RISK_MEDIUM,
          N_ ("Hide other processes"),
          N_ ("Processes of other accounts are hidden from the service."),
          N_ ("The service sees all processes of the machine with their command lines."))

HN_CHECK ("ProcSubset=", "ProcSubset",
          10, 1, HN_RULE_PROC_SUBSET, 0,
          FALSE, HN_DIRECTIVE_PROC_SUBSET, NULL, HN_RISK_MEDIUM,
          N_ ("Hide all but processes in /proc"),
          N_ ("The kernel's information files in /proc are hidden from the service."),
          N_ ("The service can read the kernel's information files in /proc, which tell much "
              "about the machine."))

HN_CHECK ("NotifyAccess=", "NotifyAccess",
          1000, 1, HN_RULE_NOTIFY_ACCESS, 0,
          FALSE, HN_DIRECTIVE_NOTIFY_ACCESS, NULL, HN_RISK_MEDIUM,
          N_ ("Limit who may report its state"),
          N_ ("Helper processes of the service cannot send false state reports to systemd."),
          N_ ("Every process of the service can tell systemd that it is ready, alive or stopping."))

HN_CHECK ("RemoveIPC=", "RemoveIPC",
          100, 1, HN_RULE_REMOVE_IPC, 0,
          FALSE, HN_DIRECTIVE_REMOVE_IPC, NULL, HN_RISK_MEDIUM,
          N_ ("Remove shared memory left behind"),
          N_ ("Shared memory and queues of the service's account are removed when it stops."),
          N_ ("Shared memory and queues of the service stay behind after it stops."))

HN_CHECK ("Delegate=", "Delegate",
          100, 1, HN_RULE_SET, 0,
          FALSE, HN_DIRECTIVE_DELEGATE, NULL, HN_RISK_HIGH,
          N_ ("Leave control groups to systemd"),
          N_ ("systemd alone manages the control group of the service."),
          N_ ("The service manages control groups of its own, out of systemd's sight."))

HN_CHECK ("RestrictRealtime=", "RestrictRealtime",
          500, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_RESTRICT_REALTIME, NULL, HN_RISK_LOW,
          N_ ("Block claiming the processor"),
          N_ ("The service cannot push everything else aside with real-time priority."),
          N_ ("The service can claim real-time priority and freeze the machine with it."))

HN_CHECK ("RestrictSUIDSGID=", "RestrictSUIDSGID",
          1000, 1, HN_RULE_UNSET, 0,
          FALSE, HN_DIRECTIVE_RESTRICT_SUID_SGID, NULL, HN_RISK_LOW,
          N_ ("Block files that lend rights"),
          N_ ("The service cannot create files that run with their owner's rights."),
          N_ ("The service can leave programs behind that run with its rights for anybody who "
              "starts them."))

HN_CHECK ("RestrictNamespaces=~user", "RestrictNamespaces_user",
          1500, 1, HN_RULE_NAMESPACES, CLONE_NEWUSER,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "user", HN_RISK_MEDIUM,
          N_ ("Block user namespaces"),
          N_ ("The most attacked kind of namespace is closed to the service."),
          N_ ("The service can make user namespaces, from where many kernel flaws come within "
              "reach."))

HN_CHECK ("RestrictNamespaces=~mnt", "RestrictNamespaces_mnt",
          500, 1, HN_RULE_NAMESPACES, CLONE_NEWNS,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "mnt", HN_RISK_MEDIUM,
          N_ ("Block own views of the file system"),
          N_ ("The service cannot set up or enter mount namespaces."),
          N_ ("The service can set up a file system view of its own, with its own mounts."))

HN_CHECK ("RestrictNamespaces=~ipc", "RestrictNamespaces_ipc",
          500, 1, HN_RULE_NAMESPACES, CLONE_NEWIPC,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "ipc", HN_RISK_LOW,
          N_ ("Block own shared-memory spaces"),
          N_ ("The service cannot set up or enter namespaces for shared memory."),
          N_ ("The service can set up or enter separate spaces for shared memory."))

HN_CHECK ("RestrictNamespaces=~pid", "RestrictNamespaces_pid",
          500, 1, HN_RULE_NAMESPACES, CLONE_NEWPID,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "pid", HN_RISK_LOW,
          N_ ("Block own process lists"),
          N_ ("The service cannot set up or enter process namespaces."),
          N_ ("The service can hide its helpers in a process list of its own."))

HN_CHECK ("RestrictNamespaces=~cgroup", "RestrictNamespaces_cgroup",
          500, 1, HN_RULE_NAMESPACES, CLONE_NEWCGROUP,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "cgroup", HN_RISK_LOW,
          N_ ("Block own control group views"),
          N_ ("The service cannot set up or enter control group namespaces."),
          N_ ("The service can set up or enter other views of the control groups."))

HN_CHECK ("RestrictNamespaces=~net", "RestrictNamespaces_net",
          500, 1, HN_RULE_NAMESPACES, CLONE_NEWNET,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "net", HN_RISK_LOW,
          N_ ("Block own networks"),
          N_ ("The service cannot set up or enter network namespaces."),
          N_ ("The service can set up networks of its own, and so reach rarely used network code "
              "in the kernel."))

HN_CHECK ("RestrictNamespaces=~uts", "RestrictNamespaces_uts",
          100, 1, HN_RULE_NAMESPACES, CLONE_NEWUTS,
          FALSE, HN_DIRECTIVE_RESTRICT_NAMESPACES, "uts", HN_RISK_LOW,
          N_ ("Block own host names"),
          N_ ("The service cannot set up or enter host-name namespaces."),
          N_ ("The service can show its helpers another machine name."))

HN_CHECK ("RestrictAddressFamilies=~AF_(INET|INET6)", "RestrictAddressFamilies_AF_INET_INET6",
          1500, 1, HN_RULE_ADDRESS_FAMILIES, HN_FAMILY_INET,
          FALSE, HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_(INET|INET6)", HN_RISK_HIGH,
          N_ ("Block internet sockets"),
          N_ ("The service cannot open connections over IPv4 or IPv6."),
          N_ ("The service can open connections over IPv4 or IPv6."))

HN_CHECK ("RestrictAddressFamilies=~AF_UNIX", "RestrictAddressFamilies_AF_UNIX",
          25, 1, HN_RULE_ADDRESS_FAMILIES, HN_FAMILY_UNIX,
          FALSE, HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_UNIX", HN_RISK_HIGH,
          N_ ("Block local sockets"),
          N_ ("The service cannot talk to other programs through Unix sockets."),
          N_ ("The service can talk to every local program whose Unix socket it may open."))

HN_CHECK ("RestrictAddressFamilies=~AF_NETLINK", "RestrictAddressFamilies_AF_NETLINK",
          200, 1, HN_RULE_ADDRESS_FAMILIES, HN_FAMILY_NETLINK,
          FALSE, HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_NETLINK", HN_RISK_MEDIUM,
          N_ ("Block netlink sockets"),
          N_ ("The kernel's socket for its own settings is closed to the service."),
          N_ ("The service can talk to much kernel code through netlink sockets."))

HN_CHECK ("RestrictAddressFamilies=~AF_PACKET", "RestrictAddressFamilies_AF_PACKET",
          1000, 1, HN_RULE_ADDRESS_FAMILIES, HN_FAMILY_PACKET,
          FALSE, HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_PACKET", HN_RISK_LOW,
          N_ ("Block packet sockets"),
          N_ ("The service can neither listen in on the network nor forge packets through such "
              "sockets."),
          N_ ("With enough rights the service can record and forge traffic through packet "
              "sockets."))

HN_CHECK ("RestrictAddressFamilies=~…", "RestrictAddressFamilies_OTHER",
          1250, 1, HN_RULE_ADDRESS_FAMILIES, HN_FAMILY_OTHER,
          FALSE, HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "…", HN_RISK_LOW,
          N_ ("Block exotic sockets"),
          N_ ("Rare kinds of socket, such as Bluetooth or amateur radio, are closed to the "
              "service."),
          N_ ("The service can open rare kinds of socket, behind which little-tested kernel code "
              "waits."))

HN_CHECK ("SystemCallArchitectures=", "SystemCallArchitectures",
          1000, 10, HN_RULE_ARCHITECTURES, 0,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, NULL, HN_RISK_LOW,
          N_ ("Allow only the machine's own kind of call"),
          N_ ("Calls in the style of other processor types are refused."),
          N_ ("The service can use calls in the style of other processor types, past what "
              "filters expect."))

HN_CHECK ("SystemCallFilter=~@swap", "SystemCallFilter_swap",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_SWAP,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@swap", HN_RISK_LOW,
          N_ ("Block switching swap space"),
          N_ ("System calls that switch swap space on and off are refused."),
          N_ ("System calls that switch swap space on and off are open to the service."))

HN_CHECK ("SystemCallFilter=~@obsolete", "SystemCallFilter_obsolete",
          250, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_OBSOLETE,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@obsolete", HN_RISK_LOW,
          N_ ("Block outdated calls"),
          N_ ("Outdated system calls that hardly anybody looks after are refused."),
          N_ ("Outdated system calls that hardly anybody looks after are open to the service."))

HN_CHECK ("SystemCallFilter=~@clock", "SystemCallFilter_clock",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_CLOCK,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@clock", HN_RISK_LOW,
          N_ ("Block calls that set the clock"),
          N_ ("System calls that set the clock are refused."),
          N_ ("System calls that set the clock are open to the service."))

HN_CHECK ("SystemCallFilter=~@cpu-emulation", "SystemCallFilter_cpu_emulation",
          250, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_CPU_EMULATION,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@cpu-emulation", HN_RISK_LOW,
          N_ ("Block emulating old processors"),
          N_ ("System calls for emulating old processors are refused."),
          N_ ("System calls for emulating old processors, with a history of flaws, are open to "
              "the service."))

HN_CHECK ("SystemCallFilter=~@debug", "SystemCallFilter_debug",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_DEBUG,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@debug", HN_RISK_MEDIUM,
          N_ ("Block debugging other programs"),
          N_ ("System calls for tracing and measuring other programs are refused."),
          N_ ("System calls for tracing and measuring other programs are open to the service."))

HN_CHECK ("SystemCallFilter=~@mount", "SystemCallFilter_mount",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_MOUNT,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@mount", HN_RISK_MEDIUM,
          N_ ("Block mounting file systems"),
          N_ ("System calls that mount and unmount are refused."),
          N_ ("System calls that mount and unmount are open to the service."))

HN_CHECK ("SystemCallFilter=~@module", "SystemCallFilter_module",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_MODULE,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@module", HN_RISK_LOW,
          N_ ("Block calls that load modules"),
          N_ ("System calls that load and unload kernel modules are refused."),
          N_ ("System calls that load and unload kernel modules are open to the service."))

HN_CHECK ("SystemCallFilter=~@raw-io", "SystemCallFilter_raw_io",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_RAW_IO,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@raw-io", HN_RISK_LOW,
          N_ ("Block calls for raw hardware access"),
          N_ ("System calls that reach hardware ports directly are refused."),
          N_ ("System calls that reach hardware ports directly are open to the service."))

HN_CHECK ("SystemCallFilter=~@reboot", "SystemCallFilter_reboot",
          1000, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_REBOOT,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@reboot", HN_RISK_LOW,
          N_ ("Block calls that restart the machine"),
          N_ ("System calls that restart the machine or load another kernel are refused."),
          N_ ("System calls that restart the machine or load another kernel are open to the "
              "service."))

HN_CHECK ("SystemCallFilter=~@privileged", "SystemCallFilter_privileged",
          700, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_PRIVILEGED,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@privileged", HN_RISK_HIGH,
          N_ ("Block calls meant for administrators"),
          N_ ("System calls that only administrators need are refused."),
          N_ ("System calls that only administrators need are open to the service."))

HN_CHECK ("SystemCallFilter=~@resources", "SystemCallFilter_resources",
          700, 10, HN_RULE_SYSCALLS, HN_SYSCALL_GROUP_RESOURCES,
          FALSE, HN_DIRECTIVE_SYSTEM_CALL_FILTER, "@resources", HN_RISK_MEDIUM,
          N_ ("Block changing limits and priorities"),
          N_ ("System calls that change priorities and limits are refused."),
          N_ ("System calls that change priorities and limits are open to the service."))

HN_CHECK ("IPAddressDeny=", "IPAddressDeny",
          1000, 10, HN_RULE_ADDRESSES, 0,
          FALSE, HN_DIRECTIVE_IP_ADDRESS_DENY, NULL, HN_RISK_HIGH,
          N_ ("Block foreign addresses"),
          N_ ("No address can be reached, or a filter of your own decides."),
          N_ ("The service can exchange packets with every address in the world."))

HN_CHECK ("DeviceAllow=", "DeviceAllow",
          1000, 10, HN_RULE_DEVICES, 0,
          FALSE, HN_DIRECTIVE_DEVICE_ALLOW, NULL, HN_RISK_MEDIUM,
          N_ ("Block real devices"),
          N_ ("Only harmless devices such as null and random can be opened, and none was added."),
          N_ ("The service can open every device that its account may open."))

HN_CHECK ("AmbientCapabilities=", "AmbientCapabilities",
          500, 1, HN_RULE_AMBIENT, 0,
          FALSE, HN_DIRECTIVE_AMBIENT_CAPABILITIES, NULL, HN_RISK_MEDIUM,
          N_ ("Start it without extra powers"),
          N_ ("The service gets no powers of root along with its account."),
          N_ ("The service is started with single powers of root, which fall to an intruder too."))
