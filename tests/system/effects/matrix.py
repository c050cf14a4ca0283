# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the cases of the matrix in batches, counts what came of them, and says which of them got
more, or touched something outside, although the weaker permission was enough."""

import random
import time
from collections import Counter

import helper_refusals
from effects import asking, fixtures, probing, vendors
from effects import cases as table

BATCH = 40
# How many cases are asked for once more with the real polkit.
REAL, FEW_REAL = 24, 4
# So many are confirmed one by one.
FEW = 60
# What a container does not enforce, or may not: each of these values is tried first on the lax
# service, and where nothing of this kind changes, the directive counts as neither. A virtual machine
# enforces them.
UNSURE = {
    "IPAddressDeny": ("any", "connect to"), "SocketBindDeny": ("any", "bind "),
    "RestrictNetworkInterfaces": ("~lo", "connect to"),
    "DevicePolicy": ("strict", r"(read|write) /dev/(kmsg|mem|port|full|console)"),
    "RestrictFileSystems": ("tmpfs", "read /etc"), "KeyringMode": ("shared", "read a key"),
    "MemoryMax": ("64M", "memory.max"), "MemoryHigh": ("64M", "memory.high"),
    "MemorySwapMax": ("0", "memory.swap.max"), "MemoryZSwapMax": ("0", "memory.zswap.max"),
    "TasksMax": ("32", "pids.max"), "CPUQuota": ("50%", "cpu.max"),
    "AllowedCPUs": ("0", "use processor"), "MemoryKSM": ("yes", "memory merged"),
}
# These follow the one that denies.
WITH = {"IPAddressAllow": "IPAddressDeny", "SocketBindAllow": "SocketBindDeny",
        "DeviceAllow": "DevicePolicy"}
# Where these show: the strict one closes twice what they close.
UNSURE_VENDORS = ("lax, root", "half-strict, fxrun")
# What no service can do more or less with: no effect is looked for.
WITHOUT_EFFECT = {"SystemCallLog", "TimeoutCleanSec", "MemoryTHP", "StateDirectoryAccounting",
                  "CacheDirectoryAccounting", "LogsDirectoryAccounting", "StateDirectoryQuota",
                  "CacheDirectoryQuota", "LogsDirectoryQuota", "LimitRTTIME",
                  "AllowedMemoryNodes", "PrivateBPF"}


def is_alone(case):
    """Whether it may disturb, or be disturbed by, another one that runs at the same time."""
    for name, value in case.lines:
        if name == "RemoveIPC" or (name.endswith("Directory") and "fx" in value):
            return True
    return False


def batches(cases):
    together = [case for case in cases if not is_alone(case)]
    return [together[at:at + BATCH] for at in range(0, len(together), BATCH)] + \
        [[case] for case in cases if is_alone(case)]


class Matrix:
    def __init__(self, shared, version):
        self.shared = shared
        self.version = version
        self.not_enforced = set()
        self.verdicts = {}   # {case: the action, or None where it was refused}
        self.words = {}
        self.effects = {}
        self.seen = set()    # directives that changed anything
        self.unclear = []

    def calibrate(self):
        """Finds out what this machine does not enforce at all, and what it hides from everybody."""
        probing.look_unconfined(self.shared)
        since = table.catalogue()
        cases = [table.Case(90000 + n, "lax, root", "calibration", ((name, value),))
                 for n, (name, (value, _)) in enumerate(UNSURE.items())
                 if since[name] <= self.version]
        before, running = probing.prepare(cases, self.shared)
        effects, _ = probing.finish(cases, self.shared, before, running)
        probing.clear(cases, self.shared)
        self.not_enforced = {case.lines[0][0] for case, effect in effects.items()
                             if not effect.changes(UNSURE[case.lines[0][0]][1])}
        self.not_enforced |= {name for name, other in WITH.items() if other in self.not_enforced}

    def run_batch(self, cases, asker=None):
        """Returns the effects of those that are not refused."""
        before, running = probing.prepare(cases, self.shared)
        try:
            for case in cases:
                if not before[case].runs:
                    raise RuntimeError(f"{case}: the vendor's own service does not run")
                if asker is not None:
                    self.verdicts[case], self.words[case] = asker.ask(case)
            wanted = [case for case in cases if self.verdicts[case] is not None]
            if not wanted:
                return {}, []
            return probing.finish(wanted, self.shared, before, running)
        finally:
            probing.clear(cases, self.shared)

    def run(self, cases, progress):
        with asking.Asker() as asker:
            done, started = 0, time.monotonic()
            for batch in batches(cases):
                effects, nobodys = self.run_batch(batch, asker)
                self.effects.update(effects)
                for case, effect in effects.items():
                    if effect.different or effect.touched:
                        self.seen |= {name for name, _ in case.lines}
                    # Thousands of these would fill the memory.
                    effect.different = None
                if nobodys:
                    self.unclear.append((batch, nobodys))
                done += len(batch)
                if progress:
                    print(f"# {done} of {len(cases)} after {time.monotonic() - started:.0f} s",
                          flush=True)

    def allowed(self, case):
        return self.verdicts[case] == asking.APPLY

    def enforced(self, case):
        return not {name for name, _ in case.lines} <= self.not_enforced

    def suspects(self):
        found = [case for case, effect in self.effects.items()
                 if self.allowed(case) and self.enforced(case) and (effect.more or effect.touched)]
        # Somebody changed something outside, and it does not say who.
        for batch, _ in self.unclear:
            found += [case for case in batch if self.allowed(case) and case not in found]
        return found

    def confirm(self):
        """Runs each suspect once more, alone where they are few; what shows up again is a fault.
        {case: words}"""
        faults, suspects = {}, self.suspects()
        few = len(suspects) <= FEW
        for batch in [[case] for case in suspects] if few else batches(suspects):
            effects, _ = self.run_batch(batch)
            for case, again in effects.items():
                first = self.effects[case]
                words = [f"more: {one}" for one in again.more if one in first.more]
                words += [f"outside: {one}" for one in again.touched
                          if one in first.touched or case in self.nobodys()]
                if words:
                    faults[case] = words
        return faults

    def nobodys(self):
        return {case for batch, _ in self.unclear for case in batch}

    def ask_for_real(self, seed, number):
        """The real polkit, which permits only the one action, comes to the same. Returns what does
        not, and how many were asked."""
        chooser = random.Random(seed)
        asked = []
        for wanted in (asking.APPLY, asking.LOOSEN):
            some = [case for case, verdict in self.verdicts.items() if verdict == wanted]
            asked += chooser.sample(some, min(len(some), number // 2))
        user, lines = asking.User(), []
        try:
            for case in asked:
                probing.prepare([case], self.shared)
                try:
                    answer = asking.attempt_for_real(user, case)
                finally:
                    probing.clear([case], self.shared)
                if answer != ("allowed" if self.allowed(case) else "NotAuthorized"):
                    lines.append(f"{case}: {answer}, although polkit was asked for "
                                 f"{self.verdicts[case]}")
        finally:
            user.close()
        return lines, len(asked)

    def count(self):
        counts = Counter()
        for case, verdict in self.verdicts.items():
            counts["cases"] += 1
            counts[{asking.APPLY: "allowed", asking.LOOSEN: "loosen"}.get(verdict, "refused")] += 1
            if verdict is None:
                continue
            effect = self.effects[case]
            if not self.enforced(case):
                counts["neither"] += 1
            elif not effect.runs and not effect.touched:
                counts["stopped"] += 1
            elif effect.more or effect.touched:
                counts["more"] += 1
        return counts

    def blind(self):
        """Directives of which no case showed any effect, although one should."""
        tried = {name for case, verdict in self.verdicts.items() if verdict is not None
                 for name, _ in case.lines}
        return sorted(tried - self.seen - self.not_enforced - WITHOUT_EFFECT)


def sample(cases, size, seed):
    """At least one case of each kind for every vendor, and then whatever comes."""
    chooser = random.Random(seed)
    shuffled = chooser.sample(cases, len(cases))
    chosen = {}
    for case in shuffled:
        chosen.setdefault((case.vendor, case.kind), case)
    rest = [case for case in shuffled if case not in chosen.values()]
    # What runs alone takes as long as many together.
    rest = [case for case in rest if not is_alone(case)]
    return list(chosen.values()) + rest[:max(0, size - len(chosen))]


def choose(version, seed, size, only, unsure):
    """All cases, or a sample of that size; only those whose words hold a text; only those which a
    container may not enforce."""
    cases = [case for case in table.all_cases(vendors.VENDORS, version,
                                           vendors.MOUNTS_ONLY) if only in str(case)]
    if unsure:
        cases = [case for case in cases if case.vendor in UNSURE_VENDORS
                 and case.lines[0][0] in UNSURE.keys() | WITH.keys()]
    return cases if size is None else sample(cases, size, seed)


def run_tests(tap, version, seed, size=None, only="", unsure=False, named=False):
    """Runs the cases that choose() chooses. As a suite of its own it tells more: of each batch, and of
    every case that got more without loosen."""
    wrong = table.check_table()
    tap.result(not wrong, f"effects: {len(table.catalogue())} directives have values", wrong)
    cases = choose(version, seed, size, only, unsure)
    with fixtures.Shared(filters_only=unsure) as shared:
        matrix = Matrix(shared, version)
        matrix.calibrate()
        matrix.run(cases, named)
        # What is allowed alone must give nothing together, too.
        alone = [case for case in cases if matrix.allowed(case) and matrix.enforced(case)
                 and case.kind != table.TOGETHER]
        matrix.run(table.combine(alone, len(cases) // 10, seed), named)
        faults = matrix.confirm()
        helper_refusals.grant(asking.APPLY)
        try:
            few = unsure or size is not None
            differing, asked = matrix.ask_for_real(seed, FEW_REAL if few else REAL)
        finally:
            fixtures.remove_file(helper_refusals.RULES)
    if named:
        report_each(tap, matrix, faults)
    report(tap, matrix, faults, differing, asked, seed, complete=size is None and not only,
           may_be_few=bool(only))


def report_each(tap, matrix, faults):
    """A result for each directive, and one for those that come together."""
    groups = {}
    for case in matrix.verdicts:
        name = case.lines[0][0] if case.kind != table.TOGETHER else "several together"
        groups.setdefault(name, []).append(case)
    for name, group in sorted(groups.items()):
        wrong = [case for case in group if case in faults]
        lines = []
        for case in wrong:
            some = faults[case][:2]
            rest = f" and {len(faults[case]) - 2} more" if len(faults[case]) > 2 else ""
            lines.append(f"{case}: {'; '.join(some)}{rest}")
        allowed = sum(matrix.allowed(case) for case in group)
        tap.result(not wrong, f"effects: {name}: {len(group)} cases, {allowed} allowed, {len(wrong)} "
                   f"got more or touched something outside without loosen", lines)


def report(tap, matrix, faults, differing, asked, seed, complete, may_be_few):
    """may_be_few: whether it is all right that nothing at all got more, as few cases were chosen."""
    counts = matrix.count()
    print(f"# not enforced here: {', '.join(sorted(matrix.not_enforced)) or 'nothing'}")
    for _, nobodys in matrix.unclear:
        for text in nobodys[:5]:
            print(f"# changed outside, by nobody knows whom: {text}")
    lines = [f"{case}: {'; '.join(words[:2])}" for case, words in faults.items()]
    text = (f"{counts['cases']} cases (seed {seed}): {counts['allowed']} allowed, "
            f"{counts['loosen']} need loosen, {counts['refused']} refused; {counts['more']} got "
            f"more or touched something outside, {len(faults)} of them without loosen; "
            f"{counts['stopped']} did not start; {counts['neither']} neither")
    print(f"# In sum: effects: {text}")
    tap.result(not faults and (may_be_few or counts["allowed"] > 0 and counts["more"] > 0),
               f"effects: {text}", lines)
    tap.result(not differing and asked > 0,
               f"effects: {asked} asked again of the real polkit, {len(differing)} differ",
               differing)
    if complete:
        blind = matrix.blind()
        tap.result(not blind, "effects: every directive that is enforced here shows one", blind)
