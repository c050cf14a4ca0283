#!/usr/bin/env python3
# The whole window by real mouse and real keys, as a person presses it: what opens, what is chosen,
# what takes the focus. Needs a display and a session bus with accessibility.
# SPDX-License-Identifier: GPL-3.0-or-later

import hashlib
import os
import subprocess
import time

from hand_driver import PICTURES, Hand
from page_driver import Atspi, act, has_state, main, settle
from window_driver import PLAIN, Base


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
        self.to_protections()
        self.opens_by_hand('NoNewPrivileges=')

    def test_check_among_many(self):
        self.open_apple()
        self.to_protections()
        self.opens_by_hand('CapabilityBoundingSet=')
        self.opens_by_hand('CAP_SYS_PTRACE')

    def test_exceptions(self):
        self.open_apple()
        self.to_protections()
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


class OwnChanges(Hand):
    def open_dialog(self, text='[Service]\nNoNewPrivileges=yes\nProtectHome=yes\n'
                    'SystemCallFilter=~@clock @debug @module @mount @obsolete @privileged @raw-io '
                    '@reboot @swap\n'):
        self.write('root/etc/systemd/system/apple.service.d/zz-hardnut.conf', text)
        self.start('--open=apple', self.root)
        self.app.wait('heading', 'What Helps Most')
        self.app.do('reveal', 'Hardnut’s Changes…')
        self.app.click('Hardnut’s Changes…')
        self.app.wait('button', 'Take out ProtectHome=')

    def test_a_setting_is_taken_out(self):
        self.open_dialog()
        settle(lambda: self.app.command('scrolls') == '0', 'nothing to be out of sight')
        act(self.app.wait('button', 'Take out ProtectHome='), 'click')
        self.app.wait('button', 'Take back: ProtectHome=')
        act(self.app.wait('button', 'Take back: ProtectHome='), 'click')
        self.app.wait('button', 'Take out ProtectHome=')
        act(self.app.wait('button', 'Take out ProtectHome='), 'click')
        self.app.wait('button', 'Remove All…')
        self.app.click('Review…')
        settle(lambda: [node for node in self.app.find_all('text')
                        if '− ProtectHome=yes' in self.app.text_of(node)], 'the line to go')

    def test_a_setting_is_taken_out_by_mouse(self):
        self.open_dialog()
        self.app.click('Take out ProtectHome=')
        self.app.wait('button', 'Take back: ProtectHome=')
        self.app.click('Remove All…')
        settle(lambda: [node for node in self.app.find_all('text')
                        if '− ProtectHome=yes' in self.app.text_of(node)], 'the lines to go')

    def tab_to(self, name):
        for _ in range(20):
            self.keys('Tab')
            time.sleep(0.2)
            node = self.focused('button')
            if node is not None and node.get_name() == name:
                return
        raise AssertionError(f'{name} is not reached')

    def test_a_setting_is_taken_out_by_keys(self):
        self.open_dialog()
        self.tab_to('Take out ProtectHome=')
        self.keys('Return')
        self.app.wait('button', 'Take back: ProtectHome=')
        self.tab_to('Review…')
        self.keys('Return')
        settle(lambda: [node for node in self.app.find_all('text')
                        if '− ProtectHome=yes' in self.app.text_of(node)], 'the line to go')

    def test_who_kept_it(self):
        lines = ['[Service]', '# Kept by user 0', 'NoNewPrivileges=yes', '# Kept by user 3999999999',
                 'ProtectHome=yes', '# Kept by nobody that is known', 'PrivateTmp=yes']
        known = hashlib.sha256(''.join(line + '\n' for line in lines).encode()).hexdigest()
        lines.append('# Lines and keepers as Hardnut wrote them: ' + known)
        self.open_dialog('\n'.join(lines) + '\n')
        labels = [label for label in self.labels() if 'Kept by' in label]
        # The account of another machine has a number only.
        self.assertEqual([label.split('\n')[1] for label in labels],
                         ['Kept by 0', 'Kept by 3999999999'])

    def test_file_is_copied(self):
        self.open_dialog()
        act(self.app.wait('button', 'Copy the Settings File'), 'click')
        self.app.wait('label', 'Settings file copied')


class LargeText(Hand):
    """A phone's width and twice the size of text: nothing is cut off, nothing asks for more width."""

    NAME = 'a-very-long-name-of-a-service-that-somebody-made-up'

    def start_large(self, *words):
        self.unit(self.NAME + '.service', PLAIN.format('Many words ' * 12)
                  + 'IPAddressDeny=10.0.0.0/8 192.168.0.0/16 172.16.0.0/12 fe80::/64\n')
        self.start('--size', '360x720', *words, self.root)
        self.app.do('dpi', 192)
        self.take_focus()

    def assert_fits(self, what):
        if PICTURES is not None:
            self.app.command('screenshot', f'{PICTURES}/large-{what.split()[-1]}.png')
        # Names may be shortened in a bar, as they stand on the page; and the folder of the test.
        super().assert_fits(what, (self.NAME, 'apple.service', 'Installed in '),
                            (self.NAME, 'Installed in '))

    def test_list(self):
        self.start_large()
        settle(lambda: self.rows(), 'the list')
        self.assert_fits('the list')

    def test_page(self):
        self.start_large('--open', self.NAME)
        self.app.wait('heading', 'What Helps Most')
        self.assert_fits('the page')
        self.to_protections()
        self.assert_fits('the protections')
        for row in ('PrivateTmp=', 'RestrictNamespaces=', 'settings: ReadWritePaths='):
            self.app.do('reveal', row)
            self.app.click(row)
            time.sleep(0.5)
            self.assert_fits(row)

    def test_changes(self):
        self.start_large('--open', 'apple')
        self.app.wait('heading', 'What Helps Most')
        act(self.app.wait('button', starts='Add '), 'click')
        self.app.wait('button', 'Discard')
        self.assert_fits('the bar')
        act(self.app.wait('button', 'Review…'), 'click')
        self.app.wait('heading', 'Settings File')
        self.assert_fits('the review')
        self.keys('Escape')
        self.app.wait_gone('heading', 'Settings File')
        self.app.activate('quit')
        self.app.wait('label', 'Discard Changes?')
        self.assert_fits('the question')
        self.keys('Escape')
        self.app.wait_gone('label', 'Discard Changes?')
        act(self.app.wait('button', 'Discard'), 'click')
        self.app.wait('label', '1 change discarded')
        self.assert_fits('the toast')

    def test_own_changes(self):
        self.write('root/etc/systemd/system/apple.service.d/zz-hardnut.conf',
                   '[Service]\nNoNewPrivileges=yes\nProtectHome=yes\n')
        self.start_large('--open', 'apple')
        self.app.wait('heading', 'What Helps Most')
        self.app.do('reveal', 'Hardnut’s Changes…')
        self.app.click('Hardnut’s Changes…')
        self.app.wait('button', 'Take out ProtectHome=')
        self.assert_fits('own changes')


class Browser(Base):
    """In the page of a browser there is no other window, and nothing around this one."""

    path = os.environ['WHOLE_WINDOW']

    def test_fills_the_page(self):
        runtime = os.path.join(self.folder, 'runtime')
        os.mkdir(runtime, 0o700)
        environment = os.environ | self.environment | {
            'XDG_RUNTIME_DIR': runtime, 'GTK_A11Y': 'none', 'GDK_BACKEND': 'broadway',
            'BROADWAY_DISPLAY': ':9'}
        server = subprocess.Popen(['gtk4-broadwayd', '-u', os.path.join(runtime, 'web'), ':9'],
                                  env=environment, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        settle(lambda: [name for name in os.listdir(runtime) if name.startswith('broadway')],
               'the server')
        # Nobody listens to a page of a browser; it is asked for its size.
        program = subprocess.Popen([self.path, '--size', '700x500', self.root], env=environment,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(program.communicate)
        self.addCleanup(program.terminate)

        def ask():
            program.stdin.write('whole\n')
            program.stdin.flush()
            return program.stdout.readline().strip()

        # It is 1024 pixels wide as long as no browser has said more.
        settle(lambda: ask() == '1 1024 of 1024', 'the window to fill the page')



class Staged(Hand):
    """What is changed and not applied yet, by the mouse and by the keys."""

    def wait_staged(self):
        settle(lambda: '; with the changes ' in self.row('apple').get_name(), 'the change')

    def wait_nothing_staged(self):
        settle(lambda: 'with the changes' not in self.row('apple').get_name(), 'no change')

    def test_by_mouse(self):
        self.open_apple()
        self.app.click('Add')
        self.wait_staged()
        self.app.click('Discard')
        self.app.wait('label', '1 change discarded')
        self.wait_nothing_staged()
        self.app.click('Undo')
        self.app.wait_gone('label', '1 change discarded')
        self.wait_staged()
        # The chips and the headings say the same.
        self.app.wait('toggle button', 'Unsafe: 2 services')
        self.app.wait('label', '😨 Unsafe · 2')

    def test_by_keys(self):
        self.open_apple()
        self.app.click('Add')
        self.wait_staged()
        self.keys('alt+d')
        self.app.wait('label', '1 change discarded')
        self.wait_nothing_staged()
        self.keys('ctrl+z')
        self.app.wait_gone('label', '1 change discarded')
        self.wait_staged()

    def test_toast_by_its_letter(self):
        self.open_apple()
        self.app.click('Add')
        self.wait_staged()
        self.keys('alt+d')
        self.app.wait('label', '1 change discarded')
        self.wait_nothing_staged()
        self.keys('alt+u')
        self.app.wait_gone('label', '1 change discarded')
        self.wait_staged()

    def test_toast_is_not_in_the_way(self):
        """It goes when the bar comes back, and with the service that it speaks of."""
        self.open_apple()
        for press in (lambda: self.app.click('banana.service, exposure'),
                      lambda: self.keys('ctrl+l', 'Down')):
            self.app.click('Add')
            self.wait_staged()
            self.app.click('Discard')
            self.app.wait('label', '1 change discarded')
            self.app.click('Add')
            self.app.wait_gone('label', '1 change discarded')
            # Where the toast was.
            self.app.click('Review…')
            self.app.wait('heading', 'Settings File')
            self.keys('Escape')
            self.app.wait_gone('heading', 'Settings File')
            self.app.click('Discard')
            self.app.wait('label', '1 change discarded')
            press()
            self.app.wait('heading', 'banana.service')
            self.app.wait_gone('label', '1 change discarded')
            self.app.click('apple.service, exposure')
            self.app.wait('heading', 'apple.service')

    def test_switch_names_what_it_switches_on(self):
        """The name is what the switch does, and the line below it what holds."""
        self.open_apple()
        self.to_protections()
        self.app.do('reveal', 'NoNewPrivileges=')
        name = 'Block gaining more rights'
        row = self.item(name)
        self.assertIn('The service can gain rights', row.get_description())
        self.app.click(name, command='control')
        settle(lambda: 'no → yes' in row.get_description()
               and 'With the change: ' in row.get_description(), 'the switch by the mouse')
        self.assertTrue(row.get_name().endswith(name))
        self.wait_staged()
        # Its name opens the row and takes the focus; from there it is a step to what takes it back,
        # and another one to the switch.
        self.app.click(name)
        self.keys('Tab')
        settle(lambda: self.focused('button'), 'the focus on the button')
        self.keys('Tab')
        settle(lambda: self.focused('switch', 'check box'), 'the focus on the switch')
        self.keys('space')
        settle(lambda: '→' not in row.get_description(), 'the switch by the keys')
        self.wait_nothing_staged()

    def test_chip_by_mouse_and_keys(self):
        self.open_apple()
        chip = self.app.wait('toggle button', 'Unsafe: 2 services')
        self.app.click('2')
        self.wait_names('apple', 'banana')
        settle(lambda: has_state(chip, Atspi.StateType.PRESSED), 'the chip to be pressed')
        # The press has left the focus on it.
        self.keys('space')
        self.wait_names('apple', 'banana', 'cherry')


class Search(Hand):
    def start_search(self):
        self.start_with_root()
        self.take_focus()
        self.keys('ctrl+f')
        settle(lambda: has_state(self.entry(), Atspi.StateType.FOCUSED), 'the search')

    def wait_focus(self, name):
        settle(lambda: (node := self.focused('list item')) is not None
               and node.get_name().startswith(name),
               f'the focus to be on {name}, not {[(n.get_role_name(), n.get_name()) for n in [self.focused()] if n]}')

    def test_return_opens_what_was_found(self):
        self.start_search()
        self.keys('y', 'e', 'l', 'Return')
        self.app.wait('heading', 'banana.service')

    def test_by_mouse(self):
        self.start_with_root()
        self.take_focus()
        self.app.click('Search')
        self.keys('y', 'e', 'l', 'Return')
        self.app.wait('heading', 'banana.service')

    def test_down_goes_to_the_list(self):
        self.start_search()
        self.keys('f', 'r', 'u')
        self.wait_names('apple', 'banana', 'cherry')
        self.keys('Down')
        self.wait_focus('apple')
        self.keys('Down')
        self.wait_focus('banana')
        # And nothing was filtered by the way.
        self.assertEqual(self.names(), ['apple', 'banana', 'cherry'])

    def test_nothing_found(self):
        self.start_search()
        self.keys('x', 'y', 'Return', 'Down')
        self.app.wait('label', 'No Matching Services')
        self.keys('Escape')
        self.wait_names('apple', 'banana', 'cherry')


class Protections(Hand):
    """One level below the page of the service, with a search of their own."""

    def found(self):
        return self.app.wait('entry', 'Search protections')

    def wait_text(self, text):
        settle(lambda: self.app.text_of(self.found()) == text, f'{text!r} in the search')

    def go_down(self):
        self.open_apple()
        self.app.do('reveal', 'Protections')
        self.app.click('Protections')
        self.wait_protections()

    def wait_up(self):
        self.app.wait_gone('heading', 'Exceptions and More')
        self.app.wait('list item', 'Protections')

    def test_back_by_keys_and_mouse(self):
        self.go_down()
        for press in (lambda: self.keys('alt+Left'), lambda: self.keys('Escape'),
                      lambda: self.app.press('Back')):
            press()
            self.wait_up()
            self.keys('Return')  # the focus is where it was
            self.wait_protections()

    def test_search_goes_to_what_has_the_focus(self):
        self.go_down()
        self.keys('ctrl+f')
        settle(lambda: has_state(self.found(), Atspi.StateType.FOCUSED), 'the search of protections')
        self.keys('t', 'm', 'p')
        self.wait_text('tmp')
        settle(lambda: self.item('PrivateTmp=') and not [
            node for node in self.app.find_all('list item')
            if 'NoNewPrivileges=' in node.get_description()], 'what is found')
        # Return goes to it, Escape ends the search, and then leads back.
        self.keys('Return')
        settle(lambda: self.focused('list item'), 'a row')
        self.keys('ctrl+f', 'Escape')
        self.wait_text('')
        self.item('NoNewPrivileges=')
        self.keys('Escape')
        self.wait_up()
        # At the list it is the list.
        self.keys('ctrl+l')
        self.keys('ctrl+f')
        settle(lambda: has_state(self.entry(), Atspi.StateType.FOCUSED), 'the search of the list')

    def test_escape_ends_a_search_from_its_results(self):
        self.go_down()
        self.keys('ctrl+f')
        self.keys('t', 'm', 'p', 'Return')
        settle(lambda: self.focused('list item'), 'a row')
        self.keys('Escape')
        self.wait_text('')
        self.item('NoNewPrivileges=')
        self.keys('Escape')
        self.wait_up()

    def test_at_the_list_beside_them(self):
        self.go_down()
        self.keys('ctrl+l')
        self.keys('ctrl+f')
        settle(lambda: has_state(self.entry(), Atspi.StateType.FOCUSED), 'the search of the list')
        self.keys('y', 'e', 'l')
        self.wait_names('banana')
        self.assertEqual(self.app.text_of(self.found()), '')

    def test_typing_searches_them(self):
        self.go_down()
        self.app.click('Worst first')
        self.keys('h', 'o', 'm', 'e')
        self.wait_text('home')
        self.item('ProtectHome=')
        self.assertEqual(self.app.text_of(self.entry()), '')

    def test_another_service(self):
        self.go_down()
        self.app.click('banana.service, exposure')
        self.app.wait('heading', 'banana.service')
        self.wait_up()

    def test_advice_by_mouse(self):
        self.open_apple()
        title = settle(lambda: next((node.get_name() for node in self.app.find_all('list item')
                                     if 'off the exposure' in node.get_description()), None), 'advice')
        self.app.do('reveal', title)
        self.app.click(title)
        self.wait_protections()
        # One of several stands in the row of its directive, which is open then.
        self.item('Failed: ' + title)
        settle(lambda: [row for row in self.app.find_all('list item') if self.expanded(row)],
               'its check')


class Place(Hand):
    """The list is where the service is that is shown."""

    def start_many(self, *words):
        for number in range(120):
            self.unit(f'unit-{number:03}.service', PLAIN.format(f'Number {number}')
                      + ('NoNewPrivileges=yes\n' if number % 2 == 0 else ''))
        self.start(*words, self.root)
        settle(lambda: self.rows(), 'the list')
        self.take_focus()

    def test_opened_from_outside(self):
        self.start_many('--open=unit-090')
        self.app.wait('heading', 'unit-090.service')
        settle(lambda: self.row('unit-090'), 'the row')
        settle(lambda: self.names().count('unit-090') == 1, 'the row in sight')

    def keeps_its_place(self, *clear):
        self.start_many()
        self.keys('ctrl+f')
        self.keys('0', '9', '5', 'Return')
        self.app.wait('heading', 'unit-095.service')
        self.keys('ctrl+f')
        self.keys(*clear)
        settle(lambda: len(self.names()) > 5 and 'unit-095' in self.names(),
               'the row among others')

    def test_search_ends_by_escape(self):
        self.keeps_its_place('Escape')

    def test_search_is_deleted(self):
        self.keeps_its_place('ctrl+a', 'BackSpace')

    def test_search_is_cleared_by_mouse(self):
        """Found, opened and cleared with the mouse, and the letters typed."""
        self.start_many()
        self.app.click('Search')
        self.keys('0', '9', '5')
        self.wait_names('unit-095')
        self.app.click('unit-095.service, exposure')
        self.app.wait('heading', 'unit-095.service')
        # The cross at the end of the entry.
        x, y, width, height = map(int, self.app.command('where', 'Search').split())
        self.app.press_at(x + width - 18, y + height // 2)
        settle(lambda: len(self.names()) > 5 and 'unit-095' in self.names(),
               'the row among others')

    def test_filter_is_cleared_by_mouse(self):
        self.start_many('--open=unit-090')
        self.app.wait('heading', 'unit-090.service')
        settle(lambda: 'unit-090' in self.names(), 'the row')
        figure = self.app.wait('toggle button', starts='Unsafe: ').get_name().split()[1]
        for _ in range(2):
            self.app.click(figure)
            settle(lambda: self.rows(), 'the list')
        settle(lambda: 'unit-090' in self.names(), 'the row in sight')

    def test_filter_is_cleared(self):
        self.start_many('--open=unit-090')
        self.app.wait('heading', 'unit-090.service')
        for _ in range(2):
            part = settle(lambda: next((node for node in self.app.find_all('toggle button')
                                        if node.get_name().startswith('Unsafe: ')), None), 'a level')
            act(part, 'click')
            time.sleep(0.5)
        settle(lambda: 'unit-090' in self.names(), 'the row in sight')

    def test_list_is_sorted_anew(self):
        self.start_many('--open=unit-090')
        self.app.wait('heading', 'unit-090.service')
        settle(lambda: 'unit-090 unit-092' in ' '.join(self.names()), 'the order by exposure')
        act(self.app.wait('toggle button', 'Sort'), 'click')
        time.sleep(0.5)
        self.keys('n')
        settle(lambda: 'unit-090 unit-091' in ' '.join(self.names()), 'the order by name')


if __name__ == '__main__':
    main()
