# SPDX-License-Identifier: GPL-3.0-or-later
"""Random trees of unit files, aliases, masks and drop-ins: the files that the loader finds for each
service, and their order, are those that the manager names after a daemon-reload."""

import os
import random
import shutil
import subprocess

HELPER = os.environ.get("HN_UNIT_FILES", "/hardnut/build/tests/source/unit-files")

FOLDERS = ["/etc/systemd/system.control", "/run/systemd/system.control", "/run/systemd/transient",
           "/etc/systemd/system", "/etc/systemd/system.attached", "/run/systemd/system",
           "/run/systemd/system.attached", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system"]
OUTSIDE = "/opt/hardnut-trees"

# Dashes and dots where the rules for prefixes and types look for them.
PLAIN = ["hna", "hna-b", "hna-b-c", "hna-", "hnq", "hn-x-y-", "hn--z", "hnal", "hn.dot"]
TEMPLATES = ["hnt@", "hnt-u@", "hnt-u-v@", "hnal@"]
INSTANCES = ["x", "y-z", "a.b", "i@j"]
LOADABLE = ([f"{name}.service" for name in PLAIN]
            + [f"{name}{instance}.service" for name in TEMPLATES for instance in INSTANCES])
NAMES = LOADABLE + [f"{name}.service" for name in TEMPLATES]
DROP_IN_NAMES = NAMES + ["hna-b-.service", "hn-.service", "hnt-.service", "hnt-u-.service",
                         "hnt-@x.service", "hnt-@.service", "hnt-u-@y-z.service", "service"]
FILES = ["10-a.conf", "20-b.conf", "a.conf", "Z.conf", ".hidden.conf", "x.conf~", "x.txt", "ä.conf"]


def _write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def _plant_unit(chooser, path, name):
    same = [other for other in NAMES if ("@" in other) == ("@" in name)]
    target = chooser.choice(chooser.choice([NAMES, same, same]))
    kind = chooser.random()
    if kind < 0.5:
        _write(path, "[Service]\nExecStart=/bin/true\n")
    elif kind < 0.75:
        os.symlink(chooser.choice([target, f"{chooser.choice(FOLDERS)}/{target}",
                                   f"../system/{target}", f"/lib/systemd/system/{target}"]), path)
    elif kind < 0.85:
        os.symlink(chooser.choice(["/dev/null", "/dev/null", "/dev/zero"]), path)
    elif kind < 0.88:
        _write(path, "")
    elif kind < 0.95:
        outside = f"{OUTSIDE}/{chooser.choice(NAMES)}"
        if chooser.random() < 0.8:
            _write(outside, "[Service]\nExecStart=/bin/true\n")
        os.symlink(outside, path)
    elif kind < 0.98:
        os.mkdir(path)
    else:
        os.symlink(name, path)


def _plant_drop_ins(chooser, folder):
    for _ in range(chooser.randint(0, 4)):
        path = f"{folder}/{chooser.choice(FILES + [f'{chooser.randint(0, 99)}.conf'])}"
        if os.path.lexists(path):
            continue
        kind = chooser.random()
        if kind < 0.75:
            _write(path, "[Service]\nEnvironment=A=1\n")
        elif kind < 0.8:
            _write(path, "")
        elif kind < 0.83:
            os.mkdir(path)
        else:
            os.symlink(chooser.choice(["/dev/null", "/nonexistent/x.conf", os.path.basename(path),
                                       f"{OUTSIDE}/file/../x.conf"]), path)


def _plant(chooser):
    os.makedirs(f"{OUTSIDE}/d1")
    os.makedirs(f"{OUTSIDE}/d2")
    _write(f"{OUTSIDE}/file", "")
    for folder in FOLDERS:
        os.makedirs(folder, exist_ok=True)

    for _ in range(chooser.randint(8, 40)):
        name = chooser.choice(NAMES)
        path = f"{chooser.choice(FOLDERS)}/{name}"
        if not os.path.lexists(path):
            _plant_unit(chooser, path, name)

    for _ in range(chooser.randint(5, 50)):
        parent = chooser.choice(FOLDERS)
        folder = f"{parent}/{chooser.choice(DROP_IN_NAMES)}.d"
        if not os.path.lexists(folder):
            target = f"{OUTSIDE}/d{chooser.randint(1, 3)}"
            if chooser.random() < 0.8:
                os.mkdir(folder)
            else:
                os.symlink(chooser.choice([target, os.path.relpath(target, parent)]), folder)
        if os.path.isdir(folder):
            _plant_drop_ins(chooser, folder)


def _clean():
    shutil.rmtree(OUTSIDE, ignore_errors=True)
    for folder in FOLDERS:
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            path = f"{folder}/{name}"
            if not name.startswith("hn") and name != "service.d":
                continue
            if os.path.islink(path) or not os.path.isdir(path):
                os.unlink(path)
            else:
                shutil.rmtree(path)


def _words(text):
    """systemctl quotes names with a backslash in them."""
    return [word.strip('"').replace("\\\\", "\\") if word.startswith('"') else word
            for word in text.split()]


def _theirs(units):
    """{unit: (names with the main one first, unit file, drop-ins)} as the manager says it."""
    done = subprocess.run(["systemctl", "show", "-p", "Id,Names,FragmentPath,DropInPaths,LoadState",
                           "--", *units], capture_output=True, text=True, check=False)
    found = {}
    for unit, block in zip(units, done.stdout.strip().split("\n\n")):
        values = dict(line.split("=", 1) for line in block.splitlines())
        if values["LoadState"] == "not-found":
            found[unit] = None
        else:
            main = values["Id"]
            others = sorted(set(_words(values["Names"])) - {main})
            found[unit] = ([main] + others, values["FragmentPath"], _words(values["DropInPaths"]))
    return found


def _ours(units):
    done = subprocess.run([HELPER], input="".join(f"{unit}\n" for unit in units),
                          capture_output=True, text=True, check=True)
    found = {}
    for line in done.stdout.splitlines():
        unit, names, fragment, drop_ins = line.split("\t")
        found[unit] = (names.split(), fragment, drop_ins.split()) if fragment else None
    return found


def _differs(ours, theirs):
    if ours == theirs:
        return False
    if ours is None or theirs is None or ours[:2] != theirs[:2]:
        return True
    # Which of two aliases' folders hides the other one's file, systemd leaves to the order of a
    # hash table with a random key.
    return (len(ours[0]) < 3
            or [os.path.basename(p) for p in ours[2]] != [os.path.basename(p) for p in theirs[2]])


def compare(tap, installed, count, seed):
    """Holds the installed services, then count random trees, against the manager."""
    keep = "/usr/lib/systemd/system/service.d"
    if os.path.lexists(keep) or os.path.lexists(OUTSIDE):
        raise RuntimeError(f"{keep} or {OUTSIDE} is in the way")

    lines, total, drop_ins = [], 0, 0
    try:
        for number in range(count + 1):
            units = LOADABLE if number else installed
            if number:
                _clean()
                _plant(random.Random(f"{seed}/{number}"))
            subprocess.run(["systemctl", "daemon-reload"], check=True)
            theirs, ours = _theirs(units), _ours(units)
            total += len(units)
            drop_ins += sum(len(found[2]) for found in theirs.values() if found)
            lines += [f"tree {number}, {unit}: systemd {theirs[unit]}, Hardnut {ours[unit]}"
                      for unit in units if _differs(ours[unit], theirs[unit])]
    finally:
        _clean()
        subprocess.run(["systemctl", "daemon-reload"], check=True)
    tap.result(drop_ins > count and not lines,
               f"files: {count} random trees (seed {seed}), {total} services, {drop_ins} drop-ins, "
               f"{len(lines)} differences", lines)
