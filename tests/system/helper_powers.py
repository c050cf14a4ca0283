# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that lower their own rights as they start, and go on without when they may not: a change
that lets them keep a right is taken back. Limits below what a service uses, or can start with, are
refused."""

import ctypes
import os
import subprocess

import helper_client as helper
from helper_client import Refused, show
from helper_trials import systemctl
from helper_unrestarted import Service

MS_REMOUNT = 32  # of mount(2)

PROGRAM = "/usr/local/lib/hardnut-lowers.py"
PROGRAM_TEXT = r'''
import ctypes, os, socket, struct, sys, threading, time

libc = ctypes.CDLL(None, use_errno=True)


def notify(text=b"READY=1"):
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
            s.connect("\0" + address[1:] if address[0] == "@" else address)
            s.send(text)


def filter_calls():
    # One instruction that lets everything through, SECCOMP_RET_ALLOW.
    code = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0x7fff0000))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", 1, ctypes.addressof(code)))
    libc.syscall(317, 1, 0, program)


def drop_capabilities():
    header = struct.pack("Ii", 0x20080522, 0)
    libc.capset(header, struct.pack("6I", 0, 0, 0, 0, 0, 0))


def drop_user():
    try:
        os.setgroups([])
        os.setresgid(1, 1, 1)
        os.setresuid(1, 1, 1)
    except OSError:
        pass


todo = {"user": drop_user, "filter": filter_calls, "capabilities": drop_capabilities,
        "lock": lambda: libc.prctl(38, 1, 0, 0, 0), "nothing": lambda: None}
for word in sys.argv[1:]:
    if word in todo:
        todo[word]()
    elif word == "slowly":
        notify()
        time.sleep(3)
    elif word == "child":
        if os.fork() == 0:
            time.sleep(600)
    elif word == "memory":
        kept = bytearray(os.urandom(1 << 20)) * 64
    elif word == "threads":
        for _ in range(9):
            threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
notify()
time.sleep(600)
'''


def lowering(*words, extra="", start=True):
    with open(PROGRAM, "w", encoding="utf-8") as file:
        file.write(PROGRAM_TEXT)
    return Service("hardnut-lowers.service", "[Service]\nType=notify\n"
                   f"ExecStart=/usr/bin/python3 {PROGRAM} {' '.join(words)}\n{extra}", start=start)


def status(unit):
    with open(f"/proc/{show(unit, 'MainPID')}/status", encoding="utf-8") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def what(unit):
    """All that counts of a process."""
    known = status(unit)
    return [known[key] for key in ("Uid", "CapEff", "CapPrm", "NoNewPrivs", "Seccomp")
            ] + [known.get("Seccomp_filters")]


def taken_back(monitor, unit, words, *settings):
    before = what(unit)
    trial = helper.try_change(unit, *settings, restart=True)
    detail = monitor.wait_for(trial, "reverted", 120)
    assert detail["step"] == "healthy" and words in detail["reason"], (settings, detail)
    assert "python3 (" in detail["reason"], detail
    helper.wait_for_nothing_left()
    assert not os.path.exists(helper.permanent(unit))
    helper.wait_until(lambda: what(unit) == before, 30, f"as before: {before}, not {what(unit)}")


def kept(monitor, unit, *settings):
    trial = helper.try_change(unit, *settings, restart=True)
    detail = monitor.wait_for(trial, "healthy", 120)
    assert "reason" not in detail, detail
    helper.call("Keep", trial)
    helper.wait_for_nothing_left()
    assert os.path.exists(helper.permanent(unit))
    trial = helper.remove_change(unit, restart=True)
    monitor.wait_for(trial, "healthy", 120)
    helper.call("Keep", trial)
    helper.wait_for_nothing_left()


DENIED = "SystemCallErrorNumber=EPERM"


def stays_root(monitor):
    with lowering("user") as unit:
        assert status(unit)["Uid"].split() == ["1"] * 4
        taken_back(monitor, unit, "runs as root", "SystemCallFilter=~@setuid", DENIED)
        taken_back(monitor, unit, "runs as root", "CapabilityBoundingSet=~CAP_SETUID CAP_SETGID")
        kept(monitor, unit, "SystemCallFilter=~@mount", DENIED)


def child_stays_root(monitor):
    """Also a process that is none of the main ones."""
    with lowering("user", "child") as unit:
        taken_back(monitor, unit, "runs as root", "SystemCallFilter=~@setuid", DENIED)


def stays_unfiltered(monitor):
    with lowering("filter") as unit:
        taken_back(monitor, unit, "without a filter", "CapabilityBoundingSet=~CAP_SYS_ADMIN")
        # A filter of systemd's does not stand in for its own.
        taken_back(monitor, unit, "installed a filter", "CapabilityBoundingSet=~CAP_SYS_ADMIN",
                   "LockPersonality=yes")
        taken_back(monitor, unit, "installed a filter", "SystemCallFilter=~seccomp", DENIED)
        kept(monitor, unit, "CapabilityBoundingSet=~CAP_SYS_TIME", "LockPersonality=yes")
        kept(monitor, unit, "CapabilityBoundingSet=~CAP_SYS_ADMIN", "NoNewPrivileges=yes")
    with lowering("filter", extra="LockPersonality=yes\n") as unit:
        taken_back(monitor, unit, "fewer filters", "CapabilityBoundingSet=~CAP_SYS_ADMIN")


def stays_unlocked(monitor):
    with lowering("lock") as unit:
        taken_back(monitor, unit, "NoNewPrivileges", "SystemCallFilter=~prctl", DENIED)
        kept(monitor, unit, "SystemCallFilter=~@mount", DENIED)


def keeps_capabilities(monitor):
    with lowering("capabilities") as unit:
        assert int(status(unit)["CapPrm"], 16) == 0
        taken_back(monitor, unit, "holds CAP_", "SystemCallFilter=~capset", DENIED)
        kept(monitor, unit, "SystemCallFilter=~@mount", DENIED)


def filtered_account(monitor):
    """With a filter systemd leaves capabilities inheritable, which nobody holds for that."""
    with lowering("nothing", extra="User=daemon\n") as unit:
        assert int(status(unit)["CapInh"], 16) == 0, status(unit)
        kept(monitor, unit, "SystemCallFilter=~@mount")
        kept(monitor, unit, "LockPersonality=yes", "NoNewPrivileges=yes")


def given_by_the_change(monitor):
    """What a change gives back is not what a program takes."""
    with lowering("nothing") as unit:
        trial = helper.try_change(unit, "CapabilityBoundingSet=CAP_CHOWN", "NoNewPrivileges=yes",
                                  "LockPersonality=yes", "UMask=0077", restart=True)
        monitor.wait_for(trial, "healthy", 120)
        helper.call("Keep", trial)
        helper.wait_for_nothing_left()
        assert int(status(unit)["CapPrm"], 16) == 1 and status(unit)["NoNewPrivs"] == "1"
        kept(monitor, unit, "UMask=0077")


def slow_to_drop(monitor):
    """What a program has as it starts, and drops a little later, is not held against it."""
    with lowering("slowly", "user") as unit:
        helper.wait_until(lambda: status(unit)["Uid"].split()[0] == "1", 30, "dropped")
        kept(monitor, unit, "UMask=0077")


def started_before_keep(monitor):
    """The service is started with the change after the watch over it, and before Keep."""
    with lowering("user") as unit:
        trial = helper.try_change(unit, "CapabilityBoundingSet=~CAP_SETUID", confirm=600)
        monitor.wait_for(trial, "healthy")
        systemctl("restart", unit)

        def told():
            try:
                helper.call("Keep", trial)
            except Refused as refused:
                return refused if refused.name != "Busy" else None
            raise AssertionError("it was kept")
        refused = helper.wait_until(told, 60, "refused")
        assert "runs as root" in str(refused), refused
        detail = monitor.wait_for(trial, "reverted")
        assert detail["step"] == "keep" and "runs as root" in detail["reason"], detail
        helper.wait_for_nothing_left()
        assert not os.path.exists(helper.permanent(unit))
        assert status(unit)["Uid"].split() == ["1"] * 4


def on_record(monitor):
    """What was before is known to whoever comes after a crash."""
    with lowering("user") as unit:
        trial = helper.try_change(unit, "UMask=0077", confirm=600)
        monitor.wait_for(trial, "healthy")
        record = helper.record(trial)
        assert record["ControlGroup"] == f"/system.slice/{unit}", record
        assert " root=0 " in record["Powers"] and record["Powers"].startswith("known=1 n=1"), record
        systemctl("kill", "--signal=KILL", "hardnut-helper.service")
        helper.wait_until(lambda: helper.helper_pid() > 0, 60, "the helper back")
        helper.call("Keep", trial)
        helper.wait_for_nothing_left()
        trial = helper.remove_change(unit)
        monitor.wait_for(trial, "healthy")
        helper.call("Keep", trial)
        helper.wait_for_nothing_left()


def remount(options):
    """Has /proc mounted with other options; not every system that is booted here has mount(8)."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"proc", b"/proc", b"proc", MS_REMOUNT, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), f"/proc with {options}")


def hidden_processes(monitor):
    """On a machine that hides processes from each other."""
    with lowering("user") as unit:
        for option in ("invisible", "ptraceable"):
            remount(f"hidepid={option}")
            systemctl("stop", "hardnut-helper.service")
            try:
                taken_back(monitor, unit, "runs as root", "CapabilityBoundingSet=~CAP_SETUID")
                kept(monitor, unit, "UMask=0077")
            finally:
                remount("hidepid=off")


def refuses(unit, *settings, number=""):
    try:
        trial = helper.try_change(unit, *settings)
    except Refused as refused:
        assert refused.name == "InvalidValue", (settings, refused)
        assert settings[0].split("=")[0] in str(refused) and number in str(refused), refused
        return
    helper.call("Revert", trial)
    raise AssertionError(f"{settings} was taken")


def limits_below_use(_):
    with lowering("memory", "threads") as unit:
        now = status(unit)
        assert int(now["Threads"]) == 10 and int(now["RssAnon"].split()[0]) > 65536
        refuses(unit, "MemoryMax=60M", number="MiB")
        refuses(unit, "MemoryHigh=60M", number="MiB")
        refuses(unit, "TasksMax=9", number="10")
        refuses(unit, f"LimitAS={int(now['VmSize'].split()[0]) - 8}K", number="MiB")
        refuses(unit, f"LimitDATA={int(now['VmData'].split()[0]) - 8}K", number="MiB")
        # Of nobody's processes there is none, and root's do not count.
        trial = helper.try_change(unit, "MemoryMax=1G", "TasksMax=50", "LimitNPROC=4", "LimitCORE=0",
                                  "LimitMEMLOCK=0", "LimitRTPRIO=0", "MemorySwapMax=0",
                                  f"LimitNOFILE={max(int(now['FDSize']), 64)}")
        helper.wait_for_state(trial, "healthy")
        helper.call("Revert", trial)
        helper.wait_for_nothing_left()
    with lowering("user", "child", "threads") as unit:
        # 10 threads, and one of the child; other accounts have more.
        refuses(unit, "LimitNPROC=10", number="11")
        trial = helper.try_change(unit, "LimitNPROC=11")
        helper.wait_for_state(trial, "healthy")
        helper.call("Revert", trial)
        helper.wait_for_nothing_left()


def limits_below_the_least(_):
    """Also of what is never restarted, where they would hold at once and for good."""
    for unit in "dbus.service", "hardnut-test.service":
        for setting, number in (("MemoryMax=1", ""), ("MemoryMax=7M", "8.0"),
                                ("MemoryHigh=7M", "8.0"), ("TasksMax=1", ""), ("TasksMax=3", "4"),
                                ("LimitNOFILE=0", ""),
                                ("LimitNPROC=1", "4"), ("LimitAS=1M", "MiB"), ("LimitSTACK=4K", "KiB"),
                                ("LimitFSIZE=1", "1.0"), ("LimitCPU=1", ""), ("CPUQuota=1%", "5%"),
                                ("AllowedCPUs=4000", "")):
            refuses(unit, setting, number=number)
        refuses(unit, "TasksMax=2", "NoNewPrivileges=yes")
    assert not helper.leftovers()


TESTS = [limits_below_use, limits_below_the_least, stays_root, child_stays_root, stays_unfiltered,
         stays_unlocked, keeps_capabilities, filtered_account, given_by_the_change, slow_to_drop,
         started_before_keep, on_record, hidden_processes]
# What depends on the version: whether the sandbox lets the helper see, and what systemd leaves.
SHORT = [limits_below_use, limits_below_the_least, stays_root, filtered_account, hidden_processes]


def tests(version):
    return TESTS if version == 257 else SHORT
