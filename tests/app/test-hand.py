#!/usr/bin/env python3
# The whole window by real mouse and real keys, as a person presses it: what opens, what is chosen,
# what takes the focus. Needs a display and a session bus with accessibility.
# SPDX-License-Identifier: GPL-3.0-or-later

import os

from page_driver import Atspi, has_state, main, settle
from window_driver import PLAIN, Base


class Hand(Base):
    path = os.environ['WHOLE_WINDOW']

    def open_apple(self, *words):
        self.start('--open=apple', *words, self.root)
        self.wait_names('apple', 'banana', 'cherry')
        self.app.wait('heading', 'Exceptions and More')
        self.take_focus()

    def item(self, part):
        """The row of the page whose name or description has part in it."""
        return settle(lambda: next(
            (node for node in self.app.find_all('list item')
             if part in node.get_name() + ' ' + node.get_description()), None), part)

    def expanded(self, node):
        return has_state(node, Atspi.StateType.EXPANDED)


class Opening(Hand):
    def opens_by_hand(self, text):
        """The row that says text opens and closes by its words, its arrow, a double click and the
        keys."""
        row = self.item(text)
        self.app.do('reveal', text)
        for command in ('where', 'arrow'):
            self.app.click(text, command=command)
            settle(lambda: self.expanded(row), f'{text} to open by its {command}')
            self.app.click(text, command=command)
            settle(lambda: not self.expanded(row), f'{text} to close by its {command}')
        self.app.click(text, times=2)
        settle(lambda: self.expanded(row), f'{text} to open by a double click')
        # The press has left the focus on the row.
        for key in ('Return', 'KP_Enter', 'space'):
            self.keys(key)
            settle(lambda: not self.expanded(row), f'{text} to close by {key}')
            self.keys(key)
            settle(lambda: self.expanded(row), f'{text} to open by {key}')

    def test_check(self):
        self.open_apple()
        self.opens_by_hand('NoNewPrivileges=')

    def test_check_among_many(self):
        self.open_apple()
        self.opens_by_hand('CapabilityBoundingSet=')
        self.opens_by_hand('CAP_SYS_PTRACE')

    def test_exceptions(self):
        self.open_apple()
        self.opens_by_hand('settings: ReadWritePaths=')
        self.opens_by_hand('ReadWritePaths= (not set)')

    def test_files(self):
        """A row that opens a dialog: by the mouse, then by the keys from where that left the focus."""
        self.open_apple()
        self.app.do('reveal', 'Unit file')
        folder = os.path.join(self.root, 'usr/lib/systemd/system')
        presses = [lambda: self.app.click(folder)] + [
            lambda key=key: self.keys(key) for key in ('Return', 'KP_Enter', 'space')]
        for press in presses:
            press()
            self.app.wait('text', starts='Text of ')
            self.keys('Escape')
            self.app.wait_gone('text', starts='Text of ')

    def test_choice_of_a_template(self):
        self.unit('web@.service', PLAIN.format('For many'))
        self.unit('web@one.service', PLAIN.format('For one'))
        self.start('--open=web@one', self.root)
        self.take_focus()
        everyone = self.app.wait('radio button', starts='All ')
        one = self.app.wait('radio button', starts='This ')
        self.app.click(everyone.get_name().split(' No other')[0])
        settle(lambda: has_state(everyone, Atspi.StateType.CHECKED), 'all by the mouse')
        self.app.click(one.get_name().split(' web@')[0])
        settle(lambda: has_state(one, Atspi.StateType.CHECKED), 'one by the mouse')
        for key in ('Return', 'space'):
            self.keys('Down', key)
            settle(lambda: has_state(everyone, Atspi.StateType.CHECKED), f'all by {key}')
            self.keys('Up', key)
            settle(lambda: has_state(one, Atspi.StateType.CHECKED), f'one by {key}')


if __name__ == '__main__':
    main()
