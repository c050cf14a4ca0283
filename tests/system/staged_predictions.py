# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window predicts while a person flicks switches, against what systemd says once that is
applied. The predictions come from stage-changes, which stages as the window does; each set begins
from the drop-in that an earlier one may have left. Some sets are applied by the helper."""

import json
import os
import random
import subprocess

import analyze

DROP_IN = "zz-hardnut.conf"

SERVICES = ["helloworld.service", "nginx.service", "redis-server.service", "ssh.service",
            "cron.service", "rsyslog.service", "avahi-daemon.service", "cups.service",
            "chrony.service", "NetworkManager.service"]

PROGRAM = os.path.join(os.environ.get("HARDNUT_BUILD", "build"), "tests", "system", "stage-changes")

# Rounds in which the helper applies the changes; a round is one set for each service.
HELPER_ROUNDS = 4

MODES = ["0077", "0027", "0022", "077", "7", "0770", "8"]
PATHS = ["/srv", "/var/lib/hardnut /opt", "-/mnt", "/home/a b", "relative", "/srv/%i", ""]
FOLDERS = ["hardnut-test", "hardnut-test/a hardnut-b", "../up", ""]
WORDS = {
    "UMask": MODES,
    "DeviceAllow": ["/dev/null rw", "char-rtc r", "/dev/zero", "/dev/full rwm", "block-loop", "null", ""],
    "IPAddressAllow": ["any", "localhost", "10.0.0.0/8 ::1", "link-local multicast", "1.2.3", ""],
    "IPAddressDeny": ["any", "0.0.0.0/0 ::/0", "0.0.0.0/0", "192.168.0.0/16", "1.2.3.4/40", ""],
    "SystemCallFilter": ["@system-service", "~@clock @mount", "@basic-io @file-system", "~@nothing",
                         "~@privileged @resources", "~reboot", "read write openat", ""],
    "SystemCallLog": ["@debug", "~@default", ""],
    "SystemCallErrorNumber": ["EPERM", "EACCES", "kill", "ENOTHING", ""],
    "SystemCallArchitectures": ["native", "native x86", "x86-64", "elsewhere", ""],
    "RestrictNamespaces": ["yes", "no", "user mnt", "~pid net", "~user", ""],
    "RestrictAddressFamilies": ["AF_UNIX", "AF_INET AF_INET6", "none", "~AF_PACKET AF_NETLINK",
                                "~AF_UNIX", "AF_NOPE", ""],
    "CapabilityBoundingSet": ["CAP_CHOWN CAP_KILL", "~CAP_SYS_ADMIN", "~CAP_SYS_PTRACE CAP_NET_ADMIN",
                              "CAP_NET_BIND_SERVICE CAP_SETUID CAP_SETGID", "CAP_NOT", ""],
    "RestrictFileSystems": ["ext4 tmpfs", "~debugfs", ""],
    "SecureBits": ["noroot", "keep-caps noroot-locked", ""],
    "TemporaryFileSystem": ["/var/cache:ro", "/srv", ""],
    "SocketBindAllow": ["tcp:8080", "ipv4:udp:1-100", "sctp", ""],
    "SocketBindDeny": ["any", "tcp", ""],
    "RestrictNetworkInterfaces": ["lo", "~eth0", ""],
    "CoredumpFilter": ["default", "private-anonymous", "0x33", ""],
    "CPUQuota": ["50%", "200%", "0%", ""],
    "AllowedCPUs": ["0", "0-1", ""],
    "AllowedMemoryNodes": ["0", ""],
}


def values(name):
    """What a person may type for a directive, right or wrong."""
    if name in WORDS:
        return WORDS[name]
    if name.endswith("Mode"):
        return MODES
    if name.endswith("Paths"):
        return PATHS
    if name.endswith("Directory"):
        return FOLDERS
    return ["0", "1G", "infinity", "1024", "15min", "junk", ""]


def random_order(chooser, controls):
    """One thing that a person does on the page of a service."""
    switches = [row for row in controls["checks"] if row["control"] == "switch"]
    directives = controls["directives"]
    chance = chooser.random()
    if chance < 0.5:
        return f"flick {chooser.choice(switches)['field']} {chooser.choice(['on', 'on', 'on', 'off'])}"
    if chance < 0.68:
        # One that this systemd is too old for has no words.
        row = chooser.choice([row for row in directives if row["control"] == "choice"
                              and row["choices"]])
        return f"choose {row['name']} {chooser.choice(row['choices'])}"
    if chance < 0.72:
        row = chooser.choice([row for row in directives
                              if row["control"] == "switch" and not row["checked"]])
        return f"turn {row['name']} {chooser.choice(['on', 'off'])}"
    if chance < 0.84:
        # Half of them those that count.
        row = chooser.choice([row for row in directives if row["control"] == "entry"
                              and (row["checked"] or chooser.random() < 0.3)])
        return f"type {row['name']} {chooser.choice(values(row['name']))}"
    if chance < 0.95:
        return f"advice {chooser.randrange(60)}"
    if chance < 0.98:
        return chooser.choice(["undo", "undo", "redo", "discard"])
    return f"reset {chooser.choice(directives)['name']}"


def stage(orders):
    """The lines that stage-changes prints for orders."""
    done = subprocess.run([PROGRAM], input="".join(f"{order}\n" for order in orders), text=True,
                          capture_output=True, check=False,
                          env={**os.environ, "G_DEBUG": "fatal-warnings"})
    if done.returncode != 0:
        raise RuntimeError(f"stage-changes: exit {done.returncode}: {done.stderr.strip()}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def path_of(unit):
    return f"/etc/systemd/system/{unit}.d/{DROP_IN}"


def text_of(unit):
    try:
        with open(path_of(unit), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def write(unit, text):
    if text:
        os.makedirs(os.path.dirname(path_of(unit)), exist_ok=True)
        with open(path_of(unit), "w", encoding="utf-8") as file:
            file.write(text)
    elif os.path.exists(path_of(unit)):
        os.unlink(path_of(unit))


def reload_manager():
    subprocess.run(["systemctl", "daemon-reload"], check=True)


def apply_by_helper(staged):
    """Returns what went wrong, or None."""
    unit = staged["unit"]
    if staged["settings"]:
        command = ["try", "--no-restart", "--keep", "--untested", "--replace", "--", unit, *staged["settings"]]
    else:
        command = ["remove", "--no-restart", "--keep", "--untested", "--", unit]
    done = subprocess.run([analyze.HARDNUTCTL, *command], stdin=subprocess.DEVNULL, text=True,
                          capture_output=True, check=False)
    if done.returncode != 0:
        return (f"{unit}: hardnutctl {command[0]}: exit {done.returncode}: "
                f"{(done.stderr or done.stdout).strip()[-400:]}")
    if text_of(unit) != staged["text"]:
        return f"{unit}: the helper wrote {text_of(unit)!r} instead of {staged['text']!r}"
    return None


class Sums:
    """What has been done so far."""

    def __init__(self):
        self.sets = self.moved = self.helped = self.upon = self.orders = self.refused = 0
        self.lines = []


def run_round(chooser, controls, sums, by_helper):
    """One set for each service: stage, apply, compare."""
    orders = []
    for unit in SERVICES:
        orders.append([f"unit {unit}",
                       *(random_order(chooser, controls[unit])
                         for _ in range(chooser.randint(1, 12))), "print"])
    # With the state of now: a new window.
    predictions = stage([order for part in orders for order in part])

    failed = set()
    for staged in predictions:
        unit = staged["unit"]
        if staged["present"] != text_of(unit):
            sums.lines.append(f"{unit}: {staged['present']!r} instead of {text_of(unit)!r} stands there")
        sums.upon += staged["present"] != ""
        if by_helper and staged["text"] != staged["present"]:
            wrong = apply_by_helper(staged)
            if wrong:
                sums.lines.append(f"{wrong}: {staged['settings']}")
                failed.add(unit)
            sums.helped += not wrong
        elif not by_helper:
            write(unit, staged["text"])
    if not by_helper:
        reload_manager()

    verdicts = analyze.live(SERVICES)
    for staged, order in zip(predictions, orders):
        unit = staged["unit"]
        sums.sets += 1
        sums.moved += staged["before"]["exposure"] != staged["after"]["exposure"]
        sums.orders += staged["done"]
        sums.refused += staged["refused"]
        if unit in failed:
            continue
        if unit not in verdicts:
            found = [f"{unit}: systemd refuses it"]
        else:
            found = analyze.differences(unit, verdicts[unit], analyze.verdict(staged["after"]))
        if found:
            sums.lines += found + [f"{unit}: after {order[1:-1]} upon {staged['present']!r}"]


def compare(tap, count, seed):
    """Prints one result for all of count sets."""
    chooser = random.Random(seed)
    rounds = -(-count // len(SERVICES))
    sums = Sums()
    # Whatever the suite left behind would be staged upon, or be in the way of the helper.
    for unit in SERVICES:
        write(unit, "")
    reload_manager()
    listed = stage([line for unit in SERVICES for line in (f"unit {unit}", "controls")])
    controls = {row["unit"]: row for row in listed}
    try:
        for number in range(rounds):
            run_round(chooser, controls, sums,
                      by_helper=number % max(1, rounds // HELPER_ROUNDS) == 0)
            # Half of the time the next set is staged upon nothing.
            if chooser.random() < 0.5:
                for unit in SERVICES:
                    write(unit, "")
                reload_manager()
    finally:
        for unit in SERVICES:
            write(unit, "")
        reload_manager()

    # Sets that stage nothing, or are refused, would prove nothing.
    tap.result(not sums.lines and sums.sets >= count and sums.moved > count / 2
               and sums.helped >= min(30, count / 10) and sums.upon > 0,
               f"staged: {sums.sets} random sets of toggles on {len(SERVICES)} services (seed {seed}), "
               f"{sums.orders} orders, {sums.refused} not taken, {sums.moved} sets change the exposure, "
               f"{sums.upon} are staged upon a drop-in, {sums.helped} applied by the helper, "
               f"{len(sums.lines)} differences", sums.lines)
