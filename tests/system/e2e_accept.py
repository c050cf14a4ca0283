# SPDX-License-Identifier: GPL-3.0-or-later
"""A chapter of e2e_window: what the helper keeps for everybody, by the mouse and with a password. A
service is accepted, with a wrong and a right password, and counts again; then it goes back to a state that
root made with hardnutctl, to an earlier one, and to the one before the first change."""

import json
import os
import re
import subprocess
import time

import page_driver as driver

ACCEPTED = "/etc/hardnut/accepted.d"
# What root sets, of which the window knows nothing.
OF_ROOT = "UMask=0077"
ROLES = ("button", "switch", "check box", "list item")


def prepare(service):
    """As root: with another program, a change is kept and taken back again."""
    for command in (["try", service, OF_ROOT], ["remove", service]):
        subprocess.run(["hardnutctl", *command, "--keep"], check=True, stdout=subprocess.DEVNULL,
                       stdin=subprocess.DEVNULL)


def check(condition, words):
    if not condition:
        raise AssertionError(words)


def accepted():
    """What hardnutctl tells of it."""
    done = subprocess.run(["hardnutctl", "list", "--accepted", "--json"], capture_output=True, text=True,
                          check=True)
    return [(row["unit"], row["check"], row["everybody"], row["note"])
            for row in json.loads(done.stdout)]


def over_threshold(service):
    done = subprocess.run(["hardnutctl", "show", service, "--threshold=0"], stdout=subprocess.DEVNULL,
                          check=False)
    check(done.returncode in (0, 3), f"status {done.returncode}")
    return done.returncode == 3


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def click(journey, name):
    """A row, whatever screen readers call it."""
    role = driver.settle(lambda: next((role for role in ROLES if journey.all(role, name)), None), name)
    journey.click(role, name)


def accepting(step, journey, service):
    """For everybody, as one who may and one who mistypes."""
    path = f"{ACCEPTED}/{service}.conf"
    score = None

    def asks():
        nonlocal score
        journey.click("list item", starts=f"{service}, exposure ")
        journey.wait("heading", service)
        score = journey.score()
        check(accepted() == [] and over_threshold(service), accepted())
        journey.click("list item", "Accept This Service…")
        journey.wait_text(f"{service} stays as exposed as it is")
        time.sleep(0.5)
        journey.keys(*"needed")
        click(journey, "For Everybody on This Machine")
        journey.camera.take("accept")

    def mistypes():
        before = len(journey.agent.asked)
        journey.agent.answers.append("not the password")
        journey.click("button", "Accept")
        journey.wait_text("You are not authorized to do this")
        question = journey.agent.asked[before]
        check(service in question and "needed" in question, question)
        journey.camera.take("accept-refused")
        check(not os.path.exists(path) and accepted() == [], "something was written")

    def accepts():
        journey.click("button", "Accept")
        journey.wait("list item", starts="Accepted for everybody, until ")
        check(accepted() == [(service, None, True, "needed")], accepted())
        check(journey.score() == score, f"{score} → {journey.score()}")
        check(not over_threshold(service), "it counts")
        check(oct(os.stat(path).st_mode) == "0o100644" and os.stat(path).st_uid == 0, os.stat(path))
        journey.camera.take("accepted")

    def lists():
        journey.keys("alt+Home")
        journey.click("list item", "1 thing is accepted, with a reason")
        journey.wait("button", f"Take back: {service}")
        journey.camera.take("accepted-list")

    def counts_again():
        before = len(journey.agent.asked)
        journey.agent.answers.append("not the password")
        journey.click("button", f"Take back: {service}")
        journey.wait("label", "It Stays Accepted")
        check(os.path.exists(path), "it was taken back")
        journey.press("Close")
        driver.settle(lambda: not journey.all("label", "It Stays Accepted"), "the end of the message")
        journey.click("button", f"Take back: {service}")
        journey.wait_text("Nothing Is Accepted")
        check(len(journey.agent.asked) >= before + 2, journey.agent.asked[before:])
        check(not os.path.exists(path) and accepted() == [], accepted())
        check(over_threshold(service), "it does not count")
        journey.keys("Escape")

    step("a service is accepted for everybody, with a reason", asks)
    step("a wrong password accepts nothing", mistypes)
    step("with the right one it is out of the way of all, and as exposed as before", accepts)
    step("Your Machine tells it, and lists it", lists)
    step("and it counts again, with a password too", counts_again)


def going_back(step, journey, service, drop_in, scores):
    """Over the states that were kept in the chapters before. scores: without and with all changes."""
    least, most = scores

    def opens():
        driver.settle(lambda: not journey.all("label", "Nothing Is Accepted"), "the end of the dialog")
        shows("Before the first change")
        journey.camera.take("states")
        journey.keys("Escape")
        driver.settle(lambda: not journey.all("label", "Earlier States"), "the end of the dialog")

    def shows(text):
        journey.click("button", f"Earlier States of {service}")
        journey.wait_text(text)

    def states():
        """The rows of those that are not there now, the last one first."""
        return [row for row in journey.all("list item")
                if re.match(r"\d+ \w+ 20\d\d, \d\d:\d\d$", row.get_name())]

    def goes_to(row, line, button, score):
        journey.mouse(*journey.middle(row), 1)
        if line:
            journey.wait_text(line)
        journey.camera.take("state")
        click(journey, "Go Back to This…")
        journey.wait_text(score)
        before = os.path.exists(drop_in) and read(drop_in)
        journey.click("button", button)
        journey.wait_text("Keep it?")
        check((os.path.exists(drop_in) and read(drop_in)) == before, "it was kept too early")
        journey.click("button", "Keep")
        journey.wait("heading", "Kept" if line else "Removed")
        journey.press("Close")
        journey.keys("alt+Home")

    def goes_back():
        asked = len(journey.agent.asked)
        shows("Before the first change")
        # Theirs is the last with something set; before it stands what the window kept.
        goes_to(with_settings()[0], OF_ROOT, "Apply", "With the change: exposure ")
        check(len(journey.agent.asked) > asked, "nobody was asked")
        check(OF_ROOT in read(drop_in), read(drop_in))
        check("NoNewPrivileges" not in read(drop_in), read(drop_in))

    def with_settings():
        return driver.settle(lambda: [row for row in states()
                                      if "Nothing set" not in (row.get_description() or "")
                                      and not [part for part in driver.walk(row, True)
                                               if part.get_name().startswith("Nothing set")]],
                             "states with something set")

    def goes_further():
        shows("Before the first change")
        goes_to(with_settings()[-1], "NoNewPrivileges=yes", "Apply",
                f"With the change: exposure {most}")
        check("NoNewPrivileges=yes" in read(drop_in) and OF_ROOT not in read(drop_in), read(drop_in))

    def goes_to_the_beginning():
        shows("Before the first change")
        goes_to(journey.wait("list item", starts="Before the first change"), "", "Remove",
                f"Without the changes: exposure {least}")
        check(not os.path.exists(drop_in), "it is still there")

    step("Your Machine leads to the earlier states of what was hardened", opens)
    step("one that root made with another program is tried again, and kept", goes_back)
    step("so is an earlier one", goes_further)
    step("and the one before the first change", goes_to_the_beginning)
