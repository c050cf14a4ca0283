# hardnutctl show: the promise of its JSON, values and where they come from, arguments.
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os

from harness import CHECK, Case, main, without_colors


class Show(Case):
    def setUp(self):
        super().setUp()
        self.path = self.unit('web.service', '[Unit]\nDescription=Web\n'
                              '[Service]\nExecStart=/bin/true\nPrivateTmp=yes\n'
                              'ProtectHome=read-only\nUser=daemon\nUMask=0027\n')

    def test_shape(self):
        report = self.json('show', 'web.service')
        self.assert_report(report)
        self.assertEqual(report['unit'], 'web.service')
        self.assertEqual(report['manager'], {'version': '257', 'scope': 'system'})
        self.assertEqual(report['warnings'], [])

    def test_values_and_origins(self):
        report = self.json('show', 'web')
        check = self.check_of(report, 'PrivateTmp')
        self.assertEqual((check['passed'], check['badness'], check['share'], check['value']),
                         (True, 0, None, 'yes'))
        self.assertEqual(check['directive'], 'PrivateTmp')
        self.assertEqual(check['source'], self.path + ':5')
        check = self.check_of(report, 'PrivateMounts')
        self.assertTrue(check['passed'])
        self.assertIn('PrivateTmp=', check['source'])
        check = self.check_of(report, 'PrivateNetwork')
        self.assertEqual((check['passed'], check['badness'], check['share']), (False, 1, 0.5))
        check = self.check_of(report, 'ProtectHome')
        self.assertEqual((check['badness'], check['range'], check['value']), (5, 10, 'read-only'))
        check = self.check_of(report, 'UserOrDynamicUser')
        self.assertEqual((check['passed'], check['directive'], check['value']),
                         (True, 'User', 'daemon'))

    def test_second_directive_of_a_check(self):
        self.unit('dynamic.service', '[Service]\nExecStart=/bin/true\nDynamicUser=yes\n')
        check = self.check_of(self.json('show', 'dynamic'), 'UserOrDynamicUser')
        self.assertEqual((check['passed'], check['directive'], check['value']),
                         (True, 'DynamicUser', 'yes'))

    def test_not_applicable(self):
        self.unit('early.service', '[Unit]\nDefaultDependencies=no\n'
                  '[Service]\nExecStart=/bin/true\n')
        check = self.check_of(self.json('show', 'early'), 'PrivateTmp')
        self.assertEqual((check['passed'], check['badness'], check['share']), (None, None, None))

    def test_drop_in_and_warning(self):
        path = self.drop_in('web.service', '10-x.conf', '[Service]\nPrivateTmp=maybe\n'
                            'PrivateUsers=yes\nNonsense=1\n')
        report = self.json('show', 'web')
        self.assertEqual([(w['file'], w['line']) for w in report['warnings']],
                         [(path, 2), (path, 4)])
        self.assertIn('maybe', report['warnings'][0]['message'])
        self.assertIn('Nonsense', report['warnings'][1]['message'])
        self.assertEqual(self.check_of(report, 'PrivateUsers')['source'], path + ':3')
        self.assertTrue(self.check_of(report, 'PrivateTmp')['passed'])
        text = self.text('show', 'web')
        self.assertIn(f'  {path}:2: ', text)

    def test_hints(self):
        """What is ignored says what its author may not know; what is right has no hint."""
        for line, hint in [
                ('SystemCallFilter=@clock:EPERM', 'only a list of forbidden calls'),
                ('SystemCallFilter=@system-service ~@clock', 'stands before the first word'),
                ('RestrictAddressFamilies=AF_UNIX ~AF_INET', 'stands before the first word'),
                ('ProtectHome=yes # why', 'comment'),
                ('RestrictAddressFamilies=AF_UNIX ;AF_INET', 'comment'),
                ('UMask=0077\u00a0', 'no-break space'),
                ('NoNewPrivileges=\u200byes', 'no-break space'),
                ('PrivateTmp="yes"', 'without the quotes'),
                ('ProtectSystem=“strict”', 'without the quotes'),
                ('Privatetmp=yes', 'did you mean PrivateTmp=?'),
                ('ProtectHom=yes', 'did you mean ProtectHome=?'),
                ('RestirctRealtime=yes', 'did you mean RestrictRealtime=?'),
                ('Exec=/bin/x', None),
                ('Nonsense=1', None),
                ('ProtectHome=maybe', None),
                ('SystemCallFilter=no_such_call', None),
        ]:
            with self.subTest(line=line):
                self.drop_in('web.service', '10-x.conf', f'[Service]\n{line}\n')
                warnings = self.json('show', 'web')['warnings']
                self.assertEqual([w['line'] for w in warnings], [2])
                if hint is not None:
                    self.assertIn(hint, warnings[0]['message'])
                else:
                    self.assertRegex(warnings[0]['message'], '(line|leaves it out)$')

    def test_files_that_are_never_read(self):
        for name in ['y.conf.bak', 'hardening', 'README', '.hidden', '.h.conf', 'z.conf']:
            self.drop_in('web.service', name, '[Service]\nUMask=0077\n')
        self.write('root/etc/systemd/system/web.d/x.conf', '[Service]\nUMask=0007\n')
        self.write('root/etc/systemd/system/other.d/x.conf', '')
        report = self.json('show', 'web')
        self.assertEqual(sorted(os.path.basename(w['file']) for w in report['warnings']),
                         ['.h.conf', 'hardening', 'web.d', 'y.conf.bak'])
        self.assertIn('“web.service.d”', [w['message'] for w in report['warnings']
                                          if w['file'].endswith('web.d')][0])

    def test_text(self):
        lines = self.text('show', 'web').splitlines()
        self.assertEqual(lines[0].split(), ['OK', 'CHECK', 'SHARE', 'MEANING', 'SOURCE', 'VALUE'])
        rows = lines[1:82]
        self.assertEqual({row.split()[0] for row in rows}, {'✓', '✗', '-'} - (
            {'-'} if all(row.split()[0] != '-' for row in rows) else set()))
        row = next(row for row in rows if row.split()[1] == 'PrivateNetwork=')
        self.assertEqual(row.split()[:3], ['✗', 'PrivateNetwork=', '0.5'])
        row = next(row for row in rows if row.split()[1] == 'PrivateTmp=')
        self.assertEqual(row.split()[:3], ['✓', 'PrivateTmp=', '-'])
        self.assertTrue(row.endswith('yes'))
        exposure = self.json('show', 'web')['exposure']
        self.assertIn(f'web.service: {exposure} ', lines[-1])

    def test_file(self):
        path = self.write('elsewhere/tool.service', '[Service]\nExecStart=/bin/true\n'
                          'PrivateNetwork=yes\n')
        report = json.loads(self.run_program('show', '--json', '--offline', path))
        self.assert_report(report)
        self.assertEqual(report['unit'], 'tool.service')
        self.assertEqual(self.check_of(report, 'PrivateNetwork')['source'], path + ':3')

    def test_file_needs_no_bus(self):
        path = self.write('elsewhere/tool.service', '[Service]\nExecStart=/bin/true\n')
        output = self.run_program('show', '--json', path,
                                  DBUS_SYSTEM_BUS_ADDRESS='unix:path=/nowhere')
        self.assertEqual(json.loads(output)['unit'], 'tool.service')

    def test_relative_file(self):
        self.write('here/tool.service', '[Service]\nExecStart=/bin/true\n')
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(os.path.join(self.folder, 'here'))
        self.assertEqual(json.loads(self.run_program('show', '--json', './tool.service'))['unit'],
                         'tool.service')

    def test_template(self):
        self.unit('many@.service', '[Service]\nExecStart=/bin/true %i\n')
        self.assertEqual(self.json('show', 'many@.service')['unit'], 'many@test_instance.service')
        self.assertEqual(self.json('show', 'many@x')['unit'], 'many@x.service')

    def test_template_of_an_older_systemd(self):
        os.rename(os.path.join(self.root, 'usr/lib/systemd/libsystemd-shared-257.so'),
                  os.path.join(self.root, 'usr/lib/systemd/libsystemd-shared-252.so'))
        self.unit('many@.service', '[Service]\nExecStart=/bin/true %i\n')
        report = self.json('show', 'many@')
        self.assertEqual(report['unit'], 'many@test-instance.service')
        self.assertEqual(report['manager']['version'], '252')

    def test_unknown_version(self):
        """A tree that does not tell its systemd is judged by the newest rules, and that is said."""
        os.unlink(os.path.join(self.root, 'usr/lib/systemd/libsystemd-shared-257.so'))
        self.drop_in('web.service', 'x.conf', '[Service]\nPrivateTmp=disconnected\n')
        report = self.json('show', 'web')
        self.assertEqual(report['manager']['version'], '')
        self.assertIn('--systemd=VERSION', report['warnings'][-1]['message'])
        self.assertIn('--systemd=VERSION', self.errors)
        self.assertIn('262', self.errors)
        for words in (['list'], ['show', 'web'], ['preview', 'web', 'UMask=0077']):
            self.text(*words)
            self.assertIn('--systemd=VERSION', self.errors, words)
        report = self.json('show', 'web', '--systemd=252')
        self.assertEqual((report['manager']['version'], self.errors), ('252', ''))
        self.assertEqual(len(report['warnings']), 1)
        self.assertIn('disconnected', report['warnings'][0]['message'])
        self.assertEqual(self.json('show', 'web', '--systemd=257')['warnings'], [])

    def test_defaults_of_the_manager(self):
        """system.conf gives every service what no unit file says."""
        self.write('root/usr/lib/systemd/system.conf', '[Manager]\nDefaultRestrictSUIDSGID=yes\n')
        self.unit('open.service', '[Service]\nExecStart=/bin/true\nRestrictSUIDSGID=no\n')

        def restricts(unit='web', version=258, *words):
            check = self.check_of(self.json('show', unit, f'--systemd={version}', *words),
                                  'RestrictSUIDSGID')
            return check['value'], check['source']

        self.assertEqual(restricts(), ('yes', 'default of system.conf'))
        self.assertEqual(restricts(version=257), ('no', 'default'))
        self.assertEqual(restricts('open')[0], 'no')
        self.write('root/etc/systemd/system.conf', '[Manager]\n#DefaultRestrictSUIDSGID=yes\n')
        self.assertEqual(restricts(), ('no', 'default'))
        self.write('root/usr/lib/systemd/system.conf.d/20-a.conf',
                   '[Other]\nDefaultRestrictSUIDSGID=no\n[Manager]\nDefaultRestrictSUIDSGID=yes\n')
        self.assertEqual(restricts()[0], 'yes')
        self.write('root/etc/systemd/system.conf.d/30-b.conf',
                   '[Manager]\nDefaultRestrictSUIDSGID=no\n')
        self.assertEqual(restricts()[0], 'no')
        os.unlink(os.path.join(self.root, 'etc/systemd/system.conf.d/30-b.conf'))
        os.symlink('/dev/null', os.path.join(self.root, 'etc/systemd/system.conf.d/20-a.conf'))
        self.assertEqual(restricts()[0], 'no')
        self.write('root/etc/systemd/user.conf', '[Manager]\nDefaultRestrictSUIDSGID=yes\n')
        self.write('root/usr/lib/systemd/user/mine.service', '[Service]\nExecStart=/bin/true\n')
        self.assertEqual(restricts('mine', 258, '--user'), ('yes', 'default of user.conf'))
        # Later versions have more of them.
        self.write('root/etc/systemd/system.conf', '[Manager]\nDefaultProtectHome=yes\n')
        report = self.json('show', 'open', '--systemd=270')
        self.assertEqual(self.check_of(report, 'ProtectHome')['value'], 'yes')

    def test_escaped_name(self):
        self.unit('a\\x20b.service')
        self.assertEqual(self.json('show', 'a b')['unit'], 'a\\x20b.service')

    def test_masked(self):
        self.write('root/etc/systemd/system/x', '')
        os.symlink('/dev/null', os.path.join(self.root, 'etc/systemd/system/web.service'))
        line = self.fails('show', 'web', f'--root={self.root}')
        self.assertIn('masked', line)
        self.assertIn('web.service', line)

    def test_threshold(self):
        exposure = round(self.json('show', 'web')['exposure'] * 10)
        self.json('show', 'web', f'--threshold={exposure}')
        self.json('show', 'web', f'--threshold={exposure - 1}', status=3)

    def test_several(self):
        self.unit('web2.service')
        self.unit('other.service')
        reports = self.json('show', 'web*')
        for report in reports:
            self.assert_report(report)
        self.assertEqual([report['unit'] for report in reports], ['web.service', 'web2.service'])
        self.assertEqual([report['unit'] for report in self.json('show', 'other', 'web*', 'web2')],
                         ['other.service', 'web.service', 'web2.service'])
        self.assertEqual([report['unit'] for report in self.json('show', 'o*')], ['other.service'])
        self.assertEqual(self.json('show', 'other')['unit'], 'other.service')
        text = self.text('show', 'web', 'other')
        self.assertLess(text.index('Exposure of web.service'), text.index('Exposure of other.service'))
        self.json('show', 'web', 'other', '--threshold=95', status=3)
        self.json('show', 'web', '--threshold=95')

    def test_several_of_which_one_is_missing(self):
        self.assertEqual([report['unit'] for report in
                          self.json('show', 'nothing', 'web', status=1)], ['web.service'])
        self.assertIn('nothing.service', self.errors)
        self.assertIn('“zz*”', self.fails('show', 'zz*', f'--root={self.root}'))

    def test_explain(self):
        for check in self.json('show', 'web', '--explain')['checks']:
            self.assertEqual(list(check), CHECK + ['risk', 'breaks'])
            self.assertIn(check['risk'], ['low', 'medium', 'high'])
            self.assertGreater(len(check['breaks']), 20)
        lines = self.text('show', 'web', '--explain').splitlines()
        at = next(i for i, line in enumerate(lines) if line.endswith(' PrivateNetwork='))
        self.assertRegex(lines[at + 2], '^      Likely to break it: .{20}')
        # What is on already breaks nothing.
        at = next(i for i, line in enumerate(lines) if line.endswith(' PrivateTmp='))
        self.assertNotIn('risk', lines[at + 2])
        text = self.on_terminal('show', 'web', '--explain', columns=60, SYSTEMD_PAGER='cat')
        self.assertLess(max(len(line) for line in without_colors(text).splitlines()), 61)

    def test_profile(self):
        profile = self.write('p/strict.conf', '[Service]\nPrivateNetwork=yes\nBad=1\n')
        report = self.json('show', 'web', '--profile', profile)
        self.assertEqual(self.check_of(report, 'PrivateNetwork')['source'], profile + ':2')
        self.assertEqual([(w['file'], w['line']) for w in report['warnings']], [(profile, 3)])

    def test_profile_by_name_in_the_root(self):
        name = 'hardnut-test-profile'
        self.write(f'root/usr/lib/systemd/portable/profile/{name}/service.conf',
                   '[Service]\nPrivateNetwork=yes\n')
        report = self.json('show', 'web', '--profile=' + name)
        self.assertTrue(self.check_of(report, 'PrivateNetwork')['passed'])
        self.assertIn(name, self.text('__complete', 'profiles').splitlines())

    def test_profile_missing(self):
        line = self.fails('show', 'web', f'--root={self.root}', '--profile=no-such-profile')
        self.assertIn('no-such-profile', line)
        line = self.fails('show', 'web', f'--root={self.root}', '--profile=/no/such/file')
        self.assertIn('/no/such/file', line)
        self.assertIn('..', self.fails('show', 'web', f'--root={self.root}', '--profile=..'))


class Usage(Case):
    def test_wrong_words(self):
        for words, part in [
                ([], 'command'),
                (['lost'], 'lost'),
                (['--lost', 'list'], '--lost'),
                (['-x', 'list'], '-x'),
                (['list', 'a.socket'], 'a.socket'),
                (['list', '--json=yes'], '--json'),
                (['show'], 'UNIT'),
                (['show', 'a', 'b.socket'], 'b.socket'),
                (['list', '--systemd=old'], 'old'),
                (['list', '--systemd=251'], '251'),
                (['try', 'a', 'UMask=0', '--systemd=257'], '--systemd'),
                (['show', 'a', '--all'], '--all'),
                (['show', ''], 'name'),
                (['show', 'a.socket'], 'a.socket'),
                (['show', 'x' * 300], 'x' * 300),
                (['preview', 'a'], 'DIRECTIVE=VALUE'),
                (['preview', 'a', 'PrivateTmp'], 'PrivateTmp'),
                (['preview', 'a', '=yes'], '=yes'),
                (['preview', 'a', '[Unit]=x'], '[Unit]=x'),
                (['preview', 'a', '#PrivateTmp=yes'], '#PrivateTmp=yes'),
                (['preview', 'a', 'PrivateTmp=yes\n[Unit]'], 'PrivateTmp'),
                (['list', '--threshold'], '--threshold'),
                (['list', '--threshold=101'], '101'),
                (['list', '--threshold=-1'], '-1'),
                (['list', '--threshold=9.6'], '9.6'),
                (['list', '--threshold='], '--threshold'),
                (['list', '--root='], '--root'),
        ]:
            with self.subTest(words=words):
                self.assertIn(part, self.fails(*words, status=2))

    def test_help_and_version(self):
        self.assertIn(b'--threshold=N', self.run_program('--help'))
        self.assertEqual(self.run_program('-h'), self.run_program('list', '--help'))
        self.assertRegex(self.run_program('--version').decode(), r'^hardnutctl \d+\.\d+\.\d+\n$')

    def test_options_stand_anywhere(self):
        self.unit('web.service')
        first = self.run_program('--json', '--root', self.root, 'show', 'web')
        self.assertEqual(first, self.run_program('show', '--json', 'web', f'--root={self.root}'))
        self.assertEqual(first, self.run_program('show', '--json', f'--root={self.root}', '--',
                                                 'web'))

    def test_missing_root(self):
        self.assertIn('/no/such/root', self.fails('list', '--root=/no/such/root'))

    def test_missing_unit(self):
        self.assertIn('nothing.service', self.fails('show', 'nothing', f'--root={self.root}'))

    def test_missing_bus(self):
        self.environment['DBUS_SYSTEM_BUS_ADDRESS'] = 'unix:path=/no/such/bus'
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/no/such/bus'
        line = self.fails('list', '--user')
        self.assertIn('--offline', line)


main()
