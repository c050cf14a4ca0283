#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A search for the strictest settings, as a person goes through it: how far it goes, its steps, what
# it found, and each of its ends. The helper and the manager are fakes, the rest is real.

from page_driver import Atspi, act, has_state, keys, main, settle, walk
from review_driver import Fits

# It takes its time, so that there is some to look.
STUCK = ('pace', '600000')


class Harden(Fits):
    def open(self, *before, present=None):
        self.start(present=present, before=before)
        self.program.do('harden')

    def assert_plain(self):
        """Nobody has to read the name of a setting."""
        names = ('PrivateTmp', 'Protect', 'Restrict', 'Capability', 'SystemCall', 'NoNewPriv')
        self.assertEqual([text for text in self.shown()
                          if any(name in text for name in names)], [])

    def shown(self):
        """What is to be seen without opening anything."""
        return [node.get_name() for role in ('label', 'heading', 'list item', 'button')
                for node in self.program.find_all(role) if node.get_name()]

    def search(self, *before):
        self.open(*before)
        self.press('Start')

    def test_start_page(self):
        self.open(('depend', 'proxy.service', 'restarts'))
        for name in ('Careful', 'Fitting', 'Strict'):
            self.wait_text(name)
        # What each level would bring.
        settle(lambda: '…' not in self.texts(), 'what each would bring')
        self.assertGreaterEqual(len([text for text in self.texts() if '9.' in text and '→' in text]),
                                2)
        chosen = [node.get_name() for node in self.program.find_all('radio button', deep=True)
                  if has_state(node, Atspi.StateType.CHECKED)]
        self.assertEqual(chosen, ['Fitting'])
        self.wait_text('The service restarts up to 14 times.')
        self.wait_text('These restart with it: proxy.service.')
        self.assert_plain()
        self.picture('harden-start')
        # Nothing is done before somebody says so.
        self.assertNotIn('Begin', self.program.command('calls'))

    def rights(self):
        """The switches, by what they say."""
        return {node.get_name(): node for node in self.program.find_all('check box', deep=True)}

    def choose(self):
        self.button('Start')
        settle(lambda: '…' not in self.texts(), 'what each would bring')
        self.program.click('Choose Yourself')
        return settle(lambda: self.rights() or None, 'the switches')

    def score(self):
        """Of all that is switched on."""
        scores = [text for text in self.texts() if '9.' in text and '→' in text]
        return scores[-1]

    def flick(self, title):
        self.program.do('reveal', title)
        self.program.click(title, command='control')

    def test_switches(self):
        """Each right has a switch that tells what it would do, and does it."""
        self.open()
        rights = self.choose()
        self.assertIn('Block gaining more rights', rights)
        self.assert_plain()
        self.wait_text('protections are tried')
        settle(lambda: not any('…' in text for text in self.texts()), 'all scores')
        self.picture('harden-choice')
        before = self.score()
        self.flick('Hide kernel messages')
        self.wait_text('As “Fitting” Has It')
        settle(lambda: self.score() != before or None, 'another score')
        self.picture('harden-choice-own')
        self.press('As “Fitting” Has It')
        settle(lambda: self.score() == before, 'the score of the level')
        self.flick('Hide kernel messages')
        # Back to the first page, and not out of the dialog.
        self.program.take_focus()
        keys('Escape')
        self.wait_text('Only what you switched on is tried: ')
        self.assertFalse(self.rights())
        self.picture('harden-start-own')
        self.press('Start')
        self.wait_text('Works With Less')
        tried = [call for call in self.calls().split('; ') if call.startswith('Try')]
        self.assertTrue(tried)
        self.assertNotIn('ProtectKernelLogs', str(tried))
        self.press('Take Back')
        self.wait_text('The service is as before.')

    def test_mistake_in_check(self):
        """What cannot be checked is said where it is written, and nothing is begun."""
        self.open()
        start = self.button('Start')
        settle(lambda: has_state(start, Atspi.StateType.SENSITIVE), 'Start to be possible')
        self.program.do('reveal', 'More Options')
        self.program.click('More Options')
        entry = settle(lambda: next((node for node in walk(self.program.node, deep=True)
                                     if node.get_role_name() in ('text', 'entry')
                                     and 'Must Also Work' in node.get_name()), None), 'the entry')
        Atspi.EditableText.set_text_contents(entry.get_editable_text_iface(), 'tcp:web')
        self.wait_text('This cannot be checked: a port is written tcp:HOST:PORT')
        settle(lambda: not has_state(start, Atspi.StateType.SENSITIVE), 'Start to be blocked')
        Atspi.EditableText.set_text_contents(entry.get_editable_text_iface(), 'tcp:web:80')
        settle(lambda: has_state(start, Atspi.StateType.SENSITIVE), 'Start to be possible')
        self.assert_no_text('This cannot be checked')
        self.assertNotIn('Begin', self.program.command('calls'))

    def test_found_and_kept(self):
        self.search()
        self.wait_text('Works With Less')
        self.wait_text('Cannot Any More')
        self.wait_text('9.')
        # There is no observer here.
        self.wait_text('It is not watched: ')
        # Who happens to press Enter has not decided to keep anything.
        self.wait_focus('Take Back')
        self.assert_plain()
        self.picture('harden-found')
        calls = self.calls()
        self.assertEqual(calls.count('Begin web.service'), 1)
        self.assertNotIn('Keep', calls)
        self.press('Keep')
        self.wait_text('Hardened')
        self.assertIn('Keep', self.calls())
        self.picture('harden-kept')
        self.press('Close')
        self.program.wait_gone('button', 'Close')
        self.assertEqual(self.program.command('dirty'), 'no')

    def test_taken_back(self):
        self.search()
        self.press('Take Back')
        self.wait_text('The service is as before.')
        # And from there another one.
        self.press('Search Again…')
        self.wait_text('Fitting')
        self.press('Start')
        self.wait_text('Works With Less')
        self.press('Take Back')
        self.wait_text('The service is as before.')

    def test_by_hand(self):
        self.search()
        self.press('Change by Hand')
        settle(lambda: self.program.command('dirty') == 'yes', 'what was found to be staged')
        settle(lambda: self.program.command('helping') == '0', 'the trial to be over')

    def test_stop(self):
        self.search(STUCK)
        self.wait_text('Trying set 1 of at most 6')
        self.assert_plain()
        self.picture('harden-progress')
        self.press('Stop')
        self.wait_text('You stopped the search. The service is as before.')
        self.picture('harden-stopped')

    def test_broken(self):
        """What the service does not work without is named by what it is for."""
        self.search(('breaking', 'LockPersonality=yes'))
        self.wait_text('Works With Less')
        self.assert_plain()
        self.press('Take Back')
        self.wait_text('The service is as before.')

    def test_denied(self):
        self.search(('error', 'NotAuthorized'))
        self.wait_text('Not Authorized')
        self.wait_text('Nothing was changed.')
        self.picture('harden-denied')
        self.program.do('error', 'none')
        self.press('Search Again…')
        self.press('Start')
        self.wait_text('Works With Less')
        self.press('Take Back')
        self.wait_text('The service is as before.')

    def test_closing_asks(self):
        self.search(STUCK)
        self.wait_text('Trying set 1 of at most 6')
        self.program.take_focus()
        self.wait_focus('Stop')
        keys('Escape')
        self.wait_text('Stop the Search?')
        act(settle(lambda: self.program.find_all('button', 'Stop'), 'the answer')[-1], 'click')
        settle(lambda: self.program.command('helping') == '0', 'the trial to be over')
        self.program.wait_gone('button', 'Stop')

    def test_closing_what_was_found_asks(self):
        self.search()
        self.program.take_focus()
        self.wait_focus('Take Back')
        keys('Escape')
        self.wait_text('Keep What Was Found?')
        act(settle(lambda: self.program.find_all('button', 'Keep'), 'the answer')[-1], 'click')
        self.wait_text('Hardened')

    def test_blocked(self):
        self.open(('idle', '1'))
        self.wait_text('Start it first.')
        self.program.wait_gone('button', 'Start')
        self.picture('harden-blocked')

    def test_without_helper(self):
        self.open()
        self.button('Start')
        self.program.do('helper', 0)
        self.wait_text('not installed')

    def test_helper_lost(self):
        """The helper goes while something waits to be kept."""
        self.search()
        self.wait_text('Works With Less')
        self.program.do('helper', 0)
        self.wait_text('Something Went Wrong')
        self.program.do('helper', 1)


main()
