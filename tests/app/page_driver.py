# What the tests of the window's parts share: a program that obeys lines, seen through AT-SPI, and
# TAP.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import unittest

# For the program alone: libatspi warns when a program that was looked at ends.
G_DEBUG = os.environ.pop('G_DEBUG', 'fatal-warnings')

import gi  # noqa: E402

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = int(os.environ.get('HN_PATIENCE', '60'))  # seconds until something that must happen counts as missing


def settle_empty(read, what):
    """Waits until read() returns nothing: a window takes a new size or font bit by bit."""
    try:
        settle(lambda: not read(), what)
    except AssertionError:
        raise AssertionError(f'{what}: {read()}') from None


def settle(predicate, what):
    """Waits until predicate() returns something true, and returns that."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            result = predicate()
        except GLib.Error:  # something went away while it was looked at
            result = None
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f'waited in vain for {what}')
        while GLib.MainContext.default().iteration(False):
            pass
        time.sleep(0.03)


def children(node):
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield child


def showing(node):
    states = node.get_state_set()
    return states.contains(Atspi.StateType.SHOWING) and states.contains(Atspi.StateType.VISIBLE)


def has_state(node, state):
    return node.get_state_set().contains(state)


def walk(node, deep=False):
    """node and everything in it that is to be seen, from top to bottom. Rows that are closed, and
    the inside of labels and buttons, only where deep is set: each look costs a round trip."""
    yield node
    if not deep:
        role = node.get_role_name()
        if role in ('label', 'heading', 'button', 'toggle button', 'text', 'level bar', 'image'):
            return
        if role == 'list item' and not has_state(node, Atspi.StateType.EXPANDED):
            return
    for child in children(node):
        if showing(child):
            yield from walk(child, deep)


def act(node, name):
    """Does the action of that name."""
    iface = node.get_action_iface()
    names = [Atspi.Action.get_action_name(iface, i)
             for i in range(Atspi.Action.get_n_actions(iface))]
    if name not in names:
        raise AssertionError(f'{node.get_name()!r} has {names}, not {name}')
    Atspi.Action.do_action(iface, names.index(name))


def keys(*names):
    """Presses keys, as a person does, in whatever has the focus."""
    subprocess.run(['xdotool', 'key', '--clearmodifiers', *names], check=True)


def window_size(window):
    shown = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', window], check=True,
                           capture_output=True, text=True).stdout
    values = dict(line.split('=') for line in shown.split())
    return int(values['WIDTH']), int(values['HEIGHT'])


def window_of(process):
    """The number of the largest window of a process; each has small ones that nobody sees, too."""
    found = subprocess.run(['xdotool', 'search', '--sync', '--onlyvisible', '--pid', str(process)],
                           check=True, capture_output=True, text=True).stdout.split()
    return max(found, key=window_size)


def doubled_letters(program):
    """The labels that answer to Alt and a letter of which there are several: these only take the focus
    by turns."""
    labels = [label for label in program.command('mnemonics').split('|') if label]
    letters = [label[label.index('_') + 1].lower() for label in labels]
    return [label for label, letter in zip(labels, letters) if letters.count(letter) > 1]


class Mouse:
    """For a program that says where things are: see driven-window.h. A node does not say it right."""

    def spot(self, text, command='where'):
        """The middle of what says text; waits until that stands still."""
        def look():
            answer = self.command(command, text)
            time.sleep(0.1)
            return answer if answer == self.command(command, text) \
                and answer[0].isdigit() else None
        x, y, width, height = map(int, settle(look, f'{command} {text!r}').split())
        return x + width // 2, y + height // 2

    def click(self, text, times=1, command='where'):
        self.press_at(*self.spot(text, command), times)

    def press_at(self, x, y, times=1):
        time.sleep(0.5)  # soon after another press it would be a double click
        subprocess.run(['xdotool', 'mousemove', '--window', self.window(), str(x), str(y), 'click',
                        '--repeat', str(times), '--delay', '60', '1'], check=True)


class Program(Mouse):
    """A program that reads commands from its standard input and answers each with a line."""

    def __init__(self, path, environment):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True,
                                        env=dict(os.environ, G_DEBUG=G_DEBUG, **environment))
        self.node = settle(self.find, 'the program in the accessibility tree')

    def find(self):
        for node in children(Atspi.get_desktop(0)):
            if node.get_process_id() == self.process.pid and node.get_child_count() > 0:
                return node
        return None

    def command(self, *words):
        self.process.stdin.write(' '.join(map(str, words)) + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def do(self, *words):
        answer = self.command(*words)
        if answer != 'ok':
            raise AssertionError(f'{words}: {answer}')

    def resize(self, width, height):
        """Asks until it has it: of two sizes asked for in a row the first may win, and when text becomes
        larger the window takes the size that it had before."""
        def has_it():
            self.do('size', width, height)
            time.sleep(0.2)
            # Where there is a frame it may count.
            return abs(int(self.command('whole').split()[1]) - width) < 20
        settle(has_it, f'a width of {width}')

    def find_all(self, role, name=None, starts=None, deep=False):
        return [node for node in walk(self.node, deep)
                if node.get_role_name() == role
                and (name is None or node.get_name() == name)
                and (starts is None or node.get_name().startswith(starts))]

    def wait(self, role, name=None, starts=None):
        return settle(lambda: self.find_all(role, name, starts),
                      f'{role} {name or starts!r}')[0]

    def wait_gone(self, role, name=None, starts=None):
        settle(lambda: not self.find_all(role, name, starts), f'no {role} {name or starts!r}')

    def text_of(self, node):
        iface = node.get_text_iface()
        return Atspi.Text.get_text(iface, 0, Atspi.Text.get_character_count(iface))

    def window(self):
        """The number of its window, for xdotool."""
        return window_of(self.process.pid)

    def take_focus(self):
        subprocess.run(['xdotool', 'windowfocus', '--sync', self.window()], check=True)

    def quit(self):
        """Ends the program and returns what it complained about."""
        if self.process.poll() is None:
            self.process.stdin.write('quit\n')
            self.process.stdin.close()
            self.process.stdin = None
        _, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, errors


OPEN = '''[Unit]
Description=A small web server
[Service]
ExecStart=/usr/bin/python3 /opt/server.py
'''
MIXED = '''[Unit]
Description=A service with mistakes
[Service]
ExecStart=/usr/bin/true
PrivateUsers=strict
NoNewPrivileges=yes
CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_KILL
ProtectSystm=full
'''
CLOSED_LINES = '''PrivateTmp=yes
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
CapabilityBoundingSet=
'''

OUTCOMES = ('Passed: ', 'Failed: ', 'Not applicable: ')


class PageTest(unittest.TestCase):
    """Tests that share one program; each starts with the empty page and no choices made."""

    environment = {}

    @classmethod
    def setUpClass(cls):
        cls.settings = tempfile.mkdtemp(prefix='hardnut-settings-')
        cls.addClassCleanup(shutil.rmtree, cls.settings, ignore_errors=True)
        shutil.copy(os.environ['HARDNUT_SCHEMA'], cls.settings)
        subprocess.run(['glib-compile-schemas', cls.settings], check=True)
        cls.start()
        cls.addClassCleanup(cls.end)

    @classmethod
    def start(cls):
        cls.program = Program(os.environ['DETAIL_PAGE_WINDOW'], {
            'GSETTINGS_SCHEMA_DIR': cls.settings, 'GSETTINGS_BACKEND': 'keyfile',
            'XDG_CONFIG_HOME': cls.settings, 'ADW_DISABLE_PORTAL': '1', 'LC_ALL': 'C.UTF-8',
            'GTK_A11Y': 'atspi', 'GSK_RENDERER': 'cairo', **cls.environment})

    @classmethod
    def end(cls):
        status, errors = cls.program.quit()
        complaints = [line for line in errors.splitlines()
                      if 'CRITICAL' in line or 'WARNING' in line]
        if status != 0 or complaints:
            raise AssertionError(f'exit status {status}: {errors}')

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='hardnut-page-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.addCleanup(self.reset)

    def reset(self):
        self.program.do('close')
        self.program.do('none')
        self.program.do('failed-only', 0)
        self.program.do('sort-by-share', 0)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def show(self, text=MIXED, name='web.service', how='show'):
        path = self.write(name, text)
        self.program.do(how, path)
        self.to('service')
        self.program.wait('heading', name)
        self.wait_rows(lambda rows: len(rows) >= 30)
        return path

    def to(self, page):
        """To the page of the service, or one level down to its protections."""
        self.program.do('to', page)

    def rows(self):
        """The rows of checks, each with its name and description."""
        self.to('protections')
        return [row for row in self.program.find_all('list item')
                if row.get_name().startswith(OUTCOMES)]

    def wait_rows(self, predicate):
        return settle(lambda: (rows := self.rows()) and predicate(rows) and rows, 'the rows')

    def row(self, part):
        return settle(lambda: next((row for row in self.rows()
                                    if part in row.get_name() + row.get_description()), None),
                      f'the row {part!r}')

    def toggle(self, name):
        self.to('protections')
        act(self.program.wait('toggle button', name), 'click')

    def pressed(self, name):
        return has_state(self.program.wait('toggle button', name), Atspi.StateType.PRESSED)


class TapResult(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.count = 0

    def line(self, word, test, text=''):
        self.count += 1
        print(f'{word} {self.count} - {test.id().split(".", 1)[1]}')
        for part in text.splitlines():
            print(f'# {part}')
        sys.stdout.flush()

    def addSuccess(self, test):
        self.line('ok', test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line('not ok', test, self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.line('not ok', test, self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        """A part that fails has no other line: its test gets none."""
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.line('not ok', test, f'{subtest}\n{"".join(traceback.format_exception(*err))}')


def main():
    """Runs the tests of the program, or those that are named on its command line."""
    module, loader = sys.modules['__main__'], unittest.defaultTestLoader
    suite = (loader.loadTestsFromNames(sys.argv[1:], module) if sys.argv[1:]
             else loader.loadTestsFromModule(module))
    print(f'1..{suite.countTestCases()}', flush=True)
    result = TapResult()
    suite.run(result)
    sys.exit(not result.wasSuccessful())
