# SPDX-License-Identifier: GPL-3.0-or-later
"""A search on each service of the table: none is broken by it right afterwards, after a reload, after
another restart, after its logs were rotated and after the machine was restarted, and the exposure
falls. What is known before the machine restarts is kept in a file until then."""

import concurrent.futures
import glob
import json
import os
import random
import re
import shutil
import subprocess
import time

from advice import services
from advice.trials import accounts, holds, prop, systemctl
from harden import cases, table

# Searches at a time.
AT_ONCE = 6
# How long the state that a check wants is waited for, in seconds.
PATIENCE = 30
STATE = "/var/lib/hardnut-harden.json"
MAX_TRIALS = 6


def why_broken(row, before):
    """Why the service does not work, or None."""
    end = time.monotonic() + PATIENCE
    for kind, text in row.checks:
        while not holds(kind, text):
            if time.monotonic() > end:
                return f"{kind} {text}"[:90]
            time.sleep(0.2)
    if prop(row.unit, "ActiveState") not in ("active", "reloading"):
        return "has ended"
    # What follows a start may take as long.
    while before and 0 in accounts(row.unit) and 0 not in before:
        if time.monotonic() > end:
            return "goes on as root"
        time.sleep(0.2)
    return None


def find_row(unit):
    return services.find(unit) if unit != cases.UNIT else services.row(unit, services.url(cases.PAGE))


def find_rotations(unit):
    """What the package of a service says of its logs."""
    if shutil.which("logrotate") is None:
        return []
    owner = subprocess.run(["dpkg", "-S", "*" + os.path.basename(prop(unit, "FragmentPath"))],
                           capture_output=True, text=True, check=False).stdout
    packages = sorted({name for line in owner.splitlines() for name in line.split(": ")[0].split(", ")})
    if not packages:
        return []
    listed = subprocess.run(["dpkg", "-L", *packages], capture_output=True, text=True,
                            check=False).stdout
    return [path for path in listed.splitlines()
            if path.startswith("/etc/logrotate.d/") and os.path.isfile(path)]


def rotated_and_open(unit):
    """The logs that a service goes on writing to although they were put aside."""
    found = set()
    for procs in glob.glob(f"/sys/fs/cgroup{prop(unit, 'ControlGroup')}/**/cgroup.procs",
                           recursive=True):
        with open(procs, encoding="ascii") as file:
            pids = file.read().split()
        for link in (link for pid in pids for link in glob.glob(f"/proc/{pid}/fd/*")):
            try:
                target = os.readlink(link)
            except OSError:
                continue
            if target.startswith("/var/log/") and re.search(r"\.1$| \(deleted\)$", target):
                found.add(target)
    return found


def rotate(unit):
    """Has the logs of a service rotated. What does not go well with it, as lines."""
    lines = []
    for config in find_rotations(unit):
        done = subprocess.run(["logrotate", "-f", "-s", f"/run/hardnut-{unit}.rotated", config],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            lines.append(f"{config}: {done.stderr.strip()[-200:]}")
    end = time.monotonic() + PATIENCE
    while (left := rotated_and_open(unit)) and time.monotonic() < end:
        time.sleep(0.2)
    return lines + [f"goes on writing to {path}" for path in sorted(left)]


def not_in_force(before, after):
    """What got better only on paper."""
    better = [name for name, was in cases.badness(before).items()
              if (cases.badness(after)[name] or 0) < (was or 0)]
    return [row["directive"] for row in after["in_force"]
            if row["state"] == "no" and any(name.split("_")[0] == row["directive"] for name in better)]


class Result:
    def __init__(self, unit, level, watch):
        self.unit = unit
        self.row = find_row(unit)
        self.level, self.watch = level, watch
        self.lines, self.before, self.after = [], None, None
        self.trials = self.restarts = 0
        self.was, self.booted, self.reloads = [], False, True

    def keep(self):
        """As it is written down until the machine was restarted."""
        return {name: getattr(self, name) for name in (
            "unit", "lines", "before", "after", "trials", "restarts", "was", "booted")}

    def run(self):
        # As what else is on the machine lets it.
        self.booted = not self.row.others and prop(self.unit, "ActiveState") == "active"
        for other in self.row.others:
            systemctl("stop", other)
        systemctl("restart", self.unit)
        reason = why_broken(self.row, None)
        if reason:
            self.lines.append(f"does not work as it is: {reason}")
            return
        # Some say that they can, and end.
        systemctl("reload-or-restart", self.unit)
        self.reloads = not why_broken(self.row, None)
        if not self.reloads:
            systemctl("restart", self.unit)
            why_broken(self.row, None)
        rotation = rotate(self.unit)
        self.was = sorted(accounts(self.unit))
        before = cases.show_json(self.unit)
        status, found, said = cases.harden(self.unit, f"--level={self.level}",
                                           f"--watch={self.watch}", "--keep")
        self.before = before["exposure"]
        if status not in (0, 4):
            self.lines.append(f"exits with {status}: {said.strip()[-300:]}")
            return
        after = cases.show_json(self.unit)
        self.after, self.trials, self.restarts = after["exposure"], found["trials"], found["restarts"]
        self.lines += [f"opens {name}" for name in cases.opens_nothing(before, after)]
        self.lines += [f"counts {name}, which is not in force" for name in not_in_force(before, after)]
        if self.trials > MAX_TRIALS:
            self.lines.append(f"took {self.trials} trials")
        self.check("right afterwards")
        if self.reloads:
            systemctl("reload-or-restart", self.unit)
            self.check("after a reload")
        systemctl("restart", self.unit)
        self.check("after another restart")
        self.lines += [f"with its logs rotated: {line}" for line in rotate(self.unit)
                       if line not in rotation]
        self.check("after its logs were rotated")

    def run_again(self):
        """The machine was restarted."""
        if self.after is None:
            return
        if self.row.others:
            for other in self.row.others:
                systemctl("stop", other)
            systemctl("restart", self.unit)
        elif prop(self.unit, "ActiveState") != "active":
            if self.booted:
                self.lines.append("was not started with the machine")
            systemctl("reset-failed", self.unit)
            systemctl("start", self.unit)
        self.check("after the machine was restarted")
        now = cases.show_json(self.unit)["exposure"]
        if now != self.after:
            self.lines.append(f"after the machine was restarted: {self.after} → {now}")

    def check(self, when):
        reason = why_broken(self.row, self.was)
        if reason:
            said = subprocess.run(["journalctl", "-b", "-u", self.unit, "-o", "cat", "-n", "6"],
                                  capture_output=True, text=True, check=False).stdout
            self.lines += [f"{when}: {reason}", *said.splitlines()]


def set_up(units):
    """All of them before the first is tried: as they come, some have the ports of others."""
    for unit in units:
        row = find_row(unit)
        if row.setup:
            subprocess.run(["sh", "-c", row.setup], check=False, capture_output=True)
            systemctl("try-restart", unit)


def work(unit, level, watch):
    result = Result(unit, level, watch)
    try:
        result.run()
    except Exception as error:  # pylint: disable=broad-except
        result.lines.append(f"{type(error).__name__}: {error}")
    if result.row.others:
        systemctl("stop", unit)
    return result


def work_again(kept):
    result = Result(kept["unit"], None, None)
    vars(result).update(kept)
    try:
        result.run_again()
    except Exception as error:  # pylint: disable=broad-except
        result.lines.append(f"{type(error).__name__}: {error}")
    return result


def run_all(units, function, of=lambda unit: unit):
    """Most of the time is waiting, so several are done at once; those that want the same ports stand
    in one queue."""
    alone = [unit for unit in units if find_row(of(unit)).others]
    queues = ([alone] if alone else []) + [[unit] for unit in units if unit not in alone]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        done = [pool.submit(lambda queue: [function(unit) for unit in queue], queue)
                for queue in queues]
        return [result for one in done for result in one.result()]


def read_state():
    if not os.path.exists(STATE):
        return {}
    with open(STATE, encoding="utf-8") as file:
        return json.load(file)


def write_state(state):
    with open(STATE, "w", encoding="utf-8") as file:
        json.dump(state, file)


def run_tests(tap, level, watch, units):
    """Until the machine is restarted."""
    missing = [unit for unit in units if prop(unit, "LoadState") != "loaded"]
    tap.result(units and not missing, f"harden: {len(units)} services are installed", missing)

    def one(unit):
        result = work(unit, level, watch)
        print(f"# {result.unit}: {result.before} → {result.after} {' '.join(result.lines)}", flush=True)
        return result

    known = read_state()
    there = [unit for unit in units if unit not in missing]
    # Those of the table also where only some are tried.
    set_up(dict.fromkeys((*table.SERVICES, *there)))
    results = run_all(there, one)
    write_state({"level": level, "results": [result.keep() for result in results],
                 "means": known.get("means", {})})


def run_sample(tap, seed, count=3, watch=10):
    """Some of those that are on each system."""
    units = [cases.UNIT, *random.Random(seed).sample(table.SAMPLED, count)]
    set_up(units)
    results = run_all(units, lambda unit: work(unit, "fitting", watch))
    for one in results:
        tap.result(not one.lines and one.after is not None and one.after <= 6.0,
                   f"harden: {one.unit}: {one.before} → {one.after}, {one.trials} trials", one.lines)
    forget(units)
    for unit in units:
        systemctl("restart", unit)


def mean(numbers):
    return sum(numbers) / max(len(numbers), 1)


def run_again(tap):
    """After that. In the end the services are as they were before the search."""
    state = read_state()
    level, means = state["level"], state["means"]
    results = run_all(state["results"], work_again, lambda kept: kept["unit"])
    for one in results:
        tap.result(not one.lines, f"harden: {level}: {one.unit}: {one.before} → {one.after}, "
                   f"{one.trials} trials, {one.restarts} restarts", one.lines)
    done = [one for one in results if one.after is not None]
    rows = [f"{one.unit:28} {one.before:4} → {one.after:4} {one.trials:3} trials {one.restarts:3} restarts"
            for one in done]
    counted = [one for one in done if one.unit in table.SERVICES and one.unit not in table.PASS_ON]
    for row in rows:
        print(f"# In sum: {row}")
    forget([one.unit for one in results])
    if counted:
        judge_means(tap, level, counted, means, rows)
    write_state({"means": means})


def forget(units):
    """The next search starts them anew."""
    for unit in units:
        path = cases.helper.permanent(unit)
        if os.path.exists(path):
            os.unlink(path)
    systemctl("daemon-reload")


def judge_means(tap, level, counted, means, rows):
    means[level] = now = mean([one.after for one in counted])
    tap.result(now <= 3.0, f"harden: {level}: the mean is at most 3.0", rows)
    high = [f"{one.unit}: {one.after}" for one in counted if one.after > 6.0]
    tap.result(not high, f"harden: {level}: none is above 6.0", high)
    if level == "strict" and "fitting" in means:
        tap.result(now < means["fitting"], "harden: strict is lower than fitting",
                   [f"{means['fitting']:.2f} → {now:.2f}"])
    print(f"# In sum: {level}: {mean([one.before for one in counted]):.1f} → {now:.1f} in the mean of "
          f"{len(counted)} services", flush=True)
