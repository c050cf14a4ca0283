# SPDX-License-Identifier: GPL-3.0-or-later
"""Trials of the helper on the running system: what is kept stays, all else comes back."""

import os
import shutil
import signal
import subprocess
import time

import helper_client as helper
from helper_client import Refused, show

# Says when it is ready, so that it is watched for ten seconds only.
UNIT = "hardnut-test.service"
UNIT_TEXT = """[Unit]
Description=For the tests of the helper
[Service]
Type=notify
NotifyAccess=all
ExecStart=/bin/sh -c 'systemd-notify --ready; while :; do sleep 1; done'
ProtectHostname=yes
[Install]
Alias=hardnut-alias.service
"""
# Needs the network, and does not say when it is ready.
BREAKABLE = "hardnut-breakable.service"
BREAKABLE_TEXT = """[Service]
ExecStart=/usr/bin/python3 -c 'import socket, time; s = socket.create_server(("", 8099)); s.accept()'
"""
WATCH_NOTIFY = 10
WATCH_OTHERS = 30


def systemctl(*arguments):
    subprocess.run(["systemctl", *arguments], check=True, capture_output=True)


def restart(unit):
    """Restarts a unit, however many tests did so a moment ago: its start limit counts anew."""
    subprocess.run(["systemctl", "reset-failed", unit], check=False, capture_output=True)
    systemctl("restart", unit)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def set_up():
    write(f"/etc/systemd/system/{UNIT}", UNIT_TEXT)
    write(f"/etc/systemd/system/{BREAKABLE}", BREAKABLE_TEXT)
    if not os.path.lexists("/etc/systemd/system/hardnut-alias.service"):
        os.symlink(f"/etc/systemd/system/{UNIT}", "/etc/systemd/system/hardnut-alias.service")
    systemctl("daemon-reload")
    systemctl("restart", UNIT, BREAKABLE)


def assert_untouched(unit=UNIT):
    """As it was: running, without the change, and nothing left."""
    helper.wait_for_nothing_left()
    assert not os.path.exists(helper.permanent(unit)), "the permanent file is there"
    assert show(unit, "ActiveState") == "active", show(unit, "ActiveState")
    assert show(unit, "DropInPaths") == "", show(unit, "DropInPaths")
    assert show(unit, "NoNewPrivileges") == "no", "the change is in force"


def kept_change_holds(monitor):
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes", "UMask=0077", restart=True)
    monitor.wait_for(trial, "healthy")
    assert os.path.exists(helper.trial_file(UNIT)) and not os.path.exists(helper.permanent(UNIT))
    helper.call("Keep", trial)
    monitor.wait_for(trial, "kept")
    assert monitor.states(trial) == ["authorized", "written", "loaded", "restarted", "healthy",
                                     "keeping", "kept"], monitor.states(trial)
    helper.wait_for_nothing_left()
    text = helper.settings_in(helper.permanent(UNIT))
    assert text == "[Service]\nNoNewPrivileges=yes\nUMask=0077\n", text
    assert os.stat(helper.permanent(UNIT)).st_mode & 0o7777 == 0o644
    assert os.stat(os.path.dirname(helper.permanent(UNIT))).st_mode & 0o7777 == 0o755
    systemctl("daemon-reload")
    assert show(UNIT, "NoNewPrivileges") == "yes"


def removal_is_tried(monitor):
    trial = helper.remove_change(UNIT, restart=True)
    detail = monitor.wait_for(trial, "healthy")
    assert detail["removal"] is True
    assert os.readlink(helper.trial_file(UNIT)) == "/dev/null"
    assert show(UNIT, "NoNewPrivileges") == "no" and os.path.exists(helper.permanent(UNIT))
    helper.call("Revert", trial)
    helper.wait_for_nothing_left()
    assert show(UNIT, "NoNewPrivileges") == "yes", "the removal was not taken back"


def kept_removal_holds(monitor):
    trial = helper.remove_change(UNIT)
    monitor.wait_for(trial, "healthy")
    helper.call("Keep", trial)
    assert not os.path.exists(os.path.dirname(helper.permanent(UNIT))), "the folder is left"
    assert_untouched()
    try:
        helper.remove_change(UNIT)
    except Refused as refused:
        assert refused.name == "NotFound", refused
    else:
        raise AssertionError("what is not there was removed")


def nobody_keeps(monitor):
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes", confirm=5, restart=True)
    detail = monitor.wait_for(trial, "healthy")
    started = time.monotonic()
    assert abs(detail["deadline"] / 1e6 - time.time() - 5) < 4, detail
    before = show(UNIT, "InvocationID")
    detail = monitor.wait_for(trial, "reverted")
    assert 4 < time.monotonic() - started < 30, time.monotonic() - started
    assert detail["step"] == "keep" and detail["reason"], detail
    assert show(UNIT, "InvocationID") != before, "it still runs with the change"
    assert_untouched()


def breaking_change_comes_back(monitor):
    started = time.monotonic()
    trial = helper.try_change(BREAKABLE, "NoNewPrivileges=yes", "SystemCallFilter=~@network-io",
                              restart=True)
    detail = monitor.wait_for(trial, "reverted")
    assert time.monotonic() - started < WATCH_OTHERS + 5, time.monotonic() - started
    # Who is to blame is found by whoever asked, who may read the journal.
    assert "directives" not in detail, detail
    assert detail["step"] in ("restarted", "healthy") and detail["result"] in ("signal", "core-dump")
    # Where in the journal to look, and no line of it.
    assert "journal" not in detail, detail
    subprocess.run(["journalctl", "--sync"], check=True)
    lines = subprocess.run(["journalctl", "-u", BREAKABLE, f"--since=@{detail['since'] / 1e6}",
                            f"--until=@{detail['until'] / 1e6}", "-o", "cat"],
                           capture_output=True, text=True, check=True).stdout
    assert "SYS" in lines, lines
    assert_untouched(BREAKABLE)


def failing_start_comes_back(monitor):
    trial = helper.try_change(UNIT, "InaccessiblePaths=/bin/sh /usr/bin/sh", restart=True)
    detail = monitor.wait_for(trial, "reverted")
    assert detail["step"] == "restarted", detail
    assert "directives" not in detail, detail
    assert_untouched()


def without_restart(monitor):
    before = show(UNIT, "InvocationID")
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes")
    monitor.wait_for(trial, "healthy")
    assert "restarted" not in monitor.states(trial)
    helper.call("Revert", trial)
    assert show(UNIT, "InvocationID") == before, "it was restarted"
    assert_untouched()


# One value for each directive that the helper writes, other than the default. Not for quotas: from
# 258 on, systemd does not answer about a service with one until the folder is there.
EVERYTHING = """CapabilityBoundingSet=CAP_CHOWN CAP_NET_BIND_SERVICE|PrivateDevices=yes
DevicePolicy=closed|DeviceAllow=/dev/null rw|ProtectSystem=strict|ProtectHome=tmpfs|PrivateTmp=yes
PrivateMounts=yes|ReadWritePaths=-/srv /var/tmp|ReadOnlyPaths=/usr|InaccessiblePaths=-/root
ExecPaths=/usr /bin|NoExecPaths=/var|TemporaryFileSystem=/mnt|RestrictFileSystems=ext4 tmpfs
RuntimeDirectory=hardnut-test|RuntimeDirectoryMode=0750|RuntimeDirectoryPreserve=restart
StateDirectory=hardnut-test|StateDirectoryMode=0700
CacheDirectory=hardnut-test|CacheDirectoryMode=0700
LogsDirectory=hardnut-test
LogsDirectoryMode=0700
ConfigurationDirectory=hardnut-test|ConfigurationDirectoryMode=0700|TimeoutCleanSec=30
NoNewPrivileges=yes|SecureBits=noroot|PrivateUsers=yes|UMask=0077|KeyringMode=shared|RemoveIPC=yes
RestrictSUIDSGID=yes|ProtectClock=yes|ProtectKernelTunables=yes|ProtectKernelModules=yes
ProtectKernelLogs=yes|ProtectControlGroups=yes|ProtectHostname=yes|ProtectProc=invisible
ProcSubset=pid|LockPersonality=yes|MemoryDenyWriteExecute=yes|MemoryKSM=yes|MemoryTHP=disable
RestrictRealtime=yes|PrivateBPF=yes|CoredumpFilter=private-anonymous
RestrictNamespaces=user mnt|PrivateIPC=yes|PrivatePIDs=yes|PrivateNetwork=yes
RestrictAddressFamilies=AF_UNIX AF_INET|IPAddressAllow=localhost|IPAddressDeny=any
SocketBindAllow=tcp:8080|SocketBindDeny=any|RestrictNetworkInterfaces=lo|NotifyAccess=exec
LimitCORE=0|LimitFSIZE=1G|LimitMEMLOCK=64K|LimitNOFILE=1024|LimitNPROC=64|LimitAS=8G|LimitCPU=600
LimitDATA=8G|LimitSTACK=8M|LimitSIGPENDING=64|LimitMSGQUEUE=0|LimitNICE=1|LimitRTPRIO=0|LimitRTTIME=1s
MemoryMax=1G|MemorySwapMax=0|MemoryZSwapMax=0|MemoryHigh=900M|TasksMax=32|CPUQuota=50%|AllowedCPUs=0
AllowedMemoryNodes=0|SystemCallFilter=@system-service|SystemCallArchitectures=native
SystemCallErrorNumber=EPERM|SystemCallLog=@mount|SystemCallFilter=~@privileged @resources
RestrictAddressFamilies=~AF_PACKET|ProtectSystem=full|ProtectHome=read-only
CapabilityBoundingSet=~CAP_SYS_ADMIN|CapabilityBoundingSet=|RestrictNamespaces=yes
IPAddressAllow=::1 192.168.7.9 10.1.2.3/8 10.0.0.0/8 localhost|IPAddressDeny=2001:DB8::5
ReadWritePaths=/a%b|RestrictAddressFamilies=none|ProtectControlGroups=strict|PrivateTmp=disconnected
PrivateUsers=identity|ProtectHostname=private"""


def every_directive_is_in_force(monitor):
    """What systemd makes of a value is never taken for a value that it ignores."""
    settings = [line.strip() for line in EVERYTHING.replace("\n", "|").split("|")]
    tried = 0
    while settings:
        # Each directive once at a time, and no more than a change may hold.
        chosen, names = [], set()
        for setting in settings:
            if setting.split("=")[0] not in names and len(chosen) < 64:
                chosen.append(setting)
                names.add(setting.split("=")[0])
        settings = [setting for setting in settings if setting not in chosen]
        while chosen:
            try:
                trial = helper.try_change(UNIT, *chosen)
                break
            except Refused as refused:
                if refused.name != "TooOld":
                    raise
                late = [setting for setting in chosen if setting.split("=")[0] in str(refused)]
                assert late, refused
                chosen = [setting for setting in chosen if setting not in late]
        if not chosen:
            continue
        tried += len(chosen)
        try:
            monitor.wait_for(trial, "healthy")
        except AssertionError:
            raise AssertionError([about for _, number, _, _, about in monitor.signals()
                                  if number == trial][-1]) from None
        helper.call("Revert", trial)
        assert_untouched()
    assert tried > 70, tried
    # A list that starts anew in the middle.
    trial = helper.try_change(UNIT, "ReadWritePaths=/a", "ReadWritePaths=", "ReadWritePaths=/b")
    monitor.wait_for(trial, "healthy")
    assert show(UNIT, "ReadWritePaths") == "/b", show(UNIT, "ReadWritePaths")
    helper.call("Revert", trial)
    assert_untouched()


def stopped_service_is_not_started(monitor):
    systemctl("stop", UNIT)
    try:
        trial = helper.try_change(UNIT, "NoNewPrivileges=yes", restart=True)
        monitor.wait_for(trial, "healthy")
        helper.call("Revert", trial)
        helper.wait_for_nothing_left()
        assert show(UNIT, "ActiveState") == "inactive"
    finally:
        systemctl("start", UNIT)


def one_trial_at_a_time(monitor):
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes")
    monitor.wait_for(trial, "healthy")
    for again in (lambda: helper.try_change("hardnut-alias.service", "PrivateTmp=yes"),
                  lambda: helper.remove_change(UNIT)):
        try:
            again()
        except Refused as refused:
            assert refused.name == "Busy", refused
        else:
            raise AssertionError("two trials of one service")
    trials = helper.call("Get", helper.NAME, "Trials", signature="ss",
                         interface="org.freedesktop.DBus.Properties")
    assert [tuple(map(str, row[:3])) for row in trials] == [(trial, UNIT, "healthy")], trials
    assert abs(trials[0][3] / 1e6 - time.time() - 60) < 30, trials
    helper.call("Revert", trial)
    assert_untouched()


def alias_is_resolved(monitor):
    trial = helper.try_change("hardnut-alias.service", "NoNewPrivileges=yes")
    monitor.wait_for(trial, "healthy")
    assert os.path.exists(helper.trial_file(UNIT))
    helper.call("Revert", trial)
    assert_untouched()


def keep_does_not_write_over(monitor):
    """The admin wrote a drop-in of that name while the trial was going on."""
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes")
    monitor.wait_for(trial, "healthy")
    write(helper.permanent(UNIT), "[Service]\nPrivateTmp=yes\n")
    try:
        helper.call("Keep", trial)
    except Refused as refused:
        assert refused.name == "Changed", refused
    else:
        raise AssertionError("somebody's work was written over")
    helper.call("Revert", trial)
    with open(helper.permanent(UNIT), encoding="utf-8") as file:
        assert file.read() == "[Service]\nPrivateTmp=yes\n"
    os.unlink(helper.permanent(UNIT))
    os.rmdir(os.path.dirname(helper.permanent(UNIT)))
    systemctl("daemon-reload")
    assert_untouched()


def killed_helper(monitor):
    """Killed in each of its states, the helper comes again and takes back, or goes on waiting."""
    for wanted in ("authorized", "written", "loaded", "restarted", "healthy", "reverting"):
        trial = helper.try_change(UNIT, "NoNewPrivileges=yes", restart=True, confirm=120)
        if wanted == "reverting":
            helper.wait_for_state(trial, "healthy")
            subprocess.Popen(
                ["busctl", "call", helper.NAME, helper.PATH, helper.NAME, "Revert", "s", trial],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        order = ["authorized", "written", "loaded", "restarted", "healthy", "reverting"]

        def came_to():
            now = helper.state(trial)
            return now is None or order.index(now) >= order.index(wanted)
        helper.wait_until(came_to, 90, f"trial {wanted}")
        reached = helper.state(trial)
        os.kill(helper.helper_pid(), signal.SIGKILL)
        if reached == "healthy":
            helper.wait_until(lambda: helper.helper_pid() > 0, 60, "the helper back")
            helper.call("Keep", trial)
            helper.wait_for_nothing_left()
            assert show(UNIT, "NoNewPrivileges") == "yes"
            trial = helper.remove_change(UNIT, restart=True)
            helper.wait_for_state(trial, "healthy")
            helper.call("Keep", trial)
        assert_untouched()


def killed_while_keeping(monitor):
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes")
    helper.wait_for_state(trial, "healthy")
    keeper = subprocess.Popen(["busctl", "call", helper.NAME, helper.PATH, helper.NAME, "Keep", "s",
                               trial], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    helper.wait_until(lambda: helper.state(trial) in ("keeping", None), 60, "keeping")
    os.kill(helper.helper_pid(), signal.SIGKILL)
    keeper.wait()
    helper.wait_for_nothing_left()
    assert os.path.exists(helper.permanent(UNIT)) and show(UNIT, "NoNewPrivileges") == "yes"
    trial = helper.remove_change(UNIT)
    helper.wait_for_state(trial, "healthy")
    helper.call("Keep", trial)
    assert_untouched()


def dead_man(monitor):
    """A helper that is stopped for good: the timer in PID 1 takes the trial back."""
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes", restart=True, confirm=20)
    helper.wait_for_state(trial, "healthy")
    systemctl("stop", "hardnut-helper.service")
    assert helper.state(trial) == "healthy" and helper.helper_pid() == 0
    assert_untouched()
    assert helper.helper_pid() == 0, "the helper was back"


def hung_helper(monitor):
    """A helper that does nothing any more is killed by the dead man."""
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes", confirm=5)
    helper.wait_for_state(trial, "healthy")
    os.kill(helper.helper_pid(), signal.SIGSTOP)
    helper.wait_until(lambda: not helper.leftovers(), 120, "trial over")
    assert_untouched()


def hung_on_the_way_back(monitor):
    """There the dead man gives it more time, but systemd itself does not wait for a helper that hangs."""
    # A minute is for people, and too long for a test.
    helper.call("Ping", interface="org.freedesktop.DBus.Peer")
    assert show("hardnut-helper.service", "WatchdogUSec") == "1min"
    quicker = "/run/systemd/system/hardnut-helper.service.d/quicker.conf"
    write(quicker, "[Service]\nWatchdogSec=5\n")
    systemctl("daemon-reload")
    systemctl("stop", "hardnut-helper.service")
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes", restart=True)
    monitor.wait_for(trial, "healthy")
    # The answer comes at the end, and not from a helper that is killed before.
    asking = subprocess.Popen(["busctl", "call", helper.NAME, helper.PATH, helper.NAME, "Revert", "s",
                               trial], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    monitor.wait_for(trial, "reverting")
    os.kill(helper.helper_pid(), signal.SIGSTOP)
    assert helper.leftovers(), "it was too fast to be stopped"
    helper.wait_until(lambda: not helper.leftovers(), 60, "trial over")
    asking.wait()
    assert_untouched()
    shutil.rmtree(os.path.dirname(quicker))
    systemctl("daemon-reload")


def stray_trial_goes(monitor):
    """A trial's file that nobody has a record of."""
    systemctl("stop", "hardnut-helper.service")
    write(helper.trial_file(UNIT), "[Service]\nNoNewPrivileges=yes\n")
    systemctl("daemon-reload")
    assert show(UNIT, "NoNewPrivileges") == "yes"
    helper.call("Get", helper.NAME, "Trials", signature="ss",
                interface="org.freedesktop.DBus.Properties")
    helper.wait_until(lambda: show(UNIT, "NoNewPrivileges") == "no", 30, "the stray file gone")
    assert_untouched()


def never_restarted(monitor):
    unit = "systemd-logind.service"
    before = show(unit, "InvocationID")
    trial = helper.try_change(unit, "LimitCORE=0", restart=True)
    detail = monitor.wait_for(trial, "kept")
    assert detail["note"] == "next-start" and detail["restart"] is False, detail
    assert monitor.states(trial) == ["authorized", "written", "loaded", "keeping", "kept"], \
        monitor.states(trial)
    assert show(unit, "InvocationID") == before, "logind was restarted"
    assert os.path.exists(helper.permanent(unit))
    helper.wait_for_nothing_left()
    monitor.wait_for(helper.remove_change(unit, restart=True), "kept")
    assert show(unit, "InvocationID") == before and not os.path.exists(helper.permanent(unit))


def later_file_wins(monitor):
    """A change that another file takes back altogether is not in force, and is named."""
    folder = f"/etc/systemd/system/{UNIT}.d"
    write(f"{folder}/zzz.conf", "[Service]\nTasksMax=55\nReadWritePaths=\nReadWritePaths=/var/lib\n")
    systemctl("daemon-reload")
    try:
        for setting in ("TasksMax=44", "ReadWritePaths=/var"):
            detail = monitor.wait_for(helper.try_change(UNIT, setting), "reverted")
            assert detail["step"] == "loaded", detail
            assert detail["directives"] == [setting.split("=", maxsplit=1)[0]], detail
            assert f"{folder}/zzz.conf:" in detail["reason"], detail
            helper.wait_for_nothing_left()
        trial = helper.try_change(UNIT, "ReadWritePaths=/var/lib", "ProtectClock=yes")
        monitor.wait_for(trial, "healthy")
        helper.call("Revert", trial)
        helper.wait_for_nothing_left()
        # What is taken back is no obstacle for the rest.
        trial = helper.try_change(UNIT, "TasksMax=44", "ReadWritePaths=/var", "ProtectClock=yes")
        monitor.wait_for(trial, "healthy")
        helper.call("Revert", trial)
        helper.wait_for_nothing_left()
    finally:
        os.unlink(f"{folder}/zzz.conf")
        os.rmdir(folder)
        systemctl("daemon-reload")
    assert_untouched()


def kept_and_taken_back(monitor):
    """What was kept, and a later file took back since, is no obstacle for anything else."""
    folder = f"/etc/systemd/system/{UNIT}.d"
    places = [f"{folder}/zz_shh-harden.conf", "/etc/systemd/system/service.d/zzz-all.conf"]
    trial = helper.try_change(UNIT, "ProtectHome=yes", "UMask=0077")
    monitor.wait_for(trial, "healthy")
    helper.call("Keep", trial)
    monitor.wait_for(trial, "kept")
    try:
        for place in places:
            write(place, "[Service]\nProtectHome=no\nUMask=0022\n")
            systemctl("daemon-reload")
            trial = helper.try_change(UNIT, "ProtectHome=yes", "UMask=0077", "ProtectClock=yes")
            monitor.wait_for(trial, "healthy")
            assert show(UNIT, "ProtectHome") == "no" and show(UNIT, "ProtectClock") == "yes"
            helper.call("Keep", trial)
            monitor.wait_for(trial, "kept")
            helper.wait_for_nothing_left()
            trial = helper.try_change(UNIT, "ProtectHome=yes", "UMask=0077")
            monitor.wait_for(trial, "healthy")
            helper.call("Keep", trial)
            monitor.wait_for(trial, "kept")
            os.unlink(place)
            systemctl("daemon-reload")
        assert show(UNIT, "ProtectHome") == "yes"
    finally:
        for place in [*places, helper.permanent(UNIT)]:
            if os.path.exists(place):
                os.unlink(place)
        for path in ("/etc/systemd/system/service.d", folder):
            if os.path.isdir(path):
                os.rmdir(path)
        systemctl("daemon-reload")
    helper.wait_for_nothing_left()
    assert_untouched()


def unread_files(monitor):
    """What systemd has not read yet is not put in force under the name of a trial."""
    folder = f"/etc/systemd/system/{UNIT}.d"
    # An older systemd does not look for folders that are new.
    write(f"{folder}/10-admin.conf", "[Service]\nNice=0\n")
    systemctl("daemon-reload")
    write(f"{folder}/10-admin.conf", "[Service]\nNice=1\n")
    try:
        try:
            helper.try_change(UNIT, "NoNewPrivileges=yes")
        except Refused as refused:
            assert refused.name == "UnitRefused" and "daemon-reload" in str(refused), refused
        else:
            raise AssertionError("the admin's file was put in force")
        assert show(UNIT, "Nice") == "0" and not helper.leftovers()
        systemctl("daemon-reload")
        trial = helper.try_change(UNIT, "NoNewPrivileges=yes")
        monitor.wait_for(trial, "healthy")
        helper.call("Revert", trial)
        helper.wait_for_nothing_left()
    finally:
        os.unlink(f"{folder}/10-admin.conf")
        os.rmdir(folder)
        systemctl("daemon-reload")
    assert_untouched()


def dependents_come_back(monitor):
    """What needs the service goes down with it, and is up again when it is."""
    name = "hardnut-dependent.service"
    write(f"/etc/systemd/system/{name}", f"[Unit]\nRequires={UNIT}\nAfter={UNIT}\n"
          "[Service]\nExecStart=/bin/sleep infinity\n")
    systemctl("daemon-reload")
    systemctl("start", name)
    try:
        trial = helper.try_change(UNIT, "InaccessiblePaths=/bin/sh /usr/bin/sh", restart=True)
        monitor.wait_for(trial, "reverted")
        assert show(name, "ActiveState") == "active", "the dependent is down"
        assert_untouched()
    finally:
        systemctl("stop", name)
        os.unlink(f"/etc/systemd/system/{name}")
        systemctl("daemon-reload")


def audit(monitor):
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes")
    monitor.wait_for(trial, "healthy")
    helper.call("Revert", trial)
    subprocess.run(["journalctl", "--sync"], check=False)
    done = subprocess.run(["journalctl", "-o", "export", f"HARDNUT_TRIAL={trial}"],
                          capture_output=True, check=True)
    text = done.stdout.decode(errors="replace")
    for line in ("HARDNUT_OUTCOME=reverted", f"HARDNUT_UNIT={UNIT}", "HARDNUT_UID=0",
                 "MESSAGE_ID=5c1f2a4be6d84e0b9d0c7f7c6d3e9a11", "NoNewPrivileges=yes"):
        assert line in text, f"{line} is missing: {text}"
    assert text.count("HARDNUT_OUTCOME") == 1, text


def exposure(monitor):
    for unit in ("hardnut-helper.service", "hardnut-revert@x.service"):
        done = subprocess.run(["systemd-analyze", "security", "--no-pager", unit],
                              capture_output=True, text=True, check=True)
        overall = done.stdout.strip().splitlines()[-1]
        number = float(overall.split(":")[1].split()[0])
        assert number <= 1.0, overall


def no_capabilities(monitor):
    """The helper writes, asks and restarts with none at all."""
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes", restart=True)
    monitor.wait_for(trial, "healthy")
    with open(f"/proc/{helper.helper_pid()}/status", encoding="ascii") as file:
        fields = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    found = {name: fields[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}
    assert all(int(value, 16) == 0 for value in found.values()), found
    helper.call("Revert", trial)
    assert_untouched()


def leaves_when_idle(monitor):
    helper.call("Ping", interface="org.freedesktop.DBus.Peer")
    assert helper.helper_pid() > 0
    helper.wait_until(lambda: helper.helper_pid() == 0, 60, "the helper gone")
    assert show("hardnut-helper.service", "Result") == "success"


TESTS = [kept_change_holds, removal_is_tried, kept_removal_holds, nobody_keeps,
         breaking_change_comes_back, failing_start_comes_back, without_restart,
         every_directive_is_in_force,
         stopped_service_is_not_started, one_trial_at_a_time, alias_is_resolved,
         keep_does_not_write_over, killed_helper, killed_while_keeping, dead_man, hung_helper,
         hung_on_the_way_back, stray_trial_goes, never_restarted, later_file_wins,
         kept_and_taken_back, unread_files,
         dependents_come_back, audit, exposure, no_capabilities, leaves_when_idle]


def run_tests(tap, tests=None):
    set_up()
    monitor = helper.Monitor()
    for test in tests or TESTS:
        try:
            systemctl("reset-failed")
            test(monitor)
            tap.result(True, f"helper: {test.__name__}")
        except Exception as error:  # pylint: disable=broad-except
            tap.result(False, f"helper: {test.__name__}",
                       f"{type(error).__name__}: {error}".splitlines())
    monitor.close()
