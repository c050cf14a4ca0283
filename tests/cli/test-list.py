# hardnutctl list: which services, in which form.
# SPDX-License-Identifier: GPL-3.0-or-later

import os

from harness import BRIEF, Case, main

STRICT = '[Service]\nExecStart=/bin/true\nPrivateNetwork=yes\nNoNewPrivileges=yes\n'


class List(Case):
    def setUp(self):
        super().setUp()
        self.unit('beta.service')
        self.unit('alpha.service', STRICT)
        self.unit('once.service', '[Service]\nType=oneshot\nExecStart=/bin/true\n')
        self.unit('many@.service')
        self.unit('Upper.service')
        self.unit('other.socket', '[Socket]\nListenStream=1\n')

    def names(self, *words):
        return [item['unit'] for item in self.json('list', *words)]

    def test_services(self):
        self.assertEqual(self.names(), ['Upper.service', 'alpha.service', 'beta.service'])

    def test_all_adds_oneshot_alone(self):
        self.assertEqual(self.names('--all'),
                         ['Upper.service', 'alpha.service', 'beta.service', 'once.service'])

    def test_json_shape(self):
        for item in self.json('list', '--all'):
            self.assertEqual(list(item), BRIEF)
            self.assert_brief(item)

    def test_json_number_is_not_a_double(self):
        text = self.text('list', '--json')
        self.assertIn('"exposure": 9.6,', text)
        self.assertTrue(text.startswith('[\n'))
        self.assertTrue(text.endswith(']\n'))

    def test_sort(self):
        self.assertEqual(self.names('--sort=name'), self.names())
        self.assertEqual(self.names('--sort=exposure'),
                         ['Upper.service', 'beta.service', 'alpha.service'])
        self.run_program('list', '--sort=size', status=2)
        self.assertIn('--sort takes name, exposure or priority', self.errors)

    def test_sort_by_priority(self):
        self.unit('zulu.service', '[Service]\nExecStart=/bin/true\nUser=nobody\n')
        found = self.json('list', '--sort=priority')
        # The last one is far more exposed than the one before it, and no root.
        self.assertEqual([item['unit'] for item in found],
                         ['Upper.service', 'beta.service', 'alpha.service', 'zulu.service'])
        self.assertEqual([item['priority']['rights'] for item in found],
                         ['root', 'root', 'root', 'account'])
        for item in found:
            self.assertEqual(item['priority']['reached_by'], 'unknown')
            self.assertEqual(item['priority']['in_use'], 'unknown')
        lines = self.text('list', '--sort=priority').splitlines()
        self.assertEqual(lines[0].split(), ['UNIT', 'EXPOSURE', 'LEVEL', 'WHY'])
        self.assertTrue(lines[1].endswith('reach unknown · root'), lines[1])
        self.assertTrue(lines[4].endswith('reach unknown · not root'), lines[4])

    def test_empty_root(self):
        os.makedirs(os.path.join(self.folder, 'empty'))
        self.assertEqual(
            self.run_program('list', '--json', '--root', os.path.join(self.folder, 'empty')),
            b'[]\n')

    def test_text(self):
        lines = self.text('list').splitlines()
        self.assertEqual(lines[0].split(), ['UNIT', 'EXPOSURE', 'LEVEL'])
        self.assertEqual(lines[3].split(), ['beta.service', '9.6', 'UNSAFE'])
        self.assertEqual(len({line.index('.', line.index('service')) for line in lines[1:]}), 1)
        self.assertEqual(len(lines), 4)

    def test_masked_is_left_out_silently(self):
        self.write('root/etc/systemd/system/x', '')
        os.symlink('/dev/null', os.path.join(self.root, 'etc/systemd/system/beta.service'))
        self.assertEqual(self.names(), ['Upper.service', 'alpha.service'])
        self.assertEqual(self.errors, '')

    def test_alias_is_no_service_of_its_own(self):
        os.symlink('beta.service', os.path.join(self.root, 'usr/lib/systemd/system/b.service'))
        self.assertEqual(self.names(), ['Upper.service', 'alpha.service', 'beta.service'])
        self.assertEqual(self.json('show', 'b')['unit'], 'beta.service')

    def test_broken_one_is_told_and_the_rest_stays(self):
        self.unit('broken.service', '[Service]\nRestart=always\n')
        self.assertEqual(self.names(), ['Upper.service', 'alpha.service', 'beta.service'])
        self.assertIn('broken.service', self.errors)
        self.assertTrue(self.errors.startswith('hardnutctl: '))

    def test_broken_one_is_listed_with_all(self):
        self.unit('broken.service', '[Service]\nRestart=always\n')
        found = {item['unit']: item for item in self.json('list', '--all')}
        self.assertIn('ExecStart=', found['broken.service'].pop('refused'))
        self.assertEqual(found['broken.service'],
                         {'unit': 'broken.service', 'exposure': None, 'level': None, 'emoji': None})
        self.assertNotIn('refused', found['beta.service'])
        self.assertIn('broken.service', self.errors)
        self.assertIn(['broken.service', '-', 'REFUSED'],
                      [line.split() for line in self.text('list', '--all').splitlines()])
        self.json('list', '--all', '--threshold=96')

    def test_names_and_patterns(self):
        self.assertEqual(self.names('al*', 'beta'), ['alpha.service', 'beta.service'])
        self.assertEqual(self.names('*et*', 'beta.service'), ['beta.service'])
        self.assertEqual(self.names('[ab]*.service'), ['alpha.service', 'beta.service'])
        self.assertEqual(self.names('on*', '--all'), ['once.service'])
        # What is named is listed, although a list of all leaves it out; so is an alias, as what it is.
        os.symlink('beta.service', os.path.join(self.root, 'usr/lib/systemd/system/b.service'))
        self.assertEqual(self.names('once', 'b', 'many@x', 'beta'),
                         ['beta.service', 'many@x.service', 'once.service'])
        self.assertEqual(self.json('list', 'a*', '--threshold=96')[0]['unit'], 'alpha.service')
        self.json('list', 'b*', '--threshold=95', status=3)
        path = self.write('x/tool.service', STRICT)
        self.assertEqual(self.names(path, 'beta'), ['beta.service', 'tool.service'])

    def test_what_matches_nothing_is_told(self):
        self.assertEqual([item['unit'] for item in
                          self.json('list', 'nothing', 'al*', 'zz*', status=1)], ['alpha.service'])
        self.assertEqual(len(self.errors.splitlines()), 2)
        self.assertIn('nothing.service', self.errors)
        self.assertIn('“zz*”', self.errors)

    def test_threshold(self):
        self.json('list', '--threshold=96')
        self.json('list', '--threshold=95', status=3)
        self.json('list', '--threshold=0', status=3)
        self.json('list', '--threshold', '100')

    def test_profile_counts_for_each(self):
        profile = self.write('strict.conf', '[Service]\nPrivateNetwork=yes\n')
        before = {item['unit']: item['exposure'] for item in self.json('list')}
        after = {item['unit']: item['exposure']
                 for item in self.json('list', '--profile=' + profile)}
        self.assertLess(after['beta.service'], before['beta.service'])
        self.assertEqual(after['alpha.service'], before['alpha.service'])

    def test_user_scope(self):
        self.write('root/usr/lib/systemd/user/mine.service', '[Service]\nExecStart=/bin/true\n')
        self.assertEqual(self.names('--user'), ['mine.service'])
        self.assertEqual(self.json('show', '--user', 'mine')['manager']['scope'], 'user')


main()
