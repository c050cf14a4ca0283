#!/usr/bin/env python3
# Presses everything in the frame and the left half of the window the way a screen reader does, or by
# keyboard, and looks at what it says. Needs a display and a session bus with accessibility.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import shutil
import struct
import subprocess
import tempfile
import time
import unittest

from page_driver import (G_DEBUG, Atspi, Program, act, children, has_state, main, settle,
                         showing)

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

HARDNUT = os.environ['HARDNUT']
SCHEMA = os.environ['HARDNUT_SCHEMA']
APP_ID = 'io.github.hardnut.Hardnut'

PLAIN = '[Unit]\nDescription={}\n[Service]\nExecStart=/bin/true\n'
ONESHOT = '[Unit]\nDescription={}\n[Service]\nType=oneshot\nExecStart=/bin/true\n'
STRICT = PLAIN + '''DynamicUser=yes
PrivateDevices=yes
PrivateUsers=yes
ProtectHome=yes
ProtectClock=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectProc=invisible
ProcSubset=pid
PrivateNetwork=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictAddressFamilies=none
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@basic-io
CapabilityBoundingSet=
UMask=0077
IPAddressDeny=any
'''


class App(Program):
    """The real program."""

    def __init__(self, words, environment):
        self.process = subprocess.Popen([HARDNUT, *words], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env=dict(os.environ, G_DEBUG=G_DEBUG, **environment))
        self.node = settle(self.find, 'the program in the accessibility tree')

    def activate(self, action):
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        bus.call_sync(APP_ID, '/io/github/hardnut/Hardnut', 'org.gtk.Actions', 'Activate',
                      GLib.Variant('(sava{sv})', (action, [], {})), None,
                      Gio.DBusCallFlags.NONE, -1, None)

    def walk(self, node):
        yield node
        for child in children(node):
            # The inner half of a menu button keeps to itself whether it is to be seen.
            if showing(child) or node.get_role_name() == 'button':
                yield from self.walk(child)

    def find_all(self, role, name=None, starts=None):
        return [node for node in self.walk(self.node)
                if node.get_role_name() == role
                and (name is None or node.get_name() == name)
                and (starts is None or node.get_name().startswith(starts))]

    def quit(self):
        if self.process.poll() is None:
            self.activate('quit')
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors

    def press(self, name, role='button'):
        act(self.wait(role, name), 'click')


class Base(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='hardnut-window-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.root = os.path.join(self.folder, 'root')
        os.mkdir(os.path.join(self.folder, 'schemas'))
        shutil.copy(SCHEMA, os.path.join(self.folder, 'schemas'))
        subprocess.run(['glib-compile-schemas', os.path.join(self.folder, 'schemas')], check=True)
        self.environment = {
            'GSETTINGS_SCHEMA_DIR': os.path.join(self.folder, 'schemas'),
            'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': self.folder,
            'ADW_DISABLE_PORTAL': '1', 'LC_ALL': 'C.UTF-8', 'GTK_A11Y': 'atspi',
            'GSK_RENDERER': 'cairo', 'DBUS_SYSTEM_BUS_ADDRESS': 'unix:path=/nonexistent/bus'}
        self.write('root/usr/lib/systemd/libsystemd-shared-257.so', '')
        self.unit('apple.service', PLAIN.format('A red fruit'))
        self.unit('banana.service', PLAIN.format('A yellow fruit') + 'NoNewPrivileges=yes\n')
        self.unit('cherry.service', STRICT.format('A small fruit'))
        self.unit('daily.service', ONESHOT.format('Done once'))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def unit(self, name, text):
        return self.write('root/usr/lib/systemd/system/' + name, text)

    def start(self, *words):
        self.app = App(words, self.environment)
        self.addCleanup(self.end, self.app)
        return self.app

    def start_with_root(self, *words):
        app = self.start(*words, self.root)
        self.wait_names('apple', 'banana', 'cherry')
        return app

    def end(self, app):
        status, errors = app.quit()
        self.assertEqual(status, 0, errors)
        self.assertNotIn('CRITICAL', errors)
        self.assertNotIn('WARNING', errors)

    def rows(self):
        return [row for row in self.app.find_all('list item') if ', exposure ' in row.get_name()]

    def names(self):
        return [row.get_name().split('.service')[0] for row in self.rows()]

    def wait_names(self, *names):
        settle(lambda: self.names() == list(names), f'{names}, not {self.names()}')

    def row(self, name):
        return settle(lambda: next((row for row in self.rows()
                                    if row.get_name().startswith(name + '.service,')), None), name)

    def entry(self):
        return self.app.wait('entry', 'Search services')

    def search(self, text):
        Atspi.EditableText.set_text_contents(self.entry().get_editable_text_iface(), text)

    def keys(self, *keys):
        subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], check=True)

    def window(self):
        found = subprocess.run(['xdotool', 'search', '--sync', '--onlyvisible', '--pid',
                                str(self.app.process.pid), '--name', 'Hardnut'], check=True,
                               capture_output=True, text=True)
        return found.stdout.split()[-1]

    def take_focus(self):
        subprocess.run(['xdotool', 'windowfocus', '--sync', self.window()], check=True)

    def focused(self, *roles):
        # The program does not say of everything that it has lost the focus.
        self.app.node.clear_cache()
        return next((node for node in self.app.walk(self.app.node)
                     if has_state(node, Atspi.StateType.FOCUSED)
                     and (not roles or node.get_role_name() in roles)), None)

    def choose(self, name):
        """Goes to a service with the arrow keys."""
        self.take_focus()
        self.keys('ctrl+l')
        for _ in range(len(self.rows()) + 2):
            row = self.focused('list item')
            if row is not None and row.get_name().startswith(name):
                return
            self.keys('Down')
            time.sleep(0.3)
        raise AssertionError(f'{name} is not reached')

    def switch(self, role, name):
        """Presses what has no action of its own, with the keyboard."""
        self.take_focus()
        self.app.wait(role, name)
        for _ in range(20):
            node = self.focused(role)
            if node is not None and node.get_name() == name:
                self.keys('space')
                return
            self.keys('Tab')
            time.sleep(0.15)
        raise AssertionError(f'{name} is not reached')

    def labels(self):
        return [node.get_name() for node in self.app.find_all('label')]

    def open_filter(self):
        act(settle(lambda: next((node for node in self.app.find_all('toggle button')
                                 if node.get_name().startswith('Filter')), None), 'the filter'),
            'click')


class Rows(Base):
    def test_rows_say_name_exposure_level_state_and_description(self):
        self.start_with_root()
        row = self.row('apple')
        self.assertEqual(row.get_name(), 'apple.service, exposure 9.6, Unsafe')
        self.assertEqual(row.get_description(), 'not running, A red fruit')

    def test_selecting_shows_the_service(self):
        self.start_with_root()
        self.choose('banana')
        self.app.wait('heading', 'banana.service')

    def test_headings(self):
        self.start_with_root()
        settle(lambda: '😨 Unsafe · 2' in self.labels(), 'the heading of a level')


class Choices(Base):
    def test_search(self):
        self.start_with_root()
        self.search('FRUIT')
        self.wait_names('apple', 'banana', 'cherry')
        self.search('yellow')
        self.wait_names('banana')
        self.app.wait('toggle button', 'Unsafe: 1 service')
        self.search('')
        self.wait_names('apple', 'banana', 'cherry')

    def test_no_match_says_what_to_do(self):
        self.start_with_root()
        self.search('vegetable')
        self.app.wait('label', 'No Matching Services')
        self.app.press('Clear Filters')
        self.wait_names('apple', 'banana', 'cherry')

    def test_bar_filters(self):
        self.start_with_root()
        part = self.app.wait('toggle button', 'Unsafe: 2 services')
        self.assertFalse(has_state(part, Atspi.StateType.PRESSED))
        act(part, 'click')
        self.wait_names('apple', 'banana')
        settle(lambda: has_state(part, Atspi.StateType.PRESSED), 'the part to be pressed')
        # What the others would show stays to be seen.
        others = [node for node in self.app.find_all('toggle button')
                  if node.get_name().endswith(': 1 service')]
        self.assertEqual(len(others), 1)
        act(others[0], 'click')
        self.wait_names('cherry')
        act(others[0], 'click')
        self.wait_names('apple', 'banana', 'cherry')

    def test_filter_by_kind_level_and_state(self):
        self.start_with_root()
        self.open_filter()
        self.switch('check box', 'Oneshot')
        self.wait_names('apple', 'daily', 'banana', 'cherry')
        self.switch('check box', 'Long-running')
        self.wait_names('daily')
        self.switch('check box', 'Unsafe')
        self.app.wait('label', 'No Matching Services')
        self.app.press('Reset Filters')
        self.wait_names('apple', 'banana', 'cherry')
        # The buttons of one choice are one stop; the arrows go through them.
        self.switch('radio button', 'All')
        self.keys('Right')
        self.keys('space')
        self.app.wait('label', 'No Matching Services')
        self.app.press('Reset Filters')
        self.wait_names('apple', 'banana', 'cherry')

    def test_kinds_can_all_be_shown(self):
        for name in ('apple', 'banana', 'cherry'):
            os.remove(os.path.join(self.root, f'usr/lib/systemd/system/{name}.service'))
        self.start(self.root)
        self.app.press('Show All Kinds')
        self.wait_names('daily')

    def test_sort(self):
        self.start_with_root()
        self.take_focus()
        act(self.app.wait('toggle button', 'Sort'), 'click')
        time.sleep(0.5)
        self.keys('n')
        settle(lambda: 'A · 1' in self.labels() and 'C · 1' in self.labels(), 'headings by letter')
        self.wait_names('apple', 'banana', 'cherry')

    def test_scope(self):
        self.write('root/usr/lib/systemd/user/player.service', PLAIN.format('Music'))
        self.start_with_root()
        self.app.press('User', 'radio button')
        self.wait_names('player')
        self.app.press('System', 'radio button')
        self.wait_names('apple', 'banana', 'cherry')

    def test_choices_are_remembered(self):
        self.start_with_root()
        self.open_filter()
        self.switch('check box', 'Oneshot')
        self.wait_names('apple', 'daily', 'banana', 'cherry')
        self.app.quit()
        self.start(self.root)
        self.wait_names('apple', 'daily', 'banana', 'cherry')


class States(Base):
    def test_no_bus(self):
        self.start()
        self.app.wait('label', 'No Message Bus')
        self.app.press('Try Again')
        self.app.wait('label', 'No Message Bus')
        self.app.wait('button', 'Open Root Folder…')

    def test_empty(self):
        empty = os.path.join(self.folder, 'empty')
        os.mkdir(empty)
        self.start(empty)
        self.app.wait('label', 'No Services')
        self.app.wait('button', 'Open Root Folder…')

    def test_unreadable_services_are_named(self):
        self.unit('broken.service', '[Service]\nType=simple\n')
        self.start_with_root()
        self.app.wait('label', '1 service cannot be read')
        self.app.press('Details')
        settle(lambda: [text for text in self.labels() if text.startswith('broken.service')],
               'the name of the service')

    def test_root_is_named_and_closed(self):
        self.start_with_root()
        self.app.wait('label', f'Installed in {self.root}')
        self.app.press('Close')
        self.app.wait('label', 'No Message Bus')


class Opening(Base):
    def test_unit_file_on_the_command_line(self):
        self.start(self.write('mine.service', PLAIN.format('Mine')))
        self.app.wait('heading', 'mine.service')

    def test_missing_file_is_named(self):
        self.start(os.path.join(self.folder, 'missing.service'))
        settle(lambda: [text for text in self.labels() if 'missing.service' in text], 'the message')

    def test_open_a_service(self):
        self.start_with_root('--open', 'cherry')
        self.app.wait('heading', 'cherry.service')
        settle(lambda: has_state(self.row('cherry'), Atspi.StateType.SELECTED), 'the selection')

    def test_open_an_unknown_service(self):
        self.start_with_root('--open', 'plum')
        settle(lambda: 'There is no service called plum.service' in self.labels(), 'the message')


class Dialogs(Base):
    def test_about(self):
        self.start_with_root()
        self.app.activate('about')
        self.app.wait('label', 'Hardnut')

    def test_shortcuts(self):
        self.start_with_root()
        self.app.activate('shortcuts')
        self.app.wait('label', 'Search')

    def test_menu(self):
        self.start_with_root()
        self.take_focus()
        self.keys('F10')
        time.sleep(0.5)
        self.keys('k')
        self.app.wait('label', 'Search')


class Keyboard(Base):
    def start_with_root(self, *words):
        super().start_with_root(*words)
        self.take_focus()

    def test_search_key_and_escape(self):
        self.start_with_root()
        self.keys('ctrl+f')
        settle(lambda: has_state(self.entry(), Atspi.StateType.FOCUSED), 'the search')
        self.keys('y', 'e', 'l')
        self.wait_names('banana')
        self.keys('Escape')
        self.wait_names('apple', 'banana', 'cherry')

    def test_typing_searches(self):
        self.start_with_root()
        self.keys('ctrl+l')
        self.keys('s', 'm', 'a')
        self.wait_names('cherry')

    def test_arrows_choose(self):
        self.start_with_root()
        self.choose('banana')
        self.app.wait('heading', 'banana.service')

    def test_tab_reaches_everything(self):
        self.start_with_root()
        self.keys('ctrl+f')
        settle(lambda: has_state(self.entry(), Atspi.StateType.FOCUSED), 'the search')
        reached = set()
        for _ in range(30):
            self.keys('Tab')
            time.sleep(0.15)
            node = self.focused('toggle button', 'button', 'list item', 'entry', 'radio button')
            if node is not None:
                reached.add(node.get_name().split(',')[0])
        for name in ('Sort', 'Filter', 'Unsafe: 2 services', 'Close', 'apple.service',
                     'Main Menu'):
            self.assertIn(name, reached)


class Size(Base):
    def size(self):
        frame = self.app.wait('frame')
        extents = Atspi.Component.get_extents(frame.get_component_iface(), Atspi.CoordType.WINDOW)
        return extents.width, extents.height

    def resize(self, width, height):
        subprocess.run(['xdotool', 'windowsize', self.window(), str(width), str(height)],
                       check=True)

    def test_size_is_remembered(self):
        self.start_with_root()
        self.resize(900, 600)
        settle(lambda: self.size()[0] == 900, f'the size, not {self.size()}')
        before = self.size()
        self.app.quit()
        self.start_with_root()
        settle(lambda: self.size() == before, f'{before}, not {self.size()}')

    def test_narrow(self):
        self.start('--size', '360x640', self.root)
        self.wait_names('apple', 'banana', 'cherry')
        self.assertEqual(self.size()[0], 360)
        self.choose('banana')
        self.keys('Return')
        self.app.wait('heading', starts='banana.service')
        settle(lambda: not self.rows(), 'the list to go')
        self.app.press('Back')
        self.wait_names('apple', 'banana', 'cherry')


class Pictures(Base):
    def picture(self, *words, status=0):
        path = os.path.join(self.folder, 'picture.png')
        done = subprocess.run([HARDNUT, '--screenshot', path, *words], capture_output=True,
                              text=True, timeout=60,
                              env=dict(os.environ, G_DEBUG=G_DEBUG, **self.environment))
        self.assertEqual(done.returncode, status, done.stderr)
        self.errors = done.stderr
        return path

    def size_of(self, path):
        with open(path, 'rb') as file:
            return struct.unpack('>II', file.read(24)[16:])

    def test_picture(self):
        for words in ([], ['--dark'], ['--open', 'cherry.service']):
            path = self.picture('--size', '800x600', *words, self.root)
            self.assertEqual(self.size_of(path), (800, 600))
            self.assertEqual(self.errors, '')
            os.remove(path)

    def test_unknown_service(self):
        path = self.picture('--open', 'plum', self.root, status=1)
        self.assertEqual(self.errors, 'hardnut: There is no service called plum.service\n')
        self.assertFalse(os.path.exists(path))

    def test_no_bus(self):
        self.picture(status=1)
        self.assertTrue(self.errors.startswith('hardnut: '))
        self.assertEqual(len(self.errors.splitlines()), 1)

    def test_bad_size(self):
        self.picture('--size', 'large', self.root, status=1)
        self.assertIn('large', self.errors)

    def test_path_that_cannot_be_written(self):
        done = subprocess.run([HARDNUT, '--screenshot', '/nonexistent/a.png', self.root],
                              capture_output=True, text=True, timeout=60,
                              env=dict(os.environ, G_DEBUG='', **self.environment))
        self.assertEqual(done.returncode, 1)
        self.assertIn('/nonexistent/a.png', done.stderr)


if __name__ == '__main__':
    main()
