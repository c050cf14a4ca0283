# SPDX-License-Identifier: GPL-3.0-or-later
"""What preview says before, against what systemd says once the drop-in that it prints stands there."""

import os
import random
import re
import subprocess

import analyze
import random_drop_ins

DROP_IN = "zz-hardnut.conf"
ETC = "/etc/systemd/system"


def write(path, lines):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write("[Service]\n" + "".join(line + "\n" for line in lines))


def reload_manager():
    subprocess.run(["systemctl", "daemon-reload"], check=True)


def preview_all(lines_of):
    """{unit: preview, or the exception that it ended in}"""
    units = sorted(lines_of)
    return dict(zip(units, analyze.ask_many(
        lambda unit: analyze.hardnutctl("preview", "--", unit, *lines_of[unit]), units)))


def judge(unit, preview, after, lines):
    """What is wrong with a preview; after: what systemd says, by unit."""
    if unit not in after:
        # systemd refuses the unit with this drop-in: then so must we.
        return [] if isinstance(preview, Exception) else [
            f"{unit}: systemd refuses it, Hardnut does not: {lines}"]
    if isinstance(preview, Exception):
        return [f"{unit}: {preview}: {lines}"]
    found = analyze.differences(unit, after[unit], analyze.verdict(preview["after"]))
    return found + [f"{unit}: with {lines}"] if found else []


def compare(tap, count, seed):
    """Random drop-ins on real services."""
    units = sorted(analyze.live(analyze.installed()))
    chooser = random.Random(seed)
    lines, done, changed, refused = [], 0, 0, 0
    while done < count:
        batch = chooser.sample(units, min(len(units), count - done))
        drop_ins = {unit: random_drop_ins.random_lines(chooser) for unit in batch}
        previews = preview_all(drop_ins)
        paths = [f"{ETC}/{unit}.d/{DROP_IN}" for unit in batch]
        for unit, path in zip(batch, paths):
            write(path, drop_ins[unit])
        reload_manager()
        after = analyze.live(batch)
        for unit in batch:
            preview = previews[unit]
            lines += judge(unit, preview, after, drop_ins[unit])
            refused += unit not in after
            if not isinstance(preview, Exception):
                changed += preview["before"]["exposure"] != preview["after"]["exposure"]
        for path in paths:
            os.unlink(path)
        # One that systemd has just refused has no settings to preview upon.
        reload_manager()
        done += len(batch)
    tap.result(not lines and changed > count / 4,
               f"preview: {done} random drop-ins (seed {seed}), {changed} change the exposure, "
               f"{refused} refused, {len(lines)} differences", lines)


# Where other drop-ins of a unit may stand, by the folder and by the name: before Hardnut's and behind
# it, for the unit alone, for all with this beginning of the name, for all of its type, and in folders
# that other programs write to.
FOLDERS = [f"{ETC}/{{unit}}.d", f"{ETC}/hardnut-.service.d", f"{ETC}/hardnut-placed-.service.d",
           f"{ETC}/service.d", "/run/systemd/system/{unit}.d", "/usr/lib/systemd/system/{unit}.d",
           "/run/systemd/system/service.d", f"{ETC}.control/{{unit}}.d"]
EARLIER = ["10-vendor.conf", "override.conf", "zz-a.conf", "ZZZ.conf", "zz-hardnu.conf"]
LATER = ["zz-hardnut.conf.conf", "zz-hardnutt.conf", "zz_shh-harden.conf", "zzz.conf", "~.conf",
         "zz-hardnut_2.conf", "\u00fc.conf"]
BASE = "[Service]\nExecStart=/bin/true\n"

# How systemctl tells a value that is in force, for those that it tells as a file has it.
SIMPLE = ["ProtectHome", "ProtectSystem", "PrivateNetwork", "LockPersonality", "UMask",
          "RestrictRealtime", "KeyringMode", "ProtectProc", "NoNewPrivileges", "RemoveIPC"]


def place(chooser, unit, shared):
    """Drop-ins around one unit: [path]."""
    written = []
    for names in (EARLIER, LATER):
        for _ in range(chooser.choice([0, 1, 1, 2])):
            # Those of all units of the kind are written once.
            folder = chooser.choice(FOLDERS).format(unit=unit)
            path = f"{folder}/{chooser.choice(names)}"
            if path in shared or os.path.exists(path):
                continue
            if unit not in path:
                shared.add(path)
                lines = [f"{name}={chooser.choice(['yes', 'no'])}" for name in
                         chooser.sample(["ProtectHome", "PrivateNetwork", "LockPersonality"], 1)]
            else:
                lines = random_drop_ins.random_lines(chooser)
            write(path, lines)
            written.append(path)
    if chooser.random() < 0.5:
        folder = chooser.choice(FOLDERS[:4]).format(unit=unit)
        path = f"{folder}/{DROP_IN}"
        if not os.path.exists(path):
            write(path, random_drop_ins.random_lines(chooser)
                  if unit in path else ["ProtectSystem=yes", "UMask=0027"])
            written.append(path)
    return written


def kept_lines(unit, asked):
    """The lines of the drop-in of Hardnut's name that is in force which asked says nothing about."""
    done = subprocess.run(["systemctl", "show", unit, "--property=DropInPaths", "--value"],
                          capture_output=True, text=True, check=True)
    named = {line.split("=")[0] for line in asked}
    for path in done.stdout.split():
        if os.path.basename(path) == DROP_IN:
            with open(path, encoding="utf-8") as file:
                return [line.rstrip("\n") for line in file
                        if "=" in line and line.split("=")[0] not in named]
    return []


def values_of(unit):
    done = subprocess.run(["systemctl", "show", unit, *[f"--property={name}" for name in SIMPLE]],
                          capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)


def is_named(preview, name):
    """Whether a file that stands behind Hardnut's is named for a value."""
    return any(re.match(rf"{name}=: ", warning["message"]) and warning["file"] and
               os.path.basename(warning["file"]) > DROP_IN for warning in preview["warnings"])


def is_said(preview, name):
    """Whether the drop-in sets name, before the line at which systemd stops reading it."""
    own = [warning for warning in preview["warnings"] if warning["file"] == "<drop-in>"]
    end = min([w["line"] for w in own if "stops reading" in w["message"]] + [10000])
    bad = {w["line"] for w in own if "ignores the line" in w["message"]}
    return any(line.startswith(f"{name}=") and number < end and number not in bad
               for number, line in enumerate(preview["drop_in"].split("\n"), 1))


def compare_placed(tap, count, seed):
    """Random drop-ins among others: earlier, later, of prefixes, of the type, of other folders, and on
    top of one that was kept. What preview prints is written where preview says that it will stand;
    whatever a later file makes of it is named, which systemd says once that is away."""
    chooser = random.Random(seed)
    lines, done, named, later = [], 0, 0, 0
    while done < count:
        batch = [f"hardnut-placed-{n}.service" for n in range(min(30, count - done))]
        asked, written, shared = {}, [], set()
        for unit in batch:
            with open(f"{ETC}/{unit}", "w", encoding="utf-8") as file:
                file.write(BASE)
            written.append(f"{ETC}/{unit}")
        for unit in batch:
            written += place(chooser, unit, shared)
            asked[unit] = random_drop_ins.random_lines(chooser) + [
                f"{name}=yes" for name in chooser.sample(["ProtectHome", "PrivateNetwork",
                                                          "LockPersonality"], 2)]
        reload_manager()
        # What systemd does not load has nothing to preview upon.
        loaded = analyze.live(batch)
        previews = preview_all({unit: asked[unit] for unit in loaded})
        for unit, preview in previews.items():
            if not isinstance(preview, Exception):
                path = f"{ETC}/{unit}.d/{DROP_IN}"
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(preview["drop_in"])
                written.append(path)
            else:
                # What it would have printed: systemd has to refuse that, too.
                path = f"{ETC}/{unit}.d/{DROP_IN}"
                write(path, kept_lines(unit, asked[unit]) + asked[unit])
                written.append(path)
        reload_manager()
        after = analyze.live(sorted(loaded))
        whole = {unit: values_of(unit) for unit in after}
        for unit, preview in previews.items():
            lines += judge(unit, preview, after, asked[unit])

        # Without those behind it, Hardnut's has what it asks for.
        for path in written:
            if os.path.basename(path) > DROP_IN and path.endswith(".conf"):
                os.unlink(path)
        reload_manager()
        for unit in after:
            preview = previews[unit]
            if isinstance(preview, Exception) or unit not in analyze.live([unit]):
                continue
            alone = values_of(unit)
            for name in SIMPLE:
                if is_said(preview, name) and whole[unit].get(name) != alone.get(name):
                    later += 1
                    if is_named(preview, name):
                        named += 1
                    else:
                        lines.append(f"{unit}: {name} is {whole[unit].get(name)} instead of "
                                     f"{alone.get(name)}, and nobody says why: {preview['warnings']}")
        for path in set(written):
            if os.path.exists(path):
                os.unlink(path)
            folder = os.path.dirname(path)
            if folder.endswith(".d") and os.path.isdir(folder) and not os.listdir(folder):
                os.rmdir(folder)
        reload_manager()
        done += len(batch)
    tap.result(not lines and later > 0 and named == later,
               f"preview among other drop-ins: {done} (seed {seed}), {later} values changed by later "
               f"files, {named} of them named, {len(lines)} differences", lines)
