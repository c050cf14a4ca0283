# What the tests of the review dialog share: a window of its own, with a helper and a manager that are
# fakes. Pictures go to the folder in HN_SCREENSHOTS, if it is set.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import shutil
import subprocess
import tempfile
import time
import unittest

from page_driver import Program, act, doubled_letters, has_state, settle, settle_empty, walk

from gi.repository import Atspi

UNIT = '''[Unit]
Description=A web server
[Service]
ExecStart=/usr/bin/web
PrivateTmp=yes
'''
PRESENT = '[Service]\nProtectSystem=full\n'
# A bus that starts nothing: the helper may be installed on this machine.
BUS = '''<busconfig>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''
PICTURES = os.environ.get('HN_SCREENSHOTS')


class ReviewTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        for name in ('web.service', 'at@.service'):
            with open(os.path.join(self.folder, name), 'w', encoding='utf-8') as file:
                file.write(UNIT)
        # A bus of its own: on the one of the session there may be a real manager.
        config = os.path.join(self.folder, 'bus.conf')
        with open(config, 'w', encoding='utf-8') as file:
            file.write(BUS)
        self.bus = subprocess.Popen(['dbus-daemon', '--config-file', config, '--nofork',
                                     '--print-address=1'], stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end_bus)
        self.address = self.bus.stdout.readline().strip()
        self.program = None

    def end_bus(self):
        self.bus.terminate()
        self.bus.wait()
        self.bus.stdout.close()

    def tearDown(self):
        if self.program is not None:
            code, errors = self.program.quit()
            self.assertEqual((code, errors), (0, ''))

    def start(self, *changes, unit='web.service', present=None, later=None, before=()):
        for name, text in (('zz-hardnut.conf', present), ('zzz.conf', later)):
            if text is not None:
                folder = os.path.join(self.folder, unit + '.d')
                os.makedirs(folder, exist_ok=True)
                with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
                    file.write(text)
        self.program = Program(os.environ['REVIEW_WINDOW'],
                               {'SYSTEMD_UNIT_PATH': self.folder,
                                'HARDNUT_TEST_BUS': self.address})
        self.program.do('open', unit)
        self.program.do('pace', '20')
        for line in before:
            self.program.do(*line)
        for change in changes:
            self.program.do('stage', change)

    def picture(self, name):
        """What holds for everything that a picture is taken of, and the picture."""
        self.assertEqual(doubled_letters(self.program), [], name)
        if PICTURES is None:
            # What is wider than a phone warns, and a warning is the end of the program.
            self.program.do('size', 360, 720)
            time.sleep(0.3)
            self.program.do('size', 900, 860)
            time.sleep(0.1)
            return
        for size, words in (('wide', (900, 860)), ('narrow', (360, 720))):
            self.program.do('size', *words)
            for dark in (0, 1):
                self.program.do('dark', dark)
                settle(lambda: self.program.command(
                    'screenshot', f'{PICTURES}/{name}-{size}-{"dark" if dark else "light"}.png')
                    == 'ok', 'a picture')
                time.sleep(0.7)
                self.program.command(
                    'screenshot', f'{PICTURES}/{name}-{size}-{"dark" if dark else "light"}.png')
        self.program.do('dark', 0)
        self.program.do('size', 900, 860)

    # What is to be seen.

    def button(self, name):
        return self.program.wait('button', name)

    def open_trial(self):
        # The window hears of it over the bus.
        settle(lambda: self.program.command('trial') == 'ok', 'the trial')

    def press(self, name):
        button = self.button(name)
        settle(lambda: has_state(button, Atspi.StateType.SENSITIVE), f'{name} to be possible')
        act(button, 'click')

    def wait_focus(self, name):
        settle(lambda: has_state(self.button(name), Atspi.StateType.FOCUSED),
               f'the focus to be on {name}')

    def texts(self):
        return [node.get_name() for node in walk(self.program.node, deep=True) if node.get_name()]

    def wait_text(self, text):
        return settle(lambda: [t for t in self.texts() if text in t], f'{text!r}')[0]

    def assert_no_text(self, text):
        self.assertEqual([t for t in self.texts() if text in t], [])

    def diff(self, name='Changes in'):
        """To be waited for: while one dialog takes another's place, neither may be seen."""
        for node in walk(self.program.node):
            if node.get_role_name() in ('text', 'entry') and name in node.get_name():
                return self.program.text_of(node)
        return ''

    def step(self, name, state):
        self.wait_text(f'{name}: {state}')

    def calls(self):
        return settle(lambda: self.program.command('calls'), 'a call of the helper')


class Fits(ReviewTest):
    """What a picture is taken of fits a phone, too, with text of twice the size."""

    def picture(self, name):
        super().picture(name)
        # What asks for more width warns.
        self.program.do('dpi', 192)
        # Only now: the window takes the size it had before when the text becomes larger.
        self.program.do('size', 360, 720)
        settle(lambda: int(self.program.command('minimum').split()[0]) <= 360,
               f'{name} to fit, not {self.program.command("widest")}')
        if PICTURES is not None:
            time.sleep(0.7)
            self.program.command('screenshot', f'{PICTURES}/{name}-large.png')
        # A folder of the test.
        settle_empty(lambda: [text for text in self.program.command('cut').split('|')
                              if text and '/' not in text], f'nothing to be cut in {name}')
        self.program.do('dpi', 96)
        self.program.do('size', 900, 860)
        time.sleep(0.1)
