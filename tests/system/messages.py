# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines that Hardnut calls ignored are those that systemd complains about in the journal when it
loads the unit: values of all kinds for each key that it knows, and the units that are installed."""

import json
import os
import random
import shutil
import subprocess

import analyze
import message_lines

ETC = "/etc/systemd/system"
NAME = "hardnut-line"
# The journal drops what comes too fast, unless it is told not to.
JOURNAL = "/run/systemd/journald.conf.d/hardnut.conf"


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, errors="replace").stdout


def keep_all_messages():
    os.makedirs(os.path.dirname(JOURNAL), exist_ok=True)
    with open(JOURNAL, "w", encoding="utf-8") as file:
        file.write("[Journal]\nRateLimitIntervalSec=0\n")
    run("systemctl", "restart", "systemd-journald")


def told_by_systemd(units):
    """{(path, line): message} of what the manager says while it loads all units anew."""
    cursor = run("journalctl", "--lines=0", "--show-cursor").split("cursor: ")[1].strip()
    run("systemctl", "daemon-reload")
    for at in range(0, len(units), 200):
        run("systemctl", "show", "--property=Id", "--", *units[at:at + 200])
    run("journalctl", "--sync")
    told = {}
    for line in run("journalctl", f"--after-cursor={cursor}", "--output=json", "--all",
                    "_PID=1").splitlines():
        entry = json.loads(line)
        # What is said when somebody asks whether a unit is enabled has nothing to do with loading it.
        if entry.get("CODE_FILE", "").endswith("/install.c"):
            continue
        if "CONFIG_FILE" in entry and int(entry.get("CONFIG_LINE", 0)) > 0:
            told[entry["CONFIG_FILE"], int(entry["CONFIG_LINE"])] = entry["MESSAGE"]
    return told


def told_by_hardnut(*units):
    """The same of what show says, and the names of the units: of those that systemd refuses there is no
    report."""
    told = {}
    done = subprocess.run([analyze.HARDNUTCTL, "show", "--json", "--offline", "--", *units],
                          capture_output=True, text=True, check=False)
    reports = json.loads(done.stdout)
    reports = reports if isinstance(reports, list) else [reports]
    for report in reports:
        for warning in report["warnings"]:
            if warning["file"] and warning["line"]:
                told[warning["file"], warning["line"]] = warning["message"]
    return told, {report["unit"] for report in reports}


def write(units):
    for unit, (path, _, text) in units.items():
        if path != unit:
            with open(f"{ETC}/{unit}", "w", encoding="utf-8") as file:
                file.write(message_lines.START + "Type=oneshot\n")
            os.makedirs(os.path.dirname(f"{ETC}/{path}"))
        with open(f"{ETC}/{path}", "w", encoding="utf-8") as file:
            file.write(text)


def remove(units):
    for unit, (path, _, _) in units.items():
        os.unlink(f"{ETC}/{unit}")
        if path != unit:
            shutil.rmtree(os.path.dirname(f"{ETC}/{path}"))
    os.unlink(JOURNAL)
    run("systemctl", "restart", "systemd-journald")
    run("systemctl", "daemon-reload")


def compare_lines(tap, units, theirs, seed):
    """Line by line, for the units that were made."""
    wrong, told, count = [], set(), 0
    ours, reported = told_by_hardnut(f"{NAME}*")
    units = {unit: units[unit] for unit in units if unit in reported}
    # The manager does not wait for a journal that is busy: where nothing came of it, it is asked again.
    untold = [unit for unit, (path, lines, _) in units.items()
              if any((f"{ETC}/{path}", line) in ours.keys() - theirs.keys() for line, _, _ in lines)]
    theirs = {**told_by_systemd(untold), **theirs}
    for path, lines, _ in units.values():
        for line, key, value in lines:
            at = (f"{ETC}/{path}", line)
            count += 1
            if at in theirs:
                told.add(key)
            if (at in theirs) != (at in ours):
                wrong.append(f"{key}={value[:60]!r}: {theirs.get(at)} by systemd, {ours.get(at)} by Hardnut")
    tap.result(len(told) >= 150 and not wrong,
               f"messages (seed {seed}): {count} lines, bad ones of {len(told)} keys, "
               f"{len(wrong)} differences", wrong)


def compare(tap, n_values, seed):
    units = message_lines.units(random.Random(seed), n_values, NAME)
    installed = sorted(analyze.installed())
    keep_all_messages()
    write(units)
    theirs = told_by_systemd([*units, *installed])
    compare_lines(tap, units, theirs, seed)
    loaded = sorted(analyze.live(installed))
    false = [f"{path}:{line}: {message}" for (path, line), message in told_by_hardnut(*loaded)[0].items()
             if (path, line) not in theirs]
    tap.result(len(loaded) > 20 and not false,
               f"messages: {len(loaded)} installed units, {len(false)} false alarms", false)
    remove(units)
