# SPDX-License-Identifier: GPL-3.0-or-later
"""Others are at work at the same time: an admin, a second client, a package; and time itself."""

import os
import subprocess
import threading
import time
from functools import partial

import helper_client as helper
from helper_client import Refused, show
from helper_faults import (CHANGE, CLOCK, UNIT_TEXT, ping, refused, remove, stop_helper, systemctl,
                           write)
from helper_faults_systemd import HAS_CHANGE, Own, script
from raw_bus import RawBus, body

ADMIN = "[Service]\nPrivateTmp=yes\n"


def together(*calls):
    """Sends calls (member, trial) at once over one connection; the errors, in their order."""
    bus = RawBus()
    serials = [bus.send(helper.NAME, helper.PATH, helper.NAME, member, "s", body("s", (trial,)))
               for member, trial in calls]
    errors = []
    for serial in serials:
        error, _ = bus.answer(serial)
        errors.append(error.removeprefix(helper.ERROR) if error else None)
    bus.close()
    return errors


def shift_clock(realtime=0, boottime=0):
    """What the helper sees on its clocks, in seconds beside the truth."""
    if realtime or boottime:
        write(CLOCK + ".new", f"{realtime} {boottime}\n")
        os.rename(CLOCK + ".new", CLOCK)
    elif os.path.exists(CLOCK):
        os.unlink(CLOCK)


class Races:
    def __init__(self, monitor):
        self.monitor = monitor

    def admin_writes_permanent(self, bed):
        """Hardnut's own file is somebody else's when Keep comes: theirs stays."""
        trial = bed.healthy()
        write(bed.permanent, ADMIN)
        error = refused(lambda: helper.call("Keep", trial), "Changed")
        assert bed.permanent in str(error), error
        helper.call("Revert", trial)
        bed.present = ADMIN
        bed.assert_as_before()

    def admin_writes_while_keeping(self, bed):
        """Hardnut's own file is somebody else's when a Keep goes on that a crash had ended."""
        trial = bed.healthy()
        stop_helper()
        path = f"{helper.RECORDS}/{trial}.trial"
        with open(path, encoding="utf-8") as file:
            text = file.read()
        assert "\nState=healthy\n" in text and "\nKeeping=false\n" in text, text
        text = text.replace("\nState=healthy\n", "\nState=keeping\n")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("\nKeeping=false\n", "\nKeeping=true\n"))
        write(bed.permanent, ADMIN)
        ping()
        detail = self.monitor.wait_for(trial, "reverted")
        assert bed.permanent in detail["reason"], detail
        bed.present = ADMIN
        bed.assert_as_before()

    def admin_writes_trial(self, bed):
        """Somebody writes over the trial's file: what was asked for is not in force, and not kept."""
        trial = bed.healthy()
        write(bed.trial_file, ADMIN)
        # What systemd has not read cannot be weighed, and the trial goes on.
        error = refused(lambda: helper.call("Keep", trial), "UnitRefused")
        assert "daemon-reload" in str(error), error
        systemctl("daemon-reload")
        error = refused(lambda: helper.call("Keep", trial), "Failed")
        assert "NoNewPrivileges" in str(error), error
        bed.assert_as_before()

    def admin_removes_trial(self, bed):
        """systemctl revert takes the trial's file away: Revert has nothing left to do."""
        trial = bed.healthy()
        systemctl("revert", bed.unit)
        helper.call("Revert", trial)
        bed.assert_as_before()

    def admin_adds(self, bed):
        """A drop-in of the admin's that comes in the meantime stays, whatever becomes of the trial."""
        path = f"/etc/systemd/system/{bed.unit}.d/override.conf"
        trial = bed.healthy()
        write(path, ADMIN)
        systemctl("daemon-reload")
        try:
            helper.call("Revert", trial)
            with open(path, encoding="utf-8") as file:
                assert file.read() == ADMIN
            assert show(bed.unit, "PrivateTmp") == "yes"
            assert show(bed.unit, "NoNewPrivileges") == "no"
        finally:
            remove(path)
            systemctl("daemon-reload")
        bed.assert_as_before()

    def two_clients(self, bed):
        """At the same moment on one service: one is let in, and the other is told so."""
        tag = helper.etag(bed.unit)
        data = body("sa(ss)sub", (bed.unit, [("NoNewPrivileges", "yes")], tag, 60, 0))
        clients = [RawBus() for _ in range(2)]
        serials = [bus.send(helper.NAME, helper.PATH, helper.NAME, "Try", "sa(ss)sub", data)
                   for bus in clients]
        answers = [bus.answer(serial) for bus, serial in zip(clients, serials)]
        for bus in clients:
            bus.close()
        begun = [values[0] for error, values in answers if not error]
        errors = [error for error, _ in answers if error]
        bed.trials += begun
        assert len(begun) == 1 and errors == [helper.ERROR + "Busy"], answers
        helper.wait_for_state(begun[0], "healthy")
        helper.call("Revert", begun[0])
        bed.assert_as_before()

    def stopped(self, bed, name, text=UNIT_TEXT, restart=False):
        """An admin stops the service while its change waits for Keep: it is left stopped."""
        with Own(f"stop-{name}", text) as own:
            trial = own.begin(restart=restart)
            helper.wait_for_state(trial, "healthy")
            systemctl("stop", own.unit)
            helper.call("Revert", trial)
            helper.wait_until(lambda: not own.left(), 60, "nothing left")
            time.sleep(2)
            assert show(own.unit, "ActiveState") in ("inactive", "failed"), "it was started"

    def stopped_while_watched(self, bed):
        with Own("stop-watched", UNIT_TEXT) as own:
            trial = own.begin(restart=True)
            helper.wait_for_state(trial, "restarted")
            systemctl("stop", own.unit)
            detail = self.monitor.wait_for(trial, "reverted")
            assert detail["step"] == "healthy", detail
            own.assert_as_before(active="inactive")

    def stopped_slowly(self, bed):
        """The stop is under way when the change is to be taken back."""
        text = UNIT_TEXT.replace("ExecStart=", "ExecStop=/bin/sleep 8\nExecStart=")
        with Own("stop-slow", text.replace("TimeoutStopSec=5", "TimeoutStopSec=30")) as own:
            trial = own.healthy(restart=True)
            systemctl("stop", "--no-block", own.unit)
            helper.wait_until(lambda: show(own.unit, "ActiveState") == "deactivating", 30, "a stop")
            helper.call("Revert", trial)
            own.assert_as_before(active="inactive")

    def stopped_unseen(self, bed):
        """There is no helper when the service is stopped: the next one sees how it ended."""
        trial = bed.healthy()
        stop_helper()
        systemctl("stop", bed.unit)
        try:
            ping()
            helper.call("Revert", trial)
            bed.assert_as_before(active="inactive")
        finally:
            systemctl("start", bed.unit)

    def ended_by_itself(self, bed, name, ends):
        """With the change the service ends well after a while, which nobody has asked for."""
        text = script(f"systemd-notify --ready; {HAS_CHANGE} && {{ sleep 14; {ends}; }}; "
                      "exec sleep infinity")
        with Own(f"ends-{name}", text) as own:
            trial = own.begin(restart=True)
            helper.wait_for_state(trial, "healthy")
            helper.wait_until(lambda: show(own.unit, "ActiveState") == "inactive", 30, "its end")
            helper.call("Revert", trial)
            own.assert_as_before()

    def keep_at_deadline(self, bed):
        """Keep in the very moment in which the time is over: one of both, and what was said."""
        trial = bed.healthy(confirm=5)
        deadline = int(helper.record(trial)["Deadline"]) / 1e6
        while time.clock_gettime(time.CLOCK_BOOTTIME) < deadline - 0.02:
            time.sleep(0.005)
        error = together(("Keep", trial))[0]
        assert error in (None, "Busy", "NoSuchTrial"), error
        helper.wait_for_state(trial, None)
        bed.present = CHANGE if error is None else None
        bed.assert_as_before()

    def keep_and_revert(self, bed):
        trial = bed.healthy()
        errors = together(("Keep", trial), ("Revert", trial))
        assert errors[0] is None and errors[1] in ("Busy", "NoSuchTrial"), errors
        bed.present = CHANGE
        bed.assert_as_before()

    def revert_and_keep(self, bed):
        trial = bed.healthy()
        errors = together(("Revert", trial), ("Keep", trial))
        assert errors[0] is None and errors[1] in ("Busy", "NoSuchTrial"), errors
        bed.assert_as_before()

    def revert_while_watching(self, bed):
        trial = bed.begin(restart=True)
        helper.wait_for_state(trial, "restarted")
        refused(lambda: helper.call("Keep", trial), "Busy")
        helper.call("Revert", trial)
        bed.assert_as_before()

    def package_upgrade(self, bed):
        """A package replaces the unit's file and restarts the service while it is watched."""
        # Which lasts as long as it takes, here.
        slow = UNIT_TEXT.replace("TimeoutStopSec=5", "TimeoutStopSec=5\nRestartSec=30s")
        with Own("package", slow) as own:
            trial = own.begin(restart=True)
            helper.wait_for_state(trial, "restarted")
            write(own.path + ".new", slow.replace("tests of faults", "tests, second edition"))
            os.rename(own.path + ".new", own.path)
            systemctl("daemon-reload")
            systemctl("restart", own.unit)
            detail = self.monitor.wait_for(trial, "reverted", 180)
            assert "started again" in detail["reason"], detail
            assert show(own.unit, "Description") == "For the tests, second edition"
            own.assert_as_before()

    def package_waiting(self, bed):
        with Own("package2", UNIT_TEXT) as own:
            trial = own.healthy()
            write(own.path + ".new", UNIT_TEXT.replace("tests of faults", "tests, second edition"))
            os.rename(own.path + ".new", own.path)
            systemctl("daemon-reload")
            systemctl("restart", own.unit)
            helper.call("Revert", trial)
            own.assert_as_before()

    def clock_jumps(self, bed, seconds):
        """The deadline counts the seconds that pass, not those on the clock. The machine's own clock
        is not this test's to set: it is the helper that sees another time."""
        trial = bed.healthy(confirm=20)
        boot = time.clock_gettime(time.CLOCK_BOOTTIME)
        try:
            shift_clock(realtime=seconds)
            ping()
            time.sleep(2)
            ping()
            assert helper.state(trial) == "healthy", "the clock ended the trial"
            helper.wait_for_state(trial, None, 120)
        finally:
            shift_clock()
        passed = time.clock_gettime(time.CLOCK_BOOTTIME) - boot
        assert 10 < passed < 60, passed
        bed.assert_as_before()

    def suspend(self, bed):
        """The machine slept past the deadline: it wakes up, and the trial is over."""
        trial = bed.healthy(confirm=600)
        try:
            shift_clock(realtime=3600, boottime=3600)
            ping()
            helper.wait_for_state(trial, None, 30)
        finally:
            shift_clock()
            stop_helper()
        bed.assert_as_before()

    def shutdown_pending(self, bed):
        """A shutdown is announced: trials go on as ever, and what is below /run goes with it."""
        subprocess.run(["shutdown", "-h", "+60"], capture_output=True, check=False)
        try:
            trial = bed.healthy()
            assert bed.trial_file.startswith("/run/")
            helper.call("Revert", trial)
        finally:
            subprocess.run(["shutdown", "-c"], capture_output=True, check=False)
        bed.assert_as_before()

    def logout(self, bed):
        """The session in which the trial began ends, with all that runs in it."""
        unit = "hardnut-fault-session"
        text = (f"busctl call {helper.NAME} {helper.PATH} {helper.NAME} Try 'sa(ss)sub' {bed.unit} 1 "
                f"NoNewPrivileges yes {helper.etag(bed.unit)} 8 0 && exec sleep infinity")
        subprocess.run(["systemd-run", "--quiet", f"--unit={unit}", "--property=PAMName=login",
                        "--property=User=root", "sh", "-c", text], check=True)

        def begun():
            for name in os.listdir(helper.RECORDS):
                known = helper.record(name.removesuffix(".trial")) or {}
                if known.get("Unit") == bed.unit:
                    return name.removesuffix(".trial")
            return None

        trial = helper.wait_until(begun, 60, "the trial begun")
        bed.trials.append(trial)
        helper.wait_for_state(trial, "healthy")
        systemctl("stop", unit + ".service")
        assert helper.state(trial) == "healthy", "logging out ended it early"
        helper.wait_for_state(trial, None, 120)
        bed.assert_as_before()

    def many_at_once(self, bed):
        """As many trials as there may be, and one more."""
        with_many = [Own(f"many{n}", UNIT_TEXT, start=False) for n in range(17)]
        beds = []
        try:
            beds = [one.bed for one in with_many]
            systemctl("daemon-reload")
            begun = 0
            for one in beds:
                try:
                    one.begin()
                    begun += 1
                except Refused as error:
                    assert error.name == "Busy", error
            assert begun == 16, begun
            for one in beds[:16]:
                helper.wait_for_state(one.trials[0], "healthy")
            threads = [threading.Thread(target=helper.call, args=("Revert", one.trials[0]))
                       for one in beds[:16]]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            for one in beds:
                one.assert_as_before(active=None)
        finally:
            for one in with_many:
                one.bed.tidy()
                os.unlink(one.bed.path)
            systemctl("daemon-reload")
        bed.assert_as_before()


def run_tests(run, beds):
    races = Races(run.monitor)
    run.parallel([
        ("admin edits the drop-in meanwhile", "the permanent one", races.admin_writes_permanent),
        ("admin edits the drop-in meanwhile", "the trial's", races.admin_writes_trial),
        ("admin edits the drop-in meanwhile", "systemctl revert", races.admin_removes_trial),
        ("admin edits the drop-in meanwhile", "adds one", races.admin_adds),
        ("admin stops the service", "while it waits for Keep",
         partial(races.stopped, name="plain")),
        ("admin stops the service", "that was restarted, while it waits for Keep",
         partial(races.stopped, name="restarted", restart=True)),
        ("admin stops the service", "which says itself that it ends",
         partial(races.stopped, name="exits", text=script(
             'trap "exit 0" TERM; systemd-notify --ready; while :; do sleep 0.2; done'))),
        ("admin stops the service", "which does not end well",
         partial(races.stopped, name="fails", text=script(
             'trap "exit 3" TERM; systemd-notify --ready; while :; do sleep 0.2; done'))),
        ("admin stops the service", "while it is watched", races.stopped_while_watched),
        ("admin stops the service", "slowly", races.stopped_slowly),
        ("service ends with the change", "without a word",
         partial(races.ended_by_itself, name="quietly", ends="exit 0")),
        ("service ends with the change", "and says so before",
         partial(races.ended_by_itself, name="loudly",
                 ends="systemd-notify --stopping; sleep 1; exit 0")),
        ("two clients on one unit", "at once", races.two_clients),
        ("Keep against the deadline", "in the last moment", races.keep_at_deadline),
        ("Keep against Revert", "Keep first", races.keep_and_revert),
        ("Keep against Revert", "Revert first", races.revert_and_keep),
        ("Keep against Revert", "while it is watched", races.revert_while_watching),
        ("package upgrade", "while the service is watched", races.package_upgrade),
        ("package upgrade", "while it waits for Keep", races.package_waiting),
        ("shutdown pending", "in an hour", races.shutdown_pending),
        ("logout", "of who began it", races.logout)],
        # Of one user the helper takes eight requests at a time; some of these make two.
        beds[:4])
    run.sequential([("clock jump", "two hours forward", partial(races.clock_jumps, seconds=7200)),
                    ("clock jump", "a day back", partial(races.clock_jumps, seconds=-86400)),
                    ("admin stops the service", "without a helper", races.stopped_unseen),
                    ("suspend", "past the deadline, as the helper sees it", races.suspend),
                    ("admin edits the drop-in meanwhile", "the permanent one, in a Keep that goes on",
                     races.admin_writes_while_keeping),
                    ("two clients", "and as many as there may be", races.many_at_once)], beds[0])
    # What a container cannot do.
    for line in ("power cut", "suspend and clock of the machine itself", "out of memory, by the kernel"):
        run.left_out(line, "but in a virtual machine, by tests/power/run")
