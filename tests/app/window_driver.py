# Starts the real program on a root folder of its own, and presses and reads what is in its window.
# What the tests of the window share.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import shutil
import subprocess
import tempfile
import time
import unittest

from page_driver import G_DEBUG, Atspi, Program, act, children, has_state, keys, settle, showing, walk

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
    """The real program, or one that has it all and takes commands."""

    def __init__(self, words, environment, path=HARDNUT):
        self.process = subprocess.Popen([path, *words], stdin=subprocess.PIPE,
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


BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={path}</listen>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <deny send_destination="org.freedesktop.systemd1"/>
  </policy>
</busconfig>
"""


class Base(unittest.TestCase):
    path = HARDNUT

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
            'XDG_STATE_HOME': os.path.join(self.folder, 'state'),
            'ADW_DISABLE_PORTAL': '1', 'LC_ALL': 'C.UTF-8', 'GTK_A11Y': 'atspi',
            'GSK_RENDERER': 'cairo', 'DBUS_SYSTEM_BUS_ADDRESS': 'unix:path=/nonexistent/bus'}
        # Under headings; what stands where by default is for the tests of that.
        self.write('glib-2.0/settings/keyfile', "[io/github/hardnut/Hardnut]\nsort='exposure'\n")
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

    def start_bus(self, systemd):
        """A system bus of its own, where nobody may talk to the systemd that may be on it."""
        path = os.path.join(self.folder, 'bus')
        config = self.write('bus.conf', BUS.format(path=path))
        daemon = subprocess.Popen(['dbus-daemon', '--nofork', f'--config-file={config}',
                                   '--print-address=1'], stdout=subprocess.PIPE, text=True)
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.terminate)
        self.addCleanup(daemon.stdout.close)
        self.environment['DBUS_SYSTEM_BUS_ADDRESS'] = f'unix:path={path}'
        address = daemon.stdout.readline().strip()
        bus = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        self.addCleanup(bus.close_sync, None)
        if systemd:
            bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                          'RequestName', GLib.Variant('(su)', ('org.freedesktop.systemd1', 0)),
                          None, Gio.DBusCallFlags.NONE, -1, None)

    def start(self, *words):
        self.app = App(words, self.environment, self.path)
        self.addCleanup(self.end, self.app)
        return self.app

    def start_with_root(self, *words):
        app = self.start(*words, self.root)
        self.wait_names('apple', 'banana', 'cherry')
        return app

    def end(self, app):
        # Changes that are not applied may not keep the program from ending.
        if app.process.poll() is None:
            app.activate('quit')
            settle(lambda: app.process.poll() is not None
                   or app.find_all('button', 'Quit Anyway'), 'the end or a question')
            for button in app.find_all('button', 'Quit Anyway') \
                    if app.process.poll() is None else []:
                act(button, 'click')
        status, errors = app.quit()
        self.assertEqual(status, 0, errors)
        self.assertNotIn('CRITICAL', errors)
        self.assertNotIn('WARNING', errors)

    def to_protections(self):
        act(self.app.wait('list item', 'Protections'), 'row.open')
        self.wait_protections()

    def wait_protections(self):
        """Both pages are to be seen while one gives way to the other."""
        self.app.wait('heading', 'Exceptions and More')
        self.app.wait_gone('list item', 'Protections')

    def rows(self):
        return [row for row in self.app.find_all('list item') if ', exposure ' in row.get_name()]

    def add_until_much_better(self, name='apple'):
        """Stages advice until the service would be two levels better."""
        def staged():
            return self.row(name).get_name().partition('; with the changes ')[2]
        while not staged() or any(level in staged() for level in ('Unsafe', 'Exposed')):
            before = staged()
            button = settle(lambda: next((node for node in walk(self.app.node, deep=True)
                                          if node.get_role_name() == 'button'
                                          and node.get_name().startswith('Add ')
                                          and has_state(node, Atspi.StateType.SENSITIVE)), None),
                            'advice')
            act(button, 'click')
            settle(lambda: staged() != before, 'the change')

    def names(self):
        return [row.get_name().split('.service')[0] for row in self.rows()]

    def wait_names(self, *names):
        settle(lambda: self.names() == list(names), names)

    def row(self, name):
        return settle(lambda: next((row for row in self.rows()
                                    if row.get_name().startswith(name + '.service,')), None), name)

    def entry(self):
        return self.app.wait('entry', 'Search services')

    def search(self, text):
        Atspi.EditableText.set_text_contents(self.entry().get_editable_text_iface(), text)

    def keys(self, *names):
        keys(*names)

    def window(self):
        return self.app.window()

    def take_focus(self):
        self.app.take_focus()

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
