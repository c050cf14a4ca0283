#!/usr/bin/env python3
# Accepting with a reason in the window: a check, a service, a check everywhere; for oneself, and for
# everybody, with a helper that is played: what that would write is written here. Needs a display and a
# session bus with accessibility, and an ordinary user, who may write where the helper would: as root
# one's own view does not count.
# SPDX-License-Identifier: GPL-3.0-or-later

import datetime
import os
import re
import select
import subprocess
import time

from hand_driver import PICTURES, Hand
from page_driver import Atspi, act, has_state, main, settle

UNITS = ['web.service', 'web.socket|active||vsock::80|web.service', 'alone.service']
REASON = ('n', 'e', 'e', 'd', 'e', 'd')
REFUSES = '--helper=io.github.hardnut.Error.NotAuthorized'
REFUSED = 'You are not authorized to do this'
# Time enough for the window to come, and less than a test waits for something.
BEFORE_MIDNIGHT = 30
EVERYBODY = '/etc/hardnut/accepted.d'
CHECK = 'web.service does without “Cut off the network”'
TEXT = '[Accepted]\nUnit={}\nCheck={}\nUntil={}\nNote={}\n'


class Accept(Hand):
    def play(self, *words, units=UNITS, helper='--helper'):
        """The program beside a manager with these units, and a helper."""
        self.fake = subprocess.Popen([os.environ['FAKE_SYSTEM'], helper, *units],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.addCleanup(self.fake.communicate)
        self.environment['DBUS_SYSTEM_BUS_ADDRESS'] = self.call()
        self.start(*words)
        self.take_focus()

    def call(self):
        """What the helper is asked to do next; the address of the bus comes first."""
        settle(lambda: select.select([self.fake.stdout], [], [], 0)[0], 'a call of the helper')
        return self.fake.stdout.readline().decode().strip()

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
        settle(lambda: self.app.command('reveal', text) == 'ok', text)
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
        self.app.wait('label', CHECK)
        self.give_reason()
        self.app.click('Accept')
        self.app.wait_gone('label', CHECK)
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

    def for_everybody(self, unit, check, text=None):
        """The file as the helper would write it, or its end."""
        path = f'{EVERYBODY}/{unit}{"+" if check else ""}{check}.conf'
        if text is None:
            os.remove(path)
            return
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        self.addCleanup(lambda: os.path.exists(path) and os.remove(path))

    def described(self, part):
        return [node for node in self.app.find_all('list item') if part in node.get_description()]

    def test_for_everybody_by_mouse(self):
        self.open_check()
        before = self.ring()
        self.click('Accept…')
        self.give_reason()
        self.click('For Everybody on This Machine')
        self.pictures('accept-everybody')
        self.app.click('Accept')
        self.app.wait_gone('label', CHECK)
        self.assertRegex(self.call(), r'^Accept web\.service \[PrivateNetwork\] '
                                      r'\[\d{4}-\d\d-\d\d\] \[needed\]$')
        # It is for the helper to write.
        self.assertEqual(self.files(), [])
        self.assertEqual(self.described('Accepted'), [])
        self.for_everybody('web.service', 'PrivateNetwork',
                           TEXT.format('web.service', 'PrivateNetwork', '2999-01-31', 'needed'))
        settle(lambda: self.described('Accepted for everybody, until 31 January 2999: needed'),
               'the row')
        self.assertEqual(self.ring(), before)
        self.click('Take Back')
        self.assertEqual(self.call(), 'Accept web.service [PrivateNetwork] [] []')
        self.assertTrue(self.described('Accepted for everybody'))
        self.for_everybody('web.service', 'PrivateNetwork')
        settle(lambda: not self.described('Accepted'), 'the row as before')

    def test_everybody_and_all_services(self):
        self.open_check()
        self.click('Accept…')
        self.give_reason()
        self.click('For All Services')
        self.click('For Everybody on This Machine')
        self.app.click('Accept')
        self.assertRegex(self.call(), r'^Accept  \[PrivateNetwork\] ')
        self.for_everybody('', 'PrivateNetwork',
                           '[Accepted]\nCheck=PrivateNetwork\nUntil=2999-01-31\nNote=needed\n')
        settle(lambda: self.described('Accepted for all services and for everybody, until '), 'the row')

    def test_a_service_for_everybody(self):
        os.remove(os.path.join(self.folder, 'glib-2.0/settings/keyfile'))
        self.open_page()
        settle(lambda: self.names() == ['web', 'alone'], 'the order by priority')
        self.click('Accept This Service…')
        self.give_reason()
        self.click('For Everybody on This Machine')
        self.app.click('Accept')
        self.assertRegex(self.call(), r'^Accept web\.service \[\] \[')
        self.for_everybody('web.service', '', TEXT.format('web.service', '', '2999-01-31', 'needed'))
        self.app.wait('list item', 'Accepted for everybody, until 31 January 2999')
        settle(lambda: self.names() == ['alone', 'web'], 'the other order')
        self.click('Take Back')
        self.assertEqual(self.call(), 'Accept web.service [] [] []')

    def test_refused(self):
        """Without the password nothing is accepted, and what was typed is still there."""
        self.open_check(helper=REFUSES)
        self.click('Accept…')
        self.give_reason()
        self.click('For Everybody on This Machine')
        self.app.click('Accept')
        settle(lambda: [label for label in self.labels() if REFUSED in label], 'the refusal')
        settle(lambda: self.app.command('scrolls') == '0', 'all of it in view')
        self.assertTrue(self.call().startswith('Accept '))
        self.assertEqual(self.files(), [])
        self.pictures('accept-refused')
        # For oneself it takes none.
        self.click('For Everybody on This Machine')
        settle(lambda: not [label for label in self.labels() if REFUSED in label], 'no refusal')
        self.app.click('Accept')
        settle(lambda: len(self.files()) == 1, 'the file')
        settle(lambda: self.described('Accepted until '), 'the row')

    def test_stays_accepted_without_the_password(self):
        self.for_everybody('web.service', '', TEXT.format('web.service', '', '2999-01-31', 'needed'))
        self.play('--open=web', helper=REFUSES)
        self.app.wait('list item', 'Accepted for everybody, until 31 January 2999')
        self.click('Take Back')
        self.app.wait('label', 'It Stays Accepted')
        self.picture('stays')
        self.app.press('Close')
        self.app.wait_gone('label', 'It Stays Accepted')

    def test_one_in_the_place_of_another(self):
        """Who changes for whom it is does not leave behind what was said before."""
        self.accepted('web.service', 'PrivateNetwork', '2999-01-31', 'Mine')
        self.open_check()
        settle(lambda: self.described('Accepted until 31 January 2999: Mine'), 'the row')
        self.click('Change…')
        self.app.wait('label', CHECK)
        self.assertEqual(self.app.text_of(self.app.wait('text', 'Reason')), 'Mine')
        self.click('For Everybody on This Machine')
        self.app.click('Accept')
        self.assertEqual(self.call(), 'Accept web.service [PrivateNetwork] [2999-01-31] [Mine]')
        settle(lambda: self.files() == [], 'the file to go')
        self.for_everybody('web.service', 'PrivateNetwork',
                           TEXT.format('web.service', 'PrivateNetwork', '2999-01-31', 'Mine'))
        settle(lambda: self.described('Accepted for everybody, until 31 January 2999: Mine'), 'the row')
        self.click('Change…')
        self.app.wait('label', CHECK)
        self.click('For Everybody on This Machine')
        self.app.click('Accept')
        settle(lambda: self.files() == ['web.service+PrivateNetwork.conf'], 'the file')
        self.assertEqual(self.call(), 'Accept web.service [PrivateNetwork] [] []')

    def test_from_all_services_to_one(self):
        self.accepted('', 'PrivateNetwork', '2999-01-31')
        self.open_check()
        settle(lambda: self.described('Accepted for all services, until '), 'the row')
        self.click('Change…')
        self.app.wait('label', CHECK)
        self.click('For All Services')
        self.app.click('Accept')
        settle(lambda: self.files() == ['web.service+PrivateNetwork.conf'], 'one file, another one')
        settle(lambda: self.described('Accepted until '), 'the row')

    def test_another_day(self):
        self.open_page()
        self.click('Accept This Service…')
        self.give_reason()
        self.app.click('Look Again On')
        self.app.wait('label', str(datetime.date.today().year + 1))
        self.app.do('dark', 1)
        self.picture('day')

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

    def test_until_midnight(self):
        """What is accepted until tomorrow is not from midnight on, though nothing else happens then."""
        now = datetime.datetime.now(datetime.timezone.utc)
        evening = now.replace(hour=23, minute=59, second=60 - BEFORE_MIDNIGHT)
        # To the nearest one, as no place on earth is further from Greenwich.
        east = ((evening - now).total_seconds() + 43200) % 86400 - 43200
        offset = str(datetime.timedelta(seconds=int(abs(east))))
        self.environment['TZ'] = f'HNT{"-" if east > 0 else "+"}{offset}'
        tomorrow = (now + datetime.timedelta(days=1, seconds=int(east))).date()
        day = f'{tomorrow.day} {tomorrow:%B %Y}'
        self.accepted('web.service', '', tomorrow.isoformat())
        self.play('--open=web')
        self.app.wait('list item', f'Accepted until {day}')
        self.app.wait('list item', starts=f'To be looked at again: it was accepted until {day}')

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
        self.pictures('accept-all')
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
        self.pictures('accept-nothing')


if __name__ == '__main__':
    main()
