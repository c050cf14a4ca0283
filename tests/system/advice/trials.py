# SPDX-License-Identifier: GPL-3.0-or-later
"""Each change that hardnutctl advises, or calls needed, tried alone on a service that runs: whether
the service still does its work.

A service works when its unit is active, each check of its recipe and of services.py holds, and none
of its processes runs as root that did not before."""

import collections
import concurrent.futures
import math
import os
import random
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request

import analyze
from advice import services

DROP_IN = "/run/systemd/system/{}.d/zz-hardnut-trial.conf"
# Without limits that many restarts would meet, and without waiting long for what fails to start.
BASE = ("[Unit]\nStartLimitIntervalSec=0\n"
        "[Service]\nRestart=no\nTimeoutStartSec={}\nTimeoutStopSec=5\n")
SHORT_START, LONG_START = 15, 90
# How long the state that a check wants is waited for, in seconds.
PATIENCE = 8

# The services wait for themselves and for each other most of the time. A sample runs beside other suites.
AT_A_TIME, SAMPLED_AT_A_TIME = 12, 4
# Of what is advised at all, so much may break a service.
MAY_BREAK = 0.02
# Of what is called needed, so much may turn out not to be.
MAY_WORK = 0.1
# A sample that chance explains with less than this is a fault.
CHANCE = 0.001

Trial = collections.namedtuple("Trial", "unit check line verdict seldom")


def systemctl(*words):
    return subprocess.run(["systemctl", *words], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)


def prop(unit, name):
    return systemctl("show", "--value", f"--property={name}", unit).stdout.strip()


class Reloads:
    """Has the manager read its units anew, once for all who ask for it meanwhile."""

    def __init__(self):
        self.changed = threading.Condition()
        self.begun = self.done = 0

    def reload(self):
        with self.changed:
            # The one that runs may have read what was written by now, or not.
            wanted = self.begun + 1
            while self.done < wanted and self.begun > self.done:
                self.changed.wait()
            if self.done >= wanted:
                return
            self.begun += 1
        systemctl("daemon-reload")
        with self.changed:
            self.done = self.begun
            self.changed.notify_all()


reloads = Reloads()


def holds(kind, text):
    """Whether one check holds now."""
    if kind == "command":
        try:
            return subprocess.run(["sh", "-c", text], stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=20, start_new_session=True, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False
    if kind == "url":
        try:
            return urllib.request.urlopen(text, timeout=5).status < 400
        except (OSError, urllib.error.URLError):
            return False
    number, _, greeting = text.partition(" ")
    try:
        with socket.create_connection(("127.0.0.1", int(number)), timeout=5) as peer:
            return not greeting or peer.recv(200).decode(errors="replace").startswith(greeting.strip())
    except OSError:
        return False


def accounts(unit):
    """Of the processes of a unit."""
    group = prop(unit, "ControlGroup")
    found = set()
    for folder, _, files in os.walk("/sys/fs/cgroup" + group) if group else ():
        if "cgroup.procs" not in files:
            continue
        with open(os.path.join(folder, "cgroup.procs"), encoding="ascii") as file:
            for pid in file.read().split():
                try:
                    found.add(os.stat(f"/proc/{pid}").st_uid)
                except FileNotFoundError:
                    pass
    return found


class Service:
    """One service, as it is set up for its trials."""

    def __init__(self, unit):
        self.unit = unit
        row = services.find(unit)
        self.checks = list(row.checks)
        self.others = row.others
        self.advice = None
        self.accounts = set()
        for other in self.others:
            systemctl("stop", other)
        if row.setup:
            subprocess.run(["sh", "-c", row.setup], check=True, capture_output=True)

    def start(self, line, seconds):
        path = DROP_IN.format(self.unit)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(BASE.format(seconds) + line)
        reloads.reload()
        return systemctl("restart", self.unit).returncode == 0

    def broken(self, line, seconds=SHORT_START):
        """Why the service does not work with line, or None."""
        if not self.start(line, seconds):
            return "does not start"
        end = time.monotonic() + PATIENCE
        for kind, text in self.checks:
            while not holds(kind, text):
                if time.monotonic() > end:
                    return f"{kind} {text}"[:80]
                time.sleep(0.1)
        if prop(self.unit, "ActiveState") not in ("active", "reloading"):
            return "has ended"
        if self.accounts and 0 in (now := accounts(self.unit)) and not self.accounts - {0} <= now:
            return "goes on as root"
        return None

    def prepare(self):
        """Why the service does not even work as it is, or None. Reads what is advised."""
        reason = self.broken("") and self.broken("")
        if reason:
            return reason
        self.accounts = accounts(self.unit)
        self.advice = analyze.hardnutctl("advise", "--", self.unit)
        if "recipe" in self.advice:
            self.checks = [(row["kind"], row["text"]) for row in self.advice["recipe"]["works"]
                           if not services.find(self.unit).instead] + self.checks
        return self.broken("")

    def trials(self):
        return [Trial(self.unit, row["check"], to_lines(row), row["verdict"], row["seldom"])
                for row in self.advice["advice"]]

    def close(self):
        os.unlink(DROP_IN.format(self.unit))
        reloads.reload()
        systemctl("restart", self.unit)


def to_lines(row):
    return "".join(f"{row['directive']}={value}\n" for value in row["value"].split("\n"))


def enforced(trial):
    """Whether the machine has what the change takes away: a container has neither all capabilities
    nor filters of addresses and devices."""
    if trial.check in ("IPAddressDeny", "DeviceAllow"):
        return False
    # The clock is not the container's.
    if trial.verdict == "needed" and trial.check in ("ProtectClock", "SystemCallFilter_clock"):
        return False
    if trial.check.startswith("CapabilityBoundingSet_"):
        bounding = int(dict(line.split(":", 1) for line in open("/proc/1/status", encoding="ascii")
                            if line.startswith("CapBnd"))["CapBnd"], 16)
        words = trial.line.replace("CapabilityBoundingSet=", "").replace("~", " ").split()
        return any(bounding >> services.CAPABILITIES.index(word) & 1 for word in words
                   if word in services.CAPABILITIES)
    return True


def choose(trials, count, chooser):
    """A sample that has some of each verdict, or all."""
    if count is None or count >= len(trials):
        return trials
    needed = [trial for trial in trials if trial.verdict == "needed"]
    rest = [trial for trial in trials if trial.verdict != "needed"]
    few = min(len(needed), count // 4)
    return chooser.sample(needed, few) + chooser.sample(rest, min(len(rest), count - few))


class Tally:
    """What came of the trials of all services."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = collections.Counter()
        self.lines = collections.defaultdict(list)
        self.silent = {}  # why a service does not work as it is
        self.suspects = []  # what breaks a service that it should not

    def add(self, trial, reason):
        with self.lock:
            self.counts[trial.verdict, bool(reason)] += 1
            if bool(reason) != (trial.verdict == "needed"):
                self.lines[trial.verdict].append(
                    f"{trial.unit}: {trial.line.strip()}: {reason or 'works'}")


def few_enough(wrong, tried, share, whole):
    """Whether no more than that share are: of all, or as far as chance lets a sample tell."""
    if whole:
        return wrong <= share * tried
    as_many = sum(math.comb(tried, n) * share ** n * (1 - share) ** (tried - n)
                  for n in range(wrong, tried + 1))
    return as_many >= CHANCE


def try_service(tally, service, count, seed):
    """Tries count of what is advised for one service, or all."""
    chooser = random.Random(f"{seed} {service.unit}")
    reason = service.prepare()
    if reason:
        tally.silent[service] = reason
        return
    trials = [trial for trial in service.trials()
              if enforced(trial) and trial.verdict != "passed-on"
              and not (trial.verdict == "needed" and trial.seldom)]
    for trial in choose(trials, count, chooser):
        reason = service.broken(trial.line)
        if reason and trial.verdict != "needed":
            tally.suspects.append((service, trial))
        else:
            tally.add(trial, reason)
    service.close()
    print(f"# {service.unit}: {len(trials)} trials", flush=True)


def run_tests(tap, seed, count=None, only=()):
    """Tries what is advised for the services that are installed: all of it, or about count changes."""
    units = [unit for unit in services.units() if prop(unit, "LoadState") == "loaded"
             and (not only or unit in only)]
    share = None if count is None else -(-count // len(units))
    tally = Tally()
    # Services that want the same ports stand in one queue.
    alone = [unit for unit in units if services.find(unit).others]
    queues = [[unit] for unit in units if unit not in alone] + ([alone] if alone else [])

    def work(queue):
        for unit in queue:
            try_service(tally, Service(unit), share, seed)

    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME if count is None else SAMPLED_AT_A_TIME) as pool:
        for done in [pool.submit(work, queue) for queue in queues]:
            done.result()
    # They wait for each other at times, as cups does for colord: so that nothing but the change is to
    # blame, what seems to break one is tried again when nothing else is going on, and with patience.
    for service in list(tally.silent):
        del tally.silent[service]
        try_service(tally, service, share, seed)
    for service, trial in tally.suspects:
        reason = service.broken("", LONG_START) and "does not work without it either"
        tally.add(trial, reason or service.broken(trial.line, LONG_START))
        service.close()
    silent = [f"{service.unit}: {reason}" for service, reason in tally.silent.items()]
    lines = tally.lines

    def ratio(*verdicts):
        broken = sum(tally.counts[verdict, True] for verdict in verdicts)
        return broken, broken + sum(tally.counts[verdict, False] for verdict in verdicts)

    # As the window and the command offer them.
    offered = ("nothing-against", "may-cope", "cannot-tell")
    against, known, advised, needed = (ratio("nothing-against"), ratio(*offered[:2]), ratio(*offered),
                                       ratio("needed"))
    tap.result(units and not silent, f"advice: {len(units)} services work as they are", silent)
    tap.result(against[1] and not against[0],
               f"advice: of {against[1]} that nothing speaks against, {against[0]} break it",
               lines["nothing-against"])
    tap.result(few_enough(*known, MAY_BREAK, whole=True),
               f"advice: of {known[1]} of which something is known, {known[0]} break it",
               lines["may-cope"])
    tap.result(few_enough(*advised, MAY_BREAK, whole=count is None),
               f"advice: of {advised[1]} that are advised at all, {advised[0]} break it",
               [line for verdict in offered for line in lines[verdict]])
    tap.result(few_enough(needed[1] - needed[0], needed[1], MAY_WORK, whole=count is None),
               f"advice: of {needed[1]} that are needed, {needed[0]} break it", lines["needed"])
    for verdict in (*offered, "needed"):
        print("# In sum: {}: {} of {} break it".format(verdict, *ratio(verdict)), flush=True)
