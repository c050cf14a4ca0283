# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether systemd loads a unit at all: each key that it knows with values that fit none or few of them,
and the keys that decide on loading with one good value and a bad one behind it."""

import glob
import os
import re
import subprocess

import analyze

ETC = "/etc/systemd/system"
CATALOGUE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/engine/catalogue")
ODD = ["%Q", "nonsense here"]
# A key, a value that it takes, and what makes the unit one that is refused with it, or without it.
DECIDING = [
    ("Restart", "always", "Type=oneshot"), ("Restart", "no", "Type=oneshot"),
    ("RestartForceExitStatus", "1", "Type=oneshot"), ("ExitType", "cgroup", "Type=oneshot"),
    ("KillMode", "process", "PAMName=login"), ("BusName", "a.b", "Type=dbus"),
    ("WorkingDirectory", "~", "DynamicUser=yes"), ("WorkingDirectory", "/proc", "ProtectHome=yes"),
    ("PrivatePIDs", "yes", "Type=forking"), ("ExecStart", "/bin/true", "Type=oneshot"),
    ("RootImagePolicy", "*", "Type=exec"), ("Type", "dbus", "User=x")]
BAD = ["", "nonsense", "%Q", "0 0", "Always", ":", "a.b", "yes", "-", "a/b", "-%Q"]
COMMANDS = ["ExecStart", "ExecStartPre", "ExecStartPost", "ExecCondition", "ExecReload", "ExecStop",
            "ExecStopPost"]
ARGUMENTS = ["%Q", "x %Q y", "%% %n", "%Q ; /bin/true", "-%Q"]


def texts():
    """The texts of all units."""
    start = "[Service]\nExecStart=/bin/true\n"
    with open(os.path.join(CATALOGUE, "known-keys-table.h"), encoding="utf-8") as file:
        keys = re.findall(r'^KNOWN_KEY \((\w+), "(\w+)"', file.read(), re.MULTILINE)
    for path in sorted(glob.glob(os.path.join(CATALOGUE, "directives", "*.h"))):
        with open(path, encoding="utf-8") as file:
            keys += [("SERVICE", name) for name in
                     re.findall(r'^HN_DIRECTIVE \(\w+, "(\w+)"', file.read(), re.MULTILINE)]
    for section, key in keys:
        for value in ODD:
            yield f"{start}[{section.title()}]\n{key}={value}\n"
    for key, good, beside in DECIDING:
        for bad in BAD:
            yield f"{start}{beside}\n{key}={good}\n{key}={bad}\n"
    for action in ("reboot", "none"):
        for bad in BAD:
            yield f"[Service]\nType=oneshot\n[Unit]\nSuccessAction={action}\nSuccessAction={bad}\n"
    for command in COMMANDS:
        for argument in ARGUMENTS:
            for prefix in ("", "-", "@"):
                yield f"{start}{command}={prefix}/bin/echo {argument}\n"


def load_states(units):
    """{unit: LoadState}, as systemd has it."""
    states = {}
    for at in range(0, len(units), 200):
        done = subprocess.run(["systemctl", "show", "--property=Id,LoadState", *units[at:at + 200]],
                              capture_output=True, text=True, check=True)
        for block in done.stdout.split("\n\n"):
            found = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
            if "Id" in found:
                states[found["Id"]] = found["LoadState"]
    return states


def compare(tap):
    """Hardnut refuses, from the files, the same units as systemd."""
    units = {f"hardnut-odd{n}.service": text for n, text in enumerate(texts())}
    for unit, text in units.items():
        with open(f"{ETC}/{unit}", "w", encoding="utf-8") as file:
            file.write(text)
    subprocess.run(["systemctl", "daemon-reload"], check=True)
    theirs = load_states(sorted(units))
    ours = {row["unit"]: row for row in analyze.hardnutctl("list", "--all", "--offline")}
    lines, refused = [], 0
    for unit, text in units.items():
        refused += theirs.get(unit) != "loaded"
        if unit not in theirs or unit not in ours:
            lines.append(f"{unit}: {theirs.get(unit)}, {ours.get(unit)}: {text!r}")
        elif (theirs[unit] != "loaded") != ("refused" in ours[unit]):
            lines.append(f"{theirs[unit]} by systemd, {ours[unit].get('refused', 'loaded')} by Hardnut: "
                         f"{text!r}")
        os.unlink(f"{ETC}/{unit}")
    subprocess.run(["systemctl", "daemon-reload"], check=True)
    tap.result(refused > 50 and not lines,
               f"odd lines: {len(units)} units, {refused} refused, {len(lines)} differences", lines)
