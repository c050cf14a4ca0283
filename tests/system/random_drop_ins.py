# SPDX-License-Identifier: GPL-3.0-or-later
"""Random lines for drop-ins: valid, repeated, resetting and wrong ones, for every directive that a
check looks at and for those that imply others."""

CAPABILITIES = ["CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_SYS_PTRACE",
                "CAP_SYS_TIME", "CAP_NET_ADMIN", "CAP_SYS_RAWIO", "CAP_SYS_MODULE", "CAP_AUDIT_READ",
                "CAP_AUDIT_WRITE", "CAP_SYSLOG", "CAP_SYS_NICE", "CAP_SYS_RESOURCE", "CAP_MKNOD",
                "CAP_CHOWN", "CAP_FSETID", "CAP_SETFCAP", "CAP_DAC_OVERRIDE", "CAP_FOWNER",
                "CAP_IPC_OWNER", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SYS_BOOT",
                "CAP_MAC_ADMIN", "CAP_LINUX_IMMUTABLE", "CAP_IPC_LOCK", "CAP_SYS_CHROOT",
                "CAP_BLOCK_SUSPEND", "CAP_WAKE_ALARM", "CAP_LEASE", "CAP_SYS_TTY_CONFIG",
                "CAP_SYS_PACCT", "CAP_BPF", "CAP_PERFMON", "cap_kill", "21", "40", "62", "63", "CAP_NOT",
                "kill", "-1", "0x15", "'CAP_KILL'", '"CAP_CHOWN']
NAMESPACES = ["user", "mnt", "ipc", "pid", "cgroup", "net", "uts", "time"]
FAMILIES = ["AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG",
            "AF_LOCAL", "af_inet", "AF_NOPE", "AF_BLUETOOTH", "INET", "AF_UNSPEC", "'AF_UNIX'"]
CALLS = ["@aio", "@basic-io", "@chown", "@clock", "@cpu-emulation", "@debug", "@default",
         "@file-system", "@io-event", "@ipc", "@keyring", "@known", "@memlock", "@module", "@mount",
         "@network-io", "@obsolete", "@pkey", "@privileged", "@process", "@raw-io", "@reboot",
         "@resources", "@sandbox", "@setuid", "@signal", "@swap", "@sync", "@system-service", "@timer",
         "mount", "read", "open_tree", "reboot", "ptrace", "swapon", "nanosleep", "uselib", "clock_settime",
         "not_a_call", "@nogroup", "setuid32", "mseal", "iopl", "vm86", "kexec_load", "mount:EPERM",
         "@clock:EACCES", "chown:0", "@debug:kill", "read:NOERR", ":EPERM", "bpf:99999", "sched_setaffinity",
         "_sysctl", "delete_module", "init_module", "ioperm", "pciconfig_read"]
ARCHITECTURES = ["native", "x86-64", "x86", "x32", "arm64", "arm", "nope", "s390x", "'native'", "Native"]
DEVICES = ["/dev/null", "/dev/sda rw", "char-rtc r", "block-loop rwm", "/dev/zero x", "/etc/passwd",
           "null", "/dev/../etc", "char-* rw", "/dev//null  r", "'/dev/my disk' r", "/dev/", "/run/systemd/inaccessible/blk",
           "%h", "/dev/%i rw", "/dev/%!", "/dev/%z"]
ADDRESSES = ["any", "localhost", "link-local", "multicast", "10.0.0.0/8", "127.0.0.0/8", "::1/128",
             "127.0.0.1", "::1", "0.0.0.0/0", "::/0", "192.168.1.1/33", "nonsense", "127.9.9.9/8",
             "fe80::/64", "1.2.3.4/0", "::1/0", "127.0.0.0/0x8", "1.2.3", "LOCALHOST", "a.localhost", "/8"]
BOOLEANS = ["yes", "no", "true", "false", "1", "0", "on", "off", "y", "N", "TRUE", "", "maybe", "2",
            "t", "F", "yes no", "strict", "private", "disconnected", "self", "identity"]
USERS = ["root", "nobody", "daemon", "0", "1000", "www-data", "", "65534", "65535", "a b", "4294967295",
         "%i", "u%p", "no:body", "_x", "-1", "007", "nöbody", "..", "00"]
PATHS = ["/", "", "/srv", "//srv//x/", "/srv/../etc", "relative", "/%p", "/var/./lib", "-/srv", "/%z"]
BOOLEAN_DIRECTIVES = ["PrivateDevices", "PrivateNetwork", "ProtectKernelTunables",
                      "ProtectKernelModules", "ProtectKernelLogs", "ProtectClock", "NoNewPrivileges",
                      "LockPersonality", "MemoryDenyWriteExecute", "RemoveIPC", "RestrictRealtime",
                      "RestrictSUIDSGID", "PrivateMounts", "PrivateTmp", "PrivateUsers",
                      "ProtectControlGroups", "ProtectHostname", "DynamicUser", "PrivateIPC"]
CHOICES = {
    "ProtectSystem": ["yes", "no", "full", "strict", "", "Strict", "1", "off", "fulll"],
    "ProtectHome": ["yes", "no", "read-only", "tmpfs", "", "readonly", "on", "0"],
    "ProtectProc": ["noaccess", "invisible", "ptraceable", "default", "", "yes", "no"],
    "ProcSubset": ["all", "pid", "", "none"],
    "KeyringMode": ["inherit", "private", "shared", "", "yes"],
    "NotifyAccess": ["none", "main", "exec", "all", "", "any", "no"],
    "DevicePolicy": ["auto", "closed", "strict", "", "open"],
    "UMask": ["0077", "0022", "0", "7777", "27", "0027", "077", "8", "-1", "", "0o77", "10000", "+77",
              "0x1f", " 0066", "0b111"],
    "ProtectHostname": ["yes", "no", "private", "yes:foo", "private:foo.bar", "no:foo", "yes:", ""],
    "PrivateTmp": ["yes", "no", "disconnected", "connected", ""],
    "PrivateUsers": ["yes", "no", "self", "identity", "full", "managed", ""],
    "ProtectControlGroups": ["yes", "no", "private", "strict", ""],
    "RootDirectory": PATHS,
    "RootImage": PATHS,
    "User": USERS,
    "SupplementaryGroups": USERS + ["adm audio", "adm 'a b'", "adm \\"],
    "IPIngressFilterPath": PATHS,
    "IPEgressFilterPath": PATHS,
    "Delegate": ["yes", "no", "", "cpu memory", "nope", "0", "pids 'io"],
}


def _words(random, words, invert=0.4):
    text = " ".join(random.choice(words) for _ in range(random.randint(1, 4)))
    return ("~" if random.random() < invert else "") + text


def random_value(random, directive):
    """A value for directive, right or wrong."""
    if directive in BOOLEAN_DIRECTIVES and random.random() < 0.8:
        return random.choice(BOOLEANS)
    if directive in CHOICES:
        return random.choice(CHOICES[directive])
    if directive in BOOLEAN_DIRECTIVES:
        return random.choice(BOOLEANS)
    if random.random() < 0.12:
        return ""
    if directive in ("CapabilityBoundingSet", "AmbientCapabilities"):
        return random.choice(["~"]) if random.random() < 0.1 else _words(random, CAPABILITIES)
    if directive == "RestrictNamespaces":
        if random.random() < 0.3:
            return random.choice(["yes", "no", "1", "~", "~bogus", "bogus", "user bogus"])
        return _words(random, NAMESPACES)
    if directive == "RestrictAddressFamilies":
        if random.random() < 0.2:
            return random.choice(["none", "~none", "None", "~"])
        return _words(random, FAMILIES)
    if directive == "SystemCallFilter":
        return random.choice(["~"]) if random.random() < 0.05 else _words(random, CALLS)
    if directive == "SystemCallArchitectures":
        return _words(random, ARCHITECTURES, 0.05)
    if directive == "DeviceAllow":
        return random.choice(DEVICES)
    return _words(random, ADDRESSES, 0.02)


LISTS = ["CapabilityBoundingSet", "AmbientCapabilities", "RestrictNamespaces",
         "RestrictAddressFamilies", "SystemCallFilter", "SystemCallArchitectures", "DeviceAllow",
         "IPAddressAllow", "IPAddressDeny"]
DIRECTIVES = sorted(set(BOOLEAN_DIRECTIVES) | set(CHOICES) | set(LISTS))


def random_lines(random):
    """DIRECTIVE=VALUE lines of one drop-in."""
    lines = []
    for _ in range(random.randint(1, 14)):
        directive = random.choice(LISTS if random.random() < 0.45 else DIRECTIVES)
        for _ in range(random.choice([1, 1, 1, 2, 3])):
            lines.append(f"{directive}={random_value(random, directive)}")
    random.shuffle(lines)
    return lines
