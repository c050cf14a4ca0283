# SPDX-License-Identifier: GPL-3.0-or-later
"""What closes by itself, and opens by its place among the mounts: systemd has one mount for each place,
and leaves a place with a mount of its own out of what holds for the folders above it. And settings
that stand in other shapes than a file of the service's own."""

import os
import pwd
import shutil
import subprocess

import helper_client as helper
from attacks_base import (ACCOUNT, ADMIN, SLEEP, VENDOR, Service, forget, run_tests, systemctl,
                          write)

UNIT = "hardnut-mounts.service"
PLACE = "/srv/hardnut-mounts"
SEEN = f"{PLACE}/seen"
# What is left of the machine where all of it is covered.
PROGRAMS = "BindReadOnlyPaths=/usr /bin /lib -/lib64\n"


def service(lines, account=None):
    return {UNIT: f"[Service]\n{SLEEP}\n" + (f"User={account}\n" if account else "") + lines}


def takes_the_place(ground):
    """What is to be read-only is shown again where the vendor had a file system of memory over it, or
    one of the kernel's that is the service's own."""
    cases = (
        (f"TemporaryFileSystem=/:ro\n{PROGRAMS}", ["ProtectSystem=strict"]),
        (f"TemporaryFileSystem=/\n{PROGRAMS}", ["ProtectSystem=strict"]),
        (f"TemporaryFileSystem=/:ro\n{PROGRAMS}", ["NoNewPrivileges=yes", "ProtectSystem=strict"]),
        ("TemporaryFileSystem=/etc:ro\n", ["ProtectSystem=full"]),
        ("TemporaryFileSystem=/boot\n", ["ProtectSystem=yes"]),
        ("TemporaryFileSystem=/boot/:mode=0700\n", ["ProtectSystem=full"]),
        ("TemporaryFileSystem=/srv /home:ro\n", ["ProtectHome=read-only"]),
        ("TemporaryFileSystem=/root:ro\n", ["ProtectHome=read-only", "PrivateTmp=yes"]),
        ("TemporaryFileSystem=/run/user:ro\n", ["ProtectHome=read-only"]),
        ("TemporaryFileSystem=/home:ro\nProtectSystem=strict\n", ["ProtectHome=read-only"]),
        ("TemporaryFileSystem=/sys:ro\n", ["ProtectKernelTunables=yes"]),
        ("TemporaryFileSystem=/sys:ro\n", ["ProtectProc=invisible"]),
        ("TemporaryFileSystem=/sys:ro\n", ["ProcSubset=pid"]),
        ("TemporaryFileSystem=/dev:ro\n", ["ProtectControlGroups=yes"]),
        ("TemporaryFileSystem=/proc/sys:ro\n", ["ProtectKernelTunables=yes"]),
        ("TemporaryFileSystem=/sys/fs/cgroup:ro\n", ["ProtectControlGroups=yes"]),
    )
    for lines, settings in cases:
        with Service(service(lines)):
            ground.kept_out(UNIT, *settings, what=lines.split("\n", maxsplit=1)[0])
    for account in (None, ACCOUNT):
        with Service(service("PrivateIPC=yes\n", account)):
            for line in ("ReadOnlyPaths=/dev/mqueue", "NoExecPaths=/dev/mqueue",
                         "ReadOnlyPaths=-/dev/mqueue", "ReadOnlyPaths=/dev//mqueue/"):
                ground.kept_out(UNIT, line, what="PrivateIPC=yes")
    if ground.version >= 258:
        with Service(service("PrivateBPF=yes\n")):
            ground.kept_out(UNIT, "ReadOnlyPaths=/sys/fs/bpf", what="PrivateBPF=yes")
    # What an administrator covers, and what another keeps.
    with Service({**service(""), f"{ADMIN}/{UNIT}.d/10-admin.conf":
                  "[Service]\nTemporaryFileSystem=/home:ro\n"}):
        ground.kept_out(UNIT, "ProtectHome=read-only", what="an administrator's")
    with Service(service("")):
        ground.keep_as_root(UNIT, "TemporaryFileSystem=/home:ro")
        ground.kept_out(UNIT, "TemporaryFileSystem=/home:ro", "ProtectHome=read-only", what="root's")
        forget(UNIT)
    with Service(service("TemporaryFileSystem=/home/x:ro /etc/x:ro\n")):
        ground.taken(UNIT, "ProtectSystem=full", what="below")
    with Service(service("TemporaryFileSystem=/home:ro\n")):
        ground.taken(UNIT, "ProtectHome=yes", "ProtectSystem=full", what="hidden altogether")
        ground.taken(UNIT, "ProtectHome=tmpfs", what="covered as well")
    with Service(service("")):
        ground.taken(UNIT, "PrivateIPC=yes", "ProtectSystem=strict", "ProtectHome=read-only",
                     what="nothing is covered")


def opens_below(ground):
    """ProtectSystem=strict leaves some folders as they are, whatever a list closed above them."""
    strict = ["ProtectSystem=strict"]
    for lines, settings in (
            ("ReadOnlyPaths=/\n", strict),
            ("ReadOnlyPaths=/\n", [*strict, "ProtectHome=yes", "PrivateTmp=yes"]),
            ("ReadOnlyPaths=/\nReadWritePaths=/var\nProtectHome=yes\n", strict),
            ("ReadOnlyPaths=/run\n", strict), ("ReadOnlyPaths=/var/run\n", strict),
            ("BindReadOnlyPaths=/run\n", strict),
            ("ProtectSystem=full\nReadOnlyPaths=/\n", strict)):
        with Service(service(lines)):
            ground.kept_out(UNIT, *settings, what=lines.replace("\n", " "))
    for lines in ("ReadOnlyPaths=/home /root\n", "InaccessiblePaths=/home /root\n",
                  "ReadOnlyPaths=/srv\n", "ReadOnlyPaths=/usr /etc\n"):
        with Service(service(lines)):
            ground.taken(UNIT, *strict, what=lines.strip())


def can(unit, command):
    """Whether a service can do that: it is started with this command."""
    if os.path.exists(SEEN):
        os.unlink(SEEN)
    write(f"/run/systemd/system/{unit}.d/50-try.conf",
          "[Service]\nExecStart=\n"
          f"ExecStart=/bin/sh -c '{command} && echo yes || echo no; exec sleep infinity'\n"
          f"StandardOutput=truncate:{SEEN}\n")
    systemctl("daemon-reload")
    systemctl("restart", unit)

    def said():
        with open(SEEN, encoding="ascii") as file:
            return file.read().strip()
    try:
        helper.wait_until(lambda: os.path.exists(SEEN) and said(), 60, "what the service can do")
    finally:
        shutil.rmtree(f"/run/systemd/system/{unit}.d")
        systemctl("daemon-reload")
        systemctl("stop", unit)
    return said() == "yes"


def swapped(ground):
    """Where the service can put a link in the place of a folder, an exception for that folder opens
    what the link leads to. Only what may be written to below what may be written to anyway systemd
    drops before it looks at the link. Both are shown by a service that has done so."""
    top = "/run/hardnut-mounts"
    programs = f"NoExecPaths=/\nExecPaths=/usr -/lib -/lib64 -/bin {top}/open\n"
    writable = f"ProtectSystem=strict\nReadWritePaths={top}/open\n"
    cases = (
        ("below", writable, ["ProtectSystem=strict", f"ReadWritePaths={top}/open/mid/below"], False),
        ("below what is closed in between", writable,
         [f"ReadOnlyPaths={top}/open/mid", f"ReadWritePaths={top}/open/mid/below"], True),
        ("below what holds no programs", writable,
         ["ProtectSystem=strict", f"NoExecPaths={top}/open/mid",
          f"ReadWritePaths={top}/open/mid/below"], True),
        ("to execute", programs, ["NoExecPaths=/", f"ExecPaths={top}/open/mid/below"], True),
    )
    owner = pwd.getpwnam(ACCOUNT)
    os.makedirs(PLACE)
    for account in (None, ACCOUNT):
        for what, lines, settings, opens in cases:
            # Root has no need of a link: it writes a program to where it may start one.
            if lines == programs and account is None:
                continue
            os.makedirs(f"{top}/open/mid/below")
            os.makedirs(f"{top}/closed")
            shutil.copy("/bin/true", f"{top}/closed/program")
            for path in ("open", "open/mid", "open/mid/below", "closed") if account else ():
                os.chown(f"{top}/{path}", owner.pw_uid, owner.pw_gid)
            command = (f"{top}/closed/program" if lines == programs
                       else f"echo x >{top}/closed/by-the-service")
            try:
                with Service(service(lines, account)):
                    (ground.kept_out if opens else ground.taken)(UNIT, *settings, what=what)
                    before = can(UNIT, command)
                    # As the service can, where it is.
                    subprocess.run(["runuser", "-u", account or "root", "--", "sh", "-c",
                                    f"rmdir {top}/open/mid/below && "
                                    f"ln -s {top}/closed {top}/open/mid/below"], check=True)
                    between = can(UNIT, command)
                    write(f"{ADMIN}/{UNIT}.d/zz-hardnut.conf",
                          "[Service]\n" + "\n".join(settings) + "\n")
                    after = can(UNIT, command)
                    forget(UNIT)
                ground.tap.result((before, between, after) == (False, False, opens),
                                  f"mounts: {account or 'root'}: {what}: what it would give",
                                  [f"before {before}, with the link {between}, with both {after}"])
            finally:
                shutil.rmtree(top)
    shutil.rmtree(PLACE)


def other_shapes(ground):
    """What holds by a drop-in of a beginning of names, of all services, of an older name, of a
    template, and of each folder that systemd reads, is no less in force."""
    closing = "[Service]\nProtectHome=yes\nUMask=0077\nMemoryMax=1G\nSystemCallFilter=@system-service\n"
    opening = (["ProtectHome=read-only"], ["UMask=0027"], ["MemoryMax=2G"], ["SystemCallFilter=@mount"],
               ["ReadOnlyPaths=/home"])
    folders = [f"{ADMIN}/hardnut-.service.d", f"{ADMIN}/service.d", f"{ADMIN}/hardnut-older.service.d",
               *(f"{top}/{UNIT}.d" for top in (
                   "/run/systemd/system", "/run/systemd/system.control", "/etc/systemd/system.control",
                   VENDOR, "/usr/local/lib/systemd/system"))]
    for folder in folders:
        with Service({**service(""), f"{folder}/50-hardnut-test.conf": closing},
                     links={"hardnut-older.service": f"{ADMIN}/{UNIT}"}):
            for settings in opening:
                ground.kept_out(UNIT, *settings, what=folder)
    with Service({"hardnut-shapes@.service": f"[Service]\n{SLEEP}\n",
                  f"{ADMIN}/hardnut-shapes@.service.d/50.conf": closing},
                 start=("hardnut-shapes@a.service",)):
        for settings in opening:
            ground.kept_out("hardnut-shapes@a.service", *settings, what="of its template")


def shared_folder(ground):
    """A folder of drop-ins that is another unit's as well, by a link: a change of the one service
    would be one of the other."""
    folder, guard = f"{ADMIN}/{UNIT}.d", f"{VENDOR}/firewalld.service"
    plain = f"[Service]\n{SLEEP}\n"
    for there in (True, False):
        for link in (f"{ADMIN}/firewalld.service.d", "/run/systemd/system/firewalld.service.d",
                     f"{ADMIN}/service.d", f"{ADMIN}/hardnut-.service.d"):
            if there:
                os.makedirs(folder)
            with Service({**service(""), guard: plain}, links={link: folder}):
                ground.refused(UNIT, "SystemCallFilter=~execve",
                               what=f"{link}, {'there' if there else 'not there yet'}")
            if there:
                os.rmdir(folder)
    control = "/run/systemd/system.control"
    with Service({**service(""), guard: plain},
                 links={f"{control}/firewalld.service.d": f"{control}/{UNIT}.d"}):
        ground.refused(UNIT, "NoNewPrivileges=yes", what="the folder for trials")
    # Of another name of its own, or another folder.
    with Service(service(""), links={"hardnut-older.service": f"{ADMIN}/{UNIT}",
                                     "hardnut-older.service.d": folder,
                                     "hardnut-newer.service.d": "/srv"}):
        ground.taken(UNIT, "NoNewPrivileges=yes", what="an alias has the same")


def run(tap):
    run_tests(tap, "mounts", [takes_the_place, opens_below, swapped, other_shapes, shared_folder])
