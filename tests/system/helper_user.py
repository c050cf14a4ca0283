# SPDX-License-Identifier: GPL-3.0-or-later
"""The helper on the session bus: a user's own services, without a password and without root."""

import os
import pwd
import subprocess

import helper_client as helper
from helper_client import Refused, show
from helper_refusals import ACCOUNT, expect
from helper_trials import UNIT, UNIT_TEXT


class Session:
    """What ACCOUNT has: its manager, its folders, its helper."""

    def __init__(self):
        entry = pwd.getpwnam(ACCOUNT)
        self.home, self.runtime = entry.pw_dir, f"/run/user/{entry.pw_uid}"
        self.run = ["runuser", "-u", ACCOUNT, "--", "env", f"XDG_RUNTIME_DIR={self.runtime}",
                    f"DBUS_SESSION_BUS_ADDRESS=unix:path={self.runtime}/bus"]
        self.systemctl = (*self.run, "systemctl", "--user")
        self.permanent = f"{self.home}/.config/systemd/user/{UNIT}.d/{helper.DROP_IN}"
        self.trial = f"{self.runtime}/systemd/user.control/{UNIT}.d/{helper.DROP_IN}"

    def do(self, *arguments):
        subprocess.run([*self.systemctl, *arguments], check=True, capture_output=True)

    def call(self, member, *arguments):
        return helper.call_as(ACCOUNT, member, *arguments, session=True)

    def etag(self):
        return helper.etag(UNIT, self.systemctl)

    def show(self, name, unit=UNIT):
        return show(unit, name, self.systemctl)

    def state(self, trial):
        try:
            with open(f"{self.runtime}/hardnut/{trial}.trial", encoding="utf-8") as file:
                return next(line.split("=")[1].strip() for line in file
                            if line.startswith("State="))
        except FileNotFoundError:
            return None

    def wait_for(self, trial, wanted):
        helper.wait_until(lambda: self.state(trial) == wanted, 90, f"trial {wanted}")

    def set_up(self):
        folder = f"{self.home}/.config/systemd/user"
        text = UNIT_TEXT.replace("[Service]\n", "[Service]\nWorkingDirectory=%h\n")
        subprocess.run([*self.run, "mkdir", "-p", folder], check=True)
        subprocess.run([*self.run, "tee", f"{folder}/{UNIT}"], input=text.encode(), check=True,
                       stdout=subprocess.DEVNULL)
        self.do("daemon-reload")
        self.do("restart", UNIT)


def kept_change_holds(session):
    trial = session.call("Try", UNIT, [["NoNewPrivileges", "yes"]], session.etag(), 60, True)
    session.wait_for(trial, "healthy")
    assert os.path.exists(session.trial) and session.show("NoNewPrivileges") == "yes"
    session.call("Keep", trial)
    assert not os.path.exists(session.trial) and session.state(trial) is None
    with open(session.permanent, encoding="utf-8") as file:
        assert file.read() == "[Service]\nNoNewPrivileges=yes\n"
    assert os.stat(session.permanent).st_uid == pwd.getpwnam(ACCOUNT).pw_uid
    trial = session.call("Remove", UNIT, session.etag(), 60, False)
    session.wait_for(trial, "healthy")
    session.call("Keep", trial)
    assert not os.path.exists(session.permanent) and session.show("NoNewPrivileges") == "no"
    # Both stand in the user's own history, which the helper's sandbox lets it write.
    with open(f"{session.home}/.local/state/hardnut/history/{UNIT}", encoding="utf-8") as file:
        text = file.read()
    uid = pwd.getpwnam(ACCOUNT).pw_uid
    assert text.count(f"User={uid}\n") >= 2 and text.count("Line=NoNewPrivileges=yes\n") >= 1, text


def breaking_change_comes_back(session):
    trial = session.call("Try", UNIT, [["SystemCallFilter", "~@process"]], session.etag(), 60, True)
    session.wait_for(trial, None)
    assert session.show("ActiveState") == "active" and session.show("DropInPaths") == ""
    assert not os.path.exists(session.permanent) and not os.path.exists(session.trial)


def stopped_helper(session):
    trial = session.call("Try", UNIT, [["NoNewPrivileges", "yes"]], session.etag(), 20, True)
    session.wait_for(trial, "healthy")
    session.do("stop", "hardnut-helper.service")
    session.wait_for(trial, None)
    helper.wait_until(lambda: session.show("ActiveState") == "active", 30, "the service back")
    assert session.show("DropInPaths") == "", session.show("DropInPaths")


def system_services_are_not_touched(session):
    """The session's helper does not know the system's services, nor does it let root in."""
    try:
        session.call("Try", "cron.service", [["NoNewPrivileges", "yes"]], "0" * 64, 60, False)
    except Refused as refused:
        assert refused.name == "NotFound", refused
    else:
        raise AssertionError("a service of the system was changed")


def refusals_hold(session):
    """Nobody is asked, but what is refused by the system's helper is refused here as well."""
    tag = session.etag()
    for name, value, error in (
            ("ExecStart", "/bin/sh", "DirectiveRefused"), ("Environment", "A=b", "DirectiveRefused"),
            ("BindPaths", "/etc:/srv", "DirectiveRefused"), ("PrivateTmp", "maybe", "InvalidValue"),
            ("NoNewPrivileges", "yes\nExecStart=/bin/sh", "InvalidValue"),
            ("ReadWritePaths", "/a/../b", "InvalidValue"), ("TasksMax", "1", "InvalidValue"),
            ("LimitNOFILE", "1", "InvalidValue")):
        expect(error, session.call, "Try", UNIT, [[name, value]], tag, 60, False)
    for unit in ("../x.service", "hardnut-.service", "x@.service", "x.socket", ""):
        expect("InvalidUnit", session.call, "Try", unit, [["PrivateTmp", "yes"]], tag, 60, False)
    expect("UnitRefused", session.call, "Try", "hardnut-helper.service", [["PrivateTmp", "yes"]], tag,
           60, False)
    # There is nobody else for whom one's own services could be accepted.
    expect("InvalidArgs", session.call, "Accept", UNIT, "PrivateTmp", "2999-01-01", "x")
    assert not os.path.exists(session.permanent) and not os.path.exists(session.trial)
    assert session.show("DropInPaths") == "", session.show("DropInPaths")


def exposure(session):
    done = subprocess.run([*session.run, "systemd-analyze", "--user", "security", "--no-pager",
                           "hardnut-helper.service"], capture_output=True, text=True, check=True)
    overall = done.stdout.strip().splitlines()[-1]
    assert float(overall.split(":")[1].split()[0]) <= 1.0, overall


TESTS = [kept_change_holds, breaking_change_comes_back, stopped_helper,
         system_services_are_not_touched, refusals_hold, exposure]


def run_tests(tap, tests=None):
    session = Session()
    session.set_up()
    for test in tests or TESTS:
        try:
            test(session)
            tap.result(True, f"helper of a user: {test.__name__}")
        except Exception as error:  # pylint: disable=broad-except
            tap.result(False, f"helper of a user: {test.__name__}",
                       f"{type(error).__name__}: {error}".splitlines())
    session.do("stop", UNIT)
