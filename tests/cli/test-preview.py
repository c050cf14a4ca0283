# hardnutctl preview: that it tells what the drop-in does once it is written.
# SPDX-License-Identifier: GPL-3.0-or-later

import os

from harness import Case, main


class Preview(Case):
    def setUp(self):
        super().setUp()
        self.path = self.unit('web.service', '[Service]\nExecStart=/bin/true\nPrivateTmp=yes\n'
                              'SystemCallFilter=@system-service\n')

    def preview(self, *lines, **options):
        return self.json('preview', 'web', *lines, **options)

    def test_shape(self):
        preview = self.preview('NoNewPrivileges=yes')
        self.assertEqual(list(preview), ['unit', 'before', 'after', 'drop_in', 'warnings',
                                         'permission', 'permission_certain', 'reasons'])
        # Without a manager nobody can tell.
        self.assertEqual((preview['permission'], preview['reasons']), (None, []))
        self.assertEqual(preview['unit'], 'web.service')
        self.assert_report(preview['before'])
        self.assert_report(preview['after'])
        self.assert_warnings(preview['warnings'])
        self.assertEqual(preview['drop_in'], '[Service]\nNoNewPrivileges=yes\n')
        self.assertEqual(preview['before'], self.json('show', 'web'))

    def test_equals_the_written_drop_in(self):
        for number, lines in enumerate([
                ['NoNewPrivileges=yes', 'ProtectSystem=strict'],
                ['PrivateTmp=no'],
                ['PrivateTmp='],
                ['SystemCallFilter=', 'SystemCallFilter=~@mount', 'SystemCallFilter=~@clock'],
                ['SystemCallFilter=~@privileged'],
                ['ProtectHome=tmpfs', 'ProtectHome=nonsense', 'ProtectHome=read-only'],
                ['DynamicUser=yes'],
                ['CapabilityBoundingSet=~CAP_SYS_ADMIN', 'CapabilityBoundingSet=CAP_KILL'],
                ['IPAddressDeny=any', 'IPAddressAllow=localhost'],
                ['RestrictAddressFamilies=AF_INET \\', 'AF_UNIX=AF_UNIX'],
                ['DefaultDependencies=no'],
                [' PrivateUsers = yes '],
        ]):
            with self.subTest(lines=lines):
                preview = self.preview(*lines)
                name = f'w{number}.service'
                self.unit(name, '[Service]\nExecStart=/bin/true\nPrivateTmp=yes\n'
                          'SystemCallFilter=@system-service\n')
                self.drop_in(name, 'zz-hardnut.conf', preview['drop_in'])
                written = self.json('show', name)
                after = preview['after']
                self.assertEqual(after['exposure'], written['exposure'])
                for mine, theirs in zip(after['checks'], written['checks']):
                    for key in ['badness', 'share', 'value', 'description']:
                        self.assertEqual(mine[key], theirs[key], (mine['id'], key))

    def test_ignored_lines(self):
        preview = self.preview('PrivateTmp=maybe', 'Nonsense=1', 'PrivateUsers=yes',
                               'DefaultDependencies=no')
        self.assertEqual([(w['file'], w['line']) for w in preview['warnings']],
                         [('<drop-in>', 2), ('<drop-in>', 3), ('<drop-in>', 5)])
        self.assertIn('Nonsense', preview['warnings'][1]['message'])
        self.assertEqual(preview['after']['warnings'], preview['warnings'])
        self.assertEqual(self.check_of(preview['after'], 'PrivateUsers')['source'], '<drop-in>:4')

    def test_later_files_win(self):
        """Of whatever folder: the order is by the names of the files."""
        places = {
            'web.service.d/zzz.conf': ('ProtectHome=no', 'ProtectHome=yes'),
            'service.d/zz_all.conf': ('UMask=0022', 'UMask=0077'),
            'web.service.d/zz-harden.conf': (None, 'PrivateNetwork=yes'),
        }
        for place, (line, _) in places.items():
            self.write('root/etc/systemd/system/' + place,
                       f'[Service]\n# why\n{line or "PrivateNetwork=no"}\n')
        preview = self.preview(*[asked for _, asked in places.values()])
        self.assertEqual(self.check_of(preview['after'], 'ProtectHome')['value'], 'no')
        self.assertEqual(self.check_of(preview['after'], 'UMask')['value'], '0022')
        self.assertEqual(self.check_of(preview['after'], 'PrivateNetwork')['value'], 'yes')
        named = {(w['file'][len(self.root + '/etc/systemd/system/'):], w['line'],
                  w['message'].split('=')[0]) for w in preview['warnings']}
        self.assertEqual(named, {('web.service.d/zzz.conf', 3, 'ProtectHome'),
                                 ('service.d/zz_all.conf', 3, 'UMask')})
        self.assertIn('/web.service.d/zzz.conf:3: ProtectHome=',
                      self.text('preview', 'web', 'ProtectHome=yes'))

    def test_a_later_file_may_imply_something_else(self):
        self.drop_in('web.service', 'zzz.conf', '[Service]\nDynamicUser=yes\nProtectKernelLogs=yes\n')
        preview = self.preview('ProtectHome=no', 'CapabilityBoundingSet=CAP_SYSLOG CAP_KILL')
        self.assertEqual([(w['line'], w['message'].split('=')[0]) for w in preview['warnings']],
                         [(2, 'ProtectHome'), (3, 'CapabilityBoundingSet')])

    def test_what_is_kept_stays(self):
        kept = '# kept\n[Service]\nProtectHome=yes\nSystemCallFilter=~@mount \\\n @clock\nUMask=0077\n'
        for place in ['etc/systemd/system/web.service.d', 'usr/lib/systemd/system/service.d']:
            path = self.write(f'root/{place}/zz-hardnut.conf', kept)
            preview = self.preview('SystemCallFilter=~@swap', 'PrivateUsers=yes')
            self.assertEqual(preview['drop_in'], '[Service]\nProtectHome=yes\nUMask=0077\n'
                             'SystemCallFilter=~@swap\nPrivateUsers=yes\n')
            self.assertEqual(self.check_of(preview['after'], 'ProtectHome')['source'],
                             '<drop-in>:2')
            self.assertEqual(self.preview('UMask=0027', '--replace')['drop_in'],
                             '[Service]\nUMask=0027\n')
            self.assertEqual(self.check_of(self.preview('UMask=0027', '--replace')['after'],
                                           'ProtectHome')['value'], 'no')
            os.unlink(path)

    def test_what_is_kept_beside_a_file(self):
        path = self.write('x/tool.service', '[Service]\nExecStart=/bin/true\n')
        self.write('x/tool.service.d/zz-hardnut.conf', '[Service]\nUMask=0077\n')
        self.write('x/tool.service.d/zzz.conf', '[Service]\nPrivateNetwork=no\n')
        preview = self.json('preview', path, 'PrivateNetwork=yes')
        self.assertEqual(preview['drop_in'], '[Service]\nUMask=0077\nPrivateNetwork=yes\n')
        self.assertEqual(self.check_of(preview['after'], 'PrivateNetwork')['value'], 'no')
        self.assertEqual(preview['warnings'][0]['file'],
                         os.path.join(self.folder, 'x/tool.service.d/zzz.conf'))

    def test_kept_by_hand(self):
        self.drop_in('web.service', 'zz-hardnut.conf',
                     '[Unit]\nPrivateTmp=no\n[Service]\nType=exec\nUMask=0077\n[Unit]\nAfter=a.service\n')
        self.assertEqual(self.preview('PrivateTmp=no', 'UMask=0027')['drop_in'],
                         '[Unit]\nPrivateTmp=no\n[Service]\nType=exec\n[Unit]\nAfter=a.service\n'
                         '[Service]\nPrivateTmp=no\nUMask=0027\n')

    def test_old_warnings_are_not_repeated(self):
        self.drop_in('web.service', 'a.conf', '[Service]\nOld=1\n')
        preview = self.preview('New=1')
        self.assertEqual([w['line'] for w in preview['warnings']], [2])
        self.assertEqual(len(preview['before']['warnings']), 1)
        self.assertEqual(len(preview['after']['warnings']), 2)

    def test_text(self):
        lines = self.text('preview', 'web', 'NoNewPrivileges=yes', 'Bad=1').splitlines()
        before = self.json('show', 'web')
        after = self.preview('NoNewPrivileges=yes', 'Bad=1')['after']
        self.assertEqual(lines[0], f'web.service: {before["exposure"]} {before["level"]} → '
                                   f'{after["exposure"]} {after["level"]}')
        row = next(line for line in lines if 'NoNewPrivileges=' in line)
        self.assertEqual(row.split()[:4], ['✗→✓', 'NoNewPrivileges=', '0.2', '-'])
        self.assertTrue(row.endswith('no → yes'))
        self.assertEqual(sum('→✓' in line or '→✗' in line for line in lines), 1)
        start = lines.index('[Service]')
        self.assertEqual(lines[start:start + 3], ['[Service]', 'NoNewPrivileges=yes', 'Bad=1'])
        self.assertTrue(any(line.startswith('  <drop-in>:3: ') for line in lines))

    def test_no_change(self):
        text = self.text('preview', 'web', 'PrivateTmp=yes')
        self.assertNotIn('→✓', text)
        self.assertIn('No check changes.', text)

    def test_refused_unit(self):
        line = self.fails('preview', 'web', 'ExecStart=', f'--root={self.root}')
        self.assertIn('web.service', line)

    def test_threshold_is_about_after(self):
        after = round(self.preview('PrivateNetwork=yes')['after']['exposure'] * 10)
        before = round(self.json('show', 'web')['exposure'] * 10)
        self.assertLess(after, before)
        self.preview('PrivateNetwork=yes', f'--threshold={after}')
        self.preview('PrivateNetwork=yes', f'--threshold={after - 1}', status=3)

    def test_file(self):
        path = self.write('x/tool.service', '[Service]\nExecStart=/bin/true\n')
        preview = self.json('preview', path, 'PrivateNetwork=yes')
        self.assertEqual(preview['unit'], 'tool.service')
        self.assertTrue(self.check_of(preview['after'], 'PrivateNetwork')['passed'])

    def test_profile_that_is_cut_short(self):
        profile = self.write('p.conf', '[Service]\nUser=a/b\nPrivateUsers=yes\n')
        preview = self.preview('PrivateNetwork=yes', '--profile=' + profile)
        self.assertFalse(self.check_of(preview['after'], 'PrivateUsers')['passed'])
        self.assertEqual(self.check_of(preview['after'], 'PrivateNetwork')['source'],
                         '<drop-in>:2')
        self.assertEqual([(w['file'], w['line']) for w in preview['after']['warnings']],
                         [(profile, 2)])

    def test_with_profile(self):
        profile = self.write('p.conf', '[Service]\nPrivateUsers=yes\nBad=1\nUMask=0077 \\')
        preview = self.preview('PrivateNetwork=yes', 'Worse=1', '--profile=' + profile)
        self.assertTrue(self.check_of(preview['before'], 'PrivateUsers')['passed'])
        self.assertEqual(self.check_of(preview['after'], 'PrivateUsers')['source'], profile + ':2')
        self.assertEqual(self.check_of(preview['after'], 'PrivateNetwork')['source'],
                         '<drop-in>:2')
        self.assertEqual([(w['file'], w['line']) for w in preview['warnings']],
                         [('<drop-in>', 3)])
        self.assertIn((profile, 3),
                      [(w['file'], w['line']) for w in preview['after']['warnings']])


main()
