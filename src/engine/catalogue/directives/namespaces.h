/* Rows of the catalogue: separate views of the system.
 * Part of directive-table.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

/* In a list of their own; a lone boolean stands for all or none. No check looks at "time". */
HN_DIRECTIVE (RESTRICT_NAMESPACES, "RestrictNamespaces",
              namespaces,
              HN_WORDS ({ "cgroup", 0, 0 }, { "ipc", 0, 0 }, { "mnt", 0, 0 },
                        { "net", 0, 0 }, { "pid", 0, 0 }, { "user", 0, 0 },
                        { "uts", 0, 0 }, { "time", 0, 0 }),
              233, HN_GROUP_NAMESPACES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "", "no",
              N_ ("Block private views of the system"),
              N_ ("The service cannot create or enter namespaces, the building blocks of "
                  "containers, or only the listed kinds. User namespaces above all have opened "
                  "the way to many kernel flaws, for ordinary accounts too."),
              N_ ("Browsers, container engines, and services that build sandboxes of their own "
                  "fail. Allow just the kinds they need, for example: user mnt."))

HN_DIRECTIVE (PRIVATE_IPC, "PrivateIPC",
              boolean, NULL, 248, HN_GROUP_NAMESPACES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Separate its shared memory"),
              N_ ("The service gets its own set of System V shared memory and message queues. An "
                  "intruder can neither read nor disturb those of databases and other services."),
              N_ ("Programs that exchange data through shared memory or queues, as some "
                  "databases and their tools do, no longer meet."))

HN_DIRECTIVE (PRIVATE_PIDS, "PrivatePIDs",
              boolean, NULL, 257, HN_GROUP_NAMESPACES, HN_RISK_HIGH,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Hide processes outside the service"),
              N_ ("The service lives in a process list of its own, in which it is number 1. An "
                  "intruder does not see other processes and cannot send them signals."),
              N_ ("Type=forking services do not work with it, nor do programs that look for "
                  "other processes or that cannot cope with being number 1."))

HN_DIRECTIVE (IPC_NAMESPACE_PATH, "IPCNamespacePath",
              name, NULL, 248, HN_GROUP_NAMESPACES, HN_RISK_HIGH,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Let it join an existing shared-memory space"),
              N_ ("Puts the service into the IPC namespace behind this path, to share memory "
                  "with the programs there. All of them can then read and disturb each other."),
              N_ ("If the path does not exist at the start, the service does not start; "
                  "PrivateIPC= is ignored."))

HN_DIRECTIVE (NETWORK_NAMESPACE_PATH, "NetworkNamespacePath",
              name, NULL, 242, HN_GROUP_NAMESPACES, HN_RISK_HIGH,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Let it join an existing network"),
              N_ ("Puts the service into the network namespace behind this path, for instance "
                  "one with a VPN only. An intruder reaches just the networks that exist there."),
              N_ ("If the path does not exist at the start, the service does not start. "
                  "Addresses on the machine's normal network, 127.0.0.1 included, are out of "
                  "reach."))

HN_DIRECTIVE (USER_NAMESPACE_PATH, "UserNamespacePath",
              name, NULL, 259, HN_GROUP_NAMESPACES, HN_RISK_HIGH,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Let it join an existing user namespace"),
              N_ ("Puts the service into the user namespace behind this path. Its accounts and "
                  "powers are those defined there, which can be wider than they look from "
                  "outside."),
              N_ ("A path that is missing at the start keeps the service down, and PrivateUsers= "
                  "is ignored."))

/* User namespaces cannot be delegated: they are what the others are delegated to. */
HN_DIRECTIVE (DELEGATE_NAMESPACES, "DelegateNamespaces",
              words,
              HN_WORDS ({ "cgroup", 0, 0 }, { "ipc", 0, 0 }, { "mnt", 0, 0 },
                        { "net", 0, 0 }, { "pid", 0, 0 }, { "uts", 0, 0 },
                        { "time", 0, 0 }),
              258, HN_GROUP_NAMESPACES, HN_RISK_HIGH,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Hand over the walls of its sandbox"),
              N_ ("Gives the service power over the listed namespaces that systemd made for it, "
                  "inside its own user namespace. It can then change mounts or networks in "
                  "there, and so can an intruder, who reaches more kernel code that way."),
              N_ ("Turning it off takes mount, network or host-name powers inside the sandbox "
                  "away from container-like services."))
