#!/usr/bin/env python3
# Presses everything in the frame and the left half of the window the way a screen reader does, or by
# keyboard, and looks at what it says. Needs a display and a session bus with accessibility.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import struct
import subprocess
import time

from page_driver import G_DEBUG, Atspi, act, has_state, main, settle
from window_driver import HARDNUT, PLAIN, Base


class Rows(Base):
    def test_rows_say_name_exposure_level_state_and_description(self):
        self.start_with_root()
        row = self.row('apple')
        self.assertEqual(row.get_name(), 'apple.service, exposure 9.6, Unsafe')
        self.assertEqual(row.get_description(), 'not running, reach unknown · root, A red fruit')

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
        self.switch('check box', 'Run once')
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
        self.switch('check box', 'Run once')
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

    def test_not_permitted(self):
        self.start_bus(systemd=True)
        self.start()
        self.app.wait('label', 'Not Permitted')
        settle(lambda: [text for text in self.labels() if 'Ask an administrator' in text],
               'what to do')
        self.app.press('Try Again')
        self.app.wait('label', 'Not Permitted')
        self.app.wait('button', 'Open Root Folder…')

    def test_no_systemd(self):
        self.start_bus(systemd=False)
        self.start()
        self.app.wait('label', 'systemd Is Not Running')
        self.app.wait('button', 'Open Root Folder…')

    def test_empty(self):
        empty = os.path.join(self.folder, 'empty')
        os.mkdir(empty)
        self.start(empty)
        self.app.wait('label', 'No Services')
        self.app.wait('button', 'Open Root Folder…')

    def test_unreadable_services_are_named(self):
        os.truncate(self.unit('endless.service', ''), 1 << 30)
        self.start_with_root()
        self.app.wait('label', '1 service cannot be read')
        self.app.press('Details')
        settle(lambda: [text for text in self.labels() if 'endless.service' in text],
               'the name of the service')

    def test_what_systemd_refuses_is_listed(self):
        # Of a kind that is not shown otherwise, and without a command to start.
        self.unit('broken.service', '[Service]\nType=oneshot\nPrivateTmp=yes\nRestart=always\n')
        self.start('--open=broken', self.root)
        self.wait_names('apple', 'banana', 'broken', 'cherry')
        self.assertIn('refused by systemd', self.row('broken').get_description())
        self.app.wait('heading', 'broken.service')
        self.app.wait('label', 'Refused by systemd')
        settle(lambda: [text for text in self.labels()
                        if text.startswith('systemd refuses to load this service')], 'the reason')
        self.assertEqual(self.app.find_all('heading', 'What Helps Most'), [])
        self.to_protections()
        switch = settle(lambda: next((node for node in self.app.walk(self.app.node)
                                      if node.get_role_name() in ('switch', 'check box')
                                      and 'NoNewPrivileges=' in node.get_name()), None),
                        'a switch')
        self.assertFalse(has_state(switch, Atspi.StateType.SENSITIVE))

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

    def test_open_another_service_in_the_same_window(self):
        self.start('--open=apple', self.root)
        self.app.wait('heading', 'apple.service')
        subprocess.run([HARDNUT, '--open=banana'], env=dict(os.environ, **self.environment),
                       check=True)
        self.app.wait('heading', 'banana.service')
        # Whoever only comes back finds what was looked at last.
        subprocess.run([HARDNUT], env=dict(os.environ, **self.environment), check=True)
        self.assertEqual(self.app.wait('heading', 'banana.service').get_name(), 'banana.service')

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
        done = subprocess.run([os.environ['PICTURE'], path, *words], capture_output=True,
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
        self.assertEqual(self.errors, 'picture: There is no service called plum.service\n')
        self.assertFalse(os.path.exists(path))

    def test_nothing_to_list(self):
        """What the window says then is worth a picture."""
        os.mkdir(os.path.join(self.folder, 'empty'))
        for words in ([], [os.path.join(self.folder, 'empty')]):
            path = self.picture('--size', '800x600', *words)
            self.assertEqual(self.size_of(path), (800, 600))
            os.remove(path)

    def test_no_bus_for_a_service(self):
        self.picture('--open', 'plum', status=1)
        self.assertTrue(self.errors.startswith('picture: '))
        self.assertEqual(len(self.errors.splitlines()), 1)

    def test_with_a_change(self):
        path = self.picture('--open', 'apple', '--change', 'PrivateTmp=yes', '--large-text',
                            '--size', '360x640', self.root)
        self.assertEqual(self.size_of(path), (360, 640))

    def test_bad_size(self):
        self.picture('--size', 'large', self.root, status=1)
        self.assertIn('large', self.errors)

    def test_path_that_cannot_be_written(self):
        done = subprocess.run([os.environ['PICTURE'], '/nonexistent/a.png', self.root],
                              capture_output=True, text=True, timeout=60,
                              env=dict(os.environ, G_DEBUG='', **self.environment))
        self.assertEqual(done.returncode, 1)
        self.assertIn('/nonexistent/a.png', done.stderr)


if __name__ == '__main__':
    main()
