/* systemd's own exit codes: what each is called, what it means for a person, and the directives
 * that can cause it, the likeliest first. Included by exit-status.c.
 *
 * EXIT_STATUS (code, name, sentence, directives…), with HN_DIRECTIVE_NONE where no directive can
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

#define D(id) HN_DIRECTIVE_##id
/* What hides the service's own files from it. */
#define HIDING D (PROTECT_HOME), D (INACCESSIBLE_PATHS), D (TEMPORARY_FILE_SYSTEM), D (PRIVATE_TMP)

EXIT_STATUS (200, "CHDIR", N_ ("Its working folder could not be entered."),
             HIDING, D (PRIVATE_USERS), D (CAPABILITY_BOUNDING_SET))
EXIT_STATUS (201, "NICE", N_ ("Its priority could not be set."),
             D (LIMIT_NICE), D (CAPABILITY_BOUNDING_SET), D (PRIVATE_USERS))
EXIT_STATUS (202, "FDS", N_ ("Its open files could not be handed over or closed."),
             D (LIMIT_NOFILE))
EXIT_STATUS (203, "EXEC", N_ ("Its program is not there for it, or could not be run."),
             D (PROTECT_HOME), D (NO_EXEC_PATHS), D (EXEC_PATHS), D (INACCESSIBLE_PATHS),
             D (TEMPORARY_FILE_SYSTEM), D (PRIVATE_TMP), D (SYSTEM_CALL_FILTER),
             D (RESTRICT_FILE_SYSTEMS), D (SYSTEM_CALL_ARCHITECTURES), D (PRIVATE_USERS),
             D (CAPABILITY_BOUNDING_SET), D (LIMIT_AS))
EXIT_STATUS (204, "MEMORY", N_ ("There was not enough memory to set it up."),
             D (MEMORY_MAX), D (LIMIT_AS), D (LIMIT_DATA))
EXIT_STATUS (205, "LIMITS", N_ ("One of its resource limits could not be set."),
             D (LIMIT_NOFILE), D (LIMIT_MEMLOCK), D (LIMIT_NPROC), D (LIMIT_CORE), D (LIMIT_FSIZE),
             D (LIMIT_AS), D (LIMIT_CPU), D (LIMIT_DATA), D (LIMIT_STACK), D (LIMIT_SIGPENDING),
             D (LIMIT_MSGQUEUE), D (LIMIT_NICE), D (LIMIT_RTPRIO), D (LIMIT_RTTIME))
EXIT_STATUS (206, "OOM_ADJUST", N_ ("Its place in the order of who goes when memory runs out could "
                                    "not be set."),
             HN_DIRECTIVE_NONE)
EXIT_STATUS (207, "SIGNAL_MASK", N_ ("Its signals could not be set up."),
             HN_DIRECTIVE_NONE)
EXIT_STATUS (208, "STDIN", N_ ("Its input could not be opened."),
             D (PRIVATE_DEVICES), D (DEVICE_POLICY), D (DEVICE_ALLOW), HIDING)
EXIT_STATUS (209, "STDOUT", N_ ("Its output could not be opened."),
             D (PROTECT_SYSTEM), D (READ_ONLY_PATHS), D (PRIVATE_DEVICES), D (DEVICE_POLICY),
             D (DEVICE_ALLOW), HIDING)
EXIT_STATUS (210, "CHROOT", N_ ("Its own root folder could not be entered."),
             D (INACCESSIBLE_PATHS), D (TEMPORARY_FILE_SYSTEM), D (PROTECT_HOME))
EXIT_STATUS (211, "IOPRIO", N_ ("Its priority for reading and writing could not be set."),
             HN_DIRECTIVE_NONE)
EXIT_STATUS (212, "TIMERSLACK", N_ ("The precision of its timers could not be set."),
             HN_DIRECTIVE_NONE)
EXIT_STATUS (213, "SECUREBITS", N_ ("The handling of its powers could not be locked."),
             D (SECURE_BITS), D (CAPABILITY_BOUNDING_SET), D (PRIVATE_USERS))
EXIT_STATUS (214, "SETSCHEDULER", N_ ("Its scheduling could not be set."),
             D (LIMIT_RTPRIO), D (RESTRICT_REALTIME), D (PRIVATE_USERS))
EXIT_STATUS (215, "CPUAFFINITY", N_ ("It could not be put on its processors."),
             D (ALLOWED_CPUS))
EXIT_STATUS (216, "GROUP", N_ ("Its group does not exist or could not be taken on."),
             D (PRIVATE_USERS), D (CAPABILITY_BOUNDING_SET))
EXIT_STATUS (217, "USER", N_ ("Its account does not exist or could not be taken on."),
             D (PRIVATE_USERS), D (CAPABILITY_BOUNDING_SET), D (SECURE_BITS))
EXIT_STATUS (218, "CAPABILITIES", N_ ("Its powers could not be set up, or ones that it asks for were "
                                      "taken away."),
             D (CAPABILITY_BOUNDING_SET), D (SECURE_BITS), D (PRIVATE_USERS),
             D (PROTECT_CLOCK), D (PROTECT_KERNEL_MODULES), D (PROTECT_KERNEL_LOGS),
             D (PRIVATE_DEVICES))
EXIT_STATUS (219, "CGROUP", N_ ("Its control group could not be set up."),
             D (PROTECT_CONTROL_GROUPS))
EXIT_STATUS (220, "SETSID", N_ ("It could not get a session of its own."),
             HN_DIRECTIVE_NONE)
EXIT_STATUS (221, "CONFIRM", N_ ("Its start was turned down at the console."),
             HN_DIRECTIVE_NONE)
EXIT_STATUS (222, "STDERR", N_ ("Its error output could not be opened."),
             D (PROTECT_SYSTEM), D (READ_ONLY_PATHS), D (PRIVATE_DEVICES), D (DEVICE_POLICY),
             D (DEVICE_ALLOW), HIDING)
EXIT_STATUS (224, "PAM", N_ ("It was not let in by the rules for logging in (PAM)."),
             D (PRIVATE_USERS), D (CAPABILITY_BOUNDING_SET), D (PRIVATE_PIDS))
EXIT_STATUS (225, "NETWORK", N_ ("Its own network could not be set up."),
             D (PRIVATE_NETWORK))
EXIT_STATUS (226, "NAMESPACE", N_ ("Its own view of the files could not be set up. Most often a path "
                                   "that a setting names does not exist."),
             D (READ_WRITE_PATHS), D (READ_ONLY_PATHS), D (INACCESSIBLE_PATHS), D (EXEC_PATHS),
             D (NO_EXEC_PATHS), D (TEMPORARY_FILE_SYSTEM), D (PRIVATE_USERS), D (PRIVATE_PIDS),
             D (PROTECT_SYSTEM), D (PROTECT_HOME), D (PRIVATE_DEVICES), D (PROC_SUBSET),
             D (PROTECT_PROC), D (PRIVATE_TMP), D (PRIVATE_BPF), D (PRIVATE_IPC),
             D (PROTECT_CONTROL_GROUPS), D (PROTECT_HOSTNAME), D (PROTECT_KERNEL_TUNABLES),
             D (PROTECT_KERNEL_MODULES), D (PROTECT_KERNEL_LOGS), D (PRIVATE_MOUNTS),
             D (PRIVATE_NETWORK), D (STATE_DIRECTORY), D (RUNTIME_DIRECTORY), D (CACHE_DIRECTORY),
             D (LOGS_DIRECTORY))
EXIT_STATUS (227, "NO_NEW_PRIVILEGES", N_ ("Gaining further rights could not be closed to it."),
             D (NO_NEW_PRIVILEGES))
EXIT_STATUS (228, "SECCOMP", N_ ("The filter on its system calls could not be installed."),
             D (SYSTEM_CALL_FILTER), D (SYSTEM_CALL_ARCHITECTURES), D (SYSTEM_CALL_LOG),
             D (SYSTEM_CALL_ERROR_NUMBER), D (MEMORY_DENY_WRITE_EXECUTE), D (RESTRICT_NAMESPACES),
             D (RESTRICT_REALTIME), D (RESTRICT_SUID_SGID), D (LOCK_PERSONALITY),
             D (PROTECT_KERNEL_LOGS), D (PROTECT_KERNEL_MODULES), D (PROTECT_KERNEL_TUNABLES),
             D (PROTECT_CLOCK), D (PROTECT_HOSTNAME), D (PRIVATE_DEVICES),
             D (RESTRICT_ADDRESS_FAMILIES))
EXIT_STATUS (229, "SELINUX_CONTEXT", N_ ("Its SELinux label could not be set."),
             D (NO_NEW_PRIVILEGES))
EXIT_STATUS (230, "PERSONALITY", N_ ("Its mode of the kernel could not be set."),
             D (LOCK_PERSONALITY))
EXIT_STATUS (231, "APPARMOR", N_ ("Its AppArmor profile could not be set."),
             D (NO_NEW_PRIVILEGES), D (PROTECT_KERNEL_TUNABLES))
EXIT_STATUS (232, "ADDRESS_FAMILIES", N_ ("The limit on its kinds of sockets could not be set."),
             D (RESTRICT_ADDRESS_FAMILIES))
EXIT_STATUS (233, "RUNTIME_DIRECTORY", N_ ("Its folder below /run could not be made."),
             D (RUNTIME_DIRECTORY), D (RUNTIME_DIRECTORY_MODE), D (RUNTIME_DIRECTORY_PRESERVE))
EXIT_STATUS (235, "CHOWN", N_ ("Its folders or sockets could not be handed over to it."),
             D (CAPABILITY_BOUNDING_SET), D (PRIVATE_USERS))
EXIT_STATUS (236, "SMACK_PROCESS_LABEL", N_ ("Its SMACK label could not be set."),
             HN_DIRECTIVE_NONE)
EXIT_STATUS (237, "KEYRING", N_ ("Its keyring could not be set up."),
             D (KEYRING_MODE))
EXIT_STATUS (238, "STATE_DIRECTORY", N_ ("Its data folder could not be made."),
             D (STATE_DIRECTORY), D (STATE_DIRECTORY_MODE), D (STATE_DIRECTORY_QUOTA),
             D (STATE_DIRECTORY_ACCOUNTING))
EXIT_STATUS (239, "CACHE_DIRECTORY", N_ ("Its cache folder could not be made."),
             D (CACHE_DIRECTORY), D (CACHE_DIRECTORY_MODE), D (CACHE_DIRECTORY_QUOTA),
             D (CACHE_DIRECTORY_ACCOUNTING))
EXIT_STATUS (240, "LOGS_DIRECTORY", N_ ("Its log folder could not be made."),
             D (LOGS_DIRECTORY), D (LOGS_DIRECTORY_MODE), D (LOGS_DIRECTORY_QUOTA),
             D (LOGS_DIRECTORY_ACCOUNTING))
EXIT_STATUS (241, "CONFIGURATION_DIRECTORY", N_ ("Its settings folder could not be made."),
             D (CONFIGURATION_DIRECTORY), D (CONFIGURATION_DIRECTORY_MODE))
EXIT_STATUS (242, "NUMA_POLICY", N_ ("It could not be put on its memory nodes."),
             D (ALLOWED_MEMORY_NODES))
EXIT_STATUS (243, "CREDENTIALS", N_ ("Its secrets could not be handed over."),
             D (PRIVATE_USERS), HIDING)
EXIT_STATUS (244, "BPF", N_ ("A filter that lives in the kernel could not be attached to it."),
             D (RESTRICT_FILE_SYSTEMS), D (PRIVATE_BPF), D (SOCKET_BIND_DENY),
             D (SOCKET_BIND_ALLOW), D (RESTRICT_NETWORK_INTERFACES))
EXIT_STATUS (245, "KSM", N_ ("The merging of its memory could not be set."),
             D (MEMORY_KSM))
EXIT_STATUS (246, "MEMORY_THP", N_ ("The size of its memory pages could not be set."),
             D (MEMORY_THP))

#undef D
#undef HIDING
