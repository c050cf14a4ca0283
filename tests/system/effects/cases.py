# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked for: for every directive that the helper takes, its weakest, empty, resetting,
linked, nested and foreign values. Which directives there are comes from the catalogue; one that has
no values here is an error."""

import glob
import itertools
import os
import random
import re
from dataclasses import dataclass

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "../../../src/engine/catalogue/directives")
# The name, since which version there is, and the flags.
ROW = re.compile(r'^HN_DIRECTIVE \(\w+, "(\w+)",(?:(?!^HN_DIRECTIVE).)*?\s(\d+),\s*HN_GROUP_\w+,\s*'
                 r'HN_RISK_\w+,\s*([^,]*),', re.MULTILINE | re.DOTALL)

WEAKEST, EMPTY, RESET, LINKED, NESTED, FOREIGN, STRICTER, TOGETHER = (
    "weakest", "empty", "resetting", "linked", "nested", "foreign", "stricter", "together")

# In values, {unit} is the service's name without its suffix and {t} a word that no other case has:
# /srv/fx/{t} is a folder with links of its own (see bed.py).
LINKS = ["/srv/fx/{t}/etc", "/srv/fx/{t}/usr", "/srv/fx/{t}/closed", "/srv/fx/{t}/ro",
         "/srv/fx/{t}/noexec", "/srv/fx/{t}/late", "/var/lock", "/proc/self/root/etc"]
# The numbers of random combinations begin here.
FIRST_COMBINED = 100000
# Below and above what the strict and the half-strict vendor name, and of what they close by a word.
NESTS = ["/srv/fx/ro/sub", "/srv/fx/closed/sub", "/srv/fx/covered/sub", "/srv/fx/noexec/sub",
         "/srv/fx/ro/rw/sub", "/srv/fx/own/sub", "/srv/fx/bound", "/srv/fx", "/srv", "/tmp",
         "/dev/shm", "/proc/sys", "/sys/fs/cgroup", "/home"]
FOREIGNS = ["/home/fxother", "/srv/fx/other", "/root", "/etc/fx", "/var/lib/fx", "/run"]


def paths(weakest, suffix="", prefixes=("-",)):
    """The values of a list of paths."""
    def listed(places):
        return [[place + suffix] for place in places]
    return {WEAKEST: listed(weakest), EMPTY: [[""]],
            RESET: [["", "/srv/fx/ro" + suffix], ["", "/srv/fx/own" + suffix], ["/srv", ""]],
            LINKED: listed(LINKS), NESTED: listed(NESTS),
            FOREIGN: listed(FOREIGNS) + [[prefix + "/etc/fx" + suffix] for prefix in prefixes]}


def temporary():
    table = paths(["/"], prefixes=())
    for kind, values in paths([], ":ro", prefixes=()).items():
        table[kind] = table[kind] + [one for one in values if one != [""]]
    table[FOREIGN] += [["/var/lib/fx:mode=1777"], ["/etc/fx:mode=0777"], ["/srv/fx/{t}/none"],
                       ["/srv/fx/{t}/none:ro"]]
    return table


def folder(base):
    """A folder that systemd makes: {unit} is the service's own, and lies below {base}."""
    return {EMPTY: [[""]], WEAKEST: [["{unit}"]], RESET: [["", "{unit}/sub"], ["", "{unit}"]],
            LINKED: [["{unit}/link/made"], ["{unit}/link"], ["{t}-link"]],
            NESTED: [["{unit}/sub"], ["{unit}/sub/sub"]],
            FOREIGN: [["{t}"], ["{t}/sub"], ["fx"], ["{t} {unit}"]]}


def switch():
    return {WEAKEST: [["no"]], EMPTY: [[""]], STRICTER: [["yes"]]}


def words(weakest, *others):
    return {WEAKEST: [[weakest]], EMPTY: [[""]], STRICTER: [[other] for other in others]}


def listed(weakest, strictest, *others):
    return {WEAKEST: [[one] for one in weakest], EMPTY: [[""]],
            RESET: [["", weakest[0]], ["", strictest], [strictest, ""]],
            STRICTER: [[strictest], *[[other] for other in others]]}


def limit(least, some, *others):
    return {WEAKEST: [["infinity"], [f"{some}:infinity"]], EMPTY: [[""]],
            STRICTER: [[least], [some], *([other] for other in others)]}


VALUES = {
    "CapabilityBoundingSet": listed(["~", "~CAP_CHOWN"], "CAP_CHOWN", "CAP_SYS_ADMIN CAP_CHOWN",
                                    "~CAP_SYS_ADMIN", "CAP_SETUID"),
    "PrivateDevices": switch(),
    "DevicePolicy": words("auto", "closed", "strict"),
    "DeviceAllow": {WEAKEST: [["/dev/mem rw"], ["char-* rwm"], ["/dev/kmsg rw"]], EMPTY: [[""]],
                    RESET: [["", "/dev/null rw"], ["", "/dev/mem rw"], ["/dev/null rw", ""]],
                    LINKED: [["/dev/fx-device rw"], ["/dev/fd rw"]],
                    NESTED: [["/dev/shm rw"]], FOREIGN: [["block-* rw"]],
                    STRICTER: [["/dev/null r"]]},
    "ProtectSystem": words("no", "yes", "full", "strict"),
    "ProtectHome": words("no", "read-only", "tmpfs", "yes"),
    "PrivateTmp": words("no", "yes", "disconnected"),
    "PrivateMounts": switch(),
    "ReadWritePaths": paths(["/", "/etc", "/usr"], prefixes=("-", "+", "-+")),
    "ReadOnlyPaths": paths(["/srv/fx/{t}"], prefixes=("-", "+")),
    "InaccessiblePaths": paths(["/srv/fx/{t}"], prefixes=("-", "+")),
    "ExecPaths": paths(["/", "/etc", "/usr"], prefixes=("-", "+")),
    "NoExecPaths": paths(["/srv/fx/{t}"], prefixes=("-", "+")),
    "TemporaryFileSystem": temporary(),
    "RestrictFileSystems": listed(["~ext4", "@known"], "@basic-api", "tmpfs"),
    "RuntimeDirectory": folder("/run"),
    "RuntimeDirectoryMode": words("0777", "0700", "4755"),
    "RuntimeDirectoryPreserve": words("yes", "restart", "no"),
    "StateDirectory": folder("/var/lib"),
    "StateDirectoryMode": words("0777", "0700", "2775"),
    "StateDirectoryQuota": words("off", "1%", "1M"),
    "StateDirectoryAccounting": switch(),
    "CacheDirectory": folder("/var/cache"),
    "CacheDirectoryMode": words("0777", "0700"),
    "CacheDirectoryQuota": words("off", "1%", "1M"),
    "CacheDirectoryAccounting": switch(),
    "LogsDirectory": folder("/var/log"),
    "LogsDirectoryMode": words("0777", "0700"),
    "LogsDirectoryQuota": words("off", "1%", "1M"),
    "LogsDirectoryAccounting": switch(),
    "ConfigurationDirectory": folder("/etc"),
    "ConfigurationDirectoryMode": words("0777", "0700"),
    "TimeoutCleanSec": words("infinity", "1s"),
    "NoNewPrivileges": switch(),
    "SecureBits": {WEAKEST: [["keep-caps"], ["no-setuid-fixup"]], EMPTY: [[""]],
                   STRICTER: [["noroot noroot-locked"], ["noroot"],
                              ["keep-caps-locked no-setuid-fixup-locked"]]},
    "PrivateUsers": words("no", "yes", "self", "identity", "full"),
    "UMask": words("0000", "0077", "0777", "0022"),
    "KeyringMode": words("shared", "inherit", "private"),
    "RemoveIPC": switch(),
    "RestrictSUIDSGID": switch(),
    "ProtectClock": switch(),
    "ProtectKernelTunables": switch(),
    "ProtectKernelModules": switch(),
    "ProtectKernelLogs": switch(),
    "ProtectControlGroups": words("no", "yes", "private", "strict"),
    "ProtectHostname": words("no", "yes", "private"),
    "ProtectProc": words("default", "noaccess", "invisible", "ptraceable"),
    "ProcSubset": words("all", "pid"),
    "LockPersonality": switch(),
    "MemoryDenyWriteExecute": switch(),
    "MemoryKSM": switch(),
    "MemoryTHP": words("inherit", "disable", "madvise", "system"),
    "RestrictRealtime": switch(),
    "PrivateBPF": switch(),
    "CoredumpFilter": listed(["all", "private-file-backed shared-file-backed"], "default",
                             "elf-headers"),
    "RestrictNamespaces": listed(["no", "user", "~net"], "yes", "~user", "mnt"),
    "PrivateIPC": switch(),
    "PrivatePIDs": switch(),
    "PrivateNetwork": switch(),
    "RestrictAddressFamilies": listed(["~AF_UNIX", "AF_PACKET"], "none", "AF_UNIX", "~AF_PACKET",
                                      "AF_INET"),
    "IPAddressAllow": listed(["any", "127.0.0.0/8", "10.99.0.1"], "192.0.2.0/24", "localhost"),
    "IPAddressDeny": listed(["192.0.2.9"], "any", "127.0.0.0/8"),
    "SocketBindAllow": listed(["any", "tcp:9193", "9191"], "ipv4:udp:9191", "ipv6:9192"),
    "SocketBindDeny": listed(["tcp:1"], "any", "udp"),
    "RestrictNetworkInterfaces": listed(["~fx0", "fx0 lo"], "lo", "~lo"),
    "NotifyAccess": words("all", "none", "main", "exec"),
    "LimitCORE": limit("0", "1M"),
    "LimitFSIZE": limit("1M", "1G"),
    "LimitMEMLOCK": limit("0", "1G"),
    "LimitNOFILE": limit("64", "4096"),
    "LimitNPROC": limit("64", "9000000"),
    "LimitAS": limit("1G", "64G"),
    "LimitCPU": limit("60s", "1h"),
    "LimitDATA": limit("256M", "64G"),
    "LimitSTACK": limit("1M", "64M"),
    "LimitSIGPENDING": limit("16", "9000000", "4096"),
    "LimitMSGQUEUE": limit("0", "64M"),
    "LimitNICE": {WEAKEST: [["40"], ["0:40"]], EMPTY: [[""]], STRICTER: [["0"], ["20"]]},
    "LimitRTPRIO": limit("0", "99"),
    "LimitRTTIME": limit("1s", "1h"),
    "MemoryMax": words("infinity", "64M", "8G", "100%"),
    "MemorySwapMax": words("infinity", "0", "1G"),
    "MemoryZSwapMax": words("infinity", "0", "1G"),
    "MemoryHigh": words("infinity", "64M", "8G"),
    "TasksMax": words("infinity", "32", "9000000"),
    "CPUQuota": words("1000%", "50%"),
    "AllowedCPUs": listed(["0-63"], "0", "1"),
    "AllowedMemoryNodes": listed(["0-3"], "0", "1"),
    "SystemCallFilter": listed(["~@clock", "~", "@known", "mount ptrace"], "@system-service",
                               "@basic-io", "~@mount ~@swap", "~@mount:EUCLEAN", "~@mount",
                               "~@privileged @resources", "~ptrace:kill"),
    "SystemCallArchitectures": listed(["native x86 x32", "x86"], "native", "x32"),
    "SystemCallErrorNumber": words("EUCLEAN", "EPERM", "kill"),
    "SystemCallLog": listed(["@system-service"], "mount", "~mount"),
}


# What closes and what opens, in one change.
PAIRS = [
    "ProtectSystem=strict|ReadWritePaths=/srv/fx/own",
    "ProtectSystem=strict|ReadWritePaths=/etc/fx",
    "ProtectSystem=strict|ReadWritePaths=/srv/fx/{t}/etc",
    "ProtectSystem=no|ReadOnlyPaths=/usr /boot",
    "ProtectSystem=strict|ReadWritePaths=/srv/fx/{t}/late",
    "ProtectSystem=full|ReadWritePaths=/srv/fx/ro/rw/sub",
    "ReadOnlyPaths=/|ReadWritePaths=/srv/fx/own",
    "ReadOnlyPaths=/srv/fx|ReadWritePaths=/srv/fx/ro/sub",
    "ReadOnlyPaths=/srv/fx|ExecPaths=/srv/fx",
    "InaccessiblePaths=/srv/fx|ReadWritePaths=/srv/fx/own",
    "ReadOnlyPaths=|ReadOnlyPaths=/",
    "InaccessiblePaths=/srv/fx/ro|ReadOnlyPaths=/srv/fx/ro/sub",
    "PrivateTmp=yes|ReadWritePaths=/tmp",
    "InaccessiblePaths=|InaccessiblePaths=/srv/fx/closed /srv/fx/other",
    "NoExecPaths=/|ExecPaths=/usr /lib /lib64",
    "NoExecPaths=/|ExecPaths=/usr /lib /lib64 /srv/fx/noexec",
    "NoExecPaths=/|ExecPaths=/usr /lib /lib64|PrivateTmp=yes",
    "NoExecPaths=/tmp|PrivateTmp=yes",
    "NoExecPaths=/srv|TemporaryFileSystem=/srv/fx/noexec:ro",
    "NoExecPaths=|NoExecPaths=/",
    "NoExecPaths=/srv|TemporaryFileSystem=/srv/fx/noexec",
    "PrivateDevices=no|DevicePolicy=closed",
    "TemporaryFileSystem=/srv:ro|ReadOnlyPaths=/srv/fx/closed",
    "PrivateDevices=yes|ReadWritePaths=/dev",
    "TemporaryFileSystem=/srv:ro|ReadWritePaths=/srv/fx/own",
    "ProtectHome=tmpfs|ReadWritePaths=/home/fxother",
    "ProtectHome=yes|ReadOnlyPaths=/home/fxother",
    "ProtectKernelTunables=yes|ReadWritePaths=/proc/sys /sys",
    "PrivateNetwork=yes|PrivateUsers=yes",
    "ProtectControlGroups=yes|ReadWritePaths=/sys/fs/cgroup",
    "PrivateUsers=yes|PrivateTmp=yes",
    "CapabilityBoundingSet=|CapabilityBoundingSet=~CAP_SYS_ADMIN",
    "PrivateTmp=yes|RestrictSUIDSGID=yes",
    "CapabilityBoundingSet=CAP_CHOWN|CapabilityBoundingSet=CAP_SYS_ADMIN",
    "SystemCallFilter=@system-service|SystemCallFilter=~@mount|SystemCallErrorNumber=EUCLEAN",
    "SystemCallFilter=~@mount|SystemCallFilter=mount",
    "SystemCallFilter=|SystemCallFilter=~ptrace",
    "RestrictAddressFamilies=AF_INET|RestrictAddressFamilies=~AF_INET",
    "UMask=0077|PrivateTmp=yes",
    "RestrictAddressFamilies=|RestrictAddressFamilies=AF_UNIX AF_INET",
    "IPAddressDeny=any|IPAddressAllow=127.0.0.0/8",
    "DevicePolicy=strict|DeviceAllow=/dev/kmsg rw",
    "RestrictNamespaces=~user|RestrictNamespaces=~mnt",
    "RestrictNamespaces=no|NoNewPrivileges=yes",
    "NoNewPrivileges=yes|SystemCallFilter=~seccomp",
    "SocketBindDeny=any|SocketBindAllow=tcp:9193",
]


@dataclass(frozen=True)
class Case:
    number: int
    vendor: str
    kind: str
    lines: tuple  # of (directive, value), before anything in them is filled in

    @property
    def token(self):
        return f"t{self.number}"

    @property
    def unit(self):
        return f"hardnut-effects-{self.number}.service"

    @property
    def settings(self):
        stem = self.unit.removesuffix(".service")
        return [(name, value.format(unit=stem, t=self.token)) for name, value in self.lines]

    def __str__(self):
        lines = ", ".join(f"{name}={value}" for name, value in self.lines)
        return f"{self.vendor}: {lines} ({self.kind}, {self.number})"


def catalogue():
    """{name: since} of the directives that the helper takes."""
    found = {}
    for path in glob.glob(f"{SOURCE}/*.h"):
        with open(path, encoding="utf-8") as file:
            for row in ROW.finditer(file.read()):
                if "HN_DIRECTIVE_WRITABLE" in row[3]:
                    found[row[1]] = int(row[2])
    assert found, f"{SOURCE} has no rows that can be read"
    return found


def check_table():
    """What is wrong with the table, in words; nothing where it is complete."""
    directives = set(catalogue())
    lines = [f"{name}= has no values" for name in directives - set(VALUES)]
    lines += [f"{name}= is not in the catalogue" for name in set(VALUES) - directives]
    for name, table in VALUES.items():
        lines += [f"{name}= has no {kind} value" for kind in (WEAKEST, EMPTY)
                  if not table.get(kind)]
    return lines


def mounts(directive):
    """Whether the directive makes systemd mount something for the service."""
    return directive.endswith(("Paths", "FileSystem")) or directive.startswith(
        ("Private", "Protect", "ProcSubset"))


def all_cases(vendors, version, mounts_only=()):
    """Every case that this version of systemd could know; for the vendors of mounts_only, those
    that mount something."""
    since = catalogue()
    changes = [(kind, tuple((name, value) for value in lines)) for name in sorted(VALUES)
               for kind, values in VALUES[name].items() for lines in values]
    changes += [(TOGETHER, tuple(tuple(line.split("=", 1)) for line in pair.split("|")))
                for pair in PAIRS]
    found = [Case(number, vendor, *change)
             for number, (vendor, change) in enumerate(itertools.product(vendors, changes), 1)]
    return [case for case in found if all(since[name] <= version for name, _ in case.lines)
            and (not case.vendor.startswith(mounts_only) or any(mounts(name)
                                                                for name, _ in case.lines))]


def combine(cases, count, seed):
    """Random changes of several directives at once, from ones of the same vendor."""
    chooser = random.Random(seed)
    by_vendor = {}
    for case in cases:
        by_vendor.setdefault(case.vendor, []).append(case)
    found = []
    while by_vendor and len(found) < count:
        some = by_vendor[chooser.choice(sorted(by_vendor))]
        parts = {case.lines[0][0]: case for case in chooser.choices(some, k=chooser.randint(2, 5))}
        found.append(Case(FIRST_COMBINED + len(found), next(iter(parts.values())).vendor, TOGETHER,
                          tuple(line for case in parts.values() for line in case.lines)))
    return found
