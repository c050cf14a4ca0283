#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Selecting several services in the list by real mouse and real keys, and what is offered for them.

import subprocess

from hand_driver import PICTURES, Hand
from page_driver import main, settle
from window_driver import PLAIN


class Selecting(Hand):
    def setUp(self):
        super().setUp()
        self.unit('apricot.service', PLAIN.format('Another fruit'))
        self.start(self.root)
        self.wait_names('apple', 'apricot', 'banana', 'cherry')
        self.take_focus()

    def chosen(self):
        return [row.get_name().split('.service')[0] for row in self.rows()
                if row.get_name().endswith(', selected')]

    def wait_chosen(self, *names):
        settle(lambda: self.chosen() == list(names), f'{names} to be selected')
        if names:
            self.wait_said(f'{len(names)} Selected')

    def wait_said(self, text):
        settle(lambda: any(text in node.get_name() for node in self.app.walk(self.app.node)), text)

    def wait_focus(self, name):
        def look():
            row = self.focused('list item')
            return row is not None and row.get_name().startswith(name + '.service')
        settle(look, f'the focus on {name}')

    def click_with(self, key, name):
        x, y = self.app.spot(f'{name}.service, exposure')
        window = self.app.window()
        subprocess.run(['xdotool', 'mousemove', '--window', window, str(x), str(y), 'keydown', key,
                        'sleep', '0.5', 'click', '1', 'keyup', key], check=True)

    def wait_left(self):
        self.app.wait_gone('button', 'Cancel')
        settle(lambda: not self.chosen(), 'nothing to be selected')

    def test_button_and_mouse(self):
        self.keys('F10')
        self.app.click('Select Services')
        self.app.wait('button', 'Cancel')
        self.wait_said('Select Services')
        self.app.click('banana.service, exposure')
        self.wait_chosen('banana')
        self.app.click('apple.service, exposure')
        self.wait_chosen('apple', 'banana')
        # Once more: not any more.
        self.app.click('banana.service, exposure')
        self.wait_chosen('apple')
        # Nothing was opened by it.
        self.assertFalse(self.app.find_all('heading', 'apple.service'))
        self.app.press('Cancel')
        self.wait_left()

    def test_ctrl_and_shift(self):
        self.click_with('ctrl', 'apple')
        self.wait_chosen('apple')
        self.click_with('shift', 'banana')
        self.wait_chosen('apple', 'apricot', 'banana')
        self.click_with('ctrl', 'apricot')
        self.wait_chosen('apple', 'banana')
        self.keys('Escape')
        self.wait_left()

    def test_keys(self):
        self.choose('apple')
        self.keys('shift+Down')
        self.wait_chosen('apple', 'apricot')
        # Without Shift the focus goes on, and the selection stays.
        self.wait_focus('apricot')
        self.keys('Down')
        self.wait_focus('banana')
        self.keys('space')
        self.wait_chosen('apple', 'apricot', 'banana')
        self.keys('space')
        self.wait_chosen('apple', 'apricot')
        self.keys('ctrl+a')
        self.wait_chosen('apple', 'apricot', 'banana', 'cherry')
        self.keys('Escape')
        self.wait_left()

    def test_search_keeps_it(self):
        self.click_with('ctrl', 'banana')
        self.wait_chosen('banana')
        self.search('cherry')
        self.wait_names('cherry')
        self.wait_said('1 Selected')
        self.app.click('cherry.service, exposure')
        self.wait_said('2 Selected')
        self.search('')
        self.wait_names('apple', 'apricot', 'banana', 'cherry')
        self.wait_chosen('banana', 'cherry')

    def test_harden(self):
        self.click_with('ctrl', 'apple')
        self.click_with('ctrl', 'cherry')
        self.wait_chosen('apple', 'cherry')
        self.picture('selecting')
        self.app.click('Harden…')
        # These are the files of a folder, of which nothing runs here.
        self.app.wait('label', 'There is nothing to do: none of these services can be tried.')
        self.assertTrue(self.app.find_all('list item', 'apple.service'))
        self.assertTrue(self.app.find_all('list item', 'cherry.service'))
        self.assertFalse(self.app.find_all('list item', 'banana.service'))
        self.take_focus()
        settle(lambda: self.focused('button') is not None
               and self.focused('button').get_name() == 'Close', 'the focus on Close')
        self.keys('Escape')
        self.app.wait_gone('heading', 'Left Out, and Why')
        self.wait_left()

    def picture(self, name):
        for size, words in (('wide', (1080, 760)), ('narrow', (360, 720))):
            self.app.do('size', *words)
            for dark in (0, 1):
                self.app.do('dark', dark)
                if PICTURES:
                    settle(lambda: self.app.command(
                        'screenshot', f'{PICTURES}/{name}-{size}-{"dark" if dark else "light"}.png')
                        == 'ok', 'a picture')
        self.app.do('dark', 0)
        self.app.do('size', 1080, 760)


main()
