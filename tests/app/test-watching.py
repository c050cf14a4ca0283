#!/usr/bin/env python3
# Watching a service from its page: with an observer and a manager that are played. Needs a display
# and a session bus with accessibility.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import re
import subprocess
import tempfile
import time

from page_driver import (OPEN, Atspi, PageTest, act, doubled_letters, has_state, main, settle,
                         settle_empty, walk)
from review_driver import BUS

MINUTE = 60
NETLINK = "('family', uint32 0, 'AF_NETLINK', uint64 {}, uint64 {}, 'nginx', '')"
PACKET = "('family', uint32 97, 'AF_PACKET', uint64 1, uint64 8, 'nginx', '')"
HOME = "('read', uint32 0, '', uint64 1, uint64 7, 'nginx', '/home/{}')"
PICTURES = os.environ.get('HN_SCREENSHOTS')


class WatchTest(PageTest):
    @classmethod
    def setUpClass(cls):
        with tempfile.NamedTemporaryFile('w', suffix='.conf', delete=False) as file:
            file.write(BUS)
        cls.addClassCleanup(os.unlink, file.name)
        cls.bus = subprocess.Popen(['dbus-daemon', '--config-file', file.name, '--nofork',
                                    '--print-address=1'], stdout=subprocess.PIPE, text=True)
        cls.addClassCleanup(cls.end_bus)
        address = cls.bus.stdout.readline().strip()
        cls.environment = {**cls.environment, 'HARDNUT_TEST_BUS': address,
                           'DBUS_SYSTEM_BUS_ADDRESS': address}
        super().setUpClass()

    @classmethod
    def end_bus(cls):
        cls.bus.terminate()
        cls.bus.wait()
        cls.bus.stdout.close()

    def setUp(self):
        super().setUp()
        self.addCleanup(self.reset_observer)
        self.count = 3
        self.say('own')
        self.seen(MINUTE * 4)

    def reset_observer(self):
        for word in ('answer', 'broken 0', 'asks 0', 'seen 0', 'error none', 'more none', 'starts 0',
                     'disown'):
            self.say(word)
        self.program.command('asked')

    def say(self, *words):
        self.program.do('observer', *words)

    def seen(self, seconds, *more):
        """What the observer knows."""
        uses = [NETLINK.format(self.count, 9 * 10 ** 6), PACKET, *more]
        self.say('uses', f'[{", ".join(uses)}]')
        self.say('span', seconds)

    def open(self, name='web.service', text=OPEN):
        self.show(text, name, 'load')
        self.program.do('watchable')

    def button(self, name):
        self.to('service')
        node = self.program.wait('button', name)
        settle(lambda: has_state(node, Atspi.StateType.SENSITIVE), f'{name} to be pressed')
        return node

    def press(self, name):
        act(self.button(name), 'click')

    def label(self, starts):
        self.to('service')
        return self.program.wait('label', starts=starts)

    def watch(self):
        self.press('Watch This Service')
        self.label('Being watched, for another ')

    def row_says(self, part, words):
        row = self.row(part)
        settle(lambda: words in row.get_description(),
               f'{words!r} in {row.get_description()!r}')
        return row

    def picture(self, name, at='What It Uses'):
        self.to('service' if at == 'What It Uses' else 'protections')
        self.assertEqual(doubled_letters(self.program), [], name)
        if PICTURES:
            os.makedirs(PICTURES, exist_ok=True)
            self.program.do('reveal', at)
            time.sleep(0.5)  # for what still moves
            self.program.do('screenshot', os.path.join(PICTURES, f'{name}.png'))


class Watching(WatchTest):
    def test_begins_goes_on_and_ends(self):
        self.open()
        self.label('It has not been watched')
        self.watch()
        self.assertIn('Watch system web.service 300 interactive', self.program.command('asked'))
        self.row_says('RestrictRealtime=', 'Not seen in 4 minutes')
        self.row_says('SupplementaryGroups=', 'Cannot tell')
        act(self.row('RestrictAddressFamilies='), 'row.toggle')
        self.row_says('AF_PACKET', 'Used, but may cope without')
        row = self.row_says('AF_NETLINK', 'Used 3 times, last at ')
        act(row, 'row.toggle')
        self.program.wait('label', starts='Used 3 times, last at ')
        settle(lambda: any(re.fullmatch(r'Used 3 times, last at .* by nginx: socket\(AF_NETLINK\)',
                                        node.get_name())
                           for node in self.program.find_all('label')), 'the whole sentence')
        self.label('2 things were seen in use, the last at ')
        # More comes by itself, without a question to anybody.
        self.program.command('asked')
        self.count = 7
        self.seen(MINUTE * 5)
        self.say('tell')
        self.row_says('AF_NETLINK', 'Used 7 times, last at ')
        self.assertEqual(self.program.command('asked'), 'Get system web.service')
        self.assertTrue(has_state(self.row('AF_NETLINK'), Atspi.StateType.EXPANDED))
        self.press('Stop Watching')
        self.label('Watched for 5 minutes, with 0 starts.')
        self.button('Watch This Service')
        self.assertIn('Stop system web.service interactive', self.program.command('asked'))

    def test_ends_by_itself(self):
        self.open()
        self.watch()
        self.say('starts', 1)
        self.say('end')
        self.label('Watched for 4 minutes, with 1 start.')
        self.row_says('RestrictRealtime=', 'Not seen in 4 minutes')

    def test_advice_goes_by_it(self):
        self.open()
        self.label('Hardnut has no recipe for this service, and goes by its unit file. It has not '
                   'been watched')
        self.say('starts', 1)
        self.watch()
        settle(lambda: self.program.find_all(
            'label', 'It was not seen to use this in 4 minutes, its start included.', deep=True),
               'advice that rests on what was seen')
        self.seen(MINUTE * 4, HOME.format('somebody'))
        self.say('tell')
        needed = self.program.wait('list item', starts='nginx was seen to use this: /home/somebody')
        settle(lambda: [node for node in walk(needed, deep=True)
                        if node.get_name().startswith('ProtectHome=')], 'what it is needed for')

    def test_denied(self):
        self.say('error', 'NotAuthorized')
        self.open()
        self.press('Watch This Service')
        self.label('Played refusal')
        self.button('Watch This Service')
        self.press('Show What Was Seen…')
        self.label('Played refusal')
        self.picture('denied')
        self.say('error', 'none')
        self.watch()
        self.program.wait_gone('label', starts='Played refusal')

    def test_no_observer(self):
        self.say('disown')
        self.open()
        self.label('Hardnut’s observer is not installed here: nobody can tell')
        self.assertEqual(self.program.find_all('button', 'Watch This Service'), [])
        self.picture('missing')
        self.say('own')
        self.open('another.service')
        self.label('It has not been watched')

    def test_goes_away_while_it_watches(self):
        self.open()
        self.watch()
        self.say('seen', 0)
        self.say('disown')
        self.program.wait_gone('button', 'Stop Watching')
        settle(lambda: [node for node in self.program.find_all('label')
                        if node.get_name().startswith('Hardnut’s observer ')], 'what became of it')

    def test_answers_that_make_no_sense(self):
        self.say('seen', 1)
        self.say('broken', 1)
        self.open()
        self.label('Hardnut’s observer gives an answer that makes no sense here')
        self.assertNotIn('Not seen', self.row('RestrictRealtime=').get_description())

    def test_what_was_seen_before_is_shown_on_demand(self):
        self.say('seen', 1)
        self.say('asks', 1)
        self.open()
        self.button('Show What Was Seen…')
        self.assertEqual(self.program.command('asked'), 'Get system web.service')
        self.press('Show What Was Seen…')
        self.row_says('RestrictRealtime=', 'Not seen in 4 minutes')
        self.assertEqual(self.program.command('asked'), 'Get system web.service interactive')
        self.program.wait_gone('button', 'Show What Was Seen…')

    def test_waiting_for_a_password_holds_nothing_up(self):
        self.open()
        self.label('It has not been watched')
        self.say('late')
        self.press('Watch This Service')
        self.label('Waiting for permission…')
        act(self.row('NoNewPrivileges='), 'row.toggle')
        self.program.wait('button', starts='systemd.exec(5)')
        self.say('answer')
        self.label('Being watched, for another ')

    def test_restart_is_announced(self):
        self.show(OPEN, 'backend.service', 'load')
        self.program.do('depend', 'front.service')
        self.program.do('watchable')
        self.label('It has not been watched')
        self.program.wait('check box', 'Restart backend.service once, so that its start is seen, too')
        self.program.do('check', 0)
        self.label('It stops for a moment, and so does what depends on it: front.service.')
        self.picture('restart')
        self.assertNotEqual(self.program.command('restarted'), 'backend.service')
        self.press('Watch and Restart')
        settle(lambda: self.program.command('restarted') == 'backend.service', 'the restart')
        self.label('Being watched, for another ')

    def test_what_must_not_restart_does_not(self):
        self.open('dbus.service')
        self.label('It has not been watched')
        self.program.wait('check box', starts='Restart dbus.service once')
        self.program.do('check', 0)
        self.label('Not restarted from here. ')
        self.press('Watch This Service')
        self.label('Being watched, for another ')
        self.assertNotEqual(self.program.command('restarted'), 'dbus.service')

    def test_what_is_lost_is_said(self):
        self.say('more', "{'lost': <uint64 3>, 'cut': <true>, 'unsaved': <'No space left on device'>,"
                         " 'blind': <{'capabilities': 'this kernel lacks what tells of them'}>}")
        self.open()
        self.watch()
        remarks = self.label('Not everything was counted').get_name()
        for words in ('The last minute of a watch is missing', 'cannot be written: No space left',
                      'Capabilities are not seen, because this kernel lacks'):
            self.assertIn(words, remarks)
        self.row_says('CapabilityBoundingSet=', 'Cannot tell')
        self.picture('lost')

    def test_another_service_has_its_own(self):
        self.open()
        self.watch()
        self.row_says('RestrictRealtime=', 'Not seen in 4 minutes')
        self.say('seen', 0)
        self.open('other.service')
        self.label('It has not been watched')
        self.assertNotIn('Not seen', self.row('RestrictRealtime=').get_description())


class Looks(WatchTest):
    def fits(self, width, dpi):
        self.addCleanup(self.program.do, 'size', 900, 760)
        self.addCleanup(self.program.do, 'dpi', 96)
        self.program.do('dpi', dpi)
        self.program.do('size', width, 640)
        self.seen(MINUTE * 4, HOME.format('a-very-' * 30 + 'long-name'))
        self.say('starts', 1)
        self.open('a-' + 'very-' * 20 + 'long-name.service')
        self.label('It has not been watched')
        least = self.program.command('minimum').split()
        self.assertLessEqual(int(least[0]), width)
        self.watch()
        self.label('3 things were seen in use')
        settle(lambda: int(self.program.command('minimum').split()[0]) <= width, 'a narrow window')
        settle_empty(lambda: [part for part in self.program.command('broken').split('|')
                              if part and 'long-name' not in part], 'broken words')

    def test_fits_a_phone(self):
        self.fits(360, 96)
        self.picture('phone')

    def test_large_text_fits_a_phone(self):
        self.fits(360, 192)
        self.picture('large')

    def test_dark_and_light(self):
        self.addCleanup(self.program.do, 'dark', 0)
        self.seen(MINUTE * 4, HOME.format('somebody'))
        self.say('starts', 1)
        self.open()
        self.watch()
        self.row_says('RestrictRealtime=', 'Not seen in 4 minutes')
        for dark in (0, 1):
            self.program.do('dark', dark)
            self.picture(f'watched-{dark}')
            self.picture(f'rows-{dark}', 'RestrictRealtime=')

    def test_with_a_remark(self):
        """What is set but not in force, beside what was seen."""
        self.say('starts', 1)
        self.open(text=OPEN + 'NoNewPrivileges=yes\nProtectClock=yes\n')
        self.program.do('facts', 'old')
        self.watch()
        row = self.row_says('NoNewPrivileges=', 'in force only after a restart')
        self.assertIn('Not seen in 4 minutes', row.get_description())
        act(row, 'row.toggle')
        self.picture('remark', 'NoNewPrivileges=')

    def test_nothing_seen(self):
        self.say('uses', '@a(susttss) []')
        self.open()
        self.watch()
        self.label('Nothing was seen so far.')
        self.row_says('CapabilityBoundingSet=', 'Not seen in 4 minutes')
        self.picture('nothing')


class Hand(WatchTest):
    """With a real mouse and keys."""

    environment = {'GDK_BACKEND': 'x11'}

    def test_mouse(self):
        self.open()
        self.label('It has not been watched')
        self.program.click('Restart web.service once, so that its start is seen, too')
        self.label('It stops for a moment')
        self.program.click('Watch and Restart')
        self.label('Being watched, for another ')
        settle(lambda: self.program.command('restarted') == 'web.service', 'the restart')
        self.program.click('Stop Watching')
        self.label('Watched for ')

    def test_keys(self):
        self.open()
        self.label('It has not been watched')
        self.program.take_focus()
        subprocess.run(['xdotool', 'key', '--clearmodifiers', 'alt+t'], check=True)
        self.label('Being watched, for another ')
        subprocess.run(['xdotool', 'key', '--clearmodifiers', 'alt+t'], check=True)
        self.label('Watched for ')


if __name__ == '__main__':
    main()
