#!/usr/bin/env python3
# Presses everything on the detail page the way a screen reader does, or by keyboard, and looks at
# what it says. Needs a display and a session bus with accessibility.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import re
import subprocess

from page_driver import (CLOSED_LINES, MIXED, OPEN, Atspi, PageTest, act, has_state, main, settle,
                         walk)


class Names(PageTest):
    def test_ring_says_exposure_and_level(self):
        self.show(OPEN)
        ring = self.program.wait('level bar', starts='Exposure ')
        self.assertEqual(ring.get_name(), 'Exposure 9.6 of 10, Unsafe')

    def test_everything_that_takes_the_focus_has_a_name(self):
        self.show()
        self.program.do('open', 'NoNewPrivileges')
        for node in self.program.find_all('list item') + self.program.find_all('button') + \
                self.program.find_all('toggle button'):
            self.assertTrue(node.get_name(), node.get_role_name())

    def test_rows_say_outcome_value_and_share(self):
        self.show(OPEN)
        row = self.row('NoNewPrivileges=')
        self.assertTrue(row.get_name().startswith('Failed: '))
        # The setting and its share, then what holds.
        self.assertEqual(row.get_description(), 'NoNewPrivileges=no, adds 0.2 to the exposure. The '
                         'service can gain rights through sudo, su and programs like them.')
        self.assertEqual(row.get_name(), 'Failed: Block gaining more rights')
        self.assertTrue(self.row('RemoveIPC=').get_name().startswith('Not applicable: '))
        self.assertTrue(self.row('KeyringMode=').get_name().startswith('Passed: '))

    def test_icons_say_the_outcome(self):
        self.show()
        names = {node.get_name() for node in self.program.find_all('image', deep=True)}
        self.assertLessEqual({'Passed', 'Failed', 'Not applicable'}, names)

    def test_groups_are_named_and_counted(self):
        self.show(OPEN)
        lists = [node.get_name() for node in self.program.find_all('list')]
        for name in ('Identity and Privileges', 'Files', 'Devices', 'Kernel', 'Namespaces',
                     'Network', 'System Calls', 'Capabilities', 'Other'):
            self.assertIn(name, lists)
        self.program.wait('label', '4 of 79 passed, 2 not applicable')


class Facts(PageTest):
    NOT_YET = 'Set, but in force only after a restart of the service'

    def row_says(self, directive, text, said=True):
        settle(lambda: (text in self.row(directive).get_description()) == said,
               f'{directive} to say {text}' if said else f'{directive} not to say {text}')

    def test_facts(self):
        """Lines come with the facts, and go with the service."""
        self.show()
        self.to('service')
        self.assertFalse(self.program.find_all('heading', 'On This Machine'))
        self.program.do('facts', 'old')
        self.program.wait('heading', 'On This Machine')
        for title, text in (('Listens on the Network', '0.0.0.0:80 (TCP)'),
                            ('Runs as', 'root (1 process)'), ('Holds Capabilities', 'None'),
                            ('Started by', 'web.socket'), ('Has Run', 'It runs now')):
            self.program.wait('label', title)
            self.program.wait('label', text)
        self.show(OPEN, name='other.service')
        self.program.wait_gone('heading', 'On This Machine')

    def test_remarks(self):
        """A row says when its setting is not in force, and no more once it is."""
        self.show(OPEN + 'NoNewPrivileges=yes\nPrivateTmp=yes\nProtectProc=invisible\n')
        self.program.do('facts', 'old')
        self.row_says('NoNewPrivileges=', self.NOT_YET)
        self.row_says('ProtectProc=', 'Set, but without effect, because the service')
        self.assertNotIn('Set, but', self.row('PrivateTmp=').get_description())
        self.program.do('facts', 'new')
        self.row_says('NoNewPrivileges=', self.NOT_YET, said=False)

    def test_many_sockets(self):
        """However many there are, they are all told."""
        self.show()
        self.to('service')
        self.program.do('facts', 'long')
        node = self.program.wait('label', starts='0.0.0.0:80 (TCP), 0.0.0.0:81 (TCP)')
        self.assertIn('0.0.0.0:379 (TCP)', self.program.text_of(node))


class Rows(PageTest):
    def test_row_opens_and_closes(self):
        self.show()
        row = self.row('NoNewPrivileges=')
        self.assertFalse(has_state(row, Atspi.StateType.EXPANDED))
        act(row, 'row.toggle')
        for heading in ('Present value', 'Why it matters', 'What it may break',
                        'Where the value comes from', 'Manual page'):
            self.program.wait('heading', heading)
        self.assertTrue(has_state(row, Atspi.StateType.EXPANDED))
        self.program.wait('button', starts='systemd.exec(5)')
        act(row, 'row.toggle')
        self.program.wait_gone('heading', 'Why it matters')
        self.assertFalse(has_state(row, Atspi.StateType.EXPANDED))

    def test_checks_of_one_directive_stand_under_a_heading(self):
        self.show()
        self.assertFalse([row for row in self.rows()
                          if row.get_description().startswith('CAP_SYS_ADMIN')])
        heading = self.row('CapabilityBoundingSet=')
        self.assertIn('24 of 26 passed', heading.get_description())
        act(heading, 'row.toggle')
        rows = self.wait_rows(lambda rows: sum('CAP_' in row.get_description()
                                               for row in rows) >= 26)
        inside = [row for row in rows if row.get_description().startswith('CAP_')]
        self.assertEqual(len(inside), 26)
        self.assertEqual(sum(row.get_name().startswith('Failed') for row in inside), 2)
        act(inside[0], 'row.toggle')
        self.program.wait('heading', 'Why it matters')
        for name in ('RestrictNamespaces', 'RestrictAddressFamilies', 'SystemCallFilter'):
            self.assertRegex(self.row(name + '=').get_description(), r'\d+ of \d+ passed')

    def test_another_service_closes_the_rows(self):
        self.show()
        act(self.row('NoNewPrivileges='), 'row.toggle')
        self.program.wait('heading', 'Why it matters')
        self.show(OPEN, name='other.service')
        self.program.wait_gone('heading', 'Why it matters')

    def test_value_is_whole_when_opened(self):
        addresses = ' '.join(f'10.{n}.0.0/16' for n in range(200))
        self.show(OPEN + f'IPAddressDeny=any\nIPAddressAllow={addresses}\n')
        row = self.row('IPAddressDeny=')
        self.assertNotIn('10.199.0.0/16', row.get_description())
        act(row, 'row.toggle')
        self.program.wait('heading', 'Present value')
        self.assertTrue([node for node in self.program.find_all('label')
                         if '10.199.0.0/16' in self.program.text_of(node)])


class Choices(PageTest):
    def test_failed_only(self):
        self.show()
        everything = len(self.rows())
        self.toggle('Failed only')
        self.wait_rows(lambda rows: len(rows) < everything
                       and all(row.get_name().startswith('Failed: ') for row in rows))
        self.toggle('Failed only')
        self.wait_rows(lambda rows: len(rows) == everything)

    def test_failed_only_reaches_into_headings(self):
        self.show()
        act(self.row('CapabilityBoundingSet='), 'row.toggle')
        self.wait_rows(lambda rows: sum('CAP_' in row.get_description() for row in rows) >= 26)
        self.toggle('Failed only')
        self.wait_rows(lambda rows: sum(row.get_description().startswith('CAP_')
                                        for row in rows) == 2)

    def test_sort_by_share(self):
        self.show(OPEN)
        everything = len(self.rows())
        self.toggle('Worst first')
        self.program.wait('list', 'By what each adds to the exposure')
        self.wait_rows(lambda rows: len(rows) == everything
                       and not self.program.find_all('list', 'Files'))
        shares = [float(match[1]) if (match := re.search(r'adds ([\d.]+) to', text)) else 0.0
                  for text in (row.get_description() for row in self.rows())]
        self.assertEqual(shares, sorted(shares, reverse=True))
        self.assertGreater(shares[0], 1.0)
        self.toggle('Worst first')
        self.program.wait('list', 'Files')
        self.wait_rows(lambda rows: len(rows) == everything)

    def test_choices_are_remembered(self):
        self.show()
        self.toggle('Failed only')
        self.toggle('Worst first')
        settle(lambda: self.pressed('Worst first') and self.pressed('Failed only'), 'both')
        self.end()
        type(self).start()
        path = self.write('again.service', MIXED)
        self.program.do('show', path)
        self.to('protections')
        self.program.wait('list', 'By what each adds to the exposure')
        self.assertTrue(self.pressed('Failed only') and self.pressed('Worst first'))
        self.wait_rows(lambda rows: all(row.get_name().startswith('Failed: ') for row in rows))


class Search(PageTest):
    """Among the protections: by name, by title and by meaning."""

    def search(self, text):
        self.to('protections')
        entry = self.program.wait('entry', 'Search protections')
        Atspi.EditableText.set_text_contents(entry.get_editable_text_iface(), text)

    def found(self):
        """The settings of the rows that are to be seen."""
        return [row.get_description().split('=')[0] for row in self.rows()]

    def wait_found(self, *names):
        settle(lambda: sorted(self.found()) == sorted(names), f'{names}, not {self.found()}')

    def capabilities(self):
        return [row for row in self.rows() if row.get_description().startswith('CAP_')]

    def test_by_name(self):
        self.show(OPEN)
        everything = len(self.rows())
        self.search('privatetmp')
        self.wait_found('PrivateTmp')
        # As it stands in a file, and whatever is large or small in it.
        self.search(' NoNewPRIVILEGES=yes ')
        self.wait_found('NoNewPrivileges')
        self.search('')
        self.wait_rows(lambda rows: len(rows) == everything)
        self.program.wait('heading', 'Exceptions and More')

    def test_by_title(self):
        self.show(OPEN)
        self.search('hide home folders')
        self.wait_found('ProtectHome')
        # The words need not stand side by side.
        self.search('folders hide home')
        self.wait_found('ProtectHome')

    def test_by_meaning(self):
        """Neither its name nor its title has the word."""
        self.show(OPEN)
        self.search('sudo')
        settle(lambda: 'NoNewPrivileges' in self.found() and len(self.found()) < 8,
               'what is about sudo')

    def test_inside_others(self):
        self.show(OPEN)
        self.search('CAP_SYS_PTRACE')
        settle(lambda: len(self.capabilities()) == 1, 'the row inside')
        self.assertTrue(has_state(self.row('CapabilityBoundingSet='), Atspi.StateType.EXPANDED))
        self.search('')
        settle(lambda: not has_state(self.row('CapabilityBoundingSet='), Atspi.StateType.EXPANDED),
               'the heading to close')

    def test_what_was_opened_by_hand_stays_open(self):
        self.show(OPEN)
        act(self.row('CapabilityBoundingSet='), 'row.toggle')
        settle(lambda: len(self.capabilities()) >= 26, 'all capabilities')
        self.search('CAP_SYS_PTRACE')
        settle(lambda: len(self.capabilities()) == 1, 'one of them')
        self.search('')
        settle(lambda: len(self.capabilities()) == 26, 'all of them')

    def test_settings(self):
        self.show(OPEN)
        self.search('StateDirectory=web')
        settle(lambda: [node for node in self.program.find_all('list item')
                        if node.get_description().startswith('StateDirectory= ')], 'the setting')

    def test_nothing(self):
        self.show(OPEN)
        self.search('xylophone')
        self.program.wait('label', 'No Matching Protections')
        self.program.wait('label', starts='No check and no setting has “xylophone”')
        act(self.program.wait('button', 'Clear Search'), 'click')
        self.wait_rows(lambda rows: len(rows) >= 30)

    def test_with_failed_only(self):
        self.show()
        self.toggle('Failed only')
        self.wait_rows(lambda rows: all(row.get_name().startswith('Failed: ') for row in rows))
        self.search('NoNewPrivileges')
        self.program.wait('label', starts='No failed check and no setting has')
        self.search('PrivateTmp')
        self.wait_found('PrivateTmp')

    def test_is_over_with_the_page(self):
        self.show(OPEN)
        self.search('privatetmp')
        self.wait_found('PrivateTmp')
        self.to('service')
        self.program.wait('heading', 'web.service')
        self.wait_rows(lambda rows: len(rows) >= 30)

    def test_a_row_that_was_found_is_switched(self):
        self.show(OPEN)
        self.search('NoNewPrivileges')
        self.wait_found('NoNewPrivileges')
        switch = settle(lambda: next((node for node in walk(self.row('NoNewPrivileges='), True)
                                      if node.get_role_name() in ('switch', 'check box')), None),
                        'the switch')
        act(switch, 'toggle')
        settle(lambda: self.program.find_all('level bar', starts='Exposure 9.4'), 'the score')
        self.assertEqual(len(self.rows()), 1)


class Levels(PageTest):
    """The page of the service, and its protections one level down."""

    def test_row_leads_there_and_counts(self):
        self.show(OPEN)
        self.to('service')
        row = self.program.wait('list item', 'Protections')
        self.assertTrue(row.get_description().startswith('4 of 79 passed, 2 not applicable.'),
                        row.get_description())
        # The checks are not on this page.
        self.program.wait_gone('heading', 'Checks')
        act(row, 'row.open')
        self.program.wait('heading', 'Checks')
        self.program.wait('heading', 'Exceptions and More')

    def test_advice_leads_to_its_check(self):
        self.show(OPEN)
        self.to('service')
        self.program.wait('heading', 'What Helps Most')
        title = settle(lambda: next((node.get_name() for node in self.program.find_all('list item')
                                     if 'off the exposure' in node.get_description()), None),
                       'advice')
        self.program.do('advice')
        # One of several stands in the row of its directive, which is open then.
        settle(lambda: [row for row in self.rows() if row.get_name().endswith(title)], title)
        settle(lambda: [row for row in self.rows() if has_state(row, Atspi.StateType.EXPANDED)],
               'the check to be open')

    def test_another_service_begins_at_its_top(self):
        self.show(OPEN)
        self.program.do('show', self.write('other.service', OPEN))
        self.program.wait('heading', 'other.service')
        self.program.wait_gone('heading', 'Checks')


class Files(PageTest):
    def close_viewer(self, name):
        dialog = self.program.wait('dialog', starts='')
        close = [node for node in self.program.find_all('button', 'Close')]
        act(close[-1], 'click')
        self.program.wait_gone('dialog')
        return dialog

    def test_unit_file_opens_read_only_and_closes(self):
        path = self.show()
        self.to('service')
        act(self.program.wait('list item', 'web.service'), 'row.open')
        view = self.program.wait('text', starts='Text of ' + path)
        settle(lambda: self.program.text_of(view) == MIXED, 'the text of the file')
        self.assertFalse(has_state(view, Atspi.StateType.EDITABLE))
        self.close_viewer(path)

    def test_drop_in_opens(self):
        self.write('web.service.d/10-tmp.conf', '[Service]\nPrivateTmp=yes\n')
        self.show(OPEN)
        self.to('service')
        act(self.program.wait('list item', '10-tmp.conf'), 'row.open')
        view = self.program.wait('text', starts='Text of ')
        settle(lambda: 'PrivateTmp=yes' in self.program.text_of(view), 'the text of the drop-in')

    def test_origin_opens_at_its_line(self):
        filling = '# filling\n' * 300
        path = self.show(MIXED.replace('[Service]\n', '[Service]\n' + filling))
        act(self.row('NoNewPrivileges='), 'row.toggle')
        act(self.program.wait('button', f'Open {path} at line 306'), 'click')
        view = self.program.wait('text', starts='Text of ')
        text = settle(lambda: self.program.text_of(view), 'the text')
        caret = settle(lambda: Atspi.Text.get_caret_offset(view.get_text_iface()), 'the caret')
        self.assertTrue(text[caret:].startswith('NoNewPrivileges=yes'))

    def test_warnings_stand_on_the_page_and_open(self):
        path = self.show()
        self.to('service')
        self.program.wait('label', '2 warnings about the unit files')
        warning = self.program.wait('list item', starts='PrivateUsers=')
        self.assertEqual(warning.get_description(), path + ':5')
        act(warning, 'row.open')
        view = self.program.wait('text', starts='Text of ')
        text = settle(lambda: self.program.text_of(view), 'the text')
        caret = settle(lambda: Atspi.Text.get_caret_offset(view.get_text_iface()), 'the caret')
        self.assertTrue(text[caret:].startswith('PrivateUsers=strict'))

    def test_many_warnings_come_in_portions(self):
        self.show(OPEN + 'Nonsense=1\n' * 90)
        self.to('service')
        self.program.wait('label', '90 warnings about the unit files')
        rows = self.program.find_all('list item', starts='Nonsense=')
        self.assertEqual(len(rows), 5)
        act(self.program.wait('list item', 'Show More (85 left)'), 'row.open')
        self.program.wait('list item', 'Show More (35 left)')

    def test_bad_files_get_a_page_each(self):
        self.show()
        cases = {
            'Not a Text File': self.write('binary.conf', b'[Service]\n\0\1\2'),
            'Too Large to Show': self.write('large.conf', b'# x\n' * 500000),
            'File Not Found': os.path.join(self.folder, 'vanished.conf'),
            'Masked': '/dev/null',
            'File Cannot Be Read': os.path.join(self.folder, 'loop.conf'),
        }
        os.symlink('loop.conf', cases['File Cannot Be Read'])
        for title, path in cases.items():
            self.program.do('file', path, 1)
            self.program.wait('label', title)
            self.assertTrue([node for node in self.program.find_all('label')
                             if path in node.get_name()], path)
            self.close_viewer(path)

    def test_pipe_and_folder_do_not_hang(self):
        self.show()
        pipe = os.path.join(self.folder, 'pipe.conf')
        os.mkfifo(pipe)
        for path in (pipe, self.folder):
            self.program.do('file', path, 1)
            self.program.wait('label', 'Not a Text File')
            self.close_viewer(path)

    def test_bytes_that_are_no_text_are_shown_with_a_note(self):
        self.show()
        self.program.do('file', self.write('latin.conf', b'[Unit]\nDescription=caf\xe9\n'), 2)
        self.program.wait('label', starts='Some bytes of this file')


class States(PageTest):
    def test_disk_and_manager_are_told_apart(self):
        self.show()
        self.to('service')
        self.program.wait('label', starts='Read from the files on disk')
        self.show(OPEN, name='loaded.service', how='load')
        self.to('service')
        self.program.wait_gone('label', starts='Read from the files on disk')
        self.program.wait('label', 'Running')
        # What systemd calls it would say the same again.
        self.assertEqual(self.program.find_all('label', 'active (running)'), [])

    def test_change_moves_the_score_and_is_announced(self):
        said = []
        listener = Atspi.EventListener.new(lambda event: said.append(str(event.any_data)))
        listener.register('object:announcement')
        self.addCleanup(listener.deregister, 'object:announcement')
        self.show(OPEN)
        act(self.row('NoNewPrivileges='), 'row.toggle')
        self.program.wait('button', starts='systemd.exec(5)')
        self.program.do('change', self.write('closed/web.service', OPEN + CLOSED_LINES))
        ring = settle(lambda: next(iter(
            node for node in self.program.find_all('level bar')
            if node.get_name() != 'Exposure 9.6 of 10, Unsafe'), None), 'the ring to move')
        after = re.fullmatch(r'Exposure (\d\.\d) of 10, (\w+)', ring.get_name())
        self.assertLess(float(after[1]), 9.6)
        row = self.row('NoNewPrivileges=')
        settle(lambda: row.get_name().startswith('Passed: '), 'the row to pass')
        self.assertTrue(has_state(row, Atspi.StateType.EXPANDED), 'an open row stays open')
        settle(lambda: said, 'an announcement')
        self.assertIn(f'Exposure of web.service changed from 9.6 to {after[1]}, {after[2]}',
                      said[0])

    def test_nothing_is_announced_without_a_change(self):
        said = []
        listener = Atspi.EventListener.new(lambda event: said.append(str(event.any_data)))
        listener.register('object:announcement')
        self.addCleanup(listener.deregister, 'object:announcement')
        self.show(OPEN)
        self.program.do('change', self.write('same/web.service', OPEN))
        self.show(MIXED, name='other.service')
        self.assertEqual(said, [])

    def test_fits_a_phone(self):
        self.addCleanup(self.program.do, 'size', 900, 760)
        self.program.do('size', 360, 640)
        self.show(OPEN.replace('A small web server', 'Words ' * 60),
                  name='a-' + 'very-' * 20 + 'long-name.service')
        frame = self.program.wait('frame')
        extents = settle(lambda: Atspi.Component.get_extents(frame.get_component_iface(),
                                                             Atspi.CoordType.WINDOW), 'extents')
        self.assertLessEqual(extents.width, 360)

    def test_large_text_fits_a_phone(self):
        """Twice the size; whatever asks for more room than there is complains, which ends the
        program."""
        self.addCleanup(self.program.do, 'size', 900, 760)
        self.addCleanup(self.program.do, 'dpi', 96)
        self.program.do('dpi', 192)
        self.program.do('size', 360, 640)
        self.show(MIXED, name='a-' + 'very-' * 20 + 'long-name.service')
        frame = self.program.wait('frame')
        settle(lambda: Atspi.Component.get_extents(frame.get_component_iface(),
                                                   Atspi.CoordType.WINDOW).width == 360,
               'the window to be narrow')


class Keyboard(PageTest):
    environment = {'GDK_BACKEND': 'x11'}

    def press(self, *keys):
        subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], check=True)

    def focused(self):
        return next((node for node in self.program.find_all('toggle button')
                     + self.program.find_all('list item') + self.program.find_all('button')
                     if has_state(node, Atspi.StateType.FOCUSED)), None)

    def focus_by_key(self, key, part):
        for _ in range(40):
            node = self.focused()
            if node is not None and part in node.get_name() + node.get_description():
                return node
            before = node.get_name() if node is not None else None
            self.press(key)
            settle(lambda: (now := self.focused()) is None or now.get_name() != before,
                   f'{key} to move the focus from {before!r}')
        raise AssertionError(f'{key} does not reach {part!r}')

    def test_everything_is_reached_and_pressed(self):
        self.show()
        subprocess.run(['xdotool', 'search', '--sync', '--onlyvisible', '--name', 'Detail page',
                        'windowfocus'], check=True)
        self.to('service')
        self.focus_by_key('Tab', 'Protections')
        self.press('Return')
        self.focus_by_key('Tab', 'Failed only')
        self.press('space')
        settle(lambda: self.pressed('Failed only'), 'the switch')
        self.press('space')
        settle(lambda: not self.pressed('Failed only'), 'the switch')
        self.wait_rows(lambda rows: len(rows) >= 30)
        self.focus_by_key('Tab', 'Worst first')
        row = self.focus_by_key('Tab', 'User=')
        row = self.focus_by_key('Down', 'NoNewPrivileges=')
        self.press('Return')
        settle(lambda: has_state(row, Atspi.StateType.EXPANDED), 'the row to open')
        self.press('Left')
        settle(lambda: not has_state(row, Atspi.StateType.EXPANDED), 'the row to close')
        self.press('Right')
        settle(lambda: has_state(row, Atspi.StateType.EXPANDED), 'the row to open')
        self.focus_by_key('Tab', 'Open ')
        self.press('Return')
        self.program.wait('text', starts='Text of ')
        self.press('Escape')
        self.program.wait_gone('text', starts='Text of ')


if __name__ == '__main__':
    main()
