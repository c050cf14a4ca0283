# SPDX-License-Identifier: GPL-3.0-or-later
"""What is accepted for everybody hides something from others: who may say so, what the file can hold,
where it goes, how many of them there are, and what a person is asked."""

import glob
import os
import shutil
import subprocess

import helper_client as helper
from attacks_base import (ACCOUNT, APPLY, LOOSEN, NOT_AUTHORIZED, OTHER, REFUSED, SLEEP, Caller, Service,
                          files_below, grant, looks, run_tests, systemctl, write)
from attacks_words import Recorder
from raw_bus import NO_REPLY, RawBus, body

UNIT = "hardnut-accept.service"
ALIAS = "hardnut-accept-alias.service"
FOLDER = "/etc/hardnut/accepted.d"
ELSEWHERE = "/etc/hardnut-elsewhere"
UNTIL = "2999-01-31"
MOST = 1000
OF_USER = 8
FAILED = ("Failed",)


def path(name=f"{UNIT}+PrivateTmp"):
    return f"{FOLDER}/{name}.conf"


def text_of(note="Known", unit=UNIT, check="PrivateTmp", until=UNTIL):
    return "".join(["# Accepted, and so left out of counts, advice and thresholds.\n[Accepted]\n",
                    f"Unit={unit}\n" if unit else "", f"Check={check}\n" if check else "",
                    f"Until={until}\nNote={note}\n"])


def read(name):
    with open(name, encoding="utf-8") as file:
        return file.read()


def empty():
    """Whatever was left of an earlier test goes, and the helper that has looked at it."""
    subprocess.run(["systemctl", "stop", "hardnut-helper.service"], check=False, capture_output=True)
    for name in ("/etc/hardnut", ELSEWHERE):
        if os.path.islink(name):
            os.unlink(name)
        shutil.rmtree(name, ignore_errors=True)
    os.makedirs(FOLDER, mode=0o755)


def own_folder(test):
    """Around a test: a service, and a folder in which nothing is."""
    def wrapped(ground):
        empty()
        try:
            with Service({UNIT: f"[Service]\n{SLEEP}\n"}, links={ALIAS: f"/etc/systemd/system/{UNIT}"}):
                test(ground)
        finally:
            empty()
    wrapped.__name__ = test.__name__
    return wrapped


def accept(ground, *values, account=ACCOUNT):
    return ground.caller(account).call("Accept", *values)


def kept_out(ground, what, values, errors, account=ACCOUNT, watch=("/etc/hardnut",)):
    """It is refused, and nothing has changed."""
    before = files_below(*watch)
    error, answer = accept(ground, *values, account=account)
    lines = [] if error in errors else [f"{error}: {str(answer)[:200]}"]
    after = files_below(*watch)
    lines += [f"{name}: {before.get(name)} → {after.get(name)}" for name in sorted(before | after)
              if before.get(name) != after.get(name)]
    if error and len(str(answer)) > 2000:
        lines.append("an error without end")
    ground.tap.result(not lines, f"accept: {what}: kept out", lines)


def taken(ground, what, values, name, text, account=ACCOUNT):
    """Its file is what it is to be, and can be read by everybody."""
    error, answer = accept(ground, *values, account=account)
    lines = [] if error is None else [f"{error}: {answer}"]
    if text is None and os.path.lexists(name):
        lines.append(f"{name} is still there")
    elif text is not None and not os.path.lexists(name):
        lines.append(f"there is no {name} among {glob.glob(FOLDER + '/*')}")
    elif text is not None:
        seen = os.lstat(name)
        if read(name) != text or oct(seen.st_mode) != "0o100644" or seen.st_uid != 0:
            lines.append(f"{oct(seen.st_mode)} {seen.st_uid} {read(name)}")
    if [one for one in os.listdir(FOLDER) if one.startswith(".")]:
        lines.append("something is left of writing")
    ground.tap.result(not lines, f"accept: {what}: taken", lines)


@own_folder
def stronger_permission_alone(ground):
    """What hides something from others takes it, each time, and so does what shows it again."""
    good = (UNIT, "PrivateTmp", UNTIL, "Known")
    for actions in ((), (APPLY,)):
        grant(*actions)
        kept_out(ground, f"with {actions}", good, NOT_AUTHORIZED)
        kept_out(ground, f"everywhere, with {actions}", ("", "PrivateTmp", UNTIL, "Known"), NOT_AUTHORIZED)
        kept_out(ground, f"a service, with {actions}", (UNIT, "", UNTIL, "Known"), NOT_AUTHORIZED)
    grant(LOOSEN)
    taken(ground, "with loosen alone", good, path(), text_of())
    grant(APPLY)
    for what, values in (("another note", (UNIT, "PrivateTmp", UNTIL, "Mine")),
                         ("another day", (UNIT, "PrivateTmp", "2999-02-01", "Known")),
                         ("withdrawn", (UNIT, "PrivateTmp", "", ""))):
        kept_out(ground, f"{what}, with apply", values, NOT_AUTHORIZED)
    grant(LOOSEN)
    taken(ground, "another note", (UNIT, "PrivateTmp", UNTIL, "Changed"), path(), text_of("Changed"))
    taken(ground, "withdrawn", (UNIT, "PrivateTmp", "", ""), path(), None)
    kept_out(ground, "withdrawn twice", (UNIT, "PrivateTmp", "", ""), FAILED)
    taken(ground, "a service", (UNIT, "", UNTIL, "All"), path(UNIT), text_of("All", check=""))
    taken(ground, "everywhere", ("", "UMask", UNTIL, "No"), path("+UMask"),
          text_of("No", unit="", check="UMask"))
    # Counted by its own name, whatever it is called.
    taken(ground, "by an alias", (ALIAS, "UMask", UNTIL, "Name"), path(f"{UNIT}+UMask"),
          text_of("Name", check="UMask"))
    # A service that is gone is not accepted for good.
    write(path("gone.service+UMask"), text_of(unit="gone.service", check="UMask"))
    taken(ground, "withdrawn of what is gone", ("gone.service", "UMask", "", ""),
          path("gone.service+UMask"), None)


@own_folder
def words(ground):
    """What is no service, check, day or note is refused, whatever the permission."""
    grant(APPLY, LOOSEN)
    for unit in ("../x.service", "x.socket", "x@.service", "a b.service", "x.service\n", "*.service",
                 "-x.service", ".service", "x" * 300 + ".service", "/etc/passwd", "hardnut-.service",
                 "ü.service", "x" * 100000 + ".service"):
        kept_out(ground, f"unit {unit[:20]!r}", (unit, "PrivateTmp", UNTIL, "Known"), REFUSED)
        kept_out(ground, f"unit {unit[:20]!r} withdrawn", (unit, "PrivateTmp", "", ""), REFUSED)
    kept_out(ground, "a service that is not there", ("hardnut-none.service", "", UNTIL, "x"), ("NotFound",))
    for check in ("Nothing", "../PrivateTmp", "PrivateTmp\n", "PrivateTmp/x", "+", "x" * 100000, "%n"):
        kept_out(ground, f"check {check[:20]!r}", (UNIT, check, UNTIL, "Known"), REFUSED)
        kept_out(ground, f"check {check[:20]!r} withdrawn", (UNIT, check, "", ""), REFUSED)
    kept_out(ground, "everything", ("", "", UNTIL, "Known"), REFUSED)
    kept_out(ground, "everything withdrawn", ("", "", "", ""), REFUSED)
    for until in ("", "soon", "2020-01-01", "2999-02-30", "2999-1-1", "2999-01-01\n", "x" * 100000, " 2999-01-01"):
        kept_out(ground, f"until {until[:20]!r}", (UNIT, "PrivateTmp", until, "Known"), REFUSED)
    for note in ("", " ", "a\nCheck=UMask", "a\n[Accepted]", "a\rb", "x" * 501, "x" * 100000, "a\\", "#a", ";a",
                 "[a]", "a\x1b[31m", "a\u2028b", "a\u202eb", "a\x85b", " a", "a "):
        kept_out(ground, f"note {note[:20]!r}", (UNIT, "PrivateTmp", UNTIL, note), REFUSED)
    for note in ("x" * 500, "ü" * 500, "$(unit) %h ${X} “so” = [x] # \\n;", "Unit=other.service"):
        taken(ground, f"note {note[:20]!r}", (UNIT, "PrivateTmp", UNTIL, note), path(), text_of(note))


@own_folder
def places(ground):
    """Nothing is written where others may, nor behind a link."""
    grant(APPLY, LOOSEN)
    good = (UNIT, "PrivateTmp", UNTIL, "Known")
    watch = ("/etc/hardnut", ELSEWHERE)

    for what, folder, mode in (("the folder, by everybody", FOLDER, 0o777), ("the folder, by a group", FOLDER, 0o775),
                               ("the one above, by everybody", "/etc/hardnut", 0o777),
                               ("the one above, by a group", "/etc/hardnut", 0o775)):
        empty()
        os.chmod(folder, mode)
        kept_out(ground, f"written by others: {what}", good, FAILED, watch=watch)
    for what, folder in (("the folder", FOLDER), ("the one above", "/etc/hardnut")):
        empty()
        shutil.chown(folder, ACCOUNT)
        kept_out(ground, f"of another owner: {what}", good, FAILED, watch=watch)
    for what, folder in (("the folder", FOLDER), ("the one above", "/etc/hardnut")):
        empty()
        os.rename(folder, ELSEWHERE)
        os.symlink(ELSEWHERE, folder)
        kept_out(ground, f"a link: {what}", good, FAILED, watch=watch)
        os.unlink(folder)
    # Swapped while a helper runs that has seen the real one.
    empty()
    taken(ground, "while it is no link", good, path(), text_of())
    os.rename(FOLDER, f"{FOLDER}.real")
    os.makedirs(ELSEWHERE)
    os.symlink(ELSEWHERE, FOLDER)
    kept_out(ground, "a link meanwhile", (UNIT, "UMask", UNTIL, "Known"), FAILED, watch=watch)
    # A link, a pipe and a folder in the file's place: the first two are replaced, never followed.
    empty()
    write(f"{ELSEWHERE}/target", "old\n")
    before = looks(f"{ELSEWHERE}/target")
    os.symlink(f"{ELSEWHERE}/target", path())
    taken(ground, "over a link", good, path(), text_of())
    ground.tap.result(looks(f"{ELSEWHERE}/target") == before, "accept: what the link led to is as it was")
    os.unlink(path())
    os.mkfifo(path())
    taken(ground, "over a pipe", good, path(), text_of())
    os.unlink(path())
    os.mkdir(path())
    kept_out(ground, "over a folder", good, FAILED)
    os.rmdir(path())
    os.symlink("/etc/passwd", f"{FOLDER}/.hardnut-new")
    taken(ground, "over what a killed one left", good, path(), text_of())
    ground.tap.result(os.path.isfile("/etc/passwd"), "accept: /etc/passwd is there")


@own_folder
def so_many(ground):
    """There is room for a thousand of them: one that is there can be changed, no other comes."""
    grant(APPLY, LOOSEN)
    for number in range(MOST):
        write(path(f"a{number}.service"), text_of(unit=f"a{number}.service", check=""))
    kept_out(ground, "one more", (UNIT, "PrivateTmp", UNTIL, "Known"), FAILED)
    write(path("a0.service"), text_of("Old", unit="a0.service", check=""))
    taken(ground, "one of them withdrawn", ("a0.service", "", "", ""), path("a0.service"), None)
    taken(ground, "one in its place", (UNIT, "PrivateTmp", UNTIL, "Known"), path(), text_of())
    taken(ground, "another note for it", (UNIT, "PrivateTmp", UNTIL, "New"), path(), text_of("New"))
    kept_out(ground, "one more again", (UNIT, "UMask", UNTIL, "Known"), FAILED)


@own_folder
def question(ground):
    """It names all of it, the note in full and last; the journal has what was shown."""
    lines = []
    note = "it is " + "so " * 164 + "as"
    for values, wanted in (
            ((UNIT, "PrivateTmp", UNTIL, note), {"unit": UNIT, "check": "PrivateTmp=", "until": UNTIL, "note": note}),
            ((UNIT, "", UNTIL, "$(unit)"), {"unit": UNIT, "check": "all checks", "until": UNTIL, "note": "$(unit)"}),
            (("", "UMask", UNTIL, "x"), {"unit": "all services", "check": "UMask=", "until": UNTIL, "note": "x"}),
            ((ALIAS, "UMask", UNTIL, "x"), {"unit": UNIT, "check": "UMask=", "until": UNTIL, "note": "x"})):
        with Recorder() as recorder:
            error, _ = accept(ground, *values)
            asked = recorder.fake.questions
            _, action, details, _, _ = asked[-1] if asked else (0, 0, {}, 0, 0)
        message = details.get("polkit.message", "")
        if error != "NotAuthorized" or action != LOOSEN or len(asked) != 1 or \
                any(details[name] != value for name, value in wanted.items()) or \
                not all(f"$({name})" in message for name in wanted) or not message.endswith("$(note)"):
            lines.append(f"{values}: {error} {action} {details}")
    write(path(), text_of())
    with Recorder() as recorder:
        error, _ = accept(ground, UNIT, "PrivateTmp", "", "")
        _, action, details, _, _ = recorder.fake.questions[-1]
    if error != "NotAuthorized" or action != LOOSEN or details["unit"] != UNIT or \
            details["check"] != "PrivateTmp=":
        lines.append(f"withdrawn: {error} {action} {details}")
    grant(LOOSEN)
    for values in ((UNIT, "PrivateTmp", UNTIL, note), (UNIT, "PrivateTmp", "", "")):
        error, answer = accept(ground, *values)
        if error is not None:
            lines.append(f"{values}: {error} {answer}")
    subprocess.run(["journalctl", "--sync"], check=False, capture_output=True)
    for outcome, wanted in (("accept-refused", note), ("accepted", note), ("withdrawn", "PrivateTmp=")):
        done = subprocess.run(["journalctl", "-o", "cat", "--output-fields=HARDNUT_WORDS",
                               f"HARDNUT_OUTCOME={outcome}", f"HARDNUT_UNIT={UNIT}"],
                              capture_output=True, text=True, check=True)
        if wanted not in done.stdout:
            lines.append(f"{outcome}: {done.stdout[-300:]}")
    ground.tap.result(not lines, "accept: the question and the journal name all of it", lines)


@own_folder
def open_questions(ground):
    """Nothing is written before the answer; so many wait at once, and others are served."""
    lines = []
    callers = [Caller(ACCOUNT) for _ in range(OF_USER + 1)]
    try:
        with Recorder(lambda asked: None) as recorder:
            for number, caller in enumerate(callers[:OF_USER]):
                caller.process.stdin.write(
                    f'["{helper.NAME}", "{helper.PATH}", "{helper.NAME}", "Accept", "ssss", '
                    f'["{UNIT}", "PrivateTmp", "{UNTIL}", "{number}"]]\n')
                caller.process.stdin.flush()
            helper.wait_until(lambda: len(recorder.fake.questions) == OF_USER, 60, "the questions")
            if os.listdir(FOLDER):
                lines.append(f"before an answer: {os.listdir(FOLDER)}")
            # Whatever it is about, one more question is one too many.
            for member, values in (("Accept", (UNIT, "PrivateTmp", UNTIL, "one more")), ("Begin", ([UNIT], 60)),
                                   ("Try", (UNIT, [("UMask", "0077")], helper.etag(UNIT), 60, False))):
                error, answer = callers[-1].call(member, *values)
                if error != "Busy":
                    lines.append(f"one more: {member}: {error} {answer}")
            helper.call("Accept", UNIT, "UMask", UNTIL, "root's")
            if os.listdir(FOLDER) != [f"{UNIT}+UMask.conf"]:
                lines.append(f"by root: {os.listdir(FOLDER)}")
    finally:
        for caller in callers:
            caller.process.kill()
            caller.process.wait()
    ground.tap.result(not lines, "accept: open questions are counted", lines)


@own_folder
def no_reply(ground):
    """Who wants no answer is not heard, whatever the permission."""
    bus = RawBus()
    bus.send(helper.NAME, helper.PATH, helper.NAME, "Accept", "ssss",
             body("ssss", (UNIT, "PrivateTmp", UNTIL, "Known")), flags=NO_REPLY)
    error, _ = bus.call(helper.NAME, helper.PATH, "org.freedesktop.DBus.Peer", "Ping")
    ground.tap.result(error is None and not os.listdir(FOLDER), "accept: without an answer: nothing",
                      [f"{error} {os.listdir(FOLDER)}"])
    bus.close()


@own_folder
def by_root(ground):
    """Root needs no polkit, and hardnutctl of others sees it."""
    systemctl("stop", "polkit.service")
    try:
        helper.call("Accept", UNIT, "PrivateTmp", UNTIL, "By root")
    finally:
        systemctl("start", "polkit.service")
    lines = []
    done = subprocess.run(["runuser", "-u", OTHER, "--", os.environ.get("HARDNUTCTL", "hardnutctl"), "list",
                           "--accepted"], capture_output=True, text=True, check=False)
    if "By root" not in done.stdout or "everybody" not in done.stdout:
        lines.append(f"{done.stdout} {done.stderr}")
    ground.tap.result(not lines, "accept: by root, and everybody sees it", lines)


def run(tap):
    run_tests(tap, "accept", [stronger_permission_alone, words, places, so_many, question, open_questions,
                              no_reply, by_root])
