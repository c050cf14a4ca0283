# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits: too low ones end a service at once, and nobody may set them; higher ones than what is in
force open."""

import pwd

import helper_client as helper
from attacks_base import ACCOUNT, APPLY, EITHER, LOOSEN, SLEEP, Service, forget, grant, run_tests

UNIT = "hardnut-limits.service"
BUSY = "hardnut-limits-busy.service"
# Twenty processes, and a hundred open files.
BUSY_TEXT = """[Service]
Type=notify
NotifyAccess=all
ExecStart=/usr/bin/python3 -c 'import os, subprocess; \\
  files = [open("/dev/null") for _ in range(100)]; \\
  more = [subprocess.Popen(["sleep", "infinity"]) for _ in range(20)]; \\
  subprocess.run(["systemd-notify", "--ready"]); more[0].wait()'
"""
TOO_LOW = ("MemoryMax=1", "MemoryMax=1K", "MemoryMax=64K", "MemoryHigh=1", "MemoryHigh=4K",
           "TasksMax=1", "LimitNOFILE=0", "LimitNOFILE=1", "LimitNOFILE=3", "LimitAS=1",
           "LimitAS=64K", "LimitDATA=1", "LimitSTACK=1", "LimitSTACK=4K", "LimitCPU=1", "LimitNPROC=0", "LimitNPROC=1",
           "LimitNOFILE=0:1024", "MemoryMax=0", "TasksMax=0", "MemoryHigh=0", "MemoryMax=0%",
           "TasksMax=0%")


def too_low(ground):
    """With both permissions: it is no question of permission."""
    user = f"user@{pwd.getpwnam(ACCOUNT).pw_uid}.service"
    with Service({UNIT: f"[Service]\n{SLEEP}\n", BUSY: BUSY_TEXT}, start=(UNIT, BUSY)):
        for both in (False, True):
            grant(APPLY, *([LOOSEN] if both else []))
            for unit in (UNIT, "dbus.service", user, "systemd-logind.service"):
                for line in TOO_LOW if unit == UNIT else TOO_LOW[:12]:
                    (ground.refused if both else ground.kept_out)(
                        unit, line, what="both" if both else "",
                        **({} if both else {"errors": EITHER}))
            for line in ("TasksMax=10", "LimitNOFILE=64", "LimitNOFILE=64:1024"):
                (ground.refused if both else ground.kept_out)(
                    BUSY, line, what="both" if both else "", **({} if both else {"errors": EITHER}))
            ground.refused(UNIT, "NoNewPrivileges=yes", "MemoryMax=1", "PrivateTmp=yes",
                           what="among others")
        grant(APPLY)
        ground.taken(UNIT, "MemoryMax=1G", "MemoryHigh=512M", "TasksMax=200", "LimitNOFILE=1024",
                     "LimitCORE=0", "LimitMEMLOCK=0")
        ground.taken(BUSY, "TasksMax=100", "LimitNOFILE=512")
    # Where none runs, nothing is in use, but a floor there is.
    with Service({UNIT: f"[Service]\n{SLEEP}\n"}):
        for line in ("MemoryMax=1", "TasksMax=1", "LimitNOFILE=0", "LimitAS=1"):
            ground.refused(UNIT, line, what="not running")


def in_force(name):
    return helper.show(UNIT, name)


def above(ground):
    """More than what the manager has in force, which may come from system.conf or the kernel."""
    drop_in = f"/etc/systemd/system/{UNIT}.d/10-admin.conf"
    with Service({UNIT: f"[Service]\n{SLEEP}\n"}, start=(UNIT,)):
        for name in ("TasksMax", "LimitNPROC", "LimitNOFILE", "LimitMEMLOCK", "LimitSIGPENDING",
                     "LimitMSGQUEUE"):
            now = in_force(name)
            if not now.isdigit():
                # No bound is in force, and there is nothing above.
                continue
            ground.kept_out(UNIT, f"{name}={int(now) + 1}")
            ground.kept_out(UNIT, f"{name}={int(now) * 2}")
            ground.kept_out(UNIT, f"{name}=infinity")
            ground.kept_out(UNIT, "NoNewPrivileges=yes", f"{name}={int(now) + 1}", what="among others")
        soft, hard = int(in_force("LimitNOFILESoft")), int(in_force("LimitNOFILE"))
        if soft < hard:
            ground.kept_out(UNIT, f"LimitNOFILE={hard}", what="the soft one")
            ground.kept_out(UNIT, f"LimitNOFILE={soft + 1}:{hard}", what="the soft one")
        ground.kept_out(UNIT, f"LimitNOFILE={soft}:{hard + 1}", what="the hard one")
        for line in ("LimitRTPRIO=1", "LimitRTPRIO=99", "LimitNICE=20", "TasksMax=100%"):
            ground.kept_out(UNIT, line)
        ground.kept_out(UNIT, "LimitNICE=-10", errors=EITHER)
        if in_force("LimitCORESoft") == "0":
            ground.kept_out(UNIT, "LimitCORE=1G", what="the soft one")
        ground.taken(UNIT, f"TasksMax={int(in_force('TasksMax')) - 1}", f"LimitNOFILE={soft}")
        ground.taken(UNIT, "MemoryMax=8G", f"LimitNPROC={int(in_force('LimitNPROC')) - 1}")
    with Service({UNIT: f"[Service]\n{SLEEP}\nMemoryMax=1G\nCPUQuota=50%\nLimitFSIZE=1G\n",
                  drop_in: "[Service]\nTasksMax=100\nLimitNPROC=500\n"}):
        for line in ("TasksMax=101", "LimitNPROC=501", "MemoryMax=1025M", "MemoryMax=infinity",
                     "CPUQuota=60%", "CPUQuota=200%", "LimitFSIZE=2G", "LimitNPROC=400:501"):
            ground.kept_out(UNIT, line)
        ground.kept_out(UNIT, "CPUQuota=", errors=EITHER)
        ground.taken(UNIT, "TasksMax=99", "MemoryMax=900M", "CPUQuota=40%", "LimitFSIZE=512M",
                     "LimitNPROC=499")


def in_two_steps(ground):
    """A line of one's own is no way to get over what system.conf has."""
    plain = {UNIT: f"[Service]\n{SLEEP}\n"}
    for first, second in (("TasksMax=50", ("TasksMax=1000000", "TasksMax=99%", "TasksMax=51")),
                          ("LimitNPROC=300", ("LimitNPROC=100000000",)),
                          ("LimitSIGPENDING=100", ("LimitSIGPENDING=100000000",)),
                          ("LimitNOFILE=256", ("LimitNOFILE=1024:524288", "LimitNOFILE=256:257"))):
        with Service(plain):
            ground.keep_as(ACCOUNT, UNIT, first)
            for line in second:
                ground.kept_out(UNIT, line, what=f"after {first}")
            ground.taken(UNIT, first, "NoNewPrivileges=yes", what=f"after {first}")
            ground.taken(UNIT, remove=True, what=f"after {first}")
            forget(UNIT)
    with Service(plain):
        ground.keep_as(ACCOUNT, UNIT, "MemoryMax=1G")
        ground.taken(UNIT, "MemoryMax=2G", what="after MemoryMax=1G")
        forget(UNIT)


def run(tap):
    run_tests(tap, "limits", [too_low, above, in_two_steps])
