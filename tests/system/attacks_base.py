# SPDX-License-Identifier: GPL-3.0-or-later
"""What the attacks on the helper have in common: an ordinary user whom a rule of polkit lets do
"apply" and never "loosen", services to attack, and three outcomes: kept out, refused, taken. Each is
one result, and each looks at what is on the disk and in the manager before and after.

As a program: calls the helper as whoever runs it, raw over the bus, one JSON per line."""

import glob
import hashlib
import json
import os
import pwd
import re
import shutil
import subprocess
import sys

import helper_client as helper
from raw_bus import RawBus, body

# The lab's ordinary user, and one more.
ACCOUNT = os.environ.get("HARDNUT_USER", "nut")
OTHER = "hardnut-other"
# Has no processes at all.
LONE = "hardnut-lone"
RULES = "/etc/polkit-1/rules.d/00-hardnut-attacks.rules"
APPLY = "io.github.hardnut.apply"
LOOSEN = "io.github.hardnut.loosen"
VENDOR = "/usr/lib/systemd/system"
ADMIN = "/etc/systemd/system"
PREFIX = helper.ERROR

NOT_AUTHORIZED = ("NotAuthorized",)
# Refused whoever asks.
REFUSED = ("InvalidArgs", "InvalidUnit", "UnitRefused", "InvalidValue", "DirectiveRefused", "TooOld",
           "TooLarge")
# For what the contract leaves open, or this version of systemd.
EITHER = NOT_AUTHORIZED + REFUSED

SLEEP = "ExecStart=/bin/sleep infinity"


def systemctl(*arguments):
    subprocess.run(["systemctl", *arguments], check=True, capture_output=True)


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def version():
    text = subprocess.run(["systemctl", "--version"], capture_output=True, text=True,
                          check=True).stdout
    return int(re.match(r"systemd (\d+)", text).group(1))


def grant(*actions, accounts=(ACCOUNT, OTHER)):
    """Lets the ordinary users do these actions, and nothing else of Hardnut's."""
    users, listed = json.dumps(list(accounts)), json.dumps(list(actions))
    write(RULES, "polkit.addRule(function(action, subject) {\n"
          f'  if ({users}.indexOf(subject.user) >= 0 && action.id.indexOf("io.github.hardnut.") == 0)\n'
          f"    return {listed}.indexOf(action.id) >= 0 ? polkit.Result.YES : polkit.Result.NO;\n"
          "});\n")
    os.chmod(os.path.dirname(RULES), 0o755)
    subprocess.run(["systemctl", "reset-failed", "polkit.service"], check=False, capture_output=True)
    systemctl("restart", "polkit.service")


def make_account(name):
    try:
        pwd.getpwnam(name)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin",
                        name], check=True, capture_output=True)


class Caller:
    """Another account's connection to the bus, held by a process of that account."""

    def __init__(self, account, prefix=()):
        self.process = subprocess.Popen(
            [*prefix, "runuser", "-u", account, "--", "python3", os.path.abspath(__file__)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, member, signature, values, destination=helper.NAME, path=helper.PATH,
            interface=helper.NAME):
        """(error without the helper's prefix or None, values)"""
        self.process.stdin.write(json.dumps([destination, path, interface, member, signature,
                                             values]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the caller has ended")
        error, answer = json.loads(line)
        return error and error.removeprefix(PREFIX), answer

    def call(self, member, *values):
        return self.ask(member, helper.SIGNATURES[member], values)

    def send(self, member, *values):
        """The same without waiting for the answer, which is lost."""
        self.ask(f"!{member}", helper.SIGNATURES[member], values)

    def name(self):
        """By which the bus knows the connection."""
        return self.ask("", "", [])[1][0]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def properties(unit, *names):
    done = subprocess.run(["systemctl", "show", "--", unit], capture_output=True, text=True,
                          check=False)
    every = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    return {name: every.get(name) for name in names}


def files_below(*folders):
    """{path: what would show a change}"""
    found = {}
    for folder in folders:
        for top, names, files in os.walk(folder):
            for name in [*names, *files]:
                path = os.path.join(top, name)
                try:
                    found[path] = looks(path)
                except FileNotFoundError:
                    pass
    return found


def looks(path):
    """None where there is nothing; else kind, mode, owner, and content or target."""
    try:
        seen = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    what = ""
    if os.path.islink(path):
        what = os.readlink(path)
    elif os.path.isfile(path):
        with open(path, "rb") as file:
            what = hashlib.sha256(file.read()).hexdigest()
    return oct(seen.st_mode), seen.st_uid, seen.st_gid, what


class Service:
    """Services for some attacks: {file name or path: text}; those to start by name. What stands there
    already is left as it is, and stays."""

    def __init__(self, files, start=(), links=None, where=ADMIN):
        self.start = start
        self.made = []
        self.texts = {path if path.startswith("/") else f"{where}/{path}": text
                      for path, text in files.items()}
        self.links = {path if path.startswith("/") else f"{where}/{path}": target
                      for path, target in (links or {}).items()}

    def __enter__(self):
        for path, text in self.texts.items():
            if not os.path.lexists(path):
                write(path, text)
                self.made.append(path)
        for path, target in self.links.items():
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.symlink(target, path)
            self.made.append(path)
        systemctl("daemon-reload")
        for name in self.start:
            systemctl("start", name)
        return self

    def __exit__(self, *_):
        for name in self.start:
            subprocess.run(["systemctl", "stop", name], check=False, capture_output=True)
        for path in self.made:
            if os.path.lexists(path):
                os.unlink(path)
            forget(os.path.basename(path))
            folder = os.path.dirname(path)
            if folder.endswith((".d", ".wants", ".requires")) and os.path.isdir(folder) \
                    and not os.listdir(folder):
                os.rmdir(folder)
        systemctl("daemon-reload")
        subprocess.run(["systemctl", "reset-failed"], check=False, capture_output=True)


def forget(unit):
    """What Hardnut keeps of a service goes by hand."""
    path = helper.permanent(unit)
    if os.path.exists(path):
        os.unlink(path)
        if not os.listdir(os.path.dirname(path)):
            os.rmdir(os.path.dirname(path))


def pairs(settings):
    return [setting.split("=", 1) for setting in settings]


def short(text):
    return text if len(text) < 100 else f"{text[:90]}… ({len(text)})"


class Ground:
    """Where the attacks are made."""

    def __init__(self, tap, theme):
        self.tap = tap
        self.theme = theme
        self.callers = {}
        self.version = version()

    def caller(self, account):
        if account not in self.callers:
            self.callers[account] = Caller(account)
        return self.callers[account]

    def close(self):
        for caller in self.callers.values():
            caller.close()
        self.callers.clear()

    def name(self, unit, what, settings):
        return short(f"{self.theme}: {what + ': ' if what else ''}{unit}: "
                     f"{' '.join(repr(s) if ' ' in s else s for s in settings)}")

    def ask(self, unit, settings, account=ACCOUNT, confirm=60, restart=False, by=None):
        """settings None: to remove what is kept. (error or None, values)"""
        caller = by or self.caller(account)
        tag = helper.etag(unit)
        if settings is None:
            return caller.call("Remove", unit, tag, confirm, restart)
        return caller.call("Try", unit, pairs(settings), tag, confirm, restart)

    def state(self, unit, settings, watch):
        names = {name for name, _ in pairs(settings or ())} | {
            "DropInPaths", "ActiveState", "SubState", "InvocationID", "MainPID"}
        seen = files_below(ADMIN, "/run/systemd/system.control", helper.RECORDS)
        seen.update({path: looks(path) for path in watch})
        seen.update(properties(unit, *names))
        return seen

    def stop_trial(self, trial, account, by=None):
        (by or self.caller(account)).call("Revert", trial)
        helper.wait_for_nothing_left(120)

    def kept_out(self, unit, *settings, what="", errors=NOT_AUTHORIZED, watch=(), remove=False,
                 account=ACCOUNT, restart=False, by=None):
        """It must not be let in, and nothing may have changed."""
        settings = None if remove else settings
        shown = ["Remove"] if remove else settings
        watch = [*watch, helper.RECORDS]
        lines = []
        try:
            before = self.state(unit, settings, watch)
            error, values = self.ask(unit, settings, account, restart=restart, by=by)
            if error is None:
                lines.append("it was let in")
                self.stop_trial(values[0], account, by)
            elif error not in errors:
                lines.append(f"{error} instead of {' or '.join(errors)}: {values}")
            after = self.state(unit, settings, watch)
            lines += [f"{key}: {before.get(key)} → {after.get(key)}"
                      for key in sorted(before.keys() | after.keys())
                      if before.get(key) != after.get(key)
                      and not (key == helper.RECORDS and before[key] is None)]
        except (RuntimeError, AssertionError, OSError, subprocess.CalledProcessError) as wrong:
            lines.append(f"{type(wrong).__name__}: {wrong}")
        self.tap.result(not lines, f"{self.name(unit, what, shown)}: kept out", lines)
        return not lines

    def refused(self, unit, *settings, **options):
        """The same for what nobody may, whatever the permission."""
        return self.kept_out(unit, *settings, errors=REFUSED, **options)

    def taken(self, unit, *settings, what="", keep=False, remove=False, account=ACCOUNT,
              restart=False):
        """What is harmless is let in, in force, and comes back or stays. A result of its own."""
        shown = ["Remove"] if remove else settings
        lines = []
        try:
            error, values = self.ask(unit, None if remove else settings, account, restart=restart)
            if error is not None:
                lines.append(f"{error}: {values}")
            else:
                trial = values[0]
                helper.wait_for_state(trial, "healthy", 180)
                if not remove and helper.trial_file(unit) not in properties(
                        unit, "DropInPaths")["DropInPaths"].split():
                    lines.append("systemd has not read it")
                error, values = self.caller(account).call("Keep" if keep else "Revert", trial)
                if error is not None:
                    lines.append(f"afterwards {error}: {values}")
                helper.wait_for_nothing_left(120)
        except (RuntimeError, AssertionError, OSError, subprocess.CalledProcessError) as wrong:
            lines.append(f"{type(wrong).__name__}: {wrong}")
        self.tap.result(not lines, f"{self.name(unit, what, shown)}: taken", lines)
        return not lines

    def keep_as_root(self, unit, *settings):
        """Preparation: what root has kept of a service."""
        trial = helper.try_change(unit, *settings)
        helper.wait_for_state(trial, "healthy", 180)
        helper.call("Keep", trial)
        helper.wait_for_nothing_left(120)
        assert os.path.exists(helper.permanent(unit)), f"nothing is kept of {unit}"

    def keep_as(self, account, unit, *settings):
        """Preparation: what an ordinary user has kept."""
        error, values = self.ask(unit, settings, account)
        assert error is None, f"{account} may not keep {settings}: {error} {values}"
        helper.wait_for_state(values[0], "healthy", 180)
        error, values = self.caller(account).call("Keep", values[0])
        assert error is None, f"{account}: {error} {values}"
        helper.wait_for_nothing_left(120)


def run_tests(tap, theme, tests):
    """Each test gets a Ground; an exception in it is a failure of its own. HARDNUT_ATTACK names the only
    one to be run."""
    only = os.environ.get("HARDNUT_ATTACK")
    for test in tests:
        if only not in (None, test.__name__):
            continue
        ground = Ground(tap, theme)
        grant(APPLY)
        try:
            test(ground)
        except Exception as error:  # pylint: disable=broad-except
            tap.result(False, f"{theme}: {test.__name__}",
                       f"{type(error).__name__}: {error}".splitlines())
        finally:
            ground.close()


def set_up():
    for name in (OTHER, LONE):
        make_account(name)


def clean_up():
    if os.path.exists(RULES):
        os.unlink(RULES)
    subprocess.run(["systemctl", "reset-failed", "polkit.service"], check=False, capture_output=True)
    systemctl("restart", "polkit.service")
    for path in glob.glob(f"{ADMIN}/hardnut-*"):
        shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
    systemctl("daemon-reload")


def main():
    bus = RawBus()
    for line in sys.stdin:
        destination, path, interface, member, signature, values = json.loads(line)
        if not member:
            answer = None, [bus.name]
        elif member.startswith("!"):
            bus.send(destination, path, interface, member[1:], signature, body(signature, values))
            answer = None, []
        elif signature:
            answer = bus.call(destination, path, interface, member, signature, values)
        else:
            answer = bus.call(destination, path, interface, member)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
