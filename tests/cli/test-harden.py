# A search against a helper that does what the test says, which has no service behind it: one question,
# then trials, and whatever way it ends, nothing is left that nobody keeps. What it finds of real
# services is tested in tests/system/harden.
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import re
import signal
import subprocess
import time

from harness import PROGRAM, main, without_colors
from played import PlayedCase

MEMBERS = ['unit', 'before', 'after', 'trials', 'restarts', 'drop_in', 'could', 'open', 'steps']


class Harden(PlayedCase):
    def harden(self, *words, status=0):
        value = json.loads(self.ctl('harden', 'web', '--watch=0', '--json', *words, status=status))
        self.assertEqual(list(value), MEMBERS + ['error'] * (status == 1))
        return value

    def tried(self):
        """The names of the calls, and what each trial had: {directive: value}."""
        calls = self.calls()
        tries = [re.match(r'Try web\.service \[(.*)\] [0-9a-f]{64} \d+ restart interactive$', call)[1]
                 for call in calls if call.startswith('Try')]
        return [call.split()[0] for call in calls], [
            dict(line.split('=', 1) for line in found.split('|')) for found in tries]

    def test_keeps(self):
        self.start()
        value = self.harden('--keep', '--level=strict')
        calls, tries = self.tried()
        self.assertEqual(calls[:2], ['Begin', 'Try'])
        self.assertEqual(sorted(calls), ['Begin', 'End', 'Keep', 'Try'])
        self.assertEqual((value['trials'], value['restarts']), (1, 1))
        self.assertLess(value['after']['exposure'], value['before']['exposure'])
        lines = value['drop_in'].splitlines()
        self.assertEqual(lines[0], '[Service]')
        self.assertEqual({line.split('=')[0] for line in lines[1:]}, set(tries[0]))
        self.assertTrue(value['could'] and value['steps'])
        passed = {row['json_field'] for row in value['after']['checks'] if row['passed']}
        self.assertFalse(passed & {row['check'] for row in value['open']})
        self.assertTrue(all(row['reason'] for row in value['open']))

    def test_waits_for_each_check(self):
        """Until a trial takes itself back there is time for all checks, one after another."""
        for checks, seconds in (0, 65), (3, 95), (40, 465):
            self.start()
            self.harden('--keep', '--level=strict', '--confirm=5', *['--check=true'] * checks)
            tries = [call for call in self.calls() if call.startswith('Try')]
            self.assertIn(f' {seconds} restart', tries[0])

    def test_unread(self):
        """What else the reload puts in force is told before it is."""
        self.start('--unread=web.service', '--unread=other.service')
        self.ctl('harden', 'web', '--watch=0', '--keep', '--level=strict')
        self.assertIn('in force as well: other.service\n', self.errors)

    def test_asks_once(self):
        self.start()
        self.harden('--keep', '--level=strict')
        self.assertEqual(self.calls()[0], 'Begin web.service 3600')

    def test_is_taken_back_without_anybody(self):
        self.start()
        value = self.harden('--level=strict', status=5)
        calls, _ = self.tried()
        self.assertIn('Revert', calls)
        self.assertNotIn('Keep', calls)
        self.assertEqual(value['before']['exposure'], value['after']['exposure'])
        self.assertEqual((value['trials'], value['restarts']), (1, 2))
        self.assertTrue(value['drop_in'] and value['could'])

    def test_leaves_out_what_breaks_it(self):
        self.start('--breaking=UMask=0077')
        value = self.harden('--keep', '--level=strict', '--max-trials=15')
        calls, tries = self.tried()
        self.assertIn('UMask', tries[0])
        self.assertNotIn('UMask', tries[-1])
        self.assertNotIn('UMask', value['drop_in'])
        self.assertEqual(value['trials'], len(tries))
        self.assertEqual(calls.count('Keep'), 1)
        self.assertIn('UMask', [row['check'] for row in value['open']])

    def test_so_many_trials(self):
        breaking = ('UMask=0077', 'PrivateTmp=yes', 'LockPersonality=yes')
        for most, status in ((1, 4), (6, 0), (12, 0)):
            self.start(f'--breaking={" ".join(breaking)}')
            value = self.harden('--keep', '--level=strict', f'--max-trials={most}', status=status)
            calls, tries = self.tried()
            self.assertLessEqual(len(tries), most)
            self.assertEqual(calls.count('Keep'), status == 0)
            for line in breaking:
                self.assertNotIn(line, (value['drop_in'] or '').splitlines())

    def test_nothing_works(self):
        self.start('--breaking=NoNewPrivileges=yes')
        value = self.harden('--keep', '--level=strict', '--max-trials=1', status=4)
        self.assertEqual((value['drop_in'], value['could'], value['trials']), (None, [], 1))
        self.assertEqual(value['restarts'], 2)
        self.assertEqual(value['before']['exposure'], value['after']['exposure'])
        self.assertNotIn('Keep', self.tried()[0])

    def test_denied(self):
        self.start('--error=NotAuthorized')
        value = self.harden(status=1)
        self.assertEqual(self.tried()[0], ['Begin'])
        self.assertEqual(value['trials'], 0)

    def test_keeping_fails(self):
        """Whoever asked for it to be kept is told that it is not; 5 is for nobody who asked."""
        self.start('--keep-fails')
        value = self.harden('--keep', '--level=strict', status=1)
        self.assertIn('could not be kept', value['error'])
        self.assertEqual((value['trials'], value['restarts']), (1, 2))
        self.assertTrue(value['drop_in'] and value['could'] and value['steps'])

    def test_does_not_come_back(self):
        """5 would say that the service is as before."""
        self.start('--revert-fails')
        value = self.harden('--level=strict', status=1)
        self.assertIn('did not come back', value['error'])
        # Not what was found, but what the manager says.
        self.assertEqual(value['after']['exposure'], value['before']['exposure'])

    def test_nothing_to_search(self):
        self.start()
        masked = os.path.join(self.folder, 'config/systemd/user/masked.service')
        os.symlink('/dev/null', masked)
        for unit in 'nothere', 'masked':
            value = json.loads(self.ctl('harden', unit, '--watch=0', '--json', status=1))
            self.assertEqual(list(value), MEMBERS + ['error'])
            self.assertEqual((value['unit'], value['before'], value['steps']),
                             (f'{unit}.service', None, []))
            self.assertIn(unit, value['error'])
            self.assertIn(value['error'], self.errors)
        self.assertEqual(self.ctl('harden', 'web@', '--json', status=2), '')

    def test_estimate(self):
        """How long it takes, and how often it restarts, before anybody is asked."""
        self.start('--error=NotAuthorized')
        self.ctl('harden', 'web', '--watch=0', status=1)
        self.assertIn('It takes about 1 to 4 minutes: up to 6 trials of about 32 seconds each.',
                      self.errors)
        self.assertIn('up to 12 restarts', self.errors)
        self.write('config/systemd/user/web.service',
                   '[Service]\nType=notify\nExecStart=/bin/sleep 1\n')
        self.ctl('harden', 'web', '--watch=0', '--max-trials=1', status=1)
        self.assertIn('It takes about 1 minute: 1 trial of about 12 seconds.', self.errors)

    def test_does_not_run(self):
        """Starting it first helps only what goes on running."""
        self.start('--inactive')
        self.assertIn('Start it first', self.harden(status=1)['error'])
        self.write('config/systemd/user/web.service', '[Service]\nType=oneshot\nExecStart=/bin/true\n')
        error = self.harden(status=1)['error']
        self.assertIn('runs once', error)
        self.assertNotIn('tart it', error)
        # No password for nothing.
        self.assertEqual(self.calls(), [])

    def test_without_helper(self):
        self.start('--no-helper')
        self.assertIn('helper', self.harden(status=1)['error'])

    def test_except(self):
        """What is left to the service is no part of it, and that is said."""
        self.start()
        self.assertIn('PrivateTmp=', self.harden('--keep', '--level=strict')['drop_in'])
        self.start()
        value = self.harden('--keep', '--level=strict', '--except=PrivateTmp', '--except=UMask')
        self.assertNotRegex(value['drop_in'], 'PrivateTmp=|UMask=')
        reasons = {row['check']: row['reason'] for row in value['open']}
        self.assertEqual(reasons['PrivateTmp'], 'You left it open.')

    def test_own_checks(self):
        self.start()
        self.ctl('harden', 'web', '--watch=0', '--check=exit 7', status=1)
        self.assertIn('exit 7', self.errors)
        self.assertNotIn('Try', self.tried()[0])
        self.harden('--keep', '--check=true', '--level=strict')

    def begin(self, until, *options):
        """A search that gets as far as to a call, and in a trial no further; (process, the calls)."""
        self.start(*options)
        works = self.write('works', '')
        process = subprocess.Popen([PROGRAM, '--user', 'harden', 'web', '--watch=0', '--level=strict',
                                    f'--check=test -e {works}'],
                                   env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        calls = []
        while not any(call.startswith(until) for call in calls):
            calls += self.calls()
            time.sleep(0.02)
        if until == 'Try':
            os.unlink(works)

        return process, calls

    def fails(self, process):
        """What it says when it is over."""
        _, errors = process.communicate(timeout=100)
        self.assertEqual(process.returncode, 1, errors)

        return errors.decode()

    def stop_in_trial(self, *options):
        """While it is seen whether the service works; (what it said, the calls)."""
        process, calls = self.begin('Try', *options)
        process.send_signal(signal.SIGINT)
        errors = self.fails(process)

        return errors, [call.split()[0] for call in calls + self.calls()]

    def test_stopped(self):
        errors, calls = self.stop_in_trial()
        self.assertIn('as before', errors)
        self.assertEqual(calls.count('Try'), 1)
        self.assertIn('Revert', calls)

    def test_stopped_and_lost(self):
        """A trial that the helper does not know any more is not waited for."""
        errors, calls = self.stop_in_trial('--life=authorized')
        self.assertEqual(calls.count('Try'), 1)
        self.assertIn('does not know of the trial any more; the service is as before', errors)

    def test_stopped_at_the_question(self):
        process, _ = self.begin('Begin', '--silent')
        process.send_signal(signal.SIGINT)
        self.assertIn('as before', self.fails(process))
        self.assertEqual(self.calls(), [])

    def test_stopped_and_no_answer(self):
        """Whoever stops it twice need not wait for a helper that hangs."""
        process, _ = self.begin('Try')
        os.kill(self.fake.pid, signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        self.assertIn('goes on taking the change back', self.fails(process))
        os.kill(self.fake.pid, signal.SIGCONT)

    def test_helper_killed(self):
        """Permission has gone with it: nothing else is tried, and the failure is not the service's."""
        process, _ = self.begin('Try')
        self.fake.kill()
        self.start()
        errors = self.fails(process)
        self.assertIn('helper ended in the middle of the search', errors)
        self.assertFalse({call.split()[0] for call in self.calls()} & {'Begin', 'Try', 'Keep'})

    def test_wrong_words(self):
        self.start()
        for words in (['--level=careless'], ['--watch=-1'], ['--watch=1801'], ['--max-trials=0'],
                      ['--max-trials=16'], ['--check='], ['--check=tcp:foo'],
                      ['--check=tcp:foo:99999'], ['--check=tcp::80'], ['--check=HTTP://'],
                      ['--except='], ['--except=PrivateTrousers']):
            self.ctl('harden', 'web', *words, status=2)
        self.environment['GIO_USE_TLS'] = 'dummy'
        self.ctl('harden', 'web', '--check=https://localhost/', status=2)
        self.assertIn('glib-networking', self.errors)
        self.ctl('harden', '/etc/passwd', status=2)
        self.assertEqual(self.calls(), [])


class Several(PlayedCase):
    """web.service and shop.service, one after another."""

    def setUp(self):
        super().setUp()
        self.shop = '[Service]\nExecStart=/bin/sleep 1\n'

    def start(self, *options):
        fragment = self.write('config/systemd/user/shop.service', self.shop)
        super().start(f'--unit=shop.service:{fragment}', *options)

    def harden(self, *words, units=('web', 'shop'), status=0):
        self.output = self.ctl('harden', *units, '--watch=0', *words, status=status)
        heard = self.calls()
        return heard, [call.split()[0] for call in heard]

    def results(self, *words, **more):
        heard, calls = self.harden('--json', *words, **more)
        rows = json.loads(self.output)
        for row in rows:
            self.assertEqual(list(row), MEMBERS + ['result', 'error'])
        return [(row['unit'], row['result']) for row in rows], rows, heard, calls

    def test_one_question(self):
        self.start()
        results, rows, heard, calls = self.results('--keep', '--level=strict')
        self.assertEqual(results, [('web.service', 'kept'), ('shop.service', 'kept')])
        self.assertEqual(heard[0], 'Begin web.service shop.service 3600')
        self.assertEqual(calls, ['Begin', 'Try', 'Keep', 'Try', 'Keep', 'End'])
        # One after another, and each on its own trial.
        self.assertEqual([call.split()[1] for call in heard if call.startswith('Try')],
                         ['web.service', 'shop.service'])
        for row in rows:
            self.assertLess(row['after']['exposure'], row['before']['exposure'])
            self.assertTrue(row['drop_in'] and row['could'] and row['steps'])
            self.assertEqual((row['trials'], row['error']), (1, None))

    def test_report(self):
        self.start()
        self.harden('--keep', '--level=strict')
        # Behind what the trials have told.
        first, *lines = self.output.splitlines()[-3:]
        self.assertEqual(first, '2 of 2 services are stricter now:')
        self.assertEqual([re.sub(r'\d+\.\d', 'N', line) for line in lines],
                         ['  web.service: N → N, kept', '  shop.service: N → N, kept'])

    def test_report_names_each_once(self):
        fragment = self.write('config/systemd/user/dbus.service', self.shop)
        self.start(f'--unit=dbus.service:{fragment}')
        # What may not be tried is no failure.
        self.harden('--keep', '--level=strict', units=('dbus', 'web'))
        first, second = self.output.splitlines()[-2:]
        self.assertRegex(first, r'^  dbus\.service is not restarted from here')
        self.assertRegex(second, r'^  web\.service: .*, kept$')

    def test_without_anybody(self):
        self.start()
        results, rows, _, calls = self.results('--level=strict', status=5)
        self.assertEqual(results, [('web.service', 'not-kept'), ('shop.service', 'not-kept')])
        self.assertEqual(calls.count('Revert'), 2)
        self.assertNotIn('Keep', calls)
        for row in rows:
            self.assertEqual(row['before']['exposure'], row['after']['exposure'])

    def test_one_has_nothing(self):
        self.shop += 'NoNewPrivileges=yes\n'
        self.start('--breaking=NoNewPrivileges=yes')
        results, *_ = self.results('--keep', '--level=strict', '--max-trials=1')
        self.assertEqual(results, [('web.service', 'nothing'), ('shop.service', 'kept')])

    def test_all_have_nothing(self):
        self.start('--breaking=NoNewPrivileges=yes')
        results, *_ = self.results('--keep', '--level=strict', '--max-trials=1', status=4)
        self.assertEqual({result for _, result in results}, {'nothing'})

    def test_one_fails(self):
        self.start()
        results, rows, heard, calls = self.results('--keep', '--level=strict', status=1,
                                                   units=('nothere', 'web', 'shop'))
        self.assertEqual(results, [('nothere.service', 'failed'), ('web.service', 'kept'),
                                   ('shop.service', 'kept')])
        self.assertTrue(rows[0]['error'])
        self.assertIsNone(rows[0]['before'])
        self.assertEqual(heard[0], 'Begin web.service shop.service 3600')

    def test_nothing_to_do(self):
        self.start()
        results, _, heard, _ = self.results('--keep', status=1, units=('nothere', 'norhere'))
        self.assertEqual({result for _, result in results}, {'failed'})
        self.assertEqual(heard, [])

    def test_left_out_by_rule(self):
        """Which is no failure, alone and beside others."""
        fragment = self.write('config/systemd/user/dbus.service', self.shop)
        self.start(f'--unit=dbus.service:{fragment}', '--breaking=NoNewPrivileges=yes')
        results, rows, heard, _ = self.results('--keep', status=4, units=('dbus', 'dbus.service'))
        self.assertEqual(results, [('dbus.service', 'left-out')])
        self.assertIn('not restarted from here', rows[0]['error'])
        self.assertEqual(heard, [])
        self.results('--level=strict', '--max-trials=1', status=4, units=('dbus', 'web'))
        self.results('--level=strict', status=1, units=('dbus', 'nothere'))

    def test_without_helper(self):
        self.start('--no-helper')
        results, rows, _, _ = self.results(status=1)
        self.assertEqual(results, [('web.service', 'failed'), ('shop.service', 'failed')])
        for row in rows:
            self.assertIn('helper', row['error'])

    def test_estimate(self):
        """The sum, before any is begun."""
        self.start('--error=NotAuthorized')
        self.harden(status=1)
        self.assertIn('2 services are searched, one after another; it takes about 1 to 7 minutes '
                      'in all', self.errors)

    def test_the_same_twice(self):
        self.start()
        results, _, heard, _ = self.results('--keep', '--level=strict', units=('web', 'web.service'))
        self.assertEqual(results, [('web.service', 'kept')])
        self.assertEqual(heard[0], 'Begin web.service 3600')

    def test_denied(self):
        self.start('--error=NotAuthorized')
        results, _, _, calls = self.results('--keep', status=1)
        self.assertEqual(results, [('web.service', 'failed'), ('shop.service', 'not-begun')])
        self.assertEqual(calls, ['Begin'])

    def test_wrong_words(self):
        self.start()
        _, calls = self.harden(units=('web', '/etc/passwd'), status=2)
        self.assertEqual(calls, [])

    def test_stopped(self):
        """What is tried is taken back, and no other is begun."""
        self.start()
        works = self.write('works', '')
        process = subprocess.Popen([PROGRAM, '--user', 'harden', 'web', 'shop', '--watch=0', '--keep',
                                    '--json', '--level=strict', f'--check=test -e {works}'],
                                   env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        calls = []
        while not any(call.startswith('Try') for call in calls):
            calls += self.calls()
            time.sleep(0.02)
        os.unlink(works)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=100)
        self.assertEqual(process.returncode, 1, errors)
        names = [call.split()[0] for call in calls + self.calls()]
        self.assertEqual((names.count('Try'), names.count('Keep')), (1, 0))
        self.assertIn('Revert', names)
        self.assertEqual([row['result'] for row in json.loads(output)],
                         ['interrupted', 'not-begun'])


class OnTerminal(PlayedCase):
    def harden(self, *words, **options):
        return without_colors(self.dialog('harden', 'web', '--watch=0', '--level=strict', '--no-pager',
                                          *words, **options))

    def test_yes(self):
        self.start()
        output = self.harden(answers=[(b'[y/N]', b'y')])
        # What it is about stands there before it is asked.
        self.assertLess(output.index('does not any more:'), output.index('[y/N]'))
        self.assertLess(output.index('stays open, and why:'), output.index('[y/N]'))
        self.assertIn('Keep', [call.split()[0] for call in self.calls()])

    def test_no(self):
        self.start()
        for key, status in (b'n', 5), (b'\r', 5), (b'\x03', 1):
            output = self.harden(answers=[(b'[y/N]', key)], status=status)
            self.assertEqual('Interrupted' in output, status == 1)
            calls = [call.split()[0] for call in self.calls()]
            self.assertIn('Revert', calls)
            self.assertNotIn('Keep', calls)

    def test_keep_does_not_ask(self):
        self.start()
        self.assertNotIn('[y/N]', self.harden('--keep'))

    def test_nothing_to_ask(self):
        self.start('--breaking=NoNewPrivileges=yes')
        output = self.harden('--max-trials=1', status=4)
        self.assertNotIn('[y/N]', output)
        self.assertIn('as before', output)

    def test_denied(self):
        self.start('--error=NotAuthorized')
        self.harden(status=1)
        self.assertEqual([call.split()[0] for call in self.calls()], ['Begin'])


main()
