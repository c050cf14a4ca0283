# SPDX-License-Identifier: GPL-3.0-or-later
"""The bus, polkit or the helper hang, which is worse than that they fail: nobody says so. Or systemd
does not read its files for longer than any patience. The old state holds again while it lasts, where
that can be, and nothing is forgotten before."""

import errno
import os
import signal
import subprocess
import threading
import time
from functools import partial

import helper_client as helper
from helper_client import show
from helper_faults import (CHANGE, Faults, kill_helper, ping, remove, stop_helper, systemctl,
                           write)
from helper_faults_bus import ACCOUNT, reload_bus
from helper_faults_systemd import VERSION, Own

# In seconds: by when the old state holds after the deadline, and by when nothing is left after what
# hung goes on.
LIMIT = 60

FORWARD = ("authorized", "written", "loaded", "restarted", "healthy", "keeping")
RECORD = "/run/hardnut/*.trial"


def process_of(service):
    pid = int(show(service, "MainPID"))
    assert pid > 0, f"{service} does not run"
    return pid


class Stopped:
    """These processes hang for as long as the block lasts."""

    def __init__(self, *pids):
        self.pids = pids

    def __enter__(self):
        for pid in self.pids:
            os.kill(pid, signal.SIGSTOP)
        return time.monotonic()

    def __exit__(self, *_):
        for pid in self.pids:
            try:
                os.kill(pid, signal.SIGCONT)
            except ProcessLookupError:
                pass


def is_without_change(unit):
    """Of a process that goes away under the eyes nothing is known."""
    try:
        with open(f"/proc/{show(unit, 'MainPID')}/status", encoding="utf-8") as file:
            return "NoNewPrivs:\t0" in file.read()
    except (FileNotFoundError, ProcessLookupError):
        return False


def is_old(bed, trial):
    """Whether systemd, asked beside the bus, and the process say that the old state holds."""
    return (helper.state(trial) not in FORWARD and not os.path.lexists(bed.trial_file)
            and show(bed.unit, "NoNewPrivileges") == "no"
            and show(bed.unit, "DropInPaths") == "" and show(bed.unit, "ActiveState") == "active"
            and is_without_change(bed.unit))


def wait_for_old(bed, trial):
    """Until the old state holds, within LIMIT of the deadline; the trial may still be on its way to
    there."""
    deadline = time.clock_gettime(time.CLOCK_BOOTTIME)
    end = time.monotonic() + 4 * LIMIT
    while not is_old(bed, trial):
        known = helper.record(trial) or {}
        if known.get("State") in FORWARD:
            deadline = max(int(known["Deadline"]) / 1e6, time.clock_gettime(time.CLOCK_BOOTTIME))
        assert time.monotonic() < end, f"the change holds, {known.get('State')}"
        time.sleep(0.2)
    late = time.clock_gettime(time.CLOCK_BOOTTIME) - deadline
    assert late < LIMIT, f"the old state held again {late:.0f} s after the deadline"


def wait_out(start, seconds):
    time.sleep(max(0, start + seconds - time.monotonic()))


class Caller:
    """A call of the helper by root that is answered when it is."""

    def __init__(self, member, trial):
        self.error = None
        self.thread = threading.Thread(target=self._call, args=(member, trial))
        self.thread.start()

    def _call(self, member, trial):
        try:
            helper.call(member, trial, timeout=1000)
        except helper.Refused as error:
            self.error = error

    def answer(self):
        """The error, or None."""
        self.thread.join(LIMIT)
        assert not self.thread.is_alive(), "no answer"
        return self.error


class Hangs:
    def __init__(self, monitor, other, short):
        self.monitor = monitor
        self.other = other
        self.short = short
        self.seconds = 5 if short else 30

    def bring_to(self, bed, step):
        """Begins a trial with a restart and lets the helper stop in the midst of it, or go on where it
        waits anyway. Returns the trial, whoever waits for an answer, and what to go on with."""
        stop_helper()
        ping()
        if step in ("restarted", "healthy"):
            trial = bed.begin(restart=True, confirm=8)
            helper.wait_for_state(trial, step)
            return trial, None, lambda: None
        trial, caller = None, None
        places = {"before write": ("create", f"/run/systemd/system.control/{bed.unit}.d/.zz*", 0),
                  "after write": ("renameat", RECORD, 1), "after reload": ("renameat", RECORD, 2),
                  "in Keep": ("renameat", f"{os.path.dirname(bed.permanent)}/zz-hardnut.conf", 0),
                  "on the way back": ("unlinkat", bed.trial_file, 0)}
        call, pattern, skip = places[step]
        pid = helper.helper_pid()
        rule = Faults.add(call, "pause", pattern, skip)
        trial = bed.begin(restart=True, confirm=8)
        if step in ("in Keep", "on the way back"):
            helper.wait_for_state(trial, "healthy")
            caller = Caller("Keep" if step == "in Keep" else "Revert", trial)
        helper.wait_until(lambda: Faults.met(rule), 60, "the step")
        return trial, caller, lambda: os.kill(pid, signal.SIGCONT)

    def hung(self, bed, step, service="dbus.service", seconds=None):
        """Something hangs from this step on."""
        pid = process_of(service)
        trial, caller, go_on = self.bring_to(bed, step)
        with Stopped(pid) as start:
            go_on()
            if step == "in Keep":
                helper.wait_until(lambda: helper.record(trial) is None, LIMIT, "kept")
                kept = helper.settings_in(bed.permanent)
                assert kept == CHANGE and not os.path.lexists(bed.trial_file), kept
            else:
                wait_for_old(bed, trial)
            wait_out(start, seconds or self.seconds)
        end = time.monotonic()
        if caller:
            assert caller.answer() is None, caller.error
        bed.present = CHANGE if step == "in Keep" else None
        bed.assert_as_before(seconds=LIMIT)
        assert time.monotonic() < end + LIMIT, "it takes too long after that"
        ping()

    def helper_hangs_too(self, bed):
        """Nobody takes the trial back but the dead man, who has to kill the helper before."""
        trial = bed.healthy(confirm=8)
        pid = helper.helper_pid()
        with Stopped(process_of("dbus.service"), pid) as start:
            wait_for_old(bed, trial)
            wait_out(start, self.seconds)
            assert not os.path.exists(f"/proc/{pid}"), "the helper was not killed"
        bed.assert_as_before(seconds=LIMIT)
        ping()

    def helper_comes_back(self, bed):
        """The helper is killed while the bus hangs, and the next one does not get its name."""
        trial = bed.healthy(confirm=12)
        with Stopped(process_of("dbus.service")) as start:
            kill_helper()
            wait_for_old(bed, trial)
            wait_out(start, self.seconds)
        bed.assert_as_before(seconds=LIMIT)
        ping()

    def bus_absent(self, bed):
        """Where the bus was, nobody listens any more, for whoever comes."""
        trial = bed.healthy(confirm=12)
        paths = [f"/run/systemd/system/{service}.d/hardnut-absent.conf"
                 for service in ("hardnut-helper.service", "hardnut-revert@.service")]
        for path in paths:
            write(path, "[Service]\nEnvironment=DBUS_SYSTEM_BUS_ADDRESS=unix:path=/run/nowhere\n")
        systemctl("daemon-reload")
        try:
            kill_helper()
            wait_for_old(bed, trial)
            bed.assert_as_before(seconds=LIMIT)
        finally:
            for path in paths:
                remove(path)
            systemctl("daemon-reload")
            stop_helper()
        bed.assert_as_before(seconds=LIMIT)

    def name_missing(self, bed):
        """The service cannot start without its name on the bus that hangs: it is started again until
        it can."""
        name = "io.github.hardnut.FaultTest"
        policy = "/etc/dbus-1/system.d/hardnut-fault-name.conf"
        write(policy, f'<busconfig><policy user="root"><allow own="{name}"/></policy></busconfig>\n')
        reload_bus()
        program = f"import dbus, time; dbus.SystemBus().request_name('{name}'); time.sleep(10000)"
        text = (f"[Service]\nType=dbus\nBusName={name}\nTimeoutStartSec=15\n"
                f'ExecStart=/usr/bin/python3 -c "{program}"\n')
        try:
            with Own("name", text) as own:
                trial = own.healthy(restart=True, confirm=5)
                with Stopped(process_of("dbus.service")) as start:
                    helper.wait_until(lambda: show(own.unit, "ActiveState") == "failed", LIMIT,
                                      "the restart failed")
                    wait_out(start, max(self.seconds, 30))
                    assert helper.state(trial) == "reverting", helper.state(trial)
                own.assert_as_before(seconds=LIMIT)
        finally:
            remove(policy)
            reload_bus()
        bed.assert_as_before()

    def question_hangs(self, bed):
        """Somebody's request waits for a polkit that hangs, while another trial is taken back."""
        pid = process_of("polkit.service")
        other = self.other
        tag = helper.etag(other.unit)
        trial = bed.begin(restart=True, confirm=8)
        with Stopped(pid) as start:
            client = subprocess.Popen(
                ["runuser", "-u", ACCOUNT, "--", "busctl", "--timeout=300", "call", helper.NAME,
                 helper.PATH, helper.NAME, "Try", "sa(ss)sub", other.unit, "1", "NoNewPrivileges",
                 "yes", tag, "60", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_for_old(bed, trial)
            assert client.poll() is None, "it was answered without polkit"
            wait_out(start, self.seconds)
        client.kill()
        client.wait()
        bed.assert_as_before(seconds=LIMIT)
        other.assert_as_before(seconds=LIMIT)

    def reload_refused(self, bed, seconds):
        """systemd does not read its files when the trial is to be taken back, and says so."""
        path = "/run/systemd/system.conf.d/hardnut-faults.conf"
        trial = bed.healthy(confirm=900)
        write(path, f"[Manager]\nReloadLimitIntervalSec={seconds}s\nReloadLimitBurst=1\n")
        systemctl("daemon-reexec")
        try:
            systemctl("daemon-reload", check=False)
            start = time.monotonic()
            assert systemctl("daemon-reload", check=False).returncode != 0, "there is no limit"
            caller = Caller("Revert", trial)
            while time.monotonic() < start + seconds - 3:
                time.sleep(1)
                assert helper.state(trial) == "reverting", helper.state(trial)
            timers = [name for name in helper.leftovers() if ".timer" in name]
            assert any(trial in name for name in timers), f"no timer: {timers}"
            helper.wait_until(lambda: helper.record(trial) is None, LIMIT, "taken back")
            error = caller.answer()
            assert (error is None) == (seconds < 30), error
        finally:
            remove(path)
            helper.wait_until(lambda: systemctl("daemon-reexec", check=False).returncode == 0, 900,
                              "no limit")
        bed.assert_as_before(seconds=LIMIT)

    def dead_man_refused(self, bed):
        """The dead man cannot take the trial back at first: he comes again and again."""
        trial = bed.healthy(confirm=5)
        rule = Faults.add("unlinkat", errno.EROFS, bed.trial_file, 0, 100)
        stop_helper()
        helper.wait_until(lambda: len(Faults.met(rule)) == 3, 120, "three tries")
        assert helper.state(trial) == "reverting", helper.state(trial)
        Faults.clear()
        wait_for_old(bed, trial)
        bed.assert_as_before(seconds=LIMIT)
        assert helper.helper_pid() == 0, "the helper was back"

    def cases(self):
        steps = ("healthy", "before write", "after write", "after reload", "restarted", "in Keep",
                 "on the way back")
        found = [("bus hangs", step, partial(self.hung, step=step)) for step in steps]
        found += [("bus and helper hang", "while it waits for Keep", self.helper_hangs_too),
                  ("bus hangs, helper killed", "while it waits for Keep", self.helper_comes_back),
                  ("bus absent", "and the helper killed", self.bus_absent),
                  ("polkit hangs", "with a question open", self.question_hangs)]
        if not self.short:
            found.append(("bus hangs", "and the service needs its name there", self.name_missing))
        found += [("polkit hangs", step, partial(self.hung, step=step, service="polkit.service"))
                  for step in steps]
        found += [("dead man fails", "three times", self.dead_man_refused)]
        return found


def run_tests(run, beds):
    # It is started when it is asked, which nobody may have done yet.
    systemctl("start", "polkit.service")
    hangs = Hangs(run.monitor, beds[1], run.short)
    run.sequential(hangs.cases(), beds[0])
    if VERSION >= 253:
        seconds = [12] if run.short else [12, 45, 400]
        run.sequential([("reload refused", f"for {number} seconds on the way back",
                         partial(hangs.reload_refused, seconds=number)) for number in seconds],
                       beds[0])
    else:
        run.left_out("reload refused", f"systemd {VERSION} has no limit")
    if not run.short:
        run.sequential([("bus hangs", "ten minutes",
                         partial(hangs.hung, step="healthy", seconds=600))], beds[0])
