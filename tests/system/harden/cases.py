# SPDX-License-Identifier: GPL-3.0-or-later
"""hardnutctl harden on a running system: what it finds works and weakens nothing, and wherever it is
stopped the service is as before."""

import contextlib
import json
import os
import pwd
import re
import signal
import subprocess
import urllib.request

import helper_client as helper
from helper_client import show
from helper_trials import systemctl, write

HARDNUTCTL = os.environ.get("HARDNUTCTL", "hardnutctl")
UNIT = "helloworld.service"
PAGE = "http://127.0.0.1:8080/"
USER = "nut"
RULES = "/etc/polkit-1/rules.d/00-hardnut-harden.rules"
BAD = "hardnut-narrow.service"
# It does not work without memory that it can write and execute.
BAD_TEXT = """[Service]
Type=exec
ExecStart=/usr/bin/python3 -c "import mmap, time; mmap.mmap(-1, 4096, prot=7); time.sleep(1e6)"
"""
WATCH = 3


def harden(unit=UNIT, *options, prefix=(), user=False):
    """(exit status, what it printed as JSON or None, what it said)"""
    done = subprocess.run([*prefix, HARDNUTCTL, *(["--user"] if user else []), "harden", "--json",
                           *options, "--", unit], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else None, done.stderr


def show_json(unit, prefix=(), user=False):
    done = subprocess.run([*prefix, HARDNUTCTL, *(["--user"] if user else []), "show", "--json", "--",
                           unit], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def badness(report):
    return {check["json_field"]: check["badness"] for check in report["checks"]}


def opens_nothing(before, after):
    """Check by check, not by the sum."""
    was, now = badness(before), badness(after)
    return [name for name in was if (now[name] or 0) > (was[name] or 0)]


def page():
    with urllib.request.urlopen(PAGE, timeout=5) as answer:
        return answer.status == 200


def serves():
    try:
        return page()
    except OSError:
        return False


def as_before(unit=UNIT):
    helper.wait_for_nothing_left(90)
    assert not os.path.exists(helper.permanent(unit)), "something was kept"
    helper.wait_until(lambda: show(unit, "ActiveState") == "active", 60, "active")
    assert "zz-hardnut" not in show(unit, "DropInPaths")


def forget(unit=UNIT):
    if os.path.exists(helper.permanent(unit)):
        os.unlink(helper.permanent(unit))
        # It may have a drop-in of somebody else as well.
        with contextlib.suppress(OSError):
            os.rmdir(os.path.dirname(helper.permanent(unit)))
        systemctl("daemon-reload")
        systemctl("restart", unit)


def finds_and_keeps():
    helper.wait_until(serves, 60, "the page")
    before = show_json(UNIT)
    status, found, said = harden(UNIT, f"--watch={WATCH}", "--keep", "--level=strict")
    assert status == 0, (status, said, found)
    after = show_json(UNIT)
    assert after["exposure"] == found["after"]["exposure"] < before["exposure"], found
    assert before["exposure"] == found["before"]["exposure"], found["before"]
    assert after["exposure"] <= 3.0, after["exposure"]
    assert not opens_nothing(before, after), opens_nothing(before, after)
    assert found["trials"] <= 6 and found["restarts"] <= 2 * found["trials"] + 2, found
    assert found["could"] and found["open"] and found["steps"], found
    assert found["drop_in"] == helper.settings_in(helper.permanent(UNIT)), found["drop_in"]
    helper.wait_until(serves, 30, "the page")
    systemctl("restart", UNIT)
    helper.wait_until(serves, 30, "the page after another restart")
    # There is nothing more to be found, and nothing of it goes.
    kept = helper.settings_in(helper.permanent(UNIT))
    status, again, said = harden(UNIT, f"--watch={WATCH}", "--keep", "--level=strict")
    assert status in (0, 4), (status, said)
    now = helper.settings_in(helper.permanent(UNIT))
    assert set(kept.split("\n")) <= set(now.split("\n")), (kept, now)
    forget()


def says_what_it_found_and_takes_it_back():
    """Nobody is there to be asked."""
    status, found, said = harden(UNIT, "--watch=0", "--level=strict")
    assert status == 5, (status, said)
    assert found["drop_in"] and found["after"]["exposure"] == found["before"]["exposure"], found
    as_before()


def own_checks_count():
    """One that does not hold is told before anything is changed, one that fails with a set is heard."""
    status, _, said = harden(UNIT, "--watch=0", "--check=false")
    assert status == 1 and "before anything is changed" in said, (status, said)
    as_before()
    port = show(UNIT, "InvocationID")
    status, found, said = harden(UNIT, "--watch=0", "--keep", "--level=strict", "--max-trials=10",
                                 f"--check={PAGE}", "--check=tcp:127.0.0.1:8080",
                                 f"--check=test $(systemctl show -P UMask {UNIT}) = 0022")
    assert status == 0 and show(UNIT, "InvocationID") != port, (status, said)
    assert "UMask" not in found["drop_in"] and show(UNIT, "UMask") == "0022", found
    forget()


def nothing_stricter_works():
    status, found, said = harden(UNIT, "--watch=0", "--level=strict", "--max-trials=1",
                                 "--check=! test -e /run/systemd/system.control/" + UNIT + ".d")
    assert status == 4, (status, said)
    assert found["drop_in"] is None and not found["could"] and found["trials"] == 1, found
    as_before()


def what_breaks_it_stays_open():
    write(f"/etc/systemd/system/{BAD}", BAD_TEXT)
    systemctl("daemon-reload")
    systemctl("start", BAD)
    helper.wait_until(lambda: show(BAD, "ActiveState") == "active", 30, "active")
    before = show_json(BAD)
    status, found, said = harden(BAD, f"--watch={WATCH}", "--keep", "--level=strict",
                                 "--max-trials=12")
    assert status == 0, (status, said, found)
    assert show(BAD, "ActiveState") == "active"
    assert "MemoryDenyWriteExecute" not in found["drop_in"], found["drop_in"]
    assert any(row["check"] == "MemoryDenyWriteExecute" for row in found["open"]), found["open"]
    assert not opens_nothing(before, show_json(BAD))
    forget(BAD)
    systemctl("stop", BAD)
    os.unlink(f"/etc/systemd/system/{BAD}")
    systemctl("daemon-reload")


def is_not_tried():
    """What does not run, and what is never restarted."""
    for unit, words in (("dbus.service", "not restarted"), ("hardnut-helper.service", "")):
        status, _, said = harden(unit, "--watch=0")
        assert status == 1 and words in said, (unit, status, said)
    systemctl("stop", UNIT)
    status, _, said = harden(UNIT, "--watch=0")
    assert status == 1 and "does not run" in said, (status, said)
    systemctl("start", UNIT)


class Run:
    """One in the background, whose words are read as they come."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [HARDNUTCTL, "harden", "--no-pager", *options, "--", UNIT], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.said = []

    def wait_for(self, words):
        for line in self.process.stderr:
            self.said.append(line)
            if re.search(words, line):
                return
        raise AssertionError(f"it ended without “{words}”: {self.said}")

    def end(self):
        self.said += self.process.stderr
        return self.process.wait(120)


# Where it may be stopped: what it says, and what happens then.
STEPS = ("restarts", "is restarted, and watched", "nothing known speaks against", "Trial 1")


def stopped_at_each_step():
    for words in STEPS:
        run = Run(f"--watch={WATCH}", "--level=strict", "--keep")
        run.wait_for(words)
        run.process.send_signal(signal.SIGINT)
        assert run.end() == 1, (words, run.said)
        as_before()
        helper.wait_until(serves, 30, f"the page after {words}")


def in_trial():
    return any(name.endswith(".trial") for name in os.listdir(helper.RECORDS)) \
        if os.path.isdir(helper.RECORDS) else False


def killed():
    """The command in a trial: one is left to its countdown. The helper in a trial: that is taken back,
    and the search ends."""
    run = Run("--watch=0", "--level=strict", "--keep")
    run.wait_for("Trial 1")
    helper.wait_until(in_trial, 30, "a trial")
    run.process.kill()
    run.end()
    assert len([name for name in os.listdir(helper.RECORDS) if name.endswith(".trial")]) <= 1
    for row in helper.call("Get", helper.NAME, "Trials", signature="ss",
                           interface="org.freedesktop.DBus.Properties"):
        # It would wait some minutes for its countdown.
        helper.wait_until(lambda trial=row[0]: helper.state(trial) in ("healthy", None), 60, "healthy")
        helper.call("Revert", row[0])
    as_before()

    run = Run("--watch=0", "--level=strict", "--keep")
    run.wait_for("Trial 1")
    helper.wait_until(in_trial, 30, "a trial")
    os.kill(helper.helper_pid(), signal.SIGKILL)
    assert run.end() == 1, run.said
    assert "helper ended in the middle" in run.said[-1] and "as before" in run.said[-1], run.said
    helper.call("Get", helper.NAME, "Trials", signature="ss",
                interface="org.freedesktop.DBus.Properties")
    as_before()
    helper.wait_until(serves, 30, "the page")


def observer_killed():
    """While it watches a start, and in a trial: the search ends, and says why."""
    for words in ("is restarted, and watched", "Trial 1"):
        run = Run("--watch=20" if words != "Trial 1" else f"--watch={WATCH}", "--level=strict", "--keep")
        run.wait_for(words)
        helper.wait_until(in_trial, 30, "a trial")
        pid = int(show("hardnut-observer.service", "MainPID") or 0)
        assert pid, "nobody watches"
        os.kill(pid, signal.SIGKILL)
        assert run.end() == 1, (words, run.said)
        assert "observer ended in the middle" in run.said[-1] and "as before" in run.said[-1], run.said
        as_before()
        helper.wait_until(serves, 30, "the page")


def one_question():
    """With permission for a search and for nothing else, an ordinary user gets to the end."""
    write(RULES, "polkit.addRule(function(action, subject) {\n"
          f'  if (subject.user == "{USER}" && action.id.indexOf("io.github.hardnut.") == 0)\n'
          '    return action.id == "io.github.hardnut.harden" ? polkit.Result.YES : polkit.Result.NO;\n'
          "});\n")
    systemctl("restart", "polkit.service")
    try:
        status, found, said = harden(UNIT, f"--watch={WATCH}", "--keep", prefix=("runuser", "-u", USER, "--"))
        assert status == 0, (status, said, found)
        assert f"Kept by user {pwd.getpwnam(USER).pw_uid}" in open(helper.permanent(UNIT), encoding="utf-8").read()
    finally:
        os.unlink(RULES)
        systemctl("restart", "polkit.service")
    forget()
    status, _, said = harden(UNIT, "--watch=0", prefix=("runuser", "-u", USER, "--"))
    assert status == 1, (status, said)
    as_before()


def users_own_service():
    """Without any permission."""
    entry = pwd.getpwnam(USER)
    prefix = ("runuser", "-u", USER, "--", "env", f"XDG_RUNTIME_DIR=/run/user/{entry.pw_uid}",
              f"DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/{entry.pw_uid}/bus")
    folder = f"{entry.pw_dir}/.config/systemd/user"
    subprocess.run([*prefix, "mkdir", "-p", folder], check=True)
    subprocess.run([*prefix, "tee", f"{folder}/hardnut-own.service"], check=True,
                   input=b"[Service]\nExecStart=/bin/sleep infinity\n", stdout=subprocess.DEVNULL)
    subprocess.run([*prefix, "systemctl", "--user", "daemon-reload"], check=True)
    subprocess.run([*prefix, "systemctl", "--user", "start", "hardnut-own.service"], check=True)
    before = show_json("hardnut-own.service", prefix, user=True)
    status, found, said = harden("hardnut-own.service", "--keep", "--level=strict", "--watch=0",
                                 "--max-trials=12", prefix=prefix, user=True)
    assert status == 0, (status, said, found)
    after = show_json("hardnut-own.service", prefix, user=True)
    assert after["exposure"] < before["exposure"] and not opens_nothing(before, after), after["exposure"]
    subprocess.run([*prefix, "systemctl", "--user", "stop", "hardnut-own.service"], check=True)
    subprocess.run([*prefix, "rm", "-r", f"{folder}/hardnut-own.service",
                    f"{folder}/hardnut-own.service.d"], check=True)
    subprocess.run([*prefix, "systemctl", "--user", "daemon-reload"], check=True)


TESTS = [finds_and_keeps, one_question, stopped_at_each_step, killed, observer_killed, is_not_tried,
         says_what_it_found_and_takes_it_back, nothing_stricter_works, users_own_service,
         what_breaks_it_stays_open, own_checks_count]


def run_tests(tap, tests):
    for test in tests:
        try:
            test()
            tap.result(True, f"harden: {test.__name__}")
        except Exception as error:  # pylint: disable=broad-except
            tap.result(False, f"harden: {test.__name__}",
                       f"{type(error).__name__}: {error}".splitlines())
            forget()
