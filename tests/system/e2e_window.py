#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way, on a booted system with its own bus, polkit and journal: an ordinary user opens
the window, finds helloworld, flicks its switches one after another, applies, types a password and
keeps the change. After a restart of the system it still holds; then it is removed again, and another
change breaks the service and is taken back. The service is accepted for everybody, and counts again. Then
the user watches the service, kills the window in the middle of a search, and at last has Hardnut itself
find what it works with. The window is driven through its accessibility interface, as a screen reader would,
and with mouse and keys. Prints TAP.

    e2e_window.py change     the first half, up to what is kept
    e2e_window.py undo       the second half, after the restart
    e2e_window.py accept     what is accepted for everybody
    e2e_window.py watch      watching a service of the system, and one of the user
    e2e_window.py killed     the window is killed in the middle of a search
    e2e_window.py harden     from the start of the window to a hardened service, in four clicks
    e2e_window.py several    several services at once, with one password
    e2e_window.py between    the window is killed between two of several, and in a trial

Run as root: gives the user a password, and starts itself once more in a session of theirs. Takes
HARDNUT_USER and HARDNUT_SESSION from the lab, and HN_SCREENSHOTS, a folder for a picture of each
step."""

import ctypes
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import traceback
import urllib.request
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
APP_ID = "io.github.hardnut.Hardnut"
SERVICE = "helloworld.service"
DROP_IN = f"/etc/systemd/system/{SERVICE}.d/zz-hardnut.conf"
PASSWORD = "a nut and a shell"
PAGE = "http://127.0.0.1:8080/"
TRIAL = f"/run/systemd/system.control/{SERVICE}.d/zz-hardnut.conf"
# The whole screen, in pixels, the frame that GTK draws where nobody else does, and the padding of a card,
# which GTK leaves out when it says where something in it is.
WIDTH, HEIGHT, FRAME, PADDING = 1110, 870, 5, 12
# What GTK says of its own frames where there is no window manager.
GTK_ITSELF = "gdk_frame_timings_submitted() called on submitted frame."
# From the start of the window to a hardened service: the service, Harden…, Start and Keep.
CLICKS = 4
# How long a service that does not say when it is ready is watched, in seconds.
WATCH = 30
# The exposure without any change, as systemd prints it, and with all of them.
OPEN, HARDENED = "9.6", "7.8"
# The switches that the project was founded on, with the exposure that follows.
SWITCHES = [
    ("NoNewPrivileges", "9.4", [("flick", "NoNewPrivileges=")]),
    ("PrivateTmp", "9.0", [("choose", "PrivateTmp=", "yes", 1)]),
    ("RestrictNamespaces", "8.9", [("unfold", "RestrictNamespaces="),
                                   ("flick", "Block own views of the file system"),
                                   ("flick", "Block own networks")]),
    ("ProtectKernel", "8.2", [("flick", "ProtectKernelTunables="),
                              ("flick", "ProtectKernelModules="),
                              ("choose", "ProtectControlGroups=", "yes", 1)]),
    ("ProtectSystem", "8.0", [("choose", "ProtectSystem=", "strict", 3)]),
    ("PrivateUsers", HARDENED, [("choose", "PrivateUsers=", "yes", 1)]),
]
WRITTEN = """NoNewPrivileges=yes
PrivateTmp=yes
RestrictNamespaces
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
ProtectSystem=strict
PrivateUsers=yes""".splitlines()


def exposure():
    """What systemd itself says, as it prints it."""
    done = subprocess.run(["systemd-analyze", "security", "--no-pager", SERVICE],
                          capture_output=True, text=True, check=False)
    return re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout).group(1)


def served():
    """Whether the page is there, at once or within ten seconds."""
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
        self.count = len(os.listdir(folder)) if folder else 0

    def take(self, name):
        if not self.folder:
            return
        subprocess.run(["xdotool", "mousemove", "0", "0"], check=True)  # or there is a tooltip
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
        width, height = WIDTH - 2 * FRAME, HEIGHT - 2 * FRAME
        image = xlib.XGetImage(display, xlib.XDefaultRootWindow(display), FRAME, FRAME, width,
                               height, 0xFFFFFFFF, 2).contents
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
                # What is typed before the terminal stops to show it is thrown away.
                while termios.tcgetattr(self.terminal)[3] & termios.ECHO:
                    time.sleep(0.02)
                os.write(self.terminal, answer.encode() + b"\n")

    def end(self):
        os.kill(self.child, 15)
        os.waitpid(self.child, 0)


# ---- In the session of the user --------------------------------------------------------------------


class Journey:
    """The window, and what a person does in it."""

    def __init__(self, *options):
        self.camera = Camera(os.environ.get("HN_SCREENSHOTS"))
        self.clicks = 0
        self.errors = tempfile.TemporaryFile("w+")
        self.options = options
        self.start()

    def start(self):
        self.process = subprocess.Popen(["hardnut", *self.options], stdin=subprocess.DEVNULL,
                                        stderr=self.errors,
                                        env=dict(os.environ, G_DEBUG="fatal-criticals",
                                                 GTK_A11Y="atspi", ADW_DISABLE_PORTAL="1"))
        self.node = driver.settle(self.find, "the window")
        self.agent = Agent(self.process.pid)
        # There is nobody else on the screen who would place it.
        subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--pid",
                        str(self.process.pid), "--name", "Hardnut", "windowmove", "0", "0",
                        "windowsize", str(WIDTH), str(HEIGHT), "windowfocus", "--sync"],
                       check=True)

    def find(self):
        for node in driver.children(driver.Atspi.get_desktop(0)):
            if node.get_process_id() == self.process.pid and node.get_child_count() > 0:
                return node
        return None

    # What is to be seen. Each look costs a round trip, so what nobody looks at is left out.

    def dialog(self, node=None, depth=5):
        """The dialog that covers everything else, if there is one; a question covers the others."""
        nodes = list(driver.children(node or self.node))
        dialogs = [child for child in nodes if child.get_role_name() in ("dialog", "alert")]
        if dialogs:
            return dialogs[-1]
        for child in nodes:
            found = self.dialog(child, depth - 1) if depth > 1 else None
            if found is not None:
                return found
        return None

    def walk(self, node=None):
        node = node or self.dialog() or self.node
        yield node
        if node.get_role_name() == "list item" and ", exposure " in node.get_name():
            return
        for child in driver.children(node):
            if driver.showing(child):
                yield from self.walk(child)

    def all(self, role, name=None, starts=None):
        return [node for node in self.walk()
                if node.get_role_name() == role and (name is None or node.get_name() == name)
                and (starts is None or node.get_name().startswith(starts))]

    def wait(self, role, name=None, starts=None):
        return driver.settle(lambda: self.all(role, name, starts), f"{role} {name or starts!r}")[0]

    def wait_text(self, text):
        return driver.settle(lambda: [node.get_name() for node in self.walk()
                                      if text in node.get_name()], f"{text!r}")[0]

    def row(self, part):
        """The row of a check, by what it says or by the directive."""
        return driver.settle(
            lambda: next((node for node in self.all("list item")
                          if node.get_name().startswith(driver.OUTCOMES)
                          and (node.get_name().endswith(part)
                               or node.get_description().startswith(part))), None),
            f"the row {part!r}")

    def part(self, row, *roles):
        return driver.settle(lambda: next((node for node in driver.walk(row, True)
                                           if node.get_role_name() in roles), None),
                             f"one of {roles}")

    def score(self):
        """The number in the ring, as screen readers hear it."""
        for node in self.all("level bar"):
            found = re.match(r"Exposure ([0-9.]+) of", node.get_name())
            if found:
                return found.group(1)
        return None

    def wait_score(self, score):
        try:
            driver.settle(lambda: self.score() == score, f"an exposure of {score}")
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.score()}") from error

    # What a person does.

    def keys(self, *keys):
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)

    def press(self, name, role="button"):
        button = self.wait(role, name)
        driver.settle(lambda: driver.has_state(button, driver.Atspi.StateType.SENSITIVE),
                      f"{name} to be possible")
        driver.act(button, "click")

    def mouse(self, x, y, *clicks):
        subprocess.run(["xdotool", "mousemove", str(int(x)), str(int(y)),
                        *[word for button in clicks for word in ("click", str(button))]],
                       check=True)

    def middle(self, node):
        """Where it is on the screen, once it is at rest there."""
        before = None
        for _ in range(40):
            box = driver.Atspi.Component.get_extents(node.get_component_iface(),
                                                     driver.Atspi.CoordType.WINDOW)
            # It says where it is within the frame, from the frame's own corner on.
            now = 2 * FRAME + box.x + box.width / 2, 2 * FRAME + box.y + box.height / 2
            if now == before:
                break
            before = now
            time.sleep(0.1)
        return now

    def show(self, node):
        """Turns the wheel until it is in view, and returns where."""
        for _ in range(200):
            x, y = self.middle(node)
            if 120 < y < HEIGHT - 220:
                break
            self.mouse(WIDTH * 0.7, HEIGHT / 2, 5 if y > HEIGHT / 2 else 4)
        return x, y

    def click(self, role, name=None, starts=None, padding=0):
        """With the mouse, and counted; turns the wheel over it until it is in view."""
        node = self.wait(role, name, starts)
        driver.settle(lambda: driver.has_state(node, driver.Atspi.StateType.SENSITIVE),
                      f"{name or starts} to be possible")
        for _ in range(200):
            x, y = self.middle(node)
            if 60 < y < HEIGHT - 60:
                break
            self.mouse(x, HEIGHT / 2, 5 if y > HEIGHT / 2 else 4)
        self.clicks += 1
        self.mouse(x + padding, y + padding, 1)

    def in_view(self):
        """The texts that a person has before the eyes without scrolling."""
        return driver.settle(self.read_view, "something to read")

    def read_view(self):
        texts = []
        for node in self.walk():
            component = node.get_component_iface()
            if component is None or not node.get_name():
                continue
            box = driver.Atspi.Component.get_extents(component, driver.Atspi.CoordType.WINDOW)
            if box.height > 0 and box.y < HEIGHT - 2 * FRAME and box.y + box.height > 0:
                texts += [node.get_name(), node.get_description() or ""]
        return [text for text in texts if text]

    def search(self, text):
        entry = self.wait("entry", "Search services")
        driver.Atspi.EditableText.set_text_contents(entry.get_editable_text_iface(), text)

    def pick(self, text, unit):
        """Goes with the keys to the one service that a search finds."""
        self.search(text)
        driver.settle(lambda: [row.get_name().split(",")[0] for row in self.all("list item")
                               if ", exposure " in row.get_name()] == [unit], "one service")
        for _ in range(3):
            self.keys("ctrl+l")
            time.sleep(0.5)
            self.keys("Down")
            time.sleep(1)
            if self.all("heading", unit):
                break
        self.wait("heading", unit)

    def protections(self):
        """From the page of the service one level down."""
        driver.act(self.wait("list item", "Protections"), "row.open")
        self.wait("heading", "Exceptions and More")
        driver.settle(lambda: not self.all("list item", "Protections"), "the page above to go")

    def back(self):
        """To the page of the service."""
        self.press("Back")
        self.wait("list item", "Protections")
        driver.settle(lambda: not self.all("heading", "Exceptions and More"), "the page below to go")

    def unfold(self, part):
        driver.act(self.row(part), "row.toggle")

    def flick(self, part):
        switch = self.part(self.row(part), "switch", "check box")
        self.show(switch)
        driver.act(switch, "toggle")

    def choose(self, part, word, number):
        """Picks a word from the list of a row. The list is a surface of its own, which
        takes a moment to get the keys: typed too early they go nowhere, and are typed again."""
        for pause in (0.3, 0.6, 1.2, 2.4):
            self.mouse(*self.show(self.part(self.row(part), "combo box", "toggle button")), 1)
            time.sleep(pause)
            for key in ["Home", *["Down"] * number, "Return"]:
                self.keys(key)
                time.sleep(pause)
            if f"→ {word}" in self.row(part).get_description():
                return
            self.keys("Escape")
        raise AssertionError(f"{word} cannot be chosen for {part}: "
                             f"{self.row(part).get_description()}")

    def kill(self):
        """As the kernel does where memory runs out: nothing is said to anybody."""
        self.process.kill()
        self.process.wait()
        self.agent.end()

    def end(self):
        """Returns what the window complained about."""
        self.agent.end()
        if self.process.poll() is None:
            Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
                APP_ID, "/io/github/hardnut/Hardnut", "org.gtk.Actions", "Activate",
                GLib.Variant("(sava{sv})", ("quit", [], {})), None, Gio.DBusCallFlags.NONE, -1,
                None)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:  # it asks something, as a step failed
            self.process.kill()
            self.process.wait()
        self.errors.seek(0)
        return self.errors.read()


class Steps:
    """Numbers the results. A step that fails ends the journey: the next ones build on it."""

    def __init__(self):
        self.count = 0
        self.failed = False
        self.any_failed = False

    def __call__(self, name, function, *arguments):
        self.count += 1
        if self.failed:
            print(f"not ok {self.count} - {name}\n# not reached", flush=True)
            return None
        try:
            result = function(*arguments)
        except Exception:  # whatever it is, it is the outcome
            self.failed = self.any_failed = True
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


def first_half(step, journey):
    """Up to the change that is kept."""

    def picks():
        journey.pick("hello", SERVICE)
        journey.wait("heading", "What Helps Most")
        journey.wait_score(OPEN)
        equal(exposure(), OPEN)
        journey.camera.take("found")
        journey.search("")

    def flicks():
        journey.protections()
        for name, expected, actions in SWITCHES:
            for how, *rest in actions:
                getattr(journey, how)(*rest)
            journey.wait_score(expected)
            journey.camera.take(f"staged-{name}")
        equal(exposure(), OPEN)
        check(not os.path.exists(DROP_IN) and not os.path.exists(TRIAL), "something is written")

    def reviews():
        journey.press("Review…")
        journey.wait("button", "Apply")
        journey.wait_text(f"Now: exposure {OPEN}")
        journey.wait_text(f"With the change: exposure {HARDENED}")
        journey.wait_text(DROP_IN)
        journey.camera.take("review")

    def mistypes():
        journey.agent.answers.append("not the password")
        journey.press("Apply")
        driver.settle(lambda: journey.agent.asked, "the question for a password")
        check(SERVICE in journey.agent.asked[0], journey.agent.asked[0])
        journey.wait_text("Not authorized. Nothing was changed.")
        journey.wait("button", "Apply")
        check(not os.path.exists(DROP_IN) and not os.path.exists(TRIAL), "something was written")

    def applies():
        journey.press("Apply")
        journey.wait_text("Restarted: done")
        journey.camera.take("watched")
        journey.wait_text(f"{SERVICE} runs with the change. Keep it?")
        journey.camera.take("countdown")
        check(served(), "the page is not served")
        check(not os.path.exists(DROP_IN), "it was kept too early")

    def keeps():
        journey.press("Keep")
        journey.wait("heading", "Kept")
        journey.wait_text("Exactly as predicted.")
        journey.camera.take("kept")
        equal(exposure(), HARDENED)
        with open(DROP_IN, encoding="utf-8") as file:
            text = file.read()
        for part in WRITTEN:
            check(part in text, f"{part} is not in {text}")
        check(not os.path.exists(TRIAL), "the trial is still there")
        check(served(), "the page is not served")
        journey.press("Close")
        driver.settle(lambda: not journey.all("heading", "Kept"), "the end of the dialog")

    def shows():
        journey.back()
        journey.wait_score(HARDENED)
        journey.wait_text("Hardnut’s Changes…")
        driver.settle(lambda: not journey.all("button", "Review…"), "nothing to be staged")

    step("the service is found, with the exposure that systemd reports", picks)
    step("the exposure follows each switch, and nothing is written", flicks)
    step("the review shows what would be written", reviews)
    step("a wrong password changes nothing", mistypes)
    step("with the right one the service runs with the change, and answers", applies)
    step("what is kept is written, and has the predicted exposure", keeps)
    step("the page shows it, and that Hardnut changed it", shows)


def second_half(step, journey):
    """After a restart of the system."""

    def holds():
        check(served(), "the page is not served")
        equal(exposure(), HARDENED)
        check(os.path.exists(DROP_IN), "the drop-in is gone")
        journey.wait("heading", SERVICE)
        journey.wait("heading", "What Helps Most")
        journey.wait_score(HARDENED)
        journey.wait_text("Hardnut’s Changes…")
        journey.camera.take("restarted")

    def asks_to_remove():
        driver.act(journey.wait("list item", starts="Hardnut’s Changes…"), "row.open")
        journey.wait_text(DROP_IN)
        journey.camera.take("own-changes")
        journey.press("Remove All…")
        journey.wait("button", "Remove")
        journey.wait_text(f"Without the changes: exposure {OPEN}")
        journey.camera.take("remove")

    def removes():
        journey.press("Remove")
        journey.wait_text("Keep it?")
        check(served(), "the page is not served")
        journey.press("Keep")
        journey.wait("heading", "Removed")
        journey.camera.take("removed")
        check(not os.path.exists(DROP_IN) and not os.path.exists(TRIAL), "a drop-in is still there")
        check(served(), "the page is not served")
        journey.press("Close")
        driver.settle(lambda: not journey.all("heading", "Removed"), "the end of the dialog")

    def as_before():
        equal(exposure(), OPEN)
        journey.wait_score(OPEN)
        driver.settle(lambda: not journey.all("list item", starts="Hardnut’s Changes…"),
                      "nothing to be removed")

    def breaks():
        journey.protections()
        journey.unfold("RestrictAddressFamilies=")
        journey.flick("AF_(INET|INET6)")
        journey.press("Review…")
        journey.press("Apply")
        driver.settle(lambda: os.path.exists(TRIAL), "the trial")
        began = time.monotonic()
        driver.settle(lambda: not os.path.exists(TRIAL), "the end of the trial")
        check(served(), "the page is not served again")
        took = time.monotonic() - began
        print(f"# back after {took:.1f} s")
        check(took <= WATCH + 5, f"it took {took:.1f} s")

    def explains():
        journey.wait("heading", f"{SERVICE} Does Not Work With the Change")
        journey.wait("list item", starts="RestrictAddressFamilies")
        journey.wait("button", "Back to the Changes")
        journey.camera.take("broken")
        # There is nothing else to be tried, and the helper has nothing to add.
        check(not journey.all("button", starts="Try Again"), "it can be tried again")
        check(not journey.all("label", "What the Helper Says"), "the same is said twice")
        equal(exposure(), OPEN)
        check(not os.path.exists(DROP_IN), "there is a drop-in")

    def looks_away():
        journey.press("Back to the Changes")
        journey.press("Apply")
        driver.settle(lambda: os.path.exists(TRIAL), "the trial")
        journey.press("Close")
        journey.wait("label", f"{SERVICE} did not stay well: the change was taken back")
        journey.press("Details")
        journey.wait("heading", f"{SERVICE} Does Not Work With the Change")
        journey.press("Close")
        driver.settle(lambda: not journey.all("heading", f"{SERVICE} Does Not Work With the Change"),
                      "the end of the dialog")

    def finds_out():
        journey.flick("NoNewPrivileges=")
        journey.press("Review…")
        journey.press("Apply")
        journey.wait("heading", f"{SERVICE} Does Not Work With the Change")
        journey.press("Find Out Which…")
        journey.wait_text("at most 2 more trials")
        journey.press("Find Out")
        journey.wait_text("Trial 2 of at Most 3")
        journey.camera.take("finding-out")
        # What works is watched, before it is taken back.
        driver.settle(lambda: not journey.all("heading", starts="Trial 2"), "the second trial")
        driver.settle(lambda: not journey.all("heading", starts="Trial 3"), "the third trial")
        journey.wait("heading", f"{SERVICE} Does Not Work With This Setting")
        journey.wait("list item", starts="RestrictAddressFamilies=")
        journey.camera.take("found-out")
        equal(exposure(), OPEN)
        check(not os.path.exists(DROP_IN) and not os.path.exists(TRIAL), "a drop-in is still there")
        check(served(), "the page is not served again")

    def reviews_the_rest():
        journey.press("Review the Rest…")
        journey.wait("button", "Apply")
        journey.wait_text("+ 2 new lines")
        check(not os.path.exists(TRIAL), "it is tried at once")
        journey.press("Close")
        driver.settle(lambda: not journey.all("button", "Apply"), "the end of the dialog")

    def gives_in():
        journey.press("Discard")
        journey.wait_score(OPEN)

    def goes():
        unit = "hardnut-goes.service"
        path = os.path.expanduser(f"~/.config/systemd/user/{unit}")

        def put(description):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"[Unit]\nDescription={description}\n"
                           "[Service]\nExecStart=/bin/sleep infinity\n")
            systemctl("daemon-reload")
            systemctl("start", unit)

        def systemctl(*words):
            subprocess.run(["systemctl", "--user", *words], check=True)

        put("Here")
        journey.press("User", "radio button")
        journey.pick("hardnut-goes", unit)
        systemctl("stop", unit)
        os.unlink(path)
        systemctl("daemon-reload")
        journey.wait("label", f"{unit} is not there any more, or masked")
        driver.settle(lambda: not journey.all("heading", unit), "its page to close")
        put("Here again")
        journey.pick("hardnut-goes", unit)
        journey.wait("label", "Here again")

    step("after a restart of the system the change still holds", holds)
    step("what Hardnut changed is shown, and what it would be without", asks_to_remove)
    step("it can be removed", removes)
    step("all is as before", as_before)
    step("what breaks the service is taken back by itself, in time", breaks)
    step("the window names the directive", explains)
    step("and says so when nobody looked", looks_away)
    step("which of two it is can be found out", finds_out)
    step("and the other one is there to be reviewed", reviews_the_rest)
    step("and lets it be discarded", gives_in)
    step("a service that goes is told of, and can come back", goes)


def watching(step, journey):
    """Where there is an observer that may see."""

    def watches():
        journey.click("check box", starts=f"Restart {SERVICE} once", padding=PADDING)
        journey.wait_text("It stops for a moment.")
        asked = len(journey.agent.asked)
        journey.press("Watch and Restart")
        journey.wait_text("Being watched, for another")
        check(any("watch what" in text for text in journey.agent.asked[asked:]), journey.agent.asked)
        journey.protections()
        row = journey.row("RestrictAddressFamilies=")
        driver.settle(lambda: "are used" in row.get_description() and served(),
                      "what it uses from its start on")
        journey.show(row)
        journey.camera.take("evidence")
        journey.back()
        journey.wait_text("Hardnut has no recipe for this service, and goes by its unit file and by "
                          "what it was seen to use.")
        journey.camera.take("watching")
        journey.press("Stop Watching")
        journey.wait_text("Watched for ")
        journey.wait_text("things were seen in use")
        equal(exposure(), OPEN)

    def watches_own():
        unit = "hardnut-reads.service"
        subprocess.run(["systemd-run", "--user", "--quiet", f"--unit={unit}", "sh", "-c",
                        "while :; do cat /etc/hostname >/dev/null; sleep 0.2; done"], check=True)
        journey.press("User", "radio button")
        journey.pick("hardnut-reads", unit)
        journey.press("Watch This Service")
        journey.wait_text("Being watched, for another")
        journey.wait_text("things were seen in use")
        journey.press("Stop Watching")
        journey.wait_text("Watched for ")
        subprocess.run(["systemctl", "--user", "stop", unit], check=True)

    step("the service is watched from its start on, and the page tells what it uses", watches)
    step("a service of one's own is watched", watches_own)


def four_clicks(step, journey):
    """From a start without anything chosen; each click is the mouse's, and counted."""
    names = subprocess.run(["hardnutctl", "__complete", "directives"], capture_output=True, text=True,
                           check=True).stdout.split()
    directive = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")
    read = []

    def plain(page):
        """What is read on the way names no directive."""
        texts = journey.in_view()
        read.extend(texts)
        named = [text for text in texts if directive.search(text)]
        check(not named, f"{page} says {named}")
        journey.camera.take(page)

    def begins():
        check(len(names) > 80 and directive.search("PrivateTmp=yes"), "no directives are known")
        journey.wait("heading", starts="")
        journey.wait("list item", starts=f"{SERVICE}, exposure {OPEN}")
        plain("machine")

    def chooses():
        journey.click("list item", starts=f"{SERVICE}, exposure {OPEN}")
        journey.wait("heading", SERVICE)
        journey.wait("button", "Harden…")
        plain("service")

    def hardens():
        journey.click("button", "Harden…")
        journey.wait_text("The service restarts up to")
        driver.settle(lambda: any("→" in text for text in journey.in_view()), "what it would bring")
        plain("harden")
        journey.click("button", "Start")
        driver.settle(lambda: journey.agent.asked, "the question for a password")
        journey.wait("button", "Stop")
        plain("searching")
        # Each trial is watched, and there may be six of them.
        ends = time.monotonic() + 12 * WATCH
        last = []
        while journey.all("button", "Stop"):
            check(time.monotonic() < ends, "the search has no end")
            texts = journey.in_view()
            if texts != last:
                plain("searching")
            last = texts
            time.sleep(0.5)
        journey.wait("heading", "Works With Less")
        journey.wait("button", "Keep")
        plain("works-with-less")
        check(served(), "the page is not served")
        check(not os.path.exists(DROP_IN), "it was kept too early")

    def keeps():
        journey.click("button", "Keep")
        journey.wait("heading", "Hardened")
        plain("hardened")
        equal(journey.clicks, CLICKS)
        check(len(journey.agent.asked) == 1, f"asked for {journey.agent.asked}")
        check(os.path.exists(DROP_IN) and not os.path.exists(TRIAL), "it is not kept")
        check(served(), "the page is not served")
        check(float(exposure()) < float(HARDENED), f"the exposure is {exposure()}")
        print(f"# {OPEN} → {exposure()}, {journey.clicks} clicks, {len(set(read))} texts in view")

    step("the window begins with the machine, and with no service chosen", begins)
    step("one click leads to the page of the service", chooses)
    step("two more and a password, and Hardnut finds what the service works with", hardens)
    step("the fourth one keeps it, and no directive had to be read", keeps)


def accepting(step, journey):
    e2e_accept.accepting(step, journey, SERVICE)
    e2e_accept.going_back(step, journey, SERVICE, DROP_IN, (OPEN, HARDENED))


def several(step, journey):
    e2e_several.several(step, journey)


def killed_in_several(step, journey):
    e2e_several.killed_in_several(step, journey, trials)


def trials():
    """How many the helper has under way."""
    answer = Gio.bus_get_sync(Gio.BusType.SYSTEM).call_sync(
        "io.github.hardnut.Helper1", "/io/github/hardnut/Helper1",
        "org.freedesktop.DBus.Properties", "Get",
        GLib.Variant("(ss)", ("io.github.hardnut.Helper1", "Trials")), None, Gio.DBusCallFlags.NONE,
        -1, None)
    return len(answer.unpack()[0])


def killed(step, journey):
    """In the middle of a search, while the service is watched before, and with a set that is tried."""

    def searches(words):
        journey.wait("heading", SERVICE)
        equal(exposure(), OPEN)
        journey.press("Harden…")
        journey.press("Start")
        if words:
            # It may be watched before.
            ends = time.monotonic() + 3 * WATCH
            while time.monotonic() < ends and not any(words in text for text in journey.in_view()):
                time.sleep(0.2)
            journey.wait_text(words)
        driver.settle(lambda: os.path.exists(TRIAL), "a trial")

    def goes():
        journey.kill()
        equal(trials(), 1)
        check(not os.path.exists(DROP_IN), "something was kept")

    def as_before():
        began = time.monotonic()
        # What is watched is left to a longer countdown.
        while (os.path.exists(TRIAL) or trials()) and time.monotonic() - began < 300:
            time.sleep(1)
        print(f"# back after {time.monotonic() - began:.0f} s")
        check(not os.path.exists(TRIAL) and not trials(), "it is still tried")
        check(not os.path.exists(DROP_IN), "something was kept")
        check(served(), "the page is not served")
        equal(exposure(), OPEN)

    def begins_again():
        journey.start()
        journey.wait("heading", SERVICE)
        journey.wait_score(OPEN)
        journey.wait("button", "Harden…")

    for when, words in (("before the first set", None), ("with a set", "Trying set 1")):
        step(f"a search is under way, {when}", searches, words)
        step("the window is killed, and one trial is left", goes)
        step("its countdown takes it back, and the service is as before", as_before)
        step("the next window shows it so, and could begin again", begins_again)


CHAPTERS = {"change": (first_half, []), "undo": (second_half, ["--open", SERVICE]),
            "accept": (accepting, []), "watch": (watching, ["--open", SERVICE]),
            "killed": (killed, ["--open", SERVICE]), "harden": (four_clicks, []),
            "several": (several, []), "between": (killed_in_several, [])}


def inside(chapter):
    half, options = CHAPTERS[chapter]
    step = Steps()
    journey = step("the window opens", Journey, *options)
    if journey is not None:
        try:
            half(step, journey)
            if step.failed:
                journey.camera.take("failure")
        finally:
            errors = journey.end()
        step.failed = False
        complaints = [line for line in errors.splitlines()
                      if re.search("CRITICAL|WARNING", line) and not line.endswith(GTK_ITSELF)]
        step("the window ends without a complaint", equal, (journey.process.returncode, complaints),
             (0, []))
    print(f"1..{step.count}")
    return 1 if step.any_failed else 0


# ---- As root ---------------------------------------------------------------------------------------


def outside(chapter):
    user = os.environ["HARDNUT_USER"]
    if chapter == "accept":
        e2e_accept.prepare(SERVICE)
    if chapter in ("several", "between"):
        e2e_several.prepare()
    subprocess.run(["chpasswd"], input=f"{user}:{PASSWORD}\n", text=True, check=True)
    subprocess.run(["usermod", "-aG", "sudo", user], check=True)  # whom polkit asks
    os.makedirs("/usr/lib/modules", exist_ok=True)  # hidden from the observer, and not in a container
    if os.environ.get("HN_SCREENSHOTS"):
        os.makedirs(os.environ["HN_SCREENSHOTS"], exist_ok=True)
        shutil.chown(os.environ["HN_SCREENSHOTS"], user)
    variables = {name: os.environ[name] for name in ("LC_ALL", "PATH", "PYTHONDONTWRITEBYTECODE",
                                                     "HN_SCREENSHOTS")
                 if name in os.environ}
    command = ["systemd-run", "--quiet", "--wait", "--collect", "--pipe", f"--property=User={user}",
               "--property=PAMName=login", "--property=TimeoutStopSec=5",
               "--setenv=XDG_SESSION_CLASS=user",
               *[f"--setenv={name}={value}" for name, value in variables.items()], "--",
               os.environ["HARDNUT_SESSION"], f"offscreen:{WIDTH}x{HEIGHT}", "dbus-run-session",
               "--", sys.executable, os.path.abspath(__file__), "--inside", chapter]
    status = subprocess.run(command, check=False).returncode
    e2e_several.clean_up()
    return status


if __name__ == "__main__":
    sys.path.insert(0, os.path.join(HERE, "..", "app"))
    import e2e_accept
    import e2e_several
    import page_driver as driver
    from gi.repository import Gio, GLib

    if sys.argv[1] == "--inside":
        sys.exit(inside(sys.argv[2]))
    sys.exit(outside(sys.argv[1]))
