# SPDX-License-Identifier: GPL-3.0-or-later
"""Two chapters of e2e_window: several services at once. They are picked in the list with the mouse and
hardened with one password, beside one that does not come back and one that guards the machine, and are
taken back from the report. And the window is killed between two of them, and in a trial."""

import os
import re
import socket
import subprocess
import time
import urllib.request

import page_driver as driver
from gi.repository import GLib

# The second has closed places and may mount: an exception from these takes the stronger permission.
WORKING = ("nginx.service", "rsyslog.service")
# Does not come up again once it was stopped, whatever its settings are.
FRAGILE = "hardnut-fragile.service"
GUARD = "ssh.service"
THIRD = "helloworld.service"
PICKED = (WORKING[0], FRAGILE, WORKING[1], GUARD)
ONCE = "/run/hardnut-fragile"
LOG = "/var/log/syslog"
# How long the searches of a few may take, in seconds.
PATIENCE = 600


def check(condition, words):
    if not condition:
        raise AssertionError(words)


def equal(one, other):
    check(one == other, f"{one!r} is not {other!r}")


def prepare():
    """As root: there is the fragile one, all of them run, and of none anything is kept."""
    for unit in (*WORKING, THIRD):
        if os.path.exists(drop_in(unit)):
            subprocess.run(["hardnutctl", "remove", unit, "--keep"], check=True,
                           stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    if os.path.exists(ONCE):
        os.unlink(ONCE)
    with open(f"/etc/systemd/system/{FRAGILE}", "w", encoding="utf-8") as file:
        file.write(f"[Service]\nExecStart=/bin/sh -c 'test ! -e {ONCE} && touch {ONCE} && "
                   "exec sleep infinity'\n")
    subprocess.run(["systemctl", "daemon-reload"], check=True)
    subprocess.run(["systemctl", "start", *PICKED], check=True)
    # Whether it logs is looked at by the user.
    for _ in range(100):
        subprocess.run(["logger", "hardnut"], check=True)
        if os.path.exists(LOG):
            break
        time.sleep(0.1)
    os.chmod(LOG, 0o644)


def clean_up():
    """As root: it is not the machine that is not well."""
    subprocess.run(["systemctl", "reset-failed", FRAGILE], stderr=subprocess.DEVNULL, check=False)


def drop_in(unit):
    return f"/etc/systemd/system/{unit}.d/zz-hardnut.conf"


def trial(unit):
    return f"/run/systemd/system.control/{unit}.d/zz-hardnut.conf"


def exposure(unit):
    done = subprocess.run(["systemd-analyze", "security", "--no-pager", unit], capture_output=True,
                          text=True, check=False)
    return float(re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout).group(1))


def answers(unit):
    """Whether the service does its work, at once or within ten seconds."""
    def says(port, question, answer):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(question)
            return connection.recv(64).startswith(answer)

    def logs():
        word = f"hardnut-{time.monotonic_ns()}"
        subprocess.run(["logger", word], check=True)
        time.sleep(0.5)
        with open(LOG, encoding="utf-8", errors="replace") as file:
            return word in file.read()

    def serves(port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            return answer.status == 200

    ask = {
        "nginx.service": lambda: serves(80),
        THIRD: lambda: serves(8080),
        "rsyslog.service": logs,
        GUARD: lambda: says(22, b"", b"SSH-2.0"),
    }[unit]
    for _ in range(100):
        try:
            if ask():
                return True
        except OSError:
            pass
        time.sleep(0.1)
    return False


class Several:
    """What a person does with several services in the window."""

    def __init__(self, journey):
        self.journey = journey

    def row_texts(self, unit):
        """What the row of a service says in the dialog."""
        for node in self.journey.all("list item"):
            texts = [part.get_name() for part in driver.walk(node, True) if part.get_name()]
            if unit in texts:
                return texts
        return []

    def wait_row(self, unit, text):
        last = []

        def look():
            last[:] = self.row_texts(unit)
            return [found for found in last if text in found]
        try:
            return driver.settle(look, f"{unit} with {text!r}")[0]
        except AssertionError as error:
            raise AssertionError(f"{error}, not {last}") from error

    def close(self, heading):
        self.journey.keys("Escape")
        driver.settle(lambda: not self.journey.all("heading", heading), "the end of the dialog")

    def pick(self, *units):
        for number, unit in enumerate(units, 1):
            self.journey.search(unit.split(".")[0])
            row = driver.settle(lambda unit=unit: next(
                (node for node in self.journey.all("list item")
                 if node.get_name().startswith(f"{unit}, exposure ")), None), unit)
            x, y = self.journey.middle(row)
            subprocess.run(["xdotool", "mousemove", str(int(x)), str(int(y)), "keydown", "ctrl",
                            "sleep", "0.3", "click", "1", "keyup", "ctrl"], check=True)
            if len(units) > 1:
                self.journey.wait_text(f"{number} Selected")
        self.journey.search("")

    def open(self):
        # Those of the cards say whom they are for.
        button = driver.settle(lambda: [node for node in self.journey.all("button", "Harden…")
                                        if not node.get_description()], "the button below the list")
        self.journey.mouse(*self.journey.middle(button[0]), 1)
        self.journey.wait("heading", "What Will Happen")

    def start(self):
        """With the one question there is."""
        before = len(self.journey.agent.asked)
        self.journey.press("Start")
        driver.settle(lambda: len(self.journey.agent.asked) > before, "the question for a password")
        return self.journey.agent.asked[before]

    def is_over(self):
        try:
            return bool(self.journey.all("button", "Copy the Report"))
        except GLib.Error:  # something went away while it was looked at, or the answer took long
            return False

    def wait_end(self):
        began = time.monotonic()
        while not self.is_over():
            check(time.monotonic() < began + PATIENCE, "there is no end")
            time.sleep(1)
        print(f"# over after {time.monotonic() - began:.0f} s")


def several(step, journey):
    here = Several(journey)
    before = {}

    def leads_there():
        journey.wait("heading", "What Matters")
        sentence = journey.wait_text("that others can reach over the network run as root with")
        journey.camera.take("card")
        journey.click("button", "Harden…")
        here.wait_row(GUARD, "It decides who may log in.")
        searched = journey.wait_text(" searched").splitlines()[0]
        print(f"# {sentence}: {searched}")
        # All but that one.
        equal(int(searched.split()[0]), int(sentence.split()[0]) - 1)
        here.close("What Will Happen")
        equal(journey.agent.asked, [])

    def picks():
        for unit in WORKING:
            check(answers(unit), f"{unit} does not work as it is")
            before[unit] = exposure(unit)
        here.pick(*PICKED)
        journey.camera.take("selected")

    def asks_once():
        here.open()
        journey.wait_text(f"{len(PICKED) - 1} services are searched, one after another.")
        journey.wait_text("You are asked for a password once")
        here.wait_row(GUARD, "It decides who may log in.")
        journey.camera.take("several-start")
        question = here.start()
        check(all(unit in question for unit in PICKED[:-1]) and GUARD not in question, question)

    def goes_on():
        journey.wait("button", "Stop")
        journey.camera.take("several-search")
        here.wait_end()
        journey.camera.take("several-report")
        for unit in PICKED:
            print(f"# {unit}: {here.row_texts(unit)}")
        for question in journey.agent.asked:
            print(f"# asked: {' '.join(question.split())}")

    def reports():
        journey.wait("heading", f"{len(WORKING)} of {len(PICKED)} Services Hardened")
        for unit in WORKING:
            here.wait_row(unit, "It works with less, which is kept.")
        here.wait_row(GUARD, "It decides who may log in.")
        check(not any("kept" in text for text in here.row_texts(FRAGILE)), here.row_texts(FRAGILE))
        equal(len(journey.agent.asked), 1)

    def holds():
        for unit in WORKING:
            check(answers(unit), f"{unit} does not work any more")
            check(os.path.exists(drop_in(unit)), f"{unit} has no drop-in")
            after = exposure(unit)
            check(after < before[unit], f"{unit}: {before[unit]} → {after}")
            print(f"# {unit}: {before[unit]} → {after}")
        for unit in (FRAGILE, GUARD):
            check(not os.path.exists(drop_in(unit)), f"{unit} has a drop-in")
        check(answers(GUARD), "there is no way in any more")
        equal([unit for unit in PICKED if os.path.exists(trial(unit))], [])

    def takes_back():
        for left, unit in enumerate(reversed(WORKING), 1):
            button = next(node for node in journey.all("button", "Take Back")
                          if node.get_description() == unit)
            driver.act(button, "click")
            here.wait_row(unit, "It was taken back, and is as before.")
            journey.wait("heading",
                         f"{len(WORKING) - left} of {len(PICKED)} Services Hardened")
            check(answers(unit), f"{unit} does not work any more")
            check(not os.path.exists(drop_in(unit)), "its drop-in is still there")
            equal(exposure(unit), before[unit])
        here.close(f"0 of {len(PICKED)} Services Hardened")

    step("the card of what the network reaches leads to their searches", leads_there)
    step("several are picked in the list, with the mouse", picks)
    step("they are searched with one password, but for the one that guards the machine", asks_once)
    step("all are searched, also beside one that does not come back", goes_on)
    step("the report says what became of each, and nobody was asked again", reports)
    step("each works, and has its drop-in", holds)
    step("each can be taken back from the report", takes_back)


def killed_in_several(step, journey, trials):
    """Between two services, and in a trial. trials: how many the helper has under way."""
    here = Several(journey)
    first, second, third = *WORKING, THIRD

    def begins(*units):
        here.pick(*units)
        here.open()
        here.start()

    def wait_file(path):
        ends = time.monotonic() + PATIENCE
        while not os.path.exists(path):
            check(time.monotonic() < ends, f"there is no {path}")
            time.sleep(0.02)

    def between():
        begins(first, second)
        wait_file(drop_in(first))
        journey.kill()
        check(trials() <= 1, "there is more than one trial")
        check(not os.path.exists(drop_in(second)), f"{second} was kept")

    def in_trial():
        # What others reach comes first.
        begins(third, second)
        wait_file(drop_in(third))
        wait_file(trial(second))
        journey.kill()
        equal(trials(), 1)

    def as_before(*kept):
        began = time.monotonic()
        # What is watched is left to a longer countdown.
        while trials() and time.monotonic() - began < 300:
            time.sleep(0.5)
        print(f"# back after {time.monotonic() - began:.0f} s")
        equal(trials(), 0)
        for unit in (first, second, third):
            check(not os.path.exists(trial(unit)), f"{unit} is still tried")
            check(answers(unit), f"{unit} does not work")
            equal((unit, os.path.exists(drop_in(unit))), (unit, unit in kept))

    def is_named(*kept):
        journey.start()
        journey.wait("heading", "Hardened with Hardnut")
        for unit in kept:
            journey.wait("button", f"Earlier States of {unit}")
        journey.camera.take("killed-several")

    for when, kills, kept in (("when the first of two services was kept", between, (first,)),
                              ("in the trial of the second", in_trial, (first, third))):
        step(f"the window is killed {when}, and at most one trial is left", kills)
        step("what was kept is kept, and the others are as before", as_before, *kept)
        step("the next window names what was kept", is_named, *kept)
