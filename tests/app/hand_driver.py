# The whole window by real mouse and real keys. What its tests share.
# SPDX-License-Identifier: GPL-3.0-or-later

import os

from page_driver import Atspi, has_state, settle
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
