#!/usr/bin/env python3
# What is seen at once in the whole window, and in the review: colours, edges, heights, letters that
# answer to Alt. Needs a display and a session bus with accessibility.
# SPDX-License-Identifier: GPL-3.0-or-later

import colorsys
import os
import struct
import time
import zlib

from hand_driver import Hand
from page_driver import Atspi, act, doubled_letters, has_state, main, settle
from review_driver import PRESENT, ReviewTest


def read_png(path):
    """The rows of a picture of eight bits a channel, and how many channels there are."""
    with open(path, 'rb') as file:
        data = file.read()[8:]
    packed = b''
    while data:
        size, kind = struct.unpack('>I4s', data[:8])
        if kind == b'IHDR':
            width, _height, depth, colors = struct.unpack('>IIBB', data[8:18])
            assert depth == 8 and colors in (2, 6), (depth, colors)
            step = 3 if colors == 2 else 4
        if kind == b'IDAT':
            packed += data[8:8 + size]
        data = data[12 + size:]
    raw, rows, before = zlib.decompress(packed), [], bytes(width * step)
    for start in range(0, len(raw), width * step + 1):
        way, line = raw[start], bytearray(raw[start + 1:start + 1 + width * step])
        for i, value in enumerate(line):
            left = line[i - step] if i >= step else 0
            corner = before[i - step] if i >= step else 0
            guess = left + before[i] - corner
            line[i] = 255 & (value + (
                0, left, before[i], (left + before[i]) // 2,
                min((left, before[i], corner), key=lambda other: abs(guess - other)))[way])
        rows.append(line)
        before = line
    return rows, step


class Looks(Hand):
    """What is seen at once."""

    def hue(self, name):
        """The hue, in degrees, of most of the coloured pixels at the end of a row, where its pill is."""
        path = os.path.join(self.folder, 'looks.png')
        x, y, width, height = map(int, self.app.command('pictured', name + '.service, exposure').split())
        self.app.do('screenshot', path)
        rows, step = read_png(path)
        hues = [round(hue * 360) for line in rows[y:y + height]
                for start in range((x + width - 30) * step, (x + width - 8) * step, step)
                for hue, saturation, _value in [colorsys.rgb_to_hsv(
                    *(part / 255 for part in line[start:start + 3]))] if saturation > 0.08]
        hue = max(set(hues), key=hues.count) if hues else 180
        return hue if hue <= 180 else hue - 360

    def test_pill_has_the_color_of_the_score_with_the_changes(self):
        self.open_apple()
        # The pointer and the selection colour what they are on.
        settle(lambda: abs(self.hue('banana')) < 20 and abs(self.hue('apple')) < 20,
               f'two red pills, not {self.hue("apple")} and {self.hue("banana")}')
        self.add_until_much_better()
        level = self.row('apple').get_name().rsplit(', ', 1)[1]
        self.assertNotEqual(level, 'Unsafe')
        # The ring, the row and its pill.
        self.app.wait('label', starts='With the changes ')
        classes = self.app.command('classes', 'apple.service, exposure').split()
        self.assertIn('level-' + level.lower(), classes)
        self.assertNotIn('level-unsafe', classes)
        settle(lambda: 20 < self.hue('apple') < 175, f'another colour than {self.hue("apple")}')
        self.assertLess(abs(self.hue('banana')), 20)
        # What holds is counted, above and in the list.
        self.app.wait('toggle button', 'Unsafe: 2 services')
        self.app.wait('label', '😨 Unsafe · 2')

    def test_each_letter_is_there_once(self):
        """Two that answer to the same letter only take the focus by turns."""
        self.open_apple()
        self.app.click('Add')
        self.app.wait('button', 'Discard')
        self.assertIn('_Discard', self.app.command('mnemonics').split('|'))
        self.assertEqual(doubled_letters(self.app), [])
        self.keys('alt+d')
        self.app.wait('label', '1 change discarded')
        self.assertEqual(doubled_letters(self.app), [])
        self.keys('ctrl+z')
        self.app.wait('button', 'Discard')

    def test_shares_stand_below_each_other(self):
        self.open_apple()
        self.to_protections()
        # Whatever control is beside them, in groups and inside rows that open.
        self.app.do('reveal', 'RestrictNamespaces=')
        self.app.click('RestrictNamespaces=')
        settle(lambda: self.app.command('where', 'Block user namespaces')[0].isdigit(), 'the rows')

        def shares():
            return set(self.app.command('edges', 'check-share').split())
        settle(lambda: len(shares()) == 1, f'one column, not {shares()}')
        self.app.wait('label', 'The figure beside a check is what it adds to the exposure.')

    def test_list_begins_close_below_the_chips(self):
        self.start_with_root()
        # The button of the banner between them is the last thing above the list.
        self.app.spot('😨 Unsafe · 2')
        _x, top, _width, _height = map(int, self.app.command('where', '😨 Unsafe · 2').split())
        _x, y, _width, height = map(int, self.app.command('where', 'Close').split())
        self.assertLess(top - y - height, 50)

    def test_names(self):
        self.start_with_root()
        # The program's above the list, and beside it whose services these are.
        self.assertEqual(len([label for label in self.labels() if label == 'Hardnut']), 1)
        self.assertEqual(len([label for label in self.labels()
                              if label == f'Installed in {self.root}']), 2)


class NothingToChoose(Hand):
    """Beside a list without a service nobody is told to choose one."""

    def assert_right_half(self, *texts, absent='Choose a service in the list'):
        settle(lambda: all(any(label.startswith(text) for label in self.labels())
                           for text in texts), f'{texts} among {self.labels()}')
        self.assertEqual([label for label in self.labels() if label.startswith(absent)], [])

    def test_not_permitted(self):
        self.start_bus(systemd=True)
        self.start()
        self.app.wait('label', 'Not Permitted')
        self.assert_right_half('No Services to Show', 'The list has no services.')

    def test_empty_folder(self):
        folder = os.path.join(self.folder, 'empty')
        os.mkdir(folder)
        self.start(folder)
        self.app.wait('label', 'No Services')
        self.assert_right_half('No Services to Show', 'The list has no services.')

    def test_nothing_found(self):
        """What is not found is there all the same."""
        self.start_with_root()
        self.search('vegetable')
        self.app.wait('label', 'No Matching Services')
        self.app.wait('heading', '2 of 3 services have little or no protection')

    def test_after_a_service(self):
        """The page that has shown a service says the same later."""
        self.open_apple()
        self.app.do('reveal', 'Installed in')
        self.app.click('Close')
        self.app.wait('label', 'No Message Bus')
        self.assert_right_half('No Services to Show', 'The list has no services.')


class Review(ReviewTest):
    def heights(self):
        """What the dialog has between its bars once it is at rest, and what it takes there."""
        def look():
            answer = self.program.command('room')
            time.sleep(0.2)
            return answer if answer[0].isdigit() and answer == self.program.command('room') else None
        return tuple(map(int, settle(look, 'the dialog').split()))

    def test_is_as_high_as_it_has_to_be(self):
        self.start('NoNewPrivileges=yes')
        self.program.do('review')
        self.button('Apply')
        short, natural = self.heights()
        self.assertEqual(short, natural)
        self.assertEqual(self.program.command('scrolls'), '0')
        for line in ('ProtectHome=yes', 'PrivateDevices=yes', 'ProtectClock=yes', 'UMask=0077'):
            self.program.do('stage', line)
        settle(lambda: len(self.diff().splitlines()) == 6, 'all lines')
        settle(lambda: self.heights()[0] > short + 60, 'a higher dialog')
        self.assertEqual(*self.heights())

    def test_what_is_decided_is_above_the_fold(self):
        """However many lines there are, and on a small screen."""
        self.start(*(line for line in (
            'NoNewPrivileges=yes', 'ProtectHome=yes', 'PrivateDevices=yes', 'ProtectClock=yes',
            'UMask=0077', 'ProtectHostname=yes', 'LockPersonality=yes', 'RestrictRealtime=yes',
            'ProtectKernelLogs=yes', 'ProtectKernelModules=yes', 'ProtectKernelTunables=yes')),
            present=PRESENT)
        self.program.do('size', 800, 600)
        self.program.do('review')
        self.button('Apply')
        places = []
        for text in ('Restart Now', 'Apply'):
            _x, y = self.program.spot(text)
            places.append(y)
            self.assertLess(y, 600, text)
        self.assertEqual(places, sorted(places))

    def test_wrapped_lines_hang(self):
        """What goes on below does not stand where a line begins."""
        self.start('SystemCallFilter=@system-service', 'NoNewPrivileges=yes',
                   'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
                   'CapabilityBoundingSet=CAP_CHOWN CAP_KILL CAP_NET_BIND_SERVICE CAP_SETGID')
        self.program.do('size', 360, 720)
        self.program.do('review')
        self.button('Apply')
        wraps = settle(lambda: [int(x) for x in self.program.command('wraps').split()],
                       'a line that wraps')
        for first, second in zip(wraps[::2], wraps[1::2]):
            self.assertGreater(second, first + 8)


if __name__ == '__main__':
    main()
