# Files from anywhere: a clear message, the rest of the list intact, never a crash.
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import socket
import subprocess

from harness import PROGRAM, SIMPLE, Case, main

GOOD = 'good.service'


class BadInput(Case):
    def setUp(self):
        super().setUp()
        self.unit(GOOD)
        self.system = os.path.join(self.root, 'usr/lib/systemd/system')

    def names(self):
        return [item['unit'] for item in self.json('list')]

    def assert_rest_is_intact(self):
        self.assertIn(GOOD, self.names())
        for line in self.errors.splitlines():
            self.assertTrue(line.startswith('hardnutctl: '), line)

    def test_nul_bytes(self):
        self.unit('nul.service', b'[Service]\nExecStart=/bin/true\nPrivate\0Tmp=yes\n'
                                 b'PrivateUsers=yes\n')
        self.assert_rest_is_intact()
        report = self.json('show', 'nul')
        self.assert_report(report)

    def test_invalid_utf8(self):
        path = self.unit('bytes.service', b'[Unit]\nDescription=\xff\xfe\n' + SIMPLE.encode())
        self.assert_rest_is_intact()
        self.assertIn(path + ':2: ', self.errors)
        self.assertIn(path + ':2: ', self.fails('show', 'bytes', f'--root={self.root}'))

    def test_invalid_utf8_in_a_drop_in(self):
        path = self.drop_in(GOOD, 'x.conf', b'[Service]\nPrivateUsers=yes\nUser=\xc3\x28\n')
        self.assert_rest_is_intact()
        report = self.json('show', GOOD)
        self.assert_report(report)
        self.assertEqual([(w['file'], w['line']) for w in report['warnings']], [(path, 3)])
        self.assertEqual(self.check_of(report, 'PrivateUsers')['source'], path + ':2')
        self.text('show', GOOD)

    def test_long_line(self):
        path = self.unit('long.service', SIMPLE + 'PrivateTmp=' + 'x' * (10 << 20) + '\n')
        self.assertIn(GOOD, self.names())
        done = self.errors + json.dumps(
            self.json('show', 'long') if 'long.service' in self.names() else '')
        self.assertIn(path, done)
        self.assertLess(len(self.errors), 10000)

    def test_endless_continuation(self):
        self.unit('more.service', SIMPLE + 'PrivateTmp=yes \\\n' * 200000)
        self.assert_rest_is_intact()

    def test_folder_with_a_unit_name(self):
        os.mkdir(os.path.join(self.system, 'folder.service'))
        self.assert_rest_is_intact()
        self.assertIn('folder.service', self.fails('show', 'folder', f'--root={self.root}'))

    def test_link_loop(self):
        os.symlink('b.service', os.path.join(self.system, 'a.service'))
        os.symlink('a.service', os.path.join(self.system, 'b.service'))
        self.assert_rest_is_intact()
        self.assertIn('a.service', self.fails('show', 'a', f'--root={self.root}'))

    def test_dangling_link(self):
        os.symlink('/nowhere/gone.service', os.path.join(self.system, 'gone.service'))
        self.assert_rest_is_intact()
        self.assertIn('gone.service', self.fails('show', 'gone', f'--root={self.root}'))

    def test_fifo_and_socket(self):
        os.mkfifo(os.path.join(self.system, 'fifo.service'))
        name = os.path.join(self.system, 'sock.service')
        before = os.getcwd()
        os.chdir(self.system)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind('sock.service')
        os.chdir(before)
        self.assertTrue(os.path.exists(name))
        self.assert_rest_is_intact()
        self.fails('show', 'fifo', f'--root={self.root}')
        self.fails('show', os.path.join(self.system, 'fifo.service'))

    def test_many_drop_ins(self):
        self.unit('many.service')
        for number in range(10000):
            self.drop_in('many.service', f'{number:05}.conf', '[Service]\nBad=1\n')
        self.assert_rest_is_intact()
        self.drop_in('many.service', 'z.conf', '[Service]\nPrivateUsers=yes\n')
        report = self.json('show', 'many')
        self.assertTrue(self.check_of(report, 'PrivateUsers')['passed'])
        # Beyond a bound they are summed up.
        self.assertGreaterEqual(len(report['warnings']), 1000)

    def test_terminal_escapes_do_not_get_through(self):
        self.unit('evil.service', SIMPLE + 'ProtectHome=\033[2J\033]0;x\007\nPrivateTmp=\033[31m\n')
        text = self.on_terminal('show', 'evil', '--no-pager')
        self.assertNotIn('\033[2J', text)
        self.assertNotIn('\007', text)
        text = self.text('show', 'evil')
        self.assertNotIn('\033', text)

    def test_bad_files(self):
        for path in ['/no/such.service', self.folder + '/', '/dev/null', '/']:
            with self.subTest(path=path):
                self.assertIn(path.rstrip('/'), self.fails('show', path))
        self.fails('show', self.write('x/name-without-suffix', SIMPLE))

    def test_line_with_invalid_bytes(self):
        output = self.run_program('preview', GOOD, b'PrivateTmp=\xff', '--json',
                                  f'--root={self.root}')
        self.assertEqual(json.loads(output)['drop_in'], '[Service]\nPrivateTmp=\ufffd\n')

    def test_full_disk(self):
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([PROGRAM, 'list', f'--root={self.root}'], stdout=full,
                                  stderr=subprocess.PIPE, env=self.environment)
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stderr.startswith(b'hardnutctl: '), done.stderr)

    def test_profile_with_nul_bytes(self):
        profile = self.write('p.conf', b'[Service]\0PrivateUsers=yes\nPrivateNetwork=yes\n')
        report = self.json('show', 'good', '--profile=' + profile)
        self.assertTrue(self.check_of(report, 'PrivateUsers')['passed'])
        self.assertTrue(self.check_of(report, 'PrivateNetwork')['passed'])


main()
