# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls the helper, and looks at what it leaves. As a program: `helper_client.py [--user] MEMBER
SIGNATURE JSON` calls as whoever runs it and prints a JSON of [error name or null, answer]."""

import glob
import hashlib
import json
import os
import pwd
import re
import subprocess
import sys
import threading
import time

import dbus

NAME = "io.github.hardnut.Helper1"
PATH = "/io/github/hardnut/Helper1"
ERROR = "io.github.hardnut.Error."
DROP_IN = "zz-hardnut.conf"
RECORDS = "/run/hardnut"
HISTORY = "/var/lib/hardnut/history"
SIGNATURES = {"Try": "sa(ss)sub", "Remove": "ssub", "Keep": "s", "Revert": "s", "Begin": "asu",
              "End": "s", "Covers": "ss", "Accept": "ssss"}


class Refused(Exception):
    """The error that came over the bus; name is what stands behind the helper's prefix."""

    def __init__(self, name, message):
        super().__init__(f"{name}: {message}")
        self.name = name.removeprefix(ERROR)


def call(member, *arguments, interface=NAME, signature=None, user=False, timeout=180, path=PATH):
    """Calls as root, or as the user of this process on its session bus; returns the answer."""
    bus = dbus.SessionBus(private=True) if user else dbus.SystemBus(private=True)
    try:
        if signature is None:
            signature = SIGNATURES.get(member, "")
        return bus.call_blocking(NAME, path, interface, member, signature, arguments,
                                 timeout=timeout)
    except dbus.DBusException as error:
        raise Refused(error.get_dbus_name(), error.get_dbus_message()) from None
    finally:
        bus.close()


def call_as(account, member, *arguments, session=False, **options):
    """The same call by another account, in another process."""
    uid = pwd.getpwnam(account).pw_uid
    text = json.dumps([member, arguments, options])
    command = ["runuser", "-u", account, "--", "env", f"XDG_RUNTIME_DIR=/run/user/{uid}",
               f"DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/{uid}/bus", "python3",
               os.path.abspath(__file__), *(["--user"] if session else []), text]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{member} as {account}: {done.stderr}")
    error, message, answer = json.loads(done.stdout)
    if error:
        raise Refused(error, message)
    return answer


def show(unit, name, systemctl=("systemctl",)):
    done = subprocess.run([*systemctl, "show", "-P", name, "--", unit], capture_output=True,
                          text=True, check=False)
    return done.stdout.strip()


def etag_of(paths):
    """What hn_etag_finish() makes of the files that the manager names."""
    digest = hashlib.sha256()

    def part(kind, data):
        digest.update(f"{kind}{len(data)}:".encode())
        digest.update(data)

    for path in paths:
        part("p", path.encode())
        try:
            with open(path, "rb") as file:
                part("c", file.read())
        except FileNotFoundError:
            part("m", b"")
    return digest.hexdigest()


def etag(unit, systemctl=("systemctl",)):
    return etag_of([show(unit, "FragmentPath", systemctl)] +
                   show(unit, "DropInPaths", systemctl).split())


def try_change(unit, *settings, confirm=60, restart=False, tag=None):
    """Begins a trial as root; settings are "Directive=value". Returns its number."""
    pairs = [tuple(setting.split("=", 1)) for setting in settings]
    return str(call("Try", unit, pairs, tag or etag(unit), confirm, restart))


def remove_change(unit, confirm=60, restart=False):
    return str(call("Remove", unit, etag(unit), confirm, restart))


def record(trial):
    """What is on record of a trial; None when nothing is."""
    try:
        with open(f"{RECORDS}/{trial}.trial", encoding="utf-8") as file:
            return dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)
    except FileNotFoundError:
        return None


def state(trial):
    known = record(trial)
    return known["State"] if known else None


def wait_until(condition, seconds, what):
    end = time.monotonic() + seconds
    pause = 0.05
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        # Looking often would itself be the load that makes everything slow.
        time.sleep(pause)
        pause = min(2 * pause, 0.5)
    raise AssertionError(f"after {seconds} s still not: {what}")


def wait_for_state(trial, wanted, seconds=90):
    def reached():
        now = state(trial)
        if now is None and wanted is not None:
            raise AssertionError(f"the trial ended instead of being {wanted}")
        return now == wanted
    wait_until(reached, seconds, f"trial {wanted or 'over'}")


def permanent(unit):
    return f"/etc/systemd/system/{unit}.d/{DROP_IN}"


def history(unit):
    return f"{HISTORY}/{unit}"


def trial_file(unit):
    return f"/run/systemd/system.control/{unit}.d/{DROP_IN}"


def settings_in(path):
    """The text of a drop-in without the comments that say who kept each line; None without a file.
    Half a file has half a comment, and is not passed over."""
    try:
        with open(path, encoding="utf-8") as file:
            return re.sub(r"^# (Kept by user \d+|Kept by nobody that is known"
                          r"|Lines and keepers as Hardnut wrote them: [0-9a-f]{64})\n", "",
                          file.read(), flags=re.MULTILINE)
    except FileNotFoundError:
        return None


def leftovers():
    """Whatever a trial may leave and must not."""
    found = glob.glob(f"{RECORDS}/*") + glob.glob(f"{RECORDS}/.*")
    found += glob.glob("/run/systemd/system.control/*.d")
    found += glob.glob("/etc/systemd/system/*.d/.*") + glob.glob("/etc/systemd/system/*.d/*~")
    done = subprocess.run(["systemctl", "list-units", "--all", "--plain", "--no-legend",
                           "hardnut-revert@*"], capture_output=True, text=True, check=True)
    return found + [line.split()[0] for line in done.stdout.splitlines() if ".timer" in line]


def wait_for_nothing_left(seconds=60):
    try:
        wait_until(lambda: not leftovers(), seconds, "all cleaned up")
    except AssertionError as error:
        raise AssertionError(f"{error}: {leftovers()}") from None


def helper_pid():
    return int(show("hardnut-helper.service", "MainPID") or 0)


class Monitor:
    """Collects what the helper tells, from the moment it is made."""

    def __init__(self, path="/tmp/hardnut-monitor"):
        self.path = path
        self.known = []
        self.at = 0
        self.lock = threading.Lock()
        self.file = open(path, "wb")
        self.process = subprocess.Popen(
            ["busctl", "--json=short", "--match",
             f"type=signal,interface={NAME},member=TrialChanged", "monitor"],
            stdout=self.file, stderr=subprocess.DEVNULL)
        # It listens as soon as it hears this.
        wait_until(self._hears, 60, "listening")

    def _hears(self):
        subprocess.run(["busctl", "emit", "/probe", NAME, "TrialChanged", "sssa{sv}", "probe", "", "",
                        "0"], check=True)
        time.sleep(0.2)
        return os.path.getsize(self.path) > 0

    def signals(self):
        """[(destination or None, trial, unit, state, {key: value})]"""
        with self.lock, open(self.path, "rb") as file:
            file.seek(self.at)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self.at += len(line)
                try:
                    message = json.loads(line.strip(b"\0\n"))
                except ValueError:
                    continue
                trial, unit, name, detail = message["payload"]["data"]
                self.known.append((message.get("destination"), trial, unit, name,
                                   {key: value["data"] for key, value in detail.items()}))
            return list(self.known)

    def states(self, trial):
        return [name for to, number, _, name, _ in self.signals() if number == trial and not to]

    def wait_for(self, trial, wanted, seconds=90):
        """The detail that came with the state."""
        def told():
            for _, number, _, name, detail in self.signals():
                if number == trial and name == wanted:
                    return detail or {"": ""}
            return None
        try:
            return wait_until(told, seconds, f"told of {wanted}")
        except AssertionError as error:
            raise AssertionError(f"{error}; {self.signals()}") from None

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.file.close()


def main():
    arguments = sys.argv[1:]
    user = arguments[0] == "--user"
    member, values, options = json.loads(arguments[-1])
    try:
        answer = call(member, *values, user=user, **options)
    except Refused as refused:
        print(json.dumps([refused.name, str(refused), None]))
        return
    print(json.dumps([None, None, answer]))


if __name__ == "__main__":
    main()
