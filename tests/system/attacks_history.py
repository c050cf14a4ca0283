# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of kept changes: everybody may read it, so that nothing may stand in it which not
everybody could read before; nobody's churn drops what others kept; and whatever is wrong with it, a
change is kept all the same."""

import os
import shutil

import helper_client as helper
from attacks_base import (ACCOUNT, OTHER, SLEEP, Service, files_below, forget, looks, run_tests, systemctl,
                          write)

UNIT = "hardnut-history.service"
FOLDER = helper.HISTORY
ELSEWHERE = "/var/lib/hardnut-elsewhere"
FILE = f"{FOLDER}/{UNIT}"
HEADING = "# What Hardnut's drop-in of this service was, the oldest first.\n"
SECRET = "hazelnut"
OF_USER = 16


def empty():
    for name in ("/var/lib/hardnut", ELSEWHERE):
        if os.path.islink(name):
            os.unlink(name)
    # The folder itself stays, as the helper's unit has it open; one that is made now it does not know.
    if not os.path.isdir(FOLDER):
        systemctl("stop", "hardnut-helper.service")
    if os.path.islink(FOLDER):
        os.unlink(FOLDER)
    os.makedirs(FOLDER, exist_ok=True)
    for folder in (FOLDER, os.path.dirname(FOLDER)):
        os.chmod(folder, 0o755)
        shutil.chown(folder, "root", "root")
    shutil.rmtree(ELSEWHERE, ignore_errors=True)
    for name in os.listdir(FOLDER):
        path = f"{FOLDER}/{name}"
        shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)


def fresh(test):
    """Around a test: a service of which nothing was ever kept."""
    def wrapped(ground):
        empty()
        with Service({UNIT: f"[Service]\n{SLEEP}\n"}):
            try:
                test(ground)
            finally:
                forget(UNIT)
                empty()
    wrapped.__name__ = test.__name__
    return wrapped


def read(path=FILE):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def states():
    """[(user or None, lines)]"""
    found = []
    for part in (read() or "").split("[State]\n")[1:]:
        lines = [line for line in part.splitlines() if line]
        user = [line[5:] for line in lines if line.startswith("User=")]
        found.append((int(user[0]) if user else None,
                      [line[5:] for line in lines if line.startswith("Line=")]))
    return found


def incomplete():
    return read().count("Incomplete=yes\n")


def check(ground, what, wanted, lines=()):
    """What is in the history now."""
    lines = list(lines)
    if states() != wanted:
        lines.append(f"{states()} instead of {wanted}")
    ground.tap.result(not lines, f"history: {what}", lines)


def uid(account):
    return int(os.popen(f"id -u {account}").read())


@fresh
def told(ground):
    """Who kept what, and what was there before; nothing else is written."""
    before = files_below("/var/lib/hardnut", "/etc/hardnut")
    ground.keep_as(ACCOUNT, UNIT, "UMask=0077", "PrivateTmp=yes")
    ground.keep_as_root(UNIT, "UMask=0077", "PrivateTmp=yes", "NoNewPrivileges=yes")
    ground.taken(UNIT, "UMask=0077", "PrivateTmp=yes", "NoNewPrivileges=yes", "LockPersonality=yes", keep=True)
    trial = helper.remove_change(UNIT)
    helper.wait_for_state(trial, "healthy", 180)
    helper.call("Keep", trial)
    helper.wait_for_nothing_left(120)
    one = ["UMask=0077", "PrivateTmp=yes"]
    account = uid(ACCOUNT)
    wanted = [(None, []), (account, sorted(one)), (0, sorted([*one, "NoNewPrivileges=yes"])),
              (account, sorted([*one, "NoNewPrivileges=yes", "LockPersonality=yes"])), (0, [])]
    lines = [] if [(user, sorted(kept)) for user, kept in states()] == wanted else [f"{states()}"]
    seen = os.lstat(FILE)
    if oct(seen.st_mode) != "0o100644" or seen.st_uid != 0 or not read().startswith(HEADING):
        lines.append(f"{oct(seen.st_mode)} {seen.st_uid} {read()}")
    after = files_below("/var/lib/hardnut", "/etc/hardnut")
    if after.keys() - before.keys() != {FILE}:
        lines.append(f"{after.keys() - before.keys()}")
    ground.tap.result(not lines, "history: each kept change, by whom, and what was before", lines)
    # What is only tried, taken back or refused is none of it.
    text = read()
    ground.taken(UNIT, "UMask=0077", what="tried alone")
    ground.kept_out(UNIT, "UMask=0000", what="refused")
    ground.tap.result(read() == text, "history: what is not kept is not in it", [read()])


@fresh
def by_hand(ground):
    """Of a file by hand only lines that Hardnut writes itself, and only if everybody could read them."""
    path = helper.permanent(UNIT)
    kept = "LockPersonality=yes"
    for what, text, mode, wanted, whole in (
            ("its own kind of lines", "# hand\n[Service]\nUMask=0077\nPrivateTmp=yes\n", 0o644,
             ["PrivateTmp=yes", "UMask=0077"], True),
            ("an environment", f"[Service]\nUMask=0077\nEnvironment=P={SECRET}\n", 0o644, [], False),
            ("another section", f"[Unit]\nDescription={SECRET}\n[Service]\nUMask=0077\n", 0o644, [], False),
            ("a comment", f"# {SECRET}\n[Service]\nUMask=0077\n", 0o644, ["UMask=0077"], True),
            ("closed to others", f"[Service]\nInaccessiblePaths=-/srv/{SECRET}\n", 0o600, [], False)):
        empty()
        write(path, text, mode)
        systemctl("daemon-reload")
        ground.keep_as_root(UNIT, kept)
        lines = []
        if not states() or states()[0][0] is not None or sorted(states()[0][1]) != wanted:
            lines.append(f"{states()}")
        if incomplete() != (0 if whole else 1):
            lines.append("it does not say whether that is all")
        if SECRET in (read() or ""):
            lines.append("it tells the secret")
        ground.tap.result(not lines, f"history: by hand: {what}", lines)
        forget(UNIT)
        systemctl("daemon-reload")
    # A folder that not everybody may enter closes what is in it as well.
    empty()
    write(path, f"[Service]\nInaccessiblePaths=-/srv/{SECRET}\n")
    os.chmod(os.path.dirname(path), 0o700)
    systemctl("daemon-reload")
    ground.keep_as_root(UNIT, kept)
    ground.tap.result(SECRET not in (read() or SECRET) and incomplete() == 1,
                      "history: by hand: in a closed folder", [f"{read()}"])


@fresh
def churn(ground):
    """Whatever one user keeps, what others kept stays."""
    other = ["NoNewPrivileges=yes"]
    ground.keep_as(OTHER, UNIT, *other)
    ground.keep_as_root(UNIT, *other, "LockPersonality=yes")
    first = states()
    both = ["NoNewPrivileges=yes", "LockPersonality=yes"]
    for number in range(OF_USER + 3):
        ground.keep_as(ACCOUNT, UNIT, *both, *(["PrivateTmp=yes"] if number % 2 else ["ProtectClock=yes"]))
    found = states()
    account = uid(ACCOUNT)
    lines = []
    if found[:len(first)] != first:
        lines.append(f"{first} has become {found[:len(first)]}")
    if sum(user == account for user, _ in found) != OF_USER or len(found) != len(first) + OF_USER:
        lines.append(f"{[user for user, _ in found]}")
    ground.tap.result(not lines, "history: one user's churn drops nobody else's", lines)
    # Forged before: so many users have a state each, and there is room for root alone.
    write(FILE, HEADING + "".join(f"\n[State]\nWhen=2026-01-01T00:00:00Z\nUser={70000 + n}\nLine=UMask=0077\n"
                                  for n in range(15)))
    text = read()
    ground.keep_as(ACCOUNT, UNIT, *both, "PrivateDevices=yes")
    ground.tap.result(read() == text, "history: no room for one more user, who drops nobody", [read()])
    ground.keep_as_root(UNIT, *both, "PrivateDevices=yes", "ProtectHostname=yes")
    ground.tap.result(read().startswith(text) and states()[-1][0] == 0, "history: room for root", [read()])


@fresh
def places(ground):
    """Nothing is written where others may, nor behind a link; a change is kept all the same."""
    kept, more = "NoNewPrivileges=yes", 0
    target = f"{ELSEWHERE}/target"

    def keep(what, watch):
        nonlocal more
        more += 1
        before = files_below(*watch)
        ground.keep_as_root(UNIT, kept, f"TasksMax={1000 + more}")
        lines = [] if os.path.exists(helper.permanent(UNIT)) else ["it was not kept"]
        if files_below(*watch) != before:
            lines.append(f"{before} has become {files_below(*watch)}")
        ground.tap.result(not lines, f"history: {what}: kept, and nothing written", lines)

    for what, folder, mode in (("by everybody", FOLDER, 0o777), ("by a group", FOLDER, 0o775),
                               ("above, by everybody", os.path.dirname(FOLDER), 0o777)):
        empty()
        os.chmod(folder, mode)
        keep(f"written {what}", ("/var/lib/hardnut",))
    empty()
    shutil.chown(FOLDER, ACCOUNT)
    keep("of another owner", ("/var/lib/hardnut",))
    # A file that somebody has worked on, or that is none.
    empty()
    write(FILE, HEADING + "\n[State]\nUser=1000\nLine=UMask=0077\nExecStart=/bin/sh\n")
    keep("not understood", ("/var/lib/hardnut",))
    empty()
    os.mkdir(FILE)
    keep("a folder", ("/var/lib/hardnut",))
    empty()
    write(FILE, "x" * (9 << 20))
    keep("too large", ("/var/lib/hardnut",))
    # Neither read nor followed.
    empty()
    write(target, HEADING + f"\n[State]\nUser=1000\nLine=InaccessiblePaths=-/srv/{SECRET}\n", 0o600)
    before = looks(target)
    os.symlink(target, FILE)
    keep("a link", (ELSEWHERE, FOLDER))
    ground.tap.result(looks(target) == before and os.path.islink(FILE), "history: what a link leads to stays")
    # And all is well again.
    empty()
    ground.keep_as_root(UNIT, kept, "TasksMax=2000")
    check(ground, "what was there could not be told", [(None, ["NoNewPrivileges=yes", f"TasksMax={1000 + more}"]),
                                                       (0, ["NoNewPrivileges=yes", "TasksMax=2000"])])


def run(tap):
    run_tests(tap, "history", [told, by_hand, churn, places])
