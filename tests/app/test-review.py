#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# From staged changes to applied ones, as a person goes through it: the review, the steps, the
# countdown, what went wrong. The helper and the manager are fakes, the rest is real. Pictures go to
# the folder in HN_SCREENSHOTS, if it is set.

import os
import shutil
import subprocess
import tempfile
import time
import unittest

from page_driver import Program, act, has_state, keys, main, settle, walk

from gi.repository import Atspi

UNIT = '''[Unit]
Description=A web server
[Service]
ExecStart=/usr/bin/web
PrivateTmp=yes
'''
PRESENT = '[Service]\nProtectSystem=full\n'
# A bus that starts nothing: the helper may be installed on this machine.
BUS = '''<busconfig>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''
PICTURES = os.environ.get('HN_SCREENSHOTS')


class ReviewTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        for name in ('web.service', 'at@.service'):
            with open(os.path.join(self.folder, name), 'w', encoding='utf-8') as file:
                file.write(UNIT)
        # A bus of its own: on the one of the session there may be a real manager.
        config = os.path.join(self.folder, 'bus.conf')
        with open(config, 'w', encoding='utf-8') as file:
            file.write(BUS)
        self.bus = subprocess.Popen(['dbus-daemon', '--config-file', config, '--nofork',
                                     '--print-address=1'], stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end_bus)
        self.address = self.bus.stdout.readline().strip()
        self.program = None

    def end_bus(self):
        self.bus.terminate()
        self.bus.wait()
        self.bus.stdout.close()

    def tearDown(self):
        if self.program is not None:
            code, errors = self.program.quit()
            self.assertEqual((code, errors), (0, ''))

    def start(self, *changes, unit='web.service', present=None, later=None, before=()):
        for name, text in (('zz-hardnut.conf', present), ('zzz.conf', later)):
            if text is not None:
                folder = os.path.join(self.folder, unit + '.d')
                os.makedirs(folder, exist_ok=True)
                with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
                    file.write(text)
        self.program = Program(os.environ['REVIEW_WINDOW'],
                               {'SYSTEMD_UNIT_PATH': self.folder,
                                'HARDNUT_TEST_BUS': self.address})
        self.program.do('open', unit)
        self.program.do('pace', '20')
        for line in before:
            self.program.do(*line)
        for change in changes:
            self.program.do('stage', change)

    def picture(self, name):
        if PICTURES is None:
            # What is wider than a phone warns, and a warning is the end of the program.
            self.program.do('size', 360, 720)
            time.sleep(0.3)
            self.program.do('size', 900, 860)
            time.sleep(0.1)
            return
        for size, words in (('wide', (900, 860)), ('narrow', (360, 720))):
            self.program.do('size', *words)
            for dark in (0, 1):
                self.program.do('dark', dark)
                settle(lambda: self.program.command(
                    'screenshot', f'{PICTURES}/{name}-{size}-{"dark" if dark else "light"}.png')
                    == 'ok', 'a picture')
                time.sleep(0.7)
                self.program.command(
                    'screenshot', f'{PICTURES}/{name}-{size}-{"dark" if dark else "light"}.png')
        self.program.do('dark', 0)
        self.program.do('size', 900, 860)

    # What is to be seen.

    def button(self, name):
        return self.program.wait('button', name)

    def open_trial(self):
        # The window hears of it over the bus.
        settle(lambda: self.program.command('trial') == 'ok', 'the trial')

    def press(self, name):
        button = self.button(name)
        settle(lambda: has_state(button, Atspi.StateType.SENSITIVE), f'{name} to be possible')
        act(button, 'click')

    def wait_focus(self, name):
        settle(lambda: has_state(self.button(name), Atspi.StateType.FOCUSED),
               f'the focus to be on {name}')

    def texts(self):
        return [node.get_name() for node in walk(self.program.node, deep=True) if node.get_name()]

    def wait_text(self, text):
        return settle(lambda: [t for t in self.texts() if text in t], f'{text!r}')[0]

    def assert_no_text(self, text):
        self.assertEqual([t for t in self.texts() if text in t], [])

    def diff(self, name='Changes in'):
        for node in walk(self.program.node):
            if node.get_role_name() in ('text', 'entry') and name in node.get_name():
                return self.program.text_of(node)
        return ''

    def step(self, name, state):
        self.wait_text(f'{name}: {state}')

    def calls(self):
        return settle(lambda: self.program.command('calls'), 'a call of the helper')


class Review(ReviewTest):
    def test_what_is_shown(self):
        self.start('NoNewPrivileges=yes', 'ProtectSystem=strict', present=PRESENT)
        self.program.do('review')
        self.button('Apply')
        # Both scores, and which is which.
        self.wait_text('Now: exposure ')
        scores = self.wait_text('With the change: exposure ')
        self.assertLess(scores.index('Now:'), scores.index('With the change:'))
        # The difference has signs, not colours alone.
        self.assertEqual(self.diff().splitlines(),
                         ['  [Service]', '− ProtectSystem=full', '+ NoNewPrivileges=yes',
                          '+ ProtectSystem=strict'])
        self.wait_text('+ 2 new lines · − 1 line goes')
        self.wait_text('/etc/systemd/system/web.service.d/zz-hardnut.conf')
        # What is decided stands before what is only read, and the dialog is as high as it has to be.
        places = [self.program.spot(text)[1] for text in ('Restart Now', 'Settings File', 'Apply')]
        self.assertEqual(places, sorted(places))
        self.assertEqual(self.program.command('cut'), '')
        settle(lambda: self.program.command('scrolls') == '0', 'nothing to be out of sight')
        self.assert_no_text('Less protection')
        self.assert_no_text('affected')
        self.assert_no_text('Also put in force')
        self.picture('review')

    def test_dependents(self):
        self.start('NoNewPrivileges=yes',
                   before=[('depend', 'proxy.service', 'restarts'),
                           ('depend', 'cache.service', 'restarts')])
        self.program.do('review')
        self.wait_text('2 more units are affected')
        self.wait_text('They depend on it, and restart with it.')
        switch = self.restart_switch()
        self.assertTrue(has_state(switch, Atspi.StateType.CHECKED))
        self.picture('dependents')
        switch = self.restart_switch()
        # Without a restart nothing happens to them.
        act(switch, 'toggle' if 'toggle' in self.actions(switch) else 'click')
        settle(lambda: not [t for t in self.texts() if 'affected' in t], 'no units affected')

    def test_untouchable_dependent(self):
        """A service that would take the session with it is not restarted."""
        self.start('NoNewPrivileges=yes',
                   before=[('depend', 'gdm.service', 'restarts'),
                           ('depend', 'proxy.service', 'restarts'),
                           ('life', 'written', 'loaded', 'healthy')])
        self.program.do('review')
        self.wait_text('gdm.service depends on it. Graphical sessions would end')
        self.assert_no_text('affected')
        self.press('Apply')
        self.wait_text('is in force at its next start. Keep it?')
        self.assertIn(' no-restart interactive', self.calls())

    def restart_switch(self):
        # The row says that it is one, too, but cannot be pressed. Older versions of GTK have no word
        # of their own for a switch.
        return settle(lambda: [node for node in walk(self.program.node, deep=True)
                               if node.get_role_name() in ('switch', 'check box')
                               and node.get_name() == 'Restart Now'], 'the switch')[-1]

    def actions(self, node):
        iface = node.get_action_iface()
        return [Atspi.Action.get_action_name(iface, i)
                for i in range(Atspi.Action.get_n_actions(iface))]

    def test_weakening(self):
        self.start('PrivateTmp=no')
        self.program.do('review')
        self.wait_text('Takes the Stronger Permission, Because:')
        self.wait_text('PrivateTmp=no')
        self.wait_text('It opens something that is closed now.')
        self.assert_no_text('Less protection')
        # Nothing would be left.
        self.assert_no_text('Leave These Out')
        self.picture('weakening')

    def test_later_file(self):
        """A file that is read later has the last word: what would hold is shown, and which file."""
        self.start('ProtectSystem=strict', 'NoNewPrivileges=yes', present=PRESENT,
                   later='[Service]\nPrivateUsers=yes\nProtectSystem=yes\n')
        self.program.do('review')
        self.wait_text('web.service.d/zzz.conf:3 is read later and has the last word: '
                       'ProtectSystem=yes')
        self.assertEqual(len([t for t in self.texts() if 'has the last word' in t]), 1)
        self.assert_no_text('word: NoNewPrivileges')
        self.picture('later-file')

    def test_unread(self):
        """What systemd reads along with the change, and so puts in force."""
        self.start('NoNewPrivileges=yes',
                   before=[('unread', 'proxy.service'), ('unread', 'cache.timer')])
        self.program.do('review')
        self.wait_text('Also put in force: cache.timer, proxy.service.')
        self.picture('unread')

    def test_ordinary(self):
        self.start('NoNewPrivileges=yes')
        self.program.do('review')
        self.wait_text('Takes the Ordinary Permission')
        self.assert_no_text('Leave These Out')
        # Without a helper nobody is asked, and what is weakened is told all the same.
        self.program.do('stage', 'PrivateTmp=no')
        self.wait_text('Takes the Stronger Permission, Because:')
        self.program.do('helper', 0)
        self.wait_text('Less protection than the service came with: PrivateTmp.')
        self.assert_no_text('Stronger Permission')

    def test_leave_out(self):
        """One press, by the mouse and by the keys, and one step to undo."""
        self.start('NoNewPrivileges=yes', 'PrivateTmp=no', 'ReadWritePaths=/srv')
        self.program.do('review')
        self.wait_text('Takes the Stronger Permission, Because:')
        self.wait_text('PrivateTmp=no')
        self.wait_text('ReadWritePaths=/srv')
        self.picture('permission')
        self.program.take_focus()
        self.program.do('reveal', 'Leave These Out')
        self.program.click('Leave These Out')
        self.wait_left_out()
        self.program.do('undo')
        self.wait_text('Takes the Stronger Permission, Because:')
        settle(lambda: len(self.diff().splitlines()) == 4, 'all lines to be back')
        # From the button backwards: what comes before it are the rows below the drop-in.
        keys('shift+Tab')
        for _ in range(20):
            if self.has_focus('Leave These Out'):
                break
            keys('shift+Tab')
            time.sleep(0.2)
        settle(lambda: self.has_focus('Leave These Out'), 'the focus on the row')
        keys('Return')
        self.wait_left_out()

    def has_focus(self, name):
        return [node for node in walk(self.program.node, deep=True)
                if node.get_name() == name and has_state(node, Atspi.StateType.FOCUSED)]

    def wait_left_out(self):
        self.wait_text('Takes the Ordinary Permission')
        settle(lambda: self.diff().splitlines() == ['+ [Service]', '+ NoNewPrivileges=yes'],
               'what is left')
        self.assert_no_text('PrivateTmp=no')
        # What had the focus is gone.
        self.wait_focus('Apply')

    def test_guard(self):
        """Where the service is the reason no line can be left out."""
        with open(os.path.join(self.folder, 'fail2ban.service'), 'w', encoding='utf-8') as file:
            file.write(UNIT)
        self.start('NoNewPrivileges=yes', unit='fail2ban.service')
        self.program.do('review')
        self.wait_text('The service guards the machine.')
        self.assert_no_text('Leave These Out')
        self.picture('guard')

    def test_line_of_somebody_else(self):
        """Who kept what stands there is not known, and it would go."""
        self.start('ProtectSystem=strict', present=PRESENT)
        self.program.do('review')
        self.wait_text('Takes the Stronger Permission, Because:')
        self.wait_text('Somebody else kept this line')

    def test_low_limit(self):
        self.start('MemoryMax=1M', 'NoNewPrivileges=yes')
        self.program.do('review')
        self.wait_text('MemoryMax=1M is too low, the least is 8.0')

    def test_idle(self):
        self.start('NoNewPrivileges=yes', before=[('idle', 1)])
        self.program.do('review')
        self.wait_text('Not Running')
        self.assert_no_text('Restart Now')
        self.press('Apply')
        self.assertIn(' no-restart interactive', self.calls())
        self.step('Restarted', 'skipped')
        self.wait_text('is in force at its next start. Keep it?')


class Apply(ReviewTest):
    def test_keep(self):
        self.start('NoNewPrivileges=yes', 'ProtectHome=yes',
                   before=[('life', 'written', 'loaded', 'restarted', 'healthy')])
        self.program.do('review')
        self.press('Apply')
        self.assertRegex(self.calls(),
                         r'^Try web.service \[NoNewPrivileges=yes\|ProtectHome=yes\] '
                         r'[0-9a-f]{64} 60 restart interactive$')
        for name in ('Authorized', 'Written', 'Loaded', 'Restarted', 'Healthy'):
            self.step(name, 'done')
        self.wait_text('web.service runs with the change. Keep it?')
        self.wait_text('seconds unless you keep it.')
        self.wait_text('the change is taken back at its end')
        # Who presses Enter without looking keeps nothing.
        self.wait_focus('Take Back')
        self.wait_text('You may change this service.')
        self.picture('countdown')
        self.press('Keep')
        self.assertRegex(self.calls(), r'^Keep trial-1\b')
        self.program.wait('heading', 'Kept')
        # The manager is a fake that did not hear of the change, and the window notices.
        self.wait_text('This is not what was predicted.')
        self.wait_text('Predicted: passed, now: failed.')
        self.picture('kept')
        settle(lambda: self.program.command('dirty') == 'no', 'nothing to be staged any more')
        self.press('Close')
        self.program.wait_gone('heading', 'Kept')

    def test_take_back(self):
        self.start('NoNewPrivileges=yes', before=[('life', 'written', 'loaded', 'healthy')])
        self.program.do('review')
        self.press('Apply')
        self.calls()
        self.press('Take Back')
        self.assertRegex(self.calls(), r'^Revert trial-1\b')
        self.program.wait('heading', 'Taken Back')
        self.wait_text('it was taken back on request')
        self.picture('taken-back')
        self.press('Back to the Changes')
        self.button('Apply')
        self.assertEqual(self.program.command('dirty'), 'yes')

    def test_time_is_up(self):
        self.start(before=[('pending', 'web.service', 3)])
        self.open_trial()
        self.wait_text('second')
        self.wait_text('The time is up.')

    def test_failure(self):
        self.start('NoNewPrivileges=yes', 'PrivateTmp=disconnected',
                   before=[('life', 'written', 'loaded', 'reverting', 'reverted')])
        self.program.do('review')
        self.press('Apply')
        self.calls()
        self.program.wait('heading', 'web.service Does Not Work With the Change')
        self.wait_text('Restarting the service')
        self.wait_text('The service did not start')
        self.wait_text('NAMESPACE')
        # What the service wrote is for those who may read the journal.
        settle(lambda: [t for t in self.texts() if 'You are not allowed to read this machine’s journal'
                        in t or t == 'It wrote nothing.'], 'what came of reading the journal')
        self.wait_text('PrivateTmp=disconnected')
        # Exactly the suspect goes, and the person sees what is left before anything is done.
        self.press('Try Again Without PrivateTmp…')
        settle(lambda: self.diff().splitlines() == ['+ [Service]', '+ NoNewPrivileges=yes'],
               'the rest')
        self.wait_text('1 setting left out. This is the rest.')
        self.assertEqual(self.program.command('calls'), '')
        self.program.do('life', 'written', 'loaded', 'restarted', 'healthy')
        self.press('Apply')
        self.assertRegex(self.calls(), r'^Try web.service \[NoNewPrivileges=yes\] ')
        self.wait_text('web.service runs with the change. Keep it?')

    def test_failure_of_all_there_is(self):
        """Without the suspect nothing would be left to be tried."""
        self.start('PrivateTmp=disconnected', before=[('life', 'written', 'loaded', 'reverting',
                                                       'reverted')])
        self.program.do('review')
        self.press('Apply')
        self.program.wait('heading', 'web.service Does Not Work With the Change')
        self.wait_text('Likely to Blame')
        self.wait_focus('Back to the Changes')
        self.assert_no_text('Try Again')

    def test_broken(self):
        self.start('NoNewPrivileges=yes', before=[('life', 'written', 'loaded', 'reverting', 'failed')])
        self.program.do('review')
        self.press('Apply')
        self.program.wait('heading', 'web.service Is Not Well')
        self.wait_text('systemctl status web.service')
        self.picture('broken')

    def test_dismissed(self):
        self.start('NoNewPrivileges=yes', before=[('error', 'NotAuthorized')])
        self.program.do('review')
        self.press('Apply')
        self.assertIn('Try web.service', self.calls())
        # Back without a word of blame.
        settle(lambda: has_state(self.button('Apply'), Atspi.StateType.SENSITIVE), 'Apply')
        self.assert_no_text('the helper’s words')
        self.assertEqual(self.program.command('dirty'), 'yes')

    def test_withdrawn(self):
        self.start('NoNewPrivileges=yes', before=[('late',)])
        self.program.do('review')
        self.press('Apply')
        self.step('Authorized', 'under way')
        self.picture('asking')
        self.press('Cancel')
        settle(lambda: has_state(self.button('Apply'), Atspi.StateType.SENSITIVE), 'Apply')
        # The helper begins all the same; that is taken back without a word.
        self.program.do('answer')
        settle(lambda: 'Revert trial-1' in self.program.command('calls'), 'Revert')

    def test_refused(self):
        self.start('NoNewPrivileges=yes', before=[('error', 'Busy')])
        self.program.do('review')
        self.press('Apply')
        self.wait_text('the helper’s words')
        self.picture('refused')
        self.program.do('error', 'Changed')
        self.press('Apply')
        self.wait_text('The files of the service have changed meanwhile')

    def test_next_start(self):
        with open(os.path.join(self.folder, 'dbus.service'), 'w', encoding='utf-8') as file:
            file.write(UNIT)
        self.start('NoNewPrivileges=yes', unit='dbus.service',
                   before=[('life', 'written', 'loaded', 'kept'), ('note', 'next-start')])
        self.program.do('review')
        self.wait_text('Not Tried, and for Good')
        self.wait_text('The service is never restarted while people work')
        self.picture('never')
        # A question of its own, that Enter does not answer, and that says how to undo it.
        self.press('Write Without a Trial…')
        self.wait_text('Write It Without a Trial?')
        self.wait_text('systemd.unit=rescue.target')
        self.wait_text('rm /etc/systemd/system/dbus.service.d/zz-hardnut.conf')
        self.wait_focus('Cancel')
        self.picture('danger')
        self.press('Copy How to Undo It')
        self.button('Copied')
        settle(lambda: 'rm /etc/systemd/system/dbus.service.d/zz-hardnut.conf'
               in self.program.command('clipboard'), 'the commands in the clipboard')
        self.press('Cancel')
        self.program.wait_gone('button', 'Copied')
        self.assertEqual(self.program.command('calls'), '')
        self.press('Write Without a Trial…')
        self.press('Write Untested')
        self.assertIn(' no-restart interactive', self.calls())
        self.program.wait('heading', 'Kept')
        self.wait_text('in force when dbus.service starts next')

    def test_at_once(self):
        """What systemd applies without a restart is tried there, too."""
        with open(os.path.join(self.folder, 'dbus.service'), 'w', encoding='utf-8') as file:
            file.write(UNIT)
        self.start('MemoryMax=1G', 'NoNewPrivileges=yes', unit='dbus.service',
                   before=[('life', 'written', 'loaded', 'healthy'), ('note', 'at-once')])
        self.program.do('review')
        self.wait_text('Not Restarted From Here')
        self.wait_text('What needs no restart is tried')
        self.wait_text('Tried first, and taken back by itself unless you keep it.')
        self.picture('at-once')
        self.press('Apply')
        self.wait_text('dbus.service runs with what needs no restart')
        self.wait_text('The service goes on without a restart.')
        self.assertIn(' no-restart interactive', self.calls())
        self.picture('at-once-asks')
        self.press('Keep')
        self.program.wait('heading', 'Kept')
        self.wait_text('What needs a restart is in force when dbus.service starts next.')

    def test_found(self):
        """A trial from before this window was there."""
        self.start(before=[('pending', 'web.service', 50)])
        self.open_trial()
        self.wait_text('web.service runs with the change. Keep it?')
        self.press('Keep')
        self.assertRegex(self.calls(), r'^Keep early\b')
        self.program.wait('heading', 'Kept')

    def test_remove(self):
        self.start(present=PRESENT, before=[('life', 'written', 'loaded', 'restarted', 'healthy')])
        self.program.do('own')
        self.wait_text('zz-hardnut.conf')
        self.wait_text('ProtectSystem=full')
        self.picture('own-changes')
        self.press('Remove All…')
        settle(lambda: self.diff().splitlines() == ['− [Service]', '− ProtectSystem=full'],
               'all lines to go')
        self.picture('remove')
        self.press('Remove')
        self.assertRegex(self.calls(), r'^Remove web.service [0-9a-f]{64} 60 restart interactive$')
        self.press('Keep')
        self.program.wait('heading', 'Removed')


class Failure(ReviewTest):
    """What is to blame, by what the service wrote, and how that is found out where it wrote nothing."""

    KEPT = '[Service]\nProtectHome=yes\n'
    LINES = ('NoNewPrivileges=yes', 'ProtectSystem=strict', 'PrivateDevices=yes',
             'RestrictAddressFamilies=AF_UNIX', 'RestrictRealtime=yes', 'LockPersonality=yes')

    def break_it(self, *lines, breaking, before=(), **options):
        """Tries lines on top of what was kept, and waits for the failure."""
        self.start(*lines, present=self.KEPT,
                   before=[('life', 'written', 'loaded', 'restarted', 'healthy'),
                           ('breaking', breaking), ('end', 'exit-code', 1, 1), *before], **options)
        self.program.take_focus()
        self.program.do('review')
        self.press('Apply')
        self.program.wait('heading', 'web.service Does Not Work With the Change')
        self.calls()

    def tries(self):
        """What the helper was asked to try since, as a set of lines each; it was to keep nothing."""
        calls = self.program.command('calls').split('; ')
        self.assertEqual([call for call in calls if call.startswith('Keep')], [])
        return [set(call.split('[')[1].split(']')[0].split('|')) for call in calls
                if call.startswith('Try ')]

    def go_to(self, name):
        """With the keys, from wherever the focus is."""
        for _ in range(12):
            if has_state(self.button(name), Atspi.StateType.FOCUSED):
                return
            keys('Tab')
            time.sleep(0.2)
        self.wait_focus(name)

    def begin_search(self):
        self.program.click('Find Out Which…')
        self.wait_text('Find Out Which One?')
        self.wait_focus('Find Out')
        # Nothing is done before.
        self.assertEqual(self.program.command('calls'), '')

    def test_words_of_the_service(self):
        """What was in force before is not named, be it kept or in the unit's own file; the line that
        proves it is."""
        self.break_it('ProtectSystem=strict', 'RestrictAddressFamilies=AF_UNIX', 'PrivateTmp=yes',
                  'LockPersonality=yes', breaking='RestrictAddressFamilies=AF_UNIX',
                  before=[('wrote', 'web[7]: Starting…'),
                          ('wrote', 'web[7]: OSError: [Errno 97] Address family not supported')])
        self.wait_text('Likely to Blame')
        self.wait_text('RestrictAddressFamilies=AF_UNIX')
        self.wait_text('It wrote: “web[7]: OSError: [Errno 97] Address family not supported”')
        self.assert_no_text('ProtectHome=yes')
        self.assert_no_text('PrivateTmp=yes')
        self.assert_no_text('ProtectSystem=strict')
        self.assert_no_text('systemd calls')
        self.picture('blame')
        # By the keys: to the review, with what was kept.
        self.program.take_focus()
        self.go_to('Try Again Without RestrictAddressFamilies…')
        keys('Return')
        settle(lambda: sorted(self.diff().splitlines()) ==
               ['  ProtectHome=yes', '  [Service]', '+ LockPersonality=yes', '+ PrivateTmp=yes',
                '+ ProtectSystem=strict'], 'the rest')
        self.assertEqual(self.program.command('calls'), '')
        self.press('Apply')
        self.assertIn('ProtectHome=yes', settle(self.tries, 'a trial')[0])

    def test_what_stood_comes_back(self):
        """A value that took the place of a kept one: the kept one stays."""
        self.break_it('ProtectHome=tmpfs', 'NoNewPrivileges=yes', breaking='ProtectHome=tmpfs',
                  before=[('wrote', 'web[7]: /home/web/data: No such file or directory')])
        self.program.click('Try Again Without ProtectHome…')
        settle(lambda: sorted(self.diff().splitlines()) ==
               ['  ProtectHome=yes', '  [Service]', '+ NoNewPrivileges=yes'], 'the kept line')

    def test_nothing_narrows(self):
        self.break_it(*self.LINES, breaking='LockPersonality=yes')
        self.wait_text('One of These')
        for line in self.LINES:
            self.wait_text(line)
        self.assert_no_text('ProtectHome=yes')
        self.assert_no_text('Try Again')
        self.button('Find Out Which…')
        self.picture('one-of-these')

    def test_one_new_line(self):
        """Nothing to be found out, and nothing left to be tried."""
        self.break_it('LockPersonality=yes', breaking='LockPersonality=yes')
        self.wait_text('LockPersonality=yes')
        self.assert_no_text('Try Again')
        self.assert_no_text('Find Out')

    def test_find_out(self):
        for culprit in (self.LINES[0], self.LINES[4]):
            with self.subTest(culprit):
                self.find_out(culprit)
                self.tearDown()
                self.program = None

    def find_out(self, culprit):
        self.break_it(*self.LINES, breaking=culprit)
        self.begin_search()
        self.wait_text('at most 4 more trials')
        self.wait_text('restarts the service twice')
        keys('Return')
        self.program.wait('heading', 'web.service Does Not Work With This Setting')
        self.wait_text('It works with the other 5 new settings')
        self.wait_text('Trial 1: fails with these 6 settings')
        self.wait_text(culprit)
        tries = self.tries()
        # 2 + ⌈log₂ 6⌉ with the one before.
        self.assertLessEqual(len(tries), 4)
        self.assertGreaterEqual(len(tries), 3)
        for lines in tries:
            self.assertIn('ProtectHome=yes', lines)
        self.assertEqual(tries[-1], {*self.LINES, 'ProtectHome=yes'} - {culprit})
        self.picture('found-' + culprit.split('=')[0])
        self.program.take_focus()
        self.program.click('Review the Rest…')
        settle(lambda: sorted(self.diff().splitlines()) == sorted(
            ['  [Service]', '  ProtectHome=yes',
             *('+ ' + line for line in self.LINES if line != culprit)]), 'the rest')
        self.assertEqual(self.program.command('calls'), '')

    def test_find_out_several(self):
        self.break_it(*self.LINES, breaking='NoNewPrivileges=yes RestrictRealtime=yes')
        self.begin_search()
        keys('Return')
        self.program.wait('heading', 'web.service Does Not Work With Several Settings')
        self.wait_text('Leaving out one of them is not enough')
        self.assertEqual(self.tries()[-1], {*self.LINES, 'ProtectHome=yes'}
                         - {'NoNewPrivileges=yes', 'RestrictRealtime=yes'})
        self.picture('found-several')

    def begin_long_search(self):
        self.break_it(*self.LINES, breaking='LockPersonality=yes')
        # The next trial is under way until somebody ends it.
        self.program.do('pace', 600000)
        self.begin_search()
        keys('Return')
        self.wait_text('Trial 2 of at Most 5')
        self.wait_text('Trial 2: trying 3 settings')
        settle(lambda: self.program.command('helping') == '1', 'the trial')

    def test_stop(self):
        self.begin_long_search()
        self.wait_focus('Stop')
        self.picture('finding-out')
        self.program.take_focus()
        self.program.click('Stop')
        self.program.wait('heading', 'Stopped')
        self.wait_text('The service is as before.')
        calls = self.program.command('calls')
        self.assertRegex(calls, r'^Try [^;]*; Revert trial-2\b[^;]*$')
        self.assertEqual(self.program.command('helping'), '0')
        self.assert_no_text('Review the Rest')
        # All that was staged still is.
        self.press('Back to the Changes')
        settle(lambda: len([line for line in self.diff().splitlines() if line[0] == '+']) == 6,
               'all lines')

    def test_close(self):
        """Who closes the dialog stops it."""
        self.begin_long_search()
        self.wait_focus('Stop')
        self.program.take_focus()
        keys('Escape')
        settle(lambda: self.program.command('helping') == '0', 'the end of the trial')
        self.assertRegex(self.program.command('calls'), r'^Try [^;]*; Revert trial-2\b[^;]*$')

    def assert_fits(self, what):
        """On a phone with twice the size of text."""
        self.program.do('size', 360, 720)
        self.program.do('dpi', 192)
        settle(lambda: int(self.program.command('minimum').split()[0]) <= 360,
               f'{what} to fit, not {self.program.command("widest")}')
        if PICTURES is not None:
            self.program.command('screenshot', f'{PICTURES}/large-{what}.png')
        self.assertEqual(self.program.command('cut'), '', what)
        self.program.do('dpi', 96)
        self.program.do('size', 900, 860)

    def test_large_text(self):
        self.break_it(*self.LINES, breaking='RestrictAddressFamilies=AF_UNIX',
                      before=[('wrote', 'web[7]: Address family not supported by protocol')])
        self.button('Try Again Without RestrictAddressFamilies…')
        self.assert_fits('blame')
        self.begin_search()
        keys('Return')
        self.program.wait('heading', 'web.service Does Not Work With This Setting')
        self.assert_fits('found')

    def test_refused_midway(self):
        self.break_it(*self.LINES, breaking='LockPersonality=yes')
        self.begin_search()
        self.program.do('error', 'NotAuthorized')
        keys('Return')
        self.program.wait('heading', 'The Next Trial Was Not Begun')
        self.wait_text('The service is as before.')

    def test_broken_midway(self):
        self.break_it(*self.LINES, breaking='NoNewPrivileges=yes')
        self.begin_search()
        self.program.do('broken', 1)
        keys('Return')
        self.program.wait('heading', 'web.service May Not Be as Before')
        self.wait_text('systemctl status web.service')
        self.assertLessEqual(len(self.tries()), 3)

    def test_no(self):
        self.break_it(*self.LINES, breaking='NoNewPrivileges=yes')
        self.begin_search()
        self.picture('question')
        self.press('Cancel')
        self.button('Find Out Which…')
        self.assertEqual(self.program.command('calls'), '')


class ByHand(ReviewTest):
    def commands(self):
        return self.program.wait('label', starts='sudo ').get_name()

    def test_no_helper(self):
        self.start('NoNewPrivileges=yes', before=[('helper', 0)])
        self.program.do('review')
        self.program.wait('heading', 'By Hand')
        self.wait_text('sudo ./dev install')
        settle(lambda: self.commands().splitlines() == [
            'sudo mkdir -p /etc/systemd/system/web.service.d',
            "sudo tee /etc/systemd/system/web.service.d/zz-hardnut.conf >/dev/null <<'EOF'",
            '[Service]', 'NoNewPrivileges=yes', 'EOF',
            'sudo systemctl daemon-reload',
            'sudo systemctl try-restart web.service'], 'the commands')
        self.assertEqual(self.program.find_all('button', 'Apply'), [])
        self.picture('by-hand')
        self.press('Copy Commands')
        settle(lambda: 'sudo systemctl daemon-reload' in self.program.command('clipboard'),
               'the commands in the clipboard')
        # It is there again: as installed meanwhile.
        self.program.do('helper', 1)
        self.button('Apply')
        self.program.wait_gone('heading', 'By Hand')

    def test_all_instances(self):
        self.start('NoNewPrivileges=yes', unit='at@x.service', before=[('all-instances', 1)])
        self.program.do('review')
        self.wait_text('for all copies of this service')
        settle(lambda: "sudo systemctl try-restart 'at@*.service'" in self.commands(),
               'the command for all instances')
        self.assertIn('/etc/systemd/system/at@.service.d/zz-hardnut.conf', self.commands())

    def write_template(self, text):
        folder = os.path.join(self.folder, 'at@.service.d')
        os.mkdir(folder)
        path = os.path.join(folder, 'zz-hardnut.conf')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def test_template_drop_in(self):
        """What is for all instances is not removed for one."""
        path = self.write_template('[Service]\nPrivateTmp=yes\n')
        self.start(unit='at@x.service')
        self.program.do('remove')
        self.wait_text('The settings file is that of at@.service')
        self.picture('template')
        settle(lambda: f'sudo rm {path}' in self.commands(), 'the command that removes it')
        self.assertIn("try-restart 'at@*.service'", self.commands())

    def test_own_drop_in_hides_the_template(self):
        self.write_template('[Service]\nProtectSystem=strict\nProtectHome=yes\nPrivateTmp=yes\n')
        self.start('NoNewPrivileges=yes', unit='at@x.service', present='[Service]\nUMask=0077\n',
                   before=[('all-instances', 1)])
        self.program.do('review')
        self.wait_text('at@x.service has a settings file of its own')
        # Against what stands there, and not against the instance's own.
        self.wait_text('+ 2 new lines · − 3 lines go')


if __name__ == '__main__':
    main()
