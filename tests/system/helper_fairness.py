#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody keeps others from the helper, and nobody learns from it what is not theirs to know. As a
program: answers each line [MEMBER, [ARGUMENT…]] with [error name or null, words or answer, seconds]."""

import json
import os
import subprocess
import sys
import time

import helper_client as helper
import helper_faults
import helper_trials
from helper_client import Refused
from helper_trials import BREAKABLE, UNIT, assert_untouched, restart, systemctl, write
from raw_bus import FakePolkit, verdict

HARDNUTCTL = os.environ.get("HARDNUTCTL", "hardnutctl")
RULES = "/etc/polkit-1/rules.d/00-hardnut-fairness.rules"
POLICY = "/etc/dbus-1/system.d/hardnut-fairness.conf"
POLICY_TEXT = """<busconfig><policy user="root"><allow own="org.freedesktop.PolicyKit1"/>
<allow send_destination="org.freedesktop.PolicyKit1"/></policy></busconfig>
"""

# Who is logged in, who is not, and who may do nothing.
PERSONS = ("hnfair1", "hnfair2", "hnfair3", "hnfair4", "hnfair5")
SERVICES = ("hnfair6", "hnfair7", "hnfair8", "hnfair9")
DENIED = "hnfair0"
ACCOUNTS = (*PERSONS, *SERVICES, DENIED)

# What src/helper/quota.h allows.
OF_USER = 8
OF_SERVICES = 12

N_UNITS = 60
SETTINGS = [("NoNewPrivileges", "yes")]
WRONG_ETAG = "0" * 64


def unit_name(number):
    return f"hardnut-fair{number}.service"


class Client:
    """A process of an account, with one connection to the bus and nothing that PAM would add."""

    def __init__(self, account):
        identity = [] if account == "root" else ["setpriv", f"--reuid={account}",
                                                 f"--regid={account}", "--clear-groups"]
        self.process = subprocess.Popen([*identity, sys.executable, os.path.abspath(__file__)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def send(self, member, *arguments):
        self.process.stdin.write(json.dumps([member, arguments]) + "\n")
        self.process.stdin.flush()

    def receive(self):
        """The answer, and how many seconds it took."""
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the client has died")
        error, answer, seconds = json.loads(line)
        if error:
            raise Refused(error, answer)
        return answer, seconds

    def call(self, member, *arguments):
        self.send(member, *arguments)
        return self.receive()

    def try_change(self, unit, etag=None, confirm=600):
        return self.call("Try", unit, SETTINGS, etag or ETAGS[unit], confirm, False)

    def close(self):
        self.process.kill()
        self.process.wait()


ETAGS = {}


class Clients(dict):
    """One of each account that is asked for."""

    def __missing__(self, account):
        self[account] = Client(account)
        return self[account]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for client in self.values():
            client.close()


def refused(names, function, *arguments):
    try:
        answer = function(*arguments)
    except Refused as error:
        assert error.name in names, f"{error} instead of {names}"
        return error
    raise AssertionError(f"{arguments} was let in: {answer}")


def grant(action, who):
    """Lets these accounts do the action without a word, and no other account anything."""
    listed = ", ".join(f'"{account}"' for account in who)
    write(RULES, "polkit.addRule(function(action, subject) {\n"
          '  if (action.id.indexOf("io.github.hardnut.") == 0)\n'
          f'    return action.id == "{action}" && [{listed}].indexOf(subject.user) >= 0\n'
          "      ? polkit.Result.YES : polkit.Result.NO;\n});\n")
    os.chmod(RULES, 0o644)
    os.chmod(os.path.dirname(RULES), 0o755)
    restart("polkit.service")


def session_unit(account):
    return f"hardnut-session-{account}.service"


def log_in(account):
    subprocess.run(["systemd-run", "--quiet", f"--unit={session_unit(account)}",
                    "--property=PAMName=login", f"--property=User={account}", "sleep", "infinity"],
                   check=True)

    def there():
        done = subprocess.run(["loginctl", "show-user", "-P", "State", account],
                              capture_output=True, text=True, check=False)
        return done.stdout.strip() in ("active", "online")
    helper.wait_until(there, 60, f"{account} logged in")


def set_up():
    helper_faults.mask_generators()
    helper_trials.set_up()
    for account in ACCOUNTS:
        subprocess.run(["useradd", "--user-group", "--no-create-home", "--home-dir=/", account],
                       check=False, capture_output=True)
    for number in range(N_UNITS):
        write(f"/etc/systemd/system/{unit_name(number)}",
              "[Service]\nUser=nobody\nExecStart=/bin/sleep infinity\n")
    systemctl("daemon-reload")
    tag = {unit_name(number): helper.etag(unit_name(number)) for number in range(N_UNITS)}
    ETAGS.update(tag)
    ETAGS[UNIT] = helper.etag(UNIT)
    for account in PERSONS:
        log_in(account)
    grant("io.github.hardnut.apply", (*PERSONS, *SERVICES))


def tear_down():
    for account in PERSONS:
        systemctl("stop", session_unit(account))
    for number in range(N_UNITS):
        os.unlink(f"/etc/systemd/system/{unit_name(number)}")
    if os.path.exists(RULES):
        os.unlink(RULES)
    for account in ACCOUNTS:
        subprocess.run(["userdel", account], check=False, capture_output=True)
    helper_faults.unmask_generators()
    systemctl("daemon-reload")
    restart("polkit.service")


def fill(client, units, most=40):
    """Begins trials until there is no room; returns their numbers."""
    trials = []
    while len(trials) < most:
        try:
            trials.append(client.try_change(next(units))[0])
        except Refused as error:
            assert error.name == "Busy", error
            return trials
    raise AssertionError(f"{most} trials, and still room")


def free_units(start=0):
    return (unit_name(number) for number in range(start, N_UNITS))


def assert_gets_in(client, who, unit):
    """Within a second; the best of three, as the machine may be busy with something else."""
    times = []
    for _ in range(3):
        trial, seconds = client.try_change(unit)
        times.append(seconds)
        helper.wait_for_state(trial, "healthy")
        client.call("Revert", trial)
        if seconds < 1:
            return
    raise AssertionError(f"{who} waited {times} s")


def take_back(client, trials):
    for trial in trials:
        client.call("Revert", trial)
    helper.wait_for_nothing_left(120)


def one_user_leaves_room():
    with Clients() as clients:
        units = free_units()
        trials = fill(clients[PERSONS[0]], units)
        assert len(trials) == OF_USER, len(trials)
        assert_gets_in(clients[PERSONS[1]], "a second user", unit_name(50))
        assert_gets_in(clients[SERVICES[0]], "one who is not logged in", unit_name(51))
        assert_gets_in(clients["root"], "root", unit_name(52))
        # What root takes back is room again.
        refused(["NotYours"], clients[PERSONS[1]].call, "Revert", trials[0])
        refused(["NotYours"], clients["root"].call, "Keep", trials[0])
        clients["root"].call("Revert", trials.pop())
        trials.append(clients[PERSONS[0]].try_change(unit_name(53))[0])
        take_back(clients["root"], trials)


def accounts_without_session_share():
    with Clients() as clients:
        units = free_units()
        trials = []
        for account in SERVICES:
            trials += fill(clients[account], units)
        assert len(trials) == OF_SERVICES, len(trials)
        assert_gets_in(clients[PERSONS[0]], "one who is logged in", unit_name(50))
        assert_gets_in(clients["root"], "root", unit_name(51))
        take_back(clients["root"], trials)


def four_users_leave_room():
    with Clients() as clients:
        units = free_units()
        trials = []
        for account in PERSONS[:4]:
            trials += fill(clients[account], units)
        assert len(trials) == 4 * OF_USER, len(trials)
        assert_gets_in(clients[PERSONS[4]], "a fifth user", unit_name(50))
        assert_gets_in(clients["root"], "root", unit_name(51))
        take_back(clients["root"], trials)


def log_out_counts():
    """Who has left shares what there is for those who are not logged in, from then on."""
    with Clients() as clients:
        units = free_units()
        trials = fill(clients[PERSONS[4]], units)
        systemctl("stop", session_unit(PERSONS[4]))
        try:
            helper.wait_until(lambda: subprocess.run(
                ["loginctl", "show-user", "-P", "State", PERSONS[4]], capture_output=True, text=True,
                check=False).stdout.strip() not in ("active", "online"), 60, "logged out")
            trials += fill(clients[SERVICES[0]], units)
            assert len(trials) == OF_SERVICES, len(trials)
        finally:
            log_in(PERSONS[4])
        take_back(clients["root"], trials)


class Polkit:
    """A stand-in, which answers only where the question is about one of these units."""

    def __init__(self, *answered):
        self.answered = answered
        self.fake = None

    def answer(self, question):
        return verdict(True) if question[2].get("unit") in self.answered else None

    def __enter__(self):
        write(POLICY, POLICY_TEXT)
        subprocess.run(["busctl", "call", "org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                        "ReloadConfig"], check=True, capture_output=True)
        systemctl("mask", "--runtime", "--now", "polkit.service")
        self.fake = FakePolkit(self.answer)
        return self.fake

    def __exit__(self, *_):
        self.fake.close()
        os.unlink(POLICY)
        subprocess.run(["busctl", "call", "org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                        "ReloadConfig"], check=True, capture_output=True)
        systemctl("unmask", "--runtime", "polkit.service")
        restart("polkit.service")


def open_questions_leave_room():
    """Questions that nobody answers, of all kinds: of one who is logged in, and of four who are not."""
    asking = []
    try:
        with Clients() as clients, Polkit(unit_name(50), unit_name(51)) as polkit:
            for account, most in ((PERSONS[0], OF_USER), *((one, None) for one in SERVICES)):
                for number in range(12):
                    client = Client(account)
                    asking.append(client)
                    unit = unit_name(len(asking) % 50)
                    client.send(*[("Try", unit, SETTINGS, ETAGS[unit], 60, False), ("Begin", [unit], 60),
                                  ("Accept", unit, "PrivateTmp", "2999-01-31", "known")][number % 3])
                if most:
                    helper.wait_until(lambda: len(polkit.questions) >= OF_USER, 60, "questions")
            wanted = OF_USER + OF_SERVICES
            helper.wait_until(lambda: len(polkit.questions) >= wanted, 60, f"{wanted} questions")
            assert_gets_in(clients[PERSONS[1]], "another", unit_name(50))
            assert_gets_in(clients["root"], "root", unit_name(51))
            asked = [one for one in polkit.questions
                     if one[2].get("unit") not in (unit_name(50), unit_name(51))]
            assert len(asked) == wanted, len(asked)
            for client in asking:
                client.close()
            helper.wait_until(lambda: len(polkit.cancelled) == wanted, 60, "all taken back")
    finally:
        for client in asking:
            client.close()
    helper.wait_for_nothing_left()


def secret_files():
    """(what is closed to whom, how to close it, how to open it) for a drop-in of UNIT."""
    folder = f"/etc/systemd/system/{UNIT}.d"
    path = f"{folder}/10-secret.conf"
    yield "a file", lambda: os.chmod(path, 0o600), lambda: os.chmod(path, 0o644)
    yield "a folder", lambda: os.chmod(folder, 0o700), lambda: os.chmod(folder, 0o755)

    def hide():
        os.makedirs("/etc/hardnut-secret", mode=0o700)
        os.rename(path, "/etc/hardnut-secret/x")
        os.symlink("/etc/hardnut-secret/x", path)
        systemctl("daemon-reload")

    def show():
        os.unlink(path)
        os.rename("/etc/hardnut-secret/x", path)
        os.rmdir("/etc/hardnut-secret")
        systemctl("daemon-reload")
    yield "a link to a closed folder", hide, show


def no_guesses():
    """Whether a guess of what a closed file says is right is nothing to tell before permission."""
    folder = f"/etc/systemd/system/{UNIT}.d"
    path = f"{folder}/10-secret.conf"
    write(path, "[Service]\nEnvironment=PASSWORD=1234\n")
    os.chmod(path, 0o644)
    os.chmod(folder, 0o755)
    systemctl("daemon-reload")
    try:
        with Clients() as clients:
            denied, permitted = clients[DENIED], clients[PERSONS[0]]
            right = helper.etag(UNIT)
            refused(["Changed"], denied.try_change, UNIT, WRONG_ETAG)
            refused(["NotAuthorized"], denied.try_change, UNIT, right)
            for what, close, reopen in secret_files():
                close()
                try:
                    right = helper.etag(UNIT)
                    answers = {str(refused(["NotAuthorized"], denied.try_change, UNIT, tag))
                               for tag in (right, WRONG_ETAG)}
                    assert len(answers) == 1, (what, answers)
                    answers = {str(refused(["NotFound", "NotAuthorized"], denied.call, "Remove", UNIT,
                                           tag, 60, False)) for tag in (right, WRONG_ETAG)}
                    assert len(answers) == 1, (what, answers)
                    # Who may change services may know.
                    refused(["Changed"], permitted.try_change, UNIT, WRONG_ETAG)
                    refused(["Changed"], clients["root"].try_change, UNIT, WRONG_ETAG)
                    trial, _ = permitted.try_change(UNIT, right)
                    helper.wait_for_state(trial, "healthy")
                    permitted.call("Revert", trial)
                finally:
                    reopen()
            # The question is the same, too.
            os.chmod(path, 0o600)
            right = helper.etag(UNIT)
            with Polkit(UNIT) as polkit:
                refused(["Changed"], permitted.try_change, UNIT, WRONG_ETAG)
                trial, _ = permitted.try_change(UNIT, right)
                permitted.call("Revert", trial)
                wrong, good = [(question[1], question[2]) for question in polkit.questions]
                assert wrong == good, (wrong, good)
    finally:
        os.unlink(path)
        os.rmdir(folder)
        systemctl("daemon-reload")
    assert_untouched()


def journal_is_not_handed_out():
    """Who may change services but not read the journal is told so, and sees no line of it."""
    def run(account, *options):
        done = subprocess.run(["setpriv", f"--reuid={account}", f"--regid={account}",
                               "--clear-groups", "env", "LC_ALL=C.UTF-8", HARDNUTCTL, "try", BREAKABLE,
                               "SystemCallFilter=~@network-io", "--keep", *options],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        assert done.returncode == 1, done
        return done.stdout
    output = run(PERSONS[0])
    assert "everything is as before" in output and "to blame" in output.lower(), output
    assert output.count("You are not allowed to read this machine’s journal") == 1, output
    assert "What the service wrote" not in output, output
    value = json.loads(run(PERSONS[0], "--json"))
    assert value["journal"] == [] and "not allowed" in value["journal_error"], value
    helper.wait_for_nothing_left()


KEYS = {"restart", "removal", "deadline", "seconds", "note", "reason", "step", "result", "code",
        "status", "directives", "since", "until"}


def others_see_names_and_states():
    """What everybody hears of a trial has nothing of its lines, of the files, or of the journal."""
    secret = "/var/lib/hardnut-nobody-knows"
    folder = f"/etc/systemd/system/{UNIT}.d"
    write(f"{folder}/zzz.conf", "[Service]\nInaccessiblePaths=\n")
    systemctl("daemon-reload")
    monitor = helper.Monitor("/tmp/hardnut-monitor-fairness")
    try:
        # One that is kept waiting, and one that fails because a later file says something else.
        trial = helper.try_change(unit_name(0), f"InaccessiblePaths=-{secret}")
        monitor.wait_for(trial, "healthy")
        listed = helper.call("Get", helper.NAME, "Trials", signature="ss",
                             interface="org.freedesktop.DBus.Properties")
        assert [len(row) for row in listed] == [4] and secret not in str(listed), listed
        helper.call("Revert", trial)
        monitor.wait_for(trial, "reverted")
        failed = helper.try_change(UNIT, f"InaccessiblePaths=-{secret}")
        monitor.wait_for(failed, "reverted")
        told = monitor.signals()
        assert {number for _, number, *_ in told} >= {trial, failed}, told
        for to, number, _, _, detail in told:
            if number != "probe":
                assert not to, f"told to {to} alone: {detail}"
                assert set(detail) <= KEYS, detail
                assert secret not in str(detail), detail
    finally:
        monitor.close()
        os.unlink(f"{folder}/zzz.conf")
        os.rmdir(folder)
        systemctl("daemon-reload")
    assert_untouched()


TESTS = [one_user_leaves_room, accounts_without_session_share, four_users_leave_room, log_out_counts,
         open_questions_leave_room, no_guesses, journal_is_not_handed_out,
         others_see_names_and_states]


def run_tests(tap, tests=None):
    set_up()
    try:
        for test in tests or TESTS:
            try:
                test()
                tap.result(True, f"helper: {test.__name__}")
            except Exception as error:  # pylint: disable=broad-except
                tap.result(False, f"helper: {test.__name__}",
                           f"{type(error).__name__}: {error}".splitlines())
                for row in helper.call("Get", helper.NAME, "Trials", signature="ss",
                                       interface="org.freedesktop.DBus.Properties"):
                    helper.call("Revert", row[0])
    finally:
        tear_down()


def main():
    import dbus  # pylint: disable=import-outside-toplevel

    bus = dbus.SystemBus(private=True)
    for line in sys.stdin:
        member, arguments = json.loads(line)
        start = time.monotonic()
        try:
            answer = bus.call_blocking(helper.NAME, helper.PATH, helper.NAME, member,
                                       helper.SIGNATURES[member], arguments, timeout=180)
            answer = [None, str(answer)]
        except dbus.DBusException as error:
            answer = [error.get_dbus_name().removeprefix(helper.ERROR), error.get_dbus_message()]
        print(json.dumps([*answer, time.monotonic() - start]), flush=True)


if __name__ == "__main__":
    main()
