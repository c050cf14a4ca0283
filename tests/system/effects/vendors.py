# SPDX-License-Identifier: GPL-3.0-or-later
"""The services that the cases change: a lax one, a half-strict one and a strict one, each once as
root and once under a plain account. The half-strict one closes each thing once, so that taking that
one away shows; the strict one closes most things twice. Two more have one closing line each, which
other lines may open without a word about it: to systemd every path in its list of mounts is an
exception from what closes the paths above."""

ACCOUNT = "fxrun"

LAX = ""

HALF = """
ProtectSystem=full
ProtectHome=read-only
ProtectProc=noaccess
ProtectHostname=yes
ReadOnlyPaths=/srv/fx/ro
ReadWritePaths=/srv/fx/ro/rw
InaccessiblePaths=/srv/fx/closed
TemporaryFileSystem=/srv/fx/covered:ro
BindReadOnlyPaths=/srv/fx/bound-source:/srv/fx/bound
NoExecPaths=/srv /tmp /var/tmp /dev/shm /run
ExecPaths=/srv/fx/own
RestrictNamespaces=user mnt
RestrictSUIDSGID=yes
CapabilityBoundingSet=~CAP_SYS_PTRACE CAP_NET_RAW CAP_MKNOD
SystemCallFilter=~@module @swap personality
SystemCallErrorNumber=EPERM
RestrictAddressFamilies=~AF_PACKET AF_NETLINK
IPAddressDeny=127.0.0.2 192.0.2.0/24
SocketBindDeny=tcp:9193
DevicePolicy=closed
UMask=0027
NotifyAccess=main
RuntimeDirectory=%N
RuntimeDirectoryMode=0700
RuntimeDirectoryPreserve=restart
StateDirectory=%N
StateDirectoryMode=0750
CoredumpFilter=elf-headers
SecureBits=no-setuid-fixup-locked
LimitNOFILE=512:1024
LimitCORE=0
LimitRTPRIO=0
TasksMax=128
MemoryMax=512M
"""

STRICT = """
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateMounts=yes
PrivateNetwork=yes
PrivateIPC=yes
PrivateUsers=yes
ProtectClock=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectProc=invisible
ProcSubset=pid
NoNewPrivileges=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
RestrictNamespaces=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
KeyringMode=private
UMask=0077
CapabilityBoundingSet=CAP_CHOWN CAP_SETUID
SecureBits=noroot noroot-locked
SystemCallFilter=@system-service
SystemCallFilter=~@resources
SystemCallErrorNumber=EPERM
SystemCallArchitectures=native
RestrictAddressFamilies=AF_UNIX
RestrictFileSystems=~debugfs
IPAddressDeny=any
SocketBindDeny=any
RestrictNetworkInterfaces=lo
DevicePolicy=strict
ReadOnlyPaths=/srv/fx/ro
ReadWritePaths=/srv/fx/own /srv/fx/ro/rw
InaccessiblePaths=/srv/fx/closed /srv/fx/other
TemporaryFileSystem=/srv/fx/covered:ro
BindReadOnlyPaths=/srv/fx/bound-source:/srv/fx/bound
NoExecPaths=/
ExecPaths=/usr -/lib -/lib64
RuntimeDirectory=%N
RuntimeDirectoryMode=0700
StateDirectory=%N
StateDirectoryMode=0700
CacheDirectory=%N
LogsDirectory=%N
ConfigurationDirectory=%N
NotifyAccess=none
LimitNOFILE=256
LimitCORE=0
LimitFSIZE=1G
LimitMEMLOCK=0
LimitNPROC=4096
LimitNICE=0
LimitRTPRIO=0
TasksMax=64
MemoryMax=256M
"""

READ_ONLY = """
ProtectSystem=strict
"""

NO_EXEC = """
NoExecPaths=/
ExecPaths=/usr -/lib -/lib64
"""

VENDORS = {f"{strictness}, {account or 'root'}": (text, account)
           for strictness, text in (("lax", LAX), ("half-strict", HALF), ("strict", STRICT),
                                 ("read-only", READ_ONLY), ("no-exec", NO_EXEC))
           for account in (None, ACCOUNT)}

# Of these only what mounts something is tried.
MOUNTS_ONLY = ("read-only", "no-exec")

UNIT = """[Unit]
Description=For the matrix of effects
StartLimitIntervalSec=0
[Service]
ExecStart=/usr/lib/hardnut-effects/probe {stem} {token} {part}
StandardOutput=truncate:{output}
Environment=FX_WITNESS={witness} FX_OTHER={other}
KillSignal=SIGKILL
{account}{text}"""


def unit_text(vendor, **filled):
    """What the vendor's file says for one case's service, with what UNIT has in braces."""
    text, account = VENDORS[vendor]
    return UNIT.format(text=text, account=f"User={account}\n" if account else "", **filled)
