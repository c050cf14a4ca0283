# SPDX-License-Identifier: GPL-3.0-or-later
"""Services that break by one line of twelve: whom hardnutctl blames, and whom it finds by halves. Each
program does one thing at its start, tells as programs do when that fails, and goes on otherwise."""

import json
import os
import random
import shutil
import subprocess

import helper_client as helper
from analyze import HARDNUTCTL

PLACE = "/srv/hardnut-blame"
UNIT = "hardnut-blame.service"
FOLDER = f"/etc/systemd/system/{UNIT}.d"

# What is done, the line that forbids it, and other directives of the pool that forbid it as well.
CASES = [
    ("socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)",
     "RestrictAddressFamilies=AF_UNIX AF_INET", ""),
    ("open('/var/lib/hardnut-blame', 'w')", "ProtectSystem=strict", ""),
    ("open('/home/hardnut-blame')", "ProtectHome=yes", ""),
    ("open('/tmp/hardnut-blame')", "PrivateTmp=yes", ""),
    ("open('/proc/uptime')", "ProcSubset=pid", ""),
    ("mmap.mmap(-1, 4096, prot=7)", "MemoryDenyWriteExecute=yes", ""),
    ("call('unshare', 0x04000000)", "RestrictNamespaces=yes", "ProtectHostname"),
    ("call('personality', 0x0040000)", "LockPersonality=yes", ""),
    (f"os.chmod('{PLACE}/program', 0o4755)", "RestrictSUIDSGID=yes", "ProtectSystem ReadOnlyPaths"),
    ("socket.sethostname(socket.gethostname())", "ProtectHostname=yes", ""),
    ("os.setuid(65534)", "CapabilityBoundingSet=~CAP_SETUID", ""),
    ("socket.socket().bind(('127.0.0.1', 811))", "CapabilityBoundingSet=~CAP_NET_BIND_SERVICE",
     "RestrictAddressFamilies"),
    (f"os.chown('{PLACE}/file', 65534, 65534)", "SystemCallFilter=~@chown", ""),
    ("socket.sethostname(socket.gethostname())", "SystemCallFilter=~sethostname", "ProtectHostname"),
    (f"open('{PLACE}/large', 'wb').write(bytes(9000000))", "LimitFSIZE=4M", "ProtectSystem"),
    (f"open('{PLACE}/hidden/file')", f"InaccessiblePaths={PLACE}/hidden", ""),
    (f"open('{PLACE}/fixed/file', 'a')", f"ReadOnlyPaths={PLACE}/fixed", "ProtectSystem"),
    (f"subprocess.run(['{PLACE}/started/program'], check=True)", f"NoExecPaths={PLACE}/started", ""),
    (f"open('{PLACE}/covered/file')", f"TemporaryFileSystem={PLACE}/covered:ro", ""),
    ("None", f"ReadWritePaths={PLACE}/missing", ""),
]

# Harmless to all of these programs, unless a case says otherwise.
POOL = ["NoNewPrivileges=yes", "ProtectKernelModules=yes", "ProtectKernelLogs=yes", "ProtectClock=yes",
        "ProtectHostname=yes", "LockPersonality=yes", "RestrictRealtime=yes", "KeyringMode=private",
        "ProtectControlGroups=yes", "UMask=0077", "SystemCallArchitectures=native",
        "PrivateTmp=yes", "ProtectHome=yes", "ProtectKernelTunables=yes", "RestrictNamespaces=yes",
        "MemoryDenyWriteExecute=yes", "RestrictAddressFamilies=AF_UNIX AF_INET",
        "CapabilityBoundingSet=~CAP_SYS_TIME", "SystemCallFilter=~@swap", "ProtectSystem=full"]

PROGRAM = """#!/usr/bin/python3
import ctypes, mmap, os, socket, subprocess, sys, time
LIBC = ctypes.CDLL(None, use_errno=True)
def call(name, number):
    if getattr(LIBC, name)(number) < 0:
        raise OSError(ctypes.get_errno(), f"{{name}}: {{os.strerror(ctypes.get_errno())}}")
try:
    kept = {action}
except OSError as error:
    sys.exit(f"cannot do {what}: {{error}}")
time.sleep(100000)
"""


def directive(line):
    return line.split("=", 1)[0]


def set_up():
    for name in ("hidden", "fixed", "started", "covered"):
        os.makedirs(f"{PLACE}/{name}", exist_ok=True)
        with open(f"{PLACE}/{name}/file", "w", encoding="utf-8"):
            pass
    shutil.copy2("/bin/true", f"{PLACE}/started/program")
    for path in (f"{PLACE}/file", "/home/hardnut-blame", "/tmp/hardnut-blame"):
        with open(path, "w", encoding="utf-8"):
            pass


def clean_up():
    subprocess.run(["systemctl", "stop", UNIT], check=False, capture_output=True)
    for path in (f"/etc/systemd/system/{UNIT}", "/home/hardnut-blame", "/tmp/hardnut-blame",
                 "/var/lib/hardnut-blame"):
        if os.path.exists(path):
            os.unlink(path)
    shutil.rmtree(PLACE, ignore_errors=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    subprocess.run(["systemctl", "daemon-reload"], check=True)


def begin(case):
    """Has the service run that does what the case says."""
    action, _, _ = case
    what = action.split("(")[0].split(".")[-1].strip("['\"")
    shutil.rmtree(FOLDER, ignore_errors=True)
    with open(f"{PLACE}/program", "w", encoding="utf-8") as file:
        file.write(PROGRAM.format(action=action, what=what))
    os.chmod(f"{PLACE}/program", 0o755)
    with open(f"/etc/systemd/system/{UNIT}", "w", encoding="utf-8") as file:
        file.write(f"[Service]\nType=exec\nExecStart=/usr/bin/python3 {PLACE}/program\n")
    subprocess.run(["systemctl", "daemon-reload"], check=True)
    subprocess.run(["systemctl", "reset-failed", UNIT], check=False, capture_output=True)
    subprocess.run(["systemctl", "restart", UNIT], check=True)


def twelve(case, chooser):
    _, culprit, also = case
    others = [line for line in POOL
              if directive(line) not in [directive(culprit), *also.split()]]
    lines = chooser.sample(others, 11) + [culprit]
    chooser.shuffle(lines)
    return lines


def ctl(*arguments):
    done = subprocess.run([HARDNUTCTL, "try", UNIT, *arguments, "--json", "--keep"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise AssertionError(f"exit {done.returncode}: {done.stderr}") from None


def blame(case, chooser):
    """At which place the culprit is among the suspects, from 1 on; 0 where it is not."""
    begin(case)
    value = ctl(*twelve(case, chooser))
    if value["outcome"] != "reverted":
        raise AssertionError(f"{case[1]}: {value['outcome']}: {value['reason']}")
    lines = [suspect["line"] for suspect in value["suspects"]]
    return lines.index(case[1]) + 1 if case[1] in lines else 0, value


def starts():
    """How often systemd has begun to start the service, by the journal."""
    subprocess.run(["journalctl", "--sync"], check=True)
    done = subprocess.run(["journalctl", "--output=cat", f"UNIT={UNIT}",
                           "MESSAGE_ID=7d4958e842da4a758f6c1cdc7b36dcc5"],
                          capture_output=True, text=True, check=True)
    return len(done.stdout.splitlines())


def bisect(case, chooser):
    begin(case)
    before = starts()
    value = ctl("--bisect", *twelve(case, chooser))
    # As was said before: twice each, also where a part worked, but for the one that is kept.
    assert starts() - before == 2 * value["bisect"]["trials"] - 1, (starts() - before, value)
    assert value["bisect"] is not None, value
    assert value["bisect"]["culprits"] == [case[1]], (case[1], value["bisect"])
    assert value["bisect"]["trials"] <= 6, value["bisect"]
    assert value["outcome"] == "kept", value
    assert case[1] not in helper.settings_in(helper.permanent(UNIT))
    subprocess.run([HARDNUTCTL, "remove", UNIT, "--keep"], check=True, capture_output=True)


def run_tests(tap, seed, whole):
    """All cases are blamed; how many are taken apart is a matter of minutes."""
    chooser = random.Random(seed)
    first, among_three, lines = 0, 0, []
    set_up()
    try:
        for case in CASES:
            try:
                place, value = blame(case, chooser)
            except (AssertionError, subprocess.CalledProcessError) as error:
                lines.append(f"{case[1]}: {error}")
                continue
            first += place == 1
            among_three += 1 <= place <= 3
            if place != 1:
                lines.append(f"{case[1]} at {place}: {value['suspects']} {value['journal']}")
        n = len(CASES)
        tap.result(n >= 20 and first * 20 >= 16 * n and among_three * 20 >= 19 * n,
                   f"blame: of {n} culprits {first} first, {among_three} among the first three "
                   f"(seed {seed})", lines)
        for case in CASES if whole else chooser.sample(CASES, 1):
            try:
                bisect(case, chooser)
                tap.result(True, f"bisect: {case[1]}")
            except (AssertionError, subprocess.CalledProcessError) as error:
                tap.result(False, f"bisect: {case[1]}", str(error).splitlines())
    finally:
        clean_up()
