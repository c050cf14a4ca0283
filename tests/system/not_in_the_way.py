# SPDX-License-Identifier: GPL-3.0-or-later
"""The promise is not in the way: for an ordinary service no advice and no search takes the stronger
permission. Only services that guard the machine do, and those that are never restarted."""

import os
import subprocess

PROGRAM = os.path.join(os.environ.get("HARDNUT_BUILD", "build"), "tests", "system", "check-advice")
# HnWeakenKind: the service guards the machine, a guard requires it, it is never restarted.
WHOLE = {"9", "10", "11"}


def run_tests(tap):
    done = subprocess.run([PROGRAM], stdout=subprocess.PIPE, text=True, check=True)
    *rows, total = done.stdout.strip().split("\n")
    rows = [row.split("\t") for row in rows]
    for_lines = ["\t".join(row) for row in rows if row[2] not in WHOLE]
    units = sorted({row[0] for row in rows if row[2] in WHOLE})
    ordinary = {"nginx.service", "cron.service", "redis-server.service", "postgresql@one.service",
                "rsyslog.service", "chrony.service", "cups.service", "avahi-daemon.service"}

    print(f"# {total}: " + " ".join(units))
    tap.result(not for_lines, f"advice: {total}, {len(for_lines)} for a line", for_lines)
    tap.result(units and not ordinary & set(units), "advice: ordinary services do not",
               sorted(ordinary & set(units)))
