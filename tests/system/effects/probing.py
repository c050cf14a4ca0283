# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the services of cases, as their vendor made them and with the drop-in written directly, and
tells what the one can do that the other cannot."""

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass, field

from effects import fixtures, vendors

OUTPUT = "/run/fx-out"
DROP_IN = "zz-hardnut.conf"
NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
CONTROLS = ("memory.max", "memory.high", "memory.swap.max", "memory.zswap.max", "pids.max",
            "cpu.max")
# How long all the services of a batch may take to look around (in s).
PATIENCE = 600
# What a container hides of the kernel, and a service that mounts it anew sees.
HIDDEN = re.compile(r"(see|read|write|list|make in|change the mode of) /(proc|sys)/")
LIMIT = re.compile(r"^(Max [a-z ]+?) {2,}(\S+) +(\S+)", re.MULTILINE)
NAMED = re.compile(r"hardnut-effects-(\d+)|(?<![\w])t(\d+)(?![\w])")


@dataclass
class Seen:
    """What a service can do: things that are possible, and amounts of which more is more."""
    can: set = field(default_factory=set)
    amounts: dict = field(default_factory=dict)
    runs: bool = False

    def more_than(self, before):
        """What this one can do beyond the other, in words."""
        more = sorted(self.can - before.can)
        if self.runs:
            more += [f"{name}: {self.amounts[name]} instead of {amount}"
                     for name, amount in before.amounts.items()
                     if self.amounts.get(name, 0) > amount]
        return more


def reload_manager():
    subprocess.run(["systemctl", "daemon-reload"], check=True)


def unit_file(case):
    return f"/etc/systemd/system/{case.unit}"


def drop_in(case):
    return f"{unit_file(case)}.d/{DROP_IN}"


def write_unit(case, shared):
    _, account = vendors.VENDORS[case.vendor]
    fixtures.write(unit_file(case), vendors.unit_text(
        case.vendor, stem=case.unit.removesuffix(".service"), token=case.token,
        output=f"{OUTPUT}/{case.unit}", witness=shared.witnesses[account],
        other=shared.witnesses[None], part="filters" if shared.filters_only else ""))


def write_drop_in(case):
    """As the helper would: percent signs are doubled in paths only, and no path has one."""
    lines = "".join(f"{name}={value}\n" for name, value in case.settings)
    fixtures.write(drop_in(case), "[Service]\n" + lines)


def show_all(units, *names):
    """{unit: {property: value}}"""
    done = subprocess.run(["systemctl", "show", "-p", ",".join(("Id", *names)), "--", *units],
                          capture_output=True, text=True, check=True)
    blocks = [dict(line.split("=", 1) for line in block.splitlines())
              for block in done.stdout.strip().split("\n\n")]
    return {block["Id"]: block for block in blocks}


def read_output(case):
    try:
        with open(f"{OUTPUT}/{case.unit}", encoding="utf-8", errors="replace") as file:
            return file.read().split("\n")
    except FileNotFoundError:
        return []


def start(cases):
    """Starts the services and waits until each has looked around, or has failed."""
    units = [case.unit for case in cases]
    for case in cases:
        fixtures.remove_file(f"{OUTPUT}/{case.unit}")
    subprocess.run(["systemctl", "restart", "--no-block", "--", *units], check=False,
                   capture_output=True)
    waiting, end, pause = list(cases), time.monotonic() + PATIENCE, 0.1
    while waiting and time.monotonic() < end:
        time.sleep(pause)
        pause = min(pause * 1.5, 1)
        waiting = [case for case in waiting if "end" not in read_output(case)]
        if waiting:
            states = show_all([case.unit for case in waiting], "ActiveState", "Job")
            waiting = [case for case in waiting
                       if states[case.unit].get("Job", "0") not in ("", "0")
                       or states[case.unit]["ActiveState"] not in ("failed", "inactive")]
    # A notification that was sent is read before this is.
    return show_all(units, "ActiveState", "MainPID", "StatusText")


def stop(cases):
    subprocess.run(["systemctl", "stop", "--", *(case.unit for case in cases)], check=False,
                   capture_output=True)
    subprocess.run(["systemctl", "reset-failed", "--", *(case.unit for case in cases)], check=False,
                   capture_output=True)


def add_controllers(seen, pid):
    """What its control group is allowed, as far as there are controllers."""
    with open(f"/proc/{pid}/cgroup", encoding="utf-8") as file:
        group = f"/sys/fs/cgroup{file.read().strip().split('::')[1]}"
    for name in CONTROLS:
        try:
            with open(f"{group}/{name}", encoding="utf-8") as file:
                words = file.read().split()
        except OSError:
            continue
        amount = float("inf") if words[0] == "max" else float(words[0])
        seen.amounts[name] = amount / float(words[1]) if len(words) == 2 else amount


def add_outside(seen, pid):
    """What the kernel says of the process, whatever that process may see itself."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    own = {name: os.readlink(f"/proc/self/ns/{name}") for name in NAMESPACES}
    for name in NAMESPACES:
        if os.readlink(f"/proc/{pid}/ns/{name}") == own[name]:
            seen.can.add(f"be in the machine's namespace: {name}")
    inside = os.readlink(f"/proc/{pid}/ns/user") != own["user"]
    # Capabilities in a namespace of its own are none on the machine.
    # What may be inherited counts for programs with such rights of their own alone: there are none.
    for kind in ("CapEff", "CapPrm", "CapBnd", "CapAmb"):
        bits = int(status[kind], 16)
        if not inside:
            seen.can |= {f"{kind} {bit}" for bit in range(64) if bits >> bit & 1}
    if status["NoNewPrivs"] == "0":
        seen.can.add("gain privileges")
    if status["Seccomp"] == "0":
        seen.can.add("be without a filter")
    seen.can |= {f"be user {one}" for one in status["Uid"].split()}
    seen.can |= {f"be of group {one}" for one in status["Groups"].split()}
    seen.can |= {f"use processor {one}" for one in os.sched_getaffinity(pid)}
    with open(f"/proc/{pid}/limits", encoding="utf-8") as file:
        for name, soft, hard in LIMIT.findall(file.read()):
            for kind, text in (("soft", soft), ("hard", hard)):
                seen.amounts[f"{name} ({kind})"] = float("inf" if text == "unlimited" else text)
    add_controllers(seen, pid)
    with open(f"/proc/{pid}/coredump_filter", encoding="utf-8") as file:
        bits = int(file.read(), 16)
    seen.can |= {f"dump part {bit} of its memory" for bit in range(16) if bits >> bit & 1}


def look_unconfined(shared):
    """Notes what root can do here that is no service at all."""
    done = subprocess.run([f"{fixtures.PROGRAMS}/probe", "none", "none", "files"], check=True,
                          capture_output=True, text=True,
                          env={"FX_OTHER": str(shared.witnesses[None])})
    shared.unconfined = set(done.stdout.splitlines())


def is_hidden(shared, thing):
    return HIDDEN.match(thing) is not None and thing not in shared.unconfined


def gather(case, states, mounted, shared):
    lines = read_output(case)
    seen = Seen({line for line in lines if line not in ("", "end") and not is_hidden(shared, line)})
    state = states[case.unit]
    seen.runs = "end" in lines
    if int(state["MainPID"] or 0) > 0:
        try:
            add_outside(seen, int(state["MainPID"]))
        except (FileNotFoundError, ProcessLookupError):
            pass
    if state.get("StatusText") in ("main", "child"):
        seen.can.add("be heard as the main process")
    if state.get("StatusText") == "child":
        seen.can.add("be heard as another process")
    if f"/srv/fx/{case.token}/mnt" in mounted:
        seen.can.add("mount for everybody")
    return seen


def gather_all(cases, states, shared):
    with open("/proc/self/mounts", encoding="utf-8") as file:
        mounted = {line.split()[1] for line in file}
    found = {case: gather(case, states, mounted, shared) for case in cases}
    for case in cases:
        while fixtures.unmount(f"/srv/fx/{case.token}/mnt"):
            pass
    return found


class Effect:
    """What a change did to a service: more is what it can do since, in words; touched, what it changed
    outside; different, everything that is not as before; runs, whether it still starts."""

    def __init__(self, before, after):
        self.more = after.more_than(before)
        self.different = before.can ^ after.can
        self.different |= {name for name, amount in before.amounts.items()
                           if amount != after.amounts.get(name)}
        self.runs = after.runs
        self.touched = []

    def changes(self, pattern):
        """Whether something of this kind became possible or impossible."""
        return any(re.match(pattern, thing) for thing in self.different)


def changes(before, after):
    """{path: words} of what is different."""
    return {path: f"{path}: {before.get(path, 'missing')} became {after.get(path, 'missing')}"
            for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def assign(cases, found, effects):
    """Gives each change outside to the case whose names are in it; returns those of nobody."""
    by_number = {case.number: case for case in cases}
    nobodys = []
    for path, text in sorted(found.items()):
        numbers = {int(one or other) for one, other in NAMED.findall(path)}
        owners = [by_number[number] for number in numbers if number in by_number]
        if len(cases) == 1:
            owners = cases
        for case in owners:
            effects[case].touched.append(text)
        if not owners:
            nobodys.append(text)
    return nobodys


def prepare(cases, shared):
    """Makes the services of a batch and lets them run as their vendor meant them. Returns what they
    can do, and what is outside."""
    os.makedirs(OUTPUT, mode=0o700, exist_ok=True)
    for case in cases:
        fixtures.make_places(case)
        write_unit(case, shared)
    reload_manager()
    # When it reads all anew, systemd removes what services before left to be removed.
    if len(cases) == 1:
        fixtures.plant_shared_memory()
    before = gather_all(cases, start(cases), shared)
    return before, fixtures.look_outside()


def finish(cases, shared, before, running):
    """Stops them, starts them with the drop-ins, and looks again. Returns the effects, and the
    changes outside that no case has the name of."""
    stop(cases)
    # The service as its vendor meant it may have removed it, or will have at the next occasion.
    if len(cases) == 1:
        reload_manager()
        fixtures.plant_shared_memory()
    stopped = fixtures.look_outside()
    for case in cases:
        fixtures.make_places(case)
        write_drop_in(case)
    reload_manager()
    after = gather_all(cases, start(cases), shared)
    found = changes(running, fixtures.look_outside())
    # Shared memory may go when the service does, not before.
    found = {path: text for path, text in found.items()
             if not path.startswith("shared memory") and not is_gone(path, text, cases, after)}
    stop(cases)
    found.update(changes(stopped, fixtures.look_outside()))
    effects = {case: Effect(before[case], after[case]) for case in cases}
    return effects, assign(cases, found, effects)


def is_gone(path, text, cases, after):
    """Whether it is in the runtime folder of a service that does not start: such a one has none,
    whatever the reason."""
    stems = {case.unit.removesuffix(".service") for case in cases if not after[case].runs}
    parts = path.split("/")

    return parts[1] == "run" and parts[2] in stems and text.endswith("became missing")


def clear(cases, shared):
    stop(cases)
    fixtures.remove_shared_memory()
    for case in cases:
        fixtures.remove_file(unit_file(case))
        shutil.rmtree(f"{unit_file(case)}.d", True)
        fixtures.remove_places(case)
        fixtures.remove_file(f"{OUTPUT}/{case.unit}")
    reload_manager()
    shared.restore()
