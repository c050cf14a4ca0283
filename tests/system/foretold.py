# SPDX-License-Identifier: GPL-3.0-or-later
"""What hardnutctl says beforehand is what the helper then asks polkit for: one run of each change as
an ordinary user, with something in polkit's place that says no and remembers the question."""

import os
import random
import subprocess

import analyze
from attacks_base import (ACCOUNT, APPLY, OTHER, SLEEP, Ground, Service, clean_up, forget, grant,
                          make_account)
from attacks_words import Recorder
from effects import cases

HARDNUTCTL = os.environ.get("HARDNUTCTL", "hardnutctl")
FORETOLD = {"Needs the ordinary permission": "apply", "Needs the stronger permission": "loosen",
            "May need the stronger permission": "unsure"}

LAX, STRICT, USER, DENIED = (f"hardnut-foretold-{kind}.service"
                             for kind in ("lax", "strict", "user", "denied"))
NEEDED, GUARD, ONCE = (f"hardnut-foretold-{kind}.service" for kind in ("needed", "guard", "once"))
WANTED, UNWANTED = "hardnut-foretold@wanted.service", "hardnut-foretold@unwanted.service"
FILES = {
    LAX: f"[Service]\n{SLEEP}\n",
    STRICT: f"[Service]\n{SLEEP}\nProtectSystem=strict\nPrivateTmp=yes\nNoNewPrivileges=yes\n"
            "UMask=0077\nTasksMax=50\nReadWritePaths=/srv/hardnut-own\nIPAddressDeny=any\n"
            "SystemCallFilter=@system-service\nCapabilityBoundingSet=CAP_CHOWN\n",
    USER: f"[Service]\n{SLEEP}\nUser={OTHER}\nProtectHome=yes\nInaccessiblePaths=/srv/closed\n",
    DENIED: f"[Service]\n{SLEEP}\nSlice=hardnut-foretold.slice\n",
    "hardnut-foretold.slice": "[Slice]\nIPAddressDeny=any\n",
    NEEDED: f"[Service]\n{SLEEP}\n",
    GUARD: f"[Unit]\nBefore=network-pre.target\nRequires={NEEDED}\n[Service]\n{SLEEP}\n",
    ONCE: "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n",
    "hardnut-foretold@.service": f"[Service]\n{SLEEP}\n",
}
RUNNING = (LAX, STRICT, USER, DENIED, NEEDED, ONCE, WANTED)
SERVICES = [LAX, STRICT, USER, DENIED, NEEDED, GUARD, ONCE, WANTED, UNWANTED, "cron.service",
            "nginx.service", "ssh.service", "dbus.service", "systemd-logind.service",
            "redis-server.service", "systemd-networkd.service", "systemd-journald.service"]
CHANGES = [line.split("|") for line in (
    "NoNewPrivileges=yes", "NoNewPrivileges=no", "PrivateTmp=yes", "PrivateTmp=no",
    "ProtectSystem=strict", "ProtectSystem=yes", "ProtectSystem=strict|ReadWritePaths=/srv",
    "ReadWritePaths=/srv/hardnut-own", "ReadWritePaths=/srv/closed", "ReadWritePaths=/root/x",
    "InaccessiblePaths=/srv", "InaccessiblePaths=/etc/polkit-1/rules.d",
    "InaccessiblePaths=/root/x",
    "TemporaryFileSystem=/srv:ro", "TemporaryFileSystem=/srv", "StateDirectory=hardnut-foretold",
    "MemoryMax=1G", "TasksMax=40", "TasksMax=100000", "LimitNOFILE=4096:4096",
    "LimitNOFILE=1024:1048576", "LimitRTPRIO=99", "CPUQuota=50%", "IPAddressDeny=any",
    "IPAddressAllow=localhost|IPAddressDeny=any", "SystemCallFilter=@system-service",
    "SystemCallFilter=", "SystemCallFilter=~@mount", "CapabilityBoundingSet=CAP_CHOWN",
    "CapabilityBoundingSet=CAP_SYS_ADMIN", "RemoveIPC=yes", "UMask=0077", "UMask=0022",
    "UMask=0000",
    "RestrictAddressFamilies=AF_UNIX", "RestrictNamespaces=yes", "ProtectHostname=yes",
    "ProtectHome=read-only", "DevicePolicy=closed", "ProtectKernelModules=yes|LockPersonality=yes|"
    "RestrictRealtime=yes|MemoryDenyWriteExecute=yes", "ProtectClock=yes|PrivateTmp=no")]

ORDINARY = ["NoNewPrivileges=yes", "PrivateTmp=yes", "UMask=0077", "ProtectHostname=yes",
            "RestrictNamespaces=yes", "ProtectHome=read-only"]
# The helper's own sandbox closes these, so what it knows of them is not what everybody sees.
HIDDEN = ["InaccessiblePaths=/home", "InaccessiblePaths=/home/x", "InaccessiblePaths=/root/x",
          "InaccessiblePaths=/run/user/x", "ReadOnlyPaths=/dev/shm", "InaccessiblePaths=/proc/acpi",
          "TemporaryFileSystem=/tmp/x:ro", "InaccessiblePaths=/var/log/journal"]
STRONGER = ["NoNewPrivileges=no", "PrivateTmp=no", "UMask=0000", "TasksMax=100000",
            "SystemCallFilter=", "ProtectSystem=yes"]


def any_change(chooser, version):
    """One of the values of one of the directives that are tried for what they do, which is the weakest,
    none, a foreign one …"""
    since = cases.catalogue()
    name = chooser.choice(sorted(name for name in cases.VALUES if since[name] <= version))
    values = chooser.choice([one for kind in cases.VALUES[name].values() for one in kind])
    return [f"{name}={value.format(unit='hardnut-foretold', t='t1')}" for value in values]


def ask(recorder, *words):
    """(foretold, asked or why nothing was asked, all that was said)"""
    before = len(recorder.fake.questions)
    done = subprocess.run(["runuser", "-u", ACCOUNT, "--", "env", "LC_ALL=C.UTF-8", HARDNUTCTL,
                           *words, "--no-restart", "--untested"],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120,
                          check=False)
    said = done.stdout + done.stderr
    foretold = [kind for text, kind in FORETOLD.items() if text in done.stdout]
    questions = [q[1].rpartition(".")[2] for q in recorder.fake.questions[before:]]
    assert done.returncode in (1, 2) and len(questions) <= 1, said
    return (foretold + [None])[0], (questions + [done.stderr.strip()])[0], said


class Tally:
    def __init__(self):
        self.asked = {"apply": 0, "loosen": 0}
        self.unsure = self.refused = 0
        self.lines = []

    def take(self, recorder, *words):
        try:
            foretold, asked, said = ask(recorder, *words)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            self.lines.append(f"{' '.join(words)}: {error}")
            return
        if asked not in self.asked:
            # Refused before anybody was asked: for that there is no permission.
            self.refused += 1
            return
        self.asked[asked] += 1
        self.unsure += foretold == "unsure"
        if foretold not in (asked, "unsure"):
            self.lines += [f"{' '.join(words)}: foretold {foretold}, asked for {asked}",
                           *said.splitlines()]


def compare(tap, count, seed):
    chooser = random.Random(seed)
    # Some of both permissions in each sample, each service at least once, and pairs by chance; the
    # rest is of any directive.
    pairs = [(LAX, [change]) for change in ORDINARY] + [(STRICT, [change]) for change in STRONGER]
    pairs += [(LAX, [change]) for change in HIDDEN]
    pairs += [(unit, chooser.choice(CHANGES)) for unit in SERVICES]
    pairs += [(chooser.choice(SERVICES), chooser.choice(CHANGES)) for _ in range(count // 3)]
    pairs += [(chooser.choice(SERVICES), any_change(chooser, analyze.version()))
              for _ in range(max(0, count - len(pairs)))]
    tally = Tally()
    with Recorder() as recorder:
        for unit, change in pairs:
            tally.take(recorder, "try", unit, *change)
    asked = sum(tally.asked.values())
    tap.result(not tally.lines and min(tally.asked.values()) >= len(ORDINARY)
               and tally.refused < len(pairs) / 3 and tally.unsure < asked / 10,
               f"foretold (seed {seed}): {asked} of {len(pairs)} changes were asked for "
               f"{tally.asked}, {tally.refused} refused, {tally.unsure} unsure, "
               f"{len(tally.lines)} wrong", tally.lines)


def compare_kept(tap):
    """Lines that somebody keeps: the caller's own, and those of others."""
    ground = Ground(tap, "foretold")
    tally = Tally()
    try:
        grant(APPLY)
        ground.keep_as(ACCOUNT, LAX, "ProtectHome=yes", "UMask=0077")
        ground.keep_as_root(USER, "ProtectClock=yes", "UMask=0077")
        with Recorder() as recorder:
            for words in (["try", LAX, "UMask=0027"], ["try", LAX, "PrivateTmp=yes"],
                          ["try", LAX, "ProtectHome=no"], ["remove", LAX],
                          ["try", USER, "UMask=0027"], ["try", USER, "PrivateTmp=yes"],
                          ["try", USER, "PrivateTmp=yes", "--replace"], ["remove", USER]):
                tally.take(recorder, *words)
            foretold, asked, said = ask(recorder, "try", USER, "UMask=0027", "PrivateTmp=yes",
                                        "TasksMax=100000", "--leave-out")
        tap.result(not tally.lines and not tally.refused and min(tally.asked.values()) > 1,
                   f"foretold: kept lines: {tally.asked}", tally.lines)
        tap.result((foretold, asked) == ("apply", "apply")
                   and "TasksMax=100000 is left out:" in said and "\nPrivateTmp=yes\n" in said,
                   "foretold: what is left out takes the ordinary permission", said.splitlines())
    finally:
        ground.close()
        forget(LAX)
        forget(USER)


def run_tests(tap, count, seed):
    make_account(OTHER)
    os.makedirs("/srv/hardnut-own", exist_ok=True)
    try:
        with Service(FILES, start=RUNNING):
            compare(tap, count, seed)
            compare_kept(tap)
    finally:
        os.rmdir("/srv/hardnut-own")
        clean_up()
