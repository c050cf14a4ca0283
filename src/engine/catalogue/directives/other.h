/* Rows of the catalogue: reports, logs, secrets and limits.
 * Part of directive-table.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

HN_DIRECTIVE (NOTIFY_ACCESS, "NotifyAccess",
              choice,
              HN_WORDS ({ "none", 0, 3 }, { "main", 0, 2 }, { "exec", 233, 1 },
                        { "all", 0, 0 }),
              0, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_SERVICE,
              HN_REACH_INSIDE, CLOSES, "none", "all",
              N_ ("Limit who may report its state"),
              N_ ("Decides which of the service's processes may tell systemd that it is ready, "
                  "alive or stopping. With all, any helper process that an attacker controls can "
                  "fake these reports."),
              N_ ("Services whose messages come from a helper, such as a wrapper script, look as "
                  "if they never became ready. Use exec or all for those."))
HN_EVIDENCE (NOTIFY_ACCESS,
             HN_USES (REPORT, "*"))

HN_DIRECTIVE (LOG_NAMESPACE, "LogNamespace",
              name, NULL, 245, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Keep its log apart"),
              N_ ("The service's messages go to a separate journal with limits of its own. A "
                  "flood of messages cannot push other services' entries out of the log."),
              N_ ("Its messages no longer appear in a plain journalctl; add --namespace= and the "
                  "name. Log forwarders must be told."))

HN_DIRECTIVE (LOAD_CREDENTIAL, "LoadCredential",
              credentials, NULL, 247, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Hand it a secret from a file"),
              N_ ("systemd reads a password or key as root and hands it to this service alone, "
                  "in memory that is not swapped. That is safer than environment variables or a "
                  "readable file in /etc."),
              N_ ("When the source is missing the service does not start. The program has to "
                  "read the secret from the folder in $CREDENTIALS_DIRECTORY."))

HN_DIRECTIVE (LOAD_CREDENTIAL_ENCRYPTED, "LoadCredentialEncrypted",
              credentials, NULL, 250, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Hand it a secret from an encrypted file"),
              N_ ("As with LoadCredential=, but the file on disk is encrypted for this machine, "
                  "by its TPM chip where there is one. A stolen disk or backup does not give the "
                  "secret away."),
              N_ ("After a change of hardware, or on another machine, the file cannot be "
                  "decrypted and the service stays down."))

HN_DIRECTIVE (IMPORT_CREDENTIAL, "ImportCredential",
              credential_name, NULL, 254, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Hand it secrets that the machine was given"),
              N_ ("Takes over secrets by name that came from outside, for example from a virtual "
                  "machine's host. A pattern that is too wide hands the service secrets that are "
                  "meant for others."),
              N_ ("Nothing fails when no secret matches; the program then starts without it."))

HN_DIRECTIVE (SET_CREDENTIAL, "SetCredential",
              secrets, NULL, 247, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Keep a value in its unit file"),
              N_ ("Puts a value straight into the unit file. Every account on the machine can "
                  "read unit files, so real secrets do not belong here."),
              N_ ("Removing it leaves the program without its default value, unless "
                  "LoadCredential= brings the same name."))

HN_DIRECTIVE (SET_CREDENTIAL_ENCRYPTED, "SetCredentialEncrypted",
              secrets, NULL, 250, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Keep an encrypted secret in its unit file"),
              N_ ("Keeps a secret in the unit file in encrypted form. Others can read the text "
                  "but not the secret, which only this machine can decrypt."),
              N_ ("A unit file that is copied to another machine brings a secret that cannot be "
                  "opened there, and the service does not start."))

HN_DIRECTIVE (LIMIT_CORE, "LimitCORE",
              limit_bytes, HN_ANY_AMOUNT, 0, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "0:infinity", "infinity",
              N_ ("Limit the size of crash files"),
              N_ ("With 0 no crash file is written. Crash files contain the program's memory, "
                  "with passwords and keys in it."),
              N_ ("Without crash files the cause of a crash is harder to find. Raise the limit "
                  "while hunting one."))

HN_DIRECTIVE (LIMIT_FSIZE, "LimitFSIZE",
              limit_bytes,
              HN_AMOUNT (HN_NO_USAGE, HN_NO_USAGE, HN_MIB (1), 0,
                         N_ ("with less, the service is killed as it writes its log or its state")),
              0, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "", "infinity",
              N_ ("Limit the size of the files it writes"),
              N_ ("No file can grow beyond this size. A hijacked service cannot fill the disk "
                  "with a single huge file."),
              N_ ("Databases, logs and backups that grow over the limit fail, often with the "
                  "signal XFSZ and a stop of the service."))

HN_DIRECTIVE (LIMIT_MEMLOCK, "LimitMEMLOCK",
              limit_bytes,
              HN_AMOUNT (HN_USAGE (locked), HN_NO_USAGE, 0, 0, NULL),
              0, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "8M", "infinity",
              N_ ("Limit memory that cannot be swapped out"),
              N_ ("Caps how much memory the service may pin. Too much pinned memory leaves none "
                  "for other programs."),
              N_ ("Databases with large pages, virtual machines, BPF tools and programs that "
                  "guard keys in memory need more than the usual amount."))

HN_DIRECTIVE (LIMIT_NOFILE, "LimitNOFILE",
              limit,
              HN_AMOUNT (HN_USAGE (files), HN_NO_USAGE, 64, 0,
                         N_ ("with its libraries, its log and its connections hardly any program "
                             "has fewer open")),
              0, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "1024:524288", "infinity",
              N_ ("Limit how many files it holds open"),
              N_ ("Caps open files and connections. A service that is flooded with connections "
                  "cannot use up the kernel's memory for them."),
              N_ ("Busy web servers, proxies and databases report 'too many open files' with a "
                  "low limit. They need tens of thousands."))

HN_DIRECTIVE (LIMIT_NPROC, "LimitNPROC",
              limit,
              HN_AMOUNT (HN_USAGE (account_tasks), HN_NO_USAGE, 4, 0,
                         N_ ("systemd’s own commands for the service count, and everything else of "
                             "its account")),
              0, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, NULL, "infinity",
              N_ ("Limit its account's processes"),
              N_ ("Caps the processes of the service's user account, so that an intruder cannot "
                  "start a flood of them; root is exempt."),
              N_ ("The count covers every process of that account, so another service under it "
                  "can use it up. TasksMax= counts this service alone."))

HN_DIRECTIVE (LIMIT_AS, "LimitAS",
              limit_bytes,
              HN_AMOUNT (HN_USAGE (address_space), HN_NO_USAGE, HN_MIB (32), 0,
                         N_ ("hardly any program can even load its libraries in less")),
              0, HN_GROUP_OTHER, HN_RISK_HIGH,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "", "infinity",
              N_ ("Limit its address space"),
              N_ ("Caps how much memory each process can ask for in total. It stops a single "
                  "process that grows without end after malformed input."),
              N_ ("Java, Go and programs with large mapped files ask for far more than they use, "
                  "and fail at once. MemoryMax= measures real use."))

HN_DIRECTIVE (LIMIT_CPU, "LimitCPU",
              limit_seconds,
              HN_AMOUNT (HN_USAGE (cpu_seconds), HN_NO_USAGE, 10 * G_USEC_PER_SEC, 0,
                         N_ ("the service is killed when it has used that much, and needs some to "
                             "start")),
              0, HN_GROUP_OTHER, HN_RISK_HIGH,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "", "infinity",
              N_ ("Limit its total processor time"),
              N_ ("Each process is ended after this much processor time. It catches a process "
                  "that was tricked into computing for ever, or mining coins."),
              N_ ("A service that runs for weeks adds up and is ended in the end. CPUQuota= "
                  "suits those better."))

HN_DIRECTIVE (LIMIT_DATA, "LimitDATA",
              limit_bytes,
              HN_AMOUNT (HN_USAGE (data), HN_NO_USAGE, HN_MIB (4), 0,
                         N_ ("hardly any program can even start with less")),
              0, HN_GROUP_OTHER, HN_RISK_HIGH,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "", "infinity",
              N_ ("Limit its working memory per process"),
              N_ ("Caps the data that each process can hold. It ends the growth of a single "
                  "process that is fed with poisoned input."),
              N_ ("Large imports and caches fail with 'out of memory' although the machine has "
                  "memory left."))

HN_DIRECTIVE (LIMIT_STACK, "LimitSTACK",
              limit_bytes,
              HN_AMOUNT (HN_USAGE (stack), HN_NO_USAGE, 512 * 1024, 0,
                         N_ ("with less, programs crash as they start")),
              0, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "8M:infinity", "infinity",
              N_ ("Limit the stack of each process"),
              N_ ("Caps the memory for nested calls. Endless nesting, provoked by crafted input, "
                  "ends early in a crash of one process."),
              N_ ("Programs that nest deeply, such as compilers and XML tools, crash. A changed "
                  "value also shifts how memory is laid out."))

HN_DIRECTIVE (LIMIT_SIGPENDING, "LimitSIGPENDING",
              limit,
              HN_AMOUNT (HN_USAGE (account_signals), HN_NO_USAGE, 64, 0,
                         N_ ("the account's timers and signals share it")),
              0, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, NULL, "infinity",
              N_ ("Limit its waiting signals"),
              N_ ("Caps how many signals and timers can wait for the service's account. A flood "
                  "cannot eat up kernel memory."),
              N_ ("Programs with many timers get 'resource temporarily unavailable'."))

HN_DIRECTIVE (LIMIT_MSGQUEUE, "LimitMSGQUEUE",
              limit_bytes, HN_ANY_AMOUNT, 0, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "819200", "infinity",
              N_ ("Limit its message queues"),
              N_ ("Caps the memory of POSIX message queues of the service's account. A full "
                  "queue of a hijacked service cannot take memory from the rest."),
              N_ ("Programs that send large messages through such queues cannot create them any "
                  "more. Few services use them."))

HN_DIRECTIVE (LIMIT_NICE, "LimitNICE",
              limit_nice, HN_ANY_AMOUNT, 0, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "0", "40",
              N_ ("Limit how far it can push ahead"),
              N_ ("Caps the priority that the service may give itself. Otherwise it could raise "
                  "its own and slow other programs down."),
              N_ ("Sound and telephony services that raise their own priority stutter when it is "
                  "refused."))

HN_DIRECTIVE (LIMIT_RTPRIO, "LimitRTPRIO",
              limit, HN_ANY_AMOUNT, 0, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "0", "infinity",
              N_ ("Limit its real-time priority"),
              N_ ("Caps the real-time priority; with 0 none can be claimed. A busy loop at such "
                  "priority freezes the machine."),
              N_ ("Sound servers such as PipeWire and JACK fall back to ordinary priority and "
                  "may drop out."))

HN_DIRECTIVE (LIMIT_RTTIME, "LimitRTTIME",
              limit_usec,
              HN_AMOUNT (HN_NO_USAGE, HN_NO_USAGE, G_USEC_PER_SEC / 100, 0,
                         N_ ("with less, whatever works in real time is killed at once")),
              0, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "", "infinity",
              N_ ("Limit real-time work without a pause"),
              N_ ("Ends a process that runs at real-time priority for this long without waiting. "
                  "It frees a machine that would otherwise hang."),
              N_ ("Programs that really compute for long at real-time priority are ended."))

HN_DIRECTIVE (MEMORY_MAX, "MemoryMax",
              memory,
              HN_AMOUNT (HN_USAGE (memory), HN_USAGE (machine_memory), HN_MIB (8), 0,
                         N_ ("hardly any service lives with less")),
              231, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_AT_ONCE, OPENS, "", "infinity",
              N_ ("Limit its memory"),
              N_ ("The service cannot use more memory than this. Otherwise a leak or a flood of "
                  "requests drives the whole machine into swapping, and other services are ended "
                  "for lack of memory."),
              N_ ("At the limit a process of the service is ended. Watch its real use first and "
                  "leave room for busy times."))

HN_DIRECTIVE (MEMORY_SWAP_MAX, "MemorySwapMax",
              swap, HN_ANY_AMOUNT, 232, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_AT_ONCE, OPENS, "", "infinity",
              N_ ("Limit how much of it may be swapped out"),
              N_ ("With 0 no memory of the service goes to the swap space, where passwords and "
                  "keys would be left on disk."),
              N_ ("With little memory the service is ended sooner, as it cannot make room by "
                  "swapping."))

HN_DIRECTIVE (MEMORY_ZSWAP_MAX, "MemoryZSwapMax",
              swap, HN_ANY_AMOUNT, 253, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_AT_ONCE, OPENS, "", "infinity",
              N_ ("Limit its compressed swap in memory"),
              N_ ("Caps the memory that holds its compressed pages. A service that swaps heavily "
                  "cannot crowd out others there."),
              N_ ("With 0 its pages go to the slow swap disk at once, or stay in memory."))

HN_DIRECTIVE (MEMORY_HIGH, "MemoryHigh",
              memory,
              HN_AMOUNT (HN_USAGE (memory), HN_USAGE (machine_memory), HN_MIB (8), 0,
                         N_ ("with less, hardly any service gets on")),
              231, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_AT_ONCE, OPENS, "", "infinity",
              N_ ("Slow it down when it uses much memory"),
              N_ ("Beyond this amount the service is slowed and its memory taken back, without "
                  "ending anything. A leak or attack shows before it hurts others."),
              N_ ("Set too low, the service crawls and its answers time out."))

HN_DIRECTIVE (TASKS_MAX, "TasksMax",
              tasks,
              HN_AMOUNT (HN_USAGE (tasks), HN_USAGE (machine_tasks), 4, 0,
                         N_ ("systemd’s own commands for the service count, too")),
              227, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_AT_ONCE, OPENS, NULL, "infinity",
              N_ ("Limit how many processes it starts"),
              N_ ("Caps processes and threads of this service. A fork bomb, or an attack that "
                  "opens a process per connection, stops at the limit instead of paralysing the "
                  "machine."),
              N_ ("Servers with many threads, Java and databases among them, fail to start new "
                  "ones below some hundreds."))

HN_DIRECTIVE (CPU_QUOTA, "CPUQuota",
              cpu_share,
              HN_AMOUNT (HN_NO_USAGE, HN_NO_USAGE, 500, 500,
                         N_ ("with less, the service misses every time-out")),
              213, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_AT_ONCE, OPENS, "", "",
              N_ ("Limit its share of the processor"),
              /* xgettext:no-c-format */
              N_ ("The service gets at most this share of processor time; 200% means two whole "
                  "cores. A hijacked service that mines coins cannot slow everything else down."),
              N_ ("Start-up and peaks take longer, and short time-outs may be missed."))

HN_DIRECTIVE (ALLOWED_CPUS, "AllowedCPUs",
              numbers, NULL, 244, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_AT_ONCE, OPENS, "", "",
              N_ ("Keep it on chosen processors"),
              N_ ("The service runs only on the listed processor cores. Others stay free for "
                  "important work, and side-channel attacks between programs on one core become "
                  "harder."),
              N_ ("With fewer cores it gets slower under load. User services need the cpuset "
                  "controller, which they normally do not have."))

HN_DIRECTIVE (ALLOWED_MEMORY_NODES, "AllowedMemoryNodes",
              numbers, NULL, 244, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_AT_ONCE, OPENS, "", "",
              N_ ("Keep it in chosen memory banks"),
              N_ ("On machines with several memory banks the service uses only the listed ones. "
                  "What it does disturbs the memory traffic of other work less."),
              N_ ("A bank that is too small makes it run out of memory while others are free. "
                  "Most machines have only bank 0."))

HN_DIRECTIVE (CPU_SET_PARTITION, "CPUSetPartition",
              choice,
              HN_WORDS ({ "member", 0, 0 }, { "root", 0, 0 },
                        { "isolated", 0, 0 }),
              261, HN_GROUP_OTHER, HN_RISK_MEDIUM,
              HN_DIRECTIVE_SYSTEM_ONLY | HN_DIRECTIVE_THREE_WAY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_UNKNOWN, UNKNOWN, "member", NULL,
              N_ ("Give it processors for itself alone"),
              N_ ("With isolated, the cores in AllowedCPUs= are taken out of ordinary use and "
                  "kept for this service. Nothing else on those cores can spy on its timing or "
                  "slow it."),
              N_ ("Other programs lose these cores. Without AllowedCPUs= it has no effect."))
