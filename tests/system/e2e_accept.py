# SPDX-License-Identifier: GPL-3.0-or-later
"""A chapter of e2e_window: what is accepted for everybody, by the mouse and with a password, a wrong one
and the right one; and how it counts again."""

import json
import os
import subprocess
import time

import page_driver as driver

ACCEPTED = "/etc/hardnut/accepted.d"
ROLES = ("button", "switch", "check box", "list item")


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
