# SPDX-License-Identifier: GPL-3.0-or-later
"""One question for a whole search: it holds for the connection, the services, the number of trials and
the time that it was answered for, stands for "apply" alone, and is gone with whoever asked."""

import os
import subprocess

import helper_client as helper
from attacks_base import (ACCOUNT, APPLY, OTHER, REFUSED, SLEEP, Caller, Service, grant, run_tests,
                          systemctl)
from attacks_words import Recorder
from raw_bus import verdict

HARDEN = "io.github.hardnut.harden"
UNIT = "hardnut-search.service"
OTHERS = "hardnut-search-other.service"
ALIAS = "hardnut-search-alias.service"
TEXT = f"[Service]\nProtectHostname=yes\n{SLEEP}\n"
TRIALS = 16
OF_USER = 8
CHANGE = "NoNewPrivileges=yes"


def begin(caller, units=(UNIT,), seconds=600):
    error, values = caller.call("Begin", list(units), seconds)
    assert error is None, f"{error} {values}"
    return values[0]


def covers(caller, unit=UNIT):
    """As the observer asks, who is root."""
    return bool(helper.call("Covers", caller.name(), unit))


def services():
    return Service({UNIT: TEXT, OTHERS: TEXT}, start=(UNIT, OTHERS))


def one_question(ground):
    """All its trials, and nothing of what it does not name."""
    grant(HARDEN)
    with services(), Service({}, links={ALIAS: f"/etc/systemd/system/{UNIT}"}):
        ground.kept_out(UNIT, CHANGE, what="before")
        begin(ground.caller(ACCOUNT))
        ground.taken(UNIT, CHANGE, what="first")
        ground.taken(UNIT, "PrivateTmp=yes", what="second", restart=True)
        ground.kept_out(OTHERS, CHANGE, what="another service")
        ground.kept_out(UNIT, CHANGE, what="another account", account=OTHER)
        other = Caller(ACCOUNT)
        ground.kept_out(UNIT, CHANGE, what="another connection", by=other)
        other.close()
        # Permission is for names as they were shown.
        begin(ground.caller(ACCOUNT), [ALIAS])
        ground.kept_out(UNIT, CHANGE, what="by an alias")


def weaker_permission_alone(ground):
    grant(HARDEN)
    with services():
        begin(ground.caller(ACCOUNT))
        ground.kept_out(UNIT, "ProtectHostname=no", what="wider")
        ground.kept_out(UNIT, CHANGE, "ProtectHostname=no", what="wider among others")
        ground.kept_out(UNIT, "ReadWritePaths=/usr", what="an exception")
        ground.kept_out("polkit.service", CHANGE, what="a guard that is not named")
        begin(ground.caller(ACCOUNT), ["polkit.service", UNIT])
        ground.kept_out("polkit.service", CHANGE, what="a guard")
        ground.taken(UNIT, CHANGE, what="kept", keep=True)
        ground.taken(UNIT, CHANGE, "PrivateTmp=yes", what="more than is kept")
        ground.kept_out(UNIT, "PrivateTmp=yes", remove=True, what="a removal")
        grant(APPLY)
        ground.taken(UNIT, remove=True, keep=True)


def ends(ground):
    grant(HARDEN)
    with services():
        caller = ground.caller(ACCOUNT)
        session = begin(caller)
        stranger = ground.caller(OTHER)
        same = Caller(ACCOUNT)
        lines = []
        for who, by in (("another account", stranger), ("another connection", same)):
            error, _ = by.call("End", session)
            if error != "NoSuchSession" or not covers(caller):
                lines.append(f"{who} ends it: {error}")
        same.close()
        error, _ = caller.call("End", session)
        again, _ = caller.call("End", session)
        if error is not None or again != "NoSuchSession" or covers(caller):
            lines.append(f"it is not over: {error}, {again}")
        ground.tap.result(not lines, "search: End is for who began it", lines)
        ground.kept_out(UNIT, CHANGE, what="after End")

        begin(caller, [UNIT])
        begin(caller, [OTHERS])
        ground.kept_out(UNIT, CHANGE, what="after the next one")
        ground.taken(OTHERS, CHANGE, what="the next one")

        begin(caller, seconds=1)
        helper.wait_until(lambda: not covers(caller), 30, "over by its time")
        ground.kept_out(UNIT, CHANGE, what="after its time")

        begin(caller)
        systemctl("kill", "--signal=KILL", "--kill-whom=main", "hardnut-helper.service")
        ground.kept_out(UNIT, CHANGE, what="after the helper")

        leaver = Caller(ACCOUNT)
        begin(leaver)
        name = leaver.name()
        assert helper.call("Covers", name, UNIT)
        leaver.close()
        helper.wait_until(lambda: not helper.call("Covers", name, UNIT), 30, "gone with its caller")
        ground.kept_out(UNIT, CHANGE, what="after its caller")


def so_many_trials(ground):
    grant(HARDEN)
    with services():
        caller = ground.caller(ACCOUNT)
        begin(caller, [UNIT, OTHERS])
        for number in range(TRIALS):
            error, values = ground.ask(UNIT, [CHANGE])
            assert error is None, f"trial {number}: {error} {values}"
            ground.stop_trial(values[0], ACCOUNT)
        ground.kept_out(UNIT, CHANGE, what="one more")
        ground.taken(OTHERS, CHANGE, what="those of another service are left")


def asked_for(ground):
    """What is no search, and who may not."""
    caller = ground.caller(ACCOUNT)
    lines = []
    many = [f"hardnut-{number}.service" for number in range(33)]
    for units, seconds in (([], 60), (many, 60), ([UNIT, UNIT], 60), ([UNIT, "../x.service"], 60),
                           (["dbus.socket"], 60), ([""], 60), (["*.service"], 60), ([UNIT], 0),
                           ([UNIT], 3601), ([UNIT], 2**32 - 1)):
        error, _ = caller.call("Begin", units, seconds)
        if error not in REFUSED:
            lines.append(f"{units[:3]} for {seconds} s: {error}")
    # Who may try changes one at a time, each looked at, was not asked for this.
    for actions in ((), (APPLY,)):
        grant(*actions)
        error, _ = caller.call("Begin", [UNIT], 60)
        if error != "NotAuthorized":
            lines.append(f"with {actions}: {error}")
    error, _ = caller.call("Covers", caller.name(), UNIT)
    if error != "NotAuthorized":
        lines.append(f"Covers: {error}")
    grant(HARDEN)
    callers = [Caller(ACCOUNT) for _ in range(OF_USER + 1)]
    errors = [one.call("Begin", [UNIT], 60)[0] for one in callers]
    for one in callers:
        one.close()
    if errors != [None] * OF_USER + ["Busy"]:
        lines.append(f"of one user: {errors}")
    ground.tap.result(not lines, "search: what is asked for is bounded", lines)


def while_it_is_asked(ground):
    """Nothing holds before the answer."""
    with services(), Recorder() as recorder:
        recorder.fake.decide = lambda asked: None if asked[1] == HARDEN else verdict(False)
        caller = ground.caller(ACCOUNT)
        caller.send("Begin", [UNIT], 60)
        helper.wait_until(lambda: recorder.fake.questions, 30, "the question")
        ground.kept_out(UNIT, CHANGE, what="while it is asked")
        assert not covers(caller)


def question(ground):
    """It names each service, the number of trials and the time; the journal has what was shown."""
    lines = []
    units = [f"hardnut-search-{number}.service" for number in range(32)]
    with Recorder() as recorder:
        error, _ = ground.caller(ACCOUNT).call("Begin", units, 90)
        _, action, details, _, _ = recorder.fake.questions[-1]
        if error != "NotAuthorized" or action != HARDEN or details["units"] != ", ".join(units) or \
                details["trials"] != str(TRIALS) or details["minutes"] != "2" or \
                not all(f"$({name})" in details["polkit.message"]
                        for name in ("units", "trials", "minutes")):
            lines.append(f"{error} {action} {details}")
    grant(HARDEN)
    with services():
        begin(ground.caller(ACCOUNT))
        error, values = ground.ask(UNIT, [CHANGE])
        assert error is None, error
        ground.stop_trial(values[0], ACCOUNT)
    subprocess.run(["journalctl", "--sync"], check=False)
    for match, wanted in (("HARDNUT_OUTCOME=search-refused", units[-1]),
                          ("HARDNUT_OUTCOME=search-permitted", UNIT),
                          (f"HARDNUT_TRIAL={values[0]}", "strictest protection")):
        done = subprocess.run(["journalctl", "-o", "cat", "--output-fields=HARDNUT_WORDS", match],
                              capture_output=True, text=True, check=True)
        if wanted not in done.stdout or "16" not in done.stdout:
            lines.append(f"{match}: {done.stdout[-300:]}")
    done = subprocess.run(["pkaction", "--verbose", "--action-id", HARDEN], capture_output=True,
                          text=True, check=True)
    implicit = [line.split(":", 1)[1].strip() for line in done.stdout.splitlines() if "implicit" in line]
    if implicit != ["auth_admin"] * 3:
        lines.append(done.stdout)
    ground.tap.result(not lines, "search: the question says what it is for", lines)


def run(tap):
    assert not os.path.exists(helper.permanent(UNIT))
    run_tests(tap, "search", [one_question, weaker_permission_alone, ends, so_many_trials,
                              while_it_is_asked, asked_for, question])
