# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the helper's faults share: a service of its own for each case, the library that
lets system calls fail, and the look at what is left afterwards."""

import os
import shutil
import signal
import subprocess
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import helper_client as helper
from helper_client import Refused, show

LIBRARY = os.environ.get("HARDNUT_FAULTS", "/hardnut/build/tests/system/libhardnut-faults.so")
PRELOADED = "/usr/lib/libhardnut-faults.so"
RULES = "/run/systemd/hardnut-faults"
MET = RULES + ".met"
CLOCK = RULES + ".clock"
GENERATORS = "/run/systemd/system-generators"
SERVICES = ("hardnut-helper.service", "hardnut-revert@.service")
N_BEDS = 8

# Says when it is ready, so that it is watched for ten seconds only.
UNIT_TEXT = """[Unit]
Description=For the tests of faults
[Service]
Type=notify
NotifyAccess=all
TimeoutStopSec=5
ExecStart=/bin/sh -c 'systemd-notify --ready; exec sleep infinity'
"""
CHANGE = "[Service]\nNoNewPrivileges=yes\nUMask=0077\n"
SETTINGS = ("NoNewPrivileges=yes", "UMask=0077")


def systemctl(*arguments, check=True, timeout=120):
    return subprocess.run(["systemctl", *arguments], check=check, capture_output=True, text=True,
                          timeout=timeout)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def remove(path):
    """A drop-in, and its folder when nothing else is in it."""
    if os.path.lexists(path):
        os.unlink(path)
    try:
        os.rmdir(os.path.dirname(path))
    except OSError:
        pass


class Bed:
    """One service to try changes of, as it is before a case and has to be after it."""

    def __init__(self, name, text=UNIT_TEXT):
        self.unit = name
        self.trials = []
        self.text = text
        self.present = None
        self.known_tag = None
        write(self.path, text)

    @property
    def path(self):
        return f"/etc/systemd/system/{self.unit}"

    @property
    def permanent(self):
        return helper.permanent(self.unit)

    @property
    def trial_file(self):
        return helper.trial_file(self.unit)

    def begin(self, *settings, **options):
        trial = helper.try_change(self.unit, *(settings or SETTINGS), **options)
        self.trials.append(trial)
        return trial

    def healthy(self, *settings, **options):
        trial = self.begin(*settings, **options)
        helper.wait_for_state(trial, "healthy")
        return trial

    def has(self, text):
        """Gives the service a permanent drop-in of Hardnut's before the case."""
        self.present = text
        write(self.permanent, text)
        systemctl("daemon-reload")

    def left(self):
        """What is not as before."""
        found = [f"{path} is there" for path in (self.trial_file, os.path.dirname(self.trial_file))
                 if os.path.lexists(path)]
        folder = os.path.dirname(self.permanent)
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        if names != ([helper.DROP_IN] if self.present is not None else []):
            found.append(f"{folder} holds {names}")
        if not names and os.path.isdir(folder):
            found.append(f"{folder} is empty")
        text = helper.settings_in(self.permanent)
        if text != self.present:
            found.append(f"the permanent file is {text!r}, not {self.present!r}")
        for trial in self.trials:
            if helper.record(trial):
                found.append(f"trial {trial} is on record: {helper.state(trial)}")
            elif os.path.lexists(f"{helper.RECORDS}/.{trial}.trial"):
                found.append(f"half a record of {trial}")
        if found:
            return found
        timers = systemctl("list-units", "--all", "--plain", "--no-legend", "hardnut-revert@*.timer")
        found += [f"a timer of {trial}" for trial in self.trials if trial in timers.stdout]
        return found

    def assert_as_before(self, active="active", seconds=120):
        try:
            helper.wait_until(lambda: not self.left(), seconds, "all as before")
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.left()}") from None
        wanted = "yes" if "NoNewPrivileges=yes" in (self.present or "") else "no"
        helper.wait_until(lambda: show(self.unit, "NoNewPrivileges") == wanted, 10,
                          f"NoNewPrivileges={wanted}")
        assert show(self.unit, "DropInPaths") == (self.permanent if self.present else ""), \
            show(self.unit, "DropInPaths")
        if active:
            now = helper.wait_until(lambda: show(self.unit, "ActiveState") in (active, "failed")
                                    and show(self.unit, "ActiveState"), 20, f"{active}")
            if active == "inactive":
                # Nor is it started a little later.
                time.sleep(2)
                now = show(self.unit, "ActiveState")
            assert now == active, f"the service is {now}"

    def assert_nothing_begun(self):
        """No file and no record, which is quick to see."""
        found = [path for path in (self.trial_file, self.permanent) if os.path.lexists(path)]
        found += os.listdir(helper.RECORDS)
        assert not found, found

    @property
    def tag(self):
        """The fingerprint of the service without any change."""
        if not self.known_tag:
            self.known_tag = helper.etag(self.unit)
        return self.known_tag

    def tidy(self):
        """As new, whatever the case did to it."""
        Faults.clear()
        for trial in self.trials:
            if helper.record(trial):
                try:
                    helper.call("Revert", trial)
                except Refused:
                    pass
        if os.path.lexists(helper.history(self.unit)):
            os.unlink(helper.history(self.unit))
        if os.path.lexists(self.permanent) or os.path.lexists(self.trial_file):
            remove(self.permanent)
            remove(self.trial_file)
            systemctl("daemon-reload")
        self.trials = []
        self.present = None


class Faults:
    """The rules of the preloaded library; each thread adds and takes away its own."""

    lock = threading.Lock()
    rules = {}
    mine = threading.local()
    number = 0

    @classmethod
    def _store(cls):
        if not cls.rules:
            if os.path.exists(RULES):
                os.unlink(RULES)
            return
        write(RULES + ".new", "".join(cls.rules.values()))
        os.rename(RULES + ".new", RULES)

    @classmethod
    def add(cls, call, action, pattern, skip=0, count=1):
        """Returns the number of the rule. action is an errno, or a word that the library knows."""
        with cls.lock:
            cls.number += 1
            cls.rules[cls.number] = f"{cls.number} {call} {skip} {count} {action} {pattern}\n"
            cls.mine.numbers = getattr(cls.mine, "numbers", []) + [cls.number]
            cls._store()
            return cls.number

    @classmethod
    def clear(cls):
        with cls.lock:
            for number in getattr(cls.mine, "numbers", []):
                cls.rules.pop(number, None)
            cls.mine.numbers = []
            cls._store()

    @classmethod
    def met(cls, number):
        """The calls that the rule met, as "CALL PATH"."""
        return [line.split(" ", 1)[1] for line in (read(MET) or "").splitlines()
                if line.startswith(f"{number} ")]


def stop_helper():
    """It comes again with the next call, and with what its unit says then."""
    systemctl("stop", "hardnut-helper.service")
    systemctl("reset-failed", "hardnut-helper.service", check=False)


def mask_generators():
    """Every trial has systemd read its files again, and most of that time goes to these."""
    os.makedirs(GENERATORS, exist_ok=True)
    for name in os.listdir("/usr/lib/systemd/system-generators"):
        if not os.path.lexists(f"{GENERATORS}/{name}"):
            os.symlink("/dev/null", f"{GENERATORS}/{name}")


def unmask_generators():
    for name in os.listdir(GENERATORS):
        if os.path.islink(f"{GENERATORS}/{name}"):
            os.unlink(f"{GENERATORS}/{name}")


def preload():
    shutil.copy(LIBRARY, PRELOADED)
    for service in SERVICES:
        # Each case has its own crashes; a limit of starts is a case of its own.
        write(f"/run/systemd/system/{service}.d/hardnut-faults.conf",
              f"[Unit]\nStartLimitIntervalSec=0\n[Service]\nEnvironment=LD_PRELOAD={PRELOADED}\n")
    mask_generators()
    systemctl("daemon-reload")
    stop_helper()


def unload():
    Faults.rules.clear()
    for path in (RULES, RULES + ".new", MET, CLOCK, PRELOADED):
        if os.path.exists(path):
            os.unlink(path)
    for service in SERVICES:
        remove(f"/run/systemd/system/{service}.d/hardnut-faults.conf")
    unmask_generators()
    systemctl("daemon-reload")
    stop_helper()


def ping():
    """Has the bus start the helper where it is not running. The bus may not have noticed yet that the
    last one is gone."""
    for last in (False, False, True):
        try:
            helper.call("Ping", interface="org.freedesktop.DBus.Peer")
            return
        except Refused as error:
            if last or error.name != "org.freedesktop.DBus.Error.NoReply":
                raise


def assert_no_crash(pid):
    """The helper is the same process as before, or another one because that one had nothing to do."""
    if helper.helper_pid() != pid:
        found = [show("hardnut-helper.service", name) for name in ("NRestarts", "Result")]
        assert found == ["0", "success"], f"the helper has crashed: {found}"


def kill_helper(number=signal.SIGKILL):
    """Ends the helper's process, and waits until it is another one or none."""
    pid = helper.helper_pid()
    assert pid > 0, "the helper does not run"
    os.kill(pid, number)
    helper.wait_until(lambda: helper.helper_pid() != pid, 60, "the helper dead")
    return pid


def refused(function, *names):
    """Calls function, which has to be refused; by one of these errors if some are given."""
    try:
        answer = function()
    except Refused as error:
        assert not names or error.name in names, f"{error} instead of {names}"
        assert len(str(error)) > len(error.name) + 4, f"no words: {error}"
        return error
    raise AssertionError(f"it was let in: {answer}")


# Lines that a short run has in full: each case is quick, or is another item of the list.
IN_FULL = ("names refused", "values refused", "values made harmless", "directives refused", "protocol",
           "SIGKILL after each step, with a restart")


class Run:
    """The cases of one list; each is "LINE: what happens" and a function of a bed."""

    def __init__(self, tap, monitor):
        self.tap = tap
        self.monitor = monitor
        self.survived = self.count = 0
        self.lines = {}
        self.only = None
        self.short = False
        self.begun = set()
        self.not_here = []

    def chosen(self, cases):
        """In short, the first case of each line, and all of the lines that take no time."""
        found = []
        for case in cases:
            if self.only and self.only not in f"{case[0]}: {case[1]}":
                continue
            if self.short and case[0] not in IN_FULL and case[0] in self.begun:
                continue
            self.begun.add(case[0])
            found.append(case)
        return found

    def one(self, case, bed):
        line, name, function = case
        start = time.monotonic()
        try:
            function(bed)
            wrong = []
        except Exception as error:  # pylint: disable=broad-except
            where = traceback.extract_tb(error.__traceback__)
            wrong = [f"{type(error).__name__}: {error}"[:2000]]
            wrong += [f"at {os.path.basename(frame.filename)}:{frame.lineno}" for frame in where]
        finally:
            bed.tidy()
        return line, f"{name} ({time.monotonic() - start:.1f} s)", wrong

    def _told(self, line, name, wrong):
        self.count += 1
        self.survived += not wrong
        good, all_of_it = self.lines.get(line, (0, 0))
        self.lines[line] = (good + (not wrong), all_of_it + 1)
        self.tap.result(not wrong, f"helper fault, {line}: {name}", wrong)

    def _end(self):
        """After a group of cases nothing of any of them may be left."""
        systemctl("daemon-reload")
        try:
            helper.wait_for_nothing_left()
        except AssertionError as error:
            self.tap.result(False, "helper faults: nothing left", [str(error)])

    def parallel(self, cases, beds):
        free = list(beds)
        lock = threading.Lock()

        def work(case):
            with lock:
                bed = free.pop()
            try:
                result = self.one(case, bed)
            finally:
                with lock:
                    free.append(bed)
            with lock:
                self._told(*result)

        with ThreadPoolExecutor(len(beds)) as pool:
            list(pool.map(work, self.chosen(cases)))
        self._end()

    def sequential(self, cases, bed):
        for case in self.chosen(cases):
            self._told(*self.one(case, bed))
        self._end()


    def left_out(self, line, reason):
        self.not_here.append(f"{line}: not here, {reason}")

    def sum_up(self):
        for line, (good, count) in sorted(self.lines.items()):
            print(f"# {line}: {good} of {count}")
        for line in self.not_here:
            print(f"# {line}")
        print(f"# In sum: {self.count} faults and bad requests were run, {self.survived} survived")


def make_beds(count=N_BEDS):
    beds = [Bed(f"hardnut-fault{n}.service") for n in range(count)]
    systemctl("daemon-reload")
    systemctl("restart", *[bed.unit for bed in beds])
    return beds


def remove_beds(beds):
    systemctl("stop", *[bed.unit for bed in beds], check=False)
    for bed in beds:
        bed.tidy()
        if os.path.lexists(bed.path):
            os.unlink(bed.path)
    systemctl("daemon-reload")
    systemctl("reset-failed")
