#!/usr/bin/env python3
# Staged changes in the whole window: the list marks them, the bar of levels counts them, keys undo
# them, and leaving asks. Needs a display and a session bus with accessibility.
# SPDX-License-Identifier: GPL-3.0-or-later

from page_driver import Atspi, act, has_state, main, settle
from window_driver import PLAIN, Base


class WindowChanges(Base):
    def open_apple(self):
        self.start('--open=apple', self.root)
        self.wait_names('apple', 'banana', 'cherry')
        self.app.wait('heading', 'What Helps Most')

    def switch(self, part):
        return settle(lambda: next((node for node in self.app.walk(self.app.node)
                                    if node.get_role_name() in ('switch', 'check box')
                                    and part in node.get_name()), None), f'the switch of {part}')

    def flick(self, part):
        if not self.app.find_all('heading', 'Exceptions and More'):
            self.to_protections()
        act(self.switch(part), 'toggle')

    def wait_row(self, name, part):
        settle(lambda: part in self.row(name).get_name(), f'{part!r} in the row of {name}')

    def test_list_marks_what_is_staged(self):
        self.open_apple()
        self.flick('NoNewPrivileges=')
        self.wait_row('apple', '; with the changes 9.4, Unsafe')
        act(self.app.wait('button', 'Discard'), 'click')
        settle(lambda: 'staged' not in self.row('apple').get_name(), 'no mark')

    def test_list_says_one_thing(self):
        """The chips count what the headings count: what holds, not what is not applied yet."""
        self.open_apple()
        self.app.wait('toggle button', 'Unsafe: 2 services')
        self.add_until_much_better()
        self.app.wait('label', '😨 Unsafe · 2')
        act(self.app.wait('toggle button', 'Unsafe: 2 services'), 'click')
        self.wait_names('apple', 'banana')

    def test_toast_goes_with_its_meaning(self):
        self.open_apple()
        self.flick('NoNewPrivileges=')
        act(self.app.wait('button', 'Discard'), 'click')
        self.app.wait('label', '1 change discarded')
        # What is offered is undone by the key already, and the bar is back.
        self.take_focus()
        self.keys('ctrl+z')
        self.app.wait_gone('label', '1 change discarded')
        self.wait_row('apple', '; with the changes ')
        # And of another service it says nothing.
        act(self.app.wait('button', 'Discard'), 'click')
        self.app.wait('label', '1 change discarded')
        self.choose('banana')
        self.app.wait('heading', 'banana.service')
        self.app.wait_gone('label', '1 change discarded')

    def test_undo_and_redo_by_key(self):
        self.open_apple()
        self.flick('NoNewPrivileges=')
        self.wait_row('apple', '; with the changes 9.4')
        self.take_focus()
        self.keys('ctrl+z')
        settle(lambda: 'staged' not in self.row('apple').get_name(), 'undo')
        self.keys('ctrl+shift+z')
        self.wait_row('apple', '; with the changes 9.4')
        self.keys('ctrl+z')
        settle(lambda: 'staged' not in self.row('apple').get_name(), 'undo again')

    def test_quitting_asks(self):
        self.open_apple()
        self.flick('NoNewPrivileges=')
        self.wait_row('apple', '; with the changes 9.4')
        self.app.activate('quit')
        self.app.wait('label', 'Discard Changes?')
        settle(lambda: [node for node in self.app.find_all('label')
                        if 'apple.service' in node.get_name() and 'lost' in node.get_name()],
               'the name of the service')
        act(self.app.wait('button', 'Cancel'), 'click')
        self.app.wait_gone('label', 'Discard Changes?')
        self.wait_row('apple', '; with the changes 9.4')
        self.take_focus()
        self.keys('ctrl+w')
        act(self.app.wait('button', 'Quit Anyway'), 'click')
        settle(lambda: self.app.process.poll() == 0, 'the end')

    def test_quitting_does_not_ask_without_reason(self):
        self.open_apple()
        self.flick('NoNewPrivileges=')
        self.wait_row('apple', '; with the changes 9.4')
        self.flick('NoNewPrivileges=')
        settle(lambda: 'staged' not in self.row('apple').get_name(), 'nothing staged')
        self.app.activate('quit')
        settle(lambda: self.app.process.poll() == 0, 'the end')

    def test_generated_services_cannot_be_changed(self):
        self.write('root/run/systemd/generator/made.service', PLAIN.format('Made'))
        self.start('--open=made', self.root)
        settle(lambda: [node for node in self.app.find_all('label')
                        if node.get_name().startswith('A generator makes this service')],
               'the reason')
        self.to_protections()
        settle(lambda: not has_state(self.switch('NoNewPrivileges='), Atspi.StateType.SENSITIVE),
               'the switch to be off limits')


if __name__ == '__main__':
    main()
