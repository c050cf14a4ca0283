# Trying changes, against a helper that does what the test says, on a bus of its own.
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import signal
import subprocess
import time

from harness import PROGRAM, main, without_colors
from played import PlayedCase

OUTCOME = ['unit', 'trial', 'outcome', 'states', 'reason', 'step', 'result', 'code', 'status',
           'directives', 'suspects', 'narrowed', 'bisect', 'note', 'journal', 'journal_error',
           'unread', 'drop_in', 'before', 'after', 'exposure', 'permission', 'permission_certain', 'reasons', 'left_out', 'warnings']
STATES = ['authorized', 'written', 'loaded', 'restarted', 'healthy']


class TrialCase(PlayedCase):
    def outcome(self, *words, status=0):
        value = json.loads(self.ctl(*words, '--json', status=status))
        self.assertEqual(list(value), OUTCOME)
        return value


HISTORY = '''# What was
[State]

[State]
When=2026-01-31T12:00:00Z
User=0
Line=PrivateTmp=yes
Line=ReadOnlyPaths=/a%b

[State]
When=2026-02-01T12:00:00Z
User=4000000000
Line=UMask=0077

[State]
Incomplete=yes
Line=UMask=0077
'''


class History(TrialCase):
    def history(self, text):
        return self.write('.local/state/hardnut/history/web.service', text)

    def test_list(self):
        self.start()
        self.assertIn('kept no change of web.service', self.ctl('history', 'web'))
        self.assertEqual(json.loads(self.ctl('history', 'web', '--json')), [])
        self.history(HISTORY)
        self.own_drop_in('[Service]\nUMask=0077\n')
        rows = json.loads(self.ctl('history', 'web', '--json'))
        self.assertEqual([list(row) for row in rows],
                         4 * [['number', 'when', 'uid', 'user', 'exposure', 'complete', 'now', 'lines']])
        self.assertEqual([row['when'] for row in rows],
                         [None, '2026-01-31T12:00:00Z', '2026-02-01T12:00:00Z', None])
        self.assertEqual([(row['uid'], row['user']) for row in rows],
                         [(None, None), (0, 'root'), (4000000000, '4000000000'), (None, None)])
        self.assertEqual([row['lines'] for row in rows],
                         [[], ['PrivateTmp=yes', 'ReadOnlyPaths=/a%b'], ['UMask=0077'], ['UMask=0077']])
        self.assertEqual([(row['complete'], row['now']) for row in rows],
                         [(True, False), (True, False), (True, True), (False, False)])
        # As previewed: of what is there, and of nothing.
        shown = json.loads(self.ctl('preview', 'web', '--replace', 'PrivateTmp=yes', '--json'))
        self.assertEqual(rows[1]['exposure'], shown['after']['exposure'])
        self.assertGreater(rows[0]['exposure'], rows[1]['exposure'])
        self.assertIsNone(rows[3]['exposure'])
        lines = [line.split() for line in self.ctl('history', 'web').splitlines()]
        self.assertEqual([line[0] for line in lines[1:5]], ['1', '2', '3*', '4'])
        self.assertEqual(lines[1][1:], ['before', '-', str(rows[0]['exposure']), 'none'])
        self.assertIn('--from-history=N', lines[-1])

    def test_all(self):
        self.start()
        self.assertIn('kept no change of any service', self.ctl('history'))
        self.assertEqual(json.loads(self.ctl('history', '--json')), [])
        self.history(HISTORY.replace('[State]\nIncomplete=yes\nLine=UMask=0077\n', ''))
        self.write('.local/state/hardnut/history/gone.service',
                   '[State]\n\n[State]\nWhen=2026-01-31T12:00:00Z\nUser=0\nLine=UMask=0077\n')
        # Nothing was kept.
        self.write('.local/state/hardnut/history/begun.service', '[State]\n')
        self.own_drop_in('[Service]\nPrivateTmp=yes\n')
        gone, web = json.loads(self.ctl('history', '--json'))
        self.assertEqual(list(web), ['unit', 'installed', 'when', 'uid', 'user', 'states', 'before',
                                     'now'])
        self.assertEqual((web['unit'], web['installed'], web['when'], web['uid'], web['states']),
                         ('web.service', True, '2026-02-01T12:00:00Z', 4000000000, 3))
        states = json.loads(self.ctl('history', 'web', '--json'))
        self.assertEqual(web['before'], states[0]['exposure'])
        self.assertEqual(gone, {'unit': 'gone.service', 'installed': False,
                                'when': '2026-01-31T12:00:00Z', 'uid': 0, 'user': 'root',
                                'states': 2, 'before': None, 'now': None})
        lines = self.ctl('history').splitlines()
        self.assertRegex(lines[1], r'^gone\.service +2026-01-31 .* root +2 +\? +not installed any more$')
        self.assertIn('hardnutctl history UNIT', lines[-1])

    def test_of_a_service_that_is_gone(self):
        self.start()
        self.assertIn('gone', self.fails('--user', 'history', 'gone'))
        self.write('.local/state/hardnut/history/gone.service', HISTORY)
        rows = json.loads(self.ctl('history', 'gone', '--json'))
        self.assertEqual([(row['exposure'], row['now']) for row in rows], 4 * [(None, False)])
        self.assertEqual(rows[2]['lines'], ['UMask=0077'])
        self.assertIn('gone.service', self.errors)
        self.assertNotIn('--from-history', self.ctl('history', 'gone'))

    def test_bad_file(self):
        self.start()
        path = self.history(HISTORY.replace('User=0\n', 'User=me\n'))
        rows = json.loads(self.ctl('history', 'web', '--json'))
        self.assertEqual([row['complete'] for row in rows], [True, False, True, False])
        self.assertIn(f'{path}:6: ', self.errors)
        # What Hardnut does not know (any more) is listed, and nobody can tell what it would be.
        self.history(HISTORY.replace('Line=UMask=0077', 'Line=Strange=yes'))
        rows = json.loads(self.ctl('history', 'web', '--json'))
        self.assertEqual((rows[2]['exposure'], rows[2]['lines']), (None, ['Strange=yes']))
        self.assertIn('Strange', self.errors)
        os.unlink(path)
        os.mkdir(path)
        self.assertIn(path, self.fails('--user', 'history', 'web'))

    def test_from_history(self):
        self.start()
        self.history(HISTORY)
        self.own_drop_in('[Service]\nUMask=0077\nLockPersonality=yes\n')
        self.ctl('try', 'web', '--from-history=2', '--keep')
        self.assertRegex(self.calls()[0],
                         r'^Try web.service \[(PrivateTmp=yes\|ReadOnlyPaths=/a%b|ReadOnlyPaths=/a%b\|PrivateTmp=yes)\] ')
        self.ctl('try', 'web', '--from-history=1', '--keep')
        self.assertRegex(self.calls()[0], '^Remove web.service ')
        # All of it, and nothing else.
        self.assertNotIn('UMask', self.outcome('try', 'web', '--from-history=2', '--keep')['drop_in'])

    def test_wrong_numbers(self):
        self.start()
        self.history(HISTORY)
        for words, status, text in ((['--from-history=5'], 2, 'no state 5'), (['--from-history=4'], 2, 'more than'),
                                    (['--from-history=0'], 2, '--from-history'), (['--from-history=x'], 2, '“x”'),
                                    (['--from-history=2', 'PrivateTmp=yes'], 2, 'one word too many')):
            self.assertIn(text, self.fails('--user', 'try', 'web', *words, status=status))
        self.assertIn('--from-history', self.fails('--user', 'remove', 'web', '--from-history=1', status=2))
        self.assertEqual(self.calls(), [])


class Trial(TrialCase):
    def test_keep(self):
        self.start()
        output = self.ctl('try', 'web', 'PrivateTmp=true', '--keep', '--confirm=30')
        call, kept = self.calls()
        self.assertRegex(call, r'^Try web\.service \[PrivateTmp=yes\] [0-9a-f]{64} 30 restart '
                               r'interactive$')
        self.assertEqual(kept, 'Keep trial-1 interactive')
        self.assertIn('9.8 UNSAFE → 9.4 UNSAFE', output)
        self.assertIn('Drop-in web.service.d/zz-hardnut.conf:\n[Service]\nPrivateTmp=yes\n', output)
        lines = [line for line in output.splitlines() if line.startswith('web.service: ')]
        self.assertEqual(lines[1:-1], [f'web.service: {state}' for state in STATES + ['kept']])
        # The fake manager has seen nothing of it, and that is told.
        self.assertIn('9.4 was expected', self.errors)

    def test_json(self):
        self.start()
        value = self.outcome('try', 'web', 'PrivateTmp=yes', '--keep', '--no-restart')
        self.assertIn(' no-restart ', self.calls()[0])
        self.assertEqual(value['outcome'], 'kept')
        self.assertEqual(value['states'],
                         ['authorized', 'written', 'loaded', 'healthy', 'keeping', 'kept'])
        self.assertEqual((value['before'], value['after']), (9.8, 9.4))
        self.assertEqual(value['drop_in'], '[Service]\nPrivateTmp=yes\n')
        self.assertEqual((value['directives'], value['journal'], value['journal_error']),
                         ([], [], None))

    def test_states_before_the_answer(self):
        self.start('--early')
        value = self.outcome('try', 'web', 'PrivateTmp=yes', '--keep')
        self.assertEqual(value['states'][0], 'authorized')
        self.assertEqual(value['states'][-4:],
                         ['restarted', 'healthy', 'keeping', 'kept'])

    def test_nobody_keeps_it(self):
        self.start()
        output = self.ctl('try', 'web', 'PrivateTmp=yes', '--confirm=5', status=1)
        self.assertIn('unless kept by “hardnutctl keep web.service”', output)
        self.assertIn('web.service: being taken back: nobody kept it', output)
        self.assertIn('web.service: taken back', output)
        # Nothing is wrong with the service, so nothing is said about it.
        self.assertNotIn('journal', output + self.errors)

    def test_failure(self):
        self.start('--life=authorized written loaded reverting reverted')
        output = self.ctl('try', 'web', 'PrivateTmp=yes', '--keep', status=1)
        self.assertIn('web.service: being taken back: The service did not start', output)
        self.assertIn('To blame is:\n  PrivateTmp=yes\n', output)
        self.assertIn('NAMESPACE', output)
        value = self.outcome('try', 'web', 'PrivateTmp=yes', '--keep', status=1)
        self.assertEqual(value['outcome'], 'reverted')
        self.assertEqual((value['step'], value['result'], value['code'], value['status']),
                         ('restarted', 'exit-code', 1, 226))
        self.assertEqual((value['suspects'], value['narrowed']),
                         ([{'line': 'PrivateTmp=yes', 'proof': None}], True))
        self.assertIsNone(value['bisect'])
        # Nobody but the journal knows what it wrote, and either it wrote nothing or nobody can tell.
        self.assertEqual(value['journal'], [])
        self.assertNotIn('What the service wrote', output)

    def test_failed(self):
        self.start('--life=authorized written reverting failed')
        value = self.outcome('try', 'web', 'PrivateTmp=yes', '--keep', status=1)
        self.assertEqual(value['outcome'], 'failed')
        self.assertEqual(value['journal'], [])

    def test_bisect(self):
        """What fails is found, and the rest of it is kept; each other part is taken back."""
        lines = ['PrivateTmp=yes', 'ProtectClock=yes', 'ProtectHome=yes', 'NoNewPrivileges=yes']
        for breaking, n in ('ProtectClock=yes', 4), ('ProtectHome=yes PrivateTmp=yes', None):
            culprits = breaking.split()
            rest = [line for line in lines if line not in culprits]
            self.start(f'--breaking={breaking}')
            output = self.ctl('try', 'web', *lines, '--bisect', '--keep')
            self.assertIn('web.service: kept', output)
            self.assertIn('up to 4 trials', self.errors)
            self.assertIn('Trial 2 ', self.errors)
            for line in culprits:
                self.assertRegex(self.errors, f'does not work with.*: .*{line}')
            calls = self.calls()
            tries = [call for call in calls if call.startswith('Try')]
            keeps = [call for call in calls if call.startswith('Keep')]
            self.assertEqual(keeps, [f'Keep trial-{len(tries)} interactive'])
            self.assertEqual(set(tries[-1].split('[')[1].split(']')[0].split('|')), set(rest))
            value = self.outcome('try', 'web', *lines, '--bisect', '--keep')
            self.assertEqual(value['outcome'], 'kept')
            self.assertEqual(set(value['bisect']['culprits']), set(culprits))
            self.assertEqual(value['bisect']['trials'], n or len(tries))
            self.assertEqual(value['trial'], f'trial-{2 * len(tries)}')
            self.assertEqual(set(value['drop_in'].splitlines()[1:]), set(rest))

    def test_bisect_one(self):
        """There is nothing left to keep."""
        self.start('--breaking=PrivateTmp=yes')
        self.ctl('try', 'web', 'PrivateTmp=yes', '--bisect', '--keep', status=1)
        self.assertIn('does not work with: PrivateTmp=yes', self.errors)
        value = self.outcome('try', 'web', 'PrivateTmp=yes', '--bisect', '--keep', status=1)
        self.assertEqual(value['bisect'], {'trials': 1, 'culprits': ['PrivateTmp=yes']})
        self.assertEqual(value['outcome'], 'reverted')

    def test_bisect_stops(self):
        """A service that does not come back is not tried any further."""
        self.start('--breaking=PrivateTmp=yes', '--stays-broken')
        self.ctl('try', 'web', 'PrivateTmp=yes', 'ProtectHome=yes', '--bisect', status=1)
        self.assertEqual(len([call for call in self.calls() if call.startswith('Try')]), 1)

    def test_keep_fails(self):
        self.start('--keep-fails')
        output = self.ctl('try', 'web', 'PrivateTmp=yes', '--keep', status=1)
        self.assertIn('the file cannot be written', output)

    def test_next_start(self):
        self.start('--life=authorized written kept', '--note=next-start')
        self.assertIn('in force from its next start on',
                      self.ctl('try', 'web', 'PrivateTmp=yes', '--keep'))
        self.assertEqual(self.outcome('try', 'web', 'PrivateTmp=yes', '--keep')['note'],
                         'next-start')

    def test_never_restarted(self):
        fragment = self.write('config/systemd/user/dbus-broker.service',
                              '[Service]\nExecStart=/bin/sleep 1\n')
        os.symlink(fragment, os.path.join(os.path.dirname(fragment), 'dbus.service'))
        self.start('--life=authorized written kept', '--note=next-start',
                   f'--unit=dbus-broker.service:{fragment}')
        # Whoever wants to keep what is tried has not said that nothing need be tried.
        for option in ['--keep'], ['--keep', '--json'], []:
            self.ctl('try', 'dbus-broker', 'PrivateTmp=yes', *option, status=1)
            self.assertIn('--untested', self.errors)
            self.assertIn('lose the bus', self.errors)
        self.assertEqual(self.calls(), [])
        self.assertIn('in force from its next start on',
                      self.ctl('try', 'dbus-broker', 'PrivateTmp=yes', '--untested'))
        # Nobody is asked for a permission for one's own services.
        value = self.outcome('try', 'dbus-broker', 'PrivateTmp=yes', '--untested')
        self.assertEqual((value['permission'], value['permission_certain'], value['reasons'],
                          value['left_out']), (None, None, [], []))

    def test_never_restarted_is_tried(self):
        fragment = self.write('config/systemd/user/dbus.service',
                              '[Service]\nExecStart=/bin/sleep 1\n')
        self.start('--life=authorized written loaded healthy', '--note=at-once',
                   f'--unit=dbus.service:{fragment}')
        value = self.outcome('try', 'dbus', 'MemoryMax=1G', 'PrivateTmp=yes', '--keep')
        self.assertEqual((value['outcome'], value['note']), ('kept', 'at-once'))
        self.ctl('try', 'dbus', 'MemoryMax=1G', 'PrivateTmp=yes', '--keep')
        self.assertIn('What needs no restart is tried', self.errors)
        # What it has already is not new to it.
        self.write('config/systemd/user/dbus.service.d/zz-hardnut.conf',
                   '[Service]\nMemoryMax=1G\n')
        self.ctl('try', 'dbus', 'MemoryMax=1G', 'PrivateTmp=yes', status=1)
        self.assertIn('--untested', self.errors)

    def test_watching_restarts_nothing_like_it(self):
        fragment = self.write('config/systemd/user/dbus.service', '[Service]\nExecStart=/bin/sleep 1\n')
        self.start(f'--unit=dbus.service:{fragment}', '--tie=web.service:RequiredBy:dbus.service')
        for unit in 'dbus', 'web':
            self.ctl('watch', unit, '--restart', '--seconds=1', status=1)
            self.assertIn(f'{unit}.service is not restarted from here: ', self.errors)

    def test_never_changed(self):
        """What the helper refuses whatever is changed is told without asking it, also by an alias."""
        fragment = self.write('config/systemd/user/watcher.service',
                              '[Service]\nExecStart=/bin/sleep 1\n')
        os.symlink(fragment, os.path.join(os.path.dirname(fragment), 'hardnut-observer.service'))
        many = self.write('config/systemd/user/app-.service', '[Service]\nExecStart=/bin/sleep 1\n')
        self.start(f'--unit=watcher.service:{fragment}', f'--unit=app-.service:{many}')
        self.ctl('try', 'watcher', 'PrivateTmp=yes', '--keep', status=1)
        self.assertIn('watches services for Hardnut', self.errors)
        self.ctl('remove', 'watcher', status=1)
        self.assertIn('watches services for Hardnut', self.errors)
        self.ctl('try', 'app-', 'PrivateTmp=yes', '--keep', status=1)
        self.assertIn('other services', self.errors)
        self.assertEqual(self.calls(), [])

    def test_unread(self):
        """What else the reload puts in force is told before it is."""
        self.start('--unread=web.service', '--unread=srv.mount', '--unread=other.service')
        self.ctl('try', 'web', 'PrivateTmp=yes', '--keep')
        self.assertIn('in force as well: other.service, srv.mount\n', self.errors)
        self.assertEqual(self.outcome('try', 'web', 'PrivateTmp=yes', '--keep')['unread'],
                         ['other.service', 'srv.mount'])
        self.own_drop_in('[Service]\nPrivateTmp=yes\n')
        self.ctl('remove', 'web', '--keep')
        self.assertIn('in force as well: other.service, srv.mount\n', self.errors)
        self.start()
        self.ctl('try', 'web', 'ProtectClock=yes', '--keep')
        self.assertNotIn('in force as well', self.errors)

    def test_merges(self):
        self.own_drop_in('[Service]\nProtectSystem=strict\nSystemCallFilter=@system-service\n')
        self.start()
        self.ctl('try', 'web', 'PrivateTmp=yes', 'SystemCallFilter=@basic-io',
                 'SystemCallFilter=~@mount', '--keep')
        self.assertIn('[ProtectSystem=strict|PrivateTmp=yes|SystemCallFilter=@basic-io|'
                      'SystemCallFilter=~@mount]', self.calls()[0])
        self.ctl('try', 'web', 'PrivateTmp=yes', '--replace', '--keep')
        self.assertIn('[PrivateTmp=yes]', self.calls()[0])
        self.ctl('try', 'web', 'ProtectSystem=', '--keep')
        self.assertIn('[SystemCallFilter=@system-service]', self.calls()[0])
        # All of that stands there already.
        self.assertEqual(self.outcome('try', 'web', 'ProtectSystem=strict')['outcome'], 'unchanged')
        self.assertEqual(self.ctl('try', 'web', 'ProtectSystem=strict').count('\n'), 1)
        self.assertEqual(self.calls(), [])

    def test_keepers(self):
        """Who kept each line is no part of what the drop-in says."""
        self.own_drop_in('[Service]\n# Kept by user 1000\nUMask=0077\n'
                         '# Kept by nobody that is known\nPrivateTmp=yes\n'
                         '# Lines and keepers as Hardnut wrote them: 00\n')
        self.start()
        value = self.outcome('try', 'web', 'PrivateTmp=yes')
        self.assertEqual(value['outcome'], 'unchanged')
        self.assertEqual(value['drop_in'], '[Service]\nUMask=0077\nPrivateTmp=yes\n')
        self.ctl('try', 'web', 'NoNewPrivileges=yes', '--keep')
        self.assertIn('[UMask=0077|PrivateTmp=yes|NoNewPrivileges=yes]', self.calls()[0])

    def test_before_is_without_what_is_replaced(self):
        self.own_drop_in('[Service]\nPrivateTmp=yes\nNoNewPrivileges=yes\n')
        self.start()
        value = self.outcome('try', 'web', 'PrivateTmp=yes', '--replace', '--keep')
        self.assertEqual((value['before'], value['after']), (9.2, 9.4))

    def test_edited_by_hand(self):
        self.own_drop_in('[Unit]\nDescription=mine\n')
        self.start()
        self.ctl('try', 'web', 'PrivateTmp=yes', status=1)
        self.assertIn('--replace', self.errors)
        self.assertEqual(self.calls(), [])

    def test_template(self):
        """A file of the instance hides the template's of the same name, and has its lines."""
        fragment = self.write('config/systemd/user/web@.service',
                              '[Service]\nExecStart=/bin/sleep 1\n')
        path = 'config/systemd/user/web@.service.d/zz-hardnut.conf'
        hidden = self.write(path, '[Service]\nProtectSystem=strict\nPrivateTmp=yes\n')
        self.start(f'--unit=web@x.service:{fragment}:{hidden}')
        self.ctl('try', 'web@x', 'PrivateTmp=no', 'NoNewPrivileges=yes', '--keep')
        self.assertIn('[ProtectSystem=strict|PrivateTmp=no|NoNewPrivileges=yes]', self.calls()[0])
        self.assertIn(hidden, self.errors)
        value = self.outcome('try', 'web@x', 'PrivateTmp=yes')
        self.assertEqual(value['outcome'], 'unchanged')
        self.ctl('try', 'web@x', 'NoNewPrivileges=yes', '--replace', '--keep')
        self.assertIn('[NoNewPrivileges=yes]', self.calls()[0])
        self.assertNotIn(hidden, self.errors)
        # What Hardnut did not write cannot be taken over.
        self.write(path, '[Service]\nExecStart=\n')
        self.assertIn(f'{hidden} holds more', self.fails('--user', 'try', 'web@x', 'UMask=0077'))
        self.assertEqual(self.calls(), [])
        # With a file of its own, the template's is hidden already.
        self.write('config/systemd/user/web@x.service.d/zz-hardnut.conf',
                   '[Service]\nUMask=0077\n')
        self.ctl('try', 'web@x', 'NoNewPrivileges=yes', '--keep')
        self.assertIn('[UMask=0077|NoNewPrivileges=yes]', self.calls()[0])
        # Without that file the template's holds again, whoever has written it.
        self.write(path, '[Service]\nPrivateTmp=yes\nNice=1\n')
        before = self.outcome('try', 'web@x', 'UMask=0077')['before']
        value = self.outcome('remove', 'web@x', '--keep')
        self.ctl('remove', 'web@x', '--keep')
        self.assertIn(f'What {hidden} sets holds again', self.errors)
        os.unlink(hidden)
        without = self.outcome('remove', 'web@x', '--keep')
        self.assertEqual(value['before'], before)
        self.assertLess(value['after'], without['after'])

    def test_remove_several(self):
        """One after another, and where one cannot be the others go on."""
        shop = self.write('config/systemd/user/shop.service', '[Service]\nExecStart=/bin/sleep 1\n')
        for unit in 'web', 'shop':
            self.write(f'config/systemd/user/{unit}.service.d/zz-hardnut.conf',
                       '[Service]\nPrivateTmp=yes\n')
        self.start(f'--unit=shop.service:{shop}')
        rows = json.loads(self.ctl('remove', 'web', 'nothere', 'shop', '--keep', '--json', status=1))
        self.assertEqual([row['unit'] for row in rows],
                         ['web.service', 'nothere.service', 'shop.service'])
        self.assertEqual([row.get('outcome') for row in rows], ['kept', None, 'kept'])
        self.assertIn('nothere', rows[1]['error'])
        self.assertEqual([call.split()[:2] for call in self.calls() if call.startswith('Remove')],
                         [['Remove', 'web.service'], ['Remove', 'shop.service']])

        # Whoever says no is not asked again.
        self.start(f'--unit=shop.service:{shop}', '--error=NotAuthorized')
        self.ctl('remove', 'web', 'shop', '--keep', status=1)
        self.assertIn('shop.service: Not begun', self.errors)
        self.assertEqual(len([call for call in self.calls() if call.startswith('Remove')]), 1)

        self.start('--no-helper')
        rows = json.loads(self.ctl('remove', 'web', 'shop', '--json', status=1))
        self.assertEqual([list(row) for row in rows], [['unit', 'error']] * 2)
        self.ctl('remove', 'web', '/etc/passwd', status=2)

    def test_remove(self):
        self.start()
        self.ctl('remove', 'web', status=1)
        self.assertIn('has changed nothing here', self.errors)
        self.assertEqual(self.calls(), [])
        self.own_drop_in('[Service]\nPrivateTmp=yes\n')
        value = self.outcome('remove', 'web', '--keep')
        self.assertRegex(self.calls()[0], r'^Remove web\.service [0-9a-f]{64} 60 restart')
        self.assertIsNone(value['drop_in'])
        self.assertEqual((value['before'], value['after']), (9.4, 9.8))

    def test_trials(self):
        self.start('--trial=aa:web.service:healthy:50', '--trial=bb:db.service:loaded:0')
        lines = self.ctl('trials').splitlines()
        self.assertEqual(lines[0].split(), ['UNIT', 'STATE', 'LEFT', 'TRIAL'])
        self.assertRegex('\n'.join(lines), r'web\.service +healthy +\d+ s +aa')
        values = sorted(json.loads(self.ctl('trials', '--json')), key=lambda value: value['trial'])
        self.assertEqual([list(value) for value in values],
                         2 * [['trial', 'unit', 'state', 'seconds_left']])
        self.assertEqual(values[0]['unit'], 'web.service')
        self.assertIn(values[0]['seconds_left'], range(20, 51))

        # Two of them: it must be said which.
        self.ctl('keep', status=2)
        self.ctl('keep', 'other', status=1)
        self.assertEqual(self.calls(), [])
        self.assertIn('web.service: kept', self.ctl('keep', 'web'))
        self.assertEqual(self.calls(), ['Keep aa interactive'])
        self.assertIn('db.service: taken back', self.ctl('revert'))
        self.assertEqual(self.calls(), ['Revert bb interactive'])
        self.ctl('revert', status=1)
        self.assertEqual(self.ctl('trials'), '')
        self.assertEqual(self.ctl('trials', '--json'), '[]\n')

    def test_keep_by_name(self):
        self.start('--trial=aa:web.service:healthy:50')
        value = self.outcome('keep', 'aa')
        self.assertEqual((value['unit'], value['trial'], value['outcome']),
                         ('web.service', 'aa', 'kept'))
        self.assertIsNone(value['before'])

    def test_alias(self):
        """Whoever tried it by an alias ends it by that alias."""
        for command, call in [('keep', 'Keep'), ('revert', 'Revert')]:
            self.start('--trial=aa:web.service:healthy:50', '--trial=bb:db.service:healthy:50',
                       '--alias=www.service:web.service')
            self.assertIn('web.service: ', self.ctl(command, 'www'))
            self.assertEqual(self.calls(), [f'{call} aa interactive'])
            self.assertIn('other: No change', self.fails('--user', command, 'other'))

    def test_dependents(self):
        """Who else feels the restart is told before it."""
        self.start('--tie=web.service:RequiredBy:app.service',
                   '--tie=app.service:BoundBy:b.service',
                   '--tie=web.service:PropagatesStopTo:cache.service',
                   *[f'--unit={name}.service:{self.fragment}' for name in ['app', 'b', 'cache']])
        self.ctl('try', 'web', 'PrivateTmp=yes', '--keep')
        self.assertIn('web.service: Its restart also restarts app.service, b.service\n',
                      self.errors)
        self.assertIn('web.service: Its restart stops cache.service,', self.errors)
        for option in ['--no-restart', '--json']:
            self.ctl('try', 'web', 'PrivateTmp=yes', '--keep', option)
            self.assertNotIn('Its restart', self.errors)
        self.start()
        self.ctl('try', 'web', 'PrivateTmp=yes', '--keep')
        self.assertNotIn('Its restart', self.errors)

    def test_untouchable_dependent(self):
        """What would take the session with it is not restarted."""
        self.start('--tie=web.service:RequiredBy:dbus.service', '--life=written loaded healthy',
                   f'--unit=dbus.service:{self.fragment}')
        self.ctl('try', 'web', 'PrivateTmp=yes', '--keep', status=1)
        self.assertIn('because dbus.service depends on it', self.errors)
        self.assertEqual(self.calls(), [])
        self.ctl('try', 'web', 'PrivateTmp=yes', '--keep', '--no-restart')
        self.assertIn(' no-restart', self.calls()[0])

    def test_kept_elsewhere(self):
        """In a pipe it waits, and hears what others decide."""
        self.start()
        process = subprocess.Popen([PROGRAM, '--user', 'try', 'web', 'PrivateTmp=yes'],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=self.environment)
        self.addCleanup(self.end, process)
        text = b''
        while b'healthy' not in text:
            part = os.read(process.stdout.fileno(), 4096)
            self.assertNotEqual(part, b'')
            text += part
        self.assertIn('kept', self.ctl('keep', 'web'))
        output, errors = process.communicate(timeout=60)
        self.assertIn(b'web.service: kept', output)
        self.assertEqual(process.returncode, 0, errors)

    def test_refused_words(self):
        self.start()
        for words in [['PrivateTmp'], ['=x'], ['NoSuchThing=1'], ['ExecStart=/bin/sh'],
                      ['User=root'], ['PrivateTmp=perhaps'], ['ProtectSystem=yes\nUser=root'],
                      ['PrivateTmp=yes', 'PrivateTmp=no'], ['PrivateTmp='],
                      ['PrivateTmp=yes', '--confirm=4'], ['PrivateTmp=yes', '--confirm=3601'],
                      ['PrivateTmp=yes', '--offline'], ['PrivateTmp=yes', '--root=/'],
                      ['PrivateTmp=yes', '--threshold=5'], ['PrivateTmp=yes', '--all']]:
            self.run_program('--user', 'try', 'web', *words, status=2)
            self.assertIn('--help', self.errors, words)
        for words in [['try', 'web'], ['try', './web.service', 'PrivateTmp=yes'],
                      ['try', 'a@.service', 'PrivateTmp=yes'], ['try', 'a.socket', 'PrivateTmp=yes'],
                      ['keep', 'a', 'b'], ['trials', 'x'], ['remove'], ['keep', '--keep'],
                      ['remove', 'web', '--replace'], ['show', 'web', '--keep']]:
            self.run_program('--user', *words, status=2)
        self.assertEqual(self.calls(), [])

    def test_refused_words_first(self):
        """What is wrong with the words is told before anybody is missed."""
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent'
        for words, part in [(['web', 'Foo'], 'DIRECTIVE=VALUE'),
                            (['web', 'Bogus=1'], 'not a sandboxing directive'),
                            (['web', 'PrivateTmp=perhaps'], 'perhaps'),
                            (['web', 'PrivateTmp=yes', 'PrivateTmp=no'], 'PrivateTmp'),
                            (['web', 'PrivateTmp=yes', '--confirm=x'], '--confirm'),
                            (['web', 'PrivateTmp=', '--replace'], 'hardnutctl remove'),
                            (['web'], 'Too few words'),
                            (['a.socket', 'PrivateTmp=yes'], 'a.socket')]:
            self.assertIn(part, self.fails('--user', 'try', *words, status=2))
        for words in [['a.socket'], ['a@.service'], ['./web.service'], ['web', '--confirm=x'], []]:
            self.fails('--user', 'remove', *words, status=2)
        # What is right goes on to the bus.
        self.assertIn('/nonexistent', self.fails('--user', 'try', 'web', 'PrivateTmp='))

    def test_errors(self):
        for name, part in [('Busy', 'Another change'), ('Changed', 'Somebody changed'),
                           ('NotAuthorized', 'not authorized'),
                           ('AuthorizationFailed', 'Nobody could be asked')]:
            self.start(f'--error={name}')
            self.assertIn(part, self.fails('--user', 'try', 'web', 'PrivateTmp=yes', '--json'))
            self.assertIn('the helper’s words', self.errors)

    def test_no_helper(self):
        self.start('--no-helper')
        for words in [['try', 'web', 'PrivateTmp=yes'], ['trials'], ['keep'], ['remove', 'web']]:
            self.assertIn('sudo ./dev install', self.fails('--user', *words))

    def test_no_bus(self):
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent'
        self.assertIn('/nonexistent', self.fails('--user', 'trials'))

    def test_helper_crashes(self):
        """Nobody saw the end; the file tells it."""
        self.start('--life=authorized written crash')
        self.ctl('try', 'web', 'PrivateTmp=yes', '--keep', status=1)
        self.start('--life=authorized written crash')
        process = subprocess.Popen([PROGRAM, '--user', 'try', 'web', 'PrivateTmp=yes', '--json'],
                                   stdout=subprocess.PIPE, env=self.environment)
        self.addCleanup(self.end, process)
        deadline = time.monotonic() + 60
        while not any(call.startswith('Try') for call in self.calls()):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        # As if it had been kept just before.
        self.own_drop_in('[Service]\nPrivateTmp=yes\n')
        value = json.loads(process.communicate(timeout=60)[0])
        self.assertEqual((value['outcome'], process.returncode), ('kept', 0))

    def test_signals(self):
        for number in [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]:
            self.start()
            process = subprocess.Popen([PROGRAM, '--user', 'try', 'web', 'PrivateTmp=yes'],
                                       stdout=subprocess.PIPE, env=self.environment)
            self.addCleanup(self.end, process)
            text = b''
            while b'healthy' not in text:
                text += os.read(process.stdout.fileno(), 4096)
            process.send_signal(number)
            output = process.communicate(timeout=60)[0]
            self.assertIn(b'being taken back', output)
            self.assertIn(b'web.service: taken back', output)
            self.assertEqual(process.returncode, 1)
            self.assertIn('Revert trial-1 interactive', self.calls())

    def test_interrupted_prompt(self):
        """Before there is a trial, there is nothing to take back."""
        self.start('--silent')
        process = subprocess.Popen([PROGRAM, '--user', 'try', 'web', 'PrivateTmp=yes'],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=self.environment)
        self.addCleanup(self.end, process)
        deadline = time.monotonic() + 60
        while 'Try' not in self.calls():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        errors = process.communicate(timeout=60)[1]
        self.assertIn(b'nothing was changed', errors)
        self.assertEqual(process.returncode, 1)


class OnTerminal(TrialCase):
    def test_yes(self):
        self.start()
        output = self.dialog('try', 'web', 'PrivateTmp=yes', answers=[(b'[y/N]', b'y')])
        clean = without_colors(output)
        self.assertIn('authorized ✓  written ✓  loaded ✓  restarted ✓  healthy ✓', clean)
        self.assertIn('It is taken back in 60 s. [y/N]', clean)
        self.assertIn('web.service: kept', clean)
        self.assertEqual(self.calls()[1:], ['Keep trial-1 interactive'])

    def test_countdown(self):
        self.start()
        output = self.dialog('try', 'web', 'PrivateTmp=yes', answers=[(b'in 58 s', b'y')])
        for seconds in [60, 59, 58]:
            self.assertIn(f'\rKeep this change? It is taken back in {seconds} s.', output)

    def test_no(self):
        self.start()
        for key in [b'n', b'\r', b'\x04', b'\x1b', b'\x03']:
            output = self.dialog('try', 'web', 'PrivateTmp=yes', status=1,
                                 answers=[(b'[y/N]', b'xq7' + key)])
            self.assertIn('web.service: taken back', output)
            self.assertIn('Revert', self.calls()[-1])

    def test_time_is_over(self):
        self.start()
        output = self.dialog('try', 'web', 'PrivateTmp=yes', '--confirm=5', status=1)
        self.assertIn('[y/N]', output)
        self.assertIn('nobody kept it', output)

    def test_failure(self):
        self.start('--life=authorized written loaded reverting reverted')
        output = without_colors(self.dialog('try', 'web', 'PrivateTmp=yes', status=1))
        self.assertIn('loaded ✓  restarted ✗', output)
        self.assertNotIn('[y/N]', output)

    def test_never_restarted(self):
        fragment = self.write('config/systemd/user/dbus.service',
                              '[Service]\nExecStart=/bin/sleep 1\n')
        self.start('--life=authorized written kept', '--note=next-start',
                   f'--unit=dbus.service:{fragment}')
        for keep in [], ['--keep']:
            output = self.dialog('try', 'dbus', 'PrivateTmp=yes', *keep,
                                 answers=[(b'untested? [y/N]', b'n')], status=1)
            self.assertIn('Nothing was changed', output)
        self.assertEqual(self.calls(), [])
        # Before anybody agrees: what it means, and the commands that undo it.
        self.assertIn('nobody knows whether the service starts with it', output)
        self.assertIn('log in on a text console', output)
        self.assertIn(f'rm {self.folder}/config/systemd/user/dbus.service.d/zz-hardnut.conf\r\n',
                      output)
        output = self.dialog('try', 'dbus', 'PrivateTmp=yes', answers=[(b'[y/N]', b'y')])
        self.assertIn('in force from its next start on', output)
        output = self.dialog('try', 'dbus', 'PrivateTmp=yes', '--untested')
        self.assertNotIn('[y/N]', output)

    def test_dumb(self):
        self.start()
        output = self.dialog('try', 'web', 'PrivateTmp=yes', answers=[(b'[y/N]', b'y')],
                             TERM='dumb', LC_ALL='C')
        self.assertNotIn('\033', output)
        self.assertNotIn('✓', output)
        self.assertEqual(output.count('[y/N]'), 1)

    def test_json_asks_nothing(self):
        self.start()
        output = self.dialog('try', 'web', 'PrivateTmp=yes', '--json', '--keep')
        self.assertEqual(json.loads(output)['outcome'], 'kept')


main()
