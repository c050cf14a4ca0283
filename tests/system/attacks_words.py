# SPDX-License-Identifier: GPL-3.0-or-later
"""What people are told: the question of polkit, where what weakens stands first and whole; and the
signals of a trial, which hold nothing of what a service wrote into the journal."""

import os
import subprocess

import helper_client as helper
from attacks_base import ACCOUNT, SLEEP, Service, forget, run_tests, systemctl, write
from raw_bus import FakePolkit, verdict

UNIT = "hardnut-words.service"
POLICY = "/etc/dbus-1/system.d/hardnut-attacks.conf"
POLICY_TEXT = """<busconfig><policy user="root"><allow own="org.freedesktop.PolicyKit1"/>
<allow send_destination="org.freedesktop.PolicyKit1"/></policy></busconfig>
"""
HARMLESS = """NoNewPrivileges=yes LockPersonality=yes RestrictRealtime=yes MemoryDenyWriteExecute=yes
PrivateDevices=yes ProtectClock=yes ProtectKernelLogs=yes ProtectKernelModules=yes
ProtectKernelTunables=yes ProtectControlGroups=yes RestrictSUIDSGID=yes PrivateMounts=yes""".split()
SECRET = "the-password-is-hazelnut"


def reload_bus():
    subprocess.run(["busctl", "call", "org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                    "ReloadConfig"], check=True, capture_output=True)


class Recorder:
    """In polkit's place: says no to everything, or what it is told to, and remembers what it was asked."""

    def __init__(self, decide=lambda question: verdict(False)):
        self.decide = decide

    def __enter__(self):
        write(POLICY, POLICY_TEXT)
        reload_bus()
        systemctl("mask", "--runtime", "--now", "polkit.service")
        self.fake = FakePolkit(self.decide)
        return self

    def __exit__(self, *_):
        self.fake.close()
        systemctl("unmask", "--runtime", "polkit.service")
        systemctl("start", "polkit.service")
        os.unlink(POLICY)
        reload_bus()

    def asked(self, ground, settings, account=ACCOUNT):
        """(action, words) of the one question that a request leads to."""
        before = len(self.fake.questions)
        error, values = ground.ask(UNIT, settings, account)
        assert error == "NotAuthorized", f"{error} {values}"
        assert len(self.fake.questions) == before + 1, self.fake.questions[before:]
        _, action, details, _, _ = self.fake.questions[-1]
        assert details["unit"] == UNIT, details
        return action.rpartition(".")[2], details["change"]


def check_order(ground, what, recorder, settings, weak):
    """All of weak stands in the question, whole, and before any of the others."""
    lines = []
    try:
        action, words = recorder.asked(ground, settings)
        others = [one for one in settings or () if one not in weak and one in words]
        ends = [words.find(one) for one in weak]
        if action != "loosen":
            lines.append(f"asks for {action}")
        if min(ends) < 0:
            lines.append(f"without {[one for one in weak if one not in words]}")
        elif others and max(ends) > min(words.find(one) for one in others):
            lines.append("something harmless stands before what weakens")
        if lines:
            lines.append(words)
    except AssertionError as error:
        lines.append(str(error))
    ground.tap.result(not lines, f"words: {what}: what weakens stands first", lines)


def question(ground):
    text = f"[Service]\n{SLEEP}\nProtectHostname=yes\nPrivateIPC=yes\nUMask=0077\n" \
           "ReadOnlyPaths=/srv/closed\n"
    long = "InaccessiblePaths=" + " ".join(f"/srv/{'long' * 20}{n}" for n in range(20))
    with Service({UNIT: text}), Recorder() as recorder:
        for what, settings, weak in (
                ("last of two", ["NoNewPrivileges=yes", "ProtectHostname=no"], ["ProtectHostname=no"]),
                ("behind twelve", [*HARMLESS, "ProtectHostname=no"], ["ProtectHostname=no"]),
                ("behind a long one", [long, "ProtectHostname=no"], ["ProtectHostname=no"]),
                ("three of them, among others",
                 [*HARMLESS[:5], "ProtectHostname=no", *HARMLESS[5:], "PrivateIPC=no", long,
                  "UMask=0022"],
                 ["ProtectHostname=no", "PrivateIPC=no", "UMask=0022"]),
                ("an exception", ["ProtectSystem=strict", *HARMLESS, "ReadWritePaths=/srv/closed"],
                 ["ReadWritePaths=/srv/closed"]),
                ("a folder", [*HARMLESS, "StateDirectory=hardnut-words"],
                 ["StateDirectory=hardnut-words"]),
                ("a hidden rule", [*HARMLESS, "InaccessiblePaths=/etc/polkit-1/rules.d"],
                 ["InaccessiblePaths=/etc/polkit-1/rules.d"]),
                ("a weakest value", [*HARMLESS, "ProtectSystem=no"], ["ProtectSystem=no"]),
                ("file system of memory", [*HARMLESS, "TemporaryFileSystem=/srv"],
                 ["TemporaryFileSystem=/srv"]),
                ("a limit", [*HARMLESS, "LimitRTPRIO=99"], ["LimitRTPRIO=99"])):
            check_order(ground, what, recorder, settings, weak)
        action, words = recorder.asked(ground, HARMLESS[:3])
        ground.tap.result(action == "apply" and all(one in words for one in HARMLESS[:3]),
                          "words: harmless ones: apply, and all are named", [action, words])
    # Settings that go are what weakens, too.
    with Service({UNIT: text}):
        ground.keep_as_root(UNIT, "PrivateTmp=yes", "ProtectHome=yes")
        with Recorder() as recorder:
            check_order(ground, "kept lines that go", recorder, HARMLESS,
                        ["PrivateTmp=yes", "ProtectHome=yes"])
            check_order(ground, "one that goes behind a long one", recorder,
                        [long, "PrivateTmp=yes"], ["ProtectHome=yes"])
            check_order(ground, "removal", recorder, None, ["PrivateTmp=yes", "ProtectHome=yes"])
        forget(UNIT)


def signals(ground):
    """The service says a secret when the change breaks it; who tries it hears no such thing."""
    breaks = (f"[Service]\nExecStart=/bin/sh -c 'grep -q \"NoNewPrivs:.*1\" /proc/self/status && "
              f"{{ echo {SECRET}; echo {SECRET} >&2; exit 3; }}; exec sleep infinity'\n")
    starts = breaks.replace("[Service]\n", "[Service]\nType=notify\nNotifyAccess=all\n")
    for what, text in (("ends after its start", breaks), ("fails to start", starts.replace(
            "exec sleep", "systemd-notify --ready; exec sleep"))):
        with Service({UNIT: text}, start=(UNIT,)):
            monitor = helper.Monitor("/tmp/hardnut-attacks-monitor")
            lines = []
            try:
                error, values = ground.ask(UNIT, ["NoNewPrivileges=yes"], restart=True)
                assert error is None, f"{error} {values}"
                detail = monitor.wait_for(values[0], "reverted", 180)
                helper.wait_for_nothing_left(120)
                if not detail.get("step") or not detail.get("result"):
                    lines.append(f"it does not say what went wrong: {detail}")
                # Whoever each of them was for.
                for to, _, _, state, detail in monitor.signals():
                    if SECRET in repr(detail) or "journal" in detail:
                        lines.append(f"{state}, to {to or 'all'}: {detail}")
                subprocess.run(["journalctl", "--sync"], check=False, capture_output=True)
                said = subprocess.run(["journalctl", "-u", UNIT, "-o", "cat"], capture_output=True,
                                      text=True, check=True).stdout
                if SECRET not in said:
                    lines.append("the service has not said it: the test shows nothing")
            except AssertionError as wrong:
                lines.append(str(wrong))
            finally:
                monitor.close()
            ground.tap.result(not lines, f"words: {what}: no line of the journal in a signal", lines)
    # A caller who may read the journal gets nothing either: the client reads it.
    with Service({UNIT: breaks}, start=(UNIT,)):
        monitor = helper.Monitor("/tmp/hardnut-attacks-monitor")
        try:
            trial = helper.try_change(UNIT, "NoNewPrivileges=yes", restart=True)
            monitor.wait_for(trial, "reverted", 180)
            helper.wait_for_nothing_left(120)
            told = [detail for _, _, _, _, detail in monitor.signals()
                    if SECRET in repr(detail) or "journal" in detail]
            ground.tap.result(not told, "words: root: no line of the journal in a signal",
                              [repr(one) for one in told])
        finally:
            monitor.close()


def run(tap):
    run_tests(tap, "words", [question, signals])
