#!/usr/bin/env python3
# Stages changes on the detail page the way a screen reader does, or by keyboard, and looks at what
# they do to the score. Needs a display and a session bus with accessibility.
# SPDX-License-Identifier: GPL-3.0-or-later

import re
import subprocess
import time

from page_driver import OPEN, Atspi, PageTest, act, has_state, main, settle, walk

VENDOR = OPEN + 'NoNewPrivileges=yes\n'


class Staging(PageTest):
    environment = {'GDK_BACKEND': 'x11'}

    def parts(self, row, *roles):
        return [node for node in walk(row, deep=True) if node.get_role_name() in roles]

    def switch(self, part):
        return settle(lambda: next(iter(self.parts(self.row(part), 'switch', 'check box')), None),
                      f'the switch of {part}')

    def flick(self, part):
        act(self.switch(part), 'toggle')

    def is_on(self, part):
        return has_state(self.switch(part), Atspi.StateType.CHECKED)

    def entry(self, title):
        return settle(lambda: next((node for node in walk(self.program.node, deep=True)
                                    if node.get_role_name() in ('text', 'entry')
                                    and title in node.get_name()), None), f'the entry {title}')

    def type(self, title, text):
        entry = self.entry(title)
        Atspi.EditableText.set_text_contents(entry.get_editable_text_iface(), text)
        return entry

    def keys(self, *keys):
        subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], check=True)

    def take_focus(self):
        subprocess.run(['xdotool', 'search', '--sync', '--onlyvisible', '--name', 'Detail page',
                        'windowfocus', '--sync'], check=True)

    def scores(self):
        return [node.get_name() for node in self.program.find_all('level bar')]

    def wait_score(self, score):
        try:
            settle(lambda: any(name.startswith(f'Exposure {score} of') for name in self.scores()),
                   f'score {score}')
        except AssertionError as error:
            raise AssertionError(f'{error}, not {self.scores()} by {self.staged()!r}') from error

    def wait_summary(self, text):
        self.program.wait('label', text)

    def staged(self):
        return self.program.command('staged').replace('|', '\n')

    def wait_staged(self, *lines):
        settle(lambda: self.staged() == '\n'.join(lines), f'{lines} staged, not {self.staged()!r}')

    def find(self, role, name=None, starts=None):
        """Like wait(), but looks into rows too."""
        return settle(lambda: self.program.find_all(role, name, starts, deep=True),
                      f'{role} {name or starts!r}')[0]

    def press(self, name):
        act(self.find('button', name), 'click')

    def open_service(self, text=OPEN, name='web.service'):
        self.show(text, name)
        self.to('service')
        self.program.wait('heading', 'What Helps Most')
        self.to('protections')


class Switches(Staging):
    def test_what_is_in_force_gives_way_to_a_change(self):
        self.show(VENDOR)
        self.program.do('facts', 'old')
        remark = 'in force only after a restart'
        settle(lambda: remark in self.row('NoNewPrivileges=').get_description(), 'the remark')
        self.flick('NoNewPrivileges=')
        settle(lambda: remark not in self.row('NoNewPrivileges=').get_description(), 'no remark')

    def test_article_switch_by_switch(self):
        self.open_service()
        self.wait_score('9.6')
        self.flick('NoNewPrivileges=')
        self.wait_score('9.4')
        self.wait_summary('1 change · 9.6 😨 → 9.4 😨')
        self.program.do('choose', 'PrivateTmp', 'yes')
        self.wait_score('9.0')
        act(self.row('RestrictNamespaces='), 'row.toggle')
        self.flick('Block own views of the file system')
        self.flick('Block own networks')
        self.wait_score('8.9')
        self.flick('ProtectKernelTunables=')
        self.flick('ProtectKernelModules=')
        self.program.do('choose', 'ProtectControlGroups', 'yes')
        self.wait_score('8.2')
        self.program.do('choose', 'ProtectSystem', 'strict')
        self.wait_score('8.0')
        self.program.do('choose', 'PrivateUsers', 'yes')
        self.wait_score('7.8')
        self.wait_summary('8 changes · 9.6 😨 → 7.8 🙁')
        self.to('service')
        self.program.wait('label', 'Now 9.6, Unsafe')
        self.program.wait('label', 'With the changes 7.8, Exposed')

    def test_rows_are_marked_and_reset(self):
        self.open_service()
        self.flick('NoNewPrivileges=')
        row = self.row('NoNewPrivileges=')
        settle(lambda: row.get_description().startswith(
            'NoNewPrivileges=no → yes. Changed, not applied yet. With the change: '),
               f'the mark, not {row.get_description()}')
        self.assertTrue(row.get_name().startswith('Passed: '))
        reset = [node for node in self.parts(row, 'button')
                 if node.get_name().startswith('Take back: ')]
        act(reset[0], 'click')
        self.wait_score('9.6')
        settle(lambda: self.row('NoNewPrivileges=').get_description()
               .startswith('NoNewPrivileges=no, adds 0.2 to the exposure. The service'), 'no mark')
        self.wait_staged('')

    def test_what_the_vendor_set_is_marked_as_weaker(self):
        self.open_service(VENDOR)
        self.assertTrue(self.is_on('NoNewPrivileges='))
        self.flick('NoNewPrivileges=')
        settle(lambda: 'weaker than before' in self.row('NoNewPrivileges=').get_description(),
               'the warning')
        self.wait_staged('[Service]', 'NoNewPrivileges=no')
        self.flick('NoNewPrivileges=')
        self.wait_staged('')

    def test_sub_switches(self):
        self.open_service()
        act(self.row('CapabilityBoundingSet='), 'row.toggle')
        self.wait_rows(lambda rows: sum('CAP_' in row.get_description() for row in rows) >= 26)
        self.flick('CAP_SYS_ADMIN')
        self.wait_staged('[Service]', 'CapabilityBoundingSet=~CAP_SYS_ADMIN')
        self.flick('CAP_SYS_PTRACE')
        settle(lambda: self.is_on('CAP_SYS_PTRACE') and self.is_on('CAP_SYS_ADMIN'), 'both')
        self.flick('CAP_SYS_ADMIN')
        self.wait_staged('[Service]', 'CapabilityBoundingSet=~CAP_SYS_PTRACE')

    def test_failed_only_keeps_what_was_just_staged(self):
        self.open_service()
        self.toggle('Failed only')
        self.wait_rows(lambda rows: all(row.get_name().startswith('Failed: ') for row in rows))
        self.flick('NoNewPrivileges=')
        settle(lambda: self.is_on('NoNewPrivileges='), 'the row that passes now')

    def test_every_control_has_a_name(self):
        self.open_service()
        controls = [node for row in self.rows()
                    for node in self.parts(row, 'switch', 'check box', 'toggle button')]
        self.assertGreater(len(controls), 25)
        for node in controls:
            self.assertIn('=', node.get_name(), node.get_role_name())

    def test_score_is_announced(self):
        said = []
        listener = Atspi.EventListener.new(lambda event: said.append(str(event.any_data)))
        listener.register('object:announcement')
        self.addCleanup(listener.deregister, 'object:announcement')
        self.open_service()
        self.flick('NoNewPrivileges=')
        settle(lambda: said, 'an announcement')
        self.assertIn('With the changes, exposure of web.service would be 9.4, Unsafe', said[0])

    def test_staged_changes_stay_with_their_service(self):
        path = self.write('web.service', OPEN)
        self.open_service()
        self.flick('NoNewPrivileges=')
        self.wait_score('9.4')
        self.show(OPEN, name='other.service')
        self.wait_score('9.6')
        self.program.do('show', path)
        self.program.wait('heading', 'web.service')
        self.to('protections')
        self.wait_score('9.4')
        self.wait_staged('[Service]', 'NoNewPrivileges=yes')


class Entries(Staging):
    def test_bad_input_is_explained_beneath(self):
        self.open_service()
        act(self.row('UMask='), 'row.toggle')
        entry = self.type('UMask=', '0999')
        settle(lambda: has_state(entry, Atspi.StateType.INVALID_ENTRY)
               or has_state(entry, Atspi.StateType.INVALID), 'the entry to be invalid')
        self.program.do('enter', 'UMask')
        self.wait_staged('')
        self.assertEqual(self.program.text_of(entry), '0999')
        self.type('UMask=', '0077')
        self.program.do('enter', 'UMask')
        self.wait_staged('[Service]', 'UMask=0077')
        settle(lambda: self.row('UMask=').get_name().startswith('Passed: '), 'the row to pass')

    def test_path_exception_where_everything_is_closed(self):
        self.open_service()
        self.program.do('choose', 'ProtectSystem', 'strict')
        self.wait_score('9.2')
        self.type('Folders it may still write to', '/srv/web /var/lib/web')
        self.program.do('enter', 'ReadWritePaths')
        self.wait_staged('[Service]', 'ProtectSystem=strict',
                         'ReadWritePaths=/srv/web /var/lib/web')

    def test_exceptions_and_more(self):
        self.open_service()
        act(self.program.wait('list item', 'Files'), 'row.toggle')
        row = settle(lambda: next((node for node in self.program.find_all('list item')
                                   if node.get_description().startswith('StateDirectory= ')), None),
                     'StateDirectory=')
        act(row, 'row.toggle')
        self.type('(StateDirectory=)', 'web')
        self.program.do('enter', 'StateDirectory')
        self.wait_staged('[Service]', 'StateDirectory=web')

    def test_what_systemd_does_not_know_is_counted(self):
        self.open_service()
        group = self.program.wait('list item', 'Kernel')
        self.assertIn('more need a newer systemd.', group.get_description())
        act(group, 'row.toggle')
        settle(lambda: [node for node in self.program.find_all('list item')
                        if node.get_description().startswith('MemoryKSM=')], 'what it knows')
        self.assertEqual([node for node in self.program.find_all('list item')
                          if node.get_description().startswith('PrivateBPF=')], [])


class Bar(Staging):
    def test_discard_and_undo_by_toast(self):
        self.open_service()
        self.flick('NoNewPrivileges=')
        self.wait_score('9.4')
        self.press('Discard')
        # Of the bar there is nothing left; this one is in the toast.
        self.program.wait('label', '1 change discarded')
        act(self.program.wait('button', 'Undo'), 'click')
        self.wait_score('9.4')
        self.wait_staged('[Service]', 'NoNewPrivileges=yes')

    def test_advice_is_staged_by_one_press(self):
        self.open_service()
        self.to('service')
        button = self.find('button', starts='Add ')
        setting = button.get_name()[len('Add '):]
        # What it rests on, and why, beside each.
        self.program.wait('label', 'Hardnut has no recipe for this service, and goes by its unit file. '
                          'It has not been watched, so that less is known of what it uses.')
        self.find('label', 'Nobody can tell')
        self.find('label', 'It runs as root, and nothing is known of what it does with that.')
        self.assertEqual(self.program.find_all('heading', 'Needed by This Service'), [])
        act(button, 'click')
        settle(lambda: setting in self.staged(), f'{setting} to be staged')
        # It is done: another one takes its place.
        settle(lambda: not self.program.find_all('button', 'Add ' + setting, deep=True),
               'another piece of advice')

    def test_what_is_needed_is_not_offered(self):
        self.open_service(OPEN + 'PAMName=login\n')
        self.to('service')
        self.program.wait('heading', 'Needed by This Service')
        row = self.find('list item', 'It starts sessions of people, which inherit its limits.')
        self.assertTrue(any('PrivateTmp=yes' in node.get_name() for node in walk(row, deep=True)))
        self.assertEqual(self.program.find_all('button', starts='Add ', deep=True), [])
        self.program.wait('label', 'There is nothing left that Hardnut could close for this service.')


class Templates(Staging):
    def test_choice_between_one_and_all_instances(self):
        self.open_service(OPEN, 'web@a.service')
        self.to('service')
        one = self.find('radio button', starts='This Copy Only')
        everyone = self.find('radio button', starts='All Copies of This Service No other copy is loaded')
        self.assertTrue(has_state(one, Atspi.StateType.CHECKED))
        self.program.do('check', 1)
        settle(lambda: has_state(everyone, Atspi.StateType.CHECKED), 'the choice')
        self.assertEqual(self.program.command('target'), 'web@.service')

    def test_no_choice_without_a_template(self):
        self.open_service()
        self.to('service')
        self.assertFalse(self.program.find_all('radio button', deep=True))


class Keyboard(Staging):
    def test_choice_by_keyboard(self):
        self.open_service()
        self.take_focus()
        # The words lie in a surface of their own, which takes a moment to get the keys: typed too early
        # they go nowhere, and a person types them again.
        for pause in (0.3, 0.6, 1.2, 2.4):
            self.program.do('focus', 'PrivateTmp')
            for key in ('space', 'Down', 'Return'):
                self.keys(key)
                time.sleep(pause)
            if self.staged():
                break
            self.keys('Escape')
        self.wait_staged('[Service]', 'PrivateTmp=yes')
        self.wait_score('9.2')


if __name__ == '__main__':
    main()
