# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the helper for permission as an ordinary user: quickly, with a polkit that notes which
action it is asked for and says no, and for real, with a rule that permits one of them. As a
program: calls whatever it reads, as whoever runs it, once for each line of its input."""

import json
import os
import pwd
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import helper_client as helper  # noqa: E402
from helper_faults_bus import POLICY, POLICY_TEXT, reload_bus  # noqa: E402
from raw_bus import FakePolkit, RawBus, verdict  # noqa: E402

ACCOUNT = os.environ.get("HARDNUT_USER", "nut")
APPLY = "io.github.hardnut.apply"
LOOSEN = "io.github.hardnut.loosen"
CONFIRM = 60


class User:
    """The ordinary user's connection to the bus, in a process of the user's."""

    def __init__(self):
        account = pwd.getpwnam(ACCOUNT)
        self.process = subprocess.Popen(
            [sys.executable, os.path.abspath(__file__)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, user=account.pw_uid, group=account.pw_gid,
            extra_groups=[])

    def call(self, member, signature, *values):
        """(error without the helper's prefix or None, its words or the answer)"""
        self.process.stdin.write(json.dumps([member, signature, values]) + "\n")
        self.process.stdin.flush()
        error, text = json.loads(self.process.stdout.readline())
        return error.removeprefix(helper.ERROR) if error else None, text

    def attempt(self, unit, settings, tag):
        return self.call("Try", "sa(ss)sub", unit, settings, tag, CONFIRM, False)

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)


class Asker:
    """Finds out which permission a change takes. For as long as the block lasts it stands in for
    polkit, which must be away."""

    def __init__(self):
        self.user = self.polkit = None

    def __enter__(self):
        subprocess.run(["systemctl", "mask", "--runtime", "--now", "polkit.service"], check=True,
                       capture_output=True)
        with open(POLICY, "w", encoding="utf-8") as file:
            file.write(POLICY_TEXT)
        reload_bus()
        self.polkit = FakePolkit(lambda question: verdict(False))
        self.user = User()
        return self

    def __exit__(self, *_):
        self.user.close()
        self.polkit.close()
        os.unlink(POLICY)
        reload_bus()
        for arguments in (("unmask", "--runtime"), ("reset-failed",), ("restart",)):
            subprocess.run(["systemctl", *arguments, "polkit.service"], check=False,
                           capture_output=True)

    def ask(self, case):
        """(the action that polkit was asked for or None, what was answered)"""
        self.polkit.questions.clear()
        error, text = self.user.attempt(case.unit, case.settings, helper.etag_of(
            [f"/etc/systemd/system/{case.unit}"]))
        actions = {question[1] for question in self.polkit.questions}
        if error is None:
            raise RuntimeError(f"{case}: a trial began although polkit said no")
        if not actions:
            return None, f"{error}: {text}"
        # Whoever needs both needs the stronger one.
        return LOOSEN if LOOSEN in actions else actions.pop(), f"{error}: {text}"


def attempt_for_real(user, case):
    """What the real polkit and the helper make of it: "allowed" when a trial begins, which is taken
    back at once; else the error's name."""
    error, text = user.attempt(case.unit, case.settings,
                               helper.etag_of([f"/etc/systemd/system/{case.unit}"]))
    if error is not None:
        return error
    # It may have to come so far that it can be taken back.
    def taken_back():
        return user.call("Revert", "s", text)[0] in (None, "NoSuchTrial", "Failed")
    helper.wait_until(taken_back, 120, "the trial taken back")
    return "allowed"


def serve():
    bus = RawBus()
    for line in sys.stdin:
        member, signature, values = json.loads(line)
        error, answer = bus.call(helper.NAME, helper.PATH, helper.NAME, member, signature, values)
        print(json.dumps([error, answer[0] if answer else ""]), flush=True)


if __name__ == "__main__":
    serve()
