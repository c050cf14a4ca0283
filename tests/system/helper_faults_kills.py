# SPDX-License-Identifier: GPL-3.0-or-later
"""The helper is killed: at each single thing that it does to the disk, in a trial, in Keep, in taking
back and in a removal; for want of memory; by an upgrade; and again and again."""

import os
import shutil
import signal
import subprocess
import time
from functools import partial

import helper_client as helper
import helper_faults
from helper_client import Refused, show
from helper_faults import CHANGE, Faults, kill_helper, ping, read, refused, stop_helper, systemctl

# More changes to the disk than these no scenario makes; counting stops there.
MOST = 200

# In seconds: less than it takes the dead man of an ordinary trial to come, as what a kill leaves is
# not his to find.
SOON = 50

# Between two of the other calls these make no difference to who comes after the kill: what is written
# has no name yet, or has it already.
NO_STEP = ("write", "fchmod", "fsync")


def pattern(bed):
    return f"@(/run/hardnut*|*/{bed.unit}.d*|{helper.HISTORY}*)"


def told(bed):
    """The lines of the last state in the history; None where nothing is kept there."""
    text = read(helper.history(bed.unit))
    assert text is None or text.endswith("\n") and "\n\n[State]\n" in text, f"half a file: {text!r}"
    lines = [line[5:] for line in (text or "").rpartition("[State]\n")[2].splitlines()
             if line.startswith("Line=")]
    return "".join(["[Service]\n", *(f"{line}\n" for line in lines)]) if lines else None


def attempt(function):
    """Calls the helper, which may die of it. Returns the answer; None where there was none."""
    try:
        return function()
    except Refused as error:
        # A clear word to the caller: that there is no answer, or why not.
        assert str(error), "an error without words"
        return None


def begin(bed):
    trial = attempt(lambda: helper.try_change(bed.unit, *helper_faults.SETTINGS))
    if trial is not None:
        bed.trials.append(trial)
    return trial


def wait_settled(trial):
    """Until the trial waits for Keep, or is over, whichever helper has it by now."""
    def settled():
        if helper.helper_pid() == 0:
            ping()
        return helper.state(trial) in (None, "healthy")
    helper.wait_until(settled, 60, "the trial settled")


class Scenario:
    """What is done while something is counted, or killed: prepare(bed) before, act(bed) within."""

    def __init__(self, name, prepare, act):
        self.name = name
        self.prepare = prepare
        self.act = act

    def calls(self, bed):
        """The changes to the disk that it makes when nothing happens."""
        self.prepare(bed)
        rule = Faults.add("change", "note", pattern(bed), 0, MOST)
        self.act(bed)
        helper.wait_until(lambda: not helper.record(bed.trials[-1])
                          or helper.state(bed.trials[-1]) == "healthy", 60, "the end")
        met = Faults.met(rule)
        bed.tidy()
        systemctl("daemon-reload")
        return met

    def killed_at(self, bed, number):
        # A kill takes all rules away; counting starts with a helper that has counted nothing.
        self.prepare(bed)
        before = helper.settings_in(bed.permanent)
        rule = Faults.add("change", "kill", pattern(bed), number)
        answer = self.act(bed)
        helper.wait_until(lambda: Faults.met(rule), 60, "the helper killed")
        Faults.clear()
        ping()
        for trial in list(bed.trials) + unknown_trials(bed):
            wait_settled(trial)
            if helper.state(trial) == "healthy":
                attempt(lambda number=trial: helper.call("Revert", number))
        after = helper.settings_in(bed.permanent)
        assert after in (before, CHANGE, None), f"half a file: {after!r}"
        if answer == "kept":
            assert after != before, "kept, and not there"
        if after != before:
            assert told(bed) == after, f"{told(bed)!r} is told, and {after!r} is there"
        bed.present = after
        bed.assert_as_before(seconds=SOON)


def unknown_trials(bed):
    """Trials of which the caller has not heard, because the helper died before it answered."""
    found = []
    for name in os.listdir(helper.RECORDS):
        if name.startswith(".") or not name.endswith(".trial"):
            continue
        trial = name.removesuffix(".trial")
        if (helper.record(trial) or {}).get("Unit") == bed.unit:
            found.append(trial)
    bed.trials += [trial for trial in found if trial not in bed.trials]
    return found


def fresh(bed):
    stop_helper()
    ping()


def with_trial(bed):
    fresh(bed)
    trial = begin(bed)
    helper.wait_for_state(trial, "healthy")


def with_removal(bed):
    bed.has(CHANGE)
    fresh(bed)
    trial = helper.remove_change(bed.unit)
    bed.trials.append(trial)
    helper.wait_for_state(trial, "healthy")


def act_begin(bed):
    trial = begin(bed)
    if trial is not None:
        helper.wait_until(lambda: helper.helper_pid() == 0 or not os.path.exists(helper_faults.RULES)
                          or helper.state(trial) in (None, "healthy"), 60, "something")


def act(member, bed):
    def call():
        helper.call(member, bed.trials[-1])
        return "kept" if member == "Keep" else "reverted"
    return attempt(call)


SCENARIOS = [Scenario("a trial", fresh, act_begin),
             Scenario("Keep", with_trial, partial(act, "Keep")),
             Scenario("taking back", with_trial, partial(act, "Revert")),
             Scenario("Keep of a removal", with_removal, partial(act, "Keep"))]


def at_each_call(scenario, bed):
    """The cases of a scenario, one for each change to the disk."""
    cases = []
    for number, call in enumerate(scenario.calls(bed)):
        if call.split()[0] in NO_STEP:
            continue
        short = call.split("/")[-1] or call
        name = short.replace(bed.unit, "UNIT") if len(short) < 60 else short[:60]
        what = f"{scenario.name}, before {call.split()[0]} {number} of {name.split(' ')[-1]}"
        cases.append((f"SIGKILL in {scenario.name}", what,
                      partial(scenario.killed_at, number=number)))
    return cases


# With a restart of the service.

def killed_after_record(bed, skip):
    """After each state that is put on record; 0 is the very first record, 6 "healthy"."""
    fresh(bed)
    rule = Faults.add("renameat", "kill-after", "/run/hardnut/*.trial", skip)
    trial = attempt(lambda: helper.try_change(bed.unit, *helper_faults.SETTINGS, restart=True))
    helper.wait_until(lambda: Faults.met(rule), 60, "the helper killed")
    Faults.clear()
    ping()
    for number in unknown_trials(bed) + ([trial] if trial else []):
        wait_settled(number)
        if helper.state(number) == "healthy":
            assert skip == 6, "it waits for Keep without having been healthy"
            assert show(bed.unit, "NoNewPrivileges") == "yes"
            helper.call("Revert", number)
    bed.assert_as_before(seconds=SOON)


def killed_while_watching(bed):
    trial = bed.begin(restart=True)
    helper.wait_for_state(trial, "restarted")
    before = show(bed.unit, "InvocationID")
    kill_helper()
    helper.wait_for_state(trial, None)
    bed.assert_as_before(seconds=SOON)
    assert show(bed.unit, "InvocationID") != before, "it runs on with the change"


def killed_while_waiting(bed):
    """A trial that was healthy is not lost by a crash: it can be kept after it."""
    trial = bed.healthy()
    kill_helper()
    helper.wait_until(lambda: helper.helper_pid() > 0, 30, "the helper back")
    ping()
    assert helper.state(trial) == "healthy"
    helper.call("Keep", trial)
    bed.present = CHANGE
    bed.assert_as_before(seconds=SOON)


def crash(bed, number):
    trial = bed.healthy()
    kill_helper(number)
    ping()
    assert helper.state(trial) == "healthy", helper.state(trial)
    helper.call("Revert", trial)
    bed.assert_as_before(seconds=SOON)


def no_memory(bed):
    """It may have no more memory than it has, and is asked for something that takes more."""
    trial = bed.healthy(confirm=600)
    pid = helper.helper_pid()
    subprocess.run(["prlimit", "--pid", str(pid), "--as=4096"], check=True)
    # What it has put by may do for small requests.
    for size in [200] * 10 + [1000] * 10 + [1 << 14, 1 << 16, 1 << 18]:
        if helper.helper_pid() != pid:
            break
        change = [("ReadWritePaths", "/" + "a" * size)] * 60
        attempt(partial(helper.call, "Try", bed.unit, change, "0" * 64, 60, False))
    ping()
    assert helper.helper_pid() != pid, "it needed no memory"
    assert helper.state(trial) == "healthy", helper.state(trial)
    helper.call("Revert", trial)
    bed.assert_as_before(seconds=SOON)


def upgraded(bed, watching):
    """A package puts another program in place, reads the units again, and restarts the service."""
    trial = bed.begin(restart=watching)
    helper.wait_for_state(trial, "restarted" if watching else "healthy")
    line = show("hardnut-helper.service", "ExecStart")
    path = line.split("path=", 1)[1].split(" ;", 1)[0]
    shutil.copy2(path, path + ".new")
    os.rename(path + ".new", path)
    systemctl("daemon-reload")
    systemctl("try-restart", "hardnut-helper.service")
    ping()
    if watching:
        helper.wait_for_state(trial, None)
    else:
        assert helper.state(trial) == "healthy", helper.state(trial)
        helper.call("Keep", trial)
        bed.present = CHANGE
    bed.assert_as_before(seconds=SOON)


def again_and_again(bed):
    """Killed until systemd starts it no more: then the timer in PID 1 takes the trial back."""
    path = "/run/systemd/system/hardnut-helper.service.d/hardnut-limit.conf"
    helper_faults.write(path, "[Unit]\nStartLimitIntervalSec=60\nStartLimitBurst=3\n")
    systemctl("daemon-reload")
    stop_helper()
    try:
        trial = bed.healthy(confirm=15)
        end = time.monotonic() + 60
        while show("hardnut-helper.service", "ActiveState") != "failed":
            assert time.monotonic() < end, "systemd starts it for ever"
            pid = helper.helper_pid()
            if pid > 0:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.2)
        refused(ping)
        helper.wait_for_state(trial, None, 60)
        bed.assert_as_before(seconds=SOON)
        assert helper.helper_pid() == 0, "the helper was back"
    finally:
        helper_faults.remove(path)
        systemctl("daemon-reload")
        systemctl("reset-failed", "hardnut-helper.service", check=False)


def dead_man_killed(bed, skip):
    """The one that comes after the time is over is killed as well, at each change that it makes."""
    trial = bed.healthy(confirm=5)
    rule = Faults.add("change", "kill", pattern(bed), skip)
    stop_helper()
    helper.wait_until(lambda: Faults.met(rule), 60, "the dead man killed")
    Faults.clear()
    helper.wait_for_state(trial, None, 60)
    bed.assert_as_before(seconds=SOON)
    assert helper.helper_pid() == 0, "the helper was back"


def run_tests(run, beds):
    bed = beds[0]
    cases = []
    for scenario in SCENARIOS:
        cases += at_each_call(scenario, bed)
    cases += [("SIGKILL after each step, with a restart", f"after record {skip}",
               partial(killed_after_record, skip=skip)) for skip in range(7)]
    cases += [("SIGKILL after each step, with a restart", "while it watches",
               killed_while_watching),
              ("SIGKILL while it waits for Keep", "can be kept", killed_while_waiting),
              ("other ends of the helper", "SIGSEGV", partial(crash, number=signal.SIGSEGV)),
              ("other ends of the helper", "SIGABRT", partial(crash, number=signal.SIGABRT)),
              ("other ends of the helper", "SIGTERM", partial(crash, number=signal.SIGTERM)),
              ("out of memory", "no more than it has", no_memory),
              ("upgrade of the helper", "while it waits for Keep",
               partial(upgraded, watching=False)),
              ("upgrade of the helper", "while it watches", partial(upgraded, watching=True)),
              ("killed again and again", "until systemd starts it no more", again_and_again)]
    cases += [("the dead man killed", f"at change {skip}", partial(dead_man_killed, skip=skip))
              for skip in range(3)]
    run.sequential(cases, bed)
