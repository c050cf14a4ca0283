#!/usr/bin/env python3
# Accepting with a reason in the window: a check, a service, a check everywhere; for oneself.
# What is for everybody goes through the helper, in tests/model/test-accepted-hub.c. Needs a display
# and a session bus with accessibility, and an ordinary user: as root one's own view does not count.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import re
import subprocess
import time

from hand_driver import PICTURES, Hand
from page_driver import Atspi, act, has_state, main, settle

UNITS = ['web.service', 'web.socket|active||vsock::80|web.service', 'alone.service']
REASON = ('n', 'e', 'e', 'd', 'e', 'd')
TEXT = '[Accepted]\nUnit={}\nCheck={}\nUntil={}\nNote={}\n'


class Accept(Hand):
    def play(self, *words, units=UNITS):
        """The program beside a manager with these units."""
        fake = subprocess.Popen([os.environ['FAKE_SYSTEM'], *units], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)
        self.addCleanup(fake.communicate)
        self.environment['DBUS_SYSTEM_BUS_ADDRESS'] = fake.stdout.readline().strip()
        self.start(*words)
        self.take_focus()

    def files(self):
        folder = os.path.join(self.folder, 'hardnut/accepted.d/system')
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []

    def accepted(self, unit, check, until, note='Known'):
        self.write(f'hardnut/accepted.d/system/{unit}{"+" if check else ""}{check}.conf',
                   TEXT.format(unit, check, until, note))

    def open_page(self, *words, **more):
        self.play('--open=web', *words, **more)
        self.app.wait('heading', 'web.service')
        self.app.wait('list item', 'Accept This Service…')

    def open_check(self, title='Cut off the network', *words, **more):
        """Goes to a check by the search, and opens it by mouse."""
        self.open_page(*words, **more)
        self.to_protections()
        self.keys('ctrl+f', *('space' if key == ' ' else key for key in title.lower()))
        row = self.item('Failed: ' + title)
        self.app.do('reveal', title)
        self.app.click(title)
        settle(lambda: self.expanded(row), 'the check to open')
        return row

    def click(self, text):
        self.app.do('reveal', text)
        self.app.click(text)

    def sensitive(self, name):
        return has_state(self.app.wait('button', name), Atspi.StateType.SENSITIVE)

    def picture(self, name):
        if PICTURES:
            time.sleep(0.5)
            self.app.do('screenshot', os.path.join(PICTURES, f'accept-{name}.png'))

    def give_reason(self):
        self.app.wait('button', 'Accept')
        settle(lambda: self.focused('text', 'entry'), 'the reason to have the focus')
        self.keys(*REASON)

    def ring(self):
        return self.app.wait('level bar', starts='Exposure ').get_name()

    def test_a_check_by_mouse(self):
        self.open_check()
        before = self.ring()
        self.picture('details')
        self.click('Accept…')
        self.app.wait('label', 'web.service does without “Cut off the network”')
        self.give_reason()
        self.picture('dialog')
        self.app.do('dark', 1)
        self.picture('dialog-dark')
        self.app.do('dark', 0)
        self.app.click('Accept')
        self.app.wait_gone('label', 'web.service does without “Cut off the network”')
        # Out of the way, with its reason; the score is the same.
        row = settle(lambda: next((node for node in self.app.find_all('list item')
                                   if 'Accepted until ' in node.get_description()), None), 'the row')
        self.assertIn(': needed', row.get_description())
        self.assertTrue(row.get_name().endswith('Cut off the network'))
        self.assertEqual(self.ring(), before)
        self.assertEqual(len(self.files()), 1)
        self.keys('Escape')
        settle(lambda: [node for node in self.app.find_all('list')
                        if node.get_name() == 'Accepted'], 'the list of what is accepted')
        settle(lambda: [label for label in self.labels()
                        if re.search(r'^\d+ of \d+ passed, \d+ not applicable, 1 accepted', label)],
               'the count')
        self.app.do('reveal', 'Accepted until ')
        self.picture('accepted')
        # And back.
        self.app.do('reveal', 'Take Back')
        self.app.click('Take Back')
        settle(lambda: self.files() == [], 'the file to go')
        settle(lambda: not [node for node in self.app.find_all('list item')
                            if 'Accepted until ' in node.get_description()], 'the row to be as before')

    def test_a_check_everywhere(self):
        self.open_check()
        self.click('Accept…')
        self.give_reason()
        self.click('For All Services')
        self.app.click('Accept')
        settle(lambda: [node for node in self.app.find_all('list item')
                        if 'Accepted for all services, until ' in node.get_description()], 'the row')
        self.app.click('alone.service, exposure')
        self.app.wait('heading', 'alone.service')
        self.to_protections()
        settle(lambda: [node for node in self.app.find_all('list item')
                        if 'Accepted for all services, until ' in node.get_description()],
               'the row of another service')

    def test_a_service_by_keys(self):
        os.remove(os.path.join(self.folder, 'glib-2.0/settings/keyfile'))
        self.open_page()
        settle(lambda: self.names() == ['web', 'alone'], 'the order by priority')
        before = self.ring()
        self.click('Accept This Service…')
        self.app.wait('label', 'web.service stays as exposed as it is')
        self.assertFalse(self.sensitive('Accept'))
        self.give_reason()
        settle(lambda: self.sensitive('Accept'), 'the button')
        self.keys('Return')
        self.app.wait('list item', starts='Accepted until ')
        self.assertEqual(self.ring(), before)
        # It comes last, and is no concern any more.
        settle(lambda: self.names() == ['alone', 'web'], 'the other order')
        self.picture('service')
        self.app.press('Take Back')
        self.app.wait('list item', 'Accept This Service…')
        settle(lambda: self.names() == ['web', 'alone'], 'the order as before')

    def test_your_machine_counts_without(self):
        self.accepted('web.service', '', '2999-01-31')
        self.play()
        self.app.wait('heading', '1 of 2 services have little or no protection')
        settle(lambda: not [label for label in self.labels() if 'can reach over the network runs as root'
                            in label], 'no concern')
        # Neither is it said to be out of reach, nor to have protection.
        self.app.wait('label', 'All services that others can reach over the network have protection, '
                               'or are accepted without')

    def test_past_its_day(self):
        self.accepted('web.service', '', '2020-01-31')
        self.accepted('web.service', 'PrivateNetwork', '2020-02-28')
        self.play('--open=web')
        self.app.wait('list item', starts='To be looked at again: it was accepted until 31 January 2020')
        self.to_protections()
        settle(lambda: [node for node in self.app.find_all('list item')
                        if 'To be looked at again: it was accepted until ' in node.get_description()],
               'the row')
        self.assertEqual([node for node in self.app.find_all('list') if node.get_name() == 'Accepted'],
                         [])

    def test_all_in_one_place(self):
        self.accepted('web.service', 'PrivateNetwork', '2999-01-31')
        self.accepted('', 'PrivateTmp', '2999-01-31')
        self.accepted('gone.service', '', '2020-01-31')
        self.play()
        settle(lambda: self.rows(), 'the list')
        self.keys('F10')
        time.sleep(0.5)
        self.keys('e')
        for subject in ('web.service: Cut off the network',
                        'All services: Separate its temporary files', 'gone.service'):
            self.app.wait('list item', subject)
        self.picture('all')
        self.app.press('Take back: gone.service')
        self.app.wait_gone('list item', 'gone.service')
        self.assertEqual(len(self.files()), 2)

    def test_nothing_is_accepted(self):
        self.play()
        settle(lambda: self.rows(), 'the list')
        self.keys('F10')
        time.sleep(0.5)
        self.keys('e')
        self.app.wait('label', 'Nothing Is Accepted')


if __name__ == '__main__':
    main()
