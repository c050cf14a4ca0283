#!/usr/bin/env python3
# Your Machine: what it says of services that a played manager has, and where its parts lead, by the
# mouse and by the keys. Needs a display and a session bus with accessibility.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import re
import subprocess
import time

from hand_driver import PICTURES, Hand
from page_driver import Atspi, act, has_state, main, settle
from window_driver import PLAIN

FEW = ['web.service', 'web.socket|active||vsock::80|web.service',
       'mail.service||mail', 'mail.socket|active||vsock::25|mail.service',
       'local.service', 'local.socket|active||/run/local|local.service',
       'alone.service', 'idle.service|inactive']
# Two more that others reach as root.
MORE = [*FEW, 'shop.service', 'shop.socket|active||vsock::443|shop.service',
        'print.service', 'print.socket|active||vsock::631|print.service']


HISTORY = '/var/lib/hardnut/history'
STATES = '''[State]

[State]
When=2026-01-31T12:00:00Z
User=0
Line=PrivateTmp=yes
Line=UMask=0077

[State]
When=2026-02-01T12:00:00Z
Incomplete=yes
Line=UMask=0077

[State]
When=2026-02-02T12:00:00Z
User=0
Line=PrivateTmp=yes
'''


class Overview(Hand):
    def play(self, *units, words=(), size=None):
        """Starts the program beside a manager with these units."""
        fake = subprocess.Popen([os.environ['FAKE_SYSTEM'], *units], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)
        self.addCleanup(fake.communicate)
        self.environment['DBUS_SYSTEM_BUS_ADDRESS'] = fake.stdout.readline().strip()
        self.start(*(['--size', size] if size else []), *words)

    def say(self, text):
        return self.app.wait('label', starts=text)

    def names_below(self, sentence):
        """What the label behind that of the sentence says."""
        self.app.wait('label', starts=sentence)
        labels = self.labels()
        return labels[next(i for i, label in enumerate(labels) if label.startswith(sentence)) + 1]

    def press_link(self, text):
        """Presses the first link of a label, which begins where the label does."""
        self.app.spot(text)
        x, y, _width, height = map(int, self.app.command('where', text).split())
        self.app.press_at(x + 8, y + height // 2)

    def assert_nothing_cut(self):
        settle(lambda: self.app.command('cut') == '', 'nothing cut')

    def picture(self, name):
        if PICTURES:
            time.sleep(0.3)
            self.app.do('screenshot', os.path.join(PICTURES, f'overview-{name}.png'))

    def test_says_what_matters(self):
        self.play(*FEW)
        self.say('1 service that others can reach over the network runs as root with little')
        self.assertEqual(self.names_below('1 service that others can reach over the network runs'),
                         'web')
        self.assertEqual(
            self.names_below('1 service that others can reach over the network has little'), 'mail')
        self.assertEqual(
            self.names_below('1 service that any program of this machine can talk to'), 'local')
        self.assertEqual(self.names_below('1 service runs as root with little or no protection; '
                                          'nothing was seen'), 'alone')
        self.app.wait('heading', '5 of 5 services have little or no protection')
        self.say('1 of them is not in use')
        self.assertNotIn('idle', ' '.join(
            label for label in self.labels() if label.startswith('alone')))
        self.say('Nothing yet.')
        self.picture('few')
        self.app.do('dark', 1)
        self.picture('few-dark')

    def test_picture_says_all_levels(self):
        self.play(*FEW)
        picture = self.app.wait('image', starts='5 services, ')
        self.assertRegex(picture.get_name(), r'^5 services(, \d [A-Z][a-z]+)+$')
        self.assertEqual(sum(int(part.split()[0]) for part in
                             picture.get_name().split(', ')[1:]), 5)

    def test_the_list_begins_with_it(self):
        os.remove(os.path.join(self.folder, 'glib-2.0/settings/keyfile'))
        self.play(*FEW)
        self.say('1 service that others')
        settle(lambda: [name.split(',')[0] for name in self.names()]
               == ['web', 'local', 'mail', 'alone', 'idle'], self.names())
        self.assertEqual(self.row('web').get_description(),
                         'running, network · root, A fake service')
        self.assertEqual(self.row('idle').get_description(),
                         'not running, not in use, A fake service')

    def test_all_is_well(self):
        self.unit('apple.service', PLAIN.format('A'))
        self.play('alone.service||nobody')
        self.say('No service was seen that others can reach over the network')
        self.picture('well')

    def test_many_and_long_names(self):
        long = 'a-service-with-a-very-long-name-that-goes-on-' * 3
        units = [f'{long}{i:02}.service' for i in range(12)]
        self.play(*units, *(f'{unit[:-8]}.socket|active||vsock::{i + 1}|{unit}'
                            for i, unit in enumerate(units)), size='360x640')
        self.take_focus()
        self.keys('alt+Home')
        self.say('12 services that others can reach over the network run as root')
        self.picture('long-360')
        self.assert_nothing_cut()
        self.app.do('dpi', 192)
        self.assert_nothing_cut()
        self.picture('long-360-large')

    def test_more_names_by_the_keys(self):
        units = [f's{i:02}.service' for i in range(12)]
        self.play(*units, *(f's{i:02}.socket|active||vsock::{i + 1}|s{i:02}.service'
                            for i in range(12)))
        few = ', '.join(f's{i:02}' for i in range(8))
        settle(lambda: self.names_below('12 services that others') == few + ', 4 more', 'eight names')
        self.take_focus()
        # The last link before the button, to which the focus comes back.
        self.app.click('What Do the Numbers Mean?')
        self.app.wait('label', '9.0–9.9')
        self.keys('Escape')
        self.app.wait_gone('label', '9.0–9.9')
        # Over the button that hardens them all.
        self.keys('shift+Tab', 'shift+Tab')
        self.keys('Return')
        settle(lambda: self.names_below('12 services that others')
               == ', '.join(f's{i:02}' for i in range(12)), 'all names')
        self.picture('many')

    def test_names_lead_to_pages_and_back(self):
        self.play(*FEW)
        self.say('1 service that any program')
        self.press_link('local')
        self.app.wait('heading', 'local.service')
        settle(lambda: not [label for label in self.labels() if label.startswith('1 of them')],
               'the overview to go')
        self.take_focus()
        self.keys('alt+Home')
        self.say('1 of them is not in use')
        # No row stays chosen.
        settle(lambda: not [row for row in self.rows()
                            if has_state(row, Atspi.StateType.SELECTED)], 'no selection')
        self.choose('mail')
        self.app.wait('heading', 'mail.service')
        self.app.click('Your Machine')
        self.say('1 of them is not in use')

    # There is no helper here, so that the dialog says of each that nothing can be tried.

    def wait_dialog(self, *names):
        """For the searches of these services and of no others, the first to look at first."""
        self.app.wait('heading', 'Left Out, and Why')
        settle(lambda: [node.get_name() for node in self.app.find_all('list item')
                        if node.get_name().endswith('.service')] == list(names), names)

    def close_dialog(self):
        self.app.press('Close')
        self.app.wait_gone('heading', 'Left Out, and Why')

    def test_harden_those_of_a_card_by_mouse(self):
        self.play(*MORE)
        self.assertEqual(self.names_below('3 services that others can reach over the network run'),
                         'print, shop, web')
        self.picture('card')
        self.app.do('dark', 1)
        self.picture('card-dark')
        self.app.do('dark', 0)
        self.app.click('Harden…')
        self.wait_dialog('print.service', 'shop.service', 'web.service')
        self.picture('card-several')
        self.close_dialog()
        self.say('3 services that others can reach')

    def test_harden_those_of_a_card_by_keys(self):
        self.play(*MORE)
        self.say('3 services that others can reach')
        self.take_focus()
        # It comes behind the names, and says whom it is about.
        for _ in range(30):
            button = self.focused('button')
            if button is not None and button.get_name() == 'Harden…':
                break
            self.keys('Tab')
            time.sleep(0.2)
        self.assertEqual(button.get_name(), 'Harden…')
        self.assertIn('3 services that others can reach over the network run as root',
                      button.get_description())
        self.keys('Return')
        self.wait_dialog('print.service', 'shop.service', 'web.service')

    def test_only_cards_of_the_network_offer_it(self):
        self.play(*MORE)
        self.say('1 service that any program')
        self.say('1 service runs as root')
        buttons = self.app.find_all('button', 'Harden…')
        self.assertEqual([button.get_description().split(' over ')[0] for button in buttons],
                         ['3 services that others can reach', '1 service that others can reach'])

    def test_harden_the_one_of_a_card(self):
        self.play(*MORE)
        self.say('1 service that others can reach over the network has little')
        self.take_focus()
        act(next(button for button in self.app.find_all('button', 'Harden…')
                 if button.get_description().startswith('1 service ')), 'click')
        # It gets its own page and dialog.
        self.app.wait('label', 'Harden')
        self.app.wait('heading', 'mail.service')
        self.assertEqual(self.app.find_all('heading', 'Left Out, and Why'), [])
        self.keys('Escape')
        self.app.wait_gone('label', 'Harden')
        # On the page below it one can go on by the keys.
        self.app.wait('heading', 'mail.service')
        self.keys('Tab')
        settle(self.focused, 'the focus on the page')

    def test_harden_all_by_the_menu(self):
        self.play(*MORE)
        self.say('3 services that others can reach')
        self.take_focus()
        self.keys('F10')
        self.app.click('Harden All That the Network Reaches…')
        # Also the one that does not run as root.
        self.wait_dialog('print.service', 'shop.service', 'web.service', 'mail.service')
        self.close_dialog()

    def test_nothing_that_the_network_reaches(self):
        self.play('alone.service')
        self.say('No service was seen that others can reach over the network')
        self.take_focus()
        self.keys('F10')
        self.app.click('Harden All That the Network Reaches…')
        self.app.wait('label', 'There is no service that the network is known to reach.')

    def test_of_a_folder_nothing_can_be_hardened(self):
        self.start_with_root()
        self.take_focus()
        self.keys('F10')
        self.app.spot('Select Services')
        self.assertEqual(self.app.command('where', 'Harden All That the Network Reaches…'),
                         'nothing says that')

    def test_selected_ones_come_as_in_the_list(self):
        os.remove(os.path.join(self.folder, 'glib-2.0/settings/keyfile'))
        self.play('alone.service', *FEW[:2])
        settle(lambda: [name.split(',')[0] for name in self.names()] == ['web', 'alone'],
               self.names())
        self.take_focus()
        self.keys('F10')
        self.app.click('Select Services')
        self.app.click('alone.service, exposure')
        self.app.click('web.service, exposure')
        # The one of the card says whom it is for.
        act(settle(lambda: [button for button in self.app.find_all('button', 'Harden…')
                            if not button.get_description()], 'the button below the list')[0], 'click')
        self.wait_dialog('web.service', 'alone.service')

    def test_levels_lead_to_the_list(self):
        self.start_with_root()
        self.app.wait('heading', '2 of 3 services have little or no protection')
        self.app.press('Show Unsafe: 2 services')
        self.wait_names('apple', 'banana')

    def history(self, unit, text):
        """What the helper has kept of a service; the lab lets its user write it."""
        path = os.path.join(HISTORY, unit)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        self.addCleanup(os.unlink, path)

    def test_hardened(self):
        path = self.write('web.service.d/zz-hardnut.conf', '[Service]\nPrivateTmp=yes\n')
        os.utime(path, (1780000000, 1780000000))
        self.play(f'web.service|||||{path}')
        self.app.wait('label', 'web.service')
        self.say('Since 28 May 2026')
        self.assertEqual([label for label in self.labels() if label.startswith('Nothing yet')], [])
        self.assertEqual(self.app.find_all('button', 'Earlier States of web.service'), [])
        self.picture('hardened')
        self.app.click('Since 28 May 2026')
        self.app.wait('heading', 'web.service')

    def test_before_and_after(self):
        self.unit('apple.service.d/zz-hardnut.conf', '[Service]\nPrivateDevices=yes\nProtectHome=yes\n')
        self.start(self.root)
        settle(lambda: [label for label in self.labels() if re.match(
            r'9\.\d \S+ → \d\.\d \S+ since \d+ \w+ 20\d\d$', label)], 'before and after')

    def test_earlier_states(self):
        path = self.write('web.service.d/zz-hardnut.conf', '[Service]\nPrivateTmp=yes\n')
        self.history('web.service', STATES)
        self.history('removed.service', '[State]\n\n[State]\nWhen=2026-01-31T12:00:00Z\nUser=0\n'
                     'Line=PrivateTmp=yes\n\n[State]\nWhen=2026-02-03T12:00:00Z\nUser=0\n')
        self.history('lost.service', STATES)
        self.history('a-service-that-was-here-once-and-has-a-long-name.service', STATES)
        self.play(f'web.service|||||{path}', 'removed.service', 'lost.service')
        self.say('Since 2 February 2026')
        self.say('Taken back on 3 February 2026')
        self.say('Kept on 2 February 2026, but its settings file is gone')
        self.say('Not installed any more; changed on 2 February 2026')
        self.picture('states-card')
        # Of a service that is gone one can see what it had.
        self.app.press('Earlier States of a-service-that-was-here-once-and-has-a-long-name.service')
        self.app.wait('label', starts='2 February 2026, ')
        self.app.click('2 February 2026, ')
        self.app.wait('label', 'PrivateTmp=yes')
        self.picture('states-gone')
        self.assertEqual(self.app.find_all('label', 'Go Back to This…'), [])
        self.keys('Escape')
        self.app.wait_gone('label', starts='2 February 2026, ')

        self.app.press('Earlier States of web.service')
        self.app.wait('label', starts='2 February 2026, ')
        self.app.wait('label', starts='31 January 2026, ')
        self.app.wait('label', 'Before the first change')
        self.picture('states')
        self.assert_nothing_cut()
        self.app.do('dark', 1)
        self.picture('states-dark')

    def test_narrow_states(self):
        path = self.write('web.service.d/zz-hardnut.conf', '[Service]\nPrivateTmp=yes\n')
        self.history('web.service', STATES)
        self.play(f'web.service|||||{path}', size='360x640')
        settle(lambda: len(self.names()) == 1, 'the list')
        self.app.click('Your Machine')
        self.app.press('Earlier States of web.service')
        self.app.click('31 January 2026, ')
        self.app.wait('label', 'UMask=0077')
        self.picture('states-360')
        self.assert_nothing_cut()
        self.app.do('dpi', 192)
        self.assert_nothing_cut()
        self.picture('states-360-large')

    def play_again(self, *units, **options):
        """Another look at the machine, which is another one by now."""
        self.app.quit()
        self.play(*units, **options)

    def look(self, *units):
        self.play(*units)
        self.say('Nothing yet.')
        settle(lambda: os.path.exists(os.path.join(self.folder, 'state/hardnut/last-look-system')),
               'the look to be remembered')

    def test_new_service_on_the_network(self):
        self.look('old.service')
        self.assertEqual(self.app.find_all('heading', 'What Got Worse'), [])
        self.play_again('old.service', *FEW)
        self.app.wait('heading', 'What Got Worse')
        self.say('It is new, and others can reach it over the network')
        self.picture('worse')
        self.app.do('dark', 1)
        self.picture('worse-dark')
        self.app.click('Seen')
        self.app.wait_gone('heading', 'What Got Worse')
        self.play_again('old.service', *FEW)
        self.say('1 of them is not in use')
        self.assertEqual(self.app.find_all('heading', 'What Got Worse'), [])

    def test_worse_services_lead_to_their_pages(self):
        self.look('old.service')
        units = [f's{i:02}.service' for i in range(9)]
        self.play_again('old.service', *units, *(f's{i:02}.socket|active||vsock::{i + 1}|s{i:02}.service'
                                                 for i in range(9)))
        self.app.wait('heading', 'What Got Worse')
        self.app.wait('label', 's05.service')
        self.assertEqual(self.app.find_all('label', 's06.service'), [])
        self.app.click('3 more')
        self.app.wait('label', 's08.service')
        self.app.click('s01.service')
        self.app.wait('heading', 's01.service')

    def test_what_was_kept_is_gone(self):
        self.history('web.service', STATES)
        self.play('web.service', size='360x640')
        settle(lambda: len(self.names()) == 1, 'the list')
        self.app.click('Your Machine')
        self.say('Kept on 2 February 2026, but its settings file is gone')

    def test_damaged_look_is_told(self):
        path = self.write('state/hardnut/last-look-system', '[What')
        self.play(*FEW)
        self.say(f'What services were before is not known: {path}')
        self.picture('worse-damaged')
        self.app.click('Seen')
        self.app.wait_gone('label', starts='What services were before')

    def test_of_a_folder(self):
        self.start_with_root()
        self.say('2 services run as root with little or no protection; who can reach them cannot')
        self.app.wait('label', f'Installed in {self.root}')

    def test_numbers_are_explained(self):
        self.start_with_root()
        self.app.click('What Do the Numbers Mean?')
        self.say('A high exposure is no hole, and a low one is no proof.')
        self.app.wait('label', '9.0–9.9')
        self.picture('numbers')
        if PICTURES:
            self.app.do('dark', 1)
            self.picture('numbers-dark')
            self.app.do('dark', 0)
        self.keys('Escape')
        self.app.wait_gone('label', '9.0–9.9')
        self.choose('apple')
        self.app.wait('heading', 'apple.service')
        ring = Atspi.Component.get_extents(
            self.app.wait('level bar', starts='Exposure ').get_component_iface(),
            Atspi.CoordType.WINDOW)
        self.app.press_at(ring.x + ring.width // 2, ring.y + ring.height // 2)
        self.say('A high exposure is no hole, and a low one is no proof.')

    def test_narrow(self):
        self.play(*MORE, size='360x640')
        settle(lambda: len(self.names()) == 7, 'the list')
        self.app.click('Your Machine')
        self.say('3 services that others can reach over the network run')
        self.picture('few-360')
        self.assert_nothing_cut()
        self.app.do('reveal', 'Harden…')
        self.picture('card-360')
        self.app.do('dpi', 192)
        self.assert_nothing_cut()
        self.picture('few-360-large')
        self.app.do('reveal', 'Harden…')
        self.picture('card-360-large')
        self.app.press('Back')
        settle(self.names, 'the list')


if __name__ == '__main__':
    main()
