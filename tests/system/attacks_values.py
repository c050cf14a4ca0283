# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that open: the weakest ones where nothing is set yet, which an administrator's own line would
meet later; those that widen a list; addresses below a slice that denies; and what the account of a
service has elsewhere."""

import contextlib
import ctypes
import subprocess

from attacks_base import ACCOUNT, ADMIN, EITHER, LONE, NOT_AUTHORIZED, SLEEP, Service, run_tests
from helper_client import wait_until

UNIT = "hardnut-values.service"
# Of mount(2) and umount2(2).
MS_NOEXEC, MNT_DETACH = 8, 2

# Each directive that narrows a service, its weakest value in the words of systemd's manual, and the
# version that brought it, where that is not below 252.
WEAKEST = (
    ("NoNewPrivileges=no", 0), ("PrivateUsers=no", 0), ("UMask=0000", 0), ("UMask=0", 0),
    ("KeyringMode=shared", 0), ("KeyringMode=inherit", 0), ("RemoveIPC=no", 0),
    ("RestrictSUIDSGID=no", 0), ("ProtectSystem=no", 0), ("ProtectHome=no", 0), ("PrivateTmp=no", 0),
    ("PrivateMounts=no", 0), ("PrivateDevices=no", 0), ("DevicePolicy=auto", 0),
    ("ProtectClock=no", 0), ("ProtectKernelTunables=no", 0), ("ProtectKernelModules=no", 0),
    ("ProtectKernelLogs=no", 0), ("ProtectControlGroups=no", 0), ("ProtectHostname=no", 0),
    ("ProtectProc=default", 0), ("ProcSubset=all", 0), ("LockPersonality=no", 0),
    ("MemoryDenyWriteExecute=no", 0), ("RestrictRealtime=no", 0), ("RestrictNamespaces=no", 0),
    ("PrivateIPC=no", 0), ("PrivatePIDs=no", 257), ("PrivateNetwork=no", 0), ("PrivateBPF=no", 258),
    ("RestrictNamespaces=cgroup ipc net mnt pid user uts time", 0), ("IPAddressAllow=any", 0),
    ("IPAddressAllow=0.0.0.0/0 ::/0", 0), ("IPAddressAllow=10.0.0.0/8", 0),
    ("SocketBindAllow=any", 0), ("SocketBindAllow=tcp", 0), ("NotifyAccess=all", 0),
    ("CapabilityBoundingSet=~", 0), ("ReadWritePaths=/var", 0), ("ExecPaths=/var", 0),
    ("LimitCORE=infinity", 0), ("LimitFSIZE=infinity", 0), ("LimitMEMLOCK=infinity", 0),
    ("LimitNOFILE=infinity", 0), ("LimitNPROC=infinity", 0), ("LimitAS=infinity", 0),
    ("LimitCPU=infinity", 0), ("LimitDATA=infinity", 0), ("LimitSTACK=infinity", 0),
    ("LimitSIGPENDING=infinity", 0), ("LimitMSGQUEUE=infinity", 0), ("LimitRTTIME=infinity", 0),
    ("LimitRTPRIO=infinity", 0), ("LimitNICE=40", 0), ("MemoryMax=infinity", 0),
    ("MemorySwapMax=infinity", 0), ("MemoryZSwapMax=infinity", 253), ("MemoryHigh=infinity", 0),
    ("TasksMax=infinity", 0),
    # Other spellings of the same.
    ("ProtectSystem=false", 0), ("ProtectSystem=0", 0), ("ProtectHome=off", 0), ("PrivateTmp=n", 0),
    ("NoNewPrivileges=0", 0), ("RestrictNamespaces=false", 0), ("PrivateNetwork=f", 0),
)
# The same for those that some versions or the validator do not take at all, and for resets of lists,
# which leave nothing of what stands before them.
WEAKEST_OR_NONE = """SecureBits=keep-caps|Delegate=yes|Delegate=memory pids|CoredumpFilter=all
MemoryKSM=yes|MountFlags=shared|MountAPIVFS=no|DeviceAllow=
RestrictAddressFamilies=~|RestrictFileSystems=~|RestrictNetworkInterfaces=~|SystemCallFilter=~
SystemCallFilter=|SystemCallArchitectures=|RestrictAddressFamilies=|RestrictFileSystems=
RestrictNetworkInterfaces=|IPAddressDeny=|SocketBindDeny=|RestrictNamespaces=|RestrictNamespaces=~
CPUQuota=|AllowedCPUs=|AllowedMemoryNodes=|MemoryMax=|TasksMax=|LimitNOFILE=|LimitCORE=|UMask=
ProtectSystem=|ProtectHome=|NoNewPrivileges=|PrivateTmp=|KeyringMode=|DevicePolicy=|NotifyAccess=
SystemCallErrorNumber=|SystemCallLog=|ReadOnlyPaths=|InaccessiblePaths=|NoExecPaths=
TemporaryFileSystem=|CPUSetPartition=isolated|CPUSetPartition=root|BPFProgram=egress:/sys/fs/bpf/x
NFTSet=cgroup:inet:filter:x|DelegateNamespaces=mnt|BPFDelegateCommands=any|AmbientCapabilities=~
Personality=x86|LogNamespace=hardnut|CoredumpReceive=yes|IPIngressFilterPath=/sys/fs/bpf/x
DynamicUser=no|SupplementaryGroups=root|SupplementaryGroups=shadow|SELinuxContext=x
AppArmorProfile=unconfined|AppArmorProfile=-unconfined|SmackProcessLabel=x|PAMName=login"""

# All that is strict at once, with "apply" alone.
STRICT = """NoNewPrivileges=yes|UMask=0077|KeyringMode=private|RestrictSUIDSGID=yes|ProtectSystem=strict
ProtectHome=yes|PrivateTmp=yes|PrivateMounts=yes|PrivateDevices=yes|DevicePolicy=closed
ProtectClock=yes|ProtectKernelTunables=yes|ProtectKernelModules=yes|ProtectKernelLogs=yes
ProtectControlGroups=yes|ProtectHostname=yes|ProtectProc=invisible|ProcSubset=pid|LockPersonality=yes
MemoryDenyWriteExecute=yes|RestrictRealtime=yes|RestrictNamespaces=yes|PrivateIPC=yes|PrivateNetwork=yes
RestrictAddressFamilies=none|SystemCallFilter=@system-service|SystemCallFilter=~@privileged @resources
SystemCallArchitectures=native|CapabilityBoundingSet=|NotifyAccess=none|LimitCORE=0|MemoryMax=4G
IPAddressDeny=any|SocketBindDeny=any|ReadOnlyPaths=/srv|InaccessiblePaths=/mnt|NoExecPaths=/srv"""


# All that a machine has, and what is left of a list that takes out what it names.
NOTHING = """SystemCallFilter=@known|SystemCallArchitectures=native x86 x32|AllowedCPUs=0-8191
MemoryMax=100%|MemoryHigh=100%|TasksMax=100%"""
CANCELLED = ("RestrictFileSystems=ext4", "RestrictFileSystems=~ext4"), \
            ("RestrictNetworkInterfaces=lo", "RestrictNetworkInterfaces=~lo")


def split(table):
    return table.replace("\n", "|").split("|")


def weakest(ground):
    with Service({UNIT: f"[Service]\n{SLEEP}\n"}):
        for line, since in WEAKEST:
            ground.kept_out(UNIT, line, errors=EITHER if since > ground.version else NOT_AUTHORIZED)
        with open("/proc/sys/kernel/cap_last_cap", encoding="ascii") as file:
            names = capability_names(int(file.read()))
        ground.kept_out(UNIT, "CapabilityBoundingSet=" + " ".join(names), what="all of them")
        for line in split(WEAKEST_OR_NONE):
            ground.kept_out(UNIT, line, errors=EITHER)
        for line in split(NOTHING):
            ground.kept_out(UNIT, line)
        for settings in CANCELLED:
            ground.kept_out(UNIT, *settings)
        ground.kept_out(UNIT, "NoNewPrivileges=yes", "PrivateTmp=yes", "ProtectHome=no",
                        "LockPersonality=yes", what="among others")
        ground.kept_out(UNIT, "SystemCallFilter=@system-service", "SystemCallFilter=", errors=EITHER,
                        what="set and reset")
        ground.taken(UNIT, *split(STRICT))
        ground.taken(UNIT, "CapabilityBoundingSet=CAP_KILL")
        ground.taken(UNIT, "SystemCallFilter=~@mount", "SystemCallErrorNumber=EPERM")
        ground.taken(UNIT, "DevicePolicy=strict", "DeviceAllow=/dev/null rw")
        ground.taken(UNIT, "RestrictAddressFamilies=AF_UNIX AF_INET")
        ground.taken(UNIT, "SocketBindDeny=any", "SocketBindAllow=tcp:8080")
        ground.taken(UNIT, "PrivateUsers=yes")
        ground.taken(UNIT, "ProtectProc=ptraceable")
        if ground.version >= 257:
            ground.taken(UNIT, "PrivatePIDs=yes", "PrivateTmp=disconnected")


def capability_names(last):
    """The names that this kernel has, by their numbers, as systemd-analyze lists them."""
    done = subprocess.run(["systemd-analyze", "capability"], capture_output=True, text=True, check=True)
    rows = [line.split() for line in done.stdout.splitlines()]
    return [row[0].upper() for row in rows if len(row) == 2 and row[1].isdigit()
            and int(row[1]) <= last]


# What stands there, and what opens it.
WIDER = (
    ("ProtectSystem=strict", ("ProtectSystem=full",), ("ProtectSystem=yes",)),
    ("ProtectHome=yes", ("ProtectHome=read-only",), ("ProtectHome=tmpfs",)),
    ("UMask=0077", ("UMask=0027",), ("UMask=0022",), ("UMask=0700",)),
    ("PrivateTmp=yes", ("PrivateTmp=no",)),
    ("RestrictAddressFamilies=AF_UNIX", ("RestrictAddressFamilies=AF_INET",),
     ("RestrictAddressFamilies=AF_UNIX AF_INET",),
     ("RestrictAddressFamilies=", "RestrictAddressFamilies=AF_INET")),
    ("CapabilityBoundingSet=CAP_CHOWN", ("CapabilityBoundingSet=CAP_KILL",),
     ("CapabilityBoundingSet=CAP_CHOWN CAP_SYS_ADMIN",)),
    ("SystemCallFilter=@basic-io", ("SystemCallFilter=@system-service",), ("SystemCallFilter=mount",),
     ("SystemCallFilter=", "SystemCallFilter=~reboot")),
    ("SystemCallFilter=~@mount", ("SystemCallFilter=", "SystemCallFilter=~@swap"),),
    ("SystemCallArchitectures=native", ("SystemCallArchitectures=native x86",)),
    ("SystemCallFilter=~@mount\nSystemCallErrorNumber=kill", ("SystemCallErrorNumber=EPERM",)),
    ("SystemCallFilter=~@mount", ("SystemCallFilter=~@mount:EPERM",),
     ("SystemCallFilter=~mount:ENOSYS",)),
    ("RestrictNamespaces=yes", ("RestrictNamespaces=user",)),
    ("DevicePolicy=strict", ("DevicePolicy=closed",),
     ("DevicePolicy=strict", "DeviceAllow=/dev/mem rw")),
    ("IPAddressDeny=any", ("IPAddressAllow=localhost",), ("IPAddressDeny=any", "IPAddressAllow=any"),
     ("IPAddressDeny=", "IPAddressDeny=10.0.0.0/8"), ("IPAddressDeny=",)),
    ("SocketBindDeny=any", ("SocketBindAllow=tcp:22",), ("SocketBindDeny=any", "SocketBindAllow=any")),
    ("NotifyAccess=none", ("NotifyAccess=main",)),
    ("LimitCORE=0", ("LimitCORE=1M",), ("LimitCORE=infinity",)),
    ("TasksMax=50", ("TasksMax=51",), ("TasksMax=infinity",)),
    ("MemoryMax=1G", ("MemoryMax=2G",), ("MemoryMax=90%",)),
    ("ProtectProc=invisible", ("ProtectProc=default",), ("ProtectProc=noaccess",)),
    ("ProtectControlGroups=yes", ("ProtectControlGroups=no",)),
    ("KeyringMode=private", ("KeyringMode=inherit",)),
    ("NoExecPaths=/", ("ExecPaths=/usr",), ("NoExecPaths=", "NoExecPaths=/srv")),
)


def wider(ground):
    """What the vendor set, and what an administrator did."""
    for number, (line, *changes) in enumerate(WIDER):
        unit = "hardnut-wider.service"
        files = {unit: f"[Service]\n{SLEEP}\n" + (f"{line}\n" if number % 2 else "")}
        if not number % 2:
            files[f"{ADMIN}/{unit}.d/10-admin.conf"] = f"[Service]\n{line}\n"
        with Service(files):
            for change in changes:
                ground.kept_out(unit, *change, what=line.replace("\n", " "),
                                errors=EITHER if any(one.endswith("=") for one in change)
                                else NOT_AUTHORIZED)


def below_a_slice(ground):
    """An allowance of the service wins over what its slice denies."""
    deny = "[Slice]\nIPAddressDeny=any\n"
    units = {
        "hardnutdeny.slice": deny,
        "hardnutdeny-inner.slice": "[Slice]\n",
        "hardnutsome.slice": "[Slice]\nIPAddressDeny=8.8.8.8 10.0.0.0/8\n",
        "hardnutopen.slice": "[Slice]\n",
        "hardnut-below.service": f"[Service]\n{SLEEP}\nSlice=hardnutdeny.slice\n",
        "hardnut-deeper.service": f"[Service]\n{SLEEP}\nSlice=hardnutdeny-inner.slice\n",
        "hardnut-some.service": f"[Service]\n{SLEEP}\nSlice=hardnutsome.slice\n",
        "hardnut-open.service": f"[Service]\n{SLEEP}\nSlice=hardnutopen.slice\n",
        f"{ADMIN}/hardnutdrop.slice.d/10-deny.conf": deny,
        "hardnut-drop.service": f"[Service]\n{SLEEP}\nSlice=hardnutdrop.slice\n",
    }
    with Service(units):
        for unit in ("hardnut-below.service", "hardnut-deeper.service", "hardnut-drop.service"):
            for value in ("10.0.0.0/8", "any", "localhost", "link-local", "::1", "192.0.2.1"):
                ground.kept_out(unit, f"IPAddressAllow={value}")
                ground.kept_out(unit, "IPAddressDeny=any", f"IPAddressAllow={value}")
            ground.taken(unit, "IPAddressDeny=any")
        for value in ("8.8.8.8", "10.1.0.0/16", "0.0.0.0/0"):
            ground.kept_out("hardnut-some.service", "IPAddressDeny=any", f"IPAddressAllow={value}")
        ground.taken("hardnut-open.service", "IPAddressDeny=any", "IPAddressAllow=localhost")
    with Service({f"{ADMIN}/system.slice.d/10-hardnut-deny.conf": deny,
                  UNIT: f"[Service]\n{SLEEP}\n"}):
        ground.kept_out(UNIT, "IPAddressDeny=any", "IPAddressAllow=localhost",
                        what="system.slice denies")


def joined(ground):
    """With JoinsNamespaceOf= what is to be private is another's: its /tmp, its network."""
    other = "hardnut-joined.service"
    private = f"[Service]\n{SLEEP}\nPrivateTmp=yes\nPrivateNetwork=yes\nPrivateIPC=yes\n"
    joins = f"[Unit]\nJoinsNamespaceOf={other}\n"
    plain = f"[Service]\n{SLEEP}\n"
    changes = ("PrivateTmp=yes", "PrivateNetwork=yes", "PrivateIPC=yes")
    with Service({UNIT: joins + plain, other: private}, start=(other, UNIT)):
        for line in changes:
            ground.kept_out(UNIT, line, what="joins", restart=True)
        ground.kept_out(UNIT, "NoNewPrivileges=yes", "PrivateTmp=yes", what="joins, among others")
        ground.taken(UNIT, "NoNewPrivileges=yes", "ProtectHome=yes", what="joins")
    with Service({UNIT: plain, other: f"[Unit]\nJoinsNamespaceOf={UNIT}\n{private}"},
                 start=(other, UNIT)):
        for line in changes:
            ground.kept_out(UNIT, line, what="is joined", restart=True)
    with Service({UNIT: plain, other: f"[Unit]\nJoinsNamespaceOf={UNIT}\n{private}"}, start=(UNIT,)):
        for line in changes:
            ground.kept_out(UNIT, line, what="is joined by one that is not loaded", restart=True)
    with Service({UNIT: joins + private, other: private}, start=(other, UNIT)):
        ground.taken(UNIT, "PrivateTmp=yes", "UMask=0077", what="has joined")


@contextlib.contextmanager
def file_system(path, flags=0):
    """One in memory at a path; not every system that is booted here has mount(8)."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", path.encode(), b"tmpfs", flags, b"mode=1777") != 0:
        raise OSError(ctypes.get_errno(), f"no file system over {path}")
    try:
        yield
    finally:
        libc.umount2(path.encode(), MNT_DETACH)


def new_places(ground):
    """Where nothing in /tmp can be executed, a new file system for it could."""
    with file_system("/tmp", MS_NOEXEC), Service({UNIT: f"[Service]\n{SLEEP}\n"}):
        if ground.version >= 257:
            ground.kept_out(UNIT, "PrivateTmp=disconnected", what="/tmp forbids programs")
        ground.taken(UNIT, "PrivateTmp=yes", what="/tmp forbids programs")


def state_of(unit):
    return subprocess.run(["systemctl", "is-active", unit], capture_output=True, text=True,
                          check=False).stdout.strip()


def mounted_for_all(ground):
    """For a service's own temporary files systemd mounts what belongs at /tmp and /var/tmp, which
    stays when the change is taken back, and hides what others have there."""
    mount = "[Mount]\nWhat=tmpfs\nWhere=/var/tmp\nType=tmpfs\n"
    # The helper has files of its own there, and runs before there is such a mount.
    with Service({UNIT: f"[Service]\n{SLEEP}\n"}):
        ground.taken(UNIT, "PrivateTmp=yes", what="there is no mount for /var/tmp")
    with Service({UNIT: f"[Service]\n{SLEEP}\n", "var-tmp.mount": mount}, start=(UNIT,)):
        for restart in (True, False):
            ground.kept_out(UNIT, "PrivateTmp=yes", what="/var/tmp is not mounted", restart=restart)
        ground.kept_out(UNIT, "NoNewPrivileges=yes", "PrivateTmp=yes",
                        what="/var/tmp is not mounted")
        state = state_of("var-tmp.mount")
        ground.tap.result(state == "inactive", f"values: /var/tmp is as it was: {state}")
        with file_system("/var/tmp"):
            wait_until(lambda: state_of("var-tmp.mount") == "active", 30, "mount that systemd sees")
            ground.taken(UNIT, "PrivateTmp=yes", what="/var/tmp is mounted")
        wait_until(lambda: state_of("var-tmp.mount") != "active", 30, "mount that is gone")
    with Service({UNIT: f"[Service]\n{SLEEP}\n"}, links={"var-tmp.mount": "/dev/null"}):
        ground.taken(UNIT, "PrivateTmp=yes", what="var-tmp.mount is masked")


def of_the_account(ground):
    """RemoveIPC= takes away what other processes of the account have."""
    with Service({"hardnut-ipc.service": f"[Service]\nUser={ACCOUNT}\n{SLEEP}\n",
                  "hardnut-ipc-lone.service": f"[Service]\nUser={LONE}\n{SLEEP}\n"}):
        ground.kept_out("hardnut-ipc.service", "RemoveIPC=yes", what="has other processes")
        ground.kept_out("hardnut-ipc.service", "NoNewPrivileges=yes", "RemoveIPC=yes")
        ground.taken("hardnut-ipc-lone.service", "RemoveIPC=yes", what="has none")
    with Service({"hardnut-ipc-lone.service": f"[Service]\nUser={LONE}\n{SLEEP}\n",
                  "hardnut-ipc-more.service": f"[Service]\nUser={LONE}\n{SLEEP}\n"},
                 start=("hardnut-ipc-more.service",)):
        ground.kept_out("hardnut-ipc-lone.service", "RemoveIPC=yes", what="another service has it")


def of_the_group(ground):
    """systemd takes away what belongs to the group as well, whoever made it."""
    subprocess.run(["groupadd", "--force", "hardnut-shared"], check=True)
    for account in ("hardnut-shared-a", "hardnut-shared-b"):
        subprocess.run(["useradd", "--system", "--no-create-home", "--gid", "hardnut-shared", account],
                       check=False, capture_output=True)
    with subprocess.Popen(["setpriv", "--reuid=hardnut-shared-b", "--regid=hardnut-shared",
                           "--clear-groups", "sleep", "infinity"]) as other:
        try:
            for lines in ("User=hardnut-shared-a\n", "Group=hardnut-shared\n",
                          f"User={LONE}\nGroup=hardnut-shared\n"):
                with Service({UNIT: f"[Service]\n{lines}{SLEEP}\n"}):
                    ground.kept_out(UNIT, "RemoveIPC=yes", what=lines.strip().replace("\n", " "))
        finally:
            other.kill()


def run(tap):
    run_tests(tap, "values", [weakest, wider, below_a_slice, joined, new_places, mounted_for_all,
                              of_the_account, of_the_group])
