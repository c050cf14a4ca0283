# SPDX-License-Identifier: GPL-3.0-or-later
"""hardnutctl with the real helper, systemd, polkit and journal: as root in a pipe and on a terminal,
as an ordinary user, and by an administrator over ssh with a password typed into pkttyagent."""

import json
import os
import pty
import pwd
import re
import select
import shutil
import signal
import subprocess
import time

import helper_client as helper
from helper_client import show

HARDNUTCTL = os.environ.get("HARDNUTCTL", "hardnutctl")
JOURNAL_LINES = "/hardnut/build/tests/client/journal-lines"
# Says when it is ready, so that it is watched for ten seconds only.
UNIT = "hardnut-cli.service"
UNIT_TEXT = """[Service]
Type=notify
NotifyAccess=all
ExecStart=/bin/sh -c 'systemd-notify --ready; while :; do sleep 1; done'
"""
# Needs the network, and says when it is ready.
BREAKABLE = "hardnut-cli-net.service"
BREAKABLE_TEXT = """[Service]
Type=notify
NotifyAccess=all
ExecStart=/usr/bin/python3 -c 'import os, socket, subprocess; s = socket.create_server(("127.0.0.1", 8097)); subprocess.run(["systemd-notify", "--ready", f"--pid={os.getpid()}"]); s.accept()'
"""
OWN = "hardnut-cli-own.service"
INSIDE = "hardnut-cli-inside.service"
DEPENDENT = "hardnut-cli-dependent.service"
ALIAS = "hardnut-cli-alias.service"
INSTANCE = "hardnut-cli-one@x.service"
ADMIN = "hardnut-admin"
GUEST = "hardnut-guest"
PASSWORD = "correct horse"
STATES = ["authorized", "written", "loaded", "restarted", "healthy"]


def systemctl(*arguments):
    subprocess.run(["systemctl", *arguments], check=True, capture_output=True)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def set_up():
    write(f"/etc/systemd/system/{UNIT}", UNIT_TEXT)
    write(f"/etc/systemd/system/{BREAKABLE}", BREAKABLE_TEXT)
    systemctl("daemon-reload")
    systemctl("restart", UNIT, BREAKABLE)
    for name, groups in ((ADMIN, ["-G", "sudo"]), (GUEST, [])):
        try:
            pwd.getpwnam(name)
        except KeyError:
            subprocess.run(["useradd", "--create-home", "--shell", "/bin/bash", *groups, name],
                           check=True)
        subprocess.run(["chpasswd"], input=f"{name}:{PASSWORD}\n", text=True, check=True)
    write("/etc/ssh/sshd_config.d/hardnut-test.conf", "PasswordAuthentication yes\nUsePAM yes\n")
    subprocess.run(["ssh-keygen", "-A"], check=True, capture_output=True)
    systemctl("restart", "ssh")


def tear_down():
    for unit in (UNIT, BREAKABLE):
        systemctl("stop", unit)
        os.unlink(f"/etc/systemd/system/{unit}")
    os.unlink("/etc/ssh/sshd_config.d/hardnut-test.conf")
    systemctl("stop", "ssh")
    systemctl("daemon-reload")


def ctl(*words, status=0, user=None, timeout=180):
    """Runs hardnutctl in a pipe; returns both its outputs."""
    command = [HARDNUTCTL, *words]
    if user is not None:
        account = pwd.getpwnam(user)
        command = ["runuser", "-u", user, "--", "env", f"XDG_RUNTIME_DIR=/run/user/{account.pw_uid}",
                   f"HOME={account.pw_dir}", "LC_ALL=C.UTF-8", *command]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env=dict(os.environ, LC_ALL="C.UTF-8"), timeout=timeout, check=False)
    assert done.returncode == status, f"{words}: {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout, done.stderr


def outcome(*words, status=0, user=None):
    return json.loads(ctl(*words, "--json", status=status, user=user)[0])


class Terminal:
    """A command on a terminal of its own."""

    running = []

    def __init__(self, *command):
        self.running.append(self)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", LC_ALL="C.UTF-8")
            try:
                os.execvp(command[0], command)
            finally:
                os._exit(127)
        self.text = ""
        self.seen = 0

    def read(self):
        if not select.select([self.fd], [], [], 0.2)[0]:
            return True
        try:
            part = os.read(self.fd, 65536)
        except OSError:
            return False
        self.text += part.decode(errors="replace")
        return bool(part)

    def wait_for(self, words, seconds=120):
        """Waits until the words stand behind those that were waited for before."""
        end = time.monotonic() + seconds
        while words not in self.text[self.seen:]:
            assert time.monotonic() < end, f"no “{words}” in: {self.text}"
            assert self.read() or words in self.text[self.seen:], f"ended: {self.text}"
        self.seen = self.text.index(words, self.seen) + len(words)

    def type(self, text):
        # Whoever asks may still be turning off the echo, and would throw away what is typed before.
        time.sleep(0.5)
        os.write(self.fd, text.encode())

    def end(self, seconds=120):
        """Returns the exit status."""
        end = time.monotonic() + seconds
        while self.read():
            assert time.monotonic() < end, f"does not end: {self.text}"
        return self.close()

    def close(self):
        self.running.remove(self)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def ssh(account, *words):
    terminal = Terminal("ssh", "-tt", "-o", "StrictHostKeyChecking=no", "-o",
                        "UserKnownHostsFile=/dev/null", "-o", "PubkeyAuthentication=no",
                        f"{account}@127.0.0.1", "LC_ALL=C.UTF-8", HARDNUTCTL, *words)
    terminal.wait_for("assword: ")
    terminal.type(PASSWORD + "\n")
    return terminal


def assert_untouched(unit=UNIT):
    helper.wait_for_nothing_left()
    assert not os.path.exists(helper.permanent(unit)), "the permanent file is there"
    assert show(unit, "ActiveState") == "active", show(unit, "ActiveState")
    assert show(unit, "DropInPaths") == "", show(unit, "DropInPaths")


def assert_kept(text, unit=UNIT):
    helper.wait_for_nothing_left()
    assert helper.settings_in(helper.permanent(unit)) == text, text
    assert show(unit, "ActiveState") == "active", show(unit, "ActiveState")


def remove():
    if os.path.exists(helper.permanent(UNIT)):
        assert outcome("remove", UNIT, "--keep")["outcome"] == "kept"
    assert_untouched()


def keeps_in_a_script():
    value = outcome("try", UNIT, "NoNewPrivileges=yes", "--keep")
    assert value["outcome"] == "kept" and value["states"][:5] == STATES, value
    # What was expected is what systemd has.
    assert value["after"] == value["exposure"] < value["before"], value
    assert_kept("[Service]\nNoNewPrivileges=yes\n")
    assert show(UNIT, "NoNewPrivileges") == "yes"


def adds_to_what_is_there():
    outcome("try", UNIT, "UMask=0077", "--keep", "--no-restart")
    assert_kept("[Service]\nNoNewPrivileges=yes\nUMask=0077\n")
    assert outcome("try", UNIT, "UMask=0077")["outcome"] == "unchanged"
    value = outcome("try", UNIT, "UMask=0027", "--replace", "--keep", "--no-restart")
    assert "restarted" not in value["states"], value
    assert_kept("[Service]\nUMask=0027\n")


def removes():
    value = outcome("remove", UNIT, "--keep")
    assert value["outcome"] == "kept" and value["after"] == value["exposure"], value
    assert_untouched()
    assert "changed nothing" in ctl("remove", UNIT, status=1)[1]


def tells_why_it_failed():
    began = time.monotonic()
    value = outcome("try", BREAKABLE, "SystemCallFilter=~@network-io", "--keep", status=1)
    assert time.monotonic() - began < 60, time.monotonic() - began
    assert value["outcome"] == "reverted" and value["reason"], value
    assert value["result"] and any("SYS" in line for line in value["journal"]), value
    assert value["journal_error"] is None, value
    assert_untouched(BREAKABLE)
    output, _ = ctl("try", BREAKABLE, "SystemCallFilter=~@network-io", "PrivateTmp=yes", "--keep",
                    status=1)
    assert "taken back; everything is as before" in output, output
    assert "To blame is" in output and "  SystemCallFilter=" in output, output
    assert "What the service wrote:" in output, output
    assert_untouched(BREAKABLE)


def foretells_low_limits():
    """What the helper would refuse anyway is told before anybody is asked for a password."""
    _, error = ctl("try", UNIT, "MemoryMax=1M", user=GUEST, status=1)
    assert "MemoryMax=1M is too low" in error and "8.0" in error, error
    ctl("try", UNIT, "AllowedCPUs=4000", user=GUEST, status=1)
    assert_untouched()


def is_kept_from_elsewhere():
    process = subprocess.Popen([HARDNUTCTL, "try", UNIT, "NoNewPrivileges=yes"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    helper.wait_until(lambda: [row for row in json.loads(ctl("trials", "--json")[0])
                               if row["state"] == "healthy" and row["seconds_left"] > 0],
                      90, "a healthy trial")
    assert UNIT in ctl("trials")[0]
    assert "Another change" in ctl("try", UNIT, "UMask=0077", "--keep", status=1)[1]
    # Another user can look, and no more.
    assert UNIT in ctl("trials", user=GUEST)[0]
    assert "Somebody else" in ctl("keep", UNIT, user=GUEST, status=1)[1]
    assert "kept" in ctl("keep", UNIT)[0]
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0 and f"{UNIT}: kept" in output, output + errors
    assert_kept("[Service]\nNoNewPrivileges=yes\n")
    remove()


def is_taken_back_on_ctrl_c():
    for number in (signal.SIGINT, signal.SIGHUP):
        process = subprocess.Popen([HARDNUTCTL, "try", UNIT, "NoNewPrivileges=yes"],
                                   stdout=subprocess.PIPE, text=True)
        for line in process.stdout:
            if "loaded" in line:
                break
        process.send_signal(number)
        output = process.communicate(timeout=90)[0]
        assert process.returncode == 1 and "taken back; everything is as before" in output, output
        assert_untouched()


def is_taken_back_when_killed():
    process = subprocess.Popen([HARDNUTCTL, "try", UNIT, "NoNewPrivileges=yes", "--confirm=5"],
                               stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if "healthy" in line:
            break
    process.kill()
    process.communicate()
    assert_untouched()


def asks_on_a_terminal():
    terminal = Terminal(HARDNUTCTL, "try", UNIT, "NoNewPrivileges=yes")
    terminal.wait_for("[y/N]")
    assert "authorized" in terminal.text and "Drop-in" in terminal.text, terminal.text
    terminal.type("n")
    assert terminal.end() == 1, terminal.text
    assert_untouched()
    terminal = Terminal(HARDNUTCTL, "try", UNIT, "NoNewPrivileges=yes")
    terminal.wait_for("[y/N]")
    terminal.type("y")
    assert terminal.end() == 0, terminal.text
    assert f"{UNIT}: kept" in terminal.text, terminal.text
    assert_kept("[Service]\nNoNewPrivileges=yes\n")
    remove()


def asks_for_a_password_over_ssh():
    terminal = ssh(ADMIN, "try", UNIT, "NoNewPrivileges=yes")
    terminal.wait_for("io.github.hardnut.apply")
    terminal.wait_for("assword: ")
    # The prompt says which service and which change.
    assert UNIT in terminal.text[:terminal.seen].split("AUTHENTICATING")[1], terminal.text
    assert not os.path.exists(helper.trial_file(UNIT))
    terminal.type(PASSWORD + "\n")
    terminal.wait_for("[y/N]")
    terminal.type("y")
    assert terminal.end() == 0, terminal.text
    assert PASSWORD not in terminal.text, terminal.text
    assert_kept("[Service]\nNoNewPrivileges=yes\n")


def asks_to_remove_over_ssh():
    terminal = ssh(ADMIN, "remove", UNIT, "--keep")
    terminal.wait_for("assword: ")
    terminal.type(PASSWORD + "\n")
    assert terminal.end() == 0, terminal.text
    assert_untouched()


def refuses_a_wrong_password_over_ssh():
    terminal = ssh(ADMIN, "try", UNIT, "NoNewPrivileges=yes")
    for _ in range(3):
        terminal.wait_for("assword: ")
        terminal.type("wrong\n")
        # Some versions of the agent ask once, others three times.
        end = time.monotonic() + 30
        while time.monotonic() < end and "not authorized" not in terminal.text[terminal.seen:]:
            if "assword: " in terminal.text[terminal.seen:] or not terminal.read():
                break
        if "not authorized" in terminal.text:
            break
    assert terminal.end() == 1, terminal.text
    assert "You are not authorized" in terminal.text, terminal.text
    assert_untouched()


def can_be_left_at_the_password():
    terminal = ssh(ADMIN, "try", UNIT, "NoNewPrivileges=yes", ";", "echo", "status=$?;", "stty", "-a")
    terminal.wait_for("io.github.hardnut.apply")
    terminal.wait_for("assword: ")
    terminal.type("\x03")
    terminal.wait_for("nothing was changed")
    terminal.wait_for("status=1")
    terminal.end()
    # The shell gets its echo back.
    assert " echo " in terminal.text[terminal.seen:], terminal.text
    assert_untouched()


def refuses_an_ordinary_user():
    began = time.monotonic()
    _, errors = ctl("try", UNIT, "NoNewPrivileges=yes", "--keep", user=GUEST, status=1)
    assert "not authorized" in errors, errors
    assert time.monotonic() - began < 30
    assert_untouched()


def counted(user=None):
    """What counts of the service for somebody, as three commands say it, and its exposure."""
    value = outcome("show", UNIT, user=user)
    row = next(row for row in outcome("list", user=user) if row["unit"] == UNIT)
    assert value["exposure"] == row["exposure"] and value.get("counted") == row.get("counted"), row
    number = value.get("counted", value["exposure"])
    for words in (("show",), ("list",), ("preview", "UMask=0777")):
        # In tenths, as in a policy.
        ctl(words[0], UNIT, *words[1:], f"--threshold={round(number * 10)}", user=user)
        if number > 0 and words[0] != "preview":
            ctl(words[0], UNIT, f"--threshold={round(number * 10) - 1}", user=user, status=3)
    return value["exposure"], number


def accepted(user=None):
    return [(row["unit"], row["check"], row["everybody"], row["note"], row["counts_again"])
            for row in outcome("list", "--accepted", user=user)]


def accepts_for_oneself():
    """It is nobody else's view, and least of all root's."""
    exposure, number = counted(ADMIN)
    assert exposure == number, number
    ctl("accept", UNIT, "PrivateNetwork", "--note=Mine", user=ADMIN)
    assert counted(ADMIN)[0] == exposure > counted(ADMIN)[1], counted(ADMIN)
    assert accepted(ADMIN) == [(UNIT, "PrivateNetwork", False, "Mine", False)], accepted(ADMIN)
    assert counted() == counted(GUEST) == (exposure, exposure), counted()
    assert accepted() == accepted(GUEST) == [], accepted()
    # Also where root has the same home.
    home = pwd.getpwnam(ADMIN).pw_dir
    done = subprocess.run([HARDNUTCTL, "list", "--accepted", "--json"], capture_output=True, text=True,
                          env=dict(os.environ, HOME=home, XDG_CONFIG_HOME=f"{home}/.config"), check=True)
    assert json.loads(done.stdout) == [], done.stdout
    ctl("accept", UNIT, "PrivateNetwork", "--withdraw", user=ADMIN)
    assert counted(ADMIN) == (exposure, exposure), counted(ADMIN)


def accepts_for_everybody():
    """A service, with a password; a check of it and a check of all services, as root."""
    exposure = counted()[0]
    _, errors = ctl("accept", UNIT, "--everybody", "--note=Known", user=GUEST, status=1)
    assert "not authorized" in errors, errors
    terminal = ssh(ADMIN, "accept", UNIT, "--everybody", "--note=Known")
    terminal.wait_for("io.github.hardnut.loosen")
    terminal.wait_for("assword: ")
    assert UNIT in terminal.text and "Known" in terminal.text, terminal.text
    assert accepted() == [], accepted()
    terminal.type(PASSWORD + "\n")
    assert terminal.end() == 0, terminal.text
    for user in (None, GUEST, ADMIN):
        assert counted(user) == (exposure, 0), counted(user)
        assert accepted(user) == [(UNIT, None, True, "Known", False)], accepted(user)
        assert not outcome("advise", UNIT, user=user)["advice"]
    # Past its day it counts again, and is still told.
    path = f"/etc/hardnut/accepted.d/{UNIT}.conf"
    with open(path, encoding="utf-8") as file:
        text = file.read()
    write(path, re.sub("Until=.*", "Until=2020-01-31", text))
    assert counted() == (exposure, exposure), counted()
    assert accepted(GUEST) == [(UNIT, None, True, "Known", True)], accepted(GUEST)
    # Said anew it takes the place of what was said.
    ctl("accept", UNIT, "--everybody", "--note=Still")
    assert counted(GUEST) == (exposure, 0), counted(GUEST)
    assert accepted() == [(UNIT, None, True, "Still", False)], accepted()
    ctl("accept", UNIT, "--everybody", "--withdraw")
    ctl("accept", UNIT, "PrivateNetwork", "--everybody", "--note=Here")
    check = counted(GUEST)[1]
    ctl("accept", "--everywhere", "PrivateNetwork", "--everybody", "--note=All")
    assert counted(GUEST)[1] == check < exposure, counted(GUEST)
    ctl("accept", UNIT, "PrivateNetwork", "--everybody", "--withdraw")
    assert counted(GUEST) == (exposure, check), counted(GUEST)
    assert accepted(GUEST) == [(None, "PrivateNetwork", True, "All", False)], accepted(GUEST)
    assert all(row["counted"] < row["exposure"] for row in outcome("list", user=GUEST)
               if row["unit"] in (UNIT, BREAKABLE))
    terminal = ssh(ADMIN, "accept", "--everywhere", "PrivateNetwork", "--everybody", "--withdraw")
    terminal.wait_for("assword: ")
    terminal.type(PASSWORD + "\n")
    assert terminal.end() == 0, terminal.text
    assert counted() == (exposure, exposure) and accepted() == [], accepted()
    assert os.listdir("/etc/hardnut/accepted.d") == []


def changes_ones_own_services():
    account = pwd.getpwnam(GUEST)
    write(f"/var/lib/systemd/linger/{GUEST}", "")
    systemctl("start", f"user@{account.pw_uid}.service")
    helper.wait_until(lambda: os.path.exists(f"/run/user/{account.pw_uid}/bus"), 60, "a session bus")
    folder = f"{account.pw_dir}/.config/systemd/user"
    write(f"{folder}/{OWN}", UNIT_TEXT)
    subprocess.run(["chown", "-R", f"{GUEST}:", f"{account.pw_dir}/.config"], check=True)
    manager = ["systemctl", f"--machine={GUEST}@.host", "--user"]
    subprocess.run([*manager, "daemon-reload"], check=True)
    subprocess.run([*manager, "start", OWN], check=True)
    value = outcome("--user", "try", OWN, "NoNewPrivileges=yes", "--keep", user=GUEST)
    assert value["outcome"] == "kept" and value["after"] == value["exposure"], value
    with open(f"{folder}/{OWN}.d/zz-hardnut.conf", encoding="utf-8") as file:
        assert file.read() == "[Service]\nNoNewPrivileges=yes\n"
    assert outcome("--user", "remove", OWN, "--keep", user=GUEST)["outcome"] == "kept"
    assert not os.path.exists(f"{folder}/{OWN}.d/zz-hardnut.conf")
    os.unlink(f"/var/lib/systemd/linger/{GUEST}")
    systemctl("stop", f"user@{account.pw_uid}.service")


def does_not_restart_what_it_runs_in():
    """The change of its own service is not tried but written at once, so it is asked for first."""
    output = "/run/hardnut-cli-inside"
    for option, status, words in ((" --keep", 1, "With --untested"),
                                  (" --untested", 0, "from its next start on")):
        write(f"/etc/systemd/system/{INSIDE}",
              f"[Service]\nType=exec\nStandardOutput=file:{output}\n"
              f"StandardError=file:{output}.err\n"
              "Environment=LC_ALL=C.UTF-8\n"
              f"ExecStart={shutil.which(HARDNUTCTL)} try %n NoNewPrivileges=yes{option}\n")
        systemctl("daemon-reload")
        subprocess.run(["systemctl", "start", INSIDE], check=False, capture_output=True)
        helper.wait_until(lambda: show(INSIDE, "ActiveState") not in ("active", "activating"), 60,
                          "the end of the command")
        text = ""
        for name in (output, output + ".err"):
            with open(name, encoding="utf-8") as file:
                text += file.read()
            os.unlink(name)
        assert show(INSIDE, "ExecMainStatus") == str(status), text
        assert words in text, text
        helper.wait_for_nothing_left()
        assert os.path.exists(helper.permanent(INSIDE)) == (status == 0), text
    shutil.rmtree(os.path.dirname(helper.permanent(INSIDE)))
    os.unlink(f"/etc/systemd/system/{INSIDE}")
    systemctl("daemon-reload")


def knows_other_names():
    """A trial that began by an alias is ended by it."""
    link = f"/etc/systemd/system/{ALIAS}"
    os.symlink(UNIT, link)
    systemctl("daemon-reload")
    for command, setting, status in (("keep", "NoNewPrivileges=yes", 0),
                                     ("revert", "UMask=0077", 1)):
        process = subprocess.Popen([HARDNUTCTL, "try", ALIAS, setting], stdout=subprocess.PIPE,
                                   text=True)
        for line in process.stdout:
            if "healthy" in line:
                break
        assert f"{UNIT}: " in ctl(command, ALIAS)[0]
        output = process.communicate(timeout=90)[0]
        assert process.returncode == status, output
        assert_kept("[Service]\nNoNewPrivileges=yes\n")
    os.unlink(link)
    systemctl("daemon-reload")
    remove()


def loses_nothing_of_a_template():
    """The file of an instance hides the template's, and has all of it."""
    template = INSTANCE.replace("@x", "@")
    folder = f"/etc/systemd/system/{template}.d"
    write(f"/etc/systemd/system/{template}", UNIT_TEXT)
    write(f"{folder}/zz-hardnut.conf", "[Service]\nNoNewPrivileges=yes\n")
    systemctl("daemon-reload")
    systemctl("start", INSTANCE)
    value = outcome("try", INSTANCE, "UMask=0077", "--keep")
    assert value["outcome"] == "kept" and value["after"] == value["exposure"], value
    assert_kept("[Service]\nNoNewPrivileges=yes\nUMask=0077\n", INSTANCE)
    assert show(INSTANCE, "NoNewPrivileges") == "yes"
    assert outcome("try", INSTANCE, "NoNewPrivileges=yes")["outcome"] == "unchanged"
    systemctl("stop", INSTANCE)
    shutil.rmtree(os.path.dirname(helper.permanent(INSTANCE)))
    shutil.rmtree(folder)
    os.unlink(f"/etc/systemd/system/{template}")
    systemctl("daemon-reload")


def names_who_restarts_with_it():
    write(f"/etc/systemd/system/{DEPENDENT}",
          f"[Unit]\nRequires={UNIT}\nAfter={UNIT}\n[Service]\nExecStart=/bin/sleep infinity\n")
    systemctl("daemon-reload")
    systemctl("start", DEPENDENT)
    _, errors = ctl("try", UNIT, "NoNewPrivileges=yes", "--keep")
    assert f"Its restart also restarts {DEPENDENT}\n" in errors, errors
    assert show(DEPENDENT, "ActiveState") == "active"
    systemctl("stop", DEPENDENT)
    assert "Its restart" not in ctl("remove", UNIT, "--keep")[1]
    os.unlink(f"/etc/systemd/system/{DEPENDENT}")
    systemctl("daemon-reload")
    assert_untouched()


def reads_the_journal():
    subprocess.run(["systemd-run", "--wait", "--unit=hardnut-says", "--collect", "sh", "-c",
                    "echo one; printf 'bad \\377 byte\\n'; seq 500"], check=True,
                   capture_output=True)
    subprocess.run(["journalctl", "--sync"], check=True)
    lines = subprocess.run([JOURNAL_LINES, "hardnut-says.service", "600"], capture_output=True,
                           text=True, check=True).stdout.splitlines()
    assert len(lines) == 200, len(lines)
    assert any(line.endswith(": 499") for line in lines), lines[-3:]
    assert not any(line.endswith(": one") for line in lines)
    lines = subprocess.run([JOURNAL_LINES, "hardnut-no-such.service"], capture_output=True,
                           text=True, check=True).stdout
    assert lines == "", lines
    lines = subprocess.run(["runuser", "-u", GUEST, "--", JOURNAL_LINES, "hardnut-says.service"],
                           capture_output=True, text=True, check=True).stdout
    assert lines.startswith("error 0: You are not allowed"), lines


TESTS = [keeps_in_a_script, adds_to_what_is_there, removes, tells_why_it_failed,
         foretells_low_limits, is_kept_from_elsewhere, is_taken_back_on_ctrl_c, is_taken_back_when_killed,
         asks_on_a_terminal, asks_for_a_password_over_ssh, asks_to_remove_over_ssh,
         refuses_a_wrong_password_over_ssh, can_be_left_at_the_password, refuses_an_ordinary_user,
         accepts_for_oneself, accepts_for_everybody, changes_ones_own_services, does_not_restart_what_it_runs_in,
         knows_other_names, loses_nothing_of_a_template,
         names_who_restarts_with_it, reads_the_journal]


def run_tests(tap, tests=None):
    set_up()
    for test in tests or TESTS:
        try:
            subprocess.run(["systemctl", "reset-failed"], check=False)
            test()
            tap.result(True, f"hardnutctl: {test.__name__}")
        except Exception as error:  # pylint: disable=broad-except
            tap.result(False, f"hardnutctl: {test.__name__}",
                       f"{type(error).__name__}: {error}".splitlines())
            # What one test leaves must not fail the next.
            while Terminal.running:
                Terminal.running[0].close()
            helper.wait_for_nothing_left(120)
    tear_down()
