# hardnutctl accept: what is left out of counts, for whom, until when, and with which reason.
# SPDX-License-Identifier: GPL-3.0-or-later

import datetime
import json
import os
import subprocess
import unittest

from harness import FAKE, PROGRAM, Case, main

NOBODY = 65534
STRICT = '[Service]\nExecStart=/bin/true\nPrivateNetwork=yes\n'
EVERYBODY = '[Accepted]\nUnit={}\nCheck={}\nUntil={}\nNote={}\n'


class Everybody(Case):
    """What the files of the root say."""

    def setUp(self):
        super().setUp()
        self.unit('web.service')
        self.unit('strict.service', STRICT)

    def accept(self, name, unit='', check='', until='2999-01-01', note='It serves'):
        self.write(f'root/etc/hardnut/accepted.d/{name}.conf',
                   EVERYBODY.format(unit, check, until, note))

    def exposures(self):
        return {item['unit']: (item['exposure'], item.get('counted'))
                for item in self.json('list')}

    def test_check_of_a_service(self):
        before = self.exposures()
        self.accept('a', 'web.service', 'PrivateNetwork')
        after = self.exposures()
        # The exposure stays, and what counts is as if the check passed.
        self.assertEqual(after['web.service'], (before['web.service'][0], before['strict.service'][0]))
        self.assertEqual(after['strict.service'], before['strict.service'])
        report = self.json('show', 'web')
        self.assertEqual(report['counted'], before['strict.service'][0])
        self.assertEqual(self.check_of(report, 'PrivateNetwork')['accepted'],
                         {'until': '2999-01-01', 'everybody': True, 'note': 'It serves'})
        self.assertEqual([check['json_field'] for check in report['checks'] if 'accepted' in check],
                         ['PrivateNetwork'])
        self.assertNotIn('counted', self.json('show', 'strict'))

    def test_text(self):
        self.assertNotIn('ccepted', self.text('show', 'web') + self.text('list'))
        self.accept('a', 'web.service', 'PrivateNetwork')
        text = self.text('show', 'web')
        self.assertIn('\nAccepted:\n  PrivateNetwork= for everybody, until 2999-01-01: It serves\n', text)
        self.assertTrue(text.endswith(' without what is accepted)\n'), text)
        self.assertIn('\nWithout what is accepted:\n  web.service: ', self.text('list'))

    def test_service(self):
        self.accept('a', 'web.service')
        self.assertEqual(self.exposures()['web.service'][1], 0)
        self.assertEqual(self.json('show', 'web')['counted'], 0)

    def test_everywhere(self):
        before = self.exposures()
        self.accept('a', '', 'PrivateNetwork')
        after = self.exposures()
        self.assertEqual(after['web.service'][1], before['strict.service'][0])
        self.assertEqual(after['strict.service'], before['strict.service'])

    def test_threshold(self):
        strict = self.exposures()['strict.service'][0]
        threshold = f'--threshold={round(strict * 10)}'
        for words in (['list', 'web'], ['show', 'web'], ['preview', 'web', 'UMask=0077']):
            self.text(*words, '--threshold=80', status=3)
        self.text('show', 'web', threshold, status=3)
        self.accept('a', 'web.service', 'PrivateNetwork')
        self.text('show', 'web', threshold)
        self.text('list', 'web', threshold)
        self.accept('b', 'web.service')
        for words in (['list', 'web'], ['show', 'web'], ['preview', 'web', 'UMask=0077']):
            self.text(*words, '--threshold=0')
        self.text('list', '--threshold=80', status=3)

    def test_day(self):
        today = datetime.date.today()
        self.accept('a', 'web.service', 'PrivateNetwork', str(today + datetime.timedelta(2)))
        self.assertIsNotNone(self.exposures()['web.service'][1])
        self.accept('a', 'web.service', 'PrivateNetwork', str(today - datetime.timedelta(1)))
        self.assertIsNone(self.exposures()['web.service'][1])
        # It is listed all the same, for somebody to look at it again.
        self.assertTrue(self.json('list', '--accepted')[0]['counts_again'])

    def test_advice(self):
        def advised():
            answer = self.json('advise', 'web')
            return {row['check'] for row in answer['advice']}, answer.get('accepted', 0)

        before, none = advised()
        self.assertIn('PrivateTmp', before)
        self.accept('a', 'web.service', 'PrivateTmp')
        self.assertEqual((none, advised()), (0, (before - {'PrivateTmp'}, 1)))
        self.assertIn('\n1 accepted check is left out', self.text('advise', 'web'))
        self.assertNotIn('nothing left', self.text('advise', 'web'))
        self.accept('b', 'web.service')
        self.assertIn('There is nothing left that Hardnut could close for this service but what is '
                      'accepted.\n', self.text('advise', 'web'))

    def test_list(self):
        self.assertEqual(self.text('list', '--accepted'), 'Nothing is accepted.\n')
        self.assertEqual(self.json('list', '--accepted'), [])
        self.accept('a', 'web.service', 'PrivateTmp', note='Because')
        self.accept('b', 'strict.service')
        self.accept('c', '', 'UMask')
        self.assertEqual([(row['unit'], row['check']) for row in self.json('list', '--accepted')],
                         [('web.service', 'PrivateTmp'), ('strict.service', None), (None, 'UMask')])
        self.assertEqual([line.split() for line in self.text('list', '--accepted').splitlines()][1:],
                         [['web.service', 'PrivateTmp=', '2999-01-01', 'everybody', 'Because'],
                          ['strict.service', 'all', '2999-01-01', 'everybody', 'It', 'serves'],
                          ['all', 'UMask=', '2999-01-01', 'everybody', 'It', 'serves']])

    def test_list_alone(self):
        """What does not change the list is refused, and not ignored."""
        for words in ['web'], ['--threshold=10'], ['--sort=priority'], ['--all'], ['--worse']:
            self.assertIn('list --accepted', self.fails('list', '--accepted', *words, status=2))

    def test_sort_by_priority(self):
        self.assertEqual([item['unit'] for item in self.json('list', '--sort=priority')],
                         ['web.service', 'strict.service'])
        self.accept('a', 'web.service')
        self.assertEqual([item['unit'] for item in self.json('list', '--sort=priority')],
                         ['strict.service', 'web.service'])

    def test_bad_files(self):
        self.accept('good', 'web.service', 'PrivateTmp')
        for name, unit, check, until, note in (('a', '', '', '2999-01-01', 'x'),
                                               ('b', 'web.service', 'Nothing', '2999-01-01', 'x'),
                                               ('c', 'web.service', '', 'soon', 'x'),
                                               ('d', 'web.service', '', '2999-01-01', '')):
            self.accept(name, unit, check, until, note)
        self.assertEqual(len(self.json('list', '--accepted')), 1)
        for name in 'abcd':
            self.assertIn(f'/etc/hardnut/accepted.d/{name}.conf: ', self.errors)


class Own(Case):
    """The user's own view, which is not root's."""

    def setUp(self):
        super().setUp()
        os.chmod(self.folder, 0o777)
        self.environment['DBUS_SYSTEM_BUS_ADDRESS'] = f'unix:path={self.folder}/nobody'

    def run_as_user(self, *words, status=0):
        account = {'user': NOBODY, 'group': NOBODY} if os.getuid() == 0 else {}
        done = subprocess.run([PROGRAM, *words], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, env=self.environment, timeout=60, **account)
        self.assertEqual(done.returncode, status, done.stderr)
        self.errors = done.stderr
        return done.stdout

    def accepted(self, *words):
        return [(row['unit'], row['check'], row['note'])
                for row in json.loads(self.run_as_user('list', '--accepted', '--json', *words))
                if not row['everybody']]

    def test_accept_and_withdraw(self):
        self.assertEqual(self.run_as_user('accept', 'web', 'PrivateTmp', 'UMask=', '--note=Known'), '')
        self.run_as_user('accept', '--everywhere', 'PrivateUsers', '--note', 'Not here')
        self.run_as_user('accept', 'other.service', '--note=All of it', '--until=2999-01-31')
        self.assertIn('other.service is accepted under this name', self.errors)
        self.assertEqual(self.accepted(), [(None, 'PrivateUsers', 'Not here'),
                                           ('other.service', None, 'All of it'),
                                           ('web.service', 'PrivateTmp', 'Known'),
                                           ('web.service', 'UMask', 'Known')])
        self.assertEqual(self.accepted('--user'), [])
        self.run_as_user('accept', 'web', 'PrivateTmp', '--note=Again')
        self.assertIn(('web.service', 'PrivateTmp', 'Again'), self.accepted())
        self.run_as_user('accept', 'web', 'PrivateTmp', 'UMask', '--withdraw')
        self.run_as_user('accept', 'other', '--withdraw')
        self.run_as_user('accept', '--everywhere', 'PrivateUsers', '--withdraw')
        self.assertEqual(self.accepted(), [])
        self.run_as_user('accept', 'other', '--withdraw', status=1)
        self.assertIn('You have not accepted this', self.errors)

    def test_default_is_a_year(self):
        self.run_as_user('accept', 'web', '--note=Known')
        row = json.loads(self.run_as_user('list', '--accepted', '--json'))[0]
        days = (datetime.date.fromisoformat(row['until']) - datetime.date.today()).days
        self.assertIn(days, (364, 365, 366))

    def test_words(self):
        for words, status, text in (
                (['web', 'PrivateTmp'], 2, '--note'),
                (['web', '--withdraw', '--note=x'], 2, '--withdraw'),
                (['./web.service', '--note=x'], 2, 'not a file'),
                (['web', 'PrivateTemp', '--note=x'], 1, 'PrivateTemp'),
                (['web', 'PrivateTmp', 'Nothing', '--note=x'], 1, 'Nothing'),
                (['--everywhere', '--note=x'], 2, 'accept'),
                (['web', '--note=x', '--until=tomorrow'], 1, 'tomorrow'),
                (['web', '--note=x', '--until=2020-01-01'], 1, 'no day to come'),
                (['web', '--note=x', f'--until={datetime.date.today()}'], 1, 'no day to come'),
                (['web@', '--note=x'], 2, 'template'),
                (['web', '--note=' + 501 * 'x'], 1, 'too long'),
                (['web', '--note=a\nb'], 1, 'characters')):
            self.run_as_user('accept', *words, status=status)
            self.assertIn(text, self.errors)
            self.assertEqual(self.accepted(), [], words)

    @unittest.skipIf(os.getuid() != 0, 'only root is refused')
    def test_root_has_no_view_of_its_own(self):
        self.assertIn('everybody', self.fails('accept', 'web', '--note=x', status=2))
        self.run_as_user('accept', 'web', '--note=x')
        self.assertEqual(json.loads(self.run_program('list', '--accepted', '--json')), [])


class ForEverybody(Case):
    """What the helper is asked, which writes for everybody."""

    def setUp(self):
        super().setUp()
        self.start_bus()
        self.environment['DBUS_SYSTEM_BUS_ADDRESS'] = self.address

    def start(self, *options):
        fake = subprocess.Popen([FAKE, f'--address={self.address}', *options], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, env=self.environment)
        self.addCleanup(self.end, fake)
        self.assertEqual(fake.stdout.readline(), b'ready\n')
        os.set_blocking(fake.stdout.fileno(), False)
        return fake

    def calls(self, fake):
        """What it was asked since the last time, without looks at its property."""
        return [line for line in (fake.stdout.read() or b'').decode().splitlines() if line != 'Trials']

    def start_with_web(self):
        return self.start('--unit=web.service:' + self.unit('web.service'),
                          '--alias=site.service:web.service')

    def test_own_name(self):
        """An alias would never count, nor what is not there."""
        fake = self.start_with_web()
        self.run_program('accept', '--everybody', 'site', '--note=x', '--until=2999-01-31')
        self.run_program('accept', '--everybody', 'site', '--withdraw')
        self.run_program('accept', '--everybody', 'nothere', '--withdraw')
        self.assertEqual([call.split()[1] for call in self.calls(fake)],
                         ['web.service', 'web.service', 'nothere.service'])
        self.assertIn('nothere.service', self.fails('accept', '--everybody', 'nothere', '--note=x'))
        self.assertEqual(self.calls(fake), [])

    def test_calls(self):
        fake = self.start_with_web()
        for words, calls in (
                (['web', 'PrivateTmp', 'UMask=', '--note=Known', '--until=2999-01-31'],
                 ['Accept web.service [PrivateTmp] [2999-01-31] [Known] interactive',
                  'Accept web.service [UMask] [2999-01-31] [Known] interactive']),
                (['web', '--note=All', '--until=2999-01-31'],
                 ['Accept web.service [] [2999-01-31] [All] interactive']),
                (['--everywhere', 'UMask', '--note=No', '--until=2999-01-31'],
                 ['Accept  [UMask] [2999-01-31] [No] interactive']),
                (['web', 'PrivateTmp', '--withdraw'], ['Accept web.service [PrivateTmp] [] [] interactive']),
                (['--everywhere', 'UMask', '--withdraw'], ['Accept  [UMask] [] [] interactive'])):
            self.assertEqual(self.run_program('accept', '--everybody', *words), b'')
            self.assertEqual(self.calls(fake), calls)
        self.assertFalse(os.path.exists(os.path.join(self.folder, '.config/hardnut')))

    def test_refused(self):
        fake = self.start('--error=NotAuthorized', '--unit=web.service:' + self.unit('web.service'))
        self.run_program('accept', '--everybody', 'web', 'PrivateTmp', 'UMask', '--note=x', status=1)
        self.assertIn('not authorized', self.errors)
        # What comes after it is not asked for.
        self.assertEqual([call.split()[2] for call in self.calls(fake)], ['[PrivateTmp]'])

    def test_no_helper(self):
        self.assertIn('not installed', self.fails('accept', '--everybody', 'web', '--note=x'))

    def test_words(self):
        self.assertIn('--user', self.fails('accept', '--everybody', '--user', 'web', '--note=x', status=2))
        self.assertIn('--note', self.fails('accept', '--everybody', 'web', status=2))
        self.assertIn('--everybody', self.fails('list', '--everybody', status=2))


main()
