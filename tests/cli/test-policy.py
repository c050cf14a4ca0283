# Policies: what they change, and which are refused.
# SPDX-License-Identifier: GPL-3.0-or-later

import json

from harness import Case, main


class Policy(Case):
    def setUp(self):
        super().setUp()
        self.unit('web.service')

    def show(self, policy):
        path = self.write('test.policy', policy if isinstance(policy, (str, bytes))
                          else json.dumps(policy))
        return self.json('show', 'web', '--policy=' + path)

    def refused(self, policy):
        path = self.write('test.policy', policy if isinstance(policy, (str, bytes))
                          else json.dumps(policy))
        line = self.fails('show', 'web', f'--root={self.root}', '--policy', path)
        self.assertIn(path, line)
        return line.replace(path, 'FILE')

    def test_weight_and_range(self):
        report = self.show({'PrivateTmp': {'weight': 9000, 'range': 3}})
        check = self.check_of(report, 'PrivateTmp')
        self.assertEqual((check['badness'], check['weight'], check['range']), (1, 9000, 3))
        self.assertEqual(self.errors, '')

    def test_arithmetic(self):
        others = {check['json_field']: {'weight': 0} for check in self.show({})['checks']}
        self.assertEqual(len(others), 81)
        others['PrivateTmp'] = {'weight': 3}
        others['NotifyAccess'] = {'weight': 4}
        report = self.show(others)
        self.assertEqual(report['exposure'], 4.3)  # 300 / 7, rounded up
        self.assertEqual(self.check_of(report, 'PrivateTmp')['share'], 4.3)
        self.assertIsNone(self.check_of(report, 'NotifyAccess')['share'])
        self.assertEqual(sum(check['passed'] is None for check in report['checks']), 79)

    def test_weight_zero_excludes(self):
        check = self.check_of(self.show({'PrivateTmp': {'weight': 0}}), 'PrivateTmp')
        self.assertEqual((check['passed'], check['badness'], check['weight'], check['share']),
                         (None, None, 0, None))

    def test_weight_zero_needs_no_fitting_range(self):
        self.show({'UserOrDynamicUser': {'weight': 0, 'range': 1}})

    def test_field_with_the_stray_bracket(self):
        field = 'CapabilityBoundingSet_CAP_NET_BIND_SERVICE_BROADCAST_RAW)'
        self.assertEqual(self.check_of(self.show({field: {'weight': 1}}), field)['weight'], 1)

    def test_texts(self):
        report = self.show({'PrivateTmp': {'description_bad': 'Bäd "tmp"'},
                            'NotifyAccess': {'description_good': 'Good'},
                            'PrivateUsers': {'weight': 0, 'description_na': 'None'}})
        self.assertEqual(self.check_of(report, 'PrivateTmp')['description'], 'Bäd "tmp"')
        self.assertEqual(self.check_of(report, 'NotifyAccess')['description'], 'Good')

    def test_ignored_as_systemd_does(self):
        for value in ['"5"', '-5', '5.5', 'null', '[5]', 'true']:
            with self.subTest(value=value):
                report = self.show('{"PrivateTmp": {"weight": %s, "range": %s}}' % (value, value))
                check = self.check_of(report, 'PrivateTmp')
                self.assertEqual((check['weight'], check['range']), (1000, 1))
                self.assertEqual(self.errors.count('PrivateTmp'), 2)
        self.show({'PrivateTmp': 5, 'NoSuchCheck': {'weight': 5},
                   'PrivateUsers': {'description_bad': 5}})
        for name in ['PrivateTmp', 'NoSuchCheck', 'PrivateUsers']:
            self.assertIn(name, self.errors)

    def test_whole_real_numbers_count(self):
        check = self.check_of(self.show('{"PrivateTmp": {"weight": 5.0, "range": 2e0}}'),
                              'PrivateTmp')
        self.assertEqual((check['weight'], check['range']), (5, 2))

    def test_the_first_of_repeated_members_counts(self):
        report = self.show('{"PrivateTmp": {"weight": 5, "weight": 6}, "PrivateTmp": '
                           '{"weight": 7}}')
        self.assertEqual(self.check_of(report, 'PrivateTmp')['weight'], 5)

    def test_range_below_the_badness(self):
        for field, built_in in [('UserOrDynamicUser', 10), ('ProtectProc', 3), ('UMask', 10),
                                ('SystemCallFilter_swap', 10), ('ProtectHome', 10)]:
            with self.subTest(field=field):
                line = self.refused({field: {'range': built_in - 1}})
                self.assertIn(field, line)
                self.assertIn(str(built_in), line)
                self.show({field: {'range': built_in}})

    def test_range_of_zero(self):
        self.assertIn('PrivateTmp', self.refused('{\n"PrivateTmp": {"range": 0}}'))
        self.assertIn('PrivateTmp', self.refused({'PrivateTmp': {'range': 0, 'weight': 0}}))

    def test_absurd_weight(self):
        self.assertIn('PrivateTmp', self.refused('{"PrivateTmp": {"weight": 9223372036854775808}}'))
        self.show({'PrivateTmp': {'weight': 4294967295}})

    def test_nothing_left(self):
        fields = [check['json_field'] for check in self.show({})['checks']]
        self.refused({field: {'weight': 0} for field in fields})
        # Weight on what does not apply to this service is as good as none.
        only = {field: {'weight': 0} for field in fields}
        only['PrivateTmp'] = {'weight': 5}
        self.unit('early.service', '[Unit]\nDefaultDependencies=no\n'
                  '[Service]\nExecStart=/bin/true\n')
        path = self.write('test.policy', json.dumps(only))
        self.assertIn('early.service', self.fails('show', 'early', f'--root={self.root}',
                                                  '--policy', path))
        names = [item['unit'] for item in self.json('list', '--policy', path)]
        self.assertEqual(names, ['web.service'])
        self.assertIn('early.service', self.errors)

    def test_malformed(self):
        for text, place in [
                ('', '1:1'),
                ('{', '1:2'),
                ('{\n  "PrivateTmp": {\n    "weight": ,\n  }\n}', '3:15'),
                ('{"PrivateTmp": {"weight": 5},}', '1:30'),
                ('{"PrivateTmp" {}}', '1:15'),
                ("{'PrivateTmp': {}}", '1:2'),
                ('{"a": 010}', '1:8'),
                ('{"a": 0x10}', '1:8'),
                ('{"a": 1} x', '1:10'),
                ('/* no */ {}', '1:1'),
                ('{"a": "\n"}', '1:8'),
                ('{"a": "\\q"}', '1:9'),
                ('{"a": "x}', '1:10'),
                ('{"a": tru}', '1:7'),
                (b'{"a": "\xff"}', '1:8'),
                (b'{"a"\x00: 1}', '1:5'),
                ('[' * 100000, '1:2049'),
        ]:
            with self.subTest(text=text[:40]):
                self.assertIn(f'FILE:{place}: ', self.refused(text))

    def test_not_an_object(self):
        for text in ['[]', '5', '"x"', 'null']:
            self.assertIn('FILE:1: ', self.refused(text))

    def test_unreadable(self):
        for path in ['/no/such.policy', self.folder]:
            line = self.fails('show', 'web', f'--root={self.root}', '--policy', path)
            self.assertIn(path, line)
        self.assertIn('/dev/zero', self.fails('list', f'--root={self.root}',
                                              '--policy=/dev/zero'))

    def test_list_and_preview(self):
        path = self.write('test.policy', '{"PrivateTmp": {"weight": 5000000}}')
        self.assertEqual([item['exposure'] for item in self.json('list', '--policy', path)],
                         [10.0])
        preview = self.json('preview', 'web', 'PrivateTmp=yes', '--policy', path)
        self.assertEqual((preview['before']['exposure'], preview['after']['exposure']),
                         (10.0, 0.2))


main()
