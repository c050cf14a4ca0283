# SPDX-License-Identifier: GPL-3.0-or-later
"""Trials of the helper that restart nothing: what systemd puts in force all the same is watched, and
the way back takes nothing down that the trial has not. Also what a removal uncovers."""

import os
import shutil
import signal
import subprocess

import helper_client as helper
from analyze import HARDNUTCTL
from helper_client import show
from helper_trials import UNIT, assert_untouched, systemctl, write


class Service:
    """A service for one test."""

    def __init__(self, name, text, *others, start=True):
        self.name, self.files, self.start = name, [], start
        for path, content in ((f"{name.split('@')[0]}@.service" if "@" in name else name, text),
                              *others):
            self.files.append(f"/etc/systemd/system/{path}")
            write(self.files[-1], content)

    def __enter__(self):
        systemctl("daemon-reload")
        if self.start:
            systemctl("start", self.name)
        return self.name

    def __exit__(self, *_):
        subprocess.run(["systemctl", "stop", self.name], check=False, capture_output=True)
        for path in self.files:
            if ".service.d/" in path:
                shutil.rmtree(os.path.dirname(path), ignore_errors=True)
            else:
                os.unlink(path)
        systemctl("daemon-reload")
        systemctl("reset-failed")


def kill_watched(monitor, unit, *ends):
    """Tries what acts at once, and lets the service die of it; returns what is told at the end, and
    which of the ends that is."""
    trial = helper.try_change(unit, "MemoryMax=1G", "NoNewPrivileges=yes")
    monitor.wait_for(trial, "loaded")
    os.kill(int(show(unit, "MainPID")), signal.SIGKILL)
    helper.wait_until(lambda: set(ends) & set(monitor.states(trial)), 90, " or ".join(ends))
    end = (set(ends) & set(monitor.states(trial))).pop()
    return monitor.wait_for(trial, end), end


def has_change(unit):
    """Whether the process of the service has it, whatever its files say by now. A process that is only
    just made is systemd's until it runs the service's own program."""
    def look():
        try:
            pid = int(show(unit, "MainPID"))
            if not pid or "systemd" in os.path.basename(os.readlink(f"/proc/{pid}/exe")):
                return None
            with open(f"/proc/{pid}/status", encoding="utf-8") as file:
                return "yes" if "NoNewPrivs:\t1" in file.read() else "no"
        except (FileNotFoundError, ProcessLookupError):
            return None
    return helper.wait_until(look, 60, "a process of the service's own") == "yes"


def never_restarted_is_tried(monitor):
    """What systemd puts in force without a restart is tried even where nothing is restarted."""
    unit = "systemd-logind.service"
    before = show(unit, "InvocationID")
    settings = ("MemoryMax=1G", "LimitCORE=0")
    trial = helper.try_change(unit, *settings, restart=True)
    detail = monitor.wait_for(trial, "healthy")
    assert detail["restart"] is False and detail["note"] == "at-once", detail
    assert show(unit, "MemoryMax") == "1073741824" and not os.path.exists(helper.permanent(unit))
    helper.call("Keep", trial)
    monitor.wait_for(trial, "kept")
    helper.wait_for_nothing_left()
    assert show(unit, "MemoryMax") == "1073741824" and show(unit, "InvocationID") == before
    shutil.rmtree(os.path.dirname(helper.permanent(unit)))
    systemctl("daemon-reload")


def watched_without_restart(monitor):
    """A service that ends with what it has at once is back without anybody's word. Where this runs the
    control groups may be without controllers, so that the limit itself would harm nobody."""
    before = show(UNIT, "InvocationID")
    trial = helper.try_change(UNIT, "TasksMax=50")
    monitor.wait_for(trial, "loaded")
    os.kill(int(show(UNIT, "MainPID")), signal.SIGKILL)
    detail = monitor.wait_for(trial, "reverted")
    assert detail["step"] == "healthy" and detail["result"] == "signal", detail
    assert monitor.states(trial) == ["authorized", "written", "loaded", "reverting", "reverted"], \
        monitor.states(trial)
    assert show(UNIT, "InvocationID") != before and show(UNIT, "TasksMax") != "50"
    assert_untouched()


def fallen_and_never_restarted(monitor):
    """What must not be restarted is started all the same where it has ended, unless by somebody's
    hand; and is not called as before where systemd has started it with the change."""
    ready = ("[Service]\nType=notify\nNotifyAccess=all\n"
             "ExecStart=/bin/sh -c 'systemd-notify --ready; sleep 600'\n")
    with Service("iwd.service", ready) as unit:
        detail, _ = kill_watched(monitor, unit, "reverted")
        assert detail["step"] == "healthy" and not has_change(unit), detail
        assert show(unit, "ActiveState") == "active" and show(unit, "MemoryMax") == "infinity"

        trial = helper.try_change(unit, "MemoryMax=1G", confirm=5)
        monitor.wait_for(trial, "healthy")
        systemctl("stop", unit)
        monitor.wait_for(trial, "reverted")
        assert show(unit, "ActiveState") == "inactive", "it was stopped by hand"
    # The second comes up slowly, and is still about to when the old files are read.
    slowly = ready.replace("systemd-notify", "sleep 4; systemd-notify", 1)
    for text in (ready, slowly):
        with Service("iwd.service", f"{text}Restart=always\nRestartSec=0\n") as unit:
            # Which comes first, that start or the old files, is for systemd to say.
            detail, end = kill_watched(monitor, unit, "failed", "reverted")
            helper.wait_until(lambda: show(unit, "ActiveState") == "active", 60, "active")
            assert show(unit, "NoNewPrivileges") == "no"
            assert has_change(unit) == (end == "failed"), (end, detail)
            assert ("until it starts next" in detail["reason"]) == (end == "failed"), detail
    helper.wait_for_nothing_left()


def fallen_below_untouchable(monitor):
    """The way back of a trial without a restart takes nothing down that the trial has not."""
    with Service("greetd.service", f"[Unit]\nRequires={UNIT}\nAfter={UNIT}\n"
                 "[Service]\nExecStart=/bin/sleep infinity\n") as name:
        before = show(name, "InvocationID")
        kill_watched(monitor, UNIT, "reverted")
        assert_untouched()
        assert show(name, "InvocationID") == before, "the dependent was restarted"


def comes_and_goes(monitor):
    """A service that is started when it is needed may end meanwhile."""
    with Service("hardnut-comes.service", "[Service]\nType=dbus\nBusName=io.github.hardnut.Comes\n"
                 "ExecStart=/usr/bin/python3 -c 'import dbus, dbus.mainloop.glib, time; "
                 "b = dbus.SystemBus(); b.request_name(\"io.github.hardnut.Comes\"); time.sleep(600)'\n",
                 ("../../dbus-1/system.d/hardnut-comes.conf",
                  '<busconfig><policy user="root"><allow own="io.github.hardnut.Comes"/></policy>'
                  "</busconfig>")) as unit:
        trial = helper.try_change(unit, "TasksMax=50")
        monitor.wait_for(trial, "loaded")
        systemctl("stop", unit)
        systemctl("start", unit)
        monitor.wait_for(trial, "healthy")
        helper.call("Revert", trial)
        helper.wait_for_nothing_left()


def removal_uncovers(monitor):
    """Without its own drop-in an instance has that of its template, and that is what is tried."""
    unit = "hardnut-inst@a.service"
    with Service(unit, "[Service]\nType=notify\nNotifyAccess=all\n"
                 "ExecStart=/bin/sh -c 'systemd-notify --ready; sleep 600'\n",
                 ("hardnut-inst@.service.d/zz-hardnut.conf", "[Service]\nTasksMax=77\nUMask=0027\n"),
                 (f"{unit}.d/zz-hardnut.conf", "[Service]\nTasksMax=99\nUMask=0077\n")):
        assert (show(unit, "TasksMax"), show(unit, "UMask")) == ("99", "0077")
        trial = helper.remove_change(unit)
        detail = monitor.wait_for(trial, "healthy")
        assert detail["note"] == "at-once" and detail["removal"] is True, detail
        assert (show(unit, "TasksMax"), show(unit, "UMask")) == ("77", "0027"), "not what is kept"
        helper.call("Keep", trial)
        helper.wait_for_nothing_left()
        assert (show(unit, "TasksMax"), show(unit, "UMask")) == ("77", "0027")
        assert not os.path.exists(helper.permanent(unit))


def instance_hides_template(monitor):
    """A drop-in of an instance's own takes from it at once what its template's gave it at once."""
    unit = "hardnut-inst@b.service"
    with Service(unit, "[Service]\nExecStart=/bin/sleep infinity\n",
                 ("hardnut-inst@.service.d/zz-hardnut.conf", "[Service]\nTasksMax=77\n")):
        assert show(unit, "TasksMax") == "77"
        for settings, note in (("UMask=0077",), "at-once"), (("TasksMax=77", "UMask=0077"), None):
            trial = helper.try_change(unit, *settings)
            detail = monitor.wait_for(trial, "healthy")
            assert detail.get("note") == note, (settings, detail)
            helper.call("Revert", trial)
            helper.wait_for_nothing_left()


def started_later(monitor):
    """A service that is not there when the trial begins, and needed before it ends, does not keep what
    is taken back; but a job is not torn out of its work."""
    for kind, command, there in (("simple", "sleep 600", "active"),
                                 ("oneshot", "sleep 600", "activating"),
                                 ("simple", "exit 3", "failed")):
        with Service("hardnut-late.service", f"[Service]\nType={kind}\n"
                     f"ExecStart=/bin/sh -c '{command}; exit 0'\n", start=False) as unit:
            trial = helper.try_change(unit, "NoNewPrivileges=yes", restart=True)
            monitor.wait_for(trial, "healthy")
            systemctl("start", "--no-block", unit)
            helper.wait_until(lambda: show(unit, "ActiveState") == there, 20, there)
            assert there == "failed" or has_change(unit)
            process = show(unit, "MainPID")
            helper.call("Revert", trial)
            monitor.wait_for(trial, "reverted")
            if there == "activating":
                assert show(unit, "MainPID") == process, "it was started anew"
            elif there == "active":
                assert show(unit, "MainPID") not in (process, "0") and not has_change(unit)
            else:
                assert show(unit, "ActiveState") == "inactive"
    helper.wait_for_nothing_left()


def dependent_stays_away(monitor):
    """Not all is well where something that needs the service is down afterwards."""
    once = "/run/hardnut-once"
    shutil.rmtree(once, ignore_errors=True)
    with Service("hardnut-needs.service", f"[Unit]\nRequires={UNIT}\nAfter={UNIT}\n[Service]\n"
                 f"ExecStartPre=/bin/mkdir {once}\nExecStart=/bin/sleep infinity\n") as name:
        trial = helper.try_change(UNIT, "NoNewPrivileges=yes", restart=True)
        detail = monitor.wait_for(trial, "failed")
        assert f"{name}, which needs {UNIT}, could not be started again" in detail["reason"], detail
        assert_untouched()
        os.rmdir(once)
    helper.wait_for_nothing_left()


def caller_depends(monitor):
    """The program that asks is not taken down by what it asks for."""
    before = show(UNIT, "InvocationID")
    result = subprocess.run(
        ["systemd-run", "--quiet", "--wait", "--pipe", "--collect", "--unit=hardnut-asks",
         f"--property=Requires={UNIT}", f"--property=After={UNIT}", "--setenv=LC_ALL=C.UTF-8",
         HARDNUTCTL, "try", UNIT, "NoNewPrivileges=yes"],
        check=False, capture_output=True, text=True)
    assert result.returncode == 1 and "hardnut-asks.service" in result.stderr, result
    helper.wait_for_nothing_left()
    assert show(UNIT, "InvocationID") == before
    assert_untouched()


def paths_with_blanks(monitor):
    with Service("hardnut-blanks.service", "[Service]\nType=oneshot\nRemainAfterExit=yes\n"
                 "ExecStart=/bin/true\nReadOnlyPaths=\"-/it's\" /var/lib\n") as unit:
        for path in ('"-/srv/my data"', "-/it", "/var/lib/", "-/a -/b"):
            trial = helper.try_change(unit, f"ReadOnlyPaths={path}")
            monitor.wait_for(trial, "healthy")
            helper.call("Revert", trial)
            helper.wait_for_nothing_left()


def untouchable_dependent(monitor):
    """A service that would take the session with it is not restarted."""
    name = "greetd.service"
    write(f"/etc/systemd/system/{name}", f"[Unit]\nRequires={UNIT}\nAfter={UNIT}\n"
          "[Service]\nExecStart=/bin/sleep infinity\n")
    systemctl("daemon-reload")
    systemctl("start", name)
    try:
        before = [show(unit, "InvocationID") for unit in (UNIT, name)]
        trial = helper.try_change(UNIT, "NoNewPrivileges=yes", restart=True)
        detail = monitor.wait_for(trial, "reverted")
        assert detail["step"] == "restarted" and name in detail["reason"], detail
        assert [show(unit, "InvocationID") for unit in (UNIT, name)] == before, "it was restarted"
        trial = helper.try_change(UNIT, "NoNewPrivileges=yes")
        monitor.wait_for(trial, "healthy")
        helper.call("Revert", trial)
        assert_untouched()
    finally:
        systemctl("stop", name)
        os.unlink(f"/etc/systemd/system/{name}")
        systemctl("daemon-reload")


TESTS = [never_restarted_is_tried, watched_without_restart, fallen_and_never_restarted,
         fallen_below_untouchable, comes_and_goes, removal_uncovers, instance_hides_template,
         started_later, dependent_stays_away, caller_depends, paths_with_blanks,
         untouchable_dependent]
