# SPDX-License-Identifier: GPL-3.0-or-later
"""The bus and polkit fail the helper: polkit is a stand-in here that answers what a case wants."""

import os
import subprocess
import threading
import time

import helper_client as helper
from helper_faults import CHANGE, SETTINGS, ping, refused, remove, stop_helper, systemctl, write
from raw_bus import FakePolkit, RawBus, body, verdict

ACCOUNT = "nut"
POLICY = "/etc/dbus-1/system.d/hardnut-faults.conf"
POLICY_TEXT = """<busconfig><policy user="root"><allow own="org.freedesktop.PolicyKit1"/>
<allow send_destination="org.freedesktop.PolicyKit1"/></policy></busconfig>
"""


def reload_bus():
    subprocess.run(["busctl", "call", "org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                    "ReloadConfig"], check=True, capture_output=True)


class Polkit:
    """In polkit's place, for as long as the block lasts."""

    def __init__(self, answer):
        self.answer = answer
        self.fake = None

    def __enter__(self):
        self.fake = FakePolkit(self.answer)
        return self.fake

    def __exit__(self, *_):
        self.fake.close()


def as_user(member, *arguments, **options):
    return helper.call_as(ACCOUNT, member, *arguments, **options)


def user_begins(bed, **options):
    trial = as_user("Try", bed.unit, [setting.split("=") for setting in SETTINGS],
                    helper.etag(bed.unit), 60, False, **options)
    bed.trials.append(trial)
    return trial


def user_process(bed):
    """A call of the user's that can be killed, and has not been answered yet."""
    uid = int(subprocess.run(["id", "-u", ACCOUNT], capture_output=True, text=True,
                             check=True).stdout)
    return subprocess.Popen(
        ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "busctl", "--timeout=200",
         "call", helper.NAME, helper.PATH, helper.NAME, "Try", "sa(ss)sub", bed.unit, "1",
         "NoNewPrivileges", "yes", helper.etag(bed.unit), "60", "0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def yes_and_yes(bed):
    """The stand-in works: what it permits is tried, with the question that it was asked."""
    with Polkit(lambda question: verdict(True)) as polkit:
        trial = user_begins(bed)
        subject, action, details, _, _ = polkit.questions[0]
        assert subject[0] == "system-bus-name" and action == "io.github.hardnut.apply", subject
        assert details["unit"] == bed.unit and "NoNewPrivileges=yes" in details["change"], details
    helper.wait_for_state(trial, "healthy")
    as_user("Revert", trial)
    bed.assert_as_before()


def weaker(bed):
    """Less than what the vendor set takes a permission of its own, and the other one is not enough."""
    path = f"/etc/systemd/system/{bed.unit}.d/vendor.conf"
    write(path, "[Service]\nNoNewPrivileges=yes\n")
    systemctl("daemon-reload")
    try:
        with Polkit(lambda question: verdict(question[1] == "io.github.hardnut.apply")) as polkit:
            refused(lambda: as_user("Try", bed.unit, [["NoNewPrivileges", "no"]],
                                    helper.etag(bed.unit), 60, False), "NotAuthorized")
            assert [question[1] for question in polkit.questions] == ["io.github.hardnut.loosen"]
            bed.assert_nothing_begun()
        with Polkit(lambda question: verdict(question[1] == "io.github.hardnut.loosen")):
            trial = as_user("Try", bed.unit, [["NoNewPrivileges", "no"]], helper.etag(bed.unit), 60,
                            False)
        bed.trials.append(trial)
        helper.wait_for_state(trial, "healthy")
        as_user("Revert", trial)
    finally:
        remove(path)
        systemctl("daemon-reload")
    bed.assert_as_before()


def answered(bed, answer, *errors):
    with Polkit(lambda question: answer):
        error = refused(lambda: user_begins(bed), *errors)
    bed.assert_as_before()
    return error


def dismissed(bed):
    error = answered(bed, verdict(False, True, polkit_dismissed="true"), "NotAuthorized")
    assert "dismissed" in str(error), error


def challenge(bed):
    error = answered(bed, verdict(False, True), "NotAuthorized")
    assert "password" in str(error), error


def slow(bed):
    """Somebody looks for the password for a minute; others are served meanwhile."""
    def answer(question):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            time.sleep(1)
        return verdict(True)
    with Polkit(answer):
        client = user_process(bed)
        time.sleep(5)
        ping()
        time.sleep(50)
        ping()
        assert client.poll() is None, "it was answered before polkit did"
        assert helper.helper_pid() > 0 and not os.path.exists(bed.trial_file)
        assert client.wait(60) == 0
    trials = helper.call("Get", helper.NAME, "Trials", signature="ss",
                         interface="org.freedesktop.DBus.Properties")
    mine = [str(row[0]) for row in trials if row[1] == bed.unit]
    bed.trials += mine
    assert len(mine) == 1, trials
    as_user("Revert", mine[0])
    bed.assert_as_before()


def hung(bed):
    """Two minutes, and the place is free again; a yes that comes later does nothing."""
    late = threading.Event()

    def answer(question):
        late.wait(300)
        return verdict(True)
    start = time.monotonic()
    with Polkit(answer) as polkit:
        error = refused(lambda: user_begins(bed), "AuthorizationFailed")
        assert 115 < time.monotonic() - start < 160, time.monotonic() - start
        assert "two minutes" in str(error), error
        late.set()
        helper.wait_until(lambda: polkit.cancelled, 30, "the question taken back")
        assert polkit.cancelled == [polkit.questions[0][4]], polkit.cancelled
    bed.assert_as_before()


def client_leaves(bed):
    """While polkit asks: the question is taken back, and a yes that comes too late does nothing."""
    with Polkit(lambda question: None) as polkit:
        client = user_process(bed)
        helper.wait_until(lambda: polkit.questions, 30, "polkit asked")
        client.kill()
        client.wait()
        helper.wait_until(lambda: polkit.cancelled, 30, "the question taken back")
        assert polkit.cancelled == [polkit.questions[0][4]], polkit.cancelled
    bed.assert_as_before()


def polkit_leaves(bed):
    """Stopped while it was asked: no permission."""
    polkit = FakePolkit(lambda question: None)
    client = subprocess.Popen(
        ["runuser", "-u", ACCOUNT, "--", "busctl", "--timeout=60", "call", helper.NAME, helper.PATH,
         helper.NAME, "Try", "sa(ss)sub", bed.unit, "1", "NoNewPrivileges", "yes",
         helper.etag(bed.unit), "60", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True)
    helper.wait_until(lambda: polkit.questions, 30, "polkit asked")
    polkit.close()
    assert client.wait(60) != 0
    words = client.stderr.read()
    assert "polkit" in words, words
    # Started again, it is asked again.
    with Polkit(lambda question: verdict(True)):
        trial = user_begins(bed)
    as_user("Revert", trial)
    bed.assert_as_before()


def absent(bed):
    error = refused(lambda: user_begins(bed), "AuthorizationFailed")
    assert "polkit" in str(error), error
    trial = bed.healthy()
    helper.call("Revert", trial)
    bed.assert_as_before()


def changed_meanwhile(bed):
    """The files are others when polkit has answered: the permission was for what was there."""
    def answer(question):
        write(f"/etc/systemd/system/{bed.unit}.d/override.conf", "[Service]\nPrivateTmp=yes\n")
        systemctl("daemon-reload")
        return verdict(True)
    start = time.time()
    try:
        with Polkit(answer):
            refused(lambda: user_begins(bed), "Changed")
        subprocess.run(["journalctl", "--sync"], check=False)
        told = subprocess.run(["journalctl", "-o", "export", f"--since=@{int(start)}",
                               f"HARDNUT_UNIT={bed.unit}", "HARDNUT_OUTCOME=refused"],
                              capture_output=True, text=True, check=True).stdout
        assert "HARDNUT_AFTER=NoNewPrivileges=" in told, "the journal does not tell of it"
    finally:
        remove(f"/etc/systemd/system/{bed.unit}.d/override.conf")
        systemctl("daemon-reload")
    bed.assert_as_before()


def too_many_questions(bed):
    """Of one user only so many wait; who is turned away is told so."""
    with Polkit(lambda question: None) as polkit:
        clients = [user_process(bed) for _ in range(12)]
        helper.wait_until(lambda: len(polkit.questions) >= 8, 60, "eight questions")
        helper.wait_until(lambda: sum(one.poll() is not None for one in clients) >= 4, 60,
                          "four turned away")
        assert len(polkit.questions) == 8, len(polkit.questions)
        refused(lambda: user_begins(bed), "Busy")
        for one in clients:
            one.kill()
            one.wait()
        helper.wait_until(lambda: len(polkit.cancelled) == 8, 30, "all taken back")
    bed.assert_as_before()


def client_gone_in_trial(bed):
    """Who began a trial has left the bus: it ends as if nobody kept it, or is kept by the same user."""
    bus = RawBus()
    error, values = bus.call(helper.NAME, helper.PATH, helper.NAME, "Try", "sa(ss)sub",
                             (bed.unit, [("NoNewPrivileges", "yes")], helper.etag(bed.unit), 5, 0))
    assert not error, values
    bus.close()
    bed.trials.append(values[0])
    helper.wait_for_state(values[0], "healthy")
    helper.wait_for_state(values[0], None, 40)
    bed.assert_as_before()


def bus_dropped(bed):
    """The helper loses its connection: it starts again, and the trial goes on."""
    trial = bed.healthy()
    pid = helper.helper_pid()
    shut_down(pid)
    helper.wait_until(lambda: helper.helper_pid() != pid, 60, "the helper gone")
    ping()
    assert helper.state(trial) == "healthy", helper.state(trial)
    helper.call("Keep", trial)
    bed.present = CHANGE
    bed.assert_as_before()


def shut_down(pid):
    """Makes each read from the bus fail, as if it had been closed."""
    tracer = subprocess.Popen(["strace", "-qq", "-o", "/dev/null", "-p", str(pid), "-e",
                               "inject=recvmsg,recvfrom,read:error=ECONNRESET"])
    try:
        for _ in range(20):
            time.sleep(0.5)
            subprocess.run(["busctl", "--timeout=1", "call", helper.NAME, helper.PATH,
                            "org.freedesktop.DBus.Peer", "Ping"], check=False, capture_output=True)
            if helper.helper_pid() != pid:
                break
    finally:
        tracer.terminate()
        tracer.wait()


def name_owned(bed):
    """Somebody else has the helper's name: ours ends with an error, and touches nothing."""
    stop_helper()
    bus = RawBus()
    error, values = bus.call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                             "org.freedesktop.DBus", "RequestName", "su", (helper.NAME, 4))
    assert not error and values[0] == 1, (error, values)
    try:
        done = systemctl("start", "hardnut-helper.service", check=False)
        assert done.returncode != 0, "it started without its name"
        log = subprocess.run(["journalctl", "-u", "hardnut-helper.service", "-n", "20", "-o", "cat"],
                             capture_output=True, text=True, check=True).stdout
        assert "name" in log, log
    finally:
        bus.close()
        stop_helper()
    trial = bed.healthy()
    helper.call("Revert", trial)
    bed.assert_as_before()


def ordinary_user_cannot_own(bed):
    done = subprocess.run(
        ["runuser", "-u", ACCOUNT, "--", "busctl", "call", "org.freedesktop.DBus", "/",
         "org.freedesktop.DBus", "RequestName", "su", helper.NAME, "0"], capture_output=True,
        text=True, check=False)
    assert done.returncode != 0, done.stdout
    bed.assert_as_before()


def run_tests(run, beds):
    write(POLICY, POLICY_TEXT)
    reload_bus()
    systemctl("mask", "--runtime", "--now", "polkit.service")
    try:
        run.sequential([
            ("polkit permits", "as it should", yes_and_yes),
            ("weaker than the vendor's", "takes the other permission", weaker),
            ("polkit absent", "no permission; root can do without", absent),
            ("polkit restarted", "while it was asked", polkit_leaves),
            ("polkit dismissed", "the person closed the question", dismissed),
            ("polkit denies", "no", lambda bed: answered(bed, verdict(False), "NotAuthorized")),
            ("polkit denies", "there is nobody to ask", challenge),
            ("polkit answers nonsense", "a string",
             lambda bed: answered(bed, ("s", body("s", ["yes"])), "AuthorizationFailed")),
            ("polkit answers nonsense", "nothing",
             lambda bed: answered(bed, ("", b""), "AuthorizationFailed")),
            ("polkit answers nonsense", "half an answer",
             lambda bed: answered(bed, ("(bb)", body("(bb)", [(True, False)])),
                                  "AuthorizationFailed")),
            ("polkit answers nonsense", "numbers for truth",
             lambda bed: answered(bed, ("(uua{ss})", body("(uua{ss})", [(1, 1, {})])),
                                  "AuthorizationFailed")),
            ("polkit answers nonsense", "a yes in a variant",
             lambda bed: answered(bed, ("v", body("v", [("b", True)])), "AuthorizationFailed")),
            ("client gone while polkit asks", "the question is taken back", client_leaves),
            ("the service changes while polkit asks", "the change is refused", changed_meanwhile),
            ("many questions", "of one user", too_many_questions),
            ("client gone during a trial", "the time runs out", client_gone_in_trial),
            ("bus dropped", "the connection of the helper", bus_dropped),
            ("name already owned", "by root", name_owned),
            ("name already owned", "by a user it cannot be", ordinary_user_cannot_own),
            ("polkit slow", "60 seconds", slow),
            ("polkit slow", "more than two minutes", hung)], beds[0])
    finally:
        os.unlink(POLICY)
        reload_bus()
        systemctl("unmask", "--runtime", "polkit.service")
        systemctl("start", "polkit.service")
