#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# From staged changes to applied ones, as a person goes through it: the review, the steps, the
# countdown, what went wrong. The helper and the manager are fakes, the rest is real.

import os
import subprocess
import time

from page_driver import Atspi, act, has_state, keys, main, settle, settle_empty, walk
from review_driver import PRESENT, UNIT, Fits


class Review(Fits):
    def test_what_is_shown(self):
        self.start('NoNewPrivileges=yes', 'ProtectSystem=strict', present=PRESENT)
        self.program.do('review')
        self.button('Apply')
        # Both scores, and which is which.
        self.wait_text('Now: exposure ')
        scores = self.wait_text('With the change: exposure ')
        self.assertLess(scores.index('Now:'), scores.index('With the change:'))
        # The difference has signs, not colours alone.
        settle(lambda: self.diff().splitlines() ==
               ['  [Service]', '− ProtectSystem=full', '+ NoNewPrivileges=yes',
                '+ ProtectSystem=strict'], 'the signs')
        self.wait_text('+ 2 new lines · − 1 line goes')
        self.wait_text('/etc/systemd/system/web.service.d/zz-hardnut.conf')
        # What is decided stands before what is only read, and the dialog is as high as it has to be.
        places = [self.program.spot(text)[1] for text in ('Restart Now', 'Settings File', 'Apply')]
        self.assertEqual(places, sorted(places))
        settle_empty(lambda: self.program.command('cut'), 'nothing to be cut')
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


class Apply(Fits):
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
        self.press('Back')
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
        self.wait_text('Not authorized. Nothing was changed.')
        # Below the pointer it does not go by itself.
        x, y = self.program.spot('Not authorized. Nothing was changed.')
        subprocess.run(['xdotool', 'mousemove', '--window', self.program.window(), str(x), str(y)],
                       check=True)
        # Which is not true any more as soon as it is tried again.
        self.program.do('error', '')
        self.program.do('late')
        self.press('Apply')
        settle(lambda: not [text for text in self.texts() if 'Not authorized' in text],
               'the words about the attempt before to go')

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
        self.press('Write It')
        self.assertIn(' no-restart interactive', self.calls())
        self.program.wait('heading', 'Kept')
        self.wait_text('in force when dbus.service starts next')

    def test_danger_by_hand(self):
        """What is dangerous is not one press away, neither of the mouse nor of a key."""
        with open(os.path.join(self.folder, 'dbus.service'), 'w', encoding='utf-8') as file:
            file.write(UNIT)
        self.start('NoNewPrivileges=yes', unit='dbus.service',
                   before=[('life', 'written', 'loaded', 'kept'), ('note', 'next-start')])
        self.program.do('review')
        self.wait_text('Not Tried, and for Good')
        classes = self.program.command('classes', 'Write Without a Trial…').split()
        self.assertIn('destructive-action', classes)
        self.assertNotIn('suggested-action', classes)
        self.program.take_focus()
        for press in (lambda: self.program.click('Write Without a Trial…'), lambda: keys('alt+w')):
            press()
            self.wait_text('Write It Without a Trial?')
            self.wait_focus('Cancel')
            keys('Return')
            self.program.wait_gone('button', 'Write It')
        self.assertEqual(self.program.command('calls'), '')
        self.program.click('Write Without a Trial…')
        self.wait_text('Write It Without a Trial?')
        self.program.click('Write It')
        self.program.wait('heading', 'Kept')
        self.assertIn(' no-restart interactive', self.calls())

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


HISTORY = '/var/lib/hardnut/history/web.service'
STATES = '''[State]

[State]
When=2026-01-31T12:00:00Z
User=0
Line=PrivateDevices=yes
Line=UMask=0077

[State]
When=2026-02-02T12:00:00Z
User=0
Line=ProtectSystem=full
'''


class GoingBack(Fits):
    """From an earlier state of the service to that as a trial."""

    def setUp(self):
        super().setUp()
        # The lab lets its user write it.
        with open(HISTORY, 'w', encoding='utf-8') as file:
            file.write(STATES)
        self.addCleanup(os.unlink, HISTORY)

    def open_state(self, title):
        self.program.do('history')
        self.wait_text('2 February 2026, 12:00 (now)')
        self.program.click(title)
        self.program.click('Go Back to This…')

    def test_is_tried(self):
        self.start(present=PRESENT, before=[('life', 'written', 'loaded', 'restarted', 'healthy')])
        self.program.do('history')
        self.wait_text('2 February 2026, 12:00 (now)')
        self.picture('history')
        self.program.do('close')
        self.open_state('31 January 2026, 12:00')
        settle(lambda: {'+ PrivateDevices=yes', '− ProtectSystem=full'} <=
               set(self.diff().splitlines()), 'the lines of that state, and none of now')
        self.press('Apply')
        self.assertRegex(self.calls(), r'^Try web.service \[[^]]*PrivateDevices=yes[^]]*\] ')
        self.press('Keep')
        self.program.wait('heading', 'Kept')

    def test_nothing_stays_of_a_change_of_mind(self):
        self.start(present=PRESENT)
        self.open_state('31 January 2026, 12:00')
        settle(lambda: '+ PrivateDevices=yes' in self.diff(), 'the lines of that state')
        self.assertEqual(self.program.command('dirty'), 'yes')
        self.program.do('close')
        settle(lambda: self.program.command('dirty') == 'no', 'nothing staged')

    def test_back_to_nothing_is_a_removal(self):
        self.start(present=PRESENT, before=[('life', 'written', 'loaded', 'restarted', 'healthy')])
        self.open_state('Before the first change')
        settle(lambda: self.diff().splitlines() == ['− [Service]', '− ProtectSystem=full'],
               'all lines to go')
        self.press('Remove')
        self.assertRegex(self.calls(), r'^Remove web.service ')


class ByHand(Fits):
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
