/* Rows of the catalogue: what of the kernel the service can touch.
 * Part of directive-table.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

HN_DIRECTIVE (PROTECT_CLOCK, "ProtectClock",
              boolean, NULL, 245, HN_GROUP_KERNEL, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Lock the clock"),
              N_ ("The service can no longer set the date and time. A false clock makes expired "
                  "certificates look valid, breaks one-time passwords and muddles the times in "
                  "every log."),
              N_ ("Time services such as chrony, systemd-timesyncd and ntpd must be able to set "
                  "it; nothing else usually is."))
HN_EVIDENCE (PROTECT_CLOCK,
             HN_USES (CALL, "@clock") HN_USES (CAPABILITY, "CAP_SYS_TIME")
             HN_USES (CAPABILITY, "CAP_WAKE_ALARM") HN_USES (TOUCH, "/dev/rtc")
             HN_USES (TOUCH, "/dev/rtc0"))

HN_DIRECTIVE (PROTECT_KERNEL_TUNABLES, "ProtectKernelTunables",
              boolean, NULL, 232, HN_GROUP_KERNEL, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Lock kernel settings"),
              N_ ("Settings below /proc/sys and /sys become read-only for the service. With root "
                  "rights an intruder would use them to weaken memory protection, reroute "
                  "traffic or have the kernel start a planted program."),
              N_ ("Network managers, firewalls, container engines and tuning services write such "
                  "settings and need it off. Values can still be set at boot with sysctl.d files."))
HN_EVIDENCE (PROTECT_KERNEL_TUNABLES,
             HN_USES (ALTER, "/proc/sys") HN_USES (ALTER, "/sys")
             HN_USES (ALTER, "/proc/sysrq-trigger") HN_USES (ALTER, "/proc/latency_stats")
             HN_USES (ALTER, "/proc/acpi") HN_USES (ALTER, "/proc/timer_stats")
             HN_USES (ALTER, "/proc/fs") HN_USES (ALTER, "/proc/irq")
             HN_NOT (ALTER, "/sys/fs/cgroup"))

HN_DIRECTIVE (PROTECT_KERNEL_MODULES, "ProtectKernelModules",
              boolean, NULL, 232, HN_GROUP_KERNEL, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Block kernel modules"),
              N_ ("The service cannot load code into the kernel, nor read the module files. A "
                  "loaded module has total power, and is the classic way to hide a break-in."),
              N_ ("Firewall, VPN and container services that load modules by themselves fail "
                  "when a module is missing. Let modules-load.d load it at boot instead."))
HN_EVIDENCE (PROTECT_KERNEL_MODULES,
             HN_USES (CALL, "@module") HN_USES (CAPABILITY, "CAP_SYS_MODULE")
             HN_USES (TOUCH, "/usr/lib/modules") HN_USES (TOUCH, "/lib/modules"))

HN_DIRECTIVE (PROTECT_KERNEL_LOGS, "ProtectKernelLogs",
              boolean, NULL, 244, HN_GROUP_KERNEL, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Hide kernel messages"),
              N_ ("The service can neither read nor clear the kernel's messages. They show "
                  "memory addresses and hardware details that help in attacks, and clearing them "
                  "wipes traces."),
              N_ ("Programs that collect kernel messages, such as rsyslog with its kernel "
                  "module, miss them. The journal goes on collecting them."))
HN_EVIDENCE (PROTECT_KERNEL_LOGS,
             HN_USES (CALL, "syslog") HN_USES (CAPABILITY, "CAP_SYSLOG")
             HN_USES (TOUCH, "/dev/kmsg") HN_USES (TOUCH, "/proc/kmsg"))

/* "private" hides the groups of others, but leaves its own to be changed. */
HN_DIRECTIVE (PROTECT_CONTROL_GROUPS, "ProtectControlGroups",
              choice,
              HN_WORDS ({ "no", 0, 0 }, { "yes", 0, 1 }, { "private", 257, 1 },
                        { "strict", 257, 2 }),
              232, HN_GROUP_KERNEL, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Lock control groups"),
              N_ ("Control groups keep the services apart and set their limits. Made read-only, "
                  "they cannot be used to break out of limits, stop other services or, in old "
                  "layouts, run programs as root."),
              N_ ("Container engines and managers of virtual machines have to write there and "
                  "need it off. Ordinary services do not notice."))
HN_EVIDENCE (PROTECT_CONTROL_GROUPS,
             HN_USES (ALTER, "/sys/fs/cgroup"))

/* From 258 on, "yes" and "private" may carry a host name behind a colon. */
HN_DIRECTIVE (PROTECT_HOSTNAME, "ProtectHostname",
              choice,
              HN_WORDS ({ "no", 0, 0 }, { "yes", 0, 2 }, { "private", 258, 1 }),
              242, HN_GROUP_KERNEL, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_NAMED, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Lock the machine's name"),
              N_ ("The service cannot rename the machine. A changed name confuses logs, "
                  "certificates and monitoring, and hides where a message came from."),
              N_ ("Name changes made while it runs do not reach the service until it restarts. "
                  "Network managers and cloud set-up tools that set the name need it off."))
HN_EVIDENCE (PROTECT_HOSTNAME,
             HN_USES (CALL, "sethostname") HN_USES (CALL, "setdomainname")
             HN_USES (ALTER, "/proc/sys/kernel/hostname")
             HN_USES (ALTER, "/proc/sys/kernel/domainname"))

HN_DIRECTIVE (PROTECT_PROC, "ProtectProc",
              choice,
              HN_WORDS ({ "default", 0, 0 }, { "noaccess", 0, 1 },
                        { "invisible", 0, 2 }, { "ptraceable", 0, 2 }),
              247, HN_GROUP_KERNEL, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "default", "default",
              N_ ("Hide other processes"),
              N_ ("Processes of other accounts are hidden or closed in /proc. Otherwise an "
                  "intruder reads their command lines, with passwords in them at times, and "
                  "picks the next victim."),
              N_ ("Monitoring, backup and process-management services see only themselves. It "
                  "has no effect on a service with root's power to trace processes."))
HN_EVIDENCE (PROTECT_PROC,
             HN_USES (TOUCH, "/proc/PID"))

HN_DIRECTIVE (PROC_SUBSET, "ProcSubset",
              choice,
              HN_WORDS ({ "all", 0, 0 }, { "pid", 0, 1 }),
              247, HN_GROUP_KERNEL, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "all", "all",
              N_ ("Hide all but processes in /proc"),
              N_ ("Everything in /proc that is not about processes disappears: kernel settings, "
                  "memory, hardware and version details. An attacker learns less about which "
                  "weakness fits this kernel."),
              N_ ("Many runtimes read /proc/cpuinfo, /proc/meminfo or /proc/sys, Java and Go "
                  "programs among them, and misbehave without. Try it last."))
HN_EVIDENCE (PROC_SUBSET,
             HN_USES (TOUCH, "/proc") HN_NOT (TOUCH, "/proc/PID") HN_NOT (TOUCH, "/proc/self")
             HN_NOT (TOUCH, "/proc/thread-self"))

HN_DIRECTIVE (LOCK_PERSONALITY, "LockPersonality",
              boolean, NULL, 235, HN_GROUP_KERNEL, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Block old kernel modes"),
              N_ ("The service cannot switch the kernel into old compatibility modes. Those "
                  "modes turn off memory protection and reach code that is hardly ever tested."),
              N_ ("Only emulators and programs for very old Unix systems need such modes; "
                  "practically everything else runs on."))
HN_EVIDENCE (LOCK_PERSONALITY,
             HN_USES (PERSONALITY, "*"))

HN_DIRECTIVE (PERSONALITY, "Personality",
              string, NULL, 209, HN_GROUP_KERNEL, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Present another processor type"),
              N_ ("Makes the kernel report another processor type to the service, such as 32-bit "
                  "x86 on a 64-bit machine. It widens the kernel surface for old programs, so "
                  "leave it empty without need."),
              N_ ("Programs that choose their files by processor type may pick the wrong ones."))

HN_DIRECTIVE (MEMORY_DENY_WRITE_EXECUTE, "MemoryDenyWriteExecute",
              boolean, NULL, 231, HN_GROUP_KERNEL, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Block code made at run time"),
              N_ ("Memory is either writable or executable for the service, never one after the "
                  "other. The usual way to inject an attack is to write code into memory and "
                  "then run it."),
              N_ ("Programs that produce code while running fail: JavaScript engines, Java, "
                  ".NET, LuaJIT, PHP with its JIT, and Python programs that use libffi. Leave it "
                  "off for these."))
HN_EVIDENCE (MEMORY_DENY_WRITE_EXECUTE,
             HN_USES (CODE, "*"))

/* Merging pages lets one service measure what another has in memory. */
HN_DIRECTIVE (MEMORY_KSM, "MemoryKSM",
              boolean, NULL, 254, HN_GROUP_KERNEL, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_THREE_WAY, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "no", "yes",
              N_ ("Decide about merging its memory"),
              N_ ("With yes, equal memory pages of programs are merged to save space. Merging "
                  "lets an attacker find out by timing what others have in memory, so use it "
                  "only among programs that trust each other."),
              N_ ("Turning it off costs memory where many virtual machines with equal contents "
                  "run; nothing breaks."))

HN_DIRECTIVE (MEMORY_THP, "MemoryTHP",
              choice,
              HN_WORDS ({ "inherit", 0, 0 }, { "disable", 0, 0 },
                        { "madvise", 0, 0 }, { "system", 0, 0 }),
              260, HN_GROUP_KERNEL, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, NONE, "inherit", "inherit",
              N_ ("Choose how large its memory pages are"),
              N_ ("Decides whether the kernel may use very large memory pages for the service. "
                  "It is a matter of speed and of even answer times, and leaves fewer side "
                  "effects of one program on another."),
              N_ ("Databases may get slower with disable, or use more memory with system. Older "
                  "kernels ignore the finer choices."))

HN_DIRECTIVE (RESTRICT_REALTIME, "RestrictRealtime",
              boolean, NULL, 231, HN_GROUP_KERNEL, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Block claiming the processor"),
              N_ ("The service cannot claim the processor ahead of everything else. A hijacked "
                  "one could otherwise freeze the whole machine with a single busy loop."),
              N_ ("Sound servers, telephony, time services with precise clocks and machine "
                  "control ask for this right of way and lose it."))
HN_EVIDENCE (RESTRICT_REALTIME,
             HN_USES (REALTIME, "*"))

HN_DIRECTIVE (PRIVATE_BPF, "PrivateBPF",
              boolean, NULL, 258, HN_GROUP_KERNEL, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Hide BPF programs of others"),
              N_ ("The service gets an empty folder for BPF objects in place of the machine's. "
                  "BPF programs run inside the kernel, and those of others reveal traffic or can "
                  "be tampered with."),
              N_ ("Network and tracing tools that share BPF objects, such as Cilium or bpftool, "
                  "do not find them."))

HN_DIRECTIVE (BPF_DELEGATE_COMMANDS, "BPFDelegateCommands",
              words, NULL, 258, HN_GROUP_KERNEL, HN_RISK_LOW,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Hand over chosen BPF commands"),
              N_ ("Lets a service without root rights use the listed BPF commands through its "
                  "private BPF folder. Each command is a door into the kernel for whoever takes "
                  "the service over, so list few and never any without need."),
              N_ ("Without PrivateBPF=yes it has no effect. A command that is not listed is "
                  "refused to the program."))

HN_DIRECTIVE (BPF_DELEGATE_MAPS, "BPFDelegateMaps",
              words, NULL, 258, HN_GROUP_KERNEL, HN_RISK_LOW,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Hand over chosen BPF storage kinds"),
              N_ ("Lists the kinds of BPF storage that the service may create without being "
                  "root. Rare kinds are the least tested, and attackers look there first."),
              N_ ("A program that wants another kind cannot load its BPF code. It needs "
                  "PrivateBPF=yes."))

HN_DIRECTIVE (BPF_DELEGATE_PROGRAMS, "BPFDelegatePrograms",
              words, NULL, 258, HN_GROUP_KERNEL, HN_RISK_LOW,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Hand over chosen BPF program kinds"),
              N_ ("Lists the kinds of program that the service may load into the kernel. Tracing "
                  "kinds would let an intruder watch other programs, so leave them out unless "
                  "tracing is the job."),
              N_ ("Loading any other kind fails, and the feature behind it stays off. It needs "
                  "PrivateBPF=yes."))

HN_DIRECTIVE (BPF_DELEGATE_ATTACHMENTS, "BPFDelegateAttachments",
              words, NULL, 258, HN_GROUP_KERNEL, HN_RISK_LOW,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Hand over chosen places for BPF programs"),
              N_ ("Lists the points in the kernel to which the service may attach its programs. "
                  "At an unlisted point an intruder can neither filter nor watch traffic."),
              N_ ("A program that wants to attach elsewhere is refused. It needs PrivateBPF=yes."))

HN_DIRECTIVE (COREDUMP_FILTER, "CoredumpFilter",
              dump_parts, NULL, 246, HN_GROUP_KERNEL, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "", "all",
              N_ ("Choose what a crash report contains"),
              N_ ("Decides which parts of memory are saved when the service crashes. Saved "
                  "memory can hold passwords and keys, which then lie on disk."),
              N_ ("With fewer parts developers may be unable to find the cause of a crash."))

HN_DIRECTIVE (COREDUMP_RECEIVE, "CoredumpReceive",
              boolean, NULL, 255, HN_GROUP_KERNEL, HN_RISK_LOW,
              0, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_UNKNOWN, UNKNOWN, "no", NULL,
              N_ ("Pass crash reports to its containers"),
              N_ ("Sends crashes of a container's programs on to the container itself. It "
                  "matters only for services that run containers; others should not take part in "
                  "handling memory images."),
              N_ ("With no, crashes inside containers are only recorded on the machine. It needs "
                  "Delegate=yes."))

HN_DIRECTIVE (DELEGATE, "Delegate",
              delegate, NULL, 218, HN_GROUP_KERNEL, HN_RISK_HIGH,
              0, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Leave control groups to systemd"),
              N_ ("With yes, the service may create and change control groups below its own. "
                  "systemd then no longer watches over that part, and an intruder can arrange "
                  "processes and limits there at will."),
              N_ ("Container engines, virtual machine managers and user session managers need "
                  "it. For other services, leaving it off breaks nothing."))
HN_EVIDENCE (DELEGATE,
             HN_USES (ALTER, "/sys/fs/cgroup"))

HN_DIRECTIVE (DELEGATE_SUBGROUP, "DelegateSubgroup",
              string, NULL, 254, HN_GROUP_KERNEL, HN_RISK_HIGH,
              0, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Start it in a subgroup of its own"),
              N_ ("Puts the main process of a service with Delegate= into this subgroup, so that "
                  "processes and the groups it manages stay apart."),
              N_ ("Tools that look for the process in the service's top group do not find it "
                  "there."))

HN_DIRECTIVE (DISABLE_CONTROLLERS, "DisableControllers",
              words, NULL, 240, HN_GROUP_KERNEL, HN_RISK_MEDIUM,
              0, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Take resource controllers away below it"),
              N_ ("The listed kinds of resource limits cannot be used by anything below this "
                  "unit. A hijacked container manager cannot use them to throttle others."),
              N_ ("Limits such as MemoryMax= in units below have no effect when their controller "
                  "is switched off here."))
