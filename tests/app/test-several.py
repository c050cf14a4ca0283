#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The searches of several services, as a person goes through them: who is left out, each as it comes,
# and the report. The helper and the manager are fakes, the rest is real.

import os

from page_driver import Atspi, act, has_state, keys, main, settle
from review_driver import Fits

# It takes its time, so that there is some to look.
STUCK = ('pace', '600000')
THREE = ('web.service', 'shop.service', 'mail.service')
TWELVE = tuple(f'a-service-with-a-rather-long-name-{n}.service' for n in range(12))


class Several(Fits):
    def open(self, *before, units=THREE, text=''):
        for unit in units:
            with open(os.path.join(self.folder, unit), 'w', encoding='utf-8') as file:
                file.write('[Unit]\nDescription=A server\n[Service]\nExecStart=/usr/bin/web\n'
                           + text)
        with open(os.path.join(self.folder, 'own.service'), 'w', encoding='utf-8') as file:
            file.write('[Service]\nExecStart=/usr/bin/web\n')
        self.start(unit='own.service', before=before)
        self.program.do('several', *units)

    def search(self, *before, **more):
        self.open(*before, **more)
        self.press('Start')

    def press_in_row(self, roles, name, description=''):
        """What stands in a row of a list."""
        found = settle(lambda: [node for role in roles
                                for node in self.program.find_all(role, name, deep=True)
                                if description in node.get_description()], name)
        # A row with a switch says that it is one, too, but cannot be pressed.
        node = found[-1]
        iface = node.get_action_iface()
        names = [Atspi.Action.get_action_name(iface, i)
                 for i in range(Atspi.Action.get_n_actions(iface))]
        act(node, 'toggle' if 'toggle' in names else 'click')

    def test_start_page(self):
        self.open(units=('web.service', 'ssh.service', 'shop.service', 'dbus.service'))
        self.wait_text('2 services are searched, one after another.')
        self.wait_text('Each restarts up to 14 times.')
        self.wait_text('asked for a password once')
        self.wait_text('Left Out, and Why')
        self.wait_text('It decides who may log in.')
        self.wait_text('It is not restarted from here.')
        chosen = [node.get_name() for node in self.program.find_all('radio button', deep=True)
                  if has_state(node, Atspi.StateType.CHECKED)]
        self.assertEqual(chosen, ['Fitting'])
        self.picture('several-start')
        self.assertNotIn('Begin', self.program.command('calls'))

    def test_nothing_to_do(self):
        self.open(units=('ssh.service', 'dbus.service'))
        self.wait_text('There is nothing to do')
        self.program.wait_gone('button', 'Start')
        self.picture('several-nothing')
        self.press('Close')
        self.program.wait_gone('button', 'Close')

    def test_report(self):
        self.search()
        self.wait_text('3 of 3 Services Hardened')
        self.assertEqual(len([text for text in self.texts() if 'which is kept' in text]), 3)
        self.assertGreaterEqual(len([text for text in self.texts()
                                     if '9.' in text and '→' in text]), 3)
        calls = self.calls()
        self.assertEqual(calls.count('Begin web.service shop.service mail.service'), 1)
        self.assertEqual(calls.count('Keep'), 3)
        self.picture('several-report')

        self.press('Copy the Report')
        self.wait_text('Copied')
        report = settle(lambda: self.program.command('clipboard'), 'the report')
        self.assertIn('3 of 3 Services Hardened', report)
        self.assertIn('shop.service: 9.', report)

        self.press_in_row(('button',), 'Take Back', 'shop.service')
        self.wait_text('2 of 3 Services Hardened')
        self.wait_text('It was taken back, and is as before.')
        self.press('Close')
        self.program.wait_gone('button', 'Close')

    def test_only_told(self):
        self.open()
        self.press_in_row(('switch', 'check box'), 'Keep What Works')
        self.wait_text('You are told what would work')
        self.press('Start')
        self.wait_text('What Would Work')
        self.assertNotIn('Keep', self.calls())
        self.assertEqual(len([text for text in self.texts() if 'would work with less' in text]), 3)
        self.picture('several-told')

    def test_under_way_and_stopped(self):
        self.search(STUCK, units=TWELVE)
        self.wait_text('0 of 12 Services Done')
        self.wait_text('Trying set 1 of at most 6')
        self.picture('several-search')
        self.press('Stop')
        self.wait_text('0 of 12 Services Hardened')
        self.wait_text('Stopped. It is as before.')
        self.assertEqual(len([text for text in self.texts() if 'was not begun' in text]), 11)

    def test_twelve(self):
        self.search(units=TWELVE)
        self.wait_text('12 of 12 Services Hardened')
        self.picture('several-twelve')

    def test_all_failed(self):
        self.search(('life', 'authorized', 'written', 'loaded', 'reverting', 'reverted'),
                    ('breaking', 'KeyringMode=private'))
        self.wait_text('0 of 3 Services Hardened')
        self.picture('several-failed')

    def test_denied(self):
        self.search(('error', 'NotAuthorized'))
        self.wait_text('Not authorized. It is as before.')
        self.assertEqual(len([text for text in self.texts() if 'was not begun' in text]), 2)
        self.picture('several-denied')

    def test_closing_asks(self):
        self.search(STUCK)
        self.wait_text('Trying set 1 of at most 6')
        self.program.take_focus()
        self.wait_focus('Stop')
        keys('Escape')
        self.wait_text('Stop the Search?')
        act(settle(lambda: self.program.find_all('button', 'Stop'), 'the answer')[-1], 'click')
        self.wait_text('0 of 3 Services Hardened')
        settle(lambda: self.program.command('helping') == '0', 'the trial to be over')


main()
