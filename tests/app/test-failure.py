#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a person sees and can do after a change has failed: what is to blame, another try without it, and
# finding out which setting it is. The helper and the manager are fakes, and so is the journal.

import time

from page_driver import Atspi, has_state, keys, main, settle, settle_empty
from review_driver import PICTURES, ReviewTest


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
        settle_empty(lambda: self.program.command('cut'), f'nothing to be cut in {what}')
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
        self.program.do('stays-broken', 1)
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


if __name__ == '__main__':
    main()
