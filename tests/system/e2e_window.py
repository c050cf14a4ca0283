#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way, on a booted system with its own bus, polkit and journal: an ordinary user opens the
window, flicks switches of helloworld one after another, applies, types a password, keeps, and removes
it again. The window is driven through its accessibility interface. Prints TAP.

Run as root: gives the user a password, and starts the second half in a session of theirs. Takes
HARDNUT_USER and HARDNUT_SESSION from the lab, and HN_SCREENSHOTS, a folder that the user may write to,
for a picture of each step."""

import ctypes
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import threading
import time
import traceback
import urllib.request
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SERVICE = "helloworld.service"
DROP_IN = f"/etc/systemd/system/{SERVICE}.d/zz-hardnut.conf"
PASSWORD = "a nut and a shell"
PAGE = "http://127.0.0.1:8080/"
# The article's switches with the exposure that follows each: facts of systemd 257.
STEPS = [
    ("flick", "NoNewPrivileges=", 0, "9.4"),
    ("choose", "PrivateTmp=", 1, "9.0"),
    ("flick", "ProtectKernelTunables=", 0, None),
    ("flick", "ProtectKernelModules=", 0, None),
    ("choose", "ProtectControlGroups=", 1, None),
    ("choose", "ProtectSystem=", 3, None),
    ("choose", "PrivateUsers=", 1, None),
]


def systemd_version():
    text = subprocess.run(["systemctl", "--version"], capture_output=True, text=True, check=True)
    return int(text.stdout.split()[1])


def exposure():
    """What systemd itself says, as it prints it."""
    done = subprocess.run(["systemd-analyze", "security", "--no-pager", SERVICE],
                          capture_output=True, text=True, check=False)
    return re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout).group(1)


def served():
    for _ in range(100):
        try:
            with urllib.request.urlopen(PAGE, timeout=5) as answer:
                return answer.status == 200
        except OSError:
            time.sleep(0.1)
    return False


# ---- Pictures --------------------------------------------------------------------------------------


class XImage(ctypes.Structure):
    """The head of Xlib's XImage, as far as it is read here."""

    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int),
                ("format", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_char)),
                ("byte_order", ctypes.c_int), ("bitmap_unit", ctypes.c_int),
                ("bitmap_bit_order", ctypes.c_int), ("bitmap_pad", ctypes.c_int),
                ("depth", ctypes.c_int), ("bytes_per_line", ctypes.c_int)]


class Camera:
    """Writes what is on the virtual screen as PNG files, numbered."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    def take(self, name):
        if not self.folder:
            return
        time.sleep(1)  # for what still moves
        self.count += 1
        xlib = ctypes.CDLL("libX11.so.6")
        xlib.XOpenDisplay.restype = ctypes.c_void_p
        xlib.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        xlib.XDefaultRootWindow.restype = ctypes.c_ulong
        xlib.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int,
                                   ctypes.c_uint, ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
        xlib.XGetImage.restype = ctypes.POINTER(XImage)
        xlib.XCloseDisplay.argtypes = [ctypes.c_void_p]
        display = xlib.XOpenDisplay(None)
        width, height = map(int, os.environ["HN_WINDOW_SIZE"].split("x"))
        image = xlib.XGetImage(display, xlib.XDefaultRootWindow(display), 0, 0, width, height,
                               0xFFFFFFFF, 2).contents
        pixels = ctypes.string_at(image.data, image.bytes_per_line * height)
        xlib.XCloseDisplay(display)
        rows = bytearray()
        for y in range(height):
            line = pixels[y * image.bytes_per_line:y * image.bytes_per_line + 4 * width]
            row = bytearray(3 * width)
            row[0::3], row[1::3], row[2::3] = line[2::4], line[1::4], line[0::4]
            rows += b"\0" + row

        def chunk(kind, data):
            return (struct.pack(">I", len(data)) + kind + data
                    + struct.pack(">I", zlib.crc32(kind + data)))

        path = os.path.join(self.folder, f"{self.count:02}-{name}.png")
        with open(path, "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n"
                       + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                       + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b""))


# ---- The password ----------------------------------------------------------------------------------


class Agent:
    """polkit's own agent for terminals, for one process, with a terminal of its own. Types the next
    of the answers at each prompt, and keeps what was asked."""

    def __init__(self, pid):
        self.asked = []
        self.answers = []
        registered, notify = os.pipe()
        os.set_inheritable(notify, True)
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.execvp("pkttyagent", ["pkttyagent", "--process", str(pid), "--notify-fd",
                                     str(notify)])
        os.close(notify)
        os.read(registered, 1)  # ends when polkit knows the agent
        os.close(registered)
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        text = ""
        while True:
            try:
                select.select([self.terminal], [], [])
                data = os.read(self.terminal, 4096)
            except OSError:
                return
            if not data:
                return
            text += data.decode("utf-8", "replace")
            if re.search(r"Password: ?$", text):
                self.asked.append(text)
                text = ""
                answer = self.answers.pop(0) if self.answers else PASSWORD
                os.write(self.terminal, answer.encode() + b"\n")

    def end(self):
        os.kill(self.child, 15)
        os.waitpid(self.child, 0)


# ---- In the session of the user --------------------------------------------------------------------


class Journey:
    """The window, and what a person does in it."""

    def __init__(self):
        self.camera = Camera(os.environ.get("HN_SCREENSHOTS"))
        self.process = subprocess.Popen(["hardnut", "--open", SERVICE],
                                        stdin=subprocess.DEVNULL)
        self.node = driver.settle(self.find, "the window")
        self.agent = Agent(self.process.pid)

    def find(self):
        for node in driver.children(driver.Atspi.get_desktop(0)):
            if node.get_process_id() == self.process.pid and node.get_child_count() > 0:
                return node
        return None

    def all(self, role, name=None, starts=None):
        return [node for node in driver.walk(self.node, True)
                if node.get_role_name() == role and (name is None or node.get_name() == name)
                and (starts is None or node.get_name().startswith(starts))]

    def wait(self, role, name=None, starts=None):
        return driver.settle(lambda: self.all(role, name, starts), f"{role} {name or starts!r}")[0]

    def wait_text(self, text):
        return driver.settle(lambda: [node.get_name() for node in driver.walk(self.node, True)
                                      if text in node.get_name()], f"{text!r}")[0]

    def texts(self):
        return [node.get_name() for node in driver.walk(self.node, True) if node.get_name()]

    def press(self, name, role="button"):
        button = self.wait(role, name)
        driver.settle(lambda: driver.has_state(button, driver.Atspi.StateType.SENSITIVE),
                      f"{name} to be possible")
        driver.act(button, "click")

    def row(self, part):
        return driver.settle(
            lambda: next((node for node in self.all("list item")
                          if part in node.get_name() + node.get_description()), None),
            f"the row {part!r}")

    def part(self, row, *roles):
        return driver.settle(lambda: next((node for node in driver.walk(row, True)
                                           if node.get_role_name() in roles), None),
                             f"one of {roles}")

    def flick(self, part, _):
        driver.act(self.part(self.row(part), "switch", "toggle button"), "toggle")

    def choose(self, part, number):
        box = self.part(self.row(part), "combo box")
        driver.Atspi.Component.grab_focus(box.get_component_iface())
        time.sleep(0.5)
        for key in ["space", "Home", *["Down"] * number, "Return"]:
            subprocess.run(["xdotool", "key", "--clearmodifiers", key], check=True)
            time.sleep(0.2)

    def score(self):
        """The number beside the ring, as screen readers hear it."""
        for node in self.all("level bar"):
            found = re.match(r"Exposure ([0-9.]+) of", node.get_name())
            if found:
                return found.group(1)
        return None

    def end(self):
        self.agent.end()
        self.process.terminate()
        self.process.wait(timeout=30)


class Steps:
    """Numbers the results. A step that fails ends the journey: the next ones build on it."""

    def __init__(self):
        self.count = 0
        self.failed = False

    def __call__(self, name, function, *arguments):
        self.count += 1
        if self.failed:
            print(f"not ok {self.count} - {name}\n# not reached", flush=True)
            return None
        try:
            result = function(*arguments)
        except Exception:  # whatever it is, it is the outcome
            self.failed = True
            print(f"not ok {self.count} - {name}", flush=True)
            for line in traceback.format_exc().splitlines():
                print(f"# {line}", flush=True)
            return None
        print(f"ok {self.count} - {name}", flush=True)
        return result


def check(condition, words):
    if not condition:
        raise AssertionError(words)


def equal(one, other):
    check(one == other, f"{one!r} is not {other!r}")


def travel(step, journey):
    exact = systemd_version() == 257

    def opens():
        journey.wait("heading", SERVICE)
        driver.settle(lambda: journey.score() is not None, "the exposure")
        equal(journey.score(), exposure())
        subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--name", "Hardnut",
                        "windowfocus"], check=True)
        journey.camera.take("service")

    def flicks():
        seen = [journey.score()]
        for how, part, number, expected in STEPS:
            getattr(journey, how)(part, number)
            driver.settle(lambda: journey.score() != seen[-1], f"another exposure after {part}")
            seen.append(journey.score())
            if expected and exact:
                equal(seen[-1], expected)
            journey.camera.take("flicked-" + part.rstrip("="))
        check(seen == sorted(seen, reverse=True), f"{seen} does not fall")
        print(f"# {' → '.join(seen)}")
        equal(exposure(), seen[0])  # nothing is written yet
        return seen[-1]

    def reviews():
        journey.press("Review…")
        journey.wait("button", "Apply")
        journey.wait_text("With the change: exposure ")
        journey.camera.take("review")

    def mistypes():
        journey.agent.answers.append("not the password")
        journey.press("Apply")
        driver.settle(lambda: journey.agent.asked, "the question for a password")
        check(SERVICE in journey.agent.asked[0], journey.agent.asked[0])
        driver.settle(lambda: journey.all("button", "Apply"), "the review again")
        check(not os.path.exists(DROP_IN), "something was written")

    def applies():
        journey.press("Apply")
        journey.wait_text(f"{SERVICE} runs with the change. Keep it?")
        journey.camera.take("countdown")
        check(served(), "the page is not served")
        check(not os.path.exists(DROP_IN), "it was kept too early")

    def keeps(predicted):
        journey.press("Keep")
        journey.wait("heading", "Kept")
        journey.wait_text("Exactly as predicted.")
        journey.camera.take("kept")
        equal(exposure(), predicted)
        check(os.path.exists(DROP_IN), "there is no drop-in")
        check(served(), "the page is not served")
        journey.press("Close")

    def shows(predicted):
        driver.settle(lambda: journey.score() == predicted, f"{predicted} on the page")
        journey.wait_text("Hardnut’s Changes…")
        journey.camera.take("afterwards")

    def removes():
        driver.act(journey.wait("list item", starts="Hardnut’s Changes…"), "activate")
        journey.press("Remove…")
        journey.wait("button", "Remove")
        journey.camera.take("remove")
        journey.press("Remove")
        journey.wait_text("Keep it?")
        journey.press("Keep")
        journey.wait("heading", "Removed")
        journey.camera.take("removed")
        check(not os.path.exists(DROP_IN), "the drop-in is still there")
        check(served(), "the page is not served")
        journey.press("Close")

    def breaks():
        """A switch that the server cannot start with: it is running again by itself."""
        driver.act(journey.row("RestrictAddressFamilies="), "row.toggle")
        journey.flick("AF_(INET|INET6)", 0)
        journey.press("Review…")
        journey.press("Apply")
        journey.wait("heading", f"{SERVICE} Does Not Work With the Change")
        journey.camera.take("failed")
        check(served(), "the page is not served")
        print(f"# {[text for text in journey.texts() if 'RestrictAddressFamilies' in text]}")

    before = exposure()
    step("the window shows helloworld with the exposure that systemd reports", opens)
    after = step("the exposure follows each switch, and nothing is written", flicks)
    step("the review shows what would be written", reviews)
    step("a wrong password changes nothing", mistypes)
    step("with the right one the service runs with the change", applies)
    step("what is kept has the predicted exposure", keeps, after)
    step("the page shows it, and what Hardnut changed", shows, after)
    step("it can be removed", removes)
    step("the exposure is as before", lambda: equal(exposure(), before))
    step("a change that breaks the service is taken back and explained", breaks)


def inside():
    step = Steps()
    journey = step("the window opens", Journey)
    if journey is not None:
        try:
            travel(step, journey)
        finally:
            journey.end()
    print(f"1..{step.count}")
    return 1 if step.failed else 0


# ---- As root ---------------------------------------------------------------------------------------


def outside():
    user = os.environ["HARDNUT_USER"]
    subprocess.run(["chpasswd"], input=f"{user}:{PASSWORD}\n", text=True, check=True)
    subprocess.run(["usermod", "-aG", "sudo", user], check=True)  # whom polkit asks
    size = os.environ.setdefault("HN_WINDOW_SIZE", "1100x860")
    if os.environ.get("HN_SCREENSHOTS"):
        os.makedirs(os.environ["HN_SCREENSHOTS"], exist_ok=True)
        shutil.chown(os.environ["HN_SCREENSHOTS"], user)
    variables = {name: os.environ[name] for name in ("LC_ALL", "PATH", "PYTHONDONTWRITEBYTECODE",
                                                     "HN_SCREENSHOTS", "HN_WINDOW_SIZE")
                 if name in os.environ}
    command = ["systemd-run", "--quiet", "--wait", "--collect", "--pipe", f"--property=User={user}",
               "--property=PAMName=login", "--property=TimeoutStopSec=5",
               "--setenv=XDG_SESSION_CLASS=user",
               *[f"--setenv={name}={value}" for name, value in variables.items()], "--",
               os.environ["HARDNUT_SESSION"], f"offscreen:{size}", "dbus-run-session", "--",
               sys.executable, os.path.abspath(__file__), "--inside"]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    if sys.argv[1:] == ["--inside"]:
        sys.path.insert(0, os.path.join(HERE, "..", "app"))
        import page_driver as driver

        sys.exit(inside())
    sys.exit(outside())
