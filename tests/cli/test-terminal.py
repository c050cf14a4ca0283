# Terminal or pipe: colours, emoji, width, encoding, pager.
# SPDX-License-Identifier: GPL-3.0-or-later

from harness import Case, main, without_colors


class Terminal(Case):
    def setUp(self):
        super().setUp()
        self.unit('web.service', '[Service]\nExecStart=/bin/true\nPrivateTmp=maybe\n')

    def test_pipe_is_plain(self):
        for words in [['list'], ['show', 'web'], ['preview', 'web', 'PrivateUsers=yes']]:
            text = self.text(*words, TERM='xterm-256color', COLUMNS='40')
            self.assertNotIn('\033', text)
            self.assertNotIn('😨', text)
            self.assertNotIn('…web', text)
            self.assertIn('web.service', text)

    def test_terminal_has_colors_and_emoji(self):
        for words in [['list'], ['show', 'web'], ['preview', 'web', 'PrivateUsers=yes']]:
            text = self.on_terminal(*words, '--no-pager')
            self.assertIn('\033[1;31m', text)
            self.assertIn('😨', text)
            self.assertIn('UNSAFE', text)

    def test_no_color(self):
        text = self.on_terminal('list', '--no-pager', NO_COLOR='1')
        self.assertNotIn('\033', text)
        self.assertIn('😨', text)
        self.assertIn('\033', self.on_terminal('list', '--no-pager', NO_COLOR=''))
        self.assertNotIn('\033', self.on_terminal('list', '--no-pager', SYSTEMD_COLORS='no'))
        self.assertNotIn('😨', self.on_terminal('list', '--no-pager', SYSTEMD_EMOJI='0'))

    def test_dumb_terminal(self):
        text = self.on_terminal('list', TERM='dumb', PAGER='sed s/^/paged:/')
        self.assertNotIn('\033', text)
        self.assertNotIn('😨', text)
        self.assertNotIn('paged:', text)
        self.assertIn('web.service', text)
        text = self.on_terminal('list', '--no-pager', TERM='linux')
        self.assertIn('\033', text)
        self.assertNotIn('😨', text)

    def test_plain_locale(self):
        for locale in ['C', 'POSIX']:
            text = self.on_terminal('show', 'web', '--no-pager', LC_ALL=locale)
            text.encode('ascii')
            self.assertIn('x  PrivateTmp=', without_colors(text))
            text = self.text('show', 'web', LC_ALL=locale)
            text.encode('ascii')
            self.assertIn('-> Exposure of web.service: ', text)
            self.text('preview', 'web', 'PrivateUsers=yes', LC_ALL=locale).encode('ascii')
            self.run_program('--help', LC_ALL=locale).decode('ascii')

    def test_json_is_utf8_everywhere(self):
        self.assertEqual(self.json('list', LC_ALL='C')[0]['emoji'], '😨')

    def test_width(self):
        for columns in [40, 80, 139, 140, 200]:
            for words in [['list'], ['show', 'web'], ['preview', 'web', 'PrivateUsers=yes']]:
                text = without_colors(self.on_terminal(*words, '--no-pager', columns=columns))
                table = text.split('\nWarnings:')[0].split('Drop-in')[0].splitlines()
                if words[0] != 'preview' or columns >= 80:
                    self.assertLessEqual(max(map(len, table)), columns, (words, columns))

    def test_wide_and_narrow(self):
        lines = without_colors(self.on_terminal('show', 'web', '--no-pager',
                                                columns=140)).splitlines()
        self.assertEqual(len(lines[0].split()), 6)
        self.assertEqual(lines[82], '')
        self.assertTrue(any('….' not in line and '…' in line for line in lines))
        text = without_colors(self.on_terminal('show', 'web', '--no-pager', columns=80))
        self.assertIn('\n✗ 0.2 PrivateTmp=\n      ', text)
        self.assertIn('\n✓     NotifyAccess=\n      ', text)
        self.unit('web.service', '[Service]\nExecStart=/bin/true\nPrivateTmp=yes\n')
        text = without_colors(self.on_terminal('show', 'web', '--no-pager', columns=80))
        self.assertIn('\n      PrivateTmp=yes\n      ', text)
        self.assertIn('web.service:3\n', text)

    def test_pager(self):
        pager = 'sed s/^/paged:/'
        self.assertIn('paged:', self.on_terminal('list', PAGER=pager))
        self.assertIn('paged:', self.on_terminal('list', PAGER='cat', SYSTEMD_PAGER=pager))
        self.assertNotIn('paged:', self.on_terminal('list', PAGER=pager, SYSTEMD_PAGER=''))
        self.assertNotIn('paged:', self.on_terminal('list', '--no-pager', PAGER=pager))
        self.assertNotIn('paged:', self.on_terminal('list', '--json', PAGER=pager))
        self.assertNotIn('paged:', self.on_terminal('list', PAGER=pager, SUDO_UID='1',
                                                    SYSTEMD_PAGER='cat'))
        self.assertNotIn(b'paged:', self.run_program('list', f'--root={self.root}', PAGER=pager))

    def test_missing_pager(self):
        self.environment['PATH'] = '/nonexistent'
        self.assertIn('web.service', self.on_terminal('list', PAGER='no-such-pager'))

    def test_pager_that_leaves_early(self):
        self.assertEqual(self.on_terminal('show', 'web', PAGER='true'), '')


main()
