# SPDX-License-Identifier: GPL-3.0-or-later
"""A search on each service of the table: none is broken by it right afterwards, after a reload and
after another restart, and the exposure falls."""

import concurrent.futures
import time

from advice import services
from advice.trials import PATIENCE, accounts, holds, prop, systemctl
from harden import cases, table

# Searches at a time.
AT_ONCE = 6


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
    if before and 0 in accounts(row.unit) and 0 not in before:
        return "goes on as root"
    return None


class Result:
    def __init__(self, unit, level, watch):
        self.unit = unit
        self.row = services.find(unit) if unit != cases.UNIT else services.row(
            unit, services.url(cases.PAGE))
        self.level, self.watch = level, watch
        self.lines, self.before, self.after, self.trials = [], None, None, 0

    def run(self):
        for other in self.row.others:
            systemctl("stop", other)
        if self.row.setup:
            cases.subprocess.run(["sh", "-c", self.row.setup], check=True, capture_output=True)
        systemctl("restart", self.unit)
        reason = why_broken(self.row, None)
        if reason:
            self.lines.append(f"does not work as it is: {reason}")
            return
        was = accounts(self.unit)
        before = cases.show_json(self.unit)
        status, found, said = cases.harden(self.unit, f"--level={self.level}",
                                           f"--watch={self.watch}", "--keep")
        self.before = before["exposure"]
        if status not in (0, 4):
            self.lines.append(f"exits with {status}: {said.strip()[-300:]}")
            return
        after = cases.show_json(self.unit)
        self.after, self.trials = after["exposure"], found["trials"]
        self.lines += [f"opens {name}" for name in cases.opens_nothing(before, after)]
        self.check("right afterwards", was)
        systemctl("reload-or-restart", self.unit)
        self.check("after a reload", was)
        systemctl("restart", self.unit)
        self.check("after another restart", was)

    def check(self, when, was):
        reason = why_broken(self.row, was)
        if reason:
            self.lines.append(f"{when}: {reason}")

    def clean_up(self):
        cases.forget(self.unit)
        systemctl("stop", self.unit)


def try_service(unit, level, watch):
    result = Result(unit, level, watch)
    try:
        result.run()
    except Exception as error:  # pylint: disable=broad-except
        result.lines.append(f"{type(error).__name__}: {error}")
    finally:
        result.clean_up()
    return result


def run_tests(tap, level, watch, only=()):
    """Most of the time is waiting, so several are searched at once; those that want the same ports stand
    in one queue."""
    units = [unit for unit in table.SERVICES if not only or unit in only]
    missing = [unit for unit in units if prop(unit, "LoadState") != "loaded"]
    tap.result(units and not missing, f"harden: {len(units)} services are installed", missing)
    # Others of them want the same ports as well.
    for unit in table.SERVICES:
        systemctl("stop", unit)
    alone = [unit for unit in units if unit != cases.UNIT and services.find(unit).others]
    queues = [[unit] for unit in units if unit not in alone + missing] + ([alone] if alone else [])
    results = []

    def work(queue):
        for unit in queue:
            result = try_service(unit, level, watch)
            results.append(result)
            tap.result(not result.lines, f"harden: {result.unit}: {result.before} → {result.after}, "
                       f"{result.trials} trials", result.lines)

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(work, queue) for queue in reversed(queues)]:
            done.result()
    counted = [one for one in results if one.unit not in table.PASS_ON and one.after is not None]
    mean = sum(one.after for one in counted) / max(len(counted), 1)
    high = [f"{one.unit}: {one.after}" for one in counted if one.after > 6.0]
    tap.result(counted and mean <= 3.0, f"harden: {mean:.1f} in the mean of {len(counted)}",
               [f"{one.unit}: {one.before} → {one.after}" for one in counted])
    tap.result(not high, "harden: none above 6.0", high)
    tap.result(all(one.trials <= 6 for one in results), "harden: at most 6 trials",
               [f"{one.unit}: {one.trials}" for one in results])
