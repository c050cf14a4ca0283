# The whole window by real mouse and real keys. What its tests share.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import time

from page_driver import Atspi, has_state, settle, settle_empty
from window_driver import Base

PICTURES = os.environ.get('HN_SCREENSHOTS')


class Hand(Base):
    path = os.environ['WHOLE_WINDOW']

    def open_apple(self, *words):
        self.start('--open=apple', *words, self.root)
        self.wait_names('apple', 'banana', 'cherry')
        self.app.wait('heading', 'What Helps Most')
        self.take_focus()

    def item(self, part):
        """The row of the page whose name or description has part in it."""
        return settle(lambda: next(
            (node for node in self.app.find_all('list item')
             if part in node.get_name() + ' ' + node.get_description()), None), part)

    def expanded(self, node):
        return has_state(node, Atspi.StateType.EXPANDED)

    def assert_fits(self, what, shortened=(), torn=()):
        """Nothing asks for more than a phone's width, and no text is shortened or torn within a word,
        but those that begin with one of these."""
        settle(lambda: int(self.app.command('minimum').split()[0]) <= 360,
               f'{what} to fit, not {self.app.command("widest")}')

        def texts(command, fine):
            return [text for text in self.app.command(command).split('|')
                    if text and not text.startswith(tuple(fine))]
        settle_empty(lambda: texts('cut', shortened), f'nothing to be cut in {what}')
        settle_empty(lambda: texts('broken', torn), f'nothing to be torn apart in {what}')

    def pictures(self, name, shortened=(), torn=()):
        """How it looks wide and on a phone, light and dark, and there with large text: it has to fit."""
        for size, width, height, dpi in (('wide', 1080, 760, 96), ('narrow', 360, 720, 96),
                                         ('large', 360, 720, 192)):
            self.app.do('dpi', dpi)
            self.app.resize(width, height)
            self.assert_fits(f'{name}, {size}', shortened, torn)
            for look, dark in (('light', 0), ('dark', 1)) if PICTURES else ():
                self.app.do('dark', dark)
                time.sleep(0.7)
                self.app.do('screenshot', f'{PICTURES}/{name}-{size}-{look}.png')
            self.app.do('dark', 0)
        self.app.do('dpi', 96)
        self.app.resize(1080, 760)
