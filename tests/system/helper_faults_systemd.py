# SPDX-License-Identifier: GPL-3.0-or-later
"""systemd fails the helper: it does not read its files, forgets or cancels jobs, and services do not
stop, do not start, are gone, or take others down with them."""

import os
import subprocess
import time
from functools import partial

import helper_client as helper
from helper_client import show
from helper_faults import (GENERATORS, UNIT_TEXT, Bed, Faults, ping, refused, remove, stop_helper,
                           systemctl, write)

VERSION = int(subprocess.run(["systemctl", "--version"], capture_output=True, text=True,
                             check=True).stdout.split()[1].split(".")[0])

# Starts with the change only after a while, or not at all: it looks whether it has it.
HAS_CHANGE = "grep -q '^NoNewPrivs:.1' /proc/self/status"


class Own:
    """A service made for one case; gone when the block is left."""

    def __init__(self, name, text, start=True):
        self.bed = Bed(f"hardnut-fault-{name}.service", text)
        self.start = start

    def __enter__(self):
        systemctl("daemon-reload")
        if self.start:
            systemctl("start", self.bed.unit)
        return self.bed

    def __exit__(self, *_):
        for unit in (self.bed.unit,):
            systemctl("kill", "--signal=KILL", unit, check=False)
            systemctl("stop", unit, check=False)
        self.bed.tidy()
        for path in (self.bed.path, f"/run/systemd/system/{self.bed.unit}"):
            if os.path.lexists(path):
                os.unlink(path)
        systemctl("daemon-reload")
        systemctl("reset-failed", self.bed.unit, check=False)


def script(text):
    """A unit of type notify whose process is this script, which gets to "sleep" in the end."""
    return UNIT_TEXT.replace("systemd-notify --ready; exec sleep infinity", text)


def manager_log_since(stamp):
    return subprocess.run(["journalctl", "-b", f"--since=@{int(stamp)}", "-o", "cat"],
                          capture_output=True, text=True, check=True).stdout


class Systemd:
    def __init__(self, monitor):
        self.monitor = monitor

    def reload_limit(self, bed):
        """systemd reads its files so often and no oftener: it is waited for, both ways."""
        path = "/run/systemd/system.conf.d/hardnut-faults.conf"
        write(path, "[Manager]\nReloadLimitIntervalSec=6s\nReloadLimitBurst=1\n")
        systemctl("daemon-reexec")
        try:
            systemctl("daemon-reload", check=False)
            hit = systemctl("daemon-reload", check=False)
            trial = bed.begin()
            helper.wait_for_state(trial, "healthy")
            systemctl("daemon-reload", check=False)
            helper.call("Revert", trial)
            assert hit.returncode != 0, "there is no limit"
        finally:
            remove(path)
            # Which the limit holds for as well.
            helper.wait_until(
                lambda: systemctl("daemon-reexec", check=False).returncode == 0, 60, "no limit")
        bed.assert_as_before()

    def reload_slow(self, bed):
        """A generator that hangs for a while makes each reload slow."""
        path = f"{GENERATORS}/hardnut-faults"
        trial = bed.healthy()
        write(path, "#!/bin/sh\nsleep 15\n")
        os.chmod(path, 0o755)
        try:
            helper.call("Revert", trial, timeout=180)
        finally:
            os.unlink(path)
        bed.assert_as_before()

    def reload_times_out(self, bed):
        """It takes longer than the helper waits for an answer. The helper is as patient as ever in
        all but the number of seconds."""
        path = f"{GENERATORS}/hardnut-faults"
        stop_helper()
        rule = Faults.add("patience", 3000, "/", 0, 100)
        ping()
        assert Faults.met(rule), "the helper is patient"
        trial = bed.healthy()
        write(path, "#!/bin/sh\nsleep 9\n")
        os.chmod(path, 0o755)
        try:
            helper.call("Revert", trial, timeout=180)
            trial = bed.begin()
            self.monitor.wait_for(trial, "reverted", 120)
        finally:
            os.unlink(path)
            systemctl("daemon-reload")
            Faults.clear()
            stop_helper()
        bed.assert_as_before()

    def deaf(self, bed, starts):
        """The helper hears of the end of no job: it asks, and finds the service as it is."""
        text = UNIT_TEXT if starts else script(
            f"{HAS_CHANGE} && exit 3; systemd-notify --ready; exec sleep infinity")
        stop_helper()
        rule = Faults.add("subscribe", 1, "/JobRemoved", 0, 100)
        try:
            with Own("deaf", text) as own:
                trial = own.begin(restart=True)
                assert Faults.met(rule), "the helper hears"
                if starts:
                    helper.wait_for_state(trial, "healthy")
                    assert show(own.unit, "NoNewPrivileges") == "yes"
                    helper.call("Revert", trial)
                else:
                    detail = self.monitor.wait_for(trial, "reverted", 180)
                    assert detail["result"] == "exit-code", detail
                own.assert_as_before()
        finally:
            Faults.clear()
            stop_helper()
        bed.assert_as_before()

    def deaf_and_cancelled(self, bed):
        """The helper does not hear that its job was cancelled before it began: that the old process
        is well proves nothing."""
        name = "hardnut-fault-before.service"
        stop_helper()
        rule = Faults.add("subscribe", 1, "/JobRemoved", 0, 100)
        try:
            with Own("waits", UNIT_TEXT) as own:
                # What stops is waited for by whom it was started after.
                write(f"/etc/systemd/system/{name}", f"[Unit]\nAfter={own.unit}\n[Service]\n"
                      "ExecStart=/bin/sleep infinity\nExecStop=/bin/sleep 120\n"
                      "TimeoutStopSec=200\n")
                systemctl("daemon-reload")
                systemctl("start", name)
                systemctl("stop", "--no-block", name)
                trial = own.begin(restart=True)
                assert Faults.met(rule), "the helper hears"
                job = helper.wait_until(lambda: show(own.unit, "Job") not in ("", "0")
                                        and show(own.unit, "Job"), 120, "a job")
                systemctl("cancel", job)
                systemctl("kill", "--signal=KILL", name)
                detail = self.monitor.wait_for(trial, "reverted", 180)
                assert detail["step"] == "restarted" and "not restarted" in detail["reason"], detail
                own.assert_as_before()
        finally:
            Faults.clear()
            stop_helper()
            systemctl("kill", "--signal=KILL", name, check=False)
            os.unlink(f"/etc/systemd/system/{name}")
            systemctl("daemon-reload")
        bed.assert_as_before()

    def reexec(self, bed):
        """The manager is started anew while the service restarts: it is seen through or taken back."""
        text = script("sleep 4; systemd-notify --ready; exec sleep infinity")
        with Own("reexec", text) as own:
            trial = own.begin(restart=True)
            helper.wait_until(lambda: show(own.unit, "ActiveState") != "active", 120, "the restart")
            systemctl("daemon-reexec")
            helper.wait_until(lambda: helper.state(trial) in (None, "healthy"), 180, "an end")
            if helper.state(trial) == "healthy":
                helper.call("Revert", trial)
            own.assert_as_before(seconds=90)
        bed.assert_as_before()

    def reexec_waiting(self, bed):
        trial = bed.healthy()
        systemctl("daemon-reexec")
        helper.call("Keep", trial)
        bed.present = "[Service]\nNoNewPrivileges=yes\nUMask=0077\n"
        bed.assert_as_before()

    def cancelled(self, bed):
        """The job of the restart is cancelled by somebody."""
        text = script(f"{HAS_CHANGE} && sleep 300; systemd-notify --ready; exec sleep infinity")
        with Own("cancelled", text) as own:
            trial = own.begin(restart=True)
            job = helper.wait_until(lambda: show(own.unit, "Job") not in ("", "0")
                                    and show(own.unit, "Job"), 120, "a job")
            systemctl("cancel", job)
            detail = self.monitor.wait_for(trial, "reverted", 180)
            assert detail["step"] == "restarted" and "cancel" in detail["reason"], detail
            own.assert_as_before()

    def conflict(self, bed):
        """Somebody stops the service right when it is to be restarted: they win, and it stays theirs
        to decide; the change is taken back."""
        text = UNIT_TEXT.replace("ExecStart=", "ExecStop=/bin/sleep 300\nExecStart=")
        text = text.replace("TimeoutStopSec=5", "TimeoutStopSec=300")
        with Own("conflict", text) as own:
            trial = own.begin()
            helper.wait_for_state(trial, "healthy")
            helper.call("Revert", trial)
            systemctl("stop", "--no-block", own.unit)
            refused(lambda: own.begin(restart=True), "UnitRefused")
            systemctl("kill", "--signal=KILL", own.unit)
            helper.wait_until(lambda: show(own.unit, "ActiveState") in ("inactive", "failed"),
                              60, "stopped")
            own.assert_as_before(active=None)

    def stop_in_restart(self, bed):
        """Somebody stops the service while it is restarted with the change: it is left stopped."""
        text = script(f"{HAS_CHANGE} && sleep 300; systemd-notify --ready; exec sleep infinity")
        with Own("stopped", text) as own:
            trial = own.begin(restart=True)
            helper.wait_until(lambda: show(own.unit, "ActiveState") == "activating", 120, "a start")
            systemctl("stop", own.unit)
            detail = self.monitor.wait_for(trial, "reverted", 180)
            assert detail["step"] == "restarted", detail
            own.assert_as_before(active="inactive")

    def start_limit(self, bed):
        """The service may not be started once more: it runs again all the same, with its settings."""
        text = UNIT_TEXT.replace("[Service]", "StartLimitIntervalSec=300\nStartLimitBurst=2\n"
                                 "[Service]")
        with Own("limit", text) as own:
            systemctl("restart", own.unit)
            trial = own.begin(restart=True)
            self.monitor.wait_for(trial, "reverted", 180)
            own.assert_as_before()

    def crash_loop(self, bed):
        """With the change it dies after each start, and systemd starts it again and again."""
        text = script(f"systemd-notify --ready; {HAS_CHANGE} && exit 3; exec sleep infinity")
        text = text.replace("TimeoutStopSec=5", "Restart=always\nRestartSec=100ms")
        with Own("loop", text) as own:
            trial = own.begin(restart=True)
            detail = self.monitor.wait_for(trial, "reverted", 180)
            assert detail["step"] in ("restarted", "healthy"), detail
            own.assert_as_before()
            before = show(own.unit, "InvocationID")
            time.sleep(2)
            assert show(own.unit, "InvocationID") == before, "it is started over and over"

    def hanging_start(self, bed):
        text = script(f"{HAS_CHANGE} && exec sleep infinity; systemd-notify --ready; "
                      "exec sleep infinity").replace("TimeoutStopSec=5", "TimeoutStartSec=4")
        with Own("start", text) as own:
            trial = own.begin(restart=True)
            detail = self.monitor.wait_for(trial, "reverted", 180)
            assert detail["step"] == "restarted" and detail["result"] == "timeout", detail
            own.assert_as_before()

    def hanging_stop(self, bed):
        """It does not heed SIGTERM, and is killed after its time."""
        text = script('trap "" TERM; systemd-notify --ready; while :; do sleep 1; done')
        text = text.replace("TimeoutStopSec=5", "TimeoutStopSec=4")
        with Own("stop", text) as own:
            trial = own.begin(restart=True)
            helper.wait_until(lambda: helper.state(trial) in (None, "healthy"), 180, "an end")
            if helper.state(trial) == "healthy":
                helper.call("Revert", trial)
            own.assert_as_before(seconds=90)

    def slow_way_back(self, bed):
        """With the change, it takes longer to stop than the dead man of the wait for Keep stands by:
        the helper, which is just at it, is not killed."""
        text = script(f'trap "{HAS_CHANGE} && sleep 45; exit 0" TERM; systemd-notify --ready; '
                      "while :; do sleep 1; done").replace("TimeoutStopSec=5", "TimeoutStopSec=80")
        with Own("slow", text) as own:
            trial = own.begin(restart=True, confirm=5)
            helper.wait_for_state(trial, "healthy")
            pid = helper.helper_pid()
            self.monitor.wait_for(trial, "reverted", 180)
            assert helper.helper_pid() == pid, "the helper was killed"
            own.assert_as_before()

    def refused_start(self, bed):
        """An assertion of the service does not hold any more, so that it stays down for no fault of
        its own: it is not told to be as before."""
        path = "/run/hardnut-condition"
        write(path, "")
        text = UNIT_TEXT.replace("[Service]", f"AssertPathExists={path}\n[Service]")
        try:
            with Own("assert", text) as own:
                trial = own.begin(restart=True)
                helper.wait_for_state(trial, "healthy")
                os.unlink(path)
                error = refused(lambda: helper.call("Revert", trial), "Failed")
                assert "old settings" in str(error), error
                self.nothing_left(own)
        finally:
            if os.path.exists(path):
                os.unlink(path)

    def removed(self, bed):
        """The unit's file is removed in the middle of the trial."""
        with Own("removed", UNIT_TEXT) as own:
            trial = own.healthy()
            os.unlink(own.path)
            systemctl("daemon-reload")
            error = refused(lambda: helper.call("Keep", trial), "Failed")
            assert "not-found" in str(error) or "load" in str(error), error
            self.nothing_left(own)
        bed.assert_as_before()

    def masked(self, bed):
        with Own("masked", UNIT_TEXT) as own:
            trial = own.healthy()
            os.unlink(own.path)
            os.symlink("/dev/null", own.path)
            systemctl("daemon-reload")
            error = refused(lambda: helper.call("Revert", trial), "Failed")
            assert "masked" in str(error), error
            self.nothing_left(own)
        bed.assert_as_before()

    @staticmethod
    def nothing_left(own):
        helper.wait_until(lambda: not own.left(), 60, "nothing left")

    def masked_while_watching(self, bed):
        text = UNIT_TEXT.replace("TimeoutStopSec=5", "RestartSec=30s")
        with Own("masked2", text) as own:
            trial = own.begin(restart=True)
            helper.wait_for_state(trial, "restarted")
            os.unlink(own.path)
            os.symlink("/dev/null", own.path)
            systemctl("daemon-reload")
            detail = self.monitor.wait_for(trial, "failed", 180)
            assert "masked" in detail["reason"], detail
            self.nothing_left(own)

    def dependents(self, bed):
        """What needs the service does not come up with the change: both are as before."""
        name = "hardnut-fault-user.service"
        with Own("needed", UNIT_TEXT) as own:
            write(f"/etc/systemd/system/{name}",
                  f"[Unit]\nRequires={own.unit}\nAfter={own.unit}\nPartOf={own.unit}\n[Service]\n"
                  f"ExecStart=/bin/sh -c 'if systemctl show -P NoNewPrivileges {own.unit} "
                  "| grep -q yes; then exit 1; fi; exec sleep infinity'\n")
            systemctl("daemon-reload")
            systemctl("start", name)
            try:
                trial = own.begin(restart=True)
                detail = self.monitor.wait_for(trial, "reverted", 180)
                assert name in detail["reason"], detail
                own.assert_as_before()
                helper.wait_until(lambda: show(name, "ActiveState") == "active", 20,
                                  "the dependent running")
            finally:
                systemctl("stop", name)
                os.unlink(f"/etc/systemd/system/{name}")

    def stopped(self, bed):
        """Whom the restart stops, and nothing would start again, runs again after the taking back."""
        names = [f"hardnut-fault-{name}.service" for name in ("other", "others", "both")]
        start = script(f"{HAS_CHANGE} && exit 3; systemd-notify --ready; exec sleep infinity")
        text = start.replace("[Service]", f"PropagatesStopTo={names[0]} {names[2]}\n[Service]")
        with Own("stops", text, start=False) as own:
            for name, lines in zip(names, ("", f"Requires={names[0]}\nAfter={names[0]}",
                                           f"PartOf={own.unit}")):
                write(f"/etc/systemd/system/{name}",
                      f"[Unit]\n{lines}\n[Service]\nExecStart=/bin/sleep infinity\n")
            systemctl("daemon-reload")
            systemctl("start", own.unit, *names)
            try:
                trial = own.begin(restart=True)
                self.monitor.wait_for(trial, "reverted", 180)
                own.assert_as_before()
                found = [name for name in names if show(name, "ActiveState") != "active"]
                assert not found, f"{found} do not run any more"
            finally:
                systemctl("stop", *names)
                for name in names:
                    os.unlink(f"/etc/systemd/system/{name}")

    def ignored(self, bed):
        """A file of somebody else's comes after Hardnut's and sets all of the change back."""
        path = f"/etc/systemd/system/{bed.unit}.d/zzz-last.conf"
        write(path, "[Service]\nNoNewPrivileges=no\nUMask=0022\n")
        systemctl("daemon-reload")
        try:
            trial = bed.begin()
            detail = self.monitor.wait_for(trial, "reverted", 180)
            assert detail["step"] == "loaded" and path in detail["reason"], detail
        finally:
            remove(path)
            systemctl("daemon-reload")
        bed.assert_as_before()

    def quick_cases(self):
        """Each with services of its own, so that they can wait side by side."""
        return [("job cancelled", "of the restart", self.cancelled),
                ("conflicting job", "the service is just being stopped", self.conflict),
                ("conflicting job", "stopped in the restart", self.stop_in_restart),
                ("start limit hit", "by the restart", self.start_limit),
                ("crash loop", "with the change", self.crash_loop),
                ("start that hangs", "with the change", self.hanging_start),
                ("stop that hangs", "of the old process", self.hanging_stop),
                ("stop that hangs", "on the way back", self.slow_way_back),
                ("a start that is refused", "by an assertion, on the way back", self.refused_start),
                ("unit removed in mid-trial", "while it waits for Keep", self.removed),
                ("unit masked in mid-trial", "while it waits for Keep", self.masked),
                ("unit masked in mid-trial", "while it is watched", self.masked_while_watching),
                ("dependents that fail", "with the change", self.dependents),
                ("dependents that fail", "because they were stopped", self.stopped),
                ("ignored", "by a later file", self.ignored)]

    def alone_cases(self):
        return [("reload slow", "15 seconds", self.reload_slow),
                ("reload times out", "there and back", self.reload_times_out),
                ("JobRemoved lost", "of a good restart", partial(self.deaf, starts=True)),
                ("JobRemoved lost", "of a bad one", partial(self.deaf, starts=False)),
                ("JobRemoved lost", "of one that was cancelled", self.deaf_and_cancelled),
                ("daemon-reexec", "in mid-job", self.reexec),
                ("daemon-reexec", "while it waits for Keep", self.reexec_waiting)]


def run_tests(run, beds):
    systemd = Systemd(run.monitor)
    run.parallel(systemd.quick_cases(), beds)
    run.sequential(systemd.alone_cases(), beds[0])
    if VERSION >= 253:
        run.sequential([("reload refused by its rate limit", "and waited for",
                         systemd.reload_limit)], beds[0])
    else:
        run.left_out("reload refused by its rate limit", f"systemd {VERSION} has none")
