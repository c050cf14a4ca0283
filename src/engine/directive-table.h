/* The catalogue's rows, the only truth about directives: included by directive.h for the
 * enumeration and by directive.c for the table. Sorted by the group in which a person finds them.
 *
 * HN_DIRECTIVE (ID, name, kind, choices, since, group, risk, flags, page, title, why, breaks)
 *
 * since is the first systemd version that knows the name, 0 for those older than version 187.
 * title says in a few words what the directive does for the service; why, what an attacker gains
 * without it; breaks, what may stop working with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

HN_DIRECTIVE (USER, "User",
              HN_KIND_STRING, NULL, 0, HN_GROUP_IDENTITY, HN_RISK_HIGH, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (GROUP, "Group",
              HN_KIND_STRING, NULL, 0, HN_GROUP_IDENTITY, HN_RISK_HIGH, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (DYNAMIC_USER, "DynamicUser",
              HN_KIND_BOOLEAN, NULL, 232, HN_GROUP_IDENTITY, HN_RISK_HIGH, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (SUPPLEMENTARY_GROUPS, "SupplementaryGroups",
              HN_KIND_SET, NULL, 0, HN_GROUP_IDENTITY, HN_RISK_MEDIUM, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (SET_LOGIN_ENVIRONMENT, "SetLoginEnvironment",
              HN_KIND_BOOLEAN, NULL, 255, HN_GROUP_IDENTITY, HN_RISK_LOW, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PAM_NAME, "PAMName",
              HN_KIND_STRING, NULL, 0, HN_GROUP_IDENTITY, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (NO_NEW_PRIVILEGES, "NoNewPrivileges",
              HN_KIND_BOOLEAN, NULL, 187, HN_GROUP_IDENTITY, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (SECURE_BITS, "SecureBits",
              HN_KIND_SET, choices_secure_bits, 0, HN_GROUP_IDENTITY, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PRIVATE_USERS, "PrivateUsers",
              HN_KIND_CHOICE, choices_private_users, 232, HN_GROUP_IDENTITY, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (UMASK, "UMask",
              HN_KIND_MODE, NULL, 0, HN_GROUP_IDENTITY, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (KEYRING_MODE, "KeyringMode",
              HN_KIND_CHOICE, choices_keyring_mode, 235, HN_GROUP_IDENTITY, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (REMOVE_IPC, "RemoveIPC",
              HN_KIND_BOOLEAN, NULL, 232, HN_GROUP_IDENTITY, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (RESTRICT_SUID_SGID, "RestrictSUIDSGID",
              HN_KIND_BOOLEAN, NULL, 242, HN_GROUP_IDENTITY, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (SELINUX_CONTEXT, "SELinuxContext",
              HN_KIND_STRING, NULL, 209, HN_GROUP_IDENTITY, HN_RISK_HIGH, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (APPARMOR_PROFILE, "AppArmorProfile",
              HN_KIND_STRING, NULL, 210, HN_GROUP_IDENTITY, HN_RISK_HIGH, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (SMACK_PROCESS_LABEL, "SmackProcessLabel",
              HN_KIND_STRING, NULL, 218, HN_GROUP_IDENTITY, HN_RISK_HIGH, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (WORKING_DIRECTORY, "WorkingDirectory",
              HN_KIND_STRING, NULL, 0, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (ROOT_DIRECTORY, "RootDirectory",
              HN_KIND_STRING, NULL, 0, HN_GROUP_FILES, HN_RISK_HIGH, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (ROOT_IMAGE, "RootImage",
              HN_KIND_STRING, NULL, 233, HN_GROUP_FILES, HN_RISK_HIGH, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (ROOT_IMAGE_OPTIONS, "RootImageOptions",
              HN_KIND_STRING, NULL, 247, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (ROOT_IMAGE_POLICY, "RootImagePolicy",
              HN_KIND_STRING, NULL, 254, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (ROOT_EPHEMERAL, "RootEphemeral",
              HN_KIND_BOOLEAN, NULL, 254, HN_GROUP_FILES, HN_RISK_HIGH, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (ROOT_HASH, "RootHash",
              HN_KIND_STRING, NULL, 246, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (ROOT_HASH_SIGNATURE, "RootHashSignature",
              HN_KIND_STRING, NULL, 246, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (ROOT_VERITY, "RootVerity",
              HN_KIND_STRING, NULL, 246, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (ROOT_MSTACK, "RootMStack",
              HN_KIND_STRING, NULL, 260, HN_GROUP_FILES, HN_RISK_HIGH, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (MOUNT_API_VFS, "MountAPIVFS",
              HN_KIND_BOOLEAN, NULL, 233, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (MOUNT_IMAGES, "MountImages",
              HN_KIND_PATHS, NULL, 247, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (MOUNT_IMAGE_POLICY, "MountImagePolicy",
              HN_KIND_STRING, NULL, 254, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (MOUNT_FLAGS, "MountFlags",
              HN_KIND_CHOICE, choices_mount_flags, 0, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (EXTENSION_IMAGES, "ExtensionImages",
              HN_KIND_PATHS, NULL, 248, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (EXTENSION_IMAGE_POLICY, "ExtensionImagePolicy",
              HN_KIND_STRING, NULL, 254, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (EXTENSION_DIRECTORIES, "ExtensionDirectories",
              HN_KIND_PATHS, NULL, 251, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (BIND_PATHS, "BindPaths",
              HN_KIND_PATHS, NULL, 233, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (BIND_READ_ONLY_PATHS, "BindReadOnlyPaths",
              HN_KIND_PATHS, NULL, 233, HN_GROUP_FILES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (BIND_LOG_SOCKETS, "BindLogSockets",
              HN_KIND_BOOLEAN, NULL, 257, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PROTECT_SYSTEM, "ProtectSystem",
              HN_KIND_CHOICE, choices_protect_system, 214, HN_GROUP_FILES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PROTECT_HOME, "ProtectHome",
              HN_KIND_CHOICE, choices_protect_home, 214, HN_GROUP_FILES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PRIVATE_TMP, "PrivateTmp",
              HN_KIND_CHOICE, choices_private_tmp, 0, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PRIVATE_MOUNTS, "PrivateMounts",
              HN_KIND_BOOLEAN, NULL, 239, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (READ_WRITE_PATHS, "ReadWritePaths",
              HN_KIND_PATHS, NULL, 231, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (READ_ONLY_PATHS, "ReadOnlyPaths",
              HN_KIND_PATHS, NULL, 231, HN_GROUP_FILES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (INACCESSIBLE_PATHS, "InaccessiblePaths",
              HN_KIND_PATHS, NULL, 231, HN_GROUP_FILES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (EXEC_PATHS, "ExecPaths",
              HN_KIND_PATHS, NULL, 231, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (NO_EXEC_PATHS, "NoExecPaths",
              HN_KIND_PATHS, NULL, 231, HN_GROUP_FILES, HN_RISK_HIGH, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (TEMPORARY_FILE_SYSTEM, "TemporaryFileSystem",
              HN_KIND_PATHS, NULL, 238, HN_GROUP_FILES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (RUNTIME_DIRECTORY, "RuntimeDirectory",
              HN_KIND_PATHS, NULL, 211, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (RUNTIME_DIRECTORY_MODE, "RuntimeDirectoryMode",
              HN_KIND_MODE, NULL, 234, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (RUNTIME_DIRECTORY_PRESERVE, "RuntimeDirectoryPreserve",
              HN_KIND_CHOICE, choices_runtime_directory_preserve, 235, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (STATE_DIRECTORY, "StateDirectory",
              HN_KIND_PATHS, NULL, 211, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (STATE_DIRECTORY_MODE, "StateDirectoryMode",
              HN_KIND_MODE, NULL, 234, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (STATE_DIRECTORY_QUOTA, "StateDirectoryQuota",
              HN_KIND_STRING, NULL, 258, HN_GROUP_FILES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (STATE_DIRECTORY_ACCOUNTING, "StateDirectoryAccounting",
              HN_KIND_BOOLEAN, NULL, 258, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (CACHE_DIRECTORY, "CacheDirectory",
              HN_KIND_PATHS, NULL, 211, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (CACHE_DIRECTORY_MODE, "CacheDirectoryMode",
              HN_KIND_MODE, NULL, 234, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (CACHE_DIRECTORY_QUOTA, "CacheDirectoryQuota",
              HN_KIND_STRING, NULL, 258, HN_GROUP_FILES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (CACHE_DIRECTORY_ACCOUNTING, "CacheDirectoryAccounting",
              HN_KIND_BOOLEAN, NULL, 258, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (LOGS_DIRECTORY, "LogsDirectory",
              HN_KIND_PATHS, NULL, 211, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (LOGS_DIRECTORY_MODE, "LogsDirectoryMode",
              HN_KIND_MODE, NULL, 234, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (LOGS_DIRECTORY_QUOTA, "LogsDirectoryQuota",
              HN_KIND_STRING, NULL, 258, HN_GROUP_FILES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (LOGS_DIRECTORY_ACCOUNTING, "LogsDirectoryAccounting",
              HN_KIND_BOOLEAN, NULL, 258, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (CONFIGURATION_DIRECTORY, "ConfigurationDirectory",
              HN_KIND_PATHS, NULL, 211, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (CONFIGURATION_DIRECTORY_MODE, "ConfigurationDirectoryMode",
              HN_KIND_MODE, NULL, 234, HN_GROUP_FILES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (RESTRICT_FILE_SYSTEMS, "RestrictFileSystems",
              HN_KIND_SET, NULL, 250, HN_GROUP_FILES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PRIVATE_DEVICES, "PrivateDevices",
              HN_KIND_BOOLEAN, NULL, 209, HN_GROUP_DEVICES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (DEVICE_POLICY, "DevicePolicy",
              HN_KIND_CHOICE, choices_device_policy, 208, HN_GROUP_DEVICES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (DEVICE_ALLOW, "DeviceAllow",
              HN_KIND_PATHS, NULL, 208, HN_GROUP_DEVICES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (PROTECT_CLOCK, "ProtectClock",
              HN_KIND_BOOLEAN, NULL, 245, HN_GROUP_KERNEL, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PROTECT_KERNEL_TUNABLES, "ProtectKernelTunables",
              HN_KIND_BOOLEAN, NULL, 232, HN_GROUP_KERNEL, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PROTECT_KERNEL_MODULES, "ProtectKernelModules",
              HN_KIND_BOOLEAN, NULL, 232, HN_GROUP_KERNEL, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PROTECT_KERNEL_LOGS, "ProtectKernelLogs",
              HN_KIND_BOOLEAN, NULL, 244, HN_GROUP_KERNEL, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PROTECT_CONTROL_GROUPS, "ProtectControlGroups",
              HN_KIND_CHOICE, choices_protect_control_groups, 232, HN_GROUP_KERNEL, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PROTECT_HOSTNAME, "ProtectHostname",
              HN_KIND_CHOICE, choices_protect_hostname, 242, HN_GROUP_KERNEL, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PROTECT_PROC, "ProtectProc",
              HN_KIND_CHOICE, choices_protect_proc, 247, HN_GROUP_KERNEL, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PROC_SUBSET, "ProcSubset",
              HN_KIND_CHOICE, choices_proc_subset, 247, HN_GROUP_KERNEL, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (LOCK_PERSONALITY, "LockPersonality",
              HN_KIND_BOOLEAN, NULL, 235, HN_GROUP_KERNEL, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PERSONALITY, "Personality",
              HN_KIND_STRING, NULL, 209, HN_GROUP_KERNEL, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (MEMORY_DENY_WRITE_EXECUTE, "MemoryDenyWriteExecute",
              HN_KIND_BOOLEAN, NULL, 231, HN_GROUP_KERNEL, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (MEMORY_KSM, "MemoryKSM",
              HN_KIND_BOOLEAN, NULL, 254, HN_GROUP_KERNEL, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (RESTRICT_REALTIME, "RestrictRealtime",
              HN_KIND_BOOLEAN, NULL, 231, HN_GROUP_KERNEL, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PRIVATE_BPF, "PrivateBPF",
              HN_KIND_BOOLEAN, NULL, 258, HN_GROUP_KERNEL, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (BPF_DELEGATE_COMMANDS, "BPFDelegateCommands",
              HN_KIND_SET, NULL, 258, HN_GROUP_KERNEL, HN_RISK_LOW, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (BPF_DELEGATE_MAPS, "BPFDelegateMaps",
              HN_KIND_SET, NULL, 258, HN_GROUP_KERNEL, HN_RISK_LOW, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (BPF_DELEGATE_PROGRAMS, "BPFDelegatePrograms",
              HN_KIND_SET, NULL, 258, HN_GROUP_KERNEL, HN_RISK_LOW, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (BPF_DELEGATE_ATTACHMENTS, "BPFDelegateAttachments",
              HN_KIND_SET, NULL, 258, HN_GROUP_KERNEL, HN_RISK_LOW, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (COREDUMP_FILTER, "CoredumpFilter",
              HN_KIND_SET, NULL, 246, HN_GROUP_KERNEL, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (COREDUMP_RECEIVE, "CoredumpReceive",
              HN_KIND_BOOLEAN, NULL, 255, HN_GROUP_KERNEL, HN_RISK_LOW, 0, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (DELEGATE, "Delegate",
              HN_KIND_SET, NULL, 218, HN_GROUP_KERNEL, HN_RISK_HIGH, 0, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (DELEGATE_SUBGROUP, "DelegateSubgroup",
              HN_KIND_STRING, NULL, 254, HN_GROUP_KERNEL, HN_RISK_HIGH, 0, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (DISABLE_CONTROLLERS, "DisableControllers",
              HN_KIND_SET, NULL, 240, HN_GROUP_KERNEL, HN_RISK_MEDIUM, 0, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (RESTRICT_NAMESPACES, "RestrictNamespaces",
              HN_KIND_SET, choices_namespaces, 233, HN_GROUP_NAMESPACES, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PRIVATE_IPC, "PrivateIPC",
              HN_KIND_BOOLEAN, NULL, 248, HN_GROUP_NAMESPACES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PRIVATE_PIDS, "PrivatePIDs",
              HN_KIND_BOOLEAN, NULL, 257, HN_GROUP_NAMESPACES, HN_RISK_HIGH, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (IPC_NAMESPACE_PATH, "IPCNamespacePath",
              HN_KIND_STRING, NULL, 248, HN_GROUP_NAMESPACES, HN_RISK_HIGH, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (NETWORK_NAMESPACE_PATH, "NetworkNamespacePath",
              HN_KIND_STRING, NULL, 242, HN_GROUP_NAMESPACES, HN_RISK_HIGH, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (USER_NAMESPACE_PATH, "UserNamespacePath",
              HN_KIND_STRING, NULL, 259, HN_GROUP_NAMESPACES, HN_RISK_HIGH, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (DELEGATE_NAMESPACES, "DelegateNamespaces",
              HN_KIND_SET, choices_namespaces, 258, HN_GROUP_NAMESPACES, HN_RISK_HIGH, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (PRIVATE_NETWORK, "PrivateNetwork",
              HN_KIND_BOOLEAN, NULL, 0, HN_GROUP_NETWORK, HN_RISK_HIGH, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (RESTRICT_ADDRESS_FAMILIES, "RestrictAddressFamilies",
              HN_KIND_SET, NULL, 211, HN_GROUP_NETWORK, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (IP_ADDRESS_ALLOW, "IPAddressAllow",
              HN_KIND_ADDRESSES, NULL, 235, HN_GROUP_NETWORK, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (IP_ADDRESS_DENY, "IPAddressDeny",
              HN_KIND_ADDRESSES, NULL, 235, HN_GROUP_NETWORK, HN_RISK_HIGH, HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (IP_INGRESS_FILTER_PATH, "IPIngressFilterPath",
              HN_KIND_PATHS, NULL, 243, HN_GROUP_NETWORK, HN_RISK_HIGH, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (IP_EGRESS_FILTER_PATH, "IPEgressFilterPath",
              HN_KIND_PATHS, NULL, 243, HN_GROUP_NETWORK, HN_RISK_HIGH, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (BPF_PROGRAM, "BPFProgram",
              HN_KIND_STRING, NULL, 249, HN_GROUP_NETWORK, HN_RISK_HIGH, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (SOCKET_BIND_ALLOW, "SocketBindAllow",
              HN_KIND_SET, NULL, 249, HN_GROUP_NETWORK, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (SOCKET_BIND_DENY, "SocketBindDeny",
              HN_KIND_SET, NULL, 249, HN_GROUP_NETWORK, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (RESTRICT_NETWORK_INTERFACES, "RestrictNetworkInterfaces",
              HN_KIND_SET, NULL, 250, HN_GROUP_NETWORK, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (BIND_NETWORK_INTERFACE, "BindNetworkInterface",
              HN_KIND_STRING, NULL, 260, HN_GROUP_NETWORK, HN_RISK_MEDIUM, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (NFT_SET, "NFTSet",
              HN_KIND_STRING, NULL, 255, HN_GROUP_NETWORK, HN_RISK_MEDIUM, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (SYSTEM_CALL_FILTER, "SystemCallFilter",
              HN_KIND_SYSCALLS, NULL, 187, HN_GROUP_SYSCALLS, HN_RISK_HIGH, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (SYSTEM_CALL_ARCHITECTURES, "SystemCallArchitectures",
              HN_KIND_SET, NULL, 209, HN_GROUP_SYSCALLS, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (SYSTEM_CALL_ERROR_NUMBER, "SystemCallErrorNumber",
              HN_KIND_STRING, NULL, 209, HN_GROUP_SYSCALLS, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (SYSTEM_CALL_LOG, "SystemCallLog",
              HN_KIND_SYSCALLS, NULL, 247, HN_GROUP_SYSCALLS, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (CAPABILITY_BOUNDING_SET, "CapabilityBoundingSet",
              HN_KIND_CAPABILITIES, NULL, 0, HN_GROUP_CAPABILITIES, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (AMBIENT_CAPABILITIES, "AmbientCapabilities",
              HN_KIND_CAPABILITIES, NULL, 229, HN_GROUP_CAPABILITIES, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (NOTIFY_ACCESS, "NotifyAccess",
              HN_KIND_CHOICE, choices_notify_access, 0, HN_GROUP_OTHER, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_SERVICE,
              "",
              "",
              "")

HN_DIRECTIVE (LOG_NAMESPACE, "LogNamespace",
              HN_KIND_STRING, NULL, 245, HN_GROUP_OTHER, HN_RISK_LOW, HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (LOAD_CREDENTIAL, "LoadCredential",
              HN_KIND_STRING, NULL, 247, HN_GROUP_OTHER, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (LOAD_CREDENTIAL_ENCRYPTED, "LoadCredentialEncrypted",
              HN_KIND_STRING, NULL, 247, HN_GROUP_OTHER, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (IMPORT_CREDENTIAL, "ImportCredential",
              HN_KIND_STRING, NULL, 254, HN_GROUP_OTHER, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (SET_CREDENTIAL, "SetCredential",
              HN_KIND_STRING, NULL, 247, HN_GROUP_OTHER, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (SET_CREDENTIAL_ENCRYPTED, "SetCredentialEncrypted",
              HN_KIND_STRING, NULL, 247, HN_GROUP_OTHER, HN_RISK_MEDIUM, 0, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (LIMIT_CORE, "LimitCORE",
              HN_KIND_STRING, NULL, 0, HN_GROUP_OTHER, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (LIMIT_FSIZE, "LimitFSIZE",
              HN_KIND_STRING, NULL, 0, HN_GROUP_OTHER, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (LIMIT_MEMLOCK, "LimitMEMLOCK",
              HN_KIND_STRING, NULL, 0, HN_GROUP_OTHER, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (LIMIT_NOFILE, "LimitNOFILE",
              HN_KIND_STRING, NULL, 0, HN_GROUP_OTHER, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (LIMIT_NPROC, "LimitNPROC",
              HN_KIND_STRING, NULL, 0, HN_GROUP_OTHER, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              "",
              "",
              "")

HN_DIRECTIVE (MEMORY_MAX, "MemoryMax",
              HN_KIND_STRING, NULL, 231, HN_GROUP_OTHER, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (MEMORY_SWAP_MAX, "MemorySwapMax",
              HN_KIND_STRING, NULL, 232, HN_GROUP_OTHER, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (MEMORY_HIGH, "MemoryHigh",
              HN_KIND_STRING, NULL, 231, HN_GROUP_OTHER, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (TASKS_MAX, "TasksMax",
              HN_KIND_STRING, NULL, 227, HN_GROUP_OTHER, HN_RISK_MEDIUM, HN_DIRECTIVE_WRITABLE, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (CPU_QUOTA, "CPUQuota",
              HN_KIND_STRING, NULL, 213, HN_GROUP_OTHER, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

HN_DIRECTIVE (ALLOWED_CPUS, "AllowedCPUs",
              HN_KIND_SET, NULL, 244, HN_GROUP_OTHER, HN_RISK_LOW, HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              "",
              "",
              "")

